//! Reads a library's files into a catalogue.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use carrel_core::CalendarDate;
use carrel_core::diagnostic::Severity;
use carrel_marc::authority::authority;
use carrel_marc::columns::ColumnMap;
use carrel_marc::holdings::{HoldingsProfile, System};
use carrel_marc::io::Events;
use carrel_marc::read::{Event, ReadOptions};
use carrel_search::build::Entry;
use carrel_search::references::References;
use carrel_site::catalogue::{Catalogue, Options};
use carrel_site::report::{FileReport, Report};
use carrel_site::settings::{self, Wrong, nearest};
use carrel_site::unpack::Unpacker;

use crate::args::InputArgs;
use crate::failure::{Failure, Result};
use crate::progress::Progress;

/// Everything that was read.
pub(crate) struct Inputs {
    pub(crate) entries: Vec<Entry>,
    pub(crate) report: Report,
    /// Day the availability is as of.
    pub(crate) snapshot: CalendarDate,
    /// Newest modification time of the files, or midnight of `--date`.
    pub(crate) published: u64,
    /// From the authority records.
    pub(crate) references: References,
}

/// Reads all files that the arguments name. Without a title there is nothing to make; `authorities_alone` lets sound
/// records pass that are no titles, so that they can be looked at.
pub(crate) fn read(args: &InputArgs, authorities_alone: bool) -> Result<Inputs> {
    let date = match &args.date {
        Some(text) => Some(CalendarDate::parse(text).ok_or_else(|| {
            Failure::usage(
                format!("--date {text}: expected a day as YYYY-MM-DD, found something else"),
                "Write it like --date 2026-11-22.",
            )
        })?),
        None => None,
    };
    let options = Options {
        holdings: holdings(args.holdings.as_deref())?,
        columns: columns(args.columns.as_deref())?,
        items_columns: columns(args.items_columns.as_deref())?,
        ..Options::default()
    };

    // All files are looked at before the first is read, so that a wrong name is told at once.
    let mut files = Vec::new();
    for (paths, items) in [(&args.items, true), (&args.files, false)] {
        for path in paths {
            files.push((open(path)?, items));
        }
    }
    // Two files of one name are told apart by their paths.
    let names: Vec<String> = files.iter().map(|(file, _)| file.name.clone()).collect();
    for (file, _) in &mut files {
        if names.iter().filter(|name| **name == file.name).count() > 1 {
            file.name = file.path.display().to_string();
        }
    }
    let newest = files.iter().map(|(f, _)| f.modified).max().unwrap_or(0);
    let day = day_of(newest);
    let total: u64 = files.iter().map(|(f, _)| f.bytes).sum();

    let mut catalogue = Catalogue::new(options);
    let mut progress = Progress::new();
    let mut before = 0;
    for (mut file, items) in files {
        if items {
            catalogue.start_items(&file.name);
        } else {
            catalogue.start(&file.name);
        }
        let mut buffer = vec![0; 256 << 10];
        loop {
            let length = file
                .file
                .read(&mut buffer)
                .map_err(|e| Failure::io(e, "read", &file.path))?;
            if length == 0 {
                break;
            }
            before += length as u64;
            catalogue.push(&buffer[..length]);
            progress.show(
                &format!("reading, {} records", catalogue.records()),
                before,
                total,
            );
        }
        catalogue.finish_file();
    }
    let (entries, report) = catalogue.finish();
    progress.clear();
    // A table without a title that counts is none of authority records.
    let marc = |file: &FileReport| file.records > 0 && file.columns.is_empty();
    let sound = report.files.iter().all(marc)
        && report
            .kinds
            .iter()
            .all(|kind| kind.severity < Severity::Error);
    if let Some(problem) = report.problem().filter(|_| !(authorities_alone && sound)) {
        return Err(Failure::new(problem.message, problem.remedy).with(report.to_json()));
    }
    // Not in the report: that is of the files, and a mistyped command line is not their fault.
    let table = |file: &FileReport| !file.columns.is_empty();
    if let Some(map) = &args.columns
        && !report.files.iter().any(table)
    {
        eprintln!(
            "carrel: --columns {} was not used: there is no table of titles among the files",
            map.display()
        );
    }
    let references = references(&args.authorities, &entries)?;
    let published = date.map_or(newest, |d| u64::try_from(d.days()).unwrap_or(0) * 86_400);
    let snapshot = date.unwrap_or(day);
    Ok(Inputs {
        entries,
        report,
        snapshot,
        published,
        references,
    })
}

/// The day of a time (seconds since 1970) where this computer is: an export of Friday evening is not Saturday's.
fn day_of(seconds: u64) -> CalendarDate {
    let known = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let utc = || CalendarDate::from_days(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX));
    known.map_or_else(utc, |time| {
        let here = time.to_zoned(jiff::tz::TimeZone::system()).date();
        CalendarDate::new(here.year().into(), here.month() as u8, here.day() as u8)
            .unwrap_or_else(utc)
    })
}

