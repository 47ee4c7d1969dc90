//! The bibliographic record: what a title *is*, apart from the copies of it.
//!
//! Field names follow MARC 21 where MARC has a name; each doc line names the tag it comes from.

use serde::{Deserialize, Serialize};

use crate::Isbn;

/// One title in the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BibRecord {
    /// Control number (001) or the table's id column; unique within one catalogue.
    pub id: String,
    /// Title statement (245, 246, 130/240, 880).
    pub title: Title,
    /// Everyone who made it, main entry first (1XX, 7XX).
    pub contributors: Vec<Contributor>,
    /// Series statements (490/440, 8XX), in record order, without repeats.
    pub series: Vec<Series>,
    /// Subject headings (600-651), in record order, without repeats.
    pub subjects: Vec<Subject>,
    /// Genre and form terms (655), in record order, without repeats.
    pub genres: Vec<String>,
    /// Summary (520, first indicator blank, 1 or 3).
    pub summary: Option<String>,
    /// Contents notes (505), one a field.
    pub contents: Vec<String>,
    /// Other notes worth showing (500, 511, 546, …).
    pub notes: Vec<String>,
    /// Awards (586).
    pub awards: Vec<String>,
    /// Curriculum objectives (658).
    pub objectives: Vec<String>,
    /// Target audience from 008/22 or a table's column.
    pub audience: Option<Audience>,
    /// Interest grades from 521 ind1 2 or 526 $b.
    pub interest: Option<GradeRange>,
    /// Every reading level found, measured ones and stated ones alike.
    pub levels: Vec<ReadingLevel>,
    /// What it is, as a reader would say it.
    pub format: Format,
    /// MARC language codes, main language first (008/35-37, 041 $a).
    pub languages: Vec<String>,
    /// Place, publisher and year (260, 264, 008).
    pub publication: Publication,
    /// Edition statement (250).
    pub edition: Option<String>,
    /// Extent (300 $a), such as "40 pages".
    pub extent: Option<String>,
    /// Valid ISBNs, as ISBN-13, in record order, without repeats (020, 024 ind1 3).
    pub isbns: Vec<Isbn>,
    /// ISSN (022 $a).
    pub issn: Option<String>,
    /// Library of Congress control number (010 $a).
    pub lccn: Option<String>,
    /// Electronic locations (856).
    pub links: Vec<Link>,
    /// Call number of the title (092, 082, 090, 050), used where an item has none.
    pub call_number: Option<String>,
    /// Dewey class as digits, cut points removed (082, 092).
    pub dewey: Option<String>,
    /// Library of Congress class (050, 090).
    pub lcc: Option<String>,
    /// How often readers rated or borrowed it, where the source says; 0 = unknown.
    pub popularity: u32,
    /// Date entered on file, `YYYYMMDD` (008/00-05 with the century resolved), for new arrivals.
    pub entered: Option<crate::CalendarDate>,
}

/// A title statement, split where MARC splits it, ISBD punctuation removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// Title proper (245 $a).
    pub proper: String,
    /// Remainder of title (245 $b).
    pub remainder: Option<String>,
    /// Number and name of part (245 $n $p).
    pub part: Option<String>,
    /// Statement of responsibility (245 $c).
    pub responsibility: Option<String>,
    /// Characters (not bytes) of `proper` to skip in filing (245 ind2, mended by the article list).
    pub nonfiling: u16,
    /// Uniform and original titles, variants, translated titles (130, 240, 246, 247, 740).
    pub others: Vec<String>,
    /// The title in its own script (880 linked to 245).
    pub vernacular: Option<String>,
}

impl Title {
    /// The title proper without its initial article, for filing.
    #[must_use]
    pub fn filing(&self) -> &str {
        let mut chars = self.proper.char_indices();
        match chars.nth(usize::from(self.nonfiling)) {
            Some((at, _)) => &self.proper[at..],
            None => &self.proper,
        }
    }
}

/// A person, body or meeting that made the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributor {
    /// The heading without dates and relators: "Sendak, Maurice".
    pub name: String,
    /// Life dates ($d).
    pub dates: Option<String>,
    /// What they did.
    pub role: Role,
    /// True for the main entry (1XX).
    pub main: bool,
    /// The name in its own script (880).
    pub vernacular: Option<String>,
}

/// What a contributor did ($e, $4), as far as a school catalogue tells it apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Wrote it, or no relator given on a main entry.
    #[default]
    Author,
    /// Drew it.
    Illustrator,
    /// Translated it.
    Translator,
    /// Edited or compiled it.
    Editor,
    /// Reads it aloud.
    Narrator,
    /// Directed, acted, sang, composed: a performer or maker of another kind.
    Performer,
    /// Adapted or retold it.
    Adapter,
    /// Issued it: a corporate body or meeting.
    Body,
    /// An added entry without a relator.
    Other,
}

