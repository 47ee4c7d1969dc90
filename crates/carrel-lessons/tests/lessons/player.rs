//! The player: marking, hints, twins, mastery, review, the web, and what a screen reader says.

use carrel_lessons::model::Task;
use carrel_lessons::player::view::{Controls, ExerciseView, PieceView};
use carrel_lessons::player::{Action, Attempt, Event, Given, NoCatalogue, Player, Progress};
use carrel_lessons::{review, speak};

use crate::support::{Small, compiled, everything};

fn exercise<'a>(player: &'a Player, id: &str) -> ExerciseView<'a> {
    let view = player.view(&Small);
    let found = view.pieces.into_iter().find_map(|piece| match piece {
        PieceView::Exercise(e) if e.id == id => Some(*e),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{id} is not on screen"))
}

/// Goes to the step that has the question.
fn open(id: &str) -> Player {
    let lesson = everything();
    let has = |piece: &carrel_lessons::model::Piece| matches!(piece, carrel_lessons::model::Piece::Exercise(e) if e.id == id);
    let step = lesson
        .steps
        .iter()
        .position(|s| s.pieces.iter().any(has))
        .unwrap();
    let mut player = Player::open(lesson, None, 20_000, 7);
    player.act(Action::Go(u16::try_from(step).unwrap()), 0, &Small);
    player
}

fn act(player: &mut Player, actions: Vec<Action>) {
    for (n, action) in actions.into_iter().enumerate() {
        player.act(action, 10 * (u32::try_from(n).unwrap() + 1), &Small);
    }
}

/// Actions, the sentence of the feedback, whether it is done.
fn check(id: &str, mut actions: Vec<Action>, sentence: &str, done: bool) -> ExerciseView<'static> {
    let mut player = open(id);
    actions.push(Action::Check { id: id.to_owned() });
    act(&mut player, actions);
    // What is drawn is looked at after the player would be gone.
    let view = exercise(Box::leak(Box::new(player)), id);
    let feedback = view
        .feedback
        .clone()
        .unwrap_or_else(|| panic!("{id}: nothing was said"));
    assert_eq!(
        (feedback.sentence.as_str(), view.done),
        (sentence, done),
        "{id}"
    );
    view
}

fn id(text: &str) -> String {
    text.to_owned()
}

fn right_answers(name: &str) -> Vec<Action> {
    let lesson = everything();
    let exercise = lesson.all_exercises().find(|e| e.id == name).unwrap();
    let key = |n: usize| u16::try_from(n).unwrap();
    let id = || name.to_owned();
    match &exercise.task {
        Task::Choice(o) => vec![Action::Choose { id: id(), key: key(o.iter().position(|o| o.right).unwrap()) }],
        Task::Serp(_, o) => vec![Action::Choose { id: id(), key: key(o.iter().position(|o| o.right).unwrap()) }],
        Task::Lateral(l) => vec![Action::Choose { id: id(), key: key(l.verdicts.iter().position(|o| o.right).unwrap()) }],
        Task::Multi(o) => (0..o.len()).filter(|n| o[*n].right).map(|n| Action::Toggle { id: id(), key: key(n) }).collect(),
        Task::Highlight(o) | Task::Hotspot(o) => {
            (0..o.len()).filter(|n| o[*n].right).map(|n| Action::Toggle { id: id(), key: key(n) }).collect()
        }
        Task::Sort(_, t) => (0..t.len()).map(|n| Action::Place { id: id(), row: key(n), key: Some(t[n].bin) }).collect(),
        Task::Match(p, _) => (0..p.len()).map(|n| Action::Place { id: id(), row: key(n), key: Some(key(n)) }).collect(),
        Task::Branch(_) => vec![Action::Way { id: id(), way: 1 }],
        Task::Short(a, _) => vec![Action::Write { id: id(), text: a[0].text.to_uppercase() }],
        Task::Judge(j) => (0..j.len())
            .flat_map(|n| [Action::Trust { id: id(), row: key(n), trust: j[n].sound }, Action::Sure { id: id(), row: key(n), level: 2 }])
            .collect(),
        Task::Survey(_) => vec![Action::Choose { id: id(), key: 0 }],
        // Of 40 titles 4 are left.
        Task::Search(_) => vec![Action::Write { id: id(), text: "5".to_owned() }],
        Task::Paraphrase(_) => vec![Action::Write {
            id: id(),
            text: "People woke to a flood: overnight the water had climbed nine feet, the River Times tells.".to_owned(),
        }],
        Task::Order(n) => sort_row(&id(), n.len(), 0),
        Task::Shelve(_) => sort_row(&id(), 4, 0),
        Task::Cite(c) => sort_row(&id(), c.parts.len(), c.extra.len()),
    }
}

/// Moves each thing up until all stand in order; leaves out what does not belong.
fn sort_row(name: &str, n: usize, extra: usize) -> Vec<Action> {
    let mut actions = Vec::new();
    for k in n..n + extra {
        actions.push(Action::Include {
            id: name.to_owned(),
            key: u16::try_from(k).unwrap(),
            yes: false,
        });
    }
    for k in (0..n).rev() {
        for _ in 0..n {
            actions.push(Action::Move {
                id: name.to_owned(),
                key: u16::try_from(k).unwrap(),
                up: true,
            });
        }
    }
    actions
}

