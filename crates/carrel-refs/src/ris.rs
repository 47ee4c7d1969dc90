//! RIS, as EndNote, RefMan, Zotero and library databases write it: `TAG  - value`, one a line, from `TY` to `ER`.
//!
//! RIS has no tag for much that a citation needs. The tags U1-U3, which the format leaves to its users, hold it, so that our own
//! files come back whole: `U1` the kind, `U2` people (`illustrator: Ross, Tony`), `U3` other fields (`event-title: Science Week`).

use crate::kind::Kind;
use crate::names;
use crate::source::{Person, Source, When};
use crate::{Fault, Problem};

/// Our kinds and the RIS types they are written as.
const TYPES: &[(Kind, &str)] = &[
    (Kind::BOOK, "BOOK"),
    (Kind::EBOOK, "EBOOK"),
    (Kind::CHAPTER, "CHAP"),
    (Kind::EDITED, "EDBOOK"),
    (Kind::ENTRY, "ENCYC"),
    (Kind::JOURNAL, "JOUR"),
    (Kind::MAGAZINE, "MGZN"),
    (Kind::NEWSPAPER, "NEWS"),
    (Kind::PAGE, "ELEC"),
    (Kind::VIDEO, "VIDEO"),
    (Kind::FILM, "MPCT"),
    (Kind::SONG, "SOUND"),
    (Kind::IMAGE, "ART"),
    (Kind::MAP, "MAP"),
    (Kind::SOFTWARE, "COMP"),
    (Kind::DATASET, "DATA"),
    (Kind::REPORT, "RPRT"),
    (Kind::THESIS, "THES"),
    (Kind::LAW, "CASE"),
    (Kind::EMAIL, "ICOMM"),
    (Kind::HANDOUT, "GEN"),
    (Kind::SPEECH, "SLIDE"),
    // Read, too; what stands above is written.
    (Kind::HANDOUT, "UNPB"),
    (Kind::HANDOUT, "UNPD"),
    (Kind::HANDOUT, "MANSCPT"),
    (Kind::SONG, "MUSIC"),
    (Kind::BOOK, "CLSWK"),
    (Kind::BOOK, "SER"),
    (Kind::IMAGE, "CHART"),
    (Kind::LAW, "LEGAL"),
    (Kind::BOOK, "EDBOOK"),
    (Kind::CHAPTER, "ECHAP"),
    (Kind::ENTRY, "DICT"),
    (Kind::JOURNAL, "EJOUR"),
    (Kind::JOURNAL, "JFULL"),
    (Kind::PAGE, "WEB"),
    (Kind::PAGE, "BLOG"),
    (Kind::EMAIL, "PCOMM"),
    (Kind::REPORT, "GOVDOC"),
    (Kind::JOURNAL, "CONF"),
    (Kind::JOURNAL, "CPAPER"),
    (Kind::IMAGE, "FIGURE"),
    // Written, and told apart by U1.
    (Kind::NOTES, "UNPB"),
    (Kind::PODCAST, "SOUND"),
    (Kind::TV, "MPCT"),
    (Kind::INTERVIEW, "PCOMM"),
    (Kind::POST, "BLOG"),
];

/// The kind that a RIS type is read as.
fn kind_of(name: &str) -> Option<Kind> {
    let known = TYPES.iter().find(|(_, ris)| *ris == name);
    known.map(|(kind, _)| *kind)
}

fn type_of(kind: Kind) -> &'static str {
    let csl = kind.info().csl;
    let own = TYPES.iter().find(|(known, _)| *known == kind);
    let like = || TYPES.iter().find(|(known, _)| known.info().csl == csl);
    own.or_else(like).map_or("GEN", |(_, name)| name)
}

/// Texts that have one tag for every type.
const TEXTS: [(&str, &str); 13] = [
    ("publisher", "PB"),
    ("publisher-place", "CY"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "M1"),
    ("archive", "AV"),
    ("collection-title", "T3"),
    ("URL", "UR"),
    ("DOI", "DO"),
    ("source", "DB"),
    ("language", "LA"),
    ("title-short", "ST"),
    ("section", "SE"),
];

/// Texts that stand in a tag of their own, and are no other field's.
const OWN: [&str; 4] = ["title", "ISBN", "ISSN", "DOI"];

