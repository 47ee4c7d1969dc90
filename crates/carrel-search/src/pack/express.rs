//! The short way to a first result: small dictionaries with lists and cards, and cards, found without a table.
//!
//! A page that uses the engine alone knows the words of its address before anything else is here. So `start.bin`
//! (FORMAT.md) says where each of these dictionaries begins, and a word leads to its file at once, while the engine is
//! still on its way. Hashes of hundreds of files would be most of `start.bin`; instead it has one, of a tree
//! (Merkle's): behind its content each file carries the hashes beside its way up. Nothing is parsed before they lead to
//! that one. What stands in these files stands in the pack, too: they change no answer. Apps do not read them.

use super::latest::{Latest, push_json};
use super::put_varint;
use super::{
    FileRef, Kind, PackError, PackFile, Root, automaton, cards, dict, envelope, postings, push_hex,
};
use crate::analysis::joined;
use crate::pack::postings::Entry;
use crate::wire::Card;

/// Bytes of keys after which a new file begins: about 30 words; of words of one beginning some more.
const KEYS: usize = 384;
const KEYS_ALIKE: usize = 1_024;
/// Bytes of a list that stands here, at most.
const LIST: usize = 16 << 10;
/// Records of a word whose cards stand here.
const SHOWN: u32 = 16;
/// Of other words as many cards of what they find when they are typed alone.
pub(crate) const BEST: usize = 10;
/// Cards in a file that has nothing else: half of those of the pack, for no table has to name these.
const CARDS: u32 = 32;
/// Files that one question about words may take; of more the dictionary itself is asked.
const MOST: usize = 2;

type Hash = [u8; 16];

/// What `start.bin` says of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    tree: Hash,
    /// Where each file of words begins, a line each: enough letters of its first word to come after the one before.
    firsts: String,
    /// How many files of words there are.
    words: usize,
    /// Records whose cards stand in files behind those of words: all, or none where the root itself names the files of cards.
    records: u32,
}

/// The first 16 bytes of the SHA-256 of both together.
fn hash(one: &[u8], two: &[u8]) -> Hash {
    let mut out = Hash::default();
    let mut both = one.to_vec();
    both.extend_from_slice(two);
    out.copy_from_slice(&FileRef::of(&both).sha256[..16]);
    out
}

impl Index {
    /// Reads what [`Index::to_text`] writes; `root` is the catalogue's.
    #[must_use]
    pub fn parse(text: &str, root: &Root) -> Option<Self> {
        let (tree, firsts) = text.split_at_checked(32)?;
        let tree = FileRef::parse(&joined(tree, tree), 0)?;
        let mut index = Self {
            tree: *tree.sha256.first_chunk()?,
            firsts: firsts.get(1..)?.to_owned(),
            words: 0,
            records: with_cards(root),
        };
        index.words = index.count(&[]).0;
        Some(index)
    }

