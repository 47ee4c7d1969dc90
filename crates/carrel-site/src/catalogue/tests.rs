use super::*;
use crate::json::Json;
use carrel_core::bib::Format as Kept;

/// Reads files of titles, and tables of copies beside them.
fn read(files: &[&str], tables: &[&str]) -> (Vec<Entry>, Report) {
    let mut catalogue = Catalogue::new(Options::default());
    for (n, text) in tables.iter().enumerate() {
        catalogue.start_items(&format!("copies-{n}"));
        catalogue.push(text.as_bytes());
    }
    for (n, text) in files.iter().enumerate() {
        catalogue.start(&format!("titles-{n}"));
        catalogue.push(text.as_bytes());
    }
    catalogue.finish()
}

/// How often a kind of finding was made, and the first that was said of it.
fn told(report: &Report, kind: &str) -> (u32, String) {
    let kind = report.kinds.iter().find(|k| k.kind == kind);
    kind.map_or((0, String::new()), |k| {
        (k.count, k.examples[0].message.clone())
    })
}

const HEADER: &str = "Title,Author,ISBN,Location\n";

fn class_set(rows: usize) -> String {
    let row = "Holes,\"Sachar, Louis\",9780440414803,Room 12\n";
    format!("{HEADER}{}", row.repeat(rows))
}

#[test]
fn a_class_set_in_a_sheet_without_barcodes_keeps_its_thirty_copies() {
    let (entries, report) = read(&[&class_set(30)], &[]);
    assert_eq!((entries.len(), entries[0].items.len()), (1, 30));
    assert_eq!((report.records, report.merged, report.items), (30, 29, 30));
    assert_eq!(told(&report, "copies-repeated").0, 0);
}

