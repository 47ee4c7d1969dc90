//! The student's browser in an invented web: tabs, and the log of moves read back.

use std::borrow::Cow;

use super::mark::plain;
use super::progress::{Attempt, LabMove, LabStep};
use super::view::Feedback;
use crate::model::{Goal, Lateral};
use crate::web::Web;
use crate::words::{Words, digits, fill};

/// What is open now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lab {
    pub(crate) id: String,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) front: usize,
}

/// A tab: where it was, and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tab {
    pub(crate) history: Vec<Place>,
}

/// What a tab shows.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// The tabs of a web from the bytes that are kept; none where one of them shows what there is no more. They are written as
/// an attempt, since reading and writing that is here anyway: a place is a move whose time is its tab, and `hints` is the tab
/// in front.
pub(crate) fn read(kept: &[u8], id: &str, web: &Web) -> Option<Lab> {
    let all: Vec<Attempt> = crate::decode::whole(kept)?;
    let own = all.into_iter().find(|own| own.id == id)?;
    let mut tabs: Vec<Tab> = Vec::new();
    for LabMove { at, step } in own.log {
        if at as usize == tabs.len() {
            tabs.push(Tab::default());
        }
        tabs.last_mut()?.history.push(match step {
            LabStep::Open(page) if web.page(page).is_some() => Place::Page(page),
            LabStep::Search(query) => Place::Results(query),
            LabStep::Tab(None) => Place::Home,
            _ => return None,
        });
    }
    let (id, front) = (own.id, usize::from(own.hints));
    (front < tabs.len()).then_some(Lab { id, tabs, front })
}

/// Keeps the tabs of a web beside those of others.
pub(crate) fn write(kept: &mut Vec<u8>, lab: Lab) {
    let mut all: Vec<Attempt> = crate::decode::whole(kept).unwrap_or_default();
    all.retain(|other| other.id != lab.id);
    let mut log = Vec::new();
    for (at, tab) in (0..).zip(lab.tabs) {
        log.extend(tab.history.into_iter().map(|place| LabMove {
            at,
            step: match place {
                Place::Home => LabStep::Tab(None),
                Place::Page(page) => LabStep::Open(page),
                Place::Results(query) => LabStep::Search(query),
            },
        }));
    }
    all.push(Attempt {
        id: lab.id,
        hints: lab.front as u8,
        log,
        ..Attempt::NONE
    });
    *kept = postcard::to_allocvec(&all).unwrap_or_default();
}

/// What the log says about the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Way {
    /// Seconds until the first page was left, if it was.
    pub(crate) left: Option<u32>,
    /// Seconds until the first search, and until the first page of another owner.
    pub(crate) searched: Option<u32>,
    pub(crate) asked: Option<u32>,
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
        LabStep::Open(page) => fill(words.opened(), &[title(*page)]).into(),
        LabStep::Search(query) => [&web.engine, ": ", query].concat().into(),
        LabStep::Tab(Some(page)) => fill(words.tab(), &[title(*page)]).into(),
        LabStep::Tab(None) => fill(words.tab(), &[&web.engine]).into(),
        LabStep::Keep(page) => fill(words.kept(), &[title(*page)]).into(),
        LabStep::Verdict(n) => match lateral.verdicts.get(usize::from(*n)) {
            Some(verdict) => crate::rich::plain_line(&verdict.text).into(),
            None => "".into(),
        },
    }
}

pub(crate) fn way(lateral: &Lateral, web: &Web, log: &[LabMove]) -> Way {
    let mut out = Way::default();
    let owner = |page: u16| web.page(page).map(|p| p.owner.as_str());
    let first = owner(lateral.start);
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
                if owner(*page) != first {
                    out.asked = out.asked.or(Some(*at));
                }
            }
            LabStep::Search(query) => {
                out.searches.push(query.clone());
                out.searched = out.searched.or(Some(*at));
            }
            LabStep::Keep(page) if !out.kept.contains(page) => out.kept.push(*page),
            _ => {}
        }
    }
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
    if way.left.is_none() {
        out.lines.push(words.never_left().to_owned());
    }
    for (seconds, sentence) in [
        (way.left, words.left_after()),
        (way.searched, words.searched_after()),
        (way.asked, words.asked_after()),
    ] {
        if let Some(seconds) = seconds {
            let (n, unit) = match seconds {
                0..=120 => (seconds, words.seconds()),
                _ => (seconds / 60, words.minutes()),
            };
            let span = fill(unit, &[&digits(n)]);
            out.lines.push(fill(sentence, &[&span]));
        }
    }
    out.lines.push(fill(
        words.searches(),
        &[
            &digits(way.searches.len() as u32),
            &digits(way.opened.len() as u32),
            &digits(way.owners as u32),
        ],
    ));
    for goal in &lateral.moves {
        let made = made(&goal.goal, &way);
        out.moves
            .push((made, if made { &goal.yes } else { &goal.no }));
    }
}

/// The letters of a search: "tap facts" is looked for by who types `tapfacts.example`, too.
fn bare(text: &str) -> String {
    plain(text, false).concat()
}

/// Whether a move was made.
pub(crate) fn made(goal: &Goal, way: &Way) -> bool {
    match goal {
        Goal::Leave(seconds) => way.left.is_some_and(|left| left <= u32::from(*seconds)),
        Goal::Search(word) => way
            .searches
            .iter()
            .any(|query| crate::letters::holds(&bare(query), &bare(word))),
        Goal::Open(page) => way.opened.contains(page),
        Goal::Owners(number) => way.owners >= usize::from(*number),
        Goal::Keep(page) => way.kept.contains(page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address bar says `tapfacts.example`, and who searched for `tapfacts` had not searched for the site's name.
    #[test]
    fn a_name_is_searched_for_however_its_words_are_parted() {
        let check = |word: &str, query: &str, expected: bool| {
            let way = Way {
                searches: vec![query.to_owned()],
                ..Way::default()
            };
            let goal = Goal::Search(word.to_owned());
            assert_eq!(made(&goal, &way), expected, "{word}: {query}");
        };
        for query in [
            "tap facts",
            "who owns Tap  Facts?",
            "tapfacts",
            "tapfacts.example owner",
            "tap-facts",
        ] {
            check("tap facts", query, true);
        }
        check("verdad de la llave", "laverdaddelallave.example", true);
        check("verdad de la llave", "LA VERDÁD de la llave", true);
        check("sato", "who is Sato", true);
        // Without a word, any search is one.
        check("", "water", true);
        for query in ["tap", "facts tap", "tap water facts"] {
            check("tap facts", query, false);
        }
    }
}
