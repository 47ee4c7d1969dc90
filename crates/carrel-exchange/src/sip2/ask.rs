//! Requests as values, and whether an answer belongs to one.

use core::fmt;

use super::charset::{Charset, Unwritable};
use super::layout::layout;
use super::message::{Message, write_date};
use crate::local::LocalTime;

/// Which list of a patron a `63` asks for; the standard allows one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Summary {
    /// Counts alone.
    #[default]
    None,
    /// Copies waiting on the hold shelf (AS).
    Holds,
    /// Overdue copies (AT).
    Overdue,
    /// Copies on loan (AU).
    Charged,
    /// Fines (AV).
    Fines,
    /// Recalls (BU).
    Recalls,
    /// Holds that wait (CD).
    Unavailable,
}

/// What a `15` does with a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldMode {
    /// `+`
    Add,
    /// `-`
    Delete,
    /// `*`
    Change,
}

/// A request being put together: its code, fixed fields, and variable fields in the standard's order.
#[derive(Clone)]
pub struct Ask {
    code: [u8; 2],
    fixed: Vec<(&'static str, Vec<u8>)>,
    fields: Vec<([u8; 2], String)>,
}

/// Why an answer does not belong to the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Another kind of answer came.
    Code {
        /// The one that fits.
        expected: [u8; 2],
        /// The one that came.
        found: [u8; 2],
    },
    /// The answer carries another sequence number: it answers something older.
    Sequence,
    /// The answer speaks of another patron (AA) or copy (AB).
    Field([u8; 2]),
    /// The server wants the last message again (`96`).
    Resend,
    /// A grave problem of the message itself, such as its checksum.
    Damaged,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pair = |bytes: &[u8; 2]| bytes.map(char::from).iter().collect::<String>();
        match self {
            Mismatch::Code { expected, found } => write!(
                f,
                "expected an answer {}, found {}",
                pair(expected),
                pair(found)
            ),
            Mismatch::Sequence => {
                f.write_str("the answer carries the sequence number of another request")
            }
            Mismatch::Field(id) => {
                write!(f, "the answer's {} is not the one asked about", pair(id))
            }
            Mismatch::Resend => f.write_str("the server did not understand and asks again"),
            Mismatch::Damaged => f.write_str("the answer is damaged"),
        }?;
        f.write_str("; treat the result as unknown and look it up on a new connection")
    }
}

impl core::error::Error for Mismatch {}

impl Ask {
    fn new(code: [u8; 2]) -> Self {
        Self {
            code,
            fixed: Vec::new(),
            fields: Vec::new(),
        }
    }

    fn fixed(mut self, name: &'static str, value: &[u8]) -> Self {
        self.fixed.push((name, value.to_vec()));
        self
    }

    fn at(self, at: LocalTime) -> Self {
        self.fixed("date", &write_date(at))
    }

    /// Adds a variable field; those of the standard come from the functions below, others as a server wants them.
    #[must_use]
    pub fn with(mut self, id: &[u8; 2], value: &str) -> Self {
        self.fields.push((*id, value.to_owned()));
        self
    }

    /// `93` Login, plain text.
    #[must_use]
    pub fn login(user: &str, password: &str, location: &str) -> Self {
        Self::new(*b"93")
            .fixed("uid-algorithm", b"0")
            .fixed("password-algorithm", b"0")
            .with(b"CN", user)
            .with(b"CO", password)
            .with(b"CP", location)
    }

    /// `99` SC Status: all is well, 80 columns, version 2.00.
    #[must_use]
    pub fn status() -> Self {
        Self::new(*b"99")
            .fixed("status", b"0")
            .fixed("width", b"080")
            .fixed("version", b"2.00")
    }

    /// `11` Checkout. `offline_due` says "this has happened, do not refuse" and the date it is due; several servers ignore that.
    #[must_use]
    pub fn check_out(
        at: LocalTime,
        institution: &str,
        card: &str,
        barcode: &str,
        offline_due: Option<LocalTime>,
    ) -> Self {
        let ask = Self::new(*b"11")
            .fixed("renewal-policy", b"N")
            .fixed("no-block", if offline_due.is_some() { b"Y" } else { b"N" })
            .at(at);
        let ask = match offline_due {
            Some(due) => ask.fixed("nb-due-date", &write_date(due)),
            None => ask,
        };
        ask.with(b"AO", institution)
            .with(b"AA", card)
            .with(b"AB", barcode)
            .with(b"AC", "")
    }

