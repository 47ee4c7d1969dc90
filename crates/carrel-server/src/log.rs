//! What the gateway says of itself while it runs: a line of JSON for each request and each trouble, on standard error.
//!
//! Of a request: when, method, the route as it is written in the program (never the address that was asked for, which may hold the name of a
//! class), status, how long it took, and the first digits of the device's name. Bodies, cards, titles and members of staff are in no line;
//! who did what stands in the audit chain.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::{App, now_ms};

/// Where lines go.
pub type Sink = fn(&str);

/// To standard error.
pub fn to_stderr(line: &str) {
    eprintln!("{line}");
}

/// Nowhere: for tests that look at other things.
pub fn to_nowhere(_: &str) {}

/// The line of a trouble. `text` is ours or the database's, and names no patron.
#[must_use]
pub fn trouble(at_ms: i64, what: &str, text: &str) -> String {
    serde_json::json!({ "t": at_ms, "trouble": what, "text": text }).to_string()
}

/// Says a trouble on standard error.
pub fn say(what: &str, text: &str) {
    to_stderr(&trouble(now_ms(), what, text));
}

/// Writes a line when a request was answered.
pub(crate) async fn requests(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = app.now();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    // Whoever claims to be that device: only digits, whatever was sent.
    let device: String = (request.headers().get("carrel-sig"))
        .and_then(|value| value.to_str().ok())
        .map(|claim| claim.chars().take(8).collect::<String>())
        .filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))
        .unwrap_or_default();
    let response = next.run(request).await;
    let line = serde_json::json!({
        "t": began,
        "method": method,
        "route": route.as_ref().map_or("", MatchedPath::as_str),
        "status": response.status().as_u16(),
        "ms": app.now().saturating_sub(began),
        "device": device,
    });
    app.say(&line.to_string());
    response
}
