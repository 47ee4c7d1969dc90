//! What stands in cells: numbers, years, ISBNs, formats, and the series and editions that titles carry in brackets.

use carrel_core::Isbn;
use carrel_core::bib::{Audience, Format, Series};

use super::kinds;
use crate::kinds::Kind;
use crate::map::text::area;
use crate::map::{invalid_isbn, kinds as map_kinds, shown};
use crate::words;

/// Headings or tags in a cell.
pub(super) fn pieces(cell: &str, commas: bool) -> Vec<String> {
    let marked = cell.contains([';', '|', '\n']);
    let split = |c: char| {
        if marked {
            matches!(c, ';' | '|' | '\n')
        } else {
            commas && c == ','
        }
    };
    cell.split(split).filter_map(area).collect()
}

/// A whole number, also as `2008.0` or `1,234`.
pub(super) fn whole(text: &str) -> Option<i64> {
    let bare = text.trim().replace(',', "");
    let bare = bare.strip_suffix(".0").unwrap_or(&bare);
    bare.parse().ok()
}

/// A year: `2008.0`, `-750.0`, `c1998`, `1998-05-01`, `Sep 14, 2008`.
pub(super) fn year(text: &str) -> Option<i16> {
    if let Some(n) = whole(text) {
        return i16::try_from(n)
            .ok()
            .filter(|y| (-4000..=2100).contains(y) && *y != 0);
    }
    let mut digits = String::new();
    for c in text.chars().chain(core::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if digits.len() == 4 {
            return digits.parse().ok().filter(|y| (1000..=2100).contains(y));
        }
        digits.clear();
    }
    None
}

/// The digits of an ISBN cell, for an id.
pub(super) fn isbn_text(cell: &str) -> String {
    cell.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

/// ISBNs in a cell: `0142402494`, `[1598530127]`, `439023483`, `9780439023481.0`, several divided by commas.
pub(super) fn isbns(cell: &str, list: &mut Vec<Isbn>, wrong: &mut Vec<(&'static Kind, String)>) {
    let bare = cell.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | '\'' | '='));
    if let Some(one) = Isbn::parse(bare) {
        if !list.contains(&one) {
            list.push(one);
        }
        return;
    }
    for part in bare
        .split([',', ';', '|', ' '])
        .map(|p| p.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | '=' | '(' | ')')))
    {
        let part = part.strip_suffix(".0").unwrap_or(part);
        if part.is_empty() || part.bytes().all(|b| b == b'0') {
            continue;
        }
        if let Some(one) = Isbn::parse(part).or_else(|| Isbn::parse_unpadded(part)) {
            if !list.contains(&one) {
                list.push(one);
            }
            continue;
        }
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let float = part.contains(['e', 'E']) && part.contains('+') && digits >= 5;
        // ASINs, UPCs of discs, words in brackets are no ISBNs and no mistakes either.
        let other = digits * 2 < part.len() || part.starts_with(['B', 'b']) || part.len() == 12;
        if float {
            wrong.push((&kinds::ISBN_ROUNDED, words::isbn_expected(shown(part))));
        } else if !other && digits >= 5 {
            wrong.push((&map_kinds::ISBN_INVALID, invalid_isbn(part)));
        }
    }
}

/// What a cell of titles says.
pub(super) struct TitleCell {
    pub(super) proper: String,
    /// What stands behind a colon.
    pub(super) remainder: Option<String>,
    pub(super) series: Vec<Series>,
    pub(super) edition: Option<String>,
}

/// A title with what stands in brackets behind it, and its subtitle.
pub(super) fn title_in_cell(cell: &str) -> TitleCell {
    let (text, series) = series_in_title(cell);
    let (text, edition) = edition_in_title(&text);
    let (proper, remainder) = match text.split_once(": ") {
        Some((front, back)) if !front.trim().is_empty() && !back.trim().is_empty() => {
            (front.trim().to_owned(), Some(back.trim().to_owned()))
        }
        _ => (text.trim().to_owned(), None),
    };
    TitleCell {
        proper,
        remainder,
        series,
        edition,
    }
}

