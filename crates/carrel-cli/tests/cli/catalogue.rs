//! Files become a catalogue that is asked.

use carrel_marc::record::Record;
use carrel_site::json::Json;

use crate::bench::{Bench, TABLE, gzip, library, marc, number};

#[test]
fn a_table_becomes_a_catalogue_and_answers() {
    let bench = Bench::new("table");
    bench.file("books.csv", TABLE);
    let report = bench.json("index books.csv --out pack --name \"Our School\"");
    assert_eq!(
        (
            number(&report, "records"),
            number(&report, "titles"),
            number(&report, "items")
        ),
        (5, 5, 5)
    );
    assert_eq!(
        report.get("snapshot").and_then(Json::text),
        Some("2026-11-22")
    );

    let found = bench.json("query pack sachar holes");
    let first = &found.get("hits").and_then(Json::list).expect("hits")[0];
    assert_eq!(first.get("id").and_then(Json::text), Some("1"));
    assert_eq!(first.get("title").and_then(Json::text), Some("Holes"));
    assert!(
        bench
            .ok("query pack wild thngs")
            .contains("searched \"wild things\"")
    );
    assert!(bench.ok("query pack zzzzqqq").contains("Nothing found"));
    let explained = bench.ok("query pack holes --explain");
    for part in [
        "holes = holes (exact) in title",
        "the title from its beginning",
        "in all",
    ] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    assert_eq!(
        number(&bench.json("query pack 0440414806"), "total"),
        1,
        "by ISBN-10"
    );

    let inspected = bench.json("inspect pack");
    assert_eq!(
        (number(&inspected, "records"), number(&inspected, "items")),
        (5, 5)
    );
    assert!(number(&inspected, "terms") >= 15);
    let files = bench.files("pack");
    let bytes: usize = files
        .iter()
        .filter(|(path, _)| path.starts_with("d/"))
        .map(|(_, b)| b.len())
        .sum();
    assert_eq!(number(&inspected, "bytes"), bytes as u64);
    assert!(
        bench
            .ok("inspect pack")
            .contains("Our School, availability as of 2026-11-22")
    );
    bench.ok("verify pack");
}

#[test]
fn a_batch_answers_line_by_line() {
    let bench = Bench::new("batch");
    bench.file("books.csv", TABLE);
    bench.ok("index books.csv --out pack");
    let run = bench.run_with(
        "query pack --batch",
        "sachar\nuniverse kelly\r\nnino perdido\n\nzzzzqqq\n",
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines[..3],
        ["sachar\t1", "universe kelly\tb-4", "nino perdido\t5"]
    );
    assert_eq!(
        lines[3]
            .split('\t')
            .nth(1)
            .map(|ids| ids.split(',').count()),
        Some(5),
        "an empty query finds all"
    );
    assert_eq!(lines[4], "zzzzqqq\t");
    // The same of a catalogue that is all here and of one that fetches what it needs.
    let both = bench.run_with(
        "query pack --batch --both-ways",
        "sachar\nuniverse kelly\r\nnino perdido\n\nzzzzqqq\n",
    );
    assert_eq!((both.code, &both.out), (Some(0), &run.out), "{}", both.err);
    let run = bench.run_with("query pack --batch --limit 2", "\n");
    assert_eq!(run.out.trim_end().split(',').count(), 2);
}

#[test]
fn the_same_input_gives_the_same_bytes_packed_or_not() {
    let bench = Bench::new("same");
    let records = library();
    bench.file("a.mrc", &records);
    bench.file("b.mrc.gz", gzip(&records));
    bench.file("c.txt", &records);
    for (file, out) in [
        ("a.mrc", "one"),
        ("a.mrc", "two"),
        ("b.mrc.gz", "three"),
        ("c.txt", "four"),
    ] {
        bench.ok(&format!("index {file} --out {out} --name Same"));
    }
    let one = bench.files("one");
    assert!(one.len() > 10);
    for out in ["two", "three", "four"] {
        assert!(bench.files(out) == one, "{out}");
    }
    bench.ok("index a.mrc --out one --name Same");
    assert!(bench.files("one") == one, "written over itself");
}

