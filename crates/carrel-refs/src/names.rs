//! Names as people and catalogues write them, taken apart.

use crate::source::Person;

/// What parts the pieces of a name: a comma, and the Arabic one.
pub(crate) const COMMAS: [char; 2] = [',', '،'];

/// What stands behind a name and is no part of it.
const SUFFIXES: [&str; 7] = ["Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"];

/// Words that begin a family name where they stand before one and are written small.
const PARTICLES: [&str; 18] = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten",
    "ter", "al", "el", "bin",
];

/// The same with a capital: Ursula K. Le Guin, Nawal El Saadawi, W. E. B. Du Bois.
const CAPITAL_PARTICLES: [&str; 13] = [
    "Le", "La", "De", "Del", "Della", "Di", "Da", "Du", "Dos", "El", "Al", "Van", "Von",
];

/// Words that only bodies have in their names.
const BODIES: [&str; 46] = [
    "Association",
    "Society",
    "University",
    "College",
    "School",
    "Department",
    "Dept.",
    "Agency",
    "Bureau",
    "Committee",
    "Commission",
    "Council",
    "Center",
    "Centre",
    "Institute",
    "Museum",
    "Library",
    "Company",
    "Inc.",
    "Corporation",
    "Foundation",
    "Organization",
    "Organisation",
    "Press",
    "Office",
    "Service",
    "Union",
    "Group",
    "Project",
    "News",
    "Studios",
    "Network",
    "Administration",
    "Ministry",
    "Institution",
    "Academy",
    "Archives",
    "Federation",
    "Observatory",
    "Zoo",
    "Clinic",
    "Media",
    "Magazine",
    "Kids",
    "Staff",
    "Bank",
];

/// How such words begin in Spanish, French and German: `Ministerio`, `Bundeszentrale`.
const BODIES_ABROAD: [&str; 17] = [
    "Asocia",
    "Ayuntamiento",
    "Biblio",
    "Bundes",
    "Centro",
    "Fondation",
    "Fundación",
    "Gesellschaft",
    "Gobierno",
    "Institut",
    "Minist",
    "Musée",
    "Organi",
    "Real Academia",
    "Sociedad",
    "Société",
    "Universi",
];

/// What stands behind a name alone and is an office, not a name.
const OFFICES: [&str; 9] = [
    "Pope",
    "Saint",
    "Emperor",
    "Empress",
    "Czar",
    "Tsar",
    "Sultan",
    "Pharaoh",
    "Patriarch",
];

/// Offices that are names, too (Count Basie, Duke Ellington): with "of" behind them they are none.
const OFFICES_OF: [&str; 20] = [
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Emperor",
    "Empress",
    "Czar",
    "Tsar",
    "Sultan",
    "Duke",
    "Duchess",
    "Earl",
    "Count",
    "Countess",
    "Baron",
    "Baroness",
    "Archbishop",
    "Bishop",
    "Pharaoh",
    "Patriarch",
];

/// `Queen of Great Britain`, `Pope`: a citation leaves them out (APA 7 §9.8).
fn is_office(part: &str) -> bool {
    OFFICES.contains(&part.trim_end_matches('.'))
        || part
            .split_once(" of ")
            .is_some_and(|(office, _)| OFFICES_OF.contains(&office))
}

/// `of Assisi`, `da Vinci`, `the Great`: what belongs to a name of one word and is no given name.
fn is_byname(part: &str) -> bool {
    part.split_once(' ').is_some_and(|(first, rest)| {
        let small = matches!(first, "of" | "the") || PARTICLES.contains(&first);
        small && rest.contains(char::is_uppercase)
    })
}

