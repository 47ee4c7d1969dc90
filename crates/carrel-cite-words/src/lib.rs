//! Why a piece of a citation is there, and what a file of sources had wrong, in words.
//!
//! *Owns:* the sentences of [`carrel_cite::Reason`] and [`carrel_refs::Problem`], from `locales/`: the page of citations, the
//! command and the compiler of lessons say the same.
//! *Never does:* find reasons or problems; choose a language (there is one; with a second, `language()` belongs here).
//! *Start at:* [`reason`], [`problem`].
//!
//! ```
//! use carrel_cite::{Field, Reason};
//! assert_eq!(carrel_cite_words::reason(&Reason::Is(Field::Title)), "This is the title.");
//! ```

#![forbid(unsafe_code)]

use carrel_cite::{Field, Mark, Reason};
use carrel_refs::{Expected, Fault, Kind, Problem};

/// The strings, by key.
#[allow(clippy::must_use_candidate)]
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/strings.rs"));

    use super::fill;
}

/// Puts values into their places.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 24);
    for (at, piece) in text.split('{').enumerate() {
        let (name, rest) = match piece.split_once('}') {
            Some((name, rest)) if at > 0 => (name, rest),
            _ => ("", piece),
        };
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| value));
        out.push_str(rest);
    }
    out
}

/// Why a piece of a citation is there, as whole sentences.
#[must_use]
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Quotation => t::quotation().to_owned(),
        Reason::Is(what) => t::is(field(*what)),
        Reason::IsWhole(what) => t::is_whole(field(*what)),
        Reason::Leans(what) => t::leans(field(*what)),
        Reason::Added => t::added().to_owned(),
        Reason::Label(None) => t::label().to_owned(),
        Reason::Label(Some(what)) => t::label_of(field(*what)),
        Reason::Words(None) => t::words().to_owned(),
        Reason::Words(Some(what)) => t::words_of(field(*what)),
        Reason::NamesSpace => t::names_space().to_owned(),
        Reason::NamesMark => t::names_mark().to_owned(),
        Reason::NamesDots => t::names_dots().to_owned(),
        Reason::NamesEnd => t::names_end().to_owned(),
        Reason::NamesMore => t::names_more().to_owned(),
        Reason::NamesLast => t::names_last().to_owned(),
        Reason::Inverted => t::inverted().to_owned(),
        Reason::InvertedToo => t::inverted_too().to_owned(),
        Reason::YearSuffix => t::year_suffix().to_owned(),
        Reason::DoiAddress => t::doi_address().to_owned(),
        Reason::SameAbove => t::same_above().to_owned(),
        Reason::Marks(between, marks) => {
            let mut out = String::new();
            if let Some((before, after)) = between {
                out = t::between(field(*before), field(*after));
            }
            for one in marks {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(mark(*one, between.is_some()));
            }
            out
        }
    }
}

fn mark(mark: Mark, between: bool) -> &'static str {
    match mark {
        Mark::End => t::mark_end(),
        Mark::Period => t::mark_period(),
        Mark::Comma => t::mark_comma(),
        Mark::Colon => t::mark_colon(),
        Mark::Semicolon => t::mark_semicolon(),
        Mark::Pointer => t::mark_pointer(),
        Mark::Round => t::mark_round(),
        Mark::Square => t::mark_square(),
        Mark::Guess => t::mark_guess(),
        Mark::Inside => t::mark_inside(),
        Mark::Dash => t::mark_dash(),
        Mark::Slash => t::mark_slash(),
        Mark::Asks => t::mark_asks(),
        Mark::Other => t::mark_other(),
        Mark::Space if between => t::mark_space_them(),
        Mark::Space => t::mark_space(),
    }
}

fn field(field: Field) -> &'static str {
    match field {
        Field::Author => t::f_author(),
        Field::Editor => t::f_editor(),
        Field::Translator => t::f_translator(),
        Field::Director => t::f_director(),
        Field::Title => t::f_title(),
        Field::Container => t::f_container(),
        Field::Series => t::f_series(),
        Field::Issued => t::f_issued(),
        Field::Accessed => t::f_accessed(),
        Field::Publisher => t::f_publisher(),
        Field::Place => t::f_place(),
        Field::Volume => t::f_volume(),
        Field::Issue => t::f_issue(),
        Field::Pages => t::f_pages(),
        Field::Locator => t::f_locator(),
        Field::Edition => t::f_edition(),
        Field::Address => t::f_address(),
        Field::Doi => t::f_doi(),
        Field::Service => t::f_service(),
        Field::Archive => t::f_archive(),
        Field::Genre => t::f_genre(),
        Field::Event => t::f_event(),
        Field::Section => t::f_section(),
        Field::Authority => t::f_authority(),
        Field::Medium => t::f_medium(),
        Field::Number => t::f_number(),
        Field::Version => t::f_version(),
        Field::ListNumber => t::f_list_number(),
        Field::Person => t::f_person(),
        Field::Date => t::f_date(),
        Field::Detail => t::f_detail(),
    }
}

