//! Every kind of finding about a catalogue as a whole: its name, how grave it is, and how to mend it at the source.

use carrel_marc::kinds::{self, Kind};

use crate::words;

carrel_marc::kinds! {
    /// A packed file that stops before its content does.
    PACKED_CUT_OFF = Error "packed-file-cut-off", k_packed_file_cut_off, do_packed_file_cut_off;
    /// A packed file whose content is not what was packed.
    PACKED_DAMAGED = Error "packed-file-damaged", k_packed_file_damaged, do_packed_file_damaged;
    /// A record that says the same as one before it.
    RECORD_MERGED = Note "record-merged", k_record_merged, do_record_merged;
    /// Copies without a barcode that a record before has just so.
    COPIES_REPEATED = Warning "copies-repeated", k_copies_repeated, do_copies_repeated;
    /// Copies that seem to stand in a field that is not read.
    COPIES_ELSEWHERE = Warning "copies-elsewhere", k_copies_elsewhere, do_copies_elsewhere;
    /// A table of copies that seems to be of another library.
    COPIES_OF_OTHERS = Error "copies-of-others", k_copies_of_others, do_copies_of_others;
}

/// The kind of that name, among all that a report may have.
#[must_use]
pub fn named(name: &str) -> Option<&'static Kind> {
    kinds::all().chain(ALL).find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_name_and_has_its_words() {
        let all: Vec<&Kind> = kinds::all().chain(ALL).collect();
        assert!(all.len() > 90);
        for kind in all {
            let found = named(kind.name).expect("known");
            assert_eq!(
                found.title(),
                kind.title(),
                "{}: two kinds of one name",
                kind.name
            );
            assert!(!kind.title().is_empty(), "{}", kind.name);
        }
        assert!(ALL.iter().all(|kind| kind.remedy().ends_with('.')));
    }
}