#[test]
fn the_newest_file_dates_the_catalogue_unless_it_is_said() {
    let bench = Bench::new("dates");
    bench.file("a.mrc", library());
    let report = bench.json("index a.mrc --out pack --date 2025-03-01");
    assert_eq!(
        report.get("snapshot").and_then(Json::text),
        Some("2025-03-01")
    );
    assert_eq!(
        number(&bench.json("inspect pack"), "published"),
        1_740_787_200
    );
    bench.ok("index a.mrc --out pack");
    assert_eq!(
        number(&bench.json("inspect pack"), "published"),
        1_795_350_000
    );
}

#[test]
fn the_day_is_the_one_where_the_librarian_sits() {
    let bench = Bench::new("zones");
    bench.file("a.mrc", library());
    // 2026-11-22 12:20 by universal time.
    for (zone, day) in [
        ("UTC0", "2026-11-22"),
        ("XST13", "2026-11-21"),
        ("XST-12", "2026-11-23"),
    ] {
        let mut command = bench.command("index a.mrc --out pack --json");
        let output = command.env("TZ", zone).output().expect("started");
        let report = Json::parse(String::from_utf8_lossy(&output.stdout).trim_end()).expect("JSON");
        assert_eq!(
            report.get("snapshot").and_then(Json::text),
            Some(day),
            "{zone}"
        );
    }
}

#[test]
fn copies_are_found_in_marc_and_joined_from_a_table() {
    let bench = Bench::new("copies");
    bench.file("a.mrc", library());
    assert_eq!(number(&bench.json("index a.mrc --out pack"), "items"), 24);
    assert_eq!(
        number(
            &bench.json("index a.mrc --out pack --holdings none"),
            "items"
        ),
        0
    );

    bench.file("copies.tsv", "record_id\tbarcode\tcall_number\tlocation\tstatus\tdeleted\n\
        rec1\tX1\tFIC A\tStacks\tAvailable\t0\nrec2\tX2\tFIC B\tStacks\tLost\t0\nrec2\tX3\tFIC B\tStacks\tAvailable\t1\nrec99\tX4\tFIC C\tStacks\tAvailable\t0\n");
    let report = bench.json("index a.mrc --items copies.tsv --holdings none --out pack");
    assert_eq!(number(&report, "items"), 4);
    assert_eq!(
        (number(&report, "withdrawn"), number(&report, "unmatched")),
        (1, 1)
    );
    let unmatched = report
        .get("diagnostics")
        .and_then(|d| d.get("item-unmatched"))
        .expect("told");
    assert_eq!(number(unmatched, "count"), 1);
    assert!(
        bench
            .ok("query pack robot number 1")
            .contains("FIC A (Stacks), 1 of 1 on the shelf")
    );

    bench.file(
        "own.toml",
        "system = \"other\"\ntag = \"852\"\n[subfields]\nbarcode = \"p\"\nshelf = \"a\"\n",
    );
    bench.ok("index a.mrc --holdings own.toml --out pack");
    assert!(
        bench
            .ok("query pack robot number 1")
            .contains("(Main), 2 of 2 on the shelf")
    );
}

#[test]
fn a_column_map_says_what_columns_mean() {
    let bench = Bench::new("columns");
    bench.file(
        "odd.csv",
        "Werk;Wer;Nr\nHoles;Sachar, Louis;77\nHatchet;Paulsen, Gary;78\n",
    );
    bench.file(
        "map.toml",
        "[columns]\n\"Werk\" = \"title\"\n\"Wer\" = \"author\"\n\"Nr\" = \"id\"\n",
    );
    bench.ok("index odd.csv --columns map.toml --out pack");
    let run = bench.run_with("query pack --batch", "paulsen\n");
    assert_eq!(run.out, "paulsen\t78\n");
}

