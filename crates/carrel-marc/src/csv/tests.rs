use super::*;

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    read(bytes).0.into_iter().map(|r| r.cells).collect()
}

fn read(bytes: &[u8]) -> (Vec<Row>, Vec<&'static str>) {
    read_by(bytes, usize::MAX, TableOptions::default())
}

fn read_by(bytes: &[u8], step: usize, options: TableOptions) -> (Vec<Row>, Vec<&'static str>) {
    let mut reader = TableReader::new(options);
    let (mut rows, mut told) = (Vec::new(), Vec::new());
    let mut take = |reader: &mut TableReader| {
        while let Some(event) = reader.next() {
            match event {
                Event::Row(row) => {
                    told.extend(row.diagnostics.iter().map(|d| d.kind));
                    rows.push(row);
                }
                Event::File(d) => told.push(d.kind),
            }
        }
    };
    for chunk in bytes.chunks(step.min(bytes.len()).max(1)) {
        reader.push(chunk);
        take(&mut reader);
    }
    reader.finish();
    take(&mut reader);
    (rows, told)
}

#[test]
fn rfc_4180() {
    assert_eq!(
        rows(b"a,b,c\r\n1,\"x, \"\"y\"\"\r\nz\",3\r\n,,\r\n4,5,6"),
        [
            vec!["a", "b", "c"],
            vec!["1", "x, \"y\"\r\nz", "3"],
            vec!["4", "5", "6"]
        ]
    );
}

#[test]
fn four_delimiters() {
    for (text, width) in [
        ("a,b\n1,2\n", 2),
        ("a;b\n\"x;y\";2,5\n", 2),
        ("a\tb\tc\n1,1\t2\t3\n", 3),
        ("a|b\n1|2\n", 2),
    ] {
        let rows = rows(text.as_bytes());
        assert!(rows.iter().all(|r| r.len() == width), "{rows:?}");
    }
    // A comma in every title does not make a table of commas.
    let text = "Title;Author\nOne, two;Smith, A.\nThree, four;Jones, B.\n";
    assert_eq!(rows(text.as_bytes())[1], ["One, two", "Smith, A."]);
    assert_eq!(
        rows(b"sep=|\r\na|b\r\n1,2|3\r\n"),
        [["a", "b"], ["1,2", "3"]]
    );
}

