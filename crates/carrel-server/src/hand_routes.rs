//! Handing in as files, for every desk from one list: what waits, who made which batch, its files again, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request as Asked, State as Of};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use carrel_circ::board::Effect;
use carrel_circ::entry::PatronKey;
use carrel_exchange::delivered::{Delivered, Kind};
use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::{Batch as Queue, Delivery, File, Split, System, deliver};
use carrel_exchange::sheet::{Sheet, Why};
use carrel_sync::hand_in::{
    self, About, Ask, Batch, BatchState, CUT, Claimed, Former, LATE, LEFT_CUT, LEFT_OUT, TARGET,
    Told, VERSION, VERSION_HEADER, WAITED, WITHDRAW_MS, Withdrawn,
};
use carrel_sync::hash::patron_key;
use serde::{Deserialize, Serialize};

use crate::app::{Answered, App, Refused, device, json, member, read_json};
use crate::collect::{collect, look_again, unsure_before};
use crate::outbox::{Act, State};
use crate::signature::{Claim, hex};
use crate::store::{OutboxRow, StoreError, Stored};
use crate::writer::Core;

/// Answers that the page gets, and of each so many barcodes.
const ANSWERS: usize = 200;
const COPIES: usize = 5;
/// Rows in doubt, or about to lose their card, that the page gets.
const ROWS: usize = 500;
const DAY_MS: i64 = 86_400_000;
/// Files are handed in where one was made within this time: longer than a summer.
const LATELY_MS: i64 = 100 * DAY_MS;
/// How long a card waits for a file after what it is needed for is over.
const KEEP_CARD_MS: i64 = 35 * DAY_MS;
/// It is told so long before.
const SOON_MS: i64 = 7 * DAY_MS;
/// Most bytes of a question: the classes of a school, or what a desk handed in before.
const MAX_ASK: usize = 4 * 1024 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/hand-in", get(list))
        .route("/v1/hand-in/ready", post(ready))
        .route("/v1/hand-in/make", post(make))
        .route("/v1/hand-in/settle", post(settle))
        .route("/v1/hand-in/withdraw", post(withdraw))
        .route("/v1/hand-in/doubt", post(doubt))
        .route("/v1/hand-in/batch/{id}", get(fetch))
        .layer(from_fn(of_this_version))
        // Its shape stays: a page of any version tells what it handed in before it sends the scans. Refused, they would be handed in again.
        .route("/v1/hand-in/known", post(known))
        .layer(DefaultBodyLimit::max(MAX_ASK))
}

/// A page stays open over an upgrade of the gateway, and its files may be older than the gateway's. It is told so before anything is done:
/// half of what it asks for would be worse.
async fn of_this_version(asked: Asked, next: Next) -> Response {
    let said = asked.headers().get(VERSION_HEADER);
    // Pages of before December 2026 say nothing.
    let said = said.map_or(Some(1), |said| said.to_str().ok()?.parse::<u32>().ok());
    let why = match said {
        Some(VERSION) => return next.run(asked).await,
        Some(said) if said > VERSION => {
            "this page is newer than the gateway, and nothing was done: the gateway's program must be replaced by the one that came with the page"
        }
        _ => {
            "this page is older than the gateway, and nothing was done: load it again. If it says so after that, the desk's folder must be replaced by the one that came with the gateway"
        }
    };
    Refused::new(StatusCode::CONFLICT, why).into_response()
}

/// The files of a batch and its sheet, as the database keeps them until it is settled.
#[derive(Serialize, Deserialize)]
struct Kept {
    files: Vec<File>,
    sheet: Sheet,
}

fn of_batch(
    batch: &Batch,
    can_save: bool,
    now_ms: i64,
    unsure_before_ms: i64,
) -> serde_json::Value {
    // The life of the server before a restore may have given it back.
    let ask_first = batch.state == BatchState::Made && batch.made_ms < unsure_before_ms;
    serde_json::json!({
        "ask_first": ask_first, "say_again": batch.is_asked_again(unsure_before_ms),
        "can_withdraw": can_withdraw(batch, now_ms, unsure_before_ms),
        "batch": format!("{:032x}", batch.id), "name": batch.name, "system": batch.system,
        "state": batch.state.name(), "made_ms": batch.made_ms, "by": batch.by,
        "computer": batch.computer, "settled_ms": batch.settled_ms, "count": batch.count,
        "can_save": can_save,
    })
}

/// What was said of it can be taken back yet.
fn can_withdraw(batch: &Batch, now_ms: i64, unsure_before_ms: i64) -> bool {
    let since_ms = now_ms.saturating_sub(WITHDRAW_MS);
    batch.is_asked_again(unsure_before_ms)
        || batch.state != BatchState::Made && batch.settled_ms.is_some_and(|at| at >= since_ms)
}

