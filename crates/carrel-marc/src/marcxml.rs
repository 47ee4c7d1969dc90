//! MARCXML (the schema of <http://www.loc.gov/MARC21/slim>), read as it comes.
//!
//! Elements are known by their local name, with the namespace, with any prefix or without. There is no DTD and no
//! entity beyond XML's five and HTML's letters. The rules of XML are not enforced: what breaks them is reported once a
//! record, and reading goes on at the next tag that makes sense, so that a fault costs at most the field it is in.

mod markup;

use std::borrow::Cow;

use crate::assemble::Assembly;
use crate::findings::{Findings, excerpt};
use crate::kinds;
use crate::record::{Record, Tag};
use crate::text::{self, Charset, Legacy, Source};
use crate::words;
use markup::{Guarded, Next, Step, Token, attributes, local, record_end, token};

/// Bytes a tag or a comment may have.
const MAX_MARKUP: usize = 1 << 19;

/// What a run of the reader made.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// A record that started so many bytes into the input and ends at `end`.
    Record {
        record: Record,
        findings: Findings,
        start: usize,
        end: usize,
    },
    /// Something about a place outside of the records.
    File {
        kind: &'static kinds::Kind,
        at: usize,
        message: String,
    },
    /// So many bytes are done with; more are needed.
    More { done: usize },
    /// The end of the file.
    End,
}

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Nowhere,
    Leader,
    Control,
    Subfield,
    /// The number of a record that was deleted.
    Identifier,
}

/// Reads MARCXML from the bytes it is shown, over and over.
#[derive(Debug)]
pub(crate) struct Xml {
    max_fields: usize,
    max_record_bytes: usize,
    /// Bytes of the input already read: those of the record at hand.
    at: usize,
    assembly: Option<Assembly>,
    /// The header of the record says that it was deleted, and which it was.
    deleted: bool,
    number: String,
    /// Where the record at hand starts.
    start: usize,
    target: Target,
    text: String,
    tag: String,
    code: String,
    /// In a data field.
    in_field: bool,
    /// Names of the open elements, one after the other, and their lengths.
    open: Vec<u8>,
    lengths: Vec<usize>,
    /// Elements without a parent so far.
    roots: u32,
    /// Said once a file.
    told_outside: bool,
    told_outside_fault: bool,
    told_roots: bool,
    /// A document type without an end was met: there is no other.
    no_doctype: bool,
    /// Ends of comments, of text in which nothing is markup, of instructions; and of records.
    ends: [Next; 3],
    record_ends: Next,
    legacy: Legacy,
}

impl Xml {
    pub(crate) fn new(max_fields: usize, max_record_bytes: usize) -> Self {
        Self {
            max_fields,
            max_record_bytes,
            at: 0,
            assembly: None,
            deleted: false,
            number: String::new(),
            start: 0,
            target: Target::Nowhere,
            text: String::new(),
            tag: String::new(),
            code: String::new(),
            in_field: false,
            open: Vec::new(),
            lengths: Vec::new(),
            roots: 0,
            told_outside: false,
            told_outside_fault: false,
            told_roots: false,
            no_doctype: false,
            ends: Default::default(),
            record_ends: Next::default(),
            legacy: Legacy::Windows1252,
        }
    }

