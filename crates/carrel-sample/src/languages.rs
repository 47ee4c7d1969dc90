//! The languages of the sample: MARC code, English name, code of the script in 880 $6.

/// A language the sample has books in, or translations from.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    /// MARC code.
    pub code: &'static str,
    /// English name, for 240 $l and 546.
    pub name: &'static str,
    /// Script identification code (MARC 21, appendix A), empty where there is none.
    pub script: &'static str,
    /// True when names are written family name first, without a comma.
    pub family_name_first: bool,
}

const fn language(code: &'static str, name: &'static str) -> Language {
    Language {
        code,
        name,
        script: "",
        family_name_first: false,
    }
}

const fn written(code: &'static str, name: &'static str, script: &'static str) -> Language {
    Language {
        code,
        name,
        script,
        family_name_first: false,
    }
}

const fn east_asian(code: &'static str, name: &'static str, script: &'static str) -> Language {
    Language {
        code,
        name,
        script,
        family_name_first: true,
    }
}

/// All of them, by code.
pub const LANGUAGES: &[Language] = &[
    language("ang", "English, Old (ca. 450-1100)"),
    written("ara", "Arabic", "(3"),
    language("baq", "Basque"),
    language("ben", "Bengali"),
    east_asian("chi", "Chinese", "$1"),
    language("dan", "Danish"),
    language("dut", "Dutch"),
    language("eng", "English"),
    language("fre", "French"),
    language("ger", "German"),
    written("grc", "Greek, Ancient", "(S"),
    written("gre", "Greek, Modern", "(S"),
    language("hat", "Haitian Creole"),
    written("heb", "Hebrew", "(2"),
    language("hin", "Hindi"),
    language("ita", "Italian"),
    east_asian("jpn", "Japanese", "$1"),
    east_asian("kor", "Korean", "$1"),
    language("lat", "Latin"),
    language("nor", "Norwegian"),
    language("oji", "Ojibwa"),
    written("per", "Persian", "(3"),
    language("pol", "Polish"),
    language("por", "Portuguese"),
    written("rus", "Russian", "(N"),
    language("san", "Sanskrit"),
    language("som", "Somali"),
    language("spa", "Spanish"),
    language("swe", "Swedish"),
    language("tgl", "Tagalog"),
    written("ukr", "Ukrainian", "(N"),
    east_asian("vie", "Vietnamese", ""),
];

/// The language with that code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.code == code)
}
