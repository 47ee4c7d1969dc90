//! Pairing by a one-time code: eight characters, ten minutes, five tries.

/// How long a code lives.
pub const CODE_MS: i64 = 10 * 60_000;
/// Wrong tries until every open code is void.
pub const TRIES: u32 = 5;

/// The codes that staff was shown.
#[derive(Debug, Default)]
pub struct Codes {
    open: Vec<(String, String, i64)>,
    wrong: u32,
}

impl Codes {
    /// A new code for a role, from random bytes. No letters that look alike.
    pub fn issue(&mut self, role: &str, random: &[u8; 32], now_ms: i64) -> String {
        const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let code: String = random[..8]
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
            .collect();
        self.wrong = 0;
        self.open.retain(|(_, _, until)| *until > now_ms);
        self.open
            .push((code.clone(), role.to_owned(), now_ms + CODE_MS));
        code
    }

    /// Uses a code up; its role.
    pub fn redeem(&mut self, code: &str, now_ms: i64) -> Option<String> {
        self.open.retain(|(_, _, until)| *until > now_ms);
        let place = self
            .open
            .iter()
            .position(|(known, _, _)| same(known.as_bytes(), code.trim().as_bytes()));
        match place {
            Some(place) => Some(self.open.remove(place).1),
            None => {
                self.wrong += 1;
                if self.wrong >= TRIES {
                    self.open.clear();
                }
                None
            }
        }
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
    fn five_wrong_tries_void_every_code() {
        let mut codes = Codes::default();
        let code = codes.issue("kiosk", &[9; 32], 0);
        for _ in 0..5 {
            assert_eq!(codes.redeem("WRONG", 1), None);
        }
        assert_eq!(codes.redeem(&code, 1), None);
    }
}
