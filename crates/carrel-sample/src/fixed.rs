//! Leader, 006, 007 and 008 for each form (MARC 21, "Leader" and "00X"; catalogue.md 3.1).

use carrel_core::CalendarDate;

use crate::chance::compact;
use crate::title::{Form, Title};

/// The leader; lengths are filled in when it is written.
pub(crate) fn leader(form: Form) -> String {
    let kind = match form {
        Form::Book | Form::Graphic | Form::EbookAlso | Form::Ebook | Form::LargePrint => 'a',
        Form::Audiobook => 'i',
        Form::Dvd => 'g',
        Form::Kit => 'o',
        Form::Map => 'e',
    };
    format!("00000n{kind}m a2200000 i 4500")
}

/// 006: what an online text is besides a text.
pub(crate) fn additional(form: Form) -> Option<&'static str> {
    // Computer file: form online, type document.
    (form == Form::Ebook).then_some("m     o  d        ")
}

/// 007: the carrier.
pub(crate) fn physical(form: Form) -> Option<&'static str> {
    match form {
        // Sound disc, 1.4 m/s, stereophonic, 4 3/4 inches, digital.
        Form::Audiobook => Some("sd fsngnnmmned"),
        // Videodisc, colour, DVD, sound on the medium, 4 3/4 inches.
        Form::Dvd => Some("vd cvaizq"),
        // Electronic resource, remote.
        Form::Ebook => Some("cr |||||||||||"),
        // Text, regular print or large print.
        Form::Book | Form::Graphic | Form::EbookAlso => Some("ta"),
        Form::LargePrint => Some("tb"),
        Form::Kit | Form::Map => None,
    }
}

/// 008, forty characters.
pub(crate) fn eight(title: &Title, entered: CalendarDate) -> String {
    let (kind, first, second) = match (title.form, title.year) {
        // The year in the file is the original's, and the day of the transcription is not known.
        (Form::Ebook, Some(year)) => ('r', "uuuu".to_owned(), year.to_string()),
        (_, Some(year)) => ('s', year.to_string(), "    ".to_owned()),
        (_, None) => ('n', "uuuu".to_owned(), "uuuu".to_owned()),
    };
    let middle = match title.form {
        Form::Audiobook => recording(title),
        Form::Dvd => visual(title, 'v'),
        Form::Kit => visual(title, 'b'),
        // Relief, projection, type single map; the audience has no place there.
        Form::Map => "       a     0   ".to_owned(),
        _ => book(title),
    };
    let text = format!(
        "{}{kind}{first}{second}xx {middle}{} d",
        &compact(entered)[2..],
        title.lang
    );
    debug_assert_eq!(text.len(), 40, "{text}");
    text
}

/// 18-34 of a book.
fn book(title: &Title) -> String {
    let has_pictures =
        title.form == Form::Graphic || !title.illus.is_empty() || title.shelf == "Picture Books";
    let illustrated = if has_pictures { "a   " } else { "    " };
    let form = match title.form {
        Form::LargePrint => 'd',
        Form::Ebook => 'o',
        _ => ' ',
    };
    let contents = if title.form == Form::Graphic {
        "6   "
    } else if says(title, "Encyclopedias") {
        "e   "
    } else if says(title, "Dictionaries") {
        "d   "
    } else {
        "    "
    };
    format!(
        "{illustrated}{}{form}{contents} 000 {}{}",
        title.aud,
        literary(title),
        biography(title)
    )
}

/// 18-34 of a spoken recording.
fn recording(title: &Title) -> String {
    let text = if title.is_fiction() { "f " } else { "b " };
    format!("nnn {}       {text} n ", title.aud)
}

/// 18-34 of a film or a kit.
fn visual(title: &Title, kind: char) -> String {
    let technique = if kind == 'v' { 'u' } else { 'n' };
    format!(
        "--- {}      {technique_gap}{kind}{technique}",
        title.aud,
        technique_gap = "    "
    )
}

fn says(title: &Title, word: &str) -> bool {
    title.genres.iter().any(|genre| genre == word)
        || title
            .subjects
            .iter()
            .any(|subject| subject.split(" -- ").any(|part| part == word))
}

/// 33: 1 fiction, p poetry, d drama, j short stories, 0 none of them.
fn literary(title: &Title) -> char {
    if says(title, "Short stories") {
        'j'
    } else if title.is_fiction() && title.form != Form::Graphic {
        '1'
    } else if title.form == Form::Graphic {
        'c'
    } else if says(title, "Poetry") {
        'p'
    } else if title.genres.iter().any(|genre| genre.contains("Drama")) {
        'd'
    } else {
        '0'
    }
}

/// 34: a autobiography, b one life, d some biography, blank none.
fn biography(title: &Title) -> char {
    let own = says(title, "Autobiographies") || says(title, "Autobiographical comics");
    if own {
        'a'
    } else if title.shelf == "Biography" || says(title, "Biographies") {
        'b'
    } else if says(title, "Biography") {
        'd'
    } else {
        ' '
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(more: &str) -> Title {
        let text = format!(
            "[[book]]\ntitle = \"T\"\ncall = \"E A\"\nshelf = \"Fiction\"\nsubjects = [\"Dogs -- Fiction\"]\nsummary = \"S\"\naud = \"c\"\ngrades = \"K-2\"\n{more}"
        );
        crate::title::parse("p", &text).expect("title").remove(0)
    }

    #[test]
    fn bytes_stand_where_marc_wants_them() {
        let day = CalendarDate::new(2024, 9, 3).expect("date");
        // Position and byte: audience 22, form 23, contents 24, literary form 33, language 35.
        for (more, expected) in [
            (
                "year = 1963\n",
                [
                    (6, 's'),
                    (7, '1'),
                    (22, 'c'),
                    (23, ' '),
                    (33, '1'),
                    (35, 'e'),
                ]
                .as_slice(),
            ),
            (
                "form = \"graphic\"\n",
                &[(6, 'n'), (18, 'a'), (24, '6'), (33, 'c')],
            ),
            ("form = \"large-print\"\n", &[(22, 'c'), (23, 'd')]),
            (
                "form = \"ebook\"\nyear = 1889\n",
                &[(6, 'r'), (7, 'u'), (11, '1'), (22, 'c'), (23, 'o')],
            ),
            ("form = \"audiobook\"\n", &[(18, 'n'), (22, 'c'), (30, 'f')]),
            (
                "form = \"dvd\"\n",
                &[(18, '-'), (22, 'c'), (33, 'v'), (34, 'u')],
            ),
            ("form = \"kit\"\n", &[(22, 'c'), (33, 'b')]),
            ("form = \"map\"\n", &[(25, 'a')]),
            ("genres = [\"Autobiographies\"]\n", &[(34, 'a')]),
        ] {
            let text = eight(&title(more), day);
            assert_eq!(text.len(), 40, "{text}");
            assert!(
                text.starts_with("240903") && text.ends_with("eng d"),
                "{text}"
            );
            for (at, byte) in expected {
                assert_eq!(
                    char::from(text.as_bytes()[*at]),
                    *byte,
                    "{more} position {at} of {text}"
                );
            }
        }
    }

    #[test]
    fn leaders_name_the_type() {
        for (form, at_six) in [
            (Form::Book, b'a'),
            (Form::Audiobook, b'i'),
            (Form::Dvd, b'g'),
            (Form::Kit, b'o'),
            (Form::Map, b'e'),
        ] {
            assert_eq!(
                (leader(form).len(), leader(form).as_bytes()[6]),
                (24, at_six)
            );
        }
    }
}
