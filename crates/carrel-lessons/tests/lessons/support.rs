//! The lesson that the other tests use: every example of FORMAT.md, with a web of five pages.

use carrel_lessons::compile::{self, File, Level};
use carrel_lessons::model::{Lesson, ShelfPart};
use carrel_lessons::player::{Ask, Catalogue, ShelfBook};

pub(crate) const STANDARDS: &[u8] = include_bytes!("../../../../lessons/standards.toml");
pub(crate) const FORMAT: &str = include_str!("../../../../lessons/FORMAT.md");

/// The examples of the guide, each in a step of its own, and an easier twin and two review cards.
pub(crate) fn everything() -> Lesson {
    let mut body = String::new();
    for fence in FORMAT.split("```").skip(1).step_by(2) {
        let example = fence.split_once('\n').map_or("", |(_, body)| body);
        if example.starts_with(":::") {
            let kind = example.split_whitespace().nth(1).unwrap_or("");
            body.push_str(&format!("## {kind}\n{example}\n"));
        }
    }
    body.push_str("::: choice easier twin-of=owner-1\nWho knows more about a group?\n- [x] Others\n  > Yes.\n- [ ] The group\n  > No.\n:::\n");
    for n in [1, 2] {
        body.push_str(&format!("::: choice again-{n} review\nSource {n}: who pays?\n- [x] The firm\n  > Yes.\n- [ ] Nobody\n  > No.\n:::\n"));
    }
    compiled(&body)
}

pub(crate) fn compiled(body: &str) -> Lesson {
    let head = "+++\nid = \"T1\"\ntitle = \"Every kind\"\nsummary = \"A sentence.\"\ngrades = [6, 8]\nminutes = 200\n\
        licence = \"CC-BY-4.0\"\nstandards = [\"AASL:IV.B.3\"]\n[skills]\nwho-is-behind = \"I can.\"\n+++\n";
    let text = format!("{head}{body}");
    let page = |name: &str, owner: &str| {
        (
            format!("t/web/{name}.page.md"),
            format!(
                "+++\nurl = \"{name}.example\"\ntitle = \"{name}\"\nowner = \"{owner}\"\nlooks = \"news\"\ntruth = \"mixed\"\n+++\n## Head\n\nWords about bottlers and water on {name}.\n"
            ),
        )
    };
    let pages = [
        page("tap-facts", "Bottlers United"),
        page("river-times-bottlers", "River Times"),
        page("enc-tap-facts", "Encyclopedia"),
        page("city-water", "City"),
        page("pure-peak", "Bottlers United"),
    ];
    let mut files = vec![
        File {
            path: "standards.toml",
            bytes: STANDARDS,
        },
        File {
            path: "t/lesson.md",
            bytes: text.as_bytes(),
        },
    ];
    files.extend(pages.iter().map(|(path, text)| File {
        path,
        bytes: text.as_bytes(),
    }));
    let set = compile::set(&files);
    let errors: Vec<String> = set
        .faults
        .iter()
        // One truth for all pages is a fault of a real lesson, and of no matter here.
        .filter(|f| f.level == Level::Error && f.code != "balance")
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    set.lessons.into_iter().next().unwrap()
}

/// A catalogue of a few hundred titles, by rule: a word of n letters has 10 n titles, two words share as many as the shorter has letters.
pub(crate) struct Small;

impl Catalogue for Small {
    fn count(&self, ask: Ask<'_>) -> Option<u32> {
        let n = |w: &str| u32::try_from(w.len()).unwrap() * 10;
        let both = |a: &str, b: &str| n(a).min(n(b)) / 10;
        Some(match ask {
            Ask::Word(a) => n(a),
            Ask::And(a, b) => both(a, b),
            Ask::Or(a, b) => n(a) + n(b) - both(a, b),
            Ask::Not(a, b) => n(a) - both(a, b),
            Ask::Phrase(..) => 1,
            Ask::Subject(_) => 4,
            Ask::Typed(text) => match text.split_whitespace().count() {
                0 => 0,
                1 => n(text),
                2 => 7,
                _ => 0,
            },
        })
    }

    fn pairs(&self) -> Option<Vec<(String, String)>> {
        Some(vec![("rivers".to_owned(), "maps".to_owned())])
    }

    fn shelf(&self, _: ShelfPart, count: u16, seed: u32) -> Vec<ShelfBook> {
        let order = carrel_core::call_number::PrefixOrder::default();
        let skip = seed as usize % 2;
        [
            "501 OSB",
            "501.02 TAY",
            "501.2 ABE",
            "510 KIM",
            "599.5 SIM",
            "REF 030 WOR",
        ]
        .iter()
        .skip(skip)
        .take(usize::from(count))
        .map(|call| ShelfBook {
            call: (*call).to_owned(),
            key: carrel_core::call_number::CallNumber::parse(call)
                .key(&order)
                .0,
            title: format!("Title {call}"),
        })
        .collect()
    }
}
