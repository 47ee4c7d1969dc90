//! What school citations get wrong most, in the shipped styles. Every expected line was also written by citeproc-js.

use carrel_cite::{Cite, Engine, Entry, Field, Format, Item, Locale, Mark, Reason, Role, Style};

const ITEMS: &str = r#"[
{"id":"moon","type":"article-journal","title":"Who Owns the Moon?","author":[{"family":"García Márquez","given":"Ana"},{"family":"Gogh","given":"Jan van"}],"container-title":"Journal of Space","volume":"12","issue":"3","page":"101-125","DOI":"10.1000/182","issued":{"date-parts":[[2022,4,3]]}},
{"id":"page","type":"webpage","title":"How to <i>Holes</i> & more","container-title":"Some Site","URL":"https://example.org/a","issued":{"date-parts":[[2021,5]]},"accessed":{"date-parts":[[2024,1,2]]}},
{"id":"part","type":"chapter","title":"The Lottery","author":[{"family":"Jackson","given":"Shirley"}],"editor":[{"family":"Solnit","given":"Rebecca"}],"container-title":"The Best American Essays","publisher":"Mariner","page":"1-9","issued":{"date-parts":[[2019]]}},
{"id":"entry","type":"entry-encyclopedia","title":"Volcano","container-title":"World Book","issued":{"date-parts":[[2020]]}}]"#;

fn engine(csl: &str) -> Engine {
    let style = Style::compile(csl).expect("a style");
    // What a browser loads is the compiled file.
    let style = Style::from_bytes(&style.to_bytes()).expect("a compiled style");
    let locale = Locale::compile(include_str!("../locales/locales-en-US.xml")).expect("a locale");
    let mut engine = Engine::new(style, vec![locale], "en-US");
    let (items, errors) = Item::read_json(ITEMS);
    assert!(errors.is_empty(), "{errors:?}");
    engine.set_items(items);
    engine
}

fn check(csl: &str, id: &str, expected: &str) {
    let engine = engine(csl);
    let list = engine.bibliography();
    let entry = list.iter().find(|entry| entry.id == id).expect("an entry");
    assert_eq!(entry.text(Format::Html), expected);
}

const MLA: &str = include_str!("../styles/mla.csl");
const APA: &str = include_str!("../styles/apa.csl");

#[test]
fn a_title_that_asks_keeps_its_mark_and_takes_no_point() {
    check(
        MLA,
        "moon",
        "García Márquez, Ana, and Jan van Gogh. “Who Owns the Moon?” <i>Journal of Space</i>, vol. 12, no. 3, Apr. 2022, pp. 101–25, https://doi.org/10.1000/182.",
    );
    check(
        APA,
        "moon",
        "García Márquez, A., &#38; Gogh, J. van. (2022). Who Owns the Moon? <i>Journal of Space</i>, <i>12</i>(3), 101–125. https://doi.org/10.1000/182",
    );
}

#[test]
fn a_title_inside_a_title_turns_upright() {
    check(
        APA,
        "page",
        "<i>How to <span style=\"font-style:normal;\">Holes</span> &#38; more</i>. (2021, May). Some Site. https://example.org/a",
    );
}

#[test]
fn a_part_names_its_editor() {
    check(
        APA,
        "part",
        "Jackson, S. (2019). The Lottery. In R. Solnit (Ed.), <i>The Best American Essays</i> (pp. 1–9). Mariner.",
    );
}

#[test]
fn no_author_begins_with_the_title() {
    check(MLA, "entry", "“Volcano.” <i>World Book</i>, 2020.");
}

#[test]
fn a_citation_names_both_authors() {
    assert_eq!(
        engine(MLA).cite(&[Cite::of("moon")]).text(Format::Text),
        "(García Márquez and Gogh)"
    );
    assert_eq!(
        engine(APA).cite(&[Cite::of("moon")]).text(Format::Text),
        "(García Márquez & Gogh, 2022)"
    );
}

#[test]
fn a_token_knows_its_field_and_reason() {
    let engine = engine(MLA);
    let list = engine.bibliography();
    let tokens = list
        .iter()
        .find(|entry| entry.id == "entry")
        .expect("an entry")
        .tokens();
    let title = tokens
        .iter()
        .find(|token| token.text.starts_with("Volcano"))
        .expect("a title");
    assert_eq!(
        (title.variable, &title.reason),
        ("title", &Reason::Is(Field::Title))
    );
}

