//! A lesson on the wall: slides, votes by show of hands, and answers that are shown when the teacher says so.
//!
//! Two windows share it: the teacher's has the [`Deck`], the class's draws the [`Screen`]. The deck's state is a few
//! bytes ([`Deck::state`]) that travel by BroadcastChannel; nothing on the class's screen tells the answer before the
//! teacher shows it. No timers. The way that somebody went through an invented web can be replayed, a move at a time.

pub mod words;

mod question;

use serde::{Deserialize, Serialize};

use crate::model::{Exercise, Lesson, Piece, Scene, SearchTask, Task};
use crate::player::{LabStep, Progress, lab, mark};
use crate::rich::{Block, Inline};

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
    /// Ways that were taken through stories, by slide.
    taken: Vec<(u16, Vec<u16>)>,
    /// Rows whose page stands on the wall, by slide.
    looks: Vec<(u16, u16)>,
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
    /// Go a way on in the story of this slide, by its place. Hands are counted anew.
    Way(u16),
    /// One scene back in it.
    StoryBack,
    /// Show the page of a row, in place of any other; take it away where it is shown.
    Look(u16),
}

/// An option to vote for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// `A`, `B`…: what students hold up or call.
    pub letter: char,
    /// What it says; for a judgement the words for trust and doubt.
    pub text: Words<'a>,
    /// For a result of a search: what the list shows beside the title.
    pub listed: Option<Listed<'a>>,
    /// Hands.
    pub hands: u16,
    /// Of all hands of this row, in per cent, rounded; 0 without hands.
    pub percent: u8,
    /// Whether it is right; none while the answer is hidden, and where there is nothing to say.
    pub right: Option<bool>,
    /// Why; empty while the answer is hidden.
    pub why: &'a [Block],
}

/// What a list of results shows beside a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Address.
    pub url: &'a str,
    /// Date, or empty.
    pub date: &'a str,
    /// What it shows of the page.
    pub snippet: &'a str,
    /// Whether it is an advertisement.
    pub ad: bool,
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
    /// A page of the invented web that can be shown with it, by its place.
    pub page: Option<u16>,
    /// Whether it is shown.
    pub looks: bool,
}

/// A right answer, or what is said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The letter that the thing has on the wall, where it has one.
    pub letter: Option<char>,
    /// What it says.
    pub text: Words<'a>,
    /// Why.
    pub why: &'a [Block],
    /// Where it stands.
    pub stands: Stands,
}

/// Where an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In an order: first, second…
    InOrder,
    /// By itself.
    Beside,
    /// Nowhere: it does not belong.
    Out,
}

/// Where a class is in a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story<'a> {
    /// What came of the way that was taken; empty in the first scene.
    pub before: &'a [Block],
    /// The scene.
    pub scene: &'a [Block],
    /// How many ways were taken to it.
    pub steps: usize,
    /// Whether the story ends here.
    pub ends: bool,
    /// How good an end it is, in words; empty while the answer is hidden.
    pub end: &'static str,
}

