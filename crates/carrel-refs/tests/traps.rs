//! What school citations get wrong most (the list of the lessons' reference, section 4.2), one test a trap: a source as a
//! student would enter it, through the school rules and the shipped styles.

use carrel_cite::{Cite, Engine, Format, Item, Locale, Style};
use carrel_refs::{Kind, Source, When, csl, names, pasted, school};

mod lines;
mod sweep;

const STYLES: [(&str, &str); 8] = [
    ("mla", include_str!("../../carrel-cite/styles/mla.csl")),
    ("apa", include_str!("../../carrel-cite/styles/apa.csl")),
    (
        "notes",
        include_str!("../../carrel-cite/styles/chicago-notes.csl"),
    ),
    (
        "author-date",
        include_str!("../../carrel-cite/styles/chicago-author-date.csl"),
    ),
    (
        "notes-17",
        include_str!("../../carrel-cite/styles/chicago-notes-17.csl"),
    ),
    (
        "author-date-17",
        include_str!("../../carrel-cite/styles/chicago-author-date-17.csl"),
    ),
    (
        "harvard",
        include_str!("../../carrel-cite/styles/harvard.csl"),
    ),
    (
        "elementary",
        include_str!("../../carrel-cite/styles/elementary.csl"),
    ),
];

/// A source: kind, then `field: what is typed`, people as they are typed, days as they are read.
fn source(kind: Kind, fields: &[(&str, &str)]) -> Source {
    let mut source = Source::new("s", kind);
    for (name, text) in fields {
        match *name {
            role if carrel_refs::kind::is_role(role) => {
                let person = if text.starts_with('@') || names::is_body(text) {
                    carrel_refs::Person::body(text)
                } else {
                    names::typed(text)
                };
                source.add_person(name, person);
            }
            "issued" | "accessed" => source.set_date(name, When::read(text)),
            _ => source.set(name, text),
        }
    }
    source
}

fn engine(style: &str, sources: &[Source]) -> Engine {
    let (_, text) = STYLES
        .iter()
        .find(|(name, _)| *name == style)
        .expect("a style");
    let short = match style {
        "notes" | "author-date" | "notes-17" | "author-date-17" => ["chicago-", style].concat(),
        _ => style.to_owned(),
    };
    let us = include_str!("../../carrel-cite/locales/locales-en-US.xml");
    let gb = include_str!("../../carrel-cite/locales/locales-en-GB.xml");
    let british = style == "harvard";
    let locale = Locale::compile(if british { gb } else { us }).expect("a locale");
    let style = Style::compile(text).expect("a style");
    let mut engine = Engine::new(style, vec![locale], "en-US").for_same_people();
    engine.leave_out(school::unlisted(sources, &short));
    let ready: Vec<Source> = sources
        .iter()
        .map(|source| school::for_style(source, &short))
        .collect();
    let (items, errors) = Item::read_json(&csl::write(&ready));
    assert!(errors.is_empty(), "{errors:?}");
    engine.set_items(items);
    engine
}

/// The entry in a style, and the citation in the text.
fn check(kind: Kind, fields: &[(&str, &str)], expected: &[(&str, &str, &str)]) {
    let source = source(kind, fields);
    for (style, entry, pointer) in expected {
        let engine = engine(style, std::slice::from_ref(&source));
        let list = engine.bibliography();
        let found = list
            .first()
            .map_or(String::new(), |entry| entry.text(Format::Html));
        assert_eq!(found, *entry, "{style}");
        assert_eq!(
            engine.cite(&[Cite::of("s")]).text(Format::Text),
            *pointer,
            "{style}"
        );
    }
}

#[test]
fn no_author() {
    check(
        Kind::ENTRY,
        &[
            ("title", "Volcano"),
            ("container-title", "World Book"),
            ("issued", "2020"),
        ],
        &[
            ("mla", "“Volcano.” <i>World Book</i>, 2020.", "(“Volcano”)"),
            (
                "apa",
                "Volcano. (2020). In <i>World Book</i>.",
                "(“Volcano,” 2020)",
            ),
            (
                "elementary",
                "“Volcano.” <i>World Book</i>. 2020.",
                "(Volcano)",
            ),
        ],
    );
}

#[test]
fn an_organisation_as_author_and_publisher_is_said_once() {
    let who = "World Health Organization";
    check(
        Kind::REPORT,
        &[
            ("author", who),
            ("publisher", who),
            ("title", "Clean water for all"),
            ("issued", "2021"),
        ],
        &[
            (
                "mla",
                "<i>Clean Water for All</i>. World Health Organization, 2021.",
                "(Clean Water for All)",
            ),
            (
                "apa",
                "World Health Organization. (2021). <i>Clean water for all</i>.",
                "(World Health Organization, 2021)",
            ),
            // Chicago names it twice: the publisher is a fact of its own.
            (
                "notes",
                "World Health Organization. <i>Clean Water for All</i>. World Health Organization, 2021.",
                "World Health Organization, Clean Water for All (World Health Organization, 2021).",
            ),
        ],
    );
    check(
        Kind::PAGE,
        &[
            ("author", "NASA"),
            ("container-title", "NASA"),
            ("title", "Moon facts"),
            ("issued", "2024-03-08"),
            ("URL", "https://nasa.gov/moon"),
        ],
        &[
            (
                "mla",
                "“Moon Facts.” <i>NASA</i>, 8 Mar. 2024, https://nasa.gov/moon.",
                "(“Moon Facts”)",
            ),
            (
                "apa",
                "NASA. (2024, March 8). <i>Moon facts</i>. https://nasa.gov/moon",
                "(NASA, 2024)",
            ),
            (
                "harvard",
                "NASA (2024) <i>Moon facts</i>. Available at: https://nasa.gov/moon.",
                "(NASA, 2024)",
            ),
        ],
    );
}

#[test]
fn no_date() {
    check(
        Kind::PAGE,
        &[
            ("author", "Ana Ortiz"),
            ("container-title", "Bee Pages"),
            ("title", "Bees"),
            ("accessed", "2026-11-06"),
            ("URL", "https://bees.example/a"),
        ],
        &[
            (
                "mla",
                "Ortiz, Ana. “Bees.” <i>Bee Pages</i>, https://bees.example/a. Accessed 6 Nov. 2026.",
                "(Ortiz)",
            ),
            (
                "apa",
                "Ortiz, A. (n.d.). <i>Bees</i>. Bee Pages. Retrieved November 6, 2026, from https://bees.example/a",
                "(Ortiz, n.d.)",
            ),
            (
                "harvard",
                "Ortiz, A. (no date) <i>Bees</i>, <i>Bee Pages</i>. Available at: https://bees.example/a (Accessed: 6 November 2026).",
                "(Ortiz, no date)",
            ),
            (
                "elementary",
                "Ortiz, Ana. “Bees.” <i>Bee Pages</i>. Seen November 6, 2026.",
                "(Ortiz)",
            ),
        ],
    );
}

