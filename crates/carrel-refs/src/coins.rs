//! COinS and schema.org: what a record's page and a list of sources tell reference managers and search engines, without a
//! word on the screen.
//!
//! COinS is an empty `span` of class `Z3988` whose `title` is an OpenURL (ANSI/NISO Z39.88-2004, KEV format); Zotero reads
//! `span.Z3988[title]`.

use carrel_core::bib::{Audience, Contributor, Format, Link, LinkKind, Role};
use carrel_core::{BibRecord, Item, ItemStatus};

use crate::kind::Kind;
use crate::markup::plain;
use crate::source::Source;

const START: &str = "ctx_ver=Z39.88-2004";

/// Adds a pair, unless there is nothing to say.
fn add(out: &mut String, key: &str, value: &str) {
    if !value.is_empty() {
        out.push('&');
        out.push_str(key);
        out.push('=');
        encode(value, out);
    }
}

/// The `title` of a record's `span.Z3988`.
#[must_use]
pub fn coins(bib: &BibRecord) -> String {
    let mut out = String::from(START);
    let mut pair = |key: &str, value: &str| add(&mut out, key, value);
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
        // Of a body's name Zotero would take the last word for a family's.
        if person.role == Role::Body {
            pair("rft.aucorp", &person.name);
        } else if !book {
            pair("rft.creator", &person.name);
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
    // Of a book Zotero reads none.
    if !book {
        pair("rft.language", language(bib));
    }
    if let Some(link) = link(bib) {
        pair("rft_id", &link.url);
    }
    out
}

/// The `title` of the `span.Z3988` of a student's source.
#[must_use]
pub fn of_source(source: &Source) -> String {
    let mut out = String::from(START);
    let mut pair = |key: &str, value: &str| add(&mut out, key, value);
    let csl = source.kind.info().csl;
    let text = |name: &str| plain(source.text(name));
    let format = match csl {
        "book" | "chapter" | "entry-encyclopedia" | "report" => "book",
        "article-journal" => "journal",
        "thesis" => "dissertation",
        // The other formats of OpenURL have no word for the rest; Dublin Core's `type` takes any that Zotero has.
        _ => "dc",
    };
    pair("rft_val_fmt", &["info:ofi/fmt:kev:mtx:", format].concat());
    let (title, container) = match csl {
        "book" => {
            pair("rft.genre", "book");
            ("rft.btitle", "")
        }
        "report" => {
            pair("rft.genre", "report");
            ("rft.btitle", "")
        }
        "chapter" | "entry-encyclopedia" => {
            pair("rft.genre", "bookitem");
            ("rft.atitle", "rft.btitle")
        }
        "article-journal" => {
            pair("rft.genre", "article");
            ("rft.atitle", "rft.jtitle")
        }
        "thesis" => ("rft.title", ""),
        _ => {
            pair("rft.type", zotero_type(source.kind));
            ("rft.title", "rft.source")
        }
    };
    pair(title, &text("title"));
    if !container.is_empty() {
        pair(container, &text("container-title"));
    }
    let mut first = true;
    for (role, people) in &source.people {
        let makes = match role.as_str() {
            "author" => true,
            "director" => csl == "motion_picture" || csl == "broadcast",
            _ => false,
        };
        for person in people {
            // Only what stands first may have its name in parts, or be a body without a family: Zotero puts those in front.
            let whole = person.family.is_empty() || person.given.is_empty();
            let mut name = person.inverted();
            if whole && !name.contains(',') {
                // All of it is a family name, and not its last word.
                name.push(',');
            }
            if !makes {
                pair("rft.contributor", &name);
            } else if first && !person.literal.is_empty() {
                pair("rft.aucorp", &person.literal);
            } else if first {
                pair("rft.aulast", &person.family);
                let mut given = person.given.clone();
                if !person.suffix.is_empty() {
                    given.push_str(", ");
                    given.push_str(&person.suffix);
                }
                pair("rft.aufirst", &given);
            } else {
                pair("rft.au", &name);
            }
            first &= !makes;
        }
    }
    if let Some(when) = source.date("issued") {
        pair("rft.date", &when.iso());
    }
    let publisher = match format {
        "dissertation" => "rft.inst",
        "dc" => "rft.publisher",
        _ => "rft.pub",
    };
    pair(publisher, &text("publisher"));
    for (name, key) in [
        ("publisher-place", "rft.place"),
        ("edition", "rft.edition"),
        ("collection-title", "rft.series"),
        ("volume", "rft.volume"),
        ("issue", "rft.issue"),
        ("page", "rft.pages"),
        ("ISBN", "rft.isbn"),
        ("ISSN", "rft.issn"),
    ] {
        pair(key, &text(name));
    }
    match format {
        "dissertation" => pair("rft.degree", &text("genre")),
        "dc" => pair("rft.language", source.text("language")),
        _ => {}
    }
    if let Some(doi) = crate::check::doi(source.text("DOI")) {
        pair("rft_id", &["info:doi/", doi].concat());
    }
    pair("rft_id", source.text("URL"));
    out
}

/// The type of item that Zotero has for a kind which is neither book, journal article nor thesis.
fn zotero_type(kind: Kind) -> &'static str {
    match kind {
        Kind::FILM => "film",
        Kind::PODCAST => "podcast",
        _ => match kind.info().csl {
            "article-magazine" => "magazineArticle",
            "article-newspaper" => "newspaperArticle",
            "webpage" => "webpage",
            "post" => "forumPost",
            "personal_communication" => "email",
            "motion_picture" => "videoRecording",
            "broadcast" => "tvBroadcast",
            "graphic" => "artwork",
            "map" => "map",
            "song" => "audioRecording",
            "interview" => "interview",
            "speech" => "presentation",
            "software" => "computerProgram",
            "dataset" => "dataset",
            "legal_case" => "case",
            _ => "document",
        },
    }
}

