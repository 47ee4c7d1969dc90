//! Which subject headings are names and places, and how a heading becomes a 6XX field.

use std::collections::BTreeMap;

use carrel_marc::record::Record;

use crate::check::Complaint;
use crate::names;

/// What a heading names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 600.
    Person,
    /// 610.
    Body,
    /// 611.
    Meeting,
    /// 630.
    Work,
    /// 651, and $z as a subdivision.
    Place,
    /// 650: what looks like a name and is none, such as a war.
    Topic,
}

/// Words that stand behind the comma of a heading that is turned round ("Animals, Fossil").
const TURNED: [&str; 44] = [
    "American",
    "Arab",
    "Arabic",
    "Argentine",
    "Bengali",
    "Children's",
    "Chilean",
    "Chinese",
    "Colombian",
    "Egyptian",
    "English",
    "Fossil",
    "French",
    "Greek",
    "Hindu",
    "Household",
    "Human",
    "Imaginary",
    "Invisible",
    "Italian",
    "Japanese",
    "Jewish",
    "Juvenile",
    "Korean",
    "Medieval",
    "Mental",
    "Mexican",
    "Mythical",
    "New",
    "Nicaraguan",
    "Norse",
    "Ottoman",
    "Personal",
    "Plastic",
    "Polish",
    "Psychology",
    "Resistance",
    "Roman",
    "Russian",
    "Scottish",
    "Spanish",
    "Uruguayan",
    "Tibetan",
    "Turkish",
];

/// `sample/headings.tsv`: what is not a plain topic, `heading TAB kind`.
#[derive(Debug, Default)]
pub struct Headings(BTreeMap<String, Kind>);

impl Headings {
    /// Reads the table; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// At the first line that is no `heading TAB kind`, or names a heading twice.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let mut table = BTreeMap::new();
        for (i, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        {
            let kind = line.split_once('\t').and_then(|(heading, kind)| {
                let kind = match kind {
                    "person" => Kind::Person,
                    "body" => Kind::Body,
                    "meeting" => Kind::Meeting,
                    "work" => Kind::Work,
                    "place" => Kind::Place,
                    "topic" => Kind::Topic,
                    _ => return None,
                };
                Some((heading, kind))
            });
            let Some((heading, kind)) = kind else {
                return Err(Complaint(format!(
                    "headings.tsv line {}: expected `heading TAB kind`, found \"{line}\"",
                    i + 1
                )));
            };
            if table.insert(heading.to_owned(), kind).is_some() {
                return Err(Complaint(format!(
                    "headings.tsv line {}: \"{heading}\" stands there twice",
                    i + 1
                )));
            }
        }
        Ok(Self(table))
    }

    /// What the first part of a heading names.
    #[must_use]
    pub fn kind(&self, head: &str) -> Kind {
        self.0.get(head).copied().unwrap_or(Kind::Topic)
    }

    /// True when a heading looks like a name or a place and the table does not say what it is.
    #[must_use]
    pub fn is_doubtful(&self, head: &str) -> bool {
        // "Gods, Greek" is turned round; "Goodall, Jane" is a name.
        let is_turned = |after: &str| {
            let word = after.split([' ', ',']).next().unwrap_or("");
            TURNED.contains(&word)
        };
        let name_like = head
            .match_indices(", ")
            .map(|(at, _)| &head[at + 2..])
            .any(|after| after.starts_with(|c: char| c.is_uppercase()) && !is_turned(after));
        let dated = head.ends_with(|c: char| c.is_ascii_digit() || c == '-');
        let qualified = head
            .split_once(" (")
            .is_some_and(|(_, qualifier)| qualifier.contains('.'));
        (name_like || dated || qualified) && !self.0.contains_key(head)
    }

    /// Adds the 6XX field of a heading; `list` is the second indicator.
    pub(crate) fn push(&self, record: &mut Record, heading: &str, list: u8) {
        let mut parts = heading.split(" -- ");
        let head = parts.next().unwrap_or_default();
        let mut subfields: Vec<(char, String)> = Vec::new();
        let (tag, first) = match self.kind(head) {
            Kind::Person => ("600", person(head, &mut subfields)),
            Kind::Body => ("610", body(head, &mut subfields)),
            Kind::Meeting => {
                subfields.push(('a', head.to_owned()));
                ("611", b'2')
            }
            Kind::Work => {
                subfields.push(('a', head.to_owned()));
                ("630", b'0')
            }
            Kind::Place => {
                subfields.push(('a', head.to_owned()));
                ("651", b' ')
            }
            Kind::Topic => {
                subfields.push(('a', head.to_owned()));
                ("650", b' ')
            }
        };
        subfields.extend(parts.map(|part| (self.subdivision(part), part.to_owned())));
        if let Some((_, last)) = subfields.last_mut()
            && !last.ends_with(['.', ')', '-', '?', '!'])
        {
            last.push('.');
        }
        let list_of: Vec<(char, &str)> = subfields
            .iter()
            .map(|(code, text)| (*code, text.as_str()))
            .collect();
        record.push_data(tag, [first, list], &list_of);
    }

    /// $v, $y, $z or $x.
    fn subdivision(&self, part: &str) -> char {
        const FORMS: [&str; 22] = [
            "Anecdotes",
            "Atlases",
            "Bilingual",
            "Biography",
            "Comic books, strips, etc.",
            "Dictionaries",
            "Drama",
            "Early works to 1800",
            "Encyclopedias",
            "Fiction",
            "Folklore",
            "Guidebooks",
            "Handbooks, manuals, etc.",
            "Humor",
            "Legends",
            "Maps",
            "Miscellanea",
            "Observers' manuals",
            "Pictorial works",
            "Poetry",
            "Songs and music",
            "Translations into English",
        ];
        let is_time =
            part.contains(|c: char| c.is_ascii_digit()) && !part.starts_with("Early works");
        if FORMS.contains(&part) {
            'v'
        } else if is_time {
            'y'
        } else if self.kind(part) == Kind::Place {
            'z'
        } else {
            'x'
        }
    }
}