/// APA 7 §10.8: what somebody wrote and nobody published is no private talk.
#[test]
fn an_unpublished_work_is_listed() {
    for file in [
        "@unpublished{r, author={Rao, Priya}, title={Bees at night}, year=2020}",
        "TY  - UNPB\nAU  - Rao, Priya\nTI  - Bees at night\nPY  - 2020\nER  - \n",
    ] {
        let (_, mut sources, problems) = carrel_refs::bring::read(file);
        assert_eq!(problems, [], "{file}");
        sources[0].id = "s".into();
        for (style, expected) in [
            (
                "apa",
                "Rao, P. (2020). Bees at night [Unpublished manuscript].",
            ),
            (
                "mla",
                "Rao, Priya. “Bees at Night.” Unpublished manuscript. 2020.",
            ),
        ] {
            let list = engine(style, &sources).bibliography();
            assert_eq!(list[0].text(Format::Text), expected, "{file}");
        }
    }
}

/// The day of looking is no day of publication, in whichever style the entry is pasted.
#[test]
fn a_pasted_entry_keeps_its_day_of_looking() {
    for (style, _) in STYLES {
        for issued in ["", "2021"] {
            let mut page = source(
                Kind::PAGE,
                &[
                    ("author", "Ana Ortiz"),
                    ("container-title", "Bee Pages"),
                    ("title", "Bees"),
                    ("accessed", "2026-11-06"),
                    ("URL", "https://bees.example/a"),
                ],
            );
            page.set_date("issued", When::read(issued));
            let engine = engine(style, std::slice::from_ref(&page));
            let entry = engine.bibliography()[0].text(Format::Text);
            let read = pasted::read(&entry).source;
            // What a style prints is read, and nothing else.
            for (name, year) in [("issued", "2021"), ("accessed", "2026")] {
                let printed = page.date(name).filter(|_| entry.contains(year));
                assert_eq!(read.date(name), printed, "{style} {name}: {entry}");
            }
            assert!(
                !issued.is_empty() || entry.contains("2026"),
                "{style} names the day of looking: {entry}"
            );
        }
    }
}

/// Neither day of publication nor day of looking: nothing was "retrieved" on a day nobody knows.
#[test]
fn no_date_and_no_day_of_looking() {
    check(
        Kind::SITE,
        &[
            ("author", "Smithsonian Institution"),
            ("title", "Smithsonian Learning Lab"),
            ("URL", "https://learninglab.si.edu"),
        ],
        &[(
            "apa",
            "Smithsonian Institution. (n.d.). <i>Smithsonian Learning Lab</i>. https://learninglab.si.edu",
            "(Smithsonian Institution, n.d.)",
        )],
    );
}

/// French sets marks apart with a narrow space. An English list does not: a space there is the writer's slip.
#[test]
fn french_spaces_stand_in_french_lists_alone() {
    let book = source(
        Kind::BOOK,
        &[
            ("author", "Ana Ortiz"),
            ("title", "Who ? Me !"),
            ("language", "fr"),
            ("issued", "2020"),
        ],
    );
    let written = |lang: &str, locale: &str| {
        let style =
            Style::compile(include_str!("../../carrel-cite/styles/mla.csl")).expect("a style");
        let locale = Locale::compile(locale).expect("a locale");
        let mut engine = Engine::speaking(style, vec![locale], lang);
        engine.set_items(Item::read_json(&csl::write(std::slice::from_ref(&book))).0);
        engine.bibliography()[0].text(Format::Text)
    };
    let english = written(
        "en-US",
        include_str!("../../carrel-cite/locales/locales-en-US.xml"),
    );
    assert_eq!(english, "Ortiz, Ana. Who ? Me ! 2020.");
    let french = written(
        "fr-FR",
        include_str!("../../carrel-cite/locales/locales-fr-FR.xml"),
    );
    assert_eq!(french, "Ortiz, Ana. Who\u{202f}? Me\u{202f}! 2020.");
}

/// The entry of a source in a language, as the app makes it, and what points to it.
fn spoken(style: &str, lang: &str, source: &Source) -> (String, String) {
    let locale = |lang: &str| {
        Locale::compile(match lang {
            "es-ES" => include_str!("../../carrel-cite/locales/locales-es-ES.xml"),
            "fr-FR" => include_str!("../../carrel-cite/locales/locales-fr-FR.xml"),
            "de-DE" => include_str!("../../carrel-cite/locales/locales-de-DE.xml"),
            "ar" => include_str!("../../carrel-cite/locales/locales-ar.xml"),
            _ => include_str!("../../carrel-cite/locales/locales-en-US.xml"),
        })
        .expect("a locale")
    };
    let short = match style {
        "notes" | "author-date" => ["chicago-", style].concat(),
        _ => style.to_owned(),
    };
    let (_, csl) = STYLES
        .iter()
        .find(|(name, _)| *name == style)
        .expect("a style");
    let style = Style::compile(csl).expect("a style");
    let mut engine = Engine::speaking(style, vec![locale(lang), locale("en-US")], lang)
        .for_same_people()
        .as_spoken();
    let ready = school::in_language(source, &short, lang);
    engine.set_items(Item::read_json(&csl::write(&[ready])).0);
    let entry = engine.bibliography()[0].text(Format::Text);
    let pointer = engine.cite(&[Cite::of(&source.id)]).text(Format::Text);
    (entry, pointer)
}

/// Styles lay the order of month and day down for English (APA 7 §9.14; in Spanish, German, French and Arabic the day stands first).
#[test]
fn month_and_day_stand_as_the_language_has_them() {
    let page = |issued| {
        source(
            Kind::PAGE,
            &[
                ("author", "Ana Ortiz"),
                ("container-title", "Bee Pages"),
                ("title", "Bees"),
                ("issued", issued),
                ("URL", "https://bees.example/a"),
            ],
        )
    };
    for (style, lang, issued, words) in [
        ("apa", "en-US", "2024-03-15", "(2024, March 15). "),
        ("apa", "es-ES", "2024-03-15", "(2024, 15 de marzo). "),
        ("apa", "de-DE", "2024-03-15", "(2024, 15. März). "),
        ("apa", "fr-FR", "2024-03-15", "(2024, 15 mars). "),
        ("apa", "es-ES", "2024-03", "(2024, marzo). "),
        ("apa", "de-DE", "2024", "(2024). "),
        ("apa", "es-ES", "May 12-18, 2024", "(2024, 12–18 de mayo). "),
        (
            "apa",
            "es-ES",
            "April 28-May 3, 2024",
            "(2024, 28 de abril–3 de mayo). ",
        ),
        ("author-date", "de-DE", "2024-03-15", "15. März. "),
        ("mla", "es-ES", "2024-03-15", " 15 de marzo de 2024, "),
        // "&" is English and German.
        ("apa", "en-US", "2024", "Ortiz, A., & Vega, L. (2024)"),
        ("apa", "es-ES", "2024", "Ortiz, A. y Vega, L. (2024)"),
        ("apa", "fr-FR", "2024", "Ortiz, A. et Vega, L. (2024)"),
        ("apa", "de-DE", "2024", "Ortiz, A., & Vega, L. (2024)"),
    ] {
        let mut page = page(issued);
        if words.contains("Vega") {
            page.add_person("author", carrel_refs::Person::of("Vega", "Luis"));
        }
        let (entry, _) = spoken(style, lang, &page);
        assert!(entry.contains(words), "{style} {lang} {issued}: {entry}");
    }
}

