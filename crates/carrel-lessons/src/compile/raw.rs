//! The lines of a lesson's body: steps, text, and blocks between `:::`, each block with its items.

use super::fault::{Faults, meant};
use super::source::{Source, Text};

/// A piece of the body.
pub(crate) enum Raw {
    /// `## Heading`
    Step(Text),
    /// Markdown.
    Text(Text),
    /// `---`
    SlideBreak,
    /// `::: kind …`
    Block(Box<RawBlock>),
}

/// A block, its lines told apart.
#[derive(Default)]
pub(crate) struct RawBlock {
    pub(crate) kind: String,
    pub(crate) id: String,
    /// Name, value, place.
    pub(crate) attrs: Vec<(String, String, usize)>,
    /// Where its first line stands.
    pub(crate) at: usize,
    /// Markdown before the first item; all of it for kinds without items.
    pub(crate) prompt: Text,
    /// Lines `>` before the first item.
    pub(crate) specimen: Text,
    pub(crate) items: Vec<RawItem>,
    pub(crate) hints: Vec<Text>,
    pub(crate) closing: Text,
}

/// A line with a mark in front, and what belongs to it.
pub(crate) struct RawItem {
    pub(crate) mark: Mark,
    /// What stands after the mark.
    pub(crate) text: Text,
    /// Where the line begins.
    pub(crate) at: usize,
    /// Indented lines below it.
    pub(crate) more: Text,
    /// Lines `>` below it.
    pub(crate) why: Text,
}

/// The mark in front of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// `- [x]`: what stands between the brackets.
    Box(String),
    /// `-`
    Dash,
    /// `1.`
    Number,
    /// `=`
    Equal,
    /// `~`
    Tilde,
    /// `+`
    Plus,
    /// `@`
    At,
    /// `###`
    Scene,
}

/// Every kind of block, and the marks its items have; none: all of it is Markdown.
pub(crate) const KINDS: &[(&str, &str)] = &[
    ("choice", "b"),
    ("multi", "b"),
    ("sort", "=-"),
    ("order", "1"),
    ("match", "-+"),
    ("highlight", "b"),
    ("hotspot", "b"),
    ("branch", "#-"),
    ("short", "=~"),
    ("survey", "-"),
    ("lateral", "b"),
    ("serp", "b"),
    ("search", "@"),
    ("shelve", "1"),
    ("paraphrase", "@"),
    ("cite", "1+"),
    ("judge", "b"),
    ("page", "@"),
    ("teacher", ""),
    ("print", ""),
    ("slide", ""),
];

/// Attributes that need no value.
const FLAGS: &[&str] = &["review", "optional", "in-text"];

fn letter(mark: &Mark) -> char {
    match mark {
        Mark::Box(_) => 'b',
        Mark::Dash => '-',
        Mark::Number => '1',
        Mark::Equal => '=',
        Mark::Tilde => '~',
        Mark::Plus => '+',
        Mark::At => '@',
        Mark::Scene => '#',
    }
}

/// How many colons a line begins with, and what follows: three make it the first or last line of a block. Two before the name
/// of a kind, and four and more, are slips.
fn directive(line: &str) -> Option<(usize, &str)> {
    let head = line.trim_start_matches(':');
    let colons = line.len() - head.len();
    let first = head.split_whitespace().next().unwrap_or("");
    let named = KINDS.iter().any(|(kind, _)| *kind == first);
    (colons > 2 || colons == 2 && named).then_some((colons, head))
}

/// Whether a line begins or ends a text that is set as it was typed. Signs before and behind words of one line are no such.
fn is_fence(line: &str) -> bool {
    let body = line.trim_start();
    body.starts_with("```") && !body.trim_start_matches('`').contains('`')
}

