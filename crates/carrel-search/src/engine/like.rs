//! More like this: the records that share most with one, and what it is that they share.
//!
//! What is shared counts by its rarity, as words do in a search: two books about "Deserts" are more alike than two about
//! "Animals". The first subject heading counts in full (cataloguers put what a book is mainly about first: LC's Subject
//! Headings Manual, H 180), further ones a little less, genres and first parts ("Dogs" of "Dogs -- Fiction") less; the author
//! adds a little, because a record has a link for that. Who they are for, the language, the kind of thing, and shelf or class then
//! decide among those that share a subject or a genre. The series has a list of its own, so its books are left out, and so are
//! other editions of the work; of another series two are enough, and of a work in volumes without a series one.
//!
//! Cost: one walk over the lists of the record's own headings, at most [`MOST_POSTINGS`] postings; the audience of
//! [`WEIGHED`] records; the cards of [`LOOK`] for each one wanted. None of it grows with the catalogue.

use carrel_core::BibRecord;

use super::Engine;
use crate::analysis::{fold, is_article};
use crate::build::audience_letter;
use crate::files::{Loaded, Wants};
use crate::order::{best_first, sort_by_number};
use crate::pack::columns::{Column, FILE_RECORDS, Values};
use crate::pack::{dict, postings};
use crate::rank::ln;
use crate::wire::{Alike, Card, HeadingKind, Shared, SharedKind};

/// Postings that are added up for one question; the lists that are worth most come first, and one that does not fit is left out.
const MOST_POSTINGS: usize = 12_000;
/// Records of a heading that may be a reason, and the share of a catalogue: one that more have is no news ("Fiction").
const MOST_RECORDS: u32 = 4_000;
const MOST_SHARE: u32 = 6;
/// Headings whose first words are the same that are looked at.
const MOST_BELOW: usize = 200;
/// What a further heading, a first part, a genre and a person are worth of what the first heading of the same rarity is.
const FURTHER: f32 = 0.8;
const FIRST_PART: f32 = 0.4;
const GENRE: f32 = 0.6;
const PERSON: f32 = 0.2;
/// What is left of the likeness when the readers are a step apart, further apart, or not stated.
const NEXT_AGE: f32 = 0.8;
const OTHER_AGE: f32 = 0.45;
const NO_AGE: f32 = 0.9;
/// What is left when it is in another language, another kind of thing, and when it stands on another shelf.
const OTHER_LANGUAGE: f32 = 0.4;
const OTHER_KIND: f32 = 0.85;
const OTHER_SHELF: f32 = 0.9;
/// Books of one other series that are shown.
const OF_SERIES: usize = 2;
/// Records whose audience is looked at; records whose cards are looked at for each one wanted.
const WEIGHED: usize = 96;
const LOOK: usize = 4;

/// Something that other records may share.
struct Reason {
    shared: Shared,
    worth: f32,
    records: Vec<u32>,
}

impl Reason {
    fn has(&self, record: u32) -> bool {
        self.records.binary_search(&record).is_ok()
    }
}

