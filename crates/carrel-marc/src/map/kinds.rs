//! Every kind of finding the mapping makes: its name, how grave it is, and how to mend it at the source.
//!
//! Names are stable: reports group by them and people search for them.

use carrel_core::Severity;

use crate::kinds::Kind;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $severity:ident $text:literal $remedy:literal;)*) => {
        $($(#[$doc])* pub const $name: Kind = Kind { name: $text, severity: Severity::$severity, remedy: $remedy };)*

        /// All of them.
        pub const ALL: &[Kind] = &[$($name),*];
    };
}

kinds! {
    // The record.
    /// Leader/05 is `d`.
    RECORD_DELETED = Note "record-deleted" "Nothing to do if the title was meant to go; otherwise restore it in the library system and export again.";
    /// Leader/06 is `z`.
    AUTHORITY_RECORD = Note "authority-record" "Export titles only, without authority records.";
    /// Leader/06 is `u`, `v`, `x` or `y`.
    HOLDINGS_RECORD = Warning "holdings-record" "Export with the copies inside the title records (852, 949 or 952), or give them as a table of copies.";
    /// No 001.
    NO_CONTROL_NUMBER = Note "no-control-number" "Switch on control numbers (001) in the export, so that links to a title stay the same.";
    /// 008 is not 40 characters long.
    FIXED_FIELD_LENGTH = Warning "fixed-field-length" "Open the fixed field (008) of this title, check date, audience and language, and save it.";
    /// Text that looks like UTF-8 read as something else.
    TEXT_GARBLED = Warning "text-garbled" "Export again as UTF-8; if it stays, correct the text in the library system.";

    // Titles.
    /// No title anywhere.
    NO_TITLE = Warning "no-title" "Open this title in the library system and fill in the title (245).";
    /// Title found, but not in 245 $a.
    TITLE_ELSEWHERE = Warning "title-not-in-245a" "Move the title to 245 $a.";
    /// More than one 245.
    TITLE_REPEATED = Note "title-repeated" "Keep one 245; put other titles into 246.";
    /// The count of characters to skip does not end at a word.
    NONFILING_WRONG = Note "nonfiling-wrong" "Set the second indicator of 245 to the length of the first article and its blank, or 0.";

    // Numbers.
    /// Check digit, length or characters of an ISBN are wrong.
    ISBN_INVALID = Warning "isbn-invalid" "Compare with the book and correct 020 $a; a number that is wrong on the book itself belongs in $z.";
    /// An ISBN without its leading zeros.
    ISBN_PADDED = Note "isbn-without-zeros" "Write the ISBN with all its ten digits.";
    /// Dewey field without a class in it.
    CLASS_UNREADABLE = Note "class-unreadable" "Write the Dewey number as three digits, a point and further digits.";
    /// A year that cannot be right.
    YEAR_UNLIKELY = Note "year-unlikely" "Correct the date in 264 (or 260) $c and in 008.";
    /// A language code that is none.
    LANGUAGE_UNREADABLE = Note "language-unreadable" "Use a three-letter MARC language code, such as eng or spa.";

    // Levels and links.
    /// A level that could not be read.
    LEVEL_UNREADABLE = Warning "level-unreadable" "Write a Lexile as 770L, AD200L or BR680L, other levels as 4.5 or a letter.";
    /// An 856 without a web address.
    LINK_UNUSABLE = Warning "link-unusable" "Give the full web address in 856 $u, beginning with https://.";
    /// A web address without http.
    LINK_MENDED = Note "link-without-http" "Write https:// in front of the address in 856 $u.";

    // Items.
    /// A copy without a barcode.
    ITEM_NO_BARCODE = Note "item-without-barcode" "Give the copy a barcode, or delete it if it is gone.";
    /// A status no one knows.
    STATUS_UNKNOWN = Note "status-unknown" "The copy counts as available, or as what the titles' own file says; tell Carrel what the status means with a holdings profile or a column map.";
    /// A price that could not be read.
    PRICE_UNREADABLE = Note "price-unreadable" "Write the price as 12.95.";
    /// A date that does not exist.
    DATE_UNREADABLE = Note "item-date-unreadable" "Write the date as YYYYMMDD.";

    // The catalogue as a whole.
    /// Two records with one control number.
    ID_REPEATED = Warning "control-number-repeated" "Look for the same title entered twice, or for two files exported with the same numbers.";
    /// Two copies with one barcode.
    BARCODE_REPEATED = Warning "barcode-repeated" "Find both copies and give one of them a new barcode.";
    /// A physical title that no one could find on the shelf.
    NO_CALL_NUMBER = Warning "no-call-number" "Give the title or its copies a call number.";
    /// A row of a table of copies that fits no record.
    ITEM_UNMATCHED = Warning "item-unmatched" "Export titles and copies at the same time, or check the column that names the title.";
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_unique_among_all_kinds_of_findings() {
        let mut names: Vec<_> = super::ALL
            .iter()
            .chain(crate::kinds::ALL)
            .map(|k| k.name)
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(super::ALL.iter().all(|k| k.remedy.ends_with('.')));
    }
}
