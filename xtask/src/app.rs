//! Building the app with Trunk.

use crate::args::Args;
use crate::modules::{self, Profile};
use crate::run::{self, Failure, Result};
use crate::tools::{self, Tool};
use crate::{page, place, serve, small};
use std::path::{Path, PathBuf};

/// `cargo xtask dist`: what a school uploads, without a catalogue, in `dist/`.
pub(crate) fn dist(args: &mut Args) -> Result {
    args.finish()?;
    let folder = build(Profile::Release)?;
    println!(
        "The app is in {}. `carrel site` puts a catalogue to it.",
        place::short(&folder)
    );
    Ok(())
}

/// `cargo xtask app`: the same as a debug build, in `target/app`.
pub(crate) fn app(args: &mut Args) -> Result {
    args.finish()?;
    let folder = build(Profile::Debug)?;
    println!("The debug app is in {}.", place::short(&folder));
    Ok(())
}

/// Where a build of the app lies.
pub(crate) fn folder(profile: Profile) -> PathBuf {
    if profile == Profile::Release {
        place::at("dist")
    } else {
        place::target().join("app")
    }
}

/// What building the app needs.
pub(crate) const fn needs(profile: Profile) -> &'static [Tool] {
    match profile {
        Profile::Debug => &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Trunk],
        Profile::Release => &[
            Tool::WasmTarget,
            Tool::RustSource,
            Tool::Node,
            Tool::WasmBindgen,
            Tool::Trunk,
            Tool::NodePackages,
        ],
    }
}

/// Builds the app; the hook in Trunk.toml comes back to [`precache`] for the rest.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    for part in ["index.html", "src/main.rs"] {
        if !place::at(part).exists() {
            return Err(Failure(format!(
                "there is no app to build yet: {part} is missing"
            )));
        }
    }
    tools::ensure(needs(profile))?;
    let folder = folder(profile);
    let mut trunk = tools::command("trunk", &["build"]);
    trunk.arg("--dist").arg(&folder);
    if profile == Profile::Release {
        trunk.args(["--release", "--cargo-profile", profile.of_cargo()]);
        trunk.args(["--features", "pieces"]);
        small::go_between(&mut trunk)?;
    }
    run::make_folder(&folder)?;
    let done = run::run(&mut trunk);
    // Trunk leaves it behind when a build fails.
    run::remove_folder(&folder.join(".stage"))?;
    done?;
    Ok(folder)
}

/// `cargo xtask precache`, the hook Trunk calls: adds the on-demand modules and reworks the page.
pub(crate) fn precache(args: &mut Args) -> Result {
    args.finish()?;
    let staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or(
        "this is for Trunk to call (it sets TRUNK_STAGING_DIR); `cargo xtask dist` or `app` builds the app",
    )?;
    let profile = match std::env::var("TRUNK_PROFILE").as_deref() {
        Ok("release") => Profile::Release,
        _ => Profile::Debug,
    };
    // The lessons that come with the app, beside the page; `carrel site --lessons` puts others in their place.
    let mut lessons = serve::carrel(profile)?;
    lessons.args(["lessons", "build"]).arg(place::at("lessons"));
    run::output(lessons.arg("--out").arg(staging.join("lessons")))?;
    // Styles and languages of citations: fetched when a student first cites in them, and kept with the modules.
    let mut files = serve::carrel(profile)?;
    files.args(["cite", "files"]);
    run::output(files.arg(staging.join(modules::FOLDER)))?;
    page::finish(
        &staging,
        modules::build(profile)?,
        profile == Profile::Release,
    )
}

/// One file and what it costs on the wire.
pub(crate) struct Squeezed {
    pub(crate) path: String,
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
    /// Where the brotli bytes are kept.
    pub(crate) brotli_file: PathBuf,
}

/// Compresses every file below a folder (gzip 9, brotli 11), remembered by content.
pub(crate) fn squeeze(folder: &Path) -> Result<Vec<Squeezed>> {
    tools::ensure(&[Tool::Node])?;
    let mut node = tools::command("node", &["xtask/node/squeeze.mjs"]);
    let lines = run::output(node.arg(folder).arg(place::target().join("br")))?;
    let read = |line: &str| {
        let mut cells = line.split('\t');
        let path = cells.next()?.to_owned();
        let mut number = || cells.next()?.parse().ok();
        let (raw, gzip, brotli) = (number()?, number()?, number()?);
        Some(Squeezed {
            path,
            raw,
            gzip,
            brotli,
            brotli_file: PathBuf::from(cells.next()?),
        })
    };
    lines
        .lines()
        .map(|line| read(line).ok_or_else(|| Failure(format!("squeeze.mjs printed `{line}`"))))
        .collect()
}
