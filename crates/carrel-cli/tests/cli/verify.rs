//! `carrel verify` sees every change of every file, in a folder and on a server.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;

use crate::bench::{Bench, library};

fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    bench.app();
    bench.file("a.mrc", library());
    bench.ok("site a.mrc --out site --name School --base /library/");
    bench.ok("index a.mrc --out pack --name School");
    bench
}

#[test]
fn one_changed_file_at_a_time_is_found_and_named() {
    let bench = bench("verify");
    for folder in ["site", "pack"] {
        bench.ok(&format!("verify {folder}"));
        let files = bench.files(folder);
        assert!(files.len() > 15, "{folder}");
        for (path, bytes) in &files {
            let flipped = |at: usize| {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1;
                bytes
            };
            let mut longer = bytes.clone();
            longer.push(b' ');
            let changes: [(&str, Option<Vec<u8>>); 7] = [
                ("first byte", Some(flipped(0))),
                ("middle byte", Some(flipped(bytes.len() / 2))),
                ("last byte", Some(flipped(bytes.len() - 1))),
                ("cut", Some(bytes[..bytes.len() - 1].to_vec())),
                ("empty", Some(Vec::new())),
                ("longer", Some(longer)),
                ("gone", None),
            ];
            for (change, broken) in changes {
                match broken {
                    Some(broken) => drop(bench.file(&format!("{folder}/{path}"), broken)),
                    None => std::fs::remove_file(bench.path(folder).join(path)).expect("removed"),
                }
                let run = bench.run(&format!("verify {folder}"));
                // Without its first file a folder is no catalogue; of a site it is what was not copied.
                let gone = change == "gone" && path == "latest.json";
                assert_eq!(
                    run.code,
                    Some(if gone { 1 } else { 3 }),
                    "{folder}/{path} {change}: {}{}",
                    run.out,
                    run.err
                );
                let named = run.out.contains(path.as_str()) || path.ends_with("latest.json");
                if change == "gone" && path == "pack/latest.json" {
                    let told = "FAULT  pack/latest.json: it is missing";
                    assert!(run.out.contains(told), "{}", run.out);
                }
                assert!(gone || named, "{folder}/{path} {change}: {}", run.out);
            }
            bench.file(&format!("{folder}/{path}"), bytes);
        }
        bench.ok(&format!("verify {folder}"));
    }
}

