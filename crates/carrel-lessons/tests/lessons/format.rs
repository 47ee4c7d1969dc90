//! FORMAT.md is true: each of its examples compiles, and each of its rules finds what it says.

use carrel_lessons::compile::{self, File, Level};

const STANDARDS: &[u8] = include_bytes!("../../../../lessons/standards.toml");
const FORMAT: &str = include_str!("../../../../lessons/FORMAT.md");

pub(crate) const HEAD: &str = "+++\nid = \"T1\"\ntitle = \"A title\"\nsummary = \"A sentence.\"\ngrades = [6, 8]\nminutes = 120\n\
    licence = \"CC-BY-4.0\"\nstandards = [\"AASL:IV.B.3\"]\n[skills]\nwho-is-behind = \"I can.\"\n+++\n## Step\n";

fn page(name: &str, truth: &str) -> (String, String) {
    (
        format!("t/web/{name}.page.md"),
        format!(
            "+++\nurl = \"{name}.example\"\ntitle = \"T\"\nowner = \"O of {name}\"\nlooks = \"news\"\ntruth = \"{truth}\"\n+++\n## Head {{#headline}}\n\nSome words.\n"
        ),
    )
}

fn faults_of(body: &str) -> Vec<compile::Fault> {
    faults_in(&format!("{HEAD}{body}"))
}

fn faults_in(lesson: &str) -> Vec<compile::Fault> {
    let mut pages = [
        page("tap-facts", "unsound"),
        page("river-times-bottlers", "sound"),
        page("enc-tap-facts-talk", "sound"),
        page("enc-tap-facts", "sound"),
        page("pure-peak", "mixed"),
        page("two-parts", "mixed"),
    ];
    pages[5].1.push_str("\nOne {#one}\n\nTwo {#two}\n");
    let mut files = vec![
        File {
            path: "standards.toml",
            bytes: STANDARDS,
        },
        File {
            path: "t/lesson.md",
            bytes: lesson.as_bytes(),
        },
        File {
            path: "t/assets/glass.svg",
            bytes: b"<svg/>",
        },
    ];
    files.extend(pages.iter().map(|(path, text)| File {
        path,
        bytes: text.as_bytes(),
    }));
    compile::set(&files).faults
}

/// The fenced examples of FORMAT.md.
fn examples() -> Vec<String> {
    FORMAT
        .split("```")
        .skip(1)
        .step_by(2)
        .map(|fence| {
            fence
                .split_once('\n')
                .map_or("", |(_, body)| body)
                .to_owned()
        })
        .collect()
}

