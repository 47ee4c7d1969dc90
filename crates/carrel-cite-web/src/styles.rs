//! The shipped styles, fetched when they are first used, and what is made with them: sources in, citations out.
//!
//! Each style is a file of its own beside the modules, under the hash of its bytes, with its authors and its licence
//! inside (`carrel cite files` writes them). The service worker keeps all of them as it keeps the modules.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use carrel_cite::{Cite, Engine, Entry, Format, Item, Locale, Note, Style, Token, positions};
use carrel_refs::{Source, csl, doc, school};
use carrel_web::net::{self, Missing};

use crate::t;

/// The short names of the styles that come with the app, as settings and files have them; the most asked for first.
pub const STYLES: [&str; 8] = [
    "mla",
    "apa",
    "chicago-notes",
    "chicago-author-date",
    "chicago-notes-17",
    "chicago-author-date-17",
    "harvard",
    "elementary",
];

/// The names of the styles' files, `style-mla-0123456789abcdef.bin` and the like.
const STYLE_FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/styles.rs"));

/// Whose work a style or a language is.
pub struct Credit {
    /// The style's own title, or the language's tag.
    pub title: &'static str,
    /// Its authors.
    pub authors: &'static str,
    /// The licence in its own words.
    pub rights: &'static str,
    /// The licence's address, where it names one.
    pub licence: &'static str,
    /// Carrel changed it.
    pub changed: bool,
}

/// What the files of styles and languages say of themselves.
pub const CREDITS: &[Credit] = include!(concat!(env!("OUT_DIR"), "/credits.rs"));

/// The languages that the shipped styles are written for lie in this module; the others are files like the styles and are
/// fetched when a student first cites in them.
const LOCALES: [(&str, &[u8]); 2] = [
    (
        "en-US",
        include_bytes!(concat!(env!("OUT_DIR"), "/en-US.bin")),
    ),
    (
        "en-GB",
        include_bytes!(concat!(env!("OUT_DIR"), "/en-GB.bin")),
    ),
];

/// Every locale: its language and the name of its file.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The languages in which citations can be written: tag, and the name by which those who speak it know it.
pub const LANGUAGES: [(&str, &str); 6] = [
    ("en-US", "English (US)"),
    ("en-GB", "English (UK)"),
    ("es-ES", "Español"),
    ("fr-FR", "Français"),
    ("de-DE", "Deutsch"),
    ("ar", "العربية"),
];

/// The place of a style by its short name; the first when there is none such.
#[must_use]
pub fn place(id: &str) -> usize {
    STYLES.iter().position(|style| *style == id).unwrap_or(0)
}

