//! A scanner that is a keyboard: which keys are its, and when a scan is complete.
//!
//! Pure: the caller gives each key with its time. Scanners send a key every 1 to 30 ms and end with Enter or Tab; fingers need 60 ms and
//! more, but two keys may roll over each other within 10 ms, and a key held down repeats every 30 ms. So a burst is four keys, none of
//! them a repetition, each within [`GAP_MS`] of the one before.

/// The longest pause within a burst.
pub const GAP_MS: u64 = 45;
/// Keys that make a burst.
pub const KEYS: usize = 4;
/// The same code again within this time is taken for a second look of the scanner, not for a second copy.
pub const DOUBLE_MS: u64 = 1500;
/// Longer than any barcode; what comes after is dropped with the rest.
const LONGEST: usize = 128;

/// A key as it went down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Character(char),
    /// Enter.
    Enter,
    /// Tab.
    Tab,
    /// Shift and other keys that go with a character.
    Modifier,
    /// Any other key, and any key that repeats because it is held down.
    Other,
}

/// What to do with the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Somebody types: leave it to the page.
    Pass,
    /// Part of a burst: keep it from whatever has the focus. The first `leaked` characters went there before it was clear.
    Take {
        /// How many characters to take back; 0 after the first time in a burst.
        leaked: usize,
    },
    /// A whole scan; keep the key from the page.
    Scan {
        /// What was scanned, as it came.
        text: String,
        /// The same as the last one, so soon that it is most likely the same look.
        is_double: bool,
    },
}

/// The state between keys.
#[derive(Clone, Debug, Default)]
pub struct Burst {
    text: String,
    count: usize,
    last_at: Option<u64>,
    is_burst: bool,
    last_scan: Option<(String, u64)>,
}

impl Burst {
    /// Takes a key and its time in milliseconds, from any fixed point. Time that runs backwards ends a burst.
    pub fn key(&mut self, key: Key, at: u64) -> Verdict {
        let is_fast = self
            .last_at
            .is_some_and(|last| at.checked_sub(last).is_some_and(|gap| gap <= GAP_MS));
        match key {
            Key::Modifier => {
                // Shift comes before its letter: it takes time within a burst, and ends none.
                if is_fast {
                    self.last_at = Some(at);
                }
                return Verdict::Pass;
            }
            Key::Other => {
                self.reset();
                return Verdict::Pass;
            }
            Key::Enter | Key::Tab => {
                let is_scan = self.is_burst && is_fast;
                let scan = is_scan.then(|| self.take(at));
                self.reset();
                return scan.unwrap_or(Verdict::Pass);
            }
            Key::Character(_) if !is_fast => self.reset(),
            Key::Character(_) => {}
        }
        if let Key::Character(c) = key {
            self.count += 1;
            if self.count <= LONGEST {
                self.text.push(c);
            }
        }
        self.last_at = Some(at);
        if self.count < KEYS {
            return Verdict::Pass;
        }
        let leaked = if self.is_burst { 0 } else { KEYS - 1 };
        self.is_burst = true;
        Verdict::Take { leaked }
    }

    /// To be called when no key came for a while: a scanner that sends no Enter has ended.
    pub fn idle(&mut self, at: u64) -> Option<Verdict> {
        let is_over = self
            .last_at
            .is_some_and(|last| at.saturating_sub(last) > GAP_MS);
        if !is_over {
            return None;
        }
        let scan = self.is_burst.then(|| self.take(self.last_at.unwrap_or(at)));
        self.reset();
        scan
    }

