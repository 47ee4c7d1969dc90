//! The sample library as it is checked in: what a newcomer, a screenshot and every golden test relies on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use carrel_core::bib::{Format, Measure};
use carrel_core::call_number::folded;
use carrel_core::diagnostic::{Place, Severity};
use carrel_core::{Isbn, ItemStatus};
use carrel_marc::csv::items::ItemsTable;
use carrel_marc::holdings::{System, detect, status};
use carrel_marc::map::check::Check;
use carrel_marc::map::{Mapped, map};
use carrel_marc::read::{Event, ReadOptions, Reader};
use carrel_marc::record::Record;
use carrel_sample::title::{Form, SHELVES};
use carrel_sample::{Sample, copies, make};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name))
        .unwrap_or_else(|error| panic!("sample/{name}: {error}"))
}

fn sample() -> Sample {
    let mut parts: Vec<(String, String)> = std::fs::read_dir(folder().join("titles"))
        .expect("sample/titles")
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.ends_with(".toml"))
        .map(|name| (name.clone(), text(&format!("titles/{name}"))))
        .collect();
    parts.sort();
    match make(&parts, &text("ids.tsv"), &text("headings.tsv")) {
        Ok(sample) => sample,
        Err(complaints) => {
            let list: Vec<String> = complaints.iter().map(ToString::to_string).collect();
            panic!(
                "{} mistakes in the sample:\n{}",
                list.len(),
                list.join("\n")
            );
        }
    }
}

/// Reads the checked-in file back, record by record, with everything the reader says of it.
fn read_back() -> (Vec<Record>, Vec<String>) {
    let mut reader = Reader::new(ReadOptions::default());
    reader.push(&std::fs::read(folder().join("westfield.mrc")).expect("sample/westfield.mrc"));
    reader.finish();
    let (mut records, mut said) = (Vec::new(), Vec::new());
    while let Some(event) = reader.next() {
        match event {
            Event::Record(read) => {
                said.extend(read.diagnostics.iter().map(ToString::to_string));
                records.push(read.record);
            }
            Event::File(diagnostic) => said.push(diagnostic.to_string()),
        }
    }
    (records, said)
}

/// Every record mapped, with its copies as they are detected, in file order.
fn mapped() -> Vec<Mapped> {
    let (records, _) = read_back();
    let profile = detect(&records[..300]);
    assert_eq!(profile.system, System::Destiny, "{}", profile.explanation);
    let mut check = Check::new();
    (1..)
        .zip(&records)
        .map(|(number, record)| {
            let place = Place {
                record: number,
                ..Place::default()
            };
            let mut mapped = map(record, &place, &profile);
            check.admit(&mut mapped, &place);
            mapped
        })
        .collect()
}

#[test]
fn the_checked_in_files_are_what_the_generator_makes() {
    let made = sample();
    let how = "run `cargo run -p carrel-sample` and commit what it writes";
    let checked_in = std::fs::read(folder().join("westfield.mrc")).expect("sample/westfield.mrc");
    assert!(
        made.mrc == checked_in,
        "sample/westfield.mrc is not up to date: {how}"
    );
    assert!(
        made.numbers == text("ids.tsv"),
        "sample/ids.tsv is not up to date: {how}"
    );
    assert!(
        made.status_table == text("westfield-copies.tsv"),
        "sample/westfield-copies.tsv is not up to date: {how}"
    );
    assert!(sample().mrc == made.mrc, "the same titles gave other bytes");
}

