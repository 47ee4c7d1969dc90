//! Several works in one citation: the marks between them, and collapsing (CSL 1.0.2, "Cite collapsing").

use crate::engine::Engine;
use crate::eval::{Ctx, letters};
use crate::item::Cite;
use crate::output::{Out, Role};
use crate::rich::strip;
use crate::style::Node;
use crate::vocab::*;

struct Made {
    out: Out,
    names: String,
    number: u32,
    year: String,
}

/// The cites of a citation, with what stands between them.
pub(crate) fn join(eng: &Engine, area: &Node, layout: &Node, cites: &[&Cite]) -> Vec<Out> {
    let delimiter = eng.text_of(layout, A_DELIMITER).to_owned();
    let collapse = area.word(A_COLLAPSE);
    let group_delimiter = area
        .get(A_CITE_GROUP_DELIMITER)
        .map(|at| eng.string(at).to_owned());
    let grouping = group_delimiter.is_some()
        || matches!(collapse, W_YEAR | W_YEAR_SUFFIX | W_YEAR_SUFFIX_RANGED);
    let between = group_delimiter.clone().unwrap_or_else(|| ", ".to_owned());
    let suffix_between = area.get(A_YEAR_SUFFIX_DELIMITER).map_or_else(
        || group_delimiter.clone().unwrap_or_else(|| delimiter.clone()),
        |at| eng.string(at).to_owned(),
    );
    let after = area
        .get(A_AFTER_COLLAPSE_DELIMITER)
        .map_or_else(|| delimiter.clone(), |at| eng.string(at).to_owned());
    let mut list: Vec<(&Cite, Made)> = cites
        .iter()
        .map(|cite| (*cite, render(eng, cite, layout, false)))
        .collect();
    if grouping {
        // Works of the same authors come together, where the first of them stands.
        let mut grouped: Vec<(&Cite, Made)> = Vec::new();
        for (cite, made) in list {
            let place = grouped
                .iter()
                .rposition(|(_, other)| !made.names.is_empty() && other.names == made.names);
            match place {
                Some(place) => grouped.insert(place + 1, (cite, made)),
                None => grouped.push((cite, made)),
            }
        }
        list = grouped;
    }
    let mut out: Vec<Out> = Vec::new();
    let gap = |text: &str| Out::text(text, V_NONE, Role::Punctuation, layout.id);
    let mut at = 0;
    let mut collapsed = false;
    while at < list.len() {
        let (cite, made) = &list[at];
        if at > 0 {
            let previous = &list[at - 1];
            let same = grouping && !made.names.is_empty() && previous.1.names == made.names;
            if same
                && collapse != W_NONE
                && collapse != W_CITATION_NUMBER
                && cite.prefix.is_empty()
                && previous.0.suffix.is_empty()
            {
                let state = eng
                    .place(&cite.id)
                    .map_or(0, |place| eng.states[place].suffix);
                let suffixes = matches!(collapse, W_YEAR_SUFFIX | W_YEAR_SUFFIX_RANGED)
                    && state > 0
                    && made.year == previous.1.year
                    && cite.locator.is_empty()
                    && previous.0.locator.is_empty();
                collapsed = true;
                if suffixes {
                    let mut end = at;
                    let suffix = |at: usize| {
                        eng.place(&list[at].0.id)
                            .map_or(0, |place| eng.states[place].suffix)
                    };
                    if collapse == W_YEAR_SUFFIX_RANGED {
                        while end + 1 < list.len()
                            && list[end + 1].1.names == made.names
                            && list[end + 1].1.year == made.year
                            && suffix(end + 1) == suffix(end) + 1
                            && list[end + 1].0.locator.is_empty()
                        {
                            end += 1;
                        }
                        if suffix(at) == suffix(at - 1) + 1 && end > at {
                            out.push(gap("–"));
                            out.push(Out::text(
                                &letters(suffix(end)),
                                V_YEAR_SUFFIX,
                                Role::YearSuffix,
                                layout.id,
                            ));
                            at = end + 1;
                            continue;
                        }
                    }
                    out.push(gap(&suffix_between));
                    let mut letter =
                        Out::text(&letters(state), V_YEAR_SUFFIX, Role::YearSuffix, layout.id);
                    cite.suffix.clone_into(&mut letter.suffix);
                    out.push(letter);
                } else {
                    let with_locator = !previous.0.locator.is_empty();
                    out.push(gap(if with_locator { &after } else { &between }));
                    out.push(render(eng, cite, layout, true).out);
                }
                at += 1;
                continue;
            }
            if collapse == W_CITATION_NUMBER
                && cite.locator.is_empty()
                && cite.prefix.is_empty()
                && previous.0.suffix.is_empty()
                && previous.0.locator.is_empty()
                && made.number == previous.1.number + 1
            {
                let mut end = at;
                while end + 1 < list.len()
                    && list[end + 1].1.number == list[end].1.number + 1
                    && list[end + 1].0.locator.is_empty()
                    && list[end].0.suffix.is_empty()
                {
                    end += 1;
                }
                if end > at {
                    out.push(gap("–"));
                    out.push(list[end].1.out.clone());
                    at = end + 1;
                    collapsed = true;
                    continue;
                }
            }
            let same_group = same && collapse == W_NONE;
            out.push(gap(if same_group {
                &between
            } else if collapsed {
                &after
            } else {
                &delimiter
            }));
            collapsed = false;
        }
        out.push(made.out.clone());
        at += 1;
    }
    out
}

fn render(eng: &Engine, cite: &Cite, layout: &Node, skip_names: bool) -> Made {
    let place = eng.place(&cite.id).unwrap_or(0);
    let (item, state) = (&eng.items[place], &eng.states[place]);
    let mut ctx = Ctx::new(eng, item, cite, state, false);
    ctx.skip_names = skip_names || cite.suppress_author;
    let kids = eng.render(&mut ctx);
    let names = ctx.first_names.take();
    let text = names.as_ref().map_or(String::new(), Out::raw);
    let mut out = match names {
        Some(names) if cite.author_only => names,
        _ => Out::kids(kids, layout.id),
    };
    if out.is_empty()
        && eng.style.options.word(A_CLASS) != W_NOTE
        && !skip_names
        && !cite.suppress_author
    {
        out = Out::text(
            "[CSL STYLE ERROR: reference with no printed form.]",
            V_NONE,
            Role::Content,
            layout.id,
        );
    }
    if !(cite.prefix.is_empty() && cite.suffix.is_empty()) {
        out = Out::kids(vec![out], layout.id);
        out.typed = true;
        cite.prefix.clone_into(&mut out.prefix);
        cite.suffix.clone_into(&mut out.suffix);
        let bare = strip(&cite.prefix);
        if bare.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ':' | ';')) {
            out.prefix.push(' ');
        }
        if strip(&cite.suffix).starts_with(|c: char| c.is_alphanumeric() || c == '(') {
            out.suffix.insert(0, ' ');
        }
    }
    let year = item
        .date(V_ISSUED)
        .and_then(|date| date.from)
        .map_or(String::new(), |day| day.year.to_string());
    Made {
        out,
        names: text,
        number: state.number,
        year,
    }
}
