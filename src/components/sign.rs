//! A sign at the end of an aisle: leads to everything that stands there.

use crate::i18n::t;
use crate::platform::el::{El, el};

/// A sign in a list. `code` is set large before the name, as the numbers on real signs are.
#[must_use]
pub fn sign(href: &str, code: Option<&str>, name: &str, count: u32, cloth: &str) -> El {
    let link = el("a")
        .class("sign")
        .attr("href", href)
        .attr("data-cloth", cloth)
        .maybe(code.map(|code| el("span").class("sign-code").text(code).text(" ")))
        .with(
            el("span")
                .class("sign-name")
                .attr("dir", "auto")
                .text(name)
                .text(" "),
        )
        .with(el("span").class("sign-count").text(&t::books(count)));
    el("li").with(link)
}
