//! What ambiguity allows: how good any order of answers can be that knows the words of the query and nothing else.
//!
//! A query often fits several records alike: "the sea" begins forty titles. [`Titles::alike`] counts the records that a
//! query cannot tell apart, by the kind of query:
//!
//! | kind | records that it cannot tell apart |
//! | --- | --- |
//! | title, normalised, misspelled_title | those whose main title is the one meant, letter for letter |
//! | title_prefix | those whose title begins with what was typed |
//! | title_words, misspelled_words | those that have both words in the title |
//! | author_title, misspelled_author | those that have both words, one of them at least in a name |
//! | subject_title | those that have both words anywhere (the query set's own count: headings are not listed here) |
//! | series_number, isbn | one |
//! | child_… | those that have all words of the clean query (the query set's own count) |
//!
//! The ceiling is the mean reciprocal rank of the first right record when these stand in random order, and are all that
//! is shown first. It is no bound for an order that knows more than the words, as which books are asked for more often:
//! what is reached above the ceiling comes from there. Misspelled queries are taken as they were meant.
//!
//! A misspelled query says less than what was meant: "hones" is nearer to "homes" than to "house". [`Titles::as_typed`]
//! counts what else it may mean, by plain edits (one letter wrong, missing, too many, two exchanged): the records that fit
//! the words by the table above with no more edits than the right one, of a title all its letters together. The ceiling as
//! typed is the mean reciprocal rank when those with fewer edits stand first and those with as many in random order. It
//! is no bound for an order that knows more than letters: which slips are likely, and what sounds alike.

use std::collections::HashMap;

use crate::json::Json;

/// The figures to reach, where the plan names one: kind, at 10,000 records, at 78,000.
const REACH: &[(&str, f64, f64)] = &[
    ("all", 0.95, 0.90),
    ("isbn", 0.99, 0.99),
    ("misspelled", 0.92, 0.87),
    ("misspelled_words", 0.80, 0.72),
    ("series_number", 1.0, 1.0),
    ("title_prefix", 0.90, 0.88),
];

/// What is to be reached for a kind of query, as text; blank when nothing is named.
pub(crate) fn reach(catalogue: &str, kind: &str) -> String {
    let known = REACH.iter().find(|(name, _, _)| *name == kind);
    known.map_or(String::new(), |(_, small, large)| {
        let reach = if catalogue == "goodbooks" {
            small
        } else {
            large
        };
        format!("{reach:.2}")
    })
}

/// The titles and names of a whole catalogue, folded.
pub(crate) struct Titles {
    titles: Vec<Title>,
    /// Every word of them once.
    words: Vec<String>,
}

struct Title {
    id: String,
    /// The whole title, words parted by single blanks; the same up to its first colon, semicolon or bracket.
    whole: String,
    main: String,
    names: String,
    /// The numbers of its words and of those of its names.
    words: Vec<usize>,
    named: Vec<usize>,
}

/// Records by what a misspelled query has in common with them.
#[derive(Debug, PartialEq)]
pub(crate) struct AsTyped {
    /// Those with fewer edits than the right ones.
    pub(crate) nearer: u32,
    /// Those with as many, and the right ones among them.
    pub(crate) alike: u32,
    pub(crate) right: u32,
}

impl Titles {
    /// From what `carrel query --json` prints for an empty query.
    pub(crate) fn read(answer: &Json) -> Self {
        let text = |hit: &Json, name| hit.get(name).and_then(Json::text).unwrap_or("").to_owned();
        let hits = answer.get("hits").map(Json::list).unwrap_or_default();
        let mut all = Self {
            titles: Vec::with_capacity(hits.len()),
            words: Vec::new(),
        };
        let mut known = HashMap::new();
        for hit in hits {
            let title = text(hit, "title");
            let names = hit.get("names").map(Json::list).unwrap_or_default();
            let names: Vec<String> = names.iter().map(|name| text(name, "name")).collect();
            let (whole, names) = (fold(&title), fold(&names.join(" ")));
            let mut number = |word: &str| {
                *known.entry(word.to_owned()).or_insert_with(|| {
                    all.words.push(word.to_owned());
                    all.words.len() - 1
                })
            };
            let words = whole.split(' ').map(&mut number).collect();
            let named = names.split(' ').map(&mut number).collect();
            all.titles.push(Title {
                id: text(hit, "id"),
                main: fold(title.split([':', ';', '(', '[']).next().unwrap_or("")),
                whole,
                names,
                words,
                named,
            });
        }
        all
    }

    /// How many titles there are.
    pub(crate) fn len(&self) -> usize {
        self.titles.len()
    }

