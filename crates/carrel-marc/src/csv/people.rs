//! Names in a cell: one or several, as `First Last` or `Last, First`, with roles in brackets.

use carrel_core::bib::Role;

use crate::columns::NameOrder;
use crate::map::roles;
use crate::map::text::{clean, ended, folded};

/// A name as a heading ("Rowling, J. K.") and what the cell says its bearer did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: Option<Role>,
}

/// The people in a cell.
pub(crate) fn people(cell: &str, order: NameOrder) -> Vec<Person> {
    let mut list: Vec<Person> = Vec::new();
    for one in split(cell, order) {
        let (name, role) = bracketed(&one);
        let name = heading(&name, order);
        if !name.is_empty() && list.iter().all(|p| folded(&p.name) != folded(&name)) {
            let body = role.or_else(|| corporate(&name).then_some(Role::Body));
            list.push(Person { name, role: body });
        }
    }
    list
}

/// Which order most cells of a column have. A comma after one word (or a particle and a word) is an inverted
/// name; two words or more before it are the first of a list.
pub(crate) fn order_of<'a>(cells: impl Iterator<Item = &'a str>) -> NameOrder {
    let (mut inverted, mut straight) = (0, 0);
    for cell in cells {
        let first = cell
            .split([';', '|', '\n', '&'])
            .next()
            .unwrap_or("")
            .trim();
        let (front, back) = match first.split_once(',') {
            Some((front, back)) => (front.trim(), back.trim()),
            None => (first, ""),
        };
        let words = front.split_whitespace().count();
        let suffix = is_suffix(back.split(',').next().unwrap_or("").trim());
        if back.is_empty() || suffix {
            straight += usize::from(words >= 2);
        } else if words == 1
            || words == 2
                && front
                    .split_whitespace()
                    .next()
                    .is_some_and(|w| PARTICLES.contains(&w.to_lowercase().as_str()))
        {
            inverted += 1;
        } else if back
            .split_whitespace()
            .next()
            .is_some_and(|w| w.trim_end_matches('.').chars().count() == 1)
        {
            inverted += 1; // "García Márquez, G."
        } else {
            straight += 1;
        }
    }
    // A name without a comma is common in inverted columns too (a body, "Dr. Seuss").
    if inverted * 2 > straight {
        NameOrder::LastFirst
    } else {
        NameOrder::FirstLast
    }
}

fn split(cell: &str, order: NameOrder) -> Vec<String> {
    let cell = clean(cell);
    let cell = cell.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | ',' | ';' | '|'));
    if cell.contains([';', '|']) {
        return cell.split([';', '|']).map(str::to_owned).collect();
    }
    if order == NameOrder::LastFirst {
        // "Last, First & Last, First"
        return cell
            .split(" & ")
            .flat_map(|p| p.split(" and "))
            .map(str::to_owned)
            .collect();
    }
    let mut list: Vec<String> = Vec::new();
    for piece in cell
        .split(',')
        .flat_map(|p| p.split(" & "))
        .flat_map(|p| p.split(" and "))
        .flat_map(|p| p.split(" with "))
    {
        let piece = piece.trim();
        let piece = piece
            .strip_prefix("and ")
            .or_else(|| piece.strip_prefix("& "))
            .unwrap_or(piece);
        match list.last_mut() {
            Some(last) if is_suffix(piece) => {
                last.push_str(", ");
                last.push_str(piece);
            }
            _ => list.push(piece.to_owned()),
        }
    }
    list
}

fn is_suffix(word: &str) -> bool {
    let bare: String = word
        .chars()
        .filter(|c| *c != '.')
        .collect::<String>()
        .to_lowercase();
    matches!(
        bare.as_str(),
        "jr" | "sr"
            | "ii"
            | "iii"
            | "iv"
            | "md"
            | "phd"
            | "esq"
            | "dds"
            | "rn"
            | "ma"
            | "mba"
            | "edd"
            | "jd"
    )
}

/// `Mary GrandPré (Illustrator)`: the name and the role.
fn bracketed(text: &str) -> (String, Option<Role>) {
    let text = text.trim();
    if let Some(open) = text.rfind('(')
        && let Some(inside) = text[open + 1..].strip_suffix(')')
    {
        let role = inside.split(['/', ',']).find_map(|r| roles::role(r.trim()));
        // "(author of …)" and life dates are no part of the name either.
        return (text[..open].trim().to_owned(), role);
    }
    (text.to_owned(), None)
}

const PARTICLES: [&str; 20] = [
    "de", "del", "della", "di", "da", "dos", "du", "la", "le", "van", "von", "der", "den", "ter",
    "ten", "al", "el", "san", "st.", "mac",
];

/// The heading of a name. A name in straight order is inverted: the last word first, with a capitalised
/// particle before it (Le Guin), lower-case ones left behind (Beethoven, Ludwig van).
fn heading(name: &str, order: NameOrder) -> String {
    let name = clean(name);
    let name = name.trim_matches([',', ';']).trim();
    // The full stop of a heading ("Sachar, Louis.") goes, as in MARC; that of an initial stays.
    let name = ended(name);
    if order == NameOrder::LastFirst {
        // Life dates at the end: "Rowling, J. K., 1965-".
        let kept = name
            .rsplit_once(',')
            .filter(|(_, tail)| tail.contains(|c: char| c.is_ascii_digit()))
            .map_or(name, |(front, _)| front);
        return kept.trim_end_matches([',', ' ']).to_owned();
    }
    let (body, suffix) = match name.split_once(", ") {
        Some((body, tail)) if tail.split(", ").all(is_suffix) => (body, Some(tail)),
        Some(_) => return name.to_owned(), // inverted already
        None => (name, None),
    };
    let mut words: Vec<&str> = body.split(' ').filter(|w| !w.is_empty()).collect();
    let mut suffix = suffix.map(str::to_owned);
    while suffix.is_none() && words.len() > 2 && words.last().is_some_and(|w| is_suffix(w)) {
        suffix = words.pop().map(str::to_owned);
    }
    if words.len() < 2
        || corporate(body)
        || !words.iter().all(|w| w.chars().any(char::is_alphabetic))
    {
        return name.to_owned();
    }
    let mut from = words.len() - 1;
    while from > 1 {
        let before = words[from - 1];
        let capital = before.starts_with(char::is_uppercase);
        if capital
            && PARTICLES.contains(&before.to_lowercase().as_str())
            && before.chars().count() > 1
        {
            from -= 1;
        } else {
            break;
        }
    }
    let mut out = words[from..].join(" ");
    out.push_str(", ");
    out.push_str(&words[..from].join(" "));
    if let Some(suffix) = suffix {
        out.push_str(", ");
        out.push_str(&suffix);
    }
    out
}

