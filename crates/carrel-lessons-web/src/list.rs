//! The list of lessons: what each is about, how long it takes, what was done of it, and what is due for review.

use std::rc::Rc;

use carrel_lessons::bundle::{Entry, Index};
use carrel_lessons::lang;
use carrel_lessons::player::Progress;
use carrel_lessons::review::is_due;
use carrel_web::el::{El, button, el};
use carrel_web::{js, pieces, words};

use crate::session::{REVIEW, Session};
use crate::{due, join, t, tools, work};

/// A card a lesson, and whether any question is due for review.
pub(crate) async fn cards(session: &Session, index: &Index) -> (Vec<El>, bool) {
    let (language, today) = (session.app().language(), js::today());
    let mut cards = Vec::new();
    let mut any = false;
    // Asked for all at once: one after the other they took as long as all the rest.
    let asked = |(entry, others): (_, _)| {
        let entry: &Entry = entry;
        (session.store().progress(&entry.id), entry, others)
    };
    let lessons: Vec<_> = index.listed(&language).into_iter().map(asked).collect();
    for (saved, entry, others) in lessons {
        let saved = saved.await;
        let progress = saved.as_deref().and_then(Progress::decode);
        let cards_of = progress.iter().flat_map(|progress| &progress.cards);
        any |= cards_of.into_iter().any(|card| is_due(card, today));
        cards.push(card(entry, &others, progress.as_ref()));
    }
    (cards, any)
}

/// Shows the list, unless the reader has gone on meanwhile; what is due for review comes when it is known.
pub async fn show(session: &Rc<Session>, turn: u32, index: &Rc<Index>) {
    let review = el("div").class("due");
    let (cards, any) = cards(session, index).await;
    // Reading all that takes a while: the reader may be in a lesson by now.
    if !session.is_turn(turn) {
        return;
    }
    let (keeps, taken) = (session.store().keeps(), session.clone());
    session.fill(vec![
        el("div")
            .class("lessons")
            .with(el("p").class("lead").text(t::list_lead()))
            .maybe((!keeps).then(|| el("p").class("note").text(t::cannot_keep())))
            .with(join::line(session))
            .with(review.clone())
            .with(el("ul").class("lesson-list").all(cards))
            .with(tools::opened("work", t::work_title(), move || {
                work::panel(&taken)
            })),
    ]);
    // Who did no lesson some days ago needs nothing of this.
    if !any || pieces::come(REVIEW).await.is_err() {
        return;
    }
    let due = due::all(session.clone()).await;
    let count: usize = due.iter().map(|(_, ids)| ids.len()).sum();
    if count > 0 && session.is_turn(turn) && review.is_shown() {
        session.queue.replace(due);
        let go = session.clone();
        review.fill(vec![
            el("h2").text(t::review_due()),
            el("p").text(&t::review_count(u32::try_from(count).unwrap_or(u32::MAX))),
            button(t::review_start(), move || go.app().go("#/lessons/review"))
                .attr("data-kind", "main"),
        ]);
    }
}

fn card(entry: &Entry, others: &[&Entry], progress: Option<&Progress>) -> El {
    let address = |entry: &Entry| ["#/lessons/", &entry.slug].concat();
    let (first, last) = entry.grades;
    let state = match progress {
        Some(p) if p.ended.is_some() => Some(("done", t::state_done())),
        Some(p) if !p.attempts.is_empty() || p.step > 0 => Some(("begun", t::state_begun())),
        _ => None,
    };
    let others = others
        .iter()
        .map(|other| {
            el("a")
                .attr("href", &[&address(other), "?lang=", &other.lang].concat())
                .attr("lang", &other.lang)
                .attr("dir", lang::direction(&other.lang))
                .attr("hreflang", &other.lang)
                .text(match other.lang.as_str() {
                    "es" => "En español",
                    "en" => "In English",
                    // Its title is in it.
                    _ => &other.title,
                })
        })
        .collect();
    el("li")
        .class("lesson-card")
        .maybe_attr("data-state", state.map(|s| s.0))
        .with(
            el("h2").with(
                el("a")
                    .attr("href", &address(entry))
                    .attr("lang", &entry.lang)
                    .attr("dir", lang::direction(&entry.lang))
                    .text(&entry.title),
            ),
        )
        .with(
            el("p")
                .attr("lang", &entry.lang)
                .attr("dir", lang::direction(&entry.lang))
                .text(&entry.summary),
        )
        .with(
            el("p")
                .class("lesson-facts")
                .with(el("span").text(&t::grades(
                    &words::number(f64::from(first)),
                    &words::number(f64::from(last)),
                )))
                .with(el("span").text(&t::minutes(u32::from(entry.minutes))))
                .maybe(state.map(|(name, text)| {
                    el("span")
                        .class("state")
                        .attr("data-state", name)
                        .text(text)
                }))
                .all(others),
        )
}