    /// Records that a query of this kind cannot tell apart; `matching` have all of its words somewhere.
    pub(crate) fn alike(&self, kind: &str, query: &str, clean: &str, matching: u32) -> u32 {
        let (typed, meant) = (fold(query), fold(clean));
        let words: Vec<&str> = meant.split(' ').collect();
        let has = |text: &str, word: &str| text.split(' ').any(|own| own == word);
        let fits = |title: &&Title| match kind {
            "title" | "normalised" | "misspelled_title" => title.main == meant,
            "title_prefix" => title.whole.starts_with(&typed),
            "title_words" | "misspelled_words" => words.iter().all(|w| has(&title.whole, w)),
            _ => {
                words.iter().any(|w| has(&title.names, w))
                    && words
                        .iter()
                        .all(|w| has(&title.names, w) || has(&title.whole, w))
            }
        };
        match kind {
            "subject_title" => matching,
            _ if kind.starts_with("child_") => matching,
            "series_number" | "isbn" => 1,
            _ => self.titles.iter().filter(fits).count() as u32,
        }
    }

    /// What else a misspelled query may mean; `None` for other kinds, and where no right record has what was meant.
    pub(crate) fn as_typed(
        &self,
        kind: &str,
        query: &str,
        clean: &str,
        right: impl Fn(&str) -> bool,
    ) -> Option<AsTyped> {
        let (typed, meant) = (fold(query), fold(clean));
        let edits: Vec<Option<usize>> = match kind {
            "misspelled_title" => {
                let most = distance(&typed, &meant, usize::MAX)?;
                let mains = self.titles.iter().map(|t| &t.main);
                mains.map(|main| distance(&typed, main, most)).collect()
            }
            "misspelled_words" | "misspelled_author" => {
                let typed: Vec<&str> = typed.split(' ').collect();
                let pairs = typed.iter().zip(meant.split(' '));
                let most = pairs.map(|(t, m)| distance(t, m, usize::MAX)).sum();
                let most: usize = Option::unwrap_or(most, 0);
                let near: Vec<Vec<Option<usize>>> = typed
                    .iter()
                    .map(|typed| {
                        let words = self.words.iter();
                        words.map(|word| distance(typed, word, most)).collect()
                    })
                    .collect();
                let named = kind == "misspelled_author";
                let titles = self.titles.iter();
                titles.map(|t| t.edits(&near, named, most)).collect()
            }
            _ => return None,
        };
        let own = self.titles.iter().zip(&edits).filter(|(t, _)| right(&t.id));
        let own = own.filter_map(|(_, edits)| *edits).min()?;
        let count = |of: &dyn Fn(&Title, usize) -> bool| {
            let all = self.titles.iter().zip(&edits);
            all.filter(|(t, edits)| edits.is_some_and(|n| of(t, n)))
                .count() as u32
        };
        Some(AsTyped {
            nearer: count(&|_, n| n < own),
            alike: count(&|_, n| n == own),
            right: count(&|t, n| n == own && right(&t.id)),
        })
    }
}

impl Title {
    /// The fewest edits, at most `most`, by which its words become all those that were typed, each another one; with `named` one at
    /// least of a name. `near` has for each word typed the edits of every word.
    fn edits(&self, near: &[Vec<Option<usize>>], named: bool, most: usize) -> Option<usize> {
        let of_names = self.named.iter().filter(|_| named).map(|w| (*w, true));
        let places: Vec<(usize, bool)> = self
            .words
            .iter()
            .map(|w| (*w, false))
            .chain(of_names)
            .filter(|(w, _)| near.iter().any(|of| of[*w].is_some()))
            .collect();
        (places.len() >= near.len())
            .then(|| fewest(near, &places, !named, most))
            .flatten()
    }
}

/// The fewest edits for the words that are left, of the places that are left; `done` when one of a name was taken or none is needed.
fn fewest(
    near: &[Vec<Option<usize>>],
    places: &[(usize, bool)],
    done: bool,
    most: usize,
) -> Option<usize> {
    let Some((of, rest)) = near.split_first() else {
        return done.then_some(0);
    };
    let mut best: Option<usize> = None;
    for (n, (word, of_name)) in places.iter().enumerate() {
        let Some(edits) = of[*word].filter(|edits| *edits <= most) else {
            continue;
        };
        let mut left = places.to_vec();
        left.remove(n);
        if let Some(others) = fewest(rest, &left, done || *of_name, most - edits) {
            best = Some(best.map_or(edits + others, |best| best.min(edits + others)));
        }
    }
    best
}

/// Plain edits between two texts: one letter wrong, missing or too many, two neighbours exchanged; `None` when there are more than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        rows.rotate_left(1);
        let [before, above, row] = &mut rows;
        row.clear();
        row.push(i + 1);
        let mut least = i + 1;
        for (j, b) in other.iter().enumerate() {
            let mut cell = above[j] + usize::from(a != b);
            cell = cell.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                cell = cell.min(before[j - 1] + 1);
            }
            row.push(cell);
            least = least.min(cell);
        }
        if least > most {
            return None;
        }
    }
    rows[2].last().copied().filter(|edits| *edits <= most)
}