    /// `09` Checkin; `returned_at` is honoured by Koha.
    #[must_use]
    pub fn check_in(
        at: LocalTime,
        returned_at: LocalTime,
        institution: &str,
        location: &str,
        barcode: &str,
        is_offline: bool,
    ) -> Self {
        Self::new(*b"09")
            .fixed("no-block", if is_offline { b"Y" } else { b"N" })
            .at(at)
            .fixed("return-date", &write_date(returned_at))
            .with(b"AP", location)
            .with(b"AO", institution)
            .with(b"AB", barcode)
            .with(b"AC", "")
    }

    /// `29` Renew.
    #[must_use]
    pub fn renew(at: LocalTime, institution: &str, card: &str, barcode: &str) -> Self {
        Self::new(*b"29")
            .fixed("third-party", b"N")
            .fixed("no-block", b"N")
            .at(at)
            .with(b"AO", institution)
            .with(b"AA", card)
            .with(b"AB", barcode)
    }

    /// `65` Renew All.
    #[must_use]
    pub fn renew_all(at: LocalTime, institution: &str, card: &str) -> Self {
        Self::new(*b"65")
            .at(at)
            .with(b"AO", institution)
            .with(b"AA", card)
    }

    /// `15` Hold on a copy.
    #[must_use]
    pub fn hold(
        mode: HoldMode,
        at: LocalTime,
        institution: &str,
        card: &str,
        barcode: &str,
    ) -> Self {
        let mode = match mode {
            HoldMode::Add => b"+",
            HoldMode::Delete => b"-",
            HoldMode::Change => b"*",
        };
        Self::new(*b"15")
            .fixed("mode", mode)
            .at(at)
            .with(b"AO", institution)
            .with(b"AA", card)
            .with(b"AB", barcode)
    }

    /// `17` Item Information.
    #[must_use]
    pub fn item(at: LocalTime, institution: &str, barcode: &str) -> Self {
        Self::new(*b"17")
            .at(at)
            .with(b"AO", institution)
            .with(b"AB", barcode)
    }

    /// `23` Patron Status.
    #[must_use]
    pub fn patron_status(at: LocalTime, institution: &str, card: &str) -> Self {
        Self::new(*b"23")
            .fixed("language", b"000")
            .at(at)
            .with(b"AO", institution)
            .with(b"AA", card)
            .with(b"AC", "")
            .with(b"AD", "")
    }

    /// `63` Patron Information: entries `first` to `last` of one list, counted from 1.
    #[must_use]
    pub fn patron(
        at: LocalTime,
        institution: &str,
        card: &str,
        summary: Summary,
        first: u16,
        last: u16,
    ) -> Self {
        let mut wanted = [b' '; 10];
        if let Some(at) = (summary as usize).checked_sub(1) {
            wanted[at] = b'Y';
        }
        Self::new(*b"63")
            .fixed("language", b"000")
            .at(at)
            .fixed("summary", &wanted)
            .with(b"AO", institution)
            .with(b"AA", card)
            .with(b"BP", &first.to_string())
            .with(b"BQ", &last.to_string())
    }

    /// `35` End Patron Session.
    #[must_use]
    pub fn end_session(at: LocalTime, institution: &str, card: &str) -> Self {
        Self::new(*b"35")
            .at(at)
            .with(b"AO", institution)
            .with(b"AA", card)
    }

    /// `97` Request ACS Resend.
    #[must_use]
    pub fn resend() -> Self {
        Self::new(*b"97")
    }

    /// The message, not yet sealed.
    ///
    /// # Errors
    /// When a value cannot be sent in that encoding.
    pub fn to_message(&self, charset: Charset) -> Result<Message, Unwritable> {
        let mut message = Message::new(self.code);
        for (name, value) in &self.fixed {
            message.set_fixed(name, value);
        }
        for (id, value) in &self.fields {
            message.add(id, value, charset)?;
        }
        Ok(message)
    }

