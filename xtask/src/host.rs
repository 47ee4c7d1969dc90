//! A static web server for development and for the journeys: as good as a careful host, or as bad as
//! the ones schools have, on request.
//!
//! It listens on 127.0.0.1 only. One thread a connection; files are read when asked for, so a folder may
//! change under it. HTTP/1.1 with keep-alive, `GET` and `HEAD`, ETag, brotli and gzip where a compressed
//! file is at hand.

use crate::place;
use crate::run::{Failure, Result, While};
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, UNIX_EPOCH};

/// Which content types the host knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mime {
    /// All of them.
    Right,
    /// Only HTML, CSS and JavaScript; everything else is `text/plain`. Many old hosts are like this.
    Wrong,
    /// JavaScript is `text/plain` too. No browser runs modules or service workers from such a host.
    WrongScripts,
}

/// How the server behaves.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    pub(crate) folder: PathBuf,
    /// The path the site lies under, with a slash at both ends.
    pub(crate) base: String,
    pub(crate) mime: Mime,
    /// What is missing answers 200 with a page.
    pub(crate) fallback_200: bool,
    /// Waited before each answer, and once more on a new connection.
    pub(crate) round_trip: Duration,
    /// Bytes a second, shared by all connections.
    pub(crate) bytes_per_second: Option<u64>,
    /// `max-age` for every file, in place of the careful rules.
    pub(crate) cache_seconds: Option<u64>,
    /// Compressed twins kept elsewhere: path in the site to file.
    pub(crate) brotli: HashMap<String, PathBuf>,
    /// Print a line for each request.
    pub(crate) log: bool,
}

impl Host {
    /// A careful host for a folder.
    pub(crate) fn new(folder: PathBuf) -> Host {
        Host {
            folder,
            base: "/".to_owned(),
            mime: Mime::Right,
            fallback_200: false,
            round_trip: Duration::ZERO,
            bytes_per_second: None,
            cache_seconds: None,
            brotli: HashMap::new(),
            log: false,
        }
    }

    /// Starts to listen; 0 takes any free port.
    pub(crate) fn listen(self, port: u16) -> Result<Listening> {
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
            Failure(format!("could not listen on port {port}: {error}. Another server? `--port NUMBER` takes another."))
        })?;
        let port = listener
            .local_addr()
            .or_say(|| "read the port".to_owned())?
            .port();
        let address = format!("http://127.0.0.1:{port}{}", self.base);
        let link = Arc::new(Link {
            bytes_per_second: self.bytes_per_second,
            free_at: Mutex::new(Instant::now()),
        });
        Ok(Listening {
            listener,
            address,
            host: Arc::new(self),
            link,
        })
    }

    /// What to answer to a request, without its pace.
    fn answer(&self, request: &Request) -> Answer {
        if request.method != "GET" && request.method != "HEAD" {
            return Answer::page(405, "Method not allowed");
        }
        let Some(inside) = request.path.strip_prefix(&self.base) else {
            if request.path == "/" || format!("{}/", request.path) == self.base {
                return Answer::redirect(&self.base);
            }
            return Answer::page(404, "Nothing is here");
        };
        let Some(mut relative) = safe_path(inside) else {
            return Answer::page(400, "Not a path");
        };
        if self.folder.join(&relative).is_dir() {
            if !inside.is_empty() && !inside.ends_with('/') {
                return Answer::redirect(&format!("{}/", request.path));
            }
            relative = relative.join("index.html");
        }
        match self.file(&relative, request) {
            Some(answer) => answer,
            None => self.missing(),
        }
    }

    /// The site's own page for what is missing, as good hosts send it.
    fn missing(&self) -> Answer {
        let mut answer = Answer::page(404, "Nothing is here");
        if let Ok(page) = fs::read(self.folder.join("404.html")) {
            answer.body = page;
        }
        if self.fallback_200 {
            answer.status = 200;
        }
        answer
    }

    /// The answer that is a file, as it is or compressed.
    fn file(&self, relative: &Path, request: &Request) -> Option<Answer> {
        let plain = self.folder.join(relative);
        let metadata = fs::metadata(&plain).ok().filter(Metadata::is_file)?;
        let name = relative.to_string_lossy().replace('\\', "/");
        let mut file = plain.clone();
        let mut headers = vec![
            ("Content-Type", content_type(&name, self.mime).to_owned()),
            ("Vary", "Accept-Encoding".to_owned()),
        ];
        let (brotli, gzip) = (with_ending(&plain, ".br"), with_ending(&plain, ".gz"));
        let kept = self
            .brotli
            .get(&name)
            .cloned()
            .filter(|kept| kept.exists())
            .unwrap_or(brotli);
        let mut encoding = "";
        for (word, twin) in [("br", kept), ("gzip", gzip)] {
            if encoding.is_empty() && request.accepts(word) && twin.is_file() {
                encoding = word;
                headers.push(("Content-Encoding", word.to_owned()));
                file = twin;
            }
        }
        let etag = etag(&metadata, encoding);
        headers.push(("ETag", etag.clone()));
        headers.push(("Cache-Control", self.cache_control(&name)));
        if request.if_none_match.as_deref() == Some(&etag) {
            return Some(Answer {
                status: 304,
                headers,
                body: Vec::new(),
            });
        }
        Some(Answer {
            status: 200,
            headers,
            body: fs::read(file).ok()?,
        })
    }

    fn cache_control(&self, name: &str) -> String {
        if let Some(seconds) = self.cache_seconds {
            return format!("public, max-age={seconds}");
        }
        let named_by_content = name.starts_with("app/") || name.starts_with("pack/d/");
        if named_by_content {
            "public, max-age=31536000, immutable".to_owned()
        } else {
            "no-cache".to_owned()
        }
    }
}

