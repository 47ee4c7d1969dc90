//! A braille file: BRF, 40 cells by 25 lines, in North American braille ASCII, without contractions. English and all that is
//! not Spanish by the Rules of Unified English Braille (2013), grade 1: signs by its section 3, letters with accents by 4.2,
//! numbers by 6, quotation marks by 7.6, capitals by 8. Spanish by the letters and signs of the Comisión Braille Española
//! (Documento técnico B 1). A sign that has no cell here is not lost in silence: [`lost`] lists them, and the report tells.

use core::ops::Range;

/// Whether there is a table for a language: [`brf`] would leave out the letters of others.
#[must_use]
pub fn knows(lang: &str) -> bool {
    crate::lang::is_spoken(lang)
}

/// Text as BRF.
#[must_use]
pub fn brf(text: &str, lang: &str) -> String {
    let mut code = Code::of(lang);
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        code.begin();
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        let passages = code.passages(&words);
        for (n, word) in words.iter().enumerate() {
            let passage = passages.iter().find(|passage| passage.contains(&n));
            code.passage = passage.is_some();
            code.begins = passage.is_some_and(|passage| passage.start == n);
            let mut cells = code.word(word);
            if passage.is_some_and(|passage| passage.end == n + 1) {
                cells.push_str(",'");
            }
            // A word that no line holds is cut.
            while cells.len() > 40 {
                let rest = cells.split_off(40);
                if !line.is_empty() {
                    lines.push(core::mem::take(&mut line));
                }
                lines.push(cells);
                cells = rest;
            }
            if cells.is_empty() {
                continue;
            }
            if !line.is_empty() && line.len() + 1 + cells.len() > 40 {
                lines.push(core::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&cells);
        }
        lines.push(line);
    }
    let mut out = String::new();
    for (n, line) in lines.iter().enumerate() {
        if n > 0 && n % 25 == 0 {
            out.push('\u{C}');
        }
        out.push_str(line);
        out.push_str("\r\n");
    }
    out
}

/// Signs of a text that have no cell here, each once.
#[must_use]
pub fn lost(text: &str, lang: &str) -> Vec<char> {
    let mut code = Code::of(lang);
    for word in text.split_whitespace() {
        code.word(word);
    }
    code.lost.sort_unstable();
    code.lost.dedup();
    code.lost
}

/// Signs of Unified English Braille.
const ENGLISH: &[(char, &str)] = &[
    ('.', "4"),
    ('…', "444"),
    (',', "1"),
    (';', "2"),
    (':', "3"),
    ('?', "8"),
    ('!', "6"),
    ('¿', "^;8"),
    ('¡', "^;6"),
    ('-', "-"),
    ('‐', "-"),
    ('‑', "-"),
    ('–', ",-"),
    ('—', ",-"),
    ('«', "_8"),
    ('»', "_0"),
    ('(', "\"<"),
    (')', "\">"),
    ('[', ".<"),
    (']', ".>"),
    ('{', "_<"),
    ('}', "_>"),
    ('/', "_/"),
    ('\\', "_*"),
    ('|', "_\\"),
    ('_', ".-"),
    ('%', ".0"),
    ('+', "\"6"),
    ('−', "\"-"),
    ('×', "\"8"),
    ('÷', "\"/"),
    ('=', "\"7"),
    ('·', "\"4"),
    ('<', "@<"),
    ('>', "@>"),
    ('~', "@9"),
    ('^', "@5"),
    ('*', "\"9"),
    ('&', "@&"),
    ('@', "@A"),
    ('#', "_?"),
    ('$', "@S"),
    ('€', "@E"),
    ('£', "@L"),
    ('¢', "@C"),
    ('©', "^C"),
    ('®', "^R"),
    ('™', "^T"),
    ('°', "^J"),
    ('§', "^S"),
    ('¶', "^P"),
    ('•', "_4"),
    ('✓', "@%"),
    ('′', "7"),
    ('″', "77"),
    ('→', "\\O"),
    ('←', "\\["),
    ('↑', "\\+"),
    ('↓', "\\%"),
    ('½', "#A/B"),
    ('¼', "#A/D"),
    ('¾', "#C/D"),
    ('²', "9#B"),
    ('³', "9#C"),
    ('₂', "5#B"),
];

