//! What is wrong with the input, where, how grave it is, and how to mend it at the source.

use core::fmt;

use serde::{Deserialize, Serialize};

/// One finding about the input. Reading goes on; nothing is dropped in silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable kebab-case name of the kind, such as `leader-length-wrong`; reports group by it.
    pub kind: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What was found, with the expected and the found value, in one sentence.
    pub message: String,
    /// How to mend it in the library's own system, in one sentence; empty when nothing needs doing.
    pub remedy: &'static str,
}

/// Where a finding is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Number of the record in its file, from 1; 0 when it concerns the file.
    pub record: u32,
    /// Byte offset of the record (or line for text formats, from 1).
    pub offset: u64,
    /// Control number, when it could be read.
    pub id: Option<String>,
    /// Tag and, where it helps, subfield: `245$a`.
    pub field: Option<String>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Mended on the way in; nothing was lost.
    Note,
    /// Something could not be used, the record is kept.
    Warning,
    /// The record as a whole could not be read; it is listed.
    Error,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{level}[{}] record {}", self.kind, self.place.record)?;
        if let Some(id) = &self.place.id {
            write!(f, " (id {id})")?;
        }
        if let Some(field) = &self.place.field {
            write!(f, " {field}")?;
        }
        write!(f, ": {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, " {}", self.remedy)?;
        }
        Ok(())
    }
}
