//! The visible list of what was scanned, and how safe each line is.

use crate::allowed::Allowed;
use crate::entry::{Kind, OpId};

/// How far a line has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// The write has begun; nothing may be shown as done yet.
    Saving,
    /// It is in this device's log, on its medium.
    Recorded,
    /// It is in the server's log.
    Sent,
    /// The write failed: it is not recorded, and the screen says so loudly.
    NotRecorded,
}

/// One scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub id: OpId,
    /// What was done.
    pub kind: Kind,
    /// Barcode or title.
    pub copy: String,
    /// Due date as text, when there is one.
    pub due: Option<carrel_core::CalendarDate>,
    /// How safe it is.
    pub safety: Safety,
    /// It was undone.
    pub is_undone: bool,
    /// The rules that staff saw and said yes to.
    pub allowed: Allowed,
}

/// What was scanned in this session, newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    lines: Vec<Line>,
}

impl Journal {
    /// All lines, oldest first.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// A write has begun.
    pub fn begin(
        &mut self,
        id: OpId,
        kind: Kind,
        copy: &str,
        due: Option<carrel_core::CalendarDate>,
    ) {
        self.lines.push(Line {
            id,
            kind,
            copy: copy.to_owned(),
            due,
            safety: Safety::Saving,
            is_undone: false,
            allowed: Allowed::NOTHING,
        });
    }

    /// Staff said yes to rules that were in its way.
    pub fn allow(&mut self, id: OpId, allowed: Allowed) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            line.allowed = allowed;
        }
    }

    /// The transaction completed. A correction strikes its target out only now.
    pub fn recorded(&mut self, id: OpId) {
        self.mark(id, Safety::Recorded);
        let target = self.lines.iter().find_map(|line| match line.kind {
            Kind::Correct { target } if line.id == id => Some(target),
            _ => None,
        });
        if let Some(line) = self.lines.iter_mut().find(|line| Some(line.id) == target) {
            line.is_undone = true;
        }
    }

    /// The transaction failed.
    pub fn failed(&mut self, id: OpId) {
        self.mark(id, Safety::NotRecorded);
    }

    /// The server has it.
    pub fn sent(&mut self, id: OpId) {
        self.mark(id, Safety::Sent);
    }

    fn mark(&mut self, id: OpId, safety: Safety) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            line.safety = safety;
        }
    }

    /// The newest line that can be undone.
    #[must_use]
    pub fn last_undoable(&self) -> Option<OpId> {
        self.lines
            .iter()
            .rev()
            .find(|line| {
                !line.is_undone
                    && matches!(line.safety, Safety::Recorded | Safety::Sent)
                    && !matches!(line.kind, Kind::Correct { .. } | Kind::Settle { .. })
            })
            .map(|line| line.id)
    }

    /// How many lines are not on the server yet, and how many were not recorded at all.
    #[must_use]
    pub fn pending(&self) -> (usize, usize) {
        let count = |wanted: &[Safety]| {
            self.lines
                .iter()
                .filter(|line| wanted.contains(&line.safety))
                .count()
        };
        (
            count(&[Safety::Saving, Safety::Recorded]),
            count(&[Safety::NotRecorded]),
        )
    }
}
