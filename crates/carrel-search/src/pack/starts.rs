//! Answers to what is typed first: one or two letters, a common word, an article and a letter.
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

/// Hits of an answer that are kept, and how many of them come with their cards.
pub const HITS: usize = 24;
/// See [`HITS`].
pub const SHOWN: usize = 10;
/// Bytes of answers, without cards, after which a new file begins.
const FILE: usize = 3 << 10;
/// So many of these files stand in the root itself: a round of requests less for the first letter.
const ROOT_FAN: usize = 96;

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
    let known = match before {
        [] => word.len() <= 2 || is_stop(word),
        [first] => word.len() == 1 && is_article(&first.word),
        _ => false,
    };
    let mut key = String::new();
    for clause in before {
        key.push_str(&clause.word);
        key.push(' ');
    }
    key.push_str(word);
    (plain && known && last.prefix && query.isbn.is_none()).then_some(key)
}

/// The keys of a catalogue with these words, in order.
pub(crate) fn keys<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut keys = std::collections::BTreeSet::new();
    for word in words {
        for end in 1..=2 {
            keys.extend(word.get(..end).map(str::to_owned));
        }
        if is_stop(word) {
            keys.insert(word.to_owned());
        }
        if is_article(word) {
            keys.extend(('a'..='z').map(|letter| format!("{word} {letter}")));
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
            shown.extend(start.hits.iter().take(SHOWN).map(|(record, _)| *record));
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

/// Where the block of cards stands and the place of a record in it.
fn block(payload: &[u8], wanted: Option<u32>) -> Option<(&[u8], usize, Option<usize>)> {
    let mut at = 0;
    let mut place = None;
    for n in 0..take_varint(payload, &mut at)? {
        let record = take_varint(payload, &mut at)?;
        if wanted.is_some_and(|wanted| u64::from(wanted) == record) {
            place = Some(n as usize);
        }
    }
    let len = usize::try_from(take_varint(payload, &mut at)?).ok()?;
    let end = at.checked_add(len)?;
    Some((payload.get(at..end)?, end, place))
}

/// A record's card and its place in shelf order, when a file of answers has it.
#[must_use]
pub fn card(payload: &[u8], record: u32) -> Option<(Card, u32)> {
    let (block, _, place) = block(payload, Some(record))?;
    cards::one(block, place?)
}

/// The answers of a file with their keys, until `take` says that it is enough; `None` when they do not decode.
pub fn each<'a>(payload: &'a [u8], take: &mut dyn FnMut(&'a [u8], Start) -> bool) -> Option<()> {
    let (_, mut at, _) = block(payload, None)?;
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
            let score = payload.get(at..at + 4)?.try_into().ok()?;
            at += 4;
            start.hits.push((record, f32::from_le_bytes(score)));
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
    each(payload, &mut |here, start| {
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
            ("the ", None),
            ("tho", None),
            ("the d", Some("the d")),
            ("the dr", None),
            ("dog d", None),
            ("title:t", None),
            ("\"t", Some("t")),
            ("", None),
        ] {
            assert_eq!(key(&Query::parse(text)).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_found_and_cut_files_end_quietly() {
        let answers: Vec<(String, Start)> = keys(["dragon", "the", "zoo", "été"].into_iter())
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
        assert_eq!(answers.len(), 2 * 3 + 1 + 26);
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
                for (n, (record, _)) in start.hits.iter().enumerate() {
                    let card = card(&payload, *record);
                    assert!(n >= SHOWN || card == Some(card_of(*record)), "{own} {n}");
                }
                true
            });
            for len in (0..payload.len()).step_by(7) {
                let _ = (find(&payload[..len], "the"), card(&payload[..len], 300));
            }
        }
        assert_eq!(seen, answers.len());
    }
}