/// A catalogue heading: `King, Martin Luther, Jr.`; `body` says that it is a body's.
#[must_use]
pub fn heading(name: &str, body: bool) -> Person {
    let name = name.trim().trim_end_matches([',', '،', ';']).trim_end();
    if body {
        return Person::body(name.trim_end_matches('.'));
    }
    let mut parts = name.split(COMMAS).map(str::trim).filter(|p| !p.is_empty());
    let family = parts.next().unwrap_or_default();
    let mut person = Person::of(family, "");
    let mut byname = "";
    for part in parts {
        if is_office(part) {
            continue;
        }
        if person.given.is_empty() && byname.is_empty() && is_byname(part) {
            byname = part.trim_end_matches('.');
        } else if SUFFIXES.contains(&part) {
            part.clone_into(&mut person.suffix);
        } else if person.given.is_empty()
            && byname.is_empty()
            && !part.starts_with(|c: char| c.is_ascii_digit())
        {
            without_point(part).clone_into(&mut person.given);
        }
    }
    if !byname.is_empty() {
        return Person::body(&[family, " ", byname].concat());
    }
    if person.given.is_empty() {
        // One name alone is taken as it is: Avi, Dr. Seuss.
        return Person::body(without_point(family));
    }
    // "Seuss, Dr." is how a catalogue files Dr. Seuss.
    if is_titled(&person) {
        return Person::body(&person.natural());
    }
    person
}

/// Is what stands before the family name no given name? Such a name is not turned round.
pub(crate) fn is_titled(person: &Person) -> bool {
    let titles = ["Dr.", "Dr", "Mrs.", "Mr.", "Professor", "Sister"];
    !person.family.is_empty() && titles.contains(&person.given.as_str())
}

/// Without a closing point, unless an initial has it: `Maurice.` but `J. K.`.
fn without_point(text: &str) -> &str {
    let Some(short) = text.strip_suffix('.') else {
        return text;
    };
    let last = short.rsplit([' ', '.']).next().unwrap_or_default();
    if last.chars().count() > 2 {
        short.trim_end()
    } else {
        text
    }
}

/// A name as somebody typed it: `Maurice Sendak`, `Sendak, Maurice`, `Ludwig van Beethoven`, `World Health Organization`,
/// `@handle`.
#[must_use]
pub fn typed(name: &str) -> Person {
    let name = name.trim().trim_end_matches(COMMAS);
    // "Martin Luther King, Jr." is not turned round.
    if let Some((before, last)) = name.split_once(", ")
        && SUFFIXES.contains(&last)
        && before.contains(' ')
        && !is_body(before)
    {
        return typed(&[before, " ", last].concat());
    }
    if name.contains(COMMAS) {
        // "of" is a body's word, but a queen's and a saint's, too.
        let mut behind = name.split(COMMAS).skip(1).map(str::trim);
        let person = behind.any(|part| is_office(part) || is_byname(part))
            // Gabrielle Union, Frank Press: no body's name is such a word alone.
            || name.split(COMMAS).next().is_some_and(|family| BODIES.contains(&family.trim()));
        return heading(name, !person && is_body(name));
    }
    let mut words: Vec<&str> = name.split_whitespace().collect();
    // Leonardo da Vinci and Alexander the Great have one name; a catalogue files them so, too.
    let byname = matches!(words[..], [_, "da", "Vinci"])
        || matches!(words[..], [_, "the", last] if last.starts_with(char::is_uppercase));
    if words.len() < 2 || byname || is_body(name) {
        return Person::body(name);
    }
    let mut suffix = "";
    if let Some(last) = words.last()
        && SUFFIXES.contains(last)
        && words.len() > 2
    {
        suffix = last;
        words.pop();
    }
    let particle = words[1..words.len() - 1]
        .iter()
        .position(|word| PARTICLES.contains(word) || CAPITAL_PARTICLES.contains(word))
        .map(|at| at + 1);
    let mut split = particle.unwrap_or(words.len() - 1);
    // Alexander von Humboldt is filed under H and cited as Humboldt, and so is Ludwig van Beethoven (MLA 9 §5.13);
    // Ana de la Cruz and Vincent van Gogh keep their particles when only the family name is said.
    if split + 2 == words.len()
        && (matches!(words[split], "von" | "de") || words[split + 1] == "Beethoven")
    {
        split += 1;
    }
    // Park Jin-ho: a given name with a small letter behind its hyphen, as Koreans write it, stands behind the family's,
    // and this is how the person writes it.
    if words.len() == 2
        && let Some((_, second)) = words[1].split_once('-')
        && second.starts_with(|c: char| c.is_lowercase())
    {
        return Person {
            family_first: true,
            ..Person::of(words[0], words[1])
        };
    }
    let person = Person {
        suffix: suffix.to_owned(),
        ..Person::of(&words[split..].join(" "), &words[..split].join(" "))
    };
    if is_titled(&person) {
        return Person::body(&person.natural());
    }
    person
}

