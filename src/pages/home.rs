//! The first page. Its heading and search box stand in `index.html` and are there before the app is; here come the
//! books that stand on the box, and the signs below.

use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::Answer;
use leptos::prelude::*;

use super::{browse, show};
use crate::components::availability::as_of;
use crate::components::spine::spine;
use crate::i18n::t;
use crate::platform::el::{El, Live, el};
use crate::routes::search_href;
use crate::stores::app;
use crate::stores::catalogue::Loaded;

/// Spines at most: narrow screens show fewer.
const SPINES: usize = 15;

/// What stands on the search box of the first page.
#[must_use]
pub fn shelf_front(overview: RwSignal<Loaded>) -> El {
    let row = el("nav")
        .class("spines")
        .attr("aria-label", t::newest_label());
    let named = row.clone();
    row.live(move || match &*overview.read() {
        Loaded::Here(answer) => match &**answer {
            Answer::Overview(overview) => {
                let name = match overview.arrivals {
                    true => t::newest_label(),
                    false => t::front_label(),
                };
                named.set("aria-label", Some(name));
                Some(overview.front.iter().take(SPINES).map(spine).collect())
            }
            _ => None,
        },
        _ => None,
    })
}

/// The page below the box.
#[must_use]
pub fn page() -> Vec<El> {
    let overview = app().catalogue.overview();
    vec![show(overview, 2, |answer| {
        let Answer::Overview(overview) = &**answer else {
            return Vec::new();
        };
        let available = SearchState::default().toggled(Facet::Available, "yes");
        let titles = t::titles_count(overview.records);
        // A catalogue of e-books has no copies, and nothing on a shelf.
        let (line, on_shelf) = match overview.items {
            0 => (titles, None),
            copies => (
                t::holdings_line(&titles, &t::copies_count(copies)),
                Some((search_href(&available), t::facet_available())),
            ),
        };
        let link = |href: &str, text: &str| el("a").class("button").attr("href", href).text(text);
        let size = el("div")
            .with(el("p").class("soft").text(&line))
            .with(as_of(overview.snapshot));
        let links = el("div")
            .class("cluster")
            .maybe(on_shelf.map(|(href, text)| link(&href, text)))
            .with(link("#/browse", t::browse()));
        let mut all = browse::signs(overview, &[Facet::Shelf], "signs-of");
        all.push(
            el("div")
                .class("cluster between section")
                .with(size)
                .with(links),
        );
        all
    })]
}
