//! A block with its items becomes a question.

use core::ops::RangeInclusive;

use super::fault::{Faults, Level, meant};
use super::markdown::{self, Marks, Names};
use super::pages::PageHead;
use super::raw::{Mark, RawBlock, RawItem};
use super::source::Text;
use crate::model::{
    Accepted, Bin, Choice, End, Hit, Judged, Mark as Marked, Note, Pair, Scene, Sorted, Task, Way,
};
use crate::rich::{self, Block, Inline};

/// What is needed to read the items of a block.
pub(crate) struct Reader<'a, 'b> {
    pub(crate) names: &'a Names<'a>,
    pub(crate) block: &'a RawBlock,
    pub(crate) faults: &'b mut Faults,
    /// The text in which things are marked.
    pub(crate) specimen: &'a [Block],
    /// The page shown with the question.
    pub(crate) page: Option<&'a [Block]>,
    /// Heads of the invented pages, by place.
    pub(crate) heads: &'a [PageHead],
    /// The lesson's language.
    pub(crate) lang: &'a str,
}

impl<'a> Reader<'a, '_> {
    pub(crate) fn task(&mut self) -> Task {
        match self.block.kind.as_str() {
            "multi" => Task::Multi(self.choices(false)),
            "sort" => self.sort(),
            "order" => Task::Order(self.notes(&Mark::Number, 3)),
            "match" => self.pairs(),
            "highlight" => Task::Highlight(self.marks(true)),
            "hotspot" => Task::Hotspot(self.marks(false)),
            "branch" => Task::Branch(self.scenes()),
            "short" => self.short(),
            "survey" => {
                let items = self.items(&Mark::Dash);
                Task::Survey(items.into_iter().map(|item| self.line(item)).collect())
            }
            "lateral" => self.lateral(),
            "serp" => self.serp(),
            "search" => self.search(),
            "shelve" => self.shelve(),
            "paraphrase" => self.paraphrase(),
            "cite" => self.cite(),
            "judge" => Task::Judge(self.judged()),
            _ => Task::Choice(self.choices(true)),
        }
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        at: usize,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.faults.error(code, self.names.source, at, message, fix);
    }

    pub(crate) fn items(&self, mark: &Mark) -> Vec<&'a RawItem> {
        self.block
            .items
            .iter()
            .filter(|item| item.mark == *mark)
            .collect()
    }

    fn boxes(&self) -> Vec<(&'a RawItem, &'a str)> {
        self.block
            .items
            .iter()
            .filter_map(|item| match &item.mark {
                Mark::Box(inside) => Some((item, inside.as_str())),
                _ => None,
            })
            .collect()
    }

    /// The lines `@`, without `@ paper`: name, what follows it, the item.
    pub(crate) fn cases(&self) -> Vec<(&'a str, &'a str, &'a RawItem)> {
        self.items(&Mark::At)
            .into_iter()
            .map(|item| {
                let (name, rest) = item.text.s.split_once(' ').unwrap_or((&item.text.s, ""));
                (name, rest.trim(), item)
            })
            .filter(|(name, ..)| *name != "paper")
            .collect()
    }

    pub(crate) fn unknown_case(&mut self, name: &str, at: usize, known: &[&str]) {
        self.error(
            "unknown-line",
            at,
            format!("`@ {name}` means nothing in `{}`", self.block.kind),
            meant(name, known),
        );
    }

    /// For kinds whose only `@` line is `@ paper`.
    fn no_cases(&mut self) {
        for (name, _, item) in self.cases() {
            self.unknown_case(name, item.at, &["paper"]);
        }
    }

    /// The item's words; lines below it go on.
    pub(crate) fn line(&mut self, item: &RawItem) -> Vec<Inline> {
        let mut line = markdown::line(&item.text, Marks::None, self.names, self.faults);
        if !item.more.is_blank() {
            line.push(Inline::Text(" ".to_owned()));
            line.extend(markdown::line(
                &item.more,
                Marks::None,
                self.names,
                self.faults,
            ));
        }
        if rich::plain_line(&line).trim().is_empty() {
            self.error(
                "unknown-line",
                item.at,
                "expected words after the mark, found none",
                "Write the answer on the same line.",
            );
        }
        line
    }

    fn part(&mut self, words: &str, at: usize) -> Vec<Inline> {
        markdown::line(&Text::of(words, at), Marks::None, self.names, self.faults)
    }

    pub(crate) fn blocks(&mut self, text: &Text) -> Vec<Block> {
        markdown::blocks(text, Marks::None, self.names, self.faults)
    }

    /// The reason below an item; its absence is a fault.
    pub(crate) fn why(&mut self, item: &RawItem) -> Vec<Block> {
        if item.why.is_blank() {
            self.error(
                "no-feedback",
                item.at,
                format!("`{}` has no feedback", short(&item.text.s)),
                "Write a line > below it that says why it is right or wrong.",
            );
        }
        self.blocks(&item.why)
    }

    fn right(&mut self, inside: &str, item: &RawItem) -> bool {
        match inside {
            "x" => true,
            "" => false,
            other => {
                self.error(
                    "unknown-line",
                    item.at,
                    format!("expected [x] or [ ], found [{other}]"),
                    "[x] is right, [ ] is wrong.",
                );
                false
            }
        }
    }

    fn count(&mut self, found: usize, least: usize, what: &str) {
        if found < least {
            self.error(
                "too-few",
                self.block.at,
                format!("expected at least {least} {what}, found {found}"),
                "",
            );
        }
    }

    fn one_right(&mut self, right: usize, exactly: bool, at: usize) {
        if right == 0 {
            self.error(
                "no-right-answer",
                at,
                "no answer is marked as right",
                "Mark the right one with [x].",
            );
        } else if exactly && right > 1 {
            self.error(
                "two-right-answers",
                at,
                format!("{right} answers are marked as right"),
                "In a `choice` exactly one is right; for several use `multi`.",
            );
        }
    }

    /// Where several may be right: with none wrong, to mark all is always right.
    fn one_wrong(&mut self, all_right: bool) {
        if all_right {
            self.error(
                "no-wrong-answer",
                self.block.at,
                "every answer is marked as right, so nobody can be wrong",
                "Add one that is wrong, [ ], and say why.",
            );
        }
    }

    /// Two answers that say the same cannot be told apart; capitals and italics may be all the difference. `said` is where each
    /// stands, and what it says.
    fn no_twins(&mut self, said: &[(usize, String)]) {
        for (n, (at, text)) in said.iter().enumerate() {
            if said[..n].iter().any(|(_, other)| other == text) {
                self.error(
                    "duplicate-answer",
                    *at,
                    format!("`{text}` stands here twice"),
                    "Say something else in one of them, or take it away.",
                );
            }
        }
    }

    pub(crate) fn choices(&mut self, single: bool) -> Vec<Choice> {
        self.no_cases_unless_lateral();
        let mut out = Vec::new();
        let mut said = Vec::new();
        for (item, inside) in self.boxes() {
            let right = self.right(inside, item);
            let text = self.line(item);
            said.push((item.at, item.text.s.trim().to_owned()));
            out.push(Choice {
                text,
                right,
                why: self.why(item),
            });
        }
        self.no_twins(&said);
        self.count(out.len(), 2, "answers");
        if !single && out.len() > 1 {
            self.one_wrong(out.iter().all(|o| o.right));
        }
        self.one_right(
            out.iter().filter(|o| o.right).count(),
            single,
            self.block.at,
        );
        out
    }

    fn no_cases_unless_lateral(&mut self) {
        if self.block.kind != "lateral" {
            self.no_cases();
        }
    }

    pub(crate) fn notes(&mut self, mark: &Mark, least: usize) -> Vec<Note> {
        let mut out = Vec::new();
        let mut said = Vec::new();
        for item in self.items(mark) {
            let text = self.line(item);
            said.push((item.at, item.text.s.trim().to_owned()));
            out.push(Note {
                text,
                why: self.why(item),
            });
        }
        self.no_twins(&said);
        self.count(out.len(), least, "lines");
        if self.block.kind == "order" {
            self.no_cases();
        }
        out
    }

    fn sort(&mut self) -> Task {
        self.no_cases();
        let mut bins = Vec::new();
        let mut labels: Vec<String> = Vec::new();
        for item in self.items(&Mark::Equal) {
            let (label, sound) = match item.text.s.trim_end().strip_suffix('}') {
                Some(text) => match text.rsplit_once('{') {
                    Some((label, "sound")) => (label, Some(true)),
                    Some((label, "unsound")) => (label, Some(false)),
                    _ => (item.text.s.as_str(), None),
                },
                None => (item.text.s.as_str(), None),
            };
            labels.push(label.trim().to_owned());
            bins.push(Bin {
                text: self.part(label.trim(), item.text.start()),
                sound,
            });
        }
        self.count(bins.len(), 2, "boxes `= label`");
        let mut things = Vec::new();
        let mut used = vec![false; bins.len()];
        let mut said = Vec::new();
        for item in self.items(&Mark::Dash) {
            let Some((words, label)) = item.text.s.rsplit_once("->") else {
                self.error(
                    "unknown-box",
                    item.at,
                    "this thing has no box",
                    "Write - thing -> box, all on one line.",
                );
                continue;
            };
            let label = label.trim();
            let bin = labels.iter().position(|l| l.eq_ignore_ascii_case(label));
            let Some(bin) = bin else {
                let known: Vec<&str> = labels.iter().map(String::as_str).collect();
                self.error(
                    "unknown-box",
                    item.at,
                    format!("there is no box `{label}`"),
                    meant(label, &known),
                );
                continue;
            };
            used[bin] = true;
            said.push((item.at, words.trim().to_owned()));
            things.push(Sorted {
                text: self.part(words.trim(), item.text.start()),
                bin: u16::try_from(bin).unwrap_or(0),
                why: self.why(item),
            });
        }
        self.no_twins(&said);
        self.count(things.len(), 2, "things `- thing -> box`");
        for (item, used) in self.items(&Mark::Equal).into_iter().zip(used) {
            if !used {
                self.error(
                    "empty-box",
                    item.at,
                    format!("nothing belongs in the box `{}`", item.text.s),
                    "Add something for it, or take the box away.",
                );
            }
        }
        Task::Sort(bins, things)
    }

    fn pairs(&mut self) -> Task {
        self.no_cases();
        let mut pairs = Vec::new();
        for item in self.items(&Mark::Dash) {
            let Some((left, right)) = item.text.s.split_once("->") else {
                self.error(
                    "unknown-line",
                    item.at,
                    "this line has no partner",
                    "Write - left -> right, all on one line.",
                );
                continue;
            };
            let right_at = item.text.start() + left.len() + 2;
            pairs.push(Pair {
                left: self.part(left.trim(), item.text.start()),
                right: self.part(right.trim(), right_at),
                why: self.why(item),
            });
        }
        self.count(pairs.len(), 2, "pairs");
        let rights: Vec<String> = pairs
            .iter()
            .map(|p| rich::plain_line(&p.right).to_lowercase())
            .collect();
        for (n, item) in self.items(&Mark::Dash).into_iter().enumerate() {
            if rights
                .get(n)
                .is_some_and(|right| rights[..n].contains(right))
            {
                self.error(
                    "duplicate-partner",
                    item.at,
                    "two lines have the same partner, so both are right",
                    "Give each its own partner, or use `sort`.",
                );
            }
        }
        let extra = self.notes_of(&Mark::Plus);
        Task::Match(pairs, extra)
    }

    pub(crate) fn notes_of(&mut self, mark: &Mark) -> Vec<Note> {
        let mut out = Vec::new();
        for item in self.items(mark) {
            out.push(Note {
                text: self.line(item),
                why: self.why(item),
            });
        }
        out
    }

    /// Lines of a kind; a reason may be missing.
    pub(crate) fn loose_notes(&mut self, mark: &Mark) -> Vec<Note> {
        let mut out = Vec::new();
        for item in self.items(mark) {
            out.push(Note {
                text: self.line(item),
                why: self.blocks(&item.why),
            });
        }
        out
    }

    fn marks(&mut self, spans: bool) -> Vec<Marked> {
        self.no_cases();
        let (code, what): (&'static str, &str) = if spans {
            ("unknown-span", "marked words [[words|name]]")
        } else {
            ("unknown-part", "parts with {#name}")
        };
        let places = if spans {
            span_words(self.specimen)
        } else {
            let mut places = part_words(self.specimen);
            places.extend(self.page.map(part_words).unwrap_or_default());
            places
        };
        if places.is_empty() {
            let fix = if spans {
                "Put the text before the answers, each line beginning with >, and [[mark words|name]] in it."
            } else {
                "Name a page with page=…, or put a text before the answers, each line beginning with >; end its parts with {#name}."
            };
            self.error(code, self.block.at, format!("the text has no {what}"), fix);
        }
        let known: Vec<&str> = places.iter().map(|(name, _)| name.as_str()).collect();
        for (n, name) in known.iter().enumerate() {
            if known[..n].contains(name) {
                self.error(
                    "duplicate-id",
                    self.block.at,
                    format!("the name `{name}` stands twice in the text"),
                    "Give each its own name.",
                );
            }
        }
        let mut out: Vec<Marked> = Vec::new();
        for (item, inside) in self.boxes() {
            let name = item.text.s.trim().trim_start_matches('#').to_owned();
            let right = self.right(inside, item);
            let words = places.iter().find(|(known, _)| *known == name);
            if words.is_none() {
                self.error(
                    code,
                    item.at,
                    format!("the text has nothing called `{name}`"),
                    meant(&name, &known),
                );
            }
            if out.iter().any(|m| m.name == name) {
                self.error(
                    "duplicate-id",
                    item.at,
                    format!("`{name}` is listed twice"),
                    "",
                );
            }
            out.push(Marked {
                words: words.map(|(_, words)| words.clone()).unwrap_or_default(),
                name,
                right,
                why: self.why(item),
            });
        }
        // Parts of a page may be for another question; those of a text in the question are for this one.
        let own = if spans {
            known.len()
        } else {
            part_words(self.specimen).len()
        };
        for (n, name) in known.iter().enumerate() {
            if out.iter().any(|m| m.name == **name) {
                continue;
            }
            let sign = if spans { "" } else { "#" };
            let what = if spans { "words" } else { "part" };
            let level = if n < own { Level::Error } else { Level::Advice };
            self.faults.add(
                level,
                code,
                self.names.source,
                self.block.at,
                format!("the {what} called `{name}` cannot be marked: {name} is not listed"),
                format!("Add - [ ] {sign}{name} or - [x] {sign}{name} with its feedback."),
            );
        }
        self.one_right(out.iter().filter(|m| m.right).count(), false, self.block.at);
        if out.len() > 1 {
            self.one_wrong(out.iter().all(|m| m.right));
        }
        // In the order of the text, as they are met when reading.
        let mut sorted = Vec::with_capacity(out.len());
        for (name, _) in &places {
            if let Some(at) = out.iter().position(|m| m.name == *name) {
                sorted.push(out.remove(at));
            }
        }
        sorted.append(&mut out);
        sorted
    }

    fn scenes(&mut self) -> Vec<Scene> {
        self.no_cases();
        let heads: Vec<(String, Option<End>, &RawItem)> = self
            .items(&Mark::Scene)
            .into_iter()
            .map(|item| {
                let text = item.text.s.trim();
                let (name, end) = text.split_once('(').unwrap_or((text, ""));
                let end = match end.trim_end_matches(')').trim() {
                    "good" => Some(End::Good),
                    "fair" => Some(End::Fair),
                    "poor" => Some(End::Poor),
                    _ => None,
                };
                (name.trim().to_owned(), end, item)
            })
            .collect();
        let names: Vec<&str> = heads.iter().map(|(name, ..)| name.as_str()).collect();
        for (n, (name, _, item)) in heads.iter().enumerate() {
            if names[..n].contains(&name.as_str()) {
                self.error(
                    "duplicate-id",
                    item.at,
                    format!("there are two scenes `{name}`"),
                    "",
                );
            }
        }
        let mut scenes: Vec<Scene> = Vec::new();
        let block = self.block;
        for item in &block.items {
            match item.mark {
                Mark::Scene => {
                    let (name, end) = heads
                        .get(scenes.len())
                        .map(|(name, end, _)| (name.clone(), *end))
                        .unwrap_or_default();
                    let text = self.blocks(&item.more);
                    scenes.push(Scene {
                        name,
                        end,
                        text,
                        ways: Vec::new(),
                    });
                }
                Mark::Dash => {
                    let Some((words, to)) = item.text.s.rsplit_once("->") else {
                        self.error(
                            "unknown-scene",
                            item.at,
                            "this choice leads nowhere",
                            "Write - what to do -> scene, all on one line.",
                        );
                        continue;
                    };
                    let to = to.trim().trim_start_matches('#');
                    let Some(place) = names.iter().position(|name| *name == to) else {
                        self.error(
                            "unknown-scene",
                            item.at,
                            format!("there is no scene `{to}`"),
                            meant(to, &names),
                        );
                        continue;
                    };
                    let way = Way {
                        text: self.part(words.trim(), item.text.start()),
                        to: u16::try_from(place).unwrap_or(0),
                        why: self.why(item),
                    };
                    match scenes.last_mut() {
                        Some(scene) => scene.ways.push(way),
                        None => self.error(
                            "unknown-scene",
                            item.at,
                            "this choice stands before the first scene",
                            "Begin with ### start",
                        ),
                    }
                }
                _ => {}
            }
        }
        self.count(scenes.len(), 2, "scenes `### name`");
        self.story(&scenes, &heads);
        scenes
    }

    /// Every scene is reached, every end is marked, and there is a good one.
    fn story(&mut self, scenes: &[Scene], heads: &[(String, Option<End>, &RawItem)]) {
        let mut reached = vec![false; scenes.len()];
        let mut open = vec![0_usize];
        while let Some(at) = open.pop() {
            if at < scenes.len() && !core::mem::replace(&mut reached[at], true) {
                open.extend(scenes[at].ways.iter().map(|way| usize::from(way.to)));
            }
        }
        for ((scene, reached), (name, _, item)) in scenes.iter().zip(&reached).zip(heads) {
            if !reached {
                self.error(
                    "unreachable-scene",
                    item.at,
                    format!("no choice leads to the scene `{name}`"),
                    "",
                );
            }
            if !scene.ways.is_empty() && scene.end.is_some() {
                self.error(
                    "unknown-scene",
                    item.at,
                    format!("the scene `{name}` is marked as an end and has choices"),
                    "A story ends only where there is no choice: take the mark or the choices away.",
                );
            }
            if scene.ways.is_empty() && scene.end.is_none() {
                self.error(
                    "unknown-scene",
                    item.at,
                    format!("the scene `{name}` is an end, but not said how good"),
                    format!("Write ### {name} (good), (fair) or (poor), or add a choice."),
                );
            }
        }
        let good = scenes
            .iter()
            .zip(&reached)
            .any(|(scene, reached)| *reached && scene.end == Some(End::Good));
        if !good && !scenes.is_empty() {
            self.error(
                "no-right-answer",
                self.block.at,
                "no end of the story is good",
                "Mark one that can be reached: ### name (good)",
            );
        }
    }

    fn short(&mut self) -> Task {
        let mut accepted = Vec::new();
        let block = self.block;
        for item in &block.items {
            let right = match item.mark {
                Mark::Equal => true,
                Mark::Tilde => false,
                _ => continue,
            };
            accepted.push(Accepted {
                text: item.text.s.clone(),
                right,
                why: self.why(item),
            });
        }
        let mut other = Vec::new();
        for (name, _, item) in self.cases() {
            if name == "other" {
                other = self.why(item);
            } else {
                self.unknown_case(name, item.at, &["other", "paper"]);
            }
        }
        if other.is_empty() {
            self.error(
                "no-feedback",
                self.block.at,
                "nothing is said to answers that you did not foresee",
                "Add a line @ other with feedback below it.",
            );
        }
        self.one_right(
            accepted.iter().filter(|a| a.right).count(),
            false,
            self.block.at,
        );
        Task::Short(accepted, other)
    }

    fn judged(&mut self) -> Vec<Judged> {
        self.no_cases();
        let mut out = Vec::new();
        let mut said = Vec::new();
        for (item, inside) in self.boxes() {
            let sound = match inside {
                "sound" => true,
                "unsound" => false,
                other => {
                    self.error(
                        "unknown-line",
                        item.at,
                        format!("expected [sound] or [unsound], found [{other}]"),
                        "[sound] deserves trust, [unsound] deserves doubt.",
                    );
                    continue;
                }
            };
            let (fields, rest) = fields(&item.more, &["page"]);
            let page = fields
                .first()
                .and_then(|(_, name, at)| self.named_page(name, *at));
            let mut text = self.part(item.text.s.trim(), item.text.start());
            if !rest.is_blank() {
                text.push(Inline::Text(" ".to_owned()));
                text.extend(markdown::line(&rest, Marks::None, self.names, self.faults));
            }
            said.push((item.at, [item.text.s.trim(), rest.s.trim()].join(" ")));
            out.push(Judged {
                text,
                page,
                sound,
                why: self.why(item),
            });
        }
        self.no_twins(&said);
        self.count(out.len(), 2, "things to judge");
        out
    }

    /// The place of an invented page; a fault when there is none.
    pub(crate) fn named_page(&mut self, name: &str, at: usize) -> Option<u16> {
        let place = self.names.pages.iter().position(|(known, _)| known == name);
        if place.is_none() {
            let known: Vec<&str> = self.names.pages.iter().map(|(n, _)| n.as_str()).collect();
            self.error(
                "unknown-page",
                at,
                format!("the folder web/ has no page `{name}`"),
                meant(name, &known),
            );
        }
        place.and_then(|place| u16::try_from(place).ok())
    }

    fn serp(&mut self) -> Task {
        self.no_cases();
        let mut hits = Vec::new();
        for (item, inside) in self.boxes() {
            let right = self.right(inside, item);
            let (fields, snippet) = fields(&item.more, &["url", "date", "ad", "page"]);
            let get = |key: &str| {
                fields
                    .iter()
                    .find(|(name, ..)| *name == key)
                    .map(|(_, value, at)| (value.clone(), *at))
            };
            if let Some((value, at)) = get("ad")
                && !matches!(value.as_str(), "yes" | "no")
            {
                self.error(
                    "unknown-line",
                    at,
                    format!("expected `ad: yes` or `ad: no`, found `ad: {value}`"),
                    "Without the line it is no advertisement.",
                );
            }
            let mut hit = Hit {
                title: self.part(item.text.s.trim(), item.text.start()),
                right,
                ad: get("ad").is_some_and(|(value, _)| value == "yes"),
                ..Hit::default()
            };
            if let Some((name, at)) = get("page")
                && let Some(place) = self.named_page(&name, at)
                && let Some(head) = self.heads.get(usize::from(place))
            {
                hit.url.clone_from(&head.url);
                hit.date.clone_from(&head.date);
                hit.snippet.clone_from(&head.snippet);
            }
            if let Some((url, at)) = get("url") {
                if !super::pages::is_example(&url) {
                    self.error(
                        "outside-web",
                        at,
                        format!("expected an invented address, found `{url}`"),
                        "Its host ends in .example",
                    );
                }
                hit.url = url;
            }
            if let Some((date, _)) = get("date") {
                hit.date = date;
            }
            if !snippet.is_blank() {
                hit.snippet = snippet.s.replace('\n', " ");
            }
            if hit.url.is_empty() || hit.snippet.is_empty() {
                self.error(
                    "unknown-line",
                    item.at,
                    "a result needs its address and what the list shows of it",
                    "Indent below it: url: name.example/page, and a line of text; or page: a page of your web.",
                );
            }
            hit.why = self.why(item);
            hits.push(hit);
        }
        self.count(hits.len(), 2, "results");
        if hits.len() > 1 {
            self.one_wrong(hits.iter().all(|h| h.right));
        }
        self.one_right(
            hits.iter().filter(|h| h.right).count(),
            false,
            self.block.at,
        );
        let query = self.attr("query").unwrap_or_default();
        if query.is_empty() {
            self.error(
                "unknown-attribute",
                self.block.at,
                "it is not said what was searched",
                "Add query=\"the words\" in the first line.",
            );
        }
        Task::Serp(query, hits)
    }

    /// The value of an attribute.
    pub(crate) fn attr(&self, key: &str) -> Option<String> {
        self.block
            .attrs
            .iter()
            .find(|(name, ..)| name == key)
            .map(|(_, value, _)| value.clone())
    }

    /// An attribute that is a whole number; `usual` without it, and where it is another.
    pub(crate) fn whole(&mut self, key: &str, bounds: RangeInclusive<u16>, usual: u16) -> u16 {
        let attrs = &self.block.attrs;
        let Some((_, value, at)) = attrs.iter().find(|(name, ..)| name == key) else {
            return usual;
        };
        whole(value, &bounds).unwrap_or_else(|| {
            self.error("wrong-number", *at, no_whole(key, &bounds, value), "");
            usual
        })
    }
}

