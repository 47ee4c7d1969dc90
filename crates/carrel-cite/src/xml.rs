//! A small XML reader: elements, attributes, text, comments, CDATA. Enough for CSL styles and locales, whose
//! schemas use nothing else. Only the compiler needs it, so a browser that loads compiled styles does not link it.

use crate::Error;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attrs: Vec<(String, String)>,
    pub(crate) kids: Vec<Element>,
    /// The text directly in it, put together.
    pub(crate) text: String,
    /// Line of its opening tag, 1 for the first.
    pub(crate) line: u32,
}

impl Element {
    pub(crate) fn attr(&self, name: &str) -> Option<&str> {
        self.attrs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn kid(&self, name: &str) -> Option<&Element> {
        self.kids.iter().find(|kid| kid.name == name)
    }
}

/// How deep elements may nest: real styles reach 20.
const DEEPEST: usize = 200;

/// Reads a document; gives its root.
pub(crate) fn parse(text: &str) -> Result<Element, Error> {
    let mut reader = Reader {
        text,
        at: 0,
        counted: (0, 1),
    };
    let mut open: Vec<Element> = Vec::new();
    loop {
        let rest = &text[reader.at..];
        let Some(start) = rest.find('<') else {
            return Err(reader.error("an element that is not closed, or no element at all"));
        };
        if let Some(top) = open.last_mut() {
            unescape(&rest[..start], &mut top.text);
        }
        reader.at += start;
        let rest = &text[reader.at..];
        if rest.starts_with("<!--") {
            reader.skip_past("-->")?;
        } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let Some(end) = data.find("]]>") else {
                return Err(reader.error("CDATA without its end"));
            };
            if let Some(top) = open.last_mut() {
                top.text.push_str(&data[..end]);
            }
            reader.at += 9 + end + 3;
        } else if rest.starts_with("<?") {
            reader.skip_past("?>")?;
        } else if rest.starts_with("<!") {
            reader.skip_past(">")?;
        } else if let Some(name) = rest.strip_prefix("</") {
            let Some(end) = name.find('>') else {
                return Err(reader.error("a closing tag without `>`"));
            };
            let name = local(name[..end].trim());
            match open.pop() {
                Some(done) if done.name == name => {
                    reader.at += 2 + end + 1;
                    match open.last_mut() {
                        Some(parent) => parent.kids.push(done),
                        None => return Ok(done),
                    }
                }
                _ => return Err(reader.error("a closing tag that closes nothing open")),
            }
        } else {
            let (element, closed) = reader.tag()?;
            if closed {
                match open.last_mut() {
                    Some(parent) => parent.kids.push(element),
                    None => return Ok(element),
                }
            } else if open.len() == DEEPEST {
                return Err(reader.error("elements nested more than 200 deep"));
            } else {
                open.push(element);
            }
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// How far lines were counted, and the line there.
    counted: (usize, u32),
}

impl Reader<'_> {
    fn error(&mut self, what: &str) -> Error {
        Error::xml(self.line(), what)
    }

    fn line(&mut self) -> u32 {
        let (from, line) = self.counted;
        let new = self.text.as_bytes()[from.min(self.at)..self.at]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        self.counted = (self.at, line + new as u32);
        self.counted.1
    }

    fn skip_past(&mut self, end: &str) -> Result<(), Error> {
        match self.text[self.at..].find(end) {
            Some(found) => {
                self.at += found + end.len();
                Ok(())
            }
            None => Err(self.error("a comment or declaration without its end")),
        }
    }

    /// An opening tag; true when it closes itself.
    fn tag(&mut self) -> Result<(Element, bool), Error> {
        let text = self.text;
        let mut element = Element {
            line: self.line(),
            ..Element::default()
        };
        let bytes = text.as_bytes();
        let mut at = self.at + 1;
        let start = at;
        while at < bytes.len() && !matches!(bytes[at], b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/') {
            at += 1;
        }
        element.name = local(&text[start..at]).to_owned();
        loop {
            while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            match bytes.get(at) {
                Some(b'>') => {
                    self.at = at + 1;
                    return Ok((element, false));
                }
                Some(b'/') if bytes.get(at + 1) == Some(&b'>') => {
                    self.at = at + 2;
                    return Ok((element, true));
                }
                Some(_) => {
                    let start = at;
                    while at < bytes.len() && !matches!(bytes[at], b'=' | b'>' | b' ' | b'\n') {
                        at += 1;
                    }
                    let name = text[start..at].trim();
                    while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                        at += 1;
                    }
                    if bytes.get(at) != Some(&b'=') {
                        return Err(self.error("an attribute without a value"));
                    }
                    at += 1;
                    while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                        at += 1;
                    }
                    let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) else {
                        return Err(self.error("an attribute's value without quotes"));
                    };
                    at += 1;
                    let start = at;
                    while at < bytes.len() && bytes[at] != quote {
                        at += 1;
                    }
                    if at == bytes.len() {
                        return Err(self.error("an attribute's value without its closing quote"));
                    }
                    let mut value = String::new();
                    unescape(&text[start..at], &mut value);
                    element.attrs.push((local(name).to_owned(), value));
                    at += 1;
                }
                None => return Err(self.error("a tag without `>`")),
            }
        }
    }
}

/// `xml:lang` and `cs:text` without their prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|&end| end <= 10);
        let known = end.and_then(|end| {
            let name = &rest[1..end];
            let c = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => {
                    let code = name.strip_prefix('#')?;
                    let number = match code.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                        None => code.parse().ok()?,
                    };
                    char::from_u32(number)?
                }
            };
            Some((c, end))
        });
        match known {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}
