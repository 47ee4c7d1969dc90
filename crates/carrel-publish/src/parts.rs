//! Small parts that several steps use.

use carrel_web::el::{El, el};
use carrel_web::words;
use wasm_bindgen::JsValue;

use crate::progress::Work;
use crate::session::Step;
use crate::t;

/// The heading of a step. It gets the focus when the step is new.
#[must_use]
pub fn heading(text: &str) -> El {
    el("h2").attr("tabindex", "-1").text(text)
}

/// A paragraph.
#[must_use]
pub fn p(text: &str) -> El {
    el("p").text(text)
}

/// The most important button of a step.
#[must_use]
pub fn main_button(label: &str, act: impl Fn() + 'static) -> El {
    carrel_web::el::button(label, act).attr("data-kind", "main")
}

/// A size in words.
#[must_use]
pub fn size(bytes: f64) -> String {
    let kilobytes = (bytes / 1024.0).ceil();
    if kilobytes < 1000.0 {
        t::kb(&words::number(kilobytes))
    } else {
        t::mb(&words::number((kilobytes / 102.4).round() / 10.0))
    }
}

/// A number that a message holds, as a count.
#[must_use]
pub fn count(from: &JsValue, name: &str) -> u32 {
    carrel_web::js::number(from, name) as u32
}

/// The step in its frame: the promise, where one is, heading and body.
#[must_use]
pub fn frame(step: &Step, heading: &El, body: Vec<El>) -> Vec<El> {
    let promise = el("p").class("promise").text(t::promise());
    let section = el("section")
        .class("publish-step")
        .with(heading.clone())
        .all(body);
    let page = el("div")
        .class("publish")
        .with(promise)
        .with(steps(step))
        .with(section);
    vec![page]
}

/// The four steps; where one is has `aria-current`.
fn steps(step: &Step) -> El {
    let here = match step {
        Step::Choose | Step::Working(Work::Reading) => 0,
        Step::Check | Step::Working(Work::Building) => 1,
        Step::Try | Step::Working(Work::Zipping) => 2,
        Step::Done => 3,
        Step::Trouble(trouble) => trouble.step(),
    };
    let names = [
        t::step_choose(),
        t::step_check(),
        t::step_try(),
        t::step_publish(),
    ];
    let mut list = el("ol")
        .class("publish-steps")
        .attr("aria-label", t::steps());
    for (n, name) in names.into_iter().enumerate() {
        let done = (n < here).then(|| {
            el("span")
                .class("visually-hidden")
                .text(" ")
                .text(t::step_done())
        });
        list = list.with(
            el("li")
                .maybe_attr("aria-current", (n == here).then_some("step"))
                .maybe_attr("data-done", (n < here).then_some(""))
                .with(el("span").text(name).maybe(done)),
        );
    }
    list
}
