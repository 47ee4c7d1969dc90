//! The strings of this page: `[lessons.…]` in `locales/*.toml`, and in `locales/lessons/` the languages that only lessons are in.

use std::path::Path;

fn main() {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    carrel_strings::generate(&locales, Some("lessons"), None);
}
