//! A failing history made small: fewer days, devices, scans and faults, as long as it still fails.

use crate::defect::Defect;
use crate::mix::Mix;
use crate::world::{Broken, run};

/// The smallest mix found that still breaks something, and how it broke, with its trace. At most 60 runs.
#[must_use]
pub fn shrink(mix: &Mix, defect: Option<Defect>) -> (Mix, Broken) {
    let mut best = mix.clone();
    let mut runs = 0;
    let mut fails = |mix: &Mix| {
        runs += 1;
        runs <= 60 && run(mix, defect, false).is_err()
    };
    let mut again = true;
    while again {
        again = false;
        let mut tries = Vec::new();
        for place in 0..best.faults.len() {
            if best.faults[place] > 0 {
                let mut next = best.clone();
                next.faults[place] = 0;
                tries.push(next);
            }
        }
        for (days, devices, scans) in [
            (best.days / 2, best.devices, best.scans),
            (best.days.saturating_sub(1), best.devices, best.scans),
            (best.days, best.devices - 1, best.scans),
            (best.days, best.devices, best.scans / 2),
        ] {
            if days > 0 && devices > 0 && scans > 0 {
                tries.push(Mix {
                    days,
                    devices,
                    scans,
                    ..best.clone()
                });
            }
        }
        for next in tries {
            let is_smaller = next != best;
            if is_smaller && fails(&next) {
                best = next;
                again = true;
                break;
            }
        }
    }
    let broken = run(&best, defect, true).err().unwrap_or(Broken {
        what: "it no longer fails".to_owned(),
        trace: Vec::new(),
    });
    (best, broken)
}
