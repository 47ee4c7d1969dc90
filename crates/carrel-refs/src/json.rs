//! JSON (RFC 8259), read with the line of every object and written. Small, because a browser links it.

use crate::{Expected, Fault, Problem};

/// A JSON value. Numbers keep their text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// `null`, `true`, `false`: nothing that a source needs.
    Word(&'static str),
    Number(String),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        let Value::Map(map) = self else { return None };
        map.iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// A text or a number, as text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> &[Value] {
        match self {
            Value::List(list) => list,
            _ => &[],
        }
    }
}

/// A member of the list, with the line it begins in and the lines of its fields, in their order.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) line: u32,
    pub(crate) lines: Vec<u32>,
    pub(crate) value: Value,
}

/// Reads the objects of a list, or one object, each with its lines. What is broken is told. A comma that is missing costs nothing,
/// another slip what stands behind it in its object, or all of it where there is no title and no name yet; reading goes on at the
/// next line that begins an object. Cost: linear.
pub(crate) fn objects(text: &str) -> (Vec<Member>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        text,
        at: 0,
        deep: 0,
        counted: (0, 1),
        lines: Vec::new(),
        fields: Vec::new(),
        slips: Vec::new(),
    };
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    reader.space();
    let listed = reader.eat(b'[');
    loop {
        reader.space();
        while reader.eat(b',') {
            reader.space();
        }
        if reader.at >= text.len() {
            if listed && problems.is_empty() {
                problems.push(reader.problem(Expected::ListEnd));
            }
            return (values, problems);
        }
        if listed && reader.eat(b']') {
            return (values, problems);
        }
        let (line, start) = (reader.line(), reader.at);
        reader.deep = 0;
        reader.lines = Vec::new();
        let (value, broken) = match reader.value() {
            Ok(value) => (Some(value), None),
            Err(problem) => (reader.so_far(), Some(problem)),
        };
        let slips = core::mem::take(&mut reader.slips);
        if value.is_some() {
            problems.extend(slips.into_iter().chain(broken.clone()).map(kept));
        } else {
            problems.extend(broken.clone());
        }
        if broken.is_some() {
            reader.at = next_object(text, start, reader.at);
        }
        let lines = core::mem::take(&mut reader.lines);
        values.extend(value.map(|value| Member { line, lines, value }));
    }
}

/// The same, of an object that was kept without what could not be read.
fn kept(mut problem: Problem) -> Problem {
    if let Fault::Expected(expected, found) = problem.fault {
        problem.fault = Fault::Kept(expected, found);
    }
    problem
}

/// Where the next object may begin: as far left as the broken one did, or behind a comma.
fn next_object(text: &str, start: usize, from: usize) -> usize {
    let column = start - text[..start].rfind('\n').map_or(0, |at| at + 1);
    let bytes = text.as_bytes();
    let mut at = from.max(start + 1);
    let mut begin = bytes[..at.min(bytes.len())]
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    while at < bytes.len() {
        if bytes[at] == b'\n' {
            begin = at + 1;
        }
        if bytes[at] == b'{' {
            let before = bytes[..at]
                .iter()
                .rposition(|byte| !byte.is_ascii_whitespace());
            let behind_object =
                before.is_some_and(|b| b > 0 && bytes[b] == b',' && bytes[b - 1] == b'}');
            if (begin > start && at - begin <= column) || behind_object {
                return at;
            }
        }
        at += 1;
    }
    bytes.len()
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    deep: u32,
    /// A place and its line: lines are counted on from there.
    counted: (usize, u32),
    /// Where the fields of the outermost object stand.
    lines: Vec<u32>,
    /// What was read of them.
    fields: Vec<(String, Value)>,
    /// Commas that are missing in it.
    slips: Vec<Problem>,
}

