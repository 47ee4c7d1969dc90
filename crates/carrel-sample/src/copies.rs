//! The school's copies: every word of them is invented, and the same for ever.

use carrel_core::CalendarDate;

use crate::chance::{Dice, compact, school_day};
use crate::title::{Form, Title};
use crate::{SITE, SNAPSHOT};

/// One copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Control number of the title.
    pub id: String,
    /// Fourteen digits, the first a 3 for an item, the last a check digit.
    pub barcode: String,
    /// From 1.
    pub number: u8,
    /// 852 $k: signs in front of the class.
    pub prefix: String,
    /// 852 $h: the class, or the last sign where there is none.
    pub class: String,
    /// 852 $i: letters of the main entry, or the name of a biography's person.
    pub letters: String,
    /// Price in dollars.
    pub price: String,
    /// Circulation type.
    pub kind: &'static str,
    /// Where it stands.
    pub shelf: String,
    /// Day it was acquired.
    pub acquired: CalendarDate,
    /// What keeps it from the shelf on the day of the snapshot.
    pub status: Option<&'static str>,
    /// Due date of a loan.
    pub due: Option<CalendarDate>,
}

/// The day of the snapshot.
#[must_use]
pub fn snapshot() -> CalendarDate {
    CalendarDate::parse(SNAPSHOT).unwrap_or_default()
}

/// The copies of a title; none when it is an e-book.
#[must_use]
pub fn of(id: &str, title: &Title) -> Vec<Copy> {
    let count = if title.form == Form::Ebook {
        0
    } else {
        title.copies.unwrap_or(1)
    };
    let (prefix, class, letters) = call_number(&title.call);
    let price = price(id, title);
    (1..=count)
        .map(|number| {
            let acquired = acquired(id, title, number);
            let (status, due) = status(id, title, number, acquired);
            Copy {
                id: id.to_owned(),
                barcode: barcode(id, number),
                number,
                prefix: prefix.clone(),
                class: class.clone(),
                letters: letters.clone(),
                price: price.clone(),
                kind: kind(title),
                shelf: title.shelf.clone(),
                acquired,
                status,
                due,
            }
        })
        .collect()
}

/// Day the title came into the catalogue: spread over the years since 2010, later for later books, with one in
/// twenty-five in the six weeks before the snapshot.
#[must_use]
pub fn entered(id: &str, title: &Title) -> CalendarDate {
    let mut dice = Dice::of(id, "entered");
    let last = snapshot().days();
    if dice.permille(40) {
        return school_day(CalendarDate::from_days(last - 3 - dice.below(40)));
    }
    let opening = CalendarDate::new(2010, 8, 16).unwrap_or_default().days();
    let earliest = match title.year {
        Some(year) if year >= 2010 => CalendarDate::new(i32::from(year) + 1, 1, 8)
            .unwrap_or_default()
            .days(),
        _ => opening,
    };
    let latest = last - 46;
    let span = latest - earliest;
    if span <= 0 {
        return school_day(CalendarDate::from_days(last - 3 - dice.below(40)));
    }
    // A book of the last years comes soon after it is published; an old one at any time.
    let at = if earliest > opening {
        dice.below(span).min(dice.below(span))
    } else {
        dice.below(span)
    };
    school_day(CalendarDate::from_days(earliest + at))
}

fn acquired(id: &str, title: &Title, number: u8) -> CalendarDate {
    let first = entered(id, title).days();
    let mut dice = Dice::of(id, &format!("acquired {number}"));
    let days = if number == 1 {
        -dice.below(5)
    } else {
        dice.below(700)
    };
    // A later copy that would come after the snapshot came with the first.
    let last = snapshot().days() - 3;
    let day = if first + days > last {
        first
    } else {
        first + days
    };
    school_day(CalendarDate::from_days(day))
}

