//! Works whose citations would read the same are told apart: more names, more of the given names, the style's own
//! condition, the whole title for the short one, a letter behind the year (CSL 1.0.2, "Disambiguation").

use crate::engine::Engine;
use crate::eval::Ctx;
use crate::item::Cite;
use crate::output::Out;
use crate::vocab::*;

/// The citation that is compared: not the first of its work, but a later, shorter one. Where first notes name everything,
/// it is the short notes that readers could mistake for one another.
fn later(id: &str) -> Cite {
    let mut cite = Cite::of(id);
    cite.position = P_SUBSEQUENT;
    cite.near_note = true;
    cite
}

/// How the citation of an item reads, how many names it shows of how many in each list, and whose lists these are.
struct Reading {
    text: String,
    shown: Vec<(usize, usize)>,
    vars: Vec<u8>,
    /// How many conditions `disambiguate="true"` were met.
    conditions: u8,
}

fn reads(eng: &Engine, at: usize) -> Reading {
    let item = &eng.items[at];
    let cite = later(&item.id);
    let mut ctx = Ctx::new(eng, item, &cite, &eng.states[at], false);
    let kids = eng.render(&mut ctx);
    let conditions = ctx.conditions.get().0;
    let (shown, vars) = (ctx.shown, ctx.shown_vars);
    Reading {
        text: Out::kids(kids, 0).raw(),
        shown,
        vars,
        conditions,
    }
}

fn split(places: &[usize], texts: &[String]) -> Vec<Vec<usize>> {
    let mut known: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| texts[a].cmp(&texts[b]).then(a.cmp(&b)));
    for at in order {
        match known.last_mut() {
            Some((text, list)) if *text == texts[at] => list.push(places[at]),
            _ => known.push((&texts[at], vec![places[at]])),
        }
    }
    let mut out: Vec<Vec<usize>> = known
        .into_iter()
        .map(|(_, list)| list)
        .filter(|list| list.len() > 1)
        .collect();
    out.sort_by_key(|list| list[0]);
    out
}

fn still(eng: &Engine, group: &[usize]) -> Vec<Vec<usize>> {
    let texts: Vec<String> = group.iter().map(|&at| reads(eng, at).text).collect();
    split(group, &texts)
}

/// Works out the state of every item.
pub(crate) fn run(eng: &mut Engine) {
    let area = &eng.style.citation;
    let names = area.number(A_DISAMBIGUATE_ADD_NAMES) == 1;
    let given = area.number(A_DISAMBIGUATE_ADD_GIVENNAME) == 1;
    let suffix = area.number(A_DISAMBIGUATE_ADD_YEAR_SUFFIX) == 1;
    let rule = area.word(A_GIVENNAME_RULE);
    let places: Vec<usize> = (0..eng.items.len()).collect();
    let mut all: Vec<Reading> = places.iter().map(|&at| reads(eng, at)).collect();
    if given && !matches!(rule, W_NONE | W_BY_CITE) {
        everywhere(eng, rule, &all);
        for (at, reading) in all.iter_mut().enumerate() {
            if eng.states[at]
                .given
                .iter()
                .flatten()
                .any(|level| *level > 0)
            {
                *reading = reads(eng, at);
            }
        }
    }
    let texts: Vec<String> = all.into_iter().map(|reading| reading.text).collect();
    let by_cite = given && matches!(rule, W_NONE | W_BY_CITE);
    for group in split(&places, &texts) {
        let mut open = vec![group];
        if names {
            open = open
                .into_iter()
                .flat_map(|group| add_names(eng, &group, by_cite))
                .collect();
        }
        if by_cite {
            open = open
                .into_iter()
                .flat_map(|group| add_given(eng, &group))
                .collect();
        }
        let left: Vec<Vec<usize>> = open
            .into_iter()
            .flat_map(|group| add_conditions(eng, &group))
            .collect();
        let left: Vec<Vec<usize>> = left
            .into_iter()
            .flat_map(|group| whole_titles(eng, &group))
            .collect();
        if suffix {
            for group in left {
                let order: Vec<usize> = eng
                    .order()
                    .iter()
                    .copied()
                    .filter(|at| group.contains(at))
                    .collect();
                for (number, at) in order.into_iter().enumerate() {
                    eng.states[at].suffix = number as u32 + 1;
                }
            }
        }
    }
}

/// Shows one name more, again and again, until no two of the group read the same; what does not help is taken back.
fn add_names(eng: &mut Engine, group: &[usize], given_too: bool) -> Vec<Vec<usize>> {
    let most = group
        .iter()
        .flat_map(|&at| reads(eng, at).shown)
        .map(|(_, total)| total)
        .max()
        .unwrap_or(0);
    let mut best = still(eng, group);
    let before: Vec<Vec<usize>> = group
        .iter()
        .map(|&at| eng.states[at].names.clone())
        .collect();
    let mut good = before.clone();
    let mut open: Vec<usize> = group.to_vec();
    for count in 1..=most.min(100) {
        for &at in &open {
            let lists = reads(eng, at).shown.len();
            let state = &mut eng.states[at];
            state.names.resize(lists.max(state.names.len()), 0);
            state
                .names
                .iter_mut()
                .for_each(|shown| *shown = (*shown).max(count));
        }
        let before: Vec<Vec<Vec<u8>>> = group
            .iter()
            .map(|&at| eng.states[at].given.clone())
            .collect();
        let mut now = still(eng, group);
        if given_too {
            now = now
                .into_iter()
                .flat_map(|group| add_given(eng, &group))
                .collect();
        }
        let ambiguous = |list: &[Vec<usize>]| list.iter().map(Vec::len).sum::<usize>();
        if ambiguous(&now) >= ambiguous(&best) && now.len() <= best.len() {
            for (&at, given) in group.iter().zip(before) {
                eng.states[at].given = given;
            }
        } else {
            good = group
                .iter()
                .map(|&at| eng.states[at].names.clone())
                .collect();
            best = now;
            open = best.iter().flatten().copied().collect();
            if best.is_empty() {
                break;
            }
        }
    }
    for (&at, names) in group.iter().zip(good) {
        eng.states[at].names = names;
    }
    best
}