/// Splits the body, from `begin` to the end of the file.
pub(crate) fn split(source: &Source, begin: usize, faults: &mut Faults) -> Vec<Raw> {
    let mut out = Vec::new();
    let mut text = Text::default();
    let mut block: Option<(RawBlock, Vec<(usize, String)>)> = None;
    let mut fence = None;
    let flush = |text: &mut Text, out: &mut Vec<Raw>| {
        let text = core::mem::take(text);
        if !text.is_blank() {
            out.push(Raw::Text(text));
        }
    };
    for (at, line) in source.lines(begin) {
        if is_fence(line) {
            fence = match fence {
                Some(_) => None,
                None => Some(at),
            };
        }
        let fenced = fence.is_some();
        let directive = directive(line).filter(|_| !fenced);
        if let Some((colons, _)) = directive.filter(|(colons, _)| *colons != 3) {
            faults.error(
                "unknown-kind",
                source,
                at,
                format!("a block begins and ends with three colons; here are {colons}"),
                format!("Write :::{}", line.trim_start_matches(':')),
            );
        }
        match (directive.map(|(_, head)| head.trim()), &mut block) {
            (Some(""), open) => match open.take() {
                Some((head, lines)) => {
                    out.push(Raw::Block(Box::new(read(head, &lines, source, faults))));
                }
                None => faults.error(
                    "unclosed-block",
                    source,
                    at,
                    "`:::` ends a block, but none is open",
                    "Take the line away, or write the kind after it: ::: choice my-id",
                ),
            },
            (Some(head), open) => {
                if let Some((before, lines)) = open.take() {
                    faults.error(
                        "unclosed-block",
                        source,
                        before.at,
                        format!("the block `{}` has no end", before.kind),
                        "Write ::: on a line of its own at its end, before the next block begins.",
                    );
                    out.push(Raw::Block(Box::new(read(before, &lines, source, faults))));
                }
                flush(&mut text, &mut out);
                let start = at + line.len() - head.len().min(line.len());
                *open = Some((
                    opening(head, start.min(at + line.len()), at, source, faults),
                    Vec::new(),
                ));
            }
            (None, Some((_, lines))) => lines.push((at, line.to_owned())),
            (None, None) => {
                if !fenced && let Some(title) = line.strip_prefix("## ") {
                    flush(&mut text, &mut out);
                    out.push(Raw::Step(Text::of(title.trim(), at + 3)));
                } else if !fenced && line.trim_end() == "---" {
                    flush(&mut text, &mut out);
                    out.push(Raw::SlideBreak);
                } else {
                    text.line(line, at);
                }
            }
        }
    }
    if let Some(at) = fence {
        faults.error(
            "unclosed-fence",
            source,
            at,
            "``` begins a text that is shown as it was typed, and it has no end: all that follows is shown so",
            "Write ``` on a line of its own where it ends.",
        );
    }
    if let Some((head, lines)) = block {
        if fence.is_none() {
            faults.error(
                "unclosed-block",
                source,
                head.at,
                format!("the block `{}` has no end", head.kind),
                "Write ::: on a line of its own at its end.",
            );
        }
        out.push(Raw::Block(Box::new(read(head, &lines, source, faults))));
    }
    flush(&mut text, &mut out);
    out
}

/// Reads `kind id key=value key="two words" flag`.
fn opening(head: &str, start: usize, at: usize, source: &Source, faults: &mut Faults) -> RawBlock {
    let mut block = RawBlock {
        at,
        ..RawBlock::default()
    };
    let mut words = Vec::new();
    let mut rest = head;
    while !rest.is_empty() {
        let here = start + (head.len() - rest.len());
        let end = word_end(rest);
        words.push((&rest[..end], here));
        rest = rest[end..].trim_start();
    }
    for (n, (word, here)) in words.into_iter().enumerate() {
        if n == 0 {
            block.kind = word.to_owned();
        } else if let Some((key, value)) = word.split_once('=') {
            let value = value.trim_matches(['"', '\u{201C}', '\u{201D}']);
            block.attrs.push((key.to_owned(), value.to_owned(), here));
        } else if FLAGS.contains(&word) {
            block.attrs.push((word.to_owned(), String::new(), here));
        } else if n == 1 {
            block.id = word.to_owned();
        } else {
            faults.error(
                "unknown-attribute",
                source,
                here,
                format!("`{word}` is not understood in the first line of a block"),
                "Write name=value; a value with blanks stands in quotation marks.",
            );
        }
    }
    let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
    if !kinds.contains(&block.kind.as_str()) {
        faults.error(
            "unknown-kind",
            source,
            start,
            format!("there is no kind of block `{}`", block.kind),
            meant(&block.kind, &kinds),
        );
    }
    block
}

/// Where the first word ends; quotation marks hold blanks together.
fn word_end(text: &str) -> usize {
    let mut quoted = false;
    for (i, c) in text.char_indices() {
        match c {
            '"' | '\u{201C}' | '\u{201D}' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => return i,
            _ => {}
        }
    }
    text.len()
}

/// The last thing that an indented line may go on.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Prompt,
    Specimen,
    Item,
    Why,
    Hint,
    Closing,
}

