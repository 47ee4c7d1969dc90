//! The rules of school citation that a CSL style cannot say. A source goes through [`for_style`] on its way to the engine.
//!
//! - *Place*: MLA 9 and Chicago 18 name the city of the publisher only before 1900 (MLA then instead of the publisher);
//!   Chicago 17 always does.
//! - *A body that is author and publisher*, or author and site, is said once: MLA begins with the title, APA leaves out the
//!   publisher, the others leave out the site.
//! - *Editions* become a number, or "Rev.", whatever words were typed; a *DOI* that is an address becomes its number.
//! - *Capitals*: APA begins a subtitle with one, and Chicago 18 gives one to prepositions of five letters and more.
//! - *Short titles*: pointers and later notes have the title without its subtitle, and Chicago's notes without A, An and The;
//!   Harvard, which says nothing of it, has the whole. A title that is not in Latin letters is not English, whatever the form says.
//! - *AI*: for MLA (13 Aug 2025) and Chicago a tool is no author: what was asked comes first. For APA (9 Sept 2025) the
//!   company is the author, and the chat is named in brackets. What was asked is never given capitals.
//! - *Names that begin with the family's* ("Park Jin-ho"): MLA, Chicago and the elementary style write them as they are, without a
//!   comma; APA and Harvard, which have initials, invert every name.
//! - *Left out of the list*: what a chat answered can hardly be read again, so that Chicago names it in text or notes alone (18
//!   §14.112), and so does APA with notes from a class (§8.9): [`is_listed`].
//! - *Videos and episodes*: the day counts, and seasons are called seasons.
//! - *Publishers* are named without "Inc." and "Ltd.", and by MLA with "UP" for "University Press".
//! - *Articles of a day* from a database are a newspaper's or a magazine's.
//!
//! What is one style's alone, kind by kind, stands in a file of its name: `apa`, `chicago`, `harvard`, `mla`; what several ask of
//! articles and of the names of sites in `article` and `domain`, of editions in `crate::edition`. Words that a style
//! has no place for go into a variable that its explanations call "a detail" (`supplement-number` of MLA), never into one that
//! means something else.

mod apa;
mod article;
mod chicago;
mod domain;
mod harvard;
mod mla;

pub(crate) use domain::is_address;

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
    let left_out = match style {
        "apa" => matches!(source.kind, Kind::NOTES),
        _ => style.starts_with("chicago") && matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE),
    };
    !left_out
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
    let apa = style == "apa";
    for (_, people) in &mut source.people {
        for person in people {
            if matches!(style, "apa" | "harvard") {
                person.family_first = false;
            }
            // Dr. Seuss, in whichever order somebody wrote it.
            if crate::names::is_titled(person) {
                *person = Person::body(&person.natural());
            }
        }
    }
    place(&mut source, style, old);
    said_once(&mut source, style);
    publisher(&mut source, style, language);
    crate::edition::shorten(&mut source, style, language);
    if let Some(doi) = crate::check::doi(source.text("DOI")).map(str::to_owned) {
        source.set("DOI", &doi);
    }
    if source.text("language").is_empty() && is_foreign(source.text("title")) {
        // Nothing in it is given English capitals.
        source.set("language", "und");
    }
    capitals(&mut source, style, language);
    shorten(&mut source, style, language);
    database(&mut source, apa);
    article::whole(&mut source);
    domain::keep(&mut source);
    match source.kind {
        Kind::AI_CHAT | Kind::AI_IMAGE => ai(&mut source, style, language),
        // A page with a day and a site; APA names the form in brackets, and Harvard names the day of a film only.
        Kind::VIDEO if apa => {
            source.kind = Kind::POST;
            source.set("genre", tongue::say("Video", language));
        }
        Kind::VIDEO if style != "harvard" => source.kind = Kind::PAGE,
        _ => {}
    }
    match style {
        "mla" => mla::shape(&mut source, language),
        "apa" => apa::shape(&mut source, language),
        "harvard" => harvard::shape(&mut source, language),
        "elementary" if source.kind == Kind::LAW => reporter(&mut source),
        _ if style.starts_with("chicago") => chicago::shape(&mut source, style, language),
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
        // Printed where there is no publisher.
        "mla" => source.set("publisher", ""),
        "chicago-notes" | "chicago-author-date" if publisher.is_empty() => {}
        // This style has no room for both: the publisher's lends it.
        "chicago-notes" | "chicago-author-date" => {
            let city = is("publisher-place", &city);
            let lent = [city, is("mark", ": "), publisher].concat();
            source.set("publisher", &lent);
        }
        _ => {}
    }
}

