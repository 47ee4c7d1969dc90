//! What a scan is: a card, a copy, a command; by the school's numbers, by the lists, and by what stands on the screen.

use carrel_exchange::barcode::{Check, Command, Scheme, What, readings};

/// What somebody meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing was scanned.
    Nothing,
    /// A patron's card.
    Card(String),
    /// A copy's barcode.
    Copy(String),
    /// The publisher's number on the back of a book.
    Isbn(String),
    /// A command that is printed as a barcode.
    Command(Command),
    /// Its check digit is wrong: misread or mistyped. What would be right stands beside it.
    Misread(String, char),
    /// Longer than a barcode can be, or with signs that none has.
    Unusable,
}

/// The longest code a log can hold, bytes.
const LONGEST: usize = carrel_sync::op::MAX_CODE;

/// Reads a scan. `is_copy` and `is_card` ask the lists; where neither knows it and its form does not tell, `wants_card` does:
/// nobody stands at the desk yet.
#[must_use]
pub fn meaning(
    scan: &str,
    schemes: &[Scheme],
    wants_card: bool,
    is_copy: impl Fn(&str) -> bool,
    is_card: impl Fn(&str) -> bool,
) -> Meaning {
    let found = readings(scan, schemes);
    let Some(first) = found.first() else {
        return Meaning::Nothing;
    };
    let text = carrel_exchange::barcode::cleaned(scan);
    if text.len() > LONGEST || text.chars().any(char::is_control) {
        return Meaning::Unusable;
    }
    if let What::Command(command) = first.what {
        return Meaning::Command(command);
    }
    let may_be_card = |what: What| matches!(what, What::Patron | What::PatronOrItem);
    let may_be_copy = |what: What| matches!(what, What::Item | What::Textbook | What::PatronOrItem);
    for reading in &found {
        for code in reading.codes.iter().filter(|code| code.len() <= LONGEST) {
            if may_be_copy(reading.what) && is_copy(code) {
                return Meaning::Copy(code.clone());
            }
            if may_be_card(reading.what) && is_card(code) {
                return Meaning::Card(code.clone());
            }
        }
    }
    // Nobody knows it. A number whose form is one of ours and whose last digit is wrong was misread.
    let sure = found.iter().find(|reading| reading.check == Check::Right);
    if sure.is_none()
        && let Some(Check::Wrong { expected }) = found
            .iter()
            .filter(|reading| reading.what != What::PatronOrItem)
            .map(|reading| reading.check)
            .find(|check| matches!(check, Check::Wrong { .. }))
    {
        return Meaning::Misread(text.to_owned(), expected);
    }
    let code = first.codes.first().cloned().unwrap_or_default();
    match first.what {
        What::Patron => Meaning::Card(code),
        What::Item | What::Textbook => Meaning::Copy(code),
        What::Isbn(isbn) => Meaning::Isbn(isbn.to_string()),
        _ if wants_card => Meaning::Card(code),
        _ => Meaning::Copy(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMES: [Scheme; 3] = [
        Scheme::FourteenDigits,
        Scheme::FollettClassic,
        Scheme::Plain,
    ];

    fn check(scan: &str, wants_card: bool, expected: Meaning) {
        let found = meaning(
            scan,
            &SCHEMES,
            wants_card,
            |code| code == "KNOWN1",
            |code| code == "1234",
        );
        assert_eq!(found, expected, "{scan}");
    }

    #[test]
    fn forms_lists_and_the_screen_tell_what_a_scan_is() {
        check(
            " 29999000123455\r",
            false,
            Meaning::Card("29999000123455".into()),
        );
        check(
            "A30941652475863B",
            true,
            Meaning::Copy("30941652475863".into()),
        );
        check("T 77", true, Meaning::Copy("T 77".into()));
        check("known1", true, Meaning::Copy("KNOWN1".into()));
        check("P 1234", false, Meaning::Card("1234".into()));
        check("shelf-9", true, Meaning::Card("shelf-9".into()));
        check("shelf-9", false, Meaning::Copy("shelf-9".into()));
        check("%DONE", false, Meaning::Command(Command::Done));
        check("9780064400558", true, Meaning::Isbn("9780064400558".into()));
        check(
            "30941652475864",
            true,
            Meaning::Misread("30941652475864".into(), '3'),
        );
        check("  ", true, Meaning::Nothing);
        check(&"9".repeat(65), true, Meaning::Unusable);
    }
}
