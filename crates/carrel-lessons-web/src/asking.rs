//! The school's own catalogue, asked what exercises want to know of it. With the kinds that ask it part of the piece `catalogue`.

use std::rc::Rc;

use carrel_lessons::letters;
use carrel_lessons::model::ShelfPart;
use carrel_lessons::player::{Ask, Catalogue, ShelfBook, Spine};
use carrel_web::app::{App, Found};
use carrel_web::js;

use crate::exercise;
use crate::school::{School, Shelf};
use crate::session::Session;

/// Subject headings that are looked through for pairs of words.
const HEADINGS: u32 = 600;
/// Pairs from headings; as many words of headings are looked up for pairs with words of titles.
const PAIRS: usize = 6;
/// Titles that are looked at for a second word, and at each of some places of the shelf for words where few titles have a heading.
const TITLES: u32 = 40;
/// Books that are looked at for a shelf.
const WINDOW: u32 = 24;

/// The school's own catalogue, which exercises ask: the app, and in tests a pack.
pub trait Library {
    /// How many titles a search page's query finds, and some of them.
    fn search(&self, query: &str, offset: u32, limit: u32) -> impl Future<Output = Option<Found>>;
    /// The first so many subject headings with the number of titles of each.
    fn subjects(&self, most: u32) -> impl Future<Output = Vec<(u32, String)>>;
}

impl Library for App {
    fn search(&self, query: &str, offset: u32, limit: u32) -> impl Future<Output = Option<Found>> {
        App::search(self, query, offset, limit)
    }
    fn subjects(&self, most: u32) -> impl Future<Output = Vec<(u32, String)>> {
        App::subjects(self, most)
    }
}

/// Has the app answer what is wanted, and draws the questions that wanted it.
#[inline(never)]
pub fn ask(session: Rc<Session>) {
    js::spawn(async move {
        let turn = session.turn();
        // What is known may lead to further questions.
        for _ in 0..12 {
            session.school.answer(&session.app()).await;
            if !session.is_turn(turn) {
                break;
            }
            exercise::look_again(&session);
            if !session.school.is_asking() {
                break;
            }
        }
        session.asking.set(false);
        if session.is_turn(turn) {
            exercise::redraw_asking(&session);
        }
    });
}

impl School {
    /// Asks the app everything that is wanted.
    pub async fn answer(&self, app: &impl Library) {
        loop {
            let Some(query) = self.wanted.borrow().first().cloned() else {
                break;
            };
            let found = if self.silent.get() {
                None
            } else {
                app.search(&encoded(&query), 0, 0).await
            };
            if found.is_none() {
                self.silent.set(true);
            }
            let count = found.map(|f| if f.whole { f.total } else { 0 });
            self.counts.borrow_mut().push((query.clone(), count));
            self.wanted.borrow_mut().retain(|q| *q != query);
        }
        if self.pairs_wanted.get() {
            let found = if self.silent.get() {
                Vec::new()
            } else {
                pairs(app).await
            };
            self.pairs.replace(Some(found));
            self.pairs_wanted.set(false);
        }
        loop {
            let Some(shelf) = self.shelves_wanted.borrow().first().copied() else {
                break;
            };
            let books = if self.silent.get() {
                Vec::new()
            } else {
                books(app, shelf).await
            };
            self.shelves.borrow_mut().push((shelf, books));
            self.shelves_wanted.borrow_mut().retain(|s| *s != shelf);
        }
    }

    fn known(&self, query: &str) -> Option<u32> {
        let known = self.counts.borrow();
        if let Some((_, count)) = known.iter().find(|(q, _)| q == query) {
            return *count;
        }
        let mut wanted = self.wanted.borrow_mut();
        if !wanted.iter().any(|q| q == query) {
            wanted.push(query.to_owned());
        }
        None
    }
}

impl Catalogue for School {
    fn count(&self, ask: Ask<'_>) -> Option<u32> {
        let mut sum = 0_i64;
        let mut whole = true;
        // All of them are asked for, so that they come in one go.
        for (sign, query) in ask.sums() {
            match self.known(&query) {
                Some(count) => sum += i64::from(sign) * i64::from(count),
                None => whole = false,
            }
        }
        whole.then(|| u32::try_from(sum).unwrap_or(0))
    }

