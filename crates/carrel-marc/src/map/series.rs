//! 490/440 and 8XX: a series once, with its number, under the traced form where there is one.

use carrel_core::bib::Series;

use super::Groups;
use super::text::{area, element, folded};
use crate::record::Field;

pub(super) fn series(groups: &Groups<'_>) -> Vec<Series> {
    let mut list: Vec<(String, Series)> = Vec::new();
    // Traced forms first: they are the key; what 490 says is then the same series or another one.
    for field in groups.series.iter().filter(|f| f.tag().0[0] == b'8') {
        if let Some(one) = traced(*field) {
            push(&mut list, one);
        }
    }
    let headings = list.len();
    let statements: Vec<_> = groups
        .series
        .iter()
        .copied()
        .filter(|f| f.tag().0[0] == b'4')
        .collect();
    let only_pair =
        headings == 1 && statements.iter().filter(|f| f.indicator(1) == b'1').count() == 1;
    for field in statements {
        for one in stated(field) {
            // 490 ind1 1: traced. With one of each they are the same, however the titles differ.
            if only_pair && field.tag().0 == *b"490" && field.indicator(1) == b'1' {
                let known = &mut list[0].1;
                known.number = known.number.take().or(one.number);
            } else {
                push(&mut list, one);
            }
        }
    }
    for v in groups
        .vernacular
        .iter()
        .filter(|v| matches!(&v.tag, b"490" | b"440" | b"830" | b"800"))
    {
        if v.tag[0] == b'4' {
            for one in stated(v.field) {
                push(&mut list, one);
            }
        } else if let Some(one) = traced(v.field) {
            push(&mut list, one);
        }
    }
    list.into_iter().map(|(_, s)| s).collect()
}

fn push(list: &mut Vec<(String, Series)>, one: Series) {
    let key = key(&one.title);
    if key.is_empty() {
        return;
    }
    match list.iter_mut().find(|(k, s)| {
        *k == key && (s.number.is_none() || one.number.is_none() || same_number(s, &one))
    }) {
        Some((_, known)) => known.number = known.number.take().or(one.number),
        None => list.push((key, one)),
    }
}

fn same_number(a: &Series, b: &Series) -> bool {
    a.position() == b.position() && a.position().is_some() || a.number == b.number
}

/// Folded, without an article, "series" or "(Series)".
fn key(title: &str) -> String {
    let folded = folded(title);
    let bare = [
        "THE ", "A ", "AN ", "LA ", "EL ", "LOS ", "LAS ", "LE ", "LES ", "DER ", "DIE ", "DAS ",
    ]
    .iter()
    .find_map(|a| folded.strip_prefix(a))
    .unwrap_or(&folded);
    bare.strip_suffix(" SERIES").unwrap_or(bare).to_owned()
}

fn traced(field: Field<'_>) -> Option<Series> {
    // In 800-811 the title is $t; in 830 it is $a.
    let mut title = String::new();
    let mut number = None;
    let uniform = !field.subfields().any(|s| s.code == 't');
    for sub in field.subfields() {
        match sub.code {
            'a' if uniform && title.is_empty() => title = area(sub.value).unwrap_or_default(),
            't' if title.is_empty() => title = area(sub.value).unwrap_or_default(),
            'n' | 'p' if !title.is_empty() => {
                if let Some(part) = area(sub.value) {
                    title.push_str(". ");
                    title.push_str(&part);
                }
            }
            'v' if number.is_none() => number = volume(sub.value),
            _ => {}
        }
    }
    title = title.trim_start_matches('-').trim_start().to_owned();
    // "Magic tree house (Series)": the bracket tells headings apart, not readers.
    if let Some(open) = title.rfind(" (")
        && title[open..].to_lowercase().contains("series")
    {
        title.truncate(open);
    }
    (!title.is_empty()).then_some(Series { title, number })
}

fn stated(field: Field<'_>) -> Vec<Series> {
    let mut list: Vec<Series> = Vec::new();
    for sub in field.subfields() {
        match sub.code {
            'a' => {
                let Some(mut title) = area(sub.value.trim_start().trim_start_matches('-')) else {
                    continue;
                };
                let mut number = None;
                // "Harry Potter ; bk. 3" in one subfield.
                if let Some((front, back)) = title.rsplit_once(';')
                    && back.len() <= 16
                    && back.contains(|c: char| c.is_ascii_digit())
                {
                    number = volume(back);
                    title = area(front).unwrap_or_default();
                }
                if title.starts_with('(') && title.ends_with(')') {
                    title = title[1..title.len() - 1].to_owned();
                }
                list.push(Series { title, number });
            }
            'v' => {
                if let Some(last) = list.last_mut() {
                    last.number = last.number.take().or_else(|| volume(sub.value));
                }
            }
            'n' | 'p' if field.tag().0 == *b"440" => {
                if let (Some(last), Some(part)) = (list.last_mut(), area(sub.value)) {
                    last.title.push_str(". ");
                    last.title.push_str(&part);
                }
            }
            _ => {}
        }
    }
    list
}

/// A volume as printed: "bk. 3", "#7", "v. 1" without the punctuation that follows.
fn volume(text: &str) -> Option<String> {
    let text = element(text)?;
    let kept = text
        .trim_end_matches(['.', ')', ']'])
        .trim_start_matches(['(', '['])
        .trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}
