//! Answers to what is typed first: one or two letters, a common word (and a blank), an article and a letter; and heavy beginnings,
//! which match much of a large catalogue: up to four letters, common words and up to three letters behind them.
//!
//! Such beginnings match much of a catalogue, so answering them from lists costs the most postings and the most files, and
//! they stand at the beginning of nearly every query. The builder asks the engine and writes down what it said.
//! [`crate::engine::Engine::plain`] reads them; the app does not yet (2 KB of its wasm).

use super::section::{Section, SectionWriter};
use super::{Kind, PackFile, cards, put_varint, take_varint};
use crate::analysis::{is_article, is_stop};
use crate::pack::postings::Fields;
use crate::query::Query;
use crate::wire::Card;

/// Hits of an answer that are kept; they come with their cards.
pub const HITS: usize = 10;
/// Bytes of answers, without cards, after which a new file begins.
const FILE: usize = 1 << 9;
/// So many of these files stand in the root itself: a round of requests less for the first letter.
const ROOT_FAN: usize = 160;
/// Letters of a beginning that may have an answer when it is heavy; behind a common word.
const LETTERS: usize = 4;
const LETTERS_BEHIND: usize = 3;
/// So many postings make a beginning heavy, and so many words: more than a file or two of the short way has.
const HEAVY: usize = 12_000;
const MANY: usize = 48;
/// A word before a heavy beginning stands at least in one of so many records.
const COMMON: usize = 50;

/// An answer that is known beforehand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// Records that match.
    pub total: u32,
    /// The best records and their scores.
    pub hits: Vec<(u32, f32)>,
}

impl Start {
    /// True when a page of so many hits is all here.
    pub(crate) fn covers(&self, end: usize) -> bool {
        self.hits.len() >= end.min(self.total as usize)
    }
}

