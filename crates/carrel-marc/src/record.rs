//! The MARC record as it is, before anything is made of it: leader, control fields, data fields.

/// One MARC record, text already decoded to Unicode (NFC).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Leader as read, 24 ASCII characters where the source had them; padded with blanks.
    pub leader: String,
    /// Fields in record order.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Three characters as found, digits or letters.
    pub tag: Tag,
    /// What it holds.
    pub body: Body,
}

/// A field's tag.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(pub [u8; 3]);

/// Contents of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A control field (00X): bare text.
    Control(String),
    /// A data field.
    Data {
        /// Two indicators, blank = `b' '`.
        indicators: [u8; 2],
        /// Subfields in order.
        subfields: Vec<Subfield>,
    },
}

/// One subfield.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subfield {
    /// Code, usually one ASCII letter or digit.
    pub code: char,
    /// Text.
    pub value: String,
}

impl Tag {
    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl core::fmt::Debug for Tag {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Field {
    /// First subfield with that code.
    #[must_use]
    pub fn sub(&self, code: char) -> Option<&str> {
        self.subs(code).next()
    }

    /// Every subfield with that code, in order.
    pub fn subs(&self, code: char) -> impl Iterator<Item = &str> {
        self.subfields().iter().filter(move |s| s.code == code).map(|s| s.value.as_str())
    }

    /// Every subfield; empty for a control field.
    #[must_use]
    pub fn subfields(&self) -> &[Subfield] {
        match &self.body {
            Body::Data { subfields, .. } => subfields,
            Body::Control(_) => &[],
        }
    }

    /// Indicator 1 or 2 (`n` = 1 or 2); blank for a control field.
    #[must_use]
    pub fn indicator(&self, n: usize) -> u8 {
        match &self.body {
            Body::Data { indicators, .. } => indicators[n - 1],
            Body::Control(_) => b' ',
        }
    }
}

impl Record {
    /// Fields with that tag, in order.
    pub fn fields<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |f| f.tag.0 == *tag.as_bytes())
    }

    /// Text of the first control field with that tag.
    #[must_use]
    pub fn control(&self, tag: &str) -> Option<&str> {
        self.fields(tag).find_map(|f| match &f.body {
            Body::Control(text) => Some(text.as_str()),
            Body::Data { .. } => None,
        })
    }
}
