//! CSL-JSON: what is stored, what the engine reads, what other programs take. What is ours and not CSL's stands under
//! `custom`, the place the schema keeps for that.

use crate::json::{self, Member, Value, key, quote};
use crate::kind::{KINDS, Kind, Shape, is_role};
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
    if !source.named.is_empty() {
        key("names", out);
        out.push('[');
        for (n, title) in source.named.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            quote(title, out);
        }
        out.push(']');
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

/// Reads a CSL-JSON list or object. What could be read is given; the rest is told with its line: of the field that is wrong, or of
/// the object.
#[must_use]
pub fn read(text: &str) -> (Vec<Source>, Vec<Problem>) {
    let (members, mut problems) = json::objects(text);
    let mut sources: Vec<Source> = Vec::with_capacity(members.len());
    let mut ids = Ids::of(members.len());
    for member in &members {
        match read_one(member, &mut problems) {
            Some(source) => {
                if !ids.is_new(&source.id, &sources) {
                    problems.push(Problem::new(member.line, Fault::SameId(cut(&source.id))));
                }
                sources.push(source);
            }
            None => problems.push(Problem::new(member.line, Fault::NoObject)),
        }
    }
    crate::order::sort_by(&mut problems, |problem| problem.line as usize);
    (sources, problems)
}

/// Which ids there are: a small table of hashes, with chains through the list of sources. The standard sets cost more of wasm.
struct Ids {
    /// By hash, the last source with it, counted from 1.
    last: Vec<u32>,
    /// By source, the one before it with the same hash.
    before: Vec<u32>,
}

impl Ids {
    fn of(count: usize) -> Ids {
        Ids {
            last: vec![0; (count + 1).next_power_of_two()],
            before: Vec::with_capacity(count),
        }
    }

    /// Has none of the sources this id? Notes it for the source that comes next.
    fn is_new(&mut self, id: &str, sources: &[Source]) -> bool {
        let hash = id.bytes().fold(7_u32, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u32::from(byte))
        });
        let place = hash as usize & (self.last.len() - 1);
        let mut at = self.last[place];
        while !id.is_empty() && at != 0 {
            if sources[at as usize - 1].id == id {
                self.before.push(0);
                return false;
            }
            at = self.before[at as usize - 1];
        }
        self.before.push(self.last[place]);
        self.last[place] = self.before.len() as u32;
        true
    }
}

fn read_one(member: &Member, problems: &mut Vec<Problem>) -> Option<Source> {
    let value = &member.value;
    let Value::Map(map) = value else {
        return None;
    };
    let text = |value: Option<&Value>| value.and_then(Value::text).unwrap_or_default().to_owned();
    let custom = value.get("custom");
    let csl = text(value.get("type"));
    let own = custom
        .and_then(|custom| custom.get("kind"))
        .and_then(Value::text)
        .and_then(Kind::named);
    let known = own.or_else(|| Kind::of_type(&csl));
    let mut source = Source {
        id: text(value.get("id")),
        kind: known.unwrap_or(Kind::PAGE),
        annotation: text(value.get("annote")),
        note: text(custom.and_then(|custom| custom.get("note"))),
        named: custom
            .and_then(|custom| custom.get("names"))
            .map_or(&[][..], Value::list)
            .iter()
            .filter_map(Value::text)
            .map(str::to_owned)
            .collect(),
        ..Source::default()
    };
    for (at, (name, value)) in map.iter().enumerate() {
        let fault = match name.as_str() {
            "custom" => None,
            "type" => (known.is_none() && says(value)).then(|| Fault::Type(found(value))),
            "id" | "annote" => {
                let lost = value.text().is_none() && says(value);
                lost.then(|| Fault::Value(name.clone()))
            }
            _ => read_field(&mut source, name, value),
        };
        let line = member.lines.get(at).copied().unwrap_or(member.line);
        problems.extend(fault.map(|fault| Problem::new(line, fault)));
    }
    // Films and videos are one type in CSL; a film has neither a page nor a site, or it was directed and nobody put it there, or
    // it is called one.
    let placed = ["URL", "container-title"];
    let placed = placed.iter().any(|name| !source.text(name).is_empty());
    let directed = source.people("author").is_empty() && !source.people("director").is_empty();
    if csl == "motion_picture"
        && source.kind == Kind::VIDEO
        && custom.is_none()
        && (!placed || directed || crate::tongue::means(source.text("genre"), "Film"))
    {
        source.kind = Kind::FILM;
        if source.text("genre").is_empty() {
            source.set("genre", "Film");
        }
    }
    if own.is_none()
        && let Some(kind) = Kind::of_genre(source.text("genre"))
    {
        source.kind = kind;
    }
    // Of another program it may be a register of numbers, or the site once more.
    if own.is_none() && crate::ris::serves(source.kind) {
        let name = crate::ris::provider(&source, source.text("source")).to_owned();
        source.set("source", &name);
    }
    let empty = source.texts.is_empty()
        && source.people.is_empty()
        && source.dates.is_empty()
        && source.annotation.is_empty()
        && source.note.is_empty();
    (!empty).then_some(source)
}

