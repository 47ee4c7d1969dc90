//! What is kept on a device: IndexedDB and preferences, as a real browser has them.

use carrel_app::platform::packs::{self, Manifest};
use carrel_app::platform::prefs::{self, Pref};
use carrel_web::idb::{self, Idb};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const PACKS: &str = "packs";
const META: &str = "meta";
const STORES: &[&str] = &[PACKS, META];

async fn got(promise: js_sys::Promise) -> JsValue {
    JsFuture::from(promise).await.expect("the browser keeps it")
}

#[wasm_bindgen_test]
async fn what_is_put_is_there_after_opening_again_until_it_is_removed() {
    let name = "carrel:/test-put/";
    let _ = JsFuture::from(idb::delete(name)).await;
    let db = Idb::open(name, 1, STORES).await.expect("IndexedDB");
    let bytes = Uint8Array::from(&[1u8, 2, 3, 255][..]);
    got(db.put(PACKS, "aa", &bytes, false)).await;
    got(db.put(META, "active", &"{}".into(), true)).await;

    let again = Idb::open(name, 1, STORES).await.expect("IndexedDB");
    let found: Uint8Array = got(again.get(PACKS, "aa")).await.unchecked_into();
    assert_eq!(found.to_vec(), [1, 2, 3, 255]);
    assert_eq!(
        got(again.get(META, "active")).await.as_string().as_deref(),
        Some("{}")
    );
    assert!(got(again.get(PACKS, "bb")).await.is_undefined());
    assert_eq!(Array::from(&got(again.keys(PACKS)).await).length(), 1);

    got(again.remove(PACKS, &Array::of1(&"aa".into()))).await;
    assert_eq!(Array::from(&got(again.keys(PACKS)).await).length(), 0);
    // Both connections let go of it.
    got(idb::delete(name)).await;
}

#[wasm_bindgen_test]
async fn a_closed_database_fails_and_does_not_hang() {
    let name = "carrel:/test-closed/";
    let db = Idb::open(name, 1, STORES).await.expect("IndexedDB");
    got(idb::delete(name)).await;
    assert!(JsFuture::from(db.get(META, "active")).await.is_err());
    assert!(
        JsFuture::from(db.put(META, "active", &"x".into(), true))
            .await
            .is_err()
    );
}

#[wasm_bindgen_test]
fn sites_of_one_origin_keep_apart() {
    assert_eq!(
        packs::database("https://school.example/library/"),
        "carrel:/library/"
    );
    assert_eq!(packs::database("http://127.0.0.1:8080/"), "carrel:/");
    assert_ne!(
        packs::database("https://a.example/x/"),
        packs::database("https://a.example/y/")
    );
    // What a site keeps of another library is not that library's own.
    assert_eq!(
        packs::guests("https://school.example/library/"),
        "carrel:/library/:union:"
    );
}

#[wasm_bindgen_test]
fn only_a_whole_list_of_files_is_one() {
    let hash = "ab".repeat(32);
    let good = format!("{{\"root\":\"{hash}\",\"files\":[{{\"sha256\":\"{hash}\",\"bytes\":7}}]}}");
    let manifest = Manifest::parse(good.clone()).expect("a list");
    assert_eq!((manifest.files.len(), manifest.files[0].bytes), (1, 7));
    assert_eq!(manifest.text, good);
    for bad in [
        "",
        "null",
        "[]",
        "<html>",
        "{\"files\":7}",
        "{\"root\":\"a\",\"files\":[{\"sha256\":\"zz\",\"bytes\":1}]}",
    ] {
        assert!(Manifest::parse(bad.to_owned()).is_none(), "{bad}");
    }
}

#[wasm_bindgen_test]
fn preferences_are_kept_shown_and_forgotten() {
    let root = || {
        web_sys::window()
            .and_then(|w| w.document())
            .and_then(|d| d.document_element())
            .expect("a page")
    };
    prefs::set(Pref::Theme, "dark");
    assert_eq!(prefs::get(Pref::Theme), "dark");
    assert_eq!(root().get_attribute("data-theme").as_deref(), Some("dark"));
    prefs::clear();
    assert_eq!(prefs::get(Pref::Theme), "");
    assert_eq!(root().get_attribute("data-theme"), None);
}
