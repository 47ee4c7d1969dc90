//! `latest.json`: the one file whose name does not change. It names the root and is written last.

use carrel_core::CalendarDate;

use super::{FileRef, PackFile};

/// What `latest.json` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// Format of the pack.
    pub format: u16,
    /// The root.
    pub root: FileRef,
    /// Name of the library.
    pub name: String,
    /// Day of the snapshot.
    pub snapshot: CalendarDate,
    /// Newest modification time of the input, or the day it is said to be of; seconds since 1970. From one
    /// publication to the next it never goes down: [`Latest::not_before`].
    pub published: u64,
    /// Folder the site stands in on its server, with slashes at both ends.
    pub base: String,
    /// The same catalogue as one file, when one was written: see [`crate::whole`].
    pub whole: Option<FileRef>,
}

impl Latest {
    /// Raises the counter to that of the publication that this one replaces: devices that have that one take a lower
    /// counter for a stale answer. Devices take an equal one.
    pub fn not_before(&mut self, former: &Self) {
        self.published = self.published.max(former.published);
    }

    /// As JSON, one line, keys in a fixed order.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        out.push_str(&format!(
            "{{\"format\":{},\"root\":{{\"sha256\":\"{}\",\"bytes\":{}}},\"name\":",
            self.format,
            self.root.hex(),
            self.root.bytes
        ));
        push_json(&self.name, &mut out);
        out.push_str(&format!(
            ",\"snapshot\":\"{}\",\"published\":{},\"base\":",
            self.snapshot, self.published
        ));
        push_json(&self.base, &mut out);
        if let Some(whole) = &self.whole {
            out.push_str(&format!(",\"whole\":\"{}:{}\"", whole.hex(), whole.bytes));
        }
        out.push('}');
        out
    }

    /// Reads what [`Latest::to_json`] writes, keys in any order, unknown keys ignored.
    ///
    /// # Errors
    /// Says which key is missing or wrong.
    pub fn from_json(text: &str) -> Result<Self, &'static str> {
        let format = number(text, "format").ok_or("\"format\" is missing or no number")?;
        let hex = string(text, "sha256").ok_or("\"root\".\"sha256\" is missing")?;
        let bytes = number(text, "bytes").ok_or("\"root\".\"bytes\" is missing or no number")?;
        let root = u32::try_from(bytes)
            .ok()
            .and_then(|bytes| FileRef::parse(&hex, bytes))
            .ok_or("\"root\" does not name a file")?;
        Ok(Self {
            format: u16::try_from(format).map_err(|_| "\"format\" is out of range")?,
            root,
            name: string(text, "name").unwrap_or_default(),
            snapshot: string(text, "snapshot")
                .and_then(|s| CalendarDate::parse(&s))
                .ok_or("\"snapshot\" is no date")?,
            published: number(text, "published").unwrap_or(0),
            base: string(text, "base").unwrap_or_else(|| "/".to_owned()),
            whole: string(text, "whole").and_then(|whole| {
                let (hex, bytes) = whole.split_once(':')?;
                FileRef::parse(hex, bytes.parse().ok()?)
            }),
        })
    }
}

/// Appends a JSON string; also safe inside a `<script>` data block (`<` is escaped).
pub fn push_json(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' => out.push_str("\\u003c"),
            '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The text after `"key":`, blanks skipped. Keys of `latest.json` are unique at every depth.
fn after<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let quoted = format!("\"{key}\"");
    let mut rest = text;
    loop {
        let at = rest.find(&quoted)?;
        rest = &rest[at + quoted.len()..];
        let tail = rest.trim_start();
        if let Some(value) = tail.strip_prefix(':') {
            return Some(value.trim_start());
        }
    }
}

fn number(text: &str, key: &str) -> Option<u64> {
    let value = after(text, key)?;
    let end = value
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(value.len());
    value[..end].parse().ok()
}

fn string(text: &str, key: &str) -> Option<String> {
    let mut chars = after(text, key)?.strip_prefix('"')?.chars();
    let mut out = String::new();
    let mut high: Option<u32> = None;
    loop {
        match chars.next()? {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                'b' => out.push('\u{8}'),
                'f' => out.push('\u{c}'),
                'u' => {
                    let mut code = 0;
                    for _ in 0..4 {
                        code = code * 16 + chars.next()?.to_digit(16)?;
                    }
                    match (high.take(), code) {
                        (None, 0xD800..=0xDBFF) => high = Some(code),
                        (Some(h), 0xDC00..=0xDFFF) => out.push(char::from_u32(
                            0x1_0000 + ((h - 0xD800) << 10) + (code - 0xDC00),
                        )?),
                        _ => out.push(char::from_u32(code)?),
                    }
                }
                c => out.push(c),
            },
            c => out.push(c),
        }
    }
}

/// `manifest.json`: every file with length, hash and role, and the SHA-256 of `latest.json`; for
/// `carrel verify` and the offline download.
#[must_use]
pub fn manifest_json(latest: &Latest, files: &[PackFile]) -> String {
    let mut out = format!(
        "{{\"format\":{},\"root\":\"{}\",\"latest\":\"{}\",\"files\":[",
        latest.format,
        latest.root.hex(),
        FileRef::of(latest.to_json().as_bytes()).hex()
    );
    for (i, file) in files.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&format!(
            "\n{{\"file\":\"{}\",\"bytes\":{},\"sha256\":\"{}\",\"role\":\"{}\"}}",
            file.file.name(),
            file.file.bytes,
            file.file.hex(),
            file.kind.name()
        ));
    }
    out.push_str("\n]}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latest_round_trips_whatever_the_name() {
        for name in [
            "Westfield School Library",
            "Bibliothèque \"Zoé\" \\ </script>",
            "図書館 \u{1}\n \"format\": 7",
        ] {
            let latest = Latest {
                format: 1,
                root: FileRef::of(name.as_bytes()),
                name: name.to_owned(),
                snapshot: CalendarDate::parse("2026-11-22").unwrap(),
                published: 1_795_000_000,
                base: "/library/".to_owned(),
                whole: Some(FileRef::of(b"whole")).filter(|_| name.is_ascii()),
            };
            let json = latest.to_json();
            assert!(!json.contains("</"));
            assert_eq!(Latest::from_json(&json), Ok(latest));
        }
    }

    #[test]
    fn a_web_page_is_not_a_latest() {
        for text in [
            "<html>404</html>",
            "",
            "{}",
            "{\"format\":1,\"root\":{\"sha256\":\"zz\",\"bytes\":1}}",
        ] {
            assert!(Latest::from_json(text).is_err(), "{text}");
        }
    }
}
