//! What is on screen: everything that a renderer draws, and nothing that it has to decide.

use super::Player;
use super::catalogue::{self, Catalogue};
use super::lab::{self, Place};
use super::mark::{self, Marked};
use super::progress::{Attempt, Given, LabStep};
use crate::model::{Change, Exercise, Lateral, Piece, SearchTask, Task};
use crate::paraphrase::{self, Thread};
use crate::rich::{Block, Inline};
use crate::web::Looks;
use crate::words::{self, fill};

/// The screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The lesson's title.
    pub title: String,
    /// Its language, for the `lang` attribute.
    pub lang: String,
    /// The step that is open, from 0.
    pub step: u16,
    /// Titles of all steps, and whether everything in each is at its end.
    pub steps: Vec<(Vec<Inline>, bool)>,
    /// What stands in the step, in order.
    pub pieces: Vec<PieceView>,
    /// What was last announced; a live region holds it.
    pub status: String,
    /// Skills: text, points got and possible in hundredths, mastered.
    pub skills: Vec<(String, u32, u32, bool)>,
    /// Sentences about trust and doubt, from all judgements of the lesson. Empty before the first.
    pub trust: Vec<String>,
    /// Whether all is done.
    pub finished: bool,
    /// Glossary: words and what they mean.
    pub glossary: Vec<(String, String)>,
}

/// A piece of the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum PieceView {
    /// Text.
    Text(Vec<Block>),
    /// A page of the invented web.
    Page(Box<PageView>),
    /// A question.
    Exercise(Box<ExerciseView>),
}

/// A page of the invented web, without what students must find out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageView {
    /// Its place in the web.
    pub place: u16,
    /// Address.
    pub url: String,
    /// Title bar.
    pub title: String,
    /// What the site calls itself.
    pub site: String,
    /// How it looks.
    pub looks: Looks,
    /// The date it shows, or empty.
    pub date: String,
    /// The author it names, or empty.
    pub author: String,
    /// Its talk page.
    pub talk: Option<u16>,
    /// What stands on it.
    pub body: Vec<Block>,
}

/// A question on screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExerciseView {
    /// Its id, for actions.
    pub id: String,
    /// `choice`, `sort`…
    pub kind: &'static str,
    /// Whether it is the easier twin of the one before.
    pub twin: bool,
    /// What is asked.
    pub prompt: Vec<Block>,
    /// The text that it is about. In `highlight` its spans, in `hotspot` its parts are the things of `controls`.
    pub specimen: Vec<Block>,
    /// A page to show with it.
    pub page: Option<PageView>,
    /// What can be done.
    pub controls: Controls,
    /// Hints that were opened.
    pub hints: Vec<Vec<Block>>,
    /// How many hints are left.
    pub hints_left: usize,
    /// Said after a check.
    pub feedback: Option<Feedback>,
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
pub struct Feedback {
    /// All right.
    pub right: bool,
    /// "2 of 5 right."
    pub sentence: String,
    /// Keys of things that are wrong, to be listed as links.
    pub wrong: Vec<u16>,
    /// Reasons that belong to no single thing.
    pub why: Vec<Block>,
    /// Further sentences: trust, sureness, the way through the web, shared words.
    pub lines: Vec<String>,
    /// Said about moves in the web: made or not, and what.
    pub moves: Vec<(bool, Vec<Block>)>,
    /// Shared words of a paraphrase.
    pub threads: Vec<Thread>,
    /// A good example, after the end.
    pub model: Vec<Block>,
    /// The closing explanation, after the end.
    pub closing: Vec<Block>,
}

/// A thing with its state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thing {
    /// Its key for actions.
    pub key: u16,
    /// What it says.
    pub text: Vec<Inline>,
    /// Chosen, ticked or marked.
    pub on: bool,
    /// Where it was put (sort, match).
    pub place: Option<u16>,
    /// After a check: right or wrong.
    pub mark: Option<bool>,
    /// After a check: why.
    pub why: Vec<Block>,
    /// For spans and parts: their name in the text.
    pub name: String,
}

