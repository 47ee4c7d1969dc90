//! The shipped styles, compiled, and what is made with them: sources in, citations out.

use std::cell::RefCell;
use std::rc::Rc;

use carrel_cite::{Cite, Engine, Entry, Format, Item, Locale, Note, Style, Token, positions};
use carrel_refs::{Source, csl, school};

use crate::t;

/// A style that comes with the app.
pub struct Shipped {
    /// Its short name, in settings and files.
    pub id: &'static str,
    bytes: &'static [u8],
    /// What stands above its list.
    pub heading: &'static str,
    /// Lines are twice as far apart, as teachers ask for it.
    pub double: bool,
}

macro_rules! compiled {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".bin"))
    };
}

macro_rules! styles {
    ($($id:literal $heading:literal $double:literal),* $(,)?) => {
        /// Every style, the most asked for first.
        pub const STYLES: &[Shipped] = &[$(Shipped {
            id: $id, bytes: compiled!($id), heading: $heading, double: $double,
        }),*];
    };
}

styles! {
    "mla" "Works Cited" true,
    "apa" "References" true,
    "chicago-notes" "Bibliography" false,
    "chicago-author-date" "References" false,
    "chicago-notes-17" "Bibliography" false,
    "chicago-author-date-17" "References" false,
    "harvard" "Reference List" false,
    "elementary" "My Sources" false,
}

/// The languages that the shipped styles are written for: American, and British for Harvard. The other locales of
/// `carrel-cite` would weigh 6.6 KB and nobody here can choose them yet.
const LOCALES: [(&str, &[u8]); 2] = [
    ("en-US", compiled!("locales-en-US")),
    ("en-GB", compiled!("locales-en-GB")),
];

/// The place of a style by its short name; the first when there is none such.
#[must_use]
pub fn place(id: &str) -> usize {
    STYLES.iter().position(|style| style.id == id).unwrap_or(0)
}

/// A style's name as students know it.
#[must_use]
pub fn name(style: usize) -> &'static str {
    match STYLES[style].id {
        "mla" => t::style_mla(),
        "apa" => t::style_apa(),
        "chicago-notes" => t::style_chicago_notes(),
        "chicago-author-date" => t::style_chicago_author_date(),
        "chicago-notes-17" => t::style_chicago_notes_17(),
        "chicago-author-date-17" => t::style_chicago_author_date_17(),
        "harvard" => t::style_harvard(),
        _ => t::style_elementary(),
    }
}

/// One entry of a list, or one citation, in every form.
#[derive(Clone)]
pub struct Made {
    /// The source it is for.
    pub id: String,
    /// Its pieces, which can say why they are there.
    pub tokens: Vec<Token>,
    entry: Rc<Entry>,
}

impl Made {
    /// For the clipboard. Written when it is asked for: a list of a hundred entries is drawn without.
    #[must_use]
    pub fn html(&self) -> String {
        self.entry.text(Format::Html)
    }

    /// As plain text.
    #[must_use]
    pub fn text(&self) -> String {
        self.entry.text(Format::Text)
    }
}

thread_local! {
    /// Engines that were made; a style takes its time once.
    static ENGINES: RefCell<Vec<(usize, Engine)>> = const { RefCell::new(Vec::new()) };
}

/// A compiled style, read.
#[must_use]
pub fn style(style: usize) -> Style {
    Style::from_bytes(STYLES[style].bytes).unwrap_or_default()
}

fn engine_for(style_at: usize) -> Engine {
    let style = style(style_at);
    let lang = style.default_locale().unwrap_or("en-US").to_owned();
    let locales = [lang.as_str(), "en-US"]
        .iter()
        .filter_map(|wanted| LOCALES.iter().find(|(name, _)| name == wanted))
        .filter_map(|(_, bytes)| Locale::from_bytes(bytes).ok())
        .collect();
    Engine::new(style, locales, "en-US").for_same_people()
}

/// Calls `f` with an engine of that style that knows these sources.
pub fn with<R>(style: usize, sources: &[Source], f: impl FnOnce(&Engine) -> R) -> R {
    let ready: Vec<Source> = sources
        .iter()
        .map(|source| school::for_style(source, STYLES[style].id))
        .collect();
    let (items, _) = Item::read_json(&csl::write(&ready));
    ENGINES.with_borrow_mut(|engines| {
        let at = match engines.iter().position(|(known, _)| *known == style) {
            Some(at) => at,
            None => {
                engines.push((style, engine_for(style)));
                engines.len() - 1
            }
        };
        let engine = &mut engines[at].1;
        engine.set_items(items);
        f(engine)
    })
}

fn made(entry: Entry) -> Made {
    Made {
        id: entry.id.clone(),
        tokens: entry.tokens(),
        entry: Rc::new(entry),
    }
}

/// The list of these sources, as the style sorts it. A style may leave a source out: APA lists no private talks.
#[must_use]
pub fn list(style: usize, sources: &[Source]) -> Vec<Made> {
    // `benches/cite.mjs` reads this measure: everything from the sources to finished entries.
    carrel_web::js::measured("carrel-cite-format", || {
        with(style, sources, |engine| {
            engine.bibliography().into_iter().map(made).collect()
        })
    })
}

/// How a source is pointed to: in the text, or in a note and in later notes. `locator` is a page or empty.
#[must_use]
pub fn pointers(style: usize, sources: &[Source], id: &str, locator: &str) -> Vec<Made> {
    with(style, sources, |engine| {
        let cite = || {
            let mut cite = Cite::of(id);
            locator.trim().clone_into(&mut cite.locator);
            cite
        };
        if !engine.style().is_note() {
            return vec![made(engine.cite(&[cite()]))];
        }
        // First note, something else, then again: the short form, and not "ibid."
        let mut notes = [
            Note {
                number: 1,
                cites: vec![cite()],
            },
            Note {
                number: 2,
                cites: vec![Cite::of("")],
            },
            Note {
                number: 3,
                cites: vec![cite()],
            },
        ];
        positions(&mut notes, 1);
        vec![
            made(engine.cite(&notes[0].cites)),
            made(engine.cite(&notes[2].cites)),
        ]
    })
}

/// Does the style point to sources in notes?
#[must_use]
pub fn is_note(at: usize) -> bool {
    style(at).is_note()
}