fn id_of(text: &str) -> Result<u128, Refused> {
    let wrong = || Refused::new(StatusCode::BAD_REQUEST, "a batch is named by 32 hex digits");
    match text.len() {
        32 => u128::from_str_radix(text, 16).map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

/// Puts what is new into the list; only what became of it, where the gateway delivers by itself.
///
/// # Errors
/// The database's.
pub fn gather(core: &mut Core) -> Stored<usize> {
    match core.hands_in {
        true => collect(core, TARGET),
        false => look_again(core),
    }
}

/// Whether files are handed in here: then what leaves the board waits for one.
///
/// # Errors
/// The database's.
pub fn is_used(core: &mut Core, now_ms: i64) -> Stored<bool> {
    let since_ms = now_ms.saturating_sub(LATELY_MS);
    let is_late = |batch: &Batch| batch.made_ms >= since_ms;
    Ok(core.keeps_for_files || core.store.batches()?.iter().any(is_late))
}

/// Takes the cards from what waits too long for a file, or for a word about one: a list that nobody hands in is a list of who read what.
///
/// # Errors
/// The database's.
pub fn age(core: &mut Core, now_ms: i64) -> Stored<()> {
    let board = &core.board;
    core.store
        .age_deliveries(now_ms, &|row| match (row.act, board.effect(row.op)) {
            (Act::Issue, _) => board.loan(row.op).is_some_and(|loan| loan.end.is_none()),
            (Act::Renew, Some(Effect::Extended(loan, _))) => {
                board.loan(*loan).is_some_and(|loan| loan.end.is_none())
            }
            (Act::Hold, Some(Effect::Held(title))) => {
                board.holds(title).iter().any(|hold| hold.op == row.op)
            }
            _ => false,
        })?;
    let before_ms = now_ms.saturating_sub(KEEP_CARD_MS);
    let aged = core.store.aged(before_ms)?;
    let count = aged.len();
    for mut row in aged {
        if row.state != State::LookByHand {
            let why = match row.state {
                State::Pending => WAITED,
                _ => CUT,
            };
            (row.state, row.said) = (State::LookByHand, why.to_owned());
        } else if row.said == LEFT_OUT {
            row.said = LEFT_CUT.to_owned();
        }
        row.card = None;
        core.store.put_delivery(&row)?;
    }
    for batch in core.store.batches()? {
        // Its files hold cards; what is lent yet can be given back and handed in anew.
        if batch.state == BatchState::Made && batch.made_ms < before_ms {
            core.store.put_files(batch.id, None)?;
        }
    }
    if count > 0 {
        let what = format!("{count} cards waited too long for a file and were cut");
        core.store.audit(now_ms, "tidy", "hand-in", &what)?;
    }
    Ok(())
}

fn of_row(row: &OutboxRow) -> serde_json::Value {
    serde_json::json!({
        "op": format!("{:032x}", row.op.0), "act": row.act.name(), "copy": row.copy,
        "card": row.card, "at_ms": row.at_ms,
    })
}

/// The barcodes of what was answered for, as far as it is there.
fn of_answer(answer: &hand_in::Answer, copies: &BTreeMap<String, String>) -> serde_json::Value {
    let copies: BTreeSet<&String> = answer
        .names
        .iter()
        .filter_map(|name| copies.get(name))
        .collect();
    let copies: Vec<&String> = copies.into_iter().take(COPIES).collect();
    let mut file = answer.file.splitn(3, ' ').skip(1);
    let made_ms = file.next().and_then(|at| at.parse::<i64>().ok());
    serde_json::json!({
        "copies": copies, "file": file.next().unwrap_or_default(), "made_ms": made_ms.unwrap_or(0),
        "answer": format!("{:032x}", answer.id), "imported": answer.is_imported,
        "said_ms": answer.said_ms, "by": answer.by, "count": answer.names.len(),
    })
}

/// What waits, for which system files are made, what nobody knows, what is held back, and the batches.
async fn list(Of(app): Of<App>, headers: HeaderMap) -> Answered {
    member(&app, &headers, false)?;
    let now = app.now();
    let answer = app
        .writer
        .run(move |core| {
            gather(core)?;
            let held_back: BTreeSet<String> = carrel_circ::deliver::held_back(&core.board)
                .into_iter()
                .map(str::to_owned)
                .collect();
            let ready = hand_in::ready(core.store.as_mut(), &core.board)?;
            let system = hand_in::system(core.store.as_mut())?;
            let mut doubtful = core.store.deliveries(Some(TARGET), false)?;
            doubtful.retain(|row| matches!(row.state, State::Unknown { .. }));
            let unknown = doubtful.len();
            let soon = core
                .store
                .aged(now.saturating_sub(KEEP_CARD_MS - SOON_MS))?;
            let soon: Vec<&OutboxRow> = soon
                .iter()
                .filter(|row| row.state != State::LookByHand)
                .collect();
            let unsure = unsure_before(core)?;
            let mut batches = Vec::new();
            for batch in core.store.batches()? {
                let is_open = batch.state == BatchState::Made;
                if batch.is_former() || !is_open && !can_withdraw(&batch, now, unsure) {
                    continue;
                }
                let can_save = core.store.files(batch.id)?.is_some();
                batches.push(of_batch(&batch, can_save, now, unsure));
            }
            let mut answers = core.store.answers()?;
            let since_ms = now.saturating_sub(WITHDRAW_MS);
            answers.retain(|answer| answer.said_ms >= since_ms);
            answers.truncate(ANSWERS);
            let mut copies = BTreeMap::new();
            if !answers.is_empty() {
                let rows = core.store.deliveries(Some(TARGET), true)?;
                copies.extend(rows.into_iter().map(|row| (hand_in::name(&row), row.copy)));
            }
            let answers: Vec<_> = answers.iter().map(|of| of_answer(of, &copies)).collect();
            Ok(serde_json::json!({
                "version": VERSION, "answers": answers,
                "system": system, "waits": ready.rows.len(), "behind": ready.behind.len(),
                "late": ready.late.len(), "unknown": unknown,
                "held_back": held_back, "batches": batches, "untold": core.store.untold()?,
                "doubtful": doubtful.iter().take(ROWS).map(of_row).collect::<Vec<_>>(),
                "soon": soon.len(),
                "over_soon": soon.into_iter().take(ROWS).map(of_row).collect::<Vec<_>>(),
            }))
        })
        .await?;
    Ok(json(&answer))
}

/// A desk asks for a batch.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// A random number of 32 hex digits. The same is the same request again, whoever sends it.
    request: String,
    system: System,
    #[serde(default)]
    by_class: bool,
    /// What the computer is called.
    #[serde(default)]
    computer: String,
    /// The computer's clocks: from which moment on, so many minutes east of UTC.
    #[serde(default)]
    zone: Vec<(i64, i16)>,
    /// Desks that did not say what they handed in by themselves are passed over.
    #[serde(default)]
    anyway: bool,
    /// Staff said that the library hands in to this system from now on.
    #[serde(default)]
    switch: bool,
    /// Classes the computer knows, by patron key (32 hex digits); the gateway's own list is asked after it.
    #[serde(default)]
    classes: Vec<(String, String)>,
    /// What the system does not know, as staff said: it stands on the sheet, and in no file.
    #[serde(default)]
    leave: Leave,
}

/// Codes that no list has.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Leave {
    #[serde(default)]
    cards: BTreeSet<String>,
    #[serde(default)]
    copies: BTreeSet<String>,
}