    /// Reads on. After a record the caller passes over the bytes up to its end; after [`Outcome::More`] over those that
    /// are done.
    pub(crate) fn run(&mut self, bytes: &[u8], finished: bool) -> Outcome {
        loop {
            if self.at >= bytes.len() {
                return match self.assembly.take() {
                    Some(mut assembly) if finished => {
                        assembly
                            .findings
                            .add(&kinds::FILE_CUT_OFF, kinds::file_cut_off);
                        self.lengths.clear();
                        self.close(assembly, bytes.len())
                    }
                    // Whole records, and the element around them has no end.
                    None if finished && !self.lengths.is_empty() => {
                        self.lengths.clear();
                        Outcome::File {
                            kind: &kinds::FILE_CUT_OFF,
                            at: self.at,
                            message: words::file_ends_early().to_owned(),
                        }
                    }
                    None if finished => Outcome::End,
                    pending => {
                        self.assembly = pending;
                        self.more()
                    }
                };
            }
            let too_long = self.at - self.start > self.max_record_bytes;
            if let Some(mut assembly) = self.assembly.take_if(|_| too_long) {
                assembly.findings.add(&kinds::RECORD_TOO_LONG, || {
                    words::record_cut(self.max_record_bytes)
                });
                return self.close(assembly, self.at);
            }
            let rest = &bytes[self.at..];
            // Markup that does not end would be looked at over and over again; it is cut short.
            let limit = match rest[0] {
                b'<' => self.max_record_bytes.min(MAX_MARKUP),
                _ => self.max_record_bytes,
            };
            let finished_here = finished || rest.len() > limit;
            let outside = self.assembly.is_none() && !self.no_doctype;
            let step = match Guarded::at(rest) {
                Some((guarded, first, last)) => {
                    let marks = (first.len(), last);
                    self.guarded(guarded, marks, bytes, finished_here)
                }
                None => token(rest, finished_here, outside),
            };
            let (token, length) = match step {
                Step::Token(token, length) => (token, length),
                Step::More => return self.more(),
            };
            let here = self.at;
            self.at += length;
            if let Some(outcome) = self.take(token, &rest[..length], here) {
                return outcome;
            }
        }
    }

