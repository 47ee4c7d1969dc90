//! A pasted citation, read: which parts it has, which style it looks like, and what is missing. A guess that says so.

mod apa;

use crate::kind::Kind;
use crate::names;
use crate::source::{Source, When};
use crate::{check, markup};

/// What a stretch of a pasted citation seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// People or a body at the beginning.
    Author,
    /// The title.
    Title,
    /// The bigger work.
    Container,
    /// Publisher, place, database.
    Maker,
    /// A year or a day.
    Date,
    /// Volume, issue.
    Number,
    /// Pages.
    Pages,
    /// An address or a DOI.
    Address,
    /// The day of looking.
    Accessed,
}

/// The style a citation looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// The year in brackets behind the author.
    Apa,
    /// The year behind the publisher; "vol.", "pp."
    Mla,
    /// The year behind the author without brackets, or a place before the publisher.
    Chicago,
    /// Nothing tells.
    Unknown,
}

/// A citation that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Pasted {
    /// What could be filled in.
    pub source: Source,
    /// Stretches of the text, in order, each as bytes from and to, and what it seems to be.
    pub parts: Vec<(usize, usize, Part)>,
    /// The style.
    pub looks: Looks,
}

/// Reads one citation. Never fails: what is not understood is the title.
#[must_use]
pub fn read(text: &str) -> Pasted {
    let text = text.trim();
    let mut found: Vec<(usize, usize, Part)> = Vec::new();
    let mut source = Source::new("", Kind::BOOK);
    addresses(text, &mut source, &mut found);
    accessed(text, &mut source, &mut found);
    let year = year(text, &found);
    let pages = labelled(text, &["pp. ", "p. ", "pp.", "pages "]);
    if let Some((from, to, value)) = &pages {
        source.set("page", &value.replace('–', "-"));
        found.push((*from, *to, Part::Pages));
    }
    for (name, labels) in [
        ("volume", &["vol. ", "Vol. "][..]),
        ("issue", &["no. ", "No. "][..]),
    ] {
        if let Some((from, to, value)) = labelled(text, labels) {
            source.set(name, &value);
            found.push((from, to, Part::Number));
        }
    }
    let looks = looks(text, year);
    // The author stands before the first point that ends no initial, or before the year in brackets.
    let first_free = found
        .iter()
        .map(|(from, ..)| *from)
        .min()
        .unwrap_or(text.len());
    let author_end = match (looks, year) {
        (Looks::Apa, Some((from, _))) => text[..from].trim_end_matches([' ', '(']).len(),
        _ => author_end(text).min(first_free),
    };
    let mut at = 0;
    if author_end > 0 && !text.starts_with(['“', '"']) {
        let whole = text[..author_end].trim_end();
        // The point of an initial stays.
        let last = whole.trim_end_matches('.').rsplit([' ', '.']).next();
        let initial = last.is_some_and(|word| word.chars().count() == 1);
        let names = if initial {
            whole
        } else {
            whole.trim_end_matches(['.', ' '])
        };
        for person in people(names) {
            source.add_person("author", person);
        }
        found.push((0, names.len(), Part::Author));
        at = author_end;
    }
    if let Some((from, to)) = year {
        source.set_date("issued", date_around(text, from, to));
        found.push((from, to, Part::Date));
        if looks == Looks::Apa {
            at = at.max(text[to..].find(')').map_or(to, |n| to + n + 1));
        } else if from < at + 8 {
            at = at.max(to);
        }
    }
    body(text, at, looks, &mut source, &mut found);
    if !source.text("container-title").is_empty() || text.contains('“') || text.contains('"') {
        source.kind = match () {
            () if !source.people("editor").is_empty() => Kind::CHAPTER,
            () if !source.text("volume").is_empty() => Kind::JOURNAL,
            () if !source.text("URL").is_empty() => Kind::PAGE,
            () if !source.text("page").is_empty() => Kind::CHAPTER,
            () => Kind::MAGAZINE,
        };
    } else if !source.text("URL").is_empty() {
        source.kind = Kind::PAGE;
    }
    crate::order::sort_by(&mut found, |(from, ..)| *from);
    found.retain(|(from, to, _)| from < to);
    Pasted {
        source,
        parts: found,
        looks,
    }
}

