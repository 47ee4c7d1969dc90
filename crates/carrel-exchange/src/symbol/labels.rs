//! Sheets of labels as one HTML page in millimetres: printed at 100 %, no PDF needed.

use super::Bars;
use super::svg::{self, Size};

/// How labels lie on a sheet, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Width and height of the sheet.
    pub page: (f32, f32),
    /// Labels across and down.
    pub count: (u32, u32),
    /// Left and top edge of the first label.
    pub first: (f32, f32),
    /// From one label's edge to the next one's, across and down.
    pub pitch: (f32, f32),
    /// Width and height of a label.
    pub label: (f32, f32),
}

impl Grid {
    /// US Letter, 3 by 10, 2 5/8 by 1 inch: the common address label.
    pub const LETTER_30: Grid = Grid {
        page: (215.9, 279.4),
        count: (3, 10),
        first: (4.8, 12.7),
        pitch: (69.85, 25.4),
        label: (66.7, 25.4),
    };
    /// A4, 3 by 8, 70 by 37 mm without gaps.
    pub const A4_24: Grid = Grid {
        page: (210.0, 297.0),
        count: (3, 8),
        first: (0.0, 0.5),
        pitch: (70.0, 37.0),
        label: (70.0, 37.0),
    };
}

/// A label: a line above (the school's name, a title), and a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The line above; empty for none.
    pub line: String,
    /// The symbol.
    pub bars: Bars,
}

/// The thinnest module that office printers and hand scanners manage, in millimetres.
const THINNEST: f32 = 0.19;
/// Wider gains nothing.
const WIDEST: f32 = 0.4;
/// Blank rim within a label, since no printer feeds exactly.
const RIM: f32 = 2.0;
/// Height of the line above.
const LINE: f32 = 5.0;

/// The page, and which labels (by their place in the list) are too wide for it and not on it. `used` labels of the first sheet are gone already.
#[must_use]
pub fn page(labels: &[Label], grid: &Grid, used: u32) -> (String, Vec<usize>) {
    let mut out = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>Labels</title><style>@page{{size:{}mm {}mm;margin:0}}body{{margin:0}}\
section{{position:relative;width:{}mm;height:{}mm;overflow:hidden;break-after:page}}\
div{{position:absolute;box-sizing:border-box;width:{}mm;height:{}mm;padding:{RIM}mm;overflow:hidden;text-align:center;font:3mm sans-serif}}\
p{{margin:0;height:{LINE}mm;overflow:hidden;white-space:nowrap}}</style></head><body>",
        grid.page.0, grid.page.1, grid.page.0, grid.page.1, grid.label.0, grid.label.1
    );
    let per_sheet = (grid.count.0 * grid.count.1).max(1);
    let mut place = used % per_sheet;
    let mut is_open = false;
    let mut too_wide = Vec::new();
    for (number, label) in labels.iter().enumerate() {
        let modules = label.bars.modules() + 2 * label.bars.symbology.quiet_zone();
        let module_mm = ((grid.label.0 - 2.0 * RIM) / modules as f32).min(WIDEST);
        if module_mm < THINNEST {
            too_wide.push(number);
            continue;
        }
        if !is_open {
            out.push_str("<section>");
            is_open = true;
        }
        let (column, row) = (place % grid.count.0.max(1), place / grid.count.0.max(1));
        out.push_str(&format!(
            "<div style=\"left:{:.2}mm;top:{:.2}mm\">",
            grid.first.0 + column as f32 * grid.pitch.0,
            grid.first.1 + row as f32 * grid.pitch.1
        ));
        let mut height_mm = grid.label.1 - 2.0 * RIM - svg::TEXT_MM - 1.0;
        if !label.line.is_empty() {
            out.push_str("<p>");
            svg::escape(&mut out, &label.line);
            out.push_str("</p>");
            height_mm -= LINE;
        }
        let size = Size {
            module_mm,
            height_mm: height_mm.max(5.0),
            has_text: true,
        };
        out.push_str(&svg::draw(&label.bars, &size));
        out.push_str("</div>");
        place += 1;
        if place == per_sheet {
            out.push_str("</section>");
            is_open = false;
            place = 0;
        }
    }
    if is_open {
        out.push_str("</section>");
    }
    out.push_str("</body></html>\n");
    (out, too_wide)
}

#[cfg(test)]
mod tests {
    use super::super::encode;
    use super::*;
    use crate::barcode::Symbology;

    fn label(symbology: Symbology, text: &str) -> Label {
        Label {
            line: "Westfield <School> Library".to_owned(),
            bars: encode(symbology, text).unwrap(),
        }
    }

    #[test]
    fn a_library_barcode_fits_both_sheets_and_starts_where_labels_are_left() {
        for grid in [Grid::LETTER_30, Grid::A4_24] {
            let per_sheet = (grid.count.0 * grid.count.1) as usize;
            let labels = vec![label(Symbology::Codabar, "30234000517861"); per_sheet + 1];
            let (html, too_wide) = page(&labels, &grid, 0);
            assert_eq!(too_wide, []);
            assert_eq!(html.matches("<section>").count(), 2);
            assert_eq!(html.matches("</section>").count(), 2);
            assert_eq!(html.matches("<svg").count(), per_sheet + 1);
            assert!(html.contains("Westfield &lt;School> Library"));
            let (html, _) = page(&labels[..2], &grid, 4);
            let left = grid.first.0 + grid.pitch.0;
            let top = grid.first.1 + grid.pitch.1;
            assert!(html.contains(&format!("<div style=\"left:{left:.2}mm;top:{top:.2}mm\">")));
            // The last label ends on the sheet.
            let right = grid.first.0 + (grid.count.0 - 1) as f32 * grid.pitch.0 + grid.label.0;
            let bottom = grid.first.1 + (grid.count.1 - 1) as f32 * grid.pitch.1 + grid.label.1;
            assert!(right <= grid.page.0 + 0.01 && bottom <= grid.page.1 + 0.01);
        }
    }

    #[test]
    fn what_is_too_wide_is_named_and_not_printed_unreadably() {
        let labels = [
            label(Symbology::Code39, "THIS IS FAR TOO LONG FOR A LABEL"),
            label(Symbology::Ean13, "9780142402498"),
        ];
        let (html, too_wide) = page(&labels, &Grid::LETTER_30, 0);
        assert_eq!(too_wide, [0]);
        assert_eq!(html.matches("<svg").count(), 1);
        assert_eq!(page(&[], &Grid::A4_24, 0).1, []);
    }
}