impl Role {
    /// Every role, in code order.
    pub const ALL: [Role; 9] = [
        Role::Author,
        Role::Illustrator,
        Role::Translator,
        Role::Editor,
        Role::Narrator,
        Role::Performer,
        Role::Adapter,
        Role::Body,
        Role::Other,
    ];
}

/// One series statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// Series title.
    pub title: String,
    /// Volume as printed: "3", "book 2", "1.5".
    pub number: Option<String>,
}

impl Series {
    /// Place in the series in hundredths, read from `number`: "3" and "bk. 3" give 300, "1.5" gives 150,
    /// "book two" 200, "1-3" 100; `None` when there is no number to read.
    #[must_use]
    pub fn position(&self) -> Option<u32> {
        volume_position(self.number.as_deref()?)
    }
}

/// What [`Series::position`] reads in the number of a volume.
#[must_use]
pub fn volume_position(number: &str) -> Option<u32> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let digits = number.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut rest = digits.bytes();
    let mut value: Option<u32> = None;
    let mut end = None;
    for byte in rest.by_ref() {
        if !byte.is_ascii_digit() {
            end = Some(byte);
            break;
        }
        let digit = u32::from(byte - b'0');
        value = Some(value.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
    }
    let Some(whole) = value else {
        return number
            .split(|c: char| !c.is_alphabetic())
            .find_map(|w| WORDS.iter().position(|known| w.eq_ignore_ascii_case(known)))
            .map(|i| (i as u32 + 1) * 100);
    };
    let mut hundredths = 0;
    if end == Some(b'.') {
        let mut digits = rest.take_while(u8::is_ascii_digit);
        for scale in [10, 1] {
            hundredths += scale * digits.next().map_or(0, |digit| u32::from(digit - b'0'));
        }
    }
    whole.checked_mul(100)?.checked_add(hundredths)
}

/// One subject heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Main heading and subdivisions, in order.
    pub parts: Vec<String>,
    /// Whose list it is from.
    pub vocabulary: Vocabulary,
    /// What kind of thing it names.
    pub kind: SubjectKind,
}

impl Subject {
    /// The heading as it is shown and linked: parts joined by " -- ".
    #[must_use]
    pub fn heading(&self) -> String {
        self.parts.join(" -- ")
    }
}

/// The list a heading is from (6XX second indicator, $2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Vocabulary {
    /// Library of Congress Subject Headings (ind2 0).
    Lcsh,
    /// LC children's headings (ind2 1).
    Children,
    /// Sears List ($2 sears).
    Sears,
    /// BISAC ($2 bisacsh).
    Bisac,
    /// Not specified (ind2 4, or a table's column).
    #[default]
    Unspecified,
    /// Any other: the code of $2, or "mesh", "csh", "rvm" for ind2 2, 5, 6.
    Other(String),
}

/// What a subject heading names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SubjectKind {
    /// 650, 653.
    #[default]
    Topic,
    /// 600.
    Person,
    /// 610, 611.
    Body,
    /// 630.
    Work,
    /// 651.
    Place,
    /// 648.
    Time,
    /// 647.
    Event,
}

/// Target audience (MARC 21 008/22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Audience {
    /// a: ages 0-5.
    Preschool,
    /// b: ages 6-8.
    Primary,
    /// c: ages 9-13.
    PreAdolescent,
    /// d: ages 14-17.
    Adolescent,
    /// j: ages 0-15.
    Juvenile,
    /// g: general.
    General,
    /// e: adult.
    Adult,
    /// f: specialised.
    Specialised,
}

/// An inclusive range of school grades; kindergarten is 0, pre-kindergarten -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeRange {
    /// Lowest grade.
    pub low: i8,
    /// Highest grade.
    pub high: i8,
}

/// One statement of how hard the text is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadingLevel {
    /// Which measure, with its value.
    pub measure: Measure,
    /// True when the source marks the level as a sample or it was derived, not measured.
    pub guessed: bool,
}

/// The five measures schools use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Measure {
    /// Lexile: prefix (AD, BR, GN, HL, IG, NC, NP or empty) and number.
    /// `BR` runs backwards: BR680 is *easier* than BR100, see [`Measure::lexile_rank`].
    Lexile {
        /// Two-letter code or empty.
        prefix: String,
        /// The number as printed, without sign.
        number: u16,
    },
    /// Accelerated Reader: book level in tenths of a grade, points in tenths, quiz number, interest band.
    AcceleratedReader {
        /// Book level x 10.
        level: u16,
        /// Points x 10.
        points: Option<u16>,
        /// Quiz number.
        quiz: Option<u32>,
        /// LG, MG, MG+, UG.
        interest: Option<String>,
    },
    /// Reading Counts: level in tenths, points in tenths, quiz.
    ReadingCounts {
        /// Level x 10.
        level: u16,
        /// Points x 10.
        points: Option<u16>,
        /// Quiz number.
        quiz: Option<u32>,
    },
    /// Reading grade level x 10 (521 ind1 0).
    Grade(u16),
    /// Fountas & Pinnell / guided reading letter, A to Z and Z+.
    FountasPinnell(String),
}

