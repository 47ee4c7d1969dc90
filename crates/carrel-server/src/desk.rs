//! What staff pages ask for: exceptions with their sentences and choices, decisions, lists, deliveries.

use carrel_circ::Board;
use carrel_circ::board::CopyState;
use carrel_circ::deliver::{self, Act, Beside};
use carrel_circ::entry::{Choice, Fact, Kind, OpId, Use};
use carrel_circ::exception::{Exception, ExceptionKind, State};
use carrel_circ::policy::{Policy, Rule};
use carrel_circ::policy_file;
use carrel_core::CalendarDate;
use carrel_sync::hand_in;
use carrel_sync::hash::{patron_key, receipt, receipt_code};
use carrel_sync::message::{Outcome, Push, Pushed, Record};
use carrel_sync::op::{Auth, Op, Patron, SOMEBODY, chain_hash};
use carrel_sync::server::{accept, state_fact};
use carrel_sync::{Hash, Reading};
use serde::{Deserialize, Serialize};

use crate::store::{Store, StoreError, Stored};
use crate::writer::Core;
use crate::{backup, hand_routes, staff};

/// A row of the exceptions page: a sentence, both sides, the presses.
#[derive(Clone, Debug, Serialize)]
pub struct ExceptionRow {
    /// Name of the operation, 32 hex digits.
    pub op: String,
    /// Kind: `E-superseded`.
    pub kind: &'static str,
    /// What happened and what Carrel did.
    pub sentence: &'static str,
    /// Which rules were broken, a sentence each; empty when none was.
    pub rules: String,
    /// Barcode.
    pub copy: String,
    /// How the copy stands now: `on loan`, `disputed`, ...
    pub copy_state: &'static str,
    /// Card of the operation, while it is known.
    pub card: Option<String>,
    /// Card on the other side.
    pub other_card: Option<String>,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// When the other side happened.
    pub other_at_ms: Option<i64>,
    /// The time is a guess.
    pub time_is_unsure: bool,
    /// What staff call the computer it comes from.
    pub computer: Option<String>,
    /// `open`, `explained` or `settled`.
    pub state: &'static str,
    /// The decisions to offer.
    pub choices: Vec<&'static str>,
}

/// A decision from the page.
#[derive(Clone, Debug, Deserialize)]
pub struct Decision {
    /// Name of the operation, 32 hex digits.
    pub op: String,
    /// Kind.
    pub kind: String,
    /// `confirm`, `earlier` or `on-shelf`.
    pub choice: String,
    /// Why, for the record; may be empty.
    #[serde(default)]
    pub why: String,
}

/// A loan of the library's own system: barcode, card, since when (milliseconds since 1970 UTC), due date (`YYYY-MM-DD`).
pub type LoanLine = (String, String, Option<i64>, Option<String>);

/// Lists from staff. Patrons are never given out again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lists {
    /// Copies: barcode, title number, item type, use (`lent`, `reference`, `withdrawn`, `missing`).
    pub copies: Vec<(String, String, String, String)>,
    /// Patrons: card, class of the policy, blocked.
    pub patrons: Vec<(String, String, bool)>,
    /// Barcodes as scanned, as listed.
    pub map_copies: Vec<(String, String)>,
    /// Cards as scanned, as listed.
    pub map_cards: Vec<(String, String)>,
    /// Cards of patrons to forget.
    pub forget: Vec<String>,
    /// The policy file's text.
    pub policy: Option<String>,
    /// All open loans of the library's own system; since now where it does not say. What was told before and is not among them is over.
    pub loans: Option<Vec<LoanLine>>,
    /// Cards that may not borrow, from a list of their own; they must be known as patrons.
    pub blocks: Vec<String>,
}

/// When lists came in last, and how long they were. No patron is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAges {
    /// The list of patrons: when, milliseconds since 1970 UTC, and how many; zeros when there is none.
    pub patrons: (i64, u64),
    /// The list of open loans.
    pub loans: (i64, u64),
}

/// Name under which [`ListAges`] are kept.
const AGES: &str = "list-ages";

