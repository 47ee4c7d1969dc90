//! Taking back a wrong press at a desk of a gateway: what was said of a batch, and what was answered for scans that nobody knew of.
//!
//! Each takes two presses, and says between them what happens then. The gateway refuses what would hand something in twice, and says the way out.

use carrel_web::el::{El, button, el};
use carrel_web::{dom, js, words as intl};
use wasm_bindgen::JsValue;

use crate::gateway::call;
use crate::page_hand::offset;
use crate::page_together::{Page, count, refused, show, tells_of, twice, word, words_of};
use crate::t;

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
    if !js::get(batch, "can_withdraw").is_truthy() {
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
    let body = js::object(&[
        (
            "batch",
            js::object(&[
                ("id", id.as_str().into()),
                ("imported", (!was_imported).into()),
                ("settled_ms", settled_ms.into()),
            ]),
        ),
        ("minutes", minutes()),
    ]);
    // A restore may have brought back a word that was taken back.
    let still = js::get(batch, "say_again").is_truthy().then(|| {
        let body = js::object(&[
            ("batch", id.as_str().into()),
            ("imported", was_imported.into()),
        ]);
        let (of, id) = (of.clone(), id.clone());
        let press = button(t::hand_still_so(), move || {
            let (of, body, id) = (of.clone(), body.clone(), id.clone());
            js::spawn(async move { tells_of(&of, body, &id).await });
        });
        el("span")
            .class("cluster")
            .with(el("strong").text(t::hand_say_again()))
            .with(press)
    });
    let of = of.clone();
    let press = twice(label, Some(about.to_owned()), sure.to_owned(), move || {
        let (of, body, id) = (of.clone(), body.clone(), id.clone());
        async move {
            takes_back(&of, body).await;
            focus(&id);
        }
    });
    Some(el("span").class("cluster").maybe(still).with(press))
}

/// This computer's clock, for the times in a refusal.
fn minutes() -> JsValue {
    offset(js::now() as i64).into()
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
            let copies = words_of(answer, "copies").join(", ");
            // Another file may have had the same scans.
            let file = word(answer, "file");
            let made_ms = js::number(answer, "made_ms");
            let file = match (file.is_empty(), made_ms > 0.0) {
                (true, _) => None,
                (false, true) => Some(t::hand_answer_file(&file, &intl::time(made_ms))),
                (false, false) => Some(t::hand_answer_own(&file)),
            };
            let body = js::object(&[
                ("answer", word(answer, "answer").into()),
                ("minutes", minutes()),
            ]);
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
                .with(
                    el("span")
                        .text(&text)
                        .maybe(file.map(|file| el("span").class("soft block").text(&file)))
                        .maybe(
                            (!copies.is_empty())
                                .then(|| el("span").class("soft block").text(&copies)),
                        ),
                )
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
            let answer = answer.json();
            let of = |name: &str| Some(count(&answer, name)).filter(|count| *count > 0);
            let (by_hand, asked, left) = (of("by_hand"), of("asked"), of("left"));
            let line = |text: String| el("p").text(&text);
            crate::news::soon(session);
            el("div")
                .class("note")
                .attr("data-kind", "news")
                .with(el("p").text(t::hand_taken_back()))
                .maybe(by_hand.map(|count| line(t::hand_by_hand(count))))
                .maybe(asked.map(|count| line(t::hand_asked(count))))
                .maybe(left.map(|count| line(t::hand_left(count))))
        }
        Err(why) => refused(why),
    }]);
}
