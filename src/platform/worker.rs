//! The line between page and engine: questions by number over a worker, or on the page itself where there is none.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_search::wire::{Answer, Ask, Request, Tell, Trouble};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::host::Host;
use super::{dom, js, log, modules, timing};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["import", "meta"], js_name = url, thread_local_v2)]
    static GLUE: String;
}

/// What comes back to a question.
#[derive(Clone, Debug)]
pub enum Reply {
    /// The answer, and whether more of it may follow (facet counts).
    Answer(Answer),
    /// It could not be answered.
    Failed(Trouble, String),
}

type OnReply = Rc<dyn Fn(Reply)>;
type OnTell = Box<dyn Fn(Tell)>;

/// A question that is on its way.
struct Waiting {
    number: u32,
    lane: usize,
    on_reply: OnReply,
}

/// The page's end of the line.
pub struct Line {
    carrier: RefCell<Carrier>,
    next: Cell<u32>,
    waiting: RefCell<Vec<Waiting>>,
    on_tell: OnTell,
}

/// What carries the questions.
enum Carrier {
    /// A worker that is starting; questions are kept meanwhile.
    Starting(Vec<Ask>),
    Worker(Worker),
    /// A defect has ended the worker; the next question starts another.
    Ended,
    Page(Rc<Host>),
}

thread_local! {
    static LINE: RefCell<Option<Rc<Line>>> = const { RefCell::new(None) };
}

/// Opens the line. What the engine says unasked goes to `on_tell`.
pub fn open(on_tell: OnTell) {
    let line = Rc::new(Line {
        carrier: RefCell::new(Carrier::Starting(Vec::new())),
        next: Cell::new(0),
        waiting: RefCell::default(),
        on_tell,
    });
    LINE.set(Some(line.clone()));
    line.begin();
}

/// The lane of questions to all libraries.
const UNION: usize = 3;

/// Asks; `on_reply` is called once, for a search perhaps a second time with facet counts, for a union with each library that
/// comes late. A newer question of the same `lane` (0 for searches, 1 for completions, 3 for unions; others use 2 and are all
/// answered) silences an older one.
pub fn ask(request: Request, on_reply: Box<dyn Fn(Reply)>) {
    LINE.with_borrow(|line| {
        if let Some(line) = line {
            line.ask(request, on_reply.into());
        }
    });
}

impl Line {
    /// Starts a worker, or the engine on the page where there can be none.
    fn begin(self: &Rc<Self>) {
        match modules::worker() {
            Some(url) if !dom::address_asks("engine=page") => {
                if let Err(error) = self.start_worker(&url) {
                    self.stay(&js::reason(&error));
                }
            }
            _ => self.stay(""),
        }
    }

    fn ask(self: &Rc<Self>, request: Request, on_reply: OnReply) {
        let number = self.next.get() + 1;
        self.next.set(number);
        let lane = match request {
            Request::Search(_) if request.is_union() => UNION,
            Request::Search(_) => 0,
            Request::Suggest { .. } => 1,
            _ => 2,
        };
        {
            let mut waiting = self.waiting.borrow_mut();
            if lane != 2 {
                waiting.retain(|w| w.lane != lane);
            }
            waiting.push(Waiting {
                number,
                lane,
                on_reply,
            });
        }
        if matches!(*self.carrier.borrow(), Carrier::Ended) {
            self.carrier.replace(Carrier::Starting(Vec::new()));
            self.begin();
        }
        let ask = Ask { number, request };
        match &mut *self.carrier.borrow_mut() {
            Carrier::Starting(asks) => asks.push(ask),
            Carrier::Worker(worker) => send(worker, &ask),
            // It was begun anew above.
            Carrier::Ended => {}
            Carrier::Page(host) => host.ask(ask),
        }
    }

    fn heard(&self, tell: Tell) {
        let (number, reply) = match tell {
            Tell::Answer {
                number,
                answer,
                engine_us,
            } => {
                let now = timing::clock();
                timing::measure("carrel:engine", now - f64::from(engine_us) / 1000.0, now);
                (number, Reply::Answer(answer))
            }
            Tell::Failed {
                number,
                trouble,
                detail,
            } if number > 0 => (number, Reply::Failed(trouble, detail)),
            other => return (self.on_tell)(other),
        };
        let found = {
            let mut waiting = self.waiting.borrow_mut();
            let at = waiting.iter().position(|w| w.number == number);
            at.map(|at| match waiting[at].lane {
                // A search may be answered a second time, with its facet counts; a union again and again.
                0 | UNION => waiting[at].on_reply.clone(),
                _ => waiting.remove(at).on_reply,
            })
        };
        if let Some(on_reply) = found {
            on_reply(reply);
        }
    }

