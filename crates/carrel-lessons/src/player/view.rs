//! What is on screen: everything that a renderer draws, and nothing that it has to decide.

use std::borrow::Cow;

use super::Player;
use super::catalogue::{self, Catalogue};
use super::lab::{self, Place};
use super::mark::{self, Marked};
use super::progress::{Attempt, Given, LabStep};
use super::rewrite;
use crate::model::{Change, Exercise, Lateral, Piece, Task};
use crate::paraphrase::Thread;
use crate::rich::{Block, Inline};
use crate::web::Looks;
use crate::words::{self, digits, fill};

/// The screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View<'a> {
    /// The lesson's title.
    pub title: &'a str,
    /// Its language, for the `lang` attribute.
    pub lang: &'a str,
    /// The step that is open, from 0.
    pub step: u16,
    /// Titles of all steps, and whether everything in each is at its end.
    pub steps: Vec<StepView<'a>>,
    /// What stands in the step, in order.
    pub pieces: Vec<PieceView<'a>>,
    /// What was last announced; a live region holds it.
    pub status: &'a str,
    /// Skills: text, points got and possible in hundredths, mastered.
    pub skills: Vec<SkillView<'a>>,
    /// Sentences about trust and doubt, from all judgements of the lesson. Empty before the first.
    pub trust: Vec<String>,
    /// Whether all is done.
    pub finished: bool,
    /// Glossary: words and what they mean.
    pub glossary: &'a [(String, String)],
}

/// A step: its title, and whether everything in it is at its end.
pub type StepView<'a> = (&'a [Inline], bool);

/// A skill: text, points got and possible in hundredths, mastered.
pub type SkillView<'a> = (&'a str, u32, u32, bool);

/// A piece of the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum PieceView<'a> {
    /// Text.
    Text(&'a [Block]),
    /// A page of the invented web.
    Page(PageView<'a>),
    /// A question.
    Exercise(Box<ExerciseView<'a>>),
}

/// A page of the invented web, without what students must find out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageView<'a> {
    /// Its place in the web.
    pub place: u16,
    /// Address.
    pub url: &'a str,
    /// Title bar.
    pub title: &'a str,
    /// What the site calls itself.
    pub site: &'a str,
    /// How it looks.
    pub looks: Looks,
    /// The date it shows, or empty.
    pub date: &'a str,
    /// The author it names, or empty.
    pub author: &'a str,
    /// Its talk page.
    pub talk: Option<u16>,
    /// What stands on it.
    pub body: &'a [Block],
}

/// A question on screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExerciseView<'a> {
    /// Its id, for actions.
    pub id: &'a str,
    /// `choice`, `sort`…
    pub kind: &'static str,
    /// Whether it is the easier twin of the one before.
    pub twin: bool,
    /// What is asked.
    pub prompt: &'a [Block],
    /// The text that it is about. In `highlight` its spans, in `hotspot` its parts are the things of `controls`.
    pub specimen: &'a [Block],
    /// A page to show with it.
    pub page: Option<PageView<'a>>,
    /// What can be done.
    pub controls: Controls<'a>,
    /// Hints that were opened.
    pub hints: &'a [Vec<Block>],
    /// How many hints are left.
    pub hints_left: usize,
    /// Said after a check.
    pub feedback: Option<Feedback<'a>>,
    /// Whether it can be checked now.
    pub can_check: bool,
    /// Whether it can be tried again.
    pub can_retry: bool,
    /// Whether the answer can be shown: after two misses.
    pub can_reveal: bool,
    /// Whether it is at its end.
    pub done: bool,
}

/// Feedback to a check, in reading order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feedback<'a> {
    /// All right.
    pub right: bool,
    /// "2 of 5 right."
    pub sentence: String,
    /// Keys of things that are wrong, to be listed as links.
    pub wrong: Vec<u16>,
    /// Reasons that belong to no single thing.
    pub why: Vec<&'a [Block]>,
    /// Further sentences: trust, sureness, the way through the web, shared words.
    pub lines: Vec<String>,
    /// Said about moves in the web: made or not, and what.
    pub moves: Vec<(bool, &'a [Block])>,
    /// Shared words of a paraphrase: long runs, then short ones.
    pub threads: Vec<Thread>,
    /// Words of a frame that was kept, and those that were only swapped: place in the source, place in the student's text.
    pub frame: Vec<(usize, usize)>,
    /// A good example, after the end.
    pub model: &'a [Block],
    /// The closing explanation, after the end.
    pub closing: &'a [Block],
}

