//! The search: packs of any bytes, and any query on sound packs.
//!
//! What takes time is done once: four small catalogues are made, opened and kept from input to input.

pub mod decode;

use std::cell::RefCell;

use carrel_core::bib::{Contributor, Role, Series, Subject, SubjectKind, Vocabulary};
use carrel_core::{BibRecord, CalendarDate};
use carrel_search::build::{Entry, Pack, PackOptions, build};
use carrel_search::engine::{Engine, answer_from};
use carrel_search::pack::section::Section;
use carrel_search::pack::{FileRef, Kind, Root, envelope};
use carrel_search::state::SearchState;
use carrel_search::wire::{Answer, Notice, Request, SearchAnswer, SearchRequest};

/// Titles with a subject and a series; English, Spanish, Arabic and Cyrillic, Chinese, Japanese and Korean.
const CATALOGUES: [&[[&str; 3]]; 4] = [
    &[
        ["The hunger games", "Survival", "Hunger games"],
        ["Diary of a wimpy kid", "Middle schools", "Wimpy kid"],
        ["Where the wild things are", "Monsters", ""],
        ["Nineteen eighty-four", "Totalitarianism", ""],
        ["1984", "Dystopias -- Fiction", ""],
        ["A wrinkle in time", "Space and time", "Time quintet"],
        ["Charlotte's web", "Spiders", ""],
        ["To be or not to be", "Drama", ""],
        ["Spider-Man : into the night", "Spiders", "Marvel"],
        [
            "J.K. and the treasure island",
            "Treasure troves",
            "Harry Potter",
        ],
        ["The of and", "Cars", ""],
        ["The lightning thief", "Gods, Greek", "Percy Jackson"],
    ],
    &[
        ["El principito", "Príncipes", ""],
        [
            "Cien años de soledad",
            "Familias -- Ficción",
            "Biblioteca básica",
        ],
        ["La casa de los espíritus", "Espíritus", ""],
        [
            "Don Quijote de la Mancha",
            "Caballeros y caballería",
            "Clásicos",
        ],
        ["¿Dónde está el niño pingüino?", "Niños", "Lecturas"],
        ["Los niños y las niñas", "Niños", "Lecturas"],
        ["El lápiz del carpintero", "Guerra", ""],
        ["Veinte poemas de amor", "Poesía", ""],
    ],
    &[
        ["ألف ليلة وليلة", "قصص", "التراث"],
        ["الأمير الصغير", "أطفال", ""],
        ["موسم الهجرة إلى الشمال", "روايات", ""],
        ["كليلة ودمنة", "حيوانات", "التراث"],
        ["الْكِتَابُ الأَوَّل", "مدارس", ""],
        ["Война и мир", "Война", "Классика"],
        ["Сказка о рыбаке и рыбке", "Сказки", ""],
        ["Чук и Гек", "Братья", ""],
    ],
    &[
        ["三国演义", "历史小说", "四大名著"],
        ["红楼梦", "家庭", "四大名著"],
        ["西遊記", "猴", "四大名著"],
        ["ノルウェイの森", "青春", ""],
        ["吾輩は猫である", "ネコ", "文庫"],
        ["소년이 온다", "소설", ""],
        ["채식주의자", "소설", ""],
        ["三国志 1", "历史", "文庫"],
    ],
];

/// A catalogue: its pack, an engine that has every file, and its words.
pub(crate) struct Shelf {
    pub(crate) pack: Pack,
    engine: RefCell<Engine>,
    words: Vec<String>,
    /// The root, and what may be damaged past its hash.
    root: Root,
    parts: Vec<Part>,
}

/// A file of the sound pack, and its payload.
pub(crate) struct Part {
    pub(crate) kind: Kind,
    file: FileRef,
    pub(crate) payload: Vec<u8>,
}

thread_local! {
    pub(crate) static SHELVES: Vec<Shelf> = CATALOGUES.iter().enumerate().map(|(n, titles)| Shelf::new(n, titles)).collect();
}

