//! Dates as a style and a language write them (CSL 1.0.2, "Date").

use crate::date::{Date, Day};
use crate::eval::{Ctx, letters};
use crate::output::{Body, Out, Role};
use crate::rich::plain;
use crate::style::Node;
use crate::textcase;
use crate::vocab::*;

impl<'e> Ctx<'e> {
    pub(crate) fn date(&mut self, node: &'e Node) -> Option<Out> {
        let var = node.get(A_VARIABLE)? as u8;
        self.called += 1;
        if self.used.contains(&var) {
            return None;
        }
        let item = self.item;
        let date = item.date(var)?;
        if self.key.is_some() {
            self.filled += 1;
            return Some(Out::text(
                &sort_text(date, node, self.localized(node)),
                var,
                Role::Content,
                node.id,
            ));
        }
        let Some(from) = date.from else {
            if date.literal.is_empty() {
                return None;
            }
            // Words that are no date stand where the year would: once.
            let parts = node.kids.iter().filter(|kid| kid.tag == N_DATE_PART);
            let form = node.word(A_FORM) != W_NONE;
            if !form && !parts.clone().any(|part| part.word(A_NAME) == W_YEAR) && parts.count() > 0
            {
                return None;
            }
            self.filled += 1;
            let mut spans = plain(&date.literal);
            textcase::apply(&mut spans, node.word(A_TEXT_CASE), self.english());
            let mut out = Out::spans(spans, var, Role::Content, node.id);
            out = self.with_suffix(out, var, node);
            self.dress(&mut out, node);
            return Some(out);
        };
        let spoken = self.spoken(node);
        let form = self.localized(node).or(spoken);
        let base = spoken.unwrap_or(node);
        let mut parts: Vec<&Node> = Vec::new();
        match form {
            Some(form) => {
                let wanted = node.word(A_DATE_PARTS);
                for part in &form.kids {
                    let name = part.word(A_NAME);
                    let keep = match wanted {
                        W_YEAR => name == W_YEAR,
                        W_YM => name != W_DAY,
                        _ => name != W_YEAR || spoken.is_none(),
                    };
                    if keep {
                        parts.push(part);
                    }
                }
            }
            None => parts.extend(node.kids.iter().filter(|kid| kid.tag == N_DATE_PART)),
        }
        let delimiter = match form {
            Some(form) => self.eng.text_of(form, A_DELIMITER),
            None => self.eng.text_of(node, A_DELIMITER),
        };
        let to = date.to.filter(|to| *to != from);
        let mut made = Vec::new();
        match to {
            None => self.day(base, &parts, from, var, &mut made, None),
            Some(to) if to.year == 0 => {
                self.day(base, &parts, from, var, &mut made, None);
                if let Some(last) = made.last_mut() {
                    last.suffix.clear();
                }
                if !made.is_empty() {
                    made.push(Out::text("–", var, Role::Punctuation, node.id));
                }
            }
            Some(to) => {
                // The greatest part that differs and everything smaller is written twice.
                let differ = |name: u8| match name {
                    W_YEAR => from.year != to.year,
                    W_MONTH => from.month != to.month,
                    _ => from.day != to.day,
                };
                let rank = |name: u8| match name {
                    W_YEAR => 3,
                    W_MONTH => 2,
                    _ => 1,
                };
                let top = parts
                    .iter()
                    .map(|part| part.word(A_NAME))
                    .filter(|&name| differ(name))
                    .map(rank)
                    .max()
                    .unwrap_or(0);
                if top == 0 {
                    self.day(base, &parts, from, var, &mut made, None);
                } else {
                    let inside = |part: &&&Node| rank(part.word(A_NAME)) <= top;
                    let first = parts.iter().position(|part| inside(&part)).unwrap_or(0);
                    let last = parts.iter().rposition(|part| inside(&part)).unwrap_or(0);
                    let dash = parts
                        .iter()
                        .find(|part| rank(part.word(A_NAME)) == top)
                        .map(|part| self.part_text(base, part, A_RANGE_DELIMITER))
                        .filter(|text| !text.is_empty())
                        .unwrap_or("–");
                    let run = &parts[first..=last];
                    let run_a: Vec<&Node> =
                        run.iter().copied().filter(|part| inside(&part)).collect();
                    self.day(base, &parts[..first], from, var, &mut made, None);
                    let mut a = Vec::new();
                    let lead = if parts[first..=last].len() == run_a.len() {
                        &run_a[..]
                    } else {
                        run
                    };
                    self.day(base, &run_a, from, var, &mut a, Some(true));
                    let mut b = Vec::new();
                    self.day(base, lead, to, var, &mut b, Some(false));
                    if let Some(last) = a.last_mut() {
                        last.suffix.clear();
                    }
                    if let Some(first) = b.first_mut() {
                        first.prefix.clear();
                    }
                    let mut whole = Vec::new();
                    join(a, delimiter, &mut whole);
                    if !whole.is_empty() && !b.is_empty() {
                        whole.push(Out::text(dash, var, Role::Punctuation, node.id));
                    }
                    join(b, delimiter, &mut whole);
                    if !whole.is_empty() {
                        made.push(Out::kids(whole, node.id));
                    }
                    self.day(base, &parts[last + 1..], to, var, &mut made, None);
                }
            }
        }
        // A date that has none of the parts asked for is given all the same: its group is not silent.
        self.filled += 1;
        if made.is_empty() {
            return None;
        }
        if self.in_substitute {
            self.used.push(var);
        }
        if spoken.is_some() {
            // What the language has in front of the year goes with it.
            end_bare(&mut made);
        }
        let mut out = Out::kids(made, node.id);
        if form.is_some() {
            // The style's rule asked for it, not the language's.
            out.all_of(node.id);
        }
        delimiter.clone_into(&mut out.delimiter);
        if to.is_some_and(|to| to.year == 0) {
            // No delimiter before the dash of an open range.
            let Body::Kids(kids) = &mut out.body else {
                return Some(out);
            };
            let dash = kids.pop();
            let inner = core::mem::take(kids);
            let mut flat = Vec::new();
            join(inner, delimiter, &mut flat);
            flat.extend(dash);
            out = Out::kids(flat, node.id);
        }
        let case = node.word(A_TEXT_CASE);
        if case != W_NONE {
            let english = self.english();
            out.each_text(&mut |spans| {
                textcase::apply(spans, case, english);
                case != W_CAPITALIZE_FIRST
            });
        }
        self.dress(&mut out, node);
        Some(out)
    }