#[test]
fn every_example_of_the_guide_compiles() {
    let blocks: Vec<String> = examples()
        .into_iter()
        .filter(|e| e.starts_with(":::"))
        .collect();
    assert!(blocks.len() >= 19, "{} examples", blocks.len());
    for kind in [
        "choice",
        "multi",
        "sort",
        "order",
        "match",
        "highlight",
        "hotspot",
        "branch",
        "short",
        "survey",
        "lateral",
        "serp",
        "search",
        "shelve",
        "paraphrase",
        "cite",
        "judge",
        "page",
        "teacher",
        "print",
        "slide",
    ] {
        assert!(
            blocks.iter().any(|b| b.contains(&format!("::: {kind}"))),
            "no example of {kind}"
        );
    }
    let body: String = blocks.concat();
    let errors: Vec<String> = faults_of(&body)
        .iter()
        .filter(|f| f.level == Level::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn the_page_and_search_examples_compile() {
    let examples = examples();
    let find = |what: &str| examples.iter().find(|e| e.contains(what)).unwrap().clone();
    let page_text = find("owner = \"Bottlers United\"");
    let search = find("engine = \"Findling\"");
    let head = find("id = \"L08\"");
    let lesson =
        format!("{head}## Step\n::: choice a\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n");
    let pages = [
        page("river-times-bottlers", "sound"),
        page("enc-tap-facts-talk", "sound"),
        page("enc-tap-facts", "sound"),
        page("pure-peak", "mixed"),
    ];
    let mut files = vec![
        File {
            path: "standards.toml",
            bytes: STANDARDS,
        },
        File {
            path: "t/lesson.md",
            bytes: lesson.as_bytes(),
        },
        File {
            path: "t/web/tap-facts.page.md",
            bytes: page_text.as_bytes(),
        },
        File {
            path: "t/web/search.toml",
            bytes: search.as_bytes(),
        },
        File {
            path: "t/assets/glass.svg",
            bytes: b"<svg/>",
        },
    ];
    files.extend(pages.iter().map(|(path, text)| File {
        path,
        bytes: text.as_bytes(),
    }));
    let set = compile::set(&files);
    let errors: Vec<String> = set
        .faults
        .iter()
        .filter(|f| f.level == Level::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let web = set.lessons[0].web.as_ref().unwrap();
    assert_eq!(web.engine, "Findling");
    assert_eq!(web.finds[0].pages.len(), 3);
    let tap = web.page(web.named("tap-facts").unwrap()).unwrap();
    assert_eq!(tap.talk, web.named("enc-tap-facts-talk"));
    assert!(matches!(
        tap.body.last(),
        Some(carrel_lessons::rich::Block::Ad(_))
    ));
}

/// Many editors make `*` out of `-`. The same faults come then, at the same lines; a list in the question stays a list.
#[test]
fn an_answer_may_begin_with_a_star() {
    for body in [
        "::: choice a\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::",
        "::: choice a\nWhich?\n- [x] One\n  > y\n- [ ] Two\n:::",
        "::: sort a\nSort.\n= A\n= B\n- x -> A\n  > y\n- z -> B\n  > y\n:::",
        "::: sort a\nSort.\n= A\n= B\n- x -> A\n  > y\n- z -> C\n  > y\n:::",
    ] {
        let told = |body: &str| -> Vec<(&'static str, u32)> {
            faults_of(body).iter().map(|f| (f.code, f.line)).collect()
        };
        assert_eq!(told(&body.replace("\n- ", "\n* ")), told(body), "{body}");
    }
    let list =
        "::: choice a\nWhich of\n\n* one\n* two\n\nis it?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::";
    assert!(faults_of(list).iter().all(|f| f.level != Level::Error));
}

/// A line to write on stays one, in parentheses and alone on its line as well, where Markdown has other plans for `_`.
/// Each of these was lost from the handout. Other underscores are Markdown, and places behind such a line are right.
#[test]
fn a_line_to_write_on_is_text() {
    const OK: &str =
        "## Step\n::: choice ok\nWhich?\n- [x] One\n  > Yes.\n- [ ] Two\n  > No.\n:::\n";
    let lesson = crate::support::compiled(&format!(
        "{OK}::: print\nMy search: (____ OR ________) AND (____ OR ________)\n\n____________\n\n| word: |\n|---|\n| ____ |\n\n__strong__ _leaning_ `____`\n:::\n"
    ));
    let paper = carrel_lessons::export::teacher::handout(&lesson, false);
    for line in [
        "My search: (____ OR ________) AND (____ OR ________)",
        ">____________<",
        "<strong>strong</strong> <em>leaning</em> <code>____</code>",
    ] {
        assert!(paper.contains(line), "no {line} in {paper}");
    }
    assert!(!paper.contains('\u{1f}'));
    let braille = carrel_lessons::export::teacher::plain(&lesson);
    assert!(braille.contains("AND (____ OR ____)\n____\n"), "{braille}");
    let faults = faults_of("Name: ____________ <b>");
    let html = faults.iter().find(|f| f.code == "html").unwrap();
    assert_eq!(html.column, 20);
}

/// "2." below a line to write on was "1." again on paper, and in the file for braille no line had its number.
#[test]
fn numbers_of_a_list_stay_on_paper() {
    let lesson = crate::support::compiled(
        "## Step\n::: choice ok\nWhich?\n- [x] One\n  > Yes.\n- [ ] Two\n  > No.\n:::\n\
         ::: print\n1. First\n\n________\n\n2. Second\n3. Third\n:::\n",
    );
    let paper = carrel_lessons::export::teacher::handout(&lesson, false);
    assert!(paper.contains("<ol><li><p>First"), "{paper}");
    assert!(paper.contains("<ol start=\"2\"><li><p>Second"), "{paper}");
    let braille = carrel_lessons::export::teacher::plain(&lesson);
    let expected = "1. First\n____\n2. Second\n3. Third\n";
    assert!(braille.contains(expected), "{braille}");
}

#[test]
fn the_template_of_new_compiles() {
    let template = include_str!("../../../carrel-cli/src/cmd/lessons/template.md");
    let errors: Vec<String> = faults_in(template)
        .iter()
        .filter(|f| f.level != Level::Advice)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// A body, and the fault that it must have, as `code@line` counted from the body's first line.
pub(crate) fn check(body: &str, expected: &str) {
    let lines = HEAD.lines().count();
    let found: Vec<String> = faults_of(body)
        .iter()
        .map(|f| format!("{}@{}", f.code, (f.line as usize).saturating_sub(lines)))
        .collect();
    assert!(
        found.iter().any(|f| f == expected),
        "{expected} not in {found:?} for\n{body}"
    );
    for fault in faults_of(body) {
        assert!(fault.line >= 1 && fault.column >= 1 && !fault.message.is_empty());
    }
}

#[test]
fn rules() {
    const OK: &str = "::: choice ok\nWhich?\n- [x] One\n  > Yes.\n- [ ] Two\n  > No.\n:::\n";
    let cases: &[(&str, &str)] = &[
        (
            "::: choice a\nWhich?\n- [ ] One\n  > No.\n- [ ] Two\n  > No.\n:::",
            "no-right-answer@1",
        ),
        (
            "::: choice a\nWhich?\n- [x] One\n  > y\n- [x] Two\n  > y\n:::",
            "two-right-answers@1",
        ),
        (
            "::: choice a\nWhich?\n- [x] One\n- [ ] Two\n  > No.\n:::",
            "no-feedback@3",
        ),
        (
            "::: choice a\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n::: choice a\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::",
            "duplicate-id@8",
        ),
        ("::: choise a\nWhich?\n:::", "unknown-kind@1"),
        (
            "::: choice a colour=red\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::",
            "unknown-attribute@1",
        ),
        // Each kind has its own: a story's or a search's says nothing of a choice, and a note for teachers has none.
        (
            "::: choice a max=3\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::",
            "unknown-attribute@1",
        ),
        (
            "::: search a task=build run=4 words=\"a, b\"\nWhat?\n:::",
            "unknown-attribute@1",
        ),
        ("::: teacher minutes=5\nWords.\n:::", "unknown-attribute@1"),
        (
            "::: choice a\nWhich?\n- [x] One\n  > y\nWhat is this\n- [ ] Two\n  > n\n:::",
            "unknown-line@5",
        ),
        ("::: choice a\nWhich?\n- One\n  > y\n:::", "unknown-line@3"),
        (
            "::: choice a\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n",
            "unclosed-block@1",
        ),
        (":::\n", "unclosed-block@1"),
        ("Words.\n\n```\nmore", "unclosed-fence@3"),
        (
            "::: sort a\nSort.\n= A\n= B\n- x -> A\n  > y\n- z -> A\n  > y\n:::",
            "empty-box@4",
        ),
        (
            "::: sort a\nSort.\n= A\n= B\n- x -> A\n  > y\n- z -> C\n  > y\n:::",
            "unknown-box@7",
        ),
        (
            "::: highlight a\nMark.\n> [[One|one]] [[two|two]]\n- [x] one\n  > y\n:::",
            "unknown-span@1",
        ),
        (
            "::: highlight a\nMark.\n> [[One|one]]\n- [x] one\n  > y\n- [ ] three\n  > n\n:::",
            "unknown-span@6",
        ),
        (
            "::: hotspot a page=tap-facts\nMark.\n- [x] #nowhere\n  > y\n:::",
            "unknown-part@3",
        ),
        (
            "::: hotspot a page=tap-fact\nMark.\n- [x] #headline\n  > y\n:::",
            "unknown-page@1",
        ),
        (
            "::: branch a\nGo.\n### start\nText\n- on -> nowhere\n  > y\n### end (good)\nText\n:::",
            "unknown-scene@5",
        ),
        (
            "::: branch a\nGo.\n### start\nText\n- on -> end\n  > y\n### end (good)\nText\n### lost (poor)\nText\n:::",
            "unreachable-scene@9",
        ),
        // The player ends a story only where there is no choice: nobody could reach this end.
        (
            "::: branch a\nGo.\n### start\nText\n- on -> looked\n  > y\n### looked (good)\nText\n- on -> shared\n  > y\n### shared (poor)\nText\n:::",
            "unknown-scene@7",
        ),
        (
            "::: choice a skill=other\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::",
            "unknown-skill@1",
        ),
        ("A [word](gloss:owner).", "unknown-word@1"),
        ("A [word](http://a.example).", "bad-link@1"),
        ("A [word](javascript:alert).", "bad-link@1"),
        ("A [word](assets/none.svg).", "dead-link@1"),
        ("![](assets/glass.svg)", "picture-without-words@1"),
        ("![a glass](assets/glas.svg)", "picture-missing@1"),
        (
            "![a glass](https://pictures.example/glass.svg)",
            "picture-missing@1",
        ),
        ("Text <b>bold</b>", "html@1"),
        ("One line\n\n<script>alert(1)</script>", "html@3"),
        (
            "::: lateral a start=tap-facts\nLook.\n- [x] One\n  > y\n- [ ] Two\n  > n\n@ search\n  > yes: y\n  > no: n\n:::",
            "no-paper@1",
        ),
        (
            "::: judge a\nJudge.\n- [unsound] a\n  > y\n- [unsound] b\n  > y\n- [unsound] c\n  > y\n- [sound] d\n  > y\n:::",
            "balance@1",
        ),
        (
            "::: choice a\nWhich?\n- [x] All of the above\n  > y\n- [ ] Two\n  > n\n:::",
            "all-of-the-above@1",
        ),
        (
            "::: choice a twin-of=b\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::",
            "unknown-twin@1",
        ),
        (
            "::: match a\nPair.\n- a -> x\n  > y\n- b -> x\n  > y\n:::",
            "duplicate-partner@5",
        ),
        (
            "::: shelve a\nSort.\n1. 501.2 A\n2. 501.02 B\n3. 510 C\n@ whole\n  > y\n@ decimal\n  > y\n@ letters\n  > y\n@ sign\n  > y\n:::",
            "key-disagrees@4",
        ),
    ];
    for (body, expected) in cases {
        check(&format!("{body}\n{OK}"), expected);
    }
}

#[test]
fn level_and_minutes() {
    let hard = "Institutional authorities systematically disseminate extraordinarily complicated methodological \
        considerations regarding epidemiological investigations, notwithstanding considerable organisational \
        disagreements concerning interdisciplinary communication responsibilities and governmental transparency \
        obligations throughout international administrative environments.\n";
    let codes: Vec<&str> = faults_of(&hard.repeat(2)).iter().map(|f| f.code).collect();
    assert!(
        codes.contains(&"too-hard") && codes.contains(&"hard-words"),
        "{codes:?}"
    );
    let long = "A cat sat on a mat. ".repeat(4000);
    let codes: Vec<&str> = faults_of(&long).iter().map(|f| f.code).collect();
    assert!(codes.contains(&"too-long"), "{codes:?}");
}

#[test]
fn headers() {
    let cases: &[(&str, &str)] = &[
        ("", "header-missing@1"),
        ("+++\nid = \"A\"\n", "header-missing@1"),
        ("+++\nid = A\n+++\n", "header-unreadable@2"),
        (
            "+++\nid = \"A\"\ncolour = \"red\"\n+++\n",
            "header-unknown@3",
        ),
        (
            "+++\nid = \"A\"\nminutes = \"40\"\n+++\n",
            "header-wrong-type@3",
        ),
        (
            "+++\nid = \"A\"\ngrades = [9, 3]\n+++\n",
            "header-wrong-type@3",
        ),
        ("+++\nid = \"A\"\n+++\n", "header-missing-line@2"),
        (
            "+++\nid = \"A\"\nstandards = [\"AASL:IV.B.33\"]\n+++\n",
            "unknown-standard@3",
        ),
        (
            "+++\nid = \"A\"\nlicence = \"mine\"\n+++\n",
            "header-wrong-type@3",
        ),
        (
            "+++\nid = \"A\"\nlicense = \"mine\"\n+++\n",
            "header-wrong-type@3",
        ),
        (
            "+++\nid = \"A\"\nmastery = 30\n+++\n",
            "header-wrong-type@3",
        ),
        (
            "+++\nid = \"A\"\nmastery = 101\n+++\n",
            "header-wrong-type@3",
        ),
    ];
    for (text, expected) in cases {
        let found: Vec<String> = faults_in(text)
            .iter()
            .map(|f| format!("{}@{}", f.code, f.line))
            .collect();
        assert!(
            found.iter().any(|f| f == expected),
            "{expected} not in {found:?} for {text:?}"
        );
    }
}

/// What beginners slip on: one slip gives one error, at its line, with the way out. Each was made with FORMAT.md alone.
#[test]
fn one_slip_of_a_beginner_gives_one_error() {
    const GOOD: &str = "::: choice q1\nWhich?\n- [x] The one\n  > Yes.\n- [ ] The two\n  > No.\n:::\n\
        ::: sort q2\nSort.\n= A\n= B\n- x -> A\n  > y\n- z -> B\n  > y\n:::\n";
    let whole = format!("{HEAD}{GOOD}");
    for (from, to, code, line, way) in [
        (
            "minutes = 120",
            "minutes: 120",
            "header-unreadable",
            6,
            "minutes = 120",
        ),
        (
            "title = \"A title\"",
            "title = “A title”",
            "header-unreadable",
            3,
            "straight quotation marks",
        ),
        (
            "\"A sentence.\"",
            "\"A \"fine\" sentence.\"",
            "header-unreadable",
            4,
            "'single'",
        ),
        (
            "I can.\"\n+++\n",
            "I can.\"\n",
            "header-missing",
            1,
            "another line +++",
        ),
        ("+++\nid", "---\nid", "header-missing", 1, "a line +++"),
        (
            "::: sort q2",
            ":: sort q2",
            "unknown-kind",
            20,
            "Write ::: sort q2",
        ),
        (
            "::: sort q2",
            ":::: sort q2",
            "unknown-kind",
            20,
            "Write ::: sort q2",
        ),
        (
            "::: sort q2",
            "::: sorting q2",
            "unknown-kind",
            20,
            "`sort`",
        ),
        ("- [ ] The two", "[ ] The two", "unknown-line", 17, "- [ ]"),
        (
            "- [ ] The two",
            "– [ ] The two",
            "unknown-line",
            17,
            "- [ ]",
        ),
        ("- [ ] The two", "b) The two", "unknown-line", 17, "- [ ]"),
        ("  > No.", "  - No.", "no-feedback", 17, "line >"),
        (
            "- [x] The one\n  > Yes.",
            "- [x] The one > Yes.",
            "no-feedback",
            15,
            "line >",
        ),
        (":::\n::: sort", "::: sort", "unclosed-block", 13, ":::"),
        (
            "## Step\n",
            "## Step\n```\n",
            "unclosed-fence",
            13,
            "Write ```",
        ),
        ("Which?", "```\nWhich?", "unclosed-fence", 14, "Write ```"),
        ("sort q2", "sort q2 mx=1", "unknown-attribute", 20, "skill"),
    ] {
        assert_eq!(whole.matches(from).count(), 1, "{from}");
        let faults = faults_in(&whole.replace(from, to));
        let errors: Vec<_> = faults.iter().filter(|f| f.level == Level::Error).collect();
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors.len(), 1, "{to}:\n{}", told.join("\n"));
        assert_eq!(
            (errors[0].code, errors[0].line),
            (code, line),
            "{to}: {told:?}"
        );
        assert!(errors[0].fix.contains(way), "{to}: {told:?}");
    }
    assert!(faults_in(&whole).iter().all(|f| f.level != Level::Error));
}
