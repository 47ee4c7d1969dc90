//! Text with structure becomes elements, for a wall and for notes: nothing in it can be pressed. Nothing is ever read as
//! markup.

use std::rc::Rc;

use carrel_lessons::export::html::data_address;
use carrel_lessons::lang;
use carrel_lessons::model::Lesson;
use carrel_lessons::rich::{Block, Inline};
use carrel_web::el::{El, el};

use crate::t;

/// What text is drawn with: the lesson has its pictures.
#[derive(Clone)]
pub struct Ink(pub Rc<Lesson>);

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

impl Ink {
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
            Block::Part(_, inner) => el("div").all(self.blocks(inner)),
            Block::Ad(inner) => el("div")
                .class("ad")
                .with(el("p").class("ad-sign").text(t::ad()))
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
        self.words(self.own(into), line)
    }

    /// An element with words of the lesson: where they are not in the language of the teacher's pages, it says so.
    #[must_use]
    pub fn own(&self, words: El) -> El {
        in_its_language(words, &self.0.lang)
    }

    fn words(&self, into: El, line: &[Inline]) -> El {
        line.iter().fold(into, |into, inline| match inline {
            Inline::Text(text) => into.text(text),
            Inline::Emphasis(inner) => into.with(self.words(el("em"), inner)),
            Inline::Strong(inner) => into.with(self.words(el("strong"), inner)),
            Inline::Code(text) => into.with(el("code").text(text)),
            Inline::Link(_, inner) => into.with(self.words(el("u"), inner)),
            Inline::Picture(path, words) => into.with(self.picture(path, words)),
            Inline::Term(_, inner) | Inline::Span(_, inner) => self.words(into, inner),
            Inline::Foreign(tongue, inner) => {
                into.with(self.words(in_its_language(el("span"), tongue), inner))
            }
            Inline::Break => into.with(el("br")),
        })
    }

    fn picture(&self, path: &str, words: &str) -> El {
        match self.0.assets.iter().find(|(name, _)| name == path) {
            Some((name, bytes)) => el("img")
                .attr("alt", words)
                .attr("src", &data_address(name, bytes)),
            None => el("span").text(words),
        }
    }
}
