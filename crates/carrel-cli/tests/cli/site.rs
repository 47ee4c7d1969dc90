//! `carrel site`: the whole folder that goes to the web space.

use std::collections::BTreeSet;

use carrel_site::json::Json;

use crate::bench::{Bench, library};

#[test]
fn a_site_has_everything_and_is_the_same_each_time() {
    let bench = Bench::new("site");
    bench.app();
    bench.file("a.mrc", library());
    let said = bench.ok("site a.mrc --out site --name \"Zoë's School & Library\" --base library");
    assert!(
        said.contains("12 titles, 24 copies") || said.contains("12 titles"),
        "{said}"
    );
    assert!(said.contains("to /library/"), "{said}");
    let files = bench.files("site");
    let text = |path: &str| {
        let (_, bytes) = files
            .iter()
            .find(|(p, _)| p == path)
            .unwrap_or_else(|| panic!("no {path}"));
        String::from_utf8_lossy(bytes).into_owned()
    };
    assert!(text("index.html").contains("<title>Zoë's School &amp; Library</title>"));
    assert!(text("index.html").contains(&text("pack/latest.json")));
    let index = text("index.html");
    let (_, words) = index.split_once("id=\"carrel-words\">").expect("place");
    let (words, _) = words.split_once("</script>").expect("end");
    let parts = Json::parse(words).expect("JSON");
    let parts = parts.list().expect("list");
    assert!(!parts.is_empty(), "no part of the dictionary is named");
    for part in parts {
        let name = part.list().expect("pair")[1].text().expect("name");
        let path = format!("pack/{name}");
        assert!(files.iter().any(|(p, _)| *p == path), "no {path}");
    }
    assert!(text("404.html").contains("href=\"/library/\""));
    assert!(text("UPLOAD.txt").contains("12 titles, 24 copies"));
    assert!(text("sw.js").contains("\"app/carrel-0.wasm\""));
    assert!(
        !text("sw.js").contains("pack/"),
        "packs are not the worker's business"
    );
    let manifest = Json::parse(&text("manifest.webmanifest")).expect("JSON");
    assert_eq!(
        manifest.get("name").and_then(Json::text),
        Some("Zoë's School & Library")
    );
    bench.ok("verify site");
    assert!(
        bench
            .ok("query site robot number 7")
            .contains("robot number 7")
    );

    bench.ok("site a.mrc --out again --name \"Zoë's School & Library\" --base /library/");
    assert!(bench.files("again") == files);
    // A finished site can be the app of the next one.
    bench
        .ok("site a.mrc --out third --name \"Zoë's School & Library\" --base /library/ --app site");
    assert!(bench.files("third") == files);
}

