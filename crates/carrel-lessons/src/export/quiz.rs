//! A lesson as a plain quiz: what every other system can hold, and the list of what it cannot.

use super::html;
use crate::lang;
use crate::model::{Exercise, Lesson, Note, Piece, Role, Task};
use crate::player::{disordered, shuffle};

/// A question that other systems know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Stable: lesson, question, and a number where one becomes several.
    pub id: String,
    /// A short name.
    pub name: String,
    /// What is asked, as HTML.
    pub prompt: String,
    /// Points.
    pub points: u16,
    /// What is to be done.
    pub kind: Kind,
    /// Said at the end, as HTML.
    pub closing: String,
}

/// An option as HTML, whether it is right, why.
pub type Opt = (String, bool, String);

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One is to be chosen; of several that are right each counts.
    Single(Vec<Opt>),
    /// All that are right are to be chosen.
    Multiple(Vec<Opt>),
    /// Accepted answers in plain text, and what is said to others.
    Blank(Vec<String>, String),
    /// Free writing, read by the teacher; a good example.
    Essay(String),
}

/// A quiz and what was lost on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quiz {
    /// Questions in order.
    pub questions: Vec<Question>,
    /// Question and what did not carry over.
    pub losses: Vec<(String, Loss)>,
}

/// What did not carry over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "`words` says each in full")]
pub enum Loss {
    Hints,
    Optional,
    Parts,
    Other,
    Pages,
    Glossary,
    Notes,
    Slides,
    Web,
    Moves,
    Marking,
    Sorting,
    Matching,
    Ordering,
    Citing,
    Sureness,
    Foreseen,
    Comparison,
    Opinion,
    Story,
    Search,
    Shelf,
    Twin,
}

impl Loss {
    /// Said to the teacher, in the language of the lesson.
    #[must_use]
    pub fn words(self, lang: &str) -> &'static str {
        let [english, spanish] = match self {
            Loss::Hints => ["its hints", "sus pistas"],
            Loss::Optional => [
                "that it is optional: it counts there",
                "que es opcional: allí cuenta",
            ],
            Loss::Parts => [
                "that it is one question: each part is one of its own there, with a point of its own",
                "que es una sola pregunta: allí cada parte es una pregunta aparte, con su propio punto",
            ],
            Loss::Other => [
                "left out: easier twins and review cards need Carrel's own player",
                "falta: las preguntas más fáciles y las de repaso necesitan Carrel",
            ],
            Loss::Pages => [
                "pages of the invented web stand in the handout only",
                "las páginas de la web inventada están solo en la hoja de trabajo",
            ],
            Loss::Glossary => [
                "the glossary: its words stand there without explanation",
                "el glosario: allí sus palabras no tienen explicación",
            ],
            Loss::Notes => [
                "notes for the teacher: they stand in the teacher guide",
                "las notas docentes: están en la guía docente",
            ],
            Loss::Slides => [
                "slides: they are Carrel's presenter's",
                "las diapositivas: se muestran con Carrel",
            ],
            Loss::Web => [
                "the invented web as something to search and walk through",
                "la web inventada como algo en que se busca y se navega",
            ],
            Loss::Moves => [
                "the invented web, its search and the log of moves; only the last question stays",
                "la web inventada, su buscador y el registro de pasos; solo queda la última pregunta",
            ],
            Loss::Marking => [
                "marking in the text; it became a list to choose from",
                "marcar en el texto; ahora es una lista para elegir",
            ],
            Loss::Sorting => [
                "sorting; each thing became a question of its own",
                "clasificar; cada cosa es ahora una pregunta aparte",
            ],
            Loss::Matching => [
                "matching; each line became a question of its own",
                "unir parejas; cada línea es ahora una pregunta aparte",
            ],
            Loss::Ordering => [
                "moving; each thing became the question at which place it stands",
                "mover; cada cosa es ahora la pregunta de en qué lugar va",
            ],
            Loss::Citing => [
                "building the citation; each part became the question at which place it stands",
                "armar la cita; cada parte es ahora la pregunta de en qué lugar va",
            ],
            Loss::Sureness => [
                "how sure, and trust and doubt told apart",
                "la seguridad, y la confianza y la duda por separado",
            ],
            Loss::Foreseen => [
                "what is said to each answer that was foreseen; one sentence for all others stays",
                "lo que se dice a cada respuesta prevista; queda una frase para todas las demás",
            ],
            Loss::Comparison => [
                "the comparison with the source, and what is said when an idea or the source's name is missing; the teacher reads it",
                "la comparación con la fuente, y lo que se dice cuando falta una idea o el nombre de la fuente; lo lee el docente",
            ],
            Loss::Opinion => [
                "left out: a question without a right answer",
                "falta: una pregunta sin respuesta correcta",
            ],
            Loss::Story => [
                "left out: a story with choices",
                "falta: una historia con decisiones",
            ],
            Loss::Search => [
                "left out: it needs the school's catalogue",
                "falta: necesita el catálogo de la escuela",
            ],
            Loss::Shelf => [
                "left out: it needs the school's catalogue; a list for paper is in the handout",
                "falta: necesita el catálogo de la escuela; en la hoja de trabajo hay una lista para el papel",
            ],
            Loss::Twin => [
                "its easier twin is there in its place",
                "en su lugar está la pregunta más fácil",
            ],
        };
        if lang::around(lang) == "es" {
            spanish
        } else {
            english
        }
    }
}

