//! The other libraries of a union: hosts beside the host of this one, each with the packs of its catalogue in a database of its own.
//!
//! They are opened when a reader first asks for all libraries, and kept from then on. An answer comes when all have
//! answered; when one takes long, what is there comes first and is told anew with each that follows. Nothing here waits in the
//! lane of ordinary searches: a question to all and a question to this library do not silence each other. Facets are counted
//! when the hits of all are told. Its code is part of the piece [`super::host::FURTHER`].
//!
//! What a device can hold is shared by everything of this server, so the other libraries have a budget ([`share`]). One that does not fit
//! takes the room of those that were of use longer ago ([`leaving`]), or stays away and is read from its site; the own catalogue
//! gives way to none.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use carrel_search::union::{MOST, Part, facets, merge};
use carrel_search::wire::{
    Answer, Ask, Packed, Request, SearchAnswer, SearchRequest, Tell, Trouble,
};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

use super::host::Host;
use super::packs::{self, Failure};
use super::{js, log};

/// How long an answer waits for the slowest library before it comes without, in milliseconds.
const GRACE: i32 = 400;
/// A library that could not be reached is asked again after so long, or when the reader wants it.
const PAUSE: f64 = 30_000.0;
/// A catalogue that is here is looked after so often, while all libraries are searched.
const LOOK_AGAIN: f64 = 30.0 * 60_000.0;
/// Bytes for other libraries where the browser does not say what a device can hold.
const UNKNOWN: u64 = 64 << 20;
/// The name under which the day is kept that a library was last of use.
const USED: &str = "used";

/// Another library as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// As readers see it.
    pub name: String,
    /// Folder of its site on this server, with slashes at both ends.
    pub path: String,
}

/// Reads the page's data block for the site at `base`. A site that was made for another folder may be in its own list: it is
/// no other library.
#[must_use]
pub fn libraries(data: &str, base: &str) -> Vec<Library> {
    let pairs = js::values(&js::json(data)).into_iter();
    let own = packs::database(base);
    let library = |pair: JsValue| {
        let [name, path] = js::values(&pair).try_into().ok()?;
        let library = Library {
            name: name.as_string()?,
            path: path.as_string()?,
        };
        (!own.ends_with(&[":", &library.path].concat())).then_some(library)
    };
    pairs.filter_map(library).collect()
}

/// The hosts of the other libraries, made when they are first asked.
pub struct Guests {
    /// The page's data block.
    pub(super) data: String,
    all: OnceCell<Vec<Guest>>,
    keeping: Cell<bool>,
}

/// One of them.
struct Guest {
    host: Rc<Host>,
    /// While it is being opened.
    opening: Rc<RefCell<Option<Promise>>>,
    /// Why it could not be opened, and until when that counts.
    failed: Rc<RefCell<Option<(f64, Failure)>>>,
    /// When its catalogue is to be brought onto this device, or looked after.
    due: Cell<f64>,
    /// The day, counted from 1970, that a hit of it was last shown; 0 = not since this page began.
    used: Cell<u32>,
}

/// The answers to one question as they come in; the first is this library's.
struct Together {
    ask: Ask,
    answers: RefCell<Vec<Option<Result<SearchAnswer, Failure>>>>,
    late: Cell<bool>,
    counting: Cell<bool>,
}

impl Guests {
    pub(super) fn new(data: String) -> Self {
        Self {
            data,
            all: OnceCell::new(),
            keeping: Cell::new(false),
        }
    }

    fn all(&self, base: &str) -> &[Guest] {
        self.all.get_or_init(|| {
            let of = |library: Library| Guest {
                host: Host::guest(base, &library.path),
                opening: Rc::default(),
                failed: Rc::default(),
                due: Cell::new(0.0),
                used: Cell::new(0),
            };
            libraries(&self.data, base).into_iter().map(of).collect()
        })
    }
}

