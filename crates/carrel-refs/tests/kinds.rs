//! Every kind on the shipped styles, as a student would have it: what comes out is in `kinds.txt`, to be read by people. After a
//! wanted change, `CARREL_GOLDEN=write cargo test -p carrel-refs` writes it anew.

use carrel_cite::{Cite, Engine, Format, Item, Locale, Note, Role, Style, positions};
use carrel_refs::{Kind, Person, Source, When, csl, pasted, school};

macro_rules! styles {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../carrel-cite/styles/", $name, ".csl")))),*]
    };
}

const STYLES: [(&str, &str); 8] = styles![
    "mla",
    "apa",
    "chicago-notes",
    "chicago-author-date",
    "chicago-notes-17",
    "chicago-author-date-17",
    "harvard",
    "elementary"
];

/// One filled source of each kind: kind, texts, people, day it came out.
#[allow(clippy::type_complexity)]
const FILLED: &[(Kind, &[(&str, &str)], &[(&str, &str)], &str)] = &[
    (
        Kind::BOOK,
        &[
            ("title", "Holes"),
            ("publisher", "Farrar, Straus and Giroux"),
            ("publisher-place", "New York"),
        ],
        &[("author", "Louis Sachar")],
        "1998",
    ),
    (
        Kind::EBOOK,
        &[
            ("title", "The Secret Garden"),
            ("source", "Project Gutenberg"),
            ("URL", "https://www.gutenberg.org/ebooks/113"),
        ],
        &[("author", "Frances Hodgson Burnett")],
        "1911",
    ),
    (
        Kind::CHAPTER,
        &[
            ("title", "The lottery"),
            ("container-title", "The best American essays"),
            ("publisher", "Mariner"),
            ("page", "1-9"),
        ],
        &[("author", "Shirley Jackson"), ("editor", "Rebecca Solnit")],
        "2019",
    ),
    (
        Kind::EDITED,
        &[
            ("title", "The best American essays"),
            ("publisher", "Mariner"),
        ],
        &[("editor", "Rebecca Solnit")],
        "2019",
    ),
    (
        Kind::TRANSLATED,
        &[("title", "The little prince"), ("publisher", "Harcourt")],
        &[
            ("author", "Antoine de Saint-Exupéry"),
            ("translator", "Richard Howard"),
        ],
        "2000",
    ),
    (
        Kind::ENTRY,
        &[
            ("title", "Volcano"),
            ("container-title", "World Book"),
            ("publisher", "World Book"),
        ],
        &[],
        "2020",
    ),
    (
        Kind::COMIC,
        &[("title", "New kid"), ("publisher", "HarperAlley")],
        &[("author", "Jerry Craft"), ("illustrator", "Jim Callahan")],
        "2019",
    ),
    (
        Kind::POEM,
        &[
            ("title", "Still I rise"),
            ("container-title", "And still I rise"),
            ("publisher", "Random House"),
            ("page", "41-42"),
        ],
        &[("author", "Maya Angelou")],
        "1978",
    ),
    (
        Kind::SACRED,
        &[
            ("title", "The Holy Bible"),
            ("edition", "New International Version"),
            ("publisher", "Zondervan"),
        ],
        &[],
        "2011",
    ),
    (
        Kind::JOURNAL,
        &[
            ("title", "Who owns the moon?"),
            ("container-title", "Journal of Space"),
            ("volume", "12"),
            ("issue", "3"),
            ("page", "101-125"),
            ("DOI", "10.1000/182"),
        ],
        &[("author", "Priya Rao")],
        "2022-04",
    ),
    (
        Kind::MAGAZINE,
        &[
            ("title", "Inside the hive"),
            ("container-title", "National Geographic Kids"),
            ("page", "12-15"),
        ],
        &[("author", "Ann Lee")],
        "2023-05",
    ),
    (
        Kind::NEWSPAPER,
        &[
            ("title", "City plants 1,000 trees"),
            ("container-title", "The Boston Globe"),
            ("page", "B2"),
        ],
        &[("author", "Sam Ortiz")],
        "2024-04-22",
    ),
    (
        Kind::DATABASE,
        &[
            ("title", "Bees in danger"),
            ("container-title", "Science News"),
            ("source", "Gale In Context"),
            ("URL", "https://link.gale.com/apps/1"),
            ("volume", "200"),
            ("issue", "4"),
            ("page", "8"),
        ],
        &[("author", "Lily Chen")],
        "2021-08-28",
    ),
    (
        Kind::PAGE,
        &[
            ("title", "Moon facts"),
            ("container-title", "NASA Science"),
            ("URL", "https://science.nasa.gov/moon/facts"),
        ],
        &[],
        "2024-03-08",
    ),
    (
        Kind::SITE,
        &[
            ("title", "Smithsonian Learning Lab"),
            ("publisher", "Smithsonian Institution"),
            ("URL", "https://learninglab.si.edu"),
        ],
        &[],
        "",
    ),
    (
        Kind::POST,
        &[
            ("title", "Look at this crater"),
            ("container-title", "Instagram"),
            ("URL", "https://www.instagram.com/p/1"),
        ],
        &[("author", "@nasa")],
        "2024-02-01",
    ),
    (
        Kind::EMAIL,
        &[("title", "Question about bees")],
        &[("author", "Ann Lee"), ("recipient", "Sam Ortiz")],
        "2024-02-01",
    ),
    (
        Kind::VIDEO,
        &[
            ("title", "How bees see"),
            ("container-title", "YouTube"),
            ("URL", "https://www.youtube.com/watch?v=1"),
        ],
        &[("author", "SciShow Kids")],
        "2020-06-09",
    ),
    (
        Kind::FILM,
        &[("title", "Coco"), ("publisher", "Pixar Animation Studios")],
        &[("director", "Lee Unkrich")],
        "2017",
    ),
    (
        Kind::TV,
        &[
            ("title", "The deep"),
            ("container-title", "Planet Earth"),
            ("volume", "1"),
            ("number", "11"),
            ("publisher", "BBC"),
        ],
        &[("director", "Alastair Fothergill")],
        "2006-12-10",
    ),
    (
        Kind::PODCAST,
        &[
            ("title", "Why do cats purr?"),
            ("container-title", "Brains On!"),
            ("publisher", "American Public Media"),
            ("URL", "https://www.brainson.org/1"),
        ],
        &[("author", "Molly Bloom")],
        "2021-03-02",
    ),
    (
        Kind::IMAGE,
        &[
            ("title", "The starry night"),
            ("medium", "Oil on canvas"),
            ("archive", "Museum of Modern Art"),
            ("archive-place", "New York"),
        ],
        &[("author", "Vincent van Gogh")],
        "1889",
    ),
    (
        Kind::MAP,
        &[
            ("title", "Yellowstone National Park"),
            ("publisher", "National Geographic"),
        ],
        &[],
        "2019",
    ),
    (
        Kind::SONG,
        &[
            ("title", "Imagine"),
            ("container-title", "Imagine"),
            ("publisher", "Apple Records"),
        ],
        &[("author", "John Lennon")],
        "1971",
    ),
    (
        Kind::INTERVIEW,
        &[],
        &[("author", "Rosa Diaz")],
        "2024-02-01",
    ),
    (
        Kind::SPEECH,
        &[
            ("title", "Saving the bees"),
            ("event-title", "Science Week"),
            ("publisher", "Westfield School"),
            ("publisher-place", "Westfield"),
        ],
        &[("author", "Lily Chen")],
        "2024-02-01",
    ),
    (
        Kind::AI_CHAT,
        &[
            ("title", "Explain why bees dance"),
            ("container-title", "ChatGPT"),
            ("version", "GPT-4o"),
            ("publisher", "OpenAI"),
            ("URL", "https://chatgpt.com/share/1"),
        ],
        &[],
        "2024-03-08",
    ),
    (
        Kind::AI_IMAGE,
        &[
            ("title", "A bee reading a book"),
            ("container-title", "DALL-E"),
            ("version", "3"),
            ("publisher", "OpenAI"),
            ("URL", "https://labs.openai.com/s/1"),
        ],
        &[],
        "2024-03-08",
    ),
    (
        Kind::SOFTWARE,
        &[
            ("title", "Minecraft"),
            ("version", "1.20"),
            ("publisher", "Mojang"),
            ("genre", "Video game"),
        ],
        &[],
        "2011",
    ),
    (
        Kind::DATASET,
        &[
            ("title", "Bee counts"),
            ("publisher", "Data.gov"),
            ("URL", "https://data.gov/bees"),
        ],
        &[("author", "US Department of Agriculture")],
        "2022",
    ),
    (
        Kind::REPORT,
        &[
            ("title", "Bee colonies 2022"),
            ("number", "15"),
            ("publisher", "USDA"),
            ("URL", "https://usda.gov/1"),
        ],
        &[("author", "National Agricultural Statistics Service")],
        "2022",
    ),
    (
        Kind::HANDOUT,
        &[
            ("title", "Parts of a flower"),
            ("container-title", "Biology 9"),
            ("publisher", "Westfield School"),
        ],
        &[("author", "Ann Lee")],
        "2024",
    ),
    (
        Kind::NOTES,
        &[
            ("title", "Pollination"),
            ("container-title", "Biology 9"),
            ("publisher", "Westfield School"),
        ],
        &[("author", "Ann Lee")],
        "2024-02-01",
    ),
    (
        Kind::THESIS,
        &[
            ("title", "The waggle dance"),
            ("publisher", "Boston University"),
        ],
        &[("author", "Lily Chen")],
        "2020",
    ),
    (
        Kind::LAW,
        &[
            ("title", "Brown v. Board of Education"),
            ("authority", "U.S. Supreme Court"),
            ("volume", "347"),
            ("container-title", "U.S."),
            ("page", "483"),
        ],
        &[],
        "1954",
    ),
];

