//! A pasted citation, read: which parts it has, which style it looks like, and what is missing. A guess that says so.

mod apa;
mod marks;
mod people;
mod said;
mod years;

use crate::kind::Kind;
use crate::names;
use crate::source::{Source, When};
use crate::{check, markup};
use marks::{OPENING, inner_end, is_inside, quotation};
use people::{author_end, bodies, did, has_gap, people, spoken, without_others};
pub(crate) use years::accessed;
use years::{
    before_bracket, before_years, date_around, first_published, is_behind_names, is_gap, undated,
    year,
};

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
    /// The year in brackets behind the author, and a point behind it.
    Apa,
    /// The year in brackets behind the author without a point, or titles of parts in single quotation marks.
    Harvard,
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
    /// "et al." stands behind its authors: there are more than it names.
    pub more: bool,
    /// Words of the text that found no place, as they stand there.
    pub unread: Vec<String>,
    /// Nothing shows where its authors or its title end: what is there is a guess.
    pub guessed: bool,
}

/// No citation has as many bytes: what is longer is a title, and told.
pub(crate) const LONGEST: usize = 4_000;

/// Reads one citation. Never fails: what is not understood is the title.
#[must_use]
pub fn read(text: &str) -> Pasted {
    let text = text.trim();
    if text.len() > LONGEST {
        let mut source = Source::new("", Kind::BOOK);
        source.set("title", &markup::plain(text));
        return Pasted {
            source,
            parts: vec![(0, text.len(), Part::Title)],
            looks: Looks::Unknown,
            more: false,
            unread: Vec::new(),
            guessed: true,
        };
    }
    if !text.contains(['،', '؛']) {
        return read_latin(text);
    }
    // As long as they were, so that the stretches are the text's own.
    let mut pasted = read_latin(&text.replace('،', ", ").replace('؛', "; "));
    for (_, value) in &mut pasted.source.texts {
        *value = value.replace(",  ", "، ").replace(";  ", "؛ ");
    }
    // What ended behind the comma alone ends behind all of its letter.
    for (from, to, _) in &mut pasted.parts {
        *from += usize::from(!text.is_char_boundary(*from));
        *to += usize::from(!text.is_char_boundary(*to));
    }
    pasted
}

/// Reads a citation with commas and semicolons as Latin scripts have them.
fn read_latin(text: &str) -> Pasted {
    let text = text.trim();
    let mut found: Vec<(usize, usize, Part)> = Vec::new();
    let mut source = Source::new("", Kind::BOOK);
    addresses(text, &mut source, &mut found);
    accessed(text, &mut source, &mut found);
    let year = match year(text, &found) {
        Some((from, to)) => match first_published(text, from, to, &found) {
            Some(later) => {
                let first = When::read(&text[from..to]);
                source.set_date("original-date", first);
                found.push((from, to, Part::Date));
                Some(later)
            }
            None => Some((from, to)),
        },
        None => None,
    };
    // "(no date)" before a year that is in a title.
    let nobody = undated(text);
    let year = year
        .filter(|&(from, _)| nobody.is_none_or(|(at, _)| from < at && text[..from].ends_with('(')));
    let dated = year.or(nobody);
    let pages = labelled(text, &["pp. ", "p. ", "pp.", "pages ", "ص. "]);
    if let Some((from, to, value)) = &pages {
        source.set("page", &value.replace('–', "-"));
        found.push((*from, *to, Part::Pages));
    }
    for (name, labels) in [
        ("volume", &["vol. ", "Vol. ", "مج. "][..]),
        ("issue", &["no. ", "No. ", "ع. "][..]),
    ] {
        if let Some((from, to, value)) = labelled(text, labels) {
            source.set(name, &value);
            found.push((from, to, Part::Number));
        }
    }
    if let Some((from, to)) = pages_behind_year(text) {
        source.set("page", &text[from..to].replace('–', "-"));
        found.push((from, to, Part::Pages));
    }
    let looks = looks(text, dated);
    // The author stands before the first point that ends no initial, or before the year in brackets.
    let first_free = found
        .iter()
        .map(|(from, ..)| *from)
        .min()
        .unwrap_or(text.len());
    let author_end = match (looks, dated) {
        (Looks::Apa | Looks::Harvard, Some((from, _)))
            if before_bracket(&text[..from]).is_some() =>
        {
            before_bracket(&text[..from]).map_or(0, |front| front.trim_end().len())
        }
        // The names end with the year behind them, or before the title in quotation marks.
        (Looks::Chicago, Some((from, _))) if is_behind_names(text, from) => {
            before_years(text, from).len()
        }
        _ => author_end(text).min(first_free),
    };
    let author_end = inner_end(text, author_end);
    // No name asks or calls.
    let asks = text[..author_end].find(['?', '!']).is_some() && !text.starts_with(OPENING);
    let bracketed = matches!(looks, Looks::Apa | Looks::Harvard);
    let author_end = if asks && !bracketed {
        title_end(text)
    } else {
        author_end
    };
    let mut told = Told::default();
    let mut at = 0;
    // Without an author the title stands before the year in brackets.
    let front = &text[..author_end];
    let case = bracketed.then(|| said::case(front, &mut source)).flatten();
    let title_first = match dated {
        Some((_, to)) if bracketed => {
            case.is_some()
                || front.starts_with(OPENING)
                || said::reads_as_title(front)
                || text[to..]
                    .find(')')
                    .is_some_and(|end| is_date_only(text, to + end + 1, None, &found))
                || said::begins_with_title(front, &text[to..])
                || (is_sentence(front.trim_end_matches('.')) && is_site_only(text, to, &found))
        }
        _ if text.starts_with(OPENING) => false,
        _ => {
            // Chicago has the year between.
            let behind = match dated {
                Some((from, to))
                    if looks == Looks::Chicago
                        && is_gap(text.get(author_end..from).unwrap_or("?")) =>
                {
                    text[to..].trim_start_matches(|c: char| {
                        c.is_ascii_digit() || matches!(c, '–' | '?' | ']' | '.' | ' ')
                    })
                }
                _ => &text[author_end..],
            };
            said::is_title(front.trim_end_matches('.'), behind, looks)
                || front.contains(", & ")
                || said::reads_as_title(front)
                || (author_end > 0 && is_date_only(text, author_end, dated, &found))
        }
    };
    if title_first {
        let title = match case {
            Some(end) => &front[..end],
            None => said::behind_title(front.trim_end_matches(['.', ' ']), &mut source),
        };
        let (from, to, _) = quotation(title).unwrap_or((0, title.len(), 0));
        source.set("title", &markup::plain(&title[from..to]));
        found.push((from, to, Part::Title));
        at = author_end;
    } else if author_end > 0 && !text.starts_with(OPENING) {
        let whole = text[..author_end].trim_end();
        // The point of an initial stays.
        let last = whole.trim_end_matches('.').rsplit([' ', '.', '-']).next();
        let initial =
            last.is_some_and(|word| word.chars().count() == 1 || matches!(word, "Jr" | "Sr"));
        let names = if initial {
            whole
        } else {
            whole.trim_end_matches(['.', ' '])
        };
        let (bare, role) = did(names);
        let (bare, others) = without_others(bare);
        told.more = others || has_gap(bare);
        told.guessed = said::could_be_title(bare) || bodies(bare).is_some_and(|(_, guess)| guess);
        // "Plato, Aisha Mohammed, and Ben Cho": is it one name or two that the first comma parts?
        let mut parts = bare.split(", ").skip(1);
        let given = parts.next().unwrap_or_default();
        let several = parts
            .next()
            .is_some_and(|part| !names::is_suffix(part.trim_end_matches('.')));
        let single = !bare.split(", ").next().unwrap_or_default().contains(' ');
        told.guessed |=
            !bracketed && several && single && given.contains(' ') && !given.contains('.');
        let quoted = text[author_end..].trim_start().starts_with(OPENING);
        for person in people(bare, looks, quoted) {
            source.add_person(role, person);
        }
        found.push((0, names.len(), Part::Author));
        at = author_end;
    }
    if let Some((from, to)) = dated {
        if year.is_some() {
            source.set_date("issued", date_around(text, from, to));
        }
        found.push((from, to, Part::Date));
        if matches!(looks, Looks::Apa | Looks::Harvard) {
            at = at.max(text[to..].find(')').map_or(to, |n| to + n + 1));
        } else if !title_first && is_gap(text.get(at..from).unwrap_or("")) {
            // `2024–2026.`, `[2012?].`
            let rest = text[to..].trim_start_matches(|c: char| {
                c.is_ascii_digit() || matches!(c, '–' | '-' | '?' | ']')
            });
            at = at.max(text.len() - rest.len());
        }
    }
    body(
        text,
        at,
        title_first,
        looks,
        &mut source,
        &mut found,
        &mut told,
    );
    if source.kind == Kind::BOOK {
        source.turn_into(kind(text, &source));
    }
    let machine = matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE);
    if machine && let [company] = source.people("author") {
        // In APA the company stands where others have an author.
        let company = company.natural();
        source.set_people("author", Vec::new());
        let site = source.text("publisher").to_owned();
        source.set("container-title", &site);
        source.set("publisher", &company);
    }
    // What APA names behind the title of a page is its site.
    if matches!(source.kind, Kind::PAGE | Kind::VIDEO | Kind::POST)
        && looks == Looks::Apa
        && source.text("container-title").is_empty()
        && source.text("publisher-place").is_empty()
    {
        let site = source.text("publisher").to_owned();
        source.set("container-title", &site);
        source.set("publisher", "");
        for (_, _, part) in &mut found {
            if *part == Part::Maker {
                *part = Part::Container;
            }
        }
    }
    crate::order::sort_by(&mut found, |(from, ..)| *from);
    found.retain(|(from, to, _)| from < to);
    // A case with a court in brackets, or with half a reporter, is not read.
    let case = [" Court", ", F. Supp", ", U.S. "]
        .iter()
        .any(|mark| text.contains(mark));
    told.guessed |= case && source.kind != Kind::LAW && !text.starts_with(OPENING);
    // Where the title stands in front, what kind it is, its edition or its volume may stand behind it.
    told.guessed |= title_first && bracketed && source.text("title").contains(". ");
    let unread = said::unread(text, &source, &found);
    Pasted {
        source,
        parts: found,
        looks,
        more: told.more,
        unread,
        guessed: told.guessed,
    }
}

