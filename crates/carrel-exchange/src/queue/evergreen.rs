//! Evergreen's `pending.xacts`: a JSON object a line, times in UTC seconds.
//!
//! The server sorts by `timestamp + delta` (`delta` corrects a workstation's clock; ours is corrected before, so it is 0).

use carrel_core::CalendarDate;
use carrel_core::diagnostic::{Diagnostic, Severity};

use super::json::{self, Value};
use super::koha::finding;
use super::plan::{Act, Line};

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Seconds since 1970 in UTC, `delta` added.
    pub time: i64,
    /// `checkout`, `renew`, `checkin`, `in_house_use`, `register`, or what else stands there.
    pub kind: String,
    /// The copy; empty for a registration.
    pub barcode: String,
    /// The patron; empty for a return.
    pub card: String,
    /// The day it is due.
    pub due: Option<CalendarDate>,
}

/// Writes lines that were planned.
pub(crate) fn write(lines: &[Line]) -> Vec<u8> {
    let mut text = String::new();
    for line in lines {
        let seconds = line.at.unix_ms(line.offset_minutes).div_euclid(1000);
        let (hour, minute, second, _) = line.at.clock();
        let zone = line.offset_minutes.unsigned_abs();
        let sign = if line.offset_minutes < 0 { '-' } else { '+' };
        let time = format!(
            "{}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
            line.at.date,
            zone / 60,
            zone % 60
        );
        let (kind, card, barcode, due) = match &line.act {
            Act::Out { card, barcode, due } => ("checkout", card.as_str(), barcode, *due),
            Act::Renew { card, barcode, due } => ("renew", card.as_str(), barcode, *due),
            Act::In { barcode } => ("checkin", "", barcode, None),
        };
        text.push_str(&format!(
            "{{\"timestamp\":{seconds},\"type\":\"{kind}\",\"delta\":0,\"barcode\":"
        ));
        json::write_string(&mut text, barcode);
        if card.is_empty() {
            text.push_str(&format!(",\"backdate\":\"{time}\""));
        } else {
            text.push_str(",\"patron_barcode\":");
            json::write_string(&mut text, card);
            text.push_str(&format!(",\"checkout_time\":\"{time}\""));
            if let Some(due) = due {
                text.push_str(&format!(",\"due_date\":\"{due}\""));
            }
        }
        text.push_str("}\n");
    }
    text.into_bytes()
}

/// Reads a file, in its order. A line that is no transaction is named in the diagnostics.
#[must_use]
pub fn read(bytes: &[u8]) -> (Vec<Transaction>, Vec<Diagnostic>) {
    let mut transactions = Vec::new();
    let mut findings = Vec::new();
    let text = String::from_utf8_lossy(bytes);
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match transaction(line) {
            Some(transaction) => transactions.push(transaction),
            None => findings.push(finding(
                number + 1,
                Severity::Error,
                "xacts-line",
                "expected a JSON object with timestamp and type".to_owned(),
                "Enter this line by hand.",
            )),
        }
    }
    (transactions, findings)
}

fn transaction(line: &str) -> Option<Transaction> {
    let members = json::read_object(line)?;
    let get = |name: &str| {
        members
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let text = |name: &str| match get(name) {
        Some(Value::Text(text) | Value::Number(text)) => text.clone(),
        _ => String::new(),
    };
    let seconds = |name: &str| {
        let text = text(name);
        text.split('.').next()?.parse::<i64>().ok()
    };
    let kind = text("type");
    if kind.is_empty() {
        return None;
    }
    Some(Transaction {
        time: seconds("timestamp")?.saturating_add(seconds("delta").unwrap_or(0)),
        kind,
        barcode: text("barcode"),
        card: text("patron_barcode"),
        due: CalendarDate::parse(&text("due_date")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_others_are_read() {
        let (found, findings) = read(b"{\"timestamp\":1433172000,\"type\":\"checkout\",\"delta\":\"-5\",\"barcode\":\"T1\",\"patron_barcode\":\"P1\",\"due_date\":\"2015-06-20\"}\nnonsense\n\n{\"type\":\"checkin\"}\n{\"timestamp\":\"12\",\"type\":\"in_house_use\",\"count\":2,\"barcode\":\"T2\"}\n");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].time, 1_433_171_995);
        assert_eq!(found[0].due, CalendarDate::parse("2015-06-20"));
        assert_eq!(found[1].kind, "in_house_use");
        let lines: Vec<u32> = findings.iter().map(|found| found.place.record).collect();
        assert_eq!(lines, [2, 4]);
    }
}