    /// Whether `answer` belongs to the request `sent`: its code, its sequence number, its patron and its copy.
    ///
    /// # Errors
    /// Says what does not fit. The request may have taken effect all the same.
    pub fn check_answer(sent: &Message, answer: &Message) -> Result<(), Mismatch> {
        if answer.code() == *b"96" {
            return Err(Mismatch::Resend);
        }
        let expected = layout(sent.code()).and_then(|layout| layout.answer);
        if let Some(expected) = expected.filter(|expected| *expected != answer.code()) {
            return Err(Mismatch::Code {
                expected,
                found: answer.code(),
            });
        }
        // Who asks with a checksum takes no answer without: it may have lost its end.
        let is_unsealed = sent.checksum().is_some() && answer.checksum().is_none();
        let has_sequence = answer.sequence().is_some();
        if is_unsealed && has_sequence || answer.problems().iter().any(|problem| problem.is_grave())
        {
            return Err(Mismatch::Damaged);
        }
        if sent.sequence() != answer.sequence() {
            return Err(Mismatch::Sequence);
        }
        for id in [*b"AA", *b"AB"] {
            let (asked, told) = (sent.get(&id), answer.get(&id));
            if let (Some(asked), Some(told)) = (asked, told)
                && !told.is_empty()
                && asked != told
            {
                return Err(Mismatch::Field(id));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> LocalTime {
        LocalTime::parse("2026-11-27 09:15:00").unwrap()
    }

    #[test]
    fn requests_as_bytes() {
        for (ask, expected) in [
            (Ask::status(), "9900802.00"),
            (
                Ask::check_out(at(), "lib", "P1", "T9", None),
                "11NN20261127    091500                  AOlib|AAP1|ABT9|AC|",
            ),
            (
                Ask::check_out(at(), "lib", "P1", "T9", Some(at())),
                "11NY20261127    09150020261127    091500AOlib|AAP1|ABT9|AC|",
            ),
            (
                Ask::check_in(at(), at(), "lib", "desk", "T9", false),
                "09N20261127    09150020261127    091500APdesk|AOlib|ABT9|AC|",
            ),
            (
                Ask::renew(at(), "lib", "P1", "T9"),
                "29NN20261127    091500                  AOlib|AAP1|ABT9|",
            ),
            (
                Ask::hold(HoldMode::Add, at(), "lib", "P1", "T9"),
                "15+20261127    091500AOlib|AAP1|ABT9|",
            ),
            (
                Ask::item(at(), "lib", "T9"),
                "1720261127    091500AOlib|ABT9|",
            ),
            (
                Ask::patron(at(), "lib", "P1", Summary::Charged, 1, 5),
                "6300020261127    091500  Y       AOlib|AAP1|BP1|BQ5|",
            ),
            (
                Ask::patron_status(at(), "lib", "P1"),
                "2300020261127    091500AOlib|AAP1|AC|AD|",
            ),
            (
                Ask::end_session(at(), "lib", "P1"),
                "3520261127    091500AOlib|AAP1|",
            ),
            (
                Ask::renew_all(at(), "lib", "P1"),
                "6520261127    091500AOlib|AAP1|",
            ),
            (Ask::resend(), "97"),
        ] {
            let message = ask.to_message(Charset::Utf8).unwrap();
            assert_eq!(Charset::Utf8.decode(&message.to_bytes()), expected);
            assert_eq!(message.problems(), [], "{expected}");
        }
    }

    /// Goal G11 of the reliability reference, as far as the codec goes: an answer that lost its end or a bit is never taken.
    #[test]
    fn an_answer_cut_or_flipped_anywhere_is_never_taken() {
        let mut sent = Ask::check_out(at(), "lib", "P1", "T9", None)
            .to_message(Charset::Utf8)
            .unwrap();
        sent.seal(4);
        let text = b"121NNY20261127    091500AOlib|AAP1|ABT9|AJTitle|AH20261211    235900|";
        let mut answer = Message::parse(text).unwrap();
        answer.seal(4);
        let whole = answer.to_bytes();
        assert_eq!(Ask::check_answer(&sent, &answer), Ok(()));
        let is_taken = |bytes: &[u8]| {
            Message::parse(bytes).is_ok_and(|answer| Ask::check_answer(&sent, &answer).is_ok())
        };
        for end in 0..whole.len() {
            assert!(!is_taken(&whole[..end]), "cut at byte {end}");
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                // A checksum in small letters is the same checksum.
                let is_same = flipped.eq_ignore_ascii_case(&whole) && at >= whole.len() - 4;
                assert!(is_same || !is_taken(&flipped), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn an_answer_to_something_else_is_noticed() {
        let mut sent = Ask::item(at(), "lib", "T9")
            .to_message(Charset::Utf8)
            .unwrap();
        sent.seal(4);
        let answer = |text: &str, number| {
            let mut message = Message::parse(text.as_bytes()).unwrap();
            message.seal(number);
            message
        };
        let good = "1803010120261127    091500ABT9|AJTitle|";
        for (message, expected) in [
            (answer(good, 4), Ok(())),
            (answer(good, 3), Err(Mismatch::Sequence)),
            (
                answer("1803010120261127    091500ABT8|AJTitle|", 4),
                Err(Mismatch::Field(*b"AB")),
            ),
            (
                answer("941", 4),
                Err(Mismatch::Code {
                    expected: *b"18",
                    found: *b"94",
                }),
            ),
            (answer("96", 4), Err(Mismatch::Resend)),
            (
                Message::parse(&[good.as_bytes(), b"AY4AZ0000"].concat()).unwrap(),
                Err(Mismatch::Damaged),
            ),
            (
                Message::parse(good.as_bytes()).unwrap(),
                Err(Mismatch::Sequence),
            ),
        ] {
            assert_eq!(Ask::check_answer(&sent, &message), expected);
        }
    }
}
