//! Paper for the class: handout, answer key, large print, teacher guide, and the map of standards.

use super::html::{self, escape};
use crate::lang;
use crate::model::{End, Exercise, Lesson, Piece, Role, Task};
use crate::player::{disordered, shuffle};
use crate::rich::{self, Block};

fn list(items: &[String], tag: &str) -> String {
    let mut out = format!("<{tag}>");
    for item in items {
        out.push_str(&format!("<li>{item}</li>"));
    }
    out.push_str(&format!("</{tag}>"));
    out
}

/// What a question asks on paper, to the end of its box.
fn asked(lesson: &Lesson, e: &Exercise, body: &mut String) {
    body.push_str(&html::blocks(lesson, &e.prompt));
    page(lesson, e.page, body);
    if !e.specimen.is_empty() {
        let specimen = match e.task {
            Task::Highlight(_) => html::blocks(lesson, &bracketed(&e.specimen)),
            _ => html::blocks(lesson, &e.specimen),
        };
        body.push_str(&format!("<blockquote>{specimen}</blockquote>"));
    }
    body.push_str(&html::blocks(lesson, &e.paper));
    // Each line begins with its box or gap: a bullet before it would be one sign too many.
    body.push_str(&to_do(lesson, e).replace("<ul>", "<ul class=\"todo\">"));
    body.push_str("</div>");
}

/// The handout, without answers; `large` for large print.
#[must_use]
pub fn handout(lesson: &Lesson, large: bool) -> String {
    let mut body = format!("<p>{}</p>", escape(&lesson.summary));
    let mut number = 0;
    for step in &lesson.steps {
        body.push_str(&format!("<h2>{}</h2>", html::line(lesson, &step.title)));
        for piece in &step.pieces {
            match piece {
                Piece::Text(blocks) | Piece::Print(blocks) => {
                    body.push_str(&html::blocks(lesson, blocks));
                }
                Piece::Page(place) => page(lesson, Some(*place), &mut body),
                Piece::Exercise(e) => {
                    number += 1;
                    body.push_str(&format!(
                        "<div class=\"q\"><p class=\"n\"><strong>{number}.</strong></p>"
                    ));
                    asked(lesson, e, &mut body);
                }
                _ => {}
            }
        }
    }
    let style = if large {
        "body{font-size:1.5rem;line-height:1.7;max-width:none}"
    } else {
        ""
    };
    html::page(lesson, "", style, &body)
}

/// A page of the invented web: its title, what it says of itself, and what stands on it.
pub(crate) fn page(lesson: &Lesson, place: Option<u16>, body: &mut String) {
    if let Some(page) = place.and_then(|p| lesson.web.as_ref()?.page(p)) {
        body.push_str(&format!(
            "<blockquote><p><strong>{}</strong></p>{}</blockquote>",
            escape(&page.title),
            html::web_page(lesson, page)
        ));
    }
}

