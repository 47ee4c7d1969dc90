//! What a relator term or code says someone did (MARC relators, and the words that records really have).

use carrel_core::bib::Role;

/// The role of a relator term or code: `illustrator.`, `ill`, `ilustrado por`, a relator URI.
/// `None` for what is not known.
pub(crate) fn role(term: &str) -> Option<Role> {
    let term = term.rsplit('/').next().unwrap_or(term);
    let lower = term
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    ROLES
        .iter()
        .find(|(_, terms)| terms.contains(&lower.as_str()))
        .map(|(role, _)| *role)
}

#[rustfmt::skip]
const ROLES: [(Role, &[&str]); 8] = [
    (Role::Author, &[
        "aut", "author", "joint author", "writer", "cre", "creator", "written by", "text", "auth", "authors",
        "co-author", "aus", "screenwriter", "aud", "autor", "autora", "escritor", "escritora", "auteur",
        "verfasser", "verfasserin", "autore", "forfatter", "story by",
    ]),
    (Role::Illustrator, &[
        "ill", "ill.", "illus", "illustrator", "illustrators", "art", "artist", "drawings", "pictures", "pht",
        "photographer", "cartoonist", "penciller", "inker", "clr", "colorist", "colourist", "ilustrador",
        "ilustradora", "illustrateur", "illustratrice", "illustratore", "il", "ilus", "drm", "egr", "engraver",
        "comic artist",
    ]),
    (Role::Translator, &[
        "trl", "tr", "trans", "translator", "translated by", "traductor", "traductora", "traducteur",
        "traductrice", "übersetzer", "übersetzerin", "traduttore", "translators",
    ]),
    (Role::Editor, &[
        "edt", "ed", "eds", "editor", "joint editor", "editors", "com", "comp", "compiler", "edc",
        "editor of compilation", "series editor", "general editor", "compilador", "compiladora", "editora",
        "herausgeber", "hrsg", "éditeur scientifique",
    ]),
    (Role::Narrator, &[
        "nrt", "narrator", "narr", "reader", "read by", "narrador", "narradora", "narrateur", "voice",
    ]),
    (Role::Performer, &[
        "act", "actor", "actress", "vac", "voice actor", "sng", "singer", "prf", "performer", "prf", "drt",
        "fmd", "director", "film director", "cmp", "composer", "pro", "prn", "fmp", "producer", "film producer",
        "mus", "musician", "itr", "instrumentalist", "cnd", "conductor", "hst", "host", "pre", "presenter",
        "dnc", "dancer", "anm", "animator", "lbt", "librettist", "lyr", "lyricist", "arr", "arranger",
        "soloist", "cantante", "compositor",
    ]),
    (Role::Adapter, &[
        "adp", "adapter", "adaptor", "abr", "abridger", "retold by", "reteller", "reteller.", "teller",
        "adaptador", "adaptadora", "adaptateur", "storyteller", "stl",
    ]),
    (Role::Body, &[
        "isb", "issuing body", "his", "host institution", "spn", "sponsoring body", "orm",
        "organizer of meeting",
    ]),
];

/// What the words before a name in a statement of responsibility say, where they leave no doubt.
const PHRASES: [(&str, Role); 42] = [
    ("written and illustrated by ", Role::Author),
    ("story and pictures by ", Role::Author),
    ("words and pictures by ", Role::Author),
    ("text and illustrations by ", Role::Author),
    ("escrito e ilustrado por ", Role::Author),
    ("edited and illustrated by ", Role::Editor),
    ("retold and illustrated by ", Role::Adapter),
    ("translated and illustrated by ", Role::Translator),
    ("illustrated by ", Role::Illustrator),
    ("illustrations by ", Role::Illustrator),
    ("illustrations, ", Role::Illustrator),
    ("illustrator, ", Role::Illustrator),
    ("pictures by ", Role::Illustrator),
    ("paintings by ", Role::Illustrator),
    ("drawings by ", Role::Illustrator),
    ("photographs by ", Role::Illustrator),
    ("art by ", Role::Illustrator),
    ("artwork by ", Role::Illustrator),
    ("ilustrado por ", Role::Illustrator),
    ("ilustraciones de ", Role::Illustrator),
    ("ilustraciones por ", Role::Illustrator),
    ("ilustraciones, ", Role::Illustrator),
    ("ilustraciones: ", Role::Illustrator),
    ("illustrations de ", Role::Illustrator),
    ("ill. by ", Role::Illustrator),
    ("translated by ", Role::Translator),
    ("translated from ", Role::Translator),
    ("translation by ", Role::Translator),
    ("traducción de ", Role::Translator),
    ("traducido por ", Role::Translator),
    ("traducción, ", Role::Translator),
    ("traduit par ", Role::Translator),
    ("edited by ", Role::Editor),
    ("edited with ", Role::Editor),
    ("compiled by ", Role::Editor),
    ("selected by ", Role::Editor),
    ("editado por ", Role::Editor),
    ("retold by ", Role::Adapter),
    ("adapted by ", Role::Adapter),
    ("abridged by ", Role::Adapter),
    ("narrated by ", Role::Narrator),
    ("read by ", Role::Narrator),
];