    /// 32 hexadecimal digits, and where each file of words begins, a line each.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        push_hex(&self.tree, &mut out);
        out.push('\n');
        out.push_str(&self.firsts);
        out
    }

    /// Every file of words, with the letters that come after the last word of the file before (for the first none).
    #[must_use]
    pub fn all(&self) -> Vec<(FileRef, &str)> {
        let firsts = self.firsts.split('\n').enumerate();
        firsts.map(|(n, first)| (self.file(n), first)).collect()
    }

    /// Every file of cards.
    #[must_use]
    pub fn all_cards(&self) -> Vec<FileRef> {
        (self.words..self.width()).map(|n| self.file(n)).collect()
    }

    /// The file that has a record's card, and the first record there.
    #[must_use]
    pub fn card(&self, record: u32) -> (FileRef, u32) {
        let n = record / CARDS;
        (self.file(self.words + n as usize), n * CARDS)
    }

    /// How many files there are.
    fn width(&self) -> usize {
        self.words + self.records.div_ceil(CARDS) as usize
    }

    /// How many files there are, and how many begin at or before a key.
    fn count(&self, key: &[u8]) -> (usize, usize) {
        let mut counts = (0, 0);
        for first in self.firsts.as_bytes().split(|byte| *byte == b'\n') {
            counts.0 += 1;
            counts.1 += usize::from(first <= key);
        }
        counts
    }

    /// `start.bin`: a line of JSON with `latest` (what `latest.json` says), `engine` (bytes of the engine's wasm) and
    /// `words` ([`Index::to_text`]); the engine; the root.
    #[must_use]
    pub fn start(&self, latest: &Latest, engine: &[u8], root: &[u8]) -> Vec<u8> {
        let mut head = String::from("{\"latest\":");
        head.push_str(&latest.to_json());
        head.push_str(",\"engine\":");
        head.push_str(&engine.len().to_string());
        head.push_str(",\"words\":");
        push_json(&self.to_text(), &mut head);
        head.push_str("}\n");
        [head.as_bytes(), engine, root].concat()
    }

    /// Name below the pack's folder of a file of the short way.
    #[must_use]
    pub fn name(file: &FileRef) -> String {
        joined("e", &file.name()[1..])
    }

    /// File `n`: its length is 0, which no other file has.
    fn file(&self, n: usize) -> FileRef {
        let mut sha256 = [0; 32];
        sha256[..12].copy_from_slice(&self.tree[..12]);
        sha256[12..16].copy_from_slice(&(n as u32).to_be_bytes());
        FileRef { sha256, bytes: 0 }
    }

    /// The files that have the words from `low` to `high`, which is one word or all with one beginning; nothing when they
    /// would be many, or have numbers among them.
    #[must_use]
    pub fn files(&self, low: &[u8], high: Option<&[u8]>) -> Vec<FileRef> {
        if is_number(low) || (low.len() < 2 && high != Some(low)) {
            return Vec::new();
        }
        let from = self.count(low).1.saturating_sub(1);
        let to = match high {
            Some(high) => self.count(high).1,
            None => self.count(low).0,
        };
        match to.saturating_sub(from) {
            1..=MOST => (from..to).map(|n| self.file(n)).collect(),
            _ => Vec::new(),
        }
    }

    /// The payload of a file.
    ///
    /// # Errors
    /// As [`envelope::open`].
    pub fn open(&self, file: &FileRef, bytes: &[u8]) -> Result<(Kind, Vec<u8>), PackError> {
        envelope::read(file, self.content(file, bytes)?, None)
    }

    /// What a file has before the hashes at its end, after these led to the tree's.
    ///
    /// # Errors
    /// [`PackError::Hash`].
    pub fn content<'a>(&self, file: &FileRef, bytes: &'a [u8]) -> Result<&'a [u8], PackError> {
        let mut n = 0;
        for byte in &file.sha256[12..16] {
            n = n << 8 | usize::from(*byte);
        }
        let path = ways(n, self.width());
        let (content, mut beside) = bytes.split_at(bytes.len().saturating_sub(16 * path.len()));
        let mut own = hash(content, &[]);
        for right in path {
            let (other, rest) = beside.split_at_checked(16).unwrap_or_default();
            own = match right {
                true => hash(&own, other),
                false => hash(other, &own),
            };
            beside = rest;
        }
        if own != self.tree || *file != self.file(n) {
            return Err(PackError::Hash {
                file: file.name(),
                found: String::new(),
            });
        }
        Ok(content)
    }
}

/// On the way up from leaf `n` of so many, at each turn: whether what stands beside it stands on its right.
fn ways(mut n: usize, mut width: usize) -> Vec<bool> {
    let mut out = Vec::new();
    while width > 1 {
        // The last of an odd number goes up as it is.
        if n ^ 1 < width {
            out.push(n & 1 == 0);
        }
        (n, width) = (n / 2, width.div_ceil(2));
    }
    out
}

/// How many records have their cards here, too: where tables stand before the pack's own.
pub(crate) fn with_cards(root: &Root) -> u32 {
    match root.cards.height {
        0 => 0,
        _ => root.records,
    }
}

/// True of call numbers and the like, which are not here: there may be one for every record.
fn is_number(word: &[u8]) -> bool {
    word.iter().take(2).any(u8::is_ascii_digit)
}

/// A word, its value in the dictionary, and its list when it has one.
pub(crate) type Word<'a> = (&'a [u8], u64, &'a [u8]);

