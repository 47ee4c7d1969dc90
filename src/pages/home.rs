//! The first page. Its heading and search box stand in `index.html` and are there before the app is; here come the
//! books that stand on the box, and the signs below.

use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::Overview;
use leptos::prelude::*;

use super::{browse, show};
use crate::components::availability::as_of;
use crate::components::spine::spine;
use crate::i18n::t;
use crate::platform::history;
use crate::routes::search_href;
use crate::stores::app;
use crate::stores::catalogue::Loaded;

/// Spines at most: narrow screens show fewer.
const SPINES: usize = 15;

/// What stands on the search box of the first page.
pub fn shelf_front(overview: RwSignal<Loaded<Overview>>) -> AnyView {
    (move || match overview.get() {
        Loaded::Here(overview) if !overview.newest.is_empty() => {
            let spines: Vec<AnyView> = overview.newest.iter().take(SPINES).map(spine).collect();
            view! { <nav class="spines" aria-label=t::newest_label()>{spines}</nav> }.into_any()
        }
        _ => ().into_any(),
    })
    .into_any()
}

/// The page below the box.
pub fn page() -> AnyView {
    let overview = app().catalogue.overview();
    show(overview, 2, |overview| {
        history::settle();
        let available = SearchState::default().toggled(Facet::Available, "yes");
        let line = t::holdings_line(
            &t::titles_count(overview.records),
            &t::copies_count(overview.items),
        );
        view! {
            {browse::signs(&overview, &[Facet::Shelf], false)}
            <div class="cluster between section">
                <div>
                    <p class="soft">{line}</p>
                    {as_of(overview.snapshot)}
                </div>
                <div class="cluster">
                    <a class="button" href=search_href(&available)>{t::facet_available()}</a>
                    <a class="button" href="#/browse">{t::browse()}</a>
                </div>
            </div>
        }
        .into_any()
    })
}