impl Engine {
    /// The records most like one, best first, with what they share, strongest first. `None` inside when there is no such
    /// record.
    pub(super) fn alike(
        &self,
        id: &str,
        limit: usize,
        wants: &mut Wants,
    ) -> Option<Option<Vec<Alike>>> {
        let Some((record, own, _)) = self.position_of(id, wants)? else {
            return Some(None);
        };
        let Some((bib, _)) = self.decoded(record, wants)? else {
            return Some(Some(Vec::new()));
        };
        // Both are asked for at once: on a slow line each round counts.
        let (reasons, series) = (self.reasons(&bib, wants), self.series_mates(&bib, wants));
        let (reasons, series) = (reasons?, series?);
        let best = self.weighed(record, &bib, &reasons, &series, limit, wants)?;
        let records: Vec<u32> = best.iter().map(|(r, ..)| *r).collect();
        let cards = self.cards(&records, wants)?;
        let class = class(&own);
        let mut found: Vec<(u32, Alike)> = Vec::new();
        for (card, (r, mut score, same_age)) in cards.into_iter().zip(best) {
            let mut shared: Vec<Shared> = reasons
                .iter()
                .filter(|reason| reason.has(r))
                .map(|reason| reason.shared.clone())
                .collect();
            if card.language != own.language {
                score *= OTHER_LANGUAGE;
            }
            if card.format != own.format {
                score *= OTHER_KIND;
            }
            let shelf = match class {
                Some(own) => class.filter(|_| self::class(&card) == Some(own)),
                None => own.shelf.as_deref().filter(|_| card.shelf == own.shelf),
            };
            match shelf {
                Some(text) => shared.push(Shared {
                    kind: SharedKind::Shelf,
                    text: text.to_owned(),
                    count: 0,
                }),
                None => score *= OTHER_SHELF,
            }
            let alike = Alike {
                card,
                shared,
                same_age,
                score,
            };
            found.push((r, alike));
        }
        sort_by_number(&mut found, |(r, alike)| {
            u64::from(best_first(alike.score)) << 32 | u64::from(*r)
        });
        let editions = own_works(&own, &bib);
        // One other volume of the record's own work is just what a reader may want next.
        let mut seen: Vec<Work> = Vec::new();
        let mut out: Vec<Alike> = Vec::new();
        for (_, alike) in found {
            let of = Work::of(&alike.card, &alike.card.title);
            let series = |other: &&Alike| match (&other.card.series, &alike.card.series) {
                (Some((one, _)), Some((two, _))) => one == two,
                _ => false,
            };
            if out.len() < limit
                && !editions.iter().any(|own| own.is_of(&of))
                && !seen
                    .iter()
                    .any(|one| one.is_of(&of) || one.is_volume_of(&of))
                && out.iter().filter(series).count() < OF_SERIES
            {
                seen.push(of);
                out.push(alike);
            }
        }
        Some(Some(out))
    }

    /// The records with most in common, best first: `LOOK` for each one wanted, with whether they are for the same age.
    fn weighed(
        &self,
        record: u32,
        bib: &BibRecord,
        reasons: &[Reason],
        series: &[u32],
        limit: usize,
        wants: &mut Wants,
    ) -> Option<Vec<(u32, f32, bool)>> {
        let mut sums: Vec<(u32, f32)> = Vec::new();
        let mut left = MOST_POSTINGS;
        for reason in reasons
            .iter()
            .filter(|r| r.shared.kind != SharedKind::Person)
        {
            if reason.records.len() > left {
                continue;
            }
            left -= reason.records.len();
            sums.extend(reason.records.iter().map(|r| (*r, reason.worth)));
        }
        sort_by_number(&mut sums, |(r, _)| u64::from(*r));
        let mut best: Vec<(u32, f32)> = Vec::new();
        for (r, worth) in sums {
            match best.last_mut() {
                Some(last) if last.0 == r => last.1 += worth,
                _ if r == record || series.binary_search(&r).is_ok() => {}
                _ => best.push((r, worth)),
            }
        }
        // Equal ones as the catalogue numbers its records.
        sort_by_number(&mut best, |(_, worth)| u64::from(best_first(*worth)));
        best.truncate(WEIGHED);
        let mut whole = true;
        let mut out = Vec::with_capacity(best.len());
        for (r, mut score) in best {
            score += reasons
                .iter()
                .filter(|reason| reason.shared.kind == SharedKind::Person && reason.has(r))
                .map(|reason| reason.worth)
                .sum::<f32>();
            let own = bib.audience.map(audience_letter);
            let Some(other) = self.audience(r, wants) else {
                whole = false;
                continue;
            };
            score *= match apart(own, other) {
                Some(0) => 1.0,
                Some(1) => NEXT_AGE,
                Some(_) => OTHER_AGE,
                None => NO_AGE,
            };
            // "General" is no age.
            out.push((r, score, own.is_some() && own != Some("g") && own == other));
        }
        sort_by_number(&mut out, |(_, score, _)| u64::from(best_first(*score)));
        out.truncate(limit.saturating_mul(LOOK));
        whole.then_some(out)
    }

