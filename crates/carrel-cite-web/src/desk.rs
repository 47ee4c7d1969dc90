//! The student's desk: projects, the one that is open, the view that is shown. Lives as long as the tab.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_refs::{Source, When};
use carrel_web::app::App;
use carrel_web::el::{El, button, el};
use carrel_web::tabs::Channel;
use carrel_web::{dom, idb, js};
use wasm_bindgen_futures::spawn_local;

use crate::pointers::Place;
use crate::project::{Project, Store};
use crate::{accuracy, bring, compare, form, kinds, list, practice, styles, t};

/// What is on the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum View {
    /// The list of the open project.
    #[default]
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

/// What is shown when the page is opened again, and what waits behind it: a form that was left half filled is still there, also
/// behind a view that the address asks for.
fn arriving(now: View, aside: Option<View>, asked: Option<View>) -> (View, Option<View>) {
    let form = aside.or(Some(now).filter(|view| matches!(view, View::Form(..))));
    match asked {
        Some(asked) => (asked, form),
        None => (form.unwrap_or_default(), None),
    }
}

/// What is shown when one goes to a view: in place of the list the form that waits.
fn going(to: View, aside: Option<View>) -> (View, Option<View>) {
    match aside {
        Some(form) if to == View::List => (form, None),
        aside => (to, aside),
    }
}

/// Milliseconds that a page waits for the style that it writes in; then it is drawn without what the style would write.
const PATIENCE: i32 = 400;

/// Milliseconds until the styles that nobody asked for are fetched, too.
const QUIET: i32 = 2000;

