//! Files of real systems, and ours to the byte.

use carrel_exchange::delivered::{Delivered, Kind};
use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::destiny::{self, Scan};
use carrel_exchange::queue::koha::KocFile;
use carrel_exchange::queue::{Batch, Split, System, deliver};

use carrel_exchange::sheet::{Language, Left, Sheet};

use crate::shared::shared;

#[test]
fn the_shared_koha_files_come_back_to_the_byte() {
    for (file, entries) in [
        ("data/protocols/koha-offline-sample.koc", 3),
        ("data/protocols/koha-offline-firefox-crlf.koc", 2),
    ] {
        let Some(bytes) = shared(file) else { return };
        let (koc, findings) = KocFile::read(&bytes);
        assert_eq!(findings, [], "{file}");
        assert_eq!(koc.entries.len(), entries, "{file}");
        assert_eq!(koc.to_bytes(), bytes, "{file}");
    }
}

#[test]
fn the_shared_destiny_file_is_understood() {
    let name = "data/protocols/destiny-offline-LibraryCirculation2020-05-29.txt";
    let Some(bytes) = shared(name) else { return };
    let (scans, findings) = destiny::read(&bytes);
    assert_eq!(findings, []);
    let outs = scans.iter().filter(|scan| matches!(scan, Scan::Out { .. }));
    assert_eq!((outs.count(), scans.len()), (3, 7));
}

fn at(time: &str) -> LocalTime {
    LocalTime::parse(&format!("2026-11-27 {time}")).unwrap()
}

fn operation(time: &str, kind: Kind, card: &str, barcode: &str) -> Delivered {
    Delivered {
        at: at(time),
        offset_minutes: -300,
        kind,
        card: card.to_owned(),
        barcode: barcode.to_owned(),
        class: if card == "P1" { "7B" } else { "" }.to_owned(),
        ..Delivered::default()
    }
}

/// A morning: a check-out, a copy that changes hands without being scanned back, a return, a renewal.
fn morning() -> Vec<Delivered> {
    vec![
        operation("09:20:00", Kind::CheckOut, "P2", "T1"),
        operation("09:15:00", Kind::CheckOut, "P1", "T1"),
        operation("09:15:00", Kind::CheckOut, "P1", "T2"),
        operation("09:30:00", Kind::CheckIn, "", "T2"),
        operation("09:31:00", Kind::Renew, "P2", "T1"),
    ]
}

#[test]
fn every_system_gets_its_own_lines() {
    for (system, split, expected) in [
        (
            System::Destiny,
            Split::Fewest,
            &["LibraryCirculation2026-11-27.txt: %C123H P1 T1 T2 %C127L T1 %C123H P2 T1 %C127L T2"]
                [..],
        ),
        (
            System::Destiny,
            Split::BySteps,
            &[
                "LibraryCirculation2026-11-27-1.txt: %C123H P1 T1 T2",
                "LibraryCirculation2026-11-27-2.txt: %C127L T1",
                "LibraryCirculation2026-11-27-3.txt: %C123H P2 T1 %C127L T2",
            ],
        ),
        (
            System::Destiny,
            Split::ByClass,
            &[
                "LibraryCirculation2026-11-27-7B.txt: %C123H P1 T1 T2 %C127L T1 %C123H P2 T1 %C127L T2",
            ],
        ),
    ] {
        let queue = morning();
        let batch = Batch {
            split,
            ..Batch::new(&queue)
        };
        let delivery = deliver(system, &batch);
        let found: Vec<String> = delivery
            .files
            .iter()
            .map(|file| {
                let text = String::from_utf8_lossy(&file.bytes);
                assert!(text.ends_with("\r\n"));
                format!("{}: {}", file.name, text.trim_end().replace("\r\n", " "))
            })
            .collect();
        assert_eq!(found, expected);
        assert_eq!(delivery.sheet.by_hand.len(), 1, "the renewal");
    }
}

#[test]
fn a_koha_file_to_the_byte() {
    let delivery = deliver(System::Koha, &Batch::new(&morning()));
    let file = &delivery.files[0];
    let (koc, findings) = KocFile::read(&file.bytes);
    assert_eq!(findings, []);
    assert_eq!(koc.batch(), Some(delivery.sheet.batch.as_str()));
    let expected = "\
2026-11-27 09:15:00 000\tissue\tP1\tT1
2026-11-27 09:15:00 000\tissue\tP1\tT2
2026-11-27 09:20:00 000\treturn\tT1
2026-11-27 09:20:01 000\tissue\tP2\tT1
2026-11-27 09:30:00 000\treturn\tT2
";
    let text = String::from_utf8_lossy(&file.bytes);
    assert_eq!(text.split_once('\n').map(|(_, rest)| rest), Some(expected));
}