    fn start_worker(self: &Rc<Self>, url: &str) -> Result<(), JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("carrel");
        let worker = Worker::new_with_options(url, &options)?;
        let line = self.clone();
        let heard = worker.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
                match postcard::from_bytes(&bytes.to_vec()) {
                    Ok(tell) => line.heard(tell),
                    Err(_) => log("the worker sent something else than answers"),
                }
            } else if data.as_string().as_deref() == Some("ready") {
                line.started(&heard);
            } else {
                line.stay(&js::reason(&data));
            }
        });
        worker.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
        let line = self.clone();
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let text = js::text(&event, "message")
                .unwrap_or_else(|| "its script did not arrive".to_owned());
            if matches!(*line.carrier.borrow(), Carrier::Starting(_)) {
                js::after(0, {
                    let line = line.clone();
                    move || line.stay(&text)
                });
            } else {
                // A defect has ended it. Whoever waits is told; who asks again gets another.
                line.end(&text);
            }
        });
        worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
        let glue = GLUE.with(Clone::clone);
        worker.post_message(&Array::of2(&glue.into(), &wasm_bindgen::module()))
    }

    fn started(&self, worker: &Worker) {
        let first = Array::of3(
            &dom::base().into(),
            &dom::data("carrel-site").into(),
            &dom::data("carrel-union").into(),
        );
        let _ = worker.post_message(&first);
        let before = self.carrier.replace(Carrier::Worker(worker.clone()));
        if let Carrier::Starting(asks) = before {
            for ask in asks {
                send(worker, &ask);
            }
        }
    }

    /// The engine broke: everything asked is answered so. Its worker goes, for it would never answer again; another starts
    /// with the next question and not now, so that a catalogue on which it always breaks does not start it for ever.
    fn end(&self, why: &str) {
        if let Carrier::Worker(worker) = self.carrier.replace(Carrier::Ended) {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        for waiting in self.waiting.take() {
            (waiting.on_reply)(Reply::Failed(Trouble::Defect, why.to_owned()));
        }
    }

    /// No worker: the engine runs on the page.
    fn stay(self: &Rc<Self>, why: &str) {
        if !why.is_empty() {
            log(&format!(
                "The search runs on the page itself, because the worker did not start: {why}"
            ));
        }
        let line = self.clone();
        let host = Host::new(
            dom::base(),
            dom::data("carrel-site"),
            dom::data("carrel-union"),
            Box::new(move |tell| line.heard(tell)),
        );
        host.start();
        let before = self.carrier.replace(Carrier::Page(host.clone()));
        if let Carrier::Starting(asks) = before {
            for ask in asks {
                host.ask(ask);
            }
        }
    }
}

fn send(worker: &Worker, ask: &Ask) {
    if let Ok(bytes) = postcard::to_allocvec(ask) {
        let _ = worker.post_message(&Uint8Array::from(bytes.as_slice()));
    }
}

/// The worker's end: takes the page's address and data block first, then questions.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let out = scope.clone();
    let host: RefCell<Option<Rc<Host>>> = RefCell::new(None);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        let mut host = host.borrow_mut();
        if let Some(host) = host.as_ref() {
            let bytes = Uint8Array::new(&data).to_vec();
            if let Ok(ask) = postcard::from_bytes(&bytes) {
                host.ask(ask);
            }
        } else {
            let texts = Array::from(&data);
            let out = out.clone();
            let tell = move |tell: Tell| {
                if let Ok(bytes) = postcard::to_allocvec(&tell) {
                    let array = Uint8Array::from(bytes.as_slice());
                    let _ = out.post_message_with_transfer(&array, &Array::of1(&array.buffer()));
                }
            };
            let text = |n| texts.get(n).as_string().unwrap_or_default();
            let new = Host::new(text(0), text(1), text(2), Box::new(tell));
            new.start();
            *host = Some(new);
        }
    });
    scope.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    let _ = scope.post_message(&"ready".into());
}