/// Places in [`Desk::asked`].
const STYLE: usize = 0;
const LANGUAGE: usize = 1;

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
    /// What else went wrong and is to be seen on the page until the student goes on.
    warning: RefCell<String>,
    /// Which choice of styles, and which of a language, was the last one: what an earlier one fetched comes too late.
    asked: [Cell<u32>; 2],
    /// Draws the panel of the record that is open, anew.
    pub(crate) panel: RefCell<Option<Rc<dyn Fn()>>>,
    /// Writes the entry of the form that is open, anew.
    pub(crate) preview: RefCell<Option<Rc<dyn Fn()>>>,
    pub(crate) projects: RefCell<Vec<Project>>,
    pub(crate) current: Cell<usize>,
    /// The style last chosen anywhere.
    pub(crate) style: Cell<usize>,
    /// The language last chosen for citations; empty for the style's own.
    pub(crate) language: Cell<&'static str>,
    /// A language that could not be fetched.
    pub(crate) unheard: Cell<&'static str>,
    /// The network neither brought it nor said no.
    slow: Cell<bool>,
    pub(crate) view: RefCell<View>,
    /// A form that is half filled, while a page is shown that an address asked for.
    aside: RefCell<Option<View>>,
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
            asked: Default::default(),
            panel: RefCell::default(),
            preview: RefCell::default(),
            projects: RefCell::default(),
            current: Cell::new(0),
            style: Cell::new(0),
            language: Cell::new(""),
            unheard: Cell::new(""),
            slow: Cell::new(false),
            view: RefCell::new(View::List),
            aside: RefCell::default(),
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
        self.fetch_the_rest(app.base());
    }

    /// Fetches, once the first page is drawn, the styles that nobody asked for yet: when a newer version of the site comes, the
    /// files of this one go, and a tab that is open writes on with what it has.
    fn fetch_the_rest(&self, base: String) {
        js::after(QUIET, move || {
            spawn_local(async move {
                for style in 0..styles::STYLES.len() {
                    let _ = styles::fetch_style(&base, style).await;
                }
            });
        });
    }

    /// Calls `draw` when styles and languages of the open project and of the panel on a record are here. Those that take
    /// long are not waited for: then `draw` is called before, and again when one comes. It is told whether it is the first
    /// time.
    pub(crate) fn once_fetched(self: &Rc<Self>, draw: impl Fn(bool) + 'static) {
        let mut styles = vec![self.style.get(), self.style_of_project()];
        styles.dedup();
        styles.retain(|&style| !styles::is_here(style));
        let mut tags = vec![self.language.get(), self.language_of_project()];
        tags.dedup();
        tags.retain(|tag| !styles::at_hand(tag));
        let open = Rc::new(Cell::new(styles.len() + tags.len()));
        if open.get() == 0 {
            return draw(true);
        }
        let drawn = Rc::new(Cell::new(false));
        let again = drawn.clone();
        let draw: Rc<dyn Fn()> = Rc::new(move || draw(!again.replace(true)));
        let came: Rc<dyn Fn()> = {
            let (open, draw) = (open.clone(), draw.clone());
            Rc::new(move || {
                open.set(open.get() - 1);
                if open.get() == 0 || drawn.get() {
                    draw();
                }
            })
        };
        js::after(PATIENCE, move || {
            if open.get() > 0 {
                draw();
            }
        });
        let base = self.app().map(|app| app.base()).unwrap_or_default();
        for style in styles {
            let (base, came) = (base.clone(), came.clone());
            styles::comes(style);
            spawn_local(async move {
                let _ = styles::fetch_style(&base, style).await;
                came();
            });
        }
        for tag in tags {
            let (me, base, came) = (self.clone(), base.clone(), came.clone());
            spawn_local(async move {
                let read = styles::fetch(&base, tag).await;
                if read.is_err() {
                    me.hears(tag, &read);
                }
                came();
            });
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
                style: styles::STYLES[self.style.get()].to_owned(),
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
        let me = self.clone();
        self.once_fetched(move |_| {
            if let Some(panel) = me.panel.borrow().clone() {
                panel();
            }
            if matches!(*me.view.borrow(), View::List | View::Form(..)) {
                me.redraw();
            }
        });
        let shown = self.host.borrow().as_ref().is_some_and(El::is_shown);
        if shown && *self.view.borrow() == View::List {
            self.announce(t::changed_elsewhere());
        }
    }

    /// The page was opened (again).
    pub fn arrive(self: &Rc<Self>, host: El, app: App) {
        let query = app.query();
        self.app.replace(Some(app));
        if self.host.replace(Some(host)).is_none() {
            // Nobody opens the page again when its address changes while it is shown: a link pasted there, or Back.
            let me = self.clone();
            dom::on_window("hashchange", move |_| {
                let address = dom::fragment();
                let query = address
                    .strip_prefix("/cite")
                    .map(|q| q.strip_prefix('?').unwrap_or(q));
                let is_shown = me.host.borrow().as_ref().is_some_and(El::is_shown);
                if let (Some(query), true) = (query, is_shown) {
                    me.asked_by_address(query);
                }
            });
        }
        self.asked_by_address(&query);
    }

    /// Shows what the query of the address asks for.
    fn asked_by_address(self: &Rc<Self>, query: &str) {
        let asked = match query {
            "view=accuracy" => Some(View::Accuracy),
            "view=practice" => Some(View::Practice),
            query => bring::from_address(self, query).then_some(View::Bring),
        };
        let (view, aside) = arriving(self.view.take(), self.aside.take(), asked);
        self.view.replace(view);
        self.aside.replace(aside);
        self.explained.take();
        if !self.writes() {
            self.draw();
        }
        let me = self.clone();
        self.once_fetched(move |first| {
            if first && me.writes() {
                me.draw();
            } else {
                me.redraw();
            }
        });
    }

    /// Does the view that is shown need the style of the project?
    fn writes(&self) -> bool {
        matches!(
            *self.view.borrow(),
            View::List | View::Form(..) | View::Practice
        )
    }

    /// What the style writes is drawn anew: the fields of a form, and views that need no style, stay as they are.
    pub(crate) fn redraw(self: &Rc<Self>) {
        if matches!(*self.view.borrow(), View::Form(..)) {
            styles::speak(self.language_of_project());
            let preview = self.preview.borrow().clone();
            preview.iter().for_each(|preview| preview());
        } else if self.writes() {
            self.draw();
        }
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
        self.show_warnings();
    }

    fn show_warnings(&self) {
        if let Some(place) = El::found(WARNING) {
            place.fill(self.warned());
        }
    }

    /// The student goes on: a warning goes. That something could not be kept holds still: see [`Desk::warned`].
    pub fn settle(&self) {
        self.warning.take();
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
        let mut all = Vec::new();
        if self.unkept.get() {
            all.push(said(t::not_kept()));
        }
        if !text.is_empty() {
            all.push(said(&text));
        }
        all
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
                        me.show_warnings();
                    }
                    me.tell();
                    if more {
                        me.catch_up().await;
                    }
                }
                Err(_) => {
                    me.unkept.set(true);
                    me.announce(t::not_kept());
                    me.show_warnings();
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

    /// Opens a project, once it can be written: until then the one before is on the page, and what is pressed there is
    /// meant for it.
    pub fn open_project(self: &Rc<Self>, at: usize) {
        let Some(project) = self.projects.borrow().get(at).cloned() else {
            return;
        };
        let (style, tag) = (
            styles::place(&project.style),
            styles::language(&project.language),
        );
        self.asks(LANGUAGE);
        self.fetch_styles(&[style], move |me, _| {
            if styles::at_hand(tag) {
                me.unheard.set("");
                me.show_project(project.id);
            } else {
                me.fetch_language(tag, move |me| me.show_project(project.id));
            }
        });
    }

    fn show_project(self: &Rc<Self>, id: u32) {
        let at = self.projects.borrow().iter().position(|p| p.id == id);
        // Gone on to a form or an exercise, one works with the project before.
        let (Some(at), View::List) = (at, self.view.borrow().clone()) else {
            return;
        };
        self.current.set(at);
        self.explained.take();
        self.removed.take();
        self.store.borrow().remember("project", &id.to_string());
        self.draw();
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
                style: styles::STYLES[self.style.get()].to_owned(),
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
        self.current.set(0);
        self.explained.take();
        self.removed.take();
        if self.projects.borrow().is_empty() {
            self.new_project();
        } else {
            self.open_project(0);
        }
        // What was on the page is gone, whether or not the style of the next one is here.
        self.draw();
    }

    /// A choice is made; gives its number.
    fn asks(&self, what: usize) -> u32 {
        let turn = &self.asked[what];
        turn.set(turn.get().wrapping_add(1));
        turn.get()
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
    /// citations are in the style's own language then. When another language is chosen meanwhile, `then` is not called.
    pub fn fetch_language(
        self: &Rc<Self>,
        tag: &'static str,
        then: impl FnOnce(&Rc<Self>) + 'static,
    ) {
        let me = self.clone();
        let base = self.app().map(|app| app.base()).unwrap_or_default();
        let turn = self.asks(LANGUAGE);
        spawn_local(async move {
            let read = styles::fetch(&base, tag).await;
            if me.asked[LANGUAGE].get() != turn {
                return;
            }
            me.hears(tag, &read);
            then(&me);
            if read.is_err() {
                me.announce(&me.language_missing());
            }
        });
    }

    /// Remembers whether a language could be had.
    fn hears(&self, tag: &'static str, read: &Result<(), styles::Why>) {
        self.unheard.set(if read.is_ok() { "" } else { tag });
        self.slow.set(matches!(read, Err(styles::Why::Slow)));
    }

    /// What to say of a language that could not be had.
    #[must_use]
    pub fn language_missing(&self) -> String {
        if self.slow.get() {
            t::language_slow(&styles::limit())
        } else {
            t::language_missing().to_owned()
        }
    }

    /// Calls `then` when these styles are here: at once where all of them were used before. It is told whether all could be
    /// had. When others are chosen meanwhile, it is not called.
    pub fn fetch_styles(
        self: &Rc<Self>,
        wanted: &[usize],
        then: impl FnOnce(&Rc<Self>, bool) + 'static,
    ) {
        let turn = self.asks(STYLE);
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
            styles::comes(style);
            spawn_local(async move {
                if styles::fetch_style(&base, style).await.is_err() {
                    open.1.set(false);
                }
                open.0.set(open.0.get() - 1);
                if open.0.get() == 0
                    && me.asked[STYLE].get() == turn
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
        self.store.borrow().remember("style", styles::STYLES[style]);
    }

    /// Goes to a view; the focus goes to its heading.
    pub fn go(self: &Rc<Self>, view: View) {
        let (view, aside) = going(view, self.aside.take());
        self.view.replace(view);
        self.aside.replace(aside);
        self.settle();
        self.draw();
        if !dom::focus(".cite h2") {
            dom::focus("[data-key=\"add\"]");
        }
        dom::top();
    }

    /// Draws the view that is shown.
    pub fn draw(self: &Rc<Self>) {
        let Some(host) = self.host.borrow().clone().filter(El::is_shown) else {
            return;
        };
        let view = self.view.borrow().clone();
        styles::speak(self.language_of_project());
        js::measured("carrel-cite", || {
            let body = match &view {
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

    /// In place of what a style would write that is not here: that it comes, or what is missing and a button that tries again
    /// and then calls `draw`.
    #[must_use]
    pub fn missing_style(
        self: &Rc<Self>,
        style: usize,
        draw: impl Fn(&Rc<Self>) + Clone + 'static,
    ) -> El {
        let note = el("div")
            .class("note cite-absent")
            .attr("data-screen", "")
            .with(el("p").text(&styles::missing(style)));
        if styles::is_coming(style) {
            return note;
        }
        let me = self.clone();
        let again = button(t::try_again(), move || {
            let draw = draw.clone();
            me.fetch_styles(&[style], move |me, here| {
                if !here {
                    me.announce(&styles::missing(style));
                }
                draw(me);
                // The button had it, and is gone.
                if here && dom::focused() == "body" && !dom::focus("#cite-style") {
                    dom::focus(".cite h2");
                }
            });
        });
        note.attr("data-kind", "trouble")
            .with(again.key("try-again"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_filled_form_waits_behind_what_an_address_asks_for() {
        let mut source = Source::default();
        source.set("title", "Bees");
        let form = View::Form(source, true);
        assert_eq!(arriving(form.clone(), None, None), (form.clone(), None));
        assert_eq!(
            arriving(View::Compare(Source::default()), None, None),
            (View::List, None)
        );
        assert_eq!(
            arriving(View::List, None, Some(View::Accuracy)),
            (View::Accuracy, None)
        );
        let (shown, aside) = arriving(form.clone(), None, Some(View::Accuracy));
        assert_eq!((&shown, &aside), (&View::Accuracy, &Some(form.clone())));
        // Another address; then back by the page's own button, or by the menu.
        let (shown, aside) = arriving(shown, aside, Some(View::Bring));
        assert_eq!((&shown, &aside), (&View::Bring, &Some(form.clone())));
        assert_eq!(
            going(View::Kinds, aside.clone()),
            (View::Kinds, aside.clone())
        );
        assert_eq!(going(View::List, aside.clone()), (form.clone(), None));
        assert_eq!(arriving(shown, aside, None), (form, None));
        assert_eq!(going(View::List, None), (View::List, None));
    }
}
