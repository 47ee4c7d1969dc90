//! One wasm becomes several: what is needed at once, and pieces that are fetched when they are.
//!
//! A piece is named by the Rust modules that are in it and by its doors, the only functions of it that others may call. The pieces
//! use the memory, the table and the functions of the first file, so nothing is there twice and nothing is copied between them.
//! In the first file a door is a few bytes that call through the table; the places of the table are filled when the piece comes.
//! Memory is one, and constants stay in the first file, but for whole tables of texts.
//!
//! Who calls a door before its piece is there ends the program, so code asks `carrel_web::pieces` first. Anything else that would
//! call into a piece is a failure of the build, named here.
//!
//! Binary format: WebAssembly Core 2.0, chapter 5. Functions, types, globals and tables keep their numbers in the first file;
//! in a piece only functions get others, so `call` and `ref.func` are all that is rewritten.

use crate::run::{Failure, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Part of a module that is fetched by itself.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) name: &'static str,
    /// Beginnings of paths: `carrel_lessons::qr::`.
    pub(crate) owns: &'static [&'static str],
    /// Whole paths of functions.
    pub(crate) doors: &'static [&'static str],
    /// Tables of texts that are in it, as `carrel_strings` marks their ends: a language, or `en.tools`, the words of this piece.
    pub(crate) texts: &'static [&'static str],
}

impl Piece {
    /// With nothing in it.
    pub(crate) const NONE: Self = Self {
        name: "",
        owns: &[],
        doors: &[],
        texts: &[],
    };
}

/// By what name pieces import from the first file.
const FROM: &str = "m";

/// The first file, and one file a piece in their order.
pub(crate) fn split(wasm: &[u8], pieces: &[Piece]) -> Result<(Vec<u8>, Vec<Vec<u8>>)> {
    let wasm = Wasm::read(wasm).ok_or("the wasm that was to be split cannot be read")?;
    let mut plan = Plan::of(&wasm, pieces)?;
    for (n, piece) in pieces.iter().enumerate() {
        for mark in piece.texts {
            let found = texts_of(&wasm.data, mark);
            let (segment, range) = found.ok_or(format!("the wasm has no table of texts {mark}"))?;
            plan.texts.push((n, segment, range));
        }
    }
    let parts = (0..pieces.len()).map(|n| plan.piece(&wasm, n)).collect();
    Ok((plan.first(&wasm), parts))
}

mod id {
    pub(super) const CUSTOM: u8 = 0;
    pub(super) const TYPE: u8 = 1;
    pub(super) const IMPORT: u8 = 2;
    pub(super) const FUNCTION: u8 = 3;
    pub(super) const TABLE: u8 = 4;
    pub(super) const MEMORY: u8 = 5;
    pub(super) const GLOBAL: u8 = 6;
    pub(super) const EXPORT: u8 = 7;
    pub(super) const START: u8 = 8;
    pub(super) const ELEMENT: u8 = 9;
    pub(super) const CODE: u8 = 10;
    pub(super) const DATA: u8 = 11;
    pub(super) const DATA_COUNT: u8 = 12;
}

