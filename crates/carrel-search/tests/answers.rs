//! What a reader gets for what a reader types: slips, words run together, beginnings, topics, and limits.

use carrel_core::bib::{Audience, Contributor, Role, Series, Subject, SubjectKind, Vocabulary};
use carrel_core::{BibRecord, CalendarDate};
use carrel_search::build::{Cut, Entry, Pack, PackOptions, build, build_cut};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::Kind;
use carrel_search::references::References;
use carrel_search::state::{Facet, SearchState};
use carrel_search::wire::{Answer, HeadingKind, Notice, Request, SearchAnswer, SearchRequest};

/// Title | author | main heading, -- for a subdivision.
const SHELF: &[&str] = &[
    "Harry Potter and the Sorcerer's Stone|Rowling, J. K.|Wizards--Fiction",
    "The Hunger Games|Collins, Suzanne|Survival--Fiction",
    "Diary of a Wimpy Kid|Kinney, Jeff|Schools--Fiction",
    "The Giraffe and the Pelly and Me|Dahl, Roald|Animals--Fiction",
    "Treasure Island|Stevenson, Robert Louis|Pirates--Fiction",
    "Buried Treasure|Gray, Ann|Treasure troves",
    "Buried Onions|Soto, Gary|Orphans--Fiction",
    "Night|Wiesel, Elie|Holocaust, Jewish (1939-1945)",
    "Island of the Blue Dolphins|O'Dell, Scott|Islands--Fiction",
    "Sharks|Simon, Seymour|Sharks",
    "Neighborhood Sharks|Roy, Katherine|Sharks",
    "To Be or Not to Be|North, Ryan|Plot-your-own stories",
    "1984|Orwell, George|Totalitarianism--Fiction",
    "Half a Crown|Walton, Jo|England--Fiction",
    "Half Blood|Armentrout, Jennifer L.|Vampires--Fiction",
    "Spider-Man|Lee, Stan|Superheroes",
    "El niño perdido|Pérez, Ana|Niños--Ficción",
    "三国演义|罗贯中|中国",
    "Война и мир|Толстой, Лев|Россия",
    "كليلة ودمنة|ابن المقفع|حكايات",
    "Wednesday Wars|Schmidt, Gary D.|Teachers--Fiction",
    "Ridley|Stone, Ann|Dogs--Fiction",
    "Medley|Stone, Ann|Music",
    "Riley|Stone, Ann|Cats--Fiction",
];

fn entry(id: usize, line: &str) -> Entry {
    let parts: Vec<&str> = line.split('|').collect();
    let mut bib = BibRecord {
        id: format!("r{id}"),
        ..BibRecord::default()
    };
    bib.title.proper = parts[0].to_owned();
    bib.contributors.push(Contributor {
        name: parts[1].to_owned(),
        dates: None,
        role: Role::Author,
        main: true,
        vernacular: None,
    });
    bib.subjects.push(Subject {
        parts: parts[2].split("--").map(str::to_owned).collect(),
        vocabulary: Vocabulary::Lcsh,
        kind: SubjectKind::Topic,
    });
    bib.languages = vec!["eng".to_owned()];
    Entry {
        bib,
        ..Entry::default()
    }
}

fn options() -> PackOptions {
    PackOptions {
        name: "Example".into(),
        snapshot: CalendarDate::default(),
        published: 0,
        base: "/".into(),
        references: References::default(),
        first_answers: false,
        express: false,
    }
}

fn pack_of(entries: Vec<Entry>) -> Pack {
    build(&options(), entries, &mut |_, _, _| {})
}

fn shelf() -> Pack {
    pack_of(SHELF.iter().enumerate().map(|(n, l)| entry(n, l)).collect())
}

fn open(pack: &Pack) -> Engine {
    let root = pack.files.last().expect("a root");
    Engine::open(&root.file, &root.bytes).expect("opened")
}

fn ask(pack: &Pack, engine: &mut Engine, query: &str, exact: bool) -> SearchAnswer {
    let state = SearchState {
        query: query.to_owned(),
        exact,
        ..SearchState::default()
    };
    ask_for(pack, engine, state)
}

