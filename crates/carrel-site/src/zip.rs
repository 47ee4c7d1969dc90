//! Writes a zip of a finished site: deflate or stored, whichever is shorter, a fixed time, UTF-8 names.
//! The same files give the same bytes natively and in wasm.
//!
//! Limits: 65,535 files and 4 GiB, as the format without its extensions has them.

use crate::crc::Crc32;

/// 1980-01-01 00:00, the first moment a zip can name: the time says nothing, so that the bytes depend on
/// the files alone.
const TIME: [u8; 4] = [0, 0, 0x21, 0];

/// A zip under way. Files can be added one by one, so that progress can be shown between them.
#[derive(Debug, Default)]
pub struct Zip {
    out: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
}

impl Zip {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file under a path with forward slashes. False when there is no room for it: past 65,535
    /// files or 4 GiB.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> bool {
        let mut crc = Crc32::new();
        crc.add(bytes);
        // Pack files are compressed already; the attempt would only cost time.
        let packed = if path.ends_with(".bin") || path.ends_with(".png") {
            None
        } else {
            Some(miniz_oxide::deflate::compress_to_vec(bytes, 9)).filter(|p| p.len() < bytes.len())
        };
        let body = packed.as_deref().unwrap_or(bytes);
        let (Ok(offset), Ok(raw), Ok(length), Ok(name), Some(files)) = (
            u32::try_from(self.out.len()),
            u32::try_from(bytes.len()),
            u32::try_from(body.len()),
            u16::try_from(path.len()),
            self.files.checked_add(1),
        ) else {
            return false;
        };

        // Needs 2.0 to unpack; flag 11 says that the name is UTF-8.
        let mut shared = Vec::with_capacity(26);
        shared.extend_from_slice(&[20, 0, 0, 8, if packed.is_some() { 8 } else { 0 }, 0]);
        shared.extend_from_slice(&TIME);
        for number in [crc.sum(), length, raw] {
            shared.extend_from_slice(&number.to_le_bytes());
        }
        shared.extend_from_slice(&name.to_le_bytes());
        shared.extend_from_slice(&[0, 0]);

        self.out.extend_from_slice(b"PK\x03\x04");
        self.out.extend_from_slice(&shared);
        self.out.extend_from_slice(path.as_bytes());
        self.out.extend_from_slice(body);

        // Made by Unix, so that the permissions below count: a plain file, readable by all.
        self.directory.extend_from_slice(b"PK\x01\x02");
        self.directory.extend_from_slice(&[20, 3]);
        self.directory.extend_from_slice(&shared);
        self.directory.extend_from_slice(&[0; 6]);
        self.directory
            .extend_from_slice(&(0o100_644_u32 << 16).to_le_bytes());
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(path.as_bytes());
        self.files = files;
        true
    }

    /// The whole zip.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let offset = self.out.len() as u32;
        let length = self.directory.len() as u32;
        self.out.append(&mut self.directory);
        self.out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        self.out.extend_from_slice(&self.files.to_le_bytes());
        self.out.extend_from_slice(&self.files.to_le_bytes());
        self.out.extend_from_slice(&length.to_le_bytes());
        self.out.extend_from_slice(&offset.to_le_bytes());
        self.out.extend_from_slice(&[0, 0]);
        self.out
    }
}

/// The files of a zip that [`Zip`] wrote: path and bytes, for tests and for looking into one's own output.
/// `None` when anything is amiss.
#[must_use]
pub fn unzip(zip: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let short = |at: usize| {
        Some(usize::from(u16::from_le_bytes(
            *zip.get(at..)?.first_chunk()?,
        )))
    };
    let long = |at: usize| Some(u32::from_le_bytes(*zip.get(at..)?.first_chunk()?));
    let end = zip.len().checked_sub(22)?;
    if zip.get(end..end + 4)? != b"PK\x05\x06" {
        return None;
    }
    let mut at = long(end + 16)? as usize;
    let mut files = Vec::new();
    for _ in 0..short(end + 10)? {
        if zip.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let (method, crc, length, raw) = (
            short(at + 10)?,
            long(at + 16)?,
            long(at + 20)?,
            long(at + 24)?,
        );
        let (name, local) = (short(at + 28)?, long(at + 42)? as usize);
        let path = core::str::from_utf8(zip.get(at + 46..at + 46 + name)?).ok()?;
        let start = local + 30 + short(local + 26)? + short(local + 28)?;
        let body = zip.get(start..start + length as usize)?;
        let bytes = match method {
            0 => body.to_vec(),
            8 => miniz_oxide::inflate::decompress_to_vec_with_limit(body, raw as usize).ok()?,
            _ => return None,
        };
        let mut sum = Crc32::new();
        sum.add(&bytes);
        if sum.sum() != crc || bytes.len() != raw as usize {
            return None;
        }
        files.push((path.to_owned(), bytes));
        at += 46 + name;
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let files: Vec<(String, Vec<u8>)> = [
            (
                "index.html",
                "<p>the same, the same, the same, the same</p>".as_bytes(),
            ),
            ("pack/d/0.bin", &[7; 400]),
            ("text/español/ñ.txt", "ñ".as_bytes()),
            ("empty", b""),
        ]
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
        .into();
        let mut zip = Zip::new();
        for (path, bytes) in &files {
            assert!(zip.add(path, bytes));
        }
        let zip = zip.finish();
        assert_eq!(unzip(&zip).as_ref(), Some(&files));
        assert!(zip.len() < 1200);
        let mut broken = zip.clone();
        broken[40] ^= 1;
        assert_eq!(unzip(&broken), None);
        assert_eq!(unzip(&zip[..zip.len() - 1]), None);
        assert_eq!(unzip(&Zip::new().finish()), Some(Vec::new()));
    }
}