/// `3`, four digits for the school, eight for the copy, and a check digit (mod 10, the Luhn sum). Numbers look
/// scattered, as they do where labels are taken from rolls, and yet no two copies can have the same.
fn barcode(id: &str, number: u8) -> String {
    let title: u64 = id
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .parse()
        .unwrap_or(0);
    // The factor has no divisor in common with 10^8, so that the product is a permutation.
    let scattered = (title * 10 + u64::from(number)) * 61_803_399 % 100_000_000;
    let front = format!("30941{scattered:08}");
    format!("{front}{}", luhn(&front))
}

/// The check digit behind those digits: odd places doubled, sums of digits added up (catalogue.md 3.12).
fn luhn(front: &str) -> u32 {
    let sum: u32 = front
        .bytes()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte - b'0') * if i % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

/// Signs in front, class, letters: `SP 599.5 SIM` and `E SEN` and `REF 031`.
pub(crate) fn call_number(call: &str) -> (String, String, String) {
    let words: Vec<&str> = call.split(' ').collect();
    let is_class = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let class_at = words
        .iter()
        .position(|word| is_class(word))
        .unwrap_or(words.len().saturating_sub(2));
    let join = |from: usize, to: usize| words.get(from..to).unwrap_or_default().join(" ");
    (
        join(0, class_at),
        join(class_at, class_at + 1),
        join(class_at + 1, words.len()),
    )
}

fn kind(title: &Title) -> &'static str {
    match (title.form, title.shelf.as_str()) {
        (Form::Audiobook | Form::Dvd | Form::Kit, _) => "Audiovisual",
        (_, "Reference") => "Reference",
        _ => "Regular",
    }
}

fn price(id: &str, title: &Title) -> String {
    let list: &[&str] = match (title.form, title.shelf.as_str()) {
        (Form::Dvd, _) => &["14.99", "19.95", "24.95"],
        (Form::Audiobook, _) => &["29.99", "39.95", "45.00"],
        (Form::Kit | Form::Map, _) => &["24.95", "34.95"],
        (_, "Reference") => &["29.99", "39.95", "64.00", "89.00"],
        (_, "Picture Books") => &["16.99", "17.99", "18.99", "19.99"],
        (_, "Easy Readers" | "Chapter Books") => &["4.99", "5.99", "6.99", "14.99", "15.99"],
        (_, "Graphic Novels") => &["10.99", "12.99", "13.99", "14.99", "24.99"],
        _ => &["8.99", "9.99", "16.99", "17.99", "18.99", "19.99", "21.95"],
    };
    Dice::of(id, "price").one(list).to_owned()
}

/// What keeps a copy from the shelf: about one in seven is out, a few are lost, at the repair table or new.
fn status(
    id: &str,
    title: &Title,
    number: u8,
    acquired: CalendarDate,
) -> (Option<&'static str>, Option<CalendarDate>) {
    let today = snapshot().days();
    let mut dice = Dice::of(id, &format!("status {number}"));
    if kind(title) == "Reference" {
        return (Some("Library use only"), None);
    }
    if acquired.days() > today - 12 && dice.permille(500) {
        return (Some("In process"), None);
    }
    let often = if title.copies.unwrap_or(1) >= 4 {
        260
    } else {
        130
    };
    if dice.permille(often) {
        // Two weeks; one loan in eight is overdue.
        let days = if dice.permille(125) {
            -1 - dice.below(30)
        } else {
            dice.below(15)
        };
        return (
            Some("Checked out"),
            Some(school_day(CalendarDate::from_days(today + days))),
        );
    }
    if dice.permille(9) {
        return (Some("Lost"), None);
    }
    if dice.permille(6) {
        return (Some("Out for repair"), None);
    }
    if dice.permille(6) {
        return (Some("On hold shelf"), None);
    }
    (None, None)
}

