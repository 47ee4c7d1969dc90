//! Properties of packs and answers over invented catalogues: nothing here needs a file or a browser.

use carrel_core::bib::{Contributor, Format, Role, Series, Subject, SubjectKind, Vocabulary};
use carrel_core::{BibRecord, CalendarDate, Item, ItemStatus};
use carrel_search::build::{Entry, Pack, PackOptions, build, unique_ids};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::latest::Latest;
use carrel_search::pack::{Kind, PackError, dict, envelope};
use carrel_search::state::{Constraint, Facet, SearchState, Sort};
use carrel_search::wire::{
    Alike, Answer, HeadingKind, MatchKind, Notice, Request, SearchAnswer, SearchRequest, SharedKind,
};

/// A small generator of the same numbers every time (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

const WORDS: [&str; 40] = [
    "dragon",
    "river",
    "moon",
    "school",
    "secret",
    "garden",
    "island",
    "winter",
    "clock",
    "horse",
    "wizard",
    "train",
    "castle",
    "shadow",
    "ocean",
    "forest",
    "letter",
    "storm",
    "mirror",
    "robot",
    "pirate",
    "puppy",
    "galaxy",
    "spider",
    "lantern",
    "mountain",
    "whale",
    "kitchen",
    "museum",
    "desert",
    "niño",
    "jardín",
    "über",
    "café",
    "война",
    "三国演义",
    "don't",
    "j.k.",
    "x-ray",
    "1984",
];

fn library(records: usize, seed: u64) -> Vec<Entry> {
    let mut dice = Dice(seed);
    (0..records)
        .map(|n| {
            let mut title: Vec<&str> = Vec::new();
            for _ in 0..1 + dice.roll(5) {
                let word = WORDS[dice.roll(WORDS.len())];
                if !title.contains(&word) {
                    title.push(word);
                }
            }
            let mut bib = BibRecord {
                id: format!("r{n}"),
                ..BibRecord::default()
            };
            bib.title.proper = format!(
                "{}{}",
                if dice.roll(4) == 0 { "The " } else { "" },
                title.join(" ")
            );
            bib.contributors.push(Contributor {
                name: format!("{}, Ana {}", WORDS[dice.roll(30)], dice.roll(9)),
                dates: None,
                role: Role::Author,
                main: true,
                vernacular: None,
            });
            bib.subjects.push(Subject {
                parts: vec![WORDS[dice.roll(30)].to_owned(), "Fiction".to_owned()],
                vocabulary: Vocabulary::Lcsh,
                kind: SubjectKind::Topic,
            });
            if dice.roll(3) == 0 {
                bib.series.push(Series {
                    title: format!("{} chronicles", WORDS[dice.roll(5)]),
                    number: Some((n % 7 + 1).to_string()),
                });
            }
            bib.summary = Some(format!(
                "A story of {} and {}.",
                WORDS[dice.roll(40)],
                WORDS[dice.roll(40)]
            ));
            bib.format = if dice.roll(5) == 0 {
                Format::GraphicNovel
            } else {
                Format::Book
            };
            bib.publication.year = Some(1950 + dice.roll(70) as i16);
            bib.languages = vec![if dice.roll(4) == 0 { "spa" } else { "eng" }.to_owned()];
            let items = (0..dice.roll(4))
                .map(|c| Item {
                    barcode: format!("b{n}-{c}"),
                    shelf: Some(["Fiction", "Picture Books"][dice.roll(2)].to_owned()),
                    status: ItemStatus::ALL[dice.roll(8)],
                    ..Item::default()
                })
                .collect();
            Entry {
                bib,
                items,
                shelf_key: format!("{:05}", dice.roll(1000)),
            }
        })
        .collect()
}

fn options() -> PackOptions {
    PackOptions {
        name: "Test \"School\"".to_owned(),
        snapshot: CalendarDate::parse("2026-11-20").unwrap(),
        published: 7,
        base: "/library/".to_owned(),
        references: carrel_search::references::References::default(),
        first_answers: false,
        express: false,
    }
}

fn pack_of(entries: Vec<Entry>) -> Pack {
    build(&options(), entries, &mut |_, _, _| {})
}

fn open(pack: &Pack) -> Engine {
    let root = pack
        .files
        .iter()
        .find(|f| f.file == pack.latest.root)
        .unwrap();
    Engine::open(&root.file, &root.bytes).unwrap()
}

fn ask(pack: &Pack, engine: &mut Engine, request: &Request) -> Answer {
    answer_from(engine, request, |file| {
        pack.files
            .iter()
            .find(|f| f.file == *file)
            .map(|f| f.bytes.clone())
    })
    .unwrap()
}

