//! The page as a whole: its frame stands in `index.html`; here it is wired up and filled.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::components::notices::notice;
use crate::i18n::t;
use crate::pages;
use crate::platform::{self, dom, history, intl, prefs, service_worker, timing, worker};
use crate::routes::Route;
use crate::stores::App;
use crate::stores::catalogue::Kept;

/// Starts the page.
pub fn start() {
    platform::hook_panics();
    prefs::apply();
    choose_language();
    let owner = Owner::new();
    owner.set();
    let app = App::provide();
    // The first mount also readies what effects run on.
    mount("notices", move || notices(app));
    worker::open(Box::new(move |tell| app.catalogue.heard(tell)));
    take_query_of_the_address();
    history::start(move |back| follow(app, back));
    follow(app, true);
    listen_to_the_search_box(app);
    keep_the_frame(app);

    mount("main", move || page(app));
    mount("shelf-front", move || shelf_front(app));
    // Everything lives as long as the page does.
    std::mem::forget(owner);
}

fn mount(id: &str, view: impl FnOnce() -> AnyView + 'static) {
    if let Some(parent) = dom::by_id(id) {
        parent.set_text_content(None);
        mount_to(parent, view).forget();
    }
}

fn choose_language() {
    let chosen = prefs::get(prefs::Pref::Language);
    let wanted = if chosen.is_empty() {
        dom::languages()
    } else {
        vec![chosen]
    };
    let known = wanted
        .iter()
        .filter_map(|l| l.split('-').next())
        .find(|code| t::LANGUAGES.iter().any(|(c, _)| c == code));
    if let Some(code) = known {
        intl::choose_language(code);
    }
    if intl::language() > 0 {
        dom::set_root("lang", intl::code());
        dom::each("[data-t]", |element| {
            if let Some(text) = element
                .get_attribute("data-t")
                .and_then(|key| t::shell(&key))
            {
                element.set_text_content(Some(text));
            }
        });
    }
}

/// `?q=dogs`, from a form elsewhere or one sent before the app was there, becomes a search.
fn take_query_of_the_address() {
    if let Some(query) = dom::address_value("q") {
        let href = format!("#/search?q={query}");
        history::replace_whole(&format!("{}{href}", dom::base()));
    }
}

/// Shows what the address says.
fn follow(app: App, back: bool) {
    let fragment = history::fragment();
    let Some(route) = Route::parse(&fragment) else {
        return;
    };
    if route == Route::Search {
        let query = fragment.split_once('?').map_or("", |(_, query)| query);
        app.search.follow(query);
    }
    let text = if route == Route::Search {
        app.search.state.with_untracked(|s| s.query.clone())
    } else {
        String::new()
    };
    if let Some(input) = dom::search_box()
        && input.value() != text
        && !(back && dom::in_search_box() && route == Route::Home)
    {
        input.set_value(&text);
    }
    let same = *app.route.read_untracked() == route;
    if !same {
        app.route.set(route);
    }
    // Filters and sorting stay where they are: the reader may want another.
    if !back && !(same && dom::focus_is_within(".results-side, .sort")) {
        history::top();
    }
}

fn listen_to_the_search_box(app: App) {
    let Some(input) = dom::search_box() else {
        return;
    };
    // Typed before the app was there.
    let early = input.value();
    let typed = move |text: String, since: f64| {
        if *app.route.read_untracked() != Route::Search {
            if text.trim().is_empty() {
                return;
            }
            // A new search from another page: back leads to that page.
            app.search
                .state
                .set(carrel_search::state::SearchState::default());
            app.search.shown.set(None);
            history::push("#/search");
            app.route.set(Route::Search);
        }
        app.search.typed(&text, since);
    };
    if !early.is_empty() && *app.route.read_untracked() != Route::Search {
        typed(early, timing::clock());
    }
    let box_ = input.clone();
    dom::on(&input, "input", move |event| {
        typed(box_.value(), event.time_stamp())
    });
    dom::on(&input, "keydown", |event| {
        if let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>()
            && key.key() == "ArrowDown"
            && dom::focus(".result-list a")
        {
            event.prevent_default();
        }
    });
    let box_ = input.clone();
    if let Some(form) = dom::by_id("search") {
        dom::on(&form, "submit", move |event| {
            event.prevent_default();
            let text = box_.value();
            if text.trim().is_empty() {
                let _ = box_.focus();
                return;
            }
            typed(text, event.time_stamp());
            // On a phone this puts the keyboard away, so that the results can be seen.
            if dom::is_touch() {
                let _ = box_.blur();
            }
        });
    }
}

