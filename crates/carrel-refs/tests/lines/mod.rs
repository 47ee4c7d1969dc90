//! Lines that a review of the styles' manuals found wrong, each with the rule it broke.

use super::*;

mod brought;
mod catalogue;
mod strict;

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

/// Lesson “MLA in ten sources”; Chicago 18 §14.111; APA 7 §8.9 has it in the text alone.
#[test]
fn an_interview_says_who_asked() {
    check(
        Kind::INTERVIEW,
        &[
            ("author", "Rosa Park"),
            ("interviewer", "Kim Lee"),
            ("issued", "2026-05-03"),
        ],
        &[
            (
                "mla",
                "Park, Rosa. Interview. Conducted by Kim Lee, 3 May 2026.",
                "(Park)",
            ),
            ("apa", "", "(R. Park, personal communication, May 3, 2026)"),
            (
                "notes",
                "",
                "Rosa Park, personal interview by Kim Lee, May 3, 2026.",
            ),
            (
                "author-date",
                "",
                "(Rosa Park, personal interview by Kim Lee, May 3, 2026)",
            ),
            (
                "harvard",
                "Park, R. (2026) Personal interview by Kim Lee, 3 May.",
                "(Park, 2026)",
            ),
            (
                "elementary",
                "Park, Rosa. Personal interview by Kim Lee. May 3, 2026.",
                "(Park)",
            ),
        ],
    );
    check(
        Kind::INTERVIEW,
        &[("author", "Rosa Park"), ("issued", "2026-05-03")],
        &[
            (
                "mla",
                "Park, Rosa. Personal interview. 3 May 2026.",
                "(Park)",
            ),
            ("notes", "", "Rosa Park, personal interview, May 3, 2026."),
            (
                "author-date",
                "",
                "(Rosa Park, personal interview, May 3, 2026)",
            ),
            (
                "harvard",
                "Park, R. (2026) Personal interview, 3 May.",
                "(Park, 2026)",
            ),
            (
                "elementary",
                "Park, Rosa. Personal interview. May 3, 2026.",
                "(Park)",
            ),
        ],
    );
}

/// APA 7 §10.13.
#[test]
fn a_podcast_has_a_host_and_a_number() {
    check(
        Kind::PODCAST,
        &[
            ("author", "Molly Bloom"),
            ("title", "Why cats purr"),
            ("number", "443"),
            ("container-title", "Brains On!"),
            ("publisher", "APM"),
            ("issued", "2021-03-02"),
            ("URL", "https://b.example"),
        ],
        &[
            (
                "apa",
                "Bloom, M. (Host). (2021, March 2). Why cats purr (No. 443) [Audio podcast episode]. In <i>Brains On!</i> APM. https://b.example",
                "(Bloom, 2021)",
            ),
            (
                "mla",
                "Bloom, Molly. “Why Cats Purr.” <i>Brains On!</i>, episode 443, APM, 2 Mar. 2021, https://b.example.",
                "(Bloom)",
            ),
            (
                "notes",
                "Bloom, Molly. <i>Brains On!</i> Audio podcast episode 443, “Why Cats Purr.” APM, March 2, 2021. https://b.example.",
                "Molly Bloom, Brains On!, audio podcast episode 443, “Why Cats Purr,” APM, March 2, 2021, https://b.example.",
            ),
            (
                "harvard",
                "Bloom, M. (2021) ‘Why cats purr’ [Audio podcast episode], <i>Brains On!</i>, episode 443. APM, 2 March. Available at: https://b.example.",
                "(Bloom, 2021)",
            ),
        ],
    );
}