    /// The language's form that a date asks for.
    fn localized(&self, node: &Node) -> Option<&'e Node> {
        let form = node.word(A_FORM);
        (form != W_NONE)
            .then(|| self.eng.dates.iter().find(|date| date.word(A_FORM) == form))
            .flatten()
    }

    /// The language's form for a date of month and day alone, whose year the style has elsewhere: CSL lets only the style say in
    /// which order, and styles say the English one.
    fn spoken(&self, node: &Node) -> Option<&'e Node> {
        if !self.eng.spoken || node.word(A_FORM) != W_NONE {
            return None;
        }
        let parts = node.kids.iter().filter(|kid| kid.tag == N_DATE_PART);
        let (mut days, mut months, mut others) = (0, 0, 0);
        for part in parts {
            match (part.word(A_NAME), part.word(A_FORM)) {
                (W_DAY, _) => days += 1,
                (W_MONTH, W_NONE | W_LONG | W_SHORT) => months += 1,
                _ => others += 1,
            }
        }
        let mut forms = self.eng.dates.iter();
        forms
            .find(|date| date.word(A_FORM) == W_TEXT)
            .filter(|_| (days, months, others) == (1, 1, 0))
    }

    /// An attribute of a date part: the style's word for it, else the language's.
    fn part_word(&self, node: &Node, part: &Node, attr: u8) -> u8 {
        let own = node
            .kids
            .iter()
            .find(|kid| kid.tag == N_DATE_PART && kid.word(A_NAME) == part.word(A_NAME));
        own.and_then(|own| own.get(attr))
            .or_else(|| part.get(attr))
            .unwrap_or(0) as u8
    }

    fn part_text(&self, node: &Node, part: &'e Node, attr: u8) -> &'e str {
        let own = node
            .kids
            .iter()
            .find(|kid| kid.tag == N_DATE_PART && kid.word(A_NAME) == part.word(A_NAME));
        match own.and_then(|own| own.get(attr)) {
            Some(at) => self.eng.string(at),
            None => self.eng.text_of(part, attr),
        }
    }

    fn day(
        &mut self,
        node: &'e Node,
        parts: &[&'e Node],
        day: Day,
        var: u8,
        made: &mut Vec<Out>,
        half: Option<bool>,
    ) {
        for part in parts {
            let name = part.word(A_NAME);
            let form = self.part_word(node, part, A_FORM);
            let mut text = String::new();
            match name {
                W_YEAR => {
                    if day.year == 0 {
                        continue;
                    }
                    let number = day.year.unsigned_abs();
                    let digits = number.to_string();
                    if form == W_SHORT && digits.len() == 4 {
                        text.push_str(&digits[2..]);
                    } else {
                        text.push_str(&digits);
                    }
                    if day.year < 0 {
                        text.push_str(self.eng.term("bc", W_LONG, false).unwrap_or("BC"));
                    } else if number < 1000 {
                        text.push_str(self.eng.term("ad", W_LONG, false).unwrap_or("AD"));
                    }
                }
                W_MONTH => {
                    if day.month == 0 {
                        continue;
                    }
                    if day.month > 12 {
                        let term = ["season-01", "season-02", "season-03", "season-04"]
                            [usize::from(day.month - 13).min(3)];
                        text.push_str(
                            self.eng
                                .term(term, form_of(form), false)
                                .unwrap_or_default(),
                        );
                    } else {
                        match form {
                            W_NUMERIC => text.push_str(&day.month.to_string()),
                            W_NUMERIC_ZEROS => two(day.month, &mut text),
                            _ => {
                                let mut term = String::from("month-");
                                two(day.month, &mut term);
                                text.push_str(
                                    self.eng
                                        .term(&term, form_of(form), false)
                                        .unwrap_or_default(),
                                );
                            }
                        }
                    }
                }
                _ => {
                    if day.day == 0 || day.month == 0 || day.month > 12 {
                        continue;
                    }
                    match form {
                        W_NUMERIC_ZEROS => two(day.day, &mut text),
                        W_ORDINAL if day.day == 1 || !self.eng.limit_day_ordinals => {
                            let mut month = String::from("month-");
                            two(day.month, &mut month);
                            text.push_str(&day.day.to_string());
                            text.push_str(
                                self.eng
                                    .ordinal(u32::from(day.day), self.eng.gender(&month)),
                            );
                        }
                        _ => text.push_str(&day.day.to_string()),
                    }
                }
            }
            if self.part_word(node, part, A_STRIP_PERIODS) == 1 {
                text.retain(|c| c != '.');
            }
            let mut spans = plain(&text);
            textcase::apply(&mut spans, self.part_word(node, part, A_TEXT_CASE), true);
            let mut out = Out::spans(spans, var, Role::Content, part.id);
            crate::eval::looks(part, &mut out.look);
            if let Some(own) = node
                .kids
                .iter()
                .find(|kid| kid.tag == N_DATE_PART && kid.word(A_NAME) == name)
                && own.id != part.id
            {
                crate::eval::looks(own, &mut out.look);
            }
            if name == W_YEAR && half != Some(true) {
                out = self.with_suffix(out, var, node);
            }
            self.part_text(node, part, A_PREFIX)
                .clone_into(&mut out.prefix);
            self.part_text(node, part, A_SUFFIX)
                .clone_into(&mut out.suffix);
            made.push(out);
        }
    }

    /// Puts the letter behind the first year when the style does not place it itself.
    fn with_suffix(&mut self, out: Out, var: u8, node: &Node) -> Out {
        if self.state.suffix == 0 || self.year_done || self.eng.explicit_suffix || var == V_ACCESSED
        {
            return out;
        }
        self.year_done = true;
        let mut letter = Out::text(
            &letters(self.state.suffix),
            V_YEAR_SUFFIX,
            Role::YearSuffix,
            node.id,
        );
        let digits = out.raw().ends_with(|c: char| c.is_ascii_digit());
        if !digits {
            letter.prefix.push('-');
        }
        Out::kids(vec![out, letter], node.id)
    }
}

/// Nothing stands behind the last of them.
fn end_bare(made: &mut [Out]) {
    if let Some(last) = made.last_mut() {
        last.suffix.clear();
        if let Body::Kids(kids) = &mut last.body {
            end_bare(kids);
        }
    }
}

fn form_of(form: u8) -> u8 {
    if form == W_SHORT { W_SHORT } else { W_LONG }
}

fn join(parts: Vec<Out>, delimiter: &str, out: &mut Vec<Out>) {
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 && !delimiter.is_empty() {
            out.push(Out::text(
                delimiter,
                V_NONE,
                Role::Punctuation,
                part.info.node,
            ));
        }
        out.push(part);
    }
}

