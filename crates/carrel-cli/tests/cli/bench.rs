//! A folder of its own for each test, the command, and small libraries to feed it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use carrel_marc::record::Record;
use carrel_search::pack::FileRef;
use carrel_site::json::Json;
use carrel_site::site::{Listed, write_list};

/// A folder that is gone when the test ends well.
pub(crate) struct Bench(pub(crate) PathBuf);

/// What a run said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Bench {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file whose modification time is always the same.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("written");
        let file = fs::File::options().write(true).open(&path).expect("opened");
        file.set_modified(UNIX_EPOCH + Duration::from_secs(1_795_350_000))
            .expect("dated");
        path
    }

    /// The command, standing in this folder.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_carrel"));
        command.args(words(line)).current_dir(&self.0);
        command
    }

    pub(crate) fn run(&self, line: &str) -> Run {
        self.run_with(line, "")
    }

    /// Runs it with that on standard input.
    pub(crate) fn run_with(&self, line: &str, input: &str) -> Run {
        let mut command = self.command(line);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("started");
        let mut stdin = child.stdin.take().expect("standard input");
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            use std::io::Write;
            let _ = stdin.write_all(input.as_bytes());
        });
        let output = child.wait_with_output().expect("ended");
        writer.join().expect("written");
        Run {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs what must go well.
    #[track_caller]
    pub(crate) fn ok(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, Some(0), "carrel {line}\n{}\n{}", run.out, run.err);
        run.out
    }

    /// Runs it with `--json` and reads what it prints.
    #[track_caller]
    pub(crate) fn json(&self, line: &str) -> Json {
        let out = self.ok(&format!("{line} --json"));
        Json::parse(out.trim_end()).unwrap_or_else(|| panic!("carrel {line} --json printed\n{out}"))
    }

    /// Every file below a folder: path and bytes.
    pub(crate) fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        walk(&self.path(folder), "", &mut files);
        files
    }

    /// A small app, as `cargo xtask dist` would leave it.
    pub(crate) fn app(&self) {
        let files = [
            (
                "index.html",
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Library catalogue</title></head>\
                 <body><span id=\"library-name\">Library catalogue</span>\
                 <script type=\"application/json\" id=\"carrel-site\">{}</script>\
                 <script type=\"application/json\" id=\"carrel-words\">[]</script>\
                 <script type=\"application/json\" id=\"carrel-union\">[]</script></body></html>\n",
            ),
            ("sw.js", "\"use strict\";\nconst FILES = /*PRECACHE*/[];\n"),
            (
                "manifest.webmanifest",
                "{\"name\": \"Library\", \"start_url\": \"./index.html\"}\n",
            ),
            ("app/style-0.css", "body { color: green }\n"),
            ("app/carrel-0.js", "export default () => {};\n"),
            ("app/carrel-0.wasm", "\0asm\u{1}\0\0\0"),
            ("text/en/help.html", "<h1>Help</h1>\n"),
        ];
        let listed: Vec<Listed> = files
            .iter()
            .map(|(path, text)| Listed {
                path: (*path).to_owned(),
                file: FileRef::of(text.as_bytes()),
            })
            .collect();
        for (path, text) in files {
            self.file(&format!("dist/{path}"), text);
        }
        self.file("dist/app.json", write_list(&listed));
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// Splits a line at blanks; what stands between quotation marks is one word.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in line.split('"').enumerate() {
        if n % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.map(|e| e.expect("an entry")).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{name}/"), files);
        } else {
            files.push((name, fs::read(entry.path()).expect("read")));
        }
    }
}

/// A number of a JSON object.
#[track_caller]
pub(crate) fn number(json: &Json, key: &str) -> u64 {
    json.get(key)
        .and_then(Json::number)
        .unwrap_or_else(|| panic!("no number {key} in {}", json.line()))
}

/// Five books as a table.
pub(crate) const TABLE: &str = "id,title,author,isbn,call number,barcode\n\
    1,Holes,Louis Sachar,9780440414803,FIC SAC,30001\n\
    2,Hatchet,Gary Paulsen,,FIC PAU,30002\n\
    3,Where the Wild Things Are,Maurice Sendak,,E SEN,30003\n\
    b-4,\"Hello, Universe\",Erin Entrada Kelly,,FIC KEL,\n\
    5,El niño perdido,Ana Pérez,,SP FIC PER,30005\n";

/// Titles as an ISO 2709 file: control number, title, author, barcodes in Destiny's 852.
pub(crate) fn marc(titles: &[(&str, &str, &str, &[&str])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (id, title, author, barcodes) in titles {
        let mut record = Record::new("00000nam a2200000 a 4500");
        record.push_control("001", id);
        record.push_control("008", "200101s2008    nyu    j      000 1 eng d");
        record.push_data("100", *b"1 ", &[('a', author)]);
        record.push_data("245", *b"10", &[('a', title)]);
        for barcode in *barcodes {
            record.push_data(
                "852",
                *b"  ",
                &[
                    ('a', "Main"),
                    ('h', "FIC"),
                    ('i', "ABC"),
                    ('p', barcode),
                    ('x', "FSC@aBOOK"),
                ],
            );
        }
        carrel_marc::write::iso2709(&record, &mut out).expect("a record");
    }
    out
}

/// Twelve invented titles with two copies each.
pub(crate) fn library() -> Vec<u8> {
    let rows: Vec<(String, String, String, [String; 2])> = (1..=12)
        .map(|n| {
            (
                format!("rec{n}"),
                format!("The adventures of robot number {n}"),
                format!("Author{n}, Ada"),
                [format!("3000{n:04}"), format!("3001{n:04}")],
            )
        })
        .collect();
    let barcodes: Vec<[&str; 2]> = rows
        .iter()
        .map(|r| [r.3[0].as_str(), r.3[1].as_str()])
        .collect();
    let titles: Vec<(&str, &str, &str, &[&str])> = rows
        .iter()
        .zip(&barcodes)
        .map(|(r, b)| (r.0.as_str(), r.1.as_str(), r.2.as_str(), &b[..]))
        .collect();
    marc(&titles)
}

/// gzip without compression: enough to be read as one.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];
    // Of nothing, too, there is one block.
    let pieces: Vec<&[u8]> = match bytes {
        [] => vec![bytes],
        bytes => bytes.chunks(0xFFFF).collect(),
    };
    for (n, piece) in pieces.iter().enumerate() {
        out.push(u8::from(n + 1 == pieces.len()));
        out.extend((piece.len() as u16).to_le_bytes());
        out.extend((!(piece.len() as u16)).to_le_bytes());
        out.extend_from_slice(piece);
    }
    let mut crc = !0u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                0xEDB8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            };
        }
    }
    out.extend((!crc).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}