/// Lists of items of their own, for what only shows among several.
fn among(csl: &str, items: &str) -> Engine {
    let locale = Locale::compile(include_str!("../locales/locales-en-US.xml")).expect("a locale");
    let mut engine = Engine::new(Style::compile(csl).expect("a style"), vec![locale], "en-US");
    let (items, errors) = Item::read_json(items);
    assert!(errors.is_empty(), "{errors:?}");
    engine.set_items(items);
    engine
}

fn cited(engine: &Engine, cites: &[Cite], expected: &str) {
    assert_eq!(engine.cite(cites).text(Format::Text), expected);
}

const NOTES: &str = include_str!("../styles/chicago-notes.csl");
const CHICAGO: &str = include_str!("../styles/chicago-author-date.csl");
const NOTES_17: &str = include_str!("../styles/chicago-notes-17.csl");
const HARVARD: &str = include_str!("../styles/harvard.csl");

/// CSL 1.0.2, `givenname-disambiguation-rule="primary-name"`: the first names that citations show.
#[test]
fn a_translator_whom_no_citation_shows_asks_for_no_initials() {
    let park = r#"{"id":"a","type":"book","title":"A Single Shard","author":[{"family":"Park","given":"Linda Sue"}],"issued":{"date-parts":[[2001]]}}"#;
    let other = r#"{"id":"b","type":"book","title":"Moon Tales","author":[{"family":"Lee","given":"Ann"}],"translator":[{"family":"Park","given":"Jin-ho"}],"issued":{"date-parts":[[2010]]}}"#;
    let same = r#"{"id":"c","type":"book","title":"Tides","author":[{"family":"Park","given":"Jin-ho"}],"issued":{"date-parts":[[2012]]}}"#;
    let one = among(CHICAGO, &["[", park, ",", other, "]"].concat());
    cited(&one, &[Cite::of("a")], "(Park 2001)");
    let two = among(CHICAGO, &["[", park, ",", same, "]"].concat());
    cited(&two, &[Cite::of("a")], "(L. S. Park 2001)");
}

/// One catalogue writes "J.K.", another "J. K.": one person, whom no initials need to tell from herself.
#[test]
fn initials_with_and_without_spaces_are_one_person() {
    const APA: &str = include_str!("../styles/apa.csl");
    let book = |id: &str, given: &str, year: &str| {
        format!(
            r#"{{"id":"{id}","type":"book","title":"T","author":[{{"family":"Rowling","given":"{given}"}}],"issued":{{"date-parts":[[{year}]]}}}}"#
        )
    };
    let same = [book("a", "J.K.", "1997"), book("b", "J. K.", "1998")].join(",");
    let other = [book("a", "J.K.", "1997"), book("b", "Ann K.", "1998")].join(",");
    let pointed = |items: &str, style: &str, expected: &str| {
        cited(
            &among(style, &format!("[{items}]")),
            &[Cite::of("a")],
            expected,
        );
    };
    pointed(&same, APA, "(Rowling, 1997)");
    pointed(&same, CHICAGO, "(Rowling 1997)");
    pointed(&other, APA, "(J. K. Rowling, 1997)");
    pointed(&other, CHICAGO, "(J. K. Rowling 1997)");
}

/// The date comes before the publisher: a style's conditions hold one after the other until readers can tell.
#[test]
fn short_notes_that_read_alike_get_a_year() {
    let engine = among(
        NOTES,
        r#"[{"id":"a","type":"book","title":"Stars","author":[{"family":"Rey","given":"Hans"}],"publisher":"Houghton","issued":{"date-parts":[[1952]]}},
            {"id":"b","type":"book","title":"Stars","author":[{"family":"Rey","given":"Hans"}],"publisher":"Mariner","issued":{"date-parts":[[2008]]}}]"#,
    );
    let mut notes: Vec<carrel_cite::Note> = ["a", "b", "a"]
        .iter()
        .zip(1..)
        .map(|(id, number)| carrel_cite::Note {
            number,
            cites: vec![Cite::of(id)],
        })
        .collect();
    carrel_cite::positions(&mut notes, engine.style().near_note_distance());
    cited(&engine, &notes[2].cites, "Rey, Stars (1952).");
}