#[test]
fn the_school_has_what_a_school_has() {
    let made = sample();
    let titles = &made.titles;
    assert!(titles.len() >= 800, "{} titles", titles.len());
    let with = |test: &dyn Fn(&carrel_sample::title::Title) -> bool| {
        titles.iter().filter(|(_, title)| test(title)).count()
    };
    assert!(with(&|title| title.languages().contains(&"spa")) >= 80);
    assert!(with(&|title| title.gutenberg.is_some()) >= 30);
    for shelf in SHELVES {
        assert!(
            with(&|title| title.shelf == shelf) >= 8,
            "the shelf {shelf} is all but empty"
        );
    }
    for form in [
        Form::Graphic,
        Form::Ebook,
        Form::EbookAlso,
        Form::Audiobook,
        Form::Dvd,
        Form::LargePrint,
    ] {
        assert!(with(&|title| title.form == form) >= 3, "hardly a {form:?}");
    }
    // Titles in their own script, by Unicode block of the first letter.
    let scripts: BTreeSet<u32> = titles
        .iter()
        .filter_map(|(_, title)| title.native.as_ref()?.chars().next())
        .map(|first| u32::from(first) / 0x80)
        .collect();
    assert!(scripts.len() >= 6, "{scripts:x?}");
    let hundreds: BTreeSet<char> = made
        .records
        .iter()
        .flat_map(|record| {
            record
                .fields("082")
                .filter_map(|field| field.sub('a')?.chars().next())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(hundreds.into_iter().collect::<String>(), "0123456789");
}

#[test]
fn it_reads_back_as_it_was_made_with_nothing_to_mend() {
    let made = sample();
    let (records, said) = read_back();
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(records.len(), made.records.len());
    for (read, written) in records.iter().zip(&made.records) {
        // The leader gets its lengths on the way.
        assert!(
            read.all_fields().eq(written.all_fields()),
            "{:?} was read as {read:?}",
            written.id()
        );
        assert_eq!(read.leader()[5..9], written.leader()[5..9]);
    }
}

#[test]
fn it_maps_without_anything_above_a_note() {
    let grave: Vec<String> = mapped()
        .iter()
        .flat_map(|mapped| &mapped.diagnostics)
        .filter(|diagnostic| diagnostic.severity > Severity::Note)
        .map(ToString::to_string)
        .collect();
    assert_eq!(grave, Vec::<String>::new());
}

#[test]
fn titles_files_and_copies_arrive_as_they_were_meant() {
    let made = sample();
    let mapped = mapped();
    let mut copies = made.copies.iter();
    for (mapped, (id, title)) in mapped.iter().zip(&made.titles) {
        let bib = &mapped.bib;
        assert_eq!(&bib.id, id);
        assert_eq!(bib.title.proper, title.title, "{id}");
        assert_eq!(
            usize::from(bib.title.nonfiling),
            title.skip(&title.title),
            "{id} {}",
            title.title
        );
        assert_eq!(bib.title.vernacular, title.native, "{id}");
        let names: Vec<&str> = bib
            .contributors
            .iter()
            .map(|person| person.name.as_str())
            .collect();
        for name in title.by.iter().chain(&title.illus).chain(&title.trans) {
            assert!(
                names.contains(&name.as_str()),
                "{id}: {name} is not among {names:?}"
            );
        }
        assert_eq!(
            bib.series.first().map(|series| series.title.clone()),
            title.series,
            "{id}"
        );
        assert_eq!(
            bib.series.first().and_then(|series| series.number.clone()),
            title.number,
            "{id}"
        );
        let headings: Vec<String> = bib
            .subjects
            .iter()
            .map(|subject| subject.heading())
            .collect();
        assert_eq!(headings.len(), title.subjects.len(), "{id} {headings:?}");
        assert_eq!(bib.languages, title.languages(), "{id}");
        assert_eq!(bib.summary.as_deref(), Some(title.summary.as_str()), "{id}");
        assert_eq!(bib.awards, title.awards, "{id}");
        let isbns: Vec<Isbn> = title
            .isbn
            .iter()
            .filter_map(|isbn| Isbn::parse(isbn))
            .collect();
        assert_eq!(bib.isbns, isbns, "{id}");
        assert_eq!(
            bib.links.len(),
            usize::from(title.gutenberg.is_some()),
            "{id}"
        );
        assert_eq!(
            bib.interest.map(|range| (range.low, range.high)),
            title.grade_range(),
            "{id}"
        );
        for item in &mapped.items {
            let copy = copies.next().expect("a copy more than was made");
            assert_eq!(
                (&item.barcode, item.shelf.as_deref()),
                (&copy.barcode, Some(title.shelf.as_str())),
                "{id}"
            );
            assert_eq!(
                item.call_number.as_deref(),
                Some(title.call.as_str()),
                "{id}"
            );
            assert_eq!(item.acquired_on, Some(copy.acquired), "{id}");
            assert!(
                item.price_cents
                    .is_some_and(|cents| (399..=20_000).contains(&cents)),
                "{id}"
            );
        }
    }
    assert!(copies.next().is_none(), "a copy was lost");
}

#[test]
fn each_form_is_told_by_its_codes() {
    let made = sample();
    let mut counts: BTreeMap<Format, usize> = BTreeMap::new();
    for (mapped, (id, title)) in mapped().iter().zip(&made.titles) {
        let format = mapped.bib.format;
        *counts.entry(format).or_default() += 1;
        let fits = match title.form {
            Form::Graphic => format == Format::GraphicNovel,
            Form::Ebook => format == Format::Ebook,
            Form::Audiobook => format == Format::Audiobook,
            Form::Dvd => format == Format::Video,
            Form::LargePrint => format == Format::LargePrint,
            Form::Book | Form::EbookAlso => matches!(
                format,
                Format::Book | Format::PictureBook | Format::GraphicNovel
            ),
            Form::Kit => format == Format::Kit,
            Form::Map => format == Format::Map,
        };
        assert!(
            fits,
            "{id} \"{}\" is {:?} and was read as {format:?}",
            title.title, title.form
        );
    }
    assert!(counts[&Format::PictureBook] >= 150, "{counts:?}");
}

#[test]
fn levels_are_marked_as_samples_and_on_most_books() {
    let made = sample();
    for record in &made.records {
        for field in record
            .fields("521")
            .filter(|field| field.indicator(1) == b'8')
        {
            assert!(
                field
                    .sub('b')
                    .is_some_and(|source| source.ends_with("(sample)")),
                "{field:?}"
            );
        }
        for field in record.fields("526") {
            assert!(
                field
                    .sub('a')
                    .is_some_and(|name| name.ends_with("(sample)")),
                "{field:?}"
            );
        }
    }
    let mapped = mapped();
    let with = |test: &dyn Fn(&Measure) -> bool| {
        mapped
            .iter()
            .filter(|mapped| mapped.bib.levels.iter().any(|level| test(&level.measure)))
            .count()
    };
    let any = with(&|_| true);
    assert!(
        (50..70).contains(&(any * 100 / mapped.len())),
        "{any} of {}",
        mapped.len()
    );
    for (name, count) in [
        ("Lexile", with(&|m| matches!(m, Measure::Lexile { .. }))),
        (
            "a Lexile below zero",
            with(&|m| m.lexile_rank().is_some_and(|rank| rank < 0)),
        ),
        (
            "Accelerated Reader",
            with(&|m| matches!(m, Measure::AcceleratedReader { .. })),
        ),
        (
            "Reading Counts",
            with(&|m| matches!(m, Measure::ReadingCounts { .. })),
        ),
        (
            "Fountas & Pinnell",
            with(&|m| matches!(m, Measure::FountasPinnell(_))),
        ),
    ] {
        assert!(count >= 5, "{name}: {count}");
    }
}

#[test]
fn there_are_new_arrivals_and_a_realistic_share_is_out() {
    let today = copies::snapshot();
    let new = mapped()
        .iter()
        .filter_map(|mapped| mapped.bib.entered)
        .inspect(|day| assert!(*day < today))
        .filter(|day| today.days() - day.days() <= 45)
        .count();
    assert!((20..=120).contains(&new), "{new} new titles");
    let made = sample();
    let out = made.copies.iter().filter(|copy| copy.due.is_some()).count();
    assert!(
        (80..250).contains(&(out * 1000 / made.copies.len())),
        "{out} of {} are out",
        made.copies.len()
    );
    let overdue = made
        .copies
        .iter()
        .filter_map(|copy| copy.due)
        .filter(|due| *due < today)
        .count();
    assert!(
        overdue >= 5 && overdue * 3 < out,
        "{overdue} of {out} are overdue"
    );
}

#[test]
fn the_table_of_copies_joins_and_its_words_are_understood() {
    let table = text("westfield-copies.tsv");
    assert_eq!(table.lines().next(), Some("barcode\tstatus\tdue_date"));
    let mut items = ItemsTable::new(None);
    items.push(table.as_bytes());
    assert_eq!(items.finish(), Vec::new());
    assert_eq!(items.len(), table.lines().count() - 1);
    let made = sample();
    let mut copies = made.copies.iter();
    for mut mapped in mapped() {
        let before = mapped.items.len();
        items.join(&mut mapped);
        assert_eq!(
            mapped.items.len(),
            before,
            "a row of the table became a copy of its own: {}",
            mapped.bib.id
        );
        for item in &mapped.items {
            let copy = copies.next().expect("a copy more than was made");
            let status = copy.status.map_or(Some(ItemStatus::Available), |word| {
                status(word, System::Destiny)
            });
            assert_eq!(Some(item.status), status, "{copy:?}");
            assert_eq!(
                (item.due_on, item.status == ItemStatus::OnLoan),
                (copy.due, copy.due.is_some()),
                "{copy:?}"
            );
            assert_eq!(item.shelf.as_deref(), Some(copy.shelf.as_str()), "{copy:?}");
        }
    }
    assert_eq!(items.unmatched().count(), 0);
}

/// The reference data of Project Gutenberg's catalogue: title by number.
fn gutenberg() -> Option<BTreeMap<u32, String>> {
    let root = std::env::var_os("CARREL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    if !root.is_dir() {
        eprintln!("SKIPPED the numbers at Project Gutenberg: ../shared is absent");
        return None;
    }
    let packed =
        std::fs::read(root.join("data/gutenberg/gutenberg.mrc.zst")).expect("the catalogue");
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(packed.as_slice()).expect("zstd");
    let mut reader = Reader::new(ReadOptions::default());
    let mut titles = BTreeMap::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let length = std::io::Read::read(&mut decoder, &mut buffer).expect("unpacks");
        if length == 0 {
            reader.finish();
        }
        reader.push(&buffer[..length]);
        while let Some(event) = reader.next() {
            let Event::Record(read) = event else { continue };
            let id = read.record.id().unwrap_or_default();
            let digits = id.trim_start_matches(|c: char| !c.is_ascii_digit());
            let field = read.record.fields("245").next();
            if let (Ok(number), Some(field)) = (digits.parse(), field) {
                let parts = field.subfields().filter(|s| s.code != 'c');
                let parts: Vec<&str> = parts.map(|s| s.value).collect();
                titles.insert(number, parts.join(" "));
            }
        }
        if length == 0 {
            return Some(titles);
        }
    }
}

/// What Project Gutenberg calls a book that the sample gives another name.
const OTHER_NAMES: [(u32, &str); 2] = [(320, "Vida de Lazarillo de Tormes"), (23950, "三國志演義")];

/// A number that leads to another book is worse than none.
#[test]
fn numbers_at_project_gutenberg_are_those_of_the_titles() {
    let Some(titles) = gutenberg() else { return };
    let (mut compared, mut wrong) = (0, Vec::new());
    for (id, title) in &sample().titles {
        let Some(number) = title.gutenberg else {
            continue;
        };
        compared += 1;
        let other = OTHER_NAMES.iter().find(|(n, _)| *n == number);
        let own = other
            .map(|(_, name)| *name)
            .or(title.native.as_deref())
            .unwrap_or(&title.title);
        let theirs = titles.get(&number).map_or("nothing", String::as_str);
        if !folded(theirs).contains(&folded(own)) {
            wrong.push(format!("{id}, {number}: expected {own}, found {theirs}"));
        }
    }
    eprintln!("{compared} numbers compared");
    assert!(compared >= 100, "{compared}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
