//! Rich text in titles, as CSL-JSON knows it: `<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>` and `<span …>`. Anything else is
//! text: a title that says `<script>` is a title that says `<script>`.

/// The tags that are markup.
const TAGS: [&str; 12] = [
    "<i>",
    "</i>",
    "<b>",
    "</b>",
    "<sup>",
    "</sup>",
    "<sub>",
    "</sub>",
    "<sc>",
    "</sc>",
    "</span>",
    "<span class=\"nocase\">",
];

/// Length of the tag that a text begins with; 0 when it begins with none.
#[must_use]
pub fn tag(text: &str) -> usize {
    let found = TAGS.iter().find(|tag| text.starts_with(**tag));
    found.map_or(0, |tag| tag.len())
}

/// The text without its markup.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match tag(rest) {
            0 => {
                out.push('<');
                rest = &rest[1..];
            }
            length => rest = &rest[length..],
        }
    }
    out.push_str(rest);
    out
}

/// Text for HTML and XML: `&`, `<`, `>` and quotation marks as references; what XML 1.0 does not allow is left out.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}

/// Is a text read from right to left? Its first letter says so (Unicode Bidirectional Algorithm, P2: here Hebrew, Arabic,
/// Syriac, Thaana and N'Ko, and the forms for presentation).
#[must_use]
pub fn from_right(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|c| {
        matches!(c, '\u{590}'..='\u{7ff}' | '\u{860}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_letter_says_from_where_one_reads() {
        for (text, right) in [
            ("", false),
            ("1984", false),
            ("“Holes”", false),
            ("محفوظ، نجيب. Holes", true),
            ("«ثرثرة فوق النيل»", true),
            ("Mahfouz, نجيب", false),
            ("עוז, עמוס", true),
        ] {
            assert_eq!(super::from_right(text), right, "{text}");
        }
    }

    #[test]
    fn only_known_tags_are_markup() {
        for (text, plain) in [
            ("Reading <i>Holes</i>", "Reading Holes"),
            ("1 < 2 > 0", "1 < 2 > 0"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("<", "<"),
        ] {
            assert_eq!(super::plain(text), plain);
        }
        let mut out = String::new();
        super::escape("a<b>&\"\u{1}\u{ffff}é", &mut out);
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;é");
    }
}
