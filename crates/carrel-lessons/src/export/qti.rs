//! Common Cartridge 1.3 with a QTI 1.2 assessment, as Canvas takes it. Every identifier and path names the lesson and its
//! language, and stays the same: no lesson takes the place of another. A second import of one lesson makes a second quiz,
//! unless the teacher has Canvas overwrite assessments with matching IDs; the report says so.
//!
//! What Canvas's importer (its published source) reads decides the shape where Common Cartridge leaves a choice: each right
//! answer of a single choice has a condition of its own, as of several in one it takes the first; pictures of questions are
//! files, as it takes `data:` addresses out; the lesson is a folder, as items without one all go into the same "Misc Module".
//! `tests/lessons/canvas.py` reads packages by these rules.

use super::html::{data_address, escape};
use super::quiz::{Kind, Question, Quiz};
use super::zip::zip;
use crate::model::Lesson;

fn field(label: &str, entry: &str) -> String {
    format!(
        "<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
    )
}

fn material(html: &str) -> String {
    format!(
        "<material><mattext texttype=\"text/html\">{}</mattext></material>",
        escape(html)
    )
}

fn letter(n: usize) -> String {
    format!("o{}", n + 1)
}

fn feedback(ident: &str, html: &str) -> String {
    format!(
        "<itemfeedback ident=\"{ident}\"><flow_mat>{}</flow_mat></itemfeedback>",
        material(html)
    )
}

/// A condition for the whole score.
fn scored(condition: &str) -> String {
    format!(
        "<respcondition continue=\"No\"><conditionvar>{condition}</conditionvar><setvar action=\"Set\" varname=\"SCORE\">100</setvar></respcondition>"
    )
}

/// Letters, digits and `-` only.
fn plain(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    text.chars().map(plain).collect()
}

/// What every identifier and path begins with.
fn stem(lesson: &Lesson) -> String {
    format!("carrel-{}-{}", plain(&lesson.id), plain(&lesson.lang))
}

