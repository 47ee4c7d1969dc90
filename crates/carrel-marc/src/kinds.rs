//! Every kind of finding the readers make: its name, how grave it is, and how to mend it at the source.
//!
//! Names are stable: reports group by them and people search for them.

use carrel_core::Severity;

use crate::words;

/// One kind of finding. Its words stand in `locales/`.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Stable kebab-case name.
    pub name: &'static str,
    /// How grave it is.
    pub severity: Severity,
    #[doc(hidden)]
    pub title: fn() -> &'static str,
    #[doc(hidden)]
    pub remedy: fn() -> &'static str,
}

impl Kind {
    /// Its name as words, for people.
    #[must_use]
    pub fn title(&self) -> &'static str {
        (self.title)()
    }

    /// How to mend it in the library's own system; empty when nothing needs doing.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        (self.remedy)()
    }
}

/// Kinds of findings as constants, and `ALL` of them. Each has its title and its remedy as a function of the module `words`
/// (`nothing` where nothing needs doing): a kind without words does not compile.
#[macro_export]
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $severity:ident $text:literal, $title:ident, $remedy:ident;)*) => {
        $($(#[$doc])* pub const $name: $crate::kinds::Kind = $crate::kinds::Kind {
            name: $text,
            severity: ::carrel_core::Severity::$severity,
            title: words::$title,
            remedy: words::$remedy,
        };)*

        /// All of them.
        pub const ALL: &[$crate::kinds::Kind] = &[$($name),*];
    };
}

/// Every kind of finding of this crate.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    ALL.iter()
        .chain(crate::csv::kinds::ALL)
        .chain(crate::map::kinds::ALL)
}

/// What is said of [`FILE_CUT_OFF`] in every format.
pub(crate) fn file_cut_off() -> String {
    words::is_cut_off().to_owned()
}

