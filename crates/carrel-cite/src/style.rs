//! A compiled style: numbered texts and lists, macros, and nodes that say only numbers. As a postcard file.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::vocab::*;

/// Raised when the vocabulary or this layout changes.
pub(crate) const FORMAT: u8 = 3;

/// A citation style, compiled from CSL 1.0.2 by [`Style::compile`]; its bytes are postcard.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Style {
    pub(crate) format: u8,
    /// The style's own identifier, an address.
    pub id: String,
    /// Its name, as its authors gave it.
    pub title: String,
    /// Its authors and contributors: the licence asks that they stay with it.
    pub authors: Vec<String>,
    /// Its licence, in its own words.
    pub rights: String,
    /// The address of that licence; empty where the style names none.
    pub licence: String,
    /// Carrel changed what the authors wrote; the places are marked in the CSL file.
    pub changed: bool,
    pub(crate) texts: Vec<String>,
    pub(crate) lists: Vec<Vec<u8>>,
    pub(crate) macros: Vec<Macro>,
    pub(crate) options: Node,
    pub(crate) citation: Node,
    pub(crate) bibliography: Option<Node>,
    pub(crate) locales: Vec<Locale>,
}

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Macro {
    pub(crate) name: String,
    pub(crate) kids: Vec<Node>,
}

/// An element of a style.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Node {
    pub(crate) tag: u8,
    pub(crate) attrs: Vec<(u8, u32)>,
    pub(crate) kids: Vec<Node>,
    /// Its place in document order, so that a token can name its rule.
    #[serde(skip)]
    pub(crate) id: u32,
}

/// The terms and date forms of a language, or a style's changes to them. As a file: postcard.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Locale {
    pub(crate) format: u8,
    /// Language tag such as `en-US`; empty for every language.
    pub lang: String,
    /// Its translators: the licence asks that they stay with it. Nobody where it is a style's own.
    pub authors: Vec<String>,
    /// Its licence, in its own words.
    pub rights: String,
    /// The address of that licence.
    pub licence: String,
    /// Carrel changed what the translators wrote; the places are marked in the file.
    pub changed: bool,
    pub(crate) texts: Vec<String>,
    pub(crate) terms: Vec<Term>,
    pub(crate) dates: Vec<Node>,
    pub(crate) punctuation_in_quote: Option<bool>,
    pub(crate) limit_day_ordinals: Option<bool>,
}

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Term {
    pub(crate) name: String,
    pub(crate) form: u8,
    pub(crate) gender: u8,
    pub(crate) gender_form: u8,
    pub(crate) matching: u8,
    pub(crate) single: String,
    pub(crate) multiple: String,
}

impl Style {
    /// The style as the bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads a compiled style's file.
    ///
    /// # Errors
    /// When the bytes are no compiled style, or one of another version of Carrel.
    pub fn from_bytes(bytes: &[u8]) -> Result<Style, Error> {
        match postcard::from_bytes::<Style>(bytes) {
            Ok(style) if style.format == FORMAT => Ok(style),
            _ => Err(Error::compiled()),
        }
    }

    /// Does it write notes (footnotes), not citations in the text?
    pub fn is_note(&self) -> bool {
        self.options.word(A_CLASS) == W_NOTE
    }

    /// Does it have a list of works at the end?
    pub fn has_bibliography(&self) -> bool {
        self.bibliography.is_some()
    }

    /// Does it ask for hanging indents in the list?
    pub fn hanging_indent(&self) -> bool {
        self.bibliography
            .as_ref()
            .is_some_and(|node| node.number(A_HANGING_INDENT) == 1)
    }

    /// The language it is written for; `None` when it takes the reader's.
    pub fn default_locale(&self) -> Option<&str> {
        let at = self.options.get(A_DEFAULT_LOCALE)?;
        self.texts.get(at as usize).map(String::as_str)
    }
}

impl Locale {
    /// The locale as the bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// Reads a compiled locale's file.
    ///
    /// # Errors
    /// When the bytes are no compiled locale, or one of another version of Carrel.
    pub fn from_bytes(bytes: &[u8]) -> Result<Locale, Error> {
        match postcard::from_bytes::<Locale>(bytes) {
            Ok(locale) if locale.format == FORMAT => Ok(locale),
            _ => Err(Error::compiled()),
        }
    }
}

impl Node {
    pub(crate) fn get(&self, attr: u8) -> Option<u32> {
        for &(key, value) in &self.attrs {
            if key == attr {
                return Some(value);
            }
        }
        None
    }

    /// The number of an attribute, 0 when it is absent.
    pub(crate) fn number(&self, attr: u8) -> u32 {
        self.get(attr).unwrap_or(0)
    }

    /// The word of an attribute, `W_NONE` when it is absent.
    pub(crate) fn word(&self, attr: u8) -> u8 {
        self.get(attr).unwrap_or(0) as u8
    }

    pub(crate) fn kid(&self, tag: u8) -> Option<&Node> {
        self.kids.iter().find(|kid| kid.tag == tag)
    }

    /// Gives this node and all below it their place in document order.
    pub(crate) fn count(&mut self, next: &mut u32) {
        self.id = *next;
        *next += 1;
        for kid in &mut self.kids {
            kid.count(next);
        }
    }

    /// Moves the places of texts: what a node of a locale needs in a style's table.
    pub(crate) fn shift(&mut self, by: u32) {
        for (attr, value) in &mut self.attrs {
            if kind(*attr) == Kind::Text {
                *value += by;
            }
        }
        for kid in &mut self.kids {
            kid.shift(by);
        }
    }
}
