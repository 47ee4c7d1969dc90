//! Which field holds the copies: the one whose values are all different and look like barcodes.

use std::collections::{BTreeMap, HashSet};

use carrel_core::ItemStatus;
use carrel_core::call_number::{CallNumber, Class, Section};

use super::{
    DateOrder, HoldingsProfile, OrderVotes, Prices, Subfields, System, date_written, price_cents,
    status,
};
use crate::map::text::{clean, folded};
use crate::record::{Field, Record, Tag};
use crate::words;

/// Below this many percent nothing is taken for a copy.
const ENOUGH: u32 = 50;

/// Another field that seems to hold copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Its tag.
    pub tag: String,
    /// The subfield with what looks like barcodes.
    pub code: char,
    /// Records that have it.
    pub records: usize,
    /// Some of them.
    pub examples: Vec<String>,
}

/// What seems to hold the copies of records that have none where `profile` reads them; a usual place for barcodes is asked
/// for, since these are few.
#[must_use]
pub fn elsewhere(without: &[Record], profile: &HoldingsProfile) -> Option<Elsewhere> {
    let others = candidates(without, without.len()).into_iter();
    let usual = others.filter(|c| {
        c.score >= ENOUGH && c.tag.as_str() != profile.tag && habit(c.tag, c.code) >= 25
    });
    let best = usual.max_by_key(|c| (c.records, core::cmp::Reverse((c.tag, c.code))))?;
    Some(Elsewhere {
        tag: best.tag.as_str().to_owned(),
        code: best.code,
        records: best.records,
        examples: best.examples,
    })
}

/// Looks at records (a few hundred are plenty) and tells how their copies are to be read.
#[must_use]
pub fn detect(sample: &[Record]) -> HoldingsProfile {
    detect_among(sample, sample.len())
}

/// The same when `sample` holds only those of `looked_at` records that [`may_hold_copies`] gave something for.
#[must_use]
pub fn detect_among(sample: &[Record], looked_at: usize) -> HoldingsProfile {
    let candidates = candidates(sample, looked_at);
    // The field of most records: a system keeps in a few of them what the one before it wrote.
    let usual = candidates.iter().filter(|c| habit(c.tag, c.code) >= 25);
    let most = usual.map(|c| c.records).max().unwrap_or(0);
    // Koha numbers a title in 999 and keeps the 852 of the system before.
    let numbered = |r: &&Record| {
        r.fields("999")
            .any(|f| f.sub('c').is_some() && f.sub('c') == f.sub('d'))
    };
    let of_koha = sample.iter().filter(numbered).count() * 2 > sample.len();
    let best = candidates.into_iter().max_by_key(|c| {
        let rank = c.rank(most, of_koha);
        (rank, core::cmp::Reverse((c.tag, c.code)))
    });
    let mut profile = match best {
        Some(best) if best.score >= ENOUGH => profile(sample, looked_at, &best),
        _ => without_barcodes(sample, looked_at),
    };
    if let Some(code) = words_of_status(sample, &profile) {
        profile.subfields.status.push(code);
    }
    profile.dates = dates(sample, &profile);
    profile
}

/// The subfield, in whichever place, whose values are words of a status: nearly all of them, "Available" and another among
/// them. `None` where the profile knows one, or reads flags instead.
fn words_of_status(sample: &[Record], profile: &HoldingsProfile) -> Option<char> {
    let s = &profile.subfields;
    if profile.tag.is_empty() || profile.system == System::Koha || !s.status.is_empty() {
        return None;
    }
    let read = [
        &s.barcode,
        &s.call_number,
        &s.shelf,
        &s.site,
        &s.due,
        &s.kind,
        &s.copy,
        &s.volume,
        &s.price,
        &s.acquired,
        &s.note,
    ];
    let is_free = |code: char| read.iter().all(|codes| !codes.contains(code));
    let mut told: BTreeMap<char, (usize, usize, HashSet<ItemStatus>)> = BTreeMap::new();
    for field in sample.iter().flat_map(|r| r.fields(&profile.tag)) {
        for sub in field.subfields().filter(|s| is_free(s.code)) {
            let value = sub.value.trim();
            if value.is_empty() {
                continue;
            }
            let (all, known, kinds) = told.entry(sub.code).or_default();
            *all += 1;
            if let Some(found) = in_words(value) {
                *known += 1;
                kinds.insert(found);
            }
        }
    }
    let is_one = |(all, known, kinds): &(usize, usize, HashSet<ItemStatus>)| {
        known * 10 >= all * 9 && kinds.len() > 1 && kinds.contains(&ItemStatus::Available)
    };
    told.iter().find(|(_, t)| is_one(t)).map(|(code, _)| *code)
}

