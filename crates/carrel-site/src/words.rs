//! What is said of a catalogue and a site: the strings `[site.…]` of `locales/*.toml`, for the command and for the Publish page alike.
// A sentence has as many places as it needs.
#![allow(clippy::too_many_arguments)]

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// How many, in groups of three digits.
fn number(n: usize) -> String {
    crate::report::thousands(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The language that was chosen, among those there are strings in; asked as soon as there is more than one.
#[allow(dead_code)]
fn language() -> usize {
    carrel_core::language::among(LANGUAGES)
}