/// What T2 is for a kind: the bigger work, the series of a book or a report, or the meeting where somebody spoke (EndNote's table
/// of types, Zotero's `RIS.js`).
fn second_title(kind: Kind) -> &'static str {
    match kind.info().csl {
        "book" | "report" => "collection-title",
        "speech" => "event-title",
        _ => "container-title",
    }
}

/// Are SP and EP pages of something bigger? Of what is whole they are a number of pages, or minutes.
fn is_part(kind: Kind) -> bool {
    let whole = ["book", "thesis", "motion_picture", "broadcast", "song"];
    !whole.contains(&kind.info().csl)
}

/// What M3, the type of the work, is for a kind: a genre, or the form it has (`Large print`).
fn work_type(kind: Kind) -> &'static str {
    let info = kind.info();
    let given = info.given.iter().any(|(name, _)| *name == "genre");
    if given || info.fields.iter().any(|field| field.name == "genre") {
        "genre"
    } else {
        "medium"
    }
}

/// What ET, the edition, is for a kind: programs and data have versions.
fn edition(kind: Kind) -> &'static str {
    if kind
        .info()
        .fields
        .iter()
        .any(|field| field.name == "version")
    {
        "version"
    } else {
        "edition"
    }
}

/// The role of the authors of the second rank, A2.
fn second(kind: Kind) -> &'static str {
    match kind.info().csl {
        "motion_picture" | "broadcast" => "director",
        "personal_communication" => "recipient",
        "interview" => "interviewer",
        _ => "editor",
    }
}

const ROLES: [(&str, &str); 3] = [("author", "AU"), ("editor", "ED"), ("translator", "A4")];

/// Writes sources as RIS with CRLF line ends, as the format asks for. Line breaks in a field become spaces, but in
/// notes and annotations.
#[must_use]
pub fn write(sources: &[Source]) -> String {
    let mut out = String::new();
    for source in sources {
        let mut line = |tag: &str, value: &str| {
            if !value.is_empty() {
                out.push_str(tag);
                out.push_str("  - ");
                out.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
                out.push_str("\r\n");
            }
        };
        line("TY", type_of(source.kind));
        line("ID", &source.id);
        line("TI", &source.plain_title());
        let bigger = second_title(source.kind);
        line("T2", source.text(bigger));
        for (role, tag) in ROLES {
            for person in source.people(role) {
                line(tag, &person.inverted());
            }
        }
        for (role, people) in &source.people {
            if ROLES.iter().any(|(known, _)| known == role) {
                continue;
            }
            for person in people {
                if role == second(source.kind) {
                    line("A2", &person.inverted());
                } else {
                    line("U2", &[role, ": ", &*person.inverted()].concat());
                }
            }
        }
        if let Some(when) = source.date("issued") {
            if when.year != 0 {
                line("PY", &when.year.to_string());
            }
            line("DA", &date(when));
        }
        if let Some(when) = source.date("accessed") {
            line("Y2", &date(when));
        }
        for (name, tag) in TEXTS.iter().filter(|(name, _)| *name != bigger) {
            line(tag, source.text(name));
        }
        // Of an article neither is read there.
        let (edition, work_type) = match is_article(source.kind) {
            true if source.kind == Kind::NEWSPAPER => ("edition", ""),
            true => ("", ""),
            false => (edition(source.kind), work_type(source.kind)),
        };
        line("ET", source.text(edition));
        line("M3", source.text(work_type));
        if kind_of(type_of(source.kind)) != Some(source.kind) {
            line("U1", source.kind.name());
        }
        for (name, text) in &source.texts {
            let name = name.as_str();
            let tagged = TEXTS.iter().any(|(known, _)| *known == name)
                || OWN.contains(&name)
                || (name == "page" && is_part(source.kind))
                || name == bigger
                || name == edition
                || name == work_type;
            if !tagged {
                line("U3", &[name, ": ", text.as_str()].concat());
            }
        }
        if let Some(when) = source.date("original-date") {
            line("U3", &["original-date: ", &*when.iso()].concat());
        }
        let pages = match is_part(source.kind) {
            true => source.text("page"),
            false => "",
        };
        let (first, last) = pages.split_once(['-', '–']).unwrap_or((pages, ""));
        line("SP", first.trim());
        line("EP", last.trim());
        let number = source.text("ISBN");
        line(
            "SN",
            if number.is_empty() {
                source.text("ISSN")
            } else {
                number
            },
        );
        // RIS knows no paragraphs; these tags may come more than once.
        for (tag, text) in [("N1", &source.note), ("RN", &source.annotation)] {
            text.lines().for_each(|words| line(tag, words.trim()));
        }
        line("ER", " ");
    }
    out.replace("ER  -  \r\n", "ER  - \r\n")
}

