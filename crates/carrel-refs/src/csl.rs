//! CSL-JSON: what is stored, what the engine reads, what other programs take. What is ours and not CSL's stands under
//! `custom`, the place the schema keeps for that.

use crate::json::{self, Value, key, quote};
use crate::kind::{Kind, is_role};
use crate::source::{Day, Person, Source, When};
use crate::{Fault, Problem};

/// Writes sources as a CSL-JSON list, one a line.
#[must_use]
pub fn write(sources: &[Source]) -> String {
    let mut out = String::from("[");
    for source in sources {
        if !out.ends_with('[') {
            out.push(',');
        }
        out.push('\n');
        write_one(source, &mut out);
    }
    out.push_str("\n]\n");
    out
}

/// Writes one source as a CSL-JSON object.
pub fn write_one(source: &Source, out: &mut String) {
    out.push('{');
    let mut pair = |name: &str, text: &str| {
        key(name, out);
        quote(text, out);
    };
    pair("id", &source.id);
    pair("type", source.kind.info().csl);
    for (name, text) in &source.texts {
        pair(name, text);
    }
    if !source.annotation.is_empty() {
        pair("annote", &source.annotation);
    }
    for (role, people) in &source.people {
        key(role, out);
        out.push('[');
        for (n, person) in people.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            out.push('{');
            for (name, text) in [
                ("literal", &person.literal),
                ("family", &person.family),
                ("given", &person.given),
                ("suffix", &person.suffix),
            ] {
                if !text.is_empty() {
                    key(name, out);
                    quote(text, out);
                }
            }
            if person.family_first {
                key("static-ordering", out);
                out.push_str("true");
            }
            // `Adrian Molina, dirs.`, but `Martin Luther King Jr.`
            if crate::tongue::directs(&person.suffix) {
                key("comma-suffix", out);
                out.push_str("true");
            }
            out.push('}');
        }
        out.push(']');
    }
    for (name, when) in &source.dates {
        key(name, out);
        write_date(when, out);
    }
    key("custom", out);
    out.push('{');
    key("kind", out);
    quote(source.kind.name(), out);
    if !source.note.is_empty() {
        key("note", out);
        quote(&source.note, out);
    }
    out.push_str("}}");
}

fn write_date(when: &When, out: &mut String) {
    out.push('{');
    if when.year == 0 {
        key("literal", out);
        quote(&when.literal, out);
    } else {
        key("date-parts", out);
        out.push('[');
        let from = Day {
            year: when.year,
            month: when.month,
            day: when.day,
        };
        // A season has a field of its own, but two of them have not.
        let stretch = when.to.year != 0;
        for day in [from, when.to] {
            if day.year == 0 {
                break;
            }
            out.push_str(if out.ends_with(']') { ",[" } else { "[" });
            out.push_str(&day.year.to_string());
            for part in [day.month, day.day] {
                if part == 0 || (day.month > 12 && !stretch) {
                    break;
                }
                out.push(',');
                out.push_str(&part.to_string());
            }
            out.push(']');
        }
        out.push(']');
        if when.month > 20 && !stretch {
            key("season", out);
            out.push_str(&(when.month - 20).to_string());
        }
    }
    if when.about {
        key("circa", out);
        out.push_str("true");
    }
    out.push('}');
}

/// Reads a CSL-JSON list or object. What could be read is given; the rest is told with its line.
#[must_use]
pub fn read(text: &str) -> (Vec<Source>, Vec<Problem>) {
    let (values, mut problems) = json::objects(text);
    let mut sources = Vec::new();
    for (line, value) in values {
        match read_one(&value, line, &mut problems) {
            Some(source) => sources.push(source),
            None => problems.push(Problem::new(line, Fault::NoObject)),
        }
    }
    crate::order::sort_by(&mut problems, |problem| problem.line as usize);
    (sources, problems)
}

