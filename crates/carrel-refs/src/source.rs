//! A source: what a student cites. Its fields have the names of CSL 1.0.2, so that every style finds them.

use crate::kind::Kind;

/// A source. Fields are few, so lists in the order of filling serve better than maps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name in a list; unique there.
    pub id: String,
    /// What kind of source it is, as a student says it.
    pub kind: Kind,
    /// Plain texts by CSL variable: `title`, `publisher`, `URL` …
    pub texts: Vec<(String, String)>,
    /// People and bodies by CSL variable: `author`, `editor`, `translator` …
    pub people: Vec<(String, Vec<Person>)>,
    /// Dates by CSL variable: `issued`, `accessed`.
    pub dates: Vec<(String, When)>,
    /// What the student writes about it for readers; printed below the entry in an annotated list.
    pub annotation: String,
    /// What the student writes for themselves; never printed.
    pub note: String,
    /// Titles of which the student said that each word with a capital is a name ([`crate::check::all_names`]).
    pub named: Vec<String>,
}

impl Source {
    /// Fills what is empty here with what `other` knows; changes nothing that is there.
    pub fn fill_from(&mut self, other: &Source) {
        for (name, text) in &other.texts {
            if self.text(name).is_empty() {
                self.texts.retain(|(known, _)| known != name);
                self.texts.push((name.clone(), text.clone()));
            }
        }
        for (name, people) in &other.people {
            if self.people(name).is_empty() {
                self.people.retain(|(known, _)| known != name);
                self.people.push((name.clone(), people.clone()));
            }
        }
        for (name, when) in &other.dates {
            if self.dates.iter().all(|(known, _)| known != name) {
                self.dates.push((name.clone(), when.clone()));
            }
        }
        for (mine, theirs) in [
            (&mut self.annotation, &other.annotation),
            (&mut self.note, &other.note),
        ] {
            if mine.is_empty() {
                mine.clone_from(theirs);
            }
        }
        for title in &other.named {
            if !self.named.contains(title) {
                self.named.push(title.clone());
            }
        }
    }
}

/// A person, or a body when there is only `literal`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Family name: what it is sorted by.
    pub family: String,
    /// Given names.
    pub given: String,
    /// `Jr.`, `III`.
    pub suffix: String,
    /// An organization, a band, a screen name: taken as it is.
    pub literal: String,
    /// The family name stands first wherever the name is written, without a comma: Park Jin-ho.
    pub family_first: bool,
}

impl Person {
    /// A body or a screen name, taken as it is.
    #[must_use]
    pub fn body(name: &str) -> Person {
        Person {
            literal: name.trim().to_owned(),
            ..Person::default()
        }
    }

    /// A person of family and given names.
    #[must_use]
    pub fn of(family: &str, given: &str) -> Person {
        Person {
            family: family.trim().to_owned(),
            given: given.trim().to_owned(),
            ..Person::default()
        }
    }

    /// True when there is no name in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.family.is_empty() && self.given.is_empty() && self.literal.is_empty()
    }

    /// `Family, Given`, or the name of a body.
    #[must_use]
    pub fn inverted(&self) -> String {
        if !self.literal.is_empty() {
            return self.literal.clone();
        }
        let mut out = self.family.clone();
        for part in [&self.given, &self.suffix] {
            if !part.is_empty() {
                if !out.is_empty() {
                    out.push_str(", ");
                }
                out.push_str(part);
            }
        }
        out
    }

    /// `Given Family` (`Family Given` where that is how it is written), or the name of a body.
    #[must_use]
    pub fn natural(&self) -> String {
        if !self.literal.is_empty() {
            return self.literal.clone();
        }
        // Chinese and Japanese names are written in one.
        let han = |c: char| ('\u{2e80}'..='\u{9fff}').contains(&c);
        if self.family.starts_with(han) && self.given.starts_with(han) {
            return [&*self.family, &self.given].concat();
        }
        if self.family_first {
            let whole = [&self.family, " ", &self.given].concat();
            return whole.trim().to_owned();
        }
        let mut out = self.given.clone();
        for part in [&self.family, &self.suffix] {
            if !part.is_empty() {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(part);
            }
        }
        out
    }
}