/// APA 7 §10.14: what it is in brackets, behind the title; then the site, without “In”.
#[test]
fn a_picture_from_a_site_is_not_in_it() {
    check(
        Kind::IMAGE,
        &[
            ("author", "Vincent van Gogh"),
            ("title", "The starry night"),
            ("medium", "Painting"),
            ("container-title", "Wikimedia"),
            ("issued", "1889"),
            ("URL", "https://b.example"),
        ],
        &[
            (
                "apa",
                "van Gogh, V. (1889). <i>The starry night</i> [Painting]. Wikimedia. https://b.example",
                "(van Gogh, 1889)",
            ),
            (
                "elementary",
                "van Gogh, Vincent. “The starry night.” <i>Wikimedia</i>. 1889.",
                "(van Gogh)",
            ),
            (
                "notes",
                "Gogh, Vincent van. <i>The Starry Night</i>. 1889. Painting. Wikimedia. https://b.example.",
                "Vincent van Gogh, The Starry Night, 1889, painting, Wikimedia, https://b.example.",
            ),
            (
                "author-date",
                "Gogh, Vincent van. 1889. <i>The Starry Night</i>. Painting. Wikimedia. https://b.example.",
                "(van Gogh 1889)",
            ),
        ],
    );
    check(
        Kind::IMAGE,
        &[
            ("title", "Bee"),
            ("container-title", "Wikimedia"),
            ("issued", "1889"),
            ("URL", "https://b.example"),
        ],
        &[(
            "apa",
            "<i>Bee<span style=\"font-style:normal;\"> [Image]</span></i>. (1889). Wikimedia. https://b.example",
            "(Bee, 1889)",
        )],
    );
    check(
        Kind::MAP,
        &[
            ("title", "Yellowstone"),
            ("container-title", "USGS"),
            ("issued", "2019"),
            ("URL", "https://b.example"),
        ],
        &[(
            "apa",
            "<i>Yellowstone<span style=\"font-style:normal;\"> [Map]</span></i>. (2019). USGS. https://b.example",
            "(Yellowstone, 2019)",
        )],
    );
    check(
        Kind::IMAGE,
        &[
            ("author", "Gustav Klimt"),
            ("title", "The kiss"),
            ("medium", "Oil on canvas"),
            ("archive", "Belvedere"),
            ("archive-place", "Vienna"),
            ("container-title", "Wikimedia"),
            ("issued", "1908"),
        ],
        &[(
            "notes-17",
            "Klimt, Gustav. <i>The Kiss</i>. 1908. Oil on canvas. Belvedere, Vienna, Wikimedia.",
            "Gustav Klimt, The Kiss, 1908, oil on canvas, Belvedere, Vienna, Wikimedia.",
        )],
    );
}

/// Chicago 18 §14.165 and its “dirs.”: the same label whether one directed or several did, and in a pointer the names alone.
#[test]
fn several_directors_are_called_so() {
    let both = |fields: &[(&str, &str)], kind: Kind, entry: &str, pointer: &str| {
        for style in ["author-date", "author-date-17"] {
            check(kind, fields, &[(style, entry, pointer)]);
        }
    };
    let episode = [
        ("title", "The deep"),
        ("container-title", "Planet Earth"),
        ("volume", "1"),
        ("number", "11"),
        ("publisher", "BBC"),
        ("issued", "2006-12-10"),
    ];
    let directed = |people: &[&'static str]| -> Vec<(&'static str, &'static str)> {
        let people = people.iter().map(|name| ("director", *name));
        people.chain(episode).collect()
    };
    both(
        &directed(&["Alastair Fothergill", "Adrian Molina"]),
        Kind::TV,
        "Fothergill, Alastair, and Adrian Molina, dirs. 2006. <i>Planet Earth</i>. Season 1, episode 11, “The Deep.” Aired December 10, on BBC.",
        "(Fothergill and Molina 2006)",
    );
    both(
        &directed(&["Martin King Jr."]),
        Kind::TV,
        "King, Martin, Jr., dir. 2006. <i>Planet Earth</i>. Season 1, episode 11, “The Deep.” Aired December 10, on BBC.",
        "(King 2006)",
    );
    both(
        &[
            ("director", "Lee Unkrich"),
            ("director", "Adrian Molina"),
            ("title", "Coco"),
            ("publisher", "Pixar"),
            ("issued", "2017"),
        ],
        Kind::FILM,
        "Unkrich, Lee, and Adrian Molina, dirs. 2017. <i>Coco</i>. Film. Pixar.",
        "(Unkrich and Molina 2017)",
    );
}

