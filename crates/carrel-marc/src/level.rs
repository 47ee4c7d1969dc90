//! Reading levels, in the five encodings that school records have, and bands of grades and ages.
//!
//! Everything here reads short texts; where they come from (521, 526, a table's column) is the caller's
//! business. What is seen in real files: `521 8_ $a770 $bLexile`, `$a1010L`, `$aAD 200`, `$aBR680`,
//! `$bLexile.com`, `526 0_ $aLexile $c240L.`, `$aAccelerated Reader $bMG $c5.5 $d12.0 $z6825`.

use carrel_core::bib::{GradeRange, Measure};

/// The two-letter codes that stand before a Lexile.
const LEXILE_CODES: [&str; 7] = ["AD", "BR", "GN", "HL", "IG", "NC", "NP"];

/// Which programme a source or name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Lexile.
    Lexile,
    /// Accelerated Reader.
    AcceleratedReader,
    /// Reading Counts.
    ReadingCounts,
    /// Fountas & Pinnell, guided reading.
    FountasPinnell,
}

impl Program {
    /// The programme a name stands for, as 521 $b, 526 $a and column titles write it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        let has = |word: &str| words.iter().any(|w| w == word);
        let pair = |a: &str, b: &str| words.windows(2).any(|w| w[0] == a && w[1] == b);
        if has("lexile") || has("lexiles") {
            Some(Self::Lexile)
        } else if pair("accelerated", "reader")
            || pair("accelerated", "reading")
            || has("ar")
            || has("atos")
        {
            Some(Self::AcceleratedReader)
        } else if pair("reading", "counts") || has("rc") || has("src") {
            Some(Self::ReadingCounts)
        } else if has("fountas")
            || has("pinnell")
            || pair("guided", "reading")
            || pair("f", "p")
            || has("grl")
        {
            Some(Self::FountasPinnell)
        } else {
            None
        }
    }
}

/// A Lexile that is the whole text: `770`, `770L`, `AD 200`, `BR680`, `BR390L`, `Lexile: 1010L.`, `NP`.
#[must_use]
pub fn lexile(text: &str) -> Option<Measure> {
    let upper = text.to_ascii_uppercase();
    let mut rest = upper.as_str();
    loop {
        let before = rest;
        rest = rest.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '.' | ':' | ',' | ';' | '[' | ']' | '(' | ')')
        });
        for word in [
            "LEXILE.COM",
            "LEXILES",
            "LEXILE",
            "MEASURE",
            "LEVEL",
            "FRAMEWORK",
        ] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
            rest = rest.strip_suffix(word).unwrap_or(rest);
        }
        if rest == before {
            break;
        }
    }
    whole_lexile(rest)
}

fn whole_lexile(text: &str) -> Option<Measure> {
    let prefix = LEXILE_CODES
        .into_iter()
        .find(|code| text.starts_with(code))
        .unwrap_or("");
    let rest = text[prefix.len()..]
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | ':'));
    if prefix.is_empty() && rest.len() != text.len() {
        return None;
    }
    let rest = rest.strip_suffix('L').unwrap_or(rest).trim_end();
    // Non-prose, as poems and plays, is not measured: the code is all there is to say.
    if prefix == "NP" && rest.is_empty() {
        return Some(Measure::Lexile {
            prefix: prefix.to_owned(),
            number: 0,
        });
    }
    if rest.is_empty() || rest.len() > 4 || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u16 = rest.parse().ok()?;
    (number <= 2000).then(|| Measure::Lexile {
        prefix: prefix.to_owned(),
        number,
    })
}

/// A Lexile inside a sentence: a number with `L`, or one that follows the word.
#[must_use]
pub fn lexile_within(text: &str) -> Option<Measure> {
    let upper = text.to_ascii_uppercase();
    let words: Vec<&str> = upper
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let named = words.contains(&"LEXILE");
    for (i, word) in words.iter().enumerate() {
        let marked = word.len() > 2
            && word.ends_with('L')
            && word[..word.len() - 1].ends_with(|c: char| c.is_ascii_digit());
        let code_before = i > 0 && LEXILE_CODES.contains(&words[i - 1]);
        let follows = named && i > 0 && matches!(words[i - 1], "LEXILE" | "MEASURE" | "LEVEL");
        let whole;
        let candidate: &str = if code_before && word.starts_with(|c: char| c.is_ascii_digit()) {
            whole = format!("{}{word}", words[i - 1]);
            &whole
        } else {
            word
        };
        let coded =
            named && LEXILE_CODES.iter().any(|c| candidate.starts_with(c)) && candidate.len() > 2;
        if (marked || follows || coded)
            && let Some(found) = whole_lexile(candidate)
        {
            return Some(found);
        }
    }
    None
}