/// One end of a stretch of time, with the same numbers as [`When`]; year 0 for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// Year.
    pub year: i32,
    /// Month or season.
    pub month: u8,
    /// Day of the month.
    pub day: u8,
}

/// A date as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// Year; negative before the common era; 0 for none.
    pub year: i32,
    /// 1-12 a month; 21-24 spring, summer, autumn, winter (ISO 8601-2 §4.8); 0 for none.
    pub month: u8,
    /// 1-31; 0 for none.
    pub day: u8,
    /// The other end, where it is a stretch of time: `May-June 2024`.
    pub to: Day,
    /// "About this year."
    pub about: bool,
    /// Words that are no date: "no date", "forthcoming".
    pub literal: String,
}

impl When {
    /// A year alone.
    #[must_use]
    pub fn year(year: i32) -> When {
        When {
            year,
            ..When::default()
        }
    }

    /// A day.
    #[must_use]
    pub fn day(year: i32, month: u8, day: u8) -> When {
        When {
            year,
            month,
            day,
            ..When::default()
        }
    }

    /// True when nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.year == 0 && self.literal.is_empty()
    }

    /// `2024-03-08`, `2024-03`, `2024`; of a stretch both ends (`2024-05/2024-06`, with seasons as ISO 8601-2 numbers them); the
    /// words where there is no year.
    #[must_use]
    pub fn iso(&self) -> String {
        if self.year == 0 {
            return self.literal.clone();
        }
        let from = Day {
            year: self.year,
            month: self.month,
            day: self.day,
        };
        if self.to.year == 0 {
            return from.iso(12);
        }
        [&*from.iso(24), "/", &self.to.iso(24)].concat()
    }

    /// As an English form has it, so that [`When::read`] reads the same again: `8 March 2024`, `c. 1890`, `May–June 2024`,
    /// `30 December 2024–6 January 2025`, or the words that are no date.
    #[must_use]
    pub fn words(&self) -> String {
        if self.year == 0 {
            return self.literal.clone();
        }
        let say = |day: u8, month: u8, year: i32| {
            let mut parts: Vec<String> = Vec::new();
            if day != 0 {
                parts.push(day.to_string());
            }
            parts.extend(month_name(month).map(str::to_owned));
            if year != 0 {
                parts.push(year.to_string());
            }
            parts.join(" ")
        };
        let about = if self.about { "c. " } else { "" };
        let to = self.to;
        if self.year < 0 && to.year != 0 {
            return [about, &self.iso()].concat();
        }
        // A number of fewer than four digits is a year only with its era.
        let era = match self.year {
            ..0 => " BC",
            0..1000 => " AD",
            _ => "",
        };
        if to.year == 0 {
            return [about, &say(self.day, self.month, self.year.abs()), era].concat();
        }
        // What both ends have is said once, at the end.
        let (month, year) = match (self.year == to.year, self.month == to.month) {
            (true, true) => (0, 0),
            (true, false) => (self.month, 0),
            (false, _) => (self.month, self.year),
        };
        let from = say(self.day, month, year);
        [about, &from, "–", &say(to.day, to.month, to.year), era].concat()
    }

    /// Reads `2024-03-08`, `2024/3/8`, `2024-03`, `8 March 2024`, `March 8, 2024`, `Spring 2024`, `c. 1890`, `2019?`, `380 BC`, `2024`,
    /// and stretches of time: `May 12-18, 2024`, `May/June 2024`, `2019-2020`. A time of the day is passed over. Other words become
    /// [`When::literal`], but for words that say that nobody knows: "n.d.", "unknown", "?", "19--?" are no date, and a style has its
    /// own words for that. Never half a date: what has a number or a month too many is words, and so are `1920s`, `198-?` and `98`.
    #[must_use]
    pub fn read(text: &str) -> When {
        let text = text.trim();
        if is_unknown(text) || is_century(text) {
            return When::default();
        }
        let western: String = text.chars().map(western).collect();
        read_date(without_time(&western)).unwrap_or_else(|| When {
            literal: text.to_owned(),
            ..When::default()
        })
    }
}