/// Some records of a catalogue, each title twice, the second time with a subtitle.
fn entries(titles: &[[&str; 3]]) -> Vec<Entry> {
    let of = |n: usize| {
        let [title, subject, series] = titles[n % titles.len()];
        let edition = n / titles.len();
        let mut bib = BibRecord {
            id: format!("r{n}"),
            ..BibRecord::default()
        };
        bib.title.proper = title.to_owned();
        bib.title.remainder = (edition == 1).then(|| format!("{subject} {}", titles[n / 2 % 8][0]));
        bib.summary = Some(format!("{subject}, {}", titles[n / 3 % 8][0]));
        bib.contributors = vec![Contributor {
            name: format!("{}, {edition}", titles[(n * 5 + 1) % titles.len()][0]),
            dates: None,
            role: Role::Author,
            main: true,
            vernacular: None,
        }];
        bib.subjects = vec![Subject {
            parts: subject.split(" -- ").map(str::to_owned).collect(),
            vocabulary: Vocabulary::default(),
            kind: SubjectKind::default(),
        }];
        if !series.is_empty() {
            bib.series = vec![Series {
                title: series.to_owned(),
                number: Some((n % 5 + 1).to_string()),
            }];
        }
        bib.publication.year = Some(1950 + n as i16);
        bib.call_number = Some(format!("{} {}", n * 31 % 1000, &bib.id));
        Entry {
            bib,
            ..Entry::default()
        }
    };
    (0..titles.len() * 2).map(of).collect()
}

impl Shelf {
    fn new(n: usize, titles: &[[&str; 3]]) -> Self {
        let options = PackOptions {
            name: "Fuzz".into(),
            snapshot: CalendarDate::default(),
            published: 0,
            base: "/".into(),
            // Two of the four also have what first letters find.
            first_answers: n.is_multiple_of(2),
            ..PackOptions::default()
        };
        let pack = build(&options, entries(titles), &mut |_, _, _| {});
        let words = titles.iter().flatten().flat_map(|text| text.split(' '));
        let mut words: Vec<String> = words.map(str::to_lowercase).collect();
        words.sort();
        words.dedup();
        let files = pack.files.iter();
        let parts = files.filter(|f| !matches!(f.kind, Kind::Root | Kind::Whole));
        let parts = parts.map(|f| Part {
            kind: f.kind,
            file: f.file,
            payload: envelope::open(&f.file, &f.bytes, None).expect("sound").1,
        });
        let engine = opened(&pack);
        Self {
            root: engine.root().clone(),
            parts: parts.collect(),
            engine: RefCell::new(whole(engine, &pack)),
            words,
            pack,
        }
    }

    /// The payload of the root, and of every other file.
    pub(crate) fn payloads(&self) -> Vec<(Kind, Vec<u8>)> {
        let root = postcard::to_allocvec(&self.root).expect("a root is written");
        let mut all = vec![(Kind::Root, root)];
        all.extend(self.parts.iter().map(|p| (p.kind, p.payload.clone())));
        all
    }
}

fn opened(pack: &Pack) -> Engine {
    let root = pack.files.last().expect("a root");
    Engine::open(&root.file, &root.bytes).expect("a sound root")
}

fn whole(mut engine: Engine, pack: &Pack) -> Engine {
    for file in pack.files.iter().filter(|f| f.kind != Kind::Root) {
        engine
            .supply(&file.file, &file.bytes)
            .expect("a sound file");
    }
    engine
}

fn ask(engine: &mut Engine, pack: &Pack, request: &Request) -> Answer {
    let fetch = |file: &FileRef| {
        let found = pack.files.iter().find(|f| f.file == *file);
        found.map(|f| f.bytes.clone())
    };
    answer_from(engine, request, fetch).expect("a sound pack answers")
}

