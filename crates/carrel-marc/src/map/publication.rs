//! 008, 260, 264, 250, 300: where, by whom and when it was published; language; audience.

use carrel_core::CalendarDate;
use carrel_core::bib::{Audience, BibRecord};

use super::text::{clean, element, isbd};
use super::titles::shown;
use super::{Groups, kinds};
use crate::findings::Findings;
use crate::record::{Field, Record, Tag};
use crate::words;

/// The fixed field 008, as far as its length lets it be trusted.
pub(super) struct Fixed<'a> {
    text: &'a str,
    /// Blanks were collapsed, so that only the first fifteen characters stand where they should.
    collapsed: bool,
}

impl<'a> Fixed<'a> {
    pub(super) fn of(record: &'a Record, findings: &mut Findings) -> Self {
        let mut text = record.control("008").unwrap_or("");
        let n = text.chars().count();
        if !text.is_empty() && n != 40 {
            findings.add_field(&kinds::FIXED_FIELD_LENGTH, Tag(*b"008"), || {
                words::fixed_length_expected(n, shown(text))
            });
        }
        // A date of eight digits in front, as some systems write when they make the field themselves.
        if n == 42 && text.is_ascii() && text.as_bytes()[..8].iter().all(u8::is_ascii_digit) {
            text = &text[2..];
        }
        // Systems drop blanks at the end; what stands before is where it should be.
        let collapsed = !text.is_ascii() || !(38..=41).contains(&text.len());
        Self { text, collapsed }
    }

    /// A byte of 008; blank when 008 is not trusted that far.
    pub(super) fn at(&self, position: usize) -> u8 {
        self.slice(position, position + 1)
            .bytes()
            .next()
            .unwrap_or(b' ')
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        if self.collapsed && to > 15 {
            return "";
        }
        self.text.get(from..to).unwrap_or("")
    }

    /// The language code, and whether what stands in its place can be read. Where a character is missing or too
    /// many, it is found by counting from the end, where blanks were collapsed by its look.
    fn language(&self) -> Result<Option<&'a str>, &'a str> {
        let code = |text: &&str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
        let stated = self.slice(35, 38);
        if code(&stated) {
            return Ok(Some(stated));
        }
        if self.collapsed {
            return Ok(self
                .text
                .split_whitespace()
                .rev()
                .find(|w| code(w) && w.bytes().all(|b| b.is_ascii_lowercase())));
        }
        let from_end = self.text.len().checked_sub(5).filter(|at| *at != 35);
        if let Some(found) = from_end.map(|at| self.slice(at, at + 3)).filter(code) {
            return Ok(Some(found));
        }
        let blank = stated.trim_matches([' ', '|', '#', '-']).is_empty();
        if blank { Ok(None) } else { Err(stated) }
    }

    fn entered(&self) -> Option<CalendarDate> {
        let six = self.slice(0, 6);
        if six.len() != 6 || !six.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let n = |from: usize| six[from..from + 2].parse::<u8>().ok();
        let year = i32::from(n(0)?);
        // MARC began in 1968: 68-99 are of the last century.
        CalendarDate::new(
            if year >= 60 { 1900 + year } else { 2000 + year },
            n(2)?,
            n(4)?,
        )
    }
}

pub(super) fn audience(record: &Record, fixed: &Fixed<'_>) -> Option<Audience> {
    // The byte exists for books, computer files, recordings, scores and visual materials.
    let serial = matches!(record.leader_at(7), b'b' | b'i' | b's');
    let known = match record.leader_at(6) {
        b'a' | b't' => !serial,
        b'e' | b'f' | b'p' | b'u'..=b'z' => false,
        _ => true,
    };
    match fixed.at(22) {
        _ if !known => None,
        b'a' => Some(Audience::Preschool),
        b'b' => Some(Audience::Primary),
        b'c' => Some(Audience::PreAdolescent),
        b'd' => Some(Audience::Adolescent),
        b'e' => Some(Audience::Adult),
        b'f' => Some(Audience::Specialised),
        b'g' => Some(Audience::General),
        b'j' => Some(Audience::Juvenile),
        _ => None,
    }
}

