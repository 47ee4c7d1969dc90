//! Results. The heading says how many; the address says what is shown; old results stay until new ones are here.

use std::sync::Arc;

use carrel_search::query::MOST_WORDS;
use carrel_search::state::{SearchState, Sort};
use carrel_search::union::{MOST, ORDERS};
use carrel_search::wire::{HeadingKind, Notice};
use leptos::prelude::*;

use super::union;
use crate::components::availability::as_of;
use crate::components::completions::completions;
use crate::components::constraint_list::{constraint_list, without_filters};
use crate::components::facet_panel::facet_panel;
use crate::components::note;
use crate::components::pager::pager;
use crate::components::result_list::{result_list, rows};
use crate::components::union::{choice, href};
use crate::i18n::t;
use crate::platform::el::{El, Live, el};
use crate::platform::{dom, history, intl};
use crate::routes::{heading_href, headings_href, search_href};
use crate::stores::app;
use crate::stores::search::{PAGE, Search, Shown};
use crate::words;

/// The page.
#[must_use]
pub fn page() -> Vec<El> {
    let app = app();
    let (search, shown) = (app.search, app.search.shown);
    let top = el("div").class("results-top").live(move || {
        if let Some((trouble, detail)) = &*search.failure.read() {
            let state = search.state.read_untracked();
            let mut all = Vec::new();
            // Searching this library alone may still go.
            if search.others && !state.is_empty() {
                all.push(choice(&state));
            }
            all.push(note::trouble(*trouble, detail, move || search.retry()));
            return Some(all);
        }
        match &*shown.read() {
            Some(shown) => Some(head(search, shown)),
            None if search.state.with(SearchState::is_empty) => Some(empty()),
            None => Some(Vec::new()),
        }
    });
    // Nothing to narrow: nothing found, or nothing searched; or several libraries that have not all counted. Decided with the list:
    // where filters stand above it they do not push it down later.
    let useless = move || {
        shown.with(|s| {
            s.as_ref().is_none_or(|s| {
                s.union.is_some() && s.answer.facets.is_none()
                    || s.answer.total == 0 && s.state.constraints.is_empty()
            })
        })
    };
    let side = el("div")
        .class("results-side")
        .live_attr("hidden", move || useless().then_some(""))
        .with(facet_panel(search.narrowed, app.further, dom::is_wide()));
    let list = el("div").live(move || match &*shown.read() {
        Some(shown) => {
            history::settle();
            Some(results(search, shown))
        }
        None if search.busy.get() => Some(vec![note::waiting(5)]),
        None => Some(Vec::new()),
    });
    let day = el("div").live(move || {
        let about = app.catalogue.about.read();
        if let Some(shown) = &*shown.read()
            && let Some(union) = &shown.union
        {
            return Some(vec![union::days(union)]);
        }
        Some(
            about
                .as_ref()
                .map(|about| as_of(about.snapshot))
                .into_iter()
                .collect(),
        )
    });
    let list = el("section")
        .class("results")
        .on("pointermove", move |_| search.pointed.set_value(true))
        .attr("aria-labelledby", "results-title")
        .live_attr("aria-busy", move || {
            Some(if search.busy.get() { "true" } else { "false" })
        })
        .with(list)
        .with(day);
    vec![
        el("div")
            .class("search-page")
            .with(completions(search.completions, search.state))
            .with(top)
            .with(side)
            .with(list),
    ]
}

/// Heading of a search: how many results.
#[must_use]
pub fn heading(shown: &Shown) -> String {
    let query = shown.state.query.trim();
    let part = shown.union.as_ref().filter(|union| !union.whole);
    match (shown.answer.total, query.is_empty()) {
        (0, _) if part.is_some_and(|part| part.waits) => t::loading().to_owned(),
        // What is missing may have the words: then guesses are no least.
        (n @ 1.., true) if part.is_some_and(|part| part.guess) => t::results_so_far(n),
        (n @ 1.., false) if part.is_some_and(|part| part.guess) => t::results_so_far_for(n, query),
        (n @ 1.., true) if part.is_some() => t::results_at_least(n),
        (n @ 1.., false) if part.is_some() => t::results_at_least_for(n, query),
        (0, false) => t::none_title(query),
        (0, true) => t::none_title_filters().to_owned(),
        (n, true) => t::results(n),
        (n, false) => t::results_for(n, query),
    }
}