#[test]
fn a_site_names_the_other_libraries_of_its_district() {
    let bench = Bench::new("union");
    bench.app();
    bench.file("a.mrc", library());
    bench.file(
        "district.txt",
        "# Our district\nNorth High = /north/\nOurs = /ours/\nLincoln = lincoln\n",
    );
    let named = |folder: &str| {
        let files = bench.files(folder);
        let page = files
            .iter()
            .find(|(path, _)| path == "index.html")
            .expect("a page");
        let page = String::from_utf8_lossy(&page.1).into_owned();
        let (_, list) = page.split_once("id=\"carrel-union\">").expect("place");
        list.split_once("</script>").expect("end").0.to_owned()
    };
    let both = "[[\"North High\",\"/north/\"],[\"Lincoln\",\"/lincoln/\"]]";
    bench.ok("site a.mrc --out ours --name Ours --base /ours/ --union district.txt");
    assert_eq!(named("ours").replace(", ", ","), both);
    bench.ok("verify ours");
    // One by one on the command line; and a site made of this one keeps them.
    bench.ok("site a.mrc --out one --name Ours --base /ours/ --union \"North High = /north/\" --union Lincoln=/lincoln/");
    assert_eq!(named("one"), named("ours"));
    bench.ok("site a.mrc --out next --name Ours --base /ours/ --app ours");
    assert_eq!(named("next"), named("ours"));
    bench.ok("site a.mrc --out without --name Ours --base /ours/");
    assert_eq!(named("without"), "[]");
    // A base that the list has otherwise is told of: readers would find their own library among the others.
    let said =
        bench.ok("site a.mrc --out astray --name Ours --base /library/ --union district.txt");
    assert!(
        said.contains("WARNING Ours stands in /ours/ by the list"),
        "{said}"
    );
    let said = bench
        .ok("site a.mrc --out astray --name Ours --base /library/ --union district.txt --json");
    assert!(
        said.contains("\"warning\":\"Ours stands in /ours/ by the list"),
        "{said}"
    );
    let said = bench.ok("site a.mrc --out taken --name South --base /north/ --union district.txt");
    assert!(
        said.contains("WARNING The list of libraries has North High in /north/"),
        "{said}"
    );
    assert!(said.contains("--base") && said.contains("--name"), "{said}");
    let said = bench.ok("site a.mrc --out right --name Ours --base /ours/ --union district.txt");
    assert!(!said.contains("WARNING"), "{said}");
    // Made of a site for another folder, whose list has this one: no library is among the others of itself.
    let said = bench.ok("site a.mrc --out moved --name \"North High\" --base /north/ --app ours");
    assert_eq!(
        named("moved").replace(", ", ","),
        "[[\"Lincoln\",\"/lincoln/\"]]"
    );
    assert!(!said.contains("WARNING"), "{said}");
    // What cannot be used is named, and nothing is written.
    bench.file(
        "wrong.txt",
        "North High = /north/\n\nSouth = https://south.example/\n",
    );
    for (union, told) in [
        (
            "wrong.txt",
            "wrong.txt: line 3: expected a folder on this site's own web server, found https://south.example/",
        ),
        (
            "Ours=/ours/",
            "expected other libraries than the one in /ours/, found none",
        ),
        ("none.txt", "none.txt"),
        (
            "\"A = /a/\" --union \"B = /a/\"",
            "line 2: expected another library, found the folder /a/ of line 1 again",
        ),
    ] {
        let said = bench.run(&format!(
            "site a.mrc --out never --name Ours --base /ours/ --union {union}"
        ));
        assert!(
            said.code == Some(1) && said.err.contains(told),
            "{union}: {:?} {}",
            said.code,
            said.err
        );
        assert!(!bench.path("never").exists(), "{union}");
    }
}

/// Paths of a folder's files, links among them.
fn paths(bench: &Bench, folder: &str) -> BTreeSet<String> {
    let files = bench.files(folder).into_iter();
    files.map(|(path, _)| path).collect()
}

#[test]
fn files_of_the_school_stay_and_parts_of_one_publication_before() {
    let bench = Bench::new("stay");
    bench.app();
    bench.file("a.mrc", library());
    bench.ok("site a.mrc --out site --name First");
    let first = paths(&bench, "site");
    let own = [
        ("site/robots.txt", "User-agent: *\n"),
        ("site/.well-known/security.txt", "Contact: us\n"),
        ("site/pack/README", "ours\n"),
    ];
    for (path, text) in own {
        bench.file(path, text);
    }
    // Devices may be in the middle of fetching the catalogue before.
    bench.ok("site a.mrc --out site --name Second");
    let second = paths(&bench, "site");
    assert!(first.is_subset(&second), "{:?}", first.difference(&second));
    bench.ok("site a.mrc --out clean --name Second");
    let clean = paths(&bench, "clean");
    let kept: Vec<_> = second.difference(&clean).collect();
    assert_eq!(
        kept.len(),
        own.len() + 2,
        "the root and the overview: {kept:?}"
    );
    let said = bench.ok("verify site");
    assert!(said.contains("2 files are of another catalogue"), "{said}");
    // The same again: nothing is older than it was.
    bench.ok("site a.mrc --out site --name Second");
    assert_eq!(paths(&bench, "site"), second);
    // What is older than the publication before goes.
    bench.ok("site a.mrc --out site --name Third");
    let third = paths(&bench, "site");
    assert!(clean.is_subset(&third));
    let gone: Vec<_> = first.difference(&third).collect();
    assert!(
        gone.len() == 2 && gone.iter().all(|p| p.starts_with("pack/d/")),
        "{gone:?}"
    );
    for (path, text) in own {
        assert_eq!(std::fs::read_to_string(bench.path(path)).expect(path), text);
    }
}

