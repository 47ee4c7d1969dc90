//! What can be wrong with a style or an item, for the person who made it.

/// Something that could not be read: where, what was expected, what was found, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Line of the text, 1 for the first; 0 when there are no lines.
    pub line: u32,
    /// What is wrong and what to do, as one sentence.
    pub text: String,
}

impl Error {
    /// An error on a line.
    pub(crate) fn at(line: u32, parts: &[&str]) -> Error {
        Error {
            line,
            text: parts.concat(),
        }
    }

    pub(crate) fn xml(line: u32, what: &str) -> Error {
        Error::at(
            line,
            &[
                "This is not well-formed XML: found ",
                what,
                ". Get the style file again from where it came.",
            ],
        )
    }

    pub(crate) fn style(line: u32, expected: &str, found: &str) -> Error {
        Error::at(
            line,
            &[
                "This is no independent CSL style: expected ",
                expected,
                ", found ",
                found,
                ". Choose a file that ends in .csl and is not a dependent style.",
            ],
        )
    }

    pub(crate) fn compiled() -> Error {
        Error::at(
            0,
            &["This is no style file of this version of Carrel. Compile the CSL file again."],
        )
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if self.line > 0 {
            f.write_str("line ")?;
            core::fmt::Display::fmt(&self.line, f)?;
            f.write_str(": ")?;
        }
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}
