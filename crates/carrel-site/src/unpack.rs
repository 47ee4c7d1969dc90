//! Inputs as they come: plain, gzip or zstd, told apart by their first bytes and not by their names.
//!
//! ```
//! use carrel_site::unpack::Unpacker;
//! let mut unpacker = Unpacker::new();
//! let mut text = Vec::new();
//! unpacker.push(b"plain bytes pass through", &mut |bytes| text.extend_from_slice(bytes))?;
//! unpacker.finish(&mut |bytes| text.extend_from_slice(bytes))?;
//! assert_eq!(text, b"plain bytes pass through");
//! # Ok::<(), carrel_site::unpack::UnpackError>(())
//! ```

use core::fmt;

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use ruzstd::decoding::FrameDecoder;

use crate::crc::Crc32;
use crate::words;

/// Where unpacked bytes go.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]);

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip (RFC 1952), one member or several.
    Gzip,
    /// Zstandard (RFC 8878), one frame or several.
    Zstd,
}

/// Why a packed file cannot be unpacked to its end. What came before the fault was handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnpackError {
    /// The file stops before its packed content does.
    CutOff(Packing),
    /// The packed content breaks the rules of its format, or its check sum is wrong.
    Damaged(Packing),
}

impl Packing {
    fn name(self) -> &'static str {
        match self {
            Packing::Plain => "plain",
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }
}

impl fmt::Display for UnpackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutOff(packing) => f.write_str(&words::unpack_cut_off(packing.name())),
            Self::Damaged(packing) => f.write_str(&words::unpack_damaged(packing.name())),
        }
    }
}

impl core::error::Error for UnpackError {}

/// A zstd block is at most this long, so this many bytes always hold one.
const ZSTD_STEP: usize = (128 << 10) + 64;

/// Unpacks a file that comes in pieces. Memory: the window of the packing, and 128 KiB.
pub struct Unpacker {
    stage: Stage,
    /// Bytes that wait for their rest.
    kept: Vec<u8>,
    out: Vec<u8>,
}

enum Stage {
    Start,
    Plain,
    GzipHead {
        first: bool,
    },
    GzipBody {
        state: Box<InflateState>,
        crc: Crc32,
        length: u32,
    },
    GzipTail {
        crc: u32,
        length: u32,
    },
    ZstdHead {
        first: bool,
    },
    ZstdBody(Box<FrameDecoder>),
    /// Bytes of a skippable frame still to be passed over.
    ZstdSkip(u64),
    Broken(UnpackError),
}

impl Default for Unpacker {
    fn default() -> Self {
        Self::new()
    }
}