    /// The audience letter of a record; `None` inside when it states none.
    fn audience(&self, record: u32, wants: &mut Wants) -> Option<Option<&str>> {
        let column = &self.root.columns[Column::Audience as usize];
        let found = self.files.at(column, &record.to_be_bytes(), wants)?;
        Some(match found {
            Some((_, Loaded::Column(values))) => {
                let code = values.codes_of((record % FILE_RECORDS) as usize).first();
                match (values, code) {
                    (Values::Codes { names, .. }, Some(code)) => {
                        names.get(usize::from(*code)).map(String::as_str)
                    }
                    _ => None,
                }
            }
            _ => None,
        })
    }

    /// The records of the series that a record belongs to, in order.
    fn series_mates(&self, bib: &BibRecord, wants: &mut Wants) -> Option<Vec<u32>> {
        let mut records = Vec::new();
        let mut whole = true;
        for series in &bib.series {
            match self.under(HeadingKind::Series, &series.title, false, wants) {
                Some(list) => records.extend(list),
                None => whole = false,
            }
        }
        sort_by_number(&mut records, |r| u64::from(*r));
        whole.then_some(records)
    }

    /// Everything the record may share, strongest first.
    fn reasons(&self, bib: &BibRecord, wants: &mut Wants) -> Option<Vec<Reason>> {
        // What is shown, whether all that begins with it counts, share of its worth.
        let mut asked: Vec<(SharedKind, String, bool, f32)> = Vec::new();
        let mut share = 1.0;
        for subject in &bib.subjects {
            asked.push((SharedKind::Subject, subject.heading(), false, share));
            if let Some(part) = subject.parts.first() {
                asked.push((SharedKind::Subject, part.clone(), true, share * FIRST_PART));
            }
            share = FURTHER;
        }
        for genre in &bib.genres {
            asked.push((SharedKind::Genre, genre.clone(), false, GENRE));
        }
        if let Some(who) = bib.contributors.first() {
            asked.push((SharedKind::Person, who.name.clone(), false, PERSON));
        }
        let mut reasons: Vec<Reason> = Vec::new();
        let mut whole = true;
        for (kind, text, below, share) in asked {
            if reasons.iter().any(|r| r.shared.text == text) {
                continue;
            }
            let list = match kind {
                SharedKind::Person => HeadingKind::Author,
                _ => HeadingKind::Subject,
            };
            let Some(records) = self.under(list, &text, below, wants) else {
                whole = false;
                continue;
            };
            let count = records.len() as u32;
            if count > 1 && count <= self.root.records / MOST_SHARE + MOST_SHARE {
                reasons.push(Reason {
                    worth: share * ln(self.root.records.max(count) as f32 / count as f32),
                    shared: Shared { kind, text, count },
                    records,
                });
            }
        }
        sort_by_number(&mut reasons, |r| u64::from(best_first(r.worth)));
        whole.then_some(reasons)
    }

    /// Records that carry a heading, or any heading of which it is the first part; in order. None when there are too many.
    fn under(
        &self,
        kind: HeadingKind,
        text: &str,
        below: bool,
        wants: &mut Wants,
    ) -> Option<Vec<u32>> {
        let mut low = vec![dict::letter(kind)];
        low.extend_from_slice(fold(text).as_bytes());
        let beginning = |end: u8| [&low[..], &[end]].concat();
        let own = self.heading_keys(&beginning(dict::SHOWN), MOST_BELOW, wants);
        let mut keys = Vec::new();
        if below {
            // Word by word: what lies between "Art" and "Art -- History" are also "Arthur" and "Artists".
            keys = self.heading_keys(&beginning(b' '), MOST_BELOW, wants)?;
            if keys.len() == MOST_BELOW {
                return Some(Vec::new());
            }
        }
        keys.extend(own?);
        let mut records: Vec<u32> = Vec::new();
        let mut whole = true;
        for (key, entry) in keys {
            // "Dogs" and "Dogs -- Fiction", and not "Dogs in art".
            let rest = dict::shown(&key).get(text.len()..).unwrap_or("?");
            if below && !rest.is_empty() && !rest.starts_with(" -- ") {
                continue;
            }
            if records.len() as u64 + (1 << entry.log2()) > u64::from(MOST_RECORDS) {
                return Some(Vec::new());
            }
            match entry {
                postings::Entry::One(p) => records.push(p.record),
                list => match self.lists().records(list, wants) {
                    Some(some) => records.extend(some),
                    None => whole = false,
                },
            }
        }
        sort_by_number(&mut records, |r| u64::from(*r));
        records.dedup();
        whole.then_some(records)
    }
}

