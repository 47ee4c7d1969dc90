//! The language in which findings are said: chosen once by whoever reads them, English until then.
//!
//! It is the one thing here that outlives a call. As an argument it would go through every reader, for a sentence that one
//! record in a hundred gives rise to.

use std::cell::RefCell;

thread_local! {
    static CODE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Chooses a language by its code, for this thread.
pub fn choose(code: &str) {
    CODE.with_borrow_mut(|chosen| code.clone_into(chosen));
}

/// The chosen one's place among those there are strings in (code and own name); the first when it is not among them.
#[must_use]
pub fn among(all: &[(&str, &str)]) -> usize {
    CODE.with_borrow(|code| all.iter().position(|(known, _)| known == code))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_language_is_the_first() {
        let all = [("en", "English"), ("es", "español")];
        for (code, place) in [("", 0), ("es", 1), ("eo", 0), ("en", 0)] {
            choose(code);
            assert_eq!(among(&all), place, "{code}");
        }
    }
}
