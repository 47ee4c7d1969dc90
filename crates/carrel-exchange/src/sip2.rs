//! SIP2 (3M Standard Interchange Protocol 2.00) without a socket: bytes become messages and messages become bytes.
//!
//! A connection feeds what it receives to a [`Decoder`], reads each frame with [`Message::parse`], asks [`Message::problems`] whether it can
//! be trusted, and [`Ask::check_answer`] whether it answers what was asked. Whatever is not certain is "unknown" to the caller: ask the
//! server what holds, never send the same thing again blindly.
//!
//! Every byte is kept: fields in their order, fields nobody knows, fields that are broken. `parse` and [`Message::to_bytes`] undo each
//! other. Nothing here shows a password or a patron: `Debug` gives a field's name and length.
//!
//! ```
//! use carrel_exchange::sip2::{Ask, Charset, Decoder, Message};
//!
//! let mut login = Ask::login("carrel", "secret", "desk1").to_message(Charset::Utf8)?;
//! login.seal(0);
//! assert_eq!(login.to_bytes(), b"9300CNcarrel|COsecret|CPdesk1|AY0AZF3CE");
//!
//! let mut decoder = Decoder::default();
//! decoder.push(b"941AY3AZ");
//! assert_eq!(decoder.next_frame(), None);
//! decoder.push(b"FDFA\r\n");
//! let answer = Message::parse(&decoder.next_frame().unwrap()?)?;
//! assert_eq!(answer.flag("ok"), Some(true));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod ask;
mod charset;
mod frame;
mod layout;
mod message;
mod problem;

pub use answer::{Answer, ItemAnswer, LoanAnswer, PatronAnswer, StatusAnswer};
pub use ask::{Ask, HoldMode, Mismatch, Summary};
pub use charset::{Charset, Unwritable};
pub use frame::{Decoder, FrameError};
pub use layout::{Fixed, Layout, Shape, layout, layouts};
pub use message::{Field, Message, checksum, read_date, write_date};
pub use problem::{Problem, Unreadable};
