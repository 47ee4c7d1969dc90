//! One self-contained HTML file, and the same as a SCORM 1.2 package. Its small script marks choices, and speaks to a
//! learning system where it finds one. The whole player with its invented web is the app's.

use super::html::{self, escape};
use super::quiz::{Kind, Quiz};
use super::zip::zip;
use crate::lang;
use crate::model::{Lesson, Piece, Task};

/// Marks choices; reports score, status and time by the SCORM 1.2 run-time (LMSInitialize, LMSSetValue, LMSCommit, LMSFinish).
/// Questions weigh by their points, as in the player. What was got of each is kept in `cmi.suspend_data` (hundredths by commas, empty for an open one), so that a lesson
/// that is opened again goes on from there; neither the score nor the status ever goes down. As in the player, the closing
/// explanation is told at the end of a question: when it is right, or when the answer is shown, which can be had after two
/// misses. The same answer once more is no other try. A page that comes back from the browser's memory begins a new session.
/// A lesson without choices has no score: it is completed where its end comes into view, once all pictures have their height.
const SCRIPT: &str = r#"(function(){
var api=null,live=false,w=window,began=0;
try{for(var i=0;i<20&&w;i++){if(w.API){api=w.API;break}if(w.parent===w)break;w=w.parent}
if(!api&&window.opener&&window.opener.API)api=window.opener.API}catch(e){}
function set(k,v){if(live)api.LMSSetValue(k,String(v))}
function get(k){return live?String(api.LMSGetValue(k)||""):""}
function two(n){return(n<10?"0":"")+n}
function begin(){if(!api||live)return;live=String(api.LMSInitialize(""))!=="false";began=Date.now();
set("cmi.core.exit","suspend")}
var forms=[].slice.call(document.querySelectorAll("form[data-q]")),score={},count=0,best=0,s="";
begin();
if(live){s=get("cmi.core.lesson_status");
if(s===""||s==="not attempted"||s==="unknown")set("cmi.core.lesson_status","incomplete");
var old=get("cmi.suspend_data").split(",");
if(old.length===forms.length)forms.forEach(function(f,i){if(/^\d+$/.test(old[i]))score[f.dataset.q]=Math.min(100,+old[i])/100});
best=parseFloat(get("cmi.core.score.raw"))||0;count=parseInt(get("cmi.interactions._count"),10)||0;
api.LMSCommit("")}
forms.forEach(function(f){var tries=0,last="",ended=false,
boxes=[].slice.call(f.querySelectorAll("input")),out=f.querySelector("[role=status]"),reveal=f.querySelector(".reveal");
function why(b,told){document.getElementById(b.id+"-y").hidden=!told}
function end(){ended=true;reveal.hidden=true;f.querySelector(".closing").hidden=false}
reveal.addEventListener("click",function(){boxes.forEach(function(b){why(b,b.checked||b.dataset.r==="1")});
out.textContent=f.dataset.shown;end();f.querySelector("[type=submit]").focus()});
f.addEventListener("submit",function(e){e.preventDefault();if(ended)return;
if(!boxes.some(function(b){return b.checked})){out.textContent=f.dataset.none;return}
var now=boxes.map(function(b){return b.checked?1:0}).join("");if(now===last)return;last=now;tries++;
var right=boxes[0].type==="radio"?boxes.some(function(b){return b.checked&&b.dataset.r==="1"}):
boxes.every(function(b){return b.checked===(b.dataset.r==="1")});
boxes.forEach(function(b){why(b,b.checked)});
out.textContent=right?f.dataset.right:f.dataset.wrong;
if(right)end();else reveal.hidden=tries<2;
var q=f.dataset.q,first=score[q]===undefined;
if(first||right)score[q]=right?(first?1:Math.max(score[q],tries<3?0.75:0.5)):0;
if(live){var n="cmi.interactions."+count+++".";
set(n+"id",q);set(n+"type","choice");
set(n+"student_response",boxes.map(function(b,i){return b.checked?String.fromCharCode(97+i):""}).filter(Boolean).join(","));
set(n+"result",right?"correct":"wrong");
var sum=0,all=0,done=0;forms.forEach(function(g){var v=score[g.dataset.q],p=+g.dataset.p;all+=p;if(v!==undefined){done++;sum+=p*v}});
set("cmi.suspend_data",forms.map(function(g){var p=score[g.dataset.q];return p===undefined?"":Math.round(100*p)}).join(","));
var raw=best=Math.max(best,Math.round(100*sum/(all||1)));set("cmi.core.score.min",0);set("cmi.core.score.max",100);set("cmi.core.score.raw",raw);
if(done===forms.length&&s!=="passed")set("cmi.core.lesson_status",s=raw>=MASTERY?"passed":"completed");
api.LMSCommit("")}})});
function read(){if(live&&s!=="passed"&&s!=="completed"){set("cmi.core.lesson_status",s="completed");api.LMSCommit("")}}
if(live&&!forms.length){var end=document.body.appendChild(document.createElement("div"));
window.addEventListener("load",function(){if(!window.IntersectionObserver)return read();
var eye=new IntersectionObserver(function(seen){if(seen.some(function(e){return e.isIntersecting})){eye.disconnect();read()}});
eye.observe(end)})}
window.addEventListener("pagehide",function(){if(!live)return;var t=Math.floor((Date.now()-began)/1000);
set("cmi.core.session_time",two(Math.floor(t/3600)).padStart(4,"0")+":"+two(Math.floor(t/60)%60)+":"+two(t%60)+".00");
api.LMSCommit("");api.LMSFinish("");live=false});
window.addEventListener("pageshow",function(e){if(e.persisted){begin();count=parseInt(get("cmi.interactions._count"),10)||count}});
})();"#;

