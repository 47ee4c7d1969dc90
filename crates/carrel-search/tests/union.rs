//! Several catalogues searched as one find what one catalogue of all their records finds.

use carrel_core::{BibRecord, CalendarDate, Item, ItemStatus};
use carrel_search::build::{Entry, Pack, PackOptions, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::state::{Facet, SearchState, Sort};
use carrel_search::union::{Part, UnionAnswer, facets, merge};
use carrel_search::wire::{
    Answer, FacetGroup, MOST_VALUES, Notice, Request, SearchAnswer, SearchRequest,
};

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
    let state = SearchState {
        query: query.into(),
        exact,
        ..SearchState::default()
    };
    asked(pack, state, limit)
}

fn asked(pack: &Pack, state: SearchState, limit: u32) -> SearchAnswer {
    let root = pack.files.last().unwrap();
    let mut engine = Engine::open(&root.file, &root.bytes).unwrap();
    let request = Request::Search(SearchRequest {
        state,
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
    merge(answers.collect(), Sort::Relevance, 0, limit as usize)
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
        // Each school's hits stand in its own order, and every page is a part of the whole.
        for (n, pack) in packs.iter().enumerate() {
            let alone = ask(pack, &query, true, 500);
            let of_school = union
                .hits
                .iter()
                .filter(|(school, _)| *school as usize == n);
            let silent = union.parts[n] == Part::Found(0);
            let expected = if silent { Vec::new() } else { alone.hits };
            assert!(of_school.map(|(_, hit)| hit).eq(&expected), "{query}");
        }
        let again = packs.iter().map(|pack| ask(pack, &query, true, 500));
        let page = merge(again.collect(), Sort::Relevance, 5, 7);
        let from = union.hits.len().min(5);
        let until = union.hits.len().min(12);
        assert_eq!(page.hits, union.hits[from..until], "{query}");
        for (school, hit) in &union.hits {
            assert!(hit.card.id.starts_with(&format!("{school}-")));
            assert_eq!(
                usize::from(hit.card.available),
                *school as usize + 1,
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
    assert_eq!(
        merge(Vec::new(), Sort::Relevance, 0, 10),
        UnionAnswer::default()
    );
    assert!(union(&packs, "ridley", false, 0).hits.is_empty());
}

fn titled(id: &str, title: &str, summary: &str, year: i16) -> Entry {
    let mut bib = BibRecord {
        id: id.into(),
        summary: Some(summary.into()),
        ..BibRecord::default()
    };
    bib.title.proper = title.into();
    bib.publication.year = (year > 0).then_some(year);
    Entry {
        bib,
        ..Entry::default()
    }
}

/// A large school with many books of dragons among very many others, and a small one with two.
fn large_and_small() -> [Pack; 2] {
    let large = (0..3_000).map(|n| {
        let title = match n {
            0..20 => format!("Dragon {}", WORDS[n % 13 + 1]),
            _ => format!("{} {} {n}", WORDS[n % 13 + 1], WORDS[n / 13 % 13 + 1]),
        };
        titled(&format!("large-{n}"), &title, "", 1990 + (n % 30) as i16)
    });
    let small = [
        titled("small-0", "Dragon castle", "", 2001),
        titled("small-1", "The moon", "A dragon comes.", 0),
        titled("small-2", "Winter", "", 1990),
    ];
    [pack_of(large.collect()), pack_of(small.into())]
}

#[test]
fn a_small_school_does_not_drown_in_a_large_one() {
    let packs = large_and_small();
    let scores = packs
        .each_ref()
        .map(|p| ask(p, "dragon", false, 50).hits[0].score);
    assert!(
        scores[0] > 1.5 * scores[1],
        "by score alone it would: {scores:?}"
    );
    let answer = union(&packs, "dragon", false, 50);
    let at = |id: &str| {
        answer
            .hits
            .iter()
            .position(|(_, hit)| hit.card.id == id)
            .unwrap()
    };
    assert!(
        at("small-0") < 5,
        "the best of the small school is on the first screen"
    );
    assert!(
        at("small-1") > 20,
        "a word of a summary stands below titles: {}",
        at("small-1")
    );
    assert_eq!(answer.parts, [Part::Found(20), Part::Found(2)]);
}

#[test]
fn a_school_with_a_weak_match_does_not_stand_beside_one_with_the_title() {
    let weak = pack_of(vec![
        titled("0", "The moon", "A dragon comes.", 0),
        titled("1", "Winter", "", 0),
    ]);
    let strong = pack_of(vec![
        titled("2", "Dragon", "", 0),
        titled("3", "Dragon castle", "", 0),
        titled("4", "River", "", 0),
    ]);
    let answer = union(&[weak, strong], "dragon", false, 10);
    let ids: Vec<&str> = answer
        .hits
        .iter()
        .map(|(_, h)| h.card.id.as_str())
        .collect();
    assert_eq!(ids, ["2", "3", "0"], "{:?}", answer.hits);
}

#[test]
fn years_are_put_together_and_books_without_one_come_last() {
    let packs = large_and_small();
    for (sort, down) in [(Sort::YearNew, true), (Sort::YearOld, false)] {
        let answers = packs.iter().map(|pack| {
            let state = SearchState {
                query: "dragon".into(),
                sort,
                ..SearchState::default()
            };
            asked(pack, state, 50)
        });
        let answer = merge(answers.collect(), sort, 0, 50);
        let years: Vec<Option<i16>> = answer.hits.iter().map(|(_, h)| h.card.year).collect();
        let mut expected = years.clone();
        expected.sort_by_key(|year| {
            let n = i32::from(year.unwrap_or_default());
            (year.is_none(), if down { -n } else { n })
        });
        assert_eq!((years.len(), &years), (22, &expected), "{sort:?}");
    }
}

#[test]
fn what_a_silent_school_would_guess_is_not_counted() {
    let packs = [
        pack_of(vec![
            titled("0", "Midley castle", "", 0),
            titled("1", "The midley", "", 0),
        ]),
        pack_of(vec![titled("2", "Ridley the dog", "", 0)]),
    ];
    let alone = ask(&packs[0], "ridley", false, 10);
    let answer = union(&packs, "ridley", false, 10);
    assert_eq!(
        (answer.total, answer.parts),
        (1, vec![Part::Found(0), Part::Found(1)])
    );
    // Guesses differ by version; that this one has any is what the case is about.
    assert!(alone.total > 0 && !alone.notices.is_empty(), "{alone:?}");
}

#[test]
fn guesses_may_be_silenced_and_say_so() {
    let exact = pack_of(vec![titled("2", "Ridley the dog", "", 0)]);
    let guesses = pack_of(vec![
        titled("0", "Midley castle", "", 0),
        titled("1", "The midley", "", 0),
    ]);
    // The one that has the word is late: what is counted till then is no least.
    let early = vec![ask(&guesses, "ridley", false, 10), SearchAnswer::default()];
    let early = merge(early, Sort::Relevance, 0, 10);
    let all = union(&[guesses, exact.clone()], "ridley", false, 10);
    assert!(early.guess && !all.guess);
    assert!(early.total > all.total, "{} {}", early.total, all.total);
    // Nothing found is no guess.
    assert!(!union(&[exact], "kwyjibo", true, 10).guess);
}

/// What filters leave of a query, and the counts.
fn narrowed(pack: &Pack, state: &SearchState) -> SearchAnswer {
    let root = pack.files.last().unwrap();
    let mut engine = Engine::open(&root.file, &root.bytes).unwrap();
    let request = Request::Search(SearchRequest {
        state: state.clone(),
        limit: 5,
        facets: true,
        ..SearchRequest::default()
    });
    let fetch = |want: &_| {
        let file = pack.files.iter().find(|f| f.file == *want);
        file.map(|f| f.bytes.clone())
    };
    match answer_from(&mut engine, &request, fetch) {
        Ok(Answer::Search(answer)) => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn counts_of_all_catalogues_are_those_of_one_with_all_records() {
    let mut seed = 3;
    let mut schools = schools();
    for entry in schools.iter_mut().flatten() {
        let language = ["eng", "spa", "fre"][roll(&mut seed, 3)];
        entry.bib.languages = vec![language.to_owned()];
        entry.bib.publication.year = Some(1950 + roll(&mut seed, 70) as i16);
        entry.bib.genres = vec![format!("Genre {}", roll(&mut seed, 9))];
    }
    let packs: Vec<Pack> = schools.iter().cloned().map(pack_of).collect();
    let all = pack_of(schools.into_iter().flatten().collect());
    let mut some = 0;
    for round in 0..120 {
        let mut state = SearchState {
            query: WORDS[roll(&mut seed, 14)].to_owned(),
            exact: true,
            everywhere: true,
            ..SearchState::default()
        };
        if round % 2 == 1 {
            state = state.toggled(Facet::Language, ["eng", "spa", "fre"][round % 3]);
            state = state.toggled(Facet::Genre, &format!("Genre {}", roll(&mut seed, 9)));
        }
        let one = narrowed(&all, &state);
        let answers: Vec<SearchAnswer> = packs.iter().map(|pack| narrowed(pack, &state)).collect();
        let groups = facets(&answers, &state.constraints).unwrap();
        for group in one.facets.unwrap() {
            let together = groups.iter().find(|g| g.facet == group.facet);
            let mut values = together.map_or(Vec::new(), |g| g.values.clone());
            let mut expected = group.values;
            // Chosen values that no record has stand at another place.
            values.sort_unstable();
            expected.sort_unstable();
            assert_eq!(values, expected, "{:?} {state:?}", group.facet);
        }
        let union = merge(answers, Sort::Relevance, 0, 5);
        assert_eq!((union.total, union.facets), (one.total, None));
        some += usize::from(union.total > 0);
    }
    assert!(some > 60, "{some}");
}

#[test]
fn a_facet_of_many_values_is_added_up_whole_and_shown_in_part() {
    // Of each value the first school has one more than the second has of the next: cut before they are added, the sums are wrong.
    let school = |school: usize| {
        let entries = (0..90).flat_map(|genre: usize| {
            let copies = if school == 0 {
                genre % 7
            } else {
                6 - genre % 7
            };
            (0..=copies).map(move |n| {
                let mut entry = titled(&format!("{school}-{genre}-{n}"), "Dragon", "", 0);
                entry.bib.genres = vec![format!("Genre {genre}")];
                entry
            })
        });
        pack_of(entries.collect())
    };
    let state = SearchState {
        query: "dragon".into(),
        everywhere: true,
        ..SearchState::default()
    };
    let state = state.toggled(Facet::Genre, "Genre 89");
    let packs = [school(0), school(1)];
    let answers: Vec<SearchAnswer> = packs.iter().map(|pack| narrowed(pack, &state)).collect();
    let groups = facets(&answers, &state.constraints).unwrap();
    let genres = groups.iter().find(|g| g.facet == Facet::Genre).unwrap();
    assert!(genres.values.iter().all(|(_, n)| *n == 8), "{genres:?}");
    assert!(
        (MOST_VALUES..=MOST_VALUES + 1).contains(&genres.values.len())
            && genres.values.iter().any(|(v, _)| v == "Genre 89"),
        "{genres:?}"
    );
    // One library's own panel stays as short as it was.
    let alone = SearchState {
        everywhere: false,
        constraints: Vec::new(),
        ..state
    };
    let alone = narrowed(&packs[0], &alone).facets.unwrap();
    let genres = alone.iter().find(|g| g.facet == Facet::Genre).unwrap();
    assert_eq!(genres.values.len(), MOST_VALUES);
}

#[test]
fn counts_wait_for_all_and_leave_out_the_silent() {
    let group = |n| {
        let values = vec![("eng".to_owned(), n)];
        Some(vec![FacetGroup {
            facet: Facet::Language,
            values,
        }])
    };
    let of = |total, facets, notices: &[Notice]| SearchAnswer {
        total,
        facets,
        notices: notices.to_vec(),
        ..SearchAnswer::default()
    };
    let guess = Notice::Corrected {
        asked: "dragn".into(),
        searched: "dragon".into(),
    };
    let counted = |answers: &[SearchAnswer]| {
        let groups = facets(answers, &[])?;
        Some(groups.first().map_or(0, |group| group.values[0].1))
    };
    let [exact, other] = [of(3, group(3), &[]), of(2, group(2), &[])];
    let silent = of(9, group(9), core::slice::from_ref(&guess));
    assert_eq!(counted(&[exact.clone(), other.clone()]), Some(5));
    assert_eq!(counted(&[exact.clone(), silent.clone()]), Some(3));
    assert_eq!(counted(&[exact.clone(), of(2, None, &[])]), None);
    let away = of(0, Some(Vec::new()), &[]);
    assert_eq!(counted(&[exact, away.clone()]), Some(3));
    assert_eq!(counted(&[silent.clone(), away]), Some(9));
    // Filters do not turn a school that has the words into one that guesses.
    let hidden = of(0, group(4), &[Notice::Constrained(4)]);
    assert_eq!(counted(&[hidden.clone(), silent.clone()]), Some(4));
    let union = merge(vec![hidden, silent], Sort::Relevance, 0, 10);
    assert_eq!(
        (union.total, union.guess, union.notices),
        (0, false, vec![Notice::Constrained(4)])
    );
}

#[test]
fn what_filters_hide_is_told_once_for_all_catalogues() {
    let hidden = |n| SearchAnswer {
        notices: vec![Notice::Constrained(n)],
        ..SearchAnswer::default()
    };
    let answers = vec![hidden(3), hidden(3), SearchAnswer::default(), hidden(4)];
    let union = merge(answers, Sort::Relevance, 0, 10);
    assert_eq!(union.notices, [Notice::Constrained(10)]);
}

#[test]
fn guesses_below_what_was_typed_are_added_up() {
    let near = |n| SearchAnswer {
        total: n + 1,
        notices: vec![Notice::Guessed(n)],
        ..SearchAnswer::default()
    };
    let typed = SearchAnswer {
        total: 4,
        ..SearchAnswer::default()
    };
    let union = merge(vec![near(3), typed, near(9)], Sort::Relevance, 0, 10);
    assert_eq!((union.total, union.guess), (18, false));
    assert_eq!(union.notices, [Notice::Guessed(12)]);
}
