//! What this computer knows: its log, the board the gateway told of, and the board with its own scans on it. Pure: the store
//! writes a [`Staged`] in one transaction, and only then it is [`Till::commit`]ted.
//!
//! The screen decides by [`Till::view`]: the gateway's board, and on it every own operation that has not come back in its feed.
//! Without a gateway the view is the fold of the own log alone.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::patrons::Loans;
use carrel_circ::Board;
use carrel_circ::entry::{Entry, Fact, Kind, OpId, PatronKey, What};
use carrel_circ::policy::Policy;
use carrel_circ::time::Moment;
use carrel_core::CalendarDate;
use carrel_core::copies::Copies;
use carrel_sync::Client;
use carrel_sync::cbor::CborError;
use carrel_sync::client::{At, Change, Draft, KEEP_MS, Meta, Mint};
use carrel_sync::hash::{Hash, patron_key};
use carrel_sync::message::Record;
use carrel_sync::op::{Op, Patron, redact};

/// What the store had.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The bookkeeping.
    pub meta: Meta,
    /// The last place of each log that came back in the feed.
    pub heard: BTreeMap<u64, u64>,
    /// The board of the feed.
    pub board: Board,
    /// Operations by epoch and place.
    pub records: BTreeMap<At, Record>,
    /// Cards of patrons whose operations are gone from the log and who still have something ([`crate::prune`]).
    pub cards: BTreeMap<PatronKey, String>,
    /// An older Carrel folded the board: the gateway is asked for it anew.
    pub is_old: bool,
}

impl Kept {
    /// Takes the board that the store kept. One that cannot be read is asked for again, from the first row: an empty one in its place would say
    /// that nothing is on loan.
    pub fn read_board(&mut self, bytes: &[u8]) {
        match postcard::from_bytes(bytes) {
            Ok(board) => self.board = board,
            Err(_) => {
                self.board = Board::new();
                self.heard.clear();
                self.meta.cursor = 0;
            }
        }
    }
}

/// Whether this Carrel reads the board that a change brings; one that it does not is not taken, and is asked for again.
#[must_use]
pub fn can_read(change: &Change) -> bool {
    match &change.replace_board {
        Some(bytes) if !bytes.is_empty() => postcard::from_bytes::<Board>(bytes).is_ok(),
        _ => true,
    }
}

/// A change with everything that its transaction writes.
#[derive(Clone, Debug)]
pub struct Staged {
    /// What the protocol says.
    pub change: Change,
    /// The board of the feed afterwards, when it is another.
    pub board: Option<Board>,
    /// The places that came back afterwards.
    pub heard: BTreeMap<u64, u64>,
    /// The cards to keep beside the log, when they are others.
    pub cards: Option<BTreeMap<PatronKey, String>>,
}

/// One own operation, for lists on the screen.
#[derive(Clone, Debug)]
pub struct Own {
    /// Where it stands.
    pub at: At,
    /// What it is.
    pub op: Op,
    /// Its hash: the receipt code comes from it.
    pub hash: Hash,
    /// The server has it.
    pub is_sent: bool,
}

/// Log, boards and bookkeeping.
#[derive(Clone, Debug)]
pub struct Till {
    /// The device's half of the protocol.
    pub client: Client,
    school_key: [u8; 32],
    base: Board,
    view: Board,
    records: BTreeMap<At, Record>,
    heard: BTreeMap<u64, u64>,
    cards: BTreeMap<PatronKey, String>,
    lent: Loans,
    /// The library's list; nothing before the page has looked for it.
    copies: Option<Rc<Copies>>,
}

impl Till {
    /// A computer that recorded nothing yet. `epoch` is random and not 0.
    #[must_use]
    pub fn new(device: u128, epoch: u64, school_key: [u8; 32]) -> Self {
        let kept = Kept {
            meta: Client::new(device, epoch).meta().clone(),
            heard: BTreeMap::new(),
            board: Board::new(),
            records: BTreeMap::new(),
            cards: BTreeMap::new(),
            is_old: false,
        };
        Self::load(kept, school_key)
    }