/// A style's name as students know it.
#[must_use]
pub fn name(style: usize) -> &'static str {
    match STYLES[style] {
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

/// How it stands with a style that is not here.
#[derive(Clone, Copy, PartialEq)]
enum Absent {
    /// It is being fetched.
    Coming,
    /// The network did not bring it.
    Offline,
    /// The network neither brought it nor said no, in all of [`LIMIT`].
    Slow,
    /// Something else lies where this page looks for it, or nothing: another version of the site has taken its place.
    Wrong,
}

/// An engine with its style and the language that was asked of it; empty for the style's own.
type Ready = (usize, &'static str, Engine);

thread_local! {
    /// Engines that were made; a style takes its time once.
    static ENGINES: RefCell<Vec<Ready>> = const { RefCell::new(Vec::new()) };
    /// Styles that were fetched, by their place.
    static READ: RefCell<Vec<(usize, Rc<Style>)>> = const { RefCell::new(Vec::new()) };
    /// Locales that were fetched.
    static FETCHED: RefCell<Vec<(&'static str, Vec<u8>)>> = const { RefCell::new(Vec::new()) };
    /// How it stands with the styles that are not here.
    static ABSENT: Cell<[Absent; STYLES.len()]> = const { Cell::new([Absent::Offline; STYLES.len()]) };
    /// The language in which citations are written now; empty for the style's own.
    static SPOKEN: Cell<&'static str> = const { Cell::new("") };
}

/// A language by its tag; empty when it is none of ours, which stands for the language of the style.
#[must_use]
pub fn language(tag: &str) -> &'static str {
    let known = LANGUAGES.iter().find(|(known, _)| *known == tag);
    known.map_or("", |(known, _)| known)
}

/// From now on citations are written in this language, if it is at hand: see [`fetch`].
pub fn speak(tag: &str) {
    let tag = language(tag);
    SPOKEN.set(if at_hand(tag) { tag } else { "" });
}

/// Can citations be written in this language at once?
#[must_use]
pub fn at_hand(tag: &str) -> bool {
    tag.is_empty()
        || LOCALES.iter().any(|(known, _)| *known == tag)
        || FETCHED.with_borrow(|all| all.iter().any(|(known, _)| *known == tag))
}

/// Fetches a language's locale, where it is not at hand. `base` is the folder that the site lies in.
///
/// # Errors
/// When it can neither be fetched nor was kept.
pub async fn fetch(base: &str, tag: &str) -> Result<(), Why> {
    let tag = language(tag);
    let Some((_, name)) = FILES.iter().find(|(known, _)| *known == tag) else {
        return Ok(());
    };
    if at_hand(tag) {
        return Ok(());
    }
    let bytes = file(base, name, |bytes| match Locale::from_bytes(bytes) {
        Ok(_) => Ok(bytes.to_vec()),
        Err(error) => Err(error.to_string()),
    })
    .await?;
    FETCHED.with_borrow_mut(|all| all.push((tag, bytes)));
    Ok(())
}

/// Milliseconds that a file may take. The largest has about 20 kB: a line of 10 kbit/s brings it in time.
const LIMIT: i32 = 20_000;

/// [`LIMIT`] as it is told.
#[must_use]
pub fn limit() -> String {
    (LIMIT / 1000).to_string()
}

/// Why a file is not there, or that it did not come in time.
pub enum Why {
    /// The network or the host says so.
    Missing(Missing),
    /// Nobody says anything.
    Slow,
}

/// A file of the site that `accept` takes, or why it is not there, after [`LIMIT`] at the latest.
async fn file<T>(
    base: &str,
    name: &str,
    accept: impl Fn(&[u8]) -> Result<T, String>,
) -> Result<T, Why> {
    let address = address(base, name);
    match net::within(LIMIT, net::file(&address, true, accept)).await {
        Some(read) => read.map_err(Why::Missing),
        None => Err(Why::Slow),
    }
}

fn address(base: &str, file: &str) -> String {
    [base, "app/modules/", file].concat()
}

/// Can this style write at once?
#[must_use]
pub fn is_here(at: usize) -> bool {
    style(at).is_some()
}

fn set_absent(at: usize, absent: Absent) {
    let mut all = ABSENT.get();
    all[at] = absent;
    ABSENT.set(all);
}

/// A style that is not here is about to be fetched, and the page waits for it.
pub fn comes(at: usize) {
    set_absent(at, Absent::Coming);
}

/// Is a style that is not here being fetched?
#[must_use]
pub fn is_coming(at: usize) -> bool {
    ABSENT.get()[at] == Absent::Coming
}

/// What to say of a style that is not here: that it comes, or why not and what helps.
#[must_use]
pub fn missing(at: usize) -> String {
    let name = name(at);
    match ABSENT.get()[at] {
        Absent::Coming => t::style_coming(name),
        Absent::Offline => t::style_missing(name),
        Absent::Slow => t::style_slow(name, &limit()),
        Absent::Wrong => t::style_gone(name),
    }
}

/// Fetches a style, where it is not here.
///
/// # Errors
/// When it can neither be fetched nor was kept; [`missing`] has the words for it.
pub async fn fetch_style(base: &str, at: usize) -> Result<(), Why> {
    let name = ["style-", STYLES[at], "-"].concat();
    // `style-chicago-notes-17-…` begins with another style's name; only a hash follows the own one.
    let is_own = |known: &&&str| {
        known
            .strip_prefix(&*name)
            .is_some_and(|rest| !rest.contains('-'))
    };
    let Some(own) = STYLE_FILES.iter().find(is_own) else {
        return Ok(());
    };
    if is_here(at) {
        return Ok(());
    }
    let read = file(base, own, |bytes| {
        Style::from_bytes(bytes).map_err(|error| error.to_string())
    })
    .await;
    let style = match read {
        Ok(style) => style,
        Err(why) => {
            let absent = match why {
                Why::Missing(Missing::Offline(_)) => Absent::Offline,
                Why::Missing(Missing::Wrong(_)) => Absent::Wrong,
                Why::Slow => Absent::Slow,
            };
            set_absent(at, absent);
            return Err(why);
        }
    };
    // Asked for twice at the same time, it comes twice.
    if !is_here(at) {
        READ.with_borrow_mut(|all| all.push((at, Rc::new(style))));
        // An engine that was made without it writes nothing.
        ENGINES.with_borrow_mut(|engines| engines.retain(|ready| ready.0 != at));
    }
    Ok(())
}

/// The language in which a style writes now.
#[must_use]
pub fn spoken(at: usize) -> &'static str {
    match SPOKEN.get() {
        "" => own_language(at),
        tag => tag,
    }
}

/// The language that a style is written for. Harvard comes from a British book, though its file names no language.
fn own_language(at: usize) -> &'static str {
    if STYLES[at] == "harvard" {
        "en-GB"
    } else {
        "en-US"
    }
}

