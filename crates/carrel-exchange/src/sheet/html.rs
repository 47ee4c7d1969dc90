//! The sheet as a page to print: one file, no script, nothing from elsewhere.

use super::{Expected, Sheet, risks, words};
use crate::delivered::Delivered;

/// Text as HTML text.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A tab or line end in a code is what makes it unfit: show it.
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

const STYLE: &str = "body{font:12pt/1.4 sans-serif;margin:1.5rem;max-width:50rem}table{border-collapse:collapse;width:100%}\
th,td{border:1px solid;padding:.2rem .4rem;text-align:start;vertical-align:top}tr{break-inside:avoid}h2{break-after:avoid}\
.once{border:3px solid;padding:.5rem;font-weight:bold}td:first-child{width:1.5rem}code{white-space:pre-wrap}";

impl Sheet {
    /// The sheet as an HTML page. `library` is the school's name and `made` the time as it should be shown.
    #[must_use]
    pub fn to_html(&self, library: &str, made: &str) -> String {
        let mut page = Page(String::new());
        let system = self.system.name();
        page.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        page.text(&format!("{system}, batch {}", self.batch));
        page.raw(&format!("</title><style>{STYLE}</style></head><body><h1>"));
        page.text(&format!("For {system}: batch {}", self.batch));
        page.raw("</h1><p>");
        page.text(&format!("{library}, {made}"));
        page.raw("</p><p class=\"once\">");
        page.text(&format!(
            "Import each file once. If you are not sure whether a file was imported, look at a few of its loans in {system} first."
        ));
        page.raw("</p><h2>Files, in this order</h2>");
        self.files_table(&mut page);
        page.list("How to import", risks::steps(self.system));
        page.rows(
            "Do these by hand",
            "They are not in the files.",
            self.by_hand
                .iter()
                .filter(|row| !row.is_settled)
                .map(|row| (&row.operation, row.why.sentence())),
        );
        page.rows(
            "Look at these after the import",
            "They are in the files.",
            self.watch
                .iter()
                .map(|row| (&row.operation, row.why.sentence())),
        );
        page.rows(
            "Left out on purpose",
            "Nothing needs doing.",
            self.left_out
                .iter()
                .map(|row| (&row.operation, row.why.sentence())),
        );
        page.rows(
            "Could not be sent, but later loans made it right",
            "Nothing needs doing.",
            self.by_hand
                .iter()
                .filter(|row| row.is_settled)
                .map(|row| (&row.operation, row.why.sentence())),
        );
        if self.moved.0 > 0 {
            page.raw("<p>");
            page.text(&format!(
                "{} times were moved by up to {} seconds, so that the order stays right.",
                self.moved.0, self.moved.1
            ));
            page.raw("</p>");
        }
        page.list(
            &format!("What can go wrong in {system}"),
            risks::risks(self.system),
        );
        self.expected_table(&mut page);
        page.raw("</body></html>\n");
        page.0
    }

    fn files_table(&self, page: &mut Page) {
        if self.files.is_empty() {
            page.raw("<p>There is nothing to import.</p>");
            return;
        }
        page.raw("<table><tr><th><th>File<th>Lines<th>Mark</tr>");
        for (name, operations, fingerprint) in &self.files {
            page.raw("<tr><td>\u{2610}<td><code>");
            page.text(name);
            page.raw(&format!(
                "</code><td>{operations}<td><code>{fingerprint}</code></tr>"
            ));
        }
        page.raw("</table>");
    }

    fn expected_table(&self, page: &mut Page) {
        page.raw("<h2>Who should have each book afterwards</h2>");
        if self.expected.is_empty() {
            page.raw("<p>No book was moved.</p>");
            return;
        }
        page.raw("<table><tr><th><th>Book<th>On card<th></tr>");
        for Expected {
            barcode,
            holder,
            is_delivered,
            ..
        } in &self.expected
        {
            page.raw("<tr><td>\u{2610}<td><code>");
            page.text(barcode);
            page.raw("</code><td>");
            match holder {
                Some(card) => {
                    page.raw("<code>");
                    page.text(card);
                    page.raw("</code>");
                }
                None => page.raw("in the library"),
            }
            page.raw(if *is_delivered {
                "<td></tr>"
            } else {
                "<td>by hand</tr>"
            });
        }
        page.raw("</table>");
    }
}

struct Page(String);

impl Page {
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn text(&mut self, text: &str) {
        escape(&mut self.0, text);
    }

    fn list(&mut self, title: &str, sentences: &[&str]) {
        self.raw("<h2>");
        self.text(title);
        self.raw("</h2><ul>");
        for sentence in sentences {
            self.raw("<li>");
            self.text(sentence);
        }
        self.raw("</ul>");
    }

    /// A table of operations; nothing when there are none.
    fn rows<'a>(
        &mut self,
        title: &str,
        note: &str,
        rows: impl Iterator<Item = (&'a Delivered, &'static str)>,
    ) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        self.raw("<h2>");
        self.text(title);
        self.raw("</h2><p>");
        self.text(note);
        self.raw("</p><table><tr><th><th>When<th>What<th>Card<th>Book<th>Why</tr>");
        for (operation, why) in rows {
            self.raw("<tr><td>\u{2610}<td>");
            self.text(&operation.at.to_string());
            self.raw("<td>");
            self.text(words(operation));
            if let Some(due) = operation.due {
                self.text(&format!(", due {due}"));
            }
            self.raw("<td><code>");
            self.text(&operation.card);
            self.raw("</code><td><code>");
            self.text(&operation.barcode);
            self.raw("</code><td>");
            self.text(why);
            self.raw("</tr>");
        }
        self.raw("</table>");
    }
}