    /// What reaches up to its last mark. In a record that ends before, or where there is no such mark, it is a mark too many
    /// and nothing more: else it would swallow records.
    fn guarded<'a>(
        &mut self,
        guarded: Guarded,
        (first, last): (usize, &[u8]),
        bytes: &'a [u8],
        finished: bool,
    ) -> Step<'a> {
        let from = self.at + first;
        let end = self.ends[guarded as usize].find(bytes, from, last.len(), |bytes, from| {
            memchr::memmem::find(&bytes[from..], last).map(|at| from + at)
        });
        let closes = match self.assembly {
            Some(_) => self.record_ends.find(bytes, from, 7, record_end),
            None => None,
        };
        match end {
            Some(end) if closes.is_none_or(|closes| end < closes) => {
                let token = match guarded {
                    Guarded::Text => Token::Plain(&bytes[from..end]),
                    Guarded::Comment | Guarded::Instruction => Token::Other,
                };
                Step::Token(token, end + last.len() - self.at)
            }
            None if closes.is_none() && !finished => Step::More,
            _ => Step::Token(Token::Endless, first),
        }
    }

    /// The caller passed over so many bytes.
    pub(crate) fn consumed(&mut self, count: usize) {
        self.at -= count;
        self.start = self.start.saturating_sub(count);
        for next in self.ends.iter_mut().chain([&mut self.record_ends]) {
            next.consumed(count);
        }
    }

    fn more(&self) -> Outcome {
        Outcome::More {
            done: if self.assembly.is_some() {
                self.start
            } else {
                self.at
            },
        }
    }

    fn close(&mut self, mut assembly: Assembly, end: usize) -> Outcome {
        // Half a number would be another's.
        if self.target == Target::Subfield {
            let text = &mut self.text;
            flush(self.target, text, &self.tag, &self.code, &mut assembly);
        }
        if core::mem::take(&mut self.deleted) && assembly.is_blank() {
            assembly.findings.forget(&kinds::STRAY_TEXT);
            assembly.leader("00000dam a2200000 a 4500");
            let number = core::mem::take(&mut self.number);
            if !number.is_empty() {
                assembly.control("001", &number);
            }
        }
        self.target = Target::Nowhere;
        self.in_field = false;
        let (record, findings) = assembly.finish();
        Outcome::Record {
            record,
            findings,
            start: self.start,
            end,
        }
    }

    fn take(&mut self, token: Token<'_>, raw: &[u8], here: usize) -> Option<Outcome> {
        match token {
            Token::Other => {
                if raw.starts_with(b"<?xml ") {
                    let [encoding] = attributes(raw, [b"encoding"]);
                    if encoding.is_some_and(|name| name.eq_ignore_ascii_case(b"windows-1251")) {
                        self.legacy = Legacy::Windows1251;
                    }
                }
                None
            }
            Token::Text(text) => self.characters(text, true, here),
            Token::Plain(text) => self.characters(text, false, here),
            Token::Stray => self
                .fault(here, || words::less_than_in_text().to_owned())
                .or_else(|| self.characters(raw, false, here)),
            Token::Endless => {
                self.no_doctype |= raw == b"<!";
                let said = words::markup_without_end(excerpt(raw));
                // Nobody is to read the mark of a guard.
                let text = if raw.len() == 9 { &[] } else { raw };
                self.fault(here, || said)
                    .or_else(|| self.characters(text, false, here))
            }
            Token::Start {
                name,
                attributes,
                closed,
            } => {
                let outcome = self.start_tag(name, attributes, raw, here);
                // Not yet, when the same tag is to be read once more.
                if closed && self.at != here {
                    let ended = self.end_tag(name, here);
                    return outcome.or(ended);
                }
                outcome
            }
            Token::End { name } => self.end_tag(name, here),
        }
    }

    /// Reports a breach of the rules: in the record at hand, or once for the file.
    fn fault(&mut self, here: usize, message: impl FnOnce() -> String) -> Option<Outcome> {
        match &mut self.assembly {
            Some(assembly) => {
                assembly.findings.add(&kinds::NOT_WELL_FORMED, message);
                None
            }
            None if self.told_outside_fault => None,
            None => {
                self.told_outside_fault = true;
                Some(Outcome::File {
                    kind: &kinds::NOT_WELL_FORMED,
                    at: here,
                    message: message(),
                })
            }
        }
    }

    fn characters(&mut self, raw: &[u8], references: bool, here: usize) -> Option<Outcome> {
        let Some(assembly) = &mut self.assembly else {
            let text = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
            if text
                .iter()
                .all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1A))
            {
                return None;
            }
            return self.fault(here, || words::outside_records(excerpt(raw.trim_ascii())));
        };
        if self.target == Target::Nowhere {
            let text = raw.trim_ascii();
            if !text.is_empty() {
                if self.in_field {
                    let text = decode(text, references, self.legacy, &self.tag, assembly);
                    assembly.bare_text(&text);
                } else {
                    assembly
                        .findings
                        .add(&kinds::STRAY_TEXT, || words::outside_fields(excerpt(text)));
                }
            }
            return None;
        }
        let text = decode(raw, references, self.legacy, &self.tag, assembly);
        self.text.push_str(&text);
        None
    }

    fn start_tag(&mut self, name: &[u8], rest: &[u8], raw: &[u8], here: usize) -> Option<Outcome> {
        if !raw.ends_with(b">") {
            let said = words::tag_not_closed(excerpt(raw));
            if let Some(outcome) = self.fault(here, || said) {
                self.at = here; // once more, now that it was said
                return Some(outcome);
            }
        }
        if self.lengths.is_empty() {
            self.roots += 1;
            if self.roots == 2 && !self.told_roots {
                self.told_roots = true;
                self.at = here;
                self.roots -= 1;
                let message = words::several_outermost().to_owned();
                return Some(Outcome::File {
                    kind: &kinds::NOT_WELL_FORMED,
                    at: here,
                    message,
                });
            }
        }
        let local = local(name);
        match local {
            b"record" => {
                // A blank one is a record around the record, as OAI-PMH has it, unless it says that it was deleted and lacks its end.
                let alone = self.deleted && self.is_in(b"record");
                let before = self.assembly.take();
                let before = before.filter(|before| alone || !before.is_blank());
                if let Some(mut before) = before {
                    before.findings.add(&kinds::NOT_WELL_FORMED, || {
                        words::record_not_closed().to_owned()
                    });
                    self.at = here;
                    while let Some(open) = self.pop() {
                        if open == "record" {
                            break;
                        }
                    }
                    return Some(self.close(before, here));
                }
                self.start = here;
                self.deleted = false;
                self.number.clear();
                self.assembly = Some(Assembly::new(Findings::default(), self.max_fields));
                self.target = Target::Nowhere;
                self.in_field = false;
            }
            b"leader" | b"controlfield" | b"datafield" | b"subfield" | b"subfields" => {
                let Some(assembly) = &mut self.assembly else {
                    if self.told_outside {
                        self.push(name);
                        return None;
                    }
                    self.told_outside = true;
                    self.push(name);
                    let message = words::fields_outside().to_owned();
                    return Some(Outcome::File {
                        kind: &kinds::FIELD_OUTSIDE_RECORD,
                        at: here,
                        message,
                    });
                };
                // A new element within an open one: the open one ends.
                if self.target != Target::Nowhere {
                    assembly.findings.add_field(
                        &kinds::NOT_WELL_FORMED,
                        Tag::from_text(&self.tag),
                        || words::element_not_closed().to_owned(),
                    );
                    flush(self.target, &mut self.text, &self.tag, &self.code, assembly);
                    self.target = Target::Nowhere;
                }
                let [tag, code, first, second] =
                    attributes(rest, [b"tag", b"code", b"ind1", b"ind2"]);
                let mut value = |bytes: Option<&[u8]>, none: &str| match bytes {
                    None => none.to_owned(),
                    Some(bytes) => decode(bytes, true, self.legacy, "", assembly),
                };
                match local {
                    b"leader" => {
                        self.in_field = false;
                        self.tag = "LDR".to_owned();
                        self.target = Target::Leader;
                    }
                    b"controlfield" => {
                        self.in_field = false;
                        self.tag = value(tag, "");
                        self.target = Target::Control;
                    }
                    b"datafield" => {
                        self.tag = value(tag, "");
                        let (first, second) = (value(first, " "), value(second, " "));
                        assembly.data(&self.tag, &first, &second);
                        self.in_field = true;
                    }
                    _ => {
                        self.code = value(code, "");
                        if local == b"subfields" {
                            assembly.findings.add_field(
                                &kinds::NOT_WELL_FORMED,
                                Tag::from_text(&self.tag),
                                || words::element_subfields().to_owned(),
                            );
                        }
                        if self.in_field {
                            self.target = Target::Subfield;
                        }
                    }
                }
                self.text.clear();
            }
            // OAI-PMH says it of a record around the record, which then has none in it.
            b"header" => {
                let [status] = attributes(rest, [b"status"]);
                self.deleted = status == Some(b"deleted") && self.assembly.is_some();
            }
            b"identifier" if self.deleted && self.target == Target::Nowhere && !self.in_field => {
                self.text.clear();
                self.target = Target::Identifier;
            }
            _ => {}
        }
        self.push(name);
        None
    }

    fn end_tag(&mut self, name: &[u8], here: usize) -> Option<Outcome> {
        let local = local(name);
        let outcome = self.pop_to(name, here);
        let Some(assembly) = &mut self.assembly else {
            return outcome;
        };
        match local {
            b"record" => {
                if self.target != Target::Nowhere {
                    flush(self.target, &mut self.text, &self.tag, &self.code, assembly);
                    self.target = Target::Nowhere;
                }
                let assembly = self.assembly.take()?;
                return Some(self.close(assembly, self.at));
            }
            b"leader" | b"controlfield" | b"subfield" | b"subfields" => {
                flush(self.target, &mut self.text, &self.tag, &self.code, assembly);
                self.target = Target::Nowhere;
            }
            b"datafield" => {
                if self.target != Target::Nowhere {
                    flush(self.target, &mut self.text, &self.tag, &self.code, assembly);
                    self.target = Target::Nowhere;
                }
                self.in_field = false;
            }
            b"identifier" if self.target == Target::Identifier => {
                self.number = self.text.trim().to_owned();
                self.text.clear();
                self.target = Target::Nowhere;
            }
            _ => {}
        }
        outcome
    }

    /// True when the innermost element that is open has that local name.
    fn is_in(&self, name: &[u8]) -> bool {
        let length = self.lengths.last().copied().unwrap_or(0);
        local(&self.open[self.open.len() - length..]) == name
    }

    fn push(&mut self, name: &[u8]) {
        // An element within an element within …: what is deeper than this is not followed.
        if self.lengths.len() < 200 {
            self.open.extend_from_slice(name);
            self.lengths.push(name.len());
        }
    }

    /// Leaves the innermost element; its local name.
    fn pop(&mut self) -> Option<String> {
        let length = self.lengths.pop()?;
        let name = self.open.split_off(self.open.len() - length);
        Some(String::from_utf8_lossy(local(&name)).into_owned())
    }

    /// Leaves the element of that name, and those inside it that were not closed.
    fn pop_to(&mut self, name: &[u8], here: usize) -> Option<Outcome> {
        let innermost = self
            .lengths
            .last()
            .is_some_and(|length| &self.open[self.open.len() - length..] == name);
        if innermost {
            let length = self.lengths.pop().unwrap_or(0);
            self.open.truncate(self.open.len() - length);
            return None;
        }
        // Is it open at all?
        let mut end = self.open.len();
        let found = self.lengths.iter().rposition(|length| {
            end -= length;
            &self.open[end..end + length] == name
        });
        if let Some(depth) = found {
            self.lengths.truncate(depth);
            self.open.truncate(end);
        }
        let name = String::from_utf8_lossy(&name[..name.len().min(40)]).into_owned();
        self.fault(here, || words::end_tag_unfit(name))
    }
}

