//! What visitors download, without what only people who read the built files want.
//!
//! Measured on the app (brotli): the import names that wasm-bindgen makes end in 16 random digits, stand in the script
//! *and* in the wasm, and do not compress; short ones save 2.5 KB of wasm and 2 KB of script. The names that closures are exported
//! under and the way to begin without waiting, which nobody goes, are 0.3 KB of each script. The rest is npm's `terser`: it saves a
//! fifth of each script besides (the app's 0.9 KB of 5.0).

use crate::modules::Pair;
use crate::run::{self, Result};
use crate::{hash, place, tools};
use std::collections::{HashMap, HashSet};

/// What the names of functions begin with that wasm-bindgen exports for closures; the rest of one is the Rust type in a hundred letters.
pub(crate) const SHIM: &str = "wasm_bindgen_";

/// A script and its wasm after another optimisation, the script without the functions that the wasm does not import any more.
pub(crate) fn optimised(
    pair: Pair,
    optimise: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<Pair> {
    if import_names(&pair.wasm).is_none() {
        return Ok(pair); // not as we know it: left alone
    }
    let wasm = optimise(&pair.wasm)?;
    let names = import_names(&wasm).unwrap_or_default();
    let js = without_imports(&String::from_utf8_lossy(&pair.js), &names);
    Ok(Pair {
        js: js.into_bytes(),
        wasm,
    })
}

/// Where a section begins, where what is in it begins, and where it ends.
fn section(wasm: &[u8], wanted: u8) -> Option<(usize, usize, usize)> {
    let mut at = 8;
    while at < wasm.len() {
        let id = wasm[at];
        let mut body = at + 1;
        let length = number(wasm, &mut body)?;
        let end = body.checked_add(length).filter(|end| *end <= wasm.len())?;
        if id == wanted {
            return Some((at, body, end));
        }
        at = end;
    }
    None
}

/// The script without the functions that its wasm does not import (any more).
fn without_imports(js: &str, imported: &HashSet<String>) -> String {
    const MARGIN: &str = "        ";
    let mut out = String::with_capacity(js.len());
    let mut skipping = false;
    for line in js.lines() {
        if let Some(name) = line
            .strip_prefix(MARGIN)
            .and_then(|l| l.split(": function(").next())
            && line.contains(": function(")
            && name.starts_with("__wb")
        {
            skipping = !imported.contains(name) && line.ends_with('{');
        }
        if !skipping {
            out.push_str(line);
            out.push('\n');
        } else if line.strip_prefix(MARGIN) == Some("},") {
            skipping = false;
        }
    }
    out
}

/// The names of all imports.
fn import_names(wasm: &[u8]) -> Option<HashSet<String>> {
    let (_, names) = shorten_imports(wasm)?;
    Some(names.into_keys().collect())
}

/// A script and its wasm that call each other by short names, the script as short as it can be.
pub(crate) fn pair(pair: Pair) -> Result<Pair> {
    let Pair { js, wasm } = renamed(pair);
    let js = minified(&String::from_utf8_lossy(&js), Kind::Module)?.into_bytes();
    Ok(Pair { js, wasm })
}

/// A script and its wasm that call each other by short names.
fn renamed(pair: Pair) -> Pair {
    let Some((wasm, mut names)) = shorten_imports(&pair.wasm) else {
        return pair; // not as we know it: left alone
    };
    let (wasm, exports) = shorten_exports(&wasm).unwrap_or((wasm, HashMap::new()));
    names.extend(exports);
    let js = without_sync(&String::from_utf8_lossy(&pair.js));
    Pair {
        js: rename(&js, &names).into_bytes(),
        wasm,
    }
}

/// How a browser starts a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Module,
    /// Nobody else asks for what such a script of ours names by itself.
    Classic,
}

/// A script that says the same in fewer bytes, remembered by its content.
pub(crate) fn minified(js: &str, kind: Kind) -> Result<String> {
    let mut options = vec!["--ecma", "2020", "--mangle"];
    options.extend(["--compress", "passes=2,unsafe_arrows"]);
    options.push(match kind {
        Kind::Module => "--module",
        Kind::Classic => "--toplevel",
    });
    let name = hash::short([js, &options.concat()].concat().as_bytes());
    let kept = place::target().join(format!("assets/terser/{name}.js"));
    if !kept.exists() {
        tools::ensure(&[tools::Tool::Node, tools::Tool::NodePackages])?;
        let (before, after) = (kept.with_extension("before"), kept.with_extension("new"));
        run::write(&before, js)?;
        let mut terser = tools::command("terser", &[]);
        terser.arg(&before).arg("--output").arg(&after);
        run::output(terser.args(options))?;
        run::rename(&after, &kept)?;
    }
    run::read(&kept)
}