/// The easier twin that stands for a question of a kind that no other system has.
#[must_use]
pub(crate) fn stand_in<'a>(lesson: &'a Lesson, e: &Exercise) -> Option<&'a Exercise> {
    if !matches!(e.task, Task::Branch(_) | Task::Search(_) | Task::Shelve(_)) {
        return None;
    }
    lesson.others.iter().find(|twin| {
        matches!(&twin.role, Role::TwinOf(id) if *id == e.id)
            && matches!(twin.task, Task::Choice(_) | Task::Multi(_) | Task::Order(_))
    })
}

/// The quiz of a lesson: the questions of its steps.
#[must_use]
pub fn of(lesson: &Lesson) -> Quiz {
    let mut quiz = Quiz::default();
    let lose = |quiz: &mut Quiz, id: &str, loss| quiz.losses.push((id.to_owned(), loss));
    let mut standing = Vec::new();
    for exercise in lesson.exercises() {
        let before = quiz.questions.len();
        add(lesson, exercise, &mut quiz);
        if !exercise.hints.is_empty() {
            lose(&mut quiz, &exercise.id, Loss::Hints);
        }
        if exercise.optional && exercise.points > 0 {
            lose(&mut quiz, &exercise.id, Loss::Optional);
        }
        if quiz.questions.len() > before + 1 {
            lose(&mut quiz, &exercise.id, Loss::Parts);
        }
        if let Some(twin) = stand_in(lesson, exercise) {
            lose(&mut quiz, &exercise.id, Loss::Twin);
            add(lesson, twin, &mut quiz);
            standing.push(&twin.id);
        }
    }
    for exercise in lesson.others.iter().filter(|e| !standing.contains(&&e.id)) {
        lose(&mut quiz, &exercise.id, Loss::Other);
    }
    let pieces = || lesson.steps.iter().flat_map(|step| &step.pieces);
    for (there, loss) in [
        (pieces().any(|p| matches!(p, Piece::Page(_))), Loss::Pages),
        (!lesson.glossary.is_empty(), Loss::Glossary),
        (
            pieces().any(|p| matches!(p, Piece::Teacher(_))),
            Loss::Notes,
        ),
        (
            pieces().any(|p| matches!(p, Piece::Slide(_) | Piece::SlideBreak)),
            Loss::Slides,
        ),
        (lesson.web.is_some(), Loss::Web),
    ] {
        if there {
            lose(&mut quiz, &lesson.id, loss);
        }
    }
    if lang::is_rtl(&lesson.lang) {
        for question in &mut quiz.questions {
            turn(lesson, question);
        }
    }
    quiz
}

