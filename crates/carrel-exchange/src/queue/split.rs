//! The planned lines, cut into files.

use std::collections::{BTreeMap, BTreeSet};

use carrel_core::CalendarDate;

use super::plan::Line;
use super::{Split, System};

/// The lines of one file.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) lines: Vec<Line>,
    day: Option<CalendarDate>,
    class: Option<String>,
    /// Which file of its day (or of the batch) it is, from 1; 0 when it is the only one.
    step: u32,
}

impl Group {
    /// The file's name. Destiny's is its own; the others carry the batch.
    pub(crate) fn name(&self, system: System, id: &str) -> String {
        let day = self
            .day
            .or_else(|| self.lines.first().map(|line| line.day))
            .unwrap_or_default();
        let mut tail = String::new();
        if let Some(class) = &self.class {
            tail.push('-');
            tail.extend(
                class
                    .chars()
                    .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }),
            );
        }
        if self.step > 0 {
            tail.push_str(&format!("-{}", self.step));
        }
        match system {
            System::Destiny => format!("LibraryCirculation{day}{tail}.txt"),
            System::Alexandria => format!("alexandria-{day}-{id}{tail}.txt"),
            System::Koha => format!("carrel-{day}-{id}{tail}.koc"),
            System::Evergreen => format!("pending-{day}-{id}{tail}.xacts"),
        }
    }
}

/// Cuts the lines into files, in the order of import.
pub(crate) fn groups(system: System, split: Split, lines: Vec<Line>) -> Vec<Group> {
    let mut classes_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if split == Split::ByClass {
        for line in &lines {
            let classes = classes_of.entry(line.act.barcode().to_owned()).or_default();
            if !line.class.is_empty() {
                classes.insert(line.class.clone());
            }
        }
    }
    let class_of = |line: &Line| -> Option<String> {
        let classes = classes_of.get(line.act.barcode())?;
        Some(match classes.len() {
            0 => "returns".to_owned(),
            1 => classes.first().cloned().unwrap_or_default(),
            _ => "several".to_owned(),
        })
    };
    // By day first, so that the oldest is imported first.
    let mut sorted: BTreeMap<(Option<CalendarDate>, Option<String>, u32), Vec<Line>> =
        BTreeMap::new();
    let mut steps: BTreeMap<(Option<CalendarDate>, String), u32> = BTreeMap::new();
    let mut newest: BTreeMap<Option<CalendarDate>, u32> = BTreeMap::new();
    for line in lines {
        let day = (!system.has_times()).then_some(line.day);
        let class = class_of(&line);
        let mut step = 0;
        if split == Split::BySteps {
            let newest = newest.entry(day).or_insert(1);
            let last = steps
                .entry((day, line.act.barcode().to_owned()))
                .or_insert(0);
            if *last == *newest {
                *newest += 1;
            }
            *last = *newest;
            step = *newest;
        }
        sorted.entry((day, class, step)).or_default().push(line);
    }
    let mut groups: Vec<Group> = sorted
        .into_iter()
        .map(|((day, class, step), lines)| Group {
            lines,
            day,
            class,
            step,
        })
        .collect();
    number_equal_names(&mut groups);
    groups
}

/// Two classes may look alike once their names are made fit for a file's.
fn number_equal_names(groups: &mut [Group]) {
    for at in 1..groups.len() {
        let name = groups[at].name(System::Destiny, "");
        let same = groups[..at]
            .iter()
            .filter(|group| group.day == groups[at].day)
            .any(|group| group.name(System::Destiny, "") == name);
        if same {
            groups[at].step = at as u32 + 1;
        }
    }
}
