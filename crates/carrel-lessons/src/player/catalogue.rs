//! The seam to the school's own catalogue.

use super::mark::{self, Marked};
use super::progress::{Attempt, Given};
use super::view::{Controls, fill_two};
use crate::model::{Change, Exercise, Search, SearchTask, ShelfPart, Shelve};
use crate::words::Words;

/// A question to the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask<'a> {
    /// Titles with this word anywhere.
    Word(&'a str),
    /// With both.
    And(&'a str, &'a str),
    /// With either.
    Or(&'a str, &'a str),
    /// With the first and without the second.
    Not(&'a str, &'a str),
    /// With the two side by side.
    Phrase(&'a str, &'a str),
    /// With this word as a subject.
    Subject(&'a str),
    /// What a student typed into the search box.
    Typed(&'a str),
}

/// Sides of ORs that are heeded; nobody types more by hand. Two groups of two make four.
const MOST: usize = 6;
/// Words behind NOTs of one side that are heeded.
const MOST_NOT: usize = 4;
/// Words and signs that are heeded: the cost grows with their square.
const MOST_TERMS: usize = 64;
/// Parentheses in one another that are heeded.
const DEEPEST: usize = 4;

impl Ask<'_> {
    /// The question as a sum of searches that a catalogue without OR and NOT can answer: each with its sign. Every search
    /// is words that must all be there; words in quotation marks stand side by side, `subject:word` is a subject.
    #[must_use]
    pub fn sums(&self) -> Vec<(i8, String)> {
        match *self {
            Ask::Word(a) => vec![(1, a.to_owned())],
            Ask::And(a, b) => vec![(1, [a, b].join(" "))],
            Ask::Or(a, b) => vec![(1, a.to_owned()), (1, b.to_owned()), (-1, [a, b].join(" "))],
            Ask::Not(a, b) => vec![(1, a.to_owned()), (-1, [a, b].join(" "))],
            Ask::Phrase(a, b) => {
                let mut phrase = String::from("\"");
                phrase.push_str(a);
                phrase.push(' ');
                phrase.push_str(b);
                phrase.push('"');
                vec![(1, phrase)]
            }
            Ask::Subject(a) => vec![(1, ["subject:", a].concat())],
            Ask::Typed(text) => typed(text),
        }
    }
}

/// One side of an OR: words that must be there, words that must not.
type Side<'a> = (Vec<&'a str>, Vec<&'a str>);

/// What was typed, with AND, OR, NOT in capitals and parentheses, by inclusion and exclusion.
fn typed(text: &str) -> Vec<(i8, String)> {
    // Tablets type curly quotation marks by themselves.
    let text = text.replace(['“', '”'], "\"");
    let mut reader = Reader {
        terms: terms(&text),
        at: 0,
    };
    let mut sides = reader.one_of(0);
    sides.retain(|side| !side.0.is_empty());
    let mut out = Vec::new();
    // Every choice of sides: together, with the sign of how many there are.
    for choice in 1_u32..1 << sides.len().min(MOST) {
        let mut all: Side<'_> = (Vec::new(), Vec::new());
        for (n, side) in sides.iter().enumerate().take(MOST) {
            if choice >> n & 1 == 1 {
                add(&mut all, side);
            }
        }
        // Every choice of words that must not be there is taken away again.
        for without in 0_u32..1 << all.1.len().min(MOST_NOT) {
            let odd = (choice.count_ones() + 1 + without.count_ones()) % 2 == 1;
            let mut words = all.0.clone();
            for (n, word) in all.1.iter().enumerate().take(MOST_NOT) {
                if without >> n & 1 == 1 {
                    words.push(word);
                }
            }
            out.push((if odd { -1 } else { 1 }, words.join(" ")));
        }
    }
    out
}

/// Reads terms from left to right; each result is the sides of an OR.
struct Reader<'a> {
    terms: Vec<&'a str>,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Up to the end, or to the end of the group.
    fn one_of(&mut self, depth: usize) -> Vec<Side<'a>> {
        let mut out = self.all_of(depth);
        while self.terms.get(self.at) == Some(&"OR") {
            self.at += 1;
            out.extend(self.all_of(depth));
        }
        out.retain(|side| !side.0.is_empty() || !side.1.is_empty());
        out.truncate(MOST);
        out
    }

    /// Up to the next OR.
    fn all_of(&mut self, depth: usize) -> Vec<Side<'a>> {
        let mut out = vec![(Vec::new(), Vec::new())];
        let mut not = false;
        while let Some(term) = self.terms.get(self.at).copied() {
            if term == "OR" || (term == ")" && depth > 0) {
                break;
            }
            self.at += 1;
            let next = match term {
                "AND" | ")" => continue,
                "NOT" => {
                    not = true;
                    continue;
                }
                "(" if depth == DEEPEST => continue,
                "(" => {
                    let group = self.one_of(depth + 1);
                    if self.terms.get(self.at) == Some(&")") {
                        self.at += 1;
                    }
                    group
                }
                term => vec![(vec![term], Vec::new())],
            };
            let next = if not { negated(&next) } else { next };
            not = false;
            out = both(&out, &next);
        }
        out
    }
}

