//! A catalogue record as a source: everything a citation needs, filled from what the library knows.

use carrel_core::BibRecord;
use carrel_core::bib::{Contributor, Format, Role};

use crate::kind::Kind;
use crate::names;
use crate::source::{Source, When};
use crate::statement::{self, Did};

/// The source that a record is. `today` becomes the day of looking where the record leads to the web.
///
/// Translators and illustrators that the catalogue holds without saying so are told apart by the statement of
/// responsibility (MARC 245 $c); an added name that stands nowhere in it is left out.
#[must_use]
pub fn source(bib: &BibRecord, today: Option<&When>) -> Source {
    let people = people(bib);
    let has = |role: &str| people.iter().any(|(r, _)| *r == role);
    let mut source = Source::new(&bib.id, kind(bib.format, &has));
    for (role, person) in &people {
        let name = names::heading(&person.name, person.role == Role::Body);
        if !source.people(role).contains(&name) {
            source.add_person(role, name);
        }
    }
    source.set("title", &title(bib));
    let part = bib.title.part.as_deref().map(clean).unwrap_or_default();
    source.set("volume", volume(&part).0);
    if let Some(language) = bib.languages.first().and_then(|code| language(code)) {
        source.set("language", language);
    }
    let publication = &bib.publication;
    let text = |text: &Option<String>| clean(text.as_deref().unwrap_or_default());
    source.set("publisher", &text(&publication.publisher));
    source.set("publisher-place", &text(&publication.place));
    let said = publication
        .date_text
        .as_deref()
        .map(day)
        .unwrap_or_default();
    source.set_date(
        "issued",
        match publication.year.or(publication.copyright).map(i32::from) {
            // "[2019?]" is a guess.
            Some(year) => When {
                about: said.about && said.year == year && said.to.year == 0,
                ..When::year(year)
            },
            None => said,
        },
    );
    source.set(
        "edition",
        &edition(bib.edition.as_deref().unwrap_or_default()),
    );
    // "Dragon Ball, Vol. 1" says its series itself.
    let title = source.text("title").to_lowercase();
    if let Some(series) = bib.series.first()
        && !title.starts_with(&series.title.to_lowercase())
    {
        source.set("collection-title", &series.title);
        if let Some(position) = series.position()
            && position % 100 == 0
        {
            source.set("collection-number", &(position / 100).to_string());
        }
    }
    if let Some(isbn) = bib.isbns.first() {
        source.set("ISBN", &isbn.to_string());
    }
    source.set("ISSN", bib.issn.as_deref().unwrap_or_default());
    if bib.format == Format::LargePrint {
        // Said once: most such records say it of their edition.
        let edition = source.text("edition").to_lowercase().replace('-', " ");
        if edition.is_empty() {
            source.set("edition", "Large print edition");
        } else if !edition.contains("large print") {
            source.set("medium", "Large print");
        }
    }
    if matches!(bib.format, Format::Audiobook | Format::Eaudio) {
        source.set("medium", "Audiobook");
    }
    if bib.format == Format::Video {
        source.set("medium", disc(bib));
    }
    if let Some(word) = genre(bib) {
        source.set("genre", word);
    }
    if bib.format == Format::Serial {
        // The catalogue has the whole of it: which article was read is the reader's to say.
        let name = source.text("title").to_owned();
        let english = bib.languages.first().is_none_or(|code| code == "eng");
        let name = if english { periodical(&name) } else { name };
        source.set("container-title", &name);
        source.set("title", "");
    }
    if let Some(link) = crate::coins::link(bib) {
        source.set("URL", &link.url);
        if let Some(today) = today.filter(|_| bib.format == Format::Website) {
            source.set_date("accessed", today.clone());
        }
    }
    source
}

/// A date as catalogues write it where they know no year: `[198-?]` is of the 1980s, and `[19--?]` of no date that anybody knows.
fn day(text: &str) -> When {
    let text = text.trim_matches(['[', ']', '.']);
    let lower = text.to_lowercase();
    if lower.contains("not identified") || lower.contains("not given") {
        return When::default();
    }
    if crate::source::open_year(text) == Some(3) {
        let decade: String = text.chars().take(3).collect();
        return When {
            literal: [&*decade, "0s"].concat(),
            ..When::default()
        };
    }
    When::read(text)
}