    fn pairs(&self) -> Option<Vec<(String, String)>> {
        let known = self.pairs.borrow().clone();
        self.pairs_wanted.set(known.is_none());
        known
    }

    fn shelf(&self, part: ShelfPart, count: u16, seed: u32) -> Vec<ShelfBook> {
        let shelf = (part, count, seed);
        if let Some((_, books)) = self.shelves.borrow().iter().find(|(s, _)| *s == shelf) {
            return books.clone();
        }
        let mut wanted = self.shelves_wanted.borrow_mut();
        if !wanted.contains(&shelf) {
            wanted.push(shelf);
        }
        Vec::new()
    }
}

/// A search for these words as they are: no other spellings, and the last word is whole.
fn encoded(query: &str) -> String {
    let mut out = String::from("q=");
    for byte in query.bytes().chain([b' ']) {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            byte => {
                out.push('%');
                for half in [byte >> 4, byte & 15] {
                    out.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
                }
            }
        }
    }
    out.push_str("&exact=1");
    out
}

/// Pairs of words of this catalogue, for any change of a search: two words of one heading, which have titles together (and stand
/// side by side as often as not); a word of a heading with one that some of its titles have; two words of different headings,
/// where each brings titles of its own. Asks the app once for the headings, and once for each word that is looked up.
async fn pairs(app: &impl Library) -> Vec<(String, String)> {
    let mut headings = by_fullness(app.subjects(HEADINGS).await);
    if headings.len() < PAIRS {
        headings.extend(from_titles(app).await);
    }
    let mut out = Vec::new();
    let mut firsts: Vec<String> = Vec::new();
    for heading in &headings {
        let words = two_longest(heading);
        if let [a, b] = &words[..]
            && out.len() < PAIRS
            && !out.iter().any(|(x, _)| x == a)
        {
            out.push((a.clone(), b.clone()));
        }
        if let Some(first) = words.into_iter().next()
            && firsts.len() < PAIRS
            && !firsts.contains(&first)
        {
            firsts.push(first);
        }
    }
    for first in &firsts {
        if let Some(found) = app.search(&encoded(first), 0, TITLES).await {
            let titles = found.hits.iter().map(|(_, title)| title.as_str());
            let beside = beside(first, titles);
            out.extend(beside.map(|word| (first.clone(), word)));
        }
    }
    let side_by_side = firsts.windows(2);
    out.extend(side_by_side.map(|two| (two[0].clone(), two[1].clone())));
    out
}

/// Where few titles have a heading: words of titles from four places of the shelf, each that more than one has with the
/// one that most often stands in the same title, the most frequent first.
async fn from_titles(app: &impl Library) -> Vec<String> {
    let Some(all) = app.search("sort=shelf", 0, 0).await else {
        return Vec::new();
    };
    let mut titles: Vec<Vec<String>> = Vec::new();
    let mut counts: Vec<(u32, String)> = Vec::new();
    for place in 0..4 {
        let offset = all.total / 4 * place;
        let Some(found) = app.search("sort=shelf", offset, TITLES).await else {
            break;
        };
        for (_, title) in found.hits {
            let mut own: Vec<String> = Vec::new();
            for word in long_words(&title) {
                if word.chars().count() > 4 && !own.contains(&word) {
                    own.push(word);
                }
            }
            for word in &own {
                match counts.iter_mut().find(|(_, known)| known == word) {
                    Some((count, _)) => *count += 1,
                    None => counts.push((1, word.clone())),
                }
            }
            titles.push(own);
        }
    }
    counts.retain(|(count, _)| *count > 1);
    counts.sort_by_key(|(count, _)| u32::MAX - count);
    let mut out = Vec::new();
    for (_, word) in counts {
        let with = || titles.iter().filter(|own| own.contains(&word));
        let together = |other: &String| with().filter(|own| own.contains(other)).count();
        let beside = with().flatten().filter(|other| **other != word);
        match beside.max_by_key(|other| (together(other), other.chars().count())) {
            Some(other) => out.push(format!("{word} {other}")),
            None => out.push(word),
        }
        if out.len() == PAIRS {
            break;
        }
    }
    out
}

