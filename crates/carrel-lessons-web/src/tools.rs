//! What a student opens beside a lesson: the settings of reading, the code as a square. Their content comes with the piece
//! `tools` when it is first opened.

use carrel_web::el::{El, el};
use carrel_web::{js, pieces};

use crate::t;

/// The piece with reading aloud, the settings of reading, the ruler, the square and the page where one joins a class.
pub const TOOLS: &str = "tools";

/// Something to open, whose content is made when it is opened.
#[must_use]
pub fn opened(class: &str, label: &str, make: impl Fn() -> Vec<El> + 'static) -> El {
    opened_by(class, label, Box::new(make))
}

fn opened_by(class: &str, label: &str, make: Box<dyn Fn() -> Vec<El>>) -> El {
    let inside = el("div").class("inside");
    let (place, make) = (inside.clone(), std::rc::Rc::new(make));
    el("details")
        .class(class)
        .with(el("summary").text(label))
        .with(inside)
        .on("toggle", move |_| {
            if place.element().first_element_child().is_none() {
                fill(&place, &make);
            }
        })
}

fn fill(place: &El, make: &std::rc::Rc<Box<dyn Fn() -> Vec<El>>>) {
    let (place, make) = (place.clone(), make.clone());
    js::spawn(async move {
        match pieces::come(TOOLS).await {
            Ok(()) => place.fill(make()),
            // As text, so that opening it again tries again.
            Err(_) => place.say(t::offline_text()),
        }
    });
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Words of a piece lie with it: what is fetched before it has none of them, and would say nothing. Of `rewriting` the one
    /// function [`crate::exercise`] hands to it is named by its first line.
    #[test]
    fn words_of_a_piece_are_said_by_the_piece_alone() {
        const OF_IT: [(&str, &[&str]); 3] = [
            (
                "tools",
                &[
                    "aloud.rs",
                    "join_page.rs",
                    "report.rs",
                    "ruler.rs",
                    "settings.rs",
                    "square.rs",
                    "work.rs",
                ],
            ),
            ("catalogue", &["asking.rs", "search.rs"]),
            ("rewriting", &["fn threads("]),
        ];
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let english = std::fs::read_to_string(root.join("../../locales/en.toml")).unwrap();
        let mut keys: Vec<(&str, String)> = Vec::new();
        let mut key = "";
        for line in english.lines() {
            if let Some(name) = line.strip_prefix("[lessons.") {
                key = name.trim_end_matches(']');
            } else if line.starts_with('[') {
                key = "";
            } else if let Some(piece) = line.strip_prefix("piece = ").filter(|_| !key.is_empty()) {
                keys.push((piece.trim_matches('"'), format!("t::{key}(")));
            }
        }
        for (piece, _) in &keys {
            assert!(OF_IT.iter().any(|(name, _)| name == piece), "{piece}");
        }
        assert!(keys.len() > 55, "{keys:?}");
        let mut said = 0;
        for folder in ["src", "src/controls"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                for (piece, places) in OF_IT {
                    let own = |(of, key): &&(&str, String)| *of == piece && text.contains(key);
                    let found: Vec<&(&str, String)> = keys.iter().filter(own).collect();
                    said += found.len();
                    let inside = |place: &&str| {
                        // Of a function all behind its beginning, up to the end of it.
                        text.split_once(*place).is_some_and(|(before, rest)| {
                            let end = rest.find("\n}\n").unwrap_or(rest.len());
                            let outside = [before, &rest[end..]].concat();
                            !found.iter().any(|(_, key)| outside.contains(key))
                        })
                    };
                    assert!(
                        found.is_empty()
                            || places.contains(&name.as_str())
                            || places.iter().any(inside),
                        "{name} says words that lie in the piece `{piece}`: {found:?}"
                    );
                }
            }
        }
        assert!(said >= keys.len(), "{said} of {}", keys.len());
    }
}
