//! The search: packs of any bytes, and any query on a sound pack.

use std::cell::RefCell;
use std::sync::OnceLock;

use carrel_core::{BibRecord, CalendarDate};
use carrel_search::build::{Entry, Pack, PackOptions, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::section::Section;
use carrel_search::pack::{FileRef, Kind, Root, envelope, postings};
use carrel_search::state::SearchState;
use carrel_search::wire::{Answer, Request, SearchRequest};

/// A small sound pack, the same for every input.
fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let words = [
            "dragon",
            "the",
            "island",
            "niño",
            "war",
            "spider-man",
            "1984",
            "三国演义",
            "Война",
            "treasure",
            "night",
            "of",
            "j.k.",
            "giraffe",
            "school",
            "a",
        ];
        let entries = (0..120usize).map(|n| {
            let word = |step: usize| words[(n * step + n / 9) % words.len()];
            let mut bib = BibRecord {
                id: format!("r{n}"),
                ..BibRecord::default()
            };
            bib.title.proper = format!("{} {} {}", word(1), word(3), word(7));
            bib.summary = Some(format!("{} and {}", word(5), word(11)));
            Entry {
                bib,
                ..Entry::default()
            }
        });
        let options = PackOptions {
            name: "Fuzz".into(),
            snapshot: CalendarDate::default(),
            published: 0,
            base: "/".into(),
            ..PackOptions::default()
        };
        build(&options, entries.collect(), &mut |_, _, _| {})
    })
}

/// The sound pack opened, with every file in it: opening it for each input was most of an input's time.
fn opened() -> Engine {
    let root = pack().files.last().expect("a root");
    let mut engine = Engine::open(&root.file, &root.bytes).expect("a sound root");
    for file in pack().files.iter().filter(|f| f.kind != Kind::Root) {
        engine
            .supply(&file.file, &file.bytes)
            .expect("a sound file");
    }
    engine
}

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(opened());
}

fn ask(engine: &mut Engine, request: &Request) -> Answer {
    let fetch = |file: &FileRef| {
        let found = pack().files.iter().find(|f| f.file == *file);
        found.map(|f| f.bytes.clone())
    };
    answer_from(engine, request, fetch).expect("a sound pack answers")
}

fn search(query: &str, exact: bool, facets: bool) -> Request {
    let state = SearchState {
        query: query.to_owned(),
        exact,
        ..SearchState::default()
    };
    Request::Search(SearchRequest {
        state,
        limit: 10,
        facets,
        ..SearchRequest::default()
    })
}

/// Asks a sound pack with `data` as the query: an answer, in time, with as many hits as were asked for
/// at most, best first; and what exact words find stays found.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_query(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    crate::within_time(data.len(), || {
        ENGINE.with_borrow_mut(|engine| {
            let mut totals = [0; 2];
            for (exact, total) in [(true, 0), (false, 1)] {
                let Answer::Search(answer) = ask(engine, &search(&text, exact, false)) else {
                    panic!("a search is answered by a search")
                };
                assert!(answer.hits.len() <= 10 && answer.hits.len() as u32 <= answer.total);
                assert!(answer.hits.iter().all(|hit| hit.score.is_finite()));
                assert!(
                    answer
                        .hits
                        .windows(2)
                        .all(|two| two[0].score >= two[1].score)
                );
                totals[total] = answer.total;
            }
            assert!(
                totals[0] == 0 || totals[1] > 0,
                "exact words found, others not"
            );
            // Completions begin with the same search: one input in eight tries the rest of them.
            if data.iter().fold(0_u8, |sum, b| sum.wrapping_mul(31) ^ b) % 8 == 0 {
                let suggest = Request::Suggest {
                    text: text.clone(),
                    limit: 3,
                };
                assert!(matches!(ask(engine, &suggest), Answer::Suggest(_)));
            }
        });
    });
}

/// A file of the sound pack, its payload, and the root that names it.
struct Part {
    kind: Kind,
    file: FileRef,
    payload: Vec<u8>,
}

