//! Makes the sample library of an invented school, "Westfield School Library".
//!
//! *Owns:* the format of `sample/titles/*.toml`, the rules a title must obey, the MARC record made of it, and
//! what is invented: copies, barcodes, prices, dates, loans, reading levels.
//! *Never does:* open files, ask the clock, use randomness; the same titles and numbers give the same bytes.
//! *Start at:* [`make`], then [`title::Title`]; `sample/README.md` tells the story.
//!
//! What is said of a book (title, author, year, award, number at Project Gutenberg) is true. What the school
//! says of its copies is invented, and levels are marked as samples.
//!
//! ```
//! let part = ("demo".to_owned(), r#"
//! [[book]]
//! title = "The Tale of Peter Rabbit"
//! by = ["Potter, Beatrix"]
//! dates = "1866-1943"
//! publisher = "Frederick Warne"
//! year = 1902
//! call = "E POT"
//! shelf = "Picture Books"
//! subjects = ["Rabbits -- Fiction"]
//! summary = "Peter creeps into a garden where he was told not to go, eats too much, loses his coat and barely gets home to his mother again."
//! aud = "a"
//! grades = "PreK-2"
//! gutenberg = 14838
//! "#.to_owned());
//! let sample = carrel_sample::make(&[part], "", "").expect("nothing to complain about");
//! assert_eq!(sample.records[0].id(), Some("wsl-00001"));
//! assert_eq!(sample.records[0].fields("245").next().and_then(|f| f.sub('a')), Some("The Tale of Peter Rabbit /"));
//! ```
#![forbid(unsafe_code)]

pub mod articles;
mod bib;
mod chance;
pub mod check;
pub mod copies;
mod fixed;
pub mod headings;
pub mod ids;
pub mod languages;
pub mod level;
pub mod names;
pub mod title;

use carrel_marc::record::Record;

use crate::check::Complaint;
use crate::copies::Copy;
use crate::headings::Headings;
use crate::ids::Numbers;
use crate::title::Title;

/// The day of which the sample library is a snapshot.
pub const SNAPSHOT: &str = "2026-11-20";

/// The code of the invented school, in 003, 040 and 852.
pub const SITE: &str = "WSL";

/// Everything that is made of the titles.
#[derive(Debug)]
pub struct Sample {
    /// The titles, in the order of their control numbers.
    pub titles: Vec<(String, Title)>,
    /// One record a title, in the same order.
    pub records: Vec<Record>,
    /// The copies, in the same order; none for e-books.
    pub copies: Vec<Copy>,
    /// `sample/westfield.mrc`.
    pub mrc: Vec<u8>,
    /// `sample/westfield-copies.tsv`.
    pub status_table: String,
    /// `sample/ids.tsv`, with numbers for titles that had none.
    pub numbers: String,
    /// What a maintainer should know and that is no mistake: numbers without a title.
    pub notes: Vec<String>,
}

/// Makes the sample of its parts (file name and TOML text), the numbers given before (`ids.tsv`) and the table of
/// names and places among subject headings (`headings.tsv`).
///
/// # Errors
/// Everything that is wrong with the titles, all at once.
pub fn make(
    parts: &[(String, String)],
    numbers: &str,
    headings: &str,
) -> Result<Sample, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let mut titles: Vec<Title> = Vec::new();
    for (name, text) in parts {
        match title::parse(name, text) {
            Ok(list) => titles.extend(list),
            Err(complaint) => complaints.push(complaint),
        }
    }
    let headings = Headings::parse(headings).unwrap_or_else(|complaint| {
        complaints.push(complaint);
        Headings::default()
    });
    let mut numbers = Numbers::parse(numbers).unwrap_or_else(|complaint| {
        complaints.push(complaint);
        Numbers::default()
    });
    complaints.extend(check::all(&titles, &headings));
    if !complaints.is_empty() {
        return Err(complaints);
    }

    let mut numbered: Vec<(String, Title)> = titles
        .into_iter()
        .map(|title| (numbers.of(&title), title))
        .collect();
    numbered.sort_by(|a, b| a.0.cmp(&b.0));
    let mut records = Vec::with_capacity(numbered.len());
    let mut copies = Vec::new();
    let mut mrc = Vec::new();
    for (id, title) in &numbered {
        let own = copies::of(id, title);
        let record = bib::record(id, title, &own, &headings);
        if let Err(error) = carrel_marc::write::iso2709(&record, &mut mrc) {
            complaints.push(Complaint(error.to_string()));
        }
        records.push(record);
        copies.extend(own);
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    Ok(Sample {
        status_table: copies::status_table(&copies),
        notes: numbers
            .retired()
            .map(|row| {
                format!("ids.tsv has {row}, which no title has any more; the number stays taken.")
            })
            .collect(),
        numbers: numbers.to_text(),
        titles: numbered,
        records,
        copies,
        mrc,
    })
}
