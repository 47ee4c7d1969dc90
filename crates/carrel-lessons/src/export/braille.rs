//! A braille file: BRF, 40 cells by 25 lines, Unified English Braille in grade 1 (no contractions), in North American
//! braille ASCII. Spanish texts use the same cells for letters and UEB's signs for accents; a transcriber should look at those.

/// Whether there is a table for a language: [`brf`] would leave out the letters of others.
#[must_use]
pub fn knows(lang: &str) -> bool {
    crate::lang::is_spoken(lang)
}

/// Text as BRF.
#[must_use]
pub fn brf(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let mut cells = word_cells(word);
            // A word that no line holds is cut.
            while cells.len() > 40 {
                let rest = cells.split_off(40);
                if !line.is_empty() {
                    lines.push(core::mem::take(&mut line));
                }
                lines.push(cells);
                cells = rest;
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

fn word_cells(word: &str) -> String {
    let mut out = String::new();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let all_caps = letters > 1 && word.chars().all(|c| !c.is_alphabetic() || c.is_uppercase());
    if all_caps {
        out.push_str(",,");
    }
    let mut number = false;
    let mut opened = false;
    for c in word.chars() {
        if let Some(digit) = c.to_digit(10) {
            if !number {
                out.push('#');
            }
            number = true;
            out.push(char::from(b"JABCDEFGHI"[digit as usize]));
            continue;
        }
        let was_number = number;
        number = number && matches!(c, '.' | ',');
        let lower = c.to_lowercase().next().unwrap_or(c);
        let (sign, base) = match lower {
            'á' | 'é' | 'í' | 'ó' | 'ú' => (
                "^/",
                match lower {
                    'á' => 'a',
                    'é' => 'e',
                    'í' => 'i',
                    'ó' => 'o',
                    _ => 'u',
                },
            ),
            'ñ' => ("^]", 'n'),
            'ü' => ("^3", 'u'),
            other => ("", other),
        };
        if base.is_ascii_lowercase() {
            if c.is_uppercase() && !all_caps {
                out.push(',');
            }
            // After a number the letters a to j would be digits.
            if was_number && sign.is_empty() && base <= 'j' && !c.is_uppercase() {
                out.push(';');
            }
            out.push_str(sign);
            out.push(base.to_ascii_uppercase());
            continue;
        }
        out.push_str(match c {
            '.' => "4",
            '\u{2026}' => "444",
            ',' => "1",
            '?' | '¿' => "8",
            '!' | '¡' => "6",
            ';' => "2",
            ':' => "3",
            '\'' | '’' => "'",
            '-' => "-",
            '–' | '—' => ",-",
            '"' | '“' | '”' | '«' | '»' => {
                let open = matches!(c, '“' | '«') || (c == '"' && !opened);
                opened = open;
                if open { "8" } else { "0" }
            }
            '(' => "\"<",
            ')' => "\">",
            '[' => ".<",
            ']' => ".>",
            '/' => "_/",
            '_' => ".-",
            '%' => ".0",
            '+' => "\"6",
            '=' => "\"7",
            '*' => "\"9",
            '&' => "@&",
            '@' => "@A",
            '#' => "_?",
            '$' => "@S",
            _ => "",
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        for (text, expected) in [
            ("Who pays?", ",WHO PAYS8"),
            ("In 2025,", ",IN #BJBE1"),
            ("2b", "#B;B"),
            ("UEB", ",,UEB"),
            ("\"so\"", "8SO0"),
            ("niño", "NI^]NO"),
            ("so\u{2026}", "SO444"),
        ] {
            assert_eq!(brf(text), format!("{expected}\r\n"));
        }
        let long = brf(&"word ".repeat(400));
        assert!(long.lines().all(|l| l.trim_matches('\u{C}').len() <= 40));
        assert_eq!(
            long.matches('\u{C}').count(),
            (400_usize.div_ceil(8) - 1) / 25
        );
    }
}
