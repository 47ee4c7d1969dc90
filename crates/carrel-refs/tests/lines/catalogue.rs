//! What the catalogue's records and the sources of other programs become, style by style.

use super::*;
use carrel_core::BibRecord;
use carrel_core::bib::{Contributor, Format as Form, Publication, Role, Title};

/// A record of the catalogue as "Cite this" has it.
fn record(form: Form, title: &str, publisher: &str, by: &str) -> Source {
    let people = (!by.is_empty()).then(|| Contributor {
        name: by.into(),
        dates: None,
        role: Role::Author,
        main: true,
        vernacular: None,
    });
    let bib = BibRecord {
        id: "s".into(),
        title: Title {
            proper: title.into(),
            ..Title::default()
        },
        contributors: people.into_iter().collect(),
        format: form,
        publication: Publication {
            publisher: Some(publisher.into()),
            year: Some(2015),
            ..Publication::default()
        },
        languages: vec!["eng".into()],
        ..BibRecord::default()
    };
    carrel_refs::bib::source(&bib, None)
}

#[track_caller]
fn entries(source: &Source, expected: &[(&str, &str)]) {
    for (style, entry) in expected {
        let list = engine(style, std::slice::from_ref(source)).bibliography();
        let found = list
            .first()
            .map_or(String::new(), |entry| entry.text(Format::Html));
        assert_eq!(found, *entry, "{style}");
    }
}

/// A magnet kit and a puppet are no computer software (APA 7 §10.14: in brackets what it is).
#[test]
fn a_kit_is_no_software() {
    entries(
        &record(Form::Kit, "Magnet discovery kit", "Lakeshore", ""),
        &[
            ("mla", "<i>Magnet Discovery Kit</i>. Kit. Lakeshore, 2015."),
            (
                "apa",
                "<i>Magnet discovery kit<span style=\"font-style:normal;\"> [Kit]</span></i>. (2015). Lakeshore.",
            ),
            (
                "notes",
                "<i>Magnet Discovery Kit</i>. Kit. Lakeshore, 2015.",
            ),
            (
                "harvard",
                "<i>Magnet discovery kit</i> (2015) [Kit]. Lakeshore.",
            ),
        ],
    );
}

/// The name of a magazine is no article of it.
#[test]
fn a_magazine_is_no_article() {
    entries(
        &record(
            Form::Serial,
            "National geographic kids",
            "National Geographic",
            "",
        ),
        &[
            (
                "mla",
                "<i>National Geographic Kids</i>. National Geographic, 2015.",
            ),
            (
                "apa",
                "<i>National Geographic Kids</i>. (2015). National Geographic.",
            ),
            (
                "notes",
                "<i>National Geographic Kids</i>. National Geographic, 2015.",
            ),
            (
                "harvard",
                "<i>National Geographic Kids</i> (2015). National Geographic.",
            ),
        ],
    );
}

/// APA 7 §10.13: an album says that it is one.
#[test]
fn a_disc_of_music_is_an_album() {
    entries(
        &record(Form::Music, "Imagine", "Apple Records", "Lennon, John"),
        &[
            ("mla", "Lennon, John. <i>Imagine</i>. Apple Records, 2015."),
            (
                "apa",
                "Lennon, J. (2015). <i>Imagine</i> [Album]. Apple Records.",
            ),
            (
                "notes",
                "Lennon, John. <i>Imagine</i>. Album. Apple Records, 2015.",
            ),
        ],
    );
}

/// APA 7 §10.14 and 9.21: a course is no book, and the brackets stand directly behind the title.
#[test]
fn a_handout_is_in_no_course() {
    let fields = [
        ("author", "Ann Lee"),
        ("title", "Parts of a flower"),
        ("container-title", "Biology 9"),
        ("issued", "2024"),
        ("genre", "Class handout"),
        ("publisher", "Westfield School"),
    ];
    entries(
        &source(Kind::HANDOUT, &fields),
        &[(
            "apa",
            "Lee, A. (2024). <i>Parts of a flower</i> [Class handout]. Westfield School.",
        )],
    );
    entries(
        &source(Kind::HANDOUT, &fields[..5]),
        &[(
            "apa",
            "Lee, A. (2024). <i>Parts of a flower</i> [Class handout]. Biology 9.",
        )],
    );
}

/// MLA 9 §5.31: the site that has the data is their container.
#[test]
fn data_on_a_site_are_in_it() {
    let fields = [
        ("author", "Ann Lee"),
        ("title", "Bee counts"),
        ("publisher", "Data.gov"),
        ("issued", "2022"),
        ("URL", "https://data.gov/bees"),
    ];
    entries(
        &source(Kind::DATASET, &fields),
        &[(
            "mla",
            "Lee, Ann. “Bee Counts.” <i>Data.gov</i>, 2022, https://data.gov/bees.",
        )],
    );
    entries(
        &source(Kind::DATASET, &fields[..4]),
        &[("mla", "Lee, Ann. “Bee Counts.” Data.gov, 2022.")],
    );
}

