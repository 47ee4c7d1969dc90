//! A test named for each rule of the compiler that the specification names, and the list of codes kept true.

use std::collections::BTreeSet;

use carrel_cite::{Role, Token};
use carrel_lessons::cite::Citer;
use carrel_lessons::compile::{self, Fault, File};
use carrel_lessons::model::Task;
use carrel_lessons::rich;

use crate::format::{self, HEAD};
use crate::support::{FORMAT, STANDARDS};

const OK: &str = "::: choice ok\nWhich?\n- [x] One\n  > Yes.\n- [ ] Two\n  > No.\n:::\n";

/// Faults of a folder: pairs of path and text; the standards are added.
fn folder(files: &[(&str, &str)]) -> Vec<Fault> {
    let mut all = vec![File {
        path: "standards.toml",
        bytes: STANDARDS,
    }];
    all.extend(files.iter().map(|(path, text)| File {
        path,
        bytes: text.as_bytes(),
    }));
    compile::set(&all).faults
}

/// `code@line` must be among the faults; lines count from the body's first.
fn check(body: &str, expected: &str) {
    format::check(&format!("{body}\n{OK}"), expected);
}

/// `code@file:line` must be among the faults of a folder.
fn check_folder(files: &[(&str, &str)], expected: &str) {
    let found: Vec<String> = folder(files)
        .iter()
        .map(|f| format!("{}@{}:{}", f.code, f.file, f.line))
        .collect();
    assert!(
        found.iter().any(|f| f == expected),
        "{expected} not in {found:?}"
    );
}

#[test]
fn a_folder_with_the_address_of_another_page() {
    for slug in ["class", "present", "review", "teach", "wall"] {
        let path = format!("{slug}/lesson.md");
        let text = format!("{HEAD}\n{OK}");
        check_folder(&[(&path, &text)], &format!("bad-id@{path}:1"));
        let faults = folder(&[("two-doors/lesson.md", &text)]);
        assert!(
            faults.iter().all(|fault| fault.code != "bad-id"),
            "{faults:?}"
        );
    }
}