/// Chicago 18 §14.165; a pointer begins as its entry begins.
#[test]
fn an_episode_keeps_its_season() {
    check(
        Kind::TV,
        &[
            ("director", "Alastair Fothergill"),
            ("title", "The deep"),
            ("container-title", "Planet Earth"),
            ("volume", "1"),
            ("number", "11"),
            ("publisher", "BBC"),
            ("issued", "2006-12-10"),
        ],
        &[
            (
                "notes",
                "Fothergill, Alastair, dir. <i>Planet Earth</i>. Season 1, episode 11, “The Deep.” Aired December 10, 2006, on BBC.",
                "Planet Earth, season 1, episode 11, “The Deep,” directed by Alastair Fothergill, aired December 10, 2006, on BBC.",
            ),
            (
                "author-date",
                "Fothergill, Alastair, dir. 2006. <i>Planet Earth</i>. Season 1, episode 11, “The Deep.” Aired December 10, on BBC.",
                "(Fothergill 2006)",
            ),
            (
                "notes-17",
                "Fothergill, Alastair, dir. <i>Planet Earth</i>. Season 1, episode 11, “The Deep.” Aired December 10, 2006, on BBC.",
                "Planet Earth, season 1, episode 11, “The Deep,” directed by Alastair Fothergill, aired December 10, 2006, on BBC.",
            ),
            (
                "author-date-17",
                "Fothergill, Alastair, dir. 2006. <i>Planet Earth</i>. Season 1, episode 11, “The Deep.” Aired December 10, on BBC.",
                "(Fothergill 2006)",
            ),
            (
                "harvard",
                "‘The deep’ (2006) [TV series episode], <i>Planet Earth</i>, season 1, episode 11. Directed by A. Fothergill. BBC, 10 December.",
                "(‘The deep’, 2006)",
            ),
            (
                "mla",
                "“The Deep.” <i>Planet Earth</i>, directed by Alastair Fothergill, season 1, episode 11, BBC, 10 Dec. 2006.",
                "(“The Deep”)",
            ),
            (
                "elementary",
                "Fothergill, Alastair. “The deep.” <i>Planet Earth</i>. 2006.",
                "(Fothergill)",
            ),
        ],
    );
    check(
        Kind::TV,
        &[
            ("script-writer", "Ann Lee"),
            ("title", "The deep"),
            ("container-title", "Planet Earth"),
            ("volume", "1"),
            ("publisher", "BBC"),
            ("source", "Netflix"),
            ("issued", "2006-12-10"),
        ],
        &[
            (
                "notes",
                "<i>Planet Earth</i>. Season 1, “The Deep,” written by Ann Lee. Aired December 10, 2006, on BBC. Netflix.",
                "Planet Earth, season 1, “The Deep,” written by Ann Lee, aired December 10, 2006, on BBC, Netflix.",
            ),
            (
                "author-date",
                "<i>Planet Earth</i>. 2006. Season 1, “The Deep,” written by Ann Lee. Aired December 10, on BBC. Netflix.",
                "(Planet Earth 2006)",
            ),
            (
                "harvard",
                "‘The deep’ (2006) [TV series episode], <i>Planet Earth</i>, season 1. Written by A. Lee. BBC, 10 December. Available at: Netflix.",
                "(‘The deep’, 2006)",
            ),
            (
                "mla",
                "“The Deep.” <i>Planet Earth</i>, written by Ann Lee, season 1, BBC, 10 Dec. 2006. <i>Netflix</i>.",
                "(“The Deep”)",
            ),
        ],
    );
}

