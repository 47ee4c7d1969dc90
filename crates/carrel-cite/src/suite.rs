//! Runs the human-readable cases of the CSL test-suite: sections `MODE`, `CSL`, `INPUT`, `RESULT` and others.

use crate::engine::Engine;
use crate::item::{Cite, Item};
use crate::json::{self, Value};
use crate::output::Format;
use crate::positions::{Note, positions};
use crate::style::{Locale, Style};
use crate::vocab::*;

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The engine wrote what the case expects.
    Passed,
    /// It wrote something else.
    Failed {
        /// What the case expects.
        expected: String,
        /// What the engine wrote.
        got: String,
    },
    /// The case asks for what this engine does not have; why.
    Skipped(String),
}

/// A section of a case.
fn section<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut found: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_matches(|c: char| matches!(c, '>' | '<' | '=' | '\n' | '\r' | ' '));
        if bare == name {
            if line.starts_with(">>=") {
                found = Some(at + line.len());
            } else if line.starts_with("<<=")
                && let Some(start) = found
            {
                return Some(text[start..at].trim_matches('\n'));
            }
        }
        at += line.len();
    }
    None
}

/// Runs a case. `locales` gives the compiled locales of a language, best first.
pub fn run_case(text: &str, locales: &dyn Fn(&str) -> Vec<Locale>) -> Outcome {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let get = |name: &'static str| section(&text, name);
    let (Some(mode), Some(expected), Some(csl), Some(input)) =
        (get("MODE"), get("RESULT"), get("CSL"), get("INPUT"))
    else {
        return Outcome::Skipped("a section is missing".into());
    };
    if get("BIBSECTION").is_some() || get("ABBREVIATIONS").is_some() {
        return Outcome::Skipped(
            "BIBSECTION and ABBREVIATIONS belong to citeproc-js, not to CSL".into(),
        );
    }
    let style = match Style::compile(csl) {
        Ok(style) => style,
        Err(error) => return Outcome::Skipped(error.text),
    };
    let (mut items, errors) = Item::read_json(input);
    if let Some(error) = errors.first() {
        return Outcome::Skipped(error.text.clone());
    }
    // Of two items with one name the later counts.
    for at in (0..items.len()).rev() {
        if items[at + 1..].iter().any(|item| item.id == items[at].id) {
            items.remove(at);
        }
    }
    let lang = style
        .default_locale()
        .filter(|lang| !lang.is_empty())
        .unwrap_or("en-US")
        .to_owned();
    let list = |name: &'static str| get(name).and_then(|text| json::parse(text).ok());
    let mut engine = Engine::new(style, locales(&lang), "en-US");
    if let Some(entries) = list("BIBENTRIES")
        && let Some(last) = entries.list().last()
    {
        let ids: Vec<&str> = last.list().iter().filter_map(Value::text).collect();
        items = ids
            .iter()
            .filter_map(|id| items.iter().find(|item| item.id == *id).cloned())
            .collect();
    }
    let got = if let Some(citations) = list("CITATIONS") {
        session(
            &mut engine,
            &items,
            citations.list(),
            mode == "bibliography",
        )
    } else {
        engine.set_items(items);
        String::new()
    };
    let got = match mode.trim() {
        "citation" if get("CITATIONS").is_some() => got,
        "citation" => {
            let clusters: Vec<Vec<Cite>> = match list("CITATION-ITEMS") {
                Some(clusters) => clusters
                    .list()
                    .iter()
                    .map(|cites| cites.list().iter().map(Cite::from_json).collect())
                    .collect(),
                None => vec![
                    engine
                        .items()
                        .iter()
                        .map(|item| Cite::of(&item.id))
                        .collect(),
                ],
            };
            let lines: Vec<String> = clusters
                .iter()
                .map(|cites| engine.cite(cites).text(Format::Html))
                .collect();
            lines.join("\n")
        }
        "bibliography" => {
            let mut out = String::from("<div class=\"csl-bib-body\">\n");
            for entry in engine.bibliography() {
                out.push_str("  <div class=\"csl-entry\">");
                out.push_str(&entry.text(Format::Html));
                out.push_str("</div>\n");
            }
            out.push_str("</div>");
            out
        }
        other => return Outcome::Skipped(["the mode ", other].concat()),
    };
    if got.trim() == expected.trim() {
        Outcome::Passed
    } else {
        Outcome::Failed {
            expected: expected.trim().to_owned(),
            got: got.trim().to_owned(),
        }
    }
}

