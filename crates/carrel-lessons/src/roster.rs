//! A class on the teacher's device: its name and key, how many students, the names the teacher gave them, and the codes
//! that were handed in. It is kept and moved as bytes ([`Roster::encode`]); nothing of it is ever sent by Carrel.

use serde::{Deserialize, Serialize};

use crate::class::ResultSource;
use crate::class_key::{ClassKey, PAIRS};
use crate::code::{self, Outcome, Slip};

/// Raised when the fields change. A class without moved codes is written as version 1, which every Carrel reads.
const VERSION: u8 = 2;
const WITHOUT_MOVED: u8 = 1;
/// Letters of a code, at least: a word of so many in a line is the code, and the rest is what somebody wrote around it.
const WORD: usize = 20;

/// A class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// What the teacher calls it.
    pub name: String,
    /// The bytes of its [`ClassKey`].
    pub key: [u8; 5],
    /// How many students; their numbers are 0 to one less (people see 1 to this).
    pub students: u16,
    /// Names by number, as far as the teacher gave some.
    pub names: Vec<String>,
    /// Codes that were taken, and where each came from (a file's name, or the page's word for typed ones).
    pub handed: Vec<(String, String)>,
    /// Codes that the teacher gave to another student than they name, and the number of that student. A code stays as it was
    /// handed in, so that it is known when it comes again.
    pub moved: Vec<(String, u16)>,
}

/// Why a line was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no code, or one of its letters is wrong or was changed.
    Slip(Slip),
    /// It was made by somebody who had not joined a class, so it says no number.
    NoClass(Outcome),
    /// It is of another class of this teacher: its place among the others.
    OtherClass(usize),
    /// Its number is higher than the class has students.
    NotInClass(Outcome),
}

/// What became of lines that were typed, chosen or scanned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Codes that are new.
    pub fresh: u16,
    /// Codes that were there already.
    pub known: u16,
    /// What was not taken, as it stood there, and why.
    pub faults: Vec<(String, Fault)>,
}

/// A student who handed in different results of one lesson; the best one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// The student's number.
    pub student: u16,
    /// The lesson's number.
    pub lesson: u16,
    /// Per cent of each, highest first.
    pub percents: Vec<u8>,
}

impl Roster {
    /// A new class; students beyond [`PAIRS`] have no pair of words, and are left out.
    #[must_use]
    pub fn new(name: &str, key: ClassKey, students: u16) -> Self {
        Self {
            name: name.to_owned(),
            key: key.0,
            students: students.clamp(1, PAIRS),
            ..Self::default()
        }
    }

    /// Its key.
    #[must_use]
    pub fn class_key(&self) -> ClassKey {
        ClassKey(self.key)
    }

    /// What the teacher calls a student: the name, or the pair of words.
    #[must_use]
    pub fn student(&self, number: u16, lang: &str) -> String {
        match self.names.get(usize::from(number)) {
            Some(name) if !name.trim().is_empty() => name.trim().to_owned(),
            _ => self.class_key().pair(number, lang),
        }
    }

    /// Takes what another device knows of the same class: the larger size, names and the class's name (the other's where both
    /// have one: it was chosen just now), and all codes, also those of numbers that no longer are in the class.
    pub fn join(&mut self, other: Self) {
        self.students = self.students.max(other.students).min(PAIRS);
        if !other.name.trim().is_empty() {
            self.name = other.name;
        }
        if self.names.len() < other.names.len() {
            self.names.resize(other.names.len(), String::new());
        }
        for (own, name) in self.names.iter_mut().zip(other.names) {
            if !name.trim().is_empty() {
                *own = name;
            }
        }
        for (code, from) in other.handed {
            if !self.handed.iter().any(|(known, _)| *known == code) {
                self.handed.push((code, from));
            }
        }
        for (code, to) in other.moved {
            self.assign(&code, to);
        }
    }

