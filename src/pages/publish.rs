//! Make this site from an export: the work is done by the module `import`, which is fetched when this page is opened.

use leptos::prelude::*;

use crate::components::note;
use crate::i18n::t;
use crate::platform::history;
use crate::platform::modules::{self, Module, Said};

/// The page.
pub fn page() -> AnyView {
    let body = if modules::exists("import") {
        start()
    } else {
        view! { <p class="note">{t::publish_missing()}</p> }.into_any()
    };
    history::settle();
    view! {
        <h1 tabindex="-1">{t::publish_title()}</h1>
        <p class="measure">{t::publish_intro()}</p>
        <div class="section">{body}</div>
    }
    .into_any()
}

fn start() -> AnyView {
    let state = RwSignal::new(None::<Result<(), String>>);
    let module = Module::start("import", move |said| match said {
        Said::Ready => state.set(Some(Ok(()))),
        Said::Failed(why) => state.set(Some(Err(why))),
        Said::Message(_) => {}
    });
    let module = StoredValue::new_local(match module {
        Ok(module) => Some(module),
        Err(why) => {
            state.set(Some(Err(why)));
            None
        }
    });
    on_cleanup(move || {
        module.dispose();
    });
    (move || match state.get() {
        None => view! { <p role="status">{t::publish_loading()}</p> }.into_any(),
        Some(Ok(())) => ().into_any(),
        Some(Err(why)) => note::trouble(
            carrel_search::wire::Trouble::Offline,
            why,
            crate::platform::dom::reload,
        ),
    })
    .into_any()
}
