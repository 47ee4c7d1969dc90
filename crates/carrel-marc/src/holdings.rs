//! Copies inside title records: where each system puts them, and finding out which system it was.
//!
//! [`detect`] looks at a sample of records and gives a [`HoldingsProfile`]: the tag, what each subfield means,
//! how sure it is and why, in a sentence for the librarian. A profile can also be written by hand:
//!
//! ```toml
//! system = "other"          # destiny, koha, evergreen, alexandria, polaris, sierra, symphony, marc876, other, none
//! tag = "949"
//! prices = "cents"          # what a price without a point means: cents, units, or guess
//! dates = "day-first"       # what 05/07/2014 means: day-first, month-first, or guess
//!
//! [subfields]               # several codes: the first that is filled; a call number joins them with blanks
//! barcode = "i"
//! call-number = "ab"
//! shelf = "l"
//!
//! [names]                   # what the system's codes are called: shelves, sites, item types
//! JFIC = "Fiction"
//!
//! [statuses]                # what its status codes mean: available, on loan, on hold, in library, coming,
//! "R" = "in library"        # away, missing, withdrawn
//! ```

use std::collections::BTreeMap;

use carrel_core::{CalendarDate, Item, ItemStatus};
use serde::{Deserialize, Serialize};

use crate::findings::Findings;
use crate::map::text::{clean, isbd};
use crate::map::{kinds, shown};
use crate::record::{Field, Record, Tag};
use crate::words;

mod detect;
mod status;
mod values;

pub use detect::{Elsewhere, detect, detect_among, elsewhere, may_hold_copies};
pub use status::status;
use values::date_written;
pub use values::{DateOrder, date, date_in, price_cents};
pub(crate) use values::{OrderVotes, date_trouble, koha_status, says_out};

/// Which system wrote the copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// No copies in the records.
    #[default]
    None,
    /// Follett Destiny, 852 with `FSC@` notes.
    Destiny,
    /// Koha, 952.
    Koha,
    /// Evergreen, 852 with a label in `$j`.
    Evergreen,
    /// Alexandria, MicroLIF and other vendors' 852.
    Alexandria,
    /// Polaris, 852.
    Polaris,
    /// Sierra, Millennium: 945 or 949.
    Sierra,
    /// Symphony, Unicorn: 999.
    Symphony,
    /// MARC 21 holdings: 876-878 beside 852.
    Marc876,
    /// A field that was found by its values.
    Other,
}

/// How to read a price that has no point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Prices {
    /// From three digits up cents, else whole units, as Destiny's exports are (9150 is 91.50).
    Cents,
    /// Whole units.
    Units,
    /// From four digits up cents, else whole units.
    #[default]
    Guess,
}

/// What each subfield of the item field means: subfield codes by meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Subfields {
    /// The barcode.
    pub barcode: String,
    /// Parts of the call number, joined by blanks in this order.
    pub call_number: String,
    /// Shelving location or collection.
    pub shelf: String,
    /// Site, branch or school.
    pub site: String,
    /// Status.
    pub status: String,
    /// Due date.
    pub due: String,
    /// Item or circulation type.
    pub kind: String,
    /// Copy number.
    pub copy: String,
    /// Volume.
    pub volume: String,
    /// Price.
    pub price: String,
    /// Date of acquisition.
    pub acquired: String,
    /// Public note.
    pub note: String,
}

/// Where the copies are and how to read them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct HoldingsProfile {
    /// Which system's habits apply.
    pub system: System,
    /// The field with one copy each; empty for none.
    pub tag: String,
    /// What its subfields mean.
    pub subfields: Subfields,
    /// What a price without a point means.
    pub prices: Prices,
    /// Which of day and month comes first.
    pub dates: DateOrder,
    /// Readable names for codes of shelves, sites and item types.
    pub names: BTreeMap<String, String>,
    /// Meanings of status codes.
    pub statuses: BTreeMap<String, String>,
    /// How sure detection was, in percent; 100 when given by hand.
    pub confidence: u8,
    /// Why, in a sentence for the librarian.
    pub explanation: String,
}

impl HoldingsProfile {
    /// No copies in the records.
    #[must_use]
    pub fn none() -> Self {
        Self {
            confidence: 100,
            explanation: words::copies_none().to_owned(),
            ..Self::default()
        }
    }