/// `2024/03/08/`, with empty parts where nothing is known.
fn date(when: &When) -> String {
    if when.year == 0 {
        return when.literal.clone();
    }
    let two = |part: u8, most: u8| match part {
        0 => String::new(),
        part if part > most => String::new(),
        part if part < 10 => ["0", &part.to_string()].concat(),
        part => part.to_string(),
    };
    let (month, day) = (two(when.month, 12), two(when.day, 31));
    // Behind the third slash stand other words.
    let other = match crate::source::month_name(when.month) {
        _ if when.to.year != 0 => when.words(),
        Some(season) if when.month > 12 => season.to_owned(),
        _ if when.about => "c.".to_owned(),
        _ => String::new(),
    };
    [&when.year.to_string(), "/", &month, "/", &day, "/", &other].concat()
}

/// `YYYY/MM/DD/other information`. The other words count where they say a season, "about" or a stretch of time (`Jul-Aug`);
/// databases write times and issues there, too.
fn when(text: &str) -> When {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let mut number = || {
        let part = parts.next().unwrap_or_default();
        if part.is_empty() {
            Some(0)
        } else {
            part.parse::<i32>().ok()
        }
    };
    let (Some(year), Some(month), Some(day)) = (number(), number(), number()) else {
        return When::read(text.trim_end_matches('/'));
    };
    let other = parts.next().unwrap_or_default();
    if !(1000..=9999).contains(&year) || !(0..=12).contains(&month) || !(0..=31).contains(&day) {
        return When::read(text.trim_end_matches('/'));
    }
    let said = When::read(other);
    let said = if said.year == 0 {
        When::read(&[other, " ", &year.to_string()].concat())
    } else {
        said
    };
    if said.year == year && (said.to.year != 0 || said.month > 12) {
        return said;
    }
    // "c. 2019" of "c." alone.
    let about = said.about && said.year == year;
    if month == 0 && said.year == year && said.month != 0 {
        return said;
    }
    When {
        about,
        ..When::day(year, month as u8, if month == 0 { 0 } else { day as u8 })
    }
}

/// Reads RIS. Lines that are none continue the field before, as some databases break long ones; what has no meaning here is
/// passed over; what is wrong is told with its line.
#[must_use]
pub fn read(text: &str) -> (Vec<Source>, Vec<Problem>) {
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    let mut open: Option<(u32, Vec<(String, String)>)> = None;
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = n as u32 + 1;
        let Some((tag, value)) = tagged(line) else {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            match open.as_mut().and_then(|(_, fields)| fields.last_mut()) {
                Some((_, value)) => {
                    value.push(' ');
                    value.push_str(line);
                }
                // Some programs number the entries: "1." on a line of its own.
                None if is_number(line) => {}
                None => problems.push(Problem::new(number, Fault::NoTag(start(line)))),
            }
            continue;
        };
        match tag {
            "TY" => {
                if let Some((line, fields)) = open.take() {
                    problems.push(Problem::new(line, Fault::NextType));
                    sources.extend(source(&fields, line, &mut problems));
                }
                open = Some((number, vec![("TY".to_owned(), value.to_owned())]));
            }
            "ER" => match open.take() {
                Some((line, fields)) => sources.extend(source(&fields, line, &mut problems)),
                None => problems.push(Problem::new(number, Fault::EndAlone)),
            },
            tag => match &mut open {
                Some((_, fields)) => fields.push((tag.to_owned(), value.to_owned())),
                None => problems.push(Problem::new(number, Fault::FieldAlone(tag.to_owned()))),
            },
        }
    }
    if let Some((line, fields)) = open {
        problems.push(Problem::new(line, Fault::NoEnd));
        sources.extend(source(&fields, line, &mut problems));
    }
    crate::order::sort_by(&mut problems, |problem| problem.line as usize);
    (sources, problems)
}

