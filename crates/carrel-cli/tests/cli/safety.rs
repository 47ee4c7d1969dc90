//! What a librarian must be kept from: students in the catalogue, a good site replaced by half of one, a folder that is
//! written twice.

use std::process::Stdio;

use crate::bench::{Bench, TABLE, gzip, library};
use crate::errors::{bench, check};

/// A list of borrowers became a catalogue in which the students stood as authors, and the command said 0.
#[test]
fn a_list_of_patrons_or_loans_makes_no_catalogue() {
    let bench = bench("patrons");
    bench.app();
    bench.file(
        "borrowers.csv",
        "cardnumber,surname,firstname,title,categorycode\n2001,Doe,Jane,Ms,STU\n2002,Roe,Max,,STU\n",
    );
    bench.file(
        "overdue.csv",
        "Patron Barcode,Last Name,First Name,Title,Homeroom\nP1,Doe,Jane,Holes,12\n",
    );
    bench.file("class.csv", "id,name,year\n7,Jane Doe,2026\n");
    bench.file(
        "letter.csv",
        "Title,First Name,Last Name,Barcode\nMs,Jane,Doe,P1\n",
    );
    for (file, column) in [
        ("borrowers.csv", "\"cardnumber\""),
        ("overdue.csv", "\"Patron Barcode\""),
        ("class.csv", "\"name\""),
        ("letter.csv", "\"Title\""),
        ("good.mrc overdue.csv", "\"Homeroom\""),
        ("good.mrc --items borrowers.csv", "\"categorycode\""),
    ] {
        let words = [
            "looks like a list of patrons or loans",
            column,
            "What to do: Export the titles",
        ];
        check(&bench, &format!("index {file} --out old"), 1, &words);
        let line = format!("site {file} --out site --name School --app dist");
        check(&bench, &line, 1, &words);
        let run = bench.run(&format!("index {file} --out old"));
        assert!(!run.err.contains("Jane"), "{}", run.err);
    }
    assert!(!bench.path("site").exists());
    // The way out that is named.
    bench.file(
        "map.toml",
        "[columns]\n\"Patron Barcode\" = \"ignore\"\n\"Homeroom\" = \"ignore\"\n",
    );
    bench.ok("index overdue.csv --columns map.toml --out new");
    bench.file("map.toml", "[columns]\n\"name\" = \"title\"\n");
    bench.ok("index class.csv --columns map.toml --out new");
}

/// Two runs for one folder: the second removed what the first was writing.
#[test]
fn two_runs_do_not_write_one_folder() {
    let bench = bench("twice");
    let lock = std::fs::File::create(bench.path(".old.carrel-lock")).expect("made");
    lock.lock().expect("locked");
    let run = bench.run("index good.mrc --out old");
    assert_eq!(run.code, Some(1));
    let told = "--out old: another carrel is writing this folder";
    assert!(run.err.contains(told), "{}", run.err);
    assert!(run.err.contains("Wait until it is done"), "{}", run.err);
    assert!(bench.path(".old.carrel-lock").exists());
    // The run that held it was killed: its file is still there, and locks nobody out.
    drop(lock);
    bench.ok("index good.mrc --out old");
    assert!(!bench.path(".old.carrel-lock").exists());

    let mut children: Vec<_> = (0..4)
        .map(|n| {
            bench
                .command(&format!("index good.mrc --out old --name Run{n}"))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("started")
        })
        .collect();
    let codes: Vec<_> = children
        .iter_mut()
        .map(|child| child.wait().expect("ended").code())
        .collect();
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(
        codes.iter().all(|code| matches!(code, Some(0 | 1))),
        "{codes:?}"
    );
    bench.ok("verify old");
}

