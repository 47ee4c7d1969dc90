//! What is about to go into a file and stands in no list of this computer: named before the library's own system meets it.

use std::collections::BTreeSet;
use std::rc::Rc;

use carrel_circ::Board;
use carrel_circ::board::Copy;
use carrel_core::copies::Copies;
use carrel_exchange::delivered::{Delivered, Kind as Does};
use carrel_exchange::queue::System;
use carrel_exchange::sheet::{Sheet, Why};
use carrel_web::el::{El, button, el};
use carrel_web::words as intl;

use crate::session::Session;
use crate::t;

/// Whether nobody here knows this barcode: the library's list lacks it, and no other list has it, nor is it lent. Without a list nothing is strange.
#[must_use]
pub fn is_strange_copy(copies: &Copies, board: &Board, code: &str) -> bool {
    !copies.is_empty()
        && copies.find(code).is_none()
        && !board.copy(code).is_some_and(Copy::is_evident)
}

/// What somebody said of codes that no list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Nothing: they are asked for.
    Ask,
    /// They go into the file: the system knows them.
    In,
    /// They stand on the sheet, and in no file.
    Out,
}

/// Codes that no list has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strange {
    /// Cards, each with a barcode that was lent on it.
    pub cards: Vec<(String, String)>,
    /// Barcodes.
    pub copies: Vec<String>,
}

impl Strange {
    /// Among these operations, in their order, each code once. Holds are in no file. Where there is no list of a kind, nothing of it is strange.
    #[must_use]
    pub fn among(
        operations: &[Delivered],
        is_card: Option<&dyn Fn(&str) -> bool>,
        is_copy: Option<&dyn Fn(&str) -> bool>,
    ) -> Self {
        let mut found = Self::default();
        let mut seen: BTreeSet<(bool, &str)> = BTreeSet::new();
        for operation in operations {
            let (card, copy) = (operation.card.as_str(), operation.barcode.as_str());
            let (is_lent, is_about_copy) = match operation.kind {
                Does::CheckOut | Does::Renew => (true, true),
                Does::CheckIn => (false, true),
                Does::Hold | Does::CancelHold => (false, false),
            };
            let is_strange = is_lent && !card.is_empty() && is_card.is_some_and(|is| !is(card));
            if is_strange && seen.insert((true, card)) {
                found.cards.push((card.to_owned(), copy.to_owned()));
            }
            let is_strange = is_about_copy && is_copy.is_some_and(|is| !is(copy));
            if is_strange && seen.insert((false, copy)) {
                found.copies.push(copy.to_owned());
            }
        }
        found
    }

    /// Nothing is.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.cards.is_empty() && self.copies.is_empty()
    }

    /// The cards and the barcodes of these operations that are not strange: what the system is taken to know.
    #[must_use]
    pub fn others(&self, operations: &[Delivered]) -> (BTreeSet<String>, BTreeSet<String>) {
        let mut cards: BTreeSet<String> = operations.iter().map(|of| of.card.clone()).collect();
        let mut copies: BTreeSet<String> = operations.iter().map(|of| of.barcode.clone()).collect();
        for (card, _) in &self.cards {
            cards.remove(card);
        }
        for copy in &self.copies {
            copies.remove(copy);
        }
        (cards, copies)
    }

    /// What of it is not among others.
    #[must_use]
    pub fn without(&self, others: &Self) -> Self {
        let is_card = |card: &str| others.cards.iter().any(|(other, _)| other == card);
        let mut rest = self.clone();
        rest.cards.retain(|(card, _)| !is_card(card));
        rest.copies.retain(|copy| !others.copies.contains(copy));
        rest
    }

    /// These and others, each code once.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        let mut all = self.clone();
        let more = others.without(self);
        all.cards.extend(more.cards);
        all.copies.extend(more.copies);
        all
    }

    /// What a batch left out of its files, as its sheet has it.
    #[must_use]
    pub fn left_out(sheet: &Sheet) -> Self {
        let mut left = Self::default();
        for row in sheet.strange() {
            let (card, copy) = (&row.operation.card, &row.operation.barcode);
            match row.why {
                Why::UnknownCard if !left.cards.iter().any(|(of, _)| of == card) => {
                    left.cards.push((card.clone(), copy.clone()));
                }
                Why::UnknownCopy if !left.copies.contains(copy) => left.copies.push(copy.clone()),
                _ => {}
            }
        }
        left
    }

    /// Its cards and barcodes in one line.
    #[must_use]
    pub fn codes(&self) -> String {
        let cards = self.cards.iter().map(|(card, _)| card.as_str());
        let codes: Vec<&str> = cards
            .chain(self.copies.iter().map(String::as_str))
            .collect();
        codes.join(", ")
    }

    /// By the lists of this computer and of its gateway.
    #[must_use]
    pub fn here(session: &Session, operations: &[Delivered]) -> Self {
        let (patrons, copies) = (session.patrons.borrow(), session.copies.borrow());
        let till = session.till.borrow();
        let board = till.base();
        let is_card = |card: &str| {
            let key = till.patron(card);
            let mut own = patrons.iter();
            own.any(|list| list.known.contains_key(&key))
                || board.patron(key).is_some_and(|known| known.listed)
        };
        let is_copy = |copy: &str| {
            copies.find(copy).is_some()
                || board.copy(copy).is_some_and(|known| !known.item.is_empty())
        };
        let has_cards = patrons.is_some() || board.patrons_are_listed();
        let has_copies = !copies.is_empty() || board.copies_are_listed();
        Self::among(
            operations,
            has_cards.then_some(&is_card as &dyn Fn(&str) -> bool),
            has_copies.then_some(&is_copy as &dyn Fn(&str) -> bool),
        )
    }
}

