//! Postcard, read by the least code. The types are written by serde's derived code; reading by it, with an error at every
//! value, was 9 KB of brotli in the page that plays lessons, and this is a third of it. A test reads every lesson both ways.
//!
//! There are no errors on the way: after the first wrong byte nothing is left to be read, every value that follows is empty,
//! and [`whole`] gives nothing. So hostile bytes cost what they weigh.

use crate::bundle::{Entry, Index};
use crate::model::*;
use crate::player::{Attempt, Card, Given, LabMove, LabStep, Progress};
use crate::rich::{Block, Inline, Target};
use crate::web::{Ad, Find, Looks, Page, Truth, Web};

/// How deep blocks and lines may lie in one another, as when serde reads them.
const DEEPEST: u8 = 40;

/// What is left to be read.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    sound: bool,
    depth: u8,
}

/// A value that can be read.
pub(crate) trait Read: Sized {
    fn read(from: &mut Reader<'_>) -> Self;
}

/// The value in these bytes; none when they are damaged. What follows it is not looked at.
pub(crate) fn whole<T: Read>(bytes: &[u8]) -> Option<T> {
    first(bytes).map(|(value, _)| value)
}

/// The value in these bytes, and what follows it.
pub(crate) fn first<T: Read>(bytes: &[u8]) -> Option<(T, &[u8])> {
    let mut from = Reader {
        rest: bytes,
        sound: true,
        depth: 0,
    };
    let value = T::read(&mut from);
    from.sound.then_some((value, from.rest))
}

impl Reader<'_> {
    #[cold]
    fn fail(&mut self) {
        self.rest = &[];
        self.sound = false;
    }

    fn byte(&mut self) -> u8 {
        match self.rest.split_first() {
            Some((byte, rest)) => {
                self.rest = rest;
                *byte
            }
            None => {
                self.fail();
                0
            }
        }
    }

    /// A number of at most so many bits, seven a byte, lowest first.
    #[inline(never)]
    fn number(&mut self, bits: u32) -> u32 {
        let (mut value, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte();
            value |= u64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                break;
            }
            if shift >= bits {
                self.fail();
                return 0;
            }
        }
        if value >> bits != 0 {
            self.fail();
            return 0;
        }
        value as u32
    }

    /// How many things follow. Each has a byte at least.
    fn count(&mut self) -> usize {
        let count = self.number(32) as usize;
        if count > self.rest.len() {
            self.fail();
            return 0;
        }
        count
    }

    /// Which variant of an enum; one that there is not is a failure and the first.
    fn variant(&mut self, of: u32) -> u32 {
        let variant = self.number(32);
        if variant >= of {
            self.fail();
            return 0;
        }
        variant
    }
}

fn get<T: Read>(from: &mut Reader<'_>) -> T {
    T::read(from)
}

/// What may lie in itself.
fn deep<T: Read>(from: &mut Reader<'_>) -> T {
    if from.depth >= DEEPEST {
        from.fail();
    }
    from.depth += 1;
    let value = T::read(from);
    from.depth -= 1;
    value
}

impl Read for u8 {
    fn read(from: &mut Reader<'_>) -> Self {
        from.byte()
    }
}

impl Read for bool {
    fn read(from: &mut Reader<'_>) -> Self {
        from.variant(2) == 1
    }
}

impl Read for u16 {
    fn read(from: &mut Reader<'_>) -> Self {
        from.number(16) as u16
    }
}

impl Read for u32 {
    fn read(from: &mut Reader<'_>) -> Self {
        from.number(32)
    }
}

impl Read for i32 {
    fn read(from: &mut Reader<'_>) -> Self {
        let n = from.number(32);
        (n >> 1) as i32 ^ -((n & 1) as i32)
    }
}

impl Read for String {
    fn read(from: &mut Reader<'_>) -> Self {
        let count = from.count();
        let (text, rest) = from.rest.split_at(count);
        from.rest = rest;
        match core::str::from_utf8(text) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                from.fail();
                String::new()
            }
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(from: &mut Reader<'_>) -> Self {
        let count = from.count();
        // What is asked for at once is bounded; the rest comes as it is read.
        let mut out = Vec::with_capacity(count.min(256));
        for _ in 0..count {
            if !from.sound {
                break;
            }
            out.push(T::read(from));
        }
        out
    }
}

impl<T: Read> Read for Option<T> {
    fn read(from: &mut Reader<'_>) -> Self {
        if bool::read(from) {
            Some(T::read(from))
        } else {
            None
        }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(from: &mut Reader<'_>) -> Self {
        Box::new(T::read(from))
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(from: &mut Reader<'_>) -> Self {
        (get(from), get(from))
    }
}

/// Structs: their fields in the order in which they are declared.
macro_rules! structs {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl Read for $name {
            fn read(from: &mut Reader<'_>) -> Self {
                Self { $($field: get(from)),* }
            }
        }
    )*};
}

/// Enums: their variants in the order in which they are declared.
macro_rules! enums {
    ($($name:ident of $count:literal, $from:ident: { $first:expr, $($n:literal => $value:expr),* })*) => {$(
        impl Read for $name {
            fn read($from: &mut Reader<'_>) -> Self {
                match $from.variant($count) {
                    $($n => $value,)*
                    _ => $first,
                }
            }
        }
    )*};
}

