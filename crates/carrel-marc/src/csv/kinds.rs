//! Every kind of finding that tables give rise to: its name, how grave it is, and how to mend it at the source.

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
    // The file.
    /// A spreadsheet program's own file.
    NOT_A_TABLE = Error "not-a-table" "Save the sheet as CSV (UTF-8) and use that file.";
    /// Bytes that are no UTF-8.
    NOT_UTF8 = Note "table-not-utf8" "Choose \"CSV UTF-8\" when saving.";
    /// The first line holds data.
    NO_HEADER = Error "table-without-header" "Put a first line with the names of the columns into the table, such as Title, Author, ISBN, Barcode.";
    /// No column that holds titles.
    NO_TITLE_COLUMN = Error "table-without-titles" "Name the column with the titles \"Title\", or say which it is in a column map.";
    /// Copies, given as titles.
    COPIES_ALONE = Error "table-of-copies" "Give it beside the file of the titles: with --items FILE, or on the Publish page under \"My copies are in a file of their own\".";
    /// A list of the people who borrow, or of what they have borrowed.
    PATRON_LIST = Error "patron-list" "Export the titles or the copies, not people or loans. If it is a list of titles all the same, take these columns out of it, or call them \"ignore\" in a column map.";
    /// A table of copies that names no titles.
    NO_JOIN_COLUMN = Error "copies-without-key" "Export the copies with the number of their title (record id, biblionumber), its ISBN, or barcodes that the titles also have.";
    /// The column map names a column that is not there.
    COLUMN_MISSING = Warning "column-missing" "Correct the name in the column map; it must be written as in the first line of the table.";

    // Lines and cells.
    /// A quotation mark that is never closed.
    QUOTE_UNCLOSED = Note "quote-unclosed" "Write quotation marks inside a cell twice, or save the table again.";
    /// A line of more than a megabyte.
    LINE_TOO_LONG = Warning "line-too-long" "Save the table again; line ends may be missing.";
    /// A cell of more than 64 KiB.
    CELL_TOO_LONG = Warning "cell-too-long" "Shorten the text of this cell.";
    /// A row with more cells than the header.
    ROW_TOO_WIDE = Warning "row-too-wide" "Put the cell that holds the extra delimiter in quotation marks, or save the table again.";
    /// A row with fewer cells than the header.
    ROW_TOO_NARROW = Note "row-too-narrow" "Look whether the row was broken in two by a line end inside a cell.";

    // Values.
    /// A row without a title.
    ROW_WITHOUT_TITLE = Warning "row-without-title" "Fill in the title, or delete the row.";
    /// An ISBN that a spreadsheet made a rounded number of.
    ISBN_ROUNDED = Warning "isbn-rounded" "Format the ISBN column as text before filling it; its last digits are lost.";
    /// A year that could not be read.
    YEAR_UNREADABLE = Note "year-unreadable" "Write the year as four digits.";
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_unique_among_all_kinds_of_findings() {
        let others = crate::kinds::ALL.iter().chain(crate::map::kinds::ALL);
        let mut names: Vec<_> = super::ALL.iter().chain(others).map(|k| k.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
