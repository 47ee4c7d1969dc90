//! One slide: on the class's wall, or on the teacher's desk with the answer and a place to count hands.

use carrel_lessons::present::{Answer, Choice, Listed, Row, Screen, Stands, Story, Words};
use carrel_lessons::rich::{Block, plain_line};
use carrel_lessons::web::Page;
use carrel_lessons::words::fill;
use carrel_web::el::{El, el};

use crate::ink::Ink;
use crate::parts::digits;

/// What the teacher's slide has beside the class's.
pub struct Desk<'a> {
    /// The place where hands are counted: row, option, its letter, hands.
    pub count: &'a dyn Fn(u16, u16, char, u16) -> El,
    /// The button that goes a way on in a story: option, its letter.
    pub way: &'a dyn Fn(u16, char) -> El,
    /// The button that shows a row's page or takes it away: row, whether it is shown.
    pub look: &'a dyn Fn(u16, bool) -> El,
}

/// The slide's parts in order. With a desk it is the teacher's.
#[must_use]
pub fn draw(ink: &Ink, screen: &Screen<'_>, desk: Option<&Desk<'_>>) -> Vec<El> {
    let ink = &ink.lettered(&screen.marks);
    let words = ink.words();
    let mut out = vec![ink.line(el("h2").class("slide-title"), screen.title)];
    for blocks in &screen.blocks {
        out.push(el("div").class("slide-text").all(ink.blocks(blocks)));
    }
    if !screen.specimen.is_empty() {
        out.push(
            el("blockquote")
                .class("specimen")
                .all(ink.blocks(screen.specimen)),
        );
    }
    if !screen.way.is_empty() {
        let moves = screen.way.iter().map(|made| {
            let zero = if made.at % 60 < 10 { "0" } else { "" };
            let (whole, rest) = ((made.at / 60).to_string(), (made.at % 60).to_string());
            el("li")
                .with(
                    el("span")
                        .class("at")
                        .text(&[&whole, ":", zero, &rest].concat()),
                )
                .with(ink.around(el("span")).text(&made.said))
        });
        out.push(
            el("div")
                .class("slide-way")
                .with(ink.around(el("h3")).text(words.the_way))
                .with(el("ol").all(moves.collect())),
        );
    }
    let web = ink.lesson.web.as_ref();
    for place in &screen.pages {
        if let Some(found) = web.and_then(|web| web.page(*place)) {
            out.push(page(ink, found));
        }
    }
    out.extend(screen.story.as_ref().map(|told| story(ink, told)));
    if !screen.query.is_empty() {
        out.push(
            el("p")
                .class("serp-query")
                .with(
                    ink.around(el("span").class("visually-hidden"))
                        .text(words.results_for),
                )
                .text(" ")
                .with(ink.own(el("bdi")).text(screen.query)),
        );
    }
    if !screen.searches.is_empty() {
        let tried = screen.searches.iter().map(|search| tried(ink, search));
        out.push(el("ul").class("tried").all(tried.collect()));
    }
    if let Some(most) = screen.goal {
        let goal = fill(words.goal, &[&digits(most)]);
        out.push(ink.around(el("p")).text(&goal));
    }
    if !screen.things.is_empty() {
        let things = screen.things.iter().map(|(letter, text)| {
            let thing = el("li").class("vote").with(lettered(*letter));
            said(ink, thing, *text, "span")
        });
        out.push(el("ul").class("votes things").all(things.collect()));
    }
    let many = screen.rows.len() > 1;
    for (n, row) in (0_u16..).zip(&screen.rows) {
        out.push(self::row(ink, n, row, (many, screen.story.is_some()), desk));
    }
    if !screen.paper.is_empty() {
        out.push(el("div").class("slide-paper").all(ink.blocks(screen.paper)));
    }
    if !screen.answers.is_empty() {
        out.push(answers(ink, &screen.answers));
    }
    if !screen.closing.is_empty() {
        out.push(
            el("div")
                .class("slide-closing")
                .all(ink.blocks(screen.closing)),
        );
    }
    out
}

fn said(ink: &Ink, into: El, text: Words<'_>, tag: &str) -> El {
    match text {
        Words::Own([]) | Words::Plain("") => into,
        Words::Own(line) => into.with(ink.line(el(tag), line)),
        Words::Plain(text) => into.with(ink.own(el(tag)).text(text)),
        Words::Around(text) => into.with(ink.around(el(tag)).text(text)),
    }
}

fn lettered(letter: char) -> El {
    el("span").class("letter").text(&letter.to_string())
}

/// Where the class is in a story: what came of the last way, the scene, and how good an end it is.
fn story(ink: &Ink, story: &Story<'_>) -> El {
    let before = (!story.before.is_empty()).then(|| {
        el("div")
            .class("scene-before")
            .all(ink.blocks(story.before))
    });
    let end =
        (!story.end.is_empty()).then(|| ink.around(el("p").class("scene-end")).text(story.end));
    el("div")
        .class("slide-scene")
        .maybe(before)
        .all(ink.blocks(story.scene))
        .maybe(end)
}

/// A search before and after a change, or one to begin with.
fn tried(ink: &Ink, (before, after): &(String, String)) -> El {
    let words = ink.words();
    let query = |text: &str| ink.own(el("bdi").class("query")).text(text);
    let label = |text: &str| ink.around(el("span").class("small soft")).text(text);
    if after.is_empty() {
        return el("li").with(query(before));
    }
    el("li")
        .with(label(words.before))
        .text(" ")
        .with(query(before))
        .text(" ")
        .with(label(words.after))
        .text(" ")
        .with(query(after))
}