/// What a file of now would have: a desk holds it against its own lists before it asks for one. Nothing is written down of it.
async fn ready(Of(app): Of<App>, headers: HeaderMap) -> Answered {
    member(&app, &headers, true)?;
    let rows = app
        .writer
        .run(move |core| {
            gather(core)?;
            let ready = hand_in::ready(core.store.as_mut(), &core.board)?;
            Ok(ready.rows)
        })
        .await?;
    let rows: Vec<_> = rows.iter().map(of_row).collect();
    Ok(json(&serde_json::json!({ "rows": rows })))
}

async fn make(Of(app): Of<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let request: Request = read_json(&body)?;
    let ask = Ask {
        id: id_of(&request.request)?,
        system: request.system.name().to_owned(),
        now_ms: app.now(),
        by: member.name.clone(),
        computer: request.computer.chars().take(40).collect(),
    };
    let answer = app
        .writer
        .run(move |core| {
            let untold = core.store.untold()?;
            if !untold.is_empty() && core.store.batch(ask.id)?.is_none() {
                let names = untold.join(", ");
                if !request.anyway {
                    return Err(StoreError::Refused(format!(
                        "these computers have not said yet what they handed in by themselves: {names}. Open Carrel on each, or remove those that are gone"
                    )));
                }
                let what = format!("made without a word of {names}");
                core.store.audit(ask.now_ms, &ask.by, "hand-in", &what)?;
            }
            if core.store.batch(ask.id)?.is_none() {
                said_again(core, &request.zone)?;
            }
            made(core, &request, &ask)
        })
        .await?;
    Ok(json(&answer))
}

/// A library hands in to one system at a time: for another one than that of its last file it is asked once. Gives that of before, where it changes.
fn switched(core: &mut Core, request: &Request, ask: &Ask) -> Stored<Option<String>> {
    let before = hand_in::system(core.store.as_mut())?;
    let before = before.filter(|before| *before != ask.system);
    match &before {
        Some(before) if !request.switch => Err(StoreError::Refused(format!(
            "files were made for {before} until now. Those that are imported stay as they are; those that are not are given back, and what they have goes into the file for {0}. Press again if the library hands in to {0} from now on",
            ask.system
        ))),
        _ => Ok(before),
    }
}

