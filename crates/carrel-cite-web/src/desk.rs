//! The student's desk: projects, the one that is open, the view that is shown. Lives as long as the tab.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_refs::{Source, When};
use carrel_web::app::App;
use carrel_web::el::{El, button, el};
use carrel_web::tabs::Channel;
use carrel_web::{idb, js};
use wasm_bindgen_futures::spawn_local;

use crate::pointers::Place;
use crate::project::{Project, Store};
use crate::{accuracy, bring, compare, form, kinds, list, practice, styles, t};

/// What is on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// The list of the open project.
    List,
    /// Which kind of source?
    Kinds,
    /// A source is filled in; `true` when it is new.
    Form(Source, bool),
    /// Sources from elsewhere.
    Bring,
    /// One source in every style.
    Compare(Source),
    /// Exercises.
    Practice,
    /// How right the engine is.
    Accuracy,
}

/// Where a warning is shown.
const WARNING: &str = "cite-warning";

/// Projects and view.
pub struct Desk {
    app: RefCell<Option<App>>,
    host: RefCell<Option<El>>,
    pub(crate) store: RefCell<Store>,
    opened: Cell<bool>,
    /// The other tabs: each says when it changed what is kept.
    others: RefCell<Option<Channel>>,
    /// How many changes were made here.
    changes: Cell<u32>,
    /// The last change could not be kept: what this tab has is more than what is stored.
    unkept: Cell<bool>,
    /// What went wrong and is to be seen on the page until the student goes on.
    warning: RefCell<String>,
    /// Draws the panel of the record that is open, anew.
    pub(crate) panel: RefCell<Option<Rc<dyn Fn()>>>,
    pub(crate) projects: RefCell<Vec<Project>>,
    pub(crate) current: Cell<usize>,
    /// The style last chosen anywhere.
    pub(crate) style: Cell<usize>,
    /// The language last chosen for citations; empty for the style's own.
    pub(crate) language: Cell<&'static str>,
    /// A language that could not be fetched.
    pub(crate) unheard: Cell<&'static str>,
    pub(crate) view: RefCell<View>,
    /// What was taken away last, with its place: it can be put back.
    pub(crate) removed: RefCell<Option<(usize, Source)>>,
    /// The entry whose parts are explained, and which part.
    pub(crate) explained: RefCell<Option<(String, usize)>>,
    /// The entries below which one reads how to point to them, each with the place that is typed there.
    pub(crate) pointing: RefCell<Vec<(String, Rc<Place>)>>,
    pub(crate) brought: bring::Brought,
    pub(crate) practice: practice::Practice,
}

impl Desk {
    /// An empty one; [`Desk::open`] fetches what is kept.
    #[must_use]
    pub fn new() -> Rc<Desk> {
        Rc::new(Desk {
            app: RefCell::default(),
            host: RefCell::default(),
            store: RefCell::default(),
            opened: Cell::new(false),
            others: RefCell::default(),
            changes: Cell::new(0),
            unkept: Cell::new(false),
            warning: RefCell::default(),
            panel: RefCell::default(),
            projects: RefCell::default(),
            current: Cell::new(0),
            style: Cell::new(0),
            language: Cell::new(""),
            unheard: Cell::new(""),
            view: RefCell::new(View::List),
            removed: RefCell::default(),
            explained: RefCell::default(),
            pointing: RefCell::default(),
            brought: bring::Brought::default(),
            practice: practice::Practice::default(),
        })
    }

    /// Fetches what is kept on the device; once.
    pub async fn open(self: &Rc<Self>, app: &App) {
        self.app.replace(Some(app.clone()));
        if self.opened.replace(true) {
            // Another tab may have written meanwhile.
            self.read_again().await;
            self.fetch_what_it_needs(app).await;
            return;
        }
        let me = self.clone();
        let others = Channel::join(&idb::name(&app.base(), "cite"), move |_| {
            let me = me.clone();
            spawn_local(async move { me.catch_up().await });
        });
        self.others.replace(Some(others));
        let store = Store::open(&app.base()).await;
        self.style.set(styles::place(&store.setting("style").await));
        let open = store.setting("project").await.parse().unwrap_or(0u32);
        self.language
            .set(styles::language(&store.setting("language").await));
        self.store.replace(store);
        self.read_again().await;
        let at = self.projects.borrow().iter().position(|p| p.id == open);
        self.current.set(at.unwrap_or(0));
        self.fetch_what_it_needs(app).await;
    }

