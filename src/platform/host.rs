//! Where the engine lives: it opens the catalogue, answers questions, fetches what they need, and afterwards brings the
//! whole catalogue onto the device. Runs in the worker; on the page where no worker can be had. Other libraries of a union
//! have hosts of their own beside it ([`super::union`]).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_core::CalendarDate;
use carrel_search::engine::Engine;
use carrel_search::pack::latest::Latest;
use carrel_search::pack::{FORMAT, FileRef, PackError};
use carrel_search::wire::{Answer, Ask, Notice, Request, SearchRequest, Tell, Trouble};
use carrel_web::pieces;
use js_sys::Uint8Array;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::packs::{self, Failure, Manifest, Packs};
use super::union::{self, Guests};
use super::{js, log, timing};

/// The app's piece with what no visit begins with: those questions, and the pages that ask them.
pub const FURTHER: &str = "further";
/// How often the site is asked for a newer catalogue while a page stays open.
const LOOK_AGAIN: i32 = 30 * 60_000;
/// First pause after the network failed; doubled up to [`LOOK_AGAIN`].
const PAUSE: i32 = 20_000;
/// Files fetched at once in the background.
const AT_ONCE: usize = 3;
/// A question that needs more rounds of files than this is a defect.
const ROUNDS: usize = 24;

/// The engine with what it needs.
pub struct Host {
    base: String,
    site: String,
    pub(super) guests: Guests,
    tell: Box<dyn Fn(Tell)>,
    packs: Rc<Packs>,
    open: RefCell<Option<Open>>,
    opening: Cell<bool>,
    generation: Cell<u32>,
    /// The piece [`FURTHER`] is here.
    further: Cell<bool>,
    waiting: RefCell<Vec<Ask>>,
    awake: Cell<bool>,
    newest: [Cell<u32>; 3],
    in_background: Cell<bool>,
}

struct Open {
    engine: Engine,
    latest: Latest,
}

/// What a question asks for, when only the newest of its kind matters.
fn lane(request: &Request) -> Option<usize> {
    match request {
        Request::Search(search) => Some(if search.state.everywhere { 2 } else { 0 }),
        Request::Suggest { .. } => Some(1),
        _ => None,
    }
}

impl Host {
    /// A host for the site at `base`, whose page carries `site` and `union` in its data blocks.
    #[must_use]
    pub fn new(base: String, site: String, union: String, tell: Box<dyn Fn(Tell)>) -> Rc<Self> {
        let packs = Packs::new(base.clone());
        Self::of(base, site, union, packs, tell)
    }

    /// A host for another library at `path`: it answers who asked for it, and tells nobody else anything.
    pub(super) fn guest(base: &str, path: &str) -> Rc<Self> {
        let packs = Packs::guest(base, path);
        let none = String::new;
        Self::of(none(), none(), none(), packs, Box::new(|_| {}))
    }

    fn of(
        base: String,
        site: String,
        union: String,
        packs: Rc<Packs>,
        tell: Box<dyn Fn(Tell)>,
    ) -> Rc<Self> {
        Rc::new(Self {
            base,
            site,
            guests: Guests::new(union),
            tell,
            packs,
            open: RefCell::default(),
            opening: Cell::new(false),
            generation: Cell::new(0),
            further: Cell::new(false),
            waiting: RefCell::default(),
            awake: Cell::new(false),
            newest: Default::default(),
            in_background: Cell::new(false),
        })
    }

    /// Opens the catalogue before anyone asks.
    pub fn start(self: &Rc<Self>) {
        self.wake();
    }

    /// Takes a question. Of searches and of completions only the newest is answered.
    pub fn ask(self: &Rc<Self>, ask: Ask) {
        if let Some(lane) = lane(&ask.request) {
            self.newest[lane].set(ask.number);
        }
        self.waiting.borrow_mut().push(ask);
        self.wake();
    }

    pub(super) fn stale(&self, ask: &Ask) -> bool {
        lane(&ask.request).is_some_and(|lane| self.newest[lane].get() != ask.number)
    }

    /// Works in the next task, when all messages that are already here have been taken.
    fn wake(self: &Rc<Self>) {
        if !self.awake.replace(true) {
            let this = self.clone();
            spawn_local(async move {
                js::sleep(0).await;
                this.awake.set(false);
                this.run().await;
            });
        }
    }

