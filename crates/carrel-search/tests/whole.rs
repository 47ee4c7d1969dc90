//! Two ways to hold a catalogue give the same answers: whole (one file, unpacked on the device) and on demand (files as
//! they are asked for). The whole one must even come out as the same files.

use carrel_core::bib::{Contributor, Role, Series, Subject, SubjectKind, Vocabulary};
use carrel_core::{BibRecord, Item};
use carrel_search::build::{Cut, Entry, Pack, PackOptions, build, build_cut, unique_ids};
use carrel_search::engine::Engine;
use carrel_search::pack::express::Index;
use carrel_search::pack::{FileRef, Kind, PackError, Root, envelope};
use carrel_search::state::SearchState;
use carrel_search::whole;
use carrel_search::wire::{Answer, Request, SearchRequest};

fn options() -> PackOptions {
    PackOptions {
        name: "Bücherei".into(),
        snapshot: carrel_core::CalendarDate::parse("2026-11-22").unwrap(),
        published: 1_795_000_000,
        base: "/library/".into(),
        references: carrel_search::references::References::default(),
        first_answers: true,
        express: false,
    }
}

fn contributor(name: &str, main: bool) -> Contributor {
    Contributor {
        name: name.into(),
        dates: main.then(|| "1900-".into()),
        role: if main {
            Role::Author
        } else {
            Role::Illustrator
        },
        main,
        vernacular: (!main).then(|| "作者".into()),
    }
}

/// A few hundred records with every kind of field, made from numbers.
fn own() -> Vec<Entry> {
    const WORDS: [&str; 16] = [
        "dragon", "river", "the", "moon", "castle", "school", "night", "ocean", "of", "wonder",
        "garden", "winter", "hunger", "games", "secret", "été",
    ];
    let word = |n: usize| WORDS[n % WORDS.len()];
    (0..400usize)
        .map(|n| {
            let mut bib = BibRecord {
                id: match n % 9 {
                    7 => format!("ocm{n:05}"),
                    8 => String::new(),
                    _ => (n * 3).to_string(),
                },
                ..BibRecord::default()
            };
            bib.title.proper = format!("{} {} {}", word(n), word(n / 3 + 2), word(n * 7 + 1));
            bib.title.remainder =
                (n % 4 == 0).then(|| format!("a {} story\u{0}\u{1}", word(n + 5)));
            bib.contributors = vec![contributor(&format!("{}, Ann", word(n / 20)), true)];
            if n % 5 == 0 {
                bib.contributors.push(contributor("Smith, Bo", false));
            }
            if n % 6 == 0 {
                bib.series = vec![Series {
                    title: format!("{} saga", word(n / 12)),
                    number: Some((n / 12).to_string()),
                }];
            }
            bib.subjects = vec![Subject {
                parts: vec![word(n / 7).into(), "Fiction".into()],
                vocabulary: if n % 3 == 0 {
                    Vocabulary::Lcsh
                } else {
                    Vocabulary::Other("local".into())
                },
                kind: SubjectKind::Topic,
            }];
            bib.publication.year = Some(1950 + (n % 70) as i16);
            bib.languages = vec![if n % 10 == 0 { "spa" } else { "eng" }.into()];
            bib.popularity = (n * n) as u32;
            bib.summary = (n % 11 == 0).then(|| "One day, \"nothing\" happened.".into());
            bib.levels = (n % 13 == 0)
                .then(|| carrel_core::bib::ReadingLevel {
                    measure: carrel_core::bib::Measure::Lexile {
                        prefix: "BR".into(),
                        number: 120,
                    },
                    guessed: true,
                })
                .into_iter()
                .collect();
            let items = vec![
                Item {
                    barcode: format!("3{n:07}"),
                    call_number: Some(format!("FIC {}", word(n / 20).to_uppercase())),
                    ..Item::default()
                };
                n % 3
            ];
            // A school's own order of prefixes, and the usual one.
            let shelf_key = match n % 4 {
                0 => format!("fic {}", word(n / 20)),
                _ => whole::usual_key(&bib, &items),
            };
            Entry {
                bib,
                items,
                shelf_key,
            }
        })
        .collect()
}

/// Asks a question of an engine that gets the files it asks for, and only those.
fn ask(engine: &mut Engine, pack: &Pack, query: &str) -> (u32, Vec<(String, f32)>) {
    let state = SearchState {
        query: query.to_owned(),
        ..SearchState::default()
    };
    let request = Request::Search(SearchRequest {
        state,
        limit: 10,
        ..SearchRequest::default()
    });
    let bytes = |file: &FileRef| {
        pack.files
            .iter()
            .find(|f| f.file == *file)
            .map(|f| f.bytes.clone())
    };
    let answer = carrel_search::engine::answer_from(engine, &request, bytes).unwrap();
    let Answer::Search(found) = answer else {
        panic!("{query}: not an answer to a search")
    };
    (
        found.total,
        found
            .hits
            .into_iter()
            .map(|h| (h.card.id, h.score))
            .collect(),
    )
}

