//! Handing in as files, for every desk from one list: what waits, who made which batch, its files again, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State as Of};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use carrel_circ::entry::{OpId, PatronKey};
use carrel_exchange::delivered::{Delivered, Kind};
use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::{Batch as Queue, File, Split, System, deliver};
use carrel_exchange::sheet::Sheet;
use carrel_sync::hand_in::{self, Ask, Batch, BatchState, TARGET, Told};
use carrel_sync::hash::patron_key;
use serde::{Deserialize, Serialize};

use crate::app::{Answered, App, Refused, json, member, read_json};
use crate::collect::{collect, unsure_before};
use crate::outbox::{Act, State};
use crate::signature::hex;
use crate::store::{OutboxRow, StoreError, Stored};
use crate::writer::Core;

/// Batches that the page gets: those of which nobody said what became of them, and the latest of the others.
const SETTLED: usize = 30;
/// Most bytes of a question: the classes of a school, or what a desk handed in before.
const MAX_ASK: usize = 4 * 1024 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/hand-in", get(list))
        .route("/v1/hand-in/make", post(make))
        .route("/v1/hand-in/settle", post(settle))
        .route("/v1/hand-in/doubt", post(doubt))
        .route("/v1/hand-in/known", post(known))
        .route("/v1/hand-in/batch/{id}", get(fetch))
        .layer(DefaultBodyLimit::max(MAX_ASK))
}

/// The files of a batch and its sheet, as the database keeps them until it is settled.
#[derive(Serialize, Deserialize)]
struct Kept {
    files: Vec<File>,
    sheet: Sheet,
}

fn of_batch(batch: &Batch, can_save: bool) -> serde_json::Value {
    serde_json::json!({
        "batch": format!("{:032x}", batch.id), "name": batch.name, "system": batch.system,
        "state": batch.state.name(), "made_ms": batch.made_ms, "by": batch.by,
        "computer": batch.computer, "settled_ms": batch.settled_ms, "count": batch.count,
        "can_save": can_save,
    })
}

