//! What is wrong with a lesson file: where, and how to mend it.

use core::fmt;

use super::source::Source;

/// How grave a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Good to know.
    Advice,
    /// Should be mended.
    Warning,
    /// Must be mended before the lesson is built.
    Error,
}

impl Level {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Level::Advice => "advice",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// Something to mend. Its line is always inside the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable name of the rule; `lessons/FORMAT.md` section 7 lists them.
    pub code: &'static str,
    /// How grave it is.
    pub level: Level,
    /// Path below `lessons/`.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The line as it stands there, cut at 120 characters.
    pub excerpt: String,
    /// What was expected and what was found.
    pub message: String,
    /// How to mend it.
    pub fix: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault {
            code,
            level,
            file,
            line,
            column,
            excerpt,
            message,
            fix,
        } = self;
        write!(
            f,
            "{file}:{line}:{column}: {}[{code}] {message}",
            level.word()
        )?;
        if !excerpt.trim().is_empty() {
            write!(f, "\n    {}", excerpt.trim_end())?;
        }
        if !fix.is_empty() {
            write!(f, "\n    {fix}")?;
        }
        Ok(())
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    /// Takes away what only follows from another fault of the same file, from the place `since` on: of a header that cannot be
    /// read nothing is missing, and of half-read questions nothing can be guessed. Mended, they come back if they are true.
    pub(crate) fn drop_follow_ups(&mut self, since: usize, file: &str) {
        let own = |f: &Fault| f.file == file && f.level == Level::Error;
        let of = |faults: &[Fault], codes: &[&str]| {
            let mut own = faults.iter().filter(|f| own(f));
            own.any(|f| codes.contains(&f.code))
        };
        let (rest, since) = (self.0.get(since..).unwrap_or(&[]), since.min(self.0.len()));
        let headless = of(rest, &["header-missing", "header-unreadable"]);
        let questions = rest.iter().filter(|f| own(f));
        let broken = questions.filter(|f| f.code != "guessable").count() > 0;
        let unread = of(rest, &["unknown-line"]);
        let fenced = of(rest, &["unclosed-fence"]);
        let mut place = 0;
        self.0.retain(|f| {
            place += 1;
            if place <= since || f.file != file {
                return true;
            }
            let follows = [
                "header-missing-line",
                "unknown-skill",
                "unknown-standard",
                "no-question",
            ];
            let of_the_header = headless && follows.contains(&f.code);
            let of_a_line = unread && ["too-few", "no-right-answer"].contains(&f.code);
            let of_the_rest = broken && f.code == "guessable";
            // What stands below was not read at all.
            let swallowed = ["unknown-skill", "no-question", "too-few", "no-right-answer"];
            let of_a_fence = fenced && swallowed.contains(&f.code);
            !(of_the_header || of_a_line || of_the_rest || of_a_fence)
        });
    }

    /// Says once that a file was saved in another encoding: its accents and dashes are lost.
    pub(crate) fn encoding(&mut self, source: &Source) {
        if let Some((at, how)) = source.damage {
            self.error(
                "not-utf8",
                source,
                at,
                format!("the file is not saved as UTF-8, but {how}"),
                "Save it as UTF-8 (Notepad: Save as, Encoding: UTF-8), then look for signs that were lost.",
            );
        }
    }

    pub(crate) fn add(
        &mut self,
        level: Level,
        code: &'static str,
        source: &Source,
        offset: usize,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let (line, column, excerpt) = source.place(offset);
        self.0.push(Fault {
            code,
            level,
            file: source.path.clone(),
            line,
            column,
            excerpt: excerpt.chars().take(120).collect(),
            message: message.into(),
            fix: fix.into(),
        });
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        source: &Source,
        offset: usize,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.add(Level::Error, code, source, offset, message, fix);
    }

    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        source: &Source,
        offset: usize,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.add(Level::Warning, code, source, offset, message, fix);
    }
}

/// The word of `known` that is nearest to what was written, if it is near enough to be meant.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (distance(written, word), word))
        .filter(|(d, word)| *d <= word.chars().count().div_ceil(3).max(1))
        .min()
        .map(|(_, word)| word)
}

/// "Did you mean …?", or what may stand there.
pub(crate) fn meant(written: &str, known: &[&str]) -> String {
    // "sorting" for `sort`, "multiple-choice" for `multi`.
    let begins = |word: &&&str| word.len() > 3 && written.starts_with(**word);
    let near = nearest(written, known.iter().copied());
    match near.or_else(|| known.iter().find(begins).copied()) {
        Some(word) => format!("Did you mean `{word}`?"),
        None if known.is_empty() => "There is none yet.".to_owned(),
        None => {
            let shown: Vec<&str> = known.iter().copied().take(30).collect();
            format!("It may be: {}.", shown.join(", "))
        }
    }
}

/// Levenshtein's distance of the first 40 characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
