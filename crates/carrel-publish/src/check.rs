//! Second step: what is in the files, what to mend in the library's system, and the name under which it is published.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::{dom, files, js, words};
use wasm_bindgen::JsValue;

use crate::choose::{ITEMS, chooser};
use crate::parts::{count, heading, p};
use crate::session::{Session, Step};
use crate::t;

/// The step.
#[must_use]
pub fn view(session: &Rc<Session>) -> (El, Vec<El>) {
    let message = session.report.borrow();
    let report = js::get(&message, "report");
    let usable = js::get(&message, "usable").as_bool() == Some(true);
    let findings = findings(&report);
    let several = js::list(&report, "files").len() > 1;
    let mut body = Vec::new();
    let heading = if usable {
        body.push(numbers(&report, &findings));
        body.push(what_was_read(&report));
        heading(t::check_title())
    } else {
        let text = |name: &str| js::text(&message, name).unwrap_or_default();
        body.push(
            el("div")
                .class("note")
                .attr("data-kind", "trouble")
                .with(p(&text("problem")).attr("dir", "auto"))
                .with(p(&text("remedy")))
                .with(p(t::what_is_safe()))
                .with(other_files(session, true))
                .with(
                    el("details")
                        .with(el("summary").text(t::detail()))
                        .with(what_was_read(&report))
                        .with(list(findings.iter(), several)),
                ),
        );
        heading(t::unusable_title())
    };
    if usable && count(&report, "items") == 0 {
        body.push(
            el("div")
                .class("note")
                .attr("data-kind", "news")
                .with(el("h3").text(t::no_copies_title()))
                .with(p(t::no_copies_text()))
                .with(chooser(session, ITEMS)),
        );
    }
    if usable {
        body.push(form(session));
        body.push(mend(&findings, several));
    }
    let mut foot = el("div").class("cluster").attr("data-screen", "");
    let text = js::text(&message, "text").unwrap_or_default();
    foot = foot.with(
        button(t::save_report(), move || {
            let name = format!("{}.txt", t::report_name());
            files::save(&text.as_str().into(), "text/plain;charset=utf-8", &name);
        })
        .key("save-report"),
    );
    if usable {
        foot = foot.with(other_files(session, false));
    }
    body.push(foot);
    (heading, body)
}

fn other_files(session: &Rc<Session>, main: bool) -> El {
    let me = session.clone();
    button(t::other_files(), move || me.go(Step::Choose))
        .key("other-files")
        .maybe_attr("data-kind", main.then_some("main"))
}

/// One kind of finding.
struct Finding {
    title: String,
    severity: String,
    count: u32,
    remedy: String,
    examples: Vec<JsValue>,
}

/// The findings, as they come: the gravest first.
fn findings(report: &JsValue) -> Vec<Finding> {
    js::entries(&js::get(report, "diagnostics"))
        .into_iter()
        .map(|(_, finding)| Finding {
            title: js::text(&finding, "title").unwrap_or_default(),
            severity: js::text(&finding, "severity").unwrap_or_default(),
            count: count(&finding, "count"),
            remedy: js::text(&finding, "remedy").unwrap_or_default(),
            examples: js::list(&finding, "examples"),
        })
        .collect()
}

/// Titles, copies, things to mend: as large numbers.
fn numbers(report: &JsValue, findings: &[Finding]) -> El {
    let mend = findings.iter().filter(|f| f.severity != "note").count() as u32;
    let shown = count(report, "items")
        .saturating_sub(count(report, "withdrawn"))
        .saturating_sub(count(report, "unmatched"))
        .saturating_sub(count(report, "hidden"));
    let mut list = el("ul").class("numbers");
    for text in [
        t::titles(count(report, "titles")),
        t::copies(shown),
        t::grave(mend),
    ] {
        // "812 titles": the number large, its word below.
        let (number, word) = text.split_once(' ').unwrap_or((&text, ""));
        list = list.with(
            el("li")
                .with(el("strong").class("number").text(number))
                .text(" ")
                .with(el("span").text(word)),
        );
    }
    list
}

fn what_was_read(report: &JsValue) -> El {
    let mut list = el("ul").class("read");
    for file in js::list(report, "files") {
        let text = |name: &str| js::text(&file, name).unwrap_or_default();
        let records = t::records(count(&file, "records"));
        let mut line = el("li")
            .with(p(&t::file_line(&text("name"), &text("format"), &records)).attr("dir", "auto"));
        if !text("copies").is_empty() {
            line = line.with(p(&text("copies")).class("soft"));
        }
        if js::get(&file, "whole").as_bool() == Some(false) {
            line = line.with(
                p(t::file_broken())
                    .class("severity")
                    .attr("data-severity", "error"),
            );
        }
        list = list.with(line);
    }
    for (name, say) in [
        ("withdrawn", t::withdrawn as fn(u32) -> String),
        ("unmatched", t::unmatched),
        ("hidden", t::hidden),
        ("merged", t::merged),
        ("left_out", t::left_out),
    ] {
        let n = count(report, name);
        if n > 0 {
            list = list.with(el("li").with(p(&say(n)).class("soft")));
        }
    }
    list
}

