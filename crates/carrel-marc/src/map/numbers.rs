//! 010, 020, 022, 024, 050, 082, 09X: standard numbers, classes, the call number of the title.

use carrel_core::Isbn;
use carrel_core::bib::BibRecord;
use carrel_core::call_number::{CallNumber, Class, Scheme};

use super::text::clean;
use super::titles::shown;
use super::{Groups, kinds};
use crate::findings::Findings;
use crate::record::Field;
use crate::words;

pub(super) fn numbers(groups: &Groups<'_>, bib: &mut BibRecord, findings: &mut Findings) {
    for field in &groups.numbers {
        match &field.tag().0 {
            b"020" => {
                for text in field.subs('a') {
                    isbn(*field, text, bib, findings);
                }
            }
            b"024" if field.indicator(1) == b'3' || field.sub('2') == Some("isbn") => {
                bib.isbns
                    .extend(field.subs('a').filter_map(|t| Isbn::parse(first_word(t))));
            }
            b"010" => {
                bib.lccn = bib
                    .lccn
                    .take()
                    .or_else(|| field.sub('a').map(clean).filter(|t| !t.is_empty()))
            }
            b"022" => {
                bib.issn = bib
                    .issn
                    .take()
                    .or_else(|| field.sub('a').map(clean).filter(|t| !t.is_empty()))
            }
            _ => {}
        }
    }
    let mut seen = Vec::with_capacity(bib.isbns.len());
    bib.isbns.retain(|i| {
        let new = !seen.contains(i);
        seen.push(*i);
        new
    });
    classes(groups, bib, findings);
}

fn first_word(text: &str) -> &str {
    // "0812917561 :", "9780670026623 (alk. paper)", "978 0 670": blanks inside the number are kept.
    let text = text.trim();
    let end = text.find(|c: char| {
        !(c.is_ascii_digit() || matches!(c, '-' | 'x' | 'X' | ' ' | '\u{2010}'..='\u{2015}'))
    });
    text[..end.unwrap_or(text.len())].trim()
}

/// The number behind "ISBN", "ISBN:", "ISBN-13:", "ISBN10 ".
fn unlabelled(text: &str) -> &str {
    let marks = [':', ' ', '-', '\u{a0}'];
    let text = text.trim_start();
    let Some((label, rest)) = text.split_at_checked(4) else {
        return text;
    };
    if !label.eq_ignore_ascii_case("ISBN") {
        return text;
    }
    let rest = rest.trim_start_matches(marks);
    let size = ["13", "10"].iter().find_map(|n| rest.strip_prefix(n));
    // "10" may as well be the beginning of the number.
    let behind = size.filter(|r| !r.starts_with(|c: char| c.is_ascii_digit() || c == '-'));
    behind.unwrap_or(rest).trim_start_matches(marks)
}

fn isbn(field: Field<'_>, text: &str, bib: &mut BibRecord, findings: &mut Findings) {
    let mut word = first_word(unlabelled(text));
    if let Some(found) = Isbn::parse(word) {
        bib.isbns.push(found);
        return;
    }
    // "0812917561 12.95": only what stands before the blank.
    word = word.split(' ').next().unwrap_or("");
    if let Some(found) = Isbn::parse(word) {
        bib.isbns.push(found);
        return;
    }
    if word.is_empty() {
        if let Some(text) = Some(clean(text))
            .filter(|t| t.contains(|c: char| c.is_ascii_digit()) && !t.starts_with(['(', '$', '£']))
        {
            findings.add_subfield(&kinds::ISBN_INVALID, field.tag(), 'a', || {
                words::isbn_expected(shown(&text))
            });
        }
        return;
    }
    if let Some(found) = Isbn::parse_unpadded(word) {
        bib.isbns.push(found);
        findings.add_subfield(&kinds::ISBN_PADDED, field.tag(), 'a', || {
            words::isbn_padded(word, found.ten().unwrap_or_default())
        });
        return;
    }
    findings.add_subfield(&kinds::ISBN_INVALID, field.tag(), 'a', || {
        invalid_isbn(word)
    });
}

/// What is wrong with that ISBN, in one sentence.
pub(crate) fn invalid_isbn(word: &str) -> String {
    let n = word.chars().filter(char::is_ascii_alphanumeric).count();
    match Isbn::expected_check(word) {
        Some(check) => words::check_digit_expected(check, shown(word)),
        None if n == 10 || n == 13 => words::isbn_of_none(shown(word)),
        None => words::isbn_length_expected(n, shown(word)),
    }
}

