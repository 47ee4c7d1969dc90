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

/// MARC code, ISO 639-1 code, names.
const LANGUAGES: &[(&str, &str, &[&str])] = &[
    ("afr", "af", &["afrikaans"]),
    ("alb", "sq", &["albanian", "sqi"]),
    ("amh", "am", &["amharic"]),
    ("ara", "ar", &["arabic", "árabe"]),
    ("arm", "hy", &["armenian", "hye"]),
    ("baq", "eu", &["basque", "eus", "vasco"]),
    ("ben", "bn", &["bengali", "bangla"]),
    ("bul", "bg", &["bulgarian"]),
    ("bur", "my", &["burmese", "mya"]),
    ("cat", "ca", &["catalan", "catalán", "català"]),
    (
        "chi",
        "zh",
        &["chinese", "zho", "chino", "mandarin", "中文"],
    ),
    ("cze", "cs", &["czech", "ces"]),
    ("dan", "da", &["danish"]),
    ("dut", "nl", &["dutch", "nld", "nederlands"]),
    (
        "eng",
        "en",
        &["english", "inglés", "ingles", "anglais", "englisch"],
    ),
    ("epo", "eo", &["esperanto"]),
    ("est", "et", &["estonian"]),
    ("fil", "", &["filipino"]),
    ("fin", "fi", &["finnish", "suomi"]),
    (
        "fre",
        "fr",
        &["french", "fra", "francés", "frances", "français"],
    ),
    (
        "ger",
        "de",
        &["german", "deu", "alemán", "aleman", "deutsch"],
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
    ("ita", "it", &["italian", "italiano"]),
    ("jpn", "ja", &["japanese", "japonés", "日本語"]),
    ("khm", "km", &["khmer", "cambodian"]),
    ("kor", "ko", &["korean", "coreano", "한국어"]),
    ("lao", "lo", &["lao"]),
    ("lat", "la", &["latin", "latín"]),
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
    ("pol", "pl", &["polish"]),
    ("por", "pt", &["portuguese", "portugués", "português"]),
    ("pus", "ps", &["pashto"]),
    ("rum", "ro", &["romanian", "ron"]),
    ("rus", "ru", &["russian", "ruso", "русский"]),
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
    ("tur", "tr", &["turkish"]),
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
            ("", None),
            ("xx", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        let mut codes: Vec<_> = LANGUAGES.iter().map(|l| l.0).collect();
        codes.dedup();
        assert_eq!(codes.len(), LANGUAGES.len());
        assert!(codes.is_sorted());
    }
}
