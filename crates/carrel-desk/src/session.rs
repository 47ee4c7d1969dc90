//! Everything that is open on this screen: the till, what was set, the lists, who stands there. Pages are drawn from it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use carrel_circ::decide::{Decision, Now};
use carrel_circ::desk::Desk;
use carrel_circ::entry::{Kind, OpId, PatronKey};
use carrel_circ::kiosk::Kiosk;
use carrel_circ::policy::Policy;
use carrel_core::copies::Copies;
use carrel_exchange::barcode::burst::Burst;
use carrel_exchange::lists::Reason;
use carrel_sync::Reading;
use carrel_sync::client::{Draft, Mint};
use carrel_sync::hash::Hash;
use carrel_sync::op::SOMEBODY;
use carrel_web::crypto::{self, Signer};
use carrel_web::el::{El, el};
use carrel_web::{dom, js};

use crate::classes::Student;
use crate::gateway::Staff;
use crate::patrons::{Blocks, Known, Patrons, Rows};
use crate::settings::{Guesses, Settings};
use crate::store::{Lists, Store, Trouble, packed};
use crate::till::Till;
use crate::turn::Turn;

/// How it stands with the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Net {
    /// There is none: this computer works alone.
    Alone,
    /// It answered a moment ago.
    Online,
    /// It does not answer.
    Offline,
    /// It does not know this computer any more.
    Removed,
}

/// What became of looking for the list of copies that the page names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Looked {
    /// Nothing yet.
    #[default]
    NotYet,
    /// It is read, or the page names none.
    Done,
    /// It could not be fetched.
    InVain,
}

/// A scan that waits for its turn.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// The text.
    pub text: String,
    /// Fingers, not a scanner.
    pub typed: bool,
    /// The same code a moment ago.
    pub is_double: bool,
}

/// What the large field below the box says.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// `good`, `look`, `stop` or `ready`: colour and sign.
    pub kind: &'static str,
    /// Heading.
    pub title: String,
    /// Lines below it.
    pub lines: Vec<String>,
    /// What can be pressed.
    pub choice: Choice,
}

/// What the large field offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Nothing.
    #[default]
    None,
    /// Staff may allow it.
    Allow,
    /// Use a code although its last digit is wrong.
    UseAnyway(String),
    /// A number that a card and a copy have: which is meant?
    Which {
        /// As a card.
        card: String,
        /// As a copy.
        copy: String,
        /// Fingers, not a scanner.
        typed: bool,
    },
    /// A slip for the hold shelf can be printed for this copy.
    HoldSlip(String),
    /// One of these copies is meant.
    Copies(Vec<String>),
}

/// Elements of the page in front that are filled anew.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Bar with the state of the computer.
    pub bar: El,
    /// The page.
    pub main: El,
    /// The box.
    pub scan: El,
    /// What the last scan led to.
    pub said: El,
    /// Who stands there, or the books of a student.
    pub patron: El,
    /// The modes.
    pub modes: El,
    /// The journal.
    pub journal: El,
    /// What a walk along the shelf found.
    pub shelf: El,
}

