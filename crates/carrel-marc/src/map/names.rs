//! 1XX, 7XX, 720: who made it, and what each did.

use carrel_core::bib::{Contributor, Role};

use super::text::{area, checked, clean, folded, isbd};
use super::titles::link_number;
use super::{Groups, roles};
use crate::record::Field;

pub(super) fn contributors(groups: &Groups<'_>, statement: Option<&str>) -> Vec<Contributor> {
    let mut list: Vec<Contributor> = Vec::with_capacity(groups.names.len());
    let mut keys: Vec<String> = Vec::with_capacity(groups.names.len());
    for field in &groups.names {
        let Some(mut person) = contributor(*field, statement) else {
            continue;
        };
        if let Some(number) = link_number(*field)
            && let Some(v) = groups
                .vernacular
                .iter()
                .find(|v| v.number == number && v.tag == field.tag().0)
        {
            person.vernacular = name(v.field);
        }
        let key = folded(&person.name);
        let same = keys.iter().position(|k| *k == key);
        match same.map(|i| &mut list[i]) {
            // An analytical entry repeats a name without saying more.
            Some(known) if known.role == person.role || person.role == Role::Other => {
                known.dates = known.dates.take().or(person.dates);
                known.vernacular = known.vernacular.take().or(person.vernacular);
            }
            Some(known) if known.role == Role::Other => known.role = person.role,
            _ => {
                keys.push(key);
                list.push(person);
            }
        }
    }
    // Names that only 880 has.
    for v in &groups.vernacular {
        let linked = groups
            .names
            .iter()
            .any(|f| f.tag().0 == v.tag && link_number(*f) == Some(v.number));
        if !linked
            && matches!(&v.tag, b"100" | b"110" | b"111" | b"700" | b"710" | b"711")
            && let Some(person) = contributor(v.field, None).map(|p| Contributor {
                main: v.tag[0] == b'1',
                ..p
            })
            && keys.iter().all(|k| *k != folded(&person.name))
        {
            keys.push(folded(&person.name));
            list.push(person);
        }
    }
    list.sort_by_key(|c| !c.main);
    list
}

fn contributor(field: Field<'_>, statement: Option<&str>) -> Option<Contributor> {
    let name = name(field)?;
    let tag = field.tag().0;
    let main = tag[0] == b'1';
    let stated = field
        .subfields()
        .filter(|s| {
            s.code == '4'
                || s.code == 'e' && tag[1..] != *b"11"
                || s.code == 'j' && tag[1..] == *b"11"
        })
        .flat_map(|s| s.value.split([',', ';']))
        .find_map(roles::role);
    let body = tag[1..] == *b"10" || tag[1..] == *b"11";
    let role = stated.unwrap_or_else(|| {
        if body {
            Role::Body
        } else if main {
            Role::Author
        } else {
            statement
                .and_then(|s| roles::role_from_statement(s, &name))
                .unwrap_or(Role::Other)
        }
    });
    let dates = field.sub('d').filter(|_| !body).map(clean).map(|d| {
        let kept = isbd(checked(&d)).trim_end_matches(['.', ',']);
        unbracketed(kept).to_owned()
    });
    Some(Contributor {
        name,
        dates: dates.filter(|d| !d.is_empty()),
        role,
        main,
        vernacular: None,
    })
}

/// The heading without dates, relators and titles of works.
pub(super) fn name(field: Field<'_>) -> Option<String> {
    let tag = field.tag().0;
    // In 880 the tag that counts stands in $6.
    let kind = if tag == *b"880" {
        field.sub('6').map_or(tag, three)
    } else {
        tag
    };
    let person = kind[1..] == *b"00" || kind == *b"720";
    let mut out = String::new();
    for sub in field.subfields() {
        let glue = match sub.code {
            'a' if out.is_empty() => "",
            'b' if person => " ",
            'b' => ". ",
            'c' if person => ", ",
            'n' | 'd' | 'c' if !person && kind[1..] == *b"11" => " ",
            't' | 'k' => break,
            _ => continue,
        };
        let text = clean(sub.value);
        let text = text.trim_end_matches([',', '،', ';', ':', '/']).trim();
        if text.is_empty() {
            continue;
        }
        // "Elizabeth II, Queen": the numeration ends in a comma of its own.
        let bare = out.trim_end_matches(',').len();
        out.truncate(bare);
        if glue == ". " && out.ends_with('.') {
            out.push(' ');
        } else if !(glue == ", " && text.starts_with('(')) {
            out.push_str(glue);
        } else {
            out.push(' ');
        }
        out.push_str(text);
    }
    area(unbracketed(&out))
}

/// `[Villars, Pierre` and `1623-1698]`: a bracket around the whole heading, which its parts share.
fn unbracketed(text: &str) -> &str {
    let open = text.matches('[').count();
    let close = text.matches(']').count();
    match (text.strip_prefix('['), text.strip_suffix(']')) {
        (Some(inner), _) if open == close + 1 => inner,
        (_, Some(inner)) if close == open + 1 => inner,
        (Some(inner), Some(_)) if open == 1 && close == 1 => &inner[..inner.len() - 1],
        _ => text,
    }
}

fn three(link: &str) -> [u8; 3] {
    let mut tag = [b' '; 3];
    for (to, from) in tag.iter_mut().zip(link.trim().bytes()) {
        *to = from;
    }
    tag
}
