//! What codes are called: formats, facets, statuses, levels, names. Only wording, no markup.

use carrel_core::bib::{Audience, Format, GradeRange, Measure, Role};
use carrel_core::{Item, ItemStatus};
use carrel_search::state::{Facet, Sort, format_slug};
use carrel_search::wire::{Alike, Card, HeadingKind, MatchField, MatchKind, SharedKind, Why};

use crate::i18n::t;
use crate::platform::intl;

/// A format as a reader says it.
#[must_use]
pub fn format(format: Format) -> &'static str {
    match format {
        Format::Book => t::format_book(),
        Format::GraphicNovel => t::format_graphic_novel(),
        Format::PictureBook => t::format_picture_book(),
        Format::LargePrint => t::format_large_print(),
        Format::Braille => t::format_braille(),
        Format::Ebook => t::format_ebook(),
        Format::Audiobook => t::format_audiobook(),
        Format::Eaudio => t::format_eaudio(),
        Format::Video => t::format_video(),
        Format::StreamingVideo => t::format_streaming_video(),
        Format::Music => t::format_music(),
        Format::Score => t::format_score(),
        Format::Map => t::format_map(),
        Format::Serial => t::format_magazine(),
        Format::Software => t::format_software(),
        Format::Kit => t::format_kit(),
        Format::Object => t::format_object(),
        Format::Picture => t::format_picture(),
        Format::Website => t::format_website(),
        Format::Other => t::format_other(),
    }
}

/// Name of a facet.
#[must_use]
pub fn facet(facet: Facet) -> &'static str {
    match facet {
        Facet::Format => t::facet_format(),
        Facet::Shelf => t::facet_shelf(),
        Facet::Genre => t::facet_genre(),
        Facet::Dewey => t::facet_dewey(),
        Facet::Audience => t::facet_audience(),
        Facet::Grade => t::facet_grade(),
        Facet::Level => t::facet_level(),
        Facet::Language => t::facet_language(),
        Facet::Year => t::facet_year(),
        Facet::Ebook => t::facet_ebook(),
        Facet::Available => t::facet_available(),
        Facet::New => t::facet_new(),
        Facet::Site => t::facet_site(),
        Facet::Subject => t::facet_subject(),
        Facet::Author => t::facet_author(),
        Facet::Series => t::facet_series(),
        Facet::Measured => t::facet_measured(),
    }
}

/// A facet's value as a reader says it.
#[must_use]
pub fn facet_value(facet: Facet, value: &str) -> String {
    match facet {
        Facet::Format => Format::ALL
            .into_iter()
            .find(|f| format_slug(*f) == value)
            .map_or_else(|| value.to_owned(), |f| format(f).to_owned()),
        Facet::Dewey => {
            dewey(value).map_or_else(|| value.to_owned(), |name| format!("{value} {name}"))
        }
        Facet::Audience => {
            audience_of(value).map_or_else(|| value.to_owned(), |a| audience(a).to_owned())
        }
        Facet::Grade => value.parse().map_or_else(|_| value.to_owned(), grade),
        Facet::Level | Facet::Measured => level_band(value),
        Facet::Language => intl::language_name(value),
        Facet::Year => match (value.strip_prefix('<'), value.parse::<i32>()) {
            (Some(year), _) => t::before_year(year),
            (None, Ok(from)) => t::decade(value, &(from + 9).to_string()),
            _ => value.to_owned(),
        },
        Facet::Ebook | Facet::Available | Facet::New => t::yes().to_owned(),
        Facet::Subject => heading(value),
        Facet::Author | Facet::Series | Facet::Shelf | Facet::Genre | Facet::Site => {
            value.to_owned()
        }
    }
}

/// What a chosen value is called when it stands alone: a yes-or-no facet by its own name.
#[must_use]
pub fn constraint(facet_: Facet, value: &str) -> String {
    match facet_ {
        Facet::Ebook | Facet::Available | Facet::New => facet(facet_).to_owned(),
        _ => facet_value(facet_, value),
    }
}

