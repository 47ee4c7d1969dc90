//! `carrel verify`: every file of a catalogue or site against what names it, in a folder or on a server.

mod catalogue;
mod express;
mod lists;
mod server;
mod site;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use carrel_search::pack::latest::Latest;
use carrel_site::json::Json;
use carrel_site::site::LIST;

use crate::args::VerifyArgs;
use crate::failure::{DONE, FAULTS, Failure, Result};
use crate::http::{Address, Client};
use crate::output::walk;
use crate::progress::Progress;

/// How the fault begins that no copying mends: what was compared is not the file.
const SEALED: &str = "the server sends it compressed";

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// What does not fit.
    faults: Vec<Finding>,
    /// What works, and could be better.
    remarks: Vec<Finding>,
    /// Files that were compared.
    files: u32,
    bytes: u64,
}

#[derive(Debug)]
struct Finding {
    file: String,
    text: String,
}

impl Findings {
    fn fault(&mut self, file: &str, text: impl Into<String>) {
        self.faults.push(Finding {
            file: file.to_owned(),
            text: text.into(),
        });
    }

    fn remark(&mut self, file: &str, text: impl Into<String>) {
        self.remarks.push(Finding {
            file: file.to_owned(),
            text: text.into(),
        });
    }

    fn counted(&mut self, bytes: &[u8]) {
        self.files += 1;
        self.bytes += bytes.len() as u64;
    }
}

/// Where files come from.
trait Source {
    /// The file at a path with forward slashes, or why it cannot be had.
    fn get(&mut self, path: &str) -> core::result::Result<Vec<u8>, String>;
    /// Every path there is, where that can be known.
    fn all(&self) -> Option<Vec<String>>;
}

pub(crate) fn run(args: &VerifyArgs) -> Result<u8> {
    let mut progress = Progress::new();
    let mut findings = Findings::default();
    if args.place.contains("://") {
        let address = Address::parse(&args.place).ok_or_else(|| {
            Failure::usage(
                format!("{}: expected an address, found something else", args.place),
                "Write it like http://school.example/library/",
            )
        })?;
        let mut server = server::Server::new(Client::new(address.clone()));
        server.must_answer()?;
        let latest = check(&mut server, "pack/", &mut findings, &mut progress);
        if let Some(latest) = latest.filter(|latest| !address.leads_to(&latest.base)) {
            findings.remark(
                "pack/latest.json",
                format!(
                    "expected a site made for {}, found one for {}: search works, but its page for wrong addresses leads there; make it again with --base {0}",
                    address.folder, latest.base
                ),
            );
        }
        server.habits(&mut findings);
    } else {
        let dir = Path::new(&args.place);
        // Of a site that lacks the catalogue's first file, as when copying stopped early, that is the first fault.
        let prefix = if dir.join(LIST).is_file() || crate::pack::folder(dir)? != dir {
            "pack/"
        } else {
            ""
        };
        check(
            &mut Folder(dir.to_owned()),
            prefix,
            &mut findings,
            &mut progress,
        );
    }
    progress.clear();
    tell(args, &findings);
    Ok(if findings.faults.is_empty() {
        DONE
    } else {
        FAULTS
    })
}

fn check(
    source: &mut dyn Source,
    prefix: &str,
    findings: &mut Findings,
    progress: &mut Progress,
) -> Option<Latest> {
    let latest = catalogue::check(source, prefix, findings, progress);
    if prefix == "pack/" {
        site::check(source, latest.as_ref(), findings, progress);
    }
    latest
}

struct Folder(PathBuf);

impl Source for Folder {
    fn get(&mut self, path: &str) -> core::result::Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "it is missing".to_owned(),
            _ => format!("it could not be read ({error})"),
        })
    }

    fn all(&self) -> Option<Vec<String>> {
        let mut files = Vec::new();
        walk(&self.0, "", &mut files).ok()?;
        Some(files)
    }
}

fn tell(args: &VerifyArgs, findings: &Findings) {
    if args.json {
        let list = |findings: &[Finding]| {
            let object = |f: &Finding| {
                Json::Object(vec![
                    ("file".to_owned(), f.file.as_str().into()),
                    ("finding".to_owned(), f.text.as_str().into()),
                ])
            };
            Json::List(findings.iter().map(object).collect())
        };
        let object = Json::Object(vec![
            ("files".to_owned(), findings.files.into()),
            ("bytes".to_owned(), findings.bytes.into()),
            ("faults".to_owned(), list(&findings.faults)),
            ("remarks".to_owned(), list(&findings.remarks)),
        ]);
        outln!("{}", object.line());
        return;
    }
    for (word, list) in [("FAULT ", &findings.faults), ("remark", &findings.remarks)] {
        // A hundred lines of the same fault help nobody.
        let mut same: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in list {
            let seen = same.entry(finding.text.as_str()).or_default();
            *seen += 1;
            if *seen <= 20 {
                outln!("{word} {}: {}", finding.file, finding.text);
            }
        }
        for (text, count) in same.iter().filter(|(_, n)| **n > 20) {
            outln!("{word} … and {} more files: {text}", count - 20);
        }
    }
    let (files, megabytes) = (findings.files, findings.bytes as f64 / 1e6);
    match findings.faults.len() {
        0 => outln!(
            "{}: {files} files, {megabytes:.1} MB, all as they should be.",
            args.place
        ),
        n => {
            outln!(
                "{}: {files} files, {megabytes:.1} MB, {n} {}.",
                args.place,
                if n == 1 { "fault" } else { "faults" }
            );
            let sealed = |fault: &Finding| fault.text.starts_with(SEALED);
            let copies = findings.faults.iter().any(|fault| !sealed(fault));
            if findings.faults.iter().any(sealed) {
                outln!(
                    "  What to do: ask whoever runs the server to send compressed files only to programs that ask for them; the files themselves may be whole."
                );
            }
            if copies {
                outln!(
                    "  What to do: copy the files named above again; if that does not help, make the site again."
                );
            }
        }
    }
}
