//! The lessons that ship: each compiles without errors, fits its bundle, and can be done from its keys.

use std::path::Path;

use carrel_lessons::compile::{self, File, Level, Set};
use carrel_lessons::model::{Piece, Role, Task};
use carrel_lessons::player::{Action, NoCatalogue, Player};
use carrel_lessons::rich::plain;
use carrel_lessons::{bundle, export};

fn walk(dir: &Path, prefix: &str, out: &mut Vec<(String, Vec<u8>)>) {
    let mut entries: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().unwrap().to_string_lossy());
        if entry.is_dir() {
            walk(&entry, &format!("{name}/"), out);
        } else {
            out.push((name, std::fs::read(&entry).unwrap()));
        }
    }
}

pub(crate) fn set() -> Set {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons");
    let mut files = Vec::new();
    walk(&dir, "", &mut files);
    let files: Vec<File<'_>> = files
        .iter()
        .map(|(path, bytes)| File { path, bytes })
        .collect();
    compile::set(&files)
}

/// What a lesson gives for a text, in hundredths.
fn score(set: &Set, lesson: &str, lang: &str, question: &str, text: &str) -> u8 {
    let mut lessons = set.lessons.iter();
    let lesson = lessons
        .find(|own| own.id == lesson && own.lang == lang)
        .unwrap();
    let mut player = Player::open(lesson.clone(), None, 100, 3);
    let (id, text) = (question.to_owned(), text.to_owned());
    let write = Action::Write {
        id: id.clone(),
        text,
    };
    player.act(write, 0, &NoCatalogue);
    player.act(Action::Check { id }, 0, &NoCatalogue);
    player.progress().attempt(question).unwrap().score
}

/// "Beetles" was no beetle, and "floating" did not float: good texts were told that they lack what they say.
#[test]
fn a_paraphrase_may_use_any_form_of_a_word() {
    let set = set();
    for (lesson, question, text) in [
        (
            "L28",
            "fog",
            "Coast Notes tells how beetles catch their drink: they do a headstand in the morning mist.",
        ),
        (
            "L28",
            "fog",
            "A beetle's trick, says Coast Notes: it lets the fog run down to where it can drink.",
        ),
        (
            "L28",
            "fog",
            "Insects on the dunes drink out of misty air, if Coast Notes is right.",
        ),
        (
            "L28",
            "library",
            "The Old Town Paper says people rescued 4,000 books in 1923, when the library caught on fire, by passing them along. The maps did not make it.",
        ),
        (
            "L28",
            "card-ice",
            "Cold Science says that ice gets bigger than it was as water, which is why it keeps floating.",
        ),
        (
            "L28",
            "card-ice",
            "Because freezing makes water lighter, it floats, I read in Cold Science.",
        ),
        (
            "L28",
            "card-clock",
            "A one-handed clock will do where nobody counts the minutes (Tower Book).",
        ),
        (
            "L05",
            "limpet",
            "Limpets hold on when the sea is gone, and stay damp, says the Tide Book.",
        ),
        (
            "L05",
            "limpet",
            "The Tide Book tells of a snail that keeps clinging to its rock, with a sip of water below it.",
        ),
        (
            "L05",
            "limpet",
            "When it is dry, the limpet sits so tightly that it cannot be moved (Tide Book).",
        ),
    ] {
        assert_eq!(
            score(&set, lesson, "en", question, text),
            100,
            "{lesson} {question}: {text}"
        );
    }
    // What is not said is still missing.
    let text = "Coast Notes tells of a strange animal that drinks the morning mist.";
    assert!(score(&set, "L28", "en", "fog", text) < 100);
}

/// The words of the page that students are sent to were told wrong, and answers in a whole sentence.
#[test]
fn right_answers_are_right_in_the_words_of_the_page() {
    let set = set();
    for (lesson, lang, question, text) in [
        ("L11", "en", "doctor", "Family dentist"),
        ("L11", "en", "doctor", "a family dentist"),
        ("L11", "en", "doctor", "He is a dentist."),
        ("L11", "es", "doctor", "dentista de familia"),
        ("L11", "es", "doctor", "Odontologo"),
        ("L11", "es", "doctor", "es dentista"),
        ("L10", "en", "photo-year", "June 9, 2019"),
        ("L16", "en", "volume", "20th"),
        ("L16", "en", "volume", "the 20th"),
        ("L15", "en", "times", "2 more"),
    ] {
        assert_eq!(
            score(&set, lesson, lang, question, text),
            100,
            "{lesson} {question}: {text}"
        );
    }
}

