use super::*;

/// Ids of the records and kinds of everything said about them and about the file.
fn read(text: &[u8]) -> (Vec<String>, Vec<&'static str>) {
    let whole = run(text, text.len());
    for chunk in [1, 7] {
        assert_eq!(run(text, chunk), whole, "in chunks of {chunk}");
    }
    whole
}

fn run(text: &[u8], chunk: usize) -> (Vec<String>, Vec<&'static str>) {
    let mut xml = Xml::new(100, 1 << 20);
    let (mut records, mut kinds) = (Vec::new(), Vec::new());
    let mut input: Vec<u8> = Vec::new();
    let mut pushed = 0;
    loop {
        let finished = pushed >= text.len();
        match xml.run(&input, finished) {
            Outcome::Record {
                record,
                findings,
                end,
                ..
            } => {
                kinds.extend(findings.kinds());
                records.push(format!("{:?}", record.id().unwrap_or("-")).replace('"', ""));
                input.drain(..end);
                xml.consumed(end);
            }
            Outcome::File { kind, .. } => kinds.push(kind.name),
            Outcome::More { done } => {
                input.drain(..done);
                xml.consumed(done);
                let next = (pushed + chunk).min(text.len());
                input.extend_from_slice(&text[pushed..next]);
                pushed = next;
            }
            Outcome::End => return (records, kinds),
        }
    }
}

fn record(id: &str) -> String {
    format!(
        "<record><leader>00000nam a2200000 a 4500</leader><controlfield tag=\"001\">{id}</controlfield></record>"
    )
}

fn check(text: &str, ids: &[&str], kinds: &[&str]) {
    let (found, said) = read(text.as_bytes());
    assert_eq!(found, ids, "{text}");
    assert_eq!(said, kinds, "{text}");
}

#[test]
fn with_namespace_with_prefix_and_without() {
    let (a, b) = (record("a"), record("b"));
    check(
        &format!("<?xml version=\"1.0\"?>\n<collection>{a}\n{b}</collection>"),
        &["a", "b"],
        &[],
    );
    let prefixed = a.replace('<', "<m:").replace("<m:/", "</m:");
    check(&prefixed, &["a"], &[]);
    check(
        "<x:record xmlns:x=\"http://www.loc.gov/MARC21/slim\"/>",
        &["-"],
        &["record-empty"],
    );
    check(&format!("{a}{b}"), &["a", "b"], &["not-well-formed"]);
    check("<collection/>", &[], &[]);
}

#[test]
fn a_record_around_the_record() {
    let header = "<record><header><identifier>x</identifier></header><metadata>";
    check(
        &format!("<OAI>{header}{}</metadata></record></OAI>", record("a")),
        &["a"],
        &[],
    );
    // A harvest tells of deleted records by their header alone.
    let gone = "<record><header status=\"deleted\"><identifier>y</identifier></header></record>";
    let (record, kinds) = {
        use crate::read::{Event, ReadOptions, Reader};
        let mut reader = Reader::new(ReadOptions::default());
        reader.push(format!("<OAI xmlns=\"MARC21\">{gone}</OAI>").as_bytes());
        reader.finish();
        match reader.next() {
            Some(Event::Record(read)) => {
                let kinds: Vec<_> = read.diagnostics.iter().map(|d| d.kind).collect();
                (read.record, kinds)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(&record.leader()[5..6], "d", "{kinds:?}");
    assert_eq!(kinds, Vec::<&str>::new());
}

#[test]
fn faults_cost_what_they_stand_in() {
    let (a, b) = (record("a"), record("b"));
    let case = |inner: &str, kinds: &[&str]| {
        let middle = record("m").replace("</record>", &format!("{inner}</record>"));
        check(
            &format!("<collection>{a}{middle}{b}</collection>"),
            &["a", "m", "b"],
            kinds,
        );
    };
    let field = "<datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">";
    case(
        &format!("{field}R&D 1 < 2</subfield></datafield>"),
        &["not-well-formed", "not-well-formed"],
    );
    case(&format!("{field}A</datafield>"), &["not-well-formed"]);
    case(&format!("{field}A"), &["not-well-formed"]);
    case("stray", &["stray-text"]);
    case(
        "<datafield tag=\"245\"><subfield code=\"a\"",
        &["not-well-formed", "not-well-formed"],
    );
    case(
        "<datafield tag=\"24\" ind1=\"&amp;\"></datafield>",
        &["tag-mended", "subfield-empty"],
    );
    check(
        &format!("<c>{}{b}</c>", a.replace("</record>", "")),
        &["a", "b"],
        &["not-well-formed"],
    );
    check(
        &format!("<c>{b}{}", a.replace("</record>", "")),
        &["b", "a"],
        &["file-cut-off"],
    );
    // Between two records.
    check(&format!("<c>{b}{a}"), &["b", "a"], &["file-cut-off"]);
    check(
        "<c><datafield tag=\"245\"/></c>",
        &[],
        &["field-outside-record"],
    );
}

#[test]
fn text_is_text() {
    let text = "<record><leader>00000nam a2200000 a 4500</leader><!-- <record> --><datafield tag='500' ind1=' ' ind2=''>\
        <subfield code='a'>\n  R&amp;D &#x20AC;\n  5 &eacute;</subfield><subfield code=\"b\"><![CDATA[<i>&amp;]]></subfield>\
        <subfield code=\"c\"/></datafield></record>";
    let mut xml = Xml::new(100, 1 << 20);
    let Outcome::Record {
        record, findings, ..
    } = xml.run(text.as_bytes(), true)
    else {
        panic!("no record");
    };
    let note = record.fields("500").next().expect("500");
    assert_eq!(
        (note.sub('a'), note.sub('b'), note.sub('c')),
        (Some("R&D € 5 é"), Some("<i>&"), Some(""))
    );
    assert_eq!(
        findings.kinds().len(),
        1,
        "the & within CDATA that XML would keep"
    );
}
