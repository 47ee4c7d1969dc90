//! Just enough JSON: the app's list of files, manifests, the report. Keys keep their order, so that
//! what is read and written again stays the same.

use carrel_search::pack::latest::push_json;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, keys in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one value; `None` for anything that is not JSON. Nesting is limited to 64.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader {
            bytes: text.as_bytes(),
            text,
            at: 0,
        };
        let value = reader.value(0)?;
        reader.blank();
        (reader.at == reader.bytes.len()).then_some(value)
    }

    /// Reads the value that a text begins with, and says how long it is.
    pub(crate) fn parse_start(text: &str) -> Option<(Self, usize)> {
        let mut reader = Reader {
            bytes: text.as_bytes(),
            text,
            at: 0,
        };
        let value = reader.value(0)?;
        Some((value, reader.at))
    }

    /// Value of a key of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Text of a string.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number that is a whole one and not negative.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self {
            Json::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// Elements of an array.
    #[must_use]
    pub fn list(&self) -> Option<&[Json]> {
        match self {
            Json::List(list) => Some(list),
            _ => None,
        }
    }

    /// Sets a key of an object, at its place or at the end.
    pub fn set(&mut self, key: &str, value: Json) {
        if let Json::Object(entries) = self {
            match entries.iter_mut().find(|(k, _)| k == key) {
                Some((_, old)) => *old = value,
                None => entries.push((key.to_owned(), value)),
            }
        }
    }

    /// On one line.
    #[must_use]
    pub fn line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// On many lines, two blanks a level.
    #[must_use]
    pub fn lines(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, depth: Option<usize>) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(is) => out.push_str(if *is { "true" } else { "false" }),
            Json::Number(digits) => out.push_str(digits),
            Json::Text(text) => push_json(text, out),
            Json::List(list) => series(out, depth, "[]", list.iter(), |item, out, depth| {
                item.write(out, depth);
            }),
            Json::Object(entries) => {
                series(
                    out,
                    depth,
                    "{}",
                    entries.iter(),
                    |(key, value), out, depth| {
                        push_json(key, out);
                        out.push_str(if depth.is_some() { ": " } else { ":" });
                        value.write(out, depth);
                    },
                );
            }
        }
    }
}

fn series<T>(
    out: &mut String,
    depth: Option<usize>,
    brackets: &str,
    items: impl ExactSizeIterator<Item = T>,
    write: impl Fn(T, &mut String, Option<usize>),
) {
    let line = |out: &mut String, depth: Option<usize>| {
        if let Some(depth) = depth {
            out.push('\n');
            (0..depth).for_each(|_| out.push_str("  "));
        }
    };
    let inner = depth.map(|d| d + 1);
    out.push_str(&brackets[..1]);
    let any = items.len() > 0;
    for (n, item) in items.enumerate() {
        if n > 0 {
            out.push(',');
        }
        line(out, inner);
        write(item, out, inner);
    }
    if any {
        line(out, depth);
    }
    out.push_str(&brackets[1..]);
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Json::Number(number.to_string())
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        Json::Number(number.to_string())
    }
}

/// An object of these entries.
#[must_use]
pub fn object(entries: Vec<(&str, Json)>) -> Json {
    Json::Object(
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn blank(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, word: &str) -> Option<()> {
        self.text
            .get(self.at..)?
            .starts_with(word)
            .then(|| self.at += word.len())
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        if depth > 64 {
            return None;
        }
        self.blank();
        match self.bytes.get(self.at)? {
            b'n' => self.take("null").map(|()| Json::Null),
            b't' => self.take("true").map(|()| Json::Bool(true)),
            b'f' => self.take("false").map(|()| Json::Bool(false)),
            b'"' => self.string().map(Json::Text),
            b'[' => {
                self.at += 1;
                let mut list = Vec::new();
                loop {
                    self.blank();
                    if list.is_empty() && self.take("]").is_some() {
                        return Some(Json::List(list));
                    }
                    list.push(self.value(depth + 1)?);
                    self.blank();
                    if self.take("]").is_some() {
                        return Some(Json::List(list));
                    }
                    self.take(",")?;
                }
            }
            b'{' => {
                self.at += 1;
                let mut entries = Vec::new();
                loop {
                    self.blank();
                    if entries.is_empty() && self.take("}").is_some() {
                        return Some(Json::Object(entries));
                    }
                    let key = self.string()?;
                    self.blank();
                    self.take(":")?;
                    entries.push((key, self.value(depth + 1)?));
                    self.blank();
                    if self.take("}").is_some() {
                        return Some(Json::Object(entries));
                    }
                    self.take(",")?;
                }
            }
            b'-' | b'0'..=b'9' => {
                let rest = self.text.get(self.at..)?;
                let is_part =
                    |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
                let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                self.at += end;
                rest[..end].parse::<f64>().ok()?;
                Some(Json::Number(rest[..end].to_owned()))
            }
            _ => None,
        }
    }

    fn string(&mut self) -> Option<String> {
        self.take("\"")?;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let stop = rest.find(['"', '\\'])?;
            out.push_str(&rest[..stop]);
            self.at += stop + 1;
            if rest.as_bytes()[stop] == b'"' {
                return Some(out);
            }
            let escape = *self.bytes.get(self.at)?;
            self.at += 1;
            out.push(match escape {
                b'"' => '"',
                b'\\' => '\\',
                b'/' => '/',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => {
                    let high = self.four()?;
                    if (0xD800..0xDC00).contains(&high) {
                        self.take("\\u")?;
                        let low = self.four()?.checked_sub(0xDC00).filter(|n| *n < 0x400)?;
                        char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low)?
                    } else {
                        char::from_u32(high)?
                    }
                }
                _ => return None,
            });
        }
    }

    fn four(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in [
            "null",
            "[]",
            "{}",
            "[1,-2.5e3,true,false,null]",
            r#"{"a":{"b":[{"c":"d \" \\ e"}]},"f":""}"#,
        ] {
            let value = Json::parse(text).expect(text);
            assert_eq!(value.line(), text);
            assert_eq!(Json::parse(&value.lines()).as_ref(), Some(&value), "{text}");
        }
        let escaped = Json::parse(r#""\u00e9\ud83d\udcda\n\/""#);
        assert_eq!(escaped.as_ref().and_then(Json::text), Some("é📚\n/"));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"\\u00",
            "nul",
            "1 2",
            "<html>",
            "-",
            "\"é",
        ] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
        assert_eq!(Json::parse(&"[".repeat(100_000)), None);
    }
}
