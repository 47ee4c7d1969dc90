//! Messages out of a stream of bytes, however it is cut.

use core::fmt;

/// No message of a real server comes near this many bytes.
const LIMIT: usize = 64 * 1024;

/// Collects what a connection receives and gives whole messages, without their line ends.
///
/// CR, LF and CR LF all end a message; empty lines and NULs before a message are skipped. Holds at most one message beyond what was
/// pushed last.
#[derive(Clone)]
pub struct Decoder {
    buffer: Vec<u8>,
    /// Bytes of `buffer` already given out.
    taken: usize,
    /// Bytes behind `taken` already searched for an end.
    searched: usize,
    limit: usize,
    /// Inside of a message that was too long, up to its end.
    skipping: bool,
}

/// A message that never ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameError {
    /// The limit in bytes.
    pub limit: usize,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a SIP2 message has no end: expected a carriage return within {} bytes; close the connection and ask again on a new one",
            self.limit
        )
    }
}

impl core::error::Error for FrameError {}

impl Default for Decoder {
    fn default() -> Self {
        Self::with_limit(LIMIT)
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The bytes may hold a password.
        write!(f, "Decoder({} bytes)", self.buffer.len() - self.taken)
    }
}

impl Decoder {
    /// A decoder that refuses messages of more than `limit` bytes.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self {
            buffer: Vec::new(),
            taken: 0,
            searched: 0,
            limit,
            skipping: false,
        }
    }

    /// Adds bytes as they came. Take the frames out before pushing more, or they wait here.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message; `None` when more bytes are needed. An error is given once, and what follows its message is read again.
    pub fn next_frame(&mut self) -> Option<Result<Vec<u8>, FrameError>> {
        loop {
            if self.searched == 0 && !self.skipping {
                let waiting = &self.buffer[self.taken..];
                self.taken += waiting.iter().take_while(|b| is_blank(b)).count();
            }
            let waiting = &self.buffer[self.taken..];
            let end = waiting[self.searched..]
                .iter()
                .position(|b| matches!(b, b'\r' | b'\n'));
            let Some(end) = end.map(|end| end + self.searched) else {
                if self.skipping {
                    self.taken = self.buffer.len();
                    self.searched = 0;
                    return None;
                }
                self.searched = waiting.len();
                return (waiting.len() > self.limit).then(|| {
                    self.skipping = true;
                    Err(FrameError { limit: self.limit })
                });
            };
            let frame = waiting[..end].to_vec();
            self.taken += end + 1;
            self.searched = 0;
            if core::mem::take(&mut self.skipping) || frame.is_empty() {
                continue;
            }
            if frame.len() > self.limit {
                return Some(Err(FrameError { limit: self.limit }));
            }
            return Some(Ok(frame));
        }
    }

    /// True when a message has begun and not ended: a connection that closes now has cut an answer.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.skipping || self.buffer[self.taken..].iter().any(|b| !is_blank(b))
    }
}

/// What may stand between two messages.
fn is_blank(b: &u8) -> bool {
    matches!(b, 0 | b' ' | b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds the bytes in pieces of every size; the frames must be these each time.
    fn check(bytes: &[u8], expected: &[&[u8]]) {
        for size in 1..=bytes.len().max(1) {
            let mut decoder = Decoder::with_limit(20);
            let mut frames = Vec::new();
            for piece in bytes.chunks(size) {
                decoder.push(piece);
                while let Some(frame) = decoder.next_frame() {
                    frames.push(frame.unwrap_or_else(|_| b"too long".to_vec()));
                }
            }
            assert_eq!(frames, expected, "in pieces of {size}");
            assert!(!decoder.is_inside());
        }
    }

    #[test]
    fn every_line_end_and_every_cut() {
        check(b"941\r", &[b"941"]);
        check(b"941\r\n96\n97\r", &[b"941", b"96", b"97"]);
        check(b"\r\n\0\0941\r\r\n", &[b"941"]);
        check(b"", &[]);
        // Blanks before a message are no part of it, however many.
        check(
            b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0 \0\0\0 941\r",
            &[b"941"],
        );
    }

    #[test]
    fn an_answer_in_two_segments_has_no_nuls_inside() {
        let mut decoder = Decoder::default();
        decoder.push(b"98YYYNYN01000319960214    1447001.00AOID");
        assert_eq!(decoder.next_frame(), None);
        assert!(decoder.is_inside());
        decoder.push(b"_21|\r");
        let frame = decoder.next_frame().and_then(Result::ok);
        assert!(frame.is_some_and(|frame| !frame.contains(&0)));
    }

    #[test]
    fn a_message_without_end_is_refused_once() {
        let long = [b'9'; 50];
        let mut bytes = long.to_vec();
        bytes.extend_from_slice(b"\r941\r");
        check(&bytes, &[b"too long", b"941"]);
        let mut decoder = Decoder::with_limit(20);
        for _ in 0..1000 {
            decoder.push(&long);
            let _ = decoder.next_frame();
        }
        assert!(decoder.buffer.len() <= 100, "what is skipped is not kept");
    }
}
