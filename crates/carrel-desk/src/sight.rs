//! Which of the symbols that a camera sees is a scan: each label once, until it was out of sight for a moment. Pure.

/// A symbol that was not seen for so long is out of sight, milliseconds.
const GONE_MS: f64 = 1500.0;

/// What is in sight. A hand moves, and a reader gives one symbol of a frame: a book that is held still is seen now by this barcode, now by
/// that.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    seen: Vec<Seen>,
}

#[derive(Clone, Debug)]
struct Seen {
    text: String,
    is_label: bool,
    at: f64,
}

impl Sight {
    /// The symbols of a frame, `(symbology, text)`, at a time of a clock that only goes forward, milliseconds. Gives the text to scan: one
    /// that came in sight. A book shows the publisher's barcode beside the library's: that is taken only when there is no other.
    pub fn see<'a>(&mut self, found: &[(&str, &'a str)], now: f64) -> Option<&'a str> {
        self.seen.retain(|seen| now - seen.at < GONE_MS);
        for seen in &mut self.seen {
            if found.iter().any(|(_, text)| *text == seen.text) {
                seen.at = now;
            }
        }
        let has_label = self.seen.iter().any(|seen| seen.is_label);
        let label = found.iter().find(|(kind, text)| is_label(kind, text));
        let (_, text) = label.or(found.first())?;
        let is_new = !self.has_seen(text);
        for (kind, other) in found {
            // Of several labels the others wait: they are somebody's next scan.
            let is_label = is_label(kind, other);
            if (other == text || !is_label) && !self.has_seen(other) {
                self.seen.push(Seen {
                    text: (*other).to_owned(),
                    is_label,
                    at: now,
                });
            }
        }
        (is_new && (label.is_some() || !has_label)).then_some(*text)
    }

    fn has_seen(&self, text: &str) -> bool {
        self.seen.iter().any(|seen| seen.text == text)
    }
}

/// A barcode that a library printed, not a publisher: EAN-13 is both, and numbers from 200 to 299 are a house's own (Libib's are 201 and
/// 202).
fn is_label(kind: &str, text: &str) -> bool {
    kind != "ean_13" || text.starts_with('2')
}

#[cfg(test)]
mod tests {
    use super::*;

    const T5: (&str, &str) = ("code_39", "T 5");
    const T6: (&str, &str) = ("code_39", "T 6");
    const EAN: (&str, &str) = ("ean_13", "9780064400558");

    /// What is scanned of frames at these times.
    fn scans<'a>(frames: &[(f64, &[(&str, &'a str)])]) -> Vec<(f64, &'a str)> {
        let mut sight = Sight::default();
        let scan = |(now, found): &(f64, &[(&str, &'a str)])| Some((*now, sight.see(found, *now)?));
        frames.iter().filter_map(scan).collect()
    }

    #[test]
    fn a_label_counts_once_until_it_was_away() {
        let label: &[_] = &[("codabar", "31234000010064")];
        let found = scans(&[
            (0.0, label),
            (1000.0, label),
            (1900.0, &[]),
            (2400.0, label),
            (3900.0, label),
            (4000.0, &[T5]),
            // Both on the back of a book.
            (4100.0, &[EAN, T6]),
            (9000.0, &[EAN]),
        ]);
        assert_eq!(
            found,
            [
                (0.0, label[0].1),
                (3900.0, label[0].1),
                (4000.0, T5.1),
                (4100.0, T6.1),
                (9000.0, EAN.1)
            ]
        );
    }

    #[test]
    fn a_book_whose_two_barcodes_are_seen_by_turns_is_scanned_once() {
        let by_turns: [&[(&str, &str)]; 5] = [&[T6, EAN], &[EAN], &[T6], &[EAN], &[T6]];
        let frames: Vec<_> = (0..50)
            .map(|n| (f64::from(n) * 120.0, by_turns[n as usize % 5]))
            .collect();
        assert_eq!(scans(&frames), [(0.0, T6.1)]);
        // The publisher's first, because there was no other; not again, neither of them.
        let frames: Vec<_> = (1..50)
            .map(|n| (f64::from(n) * 120.0, by_turns[n as usize % 5]))
            .collect();
        assert_eq!(scans(&frames), [(120.0, EAN.1), (240.0, T6.1)]);
        // It stays in sight when the label no longer does.
        let mut frames = vec![(0.0, by_turns[0])];
        frames.extend((1..50).map(|n| (f64::from(n) * 120.0, by_turns[1])));
        assert_eq!(scans(&frames), [(0.0, T6.1)]);
    }

    #[test]
    fn two_labels_by_turns_are_two_scans() {
        let frames: Vec<_> = (0..50)
            .map(|n| (f64::from(n) * 120.0, if n % 2 == 0 { &[T5] } else { &[T6] }))
            .map(|(at, found)| (at, &found[..]))
            .collect();
        assert_eq!(scans(&frames), [(0.0, T5.1), (120.0, T6.1)]);
        // One behind the other is taken when the first is gone.
        assert_eq!(
            scans(&[(0.0, &[T5, T6]), (120.0, &[T5, T6]), (240.0, &[T6])]),
            [(0.0, T5.1), (240.0, T6.1)]
        );
    }

    #[test]
    fn a_label_in_the_publishers_symbology_is_a_label() {
        let libib = ("ean_13", "2010000000014");
        assert_eq!(
            scans(&[(0.0, &[EAN, libib]), (120.0, &[EAN]), (240.0, &[libib])]),
            [(0.0, libib.1)]
        );
    }
}
