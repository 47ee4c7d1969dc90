//! A style, its language and a list of items: prepares what depends on all of them, writes citations and the list.

use std::rc::Rc;

use crate::eval::Ctx;
use crate::item::{Cite, Item};
use crate::output::{Format, Marks, Out, Quote, Role, Row, Shown, shown, write};
use crate::style::{Locale, Node, Style, Term};
use crate::token::{Around, Token, says_more, turned};
use crate::vocab::*;

/// What is known of an item because of the others.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    pub(crate) number: u32,
    /// 1 for `a`; 0 for none.
    pub(crate) suffix: u32,
    /// At least so many names, in each list of names.
    pub(crate) names: Vec<usize>,
    /// How much of each given name, in each list.
    pub(crate) given: Vec<Vec<u8>>,
    /// How many of the style's conditions `disambiguate="true"` hold, in the order in which they are met.
    pub(crate) conditions: u8,
    /// Its short title is another's, too: the whole title stands where the style has the short one.
    pub(crate) whole_title: bool,
}

/// Formats citations and lists in one style.
///
/// ```
/// use carrel_cite::{Cite, Engine, Format, Item, Style};
/// let style = Style::compile("<style class='in-text'><citation><layout prefix='(' suffix=')'>
///     <text variable='title' quotes='true'/></layout></citation></style>").unwrap();
/// let (items, _) = Item::read_json(r#"[{"id": "1", "type": "book", "title": "Holes"}]"#);
/// let mut engine = Engine::new(style, Vec::new(), "en-US");
/// engine.set_items(items);
/// assert_eq!(engine.cite(&[Cite::of("1")]).text(Format::Text), "(“Holes”)");
/// ```
pub struct Engine {
    pub(crate) style: Style,
    pub(crate) lang: String,
    terms: Vec<Term>,
    pub(crate) dates: Vec<Node>,
    pub(crate) in_quote: bool,
    pub(crate) limit_day_ordinals: bool,
    pub(crate) explicit_suffix: bool,
    /// A dash for names needs the same people also behind "et al.".
    pub(crate) same_people: bool,
    /// A, An and The do not count where a title sorts.
    skip_articles: bool,
    /// What the style lays down for English is written as the language does: see [`Engine::as_spoken`].
    pub(crate) spoken: bool,
    /// The list stays in the order in which the items were given.
    given_order: bool,
    /// Items that are cited and not listed.
    unlisted: Vec<String>,
    marks: Rc<Marks>,
    /// Where each macro begins: the first node in it, its name.
    rules: Rc<[(u32, String)]>,
    pub(crate) items: Vec<Item>,
    pub(crate) states: Vec<State>,
    /// Places of the items in the order of the list.
    order: Vec<usize>,
}

/// A citation or an entry of the list, ready to be written.
pub struct Entry {
    /// The item it is for; empty for a citation of several.
    pub id: String,
    pub(crate) row: Row,
    pub(crate) marks: Rc<Marks>,
    rules: Rc<[(u32, String)]>,
}

impl Entry {
    /// The entry in a format.
    pub fn text(&self, format: Format) -> String {
        let mut out = String::new();
        write(&self.row, &self.marks, format, &mut out);
        out
    }

    /// The entry as tokens, each with its variable, rule and reason. Cost: a few hundred comparisons for each token.
    pub fn tokens(&self) -> Vec<Token> {
        let pieces = shown(&self.row, &self.marks);
        let says = |role: Role| !matches!(role, Role::Punctuation | Role::Joiner);
        let vars: Vec<(bool, u8)> = pieces
            .iter()
            .map(|piece| (says(piece.info.role), piece.info.var))
            .collect();
        let closes = |piece: &Shown| piece.mark == Quote::Closes;
        // Behind this place nothing stands but quotation marks.
        let last = pieces.iter().rposition(|piece| !closes(piece));
        let closed: Vec<bool> = pieces.iter().skip(1).map(closes).collect();
        let more: Vec<bool> = pieces.iter().skip(1).map(says_more).collect();
        let turned = turned(&pieces);
        pieces
            .into_iter()
            .enumerate()
            .map(|(at, piece)| {
                let rule = self
                    .rules
                    .iter()
                    .rev()
                    .find(|(from, _)| *from <= piece.info.node)
                    .map_or("", |(_, name)| name.as_str());
                let around = Around {
                    before: near(vars[..at].iter().rev()),
                    after: near(vars[at + 1..].iter()),
                    first: at == 0,
                    last: last.is_some_and(|last| last <= at),
                    closed: closed.get(at) == Some(&true),
                    turned: turned.get(at).copied().flatten(),
                    more: more.get(at) == Some(&true),
                    points: self.id.is_empty(),
                };
                Token::new(piece, rule, around)
            })
            .collect()
    }
}

