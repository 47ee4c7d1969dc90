//! The markup of XML, a token at a time, as far as it can be made out.

use memchr::{memchr, memchr2, memchr3, memmem};

/// A piece of markup at the start of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, up to the next `<`.
    Text(&'a [u8]),
    /// Text in which nothing is markup.
    Plain(&'a [u8]),
    /// `<name …>` or `<name …/>`: what stands between name and end, and whether the element ends there.
    Start {
        name: &'a [u8],
        attributes: &'a [u8],
        closed: bool,
    },
    End {
        name: &'a [u8],
    },
    /// A comment, a processing instruction, a document type.
    Other,
    /// A `<` that starts nothing.
    Stray,
}

/// How far a token reaches.
pub(super) enum Step<'a> {
    Token(Token<'a>, usize),
    More,
}

/// The first token; what is cut off at the end of the file is taken for what it most likely is.
pub(super) fn token(bytes: &[u8], finished: bool) -> Step<'_> {
    let until =
        |needle: &[u8], from: usize| match memmem::find(&bytes[from.min(bytes.len())..], needle) {
            Some(at) => Some(from + at),
            None => finished.then_some(bytes.len()),
        };
    if bytes[0] != b'<' {
        return match memchr(b'<', bytes) {
            Some(at) => Step::Token(Token::Text(&bytes[..at]), at),
            None if finished => Step::Token(Token::Text(bytes), bytes.len()),
            None => Step::More,
        };
    }
    // Enough to tell `<![CDATA[` and `<!DOCTYPE` apart.
    if bytes.len() < 9 && !finished && memchr(b'>', bytes).is_none() {
        return Step::More;
    }
    if bytes.starts_with(b"<!--") {
        return match until(b"-->", 4) {
            Some(at) => Step::Token(Token::Other, (at + 3).min(bytes.len())),
            None => Step::More,
        };
    }
    if bytes.starts_with(b"<![CDATA[") {
        return match until(b"]]>", 9) {
            Some(at) => Step::Token(
                Token::Plain(&bytes[9.min(at)..at]),
                (at + 3).min(bytes.len()),
            ),
            None => Step::More,
        };
    }
    if bytes.starts_with(b"<?") {
        return match until(b"?>", 2) {
            Some(at) => Step::Token(Token::Other, (at + 2).min(bytes.len())),
            None => Step::More,
        };
    }
    if bytes.starts_with(b"<!") {
        return doctype(bytes, finished);
    }
    tag(bytes, finished)
}

/// `<!DOCTYPE … [ … ]>`; nothing in it is obeyed.
fn doctype(bytes: &[u8], finished: bool) -> Step<'_> {
    let mut at = 2;
    let mut brackets = 0usize;
    while let Some(next) = memchr3(b'[', b']', b'>', &bytes[at..]) {
        at += next + 1;
        match bytes[at - 1] {
            b'[' => brackets += 1,
            b']' => brackets = brackets.saturating_sub(1),
            _ if brackets == 0 => return Step::Token(Token::Other, at),
            _ => {}
        }
    }
    if finished {
        Step::Token(Token::Other, bytes.len())
    } else {
        Step::More
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.') || byte >= 0x80
}

/// A start or end tag. A `<` before its `>` means that the tag was never closed; it ends there.
fn tag(bytes: &[u8], finished: bool) -> Step<'_> {
    let end_tag = bytes.get(1) == Some(&b'/');
    let from = if end_tag { 2 } else { 1 };
    let name = bytes[from..]
        .iter()
        .take_while(|byte| is_name(**byte))
        .count();
    let first = bytes.get(from).copied();
    if name == 0 || first.is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.')) {
        return if bytes.len() > from || finished {
            Step::Token(Token::Stray, 1)
        } else {
            Step::More
        };
    }
    let mut at = from + name;
    let name = &bytes[from..at];
    let start = at;
    let (inner, next) = loop {
        let Some(found) = bytes[at..]
            .iter()
            .position(|byte| matches!(byte, b'>' | b'<' | b'"' | b'\''))
        else {
            if finished {
                break (&bytes[start..], bytes.len());
            }
            return Step::More;
        };
        at += found;
        match bytes[at] {
            b'>' => break (&bytes[start..at], at + 1),
            b'<' => break (&bytes[start..at], at),
            quote => match memchr2(quote, b'<', &bytes[at + 1..]) {
                Some(close) if bytes[at + 1 + close] == quote => at += close + 2,
                // A value with a `<` in it, or without its other quote.
                Some(close) => break (&bytes[start..at + 1 + close], at + 1 + close),
                None if finished => break (&bytes[start..], bytes.len()),
                None => return Step::More,
            },
        }
    };
    if end_tag {
        return Step::Token(Token::End { name }, next);
    }
    let closed = inner.ends_with(b"/");
    let attributes = if closed {
        &inner[..inner.len() - 1]
    } else {
        inner
    };
    Step::Token(
        Token::Start {
            name,
            attributes,
            closed,
        },
        next,
    )
}

/// A name without its prefix.
pub(super) fn local(name: &[u8]) -> &[u8] {
    memchr::memrchr(b':', name).map_or(name, |at| &name[at + 1..])
}

/// The values of the attributes with those local names.
pub(super) fn attributes<'a, const N: usize>(
    bytes: &'a [u8],
    names: [&[u8]; N],
) -> [Option<&'a [u8]>; N] {
    let mut values = [None; N];
    let mut rest = bytes;
    while let Some(equals) = memchr(b'=', rest) {
        let name = rest[..equals].trim_ascii();
        let name = &name[name
            .iter()
            .rposition(|byte| !is_name(*byte))
            .map_or(0, |at| at + 1)..];
        let after = rest[equals + 1..].trim_ascii_start();
        let (value, next) = match after.first() {
            Some(quote @ (b'"' | b'\'')) => {
                let end = memchr(*quote, &after[1..]).map_or(after.len(), |end| end + 1);
                (&after[1..end], &after[(end + 1).min(after.len())..])
            }
            _ => after.split_at(
                after
                    .iter()
                    .take_while(|byte| !byte.is_ascii_whitespace())
                    .count(),
            ),
        };
        if let Some(at) = names.iter().position(|wanted| *wanted == local(name)) {
            values[at] = Some(value);
        }
        rest = next;
    }
    values
}
