//! The rules of school citation that a CSL style cannot say. A source goes through [`for_style`] on its way to the engine.
//!
//! - *Place*: MLA 9 and Chicago 18 name the city of the publisher only before 1900 (MLA then instead of the publisher);
//!   Chicago 17 always does.
//! - *A body that is author and publisher*, or author and site, is said once: MLA begins with the title, APA leaves out the
//!   publisher, the others leave out the site.
//! - *Editions* become a number, or "Rev.", whatever words were typed; a *DOI* that is an address becomes its number.
//! - *Capitals*: APA begins a subtitle with one, and Chicago 18 gives one to prepositions of five letters and more.
//! - *AI*: for MLA (13 Aug 2025) and Chicago a tool is no author: what was asked comes first. For APA (9 Sept 2025) the
//!   company is the author, and the chat is named in brackets. What was asked is never given capitals.
//! - *Names that begin with the family's* ("Park Jin-ho"): MLA, Chicago and the elementary style write them as they are, without a
//!   comma; APA and Harvard, which have initials, invert every name.
//! - *Left out of the list*: what a chat answered can hardly be read again, so that Chicago names it in text or notes alone (18
//!   §14.112): [`is_listed`].
//! - *Videos and episodes*: the day counts, and seasons are called seasons.

use crate::kind::Kind;
use crate::source::{Person, Source, When};
use crate::tongue;

/// The source as a style of ours should see it; `style` is its short name, such as `mla` or `chicago-notes-17`.
#[must_use]
pub fn for_style(source: &Source, style: &str) -> Source {
    in_language(source, style, "en-US")
}

/// Does a style's list have it? Beyond what the style itself leaves out.
#[must_use]
pub fn is_listed(source: &Source, style: &str) -> bool {
    !(matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE) && style.starts_with("chicago"))
}

/// The names of those that the list leaves out.
#[must_use]
pub fn unlisted(sources: &[Source], style: &str) -> Vec<String> {
    let left_out = sources.iter().filter(|source| !is_listed(source, style));
    left_out.map(|source| source.id.clone()).collect()
}

/// The same for citations that are written in a language (`es-ES`): the words that forms and rules add are of it.
#[must_use]
pub fn in_language(source: &Source, style: &str, language: &str) -> Source {
    let mut source = source.clone();
    for field in ["genre", "medium"] {
        let own = tongue::say(source.text(field), language).to_owned();
        source.set(field, &own);
    }
    let old = source
        .date("issued")
        .is_some_and(|when| when.year != 0 && when.year < 1900);
    let (mla, apa) = (style == "mla", style == "apa");
    if matches!(style, "apa" | "harvard") {
        for (_, people) in &mut source.people {
            for person in people {
                person.family_first = false;
            }
        }
    }
    place(&mut source, style, old);
    said_once(&mut source, style);
    edition(&mut source, mla, language);
    if let Some(doi) = crate::check::doi(source.text("DOI")).map(str::to_owned) {
        source.set("DOI", &doi);
    }
    capitals(&mut source, style, language);
    database(&mut source, apa);
    match source.kind {
        Kind::AI_CHAT | Kind::AI_IMAGE => ai(&mut source, style, language),
        Kind::VIDEO => {
            // A page with a day and a site; APA names the form in brackets.
            source.kind = Kind::PAGE;
            if apa {
                source.kind = Kind::POST;
                source.set("genre", tongue::say("Video", language));
            }
        }
        Kind::TV => episode(&mut source, mla, apa, language),
        Kind::FILM | Kind::SONG | Kind::PODCAST if mla => source.set("genre", ""),
        Kind::SPEECH if mla => {
            if let Some(day) = source.date("issued").cloned() {
                source.set_date("event-date", day);
            }
        }
        Kind::LAW => keep_letters(&mut source, "container-title"),
        _ => {}
    }
    source
}

/// What came out on a day is no journal: a newspaper or a magazine, whose day every style names (APA 7 §10.1, examples 15-16).
/// APA prints no address of a database, where readers of other libraries cannot enter (§9.30).
fn database(source: &mut Source, apa: bool) {
    let dated = source.date("issued").is_some_and(|when| when.day != 0);
    if source.kind == Kind::DATABASE && dated {
        let numbered = ["volume", "issue"]
            .iter()
            .any(|n| !source.text(n).is_empty());
        source.kind = if numbered {
            Kind::MAGAZINE
        } else {
            Kind::NEWSPAPER
        };
    }
    let article = source.kind.info().csl.starts_with("article");
    if apa && article && !source.text("source").is_empty() && source.text("DOI").is_empty() {
        source.set("URL", "");
        source.set_date("accessed", When::default());
    }
}

