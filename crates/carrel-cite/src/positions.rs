//! Notes in a row: which citation is the first of its work, which repeats the one before (CSL 1.0.2, "position").

use crate::item::Cite;
use crate::vocab::*;

/// A note, or a citation in the text (note 0), with what it cites.
pub struct Note {
    /// Its number; 0 for a citation in the text.
    pub number: u32,
    /// What it cites.
    pub cites: Vec<Cite>,
}

/// Sets the position of every cite: first, subsequent, ibid, ibid with a locator, and near an earlier note.
pub fn positions(notes: &mut [Note], near: u32) {
    let mut seen: Vec<(String, u32, u32)> = Vec::new();
    // The citation before, in notes and in the text apart: what it cites, where.
    let mut befores: [Vec<(String, String, u8)>; 2] = [Vec::new(), Vec::new()];
    let mut last_number = 0;
    for note in notes.iter_mut() {
        // Two citations in one note are one note: it cites all of their works.
        let same_note = note.number > 0 && note.number == last_number;
        last_number = note.number;
        let before = &mut befores[usize::from(note.number > 0)];
        let count = note.cites.len();
        let mut inside: Option<(String, String, u8)> = if same_note {
            before.last().cloned()
        } else {
            None
        };
        for at in 0..count {
            let cite = &mut note.cites[at];
            let known = seen.iter_mut().find(|(id, ..)| *id == cite.id);
            match known {
                None => {
                    cite.position = P_FIRST;
                    seen.push((cite.id.clone(), note.number, note.number));
                }
                Some((_, first, last)) => {
                    cite.first_note = *first;
                    cite.near_note = note.number.abs_diff(*last) <= near;
                    *last = note.number;
                    let previous = match &inside {
                        Some(previous) => Some(previous.clone()),
                        None => {
                            let list = &before;
                            let one = list.len() == 1
                                || (list.iter().all(|(id, ..)| *id == cite.id) && !list.is_empty());
                            if one { list.last().cloned() } else { None }
                        }
                    };
                    cite.position = match previous.filter(|(id, ..)| *id == cite.id) {
                        None => P_SUBSEQUENT,
                        Some((_, locator, label)) => {
                            match (locator.is_empty(), cite.locator.is_empty()) {
                                (true, true) => P_IBID,
                                (false, true) => P_SUBSEQUENT,
                                (true, false) => P_IBID_LOCATOR,
                                (false, false)
                                    if locator == cite.locator && label == cite.label =>
                                {
                                    P_IBID
                                }
                                _ => P_IBID_LOCATOR,
                            }
                        }
                    };
                }
            }
            inside = Some((cite.id.clone(), cite.locator.clone(), cite.label));
        }
        if !same_note {
            before.clear();
        }
        before.extend(
            note.cites
                .iter()
                .map(|cite| (cite.id.clone(), cite.locator.clone(), cite.label)),
        );
    }
}
