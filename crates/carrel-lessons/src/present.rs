//! A lesson on the wall: slides, votes by show of hands, and answers that are shown when the teacher says so.
//!
//! Two windows share it: the teacher's has the [`Deck`], the class's draws the [`Screen`]. The deck's state is a few
//! bytes ([`Deck::state`]) that travel by BroadcastChannel; nothing on the class's screen tells the answer before the
//! teacher shows it. No timers. The way that somebody went through an invented web can be replayed, a move at a time.

use serde::{Deserialize, Serialize};

use crate::export::teacher;
use crate::lang;
use crate::model::{Exercise, Lesson, Piece, Task};
use crate::player::{LabStep, Progress, lab};
use crate::rich::{Block, Inline};
use crate::words;

/// What one slide shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Pieces of a step, from and up to.
    Text(usize, usize),
    /// One question.
    Question(usize),
}

/// A lesson as slides, and how far the class is.
#[derive(Clone, Debug)]
pub struct Deck {
    lesson: Lesson,
    /// Step and part.
    slides: Vec<(usize, Part)>,
    /// Ways through invented webs that can be replayed: question and moves. The teacher's window has them; the class's
    /// gets what is shown.
    ways: Vec<(String, Vec<Move>)>,
    state: State,
}

/// A move on somebody's way through an invented web.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Seconds since the first move.
    pub at: u32,
    /// What was done, in words.
    pub said: String,
    /// The page that was in front then; none for results and the search page.
    pub page: Option<u16>,
}

/// What the two windows tell each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    at: u16,
    /// For each slide that was touched: its place, whether the answer is shown, votes by row and option.
    touched: Vec<(u16, bool, Vec<Vec<u16>>)>,
    /// Moves that are shown, by slide.
    replayed: Vec<(u16, Vec<Move>)>,
}

/// What the teacher does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// To the next slide.
    Next,
    /// To the one before.
    Back,
    /// To a slide by its place.
    Go(u16),
    /// Counted hands for an option of a row.
    Count {
        /// Row of the question, from 0; 0 where it has one only.
        row: u16,
        /// Option, from 0.
        option: u16,
        /// Hands, at most 999.
        hands: u16,
    },
    /// Show the answer of this slide.
    Reveal,
    /// Hide it again.
    Hide,
    /// Forget the hands of this slide.
    Clear,
    /// Show one more move of the way that can be replayed on this slide.
    Replay,
    /// Take the moves away again.
    EndReplay,
}

/// An option to vote for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// `A`, `B`…: what students hold up or call.
    pub letter: char,
    /// What it says; for a judgement the words for trust and doubt.
    pub text: Words<'a>,
    /// Hands.
    pub hands: u16,
    /// Of all hands of this row, in per cent, rounded; 0 without hands.
    pub percent: u8,
    /// Whether it is right; none while the answer is hidden.
    pub right: Option<bool>,
    /// Why; empty while the answer is hidden.
    pub why: &'a [Block],
}

/// Words of the lesson, or of the player's own list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words<'a> {
    /// Of the lesson.
    Own(&'a [Inline]),
    /// Of the lesson, too, in plain words.
    Plain(&'a str),
    /// Of Carrel's, in the language of [`lang::around`].
    Around(&'static str),
}

/// A row of a question: what is voted on, with its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// What the row is about: a thing to sort, to judge, to match. Empty where the question has one row.
    pub about: &'a [Inline],
    /// The options.
    pub options: Vec<Choice<'a>>,
    /// Why, for rows whose reason belongs to the thing and not to the option; empty while hidden.
    pub why: &'a [Block],
}

/// What stands on the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen<'a> {
    /// The step's title.
    pub title: &'a [Inline],
    /// Place of the slide from 1, and of how many.
    pub place: (u16, u16),
    /// Text in order.
    pub blocks: Vec<&'a [Block]>,
    /// Pages of the invented web to show, by their place.
    pub pages: Vec<u16>,
    /// What the question is about: a quotation.
    pub specimen: &'a [Block],
    /// What is voted on; empty for text, and for questions that are answered aloud or on paper.
    pub rows: Vec<Row<'a>>,
    /// How to do it together without devices; empty where nothing is said.
    pub paper: &'a [Block],
    /// Once shown: right answers of questions that have no rows, in order, each with its reason.
    pub answers: Vec<(Words<'a>, &'a [Block])>,
    /// Once shown: the closing words.
    pub closing: &'a [Block],
    /// Whether this slide has an answer to show.
    pub can_reveal: bool,
    /// Whether it is shown.
    pub revealed: bool,
    /// Moves of the replay so far.
    pub way: &'a [Move],
    /// How many moves are still to come; 0 on the class's screen.
    pub way_left: usize,
}