#[test]
fn line_ends_of_every_system_and_mixed() {
    let expected = [["a", "b"], ["1", "2"], ["3", "4"]];
    for text in [
        "a,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4",
        "a,b\r1,2\r3,4\r",
        "a,b\r\n1,2\n3,4\r\n",
        "\n\na,b\n\n1,2\n \n3,4\n\n",
    ] {
        assert_eq!(rows(text.as_bytes()), expected, "{text:?}");
    }
    let (list, _) = read(b"a,b\n\"x\ny\",2\n3,4\n");
    assert_eq!(list.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(
        rows(b"a,b\nx\ry,2\n3,4\n")[1],
        ["x\ry", "2"],
        "a CR inside a line of a file whose lines end in LF"
    );
}

#[test]
fn encodings() {
    let utf16 = |big: bool| -> Vec<u8> {
        "\u{feff}título,b\nseñor,2\n"
            .encode_utf16()
            .flat_map(|u| {
                if big {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            })
            .collect()
    };
    let expected = [["título", "b"], ["señor", "2"]];
    assert_eq!(
        rows("título,b\nsen\u{303}or,2\n".as_bytes()),
        expected,
        "composed"
    );
    assert_eq!(rows("\u{feff}título,b\nseñor,2\n".as_bytes()), expected);
    for big in [false, true] {
        assert_eq!(rows(&utf16(big)), expected);
        let (list, _) = read_by(&utf16(big), 1, TableOptions::default());
        assert_eq!(list.len(), 2);
    }
    let (list, told) = read(b"t\xEDtulo,b\nse\xF1or \x93q\x94,2\n");
    assert_eq!(list[1].cells[0], "señor “q”");
    assert_eq!(told, ["table-not-utf8"]);
    // Most of the file UTF-8, one cell not: only that cell is read otherwise.
    let (list, _) = read(
        "título,b\n"
            .bytes()
            .chain(*b"se\xF1or,2\n")
            .collect::<Vec<_>>()
            .as_slice(),
    );
    assert_eq!(
        list.iter().map(|r| r.cells[0].as_str()).collect::<Vec<_>>(),
        ["título", "señor"]
    );
}

#[test]
fn stray_quotation_marks_lose_nothing() {
    // In the middle, at the start of a text, never closed: the lines after it are rows all the same.
    let text = "id,title,author\n1,6\" frogs,A\n2,\"Foo\" and \"bar\",B\n3,\"Never closed,C\n4,Fine,D\n5,\"Guarded, yes\",E\n6,\"She said \"hi\"\",F\n";
    let (list, told) = read(text.as_bytes());
    let titles: Vec<_> = list.iter().map(|r| r.cells[1].as_str()).collect();
    assert_eq!(
        titles,
        [
            "title",
            "6\" frogs",
            "\"Foo\" and \"bar\"",
            "\"Never closed",
            "Fine",
            "Guarded, yes",
            "She said \"hi\""
        ]
    );
    assert_eq!(
        told,
        ["quote-unclosed", "quotes-not-doubled"],
        "and the row is kept as it stands"
    );
    let tabs =
        "id\ttitle\n1\t\"Foo\" and bar\n2\t\"Never closed\n3\t\"Whole\"\n4\t\"Twice \"\"q\"\"\"\n";
    let titles: Vec<_> = rows(tabs.as_bytes())
        .into_iter()
        .map(|mut r| r.remove(1))
        .collect();
    assert_eq!(
        titles,
        [
            "title",
            "\"Foo\" and bar",
            "\"Never closed",
            "Whole",
            "Twice \"q\""
        ]
    );
    let (list, told) = read(b"a,b\n1,\"open\n2,x\n");
    assert_eq!((list.len(), told), (3, vec!["quote-unclosed"]));
}

/// The outer marks were shown, and nothing was said.
#[test]
fn quotation_marks_that_nobody_doubled() {
    let text = "Title,Author,Barcode\n\"He said \"hi\" there\",Bob,1\n\"A \"nick\", B\",q,5\n\"\"Why?\", she said\",\"x, y\",6\n\
                \"Red\" and \"blue\",z,7\n\"Cut, \"\"comma\"\"\",z,8\nPlain,\"w\",9\n";
    let (list, told) = read(text.as_bytes());
    let cells: Vec<_> = list.iter().map(|row| row.cells.join("|")).collect();
    assert_eq!(
        cells,
        [
            "Title|Author|Barcode",
            "He said \"hi\" there|Bob|1",
            "A \"nick\", B|q|5",
            "\"Why?\", she said|x, y|6",
            "\"Red\" and \"blue\"|z|7",
            "Cut, \"comma\"|z|8",
            "Plain|w|9",
        ]
    );
    assert_eq!(told, ["quotes-not-doubled"; 3]);
    let (list, told) = read(b"a,b,c\n1,2,3\n\"x,\"y\",z\",w,4\n");
    assert_eq!(list[2].cells, ["x,\"y\",z", "w", "4"]);
    assert_eq!(told, ["quotes-not-doubled"]);
    // What can be cut in two ways is not.
    let dialect = Dialect {
        delimiter: b',',
        cr_ends: false,
        width: 3,
        wrapped: false,
    };
    assert!(fitting(b"\"a\",\"b\",c\",\"d\"\n", dialect).is_none());
    assert!(fitting(b"\"a \"b\", c\",d,\"e\"\n", dialect).is_some());
}

/// Each row became a title: "Holes,Sachar,1001".
#[test]
fn rows_in_one_pair_of_quotation_marks_are_unwrapped() {
    let expected = [
        ["Title", "Author", "Barcode"],
        ["Holes", "Sachar, Louis", "1001"],
        ["Wonder", "Palacio", "1002"],
    ];
    for text in [
        "\"Title,Author,Barcode\"\n\"Holes,\"\"Sachar, Louis\"\",1001\"\n\"Wonder,Palacio,1002\"\n",
        "\"Title,\"\"Author\"\",Barcode\"\r\n\"Holes,\"\"Sachar, Louis\"\",1001\"\r\n\"Wonder,Palacio,1002\"\r\n",
        "\"Title;Author;Barcode\";;\n\"Holes;Sachar, Louis;1001\";;\n\"Wonder;Palacio;1002\";;\n",
        "\"Title,Author,Barcode\";;\n\"Holes,\"\"Sachar, Louis\"\",1001\";;\n\"Wonder,Palacio,1002\";;\n",
        "\"Title\tAuthor\tBarcode\"\n\"Holes\tSachar, Louis\t1001\"\n\"Wonder\tPalacio\t1002\"\n",
        // Semicolons rule: only rows with marks inside are wrapped.
        "Title,Author,Barcode\n\"Holes,\"\"Sachar, Louis\"\",1001\"\nWonder,Palacio,1002\n",
        "Title,Author,Barcode\n\"Holes,\"\"Sachar, Louis\"\",1001\"\n\"Wonder,\"\"Palacio\"\",1002\"\n",
    ] {
        for step in [1, 7, usize::MAX] {
            let (list, told) = read_by(text.as_bytes(), step, TableOptions::default());
            let cells: Vec<_> = list.into_iter().map(|row| row.cells).collect();
            assert_eq!(cells, expected, "{text}");
            assert_eq!(told, ["rows-in-one-cell"], "{text}");
        }
    }
    // A title alone in its row is a title, with its commas.
    for text in [
        "Title,Author,Barcode\n\"Red, White, Blue\",,\nHoles,Sachar,1\nHatchet,Paulsen,2\n",
        "Title,Author,Barcode\n\"Red, White, Blue\"\nHoles,Sachar,1\nHatchet,Paulsen,2\n",
        "Title,Author\n\"Red, White\"\n\"Lions, Tigers\"\nHatchet,Paulsen\n",
        "\"Title\"\n\"Red, White\"\n\"Lions, Tigers\"\n",
    ] {
        let (list, told) = read(text.as_bytes());
        assert!(list[1].cells[0].starts_with("Red, White"), "{list:?}");
        assert!(told.is_empty(), "{told:?}");
    }
}

/// The second line became a title, and its row lost its barcode.
#[test]
fn a_line_break_inside_a_row_in_one_cell_cuts_no_row_in_two() {
    let expected = [
        ["Title", "Author", "Note", "Barcode"],
        ["Holes", "Sachar, Louis", "A \"note\"\n\nin lines", "1001"],
        ["Wonder", "Palacio", "", "1002"],
    ];
    for text in [
        // Each line was a row to the spreadsheet; what has no comma needed no marks.
        "\"Title,Author,Note,Barcode\"\n\"Holes,\"\"Sachar, Louis\"\",\"\"A \"\"\"\"note\"\"\"\"\"\n\n\"in lines\"\",1001\"\n\"Wonder,Palacio,,1002\"\n",
        "\"Title,Author,Note,Barcode\";;\r\n\"Holes,\"\"Sachar, Louis\"\",\"\"A \"\"\"\"note\"\"\"\"\";;\r\n;;\r\n\"in lines\"\",1001\";;\r\n\"Wonder,Palacio,,1002\";;",
        // In a table that is otherwise in order.
        "Title,Author,Note,Barcode\n\"Holes,\"\"Sachar, Louis\"\",\"\"A \"\"\"\"note\"\"\"\"\"\n\n\"in lines\"\",1001\"\nWonder,Palacio,,1002\n",
        // The row was left whole.
        "\"Title,Author,Note,Barcode\"\n\"Holes,\"\"Sachar, Louis\"\",\"\"A \"\"\"\"note\"\"\"\"\n\nin lines\"\",1001\"\n\"Wonder,Palacio,,1002\"\n",
        "Title,Author,Note,Barcode\n\"Holes,\"\"Sachar, Louis\"\",\"\"A \"\"\"\"note\"\"\"\"\n\nin lines\"\",1001\"\nWonder,Palacio,,1002",
    ] {
        for step in [1, 7, usize::MAX] {
            let (list, told) = read_by(text.as_bytes(), step, TableOptions::default());
            let lines: Vec<u64> = list.iter().map(|row| row.line).collect();
            let cells: Vec<_> = list.into_iter().map(|row| row.cells).collect();
            assert_eq!(cells, expected, "{text}");
            assert_eq!(lines, [1, 2, 5], "{text}");
            assert_eq!(told, ["rows-in-one-cell"], "{text}");
        }
    }
    // Behind so much that the row is not there yet when the table is known.
    let long =
        "\"Title,Author,Note,Barcode\"\n".to_owned() + &"\"Wonder,Palacio,,1002\"\n".repeat(4_000);
    for row in [
        "\"Holes,\"\"Sachar, Louis\"\",\"\"A note\"\nmiddle\n\"in lines\"\",1001\"\n",
        "\"Holes,\"\"Sachar, Louis\"\",\"\"A note\nmiddle\nin lines\"\",1001\"\n",
    ] {
        let text = [&long, row, row].concat();
        for step in [1, 7, 61] {
            let list = read_by(text.as_bytes(), step, TableOptions::default()).0;
            assert_eq!(list.len(), 4_003);
            let cells = ["Holes", "Sachar, Louis", "A note\nmiddle\nin lines", "1001"];
            assert!(list[4_001..].iter().all(|row| row.cells == cells), "{step}");
        }
    }
    // In the first cell.
    let text = "\"Title,Author,Barcode\"\n\"\"\"Holes,\"\n\"a novel\"\",Sachar,1001\"\n\"Wonder,Palacio,1002\"\n";
    let list = rows(text.as_bytes());
    assert_eq!(list[1], ["Holes,\na novel", "Sachar", "1001"]);
}

/// A mark that nobody closed takes no other row with it.
#[test]
fn an_open_mark_in_a_row_in_one_cell_joins_no_rows() {
    let head = "\"Title,Author,Barcode\"\n\"Wonder,\"\"Palacio,1002\"\n";
    for rest in [
        "\"Holes,Sachar,1001\"\n\"Hatchet,Paulsen,1003\"\n",
        "\"Holes,\"\"Sachar, Louis\"\",1001\"\n\"Hatchet,\"\"Paulsen, Gary\"\",1003\"\n",
        "\"Holes,\"\"Sachar,1001\"\n\"Hatchet,\"\"Paulsen,1003\"\n",
    ] {
        let text = [head, rest].concat();
        for step in [1, usize::MAX] {
            let (list, _) = read_by(text.as_bytes(), step, TableOptions::default());
            let titles: Vec<_> = list.iter().map(|row| row.cells[0].as_str()).collect();
            assert_eq!(titles, ["Title", "Wonder", "Holes", "Hatchet"], "{text}");
        }
    }
    // Nor does one that is open to the end of a long file, and reading it takes no time.
    let head = format!(
        "\"Title,Author,Barcode\"\n{}",
        "\"Holes,Sachar,1001\"\n".repeat(200)
    );
    for rest in ["\"a, b\"\n", "\"Wonder,\"\"Palacio\"\n"] {
        let text = [&head, "\"Wonder,\"\"Palacio\"\n", &rest.repeat(100_000)].concat();
        assert_eq!(rows(text.as_bytes()).len(), 100_202, "{rest}");
    }
}

#[test]
fn chunks_of_any_size_give_the_same_rows() {
    let text = "sep=;\r\nid;title;x\r\n1;\"a\r\nb; \"\"c\"\"\";é\r\n2;\"open;3\r\n\r\n3;d;e\r\n4;\"f\" g;h";
    let whole = read(text.as_bytes());
    assert_eq!(whole.0.len(), 5);
    for step in 1..40 {
        assert_eq!(
            read_by(text.as_bytes(), step, TableOptions::default()),
            whole,
            "{step}"
        );
    }
}

#[test]
fn limits_hold_and_are_told() {
    let long = format!("a,b\n{},2\n3,4\n", "x".repeat(MAX_CELL + 10));
    let (list, told) = read(long.as_bytes());
    assert_eq!(
        (
            list.len(),
            list[1].cells[0].len(),
            list[1].cells[1].as_str()
        ),
        (3, MAX_CELL, "2")
    );
    assert_eq!(told, ["cell-too-long"]);
    // A line without an end costs no more memory than its limit.
    let mut reader = TableReader::new(TableOptions::default());
    reader.push(b"a,b\n1,");
    let mut told = Vec::new();
    let mut count = 0;
    for _ in 0..64 {
        reader.push(&vec![b'y'; MAX_LINE / 8]);
        while let Some(event) = reader.next() {
            count += 1;
            if let Event::Row(r) = event {
                told.extend(r.diagnostics.iter().map(|d| d.kind));
            }
        }
        assert!(reader.input.len() <= 2 * MAX_LINE);
    }
    reader.push(b"\n3,4\n");
    reader.finish();
    while reader.next().is_some() {
        count += 1;
    }
    assert_eq!((count, told), (3, vec!["line-too-long", "cell-too-long"]));
}

#[test]
fn a_file_of_open_quotation_marks_is_read_to_its_end() {
    // Quadratic reading would show here as a test that takes minutes.
    let text = format!("a,b\n{}", "1,\"x\n".repeat(100_000));
    let (list, _) = read(text.as_bytes());
    assert_eq!(list.len(), 100_001);
    assert_eq!(list[100_000].cells[1], "\"x");
}

#[test]
fn what_is_no_table_is_refused_with_its_name() {
    for (bytes, kind) in [
        (&b"PK\x03\x04rest"[..], "file-packed"),
        (b"\x1F\x8B\x08\0", "file-packed"),
        (b"%PDF-1.7\n", "not-an-export"),
        (
            b"<!doctype html><html><body>Sign in</body></html>",
            "not-an-export",
        ),
        (&[0; 5000], "not-an-export"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1", "not-a-table"),
        (b"", "file-empty"),
        (b" \r\n", "file-empty"),
    ] {
        let (list, told) = read(bytes);
        assert_eq!((list.len(), told), (0, vec![kind]));
    }
}

#[test]
fn nothing_panics_and_everything_ends() {
    let alphabet = b"\",;\t|\n\r=ab1\xE9\0 x";
    let mut seed = 5u64;
    // Below a header, and below one in a pair of quotation marks, rows are tried in more ways.
    let headers = [
        "",
        "Title,Author,Barcode\n",
        "\"Title,Author,Barcode\"\n",
        "a;b;c\n1;2;3\n",
    ];
    for n in 0..40_000 {
        let mut bytes = headers[n % headers.len()].as_bytes().to_vec();
        bytes.extend((0..n % 37).map(|_| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(99);
            alphabet[(seed >> 40) as usize % alphabet.len()]
        }));
        let whole = read(&bytes);
        let parts = read_by(&bytes, 3, TableOptions::default());
        assert_eq!(whole, parts, "{bytes:?}");
    }
}

/// What is tried with a row that does not fit is bounded: a file of such rows is read in the time of others.
#[test]
fn a_file_of_rows_that_do_not_fit_is_read_to_its_end() {
    let header = (0..56).map(|n| format!("c{n}")).collect::<Vec<_>>();
    let row = "\"a\"b,".repeat(60) + "\"\n";
    let text = header.join(",") + "\n" + &row.repeat(2_000);
    assert_eq!(read(text.as_bytes()).0.len(), 2_001);
}

mod titles {
    use crate::columns::{Column, ColumnMap, Copies};
    use crate::csv::titles::{TableEvent, TableTitle, TitleTable};
    use carrel_core::bib::{Format, Role};
    use carrel_core::{Diagnostic, ItemStatus};

    fn read(text: &str) -> (Vec<TableTitle>, Vec<Diagnostic>) {
        read_with(text, None)
    }

    fn read_with(text: &str, map: Option<ColumnMap>) -> (Vec<TableTitle>, Vec<Diagnostic>) {
        let mut table = TitleTable::new(map);
        table.push(text.as_bytes());
        table.finish();
        let (mut titles, mut told) = (Vec::new(), Vec::new());
        while let Some(event) = table.next() {
            match event {
                TableEvent::Title(t) => titles.push(t),
                TableEvent::File(d) => told.push(d),
            }
        }
        (titles, told)
    }

    fn names(t: &TableTitle) -> Vec<&str> {
        t.mapped
            .bib
            .contributors
            .iter()
            .map(|c| c.name.as_str())
            .collect()
    }

    #[test]
    fn goodreads() {
        let (titles, told) = read(
            "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies\n\
             2657,\"Fly Guy and the Frankenfly (Fly Guy, #13)\",Tedd Arnold,\"Arnold, Tedd\",\"Some One, Other Person\",\"=\"\"0545493285\"\"\",\"=\"\"9780545493284\"\"\",5,4.20,Cartwheel Books,Hardcover,32,2013,2013,,2019/03/02,\"to-read, easy, humor\",\"to-read (#1)\",to-read,my secret,,,0,2\n",
        );
        assert!(told.is_empty(), "{told:?}");
        let m = &titles[0].mapped;
        assert_eq!(
            (m.bib.id.as_str(), m.bib.title.proper.as_str()),
            ("2657", "Fly Guy and the Frankenfly")
        );
        assert_eq!(
            (
                m.bib.series[0].title.as_str(),
                m.bib.series[0].number.as_deref()
            ),
            ("Fly Guy", Some("13"))
        );
        assert_eq!(
            names(&titles[0]),
            ["Arnold, Tedd", "One, Some", "Person, Other"]
        );
        assert_eq!(m.bib.isbns.len(), 1);
        assert_eq!(m.bib.publication.year, Some(2013));
        assert_eq!(
            m.bib
                .subjects
                .iter()
                .map(|s| s.heading())
                .collect::<Vec<_>>(),
            ["easy", "humor"]
        );
        assert_eq!(m.items.len(), 2);
        assert!(m.diagnostics.is_empty(), "{:?}", m.diagnostics);
        let everything = format!("{m:?}");
        assert!(
            !everything.contains("secret"),
            "what a reader thinks is not read"
        );
    }

    #[test]
    fn libib() {
        let (titles, _) = read(
            "item_type,title,creators,first_name,last_name,collection,ean_isbn13,upc_isbn10,description,publisher,publish_date,group,tags,notes,price,length,number_of_discs,number_of_players,age_group,ensemble,aspect_ratio,esrb,rating,review,review_date,status,began,completed,added,copies\n\
             book,Holes,Louis Sachar,Louis,Sachar,Room 12,9780440414803,0440414806,A boy digs.,Yearling,2000-05-09,Fiction,\"camp, luck\",lent to Sam,6.99,233,,,9-12,,,,5,Loved it,2020-01-01,Completed,2020-01-01,2020-01-02,2020-01-03,3\n\
             movie,Coco,,,,Room 12,,786936855838,,Disney,2018-02-27,,,,19.99,105,1,,,,,,,,,,,,2020-01-03,1\n",
        );
        let holes = &titles[0].mapped;
        assert_eq!(holes.bib.id, "9780440414803");
        assert_eq!(names(&titles[0]), ["Sachar, Louis"]);
        assert_eq!(
            (
                holes.items.len(),
                holes.items[0].shelf.as_deref(),
                holes.items[0].price_cents
            ),
            (3, Some("Room 12"), Some(699))
        );
        assert_eq!(holes.bib.extent.as_deref(), Some("233 pages"));
        assert_eq!(holes.bib.genres, ["Fiction"]);
        assert_eq!(titles[1].mapped.bib.format, Format::Video);
        assert!(
            titles.iter().all(|t| t.mapped.diagnostics.is_empty()),
            "{titles:?}"
        );
        assert!(!format!("{titles:?}").contains("Sam"));
    }

    #[test]
    fn librarything() {
        let head = "Book Id\tTitle\tSort Character\tPrimary Author\tPrimary Author Role\tSecondary Author\tSecondary Author Roles\tPublication\tDate\tReview\tMedia\tPage Count\tLCCN\tAcquired\tBarcode\tTags\tCollections\tLanguages\tLC Classification\tISBN\tISBNs\tSubjects\tDewey Decimal\tOther Call Number\tCopies\tLending Patron\n";
        let row = "101\tThe Hobbit: or There and Back Again\t5\tTolkien, J. R. R.\tAuthor\tLee, Alan (Illustrator)\tIllustrator\tHoughton (2002), 320 pages\t2002\t\tHardcover\t320\t\t[2015-01-02]\t\tfantasy,dragons\tYour library\tEnglish\tPR6039\t[0618260307]\t0618260307, 9780618260300\tDragons--Fiction|Dwarfs--Fiction\t823.912\tFIC TOL\t2\tPat Ron\n";
        let (titles, told) = read(&format!("{head}{row}"));
        assert!(told.is_empty(), "{told:?}");
        let m = &titles[0].mapped;
        assert_eq!(
            (
                m.bib.id.as_str(),
                m.bib.title.filing(),
                m.bib.title.remainder.as_deref()
            ),
            ("101", "Hobbit", Some("or There and Back Again"))
        );
        assert_eq!(names(&titles[0]), ["Tolkien, J. R. R.", "Lee, Alan"]);
        assert_eq!(m.bib.contributors[1].role, Role::Illustrator);
        assert_eq!(m.bib.isbns.len(), 1);
        assert_eq!(m.bib.languages, ["eng"]);
        assert_eq!(m.bib.subjects[0].heading(), "Dragons -- Fiction");
        assert_eq!(
            (m.bib.dewey.as_deref(), m.bib.call_number.as_deref()),
            (Some("823.912"), Some("FIC TOL"))
        );
        assert!(
            !format!("{m:?}").contains("Pat Ron"),
            "who borrowed it is not read"
        );
    }

    #[test]
    fn a_system_s_report_with_one_row_a_copy() {
        let (titles, told) = read(
            "Westfield School,,,,,,,,\nPrinted 6/1/2024,,,,,,,,\n\
             Title,Author,ISBN,Call Number,Barcode,Copy Number,Status,Price,Sublocation\n\
             Holes,\"Sachar, Louis\",9780440414803,FIC SAC,T 30001,1,Available,1695,Fiction\n\
             Frindle,\"Clements, Andrew\",,FIC CLE,T 30002,1,Checked Out,$5.99,Fiction\n\
             Holes,\"Sachar, Louis\",9780440414803,FIC SAC,T 30003,2,Lost,,Fiction\n\
             Frindle,\"Clements, Andrew\",,FIC CLE,T 30004,2,Available,,Fiction\n\
             Frindle,\"Clements, Andrew\",,FIC CLE,,3,Available,,Fiction\n",
        );
        assert!(told.is_empty(), "{told:?}");
        let ids: Vec<_> = titles
            .iter()
            .map(|t| {
                (
                    t.mapped.bib.title.proper.as_str(),
                    t.mapped
                        .items
                        .iter()
                        .map(|i| i.barcode.as_str())
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            ids,
            [
                ("Holes", vec!["T 30001", "T 30003"]),
                ("Frindle", vec!["T 30002", "T 30004", ""])
            ]
        );
        assert_eq!(titles[0].mapped.bib.contributors[0].name, "Sachar, Louis");
        assert_eq!(titles[0].mapped.items[1].status, ItemStatus::Missing);
        assert_eq!(titles[0].mapped.items[0].price_cents, Some(1695));
        assert_eq!(titles[1].mapped.items[0].status, ItemStatus::OnLoan);
        assert_eq!(
            titles[1]
                .mapped
                .diagnostics
                .iter()
                .map(|d| d.kind)
                .collect::<Vec<_>>(),
            ["item-without-barcode"]
        );
        assert_eq!(titles[1].place.record, 2);
    }

    #[test]
    fn levels_and_interest() {
        let (titles, _) = read(
            "id,Title,Lexile,AR Level,AR Points,AR Quiz,Interest Level,Reading Level,Guided Reading Level,Audience\n\
             1,Holes,660L,4.6,7.0,25625,5-8,4.6,V,Young Adult\n\
             2,Bark George,AD 150L,N/A,,,K-3,K,E,Ages 3-6\n\
             3,Odd,lots,high,,,,,,\n",
        );
        assert_eq!(titles[0].mapped.bib.levels.len(), 4);
        assert_eq!(titles[1].mapped.bib.levels.len(), 3);
        assert_eq!(
            titles[1].mapped.bib.interest.map(|g| (g.low, g.high)),
            Some((0, 3))
        );
        assert_eq!(
            titles[2]
                .mapped
                .diagnostics
                .iter()
                .map(|d| d.kind)
                .collect::<Vec<_>>(),
            ["level-unreadable"; 2]
        );
    }

    #[test]
    fn the_id_is_the_first_column_so_named() {
        let (titles, _) = read("work_id,book_id,Title\n7,1,Holes\n");
        assert_eq!(titles[0].mapped.bib.id, "7");
        let map = ColumnMap {
            columns: [("book_id".to_owned(), Column::Id)].into(),
            ..ColumnMap::default()
        };
        let (titles, _) = read_with("work_id,book_id,Title\n7,1,Holes\n", Some(map));
        assert_eq!(titles[0].mapped.bib.id, "1");
        let (titles, _) = read("Title,Author\nHoles,Louis Sachar\n");
        assert_eq!(titles[0].mapped.bib.id, "r1");
    }

    #[test]
    fn spreadsheets_spoil_isbns() {
        let (titles, _) = read(
            "id,Title,ISBN,ISBN13\n1,A,439023483,9.78043902348e+12\n2,B,,9.78043902348e+12\n3,C,9780439023481.0,\n4,D,0439023484,\n5,E,B00ABC1234,\n",
        );
        let isbns: Vec<_> = titles
            .iter()
            .map(|t| {
                t.mapped
                    .bib
                    .isbns
                    .first()
                    .map(ToString::to_string)
                    .unwrap_or_default()
            })
            .collect();
        assert_eq!(isbns, ["9780439023481", "", "9780439023481", "", ""]);
        let kinds: Vec<Vec<_>> = titles
            .iter()
            .map(|t| t.mapped.diagnostics.iter().map(|d| d.kind).collect())
            .collect();
        assert_eq!(
            kinds,
            [
                vec![],
                vec!["isbn-rounded"],
                vec![],
                vec!["isbn-invalid"],
                vec![]
            ]
        );
        assert!(
            titles[3].mapped.diagnostics[0]
                .message
                .contains("check digit 3"),
            "{}",
            titles[3].mapped.diagnostics[0]
        );
    }

    #[test]
    fn titles_with_brackets() {
        let check =
            |cell: &str, proper: &str, series: &[(&str, Option<&str>)], edition: Option<&str>| {
                let (titles, _) = read(&format!(
                    "id,Title,Year\n1,\"{}\",2001\n",
                    cell.replace('"', "\"\"")
                ));
                let b = &titles[0].mapped.bib;
                assert_eq!(b.title.proper, proper, "{cell}");
                let list: Vec<_> = b
                    .series
                    .iter()
                    .map(|s| (s.title.as_str(), s.number.as_deref()))
                    .collect();
                assert_eq!(list, series, "{cell}");
                assert_eq!(b.edition.as_deref(), edition, "{cell}");
            };
        check(
            "Twilight (Twilight, #1)",
            "Twilight",
            &[("Twilight", Some("1"))],
            None,
        );
        check(
            "Mort (Discworld, #4; Death, #1)",
            "Mort",
            &[("Discworld", Some("4")), ("Death", Some("1"))],
            None,
        );
        check(
            "Box (Series (US), #1.5)",
            "Box",
            &[("Series (US)", Some("1.5"))],
            None,
        );
        check(
            "Trilogy (A Song, #1-3)",
            "Trilogy",
            &[("A Song", Some("1-3"))],
            None,
        );
        check(
            "Naruto (Naruto, Vol. 1)",
            "Naruto",
            &[("Naruto", Some("1"))],
            None,
        );
        check(
            "Balanchine (Eminent Lives)",
            "Balanchine (Eminent Lives)",
            &[],
            None,
        );
        check(
            "Balanchine (Eminent Lives Series)",
            "Balanchine",
            &[("Eminent Lives Series", None)],
            None,
        );
        check(
            "Scheduling (2nd Edition)",
            "Scheduling",
            &[],
            Some("2nd Edition"),
        );
        check("(500) Days", "(500) Days", &[], None);
        check("(#1)", "(#1)", &[], None);
        check("NULL", "NULL", &[], None);
    }

    #[test]
    fn tables_without_header_or_titles_are_refused_with_the_way_out() {
        let (titles, told) = read("1,9780440414803,Holes,12.95\n2,9780142402498,Frindle,7.99\n");
        assert!(titles.is_empty());
        assert_eq!(
            told.iter().map(|d| d.kind).collect::<Vec<_>>(),
            ["table-without-header"]
        );
        assert!(told[0].message.contains("\"9780440414803\"") && !told[0].remedy.is_empty());
        let map = ColumnMap {
            header: ["id", "isbn", "title", "price"].map(str::to_owned).into(),
            ..ColumnMap::default()
        };
        let (titles, told) = read_with(
            "1,9780440414803,Holes,12.95\n2,9780142402498,Frindle,7.99\n",
            Some(map),
        );
        assert_eq!((titles.len(), told.len()), (2, 0));
        let (titles, told) = read("Name of owner,Language\nAnn,English\n");
        assert!(titles.is_empty());
        assert_eq!(told[0].kind, "table-without-titles");
        let map = ColumnMap {
            columns: [
                ("Titel des Buches".to_owned(), Column::Title),
                ("Nope".to_owned(), Column::Author),
            ]
            .into(),
            ..ColumnMap::default()
        };
        let (titles, told) = read_with("Nr;Titel des Buches\n1;Momo\n2;Krabat\n", Some(map));
        let kinds: Vec<_> = told.iter().map(|d| d.kind).collect();
        assert_eq!(titles.len(), 2);
        assert_eq!(kinds, ["column-missing", "columns-not-used"]);
    }

    /// A list of borrowers became a catalogue in which the students stood as authors.
    #[test]
    fn lists_of_patrons_and_loans_are_refused_without_a_word_of_their_rows() {
        for table in [
            "cardnumber,surname,firstname,title,categorycode\n2001,Doe,Jane,Ms,STU\n",
            "Overdue report,,,,\nPatron Barcode,Last Name,First Name,Title,Homeroom\nP1,Doe,Jane,Holes,12\n",
            "SiteShortName,Barcode,DistrictID,LastName,FirstName,PatronType,Homeroom\nCEN,P1,S1,Doe,Jane,Student,12\n",
        ] {
            let (titles, told) = read(table);
            assert!(titles.is_empty(), "{table}");
            assert_eq!(told.len(), 1, "{table}");
            assert_eq!(told[0].kind, "patron-list", "{table}");
            assert!(!told[0].message.contains("Doe"), "{}", told[0].message);
        }
        let (_, told) = read("Patron Barcode,Last Name,Title,Homeroom\nP1,Doe,Holes,12\n");
        let named = "\"Patron Barcode\", \"Last Name\", \"Homeroom\"";
        assert!(told[0].message.contains(named), "{}", told[0].message);
        // Who knows better says so.
        let map = ColumnMap {
            columns: [("Patron".to_owned(), Column::Ignore)].into(),
            ..ColumnMap::default()
        };
        let (titles, told) = read_with("Title,Patron\nHoles,Jane Doe\n", Some(map));
        assert_eq!((titles.len(), told.len()), (1, 0));
    }

    /// The table was refused, with the reason that it had no names of columns.
    #[test]
    fn a_name_that_comes_twice_refuses_no_table() {
        let all = |text: &str| {
            let (titles, told) = read(text);
            let told: Vec<_> = told.into_iter().map(|d| (d.kind, d.message)).collect();
            (titles, told)
        };
        let (titles, told) = all(
            "Title,Author,ISBN,Subject,Subject\nHoles,Sachar,,Boys,Camps\nWonder,Palacio,,Schools,\n",
        );
        let subjects = |t: &TableTitle| -> Vec<String> {
            t.mapped
                .bib
                .subjects
                .iter()
                .map(|s| s.parts.join("--"))
                .collect()
        };
        assert_eq!(subjects(&titles[0]), ["Boys", "Camps"]);
        assert_eq!((titles.len(), told), (2, vec![]));
        let (titles, told) = all("Title,Author,Price,Price\nHoles,Sachar,1.00,2.00\n");
        assert_eq!((titles.len(), told.len()), (1, 1));
        assert_eq!(told[0].0, "columns-not-used");
        assert!(told[0].1.contains("\"Price (column 4)\""), "{}", told[0].1);
        let (titles, told) = all("Title,Author,Title\nHoles,Sachar,Hoyos\n");
        assert_eq!(titles[0].mapped.bib.title.proper, "Holes");
        assert!(told[0].1.contains("\"Title (column 3)\""), "{}", told[0].1);
        let (titles, _) =
            all("Title,Author,Author,Subject,Subject\nHoles,\"Sachar, Louis\",\"Roe, Ann\",a,b\n");
        assert_eq!(names(&titles[0]), ["Sachar, Louis", "Roe, Ann"]);
        // Nothing known, and a value twice: that is data.
        let (titles, told) = all("Holes,Holes,Sachar\nWonder,Wonder,Palacio\n");
        assert_eq!((titles.len(), told[0].0), (0, "table-without-header"));
        // A saved map says of the name what was read.
        let mut table = TitleTable::new(None);
        table.push(b"Title,Author,Title\nHoles,Sachar,Hoyos\n");
        table.finish();
        while table.next().is_some() {}
        let map = table.columns().expect("a map");
        assert_eq!(map.columns["Title"], Column::Title);
    }

    #[test]
    fn numbered_columns_are_one_list() {
        let (titles, told) = read(
            "Title,Author 1,Author 2,Subject 1,Subject2,Genre 1,Copy 2\nHoles,Louis Sachar,Ann Roe,Boys,Camps,Humor,x\n",
        );
        let bib = &titles[0].mapped.bib;
        assert_eq!(names(&titles[0]), ["Sachar, Louis", "Roe, Ann"]);
        assert_eq!((bib.subjects.len(), bib.genres.len()), (2, 1));
        assert!(
            told[0].message.contains("\"Copy 2\";"),
            "{}",
            told[0].message
        );
    }

    /// "3 of 3 on the shelf" was said of a title with one copy there.
    #[test]
    fn copies_that_are_out_by_the_table_s_count_are_not_on_the_shelf() {
        let counted = |text: &str| {
            let (titles, told) = read(text);
            let items = &titles[0].mapped.items;
            let on_shelf = items.iter().filter(|i| i.status == ItemStatus::Available);
            assert!(
                items
                    .iter()
                    .all(|i| matches!(i.status, ItemStatus::Available | ItemStatus::OnLoan))
            );
            (items.len(), on_shelf.count(), told.len())
        };
        for (text, all, on_shelf, told) in [
            ("Title,Author,Copies,Available\nHoles,Sachar,3,1\n", 3, 1, 0),
            (
                "Title,Author,Total Copies,Copies Available\nHoles,Sachar,3,0\n",
                3,
                0,
                0,
            ),
            (
                "Title,Author,Copies,Copies Out\nHoles,Sachar,3,2\n",
                3,
                1,
                0,
            ),
            ("Title,Author,Qty,Checked Out\nHoles,Sachar,3,2\n", 3, 1, 0),
            ("Title,Author,Qty,In,Out\nHoles,Sachar,3,1,2\n", 3, 1, 0),
            ("Title,Author,In,Out\nHoles,Sachar,1,2\n", 3, 1, 0),
            ("Title,Author,Available\nHoles,Sachar,2.0\n", 2, 2, 0),
            (
                "Title,Author,Barcode,Available\nHoles,Sachar,T1,0\n",
                1,
                0,
                0,
            ),
            ("Title,Copies,Available\nHoles,3,5\n", 3, 3, 0),
            // Yes and no are said of all copies.
            (
                "Title,Author,Copies,Available\nHoles,Sachar,3,Yes\n",
                3,
                3,
                0,
            ),
            (
                "Title,Author,Copies,Available\nHoles,Sachar,3,No\n",
                3,
                0,
                0,
            ),
            // A day, and how often in all: no count of copies, and told as not used.
            (
                "Title,Author,Copies,Checked Out\nHoles,Sachar,3,2026-11-02\n",
                3,
                3,
                1,
            ),
            (
                "Title,Author,Copies,Checked Out\nHoles,Sachar,3,2\nWonder,Palacio,1,17\n",
                3,
                3,
                1,
            ),
            (
                "Title,Author,Barcode,Checked Out\nHoles,Sachar,T1,17\n",
                1,
                1,
                1,
            ),
        ] {
            assert_eq!(counted(text), (all, on_shelf, told), "{text}");
        }
        let (titles, _) = read("Title,Barcode,Copies\nHoles,T1,1 of 2\nHoles,T2,2 of 2\n");
        let mapped = &titles[0].mapped;
        assert_eq!((mapped.items.len(), mapped.diagnostics.len()), (2, 0));
        let (titles, _) = read("Title,Copies,Available,Status\nHoles,2,1,Lost\n");
        let lost = |i: &carrel_core::Item| i.status == ItemStatus::Missing;
        assert!(
            titles[0].mapped.items.iter().all(lost),
            "a status that is said stays"
        );
    }

    /// Three copies were one, with the barcode "1001; 1002; 1003".
    #[test]
    fn a_title_alone_with_marks_and_commas_is_no_row_in_one_cell() {
        let (titles, _) = read(
            "Title,Author,ISBN\nHoles,Sachar,0440414806\n\"The \"\"Real\"\" Me, Myself, and I\"\n",
        );
        assert_eq!(
            titles[1].mapped.bib.title.proper,
            "The \"Real\" Me, Myself, and I"
        );
    }

    /// The column was passed over, and what was out stood on the shelf.
    #[test]
    fn available_says_yes_or_no() {
        use ItemStatus::{Available, Missing, OnLoan};
        for (header, cells, expected) in [
            (
                "Barcode,Available",
                ["T1,Yes", "T2,no"],
                [Available, OnLoan],
            ),
            (
                "Barcode,Available",
                ["T1,TRUE", "T2,FALSE"],
                [Available, OnLoan],
            ),
            (
                "Barcode,Available",
                ["T1,Available", "T2,Checked out"],
                [Available, OnLoan],
            ),
            (
                "Barcode,Is Available",
                ["T1,x", "T2,0"],
                [Available, OnLoan],
            ),
            (
                "Código de barras,Disponible",
                ["T1,Sí", "T2,No"],
                [Available, OnLoan],
            ),
            (
                "Mediennummer,Verfügbar",
                ["T1,ja", "T2,nein"],
                [Available, OnLoan],
            ),
            // Without a barcode there is a copy all the same.
            ("Available", ["yes", "no"], [Available, OnLoan]),
            // What says more goes before.
            (
                "Barcode,Status,Available",
                ["T1,Lost,no", "T2,Available,no"],
                [Missing, OnLoan],
            ),
            (
                "Barcode,Due,Available",
                ["T1,2026-12-01,yes", "T2,,yes"],
                [OnLoan, Available],
            ),
            (
                "Barcode,Lost,Available",
                ["T1,yes,no", "T2,no,no"],
                [Missing, OnLoan],
            ),
        ] {
            let [one, two] = cells;
            let text = format!("Title,Author,{header}\nHoles,Sachar,{one}\nWonder,Palacio,{two}\n");
            let (titles, told) = read(&text);
            let items = titles.iter().flat_map(|t| &t.mapped.items);
            let statuses: Vec<_> = items.map(|i| i.status).collect();
            assert_eq!((statuses, told.len()), (expected.to_vec(), 0), "{text}");
        }
        // One word among many that says neither is told, and takes no book away.
        let text = format!(
            "Title,Author,Barcode,Available\n{}Holes,Sachar,T1,perhaps\n",
            "Wonder,Palacio,,yes\n".repeat(20)
        );
        let (titles, told) = read(&text);
        let last = &titles[titles.len() - 1].mapped;
        let kinds: Vec<_> = last.diagnostics.iter().map(|d| d.kind).collect();
        assert_eq!((kinds, told.len()), (vec!["status-unknown"], 0));
        assert_eq!(last.items[0].status, Available);
    }

    #[test]
    fn several_columns_of_barcodes_are_a_copy_each() {
        for header in ["Barcode,Barcode", "Barcode 1,Barcode 2"] {
            let (titles, told) = read(&format!("Title,Author,{header}\nHoles,Sachar,1001,1002\n"));
            let found: Vec<_> = titles[0]
                .mapped
                .items
                .iter()
                .map(|i| i.barcode.as_str())
                .collect();
            assert_eq!((found, told.len()), (vec!["1001", "1002"], 0), "{header}");
        }
        // Another name is of another thing.
        let (titles, _) = read("Title,Author,Barcode,Old barcode\nHoles,Sachar,1001,77\n");
        assert_eq!(titles[0].mapped.items.len(), 1);
    }

    #[test]
    fn a_flag_of_one_copy_takes_no_copy_away() {
        use ItemStatus::{Available, OnLoan};
        let of = |table: &str| -> Vec<Vec<ItemStatus>> {
            let (titles, _) = read(table);
            let statuses = |t: &TableTitle| t.mapped.items.iter().map(|i| i.status).collect();
            titles.iter().map(statuses).collect()
        };
        assert_eq!(
            of(
                "Title,Author,Location,Checked Out\nHoles,Sachar,Fiction,0\nWonder,Palacio,Fiction,1\n"
            ),
            [[Available], [OnLoan]]
        );
        assert_eq!(
            of(
                "Title,Author,Location,Available\nHoles,Sachar,Fiction,1\nWonder,Palacio,Fiction,0\n"
            ),
            [[Available], [OnLoan]]
        );
        assert_eq!(
            of("Title,Author,Available,Checked Out\nHoles,Sachar,1,57\n"),
            [[Available]]
        );
        // A report of pages, with a total below.
        let page = "Title,Author,Copies,Available\n";
        let row = |n: usize| format!("Book {n},Sachar,3,1\n");
        let pages: String = (0..12)
            .map(|n| [row(n), page.to_owned()].concat())
            .collect();
        let all = of(&format!("{page}{pages}Total,,5012,4980\n"));
        assert_eq!(all[0], [Available, OnLoan, OnLoan]);
        // Beside a barcode the title's numbers say nothing of the copy.
        assert_eq!(
            of("Title,Author,Barcode,Copies,Checked Out\nHoles,Sachar,1001,3,2\nHoles,Sachar,1002,3,2\n").concat(),
            [Available, Available]
        );
    }

    #[test]
    fn several_barcodes_in_a_cell_are_a_copy_each() {
        for (cell, barcodes, kinds) in [
            (
                "\"1001; 1002; 1003\"",
                vec!["1001", "1002", "1003"],
                vec!["barcodes-in-one-cell"],
            ),
            (
                "\"2001, 2002\"",
                vec!["2001", "2002"],
                vec!["barcodes-in-one-cell"],
            ),
            (
                "\"T 2001,T 2002\"",
                vec!["T 2001", "T 2002"],
                vec!["barcodes-in-one-cell"],
            ),
            (
                "\"3001\n3002\"",
                vec!["3001", "3002"],
                vec!["barcodes-in-one-cell"],
            ),
            ("T1|T2|T1|", vec!["T1", "T2"], vec!["barcodes-in-one-cell"]),
            ("2 1234 00012 3456", vec!["2 1234 00012 3456"], vec![]),
            ("1001;", vec!["1001"], vec![]),
            ("\"12,345\"", vec!["12,345"], vec!["barcode-unclear"]),
            // Two decimals of a spreadsheet, India's grouping, a label's second line, a remark.
            ("\"30012000012345,00\"", vec!["30012000012345"], vec![]),
            ("\"12,34,567\"", vec!["12,34,567"], vec!["barcode-unclear"]),
            (
                "\"30012\nWestfield School\"",
                vec!["30012"],
                vec!["barcode-unclear"],
            ),
            ("1001; lost", vec!["1001"], vec!["barcode-unclear"]),
            (
                "1001 | Bd. 2",
                vec!["1001 | Bd. 2"],
                vec!["barcode-unclear"],
            ),
            (
                "\"Shelf 3, left\"",
                vec!["Shelf 3, left"],
                vec!["barcode-unclear"],
            ),
        ] {
            for name in ["Barcode", "Barcodes"] {
                let (titles, told) = read(&format!(
                    "Title,{name},Author,Copy #\nHoles,{cell},Sachar,1\n"
                ));
                let mapped = &titles[0].mapped;
                let found: Vec<_> = mapped.items.iter().map(|i| i.barcode.as_str()).collect();
                let said: Vec<_> = mapped.diagnostics.iter().map(|d| d.kind).collect();
                assert_eq!((&found, said), (&barcodes, kinds.clone()), "{cell}");
                assert_eq!((mapped.bib.id.as_str(), told.len()), (barcodes[0], 0));
            }
        }
    }

    #[test]
    fn a_cell_of_a_thousand_barcodes_is_no_thousand_copies() {
        let cell: String = (0..1000).map(|n| format!("T{n};")).collect();
        let (titles, _) = read(&format!("Title,Barcode\nHoles,{cell}\n"));
        let mapped = &titles[0].mapped;
        assert_eq!(mapped.items.len(), 1);
        assert_eq!(mapped.diagnostics[0].kind, "barcode-unclear");
    }

    #[test]
    fn german_and_french_headers() {
        let (titles, told) = read(
            "Titel;Verfasser;ISBN;Signatur;Exemplare;Mediennummer;Jahr;Schlagwörter;Standort\n\
             Momo;Ende, Michael;;Jug END;1;00013;1973;Zeit;Kinderbuch\n",
        );
        let m = &titles[0].mapped;
        assert_eq!(names(&titles[0]), ["Ende, Michael"]);
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(
            (m.bib.publication.year, m.bib.subjects.len()),
            (Some(1973), 1)
        );
        let item = &m.items[0];
        assert_eq!(
            (
                item.barcode.as_str(),
                item.call_number.as_deref(),
                item.shelf.as_deref()
            ),
            ("00013", Some("Jug END"), Some("Kinderbuch"))
        );
        let (titles, told) = read(
            "Titre;Auteur;Cote;Code-barres;Éditeur;Année;Résumé;Mots-clés\n\
             Le Petit Prince;Saint-Exupéry, Antoine de;R SAI;3001;Gallimard;1946;Un aviateur.;Enfance\n",
        );
        let m = &titles[0].mapped;
        assert_eq!(told.len(), 0, "{told:?}");
        assert_eq!(
            (
                m.items[0].barcode.as_str(),
                m.items[0].call_number.as_deref()
            ),
            ("3001", Some("R SAI"))
        );
        assert_eq!(
            (
                m.bib.publication.year,
                m.bib.summary.as_deref(),
                m.bib.subjects.len()
            ),
            (Some(1946), Some("Un aviateur."), 1)
        );
    }

    /// "Lost by Ann Smith 5B, parents billed" stood in the record for everyone.
    #[test]
    fn notes_are_shown_only_where_they_call_themselves_public() {
        for name in ["Notes", "Note", "Notas", "Comments"] {
            let (titles, told) = read(&format!("Title,Author,{name}\nHoles,Sachar,Lost by Jane\n"));
            assert!(titles[0].mapped.bib.notes.is_empty(), "{name}");
            assert_eq!(told[0].kind, "columns-not-used", "{name}");
        }
        let text = "Title,Author,Notes\nHoles,Sachar,Signed\n";
        let map = ColumnMap {
            columns: [("Notes".to_owned(), Column::Notes)].into(),
            ..ColumnMap::default()
        };
        assert_eq!(read_with(text, Some(map)).0[0].mapped.bib.notes, ["Signed"]);
        for name in ["Public notes", "General Note"] {
            let (titles, told) = read(&format!("Title,{name}\nHoles,Signed\n"));
            assert_eq!(
                (titles[0].mapped.bib.notes.len(), told.len()),
                (1, 0),
                "{name}"
            );
        }
    }

    #[test]
    fn the_full_stop_of_a_heading_goes_and_that_of_an_initial_stays() {
        for (cell, name) in [
            ("\"Sachar, Louis.\"", "Sachar, Louis"),
            ("\"Rowling, J. K.\"", "Rowling, J. K."),
            ("\"King, Martin Luther, Jr.\"", "King, Martin Luther, Jr."),
            ("Louis Sachar.", "Sachar, Louis"),
        ] {
            let (titles, _) = read(&format!("Title,Author\nHoles,{cell}\n"));
            assert_eq!(names(&titles[0]), [name], "{cell}");
        }
    }

    #[test]
    fn what_is_missing_from_a_table_is_told_with_what_it_is() {
        for (table, kind) in [
            ("Title,Author\n", "file-empty"),
            (
                "biblionumber,itemnumber,barcode,itemcallnumber\n1,1,T1,FIC SAC\n",
                "table-of-copies",
            ),
            (
                "record_id,call_number,status\n1,FIC SAC,Available\n",
                "table-of-copies",
            ),
        ] {
            let (titles, told) = read(table);
            let kinds: Vec<_> = told.iter().map(|d| d.kind).collect();
            assert_eq!((titles.len(), kinds), (0, vec![kind]), "{table}");
        }
    }

    /// Of a cell of 60 MB it was said that it has 1048576 bytes.
    #[test]
    fn of_a_line_without_an_end_the_length_is_not_known() {
        let mut table = TitleTable::new(None);
        let mut titles = Vec::new();
        table.push(b"Title,Author\nHatchet,Gary Paulsen\nHoles,");
        for _ in 0..48 {
            table.push(&[b'x'; 64 << 10]);
            while let Some(event) = table.next() {
                titles.push(event);
            }
        }
        table.finish();
        while let Some(event) = table.next() {
            titles.push(event);
        }
        let Some(TableEvent::Title(title)) = titles.last() else {
            panic!("{titles:?}");
        };
        let told = &title.mapped.diagnostics;
        let long = told
            .iter()
            .find(|d| d.kind == "cell-too-long")
            .expect("told");
        assert!(long.message.contains("has more than "), "{}", long.message);
    }

    #[test]
    fn rows_are_kept_whatever_they_lack() {
        let (titles, _) = read("id,Title,Author\n1,,Someone\n2,Only title\n3,A,B,C,D\n");
        assert_eq!(titles.len(), 3);
        let kinds: Vec<Vec<_>> = titles
            .iter()
            .map(|t| t.mapped.diagnostics.iter().map(|d| d.kind).collect())
            .collect();
        assert_eq!(
            kinds,
            [vec!["row-without-title"], vec![], vec!["row-too-wide"]]
        );
        assert!(
            titles[2].mapped.diagnostics[0]
                .message
                .contains("\"C\", \"D\"")
        );
    }

    #[test]
    fn spanish_headers() {
        let (titles, _) = read(
            "Título;Autor;Editorial;Año;Idioma;Código de barras;Ubicación\nEl principito;Antoine de Saint-Exupéry;Salamandra;2008;Español;0001;Sala infantil\n",
        );
        let m = &titles[0].mapped;
        assert_eq!(
            (
                m.bib.title.filing(),
                m.bib.publication.year,
                m.bib.languages.as_slice()
            ),
            ("principito", Some(2008), ["spa".to_owned()].as_slice())
        );
        assert_eq!(
            (m.items[0].barcode.as_str(), m.items[0].shelf.as_deref()),
            ("0001", Some("Sala infantil"))
        );
    }

    #[test]
    fn the_map_in_use_can_be_saved_and_given_back() {
        let mut table = TitleTable::new(None);
        table.push(b"book_id,title,authors,ratings_count,best_book_id\n1,Holes,Louis Sachar,5,1\n");
        table.finish();
        assert!(table.next().is_some());
        let map = table.columns().expect("known by now").clone();
        assert_eq!(map.layout, "goodbooks-10k");
        let text = toml::to_string(&map).expect("writes");
        assert_eq!(toml::from_str::<ColumnMap>(&text), Ok(map));
        let parsed: ColumnMap =
            toml::from_str("copies = \"row\"\n[columns]\n\"Call #\" = \"call-number\"\n")
                .expect("valid");
        assert_eq!(
            (parsed.copies, parsed.columns["Call #"]),
            (Copies::Row, Column::CallNumber)
        );
        assert!(toml::from_str::<ColumnMap>("[columns]\n\"x\" = \"no such thing\"\n").is_err());
    }
}

mod titles_marked {
    use crate::columns::ColumnMap;
    use crate::csv::titles::{TableEvent, TitleTable};
    use crate::map::{Mapped, Outcome};
    use carrel_core::{CalendarDate, ItemStatus};

    fn read(text: &str, map: Option<ColumnMap>) -> (Vec<Mapped>, Vec<&'static str>) {
        let mut table = TitleTable::new(map);
        table.push(text.as_bytes());
        table.finish();
        let (mut titles, mut told) = (Vec::new(), Vec::new());
        while let Some(event) = table.next() {
            match event {
                TableEvent::Title(title) => {
                    assert_eq!(title.place.id.as_ref(), Some(&title.mapped.bib.id));
                    titles.push(title.mapped);
                }
                TableEvent::File(diagnostic) => told.push(diagnostic.kind),
            }
        }
        (titles, told)
    }

    fn kinds(mapped: &Mapped) -> Vec<&'static str> {
        mapped.diagnostics.iter().map(|d| d.kind).collect()
    }

    #[test]
    fn deleted_rows_are_listed_with_what_is_wrong_with_them_and_left_out() {
        let (titles, told) = read(
            "Id,Title,Author,Deleted\n1,Holes,Louis Sachar,0\n2,Gone,Some One,1,x\n3,Frindle,Andrew Clements,Active\n\
             4,Hatchet,Gary Paulsen,nein\n5,Matilda,Roald Dahl,0000-00-00\n6,Away,No One,Yes\n7,Stuart,E. B. White,2024-05-01\n",
            None,
        );
        assert_eq!(told.len(), 0);
        let (kept, left): (Vec<&Mapped>, Vec<&Mapped>) =
            titles.iter().partition(|m| m.outcome == Outcome::Kept);
        let ids = |list: &[&Mapped]| list.iter().map(|m| m.bib.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&kept), ["1", "3", "4", "5", "7"]);
        assert_eq!(ids(&left), ["2", "6"]);
        assert!(left.iter().all(|m| m.outcome == Outcome::Deleted));
        assert_eq!(left[0].bib.title.proper, "Gone");
        assert_eq!(kinds(left[0]), ["row-too-wide", "record-deleted"]);
        assert_eq!(left[0].diagnostics[1].place.id.as_deref(), Some("2"));
        // What is neither yes nor no takes nothing away, and is told.
        assert_eq!(kinds(kept[1]), ["deleted-unclear"]);
        assert_eq!(kinds(kept[4]), ["deleted-unclear"]);
        assert_eq!((kinds(kept[2]).len(), kinds(kept[3]).len()), (0, 0));
    }

    #[test]
    fn a_word_that_is_no_flag_takes_no_copy_off_the_shelf_and_is_told() {
        use ItemStatus::{Available, Missing, Withdrawn};
        let (titles, _) = read(
            "Title,Barcode,Withdrawn,Lost\nHoles,A,Current,\nFrindle,B,,Not lost\nHatchet,C,,Long overdue\n\
             Matilda,D,Discarded,\nStuart,E,2024-05-01,\nHenry,F,,4\nRamona,G,In library,n\n",
            None,
        );
        let read: Vec<_> = titles
            .iter()
            .map(|m| (m.items[0].status, kinds(m)))
            .collect();
        assert_eq!(read[0], (Available, vec!["status-unknown"]));
        assert_eq!(read[1], (Available, vec![]));
        assert_eq!(read[2].0, Missing);
        assert_eq!(read[3], (Withdrawn, vec![]));
        assert_eq!(read[4], (Withdrawn, vec![]));
        assert_eq!(read[5], (Missing, vec![]));
        assert_eq!(read[6].0, Available);
    }

    #[test]
    fn a_deleted_row_does_not_take_the_other_copies_of_its_title_with_it() {
        let (titles, _) = read(
            "Title,ISBN,Barcode,Deleted\nHoles,9780440414803,A,1\nHoles,9780440414803,B,\nHoles,9780440414803,C,0\n",
            None,
        );
        let list: Vec<_> = titles
            .iter()
            .map(|m| (m.outcome.clone(), m.items.len()))
            .collect();
        assert_eq!(list, [(Outcome::Deleted, 0), (Outcome::Kept, 2)]);
    }

    /// Due dates of a table, and what is said of the file.
    #[track_caller]
    fn due(header: &str, cells: &[&str], map: Option<&str>, days: &[Option<&str>], kinds: &[&str]) {
        let rows: String = cells
            .iter()
            .enumerate()
            .map(|(n, cell)| format!("Book {n},B{n},{cell}\n"))
            .collect();
        let map = map.map(|text| toml::from_str(text).expect("a map"));
        let (titles, told) = read(&format!("{header}\n{rows}"), map);
        let found: Vec<_> = titles.iter().map(|m| m.items[0].due_on).collect();
        let days: Vec<_> = days
            .iter()
            .map(|day| day.and_then(CalendarDate::parse))
            .collect();
        assert_eq!((found, told), (days, kinds.to_vec()), "{header} {cells:?}");
        let lent = |m: &Mapped| m.items[0].status == ItemStatus::OnLoan;
        assert!(titles.iter().all(lent), "{header} {cells:?}");
    }

    #[test]
    fn day_and_month_have_one_order_in_a_column() {
        let english = "Title,Barcode,Due Date";
        let unclear = ["05/06/2026", "07/08/2026"];
        // One date that can only be read in one way decides for all.
        let days = [Some("2026-06-05"), Some("2026-12-25")];
        due(english, &["05/06/2026", "25/12/2026"], None, &days, &[]);
        let days = [Some("2026-05-06"), Some("2026-12-25")];
        due(english, &["05/06/2026", "12/25/2026"], None, &days, &[]);
        // Both in one column: the more frequent, and the other is no date.
        let mixed = ["25/12/2026", "31/01/2026", "12/25/2026", "05/06/2026"];
        let days = [
            Some("2026-12-25"),
            Some("2026-01-31"),
            None,
            Some("2026-06-05"),
        ];
        due(english, &mixed, None, &days, &[]);
        // None that decides: by the language of the header, by the map, or told.
        let month_first = [Some("2026-05-06"), Some("2026-07-08")];
        let day_first = [Some("2026-06-05"), Some("2026-08-07")];
        due(
            english,
            &unclear,
            None,
            &month_first,
            &["date-order-unclear"],
        );
        let spanish = "Título,Código de barras,Fecha de devolución";
        due(spanish, &unclear, None, &day_first, &[]);
        due(
            english,
            &unclear,
            Some("dates = \"day-first\""),
            &day_first,
            &[],
        );
        due(
            spanish,
            &unclear,
            Some("dates = \"month-first\""),
            &month_first,
            &[],
        );
        // Nothing is unclear about these.
        let plain = ["2026-06-05", "6.5.2026", "06/06/2026"];
        let days = [Some("2026-06-05"), Some("2026-05-06"), Some("2026-06-06")];
        due(english, &plain, None, &days, &[]);
    }
}

mod titles_apart {
    use crate::columns::{Column, ColumnMap};
    use crate::csv::titles::{TableEvent, TableTitle, TitleTable};
    use carrel_core::{CalendarDate, Diagnostic, ItemStatus, Severity};

    fn read_with(text: &str, map: Option<ColumnMap>) -> (Vec<TableTitle>, Vec<Diagnostic>, u32) {
        let mut table = TitleTable::new(map);
        table.push(text.as_bytes());
        table.finish();
        let (mut titles, mut told) = (Vec::new(), Vec::new());
        while let Some(event) = table.next() {
            match event {
                TableEvent::Title(title) => titles.push(title),
                TableEvent::File(diagnostic) => told.push(diagnostic),
            }
        }
        (titles, told, table.rows())
    }

    fn read(text: &str) -> (Vec<TableTitle>, Vec<Diagnostic>, u32) {
        read_with(text, None)
    }

    /// Each title and how many copies it has.
    fn copies(titles: &[TableTitle]) -> Vec<(&str, usize)> {
        let of = |t: &'_ TableTitle| t.mapped.items.len();
        titles
            .iter()
            .map(|t| (t.mapped.bib.title.proper.as_str(), of(t)))
            .collect()
    }

    /// Four books of school 12 became one title with four copies, and nothing was said.
    #[test]
    fn books_that_share_a_number_of_something_else_stay_apart() {
        for column in ["school_id", "location_id", "series_id", "branch_id"] {
            let (titles, told, rows) = read(&format!(
                "{column},title,author,isbn,barcode\n12,Holes,Louis Sachar,9780440414803,T1\n\
                 12,Hatchet,Gary Paulsen,9781416936473,T2\n12,Frindle,Andrew Clements,9780689818769,T3\n\
                 12,Matilda,Roald Dahl,9780142410370,T4\n12,Holes,Louis Sachar,9780440414803,T5\n"
            ));
            let all = [("Holes", 2), ("Hatchet", 1), ("Frindle", 1), ("Matilda", 1)];
            assert_eq!((copies(&titles), rows), (all.to_vec(), 5), "{column}");
            // The number is the school's, and that nobody reads it is told.
            assert_eq!(titles[0].mapped.bib.id, "9780440414803");
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].message.contains(column), "{}", told[0].message);
        }
        // A column beside it that is the record's.
        let (titles, _, _) = read("school_id,book_id,title\n12,7,Holes\n12,8,Hatchet\n");
        let ids: Vec<_> = titles.iter().map(|t| t.mapped.bib.id.as_str()).collect();
        assert_eq!(ids, ["7", "8"]);
        // Where no title shares it, it is as good a number as any.
        let (titles, told, _) = read("item_id,title\n12,Holes\n13,Hatchet\n");
        assert_eq!((titles[0].mapped.bib.id.as_str(), told.len()), ("12", 0));
    }

    #[test]
    fn a_number_used_twice_keeps_both_titles() {
        for (table, all) in [
            (
                "id,title,barcode\n0,Holes,T1\n0,Hatchet,T2\n0,Frindle,T3\n",
                &["Holes", "Hatchet", "Frindle"][..],
            ),
            (
                "id,title,barcode\n7,Holes,T1\n8,Hatchet,T2\n7,Frindle,T3\n",
                &["Holes", "Hatchet", "Frindle"],
            ),
            // A set has one ISBN for all of its volumes.
            (
                "title,author,isbn,barcode\nWorld Book A,,9780716601197,T1\nWorld Book B,,9780716601197,T2\n",
                &["World Book A", "World Book B"],
            ),
            (
                "title,author,isbn,barcode\nWorld Book: A,,9780716601197,T1\nWorld Book: B,,9780716601197,T2\n",
                &["World Book", "World Book"],
            ),
            (
                "id,title,author,barcode\n7,Poems,Ann Bach,T1\n7,Poems,Ben Berg,T2\n",
                &["Poems", "Poems"],
            ),
            (
                "title,author,format,barcode\nHoles,Louis Sachar,Book,T1\nHoles,Louis Sachar,DVD,T2\n\
                 Holes,Louis Sachar,Audiobook,T3\n",
                &["Holes", "Holes", "Holes"],
            ),
        ] {
            let (titles, _, _) = read(table);
            let all: Vec<_> = all.iter().map(|title| (*title, 1)).collect();
            assert_eq!(copies(&titles), all, "{table}");
        }
    }

    #[test]
    fn what_a_row_leaves_out_agrees_with_anything() {
        for table in [
            "id,title,author,barcode\n7,Holes,Louis Sachar,T1\n7,,,T2\n7,HOLES,\"Sachar, Louis\",T3\n",
            "id,title,author,barcode\n7,,,T1\n7,Holes,,T2\n7,Holes!,Louis Sachar,T3\n",
            "title,isbn,format,barcode\nHoles,9780440414803,,T1\nHoles,9780440414803,Paperback,T2\n,9780440414803,,T3\n",
        ] {
            let (titles, _, rows) = read(table);
            assert_eq!((copies(&titles), rows), (vec![("Holes", 3)], 3), "{table}");
        }
        // It joins no two that disagree.
        let (titles, _, _) = read("id,title,barcode\n7,,T1\n7,Holes,T2\n7,Hatchet,T3\n");
        assert_eq!(copies(&titles), [("Holes", 2), ("Hatchet", 1)]);
        // Who says which rows belong together is believed.
        let map = toml::from_str("copies = \"id\"").expect("a map");
        let (titles, _, _) = read_with("id,title,barcode\n7,Holes,T1\n7,Hoyos,T2\n", Some(map));
        assert_eq!(copies(&titles), [("Holes", 2)]);
    }

    /// Three columns were passed over, and the report said no word of it.
    #[test]
    fn columns_that_nobody_understands_are_named() {
        let text = "title,My Nbr,Signature code,Accession Nr,Empty\nHoles,T1,FIC SAC,77,\n";
        let (_, told, _) = read(text);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].kind, told[0].severity),
            ("columns-not-used", Severity::Note)
        );
        let named =
            "Columns not used: \"My Nbr\", \"Signature code\", \"Accession Nr\"; a column map";
        assert!(told[0].message.contains(named), "{}", told[0].message);
        let map = ColumnMap {
            columns: [
                ("My Nbr".to_owned(), Column::Barcode),
                ("Signature code".to_owned(), Column::CallNumber),
                ("Accession Nr".to_owned(), Column::Ignore),
            ]
            .into(),
            ..ColumnMap::default()
        };
        let (titles, told, _) = read_with(text, Some(map));
        assert_eq!(
            (titles[0].mapped.items[0].barcode.as_str(), told.len()),
            ("T1", 0)
        );
        let mut table = TitleTable::new(None);
        table.push(text.as_bytes());
        table.finish();
        assert!(table.meanings().is_empty());
        while table.next().is_some() {}
        let expected = [
            ("title", Some(Column::Title)),
            ("My Nbr", None),
            ("Signature code", None),
            ("Accession Nr", None),
            ("Empty", None),
        ];
        assert_eq!(
            table.meanings(),
            expected.map(|(name, c)| (name.to_owned(), c))
        );
    }

    /// "1 of 1 on the shelf" was said of a book that was out.
    #[test]
    fn a_due_date_in_any_spelling_says_that_the_copy_is_out() {
        use ItemStatus::{Available, Missing, OnLoan};
        let check = |cell: &str, status, day: Option<&str>, kinds: &[&str]| {
            let (titles, _, _) = read(&format!("title,barcode,due date\nHoles,T1,\"{cell}\"\n"));
            let m = &titles[0].mapped;
            let day = day.and_then(CalendarDate::parse);
            assert_eq!(
                (m.items[0].status, m.items[0].due_on),
                (status, day),
                "{cell}"
            );
            let found: Vec<_> = m.diagnostics.iter().map(|d| d.kind).collect();
            assert_eq!(found, kinds, "{cell}");
        };
        for cell in [
            "30-Nov-26",
            "30-Nov-2026",
            "Nov 30, 2026",
            "30 nov 2026",
            "46356",
            "Mon Nov 30 2026",
            "30 de noviembre de 2026",
        ] {
            check(cell, OnLoan, Some("2026-11-30"), &[]);
        }
        for cell in ["Overdue", "soon", "2026-13-01", "31-Nov-26"] {
            check(cell, OnLoan, None, &["due-date-unreadable"]);
        }
        for cell in [
            "",
            "0000-00-00",
            "00/00/0000",
            "-",
            "None",
            "no",
            "Returned",
            "On shelf",
        ] {
            check(cell, Available, None, &[]);
        }
        let (titles, _, _) = read("title,barcode,due date\nHoles,T1,soon\n");
        let told = &titles[0].mapped.diagnostics[0];
        assert_eq!(told.severity, Severity::Warning);
        assert!(told.message.contains("\"soon\""), "{}", told.message);
        // What the column of the status says plainly goes before a word that is no day, a day before it.
        let (titles, _, _) = read(
            "title,barcode,status,due date\nA,T1,Available,soon\nB,T2,Lost,30-Nov-26\nC,T3,zap,soon\nD,T4,Lost,soon\n",
        );
        let found: Vec<_> = titles.iter().map(|t| t.mapped.items[0].status).collect();
        assert_eq!(found, [Available, OnLoan, OnLoan, Missing]);
    }

    #[test]
    fn counts_and_barcodes_that_are_spoilt_are_told() {
        let (titles, _, _) =
            read("title,copies\nA,2\nB,0\nC,\nD,three\nE,-3\nF,4000000000\nG,1000\nH,999\nI,2.0\n");
        let found: Vec<_> = titles
            .iter()
            .map(|t| {
                let kinds: Vec<_> = t.mapped.diagnostics.iter().map(|d| d.kind).collect();
                (t.mapped.items.len(), kinds)
            })
            .collect();
        let told = || vec!["copies-unreadable"];
        let expected = [
            (2, vec![]),
            (0, vec![]),
            (0, vec![]),
            (0, told()),
            (0, told()),
            (0, told()),
            (0, told()),
            (999, vec![]),
            (2, vec![]),
        ];
        assert_eq!(found, expected);
        let (titles, _, _) =
            read("title,barcode\nA,3.02E+13\nB,3E10\nC,E+13\nD,30200000000001\nE,3e+13\n");
        let rounded = |t: &TableTitle| {
            t.mapped
                .diagnostics
                .iter()
                .any(|d| d.kind == "barcode-rounded")
        };
        let found: Vec<_> = titles.iter().map(rounded).collect();
        assert_eq!(found, [true, false, false, false, true]);
        assert_eq!(titles[0].mapped.items[0].barcode, "3.02E+13");
    }

    #[test]
    fn the_header_again_and_lines_of_totals_are_no_titles() {
        let (titles, told, rows) = read(
            "id,title,author\n1,Holes,Louis Sachar\nID,Title,Author\n2,Total Recall,\n3,Hatchet,Gary Paulsen\n\
             Total: 3 titles,,\n,Total 3,\n,Total Recall,\n,Page One,\n",
        );
        let all = [
            "Holes",
            "Total Recall",
            "Hatchet",
            "Total Recall",
            "Page One",
        ];
        let found: Vec<_> = copies(&titles)
            .into_iter()
            .map(|(title, _)| title)
            .collect();
        assert_eq!((found, rows), (all.to_vec(), 5));
        let kinds: Vec<_> = told.iter().map(|d| (d.kind, d.place.offset)).collect();
        assert_eq!(kinds, [3, 6, 7].map(|line| ("row-passed-over", line)));
        assert!(told[1].message.contains("Total: 3 titles"));
    }

    #[test]
    fn letters_of_old_macintosh_files_are_told() {
        let mut table = TitleTable::new(None);
        table.push(b"Title,Author\rCaf\x8E,N\x9C\x96ez\rHoles,Louis Sachar\r");
        table.finish();
        let mut told = Vec::new();
        while let Some(event) = table.next() {
            if let TableEvent::Title(title) = event {
                told.push(
                    title
                        .mapped
                        .diagnostics
                        .iter()
                        .map(|d| d.kind)
                        .collect::<Vec<_>>(),
                );
            }
        }
        assert_eq!(told, [vec!["text-garbled"], vec![]]);
    }
}