structs! {
    Lesson {
        id, slug, title, summary, grades, minutes, lang, licence, authors, standards, needs, mastery, skills, glossary,
        steps, others, web, assets
    }
    Standard { code, gloss }
    Skill { id, text }
    Step { title, pieces }
    Exercise {
        id, skill, points, role, optional, minutes, prompt, specimen, page, task, hints, closing, paper
    }
    Choice { text, right, why }
    Note { text, why }
    Bin { text, sound }
    Sorted { text, bin, why }
    Pair { left, right, why }
    Mark { name, words, right, why }
    Scene { name, end, text, ways }
    Way { text, to, why }
    Accepted { text, right, why }
    Lateral { start, verdicts, moves }
    Move { goal, yes, no }
    Hit { title, url, date, ad, snippet, right, why }
    Search { task, words, cases }
    Shelve { section, count, printed, rules }
    Paraphrase { run, ideas, cite, model, patchwork, swaps }
    Cite { style, kind, facts, parts, extra }
    Judged { text, page, sound, why }
    Web { engine, pages, finds, ads }
    Page { name, url, title, owner, site, looks, date, author, truth, snippet, talk, body }
    Find { words, pages }
    Ad { words, page, title, text }
    Index { lessons }
    Entry { id, slug, lang, title, summary, grades, minutes, standards, needs, file, bytes }
    Progress { lesson, seed, began, ended, step, attempts, trusted, doubted, cards }
    Card { skill, stage, due, shown }
    Attempt { id, given, tries, misses, hints, score, checked, done, log }
    LabMove { at, step }
}

enums! {
    Block of 9, from: {
        Block::Paragraph(get(from)),
        1 => Block::Heading(get(from), get(from)),
        2 => Block::Bullets(deep(from)),
        3 => Block::Numbers(get(from), deep(from)),
        4 => Block::Quote(deep(from)),
        5 => Block::Code(get(from)),
        6 => Block::Table(get(from), get(from)),
        7 => Block::Part(get(from), deep(from)),
        8 => Block::Ad(deep(from))
    }
    Inline of 10, from: {
        Inline::Text(get(from)),
        1 => Inline::Emphasis(deep(from)),
        2 => Inline::Strong(deep(from)),
        3 => Inline::Code(get(from)),
        4 => Inline::Link(get(from), deep(from)),
        5 => Inline::Picture(get(from), get(from)),
        6 => Inline::Term(get(from), deep(from)),
        7 => Inline::Foreign(get(from), deep(from)),
        8 => Inline::Span(get(from), deep(from)),
        9 => Inline::Break
    }
    Target of 4, from: {
        Target::Outside(get(from)),
        1 => Target::Page(get(from)),
        2 => Target::Asset(get(from)),
        3 => Target::Nowhere
    }
    Piece of 7, from: {
        Piece::Text(get(from)),
        1 => Piece::Page(get(from)),
        2 => Piece::Exercise(get(from)),
        3 => Piece::Teacher(get(from)),
        4 => Piece::Print(get(from)),
        5 => Piece::Slide(get(from)),
        6 => Piece::SlideBreak
    }
    Role of 3, from: {
        Role::Main,
        1 => Role::TwinOf(get(from)),
        2 => Role::Review
    }
    Task of 17, from: {
        Task::Choice(get(from)),
        1 => Task::Multi(get(from)),
        2 => Task::Sort(get(from), get(from)),
        3 => Task::Order(get(from)),
        4 => Task::Match(get(from), get(from)),
        5 => Task::Highlight(get(from)),
        6 => Task::Hotspot(get(from)),
        7 => Task::Branch(get(from)),
        8 => Task::Short(get(from), get(from)),
        9 => Task::Survey(get(from)),
        10 => Task::Lateral(get(from)),
        11 => Task::Serp(get(from), get(from)),
        12 => Task::Search(get(from)),
        13 => Task::Shelve(get(from)),
        14 => Task::Paraphrase(get(from)),
        15 => Task::Cite(get(from)),
        16 => Task::Judge(get(from))
    }
    End of 3, from: { End::Good, 1 => End::Fair, 2 => End::Poor }
    Goal of 5, from: {
        Goal::Leave(get(from)),
        1 => Goal::Search(get(from)),
        2 => Goal::Open(get(from)),
        3 => Goal::Owners(get(from)),
        4 => Goal::Keep(get(from))
    }
    SearchTask of 2, from: { SearchTask::Predict(get(from)), 1 => SearchTask::Build(get(from)) }
    Change of 5, from: {
        Change::And,
        1 => Change::Or,
        2 => Change::Not,
        3 => Change::Phrase,
        4 => Change::Subject
    }
    ShelfPart of 3, from: { ShelfPart::Any, 1 => ShelfPart::Nonfiction, 2 => ShelfPart::Fiction }
    Looks of 10, from: {
        Looks::News,
        1 => Looks::Blog,
        2 => Looks::Shop,
        3 => Looks::Gov,
        4 => Looks::Social,
        5 => Looks::Encyclopedia,
        6 => Looks::Ngo,
        7 => Looks::School,
        8 => Looks::Science,
        9 => Looks::Search
    }
    Truth of 3, from: { Truth::Sound, 1 => Truth::Unsound, 2 => Truth::Mixed }
    Given of 8, from: {
        Given::None,
        1 => Given::One(get(from)),
        2 => Given::Many(get(from)),
        3 => Given::Places(get(from)),
        4 => Given::Row(get(from)),
        5 => Given::Path(get(from)),
        6 => Given::Text(get(from)),
        7 => Given::Trust(get(from))
    }
    LabStep of 5, from: {
        LabStep::Open(get(from)),
        1 => LabStep::Search(get(from)),
        2 => LabStep::Tab(get(from)),
        3 => LabStep::Keep(get(from)),
        4 => LabStep::Verdict(get(from))
    }
}
