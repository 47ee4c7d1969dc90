//! Names as headings ("Sendak, Maurice"), taken apart for MARC and turned round for 245 $c.

/// What kind of name a heading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person under the family name.
    Surname,
    /// A person under a forename or a name of one piece: Homer, Aliki.
    Forename,
    /// A society, museum, firm.
    Body,
}

/// A heading, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// What it is.
    pub kind: Kind,
    /// $a.
    pub name: &'a str,
    /// $c: "Jr.", "Emperor of Rome".
    pub title: Option<&'a str>,
}

/// Words by which a name without a comma is known to be a body's.
const BODY_WORDS: [&str; 16] = [
    "association",
    "company",
    "constitutional",
    "convention",
    "corporation",
    "foundation",
    "guinness",
    "institution",
    "institute",
    "library",
    "museum",
    "national",
    "press",
    "publishing",
    "records",
    "society",
];

/// Words that begin a title or byname after a forename.
const RANKS: [&str; 10] = [
    "Chief", "Dalai", "Emperor", "King", "Lama", "Pope", "Prophet", "Queen", "Saint", "da",
];

/// Takes a heading apart.
#[must_use]
pub fn parse(heading: &str) -> Name<'_> {
    let Some((first, rest)) = heading.split_once(", ") else {
        let lower = heading.to_lowercase();
        let is_body = lower.split(' ').any(|word| BODY_WORDS.contains(&word))
            || heading.chars().all(|c| c.is_ascii_uppercase());
        return Name {
            kind: if is_body { Kind::Body } else { Kind::Forename },
            name: heading,
            title: None,
        };
    };
    if RANKS
        .iter()
        .any(|rank| rest.split(' ').next() == Some(rank))
    {
        return Name {
            kind: Kind::Forename,
            name: first,
            title: Some(rest),
        };
    }
    if let Some((_, suffix)) = rest.rsplit_once(", ")
        && matches!(suffix, "Jr." | "Sr." | "II" | "III" | "Sir" | "Dame")
    {
        return Name {
            kind: Kind::Surname,
            name: &heading[..heading.len() - suffix.len() - 2],
            title: Some(suffix),
        };
    }
    Name {
        kind: Kind::Surname,
        name: heading,
        title: None,
    }
}

/// The name as it is spoken: "Maurice Sendak", "Bill Martin, Jr."; "Wu Cheng'en" where the family name comes first.
#[must_use]
pub fn spoken(heading: &str, family_name_first: bool) -> String {
    let name = parse(heading);
    let turned = match name.name.split_once(", ") {
        Some((family, given)) if family_name_first => format!("{family} {given}"),
        Some((family, given)) => format!("{given} {family}"),
        None => name.name.to_owned(),
    };
    match name.title {
        Some(suffix) if name.kind == Kind::Surname => format!("{turned}, {suffix}"),
        _ => turned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_taken_apart() {
        let check = |heading, kind, name, title| {
            assert_eq!(parse(heading), Name { kind, name, title }, "{heading}")
        };
        check("Sendak, Maurice", Kind::Surname, "Sendak, Maurice", None);
        check(
            "Martin, Bill, Jr.",
            Kind::Surname,
            "Martin, Bill",
            Some("Jr."),
        );
        check(
            "Marcus Aurelius, Emperor of Rome",
            Kind::Forename,
            "Marcus Aurelius",
            Some("Emperor of Rome"),
        );
        check("Homer", Kind::Forename, "Homer", None);
        check(
            "National Geographic Society",
            Kind::Body,
            "National Geographic Society",
            None,
        );
        check("DK", Kind::Body, "DK", None);
    }

    #[test]
    fn names_are_turned_round() {
        for (heading, first, expected) in [
            ("Sendak, Maurice", false, "Maurice Sendak"),
            ("Seuss, Dr.", false, "Dr. Seuss"),
            ("Martin, Bill, Jr.", false, "Bill Martin, Jr."),
            ("de la Peña, Matt", false, "Matt de la Peña"),
            ("Marcus Aurelius, Emperor of Rome", false, "Marcus Aurelius"),
            ("Wu, Cheng'en", true, "Wu Cheng'en"),
            ("Homer", true, "Homer"),
        ] {
            assert_eq!(spoken(heading, first), expected);
        }
    }
}
