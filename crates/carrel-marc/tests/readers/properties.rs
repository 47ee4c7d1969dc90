//! What holds for every input: nothing panics, chunks do not matter, what is written is read again.

use carrel_marc::csv::titles::TitleTable;
use carrel_marc::csv::{TableOptions, TableReader};
use carrel_marc::read::{ReadOptions, Reader};
use carrel_marc::record::Record;
use unicode_normalization::UnicodeNormalization;

use crate::support::{Outcome, Random, read, read_in_chunks, sample};

/// Small files of every format.
pub(crate) fn samples() -> Vec<Vec<u8>> {
    let xml = "<?xml version=\"1.0\"?><collection xmlns=\"http://www.loc.gov/MARC21/slim\"><record><leader>00000nam a2200000 a 4500\
        </leader><controlfield tag=\"001\">x</controlfield><datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">\
        R&amp;D &#x20AC;<![CDATA[<b>]]></subfield><!-- c --></datafield></record><m:record/></collection>";
    let json = r#"[{"leader":"00000nam a2200000 a 4500","fields":[{"001":"x"},{"245":{"ind1":"1","ind2":"0",
        "subfields":[{"a":"Th\u00e9 \"q\" \ud83d\ude00"}]}}]},
        {"fields":[["001","y"],["245","1","0",[["a","T"]]]]}]"#;
    let mrk = "=LDR  00000nam a2200000 a 4500\r\n=001  x\\\r\n=245  10$aA {eacute}tude$c{dollar}5 é\r\nmore\r\n\r\n=LDR  y\n=001  z\n";
    let lif = "header\nLDR00180nam  22     2  4500^\n001x^\n24510_aHoles_cSachar^`\nLDR00180nam  22     2  4500^\n245  _aB^`\n";
    let aleph = "000000001 LDR   L 00000nam^a22\n000000001 24510 L $$aHoles$$cSachar\n000000002 001   L 2\n";
    let marc8 = [
        &b"00090nam  2200049   4500001000200000245003000002\x1Ex\x1E10\x1FaMosk\x1B(N\x57\x41\x1B(B \xE2e\xEBt\xECs \x1B$1\x21\x30\x21\x1B(B\x1E\x1D"[..],
        &b"junk\x1D"[..],
    ]
    .concat();
    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(xml.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let texts = [xml, json, mrk, lif, aleph].map(|text| text.as_bytes().to_vec());
    [sample(2), marc8, wide].into_iter().chain(texts).collect()
}

/// Everything about an outcome except the ranges of raw bytes.
pub(crate) fn summary(outcome: &Outcome) -> String {
    let mut text = String::new();
    for read in &outcome.reads {
        text.push_str(&format!(
            "{} {} {:?} {:?}\n",
            read.number, read.offset, read.record, read.diagnostics
        ));
    }
    format!("{text}{:?}", outcome.file)
}

fn check(bytes: &[u8]) {
    let whole = read(bytes);
    // However long or broken the input: every record has a number, and the numbers are in order.
    assert!(
        whole
            .reads
            .iter()
            .zip(1..)
            .all(|(read, number)| read.number == number)
    );
    assert!(
        whole
            .reads
            .iter()
            .all(|read| read.usable() || !read.diagnostics.is_empty()),
        "an empty record, unexplained"
    );
    // Every subfield is reachable and says where it is.
    for field in whole.records().flat_map(Record::all_fields) {
        assert!(field.text().is_some() || field.subfields().all(|subfield| subfield.code != '\0'));
    }
}

#[test]
fn the_samples_are_read() {
    let counts: Vec<usize> = samples()
        .iter()
        .map(|bytes| read(bytes).reads.len())
        .collect();
    assert_eq!(counts, [2, 2, 2, 2, 2, 2, 2, 2]);
}

#[test]
fn chunks_do_not_matter() {
    for bytes in samples() {
        let whole = summary(&read(&bytes));
        for chunk in [1, 2, 3, 7, 64] {
            assert_eq!(
                summary(&read_in_chunks(&bytes, chunk)),
                whole,
                "chunks of {chunk}"
            );
        }
    }
}

#[test]
fn cut_off_at_every_byte() {
    for bytes in samples() {
        for length in 0..bytes.len() {
            check(&bytes[..length]);
        }
    }
}