/// Chicago 18 §14.169: nothing hangs where the year stands in front.
#[test]
fn software_was_not_released_nowhere() {
    check(
        Kind::SOFTWARE,
        &[
            ("title", "Minecraft"),
            ("version", "1.20"),
            ("publisher", "Mojang"),
            ("genre", "Video game"),
        ],
        &[
            (
                "notes",
                "Mojang. <i>Minecraft</i>. Video game. V. 1.20. n.d.",
                "Minecraft, video game, v. 1.20, Mojang, n.d.",
            ),
            (
                "author-date",
                "Mojang. n.d. <i>Minecraft</i>. Video game. V. 1.20.",
                "(Mojang, n.d.)",
            ),
            (
                "author-date-17",
                "Mojang. n.d. <i>Minecraft</i>. Video game. V. 1.20.",
                "(Mojang, n.d.)",
            ),
        ],
    );
    check(
        Kind::SOFTWARE,
        &[
            ("title", "Minecraft"),
            ("version", "1.20"),
            ("publisher", "Mojang"),
            ("medium", "Windows"),
            ("genre", "Video game"),
            ("issued", "2011"),
        ],
        &[
            (
                "notes",
                "Mojang. <i>Minecraft</i>. Video game. V. 1.20. Released 2011. Windows.",
                "Minecraft, video game, v. 1.20, Mojang, released 2011, Windows.",
            ),
            (
                "author-date",
                "Mojang. 2011. <i>Minecraft</i>. Video game. V. 1.20. Windows.",
                "(Mojang 2011)",
            ),
            (
                "author-date-17",
                "Mojang. 2011. <i>Minecraft</i>. Video game. V. 1.20. Windows.",
                "(Mojang 2011)",
            ),
            (
                "harvard",
                "<i>Minecraft</i> [Windows] (2011) [Video game]. Version 1.20. Mojang.",
                "(Minecraft, 2011)",
            ),
        ],
    );
}

/// MLA 9 §5.107, Chicago 18 §14.111.
#[test]
fn an_email_says_to_whom_and_when() {
    check(
        Kind::EMAIL,
        &[
            ("author", "Ann Lee"),
            ("title", "Question about bees"),
            ("recipient", "Sam Ortiz"),
            ("issued", "2024-02-01"),
        ],
        &[
            (
                "mla",
                "Lee, Ann. “Question about Bees.” Received by Sam Ortiz, 1 Feb. 2024.",
                "(Lee)",
            ),
            (
                "apa",
                "",
                "(A. Lee, personal communication, February 1, 2024)",
            ),
            (
                "notes",
                "",
                "Ann Lee, “Question About Bees,” email to Sam Ortiz, February 1, 2024.",
            ),
            (
                "author-date",
                "",
                "(Ann Lee, email to Sam Ortiz, February 1, 2024)",
            ),
            (
                "author-date-17",
                "",
                "(Ann Lee, email to Sam Ortiz, February 1, 2024)",
            ),
            (
                "harvard",
                "Lee, A. (2024) ‘Question about bees’, Email to Sam Ortiz, 1 February.",
                "(Lee, 2024)",
            ),
            (
                "elementary",
                "Lee, Ann. <i>Question about bees</i>. Email to Sam Ortiz. February 1, 2024.",
                "(Lee)",
            ),
        ],
    );
    check(
        Kind::EMAIL,
        &[
            ("author", "Ann Lee"),
            ("recipient", "Sam Ortiz"),
            ("issued", "2024-02-01"),
        ],
        &[
            (
                "mla",
                "Lee, Ann. Email. Received by Sam Ortiz, 1 Feb. 2024.",
                "(Lee)",
            ),
            (
                "notes",
                "",
                "Ann Lee, email to Sam Ortiz, February 1, 2024.",
            ),
            (
                "author-date",
                "",
                "(Ann Lee, email to Sam Ortiz, February 1, 2024)",
            ),
            (
                "harvard",
                "Lee, A. (2024) Email to Sam Ortiz, 1 February.",
                "(Lee, 2024)",
            ),
            (
                "elementary",
                "Lee, Ann. Email to Sam Ortiz. February 1, 2024.",
                "(Lee)",
            ),
        ],
    );
}

