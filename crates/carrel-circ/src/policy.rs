//! The lending policy: how long, how many, for whom, and when the library is closed.

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

/// One version of the school's policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Grows with every change; operations name it.
    pub version: u32,
    /// Minutes east of UTC, for the day an operation belongs to.
    pub utc_offset_minutes: i32,
    /// Bit 0 is Monday, bit 6 Sunday: nothing falls due then.
    pub closed_weekdays: u8,
    /// First and last day of every closing.
    pub closed: Vec<(CalendarDate, CalendarDate)>,
    /// Nothing falls due after this day (the end of the school year).
    pub latest_due: Option<CalendarDate>,
    /// A loan that others wait for is not renewed.
    pub no_renew_when_held: bool,
    /// Seconds without a scan after which a kiosk session ends.
    pub kiosk_idle_seconds: u32,
    /// Loan rules; the most precise one that fits counts.
    pub rules: Vec<Rule>,
}

/// Period and limits for a patron class and an item type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Patron class; `None` is any.
    pub patron: Option<String>,
    /// Item type; `None` is any.
    pub item: Option<String>,
    /// Loan period in days; 0: not lent to this class.
    pub days: u16,
    /// How many open loans a patron may have: of this type, or of all types when `item` is `None`.
    pub loans: Option<u16>,
    /// How often a loan may be renewed.
    pub renewals: u16,
}

impl Default for Policy {
    /// A careful start: two weeks, two renewals, no limit, closed at weekends.
    fn default() -> Self {
        Self {
            version: 0,
            utc_offset_minutes: 0,
            closed_weekdays: 0b110_0000,
            closed: Vec::new(),
            latest_due: None,
            no_renew_when_held: true,
            kiosk_idle_seconds: 45,
            rules: vec![Rule {
                patron: None,
                item: None,
                days: 14,
                loans: None,
                renewals: 2,
            }],
        }
    }
}

impl Policy {
    /// The rule for a class and a type: both named beats class named beats type named beats neither; the first of equals.
    #[must_use]
    pub fn rule(&self, class: &str, item: &str) -> Option<&Rule> {
        let fits =
            |named: &Option<String>, value: &str| named.as_deref().is_none_or(|n| n == value);
        let mut best: Option<(u8, &Rule)> = None;
        for rule in &self.rules {
            if !fits(&rule.patron, class) || !fits(&rule.item, item) {
                continue;
            }
            let weight = u8::from(rule.patron.is_some()) * 2 + u8::from(rule.item.is_some());
            if best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, rule));
            }
        }
        best.map(|(_, rule)| rule)
    }

    /// The limit over all types for a class, when there is one.
    #[must_use]
    pub fn total_limit(&self, class: &str) -> Option<u16> {
        let general = |rule: &&Rule| rule.item.is_none();
        let named = self
            .rules
            .iter()
            .filter(general)
            .find(|rule| rule.patron.as_deref() == Some(class));
        named
            .or_else(|| {
                self.rules
                    .iter()
                    .filter(general)
                    .find(|rule| rule.patron.is_none())
            })
            .and_then(|rule| rule.loans)
    }
}
