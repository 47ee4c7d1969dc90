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
/// What nobody added to for so long was left there: it belongs to no burst that begins behind it.
pub const LEFT_MS: u64 = 1000;
/// Outside of a field nobody types a character and presses a button so soon after it: that is a scanner, however slow.
const ASTRAY_MS: u64 = 300;
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

/// What to do with a key outside of every field, on a page that takes no scans: there a burst is lost, and must press nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astray {
    /// Somebody's key: leave it to the page.
    Page,
    /// Part of a burst: keep it from the page.
    Part,
    /// The end of one: keep it from the page, and say that nothing came of the scan.
    End,
}

/// The state between keys.
#[derive(Clone, Debug, Default)]
pub struct Burst {
    text: String,
    count: usize,
    last_at: Option<u64>,
    is_burst: bool,
    /// When the last key came that is no [`Key::Modifier`], whatever it did.
    key_at: Option<u64>,
    /// The characters since a pause of [`LEFT_MS`]; `None` where another key came between them.
    apart: Option<String>,
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
                self.key_at = Some(at);
                self.apart = None;
                return Verdict::Pass;
            }
            Key::Enter | Key::Tab => {
                self.key_at = Some(at);
                self.apart = None;
                let is_scan = self.is_burst && is_fast;
                let scan = is_scan.then(|| self.take(at));
                self.reset();
                return scan.unwrap_or(Verdict::Pass);
            }
            Key::Character(_) if !is_fast => self.reset(),
            Key::Character(_) => {}
        }
        if let Key::Character(c) = key {
            let before = self.key_at;
            if before.is_none_or(|before| at.saturating_sub(before) > LEFT_MS) {
                self.apart = Some(String::new());
            }
            self.apart = self.apart.take().filter(|apart| apart.len() < LONGEST);
            if let Some(apart) = &mut self.apart {
                apart.push(c);
            }
            self.count += 1;
            if self.count <= LONGEST {
                self.text.push(c);
            }
        }
        self.last_at = Some(at);
        self.key_at = Some(at);
        if self.count < KEYS {
            return Verdict::Pass;
        }
        let leaked = if self.is_burst { 0 } else { KEYS - 1 };
        self.is_burst = true;
        Verdict::Take { leaked }
    }

    /// Takes a key outside of every field, on a page that takes no scans. A lone Enter, Tab or blank is somebody's; one behind a character
    /// is a scanner's, even where the burst was too short or too slow to be known as one.
    pub fn astray(&mut self, key: Key, at: u64) -> Astray {
        let is_near = self
            .last_at
            .is_some_and(|last| at.checked_sub(last).is_some_and(|gap| gap <= ASTRAY_MS));
        let is_behind = is_near && self.text.chars().any(|c| c != ' ');
        match (key, self.key(key, at)) {
            (Key::Enter, _) if is_behind => Astray::End,
            (Key::Enter | Key::Tab, Verdict::Scan { .. }) => Astray::End,
            (Key::Character(' '), _) if is_behind => Astray::Part,
            (Key::Character(_), Verdict::Take { .. }) => Astray::Part,
            _ => Astray::Page,
        }
    }

    /// What came before the newest character, back to where no key came for [`LEFT_MS`]: when a burst begins, what stands before that in a
    /// field was left there by somebody. More than the burst's own where a busy page cut its beginning off. `None` where other keys came.
    #[must_use]
    pub fn apart(&self) -> Option<&str> {
        let mut chars = self.apart.as_ref()?.chars();
        chars.next_back();
        Some(chars.as_str())
    }

    /// True when a character came a moment ago: more of a scan may be on its way.
    #[must_use]
    pub fn is_coming(&self, at: u64) -> bool {
        let last = self.last_at;
        last.is_some_and(|last| at.saturating_sub(last) <= LEFT_MS)
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

    /// What a field keeps when a burst begins so long after a key; `None` when that is all of it. The burst's second key comes late.
    fn kept(before: Key, pause: u64, late: u64) -> Option<String> {
        let mut burst = Burst::default();
        let mut at = 5000;
        burst.key(before, at);
        at += pause;
        burst.key(Key::Modifier, at);
        for (c, gap) in "T123".chars().zip([0, late, 2, 2]) {
            at += gap;
            assert_eq!(burst.key(Key::Character(c), at), Verdict::Pass);
            if late == 2 && c == '2' {
                break;
            }
        }
        let begins = burst.key(Key::Character('4'), at + 2);
        assert_eq!(begins, Verdict::Take { leaked: 3 });
        burst.apart().map(str::to_owned)
    }

    #[test]
    fn what_somebody_left_in_the_box_is_no_part_of_the_next_scan() {
        for (before, pause, expected) in [
            (Key::Character('2'), 1001, Some("")),
            (Key::Character('2'), 1000, Some("2")),
            (Key::Other, 20_000, Some("")),
            (Key::Other, 500, None),
            (Key::Enter, 500, None),
        ] {
            let check = |late: u64, text: &str| {
                let expected = expected.map(|typed| [typed, text].concat());
                let found = kept(before, pause, late);
                assert_eq!(found, expected, "{before:?}, {pause} ms, {late} ms");
            };
            check(2, "T12");
            // A page that was busy cut the burst in two: it is one scan all the same.
            check(400, "T123");
        }
        let mut burst = Burst::default();
        assert!(!burst.is_coming(0));
        burst.key(Key::Character('2'), 100);
        assert!(burst.is_coming(1100) && !burst.is_coming(1101));
        burst.key(Key::Enter, 130);
        assert!(!burst.is_coming(131));
    }

    #[test]
    fn a_scan_where_none_is_taken_presses_nothing_and_a_persons_key_does() {
        use Astray::{End, Page, Part};
        let check = |keys: &[(Key, u64)], expected: &[Astray]| {
            let mut burst = Burst::default();
            let mut at = 9000;
            let found: Vec<Astray> = keys
                .iter()
                .map(|(key, gap)| {
                    at += gap;
                    burst.astray(*key, at)
                })
                .collect();
            assert_eq!(found, expected, "{keys:?}");
        };
        let scan = |text: &str, gap: u64, end: Key| {
            let keys = text.chars().map(|c| (Key::Character(c), gap));
            keys.chain([(end, gap)]).collect::<Vec<_>>()
        };
        check(
            &scan("30941", 2, Key::Enter),
            &[Page, Page, Page, Part, Part, End],
        );
        check(&scan("3094", 30, Key::Tab), &[Page, Page, Page, Part, End]);
        // The blank of a Follett number presses a button as Enter does.
        check(&scan("T 10", 8, Key::Enter), &[Page, Part, Page, Part, End]);
        // Too short, and too slow, to be a burst.
        check(&scan("12", 8, Key::Enter), &[Page, Page, End]);
        check(&scan("T 1", 90, Key::Enter), &[Page, Part, Page, End]);
        // Fingers: a press, and one after another; a letter that does nothing, and a press some time after it.
        let blank = Key::Character(' ');
        check(&[(Key::Enter, 0)], &[Page]);
        check(&[(blank, 0), (blank, 20), (Key::Enter, 20)], &[Page; 3]);
        check(
            &[(Key::Character('x'), 0), (Key::Enter, 400)],
            &[Page, Page],
        );
        check(&[(Key::Character('x'), 0), (blank, 400)], &[Page, Page]);
        check(&[(Key::Character('x'), 0), (Key::Tab, 200)], &[Page, Page]);
        check(&[(Key::Tab, 0), (Key::Enter, 10)], &[Page, Page]);
        // The end of a scan is its end: Enter right after it is somebody's.
        let mut twice = scan("12345", 2, Key::Enter);
        twice.push((Key::Enter, 2));
        check(&twice, &[Page, Page, Page, Part, Part, End, Page]);
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
