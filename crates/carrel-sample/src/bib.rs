//! A title as a MARC 21 bibliographic record, with ISBD punctuation and RDA carriers.

use carrel_core::call_number::folded;
use carrel_marc::record::Record;

use crate::chance::compact;
use crate::copies::{self, Copy};
use crate::headings::Headings;
use crate::languages;
use crate::level;
use crate::names::{self, Kind};
use crate::title::{Form, Title};
use crate::{SITE, SNAPSHOT, articles, fixed};

/// Genre terms that are in the Library of Congress list; all others are the school's own.
const LCGFT: [&str; 70] = [
    "Allegories",
    "Almanacs",
    "Alphabet books",
    "Animal fiction",
    "Atlases",
    "Audiobooks",
    "Autobiographical comics",
    "Autobiographical fiction",
    "Autobiographies",
    "Bible stories",
    "Bildungsromans",
    "Biographical comics",
    "Biographies",
    "Cautionary tales and verse",
    "Children's films",
    "Children's poetry",
    "Comedies (Drama)",
    "Comics (Graphic works)",
    "Cookbooks",
    "Creative nonfiction",
    "Detective and mystery fiction",
    "Dictionaries",
    "Diary fiction",
    "Domestic fiction",
    "Drama",
    "Dystopian fiction",
    "Encyclopedias",
    "Epic poetry",
    "Epistolary fiction",
    "Essays",
    "Fables",
    "Fairy tales",
    "Fantasy comics",
    "Fantasy fiction",
    "Feature films",
    "Film adaptations",
    "Folk tales",
    "Ghost stories",
    "Graphic novels",
    "Haiku",
    "Historical comics",
    "Historical fiction",
    "Horror comics",
    "Horror fiction",
    "Humorous comics",
    "Humorous fiction",
    "Humorous poetry",
    "Large print books",
    "Legends",
    "Magic realist fiction",
    "Manga",
    "Narrative poetry",
    "Nonfiction comics",
    "Novellas",
    "Novels",
    "Novels in verse",
    "Nursery rhymes",
    "Picaresque fiction",
    "Picture books",
    "Poetry",
    "Psychological fiction",
    "Romance fiction",
    "Science fiction",
    "Science fiction comics",
    "Short films",
    "Short stories",
    "Sports fiction",
    "Superhero comics",
    "Tall tales",
    "Wordless picture books",
];

/// The record of a title and its copies.
pub(crate) fn record(id: &str, title: &Title, copies: &[Copy], headings: &Headings) -> Record {
    let mut out = Writer {
        record: Record::new(&fixed::leader(title.form)),
        links: Vec::new(),
    };
    out.control(id, title);
    out.numbers(title);
    out.main_entry(title);
    out.titles(title);
    out.publication(title);
    out.carrier(title);
    out.notes(id, title);
    out.subjects(title, headings);
    out.added_entries(title);
    for copy in copies {
        let indicators = if copy.class.starts_with(|c: char| c.is_ascii_digit()) {
            *b"1 "
        } else {
            *b"8 "
        };
        out.data("852", indicators, &copy.subfields());
    }
    out.links(title);
    out.record
}

/// A record in the making, with the fields that stand in another script and go to its end.
struct Writer {
    record: Record,
    links: Vec<([u8; 2], Subfields)>,
}

type Subfields = Vec<(char, String)>;

fn sub(code: char, text: impl Into<String>) -> (char, String) {
    (code, text.into())
}

/// With a full stop, unless one of the marks that end a sentence is there.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '?', '!', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// With a full stop, unless it ends in a mark or a bracket: the rule for headings.
fn closed(text: &str) -> String {
    if text.ends_with([')', '-']) {
        text.to_owned()
    } else {
        ended(text)
    }
}

fn digit(n: usize) -> u8 {
    b'0' + u8::try_from(n.min(9)).unwrap_or(0)
}

impl Writer {
    fn data(&mut self, tag: &str, indicators: [u8; 2], subfields: &[(char, String)]) {
        let list: Vec<(char, &str)> = subfields
            .iter()
            .map(|(code, text)| (*code, text.as_str()))
            .collect();
        self.record.push_data(tag, indicators, &list);
    }

    fn one(&mut self, tag: &str, indicators: [u8; 2], text: &str) {
        self.record.push_data(tag, indicators, &[('a', text)]);
    }