/// Where a folder in the former catalogue may not be emptied, the new one is there all the same, and that is told.
#[cfg(unix)]
#[test]
fn a_former_catalogue_that_cannot_be_removed_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let bench = bench("stays");
    bench.file("old/notes/mine.txt", "mine");
    let mode = |path: &str, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(bench.path(path), mode)
    };
    mode("old/notes", 0o555).expect("read only");
    if std::fs::File::create(bench.path("old/notes/try")).is_ok() {
        // No check is lost for root: the unit test needs no folder that may not be written.
        eprintln!(
            "root may write everywhere: here `a_former_folder_that_stays_is_told_and_the_new_one_counts` alone proves it"
        );
        return;
    }
    let run = bench.run("index good.mrc --out old --name New");
    let left = if cfg!(target_os = "linux") {
        ".old.carrel-new"
    } else {
        ".old.carrel-old"
    };
    mode(&format!("{left}/notes"), 0o755).expect("as before");
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.err.contains("could not be removed") && run.err.contains(left),
        "{}",
        run.err
    );
    assert!(bench.ok("inspect old").contains("New, "));
    assert!(bench.path("old/notes/mine.txt").exists());
    bench.ok("index good.mrc --out old --name New");
    assert!(!bench.path(left).exists());
}

#[test]
fn nothing_usable_replaces_nothing() {
    let bench = bench("nothing");
    bench.file("denied.json", "{\"error\":\"not authorised\"}\n");
    let words = ["denied.json: expected titles", "export titles as MARC 21"];
    check(&bench, "index denied.json --out old", 1, &words);
    check(&bench, "index denied.json --out new", 1, &words);
    // Nor do records that are sound, and no titles: these make a catalogue only where there is none.
    let names = b"00066nz  a2200049n  4500001000300000100001300003\x1En1\x1E1 \x1FaDoe, Jo\x1E\x1D";
    bench.file("names.mrc", names);
    let words = ["names.mrc: expected titles for a catalogue, found none"];
    check(&bench, "index names.mrc --out old", 1, &words);
    bench.ok("index names.mrc --out names");
    // What was found is in the object all the same.
    let run = bench.run("index denied.json --out old --json");
    assert!(run.out.contains("\"records\":1"), "{}", run.out);
}

#[test]
fn an_export_that_was_cut_off_replaces_no_fuller_one() {
    let bench = bench("cut-off");
    bench.app();
    bench.ok("site good.mrc --out site --name School");
    let site = bench.files("site");
    let mut packed = gzip(&library());
    packed.truncate(packed.len() / 2);
    bench.file("cut.mrc.gz", &packed);
    let words = [
        "cut.mrc.gz: expected a whole export",
        "Nothing was replaced",
        "--allow-incomplete",
    ];
    check(&bench, "index cut.mrc.gz --out old", 1, &words);
    check(
        &bench,
        "site cut.mrc.gz --out site --name School",
        1,
        &words,
    );
    assert!(bench.files("site") == site);
    for line in [
        "index cut.mrc.gz --out old --allow-incomplete",
        "site cut.mrc.gz --out site --name School --allow-incomplete",
        // There is nothing to lose.
        "site cut.mrc.gz --out first --name School",
    ] {
        let run = bench.run(line);
        assert_eq!(run.code, Some(3), "{line}: {}", run.err);
        let last = run.out.trim_end().lines().last().unwrap_or_default();
        let said = "It is NOT whole: cut.mrc.gz was cut off";
        assert!(last.starts_with(said), "{line}: {last}");
        assert!(!run.out.contains("Copy everything"), "{line}");
    }
    bench.ok("verify site");
    // All titles are there, and a part of their copies is not.
    let rows = |n: u32| format!("{n},Title {n}\n");
    let titles: String = (1..=40).map(rows).collect();
    bench.file("titles.csv", format!("id,title\n{titles}"));
    let row = |n: u32| format!("{},T{n}\n", n % 40 + 1);
    let copies: String = (0..8000).map(row).collect();
    let mut packed = gzip(format!("record_id,barcode\n{copies}").as_bytes());
    bench.file("copies.csv.gz", &packed);
    bench.ok("index titles.csv --items copies.csv.gz --out copies");
    packed.truncate(packed.len() / 3);
    bench.file("copies.csv.gz", &packed);
    let words = ["copies.csv.gz: expected a whole export", "and 8,000"];
    let line = "index titles.csv --items copies.csv.gz --out copies";
    check(&bench, line, 1, &words);
}

