//! Reading levels from the easiest to the hardest, on two native sliders, and how many of them were measured.
//!
//! Not needed before the first answer: part of the piece `further` ([`of`], [`has`] and [`draw`] are its doors).
//!
//! A catalogue may have levels of several scales; the sliders are of the one that most results have, or of the one that is chosen.

use carrel_search::state::{Constraint, Facet, SearchState};

use crate::i18n::t;
use crate::platform::el::{El, el};
use crate::platform::history;
use crate::routes::search_href;
use crate::stores::search::Shown;
use crate::words;

/// The facets that the sliders choose of.
const BOTH: [Facet; 2] = [Facet::Level, Facet::Measured];

type Values = [(String, u32)];

/// What the sliders stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    /// Bands of one scale, the easiest first.
    bands: Vec<String>,
    /// Where the sliders stand among them.
    ends: [usize; 2],
    /// Guesses are left out.
    only: bool,
    /// Titles with a measured level between the sliders, and with a guessed one.
    told: [u32; 2],
    /// There are measured levels among these results.
    measured: bool,
}

/// The letters that tell of which scale a band is; none of Lexile.
fn scale(band: &str) -> &'static str {
    let scales = ["ar", "rc", "gr", "fp"];
    scales
        .into_iter()
        .find(|scale| band.starts_with(scale))
        .unwrap_or_default()
}

/// What the results that are shown have; `None` where there is nothing to choose from.
#[inline(never)]
#[must_use]
pub fn of(shown: &Shown) -> Option<Levels> {
    let chosen = shown
        .state
        .constraints
        .iter()
        .filter(|c| BOTH.contains(&c.facet));
    let only = chosen.clone().any(|c| c.facet == Facet::Measured);
    let all = shown.values(Facet::Level);
    let measured = shown.values(Facet::Measured);
    let values = if only { measured } else { all };
    let values = || values.iter().filter(|(band, _)| !band.contains('-'));
    let sum = |of: &str| {
        values()
            .filter(|v| scale(&v.0) == of)
            .map(|v| v.1)
            .sum::<u32>()
    };
    let ends: Vec<&str> = chosen.flat_map(|c| c.value.split('-')).collect();
    let of = match ends.first() {
        Some(end) => scale(end),
        // The first of equals.
        None => values()
            .map(|v| scale(&v.0))
            .rev()
            .max_by_key(|of| sum(of))?,
    };
    let bands: Vec<String> = values()
        .filter(|v| scale(&v.0) == of)
        .map(|v| v.0.clone())
        .collect();
    let last = bands.len().checked_sub(1)?;
    let places = || {
        ends.iter()
            .filter_map(|end| bands.iter().position(|b| b == end))
    };
    let ends = [places().min().unwrap_or(0), places().max().unwrap_or(last)];
    let between = bands.get(ends[0]..=ends[1])?;
    let count = |of: &Values| -> u32 {
        let of = of.iter().filter(|(band, _)| between.contains(band));
        of.map(|(_, n)| n).sum()
    };
    let sure = count(measured);
    let guessed = if only {
        0
    } else {
        count(all).saturating_sub(sure)
    };
    (last > 0 || only).then_some(Levels {
        ends,
        only,
        told: [sure, guessed],
        measured: measured.iter().any(|(_, n)| *n > 0),
        bands,
    })
}

/// True for a band that the sliders stand for, and for a range of them: it needs no row of its own.
#[inline(never)]
#[must_use]
pub fn has(levels: &Levels, value: &str) -> bool {
    value.contains('-') || levels.bands.iter().any(|band| band == value)
}

impl Levels {
    fn name(&self, at: usize) -> String {
        let band = self.bands.get(at).map_or("", String::as_str);
        words::facet_value(Facet::Level, band)
    }

    /// The search with what the sliders say.
    fn chosen(&self, state: &SearchState, [low, high]: [usize; 2], only: bool) -> SearchState {
        let (low, high) = (low.min(high), high.max(low));
        let all = low == 0 && high + 1 == self.bands.len();
        let range = self.bands.get(low).zip(self.bands.get(high));
        let chosen = range
            .filter(|_| only || !all)
            .map(|(low, high)| Constraint {
                facet: BOTH[usize::from(only)],
                value: [low.as_str(), "-", high].concat(),
            });
        state.with_only(&BOTH, chosen)
    }
}

/// The sliders; a change of theirs is a search.
#[inline(never)]
#[must_use]
pub fn draw(levels: &Levels, state: &SearchState) -> El {
    let last = (levels.bands.len() - 1).to_string();
    let inputs = ["level-from", "level-to"].map(|id| {
        el("input")
            .attr("type", "range")
            .attr("id", id)
            .attr("min", "0")
            .attr("max", &last)
    });
    let only = el("input")
        .attr("type", "checkbox")
        .attr("id", "level-only")
        .maybe_attr("checked", levels.only.then_some(""));
    let (own, state) = (levels.clone(), state.clone());
    let (ends, ticked) = (inputs.clone(), only.clone());
    let go = move |_: web_sys::Event| {
        let at = ends.each_ref().map(|end| end.value().parse().unwrap_or(0));
        let next = own.chosen(&state, at, ticked.is_checked());
        history::go(&search_href(&next));
    };
    let mut block = el("div").class("levels");
    for (n, input) in inputs.into_iter().enumerate() {
        let name = levels.name(levels.ends[n]);
        let label = [t::level_easiest(), t::level_hardest()][n];
        let output = el("output")
            .attr("for", ["level-from", "level-to"][n])
            .text(&name);
        input.set("value", Some(&levels.ends[n].to_string()));
        input.set("aria-valuetext", Some(&name));
        let (own, moved, says) = (levels.clone(), input.clone(), output.clone());
        let input = input
            .on("input", move |_| {
                let name = own.name(moved.value().parse().unwrap_or(0));
                moved.set("aria-valuetext", Some(&name));
                says.say(&name);
            })
            .on("change", go.clone());
        let label = el("label")
            .attr("for", ["level-from", "level-to"][n])
            .text(label);
        block = block.with(el("p").with(label).with(output).with(input));
    }
    let [sure, guessed] = levels.told;
    let mut told = Vec::new();
    if sure > 0 || guessed == 0 {
        told.push(t::level_measured(sure));
    }
    if guessed > 0 {
        told.push(t::level_guessed(guessed));
    }
    let told = told.join(" ");
    block = block.with(el("p").class("soft small").text(&told));
    // Without a guess, or with guesses alone, there is nothing to leave out.
    if levels.only || (levels.measured && guessed > 0) {
        let label = el("label").with(only.on("change", go)).text(" ");
        block = block.with(el("p").with(label.text(t::level_only_measured())));
    }
    block
}
