//! Writes a folder so that it is either the old one or the new one, never a mixture.
//!
//! Everything goes into a sibling folder `.NAME.carrel-new`; when all of it is on the disk the two folders exchange
//! their names in one step, and the old one goes. Where the system has no such step (it is Linux's), the old folder
//! steps aside to `.NAME.carrel-old` and the new one takes its name; if the computer stops between these two, the
//! next run puts the old one back, and [`interrupted`] tells whoever looks for the folder meanwhile.
//!
//! From the check before the long work to the swap a run holds a [`Claim`]: of two runs for one folder the second is
//! refused, for it would remove what the first is writing.

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

/// What a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A catalogue alone.
    Catalogue,
    /// A whole site.
    Site,
    /// Desk and kiosk.
    Desk,
}

impl What {
    /// Its name, and the command that makes it.
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Catalogue => ("a catalogue alone", "carrel index"),
            Self::Site => ("a whole site", "carrel site"),
            Self::Desk => ("a desk", "carrel desk"),
        }
    }
}

/// Writes the files of a site or desk as the folder that was claimed, with progress on the screen.
pub(crate) fn write_site(claim: &Claim, what: What, files: &[SiteFile]) -> Result {
    let list: Vec<OutFile<'_>> = files
        .iter()
        .map(|f| (f.path.clone(), f.bytes.as_slice()))
        .collect();
    let mut progress = Progress::new();
    write(claim, what, &list, &mut progress)?;
    progress.clear();
    Ok(())
}

/// Before the long work: puts right what an interruption left, refuses a folder that must not be replaced or cannot be
/// written, and keeps other runs off it.
pub(crate) fn check(out: &Path, what: What) -> Result<Claim> {
    let place = Place::of(out)?;
    place.apart_from_here()?;
    if place.out.is_dir() {
        // What is refused is refused before anything is made beside it.
        place.former(what)?;
    }
    let claim = Claim::of(place)?;
    claim.place.recover()?;
    claim.place.former(what)?;
    Ok(claim)
}

/// Writes the files as the folder that was claimed.
pub(crate) fn write(
    claim: &Claim,
    what: What,
    files: &[OutFile<'_>],
    progress: &mut Progress,
) -> Result {
    let steps = Steps {
        to_disk: &mut to_disk,
        remove: &mut remove,
    };
    write_by(&claim.place, what, files, progress, steps)
}

/// What a write asks of the system, so that a test can see and refuse it.
struct Steps<'a> {
    /// Waits until files and folders are on the disk.
    to_disk: &'a mut dyn FnMut(&[PathBuf]) -> std::io::Result<()>,
    /// Removes the former folder.
    remove: &'a mut dyn FnMut(&Path) -> Result,
}