/// How many steps lie between two audiences (letters of MARC 008/22): 0 where they meet. `None` when one is not stated.
fn apart(one: Option<&str>, other: Option<&str>) -> Option<u8> {
    let reach = |letter: &str| match letter {
        "a" => (0, 0),
        "b" => (1, 1),
        "c" => (2, 2),
        "d" => (3, 3),
        "j" => (0, 3),
        "g" => (3, 5),
        _ => (5, 5),
    };
    let ((low, high), (from, to)) = (reach(one?), reach(other?));
    Some(if from > high {
        from - high
    } else {
        low.saturating_sub(to)
    })
}

/// The three digits of a Dewey class in front of a call number, as "398" of "J 398.2 HOD"; fiction has none.
fn class(card: &Card) -> Option<&str> {
    let call = card.call_number.as_deref()?;
    let part = call.split(' ').find(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        digits == 3 && part.as_bytes().get(3).is_none_or(|b| *b == b'.')
    })?;
    Some(&part[..3])
}

/// What the editions and the volumes of a work have in common.
struct Work {
    /// Folded, without its article.
    title: String,
    /// The same without the number of its volume.
    stem: String,
    /// Last word of the first name's family name, and the first letter of the given name, when there is one: "García Márquez, Gabriel"
    /// is nobody else than "Gabriel García Márquez", and another than "García, Kami".
    family: String,
    given: Option<char>,
    language: String,
}

impl Work {
    fn of(card: &Card, title: &str) -> Self {
        let whole = fold(title);
        let rest = without_article(&whole);
        let (family, given) = name(card.names.first().map_or("", |(name, _)| name.as_str()));
        // A bare number at the end may be all the title's own ("Apollo 13"): it is a volume's where the name is the same, too.
        let stem = stem(title, !family.is_empty());
        Self {
            title: rest.to_owned(),
            stem: without_article(&stem).to_owned(),
            family,
            given,
            language: card.language.clone(),
        }
    }

    /// Editions. Where one names nobody, the title decides. The same name in another language is most likely a translation.
    fn is_of(&self, other: &Self) -> bool {
        if self.family.is_empty() || other.family.is_empty() {
            return self.title == other.title;
        }
        self.is_by(other) && (self.title == other.title || self.language != other.language)
    }

    /// Volumes.
    fn is_volume_of(&self, other: &Self) -> bool {
        self.is_by(other) && self.stem == other.stem
    }

    fn is_by(&self, other: &Self) -> bool {
        let given = self.given.is_none() || other.given.is_none() || self.given == other.given;
        given && self.family == other.family
    }
}

/// A folded title without an article in front.
fn without_article(folded: &str) -> &str {
    match folded.split_once(' ') {
        Some((first, rest)) if is_article(first) => rest,
        _ => folded,
    }
}

/// Last word of the family name, and the first letter of the given name: of "Family, Given" as of "Given Family".
fn name(shown: &str) -> (String, Option<char>) {
    let shown = shown.split('(').next().unwrap_or_default();
    let (family, given) = match shown.split_once(',') {
        Some((family, given)) => (fold(family), fold(given)),
        None => {
            let all = fold(shown);
            let (given, family) = all.rsplit_once(' ').unwrap_or(("", &all));
            (family.to_owned(), given.to_owned())
        }
    };
    let family = family.rsplit(' ').next().unwrap_or_default();
    (family.to_owned(), given.chars().next())
}

