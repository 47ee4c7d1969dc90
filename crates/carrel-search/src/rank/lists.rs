//! Reading posting lists and dictionaries out of the files that are here.

use core::cell::Cell;
use std::borrow::Cow;

use crate::files::{Files, Loaded, Wants};
use crate::pack::Root;
use crate::pack::postings::{self, Entry};
use crate::pack::states::Dict;

/// Reads posting lists out of the stream.
pub(crate) struct Lists<'a> {
    pub(crate) root: &'a Root,
    pub(crate) files: &'a Files,
    /// The file last read from, with its offset: lists of words with the same beginning are neighbours.
    pub(crate) near: Cell<Option<(u64, &'a [u8])>>,
}

impl<'a> Lists<'a> {
    /// Bytes `offset..offset + len` of the stream, or as many as there are.
    fn bytes(&self, offset: u64, len: usize, wants: &mut Wants) -> Option<Cow<'a, [u8]>> {
        let end = offset.saturating_add(len as u64);
        // What comes before the files of the stream stands beside the dictionaries; who has the word has that.
        if let Some((first, bytes)) = self.files.near(offset) {
            self.near.set(Some((first, bytes)));
            let bytes = bytes.get((offset - first) as usize..).unwrap_or_default();
            return Some(Cow::Borrowed(&bytes[..len.min(bytes.len())]));
        }
        let parts = self.files.range(
            &self.root.postings,
            &offset.to_be_bytes(),
            Some(&end.saturating_sub(1).to_be_bytes()),
            wants,
        )?;
        let mut out: Cow<'a, [u8]> = Cow::Borrowed(&[]);
        for (child, loaded) in parts {
            let Loaded::Bytes(bytes) = loaded else {
                return Some(out);
            };
            let first = u64::from_be_bytes(child.first.as_slice().try_into().ok()?);
            self.near.set(Some((first, bytes)));
            let from = offset.saturating_sub(first) as usize;
            let to = end.saturating_sub(first).min(bytes.len() as u64) as usize;
            let part = bytes.get(from..to).unwrap_or(&[]);
            if out.is_empty() {
                out = Cow::Borrowed(part);
            } else {
                out.to_mut().extend_from_slice(part);
            }
        }
        Some(out)
    }

    /// Number of postings and the body of a list; a copy only when it crosses files.
    pub(crate) fn body(&self, offset: u64, wants: &mut Wants) -> Option<(u32, Cow<'a, [u8]>)> {
        if let Some((count, body)) = self.near(offset) {
            return Some((count, Cow::Borrowed(body)));
        }
        let (count, skip, len) = self.head(offset, wants)?;
        // The file just read from has most lists whole.
        if let Some((count, body)) = self.near(offset) {
            return Some((count, Cow::Borrowed(body)));
        }
        let body = self.bytes(offset.saturating_add(skip as u64), len, wants)?;
        Some((count, body))
    }

    /// What a list begins with ([`postings::read_head`]); a file has it whole.
    fn head(&self, offset: u64, wants: &mut Wants) -> Option<(u32, usize, usize)> {
        self.bytes(offset, 1, wants)?;
        let (first, bytes) = self.near.get()?;
        postings::read_head(bytes.get(usize::try_from(offset.checked_sub(first)?).ok()?..)?)
    }

    /// A list that lies whole in the file last read from.
    fn near(&self, offset: u64) -> Option<(u32, &'a [u8])> {
        let (first, bytes) = self.near.get()?;
        let rest = bytes.get(usize::try_from(offset.checked_sub(first)?).ok()?..)?;
        let (count, skip, len) = postings::read_head(rest)?;
        Some((count, rest.get(skip..skip.checked_add(len)?)?))
    }

    /// How many records an entry names.
    pub(crate) fn count(&self, entry: Entry, wants: &mut Wants) -> Option<u32> {
        match entry {
            Entry::One(_) => Some(1),
            Entry::List { offset, .. } => match self.near(offset) {
                Some((count, _)) => Some(count),
                None => self.head(offset, wants).map(|h| h.0),
            },
        }
    }

    /// The records of an entry, in order.
    pub(crate) fn records(&self, entry: Entry, wants: &mut Wants) -> Option<Vec<u32>> {
        match entry {
            Entry::One(p) => Some(vec![p.record]),
            Entry::List { offset, .. } => {
                let (count, body) = self.body(offset, wants)?;
                let mut out = Vec::with_capacity(count as usize);
                postings::each(&body, &mut |p| out.push(p.record));
                Some(out)
            }
        }
    }

    /// The dictionaries that may hold words from `low` to `high`.
    pub(crate) fn words(
        &self,
        low: &[u8],
        high: Option<&[u8]>,
        wants: &mut Wants,
    ) -> Option<Vec<&Dict>> {
        if let Some(express) = &self.files.express
            && let Some(parts) = (express.words)(self.files, &self.root.words, (low, high), wants)
        {
            return parts;
        }
        let list = self.files.range(&self.root.words, low, high, wants)?;
        Some(
            list.into_iter()
                .filter_map(|(_, l)| {
                    if let Loaded::Dict(part) = l {
                        Some(&part.map)
                    } else {
                        None
                    }
                })
                .collect(),
        )
    }

    pub(crate) fn lookup(&self, word: &str, wants: &mut Wants) -> Option<Option<Entry>> {
        let maps = self.words(word.as_bytes(), Some(word.as_bytes()), wants)?;
        Some(
            maps.iter()
                .find_map(|m| m.get(word.as_bytes()))
                .map(Entry::unpack),
        )
    }
}

/// The first key after every key that begins with `prefix`; `None` when there is none.
pub(crate) fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < 0xFF {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_after_a_prefix() {
        assert_eq!(after_prefix(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(after_prefix(b"a\xff"), Some(b"b".to_vec()));
        assert_eq!(after_prefix(b"\xff"), None);
        assert_eq!(after_prefix(b""), None);
    }
}
