//! Articles that have a number and no pages (`e1234`), and what comes out in issues without an article of it.

use super::is;
use crate::kind::Kind;
use crate::source::Source;
use crate::tongue;

/// The number of a journal's article without pages, from its own field or, as databases give it, from the field of pages, which is
/// then empty (APA 7 §10.1, example 6). `None` where there are pages, which say where it is without a number, or nothing.
pub(super) fn number(source: &mut Source) -> Option<String> {
    if source.kind.info().csl != "article-journal" {
        return None;
    }
    let page = source.text("page").to_owned();
    if page.is_empty() {
        let number = source.text("number").to_owned();
        return (!number.is_empty()).then_some(number);
    }
    source.set("number", "");
    let digits = page.strip_prefix(['e', 'E'])?;
    let good = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    good.then(|| {
        source.set("page", "");
        page
    })
}

/// `article e1234`, told apart by its reasons.
pub(super) fn words(number: &str, language: &str) -> String {
    let word = [tongue::say("article", language), " "].concat();
    [is("word", &word), is("page", number)].concat()
}

/// A magazine, a newspaper or a journal as a whole, as a catalogue has it: a work with a title and a publisher.
pub(super) fn whole(source: &mut Source) {
    let article = source.kind.info().csl.starts_with("article");
    let untold = source.text("title").is_empty() && source.people("author").is_empty();
    if article && untold && !source.text("container-title").is_empty() {
        let name = source.text("container-title").to_owned();
        source.kind = Kind::BOOK;
        source.set("title", &name);
        source.set("container-title", "");
    }
}
