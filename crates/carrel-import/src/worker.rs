//! The messages between the Publish page and this worker: plain objects, the names as below.
//!
//! The page asks (`ask`), the worker says (`say`); it says the string `"ready"` once it listens. To cancel,
//! the page ends the worker. One thing is done at a time; what is asked meanwhile is answered with `failed`.
//!
//! | ask | with | answer |
//! | --- | --- | --- |
//! | `read` | `titles`, `items`: arrays of `File`; `settings`, `items-settings`: arrays of `File`, what is said of them ([`take_settings`]); `date`: `"YYYY-MM-DD"` or nothing; `language`: code of the reader's | `report` |
//! | `build` | `name`; `base`: folder on the server; `union`: the libraries that are searched together, as the page has them | `built` |
//! | `preview` | `number`, `query`, `limit` | `hits` with that number |
//! | `site` | `app`: address of the folder that this app came from | `site` |
//!
//! | say | with |
//! | --- | --- |
//! | `progress` | `step`: `reading`, `words`, `lists`, `packing`, `fetching` or `zipping`; `done`, `of`; `records`; `file` |
//! | `report` | `report`: as `carrel index --json` prints it; `text`: the same for people; `usable`; `problem`, `remedy` when it is not |
//! | `built` | `records`, `items`, `bytes`, `snapshot`; `doubt`: a warning about name and folder ([`Importer::doubt`]), or empty |
//! | `hits` | `number`, `query`, `total`, `notices`, `hits`: as `carrel query --json` prints them |
//! | `site` | `zip`: `Blob`, so that its bytes never come to the page's thread; `filename`, `files`, `bytes` |
//! | `failed` | `ask`: what was asked; `kind`: of trouble ([`Kind::word`]; the page has the words); `file`, `found` |
//! | `broken` | `message`; `defect`: false when memory ran out. The worker is of no use any more |

use std::cell::RefCell;

use carrel_core::CalendarDate;
use carrel_search::build::Step;
use carrel_site::answer;
use carrel_site::catalogue::Options;
use carrel_site::json::{Json, object};
use carrel_site::settings;
use carrel_site::site::{App, wanted};
use carrel_site::zip::Zip;
use js_sys::{Array, ArrayBuffer, Function, JSON, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::importer::{Importer, Kind, Trouble, take_settings};

/// Bytes of a file that are read at a time: enough to be fast, little enough for progress.
const PIECE: f64 = 1_048_576.0;
/// Milliseconds between two words of progress.
const PAUSE: f64 = 120.0;

#[wasm_bindgen]
extern "C" {
    /// The worker itself.
    type Scope;
    #[wasm_bindgen(method, js_name = postMessage)]
    fn post(this: &Scope, message: &JsValue);
    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_onmessage(this: &Scope, listener: &Function);
    #[wasm_bindgen(method, setter, js_name = onunhandledrejection)]
    fn set_onunhandledrejection(this: &Scope, listener: &Function);
    #[wasm_bindgen(method)]
    fn fetch(this: &Scope, address: &str, how: &JsValue) -> Promise;

    /// A chosen file.
    type File;
    #[wasm_bindgen(method, getter)]
    fn name(this: &File) -> String;
    #[wasm_bindgen(method, getter)]
    fn size(this: &File) -> f64;
    #[wasm_bindgen(method, getter, js_name = lastModified)]
    fn last_modified(this: &File) -> f64;
    #[wasm_bindgen(method)]
    fn slice(this: &File, from: f64, to: f64) -> File;
    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn array_buffer(this: &File) -> Promise;

    /// Bytes that the browser keeps.
    type Blob;
    #[wasm_bindgen(constructor)]
    fn new(parts: &Array, how: &JsValue) -> Blob;

    /// What a server answered.
    type Response;
    #[wasm_bindgen(method, getter)]
    fn ok(this: &Response) -> bool;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Response) -> u16;
    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn body(this: &Response) -> Promise;
}

thread_local! {
    /// `None` while something is being done.
    static IMPORTER: RefCell<Option<Importer>> = const { RefCell::new(None) };
}

/// Listens, and says so.
#[wasm_bindgen(start)]
fn start() {
    IMPORTER.with_borrow_mut(|importer| *importer = Some(Importer::new()));
    // A panic says why; where memory runs out the program only stops, and the promise it stood in is never kept.
    std::panic::set_hook(Box::new(|info| broken(&info.to_string(), true)));
    let listener = Closure::<dyn FnMut(JsValue)>::new(|event: JsValue| {
        let reason = get(&event, "reason");
        let reason = text(&reason, "message").or_else(|| reason.as_string());
        broken(&reason.unwrap_or_default(), false);
    });
    scope().set_onunhandledrejection(listener.into_js_value().unchecked_ref());
    let listener = Closure::<dyn FnMut(JsValue)>::new(|event: JsValue| {
        let message = get(&event, "data");
        spawn_local(answer(message));
    });
    scope().set_onmessage(listener.into_js_value().unchecked_ref());
    scope().post(&"ready".into());
}

