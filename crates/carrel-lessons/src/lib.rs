//! Lessons that teach students to judge, find and cite sources: the file, the bundle, the player.
//!
//! *Owns:* the lesson format (`lessons/FORMAT.md`) and its rules, the bundle, marking with reasons, hints, mastery,
//! spaced review, the invented web and its search, progress and result codes, handouts, keys and packages for other systems.
//! *Never does:* files, clocks, random numbers, storage, HTML on a live page: bytes, days and seeds come in, values and texts go out.
//! *Start at:* [`model::Lesson`]; with the feature `compile`, [`compile::set`].
//!
//! # What a page for teachers calls
//!
//! | for | call |
//! | --- | --- |
//! | the list, each lesson once | [`bundle::index`] of `lessons.bin`, then [`bundle::Index::listed`]`(lang)`; one of them: [`bundle::Index::find`] |
//! | a class | [`class_key::ClassKey`] of five random bytes; `code()` to say aloud, `link(page)` to send, `of_query` where the link is opened, `read` what was typed |
//! | a student | `ClassKey::pair(number, lang)` gives two words, `student(words)` the number again |
//! | a result | [`code::write`] of a [`code::Outcome`] with the key's five bytes; [`class::file`] to save it; [`qr::encode`] and `svg()` to show it; [`qr_read::read`] finds it in a picture |
//! | the class on the teacher's device | [`roster::Roster`]: `take` what was typed, pasted, chosen or scanned; `twice`; `encode` to keep it |
//! | the dashboard | [`class::merge`] of it and other [`class::ResultSource`]s; [`class::Class::table`]; [`class::csv`] |
//! | who a student is | [`class_key::Member`], kept as text on the student's device |
//! | the projector | [`present::Deck`] in the teacher's window: `act`, `desk()`, `notes()`; `state()` goes to the class's window, which calls `restore` and draws `screen()` |
//! | standards | [`standards::Standards::decode`] of `standards.bin`, then `map(&index, grades, lang)` and [`standards::csv`] |
//! | paper and packages | [`export::files`]; [`export::google_classroom`]`(title, page)` |
#![forbid(unsafe_code)]

pub mod bundle;
pub mod cite;
pub mod class;
pub mod class_key;
pub mod code;
#[cfg(feature = "compile")]
pub mod compile;
mod decode;
pub mod export;
pub mod lang;
pub mod letters;
pub mod model;
pub mod paraphrase;
pub mod player;
pub mod portable;
pub mod present;
pub mod qr;
pub mod qr_read;
pub mod review;
pub mod rich;
pub mod roster;
pub mod speak;
pub mod standards;
pub mod web;
pub mod words;