/// Gives back what was made for other systems and nobody said to be imported: the library does not hand in to them any more.
fn give_back(core: &mut Core, ask: &Ask) -> Stored<()> {
    let unsure = unsure_before(core)?;
    let mut open = core.store.batches()?;
    open.retain(|of| of.state == BatchState::Made && !of.is_former() && of.system != ask.system);
    for batch in open {
        hand_in::settle(core.store.as_mut(), batch.id, false, ask.now_ms, unsure)?;
        let what = format!("given back {:032x}, for {}", batch.id, ask.system);
        is_over(core, batch.id, ask.now_ms, &ask.by, &what)?;
    }
    Ok(())
}

/// A word was said of a batch: cards in the open are kept no longer than they are needed, and the audit chain has the word.
fn is_over(core: &mut Core, id: u128, now_ms: i64, by: &str, what: &str) -> Stored<()> {
    core.store.put_files(id, None)?;
    core.store.audit(now_ms, by, "hand-in", what)
}

/// After a restore nothing is handed in before staff said once more what became of the batches: what was taken back in the days that are lost
/// stands here as it was before.
fn said_again(core: &mut Core, zone: &[(i64, i16)]) -> Stored<()> {
    let unsure = unsure_before(core)?;
    let mut batches = core.store.batches()?;
    batches.retain(|of| of.is_asked_again(unsure));
    if batches.is_empty() {
        return Ok(());
    }
    let named = |of: &Batch| called_at(of, offset(zone, of.made_ms));
    let names: Vec<String> = batches.iter().map(named).collect();
    Err(StoreError::Refused(format!(
        "the gateway was put back to a backup. Say first of each of these whether what was said of it still holds: {}",
        names.join("; ")
    )))
}

/// Claims what waits and makes its files, all in one transaction: a batch that exists has its files.
fn made(core: &mut Core, request: &Request, ask: &Ask) -> Stored<serde_json::Value> {
    let (mut named, mut before) = (BTreeSet::new(), None);
    if core.store.batch(ask.id)?.is_none() {
        before = switched(core, request, ask)?;
        if before.is_some() {
            give_back(core, ask)?;
        }
        gather(core)?;
        named = left_out(core, request)?;
    }
    let is_left = |row: &OutboxRow| named.contains(&hand_in::name(row));
    let claimed = hand_in::claim_but(core.store.as_mut(), &core.board, ask, &is_left)?;
    let Some(Claimed {
        mut batch,
        is_new,
        late,
        left,
    }) = claimed
    else {
        let ready = hand_in::ready(core.store.as_mut(), &core.board)?;
        return Ok(serde_json::json!({ "batch": null, "behind": ready.behind.len() }));
    };
    if batch.system != ask.system {
        return Err(StoreError::Refused(format!(
            "this request was answered for {} before: ask for {} under another number",
            batch.system, ask.system
        )));
    }
    if is_new {
        let mut rows = core.store.rows_of(batch.id)?;
        rows.extend(left);
        rows.sort_by_key(|row| (row.at_ms, row.act == Act::Issue, row.op));
        let made = delivery(core, request, &rows, &late);
        batch.name.clone_from(&made.sheet.batch);
        core.store.put_batch(&batch)?;
        let kept = Kept {
            files: made.files,
            sheet: made.sheet,
        };
        let bytes =
            postcard::to_allocvec(&kept).map_err(|error| StoreError::Failed(error.to_string()))?;
        core.store.put_files(batch.id, Some(&bytes))?;
        let left = match named.len() {
            0 => String::new(),
            count => format!(", {count} left out"),
        };
        let before = before.map(|before| format!(", no longer for {before}"));
        let what = format!(
            "{} made {} {:032x}{left}{}",
            batch.system,
            batch.name,
            batch.id,
            before.unwrap_or_default()
        );
        core.store.audit(ask.now_ms, &ask.by, "hand-in", &what)?;
    }
    whole(core, &batch, ask.now_ms, is_new)
}

/// The files of these rows, and the sheet.
fn delivery(core: &Core, request: &Request, rows: &[OutboxRow], late: &[OutboxRow]) -> Delivery {
    let late = queue(core, request, late);
    let queue = queue(core, request, rows);
    let split = match request.by_class {
        true => Split::ByClass,
        false => Split::Fewest,
    };
    let Leave { cards, copies } = &request.leave;
    let known = |code: fn(&Delivered) -> &String, leave: &BTreeSet<String>| {
        let all = queue.iter().map(code).filter(|code| !leave.contains(*code));
        (!leave.is_empty()).then(|| all.cloned().collect::<BTreeSet<String>>())
    };
    let (cards, copies) = (known(|of| &of.card, cards), known(|of| &of.barcode, copies));
    deliver(
        request.system,
        &Queue {
            split,
            late: &late,
            cards: cards.as_ref(),
            copies: copies.as_ref(),
            ..Queue::new(&queue)
        },
    )
}

