//! `carrel cite`: entries in every form and language, a folder of cases counted, the app's styles and languages as files, and what is
//! said when it cannot.

use crate::bench::Bench;

const ITEMS: &str = r#"[
{"id": "a", "type": "chapter", "title": "The last ferry", "author": [{"family": "Day", "given": "Mia"}],
 "container-title": "Stories of the coast", "editor": [{"family": "Diaz", "given": "Leo"}], "publisher": "Harbor Press",
 "issued": {"date-parts": [[2019]]}, "page": "41-58", "edition": "2"}
]"#;

/// A style that is not shipped.
const OWN: &str = "<style class=\"in-text\"><citation><layout><text variable=\"title\"/></layout></citation>\
    <bibliography><layout><text variable=\"title\"/></layout></bibliography></style>";

#[track_caller]
fn check(options: &str, expected: &str) {
    let bench = Bench::new(&format!("cite{}", options.replace([' ', '-'], "")));
    bench.file("items.json", ITEMS);
    let said = bench.ok(&format!("cite items.json {options}"));
    assert!(said.contains(expected), "{options}: {said}");
}

#[test]
fn every_form_and_language() {
    check(
        "--style mla",
        "Day, Mia. “The Last Ferry.” Stories of the Coast, edited by Leo Diaz, 2nd ed.,",
    );
    check("--style mla --format html", "<i>Stories of the Coast</i>");
    check("--style mla --format rtf", "{\\i Stories of the Coast}");
    check(
        "--style mla --format tokens",
        "Day\tauthor\tContent\tauthor\tThis is who made it.",
    );
    check("--style apa --in-text", "(Day, 2019)");
    check(
        "--style mla --lang es-ES",
        "editado por Leo Diaz, 2.ª ed., Harbor",
    );
    check(
        "--style mla --lang ar",
        "تحرير Leo Diaz, ط. 2, Harbor Press",
    );
    check("--style apa --lang de-DE", "(Hrsg.)");
    // A British book's style writes British English, unless told otherwise.
    check("--style harvard", "2nd edn.");
    check("--style harvard --lang en-US", "2nd ed.");
}

/// As the app does it: no city after 1900, no chat in Chicago's list, and A, An and The do not sort. `--csl-only` is CSL alone.
#[test]
fn shipped_styles_have_the_rules_of_schools_beside_them() {
    let bench = Bench::new("cite-rules");
    bench.file(
        "items.json",
        r#"[{"id": "z", "type": "book", "title": "Zebras", "publisher": "Knopf", "publisher-place": "New York",
              "author": [{"family": "Park", "given": "Jin-ho", "static-ordering": true}], "issued": {"date-parts": [[2001]]}},
            {"id": "i", "type": "book", "title": "The island book", "issued": {"date-parts": [[2010]]}},
            {"id": "c", "type": "software", "title": "why bees dance", "container-title": "ChatGPT", "publisher": "OpenAI",
              "issued": {"date-parts": [[2025, 10, 3]]}, "custom": {"kind": "ai-chat"}}]"#,
    );
    let list = |options: &str| {
        let said = bench.ok(&format!("cite items.json {options}"));
        said.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        list("--style chicago-notes"),
        [
            "The Island Book. 2010.",
            "Park Jin-ho. Zebras. Knopf, 2001."
        ]
    );
    assert_eq!(
        list("--style chicago-notes --in-text")[2],
        "Response to “why bees dance,” ChatGPT, OpenAI, October 3, 2025."
    );
    let bare = list("--style chicago-notes-17 --csl-only");
    assert_eq!(bare.len(), 3, "{bare:?}");
    assert!(bare.iter().any(|line| line.contains("New York: Knopf")));
    assert_eq!(bare[2], "The Island Book. 2010.", "{bare:?}");
    // APA inverts every name.
    assert_eq!(list("--style apa")[2], "Park, J. (2001). Zebras. Knopf.");
}

