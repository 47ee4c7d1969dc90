//! A text of one's own beside its source: what is marked, and what is said to it.

use super::mark::Marked;
use super::mark::{folded, folded_words};
use super::view::Feedback;
use crate::letters;
use crate::model::{Exercise, Paraphrase};
use crate::paraphrase;
use crate::words::{Words, fill};

/// Whether no run of words and no frame is shared, each idea is there, and the source is named.
#[inline(never)]
pub(super) fn mark<'a>(exercise: &Exercise, task: &'a Paraphrase, text: &str) -> Marked<'a> {
    let source = crate::rich::plain(&exercise.specimen);
    let shared = paraphrase::compare(&source, text, usize::from(task.run) + 1);
    let own: Vec<String> = folded_words(text).into_iter().map(|w| w.0).collect();
    let mut rows = vec![
        Some(shared.threads.is_empty()),
        Some(shared.frame.is_empty()),
    ];
    let mut why = Vec::new();
    for (words, missing) in &task.ideas {
        let there = words.iter().any(|w| own.contains(&folded(w)));
        rows.push(Some(there));
        if !there {
            why.push(&missing[..]);
        }
    }
    if let Some((name, missing)) = &task.cite {
        let there = letters::holds(&folded(text), &folded(name));
        rows.push(Some(there));
        if !there {
            why.push(&missing[..]);
        }
    }
    Marked {
        why,
        ..Marked::from_rows(rows, true)
    }
}

/// What is shared, run by run; a good example after the end.
#[inline(never)]
pub(super) fn tell<'a>(
    out: &mut Feedback<'a>,
    exercise: &Exercise,
    task: &'a Paraphrase,
    text: &str,
    words: &Words,
    done: bool,
) {
    out.wrong.clear();
    let source = crate::rich::plain(&exercise.specimen);
    let shared = paraphrase::compare(&source, text, usize::from(task.run) + 1);
    let own = paraphrase::words(text);
    for thread in &shared.threads {
        let from = own.get(thread.own).map_or(0, |w| w.1);
        let to = own.get(thread.own + thread.words - 1).map_or(from, |w| w.2);
        let quoted = text.get(from..to).unwrap_or("");
        out.lines
            .push(fill(words.shared_run, &[&thread.words.to_string(), quoted]));
    }
    if !shared.frame.is_empty() {
        out.lines.push(words.frame.to_owned());
    }
    if shared.threads.is_empty() && shared.frame.is_empty() {
        out.lines.push(words.no_shared.to_owned());
    }
    out.threads = shared.threads;
    out.frame = shared.frame;
    if done {
        out.model = &task.model;
    }
}
