//! A finished list as a file for word processors: `.docx` (ECMA-376, the parts a reader must have) and RTF 1.9.

use crate::markup::{escape, from_right};
use crate::zip;

/// A stretch of an entry with one look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// What is read.
    pub text: String,
    /// In italics?
    pub italic: bool,
    /// Bold?
    pub bold: bool,
    /// In small capitals?
    pub caps: bool,
    /// Raised or lowered?
    pub shift: Shift,
}

/// Where letters stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shift {
    /// On the line.
    #[default]
    None,
    /// Raised and small.
    Up,
    /// Lowered and small.
    Down,
}

/// An entry of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its stretches.
    pub runs: Vec<Run>,
    /// What the student wrote about it; empty for none.
    pub annotation: String,
}

/// A list under its heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// "Works Cited".
    pub heading: String,
    /// Entries in order.
    pub entries: Vec<Entry>,
    /// Lines twice as far apart.
    pub double: bool,
    /// The heading is bold (APA 7, 2.12).
    pub bold_heading: bool,
    /// Annotations stand a whole inch in (MLA), not half of one.
    pub deep_annotations: bool,
    /// Language tag for the spelling check, such as `en-US`.
    pub language: String,
}

/// What stands above the list of each shipped style: the beginning of its short name; English, Spanish, French, German, Arabic.
const HEADINGS: [(&str, [&str; 5]); 6] = [
    (
        "mla",
        [
            "Works Cited",
            "Obras citadas",
            "Œuvres citées",
            "Zitierte Werke",
            "الأعمال المستشهد بها",
        ],
    ),
    (
        "chicago-notes",
        [
            "Bibliography",
            "Bibliografía",
            "Bibliographie",
            "Literaturverzeichnis",
            "قائمة المراجع",
        ],
    ),
    ("apa", REFERENCES),
    ("chicago-author-date", REFERENCES),
    (
        "harvard",
        [
            "Reference List",
            "Lista de referencias",
            "Liste de références",
            "Literaturverzeichnis",
            "قائمة المراجع",
        ],
    ),
    (
        "elementary",
        [
            "My Sources",
            "Mis fuentes",
            "Mes sources",
            "Meine Quellen",
            "مصادري",
        ],
    ),
];
/// Above a list whose entries have something written below them (MLA 9, 5.132).
const ANNOTATED: [&str; 5] = [
    "Annotated Bibliography",
    "Bibliografía comentada",
    "Bibliographie commentée",
    "Kommentierte Bibliographie",
    "قائمة مراجع مشروحة",
];
const REFERENCES: [&str; 5] = [
    "References",
    "Referencias",
    "Références",
    "Literaturverzeichnis",
    "المراجع",
];

/// What stands above the list of a shipped style, in the language of the list; nothing for other styles. `annotated` where
/// any entry has an annotation: the youngest keep the words they know.
#[must_use]
pub fn heading(style: &str, lang: &str, annotated: bool) -> &'static str {
    let mut rows = HEADINGS.iter();
    let Some((name, words)) = rows.find(|(name, _)| {
        let rest = style.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest == "-17")
    }) else {
        return "";
    };
    let words = match *name {
        "elementary" => words,
        _ if annotated => &ANNOTATED,
        _ => words,
    };
    words[match lang.split('-').next() {
        Some("es") => 1,
        Some("fr") => 2,
        Some("de") => 3,
        Some("ar") => 4,
        _ => 0,
    }]
}

/// Lines of a paper in this style are twice as far apart, as teachers ask for it.
#[must_use]
pub fn is_double(style: &str) -> bool {
    matches!(style, "mla" | "apa")
}

/// The heading of the list is bold: APA 7, 2.12.
#[must_use]
pub fn is_bold_above(style: &str) -> bool {
    style == "apa"
}

/// Annotations stand an inch in, half an inch deeper than the entry hangs: MLA's annotated bibliography.
#[must_use]
pub fn is_deep_below(style: &str) -> bool {
    style == "mla"
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

impl List {
    /// A list without entries yet, as papers in a shipped style have it, in a language.
    #[must_use]
    pub fn of(style: &str, lang: &str) -> Self {
        Self {
            heading: heading(style, lang, false).to_owned(),
            double: is_double(style),
            bold_heading: is_bold_above(style),
            deep_annotations: is_deep_below(style),
            language: lang.to_owned(),
            ..Self::default()
        }
    }

    /// How far annotations stand in, in twentieths of a point.
    fn annotation_indent(&self) -> &'static str {
        if self.deep_annotations { "1440" } else { "720" }
    }
}

