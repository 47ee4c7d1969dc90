//! 856: web addresses.

use carrel_core::bib::{Link, LinkKind};

use super::text::clean;
use super::titles::shown;
use super::{Groups, kinds};
use crate::findings::Findings;
use crate::words;

pub(super) fn links(groups: &Groups<'_>, findings: &mut Findings) -> Vec<Link> {
    let mut list: Vec<Link> = Vec::new();
    for field in &groups.links {
        let label = ['y', '3', 'z']
            .iter()
            .find_map(|code| field.sub(*code).map(clean).filter(|t| !t.is_empty()));
        let label = label.map(|l| l.trim_end_matches(':').trim_end().to_owned());
        let mut any = false;
        for raw in field.subs('u').map(clean).filter(|u| !u.is_empty()) {
            any = true;
            let url = match web_address(&raw) {
                Some(Address::Whole) => raw,
                Some(Address::NoScheme) => {
                    findings.add_subfield(&kinds::LINK_MENDED, field.tag(), 'u', || {
                        words::https_expected(shown(&raw))
                    });
                    format!("http://{raw}")
                }
                None => {
                    findings.add_subfield(&kinds::LINK_UNUSABLE, field.tag(), 'u', || {
                        words::address_expected(shown(&raw))
                    });
                    continue;
                }
            };
            if list.iter().any(|l| l.url == url) {
                continue;
            }
            let told = [field.sub('3'), field.sub('y'), field.sub('z')];
            let kind = kind(field.indicator(2), &told, &url);
            list.push(Link {
                url,
                label: label.clone(),
                kind,
            });
        }
        if !any && field.indicator(1) == b'4' {
            findings.add_field(&kinds::LINK_UNUSABLE, field.tag(), || {
                words::address_in_u_expected().to_owned()
            });
        }
    }
    list
}

pub(crate) enum Address {
    Whole,
    NoScheme,
}

/// Whether a text can be shown as a link. Only http and https; no blanks, double quotes, angle brackets, backslashes.
pub(crate) fn web_address(text: &str) -> Option<Address> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\');
    if text.contains(bad) {
        return None;
    }
    let scheme = text.find("://").map(|at| text[..at].to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") => {
            let host = text[text.find("://").unwrap_or(0) + 3..]
                .split(['/', '?', '#'])
                .next()
                .unwrap_or("");
            host.contains(|c: char| c.is_alphanumeric())
                .then_some(Address::Whole)
        }
        Some(_) => None,
        None => (text.to_ascii_lowercase().starts_with("www.") && text.len() > 6)
            .then_some(Address::NoScheme),
    }
}

/// Words of a link to something about the book, whatever its second indicator says.
const ABOUT: &[&str] = &[
    "table of contents",
    "contents only",
    "sample text",
    "publisher description",
    "publisher's description",
    "biographical information",
    "biographical note",
    "book review (",
    "inhaltsverzeichnis",
    "tabla de contenido",
    "table des matières",
];

fn kind(indicator: u8, told: &[Option<&str>], url: &str) -> LinkKind {
    let says = |words: &[&str]| {
        told.iter().flatten().any(|t| {
            let lower = t.to_lowercase();
            words.iter().any(|w| lower.contains(w))
        })
    };
    let picture = [".jpg", ".jpeg", ".png", ".gif"]
        .iter()
        .any(|e| url.to_ascii_lowercase().ends_with(e));
    if says(&["cover image", "book cover", "cover art", "thumbnail"])
        || picture && says(&["cover", "image"])
    {
        return LinkKind::Cover;
    }
    // The Library of Congress codes its tables of contents and samples as versions of the book (856 41).
    let whole = says(&["full text", "volltext", "texto completo", "texte intégral"]);
    let about = says(ABOUT) || url.to_ascii_lowercase().contains("/catdir/");
    match indicator {
        b'0' | b'1' if about && !whole => LinkKind::Related,
        b'0' => LinkKind::Resource,
        b'1' => LinkKind::Version,
        b'2' => LinkKind::Related,
        _ if says(&[
            "table of contents",
            "contents",
            "description",
            "sample text",
            "review",
            "contributor",
            "biographical",
            "finding aid",
            "publisher",
            "author",
            "excerpt",
            "guide",
            "inhaltsverzeichnis",
        ]) =>
        {
            LinkKind::Related
        }
        _ => LinkKind::Resource,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        for text in [
            "http://example.org/x",
            "HTTPS://example.org",
            "https://example.org/a?b=c#d",
            "https://пример.рф/",
        ] {
            assert!(matches!(web_address(text), Some(Address::Whole)), "{text}");
        }
        assert!(matches!(
            web_address("www.example.org"),
            Some(Address::NoScheme)
        ));
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.org/",
            "http://",
            "http:///x",
            "file:///etc",
            "example.org",
            "http://a b",
            "http://a\"onclick=",
            "",
        ] {
            assert!(web_address(text).is_none(), "{text}");
        }
    }
}
