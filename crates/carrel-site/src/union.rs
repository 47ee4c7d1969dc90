//! The other libraries that a site searches with its own, as a librarian lists them: one a line, `name = folder`.
//!
//! ```text
//! # The libraries of our district
//! North High Library = /north-high/library/
//! Lincoln Elementary = /lincoln/library/
//! ```
//!
//! All stand on one web server: a site's pages may read from their own server alone (its content policy says so, and
//! browsers hold it). One list does for all libraries of a district: a library's own line is left out.

use core::fmt;

use crate::json::Json;
use crate::site::base;
use crate::words;

/// Another library of the union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// As readers see it.
    pub name: String,
    /// The folder of its site on the web server, with slashes at both ends.
    pub path: String,
}

/// A line that cannot be used. Its text says what was expected and found, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which line, from 1; 0 for the list as a whole.
    pub line: usize,
    /// Expected and found.
    pub what: String,
    /// What to do.
    pub way_out: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.what),
            line => write!(f, "line {line}: {}", self.what),
        }
    }
}

/// Reads a list for the library whose site stands in the folder `own`. Empty lines and lines that begin with `#` say
/// nothing.
///
/// # Errors
/// The first line that is no library, or is one a second time; a list without another library.
///
/// ```
/// let list = carrel_site::union::read("North High = /north/\nOurs = /ours/", "/ours/").unwrap();
/// assert_eq!((list.len(), list[0].path.as_str()), (1, "/north/"));
/// ```
pub fn read(text: &str, own: &str) -> Result<Vec<Library>, Fault> {
    let mut list = all(text)?;
    list.retain(|library| library.path != own);
    if list.is_empty() {
        return Err(Fault {
            line: 0,
            what: format!("expected other libraries than the one in {own}, found none"),
            way_out: "Write one a line, such as North High Library = /north-high/library/, or leave --union out.",
        });
    }
    Ok(list)
}

/// Reads a list as it stands, the site's own line with it.
///
/// # Errors
/// The first line that is no library, or is one a second time.
pub fn all(text: &str) -> Result<Vec<Library>, Fault> {
    let mut seen: Vec<(usize, Library)> = Vec::new();
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = |what: String, way_out| Fault {
            line: n + 1,
            what,
            way_out,
        };
        let library = one(line).map_err(|(what, way_out)| fault(what, way_out))?;
        for (before, other) in &seen {
            let twice = if other.path == library.path {
                format!("the folder {}", library.path)
            } else if other.name.to_lowercase() == library.name.to_lowercase() {
                format!("the name {}", library.name)
            } else {
                continue;
            };
            let what = format!("expected another library, found {twice} of line {before} again");
            return Err(fault(
                what,
                "Give each library once, with a name and a folder of its own.",
            ));
        }
        seen.push((n + 1, library));
    }
    Ok(seen.into_iter().map(|(_, library)| library).collect())
}

/// What makes one doubt that the site of the library `name` stands in the folder `own`: another library does by the list, or the
/// list has this library in another folder. Readers would find the library among the others, or miss one. `None` when all is
/// well. For the command and the Publish page alike.
///
/// ```
/// use carrel_site::union::{all, doubt};
/// let list = all("North High = /north/\nOurs = /ours/").unwrap();
/// assert_eq!(doubt(&list, "Ours", "/ours/"), None);
/// assert!(doubt(&list, "Ours", "/").unwrap().contains("/ours/"));
/// ```
#[must_use]
pub fn doubt(list: &[Library], name: &str, own: &str) -> Option<String> {
    let is_named = |library: &&Library| library.name.to_lowercase() == name.trim().to_lowercase();
    let named = list.iter().find(is_named);
    let there = list.iter().find(|library| library.path == own);
    match (named, there) {
        (Some(Library { path, .. }), _) if path != own => {
            Some(words::union_elsewhere(name.trim(), path, own))
        }
        (None, Some(other)) => Some(words::union_taken(&other.name, own, name.trim())),
        _ => None,
    }
}

/// Reads what [`to_json`] wrote; nothing of other text.
#[must_use]
pub fn from_json(text: &str) -> Vec<Library> {
    let json = Json::parse(text);
    let pairs = json.as_ref().and_then(Json::list).unwrap_or_default();
    let library = |pair: &Json| match pair.list()? {
        [name, path] => Some(Library {
            name: name.text()?.to_owned(),
            path: path.text()?.to_owned(),
        }),
        _ => None,
    };
    pairs.iter().filter_map(library).collect()
}

