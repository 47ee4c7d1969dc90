//! Text with structure: what Markdown becomes. Only these nodes exist, so a renderer makes elements and text
//! nodes and never meets HTML; addresses are checked when the lesson is compiled.

use serde::{Deserialize, Serialize};

/// A piece of text that stands by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading; level 2 to 6, level 1 is the lesson's title.
    Heading(u8, Vec<Inline>),
    /// A list with bullets.
    Bullets(#[serde(deserialize_with = "deep")] Vec<Vec<Block>>),
    /// A numbered list and its first number.
    Numbers(u32, #[serde(deserialize_with = "deep")] Vec<Vec<Block>>),
    /// A quotation.
    Quote(#[serde(deserialize_with = "deep")] Vec<Block>),
    /// Text set as it was typed.
    Code(String),
    /// A table: the head row, then the others.
    Table(Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>),
    /// A part of a page that can be marked: its name and what it holds.
    Part(String, #[serde(deserialize_with = "deep")] Vec<Block>),
    /// An advertisement.
    Ad(#[serde(deserialize_with = "deep")] Vec<Block>),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Said with stress.
    Emphasis(#[serde(deserialize_with = "deep")] Vec<Inline>),
    /// Important.
    Strong(#[serde(deserialize_with = "deep")] Vec<Inline>),
    /// Set as it was typed.
    Code(String),
    /// A link.
    Link(Target, #[serde(deserialize_with = "deep")] Vec<Inline>),
    /// A picture: file in the lesson's assets, and what it shows.
    Picture(String, String),
    /// A word that the glossary explains: its entry, and the words.
    Term(String, #[serde(deserialize_with = "deep")] Vec<Inline>),
    /// Words of another language: its code, and the words.
    Foreign(String, #[serde(deserialize_with = "deep")] Vec<Inline>),
    /// Words that can be marked in a `highlight` question: their name, and the words.
    Span(String, #[serde(deserialize_with = "deep")] Vec<Inline>),
    /// The line ends here.
    Break,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// `https:` or `mailto:`, never anything else.
    Outside(String),
    /// Another page of the invented web, by its place in [`crate::web::Web::pages`].
    Page(u16),
    /// A file in the lesson's assets.
    Asset(String),
    /// The link was wrong; the words stay.
    Nowhere,
}

std::thread_local! {
    static DEPTH: core::cell::Cell<u8> = const { core::cell::Cell::new(0) };
}

/// Refuses what nests deeper than the compiler lets it, so that hostile bytes cannot exhaust the stack.
fn deep<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    let depth = DEPTH.get();
    if depth >= 40 {
        return Err(serde::de::Error::custom("nested too deep"));
    }
    DEPTH.set(depth + 1);
    let value = T::deserialize(deserializer);
    DEPTH.set(depth);
    value
}

/// The words of blocks, without structure; blocks are parted by a blank. Pictures say what they show.
#[must_use]
pub fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    each_line(blocks, &mut |line| {
        if !out.is_empty() {
            out.push(' ');
        }
        plain_into(line, &mut out);
    });
    out
}

/// The words of a line, without structure.
#[must_use]
pub fn plain_line(line: &[Inline]) -> String {
    let mut out = String::new();
    plain_into(line, &mut out);
    out
}

fn plain_into(line: &[Inline], out: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(line)
            | Inline::Strong(line)
            | Inline::Link(_, line)
            | Inline::Term(_, line)
            | Inline::Foreign(_, line)
            | Inline::Span(_, line) => plain_into(line, out),
            Inline::Picture(_, words) => out.push_str(words),
            Inline::Break => out.push(' '),
        }
    }
}

/// Visits every line of text, in reading order.
pub fn each_line<'a>(blocks: &'a [Block], see: &mut dyn FnMut(&'a [Inline])) {
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Heading(_, line) => see(line),
            Block::Bullets(items) | Block::Numbers(_, items) => {
                for item in items {
                    each_line(item, see);
                }
            }
            Block::Quote(inner) | Block::Part(_, inner) | Block::Ad(inner) => {
                each_line(inner, see);
            }
            Block::Code(_) => {}
            Block::Table(head, rows) => {
                head.iter().for_each(|cell| see(cell));
                rows.iter().flatten().for_each(|cell| see(cell));
            }
        }
    }
}

/// Visits every inline node, outer before inner.
pub fn each_inline<'a>(line: &'a [Inline], see: &mut dyn FnMut(&'a Inline)) {
    for inline in line {
        see(inline);
        match inline {
            Inline::Emphasis(line)
            | Inline::Strong(line)
            | Inline::Link(_, line)
            | Inline::Term(_, line)
            | Inline::Foreign(_, line)
            | Inline::Span(_, line) => each_inline(line, see),
            _ => {}
        }
    }
}

/// The names of the parts of a page, in reading order.
#[must_use]
pub fn parts(blocks: &[Block]) -> Vec<&str> {
    let mut names = Vec::new();
    gather_parts(blocks, &mut names);
    names
}

fn gather_parts<'a>(blocks: &'a [Block], names: &mut Vec<&'a str>) {
    for block in blocks {
        match block {
            Block::Part(name, inner) => {
                names.push(name);
                gather_parts(inner, names);
            }
            Block::Quote(inner) | Block::Ad(inner) => gather_parts(inner, names),
            Block::Bullets(items) | Block::Numbers(_, items) => {
                for item in items {
                    gather_parts(item, names);
                }
            }
            _ => {}
        }
    }
}
