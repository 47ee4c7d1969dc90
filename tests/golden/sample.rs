//! The sample library, indexed once for all tests of the suite, and what is true of it as a catalogue.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use carrel_core::CalendarDate;
use carrel_core::diagnostic::Severity;
use carrel_search::build::{Entry, Pack, PackOptions, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::FileRef;
use carrel_search::references::References;
use carrel_search::state::SearchState;
use carrel_search::wire::{Answer, Hit, Request, SearchRequest};
use carrel_site::catalogue::{Catalogue, Options};
use carrel_site::report::Report;

/// A file of the repository.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The titles with their copies, joined as `carrel site sample/westfield.mrc --items …` joins them.
pub(crate) fn catalogue() -> (Vec<Entry>, Report) {
    let mut catalogue = Catalogue::new(Options::default());
    catalogue.start("westfield.mrc");
    catalogue.push(&read("sample/westfield.mrc"));
    catalogue.finish_file();
    catalogue.start_items("westfield-copies.tsv");
    catalogue.push(&read("sample/westfield-copies.tsv"));
    catalogue.finish_file();
    catalogue.finish()
}

/// An open pack of the sample.
pub(crate) struct Library {
    engine: Engine,
    files: HashMap<FileRef, Vec<u8>>,
}

impl Library {
    pub(crate) fn open() -> Self {
        Self::of(catalogue().0)
    }

    /// A library of these titles.
    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        let pack = packed(entries);
        let root = pack.files.last().expect("a pack has a root");
        let engine = Engine::open(&root.file, &root.bytes).expect("the root opens");
        Self {
            engine,
            files: pack
                .files
                .into_iter()
                .map(|file| (file.file, file.bytes))
                .collect(),
        }
    }

    pub(crate) fn ask(&mut self, request: &Request) -> Answer {
        answer_from(&mut self.engine, request, |file| {
            self.files.get(file).cloned()
        })
        .expect("an answer")
    }

    /// The first hits for what was typed into the search box.
    pub(crate) fn search(&mut self, query: &str, limit: u32) -> Vec<Hit> {
        let state = SearchState {
            query: query.to_owned(),
            ..SearchState::default()
        };
        match self.ask(&Request::Search(SearchRequest {
            state,
            limit,
            ..SearchRequest::default()
        })) {
            Answer::Search(answer) => answer.hits,
            other => panic!("a search was answered by {other:?}"),
        }
    }
}

fn packed(entries: Vec<Entry>) -> Pack {
    let options = PackOptions {
        name: "Westfield School Library".into(),
        snapshot: CalendarDate::parse("2026-11-20").expect("a date"),
        published: 0,
        base: "/".into(),
        references: References::default(),
        first_answers: false,
        express: false,
    };
    build(&options, entries, &mut |_, _, _| {})
}

#[test]
fn the_sample_has_nothing_to_mend() {
    let (entries, report) = catalogue();
    assert!(entries.len() >= 800);
    // Every copy is there after the table was joined: it tells of some copies, the records of all.
    assert!(
        report.items >= 2000 && report.withdrawn == 0,
        "{} copies, {} withdrawn",
        report.items,
        report.withdrawn
    );
    assert_eq!(
        (report.titles, report.left_out, report.merged),
        (report.records, 0, 0)
    );
    let grave: Vec<_> = report
        .kinds
        .iter()
        .filter(|kind| kind.severity > Severity::Note)
        .collect();
    assert!(grave.is_empty(), "{grave:?}");
}

#[test]
fn the_same_files_give_the_same_pack() {
    let (one, two) = (packed(catalogue().0), packed(catalogue().0));
    assert_eq!(one.files.len(), two.files.len());
    for (one, two) in one.files.iter().zip(&two.files) {
        assert_eq!(one.file, two.file);
    }
}

#[test]
fn copies_on_loan_arrive_with_their_due_date() {
    let mut library = Library::open();
    let out = library
        .search("", 2000)
        .into_iter()
        .filter(|hit| hit.card.available < hit.card.copies)
        .count();
    assert!(out >= 200, "{out} titles with a copy that is out");
}
