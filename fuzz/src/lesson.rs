//! Lesson files of any content: faults inside the file, a bundle that comes back, a player that stands everything.

use carrel_lessons::compile::{File, set};
use carrel_lessons::player::{Action, NoCatalogue, Player};
use carrel_lessons::{bundle, export, speak};

/// Reads `data` as a lesson (up to a zero byte) and a page of its web (after it), and as a bundle and progress too.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_lesson(data: &[u8]) {
    crate::within_time(data.len(), || lesson(data));
}

fn lesson(data: &[u8]) {
    let at = data.iter().position(|b| *b == 0).unwrap_or(data.len());
    let (text, page) = data.split_at(at);
    let files = [
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
    ];
    let set = set(&files);
    for fault in &set.faults {
        let source = files.iter().find(|f| f.path == fault.file);
        let lines = source.map_or(1, |f| {
            String::from_utf8_lossy(f.bytes)
                .replace("\r\n", "\n")
                .replace('\r', "\n")
                .lines()
                .count()
                .max(1)
        });
        assert!(
            (1..=lines).contains(&(fault.line as usize)),
            "{fault} of {lines} lines"
        );
        assert!(!fault.message.is_empty() && fault.column >= 1);
    }
    let _ = bundle::decode(data);
    let _ = bundle::index(data);
    for lesson in set.lessons {
        let bytes = bundle::encode(&lesson);
        assert_eq!(bundle::decode(&bytes).as_ref(), Ok(&lesson));
        let _ = export::files(&lesson);
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
