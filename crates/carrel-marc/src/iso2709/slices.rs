//! Cutting a file into records.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::{ENTRY, FIELD_END, LEADER, RECORD_END, SUBFIELD, digits};

/// What the start of the buffer holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A record of that many bytes without its terminator; `with` it that many.
    Slice {
        without: usize,
        with: usize,
        terminator_inside: bool,
    },
    /// No terminator yet, or too little to be sure.
    More,
}

/// Finds the end of the first record. `scanned` bytes are known to hold no terminator; it is kept up to date.
///
/// A terminator inside a field would cut a record in two. When the leader's length points at another terminator
/// further on, and the whole of it is sound, the record is taken whole.
pub(crate) fn cut(bytes: &[u8], finished: bool, scanned: &mut usize) -> Cut {
    let Some(at) =
        memchr(RECORD_END, &bytes[(*scanned).min(bytes.len())..]).map(|at| at + *scanned)
    else {
        *scanned = bytes.len();
        return if finished {
            Cut::Slice {
                without: bytes.len(),
                with: bytes.len(),
                terminator_inside: false,
            }
        } else {
            Cut::More
        };
    };
    let short = Cut::Slice {
        without: at,
        with: at + 1,
        terminator_inside: false,
    };
    let Some(says) = bytes
        .get(..5)
        .and_then(digits)
        .filter(|says| *says > at + 1)
    else {
        return short;
    };
    let Some(longer) = bytes.get(..says) else {
        if finished {
            return short;
        }
        *scanned = at;
        return Cut::More;
    };
    if longer.last() == Some(&RECORD_END) && agrees(&longer[..says - 1]) {
        return Cut::Slice {
            without: says - 1,
            with: says,
            terminator_inside: true,
        };
    }
    short
}

/// True when the directory covers the record's data exactly and each field ends where it says.
fn agrees(bytes: &[u8]) -> bool {
    let Some(data) = bytes
        .get(12..17)
        .and_then(digits)
        .filter(|data| *data > LEADER + ENTRY)
    else {
        return false;
    };
    let Some(directory) = bytes
        .get(LEADER..data - 1)
        .filter(|directory| directory.len().is_multiple_of(ENTRY))
    else {
        return false;
    };
    let mut covered = 0;
    for entry in directory.as_chunks::<ENTRY>().0 {
        let (Some(length), Some(start)) = (digits(&entry[3..7]), digits(&entry[7..])) else {
            return false;
        };
        let end = (data + start + length).checked_sub(1);
        if end.and_then(|end| bytes.get(end)) != Some(&FIELD_END) {
            return false;
        }
        covered += length;
    }
    covered == bytes.len() - data
}

/// True for what may stand between records: line ends, blanks, NUL, end-of-file marks.
pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0x1A))
}

/// The records in a slice.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// So many bytes before the first belong to none.
    pub(crate) junk: usize,
    /// The first record.
    pub(crate) first: Range<usize>,
    /// Others that ran together with it, nearly always none.
    pub(crate) more: Vec<Range<usize>>,
}

/// Finds the records in a slice, which is not blank. They cover it from the end of the junk on.
pub(crate) fn split(bytes: &[u8]) -> Split {
    let start = junk(bytes);
    let slice = &bytes[start..];
    let mut split = Split {
        junk: start,
        first: start..bytes.len(),
        more: Vec::new(),
    };
    if slice.get(..5).and_then(digits) == Some(slice.len() + 1) {
        return split;
    }
    let mut search = start + usize::from(looks_like_leader(slice));
    while let Some(next) = find_leader(bytes, search) {
        search = next + LEADER;
        let last = split.more.last_mut().unwrap_or(&mut split.first);
        if is_record(&bytes[last.start..next]) {
            last.end = next;
            split.more.push(next..bytes.len());
        } else if split.more.is_empty() {
            split.junk = next;
            split.first.start = next;
        }
    }
    split
}

/// True for what may be a record cut off, rather than junk before one.
fn is_record(bytes: &[u8]) -> bool {
    let Some(leader) = bytes.first_chunk::<LEADER>() else {
        return false;
    };
    bytes.len() > 200
        || bytes.len() > LEADER && memchr(FIELD_END, bytes).is_some()
        || digits(&leader[..5]).is_some() && digits(&leader[12..17]).is_some()
}

/// How many bytes before a leader belong to no record: line ends, NUL, byte order mark, end-of-file mark.
fn junk(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &bytes[at..] {
            [b'\r' | b'\n' | b'\t' | 0 | 0x1A, ..] => 1,
            [0xEF, 0xBB, 0xBF, ..] => 3,
            // A leader may start with blanks for its length; other blanks go.
            [b' ', ..] if !starts_a_record(&bytes[at..]) => {
                let run = bytes[at..].iter().take_while(|byte| **byte == b' ').count();
                let short = run.saturating_sub(5);
                if run < 5 || !starts_a_record(&bytes[at + short..]) {
                    run
                } else {
                    return at + short;
                }
            }
            _ => return at,
        };
    }
}

/// A leader whose base address, if it has one, is right.
fn starts_a_record(bytes: &[u8]) -> bool {
    let base = bytes.get(12..17).and_then(digits);
    base.is_some_and(|base| base > LEADER && bytes.get(base - 1) == Some(&FIELD_END))
        || bytes.get(20..22) == Some(b"45") && bytes.get(10..12) == Some(b"22")
}