/// A Dewey hundred.
#[must_use]
pub fn dewey(hundred: &str) -> Option<&'static str> {
    Some(match hundred {
        "000" => t::dewey_000(),
        "100" => t::dewey_100(),
        "200" => t::dewey_200(),
        "300" => t::dewey_300(),
        "400" => t::dewey_400(),
        "500" => t::dewey_500(),
        "600" => t::dewey_600(),
        "700" => t::dewey_700(),
        "800" => t::dewey_800(),
        "900" => t::dewey_900(),
        _ => return None,
    })
}

fn audience_of(letter: &str) -> Option<Audience> {
    Some(match letter {
        "a" => Audience::Preschool,
        "b" => Audience::Primary,
        "c" => Audience::PreAdolescent,
        "d" => Audience::Adolescent,
        "j" => Audience::Juvenile,
        "g" => Audience::General,
        "e" => Audience::Adult,
        "f" => Audience::Specialised,
        _ => return None,
    })
}

/// For whom it is.
#[must_use]
pub fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Preschool => t::audience_a(),
        Audience::Primary => t::audience_b(),
        Audience::PreAdolescent => t::audience_c(),
        Audience::Adolescent => t::audience_d(),
        Audience::Juvenile => t::audience_j(),
        Audience::General => t::audience_g(),
        Audience::Adult => t::audience_e(),
        Audience::Specialised => t::audience_f(),
    }
}

/// One grade.
#[must_use]
pub fn grade(grade: i8) -> String {
    match grade {
        ..0 => t::grade_pre().to_owned(),
        0 => t::grade_k().to_owned(),
        _ => t::grade(&grade.to_string()),
    }
}

/// A range of grades.
#[must_use]
pub fn grades(range: GradeRange) -> String {
    let short = |g: i8| match g {
        ..0 => t::grade_pre_short().to_owned(),
        0 => t::grade_k_short().to_owned(),
        _ => g.to_string(),
    };
    if range.low == range.high {
        grade(range.low)
    } else {
        t::grades(&short(range.low), &short(range.high))
    }
}

fn level_band(value: &str) -> String {
    match value.split_once('-') {
        Some((low, high)) if low == high => return level_band(low),
        Some((low, high)) => return t::level_range(&level_band(low), &level_band(high)),
        None => {}
    }
    if value == "br" {
        return t::level_lexile_br().to_owned();
    }
    if let Some(level) = value.strip_prefix("ar") {
        return t::level_ar(&format!("{level}.0"), &format!("{level}.9"));
    }
    let grades = |level: &str| format!("{level}.0–{level}.9");
    if let Some(level) = value.strip_prefix("rc") {
        return t::rc_measure(&grades(level));
    }
    if let Some(level) = value.strip_prefix("gr") {
        return t::grade_measure(&grades(level));
    }
    if let Some(letter) = value.strip_prefix("fp") {
        return t::fp_measure(letter);
    }
    value.parse::<u32>().map_or_else(
        |_| value.to_owned(),
        |from| t::level_lexile(value, &(from + 199).to_string()),
    )
}

fn tenths(n: u16) -> String {
    format!("{}.{}", n / 10, n % 10)
}

/// One measured or stated reading level.
#[must_use]
pub fn measure(measure: &Measure) -> String {
    match measure {
        // Non-prose has a code and no number.
        Measure::Lexile { prefix, number: 0 } if prefix == "NP" => t::lexile_non_prose().to_owned(),
        Measure::Lexile { prefix, number } => t::lexile_measure(&format!("{prefix}{number}L")),
        Measure::AcceleratedReader {
            level,
            points,
            quiz,
            interest,
        } => {
            let mut out = t::ar_measure(&tenths(*level));
            if let Some(interest) = interest {
                out = format!("{out} {interest}");
            }
            points_and_quiz(&mut out, *points, *quiz);
            out
        }
        Measure::ReadingCounts {
            level,
            points,
            quiz,
        } => {
            let mut out = t::rc_measure(&tenths(*level));
            points_and_quiz(&mut out, *points, *quiz);
            out
        }
        Measure::Grade(level) => t::grade_measure(&tenths(*level)),
        Measure::FountasPinnell(letter) => t::fp_measure(letter),
    }
}

fn points_and_quiz(out: &mut String, points: Option<u16>, quiz: Option<u32>) {
    if let Some(points) = points {
        *out = t::list_comma(out, &t::ar_points(&tenths(points)));
    }
    if let Some(quiz) = quiz {
        *out = t::list_comma(out, &t::ar_quiz(&quiz.to_string()));
    }
}

