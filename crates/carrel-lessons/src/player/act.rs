//! Actions and what follows from them.

use super::Player;
use super::catalogue::{self, Catalogue};
use super::lab::{Lab, Place};
use super::mark::{self, Marked, mark};
use super::progress::{Card, Given, LabMove, LabStep};
use super::view::fill_two;
use crate::letters;
use crate::model::{Exercise, Role, SearchTask, Task};
use crate::review;
use crate::words::{self, digits, fill};

/// What a student does. Questions are named by their id; a key is the place of a thing in the lesson file, as the view gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant says what its fields are")]
pub enum Action {
    /// Goes to a step, counted from 0.
    Go(u16),
    /// Chooses one option (choice, serp, lateral, survey).
    Choose { id: String, key: u16 },
    /// Ticks or unticks one of several (multi, highlight, hotspot).
    Toggle { id: String, key: u16 },
    /// Puts a thing into a box, or gives it a partner (sort, match).
    Place {
        id: String,
        row: u16,
        key: Option<u16>,
    },
    /// Moves a thing one place up or down (order, shelve, cite).
    Move { id: String, key: u16, up: bool },
    /// Leaves a part out of a citation, or takes it in again.
    Include { id: String, key: u16, yes: bool },
    /// Writes (short, survey, paraphrase, search: a query, or how many titles it will find).
    Write { id: String, text: String },
    /// Trusts or doubts (judge).
    Trust { id: String, row: u16, trust: bool },
    /// How sure: 0 guessing, 1 fairly, 2 very (judge).
    Sure { id: String, row: u16, level: u8 },
    /// Takes a way in a story.
    Way { id: String, way: u16 },
    /// Goes back to the beginning of a story.
    Restart { id: String },
    /// Has it checked.
    Check { id: String },
    /// Opens the next hint.
    Hint { id: String },
    /// Tries again after a check.
    Again { id: String },
    /// Has the answer shown; it ends the question.
    Reveal { id: String },
    /// Says that it was done on paper, where the catalogue has no answer: it ends the question, and counts no points.
    OnPaper { id: String },
    /// Opens a page of the invented web in the front tab.
    OpenPage { id: String, page: u16 },
    /// The same in a new tab.
    OpenInTab { id: String, page: u16 },
    /// Opens a new tab with the search page.
    NewTab { id: String },
    /// Brings a tab to the front.
    FrontTab { id: String, tab: u16 },
    /// Closes a tab; the last one stays.
    CloseTab { id: String, tab: u16 },
    /// Goes back in the front tab.
    Back { id: String },
    /// Types an address or words into the address bar.
    SearchWeb { id: String, query: String },
    /// Keeps the page in front as evidence.
    Keep { id: String },
}

/// What a renderer should do after an action, besides drawing the new view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Say it politely (a live region).
    Announce(String),
    /// Put the focus on the heading of the step, the feedback of a question, or the page in front.
    Focus(Target),
    /// Progress changed: keep [`Player::save`].
    Keep,
    /// Every question that counts is at its end.
    Finished,
}

/// Where the focus goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The step's heading.
    Step,
    /// The heading of a story's scene, or of the page in front.
    Scene(String),
    /// A thing that was moved: question, key.
    Thing(String, u16),
}

