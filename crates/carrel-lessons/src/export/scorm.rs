//! One self-contained HTML file, and the same as a SCORM 1.2 package. Its small script marks choices, and speaks to a
//! learning system where it finds one. The whole player with its invented web is the app's.

use super::html::{self, escape};
use super::quiz::{Kind, Quiz};
use super::zip::zip;
use crate::lang;
use crate::model::{Lesson, Piece, Task};

/// Marks choices; reports score, status and time by the SCORM 1.2 run-time (LMSInitialize, LMSSetValue, LMSCommit, LMSFinish).
/// The points of each question are kept in `cmi.suspend_data` (hundredths by commas, empty for an open one), so that a lesson
/// that is opened again goes on from there; neither the score nor the status ever goes down.
const SCRIPT: &str = r#"(function(){
var api=null,w=window,began=Date.now();
try{for(var i=0;i<20&&w;i++){if(w.API){api=w.API;break}if(w.parent===w)break;w=w.parent}
if(!api&&window.opener&&window.opener.API)api=window.opener.API}catch(e){}
function set(k,v){if(api)api.LMSSetValue(k,String(v))}
function get(k){return api?String(api.LMSGetValue(k)||""):""}
function two(n){return(n<10?"0":"")+n}
var forms=[].slice.call(document.querySelectorAll("form[data-q]")),score={},count=0,best=0,s="";
if(api){api.LMSInitialize("");s=get("cmi.core.lesson_status");
if(s===""||s==="not attempted"||s==="unknown")set("cmi.core.lesson_status","incomplete");
var old=get("cmi.suspend_data").split(",");
if(old.length===forms.length)forms.forEach(function(f,i){if(/^\d+$/.test(old[i]))score[f.dataset.q]=Math.min(100,+old[i])/100});
best=parseFloat(get("cmi.core.score.raw"))||0;count=parseInt(get("cmi.interactions._count"),10)||0;
set("cmi.core.exit","suspend");api.LMSCommit("")}
forms.forEach(function(f){f.addEventListener("submit",function(e){e.preventDefault();
var boxes=[].slice.call(f.querySelectorAll("input")),any=boxes.some(function(b){return b.checked}),
out=f.querySelector("[role=status]");if(!any){out.textContent=f.dataset.none;return}
var right=boxes[0].type==="radio"?boxes.some(function(b){return b.checked&&b.dataset.r==="1"}):
boxes.every(function(b){return b.checked===(b.dataset.r==="1")});
boxes.forEach(function(b){var y=document.getElementById(b.id+"-y");y.hidden=!b.checked});
out.textContent=right?f.dataset.right:f.dataset.wrong;
f.querySelector(".closing").hidden=false;
if(score[f.dataset.q]===undefined||right){var first=score[f.dataset.q]===undefined;
score[f.dataset.q]=right?(first?1:Math.max(score[f.dataset.q],0.75)):0}
if(api){var n="cmi.interactions."+count+++".";
set(n+"id",f.dataset.q);set(n+"type","choice");
set(n+"student_response",boxes.map(function(b,i){return b.checked?String.fromCharCode(97+i):""}).filter(Boolean).join(","));
set(n+"result",right?"correct":"wrong");
var sum=0,done=0;forms.forEach(function(g){if(score[g.dataset.q]!==undefined){done++;sum+=score[g.dataset.q]}});
set("cmi.suspend_data",forms.map(function(g){var p=score[g.dataset.q];return p===undefined?"":Math.round(100*p)}).join(","));
var raw=best=Math.max(best,Math.round(100*sum/forms.length));set("cmi.core.score.min",0);set("cmi.core.score.max",100);set("cmi.core.score.raw",raw);
if(done===forms.length&&s!=="passed")set("cmi.core.lesson_status",s=raw>=MASTERY?"passed":"completed");
api.LMSCommit("")}})});
function end(){if(!api)return;var t=Math.floor((Date.now()-began)/1000);
set("cmi.core.session_time",two(Math.floor(t/3600)).padStart(4,"0")+":"+two(Math.floor(t/60)%60)+":"+two(t%60)+".00");
api.LMSCommit("");api.LMSFinish("");api=null}
window.addEventListener("pagehide",end);
})();"#;