/// The same with the steps given.
fn write_by(
    place: &Place,
    what: What,
    files: &[OutFile<'_>],
    progress: &mut Progress,
    steps: Steps<'_>,
) -> Result {
    place.recover()?;
    let former = place.former(what)?;
    remove(&place.new)?;
    fs::create_dir_all(&place.new).map_err(|e| Failure::io(e, "make the folder", &place.new))?;
    let done = place
        .fill(files, &former.keep(what, files), progress)
        .and_then(|written| {
            (steps.to_disk)(&written).map_err(|e| Failure::io(e, "write", &place.new))?;
            place.swap()
        });
    let former = match done {
        Ok(former) => former,
        Err(failure) => {
            let _ = remove(&place.new);
            return Err(failure);
        }
    };
    if let Some(parent) = place.out.parent() {
        // The names, too; a file system that cannot do that has done what it can.
        let _ = (steps.to_disk)(&[parent.to_owned()]);
    }
    // The new one is there and whole, whatever becomes of the former.
    if let Err(failure) = (steps.remove)(former) {
        progress.clear();
        eprintln!(
            "{}: the new folder is there. What was in it before could not be removed: {}\n  What to do: delete the folder {}; the next run tries it again.",
            place.said.display(),
            failure.message(),
            former.display()
        );
    }
    Ok(())
}

/// Waits until these files and folders, all on one disk, are on it, so that a power cut after the swap finds no empty files.
fn to_disk(written: &[PathBuf]) -> std::io::Result<()> {
    // All at once: 300 files one by one took 2 to 9 s on a busy disk, this 0.1 to 0.2.
    #[cfg(target_os = "linux")]
    if let [one, _, ..] = written
        && rustix::fs::syncfs(fs::File::open(one)?).is_ok()
    {
        return Ok(());
    }
    for path in written {
        // Elsewhere folders cannot be opened.
        if cfg!(unix) || path.is_file() {
            fs::File::open(path)?.sync_all()?;
        }
    }
    Ok(())
}

/// Where a write that was interrupted has left the former folder, when `out` itself is not there.
pub(crate) fn interrupted(out: &Path) -> Option<PathBuf> {
    let place = Place::of(out).ok()?;
    (!place.out.exists() && place.old.exists()).then_some(place.old)
}

/// A folder that this run alone writes, until it is dropped.
pub(crate) struct Claim {
    place: Place,
    /// Locked; the system lets it go when the program ends, however it ends.
    file: Option<fs::File>,
    /// Folders that were made for it, the outermost first.
    made: Vec<PathBuf>,
}

impl Claim {
    /// Takes the lock beside the folder: whether something can be written there at all shows here, too.
    fn of(place: Place) -> Result<Self> {
        let mut claim = Self {
            file: None,
            made: Vec::new(),
            place,
        };
        let place = &claim.place;
        let refused = |error| Failure::io(error, "write the folder", &place.said);
        let parent = place.lock.parent().unwrap_or(&place.lock);
        let missing = parent.ancestors().take_while(|folder| !folder.exists());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        missing.reverse();
        fs::create_dir_all(parent).map_err(refused)?;
        claim.made = missing;
        let place = &claim.place;
        let refused = |error| Failure::io(error, "write the folder", &place.said);
        // A run that ends takes its lock file away: then the lock is on a file that no other run sees.
        for _ in 0..100 {
            let file = fs::File::options()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&place.lock)
                .map_err(refused)?;
            match file.try_lock() {
                Err(fs::TryLockError::WouldBlock) => {
                    return Err(Failure::new(
                        format!(
                            "--out {}: another carrel is writing this folder",
                            place.said.display()
                        ),
                        "Wait until it is done, then run the command again.",
                    ));
                }
                Ok(()) if !is_at(&file, &place.lock) => {}
                // Some network folders know no locks.
                Ok(()) | Err(fs::TryLockError::Error(_)) => {
                    claim.file = Some(file);
                    return Ok(claim);
                }
            }
        }
        Err(Failure::new(
            format!(
                "--out {}: other carrels are writing this folder again and again",
                place.said.display()
            ),
            "Wait until they are done, then run the command again.",
        ))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // First the name, then the lock: see `of`. Where an open file cannot be removed, the second try does it.
            if fs::remove_file(&self.place.lock).is_err() {
                drop(file);
                let _ = fs::remove_file(&self.place.lock);
            }
        }
        // Only empty ones go.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// True when the path still leads to that open file.
#[cfg(unix)]
fn is_at(file: &fs::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &fs::File, _: &Path) -> bool {
    true
}

struct Place {
    /// As it was given, for messages.
    said: PathBuf,
    out: PathBuf,
    new: PathBuf,
    old: PathBuf,
    lock: PathBuf,
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
            said: out.to_owned(),
            new: sibling("new"),
            old: sibling("old"),
            lock: sibling("lock"),
            out: whole,
        })
    }

    /// Refuses the folder that the command stands in, or one above it: after the swap that folder is gone, and the
    /// next command finds nothing.
    fn apart_from_here(&self) -> Result {
        let here = std::env::current_dir().and_then(fs::canonicalize);
        match here {
            Ok(here) if here.starts_with(&self.out) => Err(Failure::new(
                format!(
                    "--out {}: expected another folder, found the one that you are in",
                    self.said.display()
                ),
                "It is replaced as a whole. Give a folder in it, such as --out site; or go one folder up (`cd ..`) and give its name.",
            )),
            _ => Ok(()),
        }
    }

    /// After an interruption: no folder, but the old one beside it.
    fn recover(&self) -> Result {
        if !self.out.exists() && self.old.exists() {
            fs::rename(&self.old, &self.out).map_err(|e| Failure::io(e, "restore", &self.out))?;
            eprintln!(
                "{}: the last run was interrupted while it wrote this folder; what was there before is back.",
                self.out.display()
            );
        }
        remove(&self.old)
    }

    /// True for `pack` in the folder of a site.
    fn is_of_a_site(&self) -> bool {
        let list = self.out.with_file_name("app.json");
        self.out.file_name().is_some_and(|name| name == "pack") && list.is_file()
    }

    /// What is in the folder now. Refuses a folder that Carrel did not make, or made as something else.
    fn former(&self, what: What) -> Result<Former> {
        if what == What::Catalogue && self.is_of_a_site() {
            return Err(Failure::new(
                format!(
                    "--out {}: expected a folder for a catalogue alone, found the catalogue of a site",
                    self.said.display()
                ),
                "The site's page names its catalogue, so both are made together: `carrel site … --out` and the site's folder. For a catalogue alone give another folder.",
            ));
        }
        let Ok(about) = fs::metadata(&self.out) else {
            return Ok(Former::default());
        };
        if !about.is_dir() {
            return Err(Failure::new(
                format!(
                    "--out {}: expected a folder, found a file",
                    self.said.display()
                ),
                "Give another name, or move the file away.",
            ));
        }
        let mut all = Vec::new();
        walk(&self.out, "", &mut all).map_err(|e| Failure::io(e, "look into", &self.out))?;
        if all.is_empty() {
            return Ok(Former::default());
        }
        let Some((found, own)) = own_files(&self.out) else {
            return Err(Failure::new(
                format!(
                    "--out {}: expected an empty folder or one that carrel made, found other files such as {}",
                    self.said.display(),
                    all[0]
                ),
                "Give a folder of its own, so that nothing of yours is replaced.",
            ));
        };
        if found != what {
            let ((expected, _), (found, command)) = (what.told(), found.told());
            return Err(Failure::new(
                format!(
                    "--out {}: expected {expected} to replace, found {found}",
                    self.said.display()
                ),
                format!(
                    "`{command} … --out {}` makes {found} anew; for {expected} give another folder.",
                    self.said.display()
                ),
            ));
        }
        let latest = fs::read(self.out.join("pack/latest.json")).ok();
        Ok(Former { all, own, latest })
    }

    /// Writes all files into the new folder; gives what was written, folders last.
    fn fill(
        &self,
        files: &[OutFile<'_>],
        keep: &[String],
        progress: &mut Progress,
    ) -> Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        let mut folders = BTreeSet::from([self.new.clone()]);
        let mut room = |path: &str| -> Result<PathBuf> {
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
                && !folders.contains(folder)
            {
                fs::create_dir_all(folder)
                    .map_err(|e| Failure::io(e, "make the folder", folder))?;
                let inside = folder.ancestors().take_while(|f| *f != self.new);
                folders.extend(inside.map(Path::to_owned));
            }
            Ok(to)
        };
        for (n, (path, bytes)) in files.iter().enumerate() {
            let to = room(path)?;
            let done = fs::File::create(&to).and_then(|mut file| file.write_all(bytes));
            done.map_err(|e| Failure::io(e, "write", &to))?;
            written.push(to);
            progress.show("writing files", n as u64, files.len() as u64);
        }
        for path in keep {
            let (from, to) = (self.out.join(path), room(path)?);
            if from.is_symlink() {
                // What it leads to is not ours, and may be a folder.
                copy_link(&from, &to).map_err(|e| Failure::io(e, "keep the link", &from))?;
            } else {
                fs::copy(&from, &to).map_err(|e| Failure::io(e, "keep", &from))?;
                written.push(to);
            }
        }
        written.extend(folders);
        Ok(written)
    }

    /// Puts the new folder in the old one's place; gives where the old one is then, if there was one.
    fn swap(&self) -> Result<&Path> {
        if exchange(&self.new, &self.out) {
            return Ok(&self.new);
        }
        if self.out.exists() {
            fs::rename(&self.out, &self.old).map_err(|e| Failure::io(e, "replace", &self.out))?;
        }
        if let Err(error) = fs::rename(&self.new, &self.out) {
            let _ = fs::rename(&self.old, &self.out);
            return Err(Failure::io(error, "write", &self.out));
        }
        Ok(&self.old)
    }
}

