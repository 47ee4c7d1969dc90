//! Makes one Rust function a string out of `locales/*.toml`, and checks that the words in `index.html` are the same.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=index.html");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("index.html")).expect("index.html can be read");
    carrel_strings::generate(&root.join("locales"), None, Some(&page));
}
