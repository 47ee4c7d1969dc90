//! A class without accounts: results from codes, files, or (later) a gateway are merged on the teacher's device.

use crate::code::{self, Outcome, Slip};
use crate::model::{Exercise, Lesson, Role, Task};

/// Where results come from. The gateway of the circulation desk will be another one.
pub trait ResultSource {
    /// Results, and what could not be read: the text as it came, and why.
    fn results(&self) -> Vec<Result<Outcome, (String, Slip)>>;
}

/// Codes, one a line, as students type, send or save them. A line that begins with `#` is a remark; what stands before a
/// colon (`quiet river: 0VF3-…`) is left out; so a result file ([`file`]) and a pasted list are read alike.
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
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| line.rsplit_once(':').map_or(line, |(_, code)| code.trim()))
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

/// A result as a small text file to hand in: a remark for people, then the code. `who` is the student's pair of words.
#[must_use]
pub fn file(who: &str, lesson: &str, code: &str) -> String {
    let line = |text: &str| -> String {
        let plain = |c| match c {
            '\n' | '\r' | ':' | '#' => ' ',
            c => c,
        };
        text.chars().map(plain).collect()
    };
    ["# ", &line(lesson), "\n", &line(who), ": ", code, "\n"].concat()
}

/// The dashboard: a row a student, a column a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Numbers of the lessons, as columns, in the order given.
    pub lessons: Vec<Column>,
    /// Numbers of the students with a result, in order, each with its results by column.
    pub rows: Vec<(u16, Vec<Option<Outcome>>)>,
}

/// What a class did in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Number of the lesson.
    pub lesson: u16,
    /// How many results.
    pub results: u16,
    /// The middle one of the per cents; of two middles the lower.
    pub median: u8,
    /// Below the mark of mastery: these students need help.
    pub below: Vec<u16>,
    /// Trusted of what deserves trust, all students together.
    pub trusted: (u32, u32),
    /// Doubted of what deserves doubt.
    pub doubted: (u32, u32),
    /// For each of the first eight skills, how many have it.
    pub skills: [u16; 8],
}

impl Class {
    /// The dashboard of these lessons: number ([`code::lesson_number`]) and mark of mastery in per cent. Results of other
    /// lessons are left out.
    #[must_use]
    pub fn table(&self, lessons: &[(u16, u8)]) -> Table {
        let mut table = Table::default();
        let mut students: Vec<u16> = self.outcomes.iter().map(|o| o.student).collect();
        students.dedup();
        for (lesson, mastery) in lessons {
            let mut column = Column {
                lesson: *lesson,
                ..Column::default()
            };
            let mut percents = Vec::new();
            for o in self.outcomes.iter().filter(|o| o.lesson == *lesson) {
                percents.push(o.percent);
                column.results += 1;
                if o.percent < *mastery {
                    column.below.push(o.student);
                }
                let add = |sum: &mut (u32, u32), part: (u8, u8)| {
                    sum.0 += u32::from(part.0);
                    sum.1 += u32::from(part.1);
                };
                add(&mut column.trusted, o.trusted);
                add(&mut column.doubted, o.doubted);
                for (bit, count) in column.skills.iter_mut().enumerate() {
                    *count += u16::from(o.skills >> bit & 1);
                }
            }
            percents.sort_unstable();
            column.median = match percents.len() {
                0 => 0,
                n => percents[(n - 1) / 2],
            };
            table.lessons.push(column);
        }
        for student in students {
            let results: Vec<Option<Outcome>> = lessons
                .iter()
                .map(|(lesson, _)| {
                    let found = self
                        .outcomes
                        .iter()
                        .find(|o| o.student == student && o.lesson == *lesson);
                    found.copied()
                })
                .collect();
            if results.iter().any(Option::is_some) {
                table.rows.push((student, results));
            }
        }
        table
    }
}

/// Questions of a lesson for the next visit.
const AGAIN: usize = 5;

/// Five questions of a lesson to ask the class again: of the skills that fewest can do, one of each in turn, weakest first. A code
/// tells skills and not single answers, so these are not "the questions most often missed", but questions about what is most
/// often missed: first those for review, whose sources the lesson did not show. None where all can do all.
#[must_use]
pub fn ask_again<'a>(lesson: &'a Lesson, column: &Column) -> Vec<&'a Exercise> {
    let mut weak: Vec<(u16, u16)> = (0_u16..)
        .zip(column.skills)
        .take(lesson.skills.len())
        .filter(|(_, many)| *many < column.results)
        .map(|(skill, many)| (many, skill))
        .collect();
    weak.sort_unstable();
    let mut rows: Vec<_> = weak
        .into_iter()
        .map(|(_, skill)| {
            let of_it = move |e: &&Exercise| e.skill == skill && !matches!(e.task, Task::Survey(_));
            let review = lesson.others.iter().filter(|e| e.role == Role::Review);
            let main = lesson.exercises().filter(|e| !e.optional);
            review.chain(main).filter(of_it)
        })
        .collect();
    let mut out = Vec::new();
    loop {
        let before = out.len();
        for row in &mut rows {
            if out.len() < AGAIN {
                out.extend(row.next());
            }
        }
        if out.len() == before || out.len() == AGAIN {
            return out;
        }
    }
}

