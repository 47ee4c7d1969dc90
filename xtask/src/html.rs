//! Just enough HTML to rework our own `index.html`: start tags with their attributes, comments, and
//! the text inside of scripts and styles.

use std::ops::Range;

/// A start tag, or a comment (then `name` is `!--`).
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    /// The tag itself; for a script or style up to and with its end tag.
    pub(crate) range: Range<usize>,
    /// What stands inside of a script or style.
    pub(crate) content: Range<usize>,
}

impl Tag {
    /// The value of an attribute; empty for one without value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn attribute_names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }
}

/// Every start tag and comment, in order.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(html.len(), |end| start + end + 3);
            tags.push(Tag {
                name: "!--".to_owned(),
                attributes: Vec::new(),
                range: start..end,
                content: end..end,
            });
            at = end;
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let mut tag = start_tag(html, start);
            at = tag.range.end;
            if tag.name == "script" || tag.name == "style" {
                let close = format!("</{}", tag.name);
                let text_end = html[at..]
                    .to_ascii_lowercase()
                    .find(&close)
                    .map_or(html.len(), |end| at + end);
                tag.content = at..text_end;
                at = html[text_end..]
                    .find('>')
                    .map_or(html.len(), |end| text_end + end + 1);
                tag.range.end = at;
            }
            tags.push(tag);
        } else {
            at = start + 1;
        }
    }
    tags
}

fn start_tag(html: &str, start: usize) -> Tag {
    let bytes = html.as_bytes();
    let mut at = start + 1;
    let word = |at: &mut usize, stop: &[u8]| {
        let from = *at;
        while *at < bytes.len() && !bytes[*at].is_ascii_whitespace() && !stop.contains(&bytes[*at])
        {
            *at += 1;
        }
        html[from..*at].to_owned()
    };
    let name = word(&mut at, b">/").to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        while at < bytes.len() && (bytes[at].is_ascii_whitespace() || bytes[at] == b'/') {
            at += 1;
        }
        if at >= bytes.len() || bytes[at] == b'>' {
            break;
        }
        let key = word(&mut at, b">/=").to_ascii_lowercase();
        if at >= bytes.len() || bytes[at] != b'=' {
            attributes.push((key, String::new()));
            continue;
        }
        at += 1;
        let value = match bytes.get(at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let from = at + 1;
                let end = html[from..]
                    .find(quote as char)
                    .map_or(html.len(), |end| from + end);
                at = (end + 1).min(html.len());
                html[from..end].to_owned()
            }
            _ => word(&mut at, b">"),
        };
        attributes.push((key, value));
    }
    let end = (at + 1).min(html.len());
    Tag {
        name,
        attributes,
        range: start..end,
        content: end..end,
    }
}

/// Puts other text in place of some ranges, which must be in order.
pub(crate) fn replace(html: &str, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for (range, text) in changes {
        out.push_str(&html[at..range.start]);
        out.push_str(text);
        at = range.end;
    }
    out.push_str(&html[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_tags_attributes_and_raw_text() {
        let html = "<!doctype html><!-- <link> --><link rel=stylesheet href='a b.css' /><p hidden>1 < 2</p><script type=\"module\">if (a<b) {}</script><br>";
        let tags = tags(html);
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["!--", "link", "p", "script", "br"]);
        assert_eq!(tags[1].get("rel"), Some("stylesheet"));
        assert_eq!(tags[1].get("href"), Some("a b.css"));
        assert_eq!(tags[2].get("hidden"), Some(""));
        assert_eq!(&html[tags[3].content.clone()], "if (a<b) {}");
        assert!(html[tags[3].range.clone()].ends_with("</script>"));
    }

    #[test]
    fn does_not_fall_over_broken_html() {
        for html in [
            "<", "<a", "<a b", "<a b=", "<a b='", "<!--", "<script>", "<script", "é<é>", "</p>",
        ] {
            tags(html);
        }
    }
}