fn search(query: &str, exact: bool, facets: bool) -> Request {
    let state = SearchState {
        query: query.to_owned(),
        exact,
        ..SearchState::default()
    };
    of_state(state, facets)
}

fn of_state(state: SearchState, facets: bool) -> Request {
    Request::Search(SearchRequest {
        state,
        limit: 10,
        facets,
        further: true,
        ..SearchRequest::default()
    })
}

/// What a reader types: ASCII as it is, a byte from 128 on is a word of the catalogue; or, where `raw`, the text that the bytes are.
fn typed(shelf: &Shelf, raw: bool, data: &[u8]) -> String {
    if raw {
        return String::from_utf8_lossy(data).into_owned();
    }
    let mut text = String::new();
    for byte in data {
        match byte {
            0..128 => text.push(char::from(*byte)),
            _ => text.push_str(&shelf.words[usize::from(byte & 127) % shelf.words.len()]),
        }
    }
    text
}

/// Bytes that are read of a query; of a pasted one.
const QUERY: usize = 24;
const PASTED: usize = 2048;

/// Asks a sound pack anything: an answer, in time, with as many hits as were asked for at most, best first; what exact
/// words find stays found; a device that has nothing yet answers as one that has everything.
///
/// The first byte: two bits which catalogue, one for exact words, three for what is asked, two for how the rest is a text
/// (as bytes; long).
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_query(data: &[u8]) {
    let Some((how, data)) = data.split_first() else {
        return;
    };
    let most = if how >> 6 == 3 { PASTED } else { QUERY };
    let data = &data[..data.len().min(most)];
    crate::within_time(data.len(), || {
        SHELVES.with(|shelves| {
            let shelf = &shelves[usize::from(how & 3)];
            let text = typed(shelf, how & 0x40 != 0, data);
            let (exact, what) = (how & 4 != 0, how >> 3 & 7);
            let engine = &mut shelf.engine.borrow_mut();
            let pack = &shelf.pack;
            match what {
                0..=3 => {
                    sound(&ask(engine, pack, &search(&text, exact, what == 3)));
                }
                4 => {
                    let suggest = Request::Suggest { text, limit: 3 };
                    assert!(matches!(ask(engine, pack, &suggest), Answer::Suggest(_)));
                }
                5 => {
                    let state = SearchState::from_query(&text);
                    assert_eq!(SearchState::from_query(&state.to_query()), state, "{text}");
                    sound(&ask(engine, pack, &of_state(state, exact)));
                }
                6 => {
                    let exact = ask(engine, pack, &search(&text, true, false));
                    let exact = sound(&exact);
                    let like = sound(&ask(engine, pack, &search(&text, false, false))).total;
                    // Words of the question alone are no answer; titles with all words are one.
                    let some = |n: &Notice| matches!(n, Notice::SomeWords(_));
                    let whole = exact.total > 0 && !exact.notices.iter().any(some);
                    assert!(!whole || like > 0, "exact words found, others not");
                }
                _ => {
                    let request = search(&text, exact, false);
                    let whole = ask(engine, pack, &request);
                    assert_eq!(ask(&mut opened(pack), pack, &request), whole);
                }
            }
        });
    });
}

/// A search's answer, looked at.
fn sound(answer: &Answer) -> &SearchAnswer {
    let Answer::Search(answer) = answer else {
        panic!("a search is answered by a search")
    };
    assert!(answer.hits.len() <= 10 && answer.hits.len() as u32 <= answer.total);
    assert!(answer.hits.iter().all(|hit| hit.score.is_finite()));
    answer
}