/// Adds the words of another side, each once.
fn add<'a>(side: &mut Side<'a>, other: &Side<'a>) {
    for (own, more) in [(&mut side.0, &other.0), (&mut side.1, &other.1)] {
        for word in more {
            if !own.contains(word) {
                own.push(word);
            }
        }
    }
}

/// Each side of one with each of the other; an empty group changes nothing.
fn both<'a>(one: &[Side<'a>], other: &[Side<'a>]) -> Vec<Side<'a>> {
    if other.is_empty() {
        return one.to_vec();
    }
    let mut out = Vec::new();
    for a in one {
        for b in other.iter().take(MOST) {
            let mut side = a.clone();
            add(&mut side, b);
            out.push(side);
        }
    }
    out.truncate(MOST);
    out
}

/// What is in none of the sides: of each side, one word is missing (or there, where it should not be).
fn negated<'a>(sides: &[Side<'a>]) -> Vec<Side<'a>> {
    let mut out = vec![(Vec::new(), Vec::new())];
    for (must, must_not) in sides {
        let mut ways: Vec<Side<'a>> = Vec::new();
        ways.extend(must.iter().map(|word| (Vec::new(), vec![*word])));
        ways.extend(must_not.iter().map(|word| (vec![*word], Vec::new())));
        out = both(&out, &ways);
    }
    out
}

/// Words, phrases and parentheses; a phrase keeps its quotation marks.
fn terms(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() && out.len() < MOST_TERMS {
        let end = match rest.strip_prefix('"').and_then(|tail| tail.find('"')) {
            Some(end) => end + 2,
            None if rest.starts_with(['(', ')']) => 1,
            None => rest
                .find(|c: char| c.is_whitespace() || c == '(' || c == ')')
                .unwrap_or(rest.len()),
        };
        let (term, tail) = rest.split_at(end);
        out.push(term);
        rest = tail.trim_start();
    }
    out
}

/// A book for a shelf exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShelfBook {
    /// Call number as on the spine.
    pub call: String,
    /// Text that sorts it on the shelf: its rank there.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// The school's catalogue, as far as exercises need it. The caller answers from the pack.
pub trait Catalogue {
    /// How many titles; none while it is not known (not loaded yet, or no catalogue).
    fn count(&self, ask: Ask<'_>) -> Option<u32>;
    /// Pairs of words of this catalogue, the best first, for when the lesson's own do not work here; none while they are
    /// not known.
    fn pairs(&self) -> Option<Vec<(String, String)>>;
    /// Books of a part of the library with different keys, about so many, the choice depending on the seed.
    fn shelf(&self, part: ShelfPart, count: u16, seed: u32) -> Vec<ShelfBook>;
}

/// No catalogue: exercises fall back to paper and to their printed lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCatalogue;

impl Catalogue for NoCatalogue {
    fn count(&self, _: Ask<'_>) -> Option<u32> {
        None
    }
    fn pairs(&self) -> Option<Vec<(String, String)>> {
        Some(Vec::new())
    }
    fn shelf(&self, _: ShelfPart, _: u16, _: u32) -> Vec<ShelfBook> {
        Vec::new()
    }
}

/// A search exercise made for this catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Posed {
    pub(crate) a: String,
    pub(crate) b: String,
    /// Titles before and after the change; the same for `build`.
    pub(crate) before: u32,
    pub(crate) after: u32,
}

