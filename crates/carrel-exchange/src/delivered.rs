//! One settled operation of the desk, as every outgoing format takes it.

use carrel_core::CalendarDate;
use serde::{Deserialize, Serialize};

use crate::local::LocalTime;

/// An operation that leaves for the library's own system. Plain data: whoever keeps the log makes these.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Delivered {
    /// When it happened, by the desk's clock as corrected by whoever keeps the log.
    pub at: LocalTime,
    /// Minutes east of UTC at that moment, so that a change of the clocks in the night keeps the order.
    pub offset_minutes: i16,
    /// The operation's own name, such as `device.epoch.seq`; never sent, used to find it again.
    pub id: String,
    /// What was done.
    pub kind: Kind,
    /// The patron's card as it was scanned; may be empty for a check-in.
    pub card: String,
    /// The copy's barcode as it was scanned.
    pub barcode: String,
    /// Due date, where there is one.
    pub due: Option<CalendarDate>,
    /// Class or homeroom of the patron, for files by class; empty when unknown.
    pub class: String,
}

impl Delivered {
    /// Milliseconds since 1970 in UTC.
    #[must_use]
    pub fn unix_ms(&self) -> i64 {
        self.at.unix_ms(self.offset_minutes)
    }
}

/// What was done.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Kind {
    /// The copy went out to the card's holder.
    #[default]
    CheckOut,
    /// The copy came back.
    CheckIn,
    /// The holder keeps it longer.
    Renew,
    /// Someone waits for it.
    Hold,
    /// Someone no longer waits for it.
    CancelHold,
}

impl Kind {
    /// In words, for a sheet: "check out".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Kind::CheckOut => "check out",
            Kind::CheckIn => "check in",
            Kind::Renew => "renew",
            Kind::Hold => "place a hold",
            Kind::CancelHold => "cancel a hold",
        }
    }
}