/// A server that has its port and waits for [`Listening::run`].
pub(crate) struct Listening {
    listener: TcpListener,
    /// Where the site is, with its base.
    pub(crate) address: String,
    host: Arc<Host>,
    link: Arc<Link>,
}

impl Listening {
    /// Serves until the process ends.
    pub(crate) fn run(self) -> Result {
        for stream in self.listener.incoming() {
            let Ok(stream) = stream else { continue };
            let (host, link) = (self.host.clone(), self.link.clone());
            std::thread::spawn(move || {
                // A visitor who goes away in the middle is no news.
                let _ = converse(&host, &link, stream);
            });
        }
        Ok(())
    }
}

/// The line to the visitor: one for all connections.
struct Link {
    bytes_per_second: Option<u64>,
    free_at: Mutex<Instant>,
}

impl Link {
    /// Sends at the link's pace, in pieces of a packet or so, so that connections share it fairly.
    fn send(&self, stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
        let Some(rate) = self.bytes_per_second else {
            return stream.write_all(bytes);
        };
        for piece in bytes.chunks(1400) {
            let wait_until = {
                let mut free_at = self
                    .free_at
                    .lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner());
                let start = (*free_at).max(Instant::now());
                *free_at = start + Duration::from_secs_f64(piece.len() as f64 / rate as f64);
                *free_at
            };
            std::thread::sleep(wait_until.saturating_duration_since(Instant::now()));
            stream.write_all(piece)?;
        }
        Ok(())
    }
}

/// Answers the requests of one connection until it is closed.
fn converse(host: &Host, link: &Link, mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut is_new = true;
    while let Some(request) = Request::read(&mut reader)? {
        std::thread::sleep(if is_new {
            host.round_trip * 2
        } else {
            host.round_trip
        });
        is_new = false;
        let answer = host.answer(&request);
        if host.log {
            let size = answer.body.len();
            eprintln!(
                "{} {} {} {size}",
                request.method, request.path, answer.status
            );
        }
        let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
        for (name, value) in &answer.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n", answer.body.len()));
        head.push_str(if request.keep_alive {
            "Connection: keep-alive\r\n\r\n"
        } else {
            "Connection: close\r\n\r\n"
        });
        link.send(&mut stream, head.as_bytes())?;
        if request.method != "HEAD" {
            link.send(&mut stream, &answer.body)?;
        }
        stream.flush()?;
        if !request.keep_alive {
            break;
        }
    }
    Ok(())
}

/// What of a request matters here.
#[derive(Debug, Default)]
struct Request {
    method: String,
    /// Decoded, without the query.
    path: String,
    accept_encoding: String,
    if_none_match: Option<String>,
    keep_alive: bool,
}