/// Other systems show a question on a page of theirs, which runs from left to right: each text of a lesson that runs the
/// other way says so itself.
fn turn(lesson: &Lesson, question: &mut Question) {
    let turn = |tag: &str, text: &mut String| {
        if !text.is_empty() {
            *text = html::marked(tag, &lesson.lang, text);
        }
    };
    turn("div", &mut question.prompt);
    turn("div", &mut question.closing);
    match &mut question.kind {
        Kind::Single(options) | Kind::Multiple(options) => {
            for (text, _, why) in options {
                turn("span", text);
                turn("div", why);
            }
        }
        Kind::Blank(_, other) => turn("div", other),
        Kind::Essay(model) => turn("div", model),
    }
}

/// Things in another order than in the file, where the right one often stands at the same place; the same for each export.
fn mixed<T>(id: &str, things: Vec<T>) -> Vec<T> {
    let order = shuffle(1, id, things.len());
    in_order(&order, things)
}

fn in_order<T>(order: &[u16], things: Vec<T>) -> Vec<T> {
    let mut things: Vec<Option<T>> = things.into_iter().map(Some).collect();
    order
        .iter()
        .filter_map(|k| things.get_mut(usize::from(*k))?.take())
        .collect()
}

fn add(lesson: &Lesson, e: &Exercise, quiz: &mut Quiz) {
    let line = |words: &[crate::rich::Inline]| html::line(lesson, words);
    let blocks = |b: &[crate::rich::Block]| html::blocks(lesson, b);
    let mut prompt = blocks(&e.prompt);
    if !e.specimen.is_empty() {
        prompt.push_str("<blockquote>");
        prompt.push_str(&blocks(&e.specimen));
        prompt.push_str("</blockquote>");
    }
    // What is asked about a page cannot be answered without it.
    let shown = |place: Option<u16>| {
        let page = place.and_then(|place| lesson.web.as_ref()?.page(place));
        page.map_or_else(String::new, |page| {
            let title = html::escape(&page.title);
            let page = html::web_page(lesson, page);
            format!("<blockquote><p><strong>{title}</strong></p>{page}</blockquote>")
        })
    };
    prompt.push_str(&shown(e.page));
    if let Task::Lateral(lateral) = &e.task {
        prompt.push_str(&shown(Some(lateral.start)));
    }
    let mut push = |n: Option<usize>, prompt: String, points: u16, kind: Kind| {
        let id = match n {
            // No id has the low line: another question may be called `owner-1`.
            Some(n) => format!("{}-{}_{}", lesson.id, e.id, n + 1),
            None => format!("{}-{}", lesson.id, e.id),
        };
        quiz.questions.push(Question {
            name: id.clone(),
            id,
            prompt,
            points,
            kind,
            closing: blocks(&e.closing),
        });
    };
    let mut lost = None;
    let option = |o: &crate::model::Choice| (line(&o.text), o.right, blocks(&o.why));
    match &e.task {
        Task::Choice(options) => {
            push(
                None,
                prompt,
                e.points,
                Kind::Single(mixed(&e.id, options.iter().map(option).collect())),
            );
        }
        Task::Multi(options) => {
            push(
                None,
                prompt,
                e.points,
                Kind::Multiple(mixed(&e.id, options.iter().map(option).collect())),
            );
        }
        Task::Lateral(lateral) => {
            lost = Some(Loss::Moves);
            let options = mixed(&e.id, lateral.verdicts.iter().map(option).collect());
            push(None, prompt, e.points, Kind::Single(options));
        }
        Task::Serp(_, hits) => {
            let options: Vec<Opt> = hits
                .iter()
                .map(|h| {
                    let ad = match (h.ad, lang::around(&lesson.lang) == "es") {
                        (false, _) => String::new(),
                        (true, true) => " [anuncio]".to_owned(),
                        (true, false) => html::around(lesson, " [ad]"),
                    };
                    let apart = |text: &str| html::apart(lesson, &html::escape(text));
                    let text = format!(
                        "{}{ad} ({} {}) {}",
                        line(&h.title),
                        apart(&h.url),
                        apart(&h.date),
                        html::escape(&h.snippet)
                    );
                    (text, h.right, blocks(&h.why))
                })
                .collect();
            let options = mixed(&e.id, options);
            push(None, prompt, e.points, Kind::Single(options));
        }
        Task::Highlight(marks) | Task::Hotspot(marks) => {
            lost = Some(Loss::Marking);
            let options = marks
                .iter()
                .map(|m| (html::escape(&m.words), m.right, blocks(&m.why)))
                .collect();
            push(None, prompt, e.points, Kind::Multiple(options));
        }
        Task::Sort(bins, things) => {
            lost = Some(Loss::Sorting);
            for (n, thing) in things.iter().enumerate() {
                let options = (0_u16..)
                    .zip(bins)
                    .map(|(b, bin)| (line(&bin.text), b == thing.bin, blocks(&thing.why)))
                    .collect();
                push(
                    Some(n),
                    format!("{prompt}<p>{}</p>", line(&thing.text)),
                    1,
                    Kind::Single(options),
                );
            }
        }
        Task::Match(pairs, extra) => {
            lost = Some(Loss::Matching);
            for (n, pair) in pairs.iter().enumerate() {
                let options = pairs
                    .iter()
                    .enumerate()
                    .map(|(m, other)| (line(&other.right), m == n, blocks(&pair.why)))
                    .chain(extra.iter().map(|x| (line(&x.text), false, blocks(&x.why))))
                    .collect();
                let options = mixed(&format!("{}-{n}", e.id), options);
                push(
                    Some(n),
                    format!("{prompt}<p>{}</p>", line(&pair.left)),
                    1,
                    Kind::Single(options),
                );
            }
        }
        Task::Order(notes) => {
            lost = Some(Loss::Ordering);
            for (n, (about, kind)) in places(lesson, &e.id, notes, &[]).into_iter().enumerate() {
                push(Some(n), format!("{prompt}<p>{about}</p>"), 1, kind);
            }
        }
        Task::Cite(cite) => {
            lost = Some(Loss::Citing);
            let asked = places(lesson, &e.id, &cite.parts, &cite.extra);
            for (n, (about, kind)) in asked.into_iter().enumerate() {
                push(Some(n), format!("{prompt}<p>{about}</p>"), 1, kind);
            }
        }
        Task::Judge(items) => {
            lost = Some(Loss::Sureness);
            let words = if lang::around(&lesson.lang) == "es" {
                ["Confío", "Dudo"]
            } else {
                ["Trust it", "Doubt it"]
            };
            let words = words.map(|words| html::around(lesson, words));
            for (n, item) in items.iter().enumerate() {
                let why = blocks(&item.why);
                let options = vec![
                    (words[0].clone(), item.sound, why.clone()),
                    (words[1].clone(), !item.sound, why),
                ];
                push(
                    Some(n),
                    format!("{prompt}<p>{}</p>{}", line(&item.text), shown(item.page)),
                    1,
                    Kind::Single(options),
                );
            }
        }
        Task::Short(accepted, other) => {
            lost = Some(Loss::Foreseen);
            let right = accepted
                .iter()
                .filter(|a| a.right)
                .map(|a| a.text.clone())
                .collect();
            push(None, prompt, e.points, Kind::Blank(right, blocks(other)));
        }
        Task::Paraphrase(task) => {
            lost = Some(Loss::Comparison);
            push(None, prompt, e.points, Kind::Essay(blocks(&task.model)));
        }
        Task::Survey(options) if options.is_empty() => {
            push(None, prompt, 0, Kind::Essay(String::new()));
        }
        Task::Survey(_) => lost = Some(Loss::Opinion),
        Task::Branch(_) => lost = Some(Loss::Story),
        Task::Search(_) => lost = Some(Loss::Search),
        Task::Shelve(_) => lost = Some(Loss::Shelf),
    }
    if let Some(lost) = lost {
        quiz.losses.push((e.id.clone(), lost));
    }
}

