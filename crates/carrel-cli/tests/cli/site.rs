//! `carrel site`: the whole folder that goes to the web space.

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
fn files_of_the_school_stay_and_old_ones_of_ours_go() {
    let bench = Bench::new("stay");
    bench.app();
    bench.file("a.mrc", library());
    bench.ok("site a.mrc --out site --name First");
    let first = bench.files("site");
    bench.file("site/robots.txt", "User-agent: *\n");
    bench.file(
        "site/.well-known/security.txt",
        "Contact: mailto:library@school.example\n",
    );
    bench.ok("site a.mrc --out site --name Second");
    let second = bench.files("site");
    let has = |path: &str| second.iter().any(|(p, _)| p == path);
    assert!(has("robots.txt") && has(".well-known/security.txt"));
    let gone: Vec<_> = first.iter().filter(|(p, _)| !has(p)).collect();
    assert!(
        !gone.is_empty() && gone.iter().all(|(p, _)| p.starts_with("pack/d/")),
        "{gone:?}"
    );
    bench.ok("verify site");
    bench.ok("site a.mrc --out site --name First");
    let third = bench.files("site");
    assert!(
        third
            .iter()
            .filter(|(p, _)| !p.contains("robots") && !p.contains("security"))
            .eq(first.iter())
    );
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
    assert!(run.err.contains("Expected titles"), "{}", run.err);
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