    /// The usual layout of a system. `Other` has none and gives an empty one.
    #[must_use]
    pub fn of(system: System) -> Self {
        let s = |text: &str| text.to_owned();
        let (tag, subfields, prices) = match system {
            System::None | System::Other => ("", Subfields::default(), Prices::Guess),
            System::Destiny => (
                "852",
                Subfields {
                    barcode: s("p"),
                    call_number: s("khim"),
                    site: s("a"),
                    shelf: s("bc"),
                    copy: s("t"),
                    price: s("9"),
                    note: s("z"),
                    ..Subfields::default()
                },
                Prices::Cents,
            ),
            System::Alexandria => (
                "852",
                Subfields {
                    barcode: s("p"),
                    call_number: s("khim"),
                    site: s("a"),
                    shelf: s("bc"),
                    copy: s("t"),
                    price: s("9"),
                    note: s("z"),
                    ..Subfields::default()
                },
                Prices::Guess,
            ),
            System::Koha => (
                "952",
                Subfields {
                    barcode: s("p"),
                    call_number: s("o"),
                    site: s("ab"),
                    shelf: s("c8"),
                    due: s("q"),
                    kind: s("y"),
                    copy: s("t"),
                    volume: s("h"),
                    price: s("gv"),
                    acquired: s("d"),
                    note: s("z"),
                    ..Subfields::default()
                },
                Prices::Units,
            ),
            System::Evergreen => (
                "852",
                Subfields {
                    barcode: s("p"),
                    call_number: s("kjm"),
                    site: s("b"),
                    shelf: s("c"),
                    status: s("s"),
                    kind: s("g"),
                    copy: s("t"),
                    price: s("y"),
                    note: s("z"),
                    ..Subfields::default()
                },
                Prices::Units,
            ),
            System::Polaris => (
                "852",
                Subfields {
                    barcode: s("p"),
                    call_number: s("khim"),
                    site: s("a"),
                    shelf: s("bd"),
                    status: s("r"),
                    due: s("u"),
                    kind: s("w"),
                    volume: s("v"),
                    ..Subfields::default()
                },
                Prices::Units,
            ),
            System::Sierra => (
                "945",
                Subfields {
                    barcode: s("i"),
                    call_number: s("ab"),
                    shelf: s("l"),
                    status: s("s"),
                    kind: s("t"),
                    copy: s("g"),
                    volume: s("c"),
                    price: s("p"),
                    ..Subfields::default()
                },
                Prices::Units,
            ),
            System::Symphony => (
                "999",
                Subfields {
                    barcode: s("i"),
                    call_number: s("a"),
                    shelf: s("l"),
                    site: s("m"),
                    status: s("k"),
                    kind: s("t"),
                    copy: s("c"),
                    volume: s("v"),
                    price: s("p"),
                    acquired: s("u"),
                    ..Subfields::default()
                },
                Prices::Units,
            ),
            System::Marc876 => (
                "876",
                Subfields {
                    barcode: s("p"),
                    status: s("j"),
                    copy: s("t"),
                    volume: s("3"),
                    price: s("c"),
                    acquired: s("d"),
                    note: s("z"),
                    ..Subfields::default()
                },
                Prices::Units,
            ),
        };
        Self {
            system,
            tag: s(tag),
            subfields,
            prices,
            confidence: 100,
            ..Self::default()
        }
    }

    /// The profile with what it leaves out filled from the usual layout of its system, as after reading a
    /// hand-written one.
    #[must_use]
    pub fn completed(mut self) -> Self {
        let usual = Self::of(self.system);
        if self.tag.is_empty() {
            self.tag = usual.tag;
        }
        if self.subfields == Subfields::default() {
            self.subfields = usual.subfields;
        }
        if self.confidence == 0 {
            self.confidence = 100;
        }
        self
    }

