//! Control numbers that stay: `sample/ids.tsv` remembers which title has which.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Complaint;
use crate::title::Title;

const HEAD: &str = "# Control numbers of the sample library. A number once given is never given again: to mend a title or a name,\n# change it here and in titles/*.toml together. `cargo run -p carrel-sample` adds lines for new titles.\n# id\tlanguage\tform\ttitle\tby\n";

/// The numbers given so far.
#[derive(Debug, Default)]
pub struct Numbers {
    given: BTreeMap<Key, u32>,
    used: BTreeSet<u32>,
    last: u32,
}

/// What tells one title from every other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    language: String,
    form: String,
    title: String,
    by: String,
}

impl Key {
    fn of(title: &Title) -> Self {
        Self {
            language: title.lang.clone(),
            form: title.form.word().to_owned(),
            title: title.title.clone(),
            by: title.by.first().cloned().unwrap_or_default(),
        }
    }

    fn row(&self) -> String {
        format!(
            "{}\t{}\t{}\t{}",
            self.language, self.form, self.title, self.by
        )
    }
}

fn shown(number: u32) -> String {
    format!("wsl-{number:05}")
}

impl Numbers {
    /// Reads the table.
    ///
    /// # Errors
    /// At the first line that is no row, or repeats a number or a title.
    pub fn parse(text: &str) -> Result<Self, Complaint> {
        let mut numbers = Self::default();
        for (i, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        {
            let wrong =
                |what: &str| Complaint(format!("ids.tsv line {}: {what}: \"{line}\"", i + 1));
            let cells: Vec<&str> = line.split('\t').collect();
            let &[id, language, form, title, by] = cells.as_slice() else {
                return Err(wrong("expected five columns"));
            };
            let number = id
                .strip_prefix("wsl-")
                .filter(|n| n.len() == 5)
                .and_then(|n| n.parse::<u32>().ok());
            let number = number.ok_or_else(|| wrong("expected a number such as wsl-00001"))?;
            let key = Key {
                language: language.into(),
                form: form.into(),
                title: title.into(),
                by: by.into(),
            };
            if numbers.given.values().any(|known| *known == number) {
                return Err(wrong("the number stands there twice"));
            }
            if numbers.given.insert(key, number).is_some() {
                return Err(wrong("the title stands there twice"));
            }
            numbers.last = numbers.last.max(number);
        }
        Ok(numbers)
    }

    /// The number of a title: the one it has, or the next.
    pub fn of(&mut self, title: &Title) -> String {
        let last = &mut self.last;
        let number = *self.given.entry(Key::of(title)).or_insert_with(|| {
            *last += 1;
            *last
        });
        self.used.insert(number);
        shown(number)
    }

    /// Rows whose title was not asked for.
    pub fn retired(&self) -> impl Iterator<Item = String> + '_ {
        self.given
            .iter()
            .filter(|(_, number)| !self.used.contains(number))
            .map(|(key, number)| format!("{} ({})", shown(*number), key.title))
    }

    /// The table, by number.
    #[must_use]
    pub fn to_text(&self) -> String {
        let by_number: BTreeMap<u32, &Key> = self
            .given
            .iter()
            .map(|(key, number)| (*number, key))
            .collect();
        let mut text = HEAD.to_owned();
        for (number, key) in by_number {
            text.push_str(&format!("{}\t{}\n", shown(number), key.row()));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(name: &str, form: &str) -> Title {
        let text = format!(
            "[[book]]\ntitle = \"{name}\"\nby = [\"A, B\"]\nform = \"{form}\"\ncall = \"E A\"\nshelf = \"Fiction\"\nsubjects = [\"Dogs\"]\nsummary = \"S\"\naud = \"b\"\ngrades = \"K-2\"\n"
        );
        crate::title::parse("p", &text).expect("title").remove(0)
    }

    #[test]
    fn numbers_stay_when_titles_come_and_go() {
        let mut first = Numbers::default();
        assert_eq!(first.of(&title("One", "book")), "wsl-00001");
        assert_eq!(first.of(&title("Two", "book")), "wsl-00002");
        let mut second = Numbers::parse(&first.to_text()).expect("read back");
        assert_eq!(second.of(&title("Zero", "book")), "wsl-00003");
        assert_eq!(second.of(&title("Two", "ebook-also")), "wsl-00002");
        assert_eq!(second.of(&title("Two", "audiobook")), "wsl-00004");
        assert_eq!(second.retired().collect::<Vec<_>>(), ["wsl-00001 (One)"]);
        assert_eq!(
            Numbers::parse(&second.to_text())
                .expect("read back")
                .to_text(),
            second.to_text()
        );
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        for wrong in [
            "wsl-1\teng\tbook\tT\tB\n",
            "wsl-00001\teng\tbook\tT\n",
            "wsl-00001\teng\tbook\tT\tB\nwsl-00001\teng\tbook\tU\tB\n",
            "wsl-00001\teng\tbook\tT\tB\nwsl-00002\teng\tbook\tT\tB\n",
        ] {
            assert!(Numbers::parse(wrong).is_err(), "{wrong}");
        }
    }
}