impl Day {
    /// `2024-03-08`; months up to `most`.
    fn iso(self, most: u8) -> String {
        let mut out = year_of_four(self.year);
        if (1..=most).contains(&self.month) {
            for part in [self.month, self.day] {
                if part == 0 {
                    break;
                }
                out.push('-');
                if part < 10 {
                    out.push('0');
                }
                out.push_str(&part.to_string());
            }
        }
        out
    }
}

/// A year as ISO 8601 and other formats write it: `0800`.
pub(crate) fn year_of_four(year: i32) -> String {
    let digits = year.to_string();
    let zeros = if year > 0 {
        4_usize.saturating_sub(digits.len())
    } else {
        0
    };
    [&*"0".repeat(zeros), &digits].concat()
}

/// Digits of Arabic and Persian as 0 to 9.
#[must_use]
pub fn western(c: char) -> char {
    let digit = match c {
        '٠'..='٩' => c as u32 - '٠' as u32,
        '۰'..='۹' => c as u32 - '۰' as u32,
        _ => return c,
    };
    char::from(b'0' + digit as u8)
}

/// Without a time of the day behind the date: `2024-05-12T08:30:00Z`, `2013/03/01/17:51:14`, `March 8, 2024, 10:30 a.m.`
fn without_time(text: &str) -> &str {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let colon = (1..bytes.len()).find(|&at| bytes[at] == b':' && digit(at - 1) && digit(at + 1));
    let Some(colon) = colon else { return text };
    let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let head = head.trim_end_matches([' ', ',', '/']);
    let iso = head
        .strip_suffix('T')
        .filter(|date| date.ends_with(|c: char| c.is_ascii_digit()));
    iso.or_else(|| head.strip_suffix(" at")).unwrap_or(head)
}

fn read_date(text: &str) -> Option<When> {
    let bare = text.strip_prefix("c. ").unwrap_or(text);
    if let Some(rest) = bare.strip_prefix(['-', '−'])
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        // Before the common era, as ISO 8601 has it.
        let mut when = dated(rest, true).filter(|when| when.to.year == 0)?;
        when.year = -when.year;
        when.about |= bare.len() < text.len();
        return Some(when);
    }
    match era(text) {
        Some((date, true)) => {
            let mut when = dated(date, true).filter(|when| when.to.year == 0)?;
            when.year = -when.year;
            Some(when)
        }
        Some((date, false)) => dated(date, true),
        None => dated(text, false),
    }
}

/// `380 B.C.`, `50BC`, `476 CE`, `AD 476`: the date without its era, and whether that is the one before the common era.
fn era(text: &str) -> Option<(&str, bool)> {
    const BEHIND: [(&str, bool); 8] = [
        ("bce", true),
        ("bc", true),
        ("b.c.e.", true),
        ("b.c.", true),
        ("ce", false),
        ("ad", false),
        ("c.e.", false),
        ("a.d.", false),
    ];
    let digit = |c: char| c.is_ascii_digit();
    let behind = BEHIND.iter().find_map(|(mark, before)| {
        let at = text.len().checked_sub(mark.len())?;
        let date = text.get(..at)?.trim_end();
        let named = text[at..].eq_ignore_ascii_case(mark);
        let dated = date.ends_with(|c| digit(c) || c == '?');
        (named && dated).then_some((date, *before))
    });
    behind.or_else(|| {
        ["ad ", "a.d. "].iter().find_map(|mark| {
            let named = text.get(..mark.len())?.eq_ignore_ascii_case(mark);
            let date = &text[mark.len()..];
            (named && date.starts_with(digit)).then_some((date, false))
        })
    })
}

/// A date without its era; `small` says that years may have fewer than four digits.
fn dated(text: &str, small: bool) -> Option<When> {
    let mut whole = Words::of(text)?;
    whole.small |= small;
    let found = whole.day().map(|from| (from, Day::default()));
    let (from, to) = found.or_else(|| stretch(text, small))?;
    Some(When {
        year: from.year,
        month: from.month,
        day: from.day,
        to,
        about: whole.about,
        literal: String::new(),
    })
}

