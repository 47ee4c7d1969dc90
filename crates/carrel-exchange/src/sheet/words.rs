//! The sheet's own words, in the languages of the interface. `{…}` is filled in.

use serde::{Deserialize, Serialize};

use super::{Left, WatchWhy, Why};
use crate::delivered::Kind;

/// A language of the sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

/// What stands on every sheet.
pub(super) struct Words {
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    pub(super) once: &'static str,
    pub(super) files: &'static str,
    pub(super) file_heads: [&'static str; 3],
    pub(super) no_files: &'static str,
    pub(super) how: &'static str,
    pub(super) by_hand: [&'static str; 2],
    pub(super) watch: [&'static str; 2],
    pub(super) late: [&'static str; 2],
    pub(super) left_out: [&'static str; 2],
    pub(super) settled: [&'static str; 2],
    pub(super) moved: &'static str,
    pub(super) risks: &'static str,
    pub(super) expected: &'static str,
    pub(super) expected_heads: [&'static str; 2],
    pub(super) no_expected: &'static str,
    pub(super) in_library: &'static str,
    pub(super) hand: &'static str,
    pub(super) heads: [&'static str; 5],
    pub(super) due: &'static str,
}

const ENGLISH: Words = Words {
    code: "en",
    title: "For {system}: batch {batch}",
    once: "Import each file once. If you are not sure whether a file was imported, look at a few of its loans in {system} first.",
    files: "Files, in this order",
    file_heads: ["File", "Lines", "Mark"],
    no_files: "There is nothing to import.",
    how: "How to import",
    by_hand: ["Do these by hand", "They are not in the files."],
    watch: ["Look at these after the import", "They are in the files."],
    late: [
        "Came too late for a file",
        "They are in no file, or a book would leave the card that it is on now. The card below is the one of that time. Look each book up at your desk and in {system}: do both say the same? Then nothing needs doing. If not, check the book in or out by hand in {system}, as your desk has it.",
    ],
    left_out: ["Left out on purpose", "Nothing needs doing."],
    settled: [
        "Could not be sent, but later loans made it right",
        "Nothing needs doing.",
    ],
    moved: "{count} times were moved by up to {seconds} seconds, so that the order stays right.",
    risks: "What can go wrong in {system}",
    expected: "Who should have each book afterwards",
    expected_heads: ["Book", "On card"],
    no_expected: "No book was moved.",
    in_library: "in the library",
    hand: "by hand",
    heads: ["When", "What", "Card", "Book", "Why"],
    due: "due",
};

const SPANISH: Words = Words {
    code: "es",
    title: "Para {system}: lote {batch}",
    once: "Importe cada archivo una sola vez. Si no sabe si un archivo ya se importó, mire antes algunos de sus préstamos en {system}.",
    files: "Archivos, en este orden",
    file_heads: ["Archivo", "Líneas", "Marca"],
    no_files: "No hay nada que importar.",
    how: "Cómo importar",
    by_hand: ["Haga esto a mano", "No está en los archivos."],
    watch: ["Revise esto después de importar", "Está en los archivos."],
    late: [
        "Llegó tarde para un archivo",
        "No está en ningún archivo: el libro saldría del carné en el que está ahora. El carné de abajo es el de entonces. Busque cada libro en su mostrador y en {system}: ¿dicen lo mismo? Entonces no hay que hacer nada. Si no, preste o devuelva el libro a mano en {system}, como está en su mostrador.",
    ],
    left_out: ["Se dejó fuera a propósito", "No hay que hacer nada."],
    settled: [
        "No se pudo enviar, pero préstamos posteriores lo arreglaron",
        "No hay que hacer nada.",
    ],
    moved: "Se movieron {count} horas, hasta {seconds} segundos, para conservar el orden.",
    risks: "Qué puede salir mal en {system}",
    expected: "Quién debe tener cada libro después",
    expected_heads: ["Libro", "En el carné"],
    no_expected: "No se movió ningún libro.",
    in_library: "en la biblioteca",
    hand: "a mano",
    heads: ["Cuándo", "Qué", "Carné", "Libro", "Por qué"],
    due: "para el",
};

impl Words {
    pub(super) const fn of(language: Language) -> &'static Words {
        match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }
}

/// One of two, by language.
const fn either(language: Language, english: &'static str, spanish: &'static str) -> &'static str {
    match language {
        Language::English => english,
        Language::Spanish => spanish,
    }
}

/// What was done.
pub(super) const fn act(kind: Kind, language: Language) -> &'static str {
    match language {
        Language::English => kind.words(),
        Language::Spanish => match kind {
            Kind::CheckOut => "prestar",
            Kind::CheckIn => "devolver",
            Kind::Renew => "renovar",
            Kind::Hold => "reservar",
            Kind::CancelHold => "anular una reserva",
        },
    }
}

impl Why {
    /// Why, in a sentence for staff.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            Why::NoSuchLine => (
                "The file has no line for this.",
                "El archivo no tiene una línea para esto.",
            ),
            Why::NoBarcode => (
                "No barcode was scanned.",
                "No se leyó ningún código de barras.",
            ),
            Why::NoCard => ("No card was scanned.", "No se leyó ningún carné."),
            Why::Unwritable => (
                "The code holds a character that the file cannot hold.",
                "El código tiene un signo que no cabe en el archivo.",
            ),
            Why::Command => (
                "The system would read this code as a command.",
                "El sistema tomaría este código por una orden.",
            ),
            Why::Ambiguous => (
                "This code is on a card and on a book; the system could mix them up.",
                "Este código está en un carné y en un libro; el sistema podría confundirlos.",
            ),
            Why::UnknownCard => (
                "The system does not know this card.",
                "El sistema no conoce este carné.",
            ),
            Why::UnknownCopy => (
                "The system does not know this barcode.",
                "El sistema no conoce este código de barras.",
            ),
            Why::OtherHolder => (
                "The book is not on this patron's card.",
                "El libro no está en este carné.",
            ),
        };
        either(language, english, spanish)
    }
}

impl Left {
    /// Why, in a sentence for staff.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            Left::AlreadyOut => (
                "The system has this loan already.",
                "El sistema ya tiene este préstamo.",
            ),
            Left::NewerLoan => (
                "The system has a newer loan of this book.",
                "El sistema tiene un préstamo más nuevo de este libro.",
            ),
            Left::Late => (
                "Something later of this book was handed in before this arrived.",
                "Algo posterior de este libro se entregó antes de que llegara esto.",
            ),
        };
        either(language, english, spanish)
    }
}

impl WatchWhy {
    /// Why, in a sentence for staff.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            WatchWhy::ReturnAdded => (
                "It was still on another card, so the file returns it first. Ask whether that is right.",
                "Estaba todavía en otro carné; por eso el archivo lo devuelve antes. Pregunte si es así.",
            ),
            WatchWhy::NotKnown => (
                "Check that it is on this card now.",
                "Compruebe que ahora está en este carné.",
            ),
            WatchWhy::ReturnClosesAny => (
                "Check that it is on nobody's card, and that no newer loan was closed.",
                "Compruebe que no está en ningún carné y que no se cerró un préstamo más nuevo.",
            ),
        };
        either(language, english, spanish)
    }
}
