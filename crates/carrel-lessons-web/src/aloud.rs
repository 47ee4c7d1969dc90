//! Reading aloud by the browser's own voices: only those that work on this device, so that nothing of the text is sent. The
//! sentence that is read is marked. Part of the piece `tools`.

use std::rc::Rc;

use carrel_lessons::letters;
use carrel_web::el::El;
use carrel_web::js;
use wasm_bindgen::prelude::*;

use crate::session::Session;
use crate::speech::{highlights, tell, unmark};
use crate::t;

/// What is read: elements that hold a sentence or more. Of items with controls in them (the order, the boxes, the results)
/// only the words are read, and not the arrows and choices beside them.
const READ: &str = ".lesson-body :is(h2, h3, h4, h5, h6, td, th, p:not(.lab-keep), li:not(.row-item, .placed, .hit), \
    .option-text, .row-text, .placed-text, .hit-title, .hit-snippet)";

/// Reads the open lesson from its beginning, while this is what the reader last wanted.
#[inline(never)]
pub fn read(owner: Rc<Session>, turn: u32, synthesis: JsValue) {
    js::spawn(async move {
        let Some(host) = owner.host() else { return };
        let lang = owner
            .open
            .borrow()
            .as_ref()
            .map(|open| open.player.lesson().lang.clone())
            .unwrap_or_default();
        let mut found = voice(&synthesis, &lang);
        if found.is_none() && voices(&synthesis).is_empty() {
            voices_come(&synthesis).await;
            if !owner.speech.goes_on(turn) {
                return;
            }
            found = voice(&synthesis, &lang);
        }
        let Some(voice) = found else {
            tell(&owner, t::no_voice());
            return owner.speech.stop();
        };
        let mut all = Vec::new();
        if let Ok(list) = host.element().query_selector_all(READ) {
            for n in 0..list.length() {
                if let Some(node) = list.get(n) {
                    // An item that holds paragraphs is read by them.
                    let element: El = JsValue::from(node).into();
                    let inner = element.element().query_selector("p, li").ok().flatten();
                    let hidden = element
                        .element()
                        .closest("details:not([open]), [hidden], .visually-hidden");
                    if inner.is_none() && hidden.ok().flatten().is_none() {
                        all.push(element);
                    }
                }
            }
        }
        for element in all {
            let text: String = seen(&element).into_iter().map(|node| node.1).collect();
            let mut at = 0;
            for sentence in sentences(&text) {
                if !owner.speech.goes_on(turn) {
                    return;
                }
                mark(&element, at, at + sentence.encode_utf16().count());
                at += sentence.encode_utf16().count();
                say(&synthesis, &voice, &lang, sentence).await;
            }
        }
        if owner.speech.goes_on(turn) {
            owner.speech.stop();
        }
    });
}

fn voices(synthesis: &JsValue) -> Vec<JsValue> {
    js::call(synthesis, "getVoices", &[]).map_or(Vec::new(), |all| js::items(&all))
}

/// Waits until the browser has looked for its voices, at most a second: Chrome has none at the first asking.
async fn voices_come(synthesis: &JsValue) {
    const CHANGED: &str = "onvoiceschanged";
    let waiting = synthesis.clone();
    js::ended(synthesis, &[CHANGED], || {
        js::after(1000, move || {
            let _ = js::call(&waiting, CHANGED, &[]);
        });
    })
    .await;
}

/// A voice of the language that needs no network: as the lesson's country speaks it, else as any does.
fn voice(synthesis: &JsValue, lang: &str) -> Option<JsValue> {
    let fits = |voice: &JsValue, exact| {
        js::get(voice, "localService").as_bool() == Some(true)
            && js::text(voice, "lang").is_some_and(|own| fits(&own, lang, exact))
    };
    let all = voices(synthesis);
    let of = |exact| all.iter().find(|voice| fits(voice, exact)).cloned();
    of(true).or_else(|| of(false))
}

/// Whether a voice speaks the language: with all that its code says, or its first part alone. Android writes `pt_BR`.
fn fits(own: &str, lang: &str, exact: bool) -> bool {
    let mut own = own.split(['-', '_']);
    let parts = if exact { usize::MAX } else { 1 };
    lang.split('-')
        .take(parts)
        .all(|part| own.next().is_some_and(|own| own.eq_ignore_ascii_case(part)))
}