/// Letters and digits in small, without marks; everything between them one blank. Apostrophes vanish.
fn fold(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            '\'' | '’' | '‘' | '\u{300}'..='\u{36F}' => continue,
            'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
            'ì'..='ï' | 'ī' => 'i',
            'ñ' | 'ń' => 'n',
            'ò'..='ö' | 'ø' | 'ō' => 'o',
            'ù'..='ü' | 'ū' => 'u',
            'ý' | 'ÿ' => 'y',
            'š' | 'ś' => 's',
            'ž' | 'ź' | 'ż' => 'z',
            'ł' => 'l',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        };
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &str, query: &str, clean: &str, alike: u32) {
        let json = r#"{"hits":[
            {"title":"The Sea","names":[{"name":"Banville, John"}]},
            {"title":"The Sea: A Cultural History","names":[{"name":"Mack, John"}]},
            {"title":"The Séance","names":[]},
            {"title":"The Old Man and the Sea","names":[{"name":"Hemingway, Ernest"}]}]}"#;
        let titles = Titles::read(&Json::parse(json).expect("json"));
        assert_eq!(titles.len(), 4);
        assert_eq!(
            titles.alike(kind, query, clean, 17),
            alike,
            "{kind} {query}"
        );
    }

    #[test]
    fn records_that_a_query_cannot_tell_apart() {
        check("title", "the sea", "the sea", 2);
        check("misspelled_title", "the see", "the sea", 2);
        check("title_prefix", "the sea", "the sea", 3);
        check("title_prefix", "the seanc", "the séance", 1);
        check("title_words", "sea old", "sea old", 1);
        check("misspelled_words", "se teh", "sea the", 3);
        check("author_title", "john sea", "john sea", 2);
        check("author_title", "sea old", "sea old", 0);
        check("subject_title", "oceans sea", "oceans sea", 17);
        check("series_number", "sea 3", "sea 3", 1);
    }

    #[test]
    fn what_a_misspelled_query_may_mean_beside() {
        let json = r#"{"hits":[
            {"id":"1","title":"The Corner House","names":[{"name":"White, Fred"}]},
            {"id":"2","title":"Corner Homes: a Handbook","names":[{"name":"Whyte, Ann"}]},
            {"id":"3","title":"The Corner of a House","names":[]},
            {"id":"4","title":"Homes","names":[{"name":"Corner, Caroline"}]}]}"#;
        let titles = Titles::read(&Json::parse(json).expect("json"));
        let typed = |kind: &str, query: &str, clean: &str, id: &str| {
            let found = titles.as_typed(kind, query, clean, |own| own == id);
            found.map(|f| (f.nearer, f.alike, f.right))
        };
        let words = "misspelled_words";
        // "hones" is one edit from "homes" and two from "house" (letters exchanged count as one, and u for n).
        assert_eq!(
            typed(words, "corer hones", "corner house", "1"),
            Some((1, 2, 1))
        );
        assert_eq!(
            typed(words, "corer hones", "corner homes", "2"),
            Some((0, 1, 1))
        );
        assert_eq!(typed(words, "corer hones", "corner house", "9"), None);
        // No title has two words by one of its own.
        assert_eq!(typed(words, "hoses hones", "homes homes", "4"), None);
        let author = "misspelled_author";
        assert_eq!(
            typed(author, "whit corner", "white corner", "1"),
            Some((0, 1, 1))
        );
        assert_eq!(
            typed(author, "whte corner", "whyte corner", "2"),
            Some((0, 2, 1))
        );
        let title = "misspelled_title";
        assert_eq!(
            typed(title, "the corner hose", "the corner house", "1"),
            Some((0, 1, 1))
        );
        assert_eq!(
            typed("title", "the corner hose", "the corner house", "1"),
            None
        );
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(distance("", "", 0), Some(0));
        assert_eq!(distance("house", "hones", 9), Some(2));
        assert_eq!(distance("house", "hones", 1), None);
        assert_eq!(distance("ab", "ba", 1), Some(1));
        assert_eq!(distance("people", "pepo", 3), Some(3));
        assert_eq!(distance("cat", "cats and dogs", 3), None);
    }

    #[test]
    fn what_is_to_be_reached() {
        assert_eq!(reach("goodbooks", "title_prefix"), "0.90");
        assert_eq!(reach("gutenberg", "title_prefix"), "0.88");
        assert_eq!(reach("gutenberg", "title"), "");
    }
}
