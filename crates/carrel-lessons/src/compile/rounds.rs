//! The kinds that are a small round of their own: lateral, search, shelve, paraphrase, cite.

use super::fault::meant;
use super::forms;
use super::raw::{Mark, RawItem};
use super::source::Text;
use super::swaps;
use super::task::Reader;
use crate::cite::{self, FACTS, IN_TEXT, KINDS, Value};
use crate::model::{
    Change, Cite, Goal, Lateral, Move, Paraphrase, Search, SearchTask, ShelfPart, Shelve, Task,
};
use crate::paraphrase;
use crate::player::mark::{folded, folded_words};
use crate::player::rewrite::says;
use crate::rich::{self, Block};

/// What one task of a `search` reads, and the other does not.
const OF_TASKS: [(&str, &str); 2] = [("change", "predict"), ("max", "build")];

impl Reader<'_, '_> {
    pub(crate) fn lateral(&mut self) -> Task {
        let start = match self.attr("start") {
            Some(name) => self.named_page(&name, self.block.at),
            None => {
                self.error(
                    "unknown-page",
                    self.block.at,
                    "it is not said on which page the student starts",
                    "Add start=name-of-a-page in the first line.",
                );
                None
            }
        };
        let verdicts = self.choices(true);
        let mut moves = Vec::new();
        for (name, rest, item) in self.cases() {
            let number = |text: &str| text.parse::<u16>().ok().filter(|n| *n > 0);
            let goal = match name {
                "leave" => number(rest).map(Goal::Leave),
                "owners" => number(rest).map(Goal::Owners),
                "search" => Some(Goal::Search(rest.to_lowercase())),
                "open" => self.named_page(rest, item.at).map(Goal::Open),
                "keep" => self.named_page(rest, item.at).map(Goal::Keep),
                _ => {
                    self.unknown_case(
                        name,
                        item.at,
                        &["leave", "search", "open", "owners", "keep", "paper"],
                    );
                    None
                }
            };
            if goal.is_none() && matches!(name, "leave" | "owners") {
                self.error(
                    "unknown-line",
                    item.at,
                    format!("`@ {name}` needs a number"),
                    "Such as @ leave 60 (seconds) or @ owners 3.",
                );
            }
            let (yes, no) = self.yes_no(item);
            if let Some(goal) = goal {
                moves.push(Move { goal, yes, no });
            }
        }
        if moves.is_empty() {
            self.error(
                "no-feedback",
                self.block.at,
                "no good move is named, so nothing can be said about the way",
                "Add lines such as @ leave 60, @ search, @ open page, each with > yes: and > no:",
            );
        }
        Task::Lateral(Lateral {
            start: start.unwrap_or(0),
            verdicts,
            moves,
        })
    }

    /// `> yes: …` and `> no: …`
    fn yes_no(&mut self, item: &RawItem) -> (Vec<Block>, Vec<Block>) {
        let (mut yes, mut no) = (Text::default(), Text::default());
        let mut at = 0;
        let mut to_no = false;
        for line in item.why.s.split('\n') {
            let place = item.why.offset(at);
            at += line.len() + 1;
            let (words, cut) = if let Some(rest) = line.strip_prefix("yes:") {
                to_no = false;
                (rest, 4)
            } else if let Some(rest) = line.strip_prefix("no:") {
                to_no = true;
                (rest, 3)
            } else {
                (line, 0)
            };
            let target = if to_no { &mut no } else { &mut yes };
            target.line(words.trim_start(), place + cut);
        }
        if yes.is_blank() || no.is_blank() {
            self.error(
                "no-feedback",
                item.at,
                format!("`@ {}` needs two lines", item.text.s),
                "> yes: for those who did it, > no: for those who did not.",
            );
        }
        (self.blocks(&yes), self.blocks(&no))
    }