pub(crate) fn two(number: u8, out: &mut String) {
    out.push((b'0' + number / 10) as char);
    out.push((b'0' + number % 10) as char);
}

/// A date as digits that sort: only the parts that the style shows.
fn sort_text(date: &Date, node: &Node, form: Option<&Node>) -> String {
    let mut out = String::new();
    let has = |name: u8| {
        let shown = match node.word(A_DATE_PARTS) {
            W_YEAR => name == W_YEAR,
            W_YM => name != W_DAY,
            _ => true,
        };
        match form {
            Some(form) => shown && form.kids.iter().any(|kid| kid.word(A_NAME) == name),
            None => node.kids.iter().any(|kid| kid.word(A_NAME) == name),
        }
    };
    for (at, day) in [date.from, date.to].into_iter().enumerate() {
        let day = day.unwrap_or_default();
        if at == 1 {
            out.push('-');
        }
        push_day(
            Day {
                year: if has(W_YEAR) { day.year } else { 0 },
                month: if has(W_MONTH) { day.month } else { 0 },
                day: if has(W_DAY) { day.day } else { 0 },
            },
            &mut out,
        );
    }
    if date.from.is_none() {
        date.literal.clone()
    } else {
        out
    }
}

/// Ten digits that sort as the day does, also before year 1.
pub(crate) fn push_day(day: Day, out: &mut String) {
    let year = (day.year.clamp(-40000, 40000) + 50000) as u32;
    out.push_str(&year.to_string());
    // A season does not sort: it is a year.
    let month = if day.month > 12 { 0 } else { day.month };
    two(month.min(99), out);
    two(day.day, out);
}