/// When lists came in last.
///
/// # Errors
/// The database's.
pub fn list_ages(store: &mut dyn Store) -> Stored<ListAges> {
    let kept = store.value(AGES)?;
    Ok(kept
        .and_then(|bytes| postcard::from_bytes(&bytes).ok())
        .unwrap_or_default())
}

/// One settled operation for another system: plain data, the file formats are elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveredRow {
    /// Milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// `issue`, `return`, `renew`, `hold` (the barcode is a control number then) or `unhold`.
    pub kind: &'static str,
    /// Card; missing when it was erased.
    pub card: Option<String>,
    /// Barcode.
    pub barcode: String,
    /// Due date, `YYYY-MM-DD`.
    pub due: Option<String>,
}

pub(crate) fn card_of(store: &mut dyn Store, op: OpId) -> Stored<Option<String>> {
    let body = store.body(op)?;
    Ok(body
        .and_then(|body| Op::decode(&body).ok())
        .and_then(|op| match op.patron {
            Patron::Known { card, .. } => Some(card),
            Patron::None | Patron::Erased(_) => None,
        }))
}

fn computer_of(store: &mut dyn Store, exception: &Exception) -> Stored<Option<String>> {
    match store.device_of(exception.op, exception.kind)? {
        Some(device) => label_of(store, device),
        None => Ok(None),
    }
}

fn label_of(store: &mut dyn Store, device: u128) -> Stored<Option<String>> {
    let row = store.device(device)?;
    Ok(row.map(|row| row.label).filter(|label| !label.is_empty()))
}

fn state_word(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Explained => "explained",
        State::Settled { .. } => "settled",
    }
}

fn choice_word(choice: &Choice) -> &'static str {
    match choice {
        Choice::Confirm => "confirm",
        Choice::Earlier => "earlier",
        Choice::OnShelf => "on-shelf",
    }
}

fn copy_word(board: &Board, copy: &str) -> &'static str {
    match board.copy_state(copy) {
        CopyState::Available => "available",
        CopyState::OnLoan(_) => "on loan",
        CopyState::HoldShelf(_) => "on the hold shelf",
        CopyState::InTransit => "in transit",
        CopyState::Disputed(_) => "disputed",
        CopyState::Missing => "missing",
        CopyState::Withdrawn => "withdrawn",
    }
}

/// The exceptions page: all, or only the open ones.
///
/// # Errors
/// The database's.
pub fn exceptions(core: &mut Core, only_open: bool) -> Stored<Vec<ExceptionRow>> {
    let list: Vec<Exception> = core
        .board
        .exceptions()
        .filter(|exception| !only_open || exception.state == State::Open)
        .cloned()
        .collect();
    let mut rows = Vec::new();
    for exception in list {
        let other = exception.other;
        rows.push(ExceptionRow {
            op: format!("{:032x}", exception.op.0),
            kind: exception.kind.name(),
            sentence: exception.kind.sentence(),
            rules: exception.broken.to_string(),
            copy_state: copy_word(&core.board, &exception.copy),
            card: card_of(core.store.as_mut(), exception.op)?,
            other_card: match other {
                Some(id) => card_of(core.store.as_mut(), id)?,
                None => None,
            },
            at_ms: exception.at.ms,
            other_at_ms: other
                .and_then(|id| core.board.loan(id))
                .map(|loan| loan.out.at.ms),
            time_is_unsure: exception.at.quality == carrel_circ::Quality::Unknown,
            computer: computer_of(core.store.as_mut(), &exception)?,
            state: state_word(exception.state),
            choices: exception.kind.choices().iter().map(choice_word).collect(),
            copy: exception.copy,
        });
    }
    Ok(rows)
}

/// A scan that a receipt's code stands for.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptRow {
    /// Name of the operation, 32 hex digits.
    pub op: String,
    /// `checkout`: no receipt is given for anything else.
    pub kind: &'static str,
    /// Barcode.
    pub copy: String,
    /// Card, while it is known.
    pub card: Option<String>,
    /// When, by the clock of the computer, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// What staff call the computer.
    pub computer: Option<String>,
}

