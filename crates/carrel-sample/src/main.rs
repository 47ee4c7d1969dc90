//! `cargo run -p carrel-sample`: writes `sample/westfield.mrc`, `sample/westfield-copies.tsv` and `sample/ids.tsv`
//! anew from `sample/titles/*.toml` and `sample/headings.tsv`. With `--check` it only says what it would complain
//! about. Exit code 0: written; 1: the titles have mistakes, each on a line; 2: a file could not be read or written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use carrel_sample::{Sample, make};

fn main() -> ExitCode {
    let only_check = std::env::args().any(|arg| arg == "--check");
    let folder = sample_folder();
    let parts = match carrel_sample_parts(&folder) {
        Ok(parts) => parts,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    // Without them every title is new, or no heading a name: that is how they begin.
    let numbers = std::fs::read_to_string(folder.join("ids.tsv")).unwrap_or_default();
    let headings = std::fs::read_to_string(folder.join("headings.tsv")).unwrap_or_default();
    let sample = match make(&parts, &numbers, &headings) {
        Ok(sample) => sample,
        Err(complaints) => {
            for complaint in &complaints {
                eprintln!("{complaint}");
            }
            eprintln!("{} mistakes; nothing was written", complaints.len());
            return ExitCode::FAILURE;
        }
    };
    report(&sample);
    if only_check {
        return ExitCode::SUCCESS;
    }
    let files: [(&str, &[u8]); 3] = [
        ("westfield.mrc", &sample.mrc),
        ("westfield-copies.tsv", sample.status_table.as_bytes()),
        ("ids.tsv", sample.numbers.as_bytes()),
    ];
    for (name, bytes) in files {
        if let Err(error) = write(&folder.join(name), bytes) {
            eprintln!("sample/{name} could not be written: {error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// The folder `sample` of the workspace this program was built in, or of the folder it is started in.
fn sample_folder() -> PathBuf {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(own) => Path::new(&own).join("../../sample"),
        None => PathBuf::from("sample"),
    }
}

/// Every part, by name.
fn carrel_sample_parts(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let titles = folder.join("titles");
    let list = std::fs::read_dir(&titles)
        .map_err(|error| format!("{} cannot be read: {error}", titles.display()))?;
    let mut parts = Vec::new();
    for entry in list {
        let path = entry
            .map_err(|error| format!("{} cannot be read: {error}", titles.display()))?
            .path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            parts.push((name, text));
        }
    }
    parts.sort();
    Ok(parts)
}

/// Beside, then over it: what is interrupted leaves the old file whole.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension("part");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

fn report(sample: &Sample) {
    let mut shelves: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (_, title) in &sample.titles {
        shelves.entry(&title.shelf).or_default().0 += 1;
    }
    for copy in &sample.copies {
        shelves.entry(&copy.shelf).or_default().1 += 1;
    }
    println!("{:<20} {:>6} {:>6}", "shelf", "titles", "copies");
    for (shelf, (titles, copies)) in &shelves {
        println!("{shelf:<20} {titles:>6} {copies:>6}");
    }
    println!(
        "{:<20} {:>6} {:>6}",
        "in all",
        sample.records.len(),
        sample.copies.len()
    );
    let out = sample
        .copies
        .iter()
        .filter(|copy| copy.due.is_some())
        .count();
    println!("on loan {out}, {} bytes of MARC", sample.mrc.len());
    for note in &sample.notes {
        println!("note: {note}");
    }
}