fn classes(groups: &Groups<'_>, bib: &mut BibRecord, findings: &mut Findings) {
    // In order of how close to the spine label: 092, 099, 082, 090, 050.
    let rank = |tag: [u8; 3]| match &tag {
        b"092" => 0,
        b"099" => 1,
        b"082" => 2,
        b"090" => 3,
        _ => 4,
    };
    let mut fields: Vec<_> = groups.classes.clone();
    fields.sort_by_key(|f| rank(f.tag().0));
    for field in fields {
        let tag = field.tag().0;
        let read = if matches!(&tag, b"050" | b"090") {
            lc_text
        } else {
            class_text
        };
        let Some(class) = field.subs('a').map(read).find(|t| !t.is_empty()) else {
            continue;
        };
        let item = field.sub('b').map(clean).filter(|t| !t.is_empty());
        let whole = match &tag {
            b"099" => field
                .subs('a')
                .map(class_text)
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
            // 082 $b is rarely the cutter of this library; 050 $b is part of the number.
            _ => match item {
                Some(item) => format!("{class} {}", item.trim_end_matches(['.', ','])),
                None => class.clone(),
            },
        };
        // 090 is a local call number: Dewey in some libraries, Library of Congress in others.
        let dewey = match (&tag, CallNumber::parse(&class).class) {
            (b"090", Class::Lc(_)) => None,
            _ => dewey(&class),
        };
        match &tag {
            b"082" | b"092" | b"099" => {
                if bib.dewey.is_none() {
                    bib.dewey = dewey;
                }
                if bib.dewey.is_none()
                    && tag == *b"082"
                    && CallNumber::parse_as(&class, Scheme::Dewey)
                        .prefixes
                        .is_empty()
                {
                    findings.add_subfield(&kinds::CLASS_UNREADABLE, field.tag(), 'a', || {
                        words::dewey_expected(shown(&class))
                    });
                }
            }
            b"090" if dewey.is_some() => bib.dewey = bib.dewey.take().or(dewey),
            _ => {
                if bib.lcc.is_none() {
                    bib.lcc = Some(class);
                }
            }
        }
        if bib.call_number.is_none() {
            bib.call_number = Some(whole);
        }
    }
}

/// The class with its cut points (slash, prime mark) and brackets taken out.
pub(crate) fn class_text(text: &str) -> String {
    let text = clean(text);
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: usize| {
        chars
            .get(i)
            .is_some_and(|c| c.is_ascii_digit() || *c == '.')
    };
    let mut out = String::with_capacity(text.len());
    for (i, c) in chars.iter().enumerate() {
        match c {
            '/' | '\'' | '\u{2032}' | '\u{2019}' | '\u{b4}'
                if i > 0 && digit(i - 1) && (i + 1 == chars.len() || digit(i + 1)) => {}
            '[' | ']' => {}
            c => out.push(*c),
        }
    }
    out.trim().to_owned()
}

/// A Library of Congress class; apostrophes between its parts are blanks that a system changed.
fn lc_text(text: &str) -> String {
    let text = clean(text);
    if text.matches('\'').count() >= 2 && !text.contains(' ') {
        return text.replace('\'', " ").trim().to_owned();
    }
    text.trim_matches(['[', ']']).to_owned()
}

/// `599.5` from `599.5`, `599.5 SIM`, `E 599.5`; `None` when no class stands there.
pub(crate) fn dewey(class: &str) -> Option<String> {
    // Three digits are a must here: "8" in 082 is an accident.
    let call = CallNumber::parse_as(class, Scheme::Dewey);
    let digits = class
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .count();
    if digits != 3 {
        return None;
    }
    match call.dewey() {
        Some(dewey) => Some(dewey.to_string()),
        // 921 is also a class of its own.
        None if call.prefixes.last().is_some_and(|p| p == "921") => Some("921".to_owned()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_points_are_no_part_of_a_class() {
        for (text, class, digits) in [
            ("882/.01", "882.01", Some("882.01")),
            ("823/.9/14", "823.914", Some("823.914")),
            ("005.13/3", "005.133", Some("005.133")),
            ("973.7'092'4", "973.70924", Some("973.70924")),
            ("[Fic]", "Fic", None),
            ("[E]", "E", None),
            ("E 599.5", "E 599.5", Some("599.5")),
            ("8", "8", None),
            ("921", "921", Some("921")),
        ] {
            let read = class_text(text);
            assert_eq!(read, class, "{text}");
            assert_eq!(dewey(&read).as_deref(), digits, "{text}");
        }
    }

    #[test]
    fn an_isbn_stands_behind_its_label() {
        for (text, number) in [
            ("9780439023481", "9780439023481"),
            ("ISBN 0439023483", "0439023483"),
            ("isbn: 0439023483", "0439023483"),
            ("ISBN-13: 9780439023481", "9780439023481"),
            ("ISBN-13 978-0-439-02348-1", "978-0-439-02348-1"),
            ("ISBN13:9780439023481", "9780439023481"),
            ("ISBN-10: 0-439-02348-3 (pbk.)", "0-439-02348-3 (pbk.)"),
            ("ISBN 1034567890", "1034567890"),
            ("ISBN 1-03-456789-0", "1-03-456789-0"),
            ("ISBN", ""),
            ("ISB", "ISB"),
            ("Été 1", "Été 1"),
        ] {
            assert_eq!(unlabelled(text), number, "{text}");
        }
    }

    #[test]
    fn an_isbn_is_what_stands_before_the_qualifier() {
        for (text, word) in [
            ("9780670026623 (alk. paper)", "9780670026623"),
            ("0812917561 :", "0812917561"),
            ("978 0 670 02662 3", "978 0 670 02662 3"),
            ("(pbk.)", ""),
            ("0-8044-2957-X (v. 1)", "0-8044-2957-X"),
        ] {
            assert_eq!(first_word(text), word, "{text}");
        }
    }
}