#[test]
fn several_files_are_one_catalogue_and_repeats_are_joined() {
    let bench = Bench::new("several");
    bench.file(
        "a.mrc",
        marc(&[
            ("1", "Holes", "Sachar, Louis", &["B1"]),
            ("2", "Hatchet", "Paulsen, Gary", &["B2"]),
        ]),
    );
    // The same title with a further copy, and another title under a number that is taken.
    bench.file(
        "b.mrc",
        marc(&[
            ("1", "Holes", "Sachar, Louis", &["B1", "B3"]),
            ("2", "Brian's winter", "Paulsen, Gary", &["B4"]),
        ]),
    );
    bench.file("c.csv", "title,author\nFreak the Mighty,Rodman Philbrick\n");
    bench.file("d.csv", "title,author\nMax the Mighty,Rodman Philbrick\n");
    let report = bench.json("index a.mrc b.mrc c.csv d.csv --out pack");
    assert_eq!(number(&report, "records"), 6);
    assert_eq!(
        (
            number(&report, "titles"),
            number(&report, "merged"),
            number(&report, "items")
        ),
        (5, 1, 4)
    );
    let diagnostics = report.get("diagnostics").expect("diagnostics");
    assert!(diagnostics.get("record-merged").is_some());
    assert!(diagnostics.get("control-number-repeated").is_some());
    let run = bench.run_with("query pack --batch", "holes\nwinter\nhatchet\nmighty\n");
    assert_eq!(
        run.out,
        "holes\t1\nwinter\t2~2\nhatchet\t2\nmighty\tf3r1,f4r1\n"
    );
    assert!(bench.ok("query pack holes").contains("2 of 2 on the shelf"));
}

#[test]
fn broken_records_are_told_and_the_others_stay() {
    let bench = Bench::new("broken");
    let mut records = library();
    let at = records.len() / 2;
    records[at..at + 40].fill(b'#');
    bench.file("a.mrc", &records);
    let report = bench.json("index a.mrc --out pack");
    assert!(number(&report, "records") >= 11, "{}", report.line());
    assert!(number(&report, "titles") >= 11);
    assert_ne!(report.get("diagnostics"), Some(&Json::Object(Vec::new())));
    bench.ok("verify pack");
}

#[test]
fn help_is_for_a_librarian_and_says_the_exit_codes() {
    let bench = Bench::new("help");
    let help = bench.ok("--help");
    for words in [
        "Exit codes:",
        "nothing was changed",
        "carrel site export.mrc",
    ] {
        assert!(help.contains(words), "{words}\n{help}");
    }
    for command in ["site", "index", "query", "inspect", "verify"] {
        assert!(help.contains(command), "{command}");
        assert!(
            bench.ok(&format!("{command} --help")).lines().count() > 8,
            "{command}"
        );
    }
    assert!(bench.ok("--version").starts_with("carrel "));
}

#[test]
fn names_that_a_heading_is_not_entered_under_find_its_titles() {
    let bench = Bench::new("authorities");
    bench.file(
        "books.mrk",
        "=LDR  00000nam a2200000 a 4500\n=001  1\n=100  1\\$aTwain, Mark,$d1835-1910.\n=245  14$aThe adventures of Tom Sawyer.\n=650  \\0$aBoys$vFiction.\n\n\
         =LDR  00000nam a2200000 a 4500\n=001  2\n=245  10$aFast!\n=650  \\0$aAutomobiles$xRacing.\n\n\
         =LDR  00000nam a2200000 a 4500\n=001  3\n=245  10$aStill waters.\n=650  \\0$aLakes.\n",
    );
    bench.file(
        "authorities.mrk",
        "=LDR  00000nz  a2200000n  4500\n=001  a1\n=100  1\\$aTwain, Mark,$d1835-1910.\n=400  1\\$aClemens, Samuel Langhorne\n\n\
         =LDR  00000nz  a2200000n  4500\n=001  a2\n=150  \\\\$aLakes\n=450  \\\\$aLagunas\n",
    );
    bench.ok("index books.mrk --authorities authorities.mrk --out pack --whole");
    let unlike = bench.ok("query pack --like 3");
    assert!(unlike.contains("Nothing shares a subject"), "{unlike}");
    let unknown = bench.run("query pack --like 99");
    assert!(
        unknown.err.contains("no title with the id 99"),
        "{}",
        unknown.err
    );
    let first = |query: &str| {
        let found = bench.json(&format!("query pack {query}"));
        let hits = found.get("hits").and_then(Json::list).unwrap_or_default();
        hits.first()
            .and_then(|hit| hit.get("id"))
            .and_then(Json::text)
            .map(str::to_owned)
    };
    assert_eq!(first("clemens").as_deref(), Some("1"));
    assert_eq!(first("lagunas").as_deref(), Some("3"));
    // Carrel's own table of everyday words.
    assert_eq!(first("race cars").as_deref(), Some("2"));
    bench.ok("verify pack");

    bench.ok("index books.mrk --out plain");
    assert!(bench.ok("query plain lagunas").contains("Nothing found"));

    // Two catalogues as one: the one that has the word speaks, and both do for what both have.
    let both = bench.ok("query plain --and pack lagunas");
    assert!(
        both.contains("1 title in 2 catalogues") && both.contains("Still waters"),
        "{both}"
    );
    assert!(
        bench
            .ok("query plain --and pack fast")
            .contains("2 titles in 2")
    );
    let missing = bench.run("query plain --and nowhere fast");
    assert!(
        missing.err.contains("nowhere: expected a catalogue"),
        "{}",
        missing.err
    );

    let wrong = bench.run("index books.mrk --authorities books.mrk --out pack");
    assert_ne!(wrong.code, Some(0));
    assert!(wrong.err.contains("none among 3 records"), "{}", wrong.err);
}