/// The payload as `data` says: whole (first bit set), or the sound one with pieces put in the place of others, each
/// told by its place (two bytes), how much goes (one byte), how much comes (one byte), and what comes.
pub(crate) fn damaged(sound: &[u8], how: u8, mut data: &[u8]) -> Vec<u8> {
    if how & 0x80 != 0 {
        return data.to_vec();
    }
    let mut out = sound.to_vec();
    while let [a, b, goes, comes, rest @ ..] = data {
        let at = usize::from(u16::from_be_bytes([*a, *b])) % (out.len() + 1);
        let end = (at + usize::from(goes % 16)).min(out.len());
        let comes = usize::from(comes % 16).min(rest.len());
        out.splice(at..end, rest[..comes].iter().copied());
        data = &rest[comes..];
    }
    out
}

/// The root with another file in the place of one.
fn naming(root: &Root, before: &FileRef, after: FileRef) -> Root {
    let mut root = root.clone();
    let swap = |section: &mut Section| {
        for child in section.children.iter_mut().filter(|c| c.file == *before) {
            child.file = after;
        }
    };
    for section in [
        &mut root.words,
        &mut root.starts,
        &mut root.headings,
        &mut root.postings,
        &mut root.isbns,
        &mut root.ids,
        &mut root.cards,
        &mut root.full,
        &mut root.shelf,
    ] {
        swap(section);
    }
    root.columns.iter_mut().for_each(swap);
    if root.overview == Some(*before) {
        root.overview = Some(after);
    }
    root
}

/// Puts a damaged file in the place of a sound one, past its hash, and asks the pack something that reads it.
///
/// The first byte: which file; the second: how it is damaged ([`damaged`]), which catalogue, and which question.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_pack(data: &[u8]) {
    let [which, how, rest @ ..] = data else {
        return;
    };
    crate::within_time(data.len(), || {
        SHELVES.with(|shelves| {
            let shelf = &shelves[usize::from(how >> 5 & 3)];
            let Some(part) = shelf
                .parts
                .get(usize::from(*which) % (shelf.parts.len() + 1))
            else {
                let sound = postcard::to_allocvec(&shelf.root).expect("a root is written");
                let sealed = envelope::seal_plain(Kind::Root, &damaged(&sound, *how, rest));
                if let Ok(mut opened) = Engine::open(&sealed.file, &sealed.bytes) {
                    let _ = opened.answer(&Request::Overview);
                    let _ = opened.answer(&question(shelf, Kind::Root, *how));
                }
                return;
            };
            let sealed = envelope::seal_plain(part.kind, &damaged(&part.payload, *how, rest));
            let root = naming(&shelf.root, &part.file, sealed.file);
            let root = postcard::to_allocvec(&root).expect("a root is written");
            let root = envelope::seal_plain(Kind::Root, &root);
            let engine = &mut shelf.engine.borrow_mut();
            engine.reopen(&root.file, &root.bytes).expect("a root");
            if engine.supply(&sealed.file, &sealed.bytes).is_ok() {
                // What the damaged part may spoil: any answer, but never the program.
                let _ = engine.answer(&question(shelf, part.kind, *how));
            }
            if sealed.file != part.file {
                engine.forget(&sealed.file);
            }
        });
    });
}

/// A question that reads files of that kind.
fn question(shelf: &Shelf, kind: Kind, how: u8) -> Request {
    let words = &shelf.words;
    let word = &words[usize::from(how) % words.len()];
    let begun: String = word.chars().take(2).collect();
    match (kind, how & 3) {
        (Kind::Overview, _) => Request::Overview,
        (Kind::Records | Kind::Keys | Kind::Shelf, _) | (Kind::Cards, 0) => {
            Request::Record { id: "r7".into() }
        }
        (Kind::Cards, 1) => Request::Like {
            id: "r7".into(),
            limit: 5,
        },
        (Kind::Column, _) => search(word, true, true),
        (_, 0) => Request::Suggest {
            text: begun,
            limit: 3,
        },
        (_, 1) => search(&begun, false, false),
        (_, 2) => search(&format!("{word} {begun}"), false, false),
        _ => search(
            &word[..word.len() - word.chars().next_back().map_or(0, char::len_utf8)],
            false,
            false,
        ),
    }
}
