//! Lines that a review of the styles' manuals found wrong, each with the rule it broke.

use super::*;

/// MLA 9 names the day of what came out on a day; APA 7 §10.1 (examples 15-16) does, too, and §9.30 leaves out the address of
/// a database that one must log in to.
#[test]
fn a_newspaper_in_a_database_keeps_its_day() {
    let mut fields = vec![
        ("author", "Priya Rao"),
        ("title", "Bees in danger"),
        ("container-title", "The New York Times"),
        ("source", "Gale In Context"),
        ("issued", "2021-08-28"),
        ("page", "A8"),
        ("URL", "https://link.gale.com/apps/1"),
    ];
    check(
        Kind::DATABASE,
        &fields,
        &[
            (
                "mla",
                "Rao, Priya. “Bees in Danger.” <i>The New York Times</i>, 28 Aug. 2021, p. A8. <i>Gale In Context</i>, https://link.gale.com/apps/1.",
                "(Rao)",
            ),
            (
                "apa",
                "Rao, P. (2021, August 28). Bees in danger. <i>The New York Times</i>, A8.",
                "(Rao, 2021)",
            ),
        ],
    );
    // A journal's month and volume stay a journal's, and a DOI is nobody's login.
    fields[4].1 = "2021-08";
    fields.extend([("volume", "12"), ("DOI", "10.1000/182")]);
    check(
        Kind::DATABASE,
        &fields,
        &[(
            "apa",
            "Rao, P. (2021). Bees in danger. <i>The New York Times</i>, <i>12</i>, A8. https://doi.org/10.1000/182",
            "(Rao, 2021)",
        )],
    );
}

#[test]
fn a_year_that_nobody_knows_is_said_once() {
    for year in ["n.d.", "unknown", "none", "?"] {
        check(
            Kind::PAGE,
            &[
                ("author", "Ana Ortiz"),
                ("container-title", "Bee Pages"),
                ("title", "Bees"),
                ("issued", year),
                ("URL", "https://bees.example/a"),
            ],
            &[
                (
                    "mla",
                    "Ortiz, Ana. “Bees.” <i>Bee Pages</i>, https://bees.example/a.",
                    "(Ortiz)",
                ),
                (
                    "apa",
                    "Ortiz, A. (n.d.). <i>Bees</i>. Bee Pages. https://bees.example/a",
                    "(Ortiz, n.d.)",
                ),
            ],
        );
    }
}
