//! 245 and every other title: 130, 240, 246, 247, 730, 740, 7XX $t, and what 880 gives in another script.

use carrel_core::bib::Title;

use super::text::{area, clean, element, ended, folded};
use super::{Groups, articles, kinds};
use crate::findings::Findings;
use crate::record::Field;
use crate::words;

/// General material designations that old records mix into the title.
const MATERIALS: [&str; 24] = [
    "electronic resource",
    "sound recording",
    "videorecording",
    "video recording",
    "large print",
    "text (large print)",
    "braille",
    "kit",
    "game",
    "picture",
    "map",
    "music",
    "manuscript",
    "microform",
    "realia",
    "slide",
    "computer file",
    "interactive multimedia",
    "filmstrip",
    "motion picture",
    "art original",
    "graphic",
    "flash card",
    "ebook",
];

pub(super) fn title(groups: &Groups<'_>, language: &str, findings: &mut Findings) -> Title {
    let mut title = Title::default();
    let mut statements = groups.statements.iter().copied();
    let mut chosen = None;
    for field in statements.by_ref() {
        if fill(&mut title, field) {
            chosen = Some(field);
            break;
        }
    }
    for field in statements {
        let mut other = Title::default();
        if fill(&mut other, field) {
            findings.add_field(&kinds::TITLE_REPEATED, field.tag(), || {
                words::one_245_expected(shown(&other.proper))
            });
            push_other(&mut title, other.proper);
        }
    }
    for field in &groups.titles {
        let text = match &field.tag().0 {
            // A name and a title: the title alone.
            b"700" | b"710" | b"711" | b"800" => joined(*field, "t", "np"),
            _ => joined(*field, "a", "bnp"),
        };
        if let Some(text) = text {
            push_other(&mut title, text);
        }
    }
    vernacular(&mut title, chosen, groups);
    if title.proper.is_empty() {
        if let Some(at) = (!title.others.is_empty()).then_some(0) {
            title.proper = title.others.remove(at);
        } else if let Some(text) = title.vernacular.take() {
            title.proper = text;
        }
        if title.proper.is_empty() {
            findings.add(&kinds::NO_TITLE, || words::title_expected().to_owned());
        } else {
            findings.add(&kinds::TITLE_ELSEWHERE, || {
                words::title_elsewhere(shown(&title.proper))
            });
        }
    } else if let Some(field) = chosen.filter(|f| f.sub('a').is_none_or(|a| area(a).is_none())) {
        findings.add_field(&kinds::TITLE_ELSEWHERE, field.tag(), || {
            words::title_in_other(shown(&title.proper))
        });
    }
    title.nonfiling = nonfiling(&title.proper, chosen, language, findings);
    title
        .others
        .retain(|other| folded(other) != folded(&title.proper));
    title
}

/// Fills title proper, remainder, part and responsibility; false when the field holds no title at all.
fn fill(title: &mut Title, field: Field<'_>) -> bool {
    let mut parts: Vec<String> = Vec::new();
    let mut remainder: Vec<String> = Vec::new();
    for sub in field.subfields() {
        match sub.code {
            'a' if title.proper.is_empty() => {
                title.proper = area(without_material(sub.value)).unwrap_or_default()
            }
            'a' | 'b' => remainder.extend(area(without_material(sub.value))),
            'n' | 'p' => parts.extend(area(without_material(sub.value))),
            'c' if title.responsibility.is_none() => {
                title.responsibility = element(sub.value).map(|t| ended(&t).to_owned())
            }
            _ => {}
        }
    }
    if title.proper.is_empty() {
        if !remainder.is_empty() {
            title.proper = remainder.remove(0);
        } else if !parts.is_empty() {
            title.proper = parts.remove(0);
        } else {
            // Subfield codes were lost: any text but a link, a material or a responsibility is the title.
            title.proper = field
                .subfields()
                .filter(|s| !matches!(s.code, '6' | '8' | 'h' | 'c'))
                .find_map(|s| area(s.value))
                .unwrap_or_default();
        }
    }
    if !remainder.is_empty() {
        title.remainder = Some(remainder.join(" : ").trim_start_matches("= ").to_owned());
    }
    if !parts.is_empty() {
        title.part = Some(parts.join(", "));
    }
    !title.proper.is_empty()
}

