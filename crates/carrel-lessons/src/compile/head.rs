//! The TOML between two lines `+++`, with the place of every value.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Faults, meant};
use super::source::Source;

/// A header under inspection.
pub(crate) struct Head<'a> {
    source: &'a Source,
    base: usize,
    table: DeTable<'a>,
}

/// A value and its place in the file.
pub(crate) type At<T> = (T, usize);

/// Splits a file into its header and the offset where its body begins.
pub(crate) fn split<'a>(source: &'a Source, faults: &mut Faults) -> (Head<'a>, usize) {
    const FIX: &str = "Begin the file with a line +++, then the header, then another line +++.";
    let mut lines = source
        .lines(0)
        .skip_while(|(_, line)| line.trim().is_empty());
    let first = lines.next();
    let Some((open, _)) = first.filter(|(_, line)| line.trim() == "+++") else {
        faults.error(
            "header-missing",
            source,
            0,
            "expected a header between two lines +++, found none",
            FIX,
        );
        return (Head::empty(source), 0);
    };
    let begin = (open + 4).min(source.text.len());
    let Some((end, line)) = lines.find(|(_, line)| line.trim() == "+++") else {
        faults.error("header-missing", source, open, "the header has no end", FIX);
        return (Head::empty(source), source.text.len());
    };
    let body = (end + line.len() + 1).min(source.text.len());
    (Head::parse(source, begin, end, faults), body)
}

/// The line that an offset stands in.
fn line_at(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let begin = before.rfind('\n').map_or(0, |n| n + 1);
    let end = at + after.find('\n').unwrap_or(after.len());
    text.get(begin..end).unwrap_or("")
}

/// What to do about a line that cannot be read: the slips that people make, then the rule.
fn way_out(line: &str) -> String {
    if let Some((name, value)) = line.split_once(':')
        && !line.contains('=')
    {
        return format!("Write = and no colon: {} = {}", name.trim(), value.trim());
    }
    if line.contains(['“', '”', '„', '«']) {
        return "Write straight quotation marks (\"); some editors make curly ones by themselves."
            .to_owned();
    }
    if line.matches('"').count() > 2 && !line.contains('[') {
        return "A quotation mark ends the text: inside of it write 'single' ones.".to_owned();
    }
    "Write name = \"value\"; text stands in straight quotation marks, numbers do not; lists in [ ]."
        .to_owned()
}

impl<'a> Head<'a> {
    fn empty(source: &'a Source) -> Self {
        Self {
            source,
            base: 0,
            table: DeTable::new(),
        }
    }

    /// A part of a file that is TOML.
    pub(crate) fn parse(source: &'a Source, begin: usize, end: usize, faults: &mut Faults) -> Self {
        let text = source.text.get(begin..end).unwrap_or("");
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut told = None;
        for error in errors.iter().take(5) {
            let at = begin + error.span().map_or(0, |span| span.start);
            let line = line_at(&source.text, at);
            // A slip makes several errors on its line: the first says it.
            if told.replace(line) == Some(line) {
                continue;
            }
            faults.error(
                "header-unreadable",
                source,
                at,
                format!("the header cannot be read: {}", error.message().trim()),
                way_out(line),
            );
        }
        Self {
            source,
            base: begin,
            table: table.into_inner(),
        }
    }

    /// A whole file that is TOML.
    pub(crate) fn file(source: &'a Source, faults: &mut Faults) -> Self {
        Self::parse(source, 0, source.text.len(), faults)
    }

    fn at(&self, span: core::ops::Range<usize>) -> usize {
        self.base + span.start
    }