pub(super) fn languages(
    fixed: &Fixed<'_>,
    groups: &Groups<'_>,
    findings: &mut Findings,
) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    let mut push = |code: &str| {
        let code = code.to_ascii_lowercase();
        if code.len() == 3
            && code.bytes().all(|b| b.is_ascii_lowercase())
            && !matches!(code.as_str(), "und" | "zxx")
            && !list.contains(&code)
        {
            list.push(code);
            return true;
        }
        code.bytes().all(|b| b.is_ascii_lowercase()) && code.len() == 3
    };
    match fixed.language() {
        Ok(Some(code)) => {
            push(code);
        }
        Ok(None) => {}
        Err(found) => findings.add_field(&kinds::LANGUAGE_UNREADABLE, Tag(*b"008"), || {
            words::language_code_expected(found)
        }),
    }
    for field in &groups.languages {
        // Sung text of a recording is $d; subtitles, summaries and originals say nothing about the text.
        for sub in field.subfields().filter(|s| matches!(s.code, 'a' | 'd')) {
            let code = sub.value.trim();
            if !code.is_ascii() || field.sub('2').is_some() && code.len() != 3 {
                continue;
            }
            // "engspa" in one subfield, as it was written until 2001.
            for chunk in code.as_bytes().chunks(3) {
                let chunk = core::str::from_utf8(chunk).unwrap_or("");
                if !push(chunk) && !chunk.is_empty() {
                    findings.add_field(&kinds::LANGUAGE_UNREADABLE, field.tag(), || {
                        words::language_codes_expected(shown(code))
                    });
                    break;
                }
            }
        }
    }
    // "mul" says less than the codes that follow it.
    if list.len() > 1 {
        list.retain(|c| c != "mul");
    }
    list
}

pub(super) fn publication(
    fixed: &Fixed<'_>,
    groups: &Groups<'_>,
    bib: &mut BibRecord,
    findings: &mut Findings,
) {
    bib.entered = fixed.entered();
    // 264 ind2 1 is the publication; production, distribution and manufacture are not; 4 is the copyright.
    let rda = groups
        .imprints
        .iter()
        .copied()
        .find(|f| f.tag().0 == *b"264" && f.indicator(2) == b'1');
    let old = groups
        .imprints
        .iter()
        .copied()
        .find(|f| f.tag().0 == *b"260");
    let any = groups
        .imprints
        .iter()
        .copied()
        .find(|f| f.indicator(2) != b'4');
    let copyright = groups
        .imprints
        .iter()
        .copied()
        .find(|f| f.tag().0 == *b"264" && f.indicator(2) == b'4');
    let imprint = rda.or(old).or(any);

    let p = &mut bib.publication;
    if let Some(field) = imprint {
        p.place = field.subs('a').find_map(named);
        p.publisher = field.subs('b').find_map(named);
    }
    let printed = imprint.and_then(|f| date_text(f));
    let (printed_year, printed_copyright) = printed.as_deref().map_or((None, None), years);
    p.copyright = copyright
        .and_then(|f| f.sub('c'))
        .and_then(|c| years(c).0)
        .or(printed_copyright);

    let kind = fixed.at(6);
    let coded = match fixed.slice(7, 11) {
        date if date.len() == 4
            && date.bytes().all(|b| b.is_ascii_digit())
            && !matches!(kind, b'n' | b'b' | b'|') =>
        {
            date.parse::<i16>().ok()
        }
        _ => None,
    };
    let sane = coded.filter(|y| likely(*y));
    if let Some(wrong) = coded.filter(|y| !likely(*y) && *y != 0 && *y != 9999) {
        findings.add_field(&kinds::YEAR_UNLIKELY, Tag(*b"008"), || {
            words::year_between_expected(wrong)
        });
    }
    if kind == b't' && p.copyright.is_none() {
        p.copyright = fixed
            .slice(11, 15)
            .parse::<i16>()
            .ok()
            .filter(|y| likely(*y));
    }
    // "[19--?]" and "198u" are no years; a copyright date stands in when nothing else is there.
    p.year = sane.or(printed_year).or(p.copyright);
    let plain = printed.as_deref().is_some_and(|t| {
        let digits: String = t.chars().filter(char::is_ascii_digit).collect();
        let letters = t
            .chars()
            .filter(|c| c.is_alphabetic() && !matches!(c, 'c' | 'p'))
            .count();
        letters == 0 && !t.contains('?') && p.year.is_some_and(|y| digits == y.to_string())
    });
    p.date_text = printed.filter(|_| !plain);

    bib.edition = groups.editions.first().and_then(|f| {
        let parts: Vec<_> = f
            .subfields()
            .filter(|s| matches!(s.code, 'a' | 'b'))
            .filter_map(|s| element(s.value))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" / "))
    });
    bib.extent = groups
        .extents
        .iter()
        .find_map(|f| f.sub('a').and_then(extent));
}