/// Writes the files of words in order, and of the cards of so many records ([`with_cards`]); `card` gives a record's card and its place in shelf
/// order, `best` the first [`BEST`] records that a word finds.
pub(crate) fn write(
    words: &[Word<'_>],
    records: u32,
    card: &dyn Fn(u32) -> (Card, u32),
    best: &mut dyn FnMut(&[u8]) -> Vec<u32>,
) -> (Index, Vec<PackFile>) {
    let mut firsts = String::new();
    let mut contents = Vec::new();
    let kept = words.iter().filter(|(word, ..)| !is_number(word));
    let words: Vec<Word<'_>> = kept.copied().collect();
    let (mut rest, mut last): (_, &[u8]) = (&words[..], &[]);
    while let Some((first, ..)) = rest.first() {
        let (mut bytes, mut count) = (0, 0);
        let mut before: &[u8] = &[];
        let (mut lists, mut base) = (Vec::new(), 0);
        let mut shown = std::collections::BTreeSet::new();
        for (word, value, list) in rest {
            let entry = Entry::unpack(*value);
            // The lists of a file are one stretch of the stream: behind a long one, which is left out, a new file begins.
            let on = match entry {
                Entry::List { offset, .. } if list.len() <= LIST => {
                    if lists.is_empty() {
                        base = offset;
                    }
                    offset == base + lists.len() as u64
                }
                _ => true,
            };
            // Words of one beginning stay together: the last word that is typed may be one, and would take two files.
            let parted = bytes > KEYS_ALIKE || before.get(..4).is_none_or(|b| !word.starts_with(b));
            if (bytes > KEYS && parted) || !on {
                break;
            }
            before = word;
            bytes += word.len() + 4;
            count += 1;
            match entry {
                Entry::One(posting) => {
                    shown.insert(posting.record);
                }
                Entry::List { .. } if list.len() <= LIST => {
                    lists.extend_from_slice(list);
                    match postings::read_head(list) {
                        Some((n, head, _)) if n <= SHOWN => {
                            postings::each(&list[head..], &mut |p| {
                                shown.insert(p.record);
                            });
                        }
                        _ => shown.extend(best(word)),
                    }
                }
                Entry::List { .. } => shown.extend(best(word)),
            }
        }
        let (here, after) = rest.split_at(count);
        rest = after;
        let keys: Vec<(&[u8], u64)> = here
            .iter()
            .map(|(word, value, _)| (*word, *value))
            .collect();
        let (list, ranks): (Vec<Card>, Vec<u32>) = shown.iter().map(|record| card(*record)).unzip();
        let payload = dict::join(&automaton::write(&keys), base, &lists, |out| {
            put_varint(shown.len() as u64, out);
            shown
                .iter()
                .for_each(|record| put_varint(u64::from(*record), out));
            let block = cards::block(&list, &ranks);
            put_varint(block.len() as u64, out);
            out.extend_from_slice(&block);
        });
        contents.push(envelope::seal(Kind::Dict, &payload).bytes);
        // As few letters as come after the last word of the file before.
        let first = String::from_utf8_lossy(first);
        let same = first.bytes().zip(last).take_while(|(a, b)| a == *b).count();
        let mut enough = (same + 1).min(first.len());
        while !first.is_char_boundary(enough) {
            enough += 1;
        }
        if contents.len() > 1 {
            firsts.push('\n');
            firsts.push_str(&first[..enough]);
        }
        last = here.last().map_or(last, |(word, ..)| word);
    }
    if contents.is_empty() {
        // A catalogue without words: where the first file begins, none does.
        let none = dict::join(&automaton::write(&[]), 0, &[], |_| {});
        contents.push(envelope::seal(Kind::Dict, &none).bytes);
    }
    let files_of_words = contents.len();
    let all: Vec<u32> = (0..records).collect();
    for some in all.chunks(CARDS as usize) {
        let (list, ranks): (Vec<Card>, Vec<u32>) = some.iter().map(|record| card(*record)).unzip();
        contents.push(envelope::seal(Kind::Cards, &cards::block(&list, &ranks)).bytes);
    }
    let mut levels: Vec<Vec<Hash>> = vec![contents.iter().map(|c| hash(c, &[])).collect()];
    while let Some(below) = levels.last().filter(|level| level.len() > 1) {
        let up = below.chunks(2).map(|pair| match pair {
            [left, right] => hash(left, right),
            _ => pair[0],
        });
        let up = up.collect();
        levels.push(up);
    }
    let tree = levels.last().and_then(|top| top.first()).copied();
    let index = Index {
        tree: tree.unwrap_or_default(),
        firsts,
        words: files_of_words,
        records,
    };
    let files = contents.into_iter().enumerate().map(|(n, mut bytes)| {
        for (height, level) in levels.iter().enumerate() {
            if let Some(beside) = level.get((n >> height) ^ 1) {
                bytes.extend_from_slice(beside);
            }
        }
        PackFile {
            file: index.file(n),
            kind: if n < files_of_words {
                Kind::Dict
            } else {
                Kind::Cards
            },
            bytes,
        }
    });
    let files = files.collect();
    (index, files)
}
