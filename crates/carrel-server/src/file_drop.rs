//! Files into a folder, for a system without a line: what is settled goes into a file, is marked `exported` with its batch, and stays so until
//! a librarian says that the file is imported.
//!
//! Rows are `in_flight` before a file is begun. A program that dies in between makes the same file of the same rows again: the bytes and the
//! name follow from them.

use std::fs;
use std::io::Write;
use std::path::Path;

use carrel_core::CalendarDate;
use carrel_exchange::delivered::{Delivered, Kind};
use carrel_exchange::queue::{Batch, deliver};
use carrel_exchange::sheet::Language;

use crate::driver::Outbox;
use crate::ils::{Drop, Zone};
use crate::outbox::{Act, News, State};
use crate::store::{OutboxRow, StoreError, Stored};

/// Writes one batch of everything that waits. Gives the names of its files; none when nothing waits.
///
/// # Errors
/// The database's, or the folder's.
pub fn run(outbox: &mut dyn Outbox, drop: &Drop, today: CalendarDate) -> Stored<Vec<String>> {
    doubted(outbox)?;
    let mut names = Vec::new();
    // What was begun is finished first, alone: so it becomes the same file.
    let begun = rows_in(outbox, State::InFlight)?;
    names.extend(batch(outbox, drop, today, begun)?);
    let mut waiting = rows_in(outbox, State::Pending)?;
    for row in &mut waiting {
        row.state = row.state.after(News::Sending);
        row.attempts += 1;
        outbox.put(row)?;
    }
    names.extend(batch(outbox, drop, today, waiting)?);
    Ok(names)
}

/// After a restore nobody knows what stands in files already, and a folder cannot be asked: a librarian looks.
fn doubted(outbox: &mut dyn Outbox) -> Stored<()> {
    for mut row in outbox.open()? {
        if matches!(row.state, State::Unknown { .. }) {
            row.state = State::LookByHand;
            row.said = "It may stand in a file from before the gateway was put back to a backup. Look in the system."
                .to_owned();
            outbox.put(&row)?;
        }
    }
    Ok(())
}

fn rows_in(outbox: &mut dyn Outbox, state: State) -> Stored<Vec<OutboxRow>> {
    let mut rows = outbox.open()?;
    rows.retain(|row| row.state == state);
    Ok(rows)
}

fn delivered(row: &OutboxRow, zone: &Zone) -> Delivered {
    Delivered {
        at: zone.local(row.at_ms),
        offset_minutes: zone.offset_minutes(row.at_ms),
        id: format!("{:032x} {}", row.op.0, row.act.name()),
        kind: match row.act {
            Act::Issue => Kind::CheckOut,
            Act::Return => Kind::CheckIn,
            Act::Renew => Kind::Renew,
            Act::Hold => Kind::Hold,
            Act::Unhold => Kind::CancelHold,
        },
        card: row.card.clone().unwrap_or_default(),
        barcode: row.copy.clone(),
        due: row.due,
        ..Delivered::default()
    }
}

fn batch(
    outbox: &mut dyn Outbox,
    drop: &Drop,
    today: CalendarDate,
    mut rows: Vec<OutboxRow>,
) -> Stored<Vec<String>> {
    // Without its card a loan is told, not written.
    for row in &mut rows {
        if row.card.is_none() && row.act != Act::Return {
            row.state = State::LookByHand;
            row.said = "The card is not known any more. Look who has the book.".to_owned();
            outbox.put(row)?;
        }
    }
    rows.retain(|row| row.state == State::InFlight);
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let queue: Vec<Delivered> = rows.iter().map(|row| delivered(row, &drop.zone)).collect();
    let made = deliver(drop.system, &Batch::new(&queue));
    let mut names = Vec::new();
    for file in &made.files {
        place(&drop.folder, &file.name, &file.bytes)?;
        names.push(file.name.clone());
    }
    let sheet = made
        .sheet
        .to_html(Language::English, "Carrel", &today.to_string());
    let name = format!("sheet-{}-{}.html", drop.system.name(), made.sheet.batch);
    place(&drop.folder, &name, sheet.as_bytes())?;
    names.push(name);
    for row in &mut rows {
        row.state = State::Exported;
        row.said.clone_from(&made.sheet.batch);
        outbox.put(row)?;
    }
    Ok(names)
}

/// A file is there whole or not at all; the same name has the same bytes.
fn place(folder: &Path, name: &str, bytes: &[u8]) -> Stored<()> {
    let write = || {
        fs::create_dir_all(folder)?;
        let part = folder.join(format!(".{name}.part"));
        let mut file = fs::File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, folder.join(name))?;
        // The name, too, outlives a power cut.
        #[cfg(unix)]
        fs::File::open(folder)?.sync_all()?;
        Ok(())
    };
    write().map_err(|error: std::io::Error| {
        StoreError::Failed(format!(
            "the file {name} could not be written to {}: {error}",
            folder.display()
        ))
    })
}