impl Guest {
    /// Opens its catalogue, once for all who wait for it.
    async fn open(&self, again: bool) -> Result<(), Failure> {
        if self.host.day().is_some() {
            return Ok(());
        }
        let under_way = self.opening.borrow().clone();
        let promise = match under_way {
            Some(promise) => promise,
            None => {
                if let Some((until, failure)) = &*self.failed.borrow()
                    && !again
                    && js::now() < *until
                {
                    return Err(failure.clone());
                }
                let (host, opening) = (self.host.clone(), self.opening.clone());
                let failed = self.failed.clone();
                let promise = future_to_promise(async move {
                    let opened = host.open_first().await;
                    if let Err((_, detail)) = &opened {
                        log(detail);
                    }
                    failed.replace(opened.err().map(|failure| (js::now() + PAUSE, failure)));
                    opening.replace(None);
                    Ok(JsValue::UNDEFINED)
                });
                self.opening.replace(Some(promise.clone()));
                promise
            }
        };
        let _ = JsFuture::from(promise).await;
        match &*self.failed.borrow() {
            Some((_, failure)) => Err(failure.clone()),
            None => Ok(()),
        }
    }
}

/// Asks every library, and tells what they say together. The only way in from what every visit has.
#[inline(never)]
pub(super) fn ask(host: Rc<Host>, ask: Ask) {
    let guests = host.guests.all(host.base()).len();
    let together = Rc::new(Together {
        ask,
        answers: RefCell::new(vec![None; guests + 1]),
        late: Cell::new(false),
        counting: Cell::new(false),
    });
    for library in 0..=guests {
        let (host, together) = (host.clone(), together.clone());
        spawn_local(async move {
            if library > 0 {
                // Each in a task of its own: a newer question, or one to this library alone, comes in between.
                js::sleep(0).await;
            }
            if host.stale(&together.ask) {
                return;
            }
            let answer = of_one(&host, &together.ask, library, false)
                .await
                .transpose();
            together.answers.borrow_mut()[library] = answer;
            tell(&host, &together);
            if library == 0 {
                host.rest();
            }
        });
    }
    js::after(GRACE, move || {
        if !together.late.replace(true) && !together.is_whole() {
            tell(&host, &together);
        }
    });
}

/// The answer of one library, with its hits or with its counts; `None` when nobody waits for it any more.
async fn of_one(
    own: &Host,
    ask: &Ask,
    library: usize,
    facets: bool,
) -> Result<Option<SearchAnswer>, Failure> {
    let Request::Search(search) = &ask.request else {
        return Ok(None);
    };
    let host = match library.checked_sub(1) {
        None => own,
        Some(n) => {
            let guest = &own.guests.all(own.base())[n];
            guest.open(search.again).await?;
            &*guest.host
        }
    };
    // Which hits are on a page is known when all are here from the first one on.
    let limit = search.offset.saturating_add(search.limit).min(MOST);
    let request = Request::Search(SearchRequest {
        state: search.state.clone(),
        limit: if facets { 0 } else { limit },
        facets,
        further: true,
        ..SearchRequest::default()
    });
    let found = RefCell::new(None);
    let hear = |answer, _| {
        if let Answer::Search(answer) = answer {
            found.replace(Some(answer));
        }
    };
    let whole = host.rounds(&request, &|| own.stale(ask), &hear).await;
    let whole = whole.inspect_err(|(_, detail)| log(detail))?;
    Ok(found.take().filter(|_| whole))
}

/// Has every library count its facets, and tells all again when all have. One that fails to leaves the answer without counts:
/// some alone would be wrong.
fn count(host: &Rc<Host>, together: &Rc<Together>) {
    for library in 0..together.answers.borrow().len() {
        let (host, together) = (host.clone(), together.clone());
        if !matches!(together.answers.borrow()[library], Some(Ok(_))) {
            continue;
        }
        spawn_local(async move {
            js::sleep(0).await;
            if host.stale(&together.ask) {
                return;
            }
            let Ok(Some(counted)) = of_one(&host, &together.ask, library, true).await else {
                return;
            };
            if let Some(Ok(answer)) = &mut together.answers.borrow_mut()[library] {
                answer.facets = counted.facets;
            }
            if together.is_counted() {
                tell(&host, &together);
            }
        });
    }
}

