//! When to try again: full jitter, base two seconds, at most five minutes; what the server asked for is obeyed.

/// Longest pause without a word from the server, milliseconds.
pub const CAP_MS: u64 = 300_000;
const BASE_MS: u64 = 2_000;

/// The pause before the next try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// It worked.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// It failed: how long to wait, in milliseconds. `random` is any number; `retry_after_ms` is what the server asked for.
    pub fn failed(&mut self, random: u64, retry_after_ms: Option<u64>) -> u64 {
        let window = (BASE_MS << self.failures.min(20)).min(CAP_MS);
        self.failures = self.failures.saturating_add(1);
        // An hour is the longest a server may ask for: one wrong header must not silence a kiosk for ever.
        let asked = retry_after_ms.unwrap_or(0).min(3_600_000);
        asked.saturating_add(random % (window + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let mut backoff = Backoff::default();
        let most: Vec<u64> = (0..12)
            .map(|_| {
                let window = (BASE_MS << backoff.failures).min(CAP_MS);
                backoff.failed(window, None)
            })
            .collect();
        assert_eq!(most[..4], [2_000, 4_000, 8_000, 16_000]);
        assert_eq!(most[11], CAP_MS);
        assert_eq!(backoff.failed(0, Some(7_000)), 7_000);
        backoff.reset();
        assert!(backoff.failed(u64::MAX, Some(u64::MAX)) <= 3_602_000);
    }
}
