//! A test named for each rule of the compiler that the specification names, and the list of codes kept true.
//!
//! | rule (reference, 3.2 and 2.2; issue 4) | code | test |
//! |---|---|---|
//! | no right answer | `no-right-answer` | `no_right_answer` |
//! | option without `>` | `no-feedback` | `option_without_feedback` |
//! | duplicate id | `duplicate-id` | `duplicate_id` |
//! | unknown standard code | `unknown-standard` | `unknown_standard_code` |
//! | unknown page link | `dead-link`, `outside-web` | `unknown_page_link` |
//! | a link that Markdown does not read as one | `bad-link` | `link_with_a_blank_in_its_address` |
//! | picture without alt text | `picture-without-words` | `picture_without_words` |
//! | interaction without text equivalent | `no-paper` | `interaction_without_paper` |
//! | reading level above band | `too-hard`, `hard-words` | `reading_level_above_band`, `reading_level_counts_the_feedback_of_every_kind` |
//! | `sort` with an empty bin | `empty-box` | `sort_with_an_empty_box` |
//! | sound and unsound out of balance (35-65 %) | `balance` | `sound_and_unsound_out_of_balance`, `balance_at_its_bounds`, `a_web_of_one_truth` |
//! | numbers in the first line | `wrong-number` | `numbers_that_cannot_be` |
//! | what another task reads | `unknown-attribute` | `what_another_task_reads` |
//! | another encoding | `not-utf8` | `a_file_in_another_encoding` |
//! | stray HTML or script | `html`, `picture-script` | `stray_html`, `stray_script`, `pictures_that_are_programs_or_too_heavy` |
//! | longer than its minutes | `too-long`, `too-short` | `longer_than_its_minutes`, `shorter_than_half_its_minutes` |
//! | untranslated string | `untranslated`, `translation-differs` | `untranslated_text`, `translation_with_another_key`, `translation_with_another_skill_story_or_web` |
//! | a reason that approves beside a wrong answer | `says-yes` | `reasons_that_approve_beside_wrong_answers` |
//! | answer guessable | `guessable`, `all-of-the-above` | `answer_that_gives_itself_away`, `answers_that_tell_by_*`, `format::rules` |
//! | citation whose key disagrees with the engine | `key-disagrees` | `citation_that_the_engine_makes_otherwise` |
//! | spaced review with new sources | `no-review` | `a_skill_with_two_review_cards` |
//! | easier twin of the key question | `no-twin` | `a_skill_without_an_easier_twin` |
//! | webs of 20 to 60 pages | `small-web` | `a_web_of_nineteen_pages` |

use std::collections::BTreeSet;

use carrel_cite::{Field, Reason, Role, Token};
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
    paraphrase_that_swaps_a_word_of_no_source: "::: paraphrase a\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine\n  > n\n@ swap hill, dune\n@ model\n  > Overnight, nine feet.\n@ patchwork\n  > The river rose nine feet in one night.\n:::" => "unknown-line@6";
    paraphrase_whose_model_swaps_word_by_word: "::: paraphrase a\nWrite.\n> The pool filled at noon and drained at dusk.\n@ idea noon, midday\n  > n\n@ swap pool, basin\n@ swap filled, flooded\n@ swap noon, midday\n@ swap drained, emptied\n@ swap dusk, sundown\n@ model\n  > One basin flooded by midday, then emptied by sundown.\n@ patchwork\n  > The pool filled at noon and drained.\n:::" => "model-fails@11";
    paraphrase_whose_model_misses_an_idea: "::: paraphrase a\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine, 9\n  > n\n@ model\n  > Overnight the water climbed.\n@ patchwork\n  > The river rose nine feet in one night.\n:::" => "model-fails@6";
    paraphrase_whose_model_names_no_source: "::: paraphrase a\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine, 9\n  > n\n@ cite River Times\n  > n\n@ model\n  > Overnight, nine feet.\n@ patchwork\n  > The river rose nine feet in one night.\n:::" => "model-fails@8";
    paraphrase_whose_patchwork_would_pass: "::: paraphrase a\nWrite.\n> The river rose nine feet in a single night.\n@ idea nine, 9\n  > n\n@ model\n  > Overnight, nine feet.\n@ patchwork\n  > A flood came.\n:::" => "model-fails@8";
    cite_of_an_unknown_kind: "::: cite a style=mla\nBuild.\n@ source bok\n  title: Holes\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@3";
    cite_of_an_unknown_fact: "::: cite a style=mla\nBuild.\n@ source book\n  titel: Holes\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@4";
    cite_with_the_page_that_is_quoted: "::: cite a style=mla\nBuild.\n@ source book\n  title: Holes\n  page: 14\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@5";
    cite_with_a_fact_twice: "::: cite a style=mla\nBuild.\n@ source book\n  author: Ana Ortiz\n  author: Ben Cho\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@5";
    cite_with_two_facts_in_one_place: "::: cite a style=mla\nBuild.\n@ source book\n  author: Ana Ortiz\n  title: Holes\n  organization: NASA\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@6";
    cite_with_two_names_in_one: "::: cite a style=mla\nBuild.\n@ source book\n  author: Ana Ortiz and Ben Cho\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@4";
    cite_with_a_date_that_is_none: "::: cite a style=mla\nBuild.\n@ source book\n  year: long ago\n1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::" => "unknown-line@4";
    shelf_in_the_wrong_order: "::: shelve a\nSort.\n1. 501.2 A\n2. 501.02 B\n3. 510 C\n@ whole\n  > y\n@ decimal\n  > y\n@ letters\n  > y\n@ sign\n  > y\n:::" => "key-disagrees@4";
}