/// A start.bin from before was left beside the new catalogue, and pages opened it first: its root was gone.
#[test]
fn the_short_way_is_of_this_catalogue_or_gone() {
    let bench = bench("short-way");
    bench.file("engine.wasm", "\0asm\u{1}\0\0\0");
    let short = "index a.mrc --out short --name School --engine engine.wasm";
    bench.ok(short);
    bench.ok("verify short");
    let files = bench.files("short");
    let of_it = |files: &[(String, Vec<u8>)]| {
        let names = files.iter().map(|(path, _)| path.clone());
        let names = names.filter(|path| path == "start.bin" || path.starts_with("e/"));
        names.collect::<Vec<_>>()
    };
    let names = of_it(&files);
    assert!(names.len() > 1, "{names:?}");
    for (path, bytes) in files.iter().filter(|(path, _)| names.contains(path)) {
        // Of the engine's eight bytes the last four have nothing that they could be compared with.
        for at in [0, 40, bytes.len() / 4, bytes.len() - 40, bytes.len() - 1] {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            bench.file(&format!("short/{path}"), broken);
            let run = bench.run("verify short");
            let told = run.out.contains(&format!("FAULT  {path}"));
            assert!(run.code == Some(3) && told, "{path} {at}: {}", run.out);
        }
        std::fs::remove_file(bench.path("short").join(path)).expect("removed");
        let run = bench.run("verify short");
        let told = run.out.contains(&format!("FAULT  {path}: it is missing"));
        assert!(run.code == Some(3) && told, "{path}: {}", run.out);
        bench.file(&format!("short/{path}"), bytes);
    }
    bench.ok("verify short");

    // Another catalogue with the short way takes all of the former's away.
    bench.file("b.csv", crate::bench::TABLE);
    bench.ok("index b.csv --out short --name School --engine engine.wasm");
    assert!(!bench.ok("verify short").contains("remark"));
    let other = of_it(&bench.files("short"));
    assert!(
        other
            .iter()
            .all(|path| path == "start.bin" || !names.contains(path)),
        "{other:?}"
    );
    // One that is left over all the same begins another catalogue.
    let start = std::fs::read(bench.path("short/start.bin")).expect("read");
    bench.ok(short);
    bench.file("short/start.bin", start);
    let run = bench.run("verify short");
    let told = run
        .out
        .contains("FAULT  start.bin: it begins another catalogue");
    assert!(run.code == Some(3) && told, "{}", run.out);
    // Without the short way there is none; what has other names is somebody's own.
    bench.file("short/e/notes.txt", "mine");
    bench.ok("index a.mrc --out short --name School");
    assert_eq!(of_it(&bench.files("short")), ["e/notes.txt"]);
    let run = bench.run("verify short");
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn every_byte_of_the_small_files_counts() {
    let bench = bench("bytes");
    for path in [
        "pack/latest.json",
        "site/pack/latest.json",
        "pack/manifest.json",
    ] {
        let bytes = std::fs::read(bench.path(path)).expect("read");
        let folder = path.split('/').next().expect("a folder");
        let step = if bytes.len() > 1000 { 7 } else { 1 };
        for at in (0..bytes.len()).step_by(step) {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            std::fs::write(bench.path(path), broken).expect("written");
            let run = bench.run(&format!("verify {folder}"));
            assert_eq!(
                run.code,
                Some(3),
                "{path} byte {at}: {}{}",
                run.out,
                run.err
            );
        }
        std::fs::write(bench.path(path), bytes).expect("written");
        bench.ok(&format!("verify {folder}"));
    }
}

#[test]
fn files_exchanged_with_another_publication_are_found() {
    let bench = bench("mixed");
    bench.ok("site a.mrc --out other --name Other --base /library/");
    for path in [
        "index.html",
        "sw.js",
        "app.json",
        "pack/latest.json",
        "pack/manifest.json",
        "manifest.webmanifest",
    ] {
        let ours = std::fs::read(bench.path("site").join(path)).expect("read");
        std::fs::copy(
            bench.path("other").join(path),
            bench.path("site").join(path),
        )
        .expect("copied");
        let run = bench.run("verify site");
        assert_eq!(run.code, Some(3), "{path}: {}", run.out);
        std::fs::write(bench.path("site").join(path), ours).expect("written");
    }
    bench.ok("verify site");
    // What is left over from an older publication is no fault.
    bench.file(
        "site/pack/d/00112233445566778899aabbccddeeff.bin",
        "left over",
    );
    assert!(
        bench
            .ok("verify site")
            .contains("1 file is of another catalogue")
    );
    assert!(
        bench
            .run("verify site --json")
            .out
            .contains("\"faults\":[]")
    );
}

/// How the little server behaves.
#[derive(Clone, Default)]
struct Habits {
    types: BTreeMap<&'static str, &'static str>,
    missing_is_200: bool,
    max_age: Option<u32>,
    chunked: bool,
    closes: bool,
    packs: bool,
    /// Sends brotli, whatever was asked for.
    seals: bool,
    expires: bool,
    /// Where ".html" is taken away: what stands before the path in the answer that says so, or "a circle".
    tidy: Option<String>,
    changed: Option<&'static str>,
}

/// Serves a folder under /library/; gives the address.
fn serve(bench: &Bench, habits: Habits) -> String {
    let files: Arc<BTreeMap<String, Vec<u8>>> = Arc::new(bench.files("site").into_iter().collect());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!(
        "http://{}/library",
        listener.local_addr().expect("an address")
    );
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(stream), files, habits) = (stream, files.clone(), habits.clone()) else {
                return;
            };
            std::thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().expect("a copy"));
                while let Some((path, packed)) = request(&mut lines) {
                    let answer = answer(&files, &habits, &path, packed);
                    if (&stream).write_all(&answer).is_err() || habits.closes {
                        return;
                    }
                }
            });
        }
    });
    address
}

fn request(lines: &mut impl BufRead) -> Option<(String, bool)> {
    let mut first = String::new();
    lines.read_line(&mut first).ok().filter(|n| *n > 0)?;
    let mut packed = false;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        packed |= line.to_lowercase().starts_with("accept-encoding: gzip");
        if line.trim().is_empty() {
            return Some((first.split(' ').nth(1)?.to_owned(), packed));
        }
    }
}

