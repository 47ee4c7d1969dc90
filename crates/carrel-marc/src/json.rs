//! MARC-in-JSON: an array of records, one record, or a record a line; also the older "marc-hash" with arrays.
//!
//! ```json
//! {"leader": "…", "fields": [{"001": "x"}, {"245": {"ind1": "1", "ind2": "4", "subfields": [{"a": "…"}]}}]}
//! ```

use crate::assemble::Assembly;
use crate::findings::{Findings, excerpt};
use crate::kinds;
use crate::record::Record;
use crate::words;

/// Finds the outermost objects of a file as it comes.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Bytes of the input already looked at.
    at: usize,
    /// Open braces and brackets within the object; 0 outside of one.
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The array around the records was opened and is not closed.
    in_array: bool,
    /// The outermost object in a list that is open: where it stands, and the depth around it.
    element: Option<(usize, usize)>,
    /// The outermost object stands around a record.
    around: bool,
}

/// What the start of the input holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// An object up to there; `whole` when its braces match.
    Object {
        end: usize,
        whole: bool,
    },
    /// So many bytes that are no object; the caller passes over them.
    Between(usize),
    More,
}

impl Scan {
    /// Finds the next object. The caller passes over the input up to its end.
    pub(crate) fn cut(&mut self, bytes: &[u8], finished: bool, max: usize) -> Cut {
        // An object that does not end is cut short.
        let finished = finished || bytes.len() > max;
        if self.depth == 0 {
            let Some(start) = memchr::memchr(b'{', bytes) else {
                return if bytes.is_empty() {
                    Cut::More
                } else {
                    Cut::Between(bytes.len())
                };
            };
            if start > 0 {
                return Cut::Between(start);
            }
            (self.at, self.depth) = (1, 1);
        }
        while let Some(&byte) = bytes.get(self.at) {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    // A line cannot end within a string: a quote is missing somewhere before.
                    b'\n' => match resume(&bytes[self.at..], finished) {
                        Some(at) => return self.end(self.at + at, false),
                        None => return Cut::More,
                    },
                    _ => {}
                }
            } else {
                match byte {
                    b'"' => self.in_string = true,
                    b'{' if self.depth == 1 => {
                        // In an object an object follows a colon: before any other the outer one was never closed.
                        if last_of(&bytes[..self.at]) != Some(b':') {
                            return self.end(self.at, false);
                        }
                        self.depth += 1;
                    }
                    b'{' => match starts_record(&bytes[self.at..], finished) {
                        // A record within a record: the outer one was never closed, or holds others.
                        Some(true) if holds_record(&bytes[..self.at]) => {
                            return self.end(self.at, false);
                        }
                        // What stands around records is none: `{"records": [{"leader"`, or `{"records": [{"id": 1, "marc":
                        // {"leader"`, where each has more around it that stays with it, as in `{"marc": {"leader"`.
                        Some(true) => match (self.element, last_of(&bytes[..self.at])) {
                            (Some((at, _)), _) => return self.between(at),
                            (None, Some(b':')) if !self.around => {
                                self.around = true;
                                self.depth += 1;
                            }
                            (None, Some(b'[')) => return self.between(self.at),
                            (None, _) => return self.end(self.at, false),
                        },
                        Some(false) => {
                            if matches!(last_of(&bytes[..self.at]), Some(b'[' | b',')) {
                                self.element.get_or_insert((self.at, self.depth));
                            }
                            self.depth += 1;
                        }
                        None => return Cut::More,
                    },
                    b'[' => self.depth += 1,
                    b'}' | b']' => {
                        self.depth -= 1;
                        if self.depth == 0 {
                            return self.end(self.at + 1, true);
                        }
                        self.element = self.element.filter(|(_, around)| *around < self.depth);
                    }
                    _ => {}
                }
            }
            self.at += 1;
        }
        if finished {
            self.end(bytes.len(), false)
        } else {
            Cut::More
        }
    }

    fn end(&mut self, end: usize, whole: bool) -> Cut {
        *self = Self {
            in_array: self.in_array,
            ..Self::default()
        };
        Cut::Object { end, whole }
    }

    fn between(&mut self, end: usize) -> Cut {
        self.end(end, false);
        Cut::Between(end)
    }

    /// Passes over what stands between records.
    pub(crate) fn pass(&mut self, between: &[u8]) {
        for byte in between {
            match byte {
                b'[' => self.in_array = true,
                b']' => self.in_array = false,
                _ => {}
            }
        }
    }

    /// True once, where the file ends and its array has no end.
    pub(crate) fn is_cut_off(&mut self) -> bool {
        core::mem::take(&mut self.in_array)
    }
}

