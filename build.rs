//! Makes one Rust function a string out of `locales/*.toml`, and checks that the words in `index.html` are the same.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=index.html");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("index.html")).expect("index.html can be read");
    let locales = root.join("locales");
    carrel_strings::generate(&locales, None, Some(&page));
    // Words for visitors that no function fills: before any language is known, or beside the app.
    let lost = ["lost_tab", "lost_title", "lost_text", "lost_home"];
    for (file, keys) in [
        ("xtask/templates/boot.js", &["framed"][..]),
        ("public/manifest.webmanifest", &["description"]),
        ("crates/carrel-site/src/page.rs", &lost),
    ] {
        carrel_strings::check_file(&locales, &root.join(file), keys);
    }
}