/// An order of results.
#[must_use]
pub fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => t::sort_best(),
        Sort::Title => t::sort_title(),
        Sort::Author => t::sort_author(),
        Sort::YearNew => t::sort_year_new(),
        Sort::YearOld => t::sort_year_old(),
        Sort::Shelf => t::sort_shelf(),
        Sort::Arrived => t::sort_arrived(),
    }
}

/// A heading with its subdivisions as a reader meets them; the link keeps the catalogue's own form.
#[must_use]
pub fn heading(text: &str) -> String {
    text.replace(" -- ", " › ")
}

/// Why a book is like another, in at most two lines: what it is about, else its genre or its shelf, and its readers.
#[must_use]
pub fn shared(alike: &Alike) -> Vec<String> {
    let of = |kind| alike.shared.iter().find(|shared| shared.kind == kind);
    let about = of(SharedKind::Subject).map(|shared| t::like_about(&topic(&shared.text)));
    let genre = of(SharedKind::Genre).map(|shared| t::like_genre(&shared.text));
    let shelf = of(SharedKind::Shelf).map(|shared| t::like_shelf(&shared.text));
    let age = alike.same_age.then(|| t::like_age().to_owned());
    let mut out: Vec<String> = about
        .into_iter()
        .chain(genre)
        .chain(shelf)
        .chain(age)
        .collect();
    out.truncate(2);
    out
}

/// A subject heading without the form that ends it, which says nothing beside the book itself: "Dragons -- Fiction".
fn topic(text: &str) -> String {
    let main = match text.rsplit_once(" -- ") {
        Some((main, form)) if form.to_ascii_lowercase().ends_with("fiction") => main,
        _ => text,
    };
    heading(main)
}

/// Name of a heading list.
#[must_use]
pub fn list_name(kind: HeadingKind) -> &'static str {
    match kind {
        HeadingKind::Title => t::browse_titles(),
        HeadingKind::Author => t::browse_authors(),
        HeadingKind::Series => t::browse_series(),
        HeadingKind::Subject => t::browse_subjects(),
    }
}

/// What someone did.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Author => t::role_author(),
        Role::Illustrator => t::role_illustrator(),
        Role::Translator => t::role_translator(),
        Role::Editor => t::role_editor(),
        Role::Narrator => t::role_narrator(),
        Role::Performer => t::role_performer(),
        Role::Adapter => t::role_adapter(),
        Role::Body => t::role_body(),
        Role::Other => t::role_other(),
    }
}

/// "Sendak, Maurice" as one says it: "Maurice Sendak".
#[must_use]
pub fn person(name: &str, role: Role) -> String {
    if role == Role::Body {
        return name.to_owned();
    }
    let mut parts = name.splitn(3, ", ");
    match (parts.next(), parts.next(), parts.next()) {
        (Some(last), Some(first), None) => format!("{first} {last}"),
        (Some(last), Some(first), Some(rest)) => format!("{first} {last}, {rest}"),
        _ => name.to_owned(),
    }
}

/// Names for a line of a list: writers and illustrators, at most three; others where there are none of these.
#[must_use]
pub fn names(card: &Card) -> String {
    let makers = |(_, role): &&(String, Role)| {
        matches!(role, Role::Author | Role::Illustrator | Role::Adapter)
    };
    let any = card.names.iter().any(|pair| makers(&pair));
    let mut people: Vec<String> = Vec::new();
    for (name, role) in card.names.iter().filter(|pair| !any || makers(pair)) {
        let person = person(name, *role);
        if !people.contains(&person) && people.len() < 3 {
            people.push(person);
        }
    }
    match people.len() {
        0 => String::new(),
        1 => people.remove(0),
        _ => {
            let last = people.pop().unwrap_or_default();
            let first = people
                .into_iter()
                .reduce(|a, b| t::list_comma(&a, &b))
                .unwrap_or_default();
            t::list_and(&first, &last)
        }
    }
}

/// Whether it can be had, in as few words as there are.
#[must_use]
pub fn availability_short(card: &Card) -> (&'static str, String) {
    let (code, text) = availability(card);
    match code {
        "available" => (code, t::on_shelf().to_owned()),
        "on-loan" => (code, t::out().to_owned()),
        _ => (code, text),
    }
}