/// Who has which copy by the files of a batch; nothing of what its sheet names to be entered by hand.
#[must_use]
pub fn in_files(sheet: &Sheet) -> Vec<Delivered> {
    let by_hand: BTreeSet<&str> = sheet
        .by_hand
        .iter()
        .map(|row| row.operation.barcode.as_str())
        .collect();
    let expected = sheet.expected.iter();
    expected
        .filter(|of| !by_hand.contains(of.barcode.as_str()))
        .map(|of| Delivered {
            kind: match of.holder {
                Some(_) => Does::CheckOut,
                None => Does::CheckIn,
            },
            card: of.holder.clone().unwrap_or_default(),
            barcode: of.barcode.clone(),
            ..Delivered::default()
        })
        .collect()
}

/// What they are, what can be done, and the two ways to go on.
pub(crate) fn ask(
    session: &Session,
    system: System,
    strange: &Strange,
    go: impl Fn(Leave) + 'static,
) -> El {
    let since = session.patrons.borrow().as_ref().map(|list| list.loaded_ms);
    let cards: Vec<String> = strange
        .cards
        .iter()
        .map(|(card, copy)| t::hand_strange_card(card, &session.book(copy)))
        .collect();
    let cards = cards.join("; ");
    let cards = (!cards.is_empty()).then(|| match since {
        Some(ms) => t::hand_strange_cards_of(&intl::time(ms as f64), &cards),
        None => t::hand_strange_cards(&cards),
    });
    let copies = strange.copies.join("; ");
    let copies = (!copies.is_empty()).then(|| t::hand_strange_copies(&copies));
    let go = Rc::new(go);
    let all = go.clone();
    el("div")
        .class("note stack")
        .attr("data-kind", "trouble")
        .attr("id", "hand-strange")
        .with(el("p").text(&t::hand_strange(system.name())))
        .maybe(cards.map(|text| el("p").text(&text)))
        .maybe(copies.map(|text| el("p").text(&text)))
        .with(el("p").text(t::hand_strange_do()))
        .with(
            el("span")
                .class("cluster")
                .with(button(t::hand_strange_out(), move || go(Leave::Out)).key("strange-out"))
                .with(
                    button(&t::hand_strange_in(system.name()), move || all(Leave::In))
                        .key("strange-in"),
                ),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_exchange::queue::{Batch, deliver};

    fn scan(kind: Does, card: &str, barcode: &str) -> Delivered {
        Delivered {
            kind,
            card: card.to_owned(),
            barcode: barcode.to_owned(),
            ..Delivered::default()
        }
    }

    fn cards_only(of: &Strange) -> Strange {
        Strange {
            copies: Vec::new(),
            ..of.clone()
        }
    }

    /// The publisher's number on a paperback, a snack, a slip of the finger: the kiosk said "It is yours".
    #[test]
    fn a_barcode_that_is_in_no_list_and_not_lent_is_strange_where_there_is_a_list() {
        use carrel_circ::Moment;
        use carrel_circ::entry::{Entry, Fact, Kind, OpId, Operation, PatronKey, Use};

        let text = carrel_core::copies::write(&[("a1", "Holes")], &[("T 1", 0, "")]);
        let list = Copies::read(text).expect("a list");
        let mut board = Board::new();
        for code in ["T 1", "078073005995"] {
            assert!(!is_strange_copy(&Copies::default(), &board, code), "{code}");
        }
        assert!(!is_strange_copy(&list, &board, "T 1"));
        assert!(is_strange_copy(&list, &board, "078073005995"));
        // That it was scanned before says nothing.
        let mut back = Operation::new(OpId(1), Kind::Return, Moment::good(1));
        back.copy = "T 9".to_owned();
        board.apply(&Entry::op(1, back));
        assert!(is_strange_copy(&list, &board, "T 9"));
        // The gateway's list has it; it is on loan, and comes back.
        board.apply(&Entry::fact(
            2,
            Fact::Copy {
                barcode: "T 8".to_owned(),
                title: String::new(),
                item: String::new(),
                usage: Use::Lent,
            },
        ));
        let due = carrel_core::CalendarDate::from_days(20_000);
        board.know_loan(1, "T 7", PatronKey(7), Moment::good(5), due);
        for code in ["T 8", "T 7"] {
            assert!(!is_strange_copy(&list, &board, code), "{code}");
        }
    }

    #[test]
    fn what_no_list_has_is_named_and_stands_on_the_sheet_when_it_is_left_out() {
        let scans = [
            scan(Does::CheckOut, "P1", "T1"),
            scan(Does::CheckOut, "P7", "T2"),
            scan(Does::CheckOut, "P7", "T3"),
            scan(Does::CheckIn, "", "T9"),
            scan(Does::Hold, "P8", "title"),
        ];
        let is_card = |card: &str| card == "P1";
        let is_copy = |copy: &str| copy != "T9";
        let found = Strange::among(&scans, Some(&is_card), Some(&is_copy));
        assert_eq!(found.cards, [("P7".to_owned(), "T2".to_owned())]);
        assert_eq!(found.copies, ["T9"]);
        // Without a list nothing of its kind is strange.
        assert!(Strange::among(&scans, None, None).is_none());
        let cards = Strange::among(&scans, Some(&is_card), None);
        assert!(cards.copies.is_empty() && !cards.is_none());
        // In the file there is what the lists have; the rest is on the sheet, and nothing is gone.
        let made = |cards, copies| {
            let batch = Batch {
                cards,
                copies,
                ..Batch::new(&scans)
            };
            deliver(System::Koha, &batch)
        };
        let text = |cards, copies| {
            let made = made(cards, copies);
            let text = String::from_utf8(made.files[0].bytes.clone()).expect("text");
            (text, made.sheet.by_hand.len())
        };
        let (cards, copies) = found.others(&scans);
        let (file, by_hand) = text(Some(&cards), Some(&copies));
        assert!(
            file.contains("\tP1\tT1") && !file.contains("P7") && !file.contains("T9"),
            "{file}"
        );
        assert_eq!(by_hand, 4, "two loans, a return and a hold");
        // The sheet says which codes they are; nothing else is strange in the file.
        let sheet = made(Some(&cards), Some(&copies)).sheet;
        let left = Strange::left_out(&sheet);
        assert_eq!(left, found);
        assert_eq!(left.codes(), "P7, T9");
        let there = Strange::among(&in_files(&sheet), Some(&is_card), Some(&is_copy));
        assert!(there.is_none(), "{there:?}");
        // Made by an earlier press, it has them all.
        let sheet = made(None, None).sheet;
        assert!(Strange::left_out(&sheet).is_none());
        let there = Strange::among(&in_files(&sheet), Some(&is_card), Some(&is_copy));
        assert_eq!(there.codes(), "P7, T9");
        assert_eq!(there.without(&cards_only(&found)).codes(), "T9");
        assert_eq!(cards_only(&found).with(&found), found);
        assert!(there.without(&found).is_none());
        let (file, by_hand) = text(None, None);
        assert!(file.contains("\tP7\tT2") && file.contains("T9"), "{file}");
        assert_eq!(by_hand, 1, "a .koc file has no holds");
    }
}