    /// As the store has it.
    #[must_use]
    pub fn load(kept: Kept, school_key: [u8; 32]) -> Self {
        let client = Client::from_meta(kept.meta);
        let mut till = Self {
            client: match kept.is_old {
                true => client.with_old_board(),
                false => client,
            },
            school_key,
            base: kept.board,
            view: Board::new(),
            records: kept.records,
            heard: kept.heard,
            cards: kept.cards,
            lent: Loans::default(),
            copies: None,
        };
        till.look_again();
        till
    }

    /// The board with the own scans on it.
    #[must_use]
    pub fn view(&self) -> &Board {
        &self.view
    }

    /// The places that came back in the feed.
    #[must_use]
    pub fn heard(&self) -> &BTreeMap<u64, u64> {
        &self.heard
    }

    /// The board of the feed.
    #[must_use]
    pub fn base(&self) -> &Board {
        &self.base
    }

    /// The patron of a card.
    #[must_use]
    pub fn patron(&self, card: &str) -> PatronKey {
        patron_key(&self.school_key, card)
    }

    /// The card of a patron, when this computer scanned it or staff's lists said it.
    #[must_use]
    pub fn card(&self, patron: PatronKey) -> Option<&str> {
        self.cards.get(&patron).map(String::as_str)
    }

    /// The cards that are to be kept beside the log: of patrons whose scans left it and who still have something.
    #[must_use]
    pub fn kept_cards(&self) -> BTreeMap<PatronKey, String> {
        cards_of(&self.base, &self.cards)
    }

