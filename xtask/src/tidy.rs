//! Rules of this repository that no compiler knows. Each looks at the texts of all files and says
//! where it is broken and what to do.

use crate::args::Args;
use crate::desk;
use crate::html;
use crate::json::Json;
use crate::modules::{Kind, MODULES};
use crate::place;
use crate::run::{self, Failure, Result};

/// The files of the repository, as git sees them: tracked, or new and not ignored.
struct Tree {
    files: Vec<(String, String)>,
}

/// A broken rule: where, and what to do.
#[derive(Debug, PartialEq)]
struct Finding {
    path: String,
    /// 1 for the first line; 0 for the whole file.
    line: usize,
    text: String,
}

/// A rule and how to check it.
type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

const RULES: &[Rule] = &[
    ("dependencies point one way", arrows),
    ("pure crates know no files, clock or network", purity),
    (
        "only src/platform and carrel-web talk to the browser",
        platform,
    ),
    ("no machine paths, no registry hosts", strangers),
    ("every style sheet is linked", styles),
    ("every string of the locales is used", strings),
    ("what is said of an export is in the locales", sayings),
    ("every dependency has its sentence", sentences),
    ("crate docs say Owns, Never does, Start at", crate_docs),
    ("links between documents lead somewhere", links),
];

/// `cargo xtask tidy`
pub(crate) fn command(args: &mut Args) -> Result {
    args.finish()?;
    println!("{}", check()?);
    Ok(())
}

/// Checks every rule; gives how many there are.
pub(crate) fn check() -> Result<String> {
    let tree = Tree::read()?;
    let mut text = String::new();
    for (name, rule) in RULES {
        let findings = rule(&tree);
        if !findings.is_empty() {
            text.push_str(&format!("\n{name}:"));
        }
        for Finding {
            path,
            line,
            text: what,
        } in findings
        {
            text.push_str(&if line == 0 {
                format!("\n  {path}: {what}")
            } else {
                format!("\n  {path}:{line}: {what}")
            });
        }
    }
    if text.is_empty() {
        Ok(format!("{} rules, {} files", RULES.len(), tree.files.len()))
    } else {
        Err(Failure(format!("tidy found{text}")))
    }
}

impl Tree {
    fn read() -> Result<Tree> {
        let list = run::output(&mut run::command(
            "git",
            &[
                "ls-files",
                "--cached",
                "--others",
                "--exclude-standard",
                "-z",
            ],
        ))?;
        let mut files = Vec::new();
        for path in list.split('\0').filter(|path| !path.is_empty()) {
            // A file of another encoding is data; one that is gone is a deletion not yet committed.
            if let Ok(text) = std::fs::read_to_string(place::at(path)) {
                files.push((path.to_owned(), text));
            }
        }
        Ok(Tree { files })
    }

