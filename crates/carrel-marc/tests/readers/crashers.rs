//! Inputs that once broke a reader. Files in `tests/crashers/`, named for the target that found them.

use crate::support::read_in_chunks;

#[test]
fn what_broke_a_reader_once_breaks_it_no_more() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crashers");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a folder that can be read").path();
        if path.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file that can be read");
        for chunk in [1, 7, 1 << 16] {
            read_in_chunks(&bytes, chunk);
        }
    }
}
