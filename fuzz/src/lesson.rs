//! Lesson files of any content: faults inside the file, a bundle that comes back, a player that stands everything.

use carrel_lessons::compile::{File, Set, set};
use carrel_lessons::player::{Action, NoCatalogue, Player};
use carrel_lessons::{bundle, export, speak};

/// Reads `data` as a lesson (up to a zero byte) and a page of its web (after it), and as a bundle and progress too.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_lesson(data: &[u8]) {
    crate::within_time(data.len(), || lesson(data));
}

/// Reads `data` as a lesson (as [`try_lesson`] does) and writes every export of it.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_lesson_export(data: &[u8]) {
    crate::within_time(data.len(), || {
        for lesson in read(data).lessons {
            let (texts, packages) = export::loose(&lesson);
            assert!(texts.len() >= 9 && packages.len() == 2);
            // Deflating took two thirds of the time and tries nothing of ours: one input of 64 goes all the way.
            if data.iter().fold(0_u8, |sum, b| sum.wrapping_mul(31) ^ b) % 64 == 0 {
                let bytes = bundle::encode(&lesson);
                assert_eq!(bundle::decode(&bytes).as_ref(), Ok(&lesson));
                assert_eq!(export::files(&lesson).len(), texts.len() + packages.len());
            }
        }
    });
}

/// A lesson up to a zero byte, and a page of its web after it.
fn read(data: &[u8]) -> Set {
    let at = data.iter().position(|b| *b == 0).unwrap_or(data.len());
    let (text, page) = data.split_at(at);
    set(&[
        File {
            path: "a/lesson.md",
            bytes: text,
        },
        File {
            path: "a/web/tap.page.md",
            bytes: page,
        },
        File {
            path: "a/web/search.toml",
            bytes: page,
        },
    ])
}

fn lesson(data: &[u8]) {
    let at = data.iter().position(|b| *b == 0).unwrap_or(data.len());
    let (text, page) = data.split_at(at);
    let set = read(data);
    let lines = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        text.lines().count().max(1)
    };
    let (of_text, of_page) = (lines(text), lines(page));
    for fault in &set.faults {
        let lines = match fault.file.as_str() {
            "a/lesson.md" => of_text,
            "standards.toml" => 1,
            _ => of_page,
        };
        assert!(
            (1..=lines).contains(&(fault.line as usize)),
            "{fault} of {lines} lines"
        );
        assert!(!fault.message.is_empty() && fault.column >= 1);
    }
    let _ = bundle::decode(data);
    let _ = bundle::index(data);
    for lesson in set.lessons {
        let plain = bundle::encode_plain(&lesson);
        assert_eq!(bundle::decode_plain(&plain).as_ref(), Ok(&lesson));
        let ids: Vec<String> = lesson.all_exercises().map(|e| e.id.clone()).collect();
        let mut player = Player::open(lesson, Some(page), 20_000, 3);
        for (n, id) in ids.into_iter().enumerate() {
            let key = page.get(n).copied().unwrap_or(0);
            let key = u16::from(key % 5);
            for action in [
                Action::Hint { id: id.clone() },
                Action::Choose {
                    id: id.clone(),
                    key,
                },
                Action::Check { id: id.clone() },
                Action::Again { id: id.clone() },
                Action::Way {
                    id: id.clone(),
                    way: key,
                },
                Action::Move {
                    id: id.clone(),
                    key,
                    up: true,
                },
                Action::Place {
                    id: id.clone(),
                    row: key,
                    key: Some(1),
                },
                Action::Trust {
                    id: id.clone(),
                    row: key,
                    trust: true,
                },
                Action::SearchWeb {
                    id: id.clone(),
                    query: "tap".to_owned(),
                },
                Action::OpenInTab {
                    id: id.clone(),
                    page: key,
                },
                Action::Keep { id: id.clone() },
                Action::Write {
                    id: id.clone(),
                    text: "tap facts".to_owned(),
                },
                Action::Check { id: id.clone() },
                Action::Check { id: id.clone() },
                Action::Reveal { id: id.clone() },
                Action::Go(u16::try_from(n).unwrap_or(0)),
            ] {
                player.act(action, 7, &NoCatalogue);
            }
            let _ = speak::transcript(&player.view(&NoCatalogue));
        }
        let saved = player.save();
        let again = Player::open(player.lesson().clone(), Some(&saved), 20_000, 4);
        assert_eq!(again.save(), saved);
    }
}
