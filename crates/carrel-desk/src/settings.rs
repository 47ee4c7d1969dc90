//! What was set on this computer. Kept as postcard; no patron is in it.

use carrel_circ::policy::{Policy, Rule};
use carrel_exchange::barcode::Scheme;
use serde::{Deserialize, Serialize};

/// Who stands in front of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Staff.
    Desk,
    /// Students.
    Kiosk,
}

impl Role {
    /// As the gateway calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Role::Desk => "desk",
            Role::Kiosk => "kiosk",
        }
    }
}

/// Everything that was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Desk or kiosk; nothing before somebody said so.
    pub role: Option<Role>,
    /// What staff calls this computer.
    pub label: String,
    /// Days of a loan, where the gateway has no policy.
    pub days: u16,
    /// Most loans at once; 0 for no limit.
    pub most: u16,
    /// Seconds until a kiosk forgets who stands there.
    pub idle_seconds: u32,
    /// Tones.
    pub sound: bool,
    /// Salt and hash of the word that leads out of the kiosk; empty when none was set.
    pub staff_word: Vec<u8>,
    /// A gateway knows this computer.
    pub is_paired: bool,
    /// After so many scans that lie only here, the log is offered as a file; 0 for never. Kept behind the rest: see [`Settings::bytes`].
    #[serde(skip)]
    pub log_every: u16,
    /// The school's barcodes end with a check character of Code 39 (modulo 43). Kept behind the rest, too.
    #[serde(skip)]
    pub mod43: bool,
}

/// Scans until the log is offered as a file, where nobody said otherwise.
const LOG_EVERY: u16 = 50;

impl Default for Settings {
    fn default() -> Self {
        Self {
            role: None,
            label: String::new(),
            days: 14,
            most: 0,
            idle_seconds: 45,
            sound: true,
            staff_word: Vec::new(),
            is_paired: false,
            log_every: LOG_EVERY,
            mod43: false,
        }
    }
}

impl Settings {
    /// How the school numbers cards and copies. Fourteen digits and Libib's numbers are told by their form; that a last character is a check
    /// is told by nothing, so somebody must say it.
    #[must_use]
    pub fn schemes(&self) -> &'static [Scheme] {
        const ALL: [Scheme; 5] = [
            Scheme::Mod43,
            Scheme::FourteenDigits,
            Scheme::Libib,
            Scheme::FollettClassic,
            Scheme::Plain,
        ];
        match self.mod43 {
            true => &ALL,
            false => &ALL[1..],
        }
    }

    /// As they are kept: what came later stands behind what was there first, so that older bytes can still be read.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(&(self, self.log_every, self.mod43)).unwrap_or_default()
    }

    /// Reads what [`Settings::bytes`] wrote, also in earlier versions.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (mut settings, rest): (Self, _) = postcard::take_from_bytes(bytes).ok()?;
        let (every, rest) = postcard::take_from_bytes(rest).unwrap_or((LOG_EVERY, &[]));
        settings.log_every = every;
        settings.mod43 = postcard::from_bytes(rest).unwrap_or(false);
        Some(settings)
    }

    /// The policy of this computer, for as long as the gateway has none.
    #[must_use]
    pub fn policy(&self, utc_offset_minutes: i32) -> Policy {
        Policy {
            utc_offset_minutes,
            kiosk_idle_seconds: self.idle_seconds,
            rules: vec![Rule {
                patron: None,
                item: None,
                days: self.days,
                loans: (self.most > 0).then_some(self.most),
                renewals: 2,
            }],
            ..Policy::default()
        }
    }

    /// Sets the word that leads out of the kiosk. It keeps students out of the settings and protects nothing else.
    pub fn set_word(&mut self, word: &str, salt: [u8; 16]) {
        self.staff_word = salt.to_vec();
        self.staff_word.extend(stretched(&salt, word));
    }

    /// The word is right.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        match self.staff_word.split_at_checked(16) {
            Some((salt, hash)) => stretched(salt, word) == hash,
            None => true,
        }
    }
}