/// The question after the change.
pub(crate) fn changed<'a>(change: Change, a: &'a str, b: &'a str) -> Ask<'a> {
    match change {
        Change::And => Ask::And(a, b),
        Change::Or => Ask::Or(a, b),
        Change::Not => Ask::Not(a, b),
        Change::Phrase => Ask::Phrase(a, b),
        Change::Subject => Ask::Subject(a),
    }
}

/// The first pair of words that makes a good exercise here: enough titles before, and some after that differ. Where no pair
/// does, the one that comes nearest; none where nothing is found, or nothing is known yet.
pub(crate) fn pose(search: &Search, catalogue: &dyn Catalogue) -> Option<Posed> {
    let change = match search.task {
        SearchTask::Predict(change) => change,
        SearchTask::Build(_) => Change::And,
    };
    let (mut best, mut most) = (None, 0);
    for round in 0..2 {
        // The catalogue's own pairs cost it something: only when none of the lesson's is good here.
        let pairs = match round {
            0 => search.words.clone(),
            _ => catalogue.pairs()?,
        };
        let mut waits = false;
        for (a, b) in pairs {
            let before = match change {
                Change::Phrase => catalogue.count(Ask::And(&a, &b)),
                _ => catalogue.count(Ask::Word(&a)),
            };
            let after = catalogue.count(changed(change, &a, &b));
            let (Some(before), Some(after)) = (before, after) else {
                waits = true;
                continue;
            };
            // Where titles have no headings, that no heading is found teaches nothing.
            if change == Change::Subject && after == 0 {
                continue;
            }
            let worth = worth(before, after);
            if worth > most {
                most = worth;
                best = Some(Posed {
                    a,
                    b,
                    before,
                    after,
                });
            }
            if most == BEST {
                return best;
            }
        }
        if waits {
            return None;
        }
    }
    best
}

/// What a good exercise is worth.
const BEST: u8 = 4;

/// How good an exercise two counts make: most when there are some titles on both sides, and not as many.
fn worth(before: u32, after: u32) -> u8 {
    match (before, after) {
        (0, _) => 0,
        // Nothing is left: it says little about the change.
        (_, 0) => 1,
        (3.., after) if after != before => BEST,
        (_, after) if after != before => 3,
        (3.., _) => 2,
        _ => 1,
    }
}

/// Books in shelf order: of the catalogue, or printed ones where it has too few.
#[inline(never)]
pub(crate) fn books(
    exercise: &Exercise,
    shelve: &Shelve,
    catalogue: &dyn Catalogue,
    seed: u32,
) -> Vec<ShelfBook> {
    let seed = exercise
        .id
        .bytes()
        .fold(seed, |s, b| s.rotate_left(5) ^ u32::from(b));
    let mut books = catalogue.shelf(shelve.section, shelve.count, seed);
    books.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    books.dedup_by(|a, b| a.key == b.key);
    books.truncate(usize::from(shelve.count));
    if books.len() >= 3 {
        return books;
    }
    let key = |n: usize| {
        let mut key = String::new();
        key.push(char::from(b'a' + u8::try_from(n / 26 % 26).unwrap_or(0)));
        key.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or(0)));
        key
    };
    shelve
        .printed
        .iter()
        .enumerate()
        .map(|(n, call)| ShelfBook {
            call: call.clone(),
            key: key(n),
            title: String::new(),
        })
        .collect()
}

/// Marks a row of books. The reason is the rule that decides at the first place where two stand the wrong way round.
#[inline(never)]
pub(super) fn shelved<'a>(
    exercise: &Exercise,
    shelve: &'a Shelve,
    row: &[u16],
    catalogue: &dyn Catalogue,
    seed: u32,
) -> Marked<'a> {
    let books = books(exercise, shelve, catalogue, seed);
    let mut marked = mark::ordered(books.len(), row);
    let wrong = row.windows(2).find(|w| w[0] > w[1]);
    if let Some([a, b]) = wrong
        && let (Some(a), Some(b)) = (books.get(usize::from(*a)), books.get(usize::from(*b)))
    {
        let name = rule(&a.call, &b.call);
        if let Some((_, why)) = shelve.rules.iter().find(|(rule, _)| rule == name) {
            marked.why.push(why);
        }
    }
    marked
}

