//! What a style gave, as a tree; then as a row of tokens in which punctuation has met; then as text, HTML or RTF.

use crate::rich::*;
use crate::vocab::*;

/// What a piece of a citation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// What the item says: a title, a name, a year.
    #[default]
    Content,
    /// Points, commas, spaces and other marks that the style puts between.
    Punctuation,
    /// A word of the style or language: "edited by", "vol.", "pp.".
    Label,
    /// "et al.", "and", "&".
    Joiner,
    /// The letter that tells two works of a year apart: 2020a.
    YearSuffix,
}

/// Where a piece came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Info {
    pub(crate) var: u8,
    pub(crate) role: Role,
    pub(crate) node: u32,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Text(Vec<Span>),
    Kids(Vec<Out>),
}

/// A piece of output with its looks and what stands around it.
#[derive(Debug, Clone)]
pub(crate) struct Out {
    pub(crate) body: Body,
    /// Looks of the body, from outside in.
    pub(crate) look: Vec<Op>,
    /// Looks of body and affixes.
    pub(crate) outer: Vec<Op>,
    pub(crate) prefix: String,
    pub(crate) suffix: String,
    pub(crate) delimiter: String,
    /// Prefix and suffix were typed by a person: they may hold marks.
    pub(crate) typed: bool,
    /// A term of the language, which gets a capital where a note begins.
    pub(crate) term: bool,
    pub(crate) info: Info,
}

impl Out {
    pub(crate) fn text(text: &str, var: u8, role: Role, node: u32) -> Out {
        Out::spans(plain(text), var, role, node)
    }

    pub(crate) fn spans(spans: Vec<Span>, var: u8, role: Role, node: u32) -> Out {
        Out::new(Body::Text(spans), Info { var, role, node })
    }

    pub(crate) fn kids(kids: Vec<Out>, node: u32) -> Out {
        Out::new(
            Body::Kids(kids),
            Info {
                var: V_NONE,
                role: Role::Content,
                node,
            },
        )
    }

    fn new(body: Body, info: Info) -> Out {
        Out {
            body,
            look: Vec::new(),
            outer: Vec::new(),
            prefix: String::new(),
            suffix: String::new(),
            delimiter: String::new(),
            typed: false,
            term: false,
            info,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match &self.body {
            Body::Text(spans) => spans.iter().all(|span| span.text.is_empty()),
            Body::Kids(kids) => kids.iter().all(Out::is_empty),
        }
    }

    /// Calls `f` on each text in it, in order, until it gives false.
    pub(crate) fn each_text(&mut self, f: &mut dyn FnMut(&mut Vec<Span>) -> bool) -> bool {
        match &mut self.body {
            Body::Text(spans) => f(spans),
            Body::Kids(kids) => kids.iter_mut().all(|kid| kid.each_text(f)),
        }
    }

    /// All of it was asked for by this node.
    pub(crate) fn all_of(&mut self, node: u32) {
        self.info.node = node;
        if let Body::Kids(kids) = &mut self.body {
            kids.iter_mut().for_each(|kid| kid.all_of(node));
        }
    }

    /// When it begins with a word of the style, that gets a capital.
    pub(crate) fn begin_with_capital(&mut self) {
        if !self.prefix.is_empty() && !self.typed {
            return;
        }
        match &mut self.body {
            Body::Text(spans) if self.term && !spans.is_empty() => {
                crate::textcase::apply(spans, W_CAPITALIZE_FIRST, true)
            }
            Body::Text(_) => {}
            Body::Kids(kids) => {
                if let Some(kid) = kids.iter_mut().find(|kid| !kid.is_empty()) {
                    kid.begin_with_capital();
                }
            }
        }
    }

    /// As plain text, without settling punctuation.
    pub(crate) fn raw(&self) -> String {
        let mut out = String::new();
        self.push_raw(&mut out);
        out
    }

    fn push_raw(&self, out: &mut String) {
        if self.is_empty() {
            return;
        }
        let affix = |text: &str, out: &mut String| {
            if self.typed {
                parse(text).iter().for_each(|span| out.push_str(&span.text));
            } else {
                out.push_str(text);
            }
        };
        affix(&self.prefix, out);
        match &self.body {
            Body::Text(spans) => spans.iter().for_each(|span| out.push_str(&span.text)),
            Body::Kids(kids) => {
                let mut first = true;
                for kid in kids.iter().filter(|kid| !kid.is_empty()) {
                    if !first {
                        affix(&self.delimiter, out);
                    }
                    first = false;
                    kid.push_raw(out);
                }
            }
        }
        affix(&self.suffix, out);
    }
}

/// A piece of the row.
#[derive(Debug, Clone)]
pub(crate) struct Tok {
    pub(crate) text: String,
    pub(crate) scope: u32,
    pub(crate) info: Info,
    pub(crate) affix: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    pub(crate) parent: u32,
    pub(crate) op: Op,
}

/// The row of tokens of one entry. Scope 0 is the outside.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) tokens: Vec<Tok>,
    pub(crate) scopes: Vec<Scope>,
    /// It is written in French: see [`narrow`].
    pub(crate) french: bool,
}