/// What a student does with it on paper.
fn to_do(lesson: &Lesson, e: &Exercise) -> String {
    let line = |words: &[rich::Inline]| html::line(lesson, words);
    // Of things to put in order, and of partners, the order of the file would be the answer.
    let mixed = |items: Vec<String>| -> Vec<String> {
        let order = match &e.task {
            Task::Order(_) | Task::Cite(_) | Task::Shelve(_) | Task::Match(..) => disordered,
            _ => shuffle,
        };
        order(1, &e.id, items.len())
            .into_iter()
            .filter_map(|k| items.get(usize::from(k)).cloned())
            .collect()
    };
    let boxed = |items: Vec<String>| -> String {
        list(
            &items
                .into_iter()
                .map(|i| format!("☐ {i}"))
                .collect::<Vec<_>>(),
            "ul",
        )
    };
    const LINE: &str = "<div class=\"line\"></div>";
    match &e.task {
        Task::Choice(o) | Task::Multi(o) => boxed(mixed(o.iter().map(|o| line(&o.text)).collect())),
        Task::Lateral(l) => boxed(mixed(l.verdicts.iter().map(|o| line(&o.text)).collect())),
        Task::Serp(_, hits) => boxed(mixed(
            hits.iter()
                .map(|h| {
                    let ad = if h.ad {
                        html::ad(lesson) + " "
                    } else {
                        String::new()
                    };
                    format!(
                        "{ad}{}<br/>{} {}<br/>{}",
                        line(&h.title),
                        html::apart(lesson, &escape(&h.url)),
                        html::apart(lesson, &escape(&h.date)),
                        escape(&h.snippet)
                    )
                })
                .collect(),
        )),
        Task::Sort(bins, things) => {
            let bins: Vec<String> = bins.iter().map(|b| line(&b.text)).collect();
            format!(
                "<p>{}</p>{}",
                bins.join(" | "),
                list(
                    &mixed(
                        things
                            .iter()
                            .map(|t| format!("____ {}", line(&t.text)))
                            .collect()
                    ),
                    "ul"
                )
            )
        }
        Task::Order(notes) => list(
            &mixed(
                notes
                    .iter()
                    .map(|n| format!("__ {}", line(&n.text)))
                    .collect(),
            ),
            "ul",
        ),
        Task::Cite(c) => list(
            &mixed(
                c.parts
                    .iter()
                    .chain(&c.extra)
                    .map(|n| format!("__ {}", line(&n.text)))
                    .collect(),
            ),
            "ul",
        ),
        Task::Shelve(s) => list(
            &mixed(
                s.printed
                    .iter()
                    .map(|c| format!("__ {}", html::apart(lesson, &escape(c))))
                    .collect(),
            ),
            "ul",
        ),
        Task::Match(pairs, extra) => {
            let right: Vec<String> = pairs
                .iter()
                .map(|p| line(&p.right))
                .chain(extra.iter().map(|x| line(&x.text)))
                .collect();
            format!(
                "{}<p>{}</p>",
                list(
                    &pairs
                        .iter()
                        .map(|p| format!("{} {} ____", line(&p.left), html::arrow(lesson)))
                        .collect::<Vec<_>>(),
                    "ul"
                ),
                mixed(right).join(" | ")
            )
        }
        Task::Highlight(_) => String::new(),
        Task::Hotspot(marks) => boxed(marks.iter().map(|m| escape(&m.words)).collect()),
        Task::Judge(items) => {
            let signs = if lang::around(&lesson.lang) == "es" {
                "+ confío, − dudo"
            } else {
                "+ I trust it, − I doubt it"
            };
            // Its page is one of the sheets "Pages of the web".
            let page = |place: Option<u16>| {
                let page = place.and_then(|place| lesson.web.as_ref()?.page(place));
                page.map_or_else(String::new, |page| {
                    let look = html::around(lesson, look_at(lesson));
                    format!("<br/>{look} <em>{}</em>", escape(&page.title))
                })
            };
            let things = items
                .iter()
                .map(|i| format!("☐ + ☐ − {}{}", line(&i.text), page(i.page)))
                .collect();
            let signs = html::around(lesson, signs);
            format!("<p>{signs}</p>{}", list(&mixed(things), "ul"))
        }
        Task::Survey(o) if !o.is_empty() => boxed(o.iter().map(|o| line(o)).collect()),
        Task::Branch(scenes) => {
            let letters = scene_letters(&e.id, scenes.len());
            let mut order: Vec<usize> = (0..scenes.len()).collect();
            order.sort_by_key(|n| &letters[*n]);
            let told = order.into_iter().map(|n| {
                let scene = &scenes[n];
                let ways = scene.ways.iter().map(|way| {
                    let to = letters.get(usize::from(way.to)).map_or("", String::as_str);
                    format!(
                        "{} {} <strong>{to}</strong>",
                        line(&way.text),
                        html::arrow(lesson)
                    )
                });
                let ways: Vec<String> = ways.collect();
                let on = if scene.ways.is_empty() {
                    let end = match lang::around(&lesson.lang) {
                        "es" => "Fin.",
                        _ => "The end.",
                    };
                    format!("<p><em>{}</em></p>", html::around(lesson, end))
                } else {
                    list(&ways, "ul")
                };
                let text = html::blocks(lesson, &scene.text);
                format!("<p><strong>{}</strong></p>{text}{on}", letters[n])
            });
            told.collect()
        }
        Task::Search(s) => list(
            &s.words
                .iter()
                .map(|(a, b)| {
                    let apart = |word: &str| html::apart(lesson, &escape(word));
                    format!("{} + {}", apart(a), apart(b))
                })
                .collect::<Vec<_>>(),
            "ul",
        ),
        Task::Short(..) => LINE.to_owned(),
        Task::Survey(_) | Task::Paraphrase(_) => LINE.repeat(4),
    }
}

