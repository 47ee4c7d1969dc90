//! A lesson from right to left, in a language that Carrel does not speak: `tests/rtl` has one with every kind of question.

use carrel_lessons::compile::{self, File, Level, Set};
use carrel_lessons::export;
use carrel_lessons::model::Lesson;
use carrel_lessons::player::view::PieceView;
use carrel_lessons::player::{Action, Player};

use crate::support::{STANDARDS, Small};

const LESSON: &str = include_str!("../rtl/who-made-it/lesson.md");
const WEB: [(&str, &str); 4] = [
    (
        "tap-facts.page.md",
        include_str!("../rtl/who-made-it/web/tap-facts.page.md"),
    ),
    (
        "river-times.page.md",
        include_str!("../rtl/who-made-it/web/river-times.page.md"),
    ),
    (
        "city-water.page.md",
        include_str!("../rtl/who-made-it/web/city-water.page.md"),
    ),
    (
        "search.toml",
        include_str!("../rtl/who-made-it/web/search.toml"),
    ),
];

fn set(name: &str, text: &str) -> Set {
    let path = format!("who-made-it/{name}");
    let web = WEB.map(|(name, text)| (format!("who-made-it/web/{name}"), text));
    let mut files = vec![
        File {
            path: "standards.toml",
            bytes: STANDARDS,
        },
        File {
            path: &path,
            bytes: text.as_bytes(),
        },
    ];
    files.extend(web.iter().map(|(path, text)| File {
        path,
        bytes: text.as_bytes(),
    }));
    compile::set(&files)
}

/// The lesson of `tests/rtl`.
pub(crate) fn arabic() -> Lesson {
    set("lesson.md", LESSON).lessons.remove(0)
}

#[test]
fn a_lesson_in_arabic_is_compiled_and_what_was_not_checked_is_said() {
    let set = set("lesson.md", LESSON);
    let found: Vec<&str> = set
        .faults
        .iter()
        .filter(|fault| fault.level != Level::Advice)
        .map(|fault| fault.code)
        .collect();
    // Four pages are enough for a test.
    assert_eq!(found, ["small-web"], "{:?}", set.faults);
    assert!(set.whole[0]);
    assert_eq!(set.measured[0].grade, None);
    let unchecked = set.measured[0].unchecked.join(", ");
    assert!(
        unchecked.contains("`too-hard`") && unchecked.contains("`guessable`"),
        "{unchecked}"
    );
    assert!(
        crate::shipped::set()
            .measured
            .iter()
            .all(|m| m.unchecked.is_empty())
    );
}

#[test]
fn a_lesson_may_be_in_any_language() {
    let check = |name: &str, tag: &str, expected: &[&str]| {
        let text = LESSON.replace("lang = \"ar\"", &format!("lang = \"{tag}\""));
        let set = set(name, &text);
        let errors = set.faults.iter().filter(|f| f.level == Level::Error);
        let codes: Vec<&str> = errors.map(|f| f.code).collect();
        assert_eq!(codes, expected, "{name} {tag}: {:?}", set.faults);
    };
    for tag in ["ar", "he", "fa", "ur", "fr", "de", "pt-BR", "zh-Hant"] {
        check("lesson.md", tag, &[]);
        check(&format!("lesson.{tag}.md"), tag, &[]);
    }
    check("lesson.md", "arabic", &["header-wrong-type"]);
    check("lesson.md", "ar_EG", &["header-wrong-type"]);
    check("lesson.he.md", "ar", &["header-wrong-type"]);
    // Without blanks between words they cannot be counted.
    let chinese = LESSON.replace("lang = \"ar\"", "lang = \"zh\"");
    let unchecked = set("lesson.md", &chinese).measured[0].unchecked.join(", ");
    assert!(unchecked.contains("`too-long`"), "{unchecked}");
}

