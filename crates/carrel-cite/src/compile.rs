//! From CSL's XML to [`Style`] and [`Locale`]. Done where styles are made; a browser loads the result.

use crate::Error;
use crate::style::{FORMAT, Locale, Macro, Node, Style, Term};
use crate::vocab::*;
use crate::xml::{self, Element};

/// What stands where Carrel changed a style or a locale.
const CHANGED: &str = "<!-- Changed for Carrel";

impl Style {
    /// Compiles a style of CSL 1.0 to 1.0.2.
    ///
    /// # Errors
    /// When the text is no XML, no independent style, or has no `citation`. What a style says beyond CSL is left out.
    pub fn compile(text: &str) -> Result<Style, Error> {
        let root = xml::parse(text)?;
        if root.name != "style" {
            return Err(Error::style(
                root.line,
                "the root element `style`",
                &root.name,
            ));
        }
        let mut style = Style {
            format: FORMAT,
            ..Style::default()
        };
        let macros = root
            .kids
            .iter()
            .filter(|kid| kid.name == "macro")
            .filter_map(|kid| kid.attr("name").map(str::to_owned))
            .collect();
        let mut table = Table {
            macros,
            ..Table::default()
        };
        if let Some(info) = root.kid("info") {
            let text = |name| info.kid(name).map(|kid| kid.text.trim().to_owned());
            style.id = text("id").unwrap_or_default();
            style.title = text("title").unwrap_or_default();
            style.authors = people(info);
            (style.rights, style.licence) = rights(info);
        }
        style.changed = text.contains(CHANGED);
        style.options = table.shallow(&root, N_STYLE);
        for kid in &root.kids {
            match kid.name.as_str() {
                "macro" => style.macros.push(Macro {
                    name: kid.attr("name").unwrap_or_default().to_owned(),
                    kids: table.kids(kid),
                }),
                "citation" => style.citation = table.node(kid, N_CITATION),
                "bibliography" => style.bibliography = Some(table.node(kid, N_BIBLIOGRAPHY)),
                "locale" => style.locales.push(locale(kid)),
                _ => {}
            }
        }
        if style.citation.tag != N_CITATION {
            return Err(Error::style(root.line, "an element `citation`", "none"));
        }
        style.texts = table.texts;
        style.lists = table.lists;
        Ok(style)
    }
}

impl Locale {
    /// Compiles a locale file of CSL.
    ///
    /// # Errors
    /// When the text is no XML or no locale.
    pub fn compile(text: &str) -> Result<Locale, Error> {
        let root = xml::parse(text)?;
        if root.name != "locale" {
            return Err(Error::style(
                root.line,
                "the root element `locale`",
                &root.name,
            ));
        }
        let mut locale = locale(&root);
        locale.changed = text.contains(CHANGED);
        if let Some(info) = root.kid("info") {
            locale.authors = people(info);
            (locale.rights, locale.licence) = rights(info);
        }
        Ok(locale)
    }
}

/// Everybody that an `info` names.
fn people(info: &Element) -> Vec<String> {
    info.kids
        .iter()
        .filter(|kid| matches!(kid.name.as_str(), "author" | "contributor" | "translator"))
        .filter_map(|kid| Some(kid.kid("name")?.text.trim().to_owned()))
        .collect()
}

/// The licence in its own words, and its address.
fn rights(info: &Element) -> (String, String) {
    info.kid("rights").map_or_else(Default::default, |kid| {
        (
            kid.text.trim().to_owned(),
            kid.attr("license").unwrap_or_default().to_owned(),
        )
    })
}

fn locale(element: &Element) -> Locale {
    let mut table = Table::default();
    let mut locale = Locale {
        format: FORMAT,
        lang: element.attr("lang").unwrap_or_default().to_owned(),
        ..Locale::default()
    };
    for kid in &element.kids {
        match kid.name.as_str() {
            "style-options" => {
                let option = |name| kid.attr(name).map(|value| value == "true");
                locale.punctuation_in_quote = option("punctuation-in-quote");
                locale.limit_day_ordinals = option("limit-day-ordinals-to-day-1");
            }
            "date" => locale.dates.push(table.node(kid, N_DATE)),
            "terms" => locale
                .terms
                .extend(kid.kids.iter().filter(|term| term.name == "term").map(term)),
            "term" => locale.terms.push(term(kid)),
            _ => {}
        }
    }
    locale.texts = table.texts;
    locale
}

