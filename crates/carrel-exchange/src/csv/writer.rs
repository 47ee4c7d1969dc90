//! Tables that a spreadsheet shows and does not run.

/// Adds a row with CR LF, as RFC 4180 wants. A cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, also full-width, a
/// tab or a line end at its beginning) gets an apostrophe before it and quotes around it; [`unguarded`] takes the apostrophe away again.
pub fn write_row<S: AsRef<str>>(out: &mut String, cells: &[S]) {
    for (at, cell) in cells.iter().enumerate() {
        let cell = cell.as_ref();
        if at > 0 {
            out.push(',');
        }
        let is_guarded = wants_guard(cell);
        // A lone empty cell would be an empty line, which readers pass over; a byte order mark at the beginning of a file, too.
        let is_quoted = is_guarded
            || cell.contains(['"', ',', ';', '|', '\t', '\n', '\r'])
            || cell.starts_with([' ', '\u{FEFF}'])
            || cell.ends_with(' ')
            || (cell.is_empty() && cells.len() == 1);
        if !is_quoted {
            out.push_str(cell);
            continue;
        }
        out.push('"');
        if is_guarded {
            out.push('\'');
        }
        for c in cell.chars() {
            if c == '"' {
                out.push('"');
            }
            out.push(c);
        }
        out.push('"');
    }
    out.push_str("\r\n");
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'])
}

/// Cells that begin with an apostrophe before a formula are guarded, too: else it would be lost on the way back.
fn wants_guard(cell: &str) -> bool {
    is_formula(cell.trim_start_matches('\''))
}

/// The cell as it was before [`write_row`] put an apostrophe before it.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if wants_guard(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Reader;
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded() {
        for (cell, expected) in [
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"\r\n"),
            ("+1", "\"'+1\"\r\n"),
            ("-1", "\"'-1\"\r\n"),
            ("@SUM(A1)", "\"'@SUM(A1)\"\r\n"),
            ("\t=1", "\"'\t=1\"\r\n"),
            ("＝1", "\"'＝1\"\r\n"),
            ("'=1", "\"''=1\"\r\n"),
            ("'tis", "'tis\r\n"),
            ("O'Hara", "O'Hara\r\n"),
            ("a\"b", "\"a\"\"b\"\r\n"),
            ("", "\"\"\r\n"),
            ("\u{FEFF}a", "\"\u{FEFF}a\"\r\n"),
        ] {
            let mut out = String::new();
            write_row(&mut out, &[cell]);
            assert_eq!(out, expected);
            let mut reader = Reader::new(Some(b','));
            reader.push(out.as_bytes());
            reader.finish();
            let row = reader.next_row().unwrap();
            assert_eq!(unguarded(&row.cells[0]), cell);
        }
    }
}