/// Marks names that the title page writes with the family's first: the catalogue inverts every name with a comma, but its
/// statement of responsibility (MARC 245 $c) keeps the order. "Park, Jin-ho" with "Park Jin-ho" there and not "Jin-ho Park".
pub fn keep_order_of_names(source: &mut Source, bib: &BibRecord) {
    let statement = bib.title.responsibility.as_deref().unwrap_or_default();
    let statement = [" ", &statement.to_lowercase(), " "].concat();
    for (_, people) in &mut source.people {
        for person in people {
            if person.family.is_empty() || person.given.is_empty() {
                continue;
            }
            let stands = |first: &str, second: &str| {
                let name = [first, " ", second].concat().to_lowercase();
                statement.match_indices(&name).any(|(at, _)| {
                    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                    let (before, behind) = (&statement[..at], &statement[at + name.len()..]);
                    !letter(before.chars().next_back()) && !letter(behind.chars().next())
                })
            };
            person.family_first =
                stands(&person.family, &person.given) && !stands(&person.given, &person.family);
        }
    }
}

/// What a film is on (MARC 300 $a, 538, 655); empty where the catalogue does not say. A film on a disc is cited as one: MLA 9 §5.105
/// at the end, Chicago 18 §14.164, Cite Them Right in brackets.
fn disc(bib: &BibRecord) -> &'static str {
    const WORDS: [(&str, &str); 6] = [
        ("blu-ray", "Blu-ray"),
        ("bluray", "Blu-ray"),
        ("dvd", "DVD"),
        ("videodisc", "DVD"),
        ("videocassette", "VHS"),
        ("vhs", "VHS"),
    ];
    let said = bib.extent.iter().chain(&bib.genres).chain(&bib.notes);
    let said: Vec<String> = said.map(|text| text.to_lowercase()).collect();
    let word = WORDS
        .iter()
        .find(|(word, _)| said.iter().any(|text| text.contains(word)));
    word.map_or("", |(_, disc)| disc)
}

/// What a thing is that is no book (APA 7 §10.14: in brackets behind its title), and music, of which a library has whole albums.
fn genre(bib: &BibRecord) -> Option<&'static str> {
    let says = |word: &str| {
        let said = bib.extent.iter().chain(&bib.genres);
        said.map(|text| text.to_lowercase())
            .any(|text| text.contains(word))
    };
    match bib.format {
        Format::Kit => Some("Kit"),
        Format::Object if says("game") => Some("Game"),
        Format::Object => Some("Object"),
        Format::Music => Some("Album"),
        _ => None,
    }
}

/// A periodical's name keeps its capitals in every style (APA 7 §9.25, Cite Them Right); catalogues write it with one alone.
fn periodical(name: &str) -> String {
    const SMALL: [&str; 14] = [
        "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to",
    ];
    let mut out = String::with_capacity(name.len());
    for (at, word) in name.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if at == 0 || !SMALL.contains(&word) => {
                // iPad has its capital inside.
                if word.chars().any(char::is_uppercase) {
                    out.push(first);
                } else {
                    out.extend(first.to_uppercase());
                }
                out.push_str(letters.as_str());
            }
            _ => out.push_str(word),
        }
    }
    out
}

fn kind(format: Format, has: &dyn Fn(&str) -> bool) -> Kind {
    match format {
        Format::Ebook => Kind::EBOOK,
        Format::GraphicNovel => Kind::COMIC,
        Format::Video | Format::StreamingVideo => Kind::FILM,
        Format::Music => Kind::SONG,
        Format::Map => Kind::MAP,
        Format::Serial => Kind::MAGAZINE,
        Format::Software => Kind::SOFTWARE,
        Format::Picture => Kind::IMAGE,
        Format::Website => Kind::SITE,
        _ if has("translator") => Kind::TRANSLATED,
        _ if has("editor") && !has("author") => Kind::EDITED,
        _ => Kind::BOOK,
    }
}

