//! The copies of a library in one small text: what a desk needs to say a title when a barcode is scanned.
//!
//! ```text
//! carrel-copies 1
//! T<TAB>control number<TAB>title
//! C<TAB>barcode<TAB>line of its title, from 0<TAB>call number
//! ```
//!
//! Titles first, then copies in the order of their barcodes (bytes), so that the reader only searches by halves and sorts
//! nothing. No patron and no loan is in it. Tabs and line ends within a value become blanks.

/// First line of the list.
pub const MAGIC: &str = "carrel-copies 1";
/// Longest title in the list, characters: what a desk shows on one line.
pub const LONGEST_TITLE: usize = 90;

/// A copy as the list has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// Barcode.
    pub barcode: &'a str,
    /// Control number of its title.
    pub title_id: &'a str,
    /// Title, at most [`LONGEST_TITLE`] characters.
    pub title: &'a str,
    /// Call number; empty when it has none.
    pub call_number: &'a str,
}

/// The list, ready to be asked. It keeps the text and where its lines are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    text: String,
    titles: Vec<(u32, u32)>,
    copies: Vec<(u32, u32)>,
}

impl Copies {
    /// Reads a list; nothing when it is none, or its copies are out of order. Cost: once through the text.
    #[must_use]
    pub fn read(text: String) -> Option<Self> {
        let mut list = Self::default();
        let mut at = 0;
        let mut last = "";
        for (number, line) in text.split('\n').enumerate() {
            let range = (
                u32::try_from(at).ok()?,
                u32::try_from(at + line.len()).ok()?,
            );
            at += line.len() + 1;
            if number == 0 {
                if line != MAGIC {
                    return None;
                }
            } else if line.starts_with("T\t") {
                list.titles.push(range);
            } else if let Some(copy) = line.strip_prefix("C\t") {
                let barcode = copy.split('\t').next()?;
                if barcode < last {
                    return None;
                }
                last = barcode;
                list.copies.push(range);
            } else if !line.is_empty() {
                return None;
            }
        }
        list.text = text;
        Some(list)
    }

    /// How many copies it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.copies.len()
    }

    /// It has no copy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }

    /// The copy of a barcode.
    #[must_use]
    pub fn find(&self, barcode: &str) -> Option<Found<'_>> {
        let place = self
            .copies
            .binary_search_by(|range| self.barcode(*range).cmp(barcode))
            .ok()?;
        self.found(place)
    }

    /// What a hold on a copy is placed on: the control number of its title, else the barcode itself.
    #[must_use]
    pub fn title_id<'a>(&'a self, barcode: &'a str) -> &'a str {
        self.find(barcode).map_or(barcode, |copy| copy.title_id)
    }

    /// All copies, in the order of their barcodes.
    pub fn iter(&self) -> impl Iterator<Item = Found<'_>> {
        (0..self.copies.len()).filter_map(|place| self.found(place))
    }

    /// The title of a control number, when one of its copies is asked for by that.
    #[must_use]
    pub fn title(&self, id: &str) -> Option<&str> {
        self.titles.iter().find_map(|range| {
            let (known, title) = self.line(*range).split_once('\t')?;
            (known == id).then_some(title)
        })
    }

    fn found(&self, place: usize) -> Option<Found<'_>> {
        let mut cells = self.line(*self.copies.get(place)?).split('\t');
        let barcode = cells.next()?;
        let title: usize = cells.next()?.parse().ok()?;
        let call_number = cells.next().unwrap_or_default();
        let (title_id, title) = self.line(*self.titles.get(title)?).split_once('\t')?;
        Some(Found {
            barcode,
            title_id,
            title,
            call_number,
        })
    }

    fn barcode(&self, range: (u32, u32)) -> &str {
        self.line(range).split('\t').next().unwrap_or_default()
    }

    /// A line without its letter.
    fn line(&self, (from, until): (u32, u32)) -> &str {
        self.text
            .get(from as usize + 2..until as usize)
            .unwrap_or_default()
    }
}

/// Writes the list: titles with their control numbers, copies with barcode, place of the title, and call number. A copy without a
/// barcode is left out; of two with the same barcode the first counts.
#[must_use]
pub fn write(titles: &[(&str, &str)], copies: &[(&str, usize, &str)]) -> String {
    let mut out = String::from(MAGIC);
    let plain = |out: &mut String, value: &str, most: usize| {
        let value = value.trim().chars().take(most);
        out.extend(value.map(|c| if c.is_control() { ' ' } else { c }));
    };
    for (id, title) in titles {
        out.push_str("\nT\t");
        plain(&mut out, id, usize::MAX);
        out.push('\t');
        plain(&mut out, title, LONGEST_TITLE);
    }
    let mut sorted: Vec<(String, &(&str, usize, &str))> = copies
        .iter()
        .map(|copy| {
            let mut barcode = String::new();
            plain(&mut barcode, copy.0, usize::MAX);
            (barcode, copy)
        })
        .filter(|(barcode, (_, title, _))| !barcode.is_empty() && *title < titles.len())
        .collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    sorted.dedup_by(|later, first| later.0 == first.0);
    for (barcode, (_, title, call_number)) in sorted {
        out.push_str(&format!("\nC\t{barcode}\t{title}\t"));
        plain(&mut out, call_number, usize::MAX);
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_found() {
        let text = write(
            &[("a1", "Holes"), ("a2", "The\tHobbit\n")],
            &[
                ("T 20", 1, "FIC TOL"),
                ("T 1", 0, ""),
                ("", 0, "none"),
                ("T 1", 1, "a double"),
                ("T 3", 9, "no such title"),
            ],
        );
        let list = Copies::read(text).expect("a list");
        assert_eq!(list.len(), 2);
        let hobbit = list.find("T 20").expect("a copy");
        assert_eq!((hobbit.title_id, hobbit.title), ("a2", "The Hobbit"));
        assert_eq!(hobbit.call_number, "FIC TOL");
        assert_eq!(list.find("T 1").map(|copy| copy.title), Some("Holes"));
        let all: Vec<&str> = list.iter().map(|copy| copy.barcode).collect();
        assert_eq!(all, ["T 1", "T 20"]);
        assert_eq!(list.find("T 2"), None);
        assert_eq!(list.title("a1"), Some("Holes"));
        assert_eq!((list.title_id("T 1"), list.title_id("T 2")), ("a1", "T 2"));
        assert_eq!(list.title("a3"), None);
    }

    #[test]
    fn other_texts_are_no_lists() {
        for text in [
            "",
            "carrel-copies 2\n",
            "<!doctype html>",
            "carrel-copies 1\nX\t1",
            "carrel-copies 1\nC\tb\t0\t\nC\ta\t0\t",
        ] {
            assert_eq!(Copies::read(text.to_owned()), None, "{text}");
        }
        let odd = "carrel-copies 1\nC\ta\nC\tb\tx\t\nC\tc\t7\t";
        let list = Copies::read(odd.to_owned()).expect("a list");
        for barcode in ["a", "b", "c", ""] {
            assert_eq!(list.find(barcode), None);
        }
    }
}
