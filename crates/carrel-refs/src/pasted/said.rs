//! What an entry says it is: APA in brackets behind a title, MLA and Chicago in words behind it. And where an entry without an
//! author begins with its title.

use super::{LOOKED, Looks, MADE, OPENING, edition, labelled_people, pieces};
use crate::kind::Kind;
use crate::names;
use crate::source::Source;

/// How entries name what a work is, in small letters, and its kind.
const FORMS: &[(&str, Kind)] = &[
    ("film", Kind::FILM),
    ("video", Kind::VIDEO),
    ("tv series episode", Kind::TV),
    ("tv series", Kind::TV),
    ("audio podcast episode", Kind::PODCAST),
    ("video podcast episode", Kind::PODCAST),
    ("podcast episode", Kind::PODCAST),
    ("audio podcast", Kind::PODCAST),
    ("map", Kind::MAP),
    ("song", Kind::SONG),
    ("album", Kind::SONG),
    ("photograph", Kind::IMAGE),
    ("painting", Kind::IMAGE),
    ("drawing", Kind::IMAGE),
    ("sculpture", Kind::IMAGE),
    ("infographic", Kind::IMAGE),
    ("oil on canvas", Kind::IMAGE),
    ("lecture", Kind::SPEECH),
    ("speech", Kind::SPEECH),
    ("conference presentation", Kind::SPEECH),
    ("data set", Kind::DATASET),
    ("dataset", Kind::DATASET),
    ("generative ai chat", Kind::AI_CHAT),
    ("ai-generated image", Kind::AI_IMAGE),
    ("video game", Kind::SOFTWARE),
    ("computer software", Kind::SOFTWARE),
    ("mobile app", Kind::SOFTWARE),
    ("online post", Kind::POST),
    ("post", Kind::POST),
    ("tweet", Kind::POST),
    ("class handout", Kind::HANDOUT),
    ("class notes", Kind::NOTES),
    ("unpublished manuscript", Kind::HANDOUT),
    ("doctoral dissertation", Kind::THESIS),
    ("phd diss", Kind::THESIS),
    ("master’s thesis", Kind::THESIS),
    ("master's thesis", Kind::THESIS),
    ("personal interview", Kind::INTERVIEW),
    ("telephone interview", Kind::INTERVIEW),
    ("email interview", Kind::INTERVIEW),
];

/// The kind that words name.
pub(super) fn kind(words: &str) -> Option<Kind> {
    let words = words.trim().trim_end_matches('.').to_lowercase();
    let form = FORMS.iter().find(|(form, _)| *form == words);
    form.map(|(_, kind)| *kind)
}

/// `Film`, `Oil on canvas`, `Doctoral dissertation, Boston University`: the source is of that kind.
pub(super) fn form(words: &str, source: &mut Source) -> bool {
    let (words, school) = words.split_once(", ").unwrap_or((words, ""));
    let Some(kind) = kind(words) else {
        return false;
    };
    if !school.is_empty() && kind != Kind::THESIS {
        return false;
    }
    source.turn_into(kind);
    source.set("publisher", school);
    match kind {
        // The styles name these themselves.
        Kind::VIDEO | Kind::DATASET => {}
        Kind::POST if words.to_lowercase().ends_with("post") => {}
        Kind::IMAGE => source.set("medium", words),
        _ => source.set("genre", words),
    }
    true
}

/// `version 1.20`, `model GPT-4o`, `season 1`, `episode 11`, `New International Version`: a piece behind a title that counts
/// what it names.
pub(super) fn counted(piece: &str, source: &mut Source) -> bool {
    const COUNTS: [(&str, &str, Kind); 4] = [
        ("version ", "version", Kind::SOFTWARE),
        ("model ", "version", Kind::SOFTWARE),
        ("season ", "volume", Kind::TV),
        ("episode ", "number", Kind::TV),
    ];
    let lower = piece.to_ascii_lowercase();
    for (word, field, kind) in COUNTS {
        if let Some(number) = lower.strip_prefix(word)
            && number.contains(|c: char| c.is_ascii_digit())
        {
            source.set(field, &piece[word.len()..]);
            if source.kind == Kind::BOOK {
                source.turn_into(kind);
            }
            return true;
        }
    }
    if lower.ends_with(" version") && !lower.contains(|c: char| c.is_ascii_digit()) {
        source.set("edition", piece);
        source.turn_into(Kind::SACRED);
        return true;
    }
    false
}

/// The title without what APA puts behind it: `(R. Howard, Trans.)`, `(2nd ed.)`, `(Version 1.20)`, `(Season 1, Episode 11)`,
/// `(No. 15)`, `[Film]`. What is none of these stays in the title.
pub(super) fn behind_title<'t>(mut title: &'t str, source: &mut Source) -> &'t str {
    loop {
        let inside = |open, close| {
            let (before, inside) = title.strip_suffix(close)?.rsplit_once(open)?;
            (!before.trim().is_empty()).then_some((before, inside))
        };
        let shorter = inside(" [", ']')
            .filter(|(_, words)| form(words, source))
            .or_else(|| inside(" (", ')').filter(|(_, words)| detail(words, source)));
        let Some((before, _)) = shorter else {
            return title;
        };
        title = before.trim_end();
    }
}

