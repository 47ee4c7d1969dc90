//! The bundle: one lesson in one language as bytes, and the list of all of them.
//!
//! Layout of a bundle: `CLES`, one byte of format version, the SHA-256 of what follows, then the lesson in postcard,
//! deflated (raw, RFC 1951). A file is named by its hash, so a changed lesson is another file, and an old one stays good.

use carrel_core::inflate::inflate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::decode;
use crate::model::Lesson;
use crate::words::digits;

/// Raised whenever the model changes.
pub const VERSION: u8 = 2;
const MAGIC: &[u8; 4] = b"CLES";
const HEAD: usize = 4 + 1 + 32;
/// No lesson is larger, unpacked.
const LIMIT: usize = 8 << 20;

/// Why bytes are no bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// They do not begin with `CLES`, or end too early.
    NoBundle,
    /// Another version of the format: found, and the one expected.
    Version(u8, u8),
    /// The hash does not match: a broken or half loaded file. Load it again.
    Damaged,
}

impl core::fmt::Display for Refusal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.words())
    }
}

impl Refusal {
    /// The same as its `Display`, without the machinery of formatting, which pages would download.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Refusal::NoBundle => "expected a lesson bundle, found other bytes".to_owned(),
            Refusal::Version(found, expected) => [
                "expected a lesson bundle of version ",
                &digits(u32::from(*expected)),
                ", found ",
                &digits(u32::from(*found)),
                ": build the lessons again",
            ]
            .concat(),
            Refusal::Damaged => {
                "the lesson bundle is damaged: load it again, or build it again".to_owned()
            }
        }
    }
}

/// What the list of lessons shows of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `L08`
    pub id: String,
    /// Its address.
    pub slug: String,
    /// Its language.
    pub lang: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// First and last grade.
    pub grades: (u8, u8),
    /// Minutes.
    pub minutes: u16,
    /// Codes of standards.
    pub standards: Vec<String>,
    /// Lessons that should come before.
    pub needs: Vec<String>,
    /// File name: `l08-en-0123456789ab.bin`.
    pub file: String,
    /// Length in bytes.
    pub bytes: u32,
}

/// All lessons of a site: postcard, after one byte of version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// In the order of their ids.
    pub lessons: Vec<Entry>,
}

impl Index {
    /// Each lesson once, in the order of the ids: first its entry in the asked language, or in English where it has none
    /// (or the first there is), then its entries in other languages.
    #[must_use]
    pub fn listed(&self, lang: &str) -> Vec<(&Entry, Vec<&Entry>)> {
        let mut out: Vec<(&Entry, Vec<&Entry>)> = Vec::new();
        for entry in &self.lessons {
            let rank = |entry: &Entry| match entry.lang.as_str() {
                own if own == lang => 0,
                "en" => 1,
                _ => 2,
            };
            match out.iter_mut().find(|(first, _)| first.id == entry.id) {
                Some((first, others)) if rank(entry) < rank(first) => {
                    others.insert(0, core::mem::replace(first, entry));
                }
                Some((_, others)) => others.push(entry),
                None => out.push((entry, Vec::new())),
            }
        }
        out
    }

    /// The entry with this address in this language; else as [`Index::listed`] chooses.
    #[must_use]
    pub fn find(&self, slug: &str, lang: &str) -> Option<&Entry> {
        let listed = self.listed(lang).into_iter();
        let mut found = listed.filter(|(first, _)| first.slug == slug);
        found.next().map(|(first, _)| first)
    }
}

/// A lesson as bytes. The same lesson gives the same bytes.
#[must_use]
pub fn encode(lesson: &Lesson) -> Vec<u8> {
    let plain = encode_plain(lesson);
    let body = miniz_oxide::deflate::compress_to_vec(&plain, 9);
    let mut out = Vec::with_capacity(HEAD + body.len());
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    out.extend_from_slice(&Sha256::digest(&body));
    out.extend_from_slice(&body);
    out
}

/// The lesson in these bytes.
///
/// # Errors
/// [`Refusal`] when they are no bundle, of another version, or damaged. Never panics, whatever the bytes.
pub fn decode(bytes: &[u8]) -> Result<Lesson, Refusal> {
    let body = bytes.get(HEAD..).ok_or(Refusal::NoBundle)?;
    if &bytes[..4] != MAGIC {
        return Err(Refusal::NoBundle);
    }
    if bytes[4] != VERSION {
        return Err(Refusal::Version(bytes[4], VERSION));
    }
    if bytes[5..HEAD] != Sha256::digest(body)[..] {
        return Err(Refusal::Damaged);
    }
    let plain = inflate(body, LIMIT).ok_or(Refusal::Damaged)?;
    decode_plain(&plain)
}

/// The lesson in postcard alone, without head, hash and deflate.
#[must_use]
pub fn encode_plain(lesson: &Lesson) -> Vec<u8> {
    // Writing to a growing vector cannot fail; an empty body would be refused by `decode`.
    postcard::to_allocvec(lesson).unwrap_or_default()
}

/// The lesson in the bytes of [`encode_plain`].
///
/// # Errors
/// [`Refusal::Damaged`] for other bytes.
pub fn decode_plain(bytes: &[u8]) -> Result<Lesson, Refusal> {
    decode::whole(bytes).ok_or(Refusal::Damaged)
}

/// The file name of a bundle: id, language, and 12 digits of its hash.
#[must_use]
pub fn file_name(lesson: &Lesson, bundle: &[u8]) -> String {
    let mut name = lesson.id.to_ascii_lowercase();
    name.push('-');
    name.push_str(&lesson.lang);
    name.push('-');
    for byte in bundle.get(5..11).unwrap_or_default() {
        for half in [byte >> 4, byte & 15] {
            name.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    name.push_str(".bin");
    name
}

/// The files of a folder of lessons: `lessons.bin`, the list, and one bundle each. In the order of their names.
#[must_use]
pub fn files(lessons: &[Lesson]) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::with_capacity(lessons.len() + 1);
    let mut index = Index::default();
    for lesson in lessons {
        let bytes = encode(lesson);
        let file = file_name(lesson, &bytes);
        index.lessons.push(Entry {
            id: lesson.id.clone(),
            slug: lesson.slug.clone(),
            lang: lesson.lang.clone(),
            title: lesson.title.clone(),
            summary: lesson.summary.clone(),
            grades: lesson.grades,
            minutes: lesson.minutes,
            standards: lesson.standards.iter().map(|s| s.code.clone()).collect(),
            needs: lesson.needs.clone(),
            file: file.clone(),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        });
        out.push((file, bytes));
    }
    index
        .lessons
        .sort_unstable_by(|a, b| (&a.id, &a.lang).cmp(&(&b.id, &b.lang)));
    let mut list = vec![VERSION];
    list.extend(postcard::to_allocvec(&index).unwrap_or_default());
    out.push(("lessons.bin".to_owned(), list));
    out.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    out
}

/// The list of lessons in these bytes.
///
/// # Errors
/// [`Refusal`] when they are none, or of another version.
pub fn index(bytes: &[u8]) -> Result<Index, Refusal> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => decode::whole(rest).ok_or(Refusal::Damaged),
        Some((found, _)) => Err(Refusal::Version(*found, VERSION)),
        None => Err(Refusal::NoBundle),
    }
}
