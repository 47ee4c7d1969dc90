//! Operations as somebody would type them at the desk, which is how Destiny and Alexandria take them: a command, a card, copies.

use super::plan::{Act, Line};

/// Writes lines below their commands: `out` and the card before what a patron takes, `back` before returns. Copies that one patron takes
/// in a row stand under one heading; every card has its own, so that no book lands on the wrong one.
pub(super) fn typed(text: &mut String, lines: &[Line], out: &str, back: &str) {
    // `Some("")` is the check-in mode.
    let mut mode: Option<&str> = None;
    let mut line_of = |words: &str| {
        text.push_str(words);
        text.push_str("\r\n");
    };
    for line in lines {
        let (card, barcode) = match &line.act {
            Act::Out { card, barcode, .. } | Act::Renew { card, barcode, .. } => {
                (card.as_str(), barcode)
            }
            Act::In { barcode } => ("", barcode),
        };
        if mode != Some(card) {
            if card.is_empty() {
                line_of(back);
            } else {
                line_of(out);
                line_of(card);
            }
            mode = Some(card);
        }
        line_of(barcode);
    }
}
