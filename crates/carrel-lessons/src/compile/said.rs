//! What a question says besides its prompt: the answers, and the reasons for each.

use crate::model::{Choice, Note, Task};
use crate::rich::{Block, Inline};

/// Visits every reason of a task, in the order of the file.
pub(crate) fn each_why<'a>(task: &'a Task, see: &mut dyn FnMut(&'a [Block])) {
    fn choices<'a>(list: &'a [Choice], see: &mut dyn FnMut(&'a [Block])) {
        list.iter().for_each(|item| see(&item.why));
    }
    fn notes<'a>(list: &'a [Note], see: &mut dyn FnMut(&'a [Block])) {
        list.iter().for_each(|item| see(&item.why));
    }
    match task {
        Task::Choice(options) | Task::Multi(options) => choices(options, see),
        Task::Sort(_, things) => things.iter().for_each(|thing| see(&thing.why)),
        Task::Order(list) => notes(list, see),
        Task::Match(pairs, extra) => {
            pairs.iter().for_each(|pair| see(&pair.why));
            notes(extra, see);
        }
        Task::Highlight(marks) | Task::Hotspot(marks) => {
            marks.iter().for_each(|mark| see(&mark.why));
        }
        Task::Branch(scenes) => {
            for way in scenes.iter().flat_map(|scene| &scene.ways) {
                see(&way.why);
            }
        }
        Task::Short(accepted, other) => {
            accepted.iter().for_each(|answer| see(&answer.why));
            see(other);
        }
        Task::Survey(_) => {}
        Task::Lateral(lateral) => {
            choices(&lateral.verdicts, see);
            for step in &lateral.moves {
                see(&step.yes);
                see(&step.no);
            }
        }
        Task::Serp(_, hits) => hits.iter().for_each(|hit| see(&hit.why)),
        Task::Search(search) => search.cases.iter().for_each(|(_, why)| see(why)),
        Task::Shelve(shelve) => shelve.rules.iter().for_each(|(_, why)| see(why)),
        Task::Paraphrase(task) => {
            task.ideas.iter().for_each(|(_, why)| see(why));
            if let Some((_, why)) = &task.cite {
                see(why);
            }
        }
        Task::Cite(cite) => {
            notes(&cite.parts, see);
            notes(&cite.extra, see);
        }
        Task::Judge(items) => items.iter().for_each(|item| see(&item.why)),
    }
}

/// Visits every answer that the student reads before answering, in the order of the file. Scenes of a story are
/// [`Task::Branch`]'s own and are visited by [`each_scene`].
pub(crate) fn each_answer<'a>(task: &'a Task, see: &mut dyn FnMut(&'a [Inline])) {
    match task {
        Task::Choice(options) | Task::Multi(options) => options.iter().for_each(|o| see(&o.text)),
        Task::Lateral(lateral) => lateral.verdicts.iter().for_each(|o| see(&o.text)),
        Task::Sort(bins, things) => {
            bins.iter().for_each(|bin| see(&bin.text));
            things.iter().for_each(|thing| see(&thing.text));
        }
        Task::Order(notes) => notes.iter().for_each(|note| see(&note.text)),
        Task::Match(pairs, extra) => {
            for pair in pairs {
                see(&pair.left);
                see(&pair.right);
            }
            extra.iter().for_each(|note| see(&note.text));
        }
        Task::Branch(scenes) => {
            for way in scenes.iter().flat_map(|scene| &scene.ways) {
                see(&way.text);
            }
        }
        Task::Survey(options) => options.iter().for_each(|option| see(option)),
        Task::Serp(_, hits) => hits.iter().for_each(|hit| see(&hit.title)),
        Task::Cite(cite) => {
            let parts = cite.parts.iter().chain(&cite.extra);
            parts.for_each(|note| see(&note.text));
        }
        Task::Judge(items) => items.iter().for_each(|item| see(&item.text)),
        Task::Highlight(_)
        | Task::Hotspot(_)
        | Task::Short(..)
        | Task::Search(_)
        | Task::Shelve(_)
        | Task::Paraphrase(_) => {}
    }
}

/// Visits what the scenes of a story tell; nothing for other kinds.
pub(crate) fn each_scene<'a>(task: &'a Task, see: &mut dyn FnMut(&'a [Block])) {
    if let Task::Branch(scenes) = task {
        scenes.iter().for_each(|scene| see(&scene.text));
    }
}
