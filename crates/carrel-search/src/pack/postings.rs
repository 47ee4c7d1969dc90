//! Posting lists: which records hold a word, in which fields, and where in the title.
//!
//! All lists stand one after the other in one stream; files cut the stream, lists may run across
//! cuts. A list: number of postings, length of the body in bytes, body. A posting: gap to the record
//! before, [`Fields`], for a word of the title proper its place and the title's length in words (with what is
//! known of the record, [`Posting::prior`]), for a word of the title or of a name the first letter of the word after it, and
//! for a subject the length of the main heading.

use super::{put_varint, take_varint};

/// Where in a record a word stands, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub u8);

impl Fields {
    /// Title proper; the posting carries place and length. Of a number that stands there in words also its figures, without a place.
    pub const TITLE: Fields = Fields(1);
    /// Subtitle, part, variants, original title.
    pub const OTHER_TITLE: Fields = Fields(2);
    /// Any contributor.
    pub const AUTHOR: Fields = Fields(4);
    /// Series title or number.
    pub const SERIES: Fields = Fields(8);
    /// Subject or genre.
    pub const SUBJECT: Fields = Fields(16);
    /// Summary, contents, notes.
    pub const TEXT: Fields = Fields(32);
    /// Call number, barcode, record id.
    pub const NUMBER: Fields = Fields(64);
    /// Main entry among the contributors (with `AUTHOR`).
    pub const MAIN: Fields = Fields(128);
    /// A posting of these tells what the next word begins with: of the title's when it stands there.
    pub const WITH_NEXT: Fields = Fields(Self::TITLE.0 | Self::AUTHOR.0);

    /// True when any of those bits is set.
    #[must_use]
    pub fn any(self, of: Fields) -> bool {
        self.0 & of.0 != 0
    }
}

/// Place of the initial article of a title.
pub const ARTICLE: u8 = 254;

/// One posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Record ordinal.
    pub record: u32,
    /// Fields that hold the word.
    pub fields: Fields,
    /// Place of the word in the title proper, initial article not counted; [`ARTICLE`] = it is
    /// that article, 255 = none.
    pub place: u8,
    /// Words of the title proper, initial article not counted, at most 31, in the low five bits;
    /// above them what is known of the record ([`Posting::prior`]). 255 = none.
    pub length: u8,
    /// For a word of the title proper, and for one of a name: what the word after it begins with ([`Posting::next_byte`]).
    pub next: u8,
    /// Words of the shortest main heading that the word stands in, at most 30, in the low five bits, 31 = a
    /// subdivision; above them what is known of the record ([`Posting::prior`]). 255 = none.
    pub heading: u8,
}

impl Posting {
    /// The highest level of [`Posting::prior`].
    pub const MOST_ASKED: u8 = 7;
    /// The greatest length of a title that is told.
    pub const LONGEST: u8 = 31;

    /// The length byte: words of the title and what is known of the record.
    #[must_use]
    pub fn length_byte(words: u8, prior: u8) -> u8 {
        words.min(Self::LONGEST) | prior.min(Self::MOST_ASKED) << 5
    }

    /// Words of the title proper, 1 to 31.
    #[must_use]
    pub fn title_words(&self) -> u8 {
        (self.length & Self::LONGEST).max(1)
    }

    /// The byte for the word after: 1 and nine times its first letter (a = 0) and what the second is like: 0 none or no letter, 1 to 4
    /// a, e, i, o, 5 u and y, 6 to 8 the others, so that few words of one first letter fall together. 0 = no such word, or it
    /// begins with no letter from a to z.
    #[must_use]
    pub fn next_byte(word: &str) -> u8 {
        let (first, second) = match word.as_bytes() {
            [first @ b'a'..=b'z', rest @ ..] => (first - b'a', rest.first()),
            _ => return 0,
        };
        let like = match second {
            Some(b'a') => 1,
            Some(b'e') => 2,
            Some(b'i') => 3,
            Some(b'o') => 4,
            Some(b'u' | b'y') => 5,
            Some(b'd' | b'h' | b'j' | b'k' | b'n' | b'w' | b'x' | b'z') => 6,
            Some(b'c' | b'g' | b'l' | b'm' | b'q' | b't') => 7,
            Some(b'b' | b'f' | b'p' | b'r' | b's' | b'v') => 8,
            _ => 0,
        };
        1 + 9 * first + like
    }