impl Reader<'_> {
    fn line(&mut self) -> u32 {
        let end = self.at.min(self.text.len());
        let (from, line) = self.counted;
        let (from, line) = if from <= end { (from, line) } else { (0, 1) };
        let passed = &self.text.as_bytes()[from..end];
        let line = line + passed.iter().filter(|&&byte| byte == b'\n').count() as u32;
        self.counted = (end, line);
        line
    }

    fn problem(&mut self, expected: Expected) -> Problem {
        let line = self.line();
        Problem::expected(line, expected, self.text.get(self.at..).unwrap_or(""))
    }

    /// What was read of the object that broke off, where that tells which source it is.
    fn so_far(&mut self) -> Option<Value> {
        let fields = core::mem::take(&mut self.fields);
        let tells = |(name, value): &(String, Value)| match value {
            Value::Text(text) => name == "title" && !text.trim().is_empty(),
            Value::List(list) => list
                .iter()
                .any(|one| one.get("family").or(one.get("literal")).is_some()),
            _ => false,
        };
        fields.iter().any(tells).then_some(Value::Map(fields))
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.text.as_bytes().get(self.at) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self) -> Result<Value, Problem> {
        self.space();
        self.deep += 1;
        if self.deep > 40 {
            return Err(self.problem(Expected::FewerBrackets));
        }
        let value = match self.text.as_bytes().get(self.at) {
            Some(b'{') => {
                self.at += 1;
                let outermost = self.deep == 1;
                let (mut map, mut first) = (Vec::new(), true);
                while !self.closes(b'}', first)? {
                    first = false;
                    if outermost {
                        let line = self.line();
                        self.lines.push(line);
                    }
                    let key = self.string()?;
                    self.space();
                    if !self.eat(b':') {
                        return Err(self.problem(Expected::Colon));
                    }
                    let field = (key, self.value()?);
                    if outermost {
                        self.fields.push(field);
                    } else {
                        map.push(field);
                    }
                }
                if outermost {
                    map = core::mem::take(&mut self.fields);
                }
                Value::Map(map)
            }
            Some(b'[') => {
                self.at += 1;
                let mut list = Vec::new();
                while !self.closes(b']', list.is_empty())? {
                    list.push(self.value()?);
                }
                Value::List(list)
            }
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => {
                let rest = &self.text.as_bytes()[self.at..];
                let length = rest
                    .iter()
                    .position(|b| !matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'))
                    .unwrap_or(rest.len());
                self.at += length;
                Value::Number(self.text[self.at - length..self.at].to_owned())
            }
            _ => {
                let rest = &self.text[self.at..];
                let words = ["true", "false", "null"];
                let Some(word) = words.into_iter().find(|word| rest.starts_with(word)) else {
                    return Err(self.problem(Expected::Value));
                };
                self.at += word.len();
                Value::Word(word)
            }
        };
        self.deep -= 1;
        Ok(value)
    }

    /// Is the list or object over? Eats the comma before the next member.
    fn closes(&mut self, bracket: u8, first: bool) -> Result<bool, Problem> {
        self.space();
        if self.eat(bracket) {
            return Ok(true);
        }
        if !first && !self.eat(b',') {
            let slip = self.problem(Expected::CommaOrBracket);
            // The next field begins without one.
            if bracket != b'}' || self.text.as_bytes().get(self.at) != Some(&b'"') {
                return Err(slip);
            }
            self.slips.push(slip);
        }
        self.space();
        Ok(self.eat(bracket))
    }

    fn string(&mut self) -> Result<String, Problem> {
        if !self.eat(b'"') {
            return Err(self.problem(Expected::Quoted));
        }
        let start = self.at;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = rest.bytes().position(|byte| byte == b'"' || byte == b'\\') else {
                self.at = start;
                return Err(self.problem(Expected::ClosingQuote));
            };
            out.push_str(&rest[..stop]);
            self.at += stop;
            if self.eat(b'"') {
                return Ok(out);
            }
            self.at += 1;
            let c = match self.text.as_bytes().get(self.at) {
                Some(b'n') => '\n',
                Some(b't') => '\t',
                Some(b'r') => '\r',
                Some(b'b') => '\u{8}',
                Some(b'f') => '\u{c}',
                Some(b'u') => self.unicode()?,
                Some(&c @ (b'"' | b'\\' | b'/')) => c as char,
                _ => return Err(self.problem(Expected::Escape)),
            };
            out.push(c);
            self.at += 1;
        }
    }

    fn unicode(&mut self) -> Result<char, Problem> {
        let code = self.hex(self.at + 1)?;
        self.at += 4;
        if (0xD800..0xDC00).contains(&code)
            && self.text[self.at + 1..].starts_with("\\u")
            && let Ok(low) = self.hex(self.at + 3)
            && (0xDC00..0xE000).contains(&low)
        {
            self.at += 6;
            let whole = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            return Ok(char::from_u32(whole).unwrap_or('\u{fffd}'));
        }
        Ok(char::from_u32(code).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self, at: usize) -> Result<u32, Problem> {
        self.text
            .get(at..at + 4)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.problem(Expected::Digits))
    }
}

