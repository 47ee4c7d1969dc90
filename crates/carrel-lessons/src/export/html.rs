//! Blocks as HTML for paper and packages. Only text nodes and the tags named here; every sign is escaped.

use crate::lang;
use crate::model::Lesson;
use crate::rich::{Block, Inline, Target};
use crate::web::Page;
use sha2::{Digest, Sha256};

/// Text with `& < > "` written as names.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no place for these.
            c if (c < ' ' && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {
            }
            c => out.push(c),
        }
    }
    out
}

/// Blocks as HTML that is also well-formed XML.
#[must_use]
pub fn blocks(lesson: &Lesson, blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        write_block(lesson, block, &mut out);
    }
    out
}

fn wrap(tag: &str, inner: &str, out: &mut String) {
    for piece in ["<", tag, ">", inner, "</", tag, ">"] {
        out.push_str(piece);
    }
}

fn write_block(lesson: &Lesson, block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(words) => wrap("p", &line(lesson, words), out),
        Block::Heading(level, words) => {
            let tag = ["h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(&2, &6) - 2)];
            wrap(tag, &line(lesson, words), out);
        }
        Block::Bullets(items) | Block::Numbers(_, items) => {
            let mut inner = String::new();
            for item in items {
                wrap("li", &blocks(lesson, item), &mut inner);
            }
            match block {
                // Something stood between this one and the first.
                Block::Numbers(first, _) if *first != 1 => {
                    out.push_str(&format!("<ol start=\"{first}\">{inner}</ol>"));
                }
                Block::Numbers(..) => wrap("ol", &inner, out),
                _ => wrap("ul", &inner, out),
            }
        }
        Block::Quote(inner) => wrap("blockquote", &blocks(lesson, inner), out),
        // Without its word an advertisement on paper would be a quotation.
        Block::Ad(inner) => {
            let inner = [&ad(lesson), "<br/>", &blocks(lesson, inner)].concat();
            wrap("blockquote", &inner, out);
        }
        Block::Part(_, inner) => out.push_str(&blocks(lesson, inner)),
        Block::Code(text) => wrap("pre", &escape(text), out),
        Block::Table(head, rows) => {
            let mut inner = String::new();
            for (cells, tag) in core::iter::once((head, "th")).chain(rows.iter().map(|r| (r, "td")))
            {
                let mut row = String::new();
                for cell in cells {
                    // Without words it is no heading of anything.
                    let tag = if cell.is_empty() { "td" } else { tag };
                    wrap(tag, &line(lesson, cell), &mut row);
                }
                wrap("tr", &row, &mut inner);
            }
            wrap("table", &inner, out);
        }
    }
}

/// The word that marks an advertisement.
#[must_use]
pub fn ad(lesson: &Lesson) -> String {
    match lang::around(&lesson.lang) {
        "es" => "<b>Anuncio</b>".to_owned(),
        _ => format!("<b>{}</b>", around(lesson, "Ad")),
    }
}

/// What a page says of itself, beside its title.
pub(crate) fn facts(page: &Page) -> impl Iterator<Item = &str> {
    let facts = [&page.url, &page.site, &page.author, &page.date];
    facts
        .into_iter()
        .map(String::as_str)
        .filter(|fact| !fact.is_empty())
}

/// A page of the invented web as students see it: neither who is really behind it nor whether it can be relied on.
#[must_use]
pub fn web_page(lesson: &Lesson, page: &Page) -> String {
    let facts: Vec<String> = facts(page)
        .map(|fact| apart(lesson, &escape(fact)))
        .collect();
    format!(
        "<p>{}</p>{}",
        facts.join("<br/>"),
        blocks(lesson, &page.body)
    )
}

/// A line as HTML.
#[must_use]
pub fn line(lesson: &Lesson, words: &[Inline]) -> String {
    let mut out = String::new();
    for inline in words {
        match inline {
            Inline::Text(text) => out.push_str(&escape(text)),
            Inline::Emphasis(inner) => wrap("em", &line(lesson, inner), &mut out),
            Inline::Strong(inner) => wrap("strong", &line(lesson, inner), &mut out),
            Inline::Code(text) => wrap("code", &apart(lesson, &escape(text)), &mut out),
            Inline::Link(Target::Outside(url), inner) => {
                for piece in [
                    "<a href=\"",
                    &escape(url),
                    "\">",
                    &line(lesson, inner),
                    "</a>",
                ] {
                    out.push_str(piece);
                }
            }
            Inline::Link(_, inner) => wrap("u", &line(lesson, inner), &mut out),
            Inline::Term(_, inner) | Inline::Span(_, inner) => out.push_str(&line(lesson, inner)),
            Inline::Foreign(lang, inner) => {
                out.push_str(&marked("span", lang, &line(lesson, inner)));
            }
            Inline::Picture(file, words) => picture(lesson, file, words, &mut out),
            Inline::Break => out.push_str("<br/>"),
        }
    }
    out
}

