//! No fault may swallow the records around it.

use std::path::Path;

use carrel_marc::read::ReadOptions;
use carrel_marc::record::Record;

use crate::support::{Outcome, read, read_in_chunks, read_with, sample};

/// A file of so many records in MARCXML, a kilobyte each; the note of those named is another.
fn marcxml(count: usize, notes: &[(usize, &str)]) -> Vec<u8> {
    let long = "A long note. ".repeat(70);
    let mut text = "<collection xmlns=\"http://www.loc.gov/MARC21/slim\">".to_owned();
    for number in 0..count {
        let note = notes.iter().find(|(at, _)| *at == number);
        let note = note.map_or(long.as_str(), |(_, note)| note);
        text += &format!(
            "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">{number}</controlfield>\
            <datafield tag=\"520\" ind1=\" \" ind2=\" \"><subfield code=\"a\">{note}</subfield></datafield>\
            <datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">Title {number}</subfield></datafield></record>\n"
        );
    }
    (text + "</collection>").into_bytes()
}

fn first(record: &Record, tag: &str) -> String {
    let field = record.fields(tag).next();
    field
        .and_then(|field| field.sub('a'))
        .unwrap_or("-")
        .to_owned()
}

#[test]
fn markup_without_an_end() {
    for (notes, fault) in [
        (vec![(500, "pasted <!--[if gte mso 9]> in")], Some(500)),
        (vec![(500, "pasted <![CDATA[ in")], Some(500)),
        (vec![(500, "pasted <?xml:namespace in")], Some(500)),
        (vec![(500, "pasted <![if !vml] in")], Some(500)),
        // Its end stands in another record.
        (vec![(500, "a <!-- b"), (700, "c --> d")], Some(500)),
        (vec![(500, "a <![CDATA[ b"), (700, "c ]]> d")], Some(500)),
        (vec![(500, "a <? b"), (700, "c ?> d")], Some(500)),
        // Those that have one.
        (
            vec![
                (500, "a <!-- <b> --> c<![endif]>"),
                (700, "<![CDATA[<d>]]>"),
            ],
            None,
        ),
    ] {
        let file = marcxml(2_000, &notes);
        let outcome = read(&file);
        assert_eq!(outcome.reads.len(), 2_000, "{notes:?}");
        for (number, record) in outcome.records().enumerate() {
            assert_eq!(first(record, "245"), format!("Title {number}"), "{notes:?}");
        }
        for number in 0..2_000 {
            let faulty = fault == Some(number);
            let kinds = outcome.kinds(number);
            assert_eq!(
                kinds.contains(&"not-well-formed"),
                faulty,
                "{notes:?}: {number}: {kinds:?}"
            );
        }
        assert!(outcome.file.is_empty(), "{:?}", outcome.file);
    }
    let outcome = read(&marcxml(3, &[(1, "a <![CDATA[ b")]));
    assert_eq!(first(&outcome.reads[1].record, "520"), "a  b");
    // Outside of the records, too; and what has its end there may have records in it.
    for (before, told) in [
        ("<!-- no end", 1),
        ("<!DOCTYPE x [", 1),
        ("<!-- <record/> -->", 0),
    ] {
        let file = [before.as_bytes(), &marcxml(20, &[])].concat();
        for chunk in [100, 1 << 16] {
            let outcome = read_in_chunks(&file, chunk);
            assert_eq!(
                (outcome.reads.len(), outcome.file.len()),
                (20, told),
                "{before}"
            );
        }
    }
    // Thousands of them cost no more than their number.
    let before = std::time::Instant::now();
    let many = "<!-- ".repeat(100_000) + &"<![ ".repeat(100_000);
    let outcome = read(&marcxml(3, &[(1, &many)]));
    assert_eq!(outcome.reads.len(), 3);
    let file = String::from_utf8(marcxml(3, &[])).expect("text");
    let outcome = read(
        file.replacen("<record>", &(many + "<record>"), 1)
            .as_bytes(),
    );
    assert_eq!(outcome.reads.len(), 3);
    assert!(before.elapsed().as_secs() < 20, "{:?}", before.elapsed());
}

#[test]
fn a_subfield_that_never_ends_is_kept_when_its_record_ends() {
    let whole = String::from_utf8(marcxml(2, &[])).expect("text");
    let cut = whole.find("Title 1").expect("it is there") + "Title 1".len();
    let outcome = read(&whole.as_bytes()[..cut]);
    assert_eq!(first(&outcome.reads[1].record, "245"), "Title 1");
    assert!(outcome.kinds(1).contains(&"file-cut-off"));
    let open = whole.replacen("</subfield></datafield></record>\n<record>", "<record>", 1);
    let outcome = read(open.as_bytes());
    assert_eq!(outcome.reads.len(), 2);
    assert_eq!(first(&outcome.reads[0].record, "245"), "Title 0");
    // Half a number is none.
    let cut = whole.find(">1</controlfield>").expect("it is there") + 2;
    let outcome = read(&whole.as_bytes()[..cut]);
    assert_eq!(outcome.reads[1].record.id(), None);
}

