//! The MARC record as it is, before anything is made of it: leader, control fields, data fields.
//!
//! A record keeps all its text in one string; fields and subfields are ranges of it. Reading a file therefore costs
//! three allocations a record, whatever the number of subfields. Fields are looked at through [`Field`], a small
//! copyable view:
//!
//! ```
//! use carrel_marc::record::Record;
//!
//! let mut record = Record::new("00000nam a2200000 a 4500");
//! record.push_control("001", "42");
//! record.push_data("245", [b'1', b'4'], &[('a', "The hobbit, or,"), ('b', "There and back again")]);
//!
//! assert_eq!(record.control("001"), Some("42"));
//! let title = record.fields("245").next().expect("just pushed");
//! assert_eq!(title.sub('a'), Some("The hobbit, or,"));
//! assert_eq!(title.indicator(2), b'4');
//! for subfield in title.subfields() {
//!     let _: (char, &str) = (subfield.code, subfield.value);
//! }
//! for field in record.all_fields() {
//!     let _ = (field.tag(), field.text());
//! }
//! ```
//!
//! Text is decoded, in Unicode NFC, with character references expanded. It is not trimmed; the ISBD punctuation is
//! there; the non-sorting marks of MARC-8 are U+0098 and U+009C and belong to whoever shows the text to take out.

use core::fmt;

/// One MARC record.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Record {
    leader: Leader,
    text: String,
    fields: Vec<FieldEntry>,
    subfields: Vec<SubfieldEntry>,
}

/// Twenty-four ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Leader([u8; 24]);

impl Default for Leader {
    fn default() -> Self {
        Self([b' '; 24])
    }
}

/// A field: tag, indicators and its subfields `from..to`. A control field has one subfield, with code NUL.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FieldEntry {
    tag: Tag,
    indicators: [u8; 2],
    control: bool,
    from: u32,
    to: u32,
}

/// A subfield: code and the bytes `from..to` of the text.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SubfieldEntry {
    code: char,
    from: u32,
    to: u32,
}

/// A field's tag: three bytes as found, digits or letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(pub [u8; 3]);

/// One field of a record.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    record: &'a Record,
    entry: &'a FieldEntry,
}

/// One subfield of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subfield<'a> {
    /// Code, usually one ASCII letter or digit.
    pub code: char,
    /// Text.
    pub value: &'a str,
}

impl Record {
    /// An empty record with that leader: cut at 24 bytes, padded with blanks, what is not ASCII made a blank.
    #[must_use]
    pub fn new(leader: &str) -> Self {
        let mut record = Self::default();
        record.set_leader(leader.as_bytes());
        record
    }

    /// The leader, always 24 ASCII characters.
    #[must_use]
    pub fn leader(&self) -> &str {
        core::str::from_utf8(&self.leader.0).unwrap_or("")
    }

    /// One byte of the leader (0 to 23): `leader_at(6)` is the type of record.
    #[must_use]
    pub fn leader_at(&self, position: usize) -> u8 {
        self.leader.0.get(position).copied().unwrap_or(b' ')
    }

    /// True when nothing could be read: no field at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Every field, in record order.
    pub fn all_fields(&self) -> impl DoubleEndedIterator<Item = Field<'_>> + ExactSizeIterator {
        self.fields.iter().map(|entry| Field {
            record: self,
            entry,
        })
    }

    /// Fields with that tag, in record order.
    pub fn fields<'a>(&'a self, tag: &str) -> impl Iterator<Item = Field<'a>> + use<'a> {
        let tag = Tag::from_text(tag);
        self.fields
            .iter()
            .filter(move |entry| entry.tag == tag)
            .map(|entry| Field {
                record: self,
                entry,
            })
    }

    /// Text of the first control field with that tag.
    #[must_use]
    pub fn control(&self, tag: &str) -> Option<&str> {
        self.fields(tag).find_map(|field| field.text())
    }

    /// The control number (001), trimmed; `None` when there is none or it is blank.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.control("001")
            .map(str::trim)
            .filter(|id| !id.is_empty())
    }

    /// Adds a control field.
    pub fn push_control(&mut self, tag: &str, text: &str) {
        let range = self.append(text);
        self.add_control(Tag::from_text(tag), range);
    }

    /// Adds a data field.
    pub fn push_data(&mut self, tag: &str, indicators: [u8; 2], subfields: &[(char, &str)]) {
        self.start_data(Tag::from_text(tag), indicators);
        for (code, value) in subfields {
            self.push_subfield(*code, value);
        }
    }

    /// Adds a subfield to the last field, which must be a data field; otherwise nothing happens.
    pub fn push_subfield(&mut self, code: char, value: &str) {
        let range = self.append(value);
        self.add_subfield(code, range);
    }

    pub(crate) fn set_leader(&mut self, leader: &[u8]) {
        self.leader = Leader::default();
        for (to, from) in self.leader.0.iter_mut().zip(leader) {
            *to = if (0x20..0x7F).contains(from) {
                *from
            } else {
                b' '
            };
        }
    }

    /// Puts text at the end of the buffer and says where.
    pub(crate) fn append(&mut self, text: &str) -> (u32, u32) {
        let from = self.text.len() as u32;
        self.text.push_str(text);
        (from, self.text.len() as u32)
    }

    /// The text buffer, for readers that decode straight into it.
    pub(crate) fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// Room for that many fields and subfields.
    pub(crate) fn reserve(&mut self, fields: usize, subfields: usize) {
        self.fields.reserve_exact(fields);
        self.subfields.reserve_exact(subfields);
    }

    pub(crate) fn add_control(&mut self, tag: Tag, range: (u32, u32)) {
        let from = self.subfields.len() as u32;
        self.subfields.push(SubfieldEntry {
            code: '\0',
            from: range.0,
            to: range.1,
        });
        self.fields.push(FieldEntry {
            tag,
            indicators: *b"  ",
            control: true,
            from,
            to: from + 1,
        });
    }

    pub(crate) fn start_data(&mut self, tag: Tag, indicators: [u8; 2]) {
        let from = self.subfields.len() as u32;
        self.fields.push(FieldEntry {
            tag,
            indicators,
            control: false,
            from,
            to: from,
        });
    }

    pub(crate) fn add_subfield(&mut self, code: char, range: (u32, u32)) {
        if let Some(field) = self.fields.last_mut().filter(|field| !field.control) {
            self.subfields.push(SubfieldEntry {
                code,
                from: range.0,
                to: range.1,
            });
            field.to = self.subfields.len() as u32;
        }
    }

    fn slice(&self, entry: &SubfieldEntry) -> &str {
        self.text
            .get(entry.from as usize..entry.to as usize)
            .unwrap_or("")
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "LDR {}", self.leader())?;
        for field in self.all_fields() {
            writeln!(f, "{field:?}")?;
        }
        Ok(())
    }
}