/// `Title [videorecording] /` without the bracket, if it names a material.
fn without_material(text: &str) -> &str {
    let Some(open) = text.rfind('[') else {
        return text;
    };
    let inside = text[open + 1..].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    if MATERIALS.iter().any(|m| inside.eq_ignore_ascii_case(m)) {
        &text[..open]
    } else {
        text
    }
}

/// One subfield and those that go with it, joined by blanks.
fn joined(field: Field<'_>, main: &str, more: &str) -> Option<String> {
    let mut out = String::new();
    for sub in field.subfields() {
        let wanted =
            main.contains(sub.code) && out.is_empty() || more.contains(sub.code) && !out.is_empty();
        if wanted && let Some(text) = area(without_material(sub.value)) {
            if !out.is_empty() {
                out.push_str(if sub.code == 'b' { " : " } else { ". " });
            }
            out.push_str(&text);
        }
    }
    (!out.is_empty()).then_some(out)
}

fn push_other(title: &mut Title, text: String) {
    let key = folded(&text);
    if !key.is_empty() && title.others.iter().all(|t| folded(t) != key) {
        title.others.push(text);
    }
}

fn vernacular(title: &mut Title, chosen: Option<Field<'_>>, groups: &Groups<'_>) {
    let number = chosen.and_then(link_number);
    let mut candidates = groups
        .vernacular
        .iter()
        .filter(|v| v.tag == *b"245")
        .peekable();
    let first = candidates.peek().copied();
    let linked = candidates
        .find(|v| number.is_some_and(|n| n == v.number))
        .or(first);
    if let Some(v) = linked {
        title.vernacular = joined(v.field, "a", "bnp");
    }
    let others: Vec<_> = groups
        .vernacular
        .iter()
        .filter(|v| matches!(&v.tag, b"130" | b"240" | b"246" | b"247" | b"730" | b"740"))
        .filter_map(|v| joined(v.field, "a", "bnp"))
        .collect();
    for text in others {
        push_other(title, text);
    }
}

/// The occurrence number in `$6 880-02`.
pub(super) fn link_number(field: Field<'_>) -> Option<&str> {
    let link = field.sub('6')?.trim();
    let number = link.get(4..6)?;
    (number != "00").then_some(number)
}

fn nonfiling(
    proper: &str,
    field: Option<Field<'_>>,
    language: &str,
    findings: &mut Findings,
) -> u16 {
    // The non-sorting marks of MARC-8 say it best.
    if let Some(raw) = field.and_then(|f| f.sub('a'))
        && let Some(end) = raw.find('\u{9c}')
        && raw.trim_start().starts_with('\u{98}')
    {
        let marked = clean(&raw[..end]).chars().count();
        let blank = proper.chars().nth(marked) == Some(' ');
        return u16::try_from(marked + usize::from(blank)).unwrap_or(0);
    }
    let stated = match field.map_or(b'0', |f| f.indicator(2)) {
        digit @ b'1'..=b'9' => u16::from(digit - b'0'),
        _ => 0,
    };
    let by_list = articles::skip(proper, language);
    if stated == 0 {
        return by_list;
    }
    let before: Vec<char> = proper.chars().take(usize::from(stated) + 1).collect();
    let boundary = before.len() > usize::from(stated)
        && !before[usize::from(stated) - 1].is_alphanumeric()
        && (before[usize::from(stated)].is_alphanumeric()
            || !before[usize::from(stated)].is_whitespace());
    // In Arabic and Hebrew the article is part of the word.
    let attached = before
        .first()
        .is_some_and(|c| matches!(c, '\u{590}'..='\u{6ff}' | '\u{fb1d}'..='\u{fefc}'))
        && before.len() > usize::from(stated);
    if boundary || attached {
        return stated;
    }
    // One too few is the blank forgotten: "The hobbit" with 3.
    if before.len() > usize::from(stated) && before[usize::from(stated)] == ' ' {
        return stated + 1;
    }
    findings.add_field(&kinds::NONFILING_WRONG, crate::record::Tag(*b"245"), || {
        words::skip_wrong(stated, shown(proper))
    });
    by_list
}

/// The start of a text, for a message.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
