//! The checks, each a command of its own and a line of `cargo xtask test`.

use crate::args::Args;
use crate::modules::Profile;
use crate::run::{self, Failure, Result};
use crate::suite::{self, Tally};
use crate::tools::{self, Tool};
use crate::{app, desk, place, serve};
use std::ffi::OsString;

/// What a check that did not fail has to say.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    /// For the summary: `312 tests`.
    pub(crate) note: String,
    /// Parts that could not run, each with its reason.
    pub(crate) skipped: Vec<String>,
}

impl Passed {
    pub(crate) fn note(note: impl Into<String>) -> Passed {
        Passed {
            note: note.into(),
            skipped: Vec::new(),
        }
    }
}

impl From<Tally> for Passed {
    fn from(tally: Tally) -> Passed {
        let mut note = format!("{} tests", tally.passed);
        if !tally.retried.is_empty() {
            let (count, names) = (tally.retried.len(), tally.retried.join("; "));
            note.push_str(&format!(
                ", {count} of them only at the second try: {names}"
            ));
        }
        Passed {
            note,
            skipped: tally.skipped,
        }
    }
}

/// The packages that only make sense as wasm, where their manifests lie.
const WASM_PACKAGES: &[(&str, &str)] = &[
    ("carrel-app", "src/main.rs"),
    ("carrel-import", "crates/carrel-import/Cargo.toml"),
];

fn wasm_packages() -> impl Iterator<Item = &'static str> {
    WASM_PACKAGES
        .iter()
        .filter(|(_, file)| place::at(file).exists())
        .map(|(name, _)| *name)
}

/// `cargo xtask fmt [--check]`
pub(crate) fn fmt(args: &mut Args) -> Result {
    let check = args.flag("--check");
    args.finish()?;
    format(check).map(|_| ())
}

/// Formats every workspace, or says what is not formatted.
pub(crate) fn format(check: bool) -> Result<Passed> {
    let manifests = ["Cargo.toml", "fuzz/Cargo.toml"];
    for manifest in manifests
        .iter()
        .filter(|manifest| place::at(manifest).exists())
    {
        let mut cargo = run::command("cargo", &["fmt", "--all", "--manifest-path", manifest]);
        if check {
            cargo.arg("--check");
        }
        run::run(&mut cargo)?;
    }
    Ok(Passed::note("rustfmt"))
}

/// `cargo xtask lint`
pub(crate) fn lint(args: &mut Args) -> Result {
    args.finish()?;
    clippy().map(|_| ())
}

/// Clippy with warnings denied: what runs on the host there, the wasm packages for wasm.
pub(crate) fn clippy() -> Result<Passed> {
    tools::ensure(&[Tool::WasmTarget])?;
    let mut host = run::command("cargo", &["clippy", "--workspace", "--all-targets"]);
    for package in wasm_packages() {
        host.args(["--exclude", package]);
    }
    run::run(host.args(["--", "--deny", "warnings"]))?;
    let mut wasm = run::command(
        "cargo",
        &[
            "clippy",
            "--all-targets",
            "--target",
            "wasm32-unknown-unknown",
        ],
    );
    for package in wasm_packages() {
        wasm.args(["--package", package]);
    }
    let count = wasm_packages().count();
    if count > 0 {
        run::run(wasm.args(["--", "--deny", "warnings"]))?;
    }
    Ok(Passed::note(format!(
        "clippy on the host, and on {count} packages for wasm"
    )))
}

/// `cargo xtask unit [WORDS FOR CARGO TEST]`
pub(crate) fn unit(args: &mut Args) -> Result {
    let words: Vec<String> = std::iter::from_fn(|| args.word()).collect();
    args.finish()?;
    host_tests(&words).map(|_| ())
}

/// The second opinions that some tests of readers and of exported lessons ask for.
pub(crate) const ORACLES: &[Tool] = &[
    Tool::Pymarc,
    Tool::QuizReaders,
    Tool::RefsReaders,
    Tool::Node,
    Tool::NodePackages,
];

/// Every test that needs no browser.
pub(crate) fn host_tests(filters: &[String]) -> Result<Passed> {
    let mut skipped = Vec::new();
    // The oracles are wanted, not needed: a test that does not find its oracle says so.
    for oracle in ORACLES {
        if let Err(Failure(text)) = tools::ensure(&[*oracle]) {
            skipped.push(format!("SKIPPED the tests that compare with it: {text}"));
        }
    }
    let mut cargo = run::command("cargo", &["test", "--workspace", "--no-fail-fast"]);
    for package in wasm_packages() {
        cargo.args(["--exclude", package]);
    }
    cargo.args(filters).args(["--", "--show-output"]);
    // Debian 12 has a Node that its own packages of today cannot use.
    cargo.env("PATH", tools::path());
    if tools::python_with_pymarc().exists() {
        cargo.env("CARREL_PYMARC_PYTHON", tools::python_with_pymarc());
    }
    if tools::python_with_quiz_readers().exists() {
        cargo.env("CARREL_QUIZ_PYTHON", tools::python_with_quiz_readers());
    }
    if tools::python_with_refs_readers().exists() {
        cargo.env("CARREL_REFS_PYTHON", tools::python_with_refs_readers());
    }
    if let Some(folder) = tools::node_modules()
        .parent()
        .filter(|folder| folder.exists())
    {
        cargo.env("CARREL_LESSON_ORACLES", folder);
    }
    let mut passed = Passed::from(suite::run("unit", &mut cargo)?);
    passed.skipped.append(&mut skipped);
    Ok(passed)
}