/// What a reader is told besides.
#[derive(Default)]
struct Told {
    more: bool,
    guessed: bool,
}

/// The kind that its parts are of.
fn kind(text: &str, source: &Source) -> Kind {
    let has = |name: &str| !source.text(name).is_empty();
    let named = |role: &str| !source.people(role).is_empty();
    if named("recipient") {
        return Kind::EMAIL;
    }
    let whole = !has("container-title") && !text.contains(OPENING);
    if named("director") && !named("author") {
        return if whole { Kind::FILM } else { Kind::TV };
    }
    if whole {
        let edited = named("editor") && !named("author");
        return match (has("URL"), edited) {
            (true, _) => Kind::PAGE,
            (_, true) => Kind::EDITED,
            _ => Kind::BOOK,
        };
    }
    let videos = ["youtube", "vimeo", "tiktok"];
    let site = source.text("container-title").to_lowercase();
    if has("URL") && videos.contains(&&*site) {
        return Kind::VIDEO;
    }
    let dated = source.date("issued").is_some_and(|when| when.month != 0);
    match () {
        () if !source.people("editor").is_empty() => Kind::CHAPTER,
        () if has("volume") && has("source") => Kind::DATABASE,
        () if has("volume") => Kind::JOURNAL,
        () if has("URL") => Kind::PAGE,
        () if has("page") && !dated => Kind::CHAPTER,
        () => Kind::MAGAZINE,
    }
}

/// Does nothing stand behind the first sentence but when it came out, when it was seen, and where?
fn is_date_only(
    text: &str,
    at: usize,
    dated: Option<(usize, usize)>,
    found: &[(usize, usize, Part)],
) -> bool {
    let mut place = at;
    pieces(&text[at..]).all(|piece| {
        let from = place + (piece.len() - piece.trim_start().len());
        place += piece.len();
        let bare = piece
            .trim()
            .trim_matches(['.', ',', '[', ']', ')', '?'])
            .trim();
        bare.is_empty()
            || found
                .iter()
                .any(|(start, end, _)| (*start..*end).contains(&from))
            || bare.to_lowercase().starts_with("available at")
            || dated.is_some_and(|(start, _)| {
                let before = text.get(from..start).unwrap_or("?");
                matches!(before, "" | "[" | "c. " | "ca. " | "[c. ") && start < place
            })
            || When::read(bare).year != 0
            || When::read(&[bare, " 2000"].concat()).day != 0
    })
}

/// Does at most one piece stand between the date and the address? Behind a title that stands in front, its site follows;
/// behind an author, a title and a site.
fn is_site_only(text: &str, to: usize, found: &[(usize, usize, Part)]) -> bool {
    let from = text[to..].find(')').map_or(to, |at| to + at + 1);
    let places = found.iter().filter(|(.., part)| *part == Part::Address);
    let end = places.map(|(at, ..)| *at).min();
    let between = text.get(from..end.unwrap_or(text.len())).unwrap_or("");
    let marks: &[char] = &['.', ' ', ','];
    pieces(between)
        .filter(|piece| !piece.trim_matches(marks).is_empty())
        .count()
        < 2
}

/// Is it the title of a page and no name? A word in it begins with a small letter, as few do in the name of a person or a body.
fn is_sentence(text: &str) -> bool {
    const SMALL: [&str; 26] = [
        "and", "for", "of", "the", "de", "la", "von", "van", "et", "y", "e", "el", "los", "las",
        "del", "du", "des", "le", "les", "pour", "für", "und", "der", "die", "das", "zur",
    ];
    !text.contains([',', '&'])
        && !names::is_body(text)
        && text.split(' ').skip(1).any(|word| {
            word.starts_with(char::is_lowercase) && !SMALL.contains(&word) && word != "al"
        })
}

/// `(2022): 1818–59`: the pages of an article as Chicago writes them.
fn pages_behind_year(text: &str) -> Option<(usize, usize)> {
    text.match_indices("): ").find_map(|(at, mark)| {
        let open = text[..at].rfind('(')?;
        if !text[open + 1..at].contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let from = at + mark.len();
        let length = text[from..]
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '–')))
            .unwrap_or(text.len() - from);
        (length > 0).then_some((from, from + length))
    })
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
            || is_address(&bare)
        {
            source.set("URL", word);
            found.push((from, from + word.len(), Part::Address));
        }
        at = end;
    }
}

/// `spaceplace.nasa.gov/black-holes/en/`: an address without `https://`, as MLA prints it (9 §5.95).
fn is_address(word: &str) -> bool {
    let Some((host, _)) = word.split_once('/') else {
        return false;
    };
    let label = |label: &str| {
        let good = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty() && label.chars().all(good)
    };
    let last = host.rsplit_once('.').map_or("", |(_, last)| last);
    last.len() > 1 && last.bytes().all(|b| b.is_ascii_alphabetic()) && host.split('.').all(label)
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
    let before = &text[..from];
    // `‘Bees’ (2020) Bee Pages`: the title alone stands before the year.
    let front = before_bracket(before).unwrap_or(before).trim_end();
    let titled = front.ends_with(['’', '”', '"', '»', '“'])
        && quotation(front).is_some_and(|(.., end)| end == front.len());
    let bracket = before_bracket(before).is_some() && from < 900 && (titled || is_inside(before));
    let behind = text[to..].find(')').map_or("", |at| &text[to + at + 1..]);
    if bracket && !behind.starts_with(':') {
        return if behind.starts_with(' ') {
            Looks::Harvard
        } else {
            Looks::Apa
        };
    }
    if text[to..].starts_with("): ") {
        return Looks::Chicago;
    }
    let before = text[..from].trim_end();
    let after = text[to..].trim_start_matches(['?', ']']);
    let range = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '–');
    let more = range.trim_start_matches(['.', ' ']).len() > 8;
    if range.starts_with('.') && more && is_behind_names(text, from) {
        return Looks::Chicago;
    }
    let part = text[..from].rsplit(". ").next().unwrap_or_default();
    if part.contains(": ") && !text.contains("vol. ") {
        return Looks::Chicago;
    }
    if before.trim_end_matches([' ', '[']).ends_with(',')
        || text.contains("vol. ")
        || text.contains("pp. ")
    {
        return Looks::Mla;
    }
    Looks::Unknown
}

