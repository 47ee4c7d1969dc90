//! The kinds of sources a student meets, what each is in CSL, and what a form asks for it.

/// A kind of source, by its place in [`KINDS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kind(u8);

/// How much a field matters for a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it there is no citation.
    Must,
    /// Asked first; a citation without it is poorer.
    Asked,
    /// Behind "more": few sources have it.
    More,
}

/// What kind of answer a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line.
    Text,
    /// People and bodies.
    People,
    /// Year, month, day.
    Date,
    /// A web address.
    Address,
    /// The language of the title: the list's, English or another one.
    Language,
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The CSL variable it fills.
    pub name: &'static str,
    /// Which words label and explain it: the variable's own, or special ones such as `site` for a web page's container.
    pub label: &'static str,
    /// How much it matters.
    pub need: Need,
}

macro_rules! fields {
    ($($need:ident $name:literal $(as $label:literal)?),* $(,)?) => {
        &[$(Field { name: $name, label: fields!(@ $name $($label)?), need: Need::$need }),*]
    };
    (@ $name:literal) => { $name };
    (@ $name:literal $label:literal) => { $label };
}

/// What the form of everything with a title asks besides, behind "more".
const TITLED: &[Field] = fields![More "title-short", More "language"];

impl Field {
    /// What it takes.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self.name {
            "issued" | "accessed" | "original-date" => Shape::Date,
            "URL" => Shape::Address,
            "language" => Shape::Language,
            name if is_role(name) => Shape::People,
            _ => Shape::Text,
        }
    }
}

/// Roles of people in CSL that our forms and formats use.
pub const ROLES: [&str; 14] = [
    "author",
    "editor",
    "translator",
    "illustrator",
    "director",
    "performer",
    "composer",
    "interviewer",
    "recipient",
    "narrator",
    "host",
    "producer",
    "script-writer",
    "container-author",
];

/// Is it a variable that holds people?
#[must_use]
pub fn is_role(name: &str) -> bool {
    ROLES.contains(&name)
}

/// Group of kinds, for a page that offers all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Books and their parts.
    Books,
    /// Articles.
    Articles,
    /// Web and post.
    Online,
    /// To watch, to hear, to look at.
    Media,
    /// People.
    People,
    /// Computers.
    Machines,
    /// School, law, research.
    Papers,
}

/// What is known of a kind.
#[derive(Debug)]
pub struct Info {
    /// Its name in files and addresses.
    pub name: &'static str,
    /// Its type in CSL.
    pub csl: &'static str,
    /// Where it is offered.
    pub shelf: Shelf,
    /// True for the youngest, too.
    pub elementary: bool,
    /// What goes without saying: variable and value.
    pub given: &'static [(&'static str, &'static str)],
    /// What the form asks, in its order.
    pub fields: &'static [Field],
}