impl Measure {
    /// Lexile as one number that grows with difficulty: `BR680` is -680, `450L` is 450.
    #[must_use]
    pub fn lexile_rank(&self) -> Option<i16> {
        match self {
            Measure::Lexile { prefix, number } => {
                let n = i16::try_from(*number).unwrap_or(i16::MAX);
                Some(if prefix == "BR" { -n } else { n })
            }
            _ => None,
        }
    }
}

/// What a reader would call it (catalogue.md 3.1, "display format").
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[repr(u8)]
pub enum Format {
    /// A printed book.
    #[default]
    Book = 0,
    /// Graphic novel, comic, manga.
    GraphicNovel = 1,
    /// Picture book.
    PictureBook = 2,
    /// Large print.
    LargePrint = 3,
    /// Braille.
    Braille = 4,
    /// E-book.
    Ebook = 5,
    /// Audiobook on a carrier.
    Audiobook = 6,
    /// Downloadable audio.
    Eaudio = 7,
    /// DVD, Blu-ray, VHS.
    Video = 8,
    /// Streaming video.
    StreamingVideo = 9,
    /// Music recording.
    Music = 10,
    /// Printed music.
    Score = 11,
    /// Map or globe.
    Map = 12,
    /// Magazine, newspaper.
    Serial = 13,
    /// Software, game file.
    Software = 14,
    /// Kit.
    Kit = 15,
    /// Equipment, realia, game.
    Object = 16,
    /// Picture, poster.
    Picture = 17,
    /// Web site or other online resource.
    Website = 18,
    /// Anything else.
    Other = 19,
}

impl Format {
    /// Every format, in code order; the position is the facet code in packs.
    pub const ALL: [Format; 20] = [
        Format::Book,
        Format::GraphicNovel,
        Format::PictureBook,
        Format::LargePrint,
        Format::Braille,
        Format::Ebook,
        Format::Audiobook,
        Format::Eaudio,
        Format::Video,
        Format::StreamingVideo,
        Format::Music,
        Format::Score,
        Format::Map,
        Format::Serial,
        Format::Software,
        Format::Kit,
        Format::Object,
        Format::Picture,
        Format::Website,
        Format::Other,
    ];
}

/// Place, publisher, date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Place ($a).
    pub place: Option<String>,
    /// Publisher ($b).
    pub publisher: Option<String>,
    /// Year as a number; negative = BCE.
    pub year: Option<i16>,
    /// Date as printed ($c), when it says more than the year.
    pub date_text: Option<String>,
    /// Copyright year, when given apart (264 ind2 4).
    pub copyright: Option<i16>,
}

/// An 856 link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Address; only http, https.
    pub url: String,
    /// Link text ($y, else $3, else $z).
    pub label: Option<String>,
    /// What is behind it.
    pub kind: LinkKind,
}

/// What an 856 leads to (ind2, $3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// ind2 0: the resource itself.
    Resource,
    /// ind2 1: a version of it.
    Version,
    /// ind2 2: related, such as a table of contents.
    Related,
    /// A picture of the cover.
    Cover,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_numbers_in_every_spelling_have_a_place() {
        for (number, place) in [
            ("3", 300),
            ("bk. 3", 300),
            ("#1.5", 150),
            ("Book two", 200),
            ("1-3", 100),
            ("v.12,", 1200),
            ("0.5", 50),
        ] {
            let series = Series {
                title: String::new(),
                number: Some(number.into()),
            };
            assert_eq!(series.position(), Some(place), "{number}");
        }
        for number in ["", "summer", "99999999999999"] {
            let series = Series {
                title: String::new(),
                number: Some(number.into()),
            };
            assert_eq!(series.position(), None, "{number}");
        }
    }

    #[test]
    fn filing_skips_characters_not_bytes() {
        let title = |proper: &str, nonfiling| Title {
            proper: proper.into(),
            nonfiling,
            ..Title::default()
        };
        assert_eq!(title("El niño", 3).filing(), "niño");
        assert_eq!(title("Ñandú", 1).filing(), "andú");
        assert_eq!(title("A", 9).filing(), "A");
    }
}