/// "Look at the page", before its title.
fn look_at(lesson: &Lesson) -> &'static str {
    match lang::around(&lesson.lang) {
        "es" => "Mira la página",
        _ => "Look at the page",
    }
}

/// A letter for each scene of a story, so that paper can say where a way goes on: A for the first, the others mixed, since
/// in the order of the file good ends often stand last. Behind Z come numbers.
fn scene_letters(id: &str, scenes: usize) -> Vec<String> {
    let mut out = vec![String::new(); scenes];
    let others = shuffle(1, id, scenes.saturating_sub(1));
    let order = core::iter::once(0).chain(others.into_iter().map(|n| usize::from(n) + 1));
    for (n, scene) in order.take(scenes).enumerate() {
        out[scene] = match u8::try_from(n) {
            Ok(n) if n < 26 => char::from(b'A' + n).to_string(),
            _ => (n + 1).to_string(),
        };
    }
    out
}

/// The text of a question, with brackets round each part that may be marked: on a screen each is a button.
fn bracketed(blocks: &[Block]) -> Vec<Block> {
    let line = |words: &[rich::Inline]| -> Vec<rich::Inline> {
        let mut out = Vec::new();
        for inline in words {
            if let rich::Inline::Span(..) = inline {
                let bracket = |sign: &str| rich::Inline::Text(sign.to_owned());
                out.extend([bracket("["), inline.clone(), bracket("]")]);
            } else {
                out.push(inline.clone());
            }
        }
        out
    };
    let block = |block: &Block| match block {
        Block::Paragraph(words) => Block::Paragraph(line(words)),
        Block::Heading(level, words) => Block::Heading(*level, line(words)),
        Block::Bullets(items) => Block::Bullets(items.iter().map(|i| bracketed(i)).collect()),
        Block::Numbers(first, items) => {
            Block::Numbers(*first, items.iter().map(|i| bracketed(i)).collect())
        }
        Block::Quote(inner) => Block::Quote(bracketed(inner)),
        Block::Ad(inner) => Block::Ad(bracketed(inner)),
        Block::Part(name, inner) => Block::Part(name.clone(), bracketed(inner)),
        Block::Code(_) | Block::Table(..) => block.clone(),
    };
    blocks.iter().map(block).collect()
}

