//! What a status means, as library systems print it: words of English, Spanish, French, German, Portuguese, Italian, Dutch and
//! some of their neighbours; Evergreen's numbers; Sierra's signs.
//!
//! A pattern is a word, or several in a row, in small letters without accents; `*` stands for up to two letters more, so that
//! `prestad*` is *prestado*, *prestada*, *prestados* and *prestadas*. What a word says is turned round where "not" stands in
//! front of it, whatever else is said; a book of which nobody can tell is better said to be there by a finding than by a guess.

use carrel_core::ItemStatus;

use super::System;
use super::values::month_named;
use crate::map::text::folded;

use ItemStatus::{Available, Away, Coming, InLibrary, Missing, OnHold, OnLoan, Withdrawn};

/// What a status means: words of any system in the languages above, Evergreen's numbers, Sierra's signs.
#[must_use]
pub fn status(text: &str, system: System) -> Option<ItemStatus> {
    let text = text.trim();
    if system == System::Sierra
        && let [sign] = text.as_bytes()
    {
        return Some(match sign {
            b'-' => Available,
            b'o' => InLibrary,
            b'!' => OnHold,
            b't' | b'r' | b'b' => Away,
            b'm' | b'l' | b'$' | b'n' | b'z' => Missing,
            b'p' => Coming,
            b'w' => Withdrawn,
            b'd' => Away,
            _ => return None,
        });
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        // Evergreen's config.copy_status; the first two mean the same everywhere.
        return Some(match text.parse::<u32>().ok()? {
            0 | 7 => Available,
            1 => OnLoan,
            2 | 6 | 14 => Away,
            3 | 4 | 16 | 17 => Missing,
            5 | 9 | 11 => Coming,
            8 | 15 => OnHold,
            10 => Away,
            12 => InLibrary,
            13 => Withdrawn,
            18 => Away,
            _ => return None,
        });
    }
    let lower = text.to_lowercase();
    let mut words: Vec<String> = Vec::new();
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        // Without its accent "réservé" is another word: books that a class reads stand on reserve.
        if matches!(word, "réservé" | "réservée" | "réservés" | "réservées") {
            words.push("reserved".to_owned());
        } else if matches!(word, "prêté" | "prêtée" | "prêtés" | "prêtées") {
            words.push("lent".to_owned());
        } else if !word.is_empty() {
            words.push(folded(word).to_lowercase());
        }
    }
    if let Some((said, at, count)) = refusal(&words) {
        words.drain(at..at + count);
        return Some(match plain(&words) {
            Some(graver @ (Missing | Withdrawn)) => graver,
            _ => said,
        });
    }
    if let Some((denied, at, count)) = negated(&words) {
        let until = words.iter().any(|word| UNTIL.contains(&word.as_str()));
        words.drain(at..at + count);
        let rest = plain(&words);
        return match denied {
            // "Not available, checked out". That something else is said of is not that it is there.
            Denied::There => Some(rest.filter(|s| *s != Available).unwrap_or(Away)),
            Denied::Gone => rest.or_else(|| {
                // "Not out until Monday" says nothing of today.
                let when = |word: &String| LATER.contains(&word.as_str());
                (!until && !words.iter().any(when)).then_some(Available)
            }),
            Denied::Other => rest,
        };
    }
    plain(&words)
}

/// What phrases with a "not" of their own say, the place of the first and how many words it has.
fn refusal(words: &[String]) -> Option<(ItemStatus, usize, usize)> {
    (0..words.len()).find_map(|at| {
        let begins = |list: &[&str]| list.iter().find_map(|p| begin(&words[at..], p));
        let of = |status, list| begins(list).map(|count| (status, at, count));
        of(InLibrary, NOT_LENT)
            .or_else(|| of(Missing, NOT_FOUND))
            .or_else(|| of(OnLoan, NOT_BACK))
    })
}

/// What a "not" denies.
#[derive(Clone, Copy)]
enum Denied {
    /// That the copy is there: it is not.
    There,
    /// That it is lent, lost or withdrawn: it is there.
    Gone,
    /// Something of which nobody can tell where the copy is: "not yet due", "not on hold".
    Other,
}

