//! Names as a style writes them: order, initials, particles, "and", "et al.", labels, substitutes.

use crate::eval::{Ctx, looks};
use crate::item::Name;
use crate::output::{Out, Role};
use crate::particles::joined;
use crate::rich;
use crate::style::Node;
use crate::textcase;
use crate::vocab::*;

impl<'e> Ctx<'e> {
    /// An option of names: from `name`, else from citation or bibliography, else from the style.
    fn option(&self, name: Option<&Node>, own: u8, inherited: u8) -> Option<u32> {
        name.and_then(|node| node.get(own))
            .or_else(|| self.area.get(inherited))
            .or_else(|| self.eng.style.options.get(inherited))
    }

    pub(crate) fn names(&mut self, node: &'e Node) -> Option<Out> {
        // Names that stand in for the first ones are the first ones.
        let stands_in = self.stand_in && self.alternatives;
        let first = stands_in || (self.names_seen == 0 && !self.in_substitute);
        if !self.in_substitute {
            self.names_seen += 1;
        }
        if first && self.skip_names {
            // Left out, but not empty: "no date" in the same group stays.
            self.called += 1;
            self.filled += 1;
            return None;
        }
        let parent = self.parent_names;
        let part = |tag| {
            node.kid(tag)
                .or_else(|| parent.and_then(|parent| parent.kid(tag)))
        };
        let name = part(N_NAME);
        let empty = Vec::new();
        let vars = node
            .get(A_VARIABLE)
            .and_then(|at| self.eng.style.lists.get(at as usize))
            .unwrap_or(&empty);
        let item = self.item;
        let both = vars.contains(&V_EDITOR)
            && vars.contains(&V_TRANSLATOR)
            && !item.name_list(V_EDITOR).is_empty()
            && item.name_list(V_EDITOR) == item.name_list(V_TRANSLATOR)
            && self
                .eng
                .term("editortranslator", W_LONG, false)
                .is_some_and(|term| !term.is_empty());
        let count_form = self.form(name) == W_COUNT;
        let mut total = 0usize;
        let mut made: Vec<Out> = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        for &var in vars {
            self.called += 1;
            let list = item.name_list(var);
            if list.is_empty() || self.used.contains(&var) || (both && var == V_TRANSLATOR) {
                continue;
            }
            self.filled += 1;
            let (inner, shown) = self.list(
                name,
                part(N_ET_AL),
                list,
                var,
                first && made.is_empty(),
                &mut texts,
            );
            total += shown;
            if count_form {
                continue;
            }
            let Some(mut inner) = inner else {
                continue;
            };
            if let Some(name) = name {
                looks(name, &mut inner.look);
                self.eng
                    .text_of(name, A_PREFIX)
                    .clone_into(&mut inner.prefix);
                self.eng
                    .text_of(name, A_SUFFIX)
                    .clone_into(&mut inner.suffix);
            }
            let mut group = vec![inner];
            if let Some(label) = part(N_LABEL)
                && self.key.is_none()
                && let Some(label_out) = self.name_label(label, var, both, list.len())
            {
                let source = if node.kid(N_LABEL).is_some() {
                    node
                } else {
                    parent.unwrap_or(node)
                };
                let at = |tag| source.kids.iter().position(|kid| kid.tag == tag);
                if at(N_LABEL) < at(N_NAME) && at(N_NAME).is_some() {
                    group.insert(0, label_out);
                } else {
                    group.push(label_out);
                }
            }
            made.push(Out::kids(group, node.id));
            if self.in_substitute {
                self.used.push(var);
            }
        }
        if count_form && total > 0 {
            let mut out = Out::text(&total.to_string(), V_NONE, Role::Content, node.id);
            self.dress(&mut out, node);
            return Some(out);
        }
        if !made.is_empty() {
            let last = made.last().map(Out::raw).unwrap_or_default();
            let mut out = Out::kids(made, node.id);
            let delimiter = node
                .get(A_DELIMITER)
                .or_else(|| {
                    parent
                        .filter(|_| self.in_substitute)
                        .and_then(|node| node.get(A_DELIMITER))
                })
                .or_else(|| self.option(None, A_NAMES_DELIMITER, A_NAMES_DELIMITER));
            if let Some(at) = delimiter {
                out.delimiter = self.between_roles(self.eng.string(at), &last);
            }
            self.dress(&mut out, node);
            if first {
                // Citations are grouped and collapsed by it; a list is not.
                self.first_names = (!self.bib).then(|| out.clone());
                self.name_texts = texts;
            }
            return Some(out);
        }
        let substitute = node.kid(N_SUBSTITUTE)?;
        let outer = (self.in_substitute, self.parent_names);
        self.in_substitute = true;
        self.parent_names = Some(node);
        let alternatives = core::mem::replace(&mut self.alternatives, true);
        let stand_in = core::mem::replace(&mut self.stand_in, first);
        let blank = core::mem::replace(&mut self.blank, false);
        let mut out = Vec::new();
        self.kids(&substitute.kids, &mut out);
        self.blank = blank;
        let by_names = !self.name_texts.is_empty();
        self.stand_in = stand_in;
        self.alternatives = alternatives;
        let result = Some(out).filter(|out| !out.is_empty());
        (self.in_substitute, self.parent_names) = outer;
        let mut out = Out::kids(result?, node.id);
        self.dress(&mut out, node);
        if first && by_names {
            self.first_names = (!self.bib).then(|| out.clone());
        } else if first {
            // A title that begins the entry is no name: no dash stands for it.
            let title = self.used.contains(&V_TITLE) && self.area.get(A_SUBSTITUTE_RULE).is_none();
            let text = if title { String::new() } else { out.raw() };
            if let (Some((with, _)), false) = (&self.replace, text.is_empty()) {
                out = Out::text(with, V_NONE, Role::Punctuation, node.id);
            }
            self.first_names = Some(out.clone());
            self.name_texts = if text.is_empty() {
                Vec::new()
            } else {
                vec![text]
            };
        }
        Some(out)
    }