    async fn run(self: &Rc<Self>) {
        if self.open.borrow().is_none() {
            if self.opening.replace(true) {
                return;
            }
            let opened = self.open_first().await;
            self.opening.set(false);
            if let Err((trouble, detail)) = opened {
                let asks: Vec<Ask> = self.waiting.borrow_mut().drain(..).collect();
                for ask in asks {
                    self.fail(ask.number, trouble, detail.clone());
                }
                self.fail(0, trouble, detail);
                return;
            }
        }
        let asks: Vec<Ask> = self.waiting.borrow_mut().drain(..).collect();
        if asks.is_empty() {
            // The page that is shown needs no book. The catalogue is brought onto the device all the same.
            self.rest();
        }
        for ask in asks {
            if !self.stale(&ask) {
                spawn_local(self.clone().answer(ask));
            }
        }
    }

    fn fail(&self, number: u32, trouble: Trouble, detail: String) {
        log(&detail);
        (self.tell)(Tell::Failed {
            number,
            trouble,
            detail,
        });
    }

    /// The catalogue on this device if there is one, else the one the page names, else the one the site names.
    pub(super) async fn open_first(&self) -> Result<(), Failure> {
        let packs = &self.packs;
        packs.open().await;
        let active = packs.note("active").await;
        let active = active.and_then(|text| Latest::from_json(&text).ok());
        let named = Latest::from_json(&self.site).ok();
        let mut failure = None;
        // A page from a cache may name a catalogue that is gone, so one that fails is not the end.
        for latest in active
            .filter(|latest| packs.has(&latest.root))
            .into_iter()
            .chain(named)
        {
            match self.switch(latest).await {
                Ok(()) => return Ok(()),
                Err(error) => failure = Some(error),
            }
        }
        let newest = packs
            .latest()
            .await
            .map_err(|error| failure.unwrap_or(error))?;
        self.switch(newest).await
    }

    /// Opens a catalogue and makes it the active one.
    async fn switch(&self, latest: Latest) -> Result<(), Failure> {
        let bytes = JsFuture::from(self.packs.start(latest.root, false)).await;
        let bytes = bytes.map_err(|error| packs::failure(&error))?;
        let bytes = Uint8Array::new(&bytes).to_vec();
        let engine = Engine::open(&latest.root, &bytes).map_err(|e| pack_failure(&e))?;
        (self.tell)(Tell::Opened(engine.about()));
        let json = latest.to_json();
        *self.open.borrow_mut() = Some(Open { engine, latest });
        self.generation.set(self.generation.get() + 1);
        self.packs.set_note("active", &json).await;
        Ok(())
    }

    async fn answer(self: Rc<Self>, mut ask: Ask) {
        if ask.request.is_further()
            && let Err(why) = pieces::come(FURTHER).await
        {
            return self.fail(ask.number, Trouble::Offline, why);
        }
        if self.stale(&ask) {
            return;
        }
        if ask.request.is_union() {
            return union::ask(self, ask);
        }
        let hear = |answer, spent| {
            (self.tell)(Tell::Answer {
                number: ask.number,
                answer,
                engine_us: (spent * 1000.0) as u32,
            });
        };
        if let Request::Search(search) = &mut ask.request {
            search.further = self.further.get();
        }
        let lacks = Cell::new(false);
        let hear_first = |answer: Answer, spent| {
            if let Answer::Search(found) = &answer {
                let some =
                    |n: &Notice| matches!(n, Notice::SomeWords(_) | Notice::Corrected { .. });
                lacks.set(found.total == 0 || found.notices.iter().any(some));
            }
            hear(answer, spent);
        };
        match self
            .rounds(&ask.request, &|| self.stale(&ask), &hear_first)
            .await
        {
            Ok(true) => self.rest(),
            Ok(false) => return,
            Err((trouble, detail)) => return self.fail(ask.number, trouble, detail),
        }
        // The topic of a question, and other searches, where this one found only some of its words. Their code is not waited for:
        // without it, or a file, the answer stays as it is.
        if let Request::Search(search) = &ask.request
            && lacks.get()
            && !search.further
            && pieces::come(FURTHER).await.is_ok()
        {
            self.further.set(true);
            if self.stale(&ask) {
                return;
            }
            let again = Request::Search(SearchRequest {
                further: true,
                ..search.clone()
            });
            drop(self.rounds(&again, &|| self.stale(&ask), &hear).await);
        }
    }