/// A body that is author and publisher, or author and site.
fn said_once(source: &mut Source, style: &str) {
    // A site or a reference work that has its maker's name (MLA 9 §5.54); in Chicago the publisher of a printed book stands.
    let maker = source.text("publisher");
    let web = !source.text("URL").is_empty();
    if is_same_body(maker, source.text("container-title"))
        && (web || !style.starts_with("chicago"))
        && !matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE)
    {
        source.set("publisher", "");
    }
    let [author] = source.people("author") else {
        return;
    };
    let body = author.literal.clone();
    let same = |text: &str| !body.is_empty() && is_same_body(text, &body);
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

/// What a company is by law.
const LAW: [&str; 8] = [
    "Inc.",
    "Inc",
    "Incorporated",
    "Ltd.",
    "Ltd",
    "Limited",
    "LLC",
    "GmbH",
];

/// Where a name ends before one of these endings.
fn without(name: &str, ends: &[&str]) -> Option<usize> {
    ends.iter().find_map(|end| {
        let head = name.strip_suffix(end)?;
        let bare = head.trim_end_matches([' ', ',']);
        (bare.len() < head.len() && !bare.is_empty()).then_some(bare.len())
    })
}

/// Are they one body, whatever it is by law? `Encyclopaedia Britannica, Inc.` publishes Encyclopaedia Britannica.
pub(crate) fn is_same_body(a: &str, b: &str) -> bool {
    let bare = |name: &str| {
        let mut name = name.trim();
        while let Some(end) = without(name, &LAW) {
            name = &name[..end];
        }
        name.to_lowercase()
    };
    bare(a) == bare(b)
}

/// A publisher's name without what it is by law (APA 7 §9.29, Chicago 18 §14.32), and for MLA 9 (§5.62-66) without "The" and
/// "Company", with "and" for "&" (in an English name), and with the short names of university presses.
fn publisher(source: &mut Source, style: &str, language: &str) {
    const BUSINESS: [&str; 10] = [
        "and Company",
        "& Company",
        "and Co.",
        "& Co.",
        "& Co",
        "Company",
        "Co.",
        "Corporation",
        "Corp.",
        "Publishing Co.",
    ];
    let said = source.text("publisher").to_owned();
    if style == "elementary" || matches!(source.kind, Kind::HANDOUT | Kind::NOTES | Kind::SPEECH) {
        return;
    }
    let mut name = said.trim();
    while let Some(end) =
        without(name, &LAW).or_else(|| (style == "mla").then(|| without(name, &BUSINESS)).flatten())
    {
        name = &name[..end];
    }
    if style != "mla" {
        let name = name.to_owned();
        source.set("publisher", &name);
        return;
    }
    let name = name.strip_prefix("The ").unwrap_or(name);
    // "Plaza & Janés" of a Spanish book has no "and".
    let name = if is_english(source, language) {
        name.replace(" & ", " and ")
    } else {
        name.to_owned()
    };
    let press = name.contains("University") && name.split(' ').any(|word| word == "Press");
    let thesis = source.kind == Kind::THESIS;
    let words: Vec<&str> = name
        .split(' ')
        .map(|word| match word {
            "University" if press || thesis => "U",
            "Press" if press => "P",
            word => word,
        })
        .collect();
    source.set("publisher", &words.join(" ").replace("U P", "UP"));
}

/// Prepositions of five letters and more, which Chicago 18 (§8.160) capitalizes: those of the words that the engine's title
/// case leaves small (`carrel-cite/src/textcase.rs`).
const LONG: &[&str] = &[
    "about",
    "above",
    "across",
    "afore",
    "after",
    "against",
    "along",
    "alongside",
    "amidst",
    "among",
    "amongst",
    "anenst",
    "apropos",
    "around",
    "aside",
    "astride",
    "athwart",
    "barring",
    "before",
    "behind",
    "below",
    "beneath",
    "beside",
    "besides",
    "between",
    "beyond",
    "circa",
    "despite",
    "during",
    "except",
    "forenenst",
    "given",
    "inside",
    "modulo",
    "notwithstanding",
    "since",
    "through",
    "throughout",
    "thruout",
    "toward",
    "towards",
    "under",
    "underneath",
    "until",
    "versus",
    "within",
    "without",
];

