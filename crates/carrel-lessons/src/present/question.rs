//! What a question puts on the wall: things to choose from, and once shown what is right about them.

use super::{Answer, Choice, Deck, Listed, Row, Screen, Stands, Story, Words};
use crate::export::teacher;
use crate::model::{Change, End, Exercise, Mark, Scene, Search, SearchTask, Task};
use crate::player::{disordered, mark, shuffle};
use crate::rich::{self, Block, Inline};
use crate::words::fill;

/// An option before hands are counted for it.
#[derive(Clone, Copy)]
struct Given<'a> {
    text: Words<'a>,
    listed: Option<Listed<'a>>,
    right: Option<bool>,
    why: &'a [Block],
}

impl<'a> Given<'a> {
    fn of(text: Words<'a>, right: bool, why: &'a [Block]) -> Self {
        Self {
            text,
            listed: None,
            right: Some(right),
            why,
        }
    }

    /// One that is neither right nor wrong.
    fn open(text: Words<'a>, why: &'a [Block]) -> Self {
        Self {
            right: None,
            ..Self::of(text, false, why)
        }
    }
}

/// `A` for the first.
fn letter(n: usize) -> char {
    char::from(b'A' + u8::try_from(n % 26).unwrap_or(0))
}

/// What came of the last way that was taken.
fn came_of<'a>(scenes: &'a [Scene], taken: &[u16]) -> Option<&'a [Block]> {
    let (last, before) = taken.split_last()?;
    let scene = scenes.get(mark::story(scenes, before)?)?;
    Some(&scene.ways.get(usize::from(*last))?.why)
}

/// The shortest way to a good end: scenes and their ways by place, then the end.
fn good_way(scenes: &[Scene]) -> (Vec<(usize, usize)>, Option<&Scene>) {
    // How each scene was reached first.
    let mut from: Vec<Option<(usize, usize)>> = vec![None; scenes.len()];
    let mut queue = vec![0];
    let mut next = 0;
    while let Some(at) = queue.get(next).copied() {
        next += 1;
        let Some(scene) = scenes.get(at) else {
            continue;
        };
        if scene.end == Some(End::Good) {
            let (mut way, mut back) = (Vec::new(), at);
            while let Some(step) = from.get(back).copied().flatten() {
                way.push(step);
                back = step.0;
            }
            way.reverse();
            return (way, Some(scene));
        }
        for (n, way) in scene.ways.iter().enumerate() {
            let to = usize::from(way.to);
            if to != 0 && from.get(to).is_some_and(Option::is_none) {
                from[to] = Some((at, n));
                queue.push(to);
            }
        }
    }
    (Vec::new(), None)
}

/// What a change does to the number of titles, whatever the catalogue: right is what it mostly does, wrong what it cannot do.
fn held(change: Change, case: &str) -> Option<bool> {
    let usual = match change {
        Change::Or => "more",
        Change::And | Change::Not | Change::Phrase | Change::Subject => "fewer",
    };
    (case != "same").then_some(case == usual)
}