    /// Says which keys are not known.
    pub(crate) fn only(&self, known: &[&str], faults: &mut Faults) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                faults.warn(
                    "header-unknown",
                    self.source,
                    self.at(key.span()),
                    format!("`{name}` is not a line of this header; it is left out"),
                    meant(name, known),
                );
            }
        }
    }

    fn wrong(&self, value: &Spanned<DeValue<'_>>, key: &str, expected: &str, faults: &mut Faults) {
        faults.error(
            "header-wrong-type",
            self.source,
            self.at(value.span()),
            format!(
                "`{key}`: expected {expected}, found {}",
                value.get_ref().type_str()
            ),
            "",
        );
    }

    /// Where the header begins.
    pub(crate) fn start(&self) -> usize {
        self.base
    }

    pub(crate) fn text(&self, key: &str, faults: &mut Faults) -> Option<At<String>> {
        let value = self.table.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some((text.trim().to_owned(), self.at(value.span()))),
            None => {
                self.wrong(value, key, "text in quotation marks", faults);
                None
            }
        }
    }

    /// Text that must be there.
    pub(crate) fn needed(&self, key: &str, example: &str, faults: &mut Faults) -> At<String> {
        match self.text(key, faults) {
            Some((text, at)) if !text.is_empty() => (text, at),
            _ => {
                if self.table.get(key).is_none_or(|v| v.get_ref().is_str()) {
                    faults.error(
                        "header-missing-line",
                        self.source,
                        self.base,
                        format!("the header has no `{key}`"),
                        format!("Add: {key} = {example}"),
                    );
                }
                (String::new(), self.base)
            }
        }
    }

    pub(crate) fn number(&self, key: &str, faults: &mut Faults) -> Option<At<i64>> {
        let value = self.table.get(key)?;
        match integer(value.get_ref()) {
            Some(number) => Some((number, self.at(value.span()))),
            None => {
                self.wrong(value, key, "a whole number", faults);
                None
            }
        }
    }

    pub(crate) fn numbers(&self, key: &str, faults: &mut Faults) -> Option<At<Vec<i64>>> {
        let value = self.table.get(key)?;
        let list = value
            .get_ref()
            .as_array()
            .and_then(|list| list.iter().map(|v| integer(v.get_ref())).collect());
        if list.is_none() {
            self.wrong(value, key, "a list of numbers such as [6, 12]", faults);
        }
        list.map(|list| (list, self.at(value.span())))
    }

    pub(crate) fn texts(&self, key: &str, faults: &mut Faults) -> Vec<At<String>> {
        let Some(value) = self.table.get(key) else {
            return Vec::new();
        };
        let list = value.get_ref().as_array().map(|list| {
            list.iter()
                .filter_map(|v| Some((v.get_ref().as_str()?.trim().to_owned(), self.at(v.span()))))
                .collect()
        });
        if list.is_none() {
            self.wrong(
                value,
                key,
                "a list of texts such as [\"one\", \"two\"]",
                faults,
            );
        }
        list.unwrap_or_default()
    }

    /// A table of texts, in the order of the file: name, its place, text.
    pub(crate) fn pairs(&self, key: &str, faults: &mut Faults) -> Vec<(String, usize, String)> {
        let Some(value) = self.table.get(key) else {
            return Vec::new();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value, key, "a part [in brackets]", faults);
            return Vec::new();
        };
        let mut pairs = Vec::new();
        for (name, value) in table.iter() {
            match value.get_ref().as_str() {
                Some(text) => pairs.push((
                    name.get_ref().to_string(),
                    self.at(name.span()),
                    text.trim().to_owned(),
                )),
                None => self.wrong(value, name.get_ref(), "text in quotation marks", faults),
            }
        }
        pairs.sort_by_key(|(_, at, _)| *at);
        pairs
    }

    /// The tables of a list `[[key]]`, each as a header of its own.
    pub(crate) fn tables(&self, key: &str, faults: &mut Faults) -> Vec<Head<'a>> {
        let Some(value) = self.table.get(key) else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(value, key, "a list of parts [[in brackets]]", faults);
            return Vec::new();
        };
        list.iter()
            .filter_map(|v| {
                Some(Head {
                    source: self.source,
                    base: self.base,
                    table: v.get_ref().as_table()?.clone(),
                })
            })
            .collect()
    }

    /// The tables at the top, by name, in the order of the file.
    pub(crate) fn sections(&self) -> Vec<(String, Head<'a>)> {
        let mut sections: Vec<_> = self
            .table
            .iter()
            .filter_map(|(name, value)| {
                let head = Head {
                    source: self.source,
                    base: self.base,
                    table: value.get_ref().as_table()?.clone(),
                };
                Some((name.span().start, name.get_ref().to_string(), head))
            })
            .collect();
        sections.sort_by_key(|(at, ..)| *at);
        sections
            .into_iter()
            .map(|(_, name, head)| (name, head))
            .collect()
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}