/// The last byte that is no white space.
fn last_of(bytes: &[u8]) -> Option<u8> {
    bytes.trim_ascii_end().last().copied()
}

/// True when a record starts here: `{ "leader"`, or `{ "fields": [{` where keys are sorted. `None` when that cannot be told
/// yet.
fn starts_record(bytes: &[u8], finished: bool) -> Option<bool> {
    let rest = bytes[1..].trim_ascii_start();
    let unsure = (finished || bytes.len() >= 200).then_some(false);
    if rest.len() < 8 {
        return unsure;
    }
    let Some(mut rest) = rest.strip_prefix(b"\"fields\"") else {
        return Some(rest.starts_with(b"\"leader\""));
    };
    for marks in [b":".as_slice(), b"[", b"{["] {
        match rest.trim_ascii_start() {
            [] => return unsure,
            [mark, behind @ ..] if marks.contains(mark) => rest = behind,
            _ => return Some(false),
        }
    }
    Some(true)
}

/// True when an object that goes on has a leader or fields so far.
fn holds_record(bytes: &[u8]) -> bool {
    let has = |key: &[u8]| memchr::memmem::find(bytes, key).is_some();
    if !has(b"\"leader\"") && !has(b"\"fields\"") {
        return false;
    }
    let mut holds = false;
    // A leader, or a field: anything may have "fields".
    decode(bytes, false, 1, |record, _| {
        holds |= !record.is_empty() || !record.leader().trim().is_empty();
    });
    holds
}

/// Where, after a fault, the next record starts: an object at the start of a line, or one with a leader.
fn resume(bytes: &[u8], finished: bool) -> Option<usize> {
    for at in memchr::memchr_iter(b'{', bytes) {
        let first = at > 0 && bytes[at - 1] == b'\n';
        match starts_record(&bytes[at..], finished) {
            None => return None,
            Some(starts) if starts || first => return Some(at),
            Some(_) => {}
        }
    }
    finished.then_some(bytes.len())
}

/// A value of JSON.
#[derive(Debug, PartialEq)]
enum Value {
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// null, true, false and numbers, as written.
    Other(String),
}

/// Levels a value may be nested.
const MAX_DEPTH: usize = 32;

struct Parser<'a> {
    text: &'a str,
    /// What was wrong, first.
    fault: Option<&'static str>,
}

impl Parser<'_> {
    fn skip_space(&mut self) {
        self.text = self.text.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, c: char) -> bool {
        self.skip_space();
        match self.text.strip_prefix(c) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn fail<T>(&mut self, fault: &'static str) -> Option<T> {
        self.fault.get_or_insert(fault);
        None
    }

    /// The value at the start of the text; `None` after a fault. What was read of a list or an object is kept.
    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return self.fail(words::json_too_deep());
        }
        self.skip_space();
        match self.text.chars().next() {
            Some('"') => self.string().map(Value::Text),
            Some('{') => {
                self.take('{');
                let mut pairs = Vec::new();
                while !self.take('}') && self.fault.is_none() {
                    let Some(key) = self.key() else { break };
                    let Some(value) = self.value(depth + 1) else {
                        break;
                    };
                    pairs.push((key, value));
                    if !self.take(',') && !self.text.starts_with('}') {
                        self.fault.get_or_insert(if self.text.is_empty() {
                            words::json_no_close()
                        } else {
                            words::json_no_comma()
                        });
                    }
                }
                Some(Value::Object(pairs))
            }
            Some('[') => {
                self.take('[');
                let mut list = Vec::new();
                while !self.take(']') && self.fault.is_none() {
                    let Some(value) = self.value(depth + 1) else {
                        break;
                    };
                    list.push(value);
                    if !self.take(',') && !self.text.starts_with(']') {
                        self.fault.get_or_insert(words::json_no_comma());
                    }
                }
                Some(Value::List(list))
            }
            Some(c) if c.is_ascii_alphanumeric() || c == '-' => {
                let end = self
                    .text
                    .find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
                let (word, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
                self.text = rest;
                Some(Value::Other(word.to_owned()))
            }
            Some(_) => self.fail(words::json_no_value()),
            None => self.fail(words::json_too_early()),
        }
    }

    fn key(&mut self) -> Option<String> {
        self.skip_space();
        if self.text.is_empty() {
            return self.fail(words::json_no_close());
        }
        if !self.text.starts_with('"') {
            return self.fail(words::json_no_quotes());
        }
        let key = self.string()?;
        if !self.take(':') {
            return self.fail(words::json_no_colon());
        }
        Some(key)
    }

    fn string(&mut self) -> Option<String> {
        let mut out = String::new();
        let mut rest = &self.text[1..];
        loop {
            let Some(at) = rest.find(['"', '\\']) else {
                self.text = "";
                return self.fail(words::json_no_quote());
            };
            out.push_str(&rest[..at]);
            if rest.as_bytes()[at] == b'"' {
                self.text = &rest[at + 1..];
                return Some(out);
            }
            let mut chars = rest[at + 1..].chars();
            let escape = chars.next();
            rest = chars.as_str();
            match escape {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('b' | 'f') => {}
                Some('u') => {
                    let (c, after) = unicode(rest);
                    out.push(c);
                    rest = after;
                }
                Some(c) => out.push(c),
                None => {
                    self.text = "";
                    return self.fail(words::json_no_quote());
                }
            }
        }
    }
}