/// Things in a row: of each it is asked at which place it stands, and of those that do not belong that they do not.
fn places(lesson: &Lesson, id: &str, row: &[Note], extra: &[Note]) -> Vec<(String, Kind)> {
    let out = if lang::around(&lesson.lang) == "es" {
        "No va aquí"
    } else {
        "It does not belong here"
    };
    // Not one after the other: then the first question would be about the first place.
    let all = row.iter().chain(extra).enumerate().collect();
    let order = disordered(1, id, row.len() + extra.len());
    let about = |(n, note): (usize, &Note)| {
        let why = html::blocks(lesson, &note.why);
        let option = |text: String, right| (text, right, why.clone());
        let mut options: Vec<Opt> = (0..row.len())
            .map(|m| option((m + 1).to_string(), m == n))
            .collect();
        if !extra.is_empty() {
            options.push(option(html::around(lesson, out), n >= row.len()));
        }
        (html::line(lesson, &note.text), Kind::Single(options))
    };
    in_order(&order, all).into_iter().map(about).collect()
}

impl Question {
    /// What is said at the end; of free writing, the good example first.
    #[must_use]
    pub fn said_at_the_end(&self) -> String {
        match &self.kind {
            Kind::Essay(model) => format!("{model}{}", self.closing),
            _ => self.closing.clone(),
        }
    }
}

