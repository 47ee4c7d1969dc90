//! The strings of this page: `[teach.…]` in `locales/*.toml`.

use std::path::Path;

fn main() {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    carrel_strings::generate(&locales, Some("teach"), None);
}