/// Both ends of a stretch of time. What one end does not say, the other says for both.
fn stretch(text: &str, small: bool) -> Option<(Day, Day)> {
    const BETWEEN: [&str; 10] = ["–", "—", "--", " - ", " to ", "/", "-", " and ", " & ", "&"];
    BETWEEN.iter().find_map(|mark| {
        let (a, b) = text.split_once(mark)?;
        if b.contains(mark) {
            return None;
        }
        let (a, b) = (Words::of(a)?, Words::of(b)?);
        let small = small || a.small || b.small;
        let (mut from, mut to) = (a.end()?, b.end()?);
        let in_both = |one: &mut i32, other: i32| {
            if *one == 0 {
                *one = other;
            }
        };
        // 2019-20: the year has lost its century. 2020-21 might be the spring of 2020, too: it stays words.
        let short = to.year + i32::from(to.day);
        let years = to.month == 0 && from.month == 0 && from.day == 0;
        if years && short < 100 && !matches!(short, 21..=24) && from.year > 999 {
            to = Day {
                year: from.year - from.year % 100 + short,
                ..Day::default()
            };
        }
        in_both(&mut from.year, to.year);
        in_both(&mut to.year, from.year);
        if from.month == 0 && from.day != 0 {
            from.month = to.month;
        }
        if to.month == 0 && to.day != 0 {
            to.month = from.month;
        }
        let whole = |day: Day| {
            let month = matches!(day.month, 1..=12) || day.day == 0;
            day.year != 0 && (day.year > 999 || small) && month
        };
        // Both as exact: "May 3-June 2024" says something else.
        let alike = (from.month == 0) == (to.month == 0)
            && (from.day == 0) == (to.day == 0)
            && (from.month > 12) == (to.month > 12);
        let season = from.month > 12;
        let later = (from.year, if season { 0 } else { from.month }, from.day)
            < (to.year, if season { 1 } else { to.month }, to.day);
        (whole(from) && whole(to) && alike && later).then_some((from, to))
    })
}

/// The words of a date, taken apart.
#[derive(Default)]
struct Words {
    months: Vec<u8>,
    numbers: Vec<i32>,
    about: bool,
    /// There is a "to" or an "and" between them.
    joined: bool,
    /// A number of fewer than four digits may be the year: it has an era, or zeros before it.
    small: bool,
}

impl Words {
    /// `None` when there is a word that belongs to no date.
    fn of(text: &str) -> Option<Words> {
        let mut words = Words::default();
        let mut rest = text;
        // The number that ends here.
        let mut before = "";
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let same = |c: char| {
                if digits {
                    c.is_ascii_digit()
                } else {
                    c.is_alphabetic()
                }
            };
            if !same(first) {
                rest = &rest[first.len_utf8()..];
                // "2019?" is a guess; elsewhere it says that more is unknown.
                match (first, before) {
                    ('?', "") => return None,
                    ('?', _) => words.about = true,
                    _ => {}
                }
                before = "";
                continue;
            }
            let (word, behind) = rest.split_at(rest.find(|c| !same(c)).unwrap_or(rest.len()));
            rest = behind;
            if digits {
                if word.len() > 4 {
                    return None;
                }
                words.numbers.push(word.parse().ok()?);
                words.small |= word.len() == 4 && word.starts_with('0');
            } else if is_behind(before, word) {
                // It says nothing.
            } else if let Some(month) = month(word) {
                words.months.push(month);
            } else {
                // c. 1890 is about that year; c2014 is a copyright year.
                let copyright = rest.starts_with(|c: char| c.is_ascii_digit());
                match word.to_ascii_lowercase().as_str() {
                    "c" if copyright => {}
                    "c" | "ca" | "circa" | "about" => words.about = true,
                    "to" | "and" => words.joined = true,
                    "of" | "the" | "de" | "del" => {}
                    _ => return None,
                }
            }
            before = if digits { word } else { "" };
        }
        Some(words)
    }

    /// One day, month, season or year.
    fn day(&self) -> Option<Day> {
        let (month, numbers) = match self.months.as_slice() {
            _ if self.joined => return None,
            [] => (0, self.numbers.as_slice()),
            [month] => (*month, self.numbers.as_slice()),
            _ => return None,
        };
        let good = |number: i32, most: i32| (1..=most).contains(&number);
        let whole = |year: i32| year > 999 || self.small;
        let (year, month, day) = match (month, numbers) {
            // "May 12" says no year.
            (_, &[year]) if whole(year) => (year, month, 0),
            (0, &[year, m]) if whole(year) && good(m, 12) => (year, m as u8, 0),
            (0, &[year, m, d]) if whole(year) && good(m, 12) && good(d, 31) => {
                (year, m as u8, d as u8)
            }
            (1..=12, &[year, day]) if whole(year) && year > 31 && good(day, 31) => {
                (year, month, day as u8)
            }
            (1..=12, &[day, year]) if whole(year) && good(day, 31) => (year, month, day as u8),
            _ => return None,
        };
        (year != 0).then_some(Day { year, month, day })
    }

    /// One end of a stretch, of which the other may say the rest.
    fn end(&self) -> Option<Day> {
        let (year, month, day) = match (self.months.as_slice(), self.numbers.as_slice()) {
            ([], &[year, m]) if year > 31 && matches!(m, 1..=12 | 21..=24) => (year, m as u8, 0),
            ([], &[day]) if (1..=31).contains(&day) => (0, 0, day as u8),
            ([], &[year]) => (year, 0, 0),
            ([month], []) => (0, *month, 0),
            ([month], &[day]) if (1..=31).contains(&day) => (0, *month, day as u8),
            ([], &[day, year]) if (1..=31).contains(&day) && year > 31 => (year, 0, day as u8),
            _ => return self.day(),
        };
        Some(Day { year, month, day })
    }
}