/// The report for the teacher, in plain text and in the language of the lesson.
#[must_use]
pub fn report(lesson: &Lesson, quiz: &Quiz) -> String {
    let (title, id, n) = (&lesson.title, &lesson.id, quiz.questions.len());
    let spanish = lang::around(&lesson.lang) == "es";
    let mut out = if spanish {
        format!(
            "Lo que no pasó de {title} ({id}) a los cuestionarios de otros sistemas.\nPasaron {n} preguntas; las pistas, el dominio y el repaso necesitan Carrel.\n\n"
        )
    } else {
        format!(
            "What did not carry over from {title} ({id}) to quizzes of other systems.\n{n} questions did; hints, mastery and review need Carrel's own player.\n\n"
        )
    };
    for (id, what) in &quiz.losses {
        out.push_str(&format!("- {id}: {}\n", what.words(&lesson.lang)));
    }
    out.push_str(if spanish { BY_FILE_ES } else { BY_FILE_EN });
    if super::braille::knows(&lesson.lang) {
        out.push_str(if spanish { BRAILLE_ES } else { BRAILLE_EN });
        let lost = super::braille::lost(&super::teacher::plain(lesson), &lesson.lang);
        if !lost.is_empty() {
            let lost: Vec<String> = lost.into_iter().map(String::from).collect();
            out.push_str(if spanish {
                "- handout.brf: faltan estos signos, para los que no hay celda: "
            } else {
                "- handout.brf: these signs have no cell there and are left out: "
            });
            out.push_str(&lost.join(" "));
            out.push('\n');
        }
    }
    if !lang::is_spoken(&lesson.lang) {
        let tongue = &lesson.lang;
        out.push_str(&format!(
            "- all files: buttons and headings that are Carrel's own are in English, and say so; the rest is in the lesson's language ({tongue}).\n"
        ));
        if !super::braille::knows(tongue) {
            out.push_str(&format!(
                "- handout.brf: left out, as Carrel has no braille table for this language ({tongue}). Liblouis and other braille programs make one from handout.html.\n"
            ));
        }
    }
    out
}

const BRAILLE_EN: &str = "- handout.brf: pictures are there as the words that describe them.\n";

const BRAILLE_ES: &str =
    "- handout.brf: en lugar de las imágenes están las palabras que las describen.\n";