impl Engine {
    /// An engine for a style. `locales` come best first: `es-MX`, `es-ES`, `en-US`; `lang` is the reader's language
    /// where the style has none of its own.
    pub fn new(style: Style, locales: Vec<Locale>, lang: &str) -> Engine {
        let lang = style
            .default_locale()
            .filter(|lang| !lang.is_empty())
            .unwrap_or(lang)
            .to_owned();
        Engine::speaking(style, locales, &lang)
    }

    /// An engine that writes in `lang`, whatever language the style was written for.
    pub fn speaking(mut style: Style, locales: Vec<Locale>, lang: &str) -> Engine {
        let lang = lang.to_owned();
        let base = lang.split('-').next().unwrap_or("").to_owned();
        let own = core::mem::take(&mut style.locales);
        let mut chain: Vec<&Locale> = Vec::new();
        chain.extend(own.iter().filter(|locale| locale.lang == lang));
        chain.extend(
            own.iter()
                .filter(|locale| locale.lang == base && base != lang),
        );
        chain.extend(own.iter().filter(|locale| locale.lang.is_empty()));
        chain.extend(locales.iter());
        let mut terms: Vec<Term> = Vec::new();
        let mut dates: Vec<Node> = Vec::new();
        let (mut in_quote, mut limit) = (None, None);
        let mut ordinals = false;
        for locale in chain {
            let mut here = false;
            for term in &locale.terms {
                let ordinal = term.name.starts_with("ordinal");
                here |= ordinal;
                let known = |other: &Term| {
                    other.name == term.name
                        && other.form == term.form
                        && other.gender_form == term.gender_form
                };
                let old = ordinal && ordinals;
                if !old && !terms.iter().any(known) {
                    terms.push(term.clone());
                }
            }
            ordinals |= here;
            let by = style.texts.len() as u32;
            let mut used = false;
            for date in &locale.dates {
                if !dates
                    .iter()
                    .any(|known| known.word(A_FORM) == date.word(A_FORM))
                {
                    let mut date = date.clone();
                    date.shift(by);
                    dates.push(date);
                    used = true;
                }
            }
            if used {
                style.texts.extend(locale.texts.iter().cloned());
            }
            in_quote = in_quote.or(locale.punctuation_in_quote);
            limit = limit.or(locale.limit_day_ordinals);
        }
        let mut next = 0;
        style.options.count(&mut next);
        style.citation.count(&mut next);
        if let Some(node) = &mut style.bibliography {
            node.count(&mut next);
        }
        for place in &mut style.macros {
            for kid in &mut place.kids {
                kid.count(&mut next);
            }
        }
        for date in &mut dates {
            date.count(&mut next);
        }
        let uses = |nodes: &[Node]| nodes.iter().any(has_suffix);
        let explicit_suffix = has_suffix(&style.citation)
            || style.bibliography.as_ref().is_some_and(has_suffix)
            || style.macros.iter().any(|place| uses(&place.kids));
        let mut engine = Engine {
            style,
            lang,
            terms,
            dates,
            in_quote: in_quote.unwrap_or(false),
            limit_day_ordinals: limit.unwrap_or(false),
            explicit_suffix,
            same_people: false,
            skip_articles: false,
            spoken: false,
            given_order: false,
            unlisted: Vec::new(),
            marks: Rc::default(),
            rules: Rc::default(),
            items: Vec::new(),
            states: Vec::new(),
            order: Vec::new(),
        };
        let mark = |name, plain: &str| engine.term(name, W_LONG, false).unwrap_or(plain).to_owned();
        engine.marks = Rc::new([
            mark("open-quote", "“"),
            mark("close-quote", "”"),
            mark("open-inner-quote", "‘"),
            mark("close-inner-quote", "’"),
        ]);
        let places = engine.style.macros.iter();
        engine.rules = places
            .filter_map(|place| Some((place.kids.first()?.id, place.name.clone())))
            .collect();
        engine
    }

