//! Headings: browse lists, completions, and the records that carry one.

use super::Engine;
use crate::analysis::{fold, is_article, tokens};
use crate::files::{Loaded, Wants};
use crate::order::sort_keys;
use crate::pack::dict;
use crate::pack::postings::Entry;
use crate::rank::after_prefix;
use crate::walk::{spread, walk};
use crate::wire::{Heading, HeadingKind, Overview, SearchRequest, Suggestion};

/// Hits whose names and series are offered as completions.
const HITS: u32 = 10;
/// Headings that begin with what was typed and are weighed, at most; what is shown of them is read of the best alone.
const MOST_KEYS: usize = 1_500;
/// Subdivisions of a heading that are weighed.
const SUBDIVISIONS: usize = 40;
/// Letters behind an article from which on it may be left out.
const WITHOUT_ARTICLE: usize = 3;

impl Engine {
    /// Every record that carries a heading, whatever its capitals and accents.
    pub(super) fn heading_records(
        &self,
        kind: HeadingKind,
        heading: &str,
        wants: &mut Wants,
    ) -> Option<Vec<u32>> {
        let mut low = vec![dict::letter(kind)];
        low.extend_from_slice(fold(heading).as_bytes());
        low.push(dict::SHOWN);
        let mut keys: Vec<(u64, u32)> = Vec::new();
        for (_, entry) in self.heading_keys(&low, usize::MAX, wants)? {
            keys.extend(
                self.lists()
                    .records(entry, wants)?
                    .into_iter()
                    .map(|r| (u64::from(r), 0)),
            );
        }
        sort_keys(&mut keys);
        keys.dedup();
        Some(keys.into_iter().map(|(r, _)| r as u32).collect())
    }

    /// Keys of headings that begin with those bytes.
    pub(super) fn heading_keys(
        &self,
        prefix: &[u8],
        most: usize,
        wants: &mut Wants,
    ) -> Option<Vec<(Vec<u8>, Entry)>> {
        let end = after_prefix(prefix);
        let parts = self
            .files
            .range(&self.root.headings, prefix, end.as_deref(), wants)?;
        let mut out = Vec::new();
        for (_, loaded) in parts {
            let Loaded::Dict(part) = loaded else {
                continue;
            };
            let mut steps = u32::MAX;
            walk(&part.map, prefix, None, &mut steps, &mut |key, value, _| {
                out.push((key.to_vec(), Entry::unpack(value)));
                out.len() < most
            });
            if out.len() >= most {
                break;
            }
        }
        Some(out)
    }

    /// A subject heading by its folded words, as it is shown, with its records; where it has only subdivisions the commonest of them
    /// among the first, of a see-reference the heading it leads to.
    pub(super) fn subject(&self, folded: &str, wants: &mut Wants) -> Option<Option<(String, u32)>> {
        let mut key = vec![dict::letter(HeadingKind::Subject)];
        key.extend_from_slice(folded.as_bytes());
        let own = key.len();
        let mut best: Option<(String, Entry)> = None;
        for ends in [dict::SHOWN, b' '] {
            key.truncate(own);
            key.push(ends);
            for (found, entry) in self.heading_keys(&key, SUBDIVISIONS, wants)? {
                let shown = dict::shown(&found);
                let (main, to) = match (shown.split_once(" → "), shown.split_once(" -- ")) {
                    (Some((from, to)), _) => (from, to),
                    (_, Some((main, _))) => (main, shown),
                    _ => (shown, shown),
                };
                let more = best
                    .as_ref()
                    .is_none_or(|(_, known)| entry.log2() > known.log2());
                if more && fold(main) == folded {
                    best = Some((to.to_owned(), entry));
                }
            }
            if best.is_some() {
                break;
            }
        }
        let Some((text, entry)) = best else {
            return Some(None);
        };
        let count = self.lists().count(entry, wants)?;
        Some(Some((text, count)))
    }

    /// Of the headings that begin with those bytes the ones that most records carry, of equals the shortest, best first. Where
    /// there are more than [`MOST_KEYS`], they are taken from all along the alphabet.
    fn used_keys(
        &self,
        prefix: &[u8],
        limit: usize,
        wants: &mut Wants,
    ) -> Option<Vec<(Vec<u8>, Entry)>> {
        let end = after_prefix(prefix);
        let parts = self
            .files
            .range(&self.root.headings, prefix, end.as_deref(), wants)?;
        let mut best: Vec<(u64, Vec<u8>, Entry)> = Vec::new();
        let mut take = |key: &[u8], value: u64, whole: bool| {
            let entry = Entry::unpack(value);
            let folded = key.iter().position(|b| *b == dict::SHOWN);
            let rank = u64::from(!entry.log2()) << 32 | folded.unwrap_or(key.len()) as u64;
            let better = best.len() < limit || best.last().is_some_and(|last| rank < last.0);
            if whole && better {
                let at = best.iter().position(|b| rank < b.0);
                best.insert(at.unwrap_or(best.len()), (rank, key.to_vec(), entry));
                best.truncate(limit);
            }
            better
        };
        let (mut left, mut files) = (MOST_KEYS, parts.len());
        for (_, loaded) in parts {
            if let Loaded::Dict(part) = loaded {
                let share = left.div_ceil(files);
                left -= share - spread(&part.map, prefix, share, &mut take);
            }
            files -= 1;
        }
        Some(
            best.into_iter()
                .map(|(_, key, entry)| (key, entry))
                .collect(),
        )
    }

