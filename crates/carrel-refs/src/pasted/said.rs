//! What an entry says it is: APA in brackets behind a title, MLA and Chicago in words behind it. And where an entry without an
//! author begins with its title.

use super::marks::OPENING;
use super::people::spoken;
use super::years::LOOKED;
use super::{Looks, MADE, Part, edition, labelled_people, pieces};
use crate::kind::Kind;
use crate::names;
use crate::source::Source;

/// How entries name what a work is, in small letters, and its kind.
const FORMS: &[(&str, Kind)] = &[
    ("handout", Kind::HANDOUT),
    ("podcast", Kind::PODCAST),
    ("ios", Kind::SOFTWARE),
    ("nintendo switch", Kind::SOFTWARE),
    ("e-book", Kind::EBOOK),
    ("image", Kind::IMAGE),
    ("large language model", Kind::SOFTWARE),
    ("address", Kind::SPEECH),
    ("fact sheet", Kind::REPORT),
    ("technical report", Kind::REPORT),
    ("phd dissertation", Kind::THESIS),
    ("letter", Kind::EMAIL),
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
    let song = (words.starts_with("song ") && words.contains("recorded by")).then_some(Kind::SONG);
    form.map(|(_, kind)| *kind).or(song)
}

/// `Film`, `Oil on canvas`, `Doctoral dissertation, Boston University`: the source is of that kind.
pub(super) fn form(words: &str, source: &mut Source) -> bool {
    // "[Video game; iOS]"
    let words = words.split(';').next().unwrap_or(words);
    // "[Song recorded by A. Lee & B. Cho]", behind the name of who wrote it, who may be one of them.
    if let Some((song, singers)) = words.split_once(" recorded by ")
        && kind(words) == Some(Kind::SONG)
    {
        source.turn_into(Kind::SONG);
        source.set("genre", song);
        let (writers, singers) = (source.people("author").to_vec(), spoken(singers));
        if writers.iter().any(|writer| singers.contains(writer)) {
            source.set_people("composer", writers);
            source.set_people("author", singers);
        } else {
            source.set_people("performer", singers);
        }
        return true;
    }
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
        Kind::VIDEO | Kind::DATASET | Kind::EBOOK => {}
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
    if lower.ends_with(" version") && !lower.contains(|c: char| c.is_ascii_digit() || c == '?') {
        source.set("edition", piece);
        source.turn_into(Kind::SACRED);
        return true;
    }
    false
}

/// Words that citations have of themselves, in small letters; those of fewer than four letters count only with a capital.
const OWN: &str = " accessed adapted aired available book chap chapter conducted date dated directed director directors disponible dossier \
     edited edition editor editors eds edn episode from host hosts illustrated illus interview interviewed introduction model \
     narr narrated online original page pages paper para pars performance performances presented print produced prompt \
     published read received recorded recuperado reprint retrieved season seen series the trans translated translator translators unpublished via \
     version visited viewed vol volume with work written year ";

/// Words of the text that stand in no field of the source and that no citation has of itself: they found no place.
pub(super) fn unread(text: &str, source: &Source, found: &[(usize, usize, Part)]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let mut known = String::from(" ");
    let mut know = |text: &str| {
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            known.push_str(&word.to_lowercase());
            known.push(' ');
        }
    };
    for (_, text) in &source.texts {
        know(text);
    }
    for person in source.people.iter().flat_map(|(_, people)| people) {
        know(&person.natural());
    }
    // Where the last one of the list ends.
    let mut last = usize::MAX;
    let mut at = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let from = at + text[at..].find(word).unwrap_or(0);
        at = from + word.len();
        let long = word.chars().count();
        let counts = long > 3 || (long == 3 && word.starts_with(char::is_uppercase));
        if !counts || word.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let other = |part: &Part| {
            !matches!(
                part,
                Part::Author | Part::Title | Part::Container | Part::Maker
            )
        };
        let placed = found
            .iter()
            .any(|(start, end, part)| other(part) && (*start..*end).contains(&from));
        let lower = word.to_lowercase();
        let alone = [" ", &*lower, " "].concat();
        let own = OWN.contains(&alone)
            || FORMS.iter().any(|(form, _)| form.contains(&*lower))
            || crate::source::month(word).is_some();
        if placed || own || known.contains(&alone) {
            continue;
        }
        match list.last_mut() {
            Some(before) if last != usize::MAX && from == last + 1 => {
                before.push_str(&text[last..at]);
            }
            _ => list.push(word.to_owned()),
        }
        last = at;
    }
    list
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

/// `2nd ed., Vol. 5`, `R. Howard & K. Lee, Trans.; Rev. ed.`, `Season 1, Episode 11`: all of it or nothing.
fn detail(words: &str, source: &mut Source) -> bool {
    words
        .split("; ")
        .all(|part| one_detail(part, &mut source.clone()))
        && words.split("; ").all(|part| one_detail(part, source))
}