/// Four books of one school were one title with four copies; volumes and formats of one ISBN were copies of a book.
#[test]
fn titles_of_a_table_with_one_number_are_joined_only_where_they_agree() {
    let school = "school_id,title,author,isbn,barcode\n12,Holes,Louis Sachar,9780440414803,T1\n\
                  12,Hatchet,Gary Paulsen,9781416936473,T2\n12,Frindle,Andrew Clements,9780689818769,T3\n\
                  12,Matilda,Roald Dahl,9780142410370,T4\n";
    let (entries, report) = read(&[school], &[]);
    assert_eq!((report.records, report.titles, report.items), (4, 4, 4));
    assert_eq!(told(&report, "columns-not-used").0, 1);
    assert_eq!(entries[0].bib.id, "9780440414803");
    for (sheet, titles) in [
        (
            "id,title,barcode\n0,Holes,T1\n0,Hatchet,T2\n0,Frindle,T3\n",
            3,
        ),
        (
            "id,title,barcode\n7,Holes,T1\n7,Hatchet,T2\n8,Frindle,T3\n",
            3,
        ),
        (
            "title,isbn,barcode\nWorld Book: A,9780716601197,T1\nWorld Book: B,9780716601197,T2\n",
            2,
        ),
        (
            "id,title,format,barcode\n7,Holes,Book,T1\n7,Holes,DVD,T2\n7,Holes,Audiobook,T3\n",
            3,
        ),
        ("id,title,format\n7,Holes,Book\n7,Holes,DVD\n", 2),
    ] {
        let (entries, report) = read(&[sheet], &[]);
        let mut ids: Vec<&str> = entries.iter().map(|e| e.bib.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(
            (report.titles, ids.len()),
            (titles, titles as usize),
            "{sheet}"
        );
        let kind = report
            .kinds
            .iter()
            .find(|k| k.kind == "control-number-repeated");
        let example = &kind.expect("told").examples[0];
        assert_eq!(example.place.field, None, "{sheet}: a table has no 001");
    }
}

#[test]
fn rows_are_counted_and_those_that_are_copies_count_as_joined() {
    let (_, report) = read(
        &[
            "Title,Author,Barcode\nHoles,Louis Sachar,T1\nHoles,Louis Sachar,T2\nHatchet,Gary Paulsen,T3\nTotal: 3,,\n",
        ],
        &[],
    );
    assert_eq!(
        (report.records, report.titles, report.merged, report.items),
        (3, 2, 1, 3)
    );
    assert_eq!(report.files[0].records, 3);
    assert_eq!(told(&report, "row-passed-over").0, 1);
}

#[test]
fn the_report_says_what_each_column_was_taken_for() {
    let (_, report) = read(
        &["Title,My Nbr,Blank\nHoles,T1,\n"],
        &["record_id,barcode,Place in row\n1,T2,x\n"],
    );
    let json = report.to_json();
    let files = json.get("files").and_then(Json::list).expect("files");
    let of = |at: usize| files[at].get("columns").expect("columns").line();
    assert_eq!(
        of(0),
        r#"{"record_id":"record-id","barcode":"barcode","Place in row":null}"#
    );
    assert_eq!(of(1), r#"{"Title":"title","My Nbr":null,"Blank":null}"#);
    let text = report.to_text();
    for line in [
        "Columns read: record_id, barcode. Not read: Place in row.\n",
        "Columns read: Title. Not read: My Nbr, Blank.\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let (_, report_of_other) = read(&["Title,Creator,Call #\nHoles,Sachar,FIC\n"], &[]);
    let text = report_of_other.to_text();
    let line = "Columns read: Title, Creator (author), Call # (call number).\n";
    assert!(text.contains(line), "{text}");
    let (count, message) = told(&report, "columns-not-used");
    assert_eq!(count, 2);
    assert!(message.contains("\"Place in row\""), "{message}");
}

/// "Look whether the titles and the table of copies are of the same library": the column was missing.
#[test]
fn a_table_of_copies_without_a_way_to_its_titles_says_so() {
    let titles = "id,Title,Author\n10,Holes,Sachar\n11,Wonder,Palacio\n";
    for table in [
        "Title,Barcode\nHoles,B1\nWonder,B2\n",
        "Barcode,Shelf\nB1,Fic\n",
    ] {
        let (_, report) = read(&[titles], &[table]);
        let (count, message) = told(&report, "copies-without-key");
        assert_eq!(count, 1, "{table}");
        assert!(message.contains("\"Barcode\""), "{message}");
        for kind in ["copies-of-others", "item-unmatched"] {
            assert_eq!(told(&report, kind).0, 0, "{table}: {kind}");
        }
        let problem = report.problem().expect("no site is made of it");
        assert!(
            problem.message.contains("that leads to the title"),
            "{}",
            problem.message
        );
    }
    // Titles with barcodes, and none of them in the table: that is another library's.
    let titles = "id,Title,Barcode\n10,Holes,T1\n";
    let (_, report) = read(&[titles], &["Barcode,Shelf\nB1,Fic\n"]);
    assert_eq!(told(&report, "copies-of-others").0, 1);
    assert_eq!(told(&report, "copies-without-key").0, 0);
}

#[test]
fn a_table_of_copies_without_numbers_is_joined_by_title_and_author() {
    let titles = "id,Title,Author\n10,Holes,Sachar\n11,Wonder,Palacio\n12,Up,A B\n13,Up,B A\n";
    let copies =
        "Title,Author,Barcode\nHoles,Sachar,B1\nWonder,Palacio,B2\nHoles,Sachar,B3\nUp,A B,B4\n";
    let (entries, report) = read(&[titles], &[copies]);
    let counts: Vec<usize> = entries.iter().map(|entry| entry.items.len()).collect();
    assert_eq!(counts, [2, 1, 0, 0]);
    assert_eq!((report.items, report.unmatched), (4, 1));
    let (count, message) = told(&report, "copies-joined-by-title");
    assert_eq!(count, 1);
    assert!(message.contains("Found 3 copies"), "{message}");
    let (count, message) = told(&report, "copy-title-unclear");
    assert_eq!(count, 1);
    assert!(message.contains("\"12\", \"13\""), "{message}");
    assert_eq!(told(&report, "item-unmatched").0, 0);
    assert!(report.problem().is_none(), "{:?}", report.problem());
    assert!(
        report.files[0].copies.contains("title and author"),
        "{}",
        report.files[0].copies
    );
    // Not of this library: told as before.
    let copies = "Title,Author,Barcode\nMatilda,Dahl,B1\nHatchet,Paulsen,B2\n";
    let (_, report) = read(&[titles], &[copies]);
    assert_eq!(told(&report, "item-unmatched").0, 2);
    assert_eq!(told(&report, "copies-of-others").0, 1);
}

#[test]
fn the_same_sheet_given_twice_has_its_copies_once_and_that_is_a_warning() {
    // The second knows of two more.
    let (entries, report) = read(&[&class_set(3), &class_set(5)], &[]);
    assert_eq!((entries.len(), entries[0].items.len()), (1, 5));
    let (count, message) = told(&report, "copies-repeated");
    assert_eq!(count, 3);
    assert!(message.contains("found 1 without a barcode"), "{message}");
    let kind = report.kinds.iter().find(|k| k.kind == "copies-repeated");
    assert_eq!(
        kind.map(|k| k.severity),
        Some(carrel_core::Severity::Warning)
    );
}

#[test]
fn a_record_that_is_repeated_in_marc_brings_no_copy_twice() {
    let record =
        "=LDR  00000nam a2200000 a 4500\n=001  1\n=245  10$aHoles\n=852  \\\\$aMain$hFIC$iSAC\n\n";
    let (entries, report) = read(&[&record.repeat(2)], &[]);
    assert_eq!((entries.len(), entries[0].items.len()), (1, 1));
    assert_eq!(told(&report, "copies-repeated").0, 1);
    // One that has two such copies keeps both, and so does the file that is given again.
    let two = "=LDR  00000nam a2200000 a 4500\n=001  1\n=245  10$aHoles\n=852  \\\\$aMain$hFIC$iSAC\n=852  \\\\$aMain$hFIC$iSAC\n";
    let (entries, _) = read(&[two, two], &[]);
    assert_eq!(entries[0].items.len(), 2);
}

#[test]
fn rows_marked_as_deleted_are_counted_and_told() {
    let (entries, report) = read(
        &[
            "Id,Title,Author,Deleted\n1,Holes,Louis Sachar,0\n2,Gone,Some One,1\n3,Frindle,Andrew Clements,Active\n",
        ],
        &[],
    );
    assert_eq!(entries.len(), 2);
    assert_eq!((report.records, report.titles, report.left_out), (3, 2, 1));
    assert_eq!(told(&report, "record-deleted").0, 1);
    assert_eq!(told(&report, "deleted-unclear").0, 1);
}

#[test]
fn records_of_marc_that_were_deleted_are_told_even_without_a_field() {
    let gone = "=LDR  00000dam a2200000 a 4500\n";
    let whole = "=LDR  00000dam a2200000 a 4500\n=001  2\n=245  10$aGone\n";
    let kept = "=LDR  00000nam a2200000 a 4500\n=001  3\n=245  10$aHoles\n";
    let (entries, report) = read(&[&[gone, whole, kept].join("\n")], &[]);
    assert_eq!(entries.len(), 1);
    assert_eq!((report.records, report.titles, report.left_out), (3, 1, 2));
    assert_eq!(told(&report, "record-deleted").0, 2);
}

/// Among 200 deleted records 20 titles with a copy each counted as a few with something that looks like a copy.
#[test]
fn deleted_records_do_not_hide_where_the_copies_stand() {
    let gone = "=LDR  00000dam a2200000 a 4500\n\n".repeat(201);
    let kept = |n: u32| {
        // One barcode in ten is longer.
        let barcode = match n % 10 {
            0 => format!("3{:013}", n * 7919),
            _ => format!("3{:08}", n * 7919),
        };
        format!(
            "=LDR  00000nam a2200000 a 4500\n=001  r{n}\n=245  10$aTitle {n}\n=949  \\\\$i{barcode}\n\n"
        )
    };
    let kept: String = (0..20).map(kept).collect();
    for file in [[&*gone, &kept].concat(), [&*kept, &gone].concat()] {
        let (_, report) = read(&[&file], &[]);
        assert_eq!(
            (report.titles, report.items, report.left_out),
            (20, 20, 201)
        );
        assert_eq!(told(&report, "record-deleted").0, 201);
        assert_eq!(told(&report, "no-control-number").0, 0);
    }
}

/// A title as Koha exports it; `fields` follow.
fn koha(number: u32, title: &str, fields: &str) -> String {
    format!(
        "=LDR  00000nam a2200000 a 4500\n=001  {number}\n=245  10$a{title}\n=999  \\\\$c{number}$d{number}\n{fields}\n\n"
    )
}

#[test]
fn what_koha_hides_is_left_out_with_its_copies_and_counted() {
    let copy = |barcode: &str| format!("=952  \\\\$aMAIN$bMAIN$oFIC$yBK$p{barcode}");
    let hidden = |fields: &str| format!("=942  \\\\$n1$cBK\n{fields}");
    let marc = [
        koha(1, "Holes", &copy("39999000000011")),
        koha(2, "Kept back", &hidden(&copy("39999000000012"))),
    ]
    .concat();
    let (entries, report) = read(&[&marc], &[]);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].bib.title.proper, "Holes");
    assert_eq!(
        (report.records, report.titles, report.left_out),
        (2, 1, 1),
        "{report:?}"
    );
    assert_eq!((report.items, report.hidden, report.unmatched), (2, 1, 0));
    assert_eq!(told(&report, "record-suppressed").0, 1);
    let text = report.to_text();
    assert!(
        text.contains("1 of titles that the library hides"),
        "{text}"
    );

    // Its copies in a table of their own are not told as copies without a title.
    let marc = [koha(1, "Holes", ""), koha(2, "Kept back", &hidden(""))].concat();
    let table = "itemnumber\tbiblionumber\tbarcode\n1\t1\tB1\n2\t2\tB2\n";
    let (entries, report) = read(&[&marc], &[table]);
    assert_eq!((entries.len(), entries[0].items.len()), (1, 1));
    assert_eq!((report.items, report.hidden, report.unmatched), (2, 1, 0));
}

#[test]
fn a_copy_from_a_table_says_that_the_title_is_a_graphic_novel() {
    let marc = koha(1, "Smile", "");
    let table = "biblionumber\titemnumber\tbarcode\titemcallnumber\n1\t1\tB1\tGN TEL\n";
    let (entries, _) = read(&[&marc], &[table]);
    assert_eq!(entries[0].bib.format, Kept::GraphicNovel);
    let (entries, _) = read(&[&marc], &[&table.replace("GN", "FIC")]);
    assert_eq!(entries[0].bib.format, Kept::Book);
}

/// Ten records of a vendor behind the ninety of the school, in one file, were ten titles without a copy and nothing was said.
#[test]
fn copies_in_another_field_of_the_same_file_are_told() {
    let line = |n: usize, field: &str| {
        format!("=LDR  00000nam a2200000 a 4500\n=001  r{n}\n=245  10$aTitle {n}\n{field}\n\n")
    };
    let school = (0..90).map(|n| {
        line(
            n,
            &format!("=852  \\\\$aWEST$hFIC SAC$p3{:08}$xFSC@a", n * 7919),
        )
    });
    let vendor = (90..100).map(|n| line(n, &format!("=949  \\\\$aFIC$i3{:08}$lMAIN", n * 7919)));
    let text: String = school.clone().chain(vendor.clone()).collect();
    let (_, report) = read(&[&text], &[]);
    assert_eq!((report.titles, report.items), (100, 90));
    let (count, message) = told(&report, "copies-elsewhere");
    assert_eq!(count, 1);
    assert!(
        message.contains("no copy in 852, 10 have") && message.contains("949 $i"),
        "{message}"
    );
    let (school, vendor): (String, String) = (school.collect(), vendor.collect());
    let (_, report) = read(&[&school, &vendor], &[]);
    assert_eq!(
        (report.items, told(&report, "copies-elsewhere").0),
        (100, 0)
    );
}

/// A record of MARC in one line, its subfields behind `$`.
fn marc(fields: &[(&str, &str)]) -> String {
    let (mut directory, mut data) = (String::new(), String::new());
    for (tag, text) in fields {
        let text = match tag.starts_with("00") {
            true => (*text).to_owned(),
            false => format!("  {}", text.replace('$', "\u{1f}")),
        };
        let at = data.len();
        data.push_str(&text);
        data.push('\u{1e}');
        directory.push_str(&format!("{tag}{:04}{at:05}", data.len() - at));
    }
    let base = 24 + directory.len() + 1;
    let length = base + data.len() + 1;
    format!("{length:05}nam a22{base:05}   4500{directory}\u{1e}{data}\u{1d}")
}

/// A book as PMB writes it.
fn unimarc(n: usize) -> String {
    marc(&[
        ("001", &n.to_string()),
        ("100", "$a20100101d2007    m  y0frey50      ba"),
        ("101", "$afre"),
        ("200", "$aLe petit Nicolas$fGoscinny"),
        ("215", "$a120 p."),
        ("700", "$aGoscinny$bRené"),
        ("995", "$f30012$kR GOS"),
    ])
}

fn marc21(n: usize) -> String {
    marc(&[
        ("001", &format!("m{n}")),
        ("100", "$aSachar, Louis."),
        ("245", "$aHoles"),
        ("852", &format!("$hFIC SAC$p300{n:02}")),
    ])
}

/// They became a site of books without titles "by 20100101d2007 m y0frey50 ba", and a good site was replaced by it.
#[test]
fn unimarc_is_refused_with_the_way_out() {
    let file: String = (0..15).map(unimarc).collect();
    let (entries, report) = read(&[&file], &[]);
    assert_eq!((entries.len(), report.records), (0, 15));
    assert_eq!(told(&report, "unimarc").0, 15);
    assert_eq!(told(&report, "no-title").0, 0);
    let problem = report.problem().expect("no site is made of it");
    assert!(problem.message.contains("UNIMARC"), "{}", problem.message);
    assert!(problem.remedy.contains("MARC 21"), "{}", problem.remedy);
    // Nor with another library's titles, or with a record of which next to nothing is left.
    let (_, report) = read(&[&marc21(1), &file], &[]);
    assert!(report.problem().is_some());
    let scrap = marc(&[("001", "9"), ("010", "$a9782070")]);
    let (_, report) = read(&[&format!("{scrap}{file}{scrap}")], &[]);
    assert!(report.problem().is_some());
}

#[test]
fn what_is_marc_21_is_read_whatever_stands_beside_it() {
    let ours: String = (0..20).map(marc21).collect();
    for file in [
        format!("{}{ours}", unimarc(1)),
        format!("{ours}{}", unimarc(1)),
        format!("{}{ours}{}", unimarc(1), unimarc(2)),
    ] {
        let (entries, report) = read(&[&file], &[]);
        assert_eq!((entries.len(), report.items), (20, 20));
        assert!(report.problem().is_none(), "{:?}", report.problem());
        assert!(told(&report, "unimarc").0 > 0);
    }
    // A title that was lost, dates in a heading, a serial's short title.
    for odd in [
        marc(&[
            ("001", "1"),
            ("100", "$aSachar, Louis, 1954-"),
            ("260", "$c1998"),
        ]),
        marc(&[
            ("001", "1"),
            ("100", "$a19540320d and more of a bad heading"),
            ("245", "$aHoles"),
        ]),
        marc(&[("001", "1"), ("200", "$aHoles"), ("245", "$aHoles")]),
        marc(&[
            ("001", "1"),
            ("210", "$aJ. zool."),
            ("222", "$aJournal of zoology"),
        ]),
    ] {
        let (_, report) = read(&[&odd], &[]);
        assert_eq!((told(&report, "unimarc").0, report.titles), (0, 1));
    }
}
