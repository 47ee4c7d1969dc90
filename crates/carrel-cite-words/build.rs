//! The words of reasons and problems: `[cite-words.…]` in `locales/*.toml`.

use std::path::Path;

fn main() {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    carrel_strings::generate(&locales, Some("cite-words"), None);
}