/// Headings, those with most titles first.
fn by_fullness(subjects: Vec<(u32, String)>) -> Vec<String> {
    let mut order: Vec<(u32, usize)> = subjects
        .iter()
        .enumerate()
        // "cars → Automobiles" is a reference, not a heading.
        .filter(|(_, (_, heading))| !letters::holds(heading, "→"))
        .map(|(n, (count, _))| (u32::MAX - count, n))
        .collect();
    order.sort_unstable();
    order
        .into_iter()
        .map(|(_, n)| subjects[n].1.clone())
        .collect()
}

/// The words of a text that have more than three letters, in small letters, in order.
fn long_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !letters::is_letter(c))
        .filter(|w| w.chars().count() > 3)
        .map(letters::in_small)
}

/// The two longest words of a heading in their order, or as many as there are: small words that hold it together are short, in
/// every language that has some.
fn two_longest(heading: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in long_words(heading) {
        if words.contains(&word) {
            continue;
        }
        words.push(word);
        if words.len() == 3 {
            let length = |n: usize| words[n].chars().count();
            // Of two of one length the first stays.
            let shortest = (0..3).rev().min_by_key(|n| length(*n)).unwrap_or(2);
            words.remove(shortest);
        }
    }
    words
}

/// The word that most of these titles have beside this one, but not all of them.
fn beside<'a>(first: &str, titles: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: Vec<(u32, String)> = Vec::new();
    let mut all = 0;
    for title in titles {
        all += 1;
        let mut own: Vec<String> = Vec::new();
        for word in long_words(title) {
            if word.chars().count() > 4 && word != first && !own.contains(&word) {
                own.push(word);
            }
        }
        for word in own {
            match counts.iter_mut().find(|(_, known)| *known == word) {
                Some((count, _)) => *count += 1,
                None => counts.push((1, word)),
            }
        }
    }
    let mut best: Option<(u32, String)> = None;
    for (count, word) in counts {
        if count < all && best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, word));
        }
    }
    best.map(|(_, word)| word)
}

/// Books that stand near each other at two places of the shelf, chosen by the seed. All have one sign (or none), but where any
/// part of the library is asked for: whether FIC or CHI stands first, no student could know from the labels.
async fn books(app: &impl Library, (part, count, seed): Shelf) -> Vec<ShelfBook> {
    let mut query = String::from("sort=shelf");
    if part == ShelfPart::Nonfiction {
        for hundred in '0'..='9' {
            query.push_str("&dewey=");
            query.push(hundred);
            query.push_str("00");
        }
    }
    let Some(found) = app.search(&query, 0, 0).await else {
        return Vec::new();
    };
    let mut all: Vec<(String, ShelfBook)> = Vec::new();
    let mut at = seed;
    for _ in 0..6 {
        at ^= at << 13;
        at ^= at >> 17;
        at ^= at << 5;
        let offset = at % found.total.saturating_sub(WINDOW).max(1);
        let Some(found) = app.search(&query, offset, WINDOW).await else {
            break;
        };
        let begin = all.len();
        for (n, (call, title)) in (offset..).zip(found.hits) {
            let spine = Spine::of(&call);
            let numbered = spine.is_numbered();
            let fits = match part {
                ShelfPart::Any => true,
                ShelfPart::Nonfiction => numbered,
                ShelfPart::Fiction => !numbered,
            };
            // They come in shelf order: the place among all of them is the key.
            let key = rank(n);
            let sign = match part {
                ShelfPart::Any => String::new(),
                _ => spine.sign,
            };
            let new = !all
                .iter()
                .any(|(_, b)| b.key == key || same_place(&b.call, &call));
            let taken = all[begin..].iter().filter(|(own, _)| *own == sign).count();
            if !call.is_empty() && fits && new && taken * 2 <= usize::from(count) {
                all.push((sign, ShelfBook { call, key, title }));
            }
        }
        if most_frequent(&all).1 >= usize::from(count) {
            break;
        }
    }
    let (sign, _) = most_frequent(&all);
    all.retain(|(own, _)| *own == sign);
    all.truncate(usize::from(count));
    all.into_iter().map(|(_, book)| book).collect()
}