/// The end of these shows only in what is missing: the mark that closes the list, or cells of the last row.
#[test]
fn a_list_that_is_not_closed_is_cut_off() {
    let bench = bench("not-closed");
    let record = |n: u32| {
        format!(
            "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">{n}</controlfield><datafield tag=\"245\" \
             ind1=\"0\" ind2=\"0\"><subfield code=\"a\">Title {n}</subfield></datafield></record>"
        )
    };
    let object = |n: u32| {
        format!(
            "{{\"leader\":\"00000nam a2200000 a 4500\",\"fields\":[{{\"001\":\"{n}\"}},{{\"245\":{{\"ind1\":\"0\",\"ind2\":\"0\",\
             \"subfields\":[{{\"a\":\"Title {n}\"}}]}}}}]}}"
        )
    };
    let row = |n: u32| format!("{n},Title {n},Jo Doe,2001\n");
    let many = |of: &dyn Fn(u32) -> String, n: u32, between: &str| {
        (1..=n).map(of).collect::<Vec<_>>().join(between)
    };
    let head = "id,title,author,year\n";
    for (name, whole, cut, sound) in [
        (
            "list.xml",
            format!("<collection>{}</collection>", many(&record, 30, "")),
            format!("<collection>{}", many(&record, 9, "")),
            many(&record, 1, ""),
        ),
        (
            "list.json",
            format!("[{}]", many(&object, 30, ",")),
            format!("[{}", many(&object, 9, ",")),
            many(&object, 9, "\n"),
        ),
        (
            "list.csv",
            format!("{head}{}", many(&row, 30, "")),
            format!("{head}{}10,Tit", many(&row, 9, "")),
            format!("{head}{}10,Title 10,Jo Doe,2001", many(&row, 9, "")),
        ),
    ] {
        bench.file(name, whole);
        let index = format!("index {name} --out {name}.pack");
        bench.ok(&index);
        bench.file(name, cut);
        let words = [
            &*format!("{name}: expected a whole export"),
            "Nothing was replaced",
        ];
        check(&bench, &index, 1, &words);
        // One that is only shorter looks whole; that it is much shorter is said.
        bench.file(name, sound);
        let run = bench.ok(&index);
        assert!(
            run.contains(
                "WARNING The catalogue that was there before had 30 titles, this one has "
            ),
            "{name}: {run}"
        );
        assert!(!run.contains("NOT whole"), "{name}: {run}");
    }
    // A table that leaves out empty cells is none that was cut off.
    let ragged = format!("{head}{}10,Title 10\n11,Title 11", many(&row, 20, ""));
    bench.file("ragged.csv", ragged);
    bench.ok("index ragged.csv --out ragged");
}

#[test]
fn a_folder_of_ours_is_known_without_its_list() {
    let bench = bench("no-list");
    bench.app();
    bench.ok("site good.mrc --out site --name School");
    let whole = bench.files("site").len();
    bench.file("site/mine.txt", "mine");
    for damage in ["", "{"] {
        if damage.is_empty() {
            std::fs::remove_file(bench.path("site/pack/manifest.json")).expect("removed");
        } else {
            bench.file("site/pack/manifest.json", damage);
        }
        bench.ok("site good.mrc --out site --name School");
        assert_eq!(bench.files("site").len(), whole + 1, "{damage:?}");
        bench.ok("verify site");
    }
    // What was not made by the command is no catalogue for a file of the same name.
    bench.file("other/latest.json", "{\"version\":1}");
    let words = ["expected an empty folder or one that carrel made"];
    check(&bench, "index good.mrc --out other", 1, &words);
}