#[test]
fn no_date_stays_when_the_names_are_said_once() {
    let engine = among(
        HARVARD,
        r#"[{"id":"a","type":"book","title":"Bees","author":[{"family":"Lee","given":"Ann"}],"issued":{"date-parts":[[1997]]}},
            {"id":"b","type":"book","title":"Wasps","author":[{"family":"Lee","given":"Ann"}]}]"#,
    );
    cited(
        &engine,
        &[Cite::of("a"), Cite::of("b")],
        "(Lee, 1997, no date)",
    );
}

fn listed(engine: &Engine, expected: &[&str]) {
    let list: Vec<String> = engine
        .bibliography()
        .iter()
        .map(|entry| entry.text(Format::Text))
        .collect();
    assert_eq!(list, expected);
}

/// MLA 9 and Chicago 17: the dash, a comma, and the role.
#[test]
fn an_author_who_is_then_an_editor_gets_the_dash_and_the_role() {
    let items = r#"[{"id":"a","type":"book","title":"Bees","author":[{"family":"Lee","given":"Ann"}],"publisher":"Knopf","issued":{"date-parts":[[1997]]}},
        {"id":"b","type":"book","title":"Wasps","editor":[{"family":"Lee","given":"Ann"}],"publisher":"Knopf","issued":{"date-parts":[[1999]]}}]"#;
    listed(
        &among(MLA, items),
        &[
            "Lee, Ann. Bees. Knopf, 1997.",
            "———, editor. Wasps. Knopf, 1999.",
        ],
    );
    listed(
        &among(NOTES_17, items),
        &[
            "Lee, Ann. Bees. Knopf, 1997.",
            "———, ed. Wasps. Knopf, 1999.",
        ],
    );
}

/// The dash stands for exactly the same people.
#[test]
fn et_al_hides_other_people_and_gets_no_dash() {
    let items = r#"[{"id":"a","type":"book","title":"Bees","author":[{"family":"Lee","given":"Ann"},{"family":"Rao","given":"P."},{"family":"Ito","given":"K."}]},
        {"id":"b","type":"book","title":"Wasps","author":[{"family":"Lee","given":"Ann"},{"family":"Cho","given":"B."},{"family":"Ito","given":"K."}]},
        {"id":"c","type":"book","title":"Yaks","author":[{"family":"Lee","given":"Ann"},{"family":"Cho","given":"B."},{"family":"Ito","given":"K."}]}]"#;
    listed(
        &among(MLA, items).for_same_people(),
        &[
            "Lee, Ann, et al. Bees.",
            "Lee, Ann, et al. Wasps.",
            "———. Yaks.",
        ],
    );
}

/// Titles that sort by something else than their article, and two books of one author.
const SHELF: &str = r#"[
{"id":"hat","type":"book","title":"Hats"},
{"id":"island","type":"book","title":"The Island Book"},
{"id":"jam","type":"book","title":"A Jam"},
{"id":"la","type":"book","title":"A la orilla","language":"es"},
{"id":"ants","type":"book","title":"Ants","author":[{"family":"Rao","given":"Priya"}],"issued":{"date-parts":[[2022]]}},
{"id":"wasps","type":"book","title":"Wasps","author":[{"family":"Rao","given":"Priya"}],"issued":{"date-parts":[[2022]]}}]"#;

fn shelf(csl: &str) -> Engine {
    let style = Style::compile(csl).expect("a style");
    let locale = Locale::compile(include_str!("../locales/locales-en-US.xml")).expect("a locale");
    Engine::new(style, vec![locale], "en-US")
}

#[test]
fn a_title_is_filed_under_its_first_word_after_the_article() {
    let order = |mut engine: Engine| -> Vec<String> {
        engine.set_items(Item::read_json(SHELF).0);
        engine
            .bibliography()
            .into_iter()
            .map(|entry| entry.id)
            .collect()
    };
    const ELEMENTARY: &str = include_str!("../styles/elementary.csl");
    for csl in [MLA, APA, ELEMENTARY] {
        let found = order(shelf(csl).without_articles());
        assert_eq!(found, ["la", "hat", "island", "jam", "ants", "wasps"]);
        // CSL itself knows nothing of articles: this is what citeproc-js does.
        let found = order(shelf(csl));
        assert_eq!(found, ["jam", "la", "hat", "ants", "wasps", "island"]);
    }
}