/// Title, then what stands behind it.
fn body(
    text: &str,
    at: usize,
    title_first: bool,
    looks: Looks,
    source: &mut Source,
    found: &mut Vec<(usize, usize, Part)>,
    told: &mut Told,
) {
    let known = found.clone();
    let taken = |place: usize| {
        known
            .iter()
            .any(|(from, to, _)| (*from..*to).contains(&place))
    };
    let gap = ['.', ' ', ')', ',', '?', ']'];
    let rest_at = at + (text[at..].len() - text[at..].trim_start_matches(gap).len());
    let rest = &text[rest_at..];
    let (title_from, title_to, after) = match quotation(rest) {
        Some((from, to, end)) => (rest_at + from, rest_at + to, rest_at + end),
        None => {
            let to = rest_at + title_end(rest);
            (rest_at, to, to)
        }
    };
    // `A.I. Is Everywhere, 2000.`, as Chicago has a site.
    let dates = found.iter().filter(|(.., part)| *part == Part::Date);
    let begins = dates
        .map(|(from, ..)| *from)
        .find(|from| (title_from..title_to).contains(from));
    let cut = begins
        .and_then(|from| text[title_from..from].rfind(", "))
        .filter(|at| When::read(&text[title_from + at + 2..title_to]).year != 0);
    let title_to = cut
        .filter(|_| title_from == rest_at)
        .map_or(title_to, |at| title_from + at);
    // `Radiolab. Episode 4, “Colors.”`: Chicago has the series first.
    let (mut title_from, mut title_to, mut after) = (title_from, title_to, after);
    if title_from == rest_at
        && !title_first
        && let Some((from, to, end)) = episode(text, title_to)
    {
        source.set("container-title", &text[title_from..title_to]);
        found.push((title_from, title_to, Part::Container));
        (title_from, title_to, after) = (from, to, end);
    }
    // `Bees, Bee Pages, 3 May. Available at: …`, `Bees [Video], YouTube. …`: Harvard has the site behind a comma.
    let plain = title_from == rest_at && !title_first && looks == Looks::Harvard;
    let mut site = false;
    if plain && let Some(end) = said::site_begins(text, title_from, title_to) {
        told.guessed |= !text[..end].ends_with(']');
        (title_to, after) = (end, end);
        site = true;
    }
    let title =
        text[title_from..title_to.max(title_from)].trim_end_matches(['.', ',', ' ', '\u{a0}']);
    let quoted = title_from > rest_at || (title_first && text.starts_with(OPENING)) || site;
    if title_first {
        // It stood in front; here its site follows.
        after = rest_at;
        if let Some((from, to, end)) = episode(text, rest_at) {
            let series = source.text("title").to_owned();
            source.set("container-title", &series);
            source.set("title", &markup::plain(&text[from..to]));
            found.push((from, to, Part::Title));
            after = end;
        }
    } else if said::kind(title) == Some(Kind::INTERVIEW) {
        // "Diaz, Rosa. Personal interview." has no title.
        said::form(title, source);
    } else {
        let title = if quoted && !site {
            title
        } else {
            said::behind_title(title, source)
        };
        source.set("title", &markup::plain(title));
        found.push((title_from, title_from + title.len(), Part::Title));
    }
    // Another title may begin behind a question, and a site behind a comma.
    let asks = ["? ", "! "].iter().any(|mark| title.contains(mark));
    told.guessed |= !quoted && (asks || (looks == Looks::Harvard && title.contains(", ")));
    if quoted && text.get(after..).unwrap_or("").starts_with(" prompt") {
        after += " prompt".len();
        source.turn_into(Kind::AI_CHAT);
    }
    let after = if looks == Looks::Apa {
        apa::article(text, after, source, found)
            .or_else(|| apa::chapter(text, after, source, found))
            .unwrap_or(after)
    } else {
        after
    };
    let after = if quoted {
        said::edited(text, after, source, found).unwrap_or(after)
    } else {
        after
    };
    // Behind the title: container and publisher, cut at commas and points, without what is known already.
    let mut place = after;
    let mut first = true;
    // Where the publisher began, while only commas stand between its parts: "Farrar, Straus and Giroux".
    let mut maker: Option<(usize, usize)> = None;
    // Where the names end that a piece before has begun.
    let mut named_to = 0;
    for piece in pieces(&text[after.min(text.len())..]) {
        let from = place + (piece.len() - piece.trim_start().len());
        place += piece.len();
        if from < named_to {
            continue;
        }
        let bare = piece.trim().trim_end_matches(['.', ',', ')']).trim();
        let lower = bare.to_ascii_lowercase();
        // "2nd ed.", and "Rev. ed." whose own point has cut it.
        let cut = [" ed.", " edn."]
            .iter()
            .any(|word| text[place..].starts_with(word))
            .then_some(bare);
        if let Some(name) = edition(bare).or(cut) {
            if name.eq_ignore_ascii_case("e-book") {
                source.turn_into(Kind::EBOOK);
            } else {
                source.set("edition", name);
            }
            maker = None;
            continue;
        }
        let form = bare.trim_matches(['[', ']']);
        if !taken(from) && (said::form(form, source) || said::counted(bare, source)) {
            maker = None;
            continue;
        }
        let made = MADE.iter().find_map(|(words, roles)| {
            let names = lower.strip_prefix(words)?;
            Some((from + bare.len() - names.len(), *roles))
        });
        if let Some((begin, roles)) = made {
            let end = names_end(text, begin, from + bare.len());
            let (names, others) = without_others(&text[begin..end]);
            told.more |= others;
            for role in roles {
                for person in spoken(names) {
                    source.add_person(role, person);
                }
            }
            found.push((begin, end, Part::Author));
            named_to = end;
            maker = None;
            continue;
        }
        // `30(2)`, as Harvard has volume and issue.
        if quoted && let Some((volume, issue)) = numbers(bare) {
            source.set("volume", volume);
            source.set("issue", issue);
            found.push((from, from + bare.len(), Part::Number));
            maker = None;
            continue;
        }
        // `12(3), 45–51`, as APA has pages, behind a title in quotation marks.
        let is_range = bare.contains(['-', '–'])
            && bare
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | '–'));
        let issue = text[..from]
            .strip_suffix("), ")
            .and_then(|before| before.rsplit_once('('))
            .is_some_and(|(_, issue)| {
                !source.text("issue").is_empty() && source.text("issue") == issue
            });
        if quoted && is_range && issue && !taken(from) {
            if source.text("page").is_empty() {
                source.set("page", &bare.replace('–', "-"));
                found.push((from, from + bare.len(), Part::Pages));
            }
            maker = None;
            continue;
        }
        let skip = (bare.len() < 3 && bare != "X")
            || taken(from)
            || bare
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() || c == '–')
            || ["accessed", "retrieved", "available at", "from http"]
                .iter()
                .any(|w| lower.starts_with(w))
            || lower.starts_with("released")
            || lower.starts_with("aired")
            || ["vol", "no", "pp", "(pp"]
                .iter()
                .any(|w| lower.split(' ').next() == Some(w))
            || crate::source::month(bare).is_some()
            || When::read(bare).year != 0
            // "20 Nov", whose year stands in the next piece.
            || When::read(&[bare, " 2000"].concat()).day != 0;
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
        // "In Planet Earth", "On Imagine": the bigger work, also where no quotation marks tell its parts (APA).
        let inside = bare
            .strip_prefix("In ")
            .or_else(|| bare.strip_prefix("Song on "))
            .or_else(|| {
                let song = source.kind == Kind::SONG;
                bare.strip_prefix("On ").filter(|_| song)
            });
        let inside = inside.filter(|_| first && (quoted || looks == Looks::Apa));
        let bare = inside.unwrap_or(bare);
        // "In Collected poems (pp. 24–154)", whose point has cut it.
        let bare = match bare.rsplit_once(" (") {
            Some((name, cut)) if !cut.contains(')') && cut.len() < 12 => {
                if let Some(edition) = edition(cut) {
                    source.set("edition", edition);
                }
                name
            }
            _ => bare,
        };
        // "Gemini [Video game]"
        let bare = match bare
            .strip_suffix(']')
            .and_then(|bare| bare.rsplit_once(" ["))
        {
            Some((name, form)) if said::form(form, source) => name,
            _ => bare,
        };
        let from = place - piece.len() + piece.find(bare).unwrap_or(0);
        let behind_date = || {
            let dates = known.iter().filter(|(.., part)| *part == Part::Date);
            dates.clone().any(|(at, ..)| *at < from)
        };
        let dated_later = || {
            let mut dates = known.iter().filter(|(.., part)| *part == Part::Date);
            dates.any(|(at, ..)| *at > from)
        };
        let (name, part) = match (first, quoted || inside.is_some()) {
            (true, true) => ("container-title", Part::Container),
            // Behind the year of an e-book: the service it came from.
            (_, false) if source.kind == Kind::EBOOK && behind_date() => ("source", Part::Maker),
            // Behind the pages of an article: the database it came from.
            (false, true) if !source.text("volume").is_empty() && !dated_later() => {
                ("source", Part::Maker)
            }
            _ => ("publisher", Part::Maker),
        };
        let bare = if name == "container-title" {
            periodical(bare, from, source, found)
        } else {
            bare
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

/// How citations say who else made it, and the roles.
const MADE: [(&str, &[&str]); 22] = [
    ("performed by ", &["performer"]),
    ("composed by ", &["composer"]),
    ("conducted by ", &["interviewer"]),
    ("editado por ", &["editor"]),
    ("traducido por ", &["translator"]),
    ("dirigido por ", &["director"]),
    ("édité par ", &["editor"]),
    ("traduit par ", &["translator"]),
    ("réalisé par ", &["director"]),
    ("herausgegeben von ", &["editor"]),
    ("übersetzt von ", &["translator"]),
    ("received by ", &["recipient"]),
    ("edited and translated by ", &["editor", "translator"]),
    ("edited by ", &["editor"]),
    ("translated by ", &["translator"]),
    ("illustrated by ", &["illustrator"]),
    ("directed by ", &["director"]),
    ("written by ", &["script-writer"]),
    ("narrated by ", &["narrator"]),
    ("read by ", &["narrator"]),
    ("performances by ", &["performer"]),
    ("trans. ", &["translator"]),
];

/// Where the names end whose first piece is given: with the piece behind the last comma that an "and" follows, and with a suffix.
/// `Ann Lee, Ben Cho, and Priya Rao`, but `Ann Lee, Farrar, Straus and Giroux`.
fn names_end(text: &str, from: usize, first: usize) -> usize {
    let mut end = first;
    let mut at = first;
    if !text[at..].starts_with(',') || text[from..first].contains(" and ") {
        return end;
    }
    at += 1;
    for piece in pieces(&text[at..]) {
        let bare = piece.trim().trim_end_matches([',', '.']);
        at += piece.len();
        let stop = at - (piece.len() - piece.trim_end_matches([',', '.', ' ']).len());
        if bare.starts_with("and ") || bare.starts_with("& ") {
            return stop;
        }
        if names::is_suffix(bare) {
            end = stop;
        } else if bare.split(' ').count() < 2 || bare.contains(|c: char| c.is_ascii_digit()) {
            return end;
        }
    }
    end
}

/// The title of an episode that stands behind its number: from and to inside of its quotation marks, and where they end.
fn episode(text: &str, series_to: usize) -> Option<(usize, usize, usize)> {
    let rest = &text[series_to..];
    let at = rest.find(", “")? + 2;
    let between = rest[..at].to_ascii_lowercase();
    if !(between.contains("episode ") || between.contains("season ")) {
        return None;
    }
    let from = series_to + at;
    let (start, to, end) = quotation(&text[from..])?;
    Some((from + start, from + to, from + end))
}

/// `R. Howard, Trans.`
fn labelled_people(inside: &str) -> Option<(&str, &'static str)> {
    let (names, label) = inside.rsplit_once(", ")?;
    let role = match label {
        "Trans." | "Trans" => "translator",
        "Illus." | "Illus" => "illustrator",
        "Narr." | "Narr" => "narrator",
        "Eds." | "Ed." => "editor",
        _ => return None,
    };
    Some((names, role))
}

/// What stands behind a title, piece by piece: cut at commas and points, but not in "U.S." or "3.5".
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    core::iter::from_fn(move || {
        if from >= text.len() {
            return None;
        }
        let rest = &text[from..];
        let cut = rest.char_indices().find(|&(at, c)| match c {
            ',' => true,
            // "1968; Harcourt"
            ';' => rest[..at].ends_with(|c: char| c.is_ascii_digit()),
            '.' => {
                let word = rest[..at].rsplit([' ', '.', '(']).next().unwrap_or("");
                let inside = rest[at + 1..].starts_with(|c: char| c.is_alphanumeric());
                let letter = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
                let suffix = matches!(word, "Jr" | "Sr") && rest[at + 1..].starts_with(" and ");
                !(inside || letter || suffix)
            }
            _ => false,
        });
        let length = cut.map_or(rest.len(), |(at, _)| at + 1);
        from += length;
        Some(&rest[..length])
    })
}