/// Is it written with letters of which none is Latin?
fn is_foreign(text: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}');
    let mut letters = crate::markup::plain(text);
    letters.retain(char::is_alphabetic);
    !letters.is_empty() && !letters.contains(latin)
}

/// Is the title English? What has no language is taken for what the citation is written in.
fn is_english(source: &Source, citing_in: &str) -> bool {
    let language = source.text("language");
    let language = if language.is_empty() {
        citing_in
    } else {
        language
    };
    language.starts_with("en")
}

/// The short title of pointers and later notes, where nobody gave one: without the subtitle (MLA 9, 6.10; APA 7, 8.14;
/// Chicago 17, 14.33), and in Chicago's notes without the article that it begins with.
fn shorten(source: &mut Source, style: &str, citing_in: &str) {
    let other = matches!(
        source.kind,
        Kind::AI_CHAT | Kind::AI_IMAGE | Kind::POST | Kind::LAW
    );
    if other || style == "harvard" || !source.text("title-short").is_empty() {
        return;
    }
    let title = source.text("title").to_owned();
    let mut short = main_title(&title);
    if style.starts_with("chicago-notes") && is_english(source, citing_in) {
        let bare = ["A ", "An ", "The "]
            .iter()
            .find_map(|article| short.strip_prefix(article));
        short = bare.unwrap_or(short);
    }
    if short.len() < title.len() {
        let short = short.to_owned();
        source.set("title-short", &short);
    }
}

/// A title up to its subtitle: to a colon, or with a question or a call that another beginning follows. Not inside of quotation
/// marks or tags, and a call of one word is no title: "Help! I'm a Prisoner in the Library".
fn main_title(title: &str) -> &str {
    let (mut tags, mut quotes) = (0usize, 0usize);
    let mut at = 0;
    while let Some(c) = title[at..].chars().next() {
        let rest = &title[at..];
        let tag = crate::markup::tag(rest);
        if tag != 0 {
            tags = if rest.starts_with("</") {
                tags.saturating_sub(1)
            } else {
                tags + 1
            };
            at += tag;
            continue;
        }
        match c {
            '“' | '„' | '«' => quotes += 1,
            '”' | '»' => quotes = quotes.saturating_sub(1),
            '"' => quotes = 1 - quotes.min(1),
            _ => {}
        }
        let behind = &rest[c.len_utf8()..];
        let head = title[..at].trim_end();
        let words = head.split_whitespace().count();
        let subtitle = behind.strip_prefix(' ').map(str::trim_start);
        if let Some(next) = subtitle.filter(|next| !next.is_empty() && tags + quotes == 0) {
            let begins = next.trim_start_matches(|c: char| !c.is_alphanumeric());
            match c {
                ':' if head.contains(char::is_alphanumeric) => return head,
                '?' | '!' if words > 1 && begins.starts_with(char::is_uppercase) => {
                    return &title[..at + c.len_utf8()];
                }
                _ => {}
            }
        }
        at += c.len_utf8();
    }
    title
}

fn capitals(source: &mut Source, style: &str, citing_in: &str) {
    let english = is_english(source, citing_in);
    // What was asked of a machine and what somebody posted is left as it was typed.
    if matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE | Kind::POST) {
        return;
    }
    let long = english && matches!(style, "chicago-notes" | "chicago-author-date");
    let part = source.kind.info().csl == "chapter";
    for field in [
        "title",
        "title-short",
        "container-title",
        "collection-title",
    ] {
        let text = source.text(field).to_owned();
        let out = raised(&text, |word, before| {
            let title = field.starts_with("title") || (part && field == "container-title");
            let begins = match before {
                None => title,
                Some(mark) => title && style == "apa" && matches!(mark, ':' | '?' | '!' | '—'),
            };
            // iPad and eBay have their capital inside.
            let own = word.chars().skip(1).any(char::is_uppercase);
            (begins && !own) || (long && LONG.contains(&word))
        });
        if out != text {
            source.set(field, &out);
        }
    }
}

