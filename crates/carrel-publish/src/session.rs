//! What is being done, and with what: files, worker, report, catalogue, zip. Steps are drawn from it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_web::app::App;
use carrel_web::el::El;
use carrel_web::files::{self, File};
use carrel_web::worker::{Module, Said};
use carrel_web::{dom, js};
use wasm_bindgen::JsValue;

use crate::parts::frame;
use crate::progress::{Progress, Work};
use crate::trouble::{self, Trouble};
use crate::{check, choose, done, preview, t};

/// Where the librarian is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Files are chosen.
    Choose,
    /// What is in them; then name and folder.
    Check,
    /// The new catalogue is searched.
    Try,
    /// The zip was saved; how to put it on the server.
    Done,
    /// Something is being done.
    Working(Work),
    /// Something went wrong.
    Trouble(Trouble),
}

/// One librarian's way through the page. Lives as long as the tab.
pub struct Session {
    app: RefCell<App>,
    host: RefCell<Option<El>>,
    step: RefCell<Step>,
    /// Files of each kind ([`choose::KINDS`]).
    pub(crate) files: [RefCell<Vec<File>>; choose::KINDS.len()],
    /// The day the loans are as of, `YYYY-MM-DD` or empty.
    pub(crate) day: RefCell<String>,
    /// True after the stop button, until something is begun.
    pub(crate) stopped: Cell<bool>,
    /// Name of a file that was chosen twice.
    pub(crate) replaced: RefCell<Option<String>>,
    worker: RefCell<Option<Module>>,
    /// Number of the worker: what an ended one still says is not heard.
    turn: Cell<u32>,
    /// What is asked as soon as the worker is ready.
    first: RefCell<Option<JsValue>>,
    pub(crate) progress: Progress,
    /// What the worker said of the files.
    pub(crate) report: RefCell<JsValue>,
    pub(crate) name: RefCell<String>,
    pub(crate) folder: RefCell<String>,
    /// Why the folder was refused.
    pub(crate) folder_wrong: RefCell<String>,
    /// What the worker said of the new catalogue.
    pub(crate) built: RefCell<JsValue>,
    pub(crate) preview: preview::Preview,
    /// The zip and what is to know of it.
    pub(crate) zip: RefCell<JsValue>,
}

/// The names of sites that are no school's own: they are not offered as the name of the next one.
const NOT_OURS: [&str; 3] = ["", "Library catalogue", "Westfield School Library"];

impl Session {
    /// A new one, with nothing chosen. Name and folder are those of this site, if it is a school's.
    #[must_use]
    pub fn new(app: App) -> Rc<Self> {
        let name = dom::text_of("library-name");
        let base = app.base();
        let path = base.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
        let session = Rc::new(Self {
            app: RefCell::new(app),
            host: RefCell::new(None),
            step: RefCell::new(Step::Choose),
            files: Default::default(),
            day: RefCell::default(),
            stopped: Cell::new(false),
            replaced: RefCell::default(),
            worker: RefCell::new(None),
            turn: Cell::new(0),
            first: RefCell::new(None),
            progress: Progress::default(),
            report: RefCell::new(JsValue::UNDEFINED),
            name: RefCell::new(if NOT_OURS.contains(&name.trim()) {
                String::new()
            } else {
                name
            }),
            folder: RefCell::new(format!("/{path}")),
            folder_wrong: RefCell::default(),
            built: RefCell::new(JsValue::UNDEFINED),
            preview: preview::Preview::default(),
            zip: RefCell::new(JsValue::UNDEFINED),
        });
        choose::listen_to_drops(&session);
        session
    }

    /// The page was opened (again).
    pub fn arrive(self: &Rc<Self>, host: El, app: App) {
        self.app.replace(app);
        self.host.replace(Some(host));
        self.draw();
    }

    /// The app.
    #[must_use]
    pub fn app(&self) -> App {
        self.app.borrow().clone()
    }

    /// True while the first step is on the screen.
    #[must_use]
    pub fn is_choosing(&self) -> bool {
        *self.step.borrow() == Step::Choose && self.is_shown()
    }

