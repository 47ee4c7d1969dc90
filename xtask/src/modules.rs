//! The parts of the app that are their own wasm: built here, named by content, fetched by the page
//! when first needed.
//!
//! A module is a crate of the workspace with `crate-type = ["cdylib"]`. Adding one is an entry in
//! [`MODULES`]; the page finds it under its name in the JSON block `carrel-modules`. Its files lie in `app/modules/`:
//! by that folder the service worker knows what it keeps when the reader waits for nothing, and not at the first visit.

use crate::args::Args;
use crate::run::{self, Failure, Result};
use crate::split::{self, Piece};
use crate::tools::{self, Tool};
use crate::{hash, place, small};
use std::path::{Path, PathBuf};

/// A crate that becomes a module, and the name it is asked for by.
pub(crate) struct Module {
    pub(crate) package: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Parts that are fetched by themselves, in what visitors download.
    pub(crate) pieces: &'static [Piece],
}

/// Where a module runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In a worker of its own: it is told messages and answers with messages.
    Worker,
    /// On the page: it mounts itself into an element. Its style sheets are loaded with it, as one.
    Page { styles: &'static [&'static str] },
}

/// Folder of the modules in a built app.
pub(crate) const FOLDER: &str = "app/modules/";

/// Every module there is.
pub(crate) const MODULES: &[Module] = &[
    Module {
        package: "carrel-import",
        name: "import",
        kind: Kind::Worker,
        pieces: &[],
    },
    Module {
        package: "carrel-publish",
        name: "publish",
        kind: Kind::Page {
            styles: &["styles/modules/publish.css"],
        },
        pieces: &[],
    },
    Module {
        package: "carrel-cite-web",
        name: "cite",
        kind: Kind::Page {
            styles: &["styles/modules/cite.css"],
        },
        pieces: &[],
    },
    Module {
        package: "carrel-lessons-web",
        name: "lessons",
        kind: Kind::Page {
            styles: &["styles/modules/lessons.css"],
        },
        pieces: LESSON_PIECES,
    },
    Module {
        package: "carrel-teach-web",
        name: "teach",
        kind: Kind::Page {
            styles: &["styles/modules/teach.css"],
        },
        pieces: &[],
    },
];