/// Words of a language in an element that says so, and which way they run: nothing around them turns them.
#[must_use]
pub fn marked(tag: &str, tongue: &str, inner: &str) -> String {
    let (tongue, way) = (escape(tongue), lang::direction(tongue));
    [
        "<",
        tag,
        " lang=\"",
        &tongue,
        "\" dir=\"",
        way,
        "\">",
        inner,
        "</",
        tag,
        ">",
    ]
    .concat()
}

/// Words of Carrel's own in a lesson: marked where the lesson is in a language that Carrel does not speak.
#[must_use]
pub fn around(lesson: &Lesson, words: &str) -> String {
    if lang::is_spoken(&lesson.lang) {
        return words.to_owned();
    }
    marked("span", lang::around(&lesson.lang), words)
}

/// Words that may run the other way than those around them, as HTML: an address, a date, one side of a pair.
#[must_use]
pub fn apart(lesson: &Lesson, inner: &str) -> String {
    if !lang::is_rtl(&lesson.lang) {
        return inner.to_owned();
    }
    ["<bdi>", inner, "</bdi>"].concat()
}

/// The arrow to what follows.
#[must_use]
pub fn arrow(lesson: &Lesson) -> &'static str {
    if lang::is_rtl(&lesson.lang) {
        "←"
    } else {
        "→"
    }
}

fn picture(lesson: &Lesson, file: &str, words: &str, out: &mut String) {
    let Some((_, bytes)) = lesson.assets.iter().find(|(path, _)| path == file) else {
        out.push_str(&escape(words));
        return;
    };
    for piece in [
        "<img alt=\"",
        &escape(words),
        "\" src=\"",
        &data_address(file, bytes),
        "\"/>",
    ] {
        out.push_str(piece);
    }
}

/// A script or style as a content policy names it: `sha256-…`.
#[must_use]
pub(crate) fn hashed(text: &str) -> String {
    ["sha256-", &base64(&Sha256::digest(text.as_bytes()))].concat()
}

/// A picture as an address that needs no file: `data:image/svg+xml;base64,…`; its kind is told by the name's ending.
#[must_use]
pub fn data_address(file: &str, bytes: &[u8]) -> String {
    let kind = match file.rsplit('.').next() {
        Some("svg") => "svg+xml",
        Some("jpg" | "jpeg") => "jpeg",
        Some("webp") => "webp",
        _ => "png",
    };
    ["data:image/", kind, ";base64,", &base64(bytes)].concat()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let at = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            if n <= chunk.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * n) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// A whole page, its style inside, nothing loaded from elsewhere. `kind` says which paper of the lesson it is; nothing of
/// the lesson itself.
#[must_use]
pub fn page(lesson: &Lesson, kind: &str, style: &str, body: &str) -> String {
    const STYLE: &str = "body{font:1rem/1.5 sans-serif;max-width:42rem;margin:1rem auto;padding:0 1rem}\
        table{border-collapse:collapse}td,th{border:1px solid;padding:.2rem .5rem}blockquote{border-inline-start:.3rem solid;margin:0;padding-inline-start:1rem}\
        h2,h3{break-after:avoid}.q{break-inside:avoid;margin:1.5rem 0}.n{float:inline-start;margin:0;margin-inline-end:.6em}.todo{list-style:none;padding-inline-start:1.5em}.line{border-bottom:1px solid;height:2rem}@page{margin:2cm}img{max-width:100%}\
        label,button{display:inline-block;min-height:44px;padding:.3rem}";
    let title = escape(&lesson.title);
    let mut heading = title.clone();
    let mut name = title;
    if !kind.is_empty() {
        name = [kind, ": ", &name].concat();
        // The colon stands between both, whichever way they run.
        heading = [&around(lesson, kind), ": ", &apart(lesson, &heading)].concat();
    }
    let way = if lang::is_rtl(&lesson.lang) {
        "\" dir=\"rtl"
    } else {
        ""
    };
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"");
    for piece in [
        &escape(&lesson.lang),
        way,
        "\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/><title>",
        &name,
        "</title><style>",
        STYLE,
        style,
        "</style></head><body>\n<h1>",
        &heading,
        "</h1>\n",
        body,
        "\n<p><small>",
        &apart(lesson, &escape(&lesson.authors.join(", "))),
        " · ",
        &apart(lesson, &escape(&lesson.licence)),
        " · ",
        &apart(lesson, &escape(&lesson.id)),
        "</small></p>\n</body></html>\n",
    ] {
        out.push_str(piece);
    }
    out
}
