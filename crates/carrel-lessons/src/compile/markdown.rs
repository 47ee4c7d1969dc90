//! CommonMark becomes typed blocks. HTML does not exist here: it is a fault, and its text is left out.

use std::borrow::Cow;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::fault::{Faults, meant};
use super::source::{Source, Text};
use crate::rich::{Block, Inline, Target};

/// Deeper than this nothing nests; what does is laid flat.
const DEPTH: usize = 10;

/// As many `_` in a row, or more, are a line to write on. Markdown would read them as emphasis, `(____ OR ____)`, or as a
/// rule where they stand alone.
const BLANK: &str = "____";
/// Stands for a `_` of such a line while Markdown is read: one byte as well, so that places stay right.
const STAND_IN: char = '\u{1f}';

/// What the names in a text may refer to.
pub(crate) struct Names<'a> {
    pub(crate) source: &'a Source,
    /// Words of the glossary.
    pub(crate) glossary: &'a [String],
    /// Files below `assets/`, as they are written in a text: `assets/river.svg`.
    pub(crate) assets: &'a [String],
    /// Names and addresses of the invented pages, by place; links go there, and only there, when `web` is set.
    pub(crate) pages: &'a [(String, String)],
    /// Whether this is a page of the invented web.
    pub(crate) web: bool,
}

/// What may be marked in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Marks {
    #[default]
    None,
    /// `[[words|name]]`
    Spans,
    /// `{#name}` at the end of a block.
    Parts,
}

enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    Bullets(Vec<Vec<Block>>),
    Numbers(u32, Vec<Vec<Block>>),
    Item,
    Quote,
    Code,
    Table(Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>),
    Head(Vec<Vec<Inline>>),
    Row(Vec<Vec<Inline>>),
    Cell,
    Emphasis,
    Strong,
    Link(Target),
    Term(String),
    Foreign(String),
    Picture(String),
    /// Laid flat: children go to the parent.
    Flat,
}

struct Frame {
    kind: Kind,
    at: usize,
    blocks: Vec<Block>,
    line: Vec<Inline>,
}

