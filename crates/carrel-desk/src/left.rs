//! What somebody left half typed in a kiosk's box: it goes when nobody adds to it. Pure.

/// So long it stands there, milliseconds.
const STANDS_MS: f64 = 10_000.0;

/// What stands in the box, and since when.
#[derive(Clone, Debug, Default)]
pub struct Left {
    text: String,
    since: f64,
}

impl Left {
    /// What stands in the box at a time of a clock that only goes forward, milliseconds; ask every second. True when it is to go.
    pub fn is_over(&mut self, text: &str, now: f64) -> bool {
        if self.text != text {
            text.clone_into(&mut self.text);
            self.since = now;
        }
        !text.is_empty() && now - self.since >= STANDS_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_adds_to_goes_after_ten_seconds() {
        let mut left = Left::default();
        for (now, text, is_over) in [
            (0.0, "", false),
            (60_000.0, "", false),
            (61_000.0, "29", false),
            (70_000.0, "29", false),
            (70_500.0, "299", false),
            (80_000.0, "299", false),
            (80_500.0, "299", true),
            (81_500.0, "", false),
            (99_000.0, "299", false),
        ] {
            assert_eq!(left.is_over(text, now), is_over, "{text:?} at {now}");
        }
    }
}
