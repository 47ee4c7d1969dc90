//! A lesson as the player, the printer and the exporters see it.

use serde::{Deserialize, Serialize};

use crate::rich::{Block, Inline};
use crate::web::Web;

/// A lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// Short name that never changes: `L08`.
    pub id: String,
    /// Folder name, and its address in the app.
    pub slug: String,
    /// Title.
    pub title: String,
    /// One sentence for the student.
    pub summary: String,
    /// First and last grade; 0 is kindergarten.
    pub grades: (u8, u8),
    /// Minutes of class time.
    pub minutes: u16,
    /// `en` or `es`.
    pub lang: String,
    /// SPDX name.
    pub licence: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Standards, as `SET:CODE`, with our gloss.
    pub standards: Vec<Standard>,
    /// Lessons that should come before, by id.
    pub needs: Vec<String>,
    /// Per cent of the points that count as "can do it".
    pub mastery: u8,
    /// What the student can do afterwards.
    pub skills: Vec<Skill>,
    /// Words and what they mean.
    pub glossary: Vec<(String, String)>,
    /// The steps in order.
    pub steps: Vec<Step>,
    /// Easier twins and review cards: questions that the steps do not show.
    pub others: Vec<Exercise>,
    /// The invented web, where there is one.
    pub web: Option<Web>,
    /// Pictures: path as in the text, and bytes.
    pub assets: Vec<(String, Vec<u8>)>,
}

/// A code of a standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standard {
    /// `AASL:IV.B.3`
    pub code: String,
    /// What it is about, in our words.
    pub gloss: String,
}

/// A skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// Its name in the file.
    pub id: String,
    /// In the student's words.
    pub text: String,
}

/// A step: a heading and what stands under it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its heading.
    pub title: Vec<Inline>,
    /// In order.
    pub pieces: Vec<Piece>,
}

/// A piece of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// Text for everybody.
    Text(Vec<Block>),
    /// A page of the invented web, by its place.
    Page(u16),
    /// A question.
    Exercise(Box<Exercise>),
    /// Notes for the teacher.
    Teacher(Vec<Block>),
    /// Only on paper.
    Print(Vec<Block>),
    /// Only for the projector.
    Slide(Vec<Block>),
    /// The next slide begins.
    SlideBreak,
}

/// Where a question is met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// In the lesson.
    #[default]
    Main,
    /// After two misses of another question, by its id.
    TwinOf(String),
    /// Days later.
    Review,
}

/// A question, whatever its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercise {
    /// Unique in its lesson.
    pub id: String,
    /// The skill, by place in [`Lesson::skills`].
    pub skill: u16,
    /// Points for all of it.
    pub points: u16,
    /// Where it is met.
    pub role: Role,
    /// Whether it counts for the mark.
    pub optional: bool,
    /// Minutes that its author gives it; 0 for the usual reckoning.
    pub minutes: u16,
    /// What is asked.
    pub prompt: Vec<Block>,
    /// The text that it is about.
    pub specimen: Vec<Block>,
    /// A page of the web to show with it, by its place.
    pub page: Option<u16>,
    /// What is to be done.
    pub task: Task,
    /// From gentle to nearly the answer.
    pub hints: Vec<Vec<Block>>,
    /// Said at the end, whatever was answered.
    pub closing: Vec<Block>,
    /// How to do it without a device.
    pub paper: Vec<Block>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// One option is right.
    Choice(Vec<Choice>),
    /// Several are.
    Multi(Vec<Choice>),
    /// Things into boxes.
    Sort(Vec<Bin>, Vec<Sorted>),
    /// Into the order given here.
    Order(Vec<Note>),
    /// Pairs, and partners that fit nothing.
    Match(Vec<Pair>, Vec<Note>),
    /// Marked words of the specimen.
    Highlight(Vec<Mark>),
    /// Marked parts of the page or specimen.
    Hotspot(Vec<Mark>),
    /// Scenes; the first is the start.
    Branch(Vec<Scene>),
    /// A few words of one's own.
    Short(Vec<Accepted>, Vec<Block>),
    /// Options without a key; none means a box to write in.
    Survey(Vec<Vec<Inline>>),
    /// Leave the page and look around.
    Lateral(Lateral),
    /// Choose from a page of results.
    Serp(String, Vec<Hit>),
    /// On the catalogue.
    Search(Search),
    /// Books in shelf order.
    Shelve(Shelve),
    /// In one's own words.
    Paraphrase(Paraphrase),
    /// Build a citation.
    Cite(Cite),
    /// Trust or doubt, and how sure.
    Judge(Vec<Judged>),
}

