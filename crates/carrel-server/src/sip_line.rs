//! A line to a library system in SIP2 over TCP: one message in flight, each sealed with number and checksum, and whatever is not certainly
//! the answer to it closes the connection and counts as silence.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use carrel_exchange::local::LocalTime;
use carrel_exchange::sip2::{Answer, Ask, Decoder, ItemAnswer, LoanAnswer, Message, Summary};

use crate::driver::{Heard, Ils};
use crate::ils::Sip;
use crate::outbox::{ALERTS, Act, News};
use crate::store::OutboxRow;

/// A loan is due at the end of its day, 23:59:59: at its beginning it would be overdue all day.
const END_OF_DAY_MS: u32 = 86_399_000;

/// An open connection.
struct Line {
    stream: TcpStream,
    decoder: Decoder,
    number: u8,
}

/// The line, open or not.
pub struct SipLine {
    config: Sip,
    line: Option<Line>,
    /// Minutes east of UTC, as the library's clocks stand.
    pub utc_offset_minutes: i16,
    clock: fn() -> i64,
}

impl SipLine {
    /// Not connected yet.
    #[must_use]
    pub fn new(config: Sip, clock: fn() -> i64) -> Self {
        Self {
            config,
            line: None,
            utc_offset_minutes: 0,
            clock,
        }
    }

    fn local(&self, ms: i64) -> LocalTime {
        LocalTime::of_unix(ms, self.utc_offset_minutes)
    }

    fn now(&self) -> LocalTime {
        self.local((self.clock)())
    }

    fn wait(&self) -> Duration {
        Duration::from_secs(u64::from(self.config.timeout_seconds.clamp(1, 120)))
    }

    /// Connects, signs in, and asks whether the system is awake.
    fn connect(&mut self) -> Result<(), String> {
        let wait = self.wait();
        let address = &self.config.address;
        let place = address
            .to_socket_addrs()
            .ok()
            .and_then(|mut places| places.next())
            .ok_or_else(|| format!("{address} is no address that can be found"))?;
        let stream = TcpStream::connect_timeout(&place, wait)
            .map_err(|error| format!("{address} cannot be reached: {error}"))?;
        let prepared = stream
            .set_read_timeout(Some(wait))
            .and_then(|()| stream.set_write_timeout(Some(wait)))
            .and_then(|()| stream.set_nodelay(true));
        prepared.map_err(|error| error.to_string())?;
        self.line = Some(Line {
            stream,
            decoder: Decoder::default(),
            number: 0,
        });
        if !self.config.user.is_empty() {
            let ask = Ask::login(
                &self.config.user,
                &self.config.password,
                &self.config.location,
            );
            if self.exchange(&ask)?.flag("ok") != Some(true) {
                self.line = None;
                return Err("the system does not accept the account in ils.toml".to_owned());
            }
        }
        let answer = self.exchange(&Ask::status())?;
        match Answer::read(&answer, self.config.charset.charset()) {
            Some(Answer::Status(status)) if status.online => Ok(()),
            _ => {
                self.line = None;
                Err("the system says that it is not online".to_owned())
            }
        }
    }