fn one_detail(words: &str, source: &mut Source) -> bool {
    if let Some((names, role)) = labelled_people(words) {
        for person in super::people::spoken(names) {
            source.add_person(role, person);
        }
        return true;
    }
    let report = [
        "No. ",
        "Report No. ",
        "Publication No. ",
        "Technical Report ",
        "Fact Sheet ",
    ];
    let code = words.contains('-')
        && words.starts_with(char::is_uppercase)
        && words.split(' ').count() < 3;
    let number = report.iter().find_map(|mark| words.strip_prefix(mark));
    if let Some(number) =
        number.or_else(|| (code && words.contains(|c: char| c.is_ascii_digit())).then_some(words))
    {
        source.set("number", number);
        source.set("issue", "");
        // An episode of a podcast is numbered, too.
        if source.kind == Kind::BOOK {
            source.turn_into(Kind::REPORT);
        }
        return true;
    }
    words.split(", ").all(|piece| {
        if let Some(edition) = edition(piece) {
            source.set("edition", edition);
            return true;
        }
        let version = piece
            .strip_prefix("Version ")
            .filter(|name| name.ends_with(" Version"));
        if let Some(name) = version {
            return counted(name, source);
        }
        // The volume and the pages were read already.
        let known = ["Vol. ", "vol. ", "pp. ", "p. "]
            .iter()
            .any(|mark| piece.starts_with(mark));
        known || counted(piece, source)
    })
}

/// Does what stands before the day in APA say itself that it is a title? `Yellowstone National Park [Map]`, `The Holy Bible (New
/// International Version)`, and the entry of an encyclopedia, behind whose day the book stands: `Volcano. (2020). In World Book.`
pub(super) fn begins_with_title(front: &str, behind: &str) -> bool {
    let front = front.trim_end_matches(['.', ' ']);
    let named = front.len() > behind_title(front, &mut Source::default()).len()
        && front.ends_with([']', ')'])
        && super::people::did(front).0 == front;
    let behind = behind.trim_start_matches([')', '.', ' ']);
    let piece = pieces(behind).next().unwrap_or_default();
    // A title has small letters in APA, "In cold blood"; an encyclopedia as a whole keeps its capitals.
    let book = piece.strip_prefix("In ").is_some_and(|name| {
        name.split(' ')
            .all(|word| word.len() < 4 || !word.starts_with(char::is_lowercase))
    });
    let lower = piece.trim().to_lowercase();
    let made = MADE.iter().any(|(words, _)| lower.starts_with(words));
    let said = made
        || behind.starts_with('[')
        || counted(piece.trim().trim_end_matches('.'), &mut Source::default());
    named || said || (book && !front.contains(',') && !names::has_body_word(front))
}

/// Where the site begins behind a title without quotation marks in Harvard: behind what the work is, in brackets, or at the last
/// comma of a sentence that an address follows, but for the day.
pub(super) fn site_begins(text: &str, from: usize, to: usize) -> Option<usize> {
    let title = &text[from..to];
    if let Some(at) = title.find("], ") {
        return Some(from + at + 1);
    }
    let behind = text[to..].trim_start_matches(['.', ' ']);
    let linked = [
        "Available at",
        "Disponible en",
        "Disponible sur",
        "Verfügbar",
    ];
    if !linked.iter().any(|words| behind.starts_with(words)) {
        return None;
    }
    let mut head = title;
    loop {
        let (before, last) = head.rsplit_once(", ")?;
        let day = crate::source::When::read(&[last, " 2000"].concat()).day != 0
            || crate::source::month(last.split('–').next().unwrap_or(last)).is_some();
        if !day {
            return last
                .starts_with(char::is_uppercase)
                .then_some(from + before.len());
        }
        head = before;
    }
}

/// `in H.L. Gates Jr. and V.A. Smith (eds) The Norton anthology`: editors and book as Harvard has them. Gives where the book ends.
pub(super) fn edited(
    text: &str,
    after: usize,
    source: &mut Source,
    found: &mut Vec<(usize, usize, Part)>,
) -> Option<usize> {
    let rest = text.get(after..)?;
    let inside = rest.trim_start_matches([',', ' ']).strip_prefix("in ")?;
    let at = text.len() - inside.len();
    let (open, length) = [" (eds) ", " (ed.) ", " (eds.) ", " (ed) "]
        .iter()
        .find_map(|mark| Some((inside.find(mark)?, mark.len())))?;
    for person in super::people::spoken(&inside[..open]) {
        source.add_person("editor", person);
    }
    found.push((at, at + open, Part::Author));
    let book = at + open + length;
    let name = text[book..].split(['.', ',']).next().unwrap_or_default();
    source.set("container-title", name);
    found.push((book, book + name.len(), Part::Container));
    Some(book + name.len())
}

