//! Tells a list of patrons or loans by its columns: such a list must never become a public catalogue, in which the
//! students would stand as authors.
//!
//! A column counts when it is filled: Koha's export of copies has columns of borrowers that are empty. What the map
//! says of a column is believed, so that a librarian who knows better has the last word.

use super::names::{NAME_OF, OF_THE};
use super::{Column, ColumnMap, Layout, Purpose, key, layout};

/// The first words of columns that speak of a person who borrows.
const PERSONS: &[&str] = &[
    "patron",
    "patrons",
    "borrower",
    "borrowers",
    "student",
    "students",
    "pupil",
    "pupils",
    "alumno",
    "alumna",
    "estudiante",
    "schüler",
    "schülerin",
    "entleiher",
    "entleiherin",
    "élève",
    "emprunteur",
    "emprunteuse",
    // To whom something is lent.
    "checked out to",
    "checked out by",
    "borrowed by",
    "loaned to",
    "on loan to",
    "lent to",
    "issued to",
    "signed out to",
    "signed out by",
    "prestado a",
    "prestada a",
    "ausgeliehen an",
    "verliehen an",
    "entliehen von",
    "prêté à",
    "emprunté par",
    "emprestado a",
    "emprestado para",
    "prestato a",
    "uitgeleend aan",
    "leser",
    "leserin",
    "ausleiher",
    "ausleiherin",
    "lecteur",
    "lectrice",
];
/// What may follow them: "Patron holds" and "Student edition" are no persons.
const PERSONAL: &[&str] = &[
    "id",
    "number",
    "no",
    "barcode",
    "name",
    "names",
    "last",
    "first",
    "full",
    "type",
    "category",
    "group",
    "grade",
    "class",
    "homeroom",
    "email",
    "phone",
    "address",
    "code",
    "card",
    "status",
    "nombre",
    "apellido",
    "apellidos",
    "nummer",
    "nr",
    "ausweis",
    "numéro",
    "nom",
];
/// Names that a table of titles may have, too: two of them, or one beside names of people, tell.
const HINTS: &[&str] = &[
    "cardnumber",
    "card number",
    "library card",
    "library card number",
    "userid",
    "user id",
    "usr",
    "username",
    "categorycode",
    "guardian",
    "email",
    "email address",
    "e mail",
    "phone",
    "phone number",
    "dateofbirth",
    "date of birth",
    "birth date",
    "birthdate",
    "dob",
    "dateenrolled",
    "dateexpiry",
    "graduation year",
    "birthday",
    "birth day",
    "parent",
    "parents",
    "parent name",
    "parent email",
    "parent phone",
    "mother",
    "father",
    "guardian name",
    "emergency contact",
    "fecha de nacimiento",
    "nacimiento",
    "cumpleaños",
    "correo",
    "correo electrónico",
    "correo electronico",
    "teléfono",
    "telefono",
    "padre",
    "madre",
    "padres",
    "apoderado",
    "apoderada",
    "acudiente",
];
/// Names that say that something is lent, to which class, or to whom: they tell beside names of people who are not called authors.
const BESIDE: &[&str] = &[
    "homeroom",
    "home room",
    "teacher",
    "days overdue",
    "overdue",
    "date out",
    "checkout date",
    "checked out",
    "date checked out",
    "checked out on",
    "fine",
    "fines",
    "amount owed",
    "issuedate",
    "fecha de préstamo",
    // Where somebody lives. Beside authors it may be the publisher.
    "gender",
    "sex",
    "address",
    "home address",
    "street",
    "street address",
    "mailing address",
    "zip",
    "zip code",
    "postcode",
    "postal code",
    "mobile",
    "cell phone",
    "home phone",
    "sexo",
    "dirección",
    "direccion",
    "domicilio",
    "código postal",
    "codigo postal",
    "móvil",
    "movil",
    "celular",
    "born",
    "ausgabe",
    "ausgabedatum",
    "ausleihdatum",
    "ausgeliehen am",
    "rückgabe",
    "date de prêt",
    "date d emprunt",
];
/// To which class somebody belongs, or a book: they tell beside names of people, where no column is a book's alone.
const CLASS: &[&str] = &[
    "grade",
    "class",
    "form",
    "year group",
    "tutor group",
    "house",
    "curso",
    "grado",
    "grupo",
    "clase",
    "classe",
    "klasse",
];
/// Forms of address: a column of titles with nothing else speaks of people.
const FORMS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "sr",
    "sra",
    "srta",
    "señor",
    "señora",
    "señorita",
    "mme",
    "mlle",
    "herr",
    "frau",
];
/// Other names of a column of them.
const ADDRESSED: &[&str] = &[
    "salutation",
    "honorific",
    "form of address",
    "courtesy title",
    "tratamiento",
    "anrede",
];
/// Columns that no list of people has: beside one of them "Name" is the name of a book. A subject may be what a teacher
/// teaches, a category that of a reader, a level what a pupil reads.
const MAKE_A_BOOK: &[Column] = &[
    Column::Author,
    Column::AuthorSorted,
    Column::MoreAuthors,
    Column::Illustrator,
    Column::Translator,
    Column::Editor,
    Column::Narrator,
    Column::Isbn,
    Column::Issn,
    Column::Lccn,
    Column::Series,
    Column::SeriesNumber,
    Column::Publisher,
    Column::OriginalYear,
    Column::Edition,
    Column::Pages,
    Column::Extent,
    Column::CallNumber,
    Column::Dewey,
    Column::Lcc,
    Column::Subtitle,
];
/// Columns that only books have.
const OF_BOOKS: &[Column] = &[
    Column::Isbn,
    Column::Publisher,
    Column::Edition,
    Column::Pages,
    Column::Series,
    Column::Subjects,
];
/// Names of people that do not say whose: in most tables the author's.
const NAMES: &[&str] = &[
    "last name",
    "surname",
    "lastname",
    "apellido",
    "apellidos",
    "first name",
    "firstname",
    "nombre",
    "vorname",
    "nachname",
    "familienname",
    "prénom",
    "prenom",
    "nom",
    "nom de famille",
];
/// What a list of people may have under a name that books have, too: the row of a seat, pages read, a signature.
const OF_BOTH: &[&str] = &["reihe", "seiten", "signatur"];

