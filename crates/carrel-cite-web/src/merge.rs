//! Two tabs, one project: what this tab changed is done to what is stored now.
//!
//! A tab knows the project as it was when it last looked. So it never writes its copy; it writes the difference between
//! *before* and *after* its change into what is *stored*, in one transaction ([`crate::project::Store::change`]).
//! Of one and the same source, or of one and the same setting, the later change counts.

use carrel_refs::Source;
use carrel_refs::order::sort_by;

use crate::project::{Project, free_id};

/// `stored` with what leads from `before` to `after` done to it. Nothing that another tab added is lost, nothing that it
/// removed comes back unless it was changed here.
#[must_use]
pub fn merged(before: &Project, after: &Project, stored: &Project) -> Project {
    let either = |before: &String, after: &String, stored: &String| {
        (if before == after { stored } else { after }).clone()
    };
    Project {
        id: after.id,
        name: either(&before.name, &after.name, &stored.name),
        style: either(&before.style, &after.style, &stored.style),
        language: either(&before.language, &after.language, &stored.language),
        sources: sources(&before.sources, &after.sources, &stored.sources),
        own_order: if before.own_order == after.own_order {
            stored.own_order
        } else {
            after.own_order
        },
        unread: either(&before.unread, &after.unread, &stored.unread),
    }
}

fn find<'a>(all: &'a [Source], id: &str) -> Option<&'a Source> {
    all.iter().find(|source| source.id == id)
}

fn sources(before: &[Source], after: &[Source], stored: &[Source]) -> Vec<Source> {
    let mut all: Vec<Source> = stored
        .iter()
        .filter(|source| find(before, &source.id).is_none() || find(after, &source.id).is_some())
        .cloned()
        .collect();
    for (at, source) in after.iter().enumerate() {
        let was = find(before, &source.id);
        if was == Some(source) {
            continue;
        }
        let mut mine = source.clone();
        match all.iter_mut().find(|other| other.id == mine.id) {
            // Both tabs took the same free name for two sources: neither takes the other's place.
            Some(other) if was.is_none() && other.text("title") != mine.text("title") => {
                mine.id = free_id(&all);
                all.push(mine);
            }
            Some(other) => *other = mine,
            None => {
                let place = match at.checked_sub(1) {
                    None => 0,
                    Some(last) => all
                        .iter()
                        .position(|other| other.id == after[last].id)
                        .map_or(all.len(), |place| place + 1),
                };
                // What is new at the end stands at the end, whatever the other tab put there.
                let place = if at + 1 == after.len() {
                    all.len()
                } else {
                    place
                };
                all.insert(place, mine);
            }
        }
    }
    let both = |list: &[Source], other: &[Source]| -> Vec<String> {
        let shared = list
            .iter()
            .filter(|source| find(other, &source.id).is_some());
        shared.map(|source| source.id.clone()).collect()
    };
    if both(before, after) != both(after, before) {
        sort_by(&mut all, |source| {
            let place = after.iter().position(|other| other.id == source.id);
            place.unwrap_or(usize::MAX)
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_refs::Kind;

    fn list(names: &str) -> Vec<Source> {
        let one = |name: &str| {
            let (id, title) = name.split_once('=').unwrap_or((name, name));
            let mut source = Source::new(id, Kind::named("book").unwrap_or_default());
            source.set("title", title);
            source
        };
        names.split_whitespace().map(one).collect()
    }

    fn project(names: &str) -> Project {
        Project {
            id: 1,
            sources: list(names),
            ..Project::default()
        }
    }

    #[track_caller]
    fn check(before: &str, after: &str, stored: &str, expected: &str) {
        let got = merged(&project(before), &project(after), &project(stored));
        assert_eq!(got.sources, list(expected), "{got:#?}");
    }

    #[test]
    fn what_one_tab_did_is_done_to_what_the_other_tab_left() {
        // The other tab did nothing.
        check("a b", "a b c", "a b", "a b c");
        check("a b", "b", "a b", "b");
        check("a b", "a=New b", "a b", "a=New b");
        check("a b c", "c a b", "a b c", "c a b");
        // It added one.
        check("a b", "b a", "a b c", "b a c");
        check("a b", "a b d", "a b c", "a b c d");
        check("a b", "b", "a b c", "b c");
        // It removed one: it stays away, unless it was changed here.
        check("a b c", "c b a", "a c", "c a");
        check("a b", "a=New b", "b", "a=New b");
        // It removed all.
        check("a b", "b a", "", "");
        // Put back where it was.
        check("a c", "a b c", "a c d", "a b c d");
        check("b c", "a b c", "b c", "a b c");
    }

    #[test]
    fn two_sources_that_took_the_same_free_name_are_both_kept() {
        check("", "s1=Owls", "s1=Bees", "s1=Bees s2=Owls");
        // The same record, kept in both tabs, is one.
        check("", "wsl-1=Holes", "wsl-1=Holes", "wsl-1=Holes");
    }

    #[test]
    fn of_settings_the_one_that_was_changed_here_counts() {
        let with = |name: &str, style: &str, own_order| Project {
            name: name.into(),
            style: style.into(),
            own_order,
            ..project("a")
        };
        let before = with("Moon", "mla", false);
        let got = merged(
            &before,
            &with("Moon", "apa", false),
            &with("Sun", "mla", true),
        );
        assert_eq!(
            (got.name.as_str(), got.style.as_str(), got.own_order),
            ("Sun", "apa", true)
        );
        let got = merged(&before, &with("Sun", "mla", true), &before);
        assert_eq!((got.name.as_str(), got.own_order), ("Sun", true));
    }
}
