//! What the player says, in the languages of lessons.
//!
//! The sentences of a language are one text, cut when it is first asked for: a table of their addresses was more bytes, and
//! one text can be a file of its own (`es.player`, in the piece `es` of the page that plays lessons).

use core::cell::Cell;
use core::hint::black_box;

use crate::lang;

/// The sentences of a language. `{}` is filled in by [`fill`].
#[derive(Clone, Copy, Debug)]
pub struct Words([&'static str; MANY]);

/// Names each sentence: in English, in Spanish.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident: $en:literal, $es:literal;)*) => {
        #[expect(non_camel_case_types, reason = "they are named as their functions are")]
        enum Place { $($name,)* }
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        const EN: &str = concat!($($en, "\0"),*);
        const ES: &str = concat!($($es, "\0"),*);

        #[expect(missing_docs, reason = "each name is its English sentence")]
        impl Words {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(&self) -> &'static str {
                    self.0[Place::$name as usize]
                }
            )*
        }
    };
}

sentences! {
    right: "Right.",
        "Correcto.";
    not_yet: "Not yet.",
        "Todavía no.";
    of_right: "{} of {} right.",
        "{} de {} correctas.";
    fair: "Nearly. This end is fair, and there is a better one.",
        "Casi. Este final no está mal, pero hay uno mejor.";
    answer_first: "Choose an answer first.",
        "Primero elige una respuesta.";
    /// Status: titles are still being counted.
    counting: "Still counting. Try once more in a moment.",
        "Todavía se está contando. Prueba otra vez en un momento.";
    /// Status: what was written as a guess is no number.
    whole_number: "Write a whole number, such as 0 or 25.",
        "Escribe un número entero, como 0 o 25.";
    guess_exact: "Your number, {}, is exactly right!",
        "Tu número, {}, es exacto.";
    guess_near: "Your number was {}. It is {}. You were near.",
        "Tu número fue {}. Es {}. Estuviste cerca.";
    guess_far: "Your number was {}. It is {}.",
        "Tu número fue {}. Es {}.";
    right_on_paper: "Noted: you did this one on paper.",
        "Anotado: lo hiciste en papel.";
    /// Status: no further tab of the invented web can be opened.
    tabs_full: "Twelve tabs are open. Close one first.",
        "Ya hay doce pestañas abiertas. Cierra una antes.";
    hint: "Hint {} of {}.",
        "Pista {} de {}.";
    moved: "Moved to {} of {}.",
        "Movido al lugar {} de {}.";
    placed: "Placed.",
        "Colocado.";
    marked: "Marked.",
        "Marcado.";
    unmarked: "Not marked.",
        "Sin marcar.";
    opened: "Opened: {}",
        "Abierta: {}";
    /// In the log: another tab was brought to the front.
    tab: "To the tab: {}",
        "A la pestaña: {}";
    kept: "Kept as evidence: {}",
        "Guardada como evidencia: {}";
    found: "{} results.",
        "{} resultados.";
    step: "Step {} of {}.",
        "Paso {} de {}.";
    twin: "Here is an easier one of the same kind.",
        "Aquí tienes una más fácil del mismo tipo.";
    shown: "Here is the answer.",
        "Esta es la respuesta.";
    trusted: "You trusted {} of {} that deserve trust.",
        "Confiaste en {} de {} que merecen confianza.";
    doubted: "You doubted {} of {} that deserve doubt.",
        "Dudaste de {} de {} que merecen duda.";
    brier: "Sureness: {} of 100 points. Guessing gives 75, sure and right more, sure and wrong much less.",
        "Seguridad: {} de 100 puntos. Adivinar da 75, con seguridad y acierto hay más, con error mucho menos.";
    thanks: "Thank you.",
        "Gracias.";
    shared_run: "{} words in a row are the same as in the source: \"{}\".",
        "{} palabras seguidas son iguales a las de la fuente: «{}».";
    frame: "The order of the sentence is still the source's. Close the source, and say it as you would to a friend.",
        "El orden de la oración sigue siendo el de la fuente. Cierra la fuente y dilo como se lo contarías a alguien.";
    no_shared: "No long run of words is shared. These are your own words.",
        "No hay muchas palabras seguidas iguales a las de la fuente. Son tus propias palabras.";
    short_runs: "Short runs of words that both have: {}. For a name or a special term that is fine.",
        "Grupos cortos de palabras que están en los dos textos: {}. Con un nombre o un término está bien.";
    swapped: "These words took the place of others, one by one: {}.",
        "Estas palabras ocupan el lugar de otras, una por una: {}.";
    left_after: "You left the first page after {}.",
        "Saliste de la primera página después de {}.";
    searched_after: "Your first search came after {}.",
        "Hiciste tu primera búsqueda después de {}.";
    asked_after: "You opened the first page of another owner after {}.",
        "Abriste la primera página de otro dueño después de {}.";
    seconds: "{} seconds",
        "{} segundos";
    minutes: "{} minutes",
        "{} minutos";
    never_left: "You never left the first page.",
        "No saliste de la primera página.";
    searches: "Searches: {}. Pages that you opened: {}. Owners that you asked: {}.",
        "Búsquedas: {}. Páginas que abriste: {}. Dueños a los que preguntaste: {}.";
    cite_out: "“{}” does not belong in this citation. Leave it out.",
        "«{}» no va en esta cita. Déjalo fuera.";
    cite_in: "“{}” is missing. Take it in.",
        "Falta «{}». Inclúyelo.";
    cite_move: "Nearly! One change is missing.",
        "¡Casi! Falta un cambio.";
    cite_moves: "{} changes are missing. Here is the first:",
        "Faltan {} cambios. Este es el primero:";
    cite_swap: "Swap “{}” and “{}”.",
        "Intercambia «{}» y «{}».";
    cite_first: "Put “{}” at the front.",
        "Pon «{}» al principio.";
    cite_behind: "Put “{}” behind “{}”.",
        "Pon «{}» después de «{}».";
}

