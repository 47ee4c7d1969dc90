//! A class without accounts: results from codes, files, or (later) a gateway are merged on the teacher's device.

use crate::code::{self, Outcome, Slip};

/// Where results come from. The gateway of the circulation desk will be another one.
pub trait ResultSource {
    /// Results, and what could not be read: the text as it came, and why.
    fn results(&self) -> Vec<Result<Outcome, (String, Slip)>>;
}

/// Codes, one a line, as students type or send them.
#[derive(Clone, Copy, Debug)]
pub struct Codes<'a> {
    /// The lines.
    pub text: &'a str,
    /// The class key.
    pub key: &'a [u8],
}

impl ResultSource for Codes<'_> {
    fn results(&self) -> Vec<Result<Outcome, (String, Slip)>> {
        self.text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| code::read(line, self.key).map_err(|slip| (line.to_owned(), slip)))
            .collect()
    }
}

/// The merged results of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// The best of each student in each lesson, by student, then lesson.
    pub outcomes: Vec<Outcome>,
    /// What could not be read.
    pub slips: Vec<(String, Slip)>,
}

/// Merges sources; of two results of one student in one lesson the better one stays. The order of sources does not matter.
#[must_use]
pub fn merge(sources: &[&dyn ResultSource]) -> Class {
    let mut class = Class::default();
    for result in sources.iter().flat_map(|source| source.results()) {
        match result {
            Ok(outcome) => class.outcomes.push(outcome),
            Err(slip) => class.slips.push(slip),
        }
    }
    let order = |o: &Outcome| {
        (
            o.student,
            o.lesson,
            255 - o.percent,
            !o.skills,
            o.trusted,
            o.doubted,
        )
    };
    class.outcomes.sort_unstable_by_key(order);
    class.outcomes.dedup_by_key(|o| (o.student, o.lesson));
    class
}

/// A cell of CSV (RFC 4180); what a spreadsheet would take for a formula gets an apostrophe in front.
fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@', '\t']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

/// The class as CSV. Names of students and lessons come from the caller, who has the lists.
#[must_use]
pub fn csv(
    class: &Class,
    student: &dyn Fn(u16) -> String,
    lesson: &dyn Fn(u16) -> String,
) -> String {
    let mut out = String::from(
        "student,lesson,percent,trusted,deserved trust,doubted,deserved doubt,skills mastered\r\n",
    );
    for o in &class.outcomes {
        let numbers = [
            o.percent,
            o.trusted.0,
            o.trusted.1,
            o.doubted.0,
            o.doubted.1,
        ];
        out.push_str(&cell(&student(o.student)));
        out.push(',');
        out.push_str(&cell(&lesson(o.lesson)));
        for number in numbers {
            out.push(',');
            out.push_str(&number.to_string());
        }
        out.push(',');
        out.push_str(&o.skills.count_ones().to_string());
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_merge_to_csv() {
        let key = b"class";
        let write = |student, percent| {
            code::write(
                &Outcome {
                    lesson: code::lesson_number("L08"),
                    student,
                    percent,
                    trusted: (2, 3),
                    doubted: (3, 3),
                    skills: 3,
                },
                key,
            )
        };
        let first = format!("{}\n{}\nnonsense!\n", write(2, 60), write(1, 90));
        let second = format!("{}\n", write(2, 80));
        let (a, b) = (Codes { text: &first, key }, Codes { text: &second, key });
        let class = merge(&[&a, &b]);
        assert_eq!(class, merge(&[&b, &a]));
        assert_eq!(class.slips.len(), 1);
        let csv = csv(&class, &|n| format!("=otter,{n}"), &|_| "L08".to_owned());
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[1], "\"'=otter,1\",L08,90,2,3,3,3,2");
        assert_eq!(lines[2], "\"'=otter,2\",L08,80,2,3,3,3,2");
    }
}
