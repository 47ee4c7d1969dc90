//! `cite` questions and the citation engine: parts that the author did not write are cut from its tokens, reasons that are
//! missing are the tokens' own, and what the author wrote is compared with it.

use carrel_cite::practice::{self, Part};
use carrel_cite::{Reason, Role, Shift, Token};

use super::fault::Faults;
use super::rules::Places;
use super::source::Source;
use crate::cite::{self, Citer};
use crate::model::{Cite, Lesson, Note, Task};
use crate::paraphrase;
use crate::rich::{self, Block, Inline};

/// Completes every `cite` question of a lesson, and says what is wrong or missing.
pub(crate) fn complete(
    lesson: &mut Lesson,
    places: &Places,
    source: &Source,
    citer: Option<Citer<'_>>,
    faults: &mut Faults,
) {
    let lang = lesson.lang.clone();
    // The engine gives its reasons in English.
    let reasons = lang.split('-').next() == Some("en");
    for exercise in lesson.all_exercises_mut() {
        let (id, at) = (exercise.id.clone(), places.at(&exercise.id));
        let Task::Cite(task) = &mut exercise.task else {
            continue;
        };
        let made = citer.and_then(|citer| citer(&task.style, &cite::csl_json(task), &lang));
        match &made {
            Some(tokens) if task.parts.is_empty() && reasons => {
                task.parts = practice::parts(tokens).iter().map(note).collect();
            }
            Some(tokens) => {
                let same = compare(&id, task, tokens, source, at, faults);
                if same && reasons {
                    explain(task, tokens);
                }
            }
            None => {}
        }
        if task.parts.len() < 2 {
            let found = task.parts.len();
            faults.error(
                "too-few",
                source,
                at,
                format!("`{id}`: expected at least 2 parts, found {found}"),
                "Number the parts: 1. Ortiz, Ana. In an English lesson you may leave all of them out: then the citation engine makes them from the facts.",
            );
        }
        for part in task.parts.iter().filter(|part| part.why.is_empty()) {
            let text = rich::plain_line(&part.text);
            faults.error(
                "no-feedback",
                source,
                at,
                format!("`{}` has no feedback", text.trim()),
                "Write a line > below it that says why it stands there.",
            );
        }
    }
}

/// A part of the engine's as one that an author wrote.
fn note(part: &Part) -> Note {
    let mut text: Vec<Inline> = Vec::new();
    let last = part.tokens.len().saturating_sub(1);
    for (at, token) in part.tokens.iter().enumerate() {
        let mut words = token.text.as_str();
        if at == 0 {
            words = words.trim_start();
        }
        if at == last {
            words = words.trim_end();
        }
        match text.last_mut() {
            // A mark inside of quotation marks is a token of its own: one text for all that stands upright.
            Some(Inline::Text(before)) if !token.italic => before.push_str(words),
            _ if token.italic => text.push(Inline::Emphasis(vec![Inline::Text(words.to_owned())])),
            _ => text.push(Inline::Text(words.to_owned())),
        }
    }
    Note {
        text,
        why: part.reason().map_or_else(Vec::new, paragraph),
    }
}

fn paragraph(reason: &Reason) -> Vec<Block> {
    let words = carrel_cite_words::reason(reason);
    vec![Block::Paragraph(vec![Inline::Text(words)])]
}

fn words(text: &str) -> Vec<String> {
    let words = paraphrase::words(text).into_iter();
    words.map(|(word, ..)| word).collect()
}

fn written(note: &Note) -> String {
    rich::plain_line(&note.text).trim().to_owned()
}

/// Are the author's parts, one after the other, the words that the engine makes? Other words are an error, other marks are
/// worth a look.
fn compare(
    id: &str,
    task: &Cite,
    tokens: &[Token],
    source: &Source,
    at: usize,
    faults: &mut Faults,
) -> bool {
    let made: String = tokens.iter().map(raised).collect();
    let parts: Vec<String> = task.parts.iter().map(written).collect();
    let (key, made) = (parts.join(" "), made.trim());
    let fix = format!("The engine writes: {made}");
    let same = words(&straight(&key)) == words(&straight(made));
    if !same {
        faults.error(
            "key-disagrees",
            source,
            at,
            format!("`{id}` puts together: {key}"),
            fix,
        );
    } else if straight(&key) != straight(made) {
        faults.warn(
            "key-disagrees",
            source,
            at,
            format!("`{id}` has other marks than the style: {key}"),
            fix,
        );
    }
    same
}

/// Gives parts without a reason that of the first token in them which says something of the source.
fn explain(task: &mut Cite, tokens: &[Token]) {
    // The token of each word, in order.
    let owners: Vec<&Token> = tokens
        .iter()
        .flat_map(|token| words(&token.text).into_iter().map(move |_| token))
        .collect();
    let mut from = 0;
    for part in &mut task.parts {
        let to = from + words(&written(part)).len();
        if part.why.is_empty() {
            let mut own = owners.get(from..to).unwrap_or_default().iter();
            if let Some(token) = own.find(|token| token.role == Role::Content) {
                part.why = paragraph(&token.reason);
            }
        }
        from = to;
    }
}

/// The words of a token; letters that stand above the line are those that Spanish and French have for an ordinal (2.ª, 2ᵉ).
fn raised(token: &Token) -> String {
    let up = token.shift == Shift::Up;
    let letter = |c| match c {
        'a' if up => 'ª',
        'o' if up => 'º',
        'e' if up => 'ᵉ',
        c => c,
    };
    token.text.chars().map(letter).collect()
}

/// Quotation marks, apostrophes and ordinals as a keyboard has them.
fn straight(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{201C}' | '\u{201D}' => '"',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{A0}' => ' ',
            'ª' => 'a',
            'º' => 'o',
            'ᵉ' => 'e',
            c => c,
        })
        .collect()
}
