//! What a scanned string may be.

use carrel_core::Isbn;

use super::{Scheme, check};

/// One meaning of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it would be.
    pub what: What,
    /// Codes to look up, the likeliest first: systems store the same barcode with and without letter, blank or check character.
    pub codes: Vec<String>,
    /// Whether its check digit is right.
    pub check: Check,
}

/// What a scan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A patron's card.
    Patron,
    /// A copy.
    Item,
    /// A textbook, in systems that number them apart.
    Textbook,
    /// The number on the back of the book, not the copy's barcode: offer the copies.
    Isbn(Isbn),
    /// A command of the desk.
    Command(Command),
    /// A card or a copy: the lists must tell.
    PatronOrItem,
}

/// A command that is printed as a barcode, to keep a hand on the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Begin to check out.
    CheckOut,
    /// Begin to check in.
    CheckIn,
    /// Begin to renew.
    Renew,
    /// Take the last scan back.
    Undo,
    /// The patron is done.
    Done,
}

/// Whether a check digit is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The scheme has none.
    None,
    /// It is right.
    Right,
    /// It is wrong: most likely typed or misread.
    Wrong {
        /// What would be right.
        expected: char,
    },
}

/// Ours, in Code 39's alphabet; and those of Destiny, which librarians have on a sheet already.
const COMMANDS: [(&str, Command); 7] = [
    ("%OUT", Command::CheckOut),
    ("%IN", Command::CheckIn),
    ("%RENEW", Command::Renew),
    ("%UNDO", Command::Undo),
    ("%DONE", Command::Done),
    ("%C123H", Command::CheckOut),
    ("%C127L", Command::CheckIn),
];

impl Command {
    /// What to print as a Code 39 barcode.
    #[must_use]
    pub fn code(self) -> &'static str {
        COMMANDS
            .iter()
            .find(|(_, command)| *command == self)
            .map_or("", |(code, _)| code)
    }
}

/// The scan without what is never part of a code: blanks and line ends, AIM identifiers (`]A0`), Code 39's asterisks.
#[must_use]
pub fn as_read(scan: &str) -> &str {
    let mut text = scan.trim();
    if let Some(rest) = text.strip_prefix(']')
        && let Some((id, rest)) = rest.split_at_checked(2)
        && matches!(id.as_bytes(), [letter, kind] if letter.is_ascii_alphabetic() && kind.is_ascii_alphanumeric())
    {
        text = rest;
    }
    if let Some(inner) = text.strip_prefix('*').and_then(|t| t.strip_suffix('*')) {
        text = inner.trim();
    }
    text
}

/// The scan without what the scanner added: [`as_read`], and Codabar's A to D. A Code 39 label `A1234B` looks the same: look up what was
/// read first.
#[must_use]
pub fn cleaned(scan: &str) -> &str {
    let mut text = as_read(scan);
    let guards = ['A', 'B', 'C', 'D', 'a', 'b', 'c', 'd'];
    if let Some(inner) = text
        .strip_prefix(guards)
        .and_then(|t| t.strip_suffix(guards))
    {
        let is_codabar = inner
            .bytes()
            .all(|b| b.is_ascii_digit() || b"-$:/.+".contains(&b));
        if is_codabar && inner.len() >= 3 {
            text = inner;
        }
    }
    text
}

/// Every meaning of a scan in the school's schemes, the likeliest first; those with a wrong check digit last. Empty for an empty scan.
#[must_use]
pub fn readings(scan: &str, schemes: &[Scheme]) -> Vec<Reading> {
    let text = cleaned(scan);
    if text.is_empty() {
        return Vec::new();
    }
    let upper = text.to_ascii_uppercase();
    if let Some((_, command)) = COMMANDS.iter().find(|(code, _)| *code == upper) {
        return vec![Reading {
            what: What::Command(*command),
            codes: vec![upper],
            check: Check::None,
        }];
    }
    let mut found: Vec<Reading> = Vec::new();
    for scheme in schemes {
        found.extend(reading(text, &upper, *scheme));
    }
    let is_digits = text.bytes().all(|b| b.is_ascii_digit());
    // A book's EAN-13 may have five more digits for the price; Libib's begin with 201 and 202 and are no ISBN.
    let thirteen = if is_digits && text.len() == 18 {
        &text[..13]
    } else {
        text
    };
    if let Some(isbn) = Isbn::parse(thirteen) {
        found.push(Reading {
            what: What::Isbn(isbn),
            codes: vec![isbn.to_string()],
            check: Check::Right,
        });
    }
    // Stable: within the same certainty the order of the schemes stays.
    found.sort_by_key(|reading| match (reading.check, reading.what) {
        (Check::Right, _) => 0,
        (Check::None, What::PatronOrItem) => 2,
        (Check::None, _) => 1,
        (Check::Wrong { .. }, _) => 3,
    });
    found
}