/// The loans that a receipt's code stands for, the newest first, those of a copied log last: twenty bits, so that there may be more
/// than one. Other operations that happen to begin with them are not answered.
///
/// # Errors
/// The database's.
pub fn receipts(core: &mut Core, code: u32) -> Stored<Vec<ReceiptRow>> {
    let mut rows = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (device, body) in core.store.receipts(code)? {
        let Ok(op) = Op::decode(&body) else { continue };
        // The bytes of a copied log were never held against the hash that came with them.
        if op.kind != Kind::Checkout
            || chain_hash(&body).ok().and_then(code_of) != Some(code)
            || !seen.insert(op.id)
        {
            continue;
        }
        rows.push(ReceiptRow {
            op: format!("{:032x}", op.id.0),
            kind: "checkout",
            at_ms: op.at.wall_ms,
            computer: label_of(core.store.as_mut(), device)?,
            card: match op.patron {
                Patron::Known { card, .. } => Some(card),
                Patron::None | Patron::Erased(_) => None,
            },
            copy: op.copy,
        });
    }
    Ok(rows)
}

fn code_of(hash: Hash) -> Option<u32> {
    receipt_code(&receipt(&hash))
}

/// Settles an exception: an operation of the gateway's own log, as every decision is.
///
/// # Errors
/// The database's; or that there is no such exception or choice.
pub fn settle(
    core: &mut Core,
    decision: &Decision,
    staff: u64,
    id: OpId,
    now_ms: i64,
) -> Stored<()> {
    let refuse = |text: &str| Err(StoreError::Refused(text.to_owned()));
    let Ok(target) = u128::from_str_radix(&decision.op, 16) else {
        return refuse("`op` is not a name of 32 hex digits");
    };
    let Some(kind) = ExceptionKind::ALL
        .into_iter()
        .find(|kind| kind.name() == decision.kind)
    else {
        return refuse("`kind` is no kind of exception");
    };
    let Some(choice) = [Choice::Confirm, Choice::Earlier, Choice::OnShelf]
        .into_iter()
        .find(|choice| choice_word(choice) == decision.choice)
    else {
        return refuse("`choice` is confirm, earlier or on-shelf");
    };
    match core.board.exception(OpId(target), kind) {
        Some(exception) if exception.state == State::Open && kind.choices().contains(&choice) => {}
        Some(_) => return refuse("this exception is not open, or has no such choice"),
        None => return refuse("there is no such exception"),
    }
    let kind = Kind::Settle {
        target: OpId(target),
        about: kind,
        choice,
    };
    let why: String = decision.why.chars().take(40).collect();
    own_operation(core, kind, why, staff, id, now_ms).map(|_| ())
}

/// Records an operation in the gateway's own log: device 0, one log for each life of the server.
fn own_operation(
    core: &mut Core,
    kind: Kind,
    why: String,
    staff: u64,
    id: OpId,
    now_ms: i64,
) -> Stored<Pushed> {
    let epoch = core.epoch;
    let (acked, head) = core
        .store
        .log(0, epoch)?
        .map_or((0, Hash::default()), |log| (log.acked, log.head));
    let at = Reading {
        wall_ms: now_ms,
        mono_ms: 0,
        run: epoch,
    };
    let mut op = Op::new(id, kind, at);
    op.origin.epoch = epoch;
    op.origin.seq = acked + 1;
    op.prev = head;
    op.staff = staff;
    op.auth = Auth::Staff;
    op.offset_ms = Some(0);
    op.in_step = true;
    op.why = why;
    let bytes = op.encode();
    let hash = chain_hash(&bytes).map_err(|error| StoreError::Failed(error.to_string()))?;
    let push = Push {
        device: 0,
        epoch,
        first: acked + 1,
        oldest: 1,
        ops: vec![Record { hash, bytes }],
        sent: at,
        nonce: [0; 16],
    };
    push_into(core, &push, true, now_ms)
}

