//! Moodle's GIFT: `{~wrong#why =right#why ####closing}`, with `~ = # { } :` and backslashes escaped.

use super::quiz::{Kind, Quiz};
use crate::model::Lesson;

fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 8);
    for c in html.chars() {
        if "~=#{}:\\".contains(c) {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// The quiz as GIFT.
#[must_use]
pub fn gift(lesson: &Lesson, quiz: &Quiz) -> String {
    let mut out = format!("$CATEGORY: Carrel/{}\n\n", lesson.id);
    for q in &quiz.questions {
        out.push_str(&format!(
            "::{}::[html]{} {{",
            text(&q.name),
            text(&q.prompt)
        ));
        match &q.kind {
            Kind::Single(options) => {
                for (words, right, why) in options {
                    let mark = if *right { '=' } else { '~' };
                    out.push_str(&format!("\n  {mark}{}#{}", text(words), text(why)));
                }
            }
            Kind::Multiple(options) => {
                let right = options.iter().filter(|o| o.1).count().max(1);
                let wrong = (options.len() - options.iter().filter(|o| o.1).count()).max(1);
                for (words, good, why) in options {
                    let weight = if *good {
                        share(right)
                    } else {
                        format!("-{}", share(wrong))
                    };
                    out.push_str(&format!("\n  ~%{weight}%{}#{}", text(words), text(why)));
                }
            }
            Kind::Blank(accepted, _) => {
                for words in accepted {
                    out.push_str(&format!("\n  ={}", text(words)));
                }
            }
            Kind::Essay(_) => {}
        }
        let closing = q.said_at_the_end();
        if !closing.is_empty() {
            out.push_str(&format!("\n  ####{}", text(&closing)));
        }
        out.push_str("\n}\n\n");
    }
    out
}

/// A part of 100 as Moodle knows it: at most five decimals.
fn share(n: usize) -> String {
    if 100 % n == 0 {
        return (100 / n).to_string();
    }
    let hundred_thousandths = 10_000_000 / n;
    format!(
        "{}.{:05}",
        hundred_thousandths / 100_000,
        hundred_thousandths % 100_000
    )
}
