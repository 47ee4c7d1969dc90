//! What columns are called by Destiny, Koha, Evergreen and people who make tables by hand, in English and Spanish.

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
            "carnet",
            "carne",
            "carnetdebiblioteca",
            "tarjeta",
            "tarjetadebiblioteca",
            "numerodetarjeta",
            "numerodecarnet",
            "numerodesocio",
            "codigodelusuario",
            "codigodeusuario",
            "codigodebarrasdelusuario",
            "matricula",
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
            "ejemplar",
            "codigodelejemplar",
            "codigodebarrasdelejemplar",
        ],
    ),
    (
        Column::LastName,
        &[
            "lastname",
            "surname",
            "familyname",
            "patronlastname",
            "apellido",
            "apellidos",
        ],
    ),
    (
        Column::FirstName,
        &[
            "firstname",
            "firstgivenname",
            "givenname",
            "patronfirstname",
            "nombre",
            "nombres",
            "nombredepila",
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
            "apodo",
        ],
    ),
    (
        Column::Class,
        &[
            "homeroom",
            "class",
            "classroom",
            "sort1",
            "form",
            "teacher",
            "clase",
            "curso",
            "grupo",
            "aula",
        ],
    ),
    (
        Column::Grade,
        &["gradelevel", "grade", "year", "grado", "nivel"],
    ),
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
            "categoria",
            "tipo",
            "tipodeusuario",
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
            "biblioteca",
            "sede",
            "sucursal",
            "escuela",
            "centro",
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
            "fechadecaducidad",
            "fechadeexpiracion",
            "fechadevencimiento",
            "caduca",
            "validohasta",
        ],
    ),
    (
        Column::Status,
        &["status", "patronstatus", "estado", "situacion"],
    ),
    (Column::Active, &["active", "isactive", "activo"]),
    (
        Column::Blocked,
        &[
            "debarred",
            "blocked",
            "isblocked",
            "restricted",
            "block",
            "gonenoaddress",
            "bloqueado",
            "restringido",
            "suspendido",
        ],
    ),
    (
        Column::CardLost,
        &[
            "lost",
            "cardlost",
            "perdido",
            "tarjetaperdida",
            "carnetperdido",
        ],
    ),
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
            "fechadeprestamo",
            "fechadesalida",
            "prestado",
            "desde",
        ],
    ),
    (
        Column::Due,
        &[
            "datedue",
            "duedate",
            "due",
            "circduedate",
            "duebackdate",
            "fechadevencimiento",
            "fechadedevolucion",
            "vencimiento",
            "vence",
        ],
    ),
    (
        Column::Renewals,
        &["renewals", "renewalscount", "renewalcount", "renovaciones"],
    ),
];

/// What a column of that name holds; `None` when it is nothing that is kept.
pub(super) fn by_name(list: List, name: &str) -> Option<Column> {
    // `Código de barras`: accents off.
    let key: String = carrel_core::call_number::folded(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if key == "barcode" || key == "codigodebarras" {
        return Some(match list {
            List::Loans => Column::Barcode,
            List::Patrons | List::Blocks => Column::Card,
        });
    }
    let is_wanted = |column: Column| {
        let is_of_loans = matches!(
            column,
            Column::Barcode | Column::Since | Column::Due | Column::Renewals
        );
        match list {
            List::Loans => is_of_loans || column == Column::Card,
            List::Patrons | List::Blocks => !is_of_loans,
        }
    };
    NAMES
        .iter()
        .find(|(column, names)| is_wanted(*column) && names.contains(&key.as_str()))
        .map(|(column, _)| *column)
}
