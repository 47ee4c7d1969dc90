//! A typed query as clauses: words in any order, the last as a prefix, phrases in quotes, field prefixes.

use carrel_core::Isbn;

use crate::analysis::{is_article, is_stop, joined, tokens};
use crate::pack::postings::Fields;

/// Words a query may have; the rest is ignored and said so.
pub const MOST_WORDS: usize = 16;
/// Characters of a word that are looked at.
pub const MOST_CHARS: usize = 40;

/// Letters of a last word that only sort what the words before it found.
const BEGINNING: usize = 2;

/// One word that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The word, folded.
    pub word: String,
    /// Fields it may stand in.
    pub fields: Fields,
    /// False for a common word among others, and for the first letter or two of a last word: they add to the
    /// score and are not asked for.
    pub required: bool,
    /// True for a common word among others.
    pub common: bool,
    /// True for a word that may go on.
    pub prefix: bool,
    /// Words in quotes share a number; they must stand together.
    pub phrase: Option<u8>,
}

impl Clause {
    /// True for a letter or two of a word that goes on, and for a common word that may go on, after others: it only sorts what they
    /// found.
    #[must_use]
    pub(crate) fn only_sorts(&self) -> bool {
        !self.required && self.prefix
    }
}

/// A query taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Its words in order.
    pub clauses: Vec<Clause>,
    /// Set when the text, or an `isbn:` part, is an ISBN.
    pub isbn: Option<Isbn>,
    /// True when words were left out because there were too many.
    pub cut: bool,
}

const ALL: Fields = Fields(0xFF);

fn field(name: &str) -> Option<Fields> {
    Some(match name {
        "title" | "titulo" | "título" => Fields(Fields::TITLE.0 | Fields::OTHER_TITLE.0),
        "author" | "by" | "autor" => Fields::AUTHOR,
        "subject" | "about" | "tema" => Fields::SUBJECT,
        "series" | "serie" => Fields::SERIES,
        "call" => Fields::NUMBER,
        _ => return None,
    })
}

