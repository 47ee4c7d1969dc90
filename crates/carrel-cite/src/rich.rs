//! Text with marks: `<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>`, `<span class="nocase">` and quotation marks become
//! spans; any other markup is text.
//!
//! Rules of schools that lend a field to another one say which: `<span class="is-publisher-place">London</span>`, and
//! `is-word` and `is-mark` for what no field says. Nothing of it shows but in the reasons of the pieces.

use crate::vocab::{VARS, find};

/// What a stretch of text is in, from outside in.
pub(crate) type Op = u8;

pub(crate) const OP_ITALIC: Op = 0;
pub(crate) const OP_BOLD: Op = 1;
pub(crate) const OP_SUP: Op = 2;
pub(crate) const OP_SUB: Op = 3;
pub(crate) const OP_CAPS: Op = 4;
pub(crate) const OP_NOCASE: Op = 5;
pub(crate) const OP_QUOTE: Op = 6;
pub(crate) const OP_UNDERLINE: Op = 7;
/// Upright, not bold, no small capitals: said by the style inside of their contrary.
pub(crate) const OP_UPRIGHT: Op = 8;
pub(crate) const OP_NOT_BOLD: Op = 9;
pub(crate) const OP_NOT_CAPS: Op = 10;
pub(crate) const OP_BLOCK: Op = 11;
pub(crate) const OP_LEFT: Op = 12;
pub(crate) const OP_RIGHT: Op = 13;
pub(crate) const OP_INDENT: Op = 14;
pub(crate) const OP_OBLIQUE: Op = 16;
pub(crate) const OP_BASELINE: Op = 17;
pub(crate) const OP_NO_LINE: Op = 18;
/// The single quotation marks of a text that stands in no others.
pub(crate) const OP_SINGLE: Op = 19;
/// A word and a mark that no field says; from the third on, another field says it: the number of its variable above that.
pub(crate) const OP_WORD: Op = 100;
pub(crate) const OP_MARK: Op = 101;
pub(crate) const OP_FIELD: Op = 102;

/// A stretch of text and what it is in.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) ops: Vec<Op>,
}

/// A span without marks.
pub(crate) fn plain(text: &str) -> Vec<Span> {
    vec![Span {
        text: text.to_owned(),
        ops: Vec::new(),
    }]
}

#[derive(Clone, Copy, PartialEq)]
enum Piece {
    Text,
    Open(Op),
    Close(Op),
    /// A quotation mark or apostrophe that turned out to be text.
    Literal(char),
}

/// Reads marks and quotation marks.
pub(crate) fn parse(text: &str) -> Vec<Span> {
    if !text.contains(['<', '"', '\'', '“', '‘', '’', '«']) {
        return plain(text);
    }
    let mut pieces: Vec<(Piece, &str)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    // The last character that is not of a tag.
    let mut before = ' ';
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let mut length = c.len_utf8();
        let mut piece = Piece::Text;
        match c {
            '<' => {
                if let Some((tag, long)) = tag(rest) {
                    piece = tag;
                    length = long;
                }
            }
            '"' | '\'' | '“' | '”' | '‘' | '’' => {
                let next = after(&rest[length..]);
                let begins = before.is_whitespace()
                    || matches!(
                        before,
                        '(' | '[' | '“' | '"' | '‘' | '-' | '–' | '—' | '/' | '\u{200b}'
                    );
                let ends = next.is_none_or(|next| !next.is_alphanumeric());
                let op = if matches!(c, '"' | '“' | '”') {
                    OP_QUOTE
                } else {
                    OP_SINGLE
                };
                piece = match c {
                    '‘' if around_n(text, at) => Piece::Literal('’'),
                    '“' | '‘' => Piece::Open(op),
                    '”' => Piece::Close(op),
                    '’' if ends => Piece::Close(op),
                    '"' if begins && next.is_some_and(|next| !next.is_whitespace()) => {
                        Piece::Open(op)
                    }
                    '"' => Piece::Close(op),
                    // Rock 'n' roll: letters are left out, nothing is quoted.
                    '\'' if around_n(text, at) => Piece::Literal('’'),
                    '\'' if begins && next.is_some_and(|next| !next.is_whitespace()) => {
                        Piece::Open(op)
                    }
                    '\'' if ends => Piece::Close(op),
                    _ => Piece::Literal('’'),
                };
            }
            _ => {}
        }
        if piece != Piece::Text {
            if start < at {
                pieces.push((Piece::Text, &text[start..at]));
            }
            start = at + length;
            let raw = &text[at..at + length];
            let place = pieces.len();
            if let Piece::Close(op) = piece {
                let same = |&index: &usize| matches!(pieces[index].0, Piece::Open(found) if found == op || (op == OP_NOCASE && (found >= OP_WORD || matches!(found, OP_CAPS | OP_UPRIGHT)) && raw == "</span>"));
                match open.iter().rposition(same) {
                    // A quotation mark does not close across a tag.
                    Some(found)
                        if !is_quote(op)
                            || open[found + 1..].iter().all(|&index| matches!(pieces[index].0, Piece::Open(inner) if is_quote(inner))) =>
                    {
                        for &index in &open[found + 1..] {
                            pieces[index].0 = literal(pieces[index].0, pieces[index].1);
                        }
                        let matched = pieces[open[found]].0;
                        open.truncate(found);
                        if let Piece::Open(op) = matched {
                            pieces.push((Piece::Close(op), raw));
                        }
                    }
                    _ => pieces.push((literal(piece, raw), raw)),
                }
            } else {
                if let Piece::Open(_) = piece {
                    open.push(place);
                }
                pieces.push((piece, raw));
            }
        }
        if !(c == '<' && piece != Piece::Text) {
            before = if matches!(piece, Piece::Open(_)) {
                '“'
            } else {
                c
            };
        }
        at += length;
    }
    if start < at {
        pieces.push((Piece::Text, &text[start..]));
    }
    for index in open {
        pieces[index].0 = literal(pieces[index].0, pieces[index].1);
    }
    let mut spans: Vec<Span> = Vec::new();
    let mut ops: Vec<Op> = Vec::new();
    for (piece, raw) in pieces {
        match piece {
            Piece::Open(op) => ops.push(op),
            Piece::Close(_) => {
                ops.pop();
            }
            Piece::Text | Piece::Literal(_) => {
                if spans.last().is_none_or(|last| last.ops != ops) {
                    spans.push(Span {
                        text: String::new(),
                        ops: ops.clone(),
                    });
                }
                if let Some(last) = spans.last_mut() {
                    match piece {
                        Piece::Literal(c) => last.text.push(c),
                        _ => last.text.push_str(raw),
                    }
                }
            }
        }
    }
    spans
}