const MANY: usize = NAMES.len();
/// What stands behind a text by which `xtask` finds it: U+0003, its name, and how many bytes are before that.
const MARK: &[u8; 17] = b"\x03es.player 00000\0";
const MARKED: [u8; ES.len() + MARK.len()] = marked();

const fn marked() -> [u8; ES.len() + MARK.len()] {
    let mut out = [0; ES.len() + MARK.len()];
    let (text, mark) = out.split_at_mut(ES.len());
    text.copy_from_slice(ES.as_bytes());
    mark.copy_from_slice(MARK);
    let (mut left, mut at) = (ES.len(), MARK.len() - 1);
    while left > 0 {
        at -= 1;
        mark[at] += (left % 10) as u8;
        left /= 10;
    }
    out
}

/// By language: English, Spanish.
const TEXTS: [&str; 2] = [
    EN,
    match core::str::from_utf8(&MARKED) {
        Ok(text) => text,
        Err(_) => "",
    },
];

/// The words of a language; English for one that is not known, or whose words have not come.
#[must_use]
pub fn of(lang: &str) -> &'static Words {
    thread_local! {
        static CUT: [Cell<Option<&'static Words>>; 2] = const { [Cell::new(None), Cell::new(None)] };
    }
    let spanish = lang::around(lang) == "es";
    // The compiler knows the text, but not that it may come later.
    let mut text = black_box(TEXTS[usize::from(spanish)]);
    let place = usize::from(spanish && !text.starts_with('\0'));
    if place == 0 {
        text = EN;
    }
    CUT.with(|cut| {
        if let Some(words) = cut[place].get() {
            return words;
        }
        let mut all = [""; MANY];
        for (own, said) in all.iter_mut().zip(text.split('\0')) {
            *own = said;
        }
        // Once a language and thread: it stays.
        let words: &'static Words = Box::leak(Box::new(Words(all)));
        cut[place].set(Some(words));
        words
    })
}

/// A number as digits. What `to_string` brings along for it was 3 KB of the page that plays lessons.
#[must_use]
pub fn digits(n: u32) -> String {
    let mut out = if n < 10 {
        String::new()
    } else {
        digits(n / 10)
    };
    out.push(char::from(b'0' + (n % 10) as u8));
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_there_in_both_languages_and_fills_the_same() {
        let (english, spanish) = (of("en"), of("es"));
        assert_eq!(english.right(), "Right.");
        assert_eq!(english.cite_behind(), "Put “{}” behind “{}”.");
        assert_eq!(spanish.right(), "Correcto.");
        assert_eq!(spanish.cite_behind(), "Pon «{}» después de «{}».");
        assert_eq!(of("tr").right(), "Right.");
        for (n, name) in NAMES.iter().enumerate() {
            let (one, other) = (english.0[n], spanish.0[n]);
            assert!(!one.is_empty() && !other.is_empty(), "{name}");
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(one), places(other), "{name}: {one} / {other}");
        }
    }

    #[test]
    fn numbers_are_written() {
        for n in [0, 9, 10, 99, 100, 4096, u32::MAX] {
            assert_eq!(digits(n), n.to_string());
        }
    }

    /// `xtask/src/split.rs` cuts the text out by it.
    #[test]
    fn the_mark_says_where_the_text_begins() {
        let (before, mark) = TEXTS[1].split_once('\u{3}').unwrap();
        assert_eq!(before, ES);
        let said = mark.strip_prefix("es.player ").unwrap();
        let said = said.strip_suffix('\0').unwrap();
        assert_eq!(said.parse::<usize>(), Ok(before.len()));
    }
}