/// `،` and `؛`, "و" and no "&", the word for an edition before its number; an entry that begins with Latin letters keeps its commas.
#[test]
fn arabic_has_its_own_marks_and_order() {
    let mut book = source(
        Kind::BOOK,
        &[
            ("title", "ثرثرة فوق النيل"),
            ("publisher", "دار الشروق"),
            ("issued", "2006"),
            ("edition", "2"),
        ],
    );
    book.set_people(
        "author",
        vec![
            carrel_refs::Person::of("محفوظ", "نجيب"),
            carrel_refs::Person::of("حسين", "طه"),
        ],
    );
    for (style, entry, pointer) in [
        (
            "mla",
            "محفوظ، نجيب، وطه حسين. ثرثرة فوق النيل. ط. 2، دار الشروق، 2006.",
            "(محفوظ وحسين)",
        ),
        (
            "apa",
            "محفوظ، ن. وحسين، ط. (2006). ثرثرة فوق النيل (ط. 2). دار الشروق.",
            "(محفوظ وحسين، 2006)",
        ),
        (
            "harvard",
            "محفوظ، ن. وحسين، ط. (2006) ثرثرة فوق النيل. ط 2. دار الشروق.",
            "(محفوظ وحسين، 2006)",
        ),
    ] {
        assert_eq!(
            spoken(style, "ar", &book),
            (entry.into(), pointer.into()),
            "{style}"
        );
    }
    let mut latin = book.clone();
    latin.set("title", "Miramar");
    latin.set_people("author", vec![carrel_refs::Person::of("Mahfouz", "Naguib")]);
    let (entry, _) = spoken("mla", "ar", &latin);
    assert_eq!(entry, "Mahfouz, Naguib. Miramar. ط. 2, دار الشروق, 2006.");
}

/// What a style says in English words of its own, and what the locale of Spanish had in English.
#[test]
fn no_english_word_is_left_in_another_language() {
    let episode = source(
        Kind::TV,
        &[
            ("title", "The Deep"),
            ("container-title", "Planet Earth"),
            ("director", "Alastair Fothergill"),
            ("publisher", "BBC"),
            ("issued", "2006-12-10"),
        ],
    );
    let film = source(
        Kind::FILM,
        &[
            ("title", "Coco"),
            ("director", "Lee Unkrich"),
            ("performer", "Anthony Gonzalez"),
            ("publisher", "Pixar"),
            ("issued", "2017"),
        ],
    );
    for (lang, aired, by) in [
        (
            "en-US",
            "Aired December 10, 2006, on BBC",
            "Performed by Anthony",
        ),
        (
            "es-ES",
            "Emitido el 10 de diciembre de 2006, en BBC",
            "Interpretado por Anthony",
        ),
        (
            "fr-FR",
            "Diffusé le 10 décembre 2006, sur BBC",
            "Interprété par Anthony",
        ),
        (
            "de-DE",
            "Ausgestrahlt am 10. Dezember 2006",
            "Aufführung von Anthony",
        ),
        ("ar", "بُث في 10 ديسمبر 2006, على BBC", "أداء Anthony"),
    ] {
        let (entry, _) = spoken("notes", lang, &episode);
        assert!(entry.contains(aired), "{entry}");
        let (entry, _) = spoken("notes", lang, &film);
        assert!(entry.contains(by), "{entry}");
    }
    let (entry, _) = spoken("author-date", "fr-FR", &episode);
    assert!(
        entry.starts_with("Fothergill, Alastair, réal. 2006."),
        "{entry}"
    );
    let mut written = episode.clone();
    written.add_person("script-writer", carrel_refs::Person::of("Lee", "Ann"));
    let (entry, _) = spoken("apa", "es-ES", &written);
    assert!(
        entry.starts_with("Lee, A. (Guionista) y Fothergill, A. (Director)."),
        "{entry}"
    );
}

#[test]
fn only_a_year() {
    check(
        Kind::PAGE,
        &[
            ("author", "Ana Ortiz"),
            ("container-title", "Bee Pages"),
            ("title", "Bees"),
            ("issued", "2021"),
            ("URL", "https://bees.example/a"),
        ],
        &[
            (
                "mla",
                "Ortiz, Ana. “Bees.” <i>Bee Pages</i>, 2021, https://bees.example/a.",
                "(Ortiz)",
            ),
            (
                "apa",
                "Ortiz, A. (2021). <i>Bees</i>. Bee Pages. https://bees.example/a",
                "(Ortiz, 2021)",
            ),
        ],
    );
}

#[test]
fn a_screen_name_keeps_its_sign() {
    check(
        Kind::POST,
        &[
            ("author", "@moon_fan42"),
            ("container-title", "Instagram"),
            ("title", "Look at this crater"),
            ("issued", "2024-02-01"),
            ("URL", "https://i.example/1"),
        ],
        &[
            (
                "mla",
                "@moon_fan42. “Look at this crater.” <i>Instagram</i>, 1 Feb. 2024, https://i.example/1.",
                "(@moon_fan42)",
            ),
            (
                "apa",
                "@moon_fan42. (2024, February 1). <i>Look at this crater</i> [Online post]. Instagram. https://i.example/1",
                "(@moon_fan42, 2024)",
            ),
        ],
    );
}

/// A book by a person: the entry's beginning and the citation.
fn by(person: &str, expected: &[(&str, &str, &str)]) {
    let source = source(
        Kind::BOOK,
        &[("author", person), ("title", "Tides"), ("issued", "2012")],
    );
    for (style, begins, pointer) in expected {
        let engine = engine(style, std::slice::from_ref(&source));
        let entry = engine.bibliography()[0].text(Format::Text);
        assert!(entry.starts_with(begins), "{style}: {entry}");
        assert_eq!(
            engine.cite(&[Cite::of("s")]).text(Format::Text),
            *pointer,
            "{style}"
        );
    }
}