    /// What stands between two roles; its `&` is a word where the language has one.
    fn between_roles(&self, delimiter: &str, last: &str) -> String {
        let and = self.eng.term("and", W_LONG, false);
        match and.filter(|_| delimiter.contains('&') && self.eng.says_and()) {
            None => delimiter.to_owned(),
            Some(and) if and == "و" => [" ", and].concat(),
            Some(and) => [" ", self.eng.and_before(and, last), " "].concat(),
        }
    }

    fn form(&self, name: Option<&Node>) -> u8 {
        self.option(name, A_FORM, A_NAME_FORM)
            .map_or(W_LONG, |form| form as u8)
    }

    fn name_label(&self, label: &'e Node, var: u8, both: bool, count: usize) -> Option<Out> {
        let plural = match label.word(A_PLURAL) {
            W_ALWAYS => true,
            W_NEVER => false,
            _ => count > 1,
        };
        let name = if both {
            "editortranslator"
        } else {
            VARS[var as usize]
        };
        let term = self
            .eng
            .term(name, label.word(A_FORM), plural)
            .filter(|term| !term.is_empty())?;
        let mut spans = rich::plain(term);
        if label.number(A_STRIP_PERIODS) == 1 {
            spans[0].text.retain(|c| c != '.');
        }
        textcase::apply(&mut spans, label.word(A_TEXT_CASE), true);
        let mut out = Out::spans(spans, var, Role::Label, label.id);
        self.dress(&mut out, label);
        Some(out)
    }

