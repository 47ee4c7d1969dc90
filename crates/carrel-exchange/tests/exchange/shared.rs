//! The shared data beside the repository.

use std::path::{Path, PathBuf};

/// A file of the shared data; says so when there is no shared data at all.
pub(crate) fn shared(file: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if !root.is_dir() {
        eprintln!("SKIPPED: ../shared is absent, {file} was not read");
        return None;
    }
    let path = root.join(file);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