kinds! {
    // The file.
    /// Nothing in the file.
    FILE_EMPTY = Error "file-empty", k_file_empty, do_file_empty;
    /// None of the known wrappings.
    NOT_MARC = Error "not-marc", k_not_marc, do_not_marc;
    /// An archive.
    FILE_PACKED = Error "file-packed", k_file_packed, do_file_packed;
    /// A page, a document, a program, bytes without a meaning.
    NOT_AN_EXPORT = Error "not-an-export", k_not_an_export, do_not_an_export;
    /// A known wrapping without a record in it.
    NO_RECORDS = Error "no-records", k_no_records, do_no_records;
    /// The file ends in the middle of a record.
    FILE_CUT_OFF = Error "file-cut-off", k_file_cut_off, do_file_cut_off;
    /// UTF-16 text.
    FILE_UTF16 = Note "file-utf16", k_file_utf16, do_file_utf16;
    /// Fields outside of any record.
    FIELD_OUTSIDE_RECORD = Warning "field-outside-record", k_field_outside_record, do_field_outside_record;
    /// XML, JSON or text that breaks the rules of its format.
    NOT_WELL_FORMED = Warning "not-well-formed", k_not_well_formed, do_not_well_formed;
    /// Text between records that belongs to none.
    STRAY_TEXT = Warning "stray-text", k_stray_text, do_stray_text;

    // The record as a whole.
    /// Too little to be a record.
    RECORD_TOO_SHORT = Error "record-too-short", k_record_too_short, do_record_too_short;
    /// A leader without any field.
    RECORD_EMPTY = Error "record-empty", k_record_empty, do_record_empty;
    /// Bytes that are no record at all.
    RECORD_UNREADABLE = Error "record-unreadable", k_record_unreadable, do_record_unreadable;
    /// More bytes than a record may have.
    RECORD_TOO_LONG = Error "record-too-long", k_record_too_long, do_record_too_long;
    /// More fields than a record may have.
    TOO_MANY_FIELDS = Warning "too-many-fields", k_too_many_fields, do_too_many_fields;
    /// An end-of-file mark of old systems (0x1A).
    END_OF_FILE_MARK = Note "end-of-file-mark", k_end_of_file_mark, nothing;
    /// Two records without a terminator between them.
    RECORDS_RUN_TOGETHER = Warning "records-run-together", k_records_run_together, do_records_run_together;
    /// A record terminator inside a field.
    TERMINATOR_INSIDE = Note "terminator-inside-record", k_terminator_inside_record, do_terminator_inside_record;
    /// Bytes before the leader.
    JUNK_BEFORE_LEADER = Note "junk-before-leader", k_junk_before_leader, nothing;

    // Leader and directory.
    /// The leader's record length is not the length of the record.
    LEADER_LENGTH = Note "leader-length-wrong", k_leader_length_wrong, nothing;
    /// The leader's base address does not point behind the directory.
    LEADER_BASE = Note "leader-base-wrong", k_leader_base_wrong, nothing;
    /// The leader is not 24 ASCII characters.
    LEADER_MALFORMED = Note "leader-malformed", k_leader_malformed, do_leader_malformed;
    /// The leader is missing.
    LEADER_MISSING = Warning "leader-missing", k_leader_missing, do_leader_missing;
    /// Leader/09 names another character set than the bytes are in.
    LEADER_CHARSET = Note "leader-charset-wrong", k_leader_charset_wrong, do_leader_charset_wrong;
    /// Directory and fields disagree; the fields were paired in order.
    DIRECTORY_WRONG = Note "directory-wrong", k_directory_wrong, nothing;
    /// The directory does not end with a field terminator.
    DIRECTORY_END = Note "directory-terminator-missing", k_directory_terminator_missing, nothing;
    /// A directory entry that cannot be read.
    DIRECTORY_ENTRY = Warning "directory-entry-bad", k_directory_entry_bad, do_directory_entry_bad;
    /// A directory entry whose field is not there.
    FIELD_MISSING = Warning "field-missing", k_field_missing, do_field_missing;
    /// A field that no directory entry names; kept under the tag `???`.
    FIELD_UNNAMED = Warning "field-unnamed", k_field_unnamed, do_field_unnamed;
    /// Printable characters stand where the delimiters should be.
    DELIMITERS_PRINTABLE = Note "delimiters-printable", k_delimiters_printable, do_delimiters_printable;

    // The field.
    /// A field without a terminator.
    FIELD_END_MISSING = Note "field-terminator-missing", k_field_terminator_missing, nothing;
    /// A field terminator within a field.
    FIELD_END_INSIDE = Note "field-terminator-inside", k_field_terminator_inside, do_field_terminator_inside;
    /// A tag with other than letters and digits.
    TAG_BAD = Warning "tag-bad", k_tag_bad, do_tag_bad;
    /// A damaged tag read as what it must have been.
    TAG_MENDED = Warning "tag-mended", k_tag_mended, do_tag_mended;
    /// Not two indicators.
    INDICATORS = Note "indicators-wrong", k_indicators_wrong, do_indicators_wrong;
    /// A data field without subfields; its text is taken as $a.
    SUBFIELDS_MISSING = Warning "subfields-missing", k_subfields_missing, do_subfields_missing;
    /// A subfield code that is no letter, digit or sign.
    SUBFIELD_CODE = Warning "subfield-code-bad", k_subfield_code_bad, do_subfield_code_bad;
    /// A subfield delimiter with nothing behind it.
    SUBFIELD_EMPTY = Note "subfield-empty", k_subfield_empty, nothing;
    /// A control field with subfields; kept as a data field.
    CONTROL_WITH_SUBFIELDS = Note "control-field-with-subfields", k_control_field_with_subfields, do_control_field_with_subfields;

    // The text.
    /// Bytes that are no text in the character set found.
    TEXT_UNREADABLE = Warning "text-unreadable", k_text_unreadable, do_text_unreadable;
    /// The bytes were read as Windows-1252 (Western) or Windows-1251 (Cyrillic).
    TEXT_WINDOWS = Note "text-windows", k_text_windows, do_text_windows;
    /// A MARC-8 escape sequence that means nothing.
    TEXT_ESCAPE = Note "text-escape-unknown", k_text_escape_unknown, nothing;
    /// East Asian text in MARC-8 whose escape characters were lost.
    TEXT_ESCAPE_LOST = Note "text-escape-lost", k_text_escape_lost, do_text_escape_lost;
    /// East Asian text without the table for it.
    TEXT_NO_EACC = Warning "text-east-asian-unread", k_text_east_asian_unread, do_text_east_asian_unread;
    /// A MARC-8 accent with no letter behind it.
    TEXT_ACCENT = Note "text-accent-alone", k_text_accent_alone, do_text_accent_alone;
    /// Control characters, taken out.
    TEXT_CONTROL = Note "text-control-characters", k_text_control_characters, do_text_control_characters;
    /// Character references such as `&#x20AC;`, `&eacute;` or `{eacute}`, resolved.
    TEXT_REFERENCES = Note "text-references", k_text_references, nothing;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_among_all_kinds_and_kebab_case() {
        let mut names: Vec<&str> = all().map(|kind| kind.name).collect();
        assert!(names.iter().all(|name| {
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all().count());
    }

    #[test]
    fn every_kind_has_its_words_and_what_loses_something_says_how_to_mend_it() {
        for kind in all() {
            let remedy = kind.remedy();
            assert!(!kind.title().is_empty(), "{}", kind.name);
            assert!(
                kind.severity == Severity::Note || !remedy.is_empty(),
                "{}",
                kind.name
            );
            assert!(
                remedy.is_empty() || remedy.ends_with('.'),
                "{}: {remedy}",
                kind.name
            );
        }
    }
}