/// A whole file, as the app saves it: a fragment opens nowhere.
#[test]
fn rtf_is_a_file_that_a_word_processor_opens() {
    let bench = Bench::new("cite-rtf");
    bench.file("items.json", ITEMS);
    bench.file("own.csl", OWN);
    for options in ["--style mla", "--style apa --in-text", "--style own.csl"] {
        let text = bench.ok(&format!("cite items.json --format rtf {options}"));
        assert!(text.starts_with("{\\rtf1\\ansi"), "{text}");
        let line = match options {
            "--style own.csl" => "sl276",
            _ => "sl480",
        };
        let indent = format!("{{\\pard\\li720\\fi-720\\{line}");
        assert!(text.contains(&indent), "{text}");
        assert!(text.trim_end().ends_with("\\par}\n}"), "{text}");
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}

/// The file of the app had the heading of its style, the command's had none.
#[test]
fn rtf_has_the_heading_of_its_style_above_a_list_alone() {
    let bench = Bench::new("cite-rtf-heading");
    bench.file("items.json", ITEMS);
    bench.file("own.csl", OWN);
    for (options, heading) in [
        ("--style mla", "{Works Cited}"),
        ("--style apa", "{\\b References}"),
        ("--style chicago-notes-17", "{Bibliography}"),
        ("--style chicago-author-date-17", "{References}"),
        ("--style harvard", "{Reference List}"),
        ("--style elementary", "{My Sources}"),
        ("--style mla --lang es-ES", "{Obras citadas}"),
        (
            "--style chicago-notes --lang de-DE",
            "{Literaturverzeichnis}",
        ),
        // What points to the works is no list, and of a style of somebody's own nobody knows the heading.
        ("--style mla --in-text", ""),
        ("--style own.csl", ""),
    ] {
        let text = bench.ok(&format!("cite items.json --format rtf {options}"));
        let found = text.lines().find(|line| line.contains("\\qc"));
        match heading {
            "" => assert_eq!(found, None, "{options}"),
            _ => assert!(found.is_some_and(|line| line.contains(heading)), "{text}"),
        }
    }
}

/// As the app reads it: names in one text, and a chat of another program.
#[test]
fn items_of_other_programs_are_written_as_the_app_writes_them() {
    let bench = Bench::new("cite-others");
    bench.file(
        "items.json",
        r#"[{"id": "a", "type": "book", "title": "Bees", "author": "Ann Lee", "issued": "2020"},
            {"id": "c", "type": "software", "title": "Why do bees dance in spring?", "container-title": "ChatGPT", "version": "GPT-4o",
              "publisher": "OpenAI", "genre": "Generative AI chat", "issued": {"date-parts": [[2025, 10, 3]]}}]"#,
    );
    let mla = bench.ok("cite items.json --style mla");
    assert!(mla.contains("Lee, Ann. Bees. 2020."), "{mla}");
    assert!(
        mla.contains(
            "“Why do bees dance in spring?” prompt. ChatGPT, model GPT-4o, OpenAI, 3 Oct. 2025."
        ),
        "{mla}"
    );
    let notes = bench.ok("cite items.json --style chicago-notes");
    assert!(!notes.contains("OpenAI"), "{notes}");
    let harvard = bench.ok("cite items.json --style harvard");
    assert!(harvard.contains("OpenAI (2025)"), "{harvard}");
}

/// A title that says it is English has English capitals in any list, and its article does not sort.
#[test]
fn an_english_title_is_one_in_a_spanish_list() {
    let bench = Bench::new("cite-spanish");
    bench.file(
        "items.json",
        r#"[{"id": "a", "type": "book", "title": "The wild robot", "language": "en"},
            {"id": "b", "type": "book", "title": "Number games", "language": "en"},
            {"id": "c", "type": "book", "title": "The paper bag", "language": "en"},
            {"id": "d", "type": "book", "title": "A la deriva"}]"#,
    );
    let list = bench.ok("cite items.json --style mla --lang es-ES");
    let titles: Vec<&str> = list
        .lines()
        .map(|line| line.trim_end_matches('.'))
        .collect();
    assert_eq!(
        titles,
        [
            "A la deriva",
            "Number Games",
            "The Paper Bag",
            "The Wild Robot"
        ]
    );
}