impl Default for Task {
    fn default() -> Self {
        Task::Survey(Vec::new())
    }
}

/// An option with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it says.
    pub text: Vec<Inline>,
    /// Whether it is right.
    pub right: bool,
    /// Why.
    pub why: Vec<Block>,
}

/// A text with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it says.
    pub text: Vec<Inline>,
    /// Why.
    pub why: Vec<Block>,
}

/// A box of a sort.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bin {
    /// Its label.
    pub text: Vec<Inline>,
    /// Whether it means "trust" (true) or "doubt" (false), where it means either.
    pub sound: Option<bool>,
}

/// A thing to be sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sorted {
    /// What it says.
    pub text: Vec<Inline>,
    /// Its box.
    pub bin: u16,
    /// Why.
    pub why: Vec<Block>,
}

/// A pair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// What looks for a partner.
    pub left: Vec<Inline>,
    /// The partner.
    pub right: Vec<Inline>,
    /// Why.
    pub why: Vec<Block>,
}

/// Something that can be marked, by its name in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The name of the span or part.
    pub name: String,
    /// What stands there, for lists and paper.
    pub words: String,
    /// Whether it should be marked.
    pub right: bool,
    /// Why.
    pub why: Vec<Block>,
}

/// A scene of a branching story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// Its name in the file.
    pub name: String,
    /// How good an end it is; none while the story goes on.
    pub end: Option<End>,
    /// What is told.
    pub text: Vec<Block>,
    /// Ways on: what it says, the scene by place, what follows from it.
    pub ways: Vec<Way>,
}

/// A way on from a scene.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// What it says.
    pub text: Vec<Inline>,
    /// The scene it leads to, by its place.
    pub to: u16,
    /// What follows.
    pub why: Vec<Block>,
}

/// How good an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// All points.
    Good,
    /// Half of them.
    Fair,
    /// None.
    Poor,
}

/// An answer that was foreseen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The words.
    pub text: String,
    /// Right, or a mistake that is expected.
    pub right: bool,
    /// Why.
    pub why: Vec<Block>,
}

/// Leave the page and look around.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateral {
    /// The page it starts on, by its place.
    pub start: u16,
    /// The verdicts.
    pub verdicts: Vec<Choice>,
    /// Moves worth making.
    pub moves: Vec<Move>,
}

/// A move worth making, and what is said about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Which.
    pub goal: Goal,
    /// Said to those who did it.
    pub yes: Vec<Block>,
    /// Said to those who did not.
    pub no: Vec<Block>,
}

/// Which move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goal {
    /// Leave the first page within so many seconds.
    Leave(u16),
    /// Search; for a word, or for anything when empty.
    Search(String),
    /// Open a page.
    Open(u16),
    /// Open pages of so many owners, the first page's not counted.
    Owners(u16),
    /// Keep a page as evidence.
    Keep(u16),
}

/// A result in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Its title.
    pub title: Vec<Inline>,
    /// Its address.
    pub url: String,
    /// Its date, or empty.
    pub date: String,
    /// Whether it is an advertisement.
    pub ad: bool,
    /// What the list shows of it.
    pub snippet: String,
    /// Whether it is a good one to open first.
    pub right: bool,
    /// Why.
    pub why: Vec<Block>,
}

/// An exercise on the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// What is to be done.
    pub task: SearchTask,
    /// Pairs of words to try first.
    pub words: Vec<(String, String)>,
    /// Named cases with their reasons: `fewer`, `same`, `more`; or `good`, `many`, `none`.
    pub cases: Vec<(String, Vec<Block>)>,
}

/// What is to be done on the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SearchTask {
    /// Say what a change does to the number of results.
    Predict(Change),
    /// Build a search that finds 1 to so many titles.
    Build(u16),
}

impl Default for SearchTask {
    fn default() -> Self {
        SearchTask::Build(20)
    }
}

