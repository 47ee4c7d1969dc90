//! New arrivals.

use carrel_search::wire::Answer;

use super::{heading, show};
use crate::components::availability::as_of;
use crate::components::cover_wall::cover_wall;
use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::stores::app;

/// The page.
#[must_use]
pub fn page() -> Vec<El> {
    let overview = app().catalogue.overview();
    let body = show(overview, 3, |answer| match &**answer {
        Answer::Overview(overview) if !overview.arrivals => {
            vec![el("p").class("note").text(t::new_none())]
        }
        Answer::Overview(overview) => {
            vec![
                el("div").class("section").with(cover_wall(&overview.front)),
                as_of(overview.snapshot),
            ]
        }
        _ => Vec::new(),
    });
    vec![heading(t::new_title()), body]
}