/// Letters that belong to the number before them: 8th, 2024a. The decade 1920s is no year.
fn is_behind(number: &str, word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    match number.len() {
        1 | 2 => matches!(&*word, "st" | "nd" | "rd" | "th"),
        4 => word.len() == 1 && word != "s" && word.is_ascii(),
        _ => false,
    }
}

/// `19--?`, `20??`: of the year the century alone is known, as catalogues write it (AACR2 1.4F7).
fn is_century(text: &str) -> bool {
    open_year(text) == Some(2)
}

/// How many digits of a year are known, where the others are lines or question marks: two of `[19--?]`, three of `198-`.
pub(crate) fn open_year(text: &str) -> Option<usize> {
    let text = text.trim_matches(['[', ']', '.', ' ']);
    let marks = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let known = text.len() - marks.len();
    let open = marks.chars().all(|c| matches!(c, '-' | '–' | '—' | '?'));
    (open && known + marks.chars().count() >= 4 && (2..=3).contains(&known)).then_some(known)
}

/// Words for "nobody knows when", as people type and catalogues print them.
pub(crate) fn is_unknown(text: &str) -> bool {
    let letters: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    matches!(
        letters.as_str(),
        "" | "nd"
            | "na"
            | "sd"
            | "nodate"
            | "undated"
            | "unknown"
            | "dateunknown"
            | "none"
            | "notknown"
    )
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const SEASONS: [&str; 4] = ["Spring", "Summer", "Autumn", "Winter"];

/// The English name of a month or season.
pub(crate) fn month_name(month: u8) -> Option<&'static str> {
    match month {
        1..=12 => MONTHS.get(usize::from(month) - 1).copied(),
        21..=24 => SEASONS.get(usize::from(month) - 21).copied(),
        _ => None,
    }
}

/// The months in Spanish, French, German and Arabic, and how lists shorten them. Spanish and French write them small: `Mars` is
/// a planet.
const ABROAD: [&str; 12] = [
    "enero ene janvier janv Januar Jänner يناير",
    "febrero febr février févr fév Februar فبراير",
    "marzo mars März مارس",
    "abril abr avril avr أبريل إبريل",
    "mayo mai Mai مايو",
    "junio juin Juni يونيو",
    "julio juillet juill juil Juli يوليو",
    "agosto ago août أغسطس",
    "septiembre setiembre septembre سبتمبر",
    "octubre octobre Oktober Okt أكتوبر",
    "noviembre novembre نوفمبر",
    "diciembre dic décembre déc Dezember Dez ديسمبر",
];

