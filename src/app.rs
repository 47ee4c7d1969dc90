//! The page as a whole: its frame stands in `index.html`; here it is wired up and filled.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use crate::components::completions;
use crate::components::note::button;
use crate::components::notices::notice;
use crate::i18n::t;
use crate::pages;
use crate::platform::el::{El, Live, follow};
use crate::platform::{self, dom, history, intl, prefs, service_worker, timing, worker};
use crate::routes::Route;
use crate::stores::App;
use crate::stores::catalogue::Kept;
use crate::words;

/// Starts the page.
pub fn start() {
    platform::hook_panics();
    prefs::apply();
    choose_language();
    // The mount brings up Leptos; what it mounts is the page that is already there.
    dom::mount(|| {
        let app = App::provide();
        worker::open(Box::new(move |tell| app.catalogue.heard(tell)));
        take_query_of_the_address();
        history::start(move |back| arrive(app, back));
        arrive(app, true);
        listen_to_the_search_box(app);
        keep_the_frame(app);
        fill(app);
    });
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
        for name in ["placeholder", "aria-label", "content"] {
            let mark = format!("data-t-{name}");
            dom::each(&format!("[{mark}]"), |element| {
                if let Some(text) = element.get_attribute(&mark).and_then(|key| t::shell(&key)) {
                    let _ = element.set_attribute(name, text);
                }
            });
        }
    }
}

/// `?q=dogs`, from a form elsewhere or one sent before the app was there, becomes a search.
fn take_query_of_the_address() {
    if let Some(query) = dom::address_value("q") {
        history::replace_whole(&format!("{}#/search?q={query}", dom::base()));
    }
}

/// Shows what the address says.
fn arrive(app: App, back: bool) {
    let fragment = history::fragment();
    let Some(route) = Route::parse(&fragment) else {
        return;
    };
    let mut text = String::new();
    if route == Route::Search {
        app.search
            .follow(fragment.split_once('?').map_or("", |(_, query)| query));
        text = app.search.state.with_untracked(|s| s.query.clone());
    }
    // Only what was typed before the app was there stays in the box.
    if !back || app.started.get_value() || !text.is_empty() {
        dom::set_search_text(&text);
    }
    let same = *app.route.read_untracked() == route;
    if !same {
        app.route.set(route);
    }
    // Filters, sorting and the choice of libraries stay where they are: the reader may want another.
    let stays = same && dom::focus_is_within(".results-side, .sort, .where");
    if !back && !stays {
        history::top();
    }
}

fn listen_to_the_search_box(app: App) {
    let typed = move |text: &str, since: f64| {
        if *app.route.read_untracked() != Route::Search {
            if text.trim().is_empty() {
                return;
            }
            // A new search from another page: back leads to that page.
            app.search.begin();
            history::push("#/search");
            app.route.set(Route::Search);
        }
        app.search.typed(text, since);
    };
    let early = dom::search_text();
    if !early.is_empty() {
        typed(&early, timing::clock());
    }
    app.started.set_value(true);
    dom::on_search_box("input", move |event| {
        typed(&dom::search_text(), event.time_stamp())
    });
    dom::on_search_box("keydown", |event| {
        let key = dom::key_of(&event);
        if completions::pressed(&key) || (key == "ArrowDown" && dom::focus(".result-list a")) {
            event.prevent_default();
        }
    });
    dom::on_search_form(move |event| {
        event.prevent_default();
        let text = dom::search_text();
        if text.trim().is_empty() {
            dom::focus("#q");
            return;
        }
        typed(&text, event.time_stamp());
        // On a phone this puts the keyboard away, so that the results can be seen.
        if dom::is_touch() {
            dom::blur_search_box();
        }
    });
}