/// Whether it can be had: a code for the style sheet, and the words.
#[must_use]
pub fn availability(card: &Card) -> (&'static str, String) {
    match (card.available, card.copies) {
        (0, 0) if card.ebook.is_some() => ("ebook", t::read_online().to_owned()),
        (0, 0) => ("away", t::no_copies().to_owned()),
        (0, _) => match (card.status, card.due_on) {
            (ItemStatus::OnLoan, Some(day)) => ("on-loan", t::out_due(&intl::date(day))),
            (ItemStatus::OnLoan, None) => ("on-loan", t::out().to_owned()),
            (status, _) => state(status),
        },
        (1, 1) => ("available", t::on_shelf().to_owned()),
        (available, copies) => (
            "available",
            t::on_shelf_of(
                &intl::number(u32::from(available)),
                &intl::number(u32::from(copies)),
            ),
        ),
    }
}

/// The status of one copy: a code for the style sheet, and the words.
#[must_use]
pub fn status(item: &Item) -> (&'static str, String) {
    match (item.status, item.due_on) {
        (ItemStatus::OnLoan, Some(day)) => ("on-loan", t::status_on_loan_due(&intl::date(day))),
        (status, _) => state(status),
    }
}

/// A status in words, without a day.
fn state(status: ItemStatus) -> (&'static str, String) {
    let (code, text) = match status {
        ItemStatus::Available => ("available", t::status_available()),
        ItemStatus::OnLoan => ("on-loan", t::status_on_loan()),
        ItemStatus::OnHold => ("on-hold", t::status_on_hold()),
        ItemStatus::InLibrary => ("available", t::status_in_library()),
        ItemStatus::Coming => ("away", t::status_coming()),
        ItemStatus::Away => ("away", t::status_away()),
        ItemStatus::Missing | ItemStatus::Withdrawn => ("away", t::status_missing()),
    };
    (code, text.to_owned())
}

fn field(field: MatchField) -> &'static str {
    match field {
        MatchField::Title => t::field_title(),
        MatchField::OtherTitle => t::field_other_title(),
        MatchField::Author => t::field_author(),
        MatchField::Series => t::field_series(),
        MatchField::Subject => t::field_subject(),
        MatchField::Text => t::field_text(),
        MatchField::Number => t::field_number(),
    }
}

fn fields(list: &[MatchField]) -> String {
    let mut names: Vec<&str> = list.iter().map(|f| field(*f)).collect();
    names.dedup();
    names.truncate(3);
    names
        .into_iter()
        .map(str::to_owned)
        .reduce(|a, b| t::list_comma(&a, &b))
        .unwrap_or_default()
}

/// Why a result is there, where that is not plain from its title and author: misread words first.
#[must_use]
pub fn why(list: &[Why]) -> Vec<String> {
    let mut out: Vec<String> = list
        .iter()
        .filter(|w| w.how == MatchKind::Spelling)
        .map(|w| t::why_spelling(&w.asked, &w.found, &fields(&w.fields)))
        .collect();
    let mut elsewhere: Vec<MatchField> = Vec::new();
    for w in list.iter().filter(|w| w.how != MatchKind::Spelling) {
        if !w
            .fields
            .iter()
            .any(|f| matches!(f, MatchField::Title | MatchField::Author))
        {
            elsewhere.extend(&w.fields);
        }
    }
    elsewhere.sort_unstable();
    elsewhere.dedup();
    if !elsewhere.is_empty() {
        out.push(t::why_found(&fields(&elsewhere)));
    }
    out
}

/// A series with the number in it.
#[must_use]
pub fn series(title: &str, number: Option<&str>) -> String {
    match number {
        Some(number) => t::series_number(title, number),
        None => title.to_owned(),
    }
}

/// Bytes as a reader reads them.
#[must_use]
pub fn size(bytes: u64) -> String {
    let kb = bytes.div_ceil(1024) as u32;
    if kb < 1000 {
        t::bytes_kb(&intl::number(kb))
    } else {
        t::bytes_mb(&intl::tenths((kb + 51) / 102))
    }
}
