//! School items from a seed: every kind of source a pupil cites, with the traps of names, titles and dates that
//! citations get wrong. Pure: the same seed gives the same text. What is named here is partly real and mostly invented.

/// Marsaglia's xorshift64*: enough to choose from lists, the same on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }

    pub(crate) fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// Yes in `percent` of a hundred throws.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// People as CSL-JSON: particles, suffixes, hyphens, two family names, other scripts, bodies, screen names.
const PEOPLE: &[&str] = &[
    r#"{"family":"Lowry","given":"Lois"}"#,
    r#"{"family":"García Márquez","given":"Gabriel"}"#,
    r#"{"family":"de la Cruz","given":"Melissa"}"#,
    r#"{"family":"van Gogh","given":"Vincent"}"#,
    r#"{"family":"Gogh","given":"Vincent","non-dropping-particle":"van"}"#,
    r#"{"family":"Nguyen","given":"Viet Thanh"}"#,
    r#"{"family":"Park","given":"Jin-ho"}"#,
    r#"{"family":"Park","given":"Linda Sue"}"#,
    r#"{"family":"Sartre","given":"Jean-Paul"}"#,
    r#"{"family":"King","given":"Martin Luther","suffix":"Jr."}"#,
    r#"{"family":"Davis","given":"Sammy","suffix":"Jr.","comma-suffix":true}"#,
    r#"{"family":"Gates","given":"Henry Louis","suffix":"III"}"#,
    r#"{"family":"Smith","given":"Zadie"}"#,
    r#"{"family":"Smith","given":"Zoe"}"#,
    r#"{"family":"Smith","given":"John"}"#,
    r#"{"family":"Smith","given":"John A."}"#,
    r#"{"family":"O'Dell","given":"Scott"}"#,
    r#"{"family":"Le Guin","given":"Ursula K."}"#,
    r#"{"family":"Tolkien","given":"J. R. R."}"#,
    r#"{"family":"Rowling","given":"J.K."}"#,
    r#"{"family":"Saint-Exupéry","given":"Antoine","dropping-particle":"de"}"#,
    r#"{"family":"von Humboldt","given":"Alexander"}"#,
    r#"{"family":"al-Khwarizmi","given":"Muhammad"}"#,
    r#"{"family":"d'Aulaire","given":"Ingri"}"#,
    r#"{"family":"DiCamillo","given":"Kate"}"#,
    r#"{"family":"Ørsted","given":"Åse"}"#,
    r#"{"family":"Достоевский","given":"Фёдор"}"#,
    r#"{"family":"村上","given":"春樹"}"#,
    r#"{"family":"Mohammed","given":"Aisha"}"#,
    r#"{"family":"Yousafzai","given":"Malala"}"#,
    r#"{"family":"Reynolds","given":"Jason"}"#,
    r#"{"family":"Kendi","given":"Ibram X."}"#,
    r#"{"family":"Angelou","given":"Maya"}"#,
    r#"{"family":"Woodson","given":"Jacqueline"}"#,
    r#"{"family":"Zusak","given":"Markus"}"#,
    r#"{"family":"Ngozi Adichie","given":"Chimamanda"}"#,
    r#"{"family":"Plato"}"#,
    r#"{"literal":"Dr. Seuss"}"#,
    r#"{"literal":"World Health Organization"}"#,
    r#"{"literal":"National Geographic Society"}"#,
    r#"{"literal":"U.S. Department of Education"}"#,
    r#"{"literal":"NASA"}"#,
    r#"{"literal":"@moon_fan42"}"#,
    r#"{"literal":"CrashCourse"}"#,
];