/// A standard that lessons of the class are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taught {
    /// `AASL:IV.B.3`
    pub code: String,
    /// What it is about.
    pub gloss: String,
    /// Numbers of its lessons.
    pub lessons: Vec<u16>,
    /// Students with a result in one of them.
    pub did: u16,
    /// Students who reached the mark of mastery in one of them.
    pub passed: u16,
}

impl Class {
    /// The standards of these lessons (number, mark of mastery, lesson), by code; only of lessons with a result.
    #[must_use]
    pub fn taught(&self, lessons: &[(u16, u8, &Lesson)]) -> Vec<Taught> {
        let mut out: Vec<Taught> = Vec::new();
        for (number, _, lesson) in lessons {
            if !self.outcomes.iter().any(|o| o.lesson == *number) {
                continue;
            }
            for standard in &lesson.standards {
                match out.iter_mut().find(|known| known.code == standard.code) {
                    Some(known) => known.lessons.push(*number),
                    None => out.push(Taught {
                        code: standard.code.clone(),
                        gloss: standard.gloss.clone(),
                        lessons: vec![*number],
                        ..Taught::default()
                    }),
                }
            }
        }
        for taught in &mut out {
            // Outcomes stand by student.
            let (mut did, mut passed) = (Vec::new(), Vec::new());
            for o in self
                .outcomes
                .iter()
                .filter(|o| taught.lessons.contains(&o.lesson))
            {
                let mark = lessons.iter().find(|(number, ..)| *number == o.lesson);
                did.push(o.student);
                if mark.is_some_and(|(_, mastery, _)| o.percent >= *mastery) {
                    passed.push(o.student);
                }
            }
            did.dedup();
            passed.dedup();
            taught.did = u16::try_from(did.len()).unwrap_or(u16::MAX);
            taught.passed = u16::try_from(passed.len()).unwrap_or(u16::MAX);
        }
        out.sort_unstable_by(|a, b| a.code.cmp(&b.code));
        out
    }
}

