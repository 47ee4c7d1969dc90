//! What a word is worth where it stands.
//!
//! A score is a logarithm of likelihood: how likely is it that someone who wants this record types
//! this query? For each clause: how likely the typed word is for the word meant (exact, another
//! form, a beginning, a misspelling), times how likely that word is among those a reader remembers
//! of the record (few words of the title, the author's surname, a subject). That makes all parts
//! comparable: a rare misspelling of a word in a short title against the exact word in a note.

use super::{Candidate, Prepared};
use crate::pack::postings::{ARTICLE, Fields, Posting};
use crate::wire::MatchKind;

/// What every clause earns when it is met at all, besides its rarity: keeps scores above zero.
const MET: f32 = 6.0;

/// What a step of [`Posting::prior`] is worth.
const LEVEL: f32 = 0.35;

/// Natural logarithm of a positive number, to a hundredth: the same bits on every machine, and no
/// library code in the wasm.
#[inline]
pub(crate) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let m = f32::from_bits((bits & 0x7F_FFFF) | 0x3F80_0000);
    let log2 = exponent as f32 + (2.0 - m / 3.0) * m - 1.666_666_6;
    log2 * core::f32::consts::LN_2
}

/// Rarity of a word: logarithm of how many records there are for each that has it.
pub(crate) fn idf(records: u32, with: u32) -> f32 {
    let (n, df) = (records.max(with) as f32, with as f32);
    ln(1.0 + (n - df + 0.5) / (df + 0.5))
}

/// How likely a reader names a word of a title of so many words, less than one that begins it. A division costs less than the bytes
/// of a table.
#[inline]
fn of_title(words: u8, begins: bool) -> f32 {
    let share = if begins { 1.1 } else { 1.0 };
    share / (f32::from(words) + 2.4)
}

/// The same for a main heading of so many words, and for subdivisions.
#[inline]
fn of_heading(words: u8) -> f32 {
    match words {
        Posting::NO_HEADING => 0.011,
        words => 0.074 / (1.0 + f32::from(words)),
    }
}

/// How likely a reader names this word when the record is meant.
#[inline]
pub(crate) fn remembered(p: &Posting, only: Fields) -> f32 {
    let fields = Fields(p.fields.0 & (only.0 | Fields::MAIN.0));
    let mut sum = 0.0f32;
    if fields.any(Fields::TITLE) {
        sum += of_title(p.title_words(), p.place == 0);
    }
    if fields.any(Fields::OTHER_TITLE) {
        sum += 0.024;
    }
    if fields.any(Fields::AUTHOR) {
        sum += if p.fields.any(Fields::MAIN) {
            0.1
        } else {
            0.05
        };
    }
    if fields.any(Fields::SERIES) {
        sum += 0.2;
    }
    if fields.any(Fields::SUBJECT) {
        sum += of_heading(p.heading_words());
    }
    if fields.any(Fields::TEXT) {
        sum += 0.01;
    }
    if fields.any(Fields::NUMBER) {
        sum += 0.02;
    }
    sum
}

/// How likely a word of so many bytes was meant of which the beginning was typed.
pub(crate) fn begun(typed: &str, bytes: usize) -> f32 {
    -BEGUN - 0.5 * ln(bytes as f32 / typed.len().max(1) as f32)
}

/// Logarithm of how likely a beginning was meant, less for each letter that is missing.
const BEGUN: f32 = 2.0;

/// Bytes of a word of which a letter or two were typed, as it is weighed.
const USUAL_WORD: usize = 6;
/// Rarity of the beginning of a word by its letters, from one on.
const RARITY: [f32; 2] = [0.0, 2.0];

/// A beginning that only sorts, where the word after this posting's begins so.
pub(crate) struct Begun {
    /// What it adds to the score, and the part that does not depend on where the word stands.
    pub(crate) share: f32,
    pub(crate) meant: f32,
    /// Where that word stands.
    pub(crate) fields: Fields,
    pub(crate) place: u8,
    /// Letters that it lacks, about.
    pub(crate) rest: u8,
}

/// `None` where it does not.
#[inline(never)]
pub(crate) fn goes_on(beginning: &Prepared, posting: &Posting) -> Option<Begun> {
    let typed = beginning.clause.word.as_str();
    if !posting.goes_on(typed) {
        return None;
    }
    let own = match posting.fields.any(Fields::TITLE) {
        true => Fields::TITLE,
        false => Fields(Fields::AUTHOR.0 | Fields::MAIN.0),
    };
    if own.0 & beginning.clause.fields.0 & Fields::WITH_NEXT.0 == 0 {
        return None;
    }
    let whole = typed.len() == 1 && posting.goes_on_with_a_letter();
    let like = if whole {
        0.0
    } else {
        begun(typed, USUAL_WORD.max(typed.len()))
    };
    let meant = MET + RARITY[usize::from(typed.len() > 1)] + like;
    let place = match posting.place {
        ARTICLE => 0,
        place => place.saturating_add(1).min(253),
    };
    let fields = Fields(posting.fields.0 & own.0);
    let after = Posting {
        fields,
        place,
        ..*posting
    };
    Some(Begun {
        share: (meant + ln(remembered(&after, beginning.clause.fields).max(1e-4))).max(0.05),
        meant,
        fields,
        place,
        rest: if whole {
            0
        } else {
            USUAL_WORD.saturating_sub(typed.len()) as u8
        },
    })
}

/// What a record earns before anything was typed, by its level (`asked.rs`).
#[inline]
pub(crate) fn prior(level: u8) -> f32 {
    f32::from(level) * LEVEL
}

/// What a posting of a candidate adds to its record's score.
#[inline]
pub(crate) fn share(p: &Prepared, candidate: &Candidate, posting: &Posting) -> f32 {
    if p.clause.common && !candidate.joins {
        // A common word says little; it is a sign when it stands in the title.
        let exact = candidate.how == MatchKind::Exact;
        return match (exact, posting.fields.any(Fields::TITLE)) {
            (true, true) => COMMON,
            (true, false) => 0.2,
            _ => 0.05,
        };
    }
    let f = remembered(posting, p.clause.fields);
    (meant(p, candidate) + ln(f.max(1e-4))).max(0.05)
}

/// What a common word of the title adds.
const COMMON: f32 = 0.8;

/// What a word of a question lacks of what it would add if it were none: among all words, and as a word of the title.
pub(crate) fn full(p: &Prepared) -> (f32, f32) {
    let title = MET + p.idf - COMMON;
    (title + ln(of_title(3, false)), title)
}

/// The part of it that does not depend on where the word stands.
#[inline]
pub(crate) fn meant(p: &Prepared, candidate: &Candidate) -> f32 {
    MET + p.idf + candidate.like
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarer_words_weigh_more() {
        assert!(idf(1000, 1) > idf(1000, 100));
        assert!(idf(1000, 1000) > 0.0);
    }

    #[test]
    fn the_logarithm_is_near() {
        for x in [1e-6f32, 0.003, 0.5, 1.0, 1.7, 2.0, 9.0, 1e6] {
            assert!((ln(x) - x.ln()).abs() < 0.02, "{x}: {} {}", ln(x), x.ln());
        }
    }
}
