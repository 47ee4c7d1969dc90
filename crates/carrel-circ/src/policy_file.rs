//! The policy as one TOML file, with an error for every line that is wrong. Feature `toml`.
//!
//! ```toml
//! version = 3
//! utc_offset = "-05:00"
//! closed_weekdays = ["sat", "sun"]
//! closed = ["2026-11-26", "2026-12-21..2027-01-01"]
//! latest_due = "2027-06-10"
//! no_renew_when_held = true
//! kiosk_idle_seconds = 45
//!
//! [[rule]]
//! patron = "student"   # left out: any
//! item = "book"        # left out: any
//! days = 14            # 0: not lent to this class
//! loans = 3            # left out: no limit
//! renewals = 2
//! ```

use core::fmt;
use std::ops::Range;

use carrel_core::CalendarDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::policy::{Policy, Rule};

/// What is wrong with a policy file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Line, from 1.
    pub line: usize,
    /// What was expected and found, and how to mend it.
    pub message: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const KEYS: &str = "version, utc_offset, closed_weekdays, closed, latest_due, no_renew_when_held, kiosk_idle_seconds, rule";
const RULE_KEYS: &str = "patron, item, days, loans, renewals";

/// Reads a policy file.
///
/// # Errors
/// Everything that is wrong, by line.
pub fn parse(text: &str) -> Result<Policy, Vec<PolicyError>> {
    let mut reader = Reader {
        text,
        errors: Vec::new(),
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            reader.error(error.span().unwrap_or(0..0), error.message().to_owned());
            return Err(reader.errors);
        }
    };
    let policy = reader.policy(table.get_ref());
    if reader.errors.is_empty() {
        Ok(policy)
    } else {
        reader.errors.sort_by_key(|error| error.line);
        Err(reader.errors)
    }
}

struct Reader<'a> {
    text: &'a str,
    errors: Vec<PolicyError>,
}

impl Reader<'_> {
    fn error(&mut self, span: Range<usize>, message: String) {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        self.errors.push(PolicyError { line, message });
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, key: &str, expected: &str) {
        let found = self.text.get(value.span()).unwrap_or_default();
        let found: String = found.chars().take(40).collect();
        self.error(
            value.span(),
            format!("`{key}` should be {expected}, but is {found}"),
        );
    }

    fn policy(&mut self, table: &DeTable<'_>) -> Policy {
        let mut policy = Policy {
            rules: Vec::new(),
            ..Policy::default()
        };
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "version" => {
                    if let Some(n) = self.number(value, name, u32::MAX) {
                        policy.version = n;
                        if n == 0 {
                            self.wrong(value, name, "1 or more, and one more than last time");
                        }
                    }
                }
                "utc_offset" => match self.string(value, name).as_deref().map(offset) {
                    Some(Some(minutes)) => policy.utc_offset_minutes = minutes,
                    Some(None) => self.wrong(value, name, "like \"-05:00\""),
                    None => {}
                },
                "closed_weekdays" => {
                    policy.closed_weekdays = 0;
                    for (item, day) in self.strings(value, name) {
                        match WEEKDAYS.iter().position(|known| *known == day) {
                            Some(bit) => policy.closed_weekdays |= 1 << bit,
                            None => self.error(
                                item,
                                format!("`{day}` is no weekday; write mon, tue, wed, thu, fri, sat or sun"),
                            ),
                        }
                    }
                }
                "closed" => {
                    for (item, days) in self.strings(value, name) {
                        let (first, last) = days.split_once("..").unwrap_or((&days, &days));
                        match (CalendarDate::parse(first), CalendarDate::parse(last)) {
                            (Some(first), Some(last)) if first <= last => policy.closed.push((first, last)),
                            _ => self.error(
                                item,
                                format!("`{days}` is no closing; write a day as 2026-11-26 or days as 2026-12-21..2027-01-01"),
                            ),
                        }
                    }
                }
                "latest_due" => {
                    match self.string(value, name).as_deref().map(CalendarDate::parse) {
                        Some(Some(day)) => policy.latest_due = Some(day),
                        Some(None) => self.wrong(value, name, "a day like \"2027-06-10\""),
                        None => {}
                    }
                }
                "no_renew_when_held" => match value.get_ref() {
                    DeValue::Boolean(yes) => policy.no_renew_when_held = *yes,
                    _ => self.wrong(value, name, "true or false"),
                },
                "kiosk_idle_seconds" => {
                    if let Some(n) = self.number(value, name, 3600) {
                        policy.kiosk_idle_seconds = n;
                    }
                }
                "rule" => match value.get_ref() {
                    DeValue::Array(rules) => {
                        for rule in rules.iter() {
                            match rule.get_ref() {
                                DeValue::Table(table) => {
                                    let rule = self.rule(table, rule.span());
                                    policy.rules.push(rule);
                                }
                                _ => self.wrong(rule, name, "a table that begins with [[rule]]"),
                            }
                        }
                    }
                    _ => self.wrong(value, name, "a table that begins with [[rule]]"),
                },
                other => self.error(
                    key.span(),
                    format!("`{other}` is not known; there are {KEYS}"),
                ),
            }
        }
        if policy.version == 0 && !table.iter().any(|(key, _)| &**key.get_ref() == "version") {
            self.error(0..0, "`version` is missing; write `version = 1`".to_owned());
        }
        if policy.rules.is_empty() {
            self.error(
                0..0,
                "there is no rule; write [[rule]] and below it `days = 14`".to_owned(),
            );
        }
        policy
    }

    fn rule(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Rule {
        let mut rule = Rule {
            patron: None,
            item: None,
            days: 0,
            loans: None,
            renewals: 0,
        };
        let mut has_days = false;
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "patron" => rule.patron = self.string(value, name),
                "item" => rule.item = self.string(value, name),
                "days" => {
                    has_days = true;
                    rule.days = self.number(value, name, 3650).unwrap_or(0) as u16;
                }
                "loans" => rule.loans = self.number(value, name, 10_000).map(|n| n as u16),
                "renewals" => rule.renewals = self.number(value, name, 1_000).unwrap_or(0) as u16,
                other => self.error(
                    key.span(),
                    format!("`{other}` is not known; a rule has {RULE_KEYS}"),
                ),
            }
        }
        if !has_days {
            self.error(
                span,
                "this rule has no `days`; write `days = 14`, or `days = 0` for \"not lent\""
                    .to_owned(),
            );
        }
        rule
    }

    fn number(&mut self, value: &Spanned<DeValue<'_>>, key: &str, most: u32) -> Option<u32> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        let number = number.filter(|number| *number <= most);
        if number.is_none() {
            self.wrong(value, key, &format!("a whole number from 0 to {most}"));
        }
        number
    }

    fn string(&mut self, value: &Spanned<DeValue<'_>>, key: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.wrong(value, key, "text in quotes");
                None
            }
        }
    }

    fn strings(&mut self, value: &Spanned<DeValue<'_>>, key: &str) -> Vec<(Range<usize>, String)> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(value, key, "a list in brackets");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.string(item, key).map(|text| (item.span(), text)))
            .collect()
    }
}

