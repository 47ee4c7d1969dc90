//! Quotation marks in a citation: which open, what closes them, and where a title ends that has some of its own.

/// Quotation marks that open the title of a part.
pub(super) const OPENING: [char; 5] = ['“', '"', '‘', '«', '„'];

/// What closes them.
fn closing(open: char) -> char {
    match open {
        '“' => '”',
        '‘' => '’',
        '«' => '»',
        '„' => '“',
        _ => '"',
    }
}

/// The title in quotation marks that a text begins with: from and to inside of them, and where the closing mark ends.
pub(super) fn quotation(text: &str) -> Option<(usize, usize, usize)> {
    let open = text.chars().next().filter(|c| OPENING.contains(c))?;
    let close = closing(open);
    let from = open.len_utf8();
    // “’” is an apostrophe, too: the one that closes has a mark or nothing behind it.
    let closes = |at: usize| {
        let behind = &text[from + at + close.len_utf8()..];
        close != '’'
            || behind.is_empty()
            || behind.starts_with([',', '.'])
            || behind.starts_with(" (")
            || behind.starts_with(" [")
    };
    let mut ends = text[from..].match_indices(close).map(|(at, _)| at);
    let to = ends.find(|&at| closes(at)).map_or(text.len(), |n| from + n);
    Some((from, to, (to + close.len_utf8()).min(text.len())))
}

/// Do all quotation marks stand inside of a title, behind a word of it?
pub(super) fn is_inside(text: &str) -> bool {
    text.match_indices(OPENING).all(|(at, _)| {
        let word = text[..at]
            .strip_suffix(' ')
            .and_then(|before| before.chars().next_back());
        word.is_some_and(char::is_alphanumeric)
    })
}

/// `A Reading of “The Lottery.” Knopf`: a title that ends with the point in its own quotation marks, up to a place.
pub(super) fn inner_end(text: &str, most: usize) -> usize {
    let ends = [".” ", ".’ "]
        .iter()
        .filter_map(|mark| Some(text.find(mark)? + mark.len() - 1));
    ends.min().filter(|end| *end < most).unwrap_or(most)
}
