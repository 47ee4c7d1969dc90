//! What Trunk leaves becomes what a school's web server gets.
//!
//! Trunk's own page has an inline script (a strict policy forbids it) and names that do not follow the
//! content after wasm-opt. Here every script, style and wasm moves to `app/` under the hash of its final
//! bytes, the style sheets become one file (each would cost a round trip on a slow link), the policy and
//! the list of modules go into the page, and `app.json` lists all files for the site assembler.

use crate::html::{self, Tag};
use crate::modules::{self, Built, Pair};
use crate::run::{self, Failure, Result, While};
use crate::{hash, json, place, slim};
use std::fs;
use std::path::{Path, PathBuf};

/// What the page may do: run and fetch only what lies beside it. Wasm needs its word; nothing may be
/// inline but data. The search box is a form of our own, sent to this page itself before the app is there.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
     base-uri 'none'; form-action 'self'";

/// The element Trunk writes in place of its script (`pattern_script` in Trunk.toml).
const MARKER: &str = "carrel-trunk";

/// Reworks the folder Trunk has built. `modules` are the on-demand ones; `small` leaves out what only
/// people who read the built files want.
pub(crate) fn finish(folder: &Path, modules: Vec<Built>, small: bool) -> Result {
    let index = folder.join("index.html");
    let page = run::read(&index)?;
    let mut parts = Parts {
        entries: Vec::new(),
        head: String::new(),
    };

    let style = take_styles(folder, &page, small)?;
    let style_path = put(folder, "style", "css", style.as_bytes())?;

    let (glue, wasm) = app_files(&page)?;
    let pair = Pair {
        js: take(folder, &glue)?,
        wasm: take(folder, &wasm)?,
    };
    let pair = if small {
        // Beside the script: kept on a device together with it.
        let (pair, pieces) = modules::app(pair)?.files(small)?;
        for (file, bytes) in pieces {
            run::write(&folder.join("app").join(file), bytes)?;
        }
        pair
    } else {
        pair
    };
    let (js, wasm) = put_pair(folder, "app/", &wasm, "carrel", pair)?;
    // The wasm first, because what is named first gets the connection that brought the page: on a slow line the others
    // spend a round trip to open theirs while the largest file is already on its way.
    parts.head.push_str(&format!(
        "<link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" crossorigin fetchpriority=\"high\">"
    ));
    parts
        .head
        .push_str(&format!("<link rel=\"stylesheet\" href=\"{style_path}\">"));
    parts
        .head
        .push_str(&format!("<link rel=\"modulepreload\" href=\"{js}\">"));
    parts
        .entries
        .push(modules::entry("app", &[("js", &js), ("wasm", &wasm)]));

    // Local scripts that a dependency brings along; the glue names them relative to itself.
    let snippets = folder.join("snippets");
    if snippets.exists() {
        run::rename(&snippets, &folder.join("app/snippets"))?;
    }
    for module in modules {
        parts.entries.push(put_module(folder, module, small)?);
    }
    parts.take_scripts(folder, small)?;
    run::write(&index, rework(&page, &parts)?)?;
    run::write(&folder.join("app.json"), list_files(folder)?)
}

/// A page of its own that is not Trunk's: script, wasm and style under the hash of their bytes, the policy, the list of
/// modules with this one as `app`, and the script that starts it.
pub(crate) fn alone(
    folder: &Path,
    page: &str,
    pair: Pair,
    modules: Vec<Built>,
    style: &str,
    boot: &str,
    small: bool,
) -> Result {
    let style = if small {
        shrink(style)
    } else {
        style.to_owned()
    };
    let style = put(folder, "style", "css", style.as_bytes())?;
    let (js, wasm) = put_pair(folder, "app/", "desk_bg.wasm", "desk", pair)?;
    let boot = put(folder, "boot", "js", boot.as_bytes())?;
    let mut entries = vec![modules::entry("app", &[("js", &js), ("wasm", &wasm)])];
    for module in modules {
        entries.push(put_module(folder, module, small)?);
    }
    let parts = Parts {
        entries,
        head: format!(
            "<link rel=\"stylesheet\" href=\"{style}\"><script defer src=\"{boot}\"></script>"
        ),
    };
    run::write(&folder.join("index.html"), rework(page, &parts)?)
}

/// Writes the list of all files of a folder.
pub(crate) fn list(folder: &Path) -> Result {
    run::write(&folder.join("app.json"), list_files(folder)?)
}

/// What goes into the page.
struct Parts {
    /// Of the JSON block `carrel-modules`.
    entries: Vec<String>,
    /// Links and scripts for the end of the head.
    head: String,
}