/// APA 7 §10.5, MLA 9 §5.99.
#[test]
fn a_lecture_has_event_organizer_and_town() {
    check(
        Kind::SPEECH,
        &[
            ("author", "Lily Chen"),
            ("title", "Saving the bees"),
            ("event-title", "Science Week"),
            ("publisher", "Westfield School"),
            ("publisher-place", "Westfield"),
            ("issued", "2024-02-01"),
        ],
        &[
            (
                "mla",
                "Chen, Lily. “Saving the Bees.” Science Week, Westfield School, 1 Feb. 2024, Westfield. Lecture.",
                "(Chen)",
            ),
            (
                "apa",
                "Chen, L. (2024, February 1). <i>Saving the bees</i> [Lecture]. Science Week, Westfield School, Westfield.",
                "(Chen, 2024)",
            ),
            (
                "notes",
                "Chen, Lily. “Saving the Bees.” Lecture. Science Week. Westfield School, Westfield, February 1, 2024.",
                "Lily Chen, “Saving the Bees,” lecture, Science Week, Westfield School, Westfield, February 1, 2024.",
            ),
            (
                "author-date",
                "Chen, Lily. 2024. “Saving the Bees.” Lecture. Science Week. Westfield School, Westfield, February 1.",
                "(Chen 2024)",
            ),
            (
                "notes-17",
                "Chen, Lily. “Saving the Bees.” Lecture. Science Week. Westfield School, Westfield, February 1, 2024.",
                "Lily Chen, “Saving the Bees,” lecture, Science Week, Westfield School, Westfield, February 1, 2024.",
            ),
            (
                "harvard",
                "Chen, L. (2024) ‘Saving the bees’ [Lecture]. Science Week, Westfield School, Westfield, 1 February.",
                "(Chen, 2024)",
            ),
        ],
    );
}

/// MLA 9 §5.44 and §5.36.
#[test]
fn a_film_names_actors_and_service() {
    check(
        Kind::FILM,
        &[
            ("director", "Lee Unkrich"),
            ("title", "Coco"),
            ("publisher", "Pixar"),
            ("performer", "Anthony Gonzalez"),
            ("performer", "Gael Bernal"),
            ("source", "Disney Plus"),
            ("issued", "2017"),
        ],
        &[
            (
                "mla",
                "<i>Coco</i>. Directed by Lee Unkrich, performances by Anthony Gonzalez and Gael Bernal, Pixar, 2017. <i>Disney Plus</i>.",
                "(Coco)",
            ),
            (
                "notes",
                "Unkrich, Lee, dir. <i>Coco</i>. Film. Performed by Anthony Gonzalez and Gael Bernal. Pixar, 2017. Disney Plus.",
                "Coco, film, directed by Lee Unkrich, performed by Anthony Gonzalez and Gael Bernal (Pixar, 2017), Disney Plus.",
            ),
            (
                "author-date",
                "Unkrich, Lee, dir. 2017. <i>Coco</i>. Film. Performed by Anthony Gonzalez and Gael Bernal. Pixar. Disney Plus.",
                "(Unkrich 2017)",
            ),
            (
                "harvard",
                "<i>Coco</i> (2017) Directed by Lee Unkrich [Film]. Performed by A. Gonzalez and G. Bernal. Pixar. Available at: Disney Plus.",
                "(Coco, 2017)",
            ),
            (
                "elementary",
                "Unkrich, Lee. <i>Coco</i>. 2017.",
                "(Unkrich)",
            ),
        ],
    );
}

/// MLA and Chicago name the disc at the end, Cite Them Right in brackets, APA (10.12) not at all.
#[test]
fn a_film_on_a_disc_says_so() {
    check(
        Kind::FILM,
        &[
            ("title", "Coco"),
            ("director", "Lee Unkrich"),
            ("publisher", "Pixar"),
            ("medium", "Blu-ray"),
            ("issued", "2017"),
        ],
        &[
            (
                "mla",
                "<i>Coco</i>. Directed by Lee Unkrich, Pixar, 2017. Blu-ray.",
                "(Coco)",
            ),
            (
                "apa",
                "Unkrich, L. (Director). (2017). <i>Coco</i> [Film]. Pixar.",
                "(Unkrich, 2017)",
            ),
            (
                "notes",
                "Unkrich, Lee, dir. <i>Coco</i>. Film. Pixar, 2017. Blu-ray.",
                "Coco, film, directed by Lee Unkrich (Pixar, 2017), Blu-ray.",
            ),
            (
                "harvard",
                "<i>Coco</i> (2017) Directed by Lee Unkrich [Blu-ray]. Pixar.",
                "(Coco, 2017)",
            ),
        ],
    );
}

