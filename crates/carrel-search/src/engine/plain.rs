//! A search without constraints, facets and reasons: what other pages embed, and what benches compare.
//!
//! The same matches in the same order as [`crate::wire::Request::Search`] gives for the same words; a test holds it.

use std::rc::Rc;

use super::Engine;
use super::search::best;
use crate::files::{Block, Express, Files, Loaded, Wants};
use crate::pack::FileRef;
use crate::pack::cards;
use crate::pack::express::Index;
use crate::pack::section::Section;
use crate::pack::starts::{self, Start};
use crate::pack::states::Dict;
use crate::query::Query;
use crate::rank::after_prefix;
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
        self.plain_rows(text, limit, &mut |row, score| {
            if let Some((card, _)) = cards::one(row) {
                show(&card, score);
            }
        })
    }

    /// The same with cards as their bytes ([`cards::line`]).
    pub fn plain_rows(
        &mut self,
        text: &str,
        limit: usize,
        show: &mut dyn FnMut(&[u8], f32),
    ) -> Vec<FileRef> {
        let mut wants = Wants::default();
        let mut query = Query::parse(text);
        query.topics = true;
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
        let mut rows = starts::rows(&file.payload, &mut hits.iter().map(|(record, _)| *record));
        for ((record, _), row) in hits.iter().zip(&mut rows) {
            if row.is_none() {
                *row = self.row(*record, &mut Wants::default()).flatten();
            }
        }
        self.shown(&hits, &mut rows);
        // Several that are not here may all stand beside the word that was asked for.
        if rows.iter().filter(|row| row.is_none()).count() > 1 {
            self.beside(&query, &mut wants);
            if !wants.0.is_empty() {
                return wants.0;
            }
        }
        for ((record, _), row) in hits.iter().zip(&mut rows) {
            if row.is_none() {
                *row = self.row(*record, &mut wants).flatten();
            }
        }
        if wants.0.is_empty() {
            for ((_, score), row) in hits.iter().zip(rows) {
                if let Some(row) = row {
                    show(&row, *score);
                }
            }
            self.files.trim();
        }
        wants.0
    }

    /// Takes the short way to a first result ([`crate::pack::express`]) for [`Engine::plain`]: the words of `start.bin`; with an
    /// empty text the usual one from now on.
    pub fn express(&mut self, text: &str) {
        self.files.express = Index::parse(text, &self.root).map(|index| Express {
            index,
            content: Index::content,
            words,
            card: Index::card,
        });
    }

    /// The answer to a query that is known beforehand, and the file that has it with cards; nothing when it is not known
    /// or has not enough hits.
    pub(super) fn start(
        &self,
        query: &Query,
        end: usize,
        wants: &mut Wants,
    ) -> Option<(Rc<Block>, Option<Start>)> {
        let Some(key) = starts::key(query) else {
            return Some(Default::default());
        };
        let found = self.files.at(&self.root.starts, key.as_bytes(), wants)?;
        let block = found.and_then(|(child, loaded)| self.files.block(&child.file, loaded));
        Some(match block {
            Some(block) => {
                let start = starts::find(&block.payload, &key);
                (block, start.filter(|start| start.covers(end)))
            }
            None => Default::default(),
        })
    }

    /// Asks for the files of the short way that have the one word which is asked for; none are wanted when they are here.
    fn beside(&self, query: &Query, wants: &mut Wants) {
        let mut required = query.clauses.iter().filter(|c| c.required);
        if let Some(express) = &self.files.express
            && let (Some(clause), None) = (required.next(), required.next())
        {
            let word = clause.word.as_bytes();
            let end = after_prefix(word).filter(|_| clause.prefix);
            let high = if clause.prefix {
                end.as_deref()
            } else {
                Some(word)
            };
            for file in express.index.files(word, high) {
                self.files.get(&file, wants);
            }
        }
    }

    /// Adds the cards that came with a dictionary.
    fn shown(&self, hits: &[(u32, f32)], rows: &mut [Option<Vec<u8>>]) {
        for (_, loaded) in &self.files.loaded {
            let missing = || (0..hits.len()).filter(|n| rows[*n].is_none());
            if let Loaded::Dict(part) = loaded
                && !part.cards().is_empty()
                && missing().next().is_some()
            {
                let places: Vec<usize> = missing().collect();
                let mut records = places.iter().map(|n| hits[*n].0);
                let found = starts::rows(part.cards(), &mut records);
                places
                    .into_iter()
                    .zip(found)
                    .for_each(|(n, row)| rows[n] = row);
            }
        }
    }

    /// The best hits of a query, out of the lists.
    pub(crate) fn hits(&self, query: &Query, limit: usize, wants: &mut Wants) -> Option<Start> {
        let mut scratch = self.scratch.take();
        let found = self.find(query, false, None, &mut scratch, wants);
        self.scratch.replace(scratch);
        let mut matches = found?.matches;
        let total = matches.len() as u32;
        best(&mut matches, limit);
        matches.truncate(limit);
        let hits = matches.iter().map(|m| (m.record, m.score)).collect();
        Some(Start { total, hits })
    }
}

/// See [`crate::files::Express::words`].
fn words<'a>(
    files: &'a Files,
    usual: &Section,
    (low, high): (&[u8], Option<&[u8]>),
    wants: &mut Wants,
) -> Option<Option<Vec<&'a Dict>>> {
    let express = files.express.as_ref()?;
    let mut none = Wants::default();
    let wanted = express.index.files(low, high);
    if wanted.is_empty() {
        return None;
    }
    // What is here of either way is used; who has neither takes this one, which brings lists and cards.
    let is_here = |file| files.get(file, &mut none).is_some();
    if !wanted.iter().all(is_here)
        && files
            .range(usual, low, high, &mut Wants::default())
            .is_some()
    {
        return None;
    }
    let mut whole = true;
    let mut parts = Vec::with_capacity(wanted.len());
    for file in wanted {
        match files.get(&file, wants) {
            Some(Loaded::Dict(part)) => parts.push(&part.map),
            Some(_) => {}
            None => whole = false,
        }
    }
    Some(whole.then_some(parts))
}
