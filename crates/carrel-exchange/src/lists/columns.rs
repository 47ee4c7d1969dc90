//! What each column of a list means: guessed from the header, or given as a file.
//!
//! ```toml
//! # MAP.toml. All but [columns] may be left out.
//! header = ["Card", "Name"]      # names, for a table whose first line has none
//! delimiter = ";"                # , ; | or a tab; otherwise told by looking
//! dates = "day-first"            # what 03/04/2026 means: month-first, day-first or guess
//!
//! [columns]                      # the name of a column, as in the first line = what it holds
//! "Card no." = "card"
//! "Form" = "class"
//! "Notes" = "ignore"
//!
//! [statuses]                     # what a status means: active, inactive, lost, barred, penalty, expired
//! X = "inactive"
//! ```
//!
//! Columns that the file does not name are guessed, so a file need only correct what was guessed wrongly.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::List;
use super::names::by_name;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// The patron's card.
    Card,
    /// The copy's barcode.
    Barcode,
    /// Last name.
    LastName,
    /// First name.
    FirstName,
    /// Name the patron goes by; instead of the first name where it is filled in.
    Nickname,
    /// Class or homeroom.
    Class,
    /// Grade.
    Grade,
    /// Type or category.
    Kind,
    /// Site or home library.
    Site,
    /// Until when the card is good.
    Expires,
    /// Active or not, in the system's own words.
    Status,
    /// A yes here means active.
    Active,
    /// A yes, or any date, means blocked by a rule or by staff.
    Blocked,
    /// A yes means that the card was reported lost.
    CardLost,
    /// A yes means barred.
    Barred,
    /// Day and perhaps time the loan began.
    Since,
    /// Due date.
    Due,
    /// How often the loan was renewed.
    Renewals,
    /// Nothing that is kept.
    Ignore,
}

impl Column {
    /// Several columns may say it.
    fn may_be_doubled(self) -> bool {
        use Column::{Barred, Blocked, CardLost, Ignore};
        matches!(self, Blocked | CardLost | Barred | Ignore)
    }
}

/// What `03/04/2026` means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// Month first unless the first number is above twelve; a list that has both is reported.
    #[default]
    Guess,
    /// 4 March.
    MonthFirst,
    /// 3 April.
    DayFirst,
}

/// How to read a table. Every part may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnMap {
    /// Names of the columns, for a table whose first line is a row like the others.
    pub header: Option<Vec<String>>,
    /// The delimiter.
    pub delimiter: Option<char>,
    /// What `03/04/2026` means.
    pub dates: DateOrder,
    /// Name of a column = what it holds.
    pub columns: BTreeMap<String, Column>,
    /// A status = what it means: `active`, `inactive`, `lost`, `barred`, `penalty`, `expired`.
    pub statuses: BTreeMap<String, String>,
}

impl ColumnMap {
    /// What each column of that header holds. The first of two columns with the same meaning counts, but of those that say why somebody may not
    /// borrow each does: Koha has `gonenoaddress` beside `debarred`.
    #[must_use]
    pub fn resolve<S: AsRef<str>>(&self, list: List, header: &[S]) -> Vec<Column> {
        let mut found = Vec::with_capacity(header.len());
        for name in header {
            let name = name.as_ref().trim();
            let given = self.columns.get(name).copied();
            let column = given
                .or_else(|| by_name(list, name))
                .unwrap_or(Column::Ignore);
            found.push(column);
        }
        // What the file names goes before what was guessed.
        for at in 0..found.len() {
            let is_given = self.columns.contains_key(header[at].as_ref().trim());
            let is_doubled = |other: usize| {
                let other_given = self.columns.contains_key(header[other].as_ref().trim());
                other != at
                    && found[other] == found[at]
                    && (other_given && !is_given || other_given == is_given && other < at)
            };
            if !found[at].may_be_doubled() && (0..found.len()).any(is_doubled) {
                found[at] = Column::Ignore;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_corrects_the_guess() {
        let map: ColumnMap = toml::from_str(
            "dates = \"day-first\"\n[columns]\n\"Form\" = \"class\"\n\"Barcode\" = \"ignore\"\n\"Card no.\" = \"card\"\n[statuses]\nX = \"inactive\"\n",
        )
        .unwrap();
        assert_eq!(
            map.resolve(
                List::Patrons,
                &["Barcode", "Card no.", "Form", "Homeroom", "Email"]
            ),
            [
                Column::Ignore,
                Column::Card,
                Column::Class,
                Column::Ignore,
                Column::Ignore
            ]
        );
        assert!(toml::from_str::<ColumnMap>("colums = 1").is_err());
        assert!(toml::from_str::<ColumnMap>("[columns]\na = \"password\"").is_err());
    }
}
