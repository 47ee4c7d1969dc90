//! Which message has which fixed fields, and which variable ones it needs (SIP2 2.00, sections "Message formats").

/// A kind of message.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The two digits at its beginning.
    pub code: [u8; 2],
    /// The standard's name.
    pub name: &'static str,
    /// The fixed fields, in order.
    pub fixed: &'static [Fixed],
    /// Variable fields it must have, two letters each.
    pub required: &'static str,
    /// Code of its answer, for a request.
    pub answer: Option<[u8; 2]>,
}

/// A fixed field.
#[derive(Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its name, as [`crate::sip2::Message::fixed`] takes it.
    pub name: &'static str,
    /// What may stand in it.
    pub shape: Shape,
}

/// What may stand in a fixed field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `Y`, `N`, or `U` for unknown; some answers use `1` and `0`. One byte.
    Flag,
    /// Anything of so many bytes.
    Text(usize),
    /// So many digits, or blanks when not supported.
    Number(usize),
    /// `YYYYMMDDZZZZHHMMSS`, 18 bytes.
    Date,
    /// A date or 18 blanks.
    DateOrBlank,
}

impl Shape {
    /// Bytes it takes.
    #[must_use]
    pub const fn width(self) -> usize {
        match self {
            Shape::Flag => 1,
            Shape::Text(width) | Shape::Number(width) => width,
            Shape::Date | Shape::DateOrBlank => 18,
        }
    }
}

const fn flag(name: &'static str) -> Fixed {
    Fixed {
        name,
        shape: Shape::Flag,
    }
}

const fn text(name: &'static str, width: usize) -> Fixed {
    Fixed {
        name,
        shape: Shape::Text(width),
    }
}

const fn number(name: &'static str, width: usize) -> Fixed {
    Fixed {
        name,
        shape: Shape::Number(width),
    }
}

const DATE: Fixed = Fixed {
    name: "date",
    shape: Shape::Date,
};
const LANGUAGE: Fixed = number("language", 3);

const fn date_or_blank(name: &'static str) -> Fixed {
    Fixed {
        name,
        shape: Shape::DateOrBlank,
    }
}

const fn ask(
    code: [u8; 2],
    name: &'static str,
    fixed: &'static [Fixed],
    required: &'static str,
    answer: [u8; 2],
) -> Layout {
    Layout {
        code,
        name,
        fixed,
        required,
        answer: Some(answer),
    }
}

const fn tell(
    code: [u8; 2],
    name: &'static str,
    fixed: &'static [Fixed],
    required: &'static str,
) -> Layout {
    Layout {
        code,
        name,
        fixed,
        required,
        answer: None,
    }
}

const LOAN: &[Fixed] = &[
    flag("ok"),
    flag("renewal-ok"),
    flag("magnetic"),
    flag("desensitize"),
    DATE,
];
const PATRON: &[Fixed] = &[text("patron-status", 14), LANGUAGE, DATE];