    fn get(&self, path: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|(name, _)| name == path)
            .map(|(_, text)| text.as_str())
    }

    fn ending(&self, ending: &'static str) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.ends_with(ending))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

fn finding(path: &str, line: usize, text: impl Into<String>) -> Finding {
    Finding {
        path: path.to_owned(),
        line,
        text: text.into(),
    }
}

/// Which of our crates a crate may use: the arrows of ARCHITECTURE.md. What only tests use is free.
const ARROWS: &[(&str, &[&str])] = &[
    ("carrel-core", &[]),
    ("carrel-marc", &["carrel-core", "carrel-strings"]),
    ("carrel-search", &["carrel-core"]),
    ("carrel-cite", &["carrel-core"]),
    ("carrel-refs", &["carrel-core"]),
    (
        "carrel-cite-words",
        &["carrel-cite", "carrel-refs", "carrel-strings"],
    ),
    (
        "carrel-lessons",
        &["carrel-core", "carrel-cite", "carrel-cite-words"],
    ),
    ("carrel-circ", &["carrel-core"]),
    ("carrel-exchange", &["carrel-core"]),
    ("carrel-sync", &["carrel-core", "carrel-circ"]),
    (
        "carrel-simulate",
        &["carrel-core", "carrel-circ", "carrel-sync"],
    ),
    (
        "carrel-server",
        &[
            "carrel-core",
            "carrel-circ",
            "carrel-exchange",
            "carrel-lessons",
            "carrel-sync",
        ],
    ),
    (
        "carrel-site",
        &[
            "carrel-core",
            "carrel-marc",
            "carrel-search",
            "carrel-strings",
        ],
    ),
    (
        "carrel-cli",
        &[
            "carrel-core",
            "carrel-lessons",
            "carrel-cite",
            "carrel-cite-words",
            "carrel-refs",
            "carrel-marc",
            "carrel-search",
            "carrel-site",
        ],
    ),
    (
        "carrel-import",
        &[
            "carrel-core",
            "carrel-marc",
            "carrel-memory",
            "carrel-search",
            "carrel-site",
        ],
    ),
    (
        "carrel-engine",
        &["carrel-core", "carrel-memory", "carrel-search"],
    ),
    ("carrel-whole", &["carrel-engine", "carrel-search"]),
    ("carrel-camera", &["carrel-exchange", "carrel-memory"]),
    ("carrel-memory", &[]),
    ("carrel-strings", &[]),
    ("carrel-web", &["carrel-memory"]),
    ("carrel-publish", &["carrel-web", "carrel-strings"]),
    (
        "carrel-cite-web",
        &[
            "carrel-core",
            "carrel-cite",
            "carrel-cite-words",
            "carrel-refs",
            "carrel-web",
            "carrel-strings",
        ],
    ),
    (
        "carrel-lessons-web",
        &[
            "carrel-core",
            "carrel-lessons",
            "carrel-web",
            "carrel-strings",
        ],
    ),
    (
        "carrel-teach-web",
        &["carrel-lessons", "carrel-web", "carrel-strings"],
    ),
    (
        "carrel-desk",
        &[
            "carrel-circ",
            "carrel-core",
            "carrel-exchange",
            "carrel-strings",
            "carrel-sync",
            "carrel-web",
        ],
    ),
    (
        "carrel-app",
        &[
            "carrel-core",
            "carrel-search",
            "carrel-strings",
            "carrel-refs",
            "carrel-web",
        ],
    ),
    ("carrel-sample", &["carrel-core", "carrel-marc"]),
    (
        "carrel-tests",
        &[
            "carrel-core",
            "carrel-marc",
            "carrel-search",
            "carrel-site",
            "carrel-cli",
        ],
    ),
    ("xtask", &[]),
];

/// The crates that only compute: bytes and `now` come as arguments.
const PURE: &[&str] = &[
    "carrel-core",
    "carrel-marc",
    "carrel-search",
    "carrel-cite",
    "carrel-cite-words",
    "carrel-refs",
    "carrel-lessons",
    "carrel-circ",
    "carrel-exchange",
    "carrel-sync",
    "carrel-site",
];

/// What a pure crate must not link: the browser, an executor, randomness, a clock.
const WORLD: &[&str] = &[
    "wasm-bindgen",
    "js-sys",
    "web-sys",
    "leptos",
    "tokio",
    "async-std",
    "futures",
    "rand",
    "getrandom",
    "chrono",
    "time",
    "jiff",
    "reqwest",
    "ureq",
];

fn arrows(_: &Tree) -> Vec<Finding> {
    let metadata = run::output(&mut run::command(
        "cargo",
        &[
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ],
    ))
    .and_then(|text| Json::parse(&text));
    match metadata {
        Ok(metadata) => wrong_arrows(&metadata),
        Err(Failure(text)) => vec![finding("Cargo.toml", 0, text)],
    }
}

fn wrong_arrows(metadata: &Json) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in metadata.get("packages").map(Json::list).unwrap_or_default() {
        let name = package.get("name").and_then(Json::text).unwrap_or_default();
        let manifest = package
            .get("manifest_path")
            .and_then(Json::text)
            .unwrap_or_default();
        let manifest = place::short(std::path::Path::new(manifest));
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
            findings.push(finding(
                &manifest,
                0,
                format!("`{name}` is not in the table of arrows (xtask/src/tidy.rs)"),
            ));
            continue;
        };
        for dependency in package
            .get("dependencies")
            .map(Json::list)
            .unwrap_or_default()
        {
            let is_for_tests = dependency.get("kind").and_then(Json::text) == Some("dev");
            let used = dependency
                .get("name")
                .and_then(Json::text)
                .unwrap_or_default();
            let ours = used.starts_with("carrel-") || used == "xtask";
            if ours && !is_for_tests && !allowed.contains(&used) {
                findings.push(finding(
                    &manifest,
                    0,
                    format!("`{name}` must not use `{used}`: the arrow points the wrong way"),
                ));
            }
            if PURE.contains(&name) && !is_for_tests && WORLD.contains(&used) {
                findings.push(finding(
                    &manifest,
                    0,
                    format!("`{name}` is pure and must not use `{used}`"),
                ));
            }
        }
    }
    findings
}