#[test]
fn what_a_harvest_says_of_deleted_records() {
    let record = |id: &str| {
        format!(
            "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">{id}</controlfield></record>"
        )
    };
    let header = |id: &str| {
        format!(
            "<header status=\"deleted\"><identifier>{id}</identifier><datestamp>2026</datestamp></header>"
        )
    };
    // With its end, without, and one that has fields all the same.
    let file = format!(
        "<OAI><record>{}</record><record>{}<record>{}<metadata>{}</metadata></record><record>{}{}</OAI>",
        header("oai:a:1"),
        header("oai:a:2"),
        "<header><identifier>oai:a:3</identifier></header>",
        record("3"),
        header("oai:a:4"),
        "<controlfield tag=\"001\">4</controlfield></record>",
    );
    let outcome = read(file.as_bytes());
    let found: Vec<_> = outcome
        .records()
        .map(|record| (record.id().unwrap_or("-"), &record.leader()[5..6]))
        .collect();
    assert_eq!(
        found,
        [("oai:a:1", "d"), ("oai:a:2", "d"), ("3", "n"), ("4", "n")]
    );
    assert_eq!(outcome.kinds(0), Vec::<&str>::new());
    assert_eq!(outcome.kinds(1), ["not-well-formed"]);
}

/// Every record is there, and each but the first is said to have run together with another.
#[track_caller]
fn check_together(outcome: &Outcome, count: usize) {
    assert_eq!(outcome.reads.len(), count);
    for (number, read) in outcome.reads.iter().enumerate() {
        assert_eq!(read.record.id(), Some(format!("s{number}").as_str()));
        let together = outcome.kinds(number).contains(&"records-run-together");
        assert_eq!(
            together,
            number > 0,
            "{number}: {:?}",
            outcome.kinds(number)
        );
    }
}

#[test]
fn records_without_terminators_in_a_file_longer_than_a_record_may_be() {
    let mut file = sample(1_000);
    file.retain(|byte| *byte != 0x1D);
    let options = ReadOptions {
        max_record_bytes: 100_000,
        ..ReadOptions::default()
    };
    assert!(file.len() > 250_000);
    for chunk in [10_000, 1 << 16, 1 << 20] {
        check_together(&read_with(options.clone(), &file, chunk), 1_000);
    }
    // A record that is that long is still one, and the next is read.
    let long = [
        b"00000nam a2200049   4500245000000000520000000000\x1E10\x1FaLong\x1E  \x1Fa".as_slice(),
        &vec![b'x'; 300_000],
    ]
    .concat();
    let file = [long.as_slice(), b"\x1E\x1D", &sample(2)].concat();
    let outcome = read_with(options, &file, 1 << 16);
    assert_eq!(outcome.reads.len(), 3);
    assert!(outcome.kinds(0).contains(&"record-too-long"));
    assert_eq!(outcome.reads[2].record.id(), Some("s1"));
}

#[test]
fn a_field_without_indicators_keeps_its_text() {
    for (title, expected) in [
        ("Los Angeles\u{1F}cX", "Los Angeles"),
        ("Lúa\u{1F}cX", "Lúa"),
        ("Lúa nova\u{1F}cX", "Lúa nova"),
        ("Eva\u{1F}cX", "Eva"),
        ("10Eva\u{1F}cX", "Eva"),
        ("1 Los Angeles\u{1F}cX", "Los Angeles"),
    ] {
        let mut record = Record::new("00000nam a2200000 a 4500");
        record.push_data("245", *b"10", &[('a', title)]);
        let mut file = Vec::new();
        carrel_marc::write::iso2709(&record, &mut file).expect("it fits");
        // The writer takes delimiters out of text: they are put there by hand.
        let at = file
            .iter()
            .position(|byte| *byte == 0x1F)
            .expect("a subfield");
        file.splice(at - 2.., [title.as_bytes(), b"\x1E\x1D"].concat());
        let outcome = read(&file);
        assert_eq!(outcome.reads.len(), 1);
        assert_eq!(first(&outcome.reads[0].record, "245"), expected, "{title}");
        assert!(outcome.kinds(0).contains(&"subfields-missing"), "{title}");
    }
}

