//! Camera frames drawn here: how many symbols are read, and that none is read wrongly. The rates are printed; the bounds only rise.

use carrel_exchange::barcode::{Symbology, check};
use carrel_exchange::camera::{Camera, Frame, read};
use carrel_exchange::symbol::encode;

use crate::chance::Chance;

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

/// What a picture suffers from.
#[derive(Clone, Copy)]
struct Conditions {
    /// Pixels of a module.
    module: f32,
    /// Degrees, at most, to either side; 180 is any way round.
    tilt: f32,
    /// Standard deviation of the noise, in greys.
    noise: f32,
    /// How often each pixel is mixed with its neighbours, 1 2 1 both ways; n times is a blur of deviation sqrt(n / 2) pixels.
    blur: u32,
    /// Greys between dark and light, and how much darker the darkest corner is, as a part.
    contrast: f32,
    shade: f32,
    /// How much wider bars are than they should be, in modules.
    ink: f32,
}

const GOOD: Conditions = Conditions {
    module: 2.5,
    tilt: 3.0,
    noise: 3.0,
    blur: 1,
    contrast: 190.0,
    shade: 0.1,
    ink: 0.0,
};

/// A text that such a barcode holds.
fn text(symbology: Symbology, chance: &mut Chance) -> String {
    let mut digits = |count: usize| -> String {
        (0..count)
            .map(|_| char::from(b'0' + chance.below(10) as u8))
            .collect()
    };
    match symbology {
        Symbology::Code39 => format!("T {}", digits(5)),
        Symbology::Codabar => {
            let front = format!("3{}", digits(12));
            format!("{front}{}", check::mod10(&front).unwrap())
        }
        Symbology::Code128 => format!("WES-{}", digits(6)),
        Symbology::Ean13 => {
            let front = format!("978{}", digits(9));
            format!("{front}{}", check::ean13(&front).unwrap())
        }
    }
}

/// Something like a bell around zero, of standard deviation one.
fn bell(chance: &mut Chance) -> f32 {
    let sum: u64 = (0..6).map(|_| chance.below(1001)).sum();
    (sum as f32 / 1000.0 - 3.0) * std::f32::consts::SQRT_2
}

fn picture(symbology: Symbology, text: &str, c: &Conditions, chance: &mut Chance) -> Vec<u8> {
    let bars = encode(symbology, text).unwrap();
    let modules = bars.modules() as f32;
    // Long symbols are held further away, so that they fit.
    let fits = if c.tilt > 45.0 { 440.0 } else { 560.0 };
    let module = c.module.min(fits / (modules + 20.0));
    let height = 90.0f32.max(modules * module * 0.18);
    let angle = (chance.below(2001) as f32 / 1000.0 - 1.0) * c.tilt.to_radians();
    let (sin, cos) = angle.sin_cos();
    let middle =
        |size: usize, chance: &mut Chance| size as f32 / 2.0 + (chance.below(41) as f32 - 20.0);
    let (cx, cy) = (middle(WIDTH, chance), middle(HEIGHT, chance));
    // Where each bar begins and ends, in modules from the symbol's middle.
    let mut edges = Vec::new();
    let mut at = -modules / 2.0;
    for (number, width) in bars.widths.iter().enumerate() {
        if number % 2 == 0 {
            edges.push((at - c.ink / 2.0, at + f32::from(*width) + c.ink / 2.0));
        }
        at += f32::from(*width);
    }
    let is_dark = |x: f32, y: f32| {
        let (x, y) = (x - cx, y - cy);
        let (along, across) = ((x * cos + y * sin) / module, -x * sin + y * cos);
        let on_label = across.abs() < height / 2.0 + 12.0 && along.abs() < modules / 2.0 + 10.0;
        if !on_label {
            // Something behind the label, neither dark nor light.
            return 0.55;
        }
        let in_bar = across.abs() < height / 2.0
            && edges.iter().any(|(from, to)| (*from..*to).contains(&along));
        if in_bar { 1.0 } else { 0.0 }
    };
    let mut light = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let mut dark = 0.0;
            for part in 0..8 {
                let (sx, sy) = (part % 4, part / 4);
                dark += is_dark(
                    x as f32 + (sx as f32 + 0.5) / 4.0,
                    y as f32 + (sy as f32 + 0.5) / 2.0,
                );
            }
            let shade = 1.0 - c.shade * (x as f32 / WIDTH as f32 + y as f32 / HEIGHT as f32) / 2.0;
            light.push((225.0 - dark / 8.0 * c.contrast) * shade);
        }
    }
    for _ in 0..c.blur {
        for step in [1, WIDTH] {
            let before = light.clone();
            for at in step..before.len() - step {
                light[at] = (before[at - step] + 2.0 * before[at] + before[at + step]) / 4.0;
            }
        }
    }
    light
        .iter()
        .map(|grey| (grey + bell(chance) * c.noise).clamp(0.0, 255.0) as u8)
        .collect()
}