/// Lets two folders exchange their names in one step; false when one is not there or the system cannot.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to).map(|_| ())
}

/// What is in a folder before it is replaced.
#[derive(Default)]
struct Former {
    /// Every file and link.
    all: Vec<String>,
    /// Those that Carrel wrote, by its own lists.
    own: BTreeSet<String>,
    /// The `pack/latest.json` of a site.
    latest: Option<Vec<u8>>,
}

impl Former {
    /// What stays beside the new files: what is not Carrel's (a CNAME, a robots.txt), and of a site the parts of the
    /// publication before this one, because devices may be in the middle of fetching them. What is older goes; when the
    /// same is published again, everything stays.
    fn keep(&self, what: What, files: &[OutFile<'_>]) -> Vec<String> {
        let made: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let latest = files.iter().find(|(path, _)| path == "pack/latest.json");
        let again = latest.is_some_and(|(_, bytes)| self.latest.as_deref() == Some(*bytes));
        let stays = |path: &str| match is_part(path) && what == What::Site {
            true => again || self.own.contains(path),
            false => !self.own.contains(path),
        };
        // A link in whose place a folder comes.
        let gives_way = |path: &str| {
            let folder = format!("{path}/");
            let next = made.range(folder.as_str()..).next();
            next.is_some_and(|next| next.starts_with(&folder))
        };
        self.all
            .iter()
            .filter(|path| stays(path) && !made.contains(path.as_str()) && !gives_way(path))
            .cloned()
            .collect()
    }
}

/// True for a part of a site's catalogue: `pack/d/` and 32 hexadecimal digits.
fn is_part(path: &str) -> bool {
    is_hashed(path, "pack/d/")
}

/// True for a file of that folder whose name is 32 hexadecimal digits.
pub(crate) fn is_hashed(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .and_then(|name| name.strip_suffix(".bin"))
        .is_some_and(|name| name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// What a former output is, and its files, by its own lists; `None` when it is not one.
fn own_files(folder: &Path) -> Option<(What, BTreeSet<String>)> {
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
    // Without its list, or with a damaged one, a catalogue still is what its `latest.json` says: its parts have names like no others.
    let is_catalogue = manifest.is_some()
        || json(&format!("{prefix}latest.json")).is_some_and(|latest| latest.get("root").is_some());
    if is_catalogue && manifest.is_none() {
        let parts = format!("{prefix}d/");
        let mut files = Vec::new();
        let _ = walk(&folder.join(&parts), &parts, &mut files);
        own.extend(files.into_iter().filter(|path| is_hashed(path, &parts)));
    }
    // A desk has no catalogue; its list of copies tells it from another program's app.json.
    let what = match (is_catalogue, prefix) {
        (true, "") => What::Catalogue,
        (true, _) => What::Site,
        (false, _) if own.iter().any(|path| path.starts_with("app/copies-")) => What::Desk,
        (false, _) => return None,
    };
    for name in ["latest.json", "manifest.json"] {
        own.insert(format!("{prefix}{name}"));
    }
    for name in carrel_site::site::GENERATED {
        own.insert((*name).to_owned());
    }
    if what == What::Catalogue {
        // The short way stands in no list; its names are like no others. Left behind, start.bin would be opened first
        // and lead to a catalogue that is gone.
        own.insert("start.bin".to_owned());
        let mut files = Vec::new();
        let _ = walk(&folder.join("e"), "e/", &mut files);
        own.extend(files.into_iter().filter(|path| is_hashed(path, "e/")));
    }
    Some((what, own))
}

fn remove(folder: &Path) -> Result {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::io(error, "remove", folder))
        }
        _ => Ok(()),
    }
}