    /// Lets a dash stand for names only where all of the people are the same, also those behind "et al.", as MLA 9 and
    /// Chicago 17 ask. CSL 1.0.2 compares the names that are shown, and so does an engine without this.
    #[must_use]
    pub fn for_same_people(mut self) -> Engine {
        self.same_people = true;
        self
    }

    /// Files a title under its first word after A, An or The, as MLA 9 §5.124, APA 7 §9.49 and Chicago 18 §13.71 ask. CSL
    /// 1.0.2 has no word for it, and an engine without this sorts as CSL does. Only for English titles.
    #[must_use]
    pub fn without_articles(mut self) -> Engine {
        self.skip_articles = true;
        self
    }

    /// Writes as its language does what a style lays down for English alone, and CSL 1.0.2 has no word for: the order of day and
    /// month in a date whose year stands elsewhere ("2024, 15 de marzo", "2024, 15. März"), words that a style says
    /// without a term ("aired"), "y", "et" and "و" for "&", no comma before them and "und", a capital where a month or
    /// season begins a part of an entry, the French space before a colon, and in Arabic the marks `،` and `؛` and the word for
    /// an edition before its number. Nothing changes in English.
    #[must_use]
    pub fn as_spoken(mut self) -> Engine {
        self.spoken = !crate::eval::is_english(&self.lang);
        self
    }

    /// Does its language have a word, and no comma before it, where a style has `&`? Spanish, French and Arabic do (Manual de
    /// publicaciones de la APA; APA in French, Université de Montréal); German keeps `&` (DGPs, Richtlinien).
    pub(crate) fn says_and(&self) -> bool {
        self.spoken
            && ["es", "fr", "ar"]
                .iter()
                .any(|lang| self.lang.starts_with(lang))
    }

    /// Does its language have no comma before the "and" of a list, where English has one? Spanish (RAE),
    /// French and German (Duden).
    pub(crate) fn drops_comma(&self) -> bool {
        self.spoken
            && ["es", "fr", "de"]
                .iter()
                .any(|lang| self.lang.starts_with(lang))
    }