/// Puts the text of an element where it belongs.
fn flush(target: Target, text: &mut String, tag: &str, code: &str, assembly: &mut Assembly) {
    let value = layout(text);
    match target {
        Target::Nowhere | Target::Identifier => {}
        Target::Leader => assembly.leader(&value),
        Target::Control => assembly.control(tag, &value),
        Target::Subfield => assembly.subfield(code, &value),
    }
    drop(value);
    text.clear();
}

/// The text without the line ends and indents of a pretty-printed file.
fn layout(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r', '\t']) {
        return Cow::Borrowed(text);
    }
    let trimmed = text.trim_matches(['\n', '\r', '\t', ' ']);
    let mut out = String::with_capacity(trimmed.len());
    let mut run = String::new();
    for c in trimmed.chars() {
        match c {
            '\n' | '\r' | '\t' | ' ' => run.push(c),
            _ => {
                if run.contains(['\n', '\r', '\t']) {
                    out.push(' ');
                } else {
                    out.push_str(&run);
                }
                run.clear();
                out.push(c);
            }
        }
    }
    Cow::Owned(out)
}

/// Text of the file as a string: valid UTF-8 is believed, anything else is what it looks like.
fn decode(
    raw: &[u8],
    references: bool,
    legacy: Legacy,
    tag: &str,
    assembly: &mut Assembly,
) -> String {
    let source = Source {
        tag: Tag::from_text(tag),
        code: '\0',
    };
    let text = match core::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let guessed = Charset::of(core::iter::once(raw), false);
            let charset = match guessed.legacy {
                Legacy::Windows1252 => Charset {
                    utf8: false,
                    legacy,
                },
                _ => guessed,
            };
            let name = match charset.legacy {
                Legacy::Marc8 => "MARC-8",
                Legacy::Windows1251 => "Windows-1251",
                Legacy::Windows1252 => "Windows-1252",
                Legacy::Utf8 => words::damaged_utf8(),
            };
            assembly
                .findings
                .add_field(&kinds::TEXT_WINDOWS, source.tag, || {
                    words::not_utf8_read(excerpt(raw.trim_ascii()), name)
                });
            let mut text = String::new();
            text::decode(
                raw,
                charset,
                false,
                source,
                &mut text,
                &mut assembly.findings,
            );
            text
        }
    };
    if !references || !text.contains('&') {
        return text;
    }
    let (text, bare) = entities(&text);
    if bare > 0 {
        assembly
            .findings
            .add_field(&kinds::NOT_WELL_FORMED, source.tag, || {
                words::ampersand_in_text().to_owned()
            });
    }
    text
}

/// Resolves references; also counts the `&` that start none.
fn entities(text: &str) -> (String, u32) {
    let mut out = String::with_capacity(text.len());
    let mut bare = 0;
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match text::reference(rest) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                bare += 1;
                // A reference to a control character, or no reference at all.
                match rest
                    .bytes()
                    .take(10)
                    .position(|byte| byte == b';')
                    .filter(|_| rest.starts_with("&#"))
                {
                    Some(end) => {
                        out.push(' ');
                        rest = &rest[end + 1..];
                    }
                    None => {
                        out.push('&');
                        rest = &rest[1..];
                    }
                }
            }
        }
    }
    out.push_str(rest);
    (out, bare)
}

#[cfg(test)]
mod tests;
