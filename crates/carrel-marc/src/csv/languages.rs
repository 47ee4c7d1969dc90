//! Languages as tables write them: `English`, `en`, `en-US`, `eng`, `Español`.

/// The MARC code of a language; `None` when it is none that is known here.
pub(crate) fn code(text: &str) -> Option<&'static str> {
    let lower = text.trim().to_lowercase();
    let bare = lower
        .split(['-', '_', ';', ',', '('])
        .next()
        .unwrap_or("")
        .trim();
    LANGUAGES
        .iter()
        .filter(|_| !bare.is_empty())
        .find(|(marc, two, names)| bare == *marc || bare == *two || names.contains(&bare))
        .map(|(marc, ..)| *marc)
}

/// The languages of a cell as they stand there: `English/Spanish`, `Spanish & English`, `Deutsch und Türkisch`.
pub(crate) fn divided(cell: &str) -> Vec<&str> {
    if cell.trim().eq_ignore_ascii_case("n/a") {
        return vec![cell.trim()];
    }
    let mut parts: Vec<&str> = cell.split([';', '|', ',', '/', '&', '+']).collect();
    for word in [" and ", " y ", " und ", " et ", " e ", " en "] {
        parts = parts.iter().flat_map(|part| part.split(word)).collect();
    }
    let parts = parts.into_iter().map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// MARC code, ISO 639-1 code, names.
const LANGUAGES: &[(&str, &str, &[&str])] = &[
    ("afr", "af", &["afrikaans"]),
    ("alb", "sq", &["albanian", "sqi"]),
    ("amh", "am", &["amharic"]),
    (
        "ara",
        "ar",
        &["arabic", "árabe", "arabe", "arabisch", "arabo"],
    ),
    ("arm", "hy", &["armenian", "hye"]),
    ("baq", "eu", &["basque", "eus", "vasco"]),
    ("ben", "bn", &["bengali", "bangla"]),
    ("bul", "bg", &["bulgarian"]),
    ("bur", "my", &["burmese", "mya"]),
    ("cat", "ca", &["catalan", "catalán", "català"]),
    (
        "chi",
        "zh",
        &[
            "chinese",
            "zho",
            "chino",
            "mandarin",
            "中文",
            "chinesisch",
            "chinois",
            "chinês",
            "chines",
            "cinese",
            "chinees",
        ],
    ),
    ("cze", "cs", &["czech", "ces"]),
    ("dan", "da", &["danish"]),
    (
        "dut",
        "nl",
        &[
            "dutch",
            "nld",
            "nederlands",
            "niederländisch",
            "néerlandais",
            "neerlandés",
            "holandés",
            "holandês",
            "olandese",
        ],
    ),
    (
        "eng",
        "en",
        &[
            "english", "inglés", "ingles", "anglais", "englisch", "inglês", "inglese", "engels",
        ],
    ),
    ("epo", "eo", &["esperanto"]),
    ("est", "et", &["estonian"]),
    ("fil", "", &["filipino"]),
    ("fin", "fi", &["finnish", "suomi"]),
    (
        "fre",
        "fr",
        &[
            "french",
            "fra",
            "francés",
            "frances",
            "français",
            "francais",
            "französisch",
            "francês",
            "francese",
            "frans",
        ],
    ),
    (
        "ger",
        "de",
        &[
            "german", "deu", "alemán", "aleman", "deutsch", "allemand", "alemão", "alemao",
            "tedesco", "duits",
        ],
    ),
    ("gle", "ga", &["irish"]),
    ("glg", "gl", &["galician", "gallego"]),
    ("grc", "", &["ancient greek"]),
    ("gre", "el", &["greek", "ell", "modern greek", "griego"]),
    ("guj", "gu", &["gujarati"]),
    ("hat", "ht", &["haitian creole", "haitian", "kreyòl"]),
    ("hau", "ha", &["hausa"]),
    ("haw", "", &["hawaiian"]),
    ("heb", "he", &["hebrew", "hebreo"]),
    ("hin", "hi", &["hindi"]),
    ("hmn", "", &["hmong"]),
    ("hrv", "hr", &["croatian"]),
    ("hun", "hu", &["hungarian"]),
    ("ice", "is", &["icelandic", "isl"]),
    ("ind", "id", &["indonesian"]),
    (
        "ita",
        "it",
        &["italian", "italiano", "italienisch", "italien", "italiaans"],
    ),
    ("jpn", "ja", &["japanese", "japonés", "日本語"]),
    ("khm", "km", &["khmer", "cambodian"]),
    ("kor", "ko", &["korean", "coreano", "한국어"]),
    ("lao", "lo", &["lao"]),
    (
        "lat",
        "la",
        &["latin", "latín", "latein", "lateinisch", "latim", "latijn"],
    ),
    ("lav", "lv", &["latvian"]),
    ("lit", "lt", &["lithuanian"]),
    ("mac", "mk", &["macedonian", "mkd"]),
    ("mal", "ml", &["malayalam"]),
    ("mao", "mi", &["maori", "mri", "māori"]),
    ("may", "ms", &["malay", "msa"]),
    ("mul", "", &["multiple languages", "multilingual"]),
    ("nav", "nv", &["navajo"]),
    ("nep", "ne", &["nepali"]),
    ("nor", "no", &["norwegian", "nb", "nob", "nn", "nno"]),
    ("pan", "pa", &["punjabi", "panjabi"]),
    ("per", "fa", &["persian", "fas", "farsi"]),
    (
        "pol",
        "pl",
        &[
            "polish", "polaco", "polski", "polnisch", "polonais", "polonês", "polones", "polacco",
            "pools",
        ],
    ),
    (
        "por",
        "pt",
        &[
            "portuguese",
            "portugués",
            "português",
            "portugues",
            "portugiesisch",
            "portugais",
            "portoghese",
            "portugees",
        ],
    ),
    ("pus", "ps", &["pashto"]),
    ("rum", "ro", &["romanian", "ron"]),
    (
        "rus",
        "ru",
        &["russian", "ruso", "русский", "russisch", "russe", "russo"],
    ),
    ("san", "sa", &["sanskrit"]),
    ("slo", "sk", &["slovak", "slk"]),
    ("slv", "sl", &["slovenian"]),
    ("smo", "sm", &["samoan"]),
    ("som", "so", &["somali"]),
    (
        "spa",
        "es",
        &[
            "spanish",
            "español",
            "espanol",
            "castellano",
            "castilian",
            "spanisch",
            "espagnol",
            "espanhol",
            "spagnolo",
            "spaans",
        ],
    ),
    ("srp", "sr", &["serbian"]),
    ("swa", "sw", &["swahili", "kiswahili"]),
    ("swe", "sv", &["swedish"]),
    ("tam", "ta", &["tamil"]),
    ("tel", "te", &["telugu"]),
    ("tgl", "tl", &["tagalog"]),
    ("tha", "th", &["thai"]),
    ("tib", "bo", &["tibetan", "bod"]),
    ("tir", "ti", &["tigrinya"]),
    ("ton", "to", &["tongan"]),
    (
        "tur",
        "tr",
        &["turkish", "türkçe", "türkisch", "turc", "turco", "turks"],
    ),
    ("ukr", "uk", &["ukrainian"]),
    ("urd", "ur", &["urdu"]),
    ("vie", "vi", &["vietnamese"]),
    ("wel", "cy", &["welsh", "cym"]),
    ("xho", "xh", &["xhosa"]),
    ("yid", "yi", &["yiddish"]),
    ("yor", "yo", &["yoruba"]),
    ("zul", "zu", &["zulu"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_in_the_spellings_tables_have() {
        for (text, expected) in [
            ("eng", Some("eng")),
            ("en-US", Some("eng")),
            (" English ", Some("eng")),
            ("Español", Some("spa")),
            ("fra", Some("fre")),
            ("zh_CN", Some("chi")),
            ("Französisch", Some("fre")),
            ("Espagnol", Some("spa")),
            ("Inglês", Some("eng")),
            ("Duits", Some("ger")),
            ("", None),
            ("xx", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        let mut codes: Vec<_> = LANGUAGES.iter().map(|l| l.0).collect();
        codes.dedup();
        assert_eq!(codes.len(), LANGUAGES.len());
        assert!(codes.is_sorted());
        let mut names: Vec<_> = LANGUAGES.iter().flat_map(|l| l.2).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_cell_of_languages_is_divided() {
        for (cell, expected) in [
            ("English/Spanish", &["English", "Spanish"][..]),
            ("Spanish & English", &["Spanish", "English"]),
            ("English and Spanish", &["English", "Spanish"]),
            ("Inglés y español", &["Inglés", "español"]),
            ("Deutsch und Türkisch", &["Deutsch", "Türkisch"]),
            (
                "Français et anglais; Arabe",
                &["Français", "anglais", "Arabe"],
            ),
            ("Inglês e português", &["Inglês", "português"]),
            ("Engels en Frans", &["Engels", "Frans"]),
            ("eng,spa|fre", &["eng", "spa", "fre"]),
            ("Haitian Creole", &["Haitian Creole"]),
            ("en", &["en"]),
            ("N/A", &["N/A"]),
            (" / ", &[]),
        ] {
            assert_eq!(divided(cell), expected, "{cell}");
        }
    }
}
