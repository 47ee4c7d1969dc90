//! A file, and the way back from any piece of it to its line and column.

/// A text file of a lesson.
#[derive(Debug)]
pub(crate) struct Source {
    /// Path below `lessons/`, with forward slashes.
    pub(crate) path: String,
    /// Its text: UTF-8, lines ended by `\n`, no byte-order mark.
    pub(crate) text: String,
    /// Where it is not UTF-8, and what it seems to be.
    pub(crate) damage: Option<(usize, &'static str)>,
    starts: Vec<usize>,
}

impl Source {
    pub(crate) fn new(path: &str, bytes: &[u8]) -> Self {
        let plain = |text: &str| {
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
            text.replace("\r\n", "\n").replace('\r', "\n")
        };
        let pair: fn([u8; 2]) -> u16 = match bytes {
            [0xFE, 0xFF, ..] => u16::from_be_bytes,
            _ => u16::from_le_bytes,
        };
        let (text, damage) = match bytes {
            // Read all the same, so that nothing else is told of it than that.
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
                let pairs = bytes.as_chunks().0.iter().copied().map(pair);
                let text: String = char::decode_utf16(pairs)
                    .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect();
                (plain(&text), Some((0, "as UTF-16, also called Unicode")))
            }
            _ => {
                let first = core::str::from_utf8(bytes).err().map(|e| e.valid_up_to());
                let damage = first.map(|first| {
                    let before = plain(&String::from_utf8_lossy(&bytes[..first])).len();
                    (before, "in an older way, such as ANSI")
                });
                (plain(&String::from_utf8_lossy(bytes)), damage)
            }
        };
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self {
            path: path.to_owned(),
            text,
            damage,
            starts,
        }
    }

    /// Line and column (in characters), both from 1, and the line itself.
    pub(crate) fn place(&self, offset: usize) -> (u32, u32, &str) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let start = self.starts[line];
        let text = self.text[start..].lines().next().unwrap_or("");
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |before| before.chars().count());
        // An offset at the very end of a file that ends with a line break belongs to its last line.
        if line > 0 && start == self.text.len() {
            let start = self.starts[line - 1];
            let text = self.text[start..].lines().next().unwrap_or("");
            return (
                u32::try_from(line).unwrap_or(u32::MAX),
                u32::try_from(text.chars().count() + 1).unwrap_or(u32::MAX),
                text,
            );
        }
        (
            u32::try_from(line + 1).unwrap_or(u32::MAX),
            u32::try_from(column + 1).unwrap_or(u32::MAX),
            text,
        )
    }

    /// Every line with its offset.
    pub(crate) fn lines(&self, from: usize) -> impl Iterator<Item = (usize, &str)> {
        let mut at = from;
        self.text
            .get(from..)
            .unwrap_or("")
            .split('\n')
            .map(move |line| {
                let here = at;
                at += line.len() + 1;
                (here, line)
            })
    }
}

/// Text taken from a file line by line, with the marks in front of the lines gone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub(crate) s: String,
    /// Where a piece of `s` begins, and where it stands in the file.
    map: Vec<(usize, usize)>,
}

impl Text {
    pub(crate) fn of(line: &str, offset: usize) -> Self {
        let mut text = Self::default();
        text.line(line, offset);
        text
    }

    /// Adds a line that stands at `offset` in the file.
    pub(crate) fn line(&mut self, line: &str, offset: usize) {
        if !self.map.is_empty() {
            self.s.push('\n');
        }
        self.map.push((self.s.len(), offset));
        self.s.push_str(line);
    }

    /// The place in the file of a place in `s`.
    pub(crate) fn offset(&self, at: usize) -> usize {
        let piece = self.map.partition_point(|(here, _)| *here <= at);
        match piece.checked_sub(1).and_then(|i| self.map.get(i)) {
            Some((here, offset)) => offset + (at - here),
            None => 0,
        }
    }

    pub(crate) fn start(&self) -> usize {
        self.map.first().map_or(0, |(_, offset)| *offset)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.s.trim().is_empty()
    }
}