/// Marks a prediction, or a search that was built.
#[inline(never)]
pub(super) fn searched<'a>(
    search: &'a Search,
    given: &Given,
    catalogue: &dyn Catalogue,
) -> Marked<'a> {
    let why = |name: &str| {
        let mut cases = search.cases.iter();
        cases
            .find(|(case, _)| case == name)
            .map_or(&[][..], |(_, why)| why)
    };
    match (search.task, given) {
        (SearchTask::Predict(_), Given::One(_) | Given::Text(_)) => {
            let Some(posed) = pose(search, catalogue) else {
                return Marked::default();
            };
            let names = ["fewer", "same", "more"];
            let way = |n: u32| usize::from(n >= posed.before) + usize::from(n > posed.before);
            let (said, guess) = match given {
                // Before there was a number to write, one of the three was chosen.
                Given::One(key) => (usize::from(*key).min(2), None),
                Given::Text(text) => match number(text) {
                    Some(n) => (way(n), Some((n, posed.after))),
                    None => return Marked::default(),
                },
                _ => return Marked::default(),
            };
            let truth = way(posed.after);
            let mut marked = Marked::one(said == truth, why(names[said]));
            // What is said against a guess may speak for another one: what happened here has a reason, too.
            let happened = why(names[truth]);
            if said != truth && !happened.is_empty() {
                marked.why.push(happened);
            }
            marked.guess = guess;
            marked
        }
        (SearchTask::Build(max), Given::Text(query)) if !query.trim().is_empty() => {
            match catalogue.count(Ask::Typed(query)) {
                None => Marked::default(),
                Some(0) => Marked::one(false, why("none")),
                Some(n) if n > u32::from(max) => Marked::one(false, why("many")),
                Some(_) => Marked::one(true, why("good")),
            }
        }
        _ => Marked::default(),
    }
}

/// The number that was written: whole, of at most six digits.
#[must_use]
pub fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let digit = |n: u32, c: u8| Some(n * 10 + u32::from(c.is_ascii_digit().then(|| c - b'0')?));
    if text.is_empty() || text.len() > 6 {
        return None;
    }
    text.bytes().try_fold(0, digit)
}

/// How near a guess came.
#[inline(never)]
pub(super) fn near((said, truth): (u32, u32), words: &Words) -> String {
    let sentence = match said.abs_diff(truth) {
        0 => words.guess_exact(),
        off if off <= (truth / 4).max(1) => words.guess_near(),
        _ => words.guess_far(),
    };
    fill_two(sentence, said, truth)
}

/// What can be done in a question on a search; on paper where the catalogue cannot be asked.
#[inline(never)]
pub(super) fn controls<'a>(
    exercise: &'a Exercise,
    search: &Search,
    attempt: &'a Attempt,
    catalogue: &dyn Catalogue,
) -> Controls<'a> {
    let text = match &attempt.given {
        Given::Text(own) => own.as_str(),
        _ => "",
    };
    match (search.task, pose(search, catalogue)) {
        (SearchTask::Predict(change), Some(posed)) => {
            let after = attempt.checked.then_some(posed.after);
            Controls::Predict(posed.a, posed.b, change, text, posed.before, after)
        }
        // A search of one's own needs no words of ours, but a catalogue that answers.
        (SearchTask::Build(max), posed) if posed.is_some() || answers(search, catalogue) => {
            let found = if text.trim().is_empty() {
                None
            } else {
                catalogue.count(Ask::Typed(text))
            };
            let words = posed.map(|posed| (posed.a, posed.b));
            let own = words.filter(|words| !search.words.contains(words));
            Controls::Build(text, found, max, own)
        }
        _ => Controls::Paper(&exercise.paper),
    }
}

/// Whether the catalogue has counted, be it nothing.
fn answers(search: &Search, catalogue: &dyn Catalogue) -> bool {
    let known = |(a, _): &(String, String)| catalogue.count(Ask::Word(a)).is_some();
    catalogue.pairs().is_some() && search.words.iter().all(known)
}