/// A month or season by its English name or the first three letters of it, a month also in the other languages of citations.
pub(crate) fn month(word: &str) -> Option<u8> {
    if word.eq_ignore_ascii_case("fall") {
        return Some(23);
    }
    if word.eq_ignore_ascii_case("sept") {
        return Some(9);
    }
    let named = |name: &str| {
        word.eq_ignore_ascii_case(name)
            || (word.len() == 3 && word.eq_ignore_ascii_case(&name[..3]))
    };
    let season = SEASONS
        .iter()
        .position(|name| word.eq_ignore_ascii_case(name));
    MONTHS
        .iter()
        .position(|name| named(name))
        .map(|at| at as u8 + 1)
        .or_else(|| season.map(|at| at as u8 + 21))
        .or_else(|| {
            let named = |names: &&str| names.split(' ').any(|name| name == word);
            let at = ABROAD.iter().position(named);
            at.map(|at| at as u8 + 1)
        })
}

impl Source {
    /// A new source of a kind, with what goes without saying for it.
    #[must_use]
    pub fn new(id: &str, kind: Kind) -> Source {
        let mut source = Source {
            id: id.to_owned(),
            kind,
            ..Source::default()
        };
        for (name, value) in kind.info().given {
            source.set(name, value);
        }
        source
    }

    /// A source that a file brings. What goes without saying in a form of ours is kept only where the file's type says it,
    /// too: a film is a film, but a thesis need not be a doctor's, and a document need not be a class handout.
    #[must_use]
    pub fn brought(id: &str, kind: Kind) -> Source {
        let mut source = Source::new(id, kind);
        let unsaid = [
            Kind::HANDOUT,
            Kind::NOTES,
            Kind::THESIS,
            Kind::INTERVIEW,
            Kind::SPEECH,
        ];
        if unsaid.contains(&kind) {
            source.set("genre", "");
        }
        source
    }

    /// Makes it a source of another kind. What went without saying for the old kind goes, and the new kind's comes; what
    /// was filled in stays, also where the new kind's form does not ask for it.
    pub fn turn_into(&mut self, kind: Kind) {
        for (name, value) in self.kind.info().given {
            if self.text(name) == *value {
                self.set(name, "");
            }
        }
        self.kind = kind;
        for (name, value) in kind.info().given {
            if self.text(name).is_empty() {
                self.set(name, value);
            }
        }
    }

    /// On the way to an engine: the title of a list in another language is of that language, unless the source says what it is
    /// in. Where an engine passes over A, An and The, it takes a title that says nothing for English.
    pub fn speak(&mut self, language: &str) {
        if !language.starts_with("en") && self.text("language").is_empty() {
            self.set("language", language);
        }
    }

