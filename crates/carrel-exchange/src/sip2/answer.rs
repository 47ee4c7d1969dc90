//! Answers as values: what a desk or an outbox wants to know of them.

use super::charset::Charset;
use super::message::{Message, read_date};
use crate::local::LocalTime;

/// An answer, by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `94`: whether the login is good.
    Login(bool),
    /// `98`.
    Status(StatusAnswer),
    /// `12`, `30`, `10`, `16`: whether it was done, and what is said about it.
    Loan(LoanAnswer),
    /// `18`.
    Item(ItemAnswer),
    /// `24`, `26`, `64`.
    Patron(PatronAnswer),
    /// `20`, `36`, `38`, `66`: whether it was done.
    Done(bool),
}

/// What a server can do (`98`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusAnswer {
    /// It works, and check-in, check-out, renewal by the desk, offline mode are allowed.
    pub online: bool,
    /// Check-in is allowed.
    pub check_in: bool,
    /// Check-out is allowed.
    pub check_out: bool,
    /// Offline transactions are allowed.
    pub offline: bool,
    /// Seconds to wait for an answer, in tenths as the standard counts; 999 means not known.
    pub timeout_tenths: Option<u32>,
    /// How often to ask again.
    pub retries: Option<u32>,
    /// The sixteen flags of BX, as they came.
    pub supported: String,
}

/// What became of a check-out, check-in, renewal or hold.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LoanAnswer {
    /// Done, or refused.
    pub ok: bool,
    /// A check-in that wants a look (hold, wrong branch).
    pub alert: bool,
    /// The due date as the server writes it (AH): each has its own format.
    pub due: Option<String>,
    /// Due date, when AH is in the standard's own format.
    pub due_at: Option<LocalTime>,
    /// Title (AJ).
    pub title: Option<String>,
    /// The kind of alert (CV): 01 hold here, 02 hold elsewhere, 04 send to its branch, 99 other.
    pub alert_kind: Option<String>,
    /// What to show (AF).
    pub screen: Vec<String>,
}

/// A copy (`18`).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ItemAnswer {
    /// 01 other … 03 available, 04 charged … 13 missing.
    pub status: Option<u32>,
    /// Title (AJ).
    pub title: Option<String>,
    /// Due date as the server writes it (AH).
    pub due: Option<String>,
    /// Who has it, where a server tells (BG owner is not it; some send AA).
    pub borrower: Option<String>,
    /// What to show (AF).
    pub screen: Vec<String>,
}

/// A patron (`24`, `26`, `64`).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PatronAnswer {
    /// The card is known (BL); `None` when the server does not say.
    pub valid: Option<bool>,
    /// The fourteen flags, `Y` or blank, as they came.
    pub flags: String,
    /// Copies on loan, as counted by the server.
    pub charged_count: Option<u32>,
    /// Barcodes on loan (AU), when they were asked for.
    pub charged: Vec<String>,
    /// What to show (AF).
    pub screen: Vec<String>,
}

// What a patron has at home, and what a server writes on the screen about it, belongs in no log.
impl core::fmt::Debug for PatronAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (valid, charged) = (self.valid, self.charged.len());
        write!(f, "PatronAnswer(valid {valid:?}, {charged} charged)")
    }
}

impl core::fmt::Debug for LoanAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "LoanAnswer(ok {}, alert {})", self.ok, self.alert)
    }
}

impl core::fmt::Debug for ItemAnswer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ItemAnswer(status {:?})", self.status)
    }
}

impl PatronAnswer {
    /// True when a flag says that lending is denied: charges denied, card lost, or too many of something.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        let flags = self.flags.as_bytes();
        // 0 charge denied, 4 card reported lost, 5-9 too many charged, overdue, renewals, claims, lost,
        // 10 fines, 11 fees, 12 recall overdue, 13 too many billed.
        [0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
            .iter()
            .any(|at| flags.get(*at) == Some(&b'Y'))
    }
}