#[test]
fn unknown_standard_code() {
    let text = HEAD.replace("AASL:IV.B.3", "AASL:IV.B.33") + OK;
    check_folder(&[("t/lesson.md", &text)], "unknown-standard@t/lesson.md:8");
}

const PAGE: &str = "+++\nurl = \"a.example\"\ntitle = \"T\"\nowner = \"O\"\nlooks = \"news\"\ntruth = \"sound\"\n+++\nRead [more](nowhere).\n";

/// Students of five lessons saw the brackets: "[share link](gloss:share link)".
#[test]
fn link_with_a_blank_in_its_address() {
    check("A [share link](gloss:share link) helps.", "bad-link@1");
    check("Say [good day](lang:es MX).", "bad-link@1");
    check(
        "One (gloss: no link) and [two] (lang: none).\n[x](gloss:a b)",
        "bad-link@2",
    );
}

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

/// In nine of ten questions the right answer was the longest or the shortest by a letter or two, and nothing was said.
#[test]
fn answers_that_tell_by_a_letter() {
    let (long, short, middle) = (
        ["answer ab", "answer b", "answer c"],
        ["answer a", "answer one", "answer two"],
        ["answer ab", "answer a", "answer abc"],
    );
    let said = |all: &[[&str; 3]]| -> Vec<String> {
        told(&choices(all), "guessable")
            .into_iter()
            .map(|(_, said)| said)
            .collect()
    };
    let outermost =
        "5 of 6 questions the right answer is the longest or the shortest, if only by a letter";
    assert_eq!(
        said(&[long, short, long, short, long, middle]),
        [format!("in {outermost}")]
    );
    assert_eq!(
        said(&[long, long, long, long, long, middle]),
        [
            "in 5 of 6 questions the right answer is the longest, if only by a letter".to_owned(),
            format!("in {outermost}")
        ]
    );
    // Four of six, or five of five, may be chance.
    assert_eq!(said(&[long, short, long, short, middle, middle]), [""; 0]);
    assert_eq!(said(&[long, short, long, short, long]), [""; 0]);
}

/// Answers are read, too.
#[test]
fn reading_level_counts_the_answers() {
    let hard = "Institutional authorities systematically disseminate extraordinarily complicated methodological \
        considerations regarding epidemiological investigations, notwithstanding considerable organisational \
        disagreements concerning interdisciplinary communication responsibilities";
    let with = |answer: &str| {
        let body = format!(
            "::: choice a\nWhich of these is it?\n- [ ] {answer}\n  > No.\n- [x] {answer} altogether\n  > Yes.\n:::\n"
        );
        !told(&body, "hard-words").is_empty()
    };
    assert!(with(hard));
    assert!(!with(&"A cat sat on a mat. ".repeat(5)));
}

