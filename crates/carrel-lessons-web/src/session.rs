//! What is open, and what is done with it: lists and lessons are fetched, actions go to the player, progress is kept, and what
//! changed is drawn anew.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;

use carrel_lessons::bundle::{self, Entry, Index};
use carrel_lessons::class_key::Member;
use carrel_lessons::lang;
use carrel_lessons::model::Lesson;
use carrel_lessons::player::{Action, Event, Player, Progress, Target};
use carrel_web::app::App;
use carrel_web::el::El;
use carrel_web::net::{self, Missing};
use carrel_web::{dom, js, pieces, words};

use crate::lesson::Screen;
use crate::reading::Reading;
use crate::rich::{self, Ink};
use crate::school::School;
use crate::speech::Speech;
use crate::store::Store;
use crate::tools::TOOLS;
use crate::{asking, due, exercise, join, join_page, lesson, list};

/// The address of questions for review, and the piece that finds and opens them.
pub const REVIEW: &str = "review";

/// How much is drawn anew after an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// Only what can be done next: the control shows by itself what was chosen.
    Buttons,
    /// The question.
    Question,
}

/// A lesson that is being done.
pub struct Open {
    /// Its entry in the list.
    pub entry: Entry,
    /// Its state.
    pub player: Player,
    /// What is drawn.
    pub screen: Screen,
    /// True when these are questions for review.
    pub is_review: bool,
}

/// One reader's lessons. Lives as long as the tab.
pub struct Session {
    app: RefCell<App>,
    host: RefCell<Option<El>>,
    /// Counts visits: what comes late for an earlier one is dropped.
    turn: Cell<u32>,
    pub(crate) store: RefCell<Option<Store>>,
    pub(crate) index: RefCell<Option<Rc<Index>>>,
    pub(crate) open: RefCell<Option<Open>>,
    /// What is kept of the open lesson, as far as this tab knows.
    known: RefCell<Vec<u8>>,
    /// Another tab went on with the lesson: that is said above it when it is drawn next.
    pub(crate) elsewhere: Cell<bool>,
    pub(crate) school: School,
    pub(crate) asking: Cell<bool>,
    /// A press was heard whose answer is drawn in the next task.
    answering: Cell<bool>,
    /// The clock of invented webs: milliseconds without those when the page was hidden, and since when it is.
    unseen: Cell<f64>,
    hidden: Cell<Option<f64>>,
    pub(crate) reading: RefCell<Reading>,
    /// Who the reader is in a class.
    pub(crate) member: Cell<Option<Member>>,
    pub(crate) speech: Speech,
    /// Questions for review that follow the one on screen.
    pub(crate) queue: RefCell<Vec<(Entry, Vec<String>)>>,
}

impl Session {
    /// A new one, with nothing open.
    #[must_use]
    pub fn new(app: App) -> Rc<Self> {
        let session = Rc::new(Self {
            app: RefCell::new(app),
            host: RefCell::new(None),
            turn: Cell::new(0),
            store: RefCell::new(None),
            index: RefCell::new(None),
            open: RefCell::new(None),
            known: RefCell::default(),
            elsewhere: Cell::new(false),
            school: School::default(),
            asking: Cell::new(false),
            answering: Cell::new(false),
            unseen: Cell::new(0.0),
            hidden: Cell::new(dom::is_hidden().then(js::mono)),
            reading: RefCell::default(),
            member: Cell::new(None),
            speech: Speech::default(),
            queue: RefCell::default(),
        });
        let clock = session.clone();
        dom::on_document("visibilitychange", move |_| {
            let now = js::mono();
            match (clock.hidden.get(), dom::is_hidden()) {
                (None, true) => clock.hidden.set(Some(now)),
                (Some(since), false) => {
                    clock.hidden.set(None);
                    clock.unseen.set(clock.unseen.get() + now - since);
                }
                _ => {}
            }
        });
        session
    }

    /// Seconds of this tab in which it could be seen.
    pub(crate) fn seconds(&self) -> u32 {
        let now = self.hidden.get().unwrap_or_else(js::mono);
        ((now - self.unseen.get()) / 1000.0) as u32
    }

    /// The browser of a question with an invented web can be seen, or has the focus: its clock starts, or goes on.
    pub(crate) fn see(&self, id: &str) {
        let now = self.seconds();
        if let Ok(mut open) = self.open.try_borrow_mut()
            && let Some(open) = open.as_mut()
        {
            open.player.see(id, now);
        }
    }

    /// The page was opened (again).
    pub fn arrive(self: &Rc<Self>, host: El, app: App) {
        let path = app.path();
        let query = app.query();
        self.app.replace(app);
        self.host.replace(Some(host));
        self.school.visit();
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        let slug = path
            .strip_prefix("lessons")
            .unwrap_or("")
            .trim_start_matches('/')
            .to_owned();
        let session = self.clone();
        js::spawn(async move { session.show(turn, &slug, &query).await });
    }