/// A body, or nobody in particular.
fn corporate(name: &str) -> bool {
    const WORDS: [&str; 40] = [
        "INC",
        "LLC",
        "LTD",
        "PUBLISHING",
        "PUBLISHERS",
        "PRESS",
        "SOCIETY",
        "MUSEUM",
        "STAFF",
        "EDITORS",
        "COMPANY",
        "BOOKS",
        "MAGAZINE",
        "ASSOCIATION",
        "INSTITUTE",
        "UNIVERSITY",
        "VARIOUS",
        "ANONYMOUS",
        "UNKNOWN",
        "KIDS",
        "STUDIO",
        "STUDIOS",
        "GROUP",
        "FOUNDATION",
        "LIBRARY",
        "COMMITTEE",
        "COUNCIL",
        "DEPARTMENT",
        "COLLEGE",
        "SCHOOL",
        "CENTER",
        "CORPORATION",
        "REVIEW",
        "TEAM",
        "GEOGRAPHIC",
        "ENTERTAINMENT",
        "PRODUCTIONS",
        "PICTURES",
        "AMERICA",
        "COLLECTIVE",
    ];
    folded(name).split(' ').any(|w| WORDS.contains(&w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_names_are_inverted() {
        let check = |cell: &str, expected: &[&str]| {
            let names: Vec<_> = people(cell, NameOrder::FirstLast)
                .into_iter()
                .map(|p| p.name)
                .collect();
            assert_eq!(names, expected, "{cell}");
        };
        check(
            "J.K. Rowling, Mary GrandPré",
            &["Rowling, J.K.", "GrandPré, Mary"],
        );
        check("Ursula K. Le Guin", &["Le Guin, Ursula K."]);
        check("Ludwig van Beethoven", &["Beethoven, Ludwig van"]);
        check(
            "Antoine de Saint-Exupéry, Richard Howard",
            &["Saint-Exupéry, Antoine de", "Howard, Richard"],
        );
        check("Kurt Vonnegut Jr.", &["Vonnegut, Kurt, Jr."]);
        check(
            "Kurt Vonnegut, Jr., Someone Else",
            &["Vonnegut, Kurt, Jr.", "Else, Someone"],
        );
        check("Voltaire", &["Voltaire"]);
        check(
            "Neil Gaiman & Terry Pratchett",
            &["Gaiman, Neil", "Pratchett, Terry"],
        );
        check("National Geographic Kids", &["National Geographic Kids"]);
        check(
            "Ann Martin and Laura Godwin",
            &["Martin, Ann", "Godwin, Laura"],
        );
        check("", &[]);
        check(" , ", &[]);
        check("Homer, Homer", &["Homer"]);
        check("村上 春樹", &["春樹, 村上"]);
    }

    #[test]
    fn inverted_names_stay() {
        let check = |cell: &str, expected: &[&str]| {
            let names: Vec<_> = people(cell, NameOrder::LastFirst)
                .into_iter()
                .map(|p| p.name)
                .collect();
            assert_eq!(names, expected, "{cell}");
        };
        check("Rowling, J. K.", &["Rowling, J. K."]);
        check("Rowling, J. K., 1965-", &["Rowling, J. K."]);
        check("King, Martin Luther, Jr.", &["King, Martin Luther, Jr."]);
        check(
            "Martin, Ann; Godwin, Laura",
            &["Martin, Ann", "Godwin, Laura"],
        );
        check(
            "Martin, Ann & Godwin, Laura",
            &["Martin, Ann", "Godwin, Laura"],
        );
        check("Scholastic Inc.", &["Scholastic Inc."]);
    }

    #[test]
    fn roles_in_brackets() {
        let list = people(
            "J.K. Rowling, Mary GrandPré (Illustrator), Jim Dale (Narrator)",
            NameOrder::FirstLast,
        );
        assert_eq!(
            list.iter().map(|p| p.role).collect::<Vec<_>>(),
            [None, Some(Role::Illustrator), Some(Role::Narrator)]
        );
        assert_eq!(list[1].name, "GrandPré, Mary");
    }

    #[test]
    fn the_order_of_a_column_is_told_by_its_cells() {
        assert_eq!(
            order_of(["J.K. Rowling, Mary GrandPré", "Harper Lee", "Voltaire"].into_iter()),
            NameOrder::FirstLast
        );
        assert_eq!(
            order_of(
                [
                    "Rowling, J. K.",
                    "Lee, Harper",
                    "Dr. Seuss",
                    "De Paola, Tomie"
                ]
                .into_iter()
            ),
            NameOrder::LastFirst
        );
        assert_eq!(
            order_of(["Gaiman, Neil", "García Márquez, G."].into_iter()),
            NameOrder::LastFirst
        );
        assert_eq!(order_of(core::iter::empty()), NameOrder::FirstLast);
    }
}