/// What can be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Controls {
    /// Nothing.
    #[default]
    None,
    /// Radio buttons: [`super::Action::Choose`].
    Radio(Vec<Thing>),
    /// Check boxes: [`super::Action::Toggle`].
    Ticks(Vec<Thing>),
    /// For each thing a select among these: [`super::Action::Place`].
    Selects(Vec<Thing>, Vec<(u16, Vec<Inline>)>),
    /// A list with buttons up and down: [`super::Action::Move`]; things in the second list are left out:
    /// [`super::Action::Include`]. The flag says whether things can be left out.
    Row(Vec<Thing>, Vec<Thing>, bool),
    /// Toggle buttons in the specimen (spans) or page (parts): [`super::Action::Toggle`].
    Marks(Vec<Thing>),
    /// A scene with ways on: [`super::Action::Way`], and whether it is the end.
    Story(Vec<Block>, Vec<Thing>, bool),
    /// A box to write in, of one line or several: [`super::Action::Write`].
    Text(String, bool),
    /// For each thing trust or doubt and how sure: thing (`on` is trust), whether it was answered, sureness, page.
    Judge(Vec<(Thing, bool, u8, Option<PageView>)>),
    /// A list of results to choose from: the query, and for each address, date, advertisement, snippet.
    Results(String, Vec<(Thing, HitView)>),
    /// A prediction: the two words, the change, radio buttons for fewer, same, more; counts after the check.
    Predict(
        String,
        String,
        Change,
        Vec<u16>,
        Option<u16>,
        Option<(u32, u32)>,
    ),
    /// A search to build: what is written, how many titles it finds, how many are allowed.
    Build(String, Option<u32>, u16),
    /// The catalogue cannot be asked: do it on paper.
    Paper(Vec<Block>),
    /// The invented web with its verdicts.
    Lab(Box<LabView>),
}

/// A result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HitView {
    /// Address.
    pub url: String,
    /// Date, or empty.
    pub date: String,
    /// Whether it is an advertisement.
    pub ad: bool,
    /// What is shown of the page.
    pub snippet: String,
    /// The page it opens, in the web.
    pub page: Option<u16>,
    /// Its title.
    pub title: String,
}

/// The student's browser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabView {
    /// Titles of the tabs.
    pub tabs: Vec<String>,
    /// The tab in front.
    pub front: u16,
    /// What stands in the address bar.
    pub address: String,
    /// Name of the search.
    pub engine: String,
    /// The page in front; none for the search page.
    pub page: Option<PageView>,
    /// Results in front, advertisements first.
    pub results: Vec<HitView>,
    /// Whether one can go back.
    pub can_back: bool,
    /// Pages kept as evidence: place and title.
    pub kept: Vec<(u16, String)>,
    /// Verdicts: [`super::Action::Choose`].
    pub verdicts: Vec<Thing>,
    /// The way so far, for replay: seconds, and what was done.
    pub log: Vec<(u32, String)>,
}

