//! What a reader would call it: leader, 006-008 and 33X by Evergreen's rules, then what schools add.

use carrel_core::bib::{BibRecord, Format, SubjectKind};
use carrel_core::call_number::{CallNumber, Section};
use carrel_core::{Item, ItemStatus};

use super::Groups;
use super::publication::Fixed;
use super::text::folded;
use crate::record::Record;

pub(super) fn format(
    record: &Record,
    fixed: &Fixed<'_>,
    groups: &Groups<'_>,
    bib: &BibRecord,
) -> Format {
    let kind = record.leader_at(6);
    let level = record.leader_at(7);
    let physical: Vec<&str> = record.fields("007").filter_map(|f| f.text()).collect();
    let has_007 = |first: u8, second: Option<u8>| {
        physical.iter().any(|p| {
            p.as_bytes().first() == Some(&first)
                && second.is_none_or(|s| p.as_bytes().get(1) == Some(&s))
        })
    };
    let any_carrier = |codes: &[&str]| {
        groups
            .carriers
            .iter()
            .filter(|f| f.tag().0 == *b"338")
            .flat_map(|f| f.subs('b'))
            .any(|b| codes.contains(&b.trim()))
    };
    // What accompanies a printed book (338 nc) makes no audiobook of it, nor a video or an e-book.
    let volume = matches!(kind, b'a' | b't' | b' ' | b'c' | b'd') && any_carrier(&["nc", "no"]);
    let carrier = |codes: &[&str]| !volume && any_carrier(codes);
    let content = |codes: &[&str]| {
        groups
            .carriers
            .iter()
            .filter(|f| f.tag().0 == *b"336")
            .flat_map(|f| f.subs('b'))
            .any(|b| codes.contains(&b.trim()))
    };
    let material = groups
        .statements
        .iter()
        .find_map(|f| f.sub('h'))
        .map(str::to_lowercase)
        .unwrap_or_default();
    let designated = |word: &str| material.contains(word);

    let form = fixed.at(if matches!(kind, b'e' | b'f' | b'g' | b'k' | b'o' | b'r') {
        29
    } else {
        23
    });
    let online = matches!(form, b'o' | b's')
        || carrier(&["cr"])
        || has_007(b'c', Some(b'r'))
        || designated("electronic resource");

    let found = match kind {
        b'a' | b't' | b' ' | b'c' | b'd'
            if designated("sound recording")
                || carrier(&["sd", "ss", "sz"])
                || has_007(b's', None) && kind == b' ' =>
        {
            if content(&["prm"]) {
                Format::Music
            } else {
                Format::Audiobook
            }
        }
        b'a' | b't' | b' '
            if designated("videorecording")
                || designated("motion picture")
                || carrier(&["vd", "vf", "vr", "vz"]) =>
        {
            Format::Video
        }
        b'a' | b't' | b' ' if designated("kit") => Format::Kit,
        b'a' | b't' | b' ' if designated("game") || designated("realia") => Format::Object,
        b'a' if matches!(level, b'b' | b'i' | b's') => Format::Serial,
        b'a' | b't' | b' ' => {
            if form == b'f' || designated("braille") {
                Format::Braille
            } else if form == b'd' || designated("large print") {
                Format::LargePrint
            } else if online || form == b'q' {
                Format::Ebook
            } else {
                Format::Book
            }
        }
        b'c' | b'd' => Format::Score,
        b'e' | b'f' => Format::Map,
        b'g' if designated("slide") || designated("filmstrip") || designated("transparency") => {
            Format::Picture
        }
        b'g' if online || carrier(&["cr"]) => Format::StreamingVideo,
        b'g' => Format::Video,
        b'i' if online || form == b'q' => Format::Eaudio,
        b'i' => Format::Audiobook,
        b'j' => Format::Music,
        b'k' => Format::Picture,
        b'm' => match fixed.at(26) {
            // An e-book catalogued as a computer file says so by its content type: text.
            _ if online && content(&["txt"]) => Format::Ebook,
            b'd' if online => Format::Ebook,
            _ if online => Format::Website,
            _ => Format::Software,
        },
        b'o' | b'p' => Format::Kit,
        b'r' => Format::Object,
        _ => Format::Book,
    };
    match found {
        Format::Book => school_book(fixed, bib),
        other => other,
    }
}

/// A graphic novel by the label on the first copy (852 $k GN), where the record has no more than a book.
pub(super) fn on_spine(format: Format, items: &[Item]) -> Option<Format> {
    let label = items
        .iter()
        .filter(|item| item.status != ItemStatus::Withdrawn)
        .find_map(|item| item.call_number.as_deref())?;
    let book = matches!(format, Format::Book | Format::PictureBook);
    (book && is_graphic(label)).then_some(Format::GraphicNovel)
}

fn is_graphic(label: &str) -> bool {
    CallNumber::parse(label).has_sign_of(&Section::GraphicNovels)
}

/// A printed book, as a school tells books apart.
fn school_book(fixed: &Fixed<'_>, bib: &BibRecord) -> Format {
    if is_graphic_novel(fixed, bib) {
        return Format::GraphicNovel;
    }
    let term = |words: &[&str]| {
        bib.genres.iter().map(|g| folded(g)).any(|g| {
            words
                .iter()
                .any(|w| g == *w || g.starts_with(&format!("{w} ")))
        }) || bib.subjects.iter().any(|s| {
            s.kind == SubjectKind::Topic
                && s.parts.len() == 1
                && words.contains(&folded(&s.parts[0]).as_str())
                || s.parts.len() > 1
                    && s.parts
                        .last()
                        .is_some_and(|p| words.contains(&folded(p).as_str()))
        })
    };
    if term(&["LARGE TYPE BOOKS", "LARGE PRINT BOOKS", "LARGE PRINT"]) {
        Format::LargePrint
    } else if term(&[
        "PICTURE BOOKS",
        "PICTURE BOOKS FOR CHILDREN",
        "STORIES IN PICTURES",
        "LIBROS ILUSTRADOS",
    ]) {
        Format::PictureBook
    } else {
        Format::Book
    }
}

fn is_graphic_novel(fixed: &Fixed<'_>, bib: &BibRecord) -> bool {
    const TERMS: [&str; 8] = [
        "GRAPHIC NOVELS",
        "COMICS GRAPHIC WORKS",
        "COMIC BOOKS STRIPS ETC",
        "COMICS",
        "MANGA",
        "GRAPHIC NOVEL",
        "NOVELAS GRAFICAS",
        "CARTOONS AND COMICS",
    ];
    let known = |text: &str| TERMS.contains(&folded(text).as_str());
    let study = |parts: &[String]| {
        parts.iter().any(|p| {
            let p = folded(p);
            ["HISTORY", "TECHNIQUE", "AUTHORSHIP", "BIBLIOGRAPHY"]
                .iter()
                .any(|w| p.contains(w))
        })
    };
    let contents: Vec<u8> = (24..28).map(|i| fixed.at(i)).collect();
    if contents.contains(&b'6') || bib.genres.iter().any(|g| g.split(" -- ").any(known)) {
        return true;
    }
    if bib
        .subjects
        .iter()
        .any(|s| !study(&s.parts) && s.parts.last().is_some_and(|p| known(p)))
    {
        return true;
    }
    if bib.call_number.as_deref().is_some_and(is_graphic) {
        return true;
    }
    bib.dewey
        .as_deref()
        .is_some_and(|d| d == "741.5" || d.starts_with("741.59"))
        && !bib.subjects.iter().any(|s| study(&s.parts))
}
