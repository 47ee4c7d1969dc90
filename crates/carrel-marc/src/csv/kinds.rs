//! Every kind of finding that tables give rise to: its name, how grave it is, and how to mend it at the source.

use crate::kinds;
use crate::words;

kinds! {
    // The file.
    /// A spreadsheet program's own file.
    NOT_A_TABLE = Error "not-a-table", k_not_a_table, do_not_a_table;
    /// Bytes that are no UTF-8.
    NOT_UTF8 = Note "table-not-utf8", k_table_not_utf8, do_table_not_utf8;
    /// The first line holds data.
    NO_HEADER = Error "table-without-header", k_table_without_header, do_table_without_header;
    /// No column that holds titles.
    NO_TITLE_COLUMN = Error "table-without-titles", k_table_without_titles, do_table_without_titles;
    /// Copies, given as titles.
    COPIES_ALONE = Error "table-of-copies", k_table_of_copies, do_table_of_copies;
    /// A list of the people who borrow, or of what they have borrowed.
    PATRON_LIST = Error "patron-list", k_patron_list, do_patron_list;
    /// Records, given as a table of copies.
    RECORDS_FOR_COPIES = Error "records-for-copies", k_records_for_copies, do_records_for_copies;
    /// A table of copies that names no titles.
    NO_JOIN_COLUMN = Error "copies-without-key", k_copies_without_key, do_copies_without_key;
    /// Copies that were given to their titles by title and author.
    COPIES_BY_TITLE = Note "copies-joined-by-title", k_copies_joined_by_title, do_copies_joined_by_title;
    /// A copy whose title and author may be several titles.
    COPY_TITLE_UNCLEAR = Warning "copy-title-unclear", k_copy_title_unclear, do_copy_title_unclear;
    /// The column map names a column that is not there.
    COLUMN_MISSING = Warning "column-missing", k_column_missing, do_column_missing;

    /// Rows above the names of the columns.
    ROWS_ABOVE_HEADER = Warning "rows-above-header", k_rows_above_header, do_rows_above_header;

    /// Columns that nobody could tell the meaning of.
    COLUMNS_UNUSED = Note "columns-not-used", k_columns_not_used, do_columns_not_used;

    /// Dates in which either number may be the day.
    DATE_ORDER_UNCLEAR = Warning "date-order-unclear", k_date_order_unclear, do_date_order_unclear;

    // Lines and cells.
    /// A quotation mark that is never closed.
    QUOTE_UNCLOSED = Note "quote-unclosed", k_quote_unclosed, do_quote_unclosed;
    /// Quotation marks inside a cell in quotation marks, not written twice.
    QUOTES_SINGLE = Note "quotes-not-doubled", k_quotes_not_doubled, do_quotes_not_doubled;
    /// Rows that stand in one cell each.
    ROWS_IN_ONE_CELL = Note "rows-in-one-cell", k_rows_in_one_cell, do_rows_in_one_cell;
    /// A line of more than a megabyte.
    LINE_TOO_LONG = Warning "line-too-long", k_line_too_long, do_line_too_long;
    /// A cell of more than 64 KiB.
    CELL_TOO_LONG = Warning "cell-too-long", k_cell_too_long, do_cell_too_long;
    /// A row with more cells than the header.
    ROW_TOO_WIDE = Warning "row-too-wide", k_row_too_wide, do_row_too_wide;
    /// The names of the columns again, or a line that counts the rows.
    ROW_PASSED_OVER = Note "row-passed-over", k_row_passed_over, do_row_passed_over;
    /// A row with fewer cells than the header.
    ROW_TOO_NARROW = Note "row-too-narrow", k_row_too_narrow, do_row_too_narrow;

    // Values.
    /// A row without a title.
    ROW_WITHOUT_TITLE = Warning "row-without-title", k_row_without_title, do_row_without_title;
    /// An ISBN that a spreadsheet made a rounded number of.
    ISBN_ROUNDED = Warning "isbn-rounded", k_isbn_rounded, do_isbn_rounded;
    /// A barcode that a spreadsheet made a rounded number of.
    BARCODE_ROUNDED = Warning "barcode-rounded", k_barcode_rounded, do_barcode_rounded;
    /// Several barcodes in one cell: a copy each.
    BARCODES_TOGETHER = Note "barcodes-in-one-cell", k_barcodes_in_one_cell, do_barcodes_in_one_cell;
    /// A barcode that may be several.
    BARCODE_UNCLEAR = Warning "barcode-unclear", k_barcode_unclear, do_barcode_unclear;
    /// A number of copies that is none, or more than a title can have.
    COPIES_UNREADABLE = Warning "copies-unreadable", k_copies_unreadable, do_copies_unreadable;
    /// A cell of the column of deleted rows that says neither yes nor no.
    DELETED_UNCLEAR = Warning "deleted-unclear", k_deleted_unclear, do_deleted_unclear;
    /// A year that could not be read.
    YEAR_UNREADABLE = Note "year-unreadable", k_year_unreadable, do_year_unreadable;
}
