//! `carrel lessons`: begun, checked, built, exported; and what is said when it cannot.

use crate::bench::{Bench, number};

fn begun(name: &str) -> Bench {
    let bench = Bench::new(name);
    bench.ok("lessons new who-made-it");
    bench
}

#[test]
fn a_new_lesson_is_whole_and_becomes_files() {
    let bench = begun("lessons-new");
    let said = bench.ok("lessons check");
    assert!(said.contains("1 lesson: 0 errors, 0 warnings"), "{said}");
    bench.ok("lessons build --out bundles");
    let names: Vec<String> = bench.files("bundles").into_iter().map(|f| f.0).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    for name in ["lessons.bin", "standards.bin"] {
        assert!(names.iter().any(|n| n.ends_with(name)), "{names:?}");
    }
    assert!(said.contains("minutes\n"), "{said}");
    bench.ok("lessons export --out linked --site https://school.example/books/");
    let linked = bench.files("linked");
    let link = linked.iter().find(|f| f.0.ends_with("classroom-link.txt"));
    let link = String::from_utf8_lossy(&link.expect("a link").1).into_owned();
    let address = "https://classroom.google.com/share?url=https%3A%2F%2Fschool.example%2Fbooks%2F%23%2Flessons%2F";
    assert!(link.starts_with(address), "{link}");
    bench.ok("lessons export --out paper");
    let names: Vec<String> = bench.files("paper").into_iter().map(|f| f.0).collect();
    for name in [
        "answer-key.html",
        "canvas.imscc",
        "exit-cards.html",
        "handout.brf",
        "handout.html",
        "handout-large.html",
        "lesson.html",
        "quiz.gift.txt",
        "quiz.text2qti.txt",
        "scorm12.zip",
        "standards.html",
        "teacher-guide.html",
        "what-did-not-carry-over.txt",
    ] {
        assert!(
            names.iter().any(|n| n.ends_with(name)),
            "{name} in {names:?}"
        );
    }
}

#[test]
fn faults_are_told_with_line_and_remedy() {
    let bench = begun("lessons-faults");
    let path = bench.path("lessons/who-made-it/lesson.md");
    let text = std::fs::read_to_string(&path).expect("the new lesson");
    std::fs::write(&path, text.replace("- [x]", "- [ ]")).expect("written");
    let run = bench.run("lessons check");
    assert_eq!(run.code, Some(3), "{}", run.err);
    assert!(
        run.out.contains("lesson.md:22:1: error[no-right-answer]"),
        "{}",
        run.out
    );
    assert!(run.out.contains("[x]"), "{}", run.out);
    let run = bench.run("lessons build --out bundles");
    assert_eq!(run.code, Some(3));
    assert!(run.err.contains("who-made-it"), "{}", run.err);
    let json =
        carrel_site::json::Json::parse(&bench.run("lessons check --json").out).expect("JSON");
    assert_eq!(number(&json, "errors"), 1);
}

#[test]
fn what_cannot_be_done_is_said() {
    let bench = begun("lessons-refused");
    for (line, words) in [
        ("lessons new who-made-it", "there already"),
        ("lessons new Who", "small letters"),
        ("lessons check nowhere", "nowhere"),
        ("lessons build lessons/who-made-it/assets --out x", "assets"),
    ] {
        let run = bench.run(line);
        assert_eq!(run.code, Some(1), "{line}\n{}", run.err);
        assert!(run.err.contains(words), "{line}\n{}", run.err);
    }
}
