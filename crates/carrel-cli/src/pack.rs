//! Opens a pack in a folder, and hands the engine its files.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::latest::Latest;
use carrel_search::pack::{FileRef, PackError};
use carrel_search::wire::{Answer, Request};
use carrel_site::site::LIST;

use crate::failure::{Failure, Result};
use crate::output;

/// A pack on disk.
pub(crate) struct Pack {
    pub(crate) folder: PathBuf,
    pub(crate) latest: Latest,
    pub(crate) engine: Engine,
}

impl Pack {
    /// Opens the pack in a folder, or the one of the site in it.
    pub(crate) fn open(dir: &Path) -> Result<Self> {
        let folder = folder(dir)?;
        let path = folder.join("latest.json");
        let text = fs::read_to_string(&path).map_err(|e| Failure::io(e, "read", &path))?;
        let latest = Latest::from_json(&text).map_err(|what| {
            Failure::new(
                format!("{}: {what}", path.display()),
                "Make the catalogue again with `carrel index`.",
            )
        })?;
        let bytes = read(&folder, &latest.root)?;
        let engine = Engine::open(&latest.root, &bytes).map_err(|e| damaged(&folder, &e))?;
        Ok(Self {
            folder,
            latest,
            engine,
        })
    }

    /// The same pack, with every file of it loaded.
    pub(crate) fn open_whole(dir: &Path) -> Result<Self> {
        let mut pack = Self::open(dir)?;
        let folder = pack.folder.join("d");
        let list =
            fs::read_dir(&folder).map_err(|e| Failure::io(e, "look into the folder", &folder))?;
        for entry in list {
            let path = entry
                .map_err(|e| Failure::io(e, "look into the folder", &folder))?
                .path();
            let bytes = fs::read(&path).map_err(|e| Failure::io(e, "read", &path))?;
            let file = FileRef::of(&bytes);
            if file != pack.latest.root && Some(file) != pack.latest.whole {
                let supplied = pack.engine.supply(&file, &bytes);
                supplied.map_err(|e| damaged(&pack.folder, &e))?;
            }
        }
        Ok(pack)
    }

    /// Asks the engine; missing and damaged files are told by name.
    pub(crate) fn ask(&mut self, request: &Request) -> Result<Answer> {
        let mut missing = None;
        let folder = &self.folder;
        let answer = answer_from(&mut self.engine, request, |file| match read(folder, file) {
            Ok(bytes) => Some(bytes),
            Err(failure) => {
                missing = Some(failure);
                None
            }
        });
        match (answer, missing) {
            (Ok(answer), _) => Ok(answer),
            (Err(_), Some(failure)) => Err(failure),
            (Err(error), None) => Err(damaged(folder, &error)),
        }
    }
}

/// Where the pack is: the folder itself, or `pack` in it.
pub(crate) fn folder(dir: &Path) -> Result<PathBuf> {
    for folder in [dir.to_owned(), dir.join("pack")] {
        if folder.join("latest.json").is_file() {
            return Ok(folder);
        }
    }
    if let Some(old) = output::interrupted(dir) {
        return Err(Failure::new(
            format!(
                "{}: expected a catalogue, found nothing there: a run was interrupted while it wrote this folder, and what was there before is in {}",
                dir.display(),
                old.display()
            ),
            "Run the command again that makes this folder: it puts the old one back first.",
        ));
    }
    // A folder that may not be looked into seems to have nothing in it.
    for folder in [dir.to_owned(), dir.join("pack")] {
        if let Err(error) = fs::read_dir(&folder)
            && error.kind() == ErrorKind::PermissionDenied
        {
            return Err(Failure::io(error, "look into the folder", &folder));
        }
    }
    let found = if dir.is_dir() {
        "found a folder without one"
    } else if dir.exists() {
        "found a file"
    } else {
        "found nothing there"
    };
    Err(Failure::new(
        format!(
            "{}: expected a catalogue (a folder with latest.json), {found}",
            dir.display()
        ),
        "Give the folder that `carrel index --out` or `carrel site --out` wrote.",
    ))
}

pub(crate) fn read(folder: &Path, file: &FileRef) -> Result<Vec<u8>> {
    let path = folder.join(file.name());
    fs::read(&path).map_err(|error| {
        let gone = error.kind() == ErrorKind::NotFound;
        let failure = Failure::io(error, "read", &path);
        match gone {
            true => failure.way_out(lists_damage(folder)),
            false => failure,
        }
    })
}

/// The way out when a file of a catalogue is missing or damaged.
pub(crate) fn lists_damage(folder: &Path) -> String {
    // Of a site the whole site is looked at.
    let site = folder.parent().filter(|site| {
        folder.file_name().is_some_and(|name| name == "pack") && site.join(LIST).is_file()
    });
    format!(
        "`carrel verify {}` lists every missing and damaged file: copy those again, or make the catalogue again.",
        site.unwrap_or(folder).display()
    )
}

fn damaged(folder: &Path, error: &PackError) -> Failure {
    Failure::new(
        format!("{}: {error}", folder.display()),
        lists_damage(folder),
    )
}
