//! What brings a row of parts nearer to the citation, in one sentence: the smallest change, as the citation engine's
//! exercises find it.

use carrel_cite::practice::{Edit, smallest_edit};

use crate::model::Cite;
use crate::rich;
use crate::words::{Words, digits, fill};

/// The advice for a row that is not right yet; nothing for one that is. First what does not belong, then what is missing,
/// then the order.
#[inline(never)]
pub(super) fn advice(cite: &Cite, row: &[u16], words: &Words) -> Vec<String> {
    let all = || cite.parts.iter().chain(&cite.extra);
    // Without marks around it: it stands between some.
    let name = |n: usize| {
        let text = all().nth(n).map(|part| rich::plain_line(&part.text));
        let text = text.unwrap_or_default();
        text.trim()
            .trim_matches(|c| "\"“”‘’«»".contains(c))
            .to_owned()
    };
    let behind = |part: usize, before: Option<usize>| match before {
        Some(before) => fill(words.cite_behind(), &[&name(part), &name(before)]),
        None => fill(words.cite_first(), &[&name(part)]),
    };
    let row: Vec<usize> = row.iter().map(|key| usize::from(*key)).collect();
    if let Some(extra) = row.iter().find(|part| **part >= cite.parts.len()) {
        return vec![fill(words.cite_out(), &[&name(*extra)])];
    }
    if let Some(missing) = (0..cite.parts.len()).find(|part| !row.contains(part)) {
        return vec![fill(words.cite_in(), &[&name(missing)])];
    }
    let Some((moves, edit)) = smallest_edit(&row) else {
        return Vec::new();
    };
    let count = match moves {
        1 => words.cite_move().to_owned(),
        moves => fill(words.cite_moves(), &[&digits(moves as u32)]),
    };
    let change = match edit {
        Edit::Swap(a, b) => fill(words.cite_swap(), &[&name(a), &name(b)]),
        Edit::Move(part, before) => behind(part, before),
    };
    vec![count, change]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Note;
    use crate::rich::Inline;

    fn check(row: &[u16], expected: &[&str]) {
        let note = |text: &str| Note {
            text: vec![Inline::Text(text.to_owned())],
            ..Note::default()
        };
        let cite = Cite {
            parts: ["Ortiz, Ana.", "“How Owls Hear.”", "Night Post,", "2021."]
                .map(note)
                .into(),
            extra: vec![note("Boston:")],
            ..Cite::default()
        };
        assert_eq!(
            advice(&cite, row, crate::words::of("en")),
            expected,
            "{row:?}"
        );
    }

    #[test]
    fn the_smallest_change_is_told() {
        check(&[0, 1, 2, 3], &[]);
        check(
            &[0, 1, 2, 3, 4],
            &["“Boston:” does not belong in this citation. Leave it out."],
        );
        check(&[0, 2, 3], &["“How Owls Hear.” is missing. Take it in."]);
        check(
            &[1, 0, 2, 3],
            &[
                "Nearly! One change is missing.",
                "Swap “How Owls Hear.” and “Ortiz, Ana.”.",
            ],
        );
        check(
            &[1, 2, 3, 0],
            &[
                "Nearly! One change is missing.",
                "Put “Ortiz, Ana.” at the front.",
            ],
        );
        check(
            &[3, 2, 1, 0],
            &[
                "3 changes are missing. Here is the first:",
                "Put “Night Post,” at the front.",
            ],
        );
    }
}