/// The session.
pub struct Session {
    /// Disk.
    pub store: Store,
    /// Log and boards.
    pub till: RefCell<Till>,
    /// What was set.
    pub settings: RefCell<Settings>,
    /// The patron list.
    pub patrons: RefCell<Option<Patrons>>,
    /// Students of class lists; empty where staff did not ask for them.
    pub students: RefCell<Vec<Student>>,
    /// The class whose lesson results are handed in here.
    pub lesson_class: RefCell<String>,
    /// The class whose students are shown.
    pub class: RefCell<String>,
    /// Blocked cards, from a list of their own.
    pub blocks: RefCell<Blocks>,
    /// The list of copies.
    pub copies: RefCell<Rc<Copies>>,
    /// What became of looking for it.
    pub looked: Cell<Looked>,
    /// First bytes of the hash of that list: each scan says which one it was.
    pub catalogue: RefCell<Vec<u8>>,
    /// What the gateway says beside the log.
    pub news: Cell<crate::news::News>,
    /// When to ask for it next, on the monotonic clock.
    pub news_at: Cell<f64>,
    /// The desk.
    pub desk: RefCell<Desk>,
    /// The kiosk.
    pub kiosk: RefCell<Kiosk>,
    /// Whose turn it is to write.
    pub turn: Turn,
    /// The gateway.
    pub net: Cell<Net>,
    /// The status of a gateway that answered and took nothing; 0 where it does not answer.
    pub answered: Cell<u16>,
    /// The key that signs.
    pub signer: RefCell<Option<Signer>>,
    /// The computers that exceptions come from, by operation and kind, as the gateway told a signed-in librarian. Kept nowhere.
    pub computers: RefCell<BTreeMap<(u128, String), String>>,
    /// Who is signed in to the gateway.
    pub staff: RefCell<Option<Staff>>,
    /// When to sync next, on the monotonic clock.
    pub sync_at: Cell<f64>,
    /// When to tell the gateway again what was handed in here, on the monotonic clock ([`crate::handed`]).
    pub tell_at: Cell<f64>,
    /// How often something was handed in here that the gateway was not told of.
    pub untold: Cell<u32>,
    /// What the server's clock says more than ours, milliseconds.
    pub clock_fix: Cell<f64>,
    /// Scans that wait.
    pub scans: RefCell<VecDeque<Scanned>>,
    /// One of them is being worked on.
    pub is_working: Cell<bool>,
    /// Which keys are a scanner's.
    pub burst: RefCell<Burst>,
    /// What stands half typed in a kiosk's box.
    pub left: RefCell<crate::left::Left>,
    /// A scan came on a page that takes none: said in the bar until a page that does is opened.
    pub is_astray: Cell<bool>,
    /// The last scan and when it came: the same again at once is the scanner's second look.
    pub last_scan: RefCell<(String, f64)>,
    /// A blocked patron's book that staff may allow.
    pub blocked_copy: RefCell<Option<String>>,
    /// A barcode that no list has, and that staff may allow.
    pub strange_copy: RefCell<Option<String>>,
    /// The blocked patron was allowed this time.
    pub is_allowed: Cell<bool>,
    /// What the last scan led to.
    pub said: RefCell<Said>,
    /// Guesses at the word that leads out of the kiosk.
    pub guesses: Cell<Guesses>,
    /// How often a kiosk said goodbye.
    pub goodbyes: Cell<u32>,
    /// Storage trouble: shown until the next write that works.
    pub trouble: RefCell<String>,
    /// The copies in shelf order; empty until somebody takes stock.
    pub shelf: RefCell<carrel_circ::shelf::Shelf>,
    /// What was scanned on the shelf.
    pub shelf_scans: RefCell<crate::page_shelf::Scans>,
    /// How far the log was saved as a file.
    pub log_saved: RefCell<crate::backup::Saved>,
    /// Elements of the page.
    pub parts: Parts,
    /// The library's name.
    pub library: String,
    /// Address of the folder.
    pub base: String,
    run: u64,
}

impl Session {
    /// A session over what the store had.
    #[must_use]
    pub fn new(store: Store, till: Till, settings: Settings, base: String) -> Rc<Self> {
        let net = if settings.is_paired {
            Net::Offline
        } else {
            Net::Alone
        };
        let scan = el("input")
            .attr("id", "scan")
            .attr("autocomplete", "off")
            .attr("autocapitalize", "none")
            .attr("spellcheck", "false")
            .attr("enterkeyhint", "go")
            .attr("maxlength", "80");
        Rc::new(Self {
            store,
            till: RefCell::new(till),
            settings: RefCell::new(settings),
            patrons: RefCell::new(None),
            students: RefCell::default(),
            lesson_class: RefCell::default(),
            blocks: RefCell::default(),
            class: RefCell::default(),
            copies: RefCell::default(),
            looked: Cell::default(),
            catalogue: RefCell::default(),
            news: Cell::default(),
            news_at: Cell::new(0.0),
            desk: RefCell::default(),
            kiosk: RefCell::default(),
            turn: Turn::default(),
            net: Cell::new(net),
            answered: Cell::new(0),
            signer: RefCell::new(None),
            computers: RefCell::default(),
            staff: RefCell::new(None),
            sync_at: Cell::new(0.0),
            tell_at: Cell::new(0.0),
            untold: Cell::new(0),
            clock_fix: Cell::new(0.0),
            scans: RefCell::default(),
            is_working: Cell::new(false),
            burst: RefCell::default(),
            left: RefCell::default(),
            is_astray: Cell::default(),
            last_scan: RefCell::default(),
            blocked_copy: RefCell::new(None),
            strange_copy: RefCell::new(None),
            is_allowed: Cell::new(false),
            said: RefCell::default(),
            guesses: Cell::default(),
            goodbyes: Cell::default(),
            trouble: RefCell::default(),
            log_saved: RefCell::default(),
            shelf: RefCell::default(),
            shelf_scans: RefCell::default(),
            parts: Parts {
                bar: el("div").class("state"),
                main: el("div").class("page"),
                scan,
                said: el("div").class("said"),
                patron: el("div").class("patron"),
                modes: el("div").class("modes"),
                journal: el("section").class("journal"),
                shelf: el("section").class("shelf"),
            },
            library: dom::text_of("library-name"),
            base,
            run: crypto::random_u64(),
        })
    }

