//! One record: everything a student wants to know of a book, and where to go from it.

use carrel_core::bib::{Format, LinkKind, Role};
use carrel_core::{BibRecord, Item};
use carrel_refs::coins;
use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::{Answer, Card, RecordAnswer, Request};
use leptos::prelude::*;

use super::{heading, module_page, show};
use crate::components::alike::alike;
use crate::components::availability::{as_of, availability};
use crate::components::cover::{cover, lang};
use crate::components::note::{self, button};
use crate::components::shelf_walk::{in_series, shelf_walk};
use crate::components::spine_label::spine_label;
use crate::i18n::t;
use crate::platform::el::{El, Live, el};
use crate::platform::{dom, intl};
use crate::routes::search_href;
use crate::stores::app;
use crate::stores::catalogue::Loaded;
use crate::words;

/// Books shown as "more like this".
const ALIKE: u8 = 8;

/// The page of a record.
#[must_use]
pub fn page(id: &str) -> Vec<El> {
    let catalogue = app().catalogue;
    let id = id.to_owned();
    let of = id.clone();
    let loaded = catalogue.asked(move || Request::Record { id: of.clone() });
    let unpacked = |answer: &Answer| match answer {
        Answer::Record(Some(packed)) => packed.unpack(),
        _ => None,
    };
    vec![show(loaded, 3, move |answer| match unpacked(answer) {
        Some(record) => {
            crate::app::set_title(&record.card.title);
            dom::center_current(".shelf-walk > ol, .in-series");
            let day = catalogue
                .about
                .get_untracked()
                .map(|about| as_of(about.snapshot));
            whole(&record, day, like(&id))
        }
        None => {
            crate::app::set_title(t::no_record_title());
            let note = el("section")
                .class("note")
                .with(heading(t::no_record_title()));
            vec![
                note.with(el("p").text(t::no_record_text())).with(
                    el("a")
                        .class("button")
                        .attr("href", "#/browse")
                        .text(t::none_browse()),
                ),
            ]
        }
    })]
}

/// A part of the page under its heading.
fn section(title: &str, content: El) -> El {
    el("section")
        .class("section")
        .with(el("h2").attr("dir", "auto").text(title))
        .with(content)
}

/// A paragraph, or whatever, in its own direction.
fn auto(tag: &str, text: &str) -> El {
    el(tag).attr("dir", "auto").text(text)
}

/// More like this, once the record is shown. Where nothing fits there is nothing; what cannot be had says so.
fn like(id: &str) -> El {
    let catalogue = app().catalogue;
    let id = id.to_owned();
    let loaded = catalogue.asked(move || Request::Like {
        id: id.clone(),
        limit: ALIKE,
    });
    let row = move || match &*loaded.read() {
        Loaded::Here(answer) => match &**answer {
            Answer::Like(Some(packed)) => Some(packed.unpack_alike())
                .filter(|list| !list.is_empty())
                .map(|list| alike(&list)),
            _ => None,
        },
        Loaded::Failed(trouble, _) => Some(note::line(*trouble, move || catalogue.retry())),
        Loaded::Waiting => None,
    };
    el("div")
        .live_attr("aria-busy", move || {
            matches!(&*loaded.read(), Loaded::Waiting).then_some("true")
        })
        .live(move || {
            let row = row().map(|row| section(t::like_title(), row));
            Some(row.into_iter().collect())
        })
}

fn whole(record: &RecordAnswer, day: Option<El>, like: El) -> Vec<El> {
    let (card, bib) = (&record.card, &record.bib);
    let mut main = el("div")
        .class("record-main")
        .with(title(card, bib))
        .maybe(names(bib))
        .all(find(record, day));
    if let Some(summary) = &bib.summary {
        let heading = el("h2").class("visually-hidden").text(t::summary());
        main = main.with(
            el("section")
                .with(heading)
                .with(auto("p", summary).class("record-summary")),
        );
    }
    let subjects = bib
        .subjects
        .iter()
        .map(carrel_core::bib::Subject::heading)
        .collect();
    let main = main
        .maybe(tags(Facet::Subject, subjects, t::subjects()))
        .maybe(tags(Facet::Genre, bib.genres.clone(), t::genres()));
    let mut all = vec![
        el("article")
            .class("record")
            .with(el("div").class("record-cover").with(cover(card)))
            .with(main),
    ];
    all.extend(copies(&record.items));
    for series in &record.in_series {
        all.push(section(
            &t::series_heading(&series.title),
            in_series(&series.books, &card.id),
        ));
    }
    if !record.before.is_empty() || !record.after.is_empty() {
        all.push(section(
            t::neighbours(),
            shelf_walk(&record.before, card, &record.after),
        ));
    }
    all.push(like);
    if !bib.contents.is_empty() {
        let notes = bib.contents.iter().map(|text| auto("p", text)).collect();
        all.push(section(
            t::contents(),
            el("div").class("measure stack").all(notes),
        ));
    }
    all.push(section(t::facts(), facts(record)));
    all.extend(for_machines(bib, &record.items));
    all
}

