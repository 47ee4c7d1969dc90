//! Every kind of finding the mapping makes: its name, how grave it is, and how to mend it at the source.
//!
//! Names are stable: reports group by them and people search for them.

use crate::kinds;
use crate::words;

kinds! {
    // The record.
    /// Leader/05 is `d`.
    RECORD_DELETED = Note "record-deleted", k_record_deleted, do_record_deleted;
    /// 942 $n is 1, as Koha hides a record.
    RECORD_SUPPRESSED = Note "record-suppressed", k_record_suppressed, do_record_suppressed;
    /// Leader/06 is `z`.
    AUTHORITY_RECORD = Note "authority-record", k_authority_record, do_authority_record;
    /// Leader/06 is `u`, `v`, `x` or `y`.
    HOLDINGS_RECORD = Warning "holdings-record", k_holdings_record, do_holdings_record;
    /// No 001.
    NO_CONTROL_NUMBER = Note "no-control-number", k_no_control_number, do_no_control_number;
    /// 008 is not 40 characters long.
    FIXED_FIELD_LENGTH = Warning "fixed-field-length", k_fixed_field_length, do_fixed_field_length;
    /// Text that looks like UTF-8 read as something else.
    TEXT_GARBLED = Warning "text-garbled", k_text_garbled, do_text_garbled;

    /// A record of UNIMARC, in which fields have other meanings.
    UNIMARC = Error "unimarc", k_unimarc, do_unimarc;

    // Titles.
    /// No title anywhere.
    NO_TITLE = Warning "no-title", k_no_title, do_no_title;
    /// Title found, but not in 245 $a.
    TITLE_ELSEWHERE = Warning "title-not-in-245a", k_title_not_in_245a, do_title_not_in_245a;
    /// More than one 245.
    TITLE_REPEATED = Note "title-repeated", k_title_repeated, do_title_repeated;
    /// The count of characters to skip does not end at a word.
    NONFILING_WRONG = Note "nonfiling-wrong", k_nonfiling_wrong, do_nonfiling_wrong;

    // Numbers.
    /// Check digit, length or characters of an ISBN are wrong.
    ISBN_INVALID = Warning "isbn-invalid", k_isbn_invalid, do_isbn_invalid;
    /// An ISBN without its leading zeros.
    ISBN_PADDED = Note "isbn-without-zeros", k_isbn_without_zeros, do_isbn_without_zeros;
    /// Dewey field without a class in it.
    CLASS_UNREADABLE = Note "class-unreadable", k_class_unreadable, do_class_unreadable;
    /// A year that cannot be right.
    YEAR_UNLIKELY = Note "year-unlikely", k_year_unlikely, do_year_unlikely;
    /// A language code that is none.
    LANGUAGE_UNREADABLE = Note "language-unreadable", k_language_unreadable, do_language_unreadable;

    // Levels and links.
    /// A level that could not be read.
    LEVEL_UNREADABLE = Warning "level-unreadable", k_level_unreadable, do_level_unreadable;
    /// An 856 without a web address.
    LINK_UNUSABLE = Warning "link-unusable", k_link_unusable, do_link_unusable;
    /// A web address without http.
    LINK_MENDED = Note "link-without-http", k_link_without_http, do_link_without_http;

    // Items.
    /// A copy without a barcode.
    ITEM_NO_BARCODE = Note "item-without-barcode", k_item_without_barcode, do_item_without_barcode;
    /// Two barcodes in one field of a copy: a copy each.
    BARCODES_IN_FIELD = Note "barcodes-in-one-field", k_barcodes_in_one_field, do_barcodes_in_one_field;
    /// A status no one knows: the copy is shown as on the shelf. Told of each copy.
    STATUS_UNKNOWN = Warning "status-unknown", k_status_unknown, do_status_unknown;
    /// A price that could not be read.
    PRICE_UNREADABLE = Note "price-unreadable", k_price_unreadable, do_price_unreadable;
    /// A due date that could not be read: the copy counts as out.
    DUE_UNREADABLE = Warning "due-date-unreadable", k_due_date_unreadable, do_due_date_unreadable;
    /// A date that does not exist.
    DATE_UNREADABLE = Note "item-date-unreadable", k_item_date_unreadable, do_item_date_unreadable;

    // The catalogue as a whole.
    /// Two records with one control number.
    ID_REPEATED = Warning "control-number-repeated", k_control_number_repeated, do_control_number_repeated;
    /// Two copies with one barcode.
    BARCODE_REPEATED = Warning "barcode-repeated", k_barcode_repeated, do_barcode_repeated;
    /// A physical title that no one could find on the shelf.
    NO_CALL_NUMBER = Warning "no-call-number", k_no_call_number, do_no_call_number;
    /// A row of a table of copies that fits no record.
    ITEM_UNMATCHED = Warning "item-unmatched", k_item_unmatched, do_item_unmatched;
}
