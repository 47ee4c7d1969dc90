//! Names in a cell: one or several, as `First Last` or `Last, First`, with roles in brackets.

use std::collections::HashSet;

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
    let mut known: HashSet<String> = HashSet::new();
    let cell = clean(cell);
    let mut parts = parts(&cell);
    // "Beatrix Potter, illustrated by the author" is one woman.
    parts.retain(|(part, told)| told.is_none() || !is_again(part));
    let ones = parts.iter().flat_map(|(part, told)| {
        let ones = split(part, order).into_iter();
        ones.map(move |one| (one, *told))
    });
    for (one, told) in ones {
        let (name, role) = bracketed(&one);
        let bare = without_by(&name);
        // Behind "by" and its kin names stand as they are spoken.
        let spoken = (told.is_some() || bare != name) && !bare.contains(',');
        let name = heading(bare, if spoken { NameOrder::FirstLast } else { order });
        let role = role.or(told);
        if !name.is_empty() && known.insert(folded(&name)) {
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

/// Words in front of a name that say what its bearer did; the first of two that begin at one place is the longer.
const SAID: [(&str, Role); 48] = [
    ("written and illustrated by ", Role::Author),
    ("written & illustrated by ", Role::Author),
    ("story and pictures by ", Role::Author),
    ("words and pictures by ", Role::Author),
    ("text and illustrations by ", Role::Author),
    ("escrito e ilustrado por ", Role::Author),
    ("written by ", Role::Author),
    ("story by ", Role::Author),
    ("words by ", Role::Author),
    ("text by ", Role::Author),
    ("escrito por ", Role::Author),
    ("écrit par ", Role::Author),
    ("geschrieben von ", Role::Author),
    ("retold by ", Role::Adapter),
    ("adapted by ", Role::Adapter),
    ("illustrated by ", Role::Illustrator),
    ("illustrations by ", Role::Illustrator),
    ("pictures by ", Role::Illustrator),
    ("drawings by ", Role::Illustrator),
    ("paintings by ", Role::Illustrator),
    ("photographs by ", Role::Illustrator),
    ("artwork by ", Role::Illustrator),
    ("art by ", Role::Illustrator),
    ("illus. by ", Role::Illustrator),
    ("ill. by ", Role::Illustrator),
    ("ill. de ", Role::Illustrator),
    ("ill. von ", Role::Illustrator),
    ("illus. ", Role::Illustrator),
    ("ill. ", Role::Illustrator),
    ("ilustrado por ", Role::Illustrator),
    ("ilustrada por ", Role::Illustrator),
    ("ilustraciones de ", Role::Illustrator),
    ("ilustrações de ", Role::Illustrator),
    ("illustré par ", Role::Illustrator),
    ("illustrations de ", Role::Illustrator),
    ("illustriert von ", Role::Illustrator),
    ("illustrationen von ", Role::Illustrator),
    ("mit bildern von ", Role::Illustrator),
    ("translated by ", Role::Translator),
    ("traducido por ", Role::Translator),
    ("traducción de ", Role::Translator),
    ("traduit par ", Role::Translator),
    ("übersetzt von ", Role::Translator),
    ("edited by ", Role::Editor),
    ("editado por ", Role::Editor),
    ("herausgegeben von ", Role::Editor),
    ("narrated by ", Role::Narrator),
    ("read by ", Role::Narrator),
];

/// The parts of a cell whose people did one thing each, as words in front of them say; one part where none do.
fn parts(cell: &str) -> Vec<(&str, Option<Role>)> {
    let whole = vec![(cell, None)];
    // No statement is as long, and each of its words is sought in all of it.
    if cell.len() > 4_000 {
        return whole;
    }
    let lower = cell.to_lowercase();
    // Lower-casing may change lengths: only where it did not are the places the same.
    if lower.len() != cell.len() {
        return whole;
    }
    let mut found: Vec<(usize, usize, Role)> = Vec::new();
    for (words, role) in SAID {
        for (at, _) in lower.match_indices(words) {
            let front = &lower[..at];
            // What stands in brackets belongs to the name before it.
            let inside = front.matches('(').count() > front.matches(')').count();
            let begins = !front.ends_with(char::is_alphanumeric);
            let free = found
                .iter()
                .all(|(f, l, _)| at + words.len() <= *f || at >= f + l);
            if begins && !inside && free {
                found.push((at, words.len(), role));
            }
        }
    }
    found.sort_unstable_by_key(|(at, ..)| *at);
    let Some((first, ..)) = found.first() else {
        return whole;
    };
    let mut list = vec![(between(&cell[..*first]), None)];
    for (n, (at, length, role)) in found.iter().enumerate() {
        let end = found.get(n + 1).map_or(cell.len(), |(next, ..)| *next);
        list.push((between(&cell[at + length..end]), Some(*role)));
    }
    // "Translated by" with nobody behind it says nothing.
    if list[1..].iter().any(|(part, _)| part.is_empty()) {
        return whole;
    }
    list
}

/// Somebody who was named before.
fn is_again(part: &str) -> bool {
    const AGAIN: &[&str] = &[
        "the author",
        "author",
        "the authors",
        "him",
        "her",
        "them",
        "himself",
        "herself",
        "el autor",
        "la autora",
        "l'auteur",
        "l’auteur",
        "l'autrice",
        "dem autor",
        "der autorin",
    ];
    AGAIN.contains(&part.trim_end_matches('.').to_lowercase().as_str())
}

/// Names without what stands between them and others.
fn between(text: &str) -> &str {
    let mut text =
        text.trim_matches(|c: char| matches!(c, ' ' | ',' | ';' | '|' | '/' | '&' | ':'));
    for join in [" and", " und", " et", " y", " e", " with"] {
        text = text.strip_suffix(join).unwrap_or(text).trim_end();
    }
    text
}

/// A name without the "by" in front of it.
fn without_by(name: &str) -> &str {
    match name.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => name[3..].trim(),
        _ => name,
    }
}

/// True when what follows a title names those who made the book: words say so and names follow them, it has a name that other
/// cells have, or it ends as a statement of responsibility does and looks like names, where no other cell has one.
pub(crate) fn is_statement(text: &str, named: &[String]) -> bool {
    let text = text.trim();
    let said = parts(text);
    let bare = without_by(text);
    if (bare != text || said.iter().any(|(_, role)| role.is_some()))
        && names_follow(text, &said, named)
    {
        return true;
    }
    let names: Vec<String> = named.iter().map(|name| folded(name)).collect();
    let known = |word: &&&str| {
        let long = word.chars().count() >= 3 && !PARTICLES.contains(&word.to_lowercase().as_str());
        long && names
            .iter()
            .any(|name| name.split(' ').any(|w| w == **word))
    };
    // Most of it: a title may have a word that a name has, too.
    let front = folded(text.split([',', ';']).next().unwrap_or(text));
    let words: Vec<&str> = front.split(' ').collect();
    if words.iter().filter(known).count() * 2 >= words.len() {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    named.is_empty()
        && text.ends_with('.')
        && !text.ends_with("..")
        && (2..=5).contains(&words.len())
        && words.iter().all(|word| is_great(word))
}

/// Has a word a great letter, or is it one of those in a name that have none?
fn is_great(word: &str) -> bool {
    word.starts_with(char::is_uppercase) || PARTICLES.contains(&word.to_lowercase().as_str())
}

/// True where what stands beside words such as "by" are names, and no part of a title ("Words by Heart", "By the Sea"). Small
/// letters begin a statement and no title; behind great ones they are among the names of other cells, where those have any.
fn names_follow(text: &str, said: &[(&str, Option<Role>)], named: &[String]) -> bool {
    const ARTICLES: [&str; 14] = [
        "the", "a", "an", "el", "la", "los", "las", "le", "les", "der", "die", "das", "un", "una",
    ];
    let ones: Vec<String> = said
        .iter()
        .filter(|(part, _)| !is_again(part))
        .flat_map(|(part, _)| split(without_by(part), NameOrder::FirstLast))
        .map(|one| bracketed(&one).0)
        .filter(|one| !one.is_empty())
        .collect();
    let name = |one: &String| {
        let begins = one.split_whitespace().next().unwrap_or_default();
        !ARTICLES.contains(&begins.to_lowercase().as_str()) && one.split_whitespace().all(is_great)
    };
    if !ones.iter().all(name) {
        return false;
    }
    let known: HashSet<String> = named
        .iter()
        .flat_map(|name| {
            folded(name)
                .split(' ')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let among = ones.iter().any(|one| {
        let one = folded(one);
        let words = one.split(' ').count();
        one.split(' ').filter(|word| known.contains(*word)).count() * 2 >= words
    });
    let whole = ones.iter().all(|one| one.split_whitespace().count() >= 2);
    let small = text.starts_with("by ") || SAID.iter().any(|(words, _)| text.contains(words));
    let alone = named.is_empty() && text.starts_with(char::is_lowercase);
    among || small && (whole || alone) || named.is_empty() && whole
}

/// Names between which a stroke stands, outside of brackets: "Jory John/Pete Oswald".
fn at_strokes(cell: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut pieces = cell.split(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        c == '/' && depth <= 0
    });
    let list: Vec<&str> = pieces.by_ref().map(str::trim).collect();
    let letters = |piece: &&str| piece.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let is_name = |piece: &&str| letters(piece) && !matches!(*piece, "and" | "und");
    match list.len() > 1 && list.iter().all(is_name) && !cell.contains("and/or") {
        true => list,
        false => vec![cell],
    }
}

/// Names that "und", "et", "y" or "e" joins: each is whole ("José Ortega y Gasset" is one man), or both are surnames. Each mark is
/// sought again only behind the place where it was found: a cell full of them is passed over once.
fn joined(cell: &str, order: NameOrder) -> Vec<&str> {
    const MARKS: [&str; 4] = [" und ", " et ", " y ", " e "];
    let mut places = MARKS.map(|mark| cell.find(mark));
    let mut list = Vec::new();
    let mut from = 0;
    // A body's name is whole.
    if places.iter().all(Option::is_none) || corporate(cell) {
        return vec![cell];
    }
    loop {
        let cut = MARKS.iter().zip(places).find_map(|(mark, place)| {
            let at = place?;
            let (left, right) = (&cell[from..at], &cell[at + mark.len()..]);
            let several = |text: &str| text.split_whitespace().nth(1).is_some();
            let one = |text: &str| !text.trim().is_empty() && !several(text);
            let surnames = matches!(*mark, " und " | " et ") && one(left) && one(right);
            let apart = match order {
                NameOrder::LastFirst => left.contains(',') && right.contains(','),
                _ => several(left) && several(right) || surnames,
            };
            (apart && !right.starts_with("al")).then_some((at, at + mark.len()))
        });
        let Some((end, next)) = cut else {
            list.push(&cell[from..]);
            return list;
        };
        list.push(&cell[from..end]);
        from = next;
        for (mark, place) in MARKS.iter().zip(&mut places) {
            if place.is_some_and(|at| at < from) {
                *place = cell[from..].find(mark).map(|at| from + at);
            }
        }
    }
}

/// "Blume, Judy (Author), Debbie Ridpath Ohi (Illustrator)": ends after each bracket with a role.
fn at_roles(cell: &str) -> Vec<&str> {
    let mut list = Vec::new();
    let mut rest = cell;
    let mut from = 0;
    while let Some(close) = rest[from..].find(')').map(|at| from + at) {
        let open = rest[from..close].rfind('(').map(|at| from + at);
        let is_role = open.is_some_and(|open| {
            let mut said = rest[open + 1..close].split(['/', ',']);
            said.any(|r| roles::role(r.trim()).is_some())
        });
        let behind = rest[close + 1..].trim_start();
        if is_role && behind.starts_with([',', ';', '/', '&']) {
            list.push(&rest[..=close]);
            rest = behind[1..].trim_start();
            from = 0;
        } else {
            from = close + 1;
        }
    }
    list.push(rest);
    list
}

/// True for one name with its surname first and a role behind it: "Blume, Judy (Author)"; false for "J. K. Rowling, Mary
/// GrandPré (Illustrator)".
fn is_inverted(one: &str) -> bool {
    let Some((front, back)) = one.split_once(',') else {
        return false;
    };
    let Some((back, bracket)) = back.split_once('(') else {
        return false;
    };
    let mut given = back.split_whitespace();
    let first = given.next().is_some();
    bracket.ends_with(')')
        && !back.contains(',')
        && front.split_whitespace().count() == 1
        && first
        && given.all(|word| word.trim_end_matches('.').chars().count() == 1)
}

fn split(cell: &str, order: NameOrder) -> Vec<String> {
    let cell = cell.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | ',' | ';' | '|'));
    if cell.contains([';', '|']) {
        let pieces = cell.split([';', '|']);
        return pieces
            .flat_map(|piece| at_strokes(piece))
            .map(str::to_owned)
            .collect();
    }
    let by_role = at_roles(cell);
    if by_role.len() > 1 || is_inverted(cell) {
        let of_one = |one: &str| match is_inverted(one) {
            true => vec![one.to_owned()],
            // With a role of its own a name without a comma is as it is spoken.
            false if order == NameOrder::LastFirst && !one.contains(',') => {
                let (name, _) = bracketed(one);
                let behind = one.get(one.find('(').unwrap_or(one.len())..).unwrap_or("");
                vec![format!("{} {behind}", heading(&name, NameOrder::FirstLast))]
            }
            false if order == NameOrder::LastFirst => vec![one.to_owned()],
            false => split_plain(one, order),
        };
        return by_role.into_iter().flat_map(of_one).collect();
    }
    let pieces = at_strokes(cell).into_iter();
    pieces.flat_map(|piece| split_plain(piece, order)).collect()
}

/// The same where no strokes, bars and semicolons stand between the names.
fn split_plain(cell: &str, order: NameOrder) -> Vec<String> {
    if order == NameOrder::LastFirst {
        // "Last, First & Last, First"
        return cell
            .split(" & ")
            .flat_map(|p| p.split(" and "))
            .flat_map(|p| joined(p, order))
            .map(str::to_owned)
            .collect();
    }
    let mut list: Vec<String> = Vec::new();
    for piece in cell
        .split(',')
        .flat_map(|p| p.split(" & "))
        .flat_map(|p| p.split(" and "))
        .flat_map(|p| p.split(" with "))
        .flat_map(|p| joined(p, order))
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
    const WORDS: [&str; 81] = [
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
        "MINISTERIO",
        "MINISTERE",
        "MINISTERIUM",
        "MINISTRY",
        "MINISTERO",
        "SECRETARIA",
        "SECRETARIAT",
        "INSTITUTO",
        "INSTITUT",
        "ISTITUTO",
        "MUSEO",
        "MUSEE",
        "MUSEU",
        "UNIVERSIDAD",
        "UNIVERSITE",
        "UNIVERSITAT",
        "UNIVERSIDADE",
        "UNIVERSITA",
        "EDITORIAL",
        "EDITIONS",
        "EDITORA",
        "EDIZIONI",
        "GESELLSCHAFT",
        "VERLAG",
        "CENTRE",
        "CENTRO",
        "ZENTRUM",
        "SOCIEDAD",
        "SOCIETE",
        "FUNDACION",
        "FONDATION",
        "FUNDACAO",
        "STIFTUNG",
        "ASOCIACION",
        "VEREIN",
        "BIBLIOTECA",
        "BIBLIOTHEQUE",
        "ACADEMIA",
        "ACADEMIE",
        "COMISION",
        "AYUNTAMIENTO",
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
    fn people_of_one_cell_are_told_apart_in_every_way_they_are_written() {
        use Role::{Author, Illustrator, Translator};
        let check = |cell: &str, order: NameOrder, expected: &[(&str, Option<Role>)]| {
            let list = people(cell, order);
            let found: Vec<_> = list.iter().map(|p| (p.name.as_str(), p.role)).collect();
            assert_eq!(found, expected, "{cell}");
        };
        let straight = |cell: &str, expected: &[(&str, Option<Role>)]| {
            check(cell, NameOrder::FirstLast, expected);
        };
        let two = [("John, Jory", None), ("Oswald, Pete", None)];
        for cell in [
            "Jory John/Pete Oswald",
            "Jory John / Pete Oswald",
            "Jory John und Pete Oswald",
            "Jory John et Pete Oswald",
            "Jory John y Pete Oswald",
            "Jory John e Pete Oswald",
            "by Jory John and Pete Oswald",
        ] {
            straight(cell, &two);
        }
        straight("Sempé et Goscinny", &[("Sempé", None), ("Goscinny", None)]);
        straight("José Ortega y Gasset", &[("Gasset, José Ortega y", None)]);
        straight(
            "Santiago Ramón y Cajal",
            &[("Cajal, Santiago Ramón y", None)],
        );
        let drawn = [
            ("Daywalt, Drew", None),
            ("Jeffers, Oliver", Some(Illustrator)),
        ];
        for cell in [
            "by Drew Daywalt ; pictures by Oliver Jeffers",
            "Drew Daywalt, illustrated by Oliver Jeffers",
            "Drew Daywalt illustrated by Oliver Jeffers",
            "Drew Daywalt; Illustrated by Oliver Jeffers",
            "Drew Daywalt, ill. Oliver Jeffers",
            "Drew Daywalt / ill. by Oliver Jeffers",
            "Drew Daywalt (ill. by him), art by Oliver Jeffers",
            "Drew Daywalt, ilustrado por Oliver Jeffers",
            "Drew Daywalt, illustriert von Oliver Jeffers",
        ] {
            straight(cell, &drawn);
        }
        straight(
            "written and illustrated by Oliver Jeffers",
            &[("Jeffers, Oliver", Some(Author))],
        );
        straight(
            "story by Ann Bo and pictures by Cy Do, translated by Ed Fu",
            &[
                ("Bo, Ann", Some(Author)),
                ("Do, Cy", Some(Illustrator)),
                ("Fu, Ed", Some(Translator)),
            ],
        );
        let blume = [
            ("Blume, Judy", Some(Author)),
            ("Ohi, Debbie Ridpath", Some(Illustrator)),
        ];
        for order in [NameOrder::FirstLast, NameOrder::LastFirst] {
            check(
                "Blume, Judy (Author), Debbie Ridpath Ohi (Illustrator)",
                order,
                &blume,
            );
        }
        straight(
            "Rowling, J. K. (Author)",
            &[("Rowling, J. K.", Some(Author))],
        );
        check(
            "Sachar, Louis/Smith, Ann",
            NameOrder::LastFirst,
            &[("Sachar, Louis", None), ("Smith, Ann", None)],
        );
        check(
            "Goscinny, René et Uderzo, Albert",
            NameOrder::LastFirst,
            &[("Goscinny, René", None), ("Uderzo, Albert", None)],
        );
        // No names: a role in brackets, a body, a word with nobody behind it.
        straight("Ann Bo (Author/Illustrator)", &[("Bo, Ann", Some(Author))]);
        straight("Byron Barton", &[("Barton, Byron", None)]);
        straight("Jill Murphy", &[("Murphy, Jill", None)]);
    }

    #[test]
    fn a_body_is_no_two_people_and_the_author_no_third() {
        let names = |cell: &str| -> Vec<String> {
            let list = people(cell, NameOrder::FirstLast).into_iter();
            list.map(|p| p.name).collect()
        };
        for body in [
            "Ministerio de Educación y Formación Profesional",
            "Secretaría de Cultura y Deporte Escolar",
            "Musée de Zoologie et Sciences naturelles",
            "Gesellschaft für Sport und Freizeit Berlin",
        ] {
            assert_eq!(names(body), [body]);
        }
        for cell in [
            "Beatrix Potter, illustrated by the author",
            "Beatrix Potter ; illustrated by the author.",
            "Beatrix Potter, ilustrado por la autora",
            "by Beatrix Potter, pictures by her",
        ] {
            assert_eq!(names(cell), ["Potter, Beatrix"], "{cell}");
        }
    }

    /// Each name was a call inside the last: 10,900 of them were too deep for a worker.
    #[test]
    fn a_cell_full_of_names_ends() {
        let limit = 64 << 10;
        let many = |one: &str| one.repeat(limit / one.len());
        for order in [NameOrder::FirstLast, NameOrder::LastFirst] {
            for one in [
                "Ann Bo y ",
                "A, B und ",
                "A B y A et ",
                "ill. ",
                "a) ",
                "(a ",
                "A/",
                " y ",
            ] {
                let _ = people(&many(one), order);
            }
        }
        // Behind each a word that joins stands once more at the very end.
        let cell = many("A B y ") + "A B und C";
        assert!(!people(&cell, NameOrder::FirstLast).is_empty());
        let all: Vec<String> = (0..6_000).map(|n| format!("A{n} B{n}")).collect();
        let list = people(&all.join(" y "), NameOrder::FirstLast);
        assert_eq!(list.len(), all.len());
        assert_eq!(list[5_999].name, "B5999, A5999");
    }

    #[test]
    fn a_statement_behind_a_title_is_none_of_its_words() {
        let named = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        for (text, names) in [
            ("Louis Sachar.", &[][..]),
            ("by Louis Sachar", &[]),
            ("Louis Sachar", &["Sachar, Louis"]),
            ("illustrated by Pete Oswald", &[]),
            ("Drew Daywalt ; pictures by Oliver Jeffers", &["Daywalt"]),
            ("By Louis Sachar", &[]),
            ("Retold by Ann Bo", &["Bo, Ann"]),
            ("by Avi", &["Avi"]),
            ("by Avi", &[]),
            ("illustrated by Pete Oswald", &["Jory John"]),
            (
                "Beatrix Potter, illustrated by the author",
                &["Potter, Beatrix"],
            ),
        ] {
            assert!(is_statement(text, &named(names)), "{text}");
        }
        for (text, names) in [
            ("Grandma", &[][..]),
            ("The Three Little Pigs", &["Ann Bo"]),
            ("The Three Little Pigs", &[]),
            ("Big Dog... Little Dog...", &[]),
            ("Big dog and little dog.", &[]),
            ("The Life of King Arthur", &["King, Stephen"]),
            ("La lucha del campo", &["Richard Griswold del Castillo"]),
            // Titles in another language.
            ("By the Sea", &[]),
            ("By the Sea", &["Ann Bo"]),
            ("by the sea", &[]),
            ("By Sea", &["Ann Bo"]),
            ("By Moon Light", &["Ann Bo"]),
            ("Words by Heart", &[]),
            ("Words by Heart", &["Ouida Sebestyen"]),
            ("Read by Moonlight", &[]),
            ("Story by Story", &["Ann Bo"]),
        ] {
            assert!(!is_statement(text, &named(names)), "{text}");
        }
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