/// Takes in a push. `may_settle`: the device is a staff desk, so decisions of its log count.
///
/// # Errors
/// The database's.
pub fn push_into(core: &mut Core, push: &Push, may_settle: bool, now_ms: i64) -> Stored<Pushed> {
    let mut board = std::mem::take(&mut core.board);
    let server = carrel_sync::server::Server {
        epoch: core.epoch,
        school_key: &core.school_key,
        now_ms,
        may_settle,
    };
    let answer = accept(server, push, core.store.as_mut(), &mut board);
    core.board = board;
    let answer = answer?;
    audit_decisions(core, push, &answer, may_settle, now_ms)?;
    Ok(answer)
}

/// A line of the audit chain for each decision and each override that is new: at which computer, and who was signed in there.
fn audit_decisions(
    core: &mut Core,
    push: &Push,
    answer: &Pushed,
    is_desk: bool,
    now_ms: i64,
) -> Stored<()> {
    // A kiosk decides and overrides nothing, whatever it sends.
    if !is_desk {
        return Ok(());
    }
    for record in &push.ops {
        let Ok(op) = Op::decode(&record.bytes) else {
            continue;
        };
        let is_new = answer.results.iter().any(|(seq, outcome)| {
            *seq == op.origin.seq && matches!(outcome, Outcome::Applied | Outcome::Exception(_))
        });
        let (action, about) = match op.kind {
            Kind::Settle { target, about, .. } => ("settle", format!("{about} {:032x}", target.0)),
            // Which rules: the others that it broke stand before somebody.
            _ if op.overridden => {
                let rules = op.allowed().names().join(" ");
                ("override", format!("{:032x} {rules}", op.id.0))
            }
            _ => continue,
        };
        if !is_new {
            continue;
        }
        let store = core.store.as_mut();
        let actor = match label_of(store, push.device)? {
            Some(label) => label,
            None => format!("{:032x}", push.device),
        };
        let who = match staff::name_of(store, op.staff)? {
            Some(name) => name,
            None if op.staff == SOMEBODY => "nobody signed in".to_owned(),
            None => format!("number {}", op.staff),
        };
        store.audit(now_ms, &actor, action, &format!("{about} by {who}"))?;
    }
    Ok(())
}

/// Takes in lists: every line that says something new becomes a fact in the one order. Gives how many lines there were.
///
/// # Errors
/// The database's; or what is wrong with the lists, before anything was taken in.
pub fn take_lists(core: &mut Core, lists: &Lists, now_ms: i64) -> Stored<usize> {
    let key = core.school_key;
    let mut facts = Vec::new();
    let mut in_force = core.board.policy(0).cloned();
    if let Some(text) = &lists.policy {
        let policy = policy_file::parse(text).map_err(|errors| {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            StoreError::Refused(format!("the policy has errors: {}", lines.join("; ")))
        })?;
        // `policy(0)`: the newest. The same once more is no news.
        match core.board.policy(0) {
            Some(newest) if *newest == policy => {}
            Some(newest) if policy.version <= newest.version => {
                return Err(StoreError::Refused(format!(
                    "the policy is version {}, and version {} is in force: write version = {} into the file",
                    policy.version,
                    newest.version,
                    newest.version.saturating_add(1)
                )));
            }
            _ => {
                respell(&core.board, &policy, &mut facts);
                in_force = Some(policy.clone());
                facts.push(Fact::Policy(policy));
            }
        }
    }
    for (barcode, title, item, usage) in &lists.copies {
        let usage = match usage.as_str() {
            "lent" => Use::Lent,
            "reference" => Use::Reference,
            "withdrawn" => Use::Withdrawn,
            "missing" => Use::Missing,
            other => {
                return Err(StoreError::Refused(format!(
                    "copy {barcode}: use is `{other}`; it should be lent, reference, withdrawn or missing"
                )));
            }
        };
        facts.push(Fact::Copy {
            barcode: barcode.clone(),
            title: title.clone(),
            item: spelled(in_force.as_ref(), item, |rule| rule.item.as_deref()).to_owned(),
            usage,
        });
    }
    let mut count = usize::from(lists.policy.is_some()) + lists.copies.len() + lists.patrons.len();
    for (card, class, blocked) in &lists.patrons {
        let class = spelled(in_force.as_ref(), class, |rule| rule.patron.as_deref());
        let key = patron_key(&key, card);
        let stands = core
            .board
            .patron(key)
            .is_some_and(|known| known.listed && known.class == class && known.blocked == *blocked);
        // The same list every week is no news to anybody.
        if !stands || core.board.is_forgotten(key) {
            facts.push(Fact::Patron {
                key,
                class: class.to_owned(),
                blocked: *blocked,
            });
        }
    }
    count += blocked(core, lists, in_force.as_ref(), &mut facts)?;
    if let Some(loans) = &lists.loans {
        count += loans.len();
        told_loans(core, loans, &key, now_ms, &mut facts)?;
    }
    let before_maps = facts.len();
    for (from, to) in &lists.map_copies {
        facts.push(Fact::MapCopy {
            from: from.clone(),
            to: to.clone(),
        });
    }
    for (from, to) in &lists.map_cards {
        facts.push(Fact::MapPatron {
            from: patron_key(&key, from),
            to: patron_key(&key, to),
        });
    }
    for card in &lists.forget {
        facts.push(Fact::Forget {
            key: patron_key(&key, card),
        });
    }
    count += facts.len() - before_maps;
    for fact in facts {
        state_fact(core.store.as_mut(), &mut core.board, fact)?;
    }
    if !lists.forget.is_empty() {
        let forget = lists.forget.clone();
        core.store.redact(&move |op: &Op| {
            matches!(&op.patron, Patron::Known { card, .. } if forget.contains(card))
        })?;
        for card in &lists.forget {
            core.store.forget_in_deliveries(card)?;
        }
    }
    keep_ages(core.store.as_mut(), lists, now_ms)?;
    Ok(count)
}

