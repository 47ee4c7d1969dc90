//! `carrel site`: files in, a whole web site out.

use std::path::{Path, PathBuf};

use carrel_site::site::{self, App, LIST};
use carrel_site::union::{self, Library};

use crate::args::SiteArgs;
use crate::cmd::{index, lessons};
use crate::failure::{DONE, FAULTS, Failure, Result};
use crate::output::What;
use crate::{input, output};

pub(crate) fn run(args: &SiteArgs) -> Result<u8> {
    // The app first: without it the long work would be for nothing.
    let mut app = app(args.app.as_deref())?;
    if let Some(dir) = &args.lessons {
        app.set_lessons(lessons::bundles(dir)?);
    }
    // A base that is no folder is told where it is used.
    let own = site::base(&args.base).unwrap_or_default();
    let mut listed = app.union();
    if !args.union.is_empty() {
        let (all, others) = others(&args.union, &own)?;
        app.set_union(&others);
        listed = all;
    }
    let claim = output::check(&args.out, What::Site)?;
    let (pack, report, fewer) = index::made(
        &args.input,
        &args.out,
        &args.name,
        &args.base,
        index::Extras::default(),
    )?;
    let files = site::assemble(&app, &pack).map_err(|error| {
        Failure::new(
            error.to_string(),
            "Build the app again with `cargo xtask dist`.",
        )
    })?;
    output::write_site(&claim, What::Site, &files)?;
    let bytes = files.iter().map(|f| f.bytes.len() as u64).sum();
    let doubt = union::doubt(&listed, &args.name, &own)
        .map(|doubt| doubt + " The folder is said with --base, the name with --name.");
    let written = index::Written {
        bytes,
        files: files.len(),
        out: args.out.display().to_string(),
        doubt,
        fewer,
    };
    index::tell(&report, args.json, &pack, &written);
    if !args.json && !index::doubtful(&report) {
        outln!(
            "Copy everything in it to the web space, to {}; {} says in which order.",
            pack.latest.base,
            args.out.join("UPLOAD.txt").display()
        );
    }
    if !args.json
        && let Some(doubt) = &written.doubt
    {
        outln!("WARNING {doubt}");
    }
    Ok(if index::doubtful(&report) {
        FAULTS
    } else {
        DONE
    })
}

/// The libraries of the list, and those of them that are others: each word of `--union` is one, or a file with one a line.
fn others(said: &[String], own: &str) -> Result<(Vec<Library>, Vec<Library>)> {
    let mut text = String::new();
    let mut file = None;
    for word in said {
        let path = Path::new(word);
        if word.contains('=') && !path.is_file() {
            text.push_str(word);
        } else {
            text.push_str(&input::text(path)?);
            file = Some(path);
        }
        text.push('\n');
    }
    let read = || Ok((union::all(&text)?, union::read(&text, own)?));
    read().map_err(|fault: union::Fault| {
        let place = match (said.len(), file) {
            (1, Some(file)) => file.display().to_string(),
            _ => "--union".to_owned(),
        };
        Failure::new(format!("{place}: {fault}"), fault.way_out)
    })
}

/// The app: where it is said to be, in `dist` here, or in `dist` beside or above the command.
fn app(said: Option<&Path>) -> Result<App> {
    const WAY_OUT: &str = "Build the app with `cargo xtask dist` in Carrel's folder, or say where it is with --app DIR.";
    let folder = match said {
        Some(folder) => folder.to_owned(),
        None => places()
            .into_iter()
            .find(|folder| folder.join(LIST).is_file())
            .ok_or_else(|| {
                Failure::new(
                    "expected the app in a folder named dist, found none",
                    WAY_OUT,
                )
            })?,
    };
    if !folder.join(LIST).is_file() {
        let found = if folder.is_dir() {
            "found a folder without one"
        } else {
            "found no folder"
        };
        return Err(Failure::new(
            format!(
                "{}: expected the app (a folder with {LIST}), {found}",
                folder.display()
            ),
            WAY_OUT,
        ));
    }
    read_app(&folder, "`cargo xtask dist`")
}

/// Reads an app from its folder; `made_by` is the command that makes it.
pub(crate) fn read_app(folder: &Path, made_by: &str) -> Result<App> {
    let list = input::text(&folder.join(LIST))?;
    let told = |error: site::SiteError| {
        Failure::new(
            format!("{}: {error}", folder.display()),
            format!("Build it again with {made_by}."),
        )
    };
    let mut files = Vec::new();
    for listed in site::read_list(&list).map_err(told)? {
        let path = folder.join(&listed.path);
        if let Ok(bytes) = std::fs::read(path) {
            files.push((listed.path, bytes));
        }
    }
    App::new(&list, files).map_err(told)
}

fn places() -> Vec<PathBuf> {
    let mut places = vec![PathBuf::from("dist")];
    if let Ok(command) = std::env::current_exe() {
        places.extend(
            command
                .ancestors()
                .skip(1)
                .map(|folder| folder.join("dist")),
        );
    }
    places
}