/// The part of a Rust file before its tests.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]").map_or(text, |at| &text[..at])
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

fn purity(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let Some(inside) = PURE
            .iter()
            .find_map(|name| path.strip_prefix(&format!("crates/{name}/src/")))
        else {
            continue;
        };
        for (number, line) in without_tests(text).lines().enumerate() {
            let word = [
                "std::fs",
                "std::net",
                "std::env",
                "std::process",
                "SystemTime",
                "Instant::now",
            ]
            .into_iter()
            .find(|word| line.contains(word));
            if let Some(word) = word.filter(|_| !is_comment(line)) {
                findings.push(finding(
                    path,
                    number + 1,
                    format!("`{word}` in a pure crate: take it as an argument"),
                ));
            }
        }
        if inside == "lib.rs" && !text.contains("#![forbid(unsafe_code)]") {
            findings.push(finding(
                path,
                0,
                "a pure crate says #![forbid(unsafe_code)]",
            ));
        }
    }
    findings
}

fn platform(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let in_app = path.starts_with("src/") && !path.starts_with("src/platform");
        // Page modules are like pages of the app: event types they may name.
        let in_module = MODULES.iter().any(|module| {
            matches!(module.kind, Kind::Page { .. })
                && path.starts_with(&format!("crates/{}/", module.package))
        }) || path.starts_with(&format!("crates/{}/", desk::PACKAGE));
        let in_crate = path.starts_with("crates/")
            && !path.starts_with("crates/carrel-import/")
            && !path.starts_with("crates/carrel-web/");
        if !in_app && !in_crate {
            continue;
        }
        for (number, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !is_comment(line))
        {
            let mut rest = line;
            while let Some((_, after)) = rest.split_once("web_sys::") {
                if !(in_app || in_module)
                    || !names(after).iter().all(|name| name.ends_with("Event"))
                {
                    findings.push(finding(
                        path,
                        number + 1,
                        "web_sys outside of src/platform and carrel-web (event types excepted): ask them",
                    ));
                }
                rest = after;
            }
            if line.contains("js_sys::") {
                findings.push(finding(
                    path,
                    number + 1,
                    "js_sys outside of src/platform and carrel-web: ask them",
                ));
            }
        }
    }
    findings
}