impl Request {
    /// The next request of a connection; nothing when it was closed, or when it is no HTTP.
    fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
        // A request of ours is a few hundred bytes; a longer one is no visitor.
        let mut reader = reader.take(16 * 1024);
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let (Some(method), Some(target), Some(version)) =
            (words.next(), words.next(), words.next())
        else {
            return Ok(None);
        };
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let mut request = Request {
            method: method.to_owned(),
            path: decode(path),
            keep_alive: version == "HTTP/1.1",
            ..Request::default()
        };
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "accept-encoding" => request.accept_encoding = value.to_owned(),
                "if-none-match" => request.if_none_match = Some(value.to_owned()),
                "connection" => request.keep_alive = !value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        Ok(Some(request))
    }

    fn accepts(&self, encoding: &str) -> bool {
        self.accept_encoding.split(',').any(|offer| {
            let mut parts = offer.split(';');
            let name = parts.next().unwrap_or_default().trim();
            name == encoding && !parts.any(|part| matches!(part.trim(), "q=0" | "q=0.0"))
        })
    }
}

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn page(status: u16, text: &str) -> Answer {
        let body = format!(
            "<!doctype html><meta charset=\"utf-8\"><title>{text}</title><h1>{text}</h1>\n"
        );
        let headers = vec![
            ("Content-Type", "text/html; charset=utf-8".to_owned()),
            ("Cache-Control", "no-cache".to_owned()),
        ];
        Answer {
            status,
            headers,
            body: body.into_bytes(),
        }
    }

    fn redirect(to: &str) -> Answer {
        Answer {
            status: 302,
            headers: vec![("Location", to.to_owned())],
            body: Vec::new(),
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        404 => "Not Found",
        _ => "Method Not Allowed",
    }
}

/// `%41` becomes `A`; what is not UTF-8 then becomes a path that does not exist.
fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = path.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A path that stays inside the folder, or nothing.
fn safe_path(inside: &str) -> Option<PathBuf> {
    let path = PathBuf::from(inside);
    let harmless = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    (harmless && !inside.contains(['\\', '\0'])).then_some(path)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn etag(metadata: &Metadata, encoding: &str) -> String {
    let changed = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!(
        "\"{:x}-{:x}{encoding}\"",
        metadata.len(),
        changed.unwrap_or_default().as_nanos()
    )
}

fn content_type(name: &str, mime: Mime) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = match ending {
        "html" => return "text/html; charset=utf-8",
        "css" => return "text/css; charset=utf-8",
        "js" | "mjs" if mime != Mime::WrongScripts => return "text/javascript; charset=utf-8",
        "js" | "mjs" => "text/plain",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "text/xml",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    };
    if mime == Mime::Right {
        known
    } else {
        "text/plain"
    }
}