/// A class or type as the policy spells it, where it does so otherwise than a list: the rules compare sign for sign.
fn spelled<'n>(
    policy: Option<&'n Policy>,
    name: &'n str,
    of: impl Fn(&'n Rule) -> Option<&'n str>,
) -> &'n str {
    let lower = name.to_lowercase();
    let rules = policy.map_or(&[][..], |policy| policy.rules.as_slice());
    let names = || rules.iter().filter_map(&of);
    if names().any(|known| known == name) {
        return name;
    }
    let found = names().find(|known| known.to_lowercase() == lower);
    found.unwrap_or(name)
}

/// What was told before a policy that spells it otherwise is told anew.
fn respell(board: &Board, policy: &Policy, facts: &mut Vec<Fact>) {
    for (key, known) in board.patrons().filter(|(_, known)| known.listed) {
        let class = spelled(Some(policy), &known.class, |rule| rule.patron.as_deref());
        if class != known.class {
            facts.push(Fact::Patron {
                key,
                class: class.to_owned(),
                blocked: known.blocked,
            });
        }
    }
    for (barcode, known) in board.copies().filter(|(_, known)| !known.item.is_empty()) {
        let item = spelled(Some(policy), &known.item, |rule| rule.item.as_deref());
        if item != known.item {
            facts.push(Fact::Copy {
                barcode: barcode.to_owned(),
                title: known.title.clone(),
                item: item.to_owned(),
                usage: known.usage,
            });
        }
    }
}

fn keep_ages(store: &mut dyn Store, lists: &Lists, now_ms: i64) -> Stored<()> {
    let mut ages = list_ages(store)?;
    let before = ages;
    if !lists.patrons.is_empty() {
        ages.patrons = (now_ms, lists.patrons.len() as u64);
    }
    if let Some(loans) = &lists.loans {
        ages.loans = (now_ms, loans.len() as u64);
    }
    if ages == before {
        return Ok(());
    }
    let bytes =
        postcard::to_allocvec(&ages).map_err(|error| StoreError::Failed(error.to_string()))?;
    store.set_value(AGES, &bytes)
}

