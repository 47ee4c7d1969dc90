//! What every pack file begins with, and the only door through which bytes get in.

use super::{FileRef, Kind, PackError, PackFile, put_varint, take_varint};
use carrel_core::inflate::inflate;

/// First three bytes of every file.
const MAGIC: &[u8; 3] = b"crl";
/// A file never unpacks to more than this, so that a made-up length cannot eat the memory.
const MOST: u64 = 64 << 20;

/// Wraps a payload: magic, kind, coding (0 = plain, 1 = raw deflate), raw length, payload.
/// The smaller coding is taken.
#[must_use]
pub fn seal(kind: Kind, payload: &[u8]) -> PackFile {
    let packed = miniz_oxide::deflate::compress_to_vec(payload, 9);
    if packed.len() < payload.len() {
        wrap(kind, 1, payload.len(), &packed)
    } else {
        seal_plain(kind, payload)
    }
}

/// The same for a payload that is compressed already.
#[must_use]
pub fn seal_plain(kind: Kind, payload: &[u8]) -> PackFile {
    wrap(kind, 0, payload.len(), payload)
}

fn wrap(kind: Kind, coding: u8, raw: usize, body: &[u8]) -> PackFile {
    let mut bytes = Vec::with_capacity(body.len() + 10);
    bytes.extend_from_slice(MAGIC);
    bytes.push(kind as u8);
    bytes.push(coding);
    put_varint(raw as u64, &mut bytes);
    bytes.extend_from_slice(body);
    PackFile {
        file: FileRef::of(&bytes),
        kind,
        bytes,
    }
}

/// Checks length and SHA-256 against the reference, then kind, then unpacks.
///
/// # Errors
/// [`PackError::Length`], [`PackError::Hash`] before anything is parsed; [`PackError::Kind`] and
/// [`PackError::Inside`] when the writer was wrong.
pub fn open(
    file: &FileRef,
    bytes: &[u8],
    expected: Option<Kind>,
) -> Result<(Kind, Vec<u8>), PackError> {
    check(file, bytes)?;
    read(file, bytes, expected)
}

/// The same of bytes that are known to be the file's.
///
/// # Errors
/// [`PackError::Kind`] and [`PackError::Inside`].
pub(crate) fn read(
    file: &FileRef,
    bytes: &[u8],
    expected: Option<Kind>,
) -> Result<(Kind, Vec<u8>), PackError> {
    let name = || file.name();
    if bytes.len() < 6 || &bytes[..3] != MAGIC {
        return Err(PackError::Inside {
            file: name(),
            what: "it is no pack file",
        });
    }
    let kind = Kind::ALL.iter().copied().find(|k| *k as u8 == bytes[3]);
    let kind = match (kind, expected) {
        (Some(kind), None) => kind,
        (Some(kind), Some(want)) if kind == want => kind,
        (_, want) => {
            return Err(PackError::Kind {
                file: name(),
                expected: want.map_or("any known", Kind::name),
                found: bytes[3],
            });
        }
    };
    let payload = unpack(bytes).map_err(|what| PackError::Inside { file: name(), what })?;
    Ok((kind, payload))
}

/// The payload of a file that passed [`open`] before.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    const DAMAGED: &str = "its content does not unpack";
    let mut at = 5;
    let raw = take_varint(bytes, &mut at).filter(|n| *n <= MOST);
    let raw = raw.ok_or(DAMAGED)? as usize;
    let body = bytes.get(at..).unwrap_or_default();
    let payload = match bytes.get(4) {
        Some(0) => body.to_vec(),
        Some(1) => inflate(body, raw).ok_or(DAMAGED)?,
        _ => return Err(DAMAGED),
    };
    (payload.len() == raw).then_some(payload).ok_or(DAMAGED)
}

/// Checks length and SHA-256 alone, for storage.
///
/// # Errors
/// [`PackError::Length`] or [`PackError::Hash`].
pub fn check(file: &FileRef, bytes: &[u8]) -> Result<(), PackError> {
    if bytes.len() != file.bytes as usize {
        return Err(PackError::Length {
            file: file.name(),
            expected: file.bytes,
            found: bytes.len(),
        });
    }
    let found = FileRef::of(bytes);
    if found != *file {
        return Err(PackError::Hash {
            file: file.name(),
            found: found.hex()[..16].to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens() {
        for payload in [
            &b""[..],
            b"x",
            &[7; 5000],
            "the same words, the same words, the same words".as_bytes(),
        ] {
            let sealed = seal(Kind::Cards, payload);
            assert_eq!(
                open(&sealed.file, &sealed.bytes, Some(Kind::Cards)),
                Ok((Kind::Cards, payload.to_vec()))
            );
        }
    }

    #[test]
    fn one_flipped_byte_at_every_place_is_seen_before_parsing() {
        let sealed = seal(
            Kind::Dict,
            b"a dictionary of few words and some more of them",
        );
        for at in 0..sealed.bytes.len() {
            let mut bytes = sealed.bytes.clone();
            bytes[at] ^= 0x10;
            assert!(
                matches!(
                    open(&sealed.file, &bytes, None),
                    Err(PackError::Hash { .. })
                ),
                "byte {at}"
            );
        }
        for len in 0..sealed.bytes.len() {
            assert!(matches!(
                open(&sealed.file, &sealed.bytes[..len], None),
                Err(PackError::Length { .. })
            ));
        }
    }

    #[test]
    fn a_writers_mistake_is_named() {
        let mut bytes = seal(Kind::Dict, b"payload").bytes;
        bytes[3] = 200;
        let file = FileRef::of(&bytes);
        assert!(matches!(
            open(&file, &bytes, None),
            Err(PackError::Kind { found: 200, .. })
        ));
        let bytes = b"crl\x03\x01\xff\xff\xff\xff\x7fgarbage".to_vec();
        assert!(matches!(
            open(&FileRef::of(&bytes), &bytes, None),
            Err(PackError::Inside { .. })
        ));
    }
}
