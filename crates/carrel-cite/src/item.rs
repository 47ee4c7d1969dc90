//! Items: what is cited. CSL-JSON is the model.

use crate::compile::{locator, variable};
use crate::date::Date;
use crate::json::{self, Value};
use crate::vocab::*;
use crate::{Error, particles};

/// One source that can be cited.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// The name that citations use; unique in a list.
    pub id: String,
    pub(crate) kind: u8,
    pub(crate) texts: Vec<(u8, String)>,
    pub(crate) names: Vec<(u8, Vec<Name>)>,
    pub(crate) dates: Vec<(u8, Date)>,
    /// Fields that CSL does not know, kept for the way out: name and JSON value.
    pub(crate) extra: Vec<(String, String)>,
}

/// A person or a body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) suffix: String,
    pub(crate) dropping: String,
    pub(crate) non_dropping: String,
    pub(crate) literal: String,
    pub(crate) comma_suffix: bool,
    /// Family name first, always.
    pub(crate) static_order: bool,
}

impl Item {
    /// Reads a list of items as CSL-JSON, or one item. What is broken is left out and told, with its line.
    pub fn read_json(text: &str) -> (Vec<Item>, Vec<Error>) {
        let (values, mut errors) = json::members(text);
        let mut items: Vec<Item> = Vec::new();
        for (line, value) in values {
            match Item::from_json(&value) {
                Some(item) => items.push(item),
                None => errors.push(Error::at(
                    line,
                    &["This is no item: expected an object such as {\"id\": \"1\", \"type\": \"book\"}. It is left out."],
                )),
            }
        }
        (items, errors)
    }

    pub(crate) fn from_json(value: &Value) -> Option<Item> {
        let Value::Map(map) = value else {
            return None;
        };
        let mut item = Item {
            kind: T_DOCUMENT,
            ..Item::default()
        };
        for (key, value) in map {
            match key.as_str() {
                "id" => item.id = value.text().unwrap_or_default().to_owned(),
                "type" => item.kind = value.text().and_then(kind).unwrap_or(T_DOCUMENT),
                _ => match variable(key) {
                    Some(var) if is_name_var(var) => {
                        let names: Vec<Name> =
                            value.list().iter().filter_map(Name::from_json).collect();
                        if !names.is_empty() {
                            item.names.push((var, names));
                        }
                    }
                    Some(var) if is_date_var(var) => {
                        let date = Date::from_json(value);
                        if !date.is_empty() {
                            item.dates.push((var, date));
                        }
                    }
                    Some(var) => {
                        if let Some(text) = value.text().filter(|text| !text.is_empty()) {
                            item.set(var, text);
                        } else if let Value::List(list) = value {
                            let words: Vec<&str> = list.iter().filter_map(Value::text).collect();
                            if !words.is_empty() {
                                item.set(var, &words.join(", "));
                            }
                        }
                    }
                    None => {
                        if let Some(text) = value.text() {
                            item.extra.push((key.clone(), text.to_owned()));
                        }
                    }
                },
            }
        }
        item.hidden_fields();
        Some(item)
    }

    /// Fields that people write into the note, one a line, `name: value`, or anywhere as `{:name: value}`.
    fn hidden_fields(&mut self) {
        let Some(note) = self.text(V_NOTE).map(str::to_owned) else {
            return;
        };
        let mut found: Vec<(String, String)> = Vec::new();
        let mut rest = note.as_str();
        while let Some(at) = rest.find("{:") {
            rest = &rest[at + 2..];
            if let Some(end) = rest.find('}')
                && let Some((name, value)) = rest[..end].split_once(':')
            {
                found.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
        for line in note.lines() {
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let name = name.trim();
            let known = name == "type"
                || variable(name).is_some()
                || variable(&name.to_lowercase().replace(' ', "-")).is_some();
            if !known {
                break;
            }
            found.push((name.to_owned(), value.trim().to_owned()));
        }
        for (name, value) in found {
            if name == "type" {
                if let Some(known) = kind(&value) {
                    self.kind = known;
                }
                continue;
            }
            let Some(var) =
                variable(&name).or_else(|| variable(&name.to_lowercase().replace(' ', "-")))
            else {
                continue;
            };
            if is_date_var(var) {
                let date = crate::date::parse(&value);
                self.dates.retain(|(key, _)| *key != var);
                if !date.is_empty() {
                    self.dates.push((var, date));
                }
            } else if is_name_var(var) {
                let name = match value.split_once("||") {
                    Some((family, given)) => Name::new(family.trim(), given.trim()),
                    None => Name::body(&value),
                };
                match self.names.iter_mut().find(|(key, _)| *key == var) {
                    Some((_, names)) => names.push(name),
                    None => self.names.push((var, vec![name])),
                }
            } else if self.text(var).is_none() {
                self.set(var, &value);
            }
        }
    }

    /// The type as CSL names it.
    pub fn type_name(&self) -> &'static str {
        TYPES[self.kind as usize]
    }

    pub(crate) fn text(&self, var: u8) -> Option<&str> {
        self.texts
            .iter()
            .find(|(key, _)| *key == var)
            .map(|(_, text)| text.as_str())
    }

    pub(crate) fn set(&mut self, var: u8, text: &str) {
        match self.texts.iter_mut().find(|(key, _)| *key == var) {
            Some((_, old)) => text.clone_into(old),
            None => self.texts.push((var, text.to_owned())),
        }
    }

    pub(crate) fn name_list(&self, var: u8) -> &[Name] {
        self.names
            .iter()
            .find(|(key, _)| *key == var)
            .map_or(&[], |(_, names)| names.as_slice())
    }

    pub(crate) fn date(&self, var: u8) -> Option<&Date> {
        self.dates
            .iter()
            .find(|(key, _)| *key == var)
            .map(|(_, date)| date)
    }

    /// Does the variable hold anything?
    pub(crate) fn has(&self, var: u8) -> bool {
        if is_name_var(var) {
            !self.name_list(var).is_empty()
        } else if is_date_var(var) {
            self.date(var).is_some()
        } else {
            self.text(var).is_some()
        }
    }
}

/// An item type by any of its names.
pub(crate) fn kind(name: &str) -> Option<u8> {
    match name {
        "legal-case" => Some(T_LEGAL_CASE),
        "personal-communication" => Some(T_PERSONAL_COMMUNICATION),
        "motion-picture" => Some(T_MOTION_PICTURE),
        "musical-score" => Some(T_MUSICAL_SCORE),
        _ => find(TYPES, name),
    }
}

impl Name {
    pub(crate) fn new(family: &str, given: &str) -> Name {
        let mut name = Name {
            family: family.to_owned(),
            given: given.to_owned(),
            ..Name::default()
        };
        particles::split(&mut name);
        name
    }

