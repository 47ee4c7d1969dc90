//! Damaged records: what is not damaged must survive as it was, what is damaged is kept and listed.

use std::collections::HashMap;

use carrel_core::Severity;
use carrel_marc::record::Record;

use crate::support::{read, read_in_chunks, sample, shared, table};

/// Damages the third of five records of our own.
fn damaged(damage: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let whole = sample(5);
    let mut pieces: Vec<Vec<u8>> = whole
        .split_inclusive(|byte| *byte == 0x1D)
        .map(<[u8]>::to_vec)
        .collect();
    damage(&mut pieces[2]);
    pieces.concat()
}

/// Damages the third of five records; the other four must be equal to the originals, and the third must have `kinds`
/// said about it. `title` is what must have become of its title.
#[track_caller]
fn check(damage: impl Fn(&mut Vec<u8>), kinds: &[&str], title: Option<&str>) {
    let bytes = damaged(damage);
    let originals = read(&sample(5));
    let outcome = read(&bytes);
    assert_eq!(outcome.reads.len(), 5, "records");
    for (index, (found, original)) in outcome.records().zip(originals.records()).enumerate() {
        assert!(
            index == 2 || found == original,
            "record {index} changed: {found:?}"
        );
    }
    assert_eq!(outcome.kinds(2), kinds);
    let found = outcome.reads[2]
        .record
        .fields("245")
        .next()
        .and_then(|field| field.sub('a'));
    assert_eq!(found, title, "{:?}", outcome.reads[2].record);
    let again = read_in_chunks(&bytes, 1);
    assert!(
        again.records().eq(outcome.records()),
        "other records byte by byte"
    );
}

const TITLE: Option<&str> = Some("À l'ombre des jeunes filles :");

fn find(record: &[u8], needle: &[u8]) -> usize {
    record
        .windows(needle.len())
        .position(|window| window == needle)
        .expect("it is there")
}

fn put(at: usize, bytes: &'static [u8]) -> impl Fn(&mut Vec<u8>) {
    move |record| record[at..at + bytes.len()].copy_from_slice(bytes)
}

#[test]
fn leader() {
    check(|_| {}, &[], TITLE);
    check(put(0, b"00010"), &["leader-length-wrong"], TITLE);
    check(put(0, b"09999"), &["leader-length-wrong"], TITLE);
    check(put(0, b"     "), &["leader-length-wrong"], TITLE);
    check(put(0, b"abcde"), &["leader-length-wrong"], TITLE);
    check(put(12, b"     "), &["leader-base-wrong"], TITLE);
    check(put(12, b"00026"), &["leader-base-wrong"], TITLE);
    check(put(9, b" "), &["leader-charset-wrong"], TITLE);
    check(put(20, b"    "), &[], TITLE);
    check(put(5, b"\xFF"), &["leader-malformed"], TITLE);
}

#[test]
fn directory() {
    let entry = |number: usize| 24 + 12 * number;
    check(put(entry(4), b"2 5"), &["tag-mended"], TITLE);
    check(put(entry(5), b"6?0"), &["tag-bad"], TITLE);
    check(put(entry(4) + 3, b"O"), &["directory-entry-bad"], TITLE);
    check(put(entry(4) + 3, b"0999"), &["directory-wrong"], TITLE);
    check(put(entry(4) + 7, b"09999"), &["directory-wrong"], TITLE);
    check(put(108, b"\x1F"), &["directory-terminator-missing"], TITLE);
    // A character too many in an entry; leader and entry are wrong then.
    check(
        |record| record.insert(entry(2) + 5, b'7'),
        &[
            "leader-length-wrong",
            "leader-base-wrong",
            "directory-entry-bad",
            "directory-entry-bad",
        ],
        TITLE,
    );
}