/// What begins a question that is marked here.
const FORM: &str = "<form class=\"q\" data-q=\"";

/// What boxes to write in need; the rest is in [`html::page`].
const STYLE: &str = ".q input[type=text],textarea{display:block;box-sizing:border-box;width:100%;min-height:44px;font:inherit}";

/// The page's own words.
struct Words {
    check: &'static str,
    right: &'static str,
    wrong: &'static str,
    none: &'static str,
    example: &'static str,
    reveal: &'static str,
    shown: &'static str,
    question: &'static str,
    own: &'static str,
}

const ENGLISH: Words = Words {
    check: "Check",
    right: "Right.",
    wrong: "Not yet. Read why, and try again.",
    none: "Choose an answer first.",
    example: "Show an answer",
    reveal: "Show the answer",
    shown: "The answer is shown.",
    question: "Question",
    own: "Your answer",
};

const SPANISH: Words = Words {
    check: "Comprobar",
    right: "Correcto.",
    wrong: "Todavía no. Lee por qué, y prueba otra vez.",
    none: "Primero elige una respuesta.",
    example: "Ver una respuesta",
    reveal: "Ver la respuesta",
    shown: "Aquí está la respuesta.",
    question: "Pregunta",
    own: "Tu respuesta",
};

/// The lesson as one HTML file: text, choices with feedback, and everything else to read with its answer.
#[must_use]
pub fn one_file(lesson: &Lesson, quiz: &Quiz) -> String {
    let words = if lang::around(&lesson.lang) == "es" {
        &SPANISH
    } else {
        &ENGLISH
    };
    let mut number = 0;
    let mut body = format!("<p>{}</p>", escape(&lesson.summary));
    let see = html::around(lesson, words.example);
    for step in &lesson.steps {
        body.push_str(&format!("<h2>{}</h2>", html::line(lesson, &step.title)));
        for piece in &step.pieces {
            match piece {
                Piece::Text(blocks) => body.push_str(&html::blocks(lesson, blocks)),
                Piece::Page(place) => {
                    super::teacher::page(lesson, Some(*place), &mut body);
                }
                Piece::Exercise(e) => {
                    // A kind that cannot be marked here is there to read, and its easier twin below it.
                    let twin = super::quiz::stand_in(lesson, e);
                    let prefix = format!("{}-{}", lesson.id, twin.unwrap_or(e).id);
                    // Itself, or one of the parts that it became.
                    let own = |id: &str| {
                        let rest = id.strip_prefix(&prefix);
                        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
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
                        number += 1;
                        question(lesson, q, (words, number), &mut body);
                    }
                }
                _ => {}
            }
        }
    }
    let script = SCRIPT.replace("MASTERY", &lesson.mastery.to_string());
    body.push_str(&format!("<script>{script}</script>"));
    let page = html::page(lesson, "", STYLE, &body);
    // Whatever stands in a lesson, only this script runs, and nothing is loaded or sent.
    let style = page
        .split_once("<style>")
        .and_then(|(_, rest)| rest.split_once("</style>"))
        .map_or("", |(style, _)| style);
    let policy = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'\"/>",
        html::hashed(&script),
        html::hashed(style)
    );
    page.replacen("<title>", &format!("{policy}<title>"), 1)
}