impl Parts {
    /// Moves the hand-written scripts of `public/` to `app/`, all but the service worker, which must lie
    /// beside the page. `boot.js` is the one the page starts; the others are found by their names.
    fn take_scripts(&mut self, folder: &Path, small: bool) -> Result {
        let slim = |bytes: Vec<u8>| match small {
            true => slim::minified(&String::from_utf8_lossy(&bytes), slim::Kind::Classic)
                .map(String::into_bytes),
            false => Ok(bytes),
        };
        let worker = folder.join("sw.js");
        if small && worker.exists() {
            run::write(&worker, slim::script(&run::read(&worker)?))?;
        }
        let mut scripts = names_in(folder)?;
        scripts.retain(|name| name.ends_with(".js") && name != "sw.js");
        let boot = match scripts.iter().position(|name| name == "boot.js") {
            Some(at) => take(folder, &scripts.remove(at))?,
            None => run::read_bytes(&place::at("xtask/templates/boot.js"))?,
        };
        let boot = put(folder, "boot", "js", &slim(boot)?)?;
        self.head
            .push_str(&format!("<script defer src=\"{boot}\"></script>"));
        for script in scripts {
            let name = script.trim_end_matches(".js");
            let path = put(folder, name, "js", &slim(take(folder, &script)?)?)?;
            self.entries.push(modules::entry(name, &[("js", &path)]));
        }
        Ok(())
    }
}

/// The page with everything Trunk put in taken out and our parts put in.
fn rework(page: &str, parts: &Parts) -> Result<String> {
    let mut changes = Vec::new();
    for tag in html::tags(page) {
        refuse_inline(&tag, page)?;
        let trunks = match tag.name.as_str() {
            "!--" => true,
            "link" => matches!(
                tag.get("rel"),
                Some("stylesheet" | "modulepreload" | "preload")
            ),
            "script" => tag.get("id") == Some(MARKER),
            _ => false,
        };
        if trunks {
            changes.push((tag.range, String::new()));
        } else if tag.name == "meta" && tag.get("charset").is_some() {
            let policy =
                format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
            let end = tag.range.end;
            changes.push((end..end, policy));
        } else if tag.name == "base" {
            return Err("index.html has a <base>: it would break the relative addresses".into());
        }
    }
    let page = html::replace(page, &changes);
    if !page.contains(POLICY) {
        return Err(
            "index.html needs <meta charset=\"utf-8\"> in its head: the policy goes behind it"
                .into(),
        );
    }
    let data = format!(
        "<script type=\"application/json\" id=\"carrel-modules\">{{{}}}</script>",
        parts.entries.join(",")
    );
    let (before, after) = page
        .split_once("</head>")
        .ok_or("index.html has no </head>")?;
    // Blank lines are what is left of the tags that went.
    let tidy = |text: &str| {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        lines.join("\n")
    };
    Ok(format!(
        "{}\n{}{data}\n</head>{}\n",
        tidy(before),
        parts.head,
        tidy(after)
    ))
}

/// The policy would silently stop these in the browser; better to stop here.
fn refuse_inline(tag: &Tag, page: &str) -> Result {
    let text = &page[tag.range.start..tag.range.end.min(tag.range.start + 80)];
    if tag.name == "script" && tag.get("type") != Some("application/json") {
        return Err(Failure(format!(
            "index.html: `{text}`: scripts are not written into the page; put it into public/boot.js"
        )));
    }
    if tag.name == "style"
        || tag
            .attribute_names()
            .any(|name| name == "style" || name.starts_with("on"))
    {
        return Err(Failure(format!(
            "index.html: `{text}`: the policy forbids inline styles and handlers"
        )));
    }
    for name in ["href", "src"] {
        if let Some(value) = tag.get(name)
            && (value.starts_with('/') || value.contains("://"))
        {
            return Err(Failure(format!(
                "index.html: `{text}`: {name} must be relative"
            )));
        }
    }
    Ok(())
}

/// The names of the app's script and wasm, as Trunk wrote them into the marker.
fn app_files(page: &str) -> Result<(String, String)> {
    let tags = html::tags(page);
    let marker = tags
        .iter()
        .find(|tag| tag.name == "script" && tag.get("id") == Some(MARKER));
    let marker = marker.ok_or_else(|| {
        format!("Trunk left no script with id `{MARKER}` in index.html: see pattern_script in Trunk.toml")
    })?;
    match (marker.get("data-glue"), marker.get("data-wasm")) {
        (Some(glue), Some(wasm)) => Ok((glue.to_owned(), wasm.to_owned())),
        _ => Err(
            format!("the script `{MARKER}` in index.html names no data-glue and data-wasm").into(),
        ),
    }
}