#[test]
fn junior() {
    by(
        "Martin Luther King Jr.",
        &[
            ("mla", "King, Martin Luther, Jr. Tides", "(King)"),
            ("apa", "King, M. L., Jr. (2012)", "(King, 2012)"),
            (
                "notes",
                "King, Martin Luther, Jr. Tides",
                "Martin Luther King Jr., Tides (2012).",
            ),
        ],
    );
}

#[test]
fn de_la_cruz() {
    by(
        "Melissa de la Cruz",
        &[
            ("mla", "de la Cruz, Melissa. Tides", "(de la Cruz)"),
            ("apa", "de la Cruz, M. (2012)", "(de la Cruz, 2012)"),
            (
                "author-date",
                "Cruz, Melissa de la. 2012",
                "(de la Cruz 2012)",
            ),
        ],
    );
}

#[test]
fn van_gogh() {
    by(
        "Vincent van Gogh",
        &[
            ("mla", "van Gogh, Vincent. Tides", "(van Gogh)"),
            ("apa", "van Gogh, V. (2012)", "(van Gogh, 2012)"),
            ("author-date", "Gogh, Vincent van. 2012", "(van Gogh 2012)"),
        ],
    );
}

#[test]
fn two_family_names() {
    by(
        "García Márquez, Gabriel",
        &[
            ("mla", "García Márquez, Gabriel. Tides", "(García Márquez)"),
            ("apa", "García Márquez, G. (2012)", "(García Márquez, 2012)"),
        ],
    );
}

#[test]
fn nguyen() {
    by(
        "Viet Thanh Nguyen",
        &[
            ("mla", "Nguyen, Viet Thanh. Tides", "(Nguyen)"),
            ("apa", "Nguyen, V. T. (2012)", "(Nguyen, 2012)"),
        ],
    );
}

#[test]
fn park_jin_ho() {
    by(
        "Park Jin-ho",
        &[
            ("mla", "Park Jin-ho. Tides", "(Park)"),
            ("elementary", "Park Jin-ho. Tides", "(Park)"),
            ("notes", "Park Jin-ho. Tides", "Park Jin-ho, Tides (2012)."),
            (
                "notes-17",
                "Park Jin-ho. Tides",
                "Park Jin-ho, Tides (2012).",
            ),
            ("author-date", "Park Jin-ho. 2012", "(Park 2012)"),
            // With initials every name is turned around.
            ("apa", "Park, J. (2012)", "(Park, 2012)"),
            ("harvard", "Park, J. (2012)", "(Park, 2012)"),
        ],
    );
}

#[test]
fn a_hyphenated_given_name() {
    by(
        "Jean-Paul Sartre",
        &[
            ("mla", "Sartre, Jean-Paul. Tides", "(Sartre)"),
            ("apa", "Sartre, J.-P. (2012)", "(Sartre, 2012)"),
            ("harvard", "Sartre, J.-P. (2012)", "(Sartre, 2012)"),
        ],
    );
}

/// A book of a title: what stands for it in the entry.
fn titled(title: &str, expected: &[(&str, &str)]) {
    let source = source(
        Kind::BOOK,
        &[
            ("author", "Priya Rao"),
            ("title", title),
            ("publisher", "Knopf"),
            ("issued", "2022"),
        ],
    );
    for (style, part) in expected {
        let entry =
            engine(style, std::slice::from_ref(&source)).bibliography()[0].text(Format::Html);
        assert!(entry.contains(part), "{style}: {entry}");
    }
}

#[test]
fn a_title_ending_in_a_mark() {
    titled(
        "Stop, thief!",
        &[
            ("mla", ". <i>Stop, Thief!</i> Knopf, 2022."),
            ("apa", ". <i>Stop, thief!</i> Knopf."),
            ("elementary", ". <i>Stop, thief!</i> 2022."),
        ],
    );
    titled(
        "Who owns the moon?",
        &[
            ("mla", ". <i>Who Owns the Moon?</i> Knopf, 2022."),
            ("apa", ". <i>Who owns the moon?</i> Knopf."),
        ],
    );
}

#[test]
fn a_quotation_inside_a_title() {
    check(
        Kind::JOURNAL,
        &[
            ("author", "Priya Rao"),
            ("title", "A reading of \"The Lottery\""),
            ("container-title", "Journal of Tales"),
            ("volume", "1"),
            ("issued", "2022"),
        ],
        &[
            (
                "mla",
                "Rao, Priya. “A Reading of ‘The Lottery.’” <i>Journal of Tales</i>, vol. 1, 2022.",
                "(Rao)",
            ),
            (
                "apa",
                "Rao, P. (2022). A reading of “The Lottery.” <i>Journal of Tales</i>, <i>1</i>.",
                "(Rao, 2022)",
            ),
        ],
    );
}

#[test]
fn a_title_inside_a_title() {
    titled(
        "A guide to <i>Holes</i>",
        &[(
            "mla",
            "<i>A Guide to <span style=\"font-style:normal;\">Holes</span></i>. Knopf",
        )],
    );
}

#[test]
fn brands_keep_their_capitals() {
    for (style, _) in STYLES {
        titled(
            "Why YouTube, ChatGPT and the iPad won",
            &[(style, "YouTube, ChatGPT and the iPad")],
        );
    }
}

#[test]
fn a_subtitle() {
    titled(
        "Bees: a short history",
        &[
            ("mla", "<i>Bees: A Short History</i>"),
            ("apa", "<i>Bees: A short history</i>"),
            ("harvard", "<i>Bees: a short history</i>"),
        ],
    );
}

#[test]
fn edition_words() {
    for typed in ["2", "2nd", "2nd ed.", "Second edition", "second"] {
        let source = source(
            Kind::BOOK,
            &[
                ("author", "Priya Rao"),
                ("title", "Bees"),
                ("edition", typed),
                ("publisher", "Knopf"),
                ("issued", "2022"),
            ],
        );
        for (style, expected) in [
            ("mla", "Rao, Priya. Bees. 2nd ed., Knopf, 2022."),
            ("apa", "Rao, P. (2022). Bees (2nd ed.). Knopf."),
            ("notes", "Rao, Priya. Bees. 2nd ed. Knopf, 2022."),
            ("harvard", "Rao, P. (2022) Bees. 2nd edn. Knopf."),
        ] {
            let entry =
                engine(style, std::slice::from_ref(&source)).bibliography()[0].text(Format::Text);
            assert_eq!(entry, expected, "{typed}");
        }
    }
    let source = source(
        Kind::BOOK,
        &[
            ("author", "Priya Rao"),
            ("title", "Bees"),
            ("edition", "Revised edition"),
            ("publisher", "Knopf"),
            ("issued", "2022"),
        ],
    );
    let entry =
        |style| engine(style, std::slice::from_ref(&source)).bibliography()[0].text(Format::Text);
    assert_eq!(entry("mla"), "Rao, Priya. Bees. Rev. ed., Knopf, 2022.");
    assert_eq!(entry("apa"), "Rao, P. (2022). Bees (Rev. ed.). Knopf.");
}