fn answer(files: &BTreeMap<String, Vec<u8>>, habits: &Habits, path: &str, packed: bool) -> Vec<u8> {
    let path = path.strip_prefix("/library/").unwrap_or("nothing");
    let page = path.strip_suffix(".html");
    if let (Some(front), Some(page)) = (&habits.tidy, page) {
        let page = page.strip_suffix("index").unwrap_or(page);
        let to = match front.as_str() {
            "" | "./" => format!("{front}{}", page.rsplit('/').next().unwrap_or("")),
            "a circle" => format!("/library/{path}"),
            front => format!("{front}{page}"),
        };
        let head = format!("HTTP/1.1 308 Permanent Redirect\r\nLocation: {to}\r\n");
        return [head.as_bytes(), b"Content-Length: 0\r\n\r\n"].concat();
    }
    let with_ending = format!("{path}.html");
    let path = match path {
        "" => "index.html",
        _ if habits.tidy.is_some() && files.contains_key(&with_ending) => &with_ending,
        path => path,
    };
    let ending = path.rsplit('.').next().unwrap_or("");
    let usual = match ending {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    };
    let mut status = "200 OK";
    let mut kind = habits.types.get(ending).copied().unwrap_or(usual);
    let mut body = match files.get(path) {
        Some(bytes) => bytes.clone(),
        None => {
            kind = "text/html";
            if !habits.missing_is_200 {
                status = "404 Not Found";
            }
            b"<h1>Nothing here</h1>".to_vec()
        }
    };
    if habits.changed == Some(path) {
        body[0] ^= 1;
    }
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n");
    if let Some(age) = habits.max_age {
        head.push_str(&format!("Cache-Control: public, max-age={age}\r\n"));
    }
    if habits.expires {
        head.push_str(
            "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nExpires: Thu, 22 Oct 2015 07:28:00 GMT\r\n",
        );
    }
    if habits.seals && status == "200 OK" {
        head.push_str("Content-Encoding: br\r\n");
        body = b"\x0b\x02\x80brotli\x03".to_vec();
    }
    if habits.packs && packed {
        head.push_str("Content-Encoding: gzip\r\n");
        body = crate::bench::gzip(&body);
    }
    if habits.closes {
        head.push_str("Connection: close\r\n\r\n");
        return [head.as_bytes(), &body].concat();
    }
    if habits.chunked {
        head.push_str("Transfer-Encoding: chunked\r\n\r\n");
        let mut out = head.into_bytes();
        for piece in body.chunks(1000) {
            out.extend(format!("{:x}\r\n", piece.len()).bytes());
            out.extend_from_slice(piece);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"0\r\n\r\n");
        return out;
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), &body].concat()
}

#[test]
fn a_site_on_a_server_is_compared_file_by_file() {
    let bench = bench("server");
    let good = Habits {
        packs: true,
        ..Habits::default()
    };
    for habits in [
        good.clone(),
        Habits {
            chunked: true,
            ..good.clone()
        },
        Habits {
            closes: true,
            ..good.clone()
        },
    ] {
        let said = bench.ok(&format!("verify {}", serve(&bench, habits)));
        assert!(said.contains("all as they should be"), "{said}");
        assert!(!said.contains("--base"), "{said}");
    }
    // A site that was made for another folder than the one it stands in.
    bench.ok("site a.mrc --out site --name School --base /books/");
    let said = bench.ok(&format!("verify {}", serve(&bench, good.clone())));
    let told = "expected a site made for /library/, found one for /books/";
    assert!(said.contains(told), "{said}");
    let _ = std::fs::remove_dir_all(bench.path("site"));
    bench.ok("site a.mrc --out site --name School --base /library/");
    for path in [
        "index.html",
        "pack/latest.json",
        "app/carrel-0.js",
        "404.html",
    ] {
        let run = bench.run(&format!(
            "verify {}",
            serve(
                &bench,
                Habits {
                    changed: Some(path),
                    ..good.clone()
                }
            )
        ));
        assert_eq!(run.code, Some(3), "{path}: {}", run.out);
    }
    // The guide need not be on the server.
    std::fs::remove_file(bench.path("site/UPLOAD.txt")).expect("removed");
    bench.ok(&format!("verify {}", serve(&bench, good.clone())));
    std::fs::remove_file(bench.path("site/app/style-0.css")).expect("removed");
    let run = bench.run(&format!("verify {}", serve(&bench, good)));
    assert!(
        run.out
            .contains("FAULT  app/style-0.css: it is missing (the server answered 404)"),
        "{}",
        run.out
    );
}

