//! Names of sites that are addresses: `Space.com` is no `Space.Com`.

use crate::kind::Kind;
use crate::source::Source;

/// Protects them from rules about capitals, which take the point for the end of a word.
pub(super) fn keep(source: &mut Source) {
    // These keep all their letters.
    if matches!(source.kind, Kind::AI_CHAT | Kind::AI_IMAGE | Kind::POST) {
        return;
    }
    for field in ["title", "title-short", "container-title"] {
        let text = source.text(field);
        if !text.contains('.') || text.contains('<') {
            continue;
        }
        let mut out = String::with_capacity(text.len() + 32);
        for word in text.split_inclusive(' ') {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if is_address(bare) {
                let at = word.find(bare).unwrap_or(0);
                let (before, behind) = (&word[..at], &word[at + bare.len()..]);
                out.extend([before, "<span class=\"nocase\">", bare, "</span>", behind]);
            } else {
                out.push_str(word);
            }
        }
        source.set(field, &out);
    }
}

/// `Data.gov`, `en.wikipedia.org`; not `U.S`, `3.5` or `e.g`.
pub(crate) fn is_address(word: &str) -> bool {
    let Some((front, end)) = word.rsplit_once('.') else {
        return false;
    };
    let named = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    end.len() > 1 && end.bytes().all(|b| b.is_ascii_lowercase()) && front.split('.').all(named)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_an_address() {
        for (word, expected) in [
            ("Space.com", true),
            ("en.wikipedia.org", true),
            ("KidsHealth.org", true),
            ("Data.gov", true),
            ("U.S", false),
            ("e.g", false),
            ("3.5", false),
            ("Dr.", false),
            (".com", false),
            ("Holes", false),
        ] {
            assert_eq!(super::is_address(word), expected, "{word}");
        }
    }
}