impl Query {
    /// Takes a query apart. Nothing is refused; cost is one pass over the first 2,000 characters.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text: &str = match text.char_indices().nth(2000) {
            Some((at, _)) => &text[..at],
            None => text,
        };
        let mut query = Query {
            isbn: Isbn::parse(text.trim()),
            ..Query::default()
        };
        let mut fields = ALL;
        let mut phrases = 0u8;
        let mut rest = text;
        while !rest.is_empty() {
            rest = rest.trim_start();
            if let Some(tail) = rest.strip_prefix(['"', '“', '”']) {
                let end = tail.find(['"', '“', '”']);
                let inside = &tail[..end.unwrap_or(tail.len())];
                let phrase = end.is_some().then_some(phrases);
                phrases = phrases.saturating_add(1);
                query.add(inside, fields, phrase);
                rest = end.map_or("", |e| {
                    let tail = &tail[e..];
                    &tail[tail.chars().next().map_or(0, char::len_utf8)..]
                });
                fields = ALL;
                continue;
            }
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '"' || c == '“' || c == '”')
                .unwrap_or(rest.len());
            let word = &rest[..end];
            rest = &rest[end..];
            // `ISBN 0-14-240249-4` and `ISBN-13: 978…`, as they stand in books and on web pages.
            let named = word.split_once(':').or_else(|| {
                let isbn = word.get(..4)?.eq_ignore_ascii_case("isbn");
                isbn.then_some((word, ""))
            });
            if let Some((name, tail)) = named {
                let name = name.to_ascii_lowercase();
                if name.starts_with("isbn") {
                    query.isbn = query
                        .isbn
                        .or(Isbn::parse(tail))
                        .or_else(|| Isbn::parse(&joined(tail, rest.trim())));
                    if query.isbn.is_some() {
                        return query;
                    }
                } else if let Some(only) = field(&name) {
                    fields = only;
                    query.add(tail, fields, None);
                    continue;
                }
            }
            query.add(word, fields, None);
        }
        // Words of a query typed so far: the last may be the beginning of a longer one.
        if !text.ends_with([' ', '"', '”', '.', '?', '!'])
            && let Some(last) = query.clauses.last_mut()
        {
            last.prefix = true;
        }
        if query.clauses.iter().any(|c| !is_stop(&c.word)) {
            let many = query.clauses.len() > 1;
            for (n, clause) in query.clauses.iter_mut().enumerate() {
                let stop = is_stop(&clause.word) || (n == 0 && is_article(&clause.word));
                if many && stop && clause.phrase.is_none() {
                    clause.required = false;
                    clause.common = true;
                }
            }
        }
        // A letter or two of the next word: what stands before them is asked for, they only sort.
        let others = query.clauses.iter().rev().skip(1).any(|c| c.required);
        if let Some(last) = query.clauses.last_mut()
            && others
            && last.prefix
            && last.word.len() <= BEGINNING
            && last.word.bytes().all(|b| b.is_ascii_lowercase())
            && (last.word.len() == 1 || (last.required && !is_stop(&last.word)))
        {
            last.required = false;
            last.common = false;
        }
        query
    }

    fn add(&mut self, text: &str, fields: Fields, phrase: Option<u8>) {
        for token in tokens(text) {
            if token.alias {
                continue;
            }
            if self.clauses.len() == MOST_WORDS {
                self.cut = true;
                return;
            }
            let word: String = token.text.chars().take(MOST_CHARS).collect();
            self.clauses.push(Clause {
                word,
                fields,
                required: true,
                common: false,
                prefix: false,
                phrase,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let query = Query::parse(text);
        let got: Vec<String> = query
            .clauses
            .iter()
            .map(|c| {
                let mut s = c.word.clone();
                if c.prefix {
                    s.push('*');
                }
                if !c.required {
                    s.push('?');
                }
                if c.fields != ALL {
                    s = format!("{}:{s}", c.fields.0);
                }
                if let Some(p) = c.phrase {
                    s = format!("{s}#{p}");
                }
                s
            })
            .collect();
        assert_eq!(got.join(" "), expect, "{text}");
    }

    #[test]
    fn queries_as_typed() {
        check("the hunger ga", "the? hunger ga*?");
        check("the hunger gam", "the? hunger gam*");
        check("hunger games ", "hunger games");
        check("to be or not to be", "to? be? or? not to? be*?");
        check("what is it", "what is it*");
        check("author:rowling potter", "4:rowling 4:potter*");
        check("\"where the wild\" sendak", "where#0 the#0 wild#0 sendak*");
        check("title:\"the giver\"", "3:the#0 3:giver#0");
        check("http://x", "http x*?");
        check("half b", "half b*?");
        check("half bl", "half bl*?");
        check("half blo", "half blo*");
        check("half of", "half of*?");
        check("of bl", "of? bl*");
        check("b", "b*");
        check("harry potter 1", "harry potter 1*");
        check("\"unclosed phrase", "unclosed phrase*");
        check("", "");
    }

    #[test]
    fn isbn_in_any_form() {
        for text in [
            "0142402494",
            "978-0-14-240249-8",
            "isbn:0-14-240249-4",
            "ISBN:9780142402498",
            " 0 14 240249 4 ",
            "ISBN 0-14-240249-4",
            "ISBN-13: 978-0-14-240249-8",
            "isbn-10 0142402494",
            "ISBN: 978 0 14 240249 8",
        ] {
            assert_eq!(
                Query::parse(text).isbn,
                Isbn::parse("9780142402498"),
                "{text}"
            );
        }
        assert_eq!(Query::parse("1984").isbn, None);
    }

    #[test]
    fn a_pasted_book_is_cut() {
        let query = Query::parse(&"word ".repeat(10_000));
        assert!(query.cut);
        assert_eq!(query.clauses.len(), MOST_WORDS);
    }
}