/// A question as a QTI 1.2 item with Common Cartridge's profile.
fn item(lesson: &Lesson, q: &Question) -> String {
    let (profile, canvas) = match &q.kind {
        Kind::Single(_) => ("cc.multiple_choice.v0p1", "multiple_choice_question"),
        Kind::Multiple(_) => ("cc.multiple_response.v0p1", "multiple_answers_question"),
        Kind::Blank(..) => ("cc.fib.v0p1", "short_answer_question"),
        Kind::Essay(_) => ("cc.essay.v0p1", "essay_question"),
    };
    let mut meta = field("cc_profile", profile)
        + &field("question_type", canvas)
        + &field("points_possible", &q.points.to_string())
        + &field("cc_weighting", &q.points.to_string());
    // A teacher reads it: the profile of essays asks that this is said.
    if matches!(q.kind, Kind::Essay(_)) {
        meta += &field("qmd_computerscored", "No");
    }
    let mut response = String::new();
    let mut processing = String::new();
    let mut said = String::new();
    match &q.kind {
        Kind::Single(options) | Kind::Multiple(options) => {
            let single = matches!(q.kind, Kind::Single(_));
            let cardinality = if single { "Single" } else { "Multiple" };
            response.push_str(&format!(
                "<response_lid ident=\"response1\" rcardinality=\"{cardinality}\"><render_choice>"
            ));
            for (n, (words, _, why)) in options.iter().enumerate() {
                let ident = letter(n);
                response.push_str(&format!(
                    "<response_label ident=\"{ident}\">{}</response_label>",
                    material(words)
                ));
                processing.push_str(&format!(
                    "<respcondition continue=\"Yes\"><conditionvar><varequal respident=\"response1\">{ident}</varequal></conditionvar>\
                     <displayfeedback feedbacktype=\"Response\" linkrefid=\"{ident}_fb\"/></respcondition>"
                ));
                said.push_str(&feedback(&format!("{ident}_fb"), why));
            }
            response.push_str("</render_choice></response_lid>");
            let mut all = String::new();
            for (n, (_, right, _)) in options.iter().enumerate() {
                let equal = format!("<varequal respident=\"response1\">{}</varequal>", letter(n));
                match (*right, single) {
                    (true, true) => processing.push_str(&scored(&equal)),
                    (true, false) => all.push_str(&equal),
                    (false, false) => all.push_str(&format!("<not>{equal}</not>")),
                    (false, true) => {}
                }
            }
            if !single {
                processing.push_str(&scored(&format!("<and>{all}</and>")));
            }
        }
        Kind::Blank(accepted, other) => {
            response.push_str("<response_str ident=\"response1\" rcardinality=\"Single\"><render_fib prompt=\"Dashes\"/></response_str>");
            let mut condition = String::new();
            for words in accepted {
                condition.push_str(&format!(
                    "<varequal respident=\"response1\">{}</varequal>",
                    escape(words)
                ));
            }
            processing.push_str(&scored(&condition));
            processing.push_str("<respcondition continue=\"Yes\"><conditionvar><other/></conditionvar><displayfeedback feedbacktype=\"Response\" linkrefid=\"general_incorrect_fb\"/></respcondition>");
            said.push_str(&feedback("general_incorrect_fb", other));
        }
        Kind::Essay(_) => {
            response.push_str("<response_str ident=\"response1\" rcardinality=\"Single\"><render_fib prompt=\"Box\"/></response_str>");
            processing.push_str("<respcondition continue=\"No\"><conditionvar><other/></conditionvar></respcondition>");
        }
    }
    let closing = q.said_at_the_end();
    if !closing.is_empty() {
        said.push_str(&feedback("general_fb", &closing));
        let always = "<respcondition continue=\"Yes\"><conditionvar><other/></conditionvar><displayfeedback feedbacktype=\"Response\" linkrefid=\"general_fb\"/></respcondition>";
        processing.insert_str(0, always);
    }
    format!(
        "<item ident=\"{id}\" title=\"{name}\"><itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata>\
         <presentation>{prompt}{response}</presentation>\
         <resprocessing><outcomes><decvar maxvalue=\"100\" minvalue=\"0\" varname=\"SCORE\" vartype=\"Decimal\"/></outcomes>{processing}</resprocessing>{said}</item>\n",
        id = escape(&format!("{}-{}", q.id, lesson.lang)),
        name = escape(&q.name),
        prompt = material(&q.prompt)
    )
}

/// The assessment as QTI 1.2.
#[must_use]
pub(crate) fn assessment(lesson: &Lesson, quiz: &Quiz) -> String {
    let mut items = String::new();
    for question in &quiz.questions {
        items.push_str(&item(lesson, question));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\">\
         <assessment ident=\"{stem}-quiz\" title=\"{title}\"><qtimetadata>{meta}</qtimetadata>\
         <section ident=\"{stem}-section\">\n{items}</section></assessment></questestinterop>\n",
        stem = stem(lesson),
        title = escape(&lesson.title),
        meta = field("cc_profile", "cc.exam.v0p1")
            + &field("qmd_assessmenttype", "Examination")
            + &field("cc_maxattempts", "unlimited")
    )
}

/// The cartridge, as a zip.
#[must_use]
pub fn common_cartridge(lesson: &Lesson, quiz: &Quiz) -> Vec<u8> {
    zip(&files(lesson, quiz, super::teacher::handout(lesson, false)))
}

