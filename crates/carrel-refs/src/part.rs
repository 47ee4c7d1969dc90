//! Where in a source something stands: what its numbers count. A book has pages, a film has none.

use crate::kind::Kind;
use crate::source::Source;

/// What the number of a place counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Pages.
    Page,
    /// Paragraphs, where there are no pages (APA 7 §8.28).
    Paragraph,
    /// Chapters.
    Chapter,
    /// Sections, by number or by heading.
    Section,
    /// Lines of a poem.
    Line,
    /// Act, scene and line of a play: 1.5.35 (MLA 9 §6.22).
    Scene,
    /// Book, chapter and verse of a sacred text: Ruth 1:16.
    Verse,
    /// Minutes and seconds.
    Time,
    /// Pictures, figures, panels.
    Figure,
}

impl Part {
    /// CSL's word for it in a style. What says itself what it counts gets no label: no locale has a word for `other`. MLA
    /// sets that off with a comma, as it does for sacred texts (MLA 9 §6.23), but not where it writes lines, without a label.
    #[must_use]
    pub fn csl(self, style: &str) -> &'static str {
        match self {
            Part::Page => "page",
            Part::Paragraph => "paragraph",
            Part::Chapter => "chapter",
            Part::Section => "section",
            Part::Line => "line",
            Part::Scene if style == "mla" => "line",
            Part::Scene | Part::Verse => "other",
            Part::Time => "timestamp",
            Part::Figure => "figure",
        }
    }
}

/// What can be counted in a source, the most likely first; nothing where there is only the whole.
#[must_use]
pub fn parts(source: &Source) -> Vec<Part> {
    use Part::*;
    if source.text("medium") == "Audiobook" {
        return vec![Time, Chapter];
    }
    let mut all = match source.kind {
        Kind::BOOK | Kind::TRANSLATED => vec![Page, Chapter, Line, Scene, Verse, Figure],
        Kind::EBOOK => vec![
            Page, Chapter, Section, Paragraph, Line, Scene, Verse, Figure,
        ],
        Kind::COMIC | Kind::EDITED => vec![Page, Chapter, Figure],
        Kind::POEM => vec![Line, Scene, Page],
        Kind::SACRED => vec![Verse, Page],
        Kind::CHAPTER
        | Kind::ENTRY
        | Kind::JOURNAL
        | Kind::DATABASE
        | Kind::MAGAZINE
        | Kind::NEWSPAPER => vec![Page, Paragraph, Section, Figure],
        Kind::REPORT | Kind::THESIS => vec![Page, Paragraph, Chapter, Section, Figure],
        Kind::HANDOUT | Kind::NOTES => vec![Page, Paragraph, Section, Figure],
        Kind::LAW => vec![Page, Paragraph, Section],
        Kind::PAGE | Kind::SITE => vec![Paragraph, Section, Figure],
        Kind::POST => vec![Paragraph, Time],
        Kind::EMAIL => vec![Paragraph],
        Kind::SONG => vec![Time, Line],
        Kind::VIDEO | Kind::FILM | Kind::TV | Kind::PODCAST | Kind::INTERVIEW | Kind::SPEECH => {
            vec![Time]
        }
        Kind::SOFTWARE | Kind::DATASET => vec![Section, Figure],
        // A picture, a map, a chat: one points to all of it.
        _ => Vec::new(),
    };
    // An article on the web that tells no pages has none. Books that are read online have them, or chapters.
    let online = !source.text("URL").is_empty()
        && source.text("page").is_empty()
        && source.kind != Kind::EBOOK;
    if online && all.first() == Some(&Page) && all.contains(&Paragraph) {
        all.retain(|part| *part != Paragraph);
        all.insert(0, Paragraph);
    }
    all
}

