//! Words: the strings of `locales/*.toml` filled in, and numbers, dates and plurals as the browser's `Intl` writes them.
//!
//! A module has this beside its code, and a `build.rs` of one line that calls `carrel_strings::generate`:
//!
//! ```ignore
//! pub mod t {
//!     include!(concat!(env!("OUT_DIR"), "/strings.rs"));
//!     #[allow(unused_imports)]
//!     use carrel_web::words::{Forms, count, fill};
//! }
//! #[allow(dead_code)]
//! fn language() -> usize { carrel_web::words::language(t::LANGUAGES) }
//! ```

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, Object};
use wasm_bindgen::prelude::*;

use crate::js;

thread_local! {
    static CODE: RefCell<String> = const { RefCell::new(String::new()) };
    static NUMBER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Plural forms of one string: CLDR's name of the form, and the text.
pub type Forms = &'static [(&'static str, &'static str)];

/// Chooses the reader's language by its code.
pub fn choose_language(code: &str) {
    let code = if code.is_empty() { "en" } else { code };
    CODE.set(code.to_owned());
    NUMBER.set(None);
}

/// Index of the reader's language among those there are strings in; the first when it is not among them.
#[must_use]
pub fn language(all: &[(&str, &str)]) -> usize {
    CODE.with_borrow(|code| all.iter().position(|(c, _)| c == code).unwrap_or(0))
}

/// Fills `{name}` places.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 24);
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = tail.split_once('}') else {
            break;
        };
        if let Some((_, value)) = values.iter().find(|(n, _)| *n == name) {
            out.push_str(value);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Picks the plural form as the language does and fills it; `{n}` is the number as the language writes it.
#[must_use]
pub fn count(forms: Forms, n: u32, values: &[(&str, &str)]) -> String {
    let wanted = plural(n);
    let text = forms
        .iter()
        .find(|(form, _)| *form == wanted)
        .or(forms.last())
        .map_or("", |(_, text)| text);
    fill_number(text, n, values)
}

fn fill_number(text: &str, n: u32, values: &[(&str, &str)]) -> String {
    let number = number(f64::from(n));
    let mut all = Vec::with_capacity(values.len() + 1);
    all.push(("n", number.as_str()));
    all.extend_from_slice(values);
    fill(text, &all)
}

/// The text at this place among texts that each end with U+0000: how modules of several languages keep their strings. Nothing
/// while a language that is a piece has not come.
#[must_use]
pub fn nth(texts: &'static str, n: u16) -> &'static str {
    if texts.starts_with('\0') {
        return "";
    }
    thread_local! {
        /// Where the texts begin that were last asked for, and whose they are.
        static KNOWN: RefCell<(*const u8, Vec<u32>)> = const { RefCell::new((core::ptr::null(), Vec::new())) };
    }
    KNOWN.with_borrow_mut(|(whose, starts)| {
        if *whose != texts.as_ptr() {
            *whose = texts.as_ptr();
            starts.clear();
            starts.push(0);
            let ends = (1_u32..).zip(texts.bytes()).filter(|(_, byte)| *byte == 0);
            starts.extend(ends.map(|(at, _)| at));
        }
        let at = |n: usize| starts.get(n).map_or(0, |at| *at as usize);
        let (from, to) = (at(n.into()), at(usize::from(n) + 1));
        texts.get(from..to.saturating_sub(1)).unwrap_or_default()
    })
}

/// [`count`] with the forms as [`nth`] has them: name, U+0001, text, U+0002.
#[must_use]
pub fn count_in(forms: &str, n: u32, values: &[(&str, &str)]) -> String {
    let wanted = plural(n);
    let mut text = "";
    for form in forms.split_terminator('\u{2}') {
        if let Some((name, said)) = form.split_once('\u{1}') {
            text = said;
            if name == wanted {
                break;
            }
        }
    }
    fill_number(text, n, values)
}

/// For `Intl`: the chosen language, English before one is chosen.
fn locales() -> Array {
    let code = |code: &String| if code.is_empty() { "en" } else { code }.into();
    Array::of1(&CODE.with_borrow(code))
}

/// A number with the language's separators.
#[must_use]
pub fn number(n: f64) -> String {
    NUMBER.with_borrow_mut(|format| {
        let format = format
            .get_or_insert_with(|| Intl::NumberFormat::new(&locales(), &Object::new()).format());
        said(format, &n.into())
    })
}

/// CLDR's plural form of a number.
#[must_use]
pub fn plural(n: u32) -> String {
    Intl::PluralRules::new(&locales(), &Object::new())
        .select(f64::from(n))
        .into()
}

/// A day, written out; `day` is `YYYY-MM-DD`. What is none comes back as it is.
#[must_use]
pub fn date(day: &str) -> String {
    let time = Date::parse(day);
    if time.is_nan() {
        return day.to_owned();
    }
    self::day(time)
}

/// The day of a moment in milliseconds since 1970, in UTC, written out.
#[must_use]
pub fn day(unix_ms: f64) -> String {
    let options = js::object(&[
        ("day", "numeric".into()),
        ("month", "long".into()),
        ("year", "numeric".into()),
        ("timeZone", "UTC".into()),
    ]);
    let format = Intl::DateTimeFormat::new(&locales(), options.unchecked_ref());
    said(&format.format(), &Date::new(&unix_ms.into()))
}

/// The name of a month, 1 for January.
#[must_use]
pub fn month(month: u8) -> String {
    let options = js::object(&[("month", "long".into()), ("timeZone", "UTC".into())]);
    let format = Intl::DateTimeFormat::new(&locales(), options.unchecked_ref());
    let day = format!("2001-{month:02}-15");
    said(&format.format(), &Date::new(&day.as_str().into()))
}

/// Today where the reader is, as `YYYY-MM-DD`.
#[must_use]
pub fn today() -> String {
    let now = Date::new_0();
    let two = |n: u32| {
        if n < 10 {
            format!("0{n}")
        } else {
            n.to_string()
        }
    };
    let (month, day) = (two(now.get_month() + 1), two(now.get_date()));
    format!("{}-{month}-{day}", now.get_full_year())
}

/// Day and time of a moment, in milliseconds since 1970 UTC, as the clocks here show it.
#[must_use]
pub fn time(unix_ms: f64) -> String {
    let options = js::object(&[
        ("dateStyle", "medium".into()),
        ("timeStyle", "short".into()),
    ]);
    let format = Intl::DateTimeFormat::new(&locales(), options.unchecked_ref());
    said(&format.format(), &Date::new(&unix_ms.into()))
}

/// What a formatting function makes of a value.
fn said(format: &Function, value: &JsValue) -> String {
    format
        .call1(&JsValue::NULL, value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
