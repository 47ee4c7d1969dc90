//! Rate limits by device, card or account: never by address, because a school is one.

use std::collections::HashMap;

/// A bucket of tries that fills up with time.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// So many at once.
    pub burst: u32,
    /// One more after so many milliseconds.
    pub every_ms: i64,
}

/// A device's requests: 120 at once, ten a second.
pub const REQUESTS: Rate = Rate {
    burst: 120,
    every_ms: 100,
};
/// Passwords of an account, PINs of a card: five at once, one more every three minutes.
pub const PASSWORDS: Rate = Rate {
    burst: 5,
    every_ms: 180_000,
};

/// Codes of receipts that an account looks up: twenty at once, one more every three seconds. All that there are take a month.
pub const RECEIPTS: Rate = Rate {
    burst: 20,
    every_ms: 3_000,
};

/// Buckets by name.
#[derive(Debug, Default)]
pub struct Limits {
    full_at: HashMap<String, i64>,
}

impl Limits {
    /// Takes one try.
    ///
    /// # Errors
    /// Milliseconds until the next one.
    pub fn take(&mut self, name: &str, rate: Rate, now_ms: i64) -> Result<(), i64> {
        if self.full_at.len() > 10_000 {
            self.full_at.retain(|_, full_at| *full_at > now_ms);
        }
        let full_at = self.full_at.entry(name.to_owned()).or_insert(now_ms);
        let from = (*full_at).max(now_ms);
        let room = now_ms + i64::from(rate.burst) * rate.every_ms;
        if from + rate.every_ms > room {
            return Err(from + rate.every_ms - room);
        }
        *full_at = from + rate.every_ms;
        Ok(())
    }

    /// Gives all tries back: whoever knew everything was no guesser.
    pub fn clear(&mut self, name: &str) {
        self.full_at.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_then_one_in_three_minutes() {
        let mut limits = Limits::default();
        for _ in 0..5 {
            assert_eq!(limits.take("ann", PASSWORDS, 1_000), Ok(()));
        }
        assert_eq!(limits.take("ann", PASSWORDS, 1_000), Err(180_000));
        assert_eq!(
            limits.take("ben", PASSWORDS, 1_000),
            Ok(()),
            "another account is not locked out"
        );
        assert_eq!(limits.take("ann", PASSWORDS, 181_000), Ok(()));
        assert!(limits.take("ann", PASSWORDS, 181_000).is_err());
    }
}