/// What is wrong (expected and found), and what was done and can be done: two sentences.
#[must_use]
pub fn problem(problem: &Problem) -> (String, &'static str) {
    match &problem.fault {
        Fault::NoTag(found) => (t::ris_no_tag(found), t::ris_no_tag_do()),
        Fault::NextType => (t::ris_next_type().to_owned(), t::kept()),
        Fault::NoEnd => (t::ris_no_end().to_owned(), t::ris_no_end_do()),
        Fault::EndAlone => (t::ris_end_alone().to_owned(), t::passed_over()),
        Fault::FieldAlone(tag) => (t::ris_field_alone(tag), t::ris_field_alone_do()),
        Fault::UnknownType(name, kind) => {
            let done = match *kind {
                Kind::HANDOUT => t::kept_as_handout(),
                _ => t::ris_unknown_type_do(),
            };
            (t::ris_unknown_type(name), done)
        }
        Fault::Nameless => (t::ris_nameless().to_owned(), t::left_out()),
        Fault::NamelessEntry(kind) => (t::bib_nameless(kind), t::left_out()),
        Fault::NoObject => (t::json_no_object().to_owned(), t::json_no_object_do()),
        Fault::MoreAuthors(title) => (t::more_authors(title), t::more_authors_do()),
        Fault::Unread(words, title) => (t::cited_unread(words, title), t::cited_unread_do()),
        Fault::Guessed(title) => (t::cited_guessed(title), t::cited_guessed_do()),
        Fault::TwoDates(name) => (t::json_two_dates(name), t::json_two_dates_do()),
        Fault::Date(name, found) => (t::json_date(name, found), t::json_part_do()),
        Fault::Name(role, found) => (t::json_name(role, found), t::json_part_do()),
        Fault::Type(found) => (t::json_type(found), t::ris_unknown_type_do()),
        Fault::Value(name) => (t::json_value(name), t::json_value_do()),
        Fault::SameId(id) => (t::json_same_id(id), t::json_same_id_do()),
        Fault::Expected(what, found) => {
            let found = found.as_deref().unwrap_or(t::end_of_file());
            (t::expected(&expected(*what), found), t::expected_do())
        }
        Fault::Kept(what, found) => {
            let found = found.as_deref().unwrap_or(t::end_of_file());
            (t::expected(&expected(*what), found), t::expected_kept())
        }
        Fault::Letter(found, title) => (t::letter(found, title), t::letter_do()),
    }
}

fn expected(expected: Expected) -> String {
    // In a string of `locales/`, braces are places.
    let (open, close) = ("{", "}");
    let text = match expected {
        Expected::FieldName => return t::e_field_name(close),
        Expected::CommaOrBrace => return t::e_comma_or_brace(close),
        Expected::Braces => return t::e_braces(close, open),
        Expected::ListEnd => t::e_list_end(),
        Expected::FewerBrackets => t::e_fewer_brackets(),
        Expected::Colon => t::e_colon(),
        Expected::Value => t::e_value(),
        Expected::CommaOrBracket => t::e_comma_or_bracket(),
        Expected::Quoted => t::e_quoted(),
        Expected::ClosingQuote => t::e_closing_quote(),
        Expected::Escape => t::e_escape(),
        Expected::Digits => t::e_digits(),
        Expected::CommaBehindName => t::e_comma_behind_name(),
        Expected::Equals => t::e_equals(),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_what_they_stand_between_and_what_they_are_for() {
        let check = |given: Reason, expected: &str| assert_eq!(reason(&given), expected);
        check(
            Reason::Marks(
                Some((Field::Title, Field::Issued)),
                vec![Mark::Period, Mark::Round],
            ),
            "This stands between the title and when it came out. A period says that one part of the entry is finished. Round brackets hold a detail, apart from the rest.",
        );
        check(
            Reason::Marks(None, vec![Mark::Space]),
            "A space keeps two words apart.",
        );
        check(
            Reason::Marks(Some((Field::Author, Field::Title)), vec![Mark::Space]),
            "This stands between who made it and the title. A space keeps them apart.",
        );
    }

    /// What was done is what was done: the kind that the sentence names is the kind of the source.
    #[test]
    fn an_unknown_type_says_what_the_entry_was_kept_as() {
        for (address, kind, words) in [
            ("", Kind::HANDOUT, "kept as a class handout"),
            ("UR  - https://a.example\n", Kind::PAGE, "kept as a page"),
        ] {
            let file = ["TY  - PAT\nTI  - A hive\n", address, "ER  - \n"].concat();
            let (sources, problems) = carrel_refs::ris::read(&file);
            assert_eq!(sources[0].kind, kind);
            let (_, done) = problem(&problems[0]);
            assert!(done.contains(words), "{done}");
        }
        let (sources, problems) = carrel_refs::csl::read(r#"[{"type": "hive", "title": "A"}]"#);
        assert_eq!(sources[0].kind, Kind::PAGE);
        assert!(problem(&problems[0]).1.contains("kept as a page"));
    }

    /// What was found goes in as it is, braces and all.
    #[test]
    fn a_problem_names_what_was_expected_and_found() {
        let (_, problems) = carrel_refs::bibtex::read("@book{a,\n title = {Holes}\n year {1998}}");
        let said: Vec<_> = problems
            .iter()
            .map(|one| (one.line, problem(one)))
            .collect();
        let text = "expected `,` or `}` behind a value, found year {1998}}".to_owned();
        assert_eq!(
            said,
            [(
                3,
                (
                    text,
                    "The entry was kept, but what stands there may be missing. Look it through, or mend that line and read the file again."
                )
            )]
        );
        let (_, problems) = carrel_refs::bibtex::read("@book{a,\n title {Holes}}");
        assert_eq!(
            problem(&problems[0]).1,
            "The entry was left out. Mend that line, then read the file again."
        );
        assert_eq!(fill("{a} of {b}{", &[("a", "{b}"), ("b", "")]), "{b} of ");
    }
}
