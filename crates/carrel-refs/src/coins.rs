//! COinS and schema.org: what a record's page tells reference managers and search engines, without a word on the screen.
//!
//! COinS is an empty `span` of class `Z3988` whose `title` is an OpenURL (ANSI/NISO Z39.88-2004, KEV format); Zotero reads
//! `span.Z3988[title]`.

use carrel_core::BibRecord;
use carrel_core::bib::{Contributor, Format, Role};

/// The `title` of a record's `span.Z3988`.
#[must_use]
pub fn coins(bib: &BibRecord) -> String {
    let mut out = String::from("ctx_ver=Z39.88-2004");
    let mut pair = |key: &str, value: &str| {
        if !value.is_empty() {
            out.push('&');
            out.push_str(key);
            out.push('=');
            encode(value, &mut out);
        }
    };
    let book = is_book(bib.format);
    let title = title(bib);
    if book {
        pair("rft_val_fmt", "info:ofi/fmt:kev:mtx:book");
        pair("rft.genre", "book");
        pair("rft.btitle", &title);
    } else {
        // Dublin Core for what is no book: films, maps, music.
        pair("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc");
        pair("rft.type", dc_type(bib.format));
        pair("rft.title", &title);
    }
    let mut first = true;
    for person in bib.contributors.iter().filter(|person| is_author(person)) {
        let (family, given) = person.name.split_once(", ").unwrap_or((&person.name, ""));
        if !book {
            pair("rft.creator", &person.name);
        } else if person.role == Role::Body {
            pair("rft.aucorp", &person.name);
        } else if first {
            pair("rft.aulast", family);
            pair("rft.aufirst", given);
            first = false;
        } else {
            pair("rft.au", &person.name);
        }
    }
    let publication = &bib.publication;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    if book {
        pair("rft.pub", &text(&publication.publisher));
        pair("rft.place", &text(&publication.place));
        pair("rft.edition", &text(&bib.edition));
        pair(
            "rft.series",
            bib.series.first().map_or("", |series| &series.title),
        );
        if let Some(isbn) = bib.isbns.first() {
            pair("rft.isbn", &isbn.number().to_string());
        }
    } else {
        pair("rft.publisher", &text(&publication.publisher));
    }
    if let Some(year) = publication.year.or(publication.copyright) {
        pair("rft.date", &year.to_string());
    }
    pair(
        "rft.language",
        bib.languages.first().map_or("", String::as_str),
    );
    out
}

/// The record as schema.org JSON-LD: a `Book` or a `CreativeWork` with what the catalogue knows.
#[must_use]
pub fn schema(bib: &BibRecord) -> String {
    use crate::json::{key, quote};
    let mut out = String::from("{");
    let pair = |name: &str, value: &str, out: &mut String| {
        if !value.is_empty() {
            key(name, out);
            quote(value, out);
        }
    };
    pair("@context", "https://schema.org", &mut out);
    pair(
        "@type",
        if is_book(bib.format) {
            "Book"
        } else {
            schema_type(bib.format)
        },
        &mut out,
    );
    pair("name", &title(bib), &mut out);
    for (name, author) in [("author", true), ("contributor", false)] {
        let people: Vec<&Contributor> = bib
            .contributors
            .iter()
            .filter(|p| is_author(p) == author)
            .collect();
        if people.is_empty() {
            continue;
        }
        key(name, &mut out);
        out.push('[');
        for (n, person) in people.iter().enumerate() {
            out.push_str(if n > 0 { ",{" } else { "{" });
            pair(
                "@type",
                if person.role == Role::Body {
                    "Organization"
                } else {
                    "Person"
                },
                &mut out,
            );
            pair("name", &person.name, &mut out);
            out.push('}');
        }
        out.push(']');
    }
    pair(
        "publisher",
        bib.publication.publisher.as_deref().unwrap_or_default(),
        &mut out,
    );
    if let Some(year) = bib.publication.year {
        pair("datePublished", &year.to_string(), &mut out);
    }
    if let Some(isbn) = bib.isbns.first() {
        pair("isbn", &isbn.number().to_string(), &mut out);
    }
    pair(
        "inLanguage",
        bib.languages.first().map_or("", String::as_str),
        &mut out,
    );
    pair(
        "bookEdition",
        bib.edition.as_deref().unwrap_or_default(),
        &mut out,
    );
    pair(
        "description",
        bib.summary.as_deref().unwrap_or_default(),
        &mut out,
    );
    if let Some(series) = bib.series.first() {
        key("isPartOf", &mut out);
        out.push('{');
        pair("@type", "BookSeries", &mut out);
        pair("name", &series.title, &mut out);
        out.push('}');
    }
    out.push('}');
    out
}

fn is_book(format: Format) -> bool {
    use Format::*;
    matches!(
        format,
        Book | GraphicNovel | PictureBook | LargePrint | Braille | Ebook | Audiobook | Eaudio
    )
}

fn is_author(person: &Contributor) -> bool {
    person.main || person.role == Role::Author
}

fn dc_type(format: Format) -> &'static str {
    match format {
        Format::Video | Format::StreamingVideo => "videoRecording",
        Format::Music => "audioRecording",
        Format::Map => "map",
        Format::Picture => "artwork",
        Format::Website => "webpage",
        Format::Software => "computerProgram",
        _ => "document",
    }
}

fn schema_type(format: Format) -> &'static str {
    match format {
        Format::Video | Format::StreamingVideo => "Movie",
        Format::Music => "MusicRecording",
        Format::Map => "Map",
        _ => "CreativeWork",
    }
}

fn title(bib: &BibRecord) -> String {
    let mut out = bib.title.proper.clone();
    if let Some(rest) = &bib.title.remainder {
        out.push_str(": ");
        out.push_str(rest);
    }
    out
}

/// Percent-encodes everything but letters, digits and `-._~` (RFC 3986 §2.3).
pub(crate) fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)] as char);
            out.push(HEX[usize::from(byte & 15)] as char);
        }
    }
}