impl Player {
    /// Does an action. `now` is in seconds of any clock that runs on while the lesson can be seen; `catalogue` answers
    /// exercises on it.
    pub fn act(&mut self, action: Action, now: u32, catalogue: &dyn Catalogue) -> Vec<Event> {
        let words = words::of(&self.lesson.lang);
        self.status.clear();
        let mut events = Vec::new();
        let was_finished = self.finished();
        match action {
            Action::Go(step) => {
                self.stand_still(now);
                let last = self.lesson.steps.len().saturating_sub(1);
                self.progress.step = step.min(u16::try_from(last).unwrap_or(0));
                let (at, all) = (self.progress.step + 1, last + 1);
                self.status = fill_two(words.step(), at.into(), all as u32);
                events.push(Event::Focus(Target::Step));
            }
            Action::Choose { id, key } => self.give(&id, Given::One(key)),
            Action::Toggle { id, key } => {
                let mut on = false;
                if let Some((_, given)) = self.given(&id) {
                    let mut keys = match core::mem::take(given) {
                        Given::Many(keys) => keys,
                        _ => Vec::new(),
                    };
                    on = !keys.contains(&key);
                    if on {
                        keys.push(key);
                    } else {
                        keys.retain(|k| *k != key);
                    }
                    keys.sort_unstable();
                    *given = Given::Many(keys);
                }
                self.status = (if on { words.marked() } else { words.unmarked() }).to_owned();
            }
            Action::Place { id, row, key } => {
                if let Some((exercise, given)) = self.given(&id) {
                    let mut places = match core::mem::take(given) {
                        Given::Places(places) => places,
                        _ => vec![None; exercise.task.size()],
                    };
                    if let Some(place) = places.get_mut(usize::from(row)) {
                        *place = key;
                    }
                    *given = Given::Places(places);
                }
                words.placed().clone_into(&mut self.status);
            }
            Action::Move { id, key, up } => {
                let mut row = self.row(&id, catalogue);
                if let Some(at) = row.iter().position(|k| *k == key) {
                    let to = if up {
                        at.saturating_sub(1)
                    } else {
                        (at + 1).min(row.len() - 1)
                    };
                    row.swap(at, to);
                    self.status = fill_two(words.moved(), to as u32 + 1, row.len() as u32);
                    events.push(Event::Focus(Target::Thing(id.clone(), key)));
                    self.give(&id, Given::Row(row));
                }
            }
            Action::Include { id, key, yes } => {
                let mut row = self.row(&id, catalogue);
                let known = self.exercise(&id).map_or(0, cite_size);
                row.retain(|k| *k != key);
                if yes && usize::from(key) < known {
                    row.push(key);
                }
                self.give(&id, Given::Row(row));
            }
            Action::Write { id, text } => {
                let text = text.chars().take(4000).collect();
                self.give(&id, Given::Text(text));
            }
            Action::Trust { id, row, trust } => self.trust(&id, row, Some(trust), None),
            Action::Sure { id, row, level } => self.trust(&id, row, None, Some(level.min(2))),
            Action::Way { id, way } => {
                let mut ended = false;
                if let Some((exercise, given)) = self.given(&id) {
                    let mut path = match core::mem::take(given) {
                        Given::Path(path) => path,
                        _ => Vec::new(),
                    };
                    if let Task::Branch(scenes) = &exercise.task {
                        path.push(way);
                        match mark::story(scenes, &path).and_then(|n| scenes.get(n)) {
                            Some(scene) if path.len() <= 100 => ended = scene.ways.is_empty(),
                            _ => {
                                path.pop();
                            }
                        }
                    }
                    *given = Given::Path(path);
                }
                events.push(Event::Focus(Target::Scene(id.clone())));
                if ended {
                    self.check(&id, catalogue);
                }
            }
            Action::Restart { id } => {
                self.give(&id, Given::Path(Vec::new()));
                events.push(Event::Focus(Target::Scene(id)));
            }
            Action::Check { id } => {
                // An order as it stands is an answer.
                let row = self.row(&id, catalogue);
                if !row.is_empty() {
                    self.progress.attempt_mut(&id).given = Given::Row(row);
                }
                if let Some(Given::One(verdict)) =
                    self.progress.attempt(&id).map(|a| a.given.clone())
                    && matches!(self.exercise(&id).map(|e| &e.task), Some(Task::Lateral(_)))
                {
                    self.log(&id, now, LabStep::Verdict(verdict));
                }
                self.check(&id, catalogue);
            }
            Action::Hint { id } => {
                let all = self.exercise(&id).map_or(0, |e| e.hints.len());
                let attempt = self.progress.attempt_mut(&id);
                if usize::from(attempt.hints) < all {
                    attempt.hints += 1;
                }
                self.status = fill_two(words.hint(), attempt.hints.into(), all as u32);
            }
            Action::Again { id } => {
                let attempt = self.progress.attempt_mut(&id);
                if !attempt.done {
                    attempt.checked = false;
                }
            }
            Action::Reveal { id } => {
                if self.exercise(&id).is_some() {
                    let attempt = self.progress.attempt_mut(&id);
                    if attempt.tries > 0 {
                        attempt.checked = true;
                        attempt.done = true;
                        words.shown().clone_into(&mut self.status);
                    }
                }
            }
            Action::OnPaper { id } => {
                if self.exercise(&id).is_some() {
                    self.progress.attempt_mut(&id).done = true;
                    words.right_on_paper().clone_into(&mut self.status);
                }
            }
            action => self.browse(action, now, &mut events),
        }
        if !self.status.is_empty() {
            events.push(Event::Announce(self.status.clone()));
        }
        events.push(Event::Keep);
        if self.review.is_empty() && !was_finished && self.finished() {
            self.finish();
            events.push(Event::Finished);
        }
        events
    }