/// "Yes." stood beside partners that were put wrong.
#[test]
fn reasons_that_approve_beside_wrong_answers() {
    let sort = |why: &str| {
        format!(
            "::: sort a\nWhich?\n= Red\n= Blue\n- rose -> Red\n  > It is red.\n- sky -> Blue\n  > {why}\n:::\n"
        )
    };
    for why in [
        "Yes. The sky is.",
        "Right, and wide.",
        "Exactly!",
        "Sí. Azul.",
        "¡Muy bien! Azul.",
    ] {
        let found = told(&sort(why), "says-yes");
        assert_eq!(found.len(), 1, "{why}");
        assert_eq!(found[0].0, 8, "{why}");
    }
    for why in [
        "Yesterday it was.",
        "Right after the rain it is.",
        "The sky is blue. Yes.",
        "True, but it is also wide.",
    ] {
        assert_eq!(told(&sort(why), "says-yes"), [], "{why}");
    }
    for body in [
        "::: match a\nWhich?\n- x -> one\n  > Yes. One.\n- y -> two\n  > Two.\n:::\n",
        "::: order a\nSort.\n1. one\n  > First.\n2. two\n  > Correct. Second.\n:::\n",
        "::: judge a\nTrust?\n- [sound] x\n  > Yes, it is.\n- [unsound] y\n  > It sells.\n:::\n",
        // "Yes, most of the time." was read where more were said and fewer came.
        "::: search a task=predict change=and words=\"space, moon\"\nGuess.\n@ fewer\n  > Yes, most of the time.\n@ same\n  > Rare.\n@ more\n  > No.\n:::\n",
    ] {
        assert_eq!(told(body, "says-yes").len(), 1, "{body}");
    }
    // Of one answer the reason is its own.
    let choice = "::: choice a\nWhich?\n- [x] One\n  > Yes. One.\n- [ ] Two\n  > No.\n:::\n";
    assert_eq!(told(choice, "says-yes"), []);
    let build = "::: search a task=build words=\"space, moon\"\nFind.\n@ good\n  > Yes. Found.\n@ many\n  > Many.\n@ none\n  > None.\n:::\n";
    assert_eq!(told(build, "says-yes"), []);
}

/// Faults of a code in a lesson: line in the body and message.
fn told(body: &str, code: &str) -> Vec<(u32, String)> {
    let lines = u32::try_from(HEAD.lines().count()).unwrap();
    let text = format!("{HEAD}{body}");
    folder(&[("t/lesson.md", &text)])
        .into_iter()
        .filter(|f| f.code == code)
        .map(|f| (f.line - lines, f.message))
        .collect()
}

/// Questions with these answers, the first of each right.
fn choices(all: &[[&str; 3]]) -> String {
    let one = |(n, [right, b, c]): (usize, &[&str; 3])| {
        format!(
            "::: choice q{n}\nWhich?\n- [ ] {b}\n  > n\n- [x] {right}\n  > y\n- [ ] {c}\n  > n\n:::\n"
        )
    };
    all.iter().enumerate().map(one).collect()
}

#[test]
fn answers_that_tell_by_a_careful_word() {
    let careful = [
        ["It may help", "It does help", "It is good"],
        ["Often it rains", "Here it rains", "Then it rains"],
        ["Perhaps the cat", "Only the cat", "Both the cats"],
    ];
    let found = told(&choices(&careful), "guessable");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0 == 5 && found[0].1.contains("careful word"),
        "{found:?}"
    );
    // Where wrong answers are careful too, it tells nothing; nor do words within words.
    let mut both = careful.to_vec();
    both.push(["The dog", "It may be", "The hen"]);
    assert_eq!(told(&choices(&both), "guessable"), []);
    let within = [
        ["A mayor", "A doctor", "A nurse"],
        ["Maya", "Lina", "Omar"],
        ["In May-time", "In fall", "In spring"],
    ];
    assert_eq!(told(&choices(&within[..2]), "guessable"), []);
}

#[test]
fn answers_that_tell_by_sweeping_words() {
    let sweeping = [
        ["Ask the zoo", "Never ask", "Ask everyone"],
        ["It is one page", "All pages", "None at all"],
        ["Look once more", "Always look", "Nobody looks"],
    ];
    let found = told(&choices(&sweeping), "guessable");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("sweeping word"), "{found:?}");
    let mut both = sweeping.to_vec();
    both[2] = ["Look once more", "Look up there", "Nobody looks"];
    assert_eq!(told(&choices(&both), "guessable"), []);
}

#[test]
fn answers_that_tell_by_their_length_in_other_kinds() {
    let lateral = |right: &str| {
        format!(
            "::: lateral a start=a\nWho?\n- [ ] A club of ten doctors\n  > n\n- [x] {right}\n  > y\n@ leave 60\n  > yes: y\n  > no: n\n@ paper\n  > p\n:::\n"
        )
    };
    let page = PAGE.replace("[more](nowhere)", "more");
    let verdicts = |right: &str| {
        let text = format!("{HEAD}{}", lateral(right));
        let files = [("t/lesson.md", text.as_str()), ("t/web/a.page.md", &page)];
        let faults = folder(&files);
        faults.iter().filter(|f| f.code == "guessable").count()
    };
    assert_eq!(verdicts("The firms that sell it"), 0);
    assert_eq!(verdicts("The firms that sell the water in big bottles"), 1);
    assert_eq!(verdicts("The firms"), 1);
    let judge = "::: judge a\nJudge.\n- [unsound] A post\n  > y\n- [sound] The report of the city, with all its numbers\n  > y\n- [unsound] A clip\n  > y\n- [sound] The study of the college, and who paid for it\n  > y\n:::\n";
    assert_eq!(told(judge, "guessable").len(), 1);
    let level = judge.replace("A clip", "A clip by a firm that sells water in bottles");
    assert_eq!(told(&level, "guessable"), []);
    let multi = "::: multi a\nWhich?\n- [x] The title\n  > y\n- [ ] The color of the cover\n  > n\n- [x] The page\n  > y\n- [ ] How much you like it\n  > n\n:::\n";
    let found = told(multi, "guessable");
    assert!(
        found.len() == 1 && found[0].0 == 3 && found[0].1.contains("shorter"),
        "{found:?}"
    );
    let level = multi.replace("The color of the cover", "The color");
    assert_eq!(told(&level, "guessable"), []);
}

