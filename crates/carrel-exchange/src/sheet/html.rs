//! The sheet as a page to print: one file, no script, nothing from elsewhere.

use super::words::{Language, Words, act};
use super::{Left, Sheet, risks};
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
    pub fn to_html(&self, language: Language, library: &str, made: &str) -> String {
        self.to_html_with(language, library, made, &[])
    }

    /// The same, with sentences of who made it near the top.
    #[must_use]
    pub fn to_html_with(
        &self,
        language: Language,
        library: &str,
        made: &str,
        notes: &[&str],
    ) -> String {
        let words = Words::of(language);
        let fill = |text: &str| {
            text.replace("{system}", self.system.name())
                .replace("{batch}", &self.batch)
                .replace("{count}", &self.moved.0.to_string())
                .replace("{seconds}", &self.moved.1.to_string())
        };
        let mut page = Page(String::new());
        page.raw(&format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>",
            words.code
        ));
        page.text(&fill(words.title));
        page.raw(&format!("</title><style>{STYLE}</style></head><body>"));
        page.tag("h1", &fill(words.title));
        page.tag("p", &format!("{library}, {made}"));
        page.raw("<p class=\"once\">");
        page.text(&fill(words.once));
        page.raw("</p>");
        for note in notes {
            page.tag("p", note);
        }
        page.tag("h2", words.files);
        self.files_table(words, &mut page);
        page.list(words.how, risks::steps(self.system, language));
        let open = self.by_hand.iter().filter(|row| !row.is_settled);
        let open = open.map(|row| (&row.operation, row.why.sentence(language)));
        page.rows(language, words.by_hand.map(&fill), open);
        let watch = self.watch.iter();
        let watch = watch.map(|row| (&row.operation, row.why.sentence(language)));
        page.rows(language, words.watch.map(&fill), watch);
        for (is_late, heads) in [(true, words.late), (false, words.left_out)] {
            let rows = self.left_out.iter();
            let rows = rows.filter(|row| (row.why == Left::Late) == is_late);
            let rows = rows.map(|row| (&row.operation, row.why.sentence(language)));
            page.rows(language, heads.map(&fill), rows);
        }
        let settled = self.by_hand.iter().filter(|row| row.is_settled);
        let settled = settled.map(|row| (&row.operation, row.why.sentence(language)));
        page.rows(language, words.settled.map(&fill), settled);
        if self.moved.0 > 0 {
            page.tag("p", &fill(words.moved));
        }
        page.list(&fill(words.risks), risks::risks(self.system, language));
        self.expected_table(words, &mut page);
        page.raw("</body></html>\n");
        page.0
    }

    fn files_table(&self, words: &Words, page: &mut Page) {
        if self.files.is_empty() {
            page.tag("p", words.no_files);
            return;
        }
        page.heads(&words.file_heads);
        for (name, operations, fingerprint) in &self.files {
            page.raw("<tr><td>\u{2610}<td>");
            page.tag("code", name);
            page.raw(&format!("<td>{operations}<td>"));
            page.tag("code", fingerprint);
            page.raw("</tr>");
        }
        page.raw("</table>");
    }

    fn expected_table(&self, words: &Words, page: &mut Page) {
        page.tag("h2", words.expected);
        if self.expected.is_empty() {
            page.tag("p", words.no_expected);
            return;
        }
        page.heads(&[words.expected_heads[0], words.expected_heads[1], ""]);
        for row in &self.expected {
            page.raw("<tr><td>\u{2610}<td>");
            page.tag("code", &row.barcode);
            page.raw("<td>");
            match &row.holder {
                Some(card) => page.tag("code", card),
                None => page.text(words.in_library),
            }
            page.raw("<td>");
            page.text(if row.is_delivered { "" } else { words.hand });
            page.raw("</tr>");
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

    fn tag(&mut self, tag: &str, text: &str) {
        self.raw(&format!("<{tag}>"));
        self.text(text);
        self.raw(&format!("</{tag}>"));
    }

    /// Begins a table; its first column is for ticks.
    fn heads(&mut self, heads: &[&str]) {
        self.raw("<table><tr><th>");
        for head in heads {
            self.tag("th", head);
        }
        self.raw("</tr>");
    }

    fn list(&mut self, title: &str, sentences: &[&str]) {
        self.tag("h2", title);
        self.raw("<ul>");
        for sentence in sentences {
            self.tag("li", sentence);
        }
        self.raw("</ul>");
    }

    /// A table of operations under a title and a note; nothing when there are none.
    fn rows<'a>(
        &mut self,
        language: Language,
        [title, note]: [String; 2],
        rows: impl Iterator<Item = (&'a Delivered, &'static str)>,
    ) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        let words = Words::of(language);
        self.tag("h2", &title);
        self.tag("p", &note);
        self.heads(&words.heads);
        for (operation, why) in rows {
            self.raw("<tr><td>\u{2610}<td>");
            self.text(&operation.at.to_string());
            self.raw("<td>");
            self.text(act(operation.kind, language));
            if let Some(due) = operation.due {
                self.text(&format!(", {} {due}", words.due));
            }
            self.raw("<td>");
            self.tag("code", &operation.card);
            self.raw("<td>");
            self.tag("code", &operation.barcode);
            self.raw("<td>");
            self.text(why);
            self.raw("</tr>");
        }
        self.raw("</table>");
    }
}
