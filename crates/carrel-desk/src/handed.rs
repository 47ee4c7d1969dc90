//! What this computer handed in by itself: alone, or while its gateway was away. A gateway is told the names of it before it gets the scans,
//! so that no file of its own has them again; and once more in each life of the gateway, which a restore begins.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use carrel_circ::board::{Closed, Effect};
use carrel_circ::entry::OpId;
use carrel_core::CalendarDate;
use carrel_exchange::delivered::{Delivered, Kind};
use carrel_exchange::queue::ledger::Ledger;
use carrel_exchange::queue::{Delivery, File, System};
use carrel_web::js;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::session::Session;
use crate::store::Trouble;
use crate::sync::{Fail, signed};
use crate::till::Till;
use crate::{hand, prune, t, undone};

/// Under this name stands the life of the gateway that was told.
const TOLD: &str = "told-life";
/// Most names of one question.
const PIECE: usize = 2000;
/// When the gateway answered that it takes no names, it is asked again after this.
const AGAIN_MS: f64 = 60_000.0;

/// What was handed to one system: which operations and files, and the files themselves until they are imported.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Handed {
    /// Names and files.
    pub ledger: Ledger,
    files: BTreeMap<String, File>,
}

/// The names in each batch. A computer of before this was kept has batches that are not in it. Under [`LEFT`] and the name of a batch stand those that
/// were left out of its files: no system has them, unless somebody enters them by hand and says so.
pub type Rows = BTreeMap<String, BTreeSet<String>>;

/// Before the name of a batch: what was left out of it.
const LEFT: &str = "left:";

fn left_key(batch: &str) -> String {
    [LEFT, batch].concat()
}

/// What was left out, by batch, and nobody said yet what became of it.
pub fn left_out(rows: &Rows) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
    let left = rows.iter();
    left.filter_map(|(batch, names)| Some((batch.strip_prefix(LEFT)?, names)))
}

/// Forgets that these were left out.
pub(crate) fn forget_left(rows: &mut Rows, is_gone: impl Fn(&str) -> bool) {
    for (key, names) in rows.iter_mut() {
        if key.starts_with(LEFT) {
            names.retain(|name| !is_gone(name));
        }
    }
    rows.retain(|key, names| !key.starts_with(LEFT) || !names.is_empty());
}

/// Whether it was left out, and nobody said yet what became of it.
#[must_use]
pub fn is_left_out(rows: &Rows, name: &str) -> bool {
    left_out(rows).any(|(_, names)| names.contains(name))
}

/// Whether this is a loan that is over, or a renewal of one: left out of a file, it need not be entered any more.
#[must_use]
pub fn is_over(till: &Till, name: &str) -> bool {
    let board = till.view();
    let is_past = |loan: OpId| {
        let end = board.loan(loan).and_then(|loan| loan.end);
        end.is_some_and(|(_, why)| why != Closed::Corrected)
    };
    let Some(op) = prune::of_name(name) else {
        return false;
    };
    match board.effect(op) {
        Some(Effect::Extended(loan, _)) => is_past(*loan),
        _ => name.ends_with('o') && is_past(op),
    }
}

fn kept_name(batch: &str, name: &str) -> String {
    [batch, name].join("/")
}

/// Parts what is not handed in yet: what goes into a file, and what is late, since something later of its copy was handed in. The system would take it for
/// news: a book that went on to another student would go back to the first. It stands on the sheet alone.
#[must_use]
pub fn split_late(
    all: &[Delivered],
    fresh: Vec<Delivered>,
    ledger: &Ledger,
) -> (Vec<Delivered>, Vec<Delivered>) {
    let moves = |o: &&Delivered| matches!(o.kind, Kind::CheckOut | Kind::CheckIn);
    let gone: Vec<&Delivered> = all
        .iter()
        .filter(moves)
        .filter(|o| ledger.has(&o.id))
        .collect();
    fresh.into_iter().partition(|own| {
        let later = |o: &Delivered| o.barcode == own.barcode && o.unix_ms() > own.unix_ms();
        !gone.iter().any(|o| later(o))
    })
}

/// Under this name the store has a [`Handed`].
pub(crate) fn key(system: System) -> &'static str {
    system.name()
}

/// Under this name the store has the [`Rows`].
pub(crate) fn rows_key(system: System) -> String {
    ["rows", system.name()].join(":")
}

impl Handed {
    /// A file that waits. Destiny's files have the day as their only name, so the batch tells two of one day apart.
    #[must_use]
    pub fn kept(&self, batch: &str, name: &str) -> Option<&File> {
        let by_batch = self.files.get(&kept_name(batch, name));
        by_batch.or_else(|| self.files.get(name))
    }

