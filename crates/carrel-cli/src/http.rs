//! Just enough HTTP/1.1 for `carrel verify http://…`: GET over a kept connection. `https://` goes through the
//! `curl` of the computer, which knows its certificates; TLS of our own would double the command.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use carrel_core::CalendarDate;
use carrel_site::unpack::Unpacker;

/// So long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// A body is never longer than this.
const MOST: u64 = 256 << 20;

/// An address: server, port, and the folder with slashes at both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// True for `https://`.
    pub(crate) tls: bool,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) folder: String,
}

/// What a server answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// True when the body came compressed.
    pub(crate) packed: bool,
    /// How the body still is compressed, where it cannot be undone here.
    pub(crate) sealed: Option<String>,
}

impl Answer {
    /// The first header with that name, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The type without its parameters, in lower case.
    pub(crate) fn content_type(&self) -> String {
        let text = self.header("content-type").unwrap_or("");
        text.split(';')
            .next()
            .unwrap_or("")
            .trim()
            .to_ascii_lowercase()
    }

    /// Seconds that caches may keep it without asking (RFC 9111, 4.2.1).
    pub(crate) fn max_age(&self) -> Option<u64> {
        let control = self
            .header("cache-control")
            .unwrap_or("")
            .to_ascii_lowercase();
        if control.contains("no-cache") || control.contains("no-store") {
            return Some(0);
        }
        let age = |part: &str| part.trim().strip_prefix("max-age=")?.trim().parse().ok();
        control.split(',').find_map(age).or_else(|| self.expires())
    }

    /// The same by the older header, which names a time. One that is no time, as "0" or "-1", has passed.
    fn expires(&self) -> Option<u64> {
        let until = self.header("expires")?;
        let now = self.header("date").and_then(seconds).or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
            Some(since.as_secs())
        })?;
        Some(seconds(until).unwrap_or(0).saturating_sub(now))
    }
}

/// Seconds from 1970 to a time as HTTP writes it: `Wed, 21 Oct 2015 07:28:00 GMT`.
fn seconds(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, day, month, year, time, "GMT"] = words[..] else {
        return None;
    };
    let month = MONTHS.iter().position(|m| *m == month)? + 1;
    let date = CalendarDate::new(
        year.parse().ok()?,
        u8::try_from(month).ok()?,
        day.parse().ok()?,
    )?;
    let mut of_day = 0;
    for part in time.split(':') {
        of_day = of_day * 60 + part.parse::<u64>().ok().filter(|n| *n < 61)?;
    }
    let days = u64::try_from(date.days()).ok()?;
    (of_day <= 86_400).then_some(days * 86_400 + of_day)
}

/// Endings of files that a site's address may name: any other name with a point in it is a folder's.
const PAGES: [&str; 7] = ["html", "htm", "php", "json", "js", "txt", "webmanifest"];