/// `1.`, or `1`.
fn is_number(line: &str) -> bool {
    let digits = line.trim_end_matches('.');
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

pub(crate) fn start(line: &str) -> String {
    line.chars().take(30).collect()
}

/// Tag and value of a line; one blank or more before and behind the hyphen.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let tag = line.get(..2)?;
    let mut bytes = tag.bytes();
    let good = bytes.next()?.is_ascii_uppercase()
        && bytes
            .next()
            .is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let rest = line[2..].trim_start_matches(' ');
    if !good || rest.len() == line.len() - 2 {
        return None;
    }
    Some((tag, rest.strip_prefix('-')?.trim()))
}

fn source(fields: &[(String, String)], line: u32, problems: &mut Vec<Problem>) -> Option<Source> {
    let get = |tags: &[&str]| {
        tags.iter()
            .find_map(|tag| fields.iter().find(|(t, v)| t == tag && !v.is_empty()))
            .map_or("", |(_, v)| v.as_str())
    };
    let name = get(&["TY"]);
    let own = Kind::named(get(&["U1"]));
    let known = own.or_else(|| kind_of(name));
    let guess = if get(&["UR"]).is_empty() {
        Kind::HANDOUT
    } else {
        Kind::PAGE
    };
    if known.is_none() && !matches!(name, "GEN" | "MISC" | "STAND" | "PAMP" | "UNBILL") {
        problems.push(Problem::new(line, Fault::UnknownType(start(name), guess)));
    }
    let kind = known.unwrap_or(guess);
    // "Internet communication" that has an address is a page of a forum, not an e-mail.
    let kind = if own.is_none() && name == "ICOMM" && !get(&["UR"]).is_empty() {
        Kind::PAGE
    } else {
        kind
    };
    let mut source = Source::brought(get(&["ID"]), kind);
    source.set("title", get(&["TI", "T1", "CT", "BT"]));
    let bigger = second_title(kind);
    let names: &[&str] = match bigger {
        "container-title" => &["T2", "JO", "JF", "JA", "BT"],
        _ => &["T2"],
    };
    if get(names) != source.text("title") {
        source.set(bigger, get(names));
    }
    let unpublished = own.is_none() && matches!(name, "UNPB" | "UNPD" | "MANSCPT");
    if unpublished {
        source.set("genre", "Unpublished manuscript");
    } else if own.is_none() && name == "PCOMM" {
        // A letter, or what was said: no type says that it was an email.
        source.set("genre", "");
    }
    let second = second(kind);
    // Of a film that names no other rank, the author is who directed it (Zotero, EndNote).
    let first = match own {
        None if name == "MPCT" && get(&["A2"]).is_empty() => second,
        _ => "author",
    };
    for (tag, value) in fields {
        if is_others(value) && matches!(tag.as_str(), "AU" | "A1" | "A2" | "A3" | "A4" | "ED") {
            problems.push(Problem::new(line, Fault::MoreAuthors(title_of(&source))));
            continue;
        }
        let role = match tag.as_str() {
            "AU" | "A1" => first,
            "ED" => "editor",
            "A3" if second == "director" => "producer",
            "A2" | "A3" => second,
            "A4" => "translator",
            "U2" => {
                if let Some((role, name)) = value.split_once(": ")
                    && crate::kind::is_role(role)
                {
                    source.add_person(role, person(name));
                }
                continue;
            }
            _ => continue,
        };
        source.add_person(role, person(value));
    }
    for (name, tag) in TEXTS {
        let text = get(&[tag]);
        if text.is_empty() {
            continue;
        }
        match name {
            "language" => source.set(name, &crate::language::of_file(text)),
            _ => source.set(name, text),
        }
    }
    if source.text("source").is_empty() && serves(kind) {
        source.set("source", provider(&source, get(&["DP"])));
    }
    // Databases write there when an article was online first.
    if !is_article(kind) || kind == Kind::NEWSPAPER {
        source.set(edition(kind), get(&["ET"]));
    }
    let work = get(&["M3"]);
    if let Some(doi) = crate::check::doi(work) {
        if source.text("DOI").is_empty() {
            source.set("DOI", doi);
        }
    } else if !work.is_empty() && !is_article(kind) {
        // What goes without saying stays where the file says nothing. An article's type is "Article".
        source.set(work_type(kind), work);
    }
    if own.is_none()
        && let Some(kind) = Kind::of_genre(work)
    {
        source.kind = kind;
        source.set("genre", work);
    }
    for (_, value) in fields.iter().filter(|(tag, _)| tag == "U3") {
        if let Some((name, text)) = value.split_once(": ") {
            match name {
                "original-date" => source.set_date(name, When::read(text)),
                name if is_field(name) => source.set(name, text),
                _ => {}
            }
        }
    }
    if source.text("publisher-place").is_empty() {
        source.set("publisher-place", get(&["PP"]));
    }
    let (first, last) = match is_part(kind) && !unpublished {
        true => (get(&["SP"]), get(&["EP"])),
        false => ("", ""),
    };
    if first.is_empty() && last.is_empty() {
        // U3 may have said it.
    } else if last.is_empty() || last == first {
        source.set("page", first);
    } else {
        source.set("page", &[first, "-", last].concat());
    }
    let number = get(&["SN"]);
    let field = match number.len() {
        _ if carrel_core::Isbn::parse(number).is_some() => "ISBN",
        // A report has a number of its own there.
        0..=7 | 10.. if kind == Kind::REPORT => "number",
        _ => "ISSN",
    };
    if !number.is_empty() {
        source.set(field, number);
    }
    let day = get(&["DA"]);
    let mut issued = when(get(&["PY", "Y1"]));
    let exact = when(day);
    if issued.is_empty() || (exact.year != 0 && exact.month != 0) {
        issued = exact;
    }
    source.set_date("issued", issued);
    source.set_date("accessed", when(get(&["Y2"])));
    let all = |tag: &str| {
        let lines = fields.iter().filter(|(t, v)| t == tag && !v.is_empty());
        let lines: Vec<&str> = lines.map(|(_, v)| v.as_str()).collect();
        lines.join("\n")
    };
    source.note = all("N1");
    source.annotation = all("RN");
    // A periodical as a whole has its name alone.
    let named = ["title", "container-title"]
        .iter()
        .any(|name| !source.text(name).is_empty());
    if !named && source.people.is_empty() {
        problems.push(Problem::new(line, Fault::Nameless));
        return None;
    }
    Some(source)
}