/// What a status says that is no sign and no code.
fn in_words(value: &str) -> Option<ItemStatus> {
    let word = value.chars().filter(|c| c.is_alphabetic()).count() > 1;
    word.then(|| status(value, System::None)).flatten()
}

/// Which of day and month comes first in the dates that the profile reads, as far as they tell.
fn dates(sample: &[Record], profile: &HoldingsProfile) -> DateOrder {
    let mut votes = OrderVotes::default();
    let codes = [profile.subfields.due.as_str(), &profile.subfields.acquired].concat();
    for field in sample.iter().flat_map(|r| r.fields(&profile.tag)) {
        for code in codes.chars() {
            field.subs(code).for_each(|text| votes.add(text));
        }
    }
    votes.order().unwrap_or_default()
}

/// The part of a record by which its copies are found and read: its number, and the fields that could hold copies or
/// say which system wrote them. `None` when it has no such field: then no profile reads a copy from it.
#[must_use]
pub fn may_hold_copies(record: &Record) -> Option<Record> {
    let mut part = Record::new(record.leader());
    let mut any = false;
    for field in record.all_fields() {
        match field.text() {
            Some(text) if field.tag().0 == *b"001" => part.push_control("001", text),
            None if matches!(
                &field.tag().0,
                b"852" | [b'8', b'7', b'6'..=b'8'] | [b'9', ..]
            ) =>
            {
                let subfields: Vec<(char, &str)> =
                    field.subfields().map(|s| (s.code, s.value)).collect();
                let indicators = [field.indicator(1), field.indicator(2)];
                part.push_data(field.tag().as_str(), indicators, &subfields);
                any |= subfields
                    .iter()
                    .any(|(code, _)| !ruled_out(field.tag(), *code));
            }
            _ => {}
        }
    }
    any.then_some(part)
}

/// So many records with barcodes in a usual place are no strays, however large the file.
const HANDFUL: usize = 30;

/// A subfield that may hold barcodes.
struct Candidate {
    tag: Tag,
    code: char,
    /// Percent.
    score: u32,
    /// Records that have the subfield, and all values.
    records: usize,
    values: usize,
    distinct: usize,
    examples: Vec<String>,
}

impl Candidate {
    /// Whether the score is enough; the score, for a usual place with up to 30 points for the share of records.
    fn rank(&self, most: usize, of_koha: bool) -> (bool, u32) {
        let usual = habit(self.tag, self.code) >= 25;
        let share = if usual {
            (self.records * 30 / most.max(1)) as u32
        } else {
            0
        };
        let koha = if of_koha && self.tag.0 == *b"952" {
            10
        } else {
            0
        };
        (self.score >= ENOUGH, self.score + share + koha)
    }
}

#[derive(Default)]
struct Tally<'a> {
    records: usize,
    last_record: usize,
    values: usize,
    barcode_like: usize,
    number_like: usize,
    seen: HashSet<&'a str>,
    repeats_in_record: bool,
    is_record_id: usize,
    is_isbn: usize,
    lengths: BTreeMap<usize, usize>,
    examples: Vec<&'a str>,
}

/// Fields that never hold copies: numbers of the title, of loaders, of cataloguing departments.
fn ruled_out(tag: Tag, code: char) -> bool {
    match &tag.0 {
        b"852" | b"876" | b"877" | b"878" => false,
        b"901" | b"903" | b"904" | b"905" | b"906" | b"907" | b"925" | b"935" | b"936" | b"938"
        | b"942" | b"955" | b"956" | b"985" | b"987" | b"998" => true,
        b"999" => matches!(code, 'c' | 'd'),
        b"952" => matches!(code, '9' | 'r' | 'd' | 'w'),
        [b'9', b, c] => !(b.is_ascii_digit() && c.is_ascii_digit()),
        _ => true,
    }
}