/// What is denied, the place of the "not" and how many words the two have.
fn negated(words: &[String]) -> Option<(Denied, usize, usize)> {
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    let longest =
        |behind: &[String], list: &[&str]| list.iter().filter_map(|p| begin(behind, p)).max();
    (0..words.len()).find_map(|at| {
        let french = words[at] == "n" && words.get(at + 1).is_some_and(|word| word == "est");
        let counts = is(NONE, &words[at]);
        if !french && !counts && !is(NEGATIONS, &words[at]) {
            return None;
        }
        // How many words may stand between, from none.
        let up_to = |among: &dyn Fn(&String) -> bool| {
            let between = words[at + 1..].iter().take_while(|word| among(word));
            (at + 1..).take(between.count().min(4) + 1)
        };
        let found = |denied, list: &[&str], from: usize| {
            let count = longest(&words[from..], list)?;
            Some((denied, at, from - at + count))
        };
        let gone = if counts { Denied::Other } else { Denied::Gone };
        let lists = [
            (Denied::Other, NO_PLACE),
            (gone, WITHDRAWN),
            (gone, MISSING),
            (Denied::Other, ON_HOLD),
            (Denied::There, THERE),
            (Denied::Other, IN_LIBRARY),
            (Denied::Other, AWAY),
            (Denied::Other, COMING),
            (Denied::Other, DUE),
            (gone, ON_LOAN),
            (Denied::There, AVAILABLE),
        ];
        let near = up_to(&|word| is(BETWEEN, word)).find_map(|from| {
            lists
                .into_iter()
                .find_map(|(denied, list)| found(denied, list, from))
        });
        // "No copies available", "0 of 2 available".
        let copies = |word: &String| {
            let number = counts && word.bytes().all(|b| b.is_ascii_digit());
            number || is(BETWEEN, word) || is(COPIES, word)
        };
        let there = || {
            up_to(&copies).find_map(|from| {
                [THERE, AVAILABLE, AVAILABLE_ALONE]
                    .into_iter()
                    .find_map(|list| found(Denied::There, list, from))
            })
        };
        near.or_else(there).or_else(|| {
            // "Available: 0".
            let count = words[at] == "0" && at + 1 == words.len() && at > 0;
            let all = longest(words, AVAILABLE) == Some(at);
            (count && all).then_some((Denied::There, 0, at + 1))
        })
    })
}