impl Default for Row {
    fn default() -> Row {
        Row {
            tokens: Vec::new(),
            scopes: vec![Scope { parent: 0, op: 255 }],
            french: false,
        }
    }
}

impl Row {
    fn enter(&mut self, scope: u32, op: Op) -> u32 {
        self.scopes.push(Scope { parent: scope, op });
        self.scopes.len() as u32 - 1
    }

    fn push(&mut self, text: &str, scope: u32, info: Info, affix: bool) {
        // Raised letters that a language writes as characters of their own become raised ones.
        if let Some((at, raised, plain)) = text
            .char_indices()
            .find_map(|(at, c)| raised(c).map(|plain| (at, c, plain)))
        {
            self.push(&text[..at], scope, info, affix);
            let inner = self.enter(scope, OP_SUP);
            self.push(plain, inner, info, affix);
            self.push(&text[at + raised.len_utf8()..], scope, info, affix);
            return;
        }
        if !text.is_empty() {
            let mut text = text.to_owned();
            if !affix {
                narrow(&mut text, self.french);
            }
            self.tokens.push(Tok {
                text,
                scope,
                info,
                affix,
            });
        }
    }

    fn affix(&mut self, text: &str, scope: u32, out: &Out) {
        let info = Info {
            role: Role::Punctuation,
            ..out.info
        };
        if out.typed || text.contains(['"', '<']) {
            self.spans(&parse(text), scope, info, true);
        } else {
            self.push(text, scope, info, true);
        }
    }

    fn spans(&mut self, spans: &[Span], scope: u32, info: Info, affix: bool) {
        let mut open: Vec<(Op, u32)> = Vec::new();
        for span in spans {
            let same = open
                .iter()
                .zip(&span.ops)
                .take_while(|((op, _), other)| op == *other)
                .count();
            open.truncate(same);
            let info = said(info, &span.ops);
            for &op in &span.ops[same..] {
                let inside = open.last().map_or(scope, |&(_, scope)| scope);
                let scope = self.enter(inside, op);
                open.push((op, scope));
            }
            let scope = open.last().map_or(scope, |&(_, scope)| scope);
            self.push(&span.text, scope, info, affix);
        }
    }

    /// Adds a tree.
    pub(crate) fn add(&mut self, out: &Out, mut scope: u32) {
        if out.is_empty() {
            return;
        }
        for &op in &out.outer {
            scope = self.enter(scope, op);
        }
        self.affix(&out.prefix, scope, out);
        let mut inner = scope;
        for &op in &out.look {
            inner = self.enter(inner, op);
        }
        match &out.body {
            Body::Text(spans) => self.spans(spans, inner, out.info, false),
            Body::Kids(kids) => {
                let mut first = true;
                for kid in kids {
                    if kid.is_empty() {
                        continue;
                    }
                    if !first {
                        self.affix(&out.delimiter, inner, out);
                    }
                    first = false;
                    self.add(kid, inner);
                }
            }
        }
        self.affix(&out.suffix, scope, out);
    }

    /// The innermost quotation that holds `scope`, or 0.
    fn quote_of(&self, mut scope: u32) -> u32 {
        while scope != 0 {
            let here = self.scopes[scope as usize];
            if is_quote(here.op) {
                return scope;
            }
            scope = here.parent;
        }
        0
    }

    fn inside(&self, mut scope: u32, outer: u32) -> bool {
        while scope != outer {
            if scope == 0 {
                return false;
            }
            scope = self.scopes[scope as usize].parent;
        }
        true
    }