/// A thing with its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thing<'a> {
    /// Its key for actions.
    pub key: u16,
    /// What it says.
    pub text: Cow<'a, [Inline]>,
    /// Chosen, ticked or marked.
    pub on: bool,
    /// Where it was put (sort, match).
    pub place: Option<u16>,
    /// After a check: right or wrong.
    pub mark: Option<bool>,
    /// After a check: why.
    pub why: &'a [Block],
    /// For spans and parts: their name in the text.
    pub name: &'a str,
}

/// What can be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Controls<'a> {
    /// Nothing.
    #[default]
    None,
    /// Radio buttons: [`super::Action::Choose`].
    Radio(Vec<Thing<'a>>),
    /// Check boxes: [`super::Action::Toggle`].
    Ticks(Vec<Thing<'a>>),
    /// For each thing a select among these: [`super::Action::Place`].
    Selects(Vec<Thing<'a>>, Vec<(u16, &'a [Inline])>),
    /// A list with buttons up and down: [`super::Action::Move`]; things in the second list are left out:
    /// [`super::Action::Include`]. The flag says whether things can be left out.
    Row(Vec<Thing<'a>>, Vec<Thing<'a>>, bool),
    /// Toggle buttons in the specimen (spans) or page (parts): [`super::Action::Toggle`].
    Marks(Vec<Thing<'a>>),
    /// What came of the way that was taken, the scene, ways on ([`super::Action::Way`]), and whether it is the end.
    Story(&'a [Block], &'a [Block], Vec<Thing<'a>>, bool),
    /// A box to write in, of one line or several: [`super::Action::Write`].
    Text(&'a str, bool),
    /// For each thing trust or doubt and how sure: thing (`on` is trust), whether it was answered, sureness (0 to 2; 3 while
    /// it was not said), page.
    Judge(Vec<(Thing<'a>, bool, u8, Option<PageView<'a>>)>),
    /// A list of results to choose from: the query, and for each address, date, advertisement, snippet.
    Results(&'a str, Vec<(Thing<'a>, HitView<'a>)>),
    /// A prediction: the two words, the change, the number that is written ([`super::Action::Write`]); how many titles there
    /// are before the change, and after the check how many behind it.
    Predict(String, String, Change, &'a str, u32, Option<u32>),
    /// A search to build: what is written, how many titles it finds, how many are allowed; two words that find something, where
    /// those of the lesson do not.
    Build(&'a str, Option<u32>, u16, Option<(String, String)>),
    /// The catalogue cannot be asked: do it on paper.
    Paper(&'a [Block]),
    /// The invented web with its verdicts.
    Lab(Box<LabView<'a>>),
}

/// A result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HitView<'a> {
    /// Address.
    pub url: &'a str,
    /// Date, or empty.
    pub date: &'a str,
    /// Whether it is an advertisement.
    pub ad: bool,
    /// What is shown of the page.
    pub snippet: &'a str,
    /// The page it opens, in the web.
    pub page: Option<u16>,
    /// Its title.
    pub title: Cow<'a, str>,
}

/// The student's browser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabView<'a> {
    /// Titles of the tabs.
    pub tabs: Vec<Cow<'a, str>>,
    /// The tab in front.
    pub front: u16,
    /// What stands in the address bar.
    pub address: Cow<'a, str>,
    /// Name of the search.
    pub engine: &'a str,
    /// The page in front; none for the search page.
    pub page: Option<PageView<'a>>,
    /// Results in front, advertisements first.
    pub results: Vec<HitView<'a>>,
    /// Whether one can go back.
    pub can_back: bool,
    /// Pages kept as evidence: place and title.
    pub kept: Vec<(u16, &'a str)>,
    /// Verdicts: [`super::Action::Choose`].
    pub verdicts: Vec<Thing<'a>>,
    /// The way so far, for replay: seconds, what was done, and whether those are words of the lesson alone.
    pub log: Vec<(u32, Cow<'a, str>, bool)>,
}

impl Player {
    /// All that is on screen now. Cost: well under a millisecond; a question on the catalogue costs its counts. Who draws
    /// only a part asks for that: [`Player::steps`], [`Player::pieces`], [`Player::question`], [`Player::skills`].
    #[must_use]
    pub fn view(&self, catalogue: &dyn Catalogue) -> View<'_> {
        View {
            title: &self.lesson.title,
            lang: &self.lesson.lang,
            step: self.progress.step,
            steps: self.steps(),
            pieces: self.pieces(catalogue),
            status: &self.status,
            skills: self.skills(),
            trust: self.trust_lines(),
            finished: self.finished(),
            glossary: &self.lesson.glossary,
        }
    }

    /// Titles of all steps, and whether everything in each is at its end.
    #[must_use]
    pub fn steps(&self) -> Vec<StepView<'_>> {
        let done = |piece: &Piece| match piece {
            Piece::Exercise(e) => {
                e.optional || self.progress.attempt(&e.id).is_some_and(|a| a.done)
            }
            _ => true,
        };
        let steps = self.lesson.steps.iter();
        steps
            .map(|step| (&step.title[..], step.pieces.iter().all(done)))
            .collect()
    }

    /// What stands in the step that is open, or the cards of the review, in order.
    #[must_use]
    pub fn pieces(&self, catalogue: &dyn Catalogue) -> Vec<PieceView<'_>> {
        let mut pieces = Vec::new();
        let question =
            |e, twin| PieceView::Exercise(Box::new(self.exercise_view(e, twin, catalogue)));
        if !self.review.is_empty() {
            for exercise in self.shown() {
                pieces.push(question(exercise, false));
            }
            return pieces;
        }
        let step = self.lesson.steps.get(usize::from(self.progress.step));
        for piece in step.map_or(&[][..], |step| &step.pieces) {
            match piece {
                Piece::Text(blocks) => pieces.push(PieceView::Text(blocks)),
                Piece::Page(place) => pieces.extend(self.page(*place).map(PieceView::Page)),
                Piece::Exercise(exercise) => {
                    pieces.push(question(exercise, false));
                    if let Some(twin) = self.twin(exercise) {
                        pieces.push(question(twin, true));
                    }
                }
                _ => {}
            }
        }
        pieces
    }

    /// One question as it stands now, wherever it is met.
    #[must_use]
    pub fn question(&self, id: &str, catalogue: &dyn Catalogue) -> Option<ExerciseView<'_>> {
        let exercise = self.exercise(id)?;
        let twin = matches!(exercise.role, crate::model::Role::TwinOf(_));
        Some(self.exercise_view(exercise, twin, catalogue))
    }

    /// Ids of the questions on screen, in order.
    #[must_use]
    pub fn shown_ids(&self) -> Vec<&str> {
        self.shown().iter().map(|e| e.id.as_str()).collect()
    }

    /// Skills: text, points got and possible in hundredths, mastered.
    #[must_use]
    pub fn skills(&self) -> Vec<SkillView<'_>> {
        let skills = (0_u16..).zip(&self.lesson.skills);
        skills
            .map(|(n, skill)| {
                let (got, all) = self.skill(n);
                (skill.text.as_str(), got, all, self.mastered(n))
            })
            .collect()
    }

    /// Sentences about trust and doubt, from all judgements of the lesson. Empty before the first.
    #[must_use]
    pub fn trust_lines(&self) -> Vec<String> {
        let Self { progress, .. } = self;
        self.trust_of(progress.trusted, progress.doubted)
    }

    fn trust_of(&self, trusted: (u16, u16), doubted: (u16, u16)) -> Vec<String> {
        let words = words::of(&self.lesson.lang);
        let mut out = Vec::new();
        for (sentence, (n, of)) in [(words.trusted(), trusted), (words.doubted(), doubted)] {
            if of > 0 {
                out.push(fill_two(sentence, n.into(), of.into()));
            }
        }
        out
    }

    fn page(&self, place: u16) -> Option<PageView<'_>> {
        let page = self.lesson.web.as_ref()?.page(place)?;
        Some(PageView {
            place,
            url: &page.url,
            title: &page.title,
            site: &page.site,
            looks: page.looks,
            date: &page.date,
            author: &page.author,
            talk: page.talk,
            body: &page.body,
        })
    }

    fn exercise_view<'a>(
        &'a self,
        exercise: &'a Exercise,
        twin: bool,
        catalogue: &dyn Catalogue,
    ) -> ExerciseView<'a> {
        const NONE: &Attempt = &Attempt::NONE;
        let attempt = self.progress.attempt(&exercise.id).unwrap_or(NONE);
        let marked = self.marked(exercise, catalogue);
        let feedback = attempt
            .checked
            .then(|| self.feedback(exercise, attempt, &marked));
        let controls = self.controls(exercise, attempt, &marked, catalogue);
        let opened = usize::from(attempt.hints).min(exercise.hints.len());
        let row = matches!(controls, Controls::Row(..));
        let story = matches!(controls, Controls::Story(..));
        ExerciseView {
            id: &exercise.id,
            kind: exercise.task.kind(),
            twin,
            prompt: &exercise.prompt,
            specimen: &exercise.specimen,
            page: exercise.page.and_then(|place| self.page(place)),
            hints: &exercise.hints[..opened],
            hints_left: exercise.hints.len() - opened,
            can_check: !attempt.checked && !story && (row || marked.answered),
            can_retry: attempt.checked && !attempt.done,
            can_reveal: attempt.misses >= 2 && !attempt.done,
            done: attempt.done,
            feedback,
            controls,
        }
    }

    fn feedback<'a>(
        &'a self,
        exercise: &'a Exercise,
        attempt: &'a Attempt,
        marked: &Marked<'a>,
    ) -> Feedback<'a> {
        let words = words::of(&self.lesson.lang);
        let mut out = Feedback {
            right: marked.all_right(),
            sentence: marked.sentence(words, matches!(exercise.task, Task::Survey(_))),
            why: marked.why.clone(),
            ..Feedback::default()
        };
        for (n, row) in (0_u16..).zip(&marked.rows) {
            if *row == Some(false) && !untold(exercise, attempt, n) {
                out.wrong.push(n);
            }
        }
        if let Some((trusted, doubted, brier)) = marked.trust {
            out.lines = self.trust_of(trusted, doubted);
            let points = brier.map(|points| fill(words.brier(), &[&digits(points.into())]));
            out.lines.extend(points);
        }
        if let Some(guess) = marked.guess {
            out.lines.push(catalogue::near(guess, words));
        }
        if let (Task::Lateral(lateral), Some(web)) = (&exercise.task, &self.lesson.web) {
            lab::tell(&mut out, lateral, web, &attempt.log, words);
        }
        if let (Task::Paraphrase(task), Given::Text(text)) = (&exercise.task, &attempt.given) {
            rewrite::tell(&mut out, exercise, task, text, words, attempt.done);
        }
        if let (Task::Cite(cite), Given::Row(row), false) =
            (&exercise.task, &attempt.given, attempt.done)
        {
            out.lines.extend(super::advice::advice(cite, row, words));
        }
        if attempt.done {
            out.closing = &exercise.closing;
        }
        out
    }

    #[expect(clippy::too_many_lines, reason = "one arm a kind, each short")]
    fn controls<'a>(
        &'a self,
        exercise: &'a Exercise,
        attempt: &'a Attempt,
        marked: &Marked<'a>,
        catalogue: &dyn Catalogue,
    ) -> Controls<'a> {
        let id = exercise.id.as_str();
        let (mut one, mut many, mut text, mut places) = (None, &[][..], "", &[][..]);
        match &attempt.given {
            Given::One(key) => one = Some(*key),
            Given::Many(keys) => many = &keys[..],
            Given::Text(own) => text = own.as_str(),
            Given::Places(own) => places = &own[..],
            _ => {}
        }
        let state = State { attempt, marked };
        let chosen = |n: u16| one == Some(n);
        let ticked = |n: u16| many.contains(&n);
        let option = |choices: &'a [crate::model::Choice], on: &dyn Fn(u16) -> bool| {
            things(&self.shuffled(id, choices.len()), &|key| {
                let o = choices.get(usize::from(key))?;
                if untold(exercise, attempt, key) {
                    return Some(Thing::plain(key, &o.text));
                }
                Some(state.thing(key, &o.text, on(key), o.right, &o.why))
            })
        };
        match &exercise.task {
            Task::Choice(options) => Controls::Radio(option(options, &chosen)),
            Task::Multi(options) => Controls::Ticks(option(options, &ticked)),
            Task::Sort(bins, sorted) => {
                let things = things(&self.shuffled(id, sorted.len()), &|key| {
                    let t = sorted.get(usize::from(key))?;
                    Some(state.placed(key, &t.text, places, &t.why))
                });
                let bins = (0_u16..).zip(bins);
                Controls::Selects(things, bins.map(|(n, bin)| (n, &bin.text[..])).collect())
            }
            Task::Match(pairs, extra) => {
                let things = things(&in_a_row(pairs.len()), &|key| {
                    let p = pairs.get(usize::from(key))?;
                    // A partner that fits nothing has a reason of its own, until the answer is shown.
                    let given = places.get(usize::from(key)).copied().flatten();
                    let lone = given.and_then(|to| usize::from(to).checked_sub(pairs.len()));
                    let why = match lone.and_then(|n| extra.get(n)) {
                        Some(lone) if !attempt.done => &lone.why,
                        _ => &p.why,
                    };
                    Some(state.placed(key, &p.left, places, why))
                });
                let partners = super::disordered(self.seed, id, pairs.len() + extra.len());
                let partner = |key: u16| {
                    let n = usize::from(key);
                    let text: &'a [Inline] = match pairs.get(n) {
                        Some(pair) => &pair.right,
                        None => &extra.get(n - pairs.len())?.text,
                    };
                    Some((key, text))
                };
                Controls::Selects(things, partners.into_iter().filter_map(partner).collect())
            }
            Task::Order(notes) => {
                let row = self.row(id, catalogue);
                let in_row = state.row(row, &|k| {
                    notes
                        .get(k)
                        .map(|n| (Cow::Borrowed(&n.text[..]), &n.why[..]))
                });
                Controls::Row(in_row, Vec::new(), false)
            }
            Task::Shelve(shelve) => {
                let books = catalogue::books(exercise, shelve, catalogue, self.seed);
                let row = self.row(id, catalogue);
                let in_row = state.row(row, &|k| {
                    let book = books.get(k)?;
                    let mut words = book.call.clone();
                    if !book.title.is_empty() {
                        words.push_str(" · ");
                        words.push_str(&book.title);
                    }
                    Some((plain(words), &[]))
                });
                Controls::Row(in_row, Vec::new(), false)
            }
            Task::Cite(cite) => {
                let row = self.row(id, catalogue);
                let part = |k: usize| match cite.parts.get(k) {
                    Some(part) => Some(part),
                    None => cite.extra.get(k - cite.parts.len()),
                };
                let out: Vec<u16> = in_a_row(cite.parts.len() + cite.extra.len())
                    .into_iter()
                    .filter(|k| !row.contains(k))
                    .collect();
                let left_out = things(&out, &|key| {
                    Some(Thing::plain(key, &part(usize::from(key))?.text))
                });
                let in_row = state.row(row, &|k| {
                    part(k).map(|n| (Cow::Borrowed(&n.text[..]), &n.why[..]))
                });
                Controls::Row(in_row, left_out, true)
            }
            Task::Highlight(marks) | Task::Hotspot(marks) => {
                Controls::Marks(things(&in_a_row(marks.len()), &|key| {
                    let m = marks.get(usize::from(key))?;
                    let thing = if untold(exercise, attempt, key) {
                        Thing::plain(key, &[])
                    } else {
                        state.thing(key, &[], ticked(key), m.right, &m.why)
                    };
                    Some(Thing {
                        name: &m.name,
                        text: plain(m.words.clone()),
                        ..thing
                    })
                }))
            }
            Task::Branch(scenes) => {
                let path: &[u16] = match &attempt.given {
                    Given::Path(path) => path,
                    _ => &[],
                };
                let at = mark::story(scenes, path).unwrap_or(0);
                let before = path.split_last().and_then(|(last, before)| {
                    let scene = scenes.get(mark::story(scenes, before)?)?;
                    Some(&scene.ways.get(usize::from(*last))?.why[..])
                });
                let Some(scene) = scenes.get(at) else {
                    return Controls::None;
                };
                let ways = things(&in_a_row(scene.ways.len()), &|key| {
                    Some(Thing::plain(key, &scene.ways.get(usize::from(key))?.text))
                });
                let end = ways.is_empty();
                Controls::Story(before.unwrap_or_default(), &scene.text, ways, end)
            }
            Task::Short(..) => Controls::Text(text, false),
            Task::Survey(options) if options.is_empty() => Controls::Text(text, true),
            Task::Survey(options) => Controls::Radio(things(&in_a_row(options.len()), &|key| {
                Some(Thing {
                    on: chosen(key),
                    ..Thing::plain(key, options.get(usize::from(key))?)
                })
            })),
            Task::Paraphrase(_) => Controls::Text(text, true),
            Task::Serp(query, hits) => {
                let order = self.shuffled(id, hits.len());
                let ad = |key: &&u16| hits.get(usize::from(**key)).is_some_and(|h| h.ad);
                // Advertisements stand on top, as they do.
                let mut listed: Vec<u16> = order.iter().filter(ad).copied().collect();
                listed.extend(order.iter().filter(|key| !ad(key)));
                let listed = listed.into_iter().filter_map(|key| {
                    let h = hits.get(usize::from(key))?;
                    let view = HitView {
                        url: &h.url,
                        date: &h.date,
                        ad: h.ad,
                        snippet: &h.snippet,
                        page: None,
                        title: Cow::Owned(crate::rich::plain_line(&h.title)),
                    };
                    let thing = state.thing(key, &h.title, chosen(key), h.right, &h.why);
                    Some((thing, view))
                });
                Controls::Results(query, listed.collect())
            }
            Task::Search(search) => catalogue::controls(exercise, search, attempt, catalogue),
            Task::Judge(items) => {
                let given: &[(Option<bool>, u8)] = match &attempt.given {
                    Given::Trust(given) => given,
                    _ => &[],
                };
                let judged = self.shuffled(id, items.len()).into_iter();
                let judged = judged.filter_map(|key| {
                    let n = usize::from(key);
                    let item = items.get(n)?;
                    let (verdict, sure) = given.get(n).copied().unwrap_or((None, mark::UNSAID));
                    let thing =
                        state.thing(key, &item.text, verdict == Some(true), false, &item.why);
                    let page = item.page.and_then(|place| self.page(place));
                    Some((thing, verdict.is_some(), sure, page))
                });
                Controls::Judge(judged.collect())
            }
            Task::Lateral(lateral) => {
                let verdicts = option(&lateral.verdicts, &chosen);
                Controls::Lab(Box::new(self.lab_view(id, lateral, attempt, verdicts)))
            }
        }
    }

    #[inline(never)]
    fn lab_view<'a>(
        &'a self,
        id: &str,
        lateral: &'a Lateral,
        attempt: &'a Attempt,
        verdicts: Vec<Thing<'a>>,
    ) -> LabView<'a> {
        let words = words::of(&self.lesson.lang);
        let (Some(web), Some(lab)) = (&self.lesson.web, self.lab(id)) else {
            return LabView::default();
        };
        let title = |page: u16| web.page(page).map_or("", |p| p.title.as_str());
        let engine = web.engine.as_str();
        let here = lab.here();
        let mut view = LabView {
            front: u16::try_from(lab.front).unwrap_or(0),
            engine,
            can_back: lab.tabs.get(lab.front).is_some_and(|t| t.history.len() > 1),
            verdicts,
            ..LabView::default()
        };
        for tab in &lab.tabs {
            view.tabs.push(match tab.history.last() {
                Some(Place::Home) => engine.into(),
                Some(Place::Page(page)) => title(*page).into(),
                Some(Place::Results(query)) => query.clone().into(),
                None => "".into(),
            });
        }
        match here {
            Place::Home => {}
            Place::Page(page) => {
                view.page = self.page(page);
                view.address = view.page.map_or("", |page| page.url).into();
            }
            Place::Results(query) => {
                let (ads, pages) = web.search(&query);
                for n in ads {
                    if let Some(ad) = web.ads.get(usize::from(n))
                        && let Some(page) = web.page(ad.page)
                    {
                        view.results.push(HitView {
                            url: &page.url,
                            ad: true,
                            snippet: &ad.text,
                            page: Some(ad.page),
                            title: ad.title.as_str().into(),
                            date: "",
                        });
                    }
                }
                for n in pages {
                    if let Some(page) = web.page(n) {
                        view.results.push(HitView {
                            url: &page.url,
                            date: &page.date,
                            ad: false,
                            snippet: &page.snippet,
                            page: Some(n),
                            title: page.title.as_str().into(),
                        });
                    }
                }
                view.address = query.into();
            }
        }
        for page in lab::way(lateral, web, &attempt.log).kept {
            view.kept.push((page, title(page)));
        }
        for (n, entry) in attempt.log.iter().enumerate() {
            let said = lab::said(&entry.step, lateral, web, words);
            let own = matches!(entry.step, LabStep::Search(_) | LabStep::Verdict(_));
            view.log
                .push((if n == 0 { 0 } else { entry.at }, said, own));
        }
        view
    }
}

