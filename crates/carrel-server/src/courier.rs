//! The thread that delivers: it looks what is new on the board, puts it into the outbox, and takes it to the library's own system. It has its
//! own time: the writer waits for nothing that it does, and each of its steps is one small piece of the writer's work.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use carrel_circ::policy::Policy;

use crate::collect::{collect, look_again};
use crate::driver::{Behind, Outbox, restarted, run};
use crate::file_drop;
use crate::ils::{IlsFile, Sip};
use crate::sip_line::SipLine;
use crate::store::Stored;
use crate::writer::Writer;

/// How it stands, for the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Which system; empty when there is none.
    pub target: String,
    /// Why nothing can be sent now.
    pub trouble: Option<String>,
    /// When it last went through, milliseconds since 1970 UTC.
    pub last_ms: Option<i64>,
}

/// The status that thread and page share.
pub type Shared = Arc<Mutex<Status>>;

/// Pause between two looks.
const PAUSE: Duration = Duration::from_secs(5);
/// Pause when the system is away.
const TROUBLE: Duration = Duration::from_secs(30);

/// Starts it. It ends soon after the other end of `stop` is dropped: at most one answer's time.
pub fn start(
    writer: Writer,
    ils: IlsFile,
    clock: fn() -> i64,
    stop: Receiver<()>,
    shared: Shared,
    pause: Option<Duration>,
) -> JoinHandle<()> {
    let target = ils.target();
    if let Ok(mut status) = shared.lock() {
        status.target.clone_from(&target);
    }
    std::thread::spawn(move || {
        let mut courier = Courier::new(writer, ils, clock);
        loop {
            let done = courier.round();
            let trouble = match &done {
                Ok(trouble) => trouble.clone(),
                Err(error) => Some(error.to_string()),
            };
            let wait = match (&trouble, pause) {
                (_, Some(pause)) => pause,
                (Some(_), None) => TROUBLE,
                (None, None) => PAUSE,
            };
            if let Ok(mut status) = shared.lock() {
                if trouble.is_some() && status.trouble != trouble {
                    // No patron is in it: it is about the line.
                    crate::log::say("delivery", &trouble.clone().unwrap_or_default());
                }
                if trouble.is_none() {
                    status.last_ms = Some(clock());
                }
                status.trouble = trouble;
            }
            if stop.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    })
}

struct Courier {
    writer: Writer,
    target: String,
    ils: IlsFile,
    line: Option<SipLine>,
    clock: fn() -> i64,
    /// The board's place when it was last looked at.
    seen: Option<u64>,
    has_restarted: bool,
    last_file_ms: Option<i64>,
}

impl Courier {
    fn new(writer: Writer, ils: IlsFile, clock: fn() -> i64) -> Self {
        let line = match &ils {
            IlsFile::Sip2(sip) => Some(SipLine::new(sip.clone(), clock)),
            IlsFile::Files(_) => None,
        };
        Self {
            writer,
            target: ils.target(),
            ils,
            line,
            clock,
            seen: None,
            has_restarted: false,
            last_file_ms: None,
        }
    }

    /// One look and one run. Gives why the system cannot be reached.
    fn round(&mut self) -> Stored<Option<String>> {
        let mut outbox = Behind {
            writer: self.writer.clone(),
            target: self.target.clone(),
        };
        if !self.has_restarted {
            if self.line.is_some() {
                restarted(&mut outbox)?;
            }
            self.has_restarted = true;
        }
        let (target, seen, now) = (self.target.clone(), self.seen, (self.clock)());
        let (at, offset) = self.writer.run_blocking(move |core| {
            if seen != Some(core.board.at) {
                collect(core, &target)?;
                look_again(core)?;
            }
            let policy = core
                .board
                .policy(u32::MAX)
                .cloned()
                .unwrap_or_else(Policy::default);
            let offset = i16::try_from(policy.utc_offset_minutes).unwrap_or(0);
            Ok((core.board.at, offset))
        })?;
        self.seen = Some(at);
        match (&self.ils, &mut self.line) {
            (_, Some(line)) => {
                line.utc_offset_minutes = match &self.ils {
                    IlsFile::Sip2(Sip {
                        zone: Some(zone), ..
                    }) => zone.offset_minutes(now),
                    _ => offset,
                };
                Ok(run(&mut outbox, line)?.trouble)
            }
            (IlsFile::Files(drop), None) => {
                let every_ms = i64::from(drop.every_hours) * 3_600_000;
                let is_due = self
                    .last_file_ms
                    .is_none_or(|last| now.saturating_sub(last) >= every_ms);
                let has_some = outbox.open()?.iter().any(|row| row.state.next_is_file());
                if is_due && has_some {
                    file_drop::run(&mut outbox, drop, drop.zone.local(now).date)?;
                    self.last_file_ms = Some(now);
                }
                Ok(None)
            }
            (IlsFile::Sip2(_), None) => Ok(None),
        }
    }
}