/// The name of a site that is its address has the letters of the address.
#[test]
fn a_site_that_is_called_by_its_address_keeps_its_letters() {
    let page = source(
        Kind::PAGE,
        &[
            ("title", "Rockets of Space.com: a story"),
            ("container-title", "Space.com"),
            ("URL", "https://space.com/x"),
        ],
    );
    entries(
        &page,
        &[
            (
                "mla",
                "“Rockets of Space.com: A Story.” <i>Space.com</i>, https://space.com/x.",
            ),
            (
                "apa",
                "<i>Rockets of Space.com: A story</i>. (n.d.). Space.com. https://space.com/x",
            ),
            (
                "notes",
                "Space.com. “Rockets of Space.com: A Story.” https://space.com/x.",
            ),
        ],
    );
}

/// APA 7 §10.1, example 6: an article number is no page.
#[test]
fn an_article_number_is_no_page() {
    for (field, number) in [("page", "e1234"), ("number", "e1234")] {
        entries(
            &source(
                Kind::JOURNAL,
                &[
                    ("author", "Priya Rao"),
                    ("title", "Bees"),
                    ("container-title", "Plos Biology"),
                    ("volume", "12"),
                    ("issue", "3"),
                    (field, number),
                    ("issued", "2022"),
                ],
            ),
            &[
                (
                    "mla",
                    "Rao, Priya. “Bees.” <i>Plos Biology</i>, vol. 12, no. 3, 2022, article e1234.",
                ),
                (
                    "apa",
                    "Rao, P. (2022). Bees. <i>Plos Biology</i>, <i>12</i>(3), Article e1234.",
                ),
                (
                    "notes",
                    "Rao, Priya. “Bees.” <i>Plos Biology</i> 12, no. 3 (2022): e1234.",
                ),
                (
                    "author-date",
                    "Rao, Priya. 2022. “Bees.” <i>Plos Biology</i> 12 (3): e1234.",
                ),
                (
                    "harvard",
                    "Rao, P. (2022) ‘Bees’, <i>Plos Biology</i>, 12(3), article e1234.",
                ),
            ],
        );
    }
    // A page of a supplement begins with an E, too, and is one of several.
    entries(
        &source(
            Kind::JOURNAL,
            &[
                ("title", "Bees"),
                ("container-title", "Plos Biology"),
                ("page", "E12-E15"),
            ],
        ),
        &[("mla", "“Bees.” <i>Plos Biology</i>, pp. E12–15.")],
    );
}

/// Chicago 18 §8.193 and §14.163.
#[test]
fn a_site_has_no_marks_and_a_song_is_on_its_album() {
    let site = source(
        Kind::SITE,
        &[
            ("title", "Smithsonian Learning Lab"),
            ("publisher", "Smithsonian Institution"),
            ("URL", "https://learninglab.si.edu"),
        ],
    );
    let song = source(
        Kind::SONG,
        &[
            ("author", "John Lennon"),
            ("title", "Imagine"),
            ("container-title", "Imagine"),
            ("publisher", "Apple Records"),
            ("issued", "1971"),
        ],
    );
    for style in ["notes", "notes-17"] {
        entries(
            &site,
            &[(
                style,
                "Smithsonian Institution. Smithsonian Learning Lab. https://learninglab.si.edu.",
            )],
        );
        entries(
            &song,
            &[(
                style,
                "Lennon, John. “Imagine.” Song on <i>Imagine</i>. Apple Records, 1971.",
            )],
        );
        let noted = |source: &Source| {
            engine(style, std::slice::from_ref(source))
                .cite(&[Cite::of("s")])
                .text(Format::Html)
        };
        assert_eq!(
            noted(&site),
            "Smithsonian Learning Lab, Smithsonian Institution, https://learninglab.si.edu."
        );
        assert_eq!(
            noted(&song),
            "John Lennon, “Imagine,” song on <i>Imagine</i>, Apple Records, 1971."
        );
    }
}

/// MLA 9 §5.48: a first edition is not named, in whichever words a file or a form says it; the others have their numbers.
#[test]
fn editions_in_words_of_other_languages() {
    for (typed, mla, apa) in [
        ("1st ed.", "", ""),
        ("First edition", "", ""),
        ("Primera edición", "", ""),
        ("Première édition", "", ""),
        ("1. Auflage", "", ""),
        ("Segunda edición", "2nd ed., ", " (2nd ed.)"),
        ("Zweite Auflage", "2nd ed., ", " (2nd ed.)"),
        (
            "Second revised edition",
            "2nd rev. ed., ",
            " (2nd rev. ed.)",
        ),
    ] {
        let source = source(
            Kind::BOOK,
            &[
                ("author", "Priya Rao"),
                ("title", "Bees"),
                ("edition", typed),
                ("publisher", "Knopf"),
                ("issued", "2022"),
            ],
        );
        entries(
            &source,
            &[
                (
                    "mla",
                    &format!("Rao, Priya. <i>Bees</i>. {mla}Knopf, 2022."),
                ),
                ("apa", &format!("Rao, P. (2022). <i>Bees</i>{apa}. Knopf.")),
            ],
        );
    }
}
