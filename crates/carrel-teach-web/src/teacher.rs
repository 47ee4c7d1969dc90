//! Which page is open, what is known: the list of lessons, the classes, lessons that were fetched.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_lessons::bundle::{self, Entry, Index};
use carrel_lessons::class_key::ClassKey;
use carrel_lessons::model::Lesson;
use carrel_lessons::roster::Roster;
use carrel_web::app::App;
use carrel_web::el::{El, button, el};
use carrel_web::js;
use carrel_web::net::{self, Missing};

use crate::store::Store;
use crate::{class, classes, paper, present, standards, t, wall};

/// What is called when the page is left: a window's channel is closed, a camera is switched off.
type Leave = Box<dyn FnOnce()>;

/// One teacher's pages. Lives as long as the tab.
pub struct Teacher {
    app: RefCell<App>,
    host: RefCell<Option<El>>,
    /// Counts visits: what comes late for an earlier one is dropped.
    turn: Cell<u32>,
    pub(crate) store: RefCell<Store>,
    opened: Cell<bool>,
    index: RefCell<Option<Rc<Index>>>,
    /// The classes of this device.
    pub(crate) classes: RefCell<Vec<Roster>>,
    lessons: RefCell<Vec<(String, Rc<Lesson>)>>,
    leaving: RefCell<Vec<Leave>>,
}

impl Teacher {
    /// A new one, with nothing open.
    #[must_use]
    pub fn new(app: App) -> Rc<Self> {
        Rc::new(Self {
            app: RefCell::new(app),
            host: RefCell::new(None),
            turn: Cell::new(0),
            store: RefCell::default(),
            opened: Cell::new(false),
            index: RefCell::new(None),
            classes: RefCell::default(),
            lessons: RefCell::default(),
            leaving: RefCell::default(),
        })
    }

    /// A page was opened.
    pub fn arrive(self: &Rc<Self>, host: El, app: App) {
        self.leave();
        let (path, query) = (app.path(), app.query());
        self.app.replace(app);
        self.host.replace(Some(host));
        let turn = self.turn.get();
        let teacher = self.clone();
        js::spawn(async move { teacher.show(turn, &path, &query).await });
    }

    /// The reader goes to another page.
    pub fn leave(&self) {
        self.turn.set(self.turn.get() + 1);
        self.host.replace(None);
        for leave in self.leaving.take() {
            leave();
        }
    }

    /// Has something called when this page is left.
    pub fn when_left(&self, leave: impl FnOnce() + 'static) {
        self.leaving.borrow_mut().push(Box::new(leave));
    }

    /// The app.
    #[must_use]
    pub fn app(&self) -> App {
        self.app.borrow().clone()
    }

    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> String {
        self.app().language()
    }

    /// Which visit this is.
    #[must_use]
    pub fn turn(&self) -> u32 {
        self.turn.get()
    }

    /// Puts something on the page.
    pub fn fill(&self, children: Vec<El>) {
        if let Some(host) = &*self.host.borrow() {
            host.fill(children);
        }
    }

    /// The address of a page of the app, in full.
    #[must_use]
    pub fn address(&self, fragment: &str) -> String {
        [&self.app().base(), fragment].concat()
    }

    async fn show(self: Rc<Self>, turn: u32, path: &str, query: &str) {
        if !self.opened.get() {
            let store = Store::open(&self.app().base()).await;
            self.store.replace(store);
            self.opened.set(true);
        }
        // Another tab may have changed them.
        let store = self.store.borrow().clone();
        if let Some(classes) = store.classes().await {
            self.classes.replace(classes);
        }
        let index = match self.index().await {
            Ok(index) => index,
            Err(missing) => return self.trouble(turn, &missing),
        };
        if self.turn.get() != turn {
            return;
        }
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match parts[..] {
            ["teach"] => classes::show(&self, &index),
            ["teach", "standards"] => standards::show(&self, turn, &index).await,
            ["teach", "lesson", slug] => {
                if let Some((entry, lesson)) = self.of_slug(turn, &index, slug, query).await {
                    paper::show(&self, &entry, &lesson);
                }
            }
            ["teach", code] => class::show(&self, &index, code, ""),
            ["teach", code, view] => class::show(&self, &index, code, view),
            ["present", slug] => {
                if let Some((entry, lesson)) = self.of_slug(turn, &index, slug, query).await {
                    present::show(&self, turn, &entry, &lesson).await;
                }
            }
            ["wall", slug] => {
                if let Some((entry, lesson)) = self.of_slug(turn, &index, slug, query).await {
                    wall::show(&self, &entry, &lesson);
                }
            }
            _ => self.fill(vec![self.nothing(t::no_page())]),
        }
    }