/// Under which key the answer to a query stands, if it is one of those that are known beforehand.
pub(crate) fn key(query: &Query) -> Option<String> {
    let plain = query.clauses.iter().all(|c| {
        c.fields == Fields(0xFF)
            && c.phrase.is_none()
            && c.word.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let (last, before) = query.clauses.split_last()?;
    let word = last.word.as_str();
    // Of some of these only the heavy ones have an answer.
    let known = match before {
        _ if !last.prefix => before.len() < 2 && query.clauses.iter().all(|c| is_stop(&c.word)),
        [] => word.len() <= LETTERS || is_stop(word),
        [first] if is_stop(&first.word) => word.len() <= LETTERS_BEHIND || is_stop(word),
        [first] => word.len() == 1 && is_article(&first.word),
        _ => false,
    };
    let mut key = String::new();
    for clause in before {
        key.push_str(&clause.word);
        key.push(' ');
    }
    key.push_str(word);
    if !last.prefix {
        key.push(' ');
    }
    (plain && known && query.isbn.is_none()).then_some(key)
}

/// The keys of a catalogue with these words, each with how many records have it, in order.
pub(crate) fn keys<'a>(
    words: impl Iterator<Item = (&'a str, usize)>,
    records: usize,
) -> Vec<String> {
    let mut keys = std::collections::BTreeSet::new();
    let mut stops = Vec::new();
    let mut postings: std::collections::BTreeMap<&str, (usize, usize)> = Default::default();
    for (word, count) in words {
        for end in 1..=LETTERS {
            if let Some(begun) = word.get(..end) {
                let sums = postings.entry(begun).or_default();
                *sums = (sums.0 + count, sums.1 + 1);
            }
        }
        if is_stop(word) {
            keys.insert(word.to_owned());
            keys.insert(format!("{word} "));
            stops.push((word, count));
        }
        if is_article(word) {
            keys.extend(('a'..='z').map(|letter| format!("{word} {letter}")));
        }
    }
    let common = |count: usize| count * COMMON >= records;
    for (begun, (count, words)) in &postings {
        if begun.len() <= 2 || *count >= HEAVY || *words >= MANY {
            keys.insert((*begun).to_owned());
        }
        for (stop, _) in stops.iter().filter(|(_, own)| common(*own)) {
            if *count >= HEAVY && begun.len() <= LETTERS_BEHIND {
                keys.insert(format!("{stop} {begun}"));
            }
        }
    }
    for (one, count) in &stops {
        for (two, also) in &stops {
            if count + also >= HEAVY {
                keys.insert(format!("{one} {two}"));
                keys.insert(format!("{one} {two} "));
            }
        }
    }
    keys.retain(|text| key(&Query::parse(text)).as_ref() == Some(text));
    keys.into_iter().collect()
}

/// Writes answers in the order of their keys; `card` gives a record's card and its place in shelf order.
pub(crate) fn write(
    answers: &[(String, Start)],
    card: &dyn Fn(u32) -> (Card, u32),
    out: &mut Vec<PackFile>,
) -> Section {
    let mut writer = SectionWriter::default();
    let mut rest = answers;
    while let Some((first, _)) = rest.first() {
        let mut body = Vec::new();
        let mut shown = std::collections::BTreeSet::new();
        let mut count = 0;
        for (key, start) in rest {
            if body.len() > FILE {
                break;
            }
            count += 1;
            put_varint(key.len() as u64, &mut body);
            body.extend_from_slice(key.as_bytes());
            put_varint(u64::from(start.total), &mut body);
            put_varint(start.hits.len() as u64, &mut body);
            for (record, score) in &start.hits {
                put_varint(u64::from(*record), &mut body);
                body.extend_from_slice(&score.to_le_bytes());
            }
            shown.extend(start.hits.iter().map(|(record, _)| *record));
        }
        let (list, ranks): (Vec<Card>, Vec<u32>) = shown.iter().map(|record| card(*record)).unzip();
        let mut payload = Vec::new();
        put_varint(shown.len() as u64, &mut payload);
        shown
            .iter()
            .for_each(|record| put_varint(u64::from(*record), &mut payload));
        let block = cards::block(&list, &ranks);
        put_varint(block.len() as u64, &mut payload);
        payload.extend_from_slice(&block);
        payload.extend_from_slice(&body);
        writer.push(Kind::Starts, first.as_bytes(), &payload, out);
        rest = &rest[count..];
    }
    writer.finish_at_most(ROOT_FAN, out)
}

/// Where the block of cards stands; its records are given to `record` in order.
fn block<'a>(payload: &'a [u8], record: &mut dyn FnMut(u64)) -> Option<(&'a [u8], usize)> {
    let mut at = 0;
    for _ in 0..take_varint(payload, &mut at)? {
        record(take_varint(payload, &mut at)?);
    }
    let len = usize::try_from(take_varint(payload, &mut at)?).ok()?;
    let end = at.checked_add(len)?;
    Some((payload.get(at..end)?, end))
}

/// The same as [`rows`], read: each card with its place in shelf order.
#[must_use]
pub fn cards(payload: &[u8], records: &mut dyn Iterator<Item = u32>) -> Vec<Option<(Card, u32)>> {
    let rows = rows(payload, records).into_iter();
    rows.map(|row| cards::one(&row?)).collect()
}

/// The cards of a file of answers ([`cards::Marks::row`]), of those records that have one there.
#[must_use]
pub fn rows(payload: &[u8], records: &mut dyn Iterator<Item = u32>) -> Vec<Option<Vec<u8>>> {
    let mut known = Vec::new();
    let block = block(payload, &mut |record| known.push(record));
    let places: Vec<Option<usize>> = records
        .map(|record| known.binary_search(&u64::from(record)).ok())
        .collect();
    // Most files that are asked have none of them.
    let marks = places
        .iter()
        .any(Option::is_some)
        .then(|| block.and_then(|(block, _)| Some((block, cards::Marks::new(block)?))))
        .flatten();
    let one = |place: Option<usize>| {
        let (block, marks) = marks.as_ref()?;
        marks.row(block, place?)
    };
    places.into_iter().map(one).collect()
}

/// The answers of a file with their keys, until `take` says that it is enough; `None` when they do not decode.
pub fn each<'a>(payload: &'a [u8], take: &mut dyn FnMut(&'a [u8], Start) -> bool) -> Option<()> {
    each_of(payload, None, take)
}

/// The same; with a key the hits of others are passed over.
fn each_of<'a>(
    payload: &'a [u8],
    wanted: Option<&[u8]>,
    take: &mut dyn FnMut(&'a [u8], Start) -> bool,
) -> Option<()> {
    let (_, mut at) = block(payload, &mut |_| {})?;
    while at < payload.len() {
        let len = usize::try_from(take_varint(payload, &mut at)?).ok()?;
        let end = at.checked_add(len)?;
        let key = payload.get(at..end)?;
        at = end;
        let mut start = Start {
            total: take_varint(payload, &mut at)? as u32,
            hits: Vec::new(),
        };
        for _ in 0..take_varint(payload, &mut at)? {
            let record = take_varint(payload, &mut at)? as u32;
            let score = *payload.get(at..)?.first_chunk()?;
            at += 4;
            if wanted.is_none_or(|wanted| wanted == key) {
                start.hits.push((record, f32::from_le_bytes(score)));
            }
        }
        if !take(key, start) {
            break;
        }
    }
    Some(())
}

/// The answer that stands under a key.
#[must_use]
pub fn find(payload: &[u8], key: &str) -> Option<Start> {
    let mut found = None;
    each_of(payload, Some(key.as_bytes()), &mut |here, start| {
        if here == key.as_bytes() {
            found = Some(start);
        }
        found.is_none()
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_that_are_known() {
        for (text, expect) in [
            ("t", Some("t")),
            ("Th", Some("th")),
            ("the", Some("the")),
            ("the ", Some("the ")),
            ("tho", Some("tho")),
            ("thoro", None),
            ("of t", Some("of t")),
            ("of the", Some("of the")),
            ("of the ", Some("of the ")),
            ("of thor ", None),
            ("dog ", None),
            ("of thor", None),
            ("the d", Some("the d")),
            ("the dr", Some("the dr")),
            ("the drag", None),
            ("dog d", None),
            ("title:t", None),
            ("\"t", Some("t")),
            ("", None),
        ] {
            assert_eq!(key(&Query::parse(text)).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn heavy_beginnings_are_known_too() {
        let words = [
            ("of", 13_000),
            ("theory", 12_000),
            ("thing", 11_000),
            ("yarn", 3),
        ];
        let keys = keys(words.into_iter(), 78_000);
        for (text, known) in [
            ("theo", true),
            ("thin", false),
            ("thi", false),
            ("the", true),
            ("of the", true),
            ("of t", true),
            ("of thi", false),
            ("of y", false),
            ("y", true),
        ] {
            assert_eq!(keys.iter().any(|key| key == text), known, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_found_and_cut_files_end_quietly() {
        let answers: Vec<(String, Start)> = keys(
            ["dragon", "the", "zoo", "été"]
                .into_iter()
                .map(|word| (word, 1)),
            1,
        )
        .into_iter()
        .enumerate()
        .map(|(n, key)| {
            let hits = (0..n as u32 * 7)
                .map(|i| (i * 300, 20.0 - i as f32))
                .collect();
            (
                key,
                Start {
                    total: 9 * n as u32,
                    hits,
                },
            )
        })
        .collect();
        assert_eq!(answers.len(), 2 * 3 + 2 + 26);
        let mut out = Vec::new();
        let card_of = |record| {
            let card = Card {
                title: format!("Title {record}"),
                ..Card::default()
            };
            (card, record + 1)
        };
        let section = write(&answers, &card_of, &mut out);
        assert!(section.children.len() > 1);
        let mut seen = 0;
        for file in &out {
            let (_, payload) =
                crate::pack::envelope::open(&file.file, &file.bytes, Some(Kind::Starts)).unwrap();
            each(&payload, &mut |key, start| {
                let (own, expect) = &answers[seen];
                seen += 1;
                assert_eq!((key, &start), (own.as_bytes(), expect));
                assert_eq!(find(&payload, own).as_ref(), Some(expect));
                for (record, _) in &start.hits {
                    let row = rows(&payload, &mut [*record].into_iter()).remove(0);
                    let card = cards::one(&row.unwrap());
                    assert_eq!(card, Some(card_of(*record)), "{own}");
                }
                true
            });
            for len in (0..payload.len()).step_by(7) {
                let _ = (
                    find(&payload[..len], "the"),
                    rows(&payload[..len], &mut [300].into_iter()),
                );
            }
        }
        assert_eq!(seen, answers.len());
    }
}