impl Deck {
    /// The slides of a lesson. Each question is one; text goes together until the next `---`, question or step.
    #[must_use]
    pub fn new(lesson: Lesson) -> Self {
        let mut slides = Vec::new();
        for (n, step) in lesson.steps.iter().enumerate() {
            let mut from = 0;
            let flush = |from: usize, to: usize, slides: &mut Vec<(usize, Part)>| {
                let shown =
                    |p: &Piece| matches!(p, Piece::Text(_) | Piece::Page(_) | Piece::Slide(_));
                if step.pieces[from..to].iter().any(shown) {
                    slides.push((n, Part::Text(from, to)));
                }
            };
            for (place, piece) in step.pieces.iter().enumerate() {
                match piece {
                    Piece::Exercise(_) => {
                        flush(from, place, &mut slides);
                        slides.push((n, Part::Question(place)));
                        from = place + 1;
                    }
                    Piece::SlideBreak => {
                        flush(from, place, &mut slides);
                        from = place + 1;
                    }
                    _ => {}
                }
            }
            flush(from, step.pieces.len(), &mut slides);
        }
        Self {
            lesson,
            slides,
            ways: Vec::new(),
            state: State::default(),
        }
    }

    /// Takes over the ways that a student went, to replay them. Of another lesson nothing is taken.
    pub fn set_ways(&mut self, progress: &Progress) {
        let Some(web) = self.lesson.web.as_ref() else {
            return;
        };
        if progress.lesson != self.lesson.id {
            return;
        }
        let words = words::of(&self.lesson.lang);
        self.ways.clear();
        for exercise in self.lesson.exercises() {
            let Task::Lateral(lateral) = &exercise.task else {
                continue;
            };
            let log = progress.attempt(&exercise.id).map_or(&[][..], |a| &a.log);
            let mut front = Some(lateral.start);
            let moves = log.iter().enumerate().map(|(n, entry)| {
                match &entry.step {
                    LabStep::Open(page) => front = Some(*page),
                    LabStep::Tab(page) => front = *page,
                    LabStep::Search(_) => front = None,
                    LabStep::Keep(_) | LabStep::Verdict(_) => {}
                }
                Move {
                    at: if n == 0 { 0 } else { entry.at },
                    said: lab::said(&entry.step, lateral, web, words).into_owned(),
                    page: front,
                }
            });
            let moves: Vec<Move> = moves.collect();
            // The first is that the page stood there: alone it is no way.
            if moves.len() > 1 {
                self.ways.push((exercise.id.clone(), moves));
            }
        }
    }