/// Whether nothing is said of this thing yet: of several that may be chosen, those that were not would give the answer away.
fn untold(exercise: &Exercise, attempt: &Attempt, key: u16) -> bool {
    let several = matches!(
        exercise.task,
        Task::Multi(_) | Task::Highlight(_) | Task::Hotspot(_)
    );
    let chosen = matches!(&attempt.given, Given::Many(keys) if keys.contains(&key));
    several && !attempt.done && !chosen
}

/// A question's state, as its things show it.
struct State<'a, 'm> {
    attempt: &'a Attempt,
    marked: &'m Marked<'a>,
}

impl<'a> State<'a, '_> {
    /// A thing with its mark and reason, both only after a check. When the answer is shown, right things say so too.
    fn thing(
        &self,
        key: u16,
        text: &'a [Inline],
        on: bool,
        right: bool,
        why: &'a [Block],
    ) -> Thing<'a> {
        let Self { attempt, marked } = self;
        let own = marked.rows.get(usize::from(key)).copied().flatten();
        let revealed = attempt.done && !marked.all_right();
        let mark = match (attempt.checked, own) {
            (false, _) => None,
            (true, Some(own)) => Some(own),
            (true, None) => (revealed && right).then_some(true),
        };
        let tell = attempt.checked && (mark.is_some() || attempt.done);
        Thing {
            on,
            mark,
            why: if tell { why } else { &[] },
            ..Thing::plain(key, text)
        }
    }

    fn placed(
        &self,
        key: u16,
        text: &'a [Inline],
        places: &[Option<u16>],
        why: &'a [Block],
    ) -> Thing<'a> {
        Thing {
            place: places.get(usize::from(key)).copied().flatten(),
            ..self.thing(key, text, false, false, why)
        }
    }

    /// Things in a row, each right where it stands at its own place.
    fn row(&self, mut row: Vec<u16>, get: &dyn Fn(usize) -> Option<Says<'a>>) -> Vec<Thing<'a>> {
        let attempt = self.attempt;
        // When the answer is shown, it stands in its right order.
        if attempt.done {
            row.sort_unstable();
        }
        let mut out = Vec::with_capacity(row.len());
        for (at, key) in row.into_iter().enumerate() {
            if let Some((text, why)) = get(usize::from(key)) {
                let right = usize::from(key) == at;
                let tell = attempt.checked && (attempt.done || !right);
                out.push(Thing {
                    text,
                    mark: attempt.checked.then_some(right),
                    why: if tell { why } else { &[] },
                    ..Thing::plain(key, &[])
                });
            }
        }
        out
    }
}

/// What a thing says, and why it stands where it stands.
type Says<'a> = (Cow<'a, [Inline]>, &'a [Block]);

impl<'a> Thing<'a> {
    /// A thing that only says something.
    fn plain(key: u16, text: &'a [Inline]) -> Self {
        Self {
            key,
            text: Cow::Borrowed(text),
            ..Self::default()
        }
    }
}

/// Words that stand nowhere in the lesson.
fn plain<'a>(words: String) -> Cow<'a, [Inline]> {
    Cow::Owned(vec![Inline::Text(words)])
}

/// Things with these keys, in this order.
fn things<'a>(order: &[u16], make: &dyn Fn(u16) -> Option<Thing<'a>>) -> Vec<Thing<'a>> {
    let mut out = Vec::with_capacity(order.len());
    for key in order {
        out.extend(make(*key));
    }
    out
}

/// Keys in the order of the lesson file.
fn in_a_row(n: usize) -> Vec<u16> {
    (0..u16::try_from(n).unwrap_or(u16::MAX)).collect()
}

/// A sentence with two numbers.
pub(super) fn fill_two(sentence: &str, a: u32, b: u32) -> String {
    fill(sentence, &[&digits(a), &digits(b)])
}
