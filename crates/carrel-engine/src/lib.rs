//! The search engine alone as wasm, without the app.
//!
//! *Owns:* a thin face of `carrel_search::engine` for JavaScript: open, ask, supply. `engine.js` beside it is the other half.
//! *Never does:* fetch or store; `carrel.js` does. No constraints, facets or reasons: see the app.
//! *Start at:* [`Desk`].
//!
//! What wasm-bindgen makes of three functions was 1.6 KB of script and 1.4 KB of wasm (brotli). They take texts and bytes and
//! give a text: so there are two trays that JavaScript fills, and one that it reads.

use carrel_memory as _;
use carrel_search::engine::Engine;
use carrel_search::pack::express::Index;
use carrel_search::pack::{FileRef, PackError, cards};
use core::cell::RefCell;

/// `<sha256>:<bytes>`.
///
/// # Errors
/// What was expected, when it is none.
pub fn reference(text: &[u8]) -> Result<FileRef, String> {
    // The hash has a fixed length.
    let found = text.split_at_checked(64).and_then(|(hex, rest)| {
        let bytes = rest.strip_prefix(b":")?;
        let digit = |n: u32, b: &u8| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'));
        let short = (1..10).contains(&bytes.len());
        let bytes = bytes.iter().try_fold(0, digit).filter(|_| short)?;
        FileRef::parse(core::str::from_utf8(hex).ok()?, bytes)
    });
    found.ok_or_else(|| String::from("expected <sha256>:<bytes>"))
}

/// Where JavaScript lays what it asks and finds what is said.
#[derive(Debug, Default)]
pub struct Desk {
    /// What comes in: a text, and bytes. A call takes them away.
    pub trays: [Vec<u8>; 2],
    /// What was said last: an answer, or what went wrong.
    pub said: Vec<u8>,
    /// Open catalogues, by their numbers from 1.
    open: Vec<Engine>,
}