/// `The Hunger Games (The Hunger Games, #1)`: the title, and the series in the bracket when it has a number.
fn series_in_title(title: &str) -> (String, Vec<Series>) {
    let text = title.trim_end();
    let Some(inner) = text.strip_suffix(')') else {
        return (title.to_owned(), Vec::new());
    };
    // The bracket that belongs to the last one: brackets may stand inside.
    let mut depth = 1;
    let open = inner.char_indices().rev().find_map(|(i, c)| {
        depth += match c {
            ')' => 1,
            '(' => -1,
            _ => 0,
        };
        (depth == 0).then_some(i)
    });
    let Some(open) = open.filter(|i| !text[..*i].trim().is_empty()) else {
        return (title.to_owned(), Vec::new());
    };
    let inside = &inner[open + 1..];
    let parts: Vec<&str> = inside
        .split(';')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let read: Vec<Option<Series>> = parts.iter().map(|p| series_in_words(p)).collect();
    if read
        .iter()
        .any(|s| s.as_ref().is_some_and(|s| s.number.is_some()))
    {
        let list = parts
            .iter()
            .zip(read)
            .map(|(part, s)| {
                s.unwrap_or(Series {
                    title: (*part).to_owned(),
                    number: None,
                })
            })
            .collect();
        return (text[..open].trim().to_owned(), list);
    }
    // "(Eminent Lives Series)" says itself what it is.
    if let [one] = parts[..]
        && one.to_lowercase().ends_with(" series")
    {
        return (
            text[..open].trim().to_owned(),
            vec![Series {
                title: one.to_owned(),
                number: None,
            }],
        );
    }
    (title.to_owned(), Vec::new())
}

/// `The Hunger Games, #1`, `Discworld #5`, `Who Was?, Book 3`, `Naruto, Vol. 1`: series and number.
pub(super) fn series_in_words(text: &str) -> Option<Series> {
    let (front, number) = if let Some(at) = text.rfind('#') {
        (&text[..at], text[at + 1..].trim())
    } else {
        let lower = text.to_lowercase();
        let found = [
            " book ", " bk. ", " bk ", " volume ", " vol. ", " vol ", " no. ", " number ",
            " part ", " v. ",
        ]
        .iter()
        .filter_map(|w| lower.rfind(w).map(|at| (at, w.len())))
        .max();
        // Lower-casing may change lengths: only where it did not are the places the same.
        let (at, n) = found.filter(|_| lower.len() == text.len())?;
        (text.get(..at)?, text.get(at + n..)?.trim())
    };
    let title = front.trim().trim_end_matches([',', ':', '-', ';']).trim();
    let fine =
        number.len() <= 12 && number.starts_with(|c: char| c.is_ascii_digit()) && !title.is_empty();
    fine.then(|| Series {
        title: title.to_owned(),
        number: Some(number.to_owned()),
    })
}

/// The number in a cell that has nothing else: `2`, `#2`, `Book 2`, `Vol. 2.5`, `1-3`.
pub(super) fn number_in_series(cell: &str) -> Option<&str> {
    let lower = cell.trim().to_lowercase();
    let words = [
        "#", "book", "bk", "volume", "vol", "v", "no", "nr", "number", "part",
    ];
    let front = words
        .iter()
        .filter(|word| lower.starts_with(**word))
        .map(|w| w.len())
        .max();
    let rest = cell.trim().get(front.unwrap_or(0)..)?;
    let rest = rest
        .trim_start_matches(['.', ' ', '#'])
        .trim_end_matches(".0");
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let fine = rest
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '–' | '/'));
    ((1..=3).contains(&digits) && fine && rest.len() <= 9).then_some(rest)
}

/// `Construction Scheduling (2nd Edition)`: the title, and the edition in the bracket.
fn edition_in_title(title: &str) -> (String, Option<String>) {
    let text = title.trim_end();
    if let Some(inner) = text.strip_suffix(')')
        && let Some(open) = inner.rfind('(')
        && !text[..open].trim().is_empty()
    {
        let inside = inner[open + 1..].trim();
        let lower = inside.to_lowercase();
        if lower.ends_with("edition") || lower.ends_with(" ed.") || lower.ends_with(" ed") {
            return (text[..open].trim().to_owned(), Some(inside.to_owned()));
        }
    }
    (title.to_owned(), None)
}

pub(super) fn audience(text: &str) -> Option<Audience> {
    let lower = text.trim().to_lowercase();
    Some(match lower.as_str() {
        "preschool" | "pre-school" | "toddler" | "baby" | "babies" => Audience::Preschool,
        "primary" | "early elementary" => Audience::Primary,
        "pre-adolescent" | "preadolescent" | "middle grade" | "middle grades" | "tween"
        | "tweens" | "upper elementary" => Audience::PreAdolescent,
        "adolescent" | "young adult" | "ya" | "teen" | "teens" | "teenager" => Audience::Adolescent,
        "juvenile" | "children" | "child" | "kids" | "children's" | "infantil" | "niños" => {
            Audience::Juvenile
        }
        "general" | "all ages" | "everyone" => Audience::General,
        "adult" | "adults" | "adulto" => Audience::Adult,
        "professional" | "specialised" | "specialized" | "teacher" | "teachers" => {
            Audience::Specialised
        }
        _ => return None,
    })
}