const ALL: &[(&str, &str)] = &[
    ("owner-1", "Right."),
    ("signs", "Right. 3 of 3 right."),
    ("kinds", "Right. 3 of 3 right."),
    ("study", "Right. 3 of 3 right."),
    ("claims", "Right. 2 of 2 right."),
    ("evidence", "Right. 3 of 3 right."),
    ("who-paid", "Right. 3 of 3 right."),
    ("owner-name", "Right."),
    ("before", "Thank you."),
    ("owner", "Right."),
    ("first-click", "Right."),
    ("predict-and", "Right."),
    ("shelf-1", "Right. 4 of 4 right."),
    ("flood", "Right. 5 of 5 right."),
    ("book-1", "Right. 3 of 3 right."),
    ("five-sources", "Right. 4 of 4 right."),
];

#[test]
fn right_answers_are_right() {
    for (name, sentence) in ALL {
        check(name, right_answers(name), sentence, true);
    }
}

#[test]
fn wrong_answers_say_why() {
    let wrong = check(
        "owner-1",
        vec![Action::Choose {
            id: id("owner-1"),
            key: 0,
        }],
        "Not yet.",
        false,
    );
    let Controls::Radio(things) = wrong.controls else {
        panic!()
    };
    let chosen = things.iter().find(|t| t.on).unwrap();
    assert_eq!(chosen.mark, Some(false));
    assert!(!chosen.why.is_empty());
    // The others are not told before the end.
    assert!(
        things
            .iter()
            .filter(|t| !t.on)
            .all(|t| t.mark.is_none() && t.why.is_empty())
    );
    let short = check(
        "owner-name",
        vec![Action::Write {
            id: id("owner-name"),
            text: id("tap facts!"),
        }],
        "Not yet.",
        false,
    );
    let why = carrel_lessons::rich::plain(&short.feedback.unwrap().why.concat());
    assert!(why.contains("name of the site"), "{why}");
    let shelf = check("shelf-1", Vec::new(), "1 of 4 right.", false)
        .feedback
        .unwrap();
    assert!(
        !shelf.why.is_empty(),
        "the rule that was missed is explained"
    );
}

/// A partner that fits nothing had a reason in every lesson, and no student ever read it.
#[test]
fn a_partner_that_fits_nothing_says_why() {
    let put = |row, key| Action::Place {
        id: id("claims"),
        row,
        key: Some(key),
    };
    let whys = |view: ExerciseView<'static>| -> Vec<String> {
        let Controls::Selects(things, _) = view.controls else {
            panic!()
        };
        let said = things.iter().map(|t| carrel_lessons::rich::plain(t.why));
        said.collect()
    };
    let wrong = whys(check(
        "claims",
        vec![put(0, 2), put(1, 1)],
        "1 of 2 right.",
        false,
    ));
    assert!(wrong[0].starts_with("It shows one moment"), "{wrong:?}");
    assert!(wrong[1].starts_with("A meter measures"), "{wrong:?}");
    // When the answer is shown, its own reason stands there.
    let mut player = open("claims");
    act(
        &mut player,
        vec![put(0, 2), put(1, 1), Action::Check { id: id("claims") }],
    );
    act(&mut player, vec![Action::Reveal { id: id("claims") }]);
    let shown = whys(exercise(Box::leak(Box::new(player)), "claims"));
    assert!(shown[0].starts_with("A count over years"), "{shown:?}");
}

/// The first miss showed mark and reason of every option, so the second try was copying.
#[test]
fn of_several_only_what_was_chosen_is_told_before_the_end() {
    for name in ["signs", "evidence", "who-paid"] {
        let lesson = everything();
        let exercise = lesson.all_exercises().find(|e| e.id == name).unwrap();
        let right: Vec<bool> = match &exercise.task {
            Task::Multi(options) => options.iter().map(|o| o.right).collect(),
            Task::Highlight(marks) | Task::Hotspot(marks) => {
                marks.iter().map(|m| m.right).collect()
            }
            _ => panic!("{name}"),
        };
        let chosen = right.iter().position(|right| !right).unwrap_or(0);
        let chosen = u16::try_from(chosen).unwrap();
        let choose = Action::Toggle {
            id: id(name),
            key: chosen,
        };
        let mut player = open(name);
        act(&mut player, vec![choose, Action::Check { id: id(name) }]);
        let view = self::exercise(&player, name);
        let (Controls::Ticks(things) | Controls::Marks(things)) = view.controls else {
            panic!("{name}")
        };
        for thing in things {
            let told = thing.mark.is_some() && !thing.why.is_empty();
            assert_eq!(told, thing.key == chosen, "{name} {}", thing.key);
            assert_eq!(thing.mark.is_some(), told, "{name} {}", thing.key);
        }
        let wrong = view.feedback.unwrap().wrong;
        assert!(wrong.iter().all(|key| *key == chosen), "{name}");
        assert!(!view.done, "{name}");
    }
}

/// A second press of Enter on the same wrong words was a second miss: tries and hints were gone, the easier twin came at once.
#[test]
fn the_same_answer_once_more_is_no_other_try() {
    let name = || id("owner-name");
    let write = |text: &str| Action::Write {
        id: name(),
        text: id(text),
    };
    let check = || Action::Check { id: name() };
    let again = || Action::Again { id: name() };
    let counts = |player: &Player| {
        let attempt = player.progress().attempt("owner-name").unwrap();
        (attempt.tries, attempt.misses, attempt.checked)
    };
    let mut player = open("owner-name");
    act(&mut player, vec![write("nobody"), check()]);
    assert_eq!(counts(&player), (1, 1, true));
    // While it is checked, nothing is checked.
    act(&mut player, vec![check(), check()]);
    assert_eq!(counts(&player), (1, 1, true));
    // The same words are told the same.
    let said = |player: &Player| exercise(player, "owner-name").feedback.unwrap().sentence;
    let first = said(&player);
    for before in [again(), write("nobody")] {
        act(&mut player, vec![before, check()]);
        assert_eq!(counts(&player), (1, 1, true));
        assert_eq!(said(&player), first);
    }
    // Also after a reload.
    let mut player = Player::open(everything(), Some(&player.save()), 20_000, 7);
    act(&mut player, vec![again(), check()]);
    assert_eq!(counts(&player), (1, 1, true));
    // Other words are another try.
    act(&mut player, vec![write("somebody"), check()]);
    assert_eq!(counts(&player), (2, 2, true));
}

