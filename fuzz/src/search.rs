//! The search: packs of any bytes, and any query on a sound pack.

use std::sync::OnceLock;

use carrel_core::{BibRecord, CalendarDate};
use carrel_search::build::{Entry, Pack, PackOptions, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::{FileRef, Kind, envelope, postings};
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

fn engine() -> Engine {
    let root = pack().files.last().expect("a root");
    Engine::open(&root.file, &root.bytes).expect("a sound root")
}

fn ask(engine: &mut Engine, request: &Request) -> Answer {
    let fetch = |file: &FileRef| {
        let found = pack().files.iter().find(|f| f.file == *file);
        found.map(|f| f.bytes.clone())
    };
    answer_from(engine, request, fetch).expect("a sound pack answers")
}

/// Asks a sound pack with `data` as the query: an answer, in time, with as many hits as were asked for
/// at most, best first; and what exact words find stays found.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_query(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    crate::within_time(data.len(), || {
        let mut engine = engine();
        let mut totals = [0; 2];
        for (exact, total) in [(true, 0), (false, 1)] {
            let state = SearchState {
                query: text.clone(),
                exact,
                ..SearchState::default()
            };
            let request = Request::Search(SearchRequest {
                state,
                limit: 10,
                ..SearchRequest::default()
            });
            let Answer::Search(answer) = ask(&mut engine, &request) else {
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
        let suggest = Request::Suggest {
            text: text.clone(),
            limit: 3,
        };
        assert!(matches!(ask(&mut engine, &suggest), Answer::Suggest(_)));
    });
}

/// Opens `data` as every kind of file, past the hash that would have refused it, and as a posting list.
/// Dictionaries are left out: `fst` is only promised bytes that passed their hash.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_pack(data: &[u8]) {
    crate::within_time(data.len(), || {
        // As it came: the hash refuses what is not the file.
        let (file, _) = data.split_at(data.len() / 2);
        assert!(Engine::open(&FileRef::of(file), data).is_err() || data.is_empty());
        let _ = Engine::open(&FileRef::of(data), data);
        let mut engine = engine();
        let _ = engine.supply(&FileRef::of(data), data);
        for kind in Kind::ALL {
            if kind == Kind::Dict {
                continue;
            }
            let sealed = envelope::seal(kind, data);
            if kind == Kind::Root {
                if let Ok(mut opened) = Engine::open(&sealed.file, &sealed.bytes) {
                    let _ = opened.answer(&Request::Overview);
                }
            } else {
                let _ = engine.supply(&sealed.file, &sealed.bytes);
            }
        }
        let mut before = None;
        if let Some((_, head, _)) = postings::read_head(data) {
            postings::each(&data[head.min(data.len())..], |posting| {
                before = Some(posting.record);
            });
        }
    });
}