#[test]
fn paper_runs_from_right_to_left_and_english_in_it_says_so() {
    let lesson = arabic();
    let files = export::files(&lesson);
    let text = |name: &str| {
        let found = files.iter().find(|(own, _)| own == name);
        let (_, bytes) = found.unwrap_or_else(|| panic!("{name} is missing"));
        String::from_utf8(bytes.clone()).unwrap()
    };
    for name in [
        "handout.html",
        "handout-large.html",
        "answer-key.html",
        "teacher-guide.html",
        "lesson.html",
    ] {
        let page = text(name);
        assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{name}");
        assert!(
            !page.contains('→'),
            "{name}: an arrow points to what follows"
        );
        let style = page
            .split("<style>")
            .nth(1)
            .and_then(|rest| rest.split("</style>").next());
        let style = style.expect("a page has its style inside");
        for physical in ["-left", "-right", ":left", ":right"] {
            assert!(!style.contains(physical), "{name}: {physical}");
        }
        // Every word of Carrel's own in the page is marked.
        for words in [
            "Answer key",
            "Teacher guide",
            "Students can",
            "Who is really behind it",
            "trust",
            "Fewer",
            "a good end",
            "It does not belong here",
            "Trust it",
            "Show an answer",
        ] {
            for (at, _) in page.match_indices(&format!(">{words}<")) {
                let before = &page[..at];
                assert!(
                    before.ends_with("<span lang=\"en\" dir=\"ltr\""),
                    "{name}: {words}: {}",
                    &before[before.len().saturating_sub(60)..]
                );
            }
        }
    }
    assert!(
        text("answer-key.html")
            .contains("<h1><span lang=\"en\" dir=\"ltr\">Answer key</span>: <bdi>")
    );
    assert!(text("answer-key.html").contains(" ← <strong>"));
    assert!(text("handout.html").contains("<bdi>tap-facts.example"));
    assert!(text("handout.html").contains("<span lang=\"en\" dir=\"ltr\">sponsor</span>"));
    assert!(text("lesson.html").contains("<p role=\"status\" lang=\"en\" dir=\"ltr\"></p>"));
    // No braille table: that is said, and no empty file made.
    assert!(files.iter().all(|(name, _)| name != "handout.brf"));
    let report = text("what-did-not-carry-over.txt");
    assert!(
        report.contains("no braille table for this language (ar)"),
        "{report}"
    );
    assert!(
        !report.contains("pictures are there as the words"),
        "{report}"
    );
    // Other systems' pages run from left to right: each text says that it does not.
    let quiz = export::quiz::of(&lesson);
    for question in &quiz.questions {
        assert!(
            question.prompt.starts_with("<div lang=\"ar\" dir=\"rtl\">"),
            "{}",
            question.id
        );
    }
    assert!(text("quiz.gift.txt").contains("dir\\=\"rtl\""));
}

#[test]
fn paper_of_english_and_spanish_is_as_it_was() {
    for lesson in crate::shipped::set().lessons {
        for (name, bytes) in export::loose(&lesson).0 {
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !text.contains("dir=\"rtl\"") && !text.contains("<bdi>"),
                "{} {name}",
                lesson.slug
            );
        }
    }
}

#[test]
fn every_question_of_it_can_be_seen_and_answered() {
    let lesson = arabic();
    let steps = lesson.steps.len();
    let mut player = Player::open(lesson, None, 20_000, 7);
    let mut kinds = Vec::new();
    for step in 0..steps {
        player.act(Action::Go(u16::try_from(step).unwrap()), 0, &Small);
        for piece in player.pieces(&Small) {
            if let PieceView::Exercise(exercise) = piece {
                kinds.push(exercise.kind);
            }
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 17, "{kinds:?}");
    player.act(Action::Go(0), 0, &Small);
    let right = |player: &mut Player, words: &str| {
        let (id, text) = ("name".to_owned(), words.to_owned());
        player.act(Action::Again { id: id.clone() }, 0, &Small);
        player.act(
            Action::Write {
                id: id.clone(),
                text,
            },
            0,
            &Small,
        );
        player.act(Action::Check { id }, 0, &Small);
        player.progress().attempt("name").is_some_and(|a| a.done)
    };
    assert!(!right(&mut player, "شركة النهر"));
    // Points above and below the letters may be written or left out.
    assert!(right(&mut player, "شَرِكَةُ النّبع."));
}
