//! The directory of a record in which something does not agree: which tag belongs to which stretch of bytes.

use memchr::{memchr, memchr_iter};

use super::{ENTRY, FIELD_END, LEADER, RawField, SUBFIELD, digits};
use crate::findings::{Findings, excerpt};
use crate::kinds;
use crate::record::Tag;
use crate::words;

/// The tag of a field that no directory entry names.
pub(super) const UNNAMED: Tag = Tag(*b"???");

/// A directory entry; numbers that are none are absent.
#[derive(Clone, Copy, Debug)]
struct Entry {
    tag: Tag,
    length: Option<usize>,
    start: Option<usize>,
}

impl Entry {
    fn of(bytes: &[u8; ENTRY]) -> Self {
        Self {
            tag: Tag([bytes[0], bytes[1], bytes[2]]),
            length: digits(&bytes[3..7]),
            start: digits(&bytes[7..]),
        }
    }

    fn damaged(tag: [u8; 3]) -> Self {
        Self {
            tag: Tag(tag),
            length: None,
            start: None,
        }
    }

    fn end(self) -> Option<usize> {
        Some(self.start? + self.length?)
    }
}

/// A stretch of data between two field terminators: `from..to`, counted from the start of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chunk {
    from: usize,
    to: usize,
}

/// Finds the fields of a record of at least 24 bytes; returns where its data start.
pub(super) fn read(bytes: &[u8], fields: &mut Vec<RawField>, findings: &mut Findings) -> usize {
    fields.clear();
    let data = base(bytes, findings);
    let directory = &bytes[LEADER..data.saturating_sub(1).max(LEADER)];
    let entries = entries(directory, &bytes[data..], findings);
    let chunks = chunks(&bytes[data..]);
    if !exact(&entries, &chunks, data, fields) {
        fields.clear();
        aligned(bytes, data, &entries, &chunks, fields, findings);
    }
    data
}

/// Where the data start: behind the first field terminator, whatever the leader says; when there is none, where the
/// leader says.
fn base(bytes: &[u8], findings: &mut Findings) -> usize {
    let says = digits(&bytes[12..17]);
    if let Some(says) = says.filter(|says| (LEADER + 1..=bytes.len()).contains(says))
        && bytes[says - 1] == FIELD_END
        && memchr(FIELD_END, &bytes[LEADER..]) == Some(says - 1 - LEADER)
    {
        return says;
    }
    // The directory may lack its terminator and still be right in every number.
    if let Some(says) = says.filter(|says| chained(bytes, *says)) {
        findings.add(&kinds::DIRECTORY_END, || {
            words::directory_no_end(excerpt(&bytes[says - 1..says]))
        });
        return says;
    }
    let found = match memchr(FIELD_END, &bytes[LEADER..]) {
        Some(at) => LEADER + at + 1,
        None => says
            .filter(|says| (LEADER..=bytes.len()).contains(says))
            .unwrap_or(bytes.len()),
    };
    findings.add(&kinds::LEADER_BASE, || {
        words::leader_says_start(excerpt(&bytes[12..17]), found)
    });
    found
}

/// True when the bytes before `data` are a directory in which each field starts where the one before ends.
fn chained(bytes: &[u8], data: usize) -> bool {
    let directory = bytes
        .get(LEADER..data.saturating_sub(1))
        .unwrap_or_default();
    let (whole, rest) = directory.as_chunks::<ENTRY>();
    let mut expected = 0;
    rest.is_empty()
        && !whole.is_empty()
        && whole.iter().map(Entry::of).all(|entry| match entry.end() {
            Some(end) if entry.start == Some(expected) => {
                expected = end;
                true
            }
            _ => false,
        })
        && data <= bytes.len()
}