/// The blocks of a text.
pub(crate) fn blocks(
    text: &Text,
    marks: Marks,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Vec<Block> {
    let mut stack = vec![Frame::new(Kind::Root, 0)];
    let guarded = guard(&text.s);
    // Words of the guarded text as they were written.
    let back = |words: &str| match &guarded {
        Cow::Borrowed(_) => words.to_owned(),
        Cow::Owned(_) => words.replace(STAND_IN, "_"),
    };
    let parser = Parser::new_ext(&guarded, Options::ENABLE_TABLES).into_offset_iter();
    for (event, range) in parser {
        let at = text.offset(range.start);
        match event {
            Event::Start(tag) => {
                let deep = stack.len() > DEPTH;
                let kind = open(tag, at, &back, names, faults);
                // A block begins: what was said in the item before is a paragraph of its own.
                if matches!(
                    kind,
                    Kind::Paragraph
                        | Kind::Heading(_)
                        | Kind::Bullets(_)
                        | Kind::Numbers(..)
                        | Kind::Quote
                        | Kind::Code
                        | Kind::Table(..)
                ) && let Some(top) = stack.last_mut()
                {
                    top.flush(marks, names, faults);
                }
                let kind = if deep && !matches!(kind, Kind::Cell | Kind::Head(_) | Kind::Row(_)) {
                    Kind::Flat
                } else {
                    kind
                };
                stack.push(Frame::new(kind, at));
            }
            Event::End(end) => {
                let _: TagEnd = end;
                let Some(frame) = stack.pop() else { break };
                match stack.last_mut() {
                    Some(parent) => close(frame, parent, marks, names, faults),
                    None => break,
                }
            }
            Event::Text(words) => {
                let words = back(&words);
                unread(text, &words, range.start, names, faults);
                push_text(&mut stack, &words);
            }
            Event::Code(words) => push(&mut stack, Inline::Code(back(&words))),
            Event::SoftBreak => push_text(&mut stack, " "),
            Event::HardBreak => push(&mut stack, Inline::Break),
            Event::Html(html) | Event::InlineHtml(html) => {
                faults.error(
                    "html",
                    names.source,
                    at,
                    format!("expected text, found HTML `{}`", back(html.trim()).chars().take(40).collect::<String>()),
                    "Write it in Markdown, or leave it out. A sign < that is meant as such is written \\<.",
                );
            }
            _ => {}
        }
    }
    while stack.len() > 1 {
        if let (Some(frame), Some(parent)) = (stack.pop(), stack.last_mut()) {
            close(frame, parent, marks, names, faults);
        }
    }
    let mut root = stack.pop().unwrap_or_else(|| Frame::new(Kind::Root, 0));
    root.flush(marks, names, faults);
    root.blocks
}

/// The text with a sign that Markdown does not know for each `_` of a line to write on.
fn guard(text: &str) -> Cow<'_, str> {
    if !text.contains(BLANK) || text.contains(STAND_IN) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(BLANK) {
        let (before, run) = rest.split_at(start);
        let long = run.len() - run.trim_start_matches('_').len();
        out.push_str(before);
        out.extend(core::iter::repeat_n(STAND_IN, long));
        rest = &run[long..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// One line of text, whatever signs it begins with.
pub(crate) fn line(
    text: &Text,
    marks: Marks,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Vec<Inline> {
    // A sign that joins words keeps "1932. A year" from becoming a list; it is taken away again.
    const JOINER: char = '\u{2060}';
    let mut guarded = Text::default();
    let s = text.s.trim_start();
    let needs = s.starts_with(|c: char| c.is_ascii_digit() || "-+#>|=~:`".contains(c));
    let first = if needs {
        format!("{JOINER}{s}")
    } else {
        s.to_owned()
    };
    guarded.line(&first, text.start());
    let mut out = Vec::new();
    for block in blocks(&guarded, marks, names, faults) {
        crate::rich::each_line(core::slice::from_ref(&block), &mut |line| {
            if !out.is_empty() {
                out.push(Inline::Text(" ".to_owned()));
            }
            out.extend(line.iter().cloned());
        });
    }
    if let Some(Inline::Text(words)) = out.first_mut()
        && words.starts_with(JOINER)
    {
        *words = words.trim_start_matches(JOINER).to_owned();
    }
    out
}

fn open(
    tag: Tag<'_>,
    at: usize,
    back: &impl Fn(&str) -> String,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Kind {
    match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(match level {
            HeadingLevel::H1 | HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H4 => 4,
            HeadingLevel::H5 => 5,
            HeadingLevel::H6 => 6,
        }),
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::CodeBlock(_) => Kind::Code,
        Tag::List(None) => Kind::Bullets(Vec::new()),
        Tag::List(Some(first)) => Kind::Numbers(u32::try_from(first).unwrap_or(1), Vec::new()),
        Tag::Item => Kind::Item,
        Tag::Table(_) => Kind::Table(Vec::new(), Vec::new()),
        Tag::TableHead => Kind::Head(Vec::new()),
        Tag::TableRow => Kind::Row(Vec::new()),
        Tag::TableCell => Kind::Cell,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Link {
            dest_url,
            link_type,
            ..
        } => link(&back(&dest_url), link_type, at, names, faults),
        Tag::Image { dest_url, .. } => {
            let file = back(&dest_url);
            picture(&file, at, names, faults);
            Kind::Picture(file)
        }
        _ => Kind::Flat,
    }
}

fn link(url: &str, kind: LinkType, at: usize, names: &Names<'_>, faults: &mut Faults) -> Kind {
    let source = names.source;
    if let Some(word) = url.strip_prefix("gloss:") {
        let known: Vec<&str> = names.glossary.iter().map(String::as_str).collect();
        if !known.contains(&word) {
            faults.error(
                "unknown-word",
                source,
                at,
                format!("the glossary has no `{word}`"),
                meant(word, &known),
            );
        }
        return Kind::Term(word.to_owned());
    }
    if let Some(lang) = url.strip_prefix("lang:") {
        if !crate::lang::is_tag(lang) {
            faults.error(
                "bad-link",
                source,
                at,
                format!("expected the code of a language, found `{lang}`"),
                "Such as [agua](lang:es) or [eau](lang:fr).",
            );
        }
        return Kind::Foreign(lang.to_owned());
    }
    if names.web {
        let plain = url.trim_start_matches("https://").trim_end_matches('/');
        let place = names
            .pages
            .iter()
            .position(|(name, address)| name == plain || address.trim_end_matches('/') == plain);
        if let Some(place) = place {
            return Kind::Link(Target::Page(u16::try_from(place).unwrap_or(0)));
        }
        let known: Vec<&str> = names.pages.iter().map(|(name, _)| name.as_str()).collect();
        if url.contains("://") || url.starts_with("mailto:") {
            faults.error(
                "outside-web",
                source,
                at,
                format!("`{url}` leads out of the invented web"),
                "Link to another page of the set by its file name, or leave the link out.",
            );
        } else {
            faults.error(
                "dead-link",
                source,
                at,
                format!("there is no page `{url}`"),
                meant(plain, &known),
            );
        }
        return Kind::Link(Target::Nowhere);
    }
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("mailto:") || kind == LinkType::Email {
        let address = if kind == LinkType::Email && !lower.starts_with("mailto:") {
            format!("mailto:{url}")
        } else {
            url.to_owned()
        };
        return Kind::Link(Target::Outside(address));
    }
    if names.assets.iter().any(|file| file == url) {
        return Kind::Link(Target::Asset(url.to_owned()));
    }
    let known: Vec<&str> = names.assets.iter().map(String::as_str).collect();
    if url.starts_with("assets/") {
        faults.error(
            "dead-link",
            source,
            at,
            format!("there is no file `{url}`"),
            meant(url, &known),
        );
    } else {
        faults.error(
            "bad-link",
            source,
            at,
            format!("`{url}` is not an address that a lesson may link to"),
            "Links begin with https:, mailto:, assets/, gloss: or lang:.",
        );
    }
    Kind::Link(Target::Nowhere)
}

/// What was meant as a link and is none, as its address has a blank: students would see the brackets.
fn unread(text: &Text, words: &str, start: usize, names: &Names<'_>, faults: &mut Faults) {
    for kind in ["(gloss:", "(lang:", "(assets/"] {
        let Some(at) = words.find(kind) else { continue };
        let before = text.s.get(..start + at).unwrap_or("");
        if !before.ends_with(']') {
            continue;
        }
        let address = words[at + 1..].split(')').next().unwrap_or("");
        faults.error(
            "bad-link",
            names.source,
            text.offset(start + at),
            format!("`({address})` is no address: it has a blank, so no link was made of it"),
            format!("Put it between < and >: (<{address}>)."),
        );
    }
}

fn picture(url: &str, at: usize, names: &Names<'_>, faults: &mut Faults) {
    if names.assets.iter().any(|file| file == url) {
        return;
    }
    let known: Vec<&str> = names.assets.iter().map(String::as_str).collect();
    faults.error(
        "picture-missing",
        names.source,
        at,
        format!("there is no picture `{url}`"),
        if url.contains("://") {
            "A lesson works without a network: put the picture into the folder assets/.".to_owned()
        } else if known.is_empty() {
            "Put it into the folder assets/ beside lesson.md, or take this line out.".to_owned()
        } else {
            meant(url, &known)
        },
    );
}

fn push(stack: &mut [Frame], inline: Inline) {
    if let Some(top) = stack.last_mut() {
        top.line.push(inline);
    }
}

fn push_text(stack: &mut [Frame], words: &str) {
    if let Some(top) = stack.last_mut() {
        if let Some(Inline::Text(text)) = top.line.last_mut() {
            text.push_str(words);
        } else {
            top.line.push(Inline::Text(words.to_owned()));
        }
    }
}

impl Frame {
    fn new(kind: Kind, at: usize) -> Self {
        Self {
            kind,
            at,
            blocks: Vec::new(),
            line: Vec::new(),
        }
    }

    /// Words that stand in no paragraph become one.
    fn flush(&mut self, marks: Marks, names: &Names<'_>, faults: &mut Faults) {
        if self.line.is_empty() {
            return;
        }
        let line = core::mem::take(&mut self.line);
        if !matches!(
            self.kind,
            Kind::Root | Kind::Item | Kind::Quote | Kind::Flat
        ) {
            self.line = line;
            return;
        }
        let block = finished(Block::Paragraph, line, self.at, marks, names, faults);
        self.blocks.push(block);
    }
}

fn close(
    mut frame: Frame,
    parent: &mut Frame,
    marks: Marks,
    names: &Names<'_>,
    faults: &mut Faults,
) {
    frame.flush(marks, names, faults);
    let Frame {
        kind,
        at,
        mut blocks,
        line,
    } = frame;
    let mut block = |block| parent.blocks.push(block);
    match kind {
        Kind::Root => {}
        Kind::Paragraph => block(finished(Block::Paragraph, line, at, marks, names, faults)),
        Kind::Heading(level) => block(finished(
            |line| Block::Heading(level, line),
            line,
            at,
            marks,
            names,
            faults,
        )),
        Kind::Bullets(items) => block(Block::Bullets(items)),
        Kind::Numbers(first, items) => block(Block::Numbers(first, items)),
        Kind::Quote => {
            let ad = names.web && strip_ad(&mut blocks);
            block(if ad {
                Block::Ad(blocks)
            } else {
                Block::Quote(blocks)
            });
        }
        Kind::Code => block(Block::Code(crate::rich::plain_line(&line))),
        Kind::Table(head, rows) => block(Block::Table(head, rows)),
        Kind::Item => match &mut parent.kind {
            Kind::Bullets(items) | Kind::Numbers(_, items) => items.push(blocks),
            _ => parent.blocks.append(&mut blocks),
        },
        Kind::Cell => match &mut parent.kind {
            Kind::Head(cells) | Kind::Row(cells) => cells.push(line),
            _ => parent.line.extend(line),
        },
        Kind::Head(cells) => {
            if let Kind::Table(head, _) = &mut parent.kind {
                *head = cells;
            }
        }
        Kind::Row(cells) => {
            if let Kind::Table(_, rows) = &mut parent.kind {
                rows.push(cells);
            }
        }
        Kind::Emphasis => parent.line.push(Inline::Emphasis(line)),
        Kind::Strong => parent.line.push(Inline::Strong(line)),
        Kind::Link(target) => parent.line.push(Inline::Link(target, line)),
        Kind::Term(word) => parent.line.push(Inline::Term(word, line)),
        Kind::Foreign(lang) => parent.line.push(Inline::Foreign(lang, line)),
        Kind::Picture(file) => {
            let words = crate::rich::plain_line(&line).trim().to_owned();
            if words.chars().count() < 3 {
                faults.error(
                    "picture-without-words",
                    names.source,
                    at,
                    format!("the picture `{file}` does not say what it shows"),
                    "Write it between the square brackets: ![A river seen from a bridge](…). Some students cannot see the picture.",
                );
            }
            parent.line.push(Inline::Picture(file, words));
        }
        Kind::Flat => {
            parent.blocks.append(&mut blocks);
            parent.line.extend(line);
        }
    }
}

/// Takes `ad:` away from the beginning of a quotation.
fn strip_ad(blocks: &mut [Block]) -> bool {
    if let Some(Block::Paragraph(line)) = blocks.first_mut()
        && let Some(Inline::Text(text)) = line.first_mut()
        && let Some(rest) = text.trim_start().strip_prefix("ad:")
    {
        *text = rest.trim_start().to_owned();
        return true;
    }
    false
}

/// A block of one line, with what can be marked in it.
fn finished(
    make: impl FnOnce(Vec<Inline>) -> Block,
    mut line: Vec<Inline>,
    at: usize,
    marks: Marks,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Block {
    match marks {
        Marks::None => make(line),
        Marks::Spans => make(spans(line, at, names, faults)),
        Marks::Parts => {
            let Some(Inline::Text(text)) = line.last_mut() else {
                return make(line);
            };
            let Some((before, name)) = text
                .trim_end()
                .strip_suffix('}')
                .and_then(|text| text.rsplit_once("{#"))
            else {
                return make(line);
            };
            let (before, name) = (before.trim_end().to_owned(), name.trim().to_owned());
            *text = before;
            if text.is_empty() {
                line.pop();
            }
            if !super::is_id(&name) {
                faults.error(
                    "bad-id",
                    names.source,
                    at,
                    format!("`{name}` is not a name of a part"),
                    "Small letters, digits and hyphens: {#small-print}",
                );
            }
            Block::Part(name, vec![make(line)])
        }
    }
}

/// Cuts `[[words|name]]` out of the texts of a line, also of slanted and bold ones.
fn spans(line: Vec<Inline>, at: usize, names: &Names<'_>, faults: &mut Faults) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in line {
        let text = match inline {
            Inline::Text(text) => text,
            Inline::Emphasis(line) => {
                out.push(Inline::Emphasis(spans(line, at, names, faults)));
                continue;
            }
            Inline::Strong(line) => {
                out.push(Inline::Strong(spans(line, at, names, faults)));
                continue;
            }
            other => {
                out.push(other);
                continue;
            }
        };
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("[[") {
            let whole = after
                .split_once("]]")
                .and_then(|(span, rest)| Some((span.rsplit_once('|')?, rest)));
            let Some(((words, name), after)) = whole else {
                faults.error(
                    "unknown-span",
                    names.source,
                    at,
                    "`[[` has no end `|name]]` in the same paragraph",
                    "Write [[the words|a-name]], with plain words, no stars and no links in them. Stars for slanted letters stand around all of it: *[[the words|a-name]]*",
                );
                break;
            };
            if !before.is_empty() {
                out.push(Inline::Text(before.to_owned()));
            }
            out.push(Inline::Span(
                name.trim().to_owned(),
                vec![Inline::Text(words.trim().to_owned())],
            ));
            rest = after;
        }
        if !rest.is_empty() {
            out.push(Inline::Text(rest.to_owned()));
        }
    }
    out
}