fn is_article(kind: Kind) -> bool {
    kind.info().csl.starts_with("article")
}

/// Has it a service that gave it, by its form or as an article? For a book that is the catalogue that the entry was found in.
pub(crate) fn serves(kind: Kind) -> bool {
    let mut fields = kind.info().fields.iter();
    is_article(kind) || fields.any(|field| field.name == "source")
}

/// The service that another program says it found a source in (RIS: DP, where no DB names the database; CSL's `source`). Registers
/// of numbers are none, and the site of a newspaper is said by its address.
pub(crate) fn provider<'n>(source: &Source, name: &'n str) -> &'n str {
    let registers = [
        "crossref",
        "google scholar",
        "worldcat",
        "zotero",
        "isbn",
        "doi.org",
    ];
    let lower = name.to_ascii_lowercase();
    let register = registers.iter().any(|word| lower.contains(word));
    let addressed = is_article(source.kind) || !source.text("URL").is_empty();
    let site = addressed && crate::school::is_address(name);
    let same = crate::school::is_same_body(name, source.text("container-title"));
    if register || site || same { "" } else { name }
}

/// "and others", in the place of names.
pub(crate) fn is_others(name: &str) -> bool {
    let name = name.trim().trim_end_matches('.');
    ["et al", "others", "and others"]
        .iter()
        .any(|words| name.eq_ignore_ascii_case(words))
}

/// What a problem with it is told by.
pub(crate) fn title_of(source: &Source) -> String {
    start(&source.plain_title())
}

/// Is it a text that a form asks for? Other words before a colon in U3 are somebody else's.
fn is_field(name: &str) -> bool {
    let mut fields = crate::kind::KINDS.iter().flat_map(|info| info.fields);
    name == "genre"
        || name == "collection-number"
        || fields
            .any(|field| field.name == name && matches!(field.shape(), crate::kind::Shape::Text))
}

