//! The reader of barcodes in a camera's picture, as a module that the desk fetches when its browser has no reader.
//!
//! *Owns:* a thin JavaScript face of `carrel_exchange::camera`.
//! *Never does:* open a camera, keep a picture, know what a barcode means.
//! *Start at:* [`mount`].
#![forbid(unsafe_code)]

use carrel_exchange::barcode::Symbology;
use carrel_exchange::camera::{Camera, Frame, grey_of_rgba};
use carrel_memory as _;
use wasm_bindgen::prelude::*;

/// What is looked for.
const WANTED: [Symbology; 4] = [
    Symbology::Code39,
    Symbology::Codabar,
    Symbology::Code128,
    Symbology::Ean13,
];

/// Called by the page (`carrelMount`); gives the function `look(rgba, width, height)`: the symbols of a frame, a line each, the name of
/// the symbology, a tab, the text. Each reader has its own turn of directions.
#[wasm_bindgen]
#[must_use]
pub fn mount(_host: JsValue, _app: JsValue) -> JsValue {
    let mut camera = Camera::default();
    Closure::<dyn FnMut(Vec<u8>, u32, u32) -> String>::new(
        move |rgba: Vec<u8>, width: u32, height: u32| look(&mut camera, &rgba, width, height),
    )
    .into_js_value()
}

/// The symbols of a frame as lines; empty when there is none, or when the pixels are fewer than said.
#[must_use]
pub fn look(camera: &mut Camera, rgba: &[u8], width: u32, height: u32) -> String {
    let grey = grey_of_rgba(rgba);
    let Some(frame) = Frame::new(width as usize, height as usize, &grey) else {
        return String::new();
    };
    let mut out = String::new();
    for symbol in camera.look(&frame, &WANTED) {
        let name = match symbol.symbology {
            Symbology::Code39 => "code_39",
            Symbology::Codabar => "codabar",
            Symbology::Code128 => "code_128",
            Symbology::Ean13 => "ean_13",
        };
        for part in [name, "\t", &symbol.text, "\n"] {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use carrel_exchange::symbol::encode;

    /// A frame with one symbol, level and sharp.
    fn drawn(symbology: Symbology, text: &str) -> Vec<u8> {
        let bars = encode(symbology, text).expect("bars");
        let mut row = vec![255u8; 640];
        let mut at = 30;
        for (number, width) in bars.widths.iter().enumerate() {
            let next = at + usize::from(*width) * 3;
            if number % 2 == 0 {
                row[at..next].fill(0);
            }
            at = next;
        }
        let line: Vec<u8> = row
            .iter()
            .flat_map(|grey| [*grey, *grey, *grey, 255])
            .collect();
        line.repeat(120)
    }

    #[test]
    fn a_frame_becomes_lines() {
        let rgba = drawn(Symbology::Codabar, "31234000010064");
        let mut camera = Camera::default();
        assert_eq!(
            look(&mut camera, &rgba, 640, 120),
            "codabar\t31234000010064\n"
        );
        assert_eq!(look(&mut camera, &[255; 640 * 4 * 8], 640, 8), "");
        assert_eq!(
            look(&mut camera, &rgba, 6400, 1200),
            "",
            "fewer pixels than said"
        );
    }
}