/// The entries of a directory. When its length is odd, entries are believed from the front and from the back for as
/// long as each starts where the one before ends, and a field of the data ends there too.
fn entries(directory: &[u8], data: &[u8], findings: &mut Findings) -> Vec<Entry> {
    let (whole, rest) = directory.as_chunks::<ENTRY>();
    if rest.is_empty() {
        return whole.iter().map(Entry::of).collect();
    }
    findings.add(&kinds::DIRECTORY_ENTRY, || {
        words::directory_bytes(directory.len())
    });
    let ends_field = |end: usize| end > 0 && data.get(end - 1) == Some(&FIELD_END);
    let mut front = Vec::new();
    let mut front_end = 0;
    for entry in whole.iter().map(Entry::of) {
        match entry.end() {
            Some(end) if entry.start == Some(front_end) && ends_field(end) => {
                front_end = end;
                front.push(entry);
            }
            _ => break,
        }
    }
    let mut back = Vec::new();
    let mut back_start = None;
    let remaining = &directory[front.len() * ENTRY..];
    for entry in remaining
        .as_rchunks::<ENTRY>()
        .1
        .iter()
        .rev()
        .map(Entry::of)
    {
        match entry.end() {
            Some(end) if back_start.is_none_or(|start| start == end) && ends_field(end) => {
                back_start = entry.start;
                back.push(entry);
            }
            _ => break,
        }
    }
    let between = &remaining[..remaining.len() - back.len() * ENTRY];
    let next = back_start.unwrap_or(data.len());
    // What is left is one damaged entry or several; each gives at least its place in the order.
    let numbers = format!("{:04}{front_end:05}", next.saturating_sub(front_end));
    match between.strip_suffix(numbers.as_bytes()) {
        // Only the tag is damaged. A short one has lost a zero in front, as numbers do.
        Some([a, b]) => front.push(Entry::damaged([b'0', *a, *b])),
        _ => {
            let pieces = between.chunks(ENTRY + 1).filter(|piece| piece.len() >= 6);
            front.extend(pieces.map(|piece| Entry::damaged([piece[0], piece[1], piece[2]])));
        }
    }
    front.extend(back.into_iter().rev());
    front
}

fn chunks(data: &[u8]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut from = 0;
    for to in memchr_iter(FIELD_END, data) {
        chunks.push(Chunk { from, to });
        from = to + 1;
    }
    if data[from..]
        .iter()
        .any(|byte| !matches!(byte, b' ' | b'\r' | b'\n' | 0))
    {
        chunks.push(Chunk {
            from,
            to: data.len(),
        });
    }
    chunks
}

/// Takes the fields as the directory says, in any order, when every entry is one chunk and every chunk one entry.
fn exact(entries: &[Entry], chunks: &[Chunk], data: usize, fields: &mut Vec<RawField>) -> bool {
    if entries.len() != chunks.len() {
        return false;
    }
    let mut taken = vec![false; chunks.len()];
    for entry in entries {
        let found = chunks.binary_search_by_key(&entry.start, |chunk| Some(chunk.from));
        let Some(at) = found
            .ok()
            .filter(|at| !taken[*at] && entry.end() == Some(chunks[*at].to + 1))
        else {
            return false;
        };
        taken[at] = true;
        fields.push(RawField {
            tag: entry.tag,
            from: data + chunks[at].from,
            to: data + chunks[at].to,
        });
    }
    true
}