/// The text with a capital for each word that `up` asks one for, which is given the word and the mark before it: `None` for the
/// first word, a blank where no mark stands. Tags are no words, and what keeps its letters keeps them.
fn raised(text: &str, up: impl Fn(&str, Option<char>) -> bool) -> String {
    const KEPT: &str = "<span class=\"nocase\">";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    // A mark ends a part only with a blank behind it: "3:30", "Re:view".
    let mut mark = ' ';
    while let Some(c) = rest.chars().next() {
        let tag = crate::markup::tag(rest);
        let length = if rest.starts_with(KEPT) {
            before = Some(' ');
            rest.find("</span>")
                .map_or(rest.len(), |at| at + "</span>".len())
        } else if tag != 0 {
            tag
        } else if c.is_alphanumeric() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '<' || c == '—');
            let whole = &rest[..end.unwrap_or(rest.len())];
            let word = whole.trim_end_matches(|c: char| !c.is_alphanumeric());
            let length = word.len();
            if up(word, before) {
                out.extend(c.to_uppercase());
                out.push_str(&word[c.len_utf8()..]);
                rest = &rest[length..];
                (before, mark) = (Some(' '), ' ');
                continue;
            }
            (before, mark) = (Some(' '), ' ');
            length
        } else {
            if c.is_whitespace() {
                before = before.map(|_| mark);
            } else if !"“‘\"'([¿¡«„".contains(c) {
                mark = c;
            }
            c.len_utf8()
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// A stretch of a field that says another one, or (`word`, `mark`) none: the reasons of its pieces tell it apart, and nothing
/// else does (`carrel-cite/src/rich.rs`).
fn is(what: &str, text: &str) -> String {
    ["<span class=\"is-", what, "\">", text, "</span>"].concat()
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
    let quoted = is("title", &tongue::quoted(source.text("title"), language));
    let tool = source.text("container-title").to_owned();
    // A note begins with a capital.
    let in_text = style.contains("author-date");
    let word = if in_text {
        "response to"
    } else {
        "Response to"
    };
    // Without the tool's name there is nothing to set a comma before.
    let say = |word, end| is("word", &[tongue::say(word, language), end].concat());
    let (comma, named) = (is("mark", ", "), is("container-title", &tool));
    let words = match (source.kind == Kind::AI_IMAGE, tool.as_str()) {
        (true, "") => [quoted, comma, say("AI-generated image", "")].concat(),
        (true, _) => [quoted, comma, say("image generated by", " "), named].concat(),
        (false, "") => [say(word, " "), quoted].concat(),
        (false, _) => [say(word, " "), quoted, comma, named].concat(),
    };
    let kept = ["<span class=\"nocase\">", &words, "</span>"].concat();
    source.set("genre", &kept);
    for field in ["title", "title-short", "container-title", "version"] {
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

/// MLA: “What was asked” prompt. *Tool*, model or version, company, day, address. No mark stands between the quotation and its word,
/// which no CSL style can say of a title.
fn asked(source: &mut Source, language: &str) {
    let say = |word| tongue::say(word, language);
    let typed = source.text("title").trim().trim_end_matches('.').to_owned();
    if !typed.is_empty() {
        let kept = |words: &str| ["<span class=\"nocase\">", words, "</span>"].concat();
        let quoted = tongue::quoted(&typed, language);
        let word = is("genre", &[" ", say("prompt")].concat());
        source.set("title", &kept(&[&*quoted, &word].concat()));
        source.set("title-short", &kept(&quoted));
    }
    keep_letters(source, "container-title");
    let version = source.text("version").to_owned();
    // "model GPT-4o" (the MLA's guidance of August 2025), but "version 3"; "May 24 version" says it itself.
    let told = ["version", "model"].iter().any(|word| {
        let version = version.to_lowercase();
        version.contains(word) || version.contains(say(word))
    });
    if version.starts_with(|c: char| !c.is_ascii_digit()) {
        let named = is("version", &version);
        let words = [is("word", &[say("model"), " "].concat()), named.clone()].concat();
        source.set("version", "");
        // Not first in its container, it has a small letter (5.50).
        let first = source.text("container-title").is_empty();
        let field = if first { "edition" } else { mla::DETAIL };
        source.set(field, if told { &named } else { &words });
    }
    source.set("genre", "");
    source.kind = Kind::PROMPT;
}

/// Where a source was found, if that counts: a form asks for it, or it is an article. Other programs write the catalogue that a
/// printed book's data came from into the same field.
fn service(source: &Source) -> &str {
    let info = source.kind.info();
    let asked = info.fields.iter().any(|field| field.name == "source");
    if asked || info.csl.starts_with("article") {
        source.text("source")
    } else {
        ""
    }
}

/// A section of a newspaper that the page begins with (B2) is said once; a letter or number is called a section.
fn section(source: &Source, language: &str) -> String {
    let section = source.text("section");
    if section.is_empty() || source.text("page").starts_with(section) {
        return String::new();
    }
    if section.chars().count() > 2 {
        return section.to_owned();
    }
    [tongue::say("sec.", language), " ", section].concat()
}

/// `season 1`, `episode 11`: words before the numbers of episodes.
fn numbered(source: &mut Source, language: &str) {
    for (field, word) in [("volume", "season"), ("number", "episode")] {
        let number = source.text(field).to_owned();
        if !number.is_empty() {
            let words = [tongue::say(word, language), " ", &number].concat();
            source.set(field, &words);
        }
    }
}

/// `347 U.S. 483`: volume, reporter and page are one name, where a style knows no cases.
fn reporter(source: &mut Source) {
    if source.text("container-title").is_empty() {
        return;
    }
    let parts = ["volume", "container-title", "page"].map(|name| source.text(name));
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name = parts.join(" ");
    source.set("container-title", &name);
    source.set("volume", "");
    source.set("page", "");
}

/// Is it what a catalogue lends and nobody reads?
fn is_thing(source: &Source, language: &str) -> bool {
    ["Kit", "Game", "Object"]
        .iter()
        .any(|word| source.text("genre") == tongue::say(word, language))
}

/// A talk: event, who held it, town. Styles know an event and a place, and a publisher that a talk has not.
fn event(source: &mut Source, language: &str) {
    let host = source.text("publisher").to_owned();
    let town = source.text("publisher-place").to_owned();
    let parts = [source.text("event-title"), &host];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let event = parts.join(tongue::say(", ", language));
    source.set("event-title", &event);
    source.set("publisher", "");
    source.set("event-place", &town);
    source.set("publisher-place", "");
}

/// `347 U.S. 483 (1954)`: the reporter "U.S." says which court it was (Bluebook 10.4).
fn supreme_court(source: &mut Source) {
    keep_letters(source, "container-title");
    let court = source.text("authority").to_lowercase();
    if source.text("container-title").contains("U.S.") && court.contains("supreme court") {
        source.set("authority", "");
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
    fn a_company_and_its_work_are_said_once() {
        let mut entry = Source::new("e", Kind::ENTRY);
        entry.set("title", "Volcano");
        entry.set("container-title", "Encyclopaedia Britannica");
        entry.set("publisher", "Encyclopaedia Britannica, Inc.");
        assert_eq!(for_style(&entry, "mla").text("publisher"), "");
        let mut page = Source::new("p", Kind::PAGE);
        page.set("title", "Sharks");
        page.set("container-title", "Scholastic");
        page.set("URL", "https://scholastic.example/sharks");
        page.set_people("author", vec![Person::body("Scholastic Inc.")]);
        assert!(for_style(&page, "mla").people("author").is_empty());
        for style in ["harvard", "chicago-notes"] {
            assert_eq!(
                for_style(&page, style).text("container-title"),
                "",
                "{style}"
            );
        }
        let today = When::day(2026, 11, 29);
        let told = crate::check::check(&entry, &today);
        assert!(
            told.iter()
                .any(|warning| warning.fault == crate::check::Fault::Same)
        );
    }

    #[test]
    fn a_house_and_a_court_by_their_own_names() {
        let mut book = Source::new("b", Kind::BOOK);
        book.set("title", "La ciudad");
        book.set("publisher", "Plaza & Janés");
        let house = |book: &Source, language| {
            let ready = in_language(book, "mla", language);
            ready.text("publisher").to_owned()
        };
        assert_eq!(house(&book, "es-ES"), "Plaza & Janés");
        assert_eq!(house(&book, "en-US"), "Plaza and Janés");
        book.set("language", "es");
        assert_eq!(house(&book, "en-US"), "Plaza & Janés");
        for (court, author) in [
            ("U.S. Supreme Court", "United States, Supreme Court"),
            (
                "Supreme Court of the United States",
                "United States, Supreme Court",
            ),
            ("Supreme Court of Canada", "Supreme Court of Canada"),
        ] {
            let mut case = Source::new("c", Kind::LAW);
            case.set("title", "Brown v. Board of Education");
            case.set("authority", court);
            let ready = for_style(&case, "mla");
            assert_eq!(ready.people("author"), [Person::body(author)]);
        }
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