    /// Settles where punctuation meets: none twice, one space, points and commas inside of quotation marks.
    pub(crate) fn settle(&mut self, in_quote: bool) {
        let tokens = core::mem::take(&mut self.tokens);
        let mut done: Vec<Tok> = Vec::with_capacity(tokens.len());
        for mut next in tokens {
            while let Some(last) = done.last_mut() {
                let (Some(x), Some(y)) = (last.text.chars().next_back(), next.text.chars().next())
                else {
                    break;
                };
                let contents = !last.affix && !next.affix;
                let quote = self.quote_of(last.scope);
                let leaves = quote != 0 && !self.inside(next.scope, quote);
                // What a person typed before or behind a citation stays as it was typed.
                if leaves && last.affix && next.affix {
                    break;
                }
                if is_space(x) && is_space(y) && !(contents && x != ' ') && !leaves {
                    if y == ' ' || x != ' ' {
                        next.text.drain(..y.len_utf8());
                    } else {
                        last.text.pop();
                    }
                    continue;
                }
                if contents
                    && !leaves
                    && !(x == '.' && y == '.' && last.info.role != next.info.role)
                {
                    break;
                }
                if !is_mark(y) {
                    break;
                }
                if leaves && in_quote && (y == '.' || y == ',') {
                    next.text.drain(..1);
                    if !matches!(meet(x, y), Meet::First) {
                        // A piece of its own, which is no part of the title and has a reason.
                        let mut mark = last.clone();
                        mark.text = y.into();
                        mark.info.role = Role::Punctuation;
                        done.push(mark);
                    }
                    continue;
                }
                if leaves {
                    if matches!(x, '!' | '?') && y == '.' || (x == y && y == '.' && in_quote) {
                        next.text.drain(..1);
                        continue;
                    }
                    if !in_quote
                        && matches!(x, '.' | ',')
                        && matches!(y, '.' | ',' | ';' | ':')
                        && !(x == '.' && y != '.')
                    {
                        last.text.pop();
                        continue;
                    }
                    break;
                }
                if !is_mark(x) {
                    break;
                }
                match meet(x, y) {
                    Meet::First => {
                        next.text.drain(..1);
                    }
                    Meet::Other => {
                        last.text.pop();
                        if last.text.is_empty() {
                            done.pop();
                        }
                    }
                    Meet::Second | Meet::Both => break,
                }
            }
            if !next.text.is_empty() {
                done.push(next);
            }
        }
        self.tokens = done;
    }

    /// A month or season that begins a part of an entry gets a capital, as every sentence does: "«…». Primavera de 2019." English
    /// writes both with capitals anyway, so no style says it.
    pub(crate) fn begin_dates_with_capitals(&mut self) {
        // What stands before, without blanks; and whether blanks stand behind that.
        let (mut ends, mut gap) = (false, false);
        for token in &mut self.tokens {
            let info = token.info;
            let first = token.text.chars().next();
            if let Some(c) = first.filter(|c| {
                let begins = ends && gap && c.is_lowercase();
                begins && info.role == Role::Content && is_date_var(info.var)
            }) {
                let rest = &token.text[c.len_utf8()..];
                token.text = c.to_uppercase().chain(rest.chars()).collect();
            }
            for c in token.text.chars() {
                // The bracket of a date that somebody guessed.
                if is_space(c) {
                    gap = true;
                } else if c != '[' {
                    let word = matches!(info.role, Role::Label | Role::Joiner);
                    (ends, gap) = (matches!(c, '.' | '?' | '!') && !word, false);
                }
            }
        }
    }

    /// A colon of the style is set apart from its word as French does it, and in no language one stands behind a word that leads on
    /// to a day (« Consulté le 28 mai », "Consultado el", "Abgerufen am").
    pub(crate) fn settle_colons(&mut self, french: bool) {
        const LEADING: [&str; 3] = [" le", " el", " am"];
        let mut leads = false;
        for token in &mut self.tokens {
            if (token.affix || token.info.role == Role::Punctuation) && token.text.contains(": ") {
                let colon = match (leads, french) {
                    (true, _) => " ",
                    (_, true) => "\u{202f}: ",
                    _ => ": ",
                };
                token.text = token.text.replace(": ", colon);
            }
            leads = token.info.role == Role::Label
                && LEADING.iter().any(|word| token.text.ends_with(word));
        }
    }

