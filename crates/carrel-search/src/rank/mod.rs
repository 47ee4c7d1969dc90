//! From clauses to scored records.
//!
//! Each clause gets its candidate words ([`candidates`]: exact, other forms, beginnings, spellings),
//! each candidate its posting list; [`gather`] adds up ([`weigh`]) what each record has. Records that
//! lack a required clause are out, unless the pass says that most clauses are enough.

mod apart;
mod candidates;
mod explain;
mod gather;
mod lists;
mod split;
mod weigh;

pub(crate) use apart::{ABOUT, apart, keep_near};
pub(crate) use candidates::{Spelled, prepare};
pub(crate) use explain::{explain, has_phrases, parts};
pub(crate) use gather::{Scratch, gather};
pub(crate) use lists::{Lists, after_prefix};
pub(crate) use split::{How, split};
pub(crate) use weigh::ln;

use crate::pack::postings::Entry;
use crate::query::Clause;
use crate::wire::{MatchKind, Way};

/// How forgiving a pass is, as bits: fields of their own are more code wherever passes are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Leniency(pub(crate) u8);

impl Leniency {
    /// Nothing but what was typed.
    pub(crate) const STRICT: Self = Self(0);
    /// Candidates of other spelling are admitted for words that the catalogue does not have.
    pub(crate) const SPELLING: Self = Self(1);
    /// And for words that it has.
    pub(crate) const KNOWN: Self = Self(1 << 1 | Self::SPELLING.0);
    /// Spellings with another first letter too, and farther ones.
    pub(crate) const FAR: Self = Self(1 << 2 | Self::KNOWN.0);
    /// And those with the same first letter that are farther than what is allowed, of words that few records or none have: one in a
    /// record, all where a reader looks first.
    pub(crate) const WIDE: Self = Self(1 << 3 | Self::FAR.0);
    /// Records may lack some required clauses.
    pub(crate) const SOME: Self = Self(1 << 4);
    /// And where none has enough of them, most of them.
    pub(crate) const MOST: Self = Self(1 << 5 | Self::SOME.0);
    /// Both spellings that are far, and clauses that are lacking.
    pub(crate) const FAR_SOME: Self = Self(Self::FAR.0 | Self::SOME.0);

    /// True when it forgives all of that.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A word of the dictionary that may stand for a clause; [`Prepared::text`] says which.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Where it stands in [`Prepared::texts`], and its length in bytes.
    pub(crate) at: u32,
    pub(crate) len: u32,
    pub(crate) how: MatchKind,
    /// Logarithm of how likely it was meant: 0 for the word itself, less for all others.
    pub(crate) like: f32,
    pub(crate) entry: Entry,
    /// The clause after this one is satisfied too (`spider man` by `spiderman`).
    pub(crate) joins: bool,
    /// Another spelling of a word that the catalogue has and that is no slip for all one can see: it is hardly rarer than this. Or one
    /// that is farther than what is allowed. A record may have one clause by such a word, and all where a reader looks first.
    pub(crate) bold: bool,
}

/// A clause with its candidates, likeliest first.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) clause: Clause,
    pub(crate) candidates: Vec<Candidate>,
    /// The candidates' words one after the other: thousands of them at a keystroke would be too many small texts.
    pub(crate) texts: String,
    /// Rarity of the clause.
    pub(crate) idf: f32,
}

impl Prepared {
    /// The word of a candidate.
    pub(crate) fn text(&self, candidate: &Candidate) -> &str {
        let (at, len) = (candidate.at as usize, candidate.len as usize);
        self.texts.get(at..at + len).unwrap_or_default()
    }

    fn has_word(&self, text: &str) -> bool {
        let same = |c: &&Candidate| c.len as usize == text.len();
        self.candidates
            .iter()
            .filter(same)
            .any(|c| self.text(c) == text)
    }

    fn push(&mut self, text: &str, (how, like, joins): (MatchKind, f32, bool), entry: Entry) {
        self.candidates.push(Candidate {
            at: self.texts.len() as u32,
            len: text.len() as u32,
            how,
            like,
            entry,
            joins,
            bold: false,
        });
        self.texts.push_str(text);
    }

    /// How common the word is as it was typed, or another form of it, as a logarithm; `None` when the catalogue has neither.
    pub(crate) fn own(&self) -> Option<u8> {
        let own = self.candidates.iter();
        let own = own.filter(|c| matches!(c.how, MatchKind::Exact | MatchKind::Form));
        own.map(|c| c.entry.log2()).max()
    }

    /// True when the catalogue has the word as it was typed, or another form of it.
    pub(crate) fn is_known(&self) -> bool {
        self.own().is_some()
    }
}

/// The clauses that are asked for, as bits.
pub(crate) fn required(prepared: &[Prepared]) -> u16 {
    let clauses = prepared.iter().enumerate();
    clauses
        .filter(|(_, p)| p.clause.required)
        .fold(0, |bits, (n, _)| bits | 1 << n)
}

/// A record that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) record: u32,
    pub(crate) score: f32,
    /// Clauses it has, as bits.
    pub(crate) mask: u16,
    /// Those whose word stands, as it was typed, in a title, a name or the series.
    pub(crate) sure: u16,
    /// What is assumed of the query, and what that earned beside the words.
    pub(crate) way: Way,
    pub(crate) earned: f32,
    /// How much likelier than others the record is asked for ([`crate::pack::postings::Posting::prior`]).
    pub(crate) level: u8,
    /// True when the query is the title's beginning, and its last word lacks letters enough of the title's that someone is about to
    /// type on.
    pub(crate) begun: bool,
}

impl Match {
    /// A record that was not found by words.
    pub(crate) fn whole(record: u32, way: Way, score: f32) -> Self {
        Self {
            record,
            score,
            mask: u16::from(score > 0.0),
            sure: u16::MAX,
            way,
            earned: score,
            level: 0,
            begun: false,
        }
    }
}