#[test]
fn a_list_in_its_own_order_begins_with_a_name_and_not_with_a_dash() {
    let mut engine = shelf(MLA);
    engine.keep_order(true);
    let (mut items, _) = Item::read_json(SHELF);
    items.drain(..4);
    items.reverse();
    engine.set_items(items.clone());
    let texts = |engine: &Engine| -> Vec<String> {
        let list = engine.bibliography();
        list.iter().map(|entry| entry.text(Format::Text)).collect()
    };
    assert_eq!(
        texts(&engine),
        ["Rao, Priya. Wasps. 2022.", "———. Ants. 2022."]
    );
    engine.keep_order(false);
    engine.set_items(items);
    assert_eq!(
        texts(&engine),
        ["Rao, Priya. Ants. 2022.", "———. Wasps. 2022."]
    );
}

/// The reason of a piece, by what is read and what stands before it.
fn reason(entry: &Entry, before: &str, text: &str) -> Reason {
    let tokens = entry.tokens();
    let whole = entry.text(Format::Text);
    let at = (1..tokens.len()).find(|&at| {
        tokens[at].text.trim() == text && tokens[at - 1].text.trim_end().ends_with(before)
    });
    let at = at.unwrap_or_else(|| panic!("no “{text}” behind “{before}” in {whole}: {tokens:#?}"));
    tokens[at].reason.clone()
}

fn first(csl: &str, items: &str) -> Entry {
    among(csl, items).bibliography().remove(0)
}

/// "…and can explain each comma": American styles (Chicago 18 6.9) move it into the quotation marks, and it is no part of the title.
#[test]
fn a_mark_inside_of_quotation_marks_has_its_own_reason() {
    let engine = engine(MLA);
    let list = engine.bibliography();
    let entry = list.iter().find(|entry| entry.id == "entry").expect("it");
    assert_eq!(
        reason(entry, "Volcano", "."),
        Reason::Marks(
            Some((Field::Title, Field::Container)),
            vec![Mark::Period, Mark::Inside]
        )
    );
    assert_eq!(reason(entry, ".", "”"), Reason::Quotation);
    // The question mark is the title's own, and no period follows it.
    let moon = list.iter().find(|entry| entry.id == "moon").expect("it");
    assert_eq!(reason(moon, "Moon?", "”"), Reason::Quotation);
    // A comma, and a period that ends the whole.
    let poem = r#"[{"id":"a","type":"chapter","title":"Bees","author":[{"family":"Lee","given":"Ann"}],"container-title":"Hives","issued":{"date-parts":[[2020]]}}]"#;
    let note = among(NOTES, poem).cite(&[Cite::of("a")]);
    assert_eq!(note.text(Format::Text), "Ann Lee, “Bees,” in Hives (2020).");
    assert_eq!(
        reason(&note, "Bees", ","),
        Reason::Marks(None, vec![Mark::Comma, Mark::Inside])
    );
    let alone = r#"[{"id":"a","type":"speech","title":"Bees"}]"#;
    let entry = first(MLA, alone);
    assert_eq!(entry.text(Format::Text), "“Bees.”");
    assert_eq!(
        reason(&entry, "Bees", "."),
        Reason::Marks(None, vec![Mark::End, Mark::Inside])
    );
    // The British way, nothing is moved.
    let british = Locale::compile(include_str!("../locales/locales-en-GB.xml")).expect("a locale");
    let mut engine = Engine::speaking(
        Style::compile(MLA).expect("a style"),
        vec![british],
        "en-GB",
    );
    engine.set_items(Item::read_json(poem).0);
    let entry = engine.bibliography().remove(0);
    assert!(entry.text(Format::Text).contains("‘Bees’. "));
    assert!(entry.tokens().iter().all(|token| match &token.reason {
        Reason::Marks(_, marks) => !marks.contains(&Mark::Inside),
        _ => true,
    }));
}

