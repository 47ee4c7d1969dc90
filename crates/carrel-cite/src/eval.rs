//! Follows a style: one item and one citation in, a tree of output out (CSL 1.0.2, "Rendering elements").

use std::borrow::Cow;
use std::cell::Cell;

use crate::engine::{Engine, State};
use crate::item::{Cite, Item};
use crate::number;
use crate::output::{Out, Role};
use crate::rich::{self, *};
use crate::style::Node;
use crate::textcase;
use crate::vocab::*;

/// One rendering of one item.
pub(crate) struct Ctx<'e> {
    pub(crate) eng: &'e Engine,
    pub(crate) item: &'e Item,
    pub(crate) cite: &'e Cite,
    pub(crate) state: &'e State,
    /// `citation` or `bibliography`.
    pub(crate) area: &'e Node,
    pub(crate) bib: bool,
    /// Variables called, and those that were not empty.
    pub(crate) called: u32,
    pub(crate) filled: u32,
    /// Variables that a substitute has used up.
    pub(crate) used: Vec<u8>,
    pub(crate) in_substitute: bool,
    /// The next names stand in for the first ones of the entry.
    pub(crate) stand_in: bool,
    /// Directly in a substitute, also in its conditions: the first that gives anything is enough.
    pub(crate) alternatives: bool,
    /// An alternative was taken though it shows nothing: a term that the style or language leaves empty on purpose.
    pub(crate) blank: bool,
    pub(crate) parent_names: Option<&'e Node>,
    /// How many lists of names were met.
    pub(crate) names_seen: usize,
    pub(crate) year_done: bool,
    /// The sort key that is computed.
    pub(crate) key: Option<&'e Node>,
    /// Leave out the first names.
    pub(crate) skip_names: bool,
    /// The first names node's output.
    pub(crate) first_names: Option<Out>,
    /// Its names one by one, plain.
    pub(crate) name_texts: Vec<String>,
    /// What replaces the first names of the first list, and how many; `usize::MAX` for all together.
    pub(crate) replace: Option<(String, usize)>,
    /// The names that were shown, for disambiguation: how many of how many, in each list.
    pub(crate) shown: Vec<(usize, usize)>,
    /// The variables of those lists.
    pub(crate) shown_vars: Vec<u8>,
    pub(crate) depth: u32,
    /// Conditions `disambiguate="true"` that were met, and how many of them held.
    pub(crate) conditions: Cell<(u8, u8)>,
}

