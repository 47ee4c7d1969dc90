//! From a MARC record to a title and its copies.
//!
//! [`map`] never refuses and never drops: what cannot be used is left where a reader does not see it, and a
//! finding says so. Records that are no titles (deleted ones, authorities, separate holdings) come back with
//! an [`Outcome`] that says why they are not to be shown.
//!
//! ```
//! use carrel_core::diagnostic::Place;
//! use carrel_marc::{holdings::HoldingsProfile, map::{Outcome, map}, record::Record};
//!
//! let mut record = Record::new("00000nam a2200000 a 4500");
//! record.push_control("001", "42");
//! record.push_data("100", *b"1 ", &[('a', "Tolkien, J. R. R."), ('d', "1892-1973.")]);
//! record.push_data("245", *b"14", &[('a', "The hobbit, or,"), ('b', "There and back again /"), ('c', "by J.R.R. Tolkien.")]);
//! let mapped = map(&record, &Place::default(), &HoldingsProfile::none());
//! assert_eq!(mapped.outcome, Outcome::Kept);
//! assert_eq!(mapped.bib.title.filing(), "hobbit, or");
//! assert_eq!(mapped.bib.contributors[0].name, "Tolkien, J. R. R.");
//! ```

mod articles;
pub mod check;
mod format;
pub mod kinds;
mod links;
mod names;
mod notes;
mod numbers;
mod publication;
pub(crate) mod roles;
mod series;
mod subjects;
pub(crate) mod text;
mod titles;

use carrel_core::diagnostic::Place;
use carrel_core::{BibRecord, Diagnostic, Item};

use crate::findings::Findings;
use crate::holdings::HoldingsProfile;
use crate::record::{Field, Record};
use crate::words;
use publication::Fixed;

pub(crate) use articles::skip as skip_article;
pub(crate) use links::{Address, web_address};
pub(crate) use numbers::{class_text, dewey, invalid_isbn};
pub(crate) use titles::shown;

/// What a record became.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapped {
    /// The title.
    pub bib: BibRecord,
    /// Its copies, in record order.
    pub items: Vec<Item>,
    /// What a librarian should mend.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it is to be shown.
    pub outcome: Outcome,
    /// Other numbers of this title, by which a table of copies may name it.
    pub keys: Keys,
}

/// Whether a record is a title to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// A title.
    #[default]
    Kept,
    /// Deleted at the source (leader/05 `d`): listed and left out.
    Deleted,
    /// Hidden from the library's public catalogue (Koha's 942 $n): listed and left out, with its copies.
    Suppressed,
    /// An authority or classification record: listed and left out.
    NotATitle,
    /// A separate holdings record; its copies belong to the title with this control number (004).
    HoldingsOf(Option<String>),
}

/// Numbers that systems give a title beside its control number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Koha's biblionumber (999 $c).
    pub koha: Option<String>,
    /// Evergreen's record id (901 $c).
    pub evergreen: Option<String>,
}

/// The fields of a record, sorted by what they are for.
#[derive(Default)]
struct Groups<'a> {
    statements: Vec<Field<'a>>,
    titles: Vec<Field<'a>>,
    names: Vec<Field<'a>>,
    series: Vec<Field<'a>>,
    subjects: Vec<Field<'a>>,
    notes: Vec<Field<'a>>,
    numbers: Vec<Field<'a>>,
    classes: Vec<Field<'a>>,
    imprints: Vec<Field<'a>>,
    editions: Vec<Field<'a>>,
    extents: Vec<Field<'a>>,
    languages: Vec<Field<'a>>,
    carriers: Vec<Field<'a>>,
    links: Vec<Field<'a>>,
    vernacular: Vec<Vernacular<'a>>,
}

/// A field in another script (880) and what it stands for.
struct Vernacular<'a> {
    tag: [u8; 3],
    number: &'a str,
    field: Field<'a>,
}