impl Copy {
    /// The subfields of its 852, as Destiny exports them.
    pub(crate) fn subfields(&self) -> Vec<(char, String)> {
        let mut list = vec![('a', SITE.to_owned())];
        if !self.prefix.is_empty() {
            list.push(('k', self.prefix.clone()));
        }
        list.push(('h', self.class.clone()));
        if !self.letters.is_empty() {
            list.push(('i', self.letters.clone()));
        }
        list.push(('p', self.barcode.clone()));
        list.push(('t', self.number.to_string()));
        list.push(('9', self.price.clone()));
        list.push((
            'x',
            format!(
                "FSC@a{}@b{}@c{}",
                self.kind,
                self.shelf,
                compact(self.acquired)
            ),
        ));
        list
    }
}

/// The table of copies that are not simply on their shelf; 852 has no field for it.
///
/// It names no titles: a table that does would be taken for the whole list of copies, and those that it leaves out
/// for gone. Joined by barcode alone it says something of some copies, and the others stay as they are.
#[must_use]
pub fn status_table(copies: &[Copy]) -> String {
    let mut text = "barcode\tstatus\tdue_date\n".to_owned();
    for copy in copies {
        if let Some(status) = copy.status {
            let due = copy.due.map(|date| date.to_string()).unwrap_or_default();
            text.push_str(&format!("{}\t{status}\t{due}\n", copy.barcode));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(more: &str) -> Title {
        let text = format!(
            "[[book]]\ntitle = \"T\"\ncall = \"E A\"\nsubjects = [\"Dogs -- Fiction\"]\nsummary = \"S\"\naud = \"c\"\ngrades = \"K-2\"\n{more}"
        );
        crate::title::parse("p", &text).expect("title").remove(0)
    }

    #[test]
    fn the_check_digit_is_that_of_known_barcodes() {
        // catalogue.md 3.12.
        assert_eq!(luhn("3023400051786"), 1);
        assert_eq!(luhn("3123400001006"), 4);
    }

    #[test]
    fn no_two_copies_share_a_barcode() {
        let mut all: Vec<String> = (0..3000u32)
            .flat_map(|n| (1..=6).map(move |c| barcode(&format!("wsl-{n:05}"), c)))
            .collect();
        assert!(
            all.iter()
                .all(|code| code.len() == 14 && code.starts_with('3'))
        );
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn call_numbers_come_apart() {
        for (call, prefix, class, letters) in [
            ("E SEN", "", "E", "SEN"),
            ("SP FIC CER", "SP", "FIC", "CER"),
            ("599.5 SIM", "", "599.5", "SIM"),
            ("REF 031 WOR", "REF", "031", "WOR"),
            ("AUD B WOODSON", "AUD", "B", "WOODSON"),
            ("REF 031", "REF", "031", ""),
        ] {
            assert_eq!(
                call_number(call),
                (prefix.to_owned(), class.to_owned(), letters.to_owned()),
                "{call}"
            );
        }
    }

    #[test]
    fn days_are_school_days_up_to_the_snapshot_and_no_book_comes_before_it_is_published() {
        let mut new = 0;
        for n in 0..2000 {
            let id = format!("wsl-{n:05}");
            for year in ["", "year = 1963\n", "year = 2015\n", "year = 2025\n"] {
                let title = title(&format!("shelf = \"Fiction\"\ncopies = 3\n{year}"));
                let day = entered(&id, &title);
                assert!(day < snapshot());
                assert!((day.days() + 3).rem_euclid(7) < 5);
                assert!(i32::from(title.year.unwrap_or(0)) <= day.ymd().0);
                new += usize::from(snapshot().days() - day.days() <= 45);
                for copy in of(&id, &title) {
                    assert!(copy.acquired < snapshot());
                    assert_eq!(copy.due.is_some(), copy.status == Some("Checked out"));
                }
            }
        }
        assert!((240..560).contains(&new), "{new} of 8000");
    }

    #[test]
    fn a_realistic_share_is_out() {
        let title = title("shelf = \"Fiction\"\n");
        let out = (0..2000)
            .flat_map(|n| of(&format!("wsl-{n:05}"), &title))
            .filter(|copy| copy.due.is_some())
            .count();
        assert!((180..340).contains(&out), "{out} of 2000");
    }
}