/// The right answer with its reasons, as HTML.
#[must_use]
pub fn answer(lesson: &Lesson, e: &Exercise) -> String {
    // What it is about and why stand in one line: each runs its own way.
    let line = |words: &[rich::Inline]| html::apart(lesson, &html::line(lesson, words));
    let why = |blocks: &[Block]| html::apart(lesson, &escape(&rich::plain(blocks)));
    let to = html::arrow(lesson);
    let reason = |(name, blocks): &(String, Vec<Block>)| {
        let case = html::around(lesson, case(name, &lesson.lang));
        format!("<strong>{case}</strong>: {}", why(blocks))
    };
    let rows: Vec<String> = match &e.task {
        Task::Choice(o) | Task::Multi(o) => o
            .iter()
            .map(|o| mark(o.right, &line(&o.text), &why(&o.why)))
            .collect(),
        Task::Lateral(l) => l
            .verdicts
            .iter()
            .map(|o| mark(o.right, &line(&o.text), &why(&o.why)))
            .collect(),
        Task::Serp(_, h) => h
            .iter()
            .map(|h| mark(h.right, &line(&h.title), &why(&h.why)))
            .collect(),
        Task::Sort(bins, things) => things
            .iter()
            .map(|t| {
                let bin = bins
                    .get(usize::from(t.bin))
                    .map(|b| line(&b.text))
                    .unwrap_or_default();
                format!(
                    "{} {to} <strong>{bin}</strong>: {}",
                    line(&t.text),
                    why(&t.why)
                )
            })
            .collect(),
        Task::Order(n) => n
            .iter()
            .enumerate()
            .map(|(i, n)| format!("{}. {}: {}", i + 1, line(&n.text), why(&n.why)))
            .collect(),
        Task::Cite(c) => c
            .parts
            .iter()
            .enumerate()
            .map(|(i, n)| format!("{}. {}: {}", i + 1, line(&n.text), why(&n.why)))
            .chain(
                c.extra
                    .iter()
                    .map(|n| format!("– {}: {}", line(&n.text), why(&n.why))),
            )
            .collect(),
        Task::Match(p, x) => p
            .iter()
            .map(|p| {
                format!(
                    "{} {to} <strong>{}</strong>: {}",
                    line(&p.left),
                    line(&p.right),
                    why(&p.why)
                )
            })
            .chain(
                x.iter()
                    .map(|n| format!("– {}: {}", line(&n.text), why(&n.why))),
            )
            .collect(),
        Task::Highlight(m) | Task::Hotspot(m) => m
            .iter()
            .map(|m| {
                mark(
                    m.right,
                    &html::apart(lesson, &escape(&m.words)),
                    &why(&m.why),
                )
            })
            .collect(),
        Task::Branch(s) => s
            .iter()
            .zip(scene_letters(&e.id, s.len()))
            .flat_map(|(scene, letter)| scene.ways.iter().map(move |way| (letter.clone(), way)))
            .map(|(letter, w)| {
                let (arrow, to) = (to, s.get(usize::from(w.to)));
                let letters = scene_letters(&e.id, s.len());
                let name = letters.get(usize::from(w.to)).map_or("", String::as_str);
                let end = match to.and_then(|to| to.end) {
                    Some(End::Good) => case("good-end", &lesson.lang),
                    Some(End::Fair) => case("fair-end", &lesson.lang),
                    Some(End::Poor) => case("poor-end", &lesson.lang),
                    None => "",
                };
                let bracket = if end.is_empty() { [""; 2] } else { [" (", ")"] };
                let end = if end.is_empty() {
                    String::new()
                } else {
                    html::around(lesson, end)
                };
                format!(
                    "{letter}: {} {arrow} <strong>{}</strong>{}{end}{}: {}",
                    line(&w.text),
                    html::apart(lesson, &escape(name)),
                    bracket[0],
                    bracket[1],
                    why(&w.why)
                )
            })
            .collect(),
        Task::Short(a, _) => a
            .iter()
            .map(|a| {
                mark(
                    a.right,
                    &html::apart(lesson, &escape(&a.text)),
                    &why(&a.why),
                )
            })
            .collect(),
        Task::Survey(_) => Vec::new(),
        Task::Search(s) => s.cases.iter().map(reason).collect(),
        Task::Shelve(s) => s
            .printed
            .iter()
            .map(|c| html::apart(lesson, &escape(c)))
            .chain(s.rules.iter().map(reason))
            .collect(),
        Task::Paraphrase(p) => vec![
            format!("<strong>✓</strong> {}", why(&p.model)),
            format!("✗ {}", why(&p.patchwork)),
        ],
        Task::Judge(j) => j
            .iter()
            .map(|j| {
                let verdict = match (lang::around(&lesson.lang), j.sound) {
                    ("es", true) => "confiar",
                    ("es", false) => "dudar",
                    (_, true) => "trust",
                    (_, false) => "doubt",
                };
                let verdict = html::around(lesson, verdict);
                format!(
                    "{} {to} <strong>{verdict}</strong>: {}",
                    line(&j.text),
                    why(&j.why)
                )
            })
            .collect(),
    };
    list(&rows, "ul") + &html::blocks(lesson, &e.closing)
}

/// What a reason is for, in a lesson of this language: an end of a story, what became of a search, a rule of the shelf.
pub(crate) fn case(name: &str, lang: &str) -> &'static str {
    const CASES: [(&str, &str, &str); 13] = [
        ("good-end", "a good end", "un buen final"),
        ("fair-end", "a fair end", "un final regular"),
        ("poor-end", "a poor end", "un mal final"),
        ("fewer", "Fewer", "Menos"),
        ("same", "The same", "Los mismos"),
        ("more", "More", "Más"),
        ("good", "A good list", "Una buena lista"),
        ("many", "Too many", "Demasiados"),
        ("none", "Nothing found", "Ninguno"),
        ("whole", "The whole number", "El número entero"),
        ("decimal", "After the point", "Después del punto"),
        ("letters", "The letters", "Las letras"),
        ("sign", "The sign in front", "El signo de delante"),
    ];
    let known = CASES.iter().find(|(own, ..)| *own == name);
    known.map_or("", |(_, english, spanish)| {
        if lang::around(lang) == "es" {
            spanish
        } else {
            english
        }
    })
}

fn mark(right: bool, text: &str, why: &str) -> String {
    if right {
        format!("<strong>✓ {text}</strong>: {why}")
    } else {
        format!("✗ {text}: {why}")
    }
}