mod items {
    use crate::csv::items::{ItemsTable, Join};
    use crate::map::Mapped;
    use carrel_core::{Isbn, Item, ItemStatus};

    fn table(text: &str) -> (ItemsTable, Vec<&'static str>) {
        let mut table = ItemsTable::new(None);
        table.push(text.as_bytes());
        let told = table.finish().iter().map(|d| d.kind).collect();
        (table, told)
    }

    fn title(id: &str) -> Mapped {
        let mut m = Mapped::default();
        m.bib.id = id.into();
        m
    }

    #[test]
    fn a_copy_is_deleted_by_a_plain_yes_alone() {
        let (mut table, told) = table(
            "record_id,barcode,deleted\n1,A,1\n1,B,0\n1,C,Active\n1,D,nein\n1,E,0000-00-00\n1,F,yes\n1,G,\n",
        );
        assert_eq!(told.len(), 0);
        let mut m = title("1");
        table.join(&mut m);
        let gone: Vec<_> = m
            .items
            .iter()
            .filter(|i| i.status == ItemStatus::Withdrawn)
            .map(|i| i.barcode.as_str())
            .collect();
        assert_eq!((m.items.len(), gone), (7, vec!["A", "F"]));
        let kinds: Vec<_> = m.diagnostics.iter().map(|d| d.kind).collect();
        assert_eq!(kinds, ["deleted-unclear"]);
        assert!(m.diagnostics[0].message.contains("\"Active\""));
    }