/// See-references of authority records.
fn references(paths: &[PathBuf], entries: &[Entry]) -> Result<References> {
    let mut references = References::default();
    for path in paths {
        let mut file = open(path)?;
        let mut packed = Vec::new();
        file.file
            .read_to_end(&mut packed)
            .map_err(|e| Failure::io(e, "read", path))?;
        let mut plain = Vec::new();
        let mut unpacker = Unpacker::new();
        let mut take = |bytes: &[u8]| plain.extend_from_slice(bytes);
        let unpacked = unpacker
            .push(&packed, &mut take)
            .and_then(|()| unpacker.finish(&mut take));
        unpacked.map_err(|e| {
            Failure::new(
                format!("{}: {e}", path.display()),
                "Export the authority records again, or unpack the file first.",
            )
        })?;
        let (mut records, mut authorities) = (0, 0);
        let mut told = None;
        for event in Events::new(plain.as_slice(), ReadOptions::default()) {
            let read = match event.map_err(|e| Failure::io(e, "read", path))? {
                Event::Record(read) => read,
                Event::File(diagnostic) => {
                    told = told.or(Some(diagnostic.message));
                    continue;
                }
            };
            records += 1;
            if let Some(authority) = authority(&read.record) {
                authorities += 1;
                for name in &authority.see_from {
                    references.add(&authority.heading, name);
                }
                for other in &authority.see_also {
                    references.relate(&authority.heading, other);
                }
            }
        }
        if authorities == 0 {
            let found = match told {
                Some(told) if records == 0 => format!("none. {told}"),
                _ => format!("none among {records} records"),
            };
            return Err(Failure::new(
                format!(
                    "{}: expected authority records (leader position 6 is z), found {found}",
                    path.display()
                ),
                "Export the authorities (headings with their see-references), not the titles; or leave --authorities out.",
            ));
        }
    }
    references.keep_those_of(entries);
    Ok(references)
}

struct Opened {
    path: PathBuf,
    name: String,
    file: File,
    bytes: u64,
    modified: u64,
}

fn open(path: &Path) -> Result<Opened> {
    let file = File::open(path).map_err(|e| Failure::io(e, "open", path))?;
    let about = file
        .metadata()
        .map_err(|e| Failure::io(e, "look at", path))?;
    if about.is_dir() {
        return Err(Failure::new(
            format!("{}: expected a file, found a folder", path.display()),
            format!("Name the files in it, for example {}/*.mrc", path.display()),
        ));
    }
    if about.is_file() && about.len() == 0 {
        return Err(Failure::new(
            format!(
                "{}: expected records, found an empty file (0 bytes)",
                path.display()
            ),
            "Export again and check that titles were selected; if it was downloaded, download it again.",
        ));
    }
    let modified = about
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_secs());
    Ok(Opened {
        path: path.to_owned(),
        name: name_of(path),
        file,
        bytes: about.len(),
        modified,
    })
}

/// The last part of a path, as reports show it.
fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// A whole text file.
pub(crate) fn text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| Failure::io(e, "read", path))?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            format!(
                "{}: expected text in UTF-8, found something else",
                path.display()
            ),
            "Save it as plain text, UTF-8.",
        )
    })
}

/// The map that `--columns` names.
fn columns(path: Option<&Path>) -> Result<Option<ColumnMap>> {
    path.map(|path| setting(path, settings::columns))
        .transpose()
}

/// What a TOML file of the librarian's says.
fn setting<T>(path: &Path, read: impl FnOnce(&str) -> core::result::Result<T, Wrong>) -> Result<T> {
    const WAY_OUT: &str = "Compare it with the example that `carrel index --help` shows.";
    if path
        .metadata()
        .is_ok_and(|about| about.len() > settings::MOST as u64)
    {
        return Err(Failure::new(
            format!(
                "{}: expected a short text file in TOML, found more than 1 MB",
                path.display()
            ),
            WAY_OUT,
        ));
    }
    let text = text(path)?;
    read(&text).map_err(|wrong| {
        Failure::new(
            format!("{}, line {}: {}", path.display(), wrong.line, wrong.reason),
            WAY_OUT,
        )
    })
}

/// The profile that `--holdings` names: a system, or a file.
fn holdings(name: Option<&str>) -> Result<Option<HoldingsProfile>> {
    const SYSTEMS: [(&str, System); 9] = [
        ("none", System::None),
        ("destiny", System::Destiny),
        ("koha", System::Koha),
        ("evergreen", System::Evergreen),
        ("alexandria", System::Alexandria),
        ("polaris", System::Polaris),
        ("sierra", System::Sierra),
        ("symphony", System::Symphony),
        ("marc876", System::Marc876),
    ];
    let Some(name) = name else {
        return Ok(None);
    };
    if let Some((_, system)) = SYSTEMS.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)) {
        return Ok(Some(HoldingsProfile::of(*system)));
    }
    let path = Path::new(name);
    if !path.exists() {
        let systems = SYSTEMS.map(|(n, _)| n);
        let near = nearest(name, &systems)
            .map(|near| format!("; perhaps {near} is meant"))
            .unwrap_or_default();
        return Err(Failure::usage(
            format!(
                "--holdings {name}: expected the name of a system ({}) or a file, found neither{near}",
                systems.join(", ")
            ),
            "Leave --holdings out: the copies are found without it in most exports.",
        ));
    }
    setting(path, settings::holdings).map(Some)
}