    fn control(&mut self, id: &str, title: &Title) {
        self.record.push_control("001", id);
        self.record.push_control("003", SITE);
        self.record
            .push_control("005", &format!("{}000000.0", SNAPSHOT.replace('-', "")));
        if let Some(text) = fixed::additional(title.form) {
            self.record.push_control("006", text);
        }
        if let Some(text) = fixed::physical(title.form) {
            self.record.push_control("007", text);
        }
        let entered = copies::entered(id, title);
        debug_assert_eq!(compact(entered).len(), 8);
        self.record
            .push_control("008", &fixed::eight(title, entered));
    }

    fn numbers(&mut self, title: &Title) {
        for isbn in &title.isbn {
            self.one("020", *b"  ", isbn);
        }
        self.data(
            "040",
            *b"  ",
            &[
                sub('a', SITE),
                sub('b', "eng"),
                sub('e', "rda"),
                sub('c', SITE),
            ],
        );
        let spoken = title.languages();
        let original = title.original_language();
        let is_translation = original.is_some() || !title.trans.is_empty();
        if is_translation || spoken.len() > 1 {
            let mut codes: Subfields = spoken.iter().map(|code| sub('a', *code)).collect();
            codes.extend(original.map(|code| sub('h', code)));
            self.data(
                "041",
                [if is_translation { b'1' } else { b'0' }, b' '],
                &codes,
            );
        }
        let (prefix, class, letters) = copies::call_number(&title.call);
        if class.starts_with(|c: char| c.is_ascii_digit()) {
            self.one("082", *b"04", &class);
        }
        let front = if prefix.is_empty() {
            class
        } else {
            format!("{prefix} {class}")
        };
        let mut own = vec![sub('a', front)];
        if !letters.is_empty() {
            own.push(sub('b', letters));
        }
        self.data("092", *b"  ", &own);
    }

    /// 100 or 110, linked to 880 when the name has a script of its own.
    fn main_entry(&mut self, title: &Title) {
        let Some(author) = title.by.first() else {
            return;
        };
        let mut roles = vec!["author"];
        let own = |list: &[String]| list.contains(author);
        for (list, role) in [
            (&title.illus, "illustrator"),
            (&title.trans, "translator"),
            (&title.narrator, "narrator"),
        ] {
            if own(list) {
                roles.push(role);
            }
        }
        let native = title.native_by.as_deref();
        self.name(
            '1',
            author,
            title.dates.as_deref(),
            &roles,
            native.map(|name| (name, title)),
        );
    }

    /// A 1XX (`series` is '1') or 7XX field.
    fn name(
        &mut self,
        series: char,
        heading: &str,
        dates: Option<&str>,
        roles: &[&str],
        native: Option<(&str, &Title)>,
    ) {
        let name = names::parse(heading);
        let (ending, first) = match name.kind {
            Kind::Surname => ("00", b'1'),
            Kind::Forename => ("00", b'0'),
            Kind::Body => ("10", b'2'),
        };
        let tag = format!("{series}{ending}");
        let mut subfields: Subfields = Vec::new();
        if let Some((native, title)) = native {
            subfields.push(sub(
                '6',
                self.link(&tag, [first, b' '], title, vec![sub('a', native)]),
            ));
        }
        subfields.push(sub('a', name.name));
        for (code, text) in [('c', name.title), ('d', dates)] {
            if let Some(text) = text {
                comma(&mut subfields);
                subfields.push(sub(code, text));
            }
        }
        for role in roles {
            comma(&mut subfields);
            subfields.push(sub('e', *role));
        }
        if let Some((_, last)) = subfields.last_mut() {
            *last = closed(last);
        }
        self.data(&tag, [first, b' '], &subfields);
    }

    /// Notes a field for 880 and gives the $6 that leads to it.
    fn link(
        &mut self,
        tag: &str,
        indicators: [u8; 2],
        title: &Title,
        subfields: Subfields,
    ) -> String {
        let number = self.links.len() + 1;
        let script = languages::find(&title.lang).map_or("", |language| language.script);
        let script = if script.is_empty() {
            String::new()
        } else {
            format!("/{script}")
        };
        // Hebrew and Arabic run from the right.
        let direction = if matches!(script.as_str(), "/(2" | "/(3") {
            "/r"
        } else {
            ""
        };
        let mut all = vec![sub('6', format!("{tag}-{number:02}{script}{direction}"))];
        all.extend(subfields);
        self.links.push((indicators, all));
        format!("880-{number:02}")
    }