/// A folder that is a link was taken for a file, and the whole run ended with "Give a file, not a folder".
#[cfg(unix)]
#[test]
fn links_in_the_folder_stay_links() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new("links");
    bench.app();
    bench.file("a.mrc", library());
    bench.file("photos/1.jpg", "picture");
    bench.ok("site a.mrc --out site --name First");
    let links = [
        ("photos", "../photos"),
        ("dead", "nowhere"),
        ("one.jpg", "../photos/1.jpg"),
    ];
    for (name, to) in links {
        symlink(to, bench.path("site").join(name)).expect("linked");
    }
    bench.ok("site a.mrc --out site --name Second");
    for (name, to) in links {
        let link = std::fs::read_link(bench.path("site").join(name)).expect(name);
        assert_eq!(link, std::path::Path::new(to));
    }
    assert_eq!(
        std::fs::read_to_string(bench.path("site/photos/1.jpg")).expect("read"),
        "picture"
    );
    // A link where the site has a folder gives way; what it leads to is left alone.
    std::fs::rename(bench.path("site/pack"), bench.path("elsewhere")).expect("moved");
    symlink("../elsewhere", bench.path("site/pack")).expect("linked");
    let before = bench.files("elsewhere");
    bench.ok("site a.mrc --out site --name Third");
    assert!(bench.files("elsewhere") == before);
    assert!(bench.path("site/pack").is_dir() && !bench.path("site/pack").is_symlink());
    bench.ok("verify site");
}

/// `carrel index --out site` replaced a whole site by a bare catalogue.
#[test]
fn a_folder_is_only_replaced_by_what_it_is() {
    let bench = Bench::new("kinds");
    bench.app();
    bench.file("a.mrc", library());
    bench.ok("site a.mrc --out site --name School");
    bench.ok("index a.mrc --out pack --name School");
    for (line, expected, way_out) in [
        (
            "index a.mrc --out site",
            "expected a catalogue alone to replace, found a whole site",
            "`carrel site … --out",
        ),
        (
            "site a.mrc --out pack --name School",
            "expected a whole site to replace, found a catalogue alone",
            "`carrel index … --out",
        ),
    ] {
        let before = (bench.files("site"), bench.files("pack"));
        let run = bench.run(line);
        assert_eq!(run.code, Some(1), "{line}");
        assert!(
            run.err.contains(expected) && run.err.contains(way_out),
            "{}",
            run.err
        );
        assert!(
            (bench.files("site"), bench.files("pack")) == before,
            "{line}"
        );
    }
}

#[test]
fn a_name_is_trimmed_as_the_publish_page_does() {
    let bench = Bench::new("trimmed");
    bench.app();
    bench.file("a.mrc", library());
    bench.ok("site a.mrc --out plain --name School");
    bench.ok("site a.mrc --out blank --name \" School  \"");
    assert!(bench.files("blank") == bench.files("plain"));
    bench.ok("index a.mrc --out pack --name \"School \"");
    assert!(bench.ok("inspect pack").starts_with("School, "));
}

#[test]
fn records_without_a_title_make_a_catalogue_but_no_site() {
    let bench = Bench::new("authorities");
    bench.app();
    let mut record = carrel_marc::record::Record::new("00000nz  a2200000n  4500");
    record.push_control("001", "n1");
    record.push_data("100", *b"1 ", &[('a', "Sachar, Louis")]);
    let mut bytes = Vec::new();
    carrel_marc::write::iso2709(&record, &mut bytes).expect("a record");
    bench.file("names.mrc", bytes);
    let report = bench.json("index names.mrc --out pack");
    assert_eq!(crate::bench::number(&report, "titles"), 0);
    let run = bench.run("site names.mrc --out site --name School");
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("names.mrc: expected titles"),
        "{}",
        run.err
    );
    assert!(!bench.path("site").exists());
}

// 2026-11: devices take a catalogue of a lower publish counter for a stale answer, and would have kept the old one for good.
#[test]
fn going_back_to_an_older_day_still_counts_as_newer() {
    let bench = Bench::new("counter");
    bench.app();
    bench.file("a.mrc", library());
    let published = |path: &str| {
        let latest = std::fs::read_to_string(bench.path(path)).expect(path);
        let (_, rest) = latest.split_once("\"published\":").expect("a counter");
        rest.split(',').next().expect("a number").to_owned()
    };
    bench.ok("site a.mrc --out site --name School --date 2026-11-27");
    let first = published("site/pack/latest.json");
    bench.ok("site a.mrc --out site --name School --date 2026-11-20");
    assert_eq!(published("site/pack/latest.json"), first);
    bench.ok("verify site");
    bench.ok("index a.mrc --out pack --date 2026-11-27");
    bench.ok("index a.mrc --out pack --date 2026-11-20 --whole");
    assert_eq!(published("pack/latest.json"), first);
    bench.ok("verify pack");
}