fn open(pack: &Pack) -> Engine {
    let root = pack
        .files
        .iter()
        .find(|f| f.file == pack.latest.root)
        .unwrap();
    Engine::open(&root.file, &root.bytes).unwrap()
}

/// Every query: one engine with an empty device, one that has seen all queries before, one with everything supplied, and the
/// plain search: the same ids and scores.
fn check(pack: &Pack, express: &Pack, queries: &[String], fresh_every: usize) {
    let short = || {
        let mut engine = open(pack);
        engine.express(&express.express.as_ref().unwrap().0.to_text());
        engine
    };
    let mut short_seen = short();
    let mut taken = 0;
    let mut by_short_way = |engine: &mut Engine, query: &str| {
        let mut hits = Vec::new();
        loop {
            let needs = engine.plain(query, 10, &mut |card, score| {
                hits.push((card.id.clone(), score))
            });
            if needs.is_empty() {
                return hits;
            }
            for file in needs {
                let parts = &express.express.as_ref().unwrap().1;
                let found = parts.iter().find(|f| f.file == file);
                taken += usize::from(found.is_some());
                let found = found.or_else(|| pack.files.iter().find(|f| f.file == file));
                engine.supply(&file, &found.unwrap().bytes).unwrap();
            }
        }
    };
    let (mut seen, mut whole, mut plain) = (open(pack), open(pack), open(pack));
    for file in pack
        .files
        .iter()
        .filter(|f| f.file != pack.latest.root && Some(f.file) != pack.latest.whole)
    {
        whole.supply(&file.file, &file.bytes).unwrap();
        plain.supply(&file.file, &file.bytes).unwrap();
    }
    let mut with_hits = 0;
    for (n, query) in queries.iter().enumerate() {
        let expected = ask(&mut whole, pack, query);
        with_hits += usize::from(!expected.1.is_empty());
        assert_eq!(
            ask(&mut seen, pack, query),
            expected,
            "{query:?}: after other questions"
        );
        if n % fresh_every == 0 {
            assert_eq!(
                ask(&mut open(pack), pack, query),
                expected,
                "{query:?}: on an empty device"
            );
        }
        let found = by_short_way(&mut short_seen, query);
        assert_eq!(found, expected.1, "{query:?}: by the short way");
        let found = by_short_way(&mut short(), query);
        assert_eq!(found, expected.1, "{query:?}: by the short way, at once");
        let mut hits = Vec::new();
        loop {
            let needs = plain.plain(query, 10, &mut |card, score| {
                hits.push((card.id.clone(), score))
            });
            if needs.is_empty() {
                break;
            }
            // Decoded cards are let go of when there are many.
            for file in needs {
                let found = pack.files.iter().find(|f| f.file == file).unwrap();
                plain.supply(&file, &found.bytes).unwrap();
            }
        }
        assert_eq!(hits, expected.1, "{query:?}: by the plain search");
    }
    assert!(
        taken > queries.len() / 2,
        "the short way was taken {taken} times"
    );
    assert!(
        with_hits * 10 > queries.len() * 8,
        "only {with_hits} of {} queries find something",
        queries.len()
    );
}

#[test]
fn a_whole_catalogue_becomes_the_same_files() {
    let mut entries = own();
    unique_ids(&mut entries);
    let file = whole::write(&options(), &entries);
    let (options_back, back) = whole::read(&file.file, &file.bytes).unwrap();
    assert_eq!(options_back, options());
    assert_eq!(back, entries);
    let pack = build(&options(), entries, &mut |_, _, _| {});
    let again = whole::unpack(&file.file, &file.bytes, &pack.latest.root).unwrap();
    assert_eq!(again.files, pack.files);
    let bytes: usize = pack.files.iter().map(|f| f.bytes.len()).sum();
    assert!(
        file.bytes.len() * 4 < bytes,
        "{} of {bytes}",
        file.bytes.len()
    );
}

#[test]
fn an_empty_catalogue_is_a_file_too() {
    let file = whole::write(&options(), &[]);
    assert_eq!(whole::read(&file.file, &file.bytes).unwrap().1, []);
}

#[test]
fn another_catalogue_than_the_published_one_is_refused() {
    let file = whole::write(&options(), &own()[..5]);
    let other = FileRef::of(b"another root");
    let error = whole::unpack(&file.file, &file.bytes, &other).unwrap_err();
    assert!(error.to_string().contains("another catalogue"), "{error}");
}

/// Bytes that pass their hash and are none of ours: an error or records, never a panic, and an end.
#[test]
fn made_up_bytes_end() {
    let file = whole::write(&options(), &own()[..40]);
    for n in 0..60usize {
        let mut bytes = file.bytes.clone();
        let at = 6 + n * 37 % (bytes.len() - 6);
        bytes[at] ^= 1 << (n % 8);
        bytes.truncate(bytes.len() - n % 3 * 50);
        let _ = whole::read(&FileRef::of(&bytes), &bytes);
    }
}