/// A decimal in tenths: `5.5` is 55, `4` is 40, `0,5` is 5, `RL 3.8` is 38. `None` when there is no number.
#[must_use]
pub fn tenths(text: &str) -> Option<u16> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[at..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let whole: u16 = rest[..end].parse().ok()?;
    let mut after = rest[end..].chars();
    let tenth = match (after.next(), after.next()) {
        (Some('.' | ','), Some(c)) => c.to_digit(10).unwrap_or(0) as u16,
        _ => 0,
    };
    whole.checked_mul(10)?.checked_add(tenth)
}

/// The first run of digits.
#[must_use]
pub fn number(text: &str) -> Option<u32> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[at..];
    rest[..rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len())]
        .parse()
        .ok()
}

/// Accelerated Reader from its parts; `None` when the level is no level.
#[must_use]
pub fn accelerated_reader(
    level: &str,
    points: Option<&str>,
    quiz: Option<&str>,
    interest: Option<&str>,
) -> Option<Measure> {
    let level = tenths(level).filter(|l| (1..=200).contains(l))?;
    Some(Measure::AcceleratedReader {
        level,
        points: points.and_then(tenths),
        quiz: quiz.and_then(number).filter(|q| *q > 0),
        interest: interest.and_then(band).map(str::to_owned),
    })
}

/// Reading Counts from its parts.
#[must_use]
pub fn reading_counts(level: &str, points: Option<&str>, quiz: Option<&str>) -> Option<Measure> {
    let level = tenths(level).filter(|l| (1..=200).contains(l))?;
    Some(Measure::ReadingCounts {
        level,
        points: points.and_then(tenths),
        quiz: quiz.and_then(number).filter(|q| *q > 0),
    })
}

/// A stated reading grade level: `4.0`, `RL: 3.8`, `K`; the lower end of a range, as 0 of `K-2`. `PreK-1` is none: nobody
/// reads before kindergarten, and the number at its end is not where it begins.
#[must_use]
pub fn grade(text: &str) -> Option<Measure> {
    if let Some(low) = below_first(text) {
        return (low == 0).then_some(Measure::Grade(0));
    }
    tenths(text)
        .filter(|level| *level <= 200)
        .map(Measure::Grade)
}

/// Kindergarten (0) or what comes before (-1), where a grade or a range of grades begins with it.
fn below_first(text: &str) -> Option<i8> {
    let spaced = before_school(&text.to_lowercase());
    for word in spaced.split(|c: char| !c.is_alphanumeric()) {
        match word {
            "k" | "kg" | "kindergarten" => return Some(0),
            "pk" | "ps" | "prek" | "preschool" => return Some(-1),
            word if word.starts_with(|c: char| c.is_ascii_digit()) => return None,
            _ => {}
        }
    }
    None
}

/// `Pre-K` as one word.
fn before_school(lower: &str) -> String {
    lower
        .replace("pre-k", "pk")
        .replace("pre k", "pk")
        .replace("pre-school", "ps")
        .replace("pkindergarten", "pk")
        .replace("prekindergarten", "pk")
}

/// A guided reading letter: `M`, `Level M`, `Z+`, `F&P: P`.
#[must_use]
pub fn fountas_pinnell(text: &str) -> Option<Measure> {
    let upper = text.to_ascii_uppercase();
    let last = upper
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '&')))
        .rfind(|w| !w.is_empty())?;
    let letter = last.strip_suffix('+').unwrap_or(last);
    let one = letter.len() == 1 && letter.as_bytes()[0].is_ascii_uppercase();
    (one && (letter == last || letter == "Z")).then(|| Measure::FountasPinnell(last.to_owned()))
}

/// Interest band of Accelerated Reader, in its short form.
#[must_use]
pub fn band(text: &str) -> Option<&'static str> {
    let upper = text.trim().trim_end_matches('.').to_ascii_uppercase();
    Some(match upper.as_str() {
        "LG" | "LOWER GRADES" | "LOWER" => "LG",
        "MG" | "MIDDLE GRADES" | "MIDDLE" => "MG",
        "MG+" | "MIDDLE GRADES PLUS" | "MIDDLE GRADES +" => "MG+",
        "UG" | "UPPER GRADES" | "UPPER" => "UG",
        _ => return None,
    })
}