/// What of the lessons' player comes when it is needed: `tools` when a student opens one of them, the others with a
/// lesson that has such questions (`Lesson::parts`) or is in that language.
const LESSON_PIECES: &[Piece] = &[
    Piece {
        name: "tools",
        owns: &[
            "carrel_lessons::portable::",
            "carrel_lessons::qr::",
            "carrel_lessons_web::aloud::",
            "carrel_lessons_web::join_page::",
            "carrel_lessons_web::report::",
            "carrel_lessons_web::ruler::",
            "carrel_lessons_web::settings::",
            "carrel_lessons_web::square::",
            "carrel_lessons_web::work::",
        ],
        doors: &[
            "carrel_lessons_web::aloud::read",
            "carrel_lessons_web::join_page::invites",
            "carrel_lessons_web::join_page::show",
            "carrel_lessons_web::report::save",
            "carrel_lessons_web::ruler::follow",
            "carrel_lessons_web::settings::fields",
            "carrel_lessons_web::square::draw",
            "carrel_lessons_web::work::panel",
        ],
        texts: &["en.tools", "es.tools"],
    },
    Piece {
        name: "catalogue",
        owns: &[
            "carrel_lessons::player::catalogue::",
            "carrel_lessons_web::asking::",
            "<carrel_lessons_web::school::School as carrel_lessons::player::catalogue::Catalogue>",
            "carrel_lessons_web::controls::search::",
        ],
        doors: &[
            "carrel_lessons::player::catalogue::books",
            "carrel_lessons::player::catalogue::controls",
            "carrel_lessons::player::catalogue::near",
            "carrel_lessons::player::catalogue::searched",
            "carrel_lessons::player::catalogue::shelved",
            "carrel_lessons_web::asking::ask",
            "carrel_lessons_web::controls::search::asking",
            "carrel_lessons_web::controls::search::build",
            "carrel_lessons_web::controls::search::found",
            "carrel_lessons_web::controls::search::no_number",
            "carrel_lessons_web::controls::search::paper",
            "carrel_lessons_web::controls::search::predict",
        ],
        texts: &["en.catalogue", "es.catalogue"],
    },
    Piece {
        name: "citing",
        owns: &[
            "carrel_cite::practice::",
            "carrel_lessons::player::advice::",
        ],
        doors: &["carrel_lessons::player::advice::advice"],
        ..Piece::NONE
    },
    Piece {
        name: "rewriting",
        owns: &[
            "carrel_lessons::player::rewrite::",
            "carrel_lessons_web::exercise::threads",
        ],
        doors: &[
            "carrel_lessons::player::rewrite::mark",
            "carrel_lessons::player::rewrite::tell",
            "carrel_lessons_web::exercise::threads",
        ],
        texts: &["en.rewriting", "es.rewriting"],
    },
    Piece {
        name: "lab",
        owns: &[
            "carrel_lessons::player::lab::",
            "carrel_lessons_web::controls::lab::",
        ],
        doors: &[
            "<carrel_lessons::player::Player>::browse",
            "<carrel_lessons::player::Player>::lab_view",
            "<carrel_lessons::player::Player>::log",
            "<carrel_lessons::player::Player>::see",
            "carrel_lessons::player::lab::tell",
            "carrel_lessons_web::controls::lab::draw",
        ],
        ..Piece::NONE
    },
    Piece {
        name: "review",
        owns: &["carrel_lessons::review::due", "carrel_lessons_web::due::"],
        doors: &[
            "carrel_lessons_web::due::all",
            "carrel_lessons_web::due::go_on",
            "carrel_lessons_web::due::show",
        ],
        ..Piece::NONE
    },
    // The words around a Spanish lesson, and what the player says in it.
    Piece {
        name: "es",
        texts: &["es", "es.player"],
        ..Piece::NONE
    },
];

/// For people who wait, or for visitors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Profile {
    /// cargo's name for it.
    pub(crate) fn of_cargo(self) -> &'static str {
        if self == Profile::Debug {
            "dev"
        } else {
            "wasm-release"
        }
    }

    /// The folder of it below cargo's target folder.
    pub(crate) fn folder(self) -> &'static str {
        if self == Profile::Debug {
            "debug"
        } else {
            "wasm-release"
        }
    }
}

/// A wasm file and the script that loads it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair {
    pub(crate) js: Vec<u8>,
    pub(crate) wasm: Vec<u8>,
}

/// A module as bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Built {
    pub(crate) name: &'static str,
    pub(crate) pair: Pair,
    /// Its pieces by name, each a wasm.
    pub(crate) pieces: Vec<(&'static str, Vec<u8>)>,
    /// Its style sheets, in order: path in the repository and text.
    pub(crate) styles: Vec<(&'static str, String)>,
}

/// `cargo xtask modules [--release] [NAME...]`: all, or these, as the app has them.
pub(crate) fn command(args: &mut Args) -> Result {
    let profile = if args.flag("--release") {
        Profile::Release
    } else {
        Profile::Debug
    };
    let names: Vec<String> = std::iter::from_fn(|| args.word()).collect();
    args.finish()?;
    tools::ensure(tools_for(profile))?;
    let wanted = |module: &&Module| names.is_empty() || names.iter().any(|n| n == module.name);
    let chosen = MODULES.iter().filter(wanted).count();
    let built = build_those(profile, wanted)?;
    let absent = chosen - built.len();
    let folder = place::target()
        .join("assets")
        .join(profile.folder())
        .join("modules");
    run::remove_folder(&folder)?;
    let mut entries = Vec::new();
    for module in built {
        let name = module.name;
        let (pair, pieces) = module.files(profile == Profile::Release)?;
        for (file, bytes) in pieces {
            run::write(&folder.join(&file), &bytes)?;
            println!("{:>9} {}", bytes.len(), place::short(&folder.join(file)));
        }
        let (js, wasm) = name_by_content(name, pair);
        for (file, bytes) in [&js, &wasm] {
            run::write(&folder.join(file), bytes)?;
            println!("{:>9} {}", bytes.len(), place::short(&folder.join(file)));
        }
        entries.push(entry(name, &[("js", &js.0), ("wasm", &wasm.0)]));
    }
    run::write(
        &folder.with_file_name("modules.json"),
        format!("{{{}}}\n", entries.join(",")),
    )?;
    if absent > 0 {
        Err(Failure(format!(
            "{absent} of {chosen} modules do not exist yet"
        )))
    } else {
        Ok(())
    }
}

/// What building needs.
pub(crate) fn tools_for(profile: Profile) -> &'static [Tool] {
    match profile {
        Profile::Debug => &[Tool::WasmTarget, Tool::WasmBindgen],
        Profile::Release => &[
            Tool::WasmTarget,
            Tool::RustSource,
            Tool::Node,
            Tool::WasmBindgen,
            Tool::NodePackages,
        ],
    }
}

