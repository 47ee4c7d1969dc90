//! The words of the interface: one function a string, made from `locales/*.toml` by `build.rs`.

use crate::platform::intl;

/// The strings, by key.
#[allow(clippy::must_use_candidate)]
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/strings.rs"));

    use super::{Forms, count, fill};
}

/// Plural forms of one string: CLDR's name of the form, and the text.
pub type Forms = &'static [(&'static str, &'static str)];

/// Index of the reader's language in [`t::LANGUAGES`].
#[must_use]
pub fn language() -> usize {
    intl::language()
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
    let wanted = intl::plural(n);
    let text = forms
        .iter()
        .find(|(form, _)| *form == wanted)
        .or(forms.last())
        .map_or("", |(_, text)| text);
    let number = intl::number(n);
    let mut all = Vec::with_capacity(values.len() + 1);
    all.push(("n", number.as_str()));
    all.extend_from_slice(values);
    fill(text, &all)
}