    /// What is given, to be changed; not after the end, and a change takes the old feedback away.
    fn given(&mut self, id: &str) -> Option<(&Exercise, &mut Given)> {
        let exercise = self.lesson.all_exercises().find(|e| e.id == id)?;
        let attempt = self.progress.attempt_mut(id);
        if attempt.done {
            return None;
        }
        attempt.checked = false;
        Some((exercise, &mut attempt.given))
    }

    fn give(&mut self, id: &str, what: Given) {
        if let Some((_, given)) = self.given(id) {
            *given = what;
        }
    }

    fn trust(&mut self, id: &str, row: u16, trust: Option<bool>, sure: Option<u8>) {
        if let Some((exercise, given)) = self.given(id) {
            let mut all = match core::mem::take(given) {
                Given::Trust(all) => all,
                _ => vec![(None, mark::UNSAID); exercise.task.size()],
            };
            if let Some(one) = all.get_mut(usize::from(row)) {
                *one = (trust.or(one.0), sure.unwrap_or(one.1));
            }
            *given = Given::Trust(all);
        }
    }

    /// The order as it stands: what was given, or the shuffled one. Empty for other kinds.
    pub(crate) fn row(&self, id: &str, catalogue: &dyn Catalogue) -> Vec<u16> {
        let Some(exercise) = self.exercise(id) else {
            return Vec::new();
        };
        let n = match &exercise.task {
            Task::Order(notes) => notes.len(),
            Task::Cite(_) => cite_size(exercise),
            Task::Shelve(shelve) => catalogue::books(exercise, shelve, catalogue, self.seed).len(),
            _ => return Vec::new(),
        };
        let cite = matches!(exercise.task, Task::Cite(_));
        match self.progress.attempt(id).map(|a| &a.given) {
            // Keys of another catalogue (a newer pack) are not kept; only a citation may leave some out.
            Some(Given::Row(row))
                if (cite || row.len() == n) && row.iter().all(|k| usize::from(*k) < n) =>
            {
                row.clone()
            }
            _ => super::disordered(self.seed, id, n),
        }
    }