impl Deck {
    /// Puts the question on the screen.
    pub(super) fn ask<'a>(
        &'a self,
        exercise: &'a Exercise,
        revealed: bool,
        screen: &mut Screen<'a>,
    ) {
        let lang = &self.lesson.lang;
        let words = super::words::of(lang);
        let row = |n, about, why, options| self.row(n, about, why, options, revealed);
        // In the files the right one often stands at the same place: here not.
        let mixed = |options: Vec<Given<'a>>| -> Vec<Given<'a>> {
            let order = shuffle(1, &exercise.id, options.len());
            let place = |key: &u16| options.get(usize::from(*key)).copied();
            order.iter().filter_map(place).collect()
        };
        let choices = |list: &'a [crate::model::Choice]| {
            let options = list.iter();
            let options = options.map(|o| Given::of(Words::Own(&o.text), o.right, &o.why));
            vec![row(0, &[], &[], mixed(options.collect()))]
        };
        match &exercise.task {
            Task::Choice(list) | Task::Multi(list) => screen.rows = choices(list),
            Task::Lateral(lateral) => screen.rows = choices(&lateral.verdicts),
            Task::Serp(query, hits) => {
                let options = hits.iter().map(|hit| Given {
                    listed: Some(Listed {
                        url: &hit.url,
                        date: &hit.date,
                        snippet: &hit.snippet,
                        ad: hit.ad,
                    }),
                    ..Given::of(Words::Own(&hit.title), hit.right, &hit.why)
                });
                let mut options = mixed(options.collect());
                // Advertisements stand on top, as they do.
                options.sort_by_key(|option| option.listed.is_none_or(|listed| !listed.ad));
                screen.query = query;
                screen.rows.push(row(0, &[], &[], options));
            }
            Task::Survey(list) if !list.is_empty() => {
                let options = list.iter().map(|text| Given::open(Words::Own(text), &[]));
                screen.rows.push(row(0, &[], &[], options.collect()));
            }
            Task::Sort(bins, things) => {
                for (n, thing) in things.iter().enumerate() {
                    let options = bins.iter().enumerate().map(|(bin, label)| {
                        let right = usize::from(thing.bin) == bin;
                        Given::of(Words::Own(&label.text), right, &[])
                    });
                    let row = row(n, &thing.text, &thing.why, options.collect());
                    screen.rows.push(row);
                }
            }
            Task::Judge(items) => {
                let looks = self.looks().map(usize::from);
                for (n, item) in items.iter().enumerate() {
                    let options = vec![
                        Given::of(Words::Around(words.trust), item.sound, &[]),
                        Given::of(Words::Around(words.doubt), !item.sound, &[]),
                    ];
                    screen.rows.push(Row {
                        page: item.page,
                        looks: looks == Some(n),
                        ..row(n, &item.text, &item.why, options)
                    });
                }
            }
            Task::Match(pairs, extra) => {
                // Partners in an order that does not give the pairs away.
                let total = pairs.len() + extra.len();
                let order = disordered(1, &exercise.id, total);
                for (n, pair) in pairs.iter().enumerate() {
                    let options = order.iter().filter_map(|key| {
                        let key = usize::from(*key);
                        let text = match pairs.get(key) {
                            Some(pair) => &pair.right,
                            None => &extra.get(key - pairs.len())?.text,
                        };
                        Some(Given::of(Words::Own(text), key == n, &[]))
                    });
                    let row = row(n, &pair.left, &pair.why, options.collect());
                    screen.rows.push(row);
                }
            }
            Task::Highlight(marks) | Task::Hotspot(marks) => {
                let marks = self.in_reading_order(exercise, marks);
                let named = marks.iter().enumerate();
                screen.marks = named.map(|(n, m)| (&m.name[..], letter(n))).collect();
                let options = marks.iter();
                let options = options.map(|m| Given::of(Words::Plain(&m.words), m.right, &m.why));
                screen.rows.push(row(0, &[], &[], options.collect()));
            }
            Task::Branch(scenes) => {
                let Some(scene) = self.scene() else {
                    return;
                };
                let end = match scene.end {
                    Some(End::Good) => "good-end",
                    Some(End::Fair) => "fair-end",
                    Some(End::Poor) => "poor-end",
                    None => "",
                };
                screen.story = Some(Story {
                    before: came_of(scenes, self.taken()).unwrap_or_default(),
                    scene: &scene.text,
                    steps: self.taken().len(),
                    ends: scene.ways.is_empty(),
                    end: if revealed {
                        teacher::case(end, lang)
                    } else {
                        ""
                    },
                });
                let ways = scene.ways.iter();
                let ways = ways.map(|way| Given::open(Words::Own(&way.text), &way.why));
                if !scene.ways.is_empty() {
                    screen.rows.push(row(0, &[], &[], ways.collect()));
                }
            }
            Task::Search(search) => {
                screen.searches = searches(search, words);
                match search.task {
                    SearchTask::Build(most) => screen.goal = Some(most),
                    SearchTask::Predict(change) => {
                        let options = search.cases.iter().map(|(name, why)| Given {
                            right: held(change, name),
                            ..Given::open(Words::Around(teacher::case(name, lang)), why)
                        });
                        screen.rows.push(row(0, &[], &[], options.collect()));
                    }
                }
            }
            Task::Order(_)
            | Task::Cite(_)
            | Task::Shelve(_)
            | Task::Short(..)
            | Task::Survey(_)
            | Task::Paraphrase(_) => {}
        }
        let things = things(&exercise.task);
        let order = disordered(1, &exercise.id, things.len());
        for (n, key) in order.iter().enumerate() {
            let thing = things.get(usize::from(*key));
            screen.things.extend(thing.map(|thing| (letter(n), *thing)));
        }
        if revealed {
            let place = |n: usize| order.iter().position(|key| usize::from(*key) == n);
            screen.answers = answers(&exercise.task, lang, &|n| place(n).map(letter));
        }
    }

    fn row<'a>(
        &self,
        n: usize,
        about: &'a [Inline],
        why: &'a [Block],
        options: Vec<Given<'a>>,
        revealed: bool,
    ) -> Row<'a> {
        let at = self.state.at;
        let votes = self.state.touched.iter().find(|t| t.0 == at).map(|t| &t.2);
        let hands = |option: usize| -> u16 {
            let row = votes.and_then(|votes| votes.get(n));
            row.and_then(|row| row.get(option)).copied().unwrap_or(0)
        };
        let all: u32 = (0..options.len()).map(|n| u32::from(hands(n))).sum();
        let options = options.into_iter().enumerate().map(|(n, given)| Choice {
            letter: letter(n),
            text: given.text,
            listed: given.listed,
            hands: hands(n),
            percent: u8::try_from((u32::from(hands(n)) * 200 + all) / (2 * all).max(1))
                .unwrap_or(100),
            right: given.right.filter(|_| revealed),
            why: if revealed { given.why } else { &[] },
        });
        Row {
            about,
            options: options.collect(),
            why: if revealed { why } else { &[] },
            page: None,
            looks: false,
        }
    }

    /// Marks as they stand in the text; in the file their order is another.
    fn in_reading_order<'a>(&self, exercise: &Exercise, marks: &'a [Mark]) -> Vec<&'a Mark> {
        let mut names: Vec<&str> = Vec::new();
        let page = exercise.page.and_then(|place| {
            let web = self.lesson.web.as_ref()?;
            web.page(place)
        });
        let page = page.map_or(&[][..], |page| &page.body);
        for blocks in [&exercise.specimen[..], page] {
            names.extend(rich::parts(blocks));
            rich::each_line(blocks, &mut |line| {
                rich::each_inline(line, &mut |inline| {
                    if let Inline::Span(name, _) = inline {
                        names.push(name);
                    }
                });
            });
        }
        let mut marks: Vec<&Mark> = marks.iter().collect();
        let place = |m: &&Mark| names.iter().position(|name| *name == m.name);
        marks.sort_by_key(|m| place(m).unwrap_or(usize::MAX));
        marks
    }
}