/// Words that speak of such a person wherever they stand in a column's name.
const ANYWHERE: &[&str] = &[
    "alumnos",
    "alumnas",
    "estudiantes",
    "élèves",
    "schülers",
    "aluno",
    "aluna",
    "alunos",
    "alunas",
    "alunno",
    "alunna",
    "alunni",
    "studente",
    "studenti",
    "studentessa",
    "leerling",
    "leerlingen",
    "estudante",
    "estudantes",
    "who",
    "whom",
    "quien",
    "quién",
];

/// True for a name of a column that has a word of a person who borrows in it: "Name of student who borrowed this title".
pub(super) fn speaks_of_person(key: &str) -> bool {
    key.split(' ')
        .any(|word| PERSONS.contains(&word) || ANYWHERE.contains(&word))
}

/// True for "Name of student who borrowed the book", "Nom de l'élève".
fn name_of_person(key: &str) -> bool {
    let mut words = key.split(' ');
    words.next().is_some_and(|word| NAME_OF.contains(&word))
        && words
            .find(|word| !OF_THE.contains(word))
            .is_some_and(speaks_of_person)
}

/// True for "Patron Barcode", "borrowernumber", "Student Name".
fn person(key: &str) -> bool {
    name_of_person(key) || starts_with_person(key)
}

fn starts_with_person(key: &str) -> bool {
    PERSONS.iter().any(|word| {
        key.strip_prefix(word).is_some_and(|rest| {
            // "patron_id", "borrowernumber", "PatronType": with and without a gap.
            let rest = rest.trim_start();
            let first = rest.split(' ').next().unwrap_or("");
            first.is_empty() || PERSONAL.contains(&first)
        })
    })
}

/// True for a column that only speaks of the person who has a copy: nothing of it is read, and nobody is asked to say
/// what it means.
pub(crate) fn of_people(key: &str) -> bool {
    person(key) || HINTS.contains(&key)
}

