//! Collects the findings about one record, so that a thoroughly broken one cannot flood the report.

use carrel_core::Diagnostic;
use carrel_core::diagnostic::Place;

use crate::kinds::Kind;
use crate::record::Tag;
use crate::words;

/// So many findings of one kind are spelled out for a record; the rest is counted.
const SPELLED_OUT: u32 = 3;

/// True for what is told of every copy, since how many they are is what somebody wants to know.
fn is_counted(kind: &str) -> bool {
    kind == crate::map::kinds::STATUS_UNKNOWN.name
}

/// Findings about one record.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    record: u32,
    offset: u64,
    list: Vec<Diagnostic>,
    counts: Vec<(&'static str, u32)>,
}

impl Findings {
    /// For the record with that number, which starts there.
    pub(crate) fn new(record: u32, offset: u64) -> Self {
        Self {
            record,
            offset,
            ..Self::default()
        }
    }

    /// The same findings, about the record with that number, which starts there.
    pub(crate) fn at(mut self, record: u32, offset: u64) -> Self {
        (self.record, self.offset) = (record, offset);
        self
    }

    /// About the record as a whole.
    pub(crate) fn add(&mut self, kind: &Kind, message: impl FnOnce() -> String) {
        self.push(kind, None, message);
    }

    /// About one field.
    pub(crate) fn add_field(&mut self, kind: &Kind, tag: Tag, message: impl FnOnce() -> String) {
        self.push(kind, Some((tag, None)), message);
    }

    /// About one subfield.
    pub(crate) fn add_subfield(
        &mut self,
        kind: &Kind,
        tag: Tag,
        code: char,
        message: impl FnOnce() -> String,
    ) {
        self.push(kind, Some((tag, Some(code))), message);
    }

    fn push(
        &mut self,
        kind: &Kind,
        place: Option<(Tag, Option<char>)>,
        message: impl FnOnce() -> String,
    ) {
        let known = self.counts.iter().position(|(name, _)| *name == kind.name);
        let at = known.unwrap_or(self.counts.len());
        if known.is_none() {
            self.counts.push((kind.name, 0));
        }
        let (_, count) = &mut self.counts[at];
        *count += 1;
        if *count > SPELLED_OUT && !is_counted(kind.name) {
            return;
        }
        let field = place.map(|(tag, code)| match code {
            Some('\0') | None => tag.to_string(),
            Some(code) => format!("{tag}${code}"),
        });
        self.list.push(Diagnostic {
            kind: kind.name,
            severity: kind.severity,
            place: Place {
                field,
                ..Place::default()
            },
            message: message(),
            remedy: kind.remedy(),
        });
    }

    /// What was found last of that kind was found as many times more.
    pub(crate) fn again(&mut self, kind: &Kind, times: usize) {
        let last = self.list.iter().rfind(|found| found.kind == kind.name);
        if let Some(last) = last.cloned() {
            self.list.extend(core::iter::repeat_n(last, times));
        }
    }

    /// How many of that kind were found.
    pub(crate) fn count(&self, kind: &Kind) -> u32 {
        let known = self.counts.iter().find(|(name, _)| *name == kind.name);
        known.map_or(0, |(_, count)| *count)
    }

    /// True when something of that kind was found.
    pub(crate) fn has(&self, kind: &Kind) -> bool {
        self.counts.iter().any(|(name, _)| *name == kind.name)
    }

    /// Takes back what was found of that kind, for another finding explains it.
    pub(crate) fn forget(&mut self, kind: &Kind) {
        self.counts.retain(|(name, _)| *name != kind.name);
        self.list.retain(|diagnostic| diagnostic.kind != kind.name);
    }

    /// Kinds of what was found, for tests.
    #[cfg(test)]
    pub(crate) fn kinds(self) -> Vec<&'static str> {
        self.list.iter().map(|diagnostic| diagnostic.kind).collect()
    }

    /// The list, each entry with the record's number, place and id; where more of a kind were found than are spelled
    /// out, the last one says how many.
    pub(crate) fn finish(mut self, id: Option<&str>) -> Vec<Diagnostic> {
        for (name, count) in &self.counts {
            if *count > SPELLED_OUT
                && !is_counted(name)
                && let Some(last) = self
                    .list
                    .iter_mut()
                    .rev()
                    .find(|diagnostic| diagnostic.kind == *name)
            {
                last.message
                    .push_str(&words::more_of_kind(count - SPELLED_OUT));
            }
        }
        for diagnostic in &mut self.list {
            diagnostic.place.record = self.record;
            diagnostic.place.offset = self.offset;
            diagnostic.place.id = id.map(str::to_owned);
        }
        self.list
    }
}

/// The start of some bytes, for a message: printable ASCII, at most 30 characters.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let mut text: String = bytes
        .iter()
        .take(30)
        .map(|b| {
            if (0x20..0x7F).contains(b) {
                char::from(*b)
            } else {
                '.'
            }
        })
        .collect();
    if bytes.len() > 30 {
        text.push('…');
    }
    text
}
