//! The student's browser in an invented web: tabs, and the log of moves read back.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::progress::{LabMove, LabStep};
use super::view::Feedback;
use crate::model::{Goal, Lateral};
use crate::web::Web;
use crate::words::{Words, fill};

/// What is open now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lab {
    pub(crate) id: String,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) front: usize,
}

/// A tab: where it was, and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tab {
    pub(crate) history: Vec<Place>,
}

/// What a tab shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    /// The search page, with nothing searched yet.
    Home,
    /// A page.
    Page(u16),
    /// Results.
    Results(String),
}

impl Lab {
    /// One tab on the first page. Where a log is and no tabs were kept (an older Carrel did not), a second one is in front,
    /// where the log was last.
    pub(crate) fn open(id: &str, start: u16, log: &[LabMove]) -> Self {
        let mut lab = Self {
            id: id.to_owned(),
            tabs: vec![Tab {
                history: vec![Place::Page(start)],
            }],
            front: 0,
        };
        let last = log.iter().rev().find_map(|m| match &m.step {
            LabStep::Open(page) if *page != start => Some(Place::Page(*page)),
            LabStep::Search(query) => Some(Place::Results(query.clone())),
            _ => None,
        });
        if let Some(place) = last {
            lab.tabs.push(Tab {
                history: vec![place],
            });
            lab.front = 1;
        }
        lab
    }

    /// Whether all that is open still is there: the lesson may have been changed.
    pub(crate) fn fits(&self, web: &Web) -> bool {
        let there = |place: &Place| match place {
            Place::Page(page) => web.page(*page).is_some(),
            _ => true,
        };
        let tab = |tab: &Tab| !tab.history.is_empty() && tab.history.iter().all(there);
        self.front < self.tabs.len() && self.tabs.iter().all(tab)
    }

    pub(crate) fn here(&self) -> Place {
        self.tabs
            .get(self.front)
            .and_then(|tab| tab.history.last())
            .cloned()
            .unwrap_or(Place::Home)
    }

    pub(crate) fn go(&mut self, place: Place) {
        if let Some(tab) = self.tabs.get_mut(self.front) {
            tab.history.push(place);
            if tab.history.len() > 20 {
                tab.history.remove(0);
            }
        }
    }
}

/// What is open in each web, from the bytes that are kept.
pub(crate) fn read(kept: &[u8]) -> Vec<Lab> {
    crate::decode::whole(kept).unwrap_or_default()
}

/// Keeps what is open in one of them.
pub(crate) fn write(kept: &mut Vec<u8>, lab: Lab) {
    let mut all = read(kept);
    all.retain(|other| other.id != lab.id);
    all.push(lab);
    *kept = postcard::to_allocvec(&all).unwrap_or_default();
}

/// What the log says about the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Way {
    /// Seconds until the first page was left, if it was.
    pub(crate) left: Option<u32>,
    pub(crate) searches: Vec<String>,
    /// Pages other than the first, each once.
    pub(crate) opened: Vec<u16>,
    pub(crate) kept: Vec<u16>,
    pub(crate) owners: usize,
}

/// A move in words.
pub(crate) fn said<'a>(
    step: &LabStep,
    lateral: &'a Lateral,
    web: &'a Web,
    words: &Words,
) -> Cow<'a, str> {
    let title = |page: u16| web.page(page).map_or("", |p| p.title.as_str());
    match step {
        LabStep::Open(page) => fill(words.opened, &[title(*page)]).into(),
        LabStep::Search(query) => [&web.engine, ": ", query].concat().into(),
        LabStep::Tab(Some(page)) => fill(words.tab, &[title(*page)]).into(),
        LabStep::Tab(None) => fill(words.tab, &[&web.engine]).into(),
        LabStep::Keep(page) => fill(words.kept, &[title(*page)]).into(),
        LabStep::Verdict(n) => match lateral.verdicts.get(usize::from(*n)) {
            Some(verdict) => crate::rich::plain_line(&verdict.text).into(),
            None => "".into(),
        },
    }
}

pub(crate) fn way(lateral: &Lateral, web: &Web, log: &[LabMove]) -> Way {
    let mut out = Way::default();
    for LabMove { at, step } in log {
        let leaves = match step {
            LabStep::Open(page) | LabStep::Tab(Some(page)) => *page != lateral.start,
            LabStep::Search(_) | LabStep::Tab(None) => true,
            LabStep::Keep(_) | LabStep::Verdict(_) => false,
        };
        if leaves && out.left.is_none() {
            out.left = Some(*at);
        }
        match step {
            LabStep::Open(page) if *page != lateral.start && !out.opened.contains(page) => {
                out.opened.push(*page);
            }
            LabStep::Search(query) => out.searches.push(query.clone()),
            LabStep::Keep(page) if !out.kept.contains(page) => out.kept.push(*page),
            _ => {}
        }
    }
    let owner = |page: u16| web.page(page).map(|p| p.owner.as_str());
    let first = owner(lateral.start);
    let mut owners: Vec<&str> = out.opened.iter().filter_map(|p| owner(*p)).collect();
    owners.sort_unstable();
    owners.dedup();
    out.owners = owners.iter().filter(|o| Some(**o) != first).count();
    out
}

/// What is said about the way, and about each move that could have been made.
#[inline(never)]
pub(super) fn tell<'a>(
    out: &mut Feedback<'a>,
    lateral: &'a Lateral,
    web: &Web,
    log: &[LabMove],
    words: &Words,
) {
    let way = way(lateral, web, log);
    out.lines.push(match way.left {
        Some(seconds) => fill(words.left_after, &[&seconds.to_string()]),
        None => words.never_left.to_owned(),
    });
    out.lines.push(fill(
        words.searches,
        &[
            &way.searches.len().to_string(),
            &way.opened.len().to_string(),
            &way.owners.to_string(),
        ],
    ));
    for goal in &lateral.moves {
        let made = made(&goal.goal, &way);
        out.moves
            .push((made, if made { &goal.yes } else { &goal.no }));
    }
}

/// Whether a move was made.
pub(crate) fn made(goal: &Goal, way: &Way) -> bool {
    match goal {
        Goal::Leave(seconds) => way.left.is_some_and(|left| left <= u32::from(*seconds)),
        Goal::Search(word) => way
            .searches
            .iter()
            .any(|query| crate::letters::holds(query, word)),
        Goal::Open(page) => way.opened.contains(page),
        Goal::Owners(number) => way.owners >= usize::from(*number),
        Goal::Keep(page) => way.kept.contains(page),
    }
}