impl<'a> Groups<'a> {
    fn of(record: &'a Record) -> Self {
        let mut g = Self::default();
        for field in record.all_fields() {
            match &field.tag().0 {
                b"245" => g.statements.push(field),
                b"130" | b"240" | b"246" | b"247" | b"730" | b"740" => g.titles.push(field),
                b"100" | b"110" | b"111" | b"720" => g.names.push(field),
                b"700" | b"710" | b"711" => {
                    g.names.push(field);
                    if field.sub('t').is_some() {
                        g.titles.push(field);
                    }
                }
                b"440" | b"490" | b"800" | b"810" | b"811" | b"830" => g.series.push(field),
                b"600" | b"610" | b"611" | b"630" | b"647" | b"648" | b"650" | b"651" | b"653"
                | b"655" | b"658" | b"690" | b"691" => {
                    g.subjects.push(field);
                }
                // 59X is local and may be private; 506, 540, 583-584, 588 are for librarians.
                b"500" | b"501" | b"502" | b"504" | b"505" | b"508" | b"511" | b"515" | b"518"
                | b"520" | b"521" | b"525" | b"526" | b"530" | b"533" | b"534" | b"538"
                | b"545" | b"546" | b"547" | b"550" | b"555" | b"580" | b"585" | b"586" => {
                    g.notes.push(field);
                }
                b"010" | b"020" | b"022" | b"024" => g.numbers.push(field),
                b"050" | b"082" | b"090" | b"092" | b"099" => g.classes.push(field),
                b"260" | b"264" => g.imprints.push(field),
                b"250" => g.editions.push(field),
                b"300" => g.extents.push(field),
                b"041" => g.languages.push(field),
                b"336" | b"337" | b"338" => g.carriers.push(field),
                b"856" => g.links.push(field),
                b"880" => {
                    let link = field.sub('6').unwrap_or("").trim();
                    if let (Some(tag), true) = (link.as_bytes().first_chunk::<3>(), link.is_ascii())
                    {
                        g.vernacular.push(Vernacular {
                            tag: *tag,
                            number: link.get(4..6).unwrap_or("00"),
                            field,
                        });
                    }
                }
                _ => {}
            }
        }
        g
    }
}

/// Makes a title and its copies of a record; `place` says where the record stands in its file.
#[must_use]
pub fn map(record: &Record, place: &Place, holdings: &HoldingsProfile) -> Mapped {
    let mut findings = Findings::new(place.record, place.offset);
    let keys = Keys {
        koha: record.fields("999").find_map(|f| number(f.sub('c'))),
        evergreen: record
            .fields("901")
            .filter(|f| f.sub('t').is_none_or(|t| t.trim() == "biblio"))
            .find_map(|f| number(f.sub('c'))),
    };
    let outcome = outcome(record, &mut findings);
    let groups = Groups::of(record);
    let fixed = Fixed::of(record, &mut findings);

    let mut bib = BibRecord {
        id: id(record, &keys, place, &outcome, &mut findings),
        ..BibRecord::default()
    };
    if matches!(outcome, Outcome::Kept | Outcome::Suppressed) {
        bib.languages = publication::languages(&fixed, &groups, &mut findings);
        bib.title = titles::title(
            &groups,
            bib.languages.first().map_or("", String::as_str),
            &mut findings,
        );
        bib.contributors = names::contributors(&groups, bib.title.responsibility.as_deref());
        bib.series = series::series(&groups);
        (bib.subjects, bib.genres, bib.objectives) = subjects::subjects(&groups);
        bib.audience = publication::audience(record, &fixed);
        notes::notes(&groups, &mut bib, &mut findings);
        publication::publication(&fixed, &groups, &mut bib, &mut findings);
        numbers::numbers(&groups, &mut bib, &mut findings);
        bib.links = links::links(&groups, &mut findings);
        bib.format = format::format(record, &fixed, &groups, &bib);
        garbled(&bib, &mut findings);
    } else if let Some(field) = groups.statements.first() {
        // A deleted title is listed by name.
        bib.title.proper = field.sub('a').and_then(text::area).unwrap_or_default();
    }
    let items = match outcome {
        Outcome::Kept | Outcome::Suppressed | Outcome::HoldingsOf(_) => {
            holdings.items(record, &mut findings)
        }
        _ => Vec::new(),
    };
    let diagnostics = findings.finish(
        Some(&bib.id)
            .filter(|id| !id.is_empty())
            .map(String::as_str),
    );
    let mut mapped = Mapped {
        bib,
        items,
        diagnostics,
        outcome,
        keys,
    };
    settle_format(&mut mapped);
    mapped
}

/// Lets the spine of the first copy have its say on what the title is: what stands with the graphic novels is one,
/// whatever its record says. To be called again where copies come later.
pub fn settle_format(mapped: &mut Mapped) {
    if let Some(found) = format::on_spine(mapped.bib.format, &mapped.items) {
        mapped.bib.format = found;
    }
}

/// The copies of a record that was mapped before anyone knew where its copies stand, and what there is to say of them.
/// `id` is the id that the title got; the record may be the part that
/// [`may_hold_copies`](crate::holdings::may_hold_copies) gave.
#[must_use]
pub fn copies(
    record: &Record,
    place: &Place,
    id: &str,
    holdings: &HoldingsProfile,
) -> (Vec<Item>, Vec<Diagnostic>) {
    let mut findings = Findings::new(place.record, place.offset);
    let items = holdings.items(record, &mut findings);
    (items, findings.finish(Some(id).filter(|id| !id.is_empty())))
}

