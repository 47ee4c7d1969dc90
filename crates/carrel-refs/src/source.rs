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

/// A date as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// Year; negative before the common era; 0 for none.
    pub year: i32,
    /// 1-12 a month; 21-24 spring, summer, autumn, winter (ISO 8601-2 §4.8); 0 for none.
    pub month: u8,
    /// 1-31; 0 for none.
    pub day: u8,
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

    /// `2024-03-08`, `2024-03`, `2024`; the words where there is no year.
    #[must_use]
    pub fn iso(&self) -> String {
        if self.year == 0 {
            return self.literal.clone();
        }
        let mut out = self.year.to_string();
        if (1..=12).contains(&self.month) {
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

    /// Reads `2024-03-08`, `2024/3/8`, `2024-03`, `8 March 2024`, `March 8, 2024`, `Spring 2024`, `c. 1890`, `2024`.
    /// Other words become [`When::literal`], but for words that say that nobody knows: "n.d.", "unknown", "?" are no date, and
    /// a style has its own words for that.
    #[must_use]
    pub fn read(text: &str) -> When {
        let text = text.trim();
        if is_unknown(text) {
            return When::default();
        }
        let mut when = When::default();
        let mut numbers: Vec<i32> = Vec::new();
        let mut unknown = false;
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            if word.is_empty() {
                continue;
            }
            let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            if word.starts_with('c') && word[1..].bytes().all(|b| b.is_ascii_digit()) {
                // c2014: a copyright year; c. 1890: about.
                when.about |= word.len() == 1;
                numbers.extend(word[1..].parse::<i32>().ok());
            } else if let Ok(number) = digits.parse::<i32>()
                && digits.len() <= 4
            {
                numbers.push(number);
            } else if let Some(month) = month(word) {
                when.month = month;
            } else if matches!(word, "ca" | "circa" | "about") {
                when.about = true;
            } else if !matches!(word, "of" | "the" | "de" | "del") {
                unknown = true;
            }
        }
        match (when.month, numbers.as_slice()) {
            (0, &[year]) => when.year = year,
            (0, &[year, m]) if year > 31 && (1..=12).contains(&m) => {
                (when.year, when.month) = (year, m as u8);
            }
            (0, &[year, m, d]) if year > 31 && (1..=12).contains(&m) && (1..=31).contains(&d) => {
                (when.year, when.month, when.day) = (year, m as u8, d as u8);
            }
            (_, &[year]) => when.year = year,
            (1..=12, &[a, b] | &[a, b, ..]) => {
                let (day, year) = if a > 31 { (b, a) } else { (a, b) };
                if (1..=31).contains(&day) {
                    (when.year, when.day) = (year, day as u8);
                } else {
                    unknown = true;
                }
            }
            _ => unknown = true,
        }
        if unknown || when.year == 0 {
            return When {
                literal: text.to_owned(),
                ..When::default()
            };
        }
        when
    }
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

/// A month or season by its English name or the first three letters of it.
pub(crate) fn month(word: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    match word.as_str() {
        "spring" => return Some(21),
        "summer" => return Some(22),
        "autumn" | "fall" => return Some(23),
        "winter" => return Some(24),
        "sept" => return Some(9),
        _ => {}
    }
    let at = NAMES
        .iter()
        .position(|name| *name == word || (word.len() == 3 && name.starts_with(&word)))?;
    Some(at as u8 + 1)
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
        ] {
            let when = When::read(text);
            assert_eq!(
                (when.year, when.month, when.day, when.about),
                (year, month, day, about),
                "{text}: {when:?}"
            );
        }
    }

    #[test]
    fn what_is_no_date_stays_words() {
        for text in [
            "forthcoming",
            "in press",
            "32 March 2024 1 1",
            "13/14/2024",
            "ç",
        ] {
            assert_eq!(When::read(text).literal, text);
        }
    }

    #[test]
    fn what_nobody_knows_is_no_date() {
        for text in [
            "", "n.d.", "N.D.", "nd", "n. d.", "no date", "unknown", "Unknown", "none", "?", "??",
            "n/a", "-", "[n.d.]",
        ] {
            assert!(When::read(text).is_empty(), "{text}");
        }
    }
}