fn read_one(value: &Value, line: u32, problems: &mut Vec<Problem>) -> Option<Source> {
    let Value::Map(map) = value else {
        return None;
    };
    let text = |value: Option<&Value>| value.and_then(Value::text).unwrap_or_default().to_owned();
    let custom = value.get("custom");
    let csl = text(value.get("type"));
    let kind = custom
        .and_then(|custom| custom.get("kind"))
        .and_then(Value::text)
        .and_then(Kind::named)
        .unwrap_or_else(|| Kind::of_csl(&csl));
    let mut source = Source {
        id: text(value.get("id")),
        kind,
        annotation: text(value.get("annote")),
        note: text(custom.and_then(|custom| custom.get("note"))),
        ..Source::default()
    };
    for (name, value) in map {
        match name.as_str() {
            "id" | "type" | "custom" | "annote" => {}
            // Names as one text, or one name without a list: other programs write them so.
            name if is_role(name) && value.list().is_empty() => {
                let one = match value.text() {
                    Some(text) => Some(crate::names::typed(text)),
                    None => read_person(value),
                };
                source.set_people(name, one.into_iter().collect());
            }
            // A list of names is people, whatever their role: curators and reviewed authors are kept as they came.
            name if is_role(name) || value.list().iter().any(|one| read_person(one).is_some()) => {
                let people = value.list().iter().filter_map(|one| match one.text() {
                    Some(text) if is_role(name) => Some(crate::names::typed(text)),
                    _ => read_person(one),
                });
                source.set_people(name, people.collect());
            }
            _ if value.get("date-parts").is_some()
                || value.get("literal").is_some()
                || value.get("raw").is_some() =>
            {
                let days = value
                    .get("date-parts")
                    .map_or(0, |parts| parts.list().len());
                if days > 2 {
                    problems.push(Problem::new(line, Fault::TwoDates(name.clone())));
                }
                source.set_date(name, read_date(value));
            }
            _ => {
                if let Some(text) = value.text() {
                    source.set(name, text);
                }
            }
        }
    }
    // Films and videos are one type in CSL; a film has neither a page nor a site.
    if csl == "motion_picture"
        && source.kind == Kind::VIDEO
        && custom.is_none()
        && ["URL", "container-title"]
            .iter()
            .all(|name| source.text(name).is_empty())
    {
        source.kind = Kind::FILM;
        if source.text("genre").is_empty() {
            source.set("genre", "Film");
        }
    }
    let empty = source.texts.is_empty()
        && source.people.is_empty()
        && source.dates.is_empty()
        && source.annotation.is_empty()
        && source.note.is_empty();
    (!empty).then_some(source)
}

fn read_person(value: &Value) -> Option<Person> {
    let text = |name| {
        value
            .get(name)
            .and_then(Value::text)
            .unwrap_or_default()
            .trim()
    };
    // The particles of CSL's four-part names go where they are sorted by.
    let mut family = text("family").to_owned();
    let before = text("non-dropping-particle");
    if !before.is_empty() {
        family.insert(0, ' ');
        family.insert_str(0, before);
    }
    let mut given = text("given").to_owned();
    let between = text("dropping-particle");
    if !between.is_empty() {
        given.push(' ');
        given.push_str(between);
    }
    let person = Person {
        family,
        given,
        suffix: text("suffix").to_owned(),
        literal: text("literal").to_owned(),
        family_first: value.get("static-ordering").is_some_and(yes),
    };
    (!person.is_empty()).then_some(person)
}

fn read_date(value: &Value) -> When {
    let part = |list: &[Value], n: usize| -> i32 {
        list.get(n)
            .and_then(Value::text)
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0)
    };
    let mut when = When::default();
    if let Some(parts) = value.get("date-parts") {
        let mut ends = parts.list().iter().map(|end| {
            let end = end.list();
            let mut day = Day {
                year: part(end, 0).clamp(-9999, 9999),
                month: u8::try_from(part(end, 1)).unwrap_or(0),
                day: u8::try_from(part(end, 2)).unwrap_or(0),
            };
            if !matches!(day.month, 1..=12 | 21..=24) {
                (day.month, day.day) = (0, 0);
            }
            if day.day > 31 || day.month > 12 {
                day.day = 0;
            }
            day
        });
        let (from, to) = (ends.next().unwrap_or_default(), ends.next());
        (when.year, when.month, when.day) = (from.year, from.month, from.day);
        when.to = to
            .filter(|to| *to != from && from.year != 0)
            .unwrap_or_default();
        if when.to.year == 0 {
            when.to = Day::default();
        }
    }
    if let Some(season) = value.get("season").and_then(Value::text)
        && when.month == 0
        && let Ok(season @ 1..=4) = season.parse::<u8>()
    {
        when.month = 20 + season;
    }
    if when.year == 0 {
        let words = value
            .get("raw")
            .or_else(|| value.get("literal"))
            .and_then(Value::text)
            .unwrap_or_default();
        when = When::read(words);
    }
    when.about |= value.get("circa").is_some_and(yes);
    when
}