    /// Whether the word after this one may begin with these letters; of more than two the first two are looked at.
    #[must_use]
    #[inline]
    pub fn goes_on(&self, typed: &str) -> bool {
        let byte = Self::next_byte(typed);
        match typed.len() {
            1 => byte > 0 && (self.next.wrapping_sub(byte)) < 9,
            _ => byte > 0 && self.next == byte,
        }
    }

    /// True when the word after this one is one letter, or a letter and what is none.
    #[must_use]
    pub fn goes_on_with_a_letter(&self) -> bool {
        self.next % 9 == 1
    }

    /// What [`Posting::heading_words`] says of a word that stands only in a subdivision.
    pub const NO_HEADING: u8 = 31;

    /// The heading byte: words of the shortest main heading, and what is known of the record.
    #[must_use]
    pub fn heading_byte(words: u8, prior: u8) -> u8 {
        let words = match words {
            255 => Self::NO_HEADING,
            words => words.min(Self::NO_HEADING - 1),
        };
        words | prior.min(Self::MOST_ASKED) << 5
    }

    /// Words of the shortest main heading that the word stands in.
    #[must_use]
    pub fn heading_words(&self) -> u8 {
        self.heading & 31
    }

    /// How much likelier than others the record is asked for, before anything was typed: 0 to
    /// [`Posting::MOST_ASKED`], each a step on a logarithmic scale. Told by words of the title and of subjects, 0 by others.
    #[must_use]
    pub fn prior(&self) -> u8 {
        if self.fields.any(Fields::TITLE) {
            self.length >> 5
        } else if self.fields.any(Fields::SUBJECT) {
            self.heading >> 5
        } else {
            0
        }
    }

    /// A word of a record, so far without a field.
    #[must_use]
    pub fn new(record: u32) -> Self {
        Self {
            record,
            fields: Fields(0),
            place: 255,
            length: 255,
            next: 0,
            heading: 255,
        }
    }
}

/// Writes one list to the stream.
pub fn write(list: &[Posting], stream: &mut Vec<u8>) {
    let mut body = Vec::with_capacity(list.len() * 3);
    let mut before = 0;
    for posting in list {
        put_varint(u64::from(posting.record - before), &mut body);
        before = posting.record;
        body.push(posting.fields.0);
        if posting.fields.any(Fields::TITLE) {
            body.push(posting.place);
            body.push(posting.length);
        }
        if posting.fields.any(Fields::WITH_NEXT) {
            body.push(posting.next);
        }
        if posting.fields.any(Fields::SUBJECT) {
            body.push(posting.heading);
        }
    }
    put_varint(list.len() as u64, stream);
    put_varint(body.len() as u64, stream);
    stream.extend_from_slice(&body);
}

/// The length of a list's body and where it begins, from the bytes at the list's offset.
#[must_use]
pub fn read_head(bytes: &[u8]) -> Option<(u32, usize, usize)> {
    let mut at = 0;
    let count = u32::try_from(take_varint(bytes, &mut at)?).ok()?;
    let body = usize::try_from(take_varint(bytes, &mut at)?).ok()?;
    Some((count, at, body))
}

/// Where files of a stream of lists begin and end, about `most` bytes each: a list that does not fit any more begins the
/// next file, so that one request has it; a longer one than that is cut, but never its head. With 0 each list is a file.
pub(crate) fn cuts(stream: &[u8], most: usize) -> Vec<core::ops::Range<usize>> {
    let mut files = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some((_, head, body)) = stream.get(at..).and_then(read_head) {
        let end = (at + head + body).min(stream.len());
        if end - from > most && at > from {
            files.push(from..at);
            from = at;
        }
        while most > 0 && end - from > most {
            files.push(from..from + most);
            from += most;
        }
        at = end;
    }
    if from < at {
        files.push(from..at);
    }
    files
}