/// Right answers: an order with its numbers, others, and what does not belong.
fn answers(ink: &Ink, answers: &[Answer<'_>]) -> El {
    let words = ink.words();
    let list = |tag: &str, stands: Stands| {
        let items = answers.iter().filter(|answer| answer.stands == stands);
        let items: Vec<El> = items
            .map(|answer| {
                let item = el("li").maybe(answer.letter.map(lettered));
                said(ink, item, answer.text, "strong").all(ink.blocks(answer.why))
            })
            .collect();
        (!items.is_empty()).then(|| el(tag).class("bullets").all(items))
    };
    let out = list("ul", Stands::Out);
    let head = out.is_some().then(|| ink.around(el("h3")).text(words.out));
    el("div")
        .class("slide-answers")
        .with(ink.around(el("h3")).text(words.answer))
        .maybe(list("ol", Stands::InOrder))
        .maybe(list("ul", Stands::Beside))
        .maybe(head)
        .maybe(out)
}

fn row(
    ink: &Ink,
    n: u16,
    row: &Row<'_>,
    (many, is_story): (bool, bool),
    desk: Option<&Desk<'_>>,
) -> El {
    let voted = row.options.iter().any(|option| option.hands > 0);
    let options = (0_u16..).zip(&row.options).map(|(place, option)| {
        let way = desk.filter(|_| is_story);
        let way = way.map(|desk| (desk.way)(place, option.letter));
        let count = desk.map(|desk| (desk.count)(n, place, option.letter, option.hands));
        self::option(ink, option, voted, [count, way])
    });
    let about = (!row.about.is_empty()).then(|| ink.line(el("h3").class("row-about"), row.about));
    let web = ink.lesson.web.as_ref();
    let shown = row.page.filter(|_| row.looks);
    let shown = shown.and_then(|place| web?.page(place));
    let look = desk.filter(|_| row.page.is_some());
    el("div")
        .class("slide-row")
        .maybe_attr("data-many", many.then_some(""))
        .maybe_attr("data-looks", row.looks.then_some(""))
        .maybe(about)
        .maybe(look.map(|desk| (desk.look)(n, row.looks)))
        .maybe(shown.map(|found| page(ink, found)))
        .with(el("ul").class("votes").all(options.collect()))
        .maybe((!row.why.is_empty()).then(|| el("div").class("row-why").all(ink.blocks(row.why))))
}

fn option(ink: &Ink, option: &Choice<'_>, voted: bool, desk: [Option<El>; 2]) -> El {
    let words = ink.words();
    let counted = if option.hands == 1 {
        words.hand
    } else {
        words.hands
    };
    let counted = fill(counted, &[&digits(option.hands), &digits(option.percent)]);
    let hands = el("span")
        .class("hands")
        .with(ink.around(el("span").class("number")).text(&counted));
    let bar = el("span").class("bar").attr("aria-hidden", "true");
    bar.style("--part", &[&digits(option.percent), "%"].concat());
    let mark = option.right.map(|right| {
        let sign = if right { words.right } else { words.not_right };
        ink.around(el("span").class("right-or-not")).text(sign)
    });
    let name = match option.right {
        Some(true) => Some("right"),
        Some(false) => Some("wrong"),
        None => None,
    };
    let vote = el("li")
        .class("vote")
        .maybe_attr("data-mark", name)
        .maybe(voted.then_some(bar))
        .with(lettered(option.letter));
    let vote = match &option.listed {
        Some(listed) => vote.with(self::listed(ink, option.text, listed)),
        None => said(ink, vote, option.text, "span"),
    };
    let vote = vote.maybe(voted.then_some(hands));
    desk.into_iter().fold(vote, El::maybe).maybe(mark).maybe(
        (!option.why.is_empty()).then(|| el("div").class("vote-why").all(ink.blocks(option.why))),
    )
}

/// A result as lists show it: address, title, date, snippet; an advertisement says that it is one.
fn listed(ink: &Ink, title: Words<'_>, listed: &Listed<'_>) -> El {
    let sign = listed
        .ad
        .then(|| ink.around(el("span").class("ad-sign")).text(ink.words().ad));
    let dated = |snippet: El| match listed.date {
        "" => snippet,
        date => snippet.with(ink.day(date)).text(" — "),
    };
    let text = el("span").class("listed").with(
        el("span")
            .class("listed-url")
            .maybe(sign)
            .with(el("bdi").text(listed.url)),
    );
    said(ink, text, title, "strong").with(
        dated(el("span").class("listed-snippet")).with(ink.own(el("span")).text(listed.snippet)),
    )
}

/// A page of the invented web, as it is shown to the class.
fn page(ink: &Ink, page: &Page) -> El {
    let (author, date) = (!page.author.is_empty(), !page.date.is_empty());
    let by = (author || date).then(|| {
        let by = el("p").class("soft");
        let by = by.maybe(author.then(|| ink.own(el("span")).text(&page.author)));
        let by = if author && date { by.text(" · ") } else { by };
        by.maybe(date.then(|| ink.day(&page.date)))
    });
    // Most pages say their title in their first line.
    let first = match page.body.first() {
        Some(Block::Part(_, inner)) => inner.first(),
        first => first,
    };
    let titled = matches!(first, Some(Block::Heading(_, line)) if plain_line(line) == page.title);
    el("article")
        .class("slide-page")
        .attr("aria-label", &page.title)
        .with(
            el("p")
                .class("page-address")
                .attr("dir", "ltr")
                .text(&page.url),
        )
        .with(ink.own(el("p").class("page-site")).text(&page.site))
        .maybe((!titled).then(|| ink.own(el("h3")).text(&page.title)))
        .maybe(by)
        .all(ink.blocks(&page.body))
}