    pub(crate) fn marked<'a>(
        &self,
        exercise: &'a Exercise,
        catalogue: &dyn Catalogue,
    ) -> Marked<'a> {
        let none = Given::None;
        let given = self
            .progress
            .attempt(&exercise.id)
            .map_or(&none, |a| &a.given);
        mark(exercise, given, catalogue, self.seed)
    }

    fn check(&mut self, id: &str, catalogue: &dyn Catalogue) {
        let words = words::of(&self.lesson.lang);
        let Some(exercise) = self.exercise(id) else {
            return;
        };
        let marked = self.marked(exercise, catalogue);
        if !marked.answered {
            let attempt = self.progress.attempt(id);
            let written = attempt
                .is_some_and(|a| matches!(&a.given, Given::Text(text) if !text.trim().is_empty()));
            let said = match &exercise.task {
                Task::Search(search) if matches!(search.task, SearchTask::Predict(_)) => {
                    words.whole_number()
                }
                Task::Search(_) if written => words.counting(),
                _ => words.answer_first(),
            };
            said.clone_into(&mut self.status);
            return;
        }
        let said = marked.sentence(words, matches!(exercise.task, Task::Survey(_)));
        let (answer, trust) = ((marked.right, marked.of, marked.all_right()), marked.trust);
        let (role, skill) = (exercise.role.clone(), exercise.skill);
        let attempt = self.progress.attempt_mut(id);
        // A second press: it was answered already.
        if attempt.checked {
            return;
        }
        attempt.checked = true;
        let last = last(&mut self.last, id);
        let sum = Some(attempt.given.sum());
        if core::mem::replace(last, sum) == sum {
            // The same answer once more is told the same, and is no other try.
            self.status = said;
            return;
        }
        attempt.tries = attempt.tries.saturating_add(1);
        let (right, of, all_right) = answer;
        let part = u32::from(right) * 100 / u32::from(of.max(1));
        let weight = match attempt.tries {
            1 => 100,
            2 => 75,
            _ => 50,
        };
        let score = u8::try_from(part * weight / 100).unwrap_or(100);
        attempt.score = attempt.score.max(score);
        if all_right {
            attempt.done = true;
        } else {
            attempt.misses = attempt.misses.saturating_add(1);
        }
        let first = attempt.tries == 1;
        let misses = attempt.misses;
        // Easier twins and cards for review are no part of the lesson's count.
        if first
            && matches!(role, Role::Main)
            && let Some((trusted, doubted, _)) = trust
        {
            let p = &mut self.progress;
            p.trusted = (p.trusted.0 + trusted.0, p.trusted.1 + trusted.1);
            p.doubted = (p.doubted.0 + doubted.0, p.doubted.1 + doubted.1);
        }
        if first && role == Role::Review && !self.review.is_empty() {
            review::answered(&mut self.progress, skill, all_right, self.today);
        }
        self.status = said;
        let twin = |e: &Exercise| matches!(&e.role, Role::TwinOf(of) if of == id);
        if misses == 2 && self.lesson.others.iter().any(twin) {
            self.status.push(' ');
            self.status.push_str(words.twin());
        }
    }

    /// The lesson is done: a review card for each skill that has some.
    fn finish(&mut self) {
        self.progress.ended = Some(self.today);
        for n in 0..self.lesson.skills.len() {
            let skill = u16::try_from(n).unwrap_or(u16::MAX);
            let any = self
                .lesson
                .others
                .iter()
                .any(|e| e.role == Role::Review && e.skill == skill);
            if any && !self.progress.cards.iter().any(|c| c.skill == skill) {
                self.progress.cards.push(Card {
                    skill,
                    stage: 0,
                    due: self.today.saturating_add(review::DAYS[0]),
                    shown: 0,
                });
            }
        }
    }

    #[inline(never)]
    fn log(&mut self, id: &str, now: u32, step: LabStep) {
        self.go_on(id, now);
        let attempt = self.progress.attempt_mut(id);
        if attempt.log.len() >= 500 {
            return;
        }
        // The first entry holds the clock at the beginning; later ones count from it.
        let begin = attempt.log.first().map_or(0, |first| first.at);
        let at = if attempt.log.is_empty() {
            now
        } else {
            now.wrapping_sub(begin)
        };
        attempt.log.push(LabMove { at, step });
    }

    /// A log that was left with the lesson goes on from its last move: the days between are nobody's reading time, and the
    /// clock may be another one.
    fn go_on(&mut self, id: &str, now: u32) {
        let known = self.clocks.iter_mut().find(|own| own.0 == id);
        let stood = match known.map(|own| own.1.take()) {
            Some(None) => return,
            Some(stood) => stood,
            None => {
                self.clocks.push((id.to_owned(), None));
                None
            }
        };
        if let [first, rest @ ..] = &mut self.progress.attempt_mut(id).log[..] {
            let last = rest.last().map_or(0, |last| last.at);
            first.at = now.wrapping_sub(stood.unwrap_or(last));
        }
    }

    /// Another step is opened: what is read there is no time on the first page.
    fn stand_still(&mut self, now: u32) {
        for (id, stood) in &mut self.clocks {
            let log = self.progress.attempt(id).map_or(&[][..], |a| &a.log);
            if let (None, Some(first)) = (&stood, log.first()) {
                *stood = Some(now.wrapping_sub(first.at));
            }
        }
    }

    /// The browser of a question, opened when it is first needed.
    pub(crate) fn lab(&self, id: &str) -> Option<Lab> {
        let Task::Lateral(lateral) = &self.exercise(id)?.task else {
            return None;
        };
        let log = self.progress.attempt(id).map_or(&[][..], |a| &a.log);
        let mut open = None;
        // Without a log nothing was opened: a card for review is met anew.
        if let (false, Some(web)) = (log.is_empty(), &self.lesson.web) {
            open = super::lab::read(&self.tabs, id, web);
        }
        Some(open.unwrap_or_else(|| Lab::open(id, lateral.start, log)))
    }

    #[inline(never)]
    fn browse(&mut self, action: Action, now: u32, events: &mut Vec<Event>) {
        let (Action::OpenPage { id, .. }
        | Action::OpenInTab { id, .. }
        | Action::NewTab { id }
        | Action::FrontTab { id, .. }
        | Action::CloseTab { id, .. }
        | Action::Back { id }
        | Action::SearchWeb { id, .. }
        | Action::Keep { id }) = &action
        else {
            return;
        };
        let id = id.clone();
        let Some(mut lab) = self.lab(&id) else { return };
        let Some(web) = &self.lesson.web else { return };
        let words = words::of(&self.lesson.lang);
        let title = |page: u16| web.page(page).map_or("", |p| p.title.as_str()).to_owned();
        let mut steps = Vec::new();
        let start = match self.exercise(&id).map(|e| &e.task) {
            Some(Task::Lateral(lateral)) => lateral.start,
            _ => return,
        };
        // The clock starts with the first move: the first page has been open since then at least.
        match action {
            Action::OpenPage { page, .. } if web.page(page).is_some() => {
                lab.go(Place::Page(page));
                self.status = fill(words.opened(), &[&title(page)]);
                steps.push(LabStep::Open(page));
            }
            Action::OpenInTab { page, .. } if web.page(page).is_some() && lab.tabs.len() < 12 => {
                lab.tabs.push(super::lab::Tab {
                    history: vec![Place::Page(page)],
                });
                lab.front = lab.tabs.len() - 1;
                self.status = fill(words.opened(), &[&title(page)]);
                steps.push(LabStep::Open(page));
            }
            Action::NewTab { .. } if lab.tabs.len() < 12 => {
                lab.tabs.push(super::lab::Tab {
                    history: vec![Place::Home],
                });
                lab.front = lab.tabs.len() - 1;
                steps.push(LabStep::Tab(None));
            }
            // Only where the twelve are open.
            Action::OpenInTab { .. } | Action::NewTab { .. } => {
                words.tabs_full().clone_into(&mut self.status);
            }
            Action::FrontTab { tab, .. } if usize::from(tab) < lab.tabs.len() => {
                lab.front = usize::from(tab);
                steps.push(LabStep::Tab(front_page(&lab)));
            }
            Action::CloseTab { tab, .. }
                if lab.tabs.len() > 1 && usize::from(tab) < lab.tabs.len() =>
            {
                lab.tabs.remove(usize::from(tab));
                lab.front = lab.front.min(lab.tabs.len() - 1);
                steps.push(LabStep::Tab(front_page(&lab)));
            }
            Action::Back { .. } => {
                if let Some(tab) = lab.tabs.get_mut(lab.front)
                    && tab.history.len() > 1
                {
                    tab.history.pop();
                    steps.push(LabStep::Tab(front_page(&lab)));
                }
            }
            Action::SearchWeb { query, .. } => {
                let query: String = query.trim().chars().map(letters::small).take(120).collect();
                let address = query.strip_prefix("https://").unwrap_or(&query);
                let address = address.trim_end_matches('/');
                let direct = web
                    .pages
                    .iter()
                    .position(|p| p.url.trim_end_matches('/') == address);
                if let Some(page) = direct.and_then(|p| u16::try_from(p).ok()) {
                    lab.go(Place::Page(page));
                    self.status = fill(words.opened(), &[&title(page)]);
                    steps.push(LabStep::Open(page));
                } else if !query.is_empty() {
                    let (_, found) = web.search(&query);
                    self.status = fill(words.found(), &[&digits(found.len() as u32)]);
                    lab.go(Place::Results(query.clone()));
                    steps.push(LabStep::Search(query));
                }
            }
            Action::Keep { .. } => {
                if let Some(page) = front_page(&lab) {
                    self.status = fill(words.kept(), &[&title(page)]);
                    steps.push(LabStep::Keep(page));
                }
            }
            _ => {}
        }
        let began = self
            .progress
            .attempt(&id)
            .is_some_and(|a| !a.log.is_empty());
        if !began {
            self.log(&id, now, LabStep::Open(start));
        }
        for step in steps {
            self.log(&id, now, step);
        }
        events.push(Event::Focus(Target::Scene(id.clone())));
        super::lab::write(&mut self.tabs, lab);
    }

    /// Tells that the page of an invented web can be seen: its clock starts, or goes on.
    #[inline(never)]
    pub fn see(&mut self, id: &str, now: u32) {
        let start = match self.exercise(id).map(|e| &e.task) {
            Some(Task::Lateral(lateral)) => lateral.start,
            _ => return,
        };
        self.go_on(id, now);
        if self.progress.attempt(id).is_none_or(|a| a.log.is_empty()) {
            self.log(id, now, LabStep::Open(start));
        }
    }
}

/// What was last checked of a question.
#[inline(never)]
pub(super) fn last<'a>(all: &'a mut Vec<(String, Option<u32>)>, id: &str) -> &'a mut Option<u32> {
    let at = all.iter().position(|own| own.0 == id);
    let at = at.unwrap_or_else(|| {
        all.push((id.to_owned(), None));
        all.len() - 1
    });
    &mut all[at].1
}

fn front_page(lab: &Lab) -> Option<u16> {
    match lab.here() {
        Place::Page(page) => Some(page),
        _ => None,
    }
}

fn cite_size(exercise: &Exercise) -> usize {
    match &exercise.task {
        Task::Cite(cite) => cite.parts.len() + cite.extra.len(),
        _ => 0,
    }
}
