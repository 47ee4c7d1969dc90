//! Circulation's formats: what is read is written again, in pieces as in whole, and secrets stay secret.

use carrel_exchange::csv::{Reader, unguarded, write_row};
use carrel_exchange::lists::{Entry, List, ListReader};
use carrel_exchange::queue::koha::{KocAct, KocFile};
use carrel_exchange::queue::{alexandria, destiny, evergreen};
use carrel_exchange::sip2::{Answer, Charset, Decoder, Message};

/// Reads `data` as a stream of SIP2 and checks what comes out.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_sip2(data: &[u8]) {
    crate::within_time(data.len(), || sip2(data));
}

fn sip2(data: &[u8]) {
    let whole = frames(data, data.len().max(1));
    assert_eq!(
        whole,
        frames(data, 1 + data.len() % 7),
        "frames depend on how the bytes come"
    );
    for frame in whole.iter().flatten() {
        assert!(!frame.is_empty() && !frame.contains(&b'\r') && !frame.contains(&b'\n'));
        let Ok(mut message) = Message::parse(frame) else {
            continue;
        };
        assert_eq!(&message.to_bytes(), frame, "a message lost or won bytes");
        let _ = format!("{message:?} {:?}", message.problems());
        for charset in [Charset::Utf8, Charset::Latin1, Charset::Cp850] {
            let _ = Answer::read(&message, charset);
            for field in message.fields() {
                let text = charset.decode(field.value());
                if let Ok(bytes) = charset.encode(&text) {
                    let is_lossy = text.contains(char::REPLACEMENT_CHARACTER);
                    assert!(is_lossy || bytes == field.value(), "{charset:?}");
                }
            }
        }
        message.seal(3);
        let sealed = Message::parse(&message.to_bytes());
        if let Ok(sealed) = sealed {
            assert_eq!(sealed.to_bytes(), message.to_bytes());
        }
    }
}

/// The frames; `None` for one that was too long.
fn frames(data: &[u8], size: usize) -> Vec<Option<Vec<u8>>> {
    let mut decoder = Decoder::with_limit(200);
    let mut found = Vec::new();
    for piece in data.chunks(size) {
        decoder.push(piece);
        while let Some(frame) = decoder.next_frame() {
            found.push(frame.ok());
        }
    }
    // What is too long is told at its end or before, but told once.
    found
}

/// Reads `data` as each of the four offline files; a `.koc` is written and read again.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_koc(data: &[u8]) {
    crate::within_time(data.len(), || koc(data));
}

fn koc(data: &[u8]) {
    let lines = data.iter().filter(|b| **b == b'\n').count() + 1;
    let (file, findings) = KocFile::read(data);
    assert!(file.entries.len() + findings.len() <= lines + 2);
    for finding in &findings {
        assert!(finding.message.len() < 1000 && !finding.remedy.is_empty());
    }
    let has_return = |text: &str| text.contains('\r');
    let is_odd = file.entries.iter().any(|entry| match &entry.act {
        KocAct::Issue { card, barcode } => has_return(card) || has_return(barcode),
        KocAct::Return { barcode } => has_return(barcode),
        KocAct::Payment { card, amount } => has_return(card) || has_return(amount),
    }) || [&file.version, &file.generator, &file.generator_version]
        .iter()
        .any(|text| has_return(text) || text.contains('='));
    if !is_odd {
        let (again, _) = KocFile::read(&file.to_bytes());
        assert_eq!(again, file, "written and read again");
    }
    for (scans, findings) in [destiny::read(data), alexandria::read(data)] {
        // CR alone ends no line, so there are at most as many scans as lines.
        assert!(scans.len() + findings.len() <= lines);
    }
    let (transactions, findings) = evergreen::read(data);
    assert!(transactions.len() + findings.len() <= lines);
}

/// Reads `data` as each kind of list.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_patrons(data: &[u8]) {
    crate::within_time(data.len(), || patrons(data));
}

fn patrons(data: &[u8]) {
    let whole = rows(data, data.len().max(1));
    assert_eq!(
        whole,
        rows(data, 1 + data.len() % 13),
        "rows depend on how the bytes come"
    );
    let mut text = String::new();
    for cells in &whole {
        write_row(&mut text, cells);
    }
    let again: Vec<Vec<String>> = rows_of(text.as_bytes(), Some(b','), text.len().max(1))
        .into_iter()
        .map(|cells| {
            cells
                .iter()
                .map(|cell| unguarded(cell).to_owned())
                .collect()
        })
        .collect();
    assert_eq!(again, whole, "written and read again");
    for list in [List::Patrons, List::Loans, List::Blocks] {
        let mut reader = ListReader::new(list, None);
        for piece in data.chunks(data.len() / 2 + 1) {
            reader.push(piece);
        }
        reader.finish();
        let mut used = 0;
        while let Some(entry) = reader.next_entry() {
            used += 1;
            match entry {
                Entry::Patron(patron) => {
                    assert!(!patron.card.is_empty() && patron.hint().chars().count() <= 12);
                }
                Entry::Loan(loan) => assert!(!loan.card.is_empty() && !loan.barcode.is_empty()),
                Entry::Block(block) => assert!(!block.card.is_empty()),
            }
        }
        let (read, refused) = reader.counts();
        // A row of a list of blocks that says no was read, and blocks nobody.
        assert!(read == used || read > used && matches!(list, List::Blocks));
        let findings = reader.take_findings();
        assert!(
            refused == 0 || !findings.is_empty(),
            "a row was refused, unexplained"
        );
        assert!(findings.iter().all(|finding| finding.message.len() < 1000));
    }
}

fn rows(data: &[u8], size: usize) -> Vec<Vec<String>> {
    rows_of(data, None, size)
}

fn rows_of(data: &[u8], delimiter: Option<u8>, size: usize) -> Vec<Vec<String>> {
    let mut reader = Reader::new(delimiter);
    for piece in data.chunks(size) {
        reader.push(piece);
    }
    reader.finish();
    std::iter::from_fn(|| reader.next_row().map(|row| row.cells)).collect()
}
