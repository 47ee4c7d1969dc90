//! What a scan is: a card, a copy, a command; by the school's numbers, by the lists, and by what stands on the screen.

use carrel_exchange::barcode::{Check, Command, Reading, Scheme, What, as_read, cleaned, readings};

/// What somebody meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing was scanned.
    Nothing,
    /// A patron's card.
    Card(String),
    /// A copy's barcode.
    Copy(String),
    /// A card and a copy may be meant, and nothing here tells which: somebody must say.
    Either {
        /// As a card.
        card: String,
        /// As a copy.
        copy: String,
    },
    /// The publisher's number on the back of a book.
    Isbn(String),
    /// A command that is printed as a barcode.
    Command(Command),
    /// Its check digit is wrong: misread or mistyped. What would be right stands beside it.
    Misread(String, char),
    /// Longer than a barcode can be, or with signs that none has.
    Unusable,
}

/// What the screen waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A card: nobody stands here yet.
    Card,
    /// A copy: check in, renew, take stock.
    Copy,
    /// The next book, or the card of the next patron.
    Any,
}

/// The longest code a log can hold, bytes.
const LONGEST: usize = carrel_sync::op::MAX_CODE;

/// What the lists know.
#[derive(Clone, Copy, Debug)]
pub struct Lists<C, P> {
    /// Whether a list of copies is there at all.
    pub has_copies: bool,
    /// Whether a copy has this code.
    pub is_copy: C,
    /// Whether a card has this code.
    pub is_card: P,
}

/// A code that a list knows: how sure its form is (0 is surest), and whether it is what was read, sign for sign.
struct Match {
    rank: u8,
    is_as_read: bool,
    code: String,
}