    /// True while the report is on the screen.
    #[must_use]
    pub fn is_checking(&self) -> bool {
        *self.step.borrow() == Step::Check && self.is_shown()
    }

    /// True while the page is on the screen.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.host.borrow().as_ref().is_some_and(El::is_shown)
    }

    /// Goes to a step; the focus goes to its heading.
    pub fn go(self: &Rc<Self>, step: Step) {
        self.step.replace(step);
        if let Some(heading) = self.draw() {
            heading.focus();
        }
    }

    /// Draws the step that is shown; gives its heading.
    pub fn draw(self: &Rc<Self>) -> Option<El> {
        let host = self.host.borrow().clone()?;
        if !host.is_shown() {
            return None;
        }
        let step = self.step.borrow().clone();
        let (heading, body) = match &step {
            Step::Choose => choose::view(self),
            Step::Check => check::view(self),
            Step::Try => preview::view(self),
            Step::Done => done::view(self),
            Step::Working(work) => self.progress.view(self, *work),
            Step::Trouble(trouble) => trouble.view(self),
        };
        host.fill(frame(&step, &heading, body));
        Some(heading)
    }

    /// Adds files that were chosen or dropped; `kind` is 0 for titles, 1 for copies. One that cannot be an export is
    /// refused with the reason.
    pub fn add(self: &Rc<Self>, kind: usize, chosen: Vec<File>) {
        self.stopped.set(false);
        if let Some(trouble) = chosen.iter().find_map(Trouble::with) {
            return self.go(Step::Trouble(trouble));
        }
        let mut all = self.files[kind].borrow_mut();
        // A file of the same name takes the place of the one before: it may have been exported anew. The list says so, for two
        // schools may have one name for their exports.
        let again = |file: &File| chosen.iter().any(|new| new.name() == file.name());
        self.replaced
            .replace(all.iter().find(|file| again(file)).map(File::name));
        all.retain(|file| !again(file));
        all.extend(chosen);
    }

    /// Bytes of all chosen files.
    #[must_use]
    pub fn chosen_bytes(&self) -> f64 {
        let sum = |files: &RefCell<Vec<File>>| files.borrow().iter().map(File::size).sum::<f64>();
        self.files.iter().map(sum).sum()
    }

    /// Reads the chosen files, in a fresh worker.
    pub fn read(self: &Rc<Self>) {
        if let Some(trouble) = Trouble::too_big(self.chosen_bytes()) {
            self.go(Step::Trouble(trouble));
            return;
        }
        let list = |kind: usize| -> JsValue {
            let files = self.files[kind].borrow();
            js::array(files.iter().map(File::value))
        };
        let message = js::object(&[
            ("ask", "read".into()),
            ("titles", list(choose::TITLES)),
            ("items", list(choose::ITEMS)),
            ("settings", list(choose::SETTINGS)),
            ("items-settings", list(choose::ITEMS_SETTINGS)),
            ("date", self.day.borrow().as_str().into()),
            ("language", self.app().language().into()),
        ]);
        self.begin(Work::Reading);
        self.start_worker(message);
    }

    /// Builds the catalogue of what was read.
    pub fn build(self: &Rc<Self>) {
        self.folder_wrong.take();
        let message = js::object(&[
            ("ask", "build".into()),
            ("name", self.name.borrow().trim().into()),
            ("base", self.folder.borrow().trim().into()),
            ("union", dom::text_of("carrel-union").into()),
        ]);
        self.begin(Work::Building);
        self.post(&message);
    }

    /// Makes the zip.
    pub fn zip(self: &Rc<Self>) {
        let message = js::object(&[("ask", "site".into()), ("app", self.app().base().into())]);
        self.begin(Work::Zipping);
        self.post(&message);
    }

    fn begin(self: &Rc<Self>, work: Work) {
        self.stopped.set(false);
        self.progress.begin();
        self.go(Step::Working(work));
    }

    /// Ends what is being done.
    pub fn stop(self: &Rc<Self>) {
        self.end_worker();
        self.stopped.set(true);
        self.go(Step::Choose);
    }

    /// Forgets everything but name and folder.
    pub fn start_over(self: &Rc<Self>) {
        self.end_worker();
        for files in &self.files {
            files.borrow_mut().clear();
        }
        self.zip.replace(JsValue::UNDEFINED);
        self.go(Step::Choose);
    }

    /// Saves the zip on the librarian's computer.
    pub fn save(&self) {
        let zip = self.zip.borrow();
        let name = js::text(&zip, "filename").unwrap_or_default();
        files::save_blob(&js::get(&zip, "zip"), &name);
    }

    pub(crate) fn post(&self, message: &JsValue) {
        if let Some(worker) = &*self.worker.borrow() {
            worker.post(message);
        }
    }

    fn end_worker(&self) {
        self.turn.set(self.turn.get() + 1);
        self.worker.take();
        self.first.take();
    }

    fn start_worker(self: &Rc<Self>, first: JsValue) {
        self.end_worker();
        self.first.replace(Some(first));
        let (me, turn) = (self.clone(), self.turn.get());
        let started = Module::start(&self.app(), "import", move |said| {
            if me.turn.get() == turn {
                me.heard(said);
            }
        });
        match started {
            Ok(worker) => drop(self.worker.replace(Some(worker))),
            Err(why) => self.go(Step::Trouble(Trouble::no_reader(&why, true))),
        }
    }

    fn heard(self: &Rc<Self>, said: Said) {
        let message = match said {
            Said::Ready => {
                if let Some(first) = self.first.take() {
                    self.post(&first);
                }
                return;
            }
            Said::Failed(why) => {
                // Before it listened, it could not be fetched; later, it broke.
                let started = self.first.borrow().is_none();
                self.end_worker();
                if started {
                    return self.go(Step::Trouble(Trouble::memory(&why)));
                }
                let (me, turn) = (self.clone(), self.turn.get());
                js::spawn(async move {
                    let reached = dom::reached().await;
                    if me.turn.get() == turn {
                        me.go(Step::Trouble(Trouble::no_reader(&why, reached)));
                    }
                });
                return;
            }
            Said::Message(message) => message,
        };
        match js::text(&message, "say").unwrap_or_default().as_str() {
            "progress" => self.progress.heard(self, &message),
            "report" => {
                self.report.replace(message);
                self.go(Step::Check);
            }
            "built" => {
                self.built.replace(message);
                self.preview.clear();
                self.go(Step::Try);
                preview::ask(self);
            }
            "hits" => preview::heard(self, &message),
            "site" => {
                self.zip.replace(message);
                self.go(Step::Done);
                // In a task of its own: the page waits for the browser there, and on a slow computer that is long.
                let (me, turn) = (self.clone(), self.turn.get());
                js::after(0, move || {
                    // Another export may have been begun.
                    if me.turn.get() == turn {
                        me.save();
                        // It holds the whole catalogue; a small computer wants that memory back.
                        me.end_worker();
                    }
                });
            }
            "broken" => {
                let why = js::text(&message, "message").unwrap_or_default();
                let defect = js::get(&message, "defect").as_bool() == Some(true);
                self.end_worker();
                self.go(Step::Trouble(if defect {
                    Trouble::defect(&why)
                } else {
                    Trouble::memory(&why)
                }));
            }
            "failed" => self.failed(&message),
            _ => {}
        }
    }

    fn failed(self: &Rc<Self>, message: &JsValue) {
        let text = |name: &str| js::text(message, name).unwrap_or_default();
        let (what, remedy) = trouble::said(&text("kind"), &text("file"), &text("found"));
        match text("ask").as_str() {
            // Name and folder are the only things that can be wrong there.
            "build" => {
                self.folder_wrong.replace(format!("{what} {remedy}"));
                self.step.replace(Step::Check);
                self.draw();
                dom::focus("#publish-folder");
                self.app().announce(&format!("{what} {remedy}"));
            }
            "site" => self.go(Step::Trouble(Trouble::no_zip(&what, remedy))),
            "preview" => {}
            _ => self.go(Step::Trouble(Trouble::unread(&what, remedy))),
        }
    }

    /// What is said after the stop button: heading and text.
    #[must_use]
    pub fn stopped_note(&self) -> Option<(&'static str, &'static str)> {
        self.stopped
            .get()
            .then(|| (t::stopped_title(), t::stopped_text()))
    }
}