    /// The "and" before a name. Spanish has `e` for `y` where the name begins with the sound of an i: `Ortiz e Ibáñez`, but
    /// `Ortiz y Hierro` (RAE, Diccionario panhispánico de dudas, "y").
    pub(crate) fn and_before<'a>(&self, and: &'a str, name: &str) -> &'a str {
        let lower: String = name.chars().take(3).flat_map(char::to_lowercase).collect();
        let sound = lower.strip_prefix('h').unwrap_or(&lower);
        let behind = sound.strip_prefix(['i', 'í']);
        let vowel = |c: char| matches!(c, 'a' | 'e' | 'o' | 'u');
        let sounds = behind.is_some_and(|behind| !behind.starts_with(vowel));
        if and == "y" && sounds && self.spoken && self.lang.starts_with("es") {
            "e"
        } else {
            and
        }
    }

    /// Are citations written as Arabic is?
    pub(crate) fn is_arabic(&self) -> bool {
        self.spoken && self.lang.starts_with("ar")
    }

    /// Lists the items in the order in which [`Engine::set_items`] gets them, from the next call on, whatever the style sorts
    /// by: what follows from the order, such as the dash for a name that was just there, follows from this one.
    pub fn keep_order(&mut self, keep: bool) {
        self.given_order = keep;
    }

    /// Leaves these items out of the list, from the next call on; they are cited as before. Rules of schools know such sources,
    /// which no style can tell: [`Engine::bibliography`].
    pub fn leave_out(&mut self, ids: Vec<String>) {
        self.unlisted = ids;
    }

    /// The style.
    pub fn style(&self) -> &Style {
        &self.style
    }

    /// The items, in the order they were given.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Takes the items that are cited, in the order in which they are first cited, and tells them apart.
    pub fn set_items(&mut self, items: Vec<Item>) {
        self.items = items;
        self.states = vec![State::default(); self.items.len()];
        for (at, state) in self.states.iter_mut().enumerate() {
            state.number = at as u32 + 1;
        }
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        let sort = self
            .style
            .bibliography
            .as_ref()
            .and_then(|node| node.kid(N_SORT))
            .filter(|_| !self.given_order);
        if let Some(sort) = sort {
            self.sort(
                sort,
                true,
                &mut order,
                &|at| Cite::of(&self.items[at].id),
                &|at| at,
            );
        }
        for (number, &at) in order.iter().enumerate() {
            self.states[at].number = number as u32 + 1;
        }
        self.order = order;
        crate::disambiguate::run(self);
        // Only what shows in the list can change its order.
        let changed = |state: &State| state.suffix > 0 || state.conditions > 0;
        if !self.given_order
            && self.states.iter().any(changed)
            && let Some(sort) = self
                .style
                .bibliography
                .as_ref()
                .and_then(|node| node.kid(N_SORT))
        {
            let mut order = self.order.clone();
            self.sort(
                sort,
                true,
                &mut order,
                &|at| Cite::of(&self.items[at].id),
                &|at| at,
            );
            self.order = order;
        }
    }

    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }

    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.items.iter().position(|item| item.id == id)
    }

    pub(crate) fn string(&self, at: u32) -> &str {
        self.style.texts.get(at as usize).map_or("", String::as_str)
    }

    pub(crate) fn text_of(&self, node: &Node, attr: u8) -> &str {
        node.get(attr).map_or("", |at| self.string(at))
    }

    /// A term in a form, or in the form that stands in for it.
    pub(crate) fn term(&self, name: &str, form: u8, plural: bool) -> Option<&str> {
        let mut form = if form == W_NONE { W_LONG } else { form };
        loop {
            if let Some(term) = self
                .terms
                .iter()
                .find(|term| term.form == form && term.name == name && term.gender_form == W_NONE)
            {
                return Some(if plural { &term.multiple } else { &term.single });
            }
            form = match form {
                W_VERB_SHORT => W_VERB,
                W_SYMBOL => W_SHORT,
                W_VERB | W_SHORT => W_LONG,
                _ => return None,
            };
        }
    }

    pub(crate) fn gender(&self, name: &str) -> u8 {
        self.terms
            .iter()
            .find(|term| term.name == name && term.form == W_LONG)
            .map_or(W_NONE, |term| term.gender)
    }

    pub(crate) fn ordinal(&self, number: u32, gender: u8) -> &str {
        let two = |n: u32| {
            let mut name = String::from("ordinal-");
            crate::dates::two(n as u8, &mut name);
            name
        };
        let find = |name: &str, gender: u8| {
            self.terms
                .iter()
                .find(|term| term.name == name && term.gender_form == gender)
        };
        let either = |name: &str| find(name, gender).or_else(|| find(name, W_NONE));
        if let Some(term) = either(&two(number % 100))
            .filter(|term| number < 100 || term.matching != W_WHOLE_NUMBER)
            && (number % 100 >= 10 || number < 10 || term.matching == W_LAST_TWO)
        {
            return &term.single;
        }
        if let Some(term) = either(&two(number % 10))
            .filter(|term| number < 10 || !matches!(term.matching, W_WHOLE_NUMBER | W_LAST_TWO))
        {
            return &term.single;
        }
        either("ordinal").map_or("", |term| &term.single)
    }

    pub(crate) fn long_ordinal(&self, number: u32, gender: u8) -> Option<&str> {
        if number == 0 || number > 10 {
            return None;
        }
        let mut name = String::from("long-ordinal-");
        crate::dates::two(number as u8, &mut name);
        let find = |gender: u8| {
            self.terms
                .iter()
                .find(|term| term.name == name && term.gender_form == gender)
        };
        find(gender)
            .or_else(|| find(W_NONE))
            .map(|term| term.single.as_str())
    }

    /// Sorts places by a style's keys; equal ones stay in order.
    pub(crate) fn sort(
        &self,
        sort: &Node,
        bib: bool,
        places: &mut [usize],
        cite: &dyn Fn(usize) -> Cite,
        item: &dyn Fn(usize) -> usize,
    ) {
        self.sort_by_key(&sort.kids, bib, places, cite, item);
    }

    /// Sorts by the first key; only those that it leaves equal are asked for the next one.
    fn sort_by_key(
        &self,
        keys: &[Node],
        bib: bool,
        places: &mut [usize],
        cite: &dyn Fn(usize) -> Cite,
        item: &dyn Fn(usize) -> usize,
    ) {
        let Some((key, rest)) = keys.split_first() else {
            return;
        };
        let down = key.word(A_SORT) == W_DESCENDING;
        let mut keyed: Vec<(String, usize)> = places
            .iter()
            .map(|&place| (self.key(key, item(place), &cite(place), bib), place))
            .collect();
        keyed.sort_by(|(a, _), (b, _)| match (a.is_empty(), b.is_empty()) {
            // What is empty comes last, whichever way.
            (true, false) => core::cmp::Ordering::Greater,
            (false, true) => core::cmp::Ordering::Less,
            _ if down => b.cmp(a),
            _ => a.cmp(b),
        });
        for (place, (_, sorted)) in places.iter_mut().zip(&keyed) {
            *place = *sorted;
        }
        let mut from = 0;
        for equal in keyed.chunk_by(|(a, _), (b, _)| a == b) {
            let to = from + equal.len();
            if equal.len() > 1 {
                self.sort_by_key(rest, bib, &mut places[from..to], cite, item);
            }
            from = to;
        }
    }

    fn key(&self, key: &Node, at: usize, cite: &Cite, bib: bool) -> String {
        let mut words = self.full_key(key, at, cite, bib);
        if self.skip_articles {
            drop_article(&self.items[at], &mut words);
        }
        words
    }

    fn full_key(&self, key: &Node, at: usize, cite: &Cite, bib: bool) -> String {
        let (item, state) = (&self.items[at], &self.states[at]);
        if let Some(var) = key.get(A_VARIABLE) {
            let var = var as u8;
            if is_name_var(var) {
                let mut out = String::new();
                for name in item.name_list(var) {
                    if self.style.options.word(A_DEMOTE) == W_NEVER {
                        out.push_str(&name.non_dropping);
                        out.push(' ');
                    }
                    for part in [&name.family, &name.literal, &name.given] {
                        out.push_str(part);
                        out.push(' ');
                    }
                }
                return fold(&out);
            }
            if is_date_var(var) {
                let Some(date) = item.date(var) else {
                    return String::new();
                };
                let mut out = String::new();
                if let Some(from) = date.from {
                    crate::dates::push_day(from, &mut out);
                    crate::dates::push_day(date.to.unwrap_or_default(), &mut out);
                }
                return out;
            }
            let mut ctx = Ctx::new(self, item, cite, state, bib);
            ctx.key = Some(key);
            let text = ctx.value(var, false).unwrap_or_default();
            return if text.trim().parse::<u32>().is_ok() {
                pad(text.trim())
            } else {
                fold(&crate::rich::strip(&text))
            };
        }
        let Some(place) = key
            .get(A_MACRO)
            .and_then(|at| self.style.macros.get(at as usize))
        else {
            return String::new();
        };
        let mut ctx = Ctx::new(self, item, cite, state, bib);
        ctx.key = Some(key);
        let mut out = Vec::new();
        ctx.kids(&place.kids, &mut out);
        let raw = Out::kids(out, 0).raw();
        if raw.trim().parse::<u32>().is_ok() {
            pad(raw.trim())
        } else {
            fold(&raw)
        }
    }

    /// One cite's tree.
    pub(crate) fn render<'e>(&'e self, ctx: &mut Ctx<'e>) -> Vec<Out> {
        let mut out = Vec::new();
        if let Some(layout) = ctx.area.kid(N_LAYOUT) {
            ctx.kids(&layout.kids, &mut out);
        }
        out
    }

    pub(crate) fn finish(&self, out: &Out, id: &str) -> Entry {
        let mut row = Row {
            french: self.lang.starts_with("fr"),
            ..Row::default()
        };
        row.add(out, 0);
        row.settle(self.in_quote);
        if self.is_arabic() {
            row.mark_as_arabic(id.is_empty());
        }
        if self.spoken {
            let french = row.french;
            row.settle_colons(french);
            row.begin_dates_with_capitals();
        }
        Entry {
            id: id.to_owned(),
            row,
            marks: self.marks.clone(),
            rules: self.rules.clone(),
        }
    }

    /// The list of works, in the style's order.
    pub fn bibliography(&self) -> Vec<Entry> {
        let Some(area) = &self.style.bibliography else {
            return Vec::new();
        };
        let Some(layout) = area.kid(N_LAYOUT) else {
            return Vec::new();
        };
        let again = area
            .get(A_SUBSEQUENT_AUTHOR_SUBSTITUTE)
            .map(|at| self.string(at).to_owned());
        let rule = area.word(A_SUBSTITUTE_RULE);
        let mut before: Vec<String> = Vec::new();
        let mut list = Vec::new();
        for &at in &self.order {
            let (item, state) = (&self.items[at], &self.states[at]);
            if self.unlisted.contains(&item.id) {
                continue;
            }
            let cite = Cite::of(&item.id);
            let mut ctx = Ctx::new(self, item, &cite, state, true);
            let mut kids = self.render(&mut ctx);
            let names = core::mem::take(&mut ctx.name_texts);
            if let Some(with) = &again
                && !names.is_empty()
            {
                let same = names
                    .iter()
                    .zip(&before)
                    .take_while(|(a, b)| a == b)
                    .count();
                let whole = same == names.len() && names.len() == before.len();
                let much = match rule {
                    W_COMPLETE_EACH if whole => same,
                    W_PARTIAL_EACH => same,
                    W_PARTIAL_FIRST => same.min(1),
                    W_COMPLETE_EACH => 0,
                    _ if whole => usize::MAX,
                    _ => 0,
                };
                if much > 0 {
                    let mut ctx = Ctx::new(self, item, &cite, state, true);
                    ctx.replace = Some((with.clone(), much));
                    kids = self.render(&mut ctx);
                }
            }
            before = names;
            if area.word(A_SECOND_FIELD_ALIGN) != W_NONE && kids.len() > 1 {
                kids[0].outer.insert(0, crate::rich::OP_LEFT);
                let mut rest = Out::kids(kids.split_off(1), layout.id);
                rest.outer.push(crate::rich::OP_RIGHT);
                self.text_of(layout, A_SUFFIX).clone_into(&mut rest.suffix);
                kids.push(rest);
                list.push(self.finish(&Out::kids(kids, layout.id), &item.id));
                continue;
            }
            let mut out = Out::kids(kids, layout.id);
            self.text_of(layout, A_DELIMITER)
                .clone_into(&mut out.delimiter);
            self.text_of(layout, A_PREFIX).clone_into(&mut out.prefix);
            self.text_of(layout, A_SUFFIX).clone_into(&mut out.suffix);
            crate::eval::looks(layout, &mut out.outer);
            let entry = self.finish(&out, &item.id);
            // A style may leave a kind of source out of the list.
            if !entry.row.tokens.is_empty() {
                list.push(entry);
            }
        }
        list
    }

    /// One citation of one or more items. Set positions with [`crate::positions`] first where notes count.
    pub fn cite(&self, cites: &[Cite]) -> Entry {
        let area = &self.style.citation;
        let empty = Node::default();
        let layout = area.kid(N_LAYOUT).unwrap_or(&empty);
        let mut places: Vec<usize> = (0..cites.len())
            .filter(|&at| self.place(&cites[at].id).is_some())
            .collect();
        if let Some(sort) = area.kid(N_SORT) {
            self.sort(sort, false, &mut places, &|at| cites[at].clone(), &|at| {
                self.place(&cites[at].id).unwrap_or(0)
            });
        }
        let list: Vec<&Cite> = places.iter().map(|&at| &cites[at]).collect();
        let mut kids = crate::cluster::join(self, area, layout, &list);
        // A note begins with a capital: "Ibid.", and so does what stands behind a sentence of the writer's.
        if self.style.is_note()
            && let (Some(first), Some(kid)) = (list.first(), kids.first_mut())
            && (first.prefix.trim().is_empty()
                || first.prefix.trim_end().ends_with(['.', '!', '?']))
        {
            kid.begin_with_capital();
        }
        let mut out = Out::kids(kids, layout.id);
        crate::eval::looks(layout, &mut out.outer);
        self.text_of(layout, A_PREFIX).clone_into(&mut out.prefix);
        self.text_of(layout, A_SUFFIX).clone_into(&mut out.suffix);
        self.finish(&out, "")
    }
}

