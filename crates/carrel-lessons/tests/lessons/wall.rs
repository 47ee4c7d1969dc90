//! The lessons that ship, on the wall: a class can answer every question from what it sees, and sees no answer before it is shown.

use carrel_lessons::compile::{File, set};
use carrel_lessons::model::{Change, Exercise, Lesson, SearchTask, Task};
use carrel_lessons::present::{Act, Deck, Screen, Stands, Words};
use carrel_lessons::rich::{Block, Inline, plain, plain_line};

use crate::shipped;

/// Goes to the slide of a question.
fn goes_to(deck: &mut Deck, lesson: &Lesson, exercise: &Exercise) {
    let place = lesson.exercises().position(|e| e.id == exercise.id);
    let questions = (0_u16..).take(deck.len()).filter(|slide| {
        deck.act(Act::Go(*slide));
        !deck.screen().kind.is_empty()
    });
    let slides: Vec<u16> = questions.collect();
    assert_eq!(slides.len(), lesson.exercises().count());
    deck.act(Act::Go(slides[place.unwrap()]));
    assert_eq!(deck.screen().kind, exercise.task.kind());
    assert_eq!(deck.screen().blocks, [&exercise.prompt[..]]);
}

fn words_of(words: Words<'_>) -> String {
    match words {
        Words::Own(line) => plain_line(line),
        Words::Plain(text) | Words::Around(text) => text.to_owned(),
    }
}

/// All that can be read on the screen, a line a thing.
fn read(screen: &Screen<'_>, lesson: &Lesson) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(screen.blocks.iter().map(|blocks| plain(blocks)));
    out.push(plain(screen.specimen));
    let page = |place: u16| {
        let page = lesson.web.as_ref().and_then(|web| web.page(place));
        let page = page.expect("a page that is shown is there");
        [page.url.clone(), page.title.clone(), plain(&page.body)]
    };
    out.extend(screen.pages.iter().flat_map(|place| page(*place)));
    if let Some(story) = &screen.story {
        out.push(plain(story.before));
        out.push(plain(story.scene));
        out.push(story.end.to_owned());
    }
    out.push(screen.query.to_owned());
    for (before, after) in &screen.searches {
        out.extend([before.clone(), after.clone()]);
    }
    out.extend(screen.things.iter().map(|(_, words)| words_of(*words)));
    for row in &screen.rows {
        out.push(plain_line(row.about));
        out.push(plain(row.why));
        out.extend(row.page.filter(|_| row.looks).into_iter().flat_map(page));
        for option in &row.options {
            out.push(words_of(option.text));
            out.push(plain(option.why));
            if let Some(listed) = option.listed {
                out.extend([listed.url, listed.date, listed.snippet].map(str::to_owned));
            }
        }
    }
    out.push(plain(screen.paper));
    for answer in &screen.answers {
        out.push(words_of(answer.text));
        out.push(plain(answer.why));
    }
    out.push(plain(screen.closing));
    out.retain(|line| !line.is_empty());
    out
}

/// What a class must see to answer: each thing that one chooses from or puts in order, what a result shows, the first
/// scene with its ways, the words to search for. Kinds that are answered in one's own words have nothing to choose from.
fn wanted(task: &Task) -> Vec<String> {
    let line = |line: &Vec<Inline>| plain_line(line);
    match task {
        Task::Choice(o) | Task::Multi(o) => o.iter().map(|o| line(&o.text)).collect(),
        Task::Lateral(l) => l.verdicts.iter().map(|o| line(&o.text)).collect(),
        Task::Sort(bins, things) => bins
            .iter()
            .map(|b| line(&b.text))
            .chain(things.iter().map(|t| line(&t.text)))
            .collect(),
        Task::Order(notes) => notes.iter().map(|n| line(&n.text)).collect(),
        Task::Match(pairs, extra) => pairs
            .iter()
            .flat_map(|p| [line(&p.left), line(&p.right)])
            .chain(extra.iter().map(|n| line(&n.text)))
            .collect(),
        Task::Highlight(m) | Task::Hotspot(m) => m.iter().map(|m| m.words.clone()).collect(),
        Task::Branch(scenes) => {
            let first = &scenes[0];
            let ways = first.ways.iter().map(|w| line(&w.text));
            ways.chain([plain(&first.text)]).collect()
        }
        Task::Survey(options) => options.iter().map(line).collect(),
        Task::Serp(query, hits) => hits
            .iter()
            .flat_map(|h| {
                let beside = [h.url.clone(), h.date.clone(), h.snippet.clone()];
                beside.into_iter().chain([line(&h.title)])
            })
            .chain([query.clone()])
            .collect(),
        Task::Search(search) => {
            // As a subject the first word alone is asked for.
            let alone = search.task == SearchTask::Predict(Change::Subject);
            let words = search.words.iter();
            let both = words.flat_map(|(a, b)| [Some(a), (!alone).then_some(b)]);
            both.flatten().cloned().collect()
        }
        Task::Shelve(shelve) => shelve.printed.clone(),
        Task::Cite(cite) => {
            let parts = cite.parts.iter().chain(&cite.extra);
            parts.map(|n| line(&n.text)).collect()
        }
        Task::Judge(items) => items.iter().map(|i| line(&i.text)).collect(),
        Task::Short(..) | Task::Paraphrase(_) => Vec::new(),
    }
}