/// The character of `\uXXXX`, or of a pair of them, behind the `u`.
fn unicode(rest: &str) -> (char, &str) {
    let unit = |text: &str| {
        text.get(..4)
            .and_then(|hex| u16::from_str_radix(hex, 16).ok())
    };
    let Some(first) = unit(rest) else {
        return ('\u{FFFD}', rest);
    };
    let after = &rest[4..];
    if (0xD800..0xDC00).contains(&first)
        && let Some(second) = after.strip_prefix("\\u").and_then(unit)
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
    {
        return (c, &after[6..]);
    }
    (
        char::from_u32(u32::from(first)).unwrap_or('\u{FFFD}'),
        after,
    )
}

/// Reads the records in an object: one, or those in a wrapper around a list of them.
pub(crate) fn decode(
    bytes: &[u8],
    whole: bool,
    max_fields: usize,
    mut put: impl FnMut(Record, Findings),
) {
    let text = String::from_utf8_lossy(bytes);
    let mut parser = Parser {
        text: &text,
        fault: None,
    };
    let value = parser.value(0);
    let fault = parser
        .fault
        .or_else(|| (!whole).then_some(words::json_cut_off()));
    let mut found = Vec::new();
    if let Some(value) = &value {
        collect(value, 0, &mut found);
    }
    if found.is_empty() {
        let mut findings = Findings::default();
        findings.add(&kinds::RECORD_UNREADABLE, || {
            words::json_not_marc(excerpt(bytes))
        });
        put(Record::default(), findings);
        return;
    }
    for record in found {
        let mut assembly = Assembly::new(Findings::default(), max_fields);
        if let Some(fault) = fault {
            assembly
                .findings
                .add(&kinds::NOT_WELL_FORMED, || words::json_broken(fault));
        }
        if text.contains('\u{FFFD}') && core::str::from_utf8(bytes).is_err() {
            assembly.findings.add(&kinds::TEXT_UNREADABLE, || {
                words::json_not_utf8().to_owned()
            });
        }
        fill(record, &mut assembly);
        let (record, findings) = assembly.finish();
        put(record, findings);
    }
}

/// Objects with a leader or fields, outermost first.
fn collect<'a>(value: &'a Value, depth: usize, found: &mut Vec<&'a [(String, Value)]>) {
    match value {
        Value::Object(pairs) => {
            let has = |key: &str| {
                pairs
                    .iter()
                    .find(|(name, _)| name == key)
                    .map(|(_, value)| value)
            };
            if matches!(has("leader"), Some(Value::Text(_)))
                || matches!(has("fields"), Some(Value::List(_)))
            {
                found.push(pairs);
            } else if depth < 4 {
                pairs
                    .iter()
                    .for_each(|(_, value)| collect(value, depth + 1, found));
            }
        }
        Value::List(list) if depth < 4 => list
            .iter()
            .for_each(|value| collect(value, depth + 1, found)),
        _ => {}
    }
}