    /// Asks and waits. Anything but the answer to this very question ends the connection.
    fn exchange(&mut self, ask: &Ask) -> Result<Message, String> {
        let charset = self.config.charset.charset();
        let mut line = self.line.take().ok_or("there is no connection")?;
        let mut message = ask.to_message(charset).map_err(|error| error.to_string())?;
        message.seal(line.number);
        line.number = (line.number + 1) % 10;
        let mut bytes = message.to_bytes();
        bytes.push(b'\r');
        line.stream
            .write_all(&bytes)
            .map_err(|error| format!("the question may not have arrived: {error}"))?;
        let mut room = [0; 4096];
        let until = Instant::now() + self.wait();
        let frame = loop {
            if let Some(frame) = line.decoder.next_frame() {
                break frame.map_err(|error| error.to_string())?;
            }
            // For the whole answer: one byte every nine seconds is no answer.
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || line.stream.set_read_timeout(Some(left)).is_err() {
                return Err("no answer came in time".to_owned());
            }
            match line.stream.read(&mut room) {
                Ok(0) => return Err("the system closed the line without an answer".to_owned()),
                Ok(count) => line.decoder.push(room.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return Err("no answer came in time".to_owned()),
            }
        };
        let answer = Message::parse(&frame).map_err(|error| error.to_string())?;
        Ask::check_answer(&message, &answer).map_err(|error| error.to_string())?;
        // Only a line that is surely in step is used again.
        self.line = Some(line);
        Ok(answer)
    }

    fn loan(&mut self, ask: &Ask) -> Result<LoanAnswer, String> {
        let charset = self.config.charset.charset();
        let answer = self.exchange(ask)?;
        match Answer::read(&answer, charset) {
            Some(Answer::Loan(loan)) => Ok(loan),
            _ => {
                self.line = None;
                Err("the answer cannot be read".to_owned())
            }
        }
    }

    fn item(&mut self, barcode: &str) -> Result<ItemAnswer, String> {
        let ask = Ask::item(self.now(), &self.config.institution, barcode);
        let charset = self.config.charset.charset();
        let answer = self.exchange(&ask)?;
        match Answer::read(&answer, charset) {
            Some(Answer::Item(item)) => Ok(item),
            _ => Err("the answer cannot be read".to_owned()),
        }
    }

    /// Whether a card has a copy; nothing when its list is longer than what came.
    fn has(&mut self, card: &str, barcode: &str) -> Result<Option<bool>, String> {
        let institution = self.config.institution.clone();
        let ask = Ask::patron(self.now(), &institution, card, Summary::Charged, 1, 999);
        let charset = self.config.charset.charset();
        let answer = self.exchange(&ask)?;
        let Some(Answer::Patron(patron)) = Answer::read(&answer, charset) else {
            return Err("the answer cannot be read".to_owned());
        };
        if patron.charged.iter().any(|item| item == barcode) {
            return Ok(Some(true));
        }
        let is_whole = patron
            .charged_count
            .is_some_and(|count| count as usize == patron.charged.len());
        Ok(is_whole.then_some(false))
    }

    fn sent(&mut self, row: &OutboxRow) -> Result<Heard, String> {
        let config = self.config.clone();
        let card = row.card.as_deref().unwrap_or_default();
        let ask = match row.act {
            Act::Issue => {
                let due = row.due.map(|date| LocalTime {
                    date,
                    ms: END_OF_DAY_MS,
                });
                let due = due.filter(|_| config.no_block);
                Ask::check_out(self.now(), &config.institution, card, &row.copy, due)
            }
            Act::Renew => Ask::renew(self.now(), &config.institution, card, &row.copy),
            Act::Return => Ask::check_in(
                self.now(),
                self.local(row.at_ms),
                &config.institution,
                &config.location,
                &row.copy,
                config.no_block,
            ),
            Act::Hold | Act::Unhold => {
                return Ok(Heard {
                    news: News::No,
                    said: "Holds are entered by hand.".to_owned(),
                });
            }
        };
        let loan = self.loan(&ask)?;
        let mut said = loan.screen.join(" ");
        if row.act == Act::Return
            && let Some(alert) = alert(&loan)
        {
            // Ours alone is kept: the system's own words may name who waits.
            alert.clone_into(&mut said);
        }
        let mut news = if loan.ok { News::Yes } else { News::No };
        if !loan.ok && row.act == Act::Return {
            // Refused because it is in already: then all is as it should be.
            let item = self.item(&row.copy);
            if item.is_ok_and(|item| item.borrower.is_none() && is_in(item.status) == Some(true)) {
                news = News::Yes;
                said = "It was in already.".to_owned();
            }
        }
        Ok(Heard { news, said })
    }

    fn probed(&mut self, row: &OutboxRow) -> Result<News, String> {
        if matches!(row.act, Act::Renew | Act::Hold | Act::Unhold) {
            return Ok(News::NoVerdict);
        }
        let item = self.item(&row.copy)?;
        let is_in = is_in(item.status);
        let borrower = item.borrower.filter(|card| !card.is_empty());
        if row.act == Act::Return {
            return Ok(match (borrower, &row.card) {
                (Some(found), Some(ours)) if found != *ours => News::OtherHasIt,
                (Some(_), _) => News::HasItNot,
                (None, _) => match is_in {
                    Some(true) => News::HasIt,
                    Some(false) => News::HasItNot,
                    None => News::NoVerdict,
                },
            });
        }
        let Some(card) = row.card.clone() else {
            return Ok(News::NoVerdict);
        };
        match borrower {
            Some(found) if found == card => return Ok(News::HasIt),
            Some(_) => return Ok(News::OtherHasIt),
            None => {}
        }
        Ok(match (self.has(&card, &row.copy)?, is_in) {
            (Some(true), _) => News::HasIt,
            (Some(false), Some(true)) => News::HasItNot,
            (Some(false), Some(false)) => News::OtherHasIt,
            _ => News::NoVerdict,
        })
    }
}

/// What to do with a book that came in, where the system asks for it (SIP2, `CV`).
fn alert(loan: &LoanAnswer) -> Option<&'static str> {
    if !loan.alert {
        return None;
    }
    let [here, elsewhere, loan_to, home, look] = ALERTS;
    Some(match loan.alert_kind.as_deref() {
        Some("01") => here,
        Some("02") => elsewhere,
        Some("03") => loan_to,
        Some("04") => home,
        _ => look,
    })
}

/// Whether a circulation status (SIP2, `18`) means that nobody has the copy; nothing for those that do not say.
fn is_in(status: Option<u32>) -> Option<bool> {
    match status? {
        3 | 6 | 8 | 9 | 10 => Some(true),
        4 | 5 | 7 => Some(false),
        _ => None,
    }
}

impl Ils for SipLine {
    fn ready(&mut self, is_fresh: bool) -> Result<(), String> {
        if is_fresh {
            self.line = None;
        }
        match self.line {
            Some(_) => Ok(()),
            None => self.connect(),
        }
    }

    fn send(&mut self, row: &OutboxRow) -> Heard {
        self.sent(row).unwrap_or_else(|said| Heard {
            news: News::Silence,
            said,
        })
    }

    fn probe(&mut self, row: &OutboxRow) -> Heard {
        match self.probed(row) {
            Ok(news) => news.into(),
            Err(said) => Heard {
                news: News::Silence,
                said,
            },
        }
    }

    fn rest(&mut self) {
        // Koha closes a quiet line after 30 seconds: each run has its own.
        self.line = None;
    }
}
