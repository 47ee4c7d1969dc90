//! Words as students write them: *beetle* is asked for, and *beetles* is said. Where a paraphrase names its ideas, the
//! compiler adds the regular forms to them, so that the player compares words and knows no grammar.

/// Words of fewer letters have no forms here: *bee* has, *9* and *do* have none.
const SHORTEST: usize = 3;

/// The words of an idea, and behind them the regular forms of each single one in English or Spanish, each once. Some of them
/// are said by nobody (*foging*); they do no harm.
pub(super) fn of(words: &[String], lang: &str) -> Vec<String> {
    let forms = match lang.split('-').next() {
        Some("en") => english,
        Some("es") => spanish,
        _ => return words.to_vec(),
    };
    let mut out = words.to_vec();
    for word in words {
        if word.chars().count() < SHORTEST || !word.chars().all(char::is_alphabetic) {
            continue;
        }
        for form in forms(word) {
            if !out.contains(&form) {
                out.push(form);
            }
        }
    }
    out
}

/// A stem with each of some endings.
fn with(stem: &str, ends: &[&str]) -> Vec<String> {
    ends.iter().map(|end| [stem, end].concat()).collect()
}

/// beetle's, beetles; float, floating, floated; press, presses; freeze, freezing; dry, dries; tight, tightly; warm, warmer;
/// grip, gripping.
fn english(word: &str) -> Vec<String> {
    let vowel = |c: &char| "aeiouy".contains(*c);
    let mut out = with(word, &["s", "'s", "ing", "ly"]);
    if let Some(stem) = word.strip_suffix('e') {
        out.extend(with(stem, &["ed", "er", "ing"]));
        return out;
    }
    out.extend(with(word, &["es", "ed", "er"]));
    if let Some(stem) = word.strip_suffix('y') {
        out.extend(with(stem, &["ies", "ied", "ier", "ily"]));
    }
    // One short vowel and one consonant behind it: that one is doubled.
    let mut back = word.chars().rev();
    if let (Some(last), Some(before)) = (back.next(), back.next())
        && !vowel(&last)
        && !"wx".contains(last)
        && vowel(&before)
        && word.chars().filter(vowel).count() == 1
    {
        let stem = [word, &word[word.len() - last.len_utf8()..]].concat();
        out.extend(with(&stem, &["ed", "er", "ing"]));
    }
    out
}

/// gato, gatos; flor, flores; luz, luces.
fn spanish(word: &str) -> Vec<String> {
    let mut out = with(word, &["s", "es"]);
    if let Some(stem) = word.strip_suffix('z') {
        out.extend(with(stem, &["ces"]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, lang: &str, forms: &[&str]) {
        let all = of(&[word.to_owned()], lang);
        assert_eq!(all[0], word);
        for form in forms {
            assert!(
                all.iter().any(|own| own == form),
                "{word}: {form} of {all:?}"
            );
        }
    }

    #[test]
    fn regular_forms_of_english_and_spanish_words() {
        check("beetle", "en", &["beetles", "beetle's"]);
        check("float", "en-US", &["floats", "floating", "floated"]);
        check("freeze", "en", &["freezes", "freezing"]);
        check("press", "en", &["presses", "pressed", "pressing"]);
        check("cling", "en", &["clings", "clinging"]);
        check("tight", "en", &["tightly", "tighter"]);
        check("swim", "en", &["swims", "swimming"]);
        check("grip", "en", &["gripping", "gripped"]);
        check("dry", "en", &["dries", "dried", "drying", "drier"]);
        check("bee", "en", &["bees"]);
        check("gato", "es", &["gatos"]);
        check("flor", "es-MX", &["flores"]);
        check("luz", "es", &["luces"]);
    }

    #[test]
    fn what_is_no_single_word_stays_alone() {
        for (word, lang) in [
            ("under water", "en"),
            ("o'clock", "en"),
            ("1923", "en"),
            ("9", "en"),
            ("do", "en"),
            ("Fluss", "de"),
            ("水", "zh"),
        ] {
            let words = [word.to_owned()];
            assert_eq!(of(&words, lang), words);
        }
        // Each once, and those of the file first.
        let words = ["map".to_owned(), "maps".to_owned()];
        let all = of(&words, "en");
        assert_eq!(all[..2], words);
        assert_eq!(all.iter().filter(|own| *own == "maps").count(), 1);
    }
}
