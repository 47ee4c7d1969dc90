//! Which of the symbols that a camera sees is a scan: each label once, until it was out of sight for a moment. Pure.

/// A label that was not seen for so long may be scanned again, milliseconds.
const GONE_MS: f64 = 1500.0;

/// What was seen last.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    last: String,
    at: f64,
}

impl Sight {
    /// The symbols of a frame, `(symbology, text)`, at a time of a clock that only goes forward, milliseconds. Gives the text to scan. A
    /// book shows the publisher's barcode beside the library's: that is taken only when there is no other.
    pub fn see<'a>(&mut self, found: &[(&str, &'a str)], now: f64) -> Option<&'a str> {
        let ours = found.iter().find(|(kind, _)| *kind != "ean_13");
        let (_, text) = ours.or(found.first())?;
        let is_same = self.last == *text && now - self.at < GONE_MS;
        self.at = now;
        if is_same {
            return None;
        }
        self.last = (*text).to_owned();
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_counts_once_until_it_was_away() {
        let mut sight = Sight::default();
        let label = [("codabar", "31234000010064")];
        let mut check = |found: &[(&str, &str)], now: f64, expected: Option<&str>| {
            assert_eq!(sight.see(found, now), expected, "at {now}");
        };
        check(&label, 0.0, Some("31234000010064"));
        check(&label, 1000.0, None);
        check(&[], 1900.0, None);
        check(&label, 2400.0, None);
        check(&label, 3900.0, Some("31234000010064"));
        check(&[("code_39", "T 5")], 4000.0, Some("T 5"));
        // Both on the back of a book.
        check(
            &[("ean_13", "9780064400558"), ("code_39", "T 6")],
            4100.0,
            Some("T 6"),
        );
        check(
            &[("ean_13", "9780064400558")],
            9000.0,
            Some("9780064400558"),
        );
    }
}
