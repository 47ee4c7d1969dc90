//! Draws what a camera sees while somebody holds one label after the other before it, as an uncompressed film (YUV4MPEG2) for
//! Chromium's fake camera: `film OUT.y4m TEXT...`. Each label is there for a second, and nothing for a second after it.

use carrel_exchange::barcode::Symbology;
use carrel_exchange::symbol::encode;
use std::io::Write as _;

const WIDTH: usize = 640;
const HEIGHT: usize = 480;
/// Frames of a label, and of the pause after it; four a second.
const EACH: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let out = words.next().ok_or("film OUT.y4m TEXT...")?;
    let mut film = std::io::BufWriter::new(std::fs::File::create(out)?);
    writeln!(film, "YUV4MPEG2 W{WIDTH} H{HEIGHT} F4:1 Ip A1:1 C420jpeg")?;
    let colour = vec![128u8; WIDTH * HEIGHT / 2];
    for text in words {
        let digits = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
        let kind = if digits {
            Symbology::Codabar
        } else {
            Symbology::Code39
        };
        let picture = picture(kind, &text)?;
        let empty = vec![140u8; WIDTH * HEIGHT];
        for grey in std::iter::repeat_n(&picture, EACH).chain(std::iter::repeat_n(&empty, EACH)) {
            film.write_all(b"FRAME\n")?;
            film.write_all(grey)?;
            film.write_all(&colour)?;
        }
    }
    Ok(film.flush()?)
}

/// A white label with bars on something grey, a little slanted.
fn picture(kind: Symbology, text: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let bars = encode(kind, text)?;
    let module = (560.0 / (bars.modules() as f32 + 20.0)).min(3.0);
    let mut edges = Vec::new();
    let mut at = 0.0;
    for (number, width) in bars.widths.iter().enumerate() {
        let next = at + f32::from(*width) * module;
        if number % 2 == 0 {
            edges.push((at, next));
        }
        at = next;
    }
    let (left, quiet) = ((WIDTH as f32 - at) / 2.0, 10.0 * module);
    let mut grey = Vec::with_capacity(WIDTH * HEIGHT);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            // Two degrees.
            let along = x as f32 - left + (y as f32 - 240.0) * 0.035;
            let is_label = (170..310).contains(&y) && along > -quiet && along < at + quiet;
            let is_bar = (185..295).contains(&y)
                && edges.iter().any(|(from, to)| (*from..*to).contains(&along));
            grey.push(if is_bar {
                30
            } else if is_label {
                225
            } else {
                140
            });
        }
    }
    Ok(grey)
}