/// The names of what this request leaves out of its files, but for what something later in them makes good for.
fn left_out(core: &mut Core, request: &Request) -> Stored<BTreeSet<String>> {
    if request.leave.cards.is_empty() && request.leave.copies.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ready = hand_in::ready(core.store.as_mut(), &core.board)?;
    let mut rows = Vec::new();
    for row in ready.rows {
        // As a batch takes them.
        if !core.store.left_otherwise(TARGET, row.op, row.act)? {
            rows.push(row);
        }
    }
    let made = delivery(core, request, &rows, &[]);
    Ok(made
        .sheet
        .strange()
        .map(|of| of.operation.id.clone())
        .collect())
}

/// The codes that a batch left out of its files, as its sheet has them.
fn left_codes(kept: Option<&[u8]>) -> Leave {
    let mut left = Leave::default();
    let kept = kept.and_then(|bytes| postcard::from_bytes::<Kept>(bytes).ok());
    for row in kept.iter().flat_map(|kept| kept.sheet.strange()) {
        match row.why {
            Why::UnknownCard => left.cards.insert(row.operation.card.clone()),
            _ => left.copies.insert(row.operation.barcode.clone()),
        };
    }
    left
}

/// What a batch is called; one without a file has its number.
fn called(batch: &Batch) -> String {
    match batch.name.as_str() {
        "" => format!("{:032x}", batch.id),
        name => name.to_owned(),
    }
}

/// The same with who made it, where and when: a batch that was given back and made again has the name of the first one.
fn called_at(batch: &Batch, minutes: i16) -> String {
    let at = LocalTime::of_unix(batch.made_ms, minutes);
    let place = match batch.computer.as_str() {
        "" => String::new(),
        computer => format!(" at {computer}"),
    };
    format!("{} (made {at} by {}{place})", called(batch), batch.by)
}

/// What a page names a batch by.
fn of_name(batch: &Batch) -> serde_json::Value {
    serde_json::json!({
        "name": batch.name, "made_ms": batch.made_ms, "by": batch.by, "computer": batch.computer,
    })
}

/// A batch with its files and its sheet, the names of its rows, how many of them stood in one that was given back, and what must be imported before.
fn whole(core: &mut Core, batch: &Batch, now_ms: i64, is_new: bool) -> Stored<serde_json::Value> {
    let kept = core.store.files(batch.id)?;
    let mut again = 0;
    let mut names = Vec::new();
    let mut rows = core.store.rows_of(batch.id)?;
    names.extend(rows.iter().map(hand_in::name));
    // What was left out is to be entered by hand: the same is asked of it.
    let left = core.store.late_of(batch.id)?.into_iter();
    rows.extend(left.filter(|row| row.said != LATE));
    for row in rows {
        let before = core.store.batches_of(row.op, row.act)?;
        let mut is_again = false;
        for id in before.into_iter().filter(|id| *id != batch.id) {
            // One that it was taken out of, since it happened once more, may be imported.
            let other = core.store.batch(id)?;
            is_again |= other.is_some_and(|other| other.state == BatchState::GivenBack);
        }
        again += u32::from(is_again);
    }
    let after = hand_in::after(core.store.as_mut(), batch)?;
    let mut value = of_batch(batch, kept.is_some(), now_ms, unsure_before(core)?);
    value["new"] = is_new.into();
    value["again"] = again.into();
    value["rows"] = names.into();
    // The same request may have been answered for another press: the page shows what came of it.
    let left = left_codes(kept.as_deref());
    value["left"] = serde_json::json!({ "cards": left.cards, "copies": left.copies });
    value["after"] = after.iter().map(of_name).collect::<Vec<_>>().into();
    value["kept"] = kept.map(|bytes| hex(&bytes)).into();
    Ok(value)
}

/// Rows as what a file is made of, by the clocks of the computer that asks.
fn queue(core: &Core, request: &Request, rows: &[OutboxRow]) -> Vec<Delivered> {
    let key_of = |hex: &str| u128::from_str_radix(hex, 16).ok().map(PatronKey);
    let classes: BTreeMap<PatronKey, &str> = request
        .classes
        .iter()
        .filter_map(|(key, class)| Some((key_of(key)?, class.as_str())))
        .collect();
    rows.iter()
        .map(|row| {
            let minutes = offset(&request.zone, row.at_ms);
            let card = row.card.clone().unwrap_or_default();
            let class = if request.by_class && !card.is_empty() {
                let key = patron_key(&core.school_key, &card);
                let listed = || core.board.patron(key).map(|patron| patron.class.as_str());
                classes.get(&key).copied().or_else(listed).unwrap_or("")
            } else {
                ""
            };
            Delivered {
                at: LocalTime::of_unix(row.at_ms, minutes),
                offset_minutes: minutes,
                id: hand_in::name(row),
                kind: match row.act {
                    Act::Issue => Kind::CheckOut,
                    Act::Return => Kind::CheckIn,
                    Act::Renew => Kind::Renew,
                    Act::Hold => Kind::Hold,
                    Act::Unhold => Kind::CancelHold,
                },
                class: class.to_owned(),
                card,
                barcode: row.copy.clone(),
                due: row.due,
            }
        })
        .collect()
}