impl ColumnMap {
    /// The columns that make a table a list of patrons or loans, when it looks like one. `rows` are its first rows.
    ///
    /// A table of copies may say who has one: nothing of that is read. It is only a list of patrons when it has no
    /// column that leads to a title, which its reader finds out.
    pub(crate) fn patrons(
        &self,
        header: &[String],
        rows: &[&[String]],
        purpose: Purpose,
    ) -> Option<Vec<String>> {
        let keys: Vec<String> = header.iter().map(|h| key(h)).collect();
        if !matches!(
            layout(&keys),
            Layout::Any | Layout::Koha | Layout::Evergreen
        ) {
            // Their makers are known: who borrowed a book of a private library is left out.
            return None;
        }
        let (resolved, _) = self.resolve(header, purpose);
        let has = |column| resolved.contains(&Some(column));
        let authors = has(Column::Author) || has(Column::AuthorSorted);
        // Beside a column of names, what may be of people tells of no book.
        let named_so = keys.iter().any(|key| key == "name");
        let of_books = |list: &[Column]| {
            resolved.iter().zip(&keys).any(|(column, key)| {
                column.is_some_and(|c| list.contains(&c))
                    && !(named_so && OF_BOTH.contains(&key.as_str()))
            })
        };
        let filled = |at: usize| {
            let filled = rows
                .iter()
                .filter(|row| row.get(at).is_some_and(|cell| !cell.trim().is_empty()))
                .count();
            // A report may name a person once, and then list the loans. Where authors have a column of their own, a
            // person on few rows is a catalogue that says who has a book: nothing of it is shown.
            rows.is_empty() || filled * 2 >= rows.len() || !authors && filled > 0
        };
        let named = |list: &[&str]| -> Vec<usize> {
            let hit = |at: &usize| list.contains(&keys[*at].as_str());
            (0..keys.len()).filter(hit).collect()
        };
        let told = |at: &usize| self.columns.keys().any(|name| key(name) == keys[*at]);
        let counts = |list: Vec<usize>| -> Vec<usize> {
            let counts = |at: &usize| !told(at) && filled(*at);
            list.into_iter().filter(counts).collect()
        };
        // "Students: 30" is how many of them.
        let who = |at: &usize| {
            let letters = |row: &&[String]| {
                row.get(*at)
                    .is_some_and(|cell| cell.chars().any(char::is_alphabetic))
            };
            person(&keys[*at])
                && (!PERSONS.contains(&keys[*at].as_str())
                    || !keys[*at].ends_with('s')
                    || rows.is_empty()
                    || rows.iter().any(letters))
        };
        let mut persons = counts((0..keys.len()).filter(who).collect());
        // "Title: Mr, First Name: Bob" is the title of a person.
        let address = |at: &usize| {
            let cells = rows.iter().filter_map(|row| row.get(*at)).map(|c| c.trim());
            let mut cells = cells.filter(|cell| !cell.is_empty()).peekable();
            let form = |cell: &str| {
                let cell = cell.trim_end_matches('.').to_lowercase();
                FORMS.contains(&cell.as_str())
            };
            // "MS" in another column is a middle school.
            let may =
                resolved[*at] == Some(Column::Title) || ADDRESSED.contains(&keys[*at].as_str());
            may && cells.peek().is_some() && cells.all(form)
        };
        persons.extend(counts((0..keys.len()).filter(address).collect()));
        let hints = counts(named(HINTS));
        let mut beside = counts(named(BESIDE));
        // In a list of loans every row has a day.
        let due = |at: &usize| {
            let empty = |row: &&&[String]| row.get(*at).is_none_or(|cell| cell.trim().is_empty());
            resolved[*at] == Some(Column::Due)
                && rows.iter().filter(empty).count() * 2 <= rows.len()
        };
        beside.extend(counts((0..keys.len()).filter(due).collect()));
        if !of_books(OF_BOOKS) {
            beside.extend(counts(named(CLASS)));
        }
        // Names of people that would become authors, or a name that would become the title.
        let mut names = Vec::new();
        if !authors {
            names = counts(named(NAMES));
            let title = resolved.iter().position(|c| *c == Some(Column::Title));
            names.extend(title.filter(|at| !told(at) && keys[*at] == "name"));
        }
        // "Name" beside a title of its own, or beside first names, is a person's, whoever wrote the books.
        let of_person = resolved.iter().zip(&keys).any(|(column, key)| {
            *column == Some(Column::Title) && key != "name" || NAMES.contains(&key.as_str())
        });
        if of_person {
            names.extend(counts(named(&["name"])));
        }
        // A name alone is anyone's: of a book only where something says so.
        let nameless = purpose == Purpose::Titles
            && names
                .iter()
                .any(|at| keys[*at] == "name" && resolved[*at] == Some(Column::Title))
            && !of_books(MAKE_A_BOOK)
            && !keys.iter().any(|key| key == "genre" || key == "genres");
        let near_names = hints.len() + beside.len();
        let is_one = !persons.is_empty()
            || hints.len() >= 2
            || !names.is_empty() && near_names > 0
            || nameless;
        is_one.then(|| {
            let mut all = [persons, hints, names, beside].concat();
            all.sort_unstable();
            all.dedup();
            all.into_iter().map(|at| header[at].clone()).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether that table is refused, read by a guessed map.
    fn refused(table: &str) -> bool {
        let mut rows: Vec<Vec<String>> = table
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect();
        let header = rows.remove(0);
        let rows: Vec<&[String]> = rows.iter().map(Vec::as_slice).collect();
        let map = ColumnMap::default();
        map.patrons(&header, &rows, Purpose::Titles).is_some()
    }

    #[test]
    fn lists_of_patrons_and_loans_are_known_by_their_columns() {
        for table in [
            // Koha's borrowers, and a mail merge of them.
            "cardnumber,surname,firstname,title,categorycode\n2001,Doe,Jane,Ms,STU",
            "borrowernumber,surname,firstname,title\n7,Doe,Jane,Ms",
            // Overdue reports.
            "Patron Barcode,Last Name,First Name,Title,Homeroom\nP1,Doe,Jane,Holes,12",
            "Patron Barcode,Last Name,First Name,Title\nP1,Doe,Jane,Holes\n,,,Hatchet\n,,,Matilda",
            "Last Name,First Name,Title,Due Date\nDoe,Jane,Holes,2026-11-02",
            "Last Name,First Name,Title,Days Overdue\nDoe,Jane,Holes,12",
            "Last Name,First Name,Title,Teacher\nDoe,Jane,Holes,Ms Roe",
            "Title,Author,Patron Name,Due Date\nHoles,Louis Sachar,Jane Doe,2026-11-02",
            "Student,Title\nJane Doe,Holes",
            // As forms make them: their names would be titles.
            "Name of student who borrowed the book,Book,Date\nMaya Ruiz,Holes,2026-11-02",
            "Nombre del alumno que tiene el libro,Libro\nMaya Ruiz,Hoyos",
            "Nom de l'élève qui a le livre,Livre\nMaya Ruiz,Trous",
            "Name of borrower of this book,Book\nMaya Ruiz,Holes",
            "Name of the student,Title,Author\nMaya Ruiz,Holes,Louis Sachar",
            // Loans: a list of them is no catalogue, whoever wrote the books.
            "Title,Author,Barcode,Checked Out To,Due Date,Homeroom\nHoles,Louis Sachar,1001,Jane Doe,2026-12-01,4B",
            "Title,Author,Call Number,Checked Out To\nHoles,Louis Sachar,FIC SAC,Jane Doe\nWonder,R. J. Palacio,FIC PAL,",
            "Title,Author,Borrowed By\nHoles,Louis Sachar,Jane Doe",
            "Title,Author,Loaned To\nHoles,Louis Sachar,Jane Doe",
            "Title,Author,Lent to (name)\nHoles,Louis Sachar,Jane Doe",
            "Titel,Verfasser,Ausgeliehen an\nHoles,Louis Sachar,Jane Doe",
            "Titre,Auteur,Prêté à\nHoles,Louis Sachar,Jane Doe",
            // Reminders and class lists as German schools print them; "Ausgabe" is the handing out.
            "Name,Vorname,Klasse,Titel,Verfasser,Mediennummer,Rückgabedatum\nMüller,Anna,5b,Krabat,Otfried Preußler,10012,01.12.2026",
            "Name,Titel,Signatur,Ausleihdatum\nMüller,Krabat,JB PRE,01.12.2026",
            "Name,Klasse,Ausgabe,Rückgabe\nMüller,5b,01.09.2026,01.07.2027",
            "Name,Klasse,Reihe\nMüller,5b,2",
            "Name,Klasse,Seiten\nMüller,5b,120",
            "Titel,Verfasser,Leser\nKrabat,Otfried Preußler,Anna Müller",
            // A class list: its names would be titles.
            "Name,Grade,Homeroom\nJane Doe,4,12",
            "Student ID,Name,Grade\n7,Jane Doe,4",
            "Name,Grade,Barcode\nJane Doe,4,P1001",
            "Name,Class\nJane Doe,4B",
            "Name,Year Group,Form\nJane Doe,7,7B",
            "Last Name,First Name,Grade,Title\nDoe,Jane,4,Holes",
            "Nombre,Apellidos,Grado,Título\nJane,Doe,4,Hoyos",
            "Name,Email\nJane Doe,jane@school.example",
            "PatronType,Name\nStudent,Jane Doe",
            "patron_id,copy_id,title\n4,2,Holes",
            "Apellidos,Nombre,Título,Fecha de devolución\nDoe,Jane,Hoyos,2026-11-02",
            // Nothing says that the names are of books.
            "Name,Site,Status,Barcode\nJane Doe,Central,Active,P1001",
            "Name,Birthday,Address\nJane Doe,2014-05-01,1 Main St",
            "id,name,year\n7,Jane Doe,2026",
            "Name,Subject\nJane Doe,Science",
            "Name,Grade,Lexile\nJane Doe,4,770L",
            "Name,Category,Barcode\nJane Doe,Student,P1",
            // Forms of address.
            "Title,First Name,Last Name,Barcode\nMr,Bob,Jones,P1\nMs.,Jane,Doe,P2\n,Al,Roe,P3",
            "Title,Salutation\nHoles,Miss",
            "Título,Apellidos,Dirección\nHoyos,Doe,Calle 1",
            "Last Name,First Name,Title,Parent\nDoe,Jane,Holes,Ann Doe",
        ] {
            assert!(refused(table), "{table}");
        }
    }

    #[test]
    fn catalogues_are_not_taken_for_patrons() {
        for table in [
            "Title,Author,Barcode\nHoles,Louis Sachar,T1",
            "Last Name,First Name,Title,ISBN\nSachar,Louis,Holes,9780440414803",
            "Title,Author Last Name,Author First Name,Teacher\nHoles,Sachar,Louis,Ms Roe",
            "Last Name,First Name,Title,Due Date\nSachar,Louis,Holes,\nPaulsen,Gary,Hatchet,",
            "Title,Creators,First Name,Last Name,Item Type,EAN ISBN13\nHoles,Louis Sachar,Louis,Sachar,book,9780440414803",
            "Book Id,Title,Primary Author,Lending Patron,Lending Status\n1,Holes,\"Sachar, Louis\",Jane,out",
            "biblionumber,itemnumber,barcode,borrowernumber,onloan,title\n1,1,T1,,,Holes",
            "Title,Author,Patron Name,Due Date\nHoles,A,,\nHatchet,B,,\nMatilda,C,Jane,2026-11-02",
            "Title,Author,Loaned To\nHoles,A,\nHatchet,B,\nMatilda,C,Jane",
            "Title,Author,Lent Total\nHoles,Louis Sachar,30",
            "Title,Author,Patron Holds,Student Edition\nHoles,Louis Sachar,3,no",
            "Title,Author,Homeroom,Teacher\nHoles,Louis Sachar,12,Ms Roe",
            "Name,Author,Year\nHoles,Louis Sachar,1998",
            "Title,Author,Students\nHoles,Louis Sachar,30",
            "Title,Author,Grade\nHoles,Louis Sachar,5",
            "Name,Grade,ISBN\nHoles,5,9780440414803",
            "Last Name,First Name,Title,ISBN,Due Date\nSachar,Louis,Holes,1,2026-11-02\nPaulsen,Gary,Hatchet,2,\nDahl,Roald,Matilda,3,",
            "Timestamp,Email Address,Title,Author\n1,a@b.example,Holes,Louis Sachar",
            "Name,Call Number,Barcode\nHoles,FIC SAC,T1",
            "Name,Publisher\nHoles,Yearling",
            "Title,Author,School,Prefix\nHoles,Louis Sachar,MS,Dr",
            "Title,Author,Publisher,Address,Phone\nHoles,Louis Sachar,Yearling,New York,1",
            "id,name,genre\n7,Holes,Fiction",
            "Title,First Name,Last Name,Barcode\nMiss,Kate,Grenville,T1\nHoles,Louis,Sachar,T2",
        ] {
            assert!(!refused(table), "{table}");
        }
    }

    #[test]
    fn what_the_map_says_of_a_column_is_believed() {
        let header = ["Title", "Patron"].map(str::to_owned);
        let mut map = ColumnMap::default();
        assert_eq!(
            map.patrons(&header, &[], Purpose::Titles),
            Some(vec!["Patron".to_owned()])
        );
        map.columns.insert("patron".to_owned(), Column::Ignore);
        assert_eq!(map.patrons(&header, &[], Purpose::Titles), None);
        let header = ["Name", "Year"].map(str::to_owned);
        assert!(map.patrons(&header, &[], Purpose::Titles).is_some());
        map.columns.insert("Name".to_owned(), Column::Title);
        assert_eq!(map.patrons(&header, &[], Purpose::Titles), None);
    }
}