macro_rules! kinds {
    ($($id:ident $name:literal $csl:literal $shelf:ident $young:literal [$($given:expr),*] $fields:expr;)*) => {
        /// Every kind, in the order in which they are offered.
        pub const KINDS: &[Info] = &[$(Info {
            name: $name, csl: $csl, shelf: Shelf::$shelf, elementary: $young, given: &[$($given),*], fields: $fields,
        }),*];
        kinds!(@ 0u8; $($id)*);
    };
    (@ $n:expr; $id:ident $($rest:ident)*) => {
        impl Kind { #[doc = "One of the kinds of [`KINDS`]."] pub const $id: Kind = Kind($n); }
        kinds!(@ $n + 1; $($rest)*);
    };
    (@ $n:expr;) => {};
}

kinds! {
    BOOK "book" "book" Books true [] fields![Asked "author", Must "title", Asked "publisher", Asked "issued", More "edition", More "editor", More "translator", More "illustrator", More "narrator", More "volume", More "collection-title", More "publisher-place", More "ISBN"];
    EBOOK "e-book" "book" Books false [("medium", "E-book")] fields![Asked "author", Must "title", Asked "publisher", Asked "issued", Asked "source" as "platform", Asked "URL", More "edition", More "editor", More "translator", More "volume", More "DOI", More "publisher-place"];
    CHAPTER "chapter" "chapter" Books false [] fields![Asked "author" as "part_author", Must "title" as "part_title", Must "container-title" as "book_title", Asked "editor", Asked "publisher", Asked "issued", Asked "page", More "edition", More "volume", More "translator", More "publisher-place", More "DOI", More "URL"];
    EDITED "edited-book" "book" Books false [] fields![Must "editor", Must "title", Asked "publisher", Asked "issued", More "edition", More "volume", More "collection-title", More "publisher-place", More "ISBN"];
    TRANSLATED "translated-book" "book" Books false [] fields![Asked "author", Must "title", Must "translator", Asked "publisher", Asked "issued", More "original-date", More "edition", More "editor", More "publisher-place", More "ISBN"];
    ENTRY "encyclopedia" "entry-encyclopedia" Books true [] fields![Asked "author", Must "title" as "entry_title", Must "container-title" as "encyclopedia", Asked "publisher", Asked "issued", Asked "URL", More "edition", More "volume", More "page", More "editor", More "accessed"];
    COMIC "comic" "book" Books false [] fields![Asked "author" as "writer", Must "title", Asked "illustrator" as "artist", Asked "publisher", Asked "issued", More "volume", More "collection-title", More "publisher-place"];
    POEM "poem" "chapter" Books false [] fields![Asked "author" as "poet", Must "title" as "poem_title", Must "container-title" as "book_title", Asked "editor", Asked "publisher", Asked "issued", Asked "page", More "edition", More "translator", More "publisher-place"];
    SACRED "sacred-text" "book" Books false [] fields![Must "title" as "sacred_title", Asked "edition" as "bible_version", Asked "editor", Asked "translator", Asked "publisher", Asked "issued", More "publisher-place", More "URL"];

    JOURNAL "journal-article" "article-journal" Articles false [] fields![Asked "author", Must "title" as "article_title", Must "container-title" as "journal", Asked "volume", Asked "issue", Asked "issued", Asked "page", Asked "DOI", More "number" as "article_number", More "URL"];
    MAGAZINE "magazine-article" "article-magazine" Articles true [] fields![Asked "author", Must "title" as "article_title", Must "container-title" as "magazine", Asked "issued", Asked "page", Asked "URL", More "volume", More "issue", More "accessed"];
    NEWSPAPER "newspaper-article" "article-newspaper" Articles true [] fields![Asked "author", Must "title" as "article_title", Must "container-title" as "newspaper", Asked "issued", Asked "page" as "news_page", Asked "URL", More "edition" as "news_edition", More "section", More "accessed"];
    DATABASE "database-article" "article-journal" Articles false [] fields![Asked "author", Must "title" as "article_title", Must "container-title" as "periodical", Must "source" as "database", Asked "volume", Asked "issue", Asked "issued", Asked "page", Asked "DOI", More "number" as "article_number", More "URL", More "accessed"];

    PAGE "web-page" "webpage" Online true [] fields![Asked "author", Must "title" as "page_title", Asked "container-title" as "site", Asked "publisher" as "site_publisher", Asked "issued" as "page_date", Must "URL", Asked "accessed"];
    SITE "website" "webpage" Online false [] fields![Asked "author" as "site_author", Must "title" as "site_title", Asked "publisher" as "site_publisher", Asked "issued" as "page_date", Must "URL", Asked "accessed"];
    POST "social-post" "post" Online false [] fields![Must "author" as "screen_name", Must "title" as "post_text", Must "container-title" as "network", Must "issued", Must "URL", More "genre" as "post_kind", More "accessed"];
    EMAIL "email" "personal_communication" People false [("genre", "Email")] fields![Must "author" as "mail_from", Asked "title" as "mail_subject", Asked "recipient", Must "issued" as "mail_date"];

    VIDEO "online-video" "motion_picture" Media true [] fields![Asked "author" as "uploader", Must "title" as "video_title", Must "container-title" as "video_site", Asked "issued", Must "URL", More "accessed"];
    FILM "film" "motion_picture" Media false [("genre", "Film")] fields![Must "title" as "film_title", Asked "director", Asked "publisher" as "studio", Asked "issued", More "performer", More "source" as "streaming", More "medium" as "disc", More "URL"];
    TV "tv-episode" "broadcast" Media false [("genre", "TV series episode")] fields![Must "title" as "episode_title", Must "container-title" as "series_title", Asked "director", Asked "script-writer", Asked "volume" as "season", Asked "number" as "episode", Asked "publisher" as "network_company", Asked "issued", More "source" as "streaming", More "URL"];
    PODCAST "podcast" "broadcast" Media false [("genre", "Audio podcast episode")] fields![Asked "author" as "host", Must "title" as "episode_title", Must "container-title" as "podcast_title", Asked "number" as "episode", Asked "publisher" as "podcast_company", Asked "issued", Asked "URL"];
    IMAGE "image" "graphic" Media true [] fields![Asked "author" as "artist", Must "title" as "image_title", Asked "issued", Asked "medium" as "image_medium", Asked "archive" as "museum", Asked "archive-place" as "museum_place", Asked "container-title" as "site", Asked "URL", More "accessed"];
    MAP "map" "map" Media false [("genre", "Map")] fields![Asked "author" as "map_maker", Must "title" as "map_title", Asked "publisher", Asked "issued", Asked "container-title" as "site", Asked "URL", More "scale", More "accessed"];
    SONG "song" "song" Media false [("genre", "Song")] fields![Asked "author" as "singer", Must "title" as "song_title", Asked "container-title" as "album", Asked "publisher" as "label", Asked "issued", More "composer", More "source" as "streaming", More "URL"];

    INTERVIEW "interview" "interview" People true [("genre", "Personal interview")] fields![Must "author" as "interviewee", Must "issued" as "interview_date", Asked "interviewer", More "title" as "interview_title"];
    SPEECH "lecture" "speech" People false [("genre", "Lecture")] fields![Must "author" as "speaker", Must "title" as "speech_title", Asked "event-title", Asked "publisher" as "event_host", Asked "publisher-place" as "event_place", Must "issued", More "URL"];

    AI_CHAT "ai-chat" "software" Machines false [("genre", "Generative AI chat")] fields![Must "title" as "prompt", Must "container-title" as "ai_tool", Asked "version" as "ai_version", Must "publisher" as "ai_company", Must "issued" as "ai_date", Must "URL" as "ai_url"];
    AI_IMAGE "ai-image" "graphic" Machines false [("genre", "AI-generated image")] fields![Must "title" as "ai_image_prompt", Must "container-title" as "ai_tool", Asked "version" as "ai_version", Must "publisher" as "ai_company", Must "issued" as "ai_date", Must "URL" as "ai_url"];
    SOFTWARE "software" "software" Machines false [] fields![Asked "author" as "developer", Must "title" as "app_title", Asked "version", Asked "publisher" as "app_publisher", Asked "issued", Asked "genre" as "app_kind", Asked "medium" as "app_system", More "URL"];
    DATASET "dataset" "dataset" Machines false [] fields![Asked "author" as "data_author", Must "title" as "data_title", Asked "version", Asked "publisher" as "data_publisher", Asked "issued", Asked "DOI", Asked "URL", More "accessed"];

    REPORT "report" "report" Papers false [] fields![Must "author" as "report_author", Must "title" as "report_title", Asked "number" as "report_number", Asked "publisher" as "report_publisher", Asked "issued", Asked "URL", More "genre" as "report_kind", More "page"];
    HANDOUT "handout" "document" Papers false [("genre", "Class handout")] fields![Must "author" as "teacher", Must "title" as "handout_title", Asked "container-title" as "course", Asked "publisher" as "school", Asked "issued"];
    NOTES "class-notes" "document" Papers false [("genre", "Class notes")] fields![Must "author" as "teacher", Must "title" as "notes_title", Asked "container-title" as "course", Asked "publisher" as "school", Must "issued"];
    THESIS "thesis" "thesis" Papers false [("genre", "Doctoral dissertation")] fields![Must "author", Must "title", Must "publisher" as "university", Must "issued", Asked "genre" as "degree", More "source" as "database", More "URL"];
    LAW "law" "legal_case" Papers false [] fields![Must "title" as "case_name", Asked "authority" as "court", Must "issued", Asked "volume" as "reporter_volume", Asked "container-title" as "reporter", Asked "page" as "reporter_page", Asked "URL"];
}

/// What MLA makes of the kinds that begin with what was asked of a machine: CSL's one type that is no law and whose title
/// has neither slant nor quotation marks of the style's.
static PROMPT: Info = Info {
    name: "prompt",
    csl: "collection",
    shelf: Shelf::Machines,
    elementary: false,
    given: &[],
    fields: &[],
};

impl Kind {
    /// Only on the way to a style (`school.rs`), never offered: a title that comes with its own quotation marks.
    pub(crate) const PROMPT: Kind = Kind(u8::MAX);

    /// Every kind.
    pub fn all() -> impl Iterator<Item = Kind> {
        (0..KINDS.len() as u8).map(Kind)
    }

    /// What is known of it.
    #[must_use]
    pub fn info(self) -> &'static Info {
        KINDS.get(usize::from(self.0)).unwrap_or(&PROMPT)
    }

    /// Its name in files and addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The fields of its form behind those of [`Info::fields`]. What somebody posted and what a machine was asked keeps its letters
    /// in every language.
    #[must_use]
    pub fn besides(self) -> &'static [Field] {
        let titled = self.info().fields.iter().any(|field| field.name == "title");
        let typed = matches!(self, Kind::AI_CHAT | Kind::AI_IMAGE | Kind::POST);
        if titled && !typed { TITLED } else { &[] }
    }

    /// A kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Kind> {
        Kind::all().find(|kind| kind.name() == name)
    }

    /// The kind that a CSL type is most often, for sources from elsewhere; a page for what is no type.
    #[must_use]
    pub fn of_csl(csl: &str) -> Kind {
        Kind::of_type(csl).unwrap_or(Kind::PAGE)
    }

    /// The kind that a type of a CSL-JSON file means. Crossref has names of its own, which happen to be ours.
    pub(crate) fn of_type(name: &str) -> Option<Kind> {
        Kind::in_csl(name).or_else(|| Kind::named(name))
    }

    /// The kind of a type that CSL 1.0.2 knows, with the hyphens of older files.
    #[must_use]
    pub fn in_csl(csl: &str) -> Option<Kind> {
        Some(match csl {
            "book" => Kind::BOOK,
            "entry" | "entry-dictionary" => Kind::ENTRY,
            "article" | "paper-conference" | "review" | "review-book" => Kind::JOURNAL,
            "post-weblog" => Kind::PAGE,
            "video" | "motion-picture" => Kind::VIDEO,
            "figure" | "performance" => Kind::IMAGE,
            "manuscript" | "pamphlet" | "document" => Kind::HANDOUT,
            "periodical" => Kind::MAGAZINE,
            "musical_score" | "musical-score" => Kind::BOOK,
            "bill" | "legislation" | "regulation" | "hearing" | "treaty" | "legal-case" => {
                Kind::LAW
            }
            "software" => Kind::SOFTWARE,
            "collection" | "classic" => Kind::BOOK,
            "personal-communication" => Kind::EMAIL,
            "event" => Kind::SPEECH,
            "patent" | "standard" => Kind::REPORT,
            _ => return Kind::all().find(|kind| kind.info().csl == csl),
        })
    }

    /// The kind that only a genre tells, whatever its type: what was asked of a machine.
    #[must_use]
    pub fn of_genre(genre: &str) -> Option<Kind> {
        let says = |kind: &Kind| {
            let mut given = kind.info().given.iter();
            given.any(|(_, word)| crate::tongue::means(genre, word))
        };
        [Kind::AI_CHAT, Kind::AI_IMAGE].into_iter().find(says)
    }
}

