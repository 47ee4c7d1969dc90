//! How a book is bound when nobody photographed its cover: cloth, stamping, girth and height follow from title and
//! author, so that the same book always looks the same, on every page and every device.

/// What a cover or spine looks like; the numbers are `data-` attributes that the style sheets know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Colour pair, 0 to 15.
    pub cloth: u8,
    /// Ornament on the cover, 0 to 7.
    pub press: u8,
    /// `book` (serif) or `ui`.
    pub face: &'static str,
    /// Thickness of the spine, 0 to 3.
    pub girth: u8,
    /// Height of the spine, 0 to 4.
    pub height: u8,
    /// How large the title can be set.
    pub fit: &'static str,
}

/// Number of cloths in `styles/tokens.css`.
const CLOTHS: u32 = 16;

impl Binding {
    /// The binding of a book.
    #[must_use]
    pub fn of(title: &str, name: &str) -> Self {
        let hash = fnv(fnv(2_166_136_261, title), name);
        Self {
            cloth: (hash % CLOTHS) as u8,
            press: (hash >> 5 & 7) as u8,
            face: if hash >> 9 & 1 == 0 { "book" } else { "ui" },
            girth: (hash >> 11 & 3) as u8,
            height: ((hash >> 14) % 5) as u8,
            fit: fit(title),
        }
    }
}

/// Shelves that nearly every school has, so that they have colours well apart. Words are looked for in this order.
const SHELVES: [(&str, u8); 13] = [
    ("picture", 3),
    ("easy", 10),
    ("chapter", 7),
    ("graphic", 13),
    ("young", 6),
    ("nonfic", 2),
    ("non-fic", 2),
    ("bio", 9),
    ("reference", 0),
    ("español", 5),
    ("spanish", 5),
    ("audio", 11),
    ("fic", 1),
];

/// The cloth of a shelf's signs and labels.
#[must_use]
pub fn cloth_of(name: &str) -> u8 {
    let lower = name.to_lowercase();
    let known = SHELVES.iter().find(|(word, _)| lower.starts_with(word));
    known.map_or_else(|| (fnv(2_166_136_261, name) % CLOTHS) as u8, |(_, cloth)| *cloth)
}

/// Long titles and long words are set smaller.
fn fit(title: &str) -> &'static str {
    let longest = title.split_whitespace().map(|w| w.chars().count()).max();
    match (title.chars().count(), longest.unwrap_or(0)) {
        (0..=14, 0..=7) => "short",
        (0..=44, 0..=10) => "medium",
        _ => "long",
    }
}

/// FNV-1a, then mixed, because the low bits of short names are alike.
fn fnv(seed: u32, text: &str) -> u32 {
    let mut hash = seed;
    for byte in text.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    }
    // Thomas Mueller's finaliser.
    hash = (hash ^ hash >> 16).wrapping_mul(0x045d_9f3b);
    hash = (hash ^ hash >> 16).wrapping_mul(0x045d_9f3b);
    hash ^ hash >> 16
}

/// The part of a title that a cover has room for.
#[must_use]
pub fn short_name(name: &str) -> &str {
    name.split(',').next().unwrap_or(name).trim()
}