#[test]
fn random_edits() {
    const BYTES: &[u8] = b"\x00\x1B\x1D\x1E\x1F\x20\"'&;<>/[]{}=$_\\^09aZ\x80\xC2\xE2\xFF\n\r";
    let mut random = Random::new(1);
    for bytes in samples() {
        for _ in 0..3_000 {
            let mut edited = bytes.clone();
            for _ in 0..=random.below(5) {
                let at = random.below(edited.len());
                let byte = if random.below(4) == 0 {
                    random.next() as u8
                } else {
                    BYTES[random.below(BYTES.len())]
                };
                match random.below(4) {
                    0 => edited.insert(at, byte),
                    1 if edited.len() > 1 => drop(edited.remove(at)),
                    2 => {
                        let end = (at + random.below(30)).min(edited.len());
                        let piece = edited[at..end].to_vec();
                        let to = random.below(edited.len());
                        edited.splice(to..to, piece);
                    }
                    _ => edited[at] = byte,
                }
            }
            check(&edited);
        }
    }
}

#[test]
fn what_is_written_is_read_again() {
    const LETTERS: &[&str] = &[
        "a",
        "B",
        " ",
        "é",
        "e\u{301}",
        "一",
        "ш",
        "&",
        "{",
        "\u{98}",
        "😀",
        "ﬁ",
        "%",
        "$",
        "ạ\u{301}",
    ];
    let mut random = Random::new(2);
    for _ in 0..2_000 {
        let text = |random: &mut Random| -> String {
            let length = random.below(20);
            (0..length)
                .map(|_| LETTERS[random.below(LETTERS.len())])
                .collect::<String>()
                .nfc()
                .collect()
        };
        let mut record = Record::new("00000nam a2200000 a 4500");
        record.push_control("001", &text(&mut random));
        for _ in 0..random.below(8) {
            let tag = format!("{}{:02}", 1 + random.below(9), random.below(100));
            let indicators = [b' ', b'0', b'7'];
            let pair = [indicators[random.below(3)], indicators[random.below(3)]];
            record.push_data(&tag, pair, &[]);
            for _ in 0..=random.below(4) {
                let code = char::from(b"abcxyz079"[random.below(9)]);
                record.push_subfield(code, &text(&mut random));
            }
        }
        let mut bytes = Vec::new();
        carrel_marc::write::iso2709(&record, &mut bytes).expect("it fits");
        let outcome = read(&bytes);
        assert_eq!(outcome.reads.len(), 1);
        assert!(
            outcome.reads[0].diagnostics.is_empty(),
            "{:?}",
            outcome.reads[0].diagnostics
        );
        assert!(
            outcome.reads[0].record.all_fields().eq(record.all_fields()),
            "{record:?}"
        );
    }
}

#[test]
fn memory_does_not_grow_with_the_file() {
    const CHUNK: usize = 4096;
    for bytes in samples() {
        let mut reader = Reader::new(ReadOptions::default());
        let (mut pushed, mut most) = (0, 0);
        while pushed < 2 << 20 {
            for chunk in bytes.chunks(CHUNK) {
                reader.push(chunk);
                pushed += chunk.len();
                while reader.next().is_some() {}
                most = most.max(reader.waiting());
            }
        }
        assert!(reader.records() > 100, "{} records", reader.records());
        assert!(most <= 2 * CHUNK, "{most} bytes wait");
    }
}

