//! A search without constraints, facets and reasons: what other pages embed, and what benches compare.
//!
//! The same matches in the same order as [`crate::wire::Request::Search`] gives for the same words; a test holds it.

use super::Engine;
use super::search::best;
use crate::files::Wants;
use crate::pack::FileRef;
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
        let mut scratch = core::mem::take(&mut self.scratch);
        let found = self.find(&query, false, &mut scratch, &mut wants);
        self.scratch = scratch;
        let Some(mut matches) = found.map(|found| found.matches) else {
            return wants.0;
        };
        best(&mut matches, limit);
        matches.truncate(limit);
        let cards: Vec<_> = matches
            .iter()
            .map(|hit| self.card(hit.record, &mut wants).flatten())
            .collect();
        if wants.0.is_empty() {
            for (hit, card) in matches.iter().zip(cards) {
                if let Some((card, _)) = card {
                    show(&card, hit.score);
                }
            }
            self.files.trim();
        }
        wants.0
    }
}