fn fill(pairs: &[(String, Value)], assembly: &mut Assembly) {
    for (key, value) in pairs {
        match (key.as_str(), value) {
            ("leader", Value::Text(leader)) => assembly.leader(leader),
            // What converters make of MARCXML, and fields by their tags.
            ("controlfield" | "controlfields" | "datafield" | "datafields", fields) => {
                each(fields, |field| field_of_xml(field, assembly));
            }
            ("fields", Value::Object(fields)) => {
                for (tag, value) in fields {
                    field(tag, value, assembly);
                }
            }
            ("fields", Value::List(fields)) => {
                for entry in fields {
                    match entry {
                        Value::Object(pairs) => {
                            for (tag, value) in pairs {
                                field(tag, value, assembly);
                            }
                        }
                        Value::List(parts) => hash_field(parts, assembly),
                        other => unreadable(other, assembly),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Each of a list, or the one that there is.
fn each(value: &Value, mut with: impl FnMut(&Value)) {
    match value {
        Value::List(list) => list.iter().for_each(with),
        one => with(one),
    }
}

/// An attribute of an element that was XML (`tag`, `@tag`, `-tag`, `_tag`, or in an object of its own), or its text.
fn of_xml<'a>(pairs: &'a [(String, Value)], names: &[&str]) -> Option<&'a str> {
    pairs.iter().find_map(|(key, value)| match value {
        Value::Text(text) | Value::Other(text) => {
            let bare = key.trim_start_matches(['@', '-', '_', '#']);
            names.contains(&bare).then_some(text.as_str())
        }
        Value::Object(inner)
            if matches!(key.as_str(), "$" | "@" | "@attributes" | "_attributes") =>
        {
            of_xml(inner, names)
        }
        _ => None,
    })
}

fn field_of_xml(value: &Value, assembly: &mut Assembly) {
    // `_` and `$` alone are text, too.
    const TEXT: [&str; 6] = ["", "$", "$t", "text", "value", "content"];
    let Value::Object(pairs) = value else {
        return unreadable(value, assembly);
    };
    let tag = of_xml(pairs, &["tag"]).unwrap_or_default();
    let is_list = |key: &str| matches!(key, "subfield" | "subfields");
    let Some((_, list)) = pairs.iter().find(|(key, _)| is_list(key)) else {
        return assembly.control(tag, of_xml(pairs, &TEXT).unwrap_or_default());
    };
    let indicator = |name| of_xml(pairs, &[name]).unwrap_or(" ");
    assembly.data(tag, indicator("ind1"), indicator("ind2"));
    each(list, |entry| match entry {
        Value::Object(pairs) if of_xml(pairs, &["code"]).is_some() => {
            let code = of_xml(pairs, &["code"]).unwrap_or_default();
            assembly.subfield(code, of_xml(pairs, &TEXT).unwrap_or_default());
        }
        other => subfields(other, assembly),
    });
}

fn unreadable(value: &Value, assembly: &mut Assembly) {
    let text = format!("{value:?}");
    assembly.findings.add(&kinds::NOT_WELL_FORMED, || {
        words::json_no_field(excerpt(text.as_bytes()))
    });
}

fn field(tag: &str, value: &Value, assembly: &mut Assembly) {
    match value {
        Value::Text(text) | Value::Other(text) => assembly.control(tag, text),
        Value::List(list) => list.iter().for_each(|value| match value {
            Value::List(_) => unreadable(value, assembly),
            _ => field(tag, value, assembly),
        }),
        Value::Object(pairs) => {
            let has = |key: &str| {
                pairs
                    .iter()
                    .find(|(name, _)| name == key)
                    .map(|(_, value)| value)
            };
            let indicator = |key| match has(key) {
                Some(Value::Text(text) | Value::Other(text)) => text.as_str(),
                _ => " ",
            };
            assembly.data(tag, indicator("ind1"), indicator("ind2"));
            match has("subfields") {
                Some(subfields) => self::subfields(subfields, assembly),
                None => pairs
                    .iter()
                    .filter(|(name, _)| name.chars().count() == 1)
                    .for_each(|(code, value)| subfield(code, value, assembly)),
            }
        }
    }
}

fn subfields(value: &Value, assembly: &mut Assembly) {
    match value {
        Value::Object(pairs) => pairs
            .iter()
            .for_each(|(code, value)| subfield(code, value, assembly)),
        Value::List(list) => {
            for entry in list {
                match entry {
                    Value::Object(_) => subfields(entry, assembly),
                    Value::List(pair) => match pair.as_slice() {
                        [Value::Text(code), value] => subfield(code, value, assembly),
                        _ => unreadable(entry, assembly),
                    },
                    Value::Text(text) | Value::Other(text) => assembly.bare_text(text),
                }
            }
        }
        Value::Text(text) | Value::Other(text) => assembly.bare_text(text),
    }
}

fn subfield(code: &str, value: &Value, assembly: &mut Assembly) {
    match value {
        Value::Text(text) => assembly.subfield(code, text),
        Value::Other(text) => assembly.subfield(code, if text == "null" { "" } else { text }),
        Value::List(list) => list.iter().for_each(|value| match value {
            Value::Text(text) => assembly.subfield(code, text),
            other => unreadable(other, assembly),
        }),
        Value::Object(_) => unreadable(value, assembly),
    }
}

/// A field of a marc-hash: `["001", "x"]` or `["245", "1", "0", [["a", "…"]]]`.
fn hash_field(parts: &[Value], assembly: &mut Assembly) {
    match parts {
        [Value::Text(tag), Value::Text(text)] => assembly.control(tag, text),
        [
            Value::Text(tag),
            Value::Text(first),
            Value::Text(second),
            rest,
        ] => {
            assembly.data(tag, first, second);
            subfields(rest, assembly);
        }
        _ => parts
            .iter()
            .take(1)
            .for_each(|value| unreadable(value, assembly)),
    }
}

/// True for what may stand between records.
pub(crate) fn is_filler(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b',' | b'[' | b']' | b'}' | 0 | 0x1A | 0xEF | 0xBB | 0xBF
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(text: &str, chunk: usize) -> Vec<(String, bool)> {
        let mut scan = Scan::default();
        let mut input: Vec<u8> = Vec::new();
        let mut pushed = 0;
        let mut found = Vec::new();
        loop {
            let finished = pushed >= text.len();
            match scan.cut(&input, finished, 1 << 20) {
                Cut::Object { end, whole } => {
                    found.push((String::from_utf8_lossy(&input[..end]).into_owned(), whole));
                    input.drain(..end);
                }
                Cut::Between(count) => {
                    input.drain(..count);
                }
                Cut::More if finished => return found,
                Cut::More => {
                    let next = (pushed + chunk).min(text.len());
                    input.extend_from_slice(&text.as_bytes()[pushed..next]);
                    pushed = next;
                }
            }
        }
    }

    fn check_objects(text: &str, expected: &[(&str, bool)]) {
        for chunk in [text.len().max(1), 1] {
            let found = objects(text, chunk);
            let found: Vec<(&str, bool)> = found
                .iter()
                .map(|(text, whole)| (text.as_str(), *whole))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn objects_are_found_in_every_arrangement() {
        check_objects(
            "[{\"a\":\"}\"},\n{\"b\":[{}]}]",
            &[("{\"a\":\"}\"}", true), ("{\"b\":[{}]}", true)],
        );
        check_objects(
            "{\"a\":1}\n{\"b\":\"\\\"{\"}\n",
            &[("{\"a\":1}", true), ("{\"b\":\"\\\"{\"}", true)],
        );
        check_objects("", &[]);
    }

    #[test]
    fn after_a_fault_the_next_record_is_found() {
        check_objects(
            "{\"a\":\"x\n{\"b\":2}\n",
            &[("{\"a\":\"x\n", false), ("{\"b\":2}", true)],
        );
        check_objects(
            "[{\"a\":[1\n, {\"leader\":\"x\"}]",
            &[("{\"a\":[1\n, ", false), ("{\"leader\":\"x\"}", true)],
        );
        check_objects("{\"a\":", &[("{\"a\":", false)]);
    }

    #[test]
    fn a_missing_brace_costs_no_other_record() {
        let record = |n: usize| format!("{{\"leader\":\"x\",\"fields\":[{{\"001\":\"{n}\"}}]}}");
        let (one, two, three) = (record(1), record(2), record(3));
        let open = &two[..two.len() - 1];
        check_objects(
            &format!("{one}\n{open}\n{three}\n"),
            &[(&one, true), (&format!("{open}\n"), false), (&three, true)],
        );
        check_objects(
            &format!("[{one},\n{open},\n{three}]"),
            &[(&one, true), (&format!("{open},\n"), false), (&three, true)],
        );
        // The next one is told by its place, too.
        let fields = "{\"fields\":[{\"001\":\"4\"}]}";
        check_objects(
            &format!("{open}\n{fields}\n{{broken\n{one}"),
            &[
                (&format!("{open}\n"), false),
                (fields, true),
                ("{broken\n", false),
                (&one, true),
            ],
        );
        // What stands around records is none.
        check_objects(
            &format!("{{\"total\": 2, \"records\": [{one}, {three}]}}"),
            &[(&one, true), (&three, true)],
        );
        let wrapped = format!("{{\"marc\": {one}}}");
        check_objects(
            &format!("{wrapped}\n{wrapped}"),
            &[(&wrapped, true), (&wrapped, true)],
        );
    }

    fn read(text: &str) -> Vec<(Record, Vec<&'static str>)> {
        let mut all = Vec::new();
        decode(text.as_bytes(), true, 100, |record, findings| {
            all.push((record, findings.kinds()));
        });
        all
    }

    #[test]
    fn a_record() {
        let all = read(
            r#"{"leader":"00000nam^a2200000^a^4500","fields":[{"001":"x"},
            {"245":{"ind1":"1","ind2":"4","subfields":[{"a":"Th\u00e9 \ud83d\ude00"},{"b":"e\u0301\n"}]}}]}"#,
        );
        let (record, kinds) = &all[0];
        assert_eq!(record.leader(), "00000nam a2200000 a 4500");
        assert_eq!(record.id(), Some("x"));
        let title = record.fields("245").next().expect("245");
        assert_eq!(
            (title.indicator(2), title.sub('a'), title.sub('b')),
            (b'4', Some("Thé 😀"), Some("é "))
        );
        assert_eq!(kinds, &["text-control-characters"]);
    }

    #[test]
    fn dialects() {
        let hash = read(
            r#"{"type":"marc-hash","leader":"00000nam a2200000 a 4500","fields":[["001","x"],["245","1","0",[["a","T"]]]]}"#,
        );
        assert_eq!(
            hash[0]
                .0
                .fields("245")
                .next()
                .and_then(|field| field.sub('a')),
            Some("T")
        );
        let wrapped = read(
            r#"{"records":[{"leader":"","fields":[]},{"fields":[{"650":[{"subfields":{"a":"Dogs"}}]}]}]}"#,
        );
        assert_eq!(wrapped.len(), 2);
        assert_eq!(
            wrapped[1]
                .0
                .fields("650")
                .next()
                .and_then(|field| field.sub('a')),
            Some("Dogs")
        );
        for text in [
            r#"{"record":{"leader":"00000nam a2200000 a 4500","controlfield":{"tag":"001","value":"x"},
            "datafield":[{"tag":"245","ind1":"1","ind2":"4","subfield":[{"code":"a","value":"T"},{"code":"b","value":"u"}]}]}}"#,
            r##"{"leader":"00000nam a2200000 a 4500","controlfield":[{"@tag":"001","#text":"x"}],
            "datafield":{"@tag":"245","@ind1":"1","@ind2":"4","subfield":[{"@code":"a","#text":"T"},{"@code":"b","#text":"u"}]}}"##,
            r#"{"leader":"00000nam a2200000 a 4500","controlfield":[{"$":{"tag":"001"},"_":"x"}],
            "datafield":[{"$":{"tag":"245","ind1":"1","ind2":"4"},"subfield":[{"$":{"code":"a"},"_":"T"},{"$":{"code":"b"},"_":"u"}]}]}"#,
            r#"{"leader":"00000nam a2200000 a 4500","fields":{"001":"x",
            "245":{"ind1":"1","ind2":"4","subfields":[{"a":"T"},{"b":"u"}]}}}"#,
        ] {
            let all = read(text);
            let (record, kinds) = &all[0];
            assert_eq!(
                (all.len(), record.id(), kinds.len()),
                (1, Some("x"), 0),
                "{text}: {kinds:?}"
            );
            let title = record.fields("245").next().expect("245");
            assert_eq!(
                (title.indicator(2), title.sub('a'), title.sub('b')),
                (b'4', Some("T"), Some("u"))
            );
        }
        let other = read(r#"{"title":"Holes"}"#);
        assert_eq!(other[0].1, ["record-unreadable"]);
    }

    #[test]
    fn what_was_read_before_a_fault_is_kept() {
        let all =
            read(r#"{"leader":"00000nam a2200000 a 4500","fields":[{"001":"x"},{"245":{"ind1"#);
        assert_eq!(
            (all[0].0.id(), all[0].1.as_slice()),
            (Some("x"), &["not-well-formed", "subfield-empty"][..])
        );
        let deep = format!("{{\"fields\":{}", "[".repeat(100_000));
        assert_eq!(read(&deep).len(), 1);
    }
}