    /// The clocks.
    #[must_use]
    pub fn reading(&self) -> Reading {
        Reading {
            wall_ms: js::now() as i64,
            mono_ms: js::mono() as i64,
            run: self.run,
        }
    }

    /// Random values and clocks of a new operation. Its name is a UUID of version 7.
    #[must_use]
    pub fn mint(&self) -> Mint {
        let at = self.reading();
        let random = u128::from_be_bytes(crypto::random());
        let time = (at.wall_ms.max(0) as u128 & 0xffff_ffff_ffff) << 80;
        let kept = random & !(0xffff_ffff_ffff << 80) & !(0xf << 76) & !(0b11 << 62);
        Mint {
            id: OpId(time | kept | 0x7 << 76 | 0b10 << 62),
            salt: crypto::random(),
            at,
        }
    }

    /// The policy: the gateway's, else what was set here.
    #[must_use]
    pub fn policy(&self) -> Policy {
        let till = self.till.borrow();
        match till.base().policy(0) {
            Some(policy) => policy.clone(),
            None => self
                .settings
                .borrow()
                .policy(js::utc_offset_minutes(js::now())),
        }
    }

    /// The moment of a decision.
    #[must_use]
    pub fn now(&self) -> Now {
        Now {
            at: self.till.borrow().client.moment(self.reading()),
            is_offline: self.net.get() != Net::Online,
        }
    }

    /// A patron of the list.
    #[must_use]
    pub fn known(&self, key: PatronKey) -> Option<Known> {
        let listed = self.patrons.borrow();
        let listed = listed.as_ref().and_then(|list| list.known.get(&key));
        let block = self.blocks.borrow().known.get(&key).copied();
        if listed.is_none() && block.is_none() {
            return None;
        }
        let mut known = listed.cloned().unwrap_or_default();
        let expired = || {
            let today = carrel_circ::due::day_of(js::now() as i64, &self.policy());
            let patrons = self.patrons.borrow();
            let is_over = patrons
                .as_ref()
                .is_some_and(|list| list.has_expired(key, today));
            is_over.then_some(Reason::Expired)
        };
        known.block = known.block.or(block).or_else(expired);
        Some(known)
    }

    /// Takes over what the store had.
    pub fn take_lists(&self, lists: Lists) {
        self.patrons.replace(lists.patrons);
        self.students.replace(lists.students);
        self.blocks.replace(lists.blocks);
        self.till.borrow_mut().set_lent(lists.loans);
    }

    /// Keeps the rows of a file; a new list takes the place of the one before. Cards are kept only where staff asked for class lists.
    ///
    /// # Errors
    /// The browser's; nothing has changed then.
    pub async fn keep_rows(&self, rows: Rows, keep_cards: bool) -> Result<(), Trouble> {
        match rows {
            Rows::Patrons(patrons, mut students) => {
                if !keep_cards {
                    students.clear();
                }
                let cards = keep_cards.then(|| packed(&students));
                let lists = [("all", Some(packed(&patrons))), ("cards", cards)];
                self.store.put_lists(&lists).await?;
                self.patrons.replace(Some(patrons));
                self.students.replace(students);
            }
            Rows::Loans(loans) => {
                let lists = [("loans", Some(packed(&loans)))];
                self.store.put_lists(&lists).await?;
                self.till.borrow_mut().set_lent(loans);
            }
            Rows::Blocks(blocks) => {
                let lists = [("blocks", Some(packed(&blocks)))];
                self.store.put_lists(&lists).await?;
                self.blocks.replace(blocks);
            }
        }
        Ok(())
    }