impl<'e> Ctx<'e> {
    pub(crate) fn new(
        eng: &'e Engine,
        item: &'e Item,
        cite: &'e Cite,
        state: &'e State,
        bib: bool,
    ) -> Ctx<'e> {
        let area = match &eng.style.bibliography {
            Some(node) if bib => node,
            _ => &eng.style.citation,
        };
        Ctx {
            eng,
            item,
            cite,
            state,
            area,
            bib,
            called: 0,
            filled: 0,
            used: Vec::new(),
            in_substitute: false,
            stand_in: false,
            alternatives: false,
            blank: false,
            parent_names: None,
            names_seen: 0,
            year_done: false,
            key: None,
            skip_names: false,
            first_names: None,
            name_texts: Vec::new(),
            replace: None,
            shown: Vec::new(),
            shown_vars: Vec::new(),
            depth: 0,
            conditions: Cell::new((0, 0)),
        }
    }

    pub(crate) fn kids(&mut self, kids: &'e [Node], out: &mut Vec<Out>) {
        let mut at = 0;
        while let Some(kid) = kids.get(at) {
            if let Some(word) = kids.get(at + 1).filter(|next| self.word_first(kid, next)) {
                self.node(word, out);
                at += 1;
            }
            self.node(kid, out);
            at += 1;
            if self.alternatives && (self.blank || !out.is_empty()) {
                break;
            }
        }
    }

    /// An edition and the word for it, which Arabic has in front: `ط. 2`.
    fn word_first(&self, node: &Node, next: &Node) -> bool {
        let edition = |node: &Node| node.get(A_VARIABLE) == Some(u32::from(V_EDITION));
        self.eng.is_arabic()
            && matches!(node.tag, N_NUMBER | N_TEXT)
            && edition(node)
            && match next.tag {
                N_LABEL => edition(next),
                _ => self.eng.text_of(next, A_TERM) == "edition",
            }
    }

    fn node(&mut self, node: &'e Node, out: &mut Vec<Out>) {
        let made = match node.tag {
            N_TEXT => self.text(node),
            N_NUMBER => self.number(node),
            N_LABEL => self.label(node),
            N_NAMES => self.names(node),
            N_DATE => self.date(node),
            N_GROUP => self.group(&node.kids, node),
            N_CHOOSE => {
                for branch in &node.kids {
                    if branch.tag == N_ELSE || self.holds(branch) {
                        self.kids(&branch.kids, out);
                        break;
                    }
                }
                None
            }
            _ => None,
        };
        if let Some(made) = made.filter(|made| !made.is_empty()) {
            out.push(made);
        }
    }

    /// A group, or a macro that is called: silent when every variable in it is empty.
    fn group(&mut self, kids: &'e [Node], node: &'e Node) -> Option<Out> {
        if self.depth > 60 {
            return None;
        }
        self.depth += 1;
        let (called, filled) = (self.called, self.filled);
        let mut made = Vec::new();
        let outer = core::mem::take(&mut self.alternatives);
        self.kids(kids, &mut made);
        self.alternatives = outer;
        self.depth -= 1;
        if self.called > called && self.filled == filled {
            return None;
        }
        if made.is_empty() {
            return None;
        }
        if node.tag == N_GROUP {
            self.called += 1;
            self.filled += 1;
        }
        let mut out = Out::kids(made, node.id);
        if node.tag == N_GROUP {
            self.eng
                .text_of(node, A_DELIMITER)
                .clone_into(&mut out.delimiter);
        }
        self.dress(&mut out, node);
        Some(out)
    }

    /// Looks and affixes of a node.
    pub(crate) fn dress(&self, out: &mut Out, node: &Node) {
        self.eng.text_of(node, A_PREFIX).clone_into(&mut out.prefix);
        self.eng.text_of(node, A_SUFFIX).clone_into(&mut out.suffix);
        if self.key.is_some() {
            return;
        }
        if node.number(A_QUOTES) == 1 {
            out.look.push(OP_QUOTE);
        }
        looks(node, &mut out.look);
        match node.word(A_DISPLAY) {
            W_BLOCK => out.outer.push(OP_BLOCK),
            W_LEFT_MARGIN => out.outer.push(OP_LEFT),
            W_RIGHT_INLINE => out.outer.push(OP_RIGHT),
            W_INDENT => out.outer.push(OP_INDENT),
            _ => {}
        }
    }

    /// Case, stripped points, looks and affixes of a text.
    fn finish(&self, mut spans: Vec<Span>, node: &Node, var: u8, role: Role) -> Option<Out> {
        if node.number(A_STRIP_PERIODS) == 1 {
            for span in &mut spans {
                span.text.retain(|c| c != '.');
            }
        }
        textcase::apply(&mut spans, node.word(A_TEXT_CASE), self.english());
        // Scripts without slanted letters stay upright.
        let slants = spans.iter().any(|span| span.text.chars().any(slants));
        let mut out = Out::spans(spans, var, role, node.id);
        self.dress(&mut out, node);
        if !slants {
            out.look.retain(|op| !matches!(*op, OP_ITALIC | OP_UPRIGHT));
        }
        Some(out)
    }

    /// May title case work on this item?
    pub(crate) fn english(&self) -> bool {
        match self.item.text(V_LANGUAGE) {
            Some(lang) if !lang.trim().is_empty() => is_english(lang),
            _ => is_english(&self.eng.lang),
        }
    }

    fn text(&mut self, node: &'e Node) -> Option<Out> {
        if let Some(at) = node.get(A_MACRO) {
            let place = self.eng.style.macros.get(at as usize)?;
            let mut out = self.group(&place.kids, node)?;
            let (strip, case) = (node.number(A_STRIP_PERIODS) == 1, node.word(A_TEXT_CASE));
            if strip || case != W_NONE {
                let english = self.english();
                out.each_text(&mut |spans| {
                    if strip {
                        for span in spans.iter_mut() {
                            span.text.retain(|c| c != '.');
                        }
                    }
                    textcase::apply(spans, case, english);
                    case != W_CAPITALIZE_FIRST || strip
                });
            }
            return Some(out);
        }
        if node.get(A_TERM).is_some() {
            let name = self.eng.text_of(node, A_TERM);
            let text = self.eng.term(
                name,
                node.word(A_FORM),
                node.word(A_PLURAL) == W_TRUE || node.number(A_PLURAL) == 1,
            )?;
            self.blank |= self.alternatives && text.is_empty();
            let mut out = self.finish(plain(text), node, V_NONE, Role::Label)?;
            out.term = true;
            return Some(out);
        }
        if node.get(A_VALUE).is_some() {
            let value = self.eng.text_of(node, A_VALUE);
            let spans = match self.spoken_value(value) {
                Some(text) => plain(text),
                None => rich::parse(value),
            };
            return self.finish(spans, node, V_NONE, Role::Label);
        }
        let var = node.get(A_VARIABLE)? as u8;
        // A letter that is not needed does not silence its group.
        if var != V_YEAR_SUFFIX || self.state.suffix > 0 {
            self.called += 1;
        }
        if self.used.contains(&var) {
            return None;
        }
        let text = self.value(var, node.word(A_FORM) == W_SHORT)?;
        if text.is_empty() {
            return None;
        }
        self.filled += 1;
        if self.in_substitute {
            self.used.push(var);
        }
        if var == V_YEAR_SUFFIX {
            self.year_done = true;
            return self.finish(plain(&text), node, var, Role::YearSuffix);
        }
        let spans = match var {
            V_URL | V_DOI | V_CITATION_NUMBER => plain(&text),
            V_PAGE => plain(&self.pages(&text)),
            V_LOCATOR => {
                if matches!(self.cite.label, L_PAGE) {
                    plain(&self.pages(&text))
                } else {
                    rich::parse(&number::page_ranges(&text, W_NONE, self.dash()))
                }
            }
            _ if is_number_var(var) && number::is_numeric(&text) => {
                plain(&number::page_ranges(&text, W_NONE, "–"))
            }
            _ => rich::parse(&text),
        };
        self.finish(spans, node, var, Role::Content)
    }

    /// What a style says in an English word and not in a term ("aired"), in the language: a term of its locale that CSL does not
    /// know. It has a short form where no day follows.
    fn spoken_value(&self, value: &str) -> Option<&'e str> {
        if !self.eng.spoken {
            return None;
        }
        let day = self.item.date(V_ISSUED).and_then(|date| date.from);
        let form = match day {
            Some(day) if day.day != 0 => W_LONG,
            _ => W_SHORT,
        };
        self.eng.term(&["style:", value].concat(), form, false)
    }

    fn dash(&self) -> &'e str {
        self.eng
            .term("page-range-delimiter", W_LONG, false)
            .filter(|text| !text.is_empty())
            .unwrap_or("–")
    }

    fn pages(&self, text: &str) -> String {
        number::page_ranges(
            text,
            self.eng.style.options.word(A_PAGE_RANGE_FORMAT),
            self.dash(),
        )
    }

    /// The text of a variable.
    pub(crate) fn value(&self, var: u8, short: bool) -> Option<Cow<'e, str>> {
        let item = self.item;
        let text = |var| item.text(var).map(Cow::Borrowed);
        let own = |text: String| Some(Cow::Owned(text));
        match var {
            V_TITLE if short && !self.state.whole_title => {
                text(V_TITLE_SHORT).or_else(|| text(V_TITLE))
            }
            V_CONTAINER_TITLE if short => {
                text(V_CONTAINER_TITLE_SHORT).or_else(|| text(V_CONTAINER_TITLE))
            }
            V_COLLECTION_TITLE if short => {
                text(V_COLLECTION_TITLE_SHORT).or_else(|| text(V_COLLECTION_TITLE))
            }
            V_LOCATOR if self.cite.locator.is_empty() => None,
            V_LOCATOR => Some(Cow::Borrowed(self.cite.locator.as_str())),
            V_CITATION_NUMBER if self.state.number > 0 => own(self.state.number.to_string()),
            V_FIRST_NOTE if self.cite.first_note > 0 => own(self.cite.first_note.to_string()),
            V_YEAR_SUFFIX if self.state.suffix > 0 => own(letters(self.state.suffix)),
            V_CITATION_NUMBER | V_FIRST_NOTE | V_YEAR_SUFFIX => None,
            V_CITATION_LABEL => {
                let mut label = item
                    .text(V_CITATION_LABEL)
                    .map_or_else(|| self.trigraph(), str::to_owned);
                if self.state.suffix > 0 && !self.eng.explicit_suffix {
                    label.push_str(&letters(self.state.suffix));
                }
                own(label)
            }
            V_PAGE_FIRST => text(V_PAGE_FIRST).or_else(|| {
                let page = item.text(V_PAGE)?;
                let end = page.find(['-', '–', ',', '&', ' ']).unwrap_or(page.len());
                Some(Cow::Borrowed(&page[..end]))
            }),
            _ => text(var),
        }
    }

    /// `Roe78`: letters of the names and the year.
    fn trigraph(&self) -> String {
        let mut label = String::new();
        let names = self
            .item
            .names
            .first()
            .map_or(&[][..], |(_, names)| names.as_slice());
        let each = match names.len() {
            0 => 0,
            1 => 4,
            2 | 3 => 2,
            _ => 1,
        };
        for name in names.iter().take(4) {
            let family = if name.family.is_empty() {
                &name.literal
            } else {
                &name.family
            };
            label.extend(family.chars().take(each));
        }
        if let Some(day) = self.item.date(V_ISSUED).and_then(|date| date.from) {
            let year = day.year.unsigned_abs() % 100;
            label.push(char::from_digit(year / 10, 10).unwrap_or('0'));
            label.push(char::from_digit(year % 10, 10).unwrap_or('0'));
        }
        label
    }

    fn number(&mut self, node: &'e Node) -> Option<Out> {
        let var = node.get(A_VARIABLE)? as u8;
        self.called += 1;
        if self.used.contains(&var) {
            return None;
        }
        let text = self.value(var, false).filter(|text| !text.is_empty())?;
        self.filled += 1;
        if self.in_substitute {
            self.used.push(var);
        }
        if self.key.is_some() {
            return self.finish(plain(&text), node, var, Role::Content);
        }
        let text = if var == V_PAGE || var == V_LOCATOR && self.cite.label == L_PAGE {
            self.pages(&text)
        } else {
            self.in_form(&text, node.word(A_FORM), var)
        };
        self.finish(plain(&text), node, var, Role::Content)
    }

    /// A number in digits, roman letters or as an ordinal.
    fn in_form(&self, text: &str, form: u8, var: u8) -> String {
        if !number::is_numeric(text) {
            return self
                .with_place(text, form, var)
                .unwrap_or_else(|| text.to_owned());
        }
        let mut out = String::new();
        for part in number::split(text) {
            match part {
                number::Part::Joint(joint) => match joint.trim() {
                    "-" | "–" => out.push('–'),
                    "," => out.push_str(", "),
                    "&" => out.push_str(" & "),
                    _ => out.push_str(joint),
                },
                number::Part::Number(word) => match (word.trim().parse::<u32>(), form) {
                    (Ok(value), W_ORDINAL) => {
                        let gender = self.eng.gender(VARS[var as usize]);
                        out.push_str(word.trim());
                        out.push_str(self.eng.ordinal(value, gender));
                    }
                    (Ok(value), W_LONG_ORDINAL) => {
                        let gender = self.eng.gender(VARS[var as usize]);
                        match self.eng.long_ordinal(value, gender) {
                            Some(term) => out.push_str(term),
                            None => {
                                out.push_str(word.trim());
                                out.push_str(self.eng.ordinal(value, gender));
                            }
                        }
                    }
                    (Ok(value), W_ROMAN) if value < 4000 => out.push_str(&number::roman(value)),
                    _ => out.push_str(word),
                },
            }
        }
        out
    }

    /// `7, p. 3-8`: a number, then a place that says in a short word of the language what it is. CSL 1.0.2 calls that not
    /// numeric; citeproc-js and the test-suite (`number_OrdinalSpacing`) write both parts in their forms.
    fn with_place(&self, text: &str, form: u8, var: u8) -> Option<String> {
        let (first, rest) = text.split_once(", ")?;
        let (word, places) = rest.split_once(' ')?;
        if !number::is_numeric(first) || !number::is_numeric(places) || !word.ends_with('.') {
            return None;
        }
        let short = |name: &str, plural| self.eng.term(name, W_SHORT, plural);
        let name = LOCATORS
            .iter()
            .map(|name| name.trim_end_matches("-locator"))
            .find(|name| [false, true].iter().any(|&n| short(name, n) == Some(word)))?;
        let word = short(name, number::is_plural(places))?;
        let places = number::page_ranges(places, W_NONE, self.dash());
        Some([&self.in_form(first, form, var), ", ", word, " ", &places].concat())
    }

    fn label(&mut self, node: &'e Node) -> Option<Out> {
        let var = node.get(A_VARIABLE)? as u8;
        if !self.in_substitute && self.used.contains(&var) {
            return None;
        }
        let text = self.value(var, false).filter(|text| !text.is_empty())?;
        let (name, plural) = match var {
            // "vol. 1, fol. 186" says itself what it is.
            V_LOCATOR if own_label(&text) => return None,
            V_LOCATOR => {
                let name = LOCATORS[self.cite.label as usize];
                (name.trim_end_matches("-locator"), number::is_plural(&text))
            }
            V_NUMBER_OF_PAGES | V_NUMBER_OF_VOLUMES => (
                VARS[var as usize],
                text.trim().parse::<u32>().is_ok_and(|n| n > 1) || number::is_plural(&text),
            ),
            _ => (VARS[var as usize], number::is_plural(&text)),
        };
        let plural = match node.word(A_PLURAL) {
            W_ALWAYS => true,
            W_NEVER => false,
            _ => plural,
        };
        let mut term = self.eng.term(name, node.word(A_FORM), plural);
        if term.is_none() && name == "sub-verbo" {
            term = self.eng.term("sub verbo", node.word(A_FORM), plural);
        }
        if term.is_none() {
            let other = match var {
                V_PAGE_FIRST | V_NUMBER_OF_PAGES => "page",
                V_NUMBER_OF_VOLUMES => "volume",
                V_CHAPTER_NUMBER => "chapter",
                _ => return None,
            };
            term = self.eng.term(other, node.word(A_FORM), plural);
        }
        self.finish(plain(term?), node, var, Role::Label)
    }

    /// Do the conditions of a branch hold?
    fn holds(&self, node: &Node) -> bool {
        let matching = node.word(A_MATCH);
        let mut any = false;
        let mut all = true;
        let mut count = 0u32;
        let mut test = |yes: bool| {
            any |= yes;
            all &= yes;
            count += 1;
        };
        for &(attr, value) in &node.attrs {
            match attr {
                A_DISAMBIGUATE => test(self.told_apart() == (value == 1)),
                A_VARIABLE | A_TYPE | A_IS_NUMERIC | A_IS_UNCERTAIN_DATE | A_LOCATOR
                | A_POSITION => {
                    let Some(list) = self.eng.style.lists.get(value as usize) else {
                        continue;
                    };
                    // A type or a locator can be only one thing: the list is a choice.
                    for &word in list {
                        test(self.is(attr, word));
                    }
                }
                _ => {}
            }
        }
        for kid in &node.kids {
            if kid.tag == N_CONDITIONS {
                let outer = kid.word(A_MATCH);
                let mut yes = kid.kids.iter().map(|condition| self.holds(condition));
                test(match outer {
                    W_ANY => yes.any(|yes| yes),
                    W_NONE_MATCH => !yes.any(|yes| yes),
                    W_NAND => !yes.all(|yes| yes),
                    _ => yes.all(|yes| yes),
                });
            }
        }
        match matching {
            W_ANY => any,
            W_NONE_MATCH => !any,
            W_NAND => !all,
            _ => all && count > 0,
        }
    }

    /// A condition `disambiguate="true"`: it holds when the conditions before it were not enough.
    fn told_apart(&self) -> bool {
        let (met, held) = self.conditions.get();
        let holds = held < self.state.conditions;
        self.conditions
            .set((met.saturating_add(1), held + u8::from(holds)));
        holds
    }

    fn is(&self, attr: u8, word: u8) -> bool {
        match attr {
            A_TYPE => self.item.kind == word,
            A_VARIABLE => {
                if is_name_var(word) || is_date_var(word) {
                    self.item.has(word)
                } else {
                    self.value_given(word)
                }
            }
            A_IS_NUMERIC => self
                .value(word, false)
                .is_some_and(|text| number::is_numeric(&text)),
            A_IS_UNCERTAIN_DATE => self.item.date(word).is_some_and(|date| date.circa),
            A_LOCATOR => !self.cite.locator.is_empty() && self.cite.label == word,
            A_POSITION => {
                if self.bib {
                    return false;
                }
                let position = self.cite.position;
                match word {
                    P_FIRST => position == P_FIRST,
                    P_SUBSEQUENT => position >= P_SUBSEQUENT,
                    P_IBID => matches!(position, P_IBID | P_IBID_LOCATOR),
                    P_IBID_LOCATOR => position == P_IBID_LOCATOR,
                    P_NEAR_NOTE => position >= P_SUBSEQUENT && self.cite.near_note,
                    P_FAR_NOTE => position >= P_SUBSEQUENT && !self.cite.near_note,
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn value_given(&self, var: u8) -> bool {
        match var {
            V_CITATION_LABEL | V_NONE => self.item.text(var).is_some(),
            _ => self.value(var, false).is_some_and(|text| !text.is_empty()),
        }
    }
}

/// Does a locator begin with a short word of its own, such as `ch. 3`?
fn own_label(text: &str) -> bool {
    let Some((word, rest)) = text.trim().split_once(". ") else {
        return false;
    };
    word.len() > 1
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Does the letter belong to a script that has slanted letters (citeproc-js, `ROMANESQUE_REGEXP`)?
fn slants(c: char) -> bool {
    matches!(c, '-' | '0'..='9' | 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{17f}' | '\u{218}'..='\u{21b}'
        | '\u{370}'..='\u{52f}' | '\u{590}'..='\u{6ff}' | '\u{e01}'..='\u{e5b}' | '\u{1f00}'..='\u{1fff}')
}

/// Font looks of a node, outside in.
pub(crate) fn looks(node: &Node, out: &mut Vec<Op>) {
    for &(attr, value) in &node.attrs {
        let op = match (attr, value as u8) {
            (A_FONT_STYLE, W_ITALIC | W_OBLIQUE) => OP_ITALIC,
            (A_FONT_STYLE, W_NORMAL) => OP_UPRIGHT,
            (A_FONT_WEIGHT, W_BOLD) => OP_BOLD,
            (A_FONT_WEIGHT, W_NORMAL) => OP_NOT_BOLD,
            (A_FONT_VARIANT, W_SMALL_CAPS) => OP_CAPS,
            (A_FONT_VARIANT, W_NORMAL) => OP_NOT_CAPS,
            (A_TEXT_DECORATION, W_UNDERLINE) => OP_UNDERLINE,
            (A_VERTICAL_ALIGN, W_SUP) => OP_SUP,
            (A_VERTICAL_ALIGN, W_SUB) => OP_SUB,
            (A_VERTICAL_ALIGN, W_BASELINE) => OP_BASELINE,
            _ => continue,
        };
        out.push(op);
    }
}

/// `en`, `en-GB`, but not `english` or `enm`.
pub(crate) fn is_english(lang: &str) -> bool {
    let mut bytes = lang.bytes();
    bytes
        .next()
        .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'e'))
        && bytes
            .next()
            .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'n'))
        && bytes.next().is_none_or(|byte| !byte.is_ascii_alphabetic())
}

/// 1 is `a`, 26 is `z`, 27 is `aa`.
pub(crate) fn letters(mut number: u32) -> String {
    let mut out = Vec::new();
    while number > 0 {
        number -= 1;
        out.push(b'a' + (number % 26) as u8);
        number /= 26;
    }
    out.reverse();
    String::from_utf8(out).unwrap_or_default()
}