    #[test]
    fn loans_of_a_day_first_table() {
        let (mut table, told) = table(
            "Barcode,Due Date,Date Acquired\nT 1,25/12/2026,03/04/2020\nT 2,05/01/2027,\nT 3,12/31/2026,\nT 4,31/01/2027,\n",
        );
        assert_eq!(told.len(), 0);
        let mut m = title("1");
        for n in 1..=4 {
            m.items.push(Item {
                barcode: format!("T {n}"),
                ..Item::default()
            });
        }
        table.join(&mut m);
        let list: Vec<_> = m
            .items
            .iter()
            .map(|i| (i.status, i.due_on.map(|d| d.ymd())))
            .collect();
        // The third is no day of this table, and out all the same.
        assert_eq!(
            list,
            [
                (ItemStatus::OnLoan, Some((2026, 12, 25))),
                (ItemStatus::OnLoan, Some((2027, 1, 5))),
                (ItemStatus::OnLoan, None),
                (ItemStatus::OnLoan, Some((2027, 1, 31)))
            ]
        );
        // A column that leaves it open goes by the other.
        assert_eq!(m.items[0].acquired_on.map(|d| d.ymd()), Some((2020, 4, 3)));
        assert_eq!(m.diagnostics.len(), 1);
        assert!(
            m.diagnostics[0].message.contains("day first"),
            "{}",
            m.diagnostics[0].message
        );
    }