impl Player {
    /// What is on screen now. Cost: well under a millisecond; a question on the catalogue costs its counts.
    #[must_use]
    pub fn view(&self, catalogue: &dyn Catalogue) -> View {
        let lesson = &self.lesson;
        let words = words::of(&lesson.lang);
        let done =
            |e: &Exercise| e.optional || self.progress.attempt(&e.id).is_some_and(|a| a.done);
        let mut pieces = Vec::new();
        if self.review.is_empty() {
            if let Some(step) = lesson.steps.get(usize::from(self.progress.step)) {
                for piece in &step.pieces {
                    match piece {
                        Piece::Text(blocks) => pieces.push(PieceView::Text(blocks.clone())),
                        Piece::Page(place) => {
                            pieces.extend(self.page(*place).map(|p| PieceView::Page(Box::new(p))))
                        }
                        Piece::Exercise(exercise) => {
                            pieces.push(self.exercise_view(exercise, false, catalogue));
                            if let Some(twin) = self.twin(exercise) {
                                pieces.push(self.exercise_view(twin, true, catalogue));
                            }
                        }
                        _ => {}
                    }
                }
            }
        } else {
            for exercise in self.shown() {
                pieces.push(self.exercise_view(exercise, false, catalogue));
            }
        }
        let Self { progress, .. } = self;
        let mut trust = Vec::new();
        for (sentence, (n, of)) in [
            (words.trusted, progress.trusted),
            (words.doubted, progress.doubted),
        ] {
            if of > 0 {
                trust.push(fill(sentence, &[&n.to_string(), &of.to_string()]));
            }
        }
        View {
            title: lesson.title.clone(),
            lang: lesson.lang.clone(),
            step: progress.step,
            steps: lesson
                .steps
                .iter()
                .map(|step| {
                    let all = step.pieces.iter().all(|piece| match piece {
                        Piece::Exercise(exercise) => done(exercise),
                        _ => true,
                    });
                    (step.title.clone(), all)
                })
                .collect(),
            pieces,
            status: self.status.clone(),
            skills: (0_u16..)
                .zip(&lesson.skills)
                .map(|(n, skill)| {
                    let (got, all) = self.skill(n);
                    (skill.text.clone(), got, all, self.mastered(n))
                })
                .collect(),
            trust,
            finished: self.finished(),
            glossary: lesson.glossary.clone(),
        }
    }

    fn page(&self, place: u16) -> Option<PageView> {
        let page = self.lesson.web.as_ref()?.page(place)?;
        Some(PageView {
            place,
            url: page.url.clone(),
            title: page.title.clone(),
            site: page.site.clone(),
            looks: page.looks,
            date: page.date.clone(),
            author: page.author.clone(),
            talk: page.talk,
            body: page.body.clone(),
        })
    }

    fn exercise_view(
        &self,
        exercise: &Exercise,
        twin: bool,
        catalogue: &dyn Catalogue,
    ) -> PieceView {
        let none = Attempt::default();
        let attempt = self.progress.attempt(&exercise.id).unwrap_or(&none);
        let marked = self.marked(exercise, catalogue);
        let feedback = attempt
            .checked
            .then(|| self.feedback(exercise, attempt, &marked));
        let controls = self.controls(exercise, attempt, &marked, catalogue);
        let opened = usize::from(attempt.hints).min(exercise.hints.len());
        let row = matches!(controls, Controls::Row(..));
        let story = matches!(controls, Controls::Story(..));
        PieceView::Exercise(Box::new(ExerciseView {
            id: exercise.id.clone(),
            kind: exercise.task.kind(),
            twin,
            prompt: exercise.prompt.clone(),
            specimen: exercise.specimen.clone(),
            page: exercise.page.and_then(|place| self.page(place)),
            hints: exercise.hints[..opened].to_vec(),
            hints_left: exercise.hints.len() - opened,
            can_check: !attempt.checked && !story && (row || marked.answered),
            can_retry: attempt.checked && !attempt.done,
            can_reveal: attempt.misses >= 2 && !attempt.done,
            done: attempt.done,
            feedback,
            controls,
        }))
    }

