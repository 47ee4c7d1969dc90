//! The words of the interface: one function a string, made from `locales/*.toml` by `build.rs`.

pub use carrel_web::words::{Forms, count, fill};

use crate::platform::intl;

/// The strings, by key.
#[allow(clippy::must_use_candidate)]
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/strings.rs"));

    use super::{Forms, count, fill};
}

/// Index of the reader's language in [`t::LANGUAGES`].
#[must_use]
pub fn language() -> usize {
    intl::language()
}