/// The format that a binding or medium names; `None` for what says nothing (and is a book).
pub(super) fn format_named(text: &str) -> Option<Format> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    // Beginnings: a guidebook is no e-book, and "kitap" no kit.
    let begins = |words: &[&str]| {
        let mut all = lower.split(|c: char| !c.is_alphanumeric());
        all.any(|word| words.iter().any(|w| word.starts_with(w)))
    };
    let word = |words: &[&str]| {
        let mut all = lower.split(|c: char| !c.is_alphanumeric());
        all.any(|word| words.contains(&word))
    };
    Some(
        if has(&[
            "graphic novel",
            "comic",
            "cómic",
            "manga",
            "novela gráfica",
            "roman graphique",
            "bande dessinée",
            "bandes dessinées",
            "fumetto",
            "fumetti",
            "stripboek",
            "história em quadrinhos",
        ]) || word(&["bd"]) && !has(&["blu", "dvd", "rom", "disc"])
        {
            Format::GraphicNovel
        } else if has(&[
            "picture book",
            "picture-book",
            "picturebook",
            "álbum ilustrado",
            "bilderbuch",
            "bilderbücher",
            "album illustré",
            "prentenboek",
            "albo illustrato",
            "livro ilustrado",
        ]) || lower.trim() == "picture"
            || word(&["picture"]) && word(&["fiction"])
        {
            Format::PictureBook
        } else if has(&["large print", "large type"]) {
            Format::LargePrint
        } else if has(&["braille"]) {
            Format::Braille
        } else if has(&[
            "eaudio",
            "audible",
            "audio download",
            "downloadable audio",
            "digital audio",
        ]) {
            Format::Eaudio
        } else if has(&[
            "audio",
            "book on cd",
            "playaway",
            "cassette",
            "hörbuch",
            "hörbücher",
            "hörspiel",
            "luisterboek",
        ]) {
            Format::Audiobook
        } else if begins(&["ebook", "nook", "elibro"])
            || has(&[
                "e-book",
                "kindle",
                "epub",
                "pdf",
                "libro electrónico",
                "livre numérique",
                "electronic",
            ])
        {
            Format::Ebook
        } else if has(&["streaming"]) {
            Format::StreamingVideo
        } else if has(&["dvd", "blu-ray", "bluray", "vhs", "video", "movie", "film"])
            && !has(&["videogame", "video game"])
        {
            Format::Video
        } else if has(&["videogame", "video game", "software", "cd-rom", "game disc"]) {
            Format::Software
        } else if has(&["sheet music", "score"]) {
            Format::Score
        } else if has(&["music", "vinyl", "compact disc"])
            || matches!(lower.trim(), "cd" | "lp" | "album")
        {
            Format::Music
        } else if has(&[
            "magazine",
            "periodical",
            "journal",
            "newspaper",
            "revista",
            "serial",
        ]) {
            Format::Serial
        } else if word(&["kit", "kits"]) || has(&["toolkit", "storykit", "story sack"]) {
            Format::Kit
        } else if has(&["game", "puzzle", "equipment", "toy", "object", "realia"]) {
            Format::Object
        } else if has(&["poster", "picture", "photograph", "art print"]) {
            Format::Picture
        } else if matches!(lower.trim(), "map" | "globe" | "atlas map" | "mapa") {
            Format::Map
        } else if has(&["website", "web site"]) {
            Format::Website
        } else {
            return None;
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_told_by_its_own_word() {
        let check = |expected: Option<Format>, texts: &[&str]| {
            for text in texts {
                assert_eq!(format_named(text), expected, "{text}");
            }
        };
        check(
            None,
            &[
                "Guidebook",
                "Notebook",
                "Chromebook",
                "Workbook",
                "Kitap",
                "Book",
                "Hardcover",
                "Kitchen",
            ],
        );
        check(
            Some(Format::PictureBook),
            &[
                "Picturebook",
                "Picture book",
                "Picture-Book",
                "picturebooks",
                "Bilderbuch",
                "Álbum ilustrado",
                "Picture",
                "Picture Fiction",
                "Fiction - Picture",
            ],
        );
        check(
            Some(Format::Ebook),
            &[
                "ebook",
                "eBooks",
                "E-Book",
                "Kindle eBook",
                "NOOK",
                "Nookbook",
                "Adobe EPUB eBook",
                "PDF",
            ],
        );
        check(
            Some(Format::GraphicNovel),
            &["Cómic", "Comics", "Bande dessinée", "BD", "Manga"],
        );
        check(Some(Format::Video), &["DVD/BD", "Blu-ray (BD)", "Blu-ray"]);
        check(
            Some(Format::Audiobook),
            &["Hörbuch", "Audiolibro", "Audiobook"],
        );
        check(
            Some(Format::Picture),
            &["Picture or poster", "Art picture", "Poster"],
        );
        check(
            Some(Format::Kit),
            &["Kit", "Book/CD kit", "Story Kits", "Multimedia kit"],
        );
    }
}