fn question(
    lesson: &Lesson,
    q: &super::quiz::Question,
    (words, number): (&Words, usize),
    body: &mut String,
) {
    let see = html::around(lesson, words.example);
    let id = escape(&q.id);
    // What is asked may be a whole page: it is no name of a group.
    let heading = format!(
        "<p id=\"{id}-n\"><strong>{} {number}</strong></p>",
        html::around(lesson, words.question)
    );
    let own = |field: &str| {
        format!(
            "<label for=\"{id}-t\">{}</label>{field}",
            html::around(lesson, words.own)
        )
    };
    let (options, kind) = match &q.kind {
        Kind::Single(options) => (options, "radio"),
        Kind::Multiple(options) => (options, "checkbox"),
        Kind::Blank(accepted, _) => {
            let shown: Vec<String> = accepted.iter().map(|a| escape(a)).collect();
            let field = own(&format!(
                "<input type=\"text\" id=\"{id}-t\" dir=\"auto\" autocomplete=\"off\"/>"
            ));
            body.push_str(&format!(
                "<div class=\"q\">{heading}{}{field}<details><summary>{see}</summary><p>{}</p>{}</details></div>",
                q.prompt, shown.join(" / "), q.closing
            ));
            return;
        }
        Kind::Essay(model) => {
            let field = own(&format!(
                "<textarea id=\"{id}-t\" rows=\"5\" dir=\"auto\"></textarea>"
            ));
            let told = [model.as_str(), &q.closing].concat();
            let told = if told.is_empty() {
                told
            } else {
                format!("<details><summary>{see}</summary>{told}</details>")
            };
            body.push_str(&format!(
                "<div class=\"q\">{heading}{}{field}{told}</div>",
                q.prompt
            ));
            return;
        }
    };
    let role = if kind == "radio" {
        "radiogroup"
    } else {
        "group"
    };
    body.push_str(&format!(
        "{FORM}{id}\" data-p=\"{}\" data-right=\"{}\" data-wrong=\"{}\" data-none=\"{}\" data-shown=\"{}\">{heading}{}<div role=\"{role}\" aria-labelledby=\"{id}-n\">",
        q.points, words.right, words.wrong, words.none, words.shown, q.prompt
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
        "</div><button type=\"submit\">{}</button> <button type=\"button\" class=\"reveal\" hidden=\"hidden\">{}</button>{status}<div class=\"closing\" hidden=\"hidden\">{}</div></form>",
        html::around(lesson, words.check),
        html::around(lesson, words.reveal),
        q.closing
    ));
}

