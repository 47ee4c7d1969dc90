//! What is written into the app's page, and the page for addresses that lead nowhere.

use carrel_search::build::Pack;
use carrel_search::engine::Engine;
use carrel_search::pack::latest::Latest;
use carrel_search::pack::section::Child;

use crate::json::Json;
use crate::site::SiteError;

/// Fills the page: the catalogue's `latest.json` as data, and the library's name in the title and wherever
/// the element `library-name` shows it, so that the first paint already says it.
///
/// `words` says where the parts of the dictionary are ([`dictionary`]); a page without a place for it goes without. `union`
/// names the other libraries ([`crate::union`]); without it those that the page names stay.
pub(crate) fn fill(
    page: &str,
    latest: &str,
    words: &str,
    union: Option<&str>,
    name: &str,
) -> Result<String, SiteError> {
    let data = element(page, "carrel-site").ok_or(SiteError::Place {
        path: "index.html",
        expected: "<script type=\"application/json\" id=\"carrel-site\">",
    })?;
    let mut out = replaced(page, data, latest);
    if let Some(data) = element(&out, "carrel-words") {
        out = replaced(&out, data, words);
    }
    if let Some(union) = union {
        let data = element(&out, "carrel-union").ok_or(SiteError::Place {
            path: "index.html",
            expected: "<script type=\"application/json\" id=\"carrel-union\">",
        })?;
        out = replaced(&out, data, union);
    }
    let name = escaped(name);
    if let Some(title) = between(&out, "<title>", "</title>") {
        out = replaced(&out, title, &name);
    }
    if let Some(shown) = element(&out, "library-name") {
        out = replaced(&out, shown, &name);
    }
    Ok(out)
}

/// The list of other libraries that a page names; empty where it has no place for one.
pub(crate) fn union(page: &str) -> String {
    let data = element(page, "carrel-union").unwrap_or_default();
    page[data.0..data.1].to_owned()
}

/// The catalogue that a finished site's page names; `None` for an app without one.
pub(crate) fn catalogue(page: &str) -> Option<Latest> {
    let (start, end) = element(page, "carrel-site")?;
    Latest::from_json(&page[start..end]).ok()
}

/// Where the parts of the dictionary are, for the script that starts the app: `[["", "d/<32 hex>.bin"], ["bo", …], …]`,
/// first word and file, in order. On a slow line the part that a reader's word stands in comes while the app itself does,
/// not a round trip after it. Nothing for a catalogue so large that its root names tables of parts.
pub(crate) fn dictionary(pack: &Pack) -> String {
    let opened = pack
        .files
        .last()
        .map(|root| Engine::open(&root.file, &root.bytes));
    let Some(Ok(engine)) = opened else {
        return "[]".to_owned();
    };
    let words = &engine.root().words;
    let parts = words.children.iter().filter(|_| words.height == 0);
    let part = |child: &Child| {
        let first = String::from_utf8_lossy(&child.first);
        Json::List(vec![
            Json::from(first.as_ref()),
            Json::from(child.file.name()),
        ])
    };
    // No word has a `<`; if one ever had, it could not end the element.
    Json::List(parts.map(part).collect())
        .line()
        .replace('<', "\\u003c")
}

/// The page that a host shows for an address that leads nowhere. It may be shown at any depth, so its
/// addresses begin at the server's root.
pub(crate) fn not_found(name: &str, base: &str, style: Option<&str>) -> String {
    let (name, base) = (escaped(name), escaped(base));
    let style = style
        .map(|path| {
            format!(
                "<link rel=\"stylesheet\" href=\"{base}{}\">\n",
                escaped(path)
            )
        })
        .unwrap_or_default();
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'\">
<title>Not found - {name}</title>
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"robots\" content=\"noindex\">
<meta name=\"color-scheme\" content=\"light dark\">
<link rel=\"icon\" href=\"{base}icons/icon.svg\">
{style}</head>
<body>
<main>
<div class=\"note\" data-kind=\"trouble\">
<h1>There is nothing at this address</h1>
<p>It may be mistyped, or the page has moved. Every title, author and subject can be found from the catalogue's first page.</p>
<p><a class=\"button\" href=\"{base}\">To the catalogue of {name}</a></p>
</div>
</main>
</body>
</html>
"
    )
}

/// Where the text of the element with this id stands. The app's pages have such elements without others inside.
fn element(page: &str, id: &str) -> Option<(usize, usize)> {
    let found = [format!("id=\"{id}\""), format!("id={id}")]
        .iter()
        .find_map(|mark| page.find(mark.as_str()))?;
    let start = found + page[found..].find('>')? + 1;
    let end = start + page[start..].find("</")?;
    Some((start, end))
}

fn between(page: &str, open: &str, close: &str) -> Option<(usize, usize)> {
    let start = page.find(open)? + open.len();
    Some((start, start + page[start..].find(close)?))
}

fn replaced(page: &str, (start, end): (usize, usize), text: &str) -> String {
    format!("{}{text}{}", &page[..start], &page[end..])
}

/// Text as HTML, also inside a quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filled_in_before_is_replaced() {
        let page = "<title>A</title><span id=library-name>A</span><script id=\"carrel-site\">{\"name\":\"A\"}</script>";
        let filled = fill(page, "{\"name\":\"B\"}", "[]", None, "B").expect("filled");
        assert_eq!(
            filled,
            "<title>B</title><span id=library-name>B</span><script id=\"carrel-site\">{\"name\":\"B\"}</script>"
        );
        assert_eq!(
            fill(&filled, "{\"name\":\"A\"}", "[]", None, "A").as_deref(),
            Ok(page)
        );
    }

    #[test]
    fn the_other_libraries_stay_until_others_are_named() {
        let page = "<script id=\"carrel-site\">{}</script><script id=\"carrel-union\">[]</script>";
        let one = fill(page, "{}", "[]", Some("[[\"A\",\"/a/\"]]"), "B").expect("filled");
        assert!(
            one.ends_with("id=\"carrel-union\">[[\"A\",\"/a/\"]]</script>"),
            "{one}"
        );
        assert_eq!(fill(&one, "{}", "[]", None, "B"), Ok(one.clone()));
        assert_eq!(fill(&one, "{}", "[]", Some("[]"), "B").as_deref(), Ok(page));
        let without = "<script id=\"carrel-site\">{}</script>";
        assert!(fill(without, "{}", "[]", Some("[]"), "B").is_err());
    }

    #[test]
    fn names_cannot_break_out_of_the_page() {
        let page = not_found("\"><script>", "/a\"b/", Some("app/style-1.css"));
        assert!(!page.contains("<script>"));
        assert!(page.contains("href=\"/a&quot;b/app/style-1.css\""));
    }
}
