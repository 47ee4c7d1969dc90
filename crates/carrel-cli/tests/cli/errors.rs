//! Everything that cannot be done is said clearly, and nothing is lost by it.

use carrel_site::json::Json;

use crate::bench::{Bench, TABLE, gzip, library, number};

/// Runs what must fail: with that code, naming these things, and leaving the old catalogue as it was.
#[track_caller]
pub(crate) fn check(bench: &Bench, line: &str, code: i32, words: &[&str]) {
    let before = bench.files("old");
    let run = bench.run(line);
    assert_eq!(
        run.code,
        Some(code),
        "carrel {line}\n{}\n{}",
        run.out,
        run.err
    );
    for word in words {
        assert!(
            run.err.contains(word),
            "carrel {line}\nexpected: {word}\nfound: {}",
            run.err
        );
    }
    assert!(!run.err.contains("panicked"), "{}", run.err);
    assert!(
        bench.files("old") == before,
        "carrel {line} changed the old catalogue"
    );
    let odd: Vec<_> = std::fs::read_dir(&bench.0)
        .expect("a folder")
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.contains("carrel-"))
        .collect();
    assert!(odd.is_empty(), "carrel {line} left {odd:?}");
}

pub(crate) fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    bench.file("good.mrc", library());
    bench.ok("index good.mrc --out old --name Old");
    bench
}