fn filled() -> Vec<Source> {
    FILLED
        .iter()
        .map(|(kind, texts, people, day)| {
            let mut source = Source::new(kind.name(), *kind);
            texts.iter().for_each(|(name, text)| source.set(name, text));
            for (role, name) in *people {
                let name = if name.starts_with('@') || name.contains("Kids") {
                    Person::body(name)
                } else {
                    carrel_refs::names::typed(name)
                };
                source.add_person(role, name);
            }
            source.set_date("issued", When::read(day));
            source
        })
        .collect()
}

/// An engine as the app makes it.
fn engine(style: &str, csl_text: &str) -> Engine {
    let (lang, locale) = if style == "harvard" {
        (
            "en-GB",
            include_str!("../../carrel-cite/locales/locales-en-GB.xml"),
        )
    } else {
        (
            "en-US",
            include_str!("../../carrel-cite/locales/locales-en-US.xml"),
        )
    };
    let locale = Locale::compile(locale).expect("a locale");
    let style = Style::compile(csl_text).expect("a style");
    Engine::speaking(style, vec![locale], lang)
        .for_same_people()
        .without_articles()
}

/// Lets an engine know one source as a style should see it.
fn take(engine: &mut Engine, source: &Source, style: &str) {
    let ready = school::for_style(source, style);
    let (items, errors) = Item::read_json(&csl::write(std::slice::from_ref(&ready)));
    assert!(errors.is_empty(), "{errors:?}");
    engine.leave_out(school::unlisted(std::slice::from_ref(source), style));
    engine.set_items(items);
}