/// Guesses at the word, on the clock that only goes forward: after five wrong ones a minute passes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Guesses {
    wrong: u32,
    closed_until_ms: i64,
}

impl Guesses {
    /// Wrong ones before the door is closed.
    const MOST: u32 = 5;
    /// How long.
    const PAUSE_MS: i64 = 60_000;

    /// Seconds until the next guess is heard; nothing when it is heard now.
    #[must_use]
    pub fn wait(self, now_ms: i64) -> Option<u32> {
        let left_ms = self.closed_until_ms.saturating_sub(now_ms);
        (left_ms > 0).then(|| u32::try_from((left_ms + 999) / 1_000).unwrap_or(u32::MAX))
    }

    /// What outlives the page: how many were wrong, and whether the door is closed. The clock does not outlive it.
    #[must_use]
    pub fn kept(self, now_ms: i64) -> (u32, bool) {
        (self.wrong, self.wait(now_ms).is_some())
    }

    /// What a page before this one kept: a pause that was not over begins anew, so loading the page again saves nobody a wait.
    #[must_use]
    pub fn of_kept((wrong, is_closed): (u32, bool), now_ms: i64) -> Self {
        Self {
            wrong: wrong.min(Self::MOST - 1),
            closed_until_ms: match is_closed {
                true => now_ms.saturating_add(Self::PAUSE_MS),
                false => 0,
            },
        }
    }

    /// What becomes of them after one that was heard.
    #[must_use]
    pub fn after(self, is_right: bool, now_ms: i64) -> Self {
        match self.wrong + 1 {
            _ if is_right => Self::default(),
            Self::MOST => Self {
                wrong: 0,
                closed_until_ms: now_ms.saturating_add(Self::PAUSE_MS),
            },
            wrong => Self { wrong, ..self },
        }
    }
}

fn stretched(salt: &[u8], word: &str) -> [u8; 32] {
    let mut hash = carrel_sync::hash::hmac(salt, word.trim().as_bytes());
    for _ in 0..20_000 {
        hash = carrel_sync::hash::hmac(salt, &hash);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_leads_out() {
        let mut settings = Settings::default();
        assert!(settings.is_word(""), "none was set");
        settings.set_word("otter", [5; 16]);
        assert!(settings.is_word(" otter "));
        assert!(!settings.is_word("Otter"));
        assert!(!settings.is_word(""));
    }

    #[test]
    fn after_five_wrong_words_a_minute_passes() {
        let mut guesses = Guesses::default();
        for _ in 0..4 {
            guesses = guesses.after(false, 1_000);
            assert_eq!(guesses.wait(1_000), None);
        }
        assert_eq!(
            guesses.after(true, 1_000).after(false, 1_000).wait(1_000),
            None
        );
        let closed = guesses.after(false, 1_000);
        assert_eq!(closed.wait(1_000), Some(60));
        assert_eq!(closed.wait(60_999), Some(1));
        assert_eq!(closed.wait(61_000), None);
        assert_eq!(closed.after(false, 61_000).wait(61_000), None, "five again");
    }

    #[test]
    fn loading_the_page_again_saves_nobody_a_wait() {
        let mut guesses = Guesses::default();
        for _ in 0..4 {
            guesses = guesses.after(false, 1_000);
            guesses = Guesses::of_kept(guesses.kept(1_000), 5);
        }
        let closed = guesses.after(false, 5);
        assert_eq!(Guesses::of_kept(closed.kept(50_000), 3).wait(3), Some(60));
        assert_eq!(Guesses::of_kept(closed.kept(60_006), 3).wait(3), None);
    }

    #[test]
    fn settings_of_an_earlier_version_are_read() {
        let settings = Settings {
            role: Some(Role::Kiosk),
            log_every: 7,
            ..Settings::default()
        };
        assert_eq!(Settings::read(&settings.bytes()), Some(settings.clone()));
        let before = postcard::to_allocvec(&settings).expect("bytes");
        let read = Settings::read(&before).expect("settings");
        assert_eq!((read.role, read.log_every), (settings.role, LOG_EVERY));
        assert_eq!(Settings::read(b""), None);
    }
}
