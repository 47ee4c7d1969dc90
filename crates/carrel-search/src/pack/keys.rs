//! Sorted numbers to records: ISBN-13s, and hashed record ids.

use super::section::{Section, SectionWriter};
use super::{Kind, PackFile, put_varint, take_varint};

/// Numbers in one file.
const FILE_KEYS: usize = 8192;

/// Hashes a record id (FNV-1a, 64 bits folded to 40); the record itself settles a clash.
#[must_use]
pub fn hash_id(id: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in id.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 40)) & ((1 << 40) - 1)
}

/// Writes sorted pairs (number, record): gaps and records as LEB128. Records of one number stay in one file: who asks for a
/// number reads the file that begins at it or before it, and no other.
pub fn write(pairs: &[(u64, u32)], out: &mut Vec<PackFile>) -> Section {
    let mut writer = SectionWriter::default();
    let mut rest = pairs;
    while !rest.is_empty() {
        let mut end = rest.len().min(FILE_KEYS);
        while end < rest.len() && rest[end].0 == rest[end - 1].0 {
            end += 1;
        }
        let (chunk, after) = rest.split_at(end);
        rest = after;
        let mut payload = Vec::with_capacity(chunk.len() * 5);
        let mut before = 0;
        for (key, record) in chunk {
            put_varint(key - before, &mut payload);
            put_varint(u64::from(*record), &mut payload);
            before = *key;
        }
        writer.push(Kind::Keys, &chunk[0].0.to_be_bytes(), &payload, out);
    }
    writer.finish(out)
}

/// Every pair (number, record) of one file's payload, for tools that check packs.
#[must_use]
pub fn pairs(payload: &[u8]) -> Vec<(u64, u32)> {
    let (mut at, mut now) = (0, 0u64);
    let mut out = Vec::new();
    while let (Some(gap), Some(record)) =
        (take_varint(payload, &mut at), take_varint(payload, &mut at))
    {
        now = now.wrapping_add(gap);
        out.push((now, record as u32));
    }
    out
}

/// Every record filed under that number in one file's payload.
#[must_use]
pub fn find(payload: &[u8], key: u64) -> Vec<u32> {
    let (mut at, mut now) = (0, 0u64);
    let mut out = Vec::new();
    while at < payload.len() {
        let Some(gap) = take_varint(payload, &mut at) else {
            break;
        };
        let Some(record) = take_varint(payload, &mut at) else {
            break;
        };
        now = now.wrapping_add(gap);
        if now > key {
            break;
        }
        if now == key {
            out.push(record as u32);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::envelope;

    #[test]
    fn every_number_is_found_and_no_other() {
        let pairs: Vec<(u64, u32)> = (0..20_000u64)
            .map(|n| (9_780_000_000_000 + n * n % 977 + n * 1000, n as u32))
            .collect();
        let mut sorted = pairs.clone();
        sorted.sort_unstable();
        let mut out = Vec::new();
        let section = write(&sorted, &mut out);
        assert_eq!(section.children.len(), 3);
        for (key, record) in pairs.iter().step_by(97) {
            let hit = crate::pack::section::covering(
                &section.children,
                &key.to_be_bytes(),
                Some(&key.to_be_bytes()),
            );
            assert_eq!(hit.len(), 1);
            let file = out.iter().find(|f| f.file == hit[0].file).unwrap();
            let payload = envelope::open(&file.file, &file.bytes, Some(Kind::Keys))
                .unwrap()
                .1;
            assert_eq!(find(&payload, *key), vec![*record]);
            assert!(find(&payload, key + 1).is_empty() || pairs.iter().any(|p| p.0 == key + 1));
        }
    }

    #[test]
    fn records_of_one_number_are_found_together_where_a_file_ends() {
        // A class set of five records, from two before the end of the first file to two behind it.
        let from = FILE_KEYS as u64 - 3;
        let number = |n: u64| {
            if (from..from + 5).contains(&n) {
                from
            } else {
                n
            }
        };
        let pairs: Vec<(u64, u32)> = (0..3 * FILE_KEYS as u64)
            .map(|n| (number(n), n as u32))
            .collect();
        let mut out = Vec::new();
        let section = write(&pairs, &mut out);
        let key = from.to_be_bytes();
        let hit = crate::pack::section::covering(&section.children, &key, Some(&key));
        assert_eq!((hit.len(), section.children.len()), (1, 3));
        let file = out.iter().find(|f| f.file == hit[0].file).unwrap();
        let payload = envelope::open(&file.file, &file.bytes, Some(Kind::Keys))
            .unwrap()
            .1;
        let records: Vec<u32> = (from..from + 5).map(|n| n as u32).collect();
        assert_eq!(find(&payload, from), records);
    }
}
