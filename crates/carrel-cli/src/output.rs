//! Writes a folder so that it is either the old one or the new one, never a mixture.
//!
//! Everything goes into a sibling folder `.NAME.carrel-new`; when all of it is written the old folder
//! steps aside to `.NAME.carrel-old`, the new one takes its name, and the old one goes. If the computer
//! stops between these steps, the next run puts things right.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use carrel_site::json::Json;
use carrel_site::site::SiteFile;

use crate::failure::{Failure, Result};
use crate::progress::Progress;

/// A file to be written: path with forward slashes, bytes.
pub(crate) type OutFile<'a> = (String, &'a [u8]);

/// Writes the files of a site as the folder `out`, with progress on the screen.
pub(crate) fn write_site(out: &Path, files: &[SiteFile]) -> Result {
    let list: Vec<OutFile<'_>> = files
        .iter()
        .map(|f| (f.path.clone(), f.bytes.as_slice()))
        .collect();
    let mut progress = Progress::new();
    write(out, &list, &mut progress)?;
    progress.clear();
    Ok(())
}

/// Writes the files as the folder `out`.
pub(crate) fn write(out: &Path, files: &[OutFile<'_>], progress: &mut Progress) -> Result {
    let place = Place::of(out)?;
    place.recover()?;
    let keep = place.foreign()?;
    remove(&place.new)?;
    fs::create_dir_all(&place.new).map_err(|e| Failure::io(e, "make the folder", &place.new))?;
    let written = place.fill(files, &keep, progress);
    let done = written.and_then(|()| place.swap());
    if done.is_err() {
        let _ = remove(&place.new);
    }
    done
}

struct Place {
    out: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl Place {
    fn of(out: &Path) -> Result<Self> {
        // A path that ends in "." or ".." has no name of its own to give to siblings.
        let whole = match fs::canonicalize(out) {
            Ok(whole) => whole,
            Err(_) => std::path::absolute(out).map_err(|e| Failure::io(e, "find", out))?,
        };
        let (Some(name), Some(parent)) = (whole.file_name(), whole.parent()) else {
            return Err(Failure::new(
                format!(
                    "--out {}: expected a folder that can be replaced, found the top of a disk",
                    out.display()
                ),
                "Give a folder of its own, for example --out site",
            ));
        };
        let sibling =
            |ending: &str| parent.join(format!(".{}.carrel-{ending}", name.to_string_lossy()));
        Ok(Self {
            new: sibling("new"),
            old: sibling("old"),
            out: whole,
        })
    }

    /// After an interruption: no folder, but the old one beside it.
    fn recover(&self) -> Result {
        if !self.out.exists() && self.old.exists() {
            fs::rename(&self.old, &self.out).map_err(|e| Failure::io(e, "restore", &self.out))?;
        }
        remove(&self.old)
    }

    /// Files in the folder that are not Carrel's and therefore stay (a CNAME, a robots.txt). Refuses a
    /// folder that Carrel did not make.
    fn foreign(&self) -> Result<Vec<String>> {
        let Ok(about) = fs::metadata(&self.out) else {
            return Ok(Vec::new());
        };
        if !about.is_dir() {
            return Err(Failure::new(
                format!(
                    "--out {}: expected a folder, found a file",
                    self.out.display()
                ),
                "Give another name, or move the file away.",
            ));
        }
        let mut files = Vec::new();
        walk(&self.out, "", &mut files).map_err(|e| Failure::io(e, "look into", &self.out))?;
        if files.is_empty() {
            return Ok(files);
        }
        let Some(own) = own_files(&self.out) else {
            return Err(Failure::new(
                format!(
                    "--out {}: expected an empty folder or one that carrel made, found other files such as {}",
                    self.out.display(),
                    files[0]
                ),
                "Give a folder of its own, so that nothing of yours is replaced.",
            ));
        };
        files.retain(|f| !own.contains(f));
        Ok(files)
    }

    fn fill(&self, files: &[OutFile<'_>], keep: &[String], progress: &mut Progress) -> Result {
        let mut folders = BTreeSet::new();
        let mut put = |path: &str, bytes: &[u8]| -> Result {
            let to = self.new.join(path);
            if !Path::new(path)
                .components()
                .all(|c| matches!(c, Component::Normal(_)))
            {
                return Err(Failure::new(
                    format!("{path}: expected a path inside the folder"),
                    "",
                ));
            }
            if let Some(folder) = to.parent()
                && folders.insert(folder.to_owned())
            {
                fs::create_dir_all(folder)
                    .map_err(|e| Failure::io(e, "make the folder", folder))?;
            }
            let written = fs::File::create(&to).and_then(|mut file| file.write_all(bytes));
            written.map_err(|e| Failure::io(e, "write", &to))
        };
        for (n, (path, bytes)) in files.iter().enumerate() {
            put(path, bytes)?;
            progress.show("writing files", n as u64, files.len() as u64);
        }
        let made: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        for path in keep.iter().filter(|path| !made.contains(path.as_str())) {
            let from = self.out.join(path);
            let bytes = fs::read(&from).map_err(|e| Failure::io(e, "read", &from))?;
            put(path, &bytes)?;
        }
        Ok(())
    }

    fn swap(&self) -> Result {
        if self.out.exists() {
            fs::rename(&self.out, &self.old).map_err(|e| Failure::io(e, "replace", &self.out))?;
        }
        if let Err(error) = fs::rename(&self.new, &self.out) {
            let _ = fs::rename(&self.old, &self.out);
            return Err(Failure::io(error, "write", &self.out));
        }
        remove(&self.old)
    }
}

/// The files of a former output, by its own lists; `None` when it is not one.
fn own_files(folder: &Path) -> Option<BTreeSet<String>> {
    let json = |path: &str| {
        fs::read_to_string(folder.join(path))
            .ok()
            .and_then(|t| Json::parse(&t))
    };
    let mut own = BTreeSet::new();
    let mut list = |json: &Json, key: &str, prefix: &str| {
        for file in json.get("files").and_then(Json::list).unwrap_or_default() {
            if let Some(path) = file.get(key).and_then(Json::text) {
                own.insert(format!("{prefix}{path}"));
            }
        }
    };
    let prefix = if folder.join("pack/latest.json").exists() {
        "pack/"
    } else {
        ""
    };
    let manifest = json(&format!("{prefix}manifest.json"));
    if let Some(manifest) = &manifest {
        list(manifest, "file", prefix);
    }
    if let Some(app) = json("app.json") {
        list(&app, "path", "");
    }
    // A desk has no catalogue; its list of copies tells it from another program's app.json.
    if manifest.is_none() && !own.iter().any(|path| path.starts_with("app/copies-")) {
        return None;
    }
    for name in ["latest.json", "manifest.json"] {
        own.insert(format!("{prefix}{name}"));
    }
    for name in carrel_site::site::GENERATED {
        own.insert((*name).to_owned());
    }
    Some(own)
}

fn remove(folder: &Path) -> Result {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::io(error, "remove", folder))
        }
        _ => Ok(()),
    }
}

/// Every file below a folder, as paths with forward slashes, sorted.
pub(crate) fn walk(folder: &Path, prefix: &str, files: &mut Vec<String>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}