/// The number that an attribute must be.
pub(crate) fn whole(value: &str, bounds: &RangeInclusive<u16>) -> Option<u16> {
    value.parse().ok().filter(|n| bounds.contains(n))
}

/// What is said where it is another.
pub(crate) fn no_whole(key: &str, bounds: &RangeInclusive<u16>, value: &str) -> String {
    format!(
        "`{key}`: expected a whole number from {} to {}, found `{value}`",
        bounds.start(),
        bounds.end()
    )
}

/// Lines `key: value` with one of these keys, with their places, and the other lines.
pub(crate) fn fields<'k>(text: &Text, keys: &[&'k str]) -> (Vec<(&'k str, String, usize)>, Text) {
    let mut found = Vec::new();
    let mut rest = Text::default();
    let mut at = 0;
    for line in text.s.split('\n') {
        let place = text.offset(at);
        at += line.len() + 1;
        let field = line.split_once(':').and_then(|(key, value)| {
            let key = keys.iter().find(|k| **k == key.trim())?;
            Some((*key, value.trim().to_owned(), place))
        });
        match field {
            Some(field) => found.push(field),
            None if line.trim().is_empty() => {}
            None => rest.line(line.trim(), place),
        }
    }
    (found, rest)
}

/// The first words of a line.
pub(crate) fn short(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// Spans of a text and their words, in reading order.
fn span_words(blocks: &[Block]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    rich::each_line(blocks, &mut |line| {
        rich::each_inline(line, &mut |inline| {
            if let Inline::Span(name, words) = inline {
                out.push((name.clone(), rich::plain_line(words)));
            }
        });
    });
    out
}

/// Parts of a page and their words, in reading order.
pub(crate) fn part_words(blocks: &[Block]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Part(name, inner) => {
                out.push((name.clone(), rich::plain(inner)));
                out.extend(part_words(inner));
            }
            Block::Quote(inner) | Block::Ad(inner) => out.extend(part_words(inner)),
            Block::Bullets(items) | Block::Numbers(_, items) => {
                for item in items {
                    out.extend(part_words(item));
                }
            }
            _ => {}
        }
    }
    out
}