/// A cell of CSV (RFC 4180); what a spreadsheet would take for a formula gets an apostrophe in front.
pub(crate) fn cell(text: &str) -> String {
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

/// The class as CSV, after a byte order mark: without it Excel shows each letter with an accent as two others. Names of students and lessons, and
/// codes of a lesson's standards, come from the caller, who has the lists.
#[must_use]
pub fn csv(
    class: &Class,
    student: &dyn Fn(u16) -> String,
    lesson: &dyn Fn(u16) -> String,
    standards: &dyn Fn(u16) -> String,
) -> String {
    let mut out = String::from(
        "\u{feff}student,lesson,percent,trusted,deserved trust,doubted,deserved doubt,skills mastered,standards\r\n",
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
        out.push(',');
        out.push_str(&cell(&standards(o.lesson)));
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_becomes_a_table() {
        let key = b"class";
        let lesson = code::lesson_number("L08");
        let of = |student, percent, skills| Outcome {
            lesson,
            student,
            percent,
            trusted: (2, 3),
            doubted: (1, 3),
            skills,
        };
        let other = Outcome {
            lesson: lesson ^ 1,
            student: 9,
            ..Outcome::default()
        };
        let mut text = String::new();
        for (who, outcome) in [
            ("quiet river", of(1, 90, 3)),
            ("blue moon", of(2, 50, 1)),
            ("wise oak", of(3, 70, 0)),
            ("quiet river", of(1, 40, 0)),
            ("nobody", other),
        ] {
            text.push_str(&file(who, "Who is behind it?", &code::write(&outcome, key)));
        }
        assert!(text.starts_with("# Who is behind it?\nquiet river: "));
        let class = merge(&[&Codes { text: &text, key }]);
        assert_eq!(class.slips, []);
        let table = class.table(&[(lesson, 80), (7, 80)]);
        assert_eq!(
            table.lessons[0],
            Column {
                lesson,
                results: 3,
                median: 70,
                below: vec![2, 3],
                trusted: (6, 9),
                doubted: (3, 9),
                skills: [2, 1, 0, 0, 0, 0, 0, 0],
            }
        );
        assert_eq!(table.lessons[1].results, 0);
        let students: Vec<u16> = table.rows.iter().map(|r| r.0).collect();
        assert_eq!(students, [1, 2, 3]);
        assert_eq!(table.rows[0].1[0].map(|o| o.percent), Some(90));
        assert_eq!(table.rows[0].1[1], None);
        assert_eq!(merge(&[]).table(&[(lesson, 80)]).rows, []);
    }

    /// A lesson with three skills; of each some questions for review and in the steps.
    fn lesson(cards: &[(u16, &str)], steps: &[(u16, &str)], standards: &[&str]) -> Lesson {
        use crate::model::{Piece, Skill, Standard, Step};
        let question = |(skill, id): &(u16, &str), role: Role| Exercise {
            id: (*id).to_owned(),
            skill: *skill,
            role,
            task: Task::Short(Vec::new(), Vec::new()),
            ..Exercise::default()
        };
        let steps = steps
            .iter()
            .map(|q| Piece::Exercise(Box::new(question(q, Role::Main))));
        Lesson {
            skills: vec![Skill::default(); 3],
            others: cards.iter().map(|q| question(q, Role::Review)).collect(),
            steps: vec![Step {
                pieces: steps.collect(),
                ..Step::default()
            }],
            standards: standards
                .iter()
                .map(|code| Standard {
                    code: (*code).to_owned(),
                    gloss: format!("about {code}"),
                })
                .collect(),
            ..Lesson::default()
        }
    }

    #[test]
    fn what_fewest_can_do_is_asked_again_with_new_sources() {
        let lesson = lesson(
            &[(0, "a-new"), (1, "b-new"), (1, "b-newer"), (2, "c-new")],
            &[(0, "a"), (1, "b"), (1, "b2"), (2, "c")],
            &[],
        );
        let check = |skills: [u16; 3], expected: &str| {
            let mut column = Column {
                results: 10,
                ..Column::default()
            };
            column.skills[..3].copy_from_slice(&skills);
            let asked = ask_again(&lesson, &column).into_iter();
            let ids: Vec<&str> = asked.map(|e| e.id.as_str()).collect();
            assert_eq!(ids.join(" "), expected, "{skills:?}");
        };
        check([10, 10, 10], "");
        check([9, 4, 6], "b-new c-new a-new b-newer c");
        check([10, 4, 10], "b-new b-newer b b2");
        check([0, 10, 0], "a-new c-new a c");
    }

    #[test]
    fn standards_are_of_lessons_that_were_done() {
        let outcome = |lesson, student, percent| Outcome {
            lesson,
            student,
            percent,
            ..Outcome::default()
        };
        let mut class = Class {
            outcomes: vec![
                outcome(1, 4, 90),
                outcome(2, 4, 90),
                outcome(1, 5, 60),
                outcome(2, 5, 85),
                outcome(1, 6, 70),
            ],
            ..Class::default()
        };
        class
            .outcomes
            .sort_unstable_by_key(|o| (o.student, o.lesson));
        let (one, two, other) = (
            lesson(&[], &[], &["CCSS:W.8.8", "AASL:IV.B.3"]),
            lesson(&[], &[], &["AASL:IV.B.3"]),
            lesson(&[], &[], &["AASL:VI.A.2"]),
        );
        let taught = class.taught(&[(1, 80, &one), (2, 80, &two), (3, 80, &other)]);
        let said: Vec<(&str, &[u16], u16, u16)> = taught
            .iter()
            .map(|t| (t.code.as_str(), &t.lessons[..], t.did, t.passed))
            .collect();
        assert_eq!(
            said,
            [
                ("AASL:IV.B.3", &[1, 2][..], 3, 2),
                ("CCSS:W.8.8", &[1], 3, 1)
            ]
        );
        assert_eq!(taught[0].gloss, "about AASL:IV.B.3");
    }

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
        let csv = csv(
            &class,
            &|n| format!("=otter,{n}"),
            &|_| "L08".to_owned(),
            &|_| "AASL:IV.B.3 CCSS:W.8.8".to_owned(),
        );
        let lines: Vec<&str> = csv.lines().collect();
        assert!(lines[0].starts_with("\u{feff}student,lesson"));
        assert_eq!(
            lines[1],
            "\"'=otter,1\",L08,90,2,3,3,3,2,AASL:IV.B.3 CCSS:W.8.8"
        );
        assert_eq!(
            lines[2],
            "\"'=otter,2\",L08,80,2,3,3,3,2,AASL:IV.B.3 CCSS:W.8.8"
        );
    }
}
