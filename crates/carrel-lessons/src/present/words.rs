//! What the class's wall says around a lesson, in the language of the lesson: the app may speak another.
//!
//! A table of its own and not a part of [`crate::words`], which every student downloads.

use crate::lang;

/// The words of a language. `{}` is filled in by [`crate::words::fill`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Name of what is shown, for screen readers.
    pub slide: &'static str,
    /// Where the class is: the slide's number, and of how many.
    pub slide_of: &'static str,
    /// Sign on an answer.
    pub right: &'static str,
    /// Sign on an answer.
    pub not_right: &'static str,
    /// Heading over right answers.
    pub answer: &'static str,
    /// Heading over what belongs to no right answer.
    pub out: &'static str,
    /// One hand: how many, and per cent.
    pub hand: &'static str,
    /// Hands: how many, and per cent.
    pub hands: &'static str,
    /// A verdict.
    pub trust: &'static str,
    /// A verdict.
    pub doubt: &'static str,
    /// Sign on an advertisement.
    pub ad: &'static str,
    /// Before what was searched for, for screen readers.
    pub results_for: &'static str,
    /// Before a search.
    pub before: &'static str,
    /// Before the search that came of it.
    pub after: &'static str,
    /// A search for subject headings.
    pub as_subject: &'static str,
    /// What a search should find at most.
    pub goal: &'static str,
    /// Heading over the moves of a replay.
    pub the_way: &'static str,
}

const ENGLISH: Words = Words {
    slide: "Slide",
    slide_of: "Slide {} of {}",
    right: "Right",
    not_right: "Not right",
    answer: "Answer",
    out: "Does not belong",
    hand: "{} hand, {} %",
    hands: "{} hands, {} %",
    trust: "Trust it",
    doubt: "Doubt it",
    ad: "Ad",
    results_for: "Results for",
    before: "Before",
    after: "After",
    as_subject: "{}, only as a subject",
    goal: "Goal: 1 to {} titles.",
    the_way: "One way through",
};

const SPANISH: Words = Words {
    slide: "Diapositiva",
    slide_of: "Diapositiva {} de {}",
    right: "Correcto",
    not_right: "Incorrecto",
    answer: "Respuesta",
    out: "No va aquí",
    hand: "{} mano, {} %",
    hands: "{} manos, {} %",
    trust: "Confío",
    doubt: "Dudo",
    ad: "Anuncio",
    results_for: "Resultados de",
    before: "Antes",
    after: "Después",
    as_subject: "{}, solo como tema",
    goal: "Meta: de 1 a {} títulos.",
    the_way: "Un recorrido",
};

/// The words around a lesson of this language, which are in [`lang::around`].
#[must_use]
pub fn of(tongue: &str) -> &'static Words {
    if lang::around(tongue) == "es" {
        &SPANISH
    } else {
        &ENGLISH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Around a Spanish lesson the wall said "Answer", "Not right" and "18 hands, 75 %".
    #[test]
    fn no_word_of_the_spanish_wall_is_english_and_each_fills_the_same() {
        let all = |words: &Words| {
            let Words {
                slide,
                slide_of,
                right,
                not_right,
                answer,
                out,
                hand,
                hands,
                trust,
                doubt,
                ad,
                results_for,
                before,
                after,
                as_subject,
                goal,
                the_way,
            } = *words;
            [
                slide,
                slide_of,
                right,
                not_right,
                answer,
                out,
                hand,
                hands,
                trust,
                doubt,
                ad,
                results_for,
                before,
                after,
                as_subject,
                goal,
                the_way,
            ]
        };
        assert_eq!(of("es-MX"), of("es"));
        assert_eq!(of("tr"), of("en"));
        for (english, spanish) in all(of("en")).into_iter().zip(all(of("es"))) {
            assert_ne!(english, spanish);
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(english), places(spanish), "{english} / {spanish}");
        }
    }
}
