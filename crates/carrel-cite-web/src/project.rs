//! Projects: lists of sources that a student keeps on this device, one IndexedDB value each.

use std::cell::Cell;
use std::rc::Rc;

use carrel_refs::{Problem, Source, csl};
use carrel_web::idb::{self, Idb};
use carrel_web::js;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::merge::merged;

const PROJECTS: &str = "projects";
const SETTINGS: &str = "settings";

/// A list of sources with its name and style.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// Its key: a number, newest last.
    pub id: u32,
    /// What the student calls it.
    pub name: String,
    /// Short name of its style.
    pub style: String,
    /// The language in which its citations are written; empty for the style's own.
    pub language: String,
    /// Its sources, in the student's own order.
    pub sources: Vec<Source>,
    /// True when the student's own order counts, not the style's.
    pub own_order: bool,
    /// The stored list as it was found, where not all of it could be read; kept until the student takes it away, so that
    /// nothing is lost by writing back what was understood.
    pub unread: String,
}

impl Project {
    /// Adds a source, or puts it in place of the one with its name.
    pub fn put(&mut self, mut source: Source) {
        if source.id.is_empty() {
            source.id = free_id(&self.sources);
        }
        match self.sources.iter_mut().find(|old| old.id == source.id) {
            Some(old) => *old = source,
            None => self.sources.push(source),
        }
    }

    /// Takes in a source that came from elsewhere: a file, a link, a page. A name that is taken belongs to another source,
    /// unless the title is the same, too: then nothing that the student wrote is changed, and only what was empty is filled.
    pub fn take_in(&mut self, source: &Source) {
        let same = |old: &&mut Source| old.id == source.id && !source.id.is_empty();
        match self.sources.iter_mut().find(same) {
            Some(old) if old.text("title") == source.text("title") => old.fill_from(source),
            Some(_) => self.put(Source {
                id: String::new(),
                ..source.clone()
            }),
            None => self.put(source.clone()),
        }
    }

    /// Puts a source that was taken away back in its place. Its name may be taken meanwhile: by the same source, which then gets
    /// what it has not, or by another, which keeps it.
    pub fn put_back(&mut self, place: usize, mut source: Source) {
        let place = place.min(self.sources.len());
        let taken = self.sources.iter_mut().find(|old| old.id == source.id);
        match taken {
            Some(old) if !source.called().is_empty() && old.called() == source.called() => {
                old.fill_from(&source);
                return;
            }
            Some(_) => source.id = free_id(&self.sources),
            None => {}
        }
        self.sources.insert(place, source);
    }

    fn key(&self) -> String {
        // As wide as any, so that keys sort as numbers do.
        let digits = self.id.to_string();
        [
            "0".repeat(10usize.saturating_sub(digits.len())).as_str(),
            &digits,
        ]
        .concat()
    }

    fn value(&self) -> JsValue {
        let value = js::object(&[
            ("id", self.id.into()),
            ("name", self.name.as_str().into()),
            ("style", self.style.as_str().into()),
            ("language", self.language.as_str().into()),
            ("own", self.own_order.into()),
            ("sources", csl::write(&self.sources).into()),
        ]);
        if !self.unread.is_empty() {
            js::set(&value, "unread", &self.unread.as_str().into());
        }
        value
    }

    /// What could not be read of what was stored.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        csl::read(&self.unread).1
    }

    fn from_value(value: &JsValue) -> Project {
        let text = |name| js::text(value, name).unwrap_or_default();
        let (sources, unread) = stored(text("sources"), text("unread"));
        Project {
            id: js::number(value, "id") as u32,
            name: text("name"),
            style: text("style"),
            language: text("language"),
            sources,
            own_order: js::get(value, "own").is_truthy(),
            unread,
        }
    }
}

/// The sources of a stored list, and that list itself where it could not be read as a whole; else what was found so before.
fn stored(list: String, before: String) -> (Vec<Source>, String) {
    let (sources, problems) = csl::read(&list);
    let unread = if problems.is_empty() { before } else { list };
    (sources, unread)
}

/// A name that no source of a list has.
#[must_use]
pub fn free_id(sources: &[Source]) -> String {
    let mut n = sources.len() + 1;
    loop {
        let id = ["s", &n.to_string()].concat();
        if sources.iter().all(|source| source.id != id) {
            return id;
        }
        n += 1;
    }
}

/// Where projects are kept. Without IndexedDB (some private windows) they live as long as the tab.
#[derive(Clone, Debug, Default)]
pub struct Store(Option<Idb>);

impl Store {
    /// Opens it for the site at `base`.
    pub async fn open(base: &str) -> Store {
        let name = idb::name(base, "cite");
        Store(Idb::open(&name, 1, &[PROJECTS, SETTINGS]).await.ok())
    }