/// Says a sentence; done when it is said or when the voice gives up.
async fn say(synthesis: &JsValue, voice: &JsValue, lang: &str, text: &str) {
    let Some(utterance) = js::construct("SpeechSynthesisUtterance", &[text.into()]) else {
        return;
    };
    js::set(&utterance, "voice", voice);
    js::set(&utterance, "lang", &lang.into());
    js::ended(&utterance, &["onend", "onerror"], || {
        let _ = js::call(synthesis, "speak", std::slice::from_ref(&utterance));
    })
    .await;
}

/// Marks a sentence, by UTF-16 units of the element's text. The highlight is the browser's own and changes no element; where
/// there is none, the paragraph is marked.
fn mark(element: &El, from: usize, to: usize) {
    unmark();
    element.element().scroll_into_view_with_bool(false);
    let marked = highlights().and_then(|all| mark_range(&all, element, from, to));
    if marked.is_none() {
        element.set("data-speaking", Some(""));
    }
}

/// Texts that are on the screen: what a word means is read only where it was opened.
fn seen(element: &El) -> Vec<(JsValue, String)> {
    let mut out = Vec::new();
    for node in carrel_web::dom::text_nodes(element.element()) {
        let hidden = node
            .parent_element()
            .and_then(|parent| parent.closest("[hidden]").ok()?);
        if hidden.is_none() {
            let text = node.text_content().unwrap_or_default();
            out.push((node.into(), text));
        }
    }
    out
}

fn mark_range(highlights: &JsValue, element: &El, from: usize, to: usize) -> Option<()> {
    let range = js::construct("Range", &[])?;
    let (mut at, mut started) = (0, false);
    for (node, text) in seen(element) {
        let length = text.encode_utf16().count();
        if !started && from < at + length {
            js::call(
                &range,
                "setStart",
                &[node.clone(), (from.saturating_sub(at) as u32).into()],
            )
            .ok()?;
            started = true;
        }
        if started && to <= at + length {
            js::call(&range, "setEnd", &[node, ((to - at) as u32).into()]).ok()?;
            let highlight = js::construct("Highlight", &[range])?;
            js::call(highlights, "set", &["speaking".into(), highlight]).ok()?;
            return Some(());
        }
        at += length;
    }
    None
}

/// The sentences of a text; joined again they are the text.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut ended = false;
    for (at, c) in text.char_indices() {
        if ended && !c.is_whitespace() && !matches!(c, '"' | '”' | '’' | ')' | '»') {
            // "3.5" and "e.g. this" go on.
            let gap = text[..at].ends_with(char::is_whitespace);
            if gap && !letters::is_small(c) {
                out.push(&text[from..at]);
                from = at;
            }
            ended = false;
        }
        if matches!(c, '.' | '!' | '?' | ':' | '؟' | '۔') {
            ended = true;
        }
    }
    if !text[from..].trim().is_empty() {
        out.push(&text[from..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(sentences(text), expected);
        let joined: String = sentences(text).concat();
        assert!(text.starts_with(&joined));
    }

    /// "No voice" was said of a lesson in `es-MX` where the device has one of Spain, and of every voice of Android's `pt_BR`.
    #[test]
    fn a_voice_of_another_country_will_do() {
        for (own, lang, exact, near) in [
            ("en-US", "en", true, true),
            ("es-MX", "es-MX", true, true),
            ("ES_mx", "es-MX", true, true),
            ("es-ES", "es-MX", false, true),
            ("es", "es-MX", false, true),
            ("fil-PH", "fi", false, false),
            ("fr-FR", "en", false, false),
            ("", "en", false, false),
        ] {
            let found = (fits(own, lang, true), fits(own, lang, false));
            assert_eq!(found, (exact, near), "{own} {lang}");
        }
    }

    #[test]
    fn sentences_end_where_people_breathe() {
        check("", &[]);
        check("  ", &[]);
        check("One", &["One"]);
        check(
            "One. Two! “Three?” Four",
            &["One. ", "Two! ", "“Three?” ", "Four"],
        );
        check(
            "It costs 3.5 cents, e.g. here. ¿Qué?",
            &["It costs 3.5 cents, e.g. here. ", "¿Qué?"],
        );
        // Arabic and Urdu have marks of their own.
        check("من كتبه؟ طبيب.", &["من كتبه؟ ", "طبيب."]);
        check("یہ سچ ہے۔ کیوں؟", &["یہ سچ ہے۔ ", "کیوں؟"]);
    }
}