/// Words before the number of a volume, as catalogues of this and other languages have them.
const VOLUME: [&str; 23] = [
    "v", "vol", "vols", "volume", "bk", "book", "pt", "part", "no", "number", "issue", "t", "tome",
    "tomo", "volumen", "libro", "parte", "num", "numero", "band", "bd", "teil", "livre",
];

/// A folded title without what says which volume it is, and all that follows: "Title, vol. 2", "Title. 2, The return", "Title #2"; with
/// `bare` also "Title 2" and "Title II".
fn stem(title: &str, bare: bool) -> String {
    // Each word, and whether a stop, a comma or the like stands before it.
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut stop = false;
    for part in title.split_whitespace() {
        stop |= part.starts_with(['#', '(', '[']);
        for word in fold(part).split(' ').filter(|word| !word.is_empty()) {
            words.push((word.to_owned(), stop));
            stop = false;
        }
        stop |= part.ends_with(['.', ',', ':', ';', '-', '–', '/']);
    }
    let last = words.len().saturating_sub(1);
    let cut = (1..words.len()).find(|&at| {
        let (word, stop) = &words[at];
        let next = words.get(at + 1).map_or("", |(word, _)| word.as_str());
        VOLUME.contains(&word.as_str())
            && (is_number(next) || word.len() > 2 && SPELLED.contains(&next))
            || *stop && is_number(word)
            || bare && at == last && is_number(word) && !matches!(word.as_str(), "i" | "v" | "x")
    });
    words.truncate(cut.unwrap_or(words.len()));
    let words: Vec<String> = words.into_iter().map(|(word, _)| word).collect();
    words.join(" ")
}