/// What words say that deny nothing.
fn plain(words: &[String]) -> Option<ItemStatus> {
    let any_of = |words: &[String], list: &[&str]| {
        (0..words.len()).any(|at| list.iter().any(|p| begin(&words[at..], p).is_some()))
    };
    let any = |list: &[&str]| any_of(words, list);
    let first = words.iter().position(|w| !FIRST.contains(&w.as_str()));
    let words_said = &words[first.unwrap_or(0)..];
    let whole = |list: &[&str]| {
        list.iter()
            .any(|p| begin(words_said, p) == Some(words_said.len()))
    };
    // The longest, and what stands behind it.
    let begins = |list: &[&str]| {
        let count = list.iter().filter_map(|p| begin(words_said, p)).max()?;
        Some(&words_said[count..])
    };
    let lent = begins(ON_LOAN);
    // A person, or a day: of whoever has it, nothing is read.
    let with_person = lent.is_some_and(|behind| {
        behind
            .first()
            .is_some_and(|word| BEFORE_PERSON.contains(&word.as_str()))
    });
    let later = |behind: &[String]| {
        behind.iter().any(|word| {
            LATER.contains(&word.as_str())
                || word.starts_with(|c: char| c.is_ascii_digit())
                || month_named(word).is_some()
        })
    };
    let now = |behind: &[String]| match behind {
        [] => true,
        // "Available (2)".
        [count] if count.len() <= 2 && count.bytes().all(|b| b.is_ascii_digit()) => true,
        [first, ..] if HERE.contains(&first.as_str()) => !later(behind),
        _ => [NOW, AVAILABLE]
            .into_iter()
            .flatten()
            .any(|p| begin(behind, p) == Some(behind.len())),
    };
    // "Returned on 2 Nov 2026"; not "to the publisher".
    let a_day = |behind: &[String]| {
        behind.iter().all(|word| {
            word.starts_with(|c: char| c.is_ascii_digit())
                || ON_A_DAY.contains(&word.as_str())
                || month_named(word).is_some()
        })
    };
    // "Checked out to Weed, Tom": the word is somebody's name, unless nothing else stands there.
    let behind = lent.map_or(0, <[String]>::len);
    let mut readable = words.to_vec();
    if with_person && behind > 2 {
        readable.remove(words.len() - behind + 1);
    }
    if words.is_empty() {
        None
    } else if any_of(&readable, WITHDRAWN) || whole(WITHDRAWN_ALONE) {
        Some(Withdrawn)
    } else if any_of(&readable, MISSING)
        || whole(MISSING_ALONE)
        || words.iter().any(|word| word.contains("claim"))
    {
        Some(Missing)
    } else if with_person && !any(AWAY) {
        Some(OnLoan)
    } else if any(ON_HOLD) {
        Some(OnHold)
    } else if any(IN_LIBRARY) || whole(IN_LIBRARY_ALONE) {
        Some(InLibrary)
    } else if any(AWAY) {
        Some(Away)
    } else if any(COMING) || whole(COMING_ALONE) {
        Some(Coming)
    } else if lent.is_some() || whole(ON_LOAN_ALONE) {
        Some(OnLoan)
    } else if whole(AVAILABLE_ALONE)
        || begins(RETURNED).is_some_and(a_day)
        || begins(AVAILABLE).is_some_and(now)
    {
        Some(Available)
    } else {
        None
    }
}

/// How many words a pattern has, where they begin with it.
fn begin(words: &[String], pattern: &str) -> Option<usize> {
    let mut count = 0;
    for wanted in pattern.split(' ') {
        let word = words.get(count)?;
        let fits = match wanted.strip_suffix('*') {
            Some(stem) => word.strip_prefix(stem).is_some_and(|rest| rest.len() <= 2),
            None => word == wanted,
        };
        if !fits {
            return None;
        }
        count += 1;
    }
    Some(count)
}

