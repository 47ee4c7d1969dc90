//! The shared data beside the repository.

use std::path::{Path, PathBuf};

/// A file of the shared data; says so when it is not there.
pub(crate) fn shared(file: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let bytes = std::fs::read(root.join(file)).ok();
    if bytes.is_none() {
        eprintln!("SKIPPED: ../shared is absent (or CARREL_SHARED names no folder with {file})");
    }
    bytes
}
