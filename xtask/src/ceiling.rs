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
pub(crate) struct Titles(Vec<Title>);

struct Title {
    /// The whole title, words parted by single blanks; the same up to its first colon, semicolon or bracket.
    whole: String,
    main: String,
    names: String,
}

impl Titles {
    /// From what `carrel query --json` prints for an empty query.
    pub(crate) fn read(answer: &Json) -> Self {
        let text = |hit: &Json, name| hit.get(name).and_then(Json::text).unwrap_or("").to_owned();
        let hits = answer.get("hits").map(Json::list).unwrap_or_default();
        let titles = hits.iter().map(|hit| {
            let title = text(hit, "title");
            let names = hit.get("names").map(Json::list).unwrap_or_default();
            let names: Vec<String> = names.iter().map(|name| text(name, "name")).collect();
            Title {
                main: fold(title.split([':', ';', '(', '[']).next().unwrap_or("")),
                whole: fold(&title),
                names: fold(&names.join(" ")),
            }
        });
        Self(titles.collect())
    }

    /// How many titles there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
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
            _ => self.0.iter().filter(fits).count() as u32,
        }
    }
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
    fn what_is_to_be_reached() {
        assert_eq!(reach("goodbooks", "title_prefix"), "0.90");
        assert_eq!(reach("gutenberg", "title_prefix"), "0.88");
        assert_eq!(reach("gutenberg", "title"), "");
    }
}
