//! From the greys along a line to the widths of its bars and spaces.

/// The least difference between dark and light that is an edge, in greys.
const LEAST: f32 = 14.0;
/// Samples on each side that tell how much dark and light differ around here.
const WINDOW: usize = 96;

/// Fills `runs` with the widths between edges: a light one first, dark and light by turns, a light one last. Positions of edges are told
/// between samples: where the grey is halfway between its neighbours' extremes.
pub(super) fn runs_of(samples: &[f32], runs: &mut Vec<f32>) {
    runs.clear();
    if samples.len() < 16 {
        return;
    }
    let mut extremes: Vec<(usize, f32)> = Vec::with_capacity(64);
    find_extremes(samples, &mut extremes);
    let mut last = 0.0;
    let mut is_light = true;
    for pair in extremes.windows(2) {
        let ((from, a), (to, b)) = (pair[0], pair[1]);
        let goes_dark = b < a;
        if goes_dark != is_light {
            // The line begins within something dark: what is before the first light is no run.
            last = crossing(samples, from, to, (a + b) / 2.0);
            continue;
        }
        let edge = crossing(samples, from, to, (a + b) / 2.0);
        runs.push(edge - last);
        last = edge;
        is_light = !is_light;
    }
    if is_light {
        runs.push(samples.len() as f32 - last);
    }
}

/// Lows and highs by turns, each at least a fifth of the local contrast from the one before.
fn find_extremes(samples: &[f32], extremes: &mut Vec<(usize, f32)>) {
    let mut contrast = Contrast::new(samples);
    let mut candidate = (0, samples[0]);
    // 0: not known yet, 1: rising, -1: falling.
    let mut direction = 0;
    for (at, value) in samples.iter().copied().enumerate() {
        let threshold = (contrast.around(at) * 0.2).max(LEAST);
        let is_further = match direction {
            1 => value >= candidate.1,
            -1 => value <= candidate.1,
            _ => false,
        };
        if is_further {
            candidate = (at, value);
        } else if (value - candidate.1).abs() > threshold {
            extremes.push(candidate);
            direction = if value > candidate.1 { 1 } else { -1 };
            candidate = (at, value);
        }
    }
    extremes.push(candidate);
}

/// Where the line passes through that grey, between two samples.
fn crossing(samples: &[f32], from: usize, to: usize, level: f32) -> f32 {
    for at in from..to {
        let (a, b) = (samples[at], samples[at + 1]);
        if (a >= level) != (b >= level) {
            return at as f32 + (level - a) / (b - a);
        }
    }
    from as f32
}

/// The difference between darkest and lightest around a sample, block by block.
struct Contrast {
    blocks: Vec<(f32, f32)>,
}

impl Contrast {
    fn new(samples: &[f32]) -> Self {
        let extent = |block: &[f32]| {
            block.iter().fold((f32::MAX, f32::MIN), |(low, high), v| {
                (low.min(*v), high.max(*v))
            })
        };
        Self {
            blocks: samples.chunks(WINDOW).map(extent).collect(),
        }
    }

    fn around(&mut self, at: usize) -> f32 {
        let block = at / WINDOW;
        let from = block.saturating_sub(1);
        let to = (block + 2).min(self.blocks.len());
        let (low, high) = self.blocks[from..to]
            .iter()
            .fold((f32::MAX, f32::MIN), |(low, high), (l, h)| {
                (low.min(*l), high.max(*h))
            });
        high - low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_told_between_samples() {
        // 20 light, 5.5 dark, 4 light, 10 dark, 20.5 light.
        let mut samples = vec![200.0; 20];
        samples.extend([40.0; 5]);
        samples.push(120.0);
        samples.extend([200.0; 3]);
        samples.push(120.0);
        samples.extend([40.0; 9]);
        samples.push(120.0);
        samples.extend([200.0; 20]);
        let mut runs = Vec::new();
        runs_of(&samples, &mut runs);
        let expected = [19.5, 5.5, 4.0, 10.0, 21.0];
        assert_eq!(runs.len(), expected.len(), "{runs:?}");
        for (found, expected) in runs.iter().zip(expected) {
            assert!((found - expected).abs() < 0.3, "{runs:?}");
        }
    }

    #[test]
    fn flat_short_and_dark_lines_have_no_bars() {
        let mut runs = vec![1.0];
        runs_of(&[], &mut runs);
        assert!(runs.is_empty());
        runs_of(&[128.0; 200], &mut runs);
        assert_eq!(runs, [200.0]);
        runs_of(&[0.0; 200], &mut runs);
        assert_eq!(runs, [200.0]);
    }
}