/// A range of grades from the bands that vendors use and from ranges: `K-3`, `5-8`, `Gr. 4 & up`,
/// `All Juvenile`, `Young Adult`, `MG+`. Pre-kindergarten is -1, kindergarten 0, adult 13.
#[must_use]
pub fn grade_range(text: &str) -> Option<GradeRange> {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    let range = |low, high| Some(GradeRange { low, high });
    match lower.as_str() {
        "preschool" | "pre-school" | "ps" => return range(-1, -1),
        "all juvenile" | "juvenile" => return range(0, 8),
        "all secondary" | "secondary" => return range(7, 12),
        "all grades" | "all" => return range(0, 12),
        "young adult" | "ya" => return range(7, 12),
        "adult" | "ad" | "professional" => return range(13, 13),
        "lg" => return range(0, 3),
        "mg" => return range(4, 8),
        "mg+" => return range(6, 8),
        "ug" => return range(9, 12),
        _ => {}
    }
    let mut ends: Vec<i8> = Vec::new();
    let mut open = lower.contains('+');
    let spaced = before_school(&lower);
    for word in spaced.split(|c: char| !c.is_alphanumeric()) {
        let word = word
            .trim_end_matches("th")
            .trim_end_matches("rd")
            .trim_end_matches("nd")
            .trim_end_matches("st");
        match word {
            "" | "grade" | "grades" | "gr" | "interest" | "level" | "for" | "to" | "through"
            | "and" | "il" | "in" => {}
            "up" | "older" | "above" => open = true,
            "pk" | "ps" | "preschool" | "prek" | "p" => ends.push(-1),
            "k" | "kindergarten" | "kg" => ends.push(0),
            word => match word.parse::<i8>() {
                Ok(n @ 0..=13) => ends.push(n),
                _ => return None,
            },
        }
    }
    let low = *ends.first()?;
    let high = if open { 12.max(low) } else { *ends.last()? };
    (ends.len() <= 2 && low <= high).then_some(GradeRange { low, high })
}

