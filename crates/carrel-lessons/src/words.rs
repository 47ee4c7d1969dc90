//! What the player says, in the languages of lessons.

/// The sentences of a language. `{}` is filled in by [`fill`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each name is its English sentence")]
pub struct Words {
    pub right: &'static str,
    pub not_yet: &'static str,
    pub of_right: &'static str,
    pub fair: &'static str,
    pub answer_first: &'static str,
    /// Status: titles are still being counted.
    pub counting: &'static str,
    /// Status: what was written as a guess is no number.
    pub whole_number: &'static str,
    pub guess_exact: &'static str,
    pub guess_near: &'static str,
    pub guess_far: &'static str,
    pub hint: &'static str,
    pub moved: &'static str,
    pub placed: &'static str,
    pub marked: &'static str,
    pub unmarked: &'static str,
    pub opened: &'static str,
    /// In the log: another tab was brought to the front.
    pub tab: &'static str,
    pub kept: &'static str,
    pub found: &'static str,
    pub step: &'static str,
    pub twin: &'static str,
    pub shown: &'static str,
    pub trusted: &'static str,
    pub doubted: &'static str,
    pub brier: &'static str,
    pub thanks: &'static str,
    pub shared_run: &'static str,
    pub frame: &'static str,
    pub no_shared: &'static str,
    pub short_runs: &'static str,
    pub swapped: &'static str,
    pub left_after: &'static str,
    pub searched_after: &'static str,
    pub asked_after: &'static str,
    pub seconds: &'static str,
    pub minutes: &'static str,
    pub never_left: &'static str,
    pub searches: &'static str,
    pub cite_out: &'static str,
    pub cite_in: &'static str,
    pub cite_move: &'static str,
    pub cite_moves: &'static str,
    pub cite_swap: &'static str,
    pub cite_first: &'static str,
    pub cite_behind: &'static str,
}

const EN: Words = Words {
    right: "Right.",
    not_yet: "Not yet.",
    of_right: "{} of {} right.",
    fair: "Nearly. This end is fair, and there is a better one.",
    answer_first: "Choose an answer first.",
    counting: "Still counting. Try once more in a moment.",
    whole_number: "Write a whole number, such as 0 or 25.",
    guess_exact: "Your number, {}, is exactly right!",
    guess_near: "Your number was {}. It is {}. You were near.",
    guess_far: "Your number was {}. It is {}.",
    hint: "Hint {} of {}.",
    moved: "Moved to {} of {}.",
    placed: "Placed.",
    marked: "Marked.",
    unmarked: "Not marked.",
    opened: "Opened: {}",
    tab: "To the tab: {}",
    kept: "Kept as evidence: {}",
    found: "{} results.",
    step: "Step {} of {}.",
    twin: "Here is an easier one of the same kind.",
    shown: "Here is the answer.",
    trusted: "You trusted {} of {} that deserve trust.",
    doubted: "You doubted {} of {} that deserve doubt.",
    brier: "Sureness: {} of 100 points. Guessing gives 75, sure and right more, sure and wrong much less.",
    thanks: "Thank you.",
    shared_run: "{} words in a row are the same as in the source: \"{}\".",
    frame: "The order of the sentence is still the source's. Close the source, and say it as you would to a friend.",
    no_shared: "No long run of words is shared. These are your own words.",
    short_runs: "Short runs of words that both have: {}. For a name or a special term that is fine.",
    swapped: "These words took the place of others, one by one: {}.",
    left_after: "You left the first page after {}.",
    searched_after: "Your first search came after {}.",
    asked_after: "You opened the first page of another owner after {}.",
    seconds: "{} seconds",
    minutes: "{} minutes",
    never_left: "You never left the first page.",
    searches: "Searches: {}. Pages that you opened: {}. Owners that you asked: {}.",
    cite_out: "“{}” does not belong in this citation. Leave it out.",
    cite_in: "“{}” is missing. Take it in.",
    cite_move: "Nearly! One change is missing.",
    cite_moves: "{} changes are missing. Here is the first:",
    cite_swap: "Swap “{}” and “{}”.",
    cite_first: "Put “{}” at the front.",
    cite_behind: "Put “{}” behind “{}”.",
};

const ES: Words = Words {
    right: "Correcto.",
    not_yet: "Todavía no.",
    of_right: "{} de {} correctas.",
    fair: "Casi. Este final no está mal, pero hay uno mejor.",
    answer_first: "Primero elige una respuesta.",
    counting: "Todavía se está contando. Prueba otra vez en un momento.",
    whole_number: "Escribe un número entero, como 0 o 25.",
    guess_exact: "Tu número, {}, es exacto.",
    guess_near: "Tu número fue {}. Es {}. Estuviste cerca.",
    guess_far: "Tu número fue {}. Es {}.",
    hint: "Pista {} de {}.",
    moved: "Movido al lugar {} de {}.",
    placed: "Colocado.",
    marked: "Marcado.",
    unmarked: "Sin marcar.",
    opened: "Abierta: {}",
    tab: "A la pestaña: {}",
    kept: "Guardada como evidencia: {}",
    found: "{} resultados.",
    step: "Paso {} de {}.",
    twin: "Aquí tienes una más fácil del mismo tipo.",
    shown: "Esta es la respuesta.",
    trusted: "Confiaste en {} de {} que merecen confianza.",
    doubted: "Dudaste de {} de {} que merecen duda.",
    brier: "Seguridad: {} de 100 puntos. Adivinar da 75, con seguridad y acierto hay más, con error mucho menos.",
    thanks: "Gracias.",
    shared_run: "{} palabras seguidas son iguales a las de la fuente: «{}».",
    frame: "El orden de la oración sigue siendo el de la fuente. Cierra la fuente y dilo como se lo contarías a alguien.",
    no_shared: "No hay muchas palabras seguidas iguales a las de la fuente. Son tus propias palabras.",
    short_runs: "Grupos cortos de palabras que están en los dos textos: {}. Con un nombre o un término está bien.",
    swapped: "Estas palabras ocupan el lugar de otras, una por una: {}.",
    left_after: "Saliste de la primera página después de {}.",
    searched_after: "Hiciste tu primera búsqueda después de {}.",
    asked_after: "Abriste la primera página de otro dueño después de {}.",
    seconds: "{} segundos",
    minutes: "{} minutos",
    never_left: "No saliste de la primera página.",
    searches: "Búsquedas: {}. Páginas que abriste: {}. Dueños a los que preguntaste: {}.",
    cite_out: "«{}» no va en esta cita. Déjalo fuera.",
    cite_in: "Falta «{}». Inclúyelo.",
    cite_move: "¡Casi! Falta un cambio.",
    cite_moves: "Faltan {} cambios. Este es el primero:",
    cite_swap: "Intercambia «{}» y «{}».",
    cite_first: "Pon «{}» al principio.",
    cite_behind: "Pon «{}» después de «{}».",
};

/// The words of a language; English for one that is not known.
#[must_use]
pub fn of(lang: &str) -> &'static Words {
    if crate::lang::around(lang) == "es" {
        &ES
    } else {
        &EN
    }
}

/// A sentence with each `{}` filled in, in order.
#[must_use]
pub fn fill(sentence: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    for value in values {
        let Some((before, after)) = rest.split_once('{') else {
            break;
        };
        out.push_str(before);
        out.push_str(value);
        rest = after.strip_prefix('}').unwrap_or(after);
    }
    out.push_str(rest);
    out
}