    /// Cards of class lists go: this computer becomes a kiosk.
    ///
    /// # Errors
    /// The browser's.
    pub async fn drop_students(&self) -> Result<(), Trouble> {
        self.students.replace(Vec::new());
        self.store.put_lists(&[("cards", None)]).await
    }

    /// Wipes all lists and their key.
    ///
    /// # Errors
    /// The browser's.
    pub async fn wipe_lists(&self) -> Result<(), Trouble> {
        self.take_lists(Lists::default());
        self.store.wipe_list().await
    }

    /// The title of a barcode; empty when nobody knows it.
    #[must_use]
    pub fn title(&self, barcode: &str) -> String {
        let copies = self.copies.borrow();
        let found = copies.find(barcode).map(|copy| copy.title);
        found
            .or_else(|| copies.title(barcode))
            .unwrap_or_default()
            .to_owned()
    }

    /// Title and barcode, or the barcode alone.
    #[must_use]
    pub fn book(&self, barcode: &str) -> String {
        match self.title(barcode) {
            title if title.is_empty() => barcode.to_owned(),
            title => title,
        }
    }

    /// The control number a hold is placed on: the title's, else the barcode itself.
    #[must_use]
    pub fn title_id(&self, barcode: &str) -> String {
        self.copies.borrow().title_id(barcode).to_owned()
    }

    /// What is to be recorded for a decision.
    #[must_use]
    pub fn draft(&self, decision: &Decision, typed: bool) -> Draft {
        let till = self.till.borrow();
        let card = decision.patron.and_then(|key| till.card(key));
        let is_desk = self.settings.borrow().role == Some(crate::settings::Role::Desk);
        let mut draft = Draft::scan(decision.kind, &decision.copy, card);
        draft.due = decision.due;
        draft.typed = typed;
        draft.allowed = decision.allowed;
        draft.staff = match self.staff.borrow().as_ref() {
            _ if !is_desk => 0,
            Some(staff) => staff.number,
            None => SOMEBODY,
        };
        draft.catalogue.clone_from(&self.catalogue.borrow());
        draft.policy = till.base().policy(0).map_or(0, |policy| policy.version);
        draft
    }

    /// Writes an operation. When this returns well, the disk has it, and not before.
    ///
    /// # Errors
    /// It is not recorded.
    pub async fn record(self: &Rc<Self>, draft: Draft, mint: Mint) -> Result<Hash, Trouble> {
        let _mine = self.turn.mine().await;
        let prepared = self.till.borrow().prepare(draft, mint);
        let (hash, staged) = prepared.map_err(|_| crate::t::trouble_code().to_owned())?;
        match self.store.record(&staged).await {
            Ok(()) => {
                self.till.borrow_mut().commit(staged);
                self.trouble.replace(if self.store.is_full.get() {
                    crate::t::trouble_full().to_owned()
                } else {
                    String::new()
                });
                self.sync_at
                    .set(self.sync_at.get().min(js::mono() + 1000.0));
                Ok(hash)
            }
            Err(why) => {
                self.trouble.replace(why.clone());
                // The same code at once is a second try, not the scanner's second look.
                self.last_scan.take();
                Err(why)
            }
        }
    }

    /// Fills the journal with what the log holds of the last twelve hours: after a reload it shows the log's truth.
    pub fn fill_journal(&self) {
        let since = js::now() as i64 - 12 * 3_600_000;
        let till = self.till.borrow();
        let mut desk = self.desk.borrow_mut();
        for own in till.own().filter(|own| own.op.at.wall_ms >= since) {
            // A decision is about the copy of what raised the exception.
            let copy = match own.op.kind {
                Kind::Settle { target, about, .. } => {
                    let exception = till.view().exception(target, about);
                    exception.map_or("", |exception| exception.copy.as_str())
                }
                _ => &own.op.copy,
            };
            let journal = &mut desk.journal;
            journal.begin(own.op.id, own.op.kind, copy, own.op.due);
            journal.allow(own.op.id, own.op.allowed());
            journal.recorded(own.op.id);
            if own.is_sent {
                journal.sent(own.op.id);
            }
        }
    }

    /// How many operations wait: for the gateway, or to be handed in.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.till.borrow().client.pending()
    }
}
