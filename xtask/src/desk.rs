//! Desk and kiosk: their own page, with its own script, style and service worker, apart from the public app. They are put on
//! an origin of their own, so nothing of them is in `dist/` (docs/desk.md says why).

use crate::args::Args;
use crate::modules::{self, Built, Profile};
use crate::run::{self, Failure, Result};
use crate::{page, place, serve, slim, tools};
use std::path::{Path, PathBuf};

/// The style sheets of the desk, in order.
pub(crate) const STYLES: &[&str] = &[
    "styles/layers.css",
    "styles/tokens.css",
    "styles/base.css",
    "styles/compositions.css",
    "styles/blocks/note.css",
    "styles/modules/desk.css",
    "styles/utilities.css",
];

/// The crate.
pub(crate) const PACKAGE: &str = "carrel-desk";

/// `cargo xtask desk [--release]`: the desk without a library.
pub(crate) fn command(args: &mut Args) -> Result {
    let profile = if args.flag("--release") {
        Profile::Release
    } else {
        Profile::Debug
    };
    args.finish()?;
    let folder = build(profile)?;
    println!(
        "The desk is in {}. `carrel desk` puts a library to it.",
        place::short(&folder)
    );
    if profile == Profile::Release {
        for file in crate::app::squeeze(&folder)? {
            println!("{:>9} {:>9}  {}", file.raw, file.brotli, file.path);
        }
    }
    Ok(())
}

/// The reader of barcodes in a camera's picture.
pub(crate) const CAMERA: &str = "carrel-camera";

/// Where it lies.
pub(crate) fn folder(profile: Profile) -> PathBuf {
    if profile == Profile::Release {
        place::at("dist-desk")
    } else {
        place::target().join("desk")
    }
}

/// Builds it.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    tools::ensure(modules::tools_for(profile))?;
    let small = profile == Profile::Release;
    let pair = modules::wasm_package(PACKAGE, "desk", profile)?;
    let pair = if small { slim::pair(pair)? } else { pair };
    // Fetched when somebody presses "Camera" and the browser reads no barcodes.
    let camera = Built {
        name: "camera",
        pair: modules::wasm_package(CAMERA, "camera", profile)?,
        pieces: Vec::new(),
        styles: Vec::new(),
    };
    let folder = folder(profile);
    run::remove_folder(&folder)?;
    let mut style = String::new();
    for path in STYLES {
        style.push_str(&run::read(&place::at(path))?);
        style.push('\n');
    }
    let mut boot = run::read(&place::at("xtask/templates/boot.js"))?;
    let mut worker = run::read(&place::at("public/sw.js"))?;
    if small {
        boot = slim::minified(&boot, slim::Kind::Classic)?;
        worker = slim::script(&worker);
    }
    page::alone(
        &folder,
        &run::read(&place::at("desk/index.html"))?,
        pair,
        vec![camera],
        &style,
        &boot,
        small,
    )?;
    run::write(&folder.join("sw.js"), worker)?;
    run::write(
        &folder.join("icon.svg"),
        run::read(&place::at("public/icons/icon.svg"))?,
    )?;
    page::list(&folder)?;
    Ok(folder)
}

/// The sample library's desk, for `serve --gateway` and the journeys: a folder that holds `desk/`.
pub(crate) fn site(profile: Profile, files: &[String], name: Option<&str>) -> Result<PathBuf> {
    let app = build(profile)?;
    let out = place::target().join(if profile == Profile::Release {
        "desk-site-release"
    } else {
        "desk-site"
    });
    let mut command = serve::carrel(profile)?;
    command.arg("desk");
    if files.is_empty() {
        command.arg(place::at(serve::SAMPLE.1));
    } else {
        command.args(files);
    }
    command
        .arg("--out")
        .arg(out.join("desk"))
        .arg("--app")
        .arg(&app);
    command.args(["--name", name.unwrap_or(serve::SAMPLE.0)]);
    run::run(&mut command)?;
    // Whoever opens the gateway's address means the desk.
    run::write(
        &out.join("index.html"),
        "<!doctype html><meta charset=\"utf-8\"><title>Desk</title><meta http-equiv=\"refresh\" content=\"0; url=desk/\"><a href=\"desk/\">Desk</a>\n",
    )?;
    Ok(out)
}

/// The gateway's program, built.
pub(crate) fn server(profile: Profile) -> Result<PathBuf> {
    let mut cargo = run::command("cargo", &["build", "--package", "carrel-server"]);
    let release = profile == Profile::Release;
    if release {
        cargo.arg("--release");
    }
    run::run(&mut cargo)?;
    let built = place::target().join(if release { "release" } else { "debug" });
    Ok(built.join("carrel-server"))
}

/// The program that draws a film of barcodes for a browser's fake camera, built.
pub(crate) fn film() -> Result<PathBuf> {
    let build = ["build", "--package", "carrel-exchange", "--example", "film"];
    run::run(&mut run::command("cargo", &build))?;
    Ok(place::target().join("debug/examples/film"))
}

/// A gateway that runs until this value is dropped or this process ends.
pub(crate) struct Gateway {
    /// Held: when it closes, the gateway ends.
    _process: std::process::Child,
    /// Where it listens.
    pub(crate) address: String,
}

/// Name and password of the one member of staff that development has.
pub(crate) const STAFF: (&str, &str) = ("librarian", "try-the-desk");

/// Starts the gateway over a folder of data, with the desk beside it.
pub(crate) fn gateway(server: &Path, data: &Path, port: u16, desk: &Path) -> Result<Gateway> {
    use std::io::{BufRead as _, Write as _};
    use std::process::Stdio;
    run::make_folder(data)?;
    let broken = |error: std::io::Error| Failure(format!("the gateway did not start: {error}"));
    let mut staff = std::process::Command::new(server)
        .args(["staff", "--name", STAFF.0, "--admin", "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(broken)?;
    if let Some(mut input) = staff.stdin.take() {
        writeln!(input, "{}", STAFF.1).map_err(broken)?;
    }
    if !staff.wait().map_err(broken)?.success() {
        return Err("the gateway did not take its first member of staff".into());
    }
    let mut process = std::process::Command::new(server)
        .args([
            "serve",
            "--until-input-ends",
            "--listen",
            &format!("127.0.0.1:{port}"),
        ])
        .arg("--data")
        .arg(data)
        .arg("--site")
        .arg(desk)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(broken)?;
    let mut said = String::new();
    if let Some(output) = process.stdout.take() {
        // It says one line, when it is ready; nothing when it could not listen, which it then says on its own.
        std::io::BufReader::new(output)
            .read_line(&mut said)
            .map_err(broken)?;
    }
    let Some(address) = said.trim().strip_prefix("listening on ") else {
        return Err(Failure(format!(
            "the gateway did not start on port {port}; give another one with --port (it takes the one after that)"
        )));
    };
    Ok(Gateway {
        address: address.to_owned(),
        _process: process,
    })
}

/// What a newcomer does first: on one machine, two names of it are two computers.
pub(crate) fn first_steps(gateway: &str) -> String {
    let other = gateway.replace("127.0.0.1", "localhost");
    format!(
        "\n  desk, kiosk, gateway  {gateway}desk/\n  a second computer     {other}desk/\n  sign in               {}, {}\n\n\
         docs/desk.md, \"Try it\", goes through one clash with you. Try card 29999000000018 and book 30941000112192.\n",
        STAFF.0, STAFF.1
    )
}