#[test]
fn both_ways_answer_alike() {
    let mut entries = own();
    unique_ids(&mut entries);
    let file = whole::write(&options(), &entries);
    let options = PackOptions {
        express: true,
        ..options()
    };
    let express = build(&options, entries.clone(), &mut |_, _, _| {});
    let mut pack = whole::unpack(&file.file, &file.bytes, &express.latest.root).unwrap();
    pack.add_whole(file);
    let queries: Vec<String> = own()
        .iter()
        .step_by(7)
        .flat_map(|e| {
            let title = e.bib.title.proper.clone();
            let wrong = title.replacen('r', "rr", 1);
            let prefix = title.chars().take(4).collect();
            [title, wrong, prefix]
        })
        .chain(["d", "dr", "the", "the d", "of", "e", "s"].map(str::to_owned))
        .collect();
    check(&pack, &express, &queries, 1);

    // As a large catalogue, in which tables stand before the cards: those of the short way need none.
    let large = build_cut(&options, entries, small_files(), &mut |_, _, _| {});
    let parts = &large.express.as_ref().unwrap().1;
    assert!(parts.iter().any(|part| part.kind == Kind::Cards));
    check(&large, &large, &queries, 5);
}

/// Each card a file.
fn small_files() -> Cut {
    Cut {
        cards: 1,
        ..Cut::of(own().len())
    }
}

/// One small file is enough for the first letters of a plain search, and what it says is what the lists say.
#[test]
fn what_is_typed_first_is_answered_before_the_lists_are_here() {
    let mut entries = own();
    unique_ids(&mut entries);
    let pack = build(&options(), entries, &mut |_, _, _| {});
    for text in ["d", "dr", "the", "the ", "the d", "of", "of "] {
        let mut engine = open(&pack);
        let needs = engine.plain(text, 10, &mut |_, _| panic!("{text}: too early"));
        assert_eq!(needs.len(), 1, "{text}");
        let file = pack.files.iter().find(|f| f.file == needs[0]).unwrap();
        engine.supply(&needs[0], &file.bytes).unwrap();
        let mut hits = Vec::new();
        let more = engine.plain(text, 10, &mut |card, score| {
            hits.push((card.id.clone(), score))
        });
        assert_eq!(
            (more.len(), &hits),
            (0, &ask(&mut open(&pack), &pack, text).1),
            "{text}"
        );
        assert_eq!(hits.len(), 10, "{text}");
    }
}

/// A word that is known leads to its file without a table, and what is not that file is refused before it is parsed.
#[test]
fn the_short_way_is_checked_by_one_hash() {
    let mut entries = own();
    for (n, entry) in entries.iter_mut().enumerate() {
        entry
            .bib
            .title
            .proper
            .push_str(&format!(" of number{n:03}"));
    }
    unique_ids(&mut entries);
    let options = PackOptions {
        express: true,
        ..options()
    };
    let pack = build_cut(&options, entries, small_files(), &mut |_, _, _| {});
    let (index, parts) = pack.express.clone().unwrap();
    assert!(parts.len() > 4, "{}", parts.len());
    let text = index.to_text();
    let payload = envelope::open(&pack.latest.root, &pack.files.last().unwrap().bytes, None)
        .unwrap()
        .1;
    let read = Index::parse(&text, &Root::read(&payload).unwrap());
    assert_eq!(read.as_ref(), Some(&index));
    assert_eq!(index.all().len() + index.all_cards().len(), parts.len());
    for word in ["number123", "dragon", "zzz", "a"] {
        // As carrel.js finds it.
        let n = text.lines().skip(1).filter(|first| *first <= word).count();
        let files = index.files(word.as_bytes(), Some(word.as_bytes()));
        assert_eq!(files, [parts[n.saturating_sub(1)].file], "{word}");
    }
    assert!(index.files(b"", None).is_empty());
    assert!(index.files(b"7", Some(b"7")).is_empty());
    assert!(index.files(b"n", Some(b"o")).is_empty());
    let mut engine = open(&pack);
    engine.express(&index.to_text());
    for (n, part) in parts.iter().enumerate() {
        for at in [0, 9, part.bytes.len() / 2, part.bytes.len() - 1] {
            let mut bytes = part.bytes.clone();
            bytes[at] ^= 4;
            let refused = engine.supply(&part.file, &bytes);
            assert!(matches!(refused, Err(PackError::Hash { .. })), "{n} {at}");
            let refused = engine.supply(&part.file, &part.bytes[..at]);
            assert!(matches!(refused, Err(PackError::Hash { .. })), "{n} {at}");
        }
        let other = &parts[(n + 1) % parts.len()];
        assert!(engine.supply(&part.file, &other.bytes).is_err(), "{n}");
        engine.supply(&part.file, &part.bytes).unwrap();
    }
}
