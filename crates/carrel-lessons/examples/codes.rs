//! Result codes of an invented class, to try the dashboard with: `codes 4H7-K2M-9QX`.

use carrel_lessons::class_key::ClassKey;
use carrel_lessons::code::{Outcome, lesson_number, write};

fn main() {
    let code = std::env::args().nth(1).unwrap_or_default();
    let Ok(key) = ClassKey::read(&code) else {
        eprintln!("{code:?}: expected a class code such as 4H7-K2M-9QX");
        std::process::exit(2);
    };
    let of = |lesson: &str,
              student: u16,
              percent: u8,
              trusted: (u8, u8),
              doubted: (u8, u8),
              skills: u8| {
        let outcome = Outcome {
            lesson: lesson_number(lesson),
            student,
            percent,
            trusted,
            doubted,
            skills,
        };
        println!("{}: {}", key.pair(student, "en"), write(&outcome, &key.0));
    };
    of("L08", 0, 92, (3, 3), (3, 3), 7);
    of("L08", 1, 55, (1, 3), (3, 3), 1);
    of("L08", 1, 71, (2, 3), (3, 3), 3);
    of("L08", 3, 84, (3, 3), (2, 3), 3);
    of("L18", 0, 88, (5, 5), (4, 5), 3);
    of("L18", 3, 62, (5, 5), (1, 5), 1);
    of("L01", 2, 100, (0, 0), (0, 0), 1);
}