    /// False when nothing is kept beyond this tab.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.0.is_some()
    }

    /// All projects, oldest first.
    pub async fn projects(&self) -> Vec<Project> {
        let Some(db) = &self.0 else {
            return Vec::new();
        };
        let Ok(all) = JsFuture::from(db.all(PROJECTS)).await else {
            return Vec::new();
        };
        let list = js::list(&js::object(&[("all", all)]), "all");
        list.iter().map(Project::from_value).collect()
    }

    /// Does to the project that is stored what leads from `before` to `after` ([`merged`]). True when another tab had
    /// changed it: then what is stored is more than `after`.
    ///
    /// # Errors
    /// What the browser says, for example when the disk is full.
    pub fn change(
        &self,
        before: Project,
        after: Project,
    ) -> Option<impl Future<Output = Result<bool, JsValue>> + use<>> {
        let db = self.0.as_ref()?;
        let more = Rc::new(Cell::new(false));
        let found = more.clone();
        let written = db.update(PROJECTS, &after.key(), true, move |stored| {
            if stored.is_undefined() || same(stored, &before.value()) {
                return after.value();
            }
            found.set(true);
            merged(&before, &after, &Project::from_value(stored)).value()
        });
        Some(async move {
            JsFuture::from(written).await?;
            Ok(more.get())
        })
    }

    /// Forgets a project.
    #[must_use]
    pub fn forget(&self, project: &Project) -> Option<JsFuture> {
        let db = self.0.as_ref()?;
        let keys = [JsValue::from(project.key())];
        let keys = js::array(keys.iter());
        Some(
            db.remove(PROJECTS, wasm_bindgen::JsCast::unchecked_ref(&keys))
                .into(),
        )
    }

    /// A setting, empty when there is none.
    pub async fn setting(&self, name: &str) -> String {
        let Some(db) = &self.0 else {
            return String::new();
        };
        let value = JsFuture::from(db.get(SETTINGS, name)).await;
        value
            .ok()
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    }

    /// Remembers a setting.
    pub fn remember(&self, name: &str, value: &str) {
        if let Some(db) = &self.0 {
            drop(db.put(SETTINGS, name, &value.into(), false));
        }
    }
}

/// Two stored values, compared as JSON: both are written by [`Project::value`].
fn same(a: &JsValue, b: &JsValue) -> bool {
    js::stringify(a) == js::stringify(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `s3` is free again once its source is taken away, and the next new one takes it.
    #[test]
    fn what_was_taken_away_comes_back_though_its_name_is_taken() {
        let source = |title: &str, annotation: &str| {
            let mut source = Source::new("", carrel_refs::Kind::BOOK);
            source.set("title", title);
            source.annotation = annotation.into();
            source
        };
        let list = |project: &Project| -> Vec<String> {
            let of = |source: &Source| format!("{} {}", source.text("title"), source.annotation);
            project.sources.iter().map(of).collect()
        };
        let mut project = Project::default();
        for title in ["Bees", "Owls", "Ants"] {
            project.put(source(title, "good"));
        }
        let gone = project.sources.remove(1);
        project.put(source("Moths", ""));
        project.put_back(1, gone);
        assert_eq!(
            list(&project),
            ["Bees good", "Owls good", "Ants good", "Moths "]
        );
        let gone = project.sources.pop().expect("a source");
        let ants = project.sources.remove(2);
        project.put(source("Wasps", ""));
        assert_eq!(project.sources[2].id, ants.id, "the name is taken");
        project.put_back(2, ants.clone());
        project.put_back(9, gone);
        assert_eq!(
            list(&project),
            ["Bees good", "Owls good", "Ants good", "Wasps ", "Moths "]
        );
        let ids: std::collections::BTreeSet<&str> =
            project.sources.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids.len(), 5);
        // Kept again meanwhile: it gets its annotation back and stands there once.
        let mut again = source("Bees", "");
        again.id = project.sources[0].id.clone();
        let gone = core::mem::replace(&mut project.sources[0], again);
        project.put_back(0, gone);
        assert_eq!(list(&project)[0], "Bees good");
        assert_eq!(project.sources.len(), 5);
        // Two without a title are two.
        project.sources = vec![Source::new("s1", carrel_refs::Kind::BOOK)];
        project.put_back(0, Source::new("s1", carrel_refs::Kind::INTERVIEW));
        assert_eq!(project.sources.len(), 2);
    }

    #[test]
    fn what_could_not_be_read_of_a_project_is_kept_and_told() {
        let whole = r#"[{"id": "a", "title": "Holes"}]"#.to_owned();
        let (sources, unread) = stored(whole.clone(), String::new());
        assert_eq!((sources.len(), unread.as_str()), (1, ""));
        // The end is gone: what is before it is read, and the text stays as it was.
        let cut = whole[..whole.len() - 1].to_owned() + ", {\"id\": \"b\", \"ti";
        let (sources, unread) = stored(cut.clone(), String::new());
        assert_eq!((sources.len(), &unread), (1, &cut));
        let project = Project {
            unread,
            ..Project::default()
        };
        assert_eq!(project.problems().len(), 1, "{:?}", project.problems());
        // Written back without it, the text is still there when it is read again.
        let (_, again) = stored(csl::write(&sources), project.unread);
        assert_eq!(again, cut);
        assert_eq!(Project::default().problems(), []);
    }
}