    /// Styles and languages of the open project and of the panel on a record. A style that cannot be had is missed where it
    /// would write.
    async fn fetch_what_it_needs(&self, app: &App) {
        for style in [self.style.get(), self.style_of_project()] {
            let _ = styles::fetch_style(&app.base(), style).await;
        }
        for tag in [self.language.get(), self.language_of_project()] {
            if styles::fetch(&app.base(), tag).await.is_err() {
                self.unheard.set(tag);
            }
        }
    }

    async fn read_again(&self) {
        let store = self.store.borrow().clone();
        let keeps = store.keeps();
        let mut projects = loop {
            let before = self.changes.get();
            let projects = store.projects().await;
            if before == self.changes.get() {
                break projects;
            }
            // Something was changed here while it was read: the next reading waits for that.
        };
        if self.unkept.get() {
            return;
        }
        let open = self.projects.borrow().get(self.current.get()).map(|p| p.id);
        if !keeps && !self.projects.borrow().is_empty() {
            return;
        }
        if projects.is_empty() {
            projects.push(Project {
                id: 1,
                name: t::first_project().to_owned(),
                style: styles::STYLES[self.style.get()].id.to_owned(),
                language: self.language.get().to_owned(),
                ..Project::default()
            });
        }
        let at = projects.iter().position(|p| Some(p.id) == open);
        self.projects.replace(projects);
        self.current.set(at.unwrap_or(0));
    }

    /// Takes over what other tabs changed, and shows it where no form is in the way.
    async fn catch_up(self: &Rc<Self>) {
        self.read_again().await;
        if let Some(app) = self.app() {
            self.fetch_what_it_needs(&app).await;
        }
        if let Some(panel) = self.panel.borrow().clone() {
            panel();
        }
        let shown = self.host.borrow().as_ref().is_some_and(El::is_shown);
        if shown && *self.view.borrow() == View::List {
            self.draw();
            self.announce(t::changed_elsewhere());
        }
    }

    /// The page was opened (again).
    pub fn arrive(self: &Rc<Self>, host: El, app: App) {
        let query = app.query();
        self.app.replace(Some(app));
        self.host.replace(Some(host));
        // A form that was left half filled is still there.
        if !matches!(*self.view.borrow(), View::Form(..)) {
            self.view.replace(View::List);
        }
        self.explained.take();
        if query == "view=accuracy" {
            self.view.replace(View::Accuracy);
        } else if query == "view=practice" {
            self.view.replace(View::Practice);
        } else if bring::from_address(self, &query) {
            self.view.replace(View::Bring);
        }
        self.draw();
    }

    /// The app.
    #[must_use]
    pub fn app(&self) -> Option<App> {
        self.app.borrow().clone()
    }

    /// Says something to screen readers.
    pub fn announce(&self, text: &str) {
        if let Some(app) = self.app() {
            app.announce(text);
        }
    }

