//! A piece of a finished citation that can say what it is and why it is there.

use crate::output::{Role, Shown};
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
    /// Why it is there, in plain words.
    pub reason: String,
    /// In italics?
    pub italic: bool,
    /// Bold?
    pub bold: bool,
}

/// What stands around a piece: the last thing said before it and the first one behind it, each with its variable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    pub(crate) before: u8,
    pub(crate) after: u8,
    /// Nothing stands before it, or behind it.
    pub(crate) first: bool,
    pub(crate) last: bool,
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
        }
    }
}

fn reason(piece: &Shown, around: Around) -> String {
    let field = field(piece.info.var);
    let parts: [&str; 3] = match piece.info.role {
        _ if piece.mark => [
            "Quotation marks show that this is the name of a part, such as an article or a chapter.",
            "",
            "",
        ],
        Role::Punctuation => return mark(piece, around),
        Role::Content if field.is_empty() => [
            "The style adds this so that readers know what they see.",
            "",
            "",
        ],
        Role::Content if piece.italic => [
            "This is ",
            field,
            ". Slanted letters show the name of a whole work.",
        ],
        Role::Content => ["This is ", field, "."],
        Role::Label if field.is_empty() => [
            "The style adds this word so that readers know what comes next.",
            "",
            "",
        ],
        Role::Label => ["The style adds this word to say what this is: ", field, "."],
        Role::Joiner => [joiner(piece.text.trim()), "", ""],
        Role::YearSuffix => [
            "This letter tells two works of the same people and year apart.",
            "",
            "",
        ],
    };
    parts.concat()
}

fn joiner(text: &str) -> &'static str {
    match text {
        "" => "A space keeps the names apart.",
        "," | ";" => "This mark stands between one name and the next.",
        "…" => "The dots stand for people who are left out here.",
        text if text.contains("al.") || text.chars().count() > 4 => {
            "This says that there are more people than are named here."
        }
        _ => "This word joins the last two names.",
    }
}

/// Why a mark, or a row of marks, stands where it stands.
fn mark(piece: &Shown, around: Around) -> String {
    let text = piece.text.trim();
    let (own, before, after) = (
        field(piece.info.var),
        field(around.before),
        field(around.after),
    );
    if text.contains("doi.org") {
        return "This turns the number into an address that one can open.".to_owned();
    }
    if text.starts_with("——") || text.starts_with("---") {
        return "The dashes stand for the same people as in the entry above.".to_owned();
    }
    if text.chars().any(char::is_alphabetic) {
        let parts: [&str; 3] = if own.is_empty() {
            ["The style adds this to say what comes next.", "", ""]
        } else {
            ["The style adds this to say what comes next: ", own, "."]
        };
        return parts.concat();
    }
    let same_name = is_name_var(piece.info.var)
        && around.before == piece.info.var
        && around.after == piece.info.var;
    if same_name && text == "," {
        return "The list is sorted by family names, so the family name stands first. The comma says that the name was turned around."
            .to_owned();
    }
    let mut out = String::new();
    // What lies between, where that can be said of two different things.
    if before != after && !before.is_empty() && !after.is_empty() {
        for part in ["This stands between ", before, " and ", after, ". "] {
            out.push_str(part);
        }
    }
    let mut seen = ['\0'; 4];
    for (at, c) in text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(4)
        .enumerate()
    {
        if seen.contains(&c) {
            continue;
        }
        seen[at] = c;
        out.push_str(match c {
            '.' if around.last => "A period ends the whole entry. ",
            '.' => "A period says that one part of the entry is finished. ",
            ',' => "A comma says that the same part goes on. ",
            ':' => "A colon says that what follows belongs to what stands before it. ",
            ';' => "A semicolon stands between two works or two groups of words. ",
            '(' | ')' if around.points && (around.first || around.last) => {
                "Round brackets keep this note for your reader apart from your own sentence. "
            }
            '(' | ')' => "Round brackets hold a detail, apart from the rest. ",
            '[' | ']' => "Square brackets hold words that say what kind of work it is. ",
            '–' | '-' => "A dash stands between the first and the last. ",
            '/' => "A slash stands between two of the same kind. ",
            '?' | '!' => "This mark belongs to the words before it, and no other mark follows it. ",
            _ => "This mark keeps two parts apart. ",
        });
    }
    if text.is_empty() {
        out.push_str("A space keeps them apart. ");
        if out.len() < 30 {
            out = "A space keeps two words apart. ".to_owned();
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A variable in a twelve-year-old's words.
fn field(var: u8) -> &'static str {
    match var {
        V_NONE => "",
        V_AUTHOR => "who made it",
        V_EDITOR => "who chose and mended the texts (the editor)",
        V_TRANSLATOR => "who put it into another language (the translator)",
        V_DIRECTOR => "who directed it",
        V_TITLE | V_TITLE_SHORT => "the title",
        V_CONTAINER_TITLE | V_CONTAINER_TITLE_SHORT => "the bigger work it is in",
        V_COLLECTION_TITLE => "the series",
        V_ISSUED => "when it came out",
        V_ACCESSED => "when you looked at it",
        V_PUBLISHER => "who published it",
        V_PUBLISHER_PLACE => "the city of the publisher",
        V_VOLUME => "the volume number",
        V_ISSUE => "the issue number",
        V_PAGE | V_PAGE_FIRST => "the range of pages it is on",
        V_LOCATOR => "the place in the work that you use",
        V_EDITION => "which edition it is",
        V_URL => "the web address",
        V_DOI => "the DOI, a number for the work that never changes",
        V_SOURCE | V_ARCHIVE => "the database or archive you found it in",
        V_GENRE => "what kind of work it is",
        V_EVENT | V_EVENT_TITLE => "the event where it was said or shown",
        V_SECTION => "the section it is in",
        V_AUTHORITY => "the court or office it comes from",
        V_MEDIUM => "the form it has",
        V_NUMBER => "its number",
        V_VERSION => "its version",
        V_CITATION_NUMBER => "its number in your list",
        var if is_name_var(var) => "a person who helped to make it",
        var if is_date_var(var) => "a date",
        _ => "a detail that helps to find it",
    }
}