/// `true` or 1.
fn yes(value: &Value) -> bool {
    matches!(value, Value::Word("true")) || value.text() == Some("1")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source with everything in it.
    pub(crate) fn full() -> Source {
        let mut source = Source::new("s1", Kind::TRANSLATED);
        source.set("title", "Reading <i>Holes</i> \"aloud\" & <b");
        source.set("publisher", "Éditions");
        source.set_people(
            "author",
            vec![
                Person::of("García Márquez", "Gabriel"),
                Person::body("NASA"),
                Person {
                    family_first: true,
                    ..Person::of("Park", "Jin-ho")
                },
            ],
        );
        source.set_people(
            "translator",
            vec![Person {
                suffix: "Jr.".into(),
                ..Person::of("King", "Sam")
            }],
        );
        source.set_date("issued", When::day(2024, 3, 8));
        source.set_date(
            "original-date",
            When {
                about: true,
                ..When::year(-50)
            },
        );
        source.set_date(
            "accessed",
            When {
                month: 22,
                ..When::year(2023)
            },
        );
        source.annotation = "Useful.\n\nVery.".into();
        source.note = "for chapter 2\nask Ms. Rao".into();
        source
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = write(&[full(), Source::new("s2", Kind::FILM)]);
        let (read, problems) = read(&text);
        assert_eq!(problems, []);
        assert_eq!(read, [full(), Source::new("s2", Kind::FILM)]);
    }

    #[test]
    fn names_in_one_text_and_notes_alone_are_kept() {
        let (found, problems) = read(
            r#"[{"id": "a", "title": "A", "author": "Jane Doe"}, {"id": "b", "title": "B", "author": ["Doe, Jane", "NASA"]},
              {"id": "c", "title": "C", "editor": {"family": "Rao", "given": "P."}}, {"id": "d", "custom": {"note": "ask Mia"}},
              {"id": "e", "annote": "Good."}]"#,
        );
        assert_eq!(problems, []);
        let jane = Person::of("Doe", "Jane");
        assert_eq!(found[0].people("author"), std::slice::from_ref(&jane));
        assert_eq!(found[1].people("author"), [jane, Person::body("NASA")]);
        assert_eq!(found[2].people("editor"), [Person::of("Rao", "P.")]);
        assert_eq!(
            (&*found[3].note, &*found[4].annotation),
            ("ask Mia", "Good.")
        );
        assert_eq!(read(&write(&found)).0, found);
    }

    #[test]
    fn people_in_rare_roles_ranges_and_films_are_kept_or_told() {
        let (read, problems) = read(
            r#"[{"id": "a", "type": "graphic", "title": "A", "curator": [{"family": "Rao", "given": "P."}]},
              {"id": "b", "type": "book", "title": "B", "issued": {"date-parts": [[2019], [2020], [2021, 3]]}},
              {"id": "e", "type": "book", "title": "E", "issued": {"date-parts": [[2019, 5, 12], [2019, 5, 18]]}},
              {"id": "c", "type": "motion_picture", "title": "C", "director": [{"literal": "Lee"}]},
              {"id": "d", "type": "motion_picture", "title": "D", "URL": "https://v.example/1"}]"#,
        );
        assert_eq!(read[0].people("curator"), [Person::of("Rao", "P.")]);
        assert_eq!(read[1].date("issued"), Some(&When::read("2019-2020")));
        assert_eq!(read[2].date("issued"), Some(&When::read("12-18 May 2019")));
        assert_eq!((read[3].kind, read[3].text("genre")), (Kind::FILM, "Film"));
        assert_eq!(read[4].kind, Kind::VIDEO);
        assert_eq!(
            problems,
            [Problem::new(2, Fault::TwoDates("issued".into()))]
        );
        let (again, _) = super::read(&write(&read));
        assert_eq!(again, read);
    }

    #[test]
    fn files_of_other_programs_are_read() {
        let (read, problems) = read(
            r#"[{"id": 7, "type": "article-journal", "title": "A", "author": [{"family": "Beethoven", "given": "Ludwig", "dropping-particle": "van"}],
              "issued": {"date-parts": [["2020", "4"]]}, "volume": 12, "PMID": "1"}, 5, {"id": "x"},
              {"type": "book", "title": "B", "issued": {"raw": "March 2001"}}]"#,
        );
        assert_eq!(read.len(), 2);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!(read[0].people("author")[0].given, "Ludwig van");
        assert_eq!(read[0].date("issued").unwrap().month, 4);
        assert_eq!(read[0].text("volume"), "12");
        assert_eq!(
            read[1].date("issued").unwrap(),
            &When {
                month: 3,
                ..When::year(2001)
            }
        );
    }
}