    /// True while a burst runs: Enter will be a scan's end.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.is_burst
    }

    fn take(&mut self, at: u64) -> Verdict {
        let text = core::mem::take(&mut self.text);
        let is_double = self.last_scan.as_ref().is_some_and(|(last, last_at)| {
            *last == text && at.checked_sub(*last_at).is_some_and(|gap| gap <= DOUBLE_MS)
        });
        self.last_scan = Some((text.clone(), at));
        Verdict::Scan { text, is_double }
    }

    fn reset(&mut self) {
        self.text.clear();
        self.count = 0;
        self.last_at = None;
        self.is_burst = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types the text with that pause between keys, then Enter; gives scans, and the characters that stay with the page.
    fn type_text(burst: &mut Burst, at: &mut u64, text: &str, gap: u64) -> (Vec<String>, String) {
        let mut scans = Vec::new();
        let mut page = String::new();
        for c in text.chars() {
            *at += gap;
            let key = if c == '\n' {
                Key::Enter
            } else {
                Key::Character(c)
            };
            match burst.key(key, *at) {
                Verdict::Pass => page.push(c),
                Verdict::Take { leaked } => {
                    for _ in 0..leaked {
                        page.pop();
                    }
                }
                Verdict::Scan { text, .. } => scans.push(text),
            }
        }
        (scans, page)
    }

    #[test]
    fn scanners_and_fingers_are_told_apart() {
        for (gap, text, scans, page) in [
            (1, "T 12345\n", &["T 12345"][..], ""),
            (30, "23529001000463\n", &["23529001000463"], ""),
            (80, "moby dick\n", &[], "moby dick\n"),
            (1, "12\n", &[], "12\n"),
            (5, "1234\n5678\n", &["1234", "5678"], ""),
        ] {
            let mut at = 1000;
            let found = type_text(&mut Burst::default(), &mut at, text, gap);
            let scans: Vec<String> = scans.iter().map(|scan| (*scan).to_owned()).collect();
            assert_eq!(found, (scans, page.to_owned()), "{text:?} every {gap} ms");
        }
    }

    #[test]
    fn a_scan_into_a_half_typed_word_loses_neither() {
        let mut burst = Burst::default();
        let mut at = 0;
        let (_, typed) = type_text(&mut burst, &mut at, "mob", 120);
        at += 200;
        let (scans, rest) = type_text(&mut burst, &mut at, "T12345\n", 8);
        assert_eq!(
            (typed + &rest, scans),
            ("mob".to_owned(), vec!["T12345".to_owned()])
        );
    }

    #[test]
    fn keys_that_roll_over_or_repeat_are_no_scan() {
        let mut burst = Burst::default();
        let mut at = 0;
        for (c, gap) in "the thing"
            .chars()
            .zip([0, 15, 90, 12, 100, 20, 70, 15, 80])
        {
            at += gap;
            assert_eq!(burst.key(Key::Character(c), at), Verdict::Pass);
        }
        assert_eq!(burst.key(Key::Character('a'), 2000), Verdict::Pass);
        for at in (2030..3000).step_by(30) {
            assert_eq!(burst.key(Key::Other, at), Verdict::Pass);
        }
        assert_eq!(burst.key(Key::Enter, 3001), Verdict::Pass);
    }

    #[test]
    fn shift_comes_between_and_a_scanner_without_enter_ends_by_itself() {
        let mut burst = Burst::default();
        let mut at = 0;
        for c in "AB12".chars() {
            at += 40;
            burst.key(Key::Modifier, at);
            at += 40;
            burst.key(Key::Character(c), at);
        }
        assert!(burst.is_running());
        assert_eq!(burst.idle(at + 10), None);
        let expected = Verdict::Scan {
            text: "AB12".to_owned(),
            is_double: false,
        };
        assert_eq!(burst.idle(at + 60), Some(expected));
        assert_eq!(burst.idle(at + 90), None);
    }

    #[test]
    fn the_same_code_at_once_is_a_second_look() {
        let mut burst = Burst::default();
        let mut scan = |text: &str, from: u64| {
            let mut at = from;
            for c in text.chars() {
                at += 2;
                burst.key(Key::Character(c), at);
            }
            match burst.key(Key::Enter, at + 2) {
                Verdict::Scan { is_double, .. } => is_double,
                other => panic!("{other:?}"),
            }
        };
        assert!(!scan("T1234", 0));
        assert!(scan("T1234", 800));
        assert!(!scan("T1235", 900));
        assert!(!scan("T1235", 9_000));
    }

    #[test]
    fn time_that_runs_backwards_and_endless_bursts_do_no_harm() {
        let mut burst = Burst::default();
        for at in (0..10_000).rev() {
            assert_eq!(burst.key(Key::Character('1'), at), Verdict::Pass);
        }
        for at in 20_000..40_000 {
            burst.key(Key::Character('1'), at);
        }
        match burst.key(Key::Enter, 40_000) {
            Verdict::Scan { text, .. } => assert_eq!(text.len(), LONGEST),
            other => panic!("{other:?}"),
        }
    }
}