impl Unpacker {
    /// One that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            stage: Stage::Start,
            kept: Vec::new(),
            out: Vec::new(),
        }
    }

    /// How the file is packed, once four bytes were seen.
    #[must_use]
    pub fn packing(&self) -> Option<Packing> {
        match &self.stage {
            Stage::Start => None,
            Stage::Plain => Some(Packing::Plain),
            Stage::GzipHead { .. } | Stage::GzipBody { .. } | Stage::GzipTail { .. } => {
                Some(Packing::Gzip)
            }
            Stage::ZstdHead { .. } | Stage::ZstdBody(_) | Stage::ZstdSkip(_) => Some(Packing::Zstd),
            Stage::Broken(UnpackError::CutOff(p) | UnpackError::Damaged(p)) => Some(*p),
        }
    }

    /// Takes more of the file.
    ///
    /// # Errors
    /// [`UnpackError::Damaged`]; every later call gives the same.
    pub fn push(&mut self, bytes: &[u8], sink: Sink<'_>) -> Result<(), UnpackError> {
        if matches!(self.stage, Stage::Plain) {
            sink(bytes);
            return Ok(());
        }
        self.kept.extend_from_slice(bytes);
        self.run(false, sink)
    }

    /// Says that the file ends here.
    ///
    /// # Errors
    /// As [`Unpacker::push`], and [`UnpackError::CutOff`].
    pub fn finish(&mut self, sink: Sink<'_>) -> Result<(), UnpackError> {
        self.run(true, sink)?;
        match &self.stage {
            Stage::Start | Stage::Plain => {
                sink(&self.kept);
                self.kept.clear();
                Ok(())
            }
            Stage::GzipHead { first: false } | Stage::ZstdHead { first: false }
                if self.kept.is_empty() =>
            {
                Ok(())
            }
            _ => {
                let packing = self.packing().unwrap_or(Packing::Plain);
                self.save_window(sink);
                Err(self.broken(UnpackError::CutOff(packing)))
            }
        }
    }

    /// Hands on what a cut zstd frame still holds back as its window: the decoder is told that the
    /// frame ends here, with an empty last block.
    fn save_window(&mut self, sink: Sink<'_>) {
        const END: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];
        let Stage::ZstdBody(decoder) = &mut self.stage else {
            return;
        };
        let mut source = &END[..];
        while let Ok((used, written)) = decoder.decode_from_to(source, &mut self.out) {
            sink(&self.out[..written]);
            if written == 0 {
                break;
            }
            source = &source[used.min(source.len())..];
        }
    }

    fn broken(&mut self, error: UnpackError) -> UnpackError {
        self.stage = Stage::Broken(error);
        self.kept = Vec::new();
        error
    }

    fn run(&mut self, finished: bool, sink: Sink<'_>) -> Result<(), UnpackError> {
        let mut kept = core::mem::take(&mut self.kept);
        let mut at = 0;
        let done = loop {
            match self.step(&kept[at..], finished, sink) {
                Ok(0) => break Ok(()),
                Ok(MOVED) => {}
                Ok(used) => at += used,
                Err(error) => break Err(error),
            }
        };
        kept.drain(..at);
        self.kept = kept;
        done.map_err(|error| self.broken(error))
    }

    /// Does one thing with the bytes: says how many it used, 0 when it needs more, [`MOVED`] when
    /// only the stage changed.
    fn step(&mut self, bytes: &[u8], finished: bool, sink: Sink<'_>) -> Result<usize, UnpackError> {
        match &mut self.stage {
            Stage::Start => {
                if bytes.len() < 4 && !finished {
                    return Ok(0);
                }
                self.stage = match bytes {
                    [0x1F, 0x8B, 8, ..] => Stage::GzipHead { first: true },
                    _ if is_zstd(bytes) => Stage::ZstdHead { first: true },
                    _ => Stage::Plain,
                };
                Ok(MOVED)
            }
            Stage::Plain => {
                sink(bytes);
                Ok(bytes.len())
            }
            Stage::GzipHead { first } => match gzip_head(bytes) {
                Some(Ok(length)) => {
                    self.stage = Stage::GzipBody {
                        state: InflateState::new_boxed(DataFormat::Raw),
                        crc: Crc32::new(),
                        length: 0,
                    };
                    Ok(length)
                }
                Some(Err(())) => {
                    // Zeros after the last member are what tapes leave; anything else is damage.
                    if !*first && bytes.iter().all(|b| *b == 0) {
                        return Ok(bytes.len());
                    }
                    Err(UnpackError::Damaged(Packing::Gzip))
                }
                None => Ok(0),
            },
            Stage::GzipBody { state, crc, length } => {
                self.out.resize(64 << 10, 0);
                let result = inflate(state, bytes, &mut self.out, MZFlush::None);
                let out = &self.out[..result.bytes_written];
                crc.add(out);
                *length = length.wrapping_add(out.len() as u32);
                if !out.is_empty() {
                    sink(out);
                }
                match result.status {
                    Ok(MZStatus::StreamEnd) => {
                        self.stage = Stage::GzipTail {
                            crc: crc.sum(),
                            length: *length,
                        };
                        Ok(if result.bytes_consumed == 0 {
                            MOVED
                        } else {
                            result.bytes_consumed
                        })
                    }
                    Ok(_) | Err(MZError::Buf) => {
                        let moved = result.bytes_consumed == 0 && result.bytes_written > 0;
                        Ok(if moved { MOVED } else { result.bytes_consumed })
                    }
                    Err(_) => Err(UnpackError::Damaged(Packing::Gzip)),
                }
            }
            Stage::GzipTail { crc, length } => {
                let Some(tail) = bytes.first_chunk::<8>() else {
                    return Ok(0);
                };
                let number = |at: usize| {
                    u32::from_le_bytes([tail[at], tail[at + 1], tail[at + 2], tail[at + 3]])
                };
                if (number(0), number(4)) != (*crc, *length) {
                    return Err(UnpackError::Damaged(Packing::Gzip));
                }
                self.stage = Stage::GzipHead { first: false };
                Ok(8)
            }
            Stage::ZstdHead { .. } => {
                if bytes.len() < 18 && !finished || bytes.is_empty() {
                    return Ok(0);
                }
                if !is_zstd(bytes) {
                    return Err(UnpackError::Damaged(Packing::Zstd));
                }
                if bytes[0] & 0xF0 == 0x50 {
                    let Some(length) = bytes.get(4..8) else {
                        return Ok(0);
                    };
                    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
                    self.stage = Stage::ZstdSkip(u64::from(length));
                    return Ok(8);
                }
                let mut rest = bytes;
                let mut decoder = Box::new(FrameDecoder::new());
                if decoder.init(&mut rest).is_err() {
                    return Err(if bytes.len() < 18 {
                        UnpackError::CutOff(Packing::Zstd)
                    } else {
                        UnpackError::Damaged(Packing::Zstd)
                    });
                }
                self.stage = Stage::ZstdBody(decoder);
                Ok(bytes.len() - rest.len())
            }
            Stage::ZstdBody(decoder) => {
                if bytes.len() < ZSTD_STEP && !finished {
                    return Ok(0);
                }
                self.out.resize(256 << 10, 0);
                let (used, written) = decoder
                    .decode_from_to(bytes, &mut self.out)
                    .map_err(|_| UnpackError::Damaged(Packing::Zstd))?;
                if used > bytes.len() {
                    return Ok(0);
                }
                if written > 0 {
                    sink(&self.out[..written]);
                }
                if decoder.is_finished() && decoder.can_collect() == 0 {
                    if let Some(stated) = decoder.get_checksum_from_data()
                        && decoder.get_calculated_checksum() != Some(stated)
                    {
                        return Err(UnpackError::Damaged(Packing::Zstd));
                    }
                    self.stage = Stage::ZstdHead { first: false };
                    return Ok(if used == 0 { MOVED } else { used });
                }
                Ok(if used == 0 && written > 0 {
                    MOVED
                } else {
                    used
                })
            }
            Stage::ZstdSkip(length) => {
                let used = (*length).min(bytes.len() as u64);
                *length -= used;
                if *length == 0 {
                    self.stage = Stage::ZstdHead { first: false };
                    return Ok(if used == 0 { MOVED } else { used as usize });
                }
                Ok(used as usize)
            }
            Stage::Broken(error) => Err(*error),
        }
    }
}

