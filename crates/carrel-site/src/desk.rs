//! Desk and kiosk with a library put to them: the library's name, the list of its copies, and the service worker's list.

use carrel_core::copies;
use carrel_search::build::Entry;
use carrel_search::pack::FileRef;

use crate::json::Json;
use crate::page;
use crate::site::{App, LIST, SiteError, SiteFile, fill_worker, listed, write_list};

/// The list of copies of a catalogue's entries.
#[must_use]
pub fn copy_list(entries: &[Entry]) -> String {
    let titles: Vec<(&str, String)> = entries
        .iter()
        .map(|entry| (entry.bib.id.as_str(), entry.bib.title.proper.to_string()))
        .collect();
    let named: Vec<(&str, &str)> = titles
        .iter()
        .map(|(id, title)| (*id, title.as_str()))
        .collect();
    let mut list = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        for item in &entry.items {
            let call_number = item.call_number.as_deref().unwrap_or_default();
            list.push((item.barcode.as_str(), place, call_number));
        }
    }
    copies::write(&named, &list)
}

/// Puts a library to the desk. The same inputs give the same bytes.
///
/// # Errors
/// [`SiteError::Missing`], [`SiteError::Place`].
pub fn assemble(app: &App, name: &str, copies: String) -> Result<Vec<SiteFile>, SiteError> {
    let mut shell = app.files().clone();
    shell.remove("sw.js");
    let bytes = copies.into_bytes();
    let path = format!("app/copies-{}.txt", &FileRef::of(&bytes).hex()[..16]);
    let data = Json::Object(vec![("copies".to_owned(), path.as_str().into())]).line();
    let index = page::fill(app.text("index.html")?, &data, "[]", None, name)?;
    shell.insert("index.html".to_owned(), index.into_bytes());
    shell.insert(path, bytes);
    let worker = fill_worker(app.text("sw.js")?, &mut shell)?;
    shell.insert("sw.js".to_owned(), worker.into_bytes());
    let listed: Vec<_> = shell
        .iter()
        .map(|(path, bytes)| listed(path, bytes))
        .collect();
    shell.insert(LIST.to_owned(), write_list(&listed).into_bytes());
    // What is asked for first is written last.
    let mut out: Vec<SiteFile> = Vec::with_capacity(shell.len());
    let last = ["sw.js", "index.html"];
    for path in last {
        if let Some(bytes) = shell.remove(path) {
            out.push(SiteFile {
                path: path.to_owned(),
                bytes,
            });
        }
    }
    let mut first: Vec<SiteFile> = shell
        .into_iter()
        .map(|(path, bytes)| SiteFile { path, bytes })
        .collect();
    first.append(&mut out);
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::kept_by;
    use crate::site::tests::app;
    use carrel_core::{BibRecord, Item};

    #[test]
    fn the_desk_says_whose_it_is_and_keeps_its_copies() {
        let mut entry = Entry {
            bib: BibRecord {
                id: "7".into(),
                ..BibRecord::default()
            },
            ..Entry::default()
        };
        entry.bib.title.proper = "Holes".into();
        entry.items.push(Item {
            barcode: "T 9".into(),
            ..Item::default()
        });
        let copies = copy_list(&[entry]);
        let files = assemble(&app(), "Zoë's Library", copies.clone()).expect("a desk");
        let find = |path: &str| {
            let file = files.iter().find(|file| file.path == path).expect(path);
            String::from_utf8(file.bytes.clone()).expect(path)
        };
        let list = files
            .iter()
            .find(|file| file.path.starts_with("app/copies-"))
            .expect("the list");
        assert_eq!(list.bytes, copies.as_bytes());
        assert!(find("index.html").contains(&list.path));
        assert!(find("index.html").contains("Zoë's Library"));
        let kept = kept_by(&find("sw.js")).expect("a list");
        assert!(kept.iter().any(|(path, _)| *path == list.path));
        let read = copies::Copies::read(copies).expect("a list");
        assert_eq!(read.find("T 9").map(|copy| copy.title), Some("Holes"));
    }
}
