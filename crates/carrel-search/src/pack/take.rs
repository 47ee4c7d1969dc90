//! Reads postcard values by hand, one behind the other: what serde makes of the root and of a card is three times the code.
//!
//! Each function reads one value and moves on; `None` at the end of the bytes, or where they are no such value.

use super::take_varint;

/// Bytes and how far they are read.
pub(crate) struct Take<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Take<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    #[inline(never)]
    pub(crate) fn number(&mut self) -> Option<u64> {
        take_varint(self.bytes, &mut self.at)
    }

    /// A number of at most 32 bits.
    #[inline(never)]
    pub(crate) fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    /// A number of at most 16 bits.
    pub(crate) fn short(&mut self) -> Option<u16> {
        self.small()?.try_into().ok()
    }

    /// A number with its sign, of at most 32 bits.
    #[inline(never)]
    pub(crate) fn signed(&mut self) -> Option<i32> {
        let n = self.small()?;
        Some((n >> 1) as i32 ^ -((n & 1) as i32))
    }

    /// A number of eight bits, or whether something follows.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// Whether an optional value follows.
    #[inline(never)]
    pub(crate) fn follows(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// How many elements of a list follow; each has a byte at least.
    pub(crate) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.bytes.len() - self.at).then_some(count)
    }

    #[inline(never)]
    pub(crate) fn slice(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        let part = self.bytes.get(self.at..self.at + count)?;
        self.at += count;
        Some(part)
    }

    /// The bytes of an optional text; none are an empty one.
    pub(crate) fn some_slice(&mut self) -> Option<&'a [u8]> {
        match self.follows()? {
            true => self.slice(),
            false => Some(&[]),
        }
    }

    #[inline(never)]
    pub(crate) fn text(&mut self) -> Option<String> {
        Some(core::str::from_utf8(self.slice()?).ok()?.to_owned())
    }

    #[inline(never)]
    pub(crate) fn some_text(&mut self) -> Option<Option<String>> {
        Some(match self.follows()? {
            true => Some(self.text()?),
            false => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::section::{Child, Section, read_node};
    use crate::pack::{FileRef, Root};
    use carrel_core::CalendarDate;

    fn section(files: u32, height: u8) -> Section {
        let child = |n: u32| Child {
            first: n.to_be_bytes()[..(n % 5) as usize].to_vec(),
            file: FileRef {
                bytes: n * 70_000,
                ..FileRef::of(&n.to_le_bytes())
            },
        };
        Section {
            height,
            children: (0..files).map(child).collect(),
        }
    }

    #[test]
    fn what_is_read_by_hand_is_what_postcard_reads() {
        let root = Root {
            format: 4,
            writer: "0.1.0".into(),
            name: "Zoë's library".into(),
            snapshot: CalendarDate::from_days(-20_000),
            records: 78_765,
            items: u32::MAX,
            words: section(130, 0),
            starts: section(0, 0),
            headings: section(3, 200),
            full: section(1, 1),
            columns: vec![section(2, 0), section(0, 0), section(1, 0)],
            overview: Some(FileRef::of(b"overview")),
            ..Root::default()
        };
        for root in [root, Root::default()] {
            let bytes = postcard::to_allocvec(&root).unwrap();
            assert_eq!(Root::read(&bytes).as_ref(), Some(&root));
            for len in 0..bytes.len() {
                assert_eq!(Root::read(&bytes[..len]), None, "{len}");
            }
            // A changed byte is read alike, or not at all by both.
            for at in 0..bytes.len().min(400) {
                let mut other = bytes.clone();
                other[at] ^= 1 << (at % 8);
                let expect = postcard::from_bytes::<Root>(&other).ok();
                assert_eq!(Root::read(&other), expect, "{at}");
            }
        }
        let node = section(64, 0).children;
        let bytes = postcard::to_allocvec(&node).unwrap();
        assert_eq!(read_node(&bytes), Some(node));
    }

    #[test]
    fn numbers_have_their_sizes_and_a_list_no_more_elements_than_bytes() {
        let read = |n: u64| {
            let bytes = postcard::to_allocvec(&n).unwrap();
            let new = || Take::new(&bytes);
            (new().number(), new().small(), new().short())
        };
        assert_eq!(read(65_535), (Some(65_535), Some(65_535), Some(65_535)));
        assert_eq!(read(65_536), (Some(65_536), Some(65_536), None));
        assert_eq!(read(1 << 32), (Some(1 << 32), None, None));
        for n in [0, -1, 1, i32::MIN, i32::MAX, -300] {
            let bytes = postcard::to_allocvec(&n).unwrap();
            assert_eq!(Take::new(&bytes).signed(), Some(n));
        }
        assert_eq!(Take::new(&[9, 1, 1]).count(), None);
        assert_eq!(Take::new(&[2]).follows(), None);
        assert_eq!(Take::new(&[1, 0xFF]).text(), None);
        assert_eq!(Take::new(&[]).byte(), None);
    }
}