    /// How many slides.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slides.len()
    }

    /// Whether the lesson has nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slides.is_empty()
    }

    /// Does it; what cannot be done (a slide or option that is not there) changes nothing.
    pub fn act(&mut self, act: Act) {
        let last = u16::try_from(self.slides.len().saturating_sub(1)).unwrap_or(u16::MAX);
        match act {
            Act::Next => self.state.at = (self.state.at + 1).min(last),
            Act::Back => self.state.at = self.state.at.saturating_sub(1),
            Act::Go(place) if place <= last => self.state.at = place,
            Act::Go(_) => {}
            Act::Count { row, option, hands } => {
                let options = self.shape().get(usize::from(row)).copied().unwrap_or(0);
                if usize::from(option) < options {
                    let (row, option) = (usize::from(row), usize::from(option));
                    let votes = &mut self.touched().2;
                    votes.resize(votes.len().max(row + 1), Vec::new());
                    let row = &mut votes[row];
                    row.resize(row.len().max(option + 1), 0);
                    row[option] = hands.min(999);
                }
            }
            Act::Reveal => self.touched().1 = true,
            Act::Hide => self.touched().1 = false,
            Act::Clear => self.touched().2.clear(),
            Act::Replay => {
                let shown = self.replayed().len();
                let Some(next) = self.way().and_then(|way| way.get(shown)).cloned() else {
                    return;
                };
                let at = self.state.at;
                let replayed = &mut self.state.replayed;
                match replayed.iter_mut().find(|(slide, _)| *slide == at) {
                    Some((_, moves)) => moves.push(next),
                    None => replayed.push((at, vec![next])),
                }
            }
            Act::EndReplay => {
                let at = self.state.at;
                self.state.replayed.retain(|(slide, _)| *slide != at);
            }
        }
    }

    /// The whole way of this slide's question, where one is known.
    fn way(&self) -> Option<&[Move]> {
        let id = &self.question()?.id;
        let (_, moves) = self.ways.iter().find(|(question, _)| question == id)?;
        Some(moves)
    }

    /// The moves that are shown on this slide.
    fn replayed(&self) -> &[Move] {
        let at = self.state.at;
        let mut replayed = self.state.replayed.iter();
        replayed
            .find(|(slide, _)| *slide == at)
            .map_or(&[], |(_, moves)| moves)
    }

    fn touched(&mut self) -> &mut (u16, bool, Vec<Vec<u16>>) {
        let at = self.state.at;
        let touched = &mut self.state.touched;
        let place = touched.iter().position(|t| t.0 == at).unwrap_or_else(|| {
            touched.push((at, false, Vec::new()));
            touched.len() - 1
        });
        &mut touched[place]
    }

    /// Bytes for the other window.
    #[must_use]
    pub fn state(&self) -> Vec<u8> {
        postcard::to_allocvec(&self.state).unwrap_or_default()
    }

    /// Takes over the state of the other window, of the same lesson; other bytes change nothing, and say so.
    pub fn restore(&mut self, bytes: &[u8]) -> bool {
        match postcard::from_bytes::<State>(bytes) {
            Ok(state) if usize::from(state.at) < self.slides.len().max(1) => {
                self.state = state;
                true
            }
            _ => false,
        }
    }

    fn question(&self) -> Option<&Exercise> {
        let (step, part) = self.slides.get(usize::from(self.state.at))?;
        match (part, &self.lesson.steps[*step].pieces) {
            (Part::Question(place), pieces) => match pieces.get(*place)? {
                Piece::Exercise(exercise) => Some(exercise),
                _ => None,
            },
            _ => None,
        }
    }

    /// Options of each row of the question of this slide.
    fn shape(&self) -> Vec<usize> {
        match self.question().map(|e| &e.task) {
            Some(Task::Choice(o) | Task::Multi(o)) => vec![o.len()],
            Some(Task::Lateral(l)) => vec![l.verdicts.len()],
            Some(Task::Serp(_, hits)) => vec![hits.len()],
            Some(Task::Survey(o)) if !o.is_empty() => vec![o.len()],
            Some(Task::Sort(bins, things)) => vec![bins.len(); things.len()],
            Some(Task::Judge(items)) => vec![2; items.len()],
            Some(Task::Match(pairs, extra)) => vec![pairs.len() + extra.len(); pairs.len()],
            _ => Vec::new(),
        }
    }

    /// What the class sees.
    #[must_use]
    pub fn screen(&self) -> Screen<'_> {
        let at = self.state.at;
        let touched = self.state.touched.iter().find(|t| t.0 == at);
        self.draw(touched.is_some_and(|t| t.1))
    }

    /// What the teacher sees beside it: the same with the answer.
    #[must_use]
    pub fn desk(&self) -> Screen<'_> {
        self.draw(true)
    }

    /// Notes for the teacher in this step.
    #[must_use]
    pub fn notes(&self) -> Vec<&[Block]> {
        let step = self.slides.get(usize::from(self.state.at)).map(|s| s.0);
        let pieces = step.map_or(&[][..], |step| &self.lesson.steps[step].pieces[..]);
        let mut notes = Vec::new();
        for piece in pieces {
            if let Piece::Teacher(blocks) = piece {
                notes.push(blocks.as_slice());
            }
        }
        notes
    }

    fn draw(&self, revealed: bool) -> Screen<'_> {
        let mut screen = Screen {
            title: &[],
            place: (0, u16::try_from(self.slides.len()).unwrap_or(u16::MAX)),
            blocks: Vec::new(),
            pages: Vec::new(),
            specimen: &[],
            rows: Vec::new(),
            paper: &[],
            answers: Vec::new(),
            closing: &[],
            can_reveal: false,
            revealed,
            way: &[],
            way_left: 0,
        };
        let Some((step, part)) = self.slides.get(usize::from(self.state.at)) else {
            return screen;
        };
        let step = &self.lesson.steps[*step];
        screen.place.0 = self.state.at + 1;
        screen.title = &step.title;
        if let Part::Text(from, to) = part {
            for piece in &step.pieces[*from..*to] {
                match piece {
                    Piece::Text(blocks) | Piece::Slide(blocks) => screen.blocks.push(blocks),
                    Piece::Page(place) => screen.pages.push(*place),
                    _ => {}
                }
            }
            return screen;
        }
        let Some(exercise) = self.question() else {
            return screen;
        };
        screen.blocks.push(&exercise.prompt);
        screen.specimen = &exercise.specimen;
        screen.pages.extend(exercise.page);
        if let Task::Lateral(lateral) = &exercise.task {
            // In a replay the page that was in front then stands there.
            screen.way = self.replayed();
            let front = screen.way.last().map_or(Some(lateral.start), |m| m.page);
            screen.pages.extend(front);
            let all = self.way().map_or(0, <[Move]>::len);
            screen.way_left = all.saturating_sub(screen.way.len());
        }
        screen.paper = &exercise.paper;
        screen.can_reveal = !matches!(exercise.task, Task::Survey(_));
        self.rows(exercise, revealed, &mut screen);
        if revealed {
            screen.closing = &exercise.closing;
            answers(&exercise.task, &self.lesson.lang, &mut screen.answers);
        }
        screen
    }

    fn rows<'a>(&'a self, exercise: &'a Exercise, revealed: bool, screen: &mut Screen<'a>) {
        let verdicts = if lang::around(&self.lesson.lang) == "es" {
            ["Confío", "Dudo"]
        } else {
            ["Trust it", "Doubt it"]
        };
        let at = self.state.at;
        let votes = self.state.touched.iter().find(|t| t.0 == at).map(|t| &t.2);
        let row = |n: usize,
                   about: &'a [Inline],
                   why: &'a [Block],
                   options: Vec<(Words<'a>, bool, &'a [Block])>| {
            let hands = |option: usize| -> u16 {
                let row = votes.and_then(|votes| votes.get(n));
                row.and_then(|row| row.get(option)).copied().unwrap_or(0)
            };
            let all: u32 = (0..options.len()).map(|n| u32::from(hands(n))).sum();
            let options = options.into_iter().enumerate();
            let options = options.map(|(n, (text, right, why))| Choice {
                letter: char::from(b'A' + u8::try_from(n % 26).unwrap_or(0)),
                text,
                hands: hands(n),
                percent: u8::try_from((u32::from(hands(n)) * 200 + all) / (2 * all).max(1))
                    .unwrap_or(100),
                right: revealed.then_some(right),
                why: if revealed { why } else { &[] },
            });
            Row {
                about,
                options: options.collect(),
                why: if revealed { why } else { &[] },
            }
        };
        // In the files the right one often stands at the same place: here not.
        let mixed = |options: Vec<(Words<'a>, bool, &'a [Block])>| -> Vec<_> {
            let order = crate::player::shuffle(1, &exercise.id, options.len());
            order
                .iter()
                .filter_map(|key| options.get(usize::from(*key)).copied())
                .collect()
        };
        match &exercise.task {
            Task::Choice(list) | Task::Multi(list) => {
                screen.rows.push(row(0, &[], &[], mixed(choices(list))))
            }
            Task::Lateral(lateral) => {
                let options = mixed(choices(&lateral.verdicts));
                screen.rows.push(row(0, &[], &[], options));
            }
            Task::Serp(_, hits) => {
                let options = hits
                    .iter()
                    .map(|hit| (Words::Own(&hit.title), hit.right, &hit.why[..]));
                let options = mixed(options.collect());
                screen.rows.push(row(0, &[], &[], options));
            }
            Task::Survey(list) if !list.is_empty() => {
                let options = list.iter().map(|text| (Words::Own(text), false, &[][..]));
                let mut row = row(0, &[], &[], options.collect());
                for option in &mut row.options {
                    option.right = None;
                }
                screen.rows.push(row);
            }
            Task::Sort(bins, things) => {
                for (n, thing) in things.iter().enumerate() {
                    let options = bins.iter().enumerate().map(|(bin, label)| {
                        let right = usize::from(thing.bin) == bin;
                        (Words::Own(&label.text), right, &[][..])
                    });
                    screen
                        .rows
                        .push(row(n, &thing.text, &thing.why, options.collect()));
                }
            }
            Task::Judge(items) => {
                for (n, item) in items.iter().enumerate() {
                    let options = vec![
                        (Words::Around(verdicts[0]), item.sound, &[][..]),
                        (Words::Around(verdicts[1]), !item.sound, &[][..]),
                    ];
                    screen.rows.push(row(n, &item.text, &item.why, options));
                }
            }
            Task::Match(pairs, extra) => {
                // Partners in an order that does not give the pairs away.
                let total = pairs.len() + extra.len();
                let order = crate::player::disordered(1, &exercise.id, total);
                for (n, pair) in pairs.iter().enumerate() {
                    let options = order.iter().filter_map(|key| {
                        let key = usize::from(*key);
                        let text = match pairs.get(key) {
                            Some(pair) => &pair.right,
                            None => &extra.get(key - pairs.len())?.text,
                        };
                        Some((Words::Own(text), key == n, &[][..]))
                    });
                    screen
                        .rows
                        .push(row(n, &pair.left, &pair.why, options.collect()));
                }
            }
            _ => {}
        }
    }
}