/// Offices of one university were three owners, and who asked them had "asked four owners or more".
#[test]
fn one_owner_has_one_name() {
    for lesson in &set().lessons {
        let mut names: Vec<(&str, &str)> = Vec::new();
        for page in lesson.web.iter().flat_map(|web| &web.pages) {
            let owner = page.owner.as_str();
            let name = owner.split(", ").next().unwrap_or(owner);
            let known = names.iter().find(|(known, _)| *known == name);
            match known {
                Some((_, whole)) => assert_eq!(*whole, owner, "{} {}", lesson.id, page.name),
                None => names.push((name, owner)),
            }
        }
    }
}

/// Signs of Markdown that were meant as such and were read as none stand before students as they are.
#[test]
fn no_sign_of_markdown_is_left_in_words() {
    for lesson in set().lessons {
        let papers = export::loose(&lesson).0;
        let papers = papers.iter().filter(|(name, _)| {
            [
                "handout.html",
                "answer-key.html",
                "teacher-guide.html",
                "web-pages.html",
                "exit-cards.html",
            ]
            .contains(&name.as_str())
        });
        for (name, bytes) in papers {
            let text = String::from_utf8_lossy(bytes);
            // Outside of tags: pictures and links have their own signs there.
            let words: String = text
                .split('<')
                .map(|part| part.split_once('>').map_or(part, |p| p.1))
                .collect::<Vec<_>>()
                .join("\n");
            for sign in [
                "](", "**", "gloss:", "lang:", "\n- [", "[x]", ":::", "?> ", "!> ",
            ] {
                let at = words.find(sign);
                let near = at.map(|at| words[at..].chars().take(60).collect::<String>());
                assert_eq!(near, None, "{} {} {name}", lesson.id, lesson.lang);
            }
        }
    }
}