/// No bytes used, and yet it goes on.
const MOVED: usize = usize::MAX;

/// A zstd frame, or one of the frames that are to be skipped.
fn is_zstd(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]
    )
}

/// Length of a gzip member's head; `None` when more bytes are needed.
fn gzip_head(bytes: &[u8]) -> Option<Result<usize, ()>> {
    if bytes.is_empty() {
        return None;
    }
    let start = &[0x1F, 0x8B, 8][..];
    let seen = bytes.len().min(3);
    if bytes[..seen] != start[..seen] {
        return Some(Err(()));
    }
    let flags = *bytes.get(3)?;
    if flags & 0xE0 != 0 {
        return Some(Err(()));
    }
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(*bytes.get(at)?) + (usize::from(*bytes.get(at + 1)?) << 8);
    }
    // Name and comment, each up to a zero byte.
    for flag in [8, 16] {
        if flags & flag != 0 {
            at += bytes.get(at..)?.iter().position(|b| *b == 0)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    (bytes.len() >= at).then_some(Ok(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A gzip member with stored name.
    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut out = vec![0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3];
        out.extend_from_slice(b"name.mrc\0");
        out.extend(miniz_oxide::deflate::compress_to_vec(text, 6));
        let mut crc = Crc32::new();
        crc.add(text);
        out.extend(crc.sum().to_le_bytes());
        out.extend((text.len() as u32).to_le_bytes());
        out
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn unpack(packed: &[u8], step: usize) -> (Vec<u8>, Result<(), UnpackError>) {
        let mut out = Vec::new();
        let mut unpacker = Unpacker::new();
        for piece in packed.chunks(step) {
            if let Err(error) = unpacker.push(piece, &mut |b| out.extend_from_slice(b)) {
                return (out, Err(error));
            }
        }
        let end = unpacker.finish(&mut |b| out.extend_from_slice(b));
        (out, end)
    }

    fn text() -> Vec<u8> {
        (0..60_000u32)
            .flat_map(|n| format!("{} wild things, ", n * n % 977).into_bytes())
            .collect()
    }

    #[test]
    fn each_packing_gives_its_text_in_pieces_of_any_size() {
        let text = text();
        let mut twice = gzip(&text[..1000]);
        twice.extend(gzip(&text[1000..]));
        let mut frames = zstd(&text[..1000]);
        frames.extend([0x52, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        frames.extend(zstd(&text[1000..]));
        for packed in [text.clone(), gzip(&text), twice, zstd(&text), frames] {
            for step in [1, 7, 4096, usize::MAX] {
                let (out, end) = unpack(&packed, step.min(packed.len()));
                assert_eq!(end, Ok(()), "{:?} in steps of {step}", &packed[..3]);
                assert!(out == text, "{:?} in steps of {step}", &packed[..3]);
            }
        }
    }

    #[test]
    fn short_and_empty_files_are_plain() {
        for text in [&b""[..], b"a", b"\x1F", b"\x1F\x8B", b"\x28\xB5\x2F"] {
            assert_eq!(unpack(text, 1), (text.to_vec(), Ok(())), "{text:?}");
        }
    }

    #[test]
    fn a_cut_is_told_and_what_came_before_it_is_kept() {
        let text = text();
        for (packed, packing) in [(gzip(&text), Packing::Gzip), (zstd(&text), Packing::Zstd)] {
            for length in [4, 12, packed.len() / 2, packed.len() - 1] {
                let (out, end) = unpack(&packed[..length], 1000);
                assert_eq!(
                    end,
                    Err(UnpackError::CutOff(packing)),
                    "{packing:?} {length}"
                );
                assert!(text.starts_with(&out));
                assert!(length < packed.len() / 2 || !out.is_empty());
            }
        }
    }

    #[test]
    fn damage_is_told() {
        let text = text();
        let packed = gzip(&text);
        for at in [20, packed.len() / 2, packed.len() - 6, packed.len() - 2] {
            let mut packed = packed.clone();
            packed[at] ^= 0x55;
            let (_, end) = unpack(&packed, 1000);
            assert!(end.is_err(), "gzip {at}");
        }
        let mut packed = gzip(&text);
        packed.extend(b"more");
        assert_eq!(
            unpack(&packed, 99).1,
            Err(UnpackError::Damaged(Packing::Gzip))
        );
        let mut packed = zstd(&text);
        packed.extend(b"something else that follows");
        assert_eq!(
            unpack(&packed, 99).1,
            Err(UnpackError::Damaged(Packing::Zstd))
        );
    }
}
