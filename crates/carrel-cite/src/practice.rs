//! Exercises with a finished entry: put its parts in order, find the part that was spoilt. The smallest change that
//! mends an order is told, and each part knows why it stands where it stands.

use crate::output::Role;
use crate::token::{Reason, Token};

/// A part of an entry as one takes it in hand: the words of one field with the marks that belong to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its tokens, in order.
    pub tokens: Vec<Token>,
}

impl Part {
    /// What is read, without spaces around.
    #[must_use]
    pub fn text(&self) -> String {
        let all: String = self
            .tokens
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        all.trim().to_owned()
    }

    /// The field that it shows, as CSL names it; empty for words of the style alone.
    #[must_use]
    pub fn variable(&self) -> &'static str {
        let named = self
            .tokens
            .iter()
            .find(|token| token.role == Role::Content && !token.variable.is_empty());
        named.map_or("", |token| token.variable)
    }

    /// Why it is there.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        let said = self
            .tokens
            .iter()
            .find(|token| token.role == Role::Content)?;
        Some(&said.reason)
    }
}

/// Cuts an entry into its parts. Marks that open something (`“`, `(`) go with what follows, other marks with what stands
/// before them; words of the style go with the field that follows.
#[must_use]
pub fn parts(tokens: &[Token]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // What waits for the next field.
    let mut waiting: Vec<Token> = Vec::new();
    for token in tokens {
        let mark =
            token.role == Role::Punctuation || !token.text.chars().any(char::is_alphanumeric);
        let opens = token.text.trim_end().ends_with(['“', '‘', '(', '[', '«']);
        let same = parts
            .last()
            .is_some_and(|part| part.variable() == token.variable && !token.variable.is_empty());
        match (mark, token.role) {
            (true, _) if opens || !waiting.is_empty() => waiting.push(token.clone()),
            (true, _) => match parts.last_mut() {
                Some(part) => part.tokens.push(token.clone()),
                None => waiting.push(token.clone()),
            },
            (false, Role::Label) if !same => waiting.push(token.clone()),
            _ if same && waiting.is_empty() => {
                if let Some(part) = parts.last_mut() {
                    part.tokens.push(token.clone());
                }
            }
            _ => {
                let mut tokens = core::mem::take(&mut waiting);
                tokens.push(token.clone());
                parts.push(Part { tokens });
            }
        }
    }
    match parts.last_mut() {
        Some(part) => part.tokens.append(&mut waiting),
        None if !waiting.is_empty() => parts.push(Part { tokens: waiting }),
        None => {}
    }
    parts
}

/// A row of places that begins with none at its own place if that can be, from a number that says which row.
#[must_use]
pub fn shuffled(count: usize, seed: u32) -> Vec<usize> {
    let mut row: Vec<usize> = (0..count).collect();
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    for at in (1..count).rev() {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        row.swap(at, state as usize % (at + 1));
    }
    if row.is_sorted() && count > 1 {
        row.rotate_left(1);
    }
    row
}

/// The smallest change that brings a row nearer to its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// Two places that must be exchanged; then all is right.
    Swap(usize, usize),
    /// A place that must go behind another one, or to the front.
    Move(usize, Option<usize>),
}

/// How many moves a row of places is from its order, and the first of them. `None` when it is in order.
///
/// The parts that may stay are the longest run that rises (Knuth, *The Art of Computer Programming* 3, 5.1.4); all others
/// must move. Cost: the square of the count.
#[must_use]
pub fn smallest_edit(row: &[usize]) -> Option<(usize, Edit)> {
    if row.is_sorted() {
        return None;
    }
    // Two that changed places and nothing else. A part's place is the number of those before it: no sort, which would
    // cost the player of lessons 3 KB.
    let place = |part: usize| row.iter().filter(|&&other| other < part).count();
    let off: Vec<usize> = (0..row.len()).filter(|&at| place(row[at]) != at).collect();
    if let [a, b] = &off[..] {
        return Some((1, Edit::Swap(row[*a], row[*b])));
    }
    // The length of the longest rising run that ends at each place, and where it came from.
    let mut length = vec![1usize; row.len()];
    let mut from = vec![usize::MAX; row.len()];
    for at in 0..row.len() {
        for before in 0..at {
            if row[before] < row[at] && length[before] + 1 > length[at] {
                length[at] = length[before] + 1;
                from[at] = before;
            }
        }
    }
    let mut at = (0..row.len()).rev().max_by_key(|&at| length[at])?;
    let mut stays = vec![false; row.len()];
    loop {
        stays[at] = true;
        if from[at] == usize::MAX {
            break;
        }
        at = from[at];
    }
    let moves = stays.iter().filter(|stays| !**stays).count();
    let first = (0..row.len()).find(|&at| !stays[at])?;
    let behind = (0..row.len())
        .filter(|&at| stays[at] && row[at] < row[first])
        .map(|at| row[at])
        .max();
    Some((moves, Edit::Move(row[first], behind)))
}

