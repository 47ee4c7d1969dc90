//! What is said of the input: `[marc.…]` in `locales/*.toml`.

use std::path::Path;

fn main() {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    carrel_strings::generate_plain(&locales, "marc");
}