fn choices(list: &[crate::model::Choice]) -> Vec<(Words<'_>, bool, &[Block])> {
    let option = |o| -> (Words<'_>, bool, &[Block]) {
        let o: &crate::model::Choice = o;
        (Words::Own(&o.text), o.right, &o.why)
    };
    list.iter().map(option).collect()
}

/// Right answers of what has no rows.
fn answers<'a>(task: &'a Task, lang: &str, out: &mut Vec<(Words<'a>, &'a [Block])>) {
    match task {
        Task::Order(notes) => out.extend(notes.iter().map(|n| (Words::Own(&n.text), &n.why[..]))),
        Task::Cite(cite) => {
            out.extend(cite.parts.iter().map(|n| (Words::Own(&n.text), &n.why[..])));
        }
        Task::Highlight(marks) | Task::Hotspot(marks) => {
            let right = marks.iter().filter(|m| m.right);
            out.extend(right.map(|m| (Words::Plain(&m.words), &m.why[..])));
        }
        Task::Short(accepted, _) => {
            let right = accepted.iter().filter(|a| a.right);
            out.extend(right.map(|a| (Words::Plain(&a.text), &a.why[..])));
        }
        Task::Shelve(shelve) => {
            out.extend(
                shelve
                    .printed
                    .iter()
                    .map(|call| (Words::Plain(call), &[][..])),
            );
        }
        Task::Search(search) => {
            out.extend(
                search
                    .cases
                    .iter()
                    .map(|(name, why)| (Words::Around(teacher::case(name, lang)), &why[..])),
            );
        }
        Task::Paraphrase(task) => out.push((Words::Plain(""), &task.model)),
        Task::Branch(scenes) => {
            let good = scenes
                .iter()
                .filter(|s| s.end == Some(crate::model::End::Good));
            out.extend(good.map(|s| (Words::Plain(&s.name), &s.text[..])));
        }
        _ => {}
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use crate::compile::{File, set};

    const TEXT: &str = "+++\nid = \"T1\"\ntitle = \"T\"\nsummary = \"S.\"\ngrades = [6, 8]\nminutes = 40\nlicence = \"CC-BY-4.0\"\n\
        [skills]\na = \"I can.\"\n+++\n## One\nHello.\n\n---\n\nMore.\n\n::: choice q\nWhich?\n- [x] This\n  > Yes.\n- [ ] That\n  > No.\n!> End.\n:::\n\
        ::: teacher\nA note.\n:::\n## Two\n::: judge j\nJudge.\n- [sound] S\n  > Good.\n- [unsound] U\n  > Bad.\n:::\n\
        ::: order o\nSort.\n1. a\n  > y\n2. b\n  > y\n3. c\n  > y\n:::\n::: match m\nPair.\n- a -> x\n  > y\n- b -> z\n  > y\n+ w\n  > y\n:::\n";

    fn deck() -> Deck {
        let files = [File {
            path: "t/lesson.md",
            bytes: TEXT.as_bytes(),
        }];
        Deck::new(set(&files).lessons.remove(0))
    }

    #[test]
    fn slides_go_on_and_back() {
        let mut deck = deck();
        assert_eq!(deck.len(), 6);
        let mut check = |act: Act, place: u16| {
            deck.act(act);
            assert_eq!(deck.screen().place, (place, 6), "{act:?}");
        };
        check(Act::Back, 1);
        check(Act::Next, 2);
        check(Act::Go(5), 6);
        check(Act::Next, 6);
        check(Act::Go(6), 6);
        check(Act::Go(0), 1);
        assert!(Deck::new(Lesson::default()).is_empty());
        assert_eq!(Deck::new(Lesson::default()).screen().place, (0, 0));
    }

    #[test]
    fn nothing_is_told_before_it_is_shown() {
        let mut deck = deck();
        for place in 0..6 {
            deck.act(Act::Go(place));
            let hidden = deck.screen();
            assert!(!hidden.revealed && hidden.closing.is_empty() && hidden.answers.is_empty());
            for row in &hidden.rows {
                assert!(row.why.is_empty());
                assert!(
                    row.options
                        .iter()
                        .all(|o| o.right.is_none() && o.why.is_empty())
                );
            }
            let desk = deck.desk();
            assert!(!desk.can_reveal || desk.answers.len() + desk.rows.len() > 0);
            deck.act(Act::Reveal);
            assert_eq!(deck.screen(), deck.desk());
            deck.act(Act::Hide);
            assert!(!deck.screen().revealed);
        }
        deck.act(Act::Go(2));
        assert_eq!(deck.notes().len(), 1);
        deck.act(Act::Go(3));
        assert_eq!(deck.notes().len(), 0);
        let desk = deck.desk();
        assert_eq!(desk.rows[0].options[0].text, Words::Around("Trust it"));
        assert_eq!(desk.rows[1].options[1].right, Some(true));
        deck.act(Act::Go(4));
        assert_eq!(deck.desk().answers.len(), 3);
        deck.act(Act::Go(5));
        let rights = |row: &Row<'_>| row.options.iter().filter(|o| o.right == Some(true)).count();
        assert_eq!(
            deck.desk().rows.iter().map(rights).collect::<Vec<_>>(),
            [1, 1]
        );
    }

    #[test]
    fn hands_are_counted_and_travel() {
        let mut deck = deck();
        deck.act(Act::Go(2));
        let count = |row, option, hands| Act::Count { row, option, hands };
        deck.act(count(0, 0, 20));
        deck.act(count(0, 1, 9));
        deck.act(count(0, 2, 5));
        deck.act(count(7, 0, 5));
        let hands = |deck: &Deck| -> Vec<(u16, u8)> {
            let screen = deck.screen();
            screen.rows[0]
                .options
                .iter()
                .map(|o| (o.hands, o.percent))
                .collect()
        };
        assert_eq!(hands(&deck), [(20, 69), (9, 31)]);
        let mut wall = self::deck();
        assert!(wall.restore(&deck.state()));
        assert_eq!(wall.screen(), deck.screen());
        assert!(!wall.restore(&[0xFF; 9]));
        assert_eq!(wall.screen(), deck.screen());
        deck.act(Act::Clear);
        assert_eq!(hands(&deck), [(0, 0), (0, 0)]);
        deck.act(count(0, 0, 60_000));
        assert_eq!(hands(&deck)[0], (999, 100));
    }

    #[test]
    fn a_way_is_replayed_a_move_at_a_time_and_travels() {
        use crate::player::{Action, NoCatalogue, Player};
        let page = |name: &str, truth: &str| {
            format!(
                "+++\nurl = \"{name}.example\"\ntitle = \"Page {name}\"\nowner = \"{name}\"\nlooks = \"news\"\ntruth = \"{truth}\"\n+++\nWords.\n"
            )
        };
        let lateral = "## Three\n::: lateral l start=a\nWho?\n- [x] One\n  > y\n- [ ] Two\n  > n\n@ leave 60\n  > yes: y\n  > no: n\n@ paper\n  > p\n:::\n";
        let (text, a, b) = (
            [TEXT, lateral].concat(),
            page("a", "sound"),
            page("b", "unsound"),
        );
        let files = [
            ("t/lesson.md", text.as_str()),
            ("t/web/a.page.md", &a),
            ("t/web/b.page.md", &b),
        ];
        let files = files.map(|(path, text)| File {
            path,
            bytes: text.as_bytes(),
        });
        let lesson = set(&files).lessons.remove(0);
        let place = |name: &str| lesson.web.as_ref().unwrap().named(name).unwrap();
        let (a, b) = (place("a"), place("b"));
        let mut player = Player::open(lesson.clone(), None, 1, 1);
        let id = || "l".to_owned();
        player.act(Action::Go(2), 100, &NoCatalogue);
        player.see("l", 100);
        player.act(Action::NewTab { id: id() }, 110, &NoCatalogue);
        let query = "words".to_owned();
        player.act(Action::SearchWeb { id: id(), query }, 120, &NoCatalogue);
        player.act(Action::OpenPage { id: id(), page: b }, 130, &NoCatalogue);
        player.act(Action::Keep { id: id() }, 140, &NoCatalogue);

        let (mut deck, mut wall) = (Deck::new(lesson.clone()), Deck::new(lesson.clone()));
        deck.act(Act::Go(6));
        assert_eq!((deck.desk().way_left, deck.desk().pages), (0, vec![a]));
        deck.act(Act::Replay);
        assert!(deck.desk().way.is_empty(), "nothing to replay yet");
        // Of another lesson nothing is taken.
        let mut other = player.progress().clone();
        other.lesson = "T9".to_owned();
        deck.set_ways(&other);
        assert_eq!(deck.desk().way_left, 0);
        deck.set_ways(player.progress());
        let all = deck.desk().way_left;
        assert!(all >= 4, "{all}");
        let mut met = Vec::new();
        for n in 1..=all {
            deck.act(Act::Replay);
            assert!(wall.restore(&deck.state()));
            let (desk, class) = (deck.desk(), wall.screen());
            assert_eq!((desk.way.len(), desk.way_left), (n, all - n));
            assert_eq!((class.way, class.way_left), (desk.way, 0));
            assert_eq!(class.pages, desk.pages);
            assert!(!class.revealed, "the way is no answer");
            met.push((desk.way[n - 1].at, desk.way[n - 1].said.clone(), desk.pages));
        }
        assert!(
            met.iter()
                .any(|(at, said, pages)| *at == 20 && said.ends_with("words") && pages.is_empty()),
            "{met:?}"
        );
        assert!(
            met.iter()
                .any(|(at, said, pages)| *at == 30 && said == "Opened: Page b" && *pages == [b]),
            "{met:?}"
        );
        deck.act(Act::Replay);
        assert_eq!(deck.desk().way_left, 0);
        // Another slide has none; back here it is still there, until it is taken away.
        deck.act(Act::Go(0));
        assert!(deck.screen().way.is_empty());
        deck.act(Act::Go(6));
        assert_eq!(deck.screen().way.len(), all);
        deck.act(Act::EndReplay);
        assert_eq!((deck.screen().way.len(), deck.screen().pages), (0, vec![a]));
    }
}
