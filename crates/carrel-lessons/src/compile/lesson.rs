//! One `lesson.md` with its folder becomes a lesson.

use super::fault::{Faults, meant};
use super::head::{self, Head};
use super::markdown::{self, Marks, Names};
use super::pages::{PageHead, WebSources};
use super::raw::{self, Raw, RawBlock};
use super::rules::{self, Places};
use super::source::{Source, Text};
use super::task::{Reader, no_whole, whole};
use super::{File, Measured, citations, is_id};
use crate::cite::Citer;
use crate::lang;
use crate::model::{Exercise, Lesson, Piece, Role, Skill, Standard, Step, Task};
use crate::rich::Block;
use crate::standards::Standards;
use crate::web::Web;

const LICENCES: [&str; 3] = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"];
/// What may stand in the first line of every question, and beside it in some.
const ATTRIBUTES: [&str; 7] = [
    "skill", "points", "page", "twin-of", "review", "optional", "minutes",
];
const OF_KINDS: [(&str, &[&str]); 6] = [
    ("lateral", &["start"]),
    ("serp", &["query"]),
    ("search", &["task", "change", "words", "max"]),
    ("shelve", &["section", "count"]),
    ("paraphrase", &["run"]),
    ("cite", &["style", "in-text"]),
];

pub(crate) fn read(
    slug: &str,
    tongue: &str,
    source: &Source,
    files: &[File<'_>],
    standards: &Standards,
    citer: Option<Citer<'_>>,
    faults: &mut Faults,
) -> (Lesson, Measured) {
    let (head, body) = head::split(source, faults);
    let mut lesson = header(slug, tongue, source, &head, standards, faults);
    let folder = format!("{slug}/");
    for file in files {
        if let Some(path) = file.path.strip_prefix(&folder)
            && path.starts_with("assets/")
        {
            picture_file(file, faults);
            lesson.assets.push((path.to_owned(), file.bytes.to_vec()));
        }
    }
    let assets: Vec<String> = lesson.assets.iter().map(|(path, _)| path.clone()).collect();
    let mut sources = WebSources::of(files, &format!("{slug}/web.{tongue}/"));
    if sources.pages.is_empty() {
        sources = WebSources::of(files, &format!("{slug}/web/"));
    }
    let (web, heads, names) = sources.read(&assets, faults);
    let glossary: Vec<String> = lesson.glossary.iter().map(|(w, _)| w.clone()).collect();
    let names = Names {
        source,
        glossary: &glossary,
        assets: &assets,
        pages: &names,
        web: false,
    };
    let mut builder = Builder {
        names: &names,
        web: &web,
        heads: &heads,
        lesson: &mut lesson,
        places: Places::default(),
        faults,
    };
    builder.places.head(builder.lesson);
    for raw in raw::split(source, body, builder.faults) {
        builder.take(raw);
    }
    let places = builder.places;
    // Pictures of the other language stay behind.
    lesson.assets.retain(|(path, _)| {
        let pages = sources.pages.iter().map(|(_, page)| page);
        core::iter::once(source)
            .chain(pages)
            .any(|file| file.text.contains(path.as_str()))
    });
    if !web.pages.is_empty() {
        lesson.web = Some(web);
    }
    let measured = rules::check(&lesson, &places, source, &sources.pages, faults);
    citations::complete(&mut lesson, &places, source, citer, faults);
    (lesson, measured)
}

/// Addresses below `lessons/` that are pages of their own.
const TAKEN: [&str; 5] = ["class", "present", "review", "teach", "wall"];

fn header(
    slug: &str,
    tongue: &str,
    source: &Source,
    head: &Head<'_>,
    standards: &Standards,
    faults: &mut Faults,
) -> Lesson {
    head.only(
        &[
            "id",
            "title",
            "summary",
            "grades",
            "minutes",
            "lang",
            "licence",
            "license",
            "authors",
            "standards",
            "needs",
            "mastery",
            "skills",
            "glossary",
        ],
        faults,
    );
    if !is_id(slug) {
        faults.error(
            "bad-id",
            source,
            0,
            format!("the folder `{slug}` has a name that cannot be an address"),
            "Small letters, digits and hyphens.",
        );
    }
    if TAKEN.contains(&slug) {
        faults.error(
            "bad-id",
            source,
            0,
            format!("the folder `{slug}` has the address of another page of the lessons"),
            "Give the folder another name: its lesson could not be opened.",
        );
    }
    let (id, at) = head.needed("id", "\"L08\"", faults);
    if id.len() > 20 || id.bytes().any(|b| !b.is_ascii_alphanumeric() && b != b'-') {
        faults.error(
            "bad-id",
            source,
            at,
            format!("`{id}` is not an id"),
            "Letters, digits and hyphens, at most 20.",
        );
    }
    let (title, _) = head.needed("title", "\"Who is behind it?\"", faults);
    let (summary, _) = head.needed("summary", "\"You find out who made a page.\"", faults);
    let grades = match head.numbers("grades", faults) {
        Some((list, at)) => match list[..] {
            [from, to] if (0..=12).contains(&from) && (from..=12).contains(&to) => (
                u8::try_from(from).unwrap_or(0),
                u8::try_from(to).unwrap_or(12),
            ),
            _ => {
                faults.error(
                    "header-wrong-type",
                    source,
                    at,
                    "`grades`: expected two grades from 0 to 12, the lower first",
                    "Such as grades = [6, 8]",
                );
                (6, 12)
            }
        },
        None => {
            head.needed("grades", "[6, 12]", faults);
            (6, 12)
        }
    };
    let minutes = match head.number("minutes", faults) {
        Some((n, at)) => {
            if !(5..=240).contains(&n) {
                faults.error(
                    "header-wrong-type",
                    source,
                    at,
                    format!("`minutes`: expected 5 to 240, found {n}"),
                    "",
                );
            }
            u16::try_from(n.clamp(5, 240)).unwrap_or(40)
        }
        None => {
            head.needed("minutes", "40", faults);
            40
        }
    };
    let own = head.text("lang", faults);
    let (written, at) = own.unwrap_or_else(|| ("en".to_owned(), head.start()));
    if !lang::is_tag(&written) || (!tongue.is_empty() && tongue != written) {
        faults.error(
            "header-wrong-type",
            source,
            at,
            format!("`lang`: found `{written}`"),
            "It is the short code of a language, such as \"en\", \"es\", \"ar\" or \"pt-BR\", and the same as in the file's name: lesson.es.md has lang = \"es\".",
        );
    }
    // Both spellings, since both are right somewhere.
    let american = head.text("license", faults).is_some();
    let name = if american { "license" } else { "licence" };
    let (licence, at) = head.needed(name, "\"CC-BY-4.0\"", faults);
    if !licence.is_empty() && !LICENCES.contains(&licence.as_str()) {
        faults.error(
            "header-wrong-type",
            source,
            at,
            format!("the licence `{licence}` is not one that others may build on"),
            meant(&licence, &LICENCES),
        );
    }
    let mut codes = Vec::new();
    let known = standards.all();
    for (code, at) in head.texts("standards", faults) {
        match standards.gloss(&code) {
            Some(gloss) => codes.push(Standard {
                code,
                gloss: gloss.to_owned(),
            }),
            None => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let near = super::fault::nearest(&code, known.iter().copied());
                faults.error(
                    "unknown-standard",
                    source,
                    at,
                    format!("the code `{code}` is not in lessons/standards.toml"),
                    near.map_or_else(
                        || "Add it there with a short gloss, or take another.".to_owned(),
                        |near| format!("Did you mean `{near}`? Else add it there."),
                    ),
                );
            }
        }
    }
    if codes.is_empty() {
        faults.warn(
            "unknown-standard",
            source,
            head.start(),
            "the lesson names no standard",
            "Add: standards = [\"AASL:IV.B.3\"]",
        );
    }
    let skills: Vec<Skill> = head
        .pairs("skills", faults)
        .into_iter()
        .map(|(id, at, text)| {
            if !is_id(&id) {
                faults.error(
                    "bad-id",
                    source,
                    at,
                    format!("`{id}` is not a name for a skill"),
                    "Small letters, digits and hyphens.",
                );
            }
            Skill { id, text }
        })
        .collect();
    if skills.is_empty() {
        faults.error(
            "unknown-skill",
            source,
            head.start(),
            "the header names no skill",
            "Add: [skills] and below it: my-skill = \"I can …\"",
        );
    }
    let mastery = match head.number("mastery", faults) {
        Some((n, at)) if !(50..=100).contains(&n) => {
            faults.error(
                "header-wrong-type",
                source,
                at,
                format!("`mastery`: expected 50 to 100 per cent, found {n}"),
                "",
            );
            80
        }
        found => found.map_or(80, |(n, _)| n),
    };
    Lesson {
        id,
        slug: slug.to_owned(),
        title,
        summary,
        grades,
        minutes,
        lang: written,
        licence,
        authors: texts(head.texts("authors", faults)),
        standards: codes,
        needs: texts(head.texts("needs", faults)),
        mastery: u8::try_from(mastery).unwrap_or(80),
        skills,
        glossary: head
            .pairs("glossary", faults)
            .into_iter()
            .map(|(word, _, text)| (word, text))
            .collect(),
        ..Lesson::default()
    }
}