/// The same person with a suffix that was typed behind the family name put in its place: `King Jr.`, `King, Jr.`.
#[must_use]
pub fn with_suffix(person: &Person) -> Person {
    let mut person = person.clone();
    if person.suffix.is_empty()
        && let Some((family, last)) = person.family.trim_end().rsplit_once([' ', ','])
        && SUFFIXES.contains(&last)
    {
        let family = family.trim_end_matches([' ', ',']).to_owned();
        if !family.is_empty() {
            last.clone_into(&mut person.suffix);
            person.family = family;
        }
    }
    person
}

/// `Jr.`, `III`: what belongs to the name before it.
pub(crate) fn is_suffix(part: &str) -> bool {
    SUFFIXES.contains(&part)
}

/// Is it a body's by a word of it, or by its capitals alone?
pub(crate) fn has_body_word(name: &str) -> bool {
    name.split_whitespace()
        .any(|word| BODIES.contains(&word.trim_end_matches(',')))
        || (name.len() > 1 && name.chars().all(char::is_uppercase))
}

/// Does it look like the name of a body or of an account?
#[must_use]
pub fn is_body(name: &str) -> bool {
    name.starts_with('@')
        || name.starts_with("The ")
        || name.contains(" & ")
        // Of several words: each of these can begin the name of a person, too.
        || (name.contains(' ') && BODIES_ABROAD.iter().any(|begin| name.starts_with(begin)))
        || name
            .split_whitespace()
            .any(|word| word == "of" || word == "for")
        || has_body_word(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &Person, family: &str, given: &str, suffix: &str, literal: &str) {
        let parts = [&found.family, &found.given, &found.suffix, &found.literal];
        assert_eq!(parts, [family, given, suffix, literal], "{found:?}");
    }

    #[test]
    fn a_suffix_typed_behind_the_family_name() {
        for (typed, family, suffix) in [
            ("King Jr.", "King", "Jr."),
            ("King, Jr.", "King", "Jr."),
            ("Gates III ", "Gates", "III"),
            ("King", "King", ""),
            ("Jr.", "Jr.", ""),
            (" Jr.", " Jr.", ""),
            ("", "", ""),
        ] {
            let mut person = Person::of("", "Martin Luther");
            person.family = typed.to_owned();
            check(&with_suffix(&person), family, "Martin Luther", suffix, "");
        }
        let king = with_suffix(&Person::of("King Jr.", "Martin Luther"));
        assert_eq!(king.inverted(), "King, Martin Luther, Jr.");
    }

    #[test]
    fn headings_of_catalogues() {
        check(
            &heading("Sendak, Maurice.", false),
            "Sendak",
            "Maurice",
            "",
            "",
        );
        check(
            &heading("Rowling, J. K.", false),
            "Rowling",
            "J. K.",
            "",
            "",
        );
        check(
            &heading("King, Martin Luther, Jr., 1929-1968", false),
            "King",
            "Martin Luther",
            "Jr.",
            "",
        );
        check(
            &heading("De la Peña, Matt", false),
            "De la Peña",
            "Matt",
            "",
            "",
        );
        check(&heading("Avi", false), "", "", "", "Avi");
        check(&heading("Seuss, Dr.", false), "", "", "", "Dr. Seuss");
        // As an Arabic catalogue has it in 100 $a.
        check(&heading("حسين، طه،", false), "حسين", "طه", "", "");
        check(
            &heading("National Geographic Society (U.S.)", true),
            "",
            "",
            "",
            "National Geographic Society (U.S.)",
        );
        check(&heading("", false), "", "", "", "");
    }

    /// MARC 100 $c; APA 7 §9.8.
    #[test]
    fn an_office_is_no_given_name() {
        for (written, name) in [
            (
                "Elizabeth II, Queen of Great Britain, 1926-2022",
                "Elizabeth II",
            ),
            ("Francis, Pope, 1936-2025", "Francis"),
            ("Francis, of Assisi, Saint, 1182-1226.", "Francis of Assisi"),
            ("Leonardo, da Vinci, 1452-1519", "Leonardo da Vinci"),
            (
                "Alexander, the Great, 356 B.C.-323 B.C.",
                "Alexander the Great",
            ),
            ("Diana, Princess of Wales", "Diana"),
            ("Augustus, Emperor of Rome", "Augustus"),
        ] {
            check(&heading(written, false), "", "", "", name);
        }
        check(
            &typed("Elizabeth II, Queen of Great Britain"),
            "",
            "",
            "",
            "Elizabeth II",
        );
        // Offices that are given names stay.
        check(
            &heading("Basie, Count, 1904-1984", false),
            "Basie",
            "Count",
            "",
            "",
        );
        check(
            &heading("Ellington, Duke", false),
            "Ellington",
            "Duke",
            "",
            "",
        );
        check(
            &heading("Churchill, Winston, Sir", false),
            "Churchill",
            "Winston",
            "",
            "",
        );
        check(
            &heading("Aquinas, Thomas, Saint", false),
            "Aquinas",
            "Thomas",
            "",
            "",
        );
    }

    #[test]
    fn nothing_blank_is_left_where_a_closing_point_stood() {
        check(
            &heading("Sendak, Maurice\r\r.", false),
            "Sendak",
            "Maurice",
            "",
            "",
        );
    }

    #[test]
    fn names_as_people_type_them() {
        check(&typed("Maurice Sendak"), "Sendak", "Maurice", "", "");
        check(&typed("Sendak, Maurice"), "Sendak", "Maurice", "", "");
        check(
            &typed("Ludwig van Beethoven"),
            "Beethoven",
            "Ludwig van",
            "",
            "",
        );
        check(&typed("Ana de la Cruz"), "de la Cruz", "Ana", "", "");
        check(&typed("Vincent van Gogh"), "van Gogh", "Vincent", "", "");
        check(
            &typed("Alexander von Humboldt"),
            "Humboldt",
            "Alexander von",
            "",
            "",
        );
        check(&typed("Park Jin-ho"), "Park", "Jin-ho", "", "");
        for (name, family, given) in [
            ("Ursula K. Le Guin", "Le Guin", "Ursula K."),
            ("Nawal El Saadawi", "El Saadawi", "Nawal"),
            ("W. E. B. Du Bois", "Du Bois", "W. E. B."),
            ("Matt De la Peña", "De la Peña", "Matt"),
            // Behind nothing it is a given name.
            ("Van Morrison", "Morrison", "Van"),
            ("Al Gore", "Gore", "Al"),
        ] {
            check(&typed(name), family, given, "", "");
        }
        check(
            &typed("Martin Luther King Jr."),
            "King",
            "Martin Luther",
            "Jr.",
            "",
        );
        check(
            &typed("Martin Luther King, Jr."),
            "King",
            "Martin Luther",
            "Jr.",
            "",
        );
        check(&typed("حسين، طه"), "حسين", "طه", "", "");
        // As a catalogue's heading gives them.
        for one in [
            "Dr. Seuss",
            "Sister Souljah",
            "Leonardo da Vinci",
            "Alexander the Great",
            "Mayo Clinic",
            "National Geographic Kids",
            "Common Sense Media",
            "World Bank",
        ] {
            check(&typed(one), "", "", "", one);
        }
        check(&typed("Dr. Martin King"), "King", "Dr. Martin", "", "");
        check(&typed("NASA"), "", "", "", "NASA");
        check(
            &typed("Smithsonian Institution"),
            "",
            "",
            "",
            "Smithsonian Institution",
        );
        check(
            &typed("World Health Organization"),
            "",
            "",
            "",
            "World Health Organization",
        );
        check(&typed("@sciencegirl"), "", "", "", "@sciencegirl");
        for (typed_in, family, given) in [
            ("Union, Gabrielle", "Union", "Gabrielle"),
            ("Press, Frank", "Press", "Frank"),
            ("School, John", "School", "John"),
        ] {
            check(&typed(typed_in), family, given, "", "");
        }
        check(
            &typed("Department of Agriculture, Forest Service"),
            "",
            "",
            "",
            "Department of Agriculture, Forest Service",
        );
        check(&typed("Avi"), "", "", "", "Avi");
        check(&typed("  "), "", "", "", "");
    }
}
