//! One flat JSON object, as a line of `pending.xacts` is; and strings for writing one (RFC 8259).

/// A value. Objects and arrays within are passed over: no line we read needs one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    /// As it is written.
    Number(String),
    Other,
}

/// How deep arrays and objects may lie in each other.
const DEPTH: u32 = 32;

/// The members of one object, in order; `None` when the text is not exactly one.
pub(super) fn read_object(text: &str) -> Option<Vec<(String, Value)>> {
    let mut at = Cursor { rest: text };
    at.expect('{')?;
    let mut members = Vec::new();
    if !at.take('}') {
        loop {
            let key = at.string()?;
            at.expect(':')?;
            members.push((key, at.value(DEPTH)?));
            if at.take('}') {
                break;
            }
            at.expect(',')?;
        }
    }
    at.blank();
    at.rest.is_empty().then_some(members)
}

/// Adds a JSON string, quoted.
pub(super) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, c: char) -> bool {
        self.blank();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, c: char) -> Option<()> {
        self.take(c).then_some(())
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        self.blank();
        match self.rest.chars().next()? {
            '"' => Some(Value::Text(self.string()?)),
            '-' | '0'..='9' => {
                let end = self
                    .rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))
                    .unwrap_or(self.rest.len());
                let (number, rest) = self.rest.split_at(end);
                self.rest = rest;
                number
                    .parse::<f64>()
                    .ok()
                    .map(|_| Value::Number(number.to_owned()))
            }
            open @ ('[' | '{') => {
                let close = if open == '[' { ']' } else { '}' };
                let depth = depth.checked_sub(1)?;
                self.expect(open)?;
                if self.take(close) {
                    return Some(Value::Other);
                }
                loop {
                    if open == '{' {
                        self.string()?;
                        self.expect(':')?;
                    }
                    self.value(depth)?;
                    if self.take(close) {
                        return Some(Value::Other);
                    }
                    self.expect(',')?;
                }
            }
            _ => {
                let word = ["true", "false", "null"]
                    .into_iter()
                    .find(|word| self.rest.starts_with(word))?;
                self.rest = &self.rest[word.len()..];
                Some(Value::Other)
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(text);
                }
                '\\' => match chars.next()?.1 {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'b' => text.push('\u{8}'),
                    'f' => text.push('\u{C}'),
                    'u' => {
                        let mut unit = hex(&mut chars)?;
                        if (0xD800..0xDC00).contains(&unit) {
                            // The other half must follow.
                            if (chars.next()?.1, chars.next()?.1) != ('\\', 'u') {
                                return None;
                            }
                            let low = hex(&mut chars)?.checked_sub(0xDC00)?;
                            unit = 0x1_0000 + ((unit - 0xD800) << 10) + low;
                        }
                        text.push(char::from_u32(unit)?);
                    }
                    c @ ('"' | '\\' | '/') => text.push(c),
                    _ => return None,
                },
                c if c.is_control() && c.is_ascii() => return None,
                c => text.push(c),
            }
        }
        None
    }
}

fn hex(chars: &mut std::str::CharIndices<'_>) -> Option<u32> {
    (0..4).try_fold(0, |unit, _| Some(unit * 16 + chars.next()?.1.to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_and_others_refused() {
        let text =
            r#" {"a":"x\"\u00e9\ud83d\ude00","n":-1.5e3,"o":{"b":[1,{}]},"t":true,"z":null} "#;
        let members = read_object(text).unwrap();
        assert_eq!(members[0].1, Value::Text("x\"é😀".to_owned()));
        assert_eq!(members[1].1, Value::Number("-1.5e3".to_owned()));
        assert_eq!(members.len(), 5);
        assert_eq!(read_object("{}"), Some(Vec::new()));
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        for bad in [
            "",
            "[]",
            "{",
            "{\"a\"}",
            "{\"a\":1,}",
            "{\"a\":1}x",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":1e}",
            "{a:1}",
            &deep,
        ] {
            assert_eq!(read_object(bad), None, "{}", bad.len());
        }
    }

    #[test]
    fn strings_round_trip() {
        for text in ["", "a\"b\\c", "é😀\u{7f}", "\t\n"] {
            let mut out = "{\"a\":".to_owned();
            write_string(&mut out, text);
            out.push('}');
            assert_eq!(
                read_object(&out).unwrap()[0].1,
                Value::Text(text.to_owned())
            );
        }
    }
}