/// Writes a text in quotation marks. `<` becomes `\u003c`, so that the result may stand in a page's data block.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '<' => out.push_str("\\u003c"),
            c if c < ' ' => {
                out.push_str("\\u00");
                for digit in [c as u32 >> 4, c as u32 & 15] {
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes `"key":` with a comma before it unless it is the first of its object.
pub(crate) fn key(name: &str, out: &mut String) {
    if !out.ends_with(['{', '[']) {
        out.push(',');
    }
    quote(name, out);
    out.push(':');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, whole: usize, lines: &[u32]) {
        let (values, problems) = objects(text);
        assert_eq!(values.len(), whole, "{text}: {problems:?}");
        let found: Vec<u32> = problems.iter().map(|p| p.line).collect();
        assert_eq!(found, lines, "{text}");
    }

    #[test]
    fn what_is_whole_is_kept_and_the_rest_is_told_by_line() {
        check(r#"[{"a":1},{"b":"x"}]"#, 2, &[]);
        check(r#"{"a":1}"#, 1, &[]);
        check("[\n{\"a\":1},\n{\"a\" 2},\n{\"a\":3}\n]", 2, &[3]);
        check("[{\"a\":1},{\"b\":},{\"c\":1}]", 2, &[1]);
        check("[{\"a\":1}", 1, &[1]);
        check("[\n{\"a\":\"never closed}\n]", 0, &[2]);
        check("", 0, &[]);
        check("hello", 0, &[1]);
        check(&"[".repeat(500), 0, &[1]);
        check("[{\"a\":\"\\u12\u{e9}4\"}]", 0, &[1]);
    }

    #[test]
    fn what_was_read_before_a_slip_is_kept() {
        for (object, fields, told) in [
            // A comma is missing: nothing else is.
            ("{\"title\":\"A\"\n\"b\":1,\"c\":2}", "title b c", "3 kept"),
            (
                "{\"a\":{\"x\":1\n\"y\":2},\"title\":\"A\"}",
                "a title",
                "3 kept",
            ),
            ("{\"a\":1 \"b\":2}", "a b", "2 kept"),
            // Another slip costs what is behind it.
            ("{\"title\":\"A\",\n\"b\" 1,\"c\":2}", "title", "3 kept"),
            (
                "{\"author\":[{\"family\":\"A\"}],\"b\":,\"c\":2}",
                "author",
                "2 kept",
            ),
            (
                "{\"title\":\"A\",\"author\":[{\"family\" 1}],\"c\":2}",
                "title",
                "2 kept",
            ),
            // Nobody could tell which source this is.
            ("{\"b\":1 \"c\" 2}", "", "2 left out"),
            ("{\"title\":\" \",\"b\" 1}", "", "2 left out"),
        ] {
            let (values, problems) = objects(&["[\n", object, ",\n{\"title\":\"Z\"}]"].concat());
            let names = |member: &Member| -> Vec<String> {
                let Value::Map(map) = &member.value else {
                    return Vec::new();
                };
                assert!(member.lines.len() >= map.len());
                map.iter().map(|(name, _)| name.clone()).collect()
            };
            let mut found: Vec<String> = values
                .iter()
                .map(|member| names(member).join(" "))
                .collect();
            assert_eq!(found.pop().as_deref(), Some("title"), "{object}");
            assert_eq!(found.join("|"), fields, "{object}");
            let said = |problem: &Problem| {
                let kept = matches!(problem.fault, Fault::Kept(..));
                format!(
                    "{} {}",
                    problem.line,
                    if kept { "kept" } else { "left out" }
                )
            };
            let said: Vec<String> = problems.iter().map(said).collect();
            assert_eq!(said, [told], "{object}");
        }
        // A download that was cut: the last one is kept, too.
        let text = "[{\"title\":\"A\"},\n{\"title\":\"B\",\"issued\":{\"date-parts\":[[20";
        let (values, problems) = objects(text);
        assert_eq!(values.len(), 2);
        assert!(
            matches!(
                problems[..],
                [Problem {
                    line: 2,
                    fault: Fault::Kept(..)
                }]
            ),
            "{problems:?}"
        );
    }

    #[test]
    fn letters_beyond_the_first_plane_come_through() {
        let (values, _) = objects(r#"{"a":"\ud83d\ude00 \ud83d"}"#);
        let text = values[0].value.get("a").and_then(Value::text);
        assert_eq!(text, Some("\u{1f600} \u{fffd}"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let hard = "a\"b\\c\n\t\u{1}</script>é";
        let mut out = String::from("{");
        key("k", &mut out);
        quote(hard, &mut out);
        out.push('}');
        assert!(!out.contains('<'));
        let (values, problems) = objects(&out);
        assert!(problems.is_empty());
        assert_eq!(values[0].value.get("k").and_then(Value::text), Some(hard));
    }
}
