//! The library's copies, as the pages of the desk beside the gateway have them: `carrel desk` wrote the list there. From it the rules know which
//! barcodes there are (C8), and of which title each copy is: holds stand under titles.

use std::io;
use std::path::Path;

use carrel_circ::entry::{Fact, Use};
use carrel_core::copies::Copies;
use carrel_sync::op::MAX_CODE;
use carrel_sync::server::state_fact;

use crate::store::Stored;
use crate::writer::Core;

/// The name of the list that was taken last is kept under this name. It changes with what is in it.
const TAKEN: &str = "copies-of-site";

/// What the name of a list begins with, and what it ends with.
const NAME: (&str, &str) = ("app/copies-", ".txt");

/// The list that the page of the desk names.
#[must_use]
pub fn named(page: &str) -> Option<&str> {
    let from = page.find(NAME.0)?;
    let rest = page.get(from..)?;
    let until = rest.find(NAME.1)?;
    let digits = rest.get(NAME.0.len()..until)?;
    let is_name = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    rest.get(..until + NAME.1.len()).filter(|_| is_name)
}

/// The name of the list in a folder that holds `desk/`; nothing when no desk is there, or one without a list.
///
/// # Errors
/// The disk's.
pub fn name_in(site: &Path) -> io::Result<Option<String>> {
    match std::fs::read_to_string(site.join("desk/index.html")) {
        Ok(page) => Ok(named(&page).map(str::to_owned)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The list of that name.
///
/// # Errors
/// The disk's, or that it is no list.
pub fn read(site: &Path, name: &str) -> io::Result<Copies> {
    let text = std::fs::read_to_string(site.join("desk").join(name))?;
    Copies::read(text)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it is no list of copies"))
}

/// Whether the list of that name was taken last.
///
/// # Errors
/// The database's.
pub fn is_taken(core: &mut Core, name: &str) -> Stored<bool> {
    let taken = core.store.value(TAKEN)?;
    Ok(taken.is_some_and(|taken| taken == name.as_bytes()))
}

/// Takes a list in: each copy that is new, or of another title than it was, becomes a fact. What staff told of a copy (`copies` of `/v1/lists`) stays:
/// its type, and what may be done with it. A copy that is missing in a newer list stays known. Gives how many facts there were.
///
/// # Errors
/// The database's.
pub fn take(core: &mut Core, name: &str, list: &Copies) -> Stored<usize> {
    let mut count = 0;
    // No scan can hold a longer code.
    for found in list.iter().filter(|found| found.barcode.len() <= MAX_CODE) {
        let known = core.board.copy(found.barcode);
        let listed = known.filter(|known| !known.item.is_empty());
        if listed.is_some_and(|known| known.title == found.title_id) {
            continue;
        }
        let (item, usage) = match listed {
            Some(known) => (known.item.clone(), known.usage),
            None => (String::new(), Use::Lent),
        };
        let fact = Fact::Copy {
            barcode: found.barcode.to_owned(),
            title: found.title_id.to_owned(),
            item,
            usage,
        };
        state_fact(core.store.as_mut(), &mut core.board, fact)?;
        count += 1;
    }
    core.store.set_value(TAKEN, name.as_bytes())?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_the_desk_names_its_list() {
        let page =
            r#"<script id="carrel-site">{"copies":"app/copies-d5dd93e4ddbce184.txt"}</script>"#;
        assert_eq!(named(page), Some("app/copies-d5dd93e4ddbce184.txt"));
        for page in [
            "",
            r#"{"copies":"app/copies-.txt"}"#,
            r#"{"copies":"app/copies-../../secret.txt"}"#,
            r#"{"copies":"app/copies-d5dd"#,
        ] {
            assert_eq!(named(page), None, "{page}");
        }
    }
}