    /// One list of names; also how many are shown.
    fn list(
        &mut self,
        name: Option<&'e Node>,
        et_al: Option<&'e Node>,
        list: &'e [Name],
        var: u8,
        first: bool,
        texts: &mut Vec<String>,
    ) -> (Option<Out>, usize) {
        let num = |own: u8| self.option(name, own, own).map_or(0, |n| n as usize);
        let mut min = num(A_ET_AL_MIN);
        // Without the one there is no other.
        let mut use_first = self
            .option(name, A_ET_AL_USE_FIRST, A_ET_AL_USE_FIRST)
            .map_or(usize::MAX, |n| n as usize);
        let mut use_last = num(A_ET_AL_USE_LAST) == 1;
        if !self.bib && self.cite.position >= P_SUBSEQUENT {
            if num(A_ET_AL_SUBSEQUENT_MIN) > 0 {
                min = num(A_ET_AL_SUBSEQUENT_MIN);
            }
            if num(A_ET_AL_SUBSEQUENT_USE_FIRST) > 0 {
                use_first = num(A_ET_AL_SUBSEQUENT_USE_FIRST);
            }
        }
        if let Some(key) = self.key {
            min = key.get(A_NAMES_MIN).map_or(min, |n| n as usize);
            use_first = key.get(A_NAMES_USE_FIRST).map_or(use_first, |n| n as usize);
            use_last = key.get(A_NAMES_USE_LAST).map_or(use_last, |n| n == 1);
        }
        let total = list.len();
        let place = self.shown.len();
        let mut count = if min > 0 && total >= min && use_first < total {
            use_first
        } else {
            total
        };
        if !self.bib && count < total {
            count = count
                .max(self.state.names.get(place).copied().unwrap_or(0))
                .min(total);
        }
        self.shown.push((count, total));
        self.shown_vars.push(var);
        if count == 0 {
            return (None, 0);
        }
        let word = |attr: u8| self.option(name, attr, attr).map_or(W_NONE, |w| w as u8);
        let delimiter = self
            .option(name, A_DELIMITER, A_NAME_DELIMITER)
            .map_or(", ", |at| self.eng.string(at));
        let order = word(A_NAME_AS_SORT_ORDER);
        let inverted =
            |at: usize| self.key.is_some() || order == W_ALL || (order == W_FIRST && at == 0);
        // A body's name cannot be turned around, a name that begins with the family's need not be: no comma parts it from
        // another.
        let turned =
            |at: usize| inverted(at) && list[at].literal.is_empty() && !list[at].static_order;
        let bodies = total == 2 && list.iter().all(|name| !name.literal.is_empty());
        let node = name.map_or(u32::MAX, |name| name.id);
        let mut out: Vec<Out> = Vec::new();
        let joint = |text: &str| Out::text(text, var, Role::Joiner, node);
        let says_and = self.eng.says_and() && word(A_AND) == W_SYMBOL;
        let and = match word(A_AND) {
            W_TEXT => self.eng.term("and", W_LONG, false),
            W_SYMBOL if says_and => self.eng.term("and", W_LONG, false),
            W_SYMBOL => Some("&"),
            _ => None,
        }
        .filter(|_| self.key.is_none());
        for (at, person) in list.iter().take(count).enumerate() {
            let level = self
                .state
                .given
                .get(place)
                .and_then(|list| list.get(at))
                .copied()
                .unwrap_or(0);
            let one = self.person(
                name,
                person,
                inverted(at),
                if self.bib { 0 } else { level },
                var,
            );
            if at > 0 {
                let last = at + 1 == count && count == total;
                match and.filter(|_| last) {
                    Some(and) => {
                        let and = self.eng.and_before(and, &one.raw());
                        // A first name that was turned around is set apart all the same: `Ng, Al, y Cy Bo`.
                        let apart = order == W_FIRST && turned(at - 1);
                        let comma = match word(A_DELIMITER_PRECEDES_LAST) {
                            _ if says_and => false,
                            _ if word(A_AND) == W_TEXT && self.eng.drops_comma() && !apart => false,
                            W_ALWAYS => !bodies,
                            W_NEVER => false,
                            W_AFTER_INVERTED => turned(at - 1),
                            _ => count > 2,
                        };
                        out.push(joint(if comma { delimiter } else { " " }));
                        out.push(joint(and));
                        if !and.ends_with(['\u{a0}', 'و', 'ו']) {
                            out.push(joint(" "));
                        }
                    }
                    None => out.push(joint(delimiter)),
                }
            }
            if first {
                texts.push(one.raw());
            }
            match &self.replace {
                Some((with, much)) if first && *much != usize::MAX && at < *much => {
                    out.push(Out::text(with, var, Role::Punctuation, node))
                }
                _ => out.push(one),
            }
        }
        if first && count < total {
            // "Park" and "Park et al." are not the same people: no dash stands for one after the other.
            texts.push("…".to_owned());
            if self.eng.same_people {
                for person in &list[count..] {
                    texts.push(self.person(name, person, false, 0, var).raw());
                }
            }
        }
        if count < total && (self.key.is_none() || use_last) {
            let term = et_al
                .and_then(|node| node.get(A_TERM))
                .map_or("et-al", |at| self.eng.string(at));
            if use_last {
                out.push(joint(delimiter));
                out.push(joint("… "));
                out.push(self.person(name, &list[total - 1], inverted(total - 1), 0, var));
            } else if let Some(text) = self
                .eng
                .term(term, W_LONG, false)
                .filter(|text| !text.is_empty())
            {
                let comma = match word(A_DELIMITER_PRECEDES_ET_AL) {
                    W_ALWAYS => true,
                    W_NEVER => false,
                    W_AFTER_INVERTED => turned(count - 1),
                    _ => count > 1,
                };
                out.push(joint(if comma { delimiter } else { " " }));
                let mut term = joint(text);
                if let Some(et_al) = et_al {
                    looks(et_al, &mut term.look);
                }
                out.push(term);
            }
        }
        if let Some((with, usize::MAX)) = &self.replace
            && first
        {
            return (Some(Out::text(with, var, Role::Punctuation, node)), count);
        }
        (Some(Out::kids(out, node)), count)
    }

