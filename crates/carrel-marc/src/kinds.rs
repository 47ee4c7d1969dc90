//! Every kind of finding the readers make: its name, how grave it is, and how to mend it at the source.
//!
//! Names are stable: reports group by them and people search for them.

use carrel_core::Severity;

/// One kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable kebab-case name.
    pub name: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// How to mend it in the library's own system; empty when nothing needs doing.
    pub remedy: &'static str,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $severity:ident $text:literal $remedy:literal;)*) => {
        $($(#[$doc])* pub const $name: Kind = Kind { name: $text, severity: Severity::$severity, remedy: $remedy };)*

        /// All of them.
        pub const ALL: &[Kind] = &[$($name),*];
    };
}

/// What is said of [`FILE_CUT_OFF`] in every format.
pub(crate) fn file_cut_off() -> String {
    "The file ends inside this record, and perhaps others should follow.".to_owned()
}

kinds! {
    // The file.
    /// Nothing in the file.
    FILE_EMPTY = Error "file-empty" "Export again and check that records were selected.";
    /// None of the known wrappings.
    NOT_MARC = Error "not-marc" "Export as MARC 21 (.mrc), MARCXML or CSV.";
    /// An archive.
    FILE_PACKED = Error "file-packed" "Unpack it first, and give the file that is in it.";
    /// A page, a document, a program, bytes without a meaning.
    NOT_AN_EXPORT = Error "not-an-export" "Download the export again from the library system; look whether you are still signed in there, and choose MARC 21 (.mrc), MARCXML or CSV.";
    /// A known wrapping without a record in it.
    NO_RECORDS = Error "no-records" "Export again and check that records were selected.";
    /// The file ends in the middle of a record.
    FILE_CUT_OFF = Error "file-cut-off" "The file was not copied or downloaded to its end: copy it again, or export again.";
    /// UTF-16 text.
    FILE_UTF16 = Note "file-utf16" "Choose UTF-8 when exporting.";
    /// Fields outside of any record.
    FIELD_OUTSIDE_RECORD = Warning "field-outside-record" "Export again; each title must be in a record element of its own.";
    /// XML, JSON or text that breaks the rules of its format.
    NOT_WELL_FORMED = Warning "not-well-formed" "Export again, or mend the file at this place with a text editor.";
    /// Text between records that belongs to none.
    STRAY_TEXT = Warning "stray-text" "Export again; something was added to the file by hand or by another program.";

    // The record as a whole.
    /// Too little to be a record.
    RECORD_TOO_SHORT = Error "record-too-short" "Export the file again; if the line stays, it can be ignored.";
    /// A leader without any field.
    RECORD_EMPTY = Error "record-empty" "Look whether this title is empty in the library system, too: if so, fill it or delete it there; if not, export it again.";
    /// Bytes that are no record at all.
    RECORD_UNREADABLE = Error "record-unreadable" "Find this title in the library system, save it again and export again.";
    /// More bytes than a record may have.
    RECORD_TOO_LONG = Error "record-too-long" "Export again; a record terminator may be missing.";
    /// More fields than a record may have.
    TOO_MANY_FIELDS = Warning "too-many-fields" "Split the holdings of this title over several records.";
    /// An end-of-file mark of old systems (0x1A).
    END_OF_FILE_MARK = Note "end-of-file-mark" "";
    /// Two records without a terminator between them.
    RECORDS_RUN_TOGETHER = Warning "records-run-together" "Find this title in the library system, save it again and export again.";
    /// A record terminator inside a field.
    TERMINATOR_INSIDE = Note "terminator-inside-record" "Save this title again in the library system; it holds a control character.";
    /// Bytes before the leader.
    JUNK_BEFORE_LEADER = Note "junk-before-leader" "";

    // Leader and directory.
    /// The leader's record length is not the length of the record.
    LEADER_LENGTH = Note "leader-length-wrong" "";
    /// The leader's base address does not point behind the directory.
    LEADER_BASE = Note "leader-base-wrong" "";
    /// The leader is not 24 ASCII characters.
    LEADER_MALFORMED = Note "leader-malformed" "Check the leader of this title in the library system.";
    /// The leader is missing.
    LEADER_MISSING = Warning "leader-missing" "Check the leader of this title in the library system.";
    /// Leader/09 names another character set than the bytes are in.
    LEADER_CHARSET = Note "leader-charset-wrong" "Choose UTF-8 when exporting.";
    /// Directory and fields disagree; the fields were paired in order.
    DIRECTORY_WRONG = Note "directory-wrong" "";
    /// The directory does not end with a field terminator.
    DIRECTORY_END = Note "directory-terminator-missing" "";
    /// A directory entry that cannot be read.
    DIRECTORY_ENTRY = Warning "directory-entry-bad" "Save this title again in the library system and compare its fields.";
    /// A directory entry whose field is not there.
    FIELD_MISSING = Warning "field-missing" "Compare this title with the library system: the export lost a field.";
    /// A field that no directory entry names; kept under the tag `???`.
    FIELD_UNNAMED = Warning "field-unnamed" "Compare this title with the library system: the export lost a tag.";
    /// Printable characters stand where the delimiters should be.
    DELIMITERS_PRINTABLE = Note "delimiters-printable" "Export again without converting the file by hand.";

    // The field.
    /// A field without a terminator.
    FIELD_END_MISSING = Note "field-terminator-missing" "";
    /// A field terminator within a field.
    FIELD_END_INSIDE = Note "field-terminator-inside" "Retype this field in the library system; it holds characters that cannot be seen.";
    /// A tag with other than letters and digits.
    TAG_BAD = Warning "tag-bad" "Correct the tag in the library system.";
    /// A damaged tag read as what it must have been.
    TAG_MENDED = Warning "tag-mended" "Check this field in the library system.";
    /// Not two indicators.
    INDICATORS = Note "indicators-wrong" "Check the indicators of this field in the library system.";
    /// A data field without subfields; its text is taken as $a.
    SUBFIELDS_MISSING = Warning "subfields-missing" "Give this field its subfield codes in the library system.";
    /// A subfield code that is no letter, digit or sign.
    SUBFIELD_CODE = Warning "subfield-code-bad" "Correct the subfield code in the library system.";
    /// A subfield delimiter with nothing behind it.
    SUBFIELD_EMPTY = Note "subfield-empty" "";
    /// A control field with subfields; kept as a data field.
    CONTROL_WITH_SUBFIELDS = Note "control-field-with-subfields" "Remove the subfields from this field in the library system.";

    // The text.
    /// Bytes that are no text in the character set found.
    TEXT_UNREADABLE = Warning "text-unreadable" "Open this title in the library system, correct the letters and save it; choose UTF-8 when exporting.";
    /// The bytes were read as Windows-1252 (Western) or Windows-1251 (Cyrillic).
    TEXT_WINDOWS = Note "text-windows" "Choose UTF-8 when exporting.";
    /// A MARC-8 escape sequence that means nothing.
    TEXT_ESCAPE = Note "text-escape-unknown" "";
    /// East Asian text in MARC-8 whose escape characters were lost.
    TEXT_ESCAPE_LOST = Note "text-escape-lost" "Choose UTF-8 when exporting.";
    /// East Asian text without the table for it.
    TEXT_NO_EACC = Warning "text-east-asian-unread" "Choose UTF-8 when exporting.";
    /// A MARC-8 accent with no letter behind it.
    TEXT_ACCENT = Note "text-accent-alone" "Correct the letters in the library system.";
    /// Control characters, taken out.
    TEXT_CONTROL = Note "text-control-characters" "Retype this field in the library system; it holds characters that cannot be seen.";
    /// Character references such as `&#x20AC;`, `&eacute;` or `{eacute}`, resolved.
    TEXT_REFERENCES = Note "text-references" "";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut names: Vec<&str> = ALL.iter().map(|kind| kind.name).collect();
        assert!(names.iter().all(|name| {
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn what_loses_something_says_how_to_mend_it() {
        for kind in ALL.iter().filter(|kind| kind.severity > Severity::Note) {
            assert!(!kind.remedy.is_empty(), "{}", kind.name);
        }
    }
}
