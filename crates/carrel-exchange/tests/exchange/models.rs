//! What each importer does with a file, as far as is known (../shared/reference: catalogue 3.9, reliability 1.1), at its most hostile:
//! where an order or a rule is not known, the model takes the one that hurts.

use std::collections::{BTreeMap, BTreeSet};

use carrel_exchange::loan::OpenLoan;
use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::destiny::Scan;
use carrel_exchange::queue::koha::{KocAct, KocFile};
use carrel_exchange::queue::{System, alexandria, destiny, evergreen};

/// Which importer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// Koha, "apply now": a loan to another patron since the same day or later is kept without a message.
    KohaNow,
    /// Koha, by the queue: a check-out to another patron returns the first; lines of one second in any order.
    KohaQueue,
    /// Evergreen: a copy that changed later is skipped, and so is all that follows; a copy that is out is an exception.
    Evergreen,
    /// Destiny or Alexandria that refuse a copy that is out to another.
    Refuses(System),
    /// Destiny or Alexandria that give it to the new patron.
    Transfers(System),
}

impl Rules {
    pub(crate) const ALL: [Rules; 7] = [
        Rules::KohaNow,
        Rules::KohaQueue,
        Rules::Evergreen,
        Rules::Refuses(System::Destiny),
        Rules::Transfers(System::Destiny),
        Rules::Refuses(System::Alexandria),
        Rules::Transfers(System::Alexandria),
    ];

    pub(crate) fn system(self) -> System {
        match self {
            Rules::KohaNow | Rules::KohaQueue => System::Koha,
            Rules::Evergreen => System::Evergreen,
            Rules::Refuses(system) | Rules::Transfers(system) => system,
        }
    }
}

/// A library's own system.
#[derive(Clone, Debug, Default)]
pub(crate) struct Library {
    pub(crate) cards: BTreeSet<String>,
    pub(crate) copies: BTreeSet<String>,
    pub(crate) loans: BTreeMap<String, OpenLoan>,
    /// Seconds of UTC at which a copy last changed (Evergreen).
    pub(crate) changed: BTreeMap<String, i64>,
}

impl Library {
    pub(crate) fn list(&self) -> Vec<OpenLoan> {
        self.loans.values().cloned().collect()
    }

    pub(crate) fn holder(&self, barcode: &str) -> Option<&str> {
        self.loans.get(barcode).map(|loan| loan.card.as_str())
    }

    pub(crate) fn import(&mut self, rules: Rules, bytes: &[u8], day: LocalTime) {
        match rules {
            Rules::KohaNow | Rules::KohaQueue => self.koha(rules, bytes),
            Rules::Evergreen => self.evergreen(bytes),
            Rules::Refuses(system) | Rules::Transfers(system) => {
                let (scans, findings) = match system {
                    System::Alexandria => alexandria::read(bytes),
                    _ => destiny::read(bytes),
                };
                assert_eq!(findings, [], "what we write is understood");
                // A card where a copy should be makes its holder the borrower of what follows.
                let mut block = String::new();
                let mut borrower = String::new();
                for mut scan in scans {
                    match &mut scan {
                        Scan::Out { card, barcode } => {
                            if *card != block {
                                block.clone_from(card);
                                borrower.clone_from(card);
                            }
                            if self.cards.contains(barcode) {
                                borrower.clone_from(barcode);
                            }
                            card.clone_from(&borrower);
                        }
                        Scan::In { .. } => block.clear(),
                    }
                    self.scan(matches!(rules, Rules::Refuses(_)), scan, day);
                }
            }
        }
    }

    fn lend(&mut self, card: &str, barcode: &str, since: LocalTime) {
        let loan = OpenLoan {
            barcode: barcode.to_owned(),
            card: card.to_owned(),
            since: Some(since),
            due: None,
            renewals: Some(0),
        };
        self.loans.insert(barcode.to_owned(), loan);
    }

    fn koha(&mut self, rules: Rules, bytes: &[u8]) {
        let (file, findings) = KocFile::read(bytes);
        assert_eq!(findings, [], "what we write is understood");
        let mut entries: Vec<_> = file.entries.into_iter().enumerate().collect();
        if rules == Rules::KohaQueue {
            // The database sorts by the second and promises nothing within one.
            entries.sort_by_key(|(number, entry)| {
                (entry.at.unix_ms(0) / 1000, core::cmp::Reverse(*number))
            });
        }
        for (_, entry) in entries {
            match entry.act {
                KocAct::Issue { card, barcode } => {
                    if !self.cards.contains(&card) || !self.copies.contains(&barcode) {
                        continue;
                    }
                    match self.loans.get_mut(&barcode) {
                        Some(loan) if loan.card == card => {
                            loan.renewals = Some(loan.renewals.unwrap_or(0) + 1);
                        }
                        Some(loan)
                            if rules == Rules::KohaNow
                                && loan.since.is_none_or(|since| since.date >= entry.at.date) => {}
                        _ => self.lend(&card, &barcode, entry.at),
                    }
                }
                KocAct::Return { barcode } => {
                    self.loans.remove(&barcode);
                }
                KocAct::Payment { .. } => {}
            }
        }
    }

    fn evergreen(&mut self, bytes: &[u8]) {
        let (transactions, findings) = evergreen::read(bytes);
        assert_eq!(findings, [], "what we write is understood");
        let mut order: Vec<_> = transactions.into_iter().enumerate().collect();
        order.sort_by_key(|(number, t)| (t.time, core::cmp::Reverse(*number)));
        let mut skipped = BTreeSet::new();
        let mut touched = BTreeSet::new();
        for (_, t) in order {
            let is_changed = self.changed.get(&t.barcode).is_some_and(|at| *at > t.time);
            if skipped.contains(&t.barcode) || (is_changed && !touched.contains(&t.barcode)) {
                skipped.insert(t.barcode);
                continue;
            }
            if !self.copies.contains(&t.barcode) {
                continue;
            }
            touched.insert(t.barcode.clone());
            let at = LocalTime::of_unix(t.time * 1000, 0);
            match t.kind.as_str() {
                "checkin" => {
                    self.loans.remove(&t.barcode);
                }
                _ if !self.cards.contains(&t.card) => {}
                "checkout" if !self.loans.contains_key(&t.barcode) => {
                    self.lend(&t.card, &t.barcode, at);
                }
                "renew" => {
                    let loan = self.loans.get_mut(&t.barcode);
                    if let Some(loan) = loan.filter(|loan| loan.card == t.card) {
                        loan.renewals = Some(loan.renewals.unwrap_or(0) + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn scan(&mut self, refuses: bool, scan: Scan, day: LocalTime) {
        match scan {
            Scan::In { barcode } => {
                self.loans.remove(&barcode);
            }
            Scan::Out { card, barcode } => {
                if !self.cards.contains(&card) || !self.copies.contains(&barcode) {
                    return;
                }
                match self.loans.get_mut(&barcode) {
                    Some(loan) if loan.card == card => {
                        loan.renewals = Some(loan.renewals.unwrap_or(0) + 1);
                    }
                    Some(_) if refuses => {}
                    _ => self.lend(&card, &barcode, day),
                }
            }
        }
    }
}