/// A range of ages as grades: `008-012`, `Ages 8-12`, `9 and up`. Age five is kindergarten.
#[must_use]
pub fn age_range(text: &str) -> Option<GradeRange> {
    let lower = text.to_lowercase();
    let mut ages: Vec<i8> = Vec::new();
    for word in lower
        .split(|c: char| !c.is_ascii_digit())
        .filter(|w| !w.is_empty())
    {
        ages.push(word.parse::<i8>().ok().filter(|n| (0..=99).contains(n))?);
    }
    let open = lower.contains('+')
        || ["up", "over", "older"].iter().any(|w| {
            lower
                .split_whitespace()
                .any(|x| x.trim_end_matches('.') == *w)
        });
    let grade = |age: i8| (age - 5).clamp(-1, 13);
    let low = *ages.first()?;
    let high = if open { 17.max(low) } else { *ages.last()? };
    (ages.len() <= 2 && low <= high).then(|| GradeRange {
        low: grade(low),
        high: grade(high),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lex(prefix: &str, number: u16) -> Option<Measure> {
        Some(Measure::Lexile {
            prefix: prefix.into(),
            number,
        })
    }

    #[test]
    fn every_spelling_of_a_lexile() {
        for (text, prefix, number) in [
            ("770", "", 770),
            ("770 ", "", 770),
            ("1010L", "", 1010),
            ("AD 200", "AD", 200),
            ("BR680", "BR", 680),
            ("BR390L", "BR", 390),
            ("BR-80L", "BR", 80),
            ("HL710", "HL", 710),
            ("240L.", "", 240),
            ("Lexile: 1010L", "", 1010),
            ("GN450L Lexile", "GN", 450),
            ("nc 640l", "NC", 640),
            ("Lexile measure 90L", "", 90),
            ("NP", "NP", 0),
            ("Lexile NP.", "NP", 0),
        ] {
            assert_eq!(lexile(text), lex(prefix, number), "{text}");
        }
        for text in [
            "Not rated.",
            "MPAA rating: PG-13",
            "PG-13",
            "",
            "L",
            "99999",
            "5.5",
            "3000L",
            "-770",
            "NPL 2",
            "AD",
        ] {
            assert_eq!(lexile(text), None, "{text}");
        }
    }

    #[test]
    fn br_runs_backwards() {
        let rank = |text| lexile(text).and_then(|m| m.lexile_rank());
        assert_eq!(rank("NP"), None, "non-prose is neither easy nor hard");
        assert!(
            rank("BR680") < rank("BR100") && rank("BR100") < rank("0L") && rank("0L") < rank("40L")
        );
    }

    #[test]
    fn a_lexile_inside_a_sentence_needs_its_mark() {
        assert_eq!(lexile_within("Grades 3-5; Lexile AD560L."), lex("AD", 560));
        assert_eq!(lexile_within("Lexile measure: 880"), lex("", 880));
        assert_eq!(lexile_within("Lexile HL 700"), lex("HL", 700));
        assert_eq!(lexile_within("Reading level 740L, ages 9-12"), lex("", 740));
        assert_eq!(lexile_within("Ages 9-12. 1998"), None);
        assert_eq!(lexile_within("Lexile unknown 1998"), None);
    }

    #[test]
    fn programmes_by_their_names() {
        for name in [
            "Accelerated Reader",
            "AR",
            "Accelerated Reader AR",
            "Accelerated Reader/Renaissance Learning",
            "ATOS Book Level:",
        ] {
            assert_eq!(
                Program::named(name),
                Some(Program::AcceleratedReader),
                "{name}"
            );
        }
        for name in [
            "Reading Counts",
            "RC",
            "Scholastic Reading Counts!",
            "Reading Counts RC",
        ] {
            assert_eq!(Program::named(name), Some(Program::ReadingCounts), "{name}");
        }
        for name in ["Lexile", "Lexile.", "Lexile.com", "Lexile framework"] {
            assert_eq!(Program::named(name), Some(Program::Lexile), "{name}");
        }
        for name in [
            "Fountas & Pinnell",
            "F&P",
            "Guided Reading Level",
            "Fountas and Pinnell",
        ] {
            assert_eq!(
                Program::named(name),
                Some(Program::FountasPinnell),
                "{name}"
            );
        }
        for name in ["Example Levels.", "", "Follett Library Resources", "Archer"] {
            assert_eq!(Program::named(name), None, "{name}");
        }
    }

    #[test]
    fn programme_levels_from_their_parts() {
        assert_eq!(
            accelerated_reader("5.5", Some("12.0"), Some("6825"), Some("MG+")),
            Some(Measure::AcceleratedReader {
                level: 55,
                points: Some(120),
                quiz: Some(6825),
                interest: Some("MG+".into())
            })
        );
        assert_eq!(
            accelerated_reader(
                "4",
                Some("0,5"),
                Some("Quiz: 83125 EN"),
                Some("Middle Grades")
            ),
            Some(Measure::AcceleratedReader {
                level: 40,
                points: Some(5),
                quiz: Some(83125),
                interest: Some("MG".into())
            })
        );
        assert_eq!(accelerated_reader("high", None, None, None), None);
        assert_eq!(accelerated_reader("0", None, None, None), None);
        assert_eq!(
            reading_counts("RL 3.8", None, None),
            Some(Measure::ReadingCounts {
                level: 38,
                points: None,
                quiz: None
            })
        );
        assert_eq!(grade("4.0"), Some(Measure::Grade(40)));
        assert_eq!(grade("K."), Some(Measure::Grade(0)));
        assert_eq!(grade("easy"), None);
        for (text, level) in [
            ("K-2", Some(0)),
            ("Gr. K-2", Some(0)),
            ("RL: K", Some(0)),
            ("Kindergarten through grade 2.", Some(0)),
            ("PreK-1", None),
            ("Pre-K - 2", None),
            ("Pre-kindergarten to 1", None),
            ("0.5", Some(5)),
            ("2-4", Some(20)),
            ("4.5", Some(45)),
            ("2nd grade, not kindergarten", Some(20)),
        ] {
            assert_eq!(grade(text), level.map(Measure::Grade), "{text}");
        }
        for (text, letter) in [("M", "M"), ("Level M", "M"), ("F&P: P", "P"), ("z+", "Z+")] {
            assert_eq!(
                fountas_pinnell(text),
                Some(Measure::FountasPinnell(letter.into())),
                "{text}"
            );
        }
        for text in ["", "10", "M+", "none"] {
            assert_eq!(fountas_pinnell(text), None, "{text}");
        }
    }

    #[test]
    fn bands_of_grades_and_ages() {
        for (text, low, high) in [
            ("K-3", 0, 3),
            ("3-6", 3, 6),
            ("5-8.", 5, 8),
            ("7-10", 7, 10),
            ("All Grades", 0, 12),
            ("Young Adult", 7, 12),
            ("All Juvenile", 0, 8),
            ("Preschool", -1, -1),
            ("PreK-2", -1, 2),
            ("Pre-K - 2", -1, 2),
            ("Grades 4 & up", 4, 12),
            ("Gr. 5+", 5, 12),
            ("03-06", 3, 6),
            ("4th grade", 4, 4),
            ("MG+", 6, 8),
            ("Professional", 13, 13),
        ] {
            assert_eq!(grade_range(text), Some(GradeRange { low, high }), "{text}");
        }
        for text in [
            "",
            "6-3",
            "Parental Guidance.",
            "1998",
            "3-6-9",
            "Suitable for 15 years and over.",
        ] {
            assert_eq!(grade_range(text), None, "{text}");
        }
        assert_eq!(age_range("008-012"), Some(GradeRange { low: 3, high: 7 }));
        assert_eq!(
            age_range("Ages 4 and up"),
            Some(GradeRange { low: -1, high: 12 })
        );
        assert_eq!(
            age_range("Suitable for 15 years and over."),
            Some(GradeRange { low: 10, high: 12 })
        );
        assert_eq!(age_range("all ages"), None);
        assert_eq!(age_range("1998"), None);
    }
}