/// Numbers of volumes that are spelled out.
const SPELLED: [&str; 10] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// A number of a volume: up to 999, or Roman up to 39. Four digits are a year.
fn is_number(word: &str) -> bool {
    let digits = (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let ones = word.trim_start_matches('x');
    let tens = word.len() - ones.len();
    let roman = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"].contains(&ones);
    digits || roman && tens < 4 && !word.is_empty()
}

/// The record's own work under each of its titles.
fn own_works(card: &Card, bib: &BibRecord) -> Vec<Work> {
    core::iter::once(&card.title)
        .chain(&bib.title.others)
        .map(|title| Work::of(card, title))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_core::bib::Role;

    #[test]
    fn audiences_are_so_many_steps_apart() {
        for (one, other, steps) in [
            ("b", "b", 0),
            ("a", "b", 1),
            ("d", "b", 2),
            ("j", "c", 0),
            ("c", "j", 0),
            ("d", "g", 0),
            ("c", "g", 1),
            ("e", "g", 0),
            ("e", "j", 2),
            ("a", "f", 5),
        ] {
            assert_eq!(apart(Some(one), Some(other)), Some(steps), "{one} {other}");
            assert_eq!(apart(Some(other), Some(one)), Some(steps), "{other} {one}");
        }
        assert_eq!(apart(None, Some("b")), None);
        assert_eq!(apart(Some("b"), None), None);
    }

    #[test]
    fn a_class_is_the_three_digits_in_front() {
        for (call, expected) in [
            ("398.2 HOD", Some("398")),
            ("J 599 SIM", Some("599")),
            ("FIC ROW", None),
            ("FIC 1984", None),
            ("REF 31.5", None),
            ("QA 123x", None),
            ("", None),
        ] {
            let card = Card {
                call_number: Some(call.to_owned()),
                ..Card::default()
            };
            assert_eq!(class(&card), expected, "{call}");
        }
    }

    #[test]
    fn editions_and_translations_are_the_same_work() {
        let card = |title: &str, name: &str, language: &str| {
            let card = Card {
                names: vec![(name.to_owned(), Role::Author)],
                language: language.to_owned(),
                ..Card::default()
            };
            Work::of(&card, title)
        };
        let hobbit = card("The hobbit", "Tolkien, J. R. R.", "eng");
        for (title, name, language, same) in [
            ("Hobbit", "Tolkien, J.R.R. (John Ronald Reuel)", "eng", true),
            ("The Hobbit!", "", "eng", true),
            ("El hobbit", "Tolkien, J. R. R.", "spa", true),
            ("The Silmarillion", "Tolkien, J. R. R.", "eng", false),
            ("The Hobbits", "", "eng", false),
            ("The Hobbit", "Dixon, Chuck", "eng", false),
            ("El dragón", "Funke, Cornelia", "spa", false),
        ] {
            let other = card(title, name, language);
            assert_eq!(hobbit.is_of(&other), same, "{title} {name}");
            assert_eq!(other.is_of(&hobbit), same, "{title} {name}");
        }
    }
    #[test]
    fn a_person_is_known_by_family_and_first_letter() {
        for (one, other, same) in [
            ("García Márquez, Gabriel", "Garcia, Kami", false),
            ("García Márquez, Gabriel", "Gabriel García Márquez", true),
            ("García Márquez, Gabriel", "García Lorca, Federico", false),
            ("Brindle, Anna", "Brindle, Oskar", false),
            ("Brindle, Anna", "Brindle, A. B. (Anna Berta)", true),
            ("Brindle, Anna", "Brindle", true),
            ("Homer", "Homer", true),
            ("Le Guin, Ursula K.", "Ursula K. Le Guin", true),
        ] {
            let work = |name: &str| {
                let card = Card {
                    names: vec![(name.to_owned(), Role::Author)],
                    ..Card::default()
                };
                Work::of(&card, "A title")
            };
            assert_eq!(work(one).is_by(&work(other)), same, "{one}; {other}");
            assert_eq!(work(other).is_by(&work(one)), same, "{other}; {one}");
        }
        // A translation is by the same person: a namesake's book in another language is none.
        let card = |name: &str, language: &str| Card {
            names: vec![(name.to_owned(), Role::Author)],
            language: language.to_owned(),
            ..Card::default()
        };
        let spanish = card("García Márquez, Gabriel", "spa");
        let namesake = card("Garcia, Kami", "eng");
        let [one, two] = [
            Work::of(&spanish, "El gallo azul"),
            Work::of(&namesake, "Blue rooster"),
        ];
        assert!(!one.is_of(&two));
    }

    #[test]
    fn volumes_of_a_work_have_one_stem() {
        for (title, bare, named) in [
            (
                "The moss kingdom. 1",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom, vol. 2",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom. Vol. 3, The return",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom. 4, The last frog",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom - 4",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom #5",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom (book six)",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom: Part VII",
                "the moss kingdom",
                "the moss kingdom",
            ),
            (
                "The moss kingdom II",
                "the moss kingdom",
                "the moss kingdom ii",
            ),
            (
                "The moss kingdom 12",
                "the moss kingdom",
                "the moss kingdom 12",
            ),
            (
                "El reino de musgo, tomo 2",
                "el reino de musgo",
                "el reino de musgo",
            ),
            // No volumes.
            ("Moss, 1984", "moss 1984", "moss 1984"),
            ("Moss 1984", "moss 1984", "moss 1984"),
            ("The frog and I", "the frog and i", "the frog and i"),
            ("Book two", "book two", "book two"),
            ("7", "7", "7"),
            ("101 frogs", "101 frogs", "101 frogs"),
            ("Oh no one frog", "oh no one frog", "oh no one frog"),
            ("A book of moss", "a book of moss", "a book of moss"),
            (
                "Three frogs and a part of the moss",
                "three frogs and a part of the moss",
                "three frogs and a part of the moss",
            ),
        ] {
            assert_eq!(stem(title, true), bare, "{title}");
            assert_eq!(stem(title, false), named, "{title}, by nobody");
        }
    }
}