/// Is the first piece of an entry in MLA or Chicago its title? Names of people have a comma there. A title has behind it who made it,
/// a version or what it is (`Coco. Directed by Lee Unkrich, Pixar, 2017.`), or nothing but publisher and date.
pub(super) fn is_title(front: &str, rest: &str, looks: Looks) -> bool {
    let rest = rest.trim_start_matches(['.', ' ']);
    let quoted = front.starts_with(OPENING) || rest.starts_with(OPENING);
    if quoted || front.trim().is_empty() || front.contains('@') {
        return false;
    }
    let next = pieces(rest).next().unwrap_or_default();
    let next = next.trim().trim_end_matches(['.', ',']);
    let lower = next.to_lowercase();
    let made = MADE.iter().any(|(words, _)| lower.starts_with(words));
    let made = made && !lower.starts_with("received by ");
    if made || edition(next).is_some() || counted(next, &mut Source::default()) {
        return true;
    }
    if front.contains(',') {
        return false;
    }
    match kind(next) {
        // "Rosa Diaz. Personal interview."
        Some(Kind::INTERVIEW) => return false,
        Some(_) => return true,
        None => {}
    }
    let ends = looks == Looks::Mla || rest.contains(", http") || rest.contains(", www.");
    let named = |name: &str| names::has_body_word(name) || name.contains(" & ");
    let body = (names::is_body(front) && !names::is_body(next)) || (named(front) && !named(next));
    ends && rest.contains(',') && !body && !has_sentences(rest)
}

/// Does it say by itself that it is a title? Names ask and call nothing, have no subtitle, no figures and no small words but those
/// before a family's.
pub(super) fn reads_as_title(front: &str) -> bool {
    let front = front.trim_end_matches(['.', ' ']);
    if front.is_empty() || front.contains('@') || super::people::did(front).0 != front {
        return false;
    }
    let marks = front.contains(['?', '!', '<']) || front.contains(": ") || front.contains(" – ");
    let series = front.starts_with("The ") && front.contains(", the ");
    marks || series || (has_title_words(front) && !names::has_body_word(front))
}

/// Words and figures that titles have, and hardly ever names.
fn has_title_words(front: &str) -> bool {
    const INSIDE: [&str; 16] = [
        " in ", " to ", " a ", " an ", " is ", " are ", " from ", " with ", " how ", " why ",
        " we ", " you ", " Is ", " Are ", " Why ", " How ",
    ];
    const FIRST: [&str; 9] = [
        "A ", "An ", "How ", "Why ", "What ", "To ", "Through ", "Between ", "From ",
    ];
    // `Up, up and away`: behind the comma of a name is a given name, a role or a particle.
    let small = front.starts_with(char::is_uppercase)
        && front.split(", ").skip(1).any(|part| {
            let word = part.split([' ', '.']).next().unwrap_or_default();
            let own = [
                "and",
                "et",
                "y",
                "e",
                "und",
                "editor",
                "editors",
                "ed",
                "eds",
                "dir",
                "dirs",
                "director",
                "directors",
                "trans",
                "translator",
                "host",
                "hosts",
                "of",
                "the",
                "u",
            ];
            let particle = part.contains(char::is_uppercase);
            word.starts_with(char::is_lowercase) && !own.contains(&word) && !particle
        });
    small
        || front.contains(|c: char| c.is_ascii_digit())
        || INSIDE.iter().any(|word| front.contains(word))
        || FIRST.iter().any(|word| front.starts_with(word))
}

/// Could what was taken for names be a title as well? Neither a comma nor the word of a body tells.
pub(super) fn could_be_title(front: &str) -> bool {
    let front = front.trim_end_matches(['.', ' ']);
    let known = names::has_body_word(front) || front.starts_with(['@']) || front.starts_with("Dr.");
    let alone = !front.contains(',') && !known;
    let spoken = front
        .split(' ')
        .any(|word| word.len() == 2 && word.ends_with('.'));
    (alone && !spoken) || has_title_words(front)
}

/// `Film`, `Rev. ed`, `Translated by …`, `In …`: what stands behind a title and does not belong to it.
pub(super) fn is_no_title(part: &str) -> bool {
    let lower = part.to_lowercase();
    let made = MADE.iter().any(|(words, _)| lower.starts_with(words));
    let short = part.split(' ').count() < 4 && (lower.ends_with(" ed") || lower.starts_with("rev"));
    let date = part
        .trim_start_matches('[')
        .starts_with(|c: char| c.is_ascii_digit())
        || crate::source::month(part.split(['.', '–', ' ']).next().unwrap_or_default()).is_some();
    let code = part.contains('-') && part.contains(|c: char| c.is_ascii_digit());
    let named = FORMS
        .iter()
        .any(|(form, _)| form.len() > 5 && lower.starts_with(form));
    let other = ["email to ", "vol", "pp", "in ", "song ", "version "]
        .iter()
        .any(|word| lower.starts_with(word));
    let edited = kind(part).is_some() || edition(part).is_some();
    made || short || date || code || named || other || edited
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
    let (name, reporter) = front.rsplit_once(", ")?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (volume, rest) = match reporter.split_once(' ') {
        Some((volume, rest)) if digits(volume) => (volume, rest),
        _ => ("", reporter),
    };
    let (reporter, page) = rest.rsplit_once(' ')?;
    let court = reporter.starts_with("U.S.") || reporter.starts_with("F.");
    let versus = front.contains(" v. ") && !volume.is_empty();
    if !(versus || court) || !(digits(page) || page == "___") {
        return None;
    }
    source.turn_into(Kind::LAW);
    source.set("volume", volume);
    source.set("container-title", reporter);
    source.set("page", page.trim_matches('_'));
    Some(name.len())
}