/// The variable of the first piece that says something.
fn near<'p>(mut list: impl Iterator<Item = &'p (bool, u8)>) -> u8 {
    let found = list.find(|(says, _)| *says);
    found.map_or(V_NONE, |(_, var)| *var)
}

fn has_suffix(node: &Node) -> bool {
    (node.tag == N_TEXT && node.get(A_VARIABLE) == Some(u32::from(V_YEAR_SUFFIX)))
        || node.kids.iter().any(has_suffix)
}

fn pad(digits: &str) -> String {
    let mut out = "0".repeat(10usize.saturating_sub(digits.len()));
    out.push_str(digits);
    out
}

/// Takes A, An or The from the front of a key that begins with the item's title.
fn drop_article(item: &Item, key: &mut String) {
    if item
        .text(V_LANGUAGE)
        .is_some_and(|lang| !lang.to_ascii_lowercase().starts_with("en"))
    {
        return;
    }
    for var in [V_TITLE, V_CONTAINER_TITLE] {
        let title = fold(&crate::rich::strip(item.text(var).unwrap_or_default()));
        for article in ["the ", "an ", "a "] {
            let Some(word) = title
                .strip_prefix(article)
                .and_then(|rest| rest.split_whitespace().next())
            else {
                continue;
            };
            let front = [article, word].concat();
            if let Some(at) = key.find(&front)
                && !key[..at].contains(char::is_alphanumeric)
            {
                key.replace_range(at..at + article.len(), "");
                return;
            }
        }
    }
}

/// Letters without accents and case, no punctuation: what sorting looks at.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::new();
    let mut digits = String::new();
    for c in text.chars().flat_map(char::to_lowercase).chain(Some('\0')) {
        // Numbers sort by their value: 51 before 302.
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            out.push_str(&pad(&digits));
            digits.clear();
        }
        let plain = match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
            'ç' | 'ć' | 'č' => 'c',
            'è'..='ë' | 'ē' | 'ę' | 'ě' => 'e',
            'ì'..='ï' | 'ī' | 'ı' => 'i',
            'ñ' | 'ń' | 'ň' => 'n',
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
            'ý' | 'ÿ' => 'y',
            'ś' | 'š' | 'ş' => 's',
            'ź' | 'ż' | 'ž' => 'z',
            'ł' => 'l',
            'ß' => {
                out.push('s');
                's'
            }
            'æ' => {
                out.push('a');
                'e'
            }
            c => c,
        };
        if plain.is_alphanumeric() {
            out.push(plain);
        } else if (plain.is_whitespace() || plain == '-' || plain == '–')
            && !out.ends_with(' ')
            && !out.is_empty()
        {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}