/// An easier twin and cards for review added to "you trusted n of m" of the lesson.
#[test]
fn trust_is_counted_in_the_questions_of_the_lesson() {
    let judge = |head: &str| {
        format!("::: judge {head}\nTrust?\n- [sound] A\n  > y\n- [unsound] B\n  > y\n:::\n")
    };
    let lesson = compiled(&["## One\n", &judge("use"), &judge("easy twin-of=use")].concat());
    let mut player = Player::open(lesson, None, 100, 3);
    let trust = |of: &str, row, trust| Action::Trust {
        id: id(of),
        row,
        trust,
    };
    let check = |of: &str| Action::Check { id: id(of) };
    let actions = vec![
        trust("use", 0, false),
        trust("use", 1, true),
        check("use"),
        trust("use", 1, false),
        check("use"),
        trust("easy", 0, true),
        trust("easy", 1, false),
        check("easy"),
    ];
    act(&mut player, actions);
    assert!(exercise(&player, "easy").done);
    assert_eq!(
        player.trust_lines(),
        [
            "You trusted 0 of 1 that deserve trust.",
            "You doubted 0 of 1 that deserve doubt."
        ]
    );
}

#[test]
fn trust_and_doubt_are_told_apart() {
    let all_doubted = (0..4)
        .map(|row| Action::Trust {
            id: id("five-sources"),
            row,
            trust: false,
        })
        .collect();
    let view = check("five-sources", all_doubted, "2 of 4 right.", false);
    let lines = view.feedback.unwrap().lines;
    assert_eq!(lines[0], "You trusted 0 of 2 that deserve trust.");
    assert_eq!(lines[1], "You doubted 2 of 2 that deserve doubt.");
    // How sure was not said, so nothing is said of it.
    assert_eq!(lines.len(), 2, "{lines:?}");
}

/// "Fairly sure" was ticked beforehand, and counted for who never looked at it.
#[test]
fn sureness_counts_where_it_was_said() {
    let name = || id("five-sources");
    let view = exercise(Box::leak(Box::new(open("five-sources"))), "five-sources");
    let Controls::Judge(things) = view.controls else {
        panic!()
    };
    assert!(
        things
            .iter()
            .all(|(_, answered, sure, _)| !answered && *sure > 2)
    );
    // All doubted; sure of the first, which deserves trust, and of the second, which does not.
    let mut actions: Vec<Action> = (0..4)
        .map(|row| Action::Trust {
            id: name(),
            row,
            trust: false,
        })
        .collect();
    for (row, level) in [(0, 2), (1, 1)] {
        actions.push(Action::Sure {
            id: name(),
            row,
            level,
        });
    }
    let lines = check("five-sources", actions, "2 of 4 right.", false)
        .feedback
        .unwrap()
        .lines;
    // (0.95² + 0.25²) / 2 = 0.48
    assert!(lines[2].starts_with("Sureness: 52 of 100 "), "{lines:?}");
}

/// A sort of what to trust and to doubt told right and wrong as one sum.
#[test]
fn boxes_of_trust_and_doubt_are_told_apart_too() {
    let lesson = compiled(
        "## One\n::: sort use\nWhat is good to use?\n= Good to use {sound}\n= Better not {unsound}\n- A -> Good to use\n  > y\n\
         - B -> Good to use\n  > y\n- C -> Better not\n  > y\n- D -> Better not\n  > y\n:::\n\
         ::: sort other\nWhich?\n= Red\n= Blue\n- A -> Red\n  > y\n- B -> Blue\n  > y\n:::\n",
    );
    let mut player = Player::open(lesson, None, 100, 3);
    let place = |of: &str, row, key| Action::Place {
        id: id(of),
        row,
        key: Some(key),
    };
    let mut actions: Vec<Action> = (0..3).map(|row| place("use", row, 1)).collect();
    actions.extend([place("use", 3, 0), Action::Check { id: id("use") }]);
    actions.extend([
        place("other", 0, 0),
        place("other", 1, 1),
        Action::Check { id: id("other") },
    ]);
    act(&mut player, actions);
    let lines = exercise(&player, "use").feedback.unwrap().lines;
    assert_eq!(
        lines,
        [
            "You trusted 0 of 2 that deserve trust.",
            "You doubted 1 of 2 that deserve doubt."
        ]
    );
    // They count for the lesson; boxes that mean neither do not.
    assert_eq!(player.trust_lines(), lines);
    assert!(
        exercise(&player, "other")
            .feedback
            .unwrap()
            .lines
            .is_empty()
    );
}