/// Reads a field into the source; what stands there and could not be read is the fault.
fn read_field(source: &mut Source, name: &str, value: &Value) -> Option<Fault> {
    // A list of names is people, whatever their role: curators and reviewed authors are kept as they came.
    let listed = value.list().iter();
    if is_role(name) || is_rare_role(name) || (listed.clone().any(is_person) && !is_text(name)) {
        // Names as one text, or one name without a list: other programs write them so.
        let ones = match value {
            Value::List(list) => list.as_slice(),
            one => core::slice::from_ref(one),
        };
        let (mut people, mut lost) = (Vec::new(), None);
        for one in ones {
            if let Some(text) = one.text() {
                people.extend(text.split(';').map(crate::names::typed));
                continue;
            }
            let (person, whole) = read_person(one);
            if !whole && lost.is_none() {
                lost = Some(Fault::Name(name.to_owned(), found(one)));
            }
            people.push(person);
        }
        source.set_people(name, people);
        return lost;
    }
    let dated = ["date-parts", "literal", "raw"]
        .iter()
        .any(|part| value.get(part).is_some());
    if is_date(name) || (dated && !is_text(name)) {
        let (when, whole) = read_date(value);
        source.set_date(name, when);
        let ends = value.get("date-parts").map_or(&[][..], Value::list);
        return if ends.len() > 2 && ends.iter().all(|end| end.text().is_none()) {
            Some(Fault::TwoDates(name.to_owned()))
        } else {
            (!whole).then(|| Fault::Date(name.to_owned(), found(value)))
        };
    }
    if let Some(text) = value.text() {
        match name {
            "language" => source.set(name, &crate::language::of_file(text)),
            _ => source.set(name, text),
        }
        return None;
    }
    // Crossref lists a title.
    let texts: Vec<&str> = listed.clone().filter_map(Value::text).collect();
    if is_text(name) && !texts.is_empty() && texts.len() == listed.len() {
        source.set(name, &texts.join(", "));
        return None;
    }
    (is_text(name) && says(value)).then(|| Fault::Value(name.to_owned()))
}

/// Variables of CSL that hold people and that no form of ours asks for.
fn is_rare_role(name: &str) -> bool {
    const RARE: [&str; 12] = [
        "chair",
        "collection-editor",
        "compiler",
        "contributor",
        "curator",
        "editorial-director",
        "executive-producer",
        "guest",
        "organizer",
        "original-author",
        "reviewed-author",
        "series-creator",
    ];
    RARE.contains(&name)
}

/// Is it a variable of CSL that holds a date?
#[must_use]
pub fn is_date(name: &str) -> bool {
    const DATES: [&str; 6] = [
        "issued",
        "accessed",
        "original-date",
        "event-date",
        "available-date",
        "submitted",
    ];
    DATES.contains(&name)
}