#[test]
fn a_piece_of_no_title_leans_for_another_reason() {
    let engine = engine(APA);
    let list = engine.bibliography();
    let moon = list.iter().find(|entry| entry.id == "moon").expect("it");
    assert_eq!(reason(moon, ",", "12"), Reason::Leans(Field::Volume));
    assert_eq!(
        reason(moon, "", "Journal of Space"),
        Reason::IsWhole(Field::Container)
    );
}

/// MLA 9 5.81: a date that the work does not print.
#[test]
fn brackets_round_a_date_say_that_it_is_a_guess() {
    let old = r#"[{"id":"a","type":"book","title":"Bees","publisher":"Knopf","issued":{"date-parts":[[1905]],"circa":true}}]"#;
    for csl in [MLA, NOTES] {
        let entry = first(csl, old);
        let text = entry.text(Format::Text);
        assert!(text.contains("[1905?]"), "{text}");
        let tokens = entry.tokens();
        let marks: Vec<&Mark> = tokens
            .iter()
            .filter(|token| token.text.contains(['[', ']']))
            .flat_map(|token| match &token.reason {
                Reason::Marks(_, marks) => marks.iter(),
                _ => [].iter(),
            })
            .filter(|mark| matches!(mark, Mark::Guess | Mark::Square | Mark::Asks))
            .collect();
        assert_eq!(marks, [&Mark::Guess, &Mark::Guess], "{tokens:#?}");
    }
    // A word for the kind of work is in others.
    let map = r#"[{"id":"a","type":"software","title":"Bees","genre":"Game","issued":{"date-parts":[[1905]]}}]"#;
    let tokens = first(APA, map).tokens();
    let square = tokens.iter().any(|token| match &token.reason {
        Reason::Marks(_, marks) => marks.contains(&Mark::Square),
        _ => false,
    });
    assert!(square, "{tokens:#?}");
}

#[test]
fn the_letter_behind_a_year_belongs_to_the_year() {
    let items = r#"[{"id":"a","type":"book","title":"Bees","author":[{"family":"Lee","given":"Ann"}],"issued":{"date-parts":[[1998]]}},
        {"id":"b","type":"book","title":"Wasps","author":[{"family":"Lee","given":"Ann"}],"issued":{"date-parts":[[1998]]}}]"#;
    for csl in [APA, HARVARD, CHICAGO] {
        let entry = first(csl, items);
        let tokens = entry.tokens();
        let details = tokens.iter().filter(|token| match &token.reason {
            Reason::Marks(Some((before, after)), _) => {
                *before == Field::Detail || *after == Field::Detail
            }
            _ => false,
        });
        assert_eq!(details.count(), 0, "{tokens:#?}");
        assert!(entry.text(Format::Text).contains("1998a"));
        assert!(
            tokens.iter().any(|token| matches!(
                &token.reason,
                Reason::Marks(Some((Field::Issued, Field::Title)), _)
            )),
            "{tokens:#?}"
        );
    }
}

/// Turn around what is sorted, and nothing more; APA and Harvard turn every name.
#[test]
fn only_the_first_name_is_turned_because_the_list_is_sorted() {
    let items = r#"[{"id":"a","type":"book","title":"Bees","author":[{"family":"Abe","given":"Ann"},{"family":"Bo","given":"Ben"}]},
        {"id":"b","type":"book","title":"Zoo","editor":[{"family":"King","given":"Al","suffix":"Jr."}]}]"#;
    for (csl, expected) in [
        (MLA, &[Reason::Inverted][..]),
        (APA, &[Reason::Inverted, Reason::InvertedToo]),
        (HARVARD, &[Reason::Inverted, Reason::InvertedToo]),
    ] {
        let list = among(csl, items).bibliography();
        let turned = |at: usize| -> Vec<Reason> {
            let reasons = list[at].tokens().into_iter().map(|token| token.reason);
            reasons
                .filter(|reason| matches!(reason, Reason::Inverted | Reason::InvertedToo))
                .collect()
        };
        assert_eq!(turned(0), expected);
        // Neither "Jr." nor "editor" is turned.
        assert_eq!(turned(1), [Reason::Inverted]);
    }
}

