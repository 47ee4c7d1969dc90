//! The styles and locales that come with the command.

/// A shipped style's CSL by its short name.
pub(super) fn style(name: &str) -> Option<&'static str> {
    Some(match name {
        "mla" => include_str!("../../../../carrel-cite/styles/mla.csl"),
        "apa" => include_str!("../../../../carrel-cite/styles/apa.csl"),
        "chicago-notes" => include_str!("../../../../carrel-cite/styles/chicago-notes.csl"),
        "chicago-author-date" => {
            include_str!("../../../../carrel-cite/styles/chicago-author-date.csl")
        }
        "chicago-notes-17" => include_str!("../../../../carrel-cite/styles/chicago-notes-17.csl"),
        "chicago-author-date-17" => {
            include_str!("../../../../carrel-cite/styles/chicago-author-date-17.csl")
        }
        "harvard" => include_str!("../../../../carrel-cite/styles/harvard.csl"),
        "elementary" => include_str!("../../../../carrel-cite/styles/elementary.csl"),
        _ => return None,
    })
}

/// The short names, for messages.
pub(super) const STYLES: &str = "mla, apa, chicago-notes, chicago-author-date, chicago-notes-17, chicago-author-date-17, harvard, elementary";

/// A shipped locale by its language tag, or by the language alone.
pub(super) fn locale(lang: &str) -> Option<&'static str> {
    Some(match lang {
        "en-US" | "en" => include_str!("../../../../carrel-cite/locales/locales-en-US.xml"),
        "en-GB" => include_str!("../../../../carrel-cite/locales/locales-en-GB.xml"),
        "es-ES" | "es" => include_str!("../../../../carrel-cite/locales/locales-es-ES.xml"),
        "fr-FR" | "fr" => include_str!("../../../../carrel-cite/locales/locales-fr-FR.xml"),
        "de-DE" | "de" => include_str!("../../../../carrel-cite/locales/locales-de-DE.xml"),
        "ar" => include_str!("../../../../carrel-cite/locales/locales-ar.xml"),
        _ => return None,
    })
}

/// The languages, for messages.
pub(super) const LANGUAGES: &str = "en-US, en-GB, es-ES, fr-FR, de-DE, ar";