#[test]
fn styles_and_languages_of_the_app_are_files_with_their_hashes_and_their_notices() {
    let bench = Bench::new("cite-files");
    bench.ok("cite files out");
    let names: Vec<String> = bench.files("out").into_iter().map(|f| f.0).collect();
    let expected = [
        "locale-ar",
        "locale-de-DE",
        "locale-es-ES",
        "locale-fr-FR",
        "style-apa",
        "style-chicago-author-date",
        "style-chicago-author-date-17",
        "style-chicago-notes",
        "style-chicago-notes-17",
        "style-elementary",
        "style-harvard",
        "style-mla",
    ];
    let mut found: Vec<&str> = names
        .iter()
        .filter_map(|name| {
            let (name, hash) = name.strip_suffix(".bin")?.rsplit_once('-')?;
            (hash.len() == 16).then_some(name.rsplit('/').next().unwrap_or(name))
        })
        .collect();
    found.sort_unstable();
    assert_eq!(found, expected, "{names:?}");
    // The licence asks that authors and terms stay with each: they can be read in the file itself.
    for (name, bytes) in bench.files("out") {
        let text = String::from_utf8_lossy(&bytes);
        let notices: &[&str] = match name.rsplit('/').next().unwrap_or(&name) {
            name if name.starts_with("style-elementary") => &["MIT OR Apache-2.0"],
            name if name.starts_with("locale-ar") => &[],
            name if name.starts_with("style-mla") => &["Sebastian Karcher", "by-sa/3.0/"],
            _ => &["ShareAlike 3.0", "by-sa/3.0/"],
        };
        for notice in notices {
            assert!(text.contains(notice), "{name}: {notice}");
        }
    }
}

#[test]
fn a_folder_of_cases_is_counted() {
    let bench = Bench::new("cite-suite");
    let case = |result: &str| {
        let section = |name: &str, text: &str| {
            format!(">>===== {name} =====>>\n{text}\n<<===== {name} =====<<\n")
        };
        [
            section("MODE", "citation"),
            section("RESULT", result),
            section(
                "CSL",
                "<style class=\"in-text\"><citation><layout><text variable=\"title\"/></layout></citation></style>",
            ),
            section("INPUT", "[{\"id\": \"1\", \"type\": \"book\", \"title\": \"Holes\"}]"),
        ]
        .concat()
    };
    bench.file("cases/own_Title.txt", case("Holes"));
    let line = bench.ok("cite suite cases --json");
    assert!(
        line.contains("\"own\":{\"passed\":1,\"failed\":0,\"skipped\":0}"),
        "{line}"
    );
    bench.file("cases/own_Other.txt", case("Wholes"));
    let run = bench.run("cite suite cases");
    assert_eq!(run.code, Some(3), "{}", run.out);
    assert!(run.out.contains("failed: own_Other"), "{}", run.out);
}

#[test]
fn what_cannot_be_read_is_named_with_its_line_and_a_way_out() {
    let bench = Bench::new("cite-faults");
    bench.file("items.json", ITEMS);
    let run = bench.run("cite items.json --style mal");
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("no style `mal`") && run.err.contains("mla"),
        "{}",
        run.err
    );
    let run = bench.run("cite items.json --style mla --lang klingon");
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("no language `klingon`") && run.err.contains("es-ES"),
        "{}",
        run.err
    );
    // Every value that is lost is told with the line it stands in; two items of one name are both written.
    bench.file(
        "wrong.json",
        "[\n{\"id\": \"a\", \"type\": \"bok\",\n \"title\": \"Bees\",\n \"author\": [{\"famly\": \"Lee\"}],\n \"publisher\": {\"x\": 1},\n \"issued\": {\"date-parts\": [[\"x\"]]}},\n{\"id\": \"a\", \"type\": \"book\", \"title\": \"Ants\", \"issued\": {\"date-parts\": [[2020, 13]]}}\n]",
    );
    let run = bench.run("cite wrong.json --style mla --in-text");
    assert_eq!(run.code, Some(3), "{}", run.err);
    for told in [
        "line 2: expected a type such as book or webpage, found “bok”",
        "line 4: expected names with",
        "in “author”, found “Lee”",
        "line 5: expected words in “publisher”",
        "line 6: expected a date such as [[2020, 5, 3]] in “issued”, found “x”",
        "line 7: expected an id that no entry before has, found “a”",
        "line 7: expected a date such as [[2020, 5, 3]] in “issued”, found “2020 13”",
    ] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    assert!(
        run.out.contains("Bees") && run.out.contains("Ants"),
        "{}",
        run.out
    );
    bench.file(
        "broken.json",
        "[\n{\"id\": \"1\", \"title\": \"A\"},\n{\"id\" \"2\"}\n]",
    );
    let run = bench.run("cite broken.json --style mla");
    assert_eq!(run.code, Some(3), "{}", run.err);
    assert!(run.err.contains("line 3"), "{}", run.err);
    assert!(
        run.out.contains('A'),
        "what could be read is written: {}",
        run.out
    );
}