    /// One name. `level` 1 shows initials, 2 the whole given name, where the style would show less.
    fn person(
        &self,
        node: Option<&'e Node>,
        name: &Name,
        inverted: bool,
        level: u8,
        var: u8,
    ) -> Out {
        let id = node.map_or(u32::MAX, |node| node.id);
        let part = |which: u8| {
            node.and_then(|node| {
                node.kids
                    .iter()
                    .find(|kid| kid.tag == N_NAME_PART && kid.word(A_NAME) == which)
            })
        };
        let piece = |text: &str, which: u8| {
            let part = part(which);
            let mut spans = rich::parse(text);
            let mut out = match part {
                Some(part) => {
                    textcase::apply(&mut spans, part.word(A_TEXT_CASE), true);
                    let mut out = Out::spans(spans, var, Role::Content, part.id);
                    if self.key.is_none() {
                        looks(part, &mut out.look);
                    }
                    out
                }
                None => Out::spans(spans, var, Role::Content, id),
            };
            out.info.node = part.map_or(id, |part| part.id);
            out
        };
        if name.family.is_empty() || !name.literal.is_empty() {
            let text = if name.literal.is_empty() {
                &name.given
            } else {
                &name.literal
            };
            return piece(text, W_FAMILY);
        }
        let with = self
            .option(node, A_INITIALIZE_WITH, A_INITIALIZE_WITH)
            .map(|at| self.eng.string(at));
        let mut given = name.given.clone();
        let mut form = self.form(node);
        if form == W_SHORT && level > 0 {
            form = W_LONG;
        }
        if self.key.is_some() && form != W_SHORT {
            form = W_LONG;
        }
        let whole = self.option(node, A_INITIALIZE, A_INITIALIZE) == Some(0);
        if let Some(with) = with.filter(|_| level < 2) {
            let hyphen = self.eng.style.options.get(A_INITIALIZE_WITH_HYPHEN) != Some(0);
            given = initials(&given, with, !whole, hyphen);
        }
        let demote = self.eng.style.options.word(A_DEMOTE);
        let space = |left: &str| if joined(left) { "" } else { " " };
        let glue = |words: &[&str]| {
            let mut text = String::new();
            for word in words.iter().filter(|word| !word.is_empty()) {
                if !text.is_empty() {
                    let gap = space(&text);
                    text.push_str(gap);
                }
                text.push_str(word);
            }
            text
        };
        let (np, dp) = (name.non_dropping.as_str(), name.dropping.as_str());
        let native = |text: &str| {
            text.chars()
                .all(|c| ('\u{2e80}'..'\u{d7b0}').contains(&c) || c == ' ')
                && !text.is_empty()
        };
        let cjk = native(&name.family);
        if form == W_SHORT {
            let text = if cjk {
                name.family.clone()
            } else {
                glue(&[np, &name.family])
            };
            return self.around(piece(&text, W_FAMILY), part(W_FAMILY));
        }
        let mut kids = Vec::new();
        let text = |text: &str| Out::text(text, var, Role::Punctuation, id);
        if cjk || name.static_order {
            kids.push(piece(&name.family, W_FAMILY));
            if !cjk && !given.is_empty() {
                kids.push(text(" "));
            }
            kids.push(piece(&given, W_GIVEN));
        } else if inverted {
            let separator = self
                .option(node, A_SORT_SEPARATOR, A_SORT_SEPARATOR)
                .map_or(", ", |at| self.eng.string(at));
            let moved = demote == W_DISPLAY_AND_SORT
                || demote == W_NONE
                || (self.key.is_some() && demote == W_SORT_ONLY);
            let (family, given) = if moved {
                (name.family.clone(), glue(&[&given, dp, np]))
            } else {
                (glue(&[np, &name.family]), glue(&[&given, dp]))
            };
            kids.push(self.around(piece(&family, W_FAMILY), part(W_FAMILY)));
            if !given.is_empty() {
                kids.push(text(if self.key.is_some() { " " } else { separator }));
                kids.push(self.around(piece(&given, W_GIVEN), part(W_GIVEN)));
            }
            if !name.suffix.is_empty() {
                kids.push(text(separator));
                kids.push(piece(&name.suffix, W_NONE));
            }
        } else {
            let family = glue(&[dp, np, &name.family]);
            if !given.is_empty() {
                kids.push(self.around(piece(&given, W_GIVEN), part(W_GIVEN)));
                if !kids[0].suffix.ends_with('\u{a0}') {
                    kids.push(text(" "));
                }
            }
            kids.push(self.around(piece(&family, W_FAMILY), part(W_FAMILY)));
            if !name.suffix.is_empty() {
                kids.push(text(if name.comma_suffix { ", " } else { " " }));
                kids.push(piece(&name.suffix, W_NONE));
            }
        }
        Out::kids(kids, id)
    }