/// Shows initials, then whole given names, one name after the other, where that helps.
fn add_given(eng: &mut Engine, group: &[usize]) -> Vec<Vec<usize>> {
    let mut best = still(eng, group);
    let most = group
        .iter()
        .flat_map(|&at| reads(eng, at).shown)
        .map(|(count, _)| count)
        .max()
        .unwrap_or(0);
    for name in 0..most.min(100) {
        for level in 1..=2u8 {
            if best.is_empty() {
                return best;
            }
            let before: Vec<Vec<Vec<u8>>> = group
                .iter()
                .map(|&at| eng.states[at].given.clone())
                .collect();
            let open: Vec<usize> = best.iter().flatten().copied().collect();
            for &at in &open {
                let shown = reads(eng, at).shown;
                let state = &mut eng.states[at];
                state
                    .given
                    .resize(shown.len().max(state.given.len()), Vec::new());
                for (list, (count, _)) in state.given.iter_mut().zip(shown) {
                    if name < count {
                        list.resize(list.len().max(name + 1), 0);
                        list[name] = list[name].max(level);
                    }
                }
            }
            let now = still(eng, group);
            let ambiguous = |list: &[Vec<usize>]| list.iter().map(Vec::len).sum::<usize>();
            if ambiguous(&now) < ambiguous(&best) || now.len() > best.len() {
                best = now;
            } else {
                for (&at, given) in group.iter().zip(before) {
                    eng.states[at].given = given;
                }
            }
        }
    }
    best
}

/// Lets the style's conditions hold one after the other, until each of the group reads as no other does. A style writes
/// what helps most first: a version, then a date, then a publisher (CSL 1.0.2, "Choose", `disambiguate`).
fn add_conditions(eng: &mut Engine, group: &[usize]) -> Vec<Vec<usize>> {
    let mut open = vec![group.to_vec()];
    for level in 1..=u8::MAX {
        let mut next = Vec::new();
        let mut more = false;
        for group in open {
            for &at in &group {
                eng.states[at].conditions = level;
            }
            more |= group.iter().any(|&at| reads(eng, at).conditions >= level);
            next.extend(still(eng, &group));
        }
        open = next;
        if open.is_empty() || !more {
            break;
        }
    }
    open
}

/// What still reads the same gets its whole title where the style has the short one, if that helps: "Bees: A Life" and
/// "Bees: A Death" are not both "Bees". CSL 1.0.2 has no step for it; manuals shorten a title only to what readers still know.
fn whole_titles(eng: &mut Engine, group: &[usize]) -> Vec<Vec<usize>> {
    let whole = |eng: &mut Engine, whole| {
        for &at in group {
            eng.states[at].whole_title = whole;
        }
    };
    whole(eng, true);
    let left = still(eng, group);
    if left.len() == 1 && left[0].len() == group.len() {
        whole(eng, false);
    }
    left
}

/// "J.K." and "J. K." are one person: a space behind each point.
fn spaced(given: &str) -> String {
    let mut out = String::with_capacity(given.len() + 2);
    for c in given.chars() {
        if c.is_alphanumeric() && out.ends_with('.') {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// The rules that look at names and not at citations: people who share a family name get initials or given names.
fn everywhere(eng: &mut Engine, rule: u8, all: &[Reading]) {
    let initials_only = matches!(rule, W_ALL_NAMES_INITIALS | W_PRIMARY_INITIALS);
    let primary = matches!(rule, W_PRIMARY | W_PRIMARY_INITIALS);
    let mut people: Vec<(String, String)> = Vec::new();
    // Only names that citations show: not an editor whom the style names in the list alone.
    let shown: Vec<&[u8]> = all.iter().map(|reading| &reading.vars[..]).collect();
    for (item, vars) in eng.items.iter().zip(&shown) {
        for &var in *vars {
            for (at, name) in item.name_list(var).iter().enumerate() {
                if (!primary || at == 0) && !name.family.is_empty() {
                    let mut family = name.non_dropping.clone();
                    family.push_str(&name.family);
                    let person = (family, spaced(&name.given));
                    if !people.contains(&person) {
                        people.push(person);
                    }
                }
            }
        }
    }
    for (at, vars) in shown.iter().enumerate() {
        let item = &eng.items[at];
        let mut lists = Vec::new();
        for &var in *vars {
            let mut levels = Vec::new();
            for (place, name) in item.name_list(var).iter().enumerate() {
                let mut family = name.non_dropping.clone();
                family.push_str(&name.family);
                let initial = |given: &str| {
                    given
                        .split([' ', '-'])
                        .filter_map(|word| word.chars().next())
                        .collect::<String>()
                };
                let own = spaced(&name.given);
                let others: Vec<&(String, String)> = people
                    .iter()
                    .filter(|(other, given)| *other == family && *given != own)
                    .collect();
                let differs = |given: &str| initial(given) != initial(&own);
                let level = if others.is_empty() || (primary && place > 0) {
                    0
                } else if initials_only {
                    u8::from(others.iter().any(|(_, given)| differs(given)))
                } else if others.iter().all(|(_, given)| differs(given)) {
                    1
                } else {
                    2
                };
                levels.push(level);
            }
            lists.push(levels);
        }
        eng.states[at].given = lists;
    }
}