#[test]
fn a_season_as_a_date() {
    check(
        Kind::JOURNAL,
        &[
            ("author", "Priya Rao"),
            ("title", "Bees"),
            ("container-title", "Quarterly"),
            ("volume", "1"),
            ("issued", "Spring 2022"),
        ],
        &[
            (
                "mla",
                "Rao, Priya. “Bees.” <i>Quarterly</i>, vol. 1, Spring 2022.",
                "(Rao)",
            ),
            (
                "notes",
                "Rao, Priya. “Bees.” <i>Quarterly</i> 1 (Spring 2022).",
                "Priya Rao, “Bees,” Quarterly 1 (Spring 2022).",
            ),
        ],
    );
}

/// RAE, Ortografía de la lengua española (2010): a sentence begins with a capital, months and seasons have none of their own; French
/// alike. English has capitals in both places, so styles say nothing, and CSL alone (citeproc-js) leaves them small.
#[test]
fn a_season_that_begins_a_part_has_a_capital_in_spanish_and_french() {
    let article = |title, issued| {
        source(
            Kind::MAGAZINE,
            &[
                ("title", title),
                ("container-title", "National Geographic"),
                ("issued", issued),
            ],
        )
    };
    for (style, lang, issued, words) in [
        ("notes", "es-ES", "Spring 2019", "». Primavera de 2019."),
        ("notes", "fr-FR", "Summer 2019", "». Été 2019."),
        ("notes", "es-ES", "2019-03", "». Marzo de 2019."),
        ("notes", "de-DE", "2019-03", "“. März 2019."),
        ("notes", "es-ES", "2019-03-15", "». 15 de marzo de 2019."),
        // Behind a comma or in brackets nothing begins.
        ("mla", "es-ES", "Spring 2019", ", primavera de 2019."),
        ("apa", "fr-FR", "Spring 2019", "(2019, printemps). "),
    ] {
        let (entry, _) = spoken(style, lang, &article("Spring begins", issued));
        assert!(entry.contains(words), "{style} {lang} {issued}: {entry}");
    }
}

#[test]
fn two_works_of_the_same_author_and_year() {
    let mut two = [
        source(
            Kind::BOOK,
            &[
                ("author", "Priya Rao"),
                ("title", "Wasps"),
                ("issued", "2022"),
            ],
        ),
        source(
            Kind::BOOK,
            &[
                ("author", "Priya Rao"),
                ("title", "Bees"),
                ("issued", "2022"),
            ],
        ),
    ];
    two[1].id = "t".to_owned();
    let cited = |style: &str| {
        let engine = engine(style, &two);
        ["s", "t"].map(|id| engine.cite(&[Cite::of(id)]).text(Format::Text))
    };
    assert_eq!(cited("apa"), ["(Rao, 2022b)", "(Rao, 2022a)"]);
    assert_eq!(cited("author-date"), ["(Rao 2022b)", "(Rao 2022a)"]);
    assert_eq!(cited("mla"), ["(Rao, Wasps)", "(Rao, Bees)"]);
}

#[test]
fn an_unknown_page_is_left_out_and_a_known_one_is_not() {
    let book = source(
        Kind::BOOK,
        &[
            ("author", "Lois Lowry"),
            ("title", "The giver"),
            ("issued", "1993"),
        ],
    );
    let cited = |style: &str, page: &str| {
        let mut cite = Cite::of("s");
        page.clone_into(&mut cite.locator);
        engine(style, std::slice::from_ref(&book))
            .cite(&[cite])
            .text(Format::Text)
    };
    assert_eq!(
        [cited("mla", ""), cited("mla", "14")],
        ["(Lowry)", "(Lowry 14)"]
    );
    assert_eq!(
        [cited("apa", ""), cited("apa", "44")],
        ["(Lowry, 1993)", "(Lowry, 1993, p. 44)"]
    );
}

#[test]
fn a_place_is_written_as_its_kind_of_source_has_it() {
    use carrel_refs::part::{Part, parts};
    let author = ("author", "Priya Rao");
    let issued = ("issued", "2022");
    let title = ("title", "Bees");
    let address = ("URL", "https://e.example/b");
    let check = |source: &Source, part: Part, number: &str, lines: [(&str, &str); 4]| {
        assert!(parts(source).contains(&part), "{part:?}");
        for (style, expected) in lines {
            let mut cite = Cite::of("s");
            assert!(cite.set_label(part.csl(style)), "{part:?}");
            number.clone_into(&mut cite.locator);
            let cited = engine(style, std::slice::from_ref(source)).cite(&[cite]);
            assert_eq!(cited.text(Format::Text), expected, "{style}: {part:?}");
        }
    };
    check(
        &source(Kind::PAGE, &[author, title, issued, address]),
        Part::Paragraph,
        "3",
        [
            ("mla", "(Rao, par. 3)"),
            ("apa", "(Rao, 2022, para. 3)"),
            ("author-date", "(Rao 2022, para. 3)"),
            ("harvard", "(Rao, 2022, para. 3)"),
        ],
    );
    check(
        &source(Kind::VIDEO, &[author, title, issued, address]),
        Part::Time,
        "1:23",
        [
            ("mla", "(Rao 1:23)"),
            ("apa", "(Rao, 2022, 1:23)"),
            ("author-date", "(Rao 2022, at 1:23)"),
            ("harvard", "(Rao, 2022, 1:23)"),
        ],
    );
    check(
        &source(Kind::POEM, &[author, title, issued]),
        Part::Line,
        "5-8",
        [
            ("mla", "(Rao 5–8)"),
            ("apa", "(Rao, 2022, Lines 5–8)"),
            ("author-date", "(Rao 2022, lines 5–8)"),
            ("harvard", "(Rao, 2022, ll. 5–8)"),
        ],
    );
    check(
        &source(Kind::POEM, &[author, title, issued]),
        Part::Scene,
        "1.5.35",
        [
            ("mla", "(Rao 1.5.35)"),
            ("apa", "(Rao, 2022, 1.5.35)"),
            ("author-date", "(Rao 2022, 1.5.35)"),
            ("harvard", "(Rao, 2022, 1.5.35)"),
        ],
    );
    check(
        &source(Kind::SACRED, &[("title", "The Holy Bible"), issued]),
        Part::Verse,
        "Ruth 1:16",
        [
            ("mla", "(The Holy Bible, Ruth 1:16)"),
            ("apa", "(The Holy Bible, 2022, Ruth 1:16)"),
            ("author-date", "(The Holy Bible 2022, Ruth 1:16)"),
            ("harvard", "(The Holy Bible, 2022, Ruth 1:16)"),
        ],
    );
}

