//! The language of a title, as files name it: `English`, `eng`, `EN_us`. CSL wants a tag of BCP 47, for English capitals depend on it.

/// What BibTeX, Scopus and catalogues call a language, and its tag.
const NAMED: [(&str, &str); 12] = [
    ("english", "en"),
    ("american", "en-US"),
    ("british", "en-GB"),
    ("spanish", "es"),
    ("french", "fr"),
    ("german", "de"),
    ("ngerman", "de"),
    ("arabic", "ar"),
    ("portuguese", "pt"),
    ("italian", "it"),
    ("russian", "ru"),
    ("chinese", "zh"),
];

/// The tag of a language; of several the first. `None` where it is no name of a language that is known here.
pub(crate) fn tag(named: &str) -> Option<String> {
    let first = named.split([',', ';', '(']).next().unwrap_or_default();
    let first = first.trim();
    let lower = first.to_ascii_lowercase();
    if let Some((_, tag)) = NAMED.iter().find(|(name, _)| *name == lower) {
        return Some((*tag).to_owned());
    }
    let mut parts = first.split(['-', '_']);
    let base = parts.next().unwrap_or_default().to_ascii_lowercase();
    let letters = base.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters || !matches!(base.len(), 2 | 3) {
        return None;
    }
    // What a catalogue has for "none" and "several" is a tag, too.
    let mut tag = match crate::coins::tag(&base) {
        "" => base,
        short => short.to_owned(),
    };
    let good = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    for part in parts.take_while(good) {
        tag.push('-');
        if part.len() == 2 {
            tag.push_str(&part.to_ascii_uppercase());
        } else {
            tag.push_str(part);
        }
    }
    Some(tag)
}

/// The same for what a file has: a name that is not known stays as it stands.
pub(crate) fn of_file(named: &str) -> String {
    tag(named).unwrap_or_else(|| named.trim().to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn languages_as_files_name_them() {
        for (named, tag) in [
            ("English", Some("en")),
            ("ENGLISH", Some("en")),
            ("American", Some("en-US")),
            ("eng", Some("en")),
            ("ENG", Some("en")),
            ("En", Some("en")),
            ("en_US", Some("en-US")),
            ("eng-gb", Some("en-GB")),
            ("English; French", Some("en")),
            ("Spanish", Some("es")),
            ("spa", Some("es")),
            ("ngerman", Some("de")),
            ("zh-Hant_tw", Some("zh-Hant-TW")),
            ("es-", Some("es")),
            ("haw", Some("haw")),
            ("enm", Some("enm")),
            // What our own form writes for "another language".
            ("und", Some("und")),
            ("mul", Some("mul")),
            ("Klingon", None),
            ("<b>", None),
            ("e1", None),
            ("", None),
        ] {
            let found = super::tag(named);
            assert_eq!(found.as_deref(), tag, "{named}");
            if let Some(found) = found {
                assert_eq!(super::tag(&found).as_ref(), Some(&found), "{named}");
            }
        }
        assert_eq!(super::of_file(" Klingon "), "Klingon");
    }
}