/// Every message of SIP2 2.00, by code. There is no 49/50 in it.
#[rustfmt::skip]
const LAYOUTS: &[Layout] = &[
    tell(*b"01", "Block Patron", &[flag("card-retained"), DATE], "AOALAAAC"),
    ask(*b"09", "Checkin", &[flag("no-block"), DATE, date_or_blank("return-date")], "APAOABAC", *b"10"),
    tell(*b"10", "Checkin Response", &[flag("ok"), flag("resensitize"), flag("magnetic"), flag("alert"), DATE], "AOABAQ"),
    ask(*b"11", "Checkout", &[flag("renewal-policy"), flag("no-block"), DATE, date_or_blank("nb-due-date")], "AOAAABAC", *b"12"),
    tell(*b"12", "Checkout Response", LOAN, "AOAAABAJAH"),
    ask(*b"15", "Hold", &[text("mode", 1), DATE], "AOAA", *b"16"),
    tell(*b"16", "Hold Response", &[flag("ok"), flag("available"), DATE], "AOAA"),
    ask(*b"17", "Item Information", &[DATE], "AOAB", *b"18"),
    tell(*b"18", "Item Information Response", &[number("circulation-status", 2), number("security-marker", 2), number("fee-type", 2), DATE], "ABAJ"),
    ask(*b"19", "Item Status Update", &[DATE], "AOABCH", *b"20"),
    tell(*b"20", "Item Status Update Response", &[flag("ok"), DATE], "AB"),
    ask(*b"23", "Patron Status Request", &[LANGUAGE, DATE], "AOAAACAD", *b"24"),
    tell(*b"24", "Patron Status Response", PATRON, "AOAAAE"),
    ask(*b"25", "Patron Enable", &[DATE], "AOAA", *b"26"),
    tell(*b"26", "Patron Enable Response", PATRON, "AOAAAE"),
    ask(*b"29", "Renew", &[flag("third-party"), flag("no-block"), DATE, date_or_blank("nb-due-date")], "AOAA", *b"30"),
    tell(*b"30", "Renew Response", LOAN, "AOAAABAJAH"),
    ask(*b"35", "End Patron Session", &[DATE], "AOAA", *b"36"),
    tell(*b"36", "End Session Response", &[flag("ok"), DATE], "AOAA"),
    ask(*b"37", "Fee Paid", &[DATE, number("fee-type", 2), number("payment-type", 2), text("currency", 3)], "BVAOAA", *b"38"),
    tell(*b"38", "Fee Paid Response", &[flag("ok"), DATE], "AOAA"),
    ask(*b"63", "Patron Information", &[LANGUAGE, DATE, text("summary", 10)], "AOAA", *b"64"),
    tell(*b"64", "Patron Information Response", &[text("patron-status", 14), LANGUAGE, DATE, number("holds", 4), number("overdue", 4), number("charged", 4), number("fines", 4), number("recalls", 4), number("unavailable", 4)], "AOAAAE"),
    ask(*b"65", "Renew All", &[DATE], "AOAA", *b"66"),
    tell(*b"66", "Renew All Response", &[flag("ok"), number("renewed", 4), number("unrenewed", 4), DATE], "AO"),
    ask(*b"93", "Login", &[text("uid-algorithm", 1), text("password-algorithm", 1)], "CNCO", *b"94"),
    tell(*b"94", "Login Response", &[flag("ok")], ""),
    tell(*b"96", "Request SC Resend", &[], ""),
    tell(*b"97", "Request ACS Resend", &[], ""),
    tell(*b"98", "ACS Status", &[flag("online"), flag("checkin-ok"), flag("checkout-ok"), flag("renewal-policy"), flag("status-update-ok"), flag("offline-ok"), number("timeout", 3), number("retries", 3), DATE, text("version", 4)], "AOBX"),
    ask(*b"99", "SC Status", &[number("status", 1), number("width", 3), text("version", 4)], "", *b"98"),
];

/// Every kind of message, by code.
#[must_use]
pub const fn layouts() -> &'static [Layout] {
    LAYOUTS
}

/// The message that begins with these two digits.
#[must_use]
pub fn layout(code: [u8; 2]) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.code == code)
}

impl Layout {
    /// Bytes of all fixed fields.
    #[must_use]
    pub fn fixed_width(&self) -> usize {
        self.fixed.iter().map(|field| field.shape.width()).sum()
    }

    /// Where a fixed field begins behind the code, and its width.
    pub(crate) fn find(&self, name: &str) -> Option<(usize, &'static Fixed)> {
        let mut at = 0;
        for field in self.fixed {
            if field.name == name {
                return Some((at, field));
            }
            at += field.shape.width();
        }
        None
    }
}

/// Fields whose value is a secret: patron password, terminal password, login password.
pub(crate) const SECRET: [[u8; 2]; 3] = [*b"AD", *b"AC", *b"CO"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_answers_exist() {
        assert!(LAYOUTS.windows(2).all(|pair| pair[0].code < pair[1].code));
        for request in LAYOUTS {
            if let Some(answer) = request.answer {
                assert!(layout(answer).is_some(), "{}", request.name);
            }
            assert_eq!(request.required.len() % 2, 0, "{}", request.name);
        }
        assert_eq!(layout(*b"64").map(Layout::fixed_width), Some(59));
        assert_eq!(layout(*b"50"), None);
    }
}