#[test]
fn what_came_too_late_is_on_the_sheet_in_no_file_and_changes_no_byte_of_one() {
    let queue = morning();
    let at = |text: &str| LocalTime::parse(text).expect("a time");
    let late = [
        Delivered {
            at: at("2026-11-26 10:00:00"),
            kind: Kind::CheckIn,
            barcode: "T9".to_owned(),
            ..Delivered::default()
        },
        Delivered {
            at: at("2026-11-26 09:00:00"),
            kind: Kind::CheckOut,
            card: "P9".to_owned(),
            barcode: "T9".to_owned(),
            ..Delivered::default()
        },
    ];
    for system in System::ALL {
        let without = deliver(system, &Batch::new(&queue));
        let batch = Batch {
            late: &late,
            ..Batch::new(&queue)
        };
        let with = deliver(system, &batch);
        assert_eq!(with.files, without.files);
        assert_eq!(with.sheet.batch, without.sheet.batch);
        assert_eq!(with.sheet.expected, without.sheet.expected);
        let found: Vec<(Kind, Left)> = with
            .sheet
            .left_out
            .iter()
            .map(|row| (row.operation.kind, row.why))
            .collect();
        let by_time = [(Kind::CheckOut, Left::Late), (Kind::CheckIn, Left::Late)];
        assert_eq!(found, by_time);
        assert!(with.sheet.names("T9"));
        for language in [Language::English, Language::Spanish] {
            let page = |sheet: &Sheet| sheet.to_html(language, "Our library", "today");
            let title = match language {
                Language::English => "<h2>Came too late for a file</h2>",
                Language::Spanish => "<h2>Llegó tarde para un archivo</h2>",
            };
            assert!(!page(&without.sheet).contains(title));
            let text = page(&with.sheet);
            let (_, part) = text.split_once(title).expect("a part of its own");
            assert!(part.contains(&format!(" {}:", system.name())), "{part}");
            assert!(part.contains("P9") && part.contains("T9"), "{part}");
            assert_eq!(text, page(&deliver(system, &batch).sheet), "the same bytes");
        }
        // Alone it makes no file, and a sheet all the same.
        let alone = Batch {
            late: &late,
            ..Batch::new(&[])
        };
        let alone = deliver(system, &alone);
        assert!(alone.files.is_empty());
        assert_eq!(alone.sheet.left_out.len(), 2);
    }
}

#[test]
fn an_evergreen_file_to_the_byte() {
    let mut queue = morning();
    queue[1].due = carrel_core::CalendarDate::new(2026, 12, 11);
    let delivery = deliver(System::Evergreen, &Batch::new(&queue));
    assert_eq!(delivery.sheet.by_hand, [], "a renewal is a line");
    let text = String::from_utf8_lossy(&delivery.files[0].bytes).into_owned();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "{\"timestamp\":1795788900,\"type\":\"checkout\",\"delta\":0,\"barcode\":\"T1\",\"patron_barcode\":\"P1\",\"checkout_time\":\"2026-11-27T09:15:00-05:00\",\"due_date\":\"2026-12-11\"}"
        )
    );
    assert_eq!(
        lines.nth(1),
        Some(
            "{\"timestamp\":1795789200,\"type\":\"checkin\",\"delta\":0,\"barcode\":\"T1\",\"backdate\":\"2026-11-27T09:20:00-05:00\"}"
        )
    );
    assert_eq!(text.lines().count(), 6);
}

#[test]
fn an_alexandria_script_to_the_byte() {
    let delivery = deliver(System::Alexandria, &Batch::new(&morning()));
    let text = String::from_utf8_lossy(&delivery.files[0].bytes).into_owned();
    let (comment, rest) = text.split_once("\r\n").unwrap();
    assert_eq!(
        comment,
        format!(
            "# Carrel batch {}, 2026-11-27. Import this once.",
            delivery.sheet.batch
        )
    );
    assert_eq!(
        rest.replace("\r\n", " "),
        ".. P1 T1 T2 B T1 .. P2 T1 B T2 .. "
    );
}

/// Reader's finding C2 of November 2026: with nothing for a file, every batch had the name of the empty one.
#[test]
fn sheets_without_a_file_are_told_apart_by_what_they_name() {
    let holds = |card: &str, time: &str| [operation(time, Kind::Hold, card, "T1")];
    for system in System::ALL {
        let name = |queue: &[Delivered]| {
            let delivery = deliver(system, &Batch::new(queue));
            assert_eq!(delivery.files, []);
            delivery.sheet.batch
        };
        let first = name(&holds("P1", "09:00:00"));
        assert_eq!(first, name(&holds("P1", "09:00:00")), "made again");
        assert_ne!(first, name(&holds("P2", "09:00:00")));
        assert_ne!(first, name(&holds("P1", "09:00:01")));
        let late = holds("P1", "09:00:00");
        let late = Batch {
            late: &late,
            ..Batch::new(&[])
        };
        assert_ne!(deliver(system, &late).sheet.batch, name(&[]));
    }
}

#[test]
fn the_sheet_says_it_all_and_breaks_out_of_nothing() {
    let mut queue = morning();
    queue.push(operation("10:00:00", Kind::CheckOut, "<script>", "T\t9"));
    let delivery = deliver(System::Koha, &Batch::new(&queue));
    let page = delivery.sheet.to_html(
        Language::English,
        "Westfield & Co.",
        "27 November 2026, 10:05",
    );
    for part in [
        "Import each file once",
        delivery.sheet.batch.as_str(),
        delivery.files[0].name.as_str(),
        "Westfield &amp; Co.",
        "&lt;script&gt;",
        "T\u{FFFD}9",
        "renew",
        "still on another card",
        "renews every loan",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script"));
    assert!(!delivery.sheet.is_clean());
    let empty = deliver(System::Koha, &Batch::new(&[]));
    assert!(empty.files.is_empty() && empty.sheet.is_clean());
    assert!(
        empty
            .sheet
            .to_html(Language::English, "", "")
            .contains("nothing to import")
    );
    for system in System::ALL {
        let sheet = deliver(system, &Batch::new(&queue)).sheet;
        let spanish = sheet.to_html(Language::Spanish, "Westfield", "27/11/2026");
        assert!(spanish.contains("lang=\"es\"") && spanish.contains("una sola vez"));
        for english in ["Import ", " file", " book", " card ", "{"] {
            let text = spanish.split_once("</style>").map_or("", |(_, text)| text);
            assert!(!text.contains(english), "{english}: {text}");
        }
    }
}