/// A script without its comments and indentation, for people to read and change (`sw.js`: a published one can be told to
/// take the app away). Only what a line begins with is looked at, so that `//` in a string stays; no script of ours has a string of
/// several lines.
pub(crate) fn script(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    let mut in_comment = false;
    for line in js.lines() {
        let line = line.trim();
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A script of wasm-bindgen's without `initSync`: the app waits for its wasm, always.
fn without_sync(js: &str) -> String {
    let whole = || {
        let from = js.find("\nfunction initSync(")?;
        let to = from + js[from..].find("\n}\n")? + "\n}".len();
        let out = [&js[..from], &js[to..]].concat();
        let listed = "export { initSync, __wbg_init as default };";
        (out.matches("initSync").count() == 1 && out.contains(listed))
            .then(|| out.replace(listed, "export { __wbg_init as default };"))
    };
    whole().unwrap_or_else(|| js.to_owned())
}

/// Replaces whole identifiers, and the name of the module they are imported from.
fn rename(js: &str, names: &HashMap<String, String>) -> String {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(js.len());
    let mut rest = js;
    let next = |rest: &str| match (rest.find("__wb"), rest.find(SHIM)) {
        (Some(import), Some(shim)) => Some(import.min(shim)),
        (import, shim) => import.or(shim),
    };
    while let Some(at) = next(rest) {
        // `a__wb` is another identifier.
        let whole = !rest[..at].ends_with(inside);
        out.push_str(&rest[..at]);
        let end = rest[at..]
            .find(|c| !inside(c))
            .map_or(rest.len(), |n| at + n);
        let word = &rest[at..end];
        out.push_str(match names.get(word) {
            Some(short) if whole => short,
            _ => word,
        });
        rest = &rest[end..];
    }
    out.push_str(rest);
    for (long, short) in names.iter().filter(|(long, _)| long.starts_with("./")) {
        out = out.replace(&format!("\"{long}\""), &format!("\"{short}\""));
    }
    out
}

/// The wasm with short names in its import section, and what each was called before. `None` when there is no such
/// section or it cannot be read.
fn shorten_imports(wasm: &[u8]) -> Option<(Vec<u8>, HashMap<String, String>)> {
    const IMPORTS: u8 = 2;
    let (at, body, end) = section(wasm, IMPORTS)?;
    let (section, names) = shortened(wasm.get(body..end)?)?;
    let mut out = wasm[..at].to_vec();
    out.push(IMPORTS);
    put_number(&mut out, section.len());
    out.extend(section);
    out.extend(&wasm[end..]);
    Some((out, names))
}

/// The import section: module, name and kind of each.
fn shortened(section: &[u8]) -> Option<(Vec<u8>, HashMap<String, String>)> {
    let mut at = 0;
    let count = number(section, &mut at)?;
    let mut names = HashMap::new();
    let mut out = Vec::new();
    put_number(&mut out, count);
    for _ in 0..count {
        for kind in ["m", "i"] {
            let length = number(section, &mut at)?;
            let name = std::str::from_utf8(section.get(at..at + length)?).ok()?;
            at += length;
            let ours = if kind == "m" {
                name.starts_with("./")
            } else {
                name.starts_with("__wb")
            };
            let next = names.len();
            let short = match ours {
                true => names
                    .entry(name.to_owned())
                    .or_insert_with(|| format!("{kind}{}", base36(next)))
                    .clone(),
                false => name.to_owned(),
            };
            put_number(&mut out, short.len());
            out.extend(short.as_bytes());
        }
        let start = at;
        let kind = *section.get(at)?;
        at += 1;
        match kind {
            // A function: its type.
            0 => drop(number(section, &mut at)?),
            // A table: what it holds, then its limits.
            1 => {
                at += 1;
                limits(section, &mut at)?;
            }
            2 => limits(section, &mut at)?,
            // A global: its type, and whether it changes.
            3 => at += 2,
            _ => return None,
        }
        out.extend(section.get(start..at)?);
    }
    (at == section.len()).then_some((out, names))
}

/// The wasm with short names for the functions that closures are called by, and what each was called before. Pieces never
/// import them by these names (`split.rs`).
fn shorten_exports(wasm: &[u8]) -> Option<(Vec<u8>, HashMap<String, String>)> {
    const EXPORTS: u8 = 7;
    let (start, body, end) = section(wasm, EXPORTS)?;
    let bytes = wasm.get(body..end)?;
    let mut at = 0;
    let count = number(bytes, &mut at)?;
    let mut names = HashMap::new();
    let mut out = Vec::new();
    put_number(&mut out, count);
    for _ in 0..count {
        let length = number(bytes, &mut at)?;
        let name = std::str::from_utf8(bytes.get(at..at + length)?).ok()?;
        at += length;
        let mut short = name.to_owned();
        if name.starts_with(SHIM) {
            short = format!("wb{}", base36(names.len()));
            names.insert(name.to_owned(), short.clone());
        }
        put_number(&mut out, short.len());
        out.extend(short.as_bytes());
        // What it is, and its number.
        let from = at;
        at += 1;
        number(bytes, &mut at)?;
        out.extend(bytes.get(from..at)?);
    }
    if at != bytes.len() {
        return None;
    }
    let mut whole = wasm[..start].to_vec();
    whole.push(EXPORTS);
    put_number(&mut whole, out.len());
    whole.extend(out);
    whole.extend(&wasm[end..]);
    Some((whole, names))
}

/// The wasm without exports of these names: what linkers add and nobody asks for.
pub(crate) fn without_exports(wasm: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    const EXPORTS: u8 = 7;
    let (start, body, end) = section(wasm, EXPORTS)?;
    let bytes = wasm.get(body..end)?;
    let mut at = 0;
    let mut left = 0;
    let mut kept: Vec<u8> = Vec::new();
    for _ in 0..number(bytes, &mut at)? {
        let from = at;
        let length = number(bytes, &mut at)?;
        let name = bytes.get(at..at + length)?;
        // Behind the name what it is, and its number.
        at += length + 1;
        number(bytes, &mut at)?;
        if !names.iter().any(|own| own.as_bytes() == name) {
            kept.extend(bytes.get(from..at)?);
            left += 1;
        }
    }
    let mut section = Vec::new();
    put_number(&mut section, left);
    section.extend(kept);
    let mut whole = wasm[..start].to_vec();
    whole.push(EXPORTS);
    put_number(&mut whole, section.len());
    whole.extend(section);
    whole.extend(&wasm[end..]);
    Some(whole)
}

fn limits(bytes: &[u8], at: &mut usize) -> Option<()> {
    let both = number(bytes, at)? & 1 == 1;
    number(bytes, at)?;
    if both {
        number(bytes, at)?;
    }
    Some(())
}

/// An unsigned LEB128 number.
pub(crate) fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= usize::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

pub(crate) fn put_number(out: &mut Vec<u8>, mut value: usize) {
    while value > 127 {
        out.push(value as u8 & 127 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn base36(mut n: usize) -> String {
    let mut out = String::new();
    loop {
        out.push(char::from_digit((n % 36) as u32, 36).unwrap_or('z'));
        n /= 36;
        if n == 0 {
            return out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A wasm with these imports, all functions of type 0, and an empty custom section behind.
    fn wasm(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut section = Vec::new();
        put_number(&mut section, imports.len());
        for (module, name) in imports {
            for text in [module, name] {
                put_number(&mut section, text.len());
                section.extend(text.as_bytes());
            }
            section.extend([0, 0]);
        }
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        out.extend([1, 4, 1, 0x60, 0, 0, 2]);
        put_number(&mut out, section.len());
        out.extend(section);
        out.extend([0, 1, 0]);
        out
    }

    #[test]
    fn script_and_wasm_agree_on_the_short_names() {
        let long = [
            "__wbg_setAttribute_0123456789abcdef",
            "__wbindgen_cast_0000000000000001",
        ];
        let before = Pair {
            wasm: wasm(&[("./app_bg.js", long[0]), ("./app_bg.js", long[1]), ("env", "memory")]),
            js: format!(
                "/**\n * @param x\n */\nconst import0 = {{\n  // sets\n  {}: f(\"// not this\"),\n  {}: g,\n  my{}: h,\n}};\nreturn {{ \"./app_bg.js\": import0 }};\n",
                long[0], long[1], long[0]
            )
            .into_bytes(),
        };
        let after = renamed(before);
        let short = [("m0", "i1"), ("m0", "i2"), ("env", "memory")];
        assert_eq!(after.wasm, wasm(&short));
        assert_eq!(
            String::from_utf8(after.js).unwrap(),
            format!(
                "/**\n * @param x\n */\nconst import0 = {{\n  // sets\n  i1: f(\"// not this\"),\n  i2: g,\n  my{}: h,\n}};\nreturn {{ \"m0\": import0 }};\n",
                long[0]
            )
        );
    }

    #[test]
    fn closures_are_exported_under_short_names() {
        let long = "wasm_bindgen_0123456789abcdef___convert__closures_____invoke______true_";
        let with = |name: &str| {
            let mut out = wasm(&[]);
            let mut section = vec![2];
            for (name, what) in [("memory", [2, 0]), (name, [0, 1])] {
                put_number(&mut section, name.len());
                section.extend(name.as_bytes());
                section.extend(what);
            }
            out.push(7);
            put_number(&mut out, section.len());
            out.extend(section);
            out
        };
        let js = format!(
            "i1: function(a) {{\n    const ret = make(a, {long});\n    return ret;\n}},\n\
             function {long}(a) {{\n    const ret = 1;\n    wasm.{long}(a);\n    return ret;\n}}\n\
             const my{long} = 2;\n"
        );
        let after = renamed(Pair {
            js: js.into_bytes(),
            wasm: with(long),
        });
        assert_eq!(after.wasm, with("wb0"));
        let less = without_exports(&with("a"), &["a", "b"]).unwrap();
        assert_eq!(
            less[less.len() - 12..],
            [7, 10, 1, 6, b'm', b'e', b'm', b'o', b'r', b'y', 2, 0]
        );
        assert_eq!(without_exports(&with("a"), &["b"]).unwrap(), with("a"));
        assert_eq!(
            String::from_utf8(after.js).unwrap(),
            format!(
                "i1: function(a) {{\n    const ret = make(a, wb0);\n    return ret;\n}},\n\
                 function wb0(a) {{\n    const ret = 1;\n    wasm.wb0(a);\n    return ret;\n}}\n\
                 const my{long} = 2;\n"
            )
        );
    }

    #[test]
    fn nobody_begins_without_waiting() {
        let sync =
            "let a;\nfunction initSync(module) {\n    if (a) {\n        b;\n    }\n}\n\nlet c;\n";
        let both = "export { initSync, __wbg_init as default };\n";
        assert_eq!(
            without_sync(&[sync, both].concat()),
            "let a;\n\nlet c;\nexport { __wbg_init as default };\n"
        );
        // Called from somewhere, or not as we know it: left alone.
        for js in [&[sync, "initSync(1);\n", both].concat(), sync, both] {
            assert_eq!(without_sync(js), *js);
        }
    }

    #[test]
    fn functions_that_only_went_with_what_was_optimised_away_go_too() {
        let js = "export class Kept {\n}\n\
            \x20       __wbg_kept_0000000000000000: function() {\n            a;\n        },\n\
            \x20       __wbg_gone_0000000000000000: function() {\n            b;\n        },\n\
            const d = 1;\n";
        let pair = Pair {
            js: js.as_bytes().to_vec(),
            wasm: wasm(&[
                ("./a.js", "__wbg_kept_0000000000000000"),
                ("./a.js", "__wbg_gone_0000000000000000"),
            ]),
        };
        let smaller = wasm(&[("./a.js", "__wbg_kept_0000000000000000")]);
        let after = optimised(pair, |_| Ok(smaller.clone())).unwrap();
        assert_eq!(after.wasm, smaller);
        assert_eq!(
            String::from_utf8(after.js).unwrap(),
            "export class Kept {\n}\n        __wbg_kept_0000000000000000: function() {\n            a;\n        },\nconst d = 1;\n"
        );
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        let cut = wasm(&[("./app_bg.js", "__wbg_a_0123456789abcdef")]);
        for bytes in [&b""[..], b"\0asm\x01\0\0\0", &cut[..30]] {
            let before = Pair {
                js: b"// kept".to_vec(),
                wasm: bytes.to_vec(),
            };
            assert_eq!(renamed(before.clone()), before);
        }
    }

    #[test]
    fn many_imports_get_many_names() {
        let names: Vec<String> = (0..5000).map(|n| format!("__wbg_f_{n:016x}")).collect();
        let imports: Vec<(&str, &str)> = names.iter().map(|n| ("./a.js", n.as_str())).collect();
        let (_, short) = shorten_imports(&wasm(&imports)).unwrap();
        let different: std::collections::HashSet<&String> = short.values().collect();
        assert_eq!(different.len(), 5001);
    }
}