    fn feedback(&self, exercise: &Exercise, attempt: &Attempt, marked: &Marked) -> Feedback {
        let words = words::of(&self.lesson.lang);
        let right = marked.all_right();
        let counted = fill(
            words.of_right,
            &[&marked.right.to_string(), &marked.of.to_string()],
        );
        let survey = matches!(exercise.task, Task::Survey(_));
        let sentence = match (survey, right, marked.of > 1) {
            (true, ..) => words.thanks.to_owned(),
            (_, true, true) => format!("{} {counted}", words.right),
            (_, true, false) => words.right.to_owned(),
            (_, false, true) => counted,
            (_, false, false) => words.not_yet.to_owned(),
        };
        let mut out = Feedback {
            right,
            sentence,
            why: marked.why.clone(),
            ..Feedback::default()
        };
        for (n, row) in (0_u16..).zip(&marked.rows) {
            if *row == Some(false) {
                out.wrong.push(n);
            }
        }
        if let Some((trusted, doubted, brier)) = marked.trust {
            for (sentence, (n, of)) in [(words.trusted, trusted), (words.doubted, doubted)] {
                if of > 0 {
                    out.lines
                        .push(fill(sentence, &[&n.to_string(), &of.to_string()]));
                }
            }
            out.lines.push(fill(words.brier, &[&brier.to_string()]));
        }
        if let (Task::Lateral(lateral), Some(web)) = (&exercise.task, &self.lesson.web) {
            let way = lab::way(lateral, web, &attempt.log);
            out.lines.push(match way.left {
                Some(seconds) => fill(words.left_after, &[&seconds.to_string()]),
                None => words.never_left.to_owned(),
            });
            out.lines.push(fill(
                words.searches,
                &[
                    &way.searches.len().to_string(),
                    &way.opened.len().to_string(),
                    &way.owners.to_string(),
                ],
            ));
            for goal in &lateral.moves {
                let made = lab::made(&goal.goal, &way);
                let said = if made { &goal.yes } else { &goal.no };
                out.moves.push((made, said.clone()));
            }
        }
        if let (Task::Paraphrase(task), Given::Text(text)) = (&exercise.task, &attempt.given) {
            out.wrong.clear();
            let source = crate::rich::plain(&exercise.specimen);
            let shared = paraphrase::compare(&source, text, usize::from(task.run) + 1);
            let own = paraphrase::words(text);
            for thread in &shared.threads {
                let from = own.get(thread.own).map_or(0, |w| w.1);
                let to = own.get(thread.own + thread.words - 1).map_or(from, |w| w.2);
                let quoted = text.get(from..to).unwrap_or("");
                out.lines
                    .push(fill(words.shared_run, &[&thread.words.to_string(), quoted]));
            }
            if shared.frame {
                out.lines.push(words.frame.to_owned());
            }
            if shared.threads.is_empty() && !shared.frame {
                out.lines.push(words.no_shared.to_owned());
            }
            out.threads = shared.threads;
            if attempt.done {
                out.model.clone_from(&task.model);
            }
        }
        if let (Task::Cite(cite), Given::Row(row), false) =
            (&exercise.task, &attempt.given, attempt.done)
        {
            out.lines.extend(super::advice::advice(cite, row, words));
        }
        if attempt.done {
            out.closing.clone_from(&exercise.closing);
        }
        out
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a thing is, and what was done with it"
    )]
    /// A thing with its mark and reason, both only after a check. When the answer is shown, right things say so too.
    fn thing(
        &self,
        attempt: &Attempt,
        marked: &Marked,
        n: usize,
        text: &[Inline],
        on: bool,
        right: bool,
        why: &[Block],
    ) -> Thing {
        let own = marked.rows.get(n).copied().flatten();
        let revealed = attempt.done && !marked.all_right();
        let mark = match (attempt.checked, own) {
            (false, _) => None,
            (true, Some(own)) => Some(own),
            (true, None) => (revealed && right).then_some(true),
        };
        let tell = attempt.checked && (mark.is_some() || attempt.done);
        Thing {
            key: u16::try_from(n).unwrap_or(u16::MAX),
            text: text.to_vec(),
            on,
            mark,
            why: if tell { why.to_vec() } else { Vec::new() },
            ..Thing::default()
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm a kind, each short")]
    fn controls(
        &self,
        exercise: &Exercise,
        attempt: &Attempt,
        marked: &Marked,
        catalogue: &dyn Catalogue,
    ) -> Controls {
        let id = exercise.id.as_str();
        let one = match &attempt.given {
            Given::One(key) => Some(*key),
            _ => None,
        };
        let many: &[u16] = match &attempt.given {
            Given::Many(keys) => keys,
            _ => &[],
        };
        let text = match &attempt.given {
            Given::Text(text) => text.clone(),
            _ => String::new(),
        };
        let places: &[Option<u16>] = match &attempt.given {
            Given::Places(places) => places,
            _ => &[],
        };
        let chosen = |n: usize| one.map(usize::from) == Some(n);
        let ticked = |n: usize| many.iter().any(|k| usize::from(*k) == n);
        let in_order = |things: Vec<Thing>| -> Vec<Thing> {
            let order = self.shuffled(id, things.len());
            order
                .iter()
                .filter_map(|k| things.get(usize::from(*k)).cloned())
                .collect()
        };
        match &exercise.task {
            Task::Choice(options) => Controls::Radio(in_order(
                options
                    .iter()
                    .enumerate()
                    .map(|(n, o)| {
                        self.thing(attempt, marked, n, &o.text, chosen(n), o.right, &o.why)
                    })
                    .collect(),
            )),
            Task::Multi(options) => Controls::Ticks(in_order(
                options
                    .iter()
                    .enumerate()
                    .map(|(n, o)| {
                        self.thing(attempt, marked, n, &o.text, ticked(n), o.right, &o.why)
                    })
                    .collect(),
            )),
            Task::Sort(bins, things) => {
                let things = things
                    .iter()
                    .enumerate()
                    .map(|(n, t)| Thing {
                        place: places.get(n).copied().flatten(),
                        ..self.thing(attempt, marked, n, &t.text, false, false, &t.why)
                    })
                    .collect();
                let bins = (0_u16..)
                    .zip(bins)
                    .map(|(n, bin)| (n, bin.text.clone()))
                    .collect();
                Controls::Selects(in_order(things), bins)
            }
            Task::Match(pairs, extra) => {
                let things = pairs
                    .iter()
                    .enumerate()
                    .map(|(n, p)| Thing {
                        place: places.get(n).copied().flatten(),
                        ..self.thing(attempt, marked, n, &p.left, false, false, &p.why)
                    })
                    .collect();
                let partners: Vec<&Vec<Inline>> = pairs
                    .iter()
                    .map(|p| &p.right)
                    .chain(extra.iter().map(|e| &e.text))
                    .collect();
                let partners = self
                    .shuffled(id, partners.len())
                    .into_iter()
                    .filter_map(|k| Some((k, (*partners.get(usize::from(k))?).clone())))
                    .collect();
                Controls::Selects(things, partners)
            }
            Task::Order(notes) => {
                let row = self.row(id, catalogue);
                Controls::Row(
                    self.row_things(&row, attempt, |k| {
                        notes.get(k).map(|n| (n.text.clone(), n.why.clone()))
                    }),
                    Vec::new(),
                    false,
                )
            }
            Task::Shelve(shelve) => {
                let books = catalogue::books(exercise, shelve, catalogue, self.seed);
                let row = self.row(id, catalogue);
                Controls::Row(
                    self.row_things(&row, attempt, |k| {
                        let book = books.get(k)?;
                        let mut words = book.call.clone();
                        if !book.title.is_empty() {
                            words.push_str(" · ");
                            words.push_str(&book.title);
                        }
                        Some((vec![Inline::Text(words)], Vec::new()))
                    }),
                    Vec::new(),
                    false,
                )
            }
            Task::Cite(cite) => {
                let all: Vec<_> = cite.parts.iter().chain(&cite.extra).collect();
                let row = self.row(id, catalogue);
                let get = |k: usize| all.get(k).map(|n| (n.text.clone(), n.why.clone()));
                let out: Vec<u16> = (0_u16..)
                    .take(all.len())
                    .filter(|k| !row.contains(k))
                    .collect();
                Controls::Row(
                    self.row_things(&row, attempt, get),
                    out.into_iter()
                        .filter_map(|key| {
                            Some(Thing {
                                key,
                                text: get(usize::from(key))?.0,
                                ..Thing::default()
                            })
                        })
                        .collect(),
                    true,
                )
            }
            Task::Highlight(marks) | Task::Hotspot(marks) => Controls::Marks(
                marks
                    .iter()
                    .enumerate()
                    .map(|(n, m)| {
                        let words = [Inline::Text(m.words.clone())];
                        Thing {
                            name: m.name.clone(),
                            ..self.thing(attempt, marked, n, &words, ticked(n), m.right, &m.why)
                        }
                    })
                    .collect(),
            ),
            Task::Branch(scenes) => {
                let path: &[u16] = match &attempt.given {
                    Given::Path(path) => path,
                    _ => &[],
                };
                let at = mark::story(scenes, path).unwrap_or(0);
                let before = path
                    .split_last()
                    .and_then(|(last, before)| {
                        scenes
                            .get(mark::story(scenes, before)?)?
                            .ways
                            .get(usize::from(*last))
                    })
                    .map(|way| way.why.clone())
                    .unwrap_or_default();
                let Some(scene) = scenes.get(at) else {
                    return Controls::None;
                };
                let mut told = before;
                told.extend(scene.text.iter().cloned());
                let ways: Vec<Thing> = (0_u16..)
                    .zip(&scene.ways)
                    .map(|(key, way)| Thing {
                        key,
                        text: way.text.clone(),
                        ..Thing::default()
                    })
                    .collect();
                let end = ways.is_empty();
                Controls::Story(told, ways, end)
            }
            Task::Short(..) => Controls::Text(text, false),
            Task::Survey(options) if options.is_empty() => Controls::Text(text, true),
            Task::Survey(options) => Controls::Radio(
                options
                    .iter()
                    .enumerate()
                    .map(|(n, o)| Thing {
                        key: u16::try_from(n).unwrap_or(0),
                        text: o.clone(),
                        on: chosen(n),
                        ..Thing::default()
                    })
                    .collect(),
            ),
            Task::Paraphrase(_) => Controls::Text(text, true),
            Task::Serp(query, hits) => {
                let things: Vec<(Thing, HitView)> = hits
                    .iter()
                    .enumerate()
                    .map(|(n, h)| {
                        let view = HitView {
                            url: h.url.clone(),
                            date: h.date.clone(),
                            ad: h.ad,
                            snippet: h.snippet.clone(),
                            page: None,
                            title: crate::rich::plain_line(&h.title),
                        };
                        let thing =
                            self.thing(attempt, marked, n, &h.title, chosen(n), h.right, &h.why);
                        (thing, view)
                    })
                    .collect();
                // Advertisements stand on top, as they do.
                let mut order = self.shuffled(id, things.len());
                order.sort_by_key(|k| !hits.get(usize::from(*k)).is_some_and(|h| h.ad));
                let things = order
                    .iter()
                    .filter_map(|k| things.get(usize::from(*k)).cloned())
                    .collect();
                Controls::Results(query.clone(), things)
            }
            Task::Search(search) => match search.task {
                SearchTask::Predict(change) => match catalogue::pose(search, catalogue) {
                    Some(posed) => Controls::Predict(
                        posed.a,
                        posed.b,
                        change,
                        vec![0, 1, 2],
                        one,
                        attempt.checked.then_some((posed.before, posed.after)),
                    ),
                    None => Controls::Paper(exercise.paper.clone()),
                },
                SearchTask::Build(max) => match catalogue::pose(search, catalogue) {
                    Some(_) => {
                        let found = if text.trim().is_empty() {
                            None
                        } else {
                            catalogue.count(catalogue::Ask::Typed(&text))
                        };
                        Controls::Build(text, found, max)
                    }
                    None => Controls::Paper(exercise.paper.clone()),
                },
            },
            Task::Judge(items) => {
                let given: &[(Option<bool>, u8)] = match &attempt.given {
                    Given::Trust(given) => given,
                    _ => &[],
                };
                Controls::Judge(
                    self.shuffled(id, items.len())
                        .into_iter()
                        .filter_map(|key| {
                            let n = usize::from(key);
                            let item = items.get(n)?;
                            let (verdict, sure) = given.get(n).copied().unwrap_or((None, 1));
                            let thing = self.thing(
                                attempt,
                                marked,
                                n,
                                &item.text,
                                verdict == Some(true),
                                false,
                                &item.why,
                            );
                            let page = item.page.and_then(|place| self.page(place));
                            Some((thing, verdict.is_some(), sure, page))
                        })
                        .collect(),
                )
            }
            Task::Lateral(lateral) => {
                let verdicts = in_order(
                    lateral
                        .verdicts
                        .iter()
                        .enumerate()
                        .map(|(n, o)| {
                            self.thing(attempt, marked, n, &o.text, chosen(n), o.right, &o.why)
                        })
                        .collect(),
                );
                Controls::Lab(Box::new(self.lab_view(id, lateral, attempt, verdicts)))
            }
        }
    }

    fn row_things(
        &self,
        row: &[u16],
        attempt: &Attempt,
        get: impl Fn(usize) -> Option<(Vec<Inline>, Vec<Block>)>,
    ) -> Vec<Thing> {
        // When the answer is shown, it stands in its right order.
        let mut row = row.to_vec();
        if attempt.done {
            row.sort_unstable();
        }
        row.iter()
            .enumerate()
            .filter_map(|(at, key)| {
                let (text, why) = get(usize::from(*key))?;
                let right = usize::from(*key) == at;
                Some(Thing {
                    key: *key,
                    text,
                    mark: attempt.checked.then_some(right),
                    why: if attempt.checked && (attempt.done || !right) {
                        why
                    } else {
                        Vec::new()
                    },
                    ..Thing::default()
                })
            })
            .collect()
    }

    fn lab_view(
        &self,
        id: &str,
        lateral: &Lateral,
        attempt: &Attempt,
        verdicts: Vec<Thing>,
    ) -> LabView {
        let words = words::of(&self.lesson.lang);
        let (Some(web), Some(lab)) = (&self.lesson.web, self.lab(id)) else {
            return LabView::default();
        };
        let title = |page: u16| web.page(page).map_or("", |p| p.title.as_str()).to_owned();
        let name = |place: &Place| match place {
            Place::Home => web.engine.clone(),
            Place::Page(page) => title(*page),
            Place::Results(query) => query.clone(),
        };
        let here = lab.here();
        let results = match &here {
            Place::Results(query) => {
                let (ads, pages) = web.search(query);
                let ads = ads.iter().filter_map(|n| {
                    let ad = web.ads.get(usize::from(*n))?;
                    let page = web.page(ad.page)?;
                    Some(HitView {
                        url: page.url.clone(),
                        ad: true,
                        snippet: ad.text.clone(),
                        page: Some(ad.page),
                        title: ad.title.clone(),
                        date: String::new(),
                    })
                });
                let pages = pages.iter().filter_map(|n| {
                    let page = web.page(*n)?;
                    Some(HitView {
                        url: page.url.clone(),
                        date: page.date.clone(),
                        ad: false,
                        snippet: page.snippet.clone(),
                        page: Some(*n),
                        title: page.title.clone(),
                    })
                });
                ads.chain(pages).collect()
            }
            _ => Vec::new(),
        };
        let way = lab::way(lateral, web, &attempt.log);
        LabView {
            tabs: lab
                .tabs
                .iter()
                .map(|tab| tab.history.last().map_or_else(String::new, &name))
                .collect(),
            front: u16::try_from(lab.front).unwrap_or(0),
            address: match &here {
                Place::Home => String::new(),
                Place::Page(page) => web.page(*page).map(|p| p.url.clone()).unwrap_or_default(),
                Place::Results(query) => query.clone(),
            },
            engine: web.engine.clone(),
            page: match &here {
                Place::Page(page) => self.page(*page),
                _ => None,
            },
            results,
            can_back: lab.tabs.get(lab.front).is_some_and(|t| t.history.len() > 1),
            kept: way.kept.iter().map(|page| (*page, title(*page))).collect(),
            verdicts,
            log: attempt
                .log
                .iter()
                .enumerate()
                .map(|(n, entry)| {
                    let said = match &entry.step {
                        LabStep::Open(page) => fill(words.opened, &[&title(*page)]),
                        LabStep::Search(query) => format!("{}: {query}", web.engine),
                        LabStep::Tab(Some(page)) => title(*page),
                        LabStep::Tab(None) => web.engine.clone(),
                        LabStep::Keep(page) => fill(words.kept, &[&title(*page)]),
                        LabStep::Verdict(n) => lateral
                            .verdicts
                            .get(usize::from(*n))
                            .map(|v| crate::rich::plain_line(&v.text))
                            .unwrap_or_default(),
                    };
                    (if n == 0 { 0 } else { entry.at }, said)
                })
                .collect(),
        }
    }
}