/// The role of a person without a relator, from 245 $c: the part between semicolons that holds the whole
/// name must begin with words that leave no doubt.
pub(crate) fn role_from_statement(statement: &str, name: &str) -> Option<Role> {
    let (surname, forename) = name.split_once(',')?;
    let surname = super::text::folded(surname);
    let forename = super::text::folded(forename);
    let forename = forename.split(' ').next()?;
    if surname.is_empty() || forename.is_empty() {
        return None;
    }
    for (i, part) in statement.split(';').enumerate() {
        let folded = super::text::folded(part);
        let words: Vec<&str> = folded.split(' ').collect();
        let last: Vec<&str> = surname.split(' ').collect();
        let found = words.windows(last.len()).enumerate().any(|(at, w)| {
            w == last
                && words[..at].iter().rev().take(3).any(|w| {
                    *w == forename
                        || forename.len() == 1 && w.starts_with(forename)
                        || w.len() == 1 && forename.starts_with(*w)
                })
        });
        if !found {
            continue;
        }
        let lower = part.trim().to_lowercase();
        if let Some((_, role)) = PHRASES.iter().find(|(phrase, _)| lower.starts_with(phrase)) {
            return Some(*role);
        }
        // "by A and B": all who stand in the first part wrote it, if nothing else is said there.
        let plain = !PHRASES
            .iter()
            .any(|(phrase, _)| lower.contains(phrase.trim_end()))
            && ![
                "introduction",
                "foreword",
                "preface",
                "with",
                "directed",
                "produced",
                "based",
                "from",
            ]
            .iter()
            .any(|w| words.contains(&w.to_uppercase().as_str()));
        return (i == 0 && plain && (lower.starts_with("by ") || lower.starts_with("por ")))
            .then_some(Role::Author);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relators_in_the_spellings_records_have() {
        for (term, expected) in [
            ("illustrator.", Some(Role::Illustrator)),
            ("ill.", Some(Role::Illustrator)),
            ("ill", Some(Role::Illustrator)),
            (
                "http://id.loc.gov/vocabulary/relators/trl",
                Some(Role::Translator),
            ),
            ("Narrator", Some(Role::Narrator)),
            ("joint author.", Some(Role::Author)),
            ("ed.", Some(Role::Editor)),
            ("former owner.", None),
            ("", None),
        ] {
            assert_eq!(role(term), expected, "{term}");
        }
    }

    #[test]
    fn the_statement_of_responsibility_counts_only_when_sure() {
        let check = |statement, name, expected| {
            assert_eq!(
                role_from_statement(statement, name),
                expected,
                "{statement}"
            )
        };
        check(
            "by Jane Yolen ; illustrated by Mark Teague.",
            "Teague, Mark",
            Some(Role::Illustrator),
        );
        check(
            "Jane Yolen ; pictures by M. Teague",
            "Teague, Mark",
            Some(Role::Illustrator),
        );
        check(
            "Euripides ; edited with introduction and commentary by A.M. Dale.",
            "Dale, A. M.",
            Some(Role::Editor),
        );
        check(
            "Julio Verne ; traducción de Ana Pérez",
            "Pérez, Ana",
            Some(Role::Translator),
        );
        check(
            "by Peter Abrahams and Mary Pope Osborne.",
            "Osborne, Mary Pope",
            Some(Role::Author),
        );
        check("by John Smith with Mary Jones", "Jones, Mary", None);
        check(
            "Jane Yolen ; illustrated by Mark Teague.",
            "Teague, Ruth",
            None,
        );
        check("illustrated by many hands", "Teague, Mark", None);
    }
}