/// The list as the bytes of a `.docx`: heading centred, half an inch of hanging indent, Times New Roman 12.
#[must_use]
pub fn docx(list: &List) -> Vec<u8> {
    let mut body = String::from(HEAD);
    body.push_str("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>");
    paragraph(
        "Heading1",
        &[Run {
            text: list.heading.clone(),
            bold: list.bold_heading,
            ..Run::default()
        }],
        &mut body,
    );
    for entry in &list.entries {
        paragraph("Bibliography", &entry.runs, &mut body);
        for line in entry
            .annotation
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            paragraph(
                "Annotation",
                &[Run {
                    text: line.to_owned(),
                    ..Run::default()
                }],
                &mut body,
            );
        }
    }
    body.push_str("<w:sectPr><w:pgSz w:w=\"12240\" w:h=\"15840\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" w:left=\"1440\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>");
    zip::stored(&[
        ("[Content_Types].xml", &[HEAD, "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>"].concat()),
        ("_rels/.rels", &[HEAD, "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"].concat()),
        ("word/document.xml", &body),
        ("word/_rels/document.xml.rels", &[HEAD, "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>"].concat()),
        ("word/styles.xml", &styles(list)),
    ])
}

fn styles(list: &List) -> String {
    let line = if list.double { "480" } else { "276" };
    let mut language = String::new();
    escape(
        if list.language.is_empty() {
            "en-US"
        } else {
            &list.language
        },
        &mut language,
    );
    [
        HEAD,
        "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/><w:lang w:val=\"",
        &language,
        "\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"0\" w:line=\"",
        line,
        "\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:keepNext/><w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Bibliography\"><w:name w:val=\"Bibliography\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:ind w:left=\"720\" w:hanging=\"720\"/></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"Annotation\"><w:name w:val=\"Annotation\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:ind w:left=\"",
        list.annotation_indent(),
        "\"/></w:pPr></w:style></w:styles>",
    ]
    .concat()
}

/// Is an entry read from right to left?
fn right(runs: &[Run]) -> bool {
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    from_right(&text)
}

fn paragraph(style: &str, runs: &[Run], out: &mut String) {
    for part in ["<w:p><w:pPr><w:pStyle w:val=\"", style, "\"/>"] {
        out.push_str(part);
    }
    let right = right(runs);
    // Left and hanging are at the right side then.
    out.push_str(if right { "<w:bidi/>" } else { "" });
    // Said here, too, for programs that pass over styles.
    match style {
        "Bibliography" => out.push_str("<w:ind w:left=\"720\" w:hanging=\"720\"/>"),
        "Heading1" => out.push_str("<w:jc w:val=\"center\"/>"),
        _ => {}
    }
    out.push_str("</w:pPr>");
    for run in runs {
        out.push_str("<w:r>");
        let right = right && (from_right(&run.text) || !run.text.chars().any(char::is_alphabetic));
        let looks = [
            if run.bold { "<w:b/><w:bCs/>" } else { "" },
            if run.italic { "<w:i/><w:iCs/>" } else { "" },
            if run.caps { "<w:smallCaps/>" } else { "" },
            match run.shift {
                Shift::None => "",
                Shift::Up => "<w:vertAlign w:val=\"superscript\"/>",
                Shift::Down => "<w:vertAlign w:val=\"subscript\"/>",
            },
            if right { "<w:rtl/>" } else { "" },
        ]
        .concat();
        if !looks.is_empty() {
            out.push_str("<w:rPr>");
            out.push_str(&looks);
            out.push_str("</w:rPr>");
        }
        out.push_str("<w:t xml:space=\"preserve\">");
        escape(&run.text, out);
        out.push_str("</w:t></w:r>");
    }
    out.push_str("</w:p>");
}

/// The list as RTF: the same look.
#[must_use]
pub fn rtf(list: &List) -> String {
    let mut out =
        String::from("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\froman Times New Roman;}}\\f0\\fs24\n");
    let line = if list.double {
        "\\sl480\\slmult1"
    } else {
        "\\sl276\\slmult1"
    };
    if !list.heading.is_empty() {
        out.push_str(&["{\\pard\\qc", line, " "].concat());
        out.push_str(if list.bold_heading { "{\\b " } else { "{" });
        rtf_text(&list.heading, &mut out);
        out.push_str("}\\par}\n");
    }
    for entry in &list.entries {
        let indent = if right(&entry.runs) {
            "{\\pard\\rtlpar\\ri720\\fi-720"
        } else {
            "{\\pard\\li720\\fi-720"
        };
        out.push_str(&[indent, line, " "].concat());
        for run in &entry.runs {
            let looks = [
                if run.italic { "\\i" } else { "" },
                if run.bold { "\\b" } else { "" },
                if run.caps { "\\scaps" } else { "" },
                match run.shift {
                    Shift::None => "",
                    Shift::Up => "\\super",
                    Shift::Down => "\\sub",
                },
            ]
            .concat();
            out.push('{');
            out.push_str(&looks);
            out.push_str(if looks.is_empty() { "" } else { " " });
            rtf_text(&run.text, &mut out);
            out.push('}');
        }
        out.push_str("\\par}\n");
        for words in entry
            .annotation
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let side = if from_right(words) {
                "{\\pard\\rtlpar\\ri"
            } else {
                "{\\pard\\li"
            };
            out.push_str(&[side, list.annotation_indent(), line, " "].concat());
            rtf_text(words, &mut out);
            out.push_str("\\par}\n");
        }
    }
    out.push_str("}\n");
    out
}