fn place(source: &mut Source, style: &str, old: bool) {
    let city = source.text("publisher-place").to_owned();
    if source.kind == Kind::SPEECH || city.is_empty() || style.ends_with("-17") {
        return;
    }
    if !old {
        source.set("publisher-place", "");
        return;
    }
    let publisher = source.text("publisher").to_owned();
    match style {
        // These styles have no room for a place: the publisher's lends it.
        "mla" => source.set("publisher", &city),
        "chicago-notes" | "chicago-author-date" if publisher.is_empty() => {
            source.set("publisher", &city);
        }
        "chicago-notes" | "chicago-author-date" => {
            source.set("publisher", &[&city, ": ", &publisher].concat());
        }
        _ => {}
    }
}

/// A body that is author and publisher, or author and site.
fn said_once(source: &mut Source, style: &str) {
    let [author] = source.people("author") else {
        return;
    };
    let body = author.literal.clone();
    let same = |text: &str| !body.is_empty() && text.trim().eq_ignore_ascii_case(body.trim());
    let publisher = same(source.text("publisher"));
    let site = same(source.text("container-title"))
        && matches!(source.kind, Kind::PAGE | Kind::SITE | Kind::REPORT);
    match style {
        "mla" | "elementary" if site || (publisher && style == "mla") => {
            source.set_people("author", Vec::new());
            if site && publisher {
                source.set("publisher", "");
            }
        }
        "mla" | "elementary" => {}
        _ => {
            if site {
                source.set("container-title", "");
            }
            if publisher && style == "apa" {
                source.set("publisher", "");
            }
        }
    }
}

/// "Second edition", "2nd ed." and "2" are one thing, and so are "Revised" and "rev. ed.".
fn edition(source: &mut Source, mla: bool, language: &str) {
    const WORDS: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    let typed = source.text("edition").to_owned();
    let lower = typed.trim().to_lowercase();
    let bare = ["edition", "edn.", "edn", "ed.", "ed"]
        .iter()
        .find_map(|end| lower.strip_suffix(end).filter(|head| head.ends_with(' ')))
        .unwrap_or(&lower)
        .trim();
    let digits = bare.trim_end_matches(|c: char| c.is_ascii_lowercase());
    if let Some(at) = WORDS.iter().position(|word| *word == bare) {
        source.set("edition", &(at + 1).to_string());
    } else if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        source.set("edition", digits);
    } else if matches!(bare, "rev" | "rev." | "revised") {
        let word = if mla { "rev. ed." } else { "Rev. ed." };
        source.set("edition", tongue::say(word, language));
    }
}

/// Prepositions of five letters and more, which Chicago 18 capitalizes and the engine's title case does not.
const LONG: [&str; 30] = [
    "about",
    "above",
    "across",
    "after",
    "against",
    "along",
    "among",
    "around",
    "before",
    "behind",
    "below",
    "beneath",
    "beside",
    "besides",
    "between",
    "beyond",
    "despite",
    "during",
    "except",
    "inside",
    "since",
    "through",
    "throughout",
    "toward",
    "towards",
    "under",
    "underneath",
    "until",
    "within",
    "without",
];

fn capitals(source: &mut Source, style: &str, citing_in: &str) {
    let language = source.text("language");
    let language = if language.is_empty() {
        citing_in
    } else {
        language
    };
    let english = language.starts_with("en");
    for field in ["title", "container-title", "collection-title"] {
        let text = source.text(field).to_owned();
        // What keeps its letters, and what was asked of a machine, is left as it was typed.
        if text.starts_with("<span") || matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE) {
            continue;
        }
        let mut out = String::with_capacity(text.len());
        let mut before = ' ';
        for word in text.split_inclusive(' ') {
            let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            let up = match style {
                "apa" => field == "title" && matches!(before, ':' | '?' | '!' | '—'),
                "chicago-notes" | "chicago-author-date" => english && LONG.contains(&bare),
                _ => false,
            };
            let mut letters = word.chars();
            match letters.next() {
                Some(first) if up => {
                    out.extend(first.to_uppercase());
                    out.push_str(letters.as_str());
                }
                _ => out.push_str(word),
            }
            before = word.trim_end().chars().next_back().unwrap_or(' ');
        }
        if out != text {
            source.set(field, &out);
        }
    }
}

/// Protects a field from rules about capitals.
fn keep_letters(source: &mut Source, field: &str) {
    let text = source.text(field).to_owned();
    if !text.is_empty() {
        source.set(
            field,
            &["<span class=\"nocase\">", &text, "</span>"].concat(),
        );
    }
}