/// `Family, Given, Suffix`; a name without a comma is a body's.
fn person(value: &str) -> Person {
    names::heading(value, !value.contains(names::COMMAS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut source = Source::new("s1", Kind::JOURNAL);
        source.set("title", "Who <b> Owns & the Moon?");
        source.set("container-title", "Journal of Space");
        source.set("volume", "12");
        source.set("page", "101-125");
        source.set("DOI", "10.1000/182");
        source.set_people(
            "author",
            vec![Person::of("García Márquez", "Ana"), Person::body("NASA")],
        );
        source.set_date("issued", When::day(2022, 4, 3));
        source.note = "two lines".into();
        let text = write(std::slice::from_ref(&source));
        assert!(
            text.starts_with("TY  - JOUR\r\n") && text.ends_with("ER  - \r\n"),
            "{text}"
        );
        let (read, problems) = read(&text);
        assert_eq!(problems, []);
        source.set("title", "Who  Owns & the Moon?");
        assert_eq!(read[0].text("page"), "101-125");
        assert_eq!(read[0].people("author"), source.people("author"));
        assert_eq!(read[0].date("issued"), source.date("issued"));
        assert_eq!(read[0].note, "two lines");
    }

    /// As databases write them: times of the day, stretches of time, other information.
    #[test]
    fn a_chat_of_another_program_and_a_magazine_without_an_article() {
        let (found, problems) = read(
            "TY  - COMP\nTI  - Why?\nM3  - Generative AI chat\nST  - Short\nER  - \nTY  - MGZN\nT2  - Time\nER  - \n",
        );
        assert_eq!(problems, []);
        assert_eq!(found[0].kind, Kind::AI_CHAT);
        assert_eq!(found[0].text("genre"), "Generative AI chat");
        assert_eq!(found[0].text("title-short"), "Short");
        assert_eq!(found[1].text("container-title"), "Time");
    }

    #[test]
    fn dates_with_other_information() {
        for (tag, text, name, iso) in [
            ("Y2", "2013/03/01/17:51:14", "accessed", "2013-03-01"),
            ("PY", "2019/05//May/Jun2019", "issued", "2019-05/2019-06"),
            ("PY", "2009/07//Jul-Aug", "issued", "2009-07/2009-08"),
            ("PY", "2020///Spring/Summer", "issued", "2020-21/2020-22"),
            ("PY", "2020///Spring", "issued", "2020"),
            ("PY", "2019/05/12/Suppl. 2", "issued", "2019-05-12"),
            ("PY", "2019///May", "issued", "2019-05"),
            ("DA", "2024-05-12T00:00:00Z", "issued", "2024-05-12"),
            ("DA", "May 12-18, 2024", "issued", "2024-05-12/2024-05-18"),
            ("PY", "2024/", "issued", "2024"),
        ] {
            let file = ["TY  - JOUR\nTI  - A\n", tag, "  - ", text, "\nER  - \n"].concat();
            let (read, problems) = read(&file);
            assert_eq!(problems, [], "{text}");
            let found = read[0].date(name).expect("a date");
            assert_eq!((&*found.iso(), &*found.literal), (iso, ""), "{text}");
            let (again, _) = super::read(&write(&read));
            assert_eq!(again[0].date(name), Some(found), "{text}");
        }
    }

    #[test]
    fn others_are_no_author_but_told() {
        let (read, problems) =
            read("TY  - JOUR\nTI  - Bees\nAU  - Rao, P.\nAU  - et al.\nER  - \n");
        assert_eq!(read[0].people("author").len(), 1);
        assert_eq!(
            problems,
            [Problem::new(1, Fault::MoreAuthors("Bees".into()))]
        );
    }

    #[test]
    fn annotations_and_notes_keep_their_paragraphs() {
        let mut source = Source::new("s1", Kind::BOOK);
        source.set("title", "Holes");
        source.annotation = "A boy digs.\n\nER  - is no end.\n".into();
        source.note = "for chapter 2\nask Ms. Rao".into();
        let text = write(std::slice::from_ref(&source));
        let (read, problems) = read(&text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(read[0].annotation, "A boy digs.\nER  - is no end.");
        assert_eq!(read[0].note, source.note);
    }

    #[test]
    fn every_kind_comes_back_with_all_that_its_form_asks() {
        for kind in Kind::all() {
            let source = crate::kind::filled(kind);
            let text = write(std::slice::from_ref(&source));
            let (read, problems) = read(&text);
            assert_eq!(problems, [], "{text}");
            crate::kind::assert_same(&read[0], &source, &text);
        }
    }

    #[test]
    fn types_are_those_of_other_programs() {
        for (kind, ris) in [
            (Kind::PODCAST, "SOUND"),
            (Kind::TV, "MPCT"),
            (Kind::INTERVIEW, "PCOMM"),
            (Kind::EMAIL, "ICOMM"),
            (Kind::POST, "BLOG"),
            (Kind::SPEECH, "SLIDE"),
        ] {
            let mut source = Source::new("s", kind);
            source.set("title", "T");
            let text = write(&[source]);
            assert!(
                text.starts_with(&["TY  - ", ris, "\r\n"].concat()),
                "{text}"
            );
        }
        // As other programs mean them.
        for (text, kind) in [
            ("TY  - BLOG\nTI  - T\nER  - ", Kind::PAGE),
            ("TY  - ICOMM\nTI  - T\nER  - ", Kind::EMAIL),
            (
                "TY  - ICOMM\nTI  - T\nUR  - https://a.example\nER  - ",
                Kind::PAGE,
            ),
            (
                "TY  - SOUND\nTI  - T\nU1  - my notes\nU3  - so: what\nER  - ",
                Kind::SONG,
            ),
        ] {
            assert_eq!(read(text).0[0].kind, kind, "{text}");
        }
    }

    #[test]
    fn what_could_be_read_is_kept_and_the_rest_is_told_by_line() {
        let text = "hello\nTY  - BOOK\nTI  - A long\n  title\nAU  - Sendak, Maurice\nTY  - JOUR\nTI  - B\nER  -\nAU  - X\nTY  - XYZ\nTI  - C\nER  - \nTY  - BOOK\nER  - \nTY  - BOOK\nTI  - D";
        let (sources, problems) = read(text);
        let titles: Vec<&str> = sources.iter().map(|s| s.text("title")).collect();
        assert_eq!(titles, ["A long title", "B", "C", "D"]);
        let lines: Vec<u32> = problems.iter().map(|p| p.line).collect();
        assert_eq!(lines, [1, 2, 9, 10, 13, 15]);
    }

    #[test]
    fn numbers_between_entries_are_passed_over_and_marks_are_not() {
        let (sources, problems) =
            read("1.\nTY  - BOOK\nTI  - A\nER  - \n...\n2\nTY  - BOOK\nTI  - B\nER  - \n");
        assert_eq!(sources.len(), 2);
        assert_eq!(problems, [Problem::new(5, Fault::NoTag("...".to_owned()))]);
    }

    #[test]
    fn no_type_becomes_a_doctors_thesis_or_a_handout() {
        for (ris, genre) in [
            ("TY  - THES\nTI  - T\nER  - ", ""),
            (
                "TY  - THES\nTI  - T\nM3  - Master’s thesis\nER  - ",
                "Master’s thesis",
            ),
            ("TY  - UNPB\nTI  - T\nER  - ", "Unpublished manuscript"),
            ("TY  - MANSCPT\nTI  - T\nER  - ", "Unpublished manuscript"),
            ("TY  - UNPB\nTI  - T\nM3  - Draft\nER  - ", "Draft"),
            ("TY  - PCOMM\nTI  - T\nER  - ", ""),
            ("TY  - PCOMM\nTI  - T\nM3  - Letter\nER  - ", "Letter"),
            ("TY  - ICOMM\nTI  - T\nER  - ", "Email"),
            ("TY  - GEN\nTI  - T\nER  - ", ""),
            ("TY  - MPCT\nTI  - T\nER  - ", "Film"),
        ] {
            assert_eq!(read(ris).0[0].text("genre"), genre, "{ris}");
        }
        // What is not published is no private talk: APA lists it (§10.8).
        let unpublished = &read("TY  - UNPB\nTI  - T\nER  - ").0[0];
        assert!(crate::school::is_listed(unpublished, "apa"));
        // Ours come back with their own words.
        for kind in [Kind::THESIS, Kind::HANDOUT, Kind::INTERVIEW, Kind::NOTES] {
            let mut source = Source::new("s", kind);
            source.set("title", "T");
            let again = &read(&write(std::slice::from_ref(&source))).0[0];
            assert_eq!(again.text("genre"), source.text("genre"));
        }
    }

    /// As Zotero writes them (`RIS.js`): SP is the number of pages or the minutes, T2 the series, AU the director, A2 who got a
    /// letter, and DP the catalogue.
    #[test]
    fn what_zotero_writes_says_nothing_false() {
        let check = |file: &str, kind: Kind, texts: &[(&str, &str)], people: &[(&str, &str)]| {
            let (read, problems) = read(file);
            assert_eq!((problems, read.len()), (Vec::new(), 1), "{file}");
            let source = &read[0];
            assert_eq!(source.kind, kind, "{file}");
            for (name, text) in texts {
                assert_eq!(source.text(name), *text, "{name} of {file}");
            }
            let found: Vec<(&str, String)> = source
                .people
                .iter()
                .flat_map(|(role, people)| people.iter().map(|p| (role.as_str(), p.inverted())))
                .collect();
            let found: Vec<(&str, &str)> =
                found.iter().map(|(role, name)| (*role, &**name)).collect();
            assert_eq!(found, people, "{file}");
            let again = &super::read(&write(&read)).0[0];
            crate::kind::assert_same(again, source, file);
        };
        check(
            "TY  - BOOK\r\nTI  - Holes\r\nAU  - Sachar, Louis\r\nT2  - Holes series\r\nCY  - New York\r\nDA  - 1998///\r\nPY  - 1998\r\nDP  - Library of Congress ISBN\r\nET  - 2\r\nLA  - eng\r\nSP  - 233\r\nPB  - Yearling\r\nSN  - 978-0-440-41480-3\r\nER  - \r\n\r\n",
            Kind::BOOK,
            &[
                ("collection-title", "Holes series"),
                ("container-title", ""),
                ("page", ""),
                ("source", ""),
                ("publisher", "Yearling"),
            ],
            &[("author", "Sachar, Louis")],
        );
        check(
            "TY  - MPCT\r\nTI  - Coco\r\nAU  - Unkrich, Lee\r\nA3  - Anderson, Darla K.\r\nDA  - 2017/11/22/\r\nPY  - 2017\r\nSP  - 105 min\r\nPB  - Pixar\r\nER  - \r\n",
            Kind::FILM,
            &[("page", ""), ("genre", "Film"), ("publisher", "Pixar")],
            &[
                ("director", "Unkrich, Lee"),
                ("producer", "Anderson, Darla K."),
            ],
        );
        check(
            "TY  - THES\r\nTI  - The waggle dance\r\nAU  - Chen, Lily\r\nCY  - Boston\r\nDA  - 2020///\r\nPY  - 2020\r\nSP  - 212\r\nM3  - Doctoral dissertation\r\nPB  - Boston University\r\nDP  - ProQuest\r\nER  - \r\n",
            Kind::THESIS,
            &[
                ("page", ""),
                ("genre", "Doctoral dissertation"),
                ("source", "ProQuest"),
            ],
            &[("author", "Chen, Lily")],
        );
        check(
            "TY  - ICOMM\r\nTI  - Bees\r\nAU  - Lee, Ann\r\nA2  - Ortiz, Sam\r\nDA  - 2024/02/01/\r\nPY  - 2024\r\nER  - \r\n",
            Kind::EMAIL,
            &[("genre", "Email")],
            &[("author", "Lee, Ann"), ("recipient", "Ortiz, Sam")],
        );
        check(
            "TY  - JOUR\r\nTI  - Moon\r\nAU  - Rao, Priya\r\nT2  - Space\r\nDB  - Academic Search\r\nDP  - EBSCOhost\r\nSP  - 5\r\nEP  - 9\r\nER  - \r\n",
            Kind::JOURNAL,
            &[
                ("container-title", "Space"),
                ("page", "5-9"),
                ("source", "Academic Search"),
            ],
            &[("author", "Rao, Priya")],
        );
        // Ours are as they were, whatever a kind has beside its form.
        let mut book = Source::new("b", Kind::BOOK);
        for (name, text) in [
            ("title", "Holes"),
            ("page", "5-9"),
            ("container-title", "C"),
            ("collection-title", "S"),
        ] {
            book.set(name, text);
        }
        let again = &super::read(&write(std::slice::from_ref(&book))).0[0];
        crate::kind::assert_same(again, &book, "a book with pages");
    }

    #[test]
    fn files_of_databases_are_read() {
        let text = "TY  - JOUR\r\nT1  - Moon\r\nA1  - Rao, Priya\r\nJF  - Space\r\nY1  - 2021/05//\r\nSP  - 5\r\nEP  - 9\r\nUR  - https://x.example/1\r\nSN  - 0028-0836\r\nER  - \r\n";
        let (sources, problems) = read(text);
        assert_eq!(problems, []);
        let source = &sources[0];
        assert_eq!(source.text("container-title"), "Space");
        assert_eq!(
            source.date("issued"),
            Some(&When {
                month: 5,
                ..When::year(2021)
            })
        );
        assert_eq!(source.text("ISSN"), "0028-0836");
    }
}