fn rtf_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c if c.is_ascii() => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str("\\u");
                    out.push_str(&(*unit as i16).to_string());
                    out.push('?');
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        let run = |text: &str, italic| Run {
            text: text.into(),
            italic,
            ..Run::default()
        };
        List {
            heading: "Works Cited".into(),
            entries: vec![Entry {
                runs: vec![
                    run("Sachar, Louis. ", false),
                    run("Holes & <i>", true),
                    run(". 1998 😀.", false),
                ],
                annotation: "Good.\n\nVery \u{0} good.".into(),
            }],
            double: true,
            bold_heading: true,
            deep_annotations: true,
            language: "en-US".into(),
        }
    }

    #[test]
    fn an_rtf_hangs_and_keeps_every_letter() {
        let text = rtf(&list());
        assert!(text.contains("\\li720\\fi-720"));
        assert!(text.contains("{\\i Holes & <i>}"));
        assert!(text.contains("\\u-10179?\\u-8704?"), "{text}");
        assert!(text.contains("{\\b Works Cited}"));
        assert!(
            text.contains("{\\pard\\li1440\\sl480\\slmult1 Good."),
            "{text}"
        );
        let mut plain = list();
        (plain.bold_heading, plain.deep_annotations) = (false, false);
        let plain = rtf(&plain);
        assert!(plain.contains("{Works Cited}") && plain.contains("\\li720\\sl480\\slmult1 Good."));
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }

    /// H₂O, m² and AD keep their small letters in both files.
    #[test]
    fn raised_lowered_and_small_letters_are_kept() {
        let run = |text: &str, shift, caps| Run {
            text: text.into(),
            shift,
            caps,
            italic: true,
            ..Run::default()
        };
        let mut list = list();
        list.entries[0].runs = vec![
            run("H", Shift::None, false),
            run("2", Shift::Down, false),
            run("9", Shift::Up, false),
            run("ad", Shift::None, true),
        ];
        let text = rtf(&list);
        assert!(
            text.contains("{\\i H}{\\i\\sub 2}{\\i\\super 9}{\\i\\scaps ad}"),
            "{text}"
        );
        let bytes = docx(&list);
        let text = String::from_utf8_lossy(&bytes);
        for run in [
            "<w:i/><w:iCs/><w:vertAlign w:val=\"subscript\"/></w:rPr><w:t xml:space=\"preserve\">2",
            "<w:i/><w:iCs/><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t xml:space=\"preserve\">9",
            "<w:i/><w:iCs/><w:smallCaps/></w:rPr><w:t xml:space=\"preserve\">ad",
        ] {
            assert!(text.contains(run), "{run} in {text}");
        }
    }

    #[test]
    fn entries_in_arabic_hang_at_the_right() {
        let mut list = list();
        list.entries[0].runs[0].text = "محفوظ، نجيب. ".into();
        assert!(rtf(&list).contains("\\rtlpar\\ri720\\fi-720"));
        let bytes = docx(&list);
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("<w:pStyle w:val=\"Bibliography\"/><w:bidi/>"));
        assert!(text.contains("<w:rPr><w:rtl/></w:rPr><w:t xml:space=\"preserve\">محفوظ"));
        assert!(
            text.contains("<w:rPr><w:i/><w:iCs/></w:rPr>"),
            "Latin letters as ever"
        );
    }

    #[test]
    fn a_docx_is_a_zip_with_hanging_paragraphs() {
        let bytes = docx(&list());
        assert_eq!(&bytes[..4], b"PK\x03\x04");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("<w:ind w:left=\"720\" w:hanging=\"720\"/>"));
        assert!(text.contains("Holes &amp; &lt;i&gt;"));
        assert!(text.contains("<w:b/><w:bCs/></w:rPr><w:t xml:space=\"preserve\">Works Cited"));
        assert!(text.contains("<w:ind w:left=\"1440\"/>"));
        assert!(
            !text[text.find("<w:body>").unwrap()..text.find("</w:body>").unwrap()]
                .contains('\u{0}')
        );
        assert_eq!(docx(&list()), bytes);
    }
}
