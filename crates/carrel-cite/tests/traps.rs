//! What school citations get wrong most, in the shipped styles. Every expected line was also written by citeproc-js.

use carrel_cite::{Cite, Engine, Format, Item, Locale, Style};

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
        (title.variable, title.reason.as_str()),
        ("title", "This is the title.")
    );
}