/// Cards of a block list. They keep their class.
fn blocked(
    core: &Core,
    lists: &Lists,
    policy: Option<&Policy>,
    facts: &mut Vec<Fact>,
) -> Stored<usize> {
    if !lists.blocks.is_empty() && lists.patrons.is_empty() && !core.board.patrons_are_listed() {
        return Err(StoreError::Refused(
            "blocked cards came before any list of patrons, and every other card would be unknown then: give the list of patrons first"
                .to_owned(),
        ));
    }
    for card in &lists.blocks {
        let key = patron_key(&core.school_key, card);
        let in_list = lists.patrons.iter().find(|(known, ..)| known == card);
        let known = core.board.patron(key).filter(|known| known.listed);
        let class = match (in_list, known) {
            (Some((_, class, _)), _) => class,
            (None, Some(known)) if known.blocked => continue,
            (None, Some(known)) => &known.class,
            // Nobody's card: it is unknown, which stops a kiosk just as well.
            (None, None) => continue,
        };
        facts.push(Fact::Patron {
            key,
            class: spelled(policy, class, |rule| rule.patron.as_deref()).to_owned(),
            blocked: true,
        });
    }
    Ok(lists.blocks.len())
}

/// The library's own loans: those that are news, and those that were told and are over.
fn told_loans(
    core: &Core,
    loans: &[LoanLine],
    key: &[u8; 32],
    now_ms: i64,
    facts: &mut Vec<Fact>,
) -> Stored<()> {
    let mut listed = std::collections::BTreeSet::new();
    for (barcode, card, said_ms, due) in loans {
        let due = match due.as_deref().map(CalendarDate::parse) {
            Some(None) => {
                return Err(StoreError::Refused(format!(
                    "loan of {barcode}: the due date is no date like 2026-12-24"
                )));
            }
            Some(due) => due,
            None => None,
        };
        listed.insert(barcode.as_str());
        let patron = patron_key(key, card);
        let since_ms = said_ms.unwrap_or(now_ms).min(now_ms);
        let stands = match core.board.open_loan(barcode) {
            Some((id, loan)) if id.is_elsewhere() => {
                loan.patron == Some(patron) && due.is_none_or(|due| due == loan.due)
            }
            // What was scanned goes before, also a return; a line without its day says less than any scan.
            Some(_) => true,
            None => core.board.copy(barcode).is_some_and(|copy| {
                copy.last_seen_ms != 0 && said_ms.is_none_or(|said| copy.last_seen_ms >= said)
            }),
        };
        if !stands {
            facts.push(Fact::Loan {
                copy: barcode.clone(),
                patron: Some(patron),
                since_ms,
                due,
            });
        }
    }
    for (copy, state) in core.board.copies() {
        let is_told = state.open.is_some_and(OpId::is_elsewhere);
        if is_told && !listed.contains(copy) {
            facts.push(Fact::Loan {
                copy: copy.to_owned(),
                patron: None,
                since_ms: now_ms,
                due: None,
            });
        }
    }
    Ok(())
}

/// How long a loan keeps its patron after it ended, unless the school says otherwise (0 to 30 days).
pub const KEEP_LINK_MS: i64 = 7 * 86_400_000;

/// How long the logs of revoked devices, and what was delivered, are kept.
pub const KEEP_LOGS_MS: i64 = 400 * 86_400_000;