/// The names that follow `web_sys::`: one, or those in braces.
fn names(after: &str) -> Vec<&str> {
    let list = after
        .strip_prefix('{')
        .and_then(|list| list.split_once('}'))
        .map(|(list, _)| list);
    list.unwrap_or(after)
        .split(',')
        .take(if list.is_some() { usize::MAX } else { 1 })
        .map(|name| {
            name.trim()
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

fn strangers(tree: &Tree) -> Vec<Finding> {
    // Put together here, or this very file would be found.
    let folders = ["work", "root", "home", "Users"].map(|name| format!("/{name}/"));
    let hosts = [
        ["registry.", "npmjs"],
        ["index.", "crates.io"],
        ["static.", "crates.io"],
        ["pypi.", "org"],
        ["pythonhosted", ".org"],
        ["deb.", "debian.org"],
        ["artifact", "ory"],
    ]
    .map(|parts| parts.concat());
    let mut findings = Vec::new();
    for (path, text) in &tree.files {
        // cargo writes its own registry's name into it, for every project alike.
        if path == "Cargo.lock" {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for folder in &folders {
                let starts_there = |at: usize| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/~}<>*".contains(c))
                };
                if line
                    .match_indices(folder.as_str())
                    .any(|(at, _)| starts_there(at))
                {
                    findings.push(finding(
                        path,
                        number + 1,
                        format!("`{folder}` is a path of one machine"),
                    ));
                }
            }
            if let Some(host) = hosts.iter().find(|host| line.contains(host.as_str())) {
                findings.push(finding(
                    path,
                    number + 1,
                    format!("`{host}`: name the package, not the registry's host"),
                ));
            }
        }
    }
    findings
}

fn styles(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.get("index.html") else {
        return Vec::new();
    };
    let linked: Vec<String> = html::tags(page)
        .iter()
        .filter(|tag| tag.name == "link" && tag.get("rel") == Some("css"))
        .filter_map(|tag| {
            tag.get("href")
                .map(|href| href.trim_start_matches("./").to_owned())
        })
        .collect();
    let of_modules: Vec<&str> = MODULES
        .iter()
        .flat_map(|module| match module.kind {
            Kind::Page { styles } => styles,
            Kind::Worker => &[],
        })
        .chain(desk::STYLES)
        .copied()
        .collect();
    let mut findings = Vec::new();
    for (path, _) in tree
        .ending(".css")
        .filter(|(path, _)| path.starts_with("styles/"))
    {
        if !linked.iter().any(|link| link == path) && !of_modules.contains(&path) {
            findings.push(finding(
                path,
                0,
                "linked neither in index.html nor by a module: no reader will see it",
            ));
        }
    }
    for link in linked.iter().filter(|link| tree.get(link).is_none()) {
        findings.push(finding(
            "index.html",
            0,
            format!("links {link}, which does not exist"),
        ));
    }
    findings
}

fn strings(tree: &Tree) -> Vec<Finding> {
    let Some(english) = tree.get("locales/en.toml") else {
        return Vec::new();
    };
    let keys = locale_keys(english);
    // `[module.key]` is a string of that page module, `[key]` one of the app.
    let used_in = |folders: &[String]| {
        let mut uses = String::new();
        for (path, text) in &tree.files {
            let is_text = path.ends_with(".rs") || path.ends_with(".js") || path.ends_with(".html");
            if is_text && folders.iter().any(|folder| path.starts_with(folder)) {
                uses.push_str(text);
                uses.push('\n');
            }
        }
        uses
    };
    let mut uses: Vec<(&str, String)> = vec![(
        "",
        used_in(&["src/", "public/", "index.html", "build.rs"].map(str::to_owned)),
    )];
    let mut findings = Vec::new();
    for (whole, line) in &keys {
        let (section, key) = whole.split_once('.').unwrap_or(("", whole));
        if !uses.iter().any(|(known, _)| *known == section) {
            // Where the plain name is a pure crate's, the page has `-web` behind it.
            let folders = ["", "-web"].map(|web| format!("crates/carrel-{section}{web}/src/"));
            uses.push((section, used_in(&folders)));
        }
        let is_used = uses
            .iter()
            .any(|(known, text)| *known == section && has_word(text, key));
        if !is_used {
            let key = whole;
            findings.push(finding(
                "locales/en.toml",
                *line,
                format!("`{key}` is used nowhere"),
            ));
        }
    }
    for tag in html::tags(tree.get("index.html").unwrap_or_default()) {
        let marked = ["", "-placeholder", "-aria-label", "-content"]
            .iter()
            .filter_map(|what| tag.get(&format!("data-t{what}")));
        for key in marked.filter(|key| !keys.iter().any(|(known, _)| known == key)) {
            findings.push(finding(
                "index.html",
                0,
                format!("data-t=\"{key}\" is not in locales/en.toml"),
            ));
        }
    }
    findings
}

/// Sentences in the code of the crates whose words a librarian reads on the Publish page.
fn sayings(tree: &Tree) -> Vec<Finding> {
    // Lists of libraries are read by the command alone.
    const OTHERS: [&str; 1] = ["crates/carrel-site/src/union.rs"];
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let heard = ["marc", "site"]
            .iter()
            .any(|name| path.starts_with(&format!("crates/carrel-{name}/src/")));
        if !heard || path.ends_with("tests.rs") || OTHERS.contains(&path) {
            continue;
        }
        let code = text
            .find("#[cfg(test)]\nmod ")
            .map_or(text, |at| &text[..at]);
        for (number, line) in code.lines().enumerate().filter(|(_, l)| !is_comment(l)) {
            let line = line.replace("'\"'", "").replace("\\\"", "'");
            let small = |word: &str| word.chars().all(char::is_lowercase);
            let sentence = |said: &&str| {
                let words = said.split_whitespace();
                said.trim_end().ends_with(['.', '?'])
                    && words.clone().count() > 2
                    && words.clone().any(small)
            };
            if let Some(said) = line.split('"').skip(1).step_by(2).find(sentence) {
                let text = format!("\"{said}\": say it in locales/en.toml, and here by `words`");
                findings.push(finding(path, number + 1, text));
            }
        }
    }
    findings
}

