//! What could not be read: where, and what. The words and the way out are in `locales/`, and `carrel-cite-words` makes
//! sentences of them.

use crate::kind::Kind;

/// Something in a file that could not be read. The rest of the file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the text, 1 for the first; 0 when it is not about a line.
    pub line: u32,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong. Texts are what was found, cut short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// RIS: a line without a tag, before any entry.
    NoTag(String),
    /// RIS: an entry begins before the one before has ended.
    NextType,
    /// RIS: the file ends in the middle of an entry.
    NoEnd,
    /// RIS: an end without a beginning.
    EndAlone,
    /// RIS: a field before the type.
    FieldAlone(String),
    /// RIS: a type that nobody knows, and the kind that the entry was kept as.
    UnknownType(String, Kind),
    /// RIS: neither title nor author.
    Nameless,
    /// BibTeX: neither title nor author in an entry of this kind.
    NamelessEntry(String),
    /// CSL-JSON: no object, or one with nothing in it.
    NoObject,
    /// CSL-JSON: more dates in a field than a beginning and an end.
    TwoDates(String),
    /// CSL-JSON: a date of which not all could be read: the field, and what stands there.
    Date(String, String),
    /// CSL-JSON: a name of which not all could be read: the role, and what stands there.
    Name(String, String),
    /// CSL-JSON: a type that CSL does not know.
    Type(String),
    /// CSL-JSON: a list, an object or `true` where a text should be; the field.
    Value(String),
    /// CSL-JSON: an id that an entry before has.
    SameId(String),
    /// "et al." or "and others" stands where names should; the title tells which source it is.
    MoreAuthors(String),
    /// A pasted citation: words that found no place, and the title.
    Unread(String, String),
    /// A pasted citation: nothing shows where its authors and its title end; the title that was guessed.
    Guessed(String),
    /// JSON or BibTeX: something else was expected; what was found, none at the end of the file. The entry is left out.
    Expected(Expected, Option<String>),
    /// The same, in an entry that was kept without what could not be read.
    Kept(Expected, Option<String>),
    /// BibTeX: a command of TeX that stands for no letter that is known here; the field.
    Letter(String, String),
}

/// What was expected where a text breaks the rules of its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// JSON: `]` at the end of the list.
    ListEnd,
    /// JSON: fewer brackets inside each other.
    FewerBrackets,
    /// JSON: `:`.
    Colon,
    /// A value.
    Value,
    /// JSON: `,` or the closing bracket.
    CommaOrBracket,
    /// JSON: a text in quotation marks.
    Quoted,
    /// A closing quotation mark.
    ClosingQuote,
    /// JSON: a letter that a backslash may stand before.
    Escape,
    /// JSON: four hexadecimal digits.
    Digits,
    /// BibTeX: `,` behind the name of the entry.
    CommaBehindName,
    /// BibTeX: the name of a field or `}`.
    FieldName,
    /// BibTeX: `=`.
    Equals,
    /// BibTeX: `,` or `}` behind a value.
    CommaOrBrace,
    /// BibTeX: a `}` for every `{`.
    Braces,
}

impl Problem {
    pub(crate) fn new(line: u32, fault: Fault) -> Problem {
        Problem { line, fault }
    }

    /// Something else was expected before `rest` of the text.
    pub(crate) fn expected(line: u32, expected: Expected, rest: &str) -> Problem {
        let found: String = rest.chars().take(12).collect();
        let found = found.trim();
        let found = (!found.is_empty()).then(|| found.to_owned());
        Problem::new(line, Fault::Expected(expected, found))
    }
}