/// Minutes east of UTC at a moment. Before the first one that was said it is the first one's.
fn offset(zone: &[(i64, i16)], at_ms: i64) -> i16 {
    let since = zone.iter().rev().find(|(from_ms, _)| *from_ms <= at_ms);
    since.or(zone.first()).map_or(0, |(_, minutes)| *minutes)
}

/// The same files again, at whichever desk. With `?names` what the batch is, without its files: a page compares, and saves nothing.
async fn fetch(Of(app): Of<App>, Path(id): Path<String>, uri: Uri, headers: HeaderMap) -> Answered {
    let (member, _) = member(&app, &headers, false)?;
    let (id, now) = (id_of(&id)?, app.now());
    let is_compared = uri.query() == Some("names");
    let answer = app
        .writer
        .run(move |core| {
            let Some(batch) = core.store.batch(id)? else {
                return Ok(None);
            };
            let mut answer = whole(core, &batch, now, false)?;
            if is_compared {
                answer["kept"] = serde_json::Value::Null;
            } else {
                let what = format!("{} fetched {} {id:032x}", batch.system, batch.name);
                core.store.audit(now, &member.name, "hand-in", &what)?;
            }
            Ok(Some(answer))
        })
        .await?;
    match answer {
        Some(answer) => Ok(json(&answer)),
        None => Err(Refused::new(
            StatusCode::NOT_FOUND,
            "there is no such batch: the gateway may have been put back to a backup",
        )),
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settle {
    batch: String,
    imported: bool,
}

/// Staff says of a batch that it is imported, or that it never will be.
async fn settle(Of(app): Of<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let settle: Settle = read_json(&body)?;
    let (id, now) = (id_of(&settle.batch)?, app.now());
    app.writer
        .run(move |core| {
            let unsure = unsure_before(core)?;
            match hand_in::settle(core.store.as_mut(), id, settle.imported, now, unsure)? {
                Told::Done => {}
                Told::Before => return Ok(()),
                Told::Otherwise => {
                    return Err(StoreError::Refused(match settle.imported {
                        true => {
                            "this batch was given back: its loans wait again. Import no file of it. Was one imported? Load the list again, and take back that it was given back"
                                .to_owned()
                        }
                        false => {
                            "this batch was said to be imported. Was that wrong? Load the list again, and take it back there"
                                .to_owned()
                        }
                    }));
                }
                Told::Nowhere => {
                    return Err(StoreError::Refused(
                        "there is no such batch: the gateway may have been put back to a backup"
                            .to_owned(),
                    ));
                }
            }
            let what = match settle.imported {
                true => "imported",
                false => "given back",
            };
            is_over(core, id, now, &member.name, &format!("{what} {id:032x}"))
        })
        .await?;
    Ok(json(&serde_json::json!({})))
}

/// What is taken back: the word that was said of a batch at a time, or an answer.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdraw {
    #[serde(default)]
    batch: Option<Whole>,
    #[serde(default)]
    answer: Option<String>,
    /// The computer's clock, minutes east of UTC: for the times in a refusal.
    #[serde(default)]
    minutes: i16,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    id: String,
    /// What is so after all.
    imported: bool,
    /// When the word was said that is taken back, as the list has it.
    settled_ms: i64,
}

/// Staff takes back what was said by mistake.
async fn withdraw(Of(app): Of<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let asked: Withdraw = read_json(&body)?;
    let (id, whole) = match (&asked.batch, &asked.answer) {
        (Some(whole), None) => (id_of(&whole.id)?, Some(whole.clone())),
        (None, Some(answer)) => (id_of(answer)?, None),
        _ => {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                "one batch or one answer is taken back at a time",
            ));
        }
    };
    let now = app.now();
    let minutes = asked.minutes.clamp(-1440, 1440);
    let answer = app
        .writer
        .run(move |core| {
            // What a row means now decides what becomes of it.
            gather(core)?;
            let unsure = unsure_before(core)?;
            let store = core.store.as_mut();
            let said_ms = match &whole {
                Some(_) => match store.batch(id)? {
                    Some(batch) if batch.state != BatchState::Made => {
                        (!can_withdraw(&batch, now, unsure)).then_some(batch.settled_ms)
                    }
                    _ => None,
                },
                None => {
                    let answers = store.answers()?;
                    let of = answers.iter().find(|answer| answer.id == id);
                    let is_old = |of: &&hand_in::Answer| of.said_ms < now - WITHDRAW_MS;
                    of.filter(is_old).map(|of| Some(of.said_ms))
                }
            };
            if let Some(said_ms) = said_ms {
                let at = LocalTime::of_unix(said_ms.unwrap_or_default(), minutes);
                return Err(StoreError::Refused(format!(
                    "this was said more than 35 days ago ({at}) and is not taken back any more. Look its loans up in your system"
                )));
            }
            let before = match &whole {
                Some(_) => None,
                None => {
                    let mut answers = store.answers()?.into_iter();
                    answers.find(|answer| answer.id == id)
                }
            };
            let board = &core.board;
            let done = match &whole {
                Some(of) => {
                    hand_in::withdraw(store, board, id, of.imported, of.settled_ms, now, unsure)?
                }
                None => hand_in::withdraw_answer(store, board, id)?,
            };
            let (by_hand, asked, left) = match done {
                Withdrawn::Done {
                    by_hand,
                    asked,
                    left,
                } => (by_hand, asked, left),
                Withdrawn::Before => (0, 0, 0),
                other => {
                    let why = stands(&other, whole.is_some(), minutes);
                    return Err(StoreError::Refused(why));
                }
            };
            let answer = serde_json::json!({ "by_hand": by_hand, "asked": asked, "left": left });
            if done == Withdrawn::Before {
                return Ok(answer);
            }
            let what = match whole.as_ref().map(|of| of.imported) {
                Some(true) => "that it was given back; it is imported",
                Some(false) => "that it was imported; it is not, and its rows wait again",
                None if before.as_ref().is_some_and(|of| of.is_imported) => {
                    "the answer that they are in"
                }
                None => "the answer that they are not in",
            };
            let count = match before {
                Some(of) => format!(", of {} rows", of.names.len()),
                None => String::new(),
            };
            let what = format!(
                "taken back {id:032x}: {what}{count}; {asked} asked again, {by_hand} by hand, {left} as they are"
            );
            core.store.audit(now, &member.name, "hand-in", &what)?;
            Ok(answer)
        })
        .await?;
    Ok(json(&answer))
}