fn search(pack: &Pack, engine: &mut Engine, state: SearchState, limit: u32) -> SearchAnswer {
    match ask(
        pack,
        engine,
        &Request::Search(SearchRequest {
            state,
            limit,
            offset: 0,
            facets: true,
            again: false,
            further: true,
        }),
    ) {
        Answer::Search(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn typed(query: &str) -> SearchState {
    SearchState {
        query: query.to_owned(),
        ..SearchState::default()
    }
}

#[test]
fn the_same_records_in_any_order_give_the_same_bytes() {
    let entries = library(700, 1);
    let mut shuffled = entries.clone();
    let mut dice = Dice(9);
    for i in (1..shuffled.len()).rev() {
        shuffled.swap(i, dice.roll(i + 1));
    }
    let (a, b) = (pack_of(entries), pack_of(shuffled));
    assert_eq!(a.latest, b.latest);
    assert_eq!(a.files, b.files);
    assert_eq!(a.manifest(), b.manifest());
    assert_eq!(Latest::from_json(&a.latest.to_json()), Ok(a.latest.clone()));
}

#[test]
fn every_record_is_found_by_its_own_title_and_by_its_id() {
    let entries = library(400, 2);
    let pack = pack_of(entries.clone());
    let mut engine = open(&pack);
    for entry in &entries {
        let answer = search(&pack, &mut engine, typed(&entry.bib.title.proper), 400);
        assert!(
            answer.hits.iter().any(|h| h.card.id == entry.bib.id),
            "{:?} not among {} for its title",
            entry.bib.title.proper,
            answer.total
        );
        // A record of the very same title comes first.
        let same = carrel_search::analysis::fold(&answer.hits[0].card.title);
        let bare = |t: &str| t.strip_prefix("the ").unwrap_or(t).to_owned();
        assert_eq!(
            bare(&same),
            bare(&carrel_search::analysis::fold(&entry.bib.title.proper))
        );
        match ask(
            &pack,
            &mut engine,
            &Request::Record {
                id: entry.bib.id.clone(),
            },
        ) {
            Answer::Record(Some(packed)) => {
                let record = packed.unpack().unwrap();
                assert_eq!(record.bib, entry.bib);
                assert_eq!(
                    record.items,
                    entry
                        .items
                        .iter()
                        .filter(|i| i.status != ItemStatus::Withdrawn)
                        .cloned()
                        .collect::<Vec<_>>()
                );
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        ask(
            &pack,
            &mut engine,
            &Request::Record {
                id: "nobody".to_owned()
            }
        ),
        Answer::Record(None)
    );
}

#[test]
fn a_typo_finds_what_the_right_word_finds_and_says_so() {
    let pack = pack_of(library(400, 3));
    let mut engine = open(&pack);
    for (wrong, right) in [
        ("dargon", "dragon"),
        ("galxy", "galaxy"),
        ("montain", "mountain"),
        ("pirrate", "pirate"),
        ("lamtern", "lantern"),
    ] {
        let good = search(&pack, &mut engine, typed(&format!("{right} ")), 400);
        let typo = search(&pack, &mut engine, typed(&format!("{wrong} ")), 400);
        assert!(
            good.total > 0 && typo.total >= good.total,
            "{wrong}: {} < {}",
            typo.total,
            good.total
        );
        assert!(
            typo.notices
                .iter()
                .any(|n| matches!(n, Notice::Corrected { searched, .. } if searched == right)),
            "{wrong}: {:?}",
            typo.notices
        );
        assert!(good.notices.is_empty());
        let as_typed = search(
            &pack,
            &mut engine,
            SearchState {
                exact: true,
                ..typed(wrong)
            },
            10,
        );
        assert_eq!(as_typed.total, 0, "searched as typed, {wrong} is corrected");
    }
}

#[test]
fn quotes_fields_and_numbers_do_what_they_say() {
    let mut entries = library(60, 4);
    entries[5].bib.title.proper = "Secret Garden Winter".to_owned();
    entries[6].bib.title.proper = "Garden of the Secret".to_owned();
    entries[7].bib.isbns = vec![carrel_core::Isbn::parse("0142402494").unwrap()];
    let pack = pack_of(entries);
    let mut engine = open(&pack);
    let ids = |answer: SearchAnswer| -> Vec<String> {
        answer.hits.into_iter().map(|h| h.card.id).collect()
    };
    let phrase = ids(search(&pack, &mut engine, typed("\"secret garden\""), 60));
    assert!(
        phrase.contains(&"r5".to_owned()) && !phrase.contains(&"r6".to_owned()),
        "{phrase:?}"
    );
    for isbn in ["978-0-14-240249-8", "0142402494", "isbn:9780142402498"] {
        assert_eq!(
            ids(search(&pack, &mut engine, typed(isbn), 9)),
            ["r7"],
            "{isbn}"
        );
    }
    let by = search(&pack, &mut engine, typed("author:secret"), 60);
    assert!(by.hits.iter().all(|h| {
        h.why
            .iter()
            .all(|w| w.fields == [carrel_search::wire::MatchField::Author])
    }));
}

#[test]
fn counts_tell_what_choosing_would_give() {
    let pack = pack_of(library(500, 5));
    let mut engine = open(&pack);
    let all = search(&pack, &mut engine, typed("dragon"), 10);
    let mut tried = 0;
    for group in all.facets.clone().unwrap() {
        for (value, count) in group.values {
            let state = typed("dragon").toggled(group.facet, &value);
            let narrowed = search(&pack, &mut engine, state.clone(), 10);
            assert_eq!(narrowed.total, count, "{:?} {value}", group.facet);
            let again = narrowed.facets.unwrap();
            let same = again.iter().find(|g| g.facet == group.facet).unwrap();
            assert_eq!(
                same.values
                    .iter()
                    .find(|(v, _)| *v == value)
                    .map(|(_, n)| *n),
                Some(count)
            );
            tried += 1;
        }
    }
    assert!(tried >= 12, "only {tried} values");
    let impossible = SearchState {
        constraints: vec![Constraint {
            facet: Facet::Language,
            value: "xxx".to_owned(),
        }],
        ..typed("dragon")
    };
    let none = search(&pack, &mut engine, impossible, 10);
    assert_eq!(
        (none.total, none.notices),
        (0, vec![Notice::Constrained(all.total)])
    );
}

/// A copy at a library, on the shelf or not.
fn copy(site: &str, status: ItemStatus) -> Item {
    Item {
        site: Some(site.to_owned()),
        status,
        ..Item::default()
    }
}

#[test]
fn what_is_available_here_is_a_copy_that_is_here_and_on_the_shelf() {
    use ItemStatus::{Available, OnLoan};
    let copies = [
        vec![copy("East", Available)],
        vec![copy("East", OnLoan), copy("West", Available)],
        vec![copy("East", OnLoan)],
        vec![copy("West", Available)],
        vec![copy("West", OnLoan), copy("East", Available)],
    ];
    let entries = copies.into_iter().enumerate().map(|(n, items)| Entry {
        items,
        ..volume(&format!("r{n}"), "Dragons", &[])
    });
    let pack = pack_of(entries.collect());
    let mut engine = open(&pack);
    let mut check = |state: &str, ids: &[&str], available: u32, sites: &[(&str, u32)]| {
        let found = search(&pack, &mut engine, SearchState::from_query(state), 9);
        let mut got: Vec<&str> = found.hits.iter().map(|h| h.card.id.as_str()).collect();
        got.sort_unstable();
        assert_eq!(got, ids, "{state}");
        let facets = found.facets.unwrap();
        let counts = |facet| {
            let group = facets.iter().find(|g| g.facet == facet);
            let mut values = group.map_or(Vec::new(), |g| g.values.clone());
            values.sort();
            values
        };
        assert_eq!(
            counts(Facet::Available),
            [("yes".to_owned(), available)],
            "{state}"
        );
        let sites: Vec<(String, u32)> = sites.iter().map(|(s, n)| ((*s).to_owned(), *n)).collect();
        assert_eq!(counts(Facet::Site), sites, "{state}");
    };
    let all = ["r0", "r1", "r2", "r3", "r4"];
    check("q=dragons", &all, 4, &[("East", 4), ("West", 3)]);
    check(
        "q=dragons&available=yes",
        &["r0", "r1", "r3", "r4"],
        4,
        &[("East", 2), ("West", 2)],
    );
    check(
        "q=dragons&site=East",
        &["r0", "r1", "r2", "r4"],
        2,
        &[("East", 4), ("West", 3)],
    );
    let both = "q=dragons&available=yes&site=East";
    check(both, &["r0", "r4"], 2, &[("East", 2), ("West", 2)]);
    let other = "q=dragons&available=yes&site=West&site=East";
    check(
        other,
        &["r0", "r1", "r3", "r4"],
        4,
        &[("East", 2), ("West", 2)],
    );
}

#[test]
fn levels_are_chosen_from_one_to_another_and_guesses_left_out() {
    use carrel_core::bib::{Measure, ReadingLevel};
    let lexile = |number: i32, guessed| ReadingLevel {
        measure: Measure::Lexile {
            prefix: if number < 0 { "BR" } else { "" }.to_owned(),
            number: number.unsigned_abs() as u16,
        },
        guessed,
    };
    let levels = [
        vec![lexile(-120, false)],
        vec![lexile(450, true)],
        vec![lexile(610, false)],
        vec![lexile(1010, false), lexile(450, true)],
        vec![],
        vec![ReadingLevel {
            measure: Measure::Grade(52),
            guessed: false,
        }],
    ];
    let entries = levels.into_iter().enumerate().map(|(n, levels)| {
        let mut entry = volume(&format!("r{n}"), "Dragons", &[]);
        entry.bib.levels = levels;
        entry
    });
    let pack = pack_of(entries.collect());
    let mut engine = open(&pack);
    for (state, ids) in [
        ("level=400-600", &["r1", "r2", "r3"][..]),
        ("level=br-400", &["r0", "r1", "r3"]),
        ("level=400", &["r1", "r3"]),
        ("level=1000-1000", &["r3"]),
        ("level=gr4-gr5", &["r5"]),
        ("measured=br-600", &["r0", "r2"]),
        ("measured=400-400", &[]),
        ("level=600-400", &[]),
        ("level=-", &[]),
        // Only levels have ranges.
        ("shelf=A-Z", &[]),
    ] {
        let found = search(&pack, &mut engine, SearchState::from_query(state), 9);
        let mut got: Vec<&str> = found.hits.iter().map(|h| h.card.id.as_str()).collect();
        got.sort_unstable();
        assert_eq!(got, ids, "{state}");
    }
    let found = search(&pack, &mut engine, typed("dragons"), 9);
    let facets = found.facets.unwrap();
    let of = |facet| {
        let group = facets.iter().find(|g| g.facet == facet).unwrap();
        let values = group.values.iter().map(|(v, n)| format!("{v}:{n}"));
        values.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of(Facet::Level), "br:1 400:2 600:1 1000:1 gr5:1");
    assert_eq!(of(Facet::Measured), "br:1 600:1 1000:1 gr5:1");
}

#[test]
fn every_order_is_an_order() {
    let pack = pack_of(library(300, 6));
    let mut engine = open(&pack);
    for (sort, _) in Sort::ALL {
        let answer = search(
            &pack,
            &mut engine,
            SearchState {
                sort,
                ..SearchState::default()
            },
            300,
        );
        let cards: Vec<_> = answer.hits.iter().map(|h| &h.card).collect();
        assert_eq!((answer.total, cards.len()), (300, 300), "{sort:?}");
        match sort {
            Sort::YearNew => assert!(cards.is_sorted_by_key(|c| core::cmp::Reverse(c.year))),
            Sort::YearOld => assert!(cards.is_sorted_by_key(|c| c.year)),
            Sort::Author => {
                assert!(cards.is_sorted_by_key(|c| carrel_search::analysis::fold(&c.names[0].0)))
            }
            _ => {}
        }
        let mut ids: Vec<_> = cards.iter().map(|c| c.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 300, "{sort:?} repeats or loses records");
    }
}

#[test]
fn neighbours_and_series_stand_in_order() {
    let pack = pack_of(library(200, 7));
    let mut engine = open(&pack);
    for n in (0..200).step_by(7) {
        let Answer::Record(Some(r)) = ask(
            &pack,
            &mut engine,
            &Request::Record {
                id: format!("r{n}"),
            },
        ) else {
            panic!()
        };
        let r = r.unpack().unwrap();
        assert!(r.before.len() + r.after.len() >= 12);
        if let Some(next) = r.after.first() {
            let Answer::Record(Some(other)) = ask(
                &pack,
                &mut engine,
                &Request::Record {
                    id: next.id.clone(),
                },
            ) else {
                panic!()
            };
            let other = other.unpack().unwrap();
            assert_eq!(
                other.before.last().map(|c| &c.id),
                Some(&r.card.id),
                "the left neighbour of my right neighbour is me"
            );
        }
        for series in &r.in_series {
            assert!(series.books.iter().any(|c| c.id == r.card.id));
            assert!(
                series
                    .books
                    .is_sorted_by_key(|c| c.series.as_ref().and_then(|s| s.1.clone()))
            );
        }
    }
}

/// A book of one series or more.
fn volume(id: &str, title: &str, series: &[(&str, Option<&str>)]) -> Entry {
    let mut bib = BibRecord {
        id: id.to_owned(),
        ..BibRecord::default()
    };
    bib.title.proper = title.to_owned();
    bib.series = series
        .iter()
        .map(|(title, number)| Series {
            title: (*title).to_owned(),
            number: number.map(str::to_owned),
        })
        .collect();
    Entry {
        bib,
        items: Vec::new(),
        shelf_key: id.to_owned(),
    }
}

/// A book of a series: its id and its number.
type Volume = (String, Option<String>);

/// The rows of series on a record's page: title and books.
fn rows_of(pack: &Pack, id: &str) -> Vec<(String, Vec<Volume>)> {
    let mut engine = open(pack);
    let id = id.to_owned();
    let Answer::Record(Some(record)) = ask(pack, &mut engine, &Request::Record { id }) else {
        panic!()
    };
    let number = |card: carrel_search::wire::Card| (card.id, card.series.and_then(|s| s.1));
    let rows = record.unpack().unwrap().in_series.into_iter();
    rows.map(|row| (row.title, row.books.into_iter().map(number).collect()))
        .collect()
}

#[test]
fn a_long_series_is_in_order_around_the_book_that_is_open() {
    // Titles run against the volumes, as they do in life.
    let mut entries: Vec<Entry> = (1..=160)
        .map(|n| {
            let number = n.to_string();
            volume(
                &format!("b{n}"),
                &format!("Mystery {:03}", 999 - n * 7 % 400),
                &[("Boxcar kids", Some(&number))],
            )
        })
        .collect();
    entries.extend(library(100, 12));
    let pack = pack_of(entries);
    for open in [1usize, 80, 160] {
        let rows = rows_of(&pack, &format!("b{open}"));
        let ids: Vec<&str> = rows[0].1.iter().map(|(id, _)| id.as_str()).collect();
        let first = (open as i64 - 60).clamp(1, 41) as usize;
        let wanted: Vec<String> = (first..first + 120).map(|n| format!("b{n}")).collect();
        assert_eq!(ids, wanted, "around {open}");
    }
}

#[test]
fn each_series_of_a_book_has_a_row_with_its_own_numbers() {
    let some = |n: &'static str| Some(n);
    let pack = pack_of(vec![
        volume("a1", "Amelia", &[("Amelia Bedelia", some("book two"))]),
        volume(
            "a2",
            "Come back",
            &[("I can read!", some("1")), ("Amelia Bedelia", some("1"))],
        ),
        volume(
            "a3",
            "Play ball",
            &[("Amelia Bedelia", some("10")), ("I can read!", some("2"))],
        ),
        volume("a4", "Alone", &[("Nobody else", some("1"))]),
    ]);
    let shown = |id: &str, number: Option<&str>| (id.to_owned(), number.map(str::to_owned));
    assert_eq!(
        rows_of(&pack, "a3"),
        vec![
            (
                "Amelia Bedelia".to_owned(),
                vec![
                    shown("a1", some("book two")),
                    shown("a3", some("10")),
                    // Its card tells its first series: its number in this one is not known.
                    shown("a2", None),
                ]
            ),
            (
                "I can read!".to_owned(),
                vec![shown("a2", some("1")), shown("a3", some("2"))]
            ),
        ]
    );
    assert_eq!(rows_of(&pack, "a4"), vec![]);
}

#[test]
fn what_is_not_on_the_shelf_says_what_it_is() {
    let states = |list: &[(ItemStatus, Option<&str>)]| {
        let mut entry = volume("x", "Book", &[]);
        entry.items = list
            .iter()
            .map(|(status, due)| Item {
                status: *status,
                due_on: due.and_then(CalendarDate::parse),
                ..Item::default()
            })
            .collect();
        let pack = pack_of(vec![entry]);
        let request = Request::Record { id: "x".to_owned() };
        let Answer::Record(Some(record)) = ask(&pack, &mut open(&pack), &request) else {
            panic!()
        };
        let card = record.unpack().unwrap().card;
        (card.status, card.due_on)
    };
    for status in ItemStatus::ALL {
        let told = match status {
            ItemStatus::InLibrary | ItemStatus::Withdrawn => ItemStatus::Available,
            other => other,
        };
        assert_eq!(states(&[(status, None)]), (told, None), "{status:?}");
    }
    // A lost copy's day is of the loan in which it was lost.
    let day = CalendarDate::parse("2026-11-30");
    assert_eq!(
        states(&[(ItemStatus::Missing, Some("2026-10-01"))]),
        (ItemStatus::Missing, None)
    );
    assert_eq!(
        states(&[
            (ItemStatus::Missing, Some("2026-10-01")),
            (ItemStatus::Coming, None),
            (ItemStatus::OnLoan, Some("2026-11-30")),
        ]),
        (ItemStatus::OnLoan, day)
    );
    assert_eq!(
        states(&[
            (ItemStatus::Available, None),
            (ItemStatus::OnLoan, Some("2026-11-30"))
        ]),
        (ItemStatus::Available, None)
    );
}

#[test]
fn headings_and_suggestions_lead_somewhere() {
    let pack = pack_of(library(300, 8));
    let mut engine = open(&pack);
    for (kind, facet) in [
        (HeadingKind::Author, Facet::Author),
        (HeadingKind::Subject, Facet::Subject),
        (HeadingKind::Series, Facet::Series),
    ] {
        let Answer::Headings(list) = ask(
            &pack,
            &mut engine,
            &Request::Headings {
                kind,
                from: String::new(),
                limit: 500,
            },
        ) else {
            panic!()
        };
        assert!(!list.is_empty());
        for heading in list.iter().take(20) {
            let state = SearchState {
                constraints: vec![Constraint {
                    facet,
                    value: heading.text.clone(),
                }],
                ..SearchState::default()
            };
            assert_eq!(
                search(&pack, &mut engine, state, 1).total,
                heading.count,
                "{kind:?} {}",
                heading.text
            );
        }
    }
    let Answer::Suggest(list) = ask(
        &pack,
        &mut engine,
        &Request::Suggest {
            text: "dra".to_owned(),
            limit: 5,
        },
    ) else {
        panic!()
    };
    assert!(
        list.iter().any(|s| s.kind == HeadingKind::Title)
            && list.iter().any(|s| s.kind == HeadingKind::Author)
    );
}

fn suggested(pack: &Pack, engine: &mut Engine, text: &str) -> Vec<(HeadingKind, String)> {
    let request = Request::Suggest {
        text: text.to_owned(),
        limit: 3,
    };
    match ask(pack, engine, &request) {
        Answer::Suggest(list) => list.into_iter().map(|s| (s.kind, s.text)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn titles_are_completed_with_their_article_and_without() {
    let titles = [
        "The Hunger Games",
        "Le petit prince",
        "The Gruffalo",
        "L'enfant",
        "Wimpy Kid",
    ];
    let pack = pack_of(
        titles
            .iter()
            .map(|title| volume(title, title, &[]))
            .collect(),
    );
    let mut engine = open(&pack);
    for (typed, title) in [
        ("hunger g", Some("The Hunger Games")),
        ("the hunger g", Some("The Hunger Games")),
        ("petit p", Some("Le petit prince")),
        ("le petit p", Some("Le petit prince")),
        ("gruffal", Some("The Gruffalo")),
        ("enfa", Some("L'enfant")),
        ("l'enfa", Some("L'enfant")),
        ("the wimpy k", Some("Wimpy Kid")),
        ("games", None),
    ] {
        let found = suggested(&pack, &mut engine, typed);
        let found = found.iter().find(|(kind, _)| *kind == HeadingKind::Title);
        assert_eq!(found.map(|(_, text)| text.as_str()), title, "{typed}");
    }
}

/// More names begin with the letter than are weighed: those of many books come first all the same, wherever they stand.
#[test]
fn of_very_many_names_the_ones_with_most_books_are_offered() {
    let mut entries: Vec<Entry> = (0..4_000)
        .map(|n| {
            let name = ["Aa", "Ab", "An", "As"][n % 4];
            about(
                &format!("r{n}"),
                "Some title",
                &format!("{name}{n:04}, Ann"),
                &["Things"],
            )
        })
        .collect();
    for n in 0..8 {
        entries.push(about(
            &format!("a{n}"),
            "Robots",
            "Asimov, Isaac",
            &["Robots"],
        ));
    }
    let pack = pack_of(entries);
    let mut engine = open(&pack);
    let names = suggested(&pack, &mut engine, "a");
    assert!(
        names.contains(&(HeadingKind::Author, "Asimov, Isaac".to_owned())),
        "{names:?}"
    );
}

/// A name's later word finds it, as long as the best hits carry it; every completion leads to as many records as it says.
#[test]
fn completions_hold_what_was_typed_and_lead_to_as_many_records_as_they_say() {
    let pack = pack_of(library(300, 8));
    let mut engine = open(&pack);
    let Answer::Headings(authors) = ask(
        &pack,
        &mut engine,
        &Request::Headings {
            kind: HeadingKind::Author,
            from: String::new(),
            limit: 40,
        },
    ) else {
        panic!()
    };
    let mut by_later_word = 0;
    for author in authors {
        let folded = carrel_search::analysis::fold(&author.text);
        let Some(word) = folded.split(' ').nth(1) else {
            continue;
        };
        let Answer::Suggest(list) = ask(
            &pack,
            &mut engine,
            &Request::Suggest {
                text: word.to_owned(),
                limit: 3,
            },
        ) else {
            panic!()
        };
        assert!(
            list.iter()
                .all(|s| list.iter().filter(|o| *o == s).count() == 1),
            "{list:?}"
        );
        for s in &list {
            let folded = carrel_search::analysis::fold(&s.text);
            assert!(
                folded.split(' ').any(|w| w.starts_with(word)),
                "{word}: {s:?}"
            );
            let facet = match s.kind {
                HeadingKind::Author => Facet::Author,
                HeadingKind::Series => Facet::Series,
                HeadingKind::Subject => Facet::Subject,
                HeadingKind::Title => continue,
            };
            let state = SearchState {
                constraints: vec![Constraint {
                    facet,
                    value: s.text.clone(),
                }],
                ..SearchState::default()
            };
            assert_eq!(search(&pack, &mut engine, state, 1).total, s.count, "{s:?}");
            by_later_word += u32::from(s.kind == HeadingKind::Author && !folded.starts_with(word));
        }
    }
    assert!(by_later_word > 0, "no name was completed by a later word");
}

#[test]
fn one_flipped_byte_anywhere_is_refused_and_the_sound_file_heals_it() {
    let pack = pack_of(library(90, 10));
    let mut flips = 0usize;
    for file in &pack.files {
        let mut engine = open(&pack);
        let mut bytes = file.bytes.clone();
        for at in 0..bytes.len() {
            bytes[at] ^= 1 << (at % 8);
            let refused = if file.kind == Kind::Root {
                Engine::open(&file.file, &bytes).err()
            } else {
                engine.supply(&file.file, &bytes).err()
            };
            assert!(
                matches!(refused, Some(PackError::Hash { .. })),
                "{} byte {at}: {refused:?}",
                file.kind.name()
            );
            bytes[at] ^= 1 << (at % 8);
            flips += 1;
        }
        if file.kind != Kind::Root {
            assert_eq!(engine.supply(&file.file, &bytes), Ok(()));
        }
    }
    assert!(flips > 5_000, "only {flips} flips");
}

#[test]
fn hostile_queries_answer() {
    let pack = pack_of(library(300, 11));
    let mut engine = open(&pack);
    let long = "a".repeat(100_000);
    let many = "drgon ".repeat(10_000);
    for query in [
        "*",
        "?",
        "\"",
        "\"\"",
        "::::",
        "author:",
        "title:\"",
        "a",
        "\u{0}\u{1}",
        "🦄🦄🦄",
        "--",
        "((((",
        "\\",
        "%00",
        "AND OR NOT",
        long.as_str(),
        many.as_str(),
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
    ] {
        let answer = search(&pack, &mut engine, typed(query), 10);
        assert!(answer.hits.len() <= 10, "{query:.20}");
    }
}

#[test]
fn an_empty_and_a_tiny_catalogue_open() {
    for records in [0, 1] {
        let pack = pack_of(library(records, 12));
        let mut engine = open(&pack);
        for query in ["", "dragon", "author:x"] {
            search(&pack, &mut engine, typed(query), 10);
        }
        assert!(
            matches!(ask(&pack, &mut engine, &Request::Overview), Answer::Overview(o) if o.records as usize == records)
        );
    }
}

#[test]
fn in_front_stand_new_arrivals_or_books_from_all_along_the_shelves() {
    let front = |entries: Vec<Entry>| {
        let pack = pack_of(entries);
        let Answer::Overview(overview) = ask(&pack, &mut open(&pack), &Request::Overview) else {
            panic!("an overview");
        };
        let ids: Vec<String> = overview.front.iter().map(|card| card.id.clone()).collect();
        (overview.arrivals, ids)
    };
    let undated = |records| {
        let mut entries = library(records, 14);
        for entry in &mut entries {
            entry.bib.entered = None;
            entry.items.iter_mut().for_each(|i| i.acquired_on = None);
        }
        entries
    };
    for (records, least) in [(0, 0), (1, 1), (10, 10), (24, 24), (25, 12), (300, 23)] {
        let (arrivals, mut ids) = front(undated(records));
        assert!(!arrivals, "{records}");
        assert!(
            (least..=24).contains(&ids.len()),
            "{records}: {}",
            ids.len()
        );
        ids.sort();
        ids.dedup();
        assert!(ids.len() >= least, "{records}: each once");
    }
    let mut entries = undated(30);
    entries[7].bib.entered = Some(options().snapshot);
    let id = entries[7].bib.id.clone();
    assert_eq!(front(entries), (true, vec![id]));
}

#[test]
fn ids_are_made_unique_and_the_change_is_told() {
    let mut entries = library(6, 13);
    for (entry, id) in entries.iter_mut().zip(["7", "", "7", "7", "7-2", ""]) {
        entry.bib.id = id.to_owned();
    }
    let changed = unique_ids(&mut entries);
    let mut ids: Vec<_> = entries.iter().map(|e| e.bib.id.clone()).collect();
    assert_eq!(changed.len(), 5, "{changed:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "{ids:?}");
}

#[test]
fn results_say_why() {
    let pack = pack_of(library(300, 14));
    let mut engine = open(&pack);
    for (query, how) in [
        ("dragon ", MatchKind::Exact),
        ("drag", MatchKind::Prefix),
        ("dragons ", MatchKind::Form),
        ("drogon ", MatchKind::Spelling),
    ] {
        let answer = search(&pack, &mut engine, typed(query), 10);
        assert!(answer.total > 0, "{query}");
        for hit in &answer.hits {
            assert_eq!(
                hit.why.iter().map(|w| w.how).collect::<Vec<_>>(),
                [how],
                "{query}"
            );
            assert!(!hit.why[0].fields.is_empty());
        }
    }
}

/// Found by fuzzing: a list said that it was 8 TB long, and memory was set aside for it.
#[test]
fn a_list_of_made_up_length_takes_no_memory() {
    let pack = pack_of(library(60, 7));
    let root = pack.files.last().unwrap();
    let mut engine = Engine::open(&root.file, &root.bytes).unwrap();
    let mut damaged = engine.root().clone();
    let words = damaged.words.children[0].file;
    let sound = pack.files.iter().find(|f| f.file == words).unwrap();
    let (_, sound) = envelope::open(&words, &sound.bytes, None).unwrap();
    let (map, _, lists, _) = dict::split(&sound).unwrap();
    assert!(lists.len() > 64);
    for phase in 0..8 {
        // One posting, of a body of 2^48 bytes; wherever a list begins, some phase has it there.
        let head = [1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
        let mut payload = sound.clone();
        let from = map.len();
        for (at, byte) in payload[from..from + lists.len()].iter_mut().enumerate() {
            *byte = head[(at + phase) % 8];
        }
        let file = envelope::seal_plain(Kind::Dict, &payload);
        damaged.words.children.truncate(1);
        damaged.words.children[0].file = file.file;
        let bytes = postcard::to_allocvec(&damaged).unwrap();
        let sealed = envelope::seal_plain(Kind::Root, &bytes);
        engine.reopen(&sealed.file, &sealed.bytes).unwrap();
        let request = Request::Search(SearchRequest {
            state: SearchState {
                query: "dragon river".into(),
                ..SearchState::default()
            },
            limit: 10,
            ..SearchRequest::default()
        });
        let answer = answer_from(&mut engine, &request, |want| {
            let sound = pack.files.iter().chain([&file]);
            let mut sound = sound.filter(|f| f.file == *want);
            sound.next().map(|f| f.bytes.clone())
        });
        // Nothing, or that the pack is damaged inside; and the sound file heals it.
        match answer {
            Ok(Answer::Search(found)) => assert!(found.hits.len() <= 10),
            Err(PackError::Inside { .. }) => {}
            other => panic!("{phase}: {other:?}"),
        }
        engine.forget(&file.file);
    }
    engine.reopen(&root.file, &root.bytes).unwrap();
    assert!(search(&pack, &mut engine, typed("dragon"), 10).total > 0);
}

/// A library whose subjects have other names, in its authority records and in the table of everyday words.
fn motors() -> Pack {
    let about = |n: usize, parts: &[&str], author: &str| {
        let mut bib = BibRecord {
            id: format!("m{n}"),
            ..BibRecord::default()
        };
        bib.title.proper = format!("Volume {n}");
        bib.contributors.push(Contributor {
            name: author.to_owned(),
            dates: author.starts_with("Twain").then(|| "1835-1910".to_owned()),
            role: Role::Author,
            main: true,
            vernacular: None,
        });
        bib.subjects.push(Subject {
            parts: parts.iter().map(|part| (*part).to_owned()).collect(),
            vocabulary: Vocabulary::Lcsh,
            kind: SubjectKind::Topic,
        });
        Entry {
            bib,
            ..Entry::default()
        }
    };
    let mut references = carrel_search::references::References::default();
    references.add("Twain, Mark, 1835-1910", "Clemens, Samuel Langhorne");
    references.relate("Automobiles", "Motor vehicles");
    references.relate("Automobiles", "Trucks");
    references.relate("Trucks", "Tractors");
    let entries = vec![
        about(1, &["Automobiles"], "Twain, Mark"),
        about(2, &["Automobiles", "History"], "Roy, Ana"),
        about(3, &["Trucks"], "Roy, Ana"),
    ];
    references.keep_those_of(&entries);
    let options = PackOptions {
        references,
        ..options()
    };
    build(&options, entries, &mut |_, _, _| {})
}

#[test]
fn other_names_and_related_headings_lead_to_the_heading_that_has_titles() {
    let pack = motors();
    let mut engine = open(&pack);
    for (kind, text, shown, ids) in [
        // An everyday word, and every title below the heading.
        (
            HeadingKind::Subject,
            "cars",
            "cars → Automobiles",
            &["m1", "m2"][..],
        ),
        // Related, both ways; a heading without titles of its own leads on, and nothing leads to it.
        (
            HeadingKind::Subject,
            "automobiles",
            "Automobiles → Trucks",
            &["m3"],
        ),
        (
            HeadingKind::Subject,
            "truck",
            "Trucks → Automobiles",
            &["m1", "m2"],
        ),
        (
            HeadingKind::Subject,
            "motor",
            "Motor vehicles → Automobiles",
            &["m1", "m2"],
        ),
        (
            HeadingKind::Author,
            "clemens",
            "Clemens, Samuel Langhorne → Twain, Mark",
            &["m1"],
        ),
    ] {
        let request = Request::Suggest {
            text: text.into(),
            limit: 5,
        };
        let Answer::Suggest(list) = ask(&pack, &mut engine, &request) else {
            panic!()
        };
        let found = list.iter().find(|s| s.kind == kind && s.text == shown);
        let found = found.unwrap_or_else(|| panic!("{text}: {list:?}"));
        assert_eq!(found.count as usize, ids.len(), "{shown}");
        assert!(
            !list.iter().any(|s| s.text.ends_with("Tractors")),
            "{list:?}"
        );
        // Chosen, it shows the titles it promised.
        let facet = match kind {
            HeadingKind::Author => Facet::Author,
            _ => Facet::Subject,
        };
        let state = SearchState::default().toggled(facet, shown);
        let mut have: Vec<String> = search(&pack, &mut engine, state, 10)
            .hits
            .into_iter()
            .map(|hit| hit.card.id)
            .collect();
        have.sort_unstable();
        assert_eq!(have, ids, "{shown}");
    }
}

fn like(pack: &Pack, engine: &mut Engine, id: &str, limit: u8) -> Option<Vec<Alike>> {
    let request = Request::Like {
        id: id.to_owned(),
        limit,
    };
    match ask(pack, engine, &request) {
        Answer::Like(list) => list.map(|list| list.unpack_alike()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn more_like_this_shares_what_it_says_and_the_rarest_comes_first() {
    let entries = library(300, 11);
    let pack = pack_of(entries.clone());
    let mut engine = open(&pack);
    let series = |bib: &BibRecord| bib.series.first().map(|s| s.title.clone());
    let mut with_books = 0;
    for entry in &entries {
        let own = &entry.bib;
        let list = like(&pack, &mut engine, &own.id, 6).unwrap();
        with_books += usize::from(!list.is_empty());
        assert!(list.len() <= 6, "{}", own.id);
        assert!(list.windows(2).all(|two| two[0].score >= two[1].score));
        for (n, alike) in list.iter().enumerate() {
            assert_ne!(alike.card.id, own.id);
            assert!(list[..n].iter().all(|other| other.card.id != alike.card.id));
            let other = &entries
                .iter()
                .find(|e| e.bib.id == alike.card.id)
                .unwrap()
                .bib;
            // The author alone is no reason.
            assert!(alike.shared.iter().any(|s| s.kind == SharedKind::Subject));
            for shared in &alike.shared {
                if shared.kind == SharedKind::Shelf {
                    assert_eq!(alike.card.shelf.as_ref(), Some(&shared.text));
                    continue;
                }
                let has = |bib: &BibRecord| match shared.kind {
                    SharedKind::Person => bib.contributors.iter().any(|c| c.name == shared.text),
                    _ => bib
                        .subjects
                        .iter()
                        .any(|s| s.heading() == shared.text || s.parts[0] == shared.text),
                };
                assert!(has(own) && has(other), "{shared:?}");
                let all = entries.iter().filter(|e| has(&e.bib)).count();
                assert_eq!(shared.count as usize, all, "{shared:?}");
            }
            assert!(series(own).is_none() || series(own) != series(other));
            // Another edition of the same work is no news.
            assert!(
                alike.card.title != own.title.proper
                    || alike.card.names[0].0 != own.contributors[0].name
            );
        }
    }
    assert!(with_books > entries.len() / 2, "{with_books}");
    assert_eq!(like(&pack, &mut engine, "no such id", 6), None);
    assert_eq!(like(&pack, &mut engine, "r1", 0), Some(Vec::new()));
}

/// A book about one thing, by somebody.
fn about(id: &str, title: &str, name: &str, heading: &[&str]) -> Entry {
    let mut bib = BibRecord {
        id: id.into(),
        ..BibRecord::default()
    };
    bib.title.proper = title.into();
    bib.contributors.push(Contributor {
        name: name.into(),
        dates: None,
        role: Role::Author,
        main: true,
        vernacular: None,
    });
    bib.subjects.push(Subject {
        parts: heading.iter().map(|part| (*part).to_owned()).collect(),
        vocabulary: Vocabulary::Lcsh,
        kind: SubjectKind::Topic,
    });
    Entry {
        bib,
        ..Entry::default()
    }
}

#[test]
fn a_short_heading_is_a_reason_where_many_headings_begin_alike() {
    let mut entries = vec![
        about("clay", "Shapes of clay", "Brindle, Anna", &["Art", "Clay"]),
        about("ink", "Lines of ink", "Osk, Per", &["Art", "Ink"]),
        about("plain", "Seeing", "Tam, Uma", &["Art"]),
    ];
    // What begins like "Art": words that go on, and headings that do.
    for n in 0..260 {
        let heading = format!("Art{}", ["isans", "hur", "ists"][n % 3]);
        let name = format!("Namely{n}, Nemo");
        let id = format!("r{n}");
        let part = format!("Part {n}");
        entries.push(about(
            &id,
            &format!("Number {n}"),
            &name,
            &[&heading, &part],
        ));
    }
    entries.push(about(
        "of",
        "Painted bones",
        "Low, Ida",
        &["Art in medicine"],
    ));
    let pack = pack_of(entries);
    let mut engine = open(&pack);
    let list = like(&pack, &mut engine, "clay", 6).unwrap();
    let mut found: Vec<&str> = list.iter().map(|alike| alike.card.id.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["ink", "plain"]);
    for alike in &list {
        let art = alike.shared.iter().find(|s| s.text == "Art").unwrap();
        assert_eq!((art.kind, art.count), (SharedKind::Subject, 3));
    }
}

#[test]
fn of_a_work_in_volumes_one_is_shown() {
    let volumes = [
        "The moss kingdom. 1",
        "The moss kingdom, vol. 2",
        "The moss kingdom III",
        "The moss kingdom. Vol. 4, The last frog",
        "The moss kingdom (book five)",
    ];
    let mut entries: Vec<Entry> = volumes
        .iter()
        .enumerate()
        .map(|(n, title)| about(&format!("moss{n}"), title, "Brindle, Anna", &["Frogs"]))
        .collect();
    let others = [
        ("pond", "By the pond", "Osk, Per"),
        ("leap", "A great leap", "Tam, Uma"),
        ("namesake", "The moss kingdom", "Brindle, Oskar"),
        ("croak", "Croak", "Brindle, Anna"),
    ];
    entries.extend(others.map(|(id, title, name)| about(id, title, name, &["Frogs"])));
    entries.extend((0..60).map(|n| {
        let id = format!("r{n}");
        about(&id, &format!("Number {n}"), "Low, Ida", &["Numbers"])
    }));
    let pack = pack_of(entries);
    let mut engine = open(&pack);
    for (own, moss) in [("pond", 1), ("moss0", 1), ("moss2", 1)] {
        let list = like(&pack, &mut engine, own, 9).unwrap();
        let found: Vec<&str> = list.iter().map(|alike| alike.card.id.as_str()).collect();
        let of_moss = found.iter().filter(|id| id.starts_with("moss")).count();
        assert_eq!(of_moss, moss, "{own}: {found:?}");
        for (id, ..) in others {
            assert_eq!(found.contains(&id), id != own, "{own}: {id} in {found:?}");
        }
    }
}

#[test]
fn the_parts_of_a_score_are_the_whole_score() {
    let entries = library(200, 3);
    let pack = pack_of(entries.clone());
    let mut engine = open(&pack);
    let titles = entries
        .iter()
        .step_by(9)
        .map(|e| e.bib.title.proper.clone());
    let others = [
        "dragon",
        "drag",
        "draon river",
        "the moon",
        "spidre",
        "moon chronicles 3",
        "fiction",
        "winterclock",
        "horse zzyzx",
        "ana 3",
        "dragon r",
        "moon ch",
        "the moon a",
        "fiction a",
        "ana d",
    ];
    let mut hits = 0;
    for query in titles.chain(others.map(str::to_owned)) {
        let request = SearchRequest {
            state: typed(&query),
            limit: 20,
            ..SearchRequest::default()
        };
        let answer = match ask(&pack, &mut engine, &Request::Search(request.clone())) {
            Answer::Search(answer) => answer,
            other => panic!("{other:?}"),
        };
        let parts = engine.explain(&request).unwrap();
        assert_eq!(parts.len(), answer.hits.len(), "{query}");
        for (hit, parts) in answer.hits.iter().zip(parts) {
            let words: f32 = parts.words.iter().map(|(_, share)| share).sum();
            let sum = words + parts.way.1 + parts.asked_for;
            assert!(
                (sum - hit.score).abs() < 0.01,
                "{query}: {sum} {} {parts:?}",
                hit.score
            );
            hits += 1;
        }
    }
    assert!(hits > 200, "{hits}");
}