/// What is remembered when a language is chosen for a style: nothing when it is the style's own, so that another style can
/// have its own as well.
#[must_use]
pub fn chosen(style: usize, tag: &'static str) -> &'static str {
    if tag == own_language(style) { "" } else { tag }
}

/// What stands above the list of a style, in the language that is spoken; `annotated` where any entry has an annotation.
#[must_use]
pub fn heading(style: usize, annotated: bool) -> &'static str {
    doc::heading(STYLES[style], spoken(style), annotated)
}

/// A style that was fetched.
fn style(at: usize) -> Option<Rc<Style>> {
    READ.with_borrow(|all| {
        let (_, style) = all.iter().find(|(known, _)| *known == at)?;
        Some(style.clone())
    })
}

fn locale(tag: &str) -> Option<Locale> {
    if let Some((_, bytes)) = LOCALES.iter().find(|(known, _)| *known == tag) {
        return Locale::from_bytes(bytes).ok();
    }
    FETCHED.with_borrow(|all| {
        let (_, bytes) = all.iter().find(|(known, _)| *known == tag)?;
        Locale::from_bytes(bytes).ok()
    })
}

fn engine_for(at: usize, tag: &str) -> Engine {
    let style = style(at).map_or_else(Style::default, |style| (*style).clone());
    let lang = if tag.is_empty() {
        own_language(at)
    } else {
        tag
    };
    // What a language has no word for is said in English.
    let locales = [lang, "en-US"].into_iter().filter_map(locale).collect();
    Engine::speaking(style, locales, lang)
        .for_same_people()
        .as_spoken()
        .without_articles()
}