#[rustfmt::skip]
const NEGATIONS: &[&str] = &[
    "not", "no", "non", "never", "isn", "nicht", "kein", "keine", "pas", "plus", "nao", "niet",
    "ikke", "inte", "ej", "nie",
];
/// What counts: it denies that copies are there, and says nothing where it counts others.
#[rustfmt::skip]
const NONE: &[&str] = &[
    "none", "0", "zero", "aucun", "aucune", "ningun", "ninguno", "ninguna", "keiner", "keines", "nenhum",
    "nenhuma", "nessun", "nessuno", "nessuna", "geen",
];
/// Between it and what it denies.
#[rustfmt::skip]
const COPIES: &[&str] = &[
    "copy", "copies", "item", "items", "book", "books", "of", "are", "exemplar", "exemplare", "exemplaire",
    "exemplaires", "exemplares", "ejemplar", "ejemplares", "copia", "copias", "exemplaar", "exemplaren",
    "de", "von", "sur", "su", "van",
];
/// What may stand between "not" and what is denied.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "yet", "currently", "presently", "now", "longer", "t", "est", "is", "esta", "pas", "plus", "mehr",
    "momentan", "derzeit", "zurzeit", "aktuell", "noch", "actuellement", "actualmente", "ya", "mais",
    "piu", "meer", "langer",
];
/// What may stand in front of a status and says nothing.
#[rustfmt::skip]
const FIRST: &[&str] = &[
    "currently", "presently", "already", "still", "now", "is", "item", "book", "copy", "title", "status",
    "the", "derzeit", "momentan", "aktuell", "zurzeit", "bereits", "noch", "actuellement", "deja",
    "actualmente", "ya", "esta", "est", "ist", "livre", "libro", "buch", "exemplar", "exemplaire",
    "ejemplar", "das", "el", "le", "il", "atualmente", "attualmente", "momenteel",
];
/// Behind "lent": to whom, by whom, until when.
#[rustfmt::skip]
const BEFORE_PERSON: &[&str] = &[
    "to", "by", "with", "a", "al", "an", "au", "aux", "par", "por", "pour", "chez", "von", "durch", "aan",
    "door", "da", "ao", "para", "until", "till", "since", "due", "bis", "seit", "hasta", "desde", "jusqu",
    "jusque", "depuis", "ate", "fino", "dal", "tot", "sinds",
];
/// Behind "available": not now.
#[rustfmt::skip]
const LATER: &[&str] = &[
    "soon", "until", "till", "after", "from", "when", "upon", "later", "again", "next", "end", "date",
    "tomorrow", "week", "month", "term", "year", "yet", "bald", "ab", "bis", "wieder", "bientot", "pronto",
    "partir", "desde", "hasta", "jusqu", "vanaf", "tot", "binnenkort", "breve", "presto", "mas", "plus",
    "tarde", "tard", "manana", "morgen", "demain", "domani", "amanha",
];
const UNTIL: &[&str] = &["until", "till", "bis", "hasta", "jusqu", "tot"];
/// Behind "available": where, or now.
const HERE: &[&str] = &[
    "at", "here", "now", "hier", "ici", "aqui", "qui", "bei", "jetzt", "ahora", "agora", "adesso",
];
/// Behind "available", and nothing behind it.
#[rustfmt::skip]
const NOW: &[&str] = &[
    "for loan", "for checkout", "for check out", "for circulation", "for lending", "for borrowing",
    "to borrow", "to check out", "today", "copy", "copies", "para prestamo", "para el prestamo",
    "para emprestimo", "pour le pret", "zur ausleihe", "per il prestito",
];
/// Behind "returned", beside the numbers and the month of a day.
#[rustfmt::skip]
const ON_A_DAY: &[&str] = &[
    "on", "am", "pm", "at", "el", "le", "il", "op", "em", "de", "the", "today", "yesterday", "hoy", "ayer", "heute",
    "gestern",
];

#[rustfmt::skip]
const NOT_LENT: &[&str] = &[
    "not for loan", "not for circulation", "not circulating", "not loanable", "not borrowable", "not to be lent",
    "does not circulate", "do not circulate", "non circ", "non circulating", "non circulation", "nicht ausleihbar*",
    "nicht entleihbar*", "nicht verleihbar*", "no prestable*", "no se presta*", "excluid* de prestamo",
    "excluid* del prestamo", "non empruntable*", "non pretable*", "exclu* du pret", "nao circula",
    "nao emprestavel", "escluso dal prestito", "esclusa dal prestito", "non prestabil*", "niet uitleenbaar",
];
#[rustfmt::skip]
const NOT_FOUND: &[&str] = &[
    "not found", "not located", "can t find", "cannot find", "cannot be found", "no encontrad*",
    "no localizad*", "no aparece", "nicht auffindbar", "nicht gefunden", "pas trouve*", "non trouve*",
    "non trovat*", "nao encontrad*", "nao localizad*", "niet gevonden",
];
#[rustfmt::skip]
const NOT_BACK: &[&str] = &[
    "not returned", "not yet returned", "not back", "no devuelt*", "nicht zuruckgegeben", "nicht zuruck",
    "non rendu*", "pas rendu*", "non restitu*", "non retourne*", "non restituit*", "nao devolvid*",
    "niet teruggebracht", "niet ingeleverd", "not checked in", "not yet checked in", "not been returned",
    "not been checked in",
];