/// Reads a scan. The lists are asked first: one number may be a card and a copy, and then its form, the screen, and what was read sign
/// for sign decide, in this order. Where no list knows it and its form does not tell, the screen does.
#[must_use]
pub fn meaning(
    scan: &str,
    schemes: &[Scheme],
    wants: Wants,
    lists: Lists<impl Fn(&str) -> bool, impl Fn(&str) -> bool>,
) -> Meaning {
    let found = readings(scan, schemes);
    let Some(first) = found.first() else {
        return Meaning::Nothing;
    };
    let text = cleaned(scan);
    if text.len() > LONGEST || text.chars().any(char::is_control) {
        return Meaning::Unusable;
    }
    if let What::Command(command) = first.what {
        return Meaning::Command(command);
    }
    let raw = as_read(scan);
    if raw != text && raw.len() <= LONGEST {
        // A label whose first and last letter look like those that a Codabar scanner adds.
        if (lists.is_copy)(raw) {
            return Meaning::Copy(raw.to_owned());
        }
        if (lists.is_card)(raw) {
            return Meaning::Card(raw.to_owned());
        }
    }
    let (mut copy, mut card): (Option<Match>, Option<Match>) = (None, None);
    for reading in &found {
        let rank = match (reading.check, reading.what) {
            (Check::Right, _) => 0,
            (Check::None, What::PatronOrItem) => 2,
            (Check::None, _) => 1,
            (Check::Wrong { .. }, _) => 3,
        };
        let may_be_card = matches!(reading.what, What::Patron | What::PatronOrItem);
        let may_be_copy = matches!(
            reading.what,
            What::Item | What::Textbook | What::PatronOrItem
        );
        for code in reading.codes.iter().filter(|code| code.len() <= LONGEST) {
            let known = || {
                Some(Match {
                    rank,
                    is_as_read: code.eq_ignore_ascii_case(text),
                    code: code.clone(),
                })
            };
            if copy.is_none() && may_be_copy && (lists.is_copy)(code) {
                copy = known();
            }
            if card.is_none() && may_be_card && (lists.is_card)(code) {
                card = known();
            }
        }
    }
    match (copy, card) {
        (Some(copy), None) => return Meaning::Copy(copy.code),
        (Some(copy), Some(card)) => return which(copy, card, wants),
        (None, Some(card)) => {
            // A letter was added to find this card; the bare number may as well be a copy that no list here has.
            let is_doubtful = !card.is_as_read
                && first.what == What::PatronOrItem
                && (wants == Wants::Copy || (wants == Wants::Any && !lists.has_copies));
            return if is_doubtful {
                Meaning::Either {
                    card: card.code,
                    copy: text.to_owned(),
                }
            } else {
                Meaning::Card(card.code)
            };
        }
        (None, None) => {}
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
    if let (None, Some(expected)) = (sure, wrong_by_mod43(scan, schemes, &found)) {
        return Meaning::Misread(text.to_owned(), expected);
    }
    let code = first.codes.first().cloned().unwrap_or_default();
    match first.what {
        What::Patron => Meaning::Card(code),
        What::Item | What::Textbook => Meaning::Copy(code),
        // One number in eleven of ten digits passes as an old ISBN: who comes to the desk shows a card.
        What::Isbn(_) if wants == Wants::Card && text.len() == 10 => Meaning::Card(text.to_owned()),
        What::Isbn(isbn) => Meaning::Isbn(isbn.to_string()),
        _ if wants == Wants::Card => Meaning::Card(code),
        _ => Meaning::Copy(code),
    }
}

/// Where the school's codes end with a check character, one that is wrong there was misread, unless its form (a letter and a number) is another one
/// of ours. What would be right.
fn wrong_by_mod43(scan: &str, schemes: &[Scheme], found: &[Reading]) -> Option<char> {
    let has_form = |of: &Reading| of.check == Check::None && of.what != What::PatronOrItem;
    if !schemes.contains(&Scheme::Mod43) || found.iter().any(has_form) {
        return None;
    }
    let found = readings(scan, &[Scheme::Mod43]);
    found.iter().find_map(|reading| match reading.check {
        Check::Wrong { expected } => Some(expected),
        Check::None | Check::Right => None,
    })
}

/// A copy and a card have this number.
fn which(copy: Match, card: Match, wants: Wants) -> Meaning {
    let is_copy = match wants {
        _ if copy.rank != card.rank => copy.rank < card.rank,
        Wants::Card => false,
        Wants::Copy => true,
        Wants::Any if copy.is_as_read != card.is_as_read => copy.is_as_read,
        Wants::Any => {
            return Meaning::Either {
                card: card.code,
                copy: copy.code,
            };
        }
    };
    if is_copy {
        Meaning::Copy(copy.code)
    } else {
        Meaning::Card(card.code)
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
        let wants = if wants_card { Wants::Card } else { Wants::Any };
        let lists = Lists {
            has_copies: true,
            is_copy: |code: &str| code == "KNOWN1",
            is_card: |code: &str| code == "1234",
        };
        let found = meaning(scan, &SCHEMES, wants, lists);
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

    /// Cards as Destiny's list has them, and these copies.
    fn at(wants: Wants, copies: &[&str], scan: &str) -> Meaning {
        let lists = Lists {
            has_copies: !copies.is_empty(),
            is_copy: |code: &str| copies.contains(&code),
            is_card: |code: &str| ["P 1001", "P 1002", "1234567890"].contains(&code),
        };
        meaning(scan, &SCHEMES, wants, lists)
    }

    #[test]
    fn a_book_scanned_without_its_letter_is_no_other_students_card() {
        let (card, copy) = ("P 1001".to_owned(), "T 1001".to_owned());
        let as_card = Meaning::Card(card.clone());
        let as_copy = Meaning::Copy(copy.clone());
        let ask = |copy: &str| Meaning::Either {
            card: card.clone(),
            copy: copy.to_owned(),
        };
        let copies = ["T 1001", "T 1002"];
        assert_eq!(at(Wants::Any, &copies, "1001"), ask("T 1001"));
        assert_eq!(at(Wants::Copy, &copies, "1001"), as_copy);
        assert_eq!(at(Wants::Card, &copies, "1001"), as_card);
        // With its letter there is no doubt, whatever the screen waits for.
        for wants in [Wants::Any, Wants::Copy, Wants::Card] {
            assert_eq!(at(wants, &copies, "P 1001"), as_card);
            assert_eq!(at(wants, &copies, "T 1001"), as_copy);
        }
        // A copy whose barcode is the bare number was read sign for sign.
        let bare = Meaning::Copy("1001".into());
        assert_eq!(at(Wants::Any, &["1001"], "1001"), bare);
        assert_eq!(at(Wants::Copy, &["1001"], "1001"), bare);
        assert_eq!(at(Wants::Card, &["1001"], "1001"), as_card);
    }

    #[test]
    fn a_bare_number_that_only_a_card_has_is_asked_about_where_a_book_is_awaited() {
        let ask = Meaning::Either {
            card: "P 1001".into(),
            copy: "1001".into(),
        };
        assert_eq!(at(Wants::Copy, &["T 9"], "1001"), ask);
        assert_eq!(at(Wants::Any, &[], "1001"), ask);
        let card = Meaning::Card("P 1001".into());
        assert_eq!(at(Wants::Any, &["T 9"], "1001"), card, "no such copy");
        assert_eq!(at(Wants::Copy, &["T 9"], "p 1001"), card);
    }

    #[test]
    fn a_ten_digit_card_that_passes_as_an_isbn_borrows() {
        let isbn = "0142402494";
        assert_eq!(at(Wants::Card, &[], isbn), Meaning::Card(isbn.into()));
        let book = Meaning::Isbn("9780142402498".into());
        assert_eq!(at(Wants::Any, &[], isbn), book);
        assert_eq!(at(Wants::Card, &[], "9780142402498"), book);
    }

    #[test]
    fn a_wrong_check_character_of_code_39_is_told_where_the_school_has_one() {
        let settings = |mod43| crate::settings::Settings {
            mod43,
            ..crate::settings::Settings::default()
        };
        let at = |mod43, wants, scan: &str| {
            let lists = Lists {
                has_copies: true,
                is_copy: |code: &str| ["LIB77", "B-9"].contains(&code),
                is_card: |code: &str| code == "K12",
            };
            meaning(scan, settings(mod43).schemes(), wants, lists)
        };
        let copy = |code: &str| Meaning::Copy(code.into());
        // "CODE39" has the check W (ISO/IEC 16388).
        assert_eq!(at(true, Wants::Any, "CODE39W"), copy("CODE39W"));
        let misread = Meaning::Misread("CODE39X".into(), 'W');
        assert_eq!(at(true, Wants::Any, "CODE39X"), misread);
        assert_eq!(at(true, Wants::Card, "CODE39X"), misread);
        assert_eq!(at(false, Wants::Any, "CODE39X"), copy("CODE39X"), "not set");
        // What a list knows is not misread, with its check character or without.
        let check = carrel_exchange::barcode::check::mod43("LIB77").expect("its alphabet");
        assert_eq!(
            at(true, Wants::Any, &format!("LIB77{check}")),
            copy("LIB77")
        );
        assert_eq!(at(true, Wants::Any, "B-9"), copy("B-9"));
        assert_eq!(at(true, Wants::Any, "K12"), Meaning::Card("K12".into()));
        // Nor are numbers of another form of ours, and what is no Code 39.
        assert_eq!(
            at(true, Wants::Any, "29999000123455"),
            Meaning::Card("29999000123455".into())
        );
        assert_eq!(at(true, Wants::Any, "T 77"), copy("T 77"));
        assert_eq!(
            at(true, Wants::Any, "9780064400558"),
            Meaning::Isbn("9780064400558".into())
        );
        assert_eq!(at(true, Wants::Any, "münchen"), copy("münchen"));
        assert_eq!(
            at(true, Wants::Any, "%DONE"),
            Meaning::Command(Command::Done)
        );
        // Kept, and off in what an older Carrel kept.
        use crate::settings::Settings;
        let bytes = settings(true).bytes();
        assert_eq!(Settings::read(&bytes), Some(settings(true)));
        let older = &bytes[..bytes.len() - 1];
        assert_eq!(Settings::read(older), Some(settings(false)));
    }

    #[test]
    fn a_label_that_ends_in_letters_is_looked_up_as_it_was_read() {
        let found = at(Wants::Any, &["A1234B", "1234"], "A1234B");
        assert_eq!(found, Meaning::Copy("A1234B".into()));
        let found = at(Wants::Any, &["1234"], "A1234B");
        assert_eq!(found, Meaning::Copy("1234".into()));
    }
}
