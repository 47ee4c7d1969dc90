//! The pages that no first visit begins with: their code is a piece of its own (`carrel_web::pieces`), which comes after the
//! first answer, or at once when such a page is asked for.

use carrel_search::wire::Trouble;
use carrel_web::{js, pieces};
use leptos::prelude::*;

use super::{browse, module_page, new, record, settings, text};
use crate::components::note;
use crate::i18n::t;
use crate::platform::el::El;
use crate::platform::host::FURTHER;
use crate::routes::Route;
use crate::stores::App;

/// The code of these pages.
#[derive(Clone, Debug, PartialEq)]
pub enum Further {
    /// Nobody has asked for it.
    Away,
    /// On its way.
    Coming,
    /// Here.
    Here,
    /// It could not be had, in the browser's words.
    Missing(String),
}

/// Has the code come, when it has not yet.
pub fn come(app: App) {
    if !matches!(
        *app.further.read_untracked(),
        Further::Away | Further::Missing(_)
    ) {
        return;
    }
    app.further.set(Further::Coming);
    then(Box::new(move |come| {
        app.further.set(match come {
            Ok(()) => Further::Here,
            Err(why) => Further::Missing(why),
        });
    }));
}

/// Goes on when the code is here, or with why it cannot be had.
pub fn then(go_on: Box<dyn FnOnce(Result<(), String>)>) {
    js::spawn(async move { go_on(pieces::come(FURTHER).await) });
}

/// One of these pages, or that it is on its way, or why it cannot be had.
#[must_use]
pub fn page(app: App, route: &Route) -> Vec<El> {
    match &*app.further.read() {
        Further::Here => draw(route),
        Further::Missing(why) => {
            // The host's answer is a number; all else is the network's.
            let answered = why.bytes().all(|byte| byte.is_ascii_digit());
            let trouble = if answered {
                Trouble::Damaged
            } else {
                Trouble::Offline
            };
            vec![note::trouble(trouble, why, move || come(app))]
        }
        _ => {
            js::spawn(async move { come(app) });
            vec![note::waiting(3)]
        }
    }
}

/// The only way into the piece.
#[inline(never)]
fn draw(route: &Route) -> Vec<El> {
    match route {
        Route::Record(id) => record::page(id),
        Route::Browse => browse::page(),
        Route::Headings(kind, from) => browse::headings(*kind, from),
        Route::New => new::page(),
        Route::Text(name) => text::page(name),
        Route::Settings => settings::page(),
        Route::Publish => module_page::page("publish", t::publish_title()),
        Route::Cite => module_page::page("cite", t::cite_title()),
        Route::Lessons(_) => module_page::page("lessons", t::nav_lessons()),
        Route::Home | Route::Search | Route::NotFound => Vec::new(),
    }
}