/// Tells what is known so far: when all have answered, and from the end of their grace on with each that does.
fn tell(host: &Rc<Host>, together: &Rc<Together>) {
    let whole = together.is_whole();
    let Request::Search(search) = &together.ask.request else {
        return;
    };
    if host.stale(&together.ask) || !(whole || together.late.get()) {
        return;
    }
    let answers = together.answers.borrow();
    let of_each = answers.iter().map(|answer| match answer {
        Some(Ok(answer)) => answer.clone(),
        // What is away has nothing to count.
        _ => SearchAnswer {
            facets: whole.then(Vec::new),
            ..SearchAnswer::default()
        },
    });
    let of_each: Vec<SearchAnswer> = of_each.collect();
    let counts = facets(&of_each, &search.state.constraints);
    let (offset, limit) = (search.offset as usize, search.limit as usize);
    let mut union = merge(of_each, search.state.sort, offset, limit);
    union.facets = counts;
    for (part, answer) in union.parts.iter_mut().zip(&*answers) {
        match answer {
            Some(Ok(_)) => {}
            Some(Err((trouble, _))) => *part = Part::Away(*trouble),
            None => *part = Part::Waiting,
        }
    }
    drop(answers);
    let guests = host.guests.all(host.base());
    for (library, _) in &union.hits {
        if let Some(n) = (*library as usize).checked_sub(1) {
            of_use(&guests[n]);
        }
    }
    let days = guests.iter().map(|guest| guest.host.day());
    let days = core::iter::once(host.day()).chain(days);
    union.days = days.map(Option::unwrap_or_default).collect();
    host.tell(Tell::Answer {
        number: together.ask.number,
        answer: Answer::Union(Packed::union(&union)),
        engine_us: 0,
    });
    if whole {
        if !together.counting.replace(true) {
            count(host, together);
        }
        keep(host);
    }
}

/// Brings the catalogues that were opened onto this device, one after the other.
fn keep(host: &Rc<Host>) {
    if host.guests.keeping.replace(true) {
        return;
    }
    let host = host.clone();
    spawn_local(async move {
        js::sleep(1_000).await;
        // The library's own catalogue comes first: what a device can hold is shared.
        while host.kept().await.root.is_empty() && !host.keeps_nothing() {
            js::sleep(1_000).await;
        }
        let guests = host.guests.all(host.base());
        let is_due = |guest: &Guest| {
            let keeps = !host.keeps_nothing() && !guest.host.keeps_nothing();
            keeps && guest.host.day().is_some() && js::now() >= guest.due.get()
        };
        let mut held = Vec::new();
        if guests.iter().any(is_due) {
            for guest in guests {
                held.push(held_by(guest).await);
            }
        }
        for (n, guest) in guests.iter().enumerate().take(held.len()) {
            if !is_due(guest) {
                continue;
            }
            let pause = match bring(guests, n, &mut held).await {
                Ok(()) => LOOK_AGAIN,
                Err((_, detail)) => {
                    log(&[
                        "Another library is not wholly on this device yet: ",
                        &detail,
                    ]
                    .concat());
                    PAUSE
                }
            };
            guest.due.set(js::now() + pause);
        }
        host.guests.keeping.set(false);
    });
}

/// What a library takes on this device, and the day that it was last of use.
struct Held {
    used: u32,
    bytes: u64,
}

/// A hit of a library is shown: notes the day, once a day.
fn of_use(guest: &Guest) {
    let today = (js::now() / 86_400_000.0) as u32;
    if guest.used.replace(today) == today {
        return;
    }
    let host = guest.host.clone();
    spawn_local(async move {
        host.packs().set_note(USED, &today.to_string()).await;
    });
}

/// Looks up what a library takes.
async fn held_by(guest: &Guest) -> Held {
    let packs = guest.host.packs();
    let noted = packs.note(USED).await;
    let noted = noted.and_then(|day| day.parse().ok()).unwrap_or(0);
    let (bytes, _) = packs.here(&guest.host.kept().await.files);
    Held {
        used: guest.used.get().max(noted),
        bytes,
    }
}