/// The pages of the invented web, one a sheet, as students see them on the screen: neither who is really behind each nor
/// whether it can be relied on. None where the lesson has no web.
#[must_use]
pub fn web_pages(lesson: &Lesson) -> Option<String> {
    let title = if lang::around(&lesson.lang) == "es" {
        "Páginas de la web"
    } else {
        "Pages of the web"
    };
    let mut body = String::new();
    for page in &lesson.web.as_ref()?.pages {
        body.push_str(&format!(
            "<div class=\"web-page\"><h2>{}</h2>{}</div>",
            escape(&page.title),
            html::web_page(lesson, page)
        ));
    }
    let style = ".web-page{break-before:page;border-top:1px solid}";
    Some(html::page(lesson, title, style, &body))
}

/// The lesson's cards for review, to be cut apart: for the door at the end of a lesson, or for the begin of a later one. No
/// answers; the key has them.
#[must_use]
pub fn exit_cards(lesson: &Lesson) -> String {
    let spanish = lang::around(&lesson.lang) == "es";
    let [title, name] = if spanish {
        ["Tarjetas de salida", "Nombre:"]
    } else {
        ["Exit cards", "Name:"]
    };
    let mut body = String::new();
    for e in cards(lesson) {
        let name = html::around(lesson, name);
        body.push_str(&format!("<div class=\"q card\"><p>{name}</p>"));
        asked(lesson, e, &mut body);
    }
    let style = ".card{border:2px dashed;padding:0 1rem}";
    html::page(lesson, title, style, &body)
}

/// Questions that come back.
fn cards(lesson: &Lesson) -> impl Iterator<Item = &Exercise> {
    let others = lesson.others.iter();
    others.filter(|e| e.role == Role::Review)
}

/// The answer key; the cards for review follow the questions.
#[must_use]
pub fn key(lesson: &Lesson) -> String {
    let mut body = String::new();
    for (n, e) in lesson.exercises().enumerate() {
        body.push_str(&format!(
            "<div class=\"q\"><p><strong>{}.</strong> {}</p>{}</div>",
            n + 1,
            escape(&rich::plain(&e.prompt)),
            answer(lesson, e)
        ));
    }
    let [title, exit] = if lang::around(&lesson.lang) == "es" {
        ["Soluciones", "Tarjetas de salida"]
    } else {
        ["Answer key", "Exit cards"]
    };
    if cards(lesson).next().is_some() {
        body.push_str(&format!("<h2>{}</h2>", html::around(lesson, exit)));
    }
    for e in cards(lesson) {
        body.push_str(&format!(
            "<div class=\"q\"><p>{}</p>{}</div>",
            escape(&rich::plain(&e.prompt)),
            answer(lesson, e)
        ));
    }
    html::page(lesson, title, "", &body)
}