    /// The reader goes to another page.
    pub fn leave(&self) {
        self.speech.stop();
        self.turn.set(self.turn.get() + 1);
        self.host.replace(None);
        self.open.replace(None);
    }

    /// Which visit this is.
    pub(crate) fn turn(&self) -> u32 {
        self.turn.get()
    }

    /// Whether this still is the visit.
    pub(crate) fn is_turn(&self, turn: u32) -> bool {
        self.turn.get() == turn
    }

    /// The app.
    #[must_use]
    pub fn app(&self) -> App {
        self.app.borrow().clone()
    }

    /// The store; one that keeps nothing until it is open.
    #[must_use]
    pub fn store(&self) -> Store {
        self.store.borrow().clone().unwrap_or_default()
    }

    /// Puts something on the page, when it still is this visit.
    pub fn fill(&self, children: Vec<El>) {
        if let Some(host) = &*self.host.borrow() {
            host.fill(children);
        }
    }

    /// Where everything is drawn.
    #[must_use]
    pub fn host(&self) -> Option<El> {
        self.host.borrow().clone()
    }

    async fn show(self: Rc<Self>, turn: u32, slug: &str, query: &str) {
        let language = self.app().language();
        if let Some(part) = texts(&language) {
            // Without them everything is said in English.
            let _ = pieces::come(part).await;
        }
        words::choose_language(&language);
        if self.store.borrow().is_none() {
            let store = Store::open(&self.app().base()).await;
            if let Some(text) = store.setting("reading").await {
                self.reading.replace(Reading::read(&text));
            }
            if let Some(text) = store.setting("class").await {
                self.member.set(Member::read(&text));
            }
            self.store.replace(Some(store));
        }
        if slug == join::JOIN || join::names_class(query) {
            let come = pieces::come(TOOLS).await;
            if self.turn.get() != turn {
                return;
            }
            if let Err(why) = come {
                return self.trouble(turn, &Missing::Offline(why));
            }
            if slug == join::JOIN || join_page::invites(&self, query) {
                return join_page::show(&self, query, slug);
            }
        }
        let index = match self.index().await {
            Ok(index) => index,
            Err(missing) => return self.trouble(turn, &missing),
        };
        if self.turn.get() != turn {
            return;
        }
        if slug.is_empty() {
            return list::show(&self, turn, &index).await;
        }
        if slug == REVIEW {
            let come = pieces::come(REVIEW).await;
            if self.turn.get() != turn {
                return;
            }
            return match come {
                Ok(()) => due::show(self),
                Err(why) => self.trouble(turn, &Missing::Offline(why)),
            };
        }
        let of_it = |entry: &&Entry| entry.slug == slug;
        let own = self.app().language();
        let asked = join::part(query, "lang").unwrap_or(&own);
        let mut all = index.lessons.iter().filter(of_it);
        let entry = all
            .find(|entry| entry.lang == asked)
            .or_else(|| index.find(slug, &own));
        let Some(entry) = entry.cloned() else {
            return self.fill(lesson::no_such());
        };
        let saved = self.store().progress(&entry.id);
        match self.lesson(&entry).await {
            Ok(lesson) => {
                let saved = saved.await;
                if self.turn.get() == turn {
                    self.begin(entry, lesson, saved);
                    // Unpacking a lesson and drawing it are two tasks: a press is heard between.
                    js::after(0, move || self.draw());
                }
            }
            Err(missing) => self.trouble(turn, &missing),
        }
    }

    fn trouble(self: &Rc<Self>, turn: u32, missing: &Missing) {
        if self.turn.get() == turn {
            let again = self.clone();
            self.fill(lesson::trouble(missing, move || {
                if let Some(host) = again.host() {
                    again.arrive(host, again.app());
                }
            }));
        }
    }

    /// The reader is in this class from now on, or in none.
    pub fn join(&self, member: Option<Member>) {
        self.member.set(member);
        let text = member.map_or(String::new(), |member| member.write());
        self.store().set("class", &text);
    }

    /// After joining: on to what the link was for. The address loses the class; where nothing else of it changes, the app
    /// does not come again, and the page is shown from here.
    pub fn go_on(self: &Rc<Self>, slug: &str, query: &str) {
        let of_list = slug == join::JOIN || slug.is_empty();
        let path = if of_list { "" } else { slug };
        let slash = if path.is_empty() { "" } else { "/" };
        let mark = if query.is_empty() { "" } else { "?" };
        self.app()
            .go(&["#/lessons", slash, path, mark, query].concat());
        if slug != join::JOIN {
            let turn = self.turn.get() + 1;
            self.turn.set(turn);
            let (session, slug, query) = (self.clone(), slug.to_owned(), query.to_owned());
            js::spawn(async move { session.show(turn, &slug, &query).await });
        }
    }