#[test]
fn the_comma_before_et_al_stands_before_no_name() {
    let items = r#"[{"id":"a","type":"book","title":"Bees","author":[{"family":"Abe","given":"Ann"},{"family":"Bo","given":"Ben"},{"family":"Cy","given":"Cal"}]}]"#;
    assert_eq!(reason(&first(MLA, items), "Ann", ","), Reason::NamesEnd);
    assert_eq!(reason(&first(APA, items), "A.", ","), Reason::NamesMark);
}

/// An own style, for the first years: given names where family names are the same, titles where people are.
#[test]
fn the_elementary_style_tells_works_apart() {
    const ELEMENTARY: &str = include_str!("../styles/elementary.csl");
    let engine = among(
        ELEMENTARY,
        r#"[{"id":"stars","type":"book","title":"Number the Stars","author":[{"family":"Lowry","given":"Lois"}]},
            {"id":"giver","type":"book","title":"The Giver","author":[{"family":"Lowry","given":"Lois"}]},
            {"id":"ann","type":"book","title":"Bees","author":[{"family":"Smith","given":"Ann"}]},
            {"id":"bob","type":"book","title":"Wasps","author":[{"family":"Smith","given":"Bob"}]},
            {"id":"rao","type":"book","title":"Hives","author":[{"family":"Rao","given":"Priya"}]}]"#,
    );
    let mut page = Cite::of("stars");
    page.locator = "14".into();
    cited(&engine, &[page], "(Lowry, Number the Stars 14)");
    cited(&engine, &[Cite::of("giver")], "(Lowry, The Giver)");
    cited(&engine, &[Cite::of("ann")], "(Ann Smith)");
    cited(&engine, &[Cite::of("bob")], "(Bob Smith)");
    cited(&engine, &[Cite::of("rao")], "(Rao)");
    for id in ["stars", "ann", "rao"] {
        let tokens = engine.cite(&[Cite::of(id)]).tokens();
        let marks = tokens
            .iter()
            .filter(|token| token.role == Role::Punctuation);
        assert!(marks.count() >= 2, "{tokens:#?}");
    }
}

