//! Search answers as JSON, the same from the command line and from the preview of the Publish page.

use carrel_core::bib::Role;
use carrel_search::query::MOST_WORDS;
use carrel_search::state::format_slug;
use carrel_search::wire::{
    HeadingKind, Hit, MatchField, MatchKind, Notice, Parts, SearchAnswer, Way, Why,
};

use crate::json::{Json, object};
use crate::words;

/// An answer; `parts` are the shares of each hit's score, where they were asked for.
#[must_use]
pub fn to_json(query: &str, answer: &SearchAnswer, parts: &[Parts]) -> Json {
    let hits = answer
        .hits
        .iter()
        .enumerate()
        .map(|(n, hit)| hit_json(hit, parts.get(n)));
    let notices = answer.notices.iter().map(|n| notice_text(n).into());
    object(vec![
        ("query", query.into()),
        ("total", answer.total.into()),
        ("notices", Json::List(notices.collect())),
        ("hits", Json::List(hits.collect())),
    ])
}

fn hit_json(hit: &Hit, parts: Option<&Parts>) -> Json {
    let card = &hit.card;
    let optional = |text: &Option<String>| text.as_deref().map_or(Json::Null, Json::from);
    let names = card.names.iter().map(|(name, role)| {
        object(vec![
            ("name", name.as_str().into()),
            ("role", role_name(*role).into()),
        ])
    });
    let year = card.year.map(|y| Json::Number(y.to_string()));
    let mut out = object(vec![
        ("id", card.id.as_str().into()),
        ("title", card.title.as_str().into()),
        ("subtitle", optional(&card.subtitle)),
        ("names", Json::List(names.collect())),
        ("year", year.unwrap_or(Json::Null)),
        ("format", format_slug(card.format).into()),
        ("language", card.language.as_str().into()),
        ("call_number", optional(&card.call_number)),
        ("shelf", optional(&card.shelf)),
        ("copies", u32::from(card.copies).into()),
        ("available", u32::from(card.available).into()),
        ("ebook", optional(&card.ebook)),
        ("score", number(hit.score)),
    ]);
    if let Some(parts) = parts {
        let why = lines(parts)
            .into_iter()
            .map(|(why, share)| object(vec![("why", why.into()), ("score", number(share))]));
        out.set("explain", Json::List(why.collect()));
    }
    out
}

fn number(n: f32) -> Json {
    Json::Number(format!("{n:.3}"))
}

/// What the engine did to the query, in a sentence.
#[must_use]
pub fn notice_text(notice: &Notice) -> String {
    match notice {
        Notice::Corrected { asked, searched } => words::corrected(asked, searched),
        Notice::SomeWords(words) if words.is_empty() => words::most_words().to_owned(),
        Notice::SomeWords(words) => words::some_words(words.join(", ")),
        Notice::Constrained(n) => words::constrained(n),
        Notice::DidYouMean(text) => words::did_you_mean(text),
        Notice::NoIsbn(number) => words::no_isbn(number),
        Notice::NotIsbn { number, last } if last.is_empty() => words::not_isbn(number),
        Notice::NotIsbn { number, last } => words::not_isbn_last(number, last),
        Notice::Cut => words::query_cut(MOST_WORDS),
        Notice::Signs => words::query_signs().to_owned(),
        Notice::Guessed(n) => words::guessed(n),
        Notice::Instead(list) => {
            let list: Vec<String> = list
                .iter()
                .map(|other| match other.kind {
                    HeadingKind::Subject => words::instead_subject(&other.text, other.count),
                    _ => format!("\"{}\"", other.text),
                })
                .collect();
            words::instead(list.join("; "))
        }
    }
}

/// All parts of a score, a line each; together they are the score.
#[must_use]
pub fn lines(parts: &Parts) -> Vec<(String, f32)> {
    let mut out: Vec<(String, f32)> = parts
        .words
        .iter()
        .map(|(why, share)| (why_text(why), *share))
        .collect();
    let (way, earned) = parts.way;
    let way = match way {
        Way::Words => words::way_words(),
        Way::Heading => words::way_heading(),
        Way::Series => words::way_series(),
        Way::Title => words::way_title(),
        Way::Isbn => words::way_isbn(),
    };
    for (text, share) in [(way, earned), (words::asked_for(), parts.asked_for)] {
        if share != 0.0 {
            out.push((text.to_owned(), share));
        }
    }
    out
}

/// Why a word matched, on one line.
#[must_use]
pub fn why_text(why: &Why) -> String {
    let how = match why.how {
        MatchKind::Exact => words::how_exact(),
        MatchKind::Form => words::how_form(),
        MatchKind::Prefix => words::how_prefix(),
        MatchKind::Spelling => words::how_spelling(),
    };
    let fields: Vec<&str> = why.fields.iter().map(|f| field_name(*f)).collect();
    words::why(&why.asked, &why.found, how, fields.join(", "))
}

fn field_name(field: MatchField) -> &'static str {
    match field {
        MatchField::Title => words::in_title(),
        MatchField::OtherTitle => words::in_other_title(),
        MatchField::Author => words::in_author(),
        MatchField::Series => words::in_series(),
        MatchField::Subject => words::in_subject(),
        MatchField::Text => words::in_text(),
        MatchField::Number => words::in_number(),
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Author => "author",
        Role::Illustrator => "illustrator",
        Role::Translator => "translator",
        Role::Editor => "editor",
        Role::Narrator => "narrator",
        Role::Performer => "performer",
        Role::Adapter => "adapter",
        Role::Body => "body",
        Role::Other => "other",
    }
}