/// How an entry was spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A part stands one place too far to the front.
    TooEarly,
    /// The mark behind a part is another one.
    WrongMark,
    /// The name of a whole work stands upright.
    Upright,
    /// The given name stands in front of the family name.
    NameOrder,
}

/// An entry with one fault in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoilt {
    /// The parts as they are shown.
    pub parts: Vec<Part>,
    /// Which of them is spoilt.
    pub place: usize,
    /// In which way.
    pub fault: Fault,
    /// The part as it should be.
    pub right: Part,
}

/// Spoils an entry in one of the ways that are possible with it; `seed` says in which. `None` for less than three parts.
#[must_use]
pub fn spoil(parts: &[Part], seed: u32) -> Option<Spoilt> {
    if parts.len() < 3 {
        return None;
    }
    let mut ways: Vec<Spoilt> = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let mut add = |fault, changed: Part| {
            if changed != *part {
                let mut all = parts.to_vec();
                all[place] = changed;
                ways.push(Spoilt {
                    parts: all,
                    place,
                    fault,
                    right: part.clone(),
                });
            }
        };
        // The volume of a journal leans, too, but for another reason.
        let whole = |token: &Token| token.italic && matches!(token.reason, Reason::IsWhole(_));
        if part.tokens.iter().any(whole) {
            let mut changed = part.clone();
            changed
                .tokens
                .iter_mut()
                .for_each(|token| token.italic = false);
            add(Fault::Upright, changed);
        }
        if place == 0
            && part.variable() == "author"
            && let Some(changed) = turned(part)
        {
            add(Fault::NameOrder, changed);
        }
        if place + 1 < parts.len()
            && let Some(changed) = other_mark(part)
        {
            add(Fault::WrongMark, changed);
        }
    }
    for place in 1..parts.len() - 1 {
        let mut all = parts.to_vec();
        all.swap(place, place + 1);
        ways.push(Spoilt {
            parts: all,
            place,
            fault: Fault::TooEarly,
            right: parts[place + 1].clone(),
        });
    }
    let count = ways.len();
    (count > 0).then(|| ways.swap_remove(seed as usize % count))
}

/// `Ortiz, Ana` as `Ana, Ortiz`: the two words changed, the comma between them still there.
fn turned(part: &Part) -> Option<Part> {
    let names: Vec<usize> = (0..part.tokens.len())
        .filter(|&at| part.tokens[at].role == Role::Content)
        .take(2)
        .collect();
    let [a, b] = names[..] else {
        return None;
    };
    // Of one person: nothing but the comma that says the name was turned stands between them.
    let comma = |token: &Token| token.reason == Reason::Inverted;
    if b != a + 2 || !comma(&part.tokens[a + 1]) || part.tokens[a].text == part.tokens[b].text {
        return None;
    }
    let mut changed = part.clone();
    let first = changed.tokens[a].text.clone();
    changed.tokens[a].text = core::mem::take(&mut changed.tokens[b].text);
    changed.tokens[b].text = first;
    Some(changed)
}