    /// Takes codes: one a line, with words around them or not; lines that begin with `#` are remarks. `others` are the
    /// teacher's other classes, which a lost code may be of. Cost: a hash for each line and class.
    pub fn take(&mut self, text: &str, from: &str, others: &[Roster]) -> Taken {
        let mut taken = Taken::default();
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let code = code_in(line);
            match self.judge(code, others) {
                Ok(outcome) => {
                    let code = code::write(&outcome, &self.key);
                    if self.handed.iter().any(|(known, _)| *known == code) {
                        taken.known = taken.known.saturating_add(1);
                    } else {
                        self.handed.push((code, from.to_owned()));
                        taken.fresh = taken.fresh.saturating_add(1);
                    }
                }
                Err(fault) => taken.faults.push((line.to_owned(), fault)),
            }
        }
        taken
    }

    /// Takes a code away again; whether it was there.
    pub fn remove(&mut self, code: &str) -> bool {
        let before = self.handed.len();
        self.handed.retain(|(known, _)| known != code);
        self.moved.retain(|(known, _)| known != code);
        self.handed.len() < before
    }

    /// Gives a code that was handed in to this student: somebody had joined with another's number. To the student whom it names
    /// is back again. False where there is no such code or student; then nothing is changed.
    pub fn assign(&mut self, code: &str, to: u16) -> bool {
        let read = code::read(code, &self.key);
        let is_here = self.handed.iter().any(|(known, _)| known == code);
        let (Ok(outcome), true, true) = (read, is_here, to < self.students) else {
            return false;
        };
        self.moved.retain(|(known, _)| known != code);
        if outcome.student != to {
            self.moved.push((code.to_owned(), to));
        }
        true
    }

    /// What a code that was handed in says, of the student whom it counts for.
    ///
    /// # Errors
    /// As [`code::read`].
    pub fn outcome(&self, code: &str) -> Result<Outcome, Slip> {
        let mut outcome = code::read(code, &self.key)?;
        if let Some((_, to)) = self.moved.iter().find(|(known, _)| known == code) {
            outcome.student = *to;
        }
        Ok(outcome)
    }

    fn judge(&self, code: &str, others: &[Roster]) -> Result<Outcome, Fault> {
        match code::read(code, &self.key) {
            Ok(outcome) if outcome.student >= self.students => Err(Fault::NotInClass(outcome)),
            Ok(outcome) => Ok(outcome),
            Err(Slip::Sum) => {
                if let Ok(outcome) = code::read(code, b"") {
                    return Err(Fault::NoClass(outcome));
                }
                let of = |other: &Roster| code::read(code, &other.key).is_ok();
                Err(match others.iter().position(of) {
                    Some(place) => Fault::OtherClass(place),
                    None => Fault::Slip(Slip::Sum),
                })
            }
            Err(slip) => Err(Fault::Slip(slip)),
        }
    }

    /// Who handed in different results of one lesson: by student, then lesson.
    #[must_use]
    pub fn twice(&self) -> Vec<Twice> {
        let mut all: Vec<Outcome> = self.results().into_iter().flatten().collect();
        all.sort_unstable_by_key(|o| (o.student, o.lesson, 255 - o.percent));
        let mut out: Vec<Twice> = Vec::new();
        for o in all {
            match out.last_mut() {
                Some(last) if (last.student, last.lesson) == (o.student, o.lesson) => {
                    last.percents.push(o.percent);
                }
                _ => out.push(Twice {
                    student: o.student,
                    lesson: o.lesson,
                    percents: vec![o.percent],
                }),
            }
        }
        out.retain(|twice| twice.percents.len() > 1);
        out
    }

    /// The bytes to keep: one byte of version, then postcard.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out.extend(postcard::to_allocvec(self).unwrap_or_default());
        if self.moved.is_empty() {
            // The last byte says that none are moved.
            out[0] = WITHOUT_MOVED;
            out.pop();
        }
        out
    }

    /// Reads what was kept; none for other bytes.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first() {
            Some((&VERSION, rest)) => postcard::from_bytes(rest).ok(),
            Some((&WITHOUT_MOVED, rest)) => postcard::from_bytes(&[rest, &[0]].concat()).ok(),
            _ => None,
        }
    }
}

impl ResultSource for Roster {
    fn results(&self) -> Vec<Result<Outcome, (String, Slip)>> {
        let read =
            |(code, _): &(String, String)| self.outcome(code).map_err(|slip| (code.clone(), slip));
        self.handed.iter().map(read).collect()
    }
}