/// Is it a text that a citation may need? Files have much else that is none of its business.
fn is_text(name: &str) -> bool {
    const OTHERS: [&str; 10] = [
        "abstract",
        "chapter-number",
        "collection-number",
        "container-title-short",
        "genre",
        "ISSN",
        "language",
        "note",
        "number-of-pages",
        "title-short",
    ];
    let mut fields = KINDS.iter().flat_map(|info| info.fields);
    OTHERS.contains(&name)
        || fields.any(|field| {
            field.name == name && matches!(field.shape(), Shape::Text | Shape::Address)
        })
}

/// Has it a name's parts?
fn is_person(value: &Value) -> bool {
    let mut parts = ["family", "given", "literal"].iter();
    parts.any(|part| value.get(part).is_some_and(says))
}

/// Does anything stand there? Empty texts, lists and objects, `null` and `false` say nothing.
fn says(value: &Value) -> bool {
    match value {
        Value::Word(word) => *word == "true",
        Value::Number(_) => true,
        Value::Text(text) => !text.trim().is_empty(),
        Value::List(list) => list.iter().any(says),
        Value::Map(map) => map.iter().any(|(_, value)| says(value)),
    }
}

/// What stands there, without its brackets, cut short.
fn found(value: &Value) -> String {
    let mut out = String::new();
    words(value, &mut out);
    cut(&out)
}

fn cut(text: &str) -> String {
    text.chars().take(30).collect()
}

fn words(value: &Value, out: &mut String) {
    match value {
        Value::List(list) => list.iter().for_each(|value| words(value, out)),
        Value::Map(map) => map.iter().for_each(|(_, value)| words(value, out)),
        Value::Word("null") => {}
        Value::Word(text) => word(text, out),
        Value::Number(text) | Value::Text(text) => word(text.trim(), out),
    }
}

fn word(text: &str, out: &mut String) {
    if !out.is_empty() && !text.is_empty() {
        out.push(' ');
    }
    out.push_str(text);
}

/// A person, and whether all that is said of one could be read.
fn read_person(value: &Value) -> (Person, bool) {
    /// What a name is made of; then what else may stand beside it.
    const PARTS: [&str; 11] = [
        "family",
        "given",
        "suffix",
        "literal",
        // Crossref has a body's name there.
        "name",
        "non-dropping-particle",
        "dropping-particle",
        "comma-suffix",
        "static-ordering",
        "parse-names",
        "isInstitution",
    ];
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
    let literal = match text("literal") {
        "" if family.is_empty() && given.is_empty() => text("name"),
        literal => literal,
    };
    let person = Person {
        family,
        given,
        suffix: text("suffix").to_owned(),
        literal: literal.to_owned(),
        family_first: value.get("static-ordering").is_some_and(yes),
    };
    let map = match value {
        Value::Map(map) => map.as_slice(),
        _ => &[],
    };
    // A part that is no text; or half a name, and a field that nobody knows beside it: `famly`.
    let half = person.family.is_empty() && person.literal.is_empty();
    let lost = map.iter().any(|(name, value)| {
        let place = PARTS.iter().position(|part| part == name);
        match place {
            Some(0..=6) => value.text().is_none() && says(value),
            Some(_) => false,
            None => half && value.text().is_some() && says(value),
        }
    });
    let none = person.is_empty() && says(value);
    (person, !lost && !none)
}