    /// Commas and semicolons of the style become Arabic ones where an entry begins with Arabic letters and is read from the right;
    /// one that begins with others keeps Latin ones, and what the item says itself stays as it is. In a citation of several
    /// works (`apart`) each is taken for itself.
    pub(crate) fn mark_as_arabic(&mut self, apart: bool) {
        let mut here = None;
        for at in 0..self.tokens.len() {
            let rest = self.tokens[at..].iter();
            let begins = |c: &char| c.is_alphabetic();
            let mut letters = rest.flat_map(|token| token.text.chars());
            let arabic = *here.get_or_insert_with(|| letters.find(begins).is_none_or(is_arabic));
            let token = &mut self.tokens[at];
            let added = token.affix || matches!(token.info.role, Role::Punctuation | Role::Joiner);
            if !added {
                continue;
            }
            if apart && token.text.contains(';') {
                here = None;
            }
            if arabic {
                token.text = token.text.replace(',', "،").replace(';', "؛");
            }
        }
    }
}

fn is_quote(op: Op) -> bool {
    op == OP_QUOTE || op == OP_SINGLE
}

/// What a stretch of a field is, where the field holds more than its own: see [`crate::rich`].
fn said(info: Info, ops: &[Op]) -> Info {
    match ops.iter().rfind(|op| **op >= OP_WORD) {
        None => info,
        Some(&op) => Info {
            var: if op < OP_FIELD { V_NONE } else { op - OP_FIELD },
            role: match op {
                OP_WORD => Role::Label,
                OP_MARK => Role::Punctuation,
                _ => Role::Content,
            },
            ..info
        },
    }
}

/// A letter of the Arabic script.
fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Marks that French sets apart get a narrow space that keeps them on the line of their word. Spaces inside of « » are
/// French wherever they stand (CSL test-suite, `punctuation_FrenchOrthography`); before other marks only where French is
/// written: elsewhere a space there is a slip of whoever typed it, and stays as it is.
fn narrow(text: &mut String, french: bool) {
    const MARKS: [(&str, &str); 6] = [
        ("« ", "«\u{202f}"),
        (" »", "\u{202f}»"),
        (" ?", "\u{202f}?"),
        (" !", "\u{202f}!"),
        (" ;", "\u{202f};"),
        (" :", "\u{202f}:"),
    ];
    for (wide, narrow) in MARKS.into_iter().take(if french { 6 } else { 2 }) {
        while let Some(at) = text.find(wide) {
            text.replace_range(at..at + wide.len(), narrow);
        }
    }
}

/// Raised letters, each with its letter.
const RAISED: [(char, &str); 9] = [
    ('ª', "a"),
    ('º', "o"),
    ('ᵉ', "e"),
    ('ʳ', "r"),
    ('ᵈ', "d"),
    ('ⁿ', "n"),
    ('ˢ', "s"),
    ('ᵗ', "t"),
    ('ʰ', "h"),
];

/// The letter of a raised letter.
fn raised(c: char) -> Option<&'static str> {
    let found = RAISED.iter().find(|(raised, _)| *raised == c);
    found.map(|(_, plain)| *plain)
}

/// The raised letter of a letter: text without looks has no other way to raise one (`2.ª ed.`).
fn again_raised(text: &str) -> Option<char> {
    let found = RAISED.iter().find(|(_, plain)| *plain == text);
    found.map(|(raised, _)| *raised)
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\u{a0}'
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?')
}

enum Meet {
    First,
    Other,
    Both,
    Second,
}

/// Which of two marks that meet are kept (the table of the CSL test-suite's `punctuation_FullMonty…`).
fn meet(x: char, y: char) -> Meet {
    if x == y {
        return Meet::First;
    }
    match (x, y) {
        ('!' | '?', '.' | ':') | (':' | ';', '.') | (';', ':') => Meet::First,
        (':' | ';', '!' | '?') => Meet::Other,
        _ if is_mark(x) => Meet::Both,
        _ => Meet::Second,
    }
}

/// What a row is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text without looks.
    Text,
    /// HTML: `<i>`, `<b>`, `<sup>`, `<sub>`, `<span style>`.
    Html,
    /// The inside of an RTF paragraph.
    Rtf,
}

/// The quotation marks of a language: outer pair, inner pair.
pub(crate) type Marks = [String; 4];

/// A token as it is shown: its text and the looks that hold there.
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) info: Info,
    pub(crate) italic: bool,
    pub(crate) bold: bool,
    pub(crate) caps: bool,
    pub(crate) shift: Shift,
    pub(crate) mark: Quote,
}

/// Is a piece a quotation mark?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quote {
    No,
    Opens,
    Closes,
}

/// Where letters stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shift {
    /// On the line.
    #[default]
    None,
    /// Raised and small: the 2 of m².
    Up,
    /// Lowered and small: the 2 of H₂O.
    Down,
}