/// Titles with the traps: questions, quotations and titles inside, brands, subtitles, other scripts, `&` and `<`.
const TITLES: &[&str] = &[
    "Who Owns the Moon?",
    "Stop, Thief!",
    "The Giver",
    "oh, the places you'll go!",
    "A Reading of “The Lottery”",
    "A reading of \\\"The Lottery\\\" by Jackson",
    "Teaching <i>Holes</i> in the Middle School",
    "YouTube and You: How iPad Kids Learn",
    "ChatGPT in the classroom: friend or foe?",
    "The Hate U Give",
    "Salt & light: why a < b matters",
    "Война и мир",
    "百年の孤独",
    "How to read a map: an introduction",
    "'Tis the season for robins",
    "Rock music of the '60s and after",
    "What Is Art? And Why Do We Care?",
    "U.S. history in a nutshell",
    "NASA's mission to Mars",
    "The 5th wave",
    "Self-care for twelve-year-olds",
    "Alice's adventures in Wonderland; or, the dream",
    "Says who?: A guide to sources",
    "Mr. Popper's penguins",
    "Bees – and why we need them",
    "Between shades of gray",
    "One crazy summer",
    "E-mail from the front: letters of 1944",
    "Cien años de soledad",
    "The world of <span class=\\\"nocase\\\">iOS</span> games",
    "H<sub>2</sub>O: water on earth",
    "A tale of two cities",
    "Romeo and Juliet, act 3",
    "The Lion, the Witch and the Wardrobe",
    "Volcano",
    "Climate change",
    "Rivers of the world",
    "From the mixed-up files of Mrs. Basil E. Frankweiler",
    "To kill a mockingbird",
    "Is it true that “the earth is flat”?",
    "Guinness World Records 2024",
    "A.I. is everywhere",
    "What’s new, pussycat?",
    "Up, up and away",
    "Don't look now",
    "Through the looking-glass",
    "Life on the Mississippi (abridged)",
    "Moon, sun, & stars",
    "Why we sleep . . . and dream",
    "LOUD AND CLEAR",
];

const CONTAINERS: &[&str] = &[
    "The Best American Essays 2019",
    "Great Speeches of Our Time",
    "Collected poems",
    "The Norton reader",
    "Tales of wonder & fear",
    "World Book",
    "Encyclopædia Britannica",
    "Where Do We Go from Here?",
];

const JOURNALS: &[&str] = &[
    "Journal of School Science",
    "Nature",
    "The Reading Teacher",
    "Proceedings of the young scientists",
    "PLOS ONE",
];

const MAGAZINES: &[&str] = &[
    "National Geographic",
    "Time",
    "Cricket",
    "The New Yorker",
    "Scientific American",
];
const NEWSPAPERS: &[&str] = &[
    "The New York Times",
    "The Guardian",
    "Los Angeles Times",
    "El País",
];
const SITES: &[&str] = &[
    "National Geographic Kids",
    "NASA",
    "BBC News",
    "Britannica Kids",
    "Wikipedia",
    "YouTube",
    "World Health Organization",
    "example.org",
];
const PUBLISHERS: &[&str] = &[
    "Scholastic Press",
    "Houghton Mifflin",
    "World Health Organization",
    "National Geographic Society",
    "Oxford University Press",
    "Farrar, Straus and Giroux",
    "W. W. Norton & Company",
    "U.S. Department of Education",
];
const PLACES: &[&str] = &["New York", "London", "Boston", "Paris", "Washington, DC"];

/// The 35 kinds of lessons.md 4.1, in its order.
pub(crate) const KINDS: &[&str] = &[
    "book",
    "e-book",
    "chapter",
    "edited book",
    "translated book",
    "encyclopedia entry",
    "journal article",
    "magazine article",
    "newspaper article",
    "database article",
    "web page",
    "web site",
    "report",
    "video",
    "film",
    "tv episode",
    "podcast episode",
    "image",
    "map",
    "social post",
    "interview",
    "email",
    "speech",
    "song",
    "poem",
    "sacred text",
    "game",
    "data set",
    "ai chat",
    "ai image",
    "handout",
    "class notes",
    "comic",
    "thesis",
    "law",
];

struct Maker<'d> {
    dice: &'d mut Dice,
    out: String,
}