/// A document whose citations come one after the other; the last may change earlier ones.
fn session(engine: &mut Engine, items: &[Item], calls: &[Value], bibliography: bool) -> String {
    let mut known: Vec<(String, &Value)> = Vec::new();
    let mut before: Vec<(String, String)> = Vec::new();
    // Citation, work, and the note in which the work was first cited.
    let mut firsts: Vec<(String, String, u32)> = Vec::new();
    let mut out = String::new();
    for (number, call) in calls.iter().enumerate() {
        let [citation, pre, post] = call.list() else {
            continue;
        };
        let id = citation
            .get("citationID")
            .and_then(Value::text)
            .map_or_else(|| number.to_string(), str::to_owned);
        known.retain(|(other, _)| *other != id);
        known.push((id.clone(), citation));
        let mut order: Vec<(String, u32)> = Vec::new();
        let mut place = |list: &Value| {
            for pair in list.list() {
                let [id, note] = pair.list() else { continue };
                order.push((
                    id.text().unwrap_or_default().to_owned(),
                    note.int().unwrap_or(0) as u32,
                ));
            }
        };
        place(pre);
        let note = citation
            .get("properties")
            .and_then(|map| map.get("noteIndex"))
            .and_then(Value::int)
            .unwrap_or(0);
        let here = pre.list().len();
        place(post);
        order.insert(here, (id.clone(), note as u32));
        let mut notes: Vec<Note> = Vec::new();
        for (id, number) in &order {
            let cites = known
                .iter()
                .find(|(other, _)| other == id)
                .and_then(|(_, citation)| citation.get("citationItems"));
            let cites = cites
                .map_or(&[][..], Value::list)
                .iter()
                .map(Cite::from_json)
                .collect();
            notes.push(Note {
                number: *number,
                cites,
            });
        }
        let mut used: Vec<Item> = Vec::new();
        for cite in notes.iter().flat_map(|note| &note.cites) {
            if !used.iter().any(|item| item.id == cite.id)
                && let Some(item) = items.iter().find(|item| item.id == cite.id)
            {
                used.push(item.clone());
            }
        }
        engine.set_items(used);
        let near = engine.style().near_note_distance();
        positions(&mut notes, near);
        let now: Vec<(String, String)> = order
            .iter()
            .zip(&notes)
            .map(|((id, _), note)| (id.clone(), engine.cite(&note.cites).text(Format::Html)))
            .collect();
        let firsts_now: Vec<(String, String, u32)> = order
            .iter()
            .zip(&notes)
            .flat_map(|((id, _), note)| note.cites.iter().map(move |cite| (id, cite)))
            .map(|(id, cite)| (id.clone(), cite.id.clone(), cite.first_note))
            .collect();
        if number + 1 == calls.len() && !bibliography {
            // When another citation now names another first note, every citation of that work is to be looked at again.
            let known = |id: &String| before.iter().any(|(other, _)| other == id);
            let moved: Vec<&str> = firsts_now
                .iter()
                .filter(|now| now.0 != id && known(&now.0) && !firsts.contains(now))
                .map(|(_, work, _)| work.as_str())
                .collect();
            for (at, (id, text)) in now.iter().enumerate() {
                let same = before.iter().any(|(other, old)| other == id && old == text)
                    && at != here
                    && !notes[at]
                        .cites
                        .iter()
                        .any(|cite| moved.contains(&cite.id.as_str()));
                out.push_str(if same { "..[" } else { ">>[" });
                out.push_str(&at.to_string());
                out.push_str("] ");
                out.push_str(text);
                out.push('\n');
            }
        }
        before = now;
        firsts = firsts_now;
    }
    out
}

impl Style {
    /// Within how many notes an earlier citation is near.
    pub fn near_note_distance(&self) -> u32 {
        self.citation.get(A_NEAR_NOTE_DISTANCE).unwrap_or(5)
    }
}