/// Title, navigation, name, announcements: what stands in `index.html` and follows the stores.
fn keep_the_frame(app: App) {
    Effect::new(move |_| {
        let route = app.route.get();
        dom::set_root("data-page", route.name());
        dom::each("[data-nav]", |link| {
            let here = link
                .get_attribute("data-nav")
                .is_some_and(|name| name == route.name());
            dom::set(link, "aria-current", if here { "page" } else { "" });
        });
        let library = app
            .catalogue
            .about
            .with(|about| about.as_ref().map(|a| a.name.clone()))
            .filter(|name| !name.is_empty());
        if let Some(library) = &library {
            dom::set_text("library-name", library);
        }
        let page = match &route {
            Route::Home => t::front_page().to_owned(),
            Route::Search => match app.search.state.with(|s| s.query.clone()) {
                query if query.is_empty() => t::search_title().to_owned(),
                query => query,
            },
            Route::Browse => t::browse().to_owned(),
            Route::Headings(kind, _) => pages::browse::list_name(*kind).to_owned(),
            Route::New => t::new_title().to_owned(),
            Route::Text("help") => t::nav_help().to_owned(),
            Route::Text("about") => t::nav_about().to_owned(),
            Route::Text(_) => t::nav_privacy().to_owned(),
            Route::Settings => t::settings().to_owned(),
            Route::Publish => t::publish_title().to_owned(),
            Route::NotFound => t::not_found_title().to_owned(),
            // Its page says its title when it knows it.
            Route::Record(_) => return,
        };
        set_title(&page);
    });
    // One announcement, when typing pauses: not one for every letter.
    let turn = StoredValue::new(0u32);
    Effect::new(move |_| {
        let text = match app.search.shown.get() {
            Some(shown) if *app.route.read() == Route::Search => pages::search::heading(&shown),
            _ => String::new(),
        };
        turn.update_value(|n| *n += 1);
        let mine = turn.get_value();
        platform::js::after(700, move || {
            if turn.get_value() == mine {
                dom::set_text("announce", &text);
            }
        });
    });
    Effect::new(move |_| {
        let kept = app.catalogue.kept.get();
        let text = match kept {
            Kept {
                memory_only: true, ..
            } => t::kept_short_memory(),
            Kept { have, of, .. } if of > 0 && have >= of => t::kept_short(),
            _ => "",
        };
        dom::set_text("kept", text);
    });
    // The app is kept after the first answer, so that it does not take the line from it.
    Effect::new(move |done: Option<bool>| {
        let answered = app.catalogue.kept.with(|kept| kept.asked) || app.catalogue.failure.with(Option::is_some);
        let done = done.unwrap_or(false);
        if answered && !done {
            service_worker::register(move || app.catalogue.update.set(true));
        }
        done || answered
    });
    // Ask for lasting storage once there is something worth keeping.
    Effect::new(move |asked: Option<bool>| {
        let kept = app.catalogue.kept.get();
        let asked = asked.unwrap_or(false);
        if !asked && kept.have > 0 && !kept.memory_only {
            platform::persist(move |granted| {
                app.catalogue.kept.update(|kept| kept.persisted = granted)
            });
            return true;
        }
        asked
    });
}

/// Title of the tab: page and library.
pub fn set_title(page: &str) {
    let library = dom::by_id("library-name")
        .and_then(|e| e.text_content())
        .unwrap_or_else(|| t::library_fallback().to_owned());
    dom::set_title(&t::page_title(page, &library));
}

fn page(app: App) -> AnyView {
    (move || match app.route.get() {
        Route::Home => pages::home::page(),
        Route::Search => pages::search::page(),
        Route::Record(id) => pages::record::page(id),
        Route::Browse => pages::browse::page(),
        Route::Headings(kind, from) => pages::browse::headings(kind, from),
        Route::New => pages::new::page(),
        Route::Text(name) => pages::text::page(name),
        Route::Settings => pages::settings::page(),
        Route::Publish => pages::publish::page(),
        Route::NotFound => pages::not_found::page(),
    })
    .into_any()
}

/// The books on the search box of the first page; asked for when that page is first shown.
fn shelf_front(app: App) -> AnyView {
    let home = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || app.route.get() == Route::Home
    });
    (move || {
        home.get()
            .then(|| pages::home::shelf_front(app.catalogue.overview()))
    })
    .into_any()
}

fn notices(app: App) -> AnyView {
    let catalogue = app.catalogue;
    let memory_seen = RwSignal::new(false);
    let update = move || {
        catalogue.update.get().then(|| {
            notice(
                t::update_ready().to_owned(),
                Some((t::update_now(), Box::new(service_worker::update))),
                move || catalogue.update.set(false),
            )
        })
    };
    let renewed = move || {
        catalogue.renewed.get().then(|| {
            let day = catalogue
                .about
                .with(|about| about.as_ref().map(|a| intl::date(a.snapshot)))
                .unwrap_or_default();
            notice(t::new_catalogue(&day), None, move || {
                catalogue.renewed.set(false)
            })
        })
    };
    let memory = move || {
        (catalogue.kept.with(|kept| kept.memory_only) && !memory_seen.get()).then(|| {
            notice(t::memory_only().to_owned(), None, move || {
                memory_seen.set(true)
            })
        })
    };
    view! { {update} {renewed} {memory} }.into_any()
}