/// Why a word stands, and the way out.
fn stands(why: &Withdrawn, is_batch: bool, minutes: i16) -> String {
    let text = match why {
        Withdrawn::Taken(batches) => {
            let named = |is_made: bool| -> Vec<String> {
                let is_meant = |of: &&Batch| (of.state == BatchState::Made) == is_made;
                let of = batches.iter().filter(is_meant);
                of.map(|of| called_at(of, minutes)).collect()
            };
            let over = named(false);
            return match over.is_empty() {
                true => format!(
                    "some of its loans stand in batch {} by now: import no file of it, give it back, and then say this again",
                    named(true).join("; ")
                ),
                false => format!(
                    "some of its loans stand in batch {} by now, which was said to be imported. Was it not? Then take that back first. Are both in? Then nothing is left to say here: look in your system for loans that were renewed by it",
                    over.join("; ")
                ),
            };
        }
        Withdrawn::Otherwise => {
            "something else was said of this batch since, and that stands. The list shows it as it is now"
        }
        _ if is_batch => "there is no such batch: the gateway may have been put back to a backup",
        _ => "this was taken back already, or it is too old",
    };
    text.to_owned()
}

/// One row in doubt.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    op: String,
    act: String,
}

/// Which rows: these, those at or before a time, those of these names; all of them when nothing is said.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Doubt {
    imported: bool,
    #[serde(default)]
    rows: Option<Vec<Named>>,
    #[serde(default)]
    until_ms: Option<i64>,
    #[serde(default)]
    names: Option<BTreeSet<String>>,
    /// Which file had these names.
    #[serde(default)]
    file: Option<OfFile>,
}

/// A file as the computer that has it calls it: two lives of a gateway may have made two of the same rows, or under one number.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfFile {
    /// The number of its batch.
    batch: String,
    /// When it was made, milliseconds since 1970 UTC; 0 when that is not known.
    made_ms: i64,
    name: String,
}

impl OfFile {
    /// As the list of answers keeps it.
    fn key(&self) -> String {
        let short = |text: &str| text.chars().take(80).collect::<String>();
        let batch = short(&self.batch).replace(' ', "-");
        format!("{batch} {} {}", self.made_ms, short(&self.name))
    }
}

