//! `queries.tsv`: what students, teachers and librarians type, and what must be among the first three.

use std::collections::HashSet;

use crate::sample::{Library, path};

struct Expectation {
    query: String,
    ids: Vec<String>,
    titles: String,
    shows: String,
}

fn expectations() -> Vec<Expectation> {
    let text = std::fs::read_to_string(path("tests/golden/queries.tsv"))
        .expect("tests/golden/queries.tsv");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[query, ids, titles, shows] = cells.as_slice() else {
                panic!("four columns expected: {line}")
            };
            Expectation {
                query: query.to_owned(),
                ids: ids.split(',').map(str::to_owned).collect(),
                titles: titles.to_owned(),
                shows: shows.to_owned(),
            }
        })
        .collect()
}

#[test]
fn school_queries_find_their_title_among_the_first_three() {
    let mut library = Library::open();
    let list = expectations();
    assert!(list.len() >= 40, "{} queries", list.len());
    let mut misses = Vec::new();
    let mut reciprocal = 0.0;
    for Expectation {
        query,
        ids,
        titles,
        shows,
    } in &list
    {
        let hits = library.search(query, 10);
        let rank = hits.iter().position(|hit| ids.contains(&hit.card.id));
        if let Some(rank) = rank {
            reciprocal += 1.0 / (rank as f64 + 1.0);
        }
        if rank.is_none_or(|rank| rank >= 3) {
            let found: Vec<String> = hits
                .iter()
                .take(4)
                .map(|hit| format!("{} ({})", hit.card.title, hit.card.id))
                .collect();
            let place = rank.map_or("not among ten".to_owned(), |rank| {
                format!("place {}", rank + 1)
            });
            misses.push(format!(
                "{query:40} [{shows}] expected {titles}: {place}; found {}",
                found.join("; ")
            ));
        }
    }
    eprintln!(
        "{} queries, mean reciprocal rank {:.3}",
        list.len(),
        reciprocal / list.len() as f64
    );
    assert!(
        misses.is_empty(),
        "{} of {} queries miss:\n{}",
        misses.len(),
        list.len(),
        misses.join("\n")
    );
}

#[test]
fn the_expected_titles_are_in_the_library_and_each_query_stands_there_once() {
    let mut library = Library::open();
    let known: HashSet<String> = library
        .search("", 5000)
        .into_iter()
        .map(|hit| hit.card.id)
        .collect();
    let mut seen = HashSet::new();
    for expectation in expectations() {
        for id in &expectation.ids {
            assert!(
                known.contains(id),
                "{id} ({}) is not in the library",
                expectation.titles
            );
        }
        assert!(
            seen.insert(expectation.query.clone()),
            "{} stands there twice",
            expectation.query
        );
    }
}

#[test]
fn every_title_is_found_by_its_title_and_the_family_name_of_its_author() {
    let mut library = Library::open();
    let all = library.search("", 5000);
    let mut misses = Vec::new();
    for hit in &all {
        let card = &hit.card;
        let family = card
            .names
            .first()
            .map_or("", |(name, _)| name.split(',').next().unwrap_or(""));
        let query = format!("{} {family}", card.title);
        let hits = library.search(&query, 3);
        if !hits.iter().any(|found| found.card.id == card.id) {
            let found: Vec<&str> = hits.iter().map(|hit| hit.card.title.as_str()).collect();
            misses.push(format!("{} {query}: found {}", card.id, found.join("; ")));
        }
    }
    assert!(
        misses.is_empty(),
        "{} of {} titles:\n{}",
        misses.len(),
        all.len(),
        misses.join("\n")
    );
}