/// A place or publisher, without brackets; `None` for "S.l.", "s.n." and "not identified".
fn named(text: &str) -> Option<String> {
    let text = clean(text);
    let kept = isbd(&text)
        .trim_matches(|c: char| matches!(c, '[' | ']' | '<' | '>'))
        .trim()
        .trim_end_matches('?');
    let lower = kept.to_lowercase();
    let absent = is_unnamed(&lower)
        || lower.starts_with("distributor not")
        || lower.contains("not identified")
        || lower.contains("not given");
    (!kept.is_empty() && !absent).then(|| kept.to_owned())
}

/// Whether that is "sine loco", "sine nomine" or "no place": nothing but marks follows, or another of them. "S. Nye" and
/// "S.L. Hunt" are names.
fn is_unnamed(lower: &str) -> bool {
    let begins = ["s.l", "s. l", "s.n", "s. n", "n.p"];
    begins.iter().any(|w| {
        lower.strip_prefix(w).is_some_and(|rest| {
            let rest = rest.trim_start_matches('.').trim_start();
            rest.starts_with([']', ')', '>', ',', ';', ':', '?', '(', '[', '-'])
                || rest.is_empty()
                || is_unnamed(rest)
        })
    })
}

fn date_text(field: Field<'_>) -> Option<String> {
    let raw: Vec<&str> = field
        .subfields()
        .filter(|s| matches!(s.code, 'c' | 'g'))
        .map(|s| s.value)
        .collect();
    let text = clean(&raw.join(" "));
    let text = text.trim_end_matches(['.', ',', ';']).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Year of publication and of copyright in a printed date: "1977, c1963", "©2004", "[1995?]".
fn years(text: &str) -> (Option<i16>, Option<i16>) {
    let (mut year, mut copyright) = (None, None);
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let run = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
        if run == 4
            && let Some(found) = text[i..i + 4].parse::<i16>().ok().filter(|y| likely(*y))
        {
            let before = text[..i].trim_end();
            if before.ends_with(['c', 'C', '©', 'p', '℗'])
                || before.to_lowercase().ends_with("copyright")
            {
                copyright = copyright.or(Some(found));
            } else {
                year = year.or(Some(found));
            }
        }
        i += run;
    }
    (year.or(copyright), copyright)
}

fn likely(year: i16) -> bool {
    (1000..=2100).contains(&year)
}

/// "336 pages ;" without the mark; "1 videodisc (93 min.) :" likewise.
fn extent(text: &str) -> Option<String> {
    let text = clean(text);
    let kept = isbd(&text).trim_end_matches('+').trim();
    // "pages cm": the book was not out yet when it was catalogued.
    let forthcoming = kept.ends_with("cm") || kept.ends_with("cm.");
    let nothing = forthcoming && !kept.contains(|c: char| c.is_ascii_digit());
    (!kept.is_empty() && !nothing).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{named, years};

    #[test]
    fn a_publisher_is_unnamed_where_nothing_else_is_said() {
        for text in [
            "[S.l.] :",
            "[S.l. :",
            "s.n.],",
            "[s.n.],",
            "S. l.,",
            "[s. n.],",
            "[S.l.?] :",
            "S.l. : s.n.",
            "[S.l. s.n.]",
            "n.p.",
            "N.p., n.d.",
            "[s.n.] (Printed in Spain)",
            "[publisher not identified],",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
        for (text, name) in [
            ("S. Nye,", "S. Nye"),
            ("S. Low, Marston,", "S. Low, Marston"),
            ("S.L. Hunt,", "S.L. Hunt"),
            ("S. Lane", "S. Lane"),
            ("S.N. Behrman,", "S.N. Behrman"),
            ("N.P. Willis,", "N.P. Willis"),
        ] {
            assert_eq!(named(text).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn printed_dates() {
        for (text, year, copyright) in [
            ("1978", Some(1978), None),
            ("c1978", Some(1978), Some(1978)),
            ("1977, c1963", Some(1977), Some(1963)),
            ("[1995?]", Some(1995), None),
            ("©2004", Some(2004), Some(2004)),
            ("19--", None, None),
            ("2560 [2017]", Some(2017), None),
            ("MCMLXXX", None, None),
            ("12345", None, None),
        ] {
            assert_eq!(years(text), (year, copyright), "{text}");
        }
    }
}