    /// True when records hold no copies that this profile could read.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.tag.is_empty()
    }

    /// The copies of a record.
    pub(crate) fn items(&self, record: &Record, findings: &mut Findings) -> Vec<Item> {
        if self.is_none() {
            return Vec::new();
        }
        let mut items = Vec::new();
        let related =
            self.system == System::Marc876 && matches!(self.tag.as_str(), "876" | "877" | "878");
        for field in record.fields(&self.tag) {
            let unknown = findings.count(&kinds::STATUS_UNKNOWN);
            if let Some(mut item) = self.item(field, findings) {
                if related {
                    self.located(record, field, &mut item);
                }
                let more = self.more_barcodes(field, &item.barcode);
                if findings.count(&kinds::STATUS_UNKNOWN) > unknown {
                    findings.again(&kinds::STATUS_UNKNOWN, more.len());
                }
                if !more.is_empty() {
                    let code = self.subfields.barcode.chars().next().unwrap_or('\0');
                    findings.add_subfield(&kinds::BARCODES_IN_FIELD, field.tag(), code, || {
                        let all = format!("{}, {}", item.barcode, more.join(", "));
                        words::barcodes_in_one_field(1 + more.len(), shown(&all))
                    });
                }
                let of = |barcode| Item {
                    barcode,
                    copy: None,
                    ..item.clone()
                };
                let others: Vec<Item> = more.into_iter().map(of).collect();
                items.push(item);
                items.extend(others);
            }
        }
        if self.system == System::Koha && items.iter().any(|i| i.kind.is_none()) {
            let usual = record
                .fields("942")
                .find_map(|f| f.sub('c'))
                .map(clean)
                .filter(|t| !t.is_empty());
            for item in items.iter_mut().filter(|i| i.kind.is_none()) {
                item.kind = usual.as_deref().map(|k| self.named(k));
            }
        }
        items
    }

    /// Further barcodes of the field, beside the one that its copy got: in the same subfield, and much like it.
    fn more_barcodes(&self, field: Field<'_>, first: &str) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        let Some((code, _)) = coded(field, &self.subfields.barcode) else {
            return list;
        };
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        let like_first = |text: &str| {
            let (size, known) = (text.chars().count(), first.chars().count());
            size <= 20 && size.abs_diff(known) <= 2 && digits(text) * 2 >= size && digits(first) > 0
        };
        for text in field.subs(code).map(clean) {
            if text != first && like_first(&text) && !list.contains(&text) {
                list.push(text);
            }
        }
        list
    }

    fn item(&self, field: Field<'_>, findings: &mut Findings) -> Option<Item> {
        let s = &self.subfields;
        let mut item = Item {
            barcode: text(field, &s.barcode).unwrap_or_default(),
            call_number: call_number(field, &s.call_number),
            shelf: text(field, &s.shelf).map(|t| self.named(&t)),
            site: text(field, &s.site).map(|t| self.named(&t)),
            kind: text(field, &s.kind).map(|t| self.named(&t)),
            copy: text(field, &s.copy),
            volume: text(field, &s.volume),
            note: text(field, &s.note),
            ..Item::default()
        };
        if let Some((code, price)) = coded(field, &s.price) {
            item.price_cents = price_cents(&price, self.prices);
            if item.price_cents.is_none() {
                findings.add_subfield(&kinds::PRICE_UNREADABLE, field.tag(), code, || {
                    words::price_expected(price)
                });
            }
        }
        item.acquired_on = self.date(field, &s.acquired, findings);
        // What is no date, or none in the file's order, still says that the copy is out.
        if let Some((code, due)) = coded(field, &s.due).filter(|(_, due)| says_out(due)) {
            item.status = ItemStatus::OnLoan;
            item.due_on = date_in(&due, self.dates);
            if item.due_on.is_none() {
                findings.add_subfield(&kinds::DUE_UNREADABLE, field.tag(), code, || {
                    words::due_expected(date_trouble(&due, self.dates))
                });
            }
        }
        let mut unknown = None;
        if let Some((code, word)) = coded(field, &s.status) {
            match self.status(&word) {
                Some(status) => item.status = status,
                None => unknown = Some((code, word)),
            }
        }
        match self.system {
            System::Destiny => destiny(field, &mut item, self, findings),
            System::Koha => koha(field, &mut item),
            System::Evergreen => evergreen(field, &mut item, self),
            _ => {}
        }
        let empty = item.barcode.is_empty()
            && item.call_number.is_none()
            && item.shelf.is_none()
            && item.copy.is_none();
        // A load-table command of Sierra ("*b2=a;") or a field used for something else is no copy.
        if empty && (item.site.is_none() || self.system == System::Other) {
            return None;
        }
        if item.status == ItemStatus::Available
            && let Some((code, word)) = unknown
        {
            findings.add_subfield(&kinds::STATUS_UNKNOWN, field.tag(), code, || {
                words::status_on_shelf(word)
            });
        }
        if item.barcode.is_empty() {
            findings.add_field(&kinds::ITEM_NO_BARCODE, field.tag(), || {
                let code = self.subfields.barcode.as_str();
                let which = item
                    .call_number
                    .as_deref()
                    .or(item.shelf.as_deref())
                    .or(item.site.as_deref())
                    .unwrap_or("");
                words::barcode_in_expected(code, which)
            });
        }
        Some(item)
    }

    fn date(&self, field: Field<'_>, codes: &str, findings: &mut Findings) -> Option<CalendarDate> {
        let (code, text) = coded(field, codes)?;
        let found = date_in(&text, self.dates);
        if found.is_none() && !text.bytes().all(|b| matches!(b, b'0' | b'-' | b'/' | b' ')) {
            findings.add_subfield(&kinds::DATE_UNREADABLE, field.tag(), code, || {
                date_trouble(&text, self.dates)
            });
        }
        found
    }

    /// The readable name of a code.
    pub(crate) fn named(&self, code: &str) -> String {
        self.names
            .get(code)
            .cloned()
            .unwrap_or_else(|| code.to_owned())
    }

    /// The meaning of a status, by the profile's own table first.
    pub(crate) fn status(&self, word: &str) -> Option<ItemStatus> {
        if let Some(own) = self.statuses.get(word) {
            return status(own, System::None);
        }
        status(word, self.system)
    }

    /// 876 says nothing about the place: that stands in the 852 with the same link number, or the only one.
    fn located(&self, record: &Record, field: Field<'_>, item: &mut Item) {
        let link = |f: Field<'_>| {
            f.sub('8')
                .map(|l| l.split('.').next().unwrap_or(l).to_owned())
        };
        let wanted = link(field);
        let mut places = record.fields("852");
        let place = match &wanted {
            Some(w) => record
                .fields("852")
                .find(|f| link(*f).as_deref() == Some(w))
                .or_else(|| places.next()),
            None => places.next(),
        };
        if let Some(place) = place {
            item.call_number = item
                .call_number
                .take()
                .or_else(|| call_number(place, "khim").or_else(|| call_number(place, "kjm")));
            item.shelf = item
                .shelf
                .take()
                .or_else(|| text(place, "c"))
                .map(|t| self.named(&t));
            item.site = item
                .site
                .take()
                .or_else(|| text(place, "ba"))
                .map(|t| self.named(&t));
        }
    }
}