/// All style sheets the page links, in order, as one.
fn take_styles(folder: &Path, page: &str, small: bool) -> Result<String> {
    let mut all = String::new();
    for tag in html::tags(page) {
        if tag.name != "link" || tag.get("rel") != Some("stylesheet") {
            continue;
        }
        let name = tag
            .get("href")
            .unwrap_or_default()
            .trim_start_matches("./")
            .to_owned();
        let text = String::from_utf8_lossy(&take(folder, &name)?).into_owned();
        let text = below(&text, "../", &name)?;
        let text = if small { shrink(&text) } else { text };
        match tag
            .get("media")
            .filter(|media| !media.is_empty() && *media != "all")
        {
            Some(media) => all.push_str(&format!("@media {media} {{\n{}\n}}\n", text.trim())),
            None => all.push_str(&format!("{}\n", text.trim())),
        }
    }
    if all.is_empty() {
        return Err("index.html links no style sheet (data-trunk rel=\"css\")".into());
    }
    Ok(all)
}

/// A style sheet moved into a folder finds its pictures and fonts by way of `up`.
fn below(css: &str, up: &str, name: &str) -> Result<String> {
    if css.contains("@import") {
        return Err(Failure(format!(
            "{name}: @import costs a round trip; link the file in index.html"
        )));
    }
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("url(") {
        let (before, inside) = rest.split_at(at + 4);
        out.push_str(before);
        let quote_length = usize::from(inside.starts_with(['"', '\'']));
        let (quote, target) = inside.split_at(quote_length);
        out.push_str(quote);
        if target.starts_with('/') || target.starts_with("http") {
            let target: String = target.chars().take(40).collect();
            return Err(Failure(format!("{name}: url({target}…) must be relative")));
        }
        if !target.starts_with("data:") && !target.starts_with('#') {
            out.push_str(up);
        }
        rest = target.trim_start_matches("./");
    }
    out.push_str(rest);
    Ok(out)
}

