//! 5XX: summary, contents, awards, notes; audience and reading levels from 521 and 526.

use carrel_core::bib::{BibRecord, Measure, ReadingLevel};

use super::text::{clean, note};
use super::titles::shown;
use super::{Groups, kinds};
use crate::findings::Findings;
use crate::level::{self, Program};
use crate::record::Field;
use crate::words;

pub(super) fn notes(groups: &Groups<'_>, bib: &mut BibRecord, findings: &mut Findings) {
    let mut summary_rank = 0;
    for field in &groups.notes {
        let tag = field.tag().0;
        match &tag {
            b"505" => bib.contents.extend(joined(*field, "agrt")),
            b"520" => {
                let Some(text) = joined(*field, "ab") else {
                    continue;
                };
                let rank = match field.indicator(1) {
                    b' ' | b'8' => 4,
                    b'3' => 3,
                    b'4' => 0, // content advice is never the summary
                    b'1' => 1,
                    _ => 2,
                };
                if rank > summary_rank {
                    summary_rank = rank;
                    if let Some(old) = bib.summary.replace(text) {
                        bib.notes.push(old);
                    }
                } else {
                    bib.notes.push(text);
                }
            }
            b"521" => audience(*field, bib, findings),
            b"526" => program(*field, bib, findings),
            b"586" => bib.awards.extend(joined(*field, "a3")),
            // Private when the first indicator says so: source, history, action.
            b"541" | b"561" | b"583" if field.indicator(1) == b'0' => {}
            _ => bib.notes.extend(joined(*field, "abcdefgilmnopqrstuvwxyz")),
        }
    }
    for v in &groups.vernacular {
        match &v.tag {
            b"505" => bib.contents.extend(joined(v.field, "agrt")),
            b"520" if bib.summary.is_none() => bib.summary = joined(v.field, "ab"),
            [b'5', ..] => bib.notes.extend(joined(v.field, "ab")),
            _ => {}
        }
    }
}

fn joined(field: Field<'_>, codes: &str) -> Option<String> {
    let mut out = String::new();
    for sub in field.subfields().filter(|s| codes.contains(s.code)) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(sub.value);
    }
    note(&out)
}

/// `source` is who says so; one that calls the level a sample or an example has not measured it.
fn push_level(bib: &mut BibRecord, measure: Measure, source: &str) {
    let guessed = source
        .split(|c: char| !c.is_alphabetic())
        .any(|w| w.eq_ignore_ascii_case("sample") || w.eq_ignore_ascii_case("example"));
    if bib.levels.iter().all(|l| l.measure != measure) {
        bib.levels.push(ReadingLevel { measure, guessed });
    }
}

fn audience(field: Field<'_>, bib: &mut BibRecord, findings: &mut Findings) {
    let source = field.sub('b').unwrap_or("");
    for text in field.subs('a').map(clean).filter(|t| !t.is_empty()) {
        let program =
            Program::named(source).or_else(|| Program::named(&text).filter(|_| text.len() < 60));
        let indicator = field.indicator(1);
        let strict = field.sub('b').is_some_and(|b| Program::named(b).is_some());
        let read = match program {
            Some(Program::Lexile) => level::lexile(&text).or_else(|| level::lexile_within(&text)),
            Some(Program::AcceleratedReader) => level::accelerated_reader(&text, None, None, None),
            Some(Program::ReadingCounts) => level::reading_counts(&text, None, None),
            Some(Program::FountasPinnell) => level::fountas_pinnell(&text),
            None => match indicator {
                b'0' => level::grade(&text),
                b'8' => level::lexile(&text),
                _ => level::lexile_within(&text),
            },
        };
        if let Some(measure) = read {
            push_level(bib, measure, source);
            continue;
        }
        if strict || program == Some(Program::Lexile) && indicator == b'8' {
            unreadable(field, source, &text, findings);
        }
        let range = match indicator {
            b'1' => level::age_range(&text),
            b'2' => level::grade_range(&text),
            // "PreK-1" is nobody's reading level, and says well for whom it is.
            b'0' => level::grade_range(&text).filter(|range| range.low < 0),
            b' ' if text.to_lowercase().contains("age") => level::age_range(&text),
            b' ' => level::grade_range(&text),
            _ => None,
        };
        match range {
            Some(range) if indicator == b'2' || bib.interest.is_none() => {
                bib.interest = Some(range)
            }
            Some(_) => {}
            None => {
                if indicator == b'0' {
                    unreadable(field, words::a_grade(), &text, findings);
                }
                let source = clean(source);
                bib.notes.push(if source.is_empty() {
                    text
                } else {
                    format!("{text} ({})", source.trim_end_matches('.'))
                });
            }
        }
    }
}

fn program(field: Field<'_>, bib: &mut BibRecord, findings: &mut Findings) {
    let name = clean(field.sub('a').unwrap_or(""));
    let level_text = clean(field.sub('c').unwrap_or(""));
    let read = match Program::named(&name) {
        Some(Program::AcceleratedReader) => {
            level::accelerated_reader(&level_text, field.sub('d'), field.sub('z'), field.sub('b'))
        }
        Some(Program::ReadingCounts) => {
            level::reading_counts(&level_text, field.sub('d'), field.sub('z'))
        }
        Some(Program::Lexile) => level::lexile(&level_text).or_else(|| level::lexile(&name)),
        Some(Program::FountasPinnell) => level::fountas_pinnell(&level_text),
        None => {
            bib.notes.extend(joined(field, "abcdiz"));
            return;
        }
    };
    if let Some(range) = field.sub('b').and_then(level::grade_range)
        && bib.interest.is_none()
    {
        bib.interest = Some(range);
    }
    match read {
        Some(measure) => push_level(bib, measure, &name),
        None => unreadable(field, &name, &level_text, findings),
    }
}

fn unreadable(field: Field<'_>, program: &str, text: &str, findings: &mut Findings) {
    findings.add_field(&kinds::LEVEL_UNREADABLE, field.tag(), || {
        words::level_of_expected(program.trim_end_matches(['.', ' ']), shown(text))
    });
}