const BY_FILE_EN: &str = "\nBy file:\n\
    - canvas.imscc: the quiz and the handout to read. Good examples are shown as general feedback. A second import makes a second quiz, unless you have Canvas overwrite assessments with matching IDs.\n\
    - quiz.gift.txt, quiz.text2qti.txt: the text between the questions, with its tables and pictures: hand out handout.html, as a question may ask about it.\n\
    - quiz.gift.txt: points, as each question counts alike there; for several right answers some systems show no feedback for each option; what is said to unforeseen words is left out.\n\
    - quiz.text2qti.txt: plain words to edit. No pictures, tables, or slanted letters; good examples of free writing are left out, a question without points gets one, and of several right results one stays.\n\
    - lesson.html, scorm12.zip: choices are marked; all else is there to read and write, with its answer. What is written there is not kept. Hints and review are left out.\n\
    - scorm12.zip: it names the mark that is wanted (masteryscore). Moodle and some others show a lesson that was done below it as failed.\n\
    - Google Classroom: a link only. No marks come back; students hand in their result code or file.\n";

const BY_FILE_ES: &str = "\nPor archivo:\n\
    - canvas.imscc: el cuestionario y la hoja de trabajo para leer. Los buenos ejemplos se muestran como comentario general. Importarlo otra vez crea un segundo cuestionario, salvo que en Canvas se elija reemplazar los que tienen el mismo ID.\n\
    - quiz.gift.txt, quiz.text2qti.txt: falta el texto entre las preguntas, con sus tablas e imágenes. Reparta handout.html: una pregunta puede referirse a él.\n\
    - quiz.gift.txt: faltan los puntos, porque allí cada pregunta vale lo mismo; cuando hay varias respuestas correctas, algunos sistemas no comentan cada opción; falta lo que se dice a palabras no previstas.\n\
    - quiz.text2qti.txt: solo texto, para editar. Sin imágenes, tablas ni letra cursiva; faltan los buenos ejemplos de escritura libre, una pregunta sin puntos recibe uno, y de varios resultados correctos queda uno.\n\
    - lesson.html, scorm12.zip: se corrigen las preguntas de elegir; todo lo demás está para leer y escribir, con su respuesta. Lo que se escribe ahí no se guarda. Faltan las pistas y el repaso.\n\
    - scorm12.zip: lleva la nota que se pide (masteryscore). Moodle y algunos otros muestran como reprobada una lección hecha por debajo de esa nota.\n\
    - Google Classroom: solo un enlace. No vuelven notas; cada estudiante entrega su código o su archivo de resultados.\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;
    use crate::model::Hit;
    use crate::rich::Inline;

    fn lesson(tasks: Vec<(&str, Task)>) -> Lesson {
        let pieces = tasks.into_iter().map(|(id, task)| {
            Piece::Exercise(Box::new(Exercise {
                id: id.to_owned(),
                points: 1,
                task,
                ..Exercise::default()
            }))
        });
        Lesson {
            id: "T1".to_owned(),
            lang: "en".to_owned(),
            steps: vec![crate::model::Step {
                pieces: pieces.collect(),
                ..Default::default()
            }],
            ..Lesson::default()
        }
    }

    /// Of several right results each counts; packages asked for all of them, and marked who chose one wrong.
    #[test]
    fn any_right_result_is_right() {
        let hit = |title: &str, right| Hit {
            title: vec![Inline::Text(title.to_owned())],
            url: "a.example".to_owned(),
            right,
            ..Hit::default()
        };
        let hits = vec![hit("one", true), hit("two", false), hit("three", true)];
        let lesson = lesson(vec![("s", Task::Serp("q".to_owned(), hits))]);
        let quiz = of(&lesson);
        assert!(
            matches!(&quiz.questions[..], [Question { kind: Kind::Single(o), .. }] if o.len() == 3)
        );
        let qti = export::qti::assessment(&lesson, &quiz);
        // Each with a condition of its own: of several in one Canvas takes the first.
        let scored = qti
            .split("<respcondition")
            .filter(|one| one.contains(">100</setvar>"));
        let named: Vec<usize> = scored.map(|one| one.matches("<varequal").count()).collect();
        assert_eq!(named, [1, 1]);
        assert!(qti.contains("rcardinality=\"Single\"") && !qti.contains("<not>"));
        let gift = export::gift(&lesson, &quiz);
        assert_eq!(
            (gift.matches("\n  =").count(), gift.matches("\n  ~").count()),
            (2, 1)
        );
        assert!(!gift.contains("~%"), "{gift}");
        let text = export::text2qti(&lesson, &quiz);
        assert_eq!(text.matches("\n*").count(), 1, "{text}");
        assert!(export::one_file(&lesson, &quiz).contains("type=\"radio\""));
    }

    /// Lessons on citing, and on the catalogue, went out nearly empty.
    #[test]
    fn a_citation_becomes_places_and_a_story_its_twin() {
        let note = |text: &str| Note {
            text: vec![Inline::Text(text.to_owned())],
            why: Vec::new(),
        };
        let cite = crate::model::Cite {
            parts: vec![note("Ortiz."), note("Rivers."), note("2021.")],
            extra: vec![note("Vol. 2.")],
            ..Default::default()
        };
        let mut lesson = lesson(vec![
            ("book", Task::Cite(cite)),
            ("walk", Task::Branch(Vec::new())),
            ("alone", Task::Branch(Vec::new())),
        ]);
        let choice = |text: &str, right| crate::model::Choice {
            text: vec![Inline::Text(text.to_owned())],
            right,
            why: Vec::new(),
        };
        lesson.others.push(Exercise {
            id: "walk-easy".to_owned(),
            role: Role::TwinOf("walk".to_owned()),
            task: Task::Choice(vec![choice("a", true), choice("b", false)]),
            points: 1,
            ..Exercise::default()
        });
        lesson.lang = "es".to_owned();
        let quiz = of(&lesson);
        let ids: Vec<&str> = quiz.questions.iter().map(|q| q.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "T1-book_1",
                "T1-book_2",
                "T1-book_3",
                "T1-book_4",
                "T1-walk-easy"
            ]
        );
        for q in &quiz.questions[..4] {
            let Kind::Single(options) = &q.kind else {
                panic!()
            };
            let texts: Vec<&str> = options.iter().map(|o| o.0.as_str()).collect();
            assert_eq!(texts, ["1", "2", "3", "No va aquí"]);
            let place = ["Ortiz.", "Rivers.", "2021.", "Vol. 2."]
                .iter()
                .position(|part| q.prompt.contains(part));
            assert_eq!(options.iter().position(|o| o.1), place, "{}", q.prompt);
        }
        let lost = |id: &str| -> Vec<Loss> {
            let own = quiz.losses.iter().filter(|(of, _)| of == id);
            own.map(|(_, loss)| *loss).collect()
        };
        assert_eq!(lost("walk"), [Loss::Story, Loss::Twin]);
        assert_eq!(lost("alone"), [Loss::Story]);
        assert!(lost("walk-easy").is_empty());
        // The twin is marked in the package too.
        assert!(export::one_file(&lesson, &quiz).contains("data-q=\"T1-walk-easy\""));
        // What a question asks about may stand in the text, which no list of questions has.
        lesson.lang = "en".to_owned();
        let between = "- quiz.gift.txt, quiz.text2qti.txt: the text between the questions";
        assert!(report(&lesson, &quiz).contains(between));
        lesson.lang = "es".to_owned();
        // A Spanish lesson's teacher is told in Spanish.
        let told = report(&lesson, &quiz);
        assert!(
            told.contains("- alone: falta: una historia con decisiones\n"),
            "{told}"
        );
        assert!(
            told.contains("falta el texto entre las preguntas") && !told.contains("left out"),
            "{told}"
        );
    }
}