/// A full disk ended a batch with 0 and half of its lines.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_a_failure() {
    let bench = bench("full");
    for line in [
        "index good.mrc --out new --json",
        "inspect old",
        "query old --batch",
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("it is there");
        bench.file("asked", "title\n");
        let asked = std::fs::File::open(bench.path("asked")).expect("written");
        let mut command = bench.command(line);
        let run = command
            .stdin(Stdio::from(asked))
            .stdout(Stdio::from(full))
            .output()
            .expect("ran");
        let err = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(1), "{line}: {err}");
        assert!(
            err.contains("could not write on standard output"),
            "{line}: {err}"
        );
    }
}

/// One line that was no UTF-8 ended a batch: those after it had no answer.
#[test]
fn a_line_of_a_batch_that_is_no_text_is_answered_with_the_rest() {
    let bench = bench("batch");
    bench.file("asked", b"\xFF\xFE\nzzzz\n".as_slice());
    let asked = std::fs::File::open(bench.path("asked")).expect("written");
    let mut command = bench.command("query old --batch");
    let run = command.stdin(Stdio::from(asked)).output().expect("ran");
    assert_eq!(run.status.code(), Some(0));
    let out = String::from_utf8_lossy(&run.stdout);
    assert_eq!(out.lines().count(), 2, "{out}");
    // And a mistake on the command line is an object, too, where one was asked for.
    let run = bench.run("index --json --no-such-option");
    assert_eq!(run.code, Some(2));
    assert!(run.out.starts_with("{\"error\":"), "{}", run.out);
    assert!(run.out.contains("\"way_out\":"), "{}", run.out);
}

#[test]
fn folders_that_would_be_lost_are_refused() {
    let bench = bench("lost");
    bench.app();
    bench.ok("site good.mrc --out site --name School");
    // The folder that one stands in would be gone.
    for out in [".", "..", "../site/app/.."] {
        let mut command = bench.command(&format!(
            "site ../good.mrc --app ../dist --name S --out {out}"
        ));
        let run = command
            .current_dir(bench.path("site"))
            .output()
            .expect("ran");
        let err = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(1), "{out}: {err}");
        assert!(
            err.contains("found the one that you are in"),
            "{out}: {err}"
        );
        assert!(err.contains("cd .."), "{out}: {err}");
    }
    // The page of a site names its catalogue.
    let before = bench.files("site");
    check(
        &bench,
        "index good.mrc --out site/pack",
        1,
        &["--out site/pack", "the catalogue of a site", "carrel site"],
    );
    assert!(bench.files("site") == before);
    // Where nothing can be written is said before the work, with the path as it was given.
    check(
        &bench,
        "index missing-too.mrc --out good.mrc/inside",
        1,
        &["could not write the folder good.mrc/inside", "is a file"],
    );
    check(&bench, "index missing.mrc --out a/b/c", 1, &["missing.mrc"]);
    assert!(!bench.path("a").exists(), "made for nothing");
}

#[test]
fn values_that_make_no_sense_are_told_with_what_is_meant() {
    let bench = bench("values");
    bench.file(
        "export.toml",
        format!("{}\n", "lots of words ".repeat(30_000)),
    );
    let words = ["--name", "expected the name of the library, found nothing"];
    check(&bench, "index good.mrc --out old --name \"  \"", 2, &words);
    check(&bench, "index good.mrc --out old --name \"\"", 2, &words);
    for (base, word) in [
        ("//school.example/library/", "--base /library/"),
        ("school.example/library", "--base /library/"),
        ("my library", "--base /library/"),
        ("school:8080", "--base /library/"),
        ("C:/Program Files/Git/library/", "Git Bash"),
    ] {
        let line = format!("index good.mrc --out old --base \"{base}\"");
        check(&bench, &line, 2, &["--base", word]);
    }
    check(
        &bench,
        "index good.mrc --out old --items-columns export.toml",
        2,
        &["--items <FILE>"],
    );
    for option in [
        "--columns",
        "--items copies.csv --items-columns",
        "--holdings",
    ] {
        for file in ["export.toml", "good.mrc"] {
            let run = bench.run(&format!("index good.mrc --out old {option} {file}"));
            assert_eq!(run.code, Some(1), "{option} {file}: {}", run.err);
            assert!(run.err.len() < 400, "{option} {file}: {}", run.err);
            assert!(run.err.contains(file), "{}", run.err);
        }
    }
    bench.file("letter.pdf", "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n");
    check(
        &bench,
        "index good.mrc --authorities letter.pdf --out old",
        1,
        &["letter.pdf", "The file is a PDF document"],
    );
}