fn id_of(text: &str) -> Result<u128, Refused> {
    let wrong = || Refused::new(StatusCode::BAD_REQUEST, "a batch is named by 32 hex digits");
    match text.len() {
        32 => u128::from_str_radix(text, 16).map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

/// Puts what is new into the list, unless the gateway delivers by itself.
///
/// # Errors
/// The database's.
pub fn gather(core: &mut Core) -> Stored<usize> {
    match core.hands_in {
        true => collect(core, TARGET),
        false => Ok(0),
    }
}

/// What waits for each system, what nobody knows, what is held back, and the batches.
async fn list(Of(app): Of<App>, headers: HeaderMap) -> Answered {
    member(&app, &headers, false)?;
    let answer = app
        .writer
        .run(|core| {
            gather(core)?;
            let mut waits = serde_json::Map::new();
            let held_back: BTreeSet<String> = carrel_circ::deliver::held_back(&core.board)
                .into_iter()
                .map(str::to_owned)
                .collect();
            for system in System::ALL {
                let mut rows = core.store.waiting(system.name())?;
                rows.retain(|row| !held_back.contains(&row.copy));
                waits.insert(system.name().to_owned(), rows.len().into());
            }
            let open = core.store.deliveries(Some(TARGET), false)?;
            let unknown = |row: &&OutboxRow| matches!(row.state, State::Unknown { .. });
            let unknown = open.iter().filter(unknown).count();
            let mut batches = Vec::new();
            let mut settled = 0;
            for batch in core.store.batches()? {
                if batch.state != BatchState::Made {
                    settled += 1;
                    if settled > SETTLED {
                        continue;
                    }
                }
                let can_save = core.store.files(batch.id)?.is_some();
                batches.push(of_batch(&batch, can_save));
            }
            Ok(serde_json::json!({
                "waits": waits, "unknown": unknown, "held_back": held_back, "batches": batches,
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
    /// Classes the computer knows, by patron key (32 hex digits); the gateway's own list is asked after it.
    #[serde(default)]
    classes: Vec<(String, String)>,
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
            if !core.hands_in {
                return Err(StoreError::Refused(
                    "the gateway sends to the library's system by itself: import no file"
                        .to_owned(),
                ));
            }
            made(core, &request, &ask)
        })
        .await?;
    Ok(json(&answer))
}

/// Claims what waits and makes its files, all in one transaction: a batch that exists has its files.
fn made(core: &mut Core, request: &Request, ask: &Ask) -> Stored<serde_json::Value> {
    if core.store.batch(ask.id)?.is_none() {
        gather(core)?;
    }
    let claimed = hand_in::claim(core.store.as_mut(), &core.board, ask)?;
    let Some((mut batch, is_new)) = claimed else {
        return Ok(serde_json::json!({ "batch": null }));
    };
    if batch.system != ask.system {
        return Err(StoreError::Refused(format!(
            "this request was answered for {} before: ask for {} under another number",
            batch.system, ask.system
        )));
    }
    if is_new {
        let rows = core.store.rows_of(batch.id)?;
        let queue = queue(core, request, &rows);
        let split = match request.by_class {
            true => Split::ByClass,
            false => Split::Fewest,
        };
        let made = deliver(
            request.system,
            &Queue {
                split,
                ..Queue::new(&queue)
            },
        );
        batch.name.clone_from(&made.sheet.batch);
        core.store.put_batch(&batch)?;
        let kept = Kept {
            files: made.files,
            sheet: made.sheet,
        };
        let bytes =
            postcard::to_allocvec(&kept).map_err(|error| StoreError::Failed(error.to_string()))?;
        core.store.put_files(batch.id, Some(&bytes))?;
        let what = format!("{} made {} {:032x}", batch.system, batch.name, batch.id);
        core.store.audit(ask.now_ms, &ask.by, "hand-in", &what)?;
    }
    whole(core, &batch, is_new)
}

/// A batch with its files and its sheet, and how many of its rows stood in one that was given back.
fn whole(core: &mut Core, batch: &Batch, is_new: bool) -> Stored<serde_json::Value> {
    let kept = core.store.files(batch.id)?;
    let mut again = 0;
    for row in core.store.rows_of(batch.id)? {
        let before = core.store.batches_of(row.op, row.act)?;
        let mut of_system = 0;
        for id in before.into_iter().filter(|id| *id != batch.id) {
            let other = core.store.batch(id)?;
            of_system += u32::from(other.is_some_and(|other| {
                other.system == batch.system && other.state == BatchState::GivenBack
            }));
        }
        again += u32::from(of_system > 0);
    }
    let mut value = of_batch(batch, kept.is_some());
    value["new"] = is_new.into();
    value["again"] = again.into();
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

/// The same files again, at whichever desk.
async fn fetch(Of(app): Of<App>, Path(id): Path<String>, headers: HeaderMap) -> Answered {
    let (member, _) = member(&app, &headers, false)?;
    let (id, now) = (id_of(&id)?, app.now());
    let answer = app
        .writer
        .run(move |core| {
            let Some(batch) = core.store.batch(id)? else {
                return Ok(None);
            };
            let what = format!("{} fetched {} {id:032x}", batch.system, batch.name);
            core.store.audit(now, &member.name, "hand-in", &what)?;
            whole(core, &batch, false).map(Some)
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
                            "this batch was given back: its loans wait again. Import no file of it"
                                .to_owned()
                        }
                        false => {
                            "this batch was said to be imported: it cannot be given back".to_owned()
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
            // Cards in the open are kept no longer than they are needed.
            core.store.put_files(id, None)?;
            let what = match settle.imported {
                true => "imported",
                false => "given back",
            };
            core.store
                .audit(now, &member.name, "hand-in", &format!("{what} {id:032x}"))
        })
        .await?;
    Ok(json(&serde_json::json!({})))
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Doubt {
    imported: bool,
}

/// After a restore: staff looked, and says whether what nobody knew of is imported.
async fn doubt(Of(app): Of<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let Doubt { imported } = read_json(&body)?;
    let now = app.now();
    let count = app
        .writer
        .run(move |core| {
            let count = hand_in::doubted(core.store.as_mut(), |_: OpId, _| imported)?;
            let what = match imported {
                true => format!("{count} of before the restore are imported"),
                false => format!("{count} of before the restore wait again"),
            };
            core.store.audit(now, &member.name, "hand-in", &what)?;
            Ok(count)
        })
        .await?;
    Ok(json(&serde_json::json!({ "settled": count })))
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    operations: BTreeSet<String>,
}

/// A desk says what it handed in by itself, before the gateway kept the list.
async fn known(Of(app): Of<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let Known { operations } = read_json(&body)?;
    let now = app.now();
    let count = app
        .writer
        .run(move |core| {
            gather(core)?;
            let count = hand_in::known_before(core.store.as_mut(), &operations)?;
            let what = format!("{count} were handed in at a desk before");
            core.store.audit(now, &member.name, "hand-in", &what)?;
            Ok(count)
        })
        .await?;
    Ok(json(&serde_json::json!({ "known": count })))
}