/// What the guide itself says, in the language of the lesson.
struct GuideWords {
    title: &'static str,
    grades: &'static str,
    minutes: &'static str,
    skills: &'static str,
    standards: &'static str,
    web: [&'static str; 4],
    truth: [&'static str; 3],
}

const GUIDE_EN: GuideWords = GuideWords {
    title: "Teacher guide",
    grades: "Grades",
    minutes: "minutes",
    skills: "Students can",
    standards: "Standards",
    web: [
        "The invented web",
        "Page",
        "Who is really behind it",
        "Its claims",
    ],
    truth: ["sound", "not sound", "mixed"],
};

const GUIDE_ES: GuideWords = GuideWords {
    title: "Guía docente",
    grades: "Grados",
    minutes: "minutos",
    skills: "Al final, cada estudiante puede decir",
    standards: "Estándares",
    web: [
        "La web inventada",
        "Página",
        "Quién está de verdad detrás",
        "Lo que afirma",
    ],
    truth: ["confiable", "no confiable", "de las dos cosas"],
};

/// The teacher guide: aims, standards, minutes, notes, the invented web told openly, the answers.
#[must_use]
pub fn guide(lesson: &Lesson) -> String {
    let words = if lang::around(&lesson.lang) == "es" {
        &GUIDE_ES
    } else {
        &GUIDE_EN
    };
    let skills: Vec<String> = lesson.skills.iter().map(|s| escape(&s.text)).collect();
    let standards: Vec<String> = lesson
        .standards
        .iter()
        .map(|s| {
            // The glosses of standards.toml are in English.
            let gloss = html::marked("span", "en", &escape(&s.gloss));
            format!(
                "<strong>{}</strong> {gloss}",
                html::apart(lesson, &escape(&s.code))
            )
        })
        .collect();
    let said = |words: &str| html::around(lesson, words);
    let facts = format!(
        "{} {}–{}, {} {}.",
        words.grades, lesson.grades.0, lesson.grades.1, lesson.minutes, words.minutes
    );
    let mut body = format!(
        "<p>{}</p><p>{}</p><h2>{}</h2>{}<h2>{}</h2>{}",
        escape(&lesson.summary),
        said(&facts),
        said(words.skills),
        list(&skills, "ul"),
        said(words.standards),
        list(&standards, "ul")
    );
    for step in &lesson.steps {
        body.push_str(&format!("<h2>{}</h2>", html::line(lesson, &step.title)));
        for piece in &step.pieces {
            match piece {
                Piece::Teacher(blocks) => body.push_str(&html::blocks(lesson, blocks)),
                Piece::Exercise(e) => {
                    body.push_str(&format!(
                        "<p><em>{}</em></p>{}",
                        escape(&rich::plain(&e.prompt)),
                        answer(lesson, e)
                    ));
                }
                _ => {}
            }
        }
    }
    if let Some(web) = &lesson.web {
        let [title, page, owner, claims] = words.web.map(said);
        body.push_str(&format!(
            "<h2>{title}</h2><table><tr><th>{page}</th><th>{owner}</th><th>{claims}</th></tr>"
        ));
        for page in &web.pages {
            let truth = match page.truth {
                crate::web::Truth::Sound => words.truth[0],
                crate::web::Truth::Unsound => words.truth[1],
                crate::web::Truth::Mixed => words.truth[2],
            };
            let truth = said(truth);
            body.push_str(&format!(
                "<tr><td>{}<br/>{}</td><td>{}</td><td>{truth}</td></tr>",
                escape(&page.title),
                html::apart(lesson, &escape(&page.url)),
                escape(&page.owner)
            ));
        }
        body.push_str("</table>");
    }
    html::page(lesson, words.title, "", &body)
}

/// The handout in plain lines, for braille: all that the handout asks for, it shows.
#[must_use]
pub fn plain(lesson: &Lesson) -> String {
    let mut out = format!("{}\n{}\n", lesson.title, lesson.summary);
    let mut number = 0;
    for step in &lesson.steps {
        out.push_str(&format!("\n{}\n", rich::plain_line(&step.title)));
        for piece in &step.pieces {
            match piece {
                Piece::Text(blocks) | Piece::Print(blocks) => lines(lesson, blocks, &mut out),
                Piece::Page(place) => page_lines(lesson, Some(*place), &mut out),
                Piece::Exercise(e) => {
                    number += 1;
                    out.push_str(&format!("\n{number}. "));
                    lines(lesson, &e.prompt, &mut out);
                    page_lines(lesson, e.page, &mut out);
                    match e.task {
                        Task::Highlight(_) => lines(lesson, &bracketed(&e.specimen), &mut out),
                        _ => lines(lesson, &e.specimen, &mut out),
                    }
                    lines(lesson, &e.paper, &mut out);
                    out.push_str(&strip(&to_do(lesson, e)));
                }
                _ => {}
            }
        }
    }
    // A line to write on is long for a pen. Under the fingers four are a blank, and more are rows of dots.
    while out.contains("_____") {
        out = out.replace("_____", "____");
    }
    out
}

/// [`page`] in plain lines.
fn page_lines(lesson: &Lesson, place: Option<u16>, out: &mut String) {
    if let Some(page) = place.and_then(|p| lesson.web.as_ref()?.page(p)) {
        for fact in core::iter::once(page.title.as_str()).chain(html::facts(page)) {
            out.push_str(fact);
            out.push('\n');
        }
        lines(lesson, &page.body, out);
    }
}

/// A line for each of the text. Numbers of a list, which the text may speak of, stay before theirs; an advertisement has its
/// word.
fn lines(lesson: &Lesson, blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Numbers(first, items) => {
                for (number, item) in (*first..).zip(items) {
                    out.push_str(&format!("{number}. "));
                    lines(lesson, item, out);
                }
            }
            Block::Bullets(items) => {
                for item in items {
                    lines(lesson, item, out);
                }
            }
            Block::Ad(inner) => {
                out.push_str(&strip(&html::ad(lesson)));
                out.push_str(": ");
                lines(lesson, inner, out);
            }
            Block::Quote(inner) | Block::Part(_, inner) => lines(lesson, inner, out),
            Block::Code(text) => {
                out.push_str(text.trim_end());
                out.push('\n');
            }
            Block::Paragraph(_) | Block::Heading(..) | Block::Table(..) => {
                rich::each_line(core::slice::from_ref(block), &mut |line| {
                    out.push_str(&rich::plain_line(line));
                    out.push('\n');
                });
            }
        }
    }
}

