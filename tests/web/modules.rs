//! What page modules are given by `carrel-web`, in a real browser.

use carrel_web::app::{self, App};
use carrel_web::el::{El, el};
use carrel_web::idb::{self, Idb};
use carrel_web::{js, words};
use js_sys::{Array, Function, Symbol};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const STORES: &[&str] = &["queue", "meta"];

async fn got(promise: js_sys::Promise) -> JsValue {
    JsFuture::from(promise).await.expect("the browser keeps it")
}

async fn fresh(name: &str) -> Idb {
    let _ = JsFuture::from(idb::delete(name)).await;
    Idb::open(name, 1, STORES).await.expect("IndexedDB")
}

#[wasm_bindgen_test]
async fn several_values_are_written_all_or_none() {
    let name = idb::name("https://school.example/library/", "test");
    assert_eq!(name, "carrel:/library/:test");
    let db = fresh(&name).await;
    got(db.put_all(&[
        ("queue", "b", 2.into()),
        ("queue", "a", 1.into()),
        ("meta", "n", 9.into()),
    ]))
    .await;
    let all = Array::from(&got(db.all("queue")).await);
    assert_eq!(all.to_vec(), [JsValue::from(1), JsValue::from(2)], "by key");
    // A symbol cannot be kept: the one before it must not stay.
    let refused = db.put_all(&[
        ("queue", "c", 3.into()),
        ("meta", "n", Symbol::iterator().into()),
    ]);
    assert!(JsFuture::from(refused).await.is_err());
    let again = Idb::open(&name, 1, STORES).await.expect("IndexedDB");
    assert_eq!(Array::from(&got(again.keys("queue")).await).length(), 2);
    assert_eq!(got(again.get("meta", "n")).await, JsValue::from(9));
    got(idb::delete(&name)).await;
}

#[wasm_bindgen_test]
fn what_is_filled_anew_keeps_the_focus_by_key() {
    let document = web_sys::window()
        .and_then(|w| w.document())
        .expect("a page");
    let body = El::from(JsValue::from(document.body().expect("a body")));
    let stage = el("div");
    let _ = body.with(stage.clone());
    let rows = |names: &[&str]| names.iter().map(|n| el("button").key(n).text(n)).collect();
    stage.fill(rows(&["a", "b"]));
    let second = stage
        .element()
        .query_selector("[data-key=b]")
        .ok()
        .flatten();
    second
        .expect("a button")
        .unchecked_into::<web_sys::HtmlElement>()
        .focus()
        .expect("focus");
    stage.fill(rows(&["new", "b", "a"]));
    let focused = document.active_element().and_then(|e| e.text_content());
    assert_eq!(focused.as_deref(), Some("b"));
    stage.element().remove();
}

#[wasm_bindgen_test]
fn a_module_speaks_to_the_app_and_is_told_when_the_reader_leaves() {
    let given = js::json("{\"base\":\"https://x.example/\",\"language\":\"en\",\"query\":\"a=b\"}");
    let said = Array::new();
    let (heard, old) = (said.clone(), App::from(given.clone()));
    // A name that an older app does not have is no error.
    old.announce("nobody hears this");
    let announce = Closure::<dyn FnMut(String)>::new(move |text: String| {
        heard.push(&text.into());
    });
    js::set(&given, "announce", &announce.into_js_value());
    let app = App::from(given);
    app.announce("25 %");
    assert_eq!(said.to_vec(), [JsValue::from("25 %")]);
    assert_eq!(
        (
            app.base().as_str(),
            app.language().as_str(),
            app.query().as_str()
        ),
        ("https://x.example/", "en", "a=b")
    );

    let gone = said.clone();
    let leave: Function = app::leaving(move || {
        gone.push(&"left".into());
    })
    .unchecked_into();
    let _ = leave.call0(&JsValue::NULL).expect("it is told");
    assert_eq!(said.length(), 2);
}

#[wasm_bindgen_test]
async fn the_app_tells_a_module_when_its_page_goes_and_says_why_one_did_not_come() {
    use carrel_app::platform::{el, modules};
    use carrel_search::wire::Trouble;
    // `boot.js` has the real one; this one knows a single module.
    let mount = Function::new_with_args(
        "name, host",
        "return name === 'desk' ? Promise.resolve(() => { globalThis.carrelLeft = true; }) : Promise.reject(Object.assign(new Error('no ' + name), { away: name === 'far' }));",
    );
    js::set(&js_sys::global(), "carrelMount", &mount);
    let host = el::el("div");
    let seen = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    for name in ["desk", "lesson", "far"] {
        let seen = seen.clone();
        modules::mount(name, &host, None, move |done| seen.borrow_mut().push(done));
    }
    let _ = js::sleep(50).await;
    let mut done = seen.take();
    // Without an answer of the server it is only not here yet.
    for told in [
        (Trouble::Offline, "no far"),
        (Trouble::Damaged, "no lesson"),
    ] {
        let why = done.pop().and_then(Result::err);
        let why = why.as_ref().map(|(trouble, why)| (*trouble, why.as_str()));
        assert_eq!(why, Some(told));
    }
    let mounted = done.pop().and_then(Result::ok).expect("it is mounted");
    let left = || js::get(&js_sys::global(), "carrelLeft") == JsValue::TRUE;
    assert!(!left());
    drop(mounted);
    assert!(left());
    js::set(&js_sys::global(), "carrelMount", &JsValue::UNDEFINED);
    modules::mount("desk", &host, None, move |done| {
        assert!(done.is_err(), "nothing can mount it")
    });
    let _ = js::sleep(50).await;
}

#[wasm_bindgen_test]
fn words_are_written_as_the_language_does() {
    words::choose_language("en");
    assert_eq!(
        words::count(
            &[("one", "{n} file"), ("other", "{n} files in {place}")],
            1234,
            &[("place", "x")]
        ),
        "1,234 files in x"
    );
    assert_eq!(
        words::count(&[("one", "{n} file"), ("other", "{n} files")], 1, &[]),
        "1 file"
    );
    assert_eq!(words::date("2026-11-20"), "November 20, 2026");
    assert_eq!(words::date("someday"), "someday");
    assert_eq!(words::language(&[("en", "English"), ("es", "Español")]), 0);
    words::choose_language("es");
    assert_eq!(words::language(&[("en", "English"), ("es", "Español")]), 1);
    // The app under test writes with these words, too.
    words::choose_language("en");
}
