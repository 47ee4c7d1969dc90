//! How far a spelling is from a word, as children misspell: an edit distance in which likely slips are cheap.
//!
//! Damerau's four edits (one letter wrong, missing, too many, two exchanged), weighed, and groups of
//! letters that sound alike (`f` and `ph`). Nothing costs more than a plain edit. The weights are
//! general knowledge of how English and Spanish are misspelled (silent letters, doubled letters,
//! vowels, neighbours on the keyboard), written by hand: no corpus is in them. Words are compared
//! byte by byte while a dictionary is walked ([`crate::walk`]), so that whole branches are left out.

/// Costs are in hundredths of an edit.
pub(crate) type Cost = u8;

/// One plain edit.
pub(crate) const EDIT: Cost = 100;
/// Bytes of a word that are compared; longer words have no other spellings.
pub(crate) const MOST: usize = 31;

/// Groups that stand for the same or nearly the same sound; they count both ways.
const GROUPS: &[(&[u8], &[u8], Cost)] = &[
    (b"f", b"ph", 25),
    (b"f", b"gh", 60),
    (b"k", b"ch", 50),
    (b"k", b"ck", 25),
    (b"k", b"qu", 60),
    (b"kw", b"qu", 25),
    (b"cw", b"qu", 30),
    (b"x", b"cs", 40),
    (b"x", b"ks", 30),
    (b"x", b"cks", 40),
    (b"x", b"ct", 80),
    (b"ch", b"tch", 25),
    (b"ch", b"sh", 60),
    (b"ch", b"t", 80),
    (b"sh", b"ti", 45),
    (b"sh", b"ci", 50),
    (b"sh", b"ssi", 45),
    (b"j", b"dg", 35),
    (b"g", b"dg", 30),
    (b"ge", b"dj", 60),
    (b"n", b"kn", 25),
    (b"n", b"gn", 40),
    (b"n", b"pn", 40),
    (b"r", b"wr", 25),
    (b"r", b"rh", 30),
    (b"w", b"wh", 25),
    (b"h", b"wh", 50),
    (b"s", b"ps", 40),
    (b"s", b"sc", 40),
    (b"s", b"st", 75),
    (b"m", b"mb", 40),
    (b"m", b"mn", 50),
    (b"m", b"lm", 50),
    (b"f", b"lf", 50),
    (b"k", b"lk", 50),
    (b"d", b"ld", 60),
    (b"t", b"bt", 60),
    (b"t", b"ght", 30),
    (b"ite", b"ight", 30),
    (b"t", b"th", 60),
    (b"t", b"ed", 60),
    (b"d", b"ed", 50),
    (b"ow", b"ou", 35),
    (b"ow", b"ough", 60),
    (b"o", b"ough", 70),
    (b"o", b"ow", 50),
    (b"o", b"oa", 45),
    (b"o", b"au", 50),
    (b"or", b"aw", 50),
    (b"or", b"au", 50),
    (b"or", b"al", 60),
    (b"u", b"oo", 50),
    (b"u", b"ew", 50),
    (b"oo", b"ew", 40),
    (b"oo", b"ou", 50),
    (b"oo", b"ue", 50),
    (b"ew", b"ue", 35),
    (b"i", b"igh", 40),
    (b"y", b"igh", 50),
    (b"ie", b"igh", 50),
    (b"ie", b"y", 35),
    (b"y", b"ey", 35),
    (b"ee", b"ea", 25),
    (b"ee", b"ie", 35),
    (b"ee", b"y", 60),
    (b"ee", b"ei", 40),
    (b"e", b"ea", 45),
    (b"ai", b"ay", 25),
    (b"ay", b"ey", 45),
    (b"ai", b"ea", 60),
    (b"ei", b"ay", 50),
    (b"oi", b"oy", 25),
    (b"a", b"er", 70),
    (b"a", b"ear", 80),
    (b"ar", b"er", 45),
    (b"er", b"re", 40),
    (b"er", b"our", 60),
    (b"er", b"ure", 55),
    (b"el", b"le", 40),
    (b"al", b"le", 45),
    (b"il", b"le", 50),
    (b"ol", b"le", 60),
    (b"shun", b"tion", 50),
    (b"shon", b"tion", 45),
    (b"ll", b"y", 50),
    (b"n", b"ny", 50),
];

