//! Class lists: at the staff desk a student without a card is chosen by class and name. Only where staff said so when the list was
//! loaded, because card numbers and the first letter of the family name are kept then, too; under the list's own key, gone with it.

use std::collections::BTreeMap;

use carrel_circ::PatronKey;
use serde::{Deserialize, Serialize};

/// A student of a class list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    /// First name and the first letter of the family name: `Ana L.`
    pub name: String,
    /// Card.
    pub card: String,
    /// Class or homeroom.
    pub class: String,
    /// The key of the card.
    pub key: PatronKey,
}

impl core::fmt::Debug for Student {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Who is who belongs in no log.
        f.write_str("Student")
    }
}

/// Classes with their students, both in the order of their names.
pub type Classes = BTreeMap<String, Vec<Student>>;

/// `Ana L.`, from a first name and a family name.
#[must_use]
pub fn short_name(first: &str, last: &str) -> String {
    let mut name: String = first.chars().take(12).collect();
    if let Some(letter) = last.trim().chars().next() {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push(letter);
        name.push('.');
    }
    name
}

/// Sorts students into classes; who has none stands under an empty name, the first.
#[must_use]
pub fn classes(students: &[Student]) -> Classes {
    let mut out = Classes::new();
    for student in students {
        out.entry(student.class.clone())
            .or_default()
            .push(student.clone());
    }
    for list in out.values_mut() {
        list.sort_by(|a, b| (&a.name, a.key).cmp(&(&b.name, b.key)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_classes_in_order() {
        assert_eq!(short_name("Anastasia-Maria", "Lee"), "Anastasia-Ma L.");
        assert_eq!(short_name("", "Öztürk"), "Ö.");
        assert_eq!(short_name("Ben", " "), "Ben");
        let student = |name: &str, class: &str, key| Student {
            name: name.to_owned(),
            card: String::new(),
            class: class.to_owned(),
            key: PatronKey(key),
        };
        let list = [
            student("Zoe A.", "7B", 1),
            student("Ana L.", "7B", 2),
            student("Kim", "6A", 3),
        ];
        let classes = classes(&list);
        assert_eq!(classes.keys().collect::<Vec<_>>(), ["6A", "7B"]);
        assert_eq!(classes["7B"][0].name, "Ana L.");
    }
}