/// One line.
fn one(line: &str) -> Result<Library, (String, &'static str)> {
    let Some((name, folder)) = line.rsplit_once('=') else {
        return Err((
            format!("expected a name, = and a folder, found {line}"),
            "Write a line such as North High Library = /north-high/library/.",
        ));
    };
    let (name, folder) = (name.trim(), folder.trim());
    if name.is_empty() {
        return Err((
            format!("expected the library's name before =, found {line}"),
            "Write a line such as North High Library = /north-high/library/: readers see the name.",
        ));
    }
    if folder.is_empty() {
        return Err((
            format!("expected the folder of {name} after =, found nothing"),
            "Write the folder that its site stands in on the web server, such as /north-high/library/.",
        ));
    }
    match base(folder) {
        Some(path) => Ok(Library {
            name: name.to_owned(),
            path,
        }),
        None => Err((
            format!("expected a folder on this site's own web server, found {folder}"),
            "Write the path alone, such as /north-high/library/. A site can read no other web server than its own: a library that stands on another one has to be copied to this one first.",
        )),
    }
}

/// The list as the page has it: `[["North High Library", "/north-high/library/"]]`.
#[must_use]
pub fn to_json(list: &[Library]) -> String {
    let pair = |library: &Library| {
        Json::List(vec![
            library.name.as_str().into(),
            library.path.as_str().into(),
        ])
    };
    // A name could end the element that it stands in.
    Json::List(list.iter().map(pair).collect())
        .line()
        .replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_district_is_read_as_it_is_written() {
        let text = "\u{feff}# Our district\r\n\r\n  North High = north/library \r\nA = B = /ab/\nOurs=/ours/\n";
        let list = read(text, "/ours/").expect("a list");
        let pairs: Vec<(&str, &str)> = list
            .iter()
            .map(|l| (l.name.as_str(), l.path.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [("North High", "/north/library/"), ("A = B", "/ab/")]
        );
        let odd = read("</script> = /a/", "/").expect("a list");
        let json = to_json(&odd);
        assert_eq!(json, "[[\"\\u003c/script>\",\"/a/\"]]");
        assert_eq!(from_json(&json), odd);
        assert_eq!(from_json("{}"), []);
    }

    #[test]
    fn a_folder_that_the_list_has_otherwise_is_doubted() {
        let list = all("North High = /north/\nOurs = /ours/").expect("a list");
        for (name, own, told) in [
            ("Ours", "/ours/", None),
            ("ours ", "/ours/", None),
            // One list for all but this one.
            ("South", "/south/", None),
            ("Ours", "/", Some("stands in /ours/")),
            ("Ours", "/north/", Some("stands in /ours/")),
            ("South", "/north/", Some("has North High in /north/")),
        ] {
            let found = doubt(&list, name, own);
            assert_eq!(found.is_some(), told.is_some(), "{name} {own}: {found:?}");
            assert!(found.unwrap_or_default().contains(told.unwrap_or("")));
        }
    }

    #[test]
    fn a_line_that_cannot_be_used_is_named_with_the_way_out() {
        for (text, line, found) in [
            ("", 0, "found none"),
            ("Ours = /ours/", 0, "in /ours/, found none"),
            ("# only words", 0, "found none"),
            ("North /north/", 1, "found North /north/"),
            ("\n = /north/", 2, "found = /north/"),
            ("North =", 1, "found nothing"),
            (
                "North = https://north.example/library/",
                1,
                "found https://",
            ),
            ("North = north.example/library", 1, "found north.example"),
            ("North = ../north/", 1, "found ../north/"),
            ("North = C:\\sites\\north", 1, "found C:"),
            ("North = //north.example/", 1, "found //north"),
            ("A = /a/\nB = a", 2, "the folder /a/ of line 1 again"),
            ("A = /a/\n# B\na = /b/", 3, "the name a of line 1 again"),
        ] {
            let fault = read(text, "/ours/").expect_err(text);
            assert_eq!(fault.line, line, "{text}: {fault}");
            assert!(fault.to_string().contains(found), "{text}: {fault}");
            assert!(!fault.way_out.is_empty());
        }
    }
}