/// Builds every module whose crate exists; says aloud which does not.
pub(crate) fn build(profile: Profile) -> Result<Vec<Built>> {
    build_those(profile, |_| true)
}

fn build_those(profile: Profile, wanted: impl Fn(&&Module) -> bool) -> Result<Vec<Built>> {
    let mut built = Vec::new();
    for module in MODULES.iter().filter(wanted) {
        if !place::at(&format!("crates/{}/Cargo.toml", module.package)).exists() {
            eprintln!(
                "note: crates/{} does not exist yet; the app is built without it",
                module.package
            );
            continue;
        }
        let mut styles = Vec::new();
        if let Kind::Page { styles: paths } = module.kind {
            for path in paths {
                styles.push((*path, run::read(&place::at(path))?));
            }
        }
        let (pair, pieces) =
            package_with(module.package, None, module.name, module.pieces, profile)?;
        built.push(Built {
            name: module.name,
            pair,
            pieces,
            styles,
        });
    }
    Ok(built)
}

/// Files by their names, which a script finds beside itself.
type Beside = Vec<(String, Vec<u8>)>;

impl Built {
    /// What is written of it but for the styles: script and wasm, which still get their names, and the pieces under theirs,
    /// which the script finds beside itself.
    pub(crate) fn files(&self, small: bool) -> Result<(Pair, Beside)> {
        let mut pair = self.pair.clone();
        let mut files = Vec::new();
        if !self.pieces.is_empty() {
            let mut names = Vec::new();
            for (piece, wasm) in &self.pieces {
                let file = format!("{}-{piece}-{}.wasm", self.name, hash::short(wasm));
                names.push(format!("{piece}:\"{file}\""));
                files.push((file, wasm.clone()));
            }
            let names = format!("carrelPieces = {{{}}};", names.join(","));
            let script = include_str!("../templates/pieces.js");
            pair.js
                .extend(script.replace("carrelPieces = {};", &names).into_bytes());
        }
        if small {
            pair = crate::slim::pair(pair)?;
        }
        Ok((pair, files))
    }
}

/// Builds one crate to wasm with its script; in release it goes through wasm-opt.
pub(crate) fn wasm_package(package: &str, name: &str, profile: Profile) -> Result<Pair> {
    Ok(package_with(package, None, name, &[], profile)?.0)
}

/// A crate that needs no script of wasm-bindgen's: it calls nothing, and its script is written by hand.
pub(crate) fn wasm_alone(package: &str, name: &str) -> Result<Vec<u8>> {
    let built = cargo_build(package, None, name, &[], Profile::Release)?;
    let wasm = run::read_bytes(&built)?;
    let wasm = crate::slim::without_exports(&wasm, &["__data_end", "__heap_base"]).unwrap_or(wasm);
    let file = place::target().join(format!("assets/opt/{name}-alone.wasm"));
    run::write(&file, wasm)?;
    optimise(&file, name)
}