fn ai(source: &mut Source, style: &str, language: &str) {
    if style == "mla" {
        return asked(source, language);
    }
    if style.starts_with("chicago") {
        return answered(source, style, language);
    }
    if source.text("genre").is_empty() {
        // What the form fills in, for sources that come from elsewhere.
        let given = source
            .kind
            .info()
            .given
            .first()
            .map_or("", |(_, word)| word);
        source.set("genre", tongue::say(given, language));
    }
    keep_letters(source, "title");
    keep_letters(source, "container-title");
    match style {
        "apa" | "harvard" => {
            let company = source.text("publisher").to_owned();
            source.set_people("author", vec![Person::body(&company)]);
            source.set("publisher", "");
            source.set("version", "");
            source.kind = Kind::POST;
        }
        _ => source.kind = Kind::PAGE,
    }
}

/// Chicago: Response to “What was asked,” Tool, Company, day, address, in a note; in the text the same without company and
/// address, as with a talk: there is no entry that a year could point to.
fn answered(source: &mut Source, style: &str, language: &str) {
    let typed = source
        .text("title")
        .trim()
        .trim_matches(|c| "\"“”".contains(c));
    let tool = source.text("container-title").to_owned();
    let quoted = ["“", typed, "”"].concat();
    // A note begins with a capital.
    let in_text = style.contains("author-date");
    let word = if in_text {
        "response to"
    } else {
        "Response to"
    };
    let words = if source.kind == Kind::AI_IMAGE {
        [
            &quoted,
            ", ",
            tongue::say("image generated by", language),
            " ",
            &tool,
        ]
        .concat()
    } else {
        [tongue::say(word, language), " ", &quoted, ", ", &tool].concat()
    };
    let kept = ["<span class=\"nocase\">", &words, "</span>"].concat();
    source.set("genre", &kept);
    for field in ["title", "container-title", "version"] {
        source.set(field, "");
    }
    source.kind = Kind::PAGE;
    if in_text {
        source.kind = Kind::INTERVIEW;
        for field in ["publisher", "URL"] {
            source.set(field, "");
        }
    }
}

/// MLA: “What was asked” prompt. *Tool*, version, company, day, address. No mark stands between the quotation and its word,
/// which no CSL style can say of a title.
fn asked(source: &mut Source, language: &str) {
    let say = |word| tongue::say(word, language);
    let typed = source.text("title").trim().trim_end_matches('.').to_owned();
    let typed = typed.trim_matches(|c| "\"“”".contains(c));
    if !typed.is_empty() {
        let kept = |words: &str| ["<span class=\"nocase\">", words, "</span>"].concat();
        let quoted = ["“", typed, "”"].concat();
        source.set("title", &kept(&[&quoted, " ", say("prompt")].concat()));
        source.set("title-short", &kept(&quoted));
    }
    keep_letters(source, "container-title");
    let version = source.text("version").to_owned();
    // "GPT-4o version", but "version 3".
    if version.starts_with(|c: char| !c.is_ascii_digit()) {
        source.set("version", "");
        source.set("edition", &[&version, " ", say("version")].concat());
    }
    source.set("genre", "");
    source.kind = Kind::PROMPT;
}

fn episode(source: &mut Source, mla: bool, apa: bool, language: &str) {
    let (season, episode) = (
        source.text("volume").to_owned(),
        source.text("number").to_owned(),
    );
    let named = |word: &str, number: &str| {
        if number.is_empty() {
            String::new()
        } else {
            [tongue::say(word, language), " ", number].concat()
        }
    };
    if mla {
        source.set("genre", "");
        source.set("volume", &named("season", &season));
        source.set("number", &named("episode", &episode));
    } else if apa {
        let parts: Vec<String> = [named("Season", &season), named("Episode", &episode)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        if !parts.is_empty() {
            let words = ["<span class=\"nocase\">(", &parts.join(", "), ")</span>"].concat();
            let title = [source.text("title"), " ", &words].concat();
            source.set("title", &title);
        }
        source.set("volume", "");
        source.set("number", "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_named_only_for_old_books_and_chicago_17() {
        let mut book = Source::new("b", Kind::BOOK);
        book.set("publisher-place", "New York");
        book.set_date("issued", When::year(1994));
        assert_eq!(for_style(&book, "mla").text("publisher-place"), "");
        assert_eq!(
            for_style(&book, "chicago-notes").text("publisher-place"),
            ""
        );
        assert_eq!(
            for_style(&book, "chicago-notes-17").text("publisher-place"),
            "New York"
        );
        book.set_date("issued", When::year(1899));
        assert_eq!(for_style(&book, "mla").text("publisher-place"), "New York");
    }

    #[test]
    fn a_tool_is_no_author_but_for_apa_its_company_is() {
        let mut chat = Source::new("c", Kind::AI_CHAT);
        chat.set("title", "Why do bees dance?");
        chat.set("publisher", "OpenAI");
        assert!(for_style(&chat, "mla").people("author").is_empty());
        assert_eq!(
            for_style(&chat, "apa").people("author"),
            [Person::body("OpenAI")]
        );
    }
}