    /// 130 or 240, 245, 246.
    fn titles(&mut self, title: &Title) {
        if let Some(original) = &title.orig {
            let language = title.original_language().unwrap_or(&title.lang);
            let skip = digit(articles::skip(original, language));
            if language == title.lang {
                // The same text under an earlier title.
                self.one("246", *b"3 ", original);
            } else {
                let name = languages::find(&title.lang).map_or("", |language| language.name);
                let subfields = [sub('a', ended(original)), sub('l', ended(name))];
                if title.by.is_empty() {
                    self.data("130", [skip, b' '], &subfields);
                } else {
                    self.data("240", [b'1', skip], &subfields);
                }
            }
        }
        let indicators = [
            if title.by.is_empty() { b'0' } else { b'1' },
            digit(title.skip(&title.title)),
        ];
        let responsibility = responsibility(title);
        let mut subfields: Subfields = Vec::new();
        if let Some(native) = &title.native {
            let native_indicators = [indicators[0], digit(articles::skip(native, &title.lang))];
            subfields.push(sub(
                '6',
                self.link(
                    "245",
                    native_indicators,
                    title,
                    vec![sub('a', native.clone())],
                ),
            ));
        }
        let parallel = title
            .sub
            .as_deref()
            .and_then(|text| text.strip_prefix("= "));
        match (parallel, &title.sub) {
            (Some(parallel), _) => {
                subfields.push(sub('a', format!("{} =", title.title)));
                subfields.push(sub('b', parallel));
            }
            (None, Some(rest)) => {
                subfields.push(sub('a', format!("{} :", title.title)));
                subfields.push(sub('b', rest.clone()));
            }
            (None, None) => subfields.push(sub('a', title.title.clone())),
        }
        if let Some((_, last)) = subfields.last_mut() {
            *last = if responsibility.is_empty() {
                ended(last)
            } else {
                format!("{last} /")
            };
        }
        if !responsibility.is_empty() {
            subfields.push(sub('c', ended(&responsibility)));
        }
        self.data("245", indicators, &subfields);
        let inner = title
            .sub
            .as_deref()
            .and_then(|text| text.split_once(" = "))
            .map(|(_, text)| text);
        if let Some(other) = parallel.or(inner) {
            let proper = other.split(" : ").next().unwrap_or(other);
            self.one("246", *b"31", proper);
        }
    }

    /// 250, 264, 300.
    fn publication(&mut self, title: &Title) {
        if title.form == Form::LargePrint {
            self.one("250", *b"  ", "Large print edition.");
        }
        let is_ebook = title.form == Form::Ebook;
        let publisher = if is_ebook {
            Some("Project Gutenberg")
        } else {
            title.publisher.as_deref()
        };
        let year = title
            .year
            .filter(|_| !is_ebook)
            .map(|year| year.to_string());
        let subfields: Subfields = match (publisher, year) {
            (Some(publisher), Some(year)) => {
                vec![sub('b', format!("{publisher},")), sub('c', ended(&year))]
            }
            (Some(publisher), None) => vec![sub('b', ended(publisher))],
            (None, Some(year)) => vec![sub('c', ended(&year))],
            (None, None) => Vec::new(),
        };
        if !subfields.is_empty() {
            self.data("264", *b" 1", &subfields);
        }
        let pages = title
            .pages
            .map_or_else(|| "1 volume".to_owned(), |pages| format!("{pages} pages"));
        let has_pictures = !title.illus.is_empty() || title.shelf == "Picture Books";
        let (extent, detail) = match title.form {
            Form::Ebook => ("1 online resource".to_owned(), None),
            Form::Audiobook => ("1 audiobook".to_owned(), Some("audio discs, digital")),
            Form::Dvd => ("1 videodisc".to_owned(), Some("sound, color")),
            Form::Kit => ("1 kit".to_owned(), None),
            Form::Map => ("1 map".to_owned(), Some("color")),
            Form::LargePrint => (format!("{pages} (large print)"), None),
            Form::Graphic => (pages, Some("chiefly illustrations")),
            Form::Book | Form::EbookAlso => (pages, has_pictures.then_some("illustrations")),
        };
        let subfields = match detail {
            Some(detail) => vec![sub('a', format!("{extent} :")), sub('b', detail)],
            None => vec![sub('a', extent)],
        };
        self.data("300", *b"  ", &subfields);
    }