/// What is on while scopes open and close.
#[derive(Clone, Copy, Default)]
struct Looks {
    italic: bool,
    bold: bool,
    caps: bool,
    shift: Shift,
    line: bool,
    quotes: u8,
    single: bool,
}

/// Writes a row.
pub(crate) fn write(row: &Row, marks: &Marks, format: Format, out: &mut String) {
    walk(row, marks, &mut |piece| match piece {
        Step::Open(open) => out.push_str(tag(open, format).0),
        Step::Close(open) => out.push_str(tag(open, format).1),
        Step::Text(text, _, looks, _) => match again_raised(text) {
            Some(c) if format == Format::Text && looks.shift == Shift::Up => out.push(c),
            _ => escape(text, format, out),
        },
    });
}

/// The row as tokens, with the quotation marks as tokens.
pub(crate) fn shown(row: &Row, marks: &Marks) -> Vec<Shown> {
    let mut list = Vec::new();
    walk(row, marks, &mut |piece| {
        if let Step::Text(text, info, looks, mark) = piece {
            list.push(Shown {
                text: text.to_owned(),
                info,
                italic: looks.italic,
                bold: looks.bold,
                caps: looks.caps,
                shift: looks.shift,
                mark,
            });
        }
    });
    list
}

#[derive(Clone, Copy, PartialEq)]
enum Look {
    None,
    Italic,
    Upright,
    Bold,
    NotBold,
    Caps,
    NotCaps,
    Sup,
    Sub,
    Line,
    NoLine,
    Baseline,
    Block,
    Left,
    Right,
    Indent,
}

enum Step<'s> {
    Open(Look),
    Close(Look),
    Text(&'s str, Info, Looks, Quote),
}