fn texts(list: Vec<(String, usize)>) -> Vec<String> {
    list.into_iter().map(|(text, _)| text).collect()
}

fn picture_file(file: &File<'_>, faults: &mut Faults) {
    let lower = file.path.to_ascii_lowercase();
    let source = Source::new(file.path, b"");
    let svg = lower.ends_with(".svg");
    if !svg && !lower.ends_with(".png") && !lower.ends_with(".webp") {
        faults.error(
            "picture-missing",
            &source,
            0,
            "this file is no picture of a known kind",
            "Pictures end in .svg, .png or .webp.",
        );
    }
    if file.bytes.len() > 60 * 1024 {
        faults.error(
            "picture-heavy",
            &source,
            0,
            format!(
                "the picture has {} KB, at most 60 are allowed",
                file.bytes.len() / 1024
            ),
            "Draw it simpler, or save it smaller.",
        );
    }
    if svg {
        let text = Source::new(file.path, file.bytes);
        let lower = text.text.to_ascii_lowercase();
        for bad in [
            "<script",
            "<foreignobject",
            "javascript:",
            "<iframe",
            " onload",
            " onclick",
            "href=\"http",
            "url(http",
            "<!entity",
        ] {
            if let Some(at) = lower.find(bad) {
                faults.error(
                    "picture-script",
                    &text,
                    at,
                    format!("the picture contains `{}`", bad.trim()),
                    "A picture holds shapes and words only: save it as plain SVG.",
                );
            }
        }
    }
}

