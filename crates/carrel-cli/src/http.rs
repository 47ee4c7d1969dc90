//! Just enough HTTP/1.1 for `carrel verify http://…`: GET over a kept connection. `https://` goes through the
//! `curl` of the computer, which knows its certificates; TLS of our own would double the command.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::{Command, Stdio};
use std::time::Duration;

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
    /// True when the body came gzip-compressed.
    pub(crate) packed: bool,
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

    /// Seconds that caches may keep it without asking.
    pub(crate) fn max_age(&self) -> Option<u64> {
        let control = self.header("cache-control")?.to_ascii_lowercase();
        if control.contains("no-cache") || control.contains("no-store") {
            return Some(0);
        }
        control
            .split(',')
            .find_map(|part| part.trim().strip_prefix("max-age=")?.trim().parse().ok())
    }
}

impl Address {
    /// Reads an address; a file name at its end is taken off. `None` when it is not one.
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
        let folder = if last.is_empty() {
            path
        } else if last.contains('.') {
            path[..path.len() - last.len()].to_owned()
        } else {
            format!("{path}/")
        };
        Some(Self {
            tls,
            host: host.to_owned(),
            port,
            folder,
        })
    }

    /// The address as people write it.
    pub(crate) fn text(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}{}", self.server(), self.folder)
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
        if self.address.tls {
            return by_curl(&format!("{}{}", self.address.text(), escaped(path)), packed);
        }
        let fresh = self.stream.is_none();
        match self.try_get(path, packed) {
            // A kept connection may have been closed meanwhile: that is no fault of the server.
            Err(_) if !fresh => {
                self.stream = None;
                self.try_get(path, packed)
            }
            answer => answer,
        }
    }

    fn try_get(&mut self, path: &str, packed: bool) -> Result<Answer, String> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(&self.address)?,
        };
        let request = format!(
            "GET {}{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: carrel/{}\r\nAccept: */*\r\nAccept-Encoding: {}\r\n\r\n",
            self.address.folder,
            escaped(path),
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
        .args(["--header", &format!("Accept-Encoding: {encoding}")])
        .args([
            "--user-agent",
            concat!("carrel/", env!("CARGO_PKG_VERSION")),
        ])
        .args(["--", address])
        .stdin(Stdio::null());
    command
}

fn answer_of(mut curl: Command) -> Result<Answer, String> {
    let output = curl.output().map_err(|e| {
        format!("https:// needs the program curl, which could not be started ({e})")
    })?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.trim().lines().next().unwrap_or("curl failed");
        return Err(why.trim_start_matches("curl: ").to_owned());
    }
    let mut rest = output.stdout.as_slice();
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
    match answer
        .header("content-encoding")
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("gzip" | "x-gzip") => {
            let mut plain = Vec::new();
            let mut unpacker = Unpacker::new();
            let done = unpacker
                .push(&answer.body, &mut |bytes| plain.extend_from_slice(bytes))
                .and_then(|()| unpacker.finish(&mut |bytes| plain.extend_from_slice(bytes)));
            done.map_err(|e| e.to_string())?;
            answer.body = plain;
            answer.packed = true;
        }
        Some("br" | "zstd" | "deflate") => answer.packed = true,
        _ => {}
    }
    Ok(answer)
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
    if before + length > MOST {
        return Err(format!("expected at most {MOST} bytes, found more"));
    }
    stream
        .take(length)
        .read_to_end(body)
        .map_err(|e| e.to_string())?;
    if (body.len() as u64) < before + length {
        return Err("the server closed the connection in the middle of a file".to_owned());
    }
    Ok(())
}

/// A path as an address has it.
pub(crate) fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'/'
            | b'?'
            | b'='
            | b'&' => {
                out.push(byte as char);
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!(
                (address.host.as_str(), address.port, address.folder.as_str()),
                (host, port, folder)
            );
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