/// Calls `f` with an engine of that style that knows these sources; `own` keeps them in their order.
pub fn with<R>(style: usize, sources: &[Source], own: bool, f: impl FnOnce(&Engine) -> R) -> R {
    let ready: Vec<Source> = sources
        .iter()
        .map(|source| {
            let mut ready = school::in_language(source, STYLES[style], spoken(style));
            ready.speak(spoken(style));
            ready
        })
        .collect();
    let (items, _) = Item::read_json(&csl::write(&ready));
    let tag = SPOKEN.get();
    ENGINES.with_borrow_mut(|engines| {
        let known = |ready: &Ready| ready.0 == style && ready.1 == tag;
        let at = match engines.iter().position(known) {
            Some(at) => at,
            None => {
                engines.push((style, tag, engine_for(style, tag)));
                engines.len() - 1
            }
        };
        let engine = &mut engines[at].2;
        engine.keep_order(own);
        engine.leave_out(school::unlisted(sources, STYLES[style]));
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

/// The list of these sources, as the style sorts it, or in their `own` order. A style may leave a source out: APA lists no private talks.
#[must_use]
pub fn list(style: usize, sources: &[Source], own: bool) -> Vec<Made> {
    // `benches/cite.mjs` reads this measure: everything from the sources to finished entries.
    carrel_web::js::measured("carrel-cite-format", || {
        with(style, sources, own, |engine| {
            engine.bibliography().into_iter().map(made).collect()
        })
    })
}

/// No place in a source: all of it.
pub const WHOLE: (&str, &str) = ("page", "");

/// How a source is pointed to: in the text, and there for a sentence that names the author, where that leaves anything to say
/// (MLA 9 §6.7, APA 7 §8.11); or in a note and in later notes. `sources` are all of the list, which it is told apart from; `own`
/// as in [`list`]; the place is what it counts (`page`, `line` …) and a number, which may be empty.
#[must_use]
pub fn pointers(
    style: usize,
    sources: &[Source],
    own: bool,
    id: &str,
    (counts, number): (&str, &str),
) -> Vec<Made> {
    with(style, sources, own, |engine| {
        let cite = || {
            let mut cite = Cite::of(id);
            cite.set_label(counts);
            number.trim().clone_into(&mut cite.locator);
            cite
        };
        if !engine.style().is_note() {
            let whole = made(engine.cite(&[cite()]));
            let says = |token: &&Token| token.text.chars().any(char::is_alphanumeric);
            let begins = whole.tokens.iter().find(says);
            let by_name = begins.is_some_and(|token| crate::entry::element_name(token) == "who");
            let mut all = vec![whole];
            if by_name {
                let mut rest = cite();
                rest.suppress_author = true;
                let rest = made(engine.cite(&[rest]));
                all.extend(rest.tokens.iter().any(|token| says(&token)).then_some(rest));
            }
            return all;
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

/// Do only the first word of a title and names have a capital (APA 7 §6.17, Cite Them Right)?
#[must_use]
pub fn has_small_titles(style: usize) -> bool {
    matches!(STYLES[style], "apa" | "harvard")
}

/// Does the style point to sources in notes?
#[must_use]
pub fn is_note(at: usize) -> bool {
    style(at).is_some_and(|style| style.is_note())
}

#[cfg(test)]
mod tests {
    use carrel_refs::{Kind, When, names};

    use super::*;

    fn ready(id: &str, csl: &str) -> usize {
        let at = place(id);
        let style = Style::compile(csl).expect("a style");
        READ.with_borrow_mut(|all| all.push((at, Rc::new(style))));
        at
    }

    #[test]
    fn an_author_who_is_named_in_the_sentence_is_not_named_again() {
        let mut book = Source::new("s", Kind::BOOK);
        book.set("title", "Bees");
        book.add_person("author", names::typed("Ana Ortiz"));
        book.set_date("issued", When::read("2021"));
        let mut other = book.clone();
        "t".clone_into(&mut other.id);
        other.set("title", "Wasps");
        let mut alone = Source::new("u", Kind::BOOK);
        alone.set("title", "Volcano");
        alone.set_date("issued", When::read("2020"));
        let mla = ready("mla", include_str!("../../carrel-cite/styles/mla.csl"));
        let apa = ready("apa", include_str!("../../carrel-cite/styles/apa.csl"));
        let chicago = ready(
            "chicago-author-date",
            include_str!("../../carrel-cite/styles/chicago-author-date.csl"),
        );
        let young = ready(
            "elementary",
            include_str!("../../carrel-cite/styles/elementary.csl"),
        );
        let notes = ready(
            "chicago-notes",
            include_str!("../../carrel-cite/styles/chicago-notes.csl"),
        );
        let one = [book.clone()];
        let two = [book.clone(), other];
        let lone = [alone];
        let said = |style: usize, sources: &[Source], number: &str| -> Vec<String> {
            let all = pointers(style, sources, false, &sources[0].id, ("page", number));
            all.iter().map(Made::text).collect()
        };
        assert_eq!(said(mla, &one, "14"), ["(Ortiz 14)", "(14)"]);
        assert_eq!(said(mla, &two, "14"), ["(Ortiz, Bees 14)", "(Bees 14)"]);
        assert_eq!(
            said(apa, &one, "14"),
            ["(Ortiz, 2021, p. 14)", "(2021, p. 14)"]
        );
        assert_eq!(
            said(chicago, &one, "14"),
            ["(Ortiz 2021, 14)", "(2021, 14)"]
        );
        assert_eq!(said(young, &one, "14"), ["(Ortiz 14)", "(14)"]);
        // Nothing is left to say, nobody made it, or it is a note.
        assert_eq!(said(mla, &one, ""), ["(Ortiz)"]);
        assert_eq!(said(apa, &lone, "3"), ["(Volcano, 2020, p. 3)"]);
        assert_eq!(said(notes, &one, "14").len(), 2);
        assert!(
            said(notes, &one, "14")
                .iter()
                .all(|note| note.contains("Ortiz"))
        );
    }

    #[test]
    fn an_annotated_list_says_so_above() {
        let (mla, young) = (place("mla"), place("elementary"));
        assert_eq!(heading(mla, false), "Works Cited");
        assert_eq!(heading(mla, true), "Annotated Bibliography");
        assert_eq!(heading(young, true), heading(young, false));
        for (tag, _) in &LANGUAGES[2..] {
            SPOKEN.set(tag);
            let said = heading(mla, true);
            assert_ne!(said, "Annotated Bibliography", "{tag}");
            assert_ne!(said, heading(mla, false), "{tag}");
        }
        SPOKEN.set("");
    }
}