    /// The lesson of an address, as long as this visit lasts; what is missing is said.
    async fn of_slug(
        self: &Rc<Self>,
        turn: u32,
        index: &Index,
        slug: &str,
        query: &str,
    ) -> Option<(Entry, Rc<Lesson>)> {
        let own = self.lang();
        let lang = query.strip_prefix("lang=").unwrap_or(&own);
        let mut all = index.lessons.iter().filter(|entry| entry.slug == slug);
        let exact = all.find(|entry| entry.lang == lang);
        let Some(entry) = exact.or_else(|| index.find(slug, &own)) else {
            self.fill(vec![self.nothing(t::no_lesson())]);
            return None;
        };
        match self.lesson(entry).await {
            Ok(lesson) if self.turn.get() == turn => Some((entry.clone(), lesson)),
            Ok(_) => None,
            Err(missing) => {
                self.trouble(turn, &missing);
                None
            }
        }
    }

    async fn index(&self) -> Result<Rc<Index>, Missing> {
        let known = self.index.borrow().clone();
        if let Some(index) = known {
            return Ok(index);
        }
        let address = self.address("lessons/lessons.bin");
        let read = |bytes: &[u8]| bundle::index(bytes).map_err(|why| why.to_string());
        let index = Rc::new(net::file(&address, false, read).await?);
        self.index.replace(Some(index.clone()));
        Ok(index)
    }

    /// A lesson; fetched once.
    ///
    /// # Errors
    /// [`Missing`] when it cannot be had.
    pub async fn lesson(&self, entry: &Entry) -> Result<Rc<Lesson>, Missing> {
        let found =
            |(file, lesson): &(String, Rc<Lesson>)| (*file == entry.file).then(|| lesson.clone());
        let known = self.lessons.borrow().iter().find_map(found);
        if let Some(lesson) = known {
            return Ok(lesson);
        }
        let address = self.address(&["lessons/", &entry.file].concat());
        let read = |bytes: &[u8]| bundle::decode(bytes).map_err(|why| why.to_string());
        let lesson = Rc::new(net::file(&address, true, read).await?);
        let kept = (entry.file.clone(), lesson.clone());
        self.lessons.borrow_mut().push(kept);
        Ok(lesson)
    }

    /// Something could not be had.
    pub fn trouble(self: &Rc<Self>, turn: u32, missing: &Missing) {
        if self.turn.get() != turn {
            return;
        }
        let (text, detail) = match missing {
            Missing::Offline(detail) => (t::offline(), detail),
            Missing::Wrong(detail) => (t::damaged(), detail),
        };
        let again = self.clone();
        let retry = button(t::try_again(), move || {
            let host = again.host.borrow().clone();
            if let Some(host) = host {
                again.arrive(host, again.app());
            }
        });
        self.fill(vec![
            el("div")
                .class("note")
                .attr("data-kind", "trouble")
                .with(el("h2").text(t::not_here()))
                .with(el("p").text(text))
                .with(retry)
                .with(
                    el("details")
                        .with(el("summary").text(t::detail()))
                        .with(el("pre").text(detail)),
                ),
        ]);
    }

    /// There is no such thing.
    #[must_use]
    pub fn nothing(&self, text: &str) -> El {
        el("div")
            .class("note")
            .with(el("h2").text(t::not_here()))
            .with(el("p").text(text))
            .with(el("p").with(el("a").attr("href", "#/lessons/teach").text(t::to_teach())))
    }

    /// The place of the class with this code among the classes.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<usize> {
        let key = ClassKey::read(code).ok()?;
        let classes = self.classes.borrow();
        classes.iter().position(|roster| roster.key == key.0)
    }

    /// Changes a class as it is kept now, and keeps it; gives what the change gives when the disk has it.
    ///
    /// # Errors
    /// Words for the teacher when it is gone, or could not be kept. Nothing is changed then.
    pub async fn change<T: 'static>(
        &self,
        code: &str,
        change: impl FnOnce(&mut Roster, &[Roster]) -> T + 'static,
    ) -> Result<T, String> {
        let Some(place) = self.place(code) else {
            return Err(t::no_class().to_owned());
        };
        let mut others = self.classes.borrow().clone();
        let own = others.remove(place);
        self.keep(own, move |roster| change(roster, &others)).await
    }

    /// The same for a class that may be new here.
    ///
    /// # Errors
    /// Words for the teacher when it could not be kept.
    pub async fn keep<T: 'static>(
        &self,
        own: Roster,
        change: impl FnOnce(&mut Roster) -> T + 'static,
    ) -> Result<T, String> {
        let store = self.store.borrow().clone();
        let (roster, out) = store
            .change(own, change)
            .await
            .map_err(|why| t::not_kept(&why))?;
        let mut classes = self.classes.borrow_mut();
        match classes.iter_mut().find(|known| known.key == roster.key) {
            Some(known) => *known = roster,
            None => classes.push(roster),
        }
        Ok(out)
    }
}