fn scope() -> Scope {
    js_sys::global().unchecked_into()
}

async fn answer(message: JsValue) {
    let ask = text(&message, "ask").unwrap_or_default();
    let Some(mut importer) = IMPORTER.with_borrow_mut(Option::take) else {
        failed(&ask, &Trouble::new(Kind::Busy, ""));
        return;
    };
    let done = match ask.as_str() {
        "read" => read(&mut importer, &message).await,
        "build" => built(&mut importer, &message),
        "preview" => preview(&mut importer, &message),
        "site" => site(&importer, &message).await,
        _ => Err(Trouble::new(
            Kind::Defect,
            format!("expected read, build, preview or site, found \"{ask}\""),
        )),
    };
    IMPORTER.with_borrow_mut(|place| *place = Some(importer));
    if let Err(trouble) = done {
        failed(&ask, &trouble);
    }
}

async fn read(importer: &mut Importer, message: &JsValue) -> Result<(), Trouble> {
    carrel_core::language::choose(&text(message, "language").unwrap_or_default());
    let mut options = Options::default();
    for (key, items) in [("settings", false), ("items-settings", true)] {
        for file in files_of(message, key) {
            let name = file.name();
            // A long one is another file: it is told as the first byte that is no setting.
            let end = file.size().min(settings::MOST as f64);
            let bytes = bytes_of(&file, 0.0, end).await?;
            let text = String::from_utf8_lossy(&bytes);
            take_settings(&mut options, &name, &text, items)?;
        }
    }
    *importer = Importer::with(options);
    let date = text(message, "date").filter(|t| !t.is_empty());
    if let Some(date) = &date {
        let day = CalendarDate::parse(date).ok_or_else(|| Trouble::new(Kind::Day, date))?;
        importer.as_of(Some(day));
    }
    let mut files: Vec<(File, bool)> = Vec::new();
    // Tables of copies first: see `Catalogue::start_items`.
    for (key, items) in [("items", true), ("titles", false)] {
        files.extend(files_of(message, key).map(|file| (file, items)));
    }
    let of: f64 = files.iter().map(|(file, _)| file.size()).sum();
    let mut done = 0.0;
    let mut progress = Progress::default();
    for (file, items) in &files {
        let name = file.name();
        let modified = file.last_modified();
        importer.start(&name, modified, day_of(modified), *items);
        let size = file.size();
        let mut at = 0.0;
        while at < size {
            let end = (at + PIECE).min(size);
            importer.push(&bytes_of(file, at, end).await?);
            done += end - at;
            at = end;
            progress.say("reading", done, of, importer.records(), &name);
        }
    }
    let report = importer.finish();
    let problem = report.problem();
    let said = object(vec![
        ("say", "report".into()),
        ("report", report.to_json()),
        ("text", report.to_text().into()),
        ("usable", Json::Bool(problem.is_none())),
        (
            "problem",
            problem.as_ref().map_or("", |p| p.message.as_str()).into(),
        ),
        ("remedy", problem.as_ref().map_or("", |p| p.remedy).into()),
    ]);
    say(&said);
    Ok(())
}

/// The files of a list in a message.
fn files_of(message: &JsValue, key: &str) -> impl Iterator<Item = File> {
    let list = get(message, key);
    let list = if Array::is_array(&list) {
        Array::from(&list)
    } else {
        Array::new()
    };
    list.into_iter().map(JsCast::unchecked_into)
}