fn detail(words: &str, source: &mut Source) -> bool {
    if let Some((names, role)) = labelled_people(words) {
        for name in names.replace(", & ", " & ").split(" & ") {
            source.add_person(role, names::typed(name.trim()));
        }
        return true;
    }
    if let Some(edition) = edition(words) {
        source.set("edition", edition);
        return true;
    }
    let report = ["No. ", "Report No. ", "Publication No. "];
    if let Some(number) = report.iter().find_map(|mark| words.strip_prefix(mark)) {
        source.set("number", number);
        source.set("issue", "");
        source.turn_into(Kind::REPORT);
        return true;
    }
    let mut pieces = words.split(", ");
    pieces
        .clone()
        .all(|piece| counted(piece, &mut source.clone()))
        && pieces.all(|piece| counted(piece, source))
}

/// Does what stands before the day in APA say itself that it is a title? `Yellowstone National Park [Map]`, `The Holy Bible (New
/// International Version)`, and the entry of an encyclopedia, behind whose day the book stands: `Volcano. (2020). In World Book.`
pub(super) fn begins_with_title(front: &str, behind: &str) -> bool {
    let front = front.trim_end_matches(['.', ' ']);
    let named = front.len() > behind_title(front, &mut Source::default()).len()
        && front.ends_with([']', ')'])
        && super::did(front).0 == front;
    let behind = behind.trim_start_matches([')', '.', ' ']);
    let piece = pieces(behind).next().unwrap_or_default();
    // A title has small letters in APA, "In cold blood"; an encyclopedia as a whole keeps its capitals.
    let book = piece.strip_prefix("In ").is_some_and(|name| {
        name.split(' ')
            .all(|word| word.len() < 4 || !word.starts_with(char::is_lowercase))
    });
    named || (book && !front.contains(',') && !names::is_body(front))
}

/// Is the first piece of an entry in MLA or Chicago its title? Names of people have a comma there. A title has behind it who made it,
/// a version or what it is (`Coco. Directed by Lee Unkrich, Pixar, 2017.`), or nothing but publisher and date.
pub(super) fn is_title(front: &str, rest: &str, looks: Looks) -> bool {
    let rest = rest.trim_start_matches(['.', ' ']);
    let quoted = front.starts_with(OPENING) || rest.starts_with(OPENING);
    if quoted || front.trim().is_empty() || front.contains([',', '@']) {
        return false;
    }
    let next = pieces(rest).next().unwrap_or_default();
    let next = next.trim().trim_end_matches(['.', ',']);
    let lower = next.to_lowercase();
    let made = MADE.iter().any(|(words, _)| lower.starts_with(words));
    if made || edition(next).is_some() || counted(next, &mut Source::default()) {
        return true;
    }
    match kind(next) {
        // "Rosa Diaz. Personal interview."
        Some(Kind::INTERVIEW) => return false,
        Some(_) => return true,
        None => {}
    }
    let ends = looks == Looks::Mla || rest.contains(", http") || rest.contains(", www.");
    let body = names::is_body(front) && !names::is_body(next);
    ends && rest.contains(',') && !body && !has_sentences(rest)
}

/// Is there a point that ends something, with more behind it than an address or the day of looking?
fn has_sentences(text: &str) -> bool {
    const SHORT: [&str; 9] = ["vol", "no", "pp", "p", "ed", "Inc", "Co", "Dr", "St"];
    text.match_indices(". ").any(|(at, _)| {
        let word = text[..at].rsplit([' ', '.', '(']).next().unwrap_or("");
        let behind: String = text[at + 2..].chars().take(16).collect();
        let behind = behind.to_ascii_lowercase();
        let initial = word.chars().count() < 2;
        let short = initial || SHORT.contains(&word) || crate::source::month(word).is_some();
        let looked = LOOKED.iter().any(|(mark, _)| behind.starts_with(mark));
        !(short || looked || behind.starts_with("http") || behind.starts_with("www."))
    })
}

/// `Brown v. Board of Education, 347 U.S. 483`: a case, its reporter's volume, name and page, which stand before the year in
/// brackets. Gives where the name of the case ends.
pub(super) fn case(front: &str, source: &mut Source) -> Option<usize> {
    if !front.contains(" v. ") {
        return None;
    }
    let (name, reporter) = front.rsplit_once(", ")?;
    let (volume, rest) = reporter.split_once(' ')?;
    let (reporter, page) = rest.rsplit_once(' ')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(volume) || !digits(page) {
        return None;
    }
    source.turn_into(Kind::LAW);
    source.set("volume", volume);
    source.set("container-title", reporter);
    source.set("page", page);
    Some(name.len())
}