/// Why things are right or wrong.
fn reasons(e: &Exercise) -> Vec<String> {
    let mut out: Vec<&[Block]> = vec![&e.closing];
    match &e.task {
        Task::Choice(o) | Task::Multi(o) => out.extend(o.iter().map(|o| &o.why[..])),
        Task::Lateral(l) => out.extend(l.verdicts.iter().map(|o| &o.why[..])),
        Task::Sort(_, things) => out.extend(things.iter().map(|t| &t.why[..])),
        Task::Order(notes) => out.extend(notes.iter().map(|n| &n.why[..])),
        Task::Match(pairs, extra) => {
            out.extend(pairs.iter().map(|p| &p.why[..]));
            out.extend(extra.iter().map(|n| &n.why[..]));
        }
        Task::Highlight(m) | Task::Hotspot(m) => out.extend(m.iter().map(|m| &m.why[..])),
        Task::Branch(scenes) => {
            let ways = scenes.iter().flat_map(|s| &s.ways);
            out.extend(ways.map(|w| &w.why[..]));
        }
        Task::Serp(_, hits) => out.extend(hits.iter().map(|h| &h.why[..])),
        Task::Search(search) => out.extend(search.cases.iter().map(|(_, why)| &why[..])),
        Task::Shelve(shelve) => out.extend(shelve.rules.iter().map(|(_, why)| &why[..])),
        Task::Cite(cite) => {
            let parts = cite.parts.iter().chain(&cite.extra);
            out.extend(parts.map(|n| &n.why[..]));
        }
        Task::Judge(items) => out.extend(items.iter().map(|i| &i.why[..])),
        Task::Short(accepted, other) => {
            out.extend(accepted.iter().map(|a| &a.why[..]));
            out.push(other);
        }
        Task::Paraphrase(task) => out.push(&task.model),
        Task::Survey(_) => {}
    }
    let out = out.into_iter().map(plain);
    out.filter(|why| why.split(' ').count() > 3).collect()
}

/// Of 32 lessons 25 had questions with nothing on the wall to choose from.
#[test]
fn a_class_can_answer_every_question_that_ships_from_the_wall() {
    let (mut kinds, mut questions) = (Vec::new(), 0);
    for lesson in set_of_lessons() {
        let mut deck = Deck::new(lesson.clone());
        for exercise in lesson.exercises() {
            let name = format!("{} {} {}", lesson.id, lesson.lang, exercise.id);
            goes_to(&mut deck, &lesson, exercise);
            let hidden = deck.screen();
            let seen = read(&hidden, &lesson);
            let all = seen.join("\n");
            for thing in wanted(&exercise.task) {
                // Words to search for stand in the searches; everything else is a line of its own.
                let is_there = match &exercise.task {
                    Task::Search(_) => all.contains(&thing),
                    _ => thing.is_empty() || seen.contains(&thing),
                };
                assert!(is_there, "{name}: “{thing}” is not on the wall\n{all}");
            }
            assert!(!hidden.revealed && hidden.answers.is_empty(), "{name}");
            for why in reasons(exercise) {
                assert!(!all.contains(&why), "{name}: “{why}” is told too early");
            }
            for option in hidden.rows.iter().flat_map(|row| &row.options) {
                assert!(option.right.is_none() && option.why.is_empty(), "{name}");
            }
            // The order that is asked for is not the one that stands there.
            if let Task::Order(_) | Task::Cite(_) | Task::Shelve(_) = exercise.task {
                let shown: Vec<String> = hidden.things.iter().map(|t| words_of(t.1)).collect();
                assert_ne!(shown, wanted(&exercise.task), "{name}");
            }
            if !matches!(exercise.task, Task::Survey(_)) {
                deck.act(Act::Reveal);
                let told = deck.screen();
                let right = told.rows.iter().flat_map(|row| &row.options);
                let right = right.filter(|o| o.right == Some(true)).count();
                assert!(right + told.answers.len() > 0, "{name}: no answer is shown");
                assert!(read(&told, &lesson).contains(&plain(&exercise.closing)));
                deck.act(Act::Hide);
            }
            questions += 1;
            if !kinds.contains(&exercise.task.kind()) {
                kinds.push(exercise.task.kind());
            }
        }
    }
    assert!(questions > 150, "{questions}");
    assert_eq!(kinds.len(), 17, "{kinds:?}");
}

