//! `carrel index`: files in, a pack out.

use std::path::Path;

use carrel_search::build::{Pack, PackOptions, Step, build, unique_ids};
use carrel_search::pack::express::Index;
use carrel_search::pack::latest::Latest;
use carrel_search::whole;
use carrel_site::kinds::COPIES_OF_OTHERS;
use carrel_site::report::{Report, thousands};
use carrel_site::site;

use crate::args::{IndexArgs, InputArgs};
use crate::failure::{DONE, FAULTS, Failure, Result};
use crate::output::What;
use crate::progress::Progress;
use crate::{input, output};

pub(crate) fn run(args: &IndexArgs) -> Result<u8> {
    let claim = output::check(&args.out, What::Catalogue)?;
    // The engine first: without it the long work would be for nothing.
    let engine = args.engine.as_deref().map(engine).transpose()?;
    let (pack, report, fewer) = made(
        &args.input,
        &args.out,
        args.name.as_deref().unwrap_or("Library catalogue"),
        &args.base,
        Extras {
            whole: args.whole,
            first_answers: args.first_answers,
            express: args.engine.is_some(),
            authorities_alone: true,
        },
    )?;
    let mut progress = Progress::new();
    let manifest = pack.manifest();
    let latest = pack.latest.to_json();
    let mut files: Vec<output::OutFile<'_>> = pack
        .files
        .iter()
        .map(|f| (f.file.name(), f.bytes.as_slice()))
        .collect();
    let start;
    if let (Some((index, parts)), Some(engine)) = (&pack.express, &engine) {
        let root = pack.files.last().map_or(&[][..], |root| &root.bytes);
        start = index.start(&pack.latest, engine, root);
        files.push(("start.bin".to_owned(), &start));
        files.extend(
            parts
                .iter()
                .map(|f| (Index::name(&f.file), f.bytes.as_slice())),
        );
    }
    files.push(("manifest.json".to_owned(), manifest.as_bytes()));
    files.push(("latest.json".to_owned(), latest.as_bytes()));
    output::write(&claim, What::Catalogue, &files, &mut progress)?;
    progress.clear();
    let bytes: u64 = files.iter().map(|f| f.1.len() as u64).sum();
    let written = Written {
        bytes,
        files: files.len(),
        out: args.out.display().to_string(),
        doubt: (report.titles == 0).then(|| {
            "No title is in it, so nothing will be found. Authority records belong behind --authorities, beside the titles.".to_owned()
        }),
        fewer,
    };
    tell(&report, args.json, &pack, &written);
    if !args.json
        && let Some(doubt) = &written.doubt
    {
        outln!("WARNING {doubt}");
    }
    Ok(if doubtful(&report) { FAULTS } else { DONE })
}

/// What is known of the catalogue that will be replaced; zeros where there is none that can be read.
#[derive(Clone, Copy, Debug, Default)]
struct Former {
    /// Publish counter.
    published: u64,
    titles: u32,
    copies: u32,
}

impl Former {
    fn is_there(&self) -> bool {
        self.published > 0 || self.titles > 0
    }

    /// Of the catalogue or site in a folder.
    fn of(out: &Path) -> Self {
        let path = ["pack/latest.json", "latest.json"].map(|name| out.join(name));
        let text = path
            .iter()
            .find_map(|path| std::fs::read_to_string(path).ok());
        let latest = text.and_then(|text| Latest::from_json(&text).ok());
        let (titles, copies) = crate::pack::Pack::open(out).map_or((0, 0), |pack| {
            let root = pack.engine.root();
            (root.records, root.items)
        });
        Self {
            published: latest.map_or(0, |latest| latest.published),
            titles,
            copies,
        }
    }
}

/// The search engine that `--engine` names.
fn engine(path: &Path) -> Result<Vec<u8>> {
    let refused = |found: &str| {
        Failure::new(
            format!(
                "--engine {}: expected the search engine as WebAssembly, found {found}",
                path.display()
            ),
            "Give engine_bg.wasm, which `cargo xtask engine` makes.",
        )
    };
    match std::fs::read(path) {
        Ok(bytes) if bytes.starts_with(b"\0asm") => Ok(bytes),
        Ok(bytes) if bytes.is_empty() => Err(refused("an empty file")),
        Ok(_) => Err(refused("something else")),
        Err(_) if path.is_dir() => Err(refused("a folder")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(refused("no file of that name"))
        }
        Err(error) => Err(Failure::io(error, "read the search engine", path)),
    }
}

/// The name of a library, which readers see on every page.
pub(crate) fn library(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::usage(
            "--name: expected the name of the library, found nothing",
            "Write it in quotation marks, such as --name \"Westfield School Library\".",
        ));
    }
    Ok(name.to_owned())
}

/// What a catalogue may have beside what the app reads.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extras {
    /// All of it as one file.
    pub(crate) whole: bool,
    /// What the first letters find.
    pub(crate) first_answers: bool,
    /// The short way to a first result.
    pub(crate) express: bool,
    /// No title need be in it, where it replaces no other: a file of authorities may be looked at.
    pub(crate) authorities_alone: bool,
}