impl Address {
    /// Reads an address; the name of a page at its end is taken off. `None` when it is not one. What an address cannot have,
    /// as the letters of a folder `bücherei`, is escaped as browsers do it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (tls, rest) = match text.strip_prefix("http://") {
            Some(rest) => (false, rest),
            None => (true, text.strip_prefix("https://")?),
        };
        let rest = rest.split(['?', '#']).next()?;
        let (server, path) = match rest.split_once('/') {
            Some((server, path)) => (server, format!("/{path}")),
            None => (rest, "/".to_owned()),
        };
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
            _ => (server, if tls { 443 } else { 80 }),
        };
        if host.is_empty() || host.contains(['@', ' ']) {
            return None;
        }
        let last = path.rsplit('/').next().unwrap_or("");
        let page = |(_, ending): (&str, &str)| {
            PAGES.iter().any(|known| ending.eq_ignore_ascii_case(known))
        };
        let folder = if last.is_empty() {
            path
        } else if last.rsplit_once('.').is_some_and(page) {
            path[..path.len() - last.len()].to_owned()
        } else {
            format!("{path}/")
        };
        let folder = escaped_by(&folder, |byte| {
            byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)
        });
        Some(Self {
            tls,
            host: host.to_owned(),
            port,
            folder,
        })
    }

    /// The address as people write it.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.root(), self.folder)
    }

    /// The server's, without a slash at the end.
    fn root(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.server())
    }

    /// Where a redirection leads that answers for the path `from`, as a path on this server; `None` when it leaves the server.
    fn target(&self, from: &str, location: &str) -> Option<String> {
        let to = location.split('#').next()?;
        let root = self.root();
        let without_scheme = &root[root.find("//")?..];
        let after = |front: &str| {
            let (start, rest) = to.split_at_checked(front.len())?;
            let same = start.eq_ignore_ascii_case(front) && rest.starts_with('/');
            same.then_some(rest)
        };
        let path = if to.contains("://") {
            after(&root)?.to_owned()
        } else if to.starts_with("//") {
            after(without_scheme)?.to_owned()
        } else if to.starts_with('/') {
            to.to_owned()
        } else {
            let folder = from.rfind('/').map_or("/", |end| &from[..=end]);
            format!("{folder}{}", to.trim_start_matches("./"))
        };
        let plain = path.bytes().all(|b| b.is_ascii_graphic()) && !path.contains("/../");
        plain.then_some(path)
    }

    /// True when the folder is that one, however either is escaped.
    pub(crate) fn leads_to(&self, folder: &str) -> bool {
        unescaped(&self.folder) == unescaped(&escaped(folder))
    }

    fn server(&self) -> String {
        if self.port == if self.tls { 443 } else { 80 } {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// A connection to one server, opened when first needed and again when the server has closed it.
pub(crate) struct Client {
    pub(crate) address: Address,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(crate) fn new(address: Address) -> Self {
        Self {
            address,
            stream: None,
        }
    }

    /// Gets a path relative to the folder. `packed` says whether gzip is welcome.
    pub(crate) fn get(&mut self, path: &str, packed: bool) -> Result<Answer, String> {
        let target = format!("{}{}", self.address.folder, escaped(path));
        self.get_at(&target, packed)
    }

    /// Gets a path relative to the folder where the server says that it is, after at most three redirections that stay on
    /// the server; the last answer, and where that was, when it was elsewhere.
    pub(crate) fn follow(
        &mut self,
        path: &str,
        packed: bool,
    ) -> Result<(Answer, Option<String>), String> {
        let mut target = format!("{}{}", self.address.folder, escaped(path));
        let mut elsewhere = None;
        let mut answer = self.get_at(&target, packed)?;
        for _ in 0..3 {
            let moved = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
            let location = answer.header("location").filter(|_| moved);
            let Some(next) = location.and_then(|to| self.address.target(&target, to)) else {
                break;
            };
            answer = self.get_at(&next, packed)?;
            target.clone_from(&next);
            elsewhere = Some(next);
        }
        Ok((answer, elsewhere))
    }

    /// Gets a path that begins at the server's root and is escaped.
    fn get_at(&mut self, target: &str, packed: bool) -> Result<Answer, String> {
        if self.address.tls {
            return by_curl(&format!("{}{target}", self.address.root()), packed);
        }
        let fresh = self.stream.is_none();
        match self.try_get(target, packed) {
            // A kept connection may have been closed meanwhile: that is no fault of the server.
            Err(_) if !fresh => {
                self.stream = None;
                self.try_get(target, packed)
            }
            answer => answer,
        }
    }

    fn try_get(&mut self, target: &str, packed: bool) -> Result<Answer, String> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(&self.address)?,
        };
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: carrel/{}\r\nAccept: */*\r\nAccept-Encoding: {}\r\n\r\n",
            self.address.server(),
            env!("CARGO_PKG_VERSION"),
            if packed { "gzip, br" } else { "identity" }
        );
        stream
            .get_mut()
            .write_all(request.as_bytes())
            .map_err(|e| e.to_string())?;
        let (answer, keep) = read(&mut stream)?;
        if keep {
            self.stream = Some(stream);
        }
        Ok(answer)
    }
}

/// One answer by way of curl, which undoes the framing and leaves the rest.
fn by_curl(address: &str, packed: bool) -> Result<Answer, String> {
    answer_of(curl(address, packed))
}

/// The command that gets one address. What a proxy says before it lets the request through ("200 Connection
/// established") is not the server's answer.
fn curl(address: &str, packed: bool) -> Command {
    let encoding = if packed { "gzip, br" } else { "identity" };
    let mut command = Command::new("curl");
    command
        .args(["--silent", "--show-error", "--include", "--http1.1"])
        .arg("--suppress-connect-headers")
        .args(["--max-time", "300", "--connect-timeout", "30"])
        .args(["--max-filesize", &MOST.to_string()])
        .args(["--header", &format!("Accept-Encoding: {encoding}")])
        .args([
            "--user-agent",
            concat!("carrel/", env!("CARGO_PKG_VERSION")),
        ])
        .args(["--", address]);
    command
}

fn too_long() -> String {
    format!("expected at most {MOST} bytes, found more")
}

fn answer_of(mut curl: Command) -> Result<Answer, String> {
    curl.stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut curl = curl.spawn().map_err(|e| {
        format!("https:// needs the program curl, which could not be started ({e})")
    })?;
    // Head and body; an older curl keeps to the limit only where the server says the length.
    let most = MOST + (1 << 20);
    let mut whole = Vec::new();
    let read = match curl.stdout.take() {
        Some(out) => out.take(most + 1).read_to_end(&mut whole),
        None => Ok(0),
    };
    let over = whole.len() as u64 > most;
    if over || read.is_err() {
        let _ = curl.kill();
    }
    let output = curl.wait_with_output().map_err(|e| e.to_string())?;
    read.map_err(|e| e.to_string())?;
    if over {
        return Err(too_long());
    }
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.trim().lines().next().unwrap_or("curl failed");
        return Err(why.trim_start_matches("curl: ").to_owned());
    }
    let mut rest = whole.as_slice();
    let (mut answer, _) = head(&mut rest)?;
    answer.body = rest.to_vec();
    unpacked(answer)
}

fn connect(address: &Address) -> Result<BufReader<TcpStream>, String> {
    let host = address.host.trim_matches(['[', ']']);
    let places = (host, address.port)
        .to_socket_addrs()
        .map_err(|e| format!("the server {host} was not found ({e})"))?;
    let mut last = format!("the server {host} has no address");
    for place in places {
        match TcpStream::connect_timeout(&place, PATIENCE) {
            Ok(stream) => {
                stream
                    .set_read_timeout(Some(PATIENCE))
                    .map_err(|e| e.to_string())?;
                stream
                    .set_write_timeout(Some(PATIENCE))
                    .map_err(|e| e.to_string())?;
                let _ = stream.set_nodelay(true);
                return Ok(BufReader::with_capacity(64 << 10, stream));
            }
            Err(error) => last = format!("no connection to {place} ({error})"),
        }
    }
    Err(last)
}

/// Reads status and headers; also says whether the connection may stay open.
fn head(stream: &mut impl BufRead) -> Result<(Answer, bool), String> {
    let mut answer = Answer::default();
    let first = line(stream)?;
    let mut words = first.split_whitespace();
    let version = words.next().unwrap_or("");
    answer.status = words
        .next()
        .filter(|_| version.starts_with("HTTP/1."))
        .and_then(|s| s.parse().ok())
        .ok_or_else(|| format!("expected an HTTP answer, found \"{first}\""))?;
    loop {
        let line = line(stream)?;
        if line.is_empty() {
            break;
        }
        if answer.headers.len() >= 200 {
            return Err("expected at most 200 header lines, found more".to_owned());
        }
        if let Some((name, value)) = line.split_once(':') {
            answer
                .headers
                .push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let closes = answer
        .header("connection")
        .is_some_and(|v| v.to_ascii_lowercase().contains("close"));
    Ok((answer, !closes && version != "HTTP/1.0"))
}

/// Reads one answer; also says whether the connection stays open.
fn read(stream: &mut impl BufRead) -> Result<(Answer, bool), String> {
    let (mut answer, mut keep) = head(stream)?;
    let chunked = answer
        .header("transfer-encoding")
        .is_some_and(|v| v.to_ascii_lowercase().contains("chunked"));
    let mut body = Vec::new();
    if chunked {
        loop {
            let size = line(stream)?;
            let size = u64::from_str_radix(size.split(';').next().unwrap_or("").trim(), 16)
                .map_err(|_| format!("expected the length of a chunk, found \"{size}\""))?;
            take(stream, size, &mut body)?;
            if !line(stream)?.is_empty() {
                // Trailers follow the last chunk, which has no content.
                while size == 0 && !line(stream)?.is_empty() {}
            }
            if size == 0 {
                break;
            }
        }
    } else if matches!(answer.status, 100..200 | 204 | 304) {
    } else if let Some(length) = answer.header("content-length") {
        let length = length
            .parse()
            .map_err(|_| format!("expected a length, found \"{length}\""))?;
        take(stream, length, &mut body)?;
    } else {
        stream
            .take(MOST)
            .read_to_end(&mut body)
            .map_err(|e| e.to_string())?;
        keep = false;
    }
    answer.body = body;
    Ok((unpacked(answer)?, keep))
}

/// Undoes gzip.
fn unpacked(mut answer: Answer) -> Result<Answer, String> {
    let coding = answer
        .header("content-encoding")
        .map(str::to_ascii_lowercase)
        .unwrap_or_default();
    match coding.as_str() {
        "" | "identity" => {}
        "gzip" | "x-gzip" => {
            answer.body = plain(&answer.body, MOST)?;
            answer.packed = true;
        }
        _ => {
            answer.packed = true;
            answer.sealed = Some(coding);
        }
    }
    Ok(answer)
}

/// What was packed with gzip, when it is not longer than that.
fn plain(packed: &[u8], most: u64) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let mut over = false;
    let mut take = |bytes: &[u8]| {
        over |= (plain.len() + bytes.len()) as u64 > most;
        if !over {
            plain.extend_from_slice(bytes);
        }
        over
    };
    let mut unpacker = Unpacker::new();
    for piece in packed.chunks(4 << 10) {
        let mut full = false;
        let done = unpacker.push(piece, &mut |bytes| full = take(bytes));
        if full {
            return Err(too_long());
        }
        done.map_err(|e| e.to_string())?;
    }
    let mut full = false;
    let done = unpacker.finish(&mut |bytes| full = take(bytes));
    if full {
        return Err(too_long());
    }
    done.map_err(|e| e.to_string())?;
    Ok(plain)
}

fn line(stream: &mut impl BufRead) -> Result<String, String> {
    let mut bytes = Vec::new();
    stream
        .take(64 << 10)
        .read_until(b'\n', &mut bytes)
        .map_err(|e| e.to_string())?;
    if bytes.pop() != Some(b'\n') {
        return Err("the server closed the connection in the middle of its answer".to_owned());
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn take(stream: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> Result<(), String> {
    let before = body.len() as u64;
    let whole = before.checked_add(length).filter(|whole| *whole <= MOST);
    let whole = whole.ok_or_else(too_long)?;
    stream
        .take(length)
        .read_to_end(body)
        .map_err(|e| e.to_string())?;
    if (body.len() as u64) < whole {
        return Err("the server closed the connection in the middle of a file".to_owned());
    }
    Ok(())
}

/// A path as an address has it.
fn escaped(path: &str) -> String {
    escaped_by(path, |byte| {
        byte.is_ascii_alphanumeric() || b"-_.~/?=&".contains(&byte)
    })
}

fn escaped_by(path: &str, stays: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            byte if stays(byte) => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn unescaped(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = path
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirection_is_followed_on_the_same_server_alone() {
        let address = Address::parse("http://school.example:8080/library/").expect("an address");
        let from = "/library/text/en/help.html";
        for (location, target) in [
            ("/library/text/en/help", Some("/library/text/en/help")),
            ("help", Some("/library/text/en/help")),
            ("./help#top", Some("/library/text/en/help")),
            ("http://school.example:8080/", Some("/")),
            ("HTTP://School.Example:8080/a?b", Some("/a?b")),
            ("//school.example:8080/a", Some("/a")),
            ("http://school.example:80801/", None),
            ("http://school.example:8080.elsewhere.example/", None),
            ("https://school.example:8080/", None),
            ("//elsewhere.example/", None),
            ("/a b", None),
            ("/a/../b", None),
        ] {
            assert_eq!(
                address.target(from, location).as_deref(),
                target,
                "{location}"
            );
        }
    }

    #[test]
    fn addresses_lead_to_a_folder() {
        for (text, host, port, folder) in [
            ("http://school.example", "school.example", 80, "/"),
            (
                "http://school.example/library",
                "school.example",
                80,
                "/library/",
            ),
            (
                "http://school.example/library/",
                "school.example",
                80,
                "/library/",
            ),
            (
                "http://127.0.0.1:8080/library/index.html#/search?q=a",
                "127.0.0.1",
                8080,
                "/library/",
            ),
            ("http://[::1]:8080/", "[::1]", 8080, "/"),
            (
                "http://school.example/library.old",
                "school.example",
                80,
                "/library.old/",
            ),
            (
                "http://school.example/v2.1/Index.HTML",
                "school.example",
                80,
                "/v2.1/",
            ),
            (
                "http://school.example/b\u{fc}cherei neu",
                "school.example",
                80,
                "/b%C3%BCcherei%20neu/",
            ),
            (
                "http://school.example/b%c3%bccherei(1)/",
                "school.example",
                80,
                "/b%c3%bccherei(1)/",
            ),
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!(
                (address.host.as_str(), address.port, address.folder.as_str()),
                (host, port, folder)
            );
        }
        // Whatever was typed, one line of the request stays one line.
        let odd = Address::parse("http://school.example/a\r\nHost: b/").expect("an address");
        assert_eq!(odd.folder, "/a%0D%0AHost:%20b/");
        for (typed, base) in [
            ("b\u{fc}cherei", "/b\u{fc}cherei/"),
            ("b%C3%BCcherei/", "/b\u{fc}cherei/"),
            ("b%c3%bccherei(1)", "/b\u{fc}cherei(1)/"),
        ] {
            let address = Address::parse(&format!("http://school.example/{typed}"));
            let address = address.expect("an address");
            assert!(address.leads_to(base), "{typed} {base}");
            assert!(!address.leads_to("/bucherei/"), "{typed}");
        }
        let secure = Address::parse("https://school.example/library").expect("an address");
        assert_eq!((secure.tls, secure.port), (true, 443));
        assert_eq!(secure.text(), "https://school.example/library/");
        for text in [
            "ftp://school.example/",
            "school.example",
            "http://",
            "http://a:b/",
            "http://user@host/",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    fn check(answer: &str) -> Result<(u16, String, bool), String> {
        read(&mut answer.as_bytes()).map(|(a, keep)| {
            (
                a.status,
                String::from_utf8_lossy(&a.body).into_owned(),
                keep,
            )
        })
    }

    #[test]
    fn answers_are_read_in_every_framing() {
        assert_eq!(
            check("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
            Ok((200, "hi".to_owned(), true))
        );
        assert_eq!(
            check(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1;x=y\r\n!\r\n0\r\n\r\n"
            ),
            Ok((200, "hi!".to_owned(), true))
        );
        assert_eq!(
            check("HTTP/1.0 404 No\n\nto the end"),
            Ok((404, "to the end".to_owned(), false))
        );
        assert_eq!(
            check("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
            Ok((200, String::new(), false))
        );
        for broken in [
            "",
            "SSH-2.0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nffffffffffffffff\r\n",
        ] {
            assert!(check(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn ages_are_read() {
        let age = |text: &str| {
            let headers = vec![("cache-control".to_owned(), text.to_owned())];
            Answer {
                headers,
                ..Answer::default()
            }
            .max_age()
        };
        assert_eq!(age("public, max-age=3600"), Some(3600));
        assert_eq!(age("No-Cache"), Some(0));
        assert_eq!(age("public"), None);
        let until = |control: Option<&str>, expires: &str| {
            let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
            let headers = [
                Some(date),
                Some(("expires", expires)),
                control.map(|c| ("cache-control", c)),
            ];
            let owned = |(n, v): (&str, &str)| (n.to_owned(), v.to_owned());
            Answer {
                headers: headers.into_iter().flatten().map(owned).collect(),
                ..Answer::default()
            }
            .max_age()
        };
        let later = "Thu, 22 Oct 2015 08:28:30 GMT";
        assert_eq!(until(None, later), Some(25 * 3600 + 30));
        assert_eq!(until(Some("public"), later), Some(25 * 3600 + 30));
        assert_eq!(until(Some("max-age=60"), later), Some(60));
        assert_eq!(until(Some("no-cache"), later), Some(0));
        for past in ["Wed, 21 Oct 2015 07:27:00 GMT", "0", "-1"] {
            assert_eq!(until(None, past), Some(0), "{past}");
        }
    }

    #[test]
    fn what_is_packed_in_another_way_is_known_to_be() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nhi";
        let (answer, _) = read(&mut answer.as_bytes()).expect("an answer");
        assert_eq!(
            (answer.packed, answer.sealed.as_deref()),
            (true, Some("br"))
        );
    }

    #[test]
    fn what_unpacks_to_more_than_is_taken_is_refused() {
        // gzip of 100,000 times the letter a.
        let packed = [
            &b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xac\xeb\x5f\xc2\x1a\x1e\x40\x01"[..],
            &[0; 96],
            b"\xaf\x06\x87\xfa\xe2\x1b\xa0\x86\x01\x00",
        ]
        .concat();
        assert_eq!(plain(&packed, 100_000).map(|p| p.len()), Ok(100_000));
        assert!(plain(&packed, 99_999).is_err_and(|why| why.contains("at most")));
    }

    /// A proxy that lets one request through: its own answer comes before the server's.
    #[test]
    fn what_a_proxy_says_first_is_not_the_answer() {
        if Command::new("curl").arg("--version").output().is_err() {
            eprintln!("SKIPPED: what a proxy says first; the program curl is not on the PATH");
            return;
        }
        let proxy = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let place = proxy.local_addr().expect("an address");
        let served = std::thread::spawn(move || {
            let (mut stream, _) = proxy.accept().expect("curl comes");
            let mut lines = BufReader::new(stream.try_clone().expect("a copy"));
            for answer in [
                "HTTP/1.1 200 Connection established\r\nVia: proxy\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
            ] {
                while !line(&mut lines).expect("a request").is_empty() {}
                stream.write_all(answer.as_bytes()).expect("sent");
            }
        });
        // Through a tunnel although it is http, so that no certificate is needed.
        let plain = curl("http://school.example/pack/latest.json", false);
        let mut command = Command::new(plain.get_program());
        command
            .args(["--proxy", &format!("http://{place}"), "--proxytunnel"])
            .args(plain.get_args())
            .env_remove("no_proxy")
            .env_remove("NO_PROXY");
        let answer = answer_of(command).expect("an answer");
        served.join().expect("served");
        assert_eq!((answer.status, answer.body.as_slice()), (404, &b"no"[..]));
        assert_eq!(answer.header("via"), None);
    }
}