impl Desk {
    const fn new() -> Self {
        Self {
            trays: [Vec::new(), Vec::new()],
            said: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Makes a tray of so many bytes, to be filled.
    pub fn room(&mut self, tray: usize, bytes: usize) -> *mut u8 {
        let tray = &mut self.trays[tray & 1];
        *tray = vec![0; bytes];
        tray.as_mut_ptr()
    }

    fn taken(&mut self) -> [Vec<u8>; 2] {
        core::mem::take(&mut self.trays)
    }

    /// Says what went wrong, if it did: true.
    pub fn fails(&mut self, done: Result<(), String>) -> bool {
        match done {
            Ok(()) => false,
            Err(why) => {
                self.said = why.into_bytes();
                true
            }
        }
    }

    /// Opens the pack whose root is on the second tray, and whose reference on the first; its number, or 0.
    pub fn open(&mut self) -> usize {
        let [file, bytes] = self.taken();
        let open = |file: &[u8]| Engine::open_plain(&reference(file)?, &bytes).map_err(brief);
        let done = open(&file).map(|engine| self.open.push(engine));
        match self.fails(done) {
            true => 0,
            false => self.open.len(),
        }
    }

    fn catalogue(&mut self, number: usize) -> Option<&mut Engine> {
        self.open.get_mut(number.wrapping_sub(1))
    }

    /// Takes the short way to a first result: `words` of `start.bin`; or with nothing the usual way.
    pub fn express(&mut self, number: usize) {
        let [words, _] = self.taken();
        if let Some(engine) = self.catalogue(number) {
            engine.express(core::str::from_utf8(&words).unwrap_or_default());
        }
    }

    /// Takes a file that was needed; true when it is not what was named.
    pub fn supply(&mut self, number: usize) -> bool {
        let [file, bytes] = self.taken();
        let done = reference(&file).and_then(|file| match self.catalogue(number) {
            Some(engine) => engine.supply(&file, &bytes).map_err(brief),
            None => Ok(()),
        });
        self.fails(done)
    }

    /// Searches. The answer is a line a hit: id, title, subtitle, names, series, year, call number, by tabs; or, when
    /// files are missing, `!` and a line a file: name, a blank, `<sha256>:<bytes>`. Supply them and ask again.
    pub fn search(&mut self, number: usize, limit: usize) {
        let [query, _] = self.taken();
        let query = core::str::from_utf8(&query).unwrap_or_default();
        let said = self
            .catalogue(number)
            .map(|engine| search(engine, query, limit));
        self.said = said.unwrap_or_default();
    }
}

fn brief(error: PackError) -> String {
    error.brief()
}

fn search(engine: &mut Engine, query: &str, limit: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let needs = engine.plain_rows(query, limit, &mut |row, _| {
        cards::line(row, &mut out);
    });
    if !needs.is_empty() {
        out.push(b'!');
    }
    for file in &needs {
        let name = match file.bytes {
            0 => Index::name(file),
            _ => file.name(),
        };
        for part in [name.as_str(), " ", file.hex().as_str(), ":"] {
            out.extend_from_slice(part.as_bytes());
        }
        cards::push_digits(file.bytes, &mut out);
        out.push(b'\n');
    }
    out
}

thread_local! {
    static DESK: RefCell<Desk> = const { RefCell::new(Desk::new()) };
}

/// What JavaScript calls; the names are the wasm's alone.
pub mod calls {
    use super::{DESK, Desk};

    /// Does something at the desk.
    pub fn at_desk<T>(act: impl FnOnce(&mut Desk) -> T) -> T {
        DESK.with_borrow_mut(act)
    }

    /// See [`Desk::room`].
    #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
    pub extern "C" fn room(tray: usize, bytes: usize) -> *mut u8 {
        at_desk(|desk| desk.room(tray, bytes))
    }

    /// Where [`Desk::said`] begins.
    #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
    pub extern "C" fn said() -> *const u8 {
        at_desk(|desk| desk.said.as_ptr())
    }

    /// How many bytes it has.
    #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
    pub extern "C" fn length() -> usize {
        at_desk(|desk| desk.said.len())
    }

    /// See [`Desk::open`].
    #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
    pub extern "C" fn open() -> usize {
        at_desk(Desk::open)
    }

    /// See [`Desk::express`].
    #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
    pub extern "C" fn express(number: usize) {
        at_desk(|desk| desk.express(number));
    }

    /// See [`Desk::supply`].
    #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
    pub extern "C" fn supply(number: usize) -> bool {
        at_desk(|desk| desk.supply(number))
    }

    /// See [`Desk::search`].
    #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
    pub extern "C" fn search(number: usize, limit: usize) {
        at_desk(|desk| desk.search(number, limit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_search::build::{Entry, PackOptions, build};

    /// As `engine.js` and `carrel.js` do it.
    #[test]
    fn what_lies_on_the_trays_is_opened_asked_and_supplied() {
        let mut bib = carrel_core::BibRecord {
            id: "7".into(),
            ..Default::default()
        };
        bib.title.proper = "The Hunger Games".into();
        let entry = Entry {
            bib,
            ..Entry::default()
        };
        let pack = build(&PackOptions::default(), vec![entry], &mut |_, _, _| {});
        let root = pack.files.last().unwrap();
        let mut desk = Desk::default();
        let named = |file: &FileRef| format!("{}:{}", file.hex(), file.bytes).into_bytes();
        let lay = |desk: &mut Desk, one: Vec<u8>, two: &[u8]| {
            assert!(!desk.room(0, one.len()).is_null() && !desk.room(1, two.len()).is_null());
            desk.trays = [one, two.to_vec()];
        };
        lay(&mut desk, named(&root.file), b"another");
        assert_eq!(desk.open(), 0);
        let said = |desk: &Desk| String::from_utf8(desk.said.clone()).unwrap();
        assert!(said(&desk).ends_with("another length than named"));
        lay(&mut desk, b"no reference".to_vec(), &[]);
        assert_eq!((desk.open(), said(&desk).contains("<sha256>")), (0, true));
        lay(&mut desk, named(&root.file), &root.bytes);
        assert_eq!(desk.open(), 1);
        loop {
            lay(&mut desk, b"hungar games".to_vec(), &[]);
            desk.search(1, 10);
            let answer = said(&desk);
            let Some(wanted) = answer.strip_prefix('!') else {
                assert_eq!(answer, "7\tThe Hunger Games\t\t\t\t\t\n");
                break;
            };
            for line in wanted.lines() {
                let (_, reference) = line.split_once(' ').unwrap();
                let file = &pack.files;
                let file = file.iter().find(|f| named(&f.file) == reference.as_bytes());
                lay(&mut desk, reference.into(), b"another");
                assert!(desk.supply(1));
                lay(&mut desk, reference.into(), &file.unwrap().bytes);
                assert!(!desk.supply(1));
            }
        }
        // A number that no catalogue has.
        desk.search(2, 10);
        assert_eq!(said(&desk), "");
    }
}