fn walk(row: &Row, marks: &Marks, f: &mut dyn FnMut(Step<'_>)) {
    // Open scopes: which, what it turned out to be, the looks before it.
    let mut open: Vec<(u32, Look, Looks)> = Vec::new();
    let mut looks = Looks::default();
    let mut path: Vec<u32> = Vec::new();
    let none = Info {
        var: V_NONE,
        role: Role::Punctuation,
        node: u32::MAX,
    };
    let ends = row.tokens.len();
    for at in 0..=ends {
        path.clear();
        let mut info = none;
        if let Some(token) = row.tokens.get(at) {
            let mut scope = token.scope;
            while scope != 0 {
                path.push(scope);
                scope = row.scopes[scope as usize].parent;
            }
            path.reverse();
            info = token.info;
        }
        let same = open
            .iter()
            .zip(&path)
            .take_while(|((a, _, _), b)| a == *b)
            .count();
        while open.len() > same {
            let Some((scope, look, before)) = open.pop() else {
                break;
            };
            if is_quote(row.scopes[scope as usize].op) {
                let node = row.tokens[at.saturating_sub(1)].info;
                let mark = if looks.single { &marks[3] } else { &marks[1] };
                f(Step::Text(
                    mark,
                    Info {
                        role: Role::Punctuation,
                        ..node
                    },
                    looks,
                    Quote::Closes,
                ));
            }
            f(Step::Close(look));
            looks = before;
        }
        for &scope in &path[same..] {
            let before = looks;
            let op = row.scopes[scope as usize].op;
            let look = match op {
                OP_ITALIC | OP_OBLIQUE if looks.italic => {
                    looks.italic = false;
                    Look::Upright
                }
                OP_ITALIC | OP_OBLIQUE => {
                    looks.italic = true;
                    Look::Italic
                }
                OP_UPRIGHT if looks.italic => {
                    looks.italic = false;
                    Look::Upright
                }
                OP_BOLD if looks.bold => {
                    looks.bold = false;
                    Look::NotBold
                }
                OP_BOLD => {
                    looks.bold = true;
                    Look::Bold
                }
                OP_NOT_BOLD if looks.bold => {
                    looks.bold = false;
                    Look::NotBold
                }
                OP_CAPS if looks.caps => {
                    looks.caps = false;
                    Look::NotCaps
                }
                OP_CAPS => {
                    looks.caps = true;
                    Look::Caps
                }
                OP_NOT_CAPS if looks.caps => {
                    looks.caps = false;
                    Look::NotCaps
                }
                OP_UNDERLINE => {
                    looks.line = true;
                    Look::Line
                }
                OP_NO_LINE if looks.line => {
                    looks.line = false;
                    Look::NoLine
                }
                OP_SUP => {
                    looks.shift = Shift::Up;
                    Look::Sup
                }
                OP_SUB => {
                    looks.shift = Shift::Down;
                    Look::Sub
                }
                OP_BASELINE => {
                    looks.shift = Shift::None;
                    Look::Baseline
                }
                OP_BLOCK => Look::Block,
                OP_LEFT => Look::Left,
                OP_RIGHT => Look::Right,
                OP_INDENT => Look::Indent,
                _ => Look::None,
            };
            f(Step::Open(look));
            if is_quote(op) {
                // Outer marks first, whichever were typed.
                looks.single = looks.quotes > 0 && !looks.single;
                looks.quotes += 1;
                let mark = if looks.single { &marks[2] } else { &marks[0] };
                f(Step::Text(
                    mark,
                    Info {
                        role: Role::Punctuation,
                        ..info
                    },
                    looks,
                    Quote::Opens,
                ));
            }
            open.push((scope, look, before));
        }
        if let Some(token) = row.tokens.get(at) {
            f(Step::Text(&token.text, token.info, looks, Quote::No));
        }
    }
}

fn tag(look: Look, format: Format) -> (&'static str, &'static str) {
    match (format, look) {
        (Format::Text, _) | (_, Look::None) => ("", ""),
        (Format::Html, Look::Italic) => ("<i>", "</i>"),
        (Format::Html, Look::Bold) => ("<b>", "</b>"),
        (Format::Html, Look::Sup) => ("<sup>", "</sup>"),
        (Format::Html, Look::Sub) => ("<sub>", "</sub>"),
        (Format::Html, Look::Upright) => ("<span style=\"font-style:normal;\">", "</span>"),
        (Format::Html, Look::NotBold) => ("<span style=\"font-weight:normal;\">", "</span>"),
        (Format::Html, Look::Caps) => ("<span style=\"font-variant:small-caps;\">", "</span>"),
        (Format::Html, Look::NotCaps) => ("<span style=\"font-variant:normal;\">", "</span>"),
        (Format::Html, Look::Line) => ("<span style=\"text-decoration:underline;\">", "</span>"),
        (Format::Html, Look::NoLine) => ("<span style=\"text-decoration:none;\">", "</span>"),
        (Format::Html, Look::Baseline) => ("<span style=\"baseline\">", "</span>"),
        (Format::Html, Look::Block) => ("\n\n    <div class=\"csl-block\">", "</div>\n"),
        (Format::Html, Look::Left) => ("\n    <div class=\"csl-left-margin\">", "</div>"),
        (Format::Html, Look::Right) => ("<div class=\"csl-right-inline\">", "</div>\n  "),
        (Format::Html, Look::Indent) => ("<div class=\"csl-indent\">", "</div>\n  "),
        (Format::Rtf, Look::Italic) => ("{\\i ", "}"),
        (Format::Rtf, Look::Bold) => ("{\\b ", "}"),
        (Format::Rtf, Look::Sup) => ("{\\super ", "}"),
        (Format::Rtf, Look::Sub) => ("{\\sub ", "}"),
        (Format::Rtf, Look::Upright) => ("{\\i0 ", "}"),
        (Format::Rtf, Look::NotBold) => ("{\\b0 ", "}"),
        (Format::Rtf, Look::Caps) => ("{\\scaps ", "}"),
        (Format::Rtf, Look::NotCaps) => ("{\\scaps0 ", "}"),
        (Format::Rtf, Look::Line) => ("{\\ul ", "}"),
        (Format::Rtf, Look::NoLine) => ("{\\ulnone ", "}"),
        (Format::Rtf, Look::Left) => ("", "\\tab "),
        (Format::Rtf, Look::Block | Look::Indent) => ("\\line ", ""),
        (Format::Rtf, Look::Baseline | Look::Right) => ("", ""),
    }
}

/// Appends a text so that the format shows it as it is.
pub(crate) fn escape(text: &str, format: Format, out: &mut String) {
    for c in text.chars() {
        match (format, c) {
            (Format::Html, '&') => out.push_str("&#38;"),
            (Format::Html, '<') => out.push_str("&#60;"),
            (Format::Html, '>') => out.push_str("&#62;"),
            (Format::Rtf, '\\' | '{' | '}') => {
                out.push('\\');
                out.push(c);
            }
            (Format::Rtf, '\n') => out.push_str("\\line "),
            (Format::Rtf, c) if c as u32 > 126 => {
                let mut units = [0u16; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str("\\u");
                    out.push_str(&(*unit as i16).to_string());
                    out.push('?');
                }
            }
            _ => out.push(c),
        }
    }
}
