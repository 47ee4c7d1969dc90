//! `carrel index`: files in, a pack out.

use std::path::Path;

use carrel_search::build::{Pack, PackOptions, Step, build, unique_ids};
use carrel_search::pack::express::Index;
use carrel_search::pack::latest::Latest;
use carrel_search::whole;
use carrel_site::report::Report;
use carrel_site::site;

use crate::args::{IndexArgs, InputArgs};
use crate::failure::{DONE, FAULTS, Failure, Result};
use crate::output::What;
use crate::progress::Progress;
use crate::{input, output};

pub(crate) fn run(args: &IndexArgs) -> Result<u8> {
    output::check(&args.out, What::Catalogue).map_err(|f| failed(f, args.json))?;
    let made = made(
        &args.input,
        former(&args.out.join("latest.json")),
        args.name.as_deref().unwrap_or("Library catalogue"),
        &args.base,
        Extras {
            whole: args.whole,
            first_answers: args.first_answers,
            express: args.engine.is_some(),
        },
    );
    let (pack, report) = match made {
        Ok(made) => made,
        Err(failure) => return Err(failed(failure, args.json)),
    };
    let mut progress = Progress::new();
    let manifest = pack.manifest();
    let latest = pack.latest.to_json();
    let mut files: Vec<output::OutFile<'_>> = pack
        .files
        .iter()
        .map(|f| (f.file.name(), f.bytes.as_slice()))
        .collect();
    let start;
    if let (Some((index, parts)), Some(path)) = (&pack.express, &args.engine) {
        let engine = std::fs::read(path).map_err(|error| {
            Failure::new(
                format!("{}: {error}", path.display()),
                "It is engine_bg.wasm, which `cargo xtask engine` makes.",
            )
        });
        let root = pack.files.last().map_or(&[][..], |root| &root.bytes);
        start = index.start(
            &pack.latest,
            &engine.map_err(|f| failed(f, args.json))?,
            root,
        );
        files.push(("start.bin".to_owned(), &start));
        files.extend(
            parts
                .iter()
                .map(|f| (Index::name(&f.file), f.bytes.as_slice())),
        );
    }
    files.push(("manifest.json".to_owned(), manifest.as_bytes()));
    files.push(("latest.json".to_owned(), latest.as_bytes()));
    output::write(&args.out, What::Catalogue, &files, &mut progress)
        .map_err(|f| failed(f, args.json))?;
    progress.clear();
    let bytes: u64 = files.iter().map(|f| f.1.len() as u64).sum();
    tell(
        &report,
        args.json,
        &pack,
        bytes,
        files.len(),
        &args.out.display().to_string(),
    );
    Ok(if report.broken() { FAULTS } else { DONE })
}

/// Publish counter of the catalogue that will be replaced; 0 where there is none.
pub(crate) fn former(latest: &Path) -> u64 {
    let text = std::fs::read_to_string(latest).unwrap_or_default();
    Latest::from_json(&text).map_or(0, |latest| latest.published)
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
}

/// Reads the inputs and builds the pack. `former`: see [`former`].
pub(crate) fn made(
    input: &InputArgs,
    former: u64,
    name: &str,
    base: &str,
    extras: Extras,
) -> Result<(Pack, Report)> {
    let base = site::base(base).ok_or_else(|| {
        Failure::new(
            format!("--base {base}: expected the path of a folder on the server, found something else"),
            "Write what stands behind the server's name in the address, for example --base /library/",
        )
    })?;
    let mut inputs = input::read(input)?;
    let options = PackOptions {
        name: name.trim().to_owned(),
        snapshot: inputs.snapshot,
        published: inputs.published.max(former),
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
    Ok((pack, inputs.report))
}

/// With `--json` a failure is an object on standard output, too, so that a script always has one to read.
pub(crate) fn failed(failure: Failure, json: bool) -> Failure {
    if json {
        outln!("{}", failure.to_json().line());
    }
    failure
}

/// Prints the report.
pub(crate) fn tell(report: &Report, json: bool, pack: &Pack, bytes: u64, files: usize, out: &str) {
    let per_record = bytes / u64::from(pack.sizes.records.max(1));
    if json {
        let mut object = report.to_json();
        object.set("words", pack.sizes.words.into());
        object.set("bytes", bytes.into());
        object.set("files_written", (files as u64).into());
        object.set("snapshot", pack.latest.snapshot.to_string().into());
        object.set("out", out.into());
        outln!("{}", object.line());
        return;
    }
    outln!("{}", report.to_text());
    outln!(
        "Written to {out}: {files} files, {:.1} MB, {per_record} bytes a title; availability as of {}.",
        bytes as f64 / 1e6,
        pack.latest.snapshot
    );
}
