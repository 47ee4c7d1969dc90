//! Small parts that several views use.

use std::rc::Rc;

use carrel_web::dom;
use carrel_web::el::{El, button, el};

use crate::desk::{Desk, View};
use crate::{styles, t};

/// The heading of a view. It gets the focus when the view is new.
#[must_use]
pub fn heading(text: &str) -> El {
    el("h2").attr("tabindex", "-1").text(text)
}

/// A paragraph.
#[must_use]
pub fn p(text: &str) -> El {
    el("p").text(text)
}

/// A soft, small paragraph.
#[must_use]
pub fn hint(text: &str) -> El {
    p(text).class("soft small")
}

/// The most important button of a view.
#[must_use]
pub fn main_button(label: &str, act: impl Fn() + 'static) -> El {
    button(label, act).attr("data-kind", "main")
}

/// A control below its label; `control` has the id.
#[must_use]
pub fn field(id: &str, label: &str, control: El) -> El {
    el("div")
        .class("field")
        .with(el("label").attr("for", id).text(label))
        .with(control)
}

/// The choice of a style.
const STYLE: &str = "cite-style";

/// Chooses a style; `act` gets it when it is here, if no other was chosen meanwhile. When it cannot be had, that is said, and the one before stays chosen.
#[must_use]
pub fn style_picker(
    desk: &Rc<Desk>,
    chosen: usize,
    act: impl Fn(&Rc<Desk>, usize) + 'static,
) -> El {
    let mut select = el("select").attr("id", STYLE).key(STYLE);
    for (at, style) in styles::STYLES.into_iter().enumerate() {
        select = select.with(
            el("option")
                .attr("value", style)
                .maybe_attr("selected", (at == chosen).then_some(""))
                .text(styles::name(at)),
        );
    }
    let (me, act) = (desk.clone(), Rc::new(act));
    let select = select.on("change", move |event| {
        let act = act.clone();
        let style = styles::place(&dom::value_of(&event));
        me.fetch_styles(&[style], move |me, here| {
            if here {
                me.settle();
                return act(me, style);
            }
            me.warn(styles::missing(style));
            if let Some(select) = El::found(STYLE) {
                select.set_value(styles::STYLES[chosen]);
            }
        });
    });
    field(STYLE, t::style(), select)
}

/// Chooses the language of the citations; `act` gets it when its words are here, and nothing when they could not be had.
#[must_use]
pub fn language_picker(
    desk: &Rc<Desk>,
    style: usize,
    act: impl Fn(&Rc<Desk>, Option<&'static str>) + 'static,
) -> El {
    let spoken = styles::spoken(style);
    let mut select = el("select")
        .attr("id", "cite-language")
        .key("cite-language");
    for (tag, name) in styles::LANGUAGES {
        select = select.with(
            el("option")
                .attr("value", tag)
                .attr("lang", tag)
                .maybe_attr("selected", (tag == spoken).then_some(""))
                .text(name),
        );
    }
    let (me, act) = (desk.clone(), Rc::new(act));
    let select = select.on("change", move |event| {
        let act = act.clone();
        let tag = styles::language(&dom::value_of(&event));
        me.fetch_language(tag, move |me| {
            if me.unheard.get().is_empty() {
                act(me, Some(styles::chosen(style, tag)));
                let name = styles::LANGUAGES.iter().find(|(known, _)| *known == tag);
                me.announce(&t::language_changed(name.map_or("", |(_, name)| name)));
            } else {
                act(me, None);
            }
        });
    });
    let mut all = field("cite-language", t::language(), select);
    if !desk.unheard.get().is_empty() {
        all = all.with(hint(&desk.language_missing()));
    }
    all
}

/// The way back to the list.
#[must_use]
pub fn back(desk: &Rc<Desk>) -> El {
    let desk = desk.clone();
    el("div").attr("data-screen", "").with(
        button(t::back(), move || desk.go(View::List))
            .attr("data-kind", "quiet")
            .class("back"),
    )
}
