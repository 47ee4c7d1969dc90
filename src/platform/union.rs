//! The other libraries of a union: hosts beside the host of this one, each with the packs of its catalogue in a database of its own.
//!
//! They are opened when a reader first asks for all libraries, and kept from then on. An answer comes when all have
//! answered; when one takes long, what is there comes first and is told anew with each that follows. Nothing here waits in the
//! lane of ordinary searches: a question to all and a question to this library do not silence each other. Its code is part of
//! the piece [`super::host::FURTHER`].

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use carrel_search::union::{MOST, Part, merge};
use carrel_search::wire::{Answer, Ask, Packed, Request, SearchAnswer, SearchRequest, Tell};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

use super::host::Host;
use super::packs::Failure;
use super::{js, log};

/// How long an answer waits for the slowest library before it comes without, in milliseconds.
const GRACE: i32 = 400;
/// A library that could not be reached is asked again after so long, or when the reader wants it.
const PAUSE: f64 = 30_000.0;
/// A catalogue that is here is looked after so often, while all libraries are searched.
const LOOK_AGAIN: f64 = 30.0 * 60_000.0;

/// Another library as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// As readers see it.
    pub name: String,
    /// Folder of its site on this server, with slashes at both ends.
    pub path: String,
}

/// Reads the page's data block.
#[must_use]
pub fn libraries(data: &str) -> Vec<Library> {
    let pairs = js::values(&js::json(data)).into_iter();
    let library = |pair: JsValue| {
        let [name, path] = js::values(&pair).try_into().ok()?;
        Some(Library {
            name: name.as_string()?,
            path: path.as_string()?,
        })
    };
    pairs.filter_map(library).collect()
}

/// The hosts of the other libraries, made when they are first asked.
pub struct Guests {
    data: String,
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
}

/// The answers to one question as they come in; the first is this library's.
struct Together {
    ask: Ask,
    answers: RefCell<Vec<Option<Result<SearchAnswer, Failure>>>>,
    late: Cell<bool>,
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
            };
            libraries(&self.data).into_iter().map(of).collect()
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
            let answer = of_one(&host, &together.ask, library).await.transpose();
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

/// The answer of one library; `None` when nobody waits for it any more.
async fn of_one(own: &Host, ask: &Ask, library: usize) -> Result<Option<SearchAnswer>, Failure> {
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
    let request = Request::Search(SearchRequest {
        state: search.state.clone(),
        offset: 0,
        limit: search.offset.saturating_add(search.limit).min(MOST),
        ..SearchRequest::default()
    });
    let found = RefCell::new(None);
    let hear = |answer, _| {
        if let Answer::Search(answer) = answer {
            found.replace(Some(answer));
        }
    };
    let whole = host.rounds(&request, &|| own.stale(ask), &hear).await?;
    Ok(found.take().filter(|_| whole))
}

/// Tells what is known so far: when all have answered, and from the end of their grace on with each that does.
fn tell(host: &Rc<Host>, together: &Together) {
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
        _ => SearchAnswer::default(),
    });
    let (offset, limit) = (search.offset as usize, search.limit as usize);
    let mut union = merge(of_each.collect(), search.state.sort, offset, limit);
    for (part, answer) in union.parts.iter_mut().zip(&*answers) {
        match answer {
            Some(Ok(_)) => {}
            Some(Err((_, detail))) => *part = Part::Away(detail.clone()),
            None => *part = Part::Waiting,
        }
    }
    let guests = host.guests.all(host.base());
    let days = guests.iter().map(|guest| guest.host.day());
    let days = core::iter::once(host.day()).chain(days);
    union.days = days.map(Option::unwrap_or_default).collect();
    host.tell(Tell::Answer {
        number: together.ask.number,
        answer: Answer::Union(Packed::union(&union)),
        engine_us: 0,
    });
    if whole {
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
        for guest in host.guests.all(host.base()) {
            if host.keeps_nothing() || guest.host.keeps_nothing() {
                continue;
            }
            if guest.host.day().is_none() || js::now() < guest.due.get() {
                continue;
            }
            let mut kept = guest.host.kept().await;
            let brought = guest.host.bring(&mut kept).await;
            let pause = match brought {
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

impl Together {
    fn is_whole(&self) -> bool {
        self.answers.borrow().iter().all(Option::is_some)
    }
}