/// Which rule decides between two call numbers that stand side by side: `sign`, `whole`, `decimal` or `letters`.
pub(crate) fn rule(a: &str, b: &str) -> &'static str {
    let (a, b) = (Spine::of(a), Spine::of(b));
    if a.sign != b.sign {
        return "sign";
    }
    match (a.number, b.number) {
        (Some((x, _)), Some((y, _))) if x != y => "whole",
        (Some((_, x)), Some((_, y))) if x != y => "decimal",
        (Some(_), Some(_)) | (None, None) => "letters",
        _ => "sign",
    }
}

/// Signs that stand behind another sign: "J FIC".
const SECOND: [&str; 8] = ["FIC", "F", "FICTION", "E", "EASY", "B", "BIO", "GN"];

/// As much of a call number as the rules of shelf order speak of: its sign and its Dewey number. The reader in
/// `carrel_core::call_number` knows far more, and would be 5 KB of every student's download; a test compares both.
#[derive(Debug, PartialEq, Eq)]
pub struct Spine<'a> {
    /// What stands before the number, in capitals, or the first words where there is none: `FIC`, `J FIC`, `92`.
    pub sign: String,
    /// The three digits before the point, and the digits behind it.
    number: Option<(&'a str, &'a str)>,
}

impl<'a> Spine<'a> {
    /// Reads it.
    #[must_use]
    pub fn of(call: &'a str) -> Self {
        let mut sign = String::new();
        for token in call.split_whitespace() {
            // "J599" is "J 599".
            let (letters, digits) = token.split_at(
                token
                    .find(|c: char| c.is_ascii_digit())
                    .unwrap_or(token.len()),
            );
            let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
            let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
            let glued = letters.bytes().all(|b| b.is_ascii_alphabetic());
            // 921 is for lives, as 92 is: a sign.
            let life = whole == "921" && decimals.is_empty();
            if whole.len() == 3 && all(whole) && all(decimals) && glued && !life {
                add_word(&mut sign, letters);
                let number = Some((whole, decimals));
                return Self { sign, number };
            }
            if sign.is_empty() || SECOND.contains(&token.to_ascii_uppercase().as_str()) {
                add_word(&mut sign, token);
            } else {
                break;
            }
        }
        Self { sign, number: None }
    }

    /// Whether it has a Dewey number.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        self.number.is_some()
    }
}

