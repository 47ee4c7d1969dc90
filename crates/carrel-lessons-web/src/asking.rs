//! The school's own catalogue, asked what exercises want to know of it. With the kinds that ask it part of the piece `catalogue`.

use std::rc::Rc;

use carrel_lessons::letters;
use carrel_lessons::model::ShelfPart;
use carrel_lessons::player::{Ask, Catalogue, ShelfBook, Spine};
use carrel_web::app::App;
use carrel_web::js;

use crate::exercise;
use crate::school::{School, Shelf};
use crate::session::Session;

/// Subject headings that are looked through for pairs of words.
const HEADINGS: u32 = 600;
/// Books that are looked at for a shelf.
const WINDOW: u32 = 24;

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
    pub async fn answer(&self, app: &App) {
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
            let subjects = if self.silent.get() {
                Vec::new()
            } else {
                app.subjects(HEADINGS).await
            };
            self.pairs.replace(Some(pairs(&subjects)));
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

    fn pairs(&self) -> Vec<(String, String)> {
        match &*self.pairs.borrow() {
            Some(pairs) => pairs.clone(),
            None => {
                self.pairs_wanted.set(true);
                Vec::new()
            }
        }
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

/// Two words of one heading have titles together; the headings with most titles first.
fn pairs(subjects: &[(u32, String)]) -> Vec<(String, String)> {
    let mut order: Vec<(u32, usize)> = subjects
        .iter()
        .enumerate()
        // "cars → Automobiles" is a reference, not a heading.
        .filter(|(_, (_, heading))| !letters::holds(heading, "→"))
        .map(|(n, (count, _))| (u32::MAX - count, n))
        .collect();
    order.sort_unstable();
    let mut out: Vec<(String, String)> = Vec::new();
    for (_, n) in order {
        let words: Vec<String> = subjects[n]
            .1
            .split(|c: char| !letters::is_letter(c))
            .filter(|w| w.chars().count() > 3)
            .map(letters::in_small)
            .collect();
        if let [a, b, ..] = &words[..]
            && a != b
            && !out.iter().any(|(x, _)| x == a)
        {
            out.push((a.clone(), b.clone()));
        }
        if out.len() == 6 {
            break;
        }
    }
    out
}

/// Books that stand near each other at two places of the shelf, chosen by the seed.
async fn books(app: &App, (part, count, seed): Shelf) -> Vec<ShelfBook> {
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
    let mut out: Vec<ShelfBook> = Vec::new();
    let mut at = seed;
    for _ in 0..6 {
        at ^= at << 13;
        at ^= at >> 17;
        at ^= at << 5;
        let offset = at % found.total.saturating_sub(WINDOW).max(1);
        let Some(found) = app.search(&query, offset, WINDOW).await else {
            break;
        };
        let mut taken = 0;
        for (n, (call, title)) in (offset..).zip(found.hits) {
            let numbered = Spine::of(&call).is_numbered();
            let fits = match part {
                ShelfPart::Any => true,
                ShelfPart::Nonfiction => numbered,
                ShelfPart::Fiction => !numbered,
            };
            // They come in shelf order: the place among all of them is the key.
            let key = rank(n);
            let new = !out
                .iter()
                .any(|b| b.key == key || same_place(&b.call, &call));
            if !call.is_empty() && fits && new && taken * 2 <= count {
                taken += 1;
                out.push(ShelfBook { call, key, title });
            }
        }
        if out.len() >= usize::from(count) {
            break;
        }
    }
    out.truncate(usize::from(count));
    out
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
    fn pairs_come_from_the_fullest_headings() {
        let subjects = [
            (3, "Space stations".to_owned()),
            (9, "Friendship—Fiction".to_owned()),
            (50, "Dogs".to_owned()),
            (2, "Friendship in art".to_owned()),
        ];
        let expected = [("friendship", "fiction"), ("space", "stations")];
        assert_eq!(
            pairs(&subjects),
            expected.map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
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