    pub(crate) fn body(literal: &str) -> Name {
        Name {
            literal: literal.to_owned(),
            ..Name::default()
        }
    }

    fn from_json(value: &Value) -> Option<Name> {
        let text = |key| {
            value
                .get(key)
                .and_then(Value::text)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let mut name = Name {
            family: text("family"),
            given: text("given"),
            suffix: text("suffix"),
            dropping: text("dropping-particle"),
            non_dropping: text("non-dropping-particle"),
            literal: text("literal"),
            comma_suffix: value.get("comma-suffix").is_some_and(Value::yes),
            static_order: value.get("static-ordering").is_some_and(Value::yes),
        };
        if name.family.is_empty() && name.given.is_empty() && name.literal.is_empty() {
            return None;
        }
        if value.get("isInstitution").is_some_and(Value::yes) && name.given.is_empty() {
            name.literal = core::mem::take(&mut name.family);
        }
        if value.get("parse-names").is_none_or(Value::yes) {
            particles::split(&mut name);
        }
        Some(name)
    }
}

/// One item in a citation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cite {
    /// Which item.
    pub id: String,
    /// Page, line, or other place in it.
    pub locator: String,
    /// What the locator counts: a place in CSL's list; see [`Cite::set_label`].
    pub(crate) label: u8,
    /// Text before it, such as "see ".
    pub prefix: String,
    /// Text after it.
    pub suffix: String,
    /// The author stands in the sentence already.
    pub suppress_author: bool,
    /// Only the author.
    pub author_only: bool,
    /// Places of [`POSITIONS`] that hold; filled in by the engine.
    pub(crate) position: u8,
    pub(crate) near_note: bool,
    /// Number of the note that cited it first.
    pub(crate) first_note: u32,
    /// More fields of this citation only.
    pub(crate) locator_extra: String,
}

impl Cite {
    /// A citation of an item, as a whole.
    pub fn of(id: &str) -> Cite {
        Cite {
            id: id.to_owned(),
            label: L_PAGE,
            ..Cite::default()
        }
    }

    /// Says what the locator counts: `page`, `line`, `chapter` …; false when CSL does not know it.
    pub fn set_label(&mut self, label: &str) -> bool {
        let found = locator(label);
        self.label = found.unwrap_or(L_PAGE);
        found.is_some()
    }

    pub(crate) fn from_json(value: &Value) -> Cite {
        let text = |key| {
            value
                .get(key)
                .and_then(Value::text)
                .unwrap_or_default()
                .to_owned()
        };
        let yes = |key| value.get(key).is_some_and(Value::yes);
        let mut cite = Cite::of(&text("id"));
        cite.locator = text("locator");
        cite.set_label(value.get("label").and_then(Value::text).unwrap_or("page"));
        cite.prefix = text("prefix");
        cite.suffix = text("suffix");
        cite.suppress_author = yes("suppress-author");
        cite.author_only = yes("author-only");
        cite.near_note = yes("near-note");
        if let Some(position) = value.get("position").and_then(Value::int) {
            cite.position = match position {
                1 => P_SUBSEQUENT,
                2 => P_IBID,
                3 => P_IBID_LOCATOR,
                _ => P_FIRST,
            };
        }
        cite
    }
}