/// The tables of a locale file, `[search_button]` and the like, with their lines.
fn locale_keys(toml: &str) -> Vec<(String, usize)> {
    let mut keys = Vec::new();
    for (number, line) in toml.lines().enumerate() {
        let key = line
            .trim()
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
            .map(|(key, _)| key);
        if let Some(key) = key {
            keys.push((key.trim_matches('"').to_owned(), number + 1));
        }
    }
    keys
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part)
    })
}

fn sentences(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let shared: Vec<String> = tree
        .get("Cargo.toml")
        .map(dependencies)
        .unwrap_or_default()
        .into_iter()
        .map(|(name, ..)| name)
        .collect();
    for (path, text) in tree.ending("Cargo.toml") {
        for (name, line, is_inherited, has_sentence) in dependencies(text) {
            let said_once = is_inherited && shared.contains(&name);
            if !has_sentence && !said_once && !name.starts_with("carrel-") {
                findings.push(finding(
                    path,
                    line,
                    format!("`{name}`: say in a comment above what it is for and what it saves us"),
                ));
            }
        }
    }
    findings
}

/// The dependencies of a manifest: name, line, whether the workspace defines it, whether a comment stands above or behind.
fn dependencies(manifest: &str) -> Vec<(String, usize, bool, bool)> {
    let mut found = Vec::new();
    let mut in_list = false;
    let lines: Vec<&str> = manifest.lines().collect();
    let has_sentence = |number: usize| {
        let above = number
            .checked_sub(1)
            .map_or("", |number| lines[number].trim());
        let below = lines.get(number + 1).map_or("", |line| line.trim());
        above.starts_with('#')
            || lines[number].contains(" #")
            || (lines[number].starts_with('[') && below.starts_with('#'))
    };
    for (number, line) in lines.iter().enumerate() {
        let line = line.trim();
        if let Some(header) = line
            .strip_prefix('[')
            .and_then(|line| line.split_once(']'))
            .map(|(header, _)| header)
        {
            in_list = header.ends_with("dependencies");
            if let Some((_, name)) = header.rsplit_once("dependencies.") {
                found.push((
                    name.trim_matches('"').to_owned(),
                    number + 1,
                    false,
                    has_sentence(number),
                ));
            }
        } else if in_list
            && !line.starts_with('#')
            && line
                .split_once('=')
                .is_some_and(|(key, _)| is_name(key.trim()))
        {
            let key = line
                .split(['=', '.'])
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            let is_inherited = line.contains("workspace = true");
            found.push((key, number + 1, is_inherited, has_sentence(number)));
        }
    }
    found
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

fn crate_docs(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let folder = path
            .strip_prefix("crates/")
            .and_then(|path| path.strip_suffix("/src/lib.rs"));
        if folder.is_none() && path != "src/lib.rs" {
            continue;
        }
        let docs: String = text
            .lines()
            .take_while(|line| line.starts_with("//!") || line.trim().is_empty())
            .collect();
        for word in ["Owns", "Never does", "Start at"] {
            if !docs.contains(word) {
                findings.push(finding(
                    path,
                    1,
                    format!("the crate's docs do not say \"{word}\""),
                ));
            }
        }
    }
    findings
}

fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Lessons link to invented pages; `carrel lessons check` looks after those.
    let documents = tree
        .ending(".md")
        .filter(|(path, _)| !path.starts_with("lessons/") && !path.ends_with(".page.md"));
    for (path, text) in documents {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in text.lines().enumerate() {
            for (at, _) in line.match_indices("](") {
                let target = line[at + 2..]
                    .split([')', ' ', '#'])
                    .next()
                    .unwrap_or_default();
                let is_file =
                    !target.is_empty() && !target.contains(':') && !target.starts_with('/');
                if is_file && !place::at(folder).join(target).exists() {
                    findings.push(finding(
                        path,
                        number + 1,
                        format!("the link to `{target}` leads nowhere"),
                    ));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks a rule on invented files; each finding is given as `path:line`.
    fn check(rule: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)], expected: &[&str]) {
        let tree = Tree {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        };
        let found: Vec<String> = rule(&tree)
            .iter()
            .map(|finding| format!("{}:{}", finding.path, finding.line))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_arrow_that_points_up_is_found() {
        let metadata = |name: &str, uses: &str, kind: &str| {
            let text = format!(
                "{{\"packages\":[{{\"name\":\"{name}\",\"manifest_path\":\"x\",\"dependencies\":[{{\"name\":\"{uses}\",\"kind\":{kind}}}]}}]}}"
            );
            wrong_arrows(&Json::parse(&text).unwrap()).len()
        };
        assert_eq!(metadata("carrel-core", "carrel-marc", "null"), 1);
        assert_eq!(metadata("carrel-core", "carrel-marc", "\"build\""), 1);
        assert_eq!(metadata("carrel-core", "carrel-marc", "\"dev\""), 0);
        assert_eq!(metadata("carrel-marc", "carrel-core", "null"), 0);
        assert_eq!(metadata("carrel-app", "carrel-marc", "null"), 1);
        assert_eq!(metadata("carrel-search", "web-sys", "null"), 1);
        assert_eq!(metadata("carrel-new", "serde", "null"), 1);
    }

    #[test]
    fn a_clock_in_a_pure_crate_is_found() {
        check(
            purity,
            &[
                (
                    "crates/carrel-core/src/a.rs",
                    "// std::fs\nlet now = SystemTime::now();\n#[cfg(test)]\nuse std::fs;",
                ),
                ("crates/carrel-cli/src/b.rs", "use std::fs;"),
                ("crates/carrel-core/src/lib.rs", "#![forbid(unsafe_code)]"),
            ],
            &["crates/carrel-core/src/a.rs:2"],
        );
        check(
            purity,
            &[("crates/carrel-marc/src/lib.rs", "")],
            &["crates/carrel-marc/src/lib.rs:0"],
        );
    }

    #[test]
    fn the_browser_is_reached_through_the_platform_alone() {
        check(
            platform,
            &[
                ("src/platform/idb.rs", "use web_sys::IdbDatabase;"),
                (
                    "src/components/a.rs",
                    "use web_sys::{KeyboardEvent, MouseEvent};\nfn f(e: web_sys::InputEvent) {}",
                ),
                (
                    "src/components/b.rs",
                    "use web_sys::{KeyboardEvent, Window};\n// web_sys::Window\njs_sys::Array::new();",
                ),
                ("crates/carrel-search/src/a.rs", "web_sys::MouseEvent"),
                ("crates/carrel-import/src/lib.rs", "js_sys::Uint8Array"),
                ("crates/carrel-web/src/dom.rs", "web_sys::Window"),
                (
                    "crates/carrel-publish/src/a.rs",
                    "web_sys::DragEvent\nweb_sys::Window",
                ),
            ],
            &[
                "src/components/b.rs:1",
                "src/components/b.rs:3",
                "crates/carrel-search/src/a.rs:1",
                "crates/carrel-publish/src/a.rs:2",
            ],
        );
    }

    #[test]
    fn machine_paths_and_hosts_are_found() {
        let bad = [
            "see /wor",
            "k/main\nhttps://registry.",
            "npmjs.org\n/roo",
            "t/.cargo",
        ]
        .concat();
        let good = "homework/x ../work/y https://example.org/home/page a/home/b ~/home/ fine";
        check(
            strangers,
            &[("a.md", &bad), ("b.md", good)],
            &["a.md:1", "a.md:2", "a.md:3"],
        );
    }

    #[test]
    fn a_style_sheet_nobody_links_is_found() {
        check(
            styles,
            &[
                (
                    "index.html",
                    "<link data-trunk rel=css href=styles/a.css><link data-trunk rel=css href=styles/gone.css>",
                ),
                ("styles/a.css", ""),
                ("styles/blocks/b.css", ""),
            ],
            &["styles/blocks/b.css:0", "index.html:0"],
        );
    }

    #[test]
    fn a_string_nobody_shows_is_found() {
        check(
            strings,
            &[
                (
                    "locales/en.toml",
                    "[welcome]\ntext = \"x\"\n[welcome_back]\ntext = \"y\"\n[old]\ntext = \"z\"\n[desk.lend]\ntext = \"\"\n[desk.welcome]\ntext = \"\"",
                ),
                ("src/a.rs", "t.welcome_back()"),
                ("crates/carrel-desk/src/a.rs", "t::lend() t::old()"),
                ("index.html", "<p data-t=welcome></p><p data-t=missing></p>"),
            ],
            &["locales/en.toml:5", "locales/en.toml:9", "index.html:0"],
        );
    }

    #[test]
    fn a_sentence_about_an_export_in_code_is_found() {
        check(
            sayings,
            &[
                (
                    "crates/carrel-marc/src/a.rs",
                    "// \"Not a message at all.\"\nlet quote = b'\"';\nfindings.add(|| format!(\"Expected \\\"{x}\\\", found {y}.\"));\n\
                     names(\"two words.\", \"no full stop here\", \"Le Guin, U.\");\nsay(\"a\", \"Is this one seen?\");\n#[cfg(test)]\nmod tests {\n\"In a test it may be.\"",
                ),
                (
                    "crates/carrel-marc/src/csv/tests.rs",
                    "\"In a test it may be.\"",
                ),
                (
                    "crates/carrel-search/src/a.rs",
                    "\"Another crate is not heard.\"",
                ),
            ],
            &[
                "crates/carrel-marc/src/a.rs:3",
                "crates/carrel-marc/src/a.rs:5",
            ],
        );
    }

    #[test]
    fn a_dependency_without_a_sentence_is_found() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\n# why\nserde = \"1\"\nfst = \"0.4\"\ncarrel-core = { workspace = true }\nleptos = \"0.8\" # views\n\n[dev-dependencies.web-sys]\n# the browser\nversion = \"0.3\"\nfeatures = [\n  \"Window\",\n]\n[features]\ndefault = []\n";
        check(
            sentences,
            &[("a/Cargo.toml", manifest)],
            &["a/Cargo.toml:6"],
        );
        let root = "[workspace.dependencies]\n# why\nserde = \"1\"\n";
        check(
            sentences,
            &[
                ("Cargo.toml", root),
                (
                    "b/Cargo.toml",
                    "[dependencies]\nserde.workspace = true\nfst = { workspace = true }\n",
                ),
            ],
            &["b/Cargo.toml:3"],
        );
    }

    #[test]
    fn crate_docs_open_with_three_lines() {
        check(
            crate_docs,
            &[
                (
                    "crates/a/src/lib.rs",
                    "//! A.\n//!\n//! Owns: x.\n//! Never does: y.\n//! Start at: z.\n",
                ),
                (
                    "crates/b/src/lib.rs",
                    "//! Owns: x.\n//! Start at: z.\nfn never_does() {}",
                ),
            ],
            &["crates/b/src/lib.rs:1"],
        );
    }

    #[test]
    fn a_link_to_nothing_is_found() {
        check(
            links,
            &[(
                "xtask/README.md",
                "[a](src/main.rs) [b](gone.md) [c](https://example.org/x) [d](#part) [e](../Cargo.toml#x)",
            )],
            &["xtask/README.md:1"],
        );
    }
}