/// The first filled subfield of these codes, in the order of the codes.
fn coded(field: Field<'_>, codes: &str) -> Option<(char, String)> {
    codes.chars().find_map(|code| {
        field
            .subs(code)
            .map(clean)
            .find(|t| !t.is_empty())
            .map(|t| (code, t))
    })
}

fn text(field: Field<'_>, codes: &str) -> Option<String> {
    coded(field, codes).map(|(_, text)| text)
}

fn call_number(field: Field<'_>, codes: &str) -> Option<String> {
    let mut out = String::new();
    for code in codes.chars() {
        for part in field.subs(code).map(clean).filter(|t| !t.is_empty()) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(isbd(&part));
        }
    }
    (!out.is_empty()).then_some(out)
}

/// `$x FSC@a<type>@b<category>@c<acquired>@e<volume>@f<vendor>`.
fn destiny(field: Field<'_>, item: &mut Item, profile: &HoldingsProfile, findings: &mut Findings) {
    for note in field.subs('x') {
        let Some(rest) = note.trim().strip_prefix("FSC") else {
            continue;
        };
        for part in rest.split('@').filter(|p| !p.is_empty()) {
            let mut chars = part.chars();
            let code = chars.next();
            let value = clean(chars.as_str());
            if value.is_empty() {
                continue;
            }
            match code {
                Some('a') => item.kind = Some(profile.named(&value)),
                // A category is the genre shelf in many schools; a bare number is Destiny's own.
                Some('b') if item.shelf.is_none() => {
                    let named = profile.names.contains_key(&value);
                    if named || value.contains(char::is_alphabetic) {
                        item.shelf = Some(profile.named(&value));
                    }
                }
                Some('c') => {
                    item.acquired_on = date(&value);
                    if item.acquired_on.is_none() {
                        findings.add_subfield(&kinds::DATE_UNREADABLE, Tag(*b"852"), 'x', || {
                            words::date_after_expected(value)
                        });
                    }
                }
                Some('e' | 'i') if item.volume.is_none() => item.volume = Some(value),
                _ => {}
            }
        }
    }
}

/// Flags that are 0 or empty when nothing is wrong; not for loan is negative for what is on order.
fn koha(field: Field<'_>, item: &mut Item) {
    let flag = |code| {
        field
            .sub(code)
            .map(str::trim)
            .filter(|t| !t.is_empty() && *t != "0")
    };
    if let Some(status) = koha_status(
        flag('0'),
        flag('1'),
        flag('4'),
        flag('7'),
        item.status == ItemStatus::OnLoan,
    ) {
        item.status = status;
    } else if flag('5').is_some() {
        item.status = ItemStatus::InLibrary;
    }
}

/// `$b` is the owning library, then the one that lends it; `$x` holds flags as words.
fn evergreen(field: Field<'_>, item: &mut Item, profile: &HoldingsProfile) {
    if let Some(lends) = field.subs('b').map(clean).filter(|t| !t.is_empty()).last() {
        item.site = Some(profile.named(&lends));
    }
    for flag in field.subs('x').map(|x| x.trim().to_lowercase()) {
        match flag.as_str() {
            "hidden" => item.status = ItemStatus::Withdrawn,
            "reference" | "noncirculating" if item.status == ItemStatus::Available => {
                item.status = ItemStatus::InLibrary
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
