//! A line on the terminal that says how far it is; nothing when standard error is a file.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// The line.
pub(crate) struct Progress {
    shown: bool,
    last: Option<Instant>,
    width: usize,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            shown: std::io::stderr().is_terminal(),
            last: None,
            width: 0,
        }
    }

    /// Shows where it stands, at most ten times a second.
    pub(crate) fn show(&mut self, what: &str, done: u64, of: u64) {
        if !self.shown
            || self
                .last
                .is_some_and(|last| last.elapsed() < Duration::from_millis(100))
        {
            return;
        }
        self.last = Some(Instant::now());
        const CELLS: u64 = 24;
        let filled = (done.min(of) * CELLS).checked_div(of).unwrap_or(0);
        let bar: String = (0..CELLS)
            .map(|n| if n < filled { '█' } else { '░' })
            .collect();
        let percent = (done.min(of) * 100).checked_div(of).unwrap_or(0);
        let line = format!("{bar} {percent:>3} %  {what}");
        let width = line.chars().count();
        eprint!("\r{line}{}", " ".repeat(self.width.saturating_sub(width)));
        let _ = std::io::stderr().flush();
        self.width = width;
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if self.width > 0 {
            eprint!("\r{}\r", " ".repeat(self.width));
            let _ = std::io::stderr().flush();
            self.width = 0;
            self.last = None;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