/// `30(2)` is volume 30, issue 2.
fn numbers(text: &str) -> Option<(&str, &str)> {
    let (volume, rest) = text.split_once('(')?;
    let issue = rest.strip_suffix(')').unwrap_or(rest);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(volume.trim()) && digits(issue)).then(|| (volume.trim(), issue))
}

/// `American Journal of Sociology 127 (6): 1818–59`, as Chicago writes it, and `Small Things 12(3)`: sets volume and issue, and gives the name alone.
fn periodical<'t>(
    text: &'t str,
    from: usize,
    source: &mut Source,
    found: &mut Vec<(usize, usize, Part)>,
) -> &'t str {
    let head = text.split_once("): ").map_or(text, |(head, _)| head);
    let close = head
        .rsplit_once('(')
        .filter(|(before, _)| before.ends_with(|c: char| c.is_ascii_digit()));
    let (head, issue) = match head.rsplit_once(" (").or(close) {
        Some((before, issue)) if issue.bytes().all(|b| b.is_ascii_digit()) => (before, issue),
        // "17 (July 2022): 130–33"
        Some((before, day)) if When::read(day.trim_end_matches(')')).year != 0 => (before, ""),
        _ => (head, ""),
    };
    match head.rsplit_once(' ') {
        // A year is part of the name: "Apollo 2000".
        Some((name, volume))
            if (1..=3).contains(&volume.len()) && volume.bytes().all(|b| b.is_ascii_digit()) =>
        {
            source.set("volume", volume);
            if !issue.is_empty() {
                source.set("issue", issue);
            }
            let end = text.find(')').map_or(head.len(), |at| at.max(head.len()));
            found.push((from + name.len() + 1, from + end, Part::Number));
            name
        }
        _ => text,
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

/// The edition in "2nd ed.", "Rev. ed", "Third edition"; what is more than a word keeps "ed.".
fn edition(text: &str) -> Option<&str> {
    let whole = text.trim();
    let text = whole.trim_end_matches('.');
    let text = text.trim_start_matches('(');
    let whole = whole.trim_start_matches('(');
    let name = [" ed", " edn", " edition"]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .map(str::trim)
        .filter(|name| !name.is_empty() && name.len() < 32)?;
    Some(if name.contains(' ') { whole } else { name })
}

/// `U.S. history in a nutshell`, `Mrs. Basil E. Frankweiler`: does a title go on behind the point of an initial? Behind that of `U.S.`
/// another sentence must follow, and behind a single letter one of a word or two.
fn goes_on(before: &str, word: &str, behind: &str) -> bool {
    let mut words = before.trim_end().rsplit(' ');
    let capital = words
        .next()
        .is_some_and(|word| word.starts_with(char::is_uppercase));
    let small = words
        .next()
        .is_some_and(|word| word.ends_with('.') || word.starts_with(char::is_lowercase));
    let named = capital && small && !word.contains('.') && behind.starts_with(char::is_uppercase);
    if is_initials(word) && before.is_empty() && word.contains('.') {
        return !behind.is_empty();
    }
    let Some((sentence, next)) = behind.split_once('.') else {
        return false;
    };
    // Of a name in the middle of a sentence: "Mrs. Basil E. Frankweiler [Map]".
    let sentence = sentence
        .split([' ', ']'])
        .next()
        .filter(|_| named)
        .unwrap_or(sentence);
    let next = next.trim_start();
    let far = named || word.contains('.') || !next.starts_with("http");
    let more = (named || !next.is_empty()) && far;
    let words = sentence.split(' ').count();
    let small = behind.starts_with(char::is_lowercase);
    is_initials(word)
        && (small || (more && !sentence.contains([',', ':']) && (word.contains('.') || words < 2)))
}

/// `U.S`, `W`: letters with points between.
fn is_initials(word: &str) -> bool {
    let letter = |part: &str| part.chars().count() == 1 && part.starts_with(char::is_uppercase);
    word.split('.').all(letter)
}

fn is_date_like(text: &str) -> bool {
    text.trim_start_matches('[')
        .starts_with(|c: char| c.is_ascii_digit())
}

/// Where a title without quotation marks ends: at its first point, or at a question mark or exclamation mark that something
/// other than the rest of the title stands behind.
fn title_end(rest: &str) -> usize {
    let mut point = 0;
    let point = loop {
        let Some(at) = rest[point..].find(". ").map(|at| point + at) else {
            break inner_end(rest, rest.len());
        };
        let inner = inner_end(rest, at);
        if inner < at {
            break inner;
        }
        let word = rest[..at].rsplit([' ', '(']).next().unwrap_or_default();
        // "(R. Howard, Trans.)", "(No. 15)": a point in brackets ends nothing.
        let open = |open, close| {
            rest[..at].rfind(open) > rest[..at].rfind(close) && rest[at..].contains(close)
        };
        let inside = open('(', ')') || open('[', ']');
        let gap = word.is_empty() || word == "." || rest[at + 2..].starts_with(". ");
        let short = matches!(word, "Dr" | "Mr" | "Mrs" | "Ms" | "St" | "vs" | "v");
        if !(inside || gap || short || goes_on(&rest[..at - word.len()], word, &rest[at + 2..])) {
            break at;
        }
        point = at + 2;
    };
    let marks = rest.match_indices(['?', '!']);
    for (at, _) in marks.filter(|(at, _)| *at < point && rest[at + 1..].starts_with(' ')) {
        // "What If? Serious Answers. Houghton": two sentences before any comma, and the second is no address.
        let behind = &rest[at + 2..];
        let next = behind.find(". ").map_or("", |n| &behind[n + 2..]);
        // "What Is Art? And Why Do We Care?"
        let again = behind.find(['?', '!']).filter(|&at| {
            let far = behind[..at].contains([',', ':']) || behind[..at].contains(". ");
            !far && (behind[at + 1..].starts_with(' ') || at + 1 == behind.len())
        });
        if again.is_some() && !is_date_like(behind) {
            continue;
        }
        let sentence = behind.find(". ").unwrap_or(behind.len());
        let comma = behind.find(", ").unwrap_or(behind.len());
        let part = &behind[..sentence.min(comma)];
        let other = said::is_no_title(part) || is_initials(part) || part.contains(": ");
        let links = next.starts_with("http") || next.starts_with("Available at");
        if next.is_empty() || links || comma < sentence || other {
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

    /// An entry as we write it in Arabic, with its commas; those of a title stay.
    #[test]
    fn arabic_commas_part_names_and_publishers() {
        let text = "محفوظ، نجيب. ثرثرة، فوق النيل. دار الشروق، 2006.";
        let pasted = read(text);
        let source = &pasted.source;
        assert_eq!(
            source.people("author"),
            [crate::Person::of("محفوظ", "نجيب")]
        );
        assert_eq!(source.text("title"), "ثرثرة، فوق النيل");
        assert_eq!(source.text("publisher"), "دار الشروق");
        assert_eq!(source.date("issued").map(|when| when.year), Some(2006));
        for (from, to, _) in &pasted.parts {
            assert!(text.get(*from..*to).is_some(), "{from} to {to}");
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

    /// As guides and databases print them, in all the shipped styles: authors, title, container, publisher, then year, volume,
    /// issue, pages, address, each as the form has it.
    #[test]
    fn twenty_citations_as_students_paste_them() {
        let check = |text: &str, kind: Kind, words: [&str; 4], rest: [&str; 5]| {
            let source = read(text).source;
            let inverted = |role: &str| -> String {
                let names = source.people(role).iter().map(crate::Person::inverted);
                names.collect::<Vec<_>>().join("; ")
            };
            let year = source
                .date("issued")
                .filter(|when| when.year != 0)
                .map_or(String::new(), |when| when.year.to_string());
            let authors = inverted("author");
            let address = match source.text("DOI") {
                "" => source.text("URL"),
                doi => doi,
            };
            let found = (
                source.kind,
                [
                    authors.as_str(),
                    source.text("title"),
                    source.text("container-title"),
                    source.text("publisher"),
                ],
                [
                    year.as_str(),
                    source.text("volume"),
                    source.text("issue"),
                    source.text("page"),
                    address,
                ],
            );
            assert_eq!(found, (kind, words, rest), "{text}");
        };
        // MLA 9
        check(
            "Morrison, Toni. Beloved. Vintage International, 2004.",
            Kind::BOOK,
            ["Morrison, Toni", "Beloved", "", "Vintage International"],
            ["2004", "", "", "", ""],
        );
        check(
            "Gilbert, Sandra M., and Susan Gubar. The Madwoman in the Attic. Yale UP, 1979.",
            Kind::BOOK,
            [
                "Gilbert, Sandra M.; Gubar, Susan",
                "The Madwoman in the Attic",
                "",
                "Yale UP",
            ],
            ["1979", "", "", "", ""],
        );
        check(
            "Kincaid, Jamaica. “Girl.” The Vintage Book of Contemporary American Short Stories, edited by Tobias Wolff, Vintage, 1994, pp. 306-07.",
            Kind::CHAPTER,
            [
                "Kincaid, Jamaica",
                "Girl",
                "The Vintage Book of Contemporary American Short Stories",
                "Vintage",
            ],
            ["1994", "", "", "306-07", ""],
        );
        check(
            "Lundman, Susan. \"How to Make Vegetarian Chili.\" eHow, www.ehow.com/how_10727_make-vegetarian-chili.html. Accessed 6 July 2015.",
            Kind::PAGE,
            ["Lundman, Susan", "How to Make Vegetarian Chili", "eHow", ""],
            [
                "",
                "",
                "",
                "",
                "www.ehow.com/how_10727_make-vegetarian-chili.html",
            ],
        );
        check(
            "Goldman, Anne. “Questions of Transport: Reading Primo Levi Reading Dante.” The Georgia Review, vol. 64, no. 1, 2010, pp. 69–88. JSTOR, www.jstor.org/stable/41403188.",
            Kind::DATABASE,
            [
                "Goldman, Anne",
                "Questions of Transport: Reading Primo Levi Reading Dante",
                "The Georgia Review",
                "",
            ],
            ["2010", "64", "1", "69-88", "www.jstor.org/stable/41403188"],
        );
        check(
            "Poniewozik, James. “TV Makes a Too-Close Call.” Time, 20 Nov. 2000, pp. 70-71.",
            Kind::MAGAZINE,
            ["Poniewozik, James", "TV Makes a Too-Close Call", "Time", ""],
            ["2000", "", "", "70-71", ""],
        );
        // APA 7
        check(
            "Brown, B. (2010). The gifts of imperfection. Hazelden.",
            Kind::BOOK,
            ["Brown, B.", "The gifts of imperfection", "", "Hazelden"],
            ["2010", "", "", "", ""],
        );
        check(
            "Grady, J. S., Her, M., Moreno, G., Perez, C., & Yelinek, J. (2019). Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the United States. Psychology of Popular Media Culture, 8(3), 207–217. https://doi.org/10.1037/ppm0000185",
            Kind::JOURNAL,
            [
                "Grady, J. S.; Her, M.; Moreno, G.; Perez, C.; Yelinek, J.",
                "Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the United States",
                "Psychology of Popular Media Culture",
                "",
            ],
            ["2019", "8", "3", "207-217", "10.1037/ppm0000185"],
        );
        check(
            "National Institute of Mental Health. (2018, July). Anxiety disorders. U.S. Department of Health and Human Services, National Institutes of Health. https://www.nimh.nih.gov/health/topics/anxiety-disorders",
            Kind::PAGE,
            [
                "National Institute of Mental Health",
                "Anxiety disorders",
                "U.S. Department of Health and Human Services, National Institutes of Health",
                "",
            ],
            [
                "2018",
                "",
                "",
                "",
                "https://www.nimh.nih.gov/health/topics/anxiety-disorders",
            ],
        );
        check(
            "Bologna, C. (2019, October 31). Why some people with anxiety love watching horror movies. HuffPost. https://www.huffpost.com/entry/anxiety-love-watching-horror-movies",
            Kind::PAGE,
            [
                "Bologna, C.",
                "Why some people with anxiety love watching horror movies",
                "HuffPost",
                "",
            ],
            [
                "2019",
                "",
                "",
                "",
                "https://www.huffpost.com/entry/anxiety-love-watching-horror-movies",
            ],
        );
        check(
            "Schaefer, N. K., & Shapiro, B. (2019, September 6). New middle chapter in the story of human evolution. Science, 365(6457), 981–982. https://doi.org/10.1126/science.aay3550",
            Kind::JOURNAL,
            [
                "Schaefer, N. K.; Shapiro, B.",
                "New middle chapter in the story of human evolution",
                "Science",
                "",
            ],
            ["2019", "365", "6457", "981-982", "10.1126/science.aay3550"],
        );
        check(
            "Aron, L., Botella, M., & Lubart, T. (2019). Culinary arts: Talent and their development. In R. F. Subotnik, P. Olszewski-Kubilius, & F. C. Worrell (Eds.), The psychology of high performance (pp. 345–359). American Psychological Association.",
            Kind::CHAPTER,
            [
                "Aron, L.; Botella, M.; Lubart, T.",
                "Culinary arts: Talent and their development",
                "The psychology of high performance",
                "American Psychological Association",
            ],
            ["2019", "", "", "345-359", ""],
        );
        check(
            "Bee facts. (n.d.). Honey Board. https://honey.example/facts",
            Kind::PAGE,
            ["", "Bee facts", "Honey Board", ""],
            ["", "", "", "", "https://honey.example/facts"],
        );
        // Bodies whose names have words with small letters, and a title that has none in front of its site.
        check(
            "Ministerio de Educación y Formación Profesional. (2021). Informe. https://educacion.example/informe",
            Kind::PAGE,
            [
                "Ministerio de Educación y Formación Profesional",
                "Informe",
                "",
                "",
            ],
            ["2021", "", "", "", "https://educacion.example/informe"],
        );
        check(
            "Organisation mondiale de la santé. (2020). Rapport sur la santé. https://oms.example/rapport",
            Kind::PAGE,
            [
                "Organisation mondiale de la santé",
                "Rapport sur la santé",
                "",
                "",
            ],
            ["2020", "", "", "", "https://oms.example/rapport"],
        );
        check(
            "Bundeszentrale für politische Bildung. (2019). Wahlen. Dossier Politik. https://bpb.example/wahlen",
            Kind::PAGE,
            [
                "Bundeszentrale für politische Bildung",
                "Wahlen",
                "Dossier Politik",
                "",
            ],
            ["2019", "", "", "", "https://bpb.example/wahlen"],
        );
        // Bodies whose names have an "and", and names without a comma: none is a person's.
        for (text, author) in [
            (
                "National Oceanic and Atmospheric Administration. (2023). Hurricanes. https://noaa.example/h",
                "National Oceanic and Atmospheric Administration",
            ),
            (
                "U.S. Department of Health and Human Services. (2023). Hurricanes. https://noaa.example/h",
                "U.S. Department of Health and Human Services",
            ),
            (
                "Centers for Disease Control and Prevention. (2023). Hurricanes. https://noaa.example/h",
                "Centers for Disease Control and Prevention",
            ),
            (
                "SciShow Kids. (2023). Hurricanes. https://noaa.example/h",
                "SciShow Kids",
            ),
            (
                "Mayo Clinic. (2023). Hurricanes. https://noaa.example/h",
                "Mayo Clinic",
            ),
            (
                "Lee, A., & National Geographic. (2023). Hurricanes. https://noaa.example/h",
                "Lee, A.; National Geographic",
            ),
        ] {
            check(
                text,
                Kind::PAGE,
                [author, "Hurricanes", "", ""],
                ["2023", "", "", "", "https://noaa.example/h"],
            );
        }
        check(
            "National Geographic. “Lions.” Big Cats, 3 May 2021, https://cats.example/l.",
            Kind::PAGE,
            ["National Geographic", "Lions", "Big Cats", ""],
            ["2021", "", "", "", "https://cats.example/l"],
        );
        check(
            "Smith, Ann and Ben Cho. Bees. Knopf, 2020.",
            Kind::BOOK,
            ["Smith, Ann; Cho, Ben", "Bees", "", "Knopf"],
            ["2020", "", "", "", ""],
        );
        // Chicago, notes' lists and author-date, 17 and 18
        check(
            "Yu, Charles. Interior Chinatown. New York: Pantheon Books, 2020.",
            Kind::BOOK,
            ["Yu, Charles", "Interior Chinatown", "", "Pantheon Books"],
            ["2020", "", "", "", ""],
        );
        check(
            "Kwon, Hyeyoung. “Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life.” American Journal of Sociology 127, no. 6 (2022): 1818–59. https://doi.org/10.1086/720277.",
            Kind::JOURNAL,
            [
                "Kwon, Hyeyoung",
                "Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life",
                "American Journal of Sociology",
                "",
            ],
            ["2022", "127", "6", "1818-59", "10.1086/720277"],
        );
        check(
            "Yu, Charles. 2020. Interior Chinatown. Pantheon Books.",
            Kind::BOOK,
            ["Yu, Charles", "Interior Chinatown", "", "Pantheon Books"],
            ["2020", "", "", "", ""],
        );
        check(
            "Kwon, Hyeyoung. 2022. “Inclusion Work.” American Journal of Sociology 127 (6): 1818–59. https://doi.org/10.1086/720277.",
            Kind::JOURNAL,
            [
                "Kwon, Hyeyoung",
                "Inclusion Work",
                "American Journal of Sociology",
                "",
            ],
            ["2022", "127", "6", "1818-59", "10.1086/720277"],
        );
        // Harvard (Cite Them Right)
        check(
            "Bell, J. (2014) Doing your research project. Maidenhead: Open University Press.",
            Kind::BOOK,
            [
                "Bell, J.",
                "Doing your research project",
                "",
                "Open University Press",
            ],
            ["2014", "", "", "", ""],
        );
        check(
            "Norrie, C. et al. (2012) ‘Doing it differently? A review’, Education and Society, 30(2), pp. 5–19.",
            Kind::JOURNAL,
            [
                "Norrie, C.",
                "Doing it differently? A review",
                "Education and Society",
                "",
            ],
            ["2012", "30", "2", "5-19", ""],
        );
        // Elementary
        check(
            "Sachar, Louis. Holes. 1998.",
            Kind::BOOK,
            ["Sachar, Louis", "Holes", "", ""],
            ["1998", "", "", "", ""],
        );
    }

    /// Entries without an author, as L24 teaches them, and what brackets say.
    #[test]
    fn an_entry_that_begins_with_its_title_keeps_it() {
        for (text, kind, title, fields) in [
            (
                "Coco. Directed by Lee Unkrich, Pixar, 2017.",
                Kind::FILM,
                "Coco",
                &[("publisher", "Pixar"), ("genre", "Film")][..],
            ),
            (
                "Minecraft. Version 1.20, Mojang, 2011.",
                Kind::SOFTWARE,
                "Minecraft",
                &[("version", "1.20"), ("publisher", "Mojang")],
            ),
            (
                "The Holy Bible. New International Version, Zondervan, 2011.",
                Kind::SACRED,
                "The Holy Bible",
                &[
                    ("edition", "New International Version"),
                    ("publisher", "Zondervan"),
                ],
            ),
            (
                "Smithsonian Learning Lab. Smithsonian Institution, https://learninglab.si.edu.",
                Kind::PAGE,
                "Smithsonian Learning Lab",
                &[("publisher", "Smithsonian Institution")],
            ),
            (
                "Beowulf. Translated by Seamus Heaney, Norton, 2000.",
                Kind::BOOK,
                "Beowulf",
                &[("publisher", "Norton")],
            ),
            (
                "SciShow Kids. (2020, June 9). How bees see [Video]. YouTube. https://www.youtube.com/watch?v=1",
                Kind::VIDEO,
                "How bees see",
                &[("container-title", "YouTube"), ("genre", "")],
            ),
            (
                "Chen, L. (2020). The waggle dance [Doctoral dissertation, Boston University]. ProQuest.",
                Kind::THESIS,
                "The waggle dance",
                &[
                    ("genre", "Doctoral dissertation"),
                    ("publisher", "Boston University"),
                ],
            ),
            // A translated title is none of these.
            (
                "Piaget, J. (1966). La psychologie de l’enfant [The psychology of the child]. Quadrige.",
                Kind::BOOK,
                "La psychologie de l’enfant [The psychology of the child]",
                &[("publisher", "Quadrige")],
            ),
            (
                "Bee Colonies 2021. USDA, 2022.",
                Kind::BOOK,
                "Bee Colonies 2021",
                &[("publisher", "USDA")],
            ),
        ] {
            let source = read(text).source;
            assert_eq!(
                (source.kind, source.text("title")),
                (kind, title),
                "{text}\n{source:?}"
            );
            for (name, value) in fields {
                assert_eq!(source.text(name), *value, "{name} of {text}");
            }
        }
        let film = read("Coco. Directed by Lee Unkrich, Pixar, 2017.").source;
        assert_eq!(
            film.people("director"),
            [crate::Person::of("Unkrich", "Lee")]
        );
        assert!(film.people("author").is_empty());
        let book = read("Capote, T. (1966). In cold blood. Random House.").source;
        assert_eq!(book.text("title"), "In cold blood");
        assert_eq!(book.people("author"), [crate::Person::of("Capote", "T.")]);
        let book = read("NASA. (2020). In search of life. https://nasa.gov/life").source;
        assert_eq!(
            (book.text("title"), book.people("author").len()),
            ("In search of life", 1)
        );
        let book =
            read("Fothergill, A. (Director), & Lee, B. (Director). (2006). The deep [Film]. BBC.")
                .source;
        let directors = [
            crate::Person::of("Fothergill", "A."),
            crate::Person::of("Lee", "B."),
        ];
        assert_eq!(book.people("director"), directors);
        let book = read("Avi. Nothing but the Truth. Orchard, 1991.").source;
        assert_eq!(book.people("author"), [crate::Person::body("Avi")]);
        assert_eq!(
            read("Bee Colonies 2021. USDA, 2022.").source.date("issued"),
            Some(&When::year(2022))
        );
    }

    /// The day of looking is none of publication.
    #[test]
    fn the_day_of_looking_in_every_spelling() {
        for (seen, issued) in [
            ("(Accessed: 6 November 2026).", ""),
            ("Accessed 6 Nov. 2026.", ""),
            ("Accessed on 6 November 2026.", ""),
            ("Seen November 6, 2026.", ""),
            ("Viewed 6 November 2026.", ""),
            ("Date seen: November 6, 2026.", ""),
            ("2021. Accessed 6 Nov. 2026.", "2021"),
        ] {
            let text = [
                "Ortiz, Ana. “Bees.” Bee Pages, https://bees.example/a. ",
                seen,
            ]
            .concat();
            let source = read(&text).source;
            let day = |name: &str| source.date(name).map_or(String::new(), When::iso);
            assert_eq!(
                (&*day("issued"), &*day("accessed")),
                (issued, "2026-11-06"),
                "{text}"
            );
        }
        let text = "Ortiz, A. (no date) Bees, Bee Pages. Available at: https://bees.example/a (Accessed: 6 November 2026).";
        let source = read(text).source;
        assert_eq!(source.people("author"), [crate::Person::of("Ortiz", "A.")]);
        assert!(source.text("title").starts_with("Bees"), "{source:?}");
        assert_eq!(source.date("issued"), None);
        // A title that says the word says no day.
        let source = read("Lee, Ann. Unseen 6 May 2020. Knopf, 2021.").source;
        assert_eq!(source.date("accessed"), None);
    }

    /// No list of words knows this body: that a title and a site stand behind the date tells it from a title.
    #[test]
    fn what_stands_before_a_title_and_a_site_is_no_title() {
        for (text, title) in [
            (
                "Médecins sans frontières. (2018). Rapport annuel. Rapports. https://msf.example/2018",
                "Rapport annuel",
            ),
            (
                "How owls hear. (2018). Night Post. https://owls.example/hear",
                "How owls hear",
            ),
        ] {
            assert_eq!(read(text).source.text("title"), title, "{text}");
        }
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
    fn others_who_made_it_and_a_title_that_is_a_year() {
        for (text, title, role, name, publisher, year) in [
            (
                "Saint-Exupéry, Antoine de. The Little Prince. Translated by Richard Howard, Harcourt, 2000.",
                "The Little Prince",
                "translator",
                "Howard, Richard",
                "Harcourt",
                2000,
            ),
            (
                "Craft, Jerry. New Kid. Illustrated by Jim Callahan, HarperAlley, 2019.",
                "New Kid",
                "illustrator",
                "Callahan, Jim",
                "HarperAlley",
                2019,
            ),
            (
                "Saint-Exupéry, A. de. (2000). The little prince (R. Howard, Trans.). Harcourt.",
                "The little prince",
                "translator",
                "Howard, R.",
                "Harcourt",
                2000,
            ),
            (
                "Orwell, George. 1984. Signet, 1950.",
                "1984",
                "author",
                "Orwell, George",
                "Signet",
                1950,
            ),
            (
                "Lee, Ann. Bees. 25th anniversary ed., Knopf, 2020.",
                "Bees",
                "author",
                "Lee, Ann",
                "Knopf",
                2020,
            ),
        ] {
            let source = read(text).source;
            let people: Vec<String> = source
                .people(role)
                .iter()
                .map(crate::Person::inverted)
                .collect();
            let when = source.date("issued").map_or(0, |when| when.year);
            assert_eq!(
                (source.text("title"), source.text("publisher"), when),
                (title, publisher, year),
                "{text}"
            );
            assert_eq!(people, [name], "{text}");
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

    /// Names, title, container, publisher.
    fn said(text: &str) -> [String; 4] {
        let source = read(text).source;
        let roles = ["author", "editor", "director"];
        let named = roles.iter().find(|role| !source.people(role).is_empty());
        let people = source.people(named.unwrap_or(&"author"));
        let names: Vec<String> = people.iter().map(crate::Person::inverted).collect();
        let words = ["title", "container-title", "publisher"].map(|name| source.text(name));
        [&names.join("; "), words[0], words[1], words[2]].map(str::to_owned)
    }

    /// The names of an attack on the reader: each was cut, merged or lost.
    #[test]
    fn names_with_initials_suffixes_and_several_that_are_not_turned() {
        for (text, words) in [
            (
                "Mishra, Punya, and Matthew J. Koehler. “Technological Pedagogical Content Knowledge.” Teachers College Record, vol. 108, no. 6, 2006, pp. 1017–54.",
                [
                    "Mishra, Punya; Koehler, Matthew J.",
                    "Technological Pedagogical Content Knowledge",
                    "Teachers College Record",
                    "",
                ],
            ),
            (
                "Gates, Henry Louis, and Valerie A. Smith. The Norton Anthology. Norton, 2014.",
                [
                    "Gates, Henry Louis; Smith, Valerie A.",
                    "The Norton Anthology",
                    "",
                    "Norton",
                ],
            ),
            (
                "Wineburg, Sam, Joel Breakstone, and Mark D. Smith. Reading Online. Knopf, 2020.",
                [
                    "Wineburg, Sam; Breakstone, Joel; Smith, Mark D.",
                    "Reading Online",
                    "",
                    "Knopf",
                ],
            ),
            (
                "King, Martin Luther, Jr. Why We Can't Wait. Signet, 2000.",
                [
                    "King, Martin Luther, Jr.",
                    "Why We Can't Wait",
                    "",
                    "Signet",
                ],
            ),
            (
                "King, M. L., Jr. (2000). Why we can't wait. Signet.",
                ["King, M. L., Jr.", "Why we can't wait", "", "Signet"],
            ),
            (
                "Lee, Ann, Ben Cho, and Priya Rao. Bees. Knopf, 2020.",
                ["Lee, Ann; Cho, Ben; Rao, Priya", "Bees", "", "Knopf"],
            ),
            (
                "Doe, Jane, et al., editors. Bees of the World. Knopf, 2020.",
                ["Doe, Jane", "Bees of the World", "", "Knopf"],
            ),
            (
                "J. K. Rowling. Harry Potter. Scholastic, 1999.",
                ["Rowling, J. K.", "Harry Potter", "", "Scholastic"],
            ),
            (
                "Smith, Z., Lee, K., . . . King, M. (2020). Bees. Knopf.",
                ["Smith, Z.; Lee, K.; King, M.", "Bees", "", "Knopf"],
            ),
            (
                "World Health Organization and NASA. “Bees.” Bee Pages, 2020.",
                ["World Health Organization; NASA", "Bees", "Bee Pages", ""],
            ),
        ] {
            assert_eq!(said(text), words, "{text}");
        }
        let more = |text| read(text).more;
        assert!(more(
            "Doe, Jane, et al., editors. Bees of the World. Knopf, 2020."
        ));
        assert!(more(
            "Smith, Z., Lee, K., . . . King, M. (2020). Bees. Knopf."
        ));
        let text = "Hughes, Langston. “Rivers.” The Norton Anthology, edited by Henry Louis Gates Jr. and Valerie A. Smith, 3rd ed., vol. 1, W. W. Norton, 2014, p. 1304.";
        let source = read(text).source;
        let editors: Vec<String> = source
            .people("editor")
            .iter()
            .map(|p| p.inverted())
            .collect();
        assert_eq!(editors, ["Gates, Henry Louis, Jr.", "Smith, Valerie A."]);
        let words = ["publisher", "edition", "volume", "page"].map(|name| source.text(name));
        assert_eq!(words, ["W. W. Norton", "3rd", "1", "1304"]);
        let text = "Bees. Edited by Ann Lee, Ben Cho, and Priya Rao, Knopf, 2020.";
        assert_eq!(
            said(text),
            ["Lee, Ann; Cho, Ben; Rao, Priya", "Bees", "", "Knopf"]
        );
    }

    /// Where and when a source was seen makes no journal, and an address needs no `https://`.
    #[test]
    fn where_and_when_are_kept() {
        for (text, words, url, issued, accessed) in [
            (
                "National Geographic. (n.d.). Coral reefs. Retrieved May 5, 2024, from https://ng.example/reefs",
                ["National Geographic", "Coral reefs", "", ""],
                "https://ng.example/reefs",
                "",
                "2024-05-05",
            ),
            (
                "“What Is a Black Hole?” NASA Space Place, NASA, spaceplace.nasa.gov/black-holes/en/.",
                ["", "What Is a Black Hole?", "NASA Space Place", "NASA"],
                "spaceplace.nasa.gov/black-holes/en/",
                "",
                "",
            ),
            (
                "“Photosynthesis.” Wikipedia, 4 May 2021, en.wikipedia.org/wiki/Photosynthesis.",
                ["", "Photosynthesis", "Wikipedia", ""],
                "en.wikipedia.org/wiki/Photosynthesis",
                "2021-05-04",
                "",
            ),
            (
                "Wu, Katherine. “Dreams and/or Sleep.” New York Times, December 13, 2023.",
                ["Wu, Katherine", "Dreams and/or Sleep", "New York Times", ""],
                "",
                "2023-12-13",
                "",
            ),
            (
                "Ortiz, Ana. “Bees.” Bee Pages, May 3, 2020, https://bees.example/a.",
                ["Ortiz, Ana", "Bees", "Bee Pages", ""],
                "https://bees.example/a",
                "2020-05-03",
                "",
            ),
        ] {
            let source = read(text).source;
            assert_eq!(said(text), words, "{text}");
            assert_eq!(source.text("URL"), url, "{text}");
            assert_eq!(source.text("volume"), "", "{text}");
            for (name, day) in [("issued", issued), ("accessed", accessed)] {
                let found = source.date(name).map_or(String::new(), When::iso);
                assert_eq!(found, day, "{name} of {text}");
            }
        }
    }

    /// APA names in brackets who sang what somebody else wrote.
    #[test]
    fn a_song_has_its_singers_and_its_composer() {
        for (writer, author, composer, performer) in [
            (
                "Nguyen, V. T.",
                &["Nguyen, V. T.", "Yousafzai, M."][..],
                &["Nguyen, V. T."][..],
                &[][..],
            ),
            (
                "Lee, A.",
                &["Lee, A."],
                &[],
                &["Nguyen, V. T.", "Yousafzai, M."],
            ),
        ] {
            let text = [
                writer,
                " (2009). Lemons [Song recorded by V. T. Nguyen & M. Yousafzai; CD]. On Lemonade.",
            ];
            let read = read(&text.concat());
            for (role, expected) in [
                ("author", author),
                ("composer", composer),
                ("performer", performer),
            ] {
                let people = read.source.people(role).iter();
                let names: Vec<String> = people.map(|person| person.inverted()).collect();
                assert_eq!(names, expected, "{role} of {writer}");
            }
            let words = ["title", "genre", "container-title"].map(|name| read.source.text(name));
            assert_eq!(words, ["Lemons", "Song", "Lemonade"]);
            assert_eq!(read.unread, [""; 0]);
        }
    }

    #[test]
    fn a_year_in_a_title_is_none_where_one_in_brackets_follows() {
        let text = "Scholastic Press. Guinness World Records 2024, [2018?]. https://www.example.org/pages/802.";
        let source = read(text).source;
        assert_eq!(source.text("title"), "Guinness World Records 2024");
        assert_eq!(source.date("issued").map(|when| when.year), Some(2018));
    }

    /// Parts of our own lists, some of them in other languages.
    #[test]
    fn our_own_lists_in_apa_harvard_and_other_languages() {
        let check = |text: &str, kind: Kind, fields: &[(&str, &str)], days: [&str; 2]| {
            let source = read(text).source;
            assert_eq!(source.kind, kind, "{text}\n{source:?}");
            for (name, value) in fields {
                assert_eq!(source.text(name), *value, "{name} of {text}");
            }
            let day = |name| source.date(name).map_or(String::new(), When::iso);
            assert_eq!([day("issued"), day("accessed")], days, "{text}");
        };
        check(
            "Hughes, L. (2014). Rivers. In H. L. Gates Jr. & V. A. Smith (Eds.), The Norton anthology (3rd ed., Vol. 1, p. 1304). Norton.",
            Kind::CHAPTER,
            &[
                ("edition", "3rd"),
                ("volume", "1"),
                ("page", "1304"),
                ("publisher", "Norton"),
            ],
            ["2014", ""],
        );
        check(
            "Lee, A. (2020). Why cats purr (No. 443) [Audio podcast episode]. In Brains On! APM.",
            Kind::PODCAST,
            &[("title", "Why cats purr"), ("number", "443")],
            ["2020", ""],
        );
        check(
            "Bell, J. (2014) Doing research. 7th edn. London: Open University Press.",
            Kind::BOOK,
            &[
                ("edition", "7th"),
                ("publisher", "Open University Press"),
                ("publisher-place", "London"),
            ],
            ["2014", ""],
        );
        check(
            "‘Bees’ (2020) Bee Pages. Available at: https://bees.example/a.",
            Kind::PAGE,
            &[("title", "Bees"), ("container-title", "Bee Pages")],
            ["2020", ""],
        );
        check(
            "Ortiz, A. (2020) Bees, Bee Pages, 3 May. Available at: https://bees.example/a.",
            Kind::PAGE,
            &[("title", "Bees"), ("container-title", "Bee Pages")],
            ["2020", ""],
        );
        check(
            "Ortiz, Ana. «Ríos de noche». Agua Viva, 4 mayo 2021, https://agua.example/r. Consultado el 6 nov. 2026.",
            Kind::PAGE,
            &[
                ("title", "Ríos de noche"),
                ("container-title", "Agua Viva"),
                ("publisher", ""),
            ],
            ["2021-05-04", "2026-11-06"],
        );
        check(
            "«What is a black hole?» NASA Space Place, NASA, https://nasa.example/h. Accedido 3 de noviembre de 2026.",
            Kind::PAGE,
            &[
                ("title", "What is a black hole?"),
                ("container-title", "NASA Space Place"),
                ("publisher", "NASA"),
            ],
            ["", "2026-11-03"],
        );
        check(
            "Ortiz, Ana. « Rivières ». Eau Vive, 4 août 2021, https://eau.example/r. Consulté le 6 novembre 2026.",
            Kind::PAGE,
            &[("title", "Rivières"), ("container-title", "Eau Vive")],
            ["2021-08-04", "2026-11-06"],
        );
        check(
            "Ortiz, Ana. „Flüsse“. Wasser, 4. Mai 2021, https://wasser.example/f. Abgerufen am 6. November 2026.",
            Kind::PAGE,
            &[("title", "Flüsse"), ("container-title", "Wasser")],
            ["2021-05-04", "2026-11-06"],
        );
        check(
            "محفوظ، نجيب. «أنهار». ماء، 4 مايو 2021، https://ma.example/n. تاريخ الوصول 6 نوفمبر 2026.",
            Kind::PAGE,
            &[("title", "أنهار"), ("container-title", "ماء")],
            ["2021-05-04", "2026-11-06"],
        );
        let names = |text: &str| said(text)[0].clone();
        assert_eq!(
            names("Ortiz, Ana, e Isabel Allende. Agua. Plaza, 2020."),
            "Ortiz, Ana; Allende, Isabel"
        );
        assert_eq!(
            names("Ortiz, A., y Vega, L. (2020). Agua. Plaza."),
            "Ortiz, A.; Vega, L."
        );
        assert_eq!(
            names("Ortiz, Ana, und Ben Vogel. Wasser. Piper, 2020."),
            "Ortiz, Ana; Vogel, Ben"
        );
    }

    /// A list of one's own, of two styles at once.
    #[test]
    fn volume_issue_and_pages_stand_behind_a_title_in_quotation_marks_too() {
        for text in [
            "Ortiz, Anna M., and Ben Cho. “What bees know.” Journal of Small Things 12(3), 45–51, doi:10.1234/abcd.5678",
            "Ortiz, Anna M., and Ben Cho. \"What bees know.\" Journal of Small Things 12(3), 45-51.",
            "Ortiz, Anna M., and Ben Cho. “What bees know.” Journal of Small Things, 12(3), 45–51, 2019.",
        ] {
            let source = read(text).source;
            let has = ["container-title", "volume", "issue", "page"].map(|name| source.text(name));
            assert_eq!(
                has,
                ["Journal of Small Things", "12", "3", "45-51"],
                "{text}"
            );
            assert_eq!(read(text).unread, [""; 0], "{text}");
        }
    }

    #[test]
    fn what_was_not_read_and_what_was_guessed_is_told() {
        let unread = |text: &str| read(text).unread;
        assert_eq!(
            unread("Ortiz, Ana. “Bees.” Bee Pages, Knopf. Extra Words Here. 2020."),
            ["Extra Words Here"]
        );
        for whole in [
            "Sachar, Louis. Holes. Farrar, Straus and Giroux, 1998.",
            "Norrie, C. et al. (2012) ‘Doing it differently? A review’, Education and Society, 30(2), pp. 5–19.",
            "Fothergill, A. (Director), & Lee, B. (Director). (2006). The deep [Film]. BBC.",
        ] {
            assert_eq!(unread(whole), [""; 0], "{whole}");
            assert!(!read(whole).guessed, "{whole}");
        }
        // Nothing shows whether a body or a title stands in front.
        assert!(read("Rivers of Spain. Night and Day. 2020.").guessed);
        assert!(read("Oceans and Rivers. “Bees.” Bee Pages, 2020.").guessed);
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