fn addresses(text: &str, source: &mut Source, found: &mut Vec<(usize, usize, Part)>) {
    let mut at = 0;
    while let Some(word_at) = text[at..].find(|c: char| !c.is_whitespace()) {
        let from = at + word_at;
        let end = text[from..]
            .find(char::is_whitespace)
            .map_or(text.len(), |n| from + n);
        let word = text[from..end].trim_end_matches(['.', ',', ';', ')']);
        let bare = word.to_ascii_lowercase();
        if check::doi(word).is_some() && (bare.contains("doi") || bare.starts_with("10.")) {
            source.set("DOI", check::doi(word).unwrap_or_default());
            found.push((from, from + word.len(), Part::Address));
        } else if bare.starts_with("http://")
            || bare.starts_with("https://")
            || bare.starts_with("www.")
        {
            source.set("URL", word);
            found.push((from, from + word.len(), Part::Address));
        }
        at = end;
    }
}

fn accessed(text: &str, source: &mut Source, found: &mut Vec<(usize, usize, Part)>) {
    let lower = text.to_ascii_lowercase();
    for mark in ["accessed ", "retrieved ", "date seen: "] {
        if let Some(at) = lower.find(mark) {
            let from = at + mark.len();
            let rest = &text[from..];
            let end = rest
                .find(" from ")
                .or_else(|| rest.find(". "))
                .unwrap_or(rest.len());
            let words = rest[..end].trim_end_matches(['.', ',']);
            let when = When::read(words);
            if when.year != 0 {
                source.set_date("accessed", when);
                found.push((at, from + words.len(), Part::Accessed));
                return;
            }
        }
    }
}

/// The first year from 1400 to 2100 that is in no address and in no date of looking.
fn year(text: &str, found: &[(usize, usize, Part)]) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(3)).find_map(|at| {
        let digits = bytes[at..at + 4].iter().all(u8::is_ascii_digit);
        let alone = (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && bytes
                .get(at + 4)
                .is_none_or(|b| !b.is_ascii_digit() && *b != b'-');
        let taken = found.iter().any(|(from, to, _)| (*from..*to).contains(&at));
        if !digits || !alone || taken {
            return None;
        }
        let year: u32 = text.get(at..at + 4)?.parse().ok()?;
        (1400..=2100).contains(&year).then_some((at, at + 4))
    })
}

/// The whole date that the year is in: `8 Mar. 2024`, `2024, March 8`.
fn date_around(text: &str, from: usize, to: usize) -> When {
    let open = text[..from].rfind(['(', ',', '.', '“', '”']);
    let mut start = open.map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    // "8 Mar. 2024": the point belongs to the month.
    if open.is_some_and(|at| text[at..].starts_with('.')) {
        let before = &text[..open.unwrap_or(0)];
        let word = before.rsplit(' ').next().unwrap_or_default();
        if crate::source::month(word).is_some() {
            start = before[..before.len() - word.len()]
                .rfind([',', '.', '('])
                .map_or(0, |at| at + 1);
        }
    }
    let behind = &text[to..];
    let end = if behind.starts_with(", ") {
        behind.find(')').map_or(to, |at| to + at)
    } else {
        to
    };
    let whole = When::read(text[start..end].trim());
    if whole.year != 0 {
        whole
    } else {
        When::read(&text[from..to])
    }
}

fn labelled(text: &str, labels: &[&str]) -> Option<(usize, usize, String)> {
    labels.iter().find_map(|label| {
        let at = text.find(label)?;
        let before = text[..at].chars().next_back();
        if before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let from = at + label.len();
        let end = text[from..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '–' | '+')))
            .map_or(text.len(), |n| from + n);
        (end > from).then(|| (at, end, text[from..end].to_owned()))
    })
}

fn looks(text: &str, year: Option<(usize, usize)>) -> Looks {
    let Some((from, to)) = year else {
        return Looks::Unknown;
    };
    let bracket = text[..from].ends_with('(') && from < 120;
    let closes = text[to..].starts_with(')') || text[to..].starts_with(", ");
    if bracket && closes {
        return Looks::Apa;
    }
    let before = text[..from].trim_end();
    if before.ends_with('.') && text[to..].starts_with('.') && from < text.len() / 2 {
        return Looks::Chicago;
    }
    let part = text[..from].rsplit(". ").next().unwrap_or_default();
    if part.contains(": ") && !text.contains("vol. ") {
        return Looks::Chicago;
    }
    if before.ends_with(',') || text.contains("vol. ") || text.contains("pp. ") {
        return Looks::Mla;
    }
    Looks::Unknown
}

