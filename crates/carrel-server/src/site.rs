//! Plain files from a folder: the pages of the desk and the kiosk, so that they have an origin of their own.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Adds a folder below the routes: what no route takes is a file, or 404.
pub fn with_site(router: Router, folder: PathBuf) -> Router {
    let folder = Arc::new(folder);
    router.fallback(move |method: Method, uri: Uri| {
        let folder = folder.clone();
        async move {
            if method != Method::GET && method != Method::HEAD {
                return StatusCode::METHOD_NOT_ALLOWED.into_response();
            }
            let Some(path) = inside(&folder, uri.path()) else {
                return StatusCode::NOT_FOUND.into_response();
            };
            let is_kept = is_named_by_content(&folder, &path);
            let read = tokio::task::spawn_blocking(move || {
                let path = if path.is_dir() {
                    path.join("index.html")
                } else {
                    path
                };
                std::fs::read(&path).map(|bytes| (path, bytes))
            });
            match read.await {
                Ok(Ok((path, bytes))) => file(&path, is_kept, bytes),
                _ => StatusCode::NOT_FOUND.into_response(),
            }
        }
    })
}

/// Below a folder `app` of the site: the name changes with the content. Where the site itself lies says nothing.
fn is_named_by_content(folder: &Path, path: &Path) -> bool {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below.components().any(|part| part.as_os_str() == "app")
}

fn file(path: &Path, is_kept: bool, bytes: Vec<u8>) -> Response {
    let cache = if is_kept {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(path)),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    (headers, bytes).into_response()
}

/// The file a path means; nothing when it would leave the folder, is hidden, or is not plain.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = unescape(path)?;
    let relative = Path::new(path.trim_start_matches('/'));
    let is_plain = relative.components().all(|part| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    });
    (is_plain && !path.contains(['\\', '\0'])).then(|| folder.join(relative))
}

/// `%41` is `A`; anything that is not UTF-8 afterwards is nothing.
fn unescape(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%' {
            let digits = path.get(at + 1..at + 3)?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

fn content_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&str>) {
        let found = inside(Path::new("site"), path);
        assert_eq!(found.as_deref(), expected.map(Path::new), "{path}");
    }

    #[test]
    fn a_site_that_lies_in_a_folder_called_app_is_not_kept_for_a_year() {
        let site = Path::new("/app/site");
        assert!(!is_named_by_content(
            site,
            Path::new("/app/site/index.html")
        ));
        assert!(is_named_by_content(
            site,
            Path::new("/app/site/app/a-12.js")
        ));
        assert!(is_named_by_content(
            site,
            Path::new("/app/site/desk/app/a.js")
        ));
    }

    #[test]
    fn no_path_leaves_the_folder() {
        check("/", Some("site/"));
        check("/app/a%20b.js", Some("site/app/a b.js"));
        for path in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/%2E%2E%2fx",
            "/.git/config",
            "/a\\..\\x",
            "/a%00",
            "/%ff",
            "/%4",
            "/%zz",
            "//etc/../x",
        ] {
            check(path, None);
        }
        // An absolute path is taken as one below the folder.
        check("//etc/passwd", Some("site/etc/passwd"));
    }
}