#[test]
fn an_article_without_pages() {
    check(
        Kind::NEWSPAPER,
        &[
            ("author", "Sam Ortiz"),
            ("title", "City plants trees"),
            ("container-title", "The Boston Globe"),
            ("issued", "2024-04-22"),
            ("URL", "https://globe.example/t"),
        ],
        &[
            (
                "mla",
                "Ortiz, Sam. “City Plants Trees.” <i>The Boston Globe</i>, 22 Apr. 2024, https://globe.example/t.",
                "(Ortiz)",
            ),
            (
                "apa",
                "Ortiz, S. (2024, April 22). City plants trees. <i>The Boston Globe</i>. https://globe.example/t",
                "(Ortiz, 2024)",
            ),
        ],
    );
}

/// Cite Them Right 12: an article that names neither volume nor page is not called a preprint.
#[test]
fn a_journal_article_without_volume_and_pages() {
    check(
        Kind::JOURNAL,
        &[
            ("author", "Bo Abe"),
            ("title", "Bees online too"),
            ("container-title", "Journal of Bees"),
            ("issued", "2022"),
            ("DOI", "10.1000/182"),
        ],
        &[
            (
                "mla",
                "Abe, Bo. “Bees Online Too.” <i>Journal of Bees</i>, 2022, https://doi.org/10.1000/182.",
                "(Abe)",
            ),
            (
                "apa",
                "Abe, B. (2022). Bees online too. <i>Journal of Bees</i>. https://doi.org/10.1000/182",
                "(Abe, 2022)",
            ),
            (
                "harvard",
                "Abe, B. (2022) ‘Bees online too’, <i>Journal of Bees</i>. Available at: https://doi.org/10.1000/182.",
                "(Abe, 2022)",
            ),
        ],
    );
}

#[test]
fn a_doi_typed_as_an_address() {
    for typed in [
        "https://doi.org/10.1000/182",
        "doi:10.1000/182",
        "10.1000/182",
    ] {
        check(
            Kind::JOURNAL,
            &[
                ("author", "Priya Rao"),
                ("title", "Bees"),
                ("container-title", "Quarterly"),
                ("volume", "1"),
                ("issued", "2022"),
                ("DOI", typed),
            ],
            &[(
                "mla",
                "Rao, Priya. “Bees.” <i>Quarterly</i>, vol. 1, 2022, https://doi.org/10.1000/182.",
                "(Rao)",
            )],
        );
    }
}

#[test]
fn a_title_in_other_letters() {
    check(
        Kind::BOOK,
        &[
            ("author", "Толстой, Лев"),
            ("title", "Война и мир"),
            ("language", "ru"),
            ("publisher", "Азбука"),
            ("issued", "2015"),
        ],
        &[(
            "mla",
            "Толстой, Лев. <i>Война и мир</i>. Азбука, 2015.",
            "(Толстой)",
        )],
    );
    check(
        Kind::BOOK,
        &[
            ("author", "村上, 春樹"),
            ("title", "百年の孤独"),
            ("language", "ja"),
            ("publisher", "新潮社"),
            ("issued", "2006"),
        ],
        &[("mla", "村上春樹. 百年の孤独. 新潮社, 2006.", "(村上)")],
    );
    // Title case is for English alone.
    check(
        Kind::BOOK,
        &[
            ("author", "García Márquez, Gabriel"),
            ("title", "Cien años de soledad"),
            ("language", "es"),
            ("issued", "1967"),
        ],
        &[(
            "mla",
            "García Márquez, Gabriel. <i>Cien años de soledad</i>. 1967.",
            "(García Márquez)",
        )],
    );
}

/// As typed in a form that says no language: what is not in Latin letters is not English.
#[test]
fn a_title_in_other_letters_needs_no_language() {
    for (style, title) in [
        ("mla", "<i>Как закалялась сталь и другие рассказы</i>"),
        (
            "author-date",
            "<i>Как закалялась сталь и другие рассказы</i>",
        ),
        ("notes", "<i>Как закалялась сталь и другие рассказы</i>"),
    ] {
        let book = source(
            Kind::BOOK,
            &[
                ("author", "Островский, Николай"),
                ("title", "Как закалялась сталь и другие рассказы"),
                ("issued", "2015"),
            ],
        );
        let list = engine(style, std::slice::from_ref(&book)).bibliography();
        let entry = list[0].text(Format::Html);
        assert!(entry.contains(title), "{style}: {entry}");
    }
    // One Latin letter, and it may be English.
    titled(
        "Bees и other insects",
        &[("mla", "<i>Bees и Other Insects</i>")],
    );
}

#[test]
fn ampersands_and_angles_are_text() {
    titled(
        "Salt & light: why a < b",
        &[
            ("mla", "<i>Salt &#38; Light: Why a &#60; b</i>"),
            ("apa", "<i>Salt &#38; light: Why a &#60; b</i>"),
        ],
    );
}

#[test]
fn the_place_only_before_1900() {
    let old = source(
        Kind::BOOK,
        &[
            ("author", "Charles Darwin"),
            ("title", "On the origin of species"),
            ("publisher", "John Murray"),
            ("publisher-place", "London"),
            ("issued", "1859"),
        ],
    );
    let new = source(
        Kind::BOOK,
        &[
            ("author", "Louis Sachar"),
            ("title", "Holes"),
            ("publisher", "Farrar"),
            ("publisher-place", "New York"),
            ("issued", "1998"),
        ],
    );
    let entry = |style, source: &Source| {
        engine(style, std::slice::from_ref(source)).bibliography()[0].text(Format::Text)
    };
    assert_eq!(
        entry("mla", &old),
        "Darwin, Charles. On the Origin of Species. London, 1859."
    );
    assert_eq!(
        entry("notes", &old),
        "Darwin, Charles. On the Origin of Species. London: John Murray, 1859."
    );
    assert_eq!(
        entry("apa", &old),
        "Darwin, C. (1859). On the origin of species. John Murray."
    );
    for style in [
        "mla",
        "apa",
        "notes",
        "author-date",
        "harvard",
        "elementary",
    ] {
        assert!(!entry(style, &new).contains("New York"), "{style}");
    }
    assert_eq!(
        entry("notes-17", &new),
        "Sachar, Louis. Holes. New York: Farrar, 1998."
    );
}

const CHAT: &[(&str, &str)] = &[
    ("title", "why do bees dance in The Hive"),
    ("container-title", "ChatGPT"),
    ("version", "GPT-4o"),
    ("publisher", "OpenAI"),
    ("issued", "2025-10-03"),
    ("URL", "https://chatgpt.com/share/1"),
];