/// Is the mark at `at` one of the two of a lone `'n'`?
fn around_n(text: &str, at: usize) -> bool {
    let (head, tail) = text.split_at(at);
    let mark = |c: char| matches!(c, '\'' | '‘' | '’');
    let n = |c: char| matches!(c, 'n' | 'N');
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let (mut after, mut before) = (tail.chars().skip(1), head.chars().rev());
    match (after.next(), before.next()) {
        (Some(letter), other) if n(letter) && space(other) => {
            after.next().is_some_and(mark) && space(after.next())
        }
        (other, Some(letter)) if n(letter) && space(other) => {
            before.next().is_some_and(mark) && space(before.next())
        }
        _ => false,
    }
}

fn is_quote(op: Op) -> bool {
    op == OP_QUOTE || op == OP_SINGLE
}

fn literal(piece: Piece, raw: &str) -> Piece {
    match (piece, raw) {
        (_, "'" | "’") => Piece::Literal('’'),
        _ => Piece::Text,
    }
}

/// The next character behind closing tags.
fn after(mut rest: &str) -> Option<char> {
    while rest.starts_with('<') {
        match tag(rest) {
            Some((_, length)) => rest = &rest[length..],
            None => break,
        }
    }
    rest.chars().next()
}

/// A tag that we know at the beginning of a text, and its length.
fn tag(text: &str) -> Option<(Piece, usize)> {
    let end = text.bytes().take(60).position(|byte| byte == b'>')?;
    let inner = &text[1..end];
    let piece = match inner {
        "i" => Piece::Open(OP_ITALIC),
        "/i" => Piece::Close(OP_ITALIC),
        "b" => Piece::Open(OP_BOLD),
        "/b" => Piece::Close(OP_BOLD),
        "sup" => Piece::Open(OP_SUP),
        "/sup" => Piece::Close(OP_SUP),
        "sub" => Piece::Open(OP_SUB),
        "/sub" => Piece::Close(OP_SUB),
        "sc" => Piece::Open(OP_CAPS),
        "/sc" => Piece::Close(OP_CAPS),
        "/span" => Piece::Close(OP_NOCASE),
        _ if inner.starts_with("span ") => {
            let name = inner.strip_prefix("span class=\"is-");
            if let Some(op) = name.and_then(|name| says(name.strip_suffix('"')?)) {
                Piece::Open(op)
            } else if inner.contains("nocase") {
                Piece::Open(OP_NOCASE)
            } else if inner.contains("nodecor") {
                Piece::Open(OP_UPRIGHT)
            } else if inner.contains("small-caps") {
                Piece::Open(OP_CAPS)
            } else {
                return None;
            }
        }
        _ => return None,
    };
    Some((piece, end + 1))
}

/// What `is-word`, `is-mark` and `is-` with the name of a variable stand for.
fn says(name: &str) -> Option<Op> {
    match name {
        "word" => Some(OP_WORD),
        "mark" => Some(OP_MARK),
        name => find(VARS, name).map(|var| OP_FIELD + var),
    }
}

/// The text without marks, quotation marks straight: for sorting and comparing.
pub(crate) fn strip(text: &str) -> String {
    let mut out = String::new();
    for span in parse(text) {
        out.push_str(&span.text);
    }
    out
}