#[test]
fn no_lesson_has_errors_and_bundles_are_small() {
    let set = set();
    assert!(!set.lessons.is_empty());
    let errors: Vec<String> = set
        .faults
        .iter()
        .filter(|f| f.level == Level::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    for lesson in &set.lessons {
        let bytes = bundle::encode(lesson);
        assert_eq!(bundle::decode(&bytes).as_ref(), Ok(lesson));
        // What the player reads by hand is what serde reads.
        let plain = bundle::encode_plain(lesson);
        assert_eq!(
            postcard::from_bytes(&plain).as_ref(),
            Ok(lesson),
            "{}",
            lesson.id
        );
        // 30 of the 120 KB that a lesson may cost beyond the shell; the rest is the player's, and `cargo xtask size` looks after it.
        assert!(
            bytes.len() <= 30_000,
            "{}: {} bytes",
            lesson.id,
            bytes.len()
        );
        println!("{} {}: {} bytes", lesson.id, lesson.lang, bytes.len());
    }
}

/// Of the lessons that ship more is asked than "no errors": nothing to guess, three review cards and a twin for each skill,
/// webs of 20 pages. The one advice that is left says that there is time to talk.
#[test]
fn the_lessons_that_ship_follow_the_advice_too() {
    let set = set();
    let told: Vec<String> = set
        .faults
        .iter()
        .filter(|f| f.code != "too-short")
        .map(ToString::to_string)
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// A guide says what the lesson is for, what students wrongly believe, what is easier and what is harder, and how the minutes
/// go: they add up to those of the lesson.
#[test]
fn every_guide_has_what_a_teacher_needs() {
    for lesson in &set().lessons {
        let pieces = lesson.steps.iter().flat_map(|step| &step.pieces);
        let paragraphs: Vec<String> = pieces
            .filter_map(|piece| match piece {
                Piece::Teacher(blocks) => Some(blocks),
                _ => None,
            })
            .flatten()
            .map(|block| plain(core::slice::from_ref(block)))
            .collect();
        let name = format!("{} {}", lesson.id, lesson.lang);
        let one_of = |words: &[&str]| {
            let has = |paragraph: &&String| words.iter().any(|word| paragraph.contains(word));
            let found = paragraphs.iter().find(has);
            found.unwrap_or_else(|| panic!("the guide of {name} has none of {words:?}"))
        };
        one_of(&["Aim.", "Meta."]);
        one_of(&["Misconceptions.", "Ideas equivocadas."]);
        one_of(&["For those who need it simpler.", "Easier:", "Más sencillo."]);
        one_of(&[
            "For those who want more.",
            "Harder:",
            "Para quien quiere más.",
        ]);
        let timing = one_of(&["Timing (", "Tiempo ("]);
        // "the web 12, judging 7.": numbers with a sign behind them.
        let minutes: u16 = timing
            .split_whitespace()
            .filter_map(|word| word.strip_suffix([',', '.', ';']))
            .filter_map(|number| number.parse::<u16>().ok())
            .sum();
        assert_eq!(minutes, lesson.minutes, "{name}: {timing}");
    }
}

/// Whatever was answered, each question ends with the sentence to remember; exit cards print it.
#[test]
fn every_question_ends_with_what_to_remember() {
    for lesson in &set().lessons {
        for exercise in lesson.all_exercises() {
            assert!(
                matches!(exercise.task, Task::Survey(_)) || !exercise.closing.is_empty(),
                "{} {}: {} has no line !>",
                lesson.id,
                lesson.lang,
                exercise.id
            );
        }
    }
}

/// In the packages of other systems answers stand as they are written down; so not as in the file.
#[test]
fn right_answers_of_the_exports_stand_at_every_place() {
    let (mut at, mut all) = ([0; 3], 0);
    for lesson in &set().lessons {
        for question in export::quiz::of(lesson).questions {
            let export::quiz::Kind::Single(options) = &question.kind else {
                continue;
            };
            if options.len() != 3 || question.id.ends_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            at[options.iter().position(|o| o.1).unwrap()] += 1;
            all += 1;
        }
    }
    // In the files the middle one is right in two of three.
    assert!(
        all > 50 && at.iter().all(|n| n * 5 > all),
        "{at:?} of {all}"
    );
}

#[test]
fn every_export_holds_the_lesson_and_names_its_losses() {
    for lesson in &set().lessons {
        let files = export::files(lesson);
        let text = |name: &str| {
            let (_, bytes) = files.iter().find(|(n, _)| n == name).unwrap();
            String::from_utf8_lossy(bytes).into_owned()
        };
        for name in [
            "handout.html",
            "answer-key.html",
            "teacher-guide.html",
            "lesson.html",
        ] {
            assert!(
                text(name).contains(&export::html::escape(&lesson.title)),
                "{name}"
            );
        }
        let quiz = export::quiz::of(lesson);
        let report = text("what-did-not-carry-over.txt");
        for exercise in lesson.all_exercises() {
            let id = format!("{}-{}", lesson.id, exercise.id);
            let there = quiz.questions.iter().any(|q| q.id.starts_with(&id));
            assert!(
                there || report.contains(&exercise.id),
                "{id} is neither there nor reported"
            );
        }
        // A page for the teacher speaks the language of the lesson, around its texts too.
        if lesson.lang == "es" {
            let guide = text("teacher-guide.html");
            assert!(
                guide.contains("Guía docente") && guide.contains("Quién está de verdad detrás")
            );
            for english in [
                "Teacher guide",
                "Students can",
                "really behind",
                "not sound",
            ] {
                assert!(!guide.contains(english), "{}: {english}", lesson.id);
            }
        }
        // Every sign of the handout has a cell.
        let plain = export::teacher::plain(lesson);
        assert_eq!(
            export::braille::lost(&plain, &lesson.lang),
            [],
            "{} {}",
            lesson.id,
            lesson.lang
        );
        let pages = lesson.web.as_ref().map_or(0, |web| web.pages.len());
        let sheets = files.iter().filter(|(name, _)| name == "web-pages.html");
        let sheets: String = sheets
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
            .collect();
        assert_eq!(
            sheets.matches("<div class=\"web-page\">").count(),
            pages,
            "{}",
            lesson.id
        );
        let brf = text("handout.brf");
        assert!(
            brf.lines()
                .all(|l| l.trim_start_matches('\u{C}').len() <= 40)
                && brf.is_ascii()
        );
        // The handout gives nothing away, and neither do the cards, whose answers stand in the key.
        assert!(!text("handout.html").contains('✓'));
        let cards = text("exit-cards.html");
        assert!(!cards.contains('✓'), "{}", lesson.id);
        let reviews = lesson.others.iter().filter(|e| e.role == Role::Review);
        assert_eq!(
            cards.matches("class=\"q card\"").count(),
            reviews.clone().count()
        );
        let key = text("answer-key.html");
        for card in reviews {
            let answer = export::teacher::answer(lesson, card);
            assert!(key.contains(&answer), "{} {}", lesson.id, card.id);
        }
        assert_eq!(files, export::files(lesson), "the same bytes again");
    }
}

/// Words of HTML, each picture as what it shows; numbers and signs alone are left out.
fn words_of(html: &str) -> Vec<String> {
    let mut text = String::new();
    for (n, part) in html.split('<').enumerate() {
        let (tag, rest) = match part.split_once('>') {
            Some(split) if n > 0 => split,
            _ => ("", part),
        };
        let shown = tag
            .strip_prefix("img alt=\"")
            .and_then(|t| t.split_once('"'));
        // Slanted letters and links stand within a word, or before a point.
        let within = ["em", "strong", "u", "b", "a", "span", "code"];
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or("");
        if !within.contains(&name) {
            text.push(' ');
        }
        text.push_str(shown.map_or("", |(words, _)| words));
        text.push_str(rest);
    }
    for (name, sign) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ] {
        text = text.replace(name, sign);
    }
    let words = text.split_whitespace().map(|w| w.trim_end_matches(':'));
    let words = words.filter(|w| w.chars().any(char::is_alphabetic));
    words.map(str::to_owned).collect()
}

/// What is asked on paper is asked in braille, too: no brackets were there to choose from, no address and no date of a page
/// that is to be judged by them, and an advertisement was a paragraph of the article.
#[test]
fn what_the_handout_shows_is_in_braille() {
    let mut lessons = set().lessons;
    // None that ships shows a page by itself.
    let mut shows = crate::support::everything();
    for page in shows.web.iter_mut().flat_map(|web| &mut web.pages) {
        page.date = "2026-02-11".to_owned();
        page.author = "Dana Drop".to_owned();
        let inner = core::mem::take(&mut page.body);
        page.body = vec![
            carrel_lessons::rich::Block::Ad(inner),
            carrel_lessons::rich::Block::Code("as typed".to_owned()),
        ];
    }
    lessons.push(shows);
    let mut met = 0;
    for lesson in &lessons {
        let handout = export::teacher::handout(lesson, false);
        let (_, body) = handout.split_once("</h1>").unwrap();
        let (body, _) = body.rsplit_once("<p><small>").unwrap();
        let plain = export::teacher::plain(lesson);
        let plain = words_of(&export::html::escape(&plain));
        let mut there = plain.iter();
        let mut before: Vec<String> = Vec::new();
        for word in words_of(body) {
            met += 1;
            assert!(
                there.any(|other| *other == word),
                "{} {}: `{word}` is missing after {:?}",
                lesson.id,
                lesson.lang,
                &before[before.len().saturating_sub(12)..]
            );
            before.push(word);
        }
    }
    assert!(met > 20_000, "{met} words");
}

/// A `sort` called `owner` becomes `owner` with a number, and another question may be called so: Canvas kept one of both, and
/// in the file for the browser the label of one ticked the other.
#[test]
fn parts_of_a_question_have_names_of_their_own() {
    let lesson = crate::support::compiled(
        "## One\n::: sort owner points=4\nS.\n= left\n= right\n- One -> left\n  > A.\n- Two -> right\n  > B.\n:::\n\
         ::: choice owner-1 points=9\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n\
         ::: page tap-facts\n:::\n",
    );
    let quiz = export::quiz::of(&lesson);
    let ids: Vec<&str> = quiz.questions.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(ids, ["T1-owner_1", "T1-owner_2", "T1-owner-1"]);
    let page = export::one_file(&lesson, &quiz);
    let mut all: Vec<&str> = page.split(" id=\"").skip(1).collect();
    all.iter_mut()
        .for_each(|id| *id = id.split_once('"').unwrap().0);
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!((all.len(), page.matches("<form").count()), (count, 3));
    // Each weighs what it has of points; where it cannot, the report says so.
    for (id, points) in [("owner_1", 1), ("owner_2", 1), ("owner-1", 9)] {
        let form = format!("data-q=\"T1-{id}\" data-p=\"{points}\"");
        assert_eq!(page.matches(&form).count(), 1, "{form}");
    }
    let report = export::quiz::report(&lesson, &quiz);
    assert!(report.contains("quiz.gift.txt: points,"), "{report}");
    // A page that is shown by itself says what it is.
    assert!(
        page.contains("<blockquote><p><strong>tap-facts</strong></p><p>tap-facts.example<br/>"),
        "{page}"
    );
}

/// "The teacher prints the pages …" stood in every lesson with a web, and nothing printed them.
/// What a question is about goes out with it: a page to judge, the page where the search begins.
#[test]
fn pages_that_are_asked_about_are_in_the_packages() {
    let mut met = 0;
    for lesson in &set().lessons {
        let Some(web) = &lesson.web else { continue };
        let quiz = export::quiz::of(lesson);
        for exercise in lesson.exercises() {
            let pages: Vec<u16> = match &exercise.task {
                Task::Judge(items) => items.iter().filter_map(|item| item.page).collect(),
                Task::Lateral(task) => vec![task.start],
                _ => exercise.page.into_iter().collect(),
            };
            let id = format!("{}-{}", lesson.id, exercise.id);
            for page in pages.into_iter().filter_map(|place| web.page(place)) {
                met += 1;
                let title = export::html::escape(&page.title);
                let own = quiz.questions.iter().filter(|q| q.id.starts_with(&id));
                let shown = own.filter(|q| q.prompt.contains(&title)).count();
                assert!(shown > 0, "{id}: {} is not shown", page.title);
            }
        }
    }
    assert!(met > 30, "{met} pages");
}

/// A story on paper says where each way goes on, and a page's advertisement that it is one.
#[test]
fn stories_and_advertisements_can_be_told_on_paper() {
    let (mut ways, mut ads) = (0, 0);
    for lesson in &set().lessons {
        let handout = export::teacher::handout(lesson, false);
        for exercise in lesson.exercises() {
            let Task::Branch(scenes) = &exercise.task else {
                continue;
            };
            for way in scenes.iter().flat_map(|scene| &scene.ways) {
                ways += 1;
                let words = export::html::line(lesson, &way.text);
                let place = handout.find(&words).expect("the way stands there");
                let rest = &handout[place + words.len()..];
                let (_, rest) = rest.split_once("<strong>").expect("where it goes on");
                let (letter, _) = rest.split_once("</strong>").unwrap();
                assert!(letter.len() == 1 && rest.len() > 2, "{letter}");
                let scene = format!("<p><strong>{letter}</strong></p>");
                assert!(handout.contains(&scene), "{}: {letter}", lesson.id);
            }
        }
        let sheets = export::teacher::web_pages(lesson).unwrap_or_default();
        let pages = lesson.web.iter().flat_map(|web| &web.pages);
        let here = pages.flat_map(|page| &page.body);
        let here = here
            .filter(|block| matches!(block, carrel_lessons::rich::Block::Ad(_)))
            .count();
        assert_eq!(
            sheets.matches("<blockquote><b>").count(),
            here,
            "{}",
            lesson.id
        );
        ads += here;
    }
    assert!(ways > 20 && ads > 5, "{ways} ways, {ads} advertisements");
}

#[test]
fn pages_of_a_web_are_paper_and_give_nothing_away() {
    let lesson = crate::support::everything();
    let sheets = export::teacher::web_pages(&lesson).expect("it has a web");
    for page in &lesson.web.as_ref().unwrap().pages {
        assert!(sheets.contains(&format!("<h2>{}</h2>", page.title)));
        assert!(sheets.contains(&page.url));
        assert!(!sheets.contains(&page.owner), "{}", page.owner);
    }
    assert!(!sheets.contains("mixed"), "nor what can be relied on");
    let none = carrel_lessons::model::Lesson::default();
    assert_eq!(export::teacher::web_pages(&none), None);
}