fn looks_like_leader(bytes: &[u8]) -> bool {
    find_leader(&bytes[..bytes.len().min(LEADER + ENTRY)], 0) == Some(0)
}

/// The next place from `from` on where a leader stands and a directory after it.
fn find_leader(bytes: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let at = from + memmem::find(bytes.get(from + 20..)?, b"45")?;
        let leader = bytes.get(at..at + LEADER)?;
        let after = &bytes[at + LEADER..];
        let directory = match after {
            [FIELD_END, ..] => true,
            [tag @ .., _, _, _, _, _, _, _, _, _] if after.len() == ENTRY => {
                entry(tag, &after[3..])
            }
            _ => after.len() > ENTRY && entry(&after[..3], &after[3..ENTRY]),
        };
        if directory
            && digits(&leader[..5]).is_some()
            && digits(&leader[12..17]).is_some()
            && &leader[10..12] == b"22"
            && leader[5..10].iter().all(|byte| (0x20..0x7F).contains(byte))
        {
            return Some(at);
        }
        from = at + 1;
    }
}

fn entry(tag: &[u8], numbers: &[u8]) -> bool {
    tag.len() == 3
        && tag.iter().all(u8::is_ascii_alphanumeric)
        && numbers.iter().all(u8::is_ascii_digit)
}

/// The record with real delimiters, when printable characters stand in their place: no 1E and no 1F anywhere, and the
/// directory's lengths lead from one to the next of the same character.
pub(crate) fn without_printable_delimiters(bytes: &[u8]) -> Option<Vec<u8>> {
    if memchr(FIELD_END, bytes).is_some() || memchr(SUBFIELD, bytes).is_some() {
        return None;
    }
    let data = digits(bytes.get(12..17)?).filter(|data| *data > LEADER + ENTRY)?;
    let end = *bytes.get(data - 1)?;
    let directory = &bytes[LEADER..data - 1];
    let mut mended = bytes.to_vec();
    mended[data - 1] = FIELD_END;
    let mut delimiters = [0u32; 256];
    let mut found = 0;
    for entry in directory.as_chunks::<ENTRY>().0 {
        let (Some(length), Some(start)) = (digits(&entry[3..7]), digits(&entry[7..])) else {
            continue;
        };
        let from = data + start;
        if length == 0 || bytes.get(from + length - 1) != Some(&end) {
            continue;
        }
        found += 1;
        mended[from + length - 1] = FIELD_END;
        if !entry.starts_with(b"00") && length > 4 {
            delimiters[usize::from(bytes[from + 2])] += 1;
        }
    }
    let (delimiter, count) = (0u8..=255)
        .map(|byte| (byte, delimiters[usize::from(byte)]))
        .max_by_key(|pair| pair.1)?;
    if found == 0 || count * 2 < found || delimiter.is_ascii_alphanumeric() || delimiter == b' ' {
        return None;
    }
    let mut at = data;
    while let Some(next) = memchr(delimiter, &bytes[at..]) {
        at += next + 1;
        let behind = &bytes[at..];
        let is_code = match behind.first() {
            Some(b'a'..=b'z') => true,
            // A price in dollars is not a subfield.
            Some(b'0'..=b'9') => {
                let digits = behind
                    .iter()
                    .take_while(|byte| byte.is_ascii_digit())
                    .count();
                !(behind.get(digits) == Some(&b'.')
                    && behind.get(digits + 1).is_some_and(u8::is_ascii_digit))
            }
            _ => false,
        };
        if is_code {
            mended[at - 1] = SUBFIELD;
        }
    }
    Some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], finished: bool, expected: Cut) {
        assert_eq!(cut(bytes, finished, &mut 0), expected, "{bytes:?}");
    }

    #[test]
    fn records_end_at_their_terminator() {
        check(
            b"abc\x1Ddef",
            false,
            Cut::Slice {
                without: 3,
                with: 4,
                terminator_inside: false,
            },
        );
        check(b"abc", false, Cut::More);
        check(
            b"abc",
            true,
            Cut::Slice {
                without: 3,
                with: 3,
                terminator_inside: false,
            },
        );
    }

    #[test]
    fn a_leader_that_says_more_is_given_the_chance() {
        let record = b"00045nam  2200037   4500245000700000\x1E  \x1Fa\x1Db\x1E\x1D";
        check(
            record,
            false,
            Cut::Slice {
                without: 44,
                with: 45,
                terminator_inside: true,
            },
        );
        check(&record[..43], false, Cut::More);
        check(
            &record[..43],
            true,
            Cut::Slice {
                without: 41,
                with: 42,
                terminator_inside: false,
            },
        );
    }

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "one range is meant")]
    fn records_run_together_are_parted() {
        let one = b"00044nam  2200037   4500245000600000\x1E  \x1FaA\x1E";
        let both = [&one[..], &one[..]].concat();
        let parts = |bytes: &[u8]| {
            let Split { junk, first, more } = split(bytes);
            (junk, first, more)
        };
        assert_eq!(parts(&both), (0, 0..43, vec![43..86]));
        let cut_off = [&one[..24], &one[..]].concat();
        assert_eq!(parts(&cut_off), (0, 0..24, vec![24..67]));
        let junk = [b"\r\n\xEF\xBB\xBF", &one[..]].concat();
        assert_eq!(parts(&junk), (5, 5..48, vec![]));
        let junk = [b"junk", &one[..], &one[..]].concat();
        assert_eq!(parts(&junk), (4, 4..47, vec![47..90]));
    }
}