    /// The list of lessons.
    async fn index(&self) -> Result<Rc<Index>, Missing> {
        let known = self.index.borrow().clone();
        if let Some(index) = known {
            return Ok(index);
        }
        let mut index = Index::default();
        let mut read = |bytes: &[u8]| {
            index = bundle::index(bytes).map_err(|why| why.words())?;
            Ok(())
        };
        self.fetch("lessons.bin", false, &mut read).await?;
        let index = Rc::new(index);
        self.index.replace(Some(index.clone()));
        Ok(index)
    }

    /// A file of the lessons. In a box, so that it is not made into every function that waits for one.
    fn fetch<'a>(
        &'a self,
        name: &str,
        hashed: bool,
        read: &'a mut dyn FnMut(&[u8]) -> Result<(), String>,
    ) -> Pin<Box<dyn Future<Output = Result<(), Missing>> + 'a>> {
        let address = [&self.app().base(), "lessons/", name].concat();
        Box::pin(async move { net::accepted(&address, hashed, read).await })
    }

    /// A lesson, and the parts of the player that it needs. Its bytes are checked against the hash in them.
    pub(crate) async fn lesson(&self, entry: &Entry) -> Result<Lesson, Missing> {
        let mut lesson = Lesson::default();
        let mut read = |bytes: &[u8]| {
            lesson = bundle::decode(bytes).map_err(|why| why.words())?;
            Ok(())
        };
        self.fetch(&entry.file, true, &mut read).await?;
        let mut parts = lesson.parts();
        parts.extend(texts(lang::around(&lesson.lang)));
        // All are fetched at once, not one after the other.
        for part in &parts {
            drop(pieces::come(part));
        }
        for part in parts {
            pieces::come(part).await.map_err(Missing::Offline)?;
        }
        Ok(lesson)
    }

    fn begin(self: &Rc<Self>, entry: Entry, lesson: Lesson, saved: Option<Vec<u8>>) {
        let seed = (js::now() as u64 & 0x7FFF_FFFF) as u32;
        // Buttons and messages speak the language of the lesson where they can, until another page is shown; days are its own always.
        rich::speaks(&lesson.lang);
        // Its questions come back in the language in which it was done.
        self.store().set(&language_of(&entry.id), &lesson.lang);
        let player = Player::open(lesson, saved.as_deref(), js::today(), seed);
        let way = lang::direction(&entry.lang);
        self.app().title_in(&entry.title, &entry.lang, way);
        self.put(entry, player, false, saved);
    }

    /// Opens what was made of `saved`.
    pub(crate) fn put(
        &self,
        entry: Entry,
        player: Player,
        is_review: bool,
        saved: Option<Vec<u8>>,
    ) {
        self.known.replace(saved.unwrap_or_default());
        let lesson = player.lesson();
        let ink = Ink {
            assets: Rc::new(lesson.assets.clone()),
            glossary: Rc::new(lesson.glossary.clone()),
            ..Ink::default()
        };
        let screen = Screen::new(ink);
        self.open.replace(Some(Open {
            entry,
            player,
            screen,
            is_review,
        }));
    }

    /// A function that goes to a step.
    pub fn goes(self: &Rc<Self>, step: u16) -> impl Fn() + Clone + 'static {
        let session = self.clone();
        move || session.act(Action::Go(step), Draw::Question)
    }

    /// Forgets what was done of the open lesson and begins it anew. Review cards stay.
    pub fn start_again(self: &Rc<Self>) {
        let Some(open) = self.open.take() else { return };
        let mut fresh = Progress {
            lesson: open.entry.id.clone(),
            seed: open.player.progress().seed.wrapping_mul(31).wrapping_add(7),
            began: js::today(),
            ..Progress::default()
        };
        fresh.cards.clone_from(&open.player.progress().cards);
        let bytes = fresh.encode();
        self.save(&open.entry.id, bytes.clone(), true);
        self.begin(open.entry, open.player.into_lesson(), Some(bytes));
        self.draw();
        dom::focus(".step-title");
        self.app().announce(crate::t::begun_again());
    }

    /// Keeps what was done, unless another tab went on with this lesson: then that is shown from here, and said. So neither
    /// tab takes away what the other did; what is lost is the one press, before the student's eyes.
    fn save(self: &Rc<Self>, id: &str, bytes: Vec<u8>, strict: bool) {
        let known = self.known.replace(bytes.clone());
        let (session, turn) = (self.clone(), self.turn());
        let other = move || {
            if session.is_turn(turn)
                && let Some(host) = session.host()
            {
                session.elsewhere.set(true);
                session.app().announce(crate::t::elsewhere());
                session.arrive(host, session.app());
            }
        };
        self.store().keep(id, known, bytes, strict, Box::new(other));
    }

    /// Draws everything of the open lesson.
    pub fn draw(self: &Rc<Self>) {
        lesson::draw(self);
        self.ask_the_school();
    }

    /// Does an action and shows what follows from it. What draws much is drawn in a task of its own: a press is heard, and a
    /// frame is laid out, between.
    pub fn act(self: &Rc<Self>, action: Action, how: Draw) {
        let id = id_of(&action).to_owned();
        let checks = matches!(
            action,
            Action::Check { .. } | Action::Reveal { .. } | Action::OnPaper { .. }
        );
        let strict = checks || matches!(action, Action::Go(_));
        // The last way of a story is a check, too.
        let counts = checks || matches!(action, Action::Way { .. });
        // The second press of one that is not answered yet.
        if strict && self.answering.get() {
            return;
        }
        let now = self.seconds();
        let events = {
            let mut open = self.open.borrow_mut();
            let Some(open) = open.as_mut() else { return };
            let events = open.player.act(action, now, &self.school);
            self.save(&open.entry.id, open.player.save(), strict);
            events
        };
        if !strict {
            self.show_what_followed(&id, how, events);
            if counts {
                lesson::redraw_end(self);
            }
            return;
        }
        if id.is_empty() {
            // The heading of the step has the focus next; what was pressed need not have it once more before.
            dom::blur();
        }
        self.answering.set(true);
        let (session, turn) = (self.clone(), self.turn());
        js::after(0, move || {
            session.answering.set(false);
            if session.is_turn(turn) {
                session.show_what_followed(&id, how, events);
                session.show_what_counted(&id, checks);
            }
        });
    }

    fn show_what_followed(self: &Rc<Self>, id: &str, how: Draw, events: Vec<Event>) {
        if id.is_empty() {
            self.draw();
        } else {
            exercise::redraw(self, id, how);
            self.ask_the_school();
        }
        for event in events {
            match event {
                Event::Announce(text) => self.app().announce(&text),
                // In the place of "Right.", which the feedback says that has the focus next.
                Event::Finished => self.app().announce(crate::t::all_done()),
                Event::Focus(Target::Step) => dom::focus_soon(".step-title".to_owned()),
                Event::Focus(Target::Scene(_)) => {
                    dom::focus_soon(["[data-scene=\"", id, "\"]"].concat());
                }
                Event::Focus(Target::Thing(..)) | Event::Keep => {}
            }
        }
    }

    /// A check counts for what is handed in, and moves the focus.
    fn show_what_counted(self: &Rc<Self>, id: &str, checks: bool) {
        if !checks {
            return;
        }
        lesson::redraw_end(self);
        // What was pressed is gone when the question is at its end: its outcome has the focus then.
        if exercise::is_done(self, id) {
            dom::focus_soon(["[data-feedback=\"", id, "\"]"].concat());
        }
    }

    /// Has the catalogue asked what questions want to know of it, and draws them when it is known.
    pub fn ask_the_school(self: &Rc<Self>) {
        if !self.school.is_asking() || self.asking.replace(true) {
            return;
        }
        asking::ask(self.clone());
    }
}