/// The code in a line: its longest word of code letters, or else what stands behind the last colon.
fn code_in(line: &str) -> &str {
    let letters = |word: &&str| {
        word.len() >= WORD
            && word
                .chars()
                .all(|c| code::is_dash(c) || code::value(c).is_some())
    };
    line.split(|c: char| c.is_whitespace() || c == ':')
        .find(letters)
        .unwrap_or_else(|| line.rsplit_once(':').map_or(line, |(_, code)| code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class;

    fn outcome(student: u16, percent: u8) -> Outcome {
        Outcome {
            lesson: code::lesson_number("L08"),
            student,
            percent,
            ..Outcome::default()
        }
    }

    #[test]
    fn each_line_is_taken_or_named() {
        let mut roster = Roster::new("7b", ClassKey([1, 2, 3, 4, 5]), 3);
        let other = Roster::new("7c", ClassKey([9; 5]), 3);
        let own = roster.key;
        let code = code::write(&outcome(1, 90), &own);
        let mut check = |text: &str, fresh: u16, known: u16, fault: Option<Fault>| {
            let taken = roster.take(text, "typed", std::slice::from_ref(&other));
            assert_eq!((taken.fresh, taken.known), (fresh, known), "{text}");
            assert_eq!(taken.faults.first().map(|f| f.1), fault, "{text}");
        };
        check("# only a remark\n\n", 0, 0, None);
        check(&code, 1, 0, None);
        check(&code.to_lowercase().replace('-', " "), 0, 1, None);
        check(&format!("My code is {code} , ok?"), 0, 1, None);
        check(
            &format!("Ann, period 2: {}", code.replace('-', " ")),
            0,
            1,
            None,
        );
        check(&class::file("quiet river", "L", &code), 0, 1, None);
        check("nonsense", 0, 0, Some(Fault::Slip(Slip::Length(8))));
        let changed = code.replacen(&code[..4], "0000", 1);
        check(&changed, 0, 0, Some(Fault::Slip(Slip::Version(0))));
        let letter = if code.ends_with("00") { "11" } else { "00" };
        let changed = format!("{}{letter}", &code[..code.len() - 2]);
        check(&changed, 0, 0, Some(Fault::Slip(Slip::Sum)));
        let alone = outcome(0, 50);
        check(&code::write(&alone, b""), 0, 0, Some(Fault::NoClass(alone)));
        let lost = code::write(&outcome(2, 50), &other.key);
        check(&lost, 0, 0, Some(Fault::OtherClass(0)));
        let beyond = outcome(3, 50);
        check(
            &code::write(&beyond, &own),
            0,
            0,
            Some(Fault::NotInClass(beyond)),
        );
    }

    #[test]
    fn the_best_counts_and_the_others_are_named() {
        let mut roster = Roster::new("7b", ClassKey([1, 2, 3, 4, 5]), 9);
        for (student, percent) in [(4, 60), (4, 80), (2, 50)] {
            let code = code::write(&outcome(student, percent), &roster.key);
            assert_eq!(roster.take(&code, "typed", &[]).fresh, 1);
        }
        let class = class::merge(&[&roster]);
        let best: Vec<(u16, u8)> = class
            .outcomes
            .iter()
            .map(|o| (o.student, o.percent))
            .collect();
        assert_eq!(best, [(2, 50), (4, 80)]);
        let twice = roster.twice();
        assert_eq!(twice.len(), 1);
        assert_eq!(
            (twice[0].student, &twice[0].percents[..]),
            (4, &[80, 60][..])
        );
    }

    /// A code that was taken by mistake stayed for ever.
    #[test]
    fn a_code_goes_again_and_can_come_back() {
        let mut roster = Roster::new("7b", ClassKey([1, 2, 3, 4, 5]), 9);
        let codes = [60, 80].map(|percent| code::write(&outcome(4, percent), &roster.key));
        roster.take(&codes.join("\n"), "a.txt", &[]);
        assert!(roster.remove(&codes[1]));
        assert!(!roster.remove(&codes[1]));
        assert_eq!(roster.handed, [(codes[0].clone(), "a.txt".to_owned())]);
        let class = class::merge(&[&roster]);
        assert_eq!(class.outcomes[0].percent, 60, "the best of what is left");
        assert_eq!(roster.take(&codes[1], "typed", &[]).fresh, 1);
    }

    /// A student joined with another's number: the result could only be taken out.
    #[test]
    fn a_code_is_moved_to_another_student_and_back() {
        let mut roster = Roster::new("7b", ClassKey([1, 2, 3, 4, 5]), 9);
        let codes = [(4, 60), (6, 80)].map(|(n, p)| code::write(&outcome(n, p), &roster.key));
        roster.take(&codes.join("\n"), "a.txt", &[]);
        let of = |roster: &Roster| -> Vec<(u16, u8)> {
            let all = class::merge(&[roster]).outcomes;
            all.iter().map(|o| (o.student, o.percent)).collect()
        };
        assert!(roster.assign(&codes[0], 6));
        assert_eq!(of(&roster), [(6, 80)], "the best counts");
        assert_eq!(roster.twice()[0].percents, [80, 60]);
        assert!(roster.assign(&codes[1], 0));
        assert_eq!(of(&roster), [(0, 80), (6, 60)]);
        // The code itself is known as it was handed in, also when it comes again.
        let again = roster.take(&codes[0], "typed", &[]);
        assert_eq!((again.fresh, again.known), (0, 1));
        assert_eq!(of(&roster), [(0, 80), (6, 60)]);
        // Kept, and joined with what another device has, where nothing was moved.
        let kept = Roster::decode(&roster.encode()).unwrap();
        assert_eq!(kept, roster);
        let mut other = Roster::new("7b", roster.class_key(), 9);
        other.take(&codes.join("\n"), "b.txt", &[]);
        other.join(kept);
        assert_eq!(of(&other), [(0, 80), (6, 60)]);
        // Nobody is there, or no such code: nothing is changed.
        let before = roster.clone();
        assert!(!roster.assign(&codes[0], 9));
        assert!(!roster.assign("nonsense", 2));
        assert!(!roster.assign(&code::write(&outcome(1, 1), &roster.key), 2));
        assert_eq!(roster, before);
        // Back.
        assert!(roster.assign(&codes[0], 4));
        assert!(roster.assign(&codes[1], 6));
        assert_eq!(of(&roster), [(4, 60), (6, 80)]);
        assert!(roster.moved.is_empty());
        // What is taken out and handed in again is its own student's.
        assert!(roster.assign(&codes[0], 1) && roster.remove(&codes[0]));
        roster.take(&codes[0], "typed", &[]);
        assert_eq!(of(&roster), [(4, 60), (6, 80)]);
    }

    /// A file of fewer students replaced the class: results of higher numbers were refused, newer names were gone.
    #[test]
    fn two_devices_are_joined_without_a_loss() {
        let class = |students, names: &[&str], results: &[u16]| {
            let mut roster = Roster::new("7b", ClassKey([1, 2, 3, 4, 5]), students);
            roster.names = names.iter().map(|&name| name.to_owned()).collect();
            for number in results {
                let code = code::write(&outcome(*number, 60), &roster.key);
                assert_eq!(roster.take(&code, "typed", &[]).fresh, 1);
            }
            roster
        };
        let check = |own: &Roster, file: &Roster, names: &[&str]| {
            let mut joined = own.clone();
            joined.join(file.clone());
            assert_eq!(joined.students, 9);
            assert_eq!(joined.names, names);
            let all = joined.results();
            let mut numbers: Vec<u16> = all.iter().map(|o| o.clone().unwrap().student).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, [0, 1, 8]);
        };
        let large = class(9, &["Ann", "", "Cem"], &[1, 8]);
        let small = class(3, &["Anna", "Bo"], &[0, 1]);
        check(&large, &small, &["Anna", "Bo", "Cem"]);
        check(&small, &large, &["Ann", "Bo", "Cem"]);
    }

    #[test]
    fn a_class_is_kept_as_bytes() {
        let mut roster = Roster::new("7b", ClassKey([1, 2, 3, 4, 5]), 2000);
        assert_eq!(roster.students, PAIRS);
        roster.names = vec![String::new(), " Ann ".to_owned()];
        assert_eq!(roster.student(1, "en"), "Ann");
        assert_eq!(roster.student(0, "en"), roster.class_key().pair(0, "en"));
        let bytes = roster.encode();
        // As every Carrel before wrote and reads it.
        assert_eq!(bytes[0], 1);
        assert_eq!(bytes.last(), Some(&0), "no code was handed in");
        assert_eq!(Roster::decode(&bytes), Some(roster));
        for bytes in [&[][..], &[9, 1], &[1, 255, 255, 255], &[2, 255, 255, 255]] {
            assert_eq!(Roster::decode(bytes), None);
        }
    }
}
