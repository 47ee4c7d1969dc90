//! Lesson results for a class: handed in by paired devices, fetched by staff, gone after thirty days. A class must be opened first.
//!
//! The bytes are the result file of `carrel_lessons::class`, as they came: codes and pairs of words, no names. The gateway does not read
//! them; only who has the class key can.

use crate::store::{Store, StoreError, Stored};

/// How long a result is kept, milliseconds.
pub const KEEP_MS: i64 = 30 * 86_400_000;
/// Most bytes of a file.
pub const MAX_FILE: usize = 64 * 1024;
/// Most files of a class at a time.
pub const MAX_FILES: u64 = 2_000;

/// Name under which it is kept that a class is open.
fn open_name(class: &str) -> String {
    format!("results:{class}")
}

/// A class is called by one to forty letters, digits, `-`, `_` or `.`.
///
/// # Errors
/// Says so.
pub fn check_class(class: &str) -> Stored<()> {
    let is_good = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if (1..=40).contains(&class.len()) && class.bytes().all(is_good) {
        Ok(())
    } else {
        Err(StoreError::Refused(
            "a class is called by 1 to 40 letters, digits, `-`, `_` or `.`".to_owned(),
        ))
    }
}

/// Opens or closes a class. Closing deletes what it holds.
///
/// # Errors
/// The database's, or a name that is none.
pub fn set_open(store: &mut dyn Store, class: &str, is_open: bool) -> Stored<()> {
    check_class(class)?;
    store.set_value(&open_name(class), &[u8::from(is_open)])?;
    if !is_open {
        store.drop_results(Some(class), i64::MAX)?;
    }
    Ok(())
}

/// Takes a file in; the same bytes again change nothing. Gives whether they were new, and nothing for a class that is not open.
///
/// # Errors
/// The database's; or a file that is empty, too large, no text, or one too many.
pub fn hand_in(
    store: &mut dyn Store,
    class: &str,
    device: u128,
    bytes: &[u8],
    now_ms: i64,
) -> Stored<Option<bool>> {
    check_class(class)?;
    if store.value(&open_name(class))?.as_deref() != Some(&[1]) {
        return Ok(None);
    }
    let refuse = |text: &str| Err(StoreError::Refused(text.to_owned()));
    if bytes.is_empty() || bytes.len() > MAX_FILE {
        return refuse("a result file has 1 to 65,536 bytes");
    }
    if std::str::from_utf8(bytes).is_err() {
        return refuse("a result file is text in UTF-8");
    }
    let kept = store.results(class)?;
    if kept.len() as u64 >= MAX_FILES && !kept.iter().any(|(_, file)| file == bytes) {
        return refuse("this class holds 2,000 files: fetch them and clear it");
    }
    store.put_result(class, now_ms, device, bytes).map(Some)
}

/// The files of a class, oldest first, one after the other: what `carrel_lessons::class::Codes` reads. Older ones than thirty days are
/// left out, whether or not they were deleted by now.
///
/// # Errors
/// The database's, or a name that is none.
pub fn fetch(store: &mut dyn Store, class: &str, now_ms: i64) -> Stored<Vec<u8>> {
    check_class(class)?;
    let mut out = Vec::new();
    for (at_ms, file) in store.results(class)? {
        if at_ms >= now_ms.saturating_sub(KEEP_MS) {
            out.extend_from_slice(&file);
            if !file.ends_with(b"\n") {
                out.push(b'\n');
            }
        }
    }
    Ok(out)
}
