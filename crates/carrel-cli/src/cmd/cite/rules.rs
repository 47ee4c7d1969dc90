//! The rules of schools beside a shipped style, done to CSL-JSON as it was given: only what a rule changes is changed, and
//! what the app does not know of stays for the engine.

use carrel_refs::{csl, school};
use carrel_site::json::Json;

/// Items as a shipped style should see them, and the names of those that its list leaves out. What is no whole JSON goes the
/// way that the app reads it.
pub(super) fn ready(text: &str, style: &str, lang: &str) -> (String, Vec<String>) {
    let whole = match Json::parse(text) {
        Some(Json::List(list)) => Some(list),
        Some(item @ Json::Object(_)) => Some(vec![item]),
        _ => None,
    };
    let Some(mut items) = whole else {
        let sources = csl::read(text).0;
        let unlisted = school::unlisted(&sources, style);
        let ready = |source| school::in_language(source, style, lang);
        let ready: Vec<_> = sources.iter().map(ready).collect();
        return (csl::write(&ready), unlisted);
    };
    let mut unlisted = Vec::new();
    for item in &mut items {
        let (sources, _) = csl::read(&item.line());
        if let [source] = sources.as_slice() {
            let after = school::in_language(source, style, lang);
            patch(item, &written(source), &written(&after));
            unlisted.extend(school::unlisted(&sources, style));
        }
    }
    (Json::List(items).line(), unlisted)
}

fn written(source: &carrel_refs::Source) -> Vec<(String, Json)> {
    let mut text = String::new();
    csl::write_one(source, &mut text);
    match Json::parse(&text) {
        Some(Json::Object(entries)) => entries,
        _ => Vec::new(),
    }
}

/// Does to an item what leads from one writing of it to the other.
fn patch(item: &mut Json, before: &[(String, Json)], after: &[(String, Json)]) {
    for (key, value) in after {
        let was = before.iter().find(|(old, _)| old == key);
        if key != "custom" && was.map(|(_, old)| old) != Some(value) {
            item.set(key, value.clone());
        }
    }
    if let Json::Object(entries) = item {
        let gone = |key: &String| {
            let has = |list: &[(String, Json)]| list.iter().any(|(known, _)| known == key);
            has(before) && !has(after)
        };
        entries.retain(|(key, _)| !gone(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(style: &str, item: &str, expected: &str, unlisted: usize) {
        let (ready, left_out) = ready(item, style, "en-US");
        assert_eq!(ready, expected, "{style}");
        assert_eq!(left_out.len(), unlisted, "{style}");
    }

    #[test]
    fn a_rule_changes_what_it_is_about_and_nothing_else() {
        let book = r#"{"id":"a","type":"book","title":"Holes","publisher":"Yearling","publisher-place":"New York","issued":{"date-parts":[[1998],[2001]]},"PMID":7}"#;
        let without = r#"[{"id":"a","type":"book","title":"Holes","publisher":"Yearling","issued":{"date-parts":[[1998],[2001]]},"PMID":7}]"#;
        check("mla", book, without, 0);
        check("chicago-notes-17", book, &["[", book, "]"].concat(), 0);
        // Types that the app has no kind for stay what they are.
        let score = r#"[{"id":"b","type":"musical_score","title":"Sonata"}]"#;
        check("apa", score, score, 0);
    }

    #[test]
    fn what_the_list_leaves_out_is_named() {
        let chat = r#"[{"id":"c","type":"software","title":"Why?","container-title":"ChatGPT","publisher":"OpenAI","custom":{"kind":"ai-chat"}}]"#;
        assert_eq!(ready(chat, "chicago-notes", "en-US").1, ["c"]);
        assert_eq!(ready(chat, "apa", "en-US").1, [""; 0]);
    }

    #[test]
    fn broken_json_is_read_as_far_as_it_goes() {
        let (text, _) = ready(
            r#"[{"id": "a", "type": "book", "title": "Holes"}, {"id""#,
            "mla",
            "en-US",
        );
        assert!(text.contains("Holes"), "{text}");
    }
}
