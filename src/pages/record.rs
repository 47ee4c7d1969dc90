//! One record: everything a student wants to know of a book, and where to go from it.

use std::sync::Arc;

use carrel_core::bib::{LinkKind, Role};
use carrel_core::{BibRecord, Item};
use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::{Answer, Card, RecordAnswer, Request};
use leptos::prelude::*;

use super::show;
use crate::components::availability::{as_of, availability};
use crate::components::cover::{cover, lang};
use crate::components::shelf_walk::{in_series, shelf_walk};
use crate::components::spine_label::spine_label;
use crate::i18n::t;
use crate::platform::{dom, history, intl};
use crate::routes::search_href;
use crate::stores::app;
use crate::words;

/// The page of a record.
pub fn page(id: String) -> AnyView {
    let catalogue = app().catalogue;
    let loaded = catalogue.asked(
        move || Request::Record { id: id.clone() },
        |answer| match answer {
            Answer::Record(record) => Some(record.map(|r| Arc::new(*r))),
            _ => None,
        },
    );
    show(
        loaded,
        3,
        move |record: Option<Arc<RecordAnswer>>| match record {
            Some(record) => {
                crate::app::set_title(&record.card.title);
                history::settle();
            dom::center_current(".shelf-walk > ol, .in-series");
                let day = catalogue
                    .about
                    .get_untracked()
                    .map(|about| as_of(about.snapshot));
                whole(&record, day)
            }
            None => {
                history::settle();
                view! {
                    <section class="note">
                        <h1 tabindex="-1">{t::no_record_title()}</h1>
                        <p>{t::no_record_text()}</p>
                    </section>
                }
                .into_any()
            }
        },
    )
}

fn whole(record: &RecordAnswer, day: Option<AnyView>) -> AnyView {
    let (card, bib) = (&record.card, &record.bib);
    let summary = bib.summary.clone().map(|text| {
        view! { <section><h2 class="visually-hidden">{t::summary()}</h2><p class="record-summary" dir="auto">{text}</p></section> }
    });
    let contents = (!bib.contents.is_empty()).then(|| {
        let notes = paragraphs(&bib.contents);
        view! { <section class="section"><h2>{t::contents()}</h2><div class="measure stack">{notes}</div></section> }
    });
    let series = (record.in_series.len() > 1).then(|| {
        let name = card.series.as_ref().map_or("", |(name, _)| name.as_str());
        view! { <section class="section"><h2 dir="auto">{t::series_heading(name)}</h2>{in_series(&record.in_series, &card.id)}</section> }
    });
    let shelf = (!record.before.is_empty() || !record.after.is_empty()).then(|| {
        view! { <section class="section"><h2>{t::neighbours()}</h2>{shelf_walk(&record.before, card, &record.after)}</section> }
    });
    view! {
        <article class="record">
            <div class="record-cover">{cover(card)}</div>
            <div class="record-main">
                {title(card, bib)}
                {names(bib)}
                {find(record, day)}
                {summary}
                {tags(bib)}
            </div>
        </article>
        {copies(&record.items)}
        {series}
        {shelf}
        {contents}
        {facts(record)}
    }
    .into_any()
}

fn title(card: &Card, bib: &BibRecord) -> AnyView {
    let sub = bib
        .title
        .remainder
        .clone()
        .map(|text| view! { <span class="record-sub" dir="auto">{text}</span> });
    let native =
        bib.title.vernacular.clone().map(
            |text| view! { <span class="record-native" dir="auto" lang=lang(card)>{text}</span> },
        );
    view! { <h1 tabindex="-1" dir="auto" lang=lang(card)>{card.title.clone()} {sub} {native}</h1> }
        .into_any()
}

fn names(bib: &BibRecord) -> Option<AnyView> {
    let list: Vec<AnyView> = bib
        .contributors
        .iter()
        .map(|c| {
            let href = search_href(&SearchState::default().toggled(Facet::Author, &c.name));
            let role = (c.role != Role::Author).then(|| view! { <span class="soft small">{words::role(c.role)}</span> });
            let native = c.vernacular.clone().map(|name| view! { <span dir="auto">{name}</span> });
            view! { <li><a href=href dir="auto">{words::person(&c.name, c.role)}</a> {native} {role}</li> }.into_any()
        })
        .collect();
    (!list.is_empty()).then(|| view! { <ul class="record-names">{list}</ul> }.into_any())
}

