//! The three encodings that SIP2 servers speak. The standard says ASCII; Evergreen's server CP850, others Latin-1 or UTF-8.

use core::fmt;

/// How the text of variable fields is encoded; a setting of each server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8 (RFC 3629).
    #[default]
    Utf8,
    /// ISO 8859-1.
    Latin1,
    /// IBM code page 850.
    Cp850,
}

/// A character that the encoding does not have, or that would break a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// Where, counted in characters from 0.
    pub at: usize,
    /// The encoding.
    pub charset: Charset,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "character {} of a value cannot be sent: expected one that {:?} has and neither `|` nor a line end; take it out, or set the server's encoding",
            self.at + 1,
            self.charset
        )
    }
}

impl core::error::Error for Unwritable {}

/// The upper half of code page 850, from 0x80.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

impl Charset {
    /// The text of these bytes. What is no UTF-8 becomes U+FFFD; the other two have a character for every byte.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Charset::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Charset::Latin1 => bytes.iter().map(|b| char::from(*b)).collect(),
            Charset::Cp850 => bytes
                .iter()
                .map(|b| match b.checked_sub(0x80) {
                    Some(high) => CP850
                        .chars()
                        .nth(usize::from(high))
                        .unwrap_or(char::REPLACEMENT_CHARACTER),
                    None => char::from(*b),
                })
                .collect(),
        }
    }

    /// The bytes of a value. Refuses what the encoding lacks, `|`, and control characters: nothing is replaced in silence.
    ///
    /// # Errors
    /// Names the first character that cannot be sent.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, Unwritable> {
        let mut bytes = Vec::with_capacity(text.len());
        for (at, c) in text.chars().enumerate() {
            let refused = Unwritable { at, charset: self };
            if c == '|' || c.is_control() {
                return Err(refused);
            }
            match self {
                _ if c.is_ascii() => bytes.push(c as u8),
                Charset::Utf8 => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                Charset::Latin1 => bytes.push(u8::try_from(u32::from(c)).map_err(|_| refused)?),
                Charset::Cp850 => {
                    let high = CP850.chars().position(|known| known == c).ok_or(refused)?;
                    bytes.push(0x80 + high as u8);
                }
            }
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_the_single_byte_sets_comes_back() {
        assert_eq!(CP850.chars().count(), 128);
        for byte in (0x20..=0x7E).chain(0xA0..=0xFF) {
            if byte == b'|' {
                continue;
            }
            for charset in [Charset::Latin1, Charset::Cp850] {
                let text = charset.decode(&[byte]);
                assert_eq!(charset.encode(&text), Ok(vec![byte]), "{charset:?} {byte}");
            }
        }
    }

    #[test]
    fn known_words() {
        for (charset, text, bytes) in [
            (Charset::Cp850, "Müñoz é", &b"M\x81\xA4oz \x82"[..]),
            (Charset::Latin1, "Müñoz é", b"M\xFC\xF1oz \xE9"),
            (Charset::Utf8, "Müñoz é", "Müñoz é".as_bytes()),
        ] {
            assert_eq!(charset.encode(text).as_deref(), Ok(bytes));
            assert_eq!(charset.decode(bytes), text);
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        for (charset, text, at) in [
            (Charset::Latin1, "a€", 1),
            (Charset::Cp850, "日", 0),
            (Charset::Utf8, "ab|c", 2),
            (Charset::Utf8, "a\r", 1),
        ] {
            assert_eq!(charset.encode(text), Err(Unwritable { at, charset }));
        }
        assert_eq!(Charset::Utf8.decode(b"a\xFFb"), "a\u{FFFD}b");
    }
}
