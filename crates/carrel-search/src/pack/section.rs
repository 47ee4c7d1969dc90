//! A section: many files of one kind in key order, found through tables so that the root stays small.

use serde::{Deserialize, Serialize};

use super::take::Take;
use super::{FileRef, Kind, PackFile, envelope};

/// Files a table names at most.
const FAN: usize = 64;
/// Files or tables a root names directly at most.
const ROOT_FAN: usize = 48;

/// Where the files of one kind are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Levels of tables between the root and the files; 0 = `children` are the files.
    pub height: u8,
    /// Files or tables, in key order.
    pub children: Vec<Child>,
}

/// One file or table of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// The first key in it; keys compare as bytes, numbers are big-endian.
    pub first: Vec<u8>,
    /// The file.
    pub file: FileRef,
}

/// Reads a table's payload.
#[must_use]
pub fn read_node(payload: &[u8]) -> Option<Vec<Child>> {
    children(&mut Take::new(payload))
}

fn children(from: &mut Take<'_>) -> Option<Vec<Child>> {
    let mut list = Vec::new();
    for _ in 0..from.count()? {
        list.push(Child {
            first: from.slice()?.to_vec(),
            file: FileRef::take(from)?,
        });
    }
    Some(list)
}

impl Section {
    /// As postcard has it.
    #[inline(never)]
    pub(crate) fn take(from: &mut Take<'_>) -> Option<Self> {
        Some(Self {
            height: from.byte()?,
            children: children(from)?,
        })
    }
}

/// Collects the files of one section while they are written.
#[derive(Debug, Default)]
pub struct SectionWriter {
    children: Vec<Child>,
}

impl SectionWriter {
    /// Seals a payload as the next file; keys must come in ascending order.
    pub fn push(&mut self, kind: Kind, first: &[u8], payload: &[u8], out: &mut Vec<PackFile>) {
        debug_assert!(
            self.children
                .last()
                .is_none_or(|c| c.first.as_slice() <= first)
        );
        let sealed = envelope::seal(kind, payload);
        self.children.push(Child {
            first: first.to_vec(),
            file: sealed.file,
        });
        out.push(sealed);
    }

    /// Groups the files under tables until the root can name what is left.
    pub fn finish(self, out: &mut Vec<PackFile>) -> Section {
        self.finish_at_most(ROOT_FAN, out)
    }

    /// The same when the root may name `most` files or tables of the section.
    pub fn finish_at_most(self, most: usize, out: &mut Vec<PackFile>) -> Section {
        let mut children = self.children;
        let mut height = 0;
        while children.len() > most {
            children = children
                .chunks(FAN)
                .map(|group| {
                    let payload = postcard::to_allocvec(group).unwrap_or_default();
                    let sealed = envelope::seal(Kind::Node, &payload);
                    let child = Child {
                        first: group[0].first.clone(),
                        file: sealed.file,
                    };
                    out.push(sealed);
                    child
                })
                .collect();
            height += 1;
        }
        Section { height, children }
    }
}

/// The children whose keys may fall in `low..=high`: from the last that begins at or before `low`
/// to the last that begins at or before `high` (`None` = to the end).
#[must_use]
pub fn covering<'a>(children: &'a [Child], low: &[u8], high: Option<&[u8]>) -> &'a [Child] {
    let start = children
        .partition_point(|c| c.first.as_slice() <= low)
        .saturating_sub(1);
    let end = match high {
        Some(high) => children.partition_point(|c| c.first.as_slice() <= high),
        None => children.len(),
    };
    &children[start.min(end)..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(key: &[u8]) -> Child {
        Child {
            first: key.to_vec(),
            file: FileRef::of(key),
        }
    }

    #[test]
    fn covering_takes_the_neighbour_that_may_hold_the_key() {
        let children = [child(b"b"), child(b"f"), child(b"m")];
        let names = |low: &[u8], high: Option<&[u8]>| -> String {
            covering(&children, low, high)
                .iter()
                .map(|c| c.first[0] as char)
                .collect()
        };
        assert_eq!(names(b"c", Some(b"c")), "b");
        assert_eq!(names(b"f", Some(b"f")), "f");
        assert_eq!(names(b"a", Some(b"a")), "");
        assert_eq!(names(b"a", Some(b"g")), "bf");
        assert_eq!(names(b"c", None), "bfm");
        assert_eq!(names(b"z", None), "m");
        assert!(covering(&[], b"a", None).is_empty());
    }

    #[test]
    fn many_files_go_under_tables() {
        let mut out = Vec::new();
        let mut writer = SectionWriter::default();
        for n in 0..700u32 {
            writer.push(Kind::Keys, &n.to_be_bytes(), &n.to_be_bytes(), &mut out);
        }
        let section = writer.finish(&mut out);
        assert_eq!(
            (section.height, section.children.len(), out.len()),
            (1, 11, 711)
        );
        let node = out
            .iter()
            .find(|f| f.file == section.children[1].file)
            .unwrap();
        let (_, payload) = envelope::open(&node.file, &node.bytes, Some(Kind::Node)).unwrap();
        assert_eq!(read_node(&payload).unwrap()[0].first, 64u32.to_be_bytes());
    }
}