macro_rules! rules {
    ($($name:ident: $body:expr => $expected:expr;)*) => {
        $(#[test] fn $name() { check($body, $expected); })*
    };
}

rules! {
    no_right_answer: "::: choice a\nWhich?\n- [ ] One\n  > No.\n- [ ] Two\n  > No.\n:::" => "no-right-answer@1";
    option_without_feedback: "::: choice a\nWhich?\n- [x] One\n- [ ] Two\n  > No.\n:::" => "no-feedback@3";
    duplicate_id: "::: choice ok\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::" => "duplicate-id@8";
    picture_without_words: "![](assets/glass.svg)" => "picture-without-words@1";
    interaction_without_paper: "::: search a task=predict change=and words=\"a, b\"\nWhat?\n@ fewer\n  > y\n@ same\n  > n\n@ more\n  > n\n:::" => "no-paper@1";
    sort_with_an_empty_box: "::: sort a\nSort.\n= A\n= B\n- x -> A\n  > y\n- z -> A\n  > y\n:::" => "empty-box@4";
    sound_and_unsound_out_of_balance: "::: judge a\nJudge.\n- [unsound] a\n  > y\n- [unsound] b\n  > y\n- [unsound] c\n  > y\n- [sound] d\n  > y\n:::" => "balance@1";
    stray_html: "Text <b>bold</b>" => "html@1";
    stray_script: "One line\n\n<script>alert(1)</script>" => "html@3";
    picture_link_to_the_world: "![a glass](https://pictures.example/glass.svg)" => "picture-missing@1";
    part_of_a_hotspot_without_feedback: "::: hotspot a\nMark.\n> One {#one}\n>\n> Two {#two}\n- [x] #one\n  > y\n:::" => "unknown-part@1";
    part_of_a_page_that_cannot_be_marked: "::: hotspot a page=two-parts\nMark.\n- [x] #one\n  > y\n:::" => "unknown-part@1";
    paraphrase_whose_model_shares_a_run: "::: paraphrase a run=3\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine\n  > n\n@ model\n  > It rose nine feet in a day.\n@ patchwork\n  > The river rose nine feet in one night.\n:::" => "model-fails@6";
    paraphrase_whose_model_misses_an_idea: "::: paraphrase a\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine, 9\n  > n\n@ model\n  > Overnight the water climbed.\n@ patchwork\n  > The river rose nine feet in one night.\n:::" => "model-fails@6";
    paraphrase_whose_model_names_no_source: "::: paraphrase a\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine, 9\n  > n\n@ cite River Times\n  > n\n@ model\n  > Overnight, nine feet.\n@ patchwork\n  > The river rose nine feet in one night.\n:::" => "model-fails@8";
    paraphrase_whose_patchwork_would_pass: "::: paraphrase a\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine, 9\n  > n\n@ model\n  > Overnight, nine feet.\n@ patchwork\n  > A flood came.\n:::" => "model-fails@8";
    cite_of_an_unknown_kind: "::: cite a style=mla\nBuild.\n@ source bok\n  title: Holes\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@3";
    cite_of_an_unknown_fact: "::: cite a style=mla\nBuild.\n@ source book\n  titel: Holes\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@4";
    cite_with_a_date_that_is_none: "::: cite a style=mla\nBuild.\n@ source book\n  year: long ago\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@4";
    shelf_in_the_wrong_order: "::: shelve a\nSort.\n1. 501.2 A\n2. 501.02 B\n3. 510 C\n@ whole\n  > y\n@ decimal\n  > y\n@ letters\n  > y\n@ sign\n  > y\n:::" => "key-disagrees@4";
}

#[test]
fn unknown_standard_code() {
    let text = HEAD.replace("AASL:IV.B.3", "AASL:IV.B.33") + OK;
    check_folder(&[("t/lesson.md", &text)], "unknown-standard@t/lesson.md:8");
}

const PAGE: &str = "+++\nurl = \"a.example\"\ntitle = \"T\"\nowner = \"O\"\nlooks = \"news\"\ntruth = \"sound\"\n+++\nRead [more](nowhere).\n";

#[test]
fn unknown_page_link() {
    let text = format!("{HEAD}{OK}");
    let files = [("t/lesson.md", text.as_str()), ("t/web/a.page.md", PAGE)];
    check_folder(&files, "dead-link@t/web/a.page.md:8");
    let outside = PAGE.replace("nowhere", "https://example.com");
    let files = [
        ("t/lesson.md", text.as_str()),
        ("t/web/a.page.md", &outside),
    ];
    check_folder(&files, "outside-web@t/web/a.page.md:8");
}

#[test]
fn reading_level_counts_the_feedback_of_every_kind() {
    let hard = "Institutional authorities systematically disseminate extraordinarily complicated methodological \
        considerations regarding epidemiological investigations, notwithstanding considerable organizational disagreements \
        concerning interdisciplinary communication responsibilities and governmental transparency obligations throughout \
        international administrative environments and comparable jurisdictions.";
    let kinds = [
        format!("::: sort a\nS.\n= A\n= B\n- x -> A\n  > {hard}\n- z -> B\n  > y\n:::"),
        format!("::: judge a\nJ.\n- [sound] x\n  > {hard}\n- [unsound] z\n  > y\n:::"),
        format!("::: order a\nO.\n1. x\n  > {hard}\n2. z\n  > y\n3. w\n  > y\n:::"),
        format!("::: match a\nM.\n- x -> a\n  > {hard}\n- z -> b\n  > y\n:::"),
        format!("::: short a\nS.\n= x\n  > {hard}\n@ other\n  > y\n:::"),
        format!("::: branch a\nB.\n### s\n{hard}\n- go -> e\n  > y\n### e (good)\nz\n:::"),
        format!(
            "::: serp a query=\"x\"\nS.\n- [x] x\n  url: a.example\n  w\n  > {hard}\n- [ ] z\n  url: b.example\n  w\n  > y\n:::"
        ),
    ];
    for body in kinds {
        format::check(&format!("{body}\n{OK}"), "hard-words@2");
    }
}

#[test]
fn reading_level_above_band() {
    let hard = "Institutional authorities systematically disseminate extraordinarily complicated methodological considerations. ".repeat(6);
    format::check(&format!("{hard}\n\n{OK}"), "too-hard@0");
}

#[test]
fn longer_than_its_minutes() {
    let judged = "- [sound] A cat sat on a mat and it was glad. It sat on and on.\n  > y\n- [unsound] A dog ran by and it was sad. It ran on and on.\n  > n\n".repeat(30);
    let text = HEAD.replace("minutes = 120", "minutes = 16");
    let without = format!(
        "{text}::: judge a\nJ.\n{}:::\n",
        "- [sound] x\n  > y\n- [unsound] z\n  > n\n".repeat(30)
    );
    // 60 lines are 45 s and 59 times 15 s: 15.5 minutes. With the words of the lines it is more.
    assert!(
        folder(&[("t/lesson.md", &without)])
            .iter()
            .all(|f| f.code != "too-long")
    );
    let with = format!("{text}::: judge a\nJ.\n{judged}:::\n");
    check_folder(&[("t/lesson.md", &with)], "too-long@t/lesson.md:6");
}

#[test]
fn answer_that_gives_itself_away() {
    let one = |n: usize| {
        format!(
            "::: choice q{n}\nWhich?\n- [ ] Short\n  > n\n- [x] A long and careful answer\n  > y\n:::\n"
        )
    };
    let body: String = (0..4).map(one).collect();
    format::check(&body, "guessable@5");
    let shortest: String = body
        .replace("- [ ] Short", "- [ ] Another long and careful answer")
        .replace("- [x] A long and careful answer", "- [x] Short");
    format::check(&shortest, "guessable@5");
}

#[test]
fn untranslated_text() {
    let original = format!("{HEAD}Here is a text for you.\n\n{OK}");
    let spanish = original
        .replace("minutes", "lang = \"es\"\nminutes")
        .replace("A sentence.", "Una frase.");
    let files = [
        ("t/lesson.md", original.as_str()),
        ("t/lesson.es.md", spanish.as_str()),
    ];
    check_folder(&files, "untranslated@t/lesson.es.md:14");
    let feedback = OK.replace("Yes.", "Yes, that is the one.");
    let (original, spanish) = (
        original.replace(OK, &feedback),
        spanish.replace(OK, &feedback),
    );
    let files = [
        ("t/lesson.md", original.as_str()),
        ("t/lesson.es.md", spanish.as_str()),
    ];
    check_folder(&files, "untranslated@t/lesson.es.md:19");
}

#[test]
fn translation_with_another_key() {
    let original = format!("{HEAD}{OK}");
    let spanish = "::: choice ok\n¿Cuál?\n- [ ] Uno\n  > No.\n- [x] Dos\n  > Sí.\n:::\n";
    let spanish = format!(
        "{}{spanish}",
        HEAD.replace("minutes", "lang = \"es\"\nminutes")
    );
    let files = [
        ("t/lesson.md", original.as_str()),
        ("t/lesson.es.md", spanish.as_str()),
    ];
    check_folder(&files, "translation-differs@t/lesson.es.md:14");
    let files = [
        ("t/lesson.md", original.as_str()),
        (
            "t/lesson.es.md",
            &spanish.replace("choice ok", "choice otra"),
        ),
    ];
    check_folder(&files, "translation-differs@t/lesson.es.md:1");
}

/// A stretch of an entry, as an engine would give it.
fn token(text: &str) -> Token {
    Token {
        text: text.to_owned(),
        variable: "",
        role: Role::Content,
        rule: String::new(),
        reason: format!("This is {text}"),
        italic: false,
        bold: false,
    }
}

/// Parts and reasons that are not written are the engine's; without an engine that is an error.
#[test]
fn citation_that_the_engine_completes() {
    let made = |parts: &str, engine: bool| -> Vec<(String, String)> {
        let cite = format!(
            "::: cite a style=mla\nBuild.\n@ source book\n  author: Ana Ortiz\n  title: Rivers\n{parts}:::\n"
        );
        let text = format!("{HEAD}{cite}");
        let files = [File {
            path: "t/lesson.md",
            bytes: text.as_bytes(),
        }];
        let citer: Citer<'_> = &|_, _| {
            let mut title = token("Rivers");
            title.italic = true;
            title.variable = "title";
            let mut author = token("Ortiz, Ana. ");
            author.variable = "author";
            let mut point = token(".");
            point.role = Role::Punctuation;
            Some(vec![author, title, point])
        };
        let set = compile::set_with(&files, engine.then_some(citer));
        let errors = set
            .faults
            .iter()
            .filter(|f| f.level == compile::Level::Error && f.code != "unknown-standard");
        let mut out: Vec<(String, String)> =
            errors.map(|f| (f.code.to_owned(), String::new())).collect();
        for exercise in set.lessons[0].exercises() {
            if let Task::Cite(cite) = &exercise.task {
                out.extend(cite.parts.iter().map(|part| {
                    (
                        rich::plain_line(&part.text).trim().to_owned(),
                        rich::plain(&part.why).trim().to_owned(),
                    )
                }));
            }
        }
        out
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let whole = [
        pair("Ortiz, Ana.", "This is Ortiz, Ana."),
        pair("Rivers.", "This is Rivers"),
    ];
    assert_eq!(made("", true), whole);
    let own = "1. Ortiz, Ana.\n  > Who.\n2. *Rivers*.\n";
    assert_eq!(
        made(own, true),
        [
            pair("Ortiz, Ana.", "Who."),
            pair("Rivers.", "This is Rivers")
        ]
    );
    assert_eq!(made("", false), [pair("too-few", "")]);
    assert_eq!(made(own, false)[0], pair("no-feedback", ""));
}

#[test]
fn citation_that_the_engine_makes_otherwise() {
    let cite = "::: cite a style=mla\nBuild.\n@ source book\n  author: Ana Ortiz\n  title: Rivers\n1. Ortiz, Ana.\n  > y\n2. *Rivers*.\n  > y\n:::\n";
    let text = format!("{HEAD}{cite}");
    let files = [File {
        path: "t/lesson.md",
        bytes: text.as_bytes(),
    }];
    let found = |made: &'static str| -> Vec<(&'static str, compile::Level)> {
        let citer = move |style: &str, json: &str| {
            assert!(
                style == "mla" && json.contains("\"family\":\"Ortiz\""),
                "{json}"
            );
            Some(vec![token(made)])
        };
        let faults = compile::set_with(&files, Some(&citer)).faults;
        let of = faults.iter().filter(|f| f.code == "key-disagrees");
        of.map(|f| (f.code, f.level)).collect()
    };
    assert_eq!(found("Ortiz, Ana. Rivers."), []);
    assert_eq!(
        found("Ortiz, Ana. Rivers,"),
        [("key-disagrees", compile::Level::Warning)]
    );
    assert_eq!(
        found("Rivers. Ortiz, Ana."),
        [("key-disagrees", compile::Level::Error)]
    );
}

/// Codes that the source gives to a fault: the text that follows `error(`, `warn(` or a level.
fn codes_of_the_source() -> BTreeSet<String> {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compile");
    let mut codes = BTreeSet::new();
    for file in std::fs::read_dir(dir).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for start in ["error(", "warn(", "Level::Advice,", "Level::Warning,"] {
            for (at, _) in text.match_indices(start) {
                let rest = text[at + start.len()..].trim_start();
                if let Some((code, _)) = rest.strip_prefix('"').and_then(|r| r.split_once('"')) {
                    codes.insert(code.to_owned());
                }
            }
        }
    }
    codes
}

#[test]
fn the_guide_lists_every_code_and_no_other() {
    let section = FORMAT.split("\n## ").find(|s| s.starts_with("7.")).unwrap();
    let mut listed = BTreeSet::new();
    for row in section.lines().filter(|l| l.starts_with("| `")) {
        let cell = row.split('|').nth(1).unwrap();
        listed.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    let mut given = codes_of_the_source();
    // These two are put into a variable first.
    given.extend(["unknown-span", "unknown-part"].map(str::to_owned));
    assert!(given.len() > 50, "{given:?}");
    assert_eq!(listed, given);
}