fn set_of_lessons() -> Vec<Lesson> {
    shipped::set().lessons
}

/// The letters of the right order are those of the things on the wall.
#[test]
fn a_right_order_is_told_in_the_letters_of_the_wall() {
    let mut out = 0;
    for lesson in set_of_lessons() {
        let mut deck = Deck::new(lesson.clone());
        for exercise in lesson.exercises() {
            let wanted = match &exercise.task {
                task @ (Task::Order(_) | Task::Cite(_) | Task::Shelve(_)) => wanted(task),
                _ => continue,
            };
            goes_to(&mut deck, &lesson, exercise);
            let desk = deck.desk();
            let with_letter = desk.answers.iter().filter(|a| a.letter.is_some());
            let told: Vec<String> = with_letter
                .map(|answer| {
                    let letter = answer.letter.unwrap();
                    let thing = desk.things.iter().find(|t| t.0 == letter).unwrap();
                    out += usize::from(answer.stands == Stands::Out);
                    assert_eq!(thing.1, answer.text);
                    words_of(answer.text)
                })
                .collect();
            assert_eq!(told, wanted, "{} {}", lesson.id, exercise.id);
            let belongs = match &exercise.task {
                Task::Cite(cite) => cite.parts.len(),
                _ => wanted.len(),
            };
            let in_order = desk.answers.iter().filter(|a| a.stands == Stands::InOrder);
            assert_eq!(in_order.count(), belongs);
        }
    }
    assert!(out > 0, "no citation had a part that does not belong");
}

/// Advertisements stand on top of a page of results and are called so; other results stand in an order of their own.
#[test]
fn results_on_the_wall_have_their_advertisements_on_top() {
    let (mut ads, mut pages) = (0, 0);
    for lesson in set_of_lessons() {
        let mut deck = Deck::new(lesson.clone());
        for exercise in lesson.exercises() {
            let Task::Serp(_, hits) = &exercise.task else {
                continue;
            };
            goes_to(&mut deck, &lesson, exercise);
            let screen = deck.screen();
            let shown: Vec<bool> = screen.rows[0]
                .options
                .iter()
                .map(|option| option.listed.unwrap().ad)
                .collect();
            let paid = hits.iter().filter(|hit| hit.ad).count();
            assert_eq!(shown.iter().filter(|ad| **ad).count(), paid);
            assert!(shown[..paid].iter().all(|ad| *ad), "{}", exercise.id);
            ads += paid;
            pages += 1;
        }
    }
    assert!(ads > 0 && pages > 3, "{ads} {pages}");
}

