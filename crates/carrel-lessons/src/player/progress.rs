//! What has been done, kept on the device: bytes after one byte of version.

use serde::{Deserialize, Serialize};

/// Raised whenever the types below change.
const VERSION: u8 = 1;

/// What a student has done in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Id of the lesson.
    pub lesson: String,
    /// Decides the order of answers; kept, so that a lesson looks the same after a killed tab.
    pub seed: u32,
    /// Day of the beginning, since 1970.
    pub began: i32,
    /// Day of the end, where it is done.
    pub ended: Option<i32>,
    /// The step that is open.
    pub step: u16,
    /// Each question that was touched.
    pub attempts: Vec<Attempt>,
    /// Things that deserve trust: trusted, all. Things that deserve doubt: doubted, all. First answers only.
    pub trusted: (u16, u16),
    /// See `trusted`.
    pub doubted: (u16, u16),
    /// Review cards by skill: place of the skill, box 0 to 3, day it is due, how often shown.
    pub cards: Vec<Card>,
}

/// The review card of a skill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Place of the skill in the lesson.
    pub skill: u16,
    /// 0 to 3: due after 2, 7, 21, 90 days.
    pub stage: u8,
    /// Day it is due, since 1970.
    pub due: i32,
    /// How often it was shown; chooses the next source.
    pub shown: u16,
}

/// A question that was touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its id.
    pub id: String,
    /// What stands there now.
    pub given: Given,
    /// How often it was checked.
    pub tries: u8,
    /// How often that was not all right.
    pub misses: u8,
    /// How many hints were opened. They cost nothing.
    pub hints: u8,
    /// Best result in per cent: of the things that are right, all at the first try, three quarters at the second, half later.
    pub score: u8,
    /// Whether the feedback to the last check is shown.
    pub checked: bool,
    /// Whether it is at its end: all right, or the answer was shown.
    pub done: bool,
    /// The log of an invented web.
    pub log: Vec<LabMove>,
}

/// What is given as an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Given {
    /// Nothing yet.
    #[default]
    None,
    /// One option.
    One(u16),
    /// Several.
    Many(Vec<u16>),
    /// For each thing its place, where it has one.
    Places(Vec<Option<u16>>),
    /// An order.
    Row(Vec<u16>),
    /// Ways taken through a story.
    Path(Vec<u16>),
    /// Words.
    Text(String),
    /// For each thing: trust or doubt, and how sure (0 guessing, 1 fairly, 2 very).
    Trust(Vec<(Option<bool>, u8)>),
}

impl Given {
    /// FNV-1a of its bytes.
    pub(crate) fn sum(&self) -> u32 {
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        bytes.iter().fold(0x811c_9dc5, |sum, byte| {
            (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        })
    }
}

/// A move in an invented web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabMove {
    /// Seconds since the first move, of visits to the lesson only; in the first move the clock of this visit at that moment.
    pub at: u32,
    /// What was done.
    pub step: LabStep,
}

/// What was done in an invented web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LabStep {
    /// A page was opened.
    Open(u16),
    /// Something was searched.
    Search(String),
    /// Another tab was brought to the front: its page.
    Tab(Option<u16>),
    /// A page was kept as evidence.
    Keep(u16),
    /// A verdict was given.
    Verdict(u16),
}

impl Attempt {
    /// A question that was not touched.
    pub const NONE: Self = Self {
        id: String::new(),
        given: Given::None,
        tries: 0,
        misses: 0,
        hints: 0,
        score: 0,
        checked: false,
        done: false,
        log: Vec::new(),
    };
}

impl Progress {
    /// The bytes to keep.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out.extend(postcard::to_allocvec(self).unwrap_or_default());
        out
    }

    /// Reads what was kept; none for other bytes or another version.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        Self::split(bytes).map(|(progress, _)| progress)
    }

    /// Reads what was kept, and gives what stands behind it: see [`Player::save`](super::Player::save).
    pub(crate) fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (version, rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        crate::decode::first(rest)
    }

    /// What was done about a question.
    #[must_use]
    pub fn attempt(&self, id: &str) -> Option<&Attempt> {
        self.attempts.iter().find(|a| a.id == id)
    }

    pub(crate) fn attempt_mut(&mut self, id: &str) -> &mut Attempt {
        let at = match self.attempts.iter().position(|a| a.id == id) {
            Some(at) => at,
            None => {
                self.attempts.push(Attempt {
                    id: id.to_owned(),
                    ..Attempt::default()
                });
                self.attempts.len() - 1
            }
        };
        &mut self.attempts[at]
    }
}