/// True when the record's bit is set.
#[must_use]
#[inline]
pub fn has(bits: &[u64], record: u32) -> bool {
    bits.get(record as usize / 64)
        .is_some_and(|word| word >> (record % 64) & 1 == 1)
}

/// Sets a record's bit.
pub(crate) fn add(bits: &mut [u64], record: u32) {
    if let Some(word) = bits.get_mut(record as usize / 64) {
        *word |= 1 << (record % 64);
    }
}

/// Walks a list's body; stops at the first byte that does not decode.
pub fn each(body: &[u8], take: &mut dyn FnMut(Posting)) {
    each_called(body, None, &[], take);
}

/// [`each_among`] once for all who need not have it inside of their own loop.
#[inline(never)]
#[cfg_attr(feature = "fast", optimize(speed))]
pub(crate) fn each_called(
    body: &[u8],
    among: Option<&[u64]>,
    steps: &[(u32, u32)],
    take: &mut dyn FnMut(Posting),
) {
    each_among(body, among, steps, take);
}

/// Of a list every so many postings: the record before, and where the posting begins in the body.
pub type Steps = Vec<(u32, u32)>;

/// Postings from step to step.
const STEP: usize = 32;

/// Finds a list's steps.
#[must_use]
pub fn steps(body: &[u8]) -> Steps {
    let (mut steps, mut at, mut record, mut count) = (Vec::new(), 0, 0u32, 0);
    loop {
        let here = at;
        let Some((gap, fields)) =
            take_varint(body, &mut at).and_then(|gap| Some((gap, *body.get(at)?)))
        else {
            return steps;
        };
        if count % STEP == 0 {
            steps.push((record, here as u32));
        }
        count += 1;
        record = record.wrapping_add(gap as u32);
        at += after_fields(fields);
    }
}

/// Bytes from the fields of a posting to the next one.
#[inline]
fn after_fields(fields: u8) -> usize {
    1 + 2 * usize::from(fields & 1)
        + usize::from(fields & Fields::WITH_NEXT.0 != 0)
        + usize::from(fields >> 4 & 1)
}

/// True when a record from `low` to `high` may have its bit set.
fn any(bits: &[u64], low: u32, high: u32) -> bool {
    let last = (high as usize / 64 + 1).min(bits.len());
    bits.get(low as usize / 64..last)
        .is_some_and(|words| words.iter().any(|word| *word != 0))
}

/// The same for records whose bit is set; the others are passed over, with a list's steps many of them at once.
#[inline]
pub fn each_among(
    body: &[u8],
    among: Option<&[u64]>,
    steps: &[(u32, u32)],
    mut take: impl FnMut(Posting),
) {
    let begin = [(0, 0)];
    let steps = if steps.is_empty() { &begin } else { steps };
    for (n, (before, from)) in steps.iter().enumerate() {
        let next = steps.get(n + 1);
        if let (Some(bits), Some((last, _))) = (among, next)
            && !any(bits, *before, *last)
        {
            continue;
        }
        let end = next.map_or(body.len(), |(_, end)| *end as usize);
        let Some(body) = body.get(..end) else { return };
        let (mut at, mut record) = (*from as usize, *before);
        while let Some(&first) = body.get(at) {
            let gap = if first < 0x80 {
                at += 1;
                u32::from(first)
            } else {
                let Some(gap) = take_varint(body, &mut at) else {
                    return;
                };
                gap as u32
            };
            record = record.wrapping_add(gap);
            let Some(&fields) = body.get(at) else { return };
            let here = at + 1;
            at += after_fields(fields);
            if among.is_some_and(|bits| !has(bits, record)) {
                continue;
            }
            let Some(rest) = body.get(here..at) else {
                return;
            };
            let mut posting = Posting {
                fields: Fields(fields),
                ..Posting::new(record)
            };
            match *rest {
                [place, length, next, heading] => {
                    (posting.place, posting.length) = (place, length);
                    (posting.next, posting.heading) = (next, heading);
                }
                [place, length, next] => {
                    (posting.place, posting.length, posting.next) = (place, length, next);
                }
                [next, heading] => (posting.next, posting.heading) = (next, heading),
                [next] if posting.fields.any(Fields::WITH_NEXT) => posting.next = next,
                [heading] => posting.heading = heading,
                _ => {}
            }
            take(posting);
        }
    }
}