/// The searches that a lesson names, before and after the change.
fn searches(search: &Search, words: &super::words::Words) -> Vec<(String, String)> {
    let pair = |(a, b): &(String, String)| {
        let joined = |sign: &str| [a, sign, b].concat();
        let change = match search.task {
            SearchTask::Build(_) => return (joined(" "), String::new()),
            SearchTask::Predict(change) => change,
        };
        match change {
            Change::And => (a.clone(), joined(" AND ")),
            Change::Or => (a.clone(), joined(" OR ")),
            Change::Not => (a.clone(), joined(" NOT ")),
            Change::Phrase => (joined(" "), ["\"", &joined(" "), "\""].concat()),
            Change::Subject => (a.clone(), fill(words.as_subject, &[a])),
        }
    };
    search.words.iter().map(pair).collect()
}

/// What is to be put in order, as the file has it; what does not belong stands behind it.
fn things(task: &Task) -> Vec<Words<'_>> {
    match task {
        Task::Order(notes) => notes.iter().map(|n| Words::Own(&n.text)).collect(),
        Task::Cite(cite) => {
            let parts = cite.parts.iter().chain(&cite.extra);
            parts.map(|n| Words::Own(&n.text)).collect()
        }
        Task::Shelve(shelve) => shelve.printed.iter().map(|c| Words::Plain(c)).collect(),
        _ => Vec::new(),
    }
}

/// Right answers of what has no rows; `letter` is the one that a thing has on the wall.
fn answers<'a>(
    task: &'a Task,
    lang: &str,
    letter: &dyn Fn(usize) -> Option<char>,
) -> Vec<Answer<'a>> {
    let answer = |letter, text, why: &'a [Block], stands| Answer {
        letter,
        text,
        why,
        stands,
    };
    let beside = |text, why| answer(None, text, why, Stands::Beside);
    let case = |(name, why): &'a (String, Vec<Block>)| {
        beside(Words::Around(teacher::case(name, lang)), &why[..])
    };
    match task {
        Task::Order(notes) => notes
            .iter()
            .enumerate()
            .map(|(n, note)| {
                answer(
                    letter(n),
                    Words::Own(&note.text),
                    &note.why,
                    Stands::InOrder,
                )
            })
            .collect(),
        Task::Cite(cite) => {
            let all = cite.parts.iter().chain(&cite.extra).enumerate();
            let stands = |n| {
                if n < cite.parts.len() {
                    Stands::InOrder
                } else {
                    Stands::Out
                }
            };
            all.map(|(n, note)| answer(letter(n), Words::Own(&note.text), &note.why, stands(n)))
                .collect()
        }
        Task::Shelve(shelve) => {
            let calls = shelve.printed.iter().enumerate();
            calls
                .map(|(n, call)| answer(letter(n), Words::Plain(call), &[], Stands::InOrder))
                .chain(shelve.rules.iter().map(case))
                .collect()
        }
        Task::Short(accepted, _) => {
            let right = accepted.iter().filter(|a| a.right);
            right
                .map(|a| beside(Words::Plain(&a.text), &a.why))
                .collect()
        }
        Task::Search(search) => match search.task {
            SearchTask::Build(_) => search.cases.iter().map(case).collect(),
            SearchTask::Predict(_) => Vec::new(),
        },
        Task::Paraphrase(task) => vec![beside(Words::Plain(""), &task.model)],
        Task::Branch(scenes) => {
            let (way, end) = good_way(scenes);
            let ways = way.into_iter().filter_map(|(at, n)| {
                let way = scenes.get(at)?.ways.get(n)?;
                let letter = Some(self::letter(n));
                Some(answer(
                    letter,
                    Words::Own(&way.text),
                    &way.why,
                    Stands::InOrder,
                ))
            });
            let end = end.map(|end| beside(Words::Plain(""), &end.text));
            ways.chain(end).collect()
        }
        _ => Vec::new(),
    }
}