struct Builder<'a, 'b> {
    names: &'a Names<'a>,
    web: &'a Web,
    heads: &'a [PageHead],
    lesson: &'b mut Lesson,
    places: Places,
    faults: &'b mut Faults,
}

impl Builder<'_, '_> {
    fn take(&mut self, raw: Raw) {
        match raw {
            Raw::Step(title) => {
                let title = markdown::line(&title, Marks::None, self.names, self.faults);
                self.lesson.steps.push(Step {
                    title,
                    pieces: Vec::new(),
                });
            }
            Raw::Text(text) => {
                let blocks = self.blocks(&text);
                self.places.instruction(&blocks, text.start());
                self.piece(Piece::Text(blocks));
            }
            Raw::SlideBreak => self.piece(Piece::SlideBreak),
            Raw::Block(block) => self.block(&block),
        }
    }

    fn block(&mut self, block: &RawBlock) {
        let shown = match block.kind.as_str() {
            "teacher" => Piece::Teacher(self.blocks(&block.prompt)),
            "print" => Piece::Print(self.blocks(&block.prompt)),
            "slide" => Piece::Slide(self.blocks(&block.prompt)),
            "page" => match self.page(&block.id, block.at) {
                Some(place) => Piece::Page(place),
                None => return,
            },
            kind if raw::KINDS.iter().any(|(k, _)| *k == kind) => return self.exercise(block),
            _ => return,
        };
        for (key, _, at) in &block.attrs {
            self.error(
                "unknown-attribute",
                *at,
                format!(
                    "`{key}` is not known in the first line of a `{}`",
                    block.kind
                ),
                "Take it away: this is no question.".to_owned(),
            );
        }
        self.piece(shown);
    }

    fn piece(&mut self, piece: Piece) {
        if self.lesson.steps.is_empty() {
            let title = crate::rich::Inline::Text(self.lesson.title.clone());
            self.lesson.steps.push(Step {
                title: vec![title],
                pieces: Vec::new(),
            });
        }
        if let Some(step) = self.lesson.steps.last_mut() {
            step.pieces.push(piece);
        }
    }

    fn blocks(&mut self, text: &Text) -> Vec<Block> {
        markdown::blocks(text, Marks::None, self.names, self.faults)
    }

    fn error(&mut self, code: &'static str, at: usize, message: String, fix: String) {
        self.faults.error(code, self.names.source, at, message, fix);
    }

    fn page(&mut self, name: &str, at: usize) -> Option<u16> {
        let place = self.names.pages.iter().position(|(known, _)| known == name);
        if place.is_none() {
            let known: Vec<&str> = self.names.pages.iter().map(|(n, _)| n.as_str()).collect();
            let fix = meant(name, &known);
            self.error(
                "unknown-page",
                at,
                format!("the folder web/ has no page `{name}`"),
                fix,
            );
        }
        place.and_then(|place| u16::try_from(place).ok())
    }