/// Tables: the rows of two megabytes, in every way that tables are written.
#[test]
fn memory_does_not_grow_with_the_table() {
    const CHUNK: usize = 4096;
    // What is looked at before the first row, to tell how the table is written.
    const FIRST: usize = 64 << 10;
    let rows = |delimiter: char, end: &'static str| {
        let row = move |n: usize| {
            let d = delimiter;
            format!("{n}{d}Title {n}{d}\"Smith{d} \"\"Jo\"\"\"{d}Press {n}{end}")
        };
        let head = format!("id{delimiter}title{delimiter}author{delimiter}publisher{end}");
        core::iter::once(head).chain((0..).map(row))
    };
    for (n, (delimiter, end, is_wide)) in [
        (',', "\n", false),
        (';', "\r\n", false),
        ('\t', "\n", false),
        ('|', "\r", false),
        (',', "\n", true),
    ]
    .into_iter()
    .enumerate()
    {
        let encoded = |text: String| -> Vec<u8> {
            match is_wide {
                true => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                false => text.into_bytes(),
            }
        };
        let mut rows = rows(delimiter, end).map(encoded);
        let mut table = TableReader::new(TableOptions::default());
        let mut titles = TitleTable::new(None);
        let (mut pushed, mut counts, mut most, mut held) = (0, (0, 0), 0, 0);
        if is_wide {
            table.push(&[0xFF, 0xFE]);
            titles.push(&[0xFF, 0xFE]);
        }
        while pushed < 2 << 20 {
            let mut chunk = Vec::new();
            while chunk.len() < CHUNK {
                chunk.extend(rows.next().expect("without end"));
            }
            pushed += chunk.len();
            table.push(&chunk);
            titles.push(&chunk);
            while table.next().is_some() {
                counts.0 += 1;
            }
            while titles.next().is_some() {
                counts.1 += 1;
            }
            most = most.max(table.waiting());
            held = held.max(titles.waiting());
        }
        assert!(counts.0 > 10_000 && counts.1 > 10_000, "{n}: {counts:?}");
        assert!(most <= FIRST + 2 * CHUNK, "{n}: {most} bytes wait");
        assert!(held <= 200, "{n}: {held} rows and titles wait");
        // After the beginning it is a chunk and a row.
        assert!(
            table.waiting() <= 2 * CHUNK,
            "{n}: {} bytes wait",
            table.waiting()
        );
    }
}

/// A megabyte of what could make a reader start over and over again.
#[test]
fn nothing_takes_longer_than_its_length() {
    let size = 1 << 20;
    let repeat = |start: &str, piece: &str| -> Vec<u8> {
        start
            .bytes()
            .chain(piece.bytes().cycle())
            .take(size)
            .collect()
    };
    let leader = "00000nam a2200000 a 4500";
    let xml = format!("<record><leader>{leader}</leader><datafield tag='245'><subfield code='a'>");
    let json = format!("[{{\"leader\":\"{leader}\",\"fields\":[");
    let mrk = format!("=LDR  {leader}\n=245  10$a");
    let cases = [
        ("", "\0"),
        ("", " "),
        ("x\u{1D}", " "),
        (leader, "\u{1D}"),
        (leader, "\u{1E}"),
        (leader, "\u{1F}"),
        (leader, "99999"),
        (leader, "99999\u{1D}"),
        (leader, leader),
        (leader, "00024nam a2200025 a 4500\u{1E}"),
        (
            "00100nam a2200025 a 4500\u{1E}",
            "\u{1E}\u{1F}a&amp;{acute}",
        ),
        (leader, "\u{1E}\u{1B}$1"),
        ("", "<"),
        (&xml, "<"),
        (&xml, "&"),
        (&xml, "<a>"),
        (&xml, "</a>"),
        (&xml, "<!--"),
        (&xml, "<a b='"),
        (&xml, "<record>"),
        (&xml, "<subfield code='a'>"),
        ("<record", "\n"),
        ("<?xml version='1.0'?><!DOCTYPE ", "["),
        ("[", "{"),
        ("[", "{\n"),
        ("[", "{\"a\":["),
        (&json, "["),
        (&json, "{"),
        (&json, "\"\n{"),
        (&json, "{ \"leader\""),
        (&json, "{\"001\":\"\\u"),
        (&mrk, "\n"),
        (&mrk, "\n\n=245"),
        (&mrk, "\r"),
        (&mrk, "$"),
        (&mrk, "$a{"),
        (&mrk, "\nx"),
        ("LDR00000\n", "245_a`\n"),
        ("000000001 LDR   L x\n", "000000001 245   L $$"),
        ("000000001 LDR   L x\n", "0"),
    ];
    for (start, piece) in cases {
        let bytes = repeat(start, piece);
        let began = std::time::Instant::now();
        check(&bytes);
        let took = began.elapsed();
        // A second at most on an idle machine; the margin is for busy ones.
        assert!(
            took.as_secs() < 20,
            "{took:?} for {start:?} and then {piece:?}"
        );
    }
}