/// An example of a crate, a `cdylib`, built for visitors as its crate is.
pub(crate) fn wasm_example(package: &str, example: &str, name: &str) -> Result<Pair> {
    let (pair, _) = package_with(package, Some(example), name, &[], Profile::Release)?;
    crate::slim::pair(pair)
}

/// Builds one crate to wasm, and says where it is.
fn cargo_build(
    package: &str,
    example: Option<&str>,
    name: &str,
    pieces: &[Piece],
    profile: Profile,
) -> Result<PathBuf> {
    let fast = profile == Profile::Release && FAST.contains(&name);
    let mut cargo = match example {
        // Cargo optimises no library as a whole (`lto`) that is to be one for Rust, too: so it is built as the wasm alone.
        None if profile == Profile::Release => {
            run::command("cargo", &["rustc", "--lib", "--crate-type", "cdylib"])
        }
        None => run::command("cargo", &["build", "--lib"]),
        Some(example) => run::command("cargo", &["build", "--example", example]),
    };
    cargo.args(["--package", package]);
    cargo.args([
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        profile.of_cargo(),
    ]);
    if profile == Profile::Release {
        small::build(&mut cargo);
    }
    if fast {
        cargo.args(["--features", "fast"]);
    }
    if !pieces.is_empty() {
        cargo.args(["--features", "pieces"]);
        small::apart(&mut cargo);
        // Of the citation engine a lesson has one small function, which need not be fast.
        cargo.args([
            "--config",
            "profile.wasm-release.package.carrel-cite.opt-level=\"z\"",
        ]);
    }
    if fast {
        // Each of these makes more code than it saves, and nothing faster where engines of WebAssembly compile it anew: counting
        // addresses on in loops (0.5 KB of brotli of 47.5), and working out on one way what another way has worked out already,
        // ways of their own for what was decided before, and keeping in a local what a loop writes (0.2 KB of 45.4).
        cargo.arg("--");
        cargo.args([
            "-Cllvm-args=-disable-lsr",
            "-Cllvm-args=-enable-pre=false",
            "-Cllvm-args=-jump-threading-threshold=2",
            "-Cllvm-args=-disable-licm-promotion",
        ]);
    }
    run::run(&mut cargo)?;
    let file = match example {
        None => format!("{}.wasm", package.replace('-', "_")),
        Some(example) => format!("examples/{example}.wasm"),
    };
    Ok(place::target()
        .join("wasm32-unknown-unknown")
        .join(profile.folder())
        .join(file))
}