/// The lesson as one HTML file: text, choices with feedback, and everything else to read with its answer.
#[must_use]
pub fn one_file(lesson: &Lesson, quiz: &Quiz) -> String {
    let words: [&str; 5] = if lang::around(&lesson.lang) == "es" {
        [
            "Comprobar",
            "Correcto.",
            "Todavía no. Lee por qué, y prueba otra vez.",
            "Primero elige una respuesta.",
            "Ver una respuesta",
        ]
    } else {
        [
            "Check",
            "Right.",
            "Not yet. Read why, and try again.",
            "Choose an answer first.",
            "Show an answer",
        ]
    };
    let mut body = format!("<p>{}</p>", escape(&lesson.summary));
    let see = html::around(lesson, words[4]);
    for step in &lesson.steps {
        body.push_str(&format!("<h2>{}</h2>", html::line(lesson, &step.title)));
        for piece in &step.pieces {
            match piece {
                Piece::Text(blocks) => body.push_str(&html::blocks(lesson, blocks)),
                Piece::Page(place) => {
                    if let Some(page) = lesson.web.as_ref().and_then(|web| web.page(*place)) {
                        body.push_str("<blockquote>");
                        body.push_str(&html::blocks(lesson, &page.body));
                        body.push_str("</blockquote>");
                    }
                }
                Piece::Exercise(e) => {
                    // A kind that cannot be marked here is there to read, and its easier twin below it.
                    let twin = super::quiz::stand_in(lesson, e);
                    let prefix = format!("{}-{}", lesson.id, twin.unwrap_or(e).id);
                    let own = |id: &str| {
                        id == prefix
                            || id.strip_prefix(&prefix).is_some_and(|rest| {
                                rest.strip_prefix('-').is_some_and(|n| {
                                    !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())
                                })
                            })
                    };
                    let mut asked = quiz.questions.iter().filter(|q| own(&q.id)).peekable();
                    if twin.is_some() || asked.peek().is_none() {
                        body.push_str("<div class=\"q\">");
                        body.push_str(&html::blocks(lesson, &e.prompt));
                        body.push_str(&html::blocks(lesson, &e.paper));
                        if !matches!(e.task, Task::Survey(_)) {
                            let answer = super::teacher::answer(lesson, e);
                            body.push_str(&format!(
                                "<details><summary>{see}</summary>{answer}</details>"
                            ));
                        }
                        body.push_str("</div>");
                    }
                    for q in asked {
                        question(lesson, q, words, &mut body);
                    }
                }
                _ => {}
            }
        }
    }
    let script = SCRIPT.replace("MASTERY", &lesson.mastery.to_string());
    body.push_str(&format!("<script>{script}</script>"));
    html::page(lesson, "", "", &body)
}

fn question(lesson: &Lesson, q: &super::quiz::Question, words: [&str; 5], body: &mut String) {
    let see = html::around(lesson, words[4]);
    let (options, kind) = match &q.kind {
        Kind::Single(options) => (options, "radio"),
        Kind::Multiple(options) => (options, "checkbox"),
        Kind::Blank(accepted, _) => {
            let shown: Vec<String> = accepted.iter().map(|a| escape(a)).collect();
            body.push_str(&format!(
                "<div class=\"q\">{}<div class=\"line\"></div><details><summary>{see}</summary><p>{}</p>{}</details></div>",
                q.prompt, shown.join(" / "), q.closing
            ));
            return;
        }
        Kind::Essay(model) => {
            body.push_str(&format!(
                "<div class=\"q\">{}<div class=\"line\"></div><div class=\"line\"></div><details><summary>{see}</summary>{model}{}</details></div>",
                q.prompt, q.closing
            ));
            return;
        }
    };
    let id = escape(&q.id);
    body.push_str(&format!(
        "<form class=\"q\" data-q=\"{id}\" data-right=\"{}\" data-wrong=\"{}\" data-none=\"{}\"><fieldset><legend>{}</legend>",
        words[1], words[2], words[3], q.prompt
    ));
    for (n, (text, right, why)) in options.iter().enumerate() {
        body.push_str(&format!(
            "<div><input type=\"{kind}\" name=\"{id}\" id=\"{id}-o{n}\" data-r=\"{}\"/><label for=\"{id}-o{n}\">{text}</label><div id=\"{id}-o{n}-y\" hidden=\"hidden\">{why}</div></div>",
            u8::from(*right)
        ));
    }
    // What is said there are our words.
    let status = if lang::is_spoken(&lesson.lang) {
        "<p role=\"status\"></p>".to_owned()
    } else {
        let said = lang::around(&lesson.lang);
        let way = lang::direction(said);
        format!("<p role=\"status\" lang=\"{said}\" dir=\"{way}\"></p>")
    };
    body.push_str(&format!(
        "</fieldset><button type=\"submit\">{}</button>{status}<div class=\"closing\" hidden=\"hidden\">{}</div></form>",
        html::around(lesson, words[0]),
        q.closing
    ));
}

/// The manifest of a SCORM 1.2 package.
pub(crate) fn manifest(lesson: &Lesson) -> String {
    let title = escape(&lesson.title);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"carrel-{id}-{lang}\" version=\"1.0\" xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\">\n\
         <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\n\
         <organizations default=\"org\"><organization identifier=\"org\"><title>{title}</title>\
         <item identifier=\"i1\" identifierref=\"r1\"><title>{title}</title><adlcp:masteryscore>{mastery}</adlcp:masteryscore></item></organization></organizations>\n\
         <resources><resource identifier=\"r1\" type=\"webcontent\" adlcp:scormtype=\"sco\" href=\"index.html\"><file href=\"index.html\"/></resource></resources>\n</manifest>\n",
        id = escape(&lesson.id),
        lang = escape(&lesson.lang),
        mastery = lesson.mastery
    )
}

/// The SCORM 1.2 package, as a zip.
#[must_use]
pub fn scorm12(lesson: &Lesson, quiz: &Quiz) -> Vec<u8> {
    zip(&files(lesson, one_file(lesson, quiz)))
}

/// The files of the package; `page` is [`one_file`]'s.
pub(crate) fn files(lesson: &Lesson, page: String) -> super::Files {
    vec![
        ("imsmanifest.xml".to_owned(), manifest(lesson).into_bytes()),
        ("index.html".to_owned(), page.into_bytes()),
    ]
}
