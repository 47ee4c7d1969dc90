//! A list as a link: CSL-JSON in base64url (RFC 4648 §5), for the fragment of an address. A fragment never reaches a server.

use crate::source::Source;
use crate::{Problem, csl};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The longest text that is read from an address.
const MOST: usize = 400_000;

/// Sources as letters that an address may hold. Private notes stay at home.
#[must_use]
pub fn encode(sources: &[Source]) -> String {
    let mut open = sources.to_vec();
    open.iter_mut().for_each(|source| source.note.clear());
    let mut out = String::new();
    for part in csl::write(&open).as_bytes().chunks(3) {
        let byte = |n: usize| u32::from(part.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..=part.len() {
            out.push(LETTERS[(bits >> (18 - 6 * n)) as usize & 63] as char);
        }
    }
    out
}

/// Reads what [`encode`] wrote. A link that was cut off gives what is whole in it.
#[must_use]
pub fn decode(text: &str) -> (Vec<Source>, Vec<Problem>) {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for letter in text.bytes().take(MOST) {
        let Some(value) = LETTERS.iter().position(|&known| known == letter) else {
            // Mail programs put marks at the end.
            break;
        };
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    csl::read(&String::from_utf8_lossy(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn what_goes_into_a_link_comes_out() {
        for title in ["Holes", "a", "ab", "abc", "Ñandú & <i>x</i> 😀"] {
            let mut source = Source::new("s1", Kind::BOOK);
            source.set("title", title);
            source.note = "mine".into();
            let link = encode(std::slice::from_ref(&source));
            assert!(link.bytes().all(|b| LETTERS.contains(&b)));
            source.note.clear();
            assert_eq!(decode(&link), (vec![source], vec![]));
        }
    }

    #[test]
    fn a_link_that_was_cut_off_gives_what_is_whole() {
        let mut sources = Vec::new();
        for n in 0..3 {
            let mut source = Source::new(&n.to_string(), Kind::BOOK);
            source.set("title", "A book with a name");
            sources.push(source);
        }
        let link = encode(&sources);
        let (found, problems) = decode(&link[..link.len() - 40]);
        assert_eq!((found.len(), problems.is_empty()), (2, false));
        assert_eq!(decode("***").0, []);
    }
}