    pub(super) fn headings(
        &self,
        kind: HeadingKind,
        from: &str,
        limit: usize,
        wants: &mut Wants,
    ) -> Option<Vec<Heading>> {
        let mut prefix = vec![dict::letter(kind)];
        prefix.extend_from_slice(fold(from).as_bytes());
        let mut out: Vec<Heading> = Vec::new();
        let mut whole = true;
        for (key, entry) in self.heading_keys(&prefix, limit, wants)? {
            match self.lists().count(entry, wants) {
                Some(count) => out.push(Heading {
                    text: dict::shown(&key).to_owned(),
                    count,
                }),
                None => whole = false,
            }
        }
        whole.then_some(out)
    }

    /// Completions: titles that begin with the text, then names, series and subjects that do, the ones with most
    /// records first, and then names and series of the best hits that hold every word ("rowl" after "harry").
    pub(super) fn suggest(
        &mut self,
        text: &str,
        limit: usize,
        wants: &mut Wants,
    ) -> Option<Vec<Suggestion>> {
        let folded = fold(text);
        if folded.is_empty() || limit == 0 {
            return Some(Vec::new());
        }
        let hits = self
            .search(
                &SearchRequest {
                    state: crate::state::SearchState {
                        query: text.to_owned(),
                        ..Default::default()
                    },
                    limit: HITS,
                    ..Default::default()
                },
                wants,
            )?
            .hits;
        // With the article it begins with, or without.
        let bare = Some(bare(text)).filter(|bare| bare.len() >= WITHOUT_ARTICLE);
        let asked = bare.as_deref().unwrap_or(&folded);
        let titles = hits.iter().filter(|hit| {
            let title = &hit.card.title;
            fold(title).starts_with(&folded) || self::bare(title).starts_with(asked)
        });
        let mut out: Vec<Suggestion> = titles
            .take(limit)
            .map(|hit| Suggestion {
                kind: HeadingKind::Title,
                text: hit.card.title.clone(),
                count: 1,
                id: Some(hit.card.id.clone()),
            })
            .collect();
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        for kind in [
            HeadingKind::Author,
            HeadingKind::Series,
            HeadingKind::Subject,
        ] {
            let mut prefix = vec![dict::letter(kind)];
            prefix.extend_from_slice(folded.as_bytes());
            let mut keys = self.used_keys(&prefix, limit, wants)?;
            for hit in &hits {
                let names: Vec<&str> = match kind {
                    HeadingKind::Author => hit.card.names.iter().map(|(n, _)| n.as_str()).collect(),
                    HeadingKind::Series => {
                        hit.card.series.iter().map(|(s, _)| s.as_str()).collect()
                    }
                    _ => Vec::new(),
                };
                for name in names {
                    let of_name = fold(name);
                    let all = words
                        .iter()
                        .all(|asked| of_name.split(' ').any(|word| word.starts_with(asked)));
                    if all && keys.len() < limit {
                        let mut whole = vec![dict::letter(kind)];
                        whole.extend_from_slice(of_name.as_bytes());
                        whole.push(dict::SHOWN);
                        let found = self.heading_keys(&whole, 1, wants)?;
                        keys.extend(
                            found
                                .into_iter()
                                .filter(|f| !keys.iter().any(|k| k.0 == f.0))
                                .collect::<Vec<_>>(),
                        );
                    }
                }
            }
            for (key, entry) in keys {
                let count = self.lists().count(entry, wants)?;
                out.push(Suggestion {
                    kind,
                    text: dict::shown(&key).to_owned(),
                    count,
                    id: None,
                });
            }
        }
        Some(out)
    }

    pub(super) fn overview(&self, wants: &mut Wants) -> Option<Overview> {
        let Some(file) = self.root.overview else {
            return Some(self.about());
        };
        match self.files.get(&file, wants)? {
            Loaded::Overview(overview) => Some((**overview).clone()),
            _ => Some(self.about()),
        }
    }
}

/// A title, or what was typed of one, folded, without the article that it begins with: `The Hunger Games`, `L'enfant`.
fn bare(title: &str) -> String {
    let folded = fold(title);
    let skip = match tokens(title).as_slice() {
        [first, own, ..]
            if own.alias && own.place == first.place && first.text.ends_with(own.text.as_str()) =>
        {
            first.text.len() - own.text.len()
        }
        [first, _, ..] if is_article(&first.text) => first.text.len() + 1,
        _ => 0,
    };
    folded.get(skip..).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_title_without_its_article() {
        for (title, without) in [
            ("The Hunger Games", "hunger games"),
            ("Le petit prince", "petit prince"),
            ("L'enfant", "enfant"),
            ("A", "a"),
            ("An", "an"),
            ("Annie", "annie"),
            ("J. K. Rowling", "j k rowling"),
            ("Spider-Man", "spider man"),
            ("", ""),
        ] {
            assert_eq!(bare(title), without, "{title}");
        }
    }
}
