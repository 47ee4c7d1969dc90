//! What APA writes behind a title that no quotation marks tell apart: an article's periodical, a chapter's book.

use super::Part;
use crate::names;
use crate::source::Source;

type Found = Vec<(usize, usize, Part)>;

/// `Journal of Space, 12(3), 101–125`: periodical, volume, issue, pages (APA 7 §9.25). Gives where it ends; `None` when it
/// is something else.
pub(super) fn article(
    text: &str,
    after: usize,
    source: &mut Source,
    found: &mut Found,
) -> Option<usize> {
    let from = start(text, after);
    if let Some(end) = pages_alone(text, from, source, found) {
        return Some(end);
    }
    let (at, volume) = text[from..].match_indices(", ").find_map(|(at, _)| {
        let behind = &text[from + at + 2..];
        let digits = digits(behind);
        let ends = behind[digits..].chars().next();
        let good = (1..=4).contains(&digits) && matches!(ends, None | Some('(' | ',' | '.'));
        good.then(|| (from + at, &behind[..digits]))
    })?;
    let name = &text[from..at];
    if name.is_empty()
        || name.contains(". ")
        || name.contains(": ")
        || name.starts_with("In ")
        || name.starts_with("Retrieved ")
    {
        return None;
    }
    source.set("container-title", name);
    source.set("volume", volume);
    found.push((from, at, Part::Container));
    let mut end = at + 2 + volume.len();
    if let Some(inside) = text[end..].strip_prefix('(')
        && let Some(length) = inside.find(')')
    {
        source.set("issue", &inside[..length]);
        end += length + 2;
    }
    found.push((at + 2, end, Part::Number));
    if let Some(pages) = text[end..].strip_prefix(", ") {
        let length = pages
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '–')))
            .unwrap_or(pages.len());
        let pages = &pages[..length];
        if pages.contains(|c: char| c.is_ascii_digit()) && source.text("page").is_empty() {
            source.set("page", &pages.replace('–', "-"));
            found.push((end + 2, end + 2 + length, Part::Pages));
            end += 2 + length;
        }
    }
    Some(end)
}

/// `The New Yorker, 99–101, 108`: a magazine without a volume.
fn pages_alone(text: &str, from: usize, source: &mut Source, found: &mut Found) -> Option<usize> {
    let at = from + text[from..].find(", ")?;
    let name = &text[from..at];
    let pages = text[at + 2..].split(". ").next()?.trim_end_matches('.');
    let first = pages.split(", ").next()?;
    let page = |page: &str| {
        let bare = page
            .strip_prefix(|c: char| c.is_ascii_uppercase())
            .unwrap_or(page);
        digits(bare) > 0
            && bare
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | '–'))
    };
    let plain = name.is_empty()
        || [". ", ": ", "In ", "? ", "! "]
            .iter()
            .any(|mark| name.contains(mark));
    let certain = first.contains('–') || first.starts_with(|c: char| c.is_ascii_uppercase());
    if plain || !certain || !pages.split(", ").all(page) {
        return None;
    }
    source.set("container-title", name);
    source.set("page", &pages.replace('–', "-"));
    found.push((from, at, Part::Container));
    found.push((at + 2, at + 2 + pages.len(), Part::Pages));
    Some(at + 2 + pages.len())
}

/// `In R. Solnit & K. Lee (Eds.), The weather book (pp. 3–20)`: editors and book (APA 7 §9.28). Gives where it ends.
pub(super) fn chapter(
    text: &str,
    after: usize,
    source: &mut Source,
    found: &mut Found,
) -> Option<usize> {
    let from = start(text, after);
    let names = text[from..].strip_prefix("In ")?;
    let open = names.find(" (Ed")?;
    let close = open + names[open..].find("), ")?;
    for name in names[..open].replace('&', ",").split(", ") {
        let name = name.trim().trim_matches(',').trim();
        if name.is_empty() {
            continue;
        }
        source.add_person("editor", names::typed(name));
    }
    found.push((from + 3, from + 3 + open, Part::Author));
    let book = from + 3 + close + 3;
    let rest = &text[book..];
    let length = [" (", ". "]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min()
        .unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches('.');
    source.set("container-title", name);
    found.push((book, book + name.len(), Part::Container));
    Some(book + length)
}

fn start(text: &str, after: usize) -> usize {
    let rest = &text[after..];
    after + rest.len() - rest.trim_start_matches(['.', ' ']).len()
}

fn digits(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}