    /// 336, 337, 338 and the series statement.
    fn carrier(&mut self, title: &Title) {
        let (content, media, carrier) = match title.form {
            Form::Ebook => (
                ("text", "txt"),
                ("computer", "c"),
                ("online resource", "cr"),
            ),
            Form::Audiobook => (("spoken word", "spw"), ("audio", "s"), ("audio disc", "sd")),
            Form::Dvd => (
                ("two-dimensional moving image", "tdi"),
                ("video", "v"),
                ("videodisc", "vd"),
            ),
            Form::Kit => (("text", "txt"), ("unmediated", "n"), ("object", "nr")),
            Form::Map => (
                ("cartographic image", "cri"),
                ("unmediated", "n"),
                ("sheet", "nb"),
            ),
            _ => (("text", "txt"), ("unmediated", "n"), ("volume", "nc")),
        };
        for (tag, (term, code), list) in [
            ("336", content, "rdacontent"),
            ("337", media, "rdamedia"),
            ("338", carrier, "rdacarrier"),
        ] {
            self.data(
                tag,
                *b"  ",
                &[sub('a', term), sub('b', code), sub('2', list)],
            );
        }
        if let Some(series) = &title.series {
            let subfields = match &title.number {
                Some(number) => vec![sub('a', format!("{series} ;")), sub('v', number.clone())],
                None => vec![sub('a', series.clone())],
            };
            self.data("490", *b"1 ", &subfields);
        }
    }

    /// 511 to 586.
    fn notes(&mut self, id: &str, title: &Title) {
        if !title.narrator.is_empty() {
            let readers = listed(&title.narrator, title);
            self.one("511", *b"0 ", &ended(&format!("Read by {readers}")));
        }
        self.one("520", *b"  ", &title.summary);
        self.one("521", *b"2 ", &title.grades);
        let levels = level::invent(id, title);
        if let Some(lexile) = &levels.lexile {
            self.data(
                "521",
                *b"8 ",
                &[sub('a', lexile.clone()), sub('b', "Lexile (sample)")],
            );
        }
        if let Some(letter) = &levels.letter {
            self.data(
                "521",
                *b"8 ",
                &[
                    sub('a', letter.clone()),
                    sub('b', "Fountas & Pinnell (sample)"),
                ],
            );
        }
        for (name, program) in [
            ("Accelerated Reader (sample)", &levels.accelerated),
            ("Reading Counts (sample)", &levels.counts),
        ] {
            if let Some(program) = program {
                self.data(
                    "526",
                    *b"0 ",
                    &[
                        sub('a', name),
                        sub('b', program.band),
                        sub('c', program.level.clone()),
                        sub('d', program.points.clone()),
                        sub('z', program.quiz.to_string()),
                    ],
                );
            }
        }
        if title.gutenberg.is_some() && title.form != Form::Ebook {
            self.one(
                "530",
                *b"  ",
                "Also available as a free e-book from Project Gutenberg.",
            );
        }
        if let (Form::Ebook, Some(year)) = (title.form, title.year) {
            self.data(
                "534",
                *b"  ",
                &[
                    sub('p', "Originally published:"),
                    sub('c', ended(&year.to_string())),
                ],
            );
        }
        let spoken: Vec<&str> = title
            .languages()
            .iter()
            .filter_map(|code| languages::find(code))
            .map(|language| language.name)
            .collect();
        if spoken != ["English"] {
            self.one("546", *b"  ", &format!("Text in {}.", spoken.join(" and ")));
        }
        for award in &title.awards {
            self.one("586", *b"  ", award);
        }
    }

    /// 6XX.
    fn subjects(&mut self, title: &Title, headings: &Headings) {
        // Children's headings for children's books, the large list for the rest.
        let list = if matches!(title.aud.as_str(), "a" | "b" | "c" | "j") {
            b'1'
        } else {
            b'0'
        };
        for heading in &title.subjects {
            headings.push(&mut self.record, heading, list);
        }
        for genre in &title.genres {
            let source = if LCGFT.contains(&genre.as_str()) {
                "lcgft"
            } else {
                "local"
            };
            self.data("655", *b" 7", &[sub('a', closed(genre)), sub('2', source)]);
        }
    }