/// A change of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A second word that must be there too.
    And,
    /// A second word that may be there instead.
    Or,
    /// A second word that must not be there.
    Not,
    /// Two words side by side instead of anywhere.
    Phrase,
    /// As a subject heading instead of anywhere.
    Subject,
}

/// Books in shelf order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelve {
    /// Which part of the library.
    pub section: ShelfPart,
    /// How many books.
    pub count: u16,
    /// Call numbers in order, for paper and for a catalogue that has too few.
    pub printed: Vec<String>,
    /// Rules with their reasons: `whole`, `decimal`, `letters`, `sign`.
    pub rules: Vec<(String, Vec<Block>)>,
}

/// Which part of the library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShelfPart {
    /// Any.
    #[default]
    Any,
    /// By number.
    Nonfiction,
    /// By name.
    Fiction,
}

/// In one's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paraphrase {
    /// The longest run of words that may be shared.
    pub run: u16,
    /// Ideas to keep: words of which one should be there, and what is said when none is.
    pub ideas: Vec<(Vec<String>, Vec<Block>)>,
    /// The source's name, and what is said when it is missing.
    pub cite: Option<(String, Vec<Block>)>,
    /// A good example.
    pub model: Vec<Block>,
    /// One that only swaps words.
    pub patchwork: Vec<Block>,
    /// Words of the source, each with those that students put in its place.
    pub swaps: Vec<(String, Vec<String>)>,
}

/// Build a citation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    /// `elementary`, `mla`, `apa`, `chicago` or `harvard`.
    pub style: String,
    /// `book`, `web page`…
    pub kind: String,
    /// The facts: name and value.
    pub facts: Vec<(String, String)>,
    /// The parts in order.
    pub parts: Vec<Note>,
    /// Parts that do not belong.
    pub extra: Vec<Note>,
}

/// Something to trust or to doubt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What it says.
    pub text: Vec<Inline>,
    /// A page of the web to look at, by its place.
    pub page: Option<u16>,
    /// Whether it deserves trust.
    pub sound: bool,
    /// Why.
    pub why: Vec<Block>,
}

impl Lesson {
    /// The questions of the steps, in order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.steps
            .iter()
            .flat_map(|step| &step.pieces)
            .filter_map(|piece| match piece {
                Piece::Exercise(exercise) => Some(exercise.as_ref()),
                _ => None,
            })
    }

    /// Every question: of the steps, then twins and review cards.
    pub fn all_exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.exercises().chain(&self.others)
    }

    /// The same, to be changed.
    pub fn all_exercises_mut(&mut self) -> impl Iterator<Item = &mut Exercise> {
        self.steps
            .iter_mut()
            .flat_map(|step| &mut step.pieces)
            .filter_map(|piece| match piece {
                Piece::Exercise(exercise) => Some(exercise.as_mut()),
                _ => None,
            })
            .chain(&mut self.others)
    }
}

impl Task {
    /// The word for its kind in a lesson file.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Task::Choice(_) => "choice",
            Task::Multi(_) => "multi",
            Task::Sort(..) => "sort",
            Task::Order(_) => "order",
            Task::Match(..) => "match",
            Task::Highlight(_) => "highlight",
            Task::Hotspot(_) => "hotspot",
            Task::Branch(_) => "branch",
            Task::Short(..) => "short",
            Task::Survey(_) => "survey",
            Task::Lateral(_) => "lateral",
            Task::Serp(..) => "serp",
            Task::Search(_) => "search",
            Task::Shelve(_) => "shelve",
            Task::Paraphrase(_) => "paraphrase",
            Task::Cite(_) => "cite",
            Task::Judge(_) => "judge",
        }
    }

    /// How many things are to be decided in it.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Task::Multi(options) => options.len(),
            Task::Sort(_, things) => things.len(),
            Task::Order(notes) => notes.len(),
            Task::Match(pairs, _) => pairs.len(),
            Task::Highlight(marks) | Task::Hotspot(marks) => marks.len(),
            Task::Branch(scenes) => scenes.len().min(4),
            Task::Shelve(shelve) => usize::from(shelve.count),
            Task::Cite(cite) => cite.parts.len(),
            Task::Judge(items) => items.len(),
            _ => 1,
        }
    }
}
