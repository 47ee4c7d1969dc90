//! The quiz as a plain text that people read and change: the format of the program text2qti, which makes packages for
//! Canvas from it. One line a question and an option; `...` is what is said to an answer.

use super::quiz::{Kind, Quiz};
use super::teacher::strip;
use crate::model::Lesson;

/// One line, without HTML, with Markdown's signs escaped: they would be read as emphasis, lists or formulas.
fn line(html: &str) -> String {
    let plain = strip(html);
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut out = String::new();
    for c in words.join(" ").chars() {
        if "\\`*_{}[]<>#$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    // A line that begins like an answer, a list or a number is taken for one.
    let begins = out.split(' ').next().unwrap_or("");
    let mark =
        begins.ends_with(['.', ')']) && begins.len() <= 4 || ["+", "-", "!"].contains(&begins);
    if mark { format!("\u{2060}{out}") } else { out }
}

/// The quiz as text2qti's plain text.
#[must_use]
pub fn text2qti(lesson: &Lesson, quiz: &Quiz) -> String {
    let mut out = format!(
        "Quiz title: {}\nQuiz description: {}\n\n",
        line(&super::html::escape(&lesson.title)),
        line(&super::html::escape(&lesson.summary))
    );
    for (n, q) in quiz.questions.iter().enumerate() {
        if q.points > 1 {
            out.push_str(&format!("Points: {}\n", q.points));
        }
        out.push_str(&format!("{}. {}\n", n + 1, line(&q.prompt)));
        let said = |out: &mut String, words: &str| {
            let words = line(words);
            if !words.is_empty() {
                out.push_str(&format!("... {words}\n"));
            }
        };
        said(&mut out, &q.closing);
        match &q.kind {
            Kind::Single(options) => {
                // It takes one right answer: of several the first stays.
                let right = options.iter().position(|o| o.1);
                let kept = options.iter().enumerate();
                let kept = kept.filter(|(n, o)| !o.1 || Some(*n) == right);
                for (letter, (_, (words, right, why))) in ('a'..='z').zip(kept) {
                    let star = if *right { "*" } else { "" };
                    out.push_str(&format!("{star}{letter}) {}\n", line(words)));
                    said(&mut out, why);
                }
            }
            Kind::Multiple(options) => {
                for (words, right, why) in options {
                    let sign = if *right { "[*]" } else { "[ ]" };
                    out.push_str(&format!("{sign} {}\n", line(words)));
                    said(&mut out, why);
                }
            }
            Kind::Blank(accepted, other) => {
                let other = line(other);
                if !other.is_empty() {
                    out.push_str(&format!("- {other}\n"));
                }
                for words in accepted {
                    out.push_str(&format!("* {}\n", line(&super::html::escape(words))));
                }
            }
            Kind::Essay(_) => out.push_str("____\n"),
        }
        out.push('\n');
    }
    out
}