#[test]
fn answers_that_tell_by_their_place_in_a_story() {
    let story = |last: &str| {
        format!(
            "::: branch a\nGo.\n### one\nA.\n- go on -> two\n  > y\n- stop -> bad\n  > y\n### two\nB.\n- go on -> three\n  > y\n- stop -> bad\n  > y\n\
             ### three\nC.\n{last}### end (good)\nD.\n### bad (poor)\nE.\n:::\n"
        )
    };
    let first = story("- go on -> end\n  > y\n- stop -> bad\n  > y\n");
    let found = told(&first, "guessable");
    assert!(
        found.len() == 1 && found[0].1.contains("number 1"),
        "{found:?}"
    );
    let second = story("- stop -> bad\n  > y\n- go on -> end\n  > y\n");
    assert_eq!(told(&second, "guessable"), []);
    // A way back is as good as where it leads to: then no way is the best.
    let back = story("- go on -> end\n  > y\n- go back -> one\n  > y\n");
    assert_eq!(told(&back, "guessable"), []);
}

#[test]
fn a_skill_with_two_review_cards() {
    let card = |n: usize| OK.replace("choice ok", &format!("choice r{n} review"));
    let cards = |n: usize| format!("{OK}{}", (0..n).map(card).collect::<String>());
    for (n, expected) in [(0, 1), (2, 1), (3, 0)] {
        let text = format!("{HEAD}{}", cards(n));
        let faults = folder(&[("t/lesson.md", &text)]);
        let found: Vec<_> = faults.iter().filter(|f| f.code == "no-review").collect();
        assert_eq!(found.len(), expected, "{n}");
        for fault in found {
            assert!(
                fault.line == 10 && fault.message.contains(&format!("{n} of 3")),
                "{fault}"
            );
        }
    }
}