fn read(
    mut block: RawBlock,
    lines: &[(usize, String)],
    source: &Source,
    faults: &mut Faults,
) -> RawBlock {
    let marks = KINDS
        .iter()
        .find(|(kind, _)| *kind == block.kind)
        .map_or("", |(_, marks)| marks);
    if marks.is_empty() {
        for (at, line) in lines {
            block.prompt.line(line, *at);
        }
        return block;
    }
    let scenes = block.kind == "branch";
    let mut last = Last::Prompt;
    let mut fenced = false;
    for (at, line) in lines {
        let (at, line) = (*at, line.as_str());
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let here = at + indent;
        if block.items.is_empty() && is_fence(body) {
            fenced = !fenced;
        }
        if fenced {
            block.prompt.line(line, at);
            continue;
        }
        if let Some(hint) = body.strip_prefix("?>") {
            block.hints.push(after(hint, here + 2));
            last = Last::Hint;
        } else if let Some(closing) = body.strip_prefix("!>") {
            let piece = after(closing, here + 2);
            block.closing.line(&piece.s, piece.start());
            last = Last::Closing;
        } else if let Some(why) = body.strip_prefix('>') {
            let piece = after(why, here + 1);
            match block.items.last_mut() {
                Some(item) => {
                    item.why.line(&piece.s, piece.start());
                    last = Last::Why;
                }
                None => {
                    block.specimen.line(&piece.s, piece.start());
                    last = Last::Specimen;
                }
            }
        } else if body.is_empty() {
            match last {
                Last::Prompt => block.prompt.line("", at),
                Last::Item if scenes => {
                    if let Some(item) = block.items.last_mut() {
                        item.more.line("", at);
                    }
                }
                _ => {}
            }
        } else if indent >= 2 && last != Last::Prompt {
            let target = match (last, block.items.last_mut(), block.hints.last_mut()) {
                (Last::Item, Some(item), _) => &mut item.more,
                (Last::Why, Some(item), _) => &mut item.why,
                (Last::Hint, _, Some(hint)) => hint,
                (Last::Closing, ..) => &mut block.closing,
                _ => &mut block.prompt,
            };
            target.line(body, here);
        } else if let Some((mark, text, text_at)) = marked(body, here, marks) {
            block.items.push(RawItem {
                mark,
                text: Text::of(text, text_at),
                at: here,
                more: Text::default(),
                why: Text::default(),
            });
            last = Last::Item;
        } else if block.items.is_empty() && !(marks.starts_with('b') && body.starts_with("- ")) {
            block.prompt.line(line, at);
            last = Last::Prompt;
        } else if scenes && block.items.last().is_some_and(|i| i.mark == Mark::Scene) {
            if let Some(item) = block.items.last_mut() {
                item.more.line(body, here);
            }
            last = Last::Item;
        } else {
            let fix = if marks.starts_with('b') && body.starts_with('-') {
                "Answers of this kind begin with - [ ] or - [x]; in a judge with - [sound] or - [unsound].".to_owned()
            } else {
                format!(
                    "After the first answer come only answers, feedback `>`, hints `?>` and the closing `!>`. \
                     A line that goes on is indented by two blanks. Answers of `{}` begin with {}.",
                    block.kind,
                    signs(marks)
                )
            };
            faults.error(
                "unknown-line",
                source,
                here,
                "this line is neither an answer nor feedback",
                fix,
            );
        }
    }
    block
}

fn signs(marks: &str) -> String {
    let mut out = String::new();
    for c in marks.chars() {
        let sign = match c {
            'b' => "- [ ]",
            '-' => "-",
            '1' => "1.",
            '=' => "=",
            '~' => "~",
            '+' => "+",
            '#' => "###",
            _ => "@",
        };
        if !out.is_empty() {
            out.push_str(" or ");
        }
        out.push('`');
        out.push_str(sign);
        out.push('`');
    }
    out
}

fn after(text: &str, at: usize) -> Text {
    match text.strip_prefix(' ') {
        Some(text) => Text::of(text, at + 1),
        None => Text::of(text, at),
    }
}

/// What follows `-`; or `*`, which many editors write in its place, where it cannot be a list of the question itself.
fn after_dash<'a>(body: &'a str, marks: &str) -> Option<&'a str> {
    let star = |rest: &&str| {
        (marks.contains('b') && rest.trim_start().starts_with('['))
            || (marks.contains('-') && rest.contains(" -> "))
    };
    body.strip_prefix("- ")
        .or_else(|| body.strip_prefix("* ").filter(star))
}

/// The mark in front of a line, what follows it, and where that stands. `@` is known in every kind.
fn marked<'a>(body: &'a str, at: usize, marks: &str) -> Option<(Mark, &'a str, usize)> {
    let (mark, rest) = if let Some(rest) = after_dash(body, marks) {
        let rest = rest.trim_start();
        match rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
            Some((inside, rest)) if marks.contains('b') && !rest.starts_with('(') => {
                (Mark::Box(inside.trim().to_ascii_lowercase()), rest)
            }
            _ => (Mark::Dash, rest),
        }
    } else if let Some(rest) = body.strip_prefix("### ") {
        (Mark::Scene, rest)
    } else if let Some(rest) = body.strip_prefix("= ") {
        (Mark::Equal, rest)
    } else if let Some(rest) = body.strip_prefix("~ ") {
        (Mark::Tilde, rest)
    } else if let Some(rest) = body.strip_prefix("+ ") {
        (Mark::Plus, rest)
    } else if let Some(rest) = body.strip_prefix("@ ") {
        (Mark::At, rest)
    } else {
        let digits = body.bytes().take_while(u8::is_ascii_digit).count();
        let rest = body.get(digits..)?.strip_prefix(". ")?;
        if digits == 0 || digits > 3 {
            return None;
        }
        (Mark::Number, rest)
    };
    if mark != Mark::At && !marks.contains(letter(&mark)) {
        return None;
    }
    let rest = rest.trim_start();
    let place = at + (body.len() - rest.len());
    Some((mark, rest.trim_end(), place))
}
