//! Reads a library's files into a catalogue.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use carrel_core::CalendarDate;
use carrel_marc::authority::authority;
use carrel_marc::columns::ColumnMap;
use carrel_marc::holdings::{HoldingsProfile, System};
use carrel_marc::io::Events;
use carrel_marc::read::{Event, ReadOptions};
use carrel_search::build::Entry;
use carrel_search::references::References;
use carrel_site::catalogue::{Catalogue, Options};
use carrel_site::report::Report;
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

/// Reads all files that the arguments name.
pub(crate) fn read(args: &InputArgs) -> Result<Inputs> {
    let date = match &args.date {
        Some(text) => Some(CalendarDate::parse(text).ok_or_else(|| {
            Failure::new(
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
    let newest = files.iter().map(|(f, _)| f.modified).max().unwrap_or(0);
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
    let any_empty = report.files.iter().any(|f| f.records == 0);
    // A catalogue of authorities alone has records and no titles; it may be looked at, but makes no site.
    if any_empty && let Some(problem) = report.problem() {
        return Err(Failure::new(problem.message, problem.remedy).with(report.to_json()));
    }
    let references = references(&args.authorities, &entries)?;
    let published = date.map_or(newest, |d| u64::try_from(d.days()).unwrap_or(0) * 86_400);
    let snapshot = date.unwrap_or_else(|| {
        CalendarDate::from_days(i32::try_from(newest / 86_400).unwrap_or(i32::MAX))
    });
    Ok(Inputs {
        entries,
        report,
        snapshot,
        published,
        references,
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
        for event in Events::new(plain.as_slice(), ReadOptions::default()) {
            let Event::Record(read) = event.map_err(|e| Failure::io(e, "read", path))? else {
                continue;
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
            return Err(Failure::new(
                format!(
                    "{}: expected authority records (leader position 6 is z), found none among {records} records",
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
    let Some(path) = path else {
        return Ok(None);
    };
    toml::from_str(&text(path)?).map(Some).map_err(|e| {
        Failure::new(
            format!("{}: {}", path.display(), e.to_string().trim()),
            "Compare it with the example that `carrel index --help` shows.",
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
        let systems: Vec<&str> = SYSTEMS.iter().map(|(n, _)| *n).collect();
        return Err(Failure::new(
            format!(
                "--holdings {name}: expected the name of a system ({}) or a file, found neither",
                systems.join(", ")
            ),
            "Leave --holdings out: the copies are found without it in most exports.",
        ));
    }
    toml::from_str::<HoldingsProfile>(&text(path)?)
        .map(|profile| Some(profile.completed()))
        .map_err(|e| {
            Failure::new(
                format!("{}: {}", path.display(), e.to_string().trim()),
                "Compare it with the example that `carrel index --help` shows.",
            )
        })
}