#[test]
fn terminators_and_delimiters() {
    check(|record| record.insert(0, b'\n'), &[], TITLE);
    check(
        |record| {
            record.splice(0..0, *b"\xEF\xBB\xBF");
        },
        &["junk-before-leader"],
        TITLE,
    );
    check(|record| record.push(0x1D), &[], TITLE);
    check(|record| record.extend(b"\r\n"), &[], TITLE);
    let before_subjects = |record: &mut Vec<u8>| find(record, b"\x1E 0\x1FaNovels");
    check(
        |record| {
            let at = before_subjects(record);
            record[at] = b' ';
        },
        &["field-terminator-missing"],
        TITLE,
    );
    check(
        |record| {
            let at = before_subjects(record);
            record.remove(at);
        },
        &["leader-length-wrong", "field-terminator-missing"],
        TITLE,
    );
    check(
        |record| {
            let at = find(record, b"ombre");
            record[at] = 0x1E;
        },
        &["field-terminator-inside", "text-control-characters"],
        Some("À l'mbre des jeunes filles :"),
    );
    check(
        |record| {
            let at = find(record, b"ombre");
            record[at] = 0x1D;
        },
        &["terminator-inside-record", "text-control-characters"],
        Some("À l'mbre des jeunes filles :"),
    );
    check(
        |record| {
            let length = record.len() - 1;
            for byte in &mut record[..length] {
                match *byte {
                    0x1E => *byte = b'^',
                    0x1F => *byte = b'$',
                    _ => {}
                }
            }
        },
        &["delimiters-printable"],
        TITLE,
    );
}

#[test]
fn fields() {
    let title = |record: &mut Vec<u8>| find(record, b"10\x1Fa\xC3\x80");
    check(
        |record| {
            let at = title(record);
            record.drain(at..at + 2);
        },
        &["leader-length-wrong", "directory-wrong", "indicators-wrong"],
        TITLE,
    );
    check(
        |record| {
            let at = title(record);
            record.insert(at, b'1');
        },
        &["leader-length-wrong", "directory-wrong", "indicators-wrong"],
        TITLE,
    );
    check(
        |record| {
            let at = title(record);
            record[at + 3] = b' ';
        },
        &["subfield-code-bad"],
        TITLE,
    );
    check(
        |record| {
            let at = title(record);
            record[at + 2] = b'x';
            record[at + 3] = b'x';
        },
        &["subfields-missing"],
        Some("xxÀ l'ombre des jeunes filles :"),
    );
    check(
        |record| {
            let at = find(record, b"ombre");
            record[at] = 0;
        },
        &["text-control-characters"],
        Some("À l'mbre des jeunes filles :"),
    );
    check(
        |record| {
            let at = find(record, b"ombre");
            record.splice(at..at, *b"&eacute;&#x20AC;{pound}\r\n");
        },
        &[
            "leader-length-wrong",
            "directory-wrong",
            "text-references",
            "text-control-characters",
        ],
        Some("À l'é€£ ombre des jeunes filles :"),
    );
}

#[test]
fn text_in_other_character_sets() {
    // The two letters beyond ASCII as Windows-1252, and as MARC-8.
    let recode = |record: &mut Vec<u8>, a: &[u8], e: &[u8]| {
        let at = find(record, "À".as_bytes());
        record.splice(at..at + 2, a.iter().copied());
        let at = find(record, "é".as_bytes());
        record.splice(at..at + 2, e.iter().copied());
    };
    let wrong = ["leader-length-wrong", "directory-wrong", "text-windows"];
    check(|record| recode(record, b"\xC0", b"\xE9"), &wrong, TITLE);
    check(
        |record| recode(record, b"\xE1A", b"\xE2e"),
        &["leader-charset-wrong"],
        TITLE,
    );
}

#[test]
fn parts_of_records() {
    // Nothing but a leader; the next record is found all the same.
    let bytes = damaged(|record| record.truncate(24));
    let outcome = read(&bytes);
    assert_eq!(outcome.reads.len(), 5);
    assert!(!outcome.reads[2].usable());
    assert_eq!(outcome.reads[2].severity(), Some(Severity::Error));
    assert_eq!(outcome.kinds(3), ["records-run-together"]);
    assert_eq!(outcome.reads[3].record.id(), Some("s3"));
    // No terminator.
    let outcome = read(&damaged(|record| record.truncate(record.len() - 1)));
    assert_eq!(
        outcome.records().filter_map(Record::id).collect::<Vec<_>>(),
        ["s0", "s1", "s2", "s3", "s4"]
    );
    // Cut off anywhere: the others are there, and so is what is left of this one.
    let length = sample(1).len();
    for cut in 24..length {
        let outcome = read(&damaged(|record| record.truncate(cut)));
        let ids: Vec<&str> = outcome.records().filter_map(Record::id).collect();
        for id in ["s0", "s1", "s3", "s4"] {
            assert!(ids.contains(&id), "cut at {cut}: {ids:?}");
        }
        assert_eq!(outcome.reads.len(), 5, "cut at {cut}");
    }
    // Garbage of every length is listed as one record.
    let lengths = [1, 10, 23, 24, 25, 100].into_iter();
    let garbage = lengths.flat_map(|length| [vec![b'#'; length], vec![b'd'; length]]);
    let words = ["Records exported: 1,204 on 2026-11-28", "00000dam a22"].map(Vec::from);
    for garbage in garbage.chain(words) {
        let outcome = read(&damaged(|record| {
            *record = [garbage.as_slice(), &[0x1D]].concat()
        }));
        assert_eq!(outcome.reads.len(), 5, "{garbage:?}");
        assert!(
            !outcome.reads[2].usable() && outcome.reads[2].severity() == Some(Severity::Error),
            "{garbage:?}"
        );
    }
    // What says that it was deleted needs no more than a leader.
    let outcome = read(&damaged(|record| {
        *record = b"00026dz  a2200025n  4500\x1E\x1D".to_vec()
    }));
    assert!(outcome.reads[2].usable());
    assert!(!outcome.kinds(2).contains(&"record-empty"));
}