/// A date, and whether all that stands there could be read.
fn read_date(value: &Value) -> (When, bool) {
    if let Some(text) = value.text() {
        return (When::read(text), true);
    }
    let (mut when, mut whole) = (When::default(), true);
    let apart;
    let parts = match value.get("date-parts") {
        Some(parts) => parts,
        None => {
            let part = |name: &str| value.get(name).cloned().unwrap_or(Value::Word("null"));
            apart = Value::List(["year", "month", "day"].map(part).to_vec());
            &apart
        }
    };
    // `[2020, 5]` and `"2020-05"` mean `[[2020, 5]]`.
    let flat = parts.text().is_some() || parts.list().iter().any(|part| part.text().is_some());
    let ends = if flat {
        core::slice::from_ref(parts)
    } else {
        parts.list()
    };
    let mut days = ends.iter().map(day);
    let (from, good) = days.next().unwrap_or((Day::default(), true));
    let (to, also) = days.next().unwrap_or((Day::default(), true));
    (when.year, when.month, when.day) = (from.year, from.month, from.day);
    if to != from && from.year != 0 && to.year != 0 {
        when.to = to;
    }
    if !good || !also {
        // `["May 3, 2020"]` and `[2020, "May"]` are words.
        let mut said = String::new();
        words(parts, &mut said);
        let read = When::read(&said);
        let wordy = said.split(' ').any(|word| word.parse::<i32>().is_err());
        whole = ends.len() == 1 && wordy && read.year != 0;
        if whole {
            when = read;
        }
    }
    if let Some(season) = value.get("season").filter(|season| says(season))
        && when.month == 0
        && when.year != 0
    {
        let season = season.text().unwrap_or_default().trim();
        when.month = match season.parse::<u8>() {
            Ok(season @ 1..=4) => 20 + season,
            Ok(season @ 21..=24) => season,
            _ => match When::read(&[season, " 2000"].concat()).month {
                season @ 21..=24 => season,
                _ => 0,
            },
        };
        whole &= when.month != 0;
    }
    if when.year == 0 {
        let said = ["raw", "literal"]
            .iter()
            .find_map(|name| value.get(name).and_then(Value::text))
            .unwrap_or_default();
        when = When::read(said);
        whole &= !said.trim().is_empty() || !says(value);
    }
    when.about |= value.get("circa").is_some_and(yes);
    (when, whole)
}

