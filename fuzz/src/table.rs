//! Tables: rows are the same in whole and in pieces, and every row becomes a title or is told.

use carrel_marc::csv::items::ItemsTable;
use carrel_marc::csv::titles::{TableEvent, TitleTable};
use carrel_marc::csv::{Event, MAX_CELL, Row, TableOptions, TableReader};
use carrel_marc::map::Mapped;

/// Reads `data` as a table of titles and as a table of copies, and checks what comes out.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_table(data: &[u8]) {
    crate::within_time(data.len(), || tables(data));
}

fn tables(data: &[u8]) {
    let whole = rows(data, data.len().max(1));
    // Reading it once more is a third of the work, and a quarter of all inputs says as much.
    if data.len().is_multiple_of(4) {
        assert_eq!(whole, rows(data, 13), "rows depend on how the bytes come");
    }
    for row in &whole {
        assert!(
            row.cells.iter().any(|c| !c.trim().is_empty()),
            "a row of nothing"
        );
        // Windows-1252 may become three bytes a byte, composing never more.
        assert!(row.cells.iter().all(|c| c.len() <= 3 * MAX_CELL));
    }

    let mut table = TitleTable::new(None);
    for chunk in data.chunks(data.len() / 2 + 1) {
        table.push(chunk);
    }
    table.finish();
    // Titles, those marked as deleted among them.
    let (mut titles, mut refused) = (0, false);
    let mut named: Vec<Mapped> = Vec::new();
    while let Some(event) = table.next() {
        match event {
            TableEvent::Title(title) => {
                titles += 1;
                assert!(title.place.record > 0 && !title.mapped.bib.id.is_empty());
                for diagnostic in &title.mapped.diagnostics {
                    assert!(diagnostic.message.len() < 4000, "{diagnostic}");
                }
                named.push(Mapped {
                    items: Vec::new(),
                    ..title.mapped
                });
            }
            // A last row that was cut off refuses none of those before it.
            TableEvent::File(diagnostic) => {
                refused |= diagnostic.severity == carrel_core::Severity::Error
                    && diagnostic.kind != "file-cut-off"
            }
        }
    }
    if titles > 0 {
        assert!(!refused && table.columns().is_some());
    } else if whole.len() > 1 {
        // A header and rows of it: titles, or a reason.
        let preamble = table.columns().is_some();
        assert!(refused || preamble, "{whole:?}");
    }

    let mut items = ItemsTable::new(None);
    items.push(data);
    items.finish();
    let mut title = Mapped::default();
    title.bib.id = "1".to_owned();
    items.join(&mut title);
    // Its own rows are the titles that it may name: each copy goes to one of them, or is told.
    items.join_left(&mut named.iter_mut().collect::<Vec<_>>());
    let joined: usize = named.iter().map(|title| title.items.len()).sum();
    assert_eq!(
        title.items.len() + joined + items.unmatched().count(),
        items.len()
    );
    for diagnostic in items.unmatched() {
        assert!(diagnostic.message.len() < 4000, "{diagnostic}");
    }
}

fn rows(data: &[u8], step: usize) -> Vec<Row> {
    let mut reader = TableReader::new(TableOptions::default());
    let mut rows = Vec::new();
    let mut take = |reader: &mut TableReader| {
        while let Some(event) = reader.next() {
            if let Event::Row(row) = event {
                rows.push(row);
            }
        }
    };
    for chunk in data.chunks(step) {
        reader.push(chunk);
        take(&mut reader);
    }
    reader.finish();
    take(&mut reader);
    rows
}
