//! One title as people write it in `sample/titles/*.toml`.

use serde::Deserialize;

use crate::articles;
use crate::check::Complaint;

/// One `[[book]]` table. Facts that are not known for sure are left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Title proper as on the book, with its article.
    pub title: String,
    /// Remainder of title. A parallel title begins with `= ` or stands after ` = `.
    pub sub: Option<String>,
    /// Authors as headings ("Sendak, Maurice"); the first is the main entry.
    #[serde(default)]
    pub by: Vec<String>,
    /// Life dates of the first author.
    pub dates: Option<String>,
    /// Illustrators.
    #[serde(default)]
    pub illus: Vec<String>,
    /// Translators.
    #[serde(default)]
    pub trans: Vec<String>,
    /// Editors.
    #[serde(default)]
    pub editor: Vec<String>,
    /// Readers of an audiobook.
    #[serde(default)]
    pub narrator: Vec<String>,
    /// Publisher of the original or of a well-known edition.
    pub publisher: Option<String>,
    /// Year of that edition.
    pub year: Option<u16>,
    /// Series title.
    pub series: Option<String>,
    /// Number in the series, as text.
    pub number: Option<String>,
    /// Call number as a school writes it.
    pub call: String,
    /// Where it stands; one of [`SHELVES`].
    pub shelf: String,
    /// MARC language code of the text.
    #[serde(default = "english")]
    pub lang: String,
    /// Further languages of the text, for bilingual books.
    #[serde(default)]
    pub also: Vec<String>,
    /// Original title of a translation.
    pub orig: Option<String>,
    /// Language of the original; English for what is not in English itself.
    pub orig_lang: Option<String>,
    /// The title in its own script, where `title` is romanised.
    pub native: Option<String>,
    /// The main author in the same script.
    pub native_by: Option<String>,
    /// What it is.
    #[serde(default)]
    pub form: Form,
    /// Subject headings, parts joined by " -- ".
    pub subjects: Vec<String>,
    /// Genre and form terms.
    #[serde(default)]
    pub genres: Vec<String>,
    /// One or two plain sentences in our own words.
    pub summary: String,
    /// MARC 008/22.
    pub aud: String,
    /// Interest grades: `K-2`, `PreK-1`, `9-12`.
    pub grades: String,
    /// ISBNs that are known for sure.
    #[serde(default)]
    pub isbn: Vec<String>,
    /// Number at Project Gutenberg.
    pub gutenberg: Option<u32>,
    /// Awards with their year.
    #[serde(default)]
    pub awards: Vec<String>,
    /// Pages.
    pub pages: Option<u16>,
    /// Copies the school owns; 1 when not said.
    pub copies: Option<u8>,
    /// The file it is from and its place there, for messages.
    #[serde(skip)]
    pub place: String,
}

/// What a title is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A printed book.
    #[default]
    Book,
    /// A graphic novel, comic or manga.
    Graphic,
    /// A printed book with a free e-book beside it.
    EbookAlso,
    /// A free e-book alone: no copy on the shelf.
    Ebook,
    /// An audiobook on compact discs.
    Audiobook,
    /// A DVD.
    Dvd,
    /// A book in large print.
    LargePrint,
    /// A kit.
    Kit,
    /// A map.
    Map,
}

impl Form {
    /// The word for it in the TOML files and in `ids.tsv`; a book with an e-book beside it is a book.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Form::Book | Form::EbookAlso => "book",
            Form::Graphic => "graphic",
            Form::Ebook => "ebook",
            Form::Audiobook => "audiobook",
            Form::Dvd => "dvd",
            Form::LargePrint => "large-print",
            Form::Kit => "kit",
            Form::Map => "map",
        }
    }

    /// True when it is pages to read.
    #[must_use]
    pub fn is_text(self) -> bool {
        !matches!(self, Form::Audiobook | Form::Dvd | Form::Kit | Form::Map)
    }
}

/// Every shelf of the school.
pub const SHELVES: [&str; 12] = [
    "Picture Books",
    "Easy Readers",
    "Chapter Books",
    "Fiction",
    "Young Adult",
    "Graphic Novels",
    "Nonfiction",
    "Biography",
    "Reference",
    "Español",
    "World Languages",
    "Audiobooks & DVDs",
];

fn english() -> String {
    "eng".to_owned()
}

impl Title {
    /// Every language of the text, main language first.
    #[must_use]
    pub fn languages(&self) -> Vec<&str> {
        let mut list = vec![self.lang.as_str()];
        list.extend(self.also.iter().map(String::as_str));
        if self.also.is_empty() && self.lang != "eng" && self.is_called_bilingual() {
            list.push("eng");
        }
        list
    }