    /// Asks the engine, brings the files it needs, and asks again until the answer is whole; `hear` takes every answer, with
    /// the milliseconds that the engine took so far. `false` when nobody waits for it any more.
    pub(super) async fn rounds(
        &self,
        request: &Request,
        stale: &dyn Fn() -> bool,
        hear: &dyn Fn(Answer, f64),
    ) -> Result<bool, Failure> {
        let mut spent = 0.0;
        let mut healed = false;
        let mut generation = self.generation.get();
        for _ in 0..ROUNDS {
            let start = timing::clock();
            let Some(outcome) = self
                .open
                .borrow_mut()
                .as_mut()
                .map(|open| open.engine.answer(request))
            else {
                return Ok(false);
            };
            spent += timing::clock() - start;
            let done = outcome.needs.is_empty();
            if let Some(answer) = outcome.answer {
                hear(answer, spent);
            } else if done {
                let detail = "the engine neither answers nor needs anything";
                return Err((Trouble::Defect, detail.to_owned()));
            }
            if done {
                return Ok(true);
            }
            if stale() {
                return Ok(false);
            }
            let supplied = self.supply(&outcome.needs).await;
            if stale() {
                return Ok(false);
            }
            match supplied {
                Ok(()) => {}
                // The catalogue was replaced meanwhile: its files are asked for anew.
                Err(_) if self.generation.get() != generation => {}
                // Files that are gone from the site belong to a catalogue that was replaced.
                Err((Trouble::Damaged, _)) if !healed && self.follow().await => healed = true,
                Err(failure) => return Err(failure),
            }
            generation = self.generation.get();
        }
        let detail = format!("no answer after {ROUNDS} rounds of files");
        Err((Trouble::Defect, detail))
    }

    /// Fetches files, all at once, and hands them to the engine.
    async fn supply(&self, files: &[FileRef]) -> Result<(), Failure> {
        let generation = self.generation.get();
        let started: Vec<_> = files
            .iter()
            .map(|file| JsFuture::from(self.packs.start(*file, false)))
            .collect();
        // All are listened to from the start: a failure that nobody awaits would be an exception of the page.
        let mut done = Ok(());
        for (file, promise) in files.iter().zip(started) {
            match promise.await {
                Ok(_) if self.generation.get() != generation => {}
                Ok(bytes) => {
                    let bytes = Uint8Array::new(&bytes).to_vec();
                    if let Some(open) = self.open.borrow_mut().as_mut()
                        && let Err(error) = open.engine.supply(file, &bytes)
                    {
                        done = Err(pack_failure(&error));
                    }
                }
                Err(error) => done = Err(packs::failure(&error)),
            }
        }
        done
    }

    /// Opens the catalogue the site names now, when it is another one.
    async fn follow(&self) -> bool {
        let current = self.open.borrow().as_ref().map(|open| open.latest.root);
        if let Ok(latest) = self.packs.latest().await
            && Some(latest.root) != current
            && self.switch(latest).await.is_ok()
        {
            (self.tell)(Tell::NewPack);
            return true;
        }
        false
    }

