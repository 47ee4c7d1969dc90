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

impl Token {
    pub(crate) fn new(piece: Shown, rule: &str) -> Token {
        let variable = VARS.get(piece.info.var as usize).copied().unwrap_or("");
        let field = field(piece.info.var);
        let parts: [&str; 3] = match piece.info.role {
            _ if piece.mark => [
                "Quotation marks show that this is the name of a part, such as an article or a chapter.",
                "",
                "",
            ],
            Role::Content if piece.italic => [
                "This is ",
                field,
                ". Slanted letters show the name of a whole work.",
            ],
            Role::Content => ["This is ", field, "."],
            Role::Punctuation if field.is_empty() => {
                ["This mark keeps two parts of the citation apart.", "", ""]
            }
            Role::Punctuation => [
                "This mark belongs to ",
                field,
                ": it keeps it apart from what stands next to it.",
            ],
            Role::Label if field.is_empty() => [
                "The style adds this word so that readers know what comes next.",
                "",
                "",
            ],
            Role::Label => ["The style adds this word to say what this is: ", field, "."],
            Role::Joiner => [
                "This joins the names, or says that there are more names than are shown.",
                "",
                "",
            ],
            Role::YearSuffix => [
                "This letter tells two works of the same people and year apart.",
                "",
                "",
            ],
        };
        Token {
            text: piece.text,
            variable: if variable == "year-suffix" || piece.info.var != V_NONE {
                variable
            } else {
                ""
            },
            role: piece.info.role,
            rule: rule.to_owned(),
            reason: parts.concat(),
            italic: piece.italic,
            bold: piece.bold,
        }
    }
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
        V_MEDIUM => "the form it has",
        V_NUMBER => "its number",
        V_VERSION => "its version",
        V_CITATION_NUMBER => "its number in your list",
        var if is_name_var(var) => "a person who helped to make it",
        var if is_date_var(var) => "a date",
        _ => "a detail that helps to find it",
    }
}