/// Signs that Spanish braille writes otherwise.
const SPANISH: &[(char, &str)] = &[
    ('.', "'"),
    ('…', "'''"),
    ('?', "5"),
    ('¿', "5"),
    ('!', "6"),
    ('¡', "6"),
    ('–', "--"),
    ('—', "--"),
    ('«', "8"),
    ('»', "8"),
    ('(', "<"),
    (')', ">"),
    ('[', "("),
    (']', ")"),
    ('/', ",1"),
    ('|', "_"),
    ('_', ",-"),
    ('%', "_0"),
    ('+', "6"),
    ('−', "-"),
    ('×', "8"),
    ('=', "7"),
    ('*', "9"),
    ('&', ",&"),
    ('@', "\""),
    ('$', "_S"),
    ('€', "_E"),
    ('→', "3O"),
];

/// Letters of Spanish braille that have a cell of their own.
const SPANISH_LETTERS: &[(char, char)] = &[
    ('á', '('),
    ('é', '!'),
    ('í', '/'),
    ('ó', '+'),
    ('ú', ')'),
    ('ü', '\\'),
    ('ñ', ']'),
];

/// Letters with an accent: the letter, and the accent's sign, which stands before it.
fn accented(c: char) -> Option<(char, &'static str)> {
    for (letters, bare, sign) in [
        ("áéíóúý", "aeiouy", "^/"),
        ("àèìòù", "aeiou", "^*"),
        ("âêîôû", "aeiou", "^%"),
        ("ãñõ", "ano", "^]"),
        ("äëïöüÿ", "aeiouy", "^3"),
        ("å", "a", "^$"),
        ("ç", "c", "^&"),
        ("čšžěř", "cszer", "^+"),
    ] {
        if let Some(place) = letters.chars().position(|own| own == c) {
            return bare.chars().nth(place).map(|bare| (bare, sign));
        }
    }
    None
}

/// A code, and what is open in the paragraph: a quotation may be closed words later.
struct Code {
    spanish: bool,
    open: bool,
    single: bool,
    /// Within words that are all capitals, which have one sign for all of them; it has not been written yet.
    passage: bool,
    begins: bool,
    lost: Vec<char>,
}

impl Code {
    fn of(lang: &str) -> Self {
        Self {
            spanish: lang.split('-').next() == Some("es"),
            open: false,
            single: false,
            passage: false,
            begins: false,
            lost: Vec::new(),
        }
    }

