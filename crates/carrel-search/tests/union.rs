//! Several catalogues searched as one find what one catalogue of all their records finds.

use carrel_core::{BibRecord, CalendarDate, Item, ItemStatus};
use carrel_search::build::{Entry, Pack, PackOptions, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::state::SearchState;
use carrel_search::union::{UnionAnswer, merge};
use carrel_search::wire::{Answer, Notice, Request, SearchAnswer, SearchRequest};

const WORDS: [&str; 14] = [
    "dragon", "river", "moon", "school", "secret", "garden", "island", "winter", "clock", "horse",
    "wizard", "train", "niño", "castle",
];

fn roll(seed: &mut u64, sides: usize) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize % sides
}

/// Three schools; a record's id begins with its school's number, and it has as many copies there, plus one.
fn schools() -> Vec<Vec<Entry>> {
    let mut seed = 5;
    let school = |school: usize, seed: &mut u64| {
        let record = |n: usize| {
            let mut bib = BibRecord {
                id: format!("{school}-{n}"),
                ..BibRecord::default()
            };
            let words: Vec<&str> = (0..2 + roll(seed, 3))
                .map(|_| WORDS[roll(seed, 14)])
                .collect();
            bib.title.proper = words.join(" ");
            bib.summary = Some(WORDS[roll(seed, 14)].to_owned());
            let copy = Item {
                status: ItemStatus::Available,
                ..Item::default()
            };
            Entry {
                bib,
                items: vec![copy; school + 1],
                ..Entry::default()
            }
        };
        (0..20 + 30 * school).map(record).collect()
    };
    (0..3).map(|n| school(n, &mut seed)).collect()
}

fn pack_of(entries: Vec<Entry>) -> Pack {
    let options = PackOptions {
        name: "Example".into(),
        snapshot: CalendarDate::default(),
        base: "/".into(),
        ..PackOptions::default()
    };
    build(&options, entries, &mut |_, _, _| {})
}

fn ask(pack: &Pack, query: &str, exact: bool, limit: u32) -> SearchAnswer {
    let root = pack.files.last().unwrap();
    let mut engine = Engine::open(&root.file, &root.bytes).unwrap();
    let request = Request::Search(SearchRequest {
        state: SearchState {
            query: query.into(),
            exact,
            ..SearchState::default()
        },
        limit,
        ..SearchRequest::default()
    });
    let fetch = |want: &_| {
        pack.files
            .iter()
            .find(|f| f.file == *want)
            .map(|f| f.bytes.clone())
    };
    match answer_from(&mut engine, &request, fetch) {
        Ok(Answer::Search(answer)) => answer,
        other => panic!("{other:?}"),
    }
}

fn union(packs: &[Pack], query: &str, exact: bool, limit: u32) -> UnionAnswer {
    let answers = packs.iter().map(|pack| ask(pack, query, exact, limit));
    merge(answers.collect(), 0, limit as usize)
}

fn sorted<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_union_finds_what_one_catalogue_of_all_finds() {
    let packs: Vec<Pack> = schools().into_iter().map(pack_of).collect();
    let all = pack_of(schools().into_iter().flatten().collect());
    let (mut seed, mut found, mut some) = (9, 0, 0);
    for _ in 0..300 {
        let words: Vec<&str> = (0..1 + roll(&mut seed, 3))
            .map(|_| WORDS[roll(&mut seed, 14)])
            .collect();
        // One query in five has a word that no school has.
        let mut query = words.join(" ");
        if roll(&mut seed, 5) == 0 {
            query.push_str(" zzyzx");
        }
        let one = ask(&all, &query, true, 500);
        let union = union(&packs, &query, true, 500);
        assert_eq!(union.total, one.total, "{query}");
        let of_one = sorted(one.hits.iter().map(|hit| hit.card.id.as_str()));
        assert_eq!(
            sorted(union.hits.iter().map(|(_, hit)| hit.card.id.as_str())),
            of_one,
            "{query}"
        );
        assert!(
            union
                .hits
                .windows(2)
                .all(|two| two[0].1.score >= two[1].1.score)
        );
        for (school, hit) in &union.hits {
            assert!(hit.card.id.starts_with(&format!("{school}-")));
            assert_eq!(
                usize::from(hit.card.available),
                school + 1,
                "each its own copies"
            );
        }
        found += usize::from(one.total > 0);
        some += usize::from(
            one.notices
                .iter()
                .any(|n| matches!(n, Notice::SomeWords(_))),
        );
    }
    assert!(
        found > 100 && some > 10,
        "the queries try both: {found} {some}"
    );
}

#[test]
fn a_guess_of_one_school_is_silent_while_another_has_the_book() {
    let record = |id: &str, title: &str| {
        let mut bib = BibRecord {
            id: id.into(),
            ..BibRecord::default()
        };
        bib.title.proper = title.into();
        Entry {
            bib,
            ..Entry::default()
        }
    };
    let packs = [
        pack_of(vec![record("0-1", "Medley of songs")]),
        pack_of(vec![record("1-1", "Ridley the dog")]),
        pack_of(vec![record("2-1", "Midley castle")]),
    ];
    let answer = union(&packs, "ridley", false, 10);
    let ids: Vec<&str> = answer
        .hits
        .iter()
        .map(|(_, h)| h.card.id.as_str())
        .collect();
    assert_eq!(
        (ids, answer.total, answer.notices.len()),
        (vec!["1-1"], 1, 0)
    );
    // Nobody has it: the guesses of all are shown, and said.
    let answer = union(&[packs[0].clone(), packs[2].clone()], "midly", false, 10);
    assert!(
        answer.total >= 1 && !answer.notices.is_empty(),
        "{answer:?}"
    );
    assert_eq!(merge(Vec::new(), 0, 10), UnionAnswer::default());
    assert!(union(&packs, "ridley", false, 0).hits.is_empty());
}