fn title(text: &str) -> El {
    super::heading(text)
        .attr("id", "results-title")
        .attr("dir", "auto")
}

fn empty() -> Vec<El> {
    let browse = el("a")
        .attr("href", "#/browse")
        .text(t::search_empty_browse());
    vec![
        title(t::search_title()),
        el("p").text(t::search_empty()),
        el("p").with(browse),
    ]
}

fn head(search: Search, shown: &Shown) -> Vec<El> {
    let (state, answer) = (&shown.state, &shown.answer);
    let sort = (answer.total > 1).then(|| sort_menu(state));
    let mut all = vec![
        el("div")
            .class("results-head")
            .with(title(&heading(shown)))
            .maybe(sort),
    ];
    if search.others {
        all.push(choice(state));
    }
    all.extend(constraint_list(state));
    all.extend(heard(state, &answer.notices));
    if let Some(union) = &shown.union {
        all.extend(union::missing(search, union));
    }
    all
}

/// Results drawn before the first frame; the others follow right after it. Six fill a Chromebook's screen.
const AT_ONCE: usize = 6;

fn results(search: Search, shown: &Arc<Shown>) -> Vec<El> {
    let (state, answer) = (&shown.state, &shown.answer);
    if answer.total == 0 {
        if shown.union.as_ref().is_some_and(|union| union.waits) {
            return vec![note::waiting(5)];
        }
        return vec![nothing(state, search.others && !state.everywhere)];
    }
    // A reader who has scrolled must not lose the place because the page is short for a moment.
    let now = if dom::is_at_top() && !history::is_returning() {
        answer.hits.len().min(AT_ONCE)
    } else {
        answer.hits.len()
    };
    let list = result_list(&answer.hits[..now], shown.of(), state.page * PAGE);
    if now < answer.hits.len() {
        let (list, shown) = (list.clone(), shown.clone());
        dom::after_paint(move || {
            if list.is_shown() {
                let of = shown.of().get(now..).unwrap_or(&[]);
                let _ = list.all(rows(&shown.answer.hits[now..], of));
                history::settle();
            }
        });
    }
    let mut all = vec![list];
    all.extend(pager(state, shown.reach(), PAGE));
    if shown.reach() < answer.total && from_end(shown) {
        let text = t::union_most(&intl::number(MOST));
        all.push(el("p").class("soft").text(&text));
    }
    all
}

/// True on the last page that can be looked at.
fn from_end(shown: &Shown) -> bool {
    (shown.state.page + 1) * PAGE >= shown.reach()
}

fn sort_menu(state: &SearchState) -> El {
    let mut menu = el("select").attr("id", "sort");
    let mergeable = |sort| !state.everywhere || ORDERS.contains(&sort);
    for (sort, name) in Sort::ALL.into_iter().filter(|(sort, _)| mergeable(*sort)) {
        let chosen = (sort == state.sort).then_some("");
        menu = menu.with(
            el("option")
                .attr("value", name)
                .maybe_attr("selected", chosen)
                .text(words::sort(sort)),
        );
    }
    let state = state.clone();
    let menu = menu.on("change", move |event| {
        let value = dom::value_of(&event);
        if let Some((sort, _)) = Sort::ALL.into_iter().find(|(_, name)| *name == value) {
            history::go(&search_href(&SearchState {
                sort,
                page: 0,
                ..state.clone()
            }));
        }
    });
    el("p")
        .class("sort")
        .with(el("label").attr("for", "sort").text(t::sort_by()))
        .with(menu)
}

fn link(href: &str, text: &str) -> El {
    el("a").attr("href", href).attr("dir", "auto").text(text)
}

