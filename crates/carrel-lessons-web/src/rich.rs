//! Text with structure becomes elements. Nothing is ever read as markup.

use std::cell::RefCell;
use std::rc::Rc;

use carrel_lessons::lang;
use carrel_lessons::rich::{Block, Inline, Target, plain_line};
use carrel_web::el::{El, el};
use carrel_web::js::digits;
use carrel_web::words;

use crate::t;

thread_local! {
    /// The open lesson's language, where what is said around it is in another.
    static TONGUE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A lesson of this language is drawn from now on.
pub fn speaks(tongue: &str) {
    let own = lang::is_spoken(tongue);
    words::choose_language(if own { lang::around(tongue) } else { tongue });
    TONGUE.set((!own).then(|| tongue.to_owned()));
}

/// An element with words of the lesson. Where buttons and messages speak another language, it says which is its own.
#[must_use]
pub fn own(words: El) -> El {
    TONGUE.with_borrow(|tongue| words.maybe_attr("lang", tongue.as_deref()))
}

/// Opens a page of the invented web; the flag asks for a new tab.
pub type Open = Rc<dyn Fn(u16, bool)>;

/// Something that can be marked.
#[derive(Clone)]
pub struct Place {
    /// Its name in the text.
    pub name: String,
    /// Its key for actions.
    pub key: u16,
    /// Whether it is marked.
    pub on: bool,
    /// After a check: right or wrong.
    pub mark: Option<bool>,
}

/// Words or parts that can be marked.
#[derive(Clone)]
pub struct Marks {
    /// Each by its name in the text.
    pub places: Vec<Place>,
    /// Marks or unmarks by key.
    pub toggle: Rc<dyn Fn(u16)>,
    /// True when nothing can be changed any more.
    pub locked: bool,
}

/// What text is drawn with.
#[derive(Clone, Default)]
pub struct Ink {
    /// Added to the level of headings, so that they stand below the heading they are under.
    pub deeper: u8,
    /// Where links to invented pages lead; without it they are plain words.
    pub open: Option<Open>,
    /// What can be marked.
    pub marks: Option<Marks>,
    /// Pictures: path and bytes.
    pub assets: Rc<Vec<(String, Vec<u8>)>>,
    /// Words and what they mean.
    pub glossary: Rc<Vec<(String, String)>>,
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
            Block::Heading(level, line) => {
                // Two deeper is a text that is marked: its headlines stand right below the question's own, whatever its author wrote.
                let deepest = if self.deeper == 2 { 4 } else { 6 };
                let level = (level + self.deeper).clamp(2, deepest);
                self.line(
                    el(["h2", "h3", "h4", "h5", "h6"][usize::from(level) - 2]),
                    line,
                )
            }
            Block::Bullets(items) => el("ul").all(self.items(items)),
            Block::Numbers(first, items) => el("ol")
                .attr("start", &digits(*first))
                .all(self.items(items)),
            Block::Quote(inner) => el("blockquote").all(self.blocks(inner)),
            Block::Code(text) => own(el("pre")).attr("tabindex", "0").text(text),
            Block::Table(head, rows) => self.table(head, rows),
            Block::Part(name, inner) => self.part(name, inner),
            Block::Ad(inner) => el("aside")
                .class("web-ad")
                .attr("aria-label", t::ad())
                .with(el("p").class("web-ad-sign").text(t::ad()))
                .all(self.blocks(inner)),
        }
    }

    fn items(&self, items: &[Vec<Block>]) -> Vec<El> {
        let item = |blocks: &Vec<Block>| match &blocks[..] {
            // One line needs no paragraph of its own.
            [Block::Paragraph(line)] => self.line(el("li"), line),
            blocks => el("li").all(self.blocks(blocks)),
        };
        items.iter().map(item).collect()
    }

    fn table(&self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> El {
        let cells = |kind: &'static str, row: &[Vec<Inline>]| {
            el("tr").all(row.iter().map(|cell| self.line(el(kind), cell)).collect())
        };
        let body = rows.iter().map(|row| cells("td", row)).collect();
        // Markdown wants a first row; one without words is no heading of anything.
        let heading = |cell: &Vec<Inline>| match cell.is_empty() {
            true => el("td"),
            false => self.line(el("th").attr("scope", "col"), cell),
        };
        let headed = head.iter().any(|cell| !cell.is_empty());
        let head =
            headed.then(|| el("thead").with(el("tr").all(head.iter().map(heading).collect())));
        el("div")
            .class("table")
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", t::table())
            .with(el("table").maybe(head).with(el("tbody").all(body)))
    }

    /// A part of a page that may be marked: the part itself, then its button, in reading order.
    fn part(&self, name: &str, inner: &[Block]) -> El {
        let Some(marks) = &self.marks else {
            return el("div").all(self.blocks(inner));
        };
        let found = marks.places.iter().find(|thing| thing.name == name);
        let Some(thing) = found else {
            return el("div").all(self.blocks(inner));
        };
        let ink = Self {
            marks: None,
            ..self.clone()
        };
        let words: String = carrel_lessons::rich::plain(inner)
            .chars()
            .take(40)
            .collect();
        let (toggle, key) = (marks.toggle.clone(), thing.key);
        let label = if thing.on {
            t::marked_part()
        } else {
            t::mark_part()
        };
        let button = el("button")
            .attr("type", "button")
            .class("mark-part")
            .attr("aria-pressed", if thing.on { "true" } else { "false" })
            .key(&["part-", &digits(key.into())].concat())
            .text(label)
            .with(
                own(el("span").class("visually-hidden"))
                    .text(": ")
                    .text(&words),
            );
        let button = if marks.locked {
            button.attr("aria-disabled", "true")
        } else {
            button.on("click", move |_| toggle(key))
        };
        el("div")
            .class("part")
            .maybe_attr("data-on", thing.on.then_some(""))
            .maybe_attr("data-mark", mark_name(thing.mark))
            .all(ink.blocks(inner))
            .with(button)
            .maybe(sign(thing.mark))
    }

    /// A line in an element.
    #[must_use]
    pub fn line(&self, into: El, line: &[Inline]) -> El {
        self.words(own(into), line)
    }

    fn words(&self, into: El, line: &[Inline]) -> El {
        line.iter().fold(into, |into, inline| match inline {
            Inline::Text(text) => into.text(text),
            Inline::Emphasis(inner) => into.with(self.words(el("em"), inner)),
            Inline::Strong(inner) => into.with(self.words(el("strong"), inner)),
            Inline::Code(text) => into.with(el("code").text(text)),
            Inline::Link(target, inner) => into.with(self.link(target, inner)),
            Inline::Picture(path, words) => into.with(self.picture(path, words)),
            Inline::Term(entry, inner) => self.term(into, entry, inner),
            Inline::Foreign(tongue, inner) => {
                let words = el("span").attr("lang", tongue);
                into.with(self.words(words.attr("dir", lang::direction(tongue)), inner))
            }
            Inline::Span(name, inner) => into.with(self.span(name, inner)),
            Inline::Break => into.with(el("br")),
        })
    }

    fn link(&self, target: &Target, inner: &[Inline]) -> El {
        match (target, &self.open) {
            (Target::Page(page), Some(open)) => self.line(leads(open, *page), inner),
            (Target::Outside(address), _) => {
                let link = el("a")
                    .attr("href", address)
                    .attr("rel", "noreferrer")
                    .attr("target", "_blank");
                self.line(link, inner)
            }
            _ => self.words(el("span").class("dead-link"), inner),
        }
    }

    fn picture(&self, path: &str, words: &str) -> El {
        let found = self.assets.iter().find(|(name, _)| name == path);
        let Some((_, bytes)) = found else {
            return el("span").class("picture-words").text(words);
        };
        let kind = match path.rsplit('.').next() {
            Some("svg") => "svg+xml",
            Some("jpg" | "jpeg") => "jpeg",
            Some("webp") => "webp",
            _ => "png",
        };
        el("img").attr("alt", words).attr(
            "src",
            &["data:image/", kind, ";base64,", &base64(bytes)].concat(),
        )
    }

    /// A word of the glossary: a press shows what it means, right behind it.
    fn term(&self, into: El, entry: &str, inner: &[Inline]) -> El {
        let words = plain_line(inner);
        let Some((_, meaning)) = self.glossary.iter().find(|(word, _)| word == entry) else {
            return into.text(&words);
        };
        let meaning = own(el("span").class("meaning").attr("hidden", "")).text(meaning);
        let button = el("button")
            .attr("type", "button")
            .class("term")
            .attr("aria-expanded", "false")
            .text(&words);
        let (own, shown) = (button.clone(), meaning.clone());
        let button = button.on("click", move |_| {
            let open = own.element().get_attribute("aria-expanded").as_deref() == Some("true");
            own.set("aria-expanded", Some(if open { "false" } else { "true" }));
            shown.set("hidden", open.then_some(""));
        });
        into.with(button).with(meaning)
    }

    fn span(&self, name: &str, inner: &[Inline]) -> El {
        let thing = self
            .marks
            .as_ref()
            .and_then(|marks| Some((marks, marks.places.iter().find(|t| t.name == name)?)));
        let Some((marks, thing)) = thing else {
            return self.line(el("span"), inner);
        };
        let (toggle, key) = (marks.toggle.clone(), thing.key);
        let button = el("button")
            .attr("type", "button")
            .class("mark-words")
            .attr("aria-pressed", if thing.on { "true" } else { "false" })
            .maybe_attr("data-mark", mark_name(thing.mark))
            .key(&["span-", &digits(key.into())].concat());
        let button = if marks.locked {
            button.attr("aria-disabled", "true")
        } else {
            button.on("click", move |_| toggle(key))
        };
        self.line(button, inner).maybe(sign(thing.mark))
    }
}

/// A link to an invented page; with Ctrl or Command held it opens a tab.
#[must_use]
pub fn leads(open: &Open, page: u16) -> El {
    let open = open.clone();
    el("a").attr("href", "#/lessons").on("click", move |event| {
        event.prevent_default();
        let held = |name: &str| carrel_web::js::get(&event, name).as_bool() == Some(true);
        open(page, held("ctrlKey") || held("metaKey"));
    })
}

/// Right or wrong as an attribute.
#[must_use]
pub fn mark_name(mark: Option<bool>) -> Option<&'static str> {
    mark.map(|right| if right { "right" } else { "wrong" })
}

/// Right or wrong as a sign with words.
#[must_use]
pub fn sign(mark: Option<bool>) -> Option<El> {
    let right = mark?;
    Some(
        el("span")
            .class("sign-of")
            .attr("data-mark", if right { "right" } else { "wrong" })
            .text(if right { t::right() } else { t::wrong() }),
    )
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            if n <= three.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * n) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_base64() {
        for (bytes, text) in [
            ("", ""),
            ("M", "TQ=="),
            ("Ma", "TWE="),
            ("Man", "TWFu"),
            ("many", "bWFueQ=="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