/// Where nothing changed, "fewer" was answered with why AND makes a list shorter, and nothing else.
#[test]
fn a_wrong_prediction_is_told_what_happened_too() {
    struct Same;
    impl carrel_lessons::player::Catalogue for Same {
        fn count(&self, _: carrel_lessons::player::Ask<'_>) -> Option<u32> {
            Some(9)
        }
        fn pairs(&self) -> Option<Vec<(String, String)>> {
            Some(Vec::new())
        }
        fn shelf(
            &self,
            _: carrel_lessons::model::ShelfPart,
            _: u16,
            _: u32,
        ) -> Vec<carrel_lessons::player::ShelfBook> {
            Vec::new()
        }
    }
    let name = || id("predict-and");
    for (number, line, whys) in [
        (
            "0",
            "Your number was 0. It is 9.",
            &["AND asks for both", "This can happen"][..],
        ),
        (
            "8",
            "Your number was 8. It is 9. You were near.",
            &["AND asks for both", "This can happen"],
        ),
        (
            " 9 ",
            "Your number, 9, is exactly right!",
            &["This can happen"],
        ),
        (
            "400",
            "Your number was 400. It is 9.",
            &["More words feel", "This can happen"],
        ),
    ] {
        let mut player = open("predict-and");
        let text = number.to_owned();
        player.act(Action::Write { id: name(), text }, 0, &Same);
        player.act(Action::Check { id: name() }, 1, &Same);
        let view = player.question("predict-and", &Same).unwrap();
        let feedback = view.feedback.unwrap();
        assert_eq!(feedback.right, number.trim() == "9");
        assert_eq!(feedback.lines, [line]);
        let said: Vec<String> = feedback
            .why
            .iter()
            .map(|w| carrel_lessons::rich::plain(w))
            .collect();
        assert_eq!(said.len(), whys.len(), "{said:?}");
        assert!(
            said.iter().zip(whys).all(|(a, b)| a.starts_with(b)),
            "{said:?}"
        );
    }
}

/// What is no number is not marked, and what would be one is said.
#[test]
fn a_guess_that_is_no_number_is_not_marked() {
    for text in ["", "many", "-4", "2.5", "1234567"] {
        let mut player = open("predict-and");
        let (id, text) = (id("predict-and"), text.to_owned());
        let (written, check) = (id.clone(), Action::Check { id });
        act(
            &mut player,
            vec![Action::Write { id: written, text }, check],
        );
        assert!(exercise(&player, "predict-and").feedback.is_none());
        let status = player.view(&Small).status;
        assert_eq!(status, "Write a whole number, such as 0 or 25.");
        assert_eq!(player.progress().attempt("predict-and").unwrap().tries, 0);
    }
}

/// Before, one of "fewer", "as many", "more" was chosen. What was done so stays done; what was not checked is asked anew.
#[test]
fn a_prediction_of_an_older_version_is_kept() {
    use carrel_lessons::player::{Attempt, Given, Progress};
    for done in [true, false] {
        let progress = Progress {
            lesson: id("T1"),
            attempts: vec![Attempt {
                id: id("predict-and"),
                given: Given::One(0),
                tries: u8::from(done),
                checked: done,
                done,
                score: if done { 100 } else { 0 },
                ..Attempt::default()
            }],
            ..Progress::default()
        };
        let player = Player::open(everything(), Some(&progress.encode()), 20_000, 7);
        let view = player.question("predict-and", &Small).unwrap();
        assert_eq!((view.done, view.can_check), (done, false));
        let said = view.feedback.map(|f| (f.right, f.lines.len()));
        assert_eq!(said, done.then_some((true, 0)));
        let Controls::Predict(_, _, _, "", 40, after) = view.controls else {
            panic!()
        };
        assert_eq!(after, done.then_some(4));
    }
}

