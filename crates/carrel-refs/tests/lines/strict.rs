//! What a strict reader of the handbooks found wrong in entries, a row each.

use super::*;

/// The entry in a style, as plain text.
fn entry(style: &str, kind: Kind, fields: &[(&str, &str)]) -> String {
    let source = source(kind, fields);
    engine(style, std::slice::from_ref(&source)).bibliography()[0].text(Format::Text)
}

/// Style, kind, fields, and the entry that is expected.
type Row<'r> = (&'r str, Kind, &'r [(&'r str, &'r str)], &'r str);

fn rows(rows: &[Row<'_>]) {
    for (style, kind, fields, expected) in rows {
        assert_eq!(
            entry(style, *kind, fields),
            *expected,
            "{style}: {fields:?}"
        );
    }
}

/// No month and no day is thrown away (MLA 9 §5.82, APA 7 §9.14).
#[test]
fn stretches_of_time_are_printed_whole() {
    let magazine = |style: &str, issued: &str| {
        entry(
            style,
            Kind::MAGAZINE,
            &[
                ("author", "Ann Lee"),
                ("title", "Bees"),
                ("container-title", "Time"),
                ("issued", issued),
            ],
        )
    };
    for (issued, mla, apa) in [
        ("May 12-18, 2024", "12–18 May 2024", "(2024, May 12–18)"),
        (
            "Dec. 30, 2024-Jan. 6, 2025",
            "30 Dec. 2024–6 Jan. 2025",
            "(2024–2025, December 30–January 6)",
        ),
        ("May/June 2024", "May–June 2024", "(2024, May–June)"),
        (
            "Spring/Summer 2020",
            "Spring–Summer 2020",
            "(2020, Spring–Summer)",
        ),
        ("2019-2020", "2019–2020", "(2019–2020)"),
        ("forthcoming", "forthcoming", "(forthcoming)"),
    ] {
        let line = ["Lee, Ann. “Bees.” Time, ", mla, "."].concat();
        assert_eq!(magazine("mla", issued), line);
        let line = ["Lee, A. ", apa, ". Bees. Time."].concat();
        assert_eq!(magazine("apa", issued), line);
    }
}

/// With a tag behind a colon and without, in all styles: no style makes text of a tag.
#[test]
fn markup_behind_a_colon_stays_markup() {
    for (style, _) in STYLES {
        for title in [
            "bees: <i>Apis mellifera</i> in art",
            "bees <i>Apis mellifera</i> in art",
            "<i>Apis mellifera</i>: the bee",
            "bees? <b>the</b> answer",
        ] {
            let source = source(Kind::BOOK, &[("title", title), ("issued", "2020")]);
            let engine = engine(style, std::slice::from_ref(&source));
            let written = engine.bibliography()[0].text(Format::Text);
            assert!(!written.contains('<'), "{style}: {written}");
        }
    }
    let apa = |title: &str| entry("apa", Kind::BOOK, &[("title", title), ("issued", "2020")]);
    assert_eq!(
        apa("bees: <i>apis</i> in art"),
        "Bees: Apis in art. (2020)."
    );
    assert_eq!(apa("<i>apis</i>: “the” bee"), "Apis: “The” bee. (2020).");
    assert_eq!(apa("the 3:30 train"), "The 3:30 train. (2020).");
}

/// APA 7 §6.17 and lesson L25; not what was posted, asked of a machine, or spelled so by its owner.
#[test]
fn the_first_word_of_a_title_has_a_capital() {
    for (style, expected) in [
        ("apa", "Lowry, L. (1993). The giver."),
        ("harvard", "Lowry, L. (1993) The giver."),
        ("elementary", "Lowry, Lois. The giver. 1993."),
        ("mla", "Lowry, Lois. The Giver. 1993."),
    ] {
        let fields = [
            ("author", "Lois Lowry"),
            ("title", "the giver"),
            ("issued", "1993"),
        ];
        assert_eq!(entry(style, Kind::BOOK, &fields), expected);
    }
    rows(&[
        (
            "apa",
            Kind::CHAPTER,
            &[
                ("author", "Ann Lee"),
                ("title", "“rain”: a story"),
                ("container-title", "weather: the book"),
                ("issued", "2020"),
            ],
            "Lee, A. (2020). “Rain”: A story. In Weather: The book.",
        ),
        (
            "apa",
            Kind::BOOK,
            &[("title", "iPads in school"), ("issued", "2020")],
            "iPads in school. (2020).",
        ),
        (
            "apa",
            Kind::BOOK,
            &[
                ("title", "<span class=\"nocase\">bell hooks</span>"),
                ("issued", "2020"),
            ],
            "bell hooks. (2020).",
        ),
        (
            "apa",
            Kind::POST,
            &[
                ("author", "@nasa"),
                ("title", "look: a crater"),
                ("container-title", "X"),
                ("issued", "2024-02-01"),
            ],
            "@nasa. (2024, February 1). look: a crater [Online post]. X.",
        ),
        (
            "apa",
            Kind::AI_CHAT,
            &[
                ("title", "why do bees dance?"),
                ("container-title", "ChatGPT"),
                ("publisher", "OpenAI"),
                ("issued", "2024-02-01"),
            ],
            "OpenAI. (2024, February 1). why do bees dance? [Generative AI chat]. ChatGPT.",
        ),
    ]);
}

/// MLA 9 §5.48, APA 7 §9.19: “ed.” stands behind words as behind numbers; and nothing that a newspaper calls its edition breaks.
#[test]
fn editions_of_words_are_called_so() {
    for (typed, mla, apa, harvard) in [
        (
            "Revised and updated edition",
            "Revised and updated ed.",
            "Revised and updated ed.",
            "Revised and updated edn",
        ),
        (
            "25th anniversary edition",
            "25th anniversary ed.",
            "25th anniversary ed.",
            "25th anniversary edn",
        ),
        ("Rev. ed.", "Rev. ed.", "Rev. ed.", "Rev. edn"),
        ("Revised", "Rev. ed.", "Rev. ed.", "Rev. edn"),
        (
            "Large print edition",
            "Large print ed.",
            "Large print ed.",
            "Large print edn",
        ),
        (
            "New International Version",
            "New International Version",
            "New International Version",
            "New International Version",
        ),
    ] {
        let line = |style: &str| {
            let fields = [
                ("author", "Ann Lee"),
                ("title", "Bees"),
                ("edition", typed),
                ("publisher", "Knopf"),
                ("issued", "2001"),
            ];
            entry(style, Kind::BOOK, &fields)
        };
        assert_eq!(
            line("mla"),
            ["Lee, Ann. Bees. ", mla, ", Knopf, 2001."].concat()
        );
        assert_eq!(
            line("apa"),
            ["Lee, A. (2001). Bees (", apa, "). Knopf."].concat()
        );
        assert_eq!(
            line("harvard"),
            ["Lee, A. (2001) Bees. ", harvard, ". Knopf."].concat()
        );
    }
    for (typed, mla) in [
        ("STRAẞÉ", "STRAẞÉ ed."),
        ("İstanbul edition", "İstanbul ed."),
        ("Late Edition", "late ed."),
        ("Chicago", "Chicago ed."),
    ] {
        let fields = [
            ("title", "Bees"),
            ("container-title", "Globe"),
            ("edition", typed),
            ("issued", "2020-01-02"),
        ];
        let line = ["“Bees.” Globe, ", mla, ", 2 Jan. 2020."].concat();
        assert_eq!(entry("mla", Kind::NEWSPAPER, &fields), line);
    }
}

#[test]
fn entries_as_the_handbooks_have_them() {
    let writer: &[(&str, &str)] = &[
        ("script-writer", "Damon Lindelof"),
        ("director", "J. J. Abrams"),
        ("title", "Pilot"),
        ("container-title", "Lost"),
        ("volume", "1"),
        ("number", "1"),
        ("publisher", "ABC"),
        ("issued", "2004-09-22"),
    ];
    let wikipedia: &[(&str, &str)] = &[
        ("title", "Bee"),
        ("container-title", "Wikipedia"),
        ("publisher", "Wikimedia Foundation"),
        ("issued", "2026-03-04"),
        ("URL", "https://w.example/bee"),
    ];
    let nasa: &[(&str, &str)] = &[
        ("title", "Moon"),
        ("container-title", "NASA"),
        ("publisher", "NASA"),
        ("issued", "2024-03-08"),
        ("URL", "https://n.example/1"),
    ];
    let night: &[(&str, &str)] = &[
        ("title", "The starry night"),
        ("archive", "Museum of Modern Art"),
        ("archive-place", "New York"),
        ("container-title", "MoMA"),
        ("issued", "1889"),
        ("URL", "https://m.example/1"),
    ];
    let paper: &[(&str, &str)] = &[
        ("author", "Ann Lee"),
        ("title", "City plants trees"),
        ("container-title", "The Boston Globe"),
        ("section", "A"),
        ("page", "1"),
        ("issued", "2020-01-02"),
    ];
    let book: &[(&str, &str)] = &[
        ("author", "B. Ah"),
        ("editor", "E. Di"),
        ("translator", "C. Bo"),
        ("title", "Title"),
        ("volume", "3"),
        ("publisher", "Knopf"),
        ("issued", "2024"),
    ];
    let heard: &[(&str, &str)] = &[
        ("author", "Ann Lee"),
        ("narrator", "Jim Dale"),
        ("title", "Bees"),
        ("medium", "Audiobook"),
        ("publisher", "Knopf"),
        ("issued", "2020"),
    ];
    let volume: &[(&str, &str)] = &[
        ("author", "Ann Lee"),
        ("title", "Bee"),
        ("container-title", "World Book Encyclopedia"),
        ("publisher", "World Book"),
        ("volume", "3"),
        ("page", "12"),
        ("issued", "2020"),
    ];
    rows(&[
        // APA 7 §10.12, example 87; §10.3, example 49.
        (
            "apa",
            Kind::TV,
            writer,
            "Lindelof, D. (Writer), & Abrams, J. J. (Director). (2004, September 22). Pilot (Season 1, Episode 1) [TV series episode]. In Lost. ABC.",
        ),
        (
            "apa",
            Kind::ENTRY,
            wikipedia,
            "Bee. (2026, March 4). In Wikipedia. https://w.example/bee",
        ),
        (
            "mla",
            Kind::ENTRY,
            wikipedia,
            "“Bee.” Wikipedia, Wikimedia Foundation, 4 Mar. 2026, https://w.example/bee.",
        ),
        // MLA 9 §5.54: a site that has its publisher's name.
        (
            "mla",
            Kind::PAGE,
            nasa,
            "“Moon.” NASA, 8 Mar. 2024, https://n.example/1.",
        ),
        (
            "harvard",
            Kind::PAGE,
            nasa,
            "Moon (2024) NASA. Available at: https://n.example/1.",
        ),
        (
            "apa",
            Kind::PAGE,
            nasa,
            "Moon. (2024, March 8). NASA. https://n.example/1",
        ),
        (
            "notes",
            Kind::PAGE,
            nasa,
            "NASA. “Moon.” March 8, 2024. https://n.example/1.",
        ),
        // MLA 9, appendix 2: the thing, then the site that shows it.
        (
            "mla",
            Kind::IMAGE,
            night,
            "The Starry Night. 1889, Museum of Modern Art, New York. MoMA, https://m.example/1.",
        ),
        // MLA 9 §5.96; Chicago 17 §14.193 and §14.197, 18 §14.89.
        (
            "mla",
            Kind::NEWSPAPER,
            paper,
            "Lee, Ann. “City Plants Trees.” The Boston Globe, 2 Jan. 2020, sec. A, p. 1.",
        ),
        (
            "notes",
            Kind::NEWSPAPER,
            paper,
            "Lee, Ann. “City Plants Trees.” Boston Globe, January 2, 2020, sec. A.",
        ),
        (
            "author-date-17",
            Kind::NEWSPAPER,
            paper,
            "Lee, Ann. 2020. “City Plants Trees.” Boston Globe, January 2, 2020, sec. A.",
        ),
        // MLA 9 §5.41: a capital behind the period alone.
        (
            "mla",
            Kind::TRANSLATED,
            book,
            "Ah, B. Title. Edited by E. Di, translated by C. Bo, vol. 3, Knopf, 2024.",
        ),
        // MLA 9 §5.49: the form it has is a version.
        (
            "mla",
            Kind::BOOK,
            heard,
            "Lee, Ann. Bees. Narrated by Jim Dale, audiobook ed., Knopf, 2020.",
        ),
        (
            "mla",
            Kind::TRANSLATED,
            &[
                ("author", "B. Ah"),
                ("translator", "C. Bo"),
                ("title", "Title"),
                ("edition", "Revised edition"),
                ("issued", "2024"),
            ],
            "Ah, B. Title. Translated by C. Bo, rev. ed., 2024.",
        ),
        // Cite Them Right: volumes are told, and "about".
        (
            "harvard",
            Kind::TRANSLATED,
            book,
            "Ah, B. (2024) Title. Vol. 3. Edited by E. Di. Translated by C. Bo. Knopf.",
        ),
        (
            "harvard",
            Kind::ENTRY,
            volume,
            "Lee, A. (2020) ‘Bee’, World Book Encyclopedia. World Book, vol. 3, p. 12.",
        ),
        (
            "harvard",
            Kind::IMAGE,
            &[
                ("author", "Ann Lee"),
                ("title", "Bee"),
                ("archive", "Louvre"),
                ("issued", "c. 1890"),
            ],
            "Lee, A. (c. 1890) Bee. Louvre.",
        ),
        (
            "harvard",
            Kind::NEWSPAPER,
            &[
                ("title", "Bees"),
                ("container-title", "Globe"),
                ("edition", "late"),
                ("issued", "2020-01-02"),
            ],
            "Globe (Late edn) (2020) ‘Bees’, 2 January.",
        ),
        (
            "harvard",
            Kind::FILM,
            &[
                ("title", "Coco"),
                ("director", "Lee Unkrich"),
                ("source", "Disney+"),
                ("issued", "2017"),
            ],
            "Coco (2017) Directed by Lee Unkrich [Film]. Available at: Disney+.",
        ),
        (
            "mla",
            Kind::FILM,
            &[
                ("title", "Coco"),
                ("publisher", "Pixar"),
                ("source", "Disney+"),
                ("issued", "2017"),
            ],
            "Coco. Pixar, 2017. Disney+.",
        ),
        // A picture's catalogue is no container.
        (
            "mla",
            Kind::IMAGE,
            &[
                ("title", "Bee"),
                ("source", "Library of Congress"),
                ("container-title", "Flickr"),
                ("issued", "1910"),
            ],
            "Bee. Flickr, 1910.",
        ),
        // MLA 9 §5.67: a place instead of a publisher.
        (
            "mla",
            Kind::BOOK,
            &[
                ("author", "Jane Austen"),
                ("title", "Emma"),
                ("publisher", "Murray"),
                ("publisher-place", "London"),
                ("issued", "1815"),
            ],
            "Austen, Jane. Emma. London, 1815.",
        ),
        (
            "mla",
            Kind::AI_CHAT,
            &[
                ("title", "Explain the meaning of \"irony\""),
                ("container-title", "ChatGPT"),
                ("version", "GPT-4o"),
                ("publisher", "OpenAI"),
                ("issued", "2024-05-06"),
            ],
            "“Explain the meaning of ‘irony’” prompt. ChatGPT, model GPT-4o, OpenAI, 6 May 2024.",
        ),
    ]);
    let episode = source(Kind::TV, writer);
    let pointed = engine("apa", std::slice::from_ref(&episode)).cite(&[Cite::of("s")]);
    assert_eq!(pointed.text(Format::Text), "(Lindelof & Abrams, 2004)");
}

/// What a piece says of itself fits the field that it comes from.
#[test]
fn a_reason_does_not_contradict_its_field() {
    for (style, kind, fields, text, reason) in [
        (
            "mla",
            Kind::BOOK,
            &[
                ("title", "Emma"),
                ("publisher", "Murray"),
                ("publisher-place", "London"),
                ("issued", "1815"),
            ][..],
            "London",
            "the city of the publisher",
        ),
        (
            "mla",
            Kind::FILM,
            &[("title", "Coco"), ("source", "Disney+"), ("issued", "2017")],
            "Disney+",
            "the database or service you found it in",
        ),
        (
            "harvard",
            Kind::FILM,
            &[("title", "Coco"), ("source", "Disney+"), ("issued", "2017")],
            "Disney+",
            "the database or service you found it in",
        ),
        (
            "notes",
            Kind::IMAGE,
            &[
                ("title", "Bee"),
                ("container-title", "Flickr"),
                ("issued", "2017"),
            ],
            "Flickr",
            "the museum, archive or site that has it",
        ),
    ] {
        let source = source(kind, fields);
        let entry = engine(style, std::slice::from_ref(&source))
            .bibliography()
            .remove(0);
        let tokens = entry.tokens();
        let token = tokens.iter().find(|token| token.text == text).expect("it");
        let said = carrel_cite_words::reason(&token.reason);
        assert!(said.contains(reason), "{style} {text}: {said}");
    }
}