/// The 78 files of the shared data: the four undamaged records of each, compared with where they come from.
#[test]
fn what_the_manifest_says_must_survive_survives() {
    let Some(folder) = shared("data/marc") else {
        return;
    };
    let source = read(&std::fs::read(folder.join("uva-2000/uva_001_2000.mrc")).expect("uva-2000"));
    let originals: HashMap<&str, &Record> = source
        .records()
        .filter_map(|record| Some((record.id()?, record)))
        .collect();
    let rows = table(&folder.join("damaged/manifest.tsv"));
    assert_eq!(rows.len(), 78);
    let mut survivors = 0;
    for row in &rows {
        let outcome = read(
            &std::fs::read(folder.join("damaged").join(&row["file"]))
                .expect("a file of the manifest"),
        );
        let written: usize = row["records_written"].parse().expect("a number");
        let recoverable: usize = row["others_recoverable"].parse().expect("a number");
        assert_eq!(outcome.reads.len(), written, "{}", row["file"]);
        let whole = outcome
            .reads
            .iter()
            .filter(|read| read.number != 3)
            .filter(|read| {
                read.record
                    .id()
                    .and_then(|id| originals.get(id))
                    .is_some_and(|original| **original == read.record)
            })
            .count();
        assert!(
            whole >= recoverable,
            "{}: {whole} of {recoverable}",
            row["file"]
        );
        survivors += whole;
    }
    eprintln!(
        "{survivors} of {} undamaged records are equal to their originals",
        rows.len() * 4
    );
    assert_eq!(
        survivors,
        rows.len() * 4,
        "more than the manifest asks for, and to stay so"
    );
}

/// Whether the last record of a file is said to be the one in which the file was cut off.
#[track_caller]
fn check_cut_off(file: &[u8], expected: bool) {
    let outcome = read(file);
    let last = outcome.reads.len() - 1;
    assert_eq!(
        outcome.kinds(last).contains(&"file-cut-off"),
        expected,
        "{} bytes: {:?}",
        file.len(),
        outcome.kinds(last)
    );
    assert!((0..last).all(|index| !outcome.kinds(index).contains(&"file-cut-off")));
    // Nobody is to delete a title of which only the end was lost on the way.
    assert!(!expected || !outcome.kinds(last).contains(&"record-empty"));
}

#[test]
fn a_file_that_ends_inside_a_record_is_said_to_be_cut_off() {
    let whole = sample(5);
    let last = find(&whole[..whole.len() - 1], &[0x1D]) + 1;
    check_cut_off(&whole, false);
    for end in (last + 30..whole.len() - 1).step_by(7) {
        // Between two records, or where the terminator alone is missing, nothing is lost.
        let between = whole[end - 1] == 0x1D || whole[end] == 0x1D;
        check_cut_off(&whole[..end], !between);
    }
    check_cut_off(&whole[..whole.len() - 1], false);

    let xml = "<collection xmlns=\"http://www.loc.gov/MARC21/slim\"><record><leader>00000nam a2200000 a 4500</leader>\
        <datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">Dune</subfield></datafield></record></collection>";
    check_cut_off(xml.as_bytes(), false);
    check_cut_off(&xml.as_bytes()[..xml.len() - 30], true);

    let json = "[{\"leader\": \"00000nam a2200000 a 4500\", \"fields\": [{\"001\": \"1\"}, {\"245\": {\"ind1\": \"1\", \"ind2\": \"0\", \
        \"subfields\": [{\"a\": \"Dune\"}]}}]}]";
    check_cut_off(json.as_bytes(), false);
    check_cut_off(&json.as_bytes()[..json.len() - 6], true);
}