/// What the engine did to the query, each with the way back.
pub(super) fn heard(state: &SearchState, notices: &[Notice]) -> Option<El> {
    if notices.is_empty() {
        return None;
    }
    let instead = |asked: &str| {
        let exact = search_href(&SearchState {
            exact: true,
            page: 0,
            ..state.clone()
        });
        link(&exact, &t::notice_instead(asked))
    };
    let asked = |query: &str| {
        search_href(&SearchState {
            query: query.to_owned(),
            page: 0,
            exact: false,
            ..state.clone()
        })
    };
    let line = |notice: &Notice| {
        let line = el("p").attr("dir", "auto");
        match notice {
            Notice::Corrected { asked, searched } => line
                .text(&t::notice_corrected(searched))
                .text(" ")
                .with(instead(asked)),
            Notice::Guessed(n) => line
                .text(&t::notice_guessed(*n))
                .text(" ")
                .with(instead(&state.query)),
            Notice::SomeWords(words) if words.is_empty() => line.text(t::notice_most_words()),
            Notice::SomeWords(words) => line.text(&t::notice_some_words(&words.join(", "))),
            Notice::Constrained(n) => line
                .text(&t::notice_constrained(*n))
                .text(" ")
                .with(link(&without_filters(state), t::filter_remove_all())),
            Notice::DidYouMean(query) => line
                .text(t::notice_did_you_mean())
                .text(" ")
                .with(link(&asked(query), query)),
            Notice::NoIsbn(number) => line.text(&t::notice_no_isbn(number)),
            Notice::NotIsbn { number, last } if last.is_empty() => {
                line.text(&t::notice_not_isbn(number))
            }
            Notice::NotIsbn { number, last } => line.text(&t::notice_not_isbn_last(number, last)),
            Notice::Cut => line.text(&t::notice_cut(&intl::number(MOST_WORDS as u32))),
            Notice::Signs => line.text(t::notice_signs()),
            Notice::Instead(others) => {
                let mut line = line.text(t::notice_other());
                let mut before = " ";
                for other in others {
                    line = line.text(before);
                    before = " · ";
                    let href = if other.kind == HeadingKind::Subject {
                        line = line.text(t::field_subject()).text(" ");
                        heading_href(other.kind, &other.text)
                    } else {
                        // Without the filters, under which it may find nothing.
                        search_href(&SearchState {
                            query: other.text.clone(),
                            everywhere: state.everywhere,
                            ..SearchState::default()
                        })
                    };
                    line = line.with(link(&href, &other.text));
                }
                line
            }
        }
    };
    Some(
        el("div")
            .class("heard")
            .all(notices.iter().map(line).collect()),
    )
}

/// The words of a query that has a phrase, without its quotation marks.
fn without_quotes(query: &str) -> Option<String> {
    const QUOTES: [char; 3] = ['"', '“', '”'];
    let words: Vec<&str> = query.split(QUOTES).map(str::trim).collect();
    (words.len() > 1).then(|| words.join(" ").trim().to_owned())
}

/// The first letters of the longest word of a query, by which the list of subjects has a topic near it.
fn first_letters(query: &str) -> Option<&str> {
    let parts = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || c.is_ascii_digit();
    let word = query.split(parts).max_by_key(|word| word.len())?;
    let end = word
        .char_indices()
        .nth(LETTERS)
        .map_or(word.len(), |(at, _)| at);
    word.get(..end).filter(|letters| letters.len() >= LETTERS)
}

/// So many letters leave a short list.
const LETTERS: usize = 3;

/// Nothing found is a ladder: each step is more likely to find something than the one before.
fn nothing(state: &SearchState, elsewhere: bool) -> El {
    let step = |child: El| el("li").with(child);
    let mut steps = el("ol");
    if !state.constraints.is_empty() && !state.query.trim().is_empty() {
        steps = steps.with(step(link(&without_filters(state), t::none_drop_filters())));
    }
    if let Some(query) = without_quotes(&state.query) {
        let state = SearchState {
            query,
            page: 0,
            ..state.clone()
        };
        steps = steps.with(step(link(&search_href(&state), t::none_quotes())));
    }
    if elsewhere {
        steps = steps.with(step(link(&href(state, true), t::none_union())));
    }
    if let Some(letters) = first_letters(&state.query) {
        let href = headings_href(HeadingKind::Subject, letters);
        steps = steps.with(step(link(&href, &t::none_subjects(letters))));
    }
    let steps = steps
        .with(el("li").text(t::none_spelling()))
        .with(step(link("#/browse", t::none_browse())))
        .with(el("li").text(t::none_ask()));
    el("section")
        .class("note")
        .with(el("h2").text(t::none_steps()))
        .with(steps)
}
