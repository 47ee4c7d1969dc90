//! What visitors download is built with a standard library of its own, in which a panic ends the program at once instead
//! of being put into words. Together with our own inflate and the compact SHA-256 (measured in one build) that took the
//! app's wasm from 165 to 142 KB (brotli). Nobody reads where a panic would have been: without those places the files are smaller,
//! and hold no path of the machine that built them.
//!
//! That takes two switches that cargo and rustc keep for nightly builds (`build-std`, `panic=immediate-abort`), so
//! `RUSTC_BOOTSTRAP` is set for these builds and for no others; rust-toolchain.toml pins the compiler they were tried
//! with. Debug builds, tests and the commands use the ordinary library and describe their panics.
//!
//! Trunk calls cargo itself and passes on no switches, only the environment, and that would reach its hook (a build of
//! xtask), too. So it is given a go-between: a copy of this program by the name of `cargo`.

use crate::place;
use crate::run::{self, Failure, Result};
use std::path::Path;
use std::process::{Command, ExitCode};

/// Where the go-between finds the real cargo.
const CARGO: &str = "CARREL_CARGO";

/// What rustc is told, and where cargo finds it.
const FLAGS: (&str, &str) = (
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none",
);

/// Makes cargo build wasm with the small standard library.
pub(crate) fn build(cargo: &mut Command) {
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env(FLAGS.0, FLAGS.1);
}

/// Functions that happen to be the same stay apart: one that belongs to a piece (`split.rs`) must not stand for one that does
/// not. What is the same within a file is made one later.
pub(crate) fn apart(cargo: &mut Command) {
    cargo.env(FLAGS.0, [FLAGS.1, " -Zmerge-functions=disabled"].concat());
}

/// Puts the go-between before the real cargo, for a program that calls `cargo`.
pub(crate) fn go_between(program: &mut Command) -> Result {
    let folder = place::target().join("assets/go-between");
    run::make_folder(&folder)?;
    let cargo = folder.join(format!("cargo{}", std::env::consts::EXE_SUFFIX));
    let fresh = folder.join("fresh");
    let failed = |error: std::io::Error| {
        Failure(format!(
            "could not put a go-between for cargo to {}: {error}",
            place::short(&folder)
        ))
    };
    std::fs::copy(std::env::current_exe().map_err(failed)?, &fresh).map_err(failed)?;
    std::fs::rename(&fresh, &cargo).map_err(failed)?;
    let path = program
        .get_envs()
        .find(|(name, _)| *name == "PATH")
        .and_then(|(_, value)| value.map(ToOwned::to_owned))
        .or_else(|| std::env::var_os("PATH"))
        .unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path)))
        .map_err(|error| Failure(format!("the PATH cannot be extended: {error}")))?;
    let real = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    program.env("PATH", path).env(CARGO, real);
    Ok(())
}

/// What this program does under the name of `cargo`; `None` when it is called by its own.
pub(crate) fn as_cargo() -> Option<ExitCode> {
    let mut words = std::env::args_os();
    let name = words.next()?;
    if Path::new(&name).file_stem()? != "cargo" {
        return None;
    }
    let real = std::env::var_os(CARGO)?;
    let mut words: Vec<_> = words.collect();
    let wasm = words
        .iter()
        .any(|word| word.to_string_lossy().contains("wasm32-unknown-unknown"));
    if wasm {
        // Trunk is `offline` so that it fetches no tools, and says so to cargo, too. But what the standard library is made
        // of is no dependency of ours, so that nothing has fetched it before the first build on a machine.
        words.retain(|word| word != "--offline");
    }
    let mut cargo = Command::new(&real);
    cargo.args(&words);
    if wasm {
        build(&mut cargo);
        apart(&mut cargo);
    }
    Some(match cargo.status() {
        Ok(status) => ExitCode::from(status.code().map_or(1, |code| code as u8)),
        Err(error) => {
            eprintln!(
                "error: could not start {}: {error}",
                Path::new(&real).display()
            );
            ExitCode::FAILURE
        }
    })
}
