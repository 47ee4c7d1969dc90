//! A web server: the same files, and its habits with types, caches, compression and missing files.

use std::collections::BTreeMap;

use super::{Findings, SEALED, Source};
use crate::failure::{Failure, Result};
use crate::http::{Answer, Client};

/// A site on a server.
pub(super) struct Server {
    client: Client,
    /// One path of each kind of file with what the server said of it.
    seen: BTreeMap<String, (String, u64, Option<u64>)>,
    /// The first file that the server has under another address, and that address.
    moved: Option<(String, String)>,
}

impl Server {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            seen: BTreeMap::new(),
            moved: None,
        }
    }

    /// Without an answer there is nothing to verify.
    pub(super) fn must_answer(&mut self) -> Result {
        let answer = self.client.get("", false).map_err(|why| {
            Failure::new(
                format!("{}: {why}", self.address()),
                "Check the address in a browser on this computer, and that the network is there.",
            )
        })?;
        match answer.status {
            200 => Ok(()),
            301 | 302 | 303 | 307 | 308 => Err(Failure::new(
                format!(
                    "{}: expected the site, found a redirection to {}",
                    self.address(),
                    answer.header("location").unwrap_or("nowhere")
                ),
                "Give the address it leads to.",
            )),
            status => Err(Failure::new(
                format!(
                    "{}: expected the site, found the answer {status}",
                    self.address()
                ),
                "Give the address of the folder that index.html is in.",
            )),
        }
    }

    fn address(&self) -> String {
        self.client.address.text()
    }

    /// What the server does beside sending the right bytes.
    pub(super) fn habits(&mut self, findings: &mut Findings) {
        if let Some((path, there)) = &self.moved {
            findings.remark(
                path,
                format!("the server has it under another address, {there}; it works all the same"),
            );
        }
        self.types(findings);
        self.caching(findings);
        self.compression(findings);
        self.missing(findings);
    }

    fn types(&self, findings: &mut Findings) {
        let mut told = Vec::new();
        for (path, (found, _, _)) in &self.seen {
            let ending = path.rsplit('.').next().unwrap_or("");
            let (expected, needed): (&[&str], bool) = match ending {
                "html" => (&["text/html"], true),
                "js" => (
                    &[
                        "text/javascript",
                        "application/javascript",
                        "application/x-javascript",
                    ],
                    true,
                ),
                "css" => (&["text/css"], true),
                "wasm" => (&["application/wasm"], false),
                "json" => (&["application/json"], false),
                "webmanifest" => (&["application/manifest+json", "application/json"], false),
                "svg" => (&["image/svg+xml"], false),
                "png" => (&["image/png"], false),
                "bin" => (&["application/octet-stream"], false),
                _ => continue,
            };
            if expected.contains(&found.as_str()) || told.contains(&ending) {
                continue;
            }
            told.push(ending);
            let found = if found.is_empty() { "none" } else { found };
            if needed {
                findings.fault(path, format!(
                    "expected the type {}, found {found}; browsers refuse .{ending} files under another type: ask the provider to set it", expected[0]
                ));
            } else {
                let cost = if ending == "wasm" {
                    "; it works, but starts a little later"
                } else {
                    "; it works all the same"
                };
                findings.remark(
                    path,
                    format!("expected the type {}, found {found}{cost}", expected[0]),
                );
            }
        }
    }

    fn caching(&self, findings: &mut Findings) {
        for path in ["pack/latest.json", "index.html", "sw.js"] {
            if let Some((_, _, Some(age))) = self.seen.get(path)
                && *age > 3600
            {
                findings.remark(path, format!(
                    "the server lets browsers keep it for {age} s without asking; readers may get a new catalogue that much later. Better: Cache-Control: no-cache"
                ));
            }
        }
        let hashed = self
            .seen
            .iter()
            .find(|(path, _)| path.starts_with("app/") || path.starts_with("pack/d/"));
        if let Some((path, (_, _, age))) = hashed
            && age.is_none_or(|age| age < 86_400)
        {
            findings.remark(path, "files named by their content may be kept for ever: Cache-Control: max-age=31536000, immutable spares repeated questions");
        }
    }

    fn compression(&mut self, findings: &mut Findings) {
        let mut largest: BTreeMap<&str, (u64, &String)> = BTreeMap::new();
        for (path, (_, bytes, _)) in &self.seen {
            let ending = path.rsplit('.').next().unwrap_or("");
            if matches!(ending, "wasm" | "js" | "css" | "html") {
                let best = largest.entry(ending).or_insert((0, path));
                if *bytes > best.0 {
                    *best = (*bytes, path);
                }
            }
        }
        let mut plain = Vec::new();
        let mut lost = 0;
        let paths: Vec<(u64, String)> =
            largest.into_values().map(|(b, p)| (b, p.clone())).collect();
        for (bytes, path) in paths {
            if bytes > 2000
                && self
                    .client
                    .follow(&path, true)
                    .is_ok_and(|(answer, _)| !answer.packed)
            {
                plain.push(path);
                lost += bytes;
            }
        }
        if let Some(path) = plain.first() {
            findings.remark(path, format!(
                "the server sends {} without compression: about {} KB more to download. Ask the provider to switch on gzip or brotli for them",
                plain.join(", "), lost * 65 / 100 / 1000
            ));
        }
    }

    fn missing(&mut self, findings: &mut Findings) {
        for path in [
            "app/carrel-verify-asks-for-nothing.js",
            "pack/d/00000000000000000000000000000000.bin",
        ] {
            match self.client.get(path, false) {
                Ok(answer) if answer.status == 404 || answer.status == 410 => {}
                Ok(answer) if answer.status == 200 => findings.remark(path, format!(
                    "expected 404 for a file that does not exist, found 200 with {}; Carrel copes by comparing every file, other tools may not",
                    answer.content_type()
                )),
                Ok(answer) => findings.remark(path, format!("expected 404 for a file that does not exist, found {}", answer.status)),
                Err(why) => findings.fault(path, why),
            }
        }
    }
}

impl Source for Server {
    fn get(&mut self, path: &str) -> core::result::Result<Vec<u8>, String> {
        // Some hosts take ".html" away: they answer for help.html that it is at help.
        let (answer, there): (Answer, _) = self.client.follow(path, false)?;
        match answer.status {
            200 => {
                if self.moved.is_none() {
                    self.moved = there.map(|there| (path.to_owned(), there));
                }
            }
            404 | 410 => return Err("it is missing (the server answered 404)".to_owned()),
            status => return Err(format!("expected the file, found the answer {status}")),
        }
        if let Some(coding) = &answer.sealed {
            return Err(format!(
                "{SEALED} ({coding}) although the plain file was asked for, so it cannot be compared; browsers undo that"
            ));
        }
        self.seen.insert(
            path.to_owned(),
            (
                answer.content_type(),
                answer.body.len() as u64,
                answer.max_age(),
            ),
        );
        Ok(answer.body)
    }

    fn all(&self) -> Option<Vec<String>> {
        None
    }
}