/// Our own HTML without its tags; a line for each list item.
pub(crate) fn strip(html: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    for c in html
        .replace("</li>", "\n")
        .replace("</p>", "\n")
        .replace("<br/>", "\n")
        .replace('☐', "__")
        .chars()
    {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Which lesson is for which code, and how many minutes are taught: a table over all lessons.
#[must_use]
pub fn standards_map(lessons: &[Lesson]) -> String {
    let mut codes: Vec<(&str, &str)> = lessons
        .iter()
        .flat_map(|l| &l.standards)
        .map(|s| (s.code.as_str(), s.gloss.as_str()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let mut body = String::from(
        "<table><tr><th>Code</th><th>What it is about</th><th>Lessons</th><th>Minutes</th></tr>",
    );
    for (code, gloss) in codes {
        // Of a lesson in several languages the first counts.
        let first = |l: &Lesson| lessons.iter().find(|o| o.id == l.id).map(|o| &o.lang);
        let taught =
            |l: &&Lesson| first(l) == Some(&l.lang) && l.standards.iter().any(|s| s.code == code);
        let ids: Vec<String> = lessons
            .iter()
            .filter(taught)
            .map(|l| {
                format!(
                    "{} {} ({}–{})",
                    escape(&l.id),
                    html::marked("span", &l.lang, &escape(&l.title)),
                    l.grades.0,
                    l.grades.1
                )
            })
            .collect();
        let minutes: u32 = lessons
            .iter()
            .filter(taught)
            .map(|l| u32::from(l.minutes))
            .sum();
        body.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{minutes}</td></tr>",
            escape(code),
            escape(gloss),
            ids.join("<br/>")
        ));
    }
    body.push_str("</table>");
    let frame = Lesson {
        lang: "en".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
        title: "Standards map".to_owned(),
        ..Lesson::default()
    };
    html::page(&frame, "", "", &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Scene, Search, Way};
    use crate::rich::Inline;

    fn text(words: &str) -> Vec<Inline> {
        vec![Inline::Text(words.to_owned())]
    }

    /// The key listed the reasons of a story and of a search without saying of what.
    #[test]
    fn a_key_says_where_ways_lead_and_what_reasons_are_for() {
        let scene = |name: &str, end, ways| Scene {
            name: name.to_owned(),
            end,
            text: Vec::new(),
            ways,
        };
        let way = |words: &str, to| Way {
            text: text(words),
            to,
            why: vec![Block::Paragraph(text("So."))],
        };
        let ways = vec![way("Ask", 1), way("Guess", 2)];
        let story = Task::Branch(vec![
            scene("start", None, ways),
            scene("asked", None, vec![way("Tell", 3)]),
            scene("guessed", Some(End::Poor), Vec::new()),
            scene("told", Some(End::Good), Vec::new()),
        ]);
        let search = Task::Search(Search {
            cases: vec![
                ("fewer".to_owned(), vec![Block::Paragraph(text("Yes."))]),
                ("same".to_owned(), vec![Block::Paragraph(text("Rarely."))]),
            ],
            ..Search::default()
        });
        let key = |lang: &str, task: &Task| {
            let lesson = Lesson {
                lang: lang.to_owned(),
                ..Lesson::default()
            };
            let task = task.clone();
            strip(&answer(
                &lesson,
                &Exercise {
                    task,
                    ..Exercise::default()
                },
            ))
        };
        let told = key("en", &story);
        let lines: Vec<&str> = told.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "A: Ask → C: So.",
                "A: Guess → D (a poor end): So.",
                "C: Tell → B (a good end): So."
            ]
        );
        assert!(key("es", &story).contains("B (un buen final): So."));
        let told = key("en", &search);
        assert!(
            told.contains("Fewer: Yes.") && told.contains("The same: Rarely."),
            "{told}"
        );
    }
}
