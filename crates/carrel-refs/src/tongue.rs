//! The few words that forms and school rules put into citations themselves, in the languages in which citations can be
//! written. All other words come from the style and from CSL's locales.

/// English, then Spanish, French, German and Arabic.
const WORDS: &[[&str; 5]] = &[
    [
        "Generative AI chat",
        "Conversación con IA generativa",
        "Conversation avec une IA générative",
        "Chat mit generativer KI",
        "محادثة مع ذكاء اصطناعي توليدي",
    ],
    [
        "AI-generated image",
        "Imagen generada por IA",
        "Image générée par IA",
        "KI-generiertes Bild",
        "صورة مولدة بالذكاء الاصطناعي",
    ],
    [
        "Audio podcast episode",
        "Episodio de pódcast",
        "Épisode de podcast",
        "Podcast-Folge",
        "حلقة بودكاست",
    ],
    [
        "TV series episode",
        "Episodio de serie de televisión",
        "Épisode de série télévisée",
        "Folge einer Fernsehserie",
        "حلقة من مسلسل تلفزيوني",
    ],
    [
        "Class handout",
        "Material de clase",
        "Document de cours",
        "Arbeitsblatt",
        "ورقة صفية",
    ],
    [
        "Class notes",
        "Apuntes de clase",
        "Notes de cours",
        "Mitschrift",
        "ملاحظات صفية",
    ],
    [
        "Doctoral dissertation",
        "Tesis doctoral",
        "Thèse de doctorat",
        "Dissertation",
        "رسالة دكتوراه",
    ],
    [
        "Email",
        "Correo electrónico",
        "Courriel",
        "E-Mail",
        "بريد إلكتروني",
    ],
    ["Film", "Película", "Film", "Film", "فيلم"],
    ["Lecture", "Conferencia", "Conférence", "Vortrag", "محاضرة"],
    ["Map", "Mapa", "Carte", "Karte", "خريطة"],
    [
        "Personal interview",
        "Entrevista personal",
        "Entretien personnel",
        "Persönliches Gespräch",
        "مقابلة شخصية",
    ],
    ["Song", "Canción", "Chanson", "Lied", "أغنية"],
    [
        "E-book",
        "Libro electrónico",
        "Livre numérique",
        "E-Book",
        "كتاب إلكتروني",
    ],
    ["Video", "Video", "Vidéo", "Video", "فيديو"],
    ["season", "temporada", "saison", "Staffel", "الموسم"],
    ["episode", "episodio", "épisode", "Folge", "الحلقة"],
    ["Season", "Temporada", "Saison", "Staffel", "الموسم"],
    ["Episode", "Episodio", "Épisode", "Folge", "الحلقة"],
    ["prompt", "instrucción", "instruction", "Prompt", "توجيه"],
    ["version", "versión", "version", "Version", "إصدار"],
    [
        "rev. ed.",
        "ed. rev.",
        "éd. rév.",
        "überarb. Aufl.",
        "طبعة منقحة",
    ],
    [
        "Rev. ed.",
        "Ed. rev.",
        "Éd. rév.",
        "Überarb. Aufl.",
        "طبعة منقحة",
    ],
];

/// A word of ours in a language (`es-ES`, `fr`); as it is for other words and in other languages.
#[must_use]
pub fn say<'w>(word: &'w str, language: &str) -> &'w str {
    let base = language.split('-').next().unwrap_or("");
    let Some(at) = ["en", "es", "fr", "de", "ar"]
        .iter()
        .position(|known| *known == base)
    else {
        return word;
    };
    let row = WORDS.iter().find(|row| row[0] == word);
    row.map_or(word, |row| row[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::KINDS;

    #[test]
    fn words_have_each_language() {
        for (word, language, expected) in [
            ("Film", "es-ES", "Película"),
            ("Film", "en-GB", "Film"),
            ("Film", "eo", "Film"),
            ("Holes", "es-ES", "Holes"),
            ("season", "ar", "الموسم"),
        ] {
            assert_eq!(say(word, language), expected);
        }
    }

    #[test]
    fn what_goes_without_saying_for_a_kind_can_be_said_in_each() {
        for (_, word) in KINDS.iter().flat_map(|kind| kind.given) {
            assert!(WORDS.iter().any(|row| row[0] == *word), "{word}");
        }
    }
}
