//! Taking back a wrong press at a desk of a gateway: what was said of a batch, and what was answered for scans that nobody knew of.
//!
//! Each takes two presses, and says between them what happens then. The gateway refuses what would hand something in twice, and says the way out.

use carrel_web::el::{El, el};
use carrel_web::{dom, js, words as intl};
use wasm_bindgen::JsValue;

use crate::gateway::call;
use crate::page_together::{Page, count, refused, show, twice, word};
use crate::t;

/// A batch has its press so long: after that look the loans up.
const OFFERED_MS: f64 = 35.0 * 86_400_000.0;

/// The id of a batch's line.
pub(crate) fn line_id(id: &str) -> String {
    ["batch-", id].concat()
}

/// Brings the focus to a batch's line.
pub(crate) fn focus(id: &str) {
    dom::focus(&["#", &line_id(id)].concat());
}

/// The press beside a batch of which something was said.
pub(crate) fn of_batch(of: &Page, batch: &JsValue) -> Option<El> {
    let id = word(batch, "batch");
    let settled_ms = js::number(batch, "settled_ms");
    if settled_ms < js::now() - OFFERED_MS {
        return None;
    }
    let was_imported = word(batch, "state") == "imported";
    let (label, about, sure) = match was_imported {
        true => (
            t::hand_not_in(),
            t::hand_not_in_about(),
            t::hand_not_in_sure(),
        ),
        false => (
            t::hand_in_after_all(),
            t::hand_in_after_all_about(),
            t::hand_in_after_all_sure(),
        ),
    };
    let body = js::object(&[(
        "batch",
        js::object(&[
            ("id", id.as_str().into()),
            ("imported", (!was_imported).into()),
            ("settled_ms", settled_ms.into()),
        ]),
    )]);
    let of = of.clone();
    let press = twice(label, Some(about.to_owned()), sure.to_owned(), move || {
        let (of, body, id) = (of.clone(), body.clone(), id.clone());
        async move {
            takes_back(&of, body).await;
            focus(&id);
        }
    });
    Some(press)
}

/// What was answered, the latest first, behind a fold.
pub(crate) fn answers(of: &Page, answers: &[JsValue]) -> Option<El> {
    let lines: Vec<El> = answers
        .iter()
        .map(|answer| {
            let (number, who) = (count(answer, "count"), word(answer, "by"));
            let when = intl::time(js::number(answer, "said_ms"));
            let text = match js::get(answer, "imported").is_truthy() {
                true => t::hand_answer_in(number, &who, &when),
                false => t::hand_answer_out(number, &who, &when),
            };
            let body = js::object(&[("answer", word(answer, "answer").into())]);
            let (of, sure) = (of.clone(), t::hand_answer_wrong_sure().to_owned());
            let press = twice(t::hand_answer_wrong(), None, sure, move || {
                let (of, body) = (of.clone(), body.clone());
                async move {
                    takes_back(&of, body).await;
                    dom::focus("#hand-doubts button");
                }
            });
            el("li")
                .class("row")
                .with(el("span").text(&text))
                .with(press)
        })
        .collect();
    let number = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    (!lines.is_empty()).then(|| {
        el("details")
            .attr("id", "hand-answers")
            .with(
                el("summary")
                    .key("hand-answers")
                    .text(&t::hand_answers(number)),
            )
            .with(el("ul").class("rows").all(lines))
    })
}

/// Says it to the gateway, and shows how it stands then.
async fn takes_back(of: &Page, body: JsValue) {
    let (session, list, said, warn) = of;
    let done = call(session, "v1/hand-in/withdraw", Some(body)).await;
    show(session, list, said, warn).await;
    said.fill(vec![match done {
        Ok(answer) => {
            let by_hand = count(&answer.json(), "by_hand");
            crate::news::soon(session);
            el("div")
                .class("note")
                .attr("data-kind", "news")
                .with(el("p").text(t::hand_taken_back()))
                .maybe((by_hand > 0).then(|| el("p").text(&t::hand_by_hand(by_hand))))
        }
        Err(why) => refused(why),
    }]);
}
