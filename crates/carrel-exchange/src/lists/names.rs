//! What columns are called by Destiny, Koha, Evergreen and people who make tables by hand.

use super::{Column, List};

/// Names in lower case without anything but letters and digits, by meaning. A name may mean one thing in one list and another in another.
const NAMES: &[(Column, &[&str])] = &[
    (
        Column::Card,
        &[
            "card",
            "cardnumber",
            "cardno",
            "patronbarcode",
            "patroncard",
            "patronid",
            "patronnumber",
            "librarycard",
            "librarycardnumber",
            "borrowernumberbarcode",
            "cardbarcode",
            "usrcardbarcode",
            "userbarcode",
            "studentbarcode",
            "borrowerbarcode",
            "borrowercardnumber",
            "borrowerscardnumber",
        ],
    ),
    (
        Column::Barcode,
        &[
            "itembarcode",
            "copybarcode",
            "itemsbarcode",
            "targetcopybarcode",
            "circtargetcopybarcode",
            "bookbarcode",
            "copy",
        ],
    ),
    (
        Column::LastName,
        &["lastname", "surname", "familyname", "patronlastname"],
    ),
    (
        Column::FirstName,
        &[
            "firstname",
            "firstgivenname",
            "givenname",
            "patronfirstname",
        ],
    ),
    (
        Column::Nickname,
        &[
            "nickname",
            "alias",
            "prefname",
            "preferredname",
            "preffirstgivenname",
        ],
    ),
    (
        Column::Class,
        &["homeroom", "class", "classroom", "sort1", "form", "teacher"],
    ),
    (Column::Grade, &["gradelevel", "grade", "year"]),
    (
        Column::Kind,
        &[
            "patrontype",
            "categorycode",
            "category",
            "profile",
            "profilename",
            "permissiongroup",
            "type",
        ],
    ),
    (
        Column::Site,
        &[
            "siteshortname",
            "site",
            "branchcode",
            "branch",
            "homeou",
            "homeouname",
            "homelibrary",
            "library",
            "school",
        ],
    ),
    (
        Column::Expires,
        &[
            "cardexpires",
            "dateexpiry",
            "expirydate",
            "expiredate",
            "expires",
            "expirationdate",
            "privilegeexpirationdate",
        ],
    ),
    (Column::Status, &["status", "patronstatus"]),
    (Column::Active, &["active", "isactive"]),
    (
        Column::Blocked,
        &[
            "debarred",
            "blocked",
            "isblocked",
            "restricted",
            "block",
            "gonenoaddress",
        ],
    ),
    (Column::CardLost, &["lost", "cardlost"]),
    (Column::Barred, &["barred"]),
    (
        Column::Since,
        &[
            "issuedate",
            "checkoutdate",
            "checkouttime",
            "xactstart",
            "circxactstart",
            "dateout",
            "loandate",
            "checkedout",
            "since",
        ],
    ),
    (
        Column::Due,
        &["datedue", "duedate", "due", "circduedate", "duebackdate"],
    ),
    (
        Column::Renewals,
        &["renewals", "renewalscount", "renewalcount"],
    ),
];

/// What a column of that name holds; `None` when it is nothing that is kept.
pub(super) fn by_name(list: List, name: &str) -> Option<Column> {
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if key == "barcode" {
        return Some(match list {
            List::Loans => Column::Barcode,
            List::Patrons | List::Blocks => Column::Card,
        });
    }
    let column = NAMES
        .iter()
        .find(|(_, names)| names.contains(&key.as_str()))
        .map(|(column, _)| *column)?;
    let is_of_loans = matches!(
        column,
        Column::Barcode | Column::Since | Column::Due | Column::Renewals
    );
    let is_wanted = match list {
        List::Loans => is_of_loans || column == Column::Card,
        List::Patrons | List::Blocks => !is_of_loans,
    };
    is_wanted.then_some(column)
}