/// Title, navigation, name, announcements: what stands in `index.html` and follows the stores.
fn keep_the_frame(app: App) {
    // Not with the title below: a module may have given the tab its own by the time the catalogue is open.
    follow(Box::new(move || {
        if let Some(about) = &*app.catalogue.about.read()
            && !about.name.is_empty()
        {
            dom::set_text("library-name", &about.name);
        }
    }));
    follow(Box::new(move || {
        let route = app.route.read();
        dom::set_root("data-page", route.name());
        dom::each("[data-nav]", |link| {
            let here = link.get_attribute("data-nav").as_deref() == Some(route.name());
            dom::set(link, "aria-current", if here { "page" } else { "" });
        });
        let page = match &*route {
            Route::Home => t::front_page(),
            Route::Search => {
                let state = app.search.state.read();
                return set_title(if state.query.is_empty() {
                    t::search_title()
                } else {
                    &state.query
                });
            }
            Route::Browse => t::browse(),
            Route::Headings(kind, _) => words::list_name(*kind),
            Route::New => t::new_title(),
            Route::Text("help") => t::nav_help(),
            Route::Text("about") => t::nav_about(),
            Route::Text(_) => t::nav_privacy(),
            Route::Settings => t::settings(),
            Route::Publish => t::publish_title(),
            Route::Cite => t::cite_title(),
            Route::Lessons(_) => t::nav_lessons(),
            Route::NotFound => t::not_found_title(),
            // Its page says its title when it knows it.
            Route::Record(_) => return,
        };
        set_title(page);
    }));
    // One announcement, when typing pauses: not one for every letter.
    let turn = Rc::new(Cell::new(0u32));
    follow(Box::new(move || {
        let text = match &*app.search.shown.read() {
            Some(shown) if *app.route.read() == Route::Search => pages::search::heading(shown),
            _ => String::new(),
        };
        let mine = turn.get() + 1;
        turn.set(mine);
        if text.is_empty() {
            // At once: later it would wipe out what another page has begun to say.
            return dom::set_text("announce", "");
        }
        let turn = turn.clone();
        platform::js::after(700, move || {
            if turn.get() == mine {
                dom::set_text("announce", &text);
            }
        });
    }));
    // Another catalogue, or another try: what is searched is searched in that.
    follow(Box::new(move || {
        if app.catalogue.turn.get() > 0 {
            app.search.retry();
        }
    }));
    let (registered, asked) = (Cell::new(false), Cell::new(false));
    follow(Box::new(move || {
        let kept = app.catalogue.kept.get();
        dom::set_text(
            "kept",
            match kept {
                Kept {
                    memory_only: true, ..
                } => t::kept_short_memory(),
                kept if kept.whole() && kept.pages => t::kept_short(),
                _ => "",
            },
        );
        // The app is kept after the first answer, so that it does not take the line from it.
        let answered = kept.known || app.catalogue.failure.read().is_some();
        if answered && !registered.replace(true) {
            pages::further::come(app);
            service_worker::register(
                Box::new(move || app.catalogue.update.set(true)),
                Box::new(move || app.catalogue.kept.update(|kept| kept.pages = true)),
            );
        }
        // Lasting storage is asked for once there is something worth keeping.
        if kept.have > 0 && !kept.memory_only && !asked.replace(true) {
            platform::persist(move |granted| {
                app.catalogue.kept.update(|kept| kept.persisted = granted)
            });
        }
    }));
}

/// Title of the tab: page and library.
pub fn set_title(page: &str) {
    let library = dom::text_of("library-name");
    dom::set_title(&t::page_title(page, &library));
}

/// The parts of the frame that the app fills.
fn fill(app: App) {
    let fill = |id: &str, draw: Box<dyn Fn() -> Option<Vec<El>>>| {
        drop(El::found(id).map(|place| place.live(draw)))
    };
    fill("notices", Box::new(move || Some(notices(app))));
    fill(
        "main",
        Box::new(move || {
            Some(match &*app.route.read() {
                Route::Home => pages::home::page(),
                Route::Search => pages::search::page(),
                Route::NotFound => pages::not_found::page(),
                other => pages::further::page(app, other),
            })
        }),
    );
    // The books on the search box; asked for when the first page is first shown, then kept.
    let home = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || *app.route.read() == Route::Home
    });
    fill(
        "shelf-front",
        Box::new(move || {
            home.get()
                .then(|| vec![pages::home::shelf_front(app.catalogue.overview())])
        }),
    );
}

fn notices(app: App) -> Vec<El> {
    let catalogue = app.catalogue;
    let mut all = Vec::new();
    if catalogue.update.get() {
        let action = button(t::update_now(), service_worker::update);
        all.push(notice(t::update_ready(), Some(action), move || {
            catalogue.update.set(false)
        }));
    }
    if catalogue.renewed.get() {
        let day = catalogue
            .about
            .read()
            .as_ref()
            .map(|about| intl::date(about.snapshot))
            .unwrap_or_default();
        all.push(notice(&t::new_catalogue(&day), None, move || {
            catalogue.renewed.set(false)
        }));
    }
    if catalogue.kept.read().memory_only && !app.memory_seen.get() {
        all.push(notice(t::memory_only(), None, move || {
            app.memory_seen.set(true)
        }));
    }
    all
}