impl Tag {
    /// A tag from text: cut at three bytes, padded with blanks.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut tag = [b' '; 3];
        for (to, from) in tag.iter_mut().zip(text.bytes()) {
            *to = from;
        }
        Self(tag)
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// True for 001 to 009, which hold bare text.
    #[must_use]
    pub fn is_control(self) -> bool {
        self.0[0] == b'0' && self.0[1] == b'0'
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'a> Field<'a> {
    /// The tag.
    #[must_use]
    pub fn tag(self) -> Tag {
        self.entry.tag
    }

    /// The bare text of a control field; `None` for a data field.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        let entry = self
            .entry
            .control
            .then(|| self.record.subfields.get(self.entry.from as usize))??;
        Some(self.record.slice(entry))
    }

    /// First subfield with that code.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "the word is MARC's; nothing is subtracted"
    )]
    pub fn sub(self, code: char) -> Option<&'a str> {
        self.subs(code).next()
    }

    /// Every subfield with that code, in order.
    pub fn subs(self, code: char) -> impl Iterator<Item = &'a str> {
        self.subfields()
            .filter(move |subfield| subfield.code == code)
            .map(|subfield| subfield.value)
    }

    /// Every subfield, in order; none for a control field.
    pub fn subfields(self) -> impl DoubleEndedIterator<Item = Subfield<'a>> {
        let range = if self.entry.control {
            0..0
        } else {
            self.entry.from as usize..self.entry.to as usize
        };
        let record = self.record;
        record
            .subfields
            .get(range)
            .unwrap_or_default()
            .iter()
            .map(move |entry| Subfield {
                code: entry.code,
                value: record.slice(entry),
            })
    }

    /// Indicator 1 or 2 (`n` = 1 or 2), blank = `b' '`; blank for a control field.
    #[must_use]
    pub fn indicator(self, n: usize) -> u8 {
        match n {
            1 => self.entry.indicators[0],
            2 => self.entry.indicators[1],
            _ => b' ',
        }
    }
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.text() {
            return write!(f, "{} {text:?}", self.tag());
        }
        let [first, second] = self.entry.indicators.map(char::from);
        write!(f, "{} {first}{second}", self.tag())?;
        for subfield in self.subfields() {
            write!(f, " ${} {:?}", subfield.code, subfield.value)?;
        }
        Ok(())
    }
}

impl PartialEq for Field<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.tag() == other.tag()
            && self.entry.indicators == other.entry.indicators
            && self.text() == other.text()
            && self.subfields().eq(other.subfields())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_field_has_text_and_no_subfields() {
        let mut record = Record::new("short");
        record.push_control("008", "abc");
        record.push_subfield('a', "goes nowhere");
        let field = record.all_fields().next().expect("one field");
        assert_eq!(field.text(), Some("abc"));
        assert_eq!(field.subfields().count(), 0);
        assert_eq!(record.leader().len(), 24);
        assert_eq!(record.id(), None);
    }

    #[test]
    fn subfields_stay_in_order_and_repeat() {
        let mut record = Record::default();
        record.push_data(
            "650",
            *b" 0",
            &[('a', "Dogs"), ('x', "Fiction"), ('x', "Humour")],
        );
        record.push_data("650", *b" 1", &[]);
        let mut fields = record.fields("650");
        let first = fields.next().expect("first");
        assert_eq!(first.subs('x').collect::<Vec<_>>(), ["Fiction", "Humour"]);
        assert_eq!(first.sub('z'), None);
        assert_eq!(
            fields
                .next()
                .map(|f| (f.indicator(2), f.subfields().count())),
            Some((b'1', 0))
        );
        assert!(fields.next().is_none());
    }
}