    #[test]
    fn patrons_are_no_copies_and_a_header_alone_is_told() {
        let (_, told) = table("cardnumber,surname,firstname,categorycode\n2001,Doe,Jane,STU\n");
        assert_eq!(told, ["patron-list"]);
        let (_, told) = table("biblionumber,itemnumber,barcode\n");
        assert_eq!(told, ["file-empty"]);
        // Koha's copies have columns of borrowers, and who has a copy is not read.
        let (table, told) = table("biblionumber,itemnumber,barcode,borrowernumber\n1,1,T1,77\n");
        assert_eq!((table.len(), told.len()), (1, 0));
    }

    #[test]
    fn evergreen_s_copies_by_record() {
        let (mut table, told) = table(
            "copy_id\trecord_id\tbarcode\tcall_number\towning_lib\tcirc_lib\tlocation\tstatus\tprice\tcirculate\tholdable\tdeleted\n1\t10\tCONC1\tML 2533\tOWN\tLENDS\tReference\t0\t24.99\t0\t1\t0\n2\t10\tCONC2\tML 2533\tOWN\tLENDS\tStacks\t3\t24.99\t1\t1\t0\n3\t99\tCONC3\tX\tOWN\tLENDS\tStacks\t0\t1\t1\t1\t0\n4\t10\tCONC4\tX\tOWN\tLENDS\tStacks\t0\t1\t1\t1\t1\n",
        );
        assert_eq!(
            (told.len(), table.len(), table.joined_by()),
            (0, 4, Join::Record)
        );
        let mut m = title("10");
        table.join(&mut m);
        assert_eq!(
            m.items.iter().map(|i| i.status).collect::<Vec<_>>(),
            [
                ItemStatus::InLibrary,
                ItemStatus::Missing,
                ItemStatus::Withdrawn
            ]
        );
        assert_eq!(
            (
                m.items[0].site.as_deref(),
                m.items[0].shelf.as_deref(),
                m.items[0].price_cents
            ),
            (Some("LENDS"), Some("Reference"), Some(2499))
        );
        table.join(&mut title("10"));
        let left: Vec<_> = table.unmatched().collect();
        assert_eq!(left.len(), 1);
        assert!(left[0].message.contains("CONC3") && left[0].message.contains("99"));
        assert_eq!(left[0].place.offset, 4);
    }