    /// Keeps a file until it is imported.
    pub fn keep(&mut self, batch: &str, file: &File) {
        self.files
            .insert(kept_name(batch, &file.name), file.clone());
    }

    /// Forgets a file that is imported.
    pub fn drop_file(&mut self, batch: &str, name: &str) {
        if self.files.remove(&kept_name(batch, name)).is_none() {
            self.files.remove(name);
        }
    }

    /// Writes down a delivery of these operations, with its files: what stands in them, and what was left out and only stands on the sheet.
    pub fn record(
        &mut self,
        rows: &mut Rows,
        delivery: &Delivery,
        operations: &[Delivered],
        made_on: CalendarDate,
    ) {
        self.ledger.record(delivery, operations, made_on);
        let batch = &delivery.sheet.batch;
        for file in &delivery.files {
            self.keep(batch, file);
        }
        let left: BTreeSet<String> = delivery
            .sheet
            .strange()
            .map(|row| row.operation.id.clone())
            .collect();
        let names = operations.iter().map(|operation| operation.id.clone());
        let others = names.filter(|name| !left.contains(name));
        rows.entry(batch.clone()).or_default().extend(others);
        if !left.is_empty() {
            rows.entry(left_key(batch)).or_default().extend(left);
        }
    }

    /// Staff says of what was left out of a batch that it was entered by hand, or that it goes into the next file. Gives the names. `is_ours`: it was
    /// shown; of the others a gateway asks.
    pub fn settle_left(
        &mut self,
        batch: &str,
        rows: &mut Rows,
        is_entered: bool,
        is_ours: impl Fn(&str) -> bool,
    ) -> BTreeSet<String> {
        let left = rows.remove(&left_key(batch)).unwrap_or_default();
        let (left, others): (BTreeSet<_>, BTreeSet<_>) =
            left.into_iter().partition(|name| is_ours(name));
        if !others.is_empty() {
            rows.insert(left_key(batch), others);
        }
        if !is_entered {
            self.ledger.retain(|name| !left.contains(name));
        }
        left
    }

    /// A gateway that was told of what was left out asks about it, and has the scans of it: this computer says nothing of those any more. Told once
    /// more, they would be asked once more, although somebody answered. Gives whether there were any.
    pub fn leave_to_gateway(&mut self, rows: &mut Rows, is_sent: impl Fn(&str) -> bool) -> bool {
        let left = left_out(rows).flat_map(|(_, names)| names);
        let sent: BTreeSet<String> = left.filter(|name| is_sent(name)).cloned().collect();
        self.ledger.retain(|name| !sent.contains(name));
        forget_left(rows, |name| sent.contains(name));
        !sent.is_empty()
    }

    /// Staff said of all files that they are imported, and this was in them, or was entered, or is over: see [`is_over`].
    #[must_use]
    pub fn is_imported(&self, rows: &Rows, name: &str, is_over: impl Fn(&str) -> bool) -> bool {
        let is_known = self.ledger.is_confirmed() && self.ledger.has(name);
        is_known && (!is_left_out(rows, name) || is_over(name))
    }

    /// Files of which nobody said yet that they are imported: batch and name.
    #[must_use]
    pub fn waiting(&self) -> Vec<(String, String)> {
        let files = self.ledger.files().iter();
        files
            .filter(|file| file.imported_on.is_none())
            .map(|file| (file.batch.clone(), file.name.clone()))
            .collect()
    }

    /// Whether no file of this batch was imported.
    fn is_whole(&self, batch: &str) -> bool {
        let mut files = self.ledger.files().iter();
        files.all(|file| file.batch != batch || file.imported_on.is_none())
    }