/// While words are still counted there is no question yet: another one would take its place under the student's hands.
#[test]
fn no_pair_is_shown_before_all_are_counted() {
    use carrel_lessons::player::{Ask, Catalogue, ShelfBook};
    /// Knows that the lesson's words have nothing, and so many of the catalogue's own.
    struct Slow(Option<Vec<(String, String)>>, bool);
    impl Catalogue for Slow {
        fn count(&self, ask: Ask<'_>) -> Option<u32> {
            match ask {
                Ask::Word("ríos") => self.1.then_some(12),
                Ask::And("ríos", _) => self.1.then_some(5),
                _ => Some(0),
            }
        }
        fn pairs(&self) -> Option<Vec<(String, String)>> {
            self.0.clone()
        }
        fn shelf(&self, _: carrel_lessons::model::ShelfPart, _: u16, _: u32) -> Vec<ShelfBook> {
            Vec::new()
        }
    }
    let pairs = || Some(vec![(id("ríos"), id("mapas"))]);
    let player = open("predict-and");
    for (catalogue, shown) in [
        (Slow(None, true), None),
        (Slow(Some(Vec::new()), true), None),
        (Slow(pairs(), false), None),
        (Slow(pairs(), true), Some((id("ríos"), 12))),
    ] {
        let view = player.question("predict-and", &catalogue).unwrap();
        let found = match view.controls {
            Controls::Predict(a, _, _, _, before, None) => Some((a, before)),
            Controls::Paper(_) => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(found, shown);
    }
}

#[test]
fn hints_twin_and_answer_come_in_turn() {
    let mut player = open("owner-1");
    let name = || id("owner-1");
    assert_eq!(exercise(&player, "owner-1").hints_left, 2);
    act(&mut player, vec![Action::Hint { id: name() }]);
    assert_eq!(exercise(&player, "owner-1").hints.len(), 1);
    for key in [0, 2] {
        act(
            &mut player,
            vec![
                Action::Choose { id: name(), key },
                Action::Check { id: name() },
                Action::Again { id: name() },
            ],
        );
    }
    let view = player.view(&Small);
    let twins = view
        .pieces
        .iter()
        .filter(|p| matches!(p, PieceView::Exercise(e) if e.twin))
        .count();
    assert_eq!(twins, 1, "the easier twin comes after two misses");
    assert!(exercise(&player, "owner-1").can_reveal);
    act(&mut player, vec![Action::Reveal { id: name() }]);
    let view = exercise(&player, "owner-1");
    assert!(view.done);
    assert!(!view.feedback.unwrap().closing.is_empty());
    assert_eq!(player.progress().attempt("owner-1").unwrap().score, 0);
    act(
        &mut player,
        vec![
            Action::Choose {
                id: id("easier"),
                key: 0,
            },
            Action::Check { id: id("easier") },
        ],
    );
    let (got, _) = player.skill(0);
    assert_eq!(got, 50, "the twin gives half");
}

#[test]
fn an_unanswered_question_is_not_marked() {
    for (name, _) in ALL
        .iter()
        .filter(|(n, _)| !["study", "shelf-1", "book-1", "signs"].contains(n))
    {
        let mut player = open(name);
        act(&mut player, vec![Action::Check { id: id(name) }]);
        let view = exercise(&player, name);
        assert!(view.feedback.is_none(), "{name}");
        let said = match *name {
            "predict-and" => "Write a whole number, such as 0 or 25.",
            _ => "Choose an answer first.",
        };
        assert_eq!(player.view(&Small).status, said, "{name}");
    }
}

#[test]
fn the_way_through_the_web_becomes_feedback() {
    let mut player = open("owner");
    let name = || id("owner");
    player.see("owner", 1000);
    let lesson = everything();
    let place = |n: &str| lesson.web.as_ref().unwrap().named(n).unwrap();
    player.act(Action::NewTab { id: name() }, 1020, &Small);
    player.act(
        Action::SearchWeb {
            id: name(),
            query: id("Tap facts owner"),
        },
        1030,
        &Small,
    );
    let Controls::Lab(lab) = exercise(&player, "owner").controls else {
        panic!()
    };
    assert!(!lab.results.is_empty());
    for page in ["river-times-bottlers", "enc-tap-facts", "city-water"] {
        player.act(
            Action::OpenInTab {
                id: name(),
                page: place(page),
            },
            1040,
            &Small,
        );
    }
    player.act(Action::FrontTab { id: name(), tab: 2 }, 1050, &Small);
    player.act(Action::Keep { id: name() }, 1060, &Small);
    player.act(Action::Choose { id: name(), key: 0 }, 1070, &Small);
    player.act(Action::Check { id: name() }, 1080, &Small);
    let feedback = exercise(&player, "owner").feedback.unwrap();
    assert_eq!(
        feedback.lines[0],
        "You left the first page after 20 seconds."
    );
    assert_eq!(
        feedback.lines[1..3],
        [
            "Your first search came after 30 seconds.",
            "You opened the first page of another owner after 40 seconds."
        ]
    );
    assert_eq!(
        feedback.lines[3],
        "Searches: 1. Pages that you opened: 3. Owners that you asked: 3."
    );
    assert_eq!(feedback.moves.iter().filter(|m| m.0).count(), 5);
    // A killed tab: the same again from the bytes, and the log is there for replay.
    let mut again = Player::open(everything(), Some(&player.save()), 20_001, 99);
    again.act(Action::Go(player.progress().step), 0, &Small);
    let Controls::Lab(lab) = exercise(&again, "owner").controls else {
        panic!()
    };
    assert_eq!(lab.kept.len(), 1);
    let Controls::Lab(before) = exercise(&player, "owner").controls else {
        panic!()
    };
    assert!(before.tabs.len() > 1, "{:?}", before.tabs);
    assert_eq!((&lab.tabs, lab.front), (&before.tabs, before.front));
    assert_eq!(lab.address, before.address);
    // What older versions kept has no tabs: the last page is open in a second one.
    let old = player.progress().encode();
    let mut older = Player::open(everything(), Some(&old), 20_001, 99);
    older.act(Action::Go(player.progress().step), 0, &Small);
    let Controls::Lab(two) = exercise(&older, "owner").controls else {
        panic!()
    };
    assert_eq!((two.tabs.len(), two.front), (2, 1));
    // Damaged tabs are as none.
    for cut in old.len()..player.save().len() {
        let bytes = &player.save()[..cut];
        let damaged = Player::open(everything(), Some(bytes), 20_001, 99);
        assert_eq!(damaged.progress(), player.progress());
        let _ = damaged.view(&Small);
    }
    assert_eq!(lab.log[0].0, 0);
    assert!(
        lab.log
            .iter()
            .any(|(at, said, own)| *at == 30 && *own && said.contains("tap facts owner")),
        "{:?}",
        lab.log
    );
}

/// The log used the clock on the wall: who came back the next day was told "after 86400 seconds".
#[test]
fn a_night_between_two_visits_is_no_reading_time() {
    let left_after = |first: &[u32], again: u32| {
        let mut player = open("owner");
        player.see("owner", 1000);
        for now in first {
            player.act(Action::Keep { id: id("owner") }, *now, &Small);
        }
        let mut next = Player::open(everything(), Some(&player.save()), 20_001, 7);
        next.see("owner", again);
        // Drawn once more: the clock does not begin again.
        next.see("owner", again + 3);
        next.act(Action::NewTab { id: id("owner") }, again + 5, &Small);
        let key = 0;
        next.act(
            Action::Choose {
                id: id("owner"),
                key,
            },
            again + 6,
            &Small,
        );
        next.act(Action::Check { id: id("owner") }, again + 9, &Small);
        exercise(&next, "owner").feedback.unwrap().lines[0].clone()
    };
    // The next day by the wall; by a clock that began anew; after a move at 8 seconds.
    for (first, again, time) in [
        (&[][..], 87_400, "5 seconds"),
        (&[], 2, "5 seconds"),
        (&[1008], 3, "13 seconds"),
        // Nobody counts 305 seconds.
        (&[1300], 3, "5 minutes"),
    ] {
        assert_eq!(
            left_after(first, again),
            format!("You left the first page after {time}.")
        );
    }
}

/// Who read the first page for 8 seconds, then another step for ten minutes, was told "after 610 seconds".
#[test]
fn time_in_another_step_is_no_time_on_the_page() {
    let mut player = open("owner");
    let step = player.progress().step;
    player.see("owner", 1000);
    player.act(Action::Go(0), 1008, &Small);
    player.act(Action::Go(1), 1300, &Small);
    player.act(Action::Go(step), 1600, &Small);
    player.see("owner", 1602);
    player.act(Action::NewTab { id: id("owner") }, 1605, &Small);
    let key = 0;
    let choose = Action::Choose {
        id: id("owner"),
        key,
    };
    player.act(choose, 1606, &Small);
    player.act(Action::Check { id: id("owner") }, 1609, &Small);
    let told = exercise(&player, "owner").feedback.unwrap().lines;
    assert_eq!(told[0], "You left the first page after 11 seconds.");
    // Later moves go on from there.
    let Controls::Lab(lab) = exercise(&player, "owner").controls else {
        panic!()
    };
    let at: Vec<u32> = lab.log.iter().map(|(at, ..)| *at).collect();
    assert_eq!(at, [0, 11, 15]);
}

#[test]
fn without_a_catalogue_there_is_paper_and_the_printed_list() {
    let player = open("predict-and");
    let view = player.view(&NoCatalogue);
    let Some(PieceView::Exercise(e)) = view.pieces.first() else {
        panic!()
    };
    assert!(matches!(e.controls, Controls::Paper(_)));
    // It ends when the student says so, and is counted neither as right nor as wrong.
    let mut player = open("predict-and");
    let all = |player: &Player| {
        let of = |n| player.skill(n).1;
        (0..u16::try_from(player.lesson().skills.len()).unwrap())
            .map(of)
            .sum::<u32>()
    };
    let before = all(&player);
    let id = "predict-and".to_owned();
    player.act(Action::OnPaper { id }, 0, &NoCatalogue);
    assert!(exercise(&player, "predict-and").done);
    assert!(all(&player) < before);
    let player = open("shelf-1");
    let view = player.view(&NoCatalogue);
    let Some(PieceView::Exercise(e)) = view.pieces.first() else {
        panic!()
    };
    let Controls::Row(things, ..) = &e.controls else {
        panic!()
    };
    assert_eq!(things.len(), 4);
}

#[test]
fn a_finished_lesson_comes_back_with_new_sources() {
    let lesson = compiled(
        "## One\n::: choice only\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n\
         ::: choice r1 review\nA?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n::: choice r2 review\nB?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n",
    );
    let mut player = Player::open(lesson.clone(), None, 100, 3);
    player.act(
        Action::Choose {
            id: id("only"),
            key: 0,
        },
        0,
        &NoCatalogue,
    );
    let events = player.act(Action::Check { id: id("only") }, 5, &NoCatalogue);
    assert!(events.contains(&Event::Finished));
    assert!(player.mastered(0));
    let mut saved = player.save();
    let mut met = Vec::new();
    for (today, right, next) in [(102, true, 109), (109, true, 130), (130, false, 132)] {
        let progress = Progress::decode(&saved).unwrap();
        assert!(
            review::due(&[(&lesson, &progress)], today - 1, 5).is_empty(),
            "{today}"
        );
        let due = review::due(&[(&lesson, &progress)], today, 5);
        assert_eq!(due.len(), 1);
        met.push(due[0].exercise.clone());
        let mut player = Player::review(lesson.clone(), Some(&saved), today, &[&due[0].exercise]);
        let key = u16::from(!right);
        player.act(
            Action::Choose {
                id: due[0].exercise.clone(),
                key,
            },
            0,
            &NoCatalogue,
        );
        player.act(
            Action::Check {
                id: due[0].exercise.clone(),
            },
            0,
            &NoCatalogue,
        );
        assert_eq!(player.progress().cards[0].due, next);
        saved = player.save();
    }
    assert_eq!(met, ["r1", "r2", "r1"]);
    // The clock ran ahead, and was set right again: no card waits for years.
    let progress = Progress::decode(&saved).unwrap();
    assert_eq!(review::due(&[(&lesson, &progress)], 100, 5).len(), 1);
    // The list asks the card alone.
    let card = &progress.cards[0];
    let waits = [card.due, 100, card.due - 1, card.due - 2].map(|day| review::is_due(card, day));
    assert_eq!(waits, [true, true, false, false]);
}

/// Tablets type another apostrophe than keyboards do.
#[test]
fn an_apostrophe_is_one_however_it_is_typed() {
    let lesson = compiled(
        "## One\n::: short blog\nWhose?\n= Ana's Blog\n  > Yes.\n@ other\n  > No.\n:::\n\
         ::: paraphrase flood\nWrite.\n> The river rose nine feet in a single night.\n@ idea o'clock, night\n  > When?\n@ cite Ana's Blog\n  > Who?\n\
         @ model\n  > Ana’s Blog says that it came at night.\n@ patchwork\n  > The river rose nine feet in one night.\n:::\n",
    );
    for (name, text) in [
        ("blog", "ana’s blog"),
        ("blog", "Ana's Blog"),
        (
            "flood",
            "Ana’s Blog says: ten o’clock, and the water was high.",
        ),
    ] {
        let mut player = Player::open(lesson.clone(), None, 100, 3);
        let text = text.to_owned();
        player.act(Action::Write { id: id(name), text }, 0, &NoCatalogue);
        player.act(Action::Check { id: id(name) }, 0, &NoCatalogue);
        let attempt = player.progress().attempt(name).unwrap();
        assert_eq!((attempt.score, attempt.done), (100, true), "{name}");
    }
}

/// "Maori" for "Māori" and "1200" for "1,200" were wrong, and 5 was right where -5 was asked for.
#[test]
fn a_short_answer_is_marked_by_what_it_says() {
    let check = |key: &str, right: &[&str], wrong: &[&str]| {
        let lesson = compiled(&format!(
            "## One\n::: short word\nWhich?\n= {key}\n  > Yes.\n@ other\n  > No.\n:::\n"
        ));
        let all = right.iter().map(|text| (*text, 100));
        for (text, score) in all.chain(wrong.iter().map(|text| (*text, 0))) {
            let mut player = Player::open(lesson.clone(), None, 100, 3);
            let write = Action::Write {
                id: id("word"),
                text: text.to_owned(),
            };
            player.act(write, 0, &NoCatalogue);
            player.act(Action::Check { id: id("word") }, 0, &NoCatalogue);
            let attempt = player.progress().attempt("word").unwrap();
            assert_eq!(attempt.score, score, "{key}: {text}");
        }
    };
    // Letters of languages with many accents, whole or as letter and accent.
    check("Māori", &["Maori", "MAORI", "ma\u{304}ori"], &["Mori"]);
    check("Nguyễn", &["Nguyen", "NGUYỄN", "nguyên"], &["Nguyn"]);
    check("Hương Đỗ", &["Huong Do", "hƯơng đo"], &[]);
    check("Łódź", &["lodz", "ŁÓDŹ"], &[]);
    check("İstanbul'un ışığı", &["istanbul'un isigi"], &[]);
    check("Bucureștiul și țara", &["bucurestiul si tara"], &[]);
    check(
        "Čapek, Øysteinş, Ångström",
        &["capek oysteins angstrom"],
        &[],
    );
    // A letter of its own stays one.
    check("æ", &["Æ"], &["a", "e"]);
    // Digits above and below the line; a power is no digit more.
    check("CO₂", &["CO2", "co₂"], &["CO", "CO 2"]);
    check("m²", &["m2"], &["m3"]);
    check("10²", &["10^2", "10 ²"], &["102", "100"]);
    check("C₁₂H₂₂O¹¹", &["c12h22o11"], &[]);
    // What parts thousands; but a list is a list, and a point may be the decimal one.
    check(
        "1,200",
        &["1200", "1 200", "1\u{202f}200", "1, 200"],
        &["12,00", "12 00", "120"],
    );
    check("1200000", &["1,200,000", "1 200 000"], &["1,200"]);
    check("1.200", &["1.200"], &["1200"]);
    check(
        "100, 200, 300",
        &["100,200,300", "100 200 300"],
        &["100, 200"],
    );
    check("5,1234", &["5,1234"], &["51234"]);
    // A minus is no hyphen.
    check(
        "-5",
        &["-5", "−5", "–5", "- 5", " -5."],
        &["5", "--", "+5", "minus 5"],
    );
    check("5", &["5", "5 -"], &["-5"]);
    check("-1,200", &["−1200"], &["1200"]);
    check("(3, -5)", &["3,-5", "(3;-5)"], &["(3, 5)", "3-5"]);
    check("from -5 to 3", &["From −5 to 3"], &["from 5 to 3"]);
    check("COVID-19", &["covid 19", "Covid-19"], &["covid"]);
    check(
        "1914-1918",
        &["1914–1918", "1914 - 1918", "1914 -1918", "1914 1918"],
        &["1914"],
    );
}

/// "1200" is what most write; who foresees "1,200" as a mistake has a reason.
#[test]
fn a_foreseen_answer_goes_before_one_with_other_marks() {
    let lesson = compiled(
        "## One\n::: short n\nHow many?\n= 1200\n  > Yes.\n~ 1,200\n  > No comma.\n@ other\n  > No.\n:::\n",
    );
    for (text, score) in [("1200", 100), ("1,200", 0), ("1 200", 0)] {
        let mut player = Player::open(lesson.clone(), None, 100, 3);
        let text = text.to_owned();
        player.act(Action::Write { id: id("n"), text }, 0, &NoCatalogue);
        player.act(Action::Check { id: id("n") }, 0, &NoCatalogue);
        assert_eq!(player.progress().attempt("n").unwrap().score, score);
    }
}

/// "under water" was never found: an idea was one word, and nothing said so.
#[test]
fn an_idea_of_several_words_is_found() {
    // The good example is put to the same test: without the idea in it this would not compile.
    let lesson = compiled(
        "## One\n::: paraphrase flood\nWrite.\n> The river rose nine feet in a single night.\n@ idea under water, well-known, 1.5\n  > Where?\n\
         @ model\n  > Overnight every house was under water.\n@ patchwork\n  > The river rose nine feet in one night.\n:::\n",
    );
    for (text, score) in [
        ("In the morning every house was Under Water.", 100),
        ("It is a well known flood.", 100),
        ("Some 1.5 meters of water came.", 100),
        ("Water was under the bridge.", 66),
        ("Houses were under the water.", 66),
    ] {
        let mut player = Player::open(lesson.clone(), None, 100, 3);
        let text = text.to_owned();
        player.act(
            Action::Write {
                id: id("flood"),
                text: text.clone(),
            },
            0,
            &NoCatalogue,
        );
        player.act(Action::Check { id: id("flood") }, 0, &NoCatalogue);
        let attempt = player.progress().attempt("flood").unwrap();
        assert_eq!(attempt.score, score, "{text}");
    }
}

/// "1 of 2 right." was said, where there are no two things.
#[test]
fn a_fair_end_has_a_sentence_of_its_own() {
    let lesson = compiled(
        "## One\n::: branch walk\nWhere to?\n### start\nTwo roads.\n- The wide one. -> wide\n  > Wide.\n- The small one. -> small\n  > Small.\n\
         ### wide (fair)\nYou come home late.\n### small (good)\nYou come home.\n:::\n",
    );
    for (way, sentence, score, done) in [
        (
            0,
            "Nearly. This end is fair, and there is a better one.",
            50,
            false,
        ),
        (1, "Right.", 100, true),
    ] {
        let mut player = Player::open(lesson.clone(), None, 100, 3);
        player.act(
            Action::Way {
                id: id("walk"),
                way,
            },
            0,
            &NoCatalogue,
        );
        let attempt = player.progress().attempt("walk").unwrap();
        assert_eq!((attempt.score, attempt.done), (score, done));
        let view = exercise(&player, "walk");
        assert_eq!(view.feedback.unwrap().sentence, sentence);
    }
}

#[test]
fn any_bytes_as_progress_begin_anew() {
    for bytes in [
        &b""[..],
        b"\x01",
        b"\x02abc",
        b"\x01\xff\xff\xff\xff\xff",
        &[1; 300],
    ] {
        let player = Player::open(everything(), Some(bytes), 1, 1);
        assert_eq!(player.progress().lesson, "T1");
    }
}

/// Progress with one answer in it, of another shape than its question has now: as if the lesson had been changed.
fn kept(name: &str, given: Given) -> Vec<u8> {
    let attempt = Attempt {
        id: id(name),
        given,
        tries: 1,
        misses: 1,
        checked: true,
        ..Attempt::NONE
    };
    let progress = Progress {
        lesson: id("T1"),
        step: open(name).progress().step,
        attempts: vec![attempt],
        ..Progress::default()
    };
    progress.encode()
}

#[test]
fn a_changed_lesson_can_be_finished() {
    for (name, given) in [
        ("kinds", Given::Places(vec![Some(0); 9])),
        ("claims", Given::Places(vec![None])),
        ("five-sources", Given::Trust(vec![(Some(true), 1); 2])),
        ("study", Given::Row(vec![1, 0])),
        ("shelf-1", Given::Row(vec![1, 0])),
        ("share-it", Given::Path(vec![9, 9])),
    ] {
        let mut player = Player::open(everything(), Some(&kept(name, given)), 20_000, 7);
        act(&mut player, right_answers(name));
        act(&mut player, vec![Action::Check { id: id(name) }]);
        let view = exercise(&player, name);
        assert!(view.done, "{name}");
        assert!(view.feedback.is_some_and(|f| f.right), "{name}");
    }
    // A citation may leave parts out: its row is kept.
    let bytes = kept("book-1", Given::Row(vec![1, 0]));
    let player = Player::open(everything(), Some(&bytes), 20_000, 7);
    let Controls::Row(row, out, true) = exercise(&player, "book-1").controls else {
        panic!()
    };
    assert_eq!((row.len(), out.is_empty()), (2, false));
}

/// Every kind as a screen reader says it: fresh, after a wrong or empty check, and done. `UPDATE=1` writes the files anew.
#[test]
fn spoken_transcripts() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons/golden");
    let mut wrong = Vec::new();
    for (name, _) in ALL.iter().chain(&[("share-it", "")]) {
        let mut player = open(name);
        let kind = exercise(&player, name).kind;
        let mut text = format!("--- fresh\n{}", speak::transcript(&player.view(&Small)));
        act(
            &mut player,
            vec![
                Action::Hint { id: id(name) },
                Action::Check { id: id(name) },
            ],
        );
        text.push_str(&format!(
            "--- checked at once\n{}",
            speak::transcript(&player.view(&Small))
        ));
        act(&mut player, vec![Action::Again { id: id(name) }]);
        act(&mut player, right_answers(name));
        act(&mut player, vec![Action::Check { id: id(name) }]);
        text.push_str(&format!(
            "--- done\n{}",
            speak::transcript(&player.view(&Small))
        ));
        assert!(exercise(&player, name).done, "{name}");
        let file = folder.join(format!("{kind}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &text).unwrap();
        } else if std::fs::read_to_string(&file).unwrap_or_default() != text {
            wrong.push(kind);
        }
    }
    assert!(
        wrong.is_empty(),
        "other words than in tests/lessons/golden: {wrong:?}; look, then UPDATE=1"
    );
}

/// "marin gota" found nothing in a web that writes "Marín", and "contaminacion" was no idea of a text about it.
#[test]
fn what_is_typed_without_accents_is_found() {
    use carrel_lessons::web::{Find, Page, Web};
    let page = |title: &str| Page {
        title: title.to_owned(),
        ..Page::default()
    };
    let web = Web {
        pages: vec![page("Dra. Marín Gota"), page("La contaminación")],
        finds: vec![Find {
            words: vec!["dueño del agua".to_owned()],
            pages: vec![1, 0],
        }],
        ..Web::default()
    };
    for (query, found) in [
        ("marin", &[0][..]),
        ("MARI\u{301}N", &[0]),
        ("contaminacion", &[1]),
        ("dueno del agua", &[1, 0]),
        ("nada", &[]),
    ] {
        assert_eq!(web.search(query).1, found, "{query}");
    }
}

#[test]
fn a_thirteenth_tab_is_told_that_there_are_twelve() {
    let mut player = open("owner");
    let new = || Action::NewTab { id: id("owner") };
    for _ in 0..11 {
        player.act(new(), 1, &Small);
    }
    let events = player.act(new(), 1, &Small);
    let said = Event::Announce("Twelve tabs are open. Close one first.".to_owned());
    assert!(events.contains(&said), "{events:?}");
    let Controls::Lab(lab) = exercise(&player, "owner").controls else {
        panic!()
    };
    assert_eq!(lab.tabs.len(), 12);
}