/// Brings the newest catalogue of one library onto this device, when it has room there or others give it theirs.
async fn bring(guests: &[Guest], n: usize, held: &mut [Held]) -> Result<(), Failure> {
    let host = &guests[n].host;
    let mut kept = host.kept().await;
    let (newest, manifest) = host.published().await?;
    let (here, needed) = host.packs().here(&manifest.files);
    held[n].bytes = held[n].bytes.max(here);
    let budget = budget(held.iter().map(|one| one.bytes).sum()).await;
    let leave = leaving(held, n, needed, budget);
    let fits = leave.is_some();
    for other in leave.unwrap_or_else(|| vec![n]) {
        guests[other].host.packs().leave().await;
        held[other].bytes = 0;
    }
    if !fits {
        let detail = "there is no room for it beside the own catalogue and the other libraries";
        return Err((Trouble::Offline, detail.to_owned()));
    }
    held[n].bytes = needed;
    host.take(&mut kept, newest, manifest).await?;
    // Of another library one catalogue is enough: a tab that still reads the one before fetches what it needs.
    host.packs().sweep(&[&kept]).await;
    Ok(())
}

/// Bytes that the other libraries may take on this device, of which they have `held`.
async fn budget(held: u64) -> u64 {
    let storage = js::get(&js::get(&js_sys::global(), "navigator"), "storage");
    let Ok(promise) = js::call(&storage, "estimate", &[]) else {
        return UNKNOWN;
    };
    match JsFuture::from(Promise::resolve(&promise)).await {
        Ok(said) => {
            let said = ["quota", "usage"].map(|name| js::number(&said, name) as u64);
            share(said, held)
        }
        Err(_) => UNKNOWN,
    }
}

/// The other libraries' share: a quarter of what this server may keep here, and at most half of what is free beside what they
/// have, so that the own catalogue, lessons and sources can grow.
fn share([quota, usage]: [u64; 2], held: u64) -> u64 {
    (quota / 4).min(held + quota.saturating_sub(usage) / 2)
}

/// Which libraries leave so that one that needs so much fits: those that were of use on an earlier day than it, the one whose day
/// is longest ago first. `None` when that is not enough. Of the same day, who is here stays: else two would take turns.
fn leaving(held: &[Held], n: usize, needed: u64, budget: u64) -> Option<Vec<usize>> {
    let others = held.iter().enumerate().filter(|(other, _)| *other != n);
    let mut all = needed + others.map(|(_, one)| one.bytes).sum::<u64>();
    let mut gone = Vec::new();
    while all > budget {
        let older = (0..held.len()).filter(|other| {
            let one = &held[*other];
            one.bytes > 0 && one.used < held[n].used && *other != n && !gone.contains(other)
        });
        let oldest = older.min_by_key(|other| held[*other].used)?;
        all -= held[oldest].bytes;
        gone.push(oldest);
    }
    Some(gone)
}

impl Together {
    fn is_whole(&self) -> bool {
        self.answers.borrow().iter().all(Option::is_some)
    }

    /// Every library that answered has counted.
    fn is_counted(&self) -> bool {
        let answers = self.answers.borrow();
        let mut of_each = answers.iter().flatten().flatten();
        of_each.all(|answer| answer.facets.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_libraries_take_a_share_and_leave_room() {
        for (quota, usage, held, expected) in [
            (1_000, 0, 0, 250),
            // Much is taken by others.
            (1_000, 900, 0, 50),
            (1_000, 900, 60, 110),
            // Nothing is free: what is here may stay.
            (1_000, 1_200, 70, 70),
            (0, 0, 0, 0),
        ] {
            assert_eq!(
                share([quota, usage], held),
                expected,
                "{quota} {usage} {held}"
            );
        }
    }

    #[test]
    fn who_was_of_use_longest_ago_leaves_first() {
        let held = |all: &[(u32, u64)]| -> Vec<Held> {
            let held = all.iter().map(|&(used, bytes)| Held { used, bytes });
            held.collect()
        };
        let four = held(&[(3, 40), (1, 40), (2, 40), (3, 0)]);
        for (n, needed, budget, expected) in [
            (3, 40, 160, Some(vec![])),
            (3, 40, 159, Some(vec![1])),
            (3, 80, 159, Some(vec![1, 2])),
            // The first was of use on the same day: it stays.
            (3, 140, 159, None),
            // Nobody gives way to the one that is longest ago.
            (1, 40, 100, None),
            // A newer catalogue of one that is here counts once.
            (0, 50, 130, Some(vec![])),
            (0, 50, 129, Some(vec![1])),
            (3, 200, 100, None),
        ] {
            let gone = leaving(&four, n, needed, budget);
            assert_eq!(gone, expected, "{n} {needed} {budget}");
        }
    }
}