/// Staff looked, and says whether what nobody knew of is imported.
async fn doubt(Of(app): Of<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let doubt: Doubt = read_json(&body)?;
    let now = app.now();
    let count = app
        .writer
        .run(move |core| {
            // What is in doubt by a name may not have entered yet.
            gather(core)?;
            let imported = doubt.imported;
            let rows: Option<BTreeSet<(String, String)>> = doubt.rows.as_ref().map(|rows| {
                rows.iter()
                    .map(|row| (row.op.clone(), row.act.clone()))
                    .collect()
            });
            let store = core.store.as_mut();
            let is_meant = |row: &OutboxRow| {
                let is_listed = rows.as_ref().is_none_or(|rows| {
                    let key = (format!("{:032x}", row.op.0), row.act.name().to_owned());
                    rows.contains(&key)
                });
                is_listed && doubt.until_ms.is_none_or(|until| row.at_ms <= until)
            };
            let file = doubt.file.as_ref().map(OfFile::key).unwrap_or_default();
            let about = match &doubt.names {
                Some(names) => About::File { names, file: &file },
                None => About::Rows(&is_meant),
            };
            let said = hand_in::answer(store, &about, imported, now, &member.name)?;
            let count = said.count;
            let of = match (&rows, doubt.until_ms, &doubt.names) {
                (Some(rows), ..) => rows
                    .iter()
                    .map(|(op, act)| format!(" {act} {op}"))
                    .take(20)
                    .collect(),
                (None, Some(until), _) => format!(" until {until}"),
                (None, None, Some(names)) => format!(" of {} names of a file", names.len()),
                (None, None, None) => String::new(),
            };
            let id = said.id.map(|id| format!("answer {id:032x}, "));
            let id = id.unwrap_or_default();
            let what = match imported {
                true => format!("{id}{count} in doubt are imported:{of}"),
                false => format!("{id}{count} in doubt wait again:{of}"),
            };
            core.store
                .audit(now, &member.name, "hand-in", what.trim_end_matches(':'))?;
            Ok(count)
        })
        .await?;
    Ok(json(&serde_json::json!({ "settled": count })))
}

/// What a desk handed in by itself, by system; in several pieces when it is long.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// Imported.
    #[serde(default)]
    handed: BTreeMap<String, BTreeSet<String>>,
    /// In files of which nobody said so.
    #[serde(default)]
    unsure: BTreeMap<String, BTreeSet<String>>,
    /// That was the last piece.
    #[serde(default)]
    done: bool,
}

fn read_known(body: &Bytes) -> Result<Known, Refused> {
    let known: Known = read_json(body)?;
    let is_system = |name: &String| System::ALL.iter().any(|system| system.name() == name);
    let mut systems = known.handed.keys().chain(known.unsure.keys());
    match systems.find(|name| !is_system(name)) {
        Some(other) => Err(Refused::new(
            StatusCode::BAD_REQUEST,
            &format!("there is no system called {other}"),
        )),
        None => Ok(known),
    }
}

/// A desk says what it handed in by itself, before the gateway kept the list. Nobody need be signed in: it speaks of its own files.
async fn known(
    Of(app): Of<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answered {
    let row = match device(&app, &headers, &method, &uri, &body).await {
        Ok(row) => row,
        Err(refused) => {
            // It signed this. An older page sends its scans after it, whatever the answer was.
            let said = headers
                .get("carrel-sig")
                .and_then(|said| said.to_str().ok());
            let claim = said.and_then(Claim::read);
            let is_its_own = refused.status() == StatusCode::TOO_MANY_REQUESTS;
            if let Some(claim) = claim.filter(|_| is_its_own) {
                app.writer
                    .run(move |core| core.store.drop_told(claim.device))
                    .await?;
            }
            return Err(refused);
        }
    };
    // Students stand at a kiosk: what is said there is asked about, and settles nothing.
    let is_desk = row.role == "desk";
    let known = match read_known(&body) {
        Ok(known) => known,
        Err(refused) => {
            // It goes on to send its scans. No file is made of them before it is heard.
            app.writer
                .run(move |core| core.store.drop_told(row.id))
                .await?;
            return Err(refused);
        }
    };
    let now = app.now();
    let count = app
        .writer
        .run(move |core| {
            let mut count = 0;
            for (of, is_sure) in [(&known.handed, true), (&known.unsure, false)] {
                for (system, names) in of {
                    let said = Former {
                        system: system.clone(),
                        is_sure: is_sure && is_desk,
                    };
                    count += hand_in::known_before(core.store.as_mut(), &said, names, now)?;
                    let what = format!(
                        "{:032x} handed in {} to {system} by itself{}",
                        row.id,
                        names.len(),
                        if is_sure {
                            ""
                        } else {
                            ", not known to be imported"
                        }
                    );
                    core.store.audit(now, "device", "hand-in", &what)?;
                }
            }
            if known.done {
                core.store.put_told(row.id, now)?;
            }
            Ok(count)
        })
        .await?;
    Ok(json(&serde_json::json!({ "known": count })))
}