/// What reference managers (COinS) and search engines (schema.org) read; nobody sees it.
fn for_machines(bib: &BibRecord, items: &[Item]) -> [El; 2] {
    dom::after_frame(carrel_web::dom::tell_reference_managers);
    [
        el("span")
            .class("Z3988")
            .attr("title", &coins::coins(bib))
            .attr("hidden", ""),
        el("script")
            .attr("type", "application/ld+json")
            .text(&coins::schema(bib, items)),
    ]
}

fn title(card: &Card, bib: &BibRecord) -> El {
    let lang = lang(&card.language);
    let part = |class: &str, text: &Option<String>| {
        text.as_ref()
            .map(|text| auto("span", text).class(class).maybe_attr("lang", lang))
    };
    heading(&card.title)
        .attr("dir", "auto")
        .maybe_attr("lang", lang)
        .text(" ")
        .maybe(part("record-sub", &bib.title.remainder))
        .maybe(part("record-native", &bib.title.vernacular))
}

/// A link to everything that has this value of a facet.
fn facet_link(facet: Facet, value: &str, text: &str) -> El {
    auto("a", text).attr(
        "href",
        &search_href(&SearchState::default().toggled(facet, value)),
    )
}

fn names(bib: &BibRecord) -> Option<El> {
    if bib.contributors.is_empty() {
        return None;
    }
    let mut list = el("ul").class("record-names");
    for c in &bib.contributors {
        let mut row = el("li")
            .with(facet_link(
                Facet::Author,
                &c.name,
                &words::person(&c.name, c.role),
            ))
            .text(" ");
        if let Some(native) = &c.vernacular {
            row = row.with(auto("span", native)).text(" ");
        }
        if c.role != Role::Author {
            row = row.with(el("span").class("soft small").text(words::role(c.role)));
        }
        list = list.with(row);
    }
    Some(list)
}

/// Where it stands, whether it is there, and what can be done with it here.
fn find(record: &RecordAnswer, day: Option<El>) -> Vec<El> {
    let card = &record.card;
    let day = day.filter(|_| card.copies > 0);
    let read = card.ebook.as_ref().map(|url| {
        // What is read stands first among the formats; of the rest, films are seen and recordings heard.
        let words = if record.bib.format <= Format::Ebook {
            t::read_ebook()
        } else {
            t::open_online()
        };
        let link = outside(url, words)
            .class("button")
            .attr("data-kind", "main");
        el("div").with(link).with(
            el("span")
                .class("small soft")
                .text(&t::opens_other_site(host(url))),
        )
    });
    let citing = RwSignal::new(false);
    let cite = button(t::cite(), move || citing.update(|open| *open = !*open))
        .attr("aria-controls", "cite")
        .live_attr("aria-expanded", move || {
            Some(if citing.get() { "true" } else { "false" })
        });
    let find = el("section")
        .class("record-find")
        .with(el("h2").class("visually-hidden").text(t::find_it()))
        .maybe(spine_label(
            card.call_number.as_deref(),
            card.shelf.as_deref(),
            "large",
        ))
        .with(
            el("div")
                .with(el("p").with(availability(words::availability(card))))
                .maybe(day),
        )
        .maybe(read)
        .with(
            el("div")
                .class("cluster")
                .attr("data-screen", "")
                .with(cite)
                .with(button(t::print(), dom::print)),
        );
    // Once it was opened, the module stays: its style and page number are still there when it is opened again.
    let opened = Memo::new(move |before: Option<&bool>| before == Some(&true) || citing.get());
    let bytes = postcard::to_allocvec(&record.bib).unwrap_or_default();
    let place = el("div")
        .attr("id", "cite")
        .live_attr("hidden", move || (!citing.get()).then_some(""))
        .live(move || {
            opened
                .get()
                .then(|| vec![module_page::place("cite", Some(bytes.clone()))])
        });
    vec![find, place]
}

/// A link that leaves the catalogue.
fn outside(url: &str, text: &str) -> El {
    auto("a", text)
        .attr("href", url)
        .attr("rel", "noopener noreferrer external")
}

/// Place, publisher and date.
fn published(bib: &BibRecord) -> String {
    let publication = &bib.publication;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let year = publication.year.map(|year| year.to_string());
    let date = publication.date_text.clone().or(year).unwrap_or_default();
    join(
        &[text(&publication.place), text(&publication.publisher), date],
        ", ",
    )
}

/// Joins what is not empty.
fn join(parts: &[String], between: &str) -> String {
    let mut out = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push_str(between);
        }
        out.push_str(part);
    }
    out
}

/// The name of another site in an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest
        .bytes()
        .position(|b| matches!(b, b'/' | b'?' | b'#' | b':'))
        .unwrap_or(rest.len());
    rest[..end].trim_start_matches("www.")
}