/// MLA 9 §5.49.
#[test]
fn an_edition_of_a_newspaper_is_small() {
    check(
        Kind::NEWSPAPER,
        &[
            ("author", "Lee Unkrich"),
            ("title", "Coco"),
            ("container-title", "The New York Times"),
            ("edition", "Late"),
            ("section", "B"),
            ("issued", "2017-03-04"),
            ("page", "B1"),
        ],
        &[(
            "mla",
            "Unkrich, Lee. “Coco.” <i>The New York Times</i>, late ed., 4 Mar. 2017, p. B1.",
            "(Unkrich)",
        )],
    );
}

/// MLA 9 §5.49, APA 7 §10.2.
#[test]
fn an_ebook_is_an_edition_for_mla_and_nothing_for_apa() {
    check(
        Kind::EBOOK,
        &[
            ("author", "Lily Chen"),
            ("title", "Bees"),
            ("edition", "2"),
            ("source", "Kindle"),
            ("publisher", "Oxford University Press"),
            ("issued", "2017"),
        ],
        &[
            (
                "mla",
                "Chen, Lily. <i>Bees</i>. 2nd ed., e-book ed., Oxford UP, 2017. <i>Kindle</i>.",
                "(Chen)",
            ),
            (
                "apa",
                "Chen, L. (2017). <i>Bees</i> (2nd ed.). Oxford University Press.",
                "(Chen, 2017)",
            ),
            (
                "notes",
                "Chen, Lily. <i>Bees</i>. 2nd ed. Oxford University Press, 2017. Kindle.",
                "Lily Chen, Bees, 2nd ed. (Oxford University Press, 2017), Kindle.",
            ),
            (
                "author-date",
                "Chen, Lily. 2017. <i>Bees</i>. 2nd ed. Oxford University Press. Kindle.",
                "(Chen 2017)",
            ),
            (
                "harvard",
                "Chen, L. (2017) <i>Bees</i> [E-book]. 2nd edn. Oxford University Press. Available at: Kindle.",
                "(Chen, 2017)",
            ),
        ],
    );
}

/// Chicago 18 §14.113; MLA 9 §5.66 shortens “University”.
#[test]
fn a_thesis_is_a_phd_diss_in_chicago() {
    check(
        Kind::THESIS,
        &[
            ("author", "Lily Chen"),
            ("title", "Bees"),
            ("source", "ProQuest"),
            ("publisher", "Boston University"),
            ("issued", "2017"),
        ],
        &[
            (
                "mla",
                "Chen, Lily. <i>Bees</i>. 2017. Boston U, Doctoral dissertation. <i>ProQuest</i>.",
                "(Chen)",
            ),
            (
                "apa",
                "Chen, L. (2017). <i>Bees</i> [Doctoral dissertation]. Boston University.",
                "(Chen, 2017)",
            ),
            (
                "notes",
                "Chen, Lily. “Bees.” PhD diss., Boston University, 2017. ProQuest.",
                "Lily Chen, “Bees” (PhD diss., Boston University, 2017), ProQuest.",
            ),
            (
                "author-date",
                "Chen, Lily. 2017. “Bees.” PhD diss., Boston University. ProQuest.",
                "(Chen 2017)",
            ),
            (
                "harvard",
                "Chen, L. (2017) <i>Bees</i>. Doctoral dissertation. Boston University. Available at: ProQuest.",
                "(Chen, 2017)",
            ),
        ],
    );
}