    #[test]
    fn koha_s_items_by_biblionumber_never_by_a_like_control_number() {
        let head = "itemnumber\tbiblionumber\tbarcode\thomebranch\tlocation\titemlost\twithdrawn\tnotforloan\tonloan\titype\n";
        let (mut table, _) = table(&format!(
            "{head}1\t7\t39999\tCPL\tGEN\t0\t0\t0\t2024-06-01\tBK\n2\t8\t40000\tCPL\tGEN\t0\t1\t0\t\tBK\n"
        ));
        assert_eq!(table.joined_by(), Join::Koha);
        let mut m = title("8");
        m.keys.koha = Some("7".into());
        table.join(&mut m);
        assert_eq!(
            m.items
                .iter()
                .map(|i| (i.barcode.as_str(), i.status))
                .collect::<Vec<_>>(),
            [("39999", ItemStatus::OnLoan)]
        );
    }

    #[test]
    fn copies_that_a_title_has_are_brought_up_to_date() {
        let (mut table, _) =
            table("Barcode,Status,Due Date\nT 1,Checked Out,06/01/2024\nT 2,Available,\n");
        assert_eq!(table.joined_by(), Join::Barcode);
        let mut m = title("1");
        m.items.push(Item {
            barcode: "T 1".into(),
            shelf: Some("Fiction".into()),
            ..Item::default()
        });
        table.join(&mut m);
        assert_eq!(
            (
                m.items.len(),
                m.items[0].status,
                m.items[0].shelf.as_deref()
            ),
            (1, ItemStatus::OnLoan, Some("Fiction"))
        );
        assert_eq!(table.unmatched().count(), 1);
    }

    /// Status and due date of a copy before and after a table with these columns and cells was joined.
    #[track_caller]
    fn check(
        before: (ItemStatus, Option<&str>),
        text: &str,
        after: (ItemStatus, Option<&str>),
        kinds: &[&str],
    ) {
        let (mut table, _) = table(text);
        let mut m = title("1");
        m.items.push(Item {
            barcode: "A1".into(),
            status: before.0,
            due_on: before.1.and_then(carrel_core::CalendarDate::parse),
            ..Item::default()
        });
        table.join(&mut m);
        let due = after.1.and_then(carrel_core::CalendarDate::parse);
        assert_eq!(
            (m.items[0].status, m.items[0].due_on),
            (after.0, due),
            "{text}"
        );
        let found: Vec<_> = m.diagnostics.iter().map(|d| d.kind).collect();
        assert_eq!(found, kinds, "{text}");
    }

    #[test]
    fn a_table_that_says_no_status_leaves_loans_as_they_are() {
        use ItemStatus::{Available, Coming, InLibrary, Missing, OnLoan, Withdrawn};
        let due = Some("2026-12-01");
        let on_loan = (OnLoan, due);
        // Labels alone.
        check(on_loan, "barcode,call number\nA1,FIC A\n", on_loan, &[]);
        check(
            (Missing, None),
            "barcode,call number\nA1,FIC A\n",
            (Missing, None),
            &[],
        );
        // A status nobody knows says nothing, and is told; so does a date that is none.
        let unknown = &["status-unknown"];
        check(on_loan, "barcode,status\nA1,zap\n", on_loan, unknown);
        check(
            on_loan,
            "barcode,status,due date\nA1,zap,\n",
            on_loan,
            unknown,
        );
        check(
            on_loan,
            "barcode,due date\nA1,soon\n",
            on_loan,
            &["due-date-unreadable"],
        );
        // An empty cell says nothing; an empty column for due dates says that it is not out.
        check(on_loan, "barcode,status\nA1,\n", on_loan, &[]);
        check(on_loan, "barcode,due date\nA1,\n", (Available, None), &[]);
        check(
            (Missing, None),
            "barcode,due date\nA1,\n",
            (Missing, None),
            &[],
        );
        check(
            (Missing, None),
            "barcode,lost\nA1,0\n",
            (Available, None),
            &[],
        );
        // What is said goes before, in both directions.
        check(on_loan, "barcode,status\nA1,Lost\n", (Missing, None), &[]);
        check(on_loan, "barcode,status\nA1,Checked out\n", on_loan, &[]);
        check(
            on_loan,
            "barcode,status\nA1,Available\n",
            (Available, None),
            &[],
        );
        for before in [Missing, Coming, Withdrawn] {
            let available = "barcode,status\nA1,Available\n";
            check((before, None), available, (Available, None), &[]);
        }
        // Where a book is does not say that it may be taken home.
        check(
            (InLibrary, None),
            "barcode,status\nA1,Available\n",
            (InLibrary, None),
            &[],
        );
        check(
            (Available, None),
            "barcode,due date\nA1,2026-12-01\n",
            on_loan,
            &[],
        );
    }

    #[test]
    fn two_rows_with_one_barcode_are_two_copies() {
        let (mut table, _) = table("record_id,barcode,status\n1,A,Available\n1,A,Lost\n1,,Lost\n");
        let mut m = title("1");
        m.items.push(Item {
            barcode: "A".into(),
            shelf: Some("S".into()),
            ..Item::default()
        });
        table.join(&mut m);
        let list: Vec<_> = m
            .items
            .iter()
            .map(|i| (i.barcode.as_str(), i.shelf.as_deref()))
            .collect();
        assert_eq!(list, [("A", Some("S")), ("A", None), ("", None)]);
    }

    #[test]
    fn copies_by_isbn() {
        let (mut table, _) = table("ISBN,Barcode,Location\n978-0-440-41480-3,T 1,Fiction\n");
        let mut m = title("1");
        m.bib.isbns.extend(Isbn::parse("0440414806"));
        table.join(&mut m);
        assert_eq!(m.items[0].barcode, "T 1");
    }

    /// A row without the number went by title and author, or was told as one without a title.
    #[test]
    fn a_copy_whose_number_is_blank_goes_by_its_isbn() {
        let isbn = |mut m: Mapped, text: &str| {
            m.bib.isbns.extend(Isbn::parse(text));
            m
        };
        let text = "record_id,isbn,title,author,barcode\n\
            1,9780374332655,,,A\n\
            ,9780374332655,,,B\n\
            ,978-0-374-33265-5,Wonder,\"Palacio, R. J.\",C\n\
            ,9780440414803,Wonder,\"Palacio, R. J.\",D\n\
            ,9780440414803,,,E\n\
            9,9780374332655,Wonder,\"Palacio, R. J.\",F\n\
            ,9780374332655,,,T\n";
        let mut titles = [
            title("1"),
            isbn(title("2"), "0374332657"),
            isbn(title("3"), "0374332657"),
            named("4", "Wonder", "", "Palacio, R. J."),
        ];
        // A barcode that a title has is surer than an ISBN that two have, whichever comes first.
        titles[2].items.push(Item {
            barcode: "T".into(),
            ..Item::default()
        });
        let (got, left, told) = by_title(text, &mut titles);
        assert_eq!(got, ["1: A", "2: B C", "3: T", "4: D"]);
        assert_eq!((left, told), (vec!["item-unmatched"; 2], true));
    }

    #[test]
    fn several_barcodes_in_a_cell_of_a_table_of_copies() {
        let (mut table, _) = table("record_id,barcode,shelf\n1,T1; T2,Fiction\n2,T3,Fiction\n");
        assert_eq!(table.len(), 3);
        let mut m = title("1");
        table.join(&mut m);
        let list: Vec<_> = m
            .items
            .iter()
            .map(|i| (i.barcode.as_str(), i.shelf.is_some()))
            .collect();
        assert_eq!(list, [("T1", true), ("T2", true)]);
        let kinds: Vec<_> = m.diagnostics.iter().map(|d| d.kind).collect();
        assert_eq!(kinds, ["barcodes-in-one-cell"]);
        assert_eq!(table.unmatched().count(), 1);
    }

    /// Statuses of the copies of one title.
    #[track_caller]
    fn statuses(text: &str, expected: &[ItemStatus], kinds: &[&str]) {
        let (mut table, told) = table(text);
        let mut m = title("1");
        table.join(&mut m);
        let found: Vec<_> = m.items.iter().map(|i| i.status).collect();
        assert_eq!(
            (found.as_slice(), told.as_slice()),
            (expected, kinds),
            "{text}"
        );
    }