/// Reads so many pictures of each symbology; gives how many in a hundred were read. A wrong text fails.
fn check(name: &str, conditions: Conditions, count: u32, bounds: [u32; 4]) {
    let mut line = format!("{name:28}");
    let mut spent = std::time::Duration::ZERO;
    let mut rates = Vec::new();
    for symbology in Symbology::ALL {
        let mut chance = Chance(39);
        let mut right = 0;
        for number in 0..count {
            let text = text(symbology, &mut chance);
            let pixels = picture(symbology, &text, &conditions, &mut chance);
            let frame = Frame::new(WIDTH, HEIGHT, &pixels).unwrap();
            let start = std::time::Instant::now();
            let found = read(&frame, &Symbology::ALL);
            spent += start.elapsed();
            for symbol in found {
                assert_eq!(
                    (symbol.symbology, &symbol.text),
                    (symbology, &text),
                    "{name}, picture {number}: a wrong reading"
                );
                right += 1;
            }
        }
        rates.push(right * 100 / count);
        line.push_str(&format!(
            "{:>9} {:3} %",
            symbology.name(),
            right * 100 / count
        ));
    }
    println!(
        "{line}   {:5.1} ms a picture",
        spent.as_secs_f64() * 250.0 / f64::from(count)
    );
    for (rate, bound) in rates.iter().zip(bounds) {
        assert!(*rate >= bound, "{name}: {rates:?}, bounds {bounds:?}");
    }
}

#[test]
fn symbols_are_read_under_many_conditions_and_never_wrongly() {
    let count = std::env::var("CARREL_FRAMES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(6);
    check("good light", GOOD, count, [100; 4]);
    check(
        "small (1.5 pixels a module)",
        Conditions {
            module: 1.5,
            ..GOOD
        },
        count,
        [100, 100, 90, 50],
    );
    check(
        "noise of 12 greys",
        Conditions {
            noise: 12.0,
            ..GOOD
        },
        count,
        [100, 95, 100, 100],
    );
    check(
        "tilt up to 30 degrees",
        Conditions { tilt: 30.0, ..GOOD },
        count,
        [100; 4],
    );
    check(
        "any way round",
        Conditions {
            tilt: 180.0,
            ..GOOD
        },
        count,
        [100; 4],
    );
    check(
        "blur of 1.4 pixels",
        Conditions { blur: 4, ..GOOD },
        count,
        [100; 4],
    );
    check(
        "blur of 1 pixel",
        Conditions { blur: 2, ..GOOD },
        count,
        [100; 4],
    );
    check(
        "dim and uneven light",
        Conditions {
            contrast: 70.0,
            shade: 0.6,
            ..GOOD
        },
        count,
        [100; 4],
    );
    check(
        "thick ink",
        Conditions { ink: 0.3, ..GOOD },
        count,
        [100; 4],
    );
    check(
        "all at once",
        Conditions {
            tilt: 15.0,
            noise: 8.0,
            blur: 2,
            contrast: 120.0,
            shade: 0.3,
            ink: 0.15,
            module: 2.2,
        },
        count,
        [90, 60, 95, 90],
    );
}

#[test]
fn noise_and_stripes_hold_no_symbol() {
    let mut chance = Chance(3);
    for number in 0..6u32 {
        let mut pixels = Vec::with_capacity(WIDTH * HEIGHT);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let grey = match number {
                    0 | 1 => chance.below(256) as u8,
                    2 => {
                        if x / 3 % 2 == 0 {
                            30
                        } else {
                            220
                        }
                    }
                    3 => {
                        if (x + y) / 5 % 2 == 0 {
                            30
                        } else {
                            220
                        }
                    }
                    4 => {
                        if (x / 7 * 7919) % 13 < 6 {
                            30
                        } else {
                            220
                        }
                    }
                    _ => (x * 255 / WIDTH) as u8,
                };
                pixels.push(grey);
            }
        }
        let frame = Frame::new(WIDTH, HEIGHT, &pixels).unwrap();
        let start = std::time::Instant::now();
        assert_eq!(read(&frame, &Symbology::ALL), [], "picture {number}");
        let whole = start.elapsed();
        let mut camera = Camera::default();
        let start = std::time::Instant::now();
        for _ in 0..8 {
            assert_eq!(camera.look(&frame, &Symbology::ALL), [], "picture {number}");
        }
        let each = start.elapsed() / 8;
        println!("nothing in picture {number}: {whole:?}; in a stream {each:?} a frame");
    }
    for _ in 0..400 {
        let (width, height) = (chance.below(120) as usize, chance.below(60) as usize);
        let levels = 1 + chance.below(255);
        let pixels: Vec<u8> = (0..width * height)
            .map(|_| (chance.below(2) * levels) as u8)
            .collect();
        let frame = Frame::new(width, height, &pixels).unwrap();
        assert_eq!(read(&frame, &Symbology::ALL), [], "{width} x {height}");
    }
    assert!(Frame::new(10, 10, &[0; 99]).is_none());
    assert!(Frame::new(usize::MAX, 2, &[]).is_none());
    let empty = Frame::new(0, 0, &[]).unwrap();
    assert_eq!(read(&empty, &Symbology::ALL), []);
}
