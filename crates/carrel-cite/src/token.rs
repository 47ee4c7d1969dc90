//! A piece of a finished citation that can say what it is and why it is there.

use crate::output::{Quote, Role, Shift, Shown};
use crate::vocab::*;

/// A piece of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What is read.
    pub text: String,
    /// The field of the item, as CSL names it; empty for what the style adds.
    pub variable: &'static str,
    /// What it is for.
    pub role: Role,
    /// The style's macro that wrote it; empty for the style's frame.
    pub rule: String,
    /// Why it is there.
    pub reason: Reason,
    /// In italics?
    pub italic: bool,
    /// Bold?
    pub bold: bool,
    /// In small capitals?
    pub caps: bool,
    /// Raised or lowered?
    pub shift: Shift,
}

/// Why a piece of a citation is there. The words are in `locales/`, and `carrel-cite-words` makes sentences of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Quotation marks: the name of a part.
    Quotation,
    /// It says a field of the source.
    Is(Field),
    /// So it does, and slanted letters show the name of a whole work.
    IsWhole(Field),
    /// So it does, and it leans as the name of the work before it leans: the volume of a journal.
    Leans(Field),
    /// The style says it by itself.
    Added,
    /// A word of the style that says what a field is, or what comes next.
    Label(Option<Field>),
    /// Words between marks that say what comes next.
    Words(Option<Field>),
    /// Between names: a space.
    NamesSpace,
    /// Between names: a mark.
    NamesMark,
    /// Between names: dots, for people who are left out.
    NamesDots,
    /// The mark behind the last name that is shown, before the word for the others.
    NamesEnd,
    /// More people than are named.
    NamesMore,
    /// The word before the last name.
    NamesLast,
    /// The comma of the name that the list is sorted by, which was turned around.
    Inverted,
    /// The comma of another name that was turned around: the style turns all of them.
    InvertedToo,
    /// A letter that tells works of one year apart.
    YearSuffix,
    /// The address before a DOI.
    DoiAddress,
    /// Dashes for the people of the entry above.
    SameAbove,
    /// Marks: between which fields they stand, where that can be said of two different ones, and what each of them is for.
    Marks(Option<(Field, Field)>, Vec<Mark>),
}

/// What a mark is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A period that ends the entry.
    End,
    /// A period that ends a part.
    Period,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A semicolon.
    Semicolon,
    /// Round brackets that keep a pointer apart from the student's sentence.
    Pointer,
    /// Round brackets around a detail.
    Round,
    /// Square brackets.
    Square,
    /// Square brackets, or a question mark in them, at a date that somebody worked out.
    Guess,
    /// Behind a period or a comma that stands inside the closing quotation marks, as in American English.
    Inside,
    /// A dash.
    Dash,
    /// A slash.
    Slash,
    /// A question mark or an exclamation mark.
    Asks,
    /// Any other mark.
    Other,
    /// A space alone.
    Space,
}

/// A field of a source, as far as reasons tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of that name")]
pub enum Field {
    Author,
    Editor,
    Translator,
    Director,
    Title,
    Container,
    Series,
    Issued,
    Accessed,
    Publisher,
    Place,
    Volume,
    Issue,
    Pages,
    Locator,
    Edition,
    Address,
    Doi,
    /// The database or service that lends it.
    Service,
    Archive,
    Genre,
    Event,
    Section,
    Authority,
    Medium,
    Number,
    Version,
    ListNumber,
    /// Any other person.
    Person,
    /// Any other date.
    Date,
    /// Anything else.
    Detail,
}

/// What stands around a piece: the last thing said before it and the first one behind it, each with its variable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    pub(crate) before: u8,
    pub(crate) after: u8,
    /// Nothing stands before it, or nothing but quotation marks behind it.
    pub(crate) first: bool,
    pub(crate) last: bool,
    /// A closing quotation mark stands behind it.
    pub(crate) closed: bool,
    /// The comma of a name that was turned around, and is it the first name of the entry?
    pub(crate) turned: Option<bool>,
    /// The word for more people stands behind it.
    pub(crate) more: bool,
    /// It is of a citation in the text or in a note, not of the list.
    pub(crate) points: bool,
}

impl Token {
    pub(crate) fn new(piece: Shown, rule: &str, around: Around) -> Token {
        let variable = VARS.get(piece.info.var as usize).copied().unwrap_or("");
        let reason = reason(&piece, around);
        Token {
            text: piece.text,
            variable: if variable == "year-suffix" || piece.info.var != V_NONE {
                variable
            } else {
                ""
            },
            role: piece.info.role,
            rule: rule.to_owned(),
            reason,
            italic: piece.italic,
            bold: piece.bold,
            caps: piece.caps,
            shift: piece.shift,
        }
    }
}

fn reason(piece: &Shown, around: Around) -> Reason {
    let field = field(piece.info.var);
    match (piece.info.role, field) {
        _ if piece.mark != Quote::No => Reason::Quotation,
        (Role::Punctuation, _) => mark(piece, around),
        (Role::Content, None) => Reason::Added,
        (Role::Content, Some(field)) if piece.italic && names_work(piece.info.var) => {
            Reason::IsWhole(field)
        }
        (Role::Content, Some(Field::Volume)) if piece.italic => Reason::Leans(Field::Volume),
        (Role::Content, Some(field)) => Reason::Is(field),
        (Role::Label, field) => Reason::Label(field),
        (Role::Joiner, _) => match joiner(piece.text.trim()) {
            Reason::NamesMark if around.more => Reason::NamesEnd,
            reason => reason,
        },
        (Role::YearSuffix, _) => Reason::YearSuffix,
    }
}

