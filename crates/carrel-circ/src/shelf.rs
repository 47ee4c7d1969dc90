//! A walk along one shelf: which books stood where they belong, which did not, which are missing, which nobody knows.
//!
//! The order of the scans is the order of the shelf. The longest run of books that are in order stays; each of the others is misplaced,
//! and is told the book it belongs behind. Missing is what should stand between the first and the last book in order and was not seen.

use std::collections::BTreeMap;

use carrel_core::call_number::{CallNumber, PrefixOrder, ShelfKey};

use crate::board::{Board, CopyState};

/// Every copy of the library, in shelf order.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// Key and barcode.
    order: Vec<(ShelfKey, String)>,
    /// Place in the order, by barcode.
    places: BTreeMap<String, usize>,
}

/// A book that stands in the wrong place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// Its barcode.
    pub barcode: String,
    /// The scanned book that it belongs behind; `None` when it belongs before all of them.
    pub behind: Option<String>,
}

/// What a walk found. Barcodes; the first four in the order of the walk, the last in shelf order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// In its place.
    pub in_place: Vec<String>,
    /// In another place.
    pub misplaced: Vec<Misplaced>,
    /// On the shelf although lent, missing or withdrawn by the board: look at it.
    pub surprising: Vec<(String, CopyState)>,
    /// Not in the catalogue.
    pub unknown: Vec<String>,
    /// Should stand between the first and the last book, and was not seen.
    pub missing: Vec<String>,
}

impl Shelf {
    /// The copies of a library: barcode and call number. A copy without a call number has no place: it is neither misplaced nor missing.
    #[must_use]
    pub fn new<'a>(copies: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let signs = PrefixOrder::default();
        let mut order: Vec<(ShelfKey, String)> = copies
            .map(|(barcode, call)| {
                let key = match call.trim() {
                    "" => ShelfKey::default(),
                    call => CallNumber::parse(call).key(&signs),
                };
                (key, barcode.to_owned())
            })
            .collect();
        order.sort();
        let places = order.iter().enumerate();
        let places = places
            .map(|(at, (_, barcode))| (barcode.clone(), at))
            .collect();
        Self { order, places }
    }

    /// It has no copy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What the scans of one shelf, in their order, say. A barcode that comes again counts where it came first. Cost: n log n in the
    /// scans, and once through the part of the shelf between the first and the last.
    #[must_use]
    pub fn walk(&self, board: &Board, scanned: &[String]) -> Walk {
        let mut walk = Walk::default();
        let mut seen = std::collections::BTreeSet::new();
        let mut known: Vec<usize> = Vec::new();
        for code in scanned {
            if !seen.insert(code.as_str()) {
                continue;
            }
            let state = board.copy_state(code);
            if !matches!(state, CopyState::Available) {
                walk.surprising.push((code.clone(), state));
            }
            match self.places.get(code) {
                Some(&place) if self.key(place).0.is_empty() => walk.in_place.push(code.clone()),
                Some(&place) => known.push(place),
                None => walk.unknown.push(code.clone()),
            }
        }
        let keys: Vec<&ShelfKey> = known.iter().map(|place| self.key(*place)).collect();
        let kept = longest_run(&keys);
        let in_order: Vec<usize> = kept
            .iter()
            .filter_map(|at| known.get(*at).copied())
            .collect();
        let mut is_kept = vec![false; known.len()];
        for at in kept {
            is_kept[at] = true;
        }
        for (place, is_kept) in known.iter().zip(is_kept) {
            let barcode = self.barcode(*place).to_owned();
            if is_kept {
                walk.in_place.push(barcode);
                continue;
            }
            let before = in_order.partition_point(|other| self.key(*other) <= self.key(*place));
            let behind = before.checked_sub(1).and_then(|at| in_order.get(at));
            walk.misplaced.push(Misplaced {
                barcode,
                behind: behind.map(|place| self.barcode(*place).to_owned()),
            });
        }
        if let (Some(first), Some(last)) = (in_order.first(), in_order.last()) {
            let (first, last) = (self.key(*first), self.key(*last));
            let from = self.order.partition_point(|(key, _)| key < first);
            let until = self.order.partition_point(|(key, _)| key <= last);
            let between = self.order.get(from..until).unwrap_or_default();
            let absent = between
                .iter()
                .map(|(_, barcode)| barcode)
                .filter(|barcode| !seen.contains(barcode.as_str()))
                .filter(|barcode| board.copy_state(barcode) == CopyState::Available);
            walk.missing = absent.cloned().collect();
        }
        walk
    }

    fn key(&self, place: usize) -> &ShelfKey {
        &self.order[place].0
    }

    fn barcode(&self, place: usize) -> &str {
        &self.order[place].1
    }
}

/// Places of the longest run that never goes down (patience sorting); of several, one.
fn longest_run(keys: &[&ShelfKey]) -> Vec<usize> {
    // tails[n]: the place of the smallest key that ends a run of n + 1.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        let length = tails.partition_point(|tail| keys[*tail] <= *key);
        before.push(length.checked_sub(1).map(|n| tails[n]));
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut run = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(place) = at {
        run.push(place);
        at = before[place];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> Shelf {
        Shelf::new(
            [
                ("A", "FIC ALE"),
                ("B", "FIC BLU"),
                ("C", "FIC COL"),
                ("D", "FIC DAH"),
                ("E", "FIC ERD"),
                ("F", "FIC FUN"),
                ("N1", "523.4 STA"),
                ("X", ""),
            ]
            .into_iter(),
        )
    }

    fn check(scans: &str, misplaced: &str, missing: &str, unknown: &str) {
        let scans: Vec<String> = scans.split_whitespace().map(str::to_owned).collect();
        let walk = shelf().walk(&Board::new(), &scans);
        let told = |m: &Misplaced| format!("{}>{}", m.barcode, m.behind.as_deref().unwrap_or("-"));
        let found: Vec<String> = walk.misplaced.iter().map(told).collect();
        assert_eq!(found.join(" "), misplaced, "{scans:?}");
        assert_eq!(walk.missing.join(" "), missing, "{scans:?}");
        assert_eq!(walk.unknown.join(" "), unknown, "{scans:?}");
        let all = walk.in_place.len() + walk.misplaced.len() + walk.unknown.len();
        let mut distinct = scans;
        distinct.sort();
        distinct.dedup();
        assert_eq!(all, distinct.len(), "every scan is told of once");
    }

    #[test]
    fn a_shelf_is_told_in_order_missing_and_strange() {
        check("", "", "", "");
        check("A B C", "", "", "");
        check("A C D", "", "B", "");
        check("A E B C D", "E>D", "", "");
        check("D A B C", "D>C", "", "");
        check("B C A D", "A>-", "", "");
        check("A B Z9 D B", "", "C", "Z9");
        check("N1 A X B", "N1>B", "", "");
        check("A N1 E F", "N1>F", "B C D", "");
    }

    #[test]
    fn what_is_lent_is_not_missing_and_surprises_on_the_shelf() {
        use crate::entry::{Entry, Kind, OpId, Operation, PatronKey};
        use crate::time::Moment;
        let mut op = Operation::new(OpId(1), Kind::Checkout, Moment::good(5));
        op.copy = "B".to_owned();
        op.patron = Some(PatronKey(1));
        let board = Board::fold(&[Entry::op(1, op)]);
        let codes = |codes: [&str; 2]| codes.map(str::to_owned);
        assert!(shelf().walk(&board, &codes(["A", "C"])).missing.is_empty());
        let walk = shelf().walk(&board, &codes(["A", "B"]));
        assert_eq!(walk.surprising.len(), 1);
    }
}