fn reading(text: &str, upper: &str, scheme: Scheme) -> Option<Reading> {
    let is_digits = text.bytes().all(|b| b.is_ascii_digit());
    let mut codes = vec![text.to_owned()];
    let (what, check) = match scheme {
        Scheme::FourteenDigits => {
            if !is_digits || text.len() != 14 {
                return None;
            }
            let what = match text.as_bytes().first() {
                Some(b'2') => What::Patron,
                Some(b'3') => What::Item,
                Some(b'4') => What::Textbook,
                _ => What::PatronOrItem,
            };
            (what, compare(&text[13..], check::mod10(&text[..13])?))
        }
        Scheme::FollettClassic => {
            let (what, number) = match upper.as_bytes().first() {
                Some(b'P') => (What::Patron, upper[1..].trim_start()),
                Some(b'T') => (What::Item, upper[1..].trim_start()),
                _ => (What::PatronOrItem, upper),
            };
            let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            if !is_number || upper.len() > 8 || number.len() > 7 {
                return None;
            }
            let letters: &[&str] = match what {
                What::Patron => &["P", "P "],
                What::Item => &["T", "T "],
                _ => &["P", "P ", "T", "T "],
            };
            codes.extend(letters.iter().map(|letter| format!("{letter}{number}")));
            codes.push(number.to_owned());
            (what, Check::None)
        }
        Scheme::Mod43 => {
            let last = upper.chars().next_back()?;
            let front = &upper[..upper.len() - last.len_utf8()];
            if front.is_empty() {
                return None;
            }
            let check = check::mod43(front)?;
            if check == last {
                codes.push(upper.to_owned());
                codes.push(front.to_owned());
                (What::PatronOrItem, Check::Right)
            } else {
                (What::PatronOrItem, Check::Wrong { expected: check })
            }
        }
        Scheme::Libib => {
            if !is_digits || text.len() != 13 {
                return None;
            }
            let what = match &text[..3] {
                "201" => What::Item,
                "202" => What::Patron,
                _ => return None,
            };
            (what, compare(&text[12..], check::ean13(&text[..12])?))
        }
        Scheme::Plain => {
            if text != upper {
                codes.push(upper.to_owned());
            }
            (What::PatronOrItem, Check::None)
        }
    };
    let mut seen: Vec<String> = Vec::new();
    for code in codes {
        if !seen.contains(&code) {
            seen.push(code);
        }
    }
    Some(Reading {
        what,
        codes: seen,
        check,
    })
}

fn compare(last: &str, expected: char) -> Check {
    if last.chars().eq([expected]) {
        Check::Right
    } else {
        Check::Wrong { expected }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Scheme; 5] = [
        Scheme::FourteenDigits,
        Scheme::FollettClassic,
        Scheme::Mod43,
        Scheme::Libib,
        Scheme::Plain,
    ];

    fn check(scan: &str, schemes: &[Scheme], expected: &[(What, &str, Check)]) {
        let found = readings(scan, schemes);
        let found: Vec<(What, &str, Check)> = found
            .iter()
            .map(|reading| (reading.what, reading.codes[0].as_str(), reading.check))
            .collect();
        assert_eq!(found, expected, "{scan}");
    }

    #[test]
    fn what_scanners_add_is_taken_away() {
        for (scan, expected) in [
            ("  T 123\r\n", "T 123"),
            ("a23529001000463b", "23529001000463"),
            ("A23529001000463B", "23529001000463"),
            ("*CODE39*", "CODE39"),
            ("]A0CODE39", "CODE39"),
            ("]F0A123B", "123"),
            ("DAB", "DAB"),
            ("ABCD", "ABCD"),
            ("A12B", "A12B"),
            ("]é", "]é"),
            ("*", "*"),
            ("", ""),
        ] {
            assert_eq!(cleaned(scan), expected);
        }
    }

    #[test]
    fn patrons_items_isbns_and_commands() {
        use Scheme::*;
        check(
            "23529001000463",
            &[FourteenDigits],
            &[(What::Patron, "23529001000463", Check::Right)],
        );
        check(
            "30234000517861",
            &[FourteenDigits],
            &[(What::Item, "30234000517861", Check::Right)],
        );
        check(
            "30234000517862",
            &[FourteenDigits, Plain],
            &[
                (What::PatronOrItem, "30234000517862", Check::None),
                (What::Item, "30234000517862", Check::Wrong { expected: '1' }),
            ],
        );
        check(
            "p 1001",
            &[FollettClassic],
            &[(What::Patron, "p 1001", Check::None)],
        );
        check(
            "T77",
            &[FollettClassic],
            &[(What::Item, "T77", Check::None)],
        );
        check(
            "77",
            &[FollettClassic],
            &[(What::PatronOrItem, "77", Check::None)],
        );
        check(
            "CODE39W",
            &[Mod43],
            &[(What::PatronOrItem, "CODE39W", Check::Right)],
        );
        check(
            "2010000000014",
            &[Libib],
            &[(What::Item, "2010000000014", Check::Right)],
        );
        check(
            "%c123h",
            &ALL,
            &[(What::Command(Command::CheckOut), "%C123H", Check::None)],
        );
        let isbn = Isbn::parse("9780142402498").unwrap();
        for scan in ["9780142402498", "978014240249850799", "0142402494"] {
            let found = readings(scan, &[FourteenDigits, FollettClassic]);
            assert_eq!(found.len(), 1, "{scan}");
            assert_eq!(found[0].what, What::Isbn(isbn));
        }
        check("", &ALL, &[]);
    }

    #[test]
    fn a_follett_barcode_is_looked_up_with_and_without_its_letter() {
        let found = readings("1001", &[Scheme::FollettClassic]);
        assert_eq!(
            found[0].codes,
            ["1001", "P1001", "P 1001", "T1001", "T 1001"]
        );
        let found = readings("P 1001", &[Scheme::FollettClassic]);
        assert_eq!(found[0].codes, ["P 1001", "P1001", "1001"]);
    }

    #[test]
    fn commands_are_printable_and_read() {
        for command in [
            Command::CheckOut,
            Command::CheckIn,
            Command::Renew,
            Command::Undo,
            Command::Done,
        ] {
            assert!(check::mod43(command.code()).is_some());
            assert_eq!(
                readings(command.code(), &[])[0].what,
                What::Command(command)
            );
        }
    }
}
