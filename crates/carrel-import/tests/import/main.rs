//! The worker's work, step by step, without a browser.

use carrel_core::CalendarDate;
use carrel_import::importer::{Importer, Kind, Trouble, take_settings};
use carrel_site::catalogue::Options;
use carrel_site::{site, union};

const BOOKS: &str = "id,title,author\n1,Holes,Louis Sachar\n2,Hatchet,Gary Paulsen\n";

const SATURDAY: CalendarDate = CalendarDate::from_days(20_778);

fn read(files: &[(&str, &[u8])]) -> Importer {
    let mut importer = Importer::new();
    for (name, bytes) in files {
        // By universal time it is Sunday; where the librarian sits it is still Saturday.
        importer.start(name, 1_795_350_000_999.0, SATURDAY, false);
        bytes.chunks(7).for_each(|piece| importer.push(piece));
    }
    importer.finish();
    importer
}

fn build(importer: &mut Importer, name: &str, base: &str) -> Result<Vec<u8>, String> {
    importer
        .build(name, base, &mut |_, _, _| {})
        .map(|pack| pack.latest.to_json().into_bytes())
        .map_err(|trouble| trouble.to_string())
}

#[test]
fn a_catalogue_can_be_built_again_under_another_name() {
    let mut importer = read(&[("books.csv", BOOKS.as_bytes())]);
    let first = build(&mut importer, "First", "").expect("built");
    assert_eq!(importer.filename(), "first.zip");
    let second = build(&mut importer, " Zoë's Library! ", "/a/").expect("built");
    assert_eq!(importer.filename(), "zoë-s-library.zip");
    assert_ne!(first, second);
    assert_eq!(build(&mut importer, "First", "/"), Ok(first));
    assert_eq!(
        importer.preview("paulsen", 5).expect("hits").hits[0]
            .card
            .id,
        "2"
    );
}

/// The command warned of it, and the page said nothing.
#[test]
fn a_folder_that_the_list_of_libraries_has_otherwise_is_doubted() {
    let mut importer = read(&[("books.csv", BOOKS.as_bytes())]);
    let list = union::all("North High = /north/\nOurs = /ours/").expect("a list");
    let page = union::to_json(&list);
    assert_eq!(importer.doubt(&page), None, "nothing was built");
    for (name, base) in [
        ("Ours", "/ours"),
        ("South", "/south/"),
        ("Ours", "/"),
        (" Ours ", "library"),
        ("South", "/north/"),
    ] {
        let latest = build(&mut importer, name, base).expect("built");
        let own = site::base(base).expect("a folder");
        assert!(String::from_utf8_lossy(&latest).contains(&own));
        let command = union::doubt(&list, name, &own);
        assert_eq!(importer.doubt(&page), command, "{name} {base}");
        assert_eq!(command.is_none(), ["/ours/", "/south/"].contains(&&*own));
        // A page that is searched alone has no list.
        assert_eq!(importer.doubt("[]"), None);
        assert_eq!(importer.doubt(""), None);
    }
}

#[test]
fn dates_come_from_the_files_or_are_said() {
    let mut importer = read(&[("books.csv", BOOKS.as_bytes())]);
    let latest = build(&mut importer, "S", "/").expect("built");
    let latest = String::from_utf8(latest).expect("text");
    assert!(
        latest.contains("\"snapshot\":\"2026-11-21\",\"published\":1795350000"),
        "{latest}"
    );
    importer.as_of(CalendarDate::parse("2025-03-01"));
    let latest = build(&mut importer, "S", "/").expect("built");
    let latest = String::from_utf8(latest).expect("text");
    assert!(
        latest.contains("\"snapshot\":\"2025-03-01\",\"published\":1740787200"),
        "{latest}"
    );
}

#[test]
fn what_cannot_be_done_is_said_with_the_way_out() {
    let mut importer = Importer::new();
    assert!(importer.preview("dogs", 5).is_err());
    assert_eq!(importer.filename(), "library.zip");
    let empty = build(&mut importer, "S", "/").expect_err("nothing was read");
    assert!(empty.contains("Expected titles"), "{empty}");

    let mut importer = read(&[
        ("books.csv", BOOKS.as_bytes()),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ]);
    let refused = build(&mut importer, "S", "/").expect_err("a picture");
    assert!(
        refused.starts_with("a.png: expected an export as text, found a picture."),
        "{refused}"
    );

    // No student is to become an author, here as little as with the command.
    let mut importer = read(&[(
        "borrowers.csv",
        b"cardnumber,surname,firstname,title,categorycode\n2001,Doe,Jane,Ms,STU\n",
    )]);
    let refused = build(&mut importer, "S", "/").expect_err("a list of patrons");
    let told = "borrowers.csv: this looks like a list of patrons or loans";
    assert!(refused.starts_with(told), "{refused}");

    let mut importer = read(&[("books.csv", BOOKS.as_bytes())]);
    let address = "https://school.example/";
    let refused = importer.build("S", address, &mut |_, _, _| {});
    let told = Trouble::new(Kind::Folder, address);
    assert_eq!(refused.expect_err("no folder"), told);
}

#[test]
fn settings_are_followed_and_a_wrong_line_is_named() {
    let mut options = Options::default();
    let wrong = take_settings(
        &mut options,
        "map.toml",
        "[columns]\nWerk = \"titel\"\n",
        false,
    );
    let wrong = wrong.expect_err("no such column");
    assert_eq!(
        (wrong.kind, wrong.file.as_str()),
        (Kind::Settings, "map.toml")
    );
    assert!(
        wrong.found.starts_with("2: \"titel\" is not known"),
        "{wrong}"
    );

    let map = "[columns]\nNr = \"id\"\nWerk = \"title\"\n";
    take_settings(&mut options, "map.toml", map, false).expect("a map");
    let mut importer = Importer::with(options);
    importer.start("ours.csv", 0.0, SATURDAY, false);
    importer.push("Nr,Werk\n7,Flüsse\n".as_bytes());
    let report = importer.finish();
    assert_eq!((report.titles, report.problem()), (1, None));
    build(&mut importer, "S", "/").expect("built");
    assert_eq!(
        importer.preview("flüsse", 5).expect("hits").hits[0].card.id,
        "7"
    );
}

/// The worker said English sentences of its own: now it says what kind of trouble it is, and the page has the words.
#[test]
fn the_page_has_words_for_every_kind_of_trouble() {
    let page = include_str!("../../../carrel-publish/src/trouble.rs");
    for kind in Kind::ALL {
        let arm = format!("\"{}\" => (", kind.word());
        // A defect has those of everything unforeseen.
        assert_eq!(page.contains(&arm), kind != Kind::Defect, "{kind:?}");
    }
}