    #[test]
    fn available_says_yes_or_no_of_a_copy() {
        use ItemStatus::{Available, OnLoan};
        let head = "record_id,barcode,Available\n";
        let four = [Available, OnLoan, Available, OnLoan];
        statuses(&format!("{head}1,A,1\n1,B,0\n1,C,1\n1,D,0\n"), &four, &[]);
        statuses(
            &format!("{head}1,A,yes\n1,B,no\n1,C,In\n1,D,Out\n"),
            &four,
            &[],
        );
        // It counts something: a table of copies has a row for each.
        let unused = &["columns-not-used"];
        statuses(&format!("{head}1,A,3\n1,B,2\n"), &[Available; 2], unused);
        let due = Some("2026-12-01");
        let on_loan = (OnLoan, due);
        check(
            on_loan,
            "barcode,available\nA1,yes\n",
            (Available, None),
            &[],
        );
        check(
            (Available, None),
            "barcode,available\nA1,no\n",
            (OnLoan, None),
            &[],
        );
        check(on_loan, "barcode,available\nA1,\nA2,yes\n", on_loan, &[]);
    }

    /// A title of a catalogue: number, title, subtitle, author.
    fn named(id: &str, proper: &str, rest: &str, author: &str) -> Mapped {
        let mut m = title(id);
        m.bib.title.proper = proper.into();
        m.bib.title.remainder = (!rest.is_empty()).then(|| rest.to_owned());
        m.bib.contributors.push(carrel_core::bib::Contributor {
            name: author.into(),
            dates: None,
            role: carrel_core::bib::Role::Author,
            main: true,
            vernacular: None,
        });
        m
    }

    /// The barcodes that titles got, `id: barcodes`; what was said of those that went to none; how many were joined by name.
    fn by_title(text: &str, titles: &mut [Mapped]) -> (Vec<String>, Vec<&'static str>, bool) {
        let (mut table, told) = table(text);
        assert!(told.is_empty(), "{told:?}");
        for title in &mut *titles {
            table.join(title);
        }
        let found = table.join_left(&mut titles.iter_mut().collect::<Vec<_>>());
        let kinds = table.unmatched().map(|d| d.kind).collect();
        let all = titles.iter().filter(|title| !title.items.is_empty());
        let got = all.map(|title| {
            let barcodes: Vec<_> = title.items.iter().map(|i| i.barcode.as_str()).collect();
            format!("{}: {}", title.bib.id, barcodes.join(" "))
        });
        (got.collect(), kinds, found.is_some())
    }

    /// "Expected a column with the number": nothing of the table was read.
    #[test]
    fn copies_by_title_and_author() {
        let mut titles = [
            named("1", "Holes", "", "Sachar, Louis"),
            named("2", "The wild robot", "", "Brown, Peter"),
            named(
                "3",
                "Harry Potter and the sorcerer's stone",
                "",
                "Rowling, J. K.",
            ),
            named("4", "El niño", "cuento", "García Márquez, Gabriel"),
            named("5", "Wonder", "", "Palacio, R. J."),
        ];
        let text = "Title,Author,Barcode,Location\n\
            Holes,Louis Sachar,A,Fiction\n\
            HOLES.,\"Sachar, Louis\",B,Fiction\n\
            The Wild Robot / Peter Brown,Peter Brown,C,Fiction\n\
            \"Harry Potter and the Sorcerer’s Stone (Harry Potter, #1)\",J.K. Rowling,D,Fiction\n\
            El nino,Gabriel Garcia Marquez,E,Fiction\n\
            Wonder,Somebody Else,F,Fiction\n\
            ,Louis Sachar,G,Fiction\n";
        let (got, left, told) = by_title(text, &mut titles);
        assert_eq!(got, ["1: A B", "2: C", "3: D", "4: E"]);
        assert_eq!((left, told), (vec!["item-unmatched"; 2], true));
        assert_eq!(titles[0].items[1].shelf.as_deref(), Some("Fiction"));
        // Without a column of barcodes, too.
        let mut titles = [named("1", "Holes", "", "Sachar, Louis")];
        let (mut table, _) = table("Title,Author,Shelf,Status\nHoles,Louis Sachar,Fic,Lost\n");
        assert_eq!(table.joined_by(), Join::Title);
        let told = table.join_left(&mut titles.iter_mut().collect::<Vec<_>>());
        let message = told.expect("told").message;
        assert!(
            message.contains("1 copy") && message.contains("Holes / "),
            "{message}"
        );
        assert_eq!(titles[0].items[0].status, ItemStatus::Missing);
    }

    #[test]
    fn a_title_and_author_that_may_be_several_joins_nothing() {
        let head = "Title,Author,Barcode\n";
        let warriors = |rest: &str| {
            let id = if rest.is_empty() { "1" } else { rest };
            named(id, "Warriors", rest, "Hunter, Erin")
        };
        let unclear = "copy-title-unclear";
        // Two titles of one name; the one whose subtitle is said is meant.
        let two = || [warriors("Into the wild"), warriors("Fire and ice")];
        let rows = format!(
            "{head}Warriors,Erin Hunter,A\nWarriors: Fire and Ice,Erin Hunter,B\nWarriors: Forest of Secrets,Erin Hunter,C\n"
        );
        let (got, left, _) = by_title(&rows, &mut two());
        assert_eq!(got, ["Fire and ice: B"]);
        assert_eq!(left, [unclear, "item-unmatched"]);
        // Two names of the table, and one title that may be either.
        let (got, left, told) = by_title(&rows, &mut [warriors("")]);
        assert_eq!((got, left), (vec!["1: A".to_owned()], vec![unclear; 2]));
        assert!(told);
        let (table_of_one, _) = rows.rsplit_once("Warriors: Forest").expect("three rows");
        let only = table_of_one.replace("Warriors,Erin Hunter,A\n", "");
        let (got, left, _) = by_title(&only, &mut [warriors("")]);
        assert_eq!((got, left.len()), (vec!["1: B".to_owned()], 0));
        // The volumes of a set may be copies of one title; where each is a title, which is not said.
        let set =
            "Title,Author,Volume,Barcode\nWarriors,Erin Hunter,1,A\nWarriors,Erin Hunter,2,B\n";
        let (got, _, _) = by_title(set, &mut [warriors("")]);
        assert_eq!(got, ["1: A B"]);
        assert_eq!(by_title(set, &mut two()).1, [unclear; 2]);
        // Another format is another title.
        let films = "Title,Author,Format,Barcode\nHoles,Louis Sachar,DVD,A\nHoles,Louis Sachar,Hardcover,B\n";
        let (got, left, _) = by_title(films, &mut [named("1", "Holes", "", "Sachar, Louis")]);
        assert_eq!(
            (got, left),
            (vec!["1: B".to_owned()], vec!["item-unmatched"])
        );
    }

    #[test]
    fn what_names_its_title_surely_is_not_looked_up_by_name() {
        // A number that no title has is another library's, or a slip: told, not guessed at.
        let holes = || [named("1", "Holes", "", "Sachar, Louis")];
        let text =
            "record_id,title,author,barcode\n9,Holes,Louis Sachar,A\n,Holes,Louis Sachar,B\n";
        let (got, left, _) = by_title(text, &mut holes());
        assert_eq!(
            (got, left),
            (vec!["1: B".to_owned()], vec!["item-unmatched"])
        );
        // A barcode that a title has leads to it, whatever the row calls it.
        let mut titles = [holes(), [named("2", "Wonder", "", "Palacio, R. J.")]].concat();
        titles[1].items.push(Item {
            barcode: "A".into(),
            ..Item::default()
        });
        let text =
            "title,author,barcode,status\nHoles,Louis Sachar,A,Lost\nHoles,Louis Sachar,B,Lost\n";
        let (got, left, _) = by_title(text, &mut titles);
        assert_eq!(
            (got, left.len()),
            (vec!["1: B".to_owned(), "2: A".to_owned()], 0)
        );
        // Loans have titles and authors, too.
        let loans =
            "Title,Author,Checked Out To,Due Date\nHoles,Louis Sachar,Jane Doe,2026-12-01\n";
        assert_eq!(table(loans).1, ["patron-list"]);
    }

    /// The raw record was printed as the names of columns.
    #[test]
    fn records_are_no_table_of_copies() {
        for text in [
            "00049nam a2200037   4500245001100000\u{1e}00\u{1f}aHoles\u{1e}\u{1d}",
            "=LDR  00000nam a2200000 a 4500\n=245  10$aHoles\n",
        ] {
            let (table, told) = table(text);
            assert_eq!((table.len(), told), (0, vec!["records-for-copies"]));
        }
    }

    #[test]
    fn a_table_that_leads_nowhere_is_refused() {
        let (table, told) = table("Location,Status,Price\nA,Available,1\n");
        assert_eq!((table.len(), told), (0, vec!["copies-without-key"]));
    }
}

#[test]
fn what_is_said_of_a_row_has_an_end() {
    use crate::csv::titles::{TableEvent, TitleTable};

    let mut table = TitleTable::new(None);
    table.push(format!("title,x\nb,c,{}\n", "a,".repeat(1_000)).as_bytes());
    table.finish();
    let mut told = 0;
    while let Some(event) = table.next() {
        if let TableEvent::Title(title) = event {
            for diagnostic in title.mapped.diagnostics {
                assert!(diagnostic.message.len() < 1_000, "{diagnostic}");
                told += u32::from(diagnostic.kind == "row-too-wide");
            }
        }
    }
    assert_eq!(told, 1);
}

#[test]
fn columns_that_come_twice_are_told_with_their_place() {
    let names = ["Title", "Price", "price ", "Weight"].map(str::to_owned);
    let row = Row {
        cells: vec!["1".to_owned(); names.len()],
        ..Row::default()
    };
    let told = super::header::unused(&names, &[None; 4], &[row], 1).expect("columns");
    let expected = "\"Title\", \"Price (column 2)\", \"price (column 3)\", \"Weight\"";
    assert!(told.message.contains(expected), "{told}");
}

/// What comes out of a table of titles: titles, and what is said of the file.
fn all_of(
    text: &str,
) -> (
    Vec<crate::csv::titles::TableTitle>,
    Vec<carrel_core::Diagnostic>,
) {
    use crate::csv::titles::{TableEvent, TitleTable};

    let mut table = TitleTable::new(None);
    table.push(text.as_bytes());
    table.finish();
    let (mut titles, mut told) = (Vec::new(), Vec::new());
    while let Some(event) = table.next() {
        match event {
            TableEvent::Title(title) => titles.push(title),
            TableEvent::File(diagnostic) => told.push(diagnostic),
        }
    }
    (titles, told)
}

#[test]
fn titles_that_begin_as_a_line_of_totals_does() {
    let (titles, told) = all_of(
        "Title,Author\nHoles,Louis Sachar\nHatchet,\nCountdown 1945,\nTotal Recall 2,\nCount to 10,\nPage 1,\n\
         Total: 3 titles,\ntotal 3 titles,\nNumber of records 412,\nPage 1 of 3,\n\"Total books listed 1,204\",\nTotal value: $33.50,\n",
    );
    let found: Vec<&str> = titles
        .iter()
        .map(|t| t.mapped.bib.title.proper.as_str())
        .collect();
    let expected = [
        "Holes",
        "Hatchet",
        "Countdown 1945",
        "Total Recall 2",
        "Count to 10",
        "Page 1",
    ];
    assert_eq!(found, expected);
    assert_eq!(told.len(), 6);
    assert!(told.iter().all(|d| d.kind == "row-passed-over"), "{told:?}");
    // Where each title has its author it is no title.
    let (titles, told) = all_of("Title,Author\nHoles,Louis Sachar\nPage 1,\n");
    assert_eq!((titles.len(), told.len()), (1, 1));
}

#[test]
fn rows_above_the_names_of_the_columns_are_told() {
    let (titles, told) = all_of(
        "Title,Author\nHoles,Louis Sachar\nHatchet,Gary Paulsen\nWonder,R. J. Palacio\n\
         Title,Author,ISBN,Barcode\nFrindle,Andrew Clements,9780689818769,T1\n",
    );
    assert_eq!(titles.len(), 1);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].kind, told[0].place.offset),
        ("rows-above-header", 1)
    );
    assert!(
        told[0].message.contains("4 in all") && told[0].message.contains("\"Title\", \"Author\"")
    );
    // Headings are none.
    let (titles, told) = all_of(
        "Westfield School,,,\nBooks,,2026,\nTitle,Author,ISBN,Barcode\nFrindle,Andrew Clements,,T1\n",
    );
    assert_eq!((titles.len(), told.len()), (1, 1), "{told:?}");
}

#[test]
fn cells_past_the_two_thousandth_are_told() {
    for quoted in ["1", "\"1\""] {
        let (rows, told) = read(
            format!(
                "{}\n{}{quoted},2,3\n",
                "a,".repeat(1_999),
                "1,".repeat(1_999)
            )
            .as_bytes(),
        );
        assert_eq!(rows[1].cells.len(), 2_000);
        assert_eq!(told, ["row-too-wide"]);
        assert!(
            rows[1].diagnostics[0].message.contains("2002"),
            "{:?}",
            rows[1].diagnostics
        );
    }
}

#[test]
fn a_second_row_of_a_title_says_what_the_first_did_not() {
    let (titles, _) = all_of(
        "Id,Title,Author,Barcode,Year,Publisher,Language,Series,Genre,Notes,Pages\n\
         7,Holes,Louis Sachar,T1,,,,,,,\n\
         7,Holes,Louis Sachar,T2,1998,Dell,English,Camp,Mystery,Signed,233\n\
         7,Holes,Louis Sachar,T3,2001,Other,Spanish,Other,Humor,No,1\n",
    );
    assert_eq!((titles.len(), titles[0].mapped.items.len()), (1, 3));
    let bib = &titles[0].mapped.bib;
    assert_eq!(bib.publication.year, Some(1998));
    assert_eq!(bib.publication.publisher.as_deref(), Some("Dell"));
    assert_eq!(
        (bib.languages.as_slice(), bib.genres.as_slice()),
        (&["eng".to_owned()][..], &["Mystery".to_owned()][..])
    );
    assert_eq!(bib.series[0].title, "Camp");
    assert!(
        bib.extent
            .as_deref()
            .is_some_and(|extent| extent.contains("233")),
        "{bib:?}"
    );
}

/// Tables that say in their own words that a book is out, lost or there.
mod shelf {
    use super::items_with;
    use crate::csv::titles::{TableEvent, TitleTable};
    use crate::map::Mapped;
    use carrel_core::ItemStatus::{self, Available, Away, Missing, OnLoan};
    use carrel_core::{Diagnostic, Severity};

    fn read(text: &str) -> (Vec<Mapped>, Vec<Diagnostic>) {
        let mut table = TitleTable::new(None);
        table.push(text.as_bytes());
        table.finish();
        let (mut titles, mut told) = (Vec::new(), Vec::new());
        while let Some(event) = table.next() {
            match event {
                TableEvent::Title(title) => titles.push(title.mapped),
                TableEvent::File(diagnostic) => told.push(diagnostic),
            }
        }
        (titles, told)
    }