/// Where the author ends: at the first point that is no initial's.
fn author_end(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find(". ").map(|at| from + at) {
        let word = text[..at]
            .rsplit([' ', '.', '-'])
            .next()
            .unwrap_or_default();
        let initial = word.chars().count() == 1;
        let after = text[at + 2..].chars().next();
        let again = text[at + 2..].chars().nth(1) == Some('.');
        let title_follows =
            after.is_some_and(|c| matches!(c, '“' | '"' | '(')) || (initial && !again && at > 3);
        if !matches!(word, "Jr" | "Sr" | "Dr" | "St") && (!initial || title_follows) {
            return at + 1;
        }
        from = at + 2;
    }
    0
}

fn people(text: &str) -> Vec<crate::Person> {
    let text = text
        .trim_end_matches(", et al")
        .trim_end_matches(" et al")
        .trim_end_matches(", editors")
        .trim_end_matches(", editor");
    let mut list = Vec::new();
    for (n, part) in text
        .replace(", & ", "\u{1}")
        .replace(" & ", "\u{1}")
        .replace(", and ", "\u{1}")
        .replace(" and ", "\u{1}")
        .split('\u{1}')
        .enumerate()
    {
        let part = part.trim().trim_matches(',').trim();
        // "Rao, P., Lee, K.": initials end a name.
        let pieces: Vec<&str> = part.split("., ").collect();
        if pieces.len() > 1 {
            for piece in pieces {
                list.push(names::typed(&[piece.trim_end_matches('.'), "."].concat()));
            }
        } else if !part.is_empty() {
            let is_body = n == 0 && names::is_body(part) && !part.contains(',');
            list.push(if is_body {
                crate::Person::body(part)
            } else {
                names::typed(part)
            });
        }
    }
    list
}

/// Title, then what stands behind it.
fn body(
    text: &str,
    at: usize,
    looks: Looks,
    source: &mut Source,
    found: &mut Vec<(usize, usize, Part)>,
) {
    let known = found.clone();
    let taken = |place: usize| {
        known
            .iter()
            .any(|(from, to, _)| (*from..*to).contains(&place))
    };
    let rest_at =
        at + (text[at..].len() - text[at..].trim_start_matches(['.', ' ', ')', ',']).len());
    let rest = &text[rest_at..];
    let (title_from, title_to, after) = match rest.chars().next() {
        Some(open @ ('“' | '"')) => {
            let close = if open == '“' { '”' } else { '"' };
            let from = rest_at + open.len_utf8();
            let to = text[from..].find(close).map_or(text.len(), |n| from + n);
            (from, to, (to + close.len_utf8()).min(text.len()))
        }
        _ => {
            let to = rest_at + title_end(rest);
            (rest_at, to, to)
        }
    };
    let mut title = text[title_from..title_to.max(title_from)].trim_end_matches(['.', ',', ' ']);
    // "Weather (2nd ed.)": APA's place for the edition.
    if let Some((before, inside)) = title.strip_suffix(')').and_then(|t| t.rsplit_once(" ("))
        && let Some(edition) = edition(inside)
    {
        source.set("edition", edition);
        title = before.trim_end();
    }
    source.set("title", &markup::plain(title));
    let quoted = title_from > rest_at;
    found.push((title_from, title_from + title.len(), Part::Title));
    let after = if looks == Looks::Apa {
        apa::article(text, after, source, found)
            .or_else(|| apa::chapter(text, after, source, found))
            .unwrap_or(after)
    } else {
        after
    };
    // Behind the title: container and publisher, cut at commas and points, without what is known already.
    let mut place = after;
    let mut first = true;
    // Where the publisher began, while only commas stand between its parts: "Farrar, Straus and Giroux".
    let mut maker: Option<(usize, usize)> = None;
    for piece in text[after.min(text.len())..].split_inclusive(['.', ',']) {
        let from = place + (piece.len() - piece.trim_start().len());
        place += piece.len();
        let bare = piece.trim().trim_end_matches(['.', ',', ')']).trim();
        let lower = bare.to_ascii_lowercase();
        // "2nd ed.", and "Rev. ed." whose own point has cut it.
        let cut = text[place..].starts_with(" ed.").then_some(bare);
        if let Some(name) = edition(bare).or(cut) {
            source.set("edition", name);
            maker = None;
            continue;
        }
        let skip = bare.len() < 3
            || taken(from)
            || bare
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() || c == '–')
            || ["accessed", "retrieved", "edited by", "translated by"]
                .iter()
                .any(|w| lower.starts_with(w))
            || ["vol", "no", "pp", "(pp"]
                .iter()
                .any(|w| lower.split(' ').next() == Some(w))
            || crate::source::month(bare).is_some()
            || When::read(bare).year != 0;
        if skip {
            maker = maker.filter(|_| bare.is_empty());
            continue;
        }
        if let Some((start, at)) = maker {
            set_maker(&text[start..from + bare.len()], source);
            found[at].1 = from + bare.len();
            maker = piece.ends_with(',').then_some((start, at));
            continue;
        }
        let bare = match bare.strip_prefix("In ") {
            Some(book) if quoted && first => book,
            _ => bare,
        };
        let from = place - piece.len() + piece.find(bare).unwrap_or(0);
        let (name, part) = match (first, quoted) {
            (true, true) => ("container-title", Part::Container),
            _ => ("publisher", Part::Maker),
        };
        if source.text(name).is_empty() {
            if name == "publisher" {
                set_maker(bare, source);
                maker = piece.ends_with(',').then_some((from, found.len()));
            } else {
                source.set(name, bare);
            }
            found.push((from, from + bare.len(), part));
        }
        first = false;
    }
}