/// One end of a date, and whether it is one: year, month or season, day.
fn day(value: &Value) -> (Day, bool) {
    let list = match value {
        Value::List(list) => list.as_slice(),
        one => core::slice::from_ref(one),
    };
    let mut good = list.len() <= 3;
    let mut parts = [0_i32; 3];
    for (part, value) in parts.iter_mut().zip(list) {
        match value.text().map(str::trim) {
            None => good &= !says(value),
            Some("") => {}
            Some(text) => match text.parse() {
                Ok(number) => *part = number,
                Err(_) => good = false,
            },
        }
    }
    let [year, month, day] = parts;
    if !(-9999..=9999).contains(&year) || (year == 0 && says(value)) {
        return (Day::default(), false);
    }
    let known = matches!(month, 0..=12 | 21..=24);
    let month = if known { month as u8 } else { 0 };
    let counted = day == 0 || (matches!(month, 1..=12) && (1..=31).contains(&day));
    let day = if counted { day as u8 } else { 0 };
    (Day { year, month, day }, good && known && counted)
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
    fn a_film_is_one_wherever_it_is_seen() {
        for (fields, kind, genre) in [
            (
                r#""director": [{"family": "Lee", "given": "A."}]"#,
                Kind::FILM,
                "Film",
            ),
            (r#""genre": "Film""#, Kind::FILM, "Film"),
            (r#""genre": "Película""#, Kind::FILM, "Película"),
            (r#""author": [{"literal": "NASA"}]"#, Kind::VIDEO, ""),
            (
                r#""author": [{"literal": "NASA"}], "director": [{"family": "Lee"}]"#,
                Kind::VIDEO,
                "",
            ),
            (r#""genre": "Video""#, Kind::VIDEO, "Video"),
        ] {
            let text = [
                r#"[{"type": "motion_picture", "title": "A", "URL": "https://v.example/1", "#,
                fields,
                "}]",
            ];
            let (read, problems) = read(&text.concat());
            assert_eq!(
                (read[0].kind, read[0].text("genre")),
                (kind, genre),
                "{fields}"
            );
            assert_eq!(problems, [], "{fields}");
            assert_eq!(super::read(&write(&read)).0, read, "{fields}");
        }
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

    /// Kept what can be read, and a line for each of the others.
    #[test]
    fn a_wrong_value_is_told_with_its_line() {
        let told = |fields: &str| {
            let text = ["[{\n\"title\": \"A\",\n", fields, "}]"].concat();
            let (sources, problems) = read(&text);
            assert_eq!(sources.len(), 1, "{fields}");
            assert_eq!(sources[0].text("title"), "A", "{fields}");
            let faults: Vec<Fault> = problems
                .into_iter()
                .map(|problem| {
                    assert_eq!(problem.line, 3, "{fields}");
                    problem.fault
                })
                .collect();
            (sources[0].clone(), faults)
        };
        let date = |found: &str| vec![Fault::Date("issued".into(), found.into())];
        for (value, expected, faults) in [
            (r#"{"date-parts": [["x"]]}"#, When::default(), date("x")),
            (
                r#"{"date-parts": [["May 3, 2020"]]}"#,
                When::day(2020, 5, 3),
                vec![],
            ),
            (
                r#"{"date-parts": [[2020, "May"]]}"#,
                When::read("May 2020"),
                vec![],
            ),
            (
                r#"{"date-parts": [2020, 5]}"#,
                When::read("May 2020"),
                vec![],
            ),
            (
                r#"{"year": 2020, "month": "5"}"#,
                When::read("May 2020"),
                vec![],
            ),
            (r#""2020-05-03""#, When::day(2020, 5, 3), vec![]),
            (
                r#"{"date-parts": [[2020, 13, 4]]}"#,
                When::year(2020),
                date("2020 13 4"),
            ),
            (
                r#"{"date-parts": [[2020, 5, 32]]}"#,
                When::read("May 2020"),
                date("2020 5 32"),
            ),
            (
                r#"{"date-parts": [[20201]]}"#,
                When::default(),
                date("20201"),
            ),
            (
                r#"{"date-parts": [[2020], ["x"]]}"#,
                When::year(2020),
                date("2020 x"),
            ),
            (
                r#"{"date-parts": [[2020]], "season": "Spring"}"#,
                When::read("Spring 2020"),
                vec![],
            ),
            (
                r#"{"date-parts": [[2020]], "season": "5"}"#,
                When::year(2020),
                date("2020 5"),
            ),
            (r#"{"when": "today"}"#, When::default(), date("today")),
            ("true", When::default(), date("true")),
            // Nothing stands there.
            (r#"{"date-parts": [[null]]}"#, When::default(), vec![]),
            (r#"{"literal": "n.d."}"#, When::default(), vec![]),
            ("null", When::default(), vec![]),
        ] {
            let (source, found) = told(&[r#""issued": "#, value].concat());
            assert_eq!(found, faults, "{value}");
            let when = source.date("issued").cloned().unwrap_or_default();
            assert_eq!(when, expected, "{value}");
        }
        let name = |found: &str| vec![Fault::Name("author".into(), found.into())];
        let lee = || vec![Person::of("Lee", "Ann")];
        for (value, expected, faults) in [
            (r#"[{"famly": "Lee"}]"#, vec![], name("Lee")),
            (
                r#"[{"famly": "Day", "given": "Mia"}, {"family": "Lee", "given": "Ann"}]"#,
                vec![Person::of("", "Mia"), Person::of("Lee", "Ann")],
                name("Day Mia"),
            ),
            (
                r#"[{"family": {"x": "Lee"}, "given": "Ann"}]"#,
                vec![Person::of("", "Ann")],
                name("Lee Ann"),
            ),
            (r#"[["Lee"]]"#, vec![], name("Lee")),
            (r#"{"famly": "Lee"}"#, vec![], name("Lee")),
            (r#""Lee, Ann""#, lee(), vec![]),
            (
                r#"["Ann Lee; NASA"]"#,
                vec![Person::of("Lee", "Ann"), Person::body("NASA")],
                vec![],
            ),
            (r#"[{"name": "NASA"}]"#, vec![Person::body("NASA")], vec![]),
            (
                r#"[{"family": "Lee", "given": "Ann", "ORCID": "0", "affiliation": [{"name": "X"}]}]"#,
                lee(),
                vec![],
            ),
            (r#"[{"family": "", "given": ""}, {}]"#, vec![], vec![]),
        ] {
            let (source, found) = told(&[r#""author": "#, value].concat());
            assert_eq!(found, faults, "{value}");
            assert_eq!(source.people("author"), expected, "{value}");
        }
        for (fields, fault) in [
            (
                r#""publisher": {"x": 1}"#,
                Some(Fault::Value("publisher".into())),
            ),
            (
                r#""publisher": true"#,
                Some(Fault::Value("publisher".into())),
            ),
            (r#""URL": [["x"]]"#, Some(Fault::Value("URL".into()))),
            (r#""id": [1]"#, Some(Fault::Value("id".into()))),
            (
                r#""curator": {"famly": "x"}"#,
                Some(Fault::Name("curator".into(), "x".into())),
            ),
            (r#""type": "bok""#, Some(Fault::Type("bok".into()))),
            (r#""type": "bok", "custom": {"kind": "book"}"#, None),
            (r#""type": "journal-article""#, None),
            (r#""type": "patent""#, None),
            (r#""publisher": []"#, None),
            // What no citation needs is nobody's mistake.
            (
                r#""link": [{"URL": "x"}], "relation": {"a": 1}, "categories": ["x"]"#,
                None,
            ),
        ] {
            assert_eq!(told(fields).1, Vec::from_iter(fault), "{fields}");
        }
        assert_eq!(
            told(r#""container-title": ["J"]"#)
                .0
                .text("container-title"),
            "J"
        );
        assert_eq!(told(r#""type": "journal-article""#).0.kind, Kind::JOURNAL);
    }

    #[test]
    fn an_id_that_comes_again_is_told_and_both_are_kept() {
        let text = "[{\"id\": \"a\", \"title\": \"A\"},\n{\"id\": \"b\", \"title\": \"B\"},\n{\"id\": \"a\", \"title\": \"C\"},\n{\"title\": \"D\"}, {\"title\": \"E\"}]";
        let (sources, problems) = read(text);
        let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "a", "", ""]);
        assert_eq!(problems, [Problem::new(3, Fault::SameId("a".into()))]);
        // As many as share a place in the table.
        let many: Vec<Source> = (0..500)
            .map(|n| {
                let mut source = Source::new(&["s", &n.to_string()].concat(), Kind::BOOK);
                source.set("title", "T");
                source
            })
            .collect();
        assert_eq!(read(&write(&many)), (many, vec![]));
    }

    /// The form writes these words into `genre`; other programs do, without saying the kind.
    #[test]
    fn a_chat_of_another_program_is_one() {
        let kind = |genre: &str, csl: &str| {
            let text = [
                "{\"type\":\"",
                csl,
                "\",\"title\":\"Why?\",\"genre\":\"",
                genre,
                "\"}",
            ];
            read(&text.concat()).0[0].kind
        };
        assert_eq!(kind("Generative AI chat", "software"), Kind::AI_CHAT);
        assert_eq!(kind("generative AI chat", "webpage"), Kind::AI_CHAT);
        assert_eq!(kind("Chat mit generativer KI", "software"), Kind::AI_CHAT);
        assert_eq!(kind("AI-generated image", "graphic"), Kind::AI_IMAGE);
        assert_eq!(kind("Video game", "software"), Kind::SOFTWARE);
        assert_eq!(kind("", "graphic"), Kind::IMAGE);
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
