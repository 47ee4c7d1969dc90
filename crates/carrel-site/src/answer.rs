//! Search answers as JSON, the same from the command line and from the preview of the Publish page.

use carrel_core::bib::Role;
use carrel_search::state::format_slug;
use carrel_search::wire::{Hit, MatchField, MatchKind, Notice, Parts, SearchAnswer, Way, Why};

use crate::json::{Json, object};

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
        Notice::Corrected { asked, searched } => {
            format!("Nothing has \"{asked}\"; searched \"{searched}\".")
        }
        Notice::SomeWords(words) if words.is_empty() => {
            "No title has all these words; these have most of them.".to_owned()
        }
        Notice::SomeWords(words) => format!(
            "No title has all these words; left out: {}.",
            words.join(", ")
        ),
        Notice::Constrained(n) => {
            format!("The constraints leave nothing; without them there are {n}.")
        }
        Notice::DidYouMean(text) => format!("Did you mean \"{text}\"?"),
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
        Way::Words => "words next to one another in the title",
        Way::Heading => "a subject heading of just these words",
        Way::Series => "a series and the number of a volume",
        Way::Title => "the title from its beginning",
        Way::Isbn => "this ISBN",
    };
    for (text, share) in [
        (way, earned),
        (
            "asked for more often: language, readers, loans, copies",
            parts.asked_for,
        ),
    ] {
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
        MatchKind::Exact => "exact",
        MatchKind::Form => "form",
        MatchKind::Prefix => "prefix",
        MatchKind::Spelling => "spelling",
    };
    let fields: Vec<&str> = why.fields.iter().map(|f| field_name(*f)).collect();
    format!(
        "{} = {} ({how}) in {}",
        why.asked,
        why.found,
        fields.join(", ")
    )
}

fn field_name(field: MatchField) -> &'static str {
    match field {
        MatchField::Title => "title",
        MatchField::OtherTitle => "other title",
        MatchField::Author => "author",
        MatchField::Series => "series",
        MatchField::Subject => "subject",
        MatchField::Text => "text",
        MatchField::Number => "number",
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
