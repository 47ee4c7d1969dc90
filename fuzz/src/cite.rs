//! The citation engine: items in CSL-JSON, and a style of ours or of the input.

use carrel_cite::{Cite, Engine, Format, Item, Locale, Note, Style, positions, practice};

const STYLES: [&str; 8] = [
    include_str!("../../crates/carrel-cite/styles/mla.csl"),
    include_str!("../../crates/carrel-cite/styles/apa.csl"),
    include_str!("../../crates/carrel-cite/styles/harvard.csl"),
    include_str!("../../crates/carrel-cite/styles/elementary.csl"),
    include_str!("../../crates/carrel-cite/styles/chicago-notes.csl"),
    include_str!("../../crates/carrel-cite/styles/chicago-author-date.csl"),
    include_str!("../../crates/carrel-cite/styles/chicago-notes-17.csl"),
    include_str!("../../crates/carrel-cite/styles/chicago-author-date-17.csl"),
];

thread_local! {
    /// Compiled once: the fuzzer's time belongs to the items.
    static KEPT: (Vec<Style>, Locale) = (
        STYLES.iter().map(|text| Style::compile(text).expect("a style of ours")).collect(),
        Locale::compile(include_str!("../../crates/carrel-cite/locales/locales-en-US.xml")).expect("a locale of ours"),
    );
}

/// Formats `data`: a style and items parted by a zero byte, or items alone in a style that the first byte chooses.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_cite(data: &[u8]) {
    let (first, rest) = match data.iter().position(|&byte| byte == 0) {
        Some(at) => (Some(&data[..at]), &data[at + 1..]),
        None => (None, data),
    };
    let own = first.map(|bytes| Style::compile(&String::from_utf8_lossy(bytes)));
    let style = match own {
        Some(Ok(style)) => style,
        Some(Err(error)) => {
            assert!(!error.text.is_empty());
            return;
        }
        None => KEPT.with(|(styles, _)| {
            styles[data
                .first()
                .map_or(0, |&byte| usize::from(byte) % styles.len())]
            .clone()
        }),
    };
    let bytes = style.to_bytes();
    assert!(Style::from_bytes(&bytes).is_ok());
    let (mut items, _) = Item::read_json(&String::from_utf8_lossy(rest));
    items.truncate(12);
    crate::within_time(data.len(), || format(&style, &items));
    // A file that was damaged on its way is refused, or writes something.
    let Ok(damaged) = Style::from_bytes(&damage(bytes, data)) else {
        return;
    };
    crate::within_time(data.len(), || write(&damaged, &items));
}

/// A style's file with bytes of it changed: how many, where and how, `data` says.
fn damage(mut file: Vec<u8>, data: &[u8]) -> Vec<u8> {
    for change in data.rchunks_exact(3).take(4) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % file.len();
        file[at] ^= change[2];
    }
    file
}

/// Writes a list and a citation, whatever they say.
fn write(style: &Style, items: &[Item]) {
    let locale = KEPT.with(|(_, locale)| locale.clone());
    let mut engine = Engine::new(style.clone(), vec![locale], "en-US").for_same_people();
    engine.set_items(items.to_vec());
    for entry in engine.bibliography() {
        let _ = (entry.tokens(), entry.text(Format::Html));
    }
    let all: Vec<Cite> = items.iter().map(|item| Cite::of(&item.id)).collect();
    let _ = engine.cite(&all).text(Format::Text);
}

fn format(style: &Style, items: &[Item]) {
    let locale = KEPT.with(|(_, locale)| locale.clone());
    let mut engine = Engine::new(style.clone(), vec![locale], "en-US")
        .for_same_people()
        .without_articles();
    engine.set_items(items.to_vec());
    let list = engine.bibliography();
    assert!(list.len() <= items.len());
    for entry in &list {
        let tokens = entry.tokens();
        let text: String = tokens.iter().map(|token| token.text.as_str()).collect();
        // Tokens lose nothing of the entry, and parts nothing of the tokens.
        assert_eq!(text, entry.text(Format::Text));
        assert!(
            tokens
                .iter()
                .all(|token| carrel_cite_words::reason(&token.reason).ends_with('.'))
        );
        let parts = practice::parts(&tokens);
        let together: String = parts
            .iter()
            .flat_map(|part| &part.tokens)
            .map(|token| token.text.as_str())
            .collect();
        assert_eq!(together, text);
        let _ = (
            practice::spoil(&parts, 7),
            entry.text(Format::Html),
            entry.text(Format::Rtf),
        );
    }
    let mut notes: Vec<Note> = items
        .iter()
        .chain(items.first())
        .zip(1..)
        .map(|(item, number)| Note {
            number,
            cites: vec![Cite::of(&item.id)],
        })
        .collect();
    positions(&mut notes, 5);
    for note in &notes {
        let pointer = engine.cite(&note.cites);
        let tokens = pointer.tokens();
        assert!(
            tokens
                .iter()
                .all(|token| carrel_cite_words::reason(&token.reason).ends_with('.'))
        );
        let _ = pointer.text(Format::Html);
    }
    let all: Vec<Cite> = items.iter().map(|item| Cite::of(&item.id)).collect();
    let _ = engine.cite(&all).text(Format::Text);
}
