//! Fourth step: the zip was saved. How it comes to the web space, on a page that can be printed.

use std::rc::Rc;

use carrel_web::dom;
use carrel_web::el::{El, button, el};
use carrel_web::js;

use crate::parts::{count, heading, main_button, p, size};
use crate::session::Session;
use crate::t;

/// The step.
#[must_use]
pub fn view(session: &Rc<Session>) -> (El, Vec<El>) {
    let zip = session.zip.borrow();
    let name = js::text(&zip, "filename").unwrap_or_default();
    let line = t::done_text(
        &name,
        &size(js::number(&zip, "bytes")),
        &t::files(count(&zip, "files")),
    );
    let (save, over) = (session.clone(), session.clone());
    let body = vec![
        p(&line).attr("dir", "auto"),
        el("div")
            .class("cluster")
            .attr("data-screen", "")
            .with(main_button(t::print_guide(), dom::print))
            .with(button(t::save_again(), move || save.save()))
            .with(button(t::start_over(), move || over.start_over())),
        guide(session),
    ];
    (heading(t::done_title()), body)
}

fn guide(session: &Rc<Session>) -> El {
    let folder = session.folder.borrow().clone();
    let mut steps = el("ol").class("guide-steps");
    for text in [
        t::guide_1(),
        &t::guide_2(&folder),
        t::guide_3(),
        t::guide_4(),
        t::guide_5(),
        t::guide_6(),
        t::guide_7(),
    ] {
        steps = steps.with(el("li").with(el("span").text(text)));
    }
    let mut wrong = el("ul");
    for text in [t::guide_wrong_1(), t::guide_wrong_2(), t::guide_wrong_3()] {
        wrong = wrong.with(el("li").text(text));
    }
    el("section")
        .class("guide")
        .with(el("h3").text(t::guide_title()))
        .with(el("div").with(steps).with(p(t::guide_order())))
        .with(
            el("div")
                .with(el("h4").text(t::guide_wrong_title()))
                .with(wrong)
                .with(p(t::guide_next())),
        )
}