/// The advice names the question that needs it most: of the skill, and with most to decide.
#[test]
fn a_skill_without_an_easier_twin() {
    let head = HEAD.replace("[skills]\n", "[skills]\nother = \"I can too.\"\n");
    let sort = "::: sort big skill=who-is-behind\nSort.\n= A\n= B\n- x -> A\n  > y\n- z -> B\n  > y\n- w -> B\n  > y\n:::\n";
    let small = OK.replace("choice ok", "choice small skill=who-is-behind");
    let other = OK.replace("choice ok", "choice other-one skill=other");
    let twin = OK.replace("choice ok", "choice easy twin-of=other-one skill=other");
    let twins = |body: &str| -> Vec<(u32, String)> {
        let text = format!("{head}{body}");
        let faults = folder(&[("t/lesson.md", &text)]);
        let all = faults.into_iter().filter(|f| f.code == "no-twin");
        all.map(|f| (f.line, f.fix)).collect()
    };
    let found = twins(&format!("{small}{sort}{other}{twin}"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0 == 21 && found[0].1.contains("twin-of=big "),
        "{found:?}"
    );
    assert_eq!(twins(&format!("{small}{sort}{other}")).len(), 2);
}

#[test]
fn a_web_of_nineteen_pages() {
    let lateral = "::: lateral a start=p0\nWho?\n- [x] One\n  > y\n- [ ] Two\n  > n\n@ leave 60\n  > yes: y\n  > no: n\n@ paper\n  > p\n:::\n";
    let text = format!("{HEAD}{lateral}");
    let faults = |n: usize, truth: &str| {
        let mut files = vec![("t/lesson.md".to_owned(), text.clone())];
        for k in 0..n {
            let page = PAGE.replace("[more](nowhere)", "more");
            let page = page.replace("a.example", &format!("p{k}.example"));
            let page = if k == 0 {
                page.replace("\"sound\"", &format!("\"{truth}\""))
            } else {
                page
            };
            files.push((format!("t/web/p{k}.page.md"), page));
        }
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        let faults = folder(&files);
        let codes: Vec<&str> = faults.iter().map(|f| f.code).collect();
        (codes.contains(&"small-web"), codes.contains(&"balance"))
    };
    assert_eq!(faults(19, "unsound"), (true, false));
    assert_eq!(faults(20, "unsound"), (false, false));
    // A web of one truth teaches to trust all, or nothing.
    assert_eq!(faults(20, "sound"), (false, true));
}

#[test]
fn good_moves_that_nobody_can_make() {
    for (goal, bad) in [
        ("@ open p0", true),
        ("@ open p1", false),
        ("@ owners 2", true),
        ("@ owners 1", false),
    ] {
        let text = format!(
            "{HEAD}::: lateral a start=p0\nWho?\n- [x] One\n  > y\n- [ ] Two\n  > n\n{goal}\n  > yes: y\n  > no: n\n@ paper\n  > p\n:::\n"
        );
        let page = |n: u8| {
            let page = PAGE.replace("[more](nowhere)", "more");
            let page = page.replace("a.example", &format!("p{n}.example"));
            page.replace("owner = \"", &format!("owner = \"{n} "))
        };
        let (first, second) = (page(0), page(1));
        assert_ne!(first, second);
        let faults = folder(&[
            ("t/lesson.md", &text),
            ("t/web/p0.page.md", &first),
            ("t/web/p1.page.md", &second),
        ]);
        let found = faults.iter().any(|fault| fault.code == "impossible-move");
        assert_eq!(found, bad, "{goal}: {faults:?}");
    }
}

#[test]
fn balance_at_its_bounds() {
    for (sound, all, bad) in [
        (0, 2, true),
        (1, 2, false),
        (1, 3, false),
        (3, 3, true),
        (6, 17, false),
        (5, 17, true),
        (13, 20, false),
        (14, 20, true),
    ] {
        let lines: String = (0..all)
            .map(|n| {
                format!(
                    "- [{}] s{n}\n  > y\n",
                    if n < sound { "sound" } else { "unsound" }
                )
            })
            .collect();
        let found = told(&format!("::: judge a\nJ.\n{lines}:::\n"), "balance");
        assert_eq!(!found.is_empty(), bad, "{sound} of {all}: {found:?}");
    }
}

#[test]
fn answers_that_cannot_be_wrong_or_told_apart() {
    for (body, code) in [
        (
            "::: multi a\nM?\n- [x] One\n  > Yes.\n- [x] Two\n  > Yes.\n:::\n",
            "no-wrong-answer",
        ),
        (
            "::: choice a\nM?\n- [x] One\n  > Yes.\n- [ ] Two\n  > No.\n- [ ] Two\n  > No.\n:::\n",
            "duplicate-answer",
        ),
        (
            "::: order a\nM.\n1. One\n   > A.\n2. Two\n   > B.\n3. One\n   > C.\n:::\n",
            "duplicate-answer",
        ),
        (
            "::: judge a\nJ.\n- [sound] One\n  > A.\n- [unsound] One\n  > B.\n:::\n",
            "duplicate-answer",
        ),
        (
            "::: sort a\nS.\n= left\n= right\n- One -> left\n  > A.\n- One -> right\n  > B.\n:::\n",
            "duplicate-answer",
        ),
        (
            "::: serp a query=\"x y\"\nS.\n- [x] One\n  url: one.example/a\n  ad: true\n  A line.\n  > A.\n- [ ] Two\n  url: two.example/a\n  A line.\n  > B.\n:::\n",
            "unknown-line",
        ),
    ] {
        let found = told(body, code);
        assert_eq!(found.len(), 1, "{code}: {found:?}");
    }
}

#[test]
fn pictures_that_are_programs_or_too_heavy() {
    let text = format!("{HEAD}![a glass](assets/a.svg)\n\n{OK}");
    let heavy = format!("<svg>{}</svg>", " ".repeat(60 * 1024));
    for (picture, code) in [
        ("<svg><script>alert(1)</script></svg>", "picture-script"),
        ("<svg><g onclick=\"x()\"/></svg>", "picture-script"),
        (heavy.as_str(), "picture-heavy"),
    ] {
        let files = [("t/lesson.md", text.as_str()), ("t/assets/a.svg", picture)];
        check_folder(&files, &format!("{code}@t/assets/a.svg:1"));
    }
}

/// They were read as 20, 5 and 4, or as the nearest that can be, and nothing was said.
#[test]
fn numbers_that_cannot_be() {
    const SHELF: &str = "S.\n1. 501 A\n2. 502 B\n3. 510 C\n@ whole\n  > y\n@ decimal\n  > y\n@ letters\n  > y\n@ sign\n  > y";
    const BUILD: &str = "B.\n@ good\n  > y\n@ many\n  > y\n@ none\n  > y\n@ paper\n  > p";
    const WRITE: &str = "P.\n> One two three four five six.\n@ idea one\n  > y\n@ model\n  > One.\n@ patchwork\n  > One two three four five six.";
    const CHOICE: &str = "Which?\n- [x] One\n  > y\n- [ ] Two\n  > n";
    for (first, rest, low, high) in [
        ("shelve a count=", SHELF, 3, 12),
        ("paraphrase a run=", WRITE, 2, 20),
        ("search a task=build words=\"a, b\" max=", BUILD, 1, 1000),
        ("choice a points=", CHOICE, 0, 100),
        ("choice a minutes=", CHOICE, 0, 100),
    ] {
        let of = |value: &str| {
            told(
                &format!("::: {first}{value}\n{rest}\n:::\n"),
                "wrong-number",
            )
        };
        for wrong in [
            &(low - 1).to_string(),
            &(high + 1).to_string(),
            "ten",
            "4.5",
            "",
        ] {
            let found = of(wrong);
            assert_eq!(found.len(), 1, "{first}{wrong}");
            let bounds = format!("from {low} to {high}, found `{wrong}`");
            assert!(found[0].1.contains(&bounds), "{}", found[0].1);
        }
        for right in [low, high] {
            assert_eq!(of(&right.to_string()), [], "{first}{right}");
        }
    }
}

/// `max` of a prediction and `change` of a search to build were passed over without a word.
#[test]
fn what_another_task_reads() {
    const PREDICT: &str = "P.\n@ fewer\n  > y\n@ same\n  > y\n@ more\n  > y\n@ paper\n  > p";
    const BUILD: &str = "B.\n@ good\n  > y\n@ many\n  > y\n@ none\n  > y\n@ paper\n  > p";
    for (task, own, other, rest, named) in [
        ("predict", "change=and", "max=5", PREDICT, "build"),
        ("build", "max=5", "change=and", BUILD, "predict"),
    ] {
        let of = |extra: &str| {
            let text = format!(
                "{HEAD}::: search a task={task} {own}{extra} words=\"a, b\"\n{rest}\n:::\n"
            );
            folder(&[("t/lesson.md", &text)])
                .into_iter()
                .filter(|f| f.code == "unknown-attribute")
                .collect::<Vec<_>>()
        };
        assert_eq!(of(""), [], "{task}");
        let found = of(&format!(" {other}"));
        assert_eq!(found.len(), 1, "{task} {other}: {found:?}");
        let at = format!("::: search a task={task} {own} ").len() + 1;
        assert_eq!(found[0].column as usize, at, "{found:?}");
        let key = other.split('=').next().unwrap_or("");
        let message = format!("`{key}` belongs to task={named}, and this is task={task}");
        assert_eq!(found[0].message, message);
        assert!(found[0].fix.contains(&format!("task={named}")), "{found:?}");
    }
}

/// `García` became `Garc�a` without a word, and of a file in UTF-16 it was said that it has no header.
#[test]
fn a_file_in_another_encoding() {
    let text = format!("{HEAD}Señora García.\n\n{OK}");
    let told = |path: &str, bytes: &[u8]| {
        let lesson = if path == "t/lesson.md" {
            bytes
        } else {
            text.as_bytes()
        };
        let mut files = vec![
            File {
                path: "standards.toml",
                bytes: STANDARDS,
            },
            File {
                path: "t/lesson.md",
                bytes: lesson,
            },
        ];
        if path != "t/lesson.md" {
            files.retain(|file| file.path != path);
            files.push(File { path, bytes });
        }
        let errors = compile::set(&files)
            .faults
            .into_iter()
            .filter(|f| f.level == compile::Level::Error);
        errors
            .map(|f| format!("{}@{}:{}:{}", f.code, f.file, f.line, f.column))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("t/lesson.md", text.as_bytes()), [""; 0]);
    let marked = format!("\u{feff}{text}").replace('\n', "\r\n");
    assert_eq!(told("t/lesson.md", marked.as_bytes()), [""; 0]);
    // ANSI: a byte a letter.
    let ansi: Vec<u8> = marked
        .trim_start_matches('\u{feff}')
        .chars()
        .map(|c| c as u8)
        .collect();
    let line = HEAD.lines().count() + 1;
    assert_eq!(
        told("t/lesson.md", &ansi),
        [format!("not-utf8@t/lesson.md:{line}:3")]
    );
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide: Vec<u8> = marked.encode_utf16().flat_map(bytes).collect();
        assert_eq!(told("t/lesson.md", &wide), ["not-utf8@t/lesson.md:1:1"]);
    }
    for path in ["t/web/a.page.md", "t/web/search.toml", "standards.toml"] {
        let found = told(path, b"# Garc\xeda\n");
        let one = format!("not-utf8@{path}:1:7");
        assert_eq!(found.iter().filter(|f| **f == one).count(), 1, "{found:?}");
    }
}