#[test]
fn the_habits_of_a_server_are_told() {
    let bench = bench("habits");
    let check = |habits: Habits, code: i32, words: &str| {
        let run = bench.run(&format!("verify {}", serve(&bench, habits)));
        assert_eq!(run.code, Some(code), "{words}: {}{}", run.out, run.err);
        assert!(
            run.out.contains(words),
            "expected: {words}\nfound: {}",
            run.out
        );
    };
    let types = |ending, kind| BTreeMap::from([(ending, kind)]);
    check(
        Habits {
            types: types("js", "text/plain"),
            ..Habits::default()
        },
        3,
        "expected the type text/javascript, found text/plain; browsers refuse .js files",
    );
    check(
        Habits {
            types: types("css", "text/plain"),
            ..Habits::default()
        },
        3,
        "browsers refuse .css files",
    );
    check(
        Habits {
            types: types("wasm", "application/octet-stream"),
            ..Habits::default()
        },
        0,
        "expected the type application/wasm",
    );
    check(
        Habits {
            missing_is_200: true,
            ..Habits::default()
        },
        0,
        "found 200 with text/html",
    );
    let seals = || Habits {
        seals: true,
        ..Habits::default()
    };
    check(seals(), 3, "the server sends it compressed (br)");
    check(seals(), 3, "ask whoever runs the server");
    let said = bench.run(&format!("verify {}", serve(&bench, seals()))).out;
    assert!(!said.contains("copy the files"), "{said}");
    check(
        Habits {
            expires: true,
            ..Habits::default()
        },
        0,
        "the server lets browsers keep it for 86400 s",
    );
    check(
        Habits {
            max_age: Some(86_400),
            ..Habits::default()
        },
        0,
        "keep it for 86400 s without asking",
    );
    check(
        Habits {
            max_age: Some(0),
            ..Habits::default()
        },
        0,
        "may be kept for ever",
    );
}

/// Cloudflare Pages always, others by a switch: index.html was a fault, and the page was not compared with the catalogue.
#[test]
fn a_server_that_takes_html_away_has_a_sound_site() {
    let bench = bench("tidy");
    let run = |front: &str, changed: Option<&'static str>| {
        let habits = Habits {
            tidy: Some(front.to_owned()),
            packs: true,
            changed,
            ..Habits::default()
        };
        bench.run(&format!("verify {}", serve(&bench, habits)))
    };
    for front in ["/library/", "./", ""] {
        let run = run(front, None);
        assert_eq!(run.code, Some(0), "{front}: {}", run.out);
        assert!(run.out.contains("all as they should be"), "{}", run.out);
        let told = run.out.matches("under another address").count();
        assert_eq!(told, 1, "{}", run.out);
        assert!(!run.out.contains("without compression"), "{}", run.out);
    }
    // What stands there is compared, too.
    assert_eq!(run("/library/", Some("index.html")).code, Some(3));
    assert_eq!(run("/library/", Some("404.html")).code, Some(3));
    // Elsewhere nothing is looked at, and a circle ends.
    for front in [
        "https://elsewhere.example/library/",
        "//elsewhere.example/",
        "a circle",
    ] {
        let run = run(front, None);
        assert_eq!(run.code, Some(3), "{front}: {}", run.out);
        assert!(run.out.contains("found the answer 308"), "{}", run.out);
    }
}

#[test]
fn a_server_that_does_not_answer_is_no_verdict() {
    let bench = bench("silent");
    let port = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port();
    let run = bench.run(&format!("verify http://127.0.0.1:{port}/"));
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("no connection") && run.err.contains("What to do:"),
        "{}",
        run.err
    );
    let address = serve(&bench, Habits::default());
    let run = bench.run(&format!(
        "verify {}",
        address.replace("/library", "/elsewhere")
    ));
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.err.contains("found the answer 404"), "{}", run.err);
}