fn number(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|t| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
}

fn outcome(record: &Record, findings: &mut Findings) -> Outcome {
    match (record.leader_at(5), record.leader_at(6)) {
        (b'd', _) => {
            findings.add(&kinds::RECORD_DELETED, || {
                words::deleted_left_out().to_owned()
            });
            Outcome::Deleted
        }
        _ if is_unimarc(record) => {
            findings.add(&kinds::UNIMARC, || words::unimarc_found().to_owned());
            Outcome::NotATitle
        }
        (_, b'z' | b'q' | b'w') if record.fields("245").next().is_none() => {
            findings.add(&kinds::AUTHORITY_RECORD, || {
                words::authority_left_out().to_owned()
            });
            Outcome::NotATitle
        }
        (_, b'u' | b'v' | b'x' | b'y') if record.fields("245").next().is_none() => {
            let of = record
                .control("004")
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(str::to_owned);
            findings.add(&kinds::HOLDINGS_RECORD, || match &of {
                Some(of) => words::holdings_of(of),
                None => words::holdings_of_none().to_owned(),
            });
            Outcome::HoldingsOf(of)
        }
        _ if suppressed(record) => {
            findings.add_subfield(
                &kinds::RECORD_SUPPRESSED,
                crate::record::Tag(*b"942"),
                'n',
                || words::suppressed_left_out().to_owned(),
            );
            Outcome::Suppressed
        }
        _ => Outcome::Kept,
    }
}

/// True for a record of UNIMARC (PMB, BCDI, e-sidoc): nothing in 245, and two at least of what MARC 21 does not have: a title
/// in 200, data in 100 $a that begin with a day of eight digits, a language in 101, a shape in 215, a source in 801. A
/// record of MARC 21 that lost its title has none of them.
fn is_unimarc(record: &Record) -> bool {
    let filled = |tag: &str, code: char| {
        let subs = record.fields(tag).flat_map(|field| field.subs(code));
        subs.map(str::trim).any(|text| !text.is_empty())
    };
    let coded = record.fields("100").flat_map(|f| f.subs('a')).any(|text| {
        let day = text.trim_start().bytes().take_while(u8::is_ascii_digit);
        text.len() >= 20 && day.count() >= 8
    });
    let signs = [
        coded,
        filled("200", 'a'),
        filled("101", 'a'),
        filled("215", 'a'),
        filled("801", 'b'),
    ];
    record.fields("245").next().is_none() && signs.into_iter().filter(|is| *is).count() >= 2
}

/// True when Koha is told to hide the record from its public catalogue.
fn suppressed(record: &Record) -> bool {
    record
        .fields("942")
        .flat_map(|field| field.subs('n'))
        .any(|flag| flag.trim() == "1")
}

/// The control number; else the system's own number; else the place in the file, which nobody needs to know of what is left
/// out.
fn id(
    record: &Record,
    keys: &Keys,
    place: &Place,
    outcome: &Outcome,
    findings: &mut Findings,
) -> String {
    if let Some(id) = record.id() {
        return id.to_owned();
    }
    let other = keys
        .koha
        .clone()
        .or_else(|| keys.evergreen.clone())
        .or_else(|| {
            record
                .fields("035")
                .find_map(|f| f.sub('a'))
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
        });
    let found = other.unwrap_or_else(|| format!("r{}", place.record));
    if !matches!(outcome, Outcome::Deleted | Outcome::NotATitle) {
        findings.add_field(
            &kinds::NO_CONTROL_NUMBER,
            crate::record::Tag(*b"001"),
            || words::control_number_expected(&found),
        );
    }
    found
}

fn garbled(bib: &BibRecord, findings: &mut Findings) {
    let title = [
        Some(&bib.title.proper),
        bib.title.remainder.as_ref(),
        bib.title.responsibility.as_ref(),
    ];
    let texts = title
        .into_iter()
        .flatten()
        .chain(bib.contributors.iter().map(|c| &c.name))
        .chain(bib.series.iter().map(|s| &s.title))
        .chain(bib.subjects.iter().flat_map(|s| &s.parts))
        .chain(&bib.summary)
        .chain(&bib.contents)
        .chain(&bib.notes);
    for found in texts.filter_map(|t| text::garbled(t)).take(1) {
        findings.add(&kinds::TEXT_GARBLED, || words::letters_expected(found));
    }
}
