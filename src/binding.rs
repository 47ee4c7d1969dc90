//! How a book is bound when nobody photographed its cover: cloth, stamping, girth and height follow from title and
//! author, so that the same book always looks the same, on every page and every device.

/// What a cover or spine looks like: values of `data-` attributes that the style sheets know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Colour pair, 0 to 15.
    pub cloth: &'static str,
    /// Ornament on the cover, 0 to 7.
    pub press: &'static str,
    /// `book` (serif) or `ui`.
    pub face: &'static str,
    /// Thickness of the spine, 0 to 3.
    pub girth: &'static str,
    /// Height of the spine, 0 to 4.
    pub height: &'static str,
    /// How large the title can be set.
    pub fit: &'static str,
}

/// Names of the cloths in `styles/tokens.css`; other attributes use the first few of them.
const NUMBERS: [&str; 16] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
];

fn number(hash: u32, shift: u32, many: usize) -> &'static str {
    NUMBERS[(hash >> shift) as usize % many]
}

impl Binding {
    /// The binding of a book.
    #[must_use]
    pub fn of(title: &str, name: &str) -> Self {
        let hash = mixed(fnv(fnv(SEED, title), name));
        Self {
            cloth: number(hash, 0, 16),
            press: number(hash, 5, 8),
            face: if hash >> 9 & 1 == 0 { "book" } else { "ui" },
            girth: number(hash, 11, 4),
            height: number(hash, 14, 5),
            fit: fit(title),
        }
    }
}

/// Shelves that nearly every school has, so that they have colours well apart. Looked for in this order.
const SHELVES: [(&str, usize); 12] = [
    ("Pic", 3),
    ("Eas", 10),
    ("Cha", 7),
    ("Gra", 13),
    ("You", 6),
    ("Non", 2),
    ("Bio", 9),
    ("Ref", 0),
    ("Esp", 5),
    ("Spa", 5),
    ("Aud", 11),
    ("Fic", 1),
];

/// The cloth of a shelf's signs and labels.
#[must_use]
pub fn cloth_of(name: &str) -> &'static str {
    let known = SHELVES.iter().find(|(start, _)| name.starts_with(start));
    known.map_or_else(
        || number(mixed(fnv(SEED, name)), 0, 16),
        |(_, cloth)| NUMBERS[*cloth],
    )
}

/// Long titles and long words are set smaller.
fn fit(title: &str) -> &'static str {
    let (mut all, mut word, mut longest) = (0, 0, 0);
    for c in title.chars() {
        all += 1;
        word = if c == ' ' || c == '-' { 0 } else { word + 1 };
        longest = longest.max(word);
    }
    match (all, longest) {
        (0..=14, 0..=7) => "short",
        (0..=44, 0..=9) => "medium",
        _ => "long",
    }
}

const SEED: u32 = 2_166_136_261;

/// FNV-1a.
fn fnv(seed: u32, text: &str) -> u32 {
    text.bytes().fold(seed, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(16_777_619)
    })
}

/// Spreads what FNV leaves alike in the low bits of short names (Thomas Mueller's finaliser).
fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ hash >> 16).wrapping_mul(0x045d_9f3b);
    let hash = (hash ^ hash >> 16).wrapping_mul(0x045d_9f3b);
    hash ^ hash >> 16
}

/// The part of a name that a cover has room for.
#[must_use]
pub fn short_name(name: &str) -> &str {
    name.split(',').next().unwrap_or(name).trim()
}
