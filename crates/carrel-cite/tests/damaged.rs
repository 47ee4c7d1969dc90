//! Compiled styles that were damaged on their way: each is refused, or writes something. None takes the page down.

use carrel_cite::{Cite, Engine, Format, Item, Locale, Style};

const ITEMS: &str = r#"[
{"id":"moon","type":"article-journal","title":"Who Owns the Moon?","author":[{"family":"Rao","given":"Ana"},{"family":"Gogh","given":"Jan van"}],"container-title":"Journal of Space","volume":"12","issue":"3","page":"101-125","issued":{"date-parts":[[2022,4,3]]}},
{"id":"part","type":"chapter","title":"The Lottery","author":[{"family":"Jackson","given":"Shirley"}],"editor":[{"family":"Solnit","given":"Rebecca"}],"container-title":"Essays","publisher":"Mariner","page":"1-9","issued":{"date-parts":[[2019]]}}]"#;

/// Numbers that look like chance and are the same each time.
fn next(state: &mut u32) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    *state as usize
}

#[test]
fn a_damaged_style_is_refused_or_writes_something() {
    let locale = Locale::compile(include_str!("../locales/locales-en-US.xml")).expect("a locale");
    let items = Item::read_json(ITEMS).0;
    let mut state = 2_463_534_242;
    for csl in [
        include_str!("../styles/mla.csl"),
        include_str!("../styles/chicago-notes.csl"),
    ] {
        let file = Style::compile(csl).expect("a style").to_bytes();
        let mut read = 0;
        for _ in 0..400 {
            let mut bytes = file.clone();
            let at = next(&mut state) % bytes.len();
            bytes[at] ^= (1 + next(&mut state) % 255) as u8;
            let Ok(style) = Style::from_bytes(&bytes) else {
                continue;
            };
            read += 1;
            let mut engine = Engine::new(style, vec![locale.clone()], "en-US").for_same_people();
            engine.set_items(items.clone());
            let list = engine.bibliography();
            assert!(list.len() <= items.len(), "byte {at}");
            for entry in list {
                let _ = (entry.tokens(), entry.text(Format::Html));
            }
            let all: Vec<Cite> = items.iter().map(|item| Cite::of(&item.id)).collect();
            let _ = engine.cite(&all).text(Format::Text);
        }
        // Otherwise nothing was tried.
        assert!(read > 50, "{read} of 400 could be read");
    }
}