    /// 700, 710, 830.
    fn added_entries(&mut self, title: &Title) {
        let first = title.by.first();
        let groups: [(&[String], &str); 5] = [
            (title.by.get(1..).unwrap_or_default(), "author"),
            (&title.illus, "illustrator"),
            (&title.trans, "translator"),
            (&title.editor, "editor"),
            (&title.narrator, "narrator"),
        ];
        let mut done: Vec<(&String, Vec<&str>)> = Vec::new();
        for (people, role) in groups {
            for person in people.iter().filter(|person| Some(*person) != first) {
                match done.iter_mut().find(|(known, _)| *known == person) {
                    Some((_, roles)) => roles.push(role),
                    None => done.push((person, vec![role])),
                }
            }
        }
        for (person, roles) in done {
            self.name('7', person, None, &roles, None);
        }
        if let Some(series) = &title.series {
            let subfields = match &title.number {
                Some(number) => vec![sub('a', format!("{series} ;")), sub('v', ended(number))],
                None => vec![sub('a', ended(series))],
            };
            let skip = digit(title.skip(series));
            self.data("830", [b' ', skip], &subfields);
        }
    }

    /// 856 and 880.
    fn links(&mut self, title: &Title) {
        if let Some(number) = title.gutenberg {
            // The thing itself for an e-book, another version beside a printed one.
            let second = if title.form == Form::Ebook {
                b'0'
            } else {
                b'1'
            };
            let address = format!("https://www.gutenberg.org/ebooks/{number}");
            self.data(
                "856",
                [b'4', second],
                &[
                    sub('u', address),
                    sub('y', "Free e-book at Project Gutenberg"),
                ],
            );
        }
        for (indicators, subfields) in std::mem::take(&mut self.links) {
            self.data("880", indicators, &subfields);
        }
    }
}

/// A comma behind what stands so far; dates that are open take none.
fn comma(subfields: &mut Subfields) {
    if let Some((_, before)) = subfields.last_mut()
        && !before.ends_with('-')
    {
        before.push(',');
    }
}

/// Names as they are spoken, in one phrase of the title's language.
fn listed(people: &[String], title: &Title) -> String {
    // Only a name that belongs to the language: an author in translation keeps his own order.
    let family_first = languages::find(&title.lang)
        .is_some_and(|language| language.family_name_first)
        && (title.native_by.is_some() || title.lang == "vie")
        && title.orig.is_none();
    let spoken: Vec<String> = people
        .iter()
        .map(|name| names::spoken(name, family_first))
        .collect();
    let and = match title.lang.as_str() {
        "eng" => "and",
        "spa" => "y",
        "fre" => "et",
        "ger" => "und",
        _ => return spoken.join(", "),
    };
    match spoken.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} {and} {two}"),
        [first @ .., last] if and == "and" => format!("{}, and {last}", first.join(", ")),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// 245 $c, put together from the names.