/// The manifest of a SCORM 1.2 package. Where nothing is marked there is no score to master.
pub(crate) fn manifest(lesson: &Lesson, marked: bool) -> String {
    let title = escape(&lesson.title);
    let mastery = if marked {
        format!(
            "<adlcp:masteryscore>{}</adlcp:masteryscore>",
            lesson.mastery
        )
    } else {
        String::new()
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest identifier=\"carrel-{id}-{lang}\" version=\"1.0\" xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\">\n\
         <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\n\
         <organizations default=\"org\"><organization identifier=\"org\"><title>{title}</title>\
         <item identifier=\"i1\" identifierref=\"r1\"><title>{title}</title>{mastery}</item></organization></organizations>\n\
         <resources><resource identifier=\"r1\" type=\"webcontent\" adlcp:scormtype=\"sco\" href=\"index.html\"><file href=\"index.html\"/></resource></resources>\n</manifest>\n",
        id = escape(&lesson.id),
        lang = escape(&lesson.lang),
    )
}

/// The SCORM 1.2 package, as a zip.
#[must_use]
pub fn scorm12(lesson: &Lesson, quiz: &Quiz) -> Vec<u8> {
    zip(&files(lesson, one_file(lesson, quiz)))
}

/// The files of the package; `page` is [`one_file`]'s.
pub(crate) fn files(lesson: &Lesson, page: String) -> super::Files {
    let manifest = manifest(lesson, page.contains(FORM));
    vec![
        ("imsmanifest.xml".to_owned(), manifest.into_bytes()),
        ("index.html".to_owned(), page.into_bytes()),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::{html, quiz};
    use super::*;
    use crate::model::{Choice, Exercise, Paraphrase, Step};
    use crate::rich::{Block, Inline};

    fn page() -> String {
        let text = |words: &str| vec![Block::Paragraph(vec![Inline::Text(words.to_owned())])];
        let choice = |words: &str, right| Choice {
            text: vec![Inline::Text(words.to_owned())],
            right,
            why: text("because"),
        };
        let exercise = |id: &str, task| {
            Piece::Exercise(Box::new(Exercise {
                id: id.to_owned(),
                prompt: text("A whole page of words."),
                closing: text("So it was one."),
                task,
                points: 1,
                ..Exercise::default()
            }))
        };
        let lesson = Lesson {
            id: "T1".to_owned(),
            lang: "en".to_owned(),
            title: "T".to_owned(),
            steps: vec![Step {
                pieces: vec![
                    exercise(
                        "a",
                        Task::Choice(vec![choice("One", true), choice("Two", false)]),
                    ),
                    exercise("b", Task::Short(Vec::new(), Vec::new())),
                    exercise("c", Task::Paraphrase(Paraphrase::default())),
                ],
                ..Step::default()
            }],
            ..Lesson::default()
        };
        one_file(&lesson, &quiz::of(&lesson))
    }

    /// Whole pages stood in a legend, which is read again at each option; free writing had nothing to write in.
    #[test]
    fn groups_have_short_names_and_writing_has_a_box() {
        let page = page();
        assert!(!page.contains("<legend>"));
        assert!(page.contains("<div role=\"radiogroup\" aria-labelledby=\"T1-a-n\">"));
        assert!(page.contains("<p id=\"T1-a-n\"><strong>Question 1</strong></p>"));
        assert!(page.contains(
            "<label for=\"T1-b-t\">Your answer</label><input type=\"text\" id=\"T1-b-t\""
        ));
        assert!(page.contains("<label for=\"T1-c-t\">Your answer</label><textarea id=\"T1-c-t\""));
    }

    /// The policy names the page's own script and style, and nothing else may run.
    #[test]
    fn only_its_own_script_runs() {
        let page = page();
        let between = |from: &str, to: &str| {
            let rest = page.split_once(from).unwrap().1;
            rest.split_once(to).unwrap().0
        };
        let policy = between("Content-Security-Policy\" content=\"", "\"");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        for (from, to, directive) in [
            ("<script>", "</script>", "script-src"),
            ("<style>", "</style>", "style-src"),
        ] {
            let own = format!("{directive} '{}';", html::hashed(between(from, to)));
            assert!(policy.contains(&own), "{policy}");
        }
        assert_eq!(page.matches("<script").count(), 1);
        for attribute in [" style=", " onclick=", " onload="] {
            assert!(!page.contains(attribute), "{attribute}");
        }
    }
}