impl Answer {
    /// Reads an answer; `None` for a request, a resend, or a code nobody knows.
    #[must_use]
    pub fn read(message: &Message, charset: Charset) -> Option<Self> {
        let text = |id: &[u8; 2]| message.text(id, charset);
        let texts = |id: &[u8; 2]| -> Vec<String> {
            message
                .all(id)
                .filter(|value| !value.is_empty())
                .map(|value| charset.decode(value))
                .collect()
        };
        let is = |name: &str| message.flag(name) == Some(true);
        Some(match &message.code() {
            b"94" => Answer::Login(is("ok")),
            b"98" => Answer::Status(StatusAnswer {
                online: is("online"),
                check_in: is("checkin-ok"),
                check_out: is("checkout-ok"),
                offline: is("offline-ok"),
                timeout_tenths: message.number("timeout"),
                retries: message.number("retries"),
                supported: text(b"BX").unwrap_or_default(),
            }),
            b"12" | b"30" | b"10" | b"16" => Answer::Loan(LoanAnswer {
                ok: is("ok"),
                alert: is("alert"),
                due: text(b"AH"),
                due_at: message.get(b"AH").and_then(read_date),
                title: text(b"AJ"),
                alert_kind: text(b"CV"),
                screen: texts(b"AF"),
            }),
            b"18" => Answer::Item(ItemAnswer {
                status: message.number("circulation-status"),
                title: text(b"AJ"),
                due: text(b"AH"),
                borrower: text(b"AA"),
                screen: texts(b"AF"),
            }),
            b"24" | b"26" | b"64" => Answer::Patron(PatronAnswer {
                valid: match message.get(b"BL") {
                    Some(b"Y") => Some(true),
                    Some(b"N") => Some(false),
                    _ => None,
                },
                flags: charset.decode(message.fixed("patron-status").unwrap_or_default()),
                charged_count: message.number("charged"),
                charged: texts(b"AU"),
                screen: texts(b"AF"),
            }),
            b"20" | b"36" | b"38" | b"66" => Answer::Done(is("ok")),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Answer> {
        Answer::read(&Message::parse(text.as_bytes()).unwrap(), Charset::Utf8)
    }

    #[test]
    fn answers_as_values() {
        assert_eq!(read("941"), Some(Answer::Login(true)));
        assert_eq!(read("9300CNa|COb|"), None);
        assert_eq!(
            read("36Y19980723    110658AOx|AAy|"),
            Some(Answer::Done(true))
        );
        let Some(Answer::Loan(loan)) = read(
            "121NNY20140303    110236AOHUTL|AA95|AB0301|AJCat's cradle|AH20140331    235900|AF|",
        ) else {
            panic!("a check-out is answered")
        };
        assert!(loan.ok && !loan.alert && loan.screen.is_empty());
        assert_eq!(loan.title.as_deref(), Some("Cat's cradle"));
        assert_eq!(
            loan.due_at.map(|at| at.to_string()).as_deref(),
            Some("2014-03-31 23:59:00")
        );
        let Some(Answer::Item(item)) = read("1804010120261127    091500ABT9|AJTitle|AAP1|") else {
            panic!("an item is told")
        };
        assert_eq!(
            (item.status, item.borrower.as_deref()),
            (Some(4), Some("P1"))
        );
    }

    #[test]
    fn a_patron_with_two_copies_and_a_lost_card() {
        let text = "64    Y         00119980723    104009000100000002000100020000AOx|AAP1|AEPat|BLY|AUT1|AUT2|";
        let Some(Answer::Patron(patron)) = read(text) else {
            panic!("a patron is told")
        };
        assert!(patron.is_blocked());
        assert_eq!(patron.valid, Some(true));
        assert_eq!(patron.charged, ["T1", "T2"]);
        assert_eq!(patron.charged_count, Some(2));
        assert!(!format!("{patron:?}").contains("T1"));
        let Some(item) = read("1804010120261127    091500ABT9|AJcanary|AAcanary|AFcanary|") else {
            panic!("an item is told")
        };
        assert_eq!(format!("{item:?}"), "Item(ItemAnswer(status Some(4)))");
    }
}