#[rustfmt::skip]
const WITHDRAWN: &[&str] = &[
    "withdrawn", "discard", "discarded", "weeded", "weed", "deleted", "hidden", "written off", "retired",
    "retirad*", "expurgad*", "descartad*", "eliminad*", "descatalogad*", "de baja", "retire", "retiree",
    "retires", "retirees", "pilonne*", "desherbe*", "elimine", "eliminee", "elimines", "eliminees",
    "ausgesondert*", "ausgeschieden*", "makuliert*", "geloscht*", "abgeschrieben*", "scartat*",
    "eliminat*", "afgeschreven", "afgevoerd*", "verwijderd*",
];
const WITHDRAWN_ALONE: &[&str] = &["baja"];
#[rustfmt::skip]
const MISSING: &[&str] = &[
    "lost", "missing", "stolen", "misplaced", "mislaid", "perdid*", "extraviad*", "robad*", "hurtad*",
    "desaparecid*", "faltante*", "perdu*", "perdut*", "manquant*", "introuvable*", "disparu*", "egare*",
    "vole", "volee", "voles", "volees", "verloren*", "vermisst*", "verschollen*", "verschwunden*",
    "gestohlen*", "unauffindbar*", "abhanden", "fehlt", "fehlend*", "roubad*", "furtad*", "smarrit*",
    "rubat*", "perso", "persa", "persi", "perse", "mancante", "mancanti", "dispers*", "vermist*", "zoek",
    "kwijt", "gestolen", "zagubion*",
];
#[rustfmt::skip]
const MISSING_ALONE: &[&str] = &[
    "long overdue", "trace", "billed", "unaccounted for", "falta", "gone",
];
#[rustfmt::skip]
const ON_HOLD: &[&str] = &[
    "hold", "holds", "held", "reserved", "onhold", "holdshelf", "reservad*", "apartad*", "awaiting pickup",
    "awaiting collection", "ready for pickup", "ready for collection", "vorgemerkt*", "vorbestellt*",
    "reserviert*", "abholbereit*", "zur abholung", "mis de cote", "mise de cote", "prenotat*", "riservat*",
    "gereserveerd*", "zarezerwowan*",
];
#[rustfmt::skip]
const IN_LIBRARY: &[&str] = &[
    "reference", "noncirculating", "restricted", "referencia", "library use", "in library",
    "prasenzbestand*", "prasenzexemplar*", "prasenznutzung", "handapparat", "lesesaal",
    "consultation sur place", "usuel*", "consulta en sala", "solo consulta", "uso en sala", "consulta local",
    "somente consulta", "solo consultazione", "consultazione", "ter inzage", "alleen inzage",
];
#[rustfmt::skip]
const IN_LIBRARY_ALONE: &[&str] = &[
    "reserves", "display", "on display", "use in library", "sala", "consulta", "sur place", "inzage",
];
#[rustfmt::skip]
const AWAY: &[&str] = &[
    "transit", "in transit", "intransit", "bindery", "repair", "repairs", "mending", "damaged", "binding",
    "away", "ill", "interlibrary loan", "inter library loan", "unavailable", "quarantine", "quarantined",
    "encuadernacion", "reparacion", "danad*", "deteriorad*", "transito", "prestamo interbibliotecario",
    "indisponible*", "indisponivel", "indisponiveis", "indisponibil*", "abime*", "endommage*", "reparation",
    "reliure", "beschadigt*", "defekt*", "reparatur", "buchbinder*", "unterwegs", "danificad*", "reparo",
    "encadernacao", "danneggiat*", "riparazione", "rilegatura", "restauro", "onbeschikbaar", "afwezig*",
    "beschadigd*", "reparatie", "utilgjengelig", "niedostepn*",
];
#[rustfmt::skip]
const COMING: &[&str] = &[
    "order", "ordered", "process", "processing", "cataloging", "cataloguing", "coming", "onorder",
    "inprocess", "pedid*", "proceso", "catalogacion", "procesamiento", "commande*", "traitement", "bestellt*",
    "bestellung", "bearbeitung", "geschaftsgang", "encomendad*", "processamento", "ordinat*", "lavorazione",
    "besteld*", "bestelling", "bewerking",
];
const COMING_ALONE: &[&str] = &["new"];
/// With a "not" in front of them they say nothing of where the copy is; "on" and "in" are of a piece with the word behind them.
#[rustfmt::skip]
const NO_PLACE: &[&str] = &[
    "on hold", "on order", "on reserve", "on display", "in process", "in processing", "in cataloging",
    "in cataloguing", "in transit", "in repair", "in bindery", "at bindery", "under repair", "for repair",
    "en proceso", "en reparacion", "en transito", "en commande", "en traitement", "en reparation",
    "in bearbeitung", "in reparatur", "em processamento", "em reparo", "in lavorazione", "in bestelling",
    "in bewerking",
];
/// Not there, where it is denied.
const THERE: &[&str] = &["in library", "in the library"];
/// What is not due is lent, or is not: nobody can tell.
#[rustfmt::skip]
const DUE: &[&str] = &[
    "overdue", "due", "renewed", "in use", "vencid*", "atrasad*", "en retard", "verlangert*", "uberfallig*",
    "angemahnt*", "fallig*", "em atraso", "in ritardo", "scadut*", "te laat",
];
/// What such a status begins with.
#[rustfmt::skip]
const ON_LOAN: &[&str] = &[
    "checked out", "checkedout", "check out", "signed out", "booked out", "given out", "taken out",
    "on loan", "onloan", "on issue", "loaned", "loaned out", "loan to", "lent", "lent out", "charged",
    "charged out", "overdue", "due", "borrowed", "issued", "renewed", "rented", "unreturned", "in use",
    "out on", "out to", "out with", "out until", "out since", "out by", "out due", "with borrower",
    "with patron", "with student", "with teacher", "prestad*", "en prestamo", "prestamo a", "prestamo hasta",
    "vencid*", "atrasad*", "prestat*", "en prestec", "emprunte*", "pretee", "pretees", "en pret",
    "en cours de pret", "sorti", "sortie", "sortis", "sorties", "en retard", "ausgeliehen*", "entliehen*",
    "verliehen*", "entlehnt*", "geliehen*", "ausgegeben*", "verlangert*", "uberfallig*", "angemahnt*",
    "fallig*", "in ausleihe", "emprestad*", "em emprestimo", "em atraso", "in prestito", "imprestat*",
    "in ritardo", "scadut*", "uitgeleend*", "geleend", "te laat", "utlanad*", "utlant*", "udlant*",
    "wypozyczon*",
];
const ON_LOAN_ALONE: &[&str] = &[
    "out", "loan", "taken", "fuera", "prestamo", "ausgel", "entl",
];
/// What such a status begins with, where nothing behind it says when.
#[rustfmt::skip]
const AVAILABLE: &[&str] = &[
    "available", "on shelf", "onshelf", "on the shelf", "on shelves", "shelf", "in stock", "disponible*",
    "en estante*", "verfugbar*", "verfuegbar", "vorhanden*", "ausleihbar*", "entleihbar*", "im regal",
    "en rayon", "empruntable*", "disponivel", "disponiveis", "na estante", "disponibil*", "a scaffale",
    "beschikbaar", "beschikbare", "aanwezig*", "op de plank", "tillganglig*", "tilgjengelig*",
    "tilgaengelig*", "dostepn*", "prestable*",
];
#[rustfmt::skip]
const AVAILABLE_ALONE: &[&str] = &[
    "in", "shelving", "shelved", "reshelving", "yes", "circulating", "present", "libre", "frei", "da",
    "im haus", "rayon", "en place", "presente", "livre", "vrij", "binnen",
];
/// It was out, and is back; a day may stand behind.
#[rustfmt::skip]
const RETURNED: &[&str] = &[
    "checked in", "returned", "recently returned", "devuelt*", "zuruckgegeben*", "zuruckgebracht*", "rendu",
    "rendue", "rendus", "rendues", "retourne*", "devolvid*", "restituit*", "teruggebracht", "ingeleverd",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: impl Into<Option<ItemStatus>>, texts: &[&str]) {
        let expected = expected.into();
        for text in texts {
            assert_eq!(status(text, System::None), expected, "{text}");
        }
    }

    #[test]
    #[rustfmt::skip]
    fn what_is_not_available_is_not_on_the_shelf() {
        let not_there = [
            "Not Available", "not available", "NOT AVAILABLE", "Not currently available", "No longer available",
            "Isn't available", "Not on shelf", "Not on the shelf", "Not in", "Not in library", "Unavailable",
            "No disponible", "No disponibles", "Ya no disponible", "No está disponible", "Indisponible",
            "Non disponible", "Pas disponible", "N'est pas disponible", "n’est plus disponible",
            "Nicht verfügbar", "Nicht vorhanden", "zurzeit nicht verfügbar", "Nicht mehr verfügbar",
            "Não disponível", "Indisponível", "Non disponibile", "Niet beschikbaar", "Onbeschikbaar",
        ];
        check(Away, &not_there);
        // What else is said, says more.
        check(OnLoan, &["Not available, checked out", "Nicht verfügbar: ausgeliehen"]);
        check(Missing, &["Lost - not available", "Not available (missing)"]);
        check(Away, &["Not available, available 12/12"]);
        check(InLibrary, &["Not for loan", "Nicht ausleihbar", "Exclu du prêt", "No se presta", "No prestable"]);
        check(Missing, &["Not found", "No encontrada", "Nicht auffindbar", "Introuvable"]);
        check(OnLoan, &["Not returned", "Not yet returned", "No devuelto", "Non rendu"]);
    }

    #[test]
    #[rustfmt::skip]
    fn what_is_not_lent_or_lost_is_there() {
        let there = [
            "Not checked out", "Not on loan", "Not lost", "not missing", "Available, not lost", "Not loaned",
            "No prestado", "Nicht ausgeliehen", "Nicht vermisst", "Non emprunté", "Pas emprunté",
            "Niet uitgeleend", "Não emprestado", "Available (no holds)",
        ];
        check(Available, &there);
        check(None, &["No", "Not sure", "no idea", ""]);
        check(Available, &["Not Charged", "Not issued"]);
        check(Missing, &["Not sure - lost"]);
    }

    #[test]
    #[rustfmt::skip]
    fn what_is_not_yet_due_may_be_with_a_reader() {
        let nobody_knows = [
            "Not due until 12/12/2026", "Not yet due", "Not overdue", "Noch nicht fällig", "nicht überfällig",
            "Not renewed", "No vencido", "Pas en retard", "Niet te laat", "Not out until Monday",
        ];
        check(None, &nobody_knows);
        check(OnLoan, &["Checked out, not overdue", "Ausgeliehen, nicht überfällig"]);
        check(Available, &["Available, not overdue"]);
    }

    #[test]
    #[rustfmt::skip]
    fn what_is_denied_may_stand_one_word_further_on() {
        let nobody_knows = [
            "Not on hold", "No holds", "0 holds", "Not on order", "Not in process", "Not in transit", "Not damaged",
            "Not restricted", "No on order", "0 lost", "No copies on loan",
        ];
        check(None, &nobody_knows);
        check(Available, &["Available, not on hold", "Available (0 holds)", "Available, not in transit"]);
        let not_there = [
            "No copies available", "None available", "0 available", "0 of 2 available", "0 copies available",
            "Kein Exemplar verfügbar", "Aucun exemplaire disponible", "Ningún ejemplar disponible",
            "Nenhum exemplar disponível", "Geen exemplaar beschikbaar", "Available (0)", "Not in library", "Not in",
            "Not in the library", "No items in",
        ];
        check(Away, &not_there);
        check(OnLoan, &["Not checked in", "Not yet checked in", "Not in, on loan", "No copies available: checked out"]);
        check(Missing, &["Not in: lost", "No copies, lost"]);
        check(InLibrary, &["Not circulating", "Does not circulate"]);
    }

    #[test]
    #[rustfmt::skip]
    fn what_is_lent_is_so_in_every_inflection_and_whoever_has_it() {
        let lent = [
            "Signed Out", "On Loan to Class 4B", "On loan to borrower", "On loan to Held, Anna", "Lent",
            "Lent out", "Lent to 4B", "Loan", "Loaned to Mia", "Out to patron", "Currently borrowed",
            "Borrowed by student", "Checked out by Mia", "Check-out", "Out until 12/12", "Overdue since 12/12",
            "Due back", "On issue", "Prestado", "Prestada", "Prestados", "Prestadas", "Prestada a Ana",
            "Prestado hasta el 12/12/2026", "En préstamo", "en prestamo", "Ya prestado", "Está prestada",
            "ausgeliehen", "Ausgeliehen bis 12.12.2026", "Ausgeliehene", "entliehen", "verliehen", "entlehnt",
            "ausgeliehen an Klasse 4b", "derzeit ausgeliehen", "überfällig", "Emprunté", "Empruntée",
            "Empruntés", "Empruntées", "emprunte", "Prêté", "Prêtée à Léa", "En prêt", "Sorti", "Sortie",
            "Déjà emprunté", "En retard", "Emprestado", "Emprestada", "In prestito", "Prestato", "Uitgeleend",
            "Uitgeleende", "Utlånad", "Udlånt", "Wypożyczona",
        ];
        check(OnLoan, &lent);
        check(OnLoan, &["Checked out to Weed, Tom", "Lent to Persa, Ana"]);
        check(Missing, &["Checked out to Mia, lost", "Overdue since 2020: presumed lost", "Prestato a Ana, perso"]);
        check(Withdrawn, &["Checked out to Weed"]);
    }

    #[test]
    #[rustfmt::skip]
    fn what_is_lost_kept_or_gone_is_so_in_every_inflection() {
        let lost = [
            "Perdido", "Perdida", "Perdidos", "Extraviada", "Robada", "verloren", "Verlorene", "vermisst",
            "vermißt", "fehlt", "gestohlen", "Perdu", "Perdue", "Perdues", "Manquant", "Manquante", "Volé",
            "Perdido pelo leitor", "Smarrito", "Smarrita", "Vermist", "Zoek", "Missing - presumed lost",
        ];
        check(Missing, &lost);
        let kept = [
            "Reservada", "Reservado para Ana", "vorgemerkt", "Reserviert", "Réservé", "Réservée", "Gereserveerd",
            "Prenotato", "Ready for pickup",
        ];
        check(OnHold, &kept);
        check(Withdrawn, &["Retirado", "Retirada", "Retiré", "ausgesondert", "Dado de baja", "Baja", "Afgeschreven"]);
        check(Away, &["beschädigt", "Dañada", "dañado", "Abîmé", "En réparation", "In Reparatur", "En tránsito"]);
        check(Coming, &["bestellt", "In Bearbeitung", "En commande", "Commandé", "Pedido", "En proceso"]);
        check(InLibrary, &["Präsenzbestand", "Consultation sur place", "Consulta en sala"]);
    }

    #[test]
    #[rustfmt::skip]
    fn what_is_there_is_there_in_every_language_unless_a_day_says_when() {
        let there = [
            "Available", "available at Main", "Available (2)", "On the shelf", "Disponible", "Disponibles", "verfügbar",
            "vorhanden", "Verfügbare", "En rayon", "Empruntable", "Disponível", "Disponibile", "Beschikbaar",
            "Aanwezig", "Devuelto", "Returned", "Returned 2026-11-02", "Rendu", "zurückgegeben", "Checked in",
            "Returned on 2 Nov 2026", "Devuelto el 2 de noviembre", "zurückgegeben am 2.11.", "Available here",
            "Available for loan", "Available - on shelf", "Checked in today",
        ];
        check(Available, &there);
        let not_surely = [
            "Returned to publisher", "Returned to vendor", "Devuelto al proveedor", "Zurückgegeben an den Verlag",
            "Returned by Friday", "Available next week", "Available tomorrow", "Available in June", "Available on return",
            "Available June", "Available at the end of term", "Available for pickup", "Disponible más tarde",
            "Disponible plus tard", "Disponible mañana", "Available Monday", "verfügbar morgen",
        ];
        check(None, &not_surely);
        check(None, &["Available soon", "Available from 12/12/2026", "verfügbar ab 12.12.", "Unread", "zap"]);
    }
}
