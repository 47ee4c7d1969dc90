//! What a screen reader says of a view: one line a stop, in reading order. Tests keep these as golden files, so that
//! nobody changes what a blind student hears without seeing it.

use crate::player::View;
use crate::player::view::{Controls, ExerciseView, HitView, PageView, PieceView, Thing};
use crate::rich::{Block, plain, plain_line};

/// The transcript of a view.
#[must_use]
pub fn transcript(view: &View<'_>) -> String {
    let mut out = Out(String::new());
    out.line(&["heading, level 1, ", view.title]);
    if let Some((title, _)) = view.steps.get(usize::from(view.step)) {
        out.line(&["heading, level 2, ", &plain_line(title)]);
    }
    for piece in &view.pieces {
        match piece {
            PieceView::Text(blocks) => out.blocks(blocks),
            PieceView::Page(page) => out.page(page),
            PieceView::Exercise(exercise) => out.exercise(exercise),
        }
    }
    if !view.status.is_empty() {
        out.line(&["polite: ", view.status]);
    }
    out.0
}

struct Out(String);

impl Out {
    fn line(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.0.push_str(piece);
        }
        self.0.push('\n');
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(level, line) => {
                    let level = char::from(b'0' + level.min(&6));
                    self.line(&[
                        "heading, level ",
                        &level.to_string(),
                        ", ",
                        &plain_line(line),
                    ]);
                }
                Block::Paragraph(line) => self.line(&[&plain_line(line)]),
                Block::Part(_, inner) => self.blocks(inner),
                Block::Ad(inner) => self.line(&["advertisement, ", &plain(inner)]),
                Block::Quote(inner) => self.line(&["blockquote, ", &plain(inner)]),
                Block::Bullets(items) | Block::Numbers(_, items) => {
                    self.line(&["list, ", &items.len().to_string(), " items"]);
                    for item in items {
                        self.line(&["item, ", &plain(item)]);
                    }
                }
                Block::Code(text) => self.line(&["code, ", text]),
                Block::Table(head, rows) => {
                    let names: Vec<String> = head.iter().map(|c| plain_line(c)).collect();
                    self.line(&[
                        "table, ",
                        &rows.len().to_string(),
                        " rows, ",
                        &names.join(", "),
                    ]);
                    for row in rows {
                        let cells: Vec<String> = row.iter().map(|c| plain_line(c)).collect();
                        self.line(&["row, ", &cells.join(", ")]);
                    }
                }
            }
        }
    }

    fn page(&mut self, page: &PageView<'_>) {
        self.line(&["region, ", page.site, ", address ", page.url]);
        if !page.date.is_empty() || !page.author.is_empty() {
            self.line(&[page.author, " ", page.date]);
        }
        self.blocks(page.body);
        self.line(&["end of region"]);
    }

    fn marked(&mut self, thing: &Thing<'_>) {
        match thing.mark {
            Some(right) if thing.why.is_empty() => {
                self.line(&[if right { "right" } else { "not right" }]);
            }
            Some(true) => self.line(&["right: ", &plain(thing.why)]),
            Some(false) => self.line(&["not right: ", &plain(thing.why)]),
            None if !thing.why.is_empty() => self.line(&["about it: ", &plain(thing.why)]),
            None => {}
        }
    }

    fn things(&mut self, role: &str, on: &str, off: &str, things: &[Thing<'_>]) {
        for (n, thing) in things.iter().enumerate() {
            let place = format!("{} of {}", n + 1, things.len());
            let state = if thing.on { on } else { off };
            self.line(&[
                role,
                ", ",
                &plain_line(&thing.text),
                ", ",
                state,
                ", ",
                &place,
            ]);
            self.marked(thing);
        }
    }

    fn hits(&mut self, hits: &[&HitView<'_>]) {
        for hit in hits {
            let ad = if hit.ad { "advertisement, " } else { "" };
            self.line(&[
                "link, ",
                ad,
                &hit.title,
                ", ",
                hit.url,
                " ",
                hit.date,
                " ",
                hit.snippet,
            ]);
        }
    }

    fn exercise(&mut self, e: &ExerciseView<'_>) {
        self.line(&["group, ", &plain(e.prompt)]);
        if let Some(page) = &e.page {
            self.page(page);
        }
        let marks = matches!(e.controls, Controls::Marks(_));
        if !e.specimen.is_empty() && !marks {
            self.line(&["blockquote, ", &plain(e.specimen)]);
        }
        self.controls(e);
        for hint in e.hints {
            self.line(&["hint: ", &plain(hint)]);
        }
        if let Some(feedback) = &e.feedback {
            self.line(&["status, ", &feedback.sentence]);
            for line in &feedback.lines {
                self.line(&[line]);
            }
            for (made, said) in &feedback.moves {
                self.line(&[if *made { "done: " } else { "next time: " }, &plain(said)]);
            }
            if !feedback.why.is_empty() {
                let why: Vec<String> = feedback.why.iter().map(|why| plain(why)).collect();
                self.line(&[&why.join(" ")]);
            }
            for blocks in [feedback.model, feedback.closing] {
                if !blocks.is_empty() {
                    self.line(&[&plain(blocks)]);
                }
            }
        }
        for (there, name) in [
            (e.can_check, "Check"),
            (e.can_retry, "Try again"),
            (e.can_reveal, "Show the answer"),
            (e.hints_left > 0 && !e.done, "Hint"),
        ] {
            if there {
                self.line(&["button, ", name]);
            }
        }
        self.line(&["end of group"]);
    }

    fn controls(&mut self, e: &ExerciseView<'_>) {
        match &e.controls {
            Controls::None => {}
            Controls::Radio(things) => self.things("radio", "checked", "not checked", things),
            Controls::Ticks(things) => self.things("checkbox", "checked", "not checked", things),
            Controls::Marks(things) => {
                self.things("toggle button", "pressed", "not pressed", things);
            }
            Controls::Selects(things, places) => {
                for thing in things {
                    let place = places.iter().find(|(key, _)| Some(*key) == thing.place);
                    let place =
                        place.map_or_else(|| "nothing chosen".to_owned(), |p| plain_line(p.1));
                    let count = places.len().to_string();
                    self.line(&[
                        "combobox, ",
                        &plain_line(&thing.text),
                        ", ",
                        &place,
                        ", ",
                        &count,
                        " choices",
                    ]);
                    self.marked(thing);
                }
            }
            Controls::Row(things, out, _) => {
                self.line(&["list, ", &things.len().to_string(), " items"]);
                for (n, thing) in things.iter().enumerate() {
                    let text = plain_line(&thing.text);
                    self.line(&[
                        "item ",
                        &(n + 1).to_string(),
                        ", ",
                        &text,
                        ", buttons: move up, move down",
                    ]);
                    self.marked(thing);
                }
                for thing in out {
                    self.line(&["left out, ", &plain_line(&thing.text), ", button: take in"]);
                }
            }
            Controls::Story(before, told, ways, end) => {
                self.blocks(before);
                self.blocks(told);
                for way in ways {
                    self.line(&["button, ", &plain_line(&way.text)]);
                }
                if *end {
                    self.line(&["button, Begin again"]);
                }
            }
            Controls::Text(text, many) => {
                let many = if *many { ", multi-line" } else { "" };
                self.line(&["textbox", many, ", ", text]);
            }
            Controls::Judge(things) => {
                for (thing, answered, sure, page) in things {
                    if let Some(page) = page {
                        self.page(page);
                    }
                    let said = match (answered, thing.on) {
                        (false, _) => "not answered",
                        (true, true) => "trust",
                        (true, false) => "doubt",
                    };
                    let sure = ["guessing", "fairly sure", "very sure", "how sure not said"]
                        [usize::from(*sure).min(3)];
                    self.line(&[
                        "radio group, ",
                        &plain_line(&thing.text),
                        ", ",
                        said,
                        ", ",
                        sure,
                    ]);
                    self.marked(thing);
                }
            }
            Controls::Results(query, hits) => {
                self.line(&["results for ", query]);
                for (thing, hit) in hits {
                    self.hits(&[hit]);
                    let state = if thing.on { "checked" } else { "not checked" };
                    self.line(&["radio, open this one first, ", state]);
                    self.marked(thing);
                }
            }
            Controls::Predict(a, b, _, text, before, after) => {
                self.line(&["words: ", a, ", ", b]);
                self.line(&[&before.to_string(), " before"]);
                self.line(&["textbox, a whole number, ", text]);
                if let Some(after) = after {
                    self.line(&[&after.to_string(), " after"]);
                }
            }
            Controls::Build(text, found, max, words) => {
                if let Some((a, b)) = words {
                    self.line(&["words: ", a, ", ", b]);
                }
                self.line(&["searchbox, ", text]);
                if let Some(found) = found {
                    self.line(&["found ", &found.to_string(), ", at most ", &max.to_string()]);
                }
            }
            Controls::Paper(blocks) => {
                self.line(&["on paper: ", &plain(blocks)]);
                if !e.done {
                    self.line(&["button, I did this on paper"]);
                }
            }
            Controls::Lab(lab) => {
                for (n, tab) in lab.tabs.iter().enumerate() {
                    let front = if n == usize::from(lab.front) {
                        ", selected"
                    } else {
                        ""
                    };
                    self.line(&["tab, ", tab, front]);
                }
                self.line(&["textbox, address or words, ", &lab.address]);
                if let Some(page) = &lab.page {
                    self.page(page);
                }
                self.hits(&lab.results.iter().collect::<Vec<_>>());
                for (_, kept) in &lab.kept {
                    self.line(&["kept, ", kept]);
                }
                self.things("radio", "checked", "not checked", &lab.verdicts);
            }
        }
    }
}