    /// Three or more words after each other that are all capitals (8.5); numbers and signs between them do not end it.
    fn passages(&self, words: &[&str]) -> Vec<Range<usize>> {
        if self.spanish {
            return Vec::new();
        }
        let capitals = |word: &str| {
            let mut letters = word.chars().filter(|c| c.is_alphabetic()).peekable();
            letters.peek()?;
            Some(letters.all(char::is_uppercase))
        };
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (mut end, mut many) = (at, 0);
            for (n, word) in words.iter().enumerate().skip(at) {
                match capitals(word) {
                    Some(true) => (end, many) = (n + 1, many + 1),
                    Some(false) => break,
                    None if many == 0 => break,
                    None => {}
                }
            }
            if many >= 3 {
                out.push(at..end);
            }
            at = end.max(at + 1);
        }
        out
    }

    /// A paragraph begins.
    fn begin(&mut self) {
        self.open = false;
        self.single = false;
    }

    fn word(&mut self, word: &str) -> String {
        let signs: Vec<char> = word.chars().collect();
        let mut out = String::new();
        let mut number = false;
        let mut at = 0;
        while let Some(&c) = signs.get(at) {
            if let Some(digit) = c.to_digit(10) {
                if !number {
                    out.push('#');
                }
                number = true;
                out.push(char::from(b"JABCDEFGHI"[digit as usize]));
                at += 1;
            } else if c.is_alphabetic() {
                let run = signs[at..].iter().take_while(|c| c.is_alphabetic()).count();
                self.letters(&signs[at..at + run], number, &mut out);
                number = false;
                at += run;
            } else {
                let next = signs.get(at + 1).copied();
                // Points and commas are part of a number where it goes on.
                let inner = number && matches!(c, '.' | ',');
                number = inner && next.is_some_and(|next| next.is_ascii_digit());
                let before = at.checked_sub(1).map(|before| signs[before]);
                self.sign(c, before, next, &mut out);
                at += 1;
            }
        }
        out
    }

    /// A run of letters. A sign for capitals holds for the letters behind it, and for nothing else.
    fn letters(&mut self, run: &[char], after_number: bool, out: &mut String) {
        if self.passage {
            if core::mem::take(&mut self.begins) {
                out.push_str(",,,");
            }
            for (n, c) in run.iter().enumerate() {
                let small = c.to_lowercase().next().unwrap_or(*c);
                if n == 0 && after_number && matches!(small, 'a'..='j') {
                    out.push(';');
                }
                self.letter(small, out);
            }
            return;
        }
        let (one, many) = if self.spanish {
            ('.', "..")
        } else {
            (',', ",,")
        };
        let mut at = 0;
        while let Some(&c) = run.get(at) {
            let capitals = run[at..].iter().take_while(|c| c.is_uppercase()).count();
            if capitals == 0 {
                // After a number the letters a to j would be digits.
                if at == 0 && after_number && matches!(c, 'a'..='j') {
                    out.push(if self.spanish { '"' } else { ';' });
                }
                self.letter(c, out);
                at += 1;
                continue;
            }
            if capitals > 1 {
                out.push_str(many);
            } else {
                out.push(one);
            }
            for c in &run[at..at + capitals] {
                self.letter(c.to_lowercase().next().unwrap_or(*c), out);
            }
            at += capitals;
            if capitals > 1 && at < run.len() && !self.spanish {
                out.push_str(",'");
            }
        }
    }

    fn letter(&mut self, c: char, out: &mut String) {
        let own = SPANISH_LETTERS.iter().find(|(own, _)| *own == c);
        if let (true, Some((_, cell))) = (self.spanish, own) {
            out.push(*cell);
        } else if let Some((bare, sign)) = accented(c) {
            out.push_str(sign);
            out.push(bare.to_ascii_uppercase());
        } else if c.is_ascii_lowercase() {
            out.push(c.to_ascii_uppercase());
        } else {
            self.lost.push(c);
        }
    }

    fn sign(&mut self, c: char, before: Option<char>, next: Option<char>, out: &mut String) {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let quote = |open: bool| if open { "8" } else { "0" };
        let cells = match c {
            // Straight ones open and close by turns.
            '"' | '“' | '”' | '„' => {
                self.open = match c {
                    '"' => !self.open,
                    '”' => false,
                    _ => true,
                };
                // Spanish has one sign for both.
                quote(self.open || self.spanish)
            }
            '‘' => {
                self.single = true;
                if self.spanish { "8" } else { ",8" }
            }
            '’' if self.single && !(letter(before) && letter(next)) => {
                self.single = false;
                if self.spanish { "8" } else { ",0" }
            }
            '\'' | '’' => "'",
            // Nothing is seen of these.
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE0F}' | '\u{AD}' => "",
            c => {
                let of = |table: &'static [(char, &'static str)]| {
                    let found = table.iter().find(|(own, _)| *own == c);
                    found.map(|(_, cells)| *cells)
                };
                let own = if self.spanish { of(SPANISH) } else { None };
                own.or_else(|| of(ENGLISH)).unwrap_or_else(|| {
                    self.lost.push(c);
                    ""
                })
            }
        };
        out.push_str(cells);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: &str, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(brf(text, lang), format!("{expected}\r\n"), "{text}");
            assert_eq!(lost(text, lang), [], "{text}");
        }
    }

    /// Expected cells are those of the rules' own tables and examples, in braille ASCII.
    #[test]
    fn cells_of_english() {
        check(
            "en",
            &[
                ("Who pays?", ",WHO PAYS8"),
                ("In 2025,", ",IN #BJBE1"),
                ("2b", "#B;B"),
                ("3.5 or 1,204", "#C4E OR #A1BJD"),
                ("so\u{2026}", "SO444"),
                ("niño Élan", "NI^]NO ,^/ELAN"),
                // 3: signs that vanished.
                ("a | b", "A _\\ B"),
                ("+ −", "\"6 \"-"),
                ("© 2026", "^C #BJBF"),
                ("5° × 2", "#E^J \"8 #B"),
                ("a → b · c", "A \\O B \"4 C"),
                ("1.5 ÷ 3", "#A4E \"/ #C"),
                // 7.6: quotation marks, over several words; the mark for a question is another sign in front of it.
                ("\"so\"", "8SO0"),
                (
                    "he said \"we all go\" then \"no\"",
                    "HE SAID 8WE ALL GO0 THEN 8NO0",
                ),
                ("“we go”", "8WE GO0"),
                ("‘we don’t’", ",8WE DON'T,0"),
                ("don’t and it's", "DON'T AND IT'S"),
                ("¿Qué?", "^;8,QU^/E8"),
                // 8: capitals of a word are those of its letters.
                ("UEB", ",,UEB"),
                ("\"BU\"", "8,,BU0"),
                ("CC BY-SA", ",,CC ,,BY-,,SA"),
                ("U.S.", ",U4,S4"),
                ("CDs McDonald", ",,CD,'S ,MC,DONALD"),
                ("4B2", "#D,B#B"),
                // 8.5: three words and more have one sign for all.
                ("AND OR", ",,AND ,,OR"),
                ("one AND OR NOT, two", "ONE ,,,AND OR NOT1,' TWO"),
                (
                    "\"WHO PAYS?\" SHE SAID. Now",
                    "8,,,WHO PAYS80 SHE SAID4,' ,NOW",
                ),
                ("CC BY-SA 4.0 IS HERE", ",,,CC BY-SA #D4J IS HERE,'"),
                ("A - B c", ",A - ,B C"),
                ("NOT 2B OR", ",,,NOT #B;B OR,'"),
                ("4 NOT OR IF 5", "#D ,,,NOT OR IF,' #E"),
            ],
        );
        // A quotation that nobody closed ends with its paragraph.
        assert_eq!(brf("\"so\n\"no\"", "en"), "8SO\r\n8NO0\r\n");
    }

    #[test]
    fn cells_of_spanish() {
        check(
            "es",
            &[
                ("¿Quién paga?", "5.QUI!N PAGA5"),
                ("¡Así!", "6.AS/6"),
                ("niño está aquí", "NI]O EST( AQU/"),
                ("pingüino último avión", "PING\\INO )LTIMO AVI+N"),
                ("En 2025, no.", ".EN #BJBE1 NO'"),
                ("BY-SA (b)", "..BY-..SA <B>"),
                ("\"de todos\" | no", "8DE TODOS8 _ NO"),
                ("2b", "#B\"B"),
            ],
        );
    }

    #[test]
    fn what_has_no_cell_is_named() {
        assert_eq!(lost("a ☃ b ☃ ß", "en"), ['ß', '☃']);
        assert_eq!(brf("a ☃ b", "en"), "A B\r\n");
    }

    #[test]
    fn lines_and_pages() {
        let long = brf(&"word ".repeat(400), "en");
        assert!(long.lines().all(|l| l.trim_matches('\u{C}').len() <= 40));
        assert_eq!(
            long.matches('\u{C}').count(),
            (400_usize.div_ceil(8) - 1) / 25
        );
    }
}
