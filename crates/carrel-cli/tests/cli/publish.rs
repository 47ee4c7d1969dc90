//! The Publish page's worker makes the same bytes as the command.

use std::path::Path;
use std::time::UNIX_EPOCH;

use carrel_core::CalendarDate;
use carrel_import::importer::Importer;
use carrel_site::site::{self, App};
use carrel_site::zip::unzip;

use crate::bench::{Bench, TABLE, gzip, library};

/// As the browser's `Date` tells it.
fn local_day(milliseconds: f64) -> CalendarDate {
    let time = jiff::Timestamp::from_millisecond(milliseconds as i64).expect("a time");
    let date = time.to_zoned(jiff::tz::TimeZone::system()).date();
    CalendarDate::parse(&date.to_string()).expect("a day")
}

/// What the worker of the app in that folder does with the files the page hands it, in the order of the messages.
fn publish(
    bench: &Bench,
    app: &str,
    titles: &[&str],
    items: &[&str],
    name: &str,
    base: &str,
) -> Vec<u8> {
    let mut importer = Importer::new();
    for (list, are_items) in [(items, true), (titles, false)] {
        for file in list {
            let path = bench.path(file);
            let modified = path.metadata().and_then(|m| m.modified()).expect("a time");
            let milliseconds = modified
                .duration_since(UNIX_EPOCH)
                .expect("a time")
                .as_secs_f64()
                * 1000.0;
            let shown = Path::new(file)
                .file_name()
                .expect("a name")
                .to_string_lossy();
            importer.start(&shown, milliseconds, local_day(milliseconds), are_items);
            for piece in std::fs::read(&path).expect("read").chunks(1013) {
                importer.push(piece);
            }
        }
    }
    let report = importer.finish();
    assert_eq!(report.problem(), None);
    importer
        .build(name, base, &mut |_, _, _| {})
        .expect("built");
    let folder = bench.path(app);
    let list = std::fs::read_to_string(folder.join("app.json")).expect("read");
    let files = site::wanted(&list)
        .expect("a list")
        .into_iter()
        .map(|listed| {
            let bytes = std::fs::read(folder.join(&listed.path)).expect("read");
            (listed.path, bytes)
        });
    let app = App::new(&list, files).expect("whole");
    site::zip(&importer.site(&app).expect("a site")).expect("a zip")
}

#[test]
fn the_zip_holds_the_commands_files_byte_for_byte() {
    let bench = Bench::new("publish");
    bench.app();
    bench.file("a.mrc", library());
    bench.file("packed/b.mrc.gz", gzip(&library()));
    bench.file("books.csv", TABLE);
    bench.file(
        "copies.tsv",
        "record_id\tbarcode\tcall_number\nrec1\tX1\tFIC A\nrec9\tX2\tFIC B\n",
    );
    for (titles, items) in [
        (&["a.mrc"][..], &[][..]),
        (&["books.csv"], &[]),
        (&["a.mrc", "books.csv"], &["copies.tsv"]),
        (&["packed/b.mrc.gz"], &["copies.tsv"]),
    ] {
        let mut line = format!(
            "site {} --out site --name \" Our <School> \" --base /library/",
            titles.join(" ")
        );
        items
            .iter()
            .for_each(|i| line.push_str(&format!(" --items {i}")));
        // Into an empty folder: a former site's parts would stay.
        let _ = std::fs::remove_dir_all(bench.path("site"));
        bench.ok(&line);
        let zip = publish(&bench, "dist", titles, items, "Our <School> ", "library");
        let mut unzipped = unzip(&zip).expect("a whole zip");
        assert_eq!(
            unzipped.last().map(|(path, _)| path.as_str()),
            Some("pack/latest.json")
        );
        unzipped.sort();
        let mut files = bench.files("site");
        files.sort();
        assert!(unzipped == files, "{titles:?} {items:?}");
    }
}

/// Its folder is on the list of the site that it is published from: the command left it out, the page did not.
#[test]
fn a_library_of_the_districts_list_gets_the_commands_files_too() {
    let bench = Bench::new("publish-district");
    bench.app();
    bench.file("a.mrc", library());
    bench.file(
        "district.txt",
        "North = /north/\nLincoln = /lincoln/\nEast = /east/\n",
    );
    bench.ok("site a.mrc --out north --name North --base /north/ --union district.txt");
    bench.ok("site a.mrc --out lincoln --name Lincoln --base /lincoln/ --app north");
    let zip = publish(&bench, "north", &["a.mrc"], &[], "Lincoln", "lincoln");
    let mut unzipped = unzip(&zip).expect("a whole zip");
    unzipped.sort();
    let mut files = bench.files("lincoln");
    files.sort();
    let other = unzipped.iter().zip(&files).find(|(page, own)| page != own);
    assert_eq!(
        other.map(|(page, own)| (&page.0, &own.0)),
        None,
        "files that differ"
    );
    assert_eq!(unzipped.len(), files.len());
}