/// Every scene of every story can be reached on both windows by the teacher's presses, and an end can be left again.
#[test]
fn stories_are_walked_on_the_wall() {
    let mut stories = 0;
    for lesson in set_of_lessons() {
        let mut deck = Deck::new(lesson.clone());
        for exercise in lesson.exercises() {
            let Task::Branch(scenes) = &exercise.task else {
                continue;
            };
            stories += 1;
            goes_to(&mut deck, &lesson, exercise);
            let (mut met, mut paths) = (vec![false; scenes.len()], vec![(0, Vec::new())]);
            met[0] = true;
            while let Some((at, path)) = paths.pop() {
                for (n, way) in (0_u16..).zip(&scenes[at].ways) {
                    let to = usize::from(way.to);
                    if !met[to] {
                        met[to] = true;
                        paths.push((to, [&path[..], &[n]].concat()));
                    }
                }
                let name = format!("{} {} {path:?}", lesson.id, exercise.id);
                for way in &path {
                    deck.act(Act::Count {
                        row: 0,
                        option: *way,
                        hands: 7,
                    });
                    deck.act(Act::Way(*way));
                }
                let mut wall = Deck::new(lesson.clone());
                assert!(wall.restore(&deck.state()));
                let screen = wall.screen();
                let story = screen.story.as_ref().unwrap();
                assert_eq!(story.scene, scenes[at].text, "{name}");
                assert_eq!(story.ends, scenes[at].end.is_some(), "{name}");
                assert_eq!(story.end, "", "how good it is, is an answer");
                let shown = screen.rows.iter().flat_map(|row| &row.options);
                let shown: Vec<String> = shown.map(|o| words_of(o.text)).collect();
                let ways = scenes[at].ways.iter().map(|w| plain_line(&w.text));
                assert_eq!(shown, ways.collect::<Vec<_>>(), "{name}");
                // Hands of the scene before are not counted here.
                assert!(
                    screen
                        .rows
                        .iter()
                        .flat_map(|r| &r.options)
                        .all(|o| o.hands == 0)
                );
                assert_eq!(deck.desk().story.unwrap().end.is_empty(), !story.ends);
                for _ in &path {
                    deck.act(Act::StoryBack);
                }
                assert_eq!(deck.screen().story.unwrap().steps, 0);
                // There is no way of that number, and nothing before the beginning.
                deck.act(Act::Way(99));
                deck.act(Act::StoryBack);
                assert_eq!(deck.screen().story.unwrap().scene, scenes[0].text);
            }
            assert!(met.iter().all(|met| *met), "{} {}", lesson.id, exercise.id);
            // The answer is a way to a good end.
            let desk = deck.desk();
            let good = scenes
                .iter()
                .filter(|s| s.end == Some(carrel_lessons::model::End::Good));
            let ends: Vec<&[Block]> = good.map(|s| &s.text[..]).collect();
            assert!(ends.contains(&desk.answers.last().unwrap().why));
            let way = desk.answers.iter().filter_map(|answer| answer.letter);
            let way: Vec<u16> = way.map(|letter| u16::from(letter as u8 - b'A')).collect();
            for place in way {
                deck.act(Act::Way(place));
            }
            let reached = deck.desk().story.unwrap().scene.to_vec();
            assert!(ends.contains(&&reached[..]), "{}", exercise.id);
        }
    }
    assert!(stories > 10, "{stories}");
}

/// "Look at each one", and nothing was there to look at: six pages in L08, L11 and others.
#[test]
fn pages_to_judge_come_on_the_wall_one_at_a_time() {
    let mut looked = 0;
    for lesson in set_of_lessons() {
        let mut deck = Deck::new(lesson.clone());
        for exercise in lesson.exercises() {
            let Task::Judge(items) = &exercise.task else {
                continue;
            };
            goes_to(&mut deck, &lesson, exercise);
            for (n, item) in (0_u16..).zip(items) {
                deck.act(Act::Look(n));
                let mut wall = Deck::new(lesson.clone());
                assert!(wall.restore(&deck.state()));
                let screen = wall.screen();
                let shown: Vec<u16> = (0_u16..)
                    .zip(&screen.rows)
                    .filter_map(|(n, row)| row.looks.then_some(n))
                    .collect();
                let Some(place) = item.page else {
                    assert_eq!(shown, [], "{}: nothing to look at", exercise.id);
                    continue;
                };
                assert_eq!(shown, [n]);
                assert_eq!(screen.rows[usize::from(n)].page, Some(place));
                let page = lesson.web.as_ref().unwrap().page(place).unwrap();
                assert!(read(&screen, &lesson).contains(&plain(&page.body)));
                assert!(!screen.revealed);
                looked += 1;
            }
            let last = u16::try_from(items.len() - 1).unwrap();
            if items[usize::from(last)].page.is_some() {
                deck.act(Act::Look(last));
            }
            deck.act(Act::Look(99));
            assert!(deck.screen().rows.iter().all(|row| !row.looks));
        }
    }
    assert!(looked > 20, "{looked}");
}