/// How usual it is, in percent points, that barcodes stand there.
fn habit(tag: Tag, code: char) -> u32 {
    match (&tag.0, code) {
        (b"852" | b"952", 'p') => 30,
        (b"949" | b"945" | b"999", 'i') | (b"949", 'b') => 25,
        (b"876" | b"877" | b"878", 'p') => 25,
        (b"949", 'a' | 'p' | 'g' | 'x') | (b"960" | b"966" | b"991" | b"996", 'i' | 'b') => 10,
        _ => 0,
    }
}

fn candidates(sample: &[Record], looked_at: usize) -> Vec<Candidate> {
    let mut tallies: BTreeMap<(Tag, char), Tally<'_>> = BTreeMap::new();
    let mut with_tag: BTreeMap<Tag, usize> = BTreeMap::new();
    for (n, record) in sample.iter().enumerate() {
        let mut tags: Vec<Tag> = Vec::new();
        for field in record.all_fields().filter(|f| !f.tag().is_control()) {
            let tag = field.tag();
            for sub in field.subfields().filter(|s| !ruled_out(tag, s.code)) {
                let value = sub.value.trim();
                if value.is_empty() {
                    continue;
                }
                let tally = tallies.entry((tag, sub.code)).or_default();
                if tally.last_record == n + 1 {
                    tally.repeats_in_record = true;
                } else {
                    tally.last_record = n + 1;
                    tally.records += 1;
                }
                tally.values += 1;
                tally.seen.insert(value);
                tally.barcode_like += usize::from(like_barcode(value));
                tally.number_like += usize::from(like_number(value));
                tally.is_record_id += usize::from(record.id() == Some(value));
                tally.is_isbn += usize::from(carrel_core::Isbn::parse(value).is_some());
                *tally.lengths.entry(value.len()).or_default() += 1;
                if tally.examples.len() < 3 {
                    tally.examples.push(value);
                }
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
        for tag in tags {
            *with_tag.entry(tag).or_default() += 1;
        }
    }
    let mut list = Vec::new();
    for ((tag, code), t) in tallies {
        let share = |n: usize, of: usize| (n * 100 / of.max(1)) as u32;
        let like = share(t.barcode_like, t.values);
        let distinct = share(t.seen.len(), t.values);
        if distinct < 80 || t.is_record_id * 2 > t.values || t.is_isbn * 2 > t.values {
            continue;
        }
        // A small school counts its books from 1 on: where barcodes always stand, numbers that never come twice are some.
        let small = like < 70
            && habit(tag, code) >= 25
            && t.values >= COUNTED
            && share(t.number_like, t.values) == 100
            && t.seen.len() == t.values
            && (looked_at < 20 || t.records * 10 >= looked_at);
        if like < 70 && !small {
            continue;
        }
        let same_length = share(t.lengths.values().copied().max().unwrap_or(0), t.values);
        let known = habit(tag, code);
        // Without a habit a number must look very much like a barcode: long, of one length, often.
        let long = t.lengths.keys().next().is_some_and(|n| *n >= 5);
        if known == 0 && (same_length < 60 || !long || like < 95 || t.values < 10) {
            continue;
        }
        // One or two numbers prove nothing outside of the usual places.
        if known < 25 && t.values < 3 {
            continue;
        }
        let covered = share(t.records, with_tag.get(&tag).copied().unwrap_or(1));
        let points = 40 + known + if t.repeats_in_record { 20 } else { 0 } + same_length / 10;
        // A handful of records among hundreds may be strays from another library; thirty in a usual place are none.
        let rare =
            looked_at >= 20 && t.records * 10 < looked_at && (known == 0 || t.records < HANDFUL);
        let score = points.min(100) * like / 100 * distinct / 100 * (50 + covered / 2) / 100;
        let score = match (small, rare) {
            (true, _) => ENOUGH,
            (_, true) => score * 2 / 3,
            _ => score,
        };
        list.push(Candidate {
            tag,
            code,
            score,
            records: t.records,
            values: t.values,
            distinct: t.seen.len(),
            examples: t.examples.iter().map(|e| (*e).to_owned()).collect(),
        });
    }
    list
}

/// Numbers that never come twice: so many are no chance.
const COUNTED: usize = 10;

/// A number as a small school counts its books: `7`, `0012`, `A 3`; no price, no date.
fn like_number(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let fine = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    fine && digits > 0 && letters <= 3 && value.len() <= 12 && date_written(value).is_none()
}

/// Three digits at least, hardly anything else, no date, no price.
fn like_barcode(value: &str) -> bool {
    let n = value.chars().count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let fine = value
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-.$/+% ".contains(c));
    // ".b1234567": Sierra's numbers of titles, orders and items.
    if value.starts_with('.')
        || !(3..=20).contains(&n)
        || digits < 3
        || digits * 2 < n
        || !fine
        || value.matches(' ').count() > 2
    {
        return false;
    }
    let price = value.len() > 3
        && value.as_bytes()[value.len() - 3] == b'.'
        && price_cents(value, Prices::Units).is_some();
    let day = matches!(value.len(), 8 | 10)
        && date_written(value).is_some_and(|d| (1950..2100).contains(&d.ymd().0));
    !price && !day
}

fn profile(sample: &[Record], looked_at: usize, best: &Candidate) -> HoldingsProfile {
    let tag = best.tag.as_str();
    let (system, sign) = match tag {
        "852" => system_of_852(sample),
        "952" => (System::Koha, words::sign_koha()),
        "876" | "877" | "878" => (System::Marc876, words::sign_marc876()),
        "945" if best.code == 'i' => (System::Sierra, words::sign_sierra()),
        "999" if best.code == 'i' => (System::Symphony, words::sign_symphony()),
        _ => (System::Other, words::sign_guessed()),
    };
    let mut profile = HoldingsProfile::of(system);
    profile.tag = tag.to_owned();
    let mut private = Vec::new();
    if system == System::Other {
        (profile.subfields, private) = guessed(sample, best);
    } else if system != System::Koha || !sample.iter().flat_map(|r| r.fields(tag)).any(koha) {
        profile.subfields.barcode = best.code.to_string();
    }
    profile.confidence = u8::try_from(best.score.min(100)).unwrap_or(100);
    let written = match system {
        System::Destiny => words::as_destiny(tag),
        System::Koha => words::as_koha(tag),
        System::Evergreen => words::as_evergreen(tag),
        System::Alexandria => words::as_alexandria(tag),
        System::Polaris => words::as_polaris(tag),
        System::Sierra => words::as_sierra(tag),
        System::Symphony => words::as_symphony(tag),
        _ => tag.to_owned(),
    };
    profile.explanation = words::copies_read(
        written,
        best.code,
        best.values,
        best.records,
        looked_at,
        best.distinct,
        best.examples.join(", "),
        sign,
    );
    if !private.is_empty() {
        let codes: Vec<String> = private.iter().map(|code| format!("${code}")).collect();
        profile.explanation.push(' ');
        profile
            .explanation
            .push_str(&words::copies_left_out(codes.join(", ")));
    }
    profile
}

fn system_of_852(sample: &[Record]) -> (System, &'static str) {
    let (mut all, mut follett, mut nine, mut label, mut four, mut two_b, mut polaris) =
        (0, 0, 0, 0, 0, 0, 0);
    let evergreen_901 = sample
        .iter()
        .any(|r| r.fields("901").any(|f| f.sub('t') == Some("biblio")));
    for field in sample.iter().flat_map(|r| r.fields("852")) {
        all += 1;
        let has = |code| field.sub(code).is_some();
        follett += usize::from(
            field
                .subs('x')
                .any(|x| x.starts_with("FSC@") || x.starts_with("FUND:")),
        );
        nine += usize::from(has('9'));
        label += usize::from(has('j') && !has('h'));
        four += usize::from(field.indicator(1) == b'4');
        two_b += usize::from(field.subs('b').count() >= 2);
        polaris += usize::from(
            has('o')
                && (has('r') || has('w'))
                && field
                    .sub('o')
                    .is_some_and(|o| o.trim().bytes().all(|b| b.is_ascii_digit())),
        );
    }
    let most = |n: usize| n * 2 > all;
    if follett > 0 {
        (System::Destiny, words::sign_destiny())
    } else if most(label) && (most(four) || most(two_b) || evergreen_901) {
        (System::Evergreen, words::sign_evergreen())
    } else if most(polaris) {
        (System::Polaris, words::sign_polaris())
    } else if most(label) {
        (System::Evergreen, words::sign_label())
    } else if most(nine) {
        (System::Alexandria, words::sign_microlif())
    } else {
        (System::Alexandria, words::sign_class())
    }
}

/// Tells the other subfields by their values: prices, dates, copy numbers, call numbers, short lists of names. Beside them
/// those whose words may be the names of people who have the copies: they are left out.
fn guessed(sample: &[Record], best: &Candidate) -> (Subfields, Vec<char>) {
    let mut fields = 0;
    let mut values: BTreeMap<char, Vec<String>> = BTreeMap::new();
    for field in sample.iter().flat_map(|r| r.fields(best.tag.as_str())) {
        if field.subs(best.code).all(|v| v.trim().is_empty()) {
            continue;
        }
        fields += 1;
        for sub in field.subfields().filter(|s| s.code != best.code) {
            let value = clean(sub.value);
            if !value.is_empty() {
                values.entry(sub.code).or_default().push(value);
            }
        }
    }
    let mut s = Subfields {
        barcode: best.code.to_string(),
        ..Subfields::default()
    };
    let mut names: Vec<(char, usize)> = Vec::new();
    let mut private = Vec::new();
    let of_people =
        |list: &[String]| list.iter().filter(|v| like_person(v)).count() * 2 > list.len();
    for (code, list) in &values {
        // A place has nearly every copy; a reader, those that are out.
        let usual = list.len() * 2 >= fields;
        let most = |test: &dyn Fn(&str) -> bool, percent: usize| {
            list.iter().filter(|v| test(v)).count() * 100 >= list.len() * percent
        };
        let distinct = list.iter().collect::<HashSet<_>>().len();
        let pointed = |v: &str| {
            v.contains(['.', ',', '$', '€', '£']) && price_cents(v, Prices::Units).is_some()
        };
        let numeric = |v: &str| price_cents(v, Prices::Units).is_some() && currency_at_most(v);
        let class = |v: &str| {
            let call = CallNumber::parse(v);
            call.class != Class::None && v.contains(['.', ' '])
                || !matches!(call.section(), Section::None | Section::Sign(_))
                    && !call.rest.is_empty()
        };
        let cutter = |v: &str| {
            v.chars().count() <= 6
                && v.chars()
                    .all(|c| c.is_alphabetic() || c.is_ascii_digit() || c == '.')
        };
        let target = if most(&|v| date_written(v).is_some(), 80) {
            &mut s.acquired
        } else if most(&numeric, 95) && most(&pointed, 40) {
            &mut s.price
        } else if most(&|v| copy_number(v), 90) {
            if matches!(code, 't' | 'y') && distinct < 20 {
                &mut s.kind
            } else {
                &mut s.copy
            }
        } else if most(&class, 60) {
            &mut s.call_number
        } else if s.call_number.len() == 1
            && most(&cutter, 95)
            && distinct > 10
            && distinct * 3 > list.len()
            && usual
        {
            // The cutter in a subfield of its own: 599.5, then SIM.
            s.call_number.push(*code);
            continue;
        } else if matches!(code, 's' | 'k' | 'r')
            && most(&|v| status(v, System::None).is_some(), 80)
        {
            &mut s.status
        } else {
            let known: HashSet<ItemStatus> = list.iter().filter_map(|v| in_words(v)).collect();
            let of_status = most(&|v| in_words(v).is_some(), 90)
                && known.len() > 1
                && known.contains(&ItemStatus::Available);
            if of_status && s.status.is_empty() {
                s.status.push(*code);
                continue;
            }
            let words = most(&|v| v.contains(char::is_alphabetic) && v.len() <= 40, 80);
            if words && (!usual || of_people(list)) {
                private.push(*code);
            } else if words && (distinct <= 40 || distinct * 5 <= list.len()) {
                names.push((*code, distinct));
            }
            continue;
        };
        if target.is_empty() {
            target.push(*code);
        }
    }
    // Numbers of a library's own scheme look like nothing; $a is where call numbers stand.
    let taken = [&s.acquired, &s.price, &s.copy, &s.kind, &s.status]
        .iter()
        .any(|t| t.contains('a'));
    let label = |v: &String| v.len() <= 40 && !v.starts_with('*');
    if s.call_number.is_empty()
        && best.code != 'a'
        && !taken
        && values.get(&'a').is_some_and(|list| {
            list.iter().all(label)
                && !of_people(list)
                && list.iter().collect::<HashSet<_>>().len() * 2 > list.len()
        })
    {
        s.call_number.push('a');
        names.retain(|(code, _)| *code != 'a');
    }
    for (code, distinct) in names {
        let target = match code {
            'l' | 'c' | 'd' if s.shelf.is_empty() => &mut s.shelf,
            't' | 'y' | 'w' if s.kind.is_empty() => &mut s.kind,
            'o' | 'm' | 'b' | 'h' if s.site.is_empty() => &mut s.site,
            _ if s.shelf.is_empty() && distinct > 1 => &mut s.shelf,
            _ => continue,
        };
        target.push(code);
    }
    (s, private)
}

/// Words of places that stand on either side of a comma, too: "Library, West".
#[rustfmt::skip]
const OF_SHELVES: &[&str] = &[
    "ADULT", "BIOGRAPHY", "BOOKS", "CENTER", "CENTRE", "CLASSROOM", "COLLECTION", "EASY", "FICTION", "FLOOR", "GENERAL",
    "GRAPHIC", "JUVENILE", "LIBRARY", "MAIN", "MEDIA", "NONFICTION", "OFFICE", "PICTURE", "PROFESSIONAL", "REFERENCE",
    "ROOM", "SCHOOL", "SHELF", "SPANISH", "STACKS", "STORAGE", "TEACHER", "YOUNG",
];

/// A name in filing order: `Ruiz, Maya`, `de la Cruz, Ana María`.
fn like_person(value: &str) -> bool {
    let Some((family, given)) = value.split_once(',') else {
        return false;
    };
    let part = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let letters = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}' | '.');
        (1..=4).contains(&words.len())
            && words.iter().all(|word| word.chars().all(letters))
            && words
                .iter()
                .any(|word| word.starts_with(char::is_uppercase))
            && !words
                .iter()
                .any(|word| OF_SHELVES.contains(&folded(word).as_str()))
    };
    part(family) && part(given)
}

