//! Where things are: the repository, what is built, what is kept between clones.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The top of the repository.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // `cargo run` names the manifest's folder as it is now; the compiled-in one may be of another clone.
        let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .filter(|folder| folder.join("src/tools.rs").exists())
            .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        xtask
            .parent()
            .expect("xtask lies in the repository")
            .to_owned()
    })
}

/// A path inside the repository, written with `/`.
pub(crate) fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// Where cargo builds: `target`, unless CARGO_TARGET_DIR says otherwise.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) if !folder.is_empty() => root().join(folder),
        _ => root().join("target"),
    }
}

/// Tools and npm packages, kept between builds and between clones: the cache folder of this system,
/// or `CARREL_CACHE`.
pub(crate) fn cache() -> PathBuf {
    let variable = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(folder) = variable("CARREL_CACHE") {
        return folder;
    }
    if let Some(folder) = variable("XDG_CACHE_HOME").filter(|folder| folder.is_absolute()) {
        return folder.join("carrel");
    }
    let home = variable("HOME").unwrap_or_else(std::env::temp_dir);
    let caches = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    home.join(caches).join("carrel")
}

/// The folder of reference data beside the repository, when it is there.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder =
        std::env::var_os("CARREL_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    folder.join("data").is_dir().then_some(folder)
}

/// A path as a person would write it: from the top of the repository where it lies inside.
pub(crate) fn short(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}