/// MLA 9: government and court come first. Bluebook 10.4: “U.S.” says which court it was.
#[test]
fn a_case_has_its_numbers_and_its_court() {
    check(
        Kind::LAW,
        &[
            ("title", "Brown v. Board of Education"),
            ("authority", "U.S. Supreme Court"),
            ("volume", "347"),
            ("container-title", "U.S."),
            ("page", "483"),
            ("issued", "1954"),
        ],
        &[
            (
                "mla",
                "United States, Supreme Court. <i>Brown v. Board of Education</i>. <i>United States Reports</i>, vol. 347, 1954, p. 483.",
                "(United States, Supreme Court)",
            ),
            (
                "apa",
                "Brown v. Board of Education, 347 U.S. 483 (1954).",
                "(Brown v. Board of Education, 1954)",
            ),
            (
                "notes",
                "Brown v. Board of Education, 347 U.S. 483 (1954).",
                "Brown v. Board of Education, 347 U.S. 483 (1954).",
            ),
            (
                "author-date",
                "Brown v. Board of Education, 347 U.S. 483 (1954).",
                "(Brown v. Board of Education 1954)",
            ),
            (
                "harvard",
                "<i>Brown v. Board of Education</i> (1954) 347 U.S. 483.",
                "(Brown v. Board of Education, 1954)",
            ),
            (
                "elementary",
                "“Brown v. Board of Education.” <i>347 U.S. 483</i>. 1954.",
                "(Brown v. Board of Education)",
            ),
        ],
    );
    check(
        Kind::LAW,
        &[
            ("title", "Brown v. Board of Education"),
            ("authority", "U.S. Supreme Court"),
            ("issued", "1954-05-17"),
            ("URL", "https://l.example"),
        ],
        &[
            (
                "mla",
                "United States, Supreme Court. <i>Brown v. Board of Education</i>. 17 May 1954, https://l.example.",
                "(United States, Supreme Court)",
            ),
            (
                "apa",
                "Brown v. Board of Education (U.S. Supreme Court May 17, 1954). https://l.example",
                "(Brown v. Board of Education, 1954)",
            ),
            (
                "notes",
                "Brown v. Board of Education (U.S. Supreme Court May 17, 1954). https://l.example.",
                "Brown v. Board of Education (U.S. Supreme Court May 17, 1954), https://l.example.",
            ),
            (
                "harvard",
                "<i>Brown v. Board of Education</i> (1954). U.S. Supreme Court. Available at: https://l.example.",
                "(Brown v. Board of Education, 1954)",
            ),
        ],
    );
}

/// APA 7 §9.29 and MLA 9 §5.62-66, from a form and from the catalogue.
#[test]
fn a_publisher_without_what_it_is_by_law() {
    for (typed, mla, apa) in [
        (
            "Oxford University Press",
            "Oxford UP",
            "Oxford University Press",
        ),
        (
            "University of Chicago Press",
            "U of Chicago P",
            "University of Chicago Press",
        ),
        ("Scholastic, Inc.", "Scholastic", "Scholastic"),
        (
            "Usborne Publishing Ltd",
            "Usborne Publishing",
            "Usborne Publishing",
        ),
        (
            "W. W. Norton & Company",
            "W. W. Norton",
            "W. W. Norton & Company",
        ),
        (
            "Little, Brown and Company",
            "Little, Brown",
            "Little, Brown and Company",
        ),
        ("The Penguin Press", "Penguin Press", "The Penguin Press"),
        (
            "Farrar, Straus & Giroux",
            "Farrar, Straus and Giroux",
            "Farrar, Straus & Giroux",
        ),
        ("Inc.", "Inc.", "Inc."),
    ] {
        let bib = carrel_core::BibRecord {
            title: carrel_core::bib::Title {
                proper: "Bees".into(),
                ..Default::default()
            },
            publication: carrel_core::bib::Publication {
                publisher: Some(typed.into()),
                year: Some(2020),
                ..Default::default()
            },
            ..Default::default()
        };
        let from_catalogue = carrel_refs::bib::source(&bib, None);
        let from_form = source(
            Kind::BOOK,
            &[("title", "Bees"), ("publisher", typed), ("issued", "2020")],
        );
        for source in [from_catalogue, from_form] {
            assert_eq!(school::for_style(&source, "mla").text("publisher"), mla);
            assert_eq!(school::for_style(&source, "apa").text("publisher"), apa);
        }
    }
}

/// Who taught a class and when is told in the text alone (APA 7 §8.9); other styles list it.
#[test]
fn class_notes_are_in_the_text_alone() {
    let fields = [
        ("author", "Ann Lee"),
        ("title", "Pollination"),
        ("container-title", "Biology 9"),
        ("publisher", "Westfield School"),
        ("issued", "2024-02-01"),
    ];
    check(
        Kind::NOTES,
        &fields,
        &[(
            "apa",
            "",
            "(A. Lee, personal communication, February 1, 2024)",
        )],
    );
    let listed = source(Kind::NOTES, &fields);
    assert!(school::is_listed(&listed, "mla") && !school::is_listed(&listed, "apa"));
}