/// The piece with the texts of a language, where there is one: it is called as the language.
fn texts(language: &str) -> Option<&'static str> {
    let mut others = crate::t::LANGUAGES.iter().skip(1);
    others
        .find(|(code, _)| *code == language)
        .map(|(code, _)| *code)
}

/// The setting that keeps in which language a lesson was last opened.
pub(crate) fn language_of(lesson: &str) -> String {
    ["lang-", lesson].concat()
}

/// The question that an action is about.
fn id_of(action: &Action) -> &str {
    match action {
        Action::Go(_) => "",
        Action::Choose { id, .. }
        | Action::Toggle { id, .. }
        | Action::Place { id, .. }
        | Action::Move { id, .. }
        | Action::Include { id, .. }
        | Action::Write { id, .. }
        | Action::Trust { id, .. }
        | Action::Sure { id, .. }
        | Action::Way { id, .. }
        | Action::Restart { id }
        | Action::Check { id }
        | Action::Hint { id }
        | Action::Again { id }
        | Action::Reveal { id }
        | Action::OnPaper { id }
        | Action::OpenPage { id, .. }
        | Action::OpenInTab { id, .. }
        | Action::NewTab { id }
        | Action::FrontTab { id, .. }
        | Action::CloseTab { id, .. }
        | Action::Back { id }
        | Action::SearchWeb { id, .. }
        | Action::Keep { id } => id,
    }
}