/// `+HH:MM` or `-HH:MM` as minutes; at most 14 hours.
fn offset(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let number = |s: &str| (s.len() == 2).then(|| s.parse::<u8>().ok()).flatten();
    let minutes = i32::from(number(hours)?) * 60 + i32::from(number(minutes)?);
    (minutes <= 14 * 60).then_some(sign * minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(usize, &str)]) {
        let errors = parse(text).err().unwrap_or_default();
        let found: Vec<(usize, String)> = errors.into_iter().map(|e| (e.line, e.message)).collect();
        assert_eq!(found.len(), expected.len(), "{text}\n{found:?}");
        for ((line, message), (expected_line, words)) in found.iter().zip(expected) {
            assert_eq!(line, expected_line, "{text}: {message}");
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn every_error_names_its_line() {
        check("version = 1\n[[rule]]\ndays = 14\n", &[]);
        check(
            "version = 1\nrule = 3\n",
            &[(1, "no rule"), (2, "[[rule]]")],
        );
        check(
            "version = 1\n[[rule]]\ndays = \"two\"\n",
            &[(3, "whole number")],
        );
        check("[[rule]]\nloans = 3\n", &[(1, "no `days`"), (1, "version")]);
        check(
            "version = 1\n\nclosed = [\n  \"2026-11-26\",\n  \"2026-13-01\"]\n[[rule]]\ndays=1\n",
            &[(5, "2026-13-01")],
        );
        check(
            "version = 1\ncolsed = []\n[[rule]]\ndays = 1\nday = 3\n",
            &[(2, "colsed"), (5, "day")],
        );
        check(
            "version = 1\nutc_offset = \"5\"\nclosed_weekdays = [\"caturday\"]\n[[rule]]\ndays = 1\n",
            &[(2, "-05:00"), (3, "caturday")],
        );
        check("version = 1\nversion = 2\n", &[(2, "duplicate")]);
        check(
            "version = 99999999999\n[[rule]]\ndays = 1",
            &[(1, "whole number")],
        );
    }

    #[test]
    fn a_whole_file_is_read() {
        let text = "version = 3\nutc_offset = \"-05:00\"\nclosed_weekdays = [\"sat\", \"sun\"]\nclosed = [\"2026-12-21..2027-01-01\"]\nlatest_due = \"2027-06-10\"\nno_renew_when_held = false\nkiosk_idle_seconds = 30\n[[rule]]\ndays = 14\nloans = 5\nrenewals = 2\n[[rule]]\npatron = \"teacher\"\ndays = 60\n[[rule]]\npatron = \"student\"\nitem = \"dvd\"\ndays = 0\n";
        let policy = parse(text).expect("a policy");
        assert_eq!(
            (
                policy.version,
                policy.utc_offset_minutes,
                policy.closed_weekdays
            ),
            (3, -300, 0b110_0000)
        );
        assert_eq!(
            policy.rule("teacher", "book").map(|rule| rule.days),
            Some(60)
        );
        assert_eq!(policy.rule("student", "dvd").map(|rule| rule.days), Some(0));
        assert_eq!(
            policy.rule("student", "book").map(|rule| rule.days),
            Some(14)
        );
        assert_eq!(
            (policy.total_limit("student"), policy.total_limit("teacher")),
            (Some(5), None)
        );
    }
}