/// Where it stands, whether it is there, and what can be done with it here.
fn find(record: &RecordAnswer, day: Option<AnyView>) -> AnyView {
    let card = &record.card;
    let (code, text) = words::availability(card);
    let read = card.ebook.clone().map(|url| {
        let host = host(&url).to_owned();
        view! {
            <div>
                <a class="button" data-kind="main" href=url rel="noopener noreferrer external">{t::read_ebook()}</a>
                <span class="small soft">{t::opens_other_site(&host)}</span>
            </div>
        }
    });
    let day = (card.copies > 0).then_some(day);
    let citing = RwSignal::new(false);
    let facts = citation_facts(record);
    let cite = move || {
        citing.get().then(|| {
            view! { <div class="note" id="cite" data-kind="news"><p>{t::cite_soon()}</p><p dir="auto">{facts.clone()}</p></div> }
        })
    };
    view! {
        <section class="record-find">
            <h2 class="visually-hidden">{t::find_it()}</h2>
            {spine_label(card.call_number.as_deref(), card.shelf.as_deref(), "large")}
            <div>
                <p>{availability(code, text)}</p>
                {day}
            </div>
            {read}
            <div class="cluster" data-screen="">
                <button type="button" aria-expanded=move || if citing.get() { "true" } else { "false" } aria-controls="cite"
                    on:click=move |_| citing.update(|open| *open = !*open)>{t::cite()}</button>
                <button type="button" on:click=|_| dom::print()>{t::print()}</button>
            </div>
        </section>
        {cite}
    }
    .into_any()
}

/// What a citation needs, in one line: the citation helper is a later module.
fn citation_facts(record: &RecordAnswer) -> String {
    let bib = &record.bib;
    let names: Vec<&str> = bib
        .contributors
        .iter()
        .filter(|c| c.role == Role::Author)
        .map(|c| c.name.as_str())
        .collect();
    let published = [
        bib.publication.place.as_deref(),
        bib.publication.publisher.as_deref(),
    ];
    let year = bib.publication.year.map(|y| y.to_string());
    let full = match &bib.title.remainder {
        Some(sub) => format!("{}: {sub}", record.card.title),
        None => record.card.title.clone(),
    };
    let parts = [Some(names.join("; ")), Some(full), bib.edition.clone()];
    let mut out: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
    let place: Vec<&str> = published
        .into_iter()
        .flatten()
        .chain(year.as_deref())
        .collect();
    if !place.is_empty() {
        out.push(place.join(", "));
    }
    out.join(". ")
}

/// The name of another site in an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#', ':'])
        .next()
        .unwrap_or(rest)
        .trim_start_matches("www.")
}

fn tags(bib: &BibRecord) -> Option<AnyView> {
    let list = |facet: Facet, values: Vec<String>, label: &'static str| {
        (!values.is_empty()).then(|| {
            let links: Vec<AnyView> = values
                .into_iter()
                .map(|value| {
                    let href = search_href(&SearchState::default().toggled(facet, &value));
                    view! { <li><a href=href dir="auto">{words::heading(&value)}</a></li> }.into_any()
                })
                .collect();
            view! { <section class="stack"><h2 class="visually-hidden">{label}</h2><ul class="tags">{links}</ul></section> }.into_any()
        })
    };
    let mut headings: Vec<String> = Vec::new();
    for heading in bib.subjects.iter().map(carrel_core::bib::Subject::heading) {
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    let subjects = list(Facet::Subject, headings, t::subjects());
    let genres = list(Facet::Genre, bib.genres.clone(), t::genres());
    (subjects.is_some() || genres.is_some()).then(|| view! { {subjects} {genres} }.into_any())
}

