//! What a desk shows beside its own log, whoever is signed in: how many deliveries wait for a decision, and how old the gateway's lists are.

use std::rc::Rc;

use carrel_web::js;
use serde::{Deserialize, Serialize};

use crate::frame;
use crate::session::Session;
use crate::settings::Role;
use crate::sync::signed;

/// Asked for at most so often, milliseconds.
const EVERY_MS: f64 = 60_000.0;
/// Name under which it is kept, so that the age of a list is shown without a network, too.
const KEPT: &str = "news";

/// A list that staff gave to the gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// When, milliseconds since 1970 UTC; 0 for never.
    pub at_ms: i64,
    /// How many lines it had.
    pub count: u32,
}

/// What the gateway says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Deliveries that wait for a decision.
    pub waiting: u32,
    /// The patrons.
    pub patrons: Listed,
    /// The open loans of the library's own system.
    pub loans: Listed,
}

/// What was heard last.
pub async fn load(session: &Session) -> News {
    session.store.hand(KEPT).await.unwrap_or_default()
}

/// Asks for it soon: something was decided or given.
pub fn soon(session: &Session) {
    session.news_at.set(0.0);
    session.sync_at.set(0.0);
}

/// Asks the gateway, when it is time and this is a desk. What it does not answer stays as it was.
pub async fn ask(session: &Rc<Session>) {
    let is_desk = session.settings.borrow().role == Some(Role::Desk);
    if !is_desk || js::mono() < session.news_at.get() {
        return;
    }
    session.news_at.set(js::mono() + EVERY_MS);
    let Ok(answer) = signed(session, "v1/news", b"{}").await else {
        return;
    };
    if answer.status != 200 || !answer.content_type.starts_with("application/json") {
        return;
    }
    let said = answer.json();
    let listed = |name: &str| {
        let list = js::get(&said, name);
        Listed {
            at_ms: js::number(&list, "at_ms") as i64,
            count: js::number(&list, "count") as u32,
        }
    };
    let news = News {
        waiting: js::number(&said, "waiting") as u32,
        patrons: listed("patrons"),
        loans: listed("loans"),
    };
    if session.news.replace(news) != news {
        // What is not kept is asked for again.
        let _ = session.store.put_hand(KEPT, &news).await;
        frame::refresh(session);
    }
}