/// An export that begins with e-books: no copies in the first `ebooks` titles but what `early` says, then 40 titles with
/// one each, in that field.
fn ebooks_first(ebooks: usize, early: &[usize], tag: &str, code: char) -> Vec<u8> {
    let mut out = Vec::new();
    for n in 0..ebooks + 40 {
        let mut record = Record::new("00000nam a2200000 a 4500");
        record.push_control("001", &format!("t{n}"));
        record.push_data("245", *b"00", &[('a', &format!("Title number {n}"))]);
        record.push_data("906", *b"  ", &[('a', "loaded")]);
        if n >= ebooks || early.contains(&n) {
            let barcode = format!("3094{n:06}");
            record.push_data(tag, *b"  ", &[('a', "FIC ABC"), (code, &barcode)]);
        }
        carrel_marc::write::iso2709(&record, &mut out).expect("a record");
    }
    out
}

#[test]
fn copies_that_begin_after_hundreds_of_ebooks_are_all_found() {
    let bench = Bench::new("ebooks-first");
    for (ebooks, early, tag, code) in [
        (299, &[][..], "852", 'p'),
        (300, &[], "852", 'p'),
        (301, &[], "852", 'p'),
        (700, &[], "952", 'p'),
        // Two among the first prove nothing in this field; later they are copies like the others.
        (400, &[7, 299], "949", 'i'),
    ] {
        bench.file("a.mrc", ebooks_first(ebooks, early, tag, code));
        let report = bench.json("index a.mrc --out pack");
        let copies = (40 + early.len()) as u64;
        assert_eq!(number(&report, "items"), copies, "{ebooks} {tag}");
        // The sentence counts every record that was looked at.
        let said = bench.ok("index a.mrc --out pack");
        assert!(
            said.contains(&format!("Copies are read from {tag}")),
            "{said}"
        );
        for n in early {
            let found = bench.json(&format!("query pack \"title number {n}\" --limit 50"));
            let hits = found.get("hits").and_then(Json::list).expect("hits");
            let id = format!("t{n}");
            let hit = hits
                .iter()
                .find(|hit| hit.get("id").and_then(Json::text) == Some(&id));
            assert_eq!(number(hit.expect("the title"), "copies"), 1, "{id}");
        }
    }
}

#[test]
fn inspect_counts_the_catalogue_in_one_file_too() {
    let bench = Bench::new("inspect-whole");
    bench.file("books.csv", TABLE);
    bench.ok("index books.csv --out pack --whole");
    let inspected = bench.json("inspect pack");
    let files = bench.files("pack");
    let parts: Vec<_> = files
        .iter()
        .filter(|(path, _)| path.starts_with("d/"))
        .collect();
    let bytes: usize = parts.iter().map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(number(&inspected, "files"), parts.len() as u64);
    assert_eq!(number(&inspected, "bytes"), bytes as u64);
    let sections = inspected.get("sections").expect("sections");
    assert_eq!(
        number(sections.get("all in one file").expect("a line"), "files"),
        1
    );
}
