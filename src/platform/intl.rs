//! Numbers, dates and names of languages as the browser's `Intl` writes them.

use std::cell::Cell;

use carrel_core::CalendarDate;
use carrel_web::words;
use js_sys::{Array, Date, Intl, Object};
use wasm_bindgen::prelude::*;

use super::js;
use crate::i18n::t;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;
    #[wasm_bindgen(js_namespace = Intl, constructor, catch)]
    fn new(locales: &Array, options: &Object) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<JsValue, JsValue>;
}

thread_local! {
    static LANGUAGE: Cell<usize> = const { Cell::new(0) };
}

/// Index of the reader's language among the strings.
#[must_use]
pub fn language() -> usize {
    LANGUAGE.get()
}

/// Chooses a language by its code; unknown ones leave the first.
pub fn choose_language(code: &str) {
    LANGUAGE.set(
        t::LANGUAGES
            .iter()
            .position(|(c, _)| *c == code)
            .unwrap_or(0),
    );
    words::choose_language(self::code());
}

/// Code of the chosen language.
#[must_use]
pub fn code() -> &'static str {
    t::LANGUAGES.get(language()).map_or("en", |(code, _)| code)
}

fn locales() -> Array {
    Array::of1(&code().into())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        js::set(&object, name, &(*value).into());
    }
    object
}

/// A number with the language's separators.
#[must_use]
pub fn number(n: u32) -> String {
    words::number(f64::from(n))
}

/// A number of tenths, as a decimal fraction.
#[must_use]
pub fn tenths(n: u32) -> String {
    words::number(f64::from(n) / 10.0)
}

/// A day, written out.
#[must_use]
pub fn date(day: CalendarDate) -> String {
    words::day(f64::from(day.days()) * 86_400_000.0)
}

/// Today where the reader is.
#[must_use]
pub fn today() -> CalendarDate {
    let now = Date::new_0();
    CalendarDate::new(
        now.get_full_year() as i32,
        now.get_month() as u8 + 1,
        now.get_date() as u8,
    )
    .unwrap_or_default()
}

/// "3 days ago", "yesterday", "in 2 weeks".
#[must_use]
pub fn ago(day: CalendarDate) -> String {
    // A computer whose clock is slow does not make a catalogue of tomorrow.
    let days = (day.days() - today().days()).min(0);
    let (value, unit) = match days.unsigned_abs() {
        0..=13 => (days, "day"),
        14..=60 => (days / 7, "week"),
        61..=730 => (days / 30, "month"),
        _ => (days / 365, "year"),
    };
    let format = Intl::RelativeTimeFormat::new(&locales(), &options(&[("numeric", "auto")]));
    format.format(f64::from(value), unit).into()
}

/// Name of a language by its MARC code; the code itself when the browser does not know it.
#[must_use]
pub fn language_name(code: &str) -> String {
    let names = DisplayNames::new(&locales(), &options(&[("type", "language")]));
    let name = names
        .and_then(|names| names.of(code))
        .ok()
        .and_then(|name| name.as_string());
    name.unwrap_or_else(|| code.to_owned())
}