#[test]
fn inputs_that_are_none() {
    let bench = bench("inputs");
    bench.app();
    bench.ok("site good.mrc --out site --name Old --app dist");
    let site = bench.files("site");
    bench.file("folder/a.mrc", library());
    bench.file("empty.mrc", "");
    bench.file("blank.mrc", "  \r\n\r\n \n");
    let noise: Vec<u8> = (0..20_000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    bench.file("noise.bin", noise);
    bench.file(
        "picture.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0",
    );
    bench.file("page.mrc", "<!DOCTYPE html><html><head><title>Please log in</title></head><body>Session expired</body></html>");
    bench.file(
        "sheet.xlsx",
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml",
    );
    bench.file(
        "letter.pdf",
        "%PDF-1.7\n%\u{e2}\u{e3}\n1 0 obj\n<<>>\nendobj\n",
    );
    bench.file("header.csv", "title,author\n");
    bench.file("shelves.csv", "Shelf,Status\nFiction,Available\n");
    bench.file("empty.gz", gzip(b""));
    bench.file("cut.mrc.gz", &gzip(&library())[..30]);
    bench.file("books.csv", "nr,what\n1,Holes\n");
    bench.file("gone.toml", "[columns]\n\"Titel\" = \"title\"\n");
    bench.file(
        "prose.txt",
        "It was a dark and stormy night.\n\nThe rain fell in torrents.\n",
    );
    for (file, words) in [
        (
            "missing.mrc",
            &["missing.mrc", "No such file", "Check the name"][..],
        ),
        (
            "folder",
            &["folder", "expected a file, found a folder", "folder/*.mrc"],
        ),
        (
            "empty.mrc",
            &["empty.mrc", "found an empty file (0 bytes)", "Export again"],
        ),
        (
            "blank.mrc",
            &["blank.mrc", "expected at least one record, found none"],
        ),
        ("noise.bin", &["noise.bin", "found bytes that are no text"]),
        ("picture.png", &["picture.png", "found a picture"]),
        ("page.mrc", &["page.mrc", "found a web page"]),
        (
            "sheet.xlsx",
            &["sheet.xlsx", "found a spreadsheet or an Office document"],
        ),
        ("letter.pdf", &["letter.pdf", "found a PDF document"]),
        (
            "header.csv",
            &["header.csv", "expected at least one record, found none"],
        ),
        (
            "empty.gz",
            &["empty.gz", "expected at least one record, found none"],
        ),
        (
            "prose.txt",
            &["prose.txt", "expected the names of the columns"],
        ),
        // Of what was cut off before the first record the cutting is told, not what follows from it.
        (
            "cut.mrc.gz",
            &[
                "cut.mrc.gz",
                "expected the end of the gzip data",
                "Copy or download it again",
            ],
        ),
        (
            "books.csv --columns gone.toml",
            &[
                "books.csv",
                "expected a column \"Titel\", found: \"nr\", \"what\"",
                "Correct the name in the column map",
            ],
        ),
        // A wrong file among right ones would make a catalogue without its books.
        (
            "good.mrc noise.bin",
            &["noise.bin", "found bytes that are no text"],
        ),
        (
            "good.mrc --items missing.tsv",
            &["missing.tsv", "No such file"],
        ),
        (
            "good.mrc --items header.csv",
            &["header.csv", "no row below them"],
        ),
        (
            "good.mrc --items shelves.csv",
            &["shelves.csv", "expected a column"],
        ),
    ] {
        check(&bench, &format!("index {file} --out old"), 1, words);
        let line = format!("site --name Old --app dist {file} --out site");
        check(&bench, &line, 1, words);
        assert!(
            bench.files("site") == site,
            "carrel {line} changed the site"
        );
        let run = bench.run(&format!("index {file} --out old"));
        assert!(run.err.contains("What to do:"), "{file}: {}", run.err);
    }
}

#[test]
fn options_that_are_wrong() {
    let bench = bench("options");
    bench.file("broken.toml", "[columns\n");
    bench.file("unknown.toml", "[columns]\n\"Title\" = \"titel\"\n");
    for (line, code, words) in [
        ("", 2, &["Usage"][..]),
        ("frobnicate", 2, &["frobnicate"]),
        ("index good.mrc", 2, &["--out"]),
        ("index --out old", 2, &["FILE"]),
        ("site good.mrc --out old", 2, &["--name"]),
        ("query old --batch dogs", 2, &["--batch"]),
        (
            "index good.mrc --out old --date yesterday",
            2,
            &["--date yesterday", "YYYY-MM-DD"],
        ),
        (
            "index good.mrc --out old --date 2026-02-30",
            2,
            &["2026-02-30"],
        ),
        (
            "index good.mrc --out old --base https://school.example/",
            2,
            &["--base", "/library/"],
        ),
        (
            "index good.mrc --out old --holdings sierre",
            2,
            &["sierre", "perhaps sierra is meant"],
        ),
        (
            "index good.mrc --out old --holdings broken.toml",
            1,
            &["broken.toml"],
        ),
        (
            "index good.mrc --out old --columns broken.toml",
            1,
            &["broken.toml", "line 1"],
        ),
        (
            "index good.mrc --out old --columns unknown.toml",
            1,
            &[
                "unknown.toml, line 2",
                "\"titel\" is not known; perhaps \"title\" is meant",
            ],
        ),
        (
            "index good.mrc --out old --columns none.toml",
            1,
            &["none.toml"],
        ),
        (
            "site good.mrc --out old --name Old --app nowhere",
            1,
            &["nowhere", "cargo xtask dist"],
        ),
        (
            "site good.mrc --out old --name Old --app .",
            1,
            &["app.json", "cargo xtask dist"],
        ),
        (
            "query nowhere dogs",
            1,
            &["nowhere", "latest.json", "carrel index"],
        ),
        ("query good.mrc dogs", 1, &["good.mrc", "found a file"]),
        ("inspect .", 1, &["latest.json"]),
        ("verify nowhere", 1, &["nowhere"]),
        ("verify https://127.0.0.1:9/", 1, &["https://127.0.0.1:9/"]),
        (
            "verify ftp://school.example/",
            2,
            &["http://school.example/library/"],
        ),
        ("verify http://", 2, &["http://school.example/library/"]),
    ] {
        check(&bench, line, code, words);
    }
}

#[test]
fn folders_that_are_not_ours_are_left_alone() {
    let bench = bench("folders");
    bench.file("documents/letter.txt", "Dear parents");
    bench.file("plain", "a file");
    check(
        &bench,
        "index good.mrc --out documents",
        1,
        &["documents", "letter.txt", "folder of its own"],
    );
    check(
        &bench,
        "index good.mrc --out plain",
        1,
        &["plain", "found a file"],
    );
    check(
        &bench,
        "index good.mrc --out good.mrc/inside",
        1,
        &["good.mrc"],
    );
    assert_eq!(bench.files("documents").len(), 1);
    bench.ok("index good.mrc --out new/deep/folder");
    std::fs::create_dir(bench.path("empty")).expect("a folder");
    bench.ok("index good.mrc --out empty");
    bench.ok("index good.mrc --out ./empty/../old/");
    assert!(!bench.files("old").is_empty());
}

#[test]
fn an_app_that_is_not_whole_makes_no_site() {
    let bench = bench("app");
    bench.app();
    bench.ok("site good.mrc --out site --name School");
    let before = bench.files("site");
    bench.file("dist/app/carrel-0.js", "changed");
    check(
        &bench,
        "site good.mrc --out site --name School",
        1,
        &["app/carrel-0.js", "cargo xtask dist"],
    );
    std::fs::remove_file(bench.path("dist/app/carrel-0.js")).expect("removed");
    check(
        &bench,
        "site good.mrc --out site --name School",
        1,
        &["app/carrel-0.js", "not there"],
    );
    bench.file("dist/app.json", "{}");
    check(
        &bench,
        "site good.mrc --out site --name School",
        1,
        &["app.json"],
    );
    assert!(bench.files("site") == before);
}

#[test]
fn a_packed_file_that_was_cut_says_so_and_gives_what_it_has() {
    let bench = bench("cut");
    let mut packed = gzip(&library());
    packed.truncate(packed.len() * 2 / 3);
    bench.file("cut.mrc.gz", &packed);
    let run = bench.run("index cut.mrc.gz --out new");
    assert_eq!(run.code, Some(3), "{}", run.err);
    assert!(run.out.contains("it is NOT whole"), "{}", run.out);
    assert!(run.out.contains("ERROR packed-file-cut-off"), "{}", run.out);
    bench.ok("verify new");
    let run = bench.run("index cut.mrc.gz --out new --json");
    assert!(run.out.contains("\"whole\":false"), "{}", run.out);
}

#[test]
fn with_json_a_failure_is_an_object_too() {
    let bench = bench("json");
    let run = bench.run("index missing.mrc --out new --json");
    assert_eq!(run.code, Some(1));
    assert!(
        run.out
            .starts_with("{\"error\":\"could not open missing.mrc"),
        "{}",
        run.out
    );
    bench.file("noise.bin", "no catalogue at all");
    let run = bench.run("index noise.bin --out new --json");
    let said = Json::parse(run.out.trim_end()).expect("an object");
    assert_eq!(number(&said, "records"), 0);
    assert!(said.get("error").is_some());
    assert_ne!(said.get("diagnostics"), Some(&Json::Object(Vec::new())));
}

/// `verify`, `inspect` and `query` printed nothing on standard output when they failed.
#[test]
fn with_json_every_command_that_fails_prints_an_object() {
    let bench = bench("json-all");
    for line in [
        "index missing.mrc --out new",
        "site missing.mrc --out new --name School",
        "verify nowhere",
        "verify ftp://school.example/",
        "inspect nowhere",
        "query nowhere dragon",
        "query nowhere --and nowhere dragon",
        "lessons check nowhere",
        "cite suite nowhere",
    ] {
        // What is searched in several catalogues has no JSON.
        let json = !line.contains("--and");
        let run = bench.run(&format!("{line}{}", if json { " --json" } else { "" }));
        assert!(matches!(run.code, Some(1 | 2)), "{line}: {run:?}");
        assert!(run.err.contains("What to do:"), "{line}: {}", run.err);
        if json {
            let said = Json::parse(run.out.trim_end());
            let error = said.as_ref().and_then(|said| said.get("error"));
            let error = error.and_then(Json::text).unwrap_or_default();
            assert!(
                !error.is_empty() && run.err.contains(error),
                "{line}: {} {}",
                run.out,
                run.err
            );
        } else {
            assert_eq!(run.out, "", "{line}");
        }
    }
}

/// It was opened only when the whole catalogue was built.
#[test]
fn an_engine_that_is_none_is_told_before_the_long_work() {
    let bench = bench("engine");
    bench.file("page.html", "<!doctype html>");
    bench.file("empty.wasm", "");
    std::fs::create_dir(bench.path("folder")).expect("a folder");
    for (file, found) in [
        ("nowhere.wasm", "no file of that name"),
        ("page.html", "something else"),
        ("empty.wasm", "an empty file"),
        ("folder", "a folder"),
    ] {
        let told =
            format!("--engine {file}: expected the search engine as WebAssembly, found {found}");
        let words = [told.as_str(), "What to do: Give engine_bg.wasm"];
        // The export is not there, and that is not what is told: the engine comes first.
        let line = format!("index missing.mrc --out old --engine {file}");
        check(&bench, &line, 1, &words);
    }
}

#[test]
fn a_damaged_catalogue_does_not_answer_nonsense() {
    let bench = bench("damaged");
    bench.file("books.csv", TABLE);
    bench.ok("index books.csv --out new");
    for (path, bytes) in bench.files("new") {
        if path.starts_with("d/") {
            let mut broken = bytes.clone();
            let middle = broken.len() / 2;
            broken[middle] ^= 4;
            bench.file(&format!("new/{path}"), broken);
            let run = bench.run("query new holes");
            if run.code != Some(0) {
                assert!(
                    run.err.contains(&path) && run.err.contains("carrel verify"),
                    "{}",
                    run.err
                );
            } else {
                assert!(run.out.contains("Holes"), "{}", run.out);
            }
            bench.file(&format!("new/{path}"), bytes);
        }
    }
    std::fs::write(bench.path("new/latest.json"), "<html>404</html>").expect("written");
    check(&bench, "query new holes", 1, &["latest.json"]);
}