/// True when the letters in it, if any, name a currency.
fn currency_at_most(value: &str) -> bool {
    let letters: String = value
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_uppercase)
        .collect();
    [
        "", "USD", "US", "EUR", "GBP", "CAD", "AUD", "NZD", "MXN", "RS", "INR", "KR", "CHF",
    ]
    .contains(&letters.as_str())
}

fn copy_number(value: &str) -> bool {
    let digits = value.trim_start_matches(['c', 'C', '.', ' ']);
    digits.len() <= 2 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A copy as Koha writes it: two branches, and a call number, an item type or a barcode.
fn koha(field: Field<'_>) -> bool {
    let filled = |code| field.sub(code).is_some_and(|t| !t.trim().is_empty());
    let branch = |code| {
        field.sub(code).is_some_and(|t| {
            let t = t.trim();
            (1..=10).contains(&t.len()) && !t.contains(' ')
        })
    };
    branch('a') && branch('b') && ['o', 'p', 'y'].into_iter().any(filled)
}

/// No values that look like barcodes: Koha's 952 is told by its branches, and an 852 with a call number or a shelf is a
/// copy all the same.
fn without_barcodes(sample: &[Record], looked_at: usize) -> HoldingsProfile {
    let with = |tag: &str, is_copy: &dyn Fn(Field<'_>) -> bool| {
        let has = |record: &&Record| record.fields(tag).any(is_copy);
        sample.iter().filter(has).count()
    };
    // A few among many are another library's notes, not this one's copies.
    let many = |useful: usize| useful > 0 && useful * 10 >= looked_at;
    let useful = with("952", &koha);
    if many(useful) {
        return HoldingsProfile {
            confidence: 60,
            explanation: words::copies_koha(useful, looked_at),
            ..HoldingsProfile::of(System::Koha)
        };
    }
    let called = |field: Field<'_>| ['h', 'i', 'j', 'k'].iter().any(|c| field.sub(*c).is_some());
    let useful = with("852", &called);
    if !many(useful) {
        return HoldingsProfile {
            explanation: words::copies_none_looked(looked_at),
            ..HoldingsProfile::none()
        };
    }
    let (system, _) = system_of_852(sample);
    let numbered = with("852", &|field| {
        field.sub('p').is_some_and(|t| !t.trim().is_empty())
    });
    HoldingsProfile {
        confidence: 30,
        explanation: match numbered {
            0 => words::copies_852(useful, looked_at),
            some => words::copies_852_some(useful, looked_at, some),
        },
        ..HoldingsProfile::of(system)
    }
}