    fn around(&self, mut out: Out, part: Option<&Node>) -> Out {
        if let Some(part) = part.filter(|_| self.key.is_none()) {
            self.eng.text_of(part, A_PREFIX).clone_into(&mut out.prefix);
            self.eng.text_of(part, A_SUFFIX).clone_into(&mut out.suffix);
        }
        out
    }
}

/// `Jean-Luc B.` with ". " is `J.-L. B.`; with `shorten` false only what is an initial already is written anew
/// (as citeproc-js does it).
pub(crate) fn initials(given: &str, with: &str, shorten: bool, hyphen: bool) -> String {
    if !given
        .chars()
        .next()
        .is_some_and(|c| c == '&' || (c.is_alphabetic() && !beyond(c)))
    {
        return given.to_owned();
    }
    // Words and what stands before each: a hyphen or a space. A hyphen before a small letter ties it to the word.
    let mut list: Vec<(bool, String)> = vec![(false, String::new())];
    let mut gap = None;
    let mut rest = given.chars().peekable();
    while let Some(c) = rest.next() {
        let small = rest.peek().is_some_and(char::is_ascii_lowercase);
        match c {
            '-' if hyphen && small && gap.is_none() => list
                .last_mut()
                .into_iter()
                .for_each(|(_, word)| word.push('\u{2013}')),
            '-' => gap = Some(hyphen || gap == Some(true)),
            _ if c.is_whitespace() => gap = gap.or(Some(false)),
            _ => {
                if let Some(tied) = gap.take() {
                    list.push((tied, String::new()));
                }
                if let Some((_, word)) = list.last_mut() {
                    word.push(c);
                }
                if c == '.' {
                    gap = Some(false);
                }
            }
        }
    }
    let mut out = String::new();
    let before = |out: &mut String, tied: bool| {
        if tied {
            out.truncate(out.trim_end().len());
            out.push('-');
        }
    };
    let last = list.len() - 1;
    if !shorten {
        let short = |word: &str| {
            let one = word.chars().count() == 1 && word.chars().all(|c| !c.is_lowercase());
            (word.chars().count() > 1 && word.ends_with('.')) || one
        };
        let alone = |word: &str| {
            last == 0 && word.chars().count() == 1 && word.chars().all(char::is_uppercase)
        };
        for (at, (tied, word)) in list.iter().enumerate() {
            before(&mut out, *tied);
            if short(word) || alone(word) {
                out.push_str(word.trim_end_matches('.'));
                out.push_str(with.trim_end_matches('\u{feff}'));
                let next = list.get(at + 1);
                if next.is_some_and(|(tied, next)| !tied && !short(next)) && !out.ends_with(' ') {
                    out.push(' ');
                }
            } else {
                out.push_str(word);
                if at < last {
                    out.push(' ');
                }
            }
        }
    } else {
        for (tied, word) in &list {
            let mut letters = word.chars();
            let Some(first) = letters.next() else {
                continue;
            };
            if first.is_lowercase() || !first.is_alphabetic() || beyond(first) {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                out.push_str(word);
                out.push(' ');
                continue;
            }
            before(&mut out, *tied);
            let tail: String = letters.take_while(|c| c.is_alphabetic()).collect();
            out.push(first);
            if word.ends_with('.') && word.chars().count() == tail.chars().count() + 2 {
                // An abbreviation stays whole: Ts., Yu.
                out.push_str(&tail);
            } else {
                let capitals = tail.chars().take_while(|c| c.is_uppercase()).count();
                if capitals < tail.chars().count() {
                    out.extend(tail.chars().take(capitals).flat_map(char::to_lowercase));
                }
            }
            out.push_str(with);
        }
    }
    let mut clean = String::new();
    for c in out.trim_end().chars() {
        if !(c == ' ' && clean.ends_with(' ')) {
            clean.push(if c == '\u{2013}' { '-' } else { c });
        }
    }
    clean
}

/// A letter of a script that has no initials.
fn beyond(c: char) -> bool {
    ('\u{900}'..'\u{e01}').contains(&c) || ('\u{e60}'..'\u{1e00}').contains(&c) || c >= '\u{2000}'
}