/// Letters heard or typed for one another: typed, meant. What is not here counts the other way round
/// a little more.
const SOUNDS: &[(u8, u8, Cost)] = &[
    (b'a', b'e', 50),
    (b'e', b'a', 45),
    (b'e', b'i', 45),
    (b'i', b'e', 50),
    (b'a', b'i', 50),
    (b'i', b'a', 60),
    (b'a', b'o', 50),
    (b'o', b'a', 55),
    (b'e', b'o', 55),
    (b'o', b'e', 70),
    (b'e', b'u', 55),
    (b'u', b'e', 75),
    (b'o', b'u', 55),
    (b'u', b'o', 65),
    (b'i', b'y', 50),
    (b'y', b'i', 65),
    (b'e', b'y', 55),
    (b's', b'c', 45),
    (b'c', b's', 60),
    (b's', b'z', 25),
    (b'z', b's', 45),
    (b'n', b'm', 50),
    (b'm', b'n', 65),
    (b'c', b'k', 50),
    (b'k', b'c', 60),
    (b't', b'd', 60),
    (b'd', b't', 65),
    (b'v', b'f', 60),
    (b'f', b'v', 55),
    (b'j', b'g', 50),
    (b'g', b'j', 50),
    (b'c', b'q', 50),
    (b'k', b'q', 50),
    (b's', b'x', 60),
    (b'v', b'w', 70),
    (b'w', b'v', 70),
    (b'u', b'w', 60),
    (b'w', b'u', 60),
    (b'b', b'v', 65),
    (b'v', b'b', 65),
    (b'b', b'p', 75),
    (b'p', b'b', 75),
    (b'l', b'r', 80),
    (b'r', b'l', 80),
    (b'k', b'g', 75),
    (b'c', b'g', 70),
    (b't', b'c', 75),
    (b'c', b't', 80),
    (b's', b't', 75),
    (b'h', b'j', 80),
    (b'j', b'h', 80),
];

/// The keyboard's rows (QWERTY): neighbours in a row are easily hit for one another.
const KEYS: &[u8] = b"qwertyuiop asdfghjkl zxcvbnm";

fn vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The later bytes of a character beyond ASCII: the first has paid for it.
fn tail(c: u8) -> bool {
    c & 0xC0 == 0x80
}

fn wrong(typed: u8, meant: u8) -> Cost {
    if typed == meant {
        return 0;
    }
    if let Some(known) = SOUNDS.iter().find(|s| (s.0, s.1) == (typed, meant)) {
        return known.2;
    }
    if vowel(typed) && vowel(meant) {
        70
    } else if KEYS
        .windows(2)
        .any(|k| (k[0], k[1]) == (typed, meant) || (k[1], k[0]) == (typed, meant))
    {
        85
    } else {
        EDIT
    }
}

/// A letter that was meant after `before` and not typed: what is not heard is left out first.
fn missing(before: u8, c: u8) -> Cost {
    if tail(c) {
        return 0;
    }
    if before == c {
        return 40;
    }
    match c {
        b'h' => 35,
        b'e' | b'i' | b'a' | b'u' => 45,
        b'o' | b'c' | b'w' => 50,
        b'r' | b'n' if vowel(before) => 50,
        b'r' | b'n' | b't' | b'd' | b'l' | b's' | b'g' => 60,
        b'y' | b'k' | b'b' | b'p' | b'm' => 70,
        _ => 80,
    }
}

/// A letter that was typed after `before` and not meant.
fn surplus(before: u8, c: u8) -> Cost {
    if tail(c) {
        return 0;
    }
    if before == c {
        return 50;
    }
    match c {
        b'e' => 65,
        b'i' | b'a' | b'u' | b'o' | b'y' => 80,
        b'h' | b'r' | b's' | b'c' => 85,
        _ => EDIT,
    }
}

/// What a word of so many letters may cost and still count as a spelling of it: one plain edit needs
/// four letters and two need eight (catalogue.md 0.6); beyond that only what sounds alike passes.
pub(crate) fn allowed(letters: usize) -> Cost {
    match letters {
        0..=1 => 0,
        2 => 50,
        3 => 85,
        4 => 110,
        5..=7 => 160,
        _ => 210,
    }
}

