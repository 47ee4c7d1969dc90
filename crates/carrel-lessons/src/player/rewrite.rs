//! A text of one's own beside its source: what is marked, and what is said to it.

use super::mark::Marked;
use super::mark::{folded, folded_words};
use super::view::Feedback;
use crate::letters;
use crate::model::{Exercise, Paraphrase};
use crate::paraphrase::{self, Thread};
use crate::words::{Words, digits, fill};

/// Whether no run of words and no frame is shared, each idea is there, and the source is named.
#[inline(never)]
pub(super) fn mark<'a>(exercise: &Exercise, task: &'a Paraphrase, text: &str) -> Marked<'a> {
    let source = crate::rich::plain(&exercise.specimen);
    let shared = paraphrase::compare(&source, text, usize::from(task.run) + 1, &task.swaps);
    let own = folded_words(text);
    let mut rows = vec![
        Some(shared.threads.is_empty()),
        Some(shared.frame.is_empty()),
    ];
    let mut why = Vec::new();
    for (words, missing) in &task.ideas {
        let there = words.iter().any(|idea| says(&own, idea));
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

/// Whether the words of an idea, one or several, stand among those of a text, one behind the other.
pub(crate) fn says(own: &[(String, usize, usize)], idea: &str) -> bool {
    let idea = folded_words(idea);
    let mut runs = own.windows(idea.len().max(1));
    runs.any(|run| idea.len() == run.len() && run.iter().zip(&idea).all(|(a, b)| a.0 == b.0))
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
    let shared = paraphrase::compare(&source, text, usize::from(task.run) + 1, &task.swaps);
    let own = paraphrase::words(text);
    let quoted = |thread: &Thread| -> &str {
        let from = own.get(thread.own).map_or(0, |w| w.1);
        let to = own.get(thread.own + thread.words - 1).map_or(from, |w| w.2);
        text.get(from..to).unwrap_or("")
    };
    for thread in &shared.threads {
        let many = digits(thread.words as u32);
        out.lines
            .push(fill(words.shared_run(), &[&many, quoted(thread)]));
    }
    if !shared.frame.is_empty() {
        out.lines.push(words.frame().to_owned());
    }
    if !shared.swapped.is_empty() {
        let theirs = paraphrase::words(&source);
        let pair = |(x, y): &(usize, usize)| -> String {
            let words = [theirs.get(*x), own.get(*y)];
            words.map(|w| w.map_or("", |w| &w.0)).join(" / ")
        };
        let pairs: Vec<String> = shared.swapped.iter().map(pair).collect();
        out.lines.push(fill(words.swapped(), &[&pairs.join(", ")]));
    }
    if shared.threads.is_empty() && shared.frame.is_empty() {
        out.lines.push(words.no_shared().to_owned());
    }
    if !shared.short.is_empty() {
        let runs: Vec<&str> = shared.short.iter().map(quoted).collect();
        out.lines
            .push(fill(words.short_runs(), &[&runs.join("; ")]));
    }
    out.threads = shared.threads;
    out.threads.extend(shared.short);
    out.frame = shared.frame;
    if done {
        out.model = &task.model;
    }
}