    /// A text, empty when there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.texts
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, text)| text)
    }

    /// Sets a text, or takes it away when it is empty.
    pub fn set(&mut self, name: &str, text: &str) {
        let text = text.trim();
        let at = self.texts.iter().position(|(key, _)| key == name);
        match (at, text.is_empty()) {
            (Some(at), true) => drop(self.texts.remove(at)),
            (Some(at), false) => text.clone_into(&mut self.texts[at].1),
            (None, true) => {}
            (None, false) => self.texts.push((name.to_owned(), text.to_owned())),
        }
    }

    /// The people of a role, in order.
    #[must_use]
    pub fn people(&self, role: &str) -> &[Person] {
        self.people
            .iter()
            .find(|(key, _)| key == role)
            .map_or(&[], |(_, people)| people)
    }

    /// Sets the people of a role; those without a name are left out.
    pub fn set_people(&mut self, role: &str, mut people: Vec<Person>) {
        people.retain(|person| !person.is_empty());
        self.people.retain(|(key, _)| key != role);
        if !people.is_empty() {
            self.people.push((role.to_owned(), people));
        }
    }

    /// Adds a person to a role.
    pub fn add_person(&mut self, role: &str, person: Person) {
        if person.is_empty() {
            return;
        }
        match self.people.iter_mut().find(|(key, _)| key == role) {
            Some((_, people)) => people.push(person),
            None => self.people.push((role.to_owned(), vec![person])),
        }
    }

    /// A date.
    #[must_use]
    pub fn date(&self, name: &str) -> Option<&When> {
        self.dates
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, when)| when)
    }

    /// Sets a date, or takes it away when nothing is known.
    pub fn set_date(&mut self, name: &str, when: When) {
        self.dates.retain(|(key, _)| key != name);
        if !when.is_empty() {
            self.dates.push((name.to_owned(), when));
        }
    }

    /// The title, without the marks of rich text.
    #[must_use]
    pub fn plain_title(&self) -> String {
        crate::markup::plain(self.text("title"))
    }

    /// What a list says when it speaks of it: its title, or what it is in.
    #[must_use]
    pub fn called(&self) -> String {
        match self.plain_title() {
            title if title.is_empty() => crate::markup::plain(self.text("container-title")),
            title => title,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_kind_brings_its_words_and_keeps_what_was_filled_in() {
        let mut source = Source::new("s", Kind::HANDOUT);
        source.set("title", "T");
        source.turn_into(Kind::INTERVIEW);
        let found = (source.kind, source.text("genre"), source.text("title"));
        assert_eq!(found, (Kind::INTERVIEW, "Personal interview", "T"));
        source.set("genre", "Telephone interview");
        source.turn_into(Kind::BOOK);
        assert_eq!(source.text("genre"), "Telephone interview");
    }

    #[test]
    fn what_comes_from_elsewhere_fills_only_what_is_empty() {
        let mut mine = Source::new("s1", Kind::BOOK);
        mine.set("title", "Holes");
        mine.note = "ask Mia".to_owned();
        let mut theirs = mine.clone();
        mine.set("publisher", "FSG, I think");
        theirs.set("publisher", "Farrar");
        theirs.set("edition", "2nd");
        theirs.note.clear();
        theirs.annotation = "Good.".to_owned();
        mine.fill_from(&theirs);
        assert_eq!(
            (mine.text("publisher"), mine.text("edition")),
            ("FSG, I think", "2nd")
        );
        assert_eq!((&*mine.note, &*mine.annotation), ("ask Mia", "Good."));
    }

    #[test]
    fn dates_in_every_spelling() {
        for (text, year, month, day, about) in [
            ("2024", 2024, 0, 0, false),
            ("2024-03-08", 2024, 3, 8, false),
            ("2024/3/8", 2024, 3, 8, false),
            ("2024/03/08/", 2024, 3, 8, false),
            ("2024///", 2024, 0, 0, false),
            ("2024-03", 2024, 3, 0, false),
            ("8 March 2024", 2024, 3, 8, false),
            ("March 8th, 2024", 2024, 3, 8, false),
            ("8 Mar. 2024", 2024, 3, 8, false),
            ("Sept. 2011", 2011, 9, 0, false),
            ("Spring 2024", 2024, 21, 0, false),
            ("c. 1890", 1890, 0, 0, true),
            ("c2014", 2014, 0, 0, false),
            ("2024a", 2024, 0, 0, false),
            ("2024c", 2024, 0, 0, false),
            ("2019?", 2019, 0, 0, true),
            ("[2019?]", 2019, 0, 0, true),
            ("50BC", -50, 0, 0, false),
            ("50 BC", -50, 0, 0, false),
            ("380BC", -380, 0, 0, false),
            ("c. 380 B.C.E.", -380, 0, 0, true),
            ("March 15, 44 BC", -44, 3, 15, false),
            ("15 March 10 BC", -10, 3, 15, false),
            ("AD 79", 79, 0, 0, false),
            ("476 CE", 476, 0, 0, false),
            ("0800", 800, 0, 0, false),
        ] {
            let when = When::read(text);
            assert_eq!(
                (when.year, when.month, when.day, when.about),
                (year, month, day, about),
                "{text}: {when:?}"
            );
        }
    }

    /// No month and no number is thrown away.
    #[test]
    fn stretches_of_time_are_read_and_said_again() {
        for (text, iso, words) in [
            ("May 12-18, 2024", "2024-05-12/2024-05-18", "12–18 May 2024"),
            ("12–18 May 2024", "2024-05-12/2024-05-18", "12–18 May 2024"),
            (
                "Dec. 30, 2024-Jan. 6, 2025",
                "2024-12-30/2025-01-06",
                "30 December 2024–6 January 2025",
            ),
            (
                "May 30-June 2, 2024",
                "2024-05-30/2024-06-02",
                "30 May–2 June 2024",
            ),
            ("May/June 2024", "2024-05/2024-06", "May–June 2024"),
            (
                "July and August 2009",
                "2009-07/2009-08",
                "July–August 2009",
            ),
            ("May/Jun2019", "2019-05/2019-06", "May–June 2019"),
            (
                "Spring/Summer 2020",
                "2020-21/2020-22",
                "Spring–Summer 2020",
            ),
            (
                "Winter-Spring 2020",
                "2020-24/2020-21",
                "Winter–Spring 2020",
            ),
            ("2019-2020", "2019/2020", "2019–2020"),
            ("2019–20", "2019/2020", "2019–2020"),
            ("1998-99", "1998/1999", "1998–1999"),
            ("1939 to 1945", "1939/1945", "1939–1945"),
            (
                "2019-05-12/2019-05-18",
                "2019-05-12/2019-05-18",
                "12–18 May 2019",
            ),
            ("2020-21/2020-22", "2020-21/2020-22", "Spring–Summer 2020"),
            ("c. 1890-1895", "1890/1895", "c. 1890–1895"),
        ] {
            let when = When::read(text);
            assert_eq!((&*when.iso(), &*when.words()), (iso, words), "{text}");
            assert_eq!(When::read(&when.words()), when, "{text}");
        }
        for when in [
            When::day(2024, 3, 8),
            When {
                month: 22,
                ..When::year(1999)
            },
            When {
                about: true,
                ..When::year(1890)
            },
            When::read("in press"),
            When::read("AD 800-810"),
            When::day(79, 8, 24),
            When::day(-5, 3, 8),
            When {
                about: true,
                ..When::year(-50)
            },
            When::day(-50, 3, 8),
            When::default(),
        ] {
            assert_eq!(When::read(&when.words()), when);
            if when.to.year == 0 && !when.about && when.month < 13 {
                assert_eq!(When::read(&when.iso()), when);
            }
        }
    }

    #[test]
    fn times_of_the_day_and_digits_of_arabic() {
        for (text, iso) in [
            ("2024-05-12T00:00:00Z", "2024-05-12"),
            ("2013/03/01/17:51:14", "2013-03-01"),
            ("2024-05-12 08:30", "2024-05-12"),
            ("March 8, 2024, 10:30 a.m.", "2024-03-08"),
            ("March 8, 2024 at 10:30", "2024-03-08"),
            ("٢٠٢٤", "2024"),
            ("۸ March ۲۰۲۴", "2024-03-08"),
            ("-50", "-50"),
        ] {
            assert_eq!(When::read(text).iso(), iso, "{text}");
            assert!(When::read(text).literal.is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_stays_words() {
        for text in [
            "May 12 18 24, 2024",
            "May 3-June 2024",
            "June-May 2024",
            "May June 2024",
            "May 12",
            "2020-21",
            "10:30",
            "June 2024 or so",
            "٢٠٢٤ أو",
            "forthcoming",
            "in press",
            "32 March 2024 1 1",
            "13/14/2024",
            "ç",
            "1920s",
            "1920s-1930s",
            "198-?",
            "98",
            "198",
            "12 May 98",
            "May 98",
            "98-99",
            "98-2024",
            "5/3/24",
            "2019-?",
            "8s",
        ] {
            assert_eq!(When::read(text).literal, text);
        }
    }

    #[test]
    fn what_nobody_knows_is_no_date() {
        for text in [
            "", "n.d.", "N.D.", "nd", "n. d.", "no date", "unknown", "Unknown", "none", "?", "??",
            "n/a", "-", "[n.d.]", "[19--?]", "19--", "20??", "[18--]",
        ] {
            assert!(When::read(text).is_empty(), "{text}");
        }
    }
}