/// The files of the cartridge.
pub(crate) fn files(lesson: &Lesson, quiz: &Quiz, handout: String) -> super::Files {
    let id = stem(lesson);
    let title = escape(&lesson.title);
    let mut questions = assessment(lesson, quiz);
    let (mut pictures, mut needed, mut resources) = (Vec::new(), String::new(), String::new());
    for (path, bytes) in &lesson.assets {
        let inside = data_address(path, bytes);
        if !questions.contains(&inside) {
            continue;
        }
        let (name, ending) = path.rsplit_once('.').unwrap_or((path, "png"));
        let (name, ending) = (plain(name), plain(ending));
        let (own, href) = (
            format!("{id}-p-{name}-{ending}"),
            format!("{id}/{name}.{ending}"),
        );
        questions = questions.replace(&inside, &format!("$IMS-CC-FILEBASE$/{href}"));
        needed.push_str(&format!("<dependency identifierref=\"{own}\"/>"));
        resources.push_str(&format!(
            "<resource identifier=\"{own}\" type=\"webcontent\" href=\"{href}\"><file href=\"{href}\"/></resource>"
        ));
        pictures.push((href, bytes.clone()));
    }
    let lom = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest";
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"{id}\" xmlns=\"http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1\" xmlns:lomm=\"{lom}\">\
         <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.3.0</schemaversion>\
         <lomm:lom><lomm:general><lomm:title><lomm:string language=\"{lang}\">{title}</lomm:string></lomm:title></lomm:general></lomm:lom></metadata>\
         <organizations><organization identifier=\"{id}-org\" structure=\"rooted-hierarchy\"><item identifier=\"{id}-root\"><item identifier=\"{id}-i\"><title>{title}</title>\
         <item identifier=\"{id}-i-read\" identifierref=\"{id}-r-read\"><title>{title}</title></item>\
         <item identifier=\"{id}-i-quiz\" identifierref=\"{id}-r-quiz\"><title>{title}: {quiz_word}</title></item></item></item></organization></organizations>\
         <resources><resource identifier=\"{id}-r-read\" type=\"webcontent\" href=\"{id}/handout.html\"><file href=\"{id}/handout.html\"/></resource>\
         <resource identifier=\"{id}-r-quiz\" type=\"imsqti_xmlv1p2/imscc_xmlv1p3/assessment\"><file href=\"{id}/assessment.xml\"/>{needed}</resource>{resources}</resources></manifest>\n",
        lang = escape(&lesson.lang),
        quiz_word = if crate::lang::around(&lesson.lang) == "es" {
            "cuestionario"
        } else {
            "quiz"
        }
    );
    let mut files = vec![
        ("imsmanifest.xml".to_owned(), manifest.into_bytes()),
        (format!("{id}/handout.html"), handout.into_bytes()),
        (format!("{id}/assessment.xml"), questions.into_bytes()),
    ];
    files.extend(pictures);
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Choice, Exercise, Piece, Step, Task};

    /// All lessons shared `r-quiz`, `r-read` and `lesson/handout.html`: in one course the second took the place of the first.
    #[test]
    fn no_two_lessons_share_a_name() {
        let names = |id: &str, lang: &str| -> Vec<String> {
            let choice = |right| Choice {
                right,
                ..Choice::default()
            };
            let exercise = Exercise {
                id: "q".to_owned(),
                task: Task::Choice(vec![choice(true), choice(false)]),
                ..Exercise::default()
            };
            let lesson = Lesson {
                id: id.to_owned(),
                lang: lang.to_owned(),
                steps: vec![Step {
                    pieces: vec![Piece::Exercise(Box::new(exercise))],
                    ..Step::default()
                }],
                ..Lesson::default()
            };
            let quiz = super::super::quiz::of(&lesson);
            let files = files(&lesson, &quiz, String::new());
            let mut names: Vec<String> = files[1..].iter().map(|file| file.0.clone()).collect();
            let whole: String = files
                .iter()
                .map(|file| String::from_utf8_lossy(&file.1).into_owned())
                .collect();
            for before in [
                " identifier=\"",
                "<item ident=\"",
                "<assessment ident=\"",
                "<section ident=\"",
            ] {
                let found = whole.split(before).skip(1);
                names.extend(found.map(|rest| rest.split('"').next().unwrap().to_owned()));
            }
            // Manifest, organization, four items, two resources; item, assessment, section; two files.
            assert_eq!(names.len(), 13, "{names:?}");
            names
        };
        let all = [names("L08", "en"), names("L08", "es"), names("L11", "en")].concat();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len(), "{all:?}");
    }
}
