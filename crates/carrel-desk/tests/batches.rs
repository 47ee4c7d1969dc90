//! Which batches of the gateway this computer has the files of.

use carrel_desk::batches::{Heard, Known, Listed, hear, remember};
use carrel_exchange::queue::System;

fn known(id: &str, made_ms: i64, state: &str, rows: &[&str]) -> Known {
    Known {
        id: id.to_owned(),
        name: format!("{id}-{made_ms}"),
        system: System::Koha,
        made_ms,
        state: state.to_owned(),
        rows: rows.iter().map(|row| (*row).to_owned()).collect(),
    }
}

fn listed(id: &str, made_ms: i64, state: &str) -> Listed {
    Listed {
        id: id.to_owned(),
        made_ms,
        state: state.to_owned(),
        is_asked_again: false,
    }
}

#[test]
fn a_batch_of_the_same_number_that_a_restored_gateway_made_anew_is_another_one() {
    // Desk 1 asked and heard no answer; here it was saved and imported. The gateway was put back, and desk 1 asked again: of what waited by then.
    let first = known("07", 1_000, "imported", &["a", "b"]);
    let mut kept = vec![first.clone()];
    let heard = hear(&mut kept, &[listed("07", 5_000, "made")]);
    assert_eq!(
        heard.missing,
        std::slice::from_ref(&first),
        "it is asked what the gateway has"
    );
    assert_eq!(
        heard.was,
        Default::default(),
        "nothing is said of the other one"
    );
    assert_eq!(
        kept,
        std::slice::from_ref(&first),
        "what became of the first one stays"
    );
    // What the gateway has there is something else: the file of here is lost to it.
    assert!(!first.holds(&["b".to_owned(), "c".to_owned()]));
    assert!(!first.holds(&["b".to_owned()]));
    assert!(!first.is_at(5_000, &["b".to_owned()]));
    assert!(
        first.is_at(1_000, &["b".to_owned()]),
        "one row was taken out of it"
    );
    // Made again of the same rows it is the same file, in whatever order they are told.
    assert!(first.holds(&["b".to_owned(), "a".to_owned()]));
    // Saved here, too, both are remembered, each with its own fate.
    let second = known("07", 5_000, "made", &["b", "c"]);
    remember(&mut kept, second.clone());
    assert_eq!(kept, [first.clone(), second.clone()]);
    let heard = hear(&mut kept, &[listed("07", 5_000, "imported")]);
    assert_eq!(heard.missing, std::slice::from_ref(&first));
    let states: Vec<&str> = kept.iter().map(|of| of.state.as_str()).collect();
    assert_eq!(states, ["imported", "imported"]);
    // One is answered for: only that one goes.
    kept.retain(|of| !of.is_same(&first));
    assert_eq!(kept.len(), 1);
    assert!(kept[0].is_same(&second));
}

/// Strict reader's finding 5: it was about to be imported a second time, and nobody was told.
#[test]
fn a_batch_that_was_made_anew_of_the_same_rows_says_that_it_was_imported() {
    let first = known("07", 1_000, "imported", &["a", "b"]);
    let same = ["b".to_owned(), "a".to_owned()];
    let mut kept = vec![first.clone()];
    let list = [listed("07", 5_000, "made")];
    let mut heard = hear(&mut kept, &list);
    // Nothing is doubtful any more: it is asked for all the same.
    assert_eq!(heard.asks(&list, false), std::slice::from_ref(&first));
    assert!(!heard.has(&first, 5_000, "made", &same), "it is not lost");
    assert_eq!(heard.was.get("07").map(String::as_str), Some("imported"));
    // Of other rows it is another one, of which nothing is said.
    let mut heard = hear(&mut kept, &list);
    assert!(heard.has(&first, 5_000, "made", &same[..1]));
    assert_eq!(heard.was, Default::default());
    // One that is settled, or of which nothing had been said, is asked for only where something is doubtful.
    let settled = [listed("07", 5_000, "imported")];
    let open = vec![known("07", 1_000, "made", &["a", "b"])];
    for (mut kept, list) in [(kept, &settled), (open, &list)] {
        let mut heard = hear(&mut kept, list);
        assert_eq!(heard.asks(list, false), []);
        assert_eq!(heard.asks(list, true), kept);
        assert!(!heard.has(&kept[0], 5_000, &list[0].state, &same));
        assert_eq!(heard.was, Default::default());
    }
}

#[test]
fn what_became_of_a_batch_before_a_restore_stays_until_somebody_says_which_word_holds() {
    let mut kept = vec![
        known("01", 1, "imported", &["a"]),
        known("02", 2, "given-back", &["b"]),
        known("03", 3, "made", &["c"]),
        known("04", 4, "given-back", &["d"]),
        known("05", 5, "made", &["e"]),
    ];
    let again = Listed {
        is_asked_again: true,
        ..listed("02", 2, "imported")
    };
    let list = [listed("01", 1, "made"), again, listed("03", 3, "imported")];
    let heard = hear(&mut kept, &list);
    let was: Vec<(&str, &str)> = heard
        .was
        .iter()
        .map(|(id, state)| (id.as_str(), state.as_str()))
        .collect();
    assert_eq!(was, [("01", "imported"), ("02", "given-back")]);
    // Given back before, nothing of it is asked; the last one is.
    assert_eq!(heard.missing, [known("05", 5, "made", &["e"])]);
    let states: Vec<&str> = kept.iter().map(|of| of.state.as_str()).collect();
    assert_eq!(
        states,
        ["imported", "given-back", "imported", "given-back", "made"]
    );
    // Saved once more, a batch keeps its fate.
    remember(&mut kept, known("01", 1, "made", &["a"]));
    assert_eq!(kept.last().map(|of| of.state.as_str()), Some("imported"));
    assert_eq!(kept.len(), 5);
    assert_eq!(hear(&mut [], &[]), Heard::default());
}