/// The number of a place without the word that a student typed with it, and what that word says it counts: styles set the word
/// themselves. `p. 44`, `pages 44-45`, `ch. 3`.
#[must_use]
pub fn typed(number: &str) -> (Option<Part>, &str) {
    const WORDS: [(Part, &[&str]); 6] = [
        (Part::Page, &["p", "pp", "pg", "pgs", "page", "pages"]),
        (
            Part::Paragraph,
            &["par", "para", "pars", "paras", "paragraph", "paragraphs"],
        ),
        (Part::Chapter, &["ch", "chs", "chap", "chapter", "chapters"]),
        (Part::Section, &["sec", "secs", "section", "sections"]),
        (Part::Line, &["l", "ll", "line", "lines"]),
        (Part::Figure, &["fig", "figs", "figure", "figures"]),
    ];
    let number = number.trim();
    let end = number
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(number.len());
    let (word, behind) = number.split_at(end);
    let word = word.to_ascii_lowercase();
    let Some((part, _)) = WORDS.iter().find(|(_, all)| all.contains(&word.as_str())) else {
        return (None, number);
    };
    let rest = behind.trim_start_matches('.').trim_start();
    let roman = |c: char| "ivxlcdmIVXLCDM".contains(c) || matches!(c, '-' | '–');
    let counts = rest.starts_with(|c: char| c.is_ascii_digit())
        || (!rest.is_empty() && rest.chars().all(roman) && rest.len() < behind.len());
    if counts {
        (Some(*part), rest)
    } else {
        (None, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_offers_what_it_has() {
        let first = |kind: Kind| parts(&Source::new("s", kind)).first().copied();
        for kind in Kind::all() {
            let expected = match kind.info().csl {
                "motion_picture" | "broadcast" | "song" | "interview" | "speech" => {
                    Some(Part::Time)
                }
                "webpage" | "post" | "personal_communication" => Some(Part::Paragraph),
                "graphic" | "map" => None,
                "software" if kind == Kind::AI_CHAT => None,
                "software" | "dataset" => Some(Part::Section),
                _ if kind == Kind::POEM => Some(Part::Line),
                _ if kind == Kind::SACRED => Some(Part::Verse),
                _ => Some(Part::Page),
            };
            assert_eq!(first(kind), expected, "{}", kind.name());
            let pages = parts(&Source::new("s", kind)).contains(&Part::Page);
            let times = parts(&Source::new("s", kind)).contains(&Part::Time);
            assert!(!(pages && times), "{}", kind.name());
        }
    }

    #[test]
    fn what_is_read_online_or_heard_has_no_pages_first() {
        let mut article = Source::new("s", Kind::NEWSPAPER);
        article.set("URL", "https://n.example/1");
        assert_eq!(parts(&article)[..2], [Part::Paragraph, Part::Page]);
        article.set("page", "A4");
        assert_eq!(parts(&article)[0], Part::Page);
        let mut book = Source::new("s", Kind::BOOK);
        book.set("medium", "Audiobook");
        assert_eq!(parts(&book), [Part::Time, Part::Chapter]);
    }

    #[test]
    fn a_word_typed_with_a_number_says_what_it_counts() {
        for (number, part, bare) in [
            ("44", None, "44"),
            ("p. 44", Some(Part::Page), "44"),
            ("P.44", Some(Part::Page), "44"),
            ("pp. 44-45", Some(Part::Page), "44-45"),
            (" page 44 ", Some(Part::Page), "44"),
            ("p. xii", Some(Part::Page), "xii"),
            ("para. 3", Some(Part::Paragraph), "3"),
            ("ch. 3", Some(Part::Chapter), "3"),
            ("Chapter 3", Some(Part::Chapter), "3"),
            ("l. 5", Some(Part::Line), "5"),
            ("lines 5-8", Some(Part::Line), "5-8"),
            ("fig. 2", Some(Part::Figure), "2"),
            // No number follows, or it is none of these words.
            ("page", None, "page"),
            ("Section Methods", None, "Section Methods"),
            ("li", None, "li"),
            ("Ruth 1:16", None, "Ruth 1:16"),
            ("1:23", None, "1:23"),
            ("A4", None, "A4"),
            ("", None, ""),
        ] {
            assert_eq!(typed(number), (part, bare), "{number}");
        }
    }
}
