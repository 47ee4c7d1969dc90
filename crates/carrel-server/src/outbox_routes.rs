//! The routes of deliveries to the library's own system: what is open, what a librarian must look at, and their one press.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Of;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use carrel_sync::hand_in::{self, TARGET};
use serde::{Deserialize, Serialize};

use crate::app::{Answered, App, json, member, read_json};
use crate::outbox::{Act, State};
use crate::store::{OutboxRow, StoreError, Stored};
use crate::writer::Core;

/// Rows of what is over that the page gets: the latest.
const OVER: usize = 200;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/outbox", get(list))
        .route("/v1/outbox/settle", post(settle))
}

/// A row of the page.
#[derive(Serialize)]
struct Row {
    op: String,
    act: &'static str,
    target: String,
    /// `pending`, `sending`, `unknown`, `rejected`, `by-hand`, `exported`, `confirmed`, `done` or `skipped`.
    state: &'static str,
    at_ms: i64,
    copy: String,
    card: Option<String>,
    due: Option<String>,
    said: String,
    attempts: u32,
    /// What can be pressed: `done`, `again`, `skip`.
    choices: Vec<&'static str>,
}

fn word(state: State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::InFlight => "sending",
        State::Confirmed => "confirmed",
        State::Rejected => "rejected",
        State::Unknown { .. } => "unknown",
        State::LookByHand => "by-hand",
        State::Exported => "exported",
        State::Done => "done",
        State::Skipped => "skipped",
    }
}

fn choices(row: &OutboxRow) -> Vec<&'static str> {
    match row.state {
        // It stands in no file, and the system may know its card and its barcode by now.
        State::LookByHand
            if hand_in::is_left_out(row) && (row.card.is_some() || row.act == Act::Return) =>
        {
            vec!["done", "again"]
        }
        // It stands in a file: sent again it would stand in two.
        State::LookByHand if row.target == TARGET => vec!["done"],
        // Again is safe for both: the system said no, or somebody looked.
        State::Rejected | State::LookByHand => vec!["done", "again", "skip"],
        State::Exported => vec!["done"],
        _ => Vec::new(),
    }
}

/// How many decisions wait: one for each delivery that a librarian must look at, one for each file that is not imported yet.
pub(crate) fn waiting(open: &[OutboxRow]) -> usize {
    let doubts = open
        .iter()
        .filter(|row| matches!(row.state, State::Rejected | State::LookByHand));
    let files: std::collections::BTreeSet<(&str, &str)> = open
        .iter()
        .filter(|row| row.state == State::Exported && row.target != TARGET)
        .map(|row| (row.target.as_str(), row.said.as_str()))
        .collect();
    doubts.count() + files.len()
}

fn row(row: OutboxRow) -> Row {
    let choices = choices(&row);
    Row {
        op: format!("{:032x}", row.op.0),
        act: row.act.name(),
        state: word(row.state),
        at_ms: row.at_ms,
        copy: row.copy,
        card: row.card,
        due: row.due.map(|due| due.to_string()),
        said: row.said,
        attempts: row.attempts,
        choices,
        target: row.target,
    }
}

/// Everything that is open, the latest of what is over, how the line stands, and the barcodes that wait until a file is imported.
async fn list(Of(app): Of<App>, headers: HeaderMap) -> Answered {
    member(&app, &headers, false)?;
    let (open, over, behind) = app
        .writer
        .run(|core| {
            // What was left out of a file may be over since. Nothing new enters: perhaps no file is ever made here.
            hand_in::close_left_out(core.store.as_mut(), &core.board)?;
            let mut all = core.store.deliveries(None, true)?;
            // What is handed in as files has a page of its own; here stands what it does not show.
            all.retain(|row| {
                row.target != TARGET || matches!(row.state, State::LookByHand | State::Skipped)
            });
            let open: Vec<OutboxRow> = all.extract_if(.., |row| !row.state.is_over()).collect();
            let over: Vec<OutboxRow> = all.into_iter().rev().take(OVER).collect();
            let before = hand_in::before_lines(core.store.as_mut())?;
            let behind = open.iter().filter(|row| hand_in::is_behind(row, &before));
            let behind: std::collections::BTreeSet<String> =
                behind.map(|row| row.copy.clone()).collect();
            Ok((open, over, behind))
        })
        .await?;
    let status = app.status();
    let rows = |list: Vec<OutboxRow>| list.into_iter().map(row).collect::<Vec<Row>>();
    Ok(json(&serde_json::json!({
        "target": status.target, "trouble": status.trouble, "last_ms": status.last_ms,
        "open": rows(open), "over": rows(over), "behind": behind,
    })))
}

/// A librarian's press: about one delivery, or about all of a file that was imported.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Press {
    target: String,
    /// `done`, `again` or `skip`; `done` of a batch.
    choice: String,
    #[serde(default)]
    op: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    batch: String,
}

async fn settle(Of(app): Of<App>, headers: HeaderMap, body: Bytes) -> Answered {
    let (member, _) = member(&app, &headers, true)?;
    let press: Press = read_json(&body)?;
    let now = app.now();
    let count = app
        .writer
        .run(move |core| {
            hand_in::close_left_out(core.store.as_mut(), &core.board)?;
            let count = pressed(core, &press, &member.name, now)?;
            let what = match press.batch.as_str() {
                "" => &press.op,
                batch => batch,
            };
            let object = format!("{} {} {what} {}", press.target, press.choice, press.act);
            core.store
                .audit(now, &member.name, "outbox", object.trim_end())?;
            Ok(count)
        })
        .await?;
    Ok(json(&serde_json::json!({ "settled": count })))
}

fn pressed(core: &mut Core, press: &Press, who: &str, now_ms: i64) -> Stored<usize> {
    let refuse = |text: &str| Err(StoreError::Refused(text.to_owned()));
    let is_batch = !press.batch.is_empty();
    let mut rows = core.store.deliveries(Some(&press.target), false)?;
    rows.retain(|row| {
        if is_batch {
            row.state == State::Exported && row.said == press.batch
        } else {
            format!("{:032x}", row.op.0) == press.op && row.act.name() == press.act
        }
    });
    if rows.is_empty() {
        return refuse("there is no such delivery, or it is settled already");
    }
    for row in &mut rows {
        if !choices(row).contains(&press.choice.as_str()) {
            return refuse("this delivery does not wait for a decision, or has no such choice");
        }
        let state = match press.choice.as_str() {
            "done" => State::Done,
            "skip" => State::Skipped,
            _ => State::Pending,
        };
        if row.state == State::Rejected {
            // The system's own words, which may name the patron, are read now.
            row.said.clear();
        }
        if state == State::Pending && hand_in::is_left_out(row) {
            // Nothing of before a restore stands here: that is asked about.
            hand_in::wait_again(core.store.as_mut(), row.clone(), false, now_ms)?;
            continue;
        }
        if state == State::Skipped {
            row.said = format!("{who}: it is not needed.");
        }
        row.state = state;
        core.store.put_delivery(row)?;
    }
    Ok(rows.len())
}
