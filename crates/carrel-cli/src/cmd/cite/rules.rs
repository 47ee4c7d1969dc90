//! The rules of schools beside a shipped style, done to CSL-JSON as it was given: only what a rule changes is changed, what the app
//! reads and the engine does not is written out, and what the app does not know of stays for the engine.

use std::collections::BTreeSet;

use carrel_refs::{Fault, Kind, Problem, csl, kind, school};
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
        let ready = |source| {
            let mut ready = school::in_language(source, style, lang);
            ready.speak(lang);
            ready
        };
        let ready: Vec<_> = sources.iter().map(ready).collect();
        return (csl::write(&ready), unlisted);
    };
    let (mut unlisted, mut ids) = (Vec::new(), BTreeSet::new());
    for item in &mut items {
        own_id(item, &mut ids);
        let (sources, problems) = csl::read(&item.line());
        if let [source] = sources.as_slice() {
            let before = written(source);
            mend(item, &before, &problems);
            let after = school::in_language(source, style, lang);
            patch(item, &before, &written(&after));
            unlisted.extend(school::unlisted(&sources, style));
        }
        // As `Source::speak`.
        let said = item.get("language").and_then(Json::text);
        if !lang.starts_with("en") && said.is_none_or(|said| said.trim().is_empty()) {
            item.set("language", Json::Text(lang.to_owned()));
        }
    }
    (Json::List(items).line(), unlisted)
}

/// An id that an item before has becomes another one, so that both are written and each is pointed to.
fn own_id(item: &mut Json, ids: &mut BTreeSet<String>) {
    let id = match item.get("id") {
        Some(Json::Text(id) | Json::Number(id)) => id.clone(),
        _ => return,
    };
    let mut own = id.clone();
    let mut n = 1;
    while !ids.insert(own.clone()) {
        n += 1;
        own = format!("{id}-{n}");
    }
    if own != id {
        item.set("id", Json::Text(own));
    }
}

/// Puts what the app read in the place of what the engine cannot read, or reads otherwise: names and dates as one text, a day
/// that is told to be none, a type of another program, a title in a list.
fn mend(item: &mut Json, read: &[(String, Json)], problems: &[Problem]) {
    let Json::Object(entries) = item else {
        return;
    };
    let no_date = |key: &str| {
        let mut faults = problems.iter().map(|problem| &problem.fault);
        faults.any(|fault| matches!(fault, Fault::Date(name, _) if name == key))
    };
    for (key, value) in entries {
        let good = match key.as_str() {
            "id" | "custom" | "annote" => true,
            "type" => value
                .text()
                .is_some_and(|name| Kind::in_csl(name).is_some()),
            name if kind::is_role(name) => value
                .list()
                .is_some_and(|all| all.iter().all(|one| matches!(one, Json::Object(_)))),
            name if csl::is_date(name) => is_plain_date(value) && !no_date(name),
            // A language by another name, and a register of numbers that is no database.
            "language" | "source" => {
                let app = read.iter().find(|(name, _)| name == key);
                app.is_some_and(|(_, app)| app == value)
            }
            _ => value
                .list()
                .is_none_or(|all| all.is_empty() || all.iter().any(|one| one.text().is_none())),
        };
        if good {
            continue;
        }
        if let Some((_, read)) = read.iter().find(|(name, _)| name == key) {
            *value = read.clone();
        } else if no_date(key) || key == "source" {
            *value = Json::Null;
        }
    }
}

/// An object whose years, months and days are numbers, or words alone.
fn is_plain_date(value: &Json) -> bool {
    let number = |part: &Json| match part {
        Json::Number(_) => true,
        Json::Text(text) => text.trim().parse::<i32>().is_ok(),
        _ => false,
    };
    let end = |end: &Json| end.list().is_some_and(|parts| parts.iter().all(number));
    match value.get("date-parts") {
        Some(parts) => parts.list().is_some_and(|ends| ends.iter().all(end)),
        None => matches!(value, Json::Object(_)),
    }
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

    /// As the app reads them: the engine takes lists of names, days in numbers and CSL's own types alone.
    #[test]
    fn what_the_app_reads_and_the_engine_does_not_is_written_out() {
        check(
            "mla",
            r#"{"id":"a","type":"journal-article","title":["T"],"author":"Ann Lee","issued":{"date-parts":[["May 3, 2020"]]},"PMID":7}"#,
            r#"[{"id":"a","type":"article-journal","title":"T","author":[{"family":"Lee","given":"Ann"}],"issued":{"date-parts":[[2020,5,3]]},"PMID":7}]"#,
            0,
        );
        check(
            "apa",
            r#"{"id":"a","type":"book","title":"T","author":["Lee, Ann",{"family":"Rao","given":"P.","dropping-particle":"van"}],"issued":"2020"}"#,
            r#"[{"id":"a","type":"book","title":"T","author":[{"family":"Lee","given":"Ann"},{"family":"Rao","given":"P. van"}],"issued":{"date-parts":[[2020]]}}]"#,
            0,
        );
        // The engine would take month 13 for a spring.
        check(
            "apa",
            r#"{"id":"a","type":"book","title":"T","issued":{"date-parts":[[2020,13]]}}"#,
            r#"[{"id":"a","type":"book","title":"T","issued":{"date-parts":[[2020]]}}]"#,
            0,
        );
        check(
            "mla",
            r#"{"id":"a","type":"article-journal","title":"T","language":"English","source":"DOI.org (Crossref)"}"#,
            r#"[{"id":"a","type":"article-journal","title":"T","language":"en","source":null}]"#,
            0,
        );
        // A name in four parts, a name of another role and a season say more than the app keeps.
        let rich = r#"{"id":"a","type":"book","title":"T","author":[{"family":"Rao","given":"P.","dropping-particle":"van"}],"curator":[{"literal":"X"}],"issued":{"date-parts":[[2020]],"season":1}}"#;
        check("chicago-notes", rich, &["[", rich, "]"].concat(), 0);
    }

    #[test]
    fn a_title_is_in_the_language_of_its_list_unless_it_says_another() {
        let items = r#"[{"id":"a","title":"A"},{"id":"b","title":"B","language":"en"}]"#;
        let (spanish, _) = ready(items, "mla", "es-ES");
        assert_eq!(
            spanish,
            r#"[{"id":"a","title":"A","language":"es-ES"},{"id":"b","title":"B","language":"en"}]"#
        );
        assert_eq!(ready(items, "mla", "en-GB").0, items);
    }

    #[test]
    fn an_id_that_comes_again_is_another_item() {
        let (ready, _) = ready(
            r#"[{"id":"a","title":"A"},{"id":"a-2","title":"B"},{"id":"a","title":"C"}]"#,
            "mla",
            "en-US",
        );
        assert!(ready.contains(r#""id":"a-3","title":"C""#), "{ready}");
    }

    #[test]
    fn what_the_list_leaves_out_is_named() {
        let chat = r#"[{"id":"c","type":"software","title":"Why?","container-title":"ChatGPT","publisher":"OpenAI","custom":{"kind":"ai-chat"}}]"#;
        assert_eq!(ready(chat, "chicago-notes", "en-US").1, ["c"]);
        assert_eq!(ready(chat, "apa", "en-US").1, [""; 0]);
        // Of another program, which says only the genre.
        let chat = r#"[{"id":"c","type":"software","title":"Why?","container-title":"ChatGPT","publisher":"OpenAI","genre":"Generative AI chat"}]"#;
        assert_eq!(ready(chat, "chicago-notes", "en-US").1, ["c"]);
        assert!(ready(chat, "mla", "en-US").0.contains("prompt"));
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