/// Every file and link below a folder, as paths with forward slashes, sorted. Links are not followed.
pub(crate) fn walk(folder: &Path, prefix: &str, files: &mut Vec<String>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let kind = entry.file_type()?;
        let odd = match name.to_str() {
            None => Some("its name is not UTF-8"),
            // A pipe, say: to copy it would wait for ever.
            Some(_) if !(kind.is_dir() || kind.is_file() || kind.is_symlink()) => {
                Some("it is neither a file nor a folder")
            }
            Some(_) => None,
        };
        let name = format!("{prefix}{}", name.to_string_lossy());
        if let Some(odd) = odd {
            let what = format!("{name}: {odd}");
            return Err(std::io::Error::new(std::io::ErrorKind::Unsupported, what));
        }
        if kind.is_dir() {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a power cut the new names may be there without the bytes: everything must be on the disk before the swap.
    #[test]
    fn every_file_and_folder_is_on_the_disk_before_the_swap() {
        let bench = std::env::temp_dir().join(format!("carrel-synced-{}", std::process::id()));
        let _ = fs::remove_dir_all(&bench);
        let out = bench.join("pack");
        let write = |latest: &str, disk: &mut dyn FnMut(&[PathBuf]) -> std::io::Result<()>| {
            let manifest = "{\"files\":[]}";
            let files = [
                ("d/a/1.bin".to_owned(), &b"one"[..]),
                ("manifest.json".to_owned(), manifest.as_bytes()),
                ("latest.json".to_owned(), latest.as_bytes()),
            ];
            let place = Place::of(&out)?;
            let steps = Steps {
                to_disk: disk,
                remove: &mut remove,
            };
            write_by(&place, What::Catalogue, &files, &mut Progress::new(), steps)
        };
        fs::create_dir_all(&bench).expect("a folder");
        write("old", &mut to_disk).expect("written");
        fs::write(out.join("CNAME"), "school.example").expect("written");

        let latest = || fs::read_to_string(out.join("latest.json")).expect("read");
        let mut before = Vec::new();
        let mut after = Vec::new();
        write("new", &mut |paths| {
            let swapped = latest() == "new";
            let list = if swapped { &mut after } else { &mut before };
            let inside = |path: &PathBuf| path.strip_prefix(&bench).expect("inside").to_owned();
            list.extend(paths.iter().map(inside));
            Ok(())
        })
        .expect("written");
        before.sort();
        let new = |name: &str| Path::new(".pack.carrel-new").join(name);
        let expected = [
            "",
            "CNAME",
            "d",
            "d/a",
            "d/a/1.bin",
            "latest.json",
            "manifest.json",
        ];
        assert_eq!(before, expected.map(new));
        assert_eq!(after, [Path::new("")], "the folder that holds the names");

        // A disk that fails there leaves the old folder.
        let mut full = |_: &[PathBuf]| Err(std::io::ErrorKind::StorageFull.into());
        assert!(write("newer", &mut full).is_err());
        assert_eq!(latest(), "new");
        assert_eq!(fs::read_dir(&bench).expect("a folder").count(), 1);
        fs::remove_dir_all(&bench).expect("removed");
    }

    /// What was written was told as "nothing was changed" when only the former folder could not be removed.
    #[test]
    fn a_former_folder_that_stays_is_told_and_the_new_one_counts() {
        let bench = std::env::temp_dir().join(format!("carrel-stays-{}", std::process::id()));
        let _ = fs::remove_dir_all(&bench);
        fs::create_dir_all(&bench).expect("a folder");
        let out = bench.join("pack");
        let write = |latest: &str, gone: &mut dyn FnMut(&Path) -> Result| {
            let files = [
                ("manifest.json".to_owned(), &b"{\"files\":[]}"[..]),
                ("latest.json".to_owned(), latest.as_bytes()),
            ];
            let place = Place::of(&out)?;
            let steps = Steps {
                to_disk: &mut to_disk,
                remove: gone,
            };
            write_by(&place, What::Catalogue, &files, &mut Progress::new(), steps)
        };
        write("old", &mut remove).expect("written");
        let mut stays = Vec::new();
        write("new", &mut |former| {
            stays.push(fs::read_to_string(former.join("latest.json")).expect("read"));
            let refused = std::io::ErrorKind::PermissionDenied.into();
            Err(Failure::io(refused, "remove", former))
        })
        .expect("done, whatever stays");
        assert_eq!(stays, ["old"]);
        let latest = || fs::read_to_string(out.join("latest.json")).expect("read");
        assert_eq!(latest(), "new");
        assert_eq!(fs::read_dir(&bench).expect("a folder").count(), 2);
        // The next run takes it away.
        write("newer", &mut remove).expect("written");
        assert_eq!(latest(), "newer");
        assert_eq!(fs::read_dir(&bench).expect("a folder").count(), 1);
        fs::remove_dir_all(&bench).expect("removed");
    }
}