/// The files that may be damaged past their hash. Dictionaries are left out: `fst` is only promised bytes that passed
/// theirs. The root is tried on its own.
fn parts() -> &'static (Root, Vec<Part>) {
    static PARTS: OnceLock<(Root, Vec<Part>)> = OnceLock::new();
    PARTS.get_or_init(|| {
        let files = &pack().files;
        let parts = files
            .iter()
            .filter(|f| !matches!(f.kind, Kind::Root | Kind::Dict | Kind::Whole))
            .map(|f| Part {
                kind: f.kind,
                file: f.file,
                payload: envelope::open(&f.file, &f.bytes, None).expect("sound").1,
            });
        let root = files.last().expect("a root");
        let engine = Engine::open(&root.file, &root.bytes).expect("a sound root");
        (engine.root().clone(), parts.collect())
    })
}

/// The payload as `data` says: whole (first bit set), or the sound one with pieces put in the place of others, each
/// told by its place (two bytes), how much goes (one byte), how much comes (one byte), and what comes.
fn damaged(sound: &[u8], how: u8, mut data: &[u8]) -> Vec<u8> {
    if how & 0x80 != 0 {
        return data.to_vec();
    }
    let mut out = sound.to_vec();
    while let [a, b, goes, comes, rest @ ..] = data {
        let at = usize::from(u16::from_be_bytes([*a, *b])) % (out.len() + 1);
        let end = (at + usize::from(goes % 16)).min(out.len());
        let comes = usize::from(comes % 16).min(rest.len());
        out.splice(at..end, rest[..comes].iter().copied());
        data = &rest[comes..];
    }
    out
}

/// The root with another file in the place of one.
fn naming(root: &Root, before: &FileRef, after: FileRef) -> Root {
    let mut root = root.clone();
    let swap = |section: &mut Section| {
        for child in section.children.iter_mut().filter(|c| c.file == *before) {
            child.file = after;
        }
    };
    for section in [
        &mut root.postings,
        &mut root.isbns,
        &mut root.ids,
        &mut root.cards,
        &mut root.full,
        &mut root.shelf,
    ] {
        swap(section);
    }
    root.columns.iter_mut().for_each(swap);
    if root.overview == Some(*before) {
        root.overview = Some(after);
    }
    root
}

/// Puts a damaged file in the place of a sound one, past its hash, and asks the pack everything; and opens `data` as
/// every kind of file, and as a posting list.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_pack(data: &[u8]) {
    crate::within_time(data.len(), || {
        // As it came: the hash refuses what is not the file.
        let (file, _) = data.split_at(data.len() / 2);
        assert!(Engine::open(&FileRef::of(file), data).is_err() || data.is_empty());
        let _ = Engine::open(&FileRef::of(data), data);
        if let Some((_, head, _)) = postings::read_head(data) {
            let mut before = None;
            postings::each(&data[head.min(data.len())..], |posting| {
                before = Some(posting.record);
            });
        }
        let [which, how, rest @ ..] = data else {
            return;
        };
        let (root, parts) = parts();
        let Some(part) = parts.get(usize::from(*which) % (parts.len() + 1)) else {
            let sound = postcard::to_allocvec(root).expect("a root is written");
            let sealed = envelope::seal_plain(Kind::Root, &damaged(&sound, *how, rest));
            if let Ok(mut opened) = Engine::open(&sealed.file, &sealed.bytes) {
                let _ = opened.answer(&Request::Overview);
            }
            return;
        };
        let sealed = envelope::seal_plain(part.kind, &damaged(&part.payload, *how, rest));
        let root = naming(root, &part.file, sealed.file);
        let root = envelope::seal_plain(
            Kind::Root,
            &postcard::to_allocvec(&root).expect("a root is written"),
        );
        ENGINE.with_borrow_mut(|engine| {
            engine.reopen(&root.file, &root.bytes).expect("a root");
            if engine.supply(&sealed.file, &sealed.bytes).is_ok() {
                ask_everything(engine);
            }
            let sound = pack().files.last().expect("a root");
            engine.reopen(&sound.file, &sound.bytes).expect("a root");
            if sealed.file != part.file {
                engine.forget(&sealed.file);
            }
        });
    });
}

/// What the damaged part may spoil: any answer, but never the program.
fn ask_everything(engine: &mut Engine) {
    for request in [
        search("dragon isl", false, true),
        search("the", true, false),
        Request::Record { id: "r7".into() },
        Request::Suggest {
            text: "dra".into(),
            limit: 3,
        },
        Request::Overview,
    ] {
        let _ = engine.answer(&request);
    }
}
