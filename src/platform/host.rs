//! Where the engine lives: it opens the catalogue, answers questions, fetches what they need, and afterwards brings the
//! whole catalogue onto the device. Runs in the worker; on the page where no worker can be had.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_search::engine::Engine;
use carrel_search::pack::latest::Latest;
use carrel_search::pack::{FileRef, PackError};
use carrel_search::wire::{Ask, Request, Tell, Trouble};
use wasm_bindgen_futures::spawn_local;

use super::packs::{Failure, Manifest, Packs};
use super::{js, log, timing};

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
    tell: Box<dyn Fn(Tell)>,
    packs: RefCell<Option<Rc<Packs>>>,
    open: RefCell<Option<Open>>,
    opening: Cell<bool>,
    generation: Cell<u32>,
    waiting: RefCell<Vec<Ask>>,
    awake: Cell<bool>,
    newest: [Cell<u32>; 2],
    in_background: Cell<bool>,
}

struct Open {
    engine: Engine,
    latest: Latest,
}

/// What a question asks for, when only the newest of its kind matters.
fn lane(request: &Request) -> Option<usize> {
    match request {
        Request::Search(_) => Some(0),
        Request::Suggest { .. } => Some(1),
        _ => None,
    }
}

impl Host {
    /// A host for the site at `base`, whose page carries `site` in its data block.
    #[must_use]
    pub fn new(base: String, site: String, tell: Box<dyn Fn(Tell)>) -> Rc<Self> {
        Rc::new(Self {
            base,
            site,
            tell,
            packs: RefCell::default(),
            open: RefCell::default(),
            opening: Cell::new(false),
            generation: Cell::new(0),
            waiting: RefCell::default(),
            awake: Cell::new(false),
            newest: [Cell::new(0), Cell::new(0)],
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

    fn stale(&self, ask: &Ask) -> bool {
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

    async fn packs(&self) -> Rc<Packs> {
        if let Some(packs) = self.packs.borrow().as_ref() {
            return packs.clone();
        }
        let packs = Rc::new(Packs::open(&self.base).await);
        *self.packs.borrow_mut() = Some(packs.clone());
        packs
    }

    /// The catalogue on this device if there is one, else the one the page names, else the one the site names.
    async fn open_first(&self) -> Result<(), Failure> {
        let packs = self.packs().await;
        let mut failure = None;
        if let Some(active) = packs.active().await
            && packs.has(&active.root)
        {
            match self.switch(active).await {
                Ok(()) => return Ok(()),
                Err(error) => failure = Some(error),
            }
        }
        if let Ok(named) = Latest::from_json(&self.site) {
            match self.switch(named).await {
                Ok(()) => return Ok(()),
                // A page from a cache may name a catalogue that is gone.
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
        let packs = self.packs().await;
        let bytes = Packs::finish(packs.start(latest.root, false)).await?;
        let engine = Engine::open(&latest.root, &bytes.to_vec()).map_err(|e| pack_failure(&e))?;
        (self.tell)(Tell::Opened(engine.about()));
        let json = latest.to_json();
        *self.open.borrow_mut() = Some(Open { engine, latest });
        self.generation.set(self.generation.get() + 1);
        packs.set_note("active", &json).await;
        Ok(())
    }

    async fn answer(self: Rc<Self>, ask: Ask) {
        let mut spent = 0.0;
        let mut healed = false;
        let mut generation = self.generation.get();
        for _ in 0..ROUNDS {
            let start = timing::clock();
            let Some(outcome) = self
                .open
                .borrow_mut()
                .as_mut()
                .map(|open| open.engine.answer(&ask.request))
            else {
                return;
            };
            spent += timing::clock() - start;
            let done = outcome.needs.is_empty();
            if let Some(answer) = outcome.answer {
                (self.tell)(Tell::Answer {
                    number: ask.number,
                    answer,
                    engine_us: (spent * 1000.0) as u32,
                });
            } else if done {
                return self.fail(
                    ask.number,
                    Trouble::Defect,
                    "the engine neither answers nor needs anything".to_owned(),
                );
            }
            if done {
                return self.rest();
            }
            if self.stale(&ask) {
                return;
            }
            let supplied = self.supply(&outcome.needs).await;
            if self.stale(&ask) {
                return;
            }
            match supplied {
                Ok(()) => {}
                // The catalogue was replaced meanwhile: its files are asked for anew.
                Err(_) if self.generation.get() != generation => {}
                // Files that are gone from the site belong to a catalogue that was replaced.
                Err((Trouble::Damaged, _)) if !healed && self.follow().await => healed = true,
                Err((trouble, detail)) => return self.fail(ask.number, trouble, detail),
            }
            generation = self.generation.get();
        }
        self.fail(
            ask.number,
            Trouble::Defect,
            format!(
                "no answer after {ROUNDS} rounds of files: {:?}",
                ask.request
            ),
        );
    }

    /// Fetches files, all at once, and hands them to the engine.
    async fn supply(&self, files: &[FileRef]) -> Result<(), Failure> {
        let packs = self.packs().await;
        let generation = self.generation.get();
        let started: Vec<_> = files
            .iter()
            .map(|file| (file, packs.start(*file, false)))
            .collect();
        let mut failure = None;
        for (file, promise) in started {
            match Packs::finish(promise).await {
                Ok(bytes) => {
                    if self.generation.get() != generation {
                        return Ok(());
                    }
                    if let Some(open) = self.open.borrow_mut().as_mut()
                        && let Err(error) = open.engine.supply(file, &bytes.to_vec())
                    {
                        failure = Some(pack_failure(&error));
                    }
                }
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Opens the catalogue the site names now, when it is another one.
    async fn follow(&self) -> bool {
        let packs = self.packs().await;
        let current = self.open.borrow().as_ref().map(|open| open.latest.root);
        match packs.latest().await {
            Ok(latest) if Some(latest.root) != current => {
                let moved = self.switch(latest).await.is_ok();
                if moved {
                    (self.tell)(Tell::NewPack);
                }
                moved
            }
            _ => false,
        }
    }

    /// After the first answer: brings everything onto the device, then looks for newer catalogues now and then.
    fn rest(self: &Rc<Self>) {
        if self.in_background.replace(true) {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            // The reader's first screen has its pictures and its counts before we take the line.
            js::sleep(400).await;
            this.tell_kept(None).await;
            let mut pause = PAUSE;
            loop {
                match this.bring().await {
                    Ok(()) => pause = LOOK_AGAIN,
                    Err((trouble, detail)) => {
                        log(&format!(
                            "The catalogue is not wholly on this device yet ({trouble:?}): {detail}"
                        ));
                        this.tell_kept(None).await;
                    }
                }
                js::sleep(pause).await;
                pause = (pause * 2).min(LOOK_AGAIN);
            }
        });
    }

    /// Brings the newest catalogue onto the device; when it is not the one in use, changes over to it at the end.
    async fn bring(&self) -> Result<(), Failure> {
        let packs = self.packs().await;
        let Some(current) = self.open.borrow().as_ref().map(|open| open.latest.clone()) else {
            return Ok(());
        };
        let newest = packs.latest().await?;
        // The publish counter never goes down: an older answer comes from a stale cache on the way.
        let newer = newest.root != current.root && newest.published >= current.published;
        let wanted = if newer { &newest } else { &current };
        let manifest = packs.manifest().await?;
        if manifest.root != wanted.root.hex() {
            return Err((
                Trouble::Damaged,
                "latest.json and manifest.json are not of one publication yet".to_owned(),
            ));
        }
        self.fetch_all(&packs, &manifest).await?;
        if newer {
            let before = packs
                .note("manifest")
                .await
                .and_then(|text| Manifest::parse(&text))
                .unwrap_or_default();
            self.switch(newest).await?;
            packs.set_note("manifest", &manifest.text).await;
            packs.sweep(&[&manifest, &before]).await;
            (self.tell)(Tell::NewPack);
        } else if packs.note("manifest").await.as_deref() != Some(manifest.text.as_str()) {
            packs.set_note("manifest", &manifest.text).await;
        }
        self.tell_kept(Some(&manifest)).await;
        Ok(())
    }

    async fn fetch_all(&self, packs: &Rc<Packs>, manifest: &Manifest) -> Result<(), Failure> {
        let missing: Vec<FileRef> = manifest
            .files
            .iter()
            .filter(|file| !packs.has(file))
            .copied()
            .collect();
        for some in missing.chunks(AT_ONCE) {
            let started: Vec<_> = some.iter().map(|file| packs.start(*file, true)).collect();
            for promise in started {
                Packs::finish(promise).await?;
            }
            self.tell_kept(Some(manifest)).await;
        }
        Ok(())
    }

    /// Says how much is here; without a list of files only whether it can be kept.
    async fn tell_kept(&self, manifest: Option<&Manifest>) {
        let packs = self.packs().await;
        let (have, of) = match manifest {
            Some(manifest) => (
                manifest
                    .files
                    .iter()
                    .filter(|file| packs.has(file))
                    .map(|file| u64::from(file.bytes))
                    .sum(),
                manifest.bytes(),
            ),
            None => match packs
                .note("manifest")
                .await
                .and_then(|text| Manifest::parse(&text))
            {
                Some(manifest) => (
                    manifest
                        .files
                        .iter()
                        .filter(|file| packs.has(file))
                        .map(|file| u64::from(file.bytes))
                        .sum(),
                    manifest.bytes(),
                ),
                None => (0, 0),
            },
        };
        (self.tell)(Tell::Kept {
            have,
            of,
            memory_only: packs.memory_only(),
        });
    }
}

/// The engine's refusal in the words of the page.
fn pack_failure(error: &PackError) -> Failure {
    let trouble = match error {
        PackError::TooNew { .. } => Trouble::TooNew,
        _ => Trouble::Damaged,
    };
    (trouble, error.to_string())
}