fn lines(style: &str, csl_text: &str) -> String {
    let mut engine = engine(style, csl_text);
    let mut out = format!("== {style}\n");
    for source in filled() {
        take(&mut engine, &source, style);
        let entry = engine
            .bibliography()
            .first()
            .map_or("(not in the list)".to_owned(), |entry| {
                entry.text(Format::Html)
            });
        let pointer = engine.cite(&[Cite::of(&source.id)]).text(Format::Text);
        out.push_str(&format!("{}: {entry}\n    {pointer}\n", source.kind.name()));
    }
    out
}

#[test]
fn every_kind_in_every_style_is_as_it_was_read() {
    assert_eq!(FILLED.len(), Kind::all().count());
    let found: String = STYLES
        .iter()
        .map(|(style, text)| lines(style, text))
        .collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kinds.txt");
    if std::env::var_os("CARREL_GOLDEN").is_some() {
        std::fs::write(path, &found).expect("kinds.txt can be written");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

/// Every piece of every entry, pointer and note says what it is, which rule wrote it, and why, in words that fit it.
#[test]
fn every_piece_of_every_kind_in_every_style_explains_itself() {
    let mut pieces = 0;
    for (style, text) in STYLES {
        let mut engine = engine(style, text);
        for source in filled() {
            take(&mut engine, &source, style);
            let mut cite = Cite::of(&source.id);
            "12".clone_into(&mut cite.locator);
            let mut notes = [1, 2].map(|number| Note {
                number,
                cites: vec![cite.clone()],
            });
            positions(&mut notes, 1);
            let mut written = engine.bibliography();
            written.extend(notes.iter().map(|note| engine.cite(&note.cites)));
            for entry in written {
                let whole = entry.text(Format::Text);
                let tokens = entry.tokens();
                let joined: String = tokens.iter().map(|token| token.text.as_str()).collect();
                assert_eq!(joined, whole, "{style}");
                for token in tokens {
                    let at = format!(
                        "{style}, {}: “{}” in {whole}",
                        source.kind.name(),
                        token.text
                    );
                    let reason = carrel_cite_words::reason(&token.reason);
                    assert!(reason.len() > 12, "{at}: {reason}");
                    assert!(reason.ends_with('.'), "{at}: {reason}");
                    assert!(!reason.contains("  "), "{at}: {reason}");
                    if token.role == Role::Content {
                        assert!(!token.variable.is_empty() || !token.rule.is_empty(), "{at}");
                    }
                    pieces += 1;
                }
            }
        }
    }
    // As many as there are today; a style that writes nothing would leave few.
    assert!(pieces > 8_000, "{pieces}");
}

/// "…and can explain each comma": every mark of an entry, of a pointer and of a note, with what the student reads about it.
#[test]
fn each_mark_says_why_it_stands_there() {
    let article = filled()
        .into_iter()
        .find(|source| source.kind == Kind::JOURNAL)
        .expect("an article");
    let marks = |style: &str, list: bool| -> Vec<(String, String)> {
        let (_, text) = STYLES.iter().find(|(name, _)| *name == style).expect("it");
        let mut engine = engine(style, text);
        take(&mut engine, &article, style);
        let entry = if list {
            engine.bibliography().remove(0)
        } else {
            engine.cite(&[Cite::of(&article.id)])
        };
        let all = entry.tokens().into_iter();
        all.filter(|token| token.role == Role::Punctuation && !token.text.trim().is_empty())
            .map(|token| (token.text, carrel_cite_words::reason(&token.reason)))
            .collect()
    };
    let check = |style: &str, list: bool, expected: &[(&str, &str)]| {
        let found = marks(style, list);
        let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
        let wanted: Vec<&str> = expected.iter().map(|(text, _)| *text).collect();
        assert_eq!(texts, wanted, "{style}: {found:#?}");
        for ((text, reason), (_, words)) in found.iter().zip(expected) {
            assert!(reason.contains(words), "{style} {text}: {reason}");
        }
    };
    // Rao, Priya. “Who Owns the Moon?” Journal of Space, vol. 12, no. 3, Apr. 2022, pp. 101–25, https://doi.org/10.1000/182.
    check(
        "mla",
        true,
        &[
            (", ", "the name was turned around"),
            (
                ". ",
                "between who made it and the title. A period says that one part of the entry is finished",
            ),
            ("“", "the name of a part"),
            ("”", "the name of a part"),
            (
                ", ",
                "between the bigger work it is in and the volume number. A comma says that the same part goes on",
            ),
            (", ", "between the volume number and the issue number"),
            (", ", "between the issue number and when it came out"),
            (
                ", ",
                "between when it came out and the range of pages it is on",
            ),
            (", ", "between the range of pages it is on and the DOI"),
            ("https://doi.org/", "an address that one can open"),
            (".", "A period ends the whole entry"),
        ],
    );
    // (Rao)
    check(
        "mla",
        false,
        &[
            ("(", "apart from your own sentence"),
            (")", "apart from your own sentence"),
        ],
    );
    // (Rao, 2022)
    check(
        "apa",
        false,
        &[
            ("(", "apart from your own sentence"),
            (", ", "between who made it and when it came out"),
            (")", "apart from your own sentence"),
        ],
    );
}

/// A field that a rule of schools lends to another one is explained as what it is.
#[test]
fn what_lies_in_another_field_says_what_it_is() {
    let check = |style: &str, source: &Source, list: bool, expected: &[(&str, &str, &str)]| {
        let (_, text) = STYLES.iter().find(|(name, _)| *name == style).expect("it");
        let mut engine = engine(style, text);
        take(&mut engine, source, style);
        let entry = if list {
            engine.bibliography().remove(0)
        } else {
            engine.cite(&[Cite::of(&source.id)])
        };
        let tokens = entry.tokens();
        for (text, variable, words) in expected {
            let found = tokens.iter().find(|token| token.text == *text);
            let token = found.unwrap_or_else(|| panic!("no “{text}” in {tokens:#?}"));
            assert_eq!(token.variable, *variable, "{text}");
            let reason = carrel_cite_words::reason(&token.reason);
            assert!(reason.contains(words), "{text}: {reason}");
        }
    };
    let mut old = Source::new("o", Kind::BOOK);
    old.set("title", "On the Origin of Species");
    old.set("publisher", "John Murray");
    old.set("publisher-place", "London");
    old.set_date("issued", When::year(1859));
    check(
        "chicago-notes",
        &old,
        true,
        &[
            ("London", "publisher-place", "the city of the publisher"),
            (
                ": ",
                "",
                "between the city of the publisher and who published it",
            ),
            ("John Murray", "publisher", "This is who published it"),
        ],
    );
    let chat = filled()
        .into_iter()
        .find(|source| source.kind == Kind::AI_CHAT)
        .expect("a chat");
    check(
        "chicago-notes",
        &chat,
        false,
        &[
            ("Response to ", "", "what comes next"),
            ("“", "title", "the name of a part"),
            ("Explain why bees dance", "title", "This is the title"),
            (",", "title", "it stands inside the quotation marks"),
            ("ChatGPT", "container-title", "the bigger work it is in"),
        ],
    );
    check(
        "mla",
        &chat,
        true,
        &[
            ("Explain why bees dance", "title", "This is the title"),
            (" prompt", "genre", "what kind of work it is"),
            ("model ", "", "what comes next"),
            ("GPT-4o", "version", "its version"),
        ],
    );
}

/// Our own entries, pasted again in MLA and APA: their title, and who stands in front.
#[test]
fn our_own_entries_are_read_again() {
    for style in ["mla", "apa"] {
        let (_, text) = STYLES.iter().find(|(name, _)| *name == style).expect("it");
        let mut engine = engine(style, text);
        for source in filled() {
            take(&mut engine, &source, style);
            let Some(entry) = engine.bibliography().first().map(|e| e.text(Format::Text)) else {
                continue;
            };
            if !school::is_listed(&source, style) {
                continue;
            }
            let read = pasted::read(&entry).source;
            let (went, came) = (source.plain_title(), read.plain_title());
            assert_eq!(
                came.to_lowercase(),
                went.to_lowercase(),
                "{style}: {entry}\n{read:?}"
            );
            // MLA names a court as its author, and APA a body that published what nobody signed.
            let unsigned = ["author", "director", "editor"]
                .iter()
                .all(|role| source.people(role).is_empty());
            if unsigned {
                continue;
            }
            let begins = |source: &Source| {
                let roles = ["author", "director", "editor"].iter();
                let mut people =
                    roles.filter_map(|role| source.people(role).first().map(|p| (*role, p)));
                people.next().map(|(role, person)| {
                    let name = [&*person.family, &person.literal].concat();
                    (role, name.to_lowercase())
                })
            };
            assert_eq!(begins(&read), begins(&source), "{style}: {entry}\n{read:?}");
        }
    }
}

/// What a student enters passes the form's own check.
#[test]
fn filled_sources_raise_no_warning() {
    for source in filled() {
        let mut warnings = carrel_refs::check::check(&source, &When::day(2026, 11, 27));
        // Undated pages, the empty title of an interview: they may be.
        warnings.retain(|warning| {
            warning.fault != carrel_refs::check::Fault::Missing
                && warning.fault != carrel_refs::check::Fault::Same
                && warning.fault != carrel_refs::check::Fault::Undated
        });
        assert_eq!(warnings, [], "{}", source.kind.name());
    }
}