impl Maker<'_> {
    /// A field with a value that is JSON already.
    fn raw(&mut self, name: &str, value: &str) {
        self.out.push_str(&format!(",\"{name}\":{value}"));
    }

    fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &format!("\"{value}\""));
    }

    fn one(&mut self, name: &str, list: &[&str]) {
        let value = self.dice.of(list);
        self.text(name, value);
    }

    fn maybe(&mut self, percent: usize, name: &str, list: &[&str]) {
        if self.dice.chance(percent) {
            self.one(name, list);
        }
    }

    /// Throws as [`Maker::maybe`] does and says nothing: what comes after it stays what it was when there was a field here.
    fn thrown(&mut self, percent: usize, words: usize) {
        if self.dice.chance(percent) {
            self.dice.below(words);
        }
    }

    fn number(&mut self, name: &str, end: usize) {
        let number = self.dice.below(end) + 1;
        self.text(name, &number.to_string());
    }

    fn people(&mut self, name: &str, count: usize) {
        let mut list: Vec<&str> = Vec::new();
        // People and bodies seldom stand together.
        let mixed = self.dice.chance(2);
        while list.len() < count {
            let one = self.dice.of(PEOPLE);
            let fits = mixed || list.first().is_none_or(|first| body(first) == body(one));
            if fits && !list.contains(&one) {
                list.push(one);
            } else if list.first().is_some_and(|first| body(first)) && list.len() > 1 {
                break;
            }
        }
        self.raw(name, &format!("[{}]", list.join(",")));
    }

    /// Nobody, one, two, three, many.
    fn authors(&mut self) {
        let count = [0, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 6, 7, 8, 21, 22][self.dice.below(16)];
        if count > 0 {
            self.people("author", count);
        }
    }

    fn maybe_people(&mut self, percent: usize, name: &str) {
        if self.dice.chance(percent) {
            let count = 1 + self.dice.below(2);
            self.people(name, count);
        }
    }

    fn date(&mut self, name: &str, day: bool) {
        let year = 1995 + self.dice.below(30);
        let (month, date) = (self.dice.below(12) + 1, self.dice.below(28) + 1);
        let value = match self.dice.below(if day { 12 } else { 20 }) {
            0 => return,
            1 => format!("{{\"date-parts\":[[{year},{month}]]}}"),
            2 => format!("{{\"date-parts\":[[{year}]],\"season\":{}}}", 1 + month % 4),
            3 if day => format!(
                "{{\"date-parts\":[[{year},{month},{date}],[{year},{month},{}]]}}",
                date + 1
            ),
            4 => format!("{{\"date-parts\":[[{year},{month}],[{year},12]]}}"),
            5 => format!("{{\"date-parts\":[[{year}],[{}]]}}", year + 2),
            6 => format!("{{\"date-parts\":[[{year}]],\"circa\":true}}"),
            7 if !day => format!("{{\"date-parts\":[[{}]]}}", 1830 + month * 9),
            8 => format!("{{\"date-parts\":[[{year}]]}}"),
            _ if day => format!("{{\"date-parts\":[[{year},{month},{date}]]}}"),
            _ => format!("{{\"date-parts\":[[{year}]]}}"),
        };
        self.raw(name, &value);
    }

    fn pages(&mut self) {
        let a = 1 + self.dice.below(420);
        let value = match self.dice.below(9) {
            0 => return,
            1 => a.to_string(),
            2 => format!("{a}-{}", a + 3),
            3 => format!("{a}–{}", a + 130),
            4 => format!("{a}, {}", a + 7),
            5 => format!("A{a}"),
            6 => format!("{a}-{}, {}", a + 2, a + 9),
            7 => "xi-xiv".to_owned(),
            _ => format!("{a}-{}", a + 11),
        };
        self.text("page", &value);
    }

    fn edition(&mut self) {
        match self.dice.below(8) {
            0 => self.text("edition", "2"),
            1 => self.text("edition", "3rd"),
            2 => self.text("edition", "revised"),
            3 => self.text("edition", "Revised ed."),
            _ => {}
        }
    }

    fn place(&mut self) {
        self.maybe(40, "publisher-place", PLACES);
        self.maybe(92, "publisher", PUBLISHERS);
    }

    fn link(&mut self, percent: usize) {
        if self.dice.chance(percent) {
            let number = self.dice.below(900);
            self.text("URL", &format!("https://www.example.org/pages/{number}"));
        }
        if self.dice.chance(35) {
            let (day, month) = (1 + self.dice.below(28), 1 + self.dice.below(12));
            self.raw(
                "accessed",
                &format!("{{\"date-parts\":[[2025,{month},{day}]]}}"),
            );
        }
    }

    fn doi(&mut self) {
        let number = 100 + self.dice.below(900);
        match self.dice.below(4) {
            0 => self.text("DOI", &format!("10.1000/{number}")),
            1 => self.text("DOI", &format!("https://doi.org/10.1000/{number}")),
            _ => {}
        }
    }

    fn book(&mut self) {
        self.edition();
        self.place();
        self.date("issued", false);
        if self.dice.chance(10) {
            self.number("volume", 5);
        }
        if self.dice.chance(10) {
            self.text("collection-title", "Signet classics");
            if self.dice.chance(50) {
                self.number("collection-number", 40);
            }
        }
    }
}

fn body(person: &str) -> bool {
    person.contains("literal")
}