/// `cargo xtask web`
pub(crate) fn web(args: &mut Args) -> Result {
    args.finish()?;
    tools::ensure(WEB_NEEDS)?;
    browser_tests().map(|_| ())
}

/// What [`browser_tests`] needs.
pub(crate) const WEB_NEEDS: &[Tool] = &[
    Tool::WasmTarget,
    Tool::Chromium,
    Tool::Chromedriver,
    Tool::WasmBindgen,
];

/// The tests of the app's parts in a real browser, by wasm-bindgen-test.
pub(crate) fn browser_tests() -> Result<Passed> {
    let (Some(chromium), Some(driver)) = (tools::chromium(), tools::chromedriver()) else {
        return Err("Chromium or its driver went away".into());
    };
    let options = place::target().join("webdriver.json");
    run::write(&options, webdriver_json(&chromium.display().to_string()))?;
    let mut cargo = tools::command(
        "cargo",
        &[
            "test",
            "--target",
            "wasm32-unknown-unknown",
            "--package",
            "carrel-app",
        ],
    );
    cargo
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", options)
        .env("CHROMEDRIVER", driver);
    Ok(suite::run("web", &mut cargo)?.into())
}

/// A quiet Chromium: headless, and without the traffic of its own it would start with.
fn webdriver_json(chromium: &str) -> String {
    let switches = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    .map(crate::json::quote)
    .join(",");
    format!(
        "{{\"goog:chromeOptions\":{{\"binary\":{},\"args\":[{switches}]}}}}\n",
        crate::json::quote(chromium)
    )
}

/// `cargo xtask journeys [WORD...] [--shots]`
pub(crate) fn journeys(args: &mut Args) -> Result {
    let shots = args.flag("--shots");
    let names: Vec<String> = std::iter::from_fn(|| args.word()).collect();
    args.finish()?;
    tools::ensure(JOURNEY_NEEDS)?;
    if shots {
        return pictures(&names);
    }
    browser_journeys(&names).map(|_| ())
}

/// Pictures into `target/shots/`: every page, and every state that the checks for accessibility reach. With words, only of
/// pages and journeys whose names contain one.
fn pictures(names: &[String]) -> Result {
    const STATES: [&str; 3] = [
        "citing has no accessibility fault",
        "axe finds nothing on the teacher's pages",
        "every page of the desk is without fault",
    ];
    let places = site_for_scripts()?;
    let mut pages = tools::command("node", &["tests/journeys/shots.mjs"]);
    run::run(pages.args(names).envs(places.clone()))?;
    let mut states = tools::command("node", &["tests/journeys/run.mjs"]);
    if names.is_empty() {
        states.args(STATES);
    } else {
        states.args(names);
    }
    states.env("CARREL_SHOTS", place::at("target/shots"));
    run::run(states.envs(places))
}

/// What [`browser_journeys`] needs.
pub(crate) const JOURNEY_NEEDS: &[Tool] = &[
    Tool::WasmTarget,
    Tool::Node,
    Tool::Chromium,
    Tool::WasmBindgen,
    Tool::Trunk,
    Tool::NodePackages,
];

/// Whole ways through the finished site, in Chromium, as a reader or a librarian goes them.
pub(crate) fn browser_journeys(names: &[String]) -> Result<Passed> {
    const SCRIPT: &str = "tests/journeys/run.mjs";
    if !place::at(SCRIPT).exists() {
        return Err(Failure(format!("{SCRIPT} does not exist yet")));
    }
    let mut node = tools::command("node", &[SCRIPT]);
    node.args(names).envs(site_for_scripts()?);
    Ok(suite::run("journeys", &mut node)?.into())
}

/// Builds what visitors get and tells a script, in its environment, where everything is:
/// `CHROMIUM`, `CARREL_NODE_MODULES`, `CARREL_DIST` (the app without a catalogue), `CARREL_SITE` (the
/// sample's site), `CARREL_BIN` (the `carrel` command), `CARREL_XTASK` (this program: `serve --dir`), `CARREL_DESK` (a folder
/// that holds the sample's desk), `CARREL_SERVER` (the gateway's program),
/// `CARREL_FILM` (draws what a camera sees).
pub(crate) fn site_for_scripts() -> Result<Vec<(&'static str, OsString)>> {
    let site = serve::site(Profile::Release, &[], None, "/")?;
    let carrel = serve::carrel(Profile::Release)?;
    let this = std::env::current_exe()
        .map_err(|error| Failure(format!("xtask does not find itself: {error}")))?;
    Ok(vec![
        ("CHROMIUM", tools::chromium().unwrap_or_default().into()),
        ("CARREL_NODE_MODULES", tools::node_modules().into()),
        ("CARREL_DIST", app::folder(Profile::Release).into()),
        ("CARREL_SITE", site.into()),
        ("CARREL_BIN", carrel.get_program().to_owned()),
        ("CARREL_XTASK", this.into()),
        (
            "CARREL_DESK",
            desk::site(Profile::Release, &[], None)?.into(),
        ),
        ("CARREL_SERVER", desk::server(Profile::Release)?.into()),
        ("CARREL_FILM", desk::film()?.into()),
    ])
}

/// `cargo xtask sample`: writes the sample library's MARC file anew from `sample/titles/`.
pub(crate) fn sample(args: &mut Args) -> Result {
    args.finish()?;
    if !place::at("crates/carrel-sample/Cargo.toml").exists() {
        return Err("crates/carrel-sample, which writes the sample, does not exist yet".into());
    }
    run::run(&mut run::command(
        "cargo",
        &["run", "--quiet", "--package", "carrel-sample"],
    ))
}