/// Where the short title is another's, too, the whole one stands.
#[test]
fn short_titles_that_read_alike_are_written_in_full() {
    let book = |id: &str, title: &str, family: &str| {
        format!(
            r#"{{"id":"{id}","type":"book","title":"{title}","title-short":"Bees","author":[{{"family":"{family}","given":"Ann"}}]}}"#
        )
    };
    let items = [
        book("life", "Bees: A Life", "Lee"),
        book("death", "Bees: A Death", "Lee"),
        book("other", "Bees: A Song", "Cho"),
    ];
    let items = format!("[{}]", items.join(","));
    // A title that stands where the author would: no letter behind the year is needed.
    let two = |family: &str, items: &str| {
        items.replace(
            &format!(r#""author":[{{"family":"{family}","given":"Ann"}}]"#),
            r#""issued":{"date-parts":[[2019]]}"#,
        )
    };
    cited(
        &among(APA, &two("Lee", &items)),
        &[Cite::of("life")],
        "(Bees: A Life, 2019)",
    );
    for (csl, life, other) in [
        (MLA, "(Lee, Bees: A Life)", "(Cho)"),
        (NOTES, "Lee, Bees: A Life.", "Cho, Bees."),
    ] {
        let engine = among(csl, &items);
        let mut notes: Vec<carrel_cite::Note> = ["life", "other", "life", "other"]
            .iter()
            .zip(1..)
            .map(|(id, number)| carrel_cite::Note {
                number,
                cites: vec![Cite::of(id)],
            })
            .collect();
        carrel_cite::positions(&mut notes, 1);
        cited(&engine, &notes[2].cites, life);
        cited(&engine, &notes[3].cites, other);
    }
}

/// An entry as the app writes it in a language.
fn speaking(csl: &str, lang: &str, items: &str) -> String {
    let own = match lang {
        "es-ES" => include_str!("../locales/locales-es-ES.xml"),
        "fr-FR" => include_str!("../locales/locales-fr-FR.xml"),
        "de-DE" => include_str!("../locales/locales-de-DE.xml"),
        _ => include_str!("../locales/locales-en-US.xml"),
    };
    let locale = Locale::compile(own).expect("a locale");
    let style = Style::compile(csl).expect("a style");
    let mut engine = Engine::speaking(style, vec![locale], lang).as_spoken();
    engine.set_items(Item::read_json(items).0);
    engine.bibliography()[0].text(Format::Text)
}

/// RAE and Duden: no comma before the "and" of a list. English keeps its own.
#[test]
fn no_comma_stands_before_the_last_name_in_spanish_french_and_german() {
    const ELEMENTARY: &str = include_str!("../styles/elementary.csl");
    let three = r#"[{"id":"a","type":"book","title":"Bees","author":[{"family":"Ng","given":"Al"},{"family":"Bo","given":"Cy"},{"family":"Di","given":"Ed"}]}]"#;
    for csl in [ELEMENTARY, NOTES] {
        for (lang, names) in [
            ("en-US", "Ng, Al, Cy Bo, and Ed Di. "),
            ("es-ES", "Ng, Al, Cy Bo y Ed Di. "),
            ("fr-FR", "Ng, Al, Cy Bo et Ed Di. "),
            ("de-DE", "Ng, Al, Cy Bo und Ed Di. "),
        ] {
            let entry = speaking(csl, lang, three);
            assert!(entry.starts_with(names), "{entry}");
        }
    }
}

#[test]
fn years_before_christ_are_set_apart_from_their_words() {
    let plato = r#"[{"id":"a","type":"book","title":"Republic","author":[{"literal":"Plato"}],"publisher":"Penguin","issued":{"date-parts":[[-380]]}}]"#;
    for (lang, year) in [
        ("en-US", "380 BC"),
        ("es-ES", "380\u{a0}a.\u{a0}C."),
        ("fr-FR", "380\u{a0}av.\u{a0}J.-C."),
        ("de-DE", "380\u{a0}v.\u{a0}Chr."),
    ] {
        for csl in [MLA, HARVARD] {
            let entry = speaking(csl, lang, plato);
            assert!(
                entry.replace("380\u{a0}BC", "380 BC").contains(year),
                "{entry}"
            );
        }
    }
}

/// A space before the colon, and none of it behind « Consulté le ».
#[test]
fn french_sets_a_colon_apart() {
    let page = r#"[{"id":"a","type":"webpage","title":"Bees: a life","URL":"https://bees.example/a","accessed":{"date-parts":[[2026,11,28]]},"issued":{"date-parts":[[2020]]}}]"#;
    let entry = speaking(HARVARD, "fr-FR", page);
    assert!(
        entry.ends_with(
            "Disponible sur\u{202f}: https://bees.example/a (Consulté le 28 novembre 2026)."
        ),
        "{entry}"
    );
    // What was typed stays.
    assert!(entry.contains("Bees: a life"), "{entry}");
    let entry = speaking(HARVARD, "es-ES", page);
    assert!(entry.contains("Disponible en: https"), "{entry}");
    assert!(
        entry.ends_with("(Consultado el 28 de noviembre de 2026)."),
        "{entry}"
    );
    let entry = speaking(HARVARD, "de-DE", page);
    assert!(
        entry.ends_with("(Abgerufen am 28. November 2026)."),
        "{entry}"
    );
}

/// RAE, Diccionario panhispánico de dudas: "e" before the sound of an i, but not before "hie".
#[test]
fn spanish_has_e_for_y_before_the_sound_of_an_i() {
    for (family, given, apa, mla) in [
        ("Ibáñez", "Ana", "e Ibáñez, A. ", "y Ana Ibáñez. "),
        ("Allende", "Isabel", "y Allende, I. ", "e Isabel Allende. "),
        ("Hidalgo", "Íñigo", "e Hidalgo, Í. ", "e Íñigo Hidalgo. "),
        ("Hierro", "José", "y Hierro, J. ", "y José Hierro. "),
    ] {
        let two = [
            r#"[{"id":"a","type":"book","title":"Agua","author":[{"family":"Ortiz","given":"Ana"},{"family":""#,
            family,
            r#"","given":""#,
            given,
            r#""}]}]"#,
        ]
        .concat();
        for (csl, and) in [(APA, apa), (MLA, mla)] {
            let entry = speaking(csl, "es-ES", &two);
            assert!(entry.contains(&[" ", and].concat()), "{and}: {entry}");
        }
    }
}