/// One item of a kind as CSL-JSON, with this id.
pub(crate) fn item(dice: &mut Dice, kind: usize, id: &str) -> String {
    let types = [
        "book",
        "book",
        "chapter",
        "book",
        "book",
        "entry-encyclopedia",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "article-magazine",
        "webpage",
        "webpage",
        "report",
        "motion_picture",
        "motion_picture",
        "broadcast",
        "broadcast",
        "graphic",
        "map",
        "post",
        "interview",
        "personal_communication",
        "speech",
        "song",
        "chapter",
        "book",
        "software",
        "dataset",
        "software",
        "graphic",
        "document",
        "speech",
        "book",
        "thesis",
        "legal_case",
    ];
    // MLA's rules of schools send what was asked of a machine as a collection: every second one here.
    let asked = KINDS[kind] == "ai chat" && in_even_list(id);
    let csl = if asked { "collection" } else { types[kind] };
    let mut m = Maker {
        dice,
        out: format!("{{\"id\":\"{id}\",\"type\":\"{csl}\""),
    };
    m.one("title", TITLES);
    if m.dice.chance(4) {
        m.text("language", m_language(kind));
    }
    match KINDS[kind] {
        "book" => {
            m.authors();
            m.maybe_people(12, "editor");
            m.maybe_people(10, "translator");
            m.book();
        }
        "e-book" => {
            m.authors();
            m.book();
            m.text("medium", "E-book");
            m.link(60);
        }
        "chapter" => {
            m.authors();
            m.one("container-title", CONTAINERS);
            m.maybe_people(80, "editor");
            m.pages();
            m.book();
        }
        "edited book" => {
            m.maybe_people(100, "editor");
            m.book();
        }
        "translated book" => {
            m.authors();
            m.maybe_people(100, "translator");
            m.book();
            if m.dice.chance(30) {
                m.raw("original-date", "{\"date-parts\":[[1967]]}");
            }
        }
        "encyclopedia entry" => {
            if m.dice.chance(40) {
                m.authors();
            }
            m.one("container-title", CONTAINERS);
            m.book();
            m.pages();
            m.link(50);
        }
        "journal article" | "database article" | "magazine article" | "newspaper article" => {
            m.authors();
            let list = match KINDS[kind] {
                "journal article" => JOURNALS,
                "newspaper article" => NEWSPAPERS,
                _ => MAGAZINES,
            };
            m.one("container-title", list);
            if KINDS[kind] == "journal article" || m.dice.chance(25) {
                m.number("volume", 60);
                if m.dice.chance(80) {
                    m.number("issue", 12);
                }
            }
            m.date("issued", true);
            m.pages();
            if KINDS[kind] == "journal article" {
                m.doi();
            }
            if KINDS[kind] == "database article" {
                m.one(
                    "source",
                    &["JSTOR", "Gale In Context", "ProQuest", "EBSCOhost"],
                );
                m.link(70);
            } else {
                m.link(40);
            }
            if KINDS[kind] == "newspaper article" {
                m.maybe(15, "edition", &["Late", "National ed."]);
                m.maybe(15, "section", &["B", "Sports"]);
            }
        }
        "web page" => {
            m.authors();
            m.maybe(85, "container-title", SITES);
            m.maybe(35, "publisher", PUBLISHERS);
            m.date("issued", true);
            m.link(95);
        }
        "web site" => {
            m.maybe(50, "publisher", PUBLISHERS);
            m.date("issued", false);
            m.link(95);
        }
        "report" => {
            m.authors();
            m.place();
            m.date("issued", true);
            m.maybe(50, "number", &["12", "WHO-345", "NCES 2021-144"]);
            m.maybe(30, "genre", &["Technical report", "Fact sheet"]);
            m.link(60);
        }
        "video" => {
            m.authors();
            m.text("container-title", "YouTube");
            m.text("genre", "Video");
            m.date("issued", true);
            m.link(90);
        }
        "film" => {
            m.maybe_people(90, "director");
            m.maybe_people(20, "script-writer");
            m.place();
            m.date("issued", false);
        }
        "tv episode" | "podcast episode" => {
            m.maybe_people(40, "author");
            m.maybe_people(35, "director");
            m.maybe_people(35, "host");
            m.one(
                "container-title",
                &[
                    "Planet Earth",
                    "Radiolab",
                    "Stuff You Should Know",
                    "Reading rainbow",
                ],
            );
            m.maybe(50, "number", &["1", "12", "405"]);
            m.maybe(40, "volume", &["2", "3"]);
            m.maybe(60, "publisher", &["BBC", "WNYC", "PBS Kids"]);
            m.maybe(50, "genre", &["Podcast", "TV series episode"]);
            m.date("issued", true);
            m.link(50);
        }
        "image" | "ai image" => {
            if KINDS[kind] == "image" {
                m.authors();
            }
            m.maybe(60, "medium", &["Oil on canvas", "Photograph"]);
            m.maybe(50, "archive", &["The Museum of Modern Art", "Louvre"]);
            m.maybe(50, "archive-place", PLACES);
            m.maybe(30, "publisher", &["OpenAI", "Adobe"]);
            m.date("issued", false);
            m.link(50);
        }
        "map" => {
            m.authors();
            m.place();
            m.maybe(40, "scale", &["1:24,000"]);
            m.date("issued", false);
            m.link(40);
        }
        "social post" => {
            m.authors();
            m.one("container-title", &["Instagram", "X", "TikTok"]);
            m.maybe(40, "genre", &["Post", "Video"]);
            m.date("issued", true);
            m.link(90);
        }
        "interview" => {
            m.people("author", 1);
            m.maybe_people(80, "interviewer");
            m.maybe(40, "medium", &["Telephone", "Video call"]);
            m.date("issued", true);
        }
        "email" => {
            m.people("author", 1);
            m.maybe_people(80, "recipient");
            m.maybe(60, "genre", &["Email", "Letter"]);
            m.date("issued", true);
        }
        "speech" | "class notes" => {
            m.authors();
            m.maybe(
                60,
                "event-title",
                &[
                    "School assembly",
                    "Science fair 2024",
                    "Annual meeting of the history club",
                ],
            );
            m.maybe(50, "event-place", PLACES);
            m.maybe(50, "genre", &["Lecture", "Class notes", "Address"]);
            m.maybe(30, "publisher", PUBLISHERS);
            m.date("issued", true);
        }
        "song" => {
            m.maybe_people(60, "author");
            m.maybe_people(60, "composer");
            m.maybe_people(30, "performer");
            m.maybe(
                60,
                "container-title",
                &["Lemonade", "Abbey Road", "Songs for kids"],
            );
            m.maybe(80, "publisher", &["Columbia", "Apple Records"]);
            m.maybe(30, "medium", &["CD", "Vinyl"]);
            m.date("issued", false);
            m.link(20);
        }
        "poem" => {
            m.authors();
            m.one("container-title", CONTAINERS);
            m.maybe_people(60, "editor");
            m.pages();
            m.place();
            m.date("issued", false);
            if m.dice.chance(25) {
                m.raw("original-date", "{\"date-parts\":[[1794]]}");
            }
        }
        "sacred text" => {
            m.maybe(
                60,
                "version",
                &["New International Version", "King James Version"],
            );
            m.maybe_people(30, "translator");
            m.maybe_people(30, "editor");
            m.place();
            m.date("issued", false);
        }
        "game" | "ai chat" => {
            if KINDS[kind] == "game" {
                m.authors();
            }
            m.maybe(60, "version", &["1.20", "GPT-4", "14 Mar."]);
            m.maybe(70, "publisher", &["OpenAI", "Mojang Studios", "Google"]);
            m.maybe(
                40,
                "genre",
                &["Large language model", "Video game", "Mobile app"],
            );
            m.maybe(30, "medium", &["iOS", "Nintendo Switch"]);
            m.maybe(40, "container-title", &["ChatGPT", "Gemini"]);
            m.date("issued", true);
            m.link(60);
        }
        "data set" => {
            m.authors();
            m.maybe(70, "publisher", PUBLISHERS);
            m.maybe(40, "version", &["2", "V1"]);
            m.maybe(40, "genre", &["Data set"]);
            m.date("issued", true);
            m.doi();
            m.link(60);
        }
        "handout" => {
            m.authors();
            m.maybe(60, "publisher", PUBLISHERS);
            m.maybe(40, "genre", &["Handout"]);
            m.maybe(40, "medium", &["Print"]);
            m.date("issued", true);
        }
        "comic" => {
            m.authors();
            m.maybe_people(40, "illustrator");
            m.number("volume", 12);
            m.book();
        }
        "thesis" => {
            m.people("author", 1);
            m.maybe(80, "genre", &["PhD dissertation", "Master's thesis"]);
            m.place();
            m.date("issued", false);
            m.link(40);
        }
        _ => {
            // A court case with what its form asks.
            m.maybe(
                60,
                "authority",
                &["U.S. Supreme Court", "Supreme Court of the United States"],
            );
            m.thrown(60, 2);
            m.maybe(50, "container-title", &["U.S.", "F. Supp."]);
            m.maybe(40, "volume", &["42", "347"]);
            m.thrown(40, 1);
            m.pages();
            m.date("issued", false);
            m.link(40);
        }
    }
    m.out.push('}');
    m.out
}

/// `12.3.ai_chat` is of list 12.
fn in_even_list(id: &str) -> bool {
    let list = id
        .split('.')
        .next()
        .and_then(|number| number.parse::<u32>().ok());
    list.is_some_and(|number| number % 2 == 0)
}

fn m_language(kind: usize) -> &'static str {
    ["en", "es", "fr-FR", "en-GB", "de"][kind % 5]
}