    fn exercise(&mut self, block: &RawBlock) {
        let at = block.at;
        if !is_id(&block.id) {
            self.error(
                "bad-id",
                at,
                format!(
                    "expected an id after `{}`, found `{}`",
                    block.kind, block.id
                ),
                format!(
                    "Small letters, digits and hyphens: ::: {} my-question",
                    block.kind
                ),
            );
        } else if self.places.exercises.iter().any(|(id, _)| *id == block.id) {
            self.error(
                "duplicate-id",
                at,
                format!("there are two questions `{}`", block.id),
                "Give each an id of its own.".to_owned(),
            );
        }
        let mut exercise = Exercise {
            id: block.id.clone(),
            points: 1,
            ..Exercise::default()
        };
        self.attributes(block, &mut exercise);
        let marks = match block.kind.as_str() {
            "highlight" => Marks::Spans,
            "hotspot" => Marks::Parts,
            _ => Marks::None,
        };
        exercise.prompt = self.blocks(&block.prompt);
        if exercise.prompt.is_empty() {
            self.error(
                "no-question",
                at,
                format!("the block `{}` asks nothing", block.id),
                "Write the question in the lines before the first answer.".to_owned(),
            );
        }
        exercise.specimen = markdown::blocks(&block.specimen, marks, self.names, self.faults);
        let page = exercise
            .page
            .and_then(|place| self.web.page(place))
            .map(|page| page.body.as_slice());
        exercise.task = Reader {
            names: self.names,
            block,
            faults: self.faults,
            specimen: &exercise.specimen,
            page,
            heads: self.heads,
            lang: &self.lesson.lang,
        }
        .task();
        exercise.hints = block.hints.iter().map(|hint| self.blocks(hint)).collect();
        exercise.closing = self.blocks(&block.closing);
        for item in &block.items {
            if item.mark == raw::Mark::At && item.text.s.trim() == "paper" {
                exercise.paper = self.blocks(&item.why);
            }
        }
        let alone = matches!(exercise.task, Task::Lateral(_) | Task::Search(_));
        if alone && exercise.paper.is_empty() {
            self.error(
                "no-paper",
                at,
                format!("`{}` cannot be done without a device", block.id),
                "Add @ paper, and below it > how to do the same with paper, cards or aloud."
                    .to_owned(),
            );
        }
        self.places.exercise(&exercise, block, &self.lesson.lang);
        match exercise.role {
            Role::Main => self.piece(Piece::Exercise(Box::new(exercise))),
            _ => self.lesson.others.push(exercise),
        }
    }

    fn attributes(&mut self, block: &RawBlock, exercise: &mut Exercise) {
        let mut skill = None;
        let of_kind = OF_KINDS.iter().find(|(kind, _)| *kind == block.kind);
        let own = of_kind.map_or(&[][..], |(_, own)| *own);
        for (key, value, at) in &block.attrs {
            match key.as_str() {
                "skill" => skill = Some((value, *at)),
                "points" | "minutes" => match whole(value, &(0..=100)) {
                    Some(n) if key == "points" => exercise.points = n,
                    Some(n) => exercise.minutes = n,
                    None => {
                        let message = no_whole(key, &(0..=100), value);
                        self.error("wrong-number", *at, message, String::new());
                    }
                },
                "page" => exercise.page = self.page(value, *at),
                "twin-of" => exercise.role = Role::TwinOf(value.clone()),
                "review" => exercise.role = Role::Review,
                "optional" => exercise.optional = true,
                key if own.contains(&key) => {}
                key => {
                    let known = [&ATTRIBUTES, own].concat();
                    self.error(
                        "unknown-attribute",
                        *at,
                        format!(
                            "`{key}` is not known in the first line of a `{}`",
                            block.kind
                        ),
                        meant(key, &known),
                    );
                }
            }
        }
        let skills: Vec<&str> = self.lesson.skills.iter().map(|s| s.id.as_str()).collect();
        match skill {
            Some((name, at)) => match skills.iter().position(|s| s == name) {
                Some(place) => exercise.skill = u16::try_from(place).unwrap_or(0),
                None => {
                    let (message, fix) = (
                        format!("the header names no skill `{name}`"),
                        meant(name, &skills),
                    );
                    self.error("unknown-skill", at, message, fix);
                }
            },
            None if skills.len() > 1 && block.kind != "survey" => {
                let (message, fix) = (
                    format!("it is not said which skill `{}` is about", block.id),
                    format!("Add skill=… in the first line: {}.", skills.join(", ")),
                );
                self.error("unknown-skill", block.at, message, fix);
            }
            None => {}
        }
    }
}