#[test]
fn a_machine_is_no_author() {
    let chat = source(Kind::AI_CHAT, CHAT);
    for (style, _) in STYLES {
        let entry = engine(style, std::slice::from_ref(&chat))
            .bibliography()
            .first()
            .map_or(String::new(), |entry| entry.text(Format::Text));
        assert!(!entry.starts_with("ChatGPT"), "{style}: {entry}");
    }
    check(
        Kind::AI_CHAT,
        CHAT,
        &[
            (
                "mla",
                "“why do bees dance in The Hive” prompt. <i>ChatGPT</i>, model GPT-4o, OpenAI, 3 Oct. 2025, https://chatgpt.com/share/1.",
                "(“why do bees dance in The Hive”)",
            ),
            (
                "apa",
                "OpenAI. (2025, October 3). <i>why do bees dance in The Hive</i> [Generative AI chat]. ChatGPT. https://chatgpt.com/share/1",
                "(OpenAI, 2025)",
            ),
            // Named in the note, not in the list, as lesson L29 says; the tool stands first nowhere.
            (
                "notes",
                "",
                "Response to “why do bees dance in The Hive,” ChatGPT, OpenAI, October 3, 2025, https://chatgpt.com/share/1.",
            ),
            (
                "author-date",
                "",
                "(response to “why do bees dance in The Hive,” ChatGPT, October 3, 2025)",
            ),
        ],
    );
}

#[test]
fn what_was_asked_keeps_its_letters() {
    let chat = source(Kind::AI_CHAT, CHAT);
    for (style, _) in STYLES {
        let engine = engine(style, std::slice::from_ref(&chat));
        for text in engine
            .bibliography()
            .iter()
            .map(|entry| entry.text(Format::Text))
            .chain([engine.cite(&[Cite::of("s")]).text(Format::Text)])
        {
            assert!(
                !text.contains("bees") && !text.contains("Bees")
                    || text.contains("why do bees dance in The Hive"),
                "{style}: {text}"
            );
        }
    }
}

#[test]
fn proper_nouns_are_kept() {
    for (style, _) in STYLES {
        titled(
            "A walk with <span class=\"nocase\">bell hooks</span> in New York",
            &[(style, "bell hooks"), (style, "New York")],
        );
    }
}

/// Chicago 18: prepositions of five letters and more; 17 and MLA leave them small.
#[test]
fn long_prepositions_in_chicago_18() {
    titled(
        "A walk through the woods",
        &[
            ("notes", "A Walk Through the Woods"),
            ("author-date", "A Walk Through the Woods"),
            ("notes-17", "A Walk through the Woods"),
            ("mla", "A Walk through the Woods"),
            ("apa", "A walk through the woods"),
        ],
    );
}

/// A book by so many people: `Fama, Ann`, `Famb, Ann` …
fn by_many(count: u8) -> Source {
    let mut book = source(Kind::BOOK, &[("title", "Bees"), ("issued", "2019")]);
    for at in 0..count {
        let family = ["Fam", &char::from(b'a' + at).to_string()].concat();
        book.add_person("author", carrel_refs::Person::of(&family, "Ann"));
    }
    book
}

/// MLA 9 §5.6-8, APA 7 §9.8 and §8.17, Chicago 18 §13.23 and §13.78, Cite Them Right 12: how many people are named in the list
/// and in the text.
#[test]
fn how_many_people_are_named() {
    let check = |style: &str, count: u8, entry: &str, pointer: &str| {
        let engine = engine(style, &[by_many(count)]);
        let list = engine.bibliography();
        assert_eq!(list[0].text(Format::Text), entry, "{style}, {count}");
        let cited = engine.cite(&[Cite::of("s")]).text(Format::Text);
        assert_eq!(cited, pointer, "{style}, {count}");
    };
    check("mla", 1, "Fama, Ann. Bees. 2019.", "(Fama)");
    check(
        "mla",
        2,
        "Fama, Ann, and Ann Famb. Bees. 2019.",
        "(Fama and Famb)",
    );
    check("mla", 3, "Fama, Ann, et al. Bees. 2019.", "(Fama et al.)");
    check(
        "apa",
        2,
        "Fama, A., & Famb, A. (2019). Bees.",
        "(Fama & Famb, 2019)",
    );
    check(
        "apa",
        3,
        "Fama, A., Famb, A., & Famc, A. (2019). Bees.",
        "(Fama et al., 2019)",
    );
    let named = |last: u8| -> String {
        let names = (b'a'..=last).map(|c| format!("Fam{}, A., ", char::from(c)));
        names.collect()
    };
    check(
        "apa",
        20,
        &format!("{}& Famt, A. (2019). Bees.", named(b's')),
        "(Fama et al., 2019)",
    );
    check(
        "apa",
        21,
        &format!("{}… Famu, A. (2019). Bees.", named(b's')),
        "(Fama et al., 2019)",
    );
    check(
        "notes",
        6,
        "Fama, Ann, Ann Famb, Ann Famc, Ann Famd, Ann Fame, and Ann Famf. Bees. 2019.",
        "Ann Fama et al., Bees (2019).",
    );
    check(
        "notes",
        7,
        "Fama, Ann, Ann Famb, Ann Famc, et al. Bees. 2019.",
        "Ann Fama et al., Bees (2019).",
    );
    check(
        "author-date",
        2,
        "Fama, Ann, and Ann Famb. 2019. Bees.",
        "(Fama and Famb 2019)",
    );
    check(
        "author-date",
        7,
        "Fama, Ann, Ann Famb, Ann Famc, et al. 2019. Bees.",
        "(Fama et al. 2019)",
    );
    check(
        "harvard",
        3,
        "Fama, A., Famb, A. and Famc, A. (2019) Bees.",
        "(Fama, Famb and Famc, 2019)",
    );
    check(
        "harvard",
        4,
        "Fama, A. et al. (2019) Bees.",
        "(Fama et al., 2019)",
    );
}

/// MLA 9 §5.127 and Chicago 17 write three dashes for the same author again; Chicago 18 (§13.73) repeats the name.
#[test]
fn the_same_author_again() {
    let mut two = [by_many(1), by_many(1)];
    two[1].id = "t".to_owned();
    two[1].set("title", "Wasps");
    for (style, second) in [
        ("mla", "———. Wasps. 2019."),
        ("notes-17", "———. Wasps. 2019."),
        ("notes", "Fama, Ann. Wasps. 2019."),
        ("author-date", "Fama, Ann. 2019b. Wasps."),
        ("apa", "Fama, A. (2019b). Wasps."),
    ] {
        let list = engine(style, &two).bibliography();
        assert_eq!(list[1].text(Format::Text), second, "{style}");
    }
}

/// Chicago 18 §13.37: a later note is short and names the author again, rather than “Ibid.”
#[test]
fn a_later_note_is_short() {
    let engine = engine("notes", &[by_many(1)]);
    let note = |number: u32| carrel_cite::Note {
        number,
        cites: vec![Cite::of("s")],
    };
    let mut notes = [note(1), note(2), note(9)];
    carrel_cite::positions(&mut notes, 1);
    let said = notes.map(|note| engine.cite(&note.cites).text(Format::Text));
    assert_eq!(
        said,
        ["Ann Fama, Bees (2019).", "Fama, Bees.", "Fama, Bees."]
    );
}