/// Fills in $a $q $c $d; returns the first indicator.
fn person(head: &str, subfields: &mut Vec<(char, String)>) -> u8 {
    let is_date = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            || ["active ", "approximately ", "born "]
                .iter()
                .any(|w| text.starts_with(w))
    };
    let (name, dates) = match head.rsplit_once(", ") {
        Some((name, dates)) if is_date(dates) => (name, Some(dates)),
        _ => (head, None),
    };
    let parsed = names::parse(name);
    match parsed.name.split_once(" (") {
        Some((short, full)) if parsed.kind == names::Kind::Surname => {
            subfields.push(('a', short.to_owned()));
            subfields.push(('q', format!("({full}")));
        }
        _ => subfields.push(('a', parsed.name.to_owned())),
    }
    for (code, text) in [('c', parsed.title), ('d', dates)] {
        if let Some(text) = text {
            if let Some((_, before)) = subfields.last_mut() {
                before.push(',');
            }
            subfields.push((code, text.to_owned()));
        }
    }
    if parsed.kind == names::Kind::Surname {
        b'1'
    } else {
        b'0'
    }
}

/// Fills in $a and, for a part of a government, $b or $t; returns the first indicator.
fn body(head: &str, subfields: &mut Vec<(char, String)>) -> u8 {
    match head.split_once(". ") {
        Some((government, part)) => {
            subfields.push(('a', format!("{government}.")));
            let is_title = matches!(part, "Constitution" | "Declaration of Independence")
                || part.starts_with("Constitution.");
            subfields.push((if is_title { 't' } else { 'b' }, part.to_owned()));
            b'1'
        }
        None => {
            subfields.push(('a', head.to_owned()));
            b'2'
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# a comment\nLewis, John, 1940-2020\tperson\nXuanzang, approximately 596-664\tperson\nKing, Martin Luther, Jr., 1929-1968\tperson\nHawkins, B. Waterhouse (Benjamin Waterhouse), 1807-1889\tperson\nGeorge, Saint, -303\tperson\nTexas\tplace\nUnited States. Constitution\tbody\nWorld War, 1939-1945\ttopic\nBible\twork\n";

    fn field(heading: &str) -> String {
        let mut record = Record::default();
        Headings::parse(TABLE)
            .expect("table")
            .push(&mut record, heading, b'1');
        record
            .all_fields()
            .map(|field| format!("{field:?}"))
            .collect()
    }

    #[test]
    fn each_kind_of_heading_has_its_tag_and_subfields() {
        for (heading, expected) in [
            ("Dogs -- Fiction", "650  1 $a \"Dogs\" $v \"Fiction.\""),
            (
                "Texas -- History -- 19th century -- Fiction",
                "651  1 $a \"Texas\" $x \"History\" $y \"19th century\" $v \"Fiction.\"",
            ),
            (
                "Mexican Americans -- Texas",
                "650  1 $a \"Mexican Americans\" $z \"Texas.\"",
            ),
            (
                "World War, 1939-1945 -- Fiction",
                "650  1 $a \"World War, 1939-1945\" $v \"Fiction.\"",
            ),
            (
                "Lewis, John, 1940-2020 -- Comic books, strips, etc.",
                "600 11 $a \"Lewis, John,\" $d \"1940-2020\" $v \"Comic books, strips, etc.\"",
            ),
            (
                "King, Martin Luther, Jr., 1929-1968",
                "600 11 $a \"King, Martin Luther,\" $c \"Jr.,\" $d \"1929-1968.\"",
            ),
            (
                "Xuanzang, approximately 596-664",
                "600 01 $a \"Xuanzang,\" $d \"approximately 596-664.\"",
            ),
            (
                "George, Saint, -303",
                "600 01 $a \"George,\" $c \"Saint,\" $d \"-303.\"",
            ),
            (
                "Hawkins, B. Waterhouse (Benjamin Waterhouse), 1807-1889",
                "600 11 $a \"Hawkins, B. Waterhouse\" $q \"(Benjamin Waterhouse),\" $d \"1807-1889.\"",
            ),
            (
                "United States. Constitution",
                "610 11 $a \"United States.\" $t \"Constitution.\"",
            ),
            (
                "Bible -- Dictionaries",
                "630 01 $a \"Bible\" $v \"Dictionaries.\"",
            ),
        ] {
            assert_eq!(field(heading), expected, "{heading}");
        }
    }

    #[test]
    fn what_looks_like_a_name_must_be_in_the_table() {
        let headings = Headings::parse(TABLE).expect("table");
        for doubtful in [
            "Goodall, Jane, 1934-",
            "Goodall, Jane",
            "Boston (Mass.)",
            "Vietnam War, 1961-1975",
        ] {
            assert!(headings.is_doubtful(doubtful), "{doubtful}");
        }
        for plain in [
            "Dogs",
            "Animals, infancy of",
            "World War, 1939-1945",
            "Thor (Norse deity)",
            "Poets, Chilean".replace(", C", ", c").as_str(),
        ] {
            assert!(!headings.is_doubtful(plain), "{plain}");
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert!(
            Headings::parse("Texas place\n")
                .expect_err("no tab")
                .0
                .contains("line 1")
        );
        assert!(
            Headings::parse("Texas\tplace\nTexas\tplace\n")
                .expect_err("twice")
                .0
                .contains("twice")
        );
    }
}