/// Does the field hold the name of a work?
fn names_work(var: u8) -> bool {
    matches!(
        var,
        V_TITLE
            | V_TITLE_SHORT
            | V_CONTAINER_TITLE
            | V_CONTAINER_TITLE_SHORT
            | V_COLLECTION_TITLE
            | V_COLLECTION_TITLE_SHORT
            | V_VOLUME_TITLE
            | V_PART_TITLE
            | V_ORIGINAL_TITLE
            | V_REVIEWED_TITLE
    )
}

/// Which pieces are the comma between family name and given name; true for that of the name that the entry begins with. The
/// comma before "Jr." or "editor" is not one.
pub(crate) fn turned(pieces: &[Shown]) -> Vec<Option<bool>> {
    let mut row = vec![None; pieces.len()];
    let (mut begins, mut commas) = (true, 0);
    for (at, of) in pieces.windows(3).enumerate() {
        let [before, piece, after] = of else {
            continue;
        };
        let same = |other: &Shown| other.info.var == piece.info.var;
        if piece.info.role == Role::Joiner || !same(before) {
            (begins, commas) = (false, 0);
        }
        if piece.info.role == Role::Punctuation && matches!(piece.text.trim(), "," | "،") {
            let says = |other: &Shown| same(other) && other.info.role == Role::Content;
            if commas == 0 && is_name_var(piece.info.var) && says(before) && says(after) {
                row[at + 1] = Some(begins);
            }
            commas += 1;
        }
    }
    row
}

/// Does the piece say that there are more people than are named?
pub(crate) fn says_more(piece: &Shown) -> bool {
    piece.info.role == Role::Joiner && joiner(piece.text.trim()) == Reason::NamesMore
}

fn joiner(text: &str) -> Reason {
    match text {
        "" => Reason::NamesSpace,
        "," | ";" | "،" | "؛" => Reason::NamesMark,
        "…" => Reason::NamesDots,
        text if text.contains("al.") || text.chars().count() > 4 => Reason::NamesMore,
        _ => Reason::NamesLast,
    }
}

/// Why a mark, or a row of marks, stands where it stands.
fn mark(piece: &Shown, around: Around) -> Reason {
    let text = piece.text.trim();
    if text.contains("doi.org") {
        return Reason::DoiAddress;
    }
    if text.starts_with("——") || text.starts_with("---") {
        return Reason::SameAbove;
    }
    if text.chars().any(char::is_alphabetic) {
        return Reason::Words(field(piece.info.var));
    }
    match around.turned {
        Some(true) => return Reason::Inverted,
        Some(false) => return Reason::InvertedToo,
        None => {}
    }
    // What lies between, where that can be said of two different things.
    let between = match (field(around.before), field(around.after)) {
        (Some(before), Some(after)) if before != after => Some((before, after)),
        _ => None,
    };
    let mut marks = Vec::new();
    for c in text.chars().filter(|c| !c.is_whitespace()).take(4) {
        let mark = match c {
            '.' if around.last => Mark::End,
            '.' => Mark::Period,
            ',' | '،' => Mark::Comma,
            ':' => Mark::Colon,
            ';' | '؛' => Mark::Semicolon,
            '(' | ')' if around.points && (around.first || around.last) => Mark::Pointer,
            '(' | ')' => Mark::Round,
            '[' if around.after == V_ISSUED => Mark::Guess,
            ']' if around.before == V_ISSUED => Mark::Guess,
            '?' if around.before == V_ISSUED && text.contains(']') => Mark::Guess,
            '[' | ']' => Mark::Square,
            '–' | '-' => Mark::Dash,
            '/' => Mark::Slash,
            '?' | '!' => Mark::Asks,
            _ => Mark::Other,
        };
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    if text.is_empty() {
        marks.push(Mark::Space);
    } else if around.closed && text.ends_with(['.', ',']) {
        marks.push(Mark::Inside);
    }
    Reason::Marks(between, marks)
}

/// The field that a variable is; none for what the style adds.
fn field(var: u8) -> Option<Field> {
    Some(match var {
        V_NONE => return None,
        V_AUTHOR => Field::Author,
        V_EDITOR => Field::Editor,
        V_TRANSLATOR => Field::Translator,
        V_DIRECTOR => Field::Director,
        V_TITLE | V_TITLE_SHORT => Field::Title,
        V_CONTAINER_TITLE | V_CONTAINER_TITLE_SHORT => Field::Container,
        V_COLLECTION_TITLE | V_COLLECTION_TITLE_SHORT => Field::Series,
        V_ISSUED | V_YEAR_SUFFIX => Field::Issued,
        V_ACCESSED => Field::Accessed,
        V_PUBLISHER => Field::Publisher,
        V_PUBLISHER_PLACE => Field::Place,
        V_VOLUME => Field::Volume,
        V_ISSUE => Field::Issue,
        V_PAGE | V_PAGE_FIRST => Field::Pages,
        V_LOCATOR => Field::Locator,
        V_EDITION => Field::Edition,
        V_URL => Field::Address,
        V_DOI => Field::Doi,
        V_SOURCE => Field::Service,
        V_ARCHIVE => Field::Archive,
        V_GENRE => Field::Genre,
        V_EVENT | V_EVENT_TITLE => Field::Event,
        V_SECTION => Field::Section,
        V_AUTHORITY => Field::Authority,
        V_MEDIUM => Field::Medium,
        V_NUMBER => Field::Number,
        V_VERSION => Field::Version,
        V_CITATION_NUMBER => Field::ListNumber,
        var if is_name_var(var) => Field::Person,
        var if is_date_var(var) => Field::Date,
        _ => Field::Detail,
    })
}