type WithPieces = (Pair, Vec<(&'static str, Vec<u8>)>);

fn package_with(
    package: &str,
    example: Option<&str>,
    name: &str,
    pieces: &'static [Piece],
    profile: Profile,
) -> Result<WithPieces> {
    // Debug builds have everything in one file.
    let pieces = if profile == Profile::Release {
        pieces
    } else {
        &[]
    };
    let wasm = cargo_build(package, example, name, pieces, profile)?;
    let out = place::target()
        .join("assets")
        .join(profile.folder())
        .join(name);
    let mut bindgen = tools::command(
        "wasm-bindgen",
        &["--target", "web", "--no-typescript", "--out-name", name],
    );
    bindgen.arg("--out-dir").arg(&out).arg(&wasm);
    if profile == Profile::Release {
        bindgen.arg("--remove-producers-section");
    }
    // Pieces are told from the rest by their functions' names.
    if profile == Profile::Release && pieces.is_empty() {
        bindgen.arg("--remove-name-section");
    }
    run::run(&mut bindgen)?;
    let js = run::read_bytes(&out.join(format!("{name}.js")))?;
    let wasm = out.join(format!("{name}_bg.wasm"));
    let mut parts = Vec::new();
    if !pieces.is_empty() {
        let (first, others) = split::split(&run::read_bytes(&wasm)?, pieces)?;
        run::write(&wasm, first)?;
        for (piece, bytes) in pieces.iter().zip(others) {
            let file = out.join(format!("{}.wasm", piece.name));
            run::write(&file, bytes)?;
            parts.push((piece.name, optimise(&file, name)?));
        }
    }
    let wasm = if profile == Profile::Release {
        optimise(&wasm, name)?
    } else {
        run::read_bytes(&wasm)?
    };
    Ok((Pair { js, wasm }, parts))
}

/// Pages that no first visit begins with.
const APP_PIECES: &[Piece] = &[Piece {
    name: "further",
    owns: &[
        "carrel_app::components::level_slider::",
        "carrel_app::pages::browse::headings",
        "carrel_app::pages::browse::page",
        "carrel_app::pages::further::draw",
        "carrel_app::pages::late::",
        "carrel_app::pages::module_page::",
        "carrel_app::pages::new::",
        "carrel_app::pages::record::",
        "carrel_app::pages::settings::",
        "carrel_app::pages::text::",
        "carrel_app::pages::union::",
        "carrel_app::platform::still::",
        "carrel_app::platform::union::",
    ],
    doors: &[
        "carrel_app::components::level_slider::draw",
        "carrel_app::components::level_slider::has",
        "carrel_app::components::level_slider::of",
        "carrel_app::pages::further::draw",
        "carrel_app::pages::late::take",
        "carrel_app::pages::union::days",
        "carrel_app::pages::union::missing",
        "carrel_app::pages::union::shown",
        "carrel_app::platform::union::ask",
        "<carrel_search::engine::Engine>::find_topic",
        "<carrel_search::engine::Engine>::further",
        "<carrel_search::engine::Engine>::instead",
    ],
    texts: &["en.further"],
}];

/// The app as Trunk leaves it, which is as wasm-bindgen made it, in pieces; each through wasm-opt.
pub(crate) fn app(pair: Pair) -> Result<Built> {
    // Without its function nobody could fetch a piece: Trunk was called without `--features pieces`.
    let (pieces, (first, others)) = match String::from_utf8_lossy(&pair.js).contains("carrelPiece")
    {
        true => (APP_PIECES, split::split(&pair.wasm, APP_PIECES)?),
        false => (&[][..], (pair.wasm, Vec::new())),
    };
    let at = |name: &str| place::target().join(format!("assets/opt/app-{name}.wasm"));
    let optimise = |name: &str, wasm: &[u8]| {
        run::write(&at(name), wasm)?;
        let once: Vec<&str> = BEFORE_OPTIONS.split_whitespace().collect();
        run::write(&at(name), optimise_with(&at(name), &once)?)?;
        let again: Vec<&str> = APP_OPTIONS.split_whitespace().collect();
        optimise_with(&at(name), &again)
    };
    let mut parts = Vec::new();
    for (piece, wasm) in pieces.iter().zip(&others) {
        parts.push((piece.name, optimise(piece.name, wasm)?));
    }
    let pair = Pair {
        js: pair.js,
        wasm: first,
    };
    Ok(Built {
        name: "app",
        pair: crate::slim::optimised(pair, |wasm| optimise("first", wasm))?,
        pieces: parts,
        styles: Vec::new(),
    })
}

/// The options for the app's first run; names stay, functions are sorted by them.
const BEFORE_OPTIONS: &str = "--low-memory-unused --zero-filled-memory --one-caller-inline-max-function-size=15 --flatten \
     --rereloop -Oz --reorder-functions-by-name";

/// The options for its second: the same, and similar functions as one, which pays only then. A function with one caller goes
/// into it only when it is short: long functions are fewer bytes, and more of them compressed (lessons: 81,828 -> 78,674 of
/// brotli; no limit, 0, 10, 20, 40 and 80 were measured, too). Last goes the list of what a browser must be able to do: it is read by
/// tools alone, and was 50 to 120 bytes in each file.
const APP_OPTIONS: &str = "--low-memory-unused --zero-filled-memory --one-caller-inline-max-function-size=15 --flatten \
     --rereloop -Oz --merge-similar-functions -Oz --reorder-functions-by-name --strip-debug --strip-producers \
     --strip-target-features";

/// Where bytes are what counts, the options of the app make them fewer (lessons: 139.1 -> 136.8 KB of brotli). The
/// other modules compute, and keep their shape and their speed.
const SMALLEST: [&str; 5] = ["publish", "lessons", "teach", "engine", "whole"];

/// Where a keystroke's path through the engine is built for speed (`fast` in carrel-search: p95 in node .56 -> .38 ms at
/// 10,000 records, for 0.9 KB).
const FAST: [&str; 2] = ["engine", "whole"];

/// `wasm-opt -Oz`, remembered by the content of what went in.
fn optimise(wasm: &Path, name: &str) -> Result<Vec<u8>> {
    if SMALLEST.contains(&name) {
        let options: Vec<&str> = APP_OPTIONS.split_whitespace().collect();
        return optimise_with(wasm, &options);
    }
    optimise_with(wasm, &["-Oz", "--strip-debug", "--strip-producers"])
}

fn optimise_with(wasm: &Path, options: &[&str]) -> Result<Vec<u8>> {
    let mut before = run::read_bytes(wasm)?;
    before.extend(options.concat().as_bytes());
    let kept: PathBuf = place::target()
        .join("assets/opt")
        .join(format!("{}.wasm", hash::short(&before)));
    if !kept.exists() {
        let fresh = kept.with_extension("new");
        run::make_folder(&place::target().join("assets/opt"))?;
        let mut opt = tools::command("wasm-opt", options);
        run::run(opt.arg(wasm).arg("-o").arg(&fresh))?;
        run::rename(&fresh, &kept)?;
    }
    run::read_bytes(&kept)
}

/// Gives both files names that carry their hash, and tells the script the wasm's new name (as the
/// default it uses when it is not told where its wasm is). Returns `(js, wasm)`.
pub(crate) fn name_by_content(name: &str, pair: Pair) -> ((String, Vec<u8>), (String, Vec<u8>)) {
    name_by_content_from(&format!("{name}_bg.wasm"), name, pair)
}

/// The same when the script calls its wasm `old`.
pub(crate) fn name_by_content_from(
    old: &str,
    name: &str,
    pair: Pair,
) -> ((String, Vec<u8>), (String, Vec<u8>)) {
    let wasm_name = format!("{name}-{}.wasm", hash::short(&pair.wasm));
    let js = String::from_utf8_lossy(&pair.js)
        .replace(old, &wasm_name)
        .into_bytes();
    let js_name = format!("{name}-{}.js", hash::short(&js));
    ((js_name, js), (wasm_name, pair.wasm))
}

/// One entry of the JSON block `carrel-modules`: `"import":{"js":"app/…","wasm":"app/…"}`.
pub(crate) fn entry(name: &str, parts: &[(&str, &str)]) -> String {
    use crate::json::quote;
    let parts: Vec<String> = parts
        .iter()
        .map(|(part, path)| format!("{}:{}", quote(part), quote(path)))
        .collect();
    format!("{}:{{{}}}", quote(name), parts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_content() {
        let pair = |wasm: &[u8]| Pair {
            js: b"new URL('import_bg.wasm', import.meta.url)".to_vec(),
            wasm: wasm.to_vec(),
        };
        let ((js, text), (wasm, _)) = name_by_content("import", pair(b"abc"));
        assert_eq!(wasm, "import-ba7816bf8f01cfea.wasm");
        assert_eq!(
            String::from_utf8(text).unwrap(),
            format!("new URL('{wasm}', import.meta.url)")
        );
        // Another wasm is another script name too, so a page never pairs an old script with a new wasm.
        let ((other_js, _), (other_wasm, _)) = name_by_content("import", pair(b"abd"));
        assert_ne!(js, other_js);
        assert_ne!(wasm, other_wasm);
    }

    #[test]
    fn an_entry_is_json() {
        let parts = [("js", "app/a.js"), ("wasm", "app/a.wasm")];
        let text = format!("{{{}}}", entry("import", &parts));
        let json = crate::json::Json::parse(&text).unwrap();
        assert_eq!(
            json.get("import").unwrap().get("wasm").unwrap().text(),
            Some("app/a.wasm")
        );
    }
}