fn ask_for(pack: &Pack, engine: &mut Engine, state: SearchState) -> SearchAnswer {
    let request = Request::Search(SearchRequest {
        state,
        limit: 50,
        further: true,
        ..SearchRequest::default()
    });
    let answer = answer_from(engine, &request, |file| {
        let found = pack.files.iter().find(|f| f.file == *file);
        found.map(|f| f.bytes.clone())
    });
    match answer.expect("an answer") {
        Answer::Search(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn titles(answer: &SearchAnswer) -> Vec<&str> {
    answer.hits.iter().map(|h| h.card.title.as_str()).collect()
}

/// The first title for a query, and what the reader is told was searched instead, if anything.
#[track_caller]
fn check(query: &str, first: &str, told: Option<&str>) {
    let pack = shelf();
    let answer = ask(&pack, &mut open(&pack), query, false);
    assert_eq!(
        titles(&answer).first().copied(),
        Some(first),
        "{query}: {:?}",
        titles(&answer)
    );
    let searched = answer.notices.iter().find_map(|n| match n {
        Notice::Corrected { asked, searched } => {
            assert_eq!(asked, query);
            Some(searched.as_str())
        }
        _ => None,
    });
    assert_eq!(searched, told, "{query}");
}

#[test]
fn slips_of_children_are_heard() {
    check("hungar games", "The Hunger Games", Some("hunger games"));
    check(
        "diary of a whimpy kid",
        "Diary of a Wimpy Kid",
        Some("diary of a wimpy kid"),
    );
    check("jiraf", "The Giraffe and the Pelly and Me", Some("giraffe"));
    check("nite ", "Night", Some("night"));
    check("baried tresure", "Buried Treasure", Some("buried treasure"));
    check("wensday wars", "Wednesday Wars", Some("wednesday wars"));
    check(
        "rolling harry",
        "Harry Potter and the Sorcerer's Stone",
        Some("rowling harry"),
    );
}

/// Where all letters of a script begin with one byte, any word once was near any other of its length, and the right one was not.
#[test]
fn slips_in_other_scripts_than_latin_are_heard() {
    let shelf = &[
        "Мойдодыр|Чуковский, Корней|Стихи",
        "Айболит|Чуковский, Корней|Врачи",
        "О царе Салтане|Пушкин, Александр|Сказки",
        "מיץ פטל|שנהב, חיה|חיות",
        "銀河鉄道の夜|宮沢賢治|鉄道",
        "Αλίκη στη χώρα|Κάρολ, Λούις|Όνειρα",
    ];
    let corrected = |asked: &str, searched: &str| Notice::Corrected {
        asked: asked.to_owned(),
        searched: searched.to_owned(),
    };
    check_on(
        shelf,
        &[
            ("мойдадыр", "Мойдодыр", &[corrected("мойдадыр", "моидодыр")]),
            ("айбалит", "Айболит", &[corrected("айбалит", "аиболит")]),
            ("шойдодыр", "Мойдодыр", &[corrected("шойдодыр", "моидодыр")]),
            ("מיץ פתל", "מיץ פטל", &[corrected("מיץ פתל", "מיץ פטל")]),
            ("αλικι", "Αλίκη στη χώρα", &[corrected("αλικι", "αλικη")]),
        ],
    );
    let entries = shelf.iter().enumerate().map(|(n, l)| entry(n, l));
    let pack = pack_of(entries.collect());
    for query in ["собака", "дракон", "שלום", "כלבים", "西游记", "σκύλος"]
    {
        let answer = ask(&pack, &mut open(&pack), query, false);
        assert_eq!(
            (titles(&answer), answer.notices.len()),
            (vec![], 0),
            "{query}"
        );
    }
}

/// "Paterson" is near "peterpan", and "cowboys" near "crowboy", but these are titles.
#[test]
fn words_run_together_are_likelier_than_near_ones() {
    let shelf = [
        "Bridge to Terabithia|Paterson, Katherine|Friendship",
        "Peter Pan|Barrie, J. M.|Fairy tales",
        "Cowboys|Gray, Ann|Cowboys",
        "Crow Boy|Yashima, Taro|Schools",
        "The Boy and the Crows|Gray, Ann|Crows",
        "The God of Small Things|Roy, Arundhati|Twins",
        "A Theory of Numbers|Gray, Ann|Numbers",
    ];
    let corrected = |asked: &str, searched: &str| Notice::Corrected {
        asked: asked.to_owned(),
        searched: searched.to_owned(),
    };
    check_on(
        &shelf,
        &[
            (
                "peterpan",
                "Peter Pan",
                &[corrected("peterpan", "peter pan")],
            ),
            ("crowboy", "Crow Boy", &[corrected("crowboy", "crow boy")]),
            (
                "patersen",
                "Bridge to Terabithia",
                &[corrected("patersen", "paterson")],
            ),
            // "the" and somebody's name.
            (
                "theroy",
                "A Theory of Numbers",
                &[corrected("theroy", "theory")],
            ),
        ],
    );
}

/// "good" is a word that asks, and so the word that it makes with the next counted for nothing.
#[test]
fn a_word_that_asks_makes_one_with_the_next() {
    check_on(
        &[
            "Owl Moon|Yolen, Jane|Good night--Fiction",
            "Kitten's First Full Moon|Henkes, Kevin|Night--Fiction",
            "Goodnight Moon|Brown, Margaret Wise|Bedtime--Fiction",
        ],
        &[("good night moon", "Goodnight Moon", &[])],
    );
}

/// Common words that were typed stood in for a word that was not: "the stars" was the whole of *Rock Star*.
#[test]
fn a_common_word_that_a_title_lacks_is_no_word_of_it() {
    let shelf = [
        "Rock Star|Gray, Ann|Music",
        "Number the Stars|Lowry, Lois|Denmark",
        "Big Cats|Simon, Seymour|Felidae",
        "They All Saw a Cat|Wenzel, Brendan|Perception",
        "Dog Man|Pilkey, Dav|Dogs",
        "Of Mice and Men|Steinbeck, John|Ranches",
    ];
    check_on(
        &shelf,
        &[
            ("the stars", "Number the Stars", &[]),
            ("a cat", "They All Saw a Cat", &[]),
            ("of men", "Of Mice and Men", &[]),
        ],
    );
}

/// In figures it told nothing of how often it is asked for: who was born that year stood before it.
#[test]
fn a_title_in_words_is_one_in_figures_too() {
    let mut entries: Vec<Entry> = [
        "Born a Crime|Noah, Trevor|Noah, 1984-",
        "Nineteen Eighty-Four|Orwell, George|Totalitarianism",
        "Twenty-One Balloons|Du Bois, William|Balloons",
    ]
    .iter()
    .enumerate()
    .map(|(n, l)| entry(n, l))
    .collect();
    for entry in &mut entries[..2] {
        entry.bib.popularity = 900;
    }
    let pack = pack_of(entries);
    let answer = ask(&pack, &mut open(&pack), "1984", false);
    assert_eq!(titles(&answer), ["Nineteen Eighty-Four", "Born a Crime"]);
}

#[test]
fn who_made_a_book_and_what_comes_after_it_is_asked() {
    let shelf = [
        "Boy|Dahl, Roald|Authors--Books and reading",
        "Matilda|Dahl, Roald|Schools",
        "The BFG|Dahl, Roald|Giants",
        "Holes|Sachar, Louis|Camps",
        "Punching Holes in the Sky|Mbalia, Kwame|Authors",
        "The Hunger Games|Collins, Suzanne|Survival",
        "Catching Fire|Collins, Suzanne|Survival",
        "Brown Bear and the Next Book after the Fire|Martin, Bill|Bears",
    ];
    for (query, expected) in [
        (
            "what books did roald dahl write",
            &["Boy", "Matilda", "The BFG"][..],
        ),
        (
            "books written by roald dahl",
            &["Boy", "Matilda", "The BFG"],
        ),
        ("who wrote matilda", &["Matilda"]),
        ("next book after the hunger games", &["The Hunger Games"]),
        ("book after catching fire", &["Catching Fire"]),
        (
            "libros escritos por roald dahl",
            &["Boy", "Matilda", "The BFG"],
        ),
    ] {
        let entries = shelf.iter().enumerate().map(|(n, l)| entry(n, l));
        let pack = pack_of(entries.collect());
        let answer = ask(&pack, &mut open(&pack), query, false);
        let mut found = titles(&answer);
        found.sort_unstable();
        assert_eq!(
            (found, answer.notices.len()),
            (expected.to_vec(), 0),
            "{query}"
        );
    }
    check_on(
        &shelf,
        &[
            ("author of holes", "Holes", &[]),
            ("who is the author of holes", "Holes", &[]),
        ],
    );
}

/// Its "in" and "the" made the query long, and in a long one a known word may have no other first letter: "kate in the hat".
#[test]
fn words_of_grammar_make_no_query_long() {
    let mut kat = entry(2, "Making It|Gray, Ann|Printing");
    kat.bib.summary = Some("Kat makes it.".to_owned());
    let lines = [
        "The Cat in the Hat|Seuss, Dr.|Cats",
        "Kate, Not My Hat|Gray, Ann|Hats",
    ];
    let mut entries: Vec<Entry> = lines.iter().enumerate().map(|(n, l)| entry(n, l)).collect();
    entries.push(kat);
    let pack = pack_of(entries);
    for query in ["kat the hat ", "kat in the hat "] {
        let answer = ask(&pack, &mut open(&pack), query, false);
        assert_eq!(
            titles(&answer).first(),
            Some(&"The Cat in the Hat"),
            "{query}"
        );
    }
}

#[test]
fn words_run_together_and_taken_apart() {
    check(
        "harrypotter",
        "Harry Potter and the Sorcerer's Stone",
        Some("harry potter"),
    );
    check("spiderman", "Spider-Man", None);
    // Of more than two, beside what is only near ("wednesday", "riley"), and with a slip in one.
    check(
        "thehungergames",
        "The Hunger Games",
        Some("the hunger games"),
    );
    check(
        "diaryofawimpykid",
        "Diary of a Wimpy Kid",
        Some("diary of a wimpy kid"),
    );
    check(
        "tobeornottobe",
        "To Be or Not to Be",
        Some("to be or not to be"),
    );
    check("hungargames", "The Hunger Games", Some("hunger games"));
    check(
        "harypotter",
        "Harry Potter and the Sorcerer's Stone",
        Some("harry potter"),
    );
    check("spider man", "Spider-Man", None);
}

#[test]
fn what_is_typed_right_is_never_corrected() {
    check("ridley", "Ridley", None);
    check("to be or not to be", "To Be or Not to Be", None);
    check("1984", "1984", None);
    check("half b", "Half Blood", None);
    check("island", "Island of the Blue Dolphins", None);
    check("sharks", "Sharks", None);
    check("shark ", "Sharks", None);
    check("nino perdido", "El niño perdido", None);
    check("三国", "三国演义", None);
    check("ВОЙНА", "Война и мир", None);
    check("كليله", "كليلة ودمنة", None);
}

#[test]
fn a_letter_or_two_behind_a_word_go_on_with_its_title_or_name() {
    check("buried o", "Buried Onions", None);
    check("buried tr", "Buried Treasure", None);
    check("half a", "Half a Crown", None);
    check("gary d", "Wednesday Wars", None);
    check("gary so", "Buried Onions", None);
    check("gary sot", "Buried Onions", None);
}

/// All words of the letter, and their lists, were fetched once: most of what typing cost.
#[test]
fn a_letter_or_two_behind_a_word_cost_no_lists() {
    let cut = Cut {
        words: 24,
        near: 0,
        lists: 0,
        cards: 1,
    };
    let entries = SHELF.iter().enumerate().map(|(n, l)| entry(n, l)).collect();
    let pack = build_cut(&options(), entries, cut, &mut |_, _, _| {});
    let mut engine = open(&pack);
    let mut fetched = |query: &str| {
        let (mut kinds, mut hits) = (Vec::new(), 0);
        loop {
            let needs = engine.plain(query, 10, &mut |_, _| hits += 1);
            for need in &needs {
                let file = pack.files.iter().find(|f| f.file == *need).expect("a file");
                kinds.push(file.kind);
                engine.supply(need, &file.bytes).expect("sound");
            }
            if needs.is_empty() {
                return (kinds, hits);
            }
        }
    };
    let lists = |kinds: &[Kind]| kinds.iter().filter(|k| **k == Kind::Postings).count();
    let words = |kinds: &[Kind]| kinds.iter().filter(|k| **k == Kind::Dict).count();
    let (kinds, hits) = fetched("buried ");
    assert!(
        words(&kinds) > 0 && lists(&kinds) > 0 && hits == 2,
        "{kinds:?}"
    );
    // Only where "buriedt" and "tr" would stand is looked up.
    let (kinds, hits) = fetched("buried t");
    assert!(
        words(&kinds) <= 1 && lists(&kinds) == 0 && hits == 2,
        "{kinds:?}"
    );
    let (kinds, hits) = fetched("buried tr");
    assert!(
        words(&kinds) <= 2 && lists(&kinds) == 0 && hits == 2,
        "{kinds:?}"
    );
    let (kinds, hits) = fetched("buried tre");
    assert!(lists(&kinds) > 0 && hits == 1, "{kinds:?}");
}

/// catalogue.md 0.6: "Ridley" found Medley, Dudley and Bradley, and a reader called it completely unusable.
#[test]
fn ridley_does_not_find_medley() {
    let entries = SHELF.iter().filter(|l| !l.starts_with("Ridley"));
    let pack = pack_of(entries.enumerate().map(|(n, l)| entry(n, l)).collect());
    let answer = ask(&pack, &mut open(&pack), "ridley ", false);
    assert_eq!(titles(&answer), ["Riley"]);
    assert!(matches!(answer.notices[0], Notice::Corrected { .. }));
}

/// Two of three words that stand nowhere once gave nothing at all, and "searched" what had been asked.
#[test]
fn words_that_stand_nowhere_are_left_out_and_named() {
    let pack = shelf();
    for (query, left_out, searched) in [
        ("zzqqxx kwyjiboo sharks ", vec!["zzqqxx", "kwyjiboo"], None),
        ("sharks zzqqxx ", vec!["zzqqxx"], None),
        ("hungar zzqqxx games ", vec!["zzqqxx"], Some("hunger games")),
    ] {
        let answer = ask(&pack, &mut open(&pack), query, false);
        assert!(!answer.hits.is_empty(), "{query}");
        let (mut named, mut told) = (Vec::new(), None);
        for notice in &answer.notices {
            match notice {
                Notice::SomeWords(words) => named = words.iter().map(String::as_str).collect(),
                Notice::Corrected { searched, .. } => told = Some(searched.as_str()),
                _ => {}
            }
        }
        assert_eq!((named, told), (left_out, searched), "{query}");
    }
    // Found by fuzzing: with near spellings four words stood somewhere, three of them were wanted, and no title had three.
    let query = ".itthe night\" author:niño0 isb7:n98";
    assert!(!ask(&pack, &mut open(&pack), query, true).hits.is_empty());
    assert!(!ask(&pack, &mut open(&pack), query, false).hits.is_empty());
    let nothing = ask(&pack, &mut open(&pack), "zzqqxx kwyjiboo ", false);
    assert!(nothing.hits.is_empty());
}

#[test]
fn with_exact_words_nothing_is_corrected() {
    let pack = shelf();
    let mut engine = open(&pack);
    let answer = ask(&pack, &mut engine, "hungar games ", true);
    let corrected = |n: &Notice| matches!(n, Notice::Corrected { .. });
    assert!(!answer.notices.iter().any(corrected));
    assert!(ask(&pack, &mut engine, "jiraf ", true).hits.is_empty());
}

#[test]
fn books_for_the_young_come_first_among_equals() {
    let twins = |young: bool| {
        let mut entry = entry(usize::from(young), "Owls|Zed, Al|Owls");
        if young {
            entry.bib.audience = Some(Audience::Juvenile);
            // Filed after its twin.
            entry.bib.contributors[0].name = "Zed, Bo".into();
        }
        entry
    };
    let pack = pack_of(vec![twins(false), twins(true)]);
    let answer = ask(&pack, &mut open(&pack), "owls", false);
    assert_eq!(answer.hits[0].card.id, "r1");
}

/// A record of a series: title, number, and how often it was lent.
fn volume(id: usize, title: &str, number: &str, lent: u32) -> Entry {
    let mut entry = entry(id, &format!("{title}|Collins, Suzanne|Survival--Fiction"));
    entry.bib.popularity = lent;
    entry.bib.series.push(Series {
        title: "The Hunger Games".into(),
        number: Some(number.into()),
    });
    entry
}

#[test]
fn a_box_set_does_not_stand_before_the_volume_that_was_asked_for() {
    let pack = pack_of(vec![
        volume(0, "The Hunger Games", "1", 900),
        volume(1, "Catching Fire", "2", 500),
        volume(2, "Mockingjay", "3", 1),
        volume(3, "The Hunger Games Trilogy Boxset", "1-3", 5_000),
        volume(4, "The Hunger Games", "1-4", 5_000),
    ]);
    let mut engine = open(&pack);
    for (query, first) in [
        ("the hunger games 3", "Mockingjay"),
        ("hunger games 2", "Catching Fire"),
        ("hunger games boxset 1-3", "The Hunger Games Trilogy Boxset"),
    ] {
        let answer = ask(&pack, &mut engine, query, false);
        assert_eq!(titles(&answer)[0], first, "{query}");
        // The set holds the volume: it is found, below.
        let set = "The Hunger Games Trilogy Boxset";
        assert!(titles(&answer).contains(&set), "{query}");
    }
}

/// What is found for each query first, and every notice, on a shelf of its own.
#[track_caller]
fn check_on(shelf: &[&str], cases: &[(&str, &str, &[Notice])]) {
    let pack = pack_of(shelf.iter().enumerate().map(|(n, l)| entry(n, l)).collect());
    let mut engine = open(&pack);
    for (query, first, notices) in cases {
        let answer = ask(&pack, &mut engine, query, false);
        let found = titles(&answer);
        assert_eq!(
            found.first().copied().unwrap_or(""),
            *first,
            "{query}: {found:?}"
        );
        let (others, told): (Vec<Notice>, Vec<Notice>) =
            answer.notices.clone().into_iter().partition(is_other);
        assert_eq!(told, *notices, "{query}: {found:?}");
        others.iter().for_each(|n| have_hits(&pack, &mut engine, n));
    }
}

fn is_other(notice: &Notice) -> bool {
    matches!(notice, Notice::Instead(_))
}

/// Every other search that is offered finds something, and all of its words.
#[track_caller]
fn have_hits(pack: &Pack, engine: &mut Engine, notice: &Notice) {
    let Notice::Instead(others) = notice else {
        return;
    };
    assert!(!others.is_empty());
    for other in others {
        let state = match other.kind {
            HeadingKind::Subject => SearchState::default().toggled(Facet::Subject, &other.text),
            _ => SearchState {
                query: other.text.clone(),
                ..SearchState::default()
            },
        };
        let answer = ask_for(pack, engine, state);
        assert!(
            !answer.hits.is_empty() && answer.notices.is_empty(),
            "{other:?}"
        );
        assert!(other.count == 0 || other.count == answer.total, "{other:?}");
    }
}

fn without(words: &[&str]) -> Notice {
    Notice::SomeWords(words.iter().map(|w| (*w).to_owned()).collect())
}

/// Potter once became "poor" and Harry "henry": each is a word that the catalogue has.
#[test]
fn words_that_the_catalogue_knows_are_not_respelled_until_nonsense_fits() {
    let shelf = [
        "Harry Potter and the Sorcerer's Stone|Rowling, J. K.|Wizards--Fiction",
        "Harry Potter and the Chamber of Secrets|Rowling, J. K.|Wizards--Fiction",
        "Poor Henry's Boot 1537|Gray, Ann|Shoes",
        "Green Eggs and Ham|Seuss, Dr.|Stories in rhyme",
        "The Sneetches|Seuss, Dr.|Stories in rhyme",
        "Doctors and Their Sets|Stone, Al|Medicine",
        "Snow White|Grimm, Jacob|Fairy tales",
        "The Seven Dwarves of the Wood|Lang, Andrew|Fairy tales",
        "Show Wheat and Severn Wharfs|Black, Bo|Farms",
        "Diary of a Wimpy Kid|Kinney, Jeff|Schools--Fiction",
        "Bones and Kin|Zed, Al|Families",
    ];
    check_on(
        &shelf,
        &[
            (
                "harry potter book 9 ",
                "Harry Potter and the Sorcerer's Stone",
                &[without(&["9"])],
            ),
            ("doctor seuss ", "Green Eggs and Ham", &[]),
            (
                "harry potter sneetches ",
                "Harry Potter and the Sorcerer's Stone",
                &[without(&["sneetches"])],
            ),
            ("books like wimpy kid ", "Diary of a Wimpy Kid", &[]),
        ],
    );
    // One slip is still heard, beside words that are right.
    let heard = |asked: &str, searched: &str| Notice::Corrected {
        asked: asked.to_owned(),
        searched: searched.to_owned(),
    };
    check_on(
        &shelf,
        &[(
            "harry poter stone ",
            "Harry Potter and the Sorcerer's Stone",
            &[heard("harry poter stone ", "harry potter stone")],
        )],
    );
    // Two words that are right, in two books: neither becomes another word.
    let pack = pack_of(shelf.iter().enumerate().map(|(n, l)| entry(n, l)).collect());
    let answer = ask(&pack, &mut open(&pack), "henry sneetches ", false);
    let given_up = |n: &Notice| matches!(n, Notice::SomeWords(_)) || is_other(n);
    assert!(answer.notices.iter().all(given_up), "{:?}", answer.notices);
    assert!(!answer.notices.is_empty());
    assert_eq!(titles(&answer), ["The Sneetches", "Poor Henry's Boot 1537"]);
}

/// "Holes" is about Stanley Yelnats, which no record says: two words of three were wanted, and nothing had two.
#[test]
fn what_has_the_most_words_is_better_than_nothing() {
    let shelf = [
        "Holes|Sachar, Louis|Camps",
        "A Streetcar Ride|Stanley, Kim|Streetcars",
        "Magic Tree House|Osborne, Mary Pope|Time travel",
    ];
    check_on(
        &shelf,
        &[
            ("holes stanley yelnats ", "Holes", &[without(&["yelnats"])]),
            (
                "magic tree house jack and annie ",
                "Magic Tree House",
                &[without(&["jack", "annie"])],
            ),
        ],
    );
}

/// "Gregor the Overlander" became "griego the 1": a name of two slips, the rest left out, and a number that many series have.
#[test]
fn a_far_spelling_is_no_answer_where_the_rest_is_left_out() {
    let mut all: Vec<Entry> = [
        "The Lost Village|Griego, Ana|Villages--Fiction",
        "Smile|Telgemeier, Raina|Teeth--Fiction",
        "The Overseas Trail|Gray, Ann|Frontier and pioneer life",
    ]
    .iter()
    .enumerate()
    .map(|(n, l)| entry(n, l))
    .collect();
    for entry in &mut all {
        entry.bib.series.push(Series {
            title: "Valley".into(),
            number: Some("1".into()),
        });
    }
    let pack = pack_of(all);
    let mut engine = open(&pack);
    let answer = ask(&pack, &mut engine, "gregor the overlander 1", false);
    assert!(
        answer.hits.is_empty(),
        "{:?} {:?}",
        titles(&answer),
        answer.notices
    );
    // One slip is heard, and a number beside a word that stands.
    for (query, first) in [
        ("smille zzqqxx 1", "Smile"),
        ("griego zzqqxx 1", "The Lost Village"),
    ] {
        let answer = ask(&pack, &mut engine, query, false);
        assert_eq!(titles(&answer).first(), Some(&first), "{query}");
    }
}

/// "Cheif gleent" is two words misspelled, one of them farther than any word is respelled by itself: the other vouches for it.
#[test]
fn a_spelling_that_is_too_far_is_heard_where_another_word_vouches_for_it() {
    let shelf = [
        "The Great Chief of the Plains|Drake, Ann|Plains",
        "Green Grass|Lee, Bo|Grasses",
        "Gentle Giants|Lee, Bo|Whales",
        "A Nest of Owls|Black, Al|Birds--Great Plains",
    ];
    let heard = |asked: &str, searched: &str| Notice::Corrected {
        asked: asked.to_owned(),
        searched: searched.to_owned(),
    };
    let plains = "The Great Chief of the Plains";
    check_on(
        &shelf,
        &[
            (
                "cheif gleent ",
                plains,
                &[heard("cheif gleent ", "chief great")],
            ),
            // By itself it is nothing, and beside a word of another book neither.
            ("gleent ", "", &[]),
            (
                "gleent whaels ",
                "Gentle Giants",
                &[heard("gleent whaels ", "whales"), without(&["gleent"])],
            ),
            // Two of them vouch for nothing.
            ("cheop gleent ", "", &[]),
            // What only a heading has is not meant by a word so far off.
            ("owls gleent ", "A Nest of Owls", &[without(&["gleent"])]),
        ],
    );
}

/// "Percy jackson two" was third: only figures were the number of a volume.
#[test]
fn a_number_in_words_asks_for_the_volume_as_figures_do() {
    let pack = pack_of(vec![
        volume(0, "The Hunger Games", "1", 900),
        volume(1, "Catching Fire", "2", 500),
        volume(2, "Mockingjay", "3", 1),
        volume(3, "The Hunger Games Trilogy Boxset", "1-3", 5_000),
        volume(4, "The Hunger Games", "1-4", 5_000),
    ]);
    let mut engine = open(&pack);
    for (query, first) in [
        ("hunger games three", "Mockingjay"),
        ("hunger games two ", "Catching Fire"),
        ("hunger games book two", "Catching Fire"),
        ("third hunger games book", "Mockingjay"),
        ("hunger games 2nd", "Catching Fire"),
    ] {
        let answer = ask(&pack, &mut engine, query, false);
        assert_eq!(titles(&answer)[0], first, "{query}");
    }
}

/// "Why do so many bees die in the winter" showed books on winter, without bees.
#[test]
fn a_question_is_answered_by_its_topic() {
    let shelf = [
        "Honeybee|Fleming, Candace|Bees",
        "The Garden Bee|Gray, Ann|Gardens",
        "So Many Winters|Stone, Al|Winter--Fiction",
        "Winter Is Hard|Zed, Al|Winter--Fiction",
        "Snow Many Ways|Black, Bo|Snow",
        "Our Solar System|Simon, Seymour|Solar system",
        "System of the World|Ray, Jo|Systems",
        "Round and Round|Ruiz, Ana|Wheels",
        "Bats|Gibbons, Gail|Bats",
        "Food in the Dark|Stone, Ann|Food",
        "Dark Wood|Hill, Joe|Forests",
        "Cars Go Round|Hill, Joe|Automobiles",
        "Winter Light|Hill, Joe|Candles",
    ];
    check_on(
        &shelf,
        &[
            (
                "why do so many bees die in the winter",
                "Honeybee",
                &[without(&["winter"])],
            ),
            (
                "why do batz hang upside down ",
                "Bats",
                &[
                    Notice::Corrected {
                        asked: "why do batz hang upside down ".into(),
                        searched: "why do bats".into(),
                    },
                    without(&["hang", "upside", "down"]),
                ],
            ),
            (
                "how do bats find food in the dark",
                "Bats",
                &[without(&["find", "food", "dark"])],
            ),
            (
                "why does the solar system go round",
                "Our Solar System",
                &[without(&["round"])],
            ),
            // A title that has all words but one.
            (
                "do they have food in the dark wizzard",
                "Food in the Dark",
                &[without(&["wizzard"])],
            ),
        ],
    );
    let pack = pack_of(shelf.iter().enumerate().map(|(n, l)| entry(n, l)).collect());
    let mut engine = open(&pack);
    let mut offered = |query: &str| -> Vec<String> {
        let answer = ask(&pack, &mut engine, query, false);
        let others = answer.notices.into_iter().find_map(|n| match n {
            Notice::Instead(others) => Some(others),
            _ => None,
        });
        let others = others.into_iter().flatten();
        others
            .map(|o| format!("{:?} {} {}", o.kind, o.text, o.count))
            .collect()
    };
    assert_eq!(
        offered("why do so many bees die in the winter"),
        ["Subject Bees 1", "Title winter 0"]
    );
    assert_eq!(
        offered("how do bats find food in the dark"),
        ["Title food dark 0"]
    );
    // The heading would show no other title; of one that has only subdivisions the commonest.
    assert_eq!(
        offered("why do cars need winter bats"),
        ["Title cars 0", "Title winter 0"]
    );
    assert_eq!(
        offered("why do people need winter boots"),
        ["Subject Winter -- Fiction 2"]
    );
    assert!(offered("books about bats").is_empty());
}

/// Words of the question were asked for like any other: "why do cats purr" found nothing.
#[test]
fn questions_find_what_they_are_about() {
    let shelf = [
        "Sharks|Simon, Seymour|Sharks",
        "The Book of Work|Stone, Ann|Labor",
        "Volcanoes|Simon, Seymour|Volcanoes",
        "How Do Clocks Work?|Zed, Al|Clocks and watches",
        "All About Books|Gray, Ann|Books and reading",
        "Cats|Gibbons, Gail|Cats",
        "Perros|Pérez, Ana|Perros",
        "Whales|Simon, Seymour|Whales",
        "The Best of Friends|Ray, Jo|Friendship--Fiction",
        "Dinosaurs|Barton, Byron|Dinosaurs",
        "Tales of a Fourth Grade Nothing|Blume, Judy|Brothers--Fiction",
    ];
    check_on(
        &shelf,
        &[
            ("books about sharks", "Sharks", &[]),
            ("how do volcanoes work", "Volcanoes", &[]),
            ("how do volcanoes work ", "Volcanoes", &[]),
            ("how do clocks work?", "How Do Clocks Work?", &[]),
            ("why do cats purr?", "Cats", &[without(&["purr"])]),
            ("libros sobre perros", "Perros", &[]),
            ("libros de perros ", "Perros", &[]),
            (
                "¿por qué ladran los perros?",
                "Perros",
                &[without(&["ladran"])],
            ),
            ("a book on whales", "Whales", &[]),
            (
                "stories about friendship for 4th grade",
                "The Best of Friends",
                &[],
            ),
            ("dinosaur books for kids ", "Dinosaurs", &[]),
            ("all about books ", "All About Books", &[]),
        ],
    );
}

#[test]
fn titles_of_such_words_are_found_first() {
    let mut all: Vec<Entry> = [
        "About a Boy|Hornby, Nick|Bachelors",
        "The Book Thief|Zusak, Markus|Books and reading",
        "The Thief|Turner, Megan|Thieves",
        "It|King, Stephen|Horror tales",
        "How to|Munroe, Randall|Science",
        "The Book|Watts, Alan|Self",
        "The Boy|Santiago, Al|Boys",
        "Like Water for Chocolate|Esquivel, Laura|Cooking",
        "Chocolate Water|Gray, Ann|Chocolate",
        "Why?|Zed, Al|Questions",
        "Where the Wild Things Are|Sendak, Maurice|Monsters",
        "Wild Things|Gray, Ann|Animals",
        "Some Good News|Rylant, Cynthia|Cousins",
        "The News|Black, Bo|Journalism",
        "El libro de la selva|Kipling, Rudyard|Selva",
        "La selva|Ruiz, Ana|Selva",
        "The Graveyard Book|Gaiman, Neil|Cemeteries",
        "Graveyard|Hill, Joe|Cemeteries",
        "Book 1|Anon, A.|Reading",
    ]
    .iter()
    .enumerate()
    .map(|(n, l)| entry(n, l))
    .collect();
    // What is lent more is no title that was typed.
    for n in [2, 6, 8, 11, 13, 15, 17] {
        all[n].bib.popularity = 5_000;
    }
    let pack = pack_of(all.clone());
    let mut engine = open(&pack);
    for entry in &all {
        let title = entry.bib.title.proper.as_str();
        for query in [title.to_owned(), format!("{title} "), title.to_lowercase()] {
            let answer = ask(&pack, &mut engine, &query, false);
            assert_eq!(titles(&answer)[0], title, "{query}");
            assert!(answer.notices.is_empty(), "{query}: {:?}", answer.notices);
        }
    }
    for (query, first) in [
        ("the book thi", "The Book Thief"),
        ("book theif ", "The Book Thief"),
        ("thief book zusak ", "The Book Thief"),
        ("about hornby ", "About a Boy"),
    ] {
        let answer = ask(&pack, &mut engine, query, false);
        assert_eq!(titles(&answer)[0], first, "{query}");
    }
}

#[test]
fn numbers_and_short_forms_reach_series_and_names() {
    let mut all: Vec<Entry> = [
        "Tales of a Fourth Grade Nothing|Blume, Judy|Brothers--Fiction",
        "The Little Prince|Saint-Exupéry, Antoine de|Princes--Fiction",
        "The Hundred and One Dalmatians|Smith, Dodie|Dogs--Fiction",
        "The BFG|Dahl, Roald|Giants--Fiction",
        "The 5th Wave|Yancey, Rick|Survival--Fiction",
        "Fantastic Mr. Fox|Dahl, Roald|Foxes--Fiction",
        "The Sneetches|Seuss, Dr.|Stories in rhyme",
        "The Hobbit|Tolkien, J. R. R.|Fantasy",
    ]
    .iter()
    .enumerate()
    .map(|(n, l)| entry(n, l))
    .collect();
    for (title, number) in [("Diary", "1"), ("The Last Straw", "3")] {
        let mut volume = entry(all.len(), &format!("{title}|Kinney, Jeff|Schools--Fiction"));
        volume.bib.series.push(Series {
            title: "Diary of a Wimpy Kid".into(),
            number: Some(number.into()),
        });
        all.push(volume);
    }
    let pack = pack_of(all);
    let mut engine = open(&pack);
    for (query, first) in [
        ("4th grade nothing", "Tales of a Fourth Grade Nothing"),
        (
            "tales of a 4th grade nothing ",
            "Tales of a Fourth Grade Nothing",
        ),
        ("fifth wave ", "The 5th Wave"),
        ("wimpy kid three", "The Last Straw"),
        ("wimpy kid book three ", "The Last Straw"),
        ("wimpy kid 3rd book", "The Last Straw"),
        ("st exupery ", "The Little Prince"),
        ("101 dalmatians", "The Hundred and One Dalmatians"),
        ("b.f.g.", "The BFG"),
        ("b f g", "The BFG"),
        ("the b.f.g. ", "The BFG"),
        ("mister fox ", "Fantastic Mr. Fox"),
        ("doctor seuss ", "The Sneetches"),
        ("j r r tolkien ", "The Hobbit"),
    ] {
        let answer = ask(&pack, &mut engine, query, false);
        assert_eq!(titles(&answer).first().copied(), Some(first), "{query}");
    }
}

/// An ISBN that is not held became books whose numbers were near it.
#[test]
fn an_isbn_finds_its_book_or_none() {
    let mut all: Vec<Entry> = [
        "Fahrenheit 451|Bradbury, Ray|Book burning",
        "Holes|Sachar, Louis|Camps",
    ]
    .iter()
    .enumerate()
    .map(|(n, l)| entry(n, l))
    .collect();
    all[0].bib.call_number = Some("0 14 240249 5".into());
    all[1].bib.isbns = vec![carrel_core::Isbn::parse("0374332657").expect("an ISBN")];
    let pack = pack_of(all);
    let mut engine = open(&pack);
    let no = |number: &str| Notice::NoIsbn(number.to_owned());
    let wrong = |number: &str, last: &str| Notice::NotIsbn {
        number: number.to_owned(),
        last: last.to_owned(),
    };
    for (query, first, notices) in [
        ("0-374-33265-7", Some("Holes"), vec![]),
        ("ISBN 978-0-374-33265-5 (pbk.)", Some("Holes"), vec![]),
        ("0374332655", Some("Holes"), vec![]),
        ("0-14-240249-4", None, vec![no("0142402494")]),
        (
            "ISBN\u{A0}0142402494 (paperback)",
            None,
            vec![no("0142402494")],
        ),
        ("0374332658", None, vec![wrong("0374332658", "7")]),
        ("isbn 4006381333931", None, vec![wrong("4006381333931", "")]),
        // A number that is another one is found as it stands.
        ("0 14 240249 5", Some("Fahrenheit 451"), vec![]),
    ] {
        let answer = ask(&pack, &mut engine, query, false);
        assert_eq!(titles(&answer).first().copied(), first, "{query}");
        assert_eq!(answer.notices, notices, "{query}");
    }
}

/// 400 records are read for a phrase: those that the filters leave, first.
#[test]
fn filters_come_before_the_bound_of_a_phrase() {
    let mut all: Vec<Entry> = (0..500)
        .map(|n| entry(n, "Red Fox Running|Gray, Ann|Foxes"))
        .collect();
    let mut last = entry(500, "Animals of Chile|Ruiz, Ana|Animals");
    last.bib.notes.push("With the red fox.".into());
    last.bib.languages = vec!["spa".to_owned()];
    all.push(last);
    let pack = pack_of(all);
    let mut state = SearchState {
        query: "\"red fox\"".to_owned(),
        ..SearchState::default()
    };
    state = state.toggled(carrel_search::state::Facet::Language, "spa");
    let request = Request::Search(SearchRequest {
        state,
        limit: 10,
        ..SearchRequest::default()
    });
    let answer = answer_from(&mut open(&pack), &request, |file| {
        let found = pack.files.iter().find(|f| f.file == *file);
        found.map(|f| f.bytes.clone())
    });
    let Answer::Search(answer) = answer.expect("an answer") else {
        panic!("no search");
    };
    assert_eq!(titles(&answer), ["Animals of Chile"]);
}

#[test]
fn what_is_not_looked_for_is_said() {
    let pack = shelf();
    let mut engine = open(&pack);
    let mut notices = |query: &str, exact| ask(&pack, &mut engine, query, exact).notices;
    assert!(notices(&"sharks ".repeat(17), false).contains(&Notice::Cut));
    assert!(notices(&"x".repeat(2001), false).contains(&Notice::Cut));
    assert!(!notices(&"sharks ".repeat(16), false).contains(&Notice::Cut));
    assert!(notices("sharks OR islands", false).contains(&Notice::Signs));
    assert!(!notices("sharks and islands", false).contains(&Notice::Signs));
    // Nothing just as typed: the spelling that has hits is offered.
    let other = Notice::DidYouMean("hunger games".to_owned());
    assert!(notices("hungarr games ", true).contains(&other));
    assert!(notices("hunger games ", true).is_empty());
}

/// A larger catalogue: pairs of words of the shelf with each other.
fn many() -> Pack {
    let words: Vec<&str> = SHELF
        .iter()
        .flat_map(|line| line.split(['|', ' ', '-', ',']))
        .filter(|w| w.len() > 3)
        .collect();
    let lines = (0..3000usize).map(|n| {
        let word = |step: usize| words[(n * step + n / 7) % words.len()];
        format!(
            "{} {} {}|{}, A.|{}",
            word(3),
            word(7),
            word(11),
            word(5),
            word(13)
        )
    });
    pack_of(lines.enumerate().map(|(n, l)| entry(n, &l)).collect())
}

#[test]
fn other_spellings_only_add_and_exact_words_stay_first() {
    let pack = many();
    let mut engine = open(&pack);
    let mut compared = 0;
    for n in 0..150usize {
        let (one, two) = (SHELF[n % SHELF.len()], SHELF[(n * 7 + 3) % SHELF.len()]);
        let word = |line: &str, at: usize| {
            let words: Vec<&str> = line.split(['|', ' ', '-']).collect();
            words[at % words.len()].to_owned()
        };
        let query = format!("{} {}", word(one, n), word(two, n / 3));
        let exact = ask(&pack, &mut engine, &query, true);
        let loose = ask(&pack, &mut engine, &query, false);
        if exact.notices.is_empty() && exact.total > 0 {
            // What the exact words find is found, and first, in the same order.
            let ids =
                |a: &SearchAnswer| a.hits.iter().map(|h| h.card.id.clone()).collect::<Vec<_>>();
            assert!(ids(&loose).starts_with(&ids(&exact)), "{query}");
            assert!(loose.total >= exact.total, "{query}");
            compared += 1;
        }
    }
    assert!(compared > 40, "only {compared} queries found something");
}

#[test]
fn a_catalogue_on_demand_answers_as_one_that_is_all_here() {
    let pack = many();
    let mut whole = open(&pack);
    for file in pack.files.iter().filter(|f| f.kind != Kind::Root) {
        whole.supply(&file.file, &file.bytes).expect("sound");
    }
    for query in [
        "tresure island",
        "sharks",
        "the h",
        "wizards harry",
        "half",
        "hungar gmaes pirtes",
    ] {
        let all = ask(&pack, &mut whole, query, false);
        let some = ask(&pack, &mut open(&pack), query, false);
        assert_eq!(all, some, "{query}");
    }
}

/// All that is spelled like a word that is still being typed would be most of what is fetched while someone types a title.
#[test]
fn who_is_about_to_type_on_is_not_misspelling_yet() {
    let shelf = [
        "True Colors|Hannah, K.|Sisters",
        "True Coal|Gray, Ann|Mines",
        "Red Rooney|Ballantyne, R. M.|Sealing",
        "Red Room|Gray, Ann|Houses",
    ];
    let lines = shelf.iter().enumerate();
    let pack = pack_of(lines.map(|(n, line)| entry(n, line)).collect());
    let mut engine = open(&pack);
    // The title goes on by three letters; it lacks two, so another may be meant; nothing vouches for a word alone.
    for (query, expected) in [
        ("true col", &["r0"][..]),
        ("red roon", &["r2", "r3"]),
        ("col", &["r0", "r1"]),
    ] {
        let answer = ask(&pack, &mut engine, query, false);
        let ids: Vec<&str> = answer.hits.iter().map(|h| h.card.id.as_str()).collect();
        assert_eq!(ids, expected, "{query}");
    }
}

/// Edges of dictionaries and bytes of lists that a question may look at in this catalogue: little more than the worst of
/// these does.
const MOST_EDGES: u32 = 2_000;
const MOST_POSTINGS: u32 = 70_000;

#[test]
fn hostile_queries_look_at_no_more_than_their_budget() {
    let pack = many();
    let mut engine = open(&pack);
    let page = "tresure hungar wensday pirtes sorcerors ".repeat(2000);
    let long = "treasureislandtreasureislandtreasure".repeat(50);
    let letters = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
    let asking = "how do books about what why like one two three fourth st dr ".repeat(500);
    let halves = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn ".repeat(20);
    for query in [
        &page,
        &long,
        &halves,
        &asking,
        letters,
        "*****",
        "e",
        "th",
        "\"the the\" \"a a\" ::",
    ] {
        ask(&pack, &mut engine, query, false);
        // In counts, which are the same on every machine: how long these take, `examples/keystrokes.rs` says.
        let [edges, postings, explained] = engine.looked_at();
        assert!(edges <= MOST_EDGES, "{query:.30}: {edges} edges");
        assert!(postings <= MOST_POSTINGS, "{query:.30}: {postings} bytes");
        // To say why no more is read than to find: once for the hits, once for what was searched instead.
        assert!(
            explained <= 2 * postings,
            "{query:.30}: {explained} bytes to say why"
        );
    }
}

/// Titles found by each query, in the order of the shelf that is given.
#[track_caller]
fn finds(shelf: &[&str], cases: &[(&str, &[usize])]) {
    let pack = pack_of(shelf.iter().enumerate().map(|(n, l)| entry(n, l)).collect());
    let mut engine = open(&pack);
    for (query, expected) in cases {
        let answer = ask(&pack, &mut engine, query, true);
        let mut ids: Vec<&str> = answer.hits.iter().map(|h| h.card.id.as_str()).collect();
        ids.sort_unstable();
        let mut wanted: Vec<String> = expected.iter().map(|n| format!("r{n}")).collect();
        wanted.sort_unstable();
        assert_eq!(ids, wanted, "{query}");
    }
}

#[test]
fn a_name_is_found_by_what_stands_behind_its_apostrophe() {
    finds(
        &[
            "L'enfant et la rivière|Bosco, Henri|Enfants",
            "Wise Blood|O'Connor, Flannery|Georgia",
            "The Hate U Give|Thomas, Angie|Race relations",
            "Tess of the d\u{2019}Urbervilles|Hardy, Thomas|Wessex",
            "Qu'est-ce que c'est ?|D'Angelo, Ann|Questions",
        ],
        &[
            ("enfant", &[0]),
            ("l'enfant", &[0]),
            ("lenfant", &[0]),
            ("connor", &[1]),
            ("o'connor", &[1]),
            ("o connor", &[1]),
            ("oconn", &[1]),
            ("urbervilles", &[3]),
            ("angelo", &[4]),
            ("\"l'enfant et la\"", &[0]),
        ],
    );
}

#[test]
fn arabic_is_found_however_it_is_written() {
    finds(
        &[
            "الكتاب الأول|أحمد المسؤول|قراءة",
            "كتاب|ليلى|مدرسة",
            "ﺳﻼﻡ|سارة|يوم",
        ],
        &[
            ("كتاب", &[0, 1]),
            ("الكتاب", &[0, 1]),
            ("الاول", &[0]),
            ("احمد", &[0]),
            ("مسوول", &[0]),
            ("سلام", &[2]),
            ("مدرسه", &[1]),
        ],
    );
}

#[test]
fn one_character_is_found_wherever_it_stands_and_a_long_row_too() {
    let long = "红楼梦三国演义水浒传西游记儒林外史聊斋志异封神演义";
    let line = format!("{long}|罗贯中|中国");
    finds(
        &[
            "三国演义|罗贯中|中国",
            "猫|夏目漱石|小说",
            "小猫|鲁迅|动物",
            "猫頭鷹|鲁迅|鳥",
            &line,
        ],
        &[
            ("义", &[0, 4]),
            ("猫", &[1, 2, 3]),
            ("猫 ", &[1, 2, 3]),
            ("鷹", &[3]),
            // Each by itself, and as one.
            ("小 猫 ", &[1, 2]),
            // More pairs than a query has words.
            (long, &[4]),
        ],
    );
}

#[test]
fn plurals_that_no_rule_makes_are_found_by_their_singulars() {
    finds(
        &[
            "Geese|A, B|Geese",
            "The Goose Girl|A, B|Fairy tales",
            "Of Mice and Men|C, D|Ranches",
            "The Mouse and the Motorcycle|C, D|Mice",
            "Three Little Wolves|C, D|Wolves",
            "Wolf Hollow|C, D|Bullying",
            "El pez arcoíris|E, F|Peces",
        ],
        &[
            ("geese ", &[0, 1]),
            ("goose ", &[0, 1]),
            ("mouse ", &[2, 3]),
            ("mice ", &[2, 3]),
            ("wolf ", &[4, 5]),
            ("wolves ", &[4, 5]),
            ("peces ", &[6]),
        ],
    );
}

#[test]
fn guesses_below_what_was_typed_are_counted_and_told() {
    // One has the word in its summary alone; near it there are others.
    let mut entries: Vec<Entry> = [
        "Geese|A, B|Birds",
        "Silly Geese|C, D|Poultry",
        "Wild Geese|E, F|Flight",
    ]
    .iter()
    .enumerate()
    .map(|(n, l)| entry(n, l))
    .collect();
    let mut farm = entry(9, "On the Farm|G, H|Farms");
    farm.bib.summary = Some("Where gheese live.".to_owned());
    entries.push(farm);
    let pack = pack_of(entries);
    let mut engine = open(&pack);
    let answer = ask(&pack, &mut engine, "gheese ", false);
    assert_eq!(titles(&answer)[0], "On the Farm");
    assert!(answer.total > 1, "{:?}", titles(&answer));
    assert_eq!(answer.notices, [Notice::Guessed(answer.total - 1)]);
    let exact = ask(&pack, &mut engine, "gheese ", true);
    assert_eq!((exact.total, exact.notices.len()), (1, 0));
    // A filter counts what it leaves.
    let state = SearchState::from_query("q=gheese+&subject=Flight");
    let request = Request::Search(SearchRequest {
        state,
        limit: 9,
        ..SearchRequest::default()
    });
    let answer = answer_from(&mut engine, &request, |file| {
        let found = pack.files.iter().find(|f| f.file == *file);
        found.map(|f| f.bytes.clone())
    });
    let Ok(Answer::Search(answer)) = answer else {
        panic!("no answer")
    };
    assert_eq!(answer.notices, [Notice::Guessed(1)]);
}