    /// Says what went wrong, and shows it above the page until the student goes on.
    pub fn warn(&self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.announce(&text);
        }
        self.warning.replace(text);
        if let Some(place) = El::found(WARNING) {
            place.fill(self.warned());
        }
    }

    /// The student goes on: a warning goes, but for the one that holds still.
    pub fn settle(&self) {
        if !self.unkept.get() {
            self.warning.take();
        }
    }

    /// Where it is shown.
    #[must_use]
    pub fn place_of_warning(&self) -> El {
        el("div").attr("id", WARNING).all(self.warned())
    }

    fn warned(&self) -> Vec<El> {
        let said = |text: &str| {
            el("p")
                .class("note")
                .attr("data-kind", "trouble")
                .text(text)
        };
        let text = self.warning.borrow();
        if text.is_empty() {
            Vec::new()
        } else {
            vec![said(&text)]
        }
    }

    /// Today, as this computer sees it.
    #[must_use]
    pub fn today(&self) -> When {
        When::read(&carrel_web::words::today())
    }

    /// A source among the others of the open project, in its place if it has one, and whether they keep their own order:
    /// what pointers are made from, so that two books of one author and year are told apart as in the list.
    #[must_use]
    pub fn with_others(&self, source: &Source) -> (Vec<Source>, bool) {
        let project = self.project();
        let mut all = project.sources;
        match all.iter_mut().find(|other| other.id == source.id) {
            Some(other) => other.clone_from(source),
            None => all.push(source.clone()),
        }
        (all, project.own_order)
    }

    /// A copy of the open project.
    #[must_use]
    pub fn project(&self) -> Project {
        let projects = self.projects.borrow();
        projects
            .get(self.current.get())
            .cloned()
            .unwrap_or_default()
    }

    /// Changes the open project and keeps it: what `f` did is done to what is stored by now, see [`crate::merge`].
    pub fn change(self: &Rc<Self>, f: impl FnOnce(&mut Project)) {
        let (before, after) = {
            let mut projects = self.projects.borrow_mut();
            let Some(project) = projects.get_mut(self.current.get()) else {
                return;
            };
            let before = project.clone();
            f(project);
            (before, project.clone())
        };
        self.keep(before, after);
    }

    /// Keeps a change on the device, tells the other tabs, and says so when it could not be kept.
    fn keep(self: &Rc<Self>, before: Project, after: Project) {
        self.changes.set(self.changes.get().wrapping_add(1));
        let Some(written) = self.store.borrow().change(before, after) else {
            return;
        };
        let me = self.clone();
        spawn_local(async move {
            match written.await {
                Ok(more) => {
                    if me.unkept.replace(false) {
                        me.warn("");
                    }
                    me.tell();
                    if more {
                        me.catch_up().await;
                    }
                }
                Err(_) => {
                    me.unkept.set(true);
                    me.warn(t::not_kept());
                    carrel_web::log(t::not_kept());
                }
            }
        });
    }

    /// Tells the other tabs that what is kept has changed.
    fn tell(&self) {
        if let Some(others) = self.others.borrow().as_ref() {
            others.say("changed");
        }
    }

    /// Opens a project.
    pub fn open_project(self: &Rc<Self>, at: usize) {
        self.current.set(at);
        self.explained.take();
        self.removed.take();
        self.unheard.set("");
        self.store
            .borrow()
            .remember("project", &self.project().id.to_string());
        self.fetch_styles(&[self.style_of_project()], |me, _| {
            let tag = me.language_of_project();
            if styles::at_hand(tag) {
                me.draw();
            } else {
                me.fetch_language(tag, |me| me.draw());
            }
        });
    }

    /// A new, empty project becomes the open one.
    pub fn new_project(self: &Rc<Self>) {
        let project = {
            let mut projects = self.projects.borrow_mut();
            // The second it was made in: two tabs that make one give them two keys. Newest last.
            let newest = projects.iter().map(|p| p.id).max().unwrap_or(0);
            let id = ((js::now() / 1000.0) as u32).max(newest + 1);
            let count = projects.len() as f64 + 1.0;
            let project = Project {
                id,
                name: t::new_project_name(&carrel_web::words::number(count)),
                style: styles::STYLES[self.style.get()].id.to_owned(),
                language: self.language.get().to_owned(),
                ..Project::default()
            };
            projects.push(project.clone());
            project
        };
        self.keep(project.clone(), project);
        let last = self.projects.borrow().len() - 1;
        self.open_project(last);
    }

    /// Removes the open project.
    pub fn remove_project(self: &Rc<Self>) {
        let project = self.project();
        self.changes.set(self.changes.get().wrapping_add(1));
        if let Some(gone) = self.store.borrow().forget(&project) {
            let me = self.clone();
            spawn_local(async move {
                if gone.await.is_ok() {
                    me.tell();
                }
            });
        }
        self.projects.borrow_mut().remove(self.current.get());
        if self.projects.borrow().is_empty() {
            self.current.set(0);
            self.new_project();
        } else {
            self.open_project(0);
        }
    }

    /// The place of the open project's style.
    #[must_use]
    pub fn style_of_project(&self) -> usize {
        styles::place(&self.project().style)
    }

    /// The language of the open project's citations; empty for the style's own.
    #[must_use]
    pub fn language_of_project(&self) -> &'static str {
        styles::language(&self.project().language)
    }

    /// Chooses a language for citations, for now and for the next time.
    pub fn choose_language(&self, tag: &str) {
        let tag = styles::language(tag);
        self.language.set(tag);
        self.store.borrow().remember("language", tag);
    }

    /// Calls `then` when a language's words are here. When they cannot be had, that is said, and `then` is called as well:
    /// citations are in the style's own language then.
    pub fn fetch_language(
        self: &Rc<Self>,
        tag: &'static str,
        then: impl FnOnce(&Rc<Self>) + 'static,
    ) {
        let me = self.clone();
        let base = self.app().map(|app| app.base()).unwrap_or_default();
        spawn_local(async move {
            let here = styles::fetch(&base, tag).await.is_ok();
            me.unheard.set(if here { "" } else { tag });
            then(&me);
            if !here {
                me.announce(t::language_missing());
            }
        });
    }

    /// Calls `then` when these styles are here: at once where all of them were used before. It is told whether all could be
    /// had.
    pub fn fetch_styles(
        self: &Rc<Self>,
        wanted: &[usize],
        then: impl FnOnce(&Rc<Self>, bool) + 'static,
    ) {
        let absent: Vec<usize> = wanted
            .iter()
            .copied()
            .filter(|&style| !styles::is_here(style))
            .collect();
        if absent.is_empty() {
            return then(self, true);
        }
        // All at once; the last one that comes goes on.
        let open = Rc::new((Cell::new(absent.len()), Cell::new(true)));
        let then = Rc::new(Cell::new(Some(then)));
        let base = self.app().map(|app| app.base()).unwrap_or_default();
        for style in absent {
            let (me, open, then, base) = (self.clone(), open.clone(), then.clone(), base.clone());
            spawn_local(async move {
                if styles::fetch_style(&base, style).await.is_err() {
                    open.1.set(false);
                }
                open.0.set(open.0.get() - 1);
                if open.0.get() == 0
                    && let Some(then) = then.take()
                {
                    then(&me, open.1.get());
                }
            });
        }
    }

    /// Chooses a style, for now and for the next time.
    pub fn choose_style(&self, style: usize) {
        self.style.set(style);
        self.store
            .borrow()
            .remember("style", styles::STYLES[style].id);
    }

    /// Goes to a view; the focus goes to its heading.
    pub fn go(self: &Rc<Self>, view: View) {
        self.view.replace(view);
        self.settle();
        self.draw();
        if !carrel_web::dom::focus(".cite h2") {
            carrel_web::dom::focus("[data-key=\"add\"]");
        }
        carrel_web::dom::top();
    }

    /// Draws the view that is shown.
    pub fn draw(self: &Rc<Self>) {
        let Some(host) = self.host.borrow().clone().filter(El::is_shown) else {
            return;
        };
        let view = self.view.borrow().clone();
        styles::speak(self.language_of_project());
        js::measured("carrel-cite", || {
            let style = self.style_of_project();
            let writes = matches!(view, View::List | View::Form(..) | View::Practice);
            let body = match &view {
                _ if writes && !styles::is_here(style) => self.missing_style(style, Self::draw),
                View::List => list::view(self),
                View::Kinds => kinds::view(self),
                View::Form(source, new) => form::view(self, source, *new),
                View::Bring => bring::view(self),
                View::Compare(source) => compare::view(self, source),
                View::Practice => practice::view(self),
                View::Accuracy => accuracy::view(self),
            };
            let page = el("div").class("cite").with(self.place_of_warning());
            host.fill(vec![page.all(body)]);
        });
    }

    /// In place of what a style would write that could not be fetched: what is missing, and a button that tries again and
    /// then calls `draw`.
    #[must_use]
    pub fn missing_style(
        self: &Rc<Self>,
        style: usize,
        draw: impl Fn(&Rc<Self>) + Clone + 'static,
    ) -> Vec<El> {
        let me = self.clone();
        let again = button(t::try_again(), move || {
            let draw = draw.clone();
            me.fetch_styles(&[style], move |me, here| {
                if !here {
                    me.announce(&t::style_missing(styles::name(style)));
                }
                draw(me);
            });
        });
        let note = el("div")
            .class("note")
            .attr("data-kind", "trouble")
            .with(el("p").text(&t::style_missing(styles::name(style))))
            .with(again.key("try-again"));
        vec![note]
    }
}
