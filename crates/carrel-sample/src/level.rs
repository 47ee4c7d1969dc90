//! Reading levels, invented from the interest grades and marked as samples wherever they stand.

use crate::chance::Dice;
use crate::title::{Form, Title};

/// The invented levels of one title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// `560L`, `AD640L`, `BR120L`.
    pub lexile: Option<String>,
    /// Accelerated Reader.
    pub accelerated: Option<Program>,
    /// Reading Counts.
    pub counts: Option<Program>,
    /// Fountas & Pinnell letter.
    pub letter: Option<String>,
}

/// One programme's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// LG, MG, MG+, UG.
    pub band: &'static str,
    /// `4.3`.
    pub level: String,
    /// `5.0`.
    pub points: String,
    /// Quiz number, from a range that no programme has reached.
    pub quiz: u32,
}

/// Lexile at the middle of each grade, pre-kindergarten to 12. Round figures, made up for the sample.
const LEXILE: [i32; 14] = [
    -60, 80, 260, 440, 600, 720, 810, 890, 950, 1000, 1040, 1080, 1110, 1140,
];

/// Levels for about three of five titles with text; the same for the same title for ever.
#[must_use]
pub fn invent(id: &str, title: &Title) -> Levels {
    let mut levels = Levels::default();
    let Some((low, high)) = title.grade_range() else {
        return levels;
    };
    let has_levels = title.form.is_text()
        && matches!(title.lang.as_str(), "eng" | "spa")
        && title.shelf != "Reference"
        && Dice::of(id, "level").permille(650);
    if !has_levels {
        return levels;
    }
    let mut dice = Dice::of(id, "lexile");
    // Children read a little above the lowest grade that a title interests.
    let at = f64::from(low) + f64::from(high - low) * 0.35;
    let lexile = on_curve(at) + (dice.below(19) - 9) * 10;
    let lexile = lexile.div_euclid(10) * 10;
    let is_graphic = title.form == Form::Graphic;
    let prefix = match title.shelf.as_str() {
        _ if lexile < 0 => "BR",
        _ if is_graphic => "GN",
        "Picture Books" => "AD",
        "Young Adult" if lexile < 800 => "HL",
        _ => "",
    };
    let number = match lexile.abs() {
        0 => 10,
        n => n,
    };
    let with_lexile = dice.permille(880);
    if with_lexile {
        levels.lexile = Some(format!("{prefix}{number}L"));
    }
    let grade = grade_of(lexile);
    if !with_lexile || dice.permille(800) {
        levels.accelerated = Some(program(id, "ar", title, grade, high));
    }
    let is_novel = matches!(
        title.shelf.as_str(),
        "Fiction" | "Chapter Books" | "Young Adult"
    );
    if is_novel && dice.permille(250) {
        levels.counts = Some(program(id, "rc", title, grade, high));
    }
    let is_early = matches!(
        title.shelf.as_str(),
        "Picture Books" | "Easy Readers" | "Chapter Books"
    );
    if is_early && dice.permille(450) {
        levels.letter = Some(letter(grade));
    }
    levels
}

/// The curve between two whole grades.
fn on_curve(grade: f64) -> i32 {
    let place = (grade + 1.0).clamp(0.0, 13.0);
    let from = place.floor();
    let index = from as usize;
    let low = f64::from(LEXILE[index]);
    let high = f64::from(LEXILE[(index + 1).min(LEXILE.len() - 1)]);
    (low + (high - low) * (place - from)).round() as i32
}

/// Tenths of a grade that go with a Lexile, the curve backwards.
fn grade_of(lexile: i32) -> i32 {
    let tenths = (5..=129).find(|tenths| on_curve(f64::from(*tenths) / 10.0) >= lexile);
    tenths.unwrap_or(129)
}

fn program(id: &str, purpose: &str, title: &Title, grade: i32, high: i8) -> Program {
    let mut dice = Dice::of(id, purpose);
    let band = match high {
        ..=3 => "LG",
        4..=8 if grade >= 60 => "MG+",
        4..=8 => "MG",
        _ => "UG",
    };
    let half_points = match title.shelf.as_str() {
        "Picture Books" | "Easy Readers" => 1,
        "Chapter Books" => 2 + dice.below(3),
        "Graphic Novels" => 2 + dice.below(4),
        "Young Adult" => 14 + dice.below(26),
        "Fiction" => 8 + dice.below(20),
        _ if grade < 40 => 1 + dice.below(2),
        _ => 2 + dice.below(16),
    };
    let grade = (grade + dice.below(7) - 3).clamp(5, 129);
    let number: u32 = id
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .parse()
        .unwrap_or(0);
    Program {
        band,
        level: format!("{}.{}", grade / 10, grade % 10),
        points: format!("{}.{}", half_points / 2, half_points % 2 * 5),
        quiz: if purpose == "ar" {
            9_000_000 + number
        } else {
            9_500_000 + number
        },
    }
}

/// A letter for a grade in tenths: three or four letters a grade at first, fewer later.
fn letter(grade: i32) -> String {
    let place = match grade {
        ..10 => grade.max(0) * 4 / 10,
        10..20 => 3 + (grade - 10) * 6 / 10,
        20..30 => 9 + (grade - 20) * 4 / 10,
        _ => 13 + (grade - 30) * 3 / 10,
    };
    let place = u8::try_from(place.clamp(0, 25)).unwrap_or(25);
    char::from(b'A' + place).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(shelf: &str, grades: &str) -> Title {
        let text = format!(
            "[[book]]\ntitle = \"T\"\ncall = \"E A\"\nshelf = \"{shelf}\"\nsubjects = [\"Dogs\"]\nsummary = \"S\"\naud = \"b\"\ngrades = \"{grades}\"\n"
        );
        crate::title::parse("p", &text).expect("title").remove(0)
    }

    #[test]
    fn harder_books_have_higher_levels() {
        let mean = |grades: &str| {
            let sum: i32 = (0..200)
                .filter_map(|n| invent(&format!("wsl-{n:05}"), &title("Nonfiction", grades)).lexile)
                .filter_map(|text| text.trim_end_matches('L').parse::<i32>().ok())
                .sum();
            sum / 100
        };
        assert!(mean("1-4") < mean("4-7") && mean("4-7") < mean("9-12"));
    }

    #[test]
    fn prefixes_go_with_the_shelf() {
        let lexiles = |shelf: &str, grades: &str| -> Vec<String> {
            (0..300)
                .filter_map(|n| invent(&format!("wsl-{n:05}"), &title(shelf, grades)).lexile)
                .collect()
        };
        assert!(
            lexiles("Picture Books", "K-3")
                .iter()
                .all(|text| text.starts_with("AD"))
        );
        assert!(
            lexiles("Easy Readers", "PreK-1")
                .iter()
                .any(|text| text.starts_with("BR"))
        );
        assert!(lexiles("Reference", "3-6").is_empty());
        let share = lexiles("Fiction", "4-7").len();
        assert!((140..200).contains(&share), "{share}");
    }

    #[test]
    fn letters_rise_with_the_grade() {
        for (grade, expected) in [
            (5, "C"),
            (15, "G"),
            (25, "L"),
            (35, "O"),
            (60, "W"),
            (99, "Z"),
        ] {
            assert_eq!(letter(grade), expected, "{grade}");
        }
        assert!((5..129).all(|grade| letter(grade) <= letter(grade + 1)));
    }
}
