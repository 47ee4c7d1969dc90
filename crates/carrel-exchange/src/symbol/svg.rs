//! Symbols for labels and receipts, as SVG: sharp at any size, no font needed for the bars.

use super::Bars;

/// How large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width of a module in millimetres; 0.25 to 0.5 prints and scans well.
    pub module_mm: f32,
    /// Height of the bars in millimetres.
    pub height_mm: f32,
    /// Whether the text stands below.
    pub has_text: bool,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            module_mm: 0.33,
            height_mm: 12.0,
            has_text: true,
        }
    }
}

/// Height of the line of text, in millimetres.
pub(super) const TEXT_MM: f32 = 4.0;

/// The symbol as one SVG element, quiet zones included. Bars are one path, so that browsers leave no hair between them.
#[must_use]
pub fn draw(bars: &Bars, size: &Size) -> String {
    let quiet = bars.symbology.quiet_zone();
    let modules = bars.modules() + 2 * quiet;
    let text_mm = if size.has_text { TEXT_MM } else { 0.0 };
    let width_mm = modules as f32 * size.module_mm;
    let height_mm = size.height_mm + text_mm;
    // The picture's unit is a module sideways and a millimetre up and down; the bars are stretched, the text is not.
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width_mm:.2}mm\" height=\"{height_mm:.2}mm\" viewBox=\"0 0 {width_mm:.2} {height_mm:.2}\" role=\"img\" aria-label=\""
    );
    escape(&mut out, &bars.text);
    out.push_str(&format!(
        "\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path transform=\"scale({:.4} {:.2})\" fill=\"#000\" shape-rendering=\"crispEdges\" d=\"",
        size.module_mm, size.height_mm
    ));
    let mut at = quiet;
    for (number, width) in bars.widths.iter().enumerate() {
        if number % 2 == 0 {
            out.push_str(&format!("M{at} 0h{width}v1h-{width}z"));
        }
        at += u32::from(*width);
    }
    out.push_str("\"/>");
    if size.has_text {
        out.push_str(&format!(
            "<text x=\"{:.2}\" y=\"{:.2}\" font-family=\"monospace\" font-size=\"3.2\" text-anchor=\"middle\">",
            width_mm / 2.0,
            size.height_mm + TEXT_MM * 0.8
        ));
        escape(&mut out, &bars.text);
        out.push_str("</text>");
    }
    out.push_str("</svg>");
    out
}

pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::encode;
    use super::*;
    use crate::barcode::Symbology;

    #[test]
    fn bars_of_a_drawing_are_those_of_the_symbol() {
        let bars = encode(Symbology::Ean13, "9780142402498").unwrap();
        let drawing = draw(&bars, &Size::default());
        assert_eq!(
            drawing.matches("v1h").count(),
            30,
            "an EAN-13 has thirty bars"
        );
        assert!(drawing.contains("M11 0h1v1h-1z"), "behind the quiet zone");
        assert_eq!(bars.modules(), 95);
        let tricky = encode(Symbology::Code128, "<\"&\t").unwrap();
        let drawing = draw(
            &tricky,
            &Size {
                has_text: false,
                ..Size::default()
            },
        );
        assert!(drawing.contains("aria-label=\"&lt;&quot;&amp; \""));
        assert!(!drawing.contains("<text"));
    }
}
