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
    /// A comment, text in which nothing is markup or an instruction that has no end where it should: its beginning alone.
    Endless,
}

/// What reaches up to its own mark, whatever stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guarded {
    Comment,
    Text,
    Instruction,
}

impl Guarded {
    /// What starts here, with its first mark and its last.
    pub(super) fn at(bytes: &[u8]) -> Option<(Self, &'static [u8], &'static [u8])> {
        match bytes {
            [b'<', b'!', b'-', b'-', ..] => Some((Self::Comment, b"<!--", b"-->")),
            [b'<', b'?', ..] => Some((Self::Instruction, b"<?", b"?>")),
            _ if bytes.starts_with(b"<![CDATA[") => Some((Self::Text, b"<![CDATA[", b"]]>")),
            _ => None,
        }
    }
}

/// Where something stands next. It is asked for places further and further on, and looks at no byte twice.
#[derive(Debug, Default)]
pub(super) struct Next {
    found: Option<usize>,
    /// None begins before that, as far as was looked.
    looked: usize,
}

impl Next {
    /// The first from `from` on; `find` looks for one of `length` bytes.
    pub(super) fn find(
        &mut self,
        bytes: &[u8],
        from: usize,
        length: usize,
        find: impl Fn(&[u8], usize) -> Option<usize>,
    ) -> Option<usize> {
        if self.found.is_none_or(|found| found < from) {
            let from = from.max(self.looked).min(bytes.len());
            self.found = find(bytes, from);
            self.looked = match self.found {
                Some(found) => found,
                None => (bytes.len() + 1).saturating_sub(length).max(from),
            };
        }
        self.found
    }

    /// The caller passed over so many bytes.
    pub(super) fn consumed(&mut self, count: usize) {
        self.found = self.found.and_then(|found| found.checked_sub(count));
        self.looked = self.looked.saturating_sub(count);
    }
}

/// Where the next record ends (`</record`, `</marc:record`), from there on: the place of its name.
pub(super) fn record_end(bytes: &[u8], from: usize) -> Option<usize> {
    memmem::find_iter(&bytes[from..], b"record")
        .map(|at| from + at)
        .find(|at| {
            let before = &bytes[..*at];
            let prefix = before
                .iter()
                .rev()
                .take(64)
                .take_while(|byte| is_name(**byte));
            let before = &before[..*at - prefix.count()];
            let whole = |byte: &u8| !is_name(*byte);
            let prefixed = before.len() == *at || bytes[*at - 1] == b':';
            before.ends_with(b"</") && prefixed && bytes.get(*at + 6).is_none_or(whole)
        })
}

/// How far a token reaches.
pub(super) enum Step<'a> {
    Token(Token<'a>, usize),
    More,
}

/// The first token, unless it is [`Guarded`]; what is cut off at the end of the file is taken for what it most likely is.
/// A record, unlike what stands `outside` of it, has no document type.
pub(super) fn token(bytes: &[u8], finished: bool, outside: bool) -> Step<'_> {
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
    if bytes.starts_with(b"<!") {
        return if outside {
            doctype(bytes, finished)
        } else {
            declaration(bytes, finished)
        };
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
        Step::Token(Token::Endless, 2)
    } else {
        Step::More
    }
}

/// `<![endif]>` and the like, which word processors leave behind.
fn declaration(bytes: &[u8], finished: bool) -> Step<'_> {
    match memchr2(b'>', b'<', &bytes[1..]) {
        Some(at) if bytes[at + 1] == b'>' => Step::Token(Token::Other, at + 2),
        None if !finished => Step::More,
        _ => Step::Token(Token::Stray, 1),
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