/// Reads the inputs and builds the pack that will replace what is in `out`.
pub(crate) fn made(
    input: &InputArgs,
    out: &Path,
    name: &str,
    base: &str,
    extras: Extras,
) -> Result<(Pack, Report, Option<String>)> {
    let name = library(name)?;
    let base = folder_on_server(base)?;
    let former = Former::of(out);
    let alone = extras.authorities_alone && !former.is_there();
    let mut inputs = input::read(input, alone)?;
    keep_fuller(former, &inputs.report, input.allow_incomplete, out)?;
    let fewer = fewer(former, &inputs.report);
    let options = PackOptions {
        name,
        snapshot: inputs.snapshot,
        published: inputs.published.max(former.published),
        base,
        references: inputs.references,
        first_answers: extras.first_answers,
        express: extras.express,
    };
    let mut progress = Progress::new();
    let whole = extras.whole.then(|| {
        unique_ids(&mut inputs.entries);
        whole::write(&options, &inputs.entries)
    });
    let mut pack = build(&options, inputs.entries, &mut |step, done, of| {
        let what = match step {
            Step::Words => "reading words",
            Step::Lists => "writing lists",
            Step::Blocks => "packing records",
        };
        progress.show(what, u64::from(done), u64::from(of));
    });
    if let Some(whole) = whole {
        pack.add_whole(whole);
    }
    Ok((pack, inputs.report, fewer))
}

/// What is said where a catalogue has shrunk by more than half: an export that was cut off at the end of a record looks whole.
fn fewer(former: Former, report: &Report) -> Option<String> {
    (report.titles < former.titles / 2).then(|| {
        format!(
            "The catalogue that was there before had {} titles, this one has {}. If that is not what you meant, export all of it again.",
            thousands(former.titles),
            thousands(report.titles)
        )
    })
}

/// The folder that `--base` names, with slashes at both ends.
fn folder_on_server(base: &str) -> Result<String> {
    site::base(base).ok_or_else(|| {
        let drive = matches!(base.as_bytes(), [b'A'..=b'Z' | b'a'..=b'z', b':', ..]);
        let (found, way_out) = if drive {
            (
                "found a folder of this computer",
                "Git Bash on Windows makes such a path of /library/: write it without the slash in front, --base library. For the top of the server leave --base out.",
            )
        } else {
            (
                "found something else",
                "Write what stands behind the server's name in the address, for example --base /library/",
            )
        };
        Failure::usage(
            format!("--base {base}: expected the path of a folder on the server, {found}"),
            way_out,
        )
    })
}

/// The files that were cut off or damaged.
fn damaged(report: &Report) -> String {
    let broken = report.files.iter().filter(|file| file.broken);
    let names: Vec<&str> = broken.map(|file| file.name.as_str()).collect();
    names.join(", ")
}

/// True when what was made is there to be looked at, and not to be shown: not whole, or with the copies of others.
pub(crate) fn doubtful(report: &Report) -> bool {
    report.broken() || of_others(report)
}

/// True when a table of copies seems to be another library's.
fn of_others(report: &Report) -> bool {
    let mut kinds = report.kinds.iter();
    kinds.any(|kind| kind.kind == COPIES_OF_OTHERS.name)
}

/// Refuses to replace a fuller catalogue by what an export that was cut off has left.
fn keep_fuller(former: Former, report: &Report, allowed: bool, out: &Path) -> Result {
    let copies = report
        .items
        .saturating_sub(report.withdrawn + report.unmatched + report.hidden);
    let fuller = report.titles < former.titles || copies < former.copies;
    if !report.broken() || allowed || !fuller {
        return Ok(());
    }
    Err(Failure::new(
        format!(
            "{}: expected a whole export, found one that was cut off or damaged: it has {} titles and {} copies, and {} has {} and {}. Nothing was replaced",
            damaged(report),
            thousands(report.titles),
            thousands(copies),
            out.display(),
            thousands(former.titles),
            thousands(former.copies)
        ),
        "Export or copy the file again. If the new catalogue shall have less all the same, say --allow-incomplete.",
    )
    .with(report.to_json()))
}

/// What is said last of a catalogue whose input was not whole; `None` when it was.
fn not_whole(report: &Report) -> Option<String> {
    report.broken().then(|| {
        format!(
            "It is NOT whole: {} was cut off or damaged, and what stands behind that place is missing. Export again before you show it to readers.",
            damaged(report)
        )
    })
}

/// Where a catalogue was written, and what speaks against it being there.
pub(crate) struct Written {
    pub(crate) bytes: u64,
    pub(crate) files: usize,
    pub(crate) out: String,
    pub(crate) doubt: Option<String>,
    /// That it has far fewer titles than the one before.
    pub(crate) fewer: Option<String>,
}

/// Prints the report.
pub(crate) fn tell(report: &Report, json: bool, pack: &Pack, written: &Written) {
    let Written {
        bytes,
        files,
        out,
        doubt,
        fewer,
    } = written;
    let per_record = bytes / u64::from(pack.sizes.records.max(1));
    if json {
        let mut object = report.to_json();
        object.set("words", pack.sizes.words.into());
        object.set("bytes", (*bytes).into());
        object.set("files_written", (*files as u64).into());
        object.set("snapshot", pack.latest.snapshot.to_string().into());
        object.set("out", out.as_str().into());
        if let Some(doubt) = doubt {
            object.set("warning", doubt.as_str().into());
        }
        if let Some(fewer) = fewer {
            object.set("fewer", fewer.as_str().into());
        }
        outln!("{}", object.line());
        return;
    }
    outln!("{}", report.to_text());
    outln!(
        "Written to {out}: {files} files, {:.1} MB, {per_record} bytes a title; availability as of {}.",
        *bytes as f64 / 1e6,
        pack.latest.snapshot
    );
    if let Some(fewer) = fewer {
        outln!("WARNING {fewer}");
    }
    if of_others(report) {
        outln!(
            "A table of copies seems to be of another library: see ERROR {} above.",
            COPIES_OF_OTHERS.name
        );
    }
    if let Some(warning) = not_whole(report) {
        outln!("{warning}");
    }
}
