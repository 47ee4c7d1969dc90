//! Small HTML files of our own, below `text/`.

use carrel_search::wire::Trouble;
use wasm_bindgen_futures::spawn_local;
use web_sys::RequestCache;

use super::dom;
use super::net::{self, NetError};

/// Fetches `text/<language>/<name>.html`; English where a language lacks it.
pub fn fetch(
    language: &'static str,
    name: &'static str,
    found: impl FnOnce(Result<String, (Trouble, String)>) + 'static,
) {
    spawn_local(async move {
        let get = async |language: &str| {
            let url = format!("{}text/{language}/{name}.html", dom::base());
            net::fetch_text(&url, RequestCache::Default).await
        };
        let mut got = get(language).await;
        if got.is_err() && language != "en" {
            got = get("en").await;
        }
        found(match got {
            // A host that answers every address with its own page would otherwise put that page into ours.
            Ok(html) if html.trim_start().starts_with("<h1") => Ok(html),
            Ok(_) => Err((
                Trouble::Damaged,
                format!("text/{language}/{name}.html: the host sent another page"),
            )),
            Err(NetError::Away(detail)) => Err((Trouble::Offline, detail)),
            Err(NetError::Absent(detail)) => Err((Trouble::Damaged, detail)),
        });
    });
}