/// Where what is read or seen online stands: the first link to the thing itself (MARC 856 40 and 41), not to its cover or to what
/// others say of it.
pub(crate) fn link(bib: &BibRecord) -> Option<&Link> {
    use Format::*;
    let online = matches!(
        bib.format,
        Ebook | Eaudio | StreamingVideo | Website | Software
    );
    let itself = |link: &&Link| matches!(link.kind, LinkKind::Resource | LinkKind::Version);
    bib.links.iter().find(itself).filter(|_| online)
}

/// The main language as a tag of BCP 47.
fn language(bib: &BibRecord) -> &str {
    bib.languages.first().map_or("", |code| tag(code))
}

/// MARC code and two letters of ISO 639-1, one behind the other: the languages of school libraries.
const TAGS: &str = "engenspaesfrefrfrafrgerdedeudeitaitporptchizhzhozhjpnjakorkoararusruvievihathtpolplukrukhinhitgltlsomso";

/// The tag of BCP 47 for a MARC language code; empty for codes that say "none" or "several". A code of three letters without
/// a shorter one is its own tag (RFC 5646 §2.2.1).
#[must_use]
pub fn tag(code: &str) -> &str {
    if matches!(code, "und" | "mul" | "zxx") {
        return "";
    }
    let mut at = 0;
    while let Some(known) = TAGS.get(at..at + 5) {
        if known.starts_with(code) && code.len() == 3 {
            return &known[3..];
        }
        at += 5;
    }
    code
}

/// A grade as schools in the United States write it.
fn grade(number: i8) -> String {
    match number {
        0 => "K".to_owned(),
        below if below < 0 => "PreK".to_owned(),
        number => number.to_string(),
    }
}

/// The most copies of a record that are told, those on the shelf first: a class set is one book to whoever looks for it.
const COPIES: usize = 20;

/// The record as schema.org JSON-LD: a `Book` or a `CreativeWork` with what the catalogue knows, for whom it is, and each copy
/// with its call number, its place and whether it can be had.
#[must_use]
pub fn schema(bib: &BibRecord, items: &[Item]) -> String {
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
    pair("inLanguage", language(bib), &mut out);
    let range = |low: &str, high: &str| [low, "-", high].concat();
    let mut ages = match bib.audience {
        Some(Audience::Preschool) => "0-5",
        Some(Audience::Primary) => "6-8",
        Some(Audience::PreAdolescent) => "9-13",
        Some(Audience::Adolescent) => "14-17",
        Some(Audience::Juvenile) => "0-15",
        Some(Audience::Adult) => "18-",
        _ => "",
    }
    .to_owned();
    if let Some(grades) = bib.interest {
        let (low, high) = (grades.low, grades.high);
        let level = if low == high {
            grade(low)
        } else {
            range(&grade(low), &grade(high))
        };
        pair("educationalLevel", &["Grade ", &level].concat(), &mut out);
        // Children of a grade are five or six years older than its number.
        ages = range(
            &low.saturating_add(5).to_string(),
            &high.saturating_add(6).to_string(),
        );
    }
    pair("typicalAgeRange", &ages, &mut out);
    // A copy each, with call number and place, as Evergreen says them; borrowing costs nothing.
    let mut copies: Vec<&Item> = items.iter().collect();
    crate::order::sort_by(&mut copies, |item| item.status as usize);
    copies.truncate(COPIES);
    for (n, item) in copies.iter().enumerate() {
        if n == 0 {
            key("offers", &mut out);
            out.push('[');
        } else {
            out.push(',');
        }
        out.push('{');
        pair("@type", "Offer", &mut out);
        let stock = match item.status {
            ItemStatus::Available => "InStock",
            ItemStatus::InLibrary => "InStoreOnly",
            _ => "OutOfStock",
        };
        let stock = ["https://schema.org/", stock].concat();
        pair("availability", &stock, &mut out);
        pair("price", "0.00", &mut out);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        pair("sku", &text(&item.call_number), &mut out);
        pair("serialNumber", &item.barcode, &mut out);
        let place = [text(&item.site), text(&item.shelf)];
        let place: Vec<&str> = place
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        if !place.is_empty() {
            key("availableAtOrFrom", &mut out);
            out.push('{');
            pair("@type", "Place", &mut out);
            pair("name", &place.join(", "), &mut out);
            out.push('}');
        }
        out.push('}');
        if n + 1 == copies.len() {
            out.push(']');
        }
    }
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
    for (mark, part) in [(". ", &bib.title.part), (": ", &bib.title.remainder)] {
        if let Some(part) = part {
            out.push_str(mark);
            out.push_str(part);
        }
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