/// A comma for a point, a point for a comma.
fn other_mark(part: &Part) -> Option<Part> {
    let at = part.tokens.iter().rposition(|token| {
        token.role == Role::Punctuation && matches!(token.text.trim(), "." | ",")
    })?;
    let behind = part.tokens[at + 1..].iter();
    if behind
        .clone()
        .any(|token| token.text.chars().any(char::is_alphanumeric))
    {
        return None;
    }
    let mut changed = part.clone();
    let mark = if changed.tokens[at].text.contains('.') {
        ","
    } else {
        "."
    };
    changed.tokens[at].text = changed.tokens[at].text.replace(['.', ','], mark);
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, Item, Locale, Style};

    fn entry(csl: &str) -> Vec<Part> {
        entry_by(csl, r#"{"family":"Rao","given":"Priya"}"#)
    }

    fn entry_by(csl: &str, authors: &str) -> Vec<Part> {
        let locale =
            Locale::compile(include_str!("../locales/locales-en-US.xml")).expect("a locale");
        let mut engine = Engine::new(Style::compile(csl).expect("a style"), vec![locale], "en-US");
        let item = r#"[{"id":"a","type":"article-journal","title":"Who owns the moon?","author":[AUTHORS],"container-title":"Journal of Space","volume":"12","page":"101-125","issued":{"date-parts":[[2022]]}}]"#;
        engine.set_items(Item::read_json(&item.replace("AUTHORS", authors)).0);
        parts(&engine.bibliography()[0].tokens())
    }

    fn texts(parts: &[Part]) -> Vec<String> {
        parts.iter().map(Part::text).collect()
    }

    const MLA: &str = include_str!("../styles/mla.csl");
    const APA: &str = include_str!("../styles/apa.csl");

    #[test]
    fn an_entry_falls_into_parts_and_nothing_is_lost() {
        let mla = entry(MLA);
        assert_eq!(
            texts(&mla),
            [
                "Rao, Priya.",
                "“Who Owns the Moon?”",
                "Journal of Space,",
                "vol. 12,",
                "2022,",
                "pp. 101–25."
            ]
        );
        let apa = entry(APA);
        assert_eq!(
            texts(&apa),
            [
                "Rao, P.",
                "(2022).",
                "Who owns the moon?",
                "Journal of Space,",
                "12,",
                "101–125."
            ]
        );
        assert_eq!(mla[1].variable(), "title");
        assert!(mla[1].reason().is_some());
        assert!(parts(&[]).is_empty());
    }

    fn check(row: &[usize], expected: Option<(usize, Edit)>) {
        assert_eq!(smallest_edit(row), expected, "{row:?}");
    }

    #[test]
    fn the_smallest_edit() {
        check(&[], None);
        check(&[0, 1, 2], None);
        check(&[1, 0, 2], Some((1, Edit::Swap(1, 0))));
        check(&[0, 3, 2, 1], Some((1, Edit::Swap(3, 1))));
        check(&[1, 2, 3, 0], Some((1, Edit::Move(0, None))));
        check(&[3, 0, 1, 2], Some((1, Edit::Move(3, Some(2)))));
        check(&[0, 2, 3, 1, 4], Some((1, Edit::Move(1, Some(0)))));
    }

    /// Following the advice ends in order after as many moves as were said.
    #[test]
    fn the_advice_leads_to_the_order() {
        for seed in 0..200 {
            let mut row = shuffled(2 + seed as usize % 7, seed);
            assert!(!row.is_sorted());
            let mut left = usize::MAX;
            while let Some((moves, edit)) = smallest_edit(&row) {
                assert!(moves < left, "{row:?}");
                left = moves;
                match edit {
                    Edit::Swap(a, b) => {
                        let at = |part| {
                            row.iter()
                                .position(|other| *other == part)
                                .expect("a place")
                        };
                        let (a, b) = (at(a), at(b));
                        row.swap(a, b);
                    }
                    Edit::Move(part, behind) => {
                        row.retain(|other| *other != part);
                        let to = behind.map_or(0, |behind| {
                            1 + row
                                .iter()
                                .position(|other| *other == behind)
                                .expect("a place")
                        });
                        row.insert(to, part);
                    }
                }
            }
        }
    }

    /// Two bodies changed round, or two names that are the same, would be no fault that one can see.
    #[test]
    fn only_the_name_of_one_person_is_turned() {
        for (authors, turns) in [
            (r#"{"family":"Rao","given":"Priya"}"#, true),
            (
                r#"{"family":"Rao","given":"Priya"},{"family":"Lee","given":"Ann"}"#,
                true,
            ),
            (r#"{"literal":"NASA"},{"literal":"ESA"}"#, false),
            (
                r#"{"literal":"NASA"},{"family":"Rao","given":"Priya"}"#,
                false,
            ),
            (r#"{"family":"Ali","given":"Ali"}"#, false),
            (r#"{"literal":"NASA"}"#, false),
        ] {
            let right = entry_by(MLA, authors);
            let mut faults = (0..40).filter_map(|seed| spoil(&right, seed));
            assert_eq!(
                faults.any(|one| one.fault == Fault::NameOrder),
                turns,
                "{authors}"
            );
        }
    }

    /// In APA the volume leans with the journal before it: it names no whole work.
    #[test]
    fn only_the_name_of_a_work_is_set_upright() {
        let right = entry(APA);
        let volume = right.iter().position(|part| part.variable() == "volume");
        let volume = &right[volume.expect("a volume")];
        assert!(volume.tokens.iter().any(|token| token.italic));
        let faults = (0..40).filter_map(|seed| spoil(&right, seed));
        let upright = faults.filter(|one| one.fault == Fault::Upright);
        let mut parts: Vec<&str> = upright.map(|one| one.right.variable()).collect();
        parts.dedup();
        assert_eq!(parts, ["container-title"]);
    }

    #[test]
    fn one_fault_and_no_more() {
        for csl in [MLA, APA] {
            let right = entry(csl);
            let mut seen = Vec::new();
            for seed in 0..40 {
                let spoilt = spoil(&right, seed).expect("a fault");
                assert_ne!(spoilt.parts, right);
                if !seen.contains(&spoilt.fault) {
                    seen.push(spoilt.fault);
                }
                let mut mended = spoilt.parts.clone();
                match spoilt.fault {
                    Fault::TooEarly => mended.swap(spoilt.place, spoilt.place + 1),
                    _ => mended[spoilt.place] = spoilt.right.clone(),
                }
                assert_eq!(mended, right, "{:?}", spoilt.fault);
            }
            assert_eq!(seen.len(), 4, "{seen:?}");
        }
        assert_eq!(spoil(&entry(MLA)[..2], 1), None);
    }
}