/// What the dictionary says of a word: its one posting, or where its list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A word of one record.
    One(Posting),
    /// A list at an offset of the stream, with the base-2 logarithm of its length.
    List {
        /// Offset in the stream.
        offset: u64,
        /// Base-2 logarithm of the number of postings, rounded down.
        log2: u8,
    },
}

impl Entry {
    /// A record from this number on does not fit beside its word: it has a list of one.
    pub const MOST_ALONE: u32 = 1 << 23;

    /// As an `fst` value.
    #[must_use]
    pub fn pack(self) -> u64 {
        match self {
            Entry::One(p) => {
                u64::from(p.record) << 41
                    | u64::from(p.next) << 33
                    | u64::from(p.heading) << 25
                    | u64::from(p.fields.0) << 17
                    | u64::from(p.place) << 9
                    | u64::from(p.length) << 1
                    | 1
            }
            Entry::List { offset, log2 } => offset << 6 | u64::from(log2 & 31) << 1,
        }
    }

    /// From an `fst` value.
    #[must_use]
    pub fn unpack(value: u64) -> Self {
        if value & 1 == 1 {
            Entry::One(Posting {
                record: (value >> 41) as u32,
                next: (value >> 33) as u8,
                fields: Fields((value >> 17) as u8),
                place: (value >> 9) as u8,
                length: (value >> 1) as u8,
                heading: (value >> 25) as u8,
            })
        } else {
            Entry::List {
                offset: value >> 6,
                log2: (value >> 1) as u8 & 31,
            }
        }
    }

