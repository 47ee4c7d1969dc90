//! Text with structure becomes elements, for a wall and for notes: nothing in it can be pressed. Nothing is ever read as
//! markup.

use std::rc::Rc;

use carrel_lessons::export::html::data_address;
use carrel_lessons::lang;
use carrel_lessons::model::Lesson;
use carrel_lessons::present::words::{self, Words};
use carrel_lessons::rich::{Block, Inline};
use carrel_web::el::{El, el};
use carrel_web::js;

/// What text is drawn with: the lesson has its pictures.
#[derive(Clone)]
pub struct Ink {
    /// The lesson.
    pub lesson: Rc<Lesson>,
    /// Parts that can be marked, with their letters.
    marks: Rc<[(String, char)]>,
}

/// An element with words of a language, and which way they run. The teacher's own pages are in English.
#[must_use]
pub fn in_its_language(words: El, tongue: &str) -> El {
    if tongue == "en" {
        return words;
    }
    words
        .attr("lang", tongue)
        .attr("dir", lang::direction(tongue))
}

/// A day, written out as a language does; `day` is `YYYY-MM-DD`. What is none comes back as it is.
fn day(day: &str, tongue: &str) -> String {
    let is_day = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date = is_day
        .then(|| js::construct("Date", &[day.into()]))
        .flatten();
    let how = r#"{"day":"numeric","month":"long","year":"numeric","timeZone":"UTC"}"#;
    let said = date.and_then(|date| {
        let arguments = [tongue.into(), js::json(how)];
        js::call(&date, "toLocaleDateString", &arguments).ok()
    });
    said.and_then(|said| said.as_string())
        .unwrap_or_else(|| day.to_owned())
}

impl Ink {
    /// For a lesson.
    #[must_use]
    pub fn new(lesson: &Rc<Lesson>) -> Self {
        Self {
            lesson: lesson.clone(),
            marks: Rc::new([]),
        }
    }

    /// The same with a letter on each part that can be marked.
    #[must_use]
    pub fn lettered(&self, marks: &[(&str, char)]) -> Self {
        let marks = marks
            .iter()
            .map(|(name, letter)| ((*name).to_owned(), *letter));
        Self {
            marks: marks.collect(),
            ..self.clone()
        }
    }

    /// What is said around the lesson.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        words::of(&self.lesson.lang)
    }

    /// An element for such words: where they are not in the language of the teacher's pages, it says so.
    #[must_use]
    pub fn around(&self, words: El) -> El {
        in_its_language(words, lang::around(&self.lesson.lang))
    }

    /// A day of the lesson, in the language around it.
    #[must_use]
    pub fn day(&self, date: &str) -> El {
        self.around(el("span"))
            .text(&day(date, lang::around(&self.lesson.lang)))
    }

    /// An element for a part of this name, with its letter where it can be marked.
    fn part(&self, tag: &str, name: &str) -> El {
        match self.marks.iter().find(|(own, _)| own == name) {
            None => el(tag),
            Some((_, letter)) => el(tag)
                .class("spot")
                .with(el("span").class("letter").text(&letter.to_string()))
                .text(" "),
        }
    }

    /// Blocks as elements.
    #[must_use]
    pub fn blocks(&self, blocks: &[Block]) -> Vec<El> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &Block) -> El {
        match block {
            Block::Paragraph(line) => self.line(el("p"), line),
            Block::Heading(_, line) => self.line(el("h3"), line),
            Block::Bullets(items) => el("ul").class("bullets").all(self.items(items)),
            Block::Numbers(first, items) => el("ol")
                .class("bullets")
                .attr("start", &first.to_string())
                .all(self.items(items)),
            Block::Quote(inner) => el("blockquote").all(self.blocks(inner)),
            Block::Code(text) => el("pre").text(text),
            Block::Table(head, rows) => {
                let cells = |kind: &'static str, row: &[Vec<Inline>]| {
                    el("tr").all(row.iter().map(|cell| self.line(el(kind), cell)).collect())
                };
                // Markdown wants a first row; one without words is no heading of anything.
                let headed = head.iter().any(|cell| !cell.is_empty());
                el("table")
                    .maybe(headed.then(|| el("thead").with(cells("th", head))))
                    .with(el("tbody").all(rows.iter().map(|row| cells("td", row)).collect()))
            }
            Block::Part(name, inner) => self.part("div", name).all(self.blocks(inner)),
            Block::Ad(inner) => el("div")
                .class("ad")
                .with(self.around(el("p").class("ad-sign")).text(self.words().ad))
                .all(self.blocks(inner)),
        }
    }

    fn items(&self, items: &[Vec<Block>]) -> Vec<El> {
        let item = |blocks: &Vec<Block>| match &blocks[..] {
            [Block::Paragraph(line)] => self.line(el("li"), line),
            blocks => el("li").all(self.blocks(blocks)),
        };
        items.iter().map(item).collect()
    }

    /// A line in an element.
    #[must_use]
    pub fn line(&self, into: El, line: &[Inline]) -> El {
        self.inlines(self.own(into), line)
    }

    /// An element with words of the lesson: where they are not in the language of the teacher's pages, it says so.
    #[must_use]
    pub fn own(&self, words: El) -> El {
        in_its_language(words, &self.lesson.lang)
    }

    fn inlines(&self, into: El, line: &[Inline]) -> El {
        line.iter().fold(into, |into, inline| match inline {
            Inline::Text(text) => into.text(text),
            Inline::Emphasis(inner) => into.with(self.inlines(el("em"), inner)),
            Inline::Strong(inner) => into.with(self.inlines(el("strong"), inner)),
            Inline::Code(text) => into.with(el("code").text(text)),
            Inline::Link(_, inner) => into.with(self.inlines(el("u"), inner)),
            Inline::Picture(path, words) => into.with(self.picture(path, words)),
            Inline::Term(_, inner) => self.inlines(into, inner),
            Inline::Span(name, inner) => into.with(self.inlines(self.part("span", name), inner)),
            Inline::Foreign(tongue, inner) => {
                into.with(self.inlines(in_its_language(el("span"), tongue), inner))
            }
            Inline::Break => into.with(el("br")),
        })
    }

    fn picture(&self, path: &str, words: &str) -> El {
        match self.lesson.assets.iter().find(|(name, _)| name == path) {
            Some((name, bytes)) => el("img")
                .attr("alt", words)
                .attr("src", &data_address(name, bytes)),
            None => el("span").text(words),
        }
    }
}
