//! 600-658: subjects with their vocabulary, genres, curriculum objectives.

use carrel_core::bib::{Subject, SubjectKind, Vocabulary};

use super::Groups;
use super::text::{area, clean, folded, isbd};
use crate::record::Field;

/// Subjects, genres, objectives.
pub(super) fn subjects(groups: &Groups<'_>) -> (Vec<Subject>, Vec<String>, Vec<String>) {
    let mut found = Found::default();
    for field in &groups.subjects {
        found.add(*field, field.tag().0);
    }
    for v in groups.vernacular.iter().filter(|v| v.tag[0] == b'6') {
        found.add(v.field, v.tag);
    }
    (found.subjects, found.genres, found.objectives)
}

#[derive(Default)]
struct Found {
    subjects: Vec<Subject>,
    keys: Vec<String>,
    genres: Vec<String>,
    genre_keys: Vec<String>,
    objectives: Vec<String>,
}

impl Found {
    fn add(&mut self, field: Field<'_>, tag: [u8; 3]) {
        match &tag {
            b"655" => self.genre(field),
            b"653" if field.indicator(2) == b'6' => self.genre(field),
            b"653" => {
                let kind = match field.indicator(2) {
                    b'1' => SubjectKind::Person,
                    b'2' | b'3' => SubjectKind::Body,
                    b'4' => SubjectKind::Time,
                    b'5' => SubjectKind::Place,
                    _ => SubjectKind::Topic,
                };
                for term in field.subs('a').filter_map(area) {
                    self.push(Subject {
                        parts: vec![term],
                        vocabulary: Vocabulary::Unspecified,
                        kind,
                    });
                }
            }
            b"658" => {
                let parts: Vec<_> = field
                    .subfields()
                    .filter(|s| "abcd".contains(s.code))
                    .filter_map(|s| area(s.value))
                    .collect();
                if !parts.is_empty() {
                    self.objectives.push(parts.join(" -- "));
                }
            }
            _ => {
                let kind = match &tag {
                    b"600" => SubjectKind::Person,
                    b"610" | b"611" => SubjectKind::Body,
                    b"630" => SubjectKind::Work,
                    b"647" => SubjectKind::Event,
                    b"648" => SubjectKind::Time,
                    b"651" => SubjectKind::Place,
                    _ => SubjectKind::Topic,
                };
                let parts = parts(field);
                if !parts.is_empty() {
                    self.push(Subject {
                        parts,
                        vocabulary: vocabulary(field),
                        kind,
                    });
                }
            }
        }
    }

    /// One heading once; the children's and Sears' form of two equal ones is kept.
    fn push(&mut self, subject: Subject) {
        let key = folded(&subject.heading());
        if key.is_empty() {
            return;
        }
        if let Some(at) = self.keys.iter().position(|k| *k == key) {
            let known = &mut self.subjects[at];
            if preference(&subject.vocabulary) > preference(&known.vocabulary) {
                known.vocabulary = subject.vocabulary;
                known.parts = subject.parts;
            }
            return;
        }
        self.keys.push(key);
        self.subjects.push(subject);
    }

    fn genre(&mut self, field: Field<'_>) {
        let parts = parts(field);
        if parts.is_empty() {
            return;
        }
        let term = parts.join(" -- ");
        let key = folded(&term);
        if !key.is_empty() && !self.genre_keys.contains(&key) {
            self.genre_keys.push(key);
            self.genres.push(term);
        }
    }
}

fn preference(vocabulary: &Vocabulary) -> u8 {
    match vocabulary {
        Vocabulary::Children | Vocabulary::Sears => 2,
        Vocabulary::Lcsh => 1,
        _ => 0,
    }
}

/// Main heading, with what belongs to it, then the subdivisions.
fn parts(field: Field<'_>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut main = String::new();
    for sub in field.subfields() {
        match sub.code {
            'v' | 'x' | 'y' | 'z' => {
                // "Dogs -- Fiction" typed into one subfield is two parts all the same.
                parts.extend(sub.value.split(" -- ").filter_map(area));
            }
            'a' if main.is_empty() => main = clean(sub.value),
            'a' | 'b' | 'c' | 'd' | 'f' | 'g' | 'k' | 'l' | 'm' | 'n' | 'o' | 'p' | 'q' | 'r'
            | 's' | 't' => {
                let text = clean(sub.value);
                if !text.is_empty() && !main.is_empty() {
                    // Dates are set off by a comma, which some records leave out.
                    let dates = sub.code == 'd' && main.ends_with(char::is_alphanumeric);
                    main.push_str(if dates { ", " } else { " " });
                }
                main.push_str(&text);
            }
            _ => {}
        }
    }
    let head = main
        .split(" -- ")
        .filter_map(|p| area(isbd(p)))
        .collect::<Vec<_>>();
    parts.splice(0..0, head);
    parts
}

fn vocabulary(field: Field<'_>) -> Vocabulary {
    match field.indicator(2) {
        b'0' => Vocabulary::Lcsh,
        b'1' => Vocabulary::Children,
        b'2' => Vocabulary::Other("mesh".to_owned()),
        b'3' => Vocabulary::Other("nal".to_owned()),
        b'5' => Vocabulary::Other("csh".to_owned()),
        b'6' => Vocabulary::Other("rvm".to_owned()),
        b'8' => Vocabulary::Sears,
        b'7' => match field
            .sub('2')
            .map(|c| clean(c).trim_end_matches('.').to_lowercase())
            .as_deref()
        {
            Some("sears") => Vocabulary::Sears,
            Some("bisacsh") => Vocabulary::Bisac,
            Some("lcsh") => Vocabulary::Lcsh,
            Some("lcshac" | "cyac") => Vocabulary::Children,
            None | Some("") => Vocabulary::Unspecified,
            Some(code) => Vocabulary::Other(code.to_owned()),
        },
        _ => Vocabulary::Unspecified,
    }
}