/// "New York: Knopf": the place stands before the colon.
fn set_maker(text: &str, source: &mut Source) {
    let company = match text.split_once(": ") {
        Some((city, company)) => {
            source.set("publisher-place", city);
            company
        }
        None => text,
    };
    source.set("publisher", company);
}

/// The edition in "2nd ed.", "Rev. ed", "Third edition".
fn edition(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches('.');
    [" ed", " edition"]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .map(str::trim)
        .filter(|name| !name.is_empty() && name.len() < 24)
}

/// Where a title without quotation marks ends: at its first point, or at a question mark or exclamation mark that something
/// other than the rest of the title stands behind.
fn title_end(rest: &str) -> usize {
    let mut point = 0;
    let point = loop {
        let Some(at) = rest[point..].find(". ").map(|at| point + at) else {
            break rest.len();
        };
        let word = rest[..at].rsplit([' ', '(']).next().unwrap_or_default();
        if !matches!(word, "Dr" | "Mr" | "Mrs" | "Ms" | "St" | "vs") {
            break at;
        }
        point = at + 2;
    };
    let marks = rest.match_indices(['?', '!']);
    for (at, _) in marks.filter(|(at, _)| *at < point && rest[at + 1..].starts_with(' ')) {
        // "What If? Serious Answers. Houghton": two sentences before any comma, and the second is no address.
        let behind = &rest[at + 2..];
        let next = behind.find(". ").map_or("", |n| &behind[n + 2..]);
        let sentence = behind.find(". ").unwrap_or(behind.len());
        let comma = behind.find(", ").unwrap_or(behind.len());
        if next.is_empty() || next.starts_with("http") || comma < sentence {
            return at + 1;
        }
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, looks: Looks, kind: Kind, words: [&str; 4], year: i32) {
        let pasted = read(text);
        let source = &pasted.source;
        let names: Vec<String> = source
            .people("author")
            .iter()
            .map(crate::Person::inverted)
            .collect();
        let names = names.join("; ");
        let found = (
            pasted.looks,
            source.kind,
            [
                names.as_str(),
                source.text("title"),
                source.text("container-title"),
                source.text("publisher"),
            ],
            source.date("issued").map_or(0, |when| when.year),
        );
        assert_eq!(found, (looks, kind, words, year), "{text}\n{pasted:?}");
        for (from, to, _) in &pasted.parts {
            assert!(text.get(*from..*to).is_some(), "{text}");
        }
    }

    #[test]
    fn citations_in_the_common_styles() {
        check(
            "Sachar, Louis. Holes. Farrar, Straus and Giroux, 1998.",
            Looks::Mla,
            Kind::BOOK,
            ["Sachar, Louis", "Holes", "", "Farrar, Straus and Giroux"],
            1998,
        );
        check(
            "Rao, Priya. “Who Owns the Moon?” Journal of Space, vol. 12, no. 3, Apr. 2022, pp. 101–25, https://doi.org/10.1000/182.",
            Looks::Mla,
            Kind::JOURNAL,
            ["Rao, Priya", "Who Owns the Moon?", "Journal of Space", ""],
            2022,
        );
        check(
            "Sachar, L. (1998). Holes. Yearling.",
            Looks::Apa,
            Kind::BOOK,
            ["Sachar, L.", "Holes", "", "Yearling"],
            1998,
        );
        check(
            "Lowry, Lois. The Giver. Boston: Houghton Mifflin, 1993.",
            Looks::Chicago,
            Kind::BOOK,
            ["Lowry, Lois", "The Giver", "", "Houghton Mifflin"],
            1993,
        );
        check(
            "NASA. (2024, March 8). Moon facts. https://moon.nasa.gov/facts",
            Looks::Apa,
            Kind::PAGE,
            ["NASA", "Moon facts", "", ""],
            2024,
        );
        check(
            "“Volcano.” World Book, 2020.",
            Looks::Mla,
            Kind::MAGAZINE,
            ["", "Volcano", "World Book", ""],
            2020,
        );
    }

    #[test]
    fn publishers_with_commas_and_editions() {
        for (text, edition, publisher, place) in [
            (
                "Rao, Priya. Weather. 2nd ed., Knopf, 2020.",
                "2nd",
                "Knopf",
                "",
            ),
            (
                "Rao, Priya. Weather. Rev. ed., Farrar, Straus and Giroux, 2020.",
                "Rev",
                "Farrar, Straus and Giroux",
                "",
            ),
            (
                "Rao, Priya. Weather. North Point, 2020.",
                "",
                "North Point",
                "",
            ),
            (
                "Rao, P. (2020). Weather (3rd ed.). New York, NY: Knopf.",
                "3rd",
                "Knopf",
                "New York, NY",
            ),
        ] {
            let source = read(text).source;
            let found = [
                source.text("title"),
                source.text("edition"),
                source.text("publisher"),
                source.text("publisher-place"),
            ];
            assert_eq!(found, ["Weather", edition, publisher, place], "{text}");
        }
    }

    #[test]
    fn articles_and_chapters_in_apa() {
        for (text, kind, words) in [
            (
                "Rao, P. (2022). Who owns the moon? Journal of Space, 12(3), 101–125. https://doi.org/10.1000/182",
                Kind::JOURNAL,
                [
                    "Who owns the moon?",
                    "Journal of Space",
                    "12",
                    "3",
                    "101-125",
                    "",
                ],
            ),
            (
                "Rao, P. (2022). Owning the moon. Science, Technology, & Human Values, 12, 7.",
                Kind::JOURNAL,
                [
                    "Owning the moon",
                    "Science, Technology, & Human Values",
                    "12",
                    "",
                    "7",
                    "",
                ],
            ),
            (
                "Rao, P. (2022). What if? Serious answers. Houghton Mifflin.",
                Kind::BOOK,
                [
                    "What if? Serious answers",
                    "",
                    "",
                    "",
                    "",
                    "Houghton Mifflin",
                ],
            ),
            (
                "Rao, P. (2022). Rain. In R. Solnit & K. Lee (Eds.), The weather book (pp. 3–20). Farrar, Straus and Giroux.",
                Kind::CHAPTER,
                [
                    "Rain",
                    "The weather book",
                    "",
                    "",
                    "3-20",
                    "Farrar, Straus and Giroux",
                ],
            ),
        ] {
            let pasted = read(text);
            let source = pasted.source;
            let found = [
                "title",
                "container-title",
                "volume",
                "issue",
                "page",
                "publisher",
            ]
            .map(|name| source.text(name));
            assert_eq!((source.kind, found), (kind, words), "{text}");
        }
        let text = "Rao, P. (2022). Rain. In R. Solnit & K. Lee (Eds.), The weather book. Knopf.";
        let editors = ["Solnit, R.", "Lee, K."];
        let read = read(text).source;
        let found: Vec<String> = read.people("editor").iter().map(|p| p.inverted()).collect();
        assert_eq!(found, editors);
    }

    #[test]
    fn no_text_breaks_it() {
        for text in [
            "",
            ".",
            ". . .",
            "“",
            "\"a",
            "(2020)",
            "a. (2020",
            "é. “é",
            "10.1/x",
            "https://",
            "2020",
            "accessed ",
            "pp. ",
            "vol. é",
            "A. B. C. D.",
            "é, & é and é",
            "é. (2020). é? é, 1(é), é",
            "é. (2020). é. In é (Ed.), é (é",
            "é. (2020). é. In (Ed.)",
            "é. (2020). é!",
            "é. é. é ed., é, é",
        ] {
            let pasted = read(text);
            for (from, to, _) in pasted.parts {
                assert!(text.trim().get(from..to).is_some(), "{text}");
            }
        }
    }
}
