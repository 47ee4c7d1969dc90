//! What is said of the input: the strings `[marc.…]` of `locales/*.toml`, for the command and for the Publish page alike.
// A sentence has as many places as it needs.
#![allow(clippy::too_many_arguments)]

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// Where nothing needs doing.
pub(crate) const fn nothing() -> &'static str {
    ""
}

/// How many, as digits.
fn number(n: usize) -> String {
    n.to_string()
}

/// The language that was chosen, among those there are strings in; asked as soon as there is more than one.
#[allow(dead_code)]
fn language() -> usize {
    carrel_core::language::among(LANGUAGES)
}
