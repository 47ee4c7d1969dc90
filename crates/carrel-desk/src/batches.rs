//! The batches of the gateway whose files this computer has, and how they stand to what the gateway lists. Pure: the page asks and keeps.
//!
//! A request that was not answered is asked again under its number, and a gateway that was put back to a backup then makes another batch of that
//! number. So a batch is known by its number and what it holds.

use std::collections::BTreeMap;

use carrel_exchange::queue::System;
use serde::{Deserialize, Serialize};

/// A batch of the gateway with the names of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The number of its request.
    pub id: String,
    /// What its files are called by.
    pub name: String,
    /// Which system takes it.
    pub system: System,
    /// When it was made, milliseconds since 1970 UTC.
    pub made_ms: i64,
    /// `made`, `imported` or `given-back`, as last heard.
    pub state: String,
    /// The names of its rows.
    pub rows: Vec<String>,
}

/// A batch as the gateway lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The number of its request.
    pub id: String,
    /// When it was made: made again, another time.
    pub made_ms: i64,
    /// As [`Known::state`].
    pub state: String,
    /// A restore may have brought back a word that was taken back since.
    pub is_asked_again: bool,
}

impl Known {
    /// Whether these are its rows, in whatever order.
    #[must_use]
    pub fn holds(&self, rows: &[String]) -> bool {
        let sorted = |rows: &[String]| {
            let mut rows = rows.to_vec();
            rows.sort();
            rows
        };
        sorted(&self.rows) == sorted(rows)
    }

    /// Whether a batch of its number that the gateway has is this one. Made at the same moment it is, though rows were taken out of it since.
    #[must_use]
    pub fn is_at(&self, made_ms: i64, rows: &[String]) -> bool {
        self.made_ms == made_ms || self.holds(rows)
    }

    /// Whether another one is the same batch, however it stands.
    #[must_use]
    pub fn is_same(&self, other: &Known) -> bool {
        self.id == other.id && self.holds(&other.rows)
    }
}

/// What came of hearing the list.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The list does not have them, or has another one of their number: the gateway must be asked what it has there.
    pub missing: Vec<Known>,
    /// What had become of those that a restore opened again, or of which it brought back another word; by number.
    pub was: BTreeMap<String, String>,
}

impl Heard {
    /// Those of the missing that the gateway is asked about: what it has under their number. Where something is doubtful, all of them; else such as
    /// it made anew and nobody settled, when something had become of the first one: it may be the same file, about to go in a second time.
    #[must_use]
    pub fn asks(&self, listed: &[Listed], is_doubtful: bool) -> Vec<Known> {
        let is_open = |of: &Listed| of.state == "made";
        let is_anew = |batch: &Known| {
            let mut of = listed.iter().filter(|of| of.id == batch.id);
            batch.state != "made" && of.any(is_open)
        };
        let asks = self.missing.iter();
        asks.filter(|batch| is_doubtful || is_anew(batch))
            .cloned()
            .collect()
    }

    /// The gateway has this under the number of a missing batch. Gives whether the batch is lost to it. Made anew of the same rows it is the same
    /// file: what had become of that is told.
    pub fn has(&mut self, batch: &Known, made_ms: i64, state: &str, rows: &[String]) -> bool {
        if !batch.is_at(made_ms, rows) {
            return true;
        }
        if batch.holds(rows) && batch.state != "made" && batch.state != state {
            self.was.insert(batch.id.clone(), batch.state.clone());
        }
        false
    }
}

/// Takes over how batches stand now.
pub fn hear(kept: &mut [Known], listed: &[Listed]) -> Heard {
    let mut heard = Heard::default();
    for batch in kept {
        let is_it = |of: &&Listed| of.id == batch.id && of.made_ms == batch.made_ms;
        match listed.iter().find(is_it) {
            // What was heard before the restore stays, until somebody says which of both holds.
            Some(of)
                if (of.state == "made" || of.is_asked_again)
                    && batch.state != "made"
                    && batch.state != of.state =>
            {
                heard.was.insert(batch.id.clone(), batch.state.clone());
            }
            Some(of) => batch.state.clone_from(&of.state),
            None if batch.state != "given-back" => heard.missing.push(batch.clone()),
            None => {}
        }
    }
    heard
}

/// Keeps a batch that was made or saved here. One of the same number that holds something else stays beside it: its files may be imported.
pub fn remember(kept: &mut Vec<Known>, mut batch: Known) {
    let before = kept.iter().position(|of| of.is_same(&batch));
    if let Some(at) = before {
        // What became of it before a restore opened it again stays known.
        batch.state = kept.remove(at).state;
    }
    kept.push(batch);
}
