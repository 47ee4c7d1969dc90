//! Common Cartridge 1.3 with a QTI 1.2 assessment, as Canvas takes it. Identifiers are stable, so that a second
//! import updates and does not double.

use super::html::escape;
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

const WHOLE: &str = "<setvar action=\"Set\" varname=\"SCORE\">100</setvar>";

/// A question as a QTI 1.2 item with Common Cartridge's profile.
fn item(q: &Question) -> String {
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
            let mut condition = String::new();
            for (n, (_, right, _)) in options.iter().enumerate() {
                let equal = format!("<varequal respident=\"response1\">{}</varequal>", letter(n));
                match (*right, single) {
                    (true, _) => condition.push_str(&equal),
                    (false, false) => condition.push_str(&format!("<not>{equal}</not>")),
                    (false, true) => {}
                }
            }
            if !single {
                condition = format!("<and>{condition}</and>");
            } else if options.iter().filter(|o| o.1).count() > 1 {
                condition = format!("<or>{condition}</or>");
            }
            processing.push_str(&format!(
                "<respcondition continue=\"No\"><conditionvar>{condition}</conditionvar>{WHOLE}</respcondition>"
            ));
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
            processing.push_str(&format!(
                "<respcondition continue=\"No\"><conditionvar>{condition}</conditionvar>{WHOLE}</respcondition>\
                 <respcondition continue=\"Yes\"><conditionvar><other/></conditionvar><displayfeedback feedbacktype=\"Response\" linkrefid=\"general_incorrect_fb\"/></respcondition>"
            ));
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
        id = escape(&q.id),
        name = escape(&q.name),
        prompt = material(&q.prompt)
    )
}

/// The assessment as QTI 1.2.
#[must_use]
pub(crate) fn assessment(lesson: &Lesson, quiz: &Quiz) -> String {
    let mut items = String::new();
    for question in &quiz.questions {
        items.push_str(&item(question));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\">\
         <assessment ident=\"carrel-{id}-{lang}\" title=\"{title}\"><qtimetadata>{meta}</qtimetadata>\
         <section ident=\"root_section\">\n{items}</section></assessment></questestinterop>\n",
        id = escape(&lesson.id),
        lang = escape(&lesson.lang),
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
    let id = format!("carrel-{}-{}", escape(&lesson.id), escape(&lesson.lang));
    let title = escape(&lesson.title);
    let lom = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest";
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"{id}\" xmlns=\"http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1\" xmlns:lomm=\"{lom}\">\
         <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.3.0</schemaversion>\
         <lomm:lom><lomm:general><lomm:title><lomm:string language=\"{lang}\">{title}</lomm:string></lomm:title></lomm:general></lomm:lom></metadata>\
         <organizations><organization identifier=\"org\" structure=\"rooted-hierarchy\"><item identifier=\"root\">\
         <item identifier=\"i-read\" identifierref=\"r-read\"><title>{title}</title></item>\
         <item identifier=\"i-quiz\" identifierref=\"r-quiz\"><title>{title}: {quiz_word}</title></item></item></organization></organizations>\
         <resources><resource identifier=\"r-read\" type=\"webcontent\" href=\"lesson/handout.html\"><file href=\"lesson/handout.html\"/></resource>\
         <resource identifier=\"r-quiz\" type=\"imsqti_xmlv1p2/imscc_xmlv1p3/assessment\"><file href=\"quiz/assessment.xml\"/></resource></resources></manifest>\n",
        lang = escape(&lesson.lang),
        quiz_word = if crate::lang::around(&lesson.lang) == "es" {
            "cuestionario"
        } else {
            "quiz"
        }
    );
    vec![
        ("imsmanifest.xml".to_owned(), manifest.into_bytes()),
        ("lesson/handout.html".to_owned(), handout.into_bytes()),
        (
            "quiz/assessment.xml".to_owned(),
            assessment(lesson, quiz).into_bytes(),
        ),
    ]
}