/// CSS without comments and without the blanks that only people want. Strings stay as they are.
fn shrink(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else if c == '"' || c == '\'' {
            let mut end = 1;
            let bytes = rest.as_bytes();
            while end < bytes.len() && bytes[end] != c as u8 {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            let end = (end + 1).min(rest.len());
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if c.is_whitespace() {
            rest = rest.trim_start();
            // Around these a blank means nothing; elsewhere one is kept (descendants, `calc(a + b)`).
            let needless = out.is_empty()
                || out.ends_with(['{', '}', ';', ',', ' '])
                || rest.starts_with(['{', '}', ';', ',']);
            if !needless {
                out.push(' ');
            }
        } else {
            if c == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// `app.json`: every file of the app with its length and hash, for the assembler of sites. A build is
/// named by the hash of that list.
fn list_files(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    let mut lines = Vec::new();
    let mut paths: Vec<String> = files
        .iter()
        .map(|file| {
            file.strip_prefix(folder)
                .unwrap_or(file)
                .to_string_lossy()
                .replace('\\', "/")
        })
        .filter(|path| path != "app.json")
        .collect();
    paths.sort_unstable();
    for path in paths {
        let bytes = run::read_bytes(&folder.join(&path))?;
        lines.push(format!(
            "{{\"path\":{},\"bytes\":{},\"sha256\":\"{}\"}}",
            json::quote(&path),
            bytes.len(),
            hash::hex(&bytes)
        ));
    }
    let list = lines.join(",\n");
    Ok(format!(
        "{{\"format\":1,\"build\":\"{}\",\"files\":[\n{list}\n]}}\n",
        hash::short(list.as_bytes())
    ))
}

/// Every file below a folder.
pub(crate) fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result {
    for name in names_in(folder)? {
        let path = folder.join(name);
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The names in a folder, sorted.
fn names_in(folder: &Path) -> Result<Vec<String>> {
    let doing = || format!("list {}", place::short(folder));
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).or_say(doing)? {
        names.push(
            entry
                .or_say(doing)?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    names.sort_unstable();
    Ok(names)
}

/// Reads a file and removes it.
fn take(folder: &Path, name: &str) -> Result<Vec<u8>> {
    let path = folder.join(name.trim_start_matches("./"));
    let bytes = run::read_bytes(&path)?;
    fs::remove_file(&path).or_say(|| format!("remove {}", place::short(&path)))?;
    Ok(bytes)
}

/// Writes a file into `app/` under the hash of its bytes; gives its path from the page.
fn put(folder: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<String> {
    put_into(folder, "app/", stem, extension, bytes)
}

fn put_into(
    folder: &Path,
    into: &str,
    stem: &str,
    extension: &str,
    bytes: &[u8],
) -> Result<String> {
    let path = format!("{into}{stem}-{}.{extension}", hash::short(bytes));
    run::write(&folder.join(&path), bytes)?;
    Ok(path)
}

/// Writes script and wasm; gives their paths from the page.
fn put_pair(
    folder: &Path,
    into: &str,
    old_wasm: &str,
    name: &str,
    pair: Pair,
) -> Result<(String, String)> {
    let (js, wasm) = modules::name_by_content_from(old_wasm, name, pair);
    let paths = (format!("{into}{}", js.0), format!("{into}{}", wasm.0));
    run::write(&folder.join(&paths.0), js.1)?;
    run::write(&folder.join(&paths.1), wasm.1)?;
    Ok(paths)
}

/// Writes what belongs to a module; gives its entry for the page.
fn put_module(folder: &Path, module: Built, small: bool) -> Result<String> {
    let (pair, pieces) = module.files(small)?;
    for (file, bytes) in pieces {
        run::write(&folder.join(modules::FOLDER).join(file), bytes)?;
    }
    let Built { name, styles, .. } = module;
    let (js, wasm) = put_pair(
        folder,
        modules::FOLDER,
        &format!("{name}_bg.wasm"),
        name,
        pair,
    )?;
    let mut entry = vec![("js", js.as_str()), ("wasm", wasm.as_str())];
    let mut style = String::new();
    for (path, text) in &styles {
        let text = below(text, "../../", path)?;
        style.push_str(&if small { shrink(&text) } else { text });
        style.push('\n');
    }
    let css;
    if !style.is_empty() {
        css = put_into(folder, modules::FOLDER, name, "css", style.as_bytes())?;
        entry.push(("css", &css));
    }
    Ok(modules::entry(name, &entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    /// What Trunk leaves with the settings in Trunk.toml.
    const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en"><head>
    <meta charset="utf-8">
    <!-- a word to the maintainer -->
    <title>Carrel</title>
    <link rel="stylesheet" href="./tokens.css" integrity="sha384-x">
    <link rel="stylesheet" href="./print.css" media="print">
    <link rel="icon" href="./icon.svg">
</head>
<body><div id="carrel-start"><p>Opening…</p></div>
<script type="application/json" id="carrel-trunk" data-glue="carrel-app.js" data-wasm="carrel-app_bg.wasm"></script></body></html>
"#;

    /// A folder as Trunk leaves it, of its own for each test.
    fn staging(test: &str, page: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("carrel-page-{}-{test}", std::process::id()));
        run::remove_folder(&folder).unwrap();
        for (name, text) in [
            ("index.html", page),
            ("tokens.css", "/* scale */\n:root { --a: url(x.png) }\n"),
            ("print.css", "p { color: #000 }"),
            (
                "carrel-app.js",
                "new URL('carrel-app_bg.wasm', import.meta.url)",
            ),
            ("carrel-app_bg.wasm", "\0asm"),
            ("icon.svg", "<svg/>"),
            ("sw.js", "// worker"),
            ("worker.js", "// search"),
        ] {
            run::write(&folder.join(name), text).unwrap();
        }
        folder
    }

    fn import() -> Vec<Built> {
        let pair = |name: &str| Pair {
            js: format!("'{name}_bg.wasm'").into_bytes(),
            wasm: b"\0asm2".to_vec(),
        };
        vec![
            Built {
                name: "import",
                pair: pair("import"),
                pieces: Vec::new(),
                styles: Vec::new(),
            },
            Built {
                name: "desk",
                pair: pair("desk"),
                pieces: Vec::new(),
                styles: vec![("desk.css", "p { background: url(icon.svg) }".to_owned())],
            },
        ]
    }

    #[test]
    fn the_page_names_every_part_by_its_content() {
        let folder = staging("whole", PAGE);
        finish(&folder, import(), false).unwrap();
        let page = run::read(&folder.join("index.html")).unwrap();
        assert!(page.contains("http-equiv=\"Content-Security-Policy\""));
        assert!(
            !page.contains("maintainer") && !page.contains(MARKER) && !page.contains("integrity")
        );
        // Every address in the page leads to a file, and none is absolute.
        for tag in html::tags(&page) {
            for address in [tag.get("href"), tag.get("src")].into_iter().flatten() {
                assert!(folder.join(address).exists(), "{address}");
            }
        }
        let tags = html::tags(&page);
        let data = tags
            .iter()
            .find(|tag| tag.get("id") == Some("carrel-modules"))
            .unwrap();
        let data = Json::parse(&page[data.content.clone()]).unwrap();
        for (name, kinds) in [
            ("app", &["js", "wasm"][..]),
            ("import", &["js", "wasm"]),
            ("desk", &["js", "wasm", "css"]),
            ("worker", &["js"]),
        ] {
            for kind in kinds {
                let path = data.get(name).unwrap().get(kind).unwrap().text().unwrap();
                let bytes = fs::read(folder.join(path)).unwrap();
                assert!(path.contains(&hash::short(&bytes)), "{path}");
                let is_module = ["import", "desk"].contains(&name);
                assert_eq!(path.starts_with(modules::FOLDER), is_module, "{path}");
                if *kind == "css" {
                    assert_eq!(bytes, b"p { background: url(../../icon.svg) }\n");
                }
            }
        }
        // The service worker must stay beside the page; nothing else that is a script does.
        assert!(folder.join("sw.js").exists() && !folder.join("worker.js").exists());
        run::remove_folder(&folder).unwrap();
    }

    #[test]
    fn app_json_lists_what_is_there() {
        let folder = staging("list", PAGE);
        finish(&folder, import(), false).unwrap();
        let list = Json::parse(&run::read(&folder.join("app.json")).unwrap()).unwrap();
        let mut files = Vec::new();
        walk(&folder, &mut files).unwrap();
        assert_eq!(list.get("files").unwrap().list().len(), files.len() - 1);
        for file in list.get("files").unwrap().list() {
            let bytes = fs::read(folder.join(file.get("path").unwrap().text().unwrap())).unwrap();
            assert_eq!(
                file.get("bytes").unwrap().number(),
                Some(bytes.len() as f64)
            );
            assert_eq!(
                file.get("sha256").unwrap().text(),
                Some(hash::hex(&bytes).as_str())
            );
        }
        run::remove_folder(&folder).unwrap();
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let lists = ["once", "twice"].map(|test| {
            let folder = staging(test, PAGE);
            finish(&folder, import(), false).unwrap();
            let list = run::read(&folder.join("app.json")).unwrap();
            run::remove_folder(&folder).unwrap();
            list
        });
        assert_eq!(lists[0], lists[1]);
    }

    #[test]
    fn what_the_policy_would_stop_is_refused_here() {
        for (bad, expected) in [
            ("<script>alert(1)</script>", "not written into the page"),
            (
                "<script src=\"./x.js\"></script>",
                "not written into the page",
            ),
            ("<style>p{}</style>", "forbids inline"),
            ("<p style=\"color:red\">", "forbids inline"),
            ("<body onload=\"x()\">", "forbids inline"),
            ("<link rel=\"icon\" href=\"/icon.svg\">", "must be relative"),
            ("<base href=\"./\">", "<base>"),
        ] {
            let page = PAGE.replace("<title>", &format!("{bad}<title>"));
            let parts = Parts {
                entries: Vec::new(),
                head: String::new(),
            };
            let error = rework(&page, &parts).unwrap_err().0;
            assert!(error.contains(expected), "{bad}: {error}");
        }
    }

    #[test]
    fn style_sheets_become_one() {
        let folder = staging("style", PAGE);
        let css = take_styles(&folder, PAGE, true).unwrap();
        assert_eq!(
            css,
            ":root{--a: url(../x.png)}\n@media print {\np{color: #000}\n}\n"
        );
        run::remove_folder(&folder).unwrap();
    }

    #[test]
    fn shrinking_keeps_what_means_something() {
        for (long, short) in [
            (
                "a  b { width: calc(1px + 2px) ; }",
                "a b{width: calc(1px + 2px)}",
            ),
            (
                "a::before { content: '/* no */  ' }",
                "a::before{content: '/* no */  '}",
            ),
            ("a{}/* x */ b{}", "a{}b{}"),
            ("a /* x */ b{}", "a b{}"),
            ("a { content: \"\\\"  }\" }", "a{content: \"\\\"  }\"}"),
            (
                "@media (a) and (b) { c { d: e } }",
                "@media (a) and (b){c{d: e}}",
            ),
        ] {
            assert_eq!(shrink(long), short);
        }
    }

    #[test]
    fn addresses_in_css_stay_right() {
        assert_eq!(
            below("a{b:url(\"./c.woff2\")}", "../", "x.css").unwrap(),
            "a{b:url(\"../c.woff2\")}"
        );
        assert_eq!(
            below("a{b:url(data:x)}", "../", "x.css").unwrap(),
            "a{b:url(data:x)}"
        );
        assert!(below("a{b:url(/c.png)}", "../", "x.css").is_err());
        assert!(below("@import 'b.css';", "../", "x.css").is_err());
    }
}