fn copies(items: &[Item]) -> Option<AnyView> {
    // One copy is all said in the box above.
    if items.len() < 2 {
        return None;
    }
    let rows: Vec<AnyView> = items
        .iter()
        .map(|item| {
            let (code, text) = words::status(item);
            let place = [item.site.as_deref(), item.shelf.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" – ");
            let part = item.volume.clone().or_else(|| item.copy.as_deref().map(t::copy_number));
            let note = item.note.clone().map(|note| view! { <p class="small soft" dir="auto">{note}</p> });
            view! {
                <tr>
                    <td dir="auto">{place} {part.map(|p| view! { <span class="soft small">" " {p}</span> })} {note}</td>
                    <td class="number">{item.call_number.clone()}</td>
                    <td>{availability(code, text)}</td>
                    <td class="number soft">{item.barcode.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    Some(
        view! {
            <section class="section">
                <h2 id="copies">{t::copies()}</h2>
                <div class="scroll-table copies" role="region" aria-labelledby="copies" tabindex="0">
                    <table>
                        <thead><tr>
                            <th scope="col">{t::copy_place()}</th><th scope="col">{t::copy_call()}</th>
                            <th scope="col">{t::copy_status()}</th><th scope="col">{t::copy_barcode()}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any(),
    )
}

fn paragraphs(texts: &[String]) -> Vec<AnyView> {
    texts
        .iter()
        .map(|text| view! { <p dir="auto">{text.clone()}</p> }.into_any())
        .collect()
}

/// The list of details: a row for what the record says, none for what it does not.
fn facts(record: &RecordAnswer) -> AnyView {
    let bib = &record.bib;
    let mut rows: Vec<AnyView> = Vec::new();
    let mut row = |label: &'static str, values: Vec<AnyView>| {
        if !values.is_empty() {
            let values: Vec<_> = values
                .into_iter()
                .map(|value| view! { <dd dir="auto">{value}</dd> })
                .collect();
            rows.push(view! { <div><dt>{label}</dt>{values}</div> }.into_any());
        }
    };
    let texts = |values: Vec<String>| -> Vec<AnyView> {
        values.into_iter().map(|v| v.into_any()).collect()
    };
    let levels = bib.levels.iter().map(|level| {
        let mark = if level.guessed {
            t::level_sample()
        } else {
            t::level_stated()
        };
        view! { {words::measure(&level.measure)} " " <span class="mark">{mark}</span> }.into_any()
    });
    row(t::level(), levels.collect());
    let made_for = bib
        .interest
        .map(words::grades)
        .into_iter()
        .chain(bib.audience.map(|a| words::audience(a).to_owned()));
    row(t::interest(), texts(made_for.collect()));
    row(t::kind(), texts(vec![words::format(bib.format).to_owned()]));
    row(
        t::language(),
        texts(
            bib.languages
                .iter()
                .map(|code| intl::language_name(code))
                .collect(),
        ),
    );
    let series = bib.series.iter().map(|series| {
        let href = search_href(&SearchState::default().toggled(Facet::Series, &series.title));
        let text = match &series.number {
            Some(number) => t::series_number(&series.title, number),
            None => series.title.clone(),
        };
        view! { <a href=href>{text}</a> }.into_any()
    });
    row(t::browse_series(), series.collect());
    row(t::other_titles(), texts(bib.title.others.clone()));
    let published = [
        bib.publication.place.clone(),
        bib.publication.publisher.clone(),
        bib.publication
            .date_text
            .clone()
            .or(bib.publication.year.map(|y| y.to_string())),
    ];
    let published: Vec<String> = published.into_iter().flatten().collect();
    row(
        t::published(),
        texts(if published.is_empty() {
            Vec::new()
        } else {
            vec![published.join(", ")]
        }),
    );
    row(
        t::edition(),
        texts(bib.edition.clone().into_iter().collect()),
    );
    row(t::extent(), texts(bib.extent.clone().into_iter().collect()));
    row(t::awards(), texts(bib.awards.clone()));
    row(t::objectives(), texts(bib.objectives.clone()));
    row(t::notes(), texts(bib.notes.clone()));
    row(
        t::isbn(),
        texts(bib.isbns.iter().map(ToString::to_string).collect()),
    );
    row(t::issn(), texts(bib.issn.clone().into_iter().collect()));
    let links = bib.links.iter().filter(|link| link.kind != LinkKind::Cover && Some(&link.url) != record.card.ebook.as_ref()).map(|link| {
        let label = link.label.clone().unwrap_or_else(|| host(&link.url).to_owned());
        let host = t::opens_other_site(host(&link.url));
        view! { <a href=link.url.clone() rel="noopener noreferrer external">{label}</a> " " <span class="small soft">{host}</span> }.into_any()
    });
    row(t::links(), links.collect());
    row(t::record_number(), texts(vec![bib.id.clone()]));
    view! { <section class="section"><h2>{t::facts()}</h2><dl class="facts">{rows}</dl></section> }
        .into_any()
}
