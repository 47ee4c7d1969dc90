//! The teacher's pages (`lessons/teach…`, `lessons/present/…`, `lessons/wall/…`) are a module of their own, so that
//! students do not download them. The app knows one page of lessons; this hands it on.

use carrel_web::app::App;
use carrel_web::el::{El, el};
use carrel_web::net::Missing;
use wasm_bindgen::prelude::*;

use crate::lesson;

/// Whether a page of the app is the teacher's.
#[must_use]
pub fn owns(path: &str) -> bool {
    let slug = path.strip_prefix("lessons/").unwrap_or("");
    let first = slug.split('/').next().unwrap_or("");
    ["teach", "present", "wall"].contains(&first)
}

/// Mounts the module into `host`, and gives what the app calls when the reader leaves.
#[must_use]
pub fn mount(host: &El, app: &App) -> JsValue {
    let inside = el("div");
    host.fill(vec![inside.clone()]);
    let (place, again) = (host.clone(), app.clone());
    app.hand_on("teach", &inside, move |why| {
        let own = place.clone();
        place.fill(lesson::trouble(&Missing::Offline(why), move || {
            // What this gives back is lost: a module that came late is only told by its next visit.
            let _ = mount(&own, &again);
        }));
    })
}

#[cfg(test)]
mod tests {
    use super::owns;

    #[test]
    fn a_lesson_is_not_the_teachers() {
        for path in ["lessons/teach", "lessons/teach/4H7K2M9QX", "lessons/wall/x"] {
            assert!(owns(path), "{path}");
        }
        for path in ["lessons", "lessons/teaching-cats", "lessons/x/teach"] {
            assert!(!owns(path), "{path}");
        }
    }
}