/// Name and folder.
fn form(session: &Rc<Session>) -> El {
    let field = |id: &str, label: &str, hint: &str, value: &str, wrong: &str| {
        let (hint_id, wrong_id) = (format!("{id}-hint"), format!("{id}-wrong"));
        let input = el("input")
            .attr("type", "text")
            .attr("id", id)
            .attr("dir", "auto")
            .attr("autocomplete", "off")
            .attr("aria-describedby", &format!("{hint_id} {wrong_id}"))
            .maybe_attr("aria-invalid", (!wrong.is_empty()).then_some("true"));
        input.set_value(value);
        let whole = el("div")
            .class("field")
            .with(el("label").attr("for", id).text(label))
            .with(input.clone())
            .with(p(hint).class("soft small").attr("id", &hint_id))
            .with(p(wrong).class("wrong").attr("id", &wrong_id));
        (whole, input)
    };
    let wrong = session.folder_wrong.borrow().clone();
    let (name_field, name) = field(
        "publish-name",
        t::name_label(),
        t::name_hint(),
        &session.name.borrow(),
        "",
    );
    let (folder_field, folder) = field(
        "publish-folder",
        t::folder_label(),
        t::folder_hint(),
        &session.folder.borrow(),
        &wrong,
    );
    let me = session.clone();
    let make = move || {
        me.name.replace(name.value());
        me.folder.replace(folder.value());
        if name.value().trim().is_empty() {
            name.set("aria-invalid", Some("true"));
            dom::say("publish-name-wrong", t::name_missing());
            name.focus();
        } else {
            me.build();
        }
    };
    el("form")
        .class("make")
        .attr("action", "./")
        .attr("aria-labelledby", "publish-make")
        .with(el("h3").attr("id", "publish-make").text(t::make_title()))
        .with(
            el("div")
                .class("fields")
                .with(name_field)
                .with(folder_field),
        )
        .with(
            el("button")
                .attr("type", "submit")
                .attr("data-kind", "main")
                .text(t::make()),
        )
        .on("submit", move |event| {
            event.prevent_default();
            make();
        })
}

/// What to mend, the gravest first; what was put right by itself is folded away.
fn mend(findings: &[Finding], several: bool) -> El {
    let section = el("section")
        .class("mend")
        .with(el("h3").text(t::mend_title()));
    if findings.is_empty() {
        return section.with(p(t::mend_none()));
    }
    let mut section = section.with(p(t::mend_text()).class("measure soft"));
    for (severity, title) in [
        ("error", t::severity_error()),
        ("warning", t::severity_warning()),
        ("note", t::severity_note()),
    ] {
        let mut these = findings
            .iter()
            .filter(|f| f.severity == severity)
            .peekable();
        if these.peek().is_none() {
            continue;
        }
        let list = list(these, several);
        let sign = el("span")
            .class("severity")
            .attr("data-severity", severity)
            .text(title);
        section = if severity == "note" {
            section.with(
                el("details")
                    .class("mended")
                    .with(el("summary").with(el("h4").with(sign)))
                    .with(list),
            )
        } else {
            section.with(el("h4").with(sign)).with(list)
        };
    }
    section
}

/// `several`: there are several files, and each example says in which it is.
fn list<'a>(findings: impl Iterator<Item = &'a Finding>, several: bool) -> El {
    el("ul")
        .class("findings")
        .all(findings.map(|f| finding(f, several)).collect())
}

fn finding(finding: &Finding, several: bool) -> El {
    let mut item = el("li").class("finding").with(
        p("")
            .class("finding-head")
            .with(el("strong").text(&finding.title))
            .text(" ")
            .with(
                el("span")
                    .class("soft number")
                    .text(&t::times(finding.count)),
            ),
    );
    if !finding.remedy.is_empty() {
        item = item.with(p(&finding.remedy));
    }
    if finding.examples.is_empty() {
        return item;
    }
    let shown = finding.examples.len() as u32;
    let label = if shown < finding.count {
        t::examples_of(shown, &words::number(f64::from(finding.count)))
    } else {
        t::examples(shown)
    };
    let examples = finding
        .examples
        .iter()
        .map(|e| example(e, several))
        .collect();
    item.with(
        el("details")
            .with(el("summary").text(&label))
            .with(el("ul").class("examples").all(examples)),
    )
}

fn example(example: &JsValue, several: bool) -> El {
    let text = |name: &str| js::text(example, name).unwrap_or_default();
    let record = count(example, "record");
    let mut place = Vec::new();
    if several {
        place.push(text("file"));
    }
    if record > 0 {
        place.push(t::example_record(&words::number(f64::from(record))));
    }
    if !text("id").is_empty() {
        place.push(t::example_id(&text("id")));
    }
    if !text("field").is_empty() {
        place.push(text("field"));
    }
    el("li")
        .with(p(&place.join(", ")).class("soft small").attr("dir", "auto"))
        .with(p(&text("message")).attr("dir", "auto"))
}
