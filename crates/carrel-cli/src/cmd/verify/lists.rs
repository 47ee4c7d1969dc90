//! Words, headings and the lists they lead to: in order, decoded to the last byte, and together the whole stream.

use std::collections::BTreeMap;

use carrel_search::pack::postings::{self, Entry, Posting};
use fst::Streamer;

/// The stream of lists, and which parts of it the dictionaries lead to.
#[derive(Default)]
pub(super) struct Lists {
    stream: Vec<u8>,
    /// False when a file of it could not be read: then the lists say nothing.
    whole: bool,
    /// Where each list begins and ends.
    seen: BTreeMap<usize, usize>,
}

impl Lists {
    pub(super) fn new() -> Self {
        Self {
            whole: true,
            ..Self::default()
        }
    }

    /// Takes the next file of the stream, filed under `first`; `None` when it could not be read.
    pub(super) fn push(&mut self, first: &[u8], payload: Option<Vec<u8>>) -> Option<String> {
        let Some(payload) = payload else {
            self.whole = false;
            return None;
        };
        let here = self.stream.len();
        self.stream.extend_from_slice(&payload);
        (self.whole && first != (here as u64).to_be_bytes())
            .then(|| format!("expected the stream at {here}, found another place"))
    }

    /// Words in order over all files, the first one as filed, and every entry and list sound.
    pub(super) fn check_dict(
        &mut self,
        map: &fst::Map<Vec<u8>>,
        first: &[u8],
        last: &mut Vec<u8>,
        records: usize,
    ) -> Option<String> {
        let mut words = map.stream();
        let mut begun = false;
        while let Some((word, value)) = words.next() {
            if !begun && word != first {
                return Some("its first word is not the one it is filed under".to_owned());
            }
            if !last.is_empty() && word <= last.as_slice() {
                return Some("its words are not in order with the file before".to_owned());
            }
            begun = true;
            last.clear();
            last.extend_from_slice(word);
            let fault = match Entry::unpack(value) {
                Entry::One(posting) if (posting.record as usize) < records => None,
                Entry::One(_) => Some("leads to no record".to_owned()),
                Entry::List { .. } if !self.whole => None,
                Entry::List { offset, log2 } => self.list(offset, log2, records),
            };
            if let Some(fault) = fault {
                let word = String::from_utf8_lossy(word);
                return Some(format!("the entry of \"{word}\" {fault}"));
            }
        }
        (!begun).then(|| "it is empty".to_owned())
    }

    /// What is wrong with one list.
    fn list(&mut self, offset: u64, log2: u8, records: usize) -> Option<String> {
        let at = usize::try_from(offset).unwrap_or(usize::MAX);
        let bytes = self.stream.get(at..).unwrap_or_default();
        let Some((count, head, length)) = postings::read_head(bytes) else {
            return Some(format!("leads to no list (at {offset} of the stream)"));
        };
        let end = head.saturating_add(length);
        let Some(bytes) = bytes.get(..end) else {
            return Some(format!("leads to a list that is cut off (at {offset})"));
        };
        let mut list: Vec<Posting> = Vec::new();
        postings::each(&bytes[head..], &mut |posting| list.push(posting));
        let ordered = list.is_sorted_by(|a, b| a.record < b.record);
        let inside = list.last().is_none_or(|p| (p.record as usize) < records);
        if !ordered || !inside {
            return Some(format!(
                "leads to a list with records out of order or beyond the last (at {offset})"
            ));
        }
        // Written again it must be the same bytes: nothing is left over, nothing was passed over.
        let mut again = Vec::new();
        postings::write(&list, &mut again);
        if list.len() != count as usize || again != bytes {
            return Some(format!(
                "leads to a list that does not decode (at {offset})"
            ));
        }
        if list.len().checked_ilog2().unwrap_or(0) != u32::from(log2) {
            return Some(format!(
                "says about 2^{log2} records, its list has {} (at {offset})",
                list.len()
            ));
        }
        let shared = self.seen.insert(at, at + end).is_some();
        shared.then(|| format!("leads to the list of another word (at {offset})"))
    }

    /// A part of the stream that no word leads to, or that two lists share.
    pub(super) fn gap(&self) -> Option<String> {
        let mut next = 0;
        for (at, end) in &self.seen {
            if *at != next {
                break;
            }
            next = *end;
        }
        (self.whole && next != self.stream.len()).then(|| {
            format!(
                "expected a list at {next} of the stream of {} bytes, no word leads there",
                self.stream.len()
            )
        })
    }
}
