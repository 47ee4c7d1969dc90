//! The words after the command: `--flag`, `--name value`, `--name=value` and plain words.

use crate::run::{Failure, Result};

/// What is left of a command line. Each command takes what it knows, then calls [`Args::finish`].
pub(crate) struct Args {
    command: &'static str,
    left: Vec<String>,
}

impl Args {
    pub(crate) fn new(command: &'static str, left: Vec<String>) -> Args {
        Args { command, left }
    }

    /// Takes `--name` and says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.left.len();
        self.left.retain(|word| word != name);
        self.left.len() != before
    }

    /// Takes `--name value` or `--name=value`.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        if let Some(at) = self.left.iter().position(|word| word == name) {
            if at + 1 == self.left.len() || self.left[at + 1].starts_with("--") {
                return Err(Failure(format!(
                    "{name} is followed by nothing: write {name} VALUE"
                )));
            }
            self.left.remove(at);
            return Ok(Some(self.left.remove(at)));
        }
        let with_sign = format!("{name}=");
        let at = self
            .left
            .iter()
            .position(|word| word.starts_with(&with_sign));
        Ok(at.map(|at| self.left.remove(at)[with_sign.len()..].to_owned()))
    }

    /// Takes `--name NUMBER`.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u64>> {
        let Some(text) = self.value(name)? else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(Failure(format!("{name} {text}: expected a whole number"))),
        }
    }

    /// Takes the next plain word, if there is one.
    pub(crate) fn word(&mut self) -> Option<String> {
        let at = self.left.iter().position(|word| !word.starts_with("--"))?;
        Some(self.left.remove(at))
    }

    /// Fails when something was written that no command took.
    pub(crate) fn finish(&self) -> Result {
        match self.left.first() {
            None => Ok(()),
            Some(word) => Err(Failure(format!(
                "`cargo xtask {}` does not know `{word}`",
                self.command
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new("test", line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn takes_flags_values_and_words() {
        let mut args = args("one --open --port 80 --base=/library/ two");
        assert!(args.flag("--open"));
        assert!(!args.flag("--open"));
        assert_eq!(args.number("--port").unwrap(), Some(80));
        assert_eq!(args.value("--base").unwrap().as_deref(), Some("/library/"));
        assert_eq!(args.word().as_deref(), Some("one"));
        assert_eq!(args.word().as_deref(), Some("two"));
        assert_eq!(args.word(), None);
        assert!(args.finish().is_ok());
    }

    #[test]
    fn says_what_it_does_not_know() {
        assert!(args("--prot 80").finish().unwrap_err().0.contains("--prot"));
        assert!(
            args("--port")
                .number("--port")
                .unwrap_err()
                .0
                .contains("followed by nothing")
        );
        assert!(
            args("--port x")
                .number("--port")
                .unwrap_err()
                .0
                .contains("whole number")
        );
    }
}