/// A piece of a file.
async fn bytes_of(file: &File, from: f64, to: f64) -> Result<Vec<u8>, Trouble> {
    let buffer = JsFuture::from(file.slice(from, to).array_buffer())
        .await
        .map_err(|_| Trouble::of(Kind::Read, &file.name(), (from as u64).to_string()))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn built(importer: &mut Importer, message: &JsValue) -> Result<(), Trouble> {
    let name = text(message, "name").unwrap_or_default();
    let base = text(message, "base").unwrap_or_default();
    let mut progress = Progress::default();
    let pack = importer.build(&name, &base, &mut |step, done, of| {
        let step = match step {
            Step::Words => "words",
            Step::Lists => "lists",
            Step::Blocks => "packing",
        };
        progress.say(step, f64::from(done), f64::from(of), 0, "");
    })?;
    let bytes: u64 = pack.files.iter().map(|f| f.bytes.len() as u64).sum();
    let mut said = object(vec![
        ("say", "built".into()),
        ("records", pack.sizes.records.into()),
        ("items", pack.sizes.items.into()),
        ("bytes", bytes.into()),
        ("snapshot", pack.latest.snapshot.to_string().into()),
    ]);
    let doubt = importer.doubt(&text(message, "union").unwrap_or_default());
    said.set("doubt", doubt.unwrap_or_default().into());
    say(&said);
    Ok(())
}

fn preview(importer: &mut Importer, message: &JsValue) -> Result<(), Trouble> {
    let query = text(message, "query").unwrap_or_default();
    let limit = number(message, "limit").unwrap_or(10.0) as u32;
    let found = importer.preview(&query, limit)?;
    let mut said = answer::to_json(&query, &found, &[]);
    said.set("say", "hits".into());
    said.set(
        "number",
        (number(message, "number").unwrap_or(0.0) as u64).into(),
    );
    say(&said);
    Ok(())
}

async fn site(importer: &Importer, message: &JsValue) -> Result<(), Trouble> {
    let mut folder = text(message, "app").unwrap_or_default();
    if !folder.ends_with('/') {
        folder.push('/');
    }
    let told = |error: carrel_site::site::SiteError| Trouble::new(Kind::App, error.to_string());
    let list = fetched(&format!("{folder}app.json"), "no-cache").await?;
    let list = String::from_utf8_lossy(&list).into_owned();
    let wanted = wanted(&list).map_err(told)?;
    let mut progress = Progress::default();
    let mut files = Vec::new();
    for (n, file) in wanted.iter().enumerate() {
        progress.say("fetching", n as f64, wanted.len() as f64, 0, &file.path);
        let address = format!("{folder}{}", file.path);
        let mut bytes = fetched(&address, "default").await?;
        if carrel_search::pack::FileRef::of(&bytes) != file.file {
            // The service worker may keep an older version than the one on the server.
            bytes = fetched(&format!("{address}?sha256={}", file.file.hex()), "reload").await?;
        }
        files.push((file.path.clone(), bytes));
    }
    let app = App::new(&list, files).map_err(told)?;
    let files = importer.site(&app)?;
    let mut zip = Zip::new();
    for (n, file) in files.iter().enumerate() {
        progress.say("zipping", n as f64, files.len() as f64, 0, &file.path);
        if !zip.add(&file.path, &file.bytes) {
            return Err(told(carrel_site::site::SiteError::TooLarge));
        }
    }
    let zip = zip.finish();
    let parts = Array::of1(&Uint8Array::from(zip.as_slice()));
    let how = object(vec![("type", "application/zip".into())]);
    // The page would wait for the browser while it takes the bytes: this worker may.
    let blob = Blob::new(&parts, &to_js(&how));
    let said = to_js(&object(vec![
        ("say", "site".into()),
        ("filename", importer.filename().into()),
        ("files", (files.len() as u64).into()),
        ("bytes", (zip.len() as u64).into()),
    ]));
    let _ = Reflect::set(&said, &"zip".into(), &blob);
    scope().post(&said);
    Ok(())
}

/// The day of a time where the librarian is: an export of Friday evening is not Saturday's.
fn day_of(ms: f64) -> CalendarDate {
    let date = js_sys::Date::new(&ms.into());
    CalendarDate::new(
        date.get_full_year() as i32,
        date.get_month() as u8 + 1,
        date.get_date() as u8,
    )
    .unwrap_or_default()
}

/// A file of the app, from the server or from what the service worker keeps.
async fn fetched(address: &str, cache: &str) -> Result<Vec<u8>, Trouble> {
    let how = to_js(&object(vec![
        ("cache", cache.into()),
        ("credentials", "same-origin".into()),
    ]));
    let offline = |_| Trouble::of(Kind::Fetch, address, "");
    let response: Response = JsFuture::from(scope().fetch(address, &how))
        .await
        .map_err(offline)?
        .unchecked_into();
    if !response.ok() {
        let status = response.status().to_string();
        return Err(Trouble::of(Kind::Answer, address, status));
    }
    let buffer: ArrayBuffer = JsFuture::from(response.body())
        .await
        .map_err(offline)?
        .unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Says how far it is, a few times a second.
#[derive(Default)]
struct Progress {
    last: f64,
}

impl Progress {
    fn say(&mut self, step: &str, done: f64, of: f64, records: u32, file: &str) {
        let now = js_sys::Date::now();
        if now - self.last < PAUSE {
            return;
        }
        self.last = now;
        say(&object(vec![
            ("say", "progress".into()),
            ("step", step.into()),
            ("done", (done as u64).into()),
            ("of", (of as u64).into()),
            ("records", records.into()),
            ("file", file.into()),
        ]));
    }
}

fn broken(message: &str, defect: bool) {
    say(&object(vec![
        ("say", "broken".into()),
        ("message", message.into()),
        ("defect", Json::Bool(defect)),
    ]));
}

fn failed(ask: &str, trouble: &Trouble) {
    say(&object(vec![
        ("say", "failed".into()),
        ("ask", ask.into()),
        ("kind", trouble.kind.word().into()),
        ("file", trouble.file.as_str().into()),
        ("found", trouble.found.as_str().into()),
    ]));
}

fn say(message: &Json) {
    scope().post(&to_js(message));
}

fn to_js(json: &Json) -> JsValue {
    JSON::parse(&json.line()).unwrap_or(JsValue::NULL)
}

fn get(from: &JsValue, key: &str) -> JsValue {
    Reflect::get(from, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(from: &JsValue, key: &str) -> Option<String> {
    get(from, key).as_string()
}

fn number(from: &JsValue, key: &str) -> Option<f64> {
    get(from, key).as_f64()
}