/// A first letter that costs no more sounds alike.
const ALIKE: Cost = 60;

type Row = [Cost; MOST + 1];

/// A letter group in the typed word.
struct Group {
    /// What stands for it in the dictionary's word.
    there: &'static [u8],
    cost: Cost,
    /// Its length as typed.
    here: usize,
    /// After which typed letters it ends, as bits.
    ends: u32,
}

/// A typed word ready to be compared with the words of a dictionary, letter after letter.
pub(crate) struct Speller {
    typed: Vec<u8>,
    limit: Cost,
    /// The limit for words whose first letter sounds alike, when words with another one are looked for.
    first: Option<Cost>,
    /// Cost of each typed letter when it is too many.
    dropped: Row,
    /// Cost of each typed letter for each letter meant, `a` first; the last for all that is no letter.
    wrong: Vec<[Cost; 27]>,
    /// Groups that occur in the typed word, by the last letter of what stands for them.
    groups: Vec<Vec<Group>>,
    /// The cheapest group whose other side begins with each letter.
    begins: [Cost; 27],
    /// What each letter costs in place of the first one typed, alone or as the beginning of a group.
    initial: [Cost; 27],
    /// One row a letter of the dictionary's word, the first for none; and the least of each.
    rows: Vec<(Row, Cost)>,
}

fn letter(c: u8) -> usize {
    match c {
        b'a'..=b'z' => usize::from(c - b'a'),
        _ => 26,
    }
}

impl Speller {
    /// `None` for words that are too long to be compared.
    pub(crate) fn new(typed: &str, limit: Cost) -> Option<Self> {
        let typed = typed.as_bytes();
        if typed.len() > MOST || limit == 0 {
            return None;
        }
        let mut dropped = [0; MOST + 1];
        let mut first: Row = [0; MOST + 1];
        let mut costs = Vec::with_capacity(typed.len());
        for (j, c) in typed.iter().enumerate() {
            let before = if j > 0 { typed[j - 1] } else { 0 };
            // In the word as typed the letter after is known, too.
            let cost = if typed.get(j + 1) == Some(c) {
                50
            } else {
                surplus(before, *c)
            };
            dropped[j + 1] = cost;
            first[j + 1] = first[j].saturating_add(cost);
            let mut row = [EDIT; 27];
            for (meant, slot) in (b'a'..=b'z').zip(&mut row) {
                *slot = wrong(*c, meant);
            }
            costs.push(row);
        }
        let mut groups: Vec<Vec<Group>> = Vec::new();
        groups.resize_with(27, Vec::new);
        let mut begins = [Cost::MAX; 27];
        let mut initial = costs.first().copied().unwrap_or([EDIT; 27]);
        for (one, two, cost) in GROUPS {
            for (here, there) in [(*one, *two), (*two, *one)] {
                let mut ends = 0u32;
                for end in here.len()..=typed.len() {
                    if &typed[end - here.len()..end] == here {
                        ends |= 1 << end;
                    }
                }
                if ends & 1 << here.len() != 0 {
                    let first = &mut initial[letter(there[0])];
                    *first = (*first).min(*cost);
                }
                if ends != 0 {
                    if there.len() > 1 {
                        let begin = &mut begins[letter(there[0])];
                        *begin = (*begin).min(*cost);
                    }
                    groups[letter(there[there.len() - 1])].push(Group {
                        there,
                        cost: *cost,
                        here: here.len(),
                        ends,
                    });
                }
            }
        }
        Some(Self {
            typed: typed.to_vec(),
            limit,
            first: None,
            dropped,
            wrong: costs,
            groups,
            begins,
            initial,
            rows: vec![(first, 0)],
        })
    }

    /// For words with another first letter: a plain one stands alone; one that sounds alike may come
    /// with `more` (`jiraf`).
    pub(crate) fn other_first(&mut self, more: Cost) {
        self.first = Some(self.limit.min(EDIT + more));
    }