/// Pointers and later notes have a title without its subtitle (MLA 9 6.10, APA 7 8.14, Chicago 17 14.33), and Chicago's notes
/// without its article: as lessons L26 and L27 teach it.
#[test]
fn a_pointer_and_a_later_note_shorten_the_title() {
    let later = |source: &Source| {
        let engine = engine("notes", std::slice::from_ref(source));
        let note = |number: u32| carrel_cite::Note {
            number,
            cites: vec![Cite::of("s")],
        };
        let mut notes = [note(1), note(2), note(9)];
        carrel_cite::positions(&mut notes, 1);
        engine.cite(&notes[2].cites).text(Format::Text)
    };
    for (title, short) in [
        ("Honey: A Short History", "Diaz, Honey."),
        ("The Last Ferry", "Diaz, Last Ferry."),
        ("The Last Ferry: A Novel", "Diaz, Last Ferry."),
        ("Should We Fly? A Survey of Schools", "Diaz, Should We Fly?"),
        (
            "What is a bee? and other questions",
            "Diaz, What Is a Bee? And Other Questions.",
        ),
        (
            "Help! I'm a Prisoner in the Library",
            "Diaz, Help! I’m a Prisoner in the Library.",
        ),
        ("At 3:30", "Diaz, At 3:30."),
        (
            "“Bees: a life” and its readers",
            "Diaz, “Bees: A Life” and Its Readers.",
        ),
        ("Reading <i>Bees: A Life</i>", "Diaz, Reading Bees: A Life."),
        ("Bees", "Diaz, Bees."),
    ] {
        let book = source(
            Kind::BOOK,
            &[("author", "Leo Diaz"), ("title", title), ("issued", "2015")],
        );
        assert_eq!(later(&book), short, "{title}");
    }
    // What somebody gave is not touched.
    let mut given = source(Kind::BOOK, &[("author", "Leo Diaz"), ("title", "A: B")]);
    given.set("title-short", "The Long One: Short");
    assert_eq!(later(&given), "Diaz, The Long One: Short.");
    let survey =
        "Should Students Have Homework over the Weekend in Spring? A Survey of Twelve Schools";
    check(
        Kind::PAGE,
        &[
            ("title", survey),
            ("container-title", "School Post"),
            ("URL", "https://post.example/a"),
        ],
        &[
            (
                "mla",
                "“Should Students Have Homework over the Weekend in Spring? A Survey of Twelve Schools.” <i>School Post</i>, https://post.example/a.",
                "(“Should Students Have Homework over the Weekend in Spring?”)",
            ),
            (
                "elementary",
                "“Should Students Have Homework over the Weekend in Spring? A Survey of Twelve Schools.” <i>School Post</i>.",
                "(Should Students Have Homework over the Weekend in Spring?)",
            ),
        ],
    );
    check(
        Kind::BOOK,
        &[
            ("title", "The bee book: a short history"),
            ("issued", "2015"),
        ],
        &[
            (
                "mla",
                "<i>The Bee Book: A Short History</i>. 2015.",
                "(The Bee Book)",
            ),
            (
                "apa",
                "<i>The bee book: A short history</i>. (2015).",
                "(The Bee Book, 2015)",
            ),
            (
                "harvard",
                "<i>The bee book: a short history</i> (2015).",
                "(The bee book: a short history, 2015)",
            ),
        ],
    );
    // No letter without a title has a short one left.
    let mut mail = source(
        Kind::EMAIL,
        &[
            ("author", "Ann Lee"),
            ("title", "Bees: a question"),
            ("issued", "2024-02-01"),
        ],
    );
    mail.add_person("recipient", names::typed("Sam Ortiz"));
    let pointer = engine("author-date", std::slice::from_ref(&mail)).cite(&[Cite::of("s")]);
    assert_eq!(
        pointer.text(Format::Text),
        "(Ann Lee, email to Sam Ortiz, February 1, 2024)"
    );
}

/// MLA 9 §5.107: who sang it comes first, who composed it behind the title.
#[test]
fn a_song_names_its_singer_and_its_composer() {
    let fields = [
        ("author", "Whitney Houston"),
        ("title", "I Will Always Love You"),
        ("container-title", "The Bodyguard"),
        ("publisher", "Arista"),
        ("issued", "1992"),
    ];
    let sung_by = |composer: &'static str| {
        let mut all = fields.to_vec();
        all.push(("composer", composer));
        all
    };
    check(
        Kind::SONG,
        &sung_by("Dolly Parton"),
        &[(
            "mla",
            "Houston, Whitney. “I Will Always Love You.” Composed by Dolly Parton. <i>The Bodyguard</i>, Arista, 1992.",
            "(Houston)",
        )],
    );
    let alone = "Houston, Whitney. “I Will Always Love You.” <i>The Bodyguard</i>, Arista, 1992.";
    check(
        Kind::SONG,
        &sung_by("Whitney Houston"),
        &[("mla", alone, "(Houston)")],
    );
    // Nobody sings: the composer comes first.
    check(
        Kind::SONG,
        &[("composer", "Dolly Parton"), ("title", "Jolene")],
        &[("mla", "Parton, Dolly. <i>Jolene</i>.", "(Parton)")],
    );
}

/// "p. 44" in the field of the number is page 44: the style has a word of its own, or none (MLA 9 §6.16, APA 7 §8.13).
#[test]
fn a_word_typed_with_a_page_is_not_said_twice() {
    let book = source(
        Kind::BOOK,
        &[
            ("author", "Lois Lowry"),
            ("title", "The Giver"),
            ("issued", "1993"),
        ],
    );
    for (typed, style, pointer) in [
        ("p. 44", "apa", "(Lowry, 1993, p. 44)"),
        ("page 44", "apa", "(Lowry, 1993, p. 44)"),
        ("pp. 44-45", "apa", "(Lowry, 1993, pp. 44–45)"),
        ("ch. 3", "apa", "(Lowry, 1993, Chapter 3)"),
        ("p. 44", "mla", "(Lowry 44)"),
        ("pp. 44-45", "mla", "(Lowry 44–45)"),
        ("44", "mla", "(Lowry 44)"),
    ] {
        let (part, number) = carrel_refs::part::typed(typed);
        let mut cite = Cite::of("s");
        cite.set_label(part.unwrap_or(carrel_refs::part::Part::Page).csl(style));
        number.clone_into(&mut cite.locator);
        let engine = engine(style, std::slice::from_ref(&book));
        assert_eq!(
            engine.cite(&[cite]).text(Format::Text),
            pointer,
            "{style}, {typed}"
        );
    }
}
