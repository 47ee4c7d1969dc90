//! Exit codes, and the one place where a failure is printed.

use std::io::ErrorKind;
use std::path::Path;

use carrel_site::json::Json;

/// All went well.
pub(crate) const DONE: u8 = 0;
/// It could not be done; nothing was changed.
pub(crate) const FAILED: u8 = 1;
/// The command line is wrong.
pub(crate) const USAGE: u8 = 2;
/// It was done, and there is something to look at: `verify` found faults, or an input was not whole.
pub(crate) const FAULTS: u8 = 3;

/// What is said when a command ends badly: what is wrong, expected and found, and the way out.
#[derive(Debug)]
pub(crate) struct Failure {
    error: anyhow::Error,
    way_out: String,
    /// What was found before it failed, for `--json`.
    report: Json,
    code: u8,
}

pub(crate) type Result<T = (), E = Failure> = core::result::Result<T, E>;

impl Failure {
    pub(crate) fn new(what: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self {
            error: anyhow::Error::msg(what.into()),
            way_out: way_out.into(),
            report: Json::Object(Vec::new()),
            code: FAILED,
        }
    }

    /// What stands on the command line is wrong, whatever is on the disk.
    pub(crate) fn usage(what: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self {
            code: USAGE,
            ..Self::new(what, way_out)
        }
    }

    /// A file or folder that the system will not let us use.
    pub(crate) fn io(error: std::io::Error, doing: &str, path: &Path) -> Self {
        let way_out = match error.kind() {
            ErrorKind::NotFound => {
                "Check the name and the folder; a name with blanks needs quotes around it."
            }
            ErrorKind::PermissionDenied => {
                "You may not do that here: take another folder, or ask whoever looks after this computer."
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "The disk is full: make room, or take a folder on another disk."
            }
            ErrorKind::ReadOnlyFilesystem => {
                "This disk can only be read: take a folder on another one."
            }
            ErrorKind::InvalidData => {
                "It is not text in UTF-8: it is damaged, or was saved as something else. Make it again."
            }
            ErrorKind::Unsupported => "Rename it, or move it out of this folder.",
            ErrorKind::IsADirectory => "Give a file, not a folder.",
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                "A part of this path is a file and not a folder."
            }
            _ => "Try again; if it stays, the disk or the network folder may be in trouble.",
        };
        Self {
            error: anyhow::Error::new(error)
                .context(format!("could not {doing} {}", path.display())),
            way_out: way_out.to_owned(),
            report: Json::Object(Vec::new()),
            code: FAILED,
        }
    }

    /// With another way out than the one that the system's error suggests.
    pub(crate) fn way_out(mut self, way_out: impl Into<String>) -> Self {
        self.way_out = way_out.into();
        self
    }

    /// With what was found before it failed.
    pub(crate) fn with(mut self, report: Json) -> Self {
        self.report = report;
        self
    }

    /// As an object: what was found, and the error.
    pub(crate) fn to_json(&self) -> Json {
        let mut object = self.report.clone();
        object.set("error", self.message().into());
        if !self.way_out.is_empty() {
            object.set("way_out", self.way_out.as_str().into());
        }
        object
    }

    pub(crate) fn code(&self) -> u8 {
        self.code
    }

    /// The whole chain on one line.
    pub(crate) fn message(&self) -> String {
        format!("{:#}", self.error)
    }

    pub(crate) fn print(&self) {
        eprintln!("carrel: {}", self.message());
        if !self.way_out.is_empty() {
            eprintln!("  What to do: {}", self.way_out);
        }
    }
}

/// What could not be printed. A reader that went away, as `head` does, is no failure; a full disk is one.
pub(crate) fn unprinted(error: &std::io::Error) {
    if error.kind() == ErrorKind::BrokenPipe {
        return;
    }
    eprintln!("carrel: could not write on standard output: {error}");
    std::process::exit(i32::from(FAILED));
}
