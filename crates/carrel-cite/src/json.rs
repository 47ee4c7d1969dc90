//! JSON, read into values and written. Small, because a browser links it; kind, because people write it by hand:
//! an error names its line.

use crate::Error;

/// A JSON value. Numbers keep their text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(map) => map
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> &[Value] {
        match self {
            Value::List(list) => list,
            _ => &[],
        }
    }

    /// A text or a number, as text.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Is it true, or 1, or a text that is not "false"?
    pub(crate) fn yes(&self) -> bool {
        match self {
            Value::Bool(yes) => *yes,
            Value::Number(text) => text != "0",
            Value::Text(text) => !text.is_empty() && text != "false" && text != "0",
            _ => false,
        }
    }

    pub(crate) fn int(&self) -> Option<i32> {
        self.text()?.trim().parse().ok()
    }
}

/// Reads one value and nothing behind it.
pub(crate) fn parse(text: &str) -> Result<Value, Error> {
    let mut reader = Reader {
        text,
        at: 0,
        deep: 0,
    };
    let value = reader.value()?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.error("nothing more"));
    }
    Ok(value)
}

/// Reads a list whose members may be broken: gives those that are whole with their lines, and the errors.
pub(crate) fn members(text: &str) -> (Vec<(u32, Value)>, Vec<Error>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        text,
        at: 0,
        deep: 0,
    };
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    reader.space();
    if !reader.eat(b'[') {
        let line = reader.line();
        match reader.value() {
            Ok(value) => values.push((line, value)),
            Err(error) => errors.push(error),
        }
        return (values, errors);
    }
    let (mut line, mut counted) = (1, 0);
    loop {
        reader.space();
        while reader.eat(b',') {
            reader.space();
        }
        if reader.at >= text.len() || reader.eat(b']') {
            return (values, errors);
        }
        // Lines are counted from the member before.
        line += newlines(&text.as_bytes()[counted..reader.at]);
        counted = reader.at;
        let start = reader.at;
        reader.deep = 0;
        match reader.value() {
            Ok(value) => values.push((line, value)),
            Err(error) => {
                errors.push(error);
                // Goes on at the next line that begins an object as far left as this one did.
                let column = start - text[..start].rfind('\n').map_or(0, |at| at + 1);
                reader.at = reader.at.max(start + 1);
                loop {
                    let Some(found) = text.as_bytes()[reader.at.min(text.len())..]
                        .iter()
                        .position(|&byte| byte == b'{')
                    else {
                        return (values, errors);
                    };
                    reader.at += found;
                    let begin = text[..reader.at].rfind('\n').map_or(0, |at| at + 1);
                    if reader.at - begin <= column || text[..reader.at].trim_end().ends_with("},") {
                        break;
                    }
                    reader.at += 1;
                }
            }
        }
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u32
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    deep: u32,
}

impl Reader<'_> {
    fn line(&self) -> u32 {
        let before = &self.text.as_bytes()[..self.at.min(self.text.len())];
        1 + newlines(before)
    }

    fn error(&self, expected: &str) -> Error {
        let rest = self.text.get(self.at..).unwrap_or("");
        let found: String = rest.chars().take(12).collect();
        let found = if found.is_empty() {
            "the end of the file"
        } else {
            &found
        };
        Error::at(
            self.line(),
            &[
                "This is not valid JSON: expected ",
                expected,
                ", found ",
                found,
                ". Mend it there, or leave it out.",
            ],
        )
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

    fn value(&mut self) -> Result<Value, Error> {
        self.space();
        self.deep += 1;
        if self.deep > 60 {
            return Err(self.error("fewer than 60 brackets inside each other"));
        }
        let value = match self.text.as_bytes().get(self.at) {
            Some(b'{') => {
                self.at += 1;
                let mut map = Vec::new();
                self.space();
                while !self.eat(b'}') {
                    if !map.is_empty() {
                        if !self.eat(b',') {
                            return Err(self.error("`,` or `}`"));
                        }
                        self.space();
                        if self.eat(b'}') {
                            break;
                        }
                    }
                    let key = self.string()?;
                    self.space();
                    if !self.eat(b':') {
                        return Err(self.error("`:`"));
                    }
                    map.push((key, self.value()?));
                    self.space();
                }
                Value::Map(map)
            }
            Some(b'[') => {
                self.at += 1;
                let mut list = Vec::new();
                self.space();
                while !self.eat(b']') {
                    if !list.is_empty() {
                        if !self.eat(b',') {
                            return Err(self.error("`,` or `]`"));
                        }
                        self.space();
                        if self.eat(b']') {
                            break;
                        }
                    }
                    list.push(self.value()?);
                    self.space();
                }
                Value::List(list)
            }
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                while let Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') =
                    self.text.as_bytes().get(self.at)
                {
                    self.at += 1;
                }
                Value::Number(self.text[start..self.at].to_owned())
            }
            _ => {
                let rest = &self.text[self.at..];
                let (value, length) = if rest.starts_with("true") {
                    (Value::Bool(true), 4)
                } else if rest.starts_with("false") {
                    (Value::Bool(false), 5)
                } else if rest.starts_with("null") {
                    (Value::Null, 4)
                } else {
                    return Err(self.error("a value"));
                };
                self.at += length;
                value
            }
        };
        self.deep -= 1;
        Ok(value)
    }

    fn string(&mut self) -> Result<String, Error> {
        if !self.eat(b'"') {
            return Err(self.error("a text in quotes"));
        }
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = rest.bytes().position(|byte| byte == b'"' || byte == b'\\') else {
                return Err(self.error("the closing quote of a text"));
            };
            out.push_str(&rest[..stop]);
            self.at += stop;
            if self.eat(b'"') {
                return Ok(out);
            }
            self.at += 1;
            let Some(&escape) = self.text.as_bytes().get(self.at) else {
                return Err(self.error("a letter after `\\`"));
            };
            let c = match escape {
                b'n' => '\n',
                b't' => '\t',
                b'r' => '\r',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'u' => {
                    let mut code = self.hex(self.at + 1)?;
                    self.at += 4;
                    if (0xD800..0xDC00).contains(&code)
                        && self.text.as_bytes().get(self.at + 1) == Some(&b'\\')
                        && self.text.as_bytes().get(self.at + 2) == Some(&b'u')
                        && let Ok(low) = self.hex(self.at + 3)
                        && (0xDC00..0xE000).contains(&low)
                    {
                        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                        self.at += 6;
                    }
                    char::from_u32(code).unwrap_or('\u{fffd}')
                }
                b'"' | b'\\' | b'/' => escape as char,
                _ => return Err(self.error("one of n, t, r, b, f, u, \", \\, / after `\\`")),
            };
            out.push(c);
            self.at += 1;
        }
    }

    fn hex(&self, at: usize) -> Result<u32, Error> {
        self.text
            .get(at..at + 4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.error("four hexadecimal digits"))
    }
}
