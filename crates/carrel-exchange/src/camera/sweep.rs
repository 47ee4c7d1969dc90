//! The lines that are laid over a picture.

use super::Frame;

/// Cosine and sine of each direction, level first, then what a hand does most; 11.25 degrees apart.
pub(super) const DIRECTIONS: [(f32, f32); 16] = [
    (1.0, 0.0),
    (0.981, 0.195),
    (0.981, -0.195),
    (0.0, 1.0),
    (0.924, 0.383),
    (0.924, -0.383),
    (0.195, 0.981),
    (-0.195, 0.981),
    (0.831, 0.556),
    (0.831, -0.556),
    (0.383, 0.924),
    (-0.383, 0.924),
    (0.707, 0.707),
    (0.707, -0.707),
    (0.556, 0.831),
    (-0.556, 0.831),
];

/// Pixels between two lines of a direction, as a part of the shorter side.
const LINES: usize = 20;

/// A line: where it begins, its direction, how many steps of a pixel.
pub(super) struct Line {
    x: f32,
    y: f32,
    direction: (f32, f32),
    steps: usize,
}

/// Lines of a direction that cover the picture, those through its middle first.
pub(super) fn lines(
    width: usize,
    height: usize,
    direction: (f32, f32),
) -> impl Iterator<Item = Line> {
    let (w, h) = (width as f32, height as f32);
    let (dx, dy) = direction;
    // Half of the picture's extent across the direction.
    let across = (w * dy.abs() + h * dx.abs()) / 2.0;
    let pitch = (w.min(h) / LINES as f32).max(1.0);
    let count = (across / pitch) as i32;
    (0..=2 * count).filter_map(move |number| {
        // 0, 1, -1, 2, -2 …
        let side = if number % 2 == 0 {
            -(number / 2)
        } else {
            number / 2 + 1
        };
        let offset = side as f32 * pitch;
        let (cx, cy) = (w / 2.0 - dy * offset, h / 2.0 + dx * offset);
        clip(cx, cy, direction, w, h)
    })
}

/// The part of a line through a point that lies within the picture, a pixel from its rim.
fn clip(cx: f32, cy: f32, direction: (f32, f32), w: f32, h: f32) -> Option<Line> {
    let (mut from, mut to) = (f32::MIN, f32::MAX);
    for (at, step, size) in [(cx, direction.0, w), (cy, direction.1, h)] {
        let (low, high) = (1.0 - at, size - 2.0 - at);
        if step.abs() < 1e-3 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (a, b) = (low / step, high / step);
        from = from.max(a.min(b));
        to = to.min(a.max(b));
    }
    let length = to - from;
    (32.0..1e5).contains(&length).then_some(Line {
        x: cx + direction.0 * from,
        y: cy + direction.1 * from,
        direction,
        steps: length as usize,
    })
}

/// The greys along a line, each the mean of three points across it: noise is halved, and a bar stays a bar.
pub(super) fn sample(frame: &Frame<'_>, line: &Line, samples: &mut Vec<f32>) {
    samples.clear();
    let (dx, dy) = line.direction;
    for step in 0..line.steps {
        let x = line.x + dx * step as f32;
        let y = line.y + dy * step as f32;
        let mut sum = 0.0;
        for side in [-1.0, 0.0, 1.0] {
            sum += grey(frame, x - dy * side, y + dx * side);
        }
        samples.push(sum / 3.0);
    }
}

/// The grey between four pixels.
fn grey(frame: &Frame<'_>, x: f32, y: f32) -> f32 {
    let (x, y) = (x.max(0.0), y.max(0.0));
    let (left, top) = (
        (x as usize).min(frame.width - 1),
        (y as usize).min(frame.height - 1),
    );
    let (right, bottom) = (
        (left + 1).min(frame.width - 1),
        (top + 1).min(frame.height - 1),
    );
    let (fx, fy) = (
        (x - left as f32).clamp(0.0, 1.0),
        (y - top as f32).clamp(0.0, 1.0),
    );
    let pixel = |x: usize, y: usize| f32::from(frame.pixels[y * frame.width + x]);
    let upper = pixel(left, top) * (1.0 - fx) + pixel(right, top) * fx;
    let lower = pixel(left, bottom) * (1.0 - fx) + pixel(right, bottom) * fx;
    upper * (1.0 - fy) + lower * fy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_the_picture() {
        for (width, height) in [(640, 480), (40, 40), (100, 35), (3, 3), (1000, 1)] {
            let pixels = vec![0; width * height];
            let frame = Frame::new(width, height, &pixels).unwrap();
            let mut samples = Vec::new();
            for direction in DIRECTIONS {
                for line in lines(width, height, direction) {
                    sample(&frame, &line, &mut samples);
                    assert!(samples.len() >= 32);
                    let end = line.x + direction.0 * line.steps as f32;
                    assert!((0.0..=width as f32).contains(&end));
                }
            }
        }
        assert!(lines(640, 480, DIRECTIONS[0]).count() >= 19);
    }
}