/// Pairs entries and chunks in the order of the data; lengths decide where their numbers differ.
fn aligned(
    bytes: &[u8],
    data: usize,
    entries: &[Entry],
    chunks: &[Chunk],
    fields: &mut Vec<RawField>,
    findings: &mut Findings,
) {
    let broken = entries.iter().filter(|entry| entry.end().is_none()).count();
    if broken > 0 {
        findings.add(&kinds::DIRECTORY_ENTRY, || {
            words::directory_unread(words::directory_lines(broken))
        });
    } else if entries.len() == chunks.len() {
        findings.add(&kinds::DIRECTORY_WRONG, || {
            words::directory_unfit().to_owned()
        });
    }
    let field = |tag, chunk: Chunk| RawField {
        tag,
        from: data + chunk.from,
        to: data + chunk.to,
    };
    // Entries that fit a chunk in start and length are right; what is left is paired with what is left.
    let mut found: Vec<(usize, RawField)> = Vec::with_capacity(entries.len());
    let mut order: Vec<usize> = Vec::new();
    let mut taken = vec![false; chunks.len()];
    for (index, entry) in entries.iter().enumerate() {
        let fits = chunks
            .binary_search_by_key(&entry.start, |chunk| Some(chunk.from))
            .ok()
            .filter(|at| !taken[*at] && entry.end() == Some(chunks[*at].to + 1));
        match fits {
            Some(at) => {
                taken[at] = true;
                found.push((index, field(entry.tag, chunks[at])));
            }
            None => order.push(index),
        }
    }
    // The directory may be in another order than the data.
    if broken == 0 && order.len() * 2 > entries.len() {
        order.sort_by_key(|at| entries[*at].start);
    }
    let left = chunks.iter().zip(&taken).filter(|(_, taken)| !**taken);
    let mut waiting: Vec<Chunk> = left.map(|(chunk, _)| *chunk).rev().collect();
    let (mut missing, mut unnamed) = (0, Vec::new());
    let mut at = 0;
    let mut last = 0;
    while let Some(chunk) = waiting.pop() {
        let Some(&index) = order.get(at) else {
            unnamed.push((entries.len(), field(UNNAMED, chunk)));
            continue;
        };
        let entry = entries[index];
        let length = chunk.to + 1 - chunk.from;
        let (entries_left, chunks_left) = (order.len() - at, waiting.len() + 1);
        if entry.length != Some(length) && entries_left != chunks_left {
            if entries_left > chunks_left {
                // A terminator is missing: the next field starts inside this chunk.
                if let Some(next) = entry
                    .length
                    .and_then(|says| hidden_start(&bytes[data..], chunk, says))
                {
                    findings.add_field(&kinds::FIELD_END_MISSING, entry.tag, || {
                        words::field_no_terminator().to_owned()
                    });
                    found.push((
                        index,
                        field(
                            entry.tag,
                            Chunk {
                                from: chunk.from,
                                to: next.0,
                            },
                        ),
                    ));
                    waiting.push(Chunk {
                        from: next.1,
                        to: chunk.to,
                    });
                    (at, last) = (at + 1, index);
                    continue;
                }
                // Or a field is missing.
                let next = order.get(at + 1).map(|next| entries[*next]);
                if next.is_some_and(|next| next.length == Some(length)) {
                    missing += 1;
                    at += 1;
                    waiting.push(chunk);
                    continue;
                }
            } else {
                // A terminator too many: this chunk and the next make one field.
                let next = waiting
                    .last()
                    .copied()
                    .filter(|next| next.from == chunk.to + 1);
                if let Some(next) =
                    next.filter(|next| entry.length == Some(next.to + 1 - chunk.from))
                {
                    findings.add_field(&kinds::FIELD_END_INSIDE, entry.tag, || {
                        words::terminator_in_field().to_owned()
                    });
                    waiting.pop();
                    found.push((
                        index,
                        field(
                            entry.tag,
                            Chunk {
                                from: chunk.from,
                                to: next.to,
                            },
                        ),
                    ));
                    (at, last) = (at + 1, index);
                    continue;
                }
                // Or a field that no entry names.
                if next.is_some_and(|next| entry.length == Some(next.to + 1 - next.from)) {
                    unnamed.push((last, field(UNNAMED, chunk)));
                    continue;
                }
            }
        }
        found.push((index, field(entry.tag, chunk)));
        (at, last) = (at + 1, index);
    }
    missing += order.len() - at.min(order.len());
    if missing > 0 {
        let first = order.get(at).map_or(UNNAMED, |index| entries[*index].tag);
        findings.add_field(&kinds::FIELD_MISSING, first, || {
            words::fields_not_there(missing, words::fields(entries.len()))
        });
    }
    for (_, field) in &unnamed {
        findings.add_field(&kinds::FIELD_UNNAMED, UNNAMED, || {
            words::field_not_named(excerpt(&bytes[field.from..field.to]))
        });
    }
    found.extend(unnamed);
    // Back to the order of the directory; the sort is stable.
    found.sort_by_key(|(index, _)| *index);
    fields.extend(found.into_iter().map(|(_, field)| field));
}

/// Where the field behind a missing terminator starts: `(end of this, start of the next)`. The directory's length says
/// where to look; two indicators and a delimiter must stand there.
fn hidden_start(data: &[u8], chunk: Chunk, says: usize) -> Option<(usize, usize)> {
    let starts_here = |at: usize| {
        let rest = data.get(at..chunk.to)?;
        let pair = rest.get(..2)?;
        (pair
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b' ')
            && rest.get(2) == Some(&SUBFIELD))
        .then_some(())
    };
    // The terminator was replaced by another character, or it was left out.
    let replaced = chunk.from + says;
    let left_out = chunk.from + says.checked_sub(1)?;
    if starts_here(replaced).is_some() && starts_here(left_out).is_none() {
        return Some((left_out, replaced));
    }
    starts_here(left_out).map(|()| (left_out, left_out))
}
