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
    let pair = if small { slim::pair(pair) } else { pair };
    // Fetched when somebody presses "Camera" and the browser reads no barcodes.
    let camera = Built {
        name: "camera",
        pair: modules::wasm_package(CAMERA, "camera", profile)?,
        styles: Vec::new(),
    };
    let folder = folder(profile);
    run::remove_folder(&folder)?;
    let mut style = String::new();
    for path in STYLES {
        style.push_str(&run::read(&place::at(path))?);
        style.push('\n');
    }
    let script = |path: &str| -> Result<String> {
        let text = run::read(&place::at(path))?;
        Ok(if small { slim::script(&text) } else { text })
    };
    page::alone(
        &folder,
        &run::read(&place::at("desk/index.html"))?,
        pair,
        vec![camera],
        &style,
        &script("xtask/templates/boot.js")?,
        small,
    )?;
    run::write(&folder.join("sw.js"), script("public/sw.js")?)?;
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

/// The gateway over a folder of data, with the desk beside it; it runs until this process ends. For development there is one
/// member of staff, whose password is said aloud.
pub(crate) fn gateway(profile: Profile, port: u16, desk: &Path) -> Result<std::process::Child> {
    use std::io::Write as _;
    const PASSWORD: &str = "try-the-desk";
    let server = server(profile)?;
    let data = place::target().join("gateway");
    run::make_folder(&data)?;
    let broken = |error: std::io::Error| Failure(format!("the gateway did not start: {error}"));
    let mut staff = std::process::Command::new(&server)
        .args(["staff", "--name", "librarian", "--admin", "--data"])
        .arg(&data)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .map_err(broken)?;
    if let Some(mut input) = staff.stdin.take() {
        writeln!(input, "{PASSWORD}").map_err(broken)?;
    }
    if !staff.wait().map_err(broken)?.success() {
        return Err("the gateway did not take its first member of staff".into());
    }
    let listen = format!("127.0.0.1:{port}");
    let child = std::process::Command::new(&server)
        .args(["serve", "--listen", &listen, "--data"])
        .arg(&data)
        .arg("--site")
        .arg(desk)
        .spawn()
        .map_err(broken)?;
    println!("desk, kiosk and gateway: http://{listen}/desk/  (sign in: librarian, {PASSWORD})");
    Ok(child)
}
