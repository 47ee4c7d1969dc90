//! Barcodes as text: check digits, what a scanned string may be, and when fast keys are a scanner.
//!
//! A scan rarely says what it is. [`readings`] gives every meaning it can have in the school's schemes, the likeliest first, each with
//! the codes to look up; the desk takes the first that it knows.
//!
//! ```
//! use carrel_exchange::barcode::{Scheme, What, readings};
//!
//! let found = readings("A23529001000463B", &[Scheme::FourteenDigits]);
//! assert_eq!(found[0].what, What::Patron);
//! assert_eq!(found[0].codes, ["23529001000463"]);
//! ```

pub mod burst;
pub mod check;
mod reading;

use serde::{Deserialize, Serialize};

pub use reading::{Check, Command, Reading, What, as_read, cleaned, readings};

/// How a school numbers its cards and copies; a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Fourteen digits: 2 patron, 3 item, 4 textbook; 4 for the institution, 8 for the number, a check digit by modulo 10.
    FourteenDigits,
    /// Follett Classic: at most seven characters; `P` patron, `T` item. A scanner may send the letter or not.
    FollettClassic,
    /// Code 39 with a check character by modulo 43 at its end; nothing tells patron from item.
    Mod43,
    /// Libib: 201 item, 202 patron, nine digits, the check digit of an EAN-13.
    Libib,
    /// Anything, without a check; nothing tells patron from item.
    Plain,
}

/// A way to print a barcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Symbology {
    /// Code 39 (ISO/IEC 16388): capitals, digits, `-. $/+%`; check character optional.
    Code39,
    /// Codabar (EN 798): digits and `-$:/.+` between two of A to D; check digit by agreement.
    Codabar,
    /// Code 128 (ISO/IEC 15417): all of ASCII; check always.
    Code128,
    /// EAN-13 (ISO/IEC 15420): thirteen digits; check always.
    Ean13,
}

impl Symbology {
    /// Every one that is read and printed here.
    pub const ALL: [Symbology; 4] = [
        Symbology::Code39,
        Symbology::Codabar,
        Symbology::Code128,
        Symbology::Ean13,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Symbology::Code39 => "Code 39",
            Symbology::Codabar => "Codabar",
            Symbology::Code128 => "Code 128",
            Symbology::Ean13 => "EAN-13",
        }
    }

    /// True when every symbol carries a check that its reader verifies.
    #[must_use]
    pub const fn has_check(self) -> bool {
        matches!(self, Symbology::Code128 | Symbology::Ean13)
    }

    /// Blank space that must stand on each side, in modules.
    #[must_use]
    pub const fn quiet_zone(self) -> u32 {
        match self {
            Symbology::Ean13 => 11,
            Symbology::Code39 | Symbology::Codabar | Symbology::Code128 => 10,
        }
    }
}