/// The sign that most of these books have, and how many.
fn most_frequent(all: &[(String, ShelfBook)]) -> (String, usize) {
    let mut most = (String::new(), 0);
    for (sign, _) in all {
        let many = all.iter().filter(|(own, _)| own == sign).count();
        if many > most.1 {
            most = (sign.clone(), many);
        }
    }
    most
}

/// A number as text that sorts as the number does.
fn rank(n: u32) -> String {
    char::from_u32(0x2_0000 + n.min(0xe_ffff))
        .into_iter()
        .collect()
}

/// Whether nobody could say which of two call numbers comes first: written differently, or FIC and F for the same.
fn same_place(a: &str, b: &str) -> bool {
    let plain = |call: &str| -> String {
        let mut words = call.split_whitespace();
        let first = words
            .next()
            .filter(|w| w.contains(|c: char| c.is_ascii_digit()));
        first
            .into_iter()
            .chain(words)
            .flat_map(str::chars)
            .map(letters::small)
            .collect()
    };
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_sort_as_numbers() {
        let ranks: Vec<String> = [0, 1, 9, 10, 255, 256, 70_000].map(rank).to_vec();
        let mut sorted = ranks.clone();
        sorted.sort();
        assert_eq!(ranks, sorted);
    }

    #[test]
    fn books_of_one_place_are_not_put_in_order() {
        for (a, b, same) in [
            ("FIC ROW", "Fic Row", true),
            ("FIC ROW", "F ROW", true),
            ("FIC ROW", "FIC ROE", false),
            ("599.5 SIM", "599.5 sim", true),
            ("599.5 SIM", "J 599.5 SIM", true),
            ("599.5 SIM", "599.6 SIM", false),
        ] {
            assert_eq!(same_place(a, b), same, "{a} | {b}");
        }
    }

    #[test]
    fn words_are_searched_as_they_are() {
        assert_eq!(encoded("dogs"), "q=dogs+&exact=1");
        assert_eq!(encoded("\"solar é\""), "q=%22solar+%c3%a9%22+&exact=1");
    }

    #[test]
    fn headings_with_most_titles_come_first_and_references_do_not() {
        let subjects = [
            (3, "Space stations"),
            (9, "Friendship—Fiction"),
            (70, "cars → Automobiles"),
            (50, "Dogs"),
        ];
        let subjects = subjects.map(|(n, heading)| (n, heading.to_owned()));
        let expected = ["Dogs", "Friendship—Fiction", "Space stations"];
        assert_eq!(by_fullness(subjects.into()), expected);
    }

    #[test]
    fn the_words_that_say_most_are_taken_of_a_heading() {
        for (heading, expected) in [
            ("Friendship—Fiction", &["friendship", "fiction"][..]),
            ("Libros para niños", &["libros", "niños"]),
            (
                "Relaciones entre hombres y mujeres",
                &["relaciones", "hombres"],
            ),
            ("España—Historia—Siglo XIX—Novela", &["españa", "historia"]),
            ("Ríos y ríos", &["ríos"]),
            ("Mar", &[]),
        ] {
            assert_eq!(two_longest(heading), expected, "{heading}");
        }
    }

    #[test]
    fn a_second_word_is_in_some_titles_and_not_in_all() {
        let titles = [
            "Los perros del norte",
            "Perros y lobos del norte",
            "Perros pastores",
        ];
        let beside = |titles: &[&str]| super::beside("perros", titles.iter().copied());
        assert_eq!(beside(&titles).as_deref(), Some("norte"));
        assert_eq!(beside(&titles[..2]).as_deref(), Some("lobos"));
        assert_eq!(beside(&["Perros pastores"]), None);
        assert_eq!(beside(&[]), None);
    }

    #[test]
    fn what_is_not_known_is_wanted_once() {
        let school = School::default();
        assert_eq!(school.count(Ask::Or("dogs", "cats")), None);
        assert_eq!(school.count(Ask::Word("dogs")), None);
        assert_eq!(*school.wanted.borrow(), ["dogs", "cats", "dogs cats"]);
        school.counts.borrow_mut().extend([
            ("dogs".to_owned(), Some(10)),
            ("cats".to_owned(), Some(7)),
            ("dogs cats".to_owned(), Some(2)),
        ]);
        assert_eq!(school.count(Ask::Or("dogs", "cats")), Some(15));
    }
}