    /// The names that may stand in a file of this batch that nobody said to be imported; with what stands on its sheet alone as long as none of its files is
    /// imported: nobody worked with it yet. `copy_of` gives the barcode of a name, where it is known. Where the names of the batch were not kept, too many
    /// are better than too few: each is asked.
    fn unsure_in(
        &self,
        batch: &str,
        rows: &Rows,
        copy_of: &impl Fn(&str) -> Option<String>,
    ) -> BTreeSet<String> {
        let texts: Vec<_> = self
            .waiting()
            .iter()
            .filter(|(of, _)| of == batch)
            .map(|(of, name)| {
                let file = self.kept(of, name);
                file.map(|file| String::from_utf8_lossy(&file.bytes))
            })
            .collect();
        if texts.is_empty() {
            return BTreeSet::new();
        }
        let stands = |name: &str, is_ours: bool| match copy_of(name) {
            Some(copy) => texts
                .iter()
                .any(|text| text.as_ref().is_none_or(|text| text.contains(&copy))),
            None => is_ours,
        };
        let is_in_another = |name: &str| rows.values().any(|names| names.contains(name));
        match rows.get(batch) {
            Some(names) if self.is_whole(batch) => names.clone(),
            Some(names) => names
                .iter()
                .filter(|name| stands(name, true))
                .cloned()
                .collect(),
            None => self
                .ledger
                .names()
                .filter(|name| !is_in_another(name) && stands(name, false))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Every name: those that are with the system, and those of which nobody knows it.
    #[must_use]
    pub fn names(
        &self,
        rows: &Rows,
        copy_of: impl Fn(&str) -> Option<String>,
    ) -> (BTreeSet<String>, BTreeSet<String>) {
        let mut unsure = self.in_waiting(rows, copy_of);
        // Somebody may have entered it by the sheet, and did not say so.
        unsure.extend(left_out(rows).flat_map(|(_, names)| names.iter().cloned()));
        let names = self.ledger.names().map(str::to_owned);
        let handed = names.filter(|name| !unsure.contains(name)).collect();
        (handed, unsure)
    }

    /// The names that may stand in a file that nobody said to be imported.
    #[must_use]
    pub fn in_waiting(
        &self,
        rows: &Rows,
        copy_of: impl Fn(&str) -> Option<String>,
    ) -> BTreeSet<String> {
        let batches: BTreeSet<String> =
            self.waiting().into_iter().map(|(batch, _)| batch).collect();
        let names = batches
            .iter()
            .flat_map(|batch| self.unsure_in(batch, rows, &copy_of));
        names.collect()
    }

    /// Takes a batch out whose files are lost, and its sheet with them. Gives the names of what it alone had and may be handed in again; nothing when
    /// that cannot be said, since its names were not kept or a file of the batch was imported: then each must be asked. Names are forgotten either way.
    pub fn lose(
        &mut self,
        batch: &str,
        rows: &mut Rows,
        copy_of: impl Fn(&str) -> Option<String>,
    ) -> Option<BTreeSet<String>> {
        let mut unsure = self.unsure_in(batch, rows, &copy_of);
        let is_whole = self.is_whole(batch);
        let is_known = rows.remove(batch).is_some();
        unsure.extend(rows.remove(&left_key(batch)).unwrap_or_default());
        // What was undone and happened once more stands in a later one, too.
        let others = rows.iter().filter(|(key, _)| !undone::is_key(key));
        for (_, names) in others {
            unsure.retain(|name| !names.contains(name));
        }
        for (of, name) in self.waiting() {
            if of == batch {
                self.drop_file(batch, &name);
            }
        }
        self.ledger.lose(batch);
        self.ledger.retain(|name| !unsure.contains(name));
        undone::forget(rows, &unsure);
        (is_known && is_whole).then_some(unsure)
    }
}

/// Gives the barcode of a name, where this computer knows it.
pub fn copies(till: &Till) -> impl Fn(&str) -> Option<String> {
    let own: BTreeMap<OpId, String> = till.own().map(|own| (own.op.id, own.op.copy)).collect();
    move |name| {
        let op = prune::of_name(name)?;
        let of_loan = till.view().loan(op).map(|loan| &loan.copy);
        let copy = of_loan.or_else(|| own.get(&op));
        copy.filter(|copy| !copy.is_empty()).cloned()
    }
}

/// What is kept of a system.
pub async fn load(session: &Session, system: System) -> (Handed, Rows) {
    let handed = session.store.hand(key(system)).await.unwrap_or_default();
    let rows = session.store.hand(&rows_key(system)).await;
    (handed, rows.unwrap_or_default())
}

/// Keeps it; from now on the gateway must be told anew.
///
/// # Errors
/// The browser's: then nothing may be handed out.
pub async fn put(
    session: &Session,
    system: System,
    handed: &Handed,
    rows: &Rows,
) -> Result<(), Trouble> {
    // First: what is handed in and not told would go out twice. Told twice it changes nothing.
    untell(session).await?;
    session.store.put_hand(&rows_key(system), rows).await?;
    session.store.put_hand(key(system), handed).await
}

/// What is kept of a system, with the returns put apart that were undone since. A gateway that has one of them says it; of the others it is not
/// told, so that it hands in the return that comes.
async fn undone_by_now(session: &Session, system: System) -> (Handed, Rows) {
    let (mut handed, mut rows) = load(session, system).await;
    let is_changed = {
        let till = session.till.borrow();
        let is_sent = |name: &str| hand::is_sent(&till, name);
        let is_marked = undone::mark(&till, &mut handed, &mut rows, |name| !is_sent(name));
        undone::leave_to_gateway(&till, &mut handed) || is_marked
    };
    // The names of what was handed in last: what could not be written is seen again.
    if is_changed
        && session
            .store
            .put_hand(&rows_key(system), &rows)
            .await
            .is_ok()
    {
        let _ = session.store.put_hand(key(system), &handed).await;
    }
    (handed, rows)
}

/// Leaves to the gateway what it was told of and has ([`Handed::leave_to_gateway`]).
pub async fn leave_told(session: &Session) {
    if !is_told(session).await {
        return;
    }
    for system in System::ALL {
        let (mut handed, mut rows) = undone_by_now(session, system).await;
        let is_changed = {
            let till = session.till.borrow();
            handed.leave_to_gateway(&mut rows, |name| hand::is_sent(&till, name))
        };
        // The names last: as long as one stands there, nothing tells it as handed in. What could not be written is asked once more.
        if is_changed && session.store.put_hand(key(system), &handed).await.is_ok() {
            let _ = session.store.put_hand(&rows_key(system), &rows).await;
        }
    }
}

/// The gateway must be told anew.
///
/// # Errors
/// The browser's.
pub async fn untell(session: &Session) -> Result<(), Trouble> {
    session.untold.set(session.untold.get() + 1);
    session.tell_at.set(0.0);
    session.store.put_hand(TOLD, &None::<u64>).await
}

fn life(session: &Session) -> u64 {
    session.till.borrow().client.meta().server_epoch
}

/// Whether the gateway, in the life it has now, knows what this computer handed in.
pub async fn is_told(session: &Session) -> bool {
    let told: Option<Option<u64>> = session.store.hand(TOLD).await;
    told.flatten() == Some(life(session))
}

/// Why the gateway was not told.
pub enum Untold {
    /// It does not answer.
    Silent,
    /// It answered, and takes no names; what it said.
    Refused(String),
}

/// Tells the gateway, when it was not told, and it is time: before the first push, so that it never has a scan without this.
///
/// # Errors
/// Why not.
pub async fn tell_in_time(session: &Rc<Session>) -> Result<(), Untold> {
    match js::mono() < session.tell_at.get() {
        true => Ok(()),
        false => tell(session).await,
    }
}

/// Tells the gateway, when it was not told.
///
/// # Errors
/// Why not.
pub async fn tell(session: &Rc<Session>) -> Result<(), Untold> {
    if is_told(session).await {
        return Ok(());
    }
    session.tell_at.set(0.0);
    let (life, before) = (life(session), session.untold.get());
    let mut rows: Vec<(&str, System, String)> = Vec::new();
    for system in System::ALL {
        let (handed, names) = undone_by_now(session, system).await;
        let till = session.till.borrow();
        let (is_in, unsure) = handed.names(&names, copies(&till));
        rows.extend(is_in.into_iter().map(|name| ("handed", system, name)));
        rows.extend(unsure.into_iter().map(|name| ("unsure", system, name)));
    }
    let mut pieces: Vec<&[(&str, System, String)]> = rows.chunks(PIECE).collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        say(session, piece, false).await?;
    }
    say(session, last, true).await?;
    // What was handed in meanwhile was not said. What is not remembered is told again: it changes nothing.
    if session.untold.get() == before && js::mono() >= session.tell_at.get() {
        let _ = session.store.put_hand(TOLD, &Some(life)).await;
    }
    Ok(())
}

/// One piece, signed by this computer.
async fn say(
    session: &Rc<Session>,
    piece: &[(&str, System, String)],
    is_last: bool,
) -> Result<(), Untold> {
    let part = |kind: &str| {
        let of_system = |system: System| -> Vec<JsValue> {
            let rows = piece.iter().filter(|row| row.0 == kind && row.1 == system);
            rows.map(|(.., name)| name.as_str().into()).collect()
        };
        let pairs: Vec<(&str, JsValue)> = System::ALL
            .into_iter()
            .map(|system| (system.name(), of_system(system)))
            .filter(|(_, names)| !names.is_empty())
            .map(|(name, names)| (name, js::array(names.iter())))
            .collect();
        js::object(&pairs)
    };
    let body = js::object(&[
        ("handed", part("handed")),
        ("unsure", part("unsure")),
        ("done", is_last.into()),
    ]);
    let refused = |why: String| {
        session.tell_at.set(js::mono() + AGAIN_MS);
        match piece.is_empty() {
            // There was nothing to tell.
            true => Ok(()),
            false => Err(Untold::Refused(why)),
        }
    };
    match signed(session, "v1/hand-in/known", js::stringify(&body).as_bytes()).await {
        Ok(answer) if answer.status == 200 => Ok(()),
        // Too busy: nothing is sent before it hears this.
        Ok(answer) if answer.status == 429 || answer.status >= 500 => Err(Untold::Silent),
        Ok(answer) => refused(js::text(&answer.json(), "error").unwrap_or_default()),
        // A computer that was removed hears it with its next push.
        Err(Fail::NotPaired) => refused(t::net_removed().to_owned()),
        Err(_) => Err(Untold::Silent),
    }
}
