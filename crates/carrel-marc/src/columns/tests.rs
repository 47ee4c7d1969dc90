use super::*;

fn resolve(names: &[&str], purpose: Purpose) -> Vec<Option<Column>> {
    let header: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    ColumnMap::default().resolve(&header, purpose).0
}

#[test]
fn names_are_compared_without_case_and_punctuation() {
    for (name, expected) in [
        ("Author l-f", "author l f"),
        ("  Call #", "call number"),
        ("ISBN-13", "isbn 13"),
        ("ratings_count", "ratings count"),
        ("Título", "título"),
        ("", ""),
    ] {
        assert_eq!(key(name), expected);
    }
}

#[test]
fn every_name_has_one_meaning() {
    let mut names: Vec<_> = NAMES.iter().flat_map(|(_, names)| names.iter()).collect();
    for name in &names {
        assert_eq!(key(name), **name, "names are listed as they are compared");
    }
    let all = names.len();
    names.sort_unstable();
    let doubled: Vec<_> = names
        .windows(2)
        .filter(|w| w[0] == w[1])
        .map(|w| w[0])
        .collect();
    assert!(doubled.is_empty(), "{doubled:?} of {all}");
}

#[test]
fn a_plain_name_goes_before_a_like_one() {
    use Column::{Author, Id, Title, Year};
    assert_eq!(
        resolve(&["Title", "Title/Author"], Purpose::Titles),
        [Some(Title), None]
    );
    assert_eq!(
        resolve(&["Date", "Publication Year"], Purpose::Titles),
        [None, Some(Year)]
    );
    assert_eq!(
        resolve(&["Book Title", "Author"], Purpose::Titles),
        [Some(Title), Some(Author)]
    );
    assert_eq!(
        resolve(&["record_id", "other_id", "Title"], Purpose::Titles),
        [Some(Id), None, Some(Title)]
    );
    assert_eq!(
        resolve(&["Series Title", "Title"], Purpose::Titles),
        [Some(Column::Series), Some(Title)]
    );
}

#[test]
fn in_a_table_of_copies_the_first_id_is_the_copy_s() {
    use Column::{Barcode, Ignore, RecordId};
    assert_eq!(
        resolve(
            &["copy_id", "record_id", "barcode", "circ_lib", "owning_lib"],
            Purpose::Items
        )[..3],
        [Some(Ignore), Some(RecordId), Some(Barcode)]
    );
    assert_eq!(
        resolve(&["itemnumber", "biblionumber", "barcode"], Purpose::Items),
        [Some(Ignore), Some(RecordId), Some(Barcode)]
    );
    assert_eq!(
        resolve(&["id", "bib id", "barcode"], Purpose::Items),
        [None, Some(RecordId), Some(Barcode)]
    );
}

#[test]
fn a_column_s_name_is_what_a_column_map_calls_it() {
    let mut seen = 0;
    for (column, _) in NAMES {
        let text = format!("[columns]\nx = \"{}\"\n", column.name());
        let map: ColumnMap = toml::from_str(&text).expect("a column map");
        assert_eq!(map.columns["x"], *column);
        seen += 1;
    }
    assert!(seen > 60);
}

#[test]
fn a_name_of_somebody_who_borrows_is_no_title() {
    for name in [
        "Name of student who borrowed the book",
        "Name of student who borrowed this title",
        "Name of teacher who has the book",
        "Name in the book",
        "Nombre del alumno que tiene el libro",
        "Nombre de quien tiene el libro",
        "Nom de l'élève qui a le livre",
        "Name of borrower of this book",
        "Student's name and book title",
        "Who has this title?",
        "Titel des Schülers mit Buch",
    ] {
        assert_eq!(resolve(&[name, "Book"], Purpose::Titles)[0], None, "{name}");
    }
    for name in [
        "Name of the Book",
        "Name of this book",
        "Name of title",
        "Título del libro",
        "Titel des Buches",
        "Titre du livre",
        "Naam van het boek",
        "Title of item",
        "Children's Book Title",
    ] {
        let found = resolve(&[name], Purpose::Titles);
        assert_eq!(found, [Some(Column::Title)], "{name}");
    }
}