/// What stands on the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen<'a> {
    /// The kind of its question, `choice`, `sort`…; empty for text.
    pub kind: &'static str,
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
    /// Parts of the quotation or page that can be marked: name and letter.
    pub marks: Vec<(&'a str, char)>,
    /// The story, and where the class is in it.
    pub story: Option<Story<'a>>,
    /// What was searched for, over a list of results.
    pub query: &'a str,
    /// Searches to try in the catalogue, before and after the change; nothing after where one is to be built.
    pub searches: Vec<(String, String)>,
    /// How many titles a search should find at most.
    pub goal: Option<u16>,
    /// Things to put in order, in an order that is not the right one, each with its letter.
    pub things: Vec<(char, Words<'a>)>,
    /// What is voted on; empty for text, and for questions that are answered aloud or on paper.
    pub rows: Vec<Row<'a>>,
    /// How to do it together without devices; empty where nothing is said, and once the class sees the answer.
    pub paper: &'a [Block],
    /// Once shown: right answers of questions that have no rows.
    pub answers: Vec<Answer<'a>>,
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
        let words = crate::words::of(&self.lesson.lang);
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
            Act::Way(way) => {
                let ways = self.scene().map_or(0, |scene| scene.ways.len());
                if usize::from(way) < ways {
                    self.take(|taken| taken.push(way));
                }
            }
            Act::StoryBack => {
                let before = self.taken().len().saturating_sub(1);
                self.take(|taken| taken.truncate(before));
            }
            Act::Look(row) => {
                let (at, shown) = (self.state.at, self.looks() == Some(row));
                self.state.looks.retain(|(slide, _)| *slide != at);
                if !shown && self.page_of(row).is_some() {
                    self.state.looks.push((at, row));
                }
            }
        }
    }

    /// Changes the way through the story of this slide. Hands were for the scene before.
    fn take(&mut self, change: impl FnOnce(&mut Vec<u16>)) {
        let (at, mut taken) = (self.state.at, self.taken().to_vec());
        change(&mut taken);
        self.state.taken.retain(|(slide, _)| *slide != at);
        self.state.taken.push((at, taken));
        if let Some(touched) = self.state.touched.iter_mut().find(|t| t.0 == at) {
            touched.2.clear();
        }
    }

    /// The ways that were taken through the story of this slide; none where the lesson has them no more.
    fn taken(&self) -> &[u16] {
        let at = self.state.at;
        let mut taken = self.state.taken.iter();
        let taken = taken.find(|(slide, _)| *slide == at);
        let taken = taken.map_or(&[][..], |(_, ways)| ways);
        match self.question().map(|e| &e.task) {
            Some(Task::Branch(scenes)) if mark::story(scenes, taken).is_some() => taken,
            _ => &[],
        }
    }

    /// The scene of this slide's story.
    fn scene(&self) -> Option<&Scene> {
        match self.question().map(|e| &e.task) {
            Some(Task::Branch(scenes)) => scenes.get(mark::story(scenes, self.taken())?),
            _ => None,
        }
    }

    /// The page of a row of this slide's question.
    fn page_of(&self, row: u16) -> Option<u16> {
        match self.question().map(|e| &e.task) {
            Some(Task::Judge(items)) => items.get(usize::from(row))?.page,
            _ => None,
        }
    }

    /// The row whose page is shown on this slide.
    fn looks(&self) -> Option<u16> {
        let mut looks = self.state.looks.iter();
        let (_, row) = looks.find(|(slide, _)| *slide == self.state.at)?;
        Some(*row)
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
            Some(Task::Highlight(marks) | Task::Hotspot(marks)) => vec![marks.len()],
            Some(Task::Branch(_)) => vec![self.scene().map_or(0, |scene| scene.ways.len())],
            Some(Task::Search(search)) => match search.task {
                SearchTask::Predict(_) => vec![search.cases.len()],
                SearchTask::Build(_) => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// What the class sees.
    #[must_use]
    pub fn screen(&self) -> Screen<'_> {
        self.draw(self.is_revealed())
    }

    /// Whether the class sees the answer of this slide.
    fn is_revealed(&self) -> bool {
        let at = self.state.at;
        let touched = self.state.touched.iter().find(|t| t.0 == at);
        touched.is_some_and(|t| t.1)
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
            kind: "",
            title: &[],
            place: (0, u16::try_from(self.slides.len()).unwrap_or(u16::MAX)),
            blocks: Vec::new(),
            pages: Vec::new(),
            specimen: &[],
            marks: Vec::new(),
            story: None,
            query: "",
            searches: Vec::new(),
            goal: None,
            things: Vec::new(),
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
        screen.kind = exercise.task.kind();
        screen.can_reveal = !matches!(exercise.task, Task::Survey(_));
        self.ask(exercise, revealed, &mut screen);
        let aloud = screen.rows.is_empty() || matches!(exercise.task, Task::Search(_));
        if aloud && !self.is_revealed() {
            screen.paper = &exercise.paper;
        }
        if revealed {
            screen.closing = &exercise.closing;
        }
        screen
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