/// A source of a kind with everything in it that its form asks: for the tests of what is written and read again.
#[cfg(test)]
pub(crate) fn filled(kind: Kind) -> crate::Source {
    use crate::{Person, Source, When};
    let mut source = Source::new("s", kind);
    for field in kind.info().fields {
        match (field.name, field.shape()) {
            (name, Shape::People) => source.set_people(
                name,
                vec![
                    Person {
                        suffix: "Jr.".into(),
                        ..Person::of("King", &["Ann", name].join(" "))
                    },
                    Person::body(&["The", name, "Office"].join(" ")),
                ],
            ),
            ("accessed", _) => source.set_date("accessed", When::day(2026, 11, 6)),
            (name, Shape::Date) => source.set_date(
                name,
                When {
                    month: if name == "issued" { 23 } else { 0 },
                    ..When::year(1998)
                },
            ),
            (name, Shape::Address) => source.set(name, "https://a.example/~b_c?d=1"),
            ("page", _) => source.set("page", "101-125"),
            ("DOI", _) => source.set("DOI", "10.1000/182"),
            ("ISBN", _) => source.set("ISBN", "9780306406157"),
            (name, Shape::Text | Shape::Language) => source.set(name, &["NASA on", name].join(" ")),
        }
    }
    source
}

/// Are they the same, whatever order their fields have?
#[cfg(test)]
pub(crate) fn assert_same(found: &crate::Source, expected: &crate::Source, text: &str) {
    let sorted = |source: &crate::Source| {
        let mut source = source.clone();
        source.id.clear();
        source.texts.sort();
        source.people.sort_by(|a, b| a.0.cmp(&b.0));
        source.dates.sort_by(|a, b| a.0.cmp(&b.0));
        source
    };
    assert_eq!(sorted(found), sorted(expected), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_thirty_five_kinds_with_names_of_their_own() {
        assert_eq!(KINDS.len(), 35);
        for kind in Kind::all() {
            assert_eq!(Kind::named(kind.name()), Some(kind));
            let info = kind.info();
            assert!(
                info.fields.iter().any(|f| f.need == Need::Must),
                "{}",
                info.name
            );
            let mut names: Vec<_> = info.fields.iter().map(|f| f.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), info.fields.len(), "{}", info.name);
        }
        assert_eq!(KINDS.iter().filter(|k| k.elementary).count(), 8);
    }

    #[test]
    fn types_from_elsewhere_have_a_kind() {
        assert_eq!(Kind::of_csl("article-journal"), Kind::JOURNAL);
        assert_eq!(Kind::of_csl("motion_picture"), Kind::VIDEO);
        assert_eq!(Kind::of_csl("no such type"), Kind::PAGE);
        assert_eq!(Kind::in_csl("no such type"), None);
        assert_eq!(Kind::in_csl("journal-article"), None);
        assert_eq!(Kind::of_type("journal-article"), Some(Kind::JOURNAL));
        assert_eq!(Kind::in_csl("motion-picture"), Some(Kind::VIDEO));
    }
}