    #[track_caller]
    fn check(text: &str, expected: &[ItemStatus]) {
        let (titles, told) = read(text);
        let items = titles.iter().flat_map(|m| &m.items);
        let found: Vec<ItemStatus> = items.map(|item| item.status).collect();
        assert_eq!(found, expected, "{text}");
        let of_rows = titles.iter().flat_map(|m| &m.diagnostics);
        let kinds: Vec<&str> = told.iter().chain(of_rows).map(|d| d.kind).collect();
        assert!(kinds.is_empty(), "{kinds:?}: {text}");
    }

    #[test]
    fn checked_out_says_yes_and_no() {
        let two = [OnLoan, Available];
        for (header, one, other) in [
            ("Checked Out", "Yes", "No"),
            ("Checked Out", "TRUE", ""),
            ("Checked out?", "x", ""),
            ("Out", "y", "n"),
            ("Is checked out", "1", "0"),
            ("Lent", "Yes", ""),
            ("Prestado", "Sí", "No"),
            ("Prestada", "si", "no"),
            ("Ausgeliehen", "ja", "nein"),
            ("Emprunté", "oui", "non"),
            ("Uitgeleend", "ja", "nee"),
            ("Emprestado", "sim", "não"),
            // A status in words.
            ("Checked Out", "Checked out", "In"),
            ("Availability", "No", "Yes"),
            ("Disponibilidad", "no", "sí"),
            ("Loan Status", "On Loan", "Available"),
            ("Circ. Status", "Checked Out", "In"),
            ("Circulation", "Out", "In"),
            ("In/Out", "Out", "In"),
            ("Situação", "Emprestado", "Disponível"),
        ] {
            check(
                &format!("Title,Barcode,{header}\nHoles,T1,{one}\nWonder,T2,{other}\n"),
                &two,
            );
        }
        // One book in thirty, and the first after those that were looked at.
        for before in [30, 300] {
            let rows: String = (0..before).map(|n| format!("Book {n},B{n},\n")).collect();
            let text = format!("Title,Barcode,Checked Out\n{rows}Holes,T1,x\n");
            let mut all = vec![Available; before];
            all.push(OnLoan);
            check(&text, &all);
        }
        check(
            "Title,Barcode,Missing,Checked Out\nHoles,T1,Yes,\nWonder,T2,,TRUE\nUp,T3,,FALSE\n",
            &[Missing, OnLoan, Available],
        );
        check(
            "Title,Barcode,Lost,Missing\nHoles,T1,No,Yes\nWonder,T2,Yes,No\nUp,T3,No,No\n",
            &[Missing, Missing, Available],
        );
        check(
            "Title,Barcode,Status,Checked Out\nHoles,T1,Lost,Yes\nUp,T2,Available,Yes\n",
            &[Missing, OnLoan],
        );
        // What counts is still counted.
        check(
            "Title,Copies,Checked Out\nHoles,3,1\nUp,2,0\n",
            &[Available, Available, OnLoan, Available, Available],
        );
        // How often in all is no status.
        let (titles, _) = read("Title,Barcode,Circulation\nHoles,T1,1\nUp,T2,34\n");
        assert!(titles.iter().all(|m| m.items[0].status == Available));
    }

    #[test]
    fn a_book_that_somebody_has_is_out_and_nothing_is_read_of_whom() {
        let rest = "Up,T2,\nMatilda,T3,\n";
        for header in ["Loaned To", "Checked out to", "Lent to", "Borrowed by"] {
            let text = format!("Title,Author,Barcode,{header}\nHoles,Sachar,T1,Maya R.\n");
            let text = text + &rest.replace(",T", ",B,T");
            check(&text, &[OnLoan, Available, Available]);
            let (titles, _) = read(&text);
            assert!(!format!("{titles:?}").contains("Maya"), "{header}");
        }
        // A status says more, and of two copies one is out.
        let text = "Title,Author,Barcode,Status,Loaned To\nHoles,S,T1,Available,Maya\nUp,B,T2,Lost,Max\nA,B,T3,In,\nC,D,T4,In,\nE,F,T5,In,\n";
        check(text, &[Available, Missing, Available, Available, Available]);
        let text = "Title,Author,Quantity,Loaned To\nHoles,S,2,Maya\nUp,B,1,\nHeidi,B,1,\n";
        check(text, &[Available, OnLoan, Available, Available]);
    }

    #[test]
    fn what_nobody_can_tell_is_a_warning_for_each_copy_that_is_shown() {
        let (titles, _) =
            read("Title,Barcode,Status\nHoles,\"T1; T2; T3; T4; T5\",zap\nUp,T6,Not Available\n");
        let told: Vec<_> = titles[0]
            .diagnostics
            .iter()
            .filter(|d| d.kind == "status-unknown")
            .collect();
        assert_eq!((told.len(), titles[0].items.len()), (5, 5));
        assert_eq!(told[0].severity, Severity::Warning);
        assert!(
            told[0].message.contains("shown as on the shelf"),
            "{}",
            told[0].message
        );
        assert_eq!(
            (titles[1].items[0].status, titles[1].diagnostics.len()),
            (Away, 0)
        );
        // It is out by its day: nothing is shown that is not so.
        let (titles, _) = read("Title,Barcode,Status,Due\nHoles,T1,zap,2026-12-01\n");
        assert_eq!(
            (titles[0].items[0].status, titles[0].diagnostics.len()),
            (OnLoan, 0)
        );
    }

    #[test]
    fn titles_end_where_a_statement_of_responsibility_begins() {
        let (titles, _) = read(
            "Title,Author\nHoles / Louis Sachar.,\nMatilda / Roald Dahl,\"Dahl, Roald\"\nAbuela / Grandma,\"Dorros, Arthur\"\n",
        );
        let found: Vec<(&str, &str)> = titles
            .iter()
            .map(|m| {
                (
                    m.bib.title.proper.as_str(),
                    m.bib.contributors[0].name.as_str(),
                )
            })
            .collect();
        let expected = [
            ("Holes", "Sachar, Louis"),
            ("Matilda", "Dahl, Roald"),
            ("Abuela / Grandma", "Dorros, Arthur"),
        ];
        assert_eq!(found, expected);
    }

    /// The title and the series with its number, or none, of each row.
    fn series(text: &str) -> Vec<(String, Option<String>)> {
        let (titles, told) = read(text);
        assert!(told.is_empty(), "{told:?}");
        let of = |m: &Mapped| match m.bib.series.first() {
            Some(series) => (series.title.clone(), series.number.clone()),
            None => (String::new(), None),
        };
        titles.iter().map(of).collect()
    }

    #[test]
    fn numbers_of_a_series_stand_under_many_names() {
        let amulet = [
            ("Amulet".to_owned(), Some("2".to_owned())),
            ("Amulet".to_owned(), Some("3".to_owned())),
        ];
        for (header, one, other) in [
            ("Volume", "2", "3"),
            ("Vol.", "2", "3.0"),
            ("Book", "2", "3"),
            ("Book", "Book 2", "Book 3"),
            ("#", "2", "3"),
            ("Book #", "#2", "#3"),
            ("Series Number", "2", "3"),
        ] {
            let text =
                format!("Title,Series,{header}\nCurse,Amulet,{one}\nSearchers,Amulet,{other}\n");
            assert_eq!(series(&text), amulet, "{header}");
        }
        let text = "Title,Series & Number\nCurse,Amulet 2\nSearchers,Amulet 3\n";
        assert_eq!(series(text), amulet);
        // Rows that are counted, and volumes of what is no series.
        let text = "#,Title,Author,Series\n1,Curse,K,Amulet\n2,Searchers,K,Amulet\n";
        assert!(
            read(text)
                .0
                .iter()
                .all(|m| m.bib.series[0].number.is_none())
        );
        let text =
            "Title,Barcode,Series,Volume\nWorld Book,T1,,1\nWorld Book,T2,,2\nHoles,T3,Yearling,\n";
        let (titles, _) = read(text);
        assert_eq!(titles[0].items[0].volume.as_deref(), Some("1"));
    }

    #[test]
    fn guided_reading_letters_are_no_grades() {
        use carrel_core::bib::Measure;
        let measures = |text: &str| -> Vec<Measure> {
            let (titles, _) = read(text);
            titles
                .iter()
                .flat_map(|m| m.bib.levels.iter().map(|l| l.measure.clone()))
                .collect()
        };
        let letter = |l: &str| Measure::FountasPinnell(l.to_owned());
        for header in ["Level", "Reading Level"] {
            let text = format!("Title,{header}\nMudge,J\nNate,K\nFox,P\nMaze,Z+\n");
            assert_eq!(
                measures(&text),
                ["J", "K", "P", "Z+"].map(letter),
                "{header}"
            );
        }
        // Of schools and readers, and of grades.
        for (header, cells) in [
            ("Level", &["E", "M", "H", "E"][..]),
            ("Level", &["E", "J", "Y", "A"]),
            ("Reading Level", &["B", "I", "A"]),
            ("Grade", &["J", "L", "M", "Z"]),
        ] {
            let rows: String = cells.iter().map(|cell| format!("Mudge,{cell}\n")).collect();
            let found = measures(&format!("Title,{header}\n{rows}"));
            assert!(
                found
                    .iter()
                    .all(|m| !matches!(m, Measure::FountasPinnell(_))),
                "{header}: {cells:?}"
            );
        }
        let text = "Title,Grade\nMudge,K\nNate,1\nFox,4\n";
        assert_eq!(
            measures(text),
            [Measure::Grade(0), Measure::Grade(10), Measure::Grade(40)]
        );
        assert_eq!(
            measures("Title,Grade\nMudge,K\nNate,K\n"),
            [Measure::Grade(0), Measure::Grade(0)]
        );
    }

    #[test]
    fn columns_have_names_in_many_languages() {
        for (title, author) in [
            ("Book Name", "Author Name"),
            ("Name of the Book", "Name of the Author"),
            ("Buchtitel", "Autor"),
            ("Título del libro", "Autor"),
            ("Nombre del libro", "Autora"),
            ("Titre du livre", "Auteur"),
            ("Titolo", "Autore"),
            ("Título", "Author/Illustrator"),
            ("Tytuł", "Autor"),
            ("Название", "Автор"),
            ("书名", "作者"),
            ("العنوان", "المؤلف"),
            ("Kitap Adı", "Yazar"),
            ("Titel van het boek", "Schrijver"),
            ("245$a", "100$a"),
            ("245$a$b", "100$a"),
        ] {
            let (titles, told) = read(&format!("{title},{author}\nHoles,Louis Sachar\n"));
            assert!(told.is_empty() && titles.len() == 1, "{title}: {told:?}");
            let bib = &titles[0].bib;
            assert_eq!(
                (bib.title.proper.as_str(), bib.contributors[0].name.as_str()),
                ("Holes", "Sachar, Louis"),
                "{title}"
            );
        }
        // MarcEdit's and Koha's tables of MARC fields; India's and Portugal's lists.
        let (titles, told) = read(
            "001\t020$a\t100$a\t245$a\t260$b\n7\t9780440414803\tSachar, Louis\tHoles\tYearling\n",
        );
        assert!(told.is_empty(), "{told:?}");
        assert_eq!(
            (
                titles[0].bib.id.as_str(),
                titles[0].bib.publication.publisher.as_deref()
            ),
            ("7", Some("Yearling"))
        );
        let (titles, told) = read(
            "Título,Autor,Editora,Assunto,Localização,Situação,Tombo\nHoles,Sachar,Y,Amizade,Sala 2,Emprestado,77\n",
        );
        assert!(told.is_empty(), "{told:?}");
        let item = &titles[0].items[0];
        assert_eq!(
            (item.barcode.as_str(), item.shelf.as_deref(), item.status),
            ("77", Some("Sala 2"), OnLoan)
        );
        let (titles, told) = read(
            "Acc. No.,Name of the Book,Author,Class No.,Rack No.\n1201,Holes,Sachar,813 SAC,R4\n",
        );
        assert!(told.is_empty(), "{told:?}");
        let item = &titles[0].items[0];
        assert_eq!(
            (
                item.barcode.as_str(),
                item.call_number.as_deref(),
                item.shelf.as_deref()
            ),
            ("1201", Some("813 SAC"), Some("R4"))
        );
    }

    #[test]
    fn a_table_of_copies_says_that_they_are_out() {
        for (header, one, other) in [
            ("Checked Out", "Yes", "No"),
            ("Checked Out", "1", "0"),
            ("Loaned To", "Maya", ""),
            ("Loaned To", "Maya", "nobody"),
        ] {
            let table = format!("Barcode,{header}\nT1,{one}\nT2,{other}\n");
            for before in [Available, OnLoan] {
                assert_eq!(items_with(&table, before), [OnLoan, Available], "{table}");
            }
        }
    }
}

/// What two copies are, T1 and T2, that were `before`, once that table of copies was joined.
fn items_with(table: &str, before: carrel_core::ItemStatus) -> Vec<carrel_core::ItemStatus> {
    let mut items = crate::csv::items::ItemsTable::new(None);
    items.push(table.as_bytes());
    assert!(items.finish().is_empty());
    let copy = |barcode: &str| carrel_core::Item {
        barcode: barcode.to_owned(),
        status: before,
        ..carrel_core::Item::default()
    };
    let mut mapped = crate::map::Mapped {
        items: vec![copy("T1"), copy("T2")],
        ..Default::default()
    };
    items.join(&mut mapped);
    mapped.items.iter().map(|item| item.status).collect()
}

#[test]
fn a_sign_behind_another_makes_a_graphic_novel_of_a_row() {
    use carrel_core::bib::Format;
    for (label, format) in [
        ("YA GN YAN", Format::GraphicNovel),
        ("SP GN TEL", Format::GraphicNovel),
        ("E GN PIL", Format::GraphicNovel),
        ("GN YA", Format::GraphicNovel),
        ("FIC GRA c.2", Format::Book),
        ("YA YAN", Format::Book),
    ] {
        let (titles, _) = all_of(&format!("Title,Author,Call Number\nX,A B,{label}\n"));
        assert_eq!(titles[0].mapped.bib.format, format, "{label}");
    }
}

/// The filter "Spanish" did not show the bilingual book.
#[test]
fn a_book_in_two_languages_has_both() {
    for (cell, expected) in [
        ("English/Spanish", &["eng", "spa"][..]),
        ("Spanish & English", &["spa", "eng"]),
        ("Französisch", &["fre"]),
        ("English/English", &["eng"]),
    ] {
        let (titles, _) = all_of(&format!("Title,Author,Language\nX,A B,{cell}\n"));
        let mapped = &titles[0].mapped;
        assert_eq!(mapped.bib.languages, expected, "{cell}");
        assert!(mapped.diagnostics.is_empty(), "{:?}", mapped.diagnostics);
    }
}