fn responsibility(title: &Title) -> String {
    let words: Option<[&str; 4]> = match title.lang.as_str() {
        "eng" => Some(["illustrated by", "translated by", "edited by", "read by"]),
        "spa" => Some(["ilustrado por", "traducción de", "edición de", "leído por"]),
        "fre" => Some(["illustré par", "traduit par", "édité par", "lu par"]),
        "ger" => Some([
            "illustriert von",
            "übersetzt von",
            "herausgegeben von",
            "gelesen von",
        ]),
        _ => None,
    };
    let mut parts = Vec::new();
    if !title.by.is_empty() {
        parts.push(listed(&title.by, title));
    }
    if let Some(words) = words {
        let same = |people: &[String]| folded(&people.join(" ")) == folded(&title.by.join(" "));
        for (people, words) in [&title.illus, &title.trans, &title.editor, &title.narrator]
            .into_iter()
            .zip(words)
        {
            if !people.is_empty() && !same(people) {
                parts.push(format!("{words} {}", listed(people, title)));
            }
        }
    }
    parts.join(" ; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The record of a title, one field a line.
    fn lines(more: &str) -> Vec<String> {
        let text = format!(
            "[[book]]\ncall = \"FIC ABC\"\nshelf = \"Fiction\"\nsubjects = [\"Dogs -- Fiction\"]\nsummary = \"S.\"\naud = \"c\"\ngrades = \"4-7\"\n{more}"
        );
        let title = crate::title::parse("p", &text).expect("title").remove(0);
        let copies = copies::of("wsl-00001", &title);
        record("wsl-00001", &title, &copies, &Headings::default())
            .all_fields()
            .map(|field| format!("{field:?}"))
            .collect()
    }

    fn check(more: &str, expected: &[&str]) {
        let lines = lines(more);
        for line in expected {
            assert!(
                lines.iter().any(|known| known == line),
                "{line} is not among\n{}",
                lines.join("\n")
            );
        }
    }

    #[test]
    fn a_novel_in_a_series() {
        check(
            "title = \"The Tale\"\nsub = \"A Story\"\nby = [\"Martin, Bill, Jr.\", \"Carle, Eric\"]\ndates = \"1916-2004\"\nillus = [\"Carle, Eric\"]\nseries = \"The Bears\"\nnumber = \"2\"\npublisher = \"Holt\"\nyear = 1967\n",
            &[
                "100 1  $a \"Martin, Bill,\" $c \"Jr.,\" $d \"1916-2004,\" $e \"author.\"",
                "245 14 $a \"The Tale :\" $b \"A Story /\" $c \"Bill Martin, Jr. and Eric Carle ; illustrated by Eric Carle.\"",
                "264  1 $b \"Holt,\" $c \"1967.\"",
                "490 1  $a \"The Bears ;\" $v \"2\"",
                "700 1  $a \"Carle, Eric,\" $e \"author,\" $e \"illustrator.\"",
                "830  4 $a \"The Bears ;\" $v \"2.\"",
            ],
        );
    }

    #[test]
    fn a_translation() {
        check(
            "title = \"El principito\"\nlang = \"spa\"\norig = \"Le petit prince\"\norig_lang = \"fre\"\nby = [\"Saint-Exupéry, Antoine de\"]\ntrans = [\"Carril, Bonifacio del\"]\n",
            &[
                "041 1  $a \"spa\" $h \"fre\"",
                "240 13 $a \"Le petit prince.\" $l \"Spanish.\"",
                "245 13 $a \"El principito /\" $c \"Antoine de Saint-Exupéry ; traducción de Bonifacio del Carril.\"",
                "546    $a \"Text in Spanish.\"",
            ],
        );
    }

    #[test]
    fn a_title_in_its_own_script() {
        check(
            "title = \"Xi you ji\"\nlang = \"chi\"\nnative = \"西遊記\"\nby = [\"Wu, Cheng'en\"]\nnative_by = \"吳承恩\"\nform = \"ebook\"\ngutenberg = 23962\n",
            &[
                "100 1  $6 \"880-01\" $a \"Wu, Cheng'en,\" $e \"author.\"",
                "245 10 $6 \"880-02\" $a \"Xi you ji /\" $c \"Wu Cheng'en.\"",
                "264  1 $b \"Project Gutenberg.\"",
                "856 40 $u \"https://www.gutenberg.org/ebooks/23962\" $y \"Free e-book at Project Gutenberg\"",
                "880 1  $6 \"100-01/$1\" $a \"吳承恩\"",
                "880 10 $6 \"245-02/$1\" $a \"西遊記\"",
            ],
        );
        assert!(
            !lines("title = \"T\"\nform = \"ebook\"\ngutenberg = 1\n")
                .iter()
                .any(|line| line.starts_with("852"))
        );
    }

    #[test]
    fn a_bilingual_book_and_a_work_without_an_author() {
        check(
            "title = \"Family Pictures\"\nsub = \"= Cuadros de familia\"\nlang = \"spa\"\ngenres = [\"Bilingual books\"]\n",
            &[
                "041 0  $a \"spa\" $a \"eng\"",
                "245 00 $a \"Family Pictures =\" $b \"Cuadros de familia.\"",
                "246 31 $a \"Cuadros de familia\"",
                "546    $a \"Text in Spanish and English.\"",
                "655  7 $a \"Bilingual books.\" $2 \"local\"",
            ],
        );
    }
}