/// A wasm, as far as it matters here.
struct Wasm<'a> {
    sections: Vec<(u8, &'a [u8])>,
    /// How many values each type takes.
    takes: Vec<usize>,
    /// The type of each function, imported ones first.
    types: Vec<usize>,
    imported: usize,
    /// Tables and memories without their upper limit, as an import has them, and where the first table's lower limit stands.
    tables: Vec<Vec<u8>>,
    memories: Vec<Vec<u8>>,
    first_table: usize,
    /// Type and mutability of each global.
    globals: Vec<[u8; 2]>,
    exports: Vec<(String, u8, usize)>,
    start: Option<usize>,
    /// Functions in the first table by their place.
    table: BTreeMap<usize, usize>,
    bodies: Vec<&'a [u8]>,
    /// Constants by where they stand in memory.
    data: Vec<(usize, &'a [u8])>,
    names: BTreeMap<usize, String>,
}

impl<'a> Wasm<'a> {
    fn read(wasm: &'a [u8]) -> Option<Self> {
        let mut out = Self {
            sections: Vec::new(),
            takes: Vec::new(),
            types: Vec::new(),
            imported: 0,
            tables: Vec::new(),
            memories: Vec::new(),
            first_table: 0,
            globals: Vec::new(),
            exports: Vec::new(),
            start: None,
            table: BTreeMap::new(),
            bodies: Vec::new(),
            data: Vec::new(),
            names: BTreeMap::new(),
        };
        let mut bytes = Bytes(wasm.get(8..)?);
        while !bytes.0.is_empty() {
            let id = bytes.byte()?;
            let length = bytes.number()?;
            let section = bytes.take(length)?;
            out.sections.push((id, section));
            out.section(id, section)?;
        }
        Some(out)
    }

    fn section(&mut self, id: u8, section: &'a [u8]) -> Option<()> {
        let mut bytes = Bytes(section);
        if id == id::CUSTOM {
            if bytes.text()? == "name" {
                self.read_names(bytes)?;
            }
            return Some(());
        }
        if id == id::START {
            self.start = Some(bytes.number()?);
            return Some(());
        }
        if id > id::DATA {
            return Some(());
        }
        for _ in 0..bytes.number()? {
            match id {
                id::TYPE => {
                    (bytes.byte()? == 0x60).then_some(())?;
                    let takes = bytes.number()?;
                    bytes.take(takes)?;
                    let gives = bytes.number()?;
                    bytes.take(gives)?;
                    self.takes.push(takes);
                }
                id::IMPORT => {
                    bytes.text()?;
                    bytes.text()?;
                    // Rust's wasm imports nothing but functions.
                    (bytes.byte()? == 0).then_some(())?;
                    self.types.push(bytes.number()?);
                    self.imported += 1;
                }
                id::FUNCTION => self.types.push(bytes.number()?),
                id::TABLE => {
                    let kind = bytes.byte()?;
                    let (least, _) = bytes.limits()?;
                    if self.tables.is_empty() {
                        self.first_table = least;
                    }
                    let mut entry = vec![kind, 0];
                    put(&mut entry, least);
                    self.tables.push(entry);
                }
                id::MEMORY => {
                    let (least, _) = bytes.limits()?;
                    let mut entry = vec![0];
                    put(&mut entry, least);
                    self.memories.push(entry);
                }
                id::GLOBAL => {
                    self.globals.push([bytes.byte()?, bytes.byte()?]);
                    bytes.expression()?;
                }
                id::EXPORT => {
                    let name = bytes.text()?.to_owned();
                    self.exports.push((name, bytes.byte()?, bytes.number()?));
                }
                id::ELEMENT => {
                    // Active, first table, functions: all that a linker makes of Rust.
                    (bytes.number()? == 0).then_some(())?;
                    let at = bytes.place()?;
                    for n in 0..bytes.number()? {
                        self.table.insert(at + n, bytes.number()?);
                    }
                }
                id::CODE => {
                    let length = bytes.number()?;
                    self.bodies.push(bytes.take(length)?);
                }
                id::DATA => {
                    (bytes.number()? == 0).then_some(())?;
                    let at = bytes.place()?;
                    let length = bytes.number()?;
                    self.data.push((at, bytes.take(length)?));
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn read_names(&mut self, mut bytes: Bytes<'a>) -> Option<()> {
        while !bytes.0.is_empty() {
            let kind = bytes.byte()?;
            let length = bytes.number()?;
            let mut part = Bytes(bytes.take(length)?);
            if kind == 1 {
                for _ in 0..part.number()? {
                    let function = part.number()?;
                    self.names.insert(function, plain(part.text()?));
                }
            }
        }
        Some(())
    }

    fn body(&self, function: usize) -> Option<&'a [u8]> {
        self.bodies
            .get(function.checked_sub(self.imported)?)
            .copied()
    }

    /// The functions that one calls or takes the address of.
    fn calls(&self, function: usize) -> BTreeSet<usize> {
        let Some(body) = self.body(function) else {
            return BTreeSet::new();
        };
        let uses = uses(body).unwrap_or_default();
        uses.into_iter().map(|(_, function)| function).collect()
    }

    fn name(&self, function: usize) -> &str {
        self.names.get(&function).map_or("", String::as_str)
    }
}

/// A name without the hashes of crates: `a[0f]::b` is `a::b`.
fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('[') {
        let inside = rest[at + 1..].split(']').next().unwrap_or("");
        out.push_str(&rest[..at]);
        if inside.len() >= 8 && inside.bytes().all(|b| b.is_ascii_hexdigit()) {
            rest = &rest[at + inside.len() + 2..];
        } else {
            out.push('[');
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    out
}

/// Whether a function stands at a path, or is (or drops) a closure made there. A type of that path among the types of a function
/// of another place does not make it belong there.
fn belongs(name: &str, path: &str) -> bool {
    let own = name.trim_start_matches(['<', '&']).starts_with(path) || name.starts_with(path);
    own || name.match_indices(path).any(|(at, _)| {
        let rest = &name[at + path.len()..];
        let plain = |c: char| c.is_ascii_alphanumeric() || "_:>".contains(c);
        rest.trim_start_matches(plain).starts_with("{closure")
    })
}

/// Who has which function.
struct Plan {
    /// The piece of each function that is moved.
    owner: BTreeMap<usize, usize>,
    /// Each door's place in the table.
    doors: BTreeMap<usize, usize>,
    /// Names under which the first file exports: kind and number.
    exports: BTreeMap<(u8, usize), String>,
    /// Those it did not export before.
    added: Vec<(u8, usize)>,
    first_free: usize,
    /// Tables of texts that move, by piece: the segment, and where in it.
    texts: Vec<(usize, usize, Range<usize>)>,
}

/// The table of a language in the data: the segment, and where in it. Behind its last text stands U+0003, its code, and how
/// many bytes are before that.
fn texts_of(data: &[(usize, &[u8])], language: &str) -> Option<(usize, Range<usize>)> {
    let mark = format!("\u{3}{language} ");
    data.iter().enumerate().find_map(|(n, (_, bytes))| {
        let found = bytes
            .windows(mark.len())
            .position(|w| w == mark.as_bytes())?;
        let behind = &bytes[found + mark.len()..];
        let end = behind.iter().position(|byte| *byte == 0)?;
        let length: usize = std::str::from_utf8(&behind[..end]).ok()?.parse().ok()?;
        Some((n, found.checked_sub(length)?..found))
    })
}

fn put_data(out: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    out.extend([0, 0x41]);
    put_signed(out, at);
    out.push(0x0b);
    put(out, bytes.len());
    out.extend(bytes);
}

impl Plan {
    fn of(wasm: &Wasm<'_>, pieces: &[Piece]) -> Result<Self> {
        let mut doors = BTreeMap::new();
        let mut piece_of_door = BTreeMap::new();
        for (n, piece) in pieces.iter().enumerate() {
            for door in piece.doors {
                let mut found = wasm.names.iter().filter(|(_, name)| name == door);
                let Some((function, _)) = found.next() else {
                    return Err(Failure(format!(
                        "the piece {} has no door {door}: is it #[inline(never)], and called?",
                        piece.name
                    )));
                };
                doors.insert(*function, wasm.first_table + doors.len());
                piece_of_door.insert(*function, n);
            }
        }
        let owns = |function: usize| {
            let name = wasm.name(function);
            let of = |piece: &Piece| piece.owns.iter().any(|path| belongs(name, path));
            pieces.iter().position(of)
        };
        // What is needed without any piece.
        let mut first: BTreeSet<usize> = (0..wasm.imported).collect();
        let exported = wasm.exports.iter().filter(|e| e.1 == 0).map(|e| e.2);
        let in_table = wasm.table.values().copied();
        let roots = exported
            .chain(wasm.start)
            .chain(in_table.clone().filter(|f| owns(*f).is_none()));
        reach(wasm, roots.collect(), &doors, &mut first);
        // What only one piece needs goes there, what several need stays.
        let owner = loop {
            let mut owner: BTreeMap<usize, usize> = BTreeMap::new();
            let mut shared = Vec::new();
            for n in 0..pieces.len() {
                let own_doors = piece_of_door.iter().filter(|(_, of)| **of == n);
                let mut own = first.clone();
                for (door, _) in own_doors.clone() {
                    own.insert(*door);
                }
                let mut begin: Vec<usize> =
                    in_table.clone().filter(|f| owns(*f) == Some(n)).collect();
                for (door, _) in own_doors.clone() {
                    begin.extend(wasm.calls(*door));
                }
                reach(wasm, begin, &doors, &mut own);
                for function in own.difference(&first) {
                    if let Some(other) = owner.insert(*function, n)
                        && other != n
                    {
                        shared.push(*function);
                    }
                }
            }
            if shared.is_empty() {
                break owner;
            }
            reach(wasm, shared, &doors, &mut first);
        };
        let leaks: Vec<String> = first
            .iter()
            .filter_map(|function| {
                let piece = &pieces[owns(*function)?];
                let by = first
                    .iter()
                    .find(|other| wasm.calls(**other).contains(function));
                let by = by.map_or("a table or an export", |by| wasm.name(*by));
                Some(format!(
                    "\n  {} of {}, called by {by}",
                    wasm.name(*function),
                    piece.name
                ))
            })
            .collect();
        if !leaks.is_empty() {
            return Err(Failure(format!(
                "what belongs to a piece is called without its door:{}",
                leaks.concat()
            )));
        }
        let mut plan = Self {
            first_free: wasm.first_table + doors.len(),
            owner,
            doors,
            texts: Vec::new(),
            exports: BTreeMap::new(),
            added: Vec::new(),
        };
        plan.name_exports(wasm);
        Ok(plan)
    }

    /// Names for everything that pieces take from the first file. Functions are named in the order of their paths, which is the
    /// order in which wasm-opt puts them: names and places that rise together are 370 bytes of brotli less (lessons).
    fn name_exports(&mut self, wasm: &Wasm<'_>) {
        let own = |export: &&(String, u8, usize)| !export.0.starts_with(crate::slim::SHIM);
        for (name, kind, n) in wasm.exports.iter().filter(own) {
            self.exports.entry((*kind, *n)).or_insert(name.clone());
        }
        let needed = self.others(wasm, |_| true);
        let all = (0..wasm.tables.len())
            .map(|n| (1, n))
            .chain((0..wasm.memories.len()).map(|n| (2, n)))
            .chain((0..wasm.globals.len()).map(|n| (3, n)))
            .chain(needed.into_iter().map(|n| (0, n)));
        for what in all {
            if !self.exports.contains_key(&what) {
                let name = format!("${}", crate::slim::base36(self.added.len()));
                self.exports.insert(what, name);
                self.added.push(what);
            }
        }
    }

    /// What functions of these pieces take from outside of their piece, in the order of their paths.
    fn others(&self, wasm: &Wasm<'_>, of: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = BTreeSet::new();
        for (function, piece) in self.owner.iter().filter(|(_, piece)| of(**piece)) {
            let calls = wasm.calls(*function).into_iter();
            found.extend(calls.filter(|f| self.owner.get(f) != Some(piece)));
        }
        let mut found: Vec<usize> = found.into_iter().collect();
        found.sort_by_key(|function| (wasm.name(*function), *function));
        found
    }

    /// The first file: the same functions under the same numbers, those that moved without a body.
    fn first(&self, wasm: &Wasm<'_>) -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        for (id, section) in &wasm.sections {
            let mut new = Vec::new();
            match *id {
                id::TABLE => {
                    put(&mut new, wasm.tables.len());
                    for (n, table) in wasm.tables.iter().enumerate() {
                        if n == 0 {
                            new.extend([table[0], 0]);
                            put(&mut new, self.first_free);
                        } else {
                            new.extend(table);
                        }
                    }
                }
                id::EXPORT => {
                    put(&mut new, wasm.exports.len() + self.added.len());
                    let before = wasm.exports.iter().map(|(name, kind, n)| (name, *kind, *n));
                    let added = self
                        .added
                        .iter()
                        .map(|what| (&self.exports[what], what.0, what.1));
                    for (name, kind, n) in before.chain(added) {
                        put_text(&mut new, name);
                        new.push(kind);
                        put(&mut new, n);
                    }
                }
                id::CODE => {
                    put(&mut new, wasm.bodies.len());
                    for n in 0..wasm.bodies.len() {
                        let function = n + wasm.imported;
                        let body = match self.owner.get(&function) {
                            None => wasm.bodies[n].to_vec(),
                            Some(_) => self.stub(wasm, function),
                        };
                        put(&mut new, body.len());
                        new.extend(body);
                    }
                }
                id::DATA => {
                    let parts = self.data_that_stays(wasm);
                    put(&mut new, parts.len());
                    for (at, bytes) in parts {
                        put_data(&mut new, at, bytes);
                    }
                }
                id::DATA_COUNT => put(&mut new, self.data_that_stays(wasm).len()),
                _ => new.extend(*section),
            }
            put_section(&mut out, *id, &new);
        }
        out
    }

    /// The segments without the tables that move.
    fn data_that_stays<'a>(&self, wasm: &Wasm<'a>) -> Vec<(usize, &'a [u8])> {
        let mut out = Vec::new();
        for (n, (at, bytes)) in wasm.data.iter().enumerate() {
            let mut moved: Vec<Range<usize>> = self
                .texts
                .iter()
                .filter(|t| t.1 == n)
                .map(|t| t.2.clone())
                .collect();
            moved.sort_by_key(|range| range.start);
            let mut from = 0;
            for range in moved {
                out.push((at + from, &bytes[from..range.start]));
                from = range.end;
            }
            out.push((at + from, &bytes[from..]));
        }
        out
    }

    /// What stands in the first file for a function that moved: a door calls through the table, nothing calls the others.
    fn stub(&self, wasm: &Wasm<'_>, function: usize) -> Vec<u8> {
        let mut body = vec![0];
        let kind = wasm.types[function];
        match self.doors.get(&function) {
            Some(place) => {
                for n in 0..wasm.takes[kind] {
                    body.push(0x20);
                    put(&mut body, n);
                }
                body.push(0x41);
                put_signed(&mut body, *place);
                body.push(0x11);
                put(&mut body, kind);
                body.push(0);
            }
            None => body.push(0),
        }
        body.push(0x0b);
        body
    }

    fn piece(&self, wasm: &Wasm<'_>, piece: usize) -> Vec<u8> {
        let own: Vec<usize> = self
            .owner
            .iter()
            .filter(|(_, of)| **of == piece)
            .map(|(f, _)| *f)
            .collect();
        let others = self.others(wasm, |of| of == piece);
        let number: BTreeMap<usize, usize> = others
            .iter()
            .chain(&own)
            .enumerate()
            .map(|(n, f)| (*f, n))
            .collect();

        let mut imports = Vec::new();
        let fixed = wasm.tables.len() + wasm.memories.len() + wasm.globals.len();
        put(&mut imports, fixed + others.len());
        let mut import = |kind: u8, n: usize, what: &[u8]| {
            put_text(&mut imports, FROM);
            put_text(&mut imports, &self.exports[&(kind, n)]);
            imports.push(kind);
            imports.extend(what);
        };
        for (n, table) in wasm.tables.iter().enumerate() {
            import(1, n, table);
        }
        for (n, memory) in wasm.memories.iter().enumerate() {
            import(2, n, memory);
        }
        for (n, global) in wasm.globals.iter().enumerate() {
            import(3, n, global);
        }
        for function in &others {
            let mut kind = Vec::new();
            put(&mut kind, wasm.types[*function]);
            import(0, *function, &kind);
        }

        let (mut functions, mut code) = (Vec::new(), Vec::new());
        put(&mut functions, own.len());
        put(&mut code, own.len());
        for function in &own {
            put(&mut functions, wasm.types[*function]);
            let body = renumbered(wasm.body(*function).unwrap_or_default(), &number);
            put(&mut code, body.len());
            code.extend(body);
        }

        // The places of the table that are this piece's, one after the other as one segment.
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let in_table = wasm.table.iter().map(|(at, f)| (*at, *f));
        let doors = self.doors.iter().map(|(f, at)| (*at, *f));
        for (at, function) in in_table.chain(doors) {
            if self.owner.get(&function) == Some(&piece) {
                places.insert(at, number[&function]);
            }
        }
        let mut runs: Vec<(usize, Vec<usize>)> = Vec::new();
        for (at, function) in places {
            match runs.last_mut() {
                Some((from, run)) if *from + run.len() == at => run.push(function),
                _ => runs.push((at, vec![function])),
            }
        }
        let mut elements = Vec::new();
        put(&mut elements, runs.len());
        for (at, run) in runs {
            elements.extend([0, 0x41]);
            put_signed(&mut elements, at);
            elements.push(0x0b);
            put(&mut elements, run.len());
            for function in run {
                put(&mut elements, function);
            }
        }

        let mut out = b"\0asm\x01\0\0\0".to_vec();
        for (id, section) in &wasm.sections {
            if *id == id::TYPE {
                put_section(&mut out, id::TYPE, section);
            }
        }
        put_section(&mut out, id::IMPORT, &imports);
        put_section(&mut out, id::FUNCTION, &functions);
        put_section(&mut out, id::ELEMENT, &elements);
        put_section(&mut out, id::CODE, &code);
        let texts: Vec<_> = self.texts.iter().filter(|t| t.0 == piece).collect();
        if !texts.is_empty() {
            let mut data = Vec::new();
            put(&mut data, texts.len());
            for (_, segment, range) in texts {
                let (at, bytes) = wasm.data[*segment];
                put_data(&mut data, at + range.start, &bytes[range.clone()]);
            }
            put_section(&mut out, id::DATA, &data);
        }
        for (id, section) in &wasm.sections {
            if *id == id::CUSTOM && Bytes(section).text() == Some("target_features") {
                put_section(&mut out, id::CUSTOM, section);
            }
        }
        out
    }
}

/// Adds everything that is called from `begin`; a door is not walked through.
fn reach(
    wasm: &Wasm<'_>,
    begin: Vec<usize>,
    doors: &BTreeMap<usize, usize>,
    found: &mut BTreeSet<usize>,
) {
    let mut open = begin;
    while let Some(function) = open.pop() {
        if !doors.contains_key(&function) && found.insert(function) {
            open.extend(wasm.calls(function));
        }
    }
}

/// A function's body with other numbers for the functions it uses.
fn renumbered(body: &[u8], number: &BTreeMap<usize, usize>) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut from = 0;
    for (place, function) in uses(body).unwrap_or_default() {
        out.extend(&body[from..place.start]);
        put(&mut out, number[&function]);
        from = place.end;
    }
    out.extend(&body[from..]);
    out
}

/// Where a body names functions, and which. `None` when there is an instruction that is not known here.
fn uses(body: &[u8]) -> Option<Vec<(Range<usize>, usize)>> {
    let mut out = Vec::new();
    let mut bytes = Bytes(body);
    for _ in 0..bytes.number()? {
        bytes.number()?;
        bytes.byte()?;
    }
    while !bytes.0.is_empty() {
        let numbers = match bytes.byte()? {
            0x10 | 0xd2 => {
                let start = body.len() - bytes.0.len();
                let function = bytes.number()?;
                out.push((start..body.len() - bytes.0.len(), function));
                0
            }
            // Nothing follows: control, comparison, arithmetic, conversion.
            0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => 0,
            // A block and its type, a branch, a variable, a table, the size of memory, a constant, what null is of.
            0x02..=0x04 | 0x0c | 0x0d | 0x20..=0x26 | 0x3f..=0x42 | 0xd0 => 1,
            // `call_indirect`, and memory with its alignment and offset.
            0x11 | 0x28..=0x3e => 2,
            0x0e => bytes.number()? + 1,
            0x1c => bytes.number()?,
            0x43 => bytes.take(4).map(|_| 0)?,
            0x44 => bytes.take(8).map(|_| 0)?,
            0xfc => match bytes.number()? {
                0..=7 => 0,
                9 | 11 | 13 | 15..=17 => 1,
                8 | 10 | 12 | 14 => 2,
                _ => return None,
            },
            _ => return None,
        };
        for _ in 0..numbers {
            bytes.skip_number()?;
        }
    }
    Some(out)
}

/// Bytes that are read from their beginning.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned LEB128 number; of a signed one that is not below zero the same value, as far as it is written without need.
    fn number(&mut self) -> Option<usize> {
        let mut at = 0;
        let value = crate::slim::number(self.0, &mut at)?;
        self.0 = &self.0[at..];
        Some(value)
    }

    /// A number of any length.
    fn skip_number(&mut self) -> Option<()> {
        while self.byte()? > 127 {}
        Some(())
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// A constant expression that is a place in the table or in memory.
    fn place(&mut self) -> Option<usize> {
        let mut constant = Bytes(self.expression()?);
        (constant.byte()? == 0x41).then_some(())?;
        constant.number()
    }

    fn limits(&mut self) -> Option<(usize, Option<usize>)> {
        let both = self.byte()? & 1 == 1;
        let least = self.number()?;
        Some((least, if both { Some(self.number()?) } else { None }))
    }

    /// A constant expression; what stands before its end.
    fn expression(&mut self) -> Option<&'a [u8]> {
        let whole = self.0;
        loop {
            match self.byte()? {
                0x0b => return whole.get(..whole.len() - self.0.len() - 1),
                0x23 | 0x41 | 0x42 | 0xd0 | 0xd2 => self.skip_number()?,
                0x43 => self.take(4).map(|_| ())?,
                0x44 => self.take(8).map(|_| ())?,
                _ => return None,
            }
        }
    }
}

fn put(out: &mut Vec<u8>, value: usize) {
    crate::slim::put_number(out, value);
}

/// Signed LEB128, as constants are written: bit 6 of the last byte is the sign.
fn put_signed(out: &mut Vec<u8>, mut value: usize) {
    while value > 63 {
        out.push(value as u8 & 127 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend(text.as_bytes());
}

fn put_section(out: &mut Vec<u8>, id: u8, section: &[u8]) {
    out.push(id);
    put(out, section.len());
    out.extend(section);
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECE: &[Piece] = &[Piece {
        name: "rare",
        owns: &["a::rare::"],
        doors: &["a::rare::door"],
        texts: &[],
    }];

    /// Functions as name, body without locals and end, and whether the table has them; all take one number and give none. The
    /// first is exported, function 0 is an import.
    fn wasm(functions: &[(&str, &[u8], bool)]) -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        let count = |n: usize| vec![u8::try_from(n).unwrap()];
        put_section(&mut out, id::TYPE, &[1, 0x60, 1, 0x7f, 0]);
        put_section(&mut out, id::IMPORT, &[1, 1, b'e', 1, b'f', 0, 0]);
        let types = [count(functions.len()), vec![0; functions.len()]].concat();
        put_section(&mut out, id::FUNCTION, &types);
        let table: Vec<u8> = (1..)
            .zip(functions)
            .filter(|(_, f)| f.2)
            .map(|(n, _)| n)
            .collect();
        let size = u8::try_from(table.len() + 1).unwrap();
        put_section(&mut out, id::TABLE, &[1, 0x70, 1, size, size]);
        put_section(&mut out, id::MEMORY, &[1, 0, 1]);
        put_section(&mut out, id::GLOBAL, &[1, 0x7f, 1, 0x41, 0, 0x0b]);
        put_section(&mut out, id::EXPORT, &[1, 1, b'x', 0, 1]);
        let elements = [&[1, 0, 0x41, 1, 0x0b][..], &count(table.len()), &table].concat();
        put_section(&mut out, id::ELEMENT, &elements);
        let mut code = count(functions.len());
        let mut names = count(functions.len());
        for (n, (name, body, _)) in (1_usize..).zip(functions) {
            put(&mut code, body.len() + 2);
            code.push(0);
            code.extend(*body);
            code.push(0x0b);
            put(&mut names, n);
            put_text(&mut names, name);
        }
        put_section(&mut out, id::CODE, &code);
        let mut custom = vec![4];
        custom.extend(b"name\x01");
        put(&mut custom, names.len());
        custom.extend(names);
        put_section(&mut out, id::CUSTOM, &custom);
        out
    }

    const fn call(function: u8) -> [u8; 4] {
        [0x20, 0, 0x10, function]
    }

    #[test]
    fn a_door_is_called_through_the_table_and_what_only_it_needs_moves() {
        let before = wasm(&[
            ("a::main", &[call(2), call(4)].concat(), false),
            (
                "a::rare::door",
                &[call(3), call(4), call(0)].concat(),
                false,
            ),
            ("core::only_there[0123456789abcdef]", &[], false),
            ("a::shared", &[], false),
            ("a::rare::door::{closure#0}", &call(4), true),
        ]);
        let (first, pieces) = split(&before, PIECE).unwrap();
        let first = Wasm::read(&first).unwrap();
        // The table had places 0 and 1; the door has the next.
        assert_eq!(first.first_table, 3);
        assert_eq!(
            first.bodies,
            [
                &[0, 0x20, 0, 0x10, 2, 0x20, 0, 0x10, 4, 0x0b][..],
                &[0, 0x20, 0, 0x41, 2, 0x11, 0, 0, 0x0b],
                &[0, 0, 0x0b],
                &[0, 0x0b],
                &[0, 0, 0x0b],
            ]
        );
        let named: Vec<(u8, usize)> = first.exports.iter().map(|e| (e.1, e.2)).collect();
        assert_eq!(named, [(0, 1), (1, 0), (2, 0), (3, 0), (0, 0), (0, 4)]);
        // In the piece: the import, the shared one, then its own three.
        let code = |bytes: &[u8]| {
            let mut bytes = Bytes(&bytes[8..]);
            let mut found = Vec::new();
            while let Some(id) = bytes.byte() {
                let length = bytes.number().unwrap();
                let section = bytes.take(length).unwrap();
                if id == id::CODE || id == id::ELEMENT {
                    found.push(section.to_vec());
                }
            }
            found
        };
        assert_eq!(
            code(&pieces[0]),
            [
                // Places 1 and 2 as one run: the closure (4) and the door (2).
                vec![1, 0, 0x41, 1, 0x0b, 2, 4, 2],
                [
                    &[3, 14, 0][..],
                    &call(3),
                    &call(1),
                    &call(0),
                    &[0x0b, 2, 0, 0x0b, 6, 0],
                    &call(1),
                    &[0x0b],
                ]
                .concat(),
            ]
        );
    }

    #[test]
    fn a_table_of_texts_is_found_by_its_end() {
        let bytes = b"..Hola\0Adi\xc3\xb3s\0\x03es 12\0.";
        let found = texts_of(&[(8, b"none"), (16, bytes)], "es");
        assert_eq!(found, Some((1, 2..14)));
        assert_eq!(texts_of(&[(16, bytes)], "fr"), None);
        // The words of a piece, in the same language.
        assert_eq!(texts_of(&[(16, bytes)], "es.tools"), None);
        let both = b"Hola\0\x03es 5\0Lupa\0\x03es.tools 5\0";
        assert_eq!(texts_of(&[(0, both)], "es"), Some((0, 0..5)));
        assert_eq!(texts_of(&[(0, both)], "es.tools"), Some((0, 11..16)));
        assert_eq!(texts_of(&[(16, b"\x03es 12\0")], "es"), None);
    }

    #[test]
    fn a_call_past_the_door_is_no_build() {
        let before = wasm(&[
            ("a::main", &[call(2), call(3)].concat(), false),
            ("a::rare::door", &call(3), false),
            ("a::rare::inside", &[], false),
        ]);
        let why = split(&before, PIECE).unwrap_err().0;
        assert!(
            why.ends_with("\n  a::rare::inside of rare, called by a::main"),
            "{why}"
        );
    }

    #[test]
    fn a_door_that_is_gone_is_no_build() {
        let why = split(&wasm(&[("a::main", &[], false)]), PIECE).unwrap_err();
        assert!(why.0.contains("has no door a::rare::door"), "{}", why.0);
    }

    #[test]
    fn types_do_not_make_a_function_belong() {
        for (name, yes) in [
            ("a::rare::x", true),
            ("<a::rare::T>::x", true),
            ("core::ptr::drop_in_place::<a::rare::x::{closure#0}>", true),
            ("core::ptr::drop_in_place::<a::rare::T>", false),
            ("b::f::<a::rare::T, b::g::{closure#0}>", false),
        ] {
            assert_eq!(belongs(name, "a::rare::"), yes, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert!(split(b"\0asm\x01\0\0\0\x01\x05", PIECE).is_err());
        assert!(split(b"", PIECE).is_err());
    }
}