#[test]
fn what_is_no_export_is_named_with_its_remedy() {
    let bench = bench("foreign");
    bench.file("twice.mrc.gz", gzip(&gzip(&library())));
    let zip = [b"PK\x03\x04", &[0; 26][..], b"export.mrc", &library()].concat();
    bench.file("export.zip", zip);
    bench.file("page.mrc", "<html><body>Please sign in</body></html>");
    bench.file("zero.mrc", [0; 9000]);
    bench.file("copies.csv", "biblionumber,itemnumber,barcode\n1,1,T1\n");
    bench.file("header.csv", "Title,Author\n");
    for (file, found, remedy) in [
        ("twice.mrc.gz", "a gzip archive", "Unpack it first"),
        ("export.zip", "a zip archive", "Unpack it first"),
        ("page.mrc", "a web page", "Download the export again"),
        ("zero.mrc", "zero bytes", "Download the export again"),
        ("copies.csv", "a table of copies", "--items"),
        ("header.csv", "no row below them", "Export again"),
    ] {
        let words = [file, found, remedy];
        check(&bench, &format!("index {file} --out old"), 1, &words);
    }
}

#[test]
fn copies_of_another_library_are_told_loudly() {
    let bench = Bench::new("others");
    bench.file("books.csv", TABLE);
    bench.file("copies.tsv", "record_id\tbarcode\nx1\tX1\nx2\tX2\nx3\tX3\n");
    let run = bench.run("index books.csv --items copies.tsv --out pack");
    assert_eq!(run.code, Some(3), "to be looked at: {}", run.err);
    let said = run.out;
    assert!(said.contains("ERROR copies-of-others"), "{said}");
    assert!(said.contains("found 3 of 3 that fit none"), "{said}");
    assert!(said.contains("of another library"), "{said}");
    // Titles are numbered from 1 everywhere: what fits by its number alone hangs on the wrong titles.
    let rows = |letter: char| -> String {
        let row = |n| format!("{n},Title {n},{letter}{n}\n");
        (1..=30).map(row).collect()
    };
    bench.file("own.csv", format!("id,title,barcode\n{}", rows('A')));
    for (letter, told) in [('B', true), ('A', false)] {
        bench.file(
            "c.csv",
            format!("record_id,title,barcode\n{}", rows(letter)),
        );
        let run = bench.run("index own.csv --items c.csv --out own");
        assert_eq!(run.code, Some(if told { 3 } else { 0 }), "{letter}");
        let said = run.out;
        let told_is = said.contains("none is among the 30 that the titles have already");
        assert_eq!(told_is, told, "{letter}: {said}");
    }
}

#[test]
fn two_files_of_one_name_are_told_apart() {
    let bench = Bench::new("names");
    bench.file("north/export.mrc", library());
    bench.file("south/export.mrc", library());
    bench.file("books.csv", TABLE);
    let said = bench.ok("index north/export.mrc south/export.mrc books.csv --out pack");
    assert!(said.starts_with("north/export.mrc: "), "{said}");
    assert!(said.contains("\nsouth/export.mrc: "), "{said}");
    assert!(said.contains("\nbooks.csv: "), "{said}");
}

#[test]
fn a_missing_part_of_a_catalogue_leads_to_verify() {
    let bench = bench("part");
    bench.app();
    bench.ok("site good.mrc --out site --name School");
    for (path, _) in bench.files("site") {
        if path.starts_with("pack/d/") {
            std::fs::remove_file(bench.path("site").join(path)).expect("removed");
        }
    }
    for command in ["query site robot", "inspect site"] {
        check(
            &bench,
            command,
            1,
            &["`carrel verify site` lists every missing"],
        );
    }
}
