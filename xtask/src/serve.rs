//! `cargo xtask serve`: from nothing to a library in the browser.

use crate::args::Args;
use crate::host::{self, Host, Mime};
use crate::modules::Profile;
use crate::run::{self, Failure, Result};
use crate::{app, desk, place, tools};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The table of the sample's copies that are on loan.
const SAMPLE_COPIES: &str = "sample/westfield-copies.tsv";
/// The day the sample's loans are as of.
const SAMPLE_DAY: &str = "2026-11-20";
/// Name and records of the sample library.
pub(crate) const SAMPLE: (&str, &str) = ("Westfield School Library", "sample/westfield.mrc");

/// What `cargo xtask serve --help` prints.
const HELP: &str = "\
cargo xtask serve [FILE...] [OPTIONS]

Builds the app, makes a site of the sample library (or of the FILEs) and serves it on 127.0.0.1.

  --port NUMBER      8080 unless said otherwise; 0 takes any free one
  --base /library/   the path the site lies under
  --open             open it in the browser
  --release          the app as visitors get it, sent with brotli
  --name NAME        the library's name
  --dir FOLDER       serve this folder as it is; nothing is built
  --gateway          desk, kiosk and gateway too, on an origin of their own: the port after this one
  --desk FOLDER, --server PROGRAM   with --gateway: these, as they are; nothing is built
  --data FOLDER      with --gateway: where it keeps what was lent; target/gateway unless said otherwise

A worse host, for trying out:
  --mime wrong       only HTML, CSS and JavaScript have their type
  --mime wrong-js    JavaScript has not, either
  --fallback-200     a missing file answers 200 with a page
  --latency-ms N     round trip time          --rate-kbit N     speed of the link
  --cache-seconds N  max-age of every file    --log             a line for each request";

/// `cargo xtask serve`
pub(crate) fn command(args: &mut Args) -> Result {
    if args.flag("--help") {
        println!("{HELP}");
        return Ok(());
    }
    let port = args.number("--port")?.unwrap_or(8080);
    let port =
        u16::try_from(port).map_err(|_| format!("--port {port}: expected a number up to 65535"))?;
    let open = args.flag("--open");
    let profile = if args.flag("--release") {
        Profile::Release
    } else {
        Profile::Debug
    };
    let name = args.value("--name")?;
    let folder = args.value("--dir")?.map(PathBuf::from);
    let gateway = args.flag("--gateway");
    let built_desk = args.value("--desk")?.map(PathBuf::from);
    let data = args.value("--data")?.map(PathBuf::from);
    let built_server = args.value("--server")?.map(PathBuf::from);
    let mut host = Host::new(folder.clone().unwrap_or_default());
    behaviour(args, &mut host)?;
    let files: Vec<String> = std::iter::from_fn(|| args.word()).collect();
    args.finish()?;

    if folder.is_none() {
        host.folder = site(profile, &files, name.as_deref(), &host.base)?;
    }
    host::must_exist(&host.folder)?;
    if profile == Profile::Release {
        for file in app::squeeze(&host.folder)? {
            if file.brotli < file.raw {
                host.brotli.insert(file.path, file.brotli_file);
            }
        }
    }
    // It ends with us, whatever ends us.
    let gateway = if gateway {
        let desk = match built_desk {
            Some(desk) => desk,
            None => desk::site(profile, &files, name.as_deref())?,
        };
        let server = match built_server {
            Some(server) => server,
            None => desk::server(profile)?,
        };
        let next = if port == 0 { 0 } else { port.saturating_add(1) };
        Some(desk::gateway(
            &server,
            &data.unwrap_or_else(|| place::target().join("gateway")),
            next,
            &desk,
        )?)
    } else {
        None
    };
    let listening = host.listen(port)?;
    if let Some(gateway) = &gateway {
        println!("{}", desk::first_steps(&gateway.address));
    }
    println!("{}  (Ctrl-C ends it)", listening.address);
    if open {
        open_browser(&listening.address);
    }
    listening.run()
}

/// How good or bad the host is.
fn behaviour(args: &mut Args, host: &mut Host) -> Result {
    if let Some(base) = args.value("--base")? {
        host.base = match base.trim_matches('/') {
            "" => "/".to_owned(),
            inner => format!("/{inner}/"),
        };
    }
    host.mime = match args.value("--mime")?.as_deref() {
        None | Some("right") => Mime::Right,
        Some("wrong") => Mime::Wrong,
        Some("wrong-js") => Mime::WrongScripts,
        Some(other) => {
            return Err(Failure(format!(
                "--mime {other}: expected right, wrong or wrong-js"
            )));
        }
    };
    host.fallback_200 = args.flag("--fallback-200");
    host.log = args.flag("--log");
    host.round_trip = Duration::from_millis(args.number("--latency-ms")?.unwrap_or(0));
    host.bytes_per_second = args
        .number("--rate-kbit")?
        .map(|kilobits| (kilobits * 1000 / 8).max(1));
    host.cache_seconds = args.number("--cache-seconds")?;
    Ok(())
}

/// Builds the app and the command, and lets `carrel site` make a site of the files.
pub(crate) fn site(
    profile: Profile,
    files: &[String],
    name: Option<&str>,
    base: &str,
) -> Result<PathBuf> {
    let sample = place::at(SAMPLE.1);
    if files.is_empty() && !sample.exists() {
        return Err(Failure(format!(
            "{} does not exist: `cargo xtask sample` makes it",
            SAMPLE.1
        )));
    }
    let app = app::build(profile)?;
    let out = place::target().join(if profile == Profile::Release {
        "site-release"
    } else {
        "site"
    });
    let mut command = carrel(profile)?;
    command.arg("site");
    if files.is_empty() {
        command.arg(&sample);
        // What is on loan stands in a table of its own; the day belongs to it.
        command.arg("--items").arg(place::at(SAMPLE_COPIES));
        command.args(["--date", SAMPLE_DAY]);
    } else {
        command.args(files);
    }
    command
        .arg("--out")
        .arg(&out)
        .arg("--app")
        .arg(&app)
        .args(["--base", base]);
    command.args(["--name", name.unwrap_or(SAMPLE.0)]);
    run::run(&mut command)?;
    Ok(out)
}

/// The `carrel` command, built.
pub(crate) fn carrel(profile: Profile) -> Result<Command> {
    if !place::at("crates/carrel-cli/Cargo.toml").exists() {
        return Err("crates/carrel-cli, the `carrel` command, does not exist yet".into());
    }
    let mut cargo = run::command(
        "cargo",
        &["build", "--package", "carrel-cli", "--bin", "carrel"],
    );
    let release = profile == Profile::Release;
    if release {
        cargo.arg("--release");
    }
    run::run(&mut cargo)?;
    let binary = place::target()
        .join(if release { "release" } else { "debug" })
        .join("carrel");
    Ok(run::command(binary, &[]))
}

fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let opened = Command::new(opener).arg(address).spawn().is_ok();
    let chromium = || {
        tools::chromium()
            .is_some_and(|chromium| Command::new(chromium).arg(address).spawn().is_ok())
    };
    if !opened && !chromium() {
        eprintln!("no browser could be opened; the address is {address}");
    }
}