    /// Cards that the gateway told a signed-in librarian. They are kept nowhere.
    pub fn learn_cards<'a>(&mut self, cards: impl IntoIterator<Item = &'a str>) {
        for card in cards {
            self.cards
                .insert(patron_key(&self.school_key, card), card.to_owned());
        }
    }

    /// The record of a place.
    #[must_use]
    pub fn record(&self, at: At) -> Option<&Record> {
        self.records.get(&at)
    }

    /// Records of a log from a place on, at most so many.
    #[must_use]
    pub fn records_from(&self, (epoch, first): At, most: u64) -> Vec<Record> {
        let range = (epoch, first)..=(epoch, u64::MAX);
        self.records
            .range(range)
            .take(usize::try_from(most).unwrap_or(usize::MAX))
            .map(|(_, record)| record.clone())
            .collect()
    }

    /// Own operations, oldest first. What this version cannot read is left out.
    pub fn own(&self) -> impl Iterator<Item = Own> {
        self.client.meta().logs.iter().flat_map(move |log| {
            let range = (log.epoch, 0)..=(log.epoch, u64::MAX);
            self.records.range(range).filter_map(move |(at, record)| {
                Some(Own {
                    at: *at,
                    op: Op::decode(&record.bytes).ok()?,
                    hash: record.hash,
                    is_sent: at.1 <= log.acked,
                })
            })
        })
    }

    /// What puts the log in order, one step after the other until nothing is left to do: what the storage lost is taken note of, and what is to
    /// be moved into a new log moves. `epoch` is random.
    #[must_use]
    pub fn mended(&self, epoch: u64) -> Option<Change> {
        match self.client.wants_move() {
            Some(at) => Some(
                self.client
                    .move_branch(&self.records_from(at, u64::MAX), epoch),
            ),
            None => self.client.mend(&self.records, epoch),
        }
    }

    /// An operation to be written, its name and its hash.
    ///
    /// # Errors
    /// What no log can hold ([`Client::prepare`](carrel_sync::client::Client::prepare)).
    pub fn prepare(&self, draft: Draft, mint: Mint) -> Result<(Hash, Staged), CborError> {
        let (hash, change) = self.client.prepare(draft, mint)?;
        Ok((hash, self.stage(change)))
    }

    /// What the transaction of a change writes.
    #[must_use]
    pub fn stage(&self, mut change: Change) -> Staged {
        let mut heard = self.heard.clone();
        let mut board = None;
        let mut cards = None;
        if let Some(bytes) = change.replace_board.clone() {
            // An empty one begins anew. One that cannot be read does not come here: [`can_read`].
            let fresh: Board = postcard::from_bytes(&bytes).unwrap_or_default();
            heard.clear();
            if !bytes.is_empty() {
                // A whole board holds all that was acked before it was asked for.
                heard.extend(change.meta.logs.iter().map(|log| (log.epoch, log.acked)));
            }
            self.erase(&mut change, fresh.forgotten().collect());
            board = Some(fresh);
            // From now on a gateway knows who has what.
            cards = Some(BTreeMap::new());
        } else {
            self.hear_moved(&change, &mut heard);
        }
        if !change.rows.is_empty() {
            let mut events = Vec::new();
            let mut gone = Vec::new();
            let folded = board.get_or_insert_with(|| self.base.clone());
            let moved = self.moved(&change.meta, &heard);
            for row in &change.rows {
                match &row.what {
                    What::Op(op) if op.origin.device == change.meta.device => {
                        let last = heard.entry(op.origin.epoch).or_default();
                        *last = op.origin.seq.max(*last);
                    }
                    // A scan that was sent under another name of this computer, before it was paired anew, comes back under that one.
                    What::Op(op) if moved.contains_key(&op.id) => {
                        if let Some((epoch, place)) = moved.get(&op.id) {
                            let last = heard.entry(*epoch).or_default();
                            *last = (*place).max(*last);
                        }
                    }
                    What::Fact(Fact::Forget { key }) => gone.push(*key),
                    _ => {}
                }
                events.clear();
                folded.apply_into(row, &mut events);
            }
            self.erase(&mut change, gone);
        }
        Staged {
            change,
            board,
            heard,
            cards,
        }
    }

    /// What moved into a new log and had come back in the feed under its old place has come back: the feed does not tell of it again.
    fn hear_moved(&self, change: &Change, heard: &mut BTreeMap<u64, u64>) {
        let known = &self.client.meta().logs;
        let logs = change.meta.logs.iter();
        for log in logs.filter(|log| known.iter().all(|old| old.epoch != log.epoch)) {
            let mut places: BTreeMap<OpId, At> = BTreeMap::new();
            for (at, record) in &self.records {
                if let Ok(op) = Op::decode(&record.bytes) {
                    places.insert(op.id, *at);
                }
            }
            let moved = change.put.iter().filter(|(at, _)| at.0 == log.epoch);
            let mut last = 0;
            for (at, record) in moved {
                let was = Op::decode(&record.bytes).ok();
                let was = was.and_then(|op| places.get(&op.id));
                if was.is_none_or(|(epoch, place)| heard.get(epoch).is_none_or(|h| place > h)) {
                    break;
                }
                last = at.1;
            }
            if last > 0 {
                heard.insert(log.epoch, last);
            }
        }
    }

    /// Own operations that the server has and the feed has not told of, by name. Few, but after pairing anew.
    fn moved(&self, meta: &Meta, heard: &BTreeMap<u64, u64>) -> BTreeMap<OpId, At> {
        let mut out = BTreeMap::new();
        for log in &meta.logs {
            let from = heard.get(&log.epoch).copied().unwrap_or(0) + 1;
            let range = (log.epoch, from)..=(log.epoch, log.acked.max(from));
            for (at, record) in self
                .records
                .range(range)
                .filter(|(at, _)| at.1 <= log.acked)
            {
                if let Ok(op) = Op::decode(&record.bytes) {
                    out.insert(op.id, *at);
                }
            }
        }
        out
    }

    /// What the transaction of a change writes that takes operations out of the log of a computer alone: what they led to goes into the board
    /// below. `before_ms`: what was over then is forgotten.
    #[must_use]
    pub fn stage_without(&self, change: Change, before_ms: i64) -> Staged {
        let is_gone = |at: &At| {
            let mut gone = change.delete.iter();
            gone.any(|(from, until)| from <= at && at <= until)
        };
        let mut below = self.clone();
        below.lay_base();
        for (_, record) in self.records.iter().filter(|(at, _)| is_gone(at)) {
            below.fold(record);
        }
        let mut board = below.view;
        let tidy = Fact::Tidy { before_ms };
        board.apply(&Entry::fact(board.at + 1, tidy));
        board.leave_out_own_list();
        let cards = cards_of(&board, &self.cards);
        Staged {
            change,
            board: Some(board),
            heard: self.heard.clone(),
            cards: Some(cards),
        }
    }

    /// Patrons that were forgotten lose their card in every own operation; the chain of hashes holds without it.
    fn erase(&self, change: &mut Change, gone: Vec<PatronKey>) {
        if gone.is_empty() {
            return;
        }
        for (at, record) in &self.records {
            let Ok(op) = Op::decode(&record.bytes) else {
                continue;
            };
            let is_theirs = matches!(&op.patron, Patron::Known { card, .. } if gone.contains(&self.patron(card)));
            if let (true, Ok(bytes)) = (is_theirs, redact(&record.bytes)) {
                let hash = record.hash;
                change.put.push((*at, Record { hash, bytes }));
            }
        }
    }

    /// The transaction completed.
    pub fn commit(&mut self, staged: Staged) {
        self.client.commit(&staged.change);
        let added: Vec<Record> = staged.change.put.iter().map(|(_, r)| r.clone()).collect();
        let is_only_more = staged.board.is_none()
            && staged.change.delete.is_empty()
            && staged.heard == self.heard
            && added.len() <= 1;
        for (from, until) in &staged.change.delete {
            self.records.retain(|at, _| at < from || at > until);
        }
        self.records.extend(staged.change.put);
        self.heard = staged.heard;
        if let Some(board) = staged.board {
            self.base = board;
        }
        if is_only_more {
            for record in &added {
                self.fold(record);
            }
        } else {
            self.look_again();
        }
    }

    /// The open loans of the library's own system, as staff loaded them.
    #[must_use]
    pub fn lent(&self) -> &Loans {
        &self.lent
    }

    /// Other open loans.
    pub fn set_lent(&mut self, lent: Loans) {
        self.lent = lent;
        self.look_again();
    }

    /// The library's list of copies, or an empty one where there is none: from now on each copy that is spoken of has its title, so that holds are
    /// known where it is lent, renewed and brought back.
    pub fn set_copies(&mut self, copies: Rc<Copies>) {
        self.copies = Some(copies);
        self.look_again();
    }

    /// The due date of a loan, where it is known: a list may lack it.
    #[must_use]
    pub fn due_of(&self, id: OpId) -> Option<CalendarDate> {
        if let Some(number) = id.in_own_list() {
            let is_listed = |loan: &carrel_circ::board::Loan| loan.renewals == 0;
            let loan = self.view.loan(id)?;
            return match self.lent.lent.get(number)?.due {
                None if is_listed(loan) => None,
                _ => Some(loan.due),
            };
        }
        Some(self.view.loan(id)?.due)
    }

    /// Another key of the school: patrons have other names from now on.
    pub fn set_school_key(&mut self, key: [u8; 32]) {
        self.school_key = key;
        self.cards.clear();
        self.look_again();
    }

    /// Builds the view anew.
    fn look_again(&mut self) {
        self.lay_base();
        let mut waiting = Vec::new();
        for log in &self.client.meta().logs {
            let heard = self.heard.get(&log.epoch).copied().unwrap_or(0);
            let all = self.records.range((log.epoch, 0)..=(log.epoch, u64::MAX));
            for ((_, place), record) in all {
                waiting.push((*place > heard, record.clone()));
            }
        }
        for (is_waiting, record) in &waiting {
            if *is_waiting {
                self.fold(record);
            } else {
                self.learn(record);
            }
        }
    }

    /// What own scans are laid on: the board of the feed, the own list of open loans, titles.
    fn lay_base(&mut self) {
        self.view = self.base.clone();
        self.add_lent();
        self.name_all();
    }

    /// The open loans of the own list, as far as nothing newer is known.
    fn add_lent(&mut self) {
        let scanned = self.scanned_before_list();
        let is_alone = self.client.meta().server_epoch == 0;
        for (number, loan) in self.lent.lent.iter().enumerate() {
            // A row without its day says less than any scan. What a computer alone has on its board and not in its log was handed in; when that
            // is long ago, the list knows of it.
            let is_seen = |code: &str| {
                let last_ms = self.view.copy(code).map_or(0, |copy| copy.last_seen_ms);
                let is_old = is_alone && self.lent.loaded_ms.saturating_sub(last_ms) > KEEP_MS;
                scanned.contains(code) || last_ms != 0 && !is_old
            };
            if self.lent.is_undated(number) && is_seen(&loan.copy) {
                continue;
            }
            let at = Moment::good(loan.since_ms);
            let due = loan
                .due
                .unwrap_or(carrel_circ::due::day_of(loan.since_ms, &Policy::default()));
            self.view
                .know_loan(number as u64, &loan.copy, loan.patron, at, due);
        }
    }

    /// Copies that were in hand here before the own list was loaded; asked only where a row of it has no day.
    fn scanned_before_list(&self) -> BTreeSet<String> {
        if self.lent.undated.is_empty() {
            return BTreeSet::new();
        }
        let before_ms = self.lent.loaded_ms;
        let own = self.own().filter(|own| own.op.at.wall_ms < before_ms);
        own.filter(|own| is_in_hand(own.op.kind))
            .map(|own| own.op.copy)
            .collect()
    }

    /// Titles of the copies that the board has from scans alone.
    fn name_all(&mut self) {
        if self.copies.is_none() {
            return;
        }
        let unnamed = self.view.copies().filter(|(_, copy)| copy.item.is_empty());
        let unnamed: Vec<String> = unnamed.map(|(code, _)| code.to_owned()).collect();
        for code in unnamed {
            self.name(&code);
        }
    }

    /// Where the gateway has a list of copies, that has the titles, and what is not in it waits.
    fn name(&mut self, code: &str) {
        if let Some(copies) = self.copies.clone()
            && !self.view.copies_are_listed()
        {
            self.view.know_title(code, copies.title_id(code));
        }
    }

    fn learn(&mut self, record: &Record) -> Option<Op> {
        let op = Op::decode(&record.bytes).ok()?;
        if let Patron::Known { card, .. } = &op.patron {
            self.cards
                .insert(patron_key(&self.school_key, card), card.clone());
        }
        Some(op)
    }

    fn fold(&mut self, record: &Record) {
        let Some(op) = self.learn(record) else {
            return;
        };
        if is_in_hand(op.kind) {
            self.name(&op.copy);
        }
        let at = own_time(&op);
        let entry = Entry::op(self.view.at + 1, op.operation(&self.school_key, at));
        self.view.apply(&entry);
    }

    /// Who waits for a title and could have this copy of it: the one it was set aside for, else the first for whom none is.
    #[must_use]
    pub fn waits_for(&self, title: &str, copy: &str) -> Option<PatronKey> {
        let waiting = self.view.holds(title);
        let mine = waiting
            .iter()
            .find(|hold| hold.copy.as_deref() == Some(copy));
        let next = waiting.iter().find(|hold| hold.copy.is_none());
        mine.or(next).map(|hold| hold.patron)
    }

    /// The name of an own operation is in the log.
    #[must_use]
    pub fn has(&self, id: OpId) -> bool {
        self.own().any(|own| own.op.id == id)
    }

    /// Returns of which nobody has said whether somebody waits for the copy: scanned while the gateway was away, or without one.
    #[must_use]
    pub fn unchecked_returns(&self) -> Vec<Own> {
        self.own()
            .filter(|own| own.op.kind == Kind::Return)
            .filter(|own| {
                own.at.1 > self.heard.get(&own.at.0).copied().unwrap_or(0)
                    && !matches!(
                        self.view.effect(own.op.id),
                        Some(carrel_circ::board::Effect::Undone)
                    )
            })
            .collect()
    }
}

/// The cards, as far as they are known, of who has a book or waits for one.
fn cards_of(board: &Board, known: &BTreeMap<PatronKey, String>) -> BTreeMap<PatronKey, String> {
    let open = board.loans().filter(|(_, loan)| loan.end.is_none());
    let lends = open.filter_map(|(_, loan)| loan.patron);
    lends
        .chain(board.waiting().map(|hold| hold.patron))
        .filter_map(|key| Some((key, known.get(&key)?.clone())))
        .collect()
}

/// Somebody had the copy in their hands.
fn is_in_hand(kind: Kind) -> bool {
    matches!(kind, Kind::Checkout | Kind::Return | Kind::Seen)
}

/// When an own operation happened, as well as this computer knows.
#[must_use]
pub fn own_time(op: &Op) -> Moment {
    let ms = op.at.wall_ms.saturating_add(op.offset_ms.unwrap_or(0));
    if op.in_step {
        Moment::good(ms)
    } else {
        Moment::unknown(ms)
    }
}