fn tags(facet: Facet, mut values: Vec<String>, label: &str) -> Option<El> {
    if values.is_empty() {
        return None;
    }
    values.dedup();
    let links = values
        .iter()
        .map(|value| el("li").with(facet_link(facet, value, &words::heading(value))))
        .collect();
    let heading = el("h2").class("visually-hidden").text(label);
    Some(
        el("section")
            .class("stack")
            .with(heading)
            .with(el("ul").class("tags").all(links)),
    )
}

fn copies(items: &[Item]) -> Option<El> {
    // The box above says where the only copy is.
    if items.len() < 2 && items.iter().all(|i| i.note.is_none() && i.volume.is_none()) {
        return None;
    }
    let mut rows = el("tbody");
    for item in items {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let part = item
            .volume
            .clone()
            .or_else(|| item.copy.as_deref().map(t::copy_number))
            .unwrap_or_default();
        let place = auto("td", &join(&[text(&item.site), text(&item.shelf)], " – "))
            .with(el("span").class("soft small").text(" ").text(&part))
            .maybe(
                item.note
                    .as_ref()
                    .map(|note| auto("p", note).class("small soft")),
            );
        let row = el("tr")
            .with(place)
            .with(
                el("td")
                    .class("number")
                    .text(item.call_number.as_deref().unwrap_or("")),
            )
            .with(el("td").with(availability(words::status(item))))
            .with(el("td").class("number soft").text(&item.barcode));
        rows = rows.with(row);
    }
    let mut head = el("tr");
    for label in [
        t::copy_place(),
        t::copy_call(),
        t::copy_status(),
        t::copy_barcode(),
    ] {
        head = head.with(el("th").attr("scope", "col").text(label));
    }
    let table = el("table").with(el("thead").with(head)).with(rows);
    let scroll = el("div")
        .class("scroll-table copies")
        .attr("role", "region")
        .attr("aria-label", t::copies())
        .attr("tabindex", "0")
        .with(table);
    Some(section(t::copies(), scroll))
}

/// The list of details: a row for what the record says, none for what it does not.
struct Facts(El);

impl Facts {
    fn row(&mut self, label: &str, values: Vec<El>) {
        if !values.is_empty() {
            let row = el("div").with(el("dt").text(label)).all(values);
            self.0 = self.0.clone().with(row);
        }
    }

    fn texts<'a>(&mut self, label: &str, values: impl IntoIterator<Item = &'a String>) {
        self.row(
            label,
            values
                .into_iter()
                .filter(|v| !v.is_empty())
                .map(|v| auto("dd", v))
                .collect(),
        );
    }
}

fn facts(record: &RecordAnswer) -> El {
    let bib = &record.bib;
    let mut facts = Facts(el("dl").class("facts"));
    let level = |level: &carrel_core::bib::ReadingLevel| {
        let mark = if level.guessed {
            t::level_sample()
        } else {
            t::level_stated()
        };
        auto("dd", &words::measure(&level.measure))
            .text(" ")
            .with(el("span").class("mark").text(mark))
    };
    facts.row(t::level(), bib.levels.iter().map(level).collect());
    let made_for: Vec<String> = bib
        .interest
        .map(words::grades)
        .into_iter()
        .chain(bib.audience.map(|a| words::audience(a).to_owned()))
        .collect();
    facts.texts(t::interest(), &made_for);
    facts.texts(t::kind(), &[words::format(bib.format).to_owned()]);
    let languages: Vec<String> = bib
        .languages
        .iter()
        .map(|code| intl::language_name(code))
        .collect();
    facts.texts(t::language(), &languages);
    let series = |series: &carrel_core::bib::Series| {
        let text = words::series(&series.title, series.number.as_deref());
        el("dd").with(facet_link(Facet::Series, &series.title, &text))
    };
    facts.row(t::browse_series(), bib.series.iter().map(series).collect());
    facts.texts(t::other_titles(), &bib.title.others);
    facts.texts(t::published(), &[published(bib)]);
    facts.texts(t::edition(), &bib.edition);
    facts.texts(t::extent(), &bib.extent);
    facts.texts(t::awards(), &bib.awards);
    facts.texts(t::objectives(), &bib.objectives);
    facts.texts(t::notes(), &bib.notes);
    let isbns: Vec<String> = bib.isbns.iter().map(ToString::to_string).collect();
    facts.texts(t::isbn(), &isbns);
    facts.texts(t::issn(), &bib.issn);
    let mut links = Vec::new();
    for link in &bib.links {
        if link.kind != LinkKind::Cover && Some(&link.url) != record.card.ebook.as_ref() {
            let there = t::opens_other_site(host(&link.url));
            let text = link.label.as_deref().unwrap_or_else(|| host(&link.url));
            links.push(
                el("dd")
                    .with(outside(&link.url, text))
                    .text(" ")
                    .with(el("span").class("small soft").text(&there)),
            );
        }
    }
    facts.row(t::links(), links);
    facts.texts(t::record_number(), [&bib.id]);
    facts.0
}