/// Says where the repository's folders are not: for a host whose folder is missing.
pub(crate) fn must_exist(folder: &Path) -> Result {
    if folder.join("index.html").exists() {
        return Ok(());
    }
    Err(Failure(format!(
        "{} has no index.html: it is no site",
        place::short(folder)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(test: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("carrel-host-{}-{test}", std::process::id()));
        for (name, text) in [
            ("index.html", "home"),
            ("app/a.wasm", "plain wasm"),
            ("app/a.wasm.br", "small"),
            ("pack/latest.json", "{}"),
        ] {
            crate::run::write(&folder.join(name), text).unwrap();
        }
        folder
    }

    /// Asks a real server over a real socket; gives head and body.
    fn ask(host: Host, request: &str) -> (String, String) {
        let listening = host.listen(0).unwrap();
        let address = listening.listener.local_addr().unwrap();
        std::thread::spawn(move || listening.run());
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .write_all(format!("{request}\r\nConnection: close\r\n\r\n").as_bytes())
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    #[test]
    fn serves_files_under_a_base() {
        let host = Host {
            base: "/library/".to_owned(),
            ..Host::new(site("base"))
        };
        let (head, body) = ask(host.clone(), "GET /library/?x=1 HTTP/1.1");
        assert!(
            head.starts_with("HTTP/1.1 200 OK") && head.contains("text/html"),
            "{head}"
        );
        assert_eq!(body, "home");
        assert!(
            ask(host.clone(), "GET / HTTP/1.1")
                .0
                .contains("Location: /library/\r")
        );
        assert!(
            ask(host.clone(), "GET /library HTTP/1.1")
                .0
                .contains("Location: /library/\r")
        );
        assert!(
            ask(host.clone(), "GET /library/app HTTP/1.1")
                .0
                .contains("Location: /library/app/\r")
        );
        assert!(ask(host.clone(), "GET /other HTTP/1.1").0.contains("404"));
        let (head, body) = ask(host, "HEAD /library/pack/%6Catest.json HTTP/1.1");
        assert!(
            head.contains("Content-Length: 2") && head.contains("no-cache"),
            "{head}"
        );
        assert_eq!(body, "");
    }

    #[test]
    fn stays_inside_the_folder() {
        let host = Host::new(site("inside"));
        for path in [
            "/../secret",
            "/%2e%2e/secret",
            "/app/../../x",
            "//etc/passwd",
            "/a%5c..%5cb",
            "/%00",
        ] {
            let (head, _) = ask(host.clone(), &format!("GET {path} HTTP/1.1"));
            assert!(
                head.contains(" 400 ") || head.contains(" 404 "),
                "{path}: {head}"
            );
        }
    }

    #[test]
    fn sends_the_compressed_twin_to_who_takes_it() {
        let host = Host::new(site("twin"));
        let (head, body) = ask(
            host.clone(),
            "GET /app/a.wasm HTTP/1.1\r\nAccept-Encoding: gzip, br",
        );
        assert!(
            head.contains("Content-Encoding: br") && head.contains("application/wasm"),
            "{head}"
        );
        assert!(head.contains("immutable"), "{head}");
        assert_eq!(body, "small");
        assert_eq!(
            ask(host.clone(), "GET /app/a.wasm HTTP/1.1").1,
            "plain wasm"
        );
        assert_eq!(
            ask(host, "GET /app/a.wasm HTTP/1.1\r\nAccept-Encoding: br;q=0").1,
            "plain wasm"
        );
    }

    #[test]
    fn answers_304_to_what_is_known() {
        let host = Host::new(site("etag"));
        let (head, _) = ask(host.clone(), "GET / HTTP/1.1");
        let etag = head
            .lines()
            .find_map(|line| line.strip_prefix("ETag: "))
            .unwrap();
        let (head, body) = ask(host, &format!("GET / HTTP/1.1\r\nIf-None-Match: {etag}"));
        assert!(head.starts_with("HTTP/1.1 304"), "{head}");
        assert_eq!(body, "");
    }

    #[test]
    fn is_as_bad_as_asked_for() {
        let good = Host::new(site("bad"));
        let wrong = Host {
            mime: Mime::Wrong,
            cache_seconds: Some(157_680_000),
            ..good.clone()
        };
        let (head, _) = ask(wrong, "GET /app/a.wasm HTTP/1.1");
        assert!(
            head.contains("text/plain") && head.contains("max-age=157680000"),
            "{head}"
        );
        let (head, body) = ask(
            Host {
                fallback_200: true,
                ..good.clone()
            },
            "GET /app/gone.js HTTP/1.1",
        );
        assert!(
            head.starts_with("HTTP/1.1 200") && head.contains("text/html"),
            "{head}"
        );
        assert!(body.contains("Nothing is here"));
        assert!(ask(good, "POST / HTTP/1.1").0.contains("405"));
    }

    #[test]
    fn sends_the_sites_own_page_for_what_is_missing() {
        let folder = site("missing");
        crate::run::write(&folder.join("404.html"), "our own").unwrap();
        let (head, body) = ask(Host::new(folder), "GET /gone HTTP/1.1");
        assert!(head.starts_with("HTTP/1.1 404"), "{head}");
        assert_eq!(body, "our own");
    }

    #[test]
    fn a_slow_link_is_slow() {
        let folder = site("slow");
        crate::run::write(&folder.join("big.bin"), vec![b'x'; 20_000]).unwrap();
        let host = Host {
            bytes_per_second: Some(50_000),
            round_trip: Duration::from_millis(50),
            ..Host::new(folder)
        };
        let start = Instant::now();
        assert_eq!(ask(host, "GET /big.bin HTTP/1.1").1.len(), 20_000);
        // 0.4 s for the bytes, 0.1 s for the connection and the answer.
        assert!(
            start.elapsed() >= Duration::from_millis(450),
            "{:?}",
            start.elapsed()
        );
    }
}
