//! The files of a site, and the order to upload them in.

/// Files that a site has beside the app's own and the pack's.
pub const GENERATED: &[&str] = &["404.html", "UPLOAD.txt", "app.json"];