/// What a contributor did; `None` when they are no part of a citation.
fn role(bib: &BibRecord, person: &Contributor) -> Option<Did> {
    let film = matches!(bib.format, Format::Video | Format::StreamingVideo);
    let said = || statement::did(bib, person);
    Some(match person.role {
        Role::Illustrator => Did::As("illustrator"),
        Role::Translator => Did::As("translator"),
        Role::Editor => Did::As("editor"),
        Role::Narrator => Did::As("narrator"),
        Role::Body | Role::Author | Role::Adapter if person.main => Did::As("author"),
        Role::Body => return None,
        // Who made a film in another way than by directing it has the role of who directed or played in it.
        Role::Performer | Role::Author if film => return said(),
        Role::Performer if bib.format == Format::Music => Did::As("author"),
        Role::Performer => Did::As("narrator"),
        // Who retells a tale is its author, unless somebody else is.
        Role::Adapter => Did::Somehow,
        Role::Author => match said() {
            Some(Did::As(role)) => Did::As(role),
            _ => Did::As("author"),
        },
        Role::Other => return said(),
    })
}

/// Everybody whom a citation names, each with what they did, as CSL names it. Of whom nobody knows what they did is the author
/// of what has no other: no author is invented.
fn people(bib: &BibRecord) -> Vec<(&'static str, &Contributor)> {
    let did = |person| Some((role(bib, person)?, person));
    let all: Vec<(Did, &Contributor)> = bib.contributors.iter().filter_map(did).collect();
    let has = |role| all.iter().any(|(did, _)| *did == Did::As(role));
    let made = has("author") || has("director");
    let named = |(did, person)| match did {
        Did::As(role) => Some((role, person)),
        Did::Somehow if made => None,
        Did::Somehow => Some(("author", person)),
        Did::Aside => None,
    };
    all.into_iter().filter_map(named).collect()
}

/// Title, part and subtitle in one line.
fn title(bib: &BibRecord) -> String {
    let mut out = clean(&bib.title.proper);
    let part = bib.title.part.as_deref().map(clean).unwrap_or_default();
    let (_, part) = volume(&part);
    if !part.is_empty() {
        out.push_str(". ");
        out.push_str(part);
    }
    if let Some(remainder) = bib
        .title
        .remainder
        .as_deref()
        .map(clean)
        .filter(|r| !r.is_empty())
    {
        let ends = out.ends_with(['?', '!', ':', '.']);
        out.push_str(if ends { " " } else { ": " });
        out.push_str(&remainder);
    }
    out
}