/// Cuts the link to patrons: loans and decisions that are over for `keep_link_ms` leave the board, and their operations lose the
/// card; what is open, or asked of a librarian, stays. The rows of the feed name their patrons, too, and go after the same time: a device
/// that was away longer gets the board as a whole. What no file has yet keeps its card in the outbox, for 35 days after it is over. Run it once a day. Gives how many operations lost their card.
///
/// # Errors
/// The database's.
pub fn tidy(core: &mut Core, now_ms: i64, keep_link_ms: i64) -> Stored<u64> {
    let before_ms = now_ms.saturating_sub(keep_link_ms);
    // What leaves the board waits in the outbox first, with its card, until a desk hands it in.
    if hand_routes::is_used(core, now_ms)? {
        hand_routes::gather(core)?;
    }
    hand_in::release(core.store.as_mut(), before_ms)?;
    hand_routes::age(core, now_ms)?;
    state_fact(
        core.store.as_mut(),
        &mut core.board,
        Fact::Tidy { before_ms },
    )?;
    let board = &core.board;
    let named: std::collections::BTreeSet<OpId> = board
        .exceptions()
        .flat_map(|exception| [Some(exception.op), exception.other])
        .flatten()
        .collect();
    let redacted = core
        .store
        .redact(&|op: &Op| board.effect(op.id).is_none() && !named.contains(&op.id))?;
    core.store.drop_unread(before_ms)?;
    core.store
        .drop_results(None, now_ms.saturating_sub(crate::results::KEEP_MS))?;
    // Shorter would be wrong: what a device brings after a summer is held against what was sent since.
    let board = &core.board;
    core.store
        .prune_deliveries(now_ms.saturating_sub(KEEP_LOGS_MS), &|id| {
            board.effect(id).is_some() || board.loan(id).is_some() || board.has_come_in(id)
        })?;
    // The fold begins at the checkpoint from now on: what lies before it may go.
    core.store.checkpoint(&core.board)?;
    core.store.prune_feed(before_ms)?;
    let board = &core.board;
    core.store
        .prune_logs(now_ms.saturating_sub(KEEP_LOGS_MS), &|id| {
            board.effect(id).is_some() || board.loan(id).is_some() || named.contains(&id)
        })?;
    core.store.set_value(TIDIED, &now_ms.to_be_bytes())?;
    Ok(redacted)
}

/// When [`tidy`] ran last is kept under this name.
const TIDIED: &str = "tidied";

/// Runs [`tidy`] when that was not done for a day; where nothing was ever recorded, there is nothing to do.
///
/// # Errors
/// The database's.
pub fn tidy_when_due(core: &mut Core, now_ms: i64, keep_link_ms: i64) -> Stored<()> {
    let last = core.store.value(TIDIED)?;
    let last = last.and_then(|bytes| bytes.try_into().ok().map(i64::from_be_bytes));
    if core.board.at > 0 && backup::is_due(last, backup::DAY_MS, now_ms) {
        tidy(core, now_ms, keep_link_ms)?;
    }
    Ok(())
}

/// What is settled between two times, with the cards that another system needs, and the barcodes that are held back.
///
/// # Errors
/// The database's.
pub fn deliveries(
    core: &mut Core,
    from_ms: i64,
    until_ms: i64,
) -> Stored<(Vec<DeliveredRow>, Vec<String>)> {
    let settled = deliver::settled(&core.board, from_ms, until_ms);
    let mut rows = Vec::with_capacity(settled.operations.len());
    for operation in settled.operations {
        let card = match (operation.act, operation.patron) {
            (Act::Issue, Some(_)) => card_of(core.store.as_mut(), operation.loan)?,
            _ => None,
        };
        rows.push(DeliveredRow {
            at_ms: operation.at_ms,
            kind: match operation.act {
                Act::Issue => "issue",
                Act::Return => "return",
            },
            card,
            barcode: operation.copy,
            due: operation.due.map(|due| due.to_string()),
        });
    }
    for row in deliver::by_hand(&core.board, from_ms, until_ms) {
        rows.push(DeliveredRow {
            at_ms: row.at_ms,
            kind: match row.what {
                Beside::Renewed => "renew",
                Beside::Held => "hold",
                Beside::Unheld => "unhold",
            },
            card: match (card_of(core.store.as_mut(), row.op)?, row.what) {
                (Some(card), _) => Some(card),
                // A renewal may come without a card: the loan has it.
                (None, Beside::Renewed) => match core.board.open_loan(&row.copy) {
                    Some((loan, _)) => card_of(core.store.as_mut(), loan)?,
                    None => None,
                },
                (None, _) => None,
            },
            barcode: row.copy,
            due: row.due.map(|due| due.to_string()),
        });
    }
    rows.sort_by_key(|row| row.at_ms);
    Ok((rows, settled.held_back))
}