/// APA 7 §10.9.
#[test]
fn a_data_set_is_two_words() {
    check(
        Kind::DATASET,
        &[
            ("author", "USDA"),
            ("title", "Bee counts"),
            ("publisher", "Data.gov"),
            ("issued", "2022"),
        ],
        &[(
            "apa",
            "USDA. (2022). <i>Bee counts</i> [Data set]. Data.gov.",
            "(USDA, 2022)",
        )],
    );
}

/// Chicago 18 §8.160: every preposition of five letters and more that the engine's title case leaves small.
#[test]
fn no_long_preposition_stays_small_in_chicago_18() {
    let code = include_str!("../../../carrel-cite/src/textcase.rs");
    let list = code
        .split_once("const SMALL")
        .and_then(|(_, rest)| rest.split_once("];"));
    let words = list.expect("the list").0.split('"').skip(1).step_by(2);
    let long: Vec<&str> = words
        .filter(|word| word.len() > 4 && word.is_ascii())
        .collect();
    assert!(long.len() > 45, "{}", long.len());
    for word in long {
        let mut capital = word[..1].to_uppercase();
        capital.push_str(&word[1..]);
        titled(
            &format!("A walk {word} bees"),
            &[
                ("notes", &format!("A Walk {capital} Bees")),
                ("mla", &format!("A Walk {word} Bees")),
            ],
        );
    }
    titled("A walk (under bees)", &[("notes", "A Walk (Under Bees)")]);
}

/// MLA 9 §5.51 and §5.81: a capital behind a period, a small letter behind a comma; the writer of an episode is named.
#[test]
fn small_letters_stand_behind_commas_in_mla() {
    check(
        Kind::EDITED,
        &[
            ("editor", "Rebecca Solnit"),
            ("title", "Essays"),
            ("volume", "4"),
            ("issued", "2000"),
        ],
        &[(
            "mla",
            "Solnit, Rebecca, editor. <i>Essays</i>. Vol. 4, 2000.",
            "(Solnit)",
        )],
    );
    check(
        Kind::MAP,
        &[
            ("title", "Boston"),
            ("publisher", "Louvre"),
            ("issued", "c. 1910"),
        ],
        &[("mla", "<i>Boston</i>. Map. Louvre, circa 1910.", "(Boston)")],
    );
    check(
        Kind::TV,
        &[
            ("title", "The deep"),
            ("container-title", "Planet Earth"),
            ("script-writer", "Ann Lee"),
            ("volume", "1"),
            ("issued", "2006-12-10"),
        ],
        &[(
            "mla",
            "“The Deep.” <i>Planet Earth</i>, written by Ann Lee, season 1, 10 Dec. 2006.",
            "(“The Deep”)",
        )],
    );
}

/// No comma before nothing.
#[test]
fn a_chat_without_the_name_of_its_tool() {
    for (kind, note) in [
        (
            Kind::AI_CHAT,
            "Response to “Why do bees dance?,” OpenAI, March 8, 2024.",
        ),
        (
            Kind::AI_IMAGE,
            "“Why do bees dance?,” AI-generated image, OpenAI, March 8, 2024.",
        ),
    ] {
        check(
            kind,
            &[
                ("title", "Why do bees dance?"),
                ("publisher", "OpenAI"),
                ("issued", "2024-03-08"),
            ],
            &[("notes", "", note)],
        );
    }
}

/// Zotero writes the catalogue that a book's data came from where others write a database.
#[test]
fn the_catalogue_of_a_printed_book_is_no_place() {
    let book = source(
        Kind::BOOK,
        &[
            ("title", "Bees"),
            ("issued", "2020"),
            ("source", "Library of Congress ISBN"),
        ],
    );
    for (style, _) in STYLES {
        let entry = engine(style, std::slice::from_ref(&book)).bibliography()[0].text(Format::Text);
        assert!(!entry.contains("Congress"), "{style}: {entry}");
    }
}