#[test]
fn records_of_json_in_other_objects() {
    let titles = |text: &str| -> (Vec<String>, Vec<&'static str>) {
        let whole = read(text.as_bytes());
        let pieces = read_in_chunks(text.as_bytes(), 7);
        assert!(whole.records().eq(pieces.records()), "{text}");
        let titles = whole.records().map(|record| first(record, "245")).collect();
        let mut kinds: Vec<_> = (0..whole.reads.len())
            .flat_map(|at| whole.kinds(at))
            .collect();
        kinds.extend(whole.file.iter().map(|found| found.kind));
        (titles, kinds)
    };
    let fields = |title: &str| {
        format!(
            "\"fields\":[{{\"001\":\"1\"}},{{\"245\":{{\"subfields\":[{{\"a\":\"{title}\"}}]}}}}]"
        )
    };
    let leader = "\"leader\":\"00000nam a2200000 a 4500\"";
    let record = |title: &str| format!("{{{leader},{}}}", fields(title));
    let (holes, wonder) = (record("Holes"), record("Wonder"));
    // Keys in the order of the alphabet, and records in the record.
    let inner = format!("{{{},{leader},\"holdings\":[{wonder}]}}", fields("Holes"));
    for text in [
        inner.clone(),
        format!("[{inner}]"),
        format!("{{\"records\":[{inner}]}}"),
    ] {
        let (found, kinds) = titles(&text);
        assert_eq!(found, ["Holes", "Wonder"], "{text}");
        assert!(kinds.contains(&"not-well-formed"), "{kinds:?}");
    }
    // Wrapped twice, as Solr and FOLIO do.
    let folio = |record: &str| {
        format!(
            "{{\"id\":1,\"tags\":[{{\"a\":1}}],\"parsedRecord\":{{\"content\":{record}}},\"state\":{{\"b\":2}}}}"
        )
    };
    let (first, second) = (folio(&holes), folio(&wonder));
    for text in [
        format!("{{\"response\":{{\"fields\":[\"id\"],\"docs\":[{holes},{wonder}]}}}}"),
        format!("{first}\n{second}\n"),
        format!("[{first},{second}]"),
        format!("{{\"total\":2,\"sourceRecords\":[{first},{second}]}}"),
        format!("{{\"a\":[{{\"b\":1}}],\"response\":{{\"docs\":[{first},{second}]}}}}"),
    ] {
        let expected = ["Holes", "Wonder"].map(str::to_owned).to_vec();
        assert_eq!(titles(&text), (expected, vec![]), "{text}");
    }
}

/// A wrapper longer than a record may be, whose records begin with their fields, was cut in the middle of one.
#[test]
fn sorted_keys_in_a_long_wrapper() {
    let record = |n: usize| {
        format!(
            "{{\"id\":{n},\"parsedRecord\":{{\"content\":{{ \"fields\" : [ {{\"001\":\"{n}\"}},{{\"245\":{{\"ind1\":\"1\",\"ind2\":\"0\",\
            \"subfields\":[{{\"a\":\"Title {n}\"}}]}}}}],\"leader\":\"00000nam a2200000 a 4500\"}}}},\"state\":\"ACTUAL\"}}"
        )
    };
    let records: Vec<String> = (0..1_000).map(record).collect();
    let file = format!("{{\"sourceRecords\":[{}]}}", records.join(","));
    let options = ReadOptions {
        max_record_bytes: 50_000,
        ..ReadOptions::default()
    };
    for chunk in [100, 1 << 16] {
        let outcome = read_with(options.clone(), file.as_bytes(), chunk);
        assert_eq!(outcome.reads.len(), 1_000);
        assert!(outcome.file.is_empty(), "{:?}", outcome.file);
        for (n, record) in outcome.records().enumerate() {
            assert_eq!(record.id(), Some(n.to_string().as_str()));
            assert!(outcome.kinds(n).is_empty(), "{:?}", outcome.kinds(n));
        }
    }
}

/// Of a file in which one byte is another at most the record is lost in which it stands.
#[test]
fn one_byte_costs_one_record() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut tried = 0;
    for folder in ["marc_binary", "marc_json", "marcxml", "mrk"] {
        for entry in std::fs::read_dir(seeds.join(folder)).expect("the folder is there") {
            let path = entry.expect("a folder that can be read").path();
            let whole = std::fs::read(&path).expect("a file that can be read");
            // A byte at the beginning may hide what the file is.
            let format = carrel_marc::sniff::sniff(&whole);
            let count = |bytes: &[u8]| {
                let options = ReadOptions {
                    format,
                    ..ReadOptions::default()
                };
                let outcome = read_with(options, bytes, bytes.len());
                outcome
                    .reads
                    .iter()
                    .filter(|read| !read.record.is_empty())
                    .count()
            };
            let records = count(&whole);
            // A file of one record may become none.
            for at in (0..whole.len()).filter(|_| records > 1) {
                for byte in *b"<>\"{}[],=x\n\x1D\x1E\x1F\x80" {
                    let mut changed = whole.clone();
                    changed[at] = byte;
                    let kept = count(&changed);
                    let changed = String::from_utf8_lossy(&changed);
                    assert!(
                        kept + 1 >= records,
                        "{}: {kept} of {records} with {byte:#x} at {at}: {changed}",
                        path.display()
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 10_000, "{tried} files were tried");
}
