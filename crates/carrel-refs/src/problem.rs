//! What could not be read: where, what, and the way out.

/// Something in a file that could not be read. The rest of the file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the text, 1 for the first; 0 when it is not about a line.
    pub line: u32,
    /// What is wrong: what was expected, what was found.
    pub what: String,
    /// What to do.
    pub remedy: &'static str,
}

impl Problem {
    pub(crate) fn new(line: u32, what: &[&str], remedy: &'static str) -> Problem {
        Problem {
            line,
            what: what.concat(),
            remedy,
        }
    }
}