#[test]
fn a_lesson_without_a_question() {
    let text = format!("{HEAD}Words.\n");
    check_folder(&[("t/lesson.md", &text)], "no-question@t/lesson.md:11");
}

#[test]
fn shorter_than_half_its_minutes() {
    let text = format!("{HEAD}{OK}");
    check_folder(&[("t/lesson.md", &text)], "too-short@t/lesson.md:6");
}

#[test]
fn a_lesson_that_needs_an_unknown_one() {
    let text = HEAD.replace("minutes", "needs = [\"L99\"]\nminutes") + OK;
    let faults = folder(&[("t/lesson.md", &text)]);
    assert!(
        faults.iter().any(|f| f.code == "unknown-lesson"),
        "{faults:?}"
    );
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

/// Skills, the ways of a story and the pages of a web were compared with nothing.
#[test]
fn translation_with_another_skill_story_or_web() {
    let page = |text: &str, truth: &str| {
        format!(
            "+++\nurl = \"a.example\"\ntitle = \"A\"\nowner = \"A\"\nlooks = \"news\"\ntruth = \"{truth}\"\n+++\n## A\n\n{text}\n"
        )
    };
    let story = |first: &str, second: &str| {
        format!(
            "::: branch way\n{first}?\n### start\n{first}.\n- {first} -> {first}\n  > {second}.\n- {second} -> {second}\n  > {first}.\n### {first} (poor)\n{second}.\n### {second} (good)\n{first}.\n:::\n"
        )
    };
    let told = |skill: &str, spanish_story: &str, spanish_page: &str, name: &str| -> Vec<String> {
        let english = format!("{HEAD}{OK}{}", story("left", "right"));
        let english = english.replace("I can.", "I can say who it is.");
        let spanish = HEAD
            .replace("minutes", "lang = \"es\"\nminutes")
            .replace("A sentence.", "Una frase.")
            .replace("I can.", skill);
        let spanish = format!("{spanish}{}{spanish_story}", OK.replace("Which", "Cuál"));
        let faults = folder(&[
            ("t/lesson.md", &english),
            ("t/lesson.es.md", &spanish),
            (
                "t/web/a.page.md",
                &page("Words that stand in English.", "sound"),
            ),
            (&format!("t/web.es/{name}.page.md"), spanish_page),
        ]);
        let ours = faults
            .iter()
            .filter(|f| matches!(f.code, "untranslated" | "translation-differs"));
        ours.map(|f| f.to_string()).collect()
    };
    let skill = "Puedo decir de quién es.";
    let way = story("izquierda", "derecha");
    let good = page("Palabras que ya no son inglesas.", "sound");
    assert_eq!(told(skill, &way, &good, "a"), [""; 0]);
    let one = |found: Vec<String>, words: &str| {
        assert!(
            found.len() == 1 && found[0].contains(words),
            "{words}: {found:?}"
        );
    };
    one(
        told("I can say who it is.", &way, &good, "a"),
        "\"I can say",
    );
    let turned = way
        .replace("(poor)", "(best)")
        .replace("(good)", "(poor)")
        .replace("(best)", "(good)");
    one(told(skill, &turned, &good, "a"), "other right answers");
    let false_page = page("Palabras que ya no son inglesas.", "unsound");
    one(told(skill, &way, &false_page, "a"), "`truth` or `looks`");
    let old = page("Words that stand in English.", "sound");
    one(told(skill, &way, &old, "a"), "still in the old language: a");
    let renamed = told(skill, &way, &good, "b");
    assert!(renamed.len() == 2, "{renamed:?}");
}

/// A stretch of an entry, as an engine would give it.
fn token(text: &str) -> Token {
    Token {
        text: text.to_owned(),
        variable: "",
        role: Role::Content,
        rule: String::new(),
        reason: Reason::Is(Field::Title),
        italic: false,
        bold: false,
        caps: false,
        shift: carrel_cite::Shift::None,
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
        let citer: Citer<'_> = &|_, _, _| {
            let mut title = token("Rivers");
            title.italic = true;
            title.variable = "title";
            let mut author = token("Ortiz, Ana. ");
            author.variable = "author";
            author.reason = Reason::Is(Field::Author);
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
        pair("Ortiz, Ana.", "This is who made it."),
        pair("Rivers.", "This is the title."),
    ];
    assert_eq!(made("", true), whole);
    let own = "1. Ortiz, Ana.\n  > Who.\n2. *Rivers*.\n";
    assert_eq!(
        made(own, true),
        [
            pair("Ortiz, Ana.", "Who."),
            pair("Rivers.", "This is the title.")
        ]
    );
    assert_eq!(made("", false), [pair("too-few", "")]);
    assert_eq!(made(own, false)[0], pair("no-feedback", ""));
}

/// The first of two was lost in silence: the entry has one place for both.
#[test]
fn two_facts_for_one_place_are_both_named() {
    let said = |facts: &str| -> Vec<String> {
        let cite = format!(
            "::: cite a style=mla\nBuild.\n@ source web page\n{facts}1. *Holes*.\n  > y\n2. 1998.\n  > y\n:::\n"
        );
        let faults = folder(&[("t/lesson.md", &format!("{HEAD}{cite}"))]);
        let told = faults.into_iter().filter(|f| f.code == "unknown-line");
        told.map(|f| f.message).collect()
    };
    for (facts, expected) in [
        (
            "  author: Ana Ortiz\n  author: Ben Cho\n",
            "`author` stands here twice: Ana Ortiz; Ben Cho",
        ),
        (
            "  year: 2021\n  title: Holes\n  date: 4 May 2019\n",
            "`year` and `date` are one fact: 2021; 4 May 2019",
        ),
        (
            "  in: Sol\n  site: Luna\n",
            "`in` and `site` are one fact: Sol; Luna",
        ),
        (
            "  editor: Ana Ortiz; Ben Cho & Eva Rao\n",
            "`editor`: expected one name, found `Ben Cho & Eva Rao`",
        ),
    ] {
        assert_eq!(said(facts), [expected], "{facts}");
    }
    // Places of their own, and what is no fact, which is told by itself.
    assert_eq!(
        said("  author: Ana Ortiz; Ben Cho\n  editor: Eva Rao\n  publisher: Sol\n  site: Luna\n"),
        [""; 0]
    );
    assert_eq!(said("  titel: A\n  colour: B\n").len(), 2);
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
        let citer = move |style: &str, json: &str, lang: &str| {
            assert!(
                (style, lang) == ("mla", "en") && json.contains("\"author\":\"Ana Ortiz\""),
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

/// The engine's raised letter is a letter of its own on a keyboard: "2.ª" was an error where the engine writes just that.
#[test]
fn an_ordinal_of_a_citation_is_written_as_its_language_does() {
    let found = |part: &str| -> Vec<String> {
        let cite = format!(
            "::: cite a style=apa\nBuild.\n@ source book\n  title: Rivers\n1. *Rivers*\n  > y\n2. ({part} ed.)\n  > y\n:::\n"
        );
        let text = format!("{HEAD}{cite}");
        let files = [File {
            path: "t/lesson.md",
            bytes: text.as_bytes(),
        }];
        let citer: Citer<'_> = &|_, _, _| {
            let mut raised = token("a");
            raised.shift = carrel_cite::Shift::Up;
            Some(vec![token("Rivers (2."), raised, token(" ed.)")])
        };
        let faults = compile::set_with(&files, Some(citer)).faults;
        let of = faults.into_iter().filter(|f| f.code == "key-disagrees");
        of.map(|f| f.fix).collect()
    };
    assert_eq!(found("2.ª"), [""; 0]);
    assert_eq!(found("2.a"), [""; 0]);
    assert_eq!(found("2nd"), ["The engine writes: Rivers (2.ª ed.)"]);
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

/// Whoever adds a rule adds a test of it, here or in `format.rs`.
#[test]
fn every_code_has_a_test() {
    let tests = concat!(include_str!("rules.rs"), include_str!("format.rs"));
    let named = |code: &String| {
        tests.contains(&format!("\"{code}@")) || tests.contains(&format!("\"{code}\""))
    };
    let lacking: Vec<String> = codes_of_the_source()
        .into_iter()
        .filter(|code| !named(code))
        .collect();
    assert_eq!(lacking, Vec::<String>::new());
}

/// Results of two lessons would be one column in the teacher's table: their ids have the same number in codes.
#[test]
fn two_ids_with_one_number_in_codes() {
    let mut met = std::collections::BTreeMap::new();
    let (one, two) = (0..)
        .map(|n| format!("L{n}"))
        .find_map(|id| {
            let number = carrel_lessons::code::lesson_number(&id);
            Some((met.insert(number, id.clone())?, id))
        })
        .unwrap();
    let lesson = |id: &str| {
        let line = HEAD.lines().find(|line| line.starts_with("id = ")).unwrap();
        format!("{}{OK}", HEAD.replace(line, &format!("id = \"{id}\"")))
    };
    let said = |second: &str| -> Vec<String> {
        let files = [
            ("a/lesson.md", lesson(&one)),
            ("b/lesson.md", lesson(second)),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        let of_ids = folder(&files)
            .into_iter()
            .filter(|f| f.code == "duplicate-id");
        of_ids
            .map(|f| format!("{} {}", f.file, f.message))
            .collect()
    };
    assert_eq!(
        said(&two),
        [format!(
            "b/lesson.md the id `{two}` has the same number in result codes as `{one}` of a/lesson.md"
        )]
    );
    assert_eq!(said("other"), [""; 0]);
}