    /// Takes the last letter of `word` in; the letters before were taken in this order. False when
    /// no word that begins so is near enough.
    pub(crate) fn step(&mut self, word: &[u8]) -> bool {
        let depth = word.len();
        let (Some(&c), Some(&(above, above_least))) = (word.last(), self.rows.get(depth - 1))
        else {
            return false;
        };
        self.rows.truncate(depth);
        let before = if depth > 1 { word[depth - 2] } else { 0 };
        let missing = missing(before, c);
        let place = letter(c);
        let n = self.typed.len();
        let mut row: Row = [Cost::MAX; MOST + 1];
        row[0] = above[0].saturating_add(missing);
        for (j, (x, costs)) in self.typed.iter().zip(&self.wrong).enumerate() {
            let wrong = if *x == c { 0 } else { costs[place] };
            row[j + 1] = above[j]
                .saturating_add(wrong)
                .min(above[j + 1].saturating_add(missing));
        }
        if depth > 1 && before != c {
            let swap = if vowel(before) && vowel(c) { 40 } else { 60 };
            let two_above = &self.rows[depth - 2].0;
            for j in 1..n {
                if self.typed[j] == before && self.typed[j - 1] == c {
                    row[j + 1] = row[j + 1].min(two_above[j - 1].saturating_add(swap));
                }
            }
        }
        for group in &self.groups[place] {
            if word.ends_with(group.there) {
                let from = &self.rows[depth - group.there.len()].0;
                let mut bits = group.ends;
                while bits != 0 {
                    let end = bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    row[end] = row[end].min(from[end - group.here].saturating_add(group.cost));
                }
            }
        }
        let mut least = row[0];
        for j in 1..=n {
            row[j] = row[j].min(row[j - 1].saturating_add(self.dropped[j]));
            least = least.min(row[j]);
        }
        self.rows.push((row, least));
        if let Some(limit) = self.first
            && depth == 1
        {
            let alike = self.initial[place] <= ALIKE;
            self.limit = if alike { limit } else { limit.min(EDIT) };
        }
        // A group that has begun may still become cheap.
        least <= self.limit || above_least.saturating_add(self.begins[place]) <= self.limit
    }

    /// The cost of the word that was taken in, when it is near enough.
    pub(crate) fn cost(&self) -> Option<Cost> {
        let cost = self.rows.last()?.0[self.typed.len()];
        (cost <= self.limit).then_some(cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cost of turning `asked` into `word`.
    fn cost(asked: &str, word: &str) -> Cost {
        let mut speller = Speller::new(asked, 254).unwrap();
        for end in 1..=word.len() {
            speller.step(&word.as_bytes()[..end]);
        }
        speller.cost().unwrap_or(Cost::MAX)
    }

    #[test]
    fn likely_slips_are_cheaper_than_others() {
        for (asked, near, far) in [
            ("whimpy", "wimpy", "wimp"),
            ("freind", "friend", "fiend"),
            ("tresure", "treasure", "measure"),
            ("dragen", "dragon", "drape"),
            ("wensday", "wednesday", "sunday"),
            ("litle", "little", "litre"),
            ("fone", "phone", "fine"),
            ("nite", "night", "nice"),
            ("boak", "book", "bonk"),
            ("jiraf", "giraffe", "girl"),
        ] {
            assert!(
                cost(asked, near) < cost(asked, far),
                "{asked}: {near} {} {far} {}",
                cost(asked, near),
                cost(asked, far)
            );
        }
        assert_eq!(cost("same", "same"), 0);
    }

    #[test]
    fn one_plain_edit_costs_at_most_one() {
        for (a, b) in [
            ("ridley", "riley"),
            ("cat", "bat"),
            ("ab", "ba"),
            ("niño", "nino"),
            ("книга", "книги"),
            ("книга", "кига"),
        ] {
            assert!(cost(a, b) <= EDIT && cost(b, a) <= EDIT, "{a} {b}");
        }
        assert!(cost("ridley", "medley") > EDIT);
    }

    #[test]
    fn what_is_too_far_is_given_up_early() {
        let mut speller = Speller::new("dragon", 100).unwrap();
        let word = b"mountain";
        let steps = (1..=word.len())
            .take_while(|end| speller.step(&word[..*end]))
            .count();
        assert!(steps < 4, "{steps}");
        assert!(Speller::new(&"a".repeat(40), 100).is_none());
    }
}