/// The number in `Vol. 1`, `Book 2, The deep` or `#3` (MARC 245 $n), and what is left: a citation has volumes in a place of their
/// own (MLA 9 §5.51). Empty where the part is a name, or what it counts is something else (`Part 2`, `Season 1`).
fn volume(part: &str) -> (&str, &str) {
    const WORDS: [&str; 8] = ["volume", "vol.", "vol", "v.", "book", "bk.", "tome", "#"];
    let label = WORDS.iter().find(|word| {
        let rest = part.get(word.len()..).unwrap_or_default();
        let begins = part
            .get(..word.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        begins && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
    });
    let Some(label) = label else {
        return ("", part);
    };
    let rest = part[label.len()..].trim_start();
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let left = &rest[end..];
    if left.starts_with(|c: char| c.is_alphanumeric()) {
        return ("", part);
    }
    let bare = left.trim_start_matches(|c: char| !c.is_alphanumeric() && !"“‘\"([¿¡#".contains(c));
    (&rest[..end], bare)
}

/// Without the marks of cataloguers: brackets, closing ISBD punctuation, "S.l.", "s.n.", "[publisher not identified]".
fn clean(text: &str) -> String {
    let text = text.trim().trim_matches(['[', ']']).trim();
    let text = text.trim_end_matches([':', ';', ',', '/', '=', ' ']);
    let lower = text.to_lowercase();
    if matches!(lower.trim_end_matches('.'), "s.l" | "s.n" | "n.p")
        || lower.ends_with("not identified")
    {
        return String::new();
    }
    text.trim_matches(['[', ']']).to_owned()
}

/// An edition as CSL wants it: a number, or words, which a style shortens (`school::edition`); a first edition is not named (MLA 9 §5.48 names
/// editions that tell the work from others).
fn edition(text: &str) -> String {
    let text = clean(text);
    match crate::edition::parts(&text) {
        // "First American edition", "1st ed.", "Primera edición": the one that everybody means.
        (Some(1), _) => return String::new(),
        (Some(number), rest) if rest.is_empty() => return number.to_string(),
        _ => {}
    }
    let kept: Vec<&str> = text.split_whitespace().collect();
    let kept = kept.join(" ");
    let points = kept.ends_with("ed.") || kept.ends_with("rev.");
    if points {
        kept
    } else {
        kept.trim_end_matches('.').to_owned()
    }
}

/// A MARC language code as CSL's; `None` for what is no language: titles are then in the language of the list. English is said, too:
/// a list may be in another language.
fn language(code: &str) -> Option<&str> {
    Some(crate::coins::tag(code)).filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_core::bib::{Link, LinkKind, Publication, Series, Title};

    fn person(name: &str, role: Role, main: bool) -> Contributor {
        Contributor {
            name: name.into(),
            dates: None,
            role,
            main,
            vernacular: None,
        }
    }

    fn bib(format: Format, people: Vec<Contributor>, statement: &str) -> BibRecord {
        BibRecord {
            id: "b1".into(),
            title: Title {
                proper: "The wild robot".into(),
                responsibility: Some(statement.into()),
                ..Title::default()
            },
            contributors: people,
            format,
            publication: Publication {
                place: Some("New York :".into()),
                publisher: Some("Little, Brown and Company,".into()),
                year: Some(2016),
                ..Publication::default()
            },
            languages: vec!["eng".into()],
            ..BibRecord::default()
        }
    }

    #[test]
    fn a_book_with_all_that_the_catalogue_knows() {
        let mut record = bib(
            Format::Book,
            vec![person("Brown, Peter, 1979-", Role::Author, true)],
            "Peter Brown",
        );
        record.title.remainder = Some("a novel /".into());
        record.edition = Some("Second edition.".into());
        record.series = vec![Series {
            title: "Roz books".into(),
            number: Some("bk. 1".into()),
        }];
        let source = source(&record, None);
        assert_eq!(source.kind, Kind::BOOK);
        assert_eq!(source.text("title"), "The wild robot: a novel");
        assert_eq!(source.text("publisher"), "Little, Brown and Company");
        assert_eq!(source.text("publisher-place"), "New York");
        assert_eq!(source.text("edition"), "2");
        assert_eq!(source.text("collection-title"), "Roz books");
        assert_eq!(source.text("collection-number"), "1");
        assert_eq!(source.people("author")[0].inverted(), "Brown, Peter");
        assert_eq!(source.date("issued"), Some(&When::year(2016)));
        assert_eq!(source.text("language"), "en");
    }

    #[test]
    fn added_names_are_told_apart_by_the_statement() {
        let people = vec![
            person("Tolstoy, Leo", Role::Author, true),
            person("Garnett, Constance", Role::Other, false),
            person("Smith, Ann", Role::Other, false),
            person("Ross, Tony", Role::Other, false),
            person("Nobody, Nell", Role::Other, false),
        ];
        let record = bib(
            Format::Book,
            people,
            "Leo Tolstoy and Ann Smith ; translated by Constance Garnett ; illustrated by Tony Ross",
        );
        let source = source(&record, None);
        assert_eq!(source.kind, Kind::TRANSLATED);
        let names = |role: &str| -> Vec<String> {
            source
                .people(role)
                .iter()
                .map(|p| p.family.clone())
                .collect()
        };
        assert_eq!(names("author"), ["Tolstoy", "Smith"]);
        assert_eq!(names("translator"), ["Garnett"]);
        assert_eq!(names("illustrator"), ["Ross"]);
    }

    /// MARC 245 $c `by Audrey Wood ; with illustrations by Don Wood`, and 700 without $e.
    #[test]
    fn two_people_of_one_family_name_are_told_apart() {
        let names = |source: &Source, role: &str| -> Vec<String> {
            let people = source.people(role).iter();
            people.map(crate::Person::inverted).collect()
        };
        for (statement, other, author, illustrator) in [
            (
                "by Audrey Wood ; with illustrations by Don Wood",
                "Wood, Don",
                &["Wood, Audrey"][..],
                &["Wood, Don"][..],
            ),
            (
                "Audrey Wood and D. Wood",
                "Wood, Don, 1945-",
                &["Wood, Audrey", "Wood, Don"],
                &[],
            ),
            // Nothing says what this one did, and nobody else's name does.
            ("Audrey Wood", "Wood, Don", &["Wood, Audrey"], &[]),
            (
                "Audrey Wood and Lilian Berg",
                "Li, An",
                &["Wood, Audrey"],
                &[],
            ),
            (
                "Audrey Wood ; pictures by Li",
                "Li, An",
                &["Wood, Audrey"],
                &["Li, An"],
            ),
            (
                "Audrey Wood ; illustrated by J.K. O'Dell",
                "O'Dell, J. K.",
                &["Wood, Audrey"],
                &["O'Dell, J. K."],
            ),
        ] {
            let people = vec![
                person("Wood, Audrey", Role::Author, true),
                person(other, Role::Other, false),
            ];
            let found = source(&bib(Format::Book, people, statement), None);
            assert_eq!(names(&found, "author"), author, "{statement}");
            assert_eq!(names(&found, "illustrator"), illustrator, "{statement}");
        }
    }

    /// Who is named for what, of a record with one main author (if any) and others without a relator.
    fn named(format: Format, main: &str, others: &[&str], statement: &str) -> Vec<String> {
        let mut people: Vec<Contributor> = others
            .iter()
            .map(|name| person(name, Role::Other, false))
            .collect();
        if !main.is_empty() {
            people.insert(0, person(main, Role::Author, true));
        }
        let source = source(&bib(format, people, statement), None);
        let all = source.people.iter().flat_map(|(role, people)| {
            let named = |person: &crate::Person| [role, " ", &person.family].concat();
            people.iter().map(named).collect::<Vec<_>>()
        });
        all.collect()
    }

    #[test]
    fn who_wrote_an_introduction_is_no_author() {
        for (statement, other, role) in [
            (
                "Jane Austen ; with an introduction and notes by Fiona Stafford",
                "Stafford, Fiona",
                "",
            ),
            (
                "by Jane Austen ; with an introd. by Lord David Cecil",
                "Cecil, David",
                "",
            ),
            ("Jane Austen ; foreword, Ann Lee", "Lee, Ann", ""),
            (
                "Jane Austen ; mit einem Nachwort von Ann Lee",
                "Lee, Ann",
                "",
            ),
            ("par Jane Austen ; préface de Ann Lee", "Lee, Ann", ""),
            ("Jane Austen ; prólogo y notas de Ann Lee", "Lee, Ann", ""),
            ("Jane Austen ; prefácio de Ann Lee", "Lee, Ann", ""),
            ("Jane Austen ; revised by Ann Lee", "Lee, Ann", ""),
            ("Jane Austen ; cover art by Ann Lee", "Lee, Ann", ""),
            ("Jane Austen ; arr. Ann Lee", "Lee, Ann", ""),
            ("Jane Austen ; przeł. Ann Lee", "Lee, Ann", ""),
            (
                "Jane Austen ; with the assistance of Ann Lee",
                "Lee, Ann",
                "",
            ),
            (
                "dramatized by Jane Austen from a novel by Ann Lee",
                "Lee, Ann",
                "",
            ),
            (
                "Jane Austen ; with photographs by Ann Lee",
                "Lee, Ann",
                "illustrator",
            ),
            (
                "Jane Austen ; ilustraciones de Ann Lee",
                "Lee, Ann",
                "illustrator",
            ),
            (
                "Jane Austen ; edited with an introduction by Ann Lee",
                "Lee, Ann",
                "editor",
            ),
            ("Jane Austen ; Hrsg. von Ann Lee", "Lee, Ann", "editor"),
            ("Jane Austen ; Ann Lee, editor", "Lee, Ann", "editor"),
            (
                "Jane Austen ; edición, introducción y notas de Ann Lee",
                "Lee, Ann",
                "editor",
            ),
            (
                "Jane Austen ; edited by Bo Ek with an introduction by Ann Lee",
                "Lee, Ann",
                "",
            ),
            (
                "Jane Austen ; translated [from the Greek] with notes by Ann Lee",
                "Lee, Ann",
                "translator",
            ),
            (
                "Jane Austen ; aus dem Englischen übersetzt von Bo und Ann Lee",
                "Lee, Ann",
                "translator",
            ),
            (
                "JANE AUSTEN ; WITH AN INTRODUCTION BY ANN LEE",
                "Lee, Ann",
                "",
            ),
            (
                "Jane Austen ; foreword by Ann Lee ; translated by Ann Lee",
                "Lee, Ann",
                "translator",
            ),
            // "la" is no name, though it stands in one.
            (
                "Jane Austen ; publié sous la direction de Ann la Lee",
                "La Lee, Ann",
                "editor",
            ),
            ("by Jane Austen and Ann Lee", "Lee, Ann", "author"),
            ("Jane Austen, Bo Ek [and] Ann Lee", "Lee, Ann", "author"),
            ("by Jane Austen with Ann Lee", "Lee, Ann", "author"),
            ("JANE AUSTEN AND ANN LEE", "Lee, Ann", "author"),
            ("written by Jane Austen and Ann Lee", "Lee, Ann", "author"),
            (
                "Jane Austen ; written and illustrated by Ann Lee",
                "Lee, Ann",
                "author",
            ),
        ] {
            let mut expected = vec!["author Austen".to_owned()];
            if !role.is_empty() {
                let family = other.split(',').next().unwrap_or_default();
                expected.push([role, " ", family].concat());
            }
            let found = named(Format::Book, "Austen, Jane", &[other], statement);
            assert_eq!(found, expected, "{statement}");
        }
    }

    #[test]
    fn what_says_its_author_has_one() {
        for (statement, others, expected) in [
            ("by Ann Lee", &["Lee, Ann"][..], &["author Lee"][..]),
            (
                "Ann Lee y Bo Ek",
                &["Lee, Ann", "Ek, Bo"],
                &["author Lee", "author Ek"],
            ),
            // Something was done by somebody, and nobody else did anything.
            ("transcribed by Ann Lee", &["Lee, Ann"], &["author Lee"]),
            ("retold by Ann Lee", &["Lee, Ann"], &["author Lee"]),
            (
                "by Bo Ek ; retold by Ann Lee",
                &["Lee, Ann", "Ek, Bo"],
                &["author Ek"],
            ),
            ("with an introduction by Ann Lee", &["Lee, Ann"], &[]),
            (
                "Ann Lee, Bo Ek, editors",
                &["Lee, Ann", "Ek, Bo"],
                &["editor Lee", "editor Ek"],
            ),
            ("Ann Lee", &["Ek, Bo"], &[]),
        ] {
            assert_eq!(
                named(Format::Book, "", others, statement),
                expected,
                "{statement}"
            );
        }
    }

    /// APA 7 §10.12, MLA 9 §5.23: a film has its director; its producers, writers and cast are no authors.
    #[test]
    fn a_film_has_its_director_in_front() {
        let names = ["Lee, Ann", "Ek, Bo", "Rao, Priya"];
        for (statement, expected) in [
            (
                "a Studio Owl film ; director, Ann Lee ; producer, Bo Ek ; screenplay by Priya Rao and Cy Fox",
                &["director Lee"][..],
            ),
            (
                "directed, written by Ann Lee ; produced by Bo Ek",
                &["director Lee"],
            ),
            (
                "directed by Ann Lee, Bo Ek",
                &["director Lee", "director Ek"],
            ),
            (
                "screenplay by Ann Lee ; directed by Ann Lee",
                &["director Lee"],
            ),
            ("Bo Ek presenta ; un film de Ann Lee", &["director Lee"]),
            ("réalisation, Ann Lee", &["director Lee"]),
            (
                "dirigida por Ann Lee ; producida por Bo Ek",
                &["director Lee"],
            ),
            ("eine Komödie ; Regie: Ann Lee", &["director Lee"]),
            (
                "director of photography, Bo Ek ; directed by Ann Lee",
                &["director Lee"],
            ),
            (
                "directed by Ann Lee ; starring Bo Ek",
                &["director Lee", "performer Ek"],
            ),
            ("directed by Cy Fox ; based on the book by Ann Lee", &[]),
            // The cast.
            ("Ann Lee, Bo Ek, Priya Rao", &[]),
            ("by Ann Lee", &["author Lee"]),
            ("directed by Bo Ek ; by Ann Lee", &["director Ek"]),
        ] {
            assert_eq!(
                named(Format::Video, "", &names, statement),
                expected,
                "{statement}"
            );
        }
        // A relator says no more than that they directed, produced or played.
        let people = vec![
            person("Fox, Cy", Role::Author, true),
            person("Lee, Ann", Role::Performer, false),
            person("Ek, Bo", Role::Performer, false),
            person("Rao, Priya", Role::Author, false),
        ];
        let record = bib(
            Format::StreamingVideo,
            people,
            "directed by Ann Lee ; screenplay, Priya Rao",
        );
        let found = source(&record, None);
        let roles: Vec<&str> = found.people.iter().map(|(role, _)| role.as_str()).collect();
        assert_eq!(roles, ["author", "director"], "{found:?}");
        assert_eq!(found.people("author").len(), 1);
    }

    /// AACR2 1.4F7: what a catalogue guessed is no year.
    #[test]
    fn a_year_that_nobody_knows_is_none() {
        for (text, year, iso, about) in [
            ("[19--?]", None, None, false),
            ("[19--]", None, None, false),
            ("[198-?]", None, Some("1980s"), false),
            ("[date of publication not identified]", None, None, false),
            ("[n.d.]", None, None, false),
            ("[2019?]", Some(2019), Some("2019"), true),
            ("[ca. 1960]", Some(1960), Some("1960"), true),
            ("1977, c1963", Some(1977), Some("1977"), false),
            ("[between 1906 and 1912?]", Some(1906), Some("1906"), false),
        ] {
            let mut record = bib(Format::Book, Vec::new(), "");
            record.publication.year = year;
            record.publication.date_text = Some(text.into());
            let found = source(&record, None);
            let issued = found.date("issued");
            assert_eq!(issued.map(When::iso).as_deref(), iso, "{text}");
            assert_eq!(issued.is_some_and(|when| when.about), about, "{text}");
        }
    }

    #[test]
    fn every_format_is_a_kind() {
        for (format, kind) in [
            (Format::Book, Kind::BOOK),
            (Format::PictureBook, Kind::BOOK),
            (Format::GraphicNovel, Kind::COMIC),
            (Format::Ebook, Kind::EBOOK),
            (Format::Audiobook, Kind::BOOK),
            (Format::Video, Kind::FILM),
            (Format::Map, Kind::MAP),
            (Format::Website, Kind::SITE),
            (Format::Software, Kind::SOFTWARE),
            (Format::Kit, Kind::BOOK),
            (Format::Object, Kind::BOOK),
            (Format::Music, Kind::SONG),
            (Format::Serial, Kind::MAGAZINE),
        ] {
            let record = bib(format, vec![person("Brown, Peter", Role::Author, true)], "");
            assert_eq!(source(&record, None).kind, kind, "{format:?}");
        }
        let editors = vec![person("Solnit, Rebecca", Role::Editor, false)];
        assert_eq!(
            source(&bib(Format::Book, editors, ""), None).kind,
            Kind::EDITED
        );
    }

    #[test]
    fn kits_games_and_albums_say_what_they_are() {
        let mut record = bib(Format::Kit, Vec::new(), "");
        assert_eq!(source(&record, None).text("genre"), "Kit");
        record.format = Format::Object;
        assert_eq!(source(&record, None).text("genre"), "Object");
        record.extent = Some("1 game (52 cards)".into());
        assert_eq!(source(&record, None).text("genre"), "Game");
        record.format = Format::Music;
        assert_eq!(source(&record, None).text("genre"), "Album");
        record.format = Format::Book;
        assert_eq!(source(&record, None).text("genre"), "");
    }

    #[test]
    fn a_periodical_is_where_an_article_was_read() {
        for (name, language, expected) in [
            (
                "National geographic kids",
                "eng",
                "National Geographic Kids",
            ),
            (
                "The horn book guide to children's books",
                "eng",
                "The Horn Book Guide to Children's Books",
            ),
            ("iPhone life", "eng", "iPhone Life"),
            ("Muy interesante", "spa", "Muy interesante"),
            ("École", "", "École"),
        ] {
            let mut record = bib(Format::Serial, Vec::new(), "");
            record.title.proper = name.into();
            record.languages = vec![language.into()];
            let found = source(&record, None);
            assert_eq!(
                (found.text("container-title"), found.text("title")),
                (expected, ""),
                "{name}"
            );
        }
    }

    #[test]
    fn an_ebook_has_its_address_and_an_audiobook_its_reader() {
        let link = Link {
            url: "https://books.example/1".into(),
            label: None,
            kind: LinkKind::Resource,
        };
        let mut record = bib(Format::Ebook, Vec::new(), "");
        record.links = vec![link.clone()];
        assert_eq!(source(&record, None).text("URL"), "https://books.example/1");
        // A table of contents on the web makes no e-book of a book.
        record.format = Format::Book;
        assert_eq!(source(&record, None).text("URL"), "");
        let reader = vec![
            person("Gaiman, Neil", Role::Author, true),
            person("Dale, Jim", Role::Narrator, false),
        ];
        let heard = source(&bib(Format::Audiobook, reader, ""), None);
        assert_eq!(heard.text("medium"), "Audiobook");
        assert_eq!(heard.people("narrator")[0].family, "Dale");
    }

    #[test]
    fn a_film_says_what_it_is_on() {
        for (extent, note, medium) in [
            ("1 videodisc (93 min.)", "", "DVD"),
            ("1 Blu-ray disc", "DVD extras", "Blu-ray"),
            ("1 video disc", "DVD, region 1.", "DVD"),
            ("1 videocassette", "", "VHS"),
            ("1 film reel", "", ""),
        ] {
            let mut record = bib(Format::Video, Vec::new(), "");
            record.extent = Some(extent.into());
            record.notes = vec![note.into()];
            assert_eq!(source(&record, None).text("medium"), medium, "{extent}");
            record.format = Format::StreamingVideo;
            assert_eq!(source(&record, None).text("medium"), "", "{extent}");
        }
    }

    #[test]
    fn the_number_of_a_volume_is_no_title() {
        for (part, number, title) in [
            ("Vol. 1", "1", "Dragon ball"),
            ("Volume 12,", "12", "Dragon ball"),
            ("Book 2, The deep", "2", "Dragon ball. The deep"),
            ("#3", "3", "Dragon ball"),
            ("Part 2", "", "Dragon ball. Part 2"),
            ("The deep", "", "Dragon ball. The deep"),
            ("Book of days", "", "Dragon ball. Book of days"),
            ("Vol. 1st", "", "Dragon ball. Vol. 1st"),
        ] {
            let mut record = bib(Format::GraphicNovel, Vec::new(), "");
            record.title.proper = "Dragon ball".into();
            record.title.part = Some(part.into());
            let found = source(&record, None);
            assert_eq!(
                (found.text("volume"), found.text("title")),
                (number, title),
                "{part}"
            );
        }
    }

    #[test]
    fn editions_in_every_spelling() {
        for (text, expected) in [
            ("First edition.", ""),
            ("1st American ed.", ""),
            ("2nd ed.", "2"),
            ("Third edition", "3"),
            ("Primera edición.", ""),
            ("1a ed. en español", ""),
            ("Segunda edición.", "2"),
            ("2. Auflage", "2"),
            ("Troisième édition", "3"),
            ("Second revised edition.", "Second revised edition"),
            ("2011 edition", "2011 edition"),
            ("Rev. ed.", "Rev. ed."),
            (
                "Revised and updated edition.",
                "Revised and updated edition",
            ),
            ("25th anniversary edition.", "25th anniversary edition"),
            ("Large print edition", "Large print edition"),
            ("", ""),
        ] {
            assert_eq!(edition(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        for text in ["[publisher not identified]", "[s.n.]", "S.l. :"] {
            assert_eq!(clean(text), "", "{text}");
        }
    }

    #[test]
    fn names_keep_the_order_of_the_title_page() {
        for (name, statement, expected) in [
            ("Park, Jin-ho", "Park Jin-ho ; translated by Ann Lee", true),
            ("Han, Kang,", "by Han Kang", true),
            ("Park, Linda Sue", "Linda Sue Park", false),
            ("Park, Jin-ho", "", false),
            ("Li, An", "by Lilian Berg", false),
            ("Avi", "Avi", false),
        ] {
            let record = bib(
                Format::Book,
                vec![person(name, Role::Author, true)],
                statement,
            );
            let mut source = source(&record, None);
            keep_order_of_names(&mut source, &record);
            let first = source.people("author")[0].family_first;
            assert_eq!(first, expected, "{name} / {statement}");
        }
    }
}
