//! The search engine alone: built, weighed, and used as somebody else's page uses it.

use crate::args::Args;
use crate::checks::Passed;
use crate::modules::{self, Profile};
use crate::run::{self, Failure, Result};
use crate::{app, place, serve, slim, suite, tools};
use std::path::PathBuf;

/// Bytes of brotli that wasm and scripts of the search may have.
const BOUND: u64 = 45_000;

/// What is the search; the other files make a catalogue out of one file, for who wants to keep it.
const SEARCH: [&str; 3] = ["engine_bg.wasm", "engine.js", "carrel.js"];

/// `cargo xtask engine`: as benches measure it.
pub(crate) fn command(args: &mut Args) -> Result {
    args.finish()?;
    let (table, search) = weighed()?;
    print!("{table}");
    println!("{}", verdict(search)?);
    Ok(())
}

/// Its weight, and that it does what its scripts say.
pub(crate) fn check() -> Result<Passed> {
    let note = verdict(weighed()?.1)?;
    let pack = place::target().join("tmp/engine-pack");
    run::remove_folder(&pack)?;
    let mut index = serve::carrel(Profile::Release)?;
    index.arg("index").arg(place::at(serve::SAMPLE.1));
    index.arg("--engine").arg(folder().join("engine_bg.wasm"));
    run::output(index.arg("--whole").arg("--out").arg(&pack))?;
    let mut node = tools::command("node", &["tests/engine.mjs"]);
    let passed: Passed = suite::run("engine", node.arg(folder()).arg(&pack))?.into();
    Ok(Passed::note(format!("{}; {note}", passed.note)))
}

/// Where it lies.
fn folder() -> PathBuf {
    place::target().join("engine")
}

/// Builds it.
pub(crate) fn build() -> Result {
    tools::ensure(modules::tools_for(Profile::Release))?;
    let folder = folder();
    run::remove_folder(&folder)?;
    let (engine, whole) = ("carrel-engine", "carrel-whole");
    let script = |package: &str, file: &str| -> Result<String> {
        run::read(&place::at(&format!("crates/{package}/{file}")))
    };
    let face = script(engine, "engine.js")?;
    let scripts = [
        ("engine.js", face.clone()),
        // What makes a pack out of one file, for use without a network: it has the engine, too.
        (
            "whole.js",
            face.replace("engine_bg.wasm", "whole_bg.wasm") + &script(whole, "whole.js")?,
        ),
        // Fetches what the engine asks for: `open(base, engine)` and `search(query, limit)`.
        ("carrel.js", script(engine, "carrel.js")?),
    ];
    for (name, text) in scripts {
        let text = slim::minified(&text, slim::Kind::Module)?;
        run::write(&folder.join(name), text)?;
    }
    for (name, package) in [("engine", engine), ("whole", whole)] {
        let wasm = modules::wasm_alone(package, name)?;
        run::write(&folder.join(format!("{name}_bg.wasm")), wasm)?;
    }
    Ok(())
}

/// Builds it; a table of its files, and the bytes of brotli of those that search.
fn weighed() -> Result<(String, u64)> {
    build()?;
    let line = |name: &str, cells: [String; 3]| {
        format!(
            "{name:<24} {:>9} {:>9} {:>9}\n",
            cells[0], cells[1], cells[2]
        )
    };
    let heads = ["raw", "gzip", "brotli"].map(str::to_owned);
    let mut table = line(&place::short(&folder()), heads);
    let mut search = 0;
    for file in app::squeeze(&folder())? {
        let cells = [file.raw, file.gzip, file.brotli].map(|bytes| bytes.to_string());
        table.push_str(&line(&file.path, cells));
        if SEARCH.contains(&file.path.as_str()) {
            search += file.brotli;
        }
    }
    Ok((table, search))
}

fn verdict(search: u64) -> Result<String> {
    let text = format!("wasm and scripts of the search have {search} bytes of brotli, of {BOUND}");
    if search > BOUND {
        return Err(Failure(text));
    }
    Ok(text)
}
