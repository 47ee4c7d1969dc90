//! Pairing by a one-time code: eight characters, ten minutes, five tries at that code.

/// How long a code lives.
pub const CODE_MS: i64 = 10 * 60_000;
/// Tries at a code whose first half was right, until that code is void.
pub const TRIES: u32 = 5;
/// Letters that say which code is meant; the others are its secret.
const FRONT: usize = 4;

/// A code that staff was shown.
#[derive(Debug)]
struct Code {
    text: String,
    role: String,
    until_ms: i64,
    wrong: u32,
}

/// The codes that staff was shown.
#[derive(Debug, Default)]
pub struct Codes {
    open: Vec<Code>,
}

impl Codes {
    /// A new code for a role, from random bytes. No letters that look alike.
    pub fn issue(&mut self, role: &str, random: &[u8; 32], now_ms: i64) -> String {
        const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let text: String = random[..8]
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
            .collect();
        self.open.retain(|code| code.until_ms > now_ms);
        self.open.push(Code {
            text: text.clone(),
            role: role.to_owned(),
            until_ms: now_ms + CODE_MS,
            wrong: 0,
        });
        text
    }

    /// Uses a code up; its role. A wrong try counts against the code whose first half it has, and against no other: nonsense from a
    /// student voids nobody's code.
    pub fn redeem(&mut self, text: &str, now_ms: i64) -> Option<String> {
        let text = text.trim().as_bytes();
        self.open.retain(|code| code.until_ms > now_ms);
        let place = self
            .open
            .iter()
            .position(|code| same(code.text.as_bytes(), text));
        if let Some(place) = place {
            return Some(self.open.remove(place).role);
        }
        if let Some(front) = text.get(..FRONT) {
            for code in &mut self.open {
                code.wrong += u32::from(same(&code.text.as_bytes()[..FRONT], front));
            }
            self.open.retain(|code| code.wrong < TRIES);
        }
        None
    }
}

/// Compares in a time that does not tell where they differ.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_and_not_for_long() {
        let mut codes = Codes::default();
        let code = codes.issue("kiosk", &[9; 32], 0);
        assert_eq!(code.len(), 8);
        assert_eq!(codes.redeem(&code, 1).as_deref(), Some("kiosk"));
        assert_eq!(codes.redeem(&code, 2), None);
        let code = codes.issue("desk", &[3; 32], 0);
        assert_eq!(codes.redeem(&code, CODE_MS), None);
    }

    #[test]
    fn five_wrong_tries_void_that_code_and_no_other() {
        let mut codes = Codes::default();
        let one = codes.issue("kiosk", &[9; 32], 0);
        let other = codes.issue("desk", &[3; 32], 0);
        for _ in 0..50 {
            assert_eq!(codes.redeem("WRONG", 1), None);
            assert_eq!(codes.redeem("", 1), None);
        }
        let guess = format!("{}2222", &one[..4]);
        for _ in 0..5 {
            assert_eq!(codes.redeem(&guess, 1), None);
        }
        assert_eq!(codes.redeem(&one, 1), None, "five tries at it");
        assert_eq!(codes.redeem(&other, 1).as_deref(), Some("desk"));
    }
}