/// What is to be marked can be told apart in the text: each part has its letter there, in reading order.
#[test]
fn what_can_be_marked_has_letters_in_the_text() {
    let mut marked = 0;
    for lesson in set_of_lessons() {
        let mut deck = Deck::new(lesson.clone());
        for exercise in lesson.exercises() {
            let (Task::Highlight(marks) | Task::Hotspot(marks)) = &exercise.task else {
                continue;
            };
            goes_to(&mut deck, &lesson, exercise);
            let screen = deck.screen();
            assert_eq!(screen.marks.len(), marks.len());
            let mut text = plain(screen.specimen);
            for place in &screen.pages {
                text.push_str(&plain(
                    &lesson.web.as_ref().unwrap().page(*place).unwrap().body,
                ));
            }
            let mut rest = text.as_str();
            for ((name, letter), option) in screen.marks.iter().zip(&screen.rows[0].options) {
                let mark = marks.iter().find(|m| m.name == *name).unwrap();
                assert_eq!(*letter, option.letter);
                assert_eq!(words_of(option.text), mark.words);
                // Parts may hold pictures and lists: their first words are enough.
                let first: String = mark.words.chars().take(12).collect();
                let at = rest.find(&first);
                let at = at.unwrap_or_else(|| panic!("{}: “{first}” in {rest}", exercise.id));
                rest = &rest[at..];
                marked += 1;
            }
        }
    }
    assert!(marked > 50, "{marked}");
}

/// What a change can never do is wrong in every catalogue; "the same" can happen in any.
#[test]
fn a_prediction_is_told_by_the_rule() {
    let mut changes = Vec::new();
    for lesson in set_of_lessons() {
        let mut deck = Deck::new(lesson.clone());
        for exercise in lesson.exercises() {
            let Task::Search(search) = &exercise.task else {
                continue;
            };
            goes_to(&mut deck, &lesson, exercise);
            let desk = deck.desk();
            assert_eq!(desk.searches.len(), search.words.len());
            let SearchTask::Predict(change) = search.task else {
                assert!(desk.goal.is_some() && desk.rows.is_empty());
                assert_eq!(desk.answers.len(), search.cases.len());
                continue;
            };
            assert!(!deck.screen().paper.is_empty(), "how to do it together");
            let said = desk.rows[0].options.iter();
            let said: Vec<(String, Option<bool>)> =
                said.map(|o| (words_of(o.text), o.right)).collect();
            let rule = |fewer, more| {
                let case = |text: &str, right| (text.to_owned(), right);
                [
                    case("Fewer", fewer),
                    case("The same", None),
                    case("More", more),
                ]
            };
            let expected = match change {
                Change::Or => rule(Some(false), Some(true)),
                _ => rule(Some(true), Some(false)),
            };
            assert_eq!(said, expected, "{}", exercise.id);
            let (before, after) = &desk.searches[0];
            assert_ne!(before, after);
            changes.push(change);
        }
    }
    for change in [Change::And, Change::Or, Change::Not] {
        assert!(changes.contains(&change), "{changes:?}");
    }
}

/// Bytes of another version, and ways that a lesson has no more, change nothing and go nowhere.
#[test]
fn a_story_that_was_changed_begins_again() {
    let story = |ways: &str, scenes: &str| {
        let text = format!(
            "+++\nid = \"T1\"\ntitle = \"T\"\nsummary = \"S.\"\ngrades = [6, 8]\nminutes = 40\nlicence = \"CC-BY-4.0\"\n\
             [skills]\na = \"I can.\"\n+++\n## One\n::: branch b\nGo.\n### start\nBegin.\n{ways}### end (good)\nEnd.\n{scenes}:::\n"
        );
        let files = [File {
            path: "t/lesson.md",
            bytes: text.as_bytes(),
        }];
        Deck::new(set(&files).lessons.remove(0))
    };
    let mut deck = story(
        "- One -> end\n  > y\n- Two -> other\n  > n\n",
        "### other (poor)\nOther.\n",
    );
    deck.act(Act::Way(1));
    assert!(deck.screen().story.unwrap().ends);
    let mut changed = story("- One -> end\n  > y\n", "");
    assert!(changed.restore(&deck.state()));
    let begins = changed.screen().story.unwrap();
    assert_eq!((plain(begins.scene).as_str(), begins.steps), ("Begin.", 0));
    changed.act(Act::Way(0));
    assert_eq!(plain(changed.screen().story.unwrap().scene), "End.");
}
