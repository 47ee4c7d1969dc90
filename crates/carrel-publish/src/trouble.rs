//! When something goes wrong: what happened, what is safe, what to do.

use std::rc::Rc;

use carrel_web::el::{El, button, el};
use carrel_web::files::File;

use crate::parts::{heading, main_button, p, size};
use crate::session::{Session, Step};
use crate::t;

/// Bytes that are read at most. A browser's page has 4 GB for everything, and records take more room than their file.
pub const MOST: f64 = 768.0 * 1024.0 * 1024.0;

/// What the main button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Back to the files.
    Files,
    /// Read the same files again.
    Read,
    /// Make the zip again.
    Zip,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    title: String,
    safe: &'static str,
    what_to_do: String,
    detail: String,
    way: Way,
}

/// What the worker could not do, and what to do about it: `kind` is a word of `carrel_import::importer::Kind`.
#[must_use]
pub fn said(kind: &str, file: &str, found: &str) -> (String, &'static str) {
    match kind {
        "folder" => (t::fail_folder(found), t::fail_folder_do()),
        "read" => (t::fail_read(file, found), t::fail_read_do()),
        "fetch" => (t::fail_fetch(file), t::fail_fetch_do()),
        "answer" => (t::fail_answer(file, found), t::fail_fetch_do()),
        "day" => (t::fail_day(found), t::fail_day_do()),
        "settings" => (wrong_setting(file, found), t::fail_settings_do()),
        "busy" => (t::fail_busy().to_owned(), t::fail_busy_do()),
        "app" => (found.to_owned(), t::fail_app_do()),
        // The report has its own way out in it.
        "report" => (found.to_owned(), ""),
        _ => (found.to_owned(), t::trouble_other_do()),
    }
}

/// `found` is the number of the line and what is wrong in it.
fn wrong_setting(file: &str, found: &str) -> String {
    let (line, reason) = found.split_once(": ").unwrap_or(("1", found));
    t::fail_settings(file, line, reason)
}

impl Trouble {
    fn new(title: &str, what_to_do: &str, detail: &str, way: Way) -> Self {
        Self {
            title: title.to_owned(),
            safe: t::what_is_safe(),
            what_to_do: what_to_do.to_owned(),
            detail: detail.to_owned(),
            way,
        }
    }

    /// What is wrong with a file that was just chosen; `None` when it may be an export.
    #[must_use]
    pub fn with(file: &File) -> Option<Self> {
        Self::with_name(&file.name(), file.size())
    }

    fn with_name(name: &str, size: f64) -> Option<Self> {
        if size == 0.0 {
            let title = t::trouble_empty_title(name);
            return Some(Self::new(&title, t::trouble_empty_do(), "", Way::Files));
        }
        let what_to_do = match kind_of(name) {
            Kind::Sheet => t::trouble_kind_sheet(),
            Kind::Document => t::trouble_kind_text(),
            Kind::Archive => t::trouble_kind_zip(),
            Kind::Unknown => return None,
        };
        let title = t::trouble_kind_title(name);
        Some(Self::new(&title, what_to_do, "", Way::Files))
    }

    /// Too many bytes.
    #[must_use]
    pub fn too_big(bytes: f64) -> Option<Self> {
        (bytes > MOST).then(|| {
            let what_to_do = t::trouble_big_do(&size(bytes), &size(MOST));
            Self::new(t::trouble_big_title(), &what_to_do, "", Way::Files)
        })
    }

    /// The worker did not start; `reached` says whether the server answers at all.
    #[must_use]
    pub fn no_reader(detail: &str, reached: bool) -> Self {
        let what_to_do = if reached {
            t::trouble_reader_do()
        } else {
            t::trouble_reader_offline()
        };
        Self::new(t::trouble_reader_title(), what_to_do, detail, Way::Read)
    }

    /// The worker ended without a word: there was no memory left.
    #[must_use]
    pub fn memory(detail: &str) -> Self {
        let what_to_do = t::trouble_memory_do();
        Self::new(t::trouble_memory_title(), what_to_do, detail, Way::Read)
    }

    /// A mistake of ours.
    #[must_use]
    pub fn defect(detail: &str) -> Self {
        let what_to_do = t::trouble_other_do();
        Self::new(t::trouble_other_title(), what_to_do, detail, Way::Read)
    }

    /// A file could not be read: moved away, or its stick was pulled.
    #[must_use]
    pub fn unread(what: &str, remedy: &str) -> Self {
        let what_to_do = format!("{what} {remedy}");
        Self::new(t::trouble_read_title(), &what_to_do, "", Way::Files)
    }

    /// The zip could not be made.
    #[must_use]
    pub fn no_zip(what: &str, remedy: &str) -> Self {
        Self {
            safe: t::trouble_zip_safe(),
            ..Self::new(t::trouble_zip_title(), remedy, what, Way::Zip)
        }
    }

    /// The step in which it happened.
    #[must_use]
    pub fn step(&self) -> usize {
        if self.way == Way::Zip { 2 } else { 0 }
    }

    /// The message as a step.
    #[must_use]
    pub fn view(&self, session: &Rc<Session>) -> (El, Vec<El>) {
        let (me, way) = (session.clone(), self.way);
        let retry = main_button(t::retry(), move || match way {
            Way::Zip => me.zip(),
            _ => me.read(),
        });
        let me = session.clone();
        let go_back = move || {
            me.go(if way == Way::Zip {
                Step::Try
            } else {
                Step::Choose
            })
        };
        let back_label = match way {
            Way::Zip => t::try_title(),
            _ => t::back(),
        };
        let buttons = el("div").class("cluster");
        let buttons = if self.way == Way::Files {
            buttons.with(main_button(back_label, go_back))
        } else {
            buttons.with(retry).with(button(back_label, go_back))
        };
        let detail = (!self.detail.is_empty()).then(|| {
            el("details")
                .with(el("summary").text(t::detail()))
                .with(el("pre").attr("dir", "auto").text(&self.detail))
        });
        let note = el("div")
            .class("note")
            .attr("data-kind", "trouble")
            .with(p(&self.what_to_do))
            .with(p(self.safe))
            .with(buttons)
            .maybe(detail);
        (heading(&self.title), vec![note])
    }
}

/// What a file is, as far as its name says: only what certainly is no export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sheet,
    Document,
    Archive,
    Unknown,
}

fn kind_of(name: &str) -> Kind {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "xls" | "xlsx" | "xlsm" | "ods" | "numbers" => Kind::Sheet,
        "pdf" | "doc" | "docx" | "odt" | "rtf" | "ppt" | "pptx" | "png" | "jpg" | "jpeg"
        | "gif" | "html" | "htm" => Kind::Document,
        "zip" | "7z" | "rar" | "tar" => Kind::Archive,
        _ => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certainly_no_export_is_known_by_its_name() {
        for (name, kind) in [
            ("export.mrc", Kind::Unknown),
            ("export.MRC.gz", Kind::Unknown),
            ("export", Kind::Unknown),
            ("Books.XLSX", Kind::Sheet),
            ("report.pdf", Kind::Document),
            ("site.zip", Kind::Archive),
            ("a.tar", Kind::Archive),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn an_empty_file_is_refused_before_anything_else() {
        let trouble = Trouble::with_name("books.xlsx", 0.0).expect("refused");
        assert_eq!(trouble.title, "books.xlsx is empty");
        assert_eq!(Trouble::with_name("books.csv", 1.0), None);
        assert_eq!(Trouble::too_big(MOST), None);
    }
}
