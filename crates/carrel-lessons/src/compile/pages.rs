//! The invented web: `web/*.page.md` and `web/search.toml`.

use super::File;
use super::fault::{Faults, meant};
use super::head::{self, Head};
use super::markdown::{self, Marks, Names};
use super::source::{Source, Text};
use crate::rich;
use crate::web::{Ad, Find, Looks, Page, Truth, Web};

/// What a page says of itself, before links are resolved.
pub(crate) struct PageHead {
    pub(crate) url: String,
    pub(crate) date: String,
    pub(crate) snippet: String,
}

/// The sources of an invented web.
pub(crate) struct WebSources {
    pub(crate) pages: Vec<(String, Source)>,
    search: Option<Source>,
}

impl WebSources {
    /// The files below `folder`, which ends in a slash.
    pub(crate) fn of(files: &[File<'_>], folder: &str) -> Self {
        let mut pages = Vec::new();
        let mut search = None;
        for file in files {
            let Some(name) = file.path.strip_prefix(folder) else {
                continue;
            };
            if let Some(name) = name.strip_suffix(".page.md") {
                pages.push((name.to_owned(), Source::new(file.path, file.bytes)));
            } else if name == "search.toml" {
                search = Some(Source::new(file.path, file.bytes));
            }
        }
        pages.sort_by(|a, b| a.0.cmp(&b.0));
        Self { pages, search }
    }

    /// Heads first, because pages link to each other; then bodies.
    pub(crate) fn read(
        &self,
        assets: &[String],
        faults: &mut Faults,
    ) -> (Web, Vec<PageHead>, Vec<(String, String)>) {
        let mut web = Web::default();
        let mut bodies = Vec::new();
        let mut talks = Vec::new();
        for (name, source) in &self.pages {
            faults.encoding(source);
            let (head, body) = head::split(source, faults);
            let (page, talk) = read_head(name, source, &head, faults);
            if !super::is_id(name) {
                faults.error(
                    "bad-id",
                    source,
                    0,
                    format!("`{name}` is not a name for a page"),
                    "Small letters, digits and hyphens.",
                );
            }
            if let Some(twin) = web
                .pages
                .iter()
                .find(|p| p.url == page.url && !p.url.is_empty())
            {
                faults.error(
                    "duplicate-id",
                    source,
                    head.start(),
                    format!("`{}` has the same address", twin.name),
                    "",
                );
            }
            talks.push(talk);
            bodies.push(body);
            web.pages.push(page);
        }
        let names: Vec<(String, String)> = web
            .pages
            .iter()
            .map(|page| (page.name.clone(), page.url.clone()))
            .collect();
        for (n, (_, source)) in self.pages.iter().enumerate() {
            let mut text = Text::default();
            for (at, line) in source.lines(bodies[n]) {
                text.line(line, at);
            }
            let cx = Names {
                source,
                glossary: &[],
                assets,
                pages: &names,
                web: true,
            };
            let page = &mut web.pages[n];
            page.body = markdown::blocks(&text, Marks::Parts, &cx, faults);
            if page.body.is_empty() {
                faults.error(
                    "unknown-page",
                    source,
                    bodies[n],
                    "the page is empty",
                    "Write what stands on it below the header.",
                );
            }
            if page.snippet.is_empty() {
                page.snippet = first_sentence(&rich::plain(&without_headings(&page.body)));
            }
            if let Some((talk, at)) = &talks[n] {
                page.talk = place(talk, *at, source, &names, faults);
            }
        }
        if let Some(source) = &self.search {
            faults.encoding(source);
            read_search(source, &names, &mut web, faults);
        }
        if web.engine.is_empty() {
            "Search".clone_into(&mut web.engine);
        }
        let heads = web
            .pages
            .iter()
            .map(|page| PageHead {
                url: page.url.clone(),
                date: page.date.clone(),
                snippet: page.snippet.clone(),
            })
            .collect();
        (web, heads, names)
    }
}

fn read_head(
    name: &str,
    source: &Source,
    head: &Head<'_>,
    faults: &mut Faults,
) -> (Page, Option<(String, usize)>) {
    head.only(
        &[
            "url", "title", "owner", "site", "looks", "date", "author", "truth", "snippet", "talk",
        ],
        faults,
    );
    let (url, at) = head.needed("url", "\"name.example/page\"", faults);
    if !url.is_empty() && !is_example(&url) {
        faults.error(
            "outside-web",
            source,
            at,
            format!("expected an invented address, found `{url}`"),
            "Its host ends in .example, without https:// in front: name.example/page",
        );
    }
    let (title, _) = head.needed("title", "\"What stands in the title bar\"", faults);
    let (owner, _) = head.needed("owner", "\"Who is really behind it\"", faults);
    let site = head
        .text("site", faults)
        .map_or_else(|| host(&url).to_owned(), |(site, _)| site);
    let looks = match head.text("looks", faults) {
        Some((word, at)) => {
            let found = Looks::ALL.iter().find(|(w, _)| *w == word);
            if found.is_none() {
                let known: Vec<&str> = Looks::ALL.iter().map(|(w, _)| *w).collect();
                faults.error(
                    "header-wrong-type",
                    source,
                    at,
                    format!("a page cannot look like `{word}`"),
                    meant(&word, &known),
                );
            }
            found.map_or(Looks::Blog, |(_, looks)| *looks)
        }
        None => Looks::Blog,
    };
    let truth = match head.text("truth", faults) {
        Some((word, at)) => match word.as_str() {
            "sound" => Truth::Sound,
            "unsound" => Truth::Unsound,
            "mixed" => Truth::Mixed,
            _ => {
                faults.error(
                    "header-wrong-type",
                    source,
                    at,
                    format!("`truth`: found `{word}`"),
                    "It is sound, unsound or mixed.",
                );
                Truth::Mixed
            }
        },
        None => {
            faults.error(
                "header-missing-line",
                source,
                head.start(),
                "the header has no `truth`",
                "Add: truth = \"sound\" (or unsound, or mixed). Students do not see it.",
            );
            Truth::Mixed
        }
    };
    let date = match head.text("date", faults) {
        Some((date, at)) => {
            if carrel_core::date::CalendarDate::parse(&date).is_none() {
                faults.error(
                    "header-wrong-type",
                    source,
                    at,
                    format!("`date`: expected a day, found `{date}`"),
                    "Such as 2026-02-11; leave the line out for a page without a date.",
                );
            }
            date
        }
        None => String::new(),
    };
    let mut text = |key: &str| head.text(key, faults).map_or_else(String::new, |(t, _)| t);
    let (author, snippet) = (text("author"), text("snippet"));
    let page = Page {
        name: name.to_owned(),
        url,
        title,
        owner,
        site,
        looks,
        date,
        author,
        truth,
        snippet,
        talk: None,
        body: Vec::new(),
    };
    (page, head.text("talk", faults))
}

fn read_search(source: &Source, names: &[(String, String)], web: &mut Web, faults: &mut Faults) {
    let head = Head::file(source, faults);
    head.only(&["engine", "find", "ad"], faults);
    if let Some((engine, _)) = head.text("engine", faults) {
        web.engine = engine;
    }
    let lower =
        |words: Vec<(String, usize)>| words.into_iter().map(|(w, _)| w.to_lowercase()).collect();
    for find in head.tables("find", faults) {
        find.only(&["words", "pages"], faults);
        let words = lower(find.texts("words", faults));
        let pages = find
            .texts("pages", faults)
            .into_iter()
            .filter_map(|(name, at)| place(&name, at, source, names, faults))
            .collect();
        web.finds.push(Find { words, pages });
    }
    for ad in head.tables("ad", faults) {
        ad.only(&["words", "page", "title", "text"], faults);
        let words = lower(ad.texts("words", faults));
        let (name, at) = ad.needed("page", "\"name-of-a-page\"", faults);
        let (title, _) = ad.needed("title", "\"What it says\"", faults);
        let text = ad.text("text", faults).map(|(t, _)| t).unwrap_or_default();
        if let Some(page) = place(&name, at, source, names, faults) {
            web.ads.push(Ad {
                words,
                page,
                title,
                text,
            });
        }
    }
}

fn place(
    name: &str,
    at: usize,
    source: &Source,
    names: &[(String, String)],
    faults: &mut Faults,
) -> Option<u16> {
    let place = names.iter().position(|(known, _)| known == name);
    if place.is_none() {
        let known: Vec<&str> = names.iter().map(|(n, _)| n.as_str()).collect();
        faults.error(
            "unknown-page",
            source,
            at,
            format!("there is no page `{name}`"),
            meant(name, &known),
        );
    }
    place.and_then(|place| u16::try_from(place).ok())
}

fn host(url: &str) -> &str {
    url.split(['/', '?']).next().unwrap_or("")
}

/// Whether an address is invented: its host ends in `.example`, and there is no scheme.
pub(crate) fn is_example(url: &str) -> bool {
    let host = host(url);
    host.ends_with(".example")
        && host.len() > 8
        && host
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.')
        && !url.contains(char::is_whitespace)
}

fn without_headings(blocks: &[rich::Block]) -> Vec<rich::Block> {
    let heading = |block: &rich::Block| match block {
        rich::Block::Heading(..) | rich::Block::Ad(_) => true,
        rich::Block::Part(_, inner) => {
            matches!(inner.first(), Some(rich::Block::Heading(..)))
        }
        _ => false,
    };
    blocks.iter().filter(|b| !heading(b)).cloned().collect()
}

fn first_sentence(text: &str) -> String {
    let end = text
        .char_indices()
        .find(|(at, c)| matches!(c, '.' | '!' | '?') && text[at + 1..].starts_with(' '))
        .map_or(text.len(), |(at, _)| at + 1);
    text[..end].chars().take(160).collect()
}