    /// After the first answer: brings everything onto the device, then looks for newer catalogues now and then.
    pub(super) fn rest(self: &Rc<Self>) {
        if self.in_background.replace(true) {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            // The reader's first screen has its pictures and its counts before we take the line.
            js::sleep(400).await;
            // A library that was taken off the list leaves this device, too. Where another tab still has it, another time.
            let _ = packs::forget_guests(&this.base, &this.guests.data).await;
            let mut kept = this.kept().await;
            this.tell_kept(&kept);
            let mut pause = PAUSE;
            loop {
                let brought = this.bring(&mut kept).await;
                this.tell_kept(&kept);
                match brought {
                    Ok(()) => pause = LOOK_AGAIN,
                    // Something is wrong with the site: whoever looks after it should hear of it.
                    Err((trouble @ Trouble::Damaged, detail)) => this.fail(0, trouble, detail),
                    Err((_, detail)) => log(&format!(
                        "The catalogue is not wholly on this device yet: {detail}"
                    )),
                }
                js::sleep(pause).await;
                pause = (pause * 2).min(LOOK_AGAIN);
            }
        });
    }

    /// What the catalogue in use is made of.
    pub(super) async fn kept(&self) -> Manifest {
        let kept = self.packs.note("manifest").await.and_then(Manifest::parse);
        kept.unwrap_or_default()
    }

    /// The day that its copies are as of, once it is open.
    pub(super) fn day(&self) -> Option<CalendarDate> {
        let open = self.open.borrow();
        open.as_ref().map(|open| open.engine.snapshot())
    }

    /// True when nothing stays on this device.
    pub(super) fn keeps_nothing(&self) -> bool {
        self.packs.memory_only()
    }

    /// Address of the site.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The files of its catalogue.
    pub(super) fn packs(&self) -> &Packs {
        &self.packs
    }

    /// Tells who asked.
    pub(super) fn tell(&self, tell: Tell) {
        (self.tell)(tell);
    }

    /// Brings the newest catalogue onto the device; when it is not the one in use, changes over to it at the end.
    /// `kept` is the list of the catalogue in use.
    async fn bring(&self, kept: &mut Manifest) -> Result<(), Failure> {
        let (newest, manifest) = self.published().await?;
        self.take(kept, newest, manifest).await
    }

    /// What the site names now, when it may be taken over: the newest catalogue and the list of its files.
    pub(super) async fn published(&self) -> Result<(Latest, Manifest), Failure> {
        let packs = &self.packs;
        let newest = packs.latest().await?;
        let open = self.open.borrow().as_ref().map(|open| open.latest.clone());
        let newer = open.as_ref().is_some_and(|open| newest.root != open.root);
        let older = newer && open.is_some_and(|open| newest.published < open.published);
        if !older {
            packs.set_note("older", "").await;
        } else if !self.stays(&newest).await {
            let detail = "latest.json names an older catalogue than the one in use";
            return Err((Trouble::Offline, detail.to_owned()));
        }
        let manifest = packs.manifest().await?;
        if newest.root.hex() != manifest.root {
            let detail = "latest.json and manifest.json are not of one publication yet";
            return Err((Trouble::Damaged, detail.to_owned()));
        }
        Ok((newest, manifest))
    }

    /// Brings a published catalogue onto the device, and changes over to it when it is another than the one in use.
    pub(super) async fn take(
        &self,
        kept: &mut Manifest,
        newest: Latest,
        manifest: Manifest,
    ) -> Result<(), Failure> {
        let packs = &self.packs;
        let missing: Vec<FileRef> = manifest
            .files
            .iter()
            .filter(|file| !packs.has(file))
            .copied()
            .collect();
        for some in missing.chunks(AT_ONCE) {
            let start = |file: &FileRef| JsFuture::from(packs.start(*file, true));
            let started: Vec<_> = some.iter().map(start).collect();
            let mut done = Ok(());
            for promise in started {
                if let Err(error) = promise.await {
                    done = Err(packs::failure(&error));
                }
            }
            self.tell_kept(&manifest);
            done?;
        }
        let open = self.open.borrow().as_ref().map(|open| open.latest.root);
        let newer = open.is_some_and(|open| newest.root != open);
        if newer {
            self.switch(newest).await?;
        }
        if kept.root != manifest.root {
            packs.set_note("manifest", &manifest.text).await;
            packs.sweep(&[&manifest, kept]).await;
            *kept = manifest;
        }
        if newer {
            (self.tell)(Tell::NewPack);
        }
        Ok(())
    }

    /// Whether the site has named this catalogue for a day. The publish counter goes up from one publication to the next: a
    /// lower one comes from a stale cache on the way, unless the librarian went back to an older export.
    async fn stays(&self, older: &Latest) -> bool {
        let day = |more: u32| ((js::now() / 86_400_000.0) as u32 + more).to_string();
        let root = older.root.hex();
        let seen = self.packs.note("older").await.unwrap_or_default();
        // Numbers of days have five digits for the next 219 years.
        if let Some(from) = seen.strip_prefix(&root) {
            return *from <= *day(0);
        }
        self.packs.set_note("older", &(root + &day(2))).await;
        false
    }

    /// Says how much of a catalogue is here.
    fn tell_kept(&self, manifest: &Manifest) {
        let (have, of) = self.packs.here(&manifest.files);
        let memory_only = self.packs.memory_only();
        (self.tell)(Tell::Kept {
            have,
            of,
            memory_only,
        });
    }
}

/// The engine's refusal in the words of the page.
fn pack_failure(error: &PackError) -> Failure {
    let trouble = match error {
        PackError::Format { found } if *found > FORMAT => Trouble::TooNew,
        _ => Trouble::Damaged,
    };
    (trouble, error.to_string())
}
