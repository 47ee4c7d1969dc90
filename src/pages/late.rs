//! A second answer to a search. It has looked at the topic of a question and at other searches, whose code comes after the first
//! answer (`SearchRequest::further`), so it comes when the first one is already read: nothing of that may move away from a reader
//! who is about to press it.
//!
//! Part of the piece `further`; [`take`] is its door.

use std::sync::Arc;

use carrel_search::wire::Notice;
use leptos::prelude::*;

use super::search::heard;
use crate::platform::{dom, still};
use crate::stores::search::{Search, Shown};

/// Shows a whole second answer, in place: the list begins where it began. What is to be said of it and has no room above the list
/// stands below it.
///
/// A list that the reader has begun to use (pointed at, scrolled, walked into) stays as it is, and so does one that would be the
/// same. Of the second answer only other searches are told then, below.
#[inline(never)]
pub fn take(search: Search, new: Arc<Shown>) {
    let Some(old) = search.shown.get_untracked() else {
        return;
    };
    // Something else was typed meanwhile; or the rest of it is still on its way.
    let current = *search.state.read_untracked() == new.state && old.state == new.state;
    if !current || !new.is_whole() || new.answer.facets.is_none() {
        return;
    }
    if old.answer.total == 0 {
        search.show(new);
        return;
    }
    let ids = |of: &Shown| -> Vec<String> {
        let hits = of.answer.hits.iter();
        hits.map(|hit| hit.card.id.clone()).collect()
    };
    let same = old.answer.total == new.answer.total && ids(&old) == ids(&new);
    let used =
        search.pointed.get_value() || !dom::is_at_top() || dom::focus_is_within(".results, .heard");
    if same || used {
        let other = |n: &&Notice| matches!(n, Notice::Instead(_) | Notice::DidYouMean(_));
        let mut more: Vec<Notice> = new.answer.notices.iter().filter(other).cloned().collect();
        more.retain(|n| !old.answer.notices.contains(n));
        if let Some(lines) = heard(&new.state, &more) {
            still::below(&lines);
        }
        // Who comes back to it sees it whole.
        search
            .shown
            .update_untracked(|shown| *shown = Some(new.clone()));
        return search.keep(new);
    }
    let before = still::height();
    search.show(new);
    // It is drawn by then, and not yet painted.
    dom::after_frame(move || still::hold(before));
}