    /// About how many records hold the word, as a base-2 logarithm.
    #[must_use]
    pub fn log2(self) -> u8 {
        match self {
            Entry::One(_) => 0,
            Entry::List { log2, .. } => log2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_round_trip() {
        let mut lists = Vec::new();
        for n in 1..200u32 {
            let list: Vec<Posting> = (0..n)
                .map(|i| {
                    let fields = Fields((i * 37 % 255 + 1) as u8);
                    let (place, length) = if fields.any(Fields::TITLE) {
                        (i as u8, n as u8)
                    } else {
                        (255, 255)
                    };
                    Posting {
                        record: i * i * 3 + n,
                        fields,
                        place,
                        length,
                        next: if fields.any(Fields::WITH_NEXT) {
                            i as u8
                        } else {
                            0
                        },
                        heading: if fields.any(Fields::SUBJECT) {
                            i as u8
                        } else {
                            255
                        },
                    }
                })
                .collect();
            lists.push(list);
        }
        let mut stream = Vec::new();
        let offsets: Vec<usize> = lists
            .iter()
            .map(|l| {
                let at = stream.len();
                write(l, &mut stream);
                at
            })
            .collect();
        for (list, at) in lists.iter().zip(offsets) {
            let (count, head, body) = read_head(&stream[at..]).unwrap();
            let mut got = Vec::new();
            each(&stream[at + head..at + head + body], &mut |p| got.push(p));
            assert_eq!((count as usize, &got), (list.len(), list));
        }
    }

    #[test]
    fn the_byte_for_the_word_after() {
        for (word, byte) in [
            ("", 0),
            ("a", 1),
            ("are", 9),
            ("z", 226),
            ("zs", 234),
            ("potter", 1 + 9 * 15 + 4),
            ("b2", 10),
            ("1984", 0),
            ("été", 0),
        ] {
            assert_eq!(Posting::next_byte(word), byte, "{word}");
        }
        let after = |word: &str| Posting {
            next: Posting::next_byte(word),
            ..Posting::new(1)
        };
        for (word, typed, expect) in [
            ("potter", "p", true),
            ("potter", "po", true),
            ("potter", "pot", true),
            ("potter", "pa", false),
            ("potter", "q", false),
            ("oz", "n", false),
            ("c", "c", true),
            ("", "a", false),
            ("", "", false),
        ] {
            assert_eq!(after(word).goes_on(typed), expect, "{word} {typed}");
        }
        assert!(after("c").goes_on_with_a_letter() && !after("can").goes_on_with_a_letter());
        assert!(!after("").goes_on_with_a_letter());
    }

    #[test]
    fn entries_round_trip() {
        let one = Entry::One(Posting {
            record: Entry::MOST_ALONE - 1,
            fields: Fields(255),
            place: 254,
            length: 255,
            next: 234,
            heading: 3,
        });
        let list = Entry::List {
            offset: 1 << 50,
            log2: 21,
        };
        for entry in [one, list] {
            assert_eq!(Entry::unpack(entry.pack()), entry);
        }
    }

    #[test]
    fn lists_are_cut_only_when_they_are_longer_than_a_file() {
        let list = |n: u32| -> Vec<Posting> { (0..n).map(Posting::new).collect() };
        let mut stream = Vec::new();
        // Two bytes a posting, and the head: 22, 42, 203, 12, 12.
        for n in [10, 20, 100, 5, 5] {
            write(&list(n), &mut stream);
        }
        for (most, expect) in [
            (0, vec![0..22, 22..64, 64..267, 267..279, 279..291]),
            (
                50,
                vec![
                    0..22,
                    22..64,
                    64..114,
                    114..164,
                    164..214,
                    214..264,
                    264..291,
                ],
            ),
            (64, vec![0..64, 64..128, 128..192, 192..256, 256..291]),
            (1_000, core::iter::once(0..291).collect()),
        ] {
            assert_eq!(cuts(&stream, most), expect, "{most}");
        }
        assert!(cuts(&[], 50).is_empty());
    }

    #[test]
    fn cut_bodies_stop_quietly() {
        let mut stream = Vec::new();
        write(
            &[Posting {
                record: 900,
                fields: Fields(1),
                place: 0,
                length: 3,
                next: 33,
                heading: 255,
            }],
            &mut stream,
        );
        for len in 0..stream.len() {
            each(&stream[..len], &mut |_| {});
            let _ = read_head(&stream[..len]);
        }
    }

    #[test]
    fn steps_pass_over_only_what_is_not_wanted() {
        let mut seed = 5u32;
        let mut roll = |sides: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % sides
        };
        let mut list = Vec::new();
        let mut record = 0;
        for _ in 0..3_000 {
            record += 1 + roll(9) * roll(40);
            let mut posting = Posting::new(record);
            posting.fields = Fields(roll(256) as u8);
            if posting.fields.any(Fields::TITLE) {
                (posting.place, posting.length) = (roll(256) as u8, roll(256) as u8);
            }
            if posting.fields.any(Fields::WITH_NEXT) {
                posting.next = roll(256) as u8;
            }
            if posting.fields.any(Fields::SUBJECT) {
                posting.heading = roll(256) as u8;
            }
            list.push(posting);
        }
        let mut stream = Vec::new();
        write(&list, &mut stream);
        let (_, skip, len) = read_head(&stream).unwrap();
        let body = &stream[skip..skip + len];
        let steps = steps(body);
        assert_eq!(steps.len(), 3_000_usize.div_ceil(STEP));
        for every in [1, 7, 100, 5_000] {
            let mut bits = vec![0u64; record as usize / 64 + 1];
            let wanted: Vec<Posting> = list
                .iter()
                .filter(|p| p.record % every == 0)
                .copied()
                .collect();
            wanted.iter().for_each(|p| add(&mut bits, p.record));
            for steps in [&steps[..], &[]] {
                let mut found = Vec::new();
                each_among(body, Some(&bits), steps, |p| found.push(p));
                assert_eq!(found, wanted);
            }
        }
        let mut all = Vec::new();
        each_among(body, None, &steps, |p| all.push(p));
        assert_eq!(all, list);
        for len in 0..body.len() {
            let _ = super::steps(&body[..len]);
            each_among(&body[..len], None, &steps, |_| {});
        }
    }
}
