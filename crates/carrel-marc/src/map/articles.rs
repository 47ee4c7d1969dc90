//! Initial articles, by language, that filing skips (after the list of MARC 21, appendix F).

/// How many characters to skip at the start of a title in that language; 0 when it does not begin with an
/// article. Leading quotation marks and brackets count.
pub(crate) fn skip(title: &str, language: &str) -> u16 {
    let opening = title.chars().take_while(|c| !c.is_alphanumeric()).count();
    let rest = match title.char_indices().nth(opening) {
        Some((at, _)) => &title[at..],
        None => return 0,
    };
    for article in articles(language) {
        let n = article.chars().count();
        let Some((at, _)) = rest.char_indices().nth(n) else {
            continue;
        };
        let (head, tail) = rest.split_at(at);
        if !head
            .chars()
            .flat_map(char::to_lowercase)
            .eq(article.chars())
        {
            continue;
        }
        let elided = article.ends_with(['\'', '-', '\u{2019}']);
        let blanks = tail.chars().take_while(|c| c.is_whitespace()).count();
        let next: &str = tail.trim_start();
        if next.is_empty() || !elided && blanks == 0 || elided && blanks > 0 {
            continue;
        }
        // "A is for Alibi", "A to Z": the letter, not the article.
        let word = next
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("")
            .to_lowercase();
        if *article == "a"
            && (word.chars().count() == 1
                || [
                    "is", "to", "was", "for", "and", "as", "my", "through", "thru",
                ]
                .contains(&word.as_str()))
        {
            continue;
        }
        return u16::try_from(opening + n + blanks).unwrap_or(0);
    }
    0
}

fn articles(language: &str) -> &'static [&'static str] {
    match language {
        "eng" | "" | "und" | "mul" | "sco" => &["the", "a", "an"],
        "spa" => &["el", "la", "los", "las", "lo", "un", "una", "unos", "unas"],
        "fre" | "fra" => &["le", "la", "les", "l'", "l\u{2019}", "un", "une", "des"],
        "ger" | "deu" => &[
            "der", "die", "das", "dem", "den", "des", "ein", "eine", "einem", "einen", "einer",
            "eines",
        ],
        "ita" => &[
            "il",
            "lo",
            "la",
            "i",
            "gli",
            "le",
            "l'",
            "l\u{2019}",
            "un",
            "uno",
            "una",
            "un'",
            "un\u{2019}",
        ],
        "por" => &["o", "a", "os", "as", "um", "uma", "uns", "umas"],
        "cat" => &[
            "el",
            "la",
            "els",
            "les",
            "l'",
            "l\u{2019}",
            "en",
            "un",
            "una",
            "uns",
            "unes",
        ],
        "glg" => &["o", "a", "os", "as", "un", "unha"],
        "dut" | "nld" => &["de", "het", "een", "'t", "'n"],
        "afr" => &["die", "'n"],
        "fry" => &["de", "it", "in"],
        "swe" => &["den", "det", "de", "en", "ett"],
        "dan" | "nor" | "nob" => &["den", "det", "de", "en", "et", "ei"],
        "nno" => &["den", "det", "dei", "ein", "eit", "ei"],
        "ice" | "isl" => &["hinn", "hin", "hi\u{f0}", "hinir"],
        "hun" => &["a", "az", "egy"],
        "rum" | "ron" => &["un", "o", "unei", "unui"],
        "gle" => &["an", "na"],
        "gla" => &["an", "am", "a'", "na", "an t-"],
        "wel" | "cym" => &["y", "yr"],
        "bre" => &["ar", "al", "an", "ur", "ul", "un"],
        "epo" => &["la", "l'"],
        "hat" => &["yon"],
        "haw" => &["ka", "ke", "na", "he"],
        "mao" | "mri" => &["te", "nga", "ng\u{101}", "he"],
        "tgl" => &["ang", "ang mga", "si"],
        "mlg" => &["ny"],
        "smo" => &["le", "o le", "se"],
        "ara" | "per" | "urd" => &[
            "al-", "el-", "as-", "ad-", "an-", "ar-", "ash-", "at-", "az-",
        ],
        "heb" => &["ha-", "he-"],
        "yid" => &["der", "di", "dos", "dem", "a", "an"],
        "gre" | "ell" => &[
            "ho", "he", "to", "hoi", "hai", "ta", "ο", "η", "το", "οι", "τα", "ένας", "μια", "ένα",
        ],
        "alb" | "sqi" => &["nj\u{eb}"],
        "mlt" => &["il-", "l-"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::skip;

    #[test]
    fn articles_are_skipped_in_their_own_language_only() {
        for (title, language, n) in [
            ("The hobbit", "eng", 4),
            ("A wrinkle in time", "eng", 2),
            ("An ember in the ashes", "eng", 3),
            ("\"The raven\"", "eng", 5),
            ("A is for Alibi", "eng", 0),
            ("A to Z mysteries", "eng", 0),
            ("A B C", "eng", 0),
            ("A, my name is Ami", "eng", 0),
            ("Theory of games", "eng", 0),
            ("The", "eng", 0),
            ("Die hard", "eng", 0),
            ("Die unendliche Geschichte", "ger", 4),
            ("El principito", "spa", 3),
            ("El principito", "eng", 0),
            ("L'étranger", "fre", 2),
            ("L’étranger", "fre", 2),
            ("La peste", "fre", 3),
            ("I promessi sposi", "ita", 2),
            ("", "eng", 0),
            ("...", "eng", 0),
            ("A pál utcai fiúk", "hun", 2),
        ] {
            assert_eq!(skip(title, language), n, "{title}");
        }
    }
}