    /// Characters that filing skips at the start of its title or series: an article of any of its languages, since
    /// the title of a bilingual book may be in the second.
    #[must_use]
    pub fn skip(&self, text: &str) -> usize {
        self.languages()
            .into_iter()
            .map(|code| articles::skip(text, code))
            .max()
            .unwrap_or(0)
    }

    /// True when a genre or subject says that the text is in two languages.
    #[must_use]
    pub fn is_called_bilingual(&self) -> bool {
        self.genres.iter().any(|genre| genre == "Bilingual books")
            || self
                .subjects
                .iter()
                .any(|subject| subject == "Bilingual books" || subject.ends_with(" -- Bilingual"))
    }

    /// The language it was translated from, if it is a translation and that language is known.
    #[must_use]
    pub fn original_language(&self) -> Option<&str> {
        let stated = self.orig_lang.as_deref();
        let is_translation = self.orig.is_some() || !self.trans.is_empty();
        stated
            .or_else(|| (is_translation && self.lang != "eng").then_some("eng"))
            .filter(|code| *code != self.lang)
    }

    /// True when any subject or genre makes it fiction.
    #[must_use]
    pub fn is_fiction(&self) -> bool {
        self.subjects.iter().any(|subject| {
            subject
                .split(" -- ")
                .any(|part| matches!(part, "Fiction" | "Juvenile fiction"))
        }) || self
            .genres
            .iter()
            .any(|genre| genre.to_lowercase().ends_with("fiction"))
    }

    /// Lowest and highest interest grade; pre-kindergarten is -1, kindergarten 0.
    #[must_use]
    pub fn grade_range(&self) -> Option<(i8, i8)> {
        let grade = |text: &str| match text {
            "PreK" => Some(-1),
            "K" => Some(0),
            digits => digits.parse::<i8>().ok().filter(|n| (1..=12).contains(n)),
        };
        let (low, high) = self
            .grades
            .split_once('-')
            .unwrap_or((&self.grades, &self.grades));
        let (low, high) = (grade(low)?, grade(high)?);
        (low <= high).then_some((low, high))
    }

    /// How a complaint names it.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{} \"{}\"", self.place, self.title)
    }
}

/// Reads the titles of one file.
///
/// # Errors
/// When it is no TOML, a key is unknown or missing, or a value has another type than it should.
pub fn parse(name: &str, text: &str) -> Result<Vec<Title>, Complaint> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Part {
        book: Vec<Title>,
    }
    let part: Part = toml::from_str(text)
        .map_err(|error| Complaint(format!("{name}: {}", error.to_string().trim_end())))?;
    let mut titles = part.book;
    for (i, title) in titles.iter_mut().enumerate() {
        title.place = format!("{name} #{}", i + 1);
    }
    Ok(titles)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "[[book]]\ntitle = \"T\"\ncall = \"E T\"\nshelf = \"Fiction\"\nsubjects = [\"Dogs\"]\nsummary = \"S\"\naud = \"b\"\ngrades = \"K-2\"\n";

    #[test]
    fn an_unknown_key_is_refused_with_its_name() {
        let error = parse("part", &format!("{LEAST}colour = \"red\"\n")).expect_err("refused");
        assert!(
            error.0.starts_with("part: ") && error.0.contains("colour"),
            "{error}"
        );
    }

    #[test]
    fn what_is_not_said_has_its_usual_value() {
        let titles = parse("part", LEAST).expect("read");
        let title = &titles[0];
        assert_eq!(
            (title.lang.as_str(), title.form, title.place.as_str()),
            ("eng", Form::Book, "part #1")
        );
        assert_eq!(title.original_language(), None);
    }

    #[test]
    fn grades_are_a_range() {
        let of = |grades: &str| {
            parse("p", &LEAST.replace("K-2", grades)).expect("read")[0].grade_range()
        };
        assert_eq!(of("PreK-1"), Some((-1, 1)));
        assert_eq!(of("9-12"), Some((9, 12)));
        assert_eq!(of("K"), Some((0, 0)));
        for wrong in ["5-3", "K-13", "1 - 3", ""] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_translation_into_another_language_is_from_english_unless_said() {
        let of = |more: &str| {
            parse("p", &format!("{LEAST}{more}")).expect("read")[0]
                .original_language()
                .map(str::to_owned)
        };
        assert_eq!(
            of("lang = \"spa\"\norig = \"Holes\"\n").as_deref(),
            Some("eng")
        );
        assert_eq!(
            of("lang = \"spa\"\norig = \"Momo\"\norig_lang = \"ger\"\n").as_deref(),
            Some("ger")
        );
        assert_eq!(
            of("orig = \"Heidi\"\norig_lang = \"ger\"\n").as_deref(),
            Some("ger")
        );
        assert_eq!(of("orig = \"Heidi\"\n"), None);
        assert_eq!(of("lang = \"spa\"\n"), None);
    }
}