fn term(element: &Element) -> Term {
    let word = |name| {
        element
            .attr(name)
            .and_then(|value| find(WORDS, value))
            .unwrap_or(W_NONE)
    };
    let form = match word("form") {
        W_NONE => W_LONG,
        form => form,
    };
    let part = |name| element.kid(name).map(|kid| kid.text.clone());
    let single =
        part("single").unwrap_or_else(|| element.text.trim_matches(['\n', '\t']).to_owned());
    let multiple = part("multiple").unwrap_or_else(|| single.clone());
    Term {
        name: element.attr("name").unwrap_or_default().to_owned(),
        form,
        gender: word("gender"),
        gender_form: word("gender-form"),
        matching: word("match"),
        single,
        multiple,
    }
}

/// The texts and lists met so far, each once.
#[derive(Default)]
struct Table {
    texts: Vec<String>,
    lists: Vec<Vec<u8>>,
    macros: Vec<String>,
}

impl Table {
    fn text(&mut self, text: &str) -> u32 {
        if let Some(at) = self.texts.iter().position(|known| known == text) {
            return at as u32;
        }
        self.texts.push(text.to_owned());
        self.texts.len() as u32 - 1
    }

    fn list(&mut self, list: Vec<u8>) -> u32 {
        if let Some(at) = self.lists.iter().position(|known| *known == list) {
            return at as u32;
        }
        self.lists.push(list);
        self.lists.len() as u32 - 1
    }

    fn kids(&mut self, element: &Element) -> Vec<Node> {
        element
            .kids
            .iter()
            .filter_map(|kid| find(TAGS, &kid.name).map(|tag| self.node(kid, tag)))
            .collect()
    }

    fn node(&mut self, element: &Element, tag: u8) -> Node {
        let mut node = self.shallow(element, tag);
        node.kids = self.kids(element);
        node
    }

    fn shallow(&mut self, element: &Element, tag: u8) -> Node {
        let mut attrs = Vec::new();
        for (name, value) in &element.attrs {
            let Some(attr) = find(ATTRS, name) else {
                continue;
            };
            if let Some(value) = self.value(tag, attr, value) {
                attrs.push((attr, value));
            }
        }
        Node {
            tag,
            attrs,
            kids: Vec::new(),
            id: 0,
        }
    }

    fn value(&mut self, tag: u8, attr: u8, value: &str) -> Option<u32> {
        match kind(attr) {
            Kind::Text => Some(self.text(value)),
            Kind::Macro => self
                .macros
                .iter()
                .position(|name| name == value)
                .map(|at| at as u32),
            Kind::Number => match value {
                "true" => Some(1),
                "false" => Some(0),
                _ => value.trim().parse().ok(),
            },
            Kind::Word => find(WORDS, value).map(u32::from),
            // One variable: its number itself.
            Kind::List
                if attr == A_VARIABLE
                    && !matches!(tag, N_NAMES | N_IF | N_ELSE_IF | N_CONDITION) =>
            {
                Some(u32::from(variable(value).unwrap_or(V_NONE)))
            }
            Kind::List => {
                let list = value
                    .split_whitespace()
                    .map(|word| match attr {
                        A_TYPE => find(TYPES, word),
                        A_LOCATOR => locator(word),
                        A_POSITION => find(POSITIONS, word),
                        _ => variable(word),
                    })
                    .map(|found| found.unwrap_or(V_NONE))
                    .collect();
                Some(self.list(list))
            }
        }
    }
}

/// A variable by any of its names.
pub(crate) fn variable(name: &str) -> Option<u8> {
    let name = match name {
        "shortTitle" => "title-short",
        "journalAbbreviation" => "container-title-short",
        "chapter" => "chapter-number",
        "editortranslator" => "editor-translator",
        other => other,
    };
    find(VARS, name)
}

/// A locator's label by any of its names.
pub(crate) fn locator(name: &str) -> Option<u8> {
    match name {
        "sub verbo" | "sub-verbo" => Some(L_SUB_VERBO),
        "article" => Some(L_ARTICLE),
        "title" => Some(L_TITLE),
        _ => find(LOCATORS, name),
    }
}