fn add_word(sign: &mut String, word: &str) {
    if !sign.is_empty() && !word.is_empty() {
        sign.push(' ');
    }
    sign.push_str(&word.to_ascii_uppercase());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule that decides, by this reader and by the one that the catalogue's shelf order comes from.
    #[test]
    fn rules_are_those_of_the_shelf_order() {
        use carrel_core::call_number::CallNumber;
        let calls = [
            "599.5 SIM",
            "599.53 CAR",
            "599.5 ABC",
            "J 599.5 SIM",
            "J599.5 Sim",
            "REF 031 WOR",
            "R 031 WOR",
            "FIC ROW",
            "fic row",
            "FIC SMI",
            "J FIC ROW",
            "J E SEU",
            "E SEU",
            "92 LIN",
            "921 LIN",
            "921.5 X",
            "629.133 09 MUN",
            "974.811 B",
            "B LIN",
            "YA FIC ROW",
            "GN SPI",
            "005 C",
            "000 A",
            "999.999 Z",
        ];
        let theirs = |a: &str, b: &str| {
            let (a, b) = (CallNumber::parse(a), CallNumber::parse(b));
            if a.prefixes != b.prefixes {
                return "sign";
            }
            match (a.dewey(), b.dewey()) {
                (Some(x), Some(y)) if x.whole != y.whole => "whole",
                (Some(x), Some(y)) if x.decimals != y.decimals => "decimal",
                (Some(_), Some(_)) | (None, None) => "letters",
                _ => "sign",
            }
        };
        for a in calls {
            assert_eq!(
                Spine::of(a).is_numbered(),
                CallNumber::parse(a).dewey().is_some(),
                "{a}"
            );
            for b in calls {
                assert_eq!(rule(a, b), theirs(a, b), "{a} | {b}");
            }
        }
    }

    #[test]
    fn a_guess_is_a_whole_number() {
        for (text, expected) in [
            ("12", Some(12)),
            (" 0 ", Some(0)),
            ("007", Some(7)),
            ("999999", Some(999_999)),
            ("1000000", None),
            ("", None),
            ("-3", None),
            ("+3", None),
            ("2.5", None),
            ("about 9", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn how_near_a_guess_came_is_said() {
        let words = crate::words::of("en");
        for (said, truth, expected) in [
            (9, 9, words.guess_exact()),
            (11, 9, words.guess_near()),
            (12, 9, words.guess_far()),
            (0, 1, words.guess_near()),
            (30, 40, words.guess_near()),
            (29, 40, words.guess_far()),
        ] {
            let sentence = near((said, truth), words);
            assert_eq!(sentence, fill_two(expected, said, truth));
            assert!(sentence.contains(&said.to_string()), "{sentence}");
        }
    }

    #[test]
    fn some_titles_before_and_another_number_behind_make_the_best_exercise() {
        for (before, after, expected) in [
            (0, 0, 0),
            (0, 5, 0),
            (9, 0, 1),
            (9, 9, 2),
            (2, 1, 3),
            (3, 2, BEST),
            (3, 9, BEST),
        ] {
            assert_eq!(worth(before, after), expected, "{before} {after}");
        }
    }

    fn check(typed: &str, expected: &[(i8, &str)]) {
        let sums = Ask::Typed(typed).sums();
        let sums: Vec<(i8, &str)> = sums.iter().map(|(s, q)| (*s, q.as_str())).collect();
        assert_eq!(sums, expected, "{typed}");
    }

    #[test]
    fn what_is_typed_becomes_sums_of_plain_searches() {
        check("", &[]);
        check("NOT dogs", &[]);
        check("dogs cats", &[(1, "dogs cats")]);
        check("dogs AND  cats", &[(1, "dogs cats")]);
        check("dogs or cats", &[(1, "dogs or cats")]);
        check(
            "dogs OR cats",
            &[(1, "dogs"), (1, "cats"), (-1, "dogs cats")],
        );
        check("dogs NOT cats", &[(1, "dogs"), (-1, "dogs cats")]);
        check("\"solar system\" OR", &[(1, "\"solar system\"")]);
        check("\"solar sys", &[(1, "\"solar sys")]);
        check(
            "wolves NOT “true story”",
            &[(1, "wolves"), (-1, "wolves \"true story\"")],
        );
        check(
            "“iron age” OR “stone age”",
            &[
                (1, "\"iron age\""),
                (1, "\"stone age\""),
                (-1, "\"iron age\" \"stone age\""),
            ],
        );
        check(
            "a OR b NOT c",
            &[(1, "a"), (1, "b"), (-1, "b c"), (-1, "a b"), (1, "a b c")],
        );
    }

    /// L21 teaches parentheses, and the box under it took them for letters: "whales OR (dolphins AND noise)" was counted.
    #[test]
    fn parentheses_say_what_comes_first() {
        check(
            "(whales OR dolphins) AND noise",
            &[
                (1, "whales noise"),
                (1, "dolphins noise"),
                (-1, "whales noise dolphins"),
            ],
        );
        check(
            "noise (whales OR dolphins)",
            &[
                (1, "noise whales"),
                (1, "noise dolphins"),
                (-1, "noise whales dolphins"),
            ],
        );
        check(
            "wolves NOT (story OR tale)",
            &[
                (1, "wolves"),
                (-1, "wolves story"),
                (-1, "wolves tale"),
                (1, "wolves story tale"),
            ],
        );
        check("(\"solar system\")", &[(1, "\"solar system\"")]);
        check("((dogs)) cats)", &[(1, "dogs cats")]);
        check("(dogs", &[(1, "dogs")]);
        check("() dogs", &[(1, "dogs")]);
        check("(NOT dogs)", &[]);
        // Two groups of two are four sides, and none of them is lost.
        let sums = Ask::Typed("(a OR b) AND (c OR d)").sums();
        assert_eq!(sums.len(), 15);
        assert_eq!(
            sums.iter().map(|(sign, _)| i32::from(*sign)).sum::<i32>(),
            1
        );
        // However deep or long, it ends.
        let deep = "(".repeat(20) + "a" + &")".repeat(20);
        assert_eq!(Ask::Typed(&deep).sums(), [(1, "a".to_owned())]);
        assert!(Ask::Typed(&"(".repeat(5_000)).sums().is_empty());
        assert_eq!(Ask::Typed(&"word ".repeat(100_000)).sums().len(), 1);
    }
}
