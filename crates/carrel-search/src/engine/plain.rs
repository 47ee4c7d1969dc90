//! A search without constraints, facets and reasons: what other pages embed, and what benches compare.
//!
//! The same matches in the same order as [`crate::wire::Request::Search`] gives for the same words; a test holds it.

use super::Engine;
use super::search::best;
use crate::files::{Loaded, Wants};
use crate::pack::FileRef;
use crate::pack::starts::{self, Start};
use crate::query::Query;
use crate::wire::Card;

impl Engine {
    /// Gives the first `limit` hits to `show`, best first, with their scores, and returns the files that are missing; when
    /// there are any, nothing was shown.
    pub fn plain(
        &mut self,
        text: &str,
        limit: usize,
        show: &mut dyn FnMut(&Card, f32),
    ) -> Vec<FileRef> {
        let mut wants = Wants::default();
        let query = Query::parse(text);
        let Some((file, start)) = self.start(&query, limit, &mut wants) else {
            return wants.0;
        };
        let hits = match start {
            Some(mut start) => {
                start.hits.truncate(limit);
                start.hits
            }
            None => match self.hits(&query, limit, &mut wants) {
                Some(start) => start.hits,
                None => return wants.0,
            },
        };
        let mut cards = starts::cards(file, hits.iter().map(|(record, _)| *record));
        for ((record, _), card) in hits.iter().zip(&mut cards) {
            if card.is_none() {
                *card = self.card(*record, &mut wants).flatten();
            }
        }
        if wants.0.is_empty() {
            for ((_, score), card) in hits.iter().zip(cards) {
                if let Some((card, _)) = card {
                    show(&card, *score);
                }
            }
            self.files.trim();
        }
        wants.0
    }

    /// The answer to a query that is known beforehand, and the file that has it with cards; nothing when it is not known
    /// or has not enough hits.
    pub(super) fn start(
        &self,
        query: &Query,
        end: usize,
        wants: &mut Wants,
    ) -> Option<(&[u8], Option<Start>)> {
        let Some(key) = starts::key(query) else {
            return Some((&[], None));
        };
        let found = self.files.at(&self.root.starts, key.as_bytes(), wants)?;
        Some(match found {
            Some((_, Loaded::Bytes(payload))) => {
                let start = starts::find(payload, &key);
                (payload, start.filter(|start| start.covers(end)))
            }
            _ => (&[], None),
        })
    }

    /// The best hits of a query, out of the lists.
    pub(crate) fn hits(&self, query: &Query, limit: usize, wants: &mut Wants) -> Option<Start> {
        let mut scratch = self.scratch.take();
        let found = self.find(query, false, &mut scratch, wants);
        self.scratch.replace(scratch);
        let mut matches = found?.matches;
        let total = matches.len() as u32;
        best(&mut matches, limit);
        matches.truncate(limit);
        let hits = matches.iter().map(|m| (m.record, m.score)).collect();
        Some(Start { total, hits })
    }
}