    /// Named cases, each with its reason; all of `needed` must be there.
    fn reasons(&mut self, needed: &[&'static str]) -> Vec<(String, Vec<Block>)> {
        let mut known = needed.to_vec();
        known.push("paper");
        let mut out: Vec<(String, Vec<Block>)> = Vec::new();
        for (name, _, item) in self.cases() {
            if needed.contains(&name) {
                let why = self.why(item);
                out.push((name.to_owned(), why));
            } else {
                self.unknown_case(name, item.at, &known);
            }
        }
        for name in needed {
            if !out.iter().any(|(n, _)| n == name) {
                self.error(
                    "no-feedback",
                    self.block.at,
                    format!("the line `@ {name}` is missing"),
                    format!("Add @ {name} and below it > what to say then."),
                );
            }
        }
        out
    }

    /// Tells of attributes that only the other task reads.
    fn only_of(&mut self, task: &str) {
        for (key, _, at) in &self.block.attrs {
            let other = OF_TASKS.iter().find(|(own, _)| own == key);
            let Some((_, other)) = other.filter(|(_, other)| *other != task) else {
                continue;
            };
            self.error(
                "unknown-attribute",
                *at,
                format!("`{key}` belongs to task={other}, and this is task={task}"),
                format!("Take it away, or write task={other}."),
            );
        }
    }

    pub(crate) fn search(&mut self) -> Task {
        let at = self.block.at;
        let named = self.attr("task");
        let task = match named.as_deref() {
            Some("predict") => {
                let change = match self.attr("change").as_deref() {
                    Some("and") => Some(Change::And),
                    Some("or") => Some(Change::Or),
                    Some("not") => Some(Change::Not),
                    Some("phrase") => Some(Change::Phrase),
                    Some("subject") => Some(Change::Subject),
                    _ => None,
                };
                if change.is_none() {
                    self.error(
                        "unknown-attribute",
                        at,
                        "it is not said which change is predicted",
                        "Add change=and (or: or, not, phrase, subject).",
                    );
                }
                SearchTask::Predict(change.unwrap_or(Change::And))
            }
            Some("build") => SearchTask::Build(self.whole("max", 1..=1000, 20)),
            _ => {
                self.error(
                    "unknown-attribute",
                    at,
                    "it is not said what is to be done",
                    "Add task=predict or task=build.",
                );
                SearchTask::Build(20)
            }
        };
        if let Some(name @ ("predict" | "build")) = named.as_deref() {
            self.only_of(name);
        }
        let cases = match task {
            SearchTask::Predict(_) => self.reasons(&["fewer", "same", "more"]),
            SearchTask::Build(_) => self.reasons(&["good", "many", "none"]),
        };
        let words: Vec<(String, String)> = self
            .attr("words")
            .unwrap_or_default()
            .split(';')
            .filter_map(|pair| {
                let (a, b) = pair.split_once(',')?;
                Some((a.trim().to_owned(), b.trim().to_owned()))
            })
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
            .collect();
        if words.is_empty() {
            self.error(
                "unknown-attribute",
                at,
                "no words are suggested",
                "Add words=\"dogs, history; space, mars\": pairs parted by semicolons. They are also printed.",
            );
        }
        Task::Search(Search { task, words, cases })
    }

    pub(crate) fn shelve(&mut self) -> Task {
        let section = match self.attr("section").as_deref() {
            Some("nonfiction") => ShelfPart::Nonfiction,
            Some("fiction") => ShelfPart::Fiction,
            None | Some("any") => ShelfPart::Any,
            Some(other) => {
                let other = other.to_owned();
                self.error(
                    "unknown-attribute",
                    self.block.at,
                    format!("there is no section `{other}`"),
                    "It is nonfiction, fiction or any.",
                );
                ShelfPart::Any
            }
        };
        let printed: Vec<String> = self
            .items(&Mark::Number)
            .into_iter()
            .map(|item| item.text.s.clone())
            .collect();
        if printed.len() < 3 {
            self.error(
                "too-few",
                self.block.at,
                format!(
                    "expected at least 3 call numbers in a numbered list, found {}",
                    printed.len()
                ),
                "They are for paper, and for schools whose catalogue has too few.",
            );
        }
        let order = carrel_core::call_number::PrefixOrder::default();
        let key = |text: &str| carrel_core::call_number::CallNumber::parse(text).key(&order);
        for pair in self.items(&Mark::Number).windows(2) {
            if let [a, b] = pair
                && key(&a.text.s) >= key(&b.text.s)
            {
                self.error(
                    "key-disagrees",
                    b.at,
                    format!(
                        "`{}` does not stand after `{}` on the shelf",
                        b.text.s, a.text.s
                    ),
                    "Put the numbers into the order of the shelf.",
                );
            }
        }
        let count = self.whole("count", 3..=12, 5);
        Task::Shelve(Shelve {
            section,
            count,
            printed,
            rules: self.reasons(&["whole", "decimal", "letters", "sign"]),
        })
    }

    pub(crate) fn paraphrase(&mut self) -> Task {
        let mut out = Paraphrase {
            run: self.whole("run", 2..=20, 4),
            swaps: swaps::of(&rich::plain(self.specimen), self.lang),
            ..Paraphrase::default()
        };
        for (name, rest, item) in self.cases() {
            match name {
                "idea" => {
                    let words: Vec<String> = rest
                        .split(',')
                        .map(|w| w.trim().to_lowercase())
                        .filter(|w| !w.is_empty())
                        .collect();
                    if words.is_empty() {
                        self.error(
                            "unknown-line",
                            item.at,
                            "`@ idea` names no words",
                            "Such as @ idea nine, 9, feet",
                        );
                    }
                    let why = self.why(item);
                    out.ideas.push((words, why));
                }
                "cite" => out.cite = Some((rest.to_owned(), self.why(item))),
                "model" => out.model = self.why(item),
                "patchwork" => out.patchwork = self.why(item),
                "swap" => {
                    let words: Vec<String> = rest
                        .split(',')
                        .flat_map(paraphrase::words)
                        .map(|(word, ..)| word)
                        .collect();
                    let source = paraphrase::words(&rich::plain(self.specimen));
                    match words.split_first() {
                        Some((first, others))
                            if !others.is_empty() && source.iter().any(|(w, ..)| w == first) =>
                        {
                            out.swaps.push((first.clone(), others.to_vec()));
                        }
                        _ => self.error(
                            "unknown-line",
                            item.at,
                            "`@ swap` names no word of the source with others that stand for it",
                            "First a word of the source, then single words that students put in its place, such as @ swap rose, climbed, swelled",
                        ),
                    }
                }
                _ => self.unknown_case(
                    name,
                    item.at,
                    &["idea", "cite", "model", "patchwork", "swap", "paper"],
                ),
            }
        }
        let missing: [(&str, bool); 4] = [
            ("idea", out.ideas.is_empty()),
            ("model", out.model.is_empty()),
            ("patchwork", out.patchwork.is_empty()),
            ("source", self.specimen.is_empty()),
        ];
        for (name, missing) in missing {
            if missing {
                let fix = if name == "source" {
                    "Put the text to rewrite before the first @ line, each line beginning with >"
                        .to_owned()
                } else {
                    format!("Add a line @ {name} with > below it.")
                };
                self.error(
                    "no-feedback",
                    self.block.at,
                    format!("the {name} is missing"),
                    fix,
                );
            }
        }
        if missing.iter().all(|(_, missing)| !missing) {
            self.models(&out);
        }
        for (words, _) in &mut out.ideas {
            *words = forms::of(words, self.lang);
        }
        Task::Paraphrase(out)
    }

    /// The good example passes what students must pass, and the patchwork does not.
    fn models(&mut self, task: &Paraphrase) {
        let source = rich::plain(self.specimen);
        let at = |name: &str| {
            let case = self.cases().into_iter().find(|(case, ..)| *case == name);
            case.map_or(self.block.at, |(_, _, item)| item.at)
        };
        let (model_at, patchwork_at) = (at("model"), at("patchwork"));
        let model = rich::plain(&task.model);
        let shared = paraphrase::compare(&source, &model, usize::from(task.run) + 1, &task.swaps);
        let own = folded_words(&model);
        let mut slips = Vec::new();
        if let Some(thread) = shared.threads.first() {
            let run = paraphrase::words(&model).into_iter().skip(thread.own);
            let words: Vec<String> = run.take(thread.words).map(|word| word.0).collect();
            slips.push(format!(
                "it shares {} words in a row with the source, \"{}\"; at most {} are allowed",
                thread.words,
                words.join(" "),
                task.run
            ));
        }
        if !shared.frame.is_empty() {
            slips.push("it keeps the frame of the source's sentence".to_owned());
        }
        for (words, _) in &task.ideas {
            let mut forms = forms::of(words, self.lang).into_iter();
            if !forms.any(|idea| says(&own, &idea)) {
                slips.push(format!("it has none of the words {}", words.join(", ")));
            }
        }
        if let Some((name, _)) = &task.cite
            && !folded(&model).contains(&folded(name))
        {
            slips.push(format!("it does not name {name}"));
        }
        for slip in slips {
            self.error(
                "model-fails",
                model_at,
                format!("the good example would not pass: {slip}"),
                "Change the example, the list of words, or run=.",
            );
        }
        let patchwork = rich::plain(&task.patchwork);
        let shared =
            paraphrase::compare(&source, &patchwork, usize::from(task.run) + 1, &task.swaps);
        if shared.threads.is_empty() && shared.frame.is_empty() {
            self.error(
                "model-fails",
                patchwork_at,
                "the patchwork would pass: it shares no long run of words and no frame with the source",
                "Keep the source's sentence and swap single words only, or lower run=.",
            );
        }
    }

    pub(crate) fn cite(&mut self) -> Task {
        const STYLES: [&str; 5] = ["elementary", "mla", "apa", "chicago", "harvard"];
        let style = self.attr("style").unwrap_or_default();
        if !STYLES.contains(&style.as_str()) {
            self.error(
                "unknown-attribute",
                self.block.at,
                format!("there is no style `{style}`"),
                meant(&style, &STYLES),
            );
        }
        // The engine is asked for what stands in the text, and not for the entry.
        let points = self.attr("in-text").is_some();
        let style = if points {
            [style.as_str(), IN_TEXT].concat()
        } else {
            style
        };
        let mut kind = String::new();
        let mut facts: Vec<(String, String)> = Vec::new();
        for (name, rest, item) in self.cases() {
            if name != "source" {
                self.unknown_case(name, item.at, &["source", "paper"]);
                continue;
            }
            kind = rest.to_owned();
            let known: Vec<&str> = KINDS.iter().map(|(word, ..)| *word).collect();
            if !known.contains(&rest) {
                self.error(
                    "unknown-line",
                    item.at,
                    format!("there is no kind of source `{rest}`"),
                    meant(rest, &known),
                );
            }
            let mut at = 0;
            for line in item.more.s.split('\n') {
                let place = item.more.offset(at);
                at += line.len() + 1;
                match line.split_once(':') {
                    Some((key, value)) => {
                        let (key, value) = (key.trim(), value.trim());
                        let fact = FACTS.iter().find(|(known, ..)| *known == key);
                        if fact.is_none() {
                            let known: Vec<&str> = FACTS.iter().map(|(name, ..)| *name).collect();
                            self.error(
                                "unknown-line",
                                place,
                                format!("`{key}` is no fact of a source"),
                                meant(key, &known),
                            );
                        }
                        // The entry has one place for both, and the last would stand in it.
                        let before = facts.iter().find(|(other, _)| {
                            let other = FACTS.iter().find(|(known, ..)| known == other);
                            other.map(|fact| fact.1) == fact.map(|fact| fact.1) && fact.is_some()
                        });
                        if let Some((other, first)) = before {
                            let twice = if other == key {
                                format!("`{key}` stands here twice: {first}; {value}")
                            } else {
                                format!("`{other}` and `{key}` are one fact: {first}; {value}")
                            };
                            self.error(
                                "unknown-line",
                                place,
                                twice,
                                "Leave one of them out. Several authors stand in one line: author: Ana Ortiz; Ben Cho",
                            );
                        }
                        if fact.is_some_and(|(.., kind)| *kind == Value::Names)
                            && let Some(two) = cite::joined(value)
                        {
                            self.error(
                                "unknown-line",
                                place,
                                format!("`{key}`: expected one name, found `{two}`"),
                                "Part names by ; (Ana Ortiz; Ben Cho). An organization with such a name is organization: …",
                            );
                        }
                        if fact.is_some_and(|(.., kind)| *kind == Value::Date)
                            && cite::parts(value).is_none()
                        {
                            self.error(
                                "unknown-line",
                                place,
                                format!("`{key}`: expected a date, found `{value}`"),
                                "Write 2021, May 2021, 4 May 2021 or 2021-05-04.",
                            );
                        }
                        if key == "page" && !points {
                            self.error(
                                "unknown-line",
                                place,
                                "the page that is quoted does not stand in the entry",
                                "Write pages: for the pages of an article, or the flag in-text behind ::: cite NAME to build a pointer.",
                            );
                        }
                        facts.push((key.to_owned(), value.to_owned()));
                    }
                    None if line.trim().is_empty() => {}
                    None => self.error(
                        "unknown-line",
                        place,
                        "expected a fact about the source",
                        "Write name: value, indented, such as year: 2021",
                    ),
                }
            }
        }
        if kind.is_empty() || facts.is_empty() {
            self.error(
                "unknown-line",
                self.block.at,
                "the facts of the source are missing",
                "Add @ source book, and indented below it author: …, title: …, year: …",
            );
        }
        // Parts and reasons that are not written come from the citation engine: see `rules::citations`.
        let parts = self.loose_notes(&Mark::Number);
        let extra = self.notes_of(&Mark::Plus);
        Task::Cite(Cite {
            style,
            kind,
            facts,
            parts,
            extra,
        })
    }
}
