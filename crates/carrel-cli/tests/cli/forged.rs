//! Catalogues whose every hash is right and whose content is not: `carrel verify` sees what the hashes cannot.

use carrel_core::{BibRecord, Isbn, Item};
use carrel_search::build::{Entry, Pack, PackOptions, build};
use carrel_search::pack::section::Section;
use carrel_search::pack::{FileRef, Kind, PackFile, Root, dict, envelope};

use crate::bench::Bench;

/// A pack taken apart, to be put together again with right hashes.
struct Forge {
    pack: Pack,
    root: Root,
}

impl Forge {
    fn new() -> Self {
        let entries = (0..150).map(|n| {
            let mut bib = BibRecord {
                id: format!("id{n}"),
                isbns: Isbn::parse(&isbn(n)).into_iter().collect(),
                ..BibRecord::default()
            };
            bib.title.proper = format!("The robots of planet {n}");
            Entry {
                bib,
                items: vec![Item::default(); n % 3],
                shelf_key: format!("{n:04}"),
            }
        });
        let options = PackOptions {
            name: "School".to_owned(),
            base: "/".to_owned(),
            ..PackOptions::default()
        };
        let pack = build(&options, entries.collect(), &mut |_, _, _| {});
        let file = find(&pack, &pack.latest.root);
        let (_, payload) =
            envelope::open(&file.file, &file.bytes, Some(Kind::Root)).expect("opens");
        let root = postcard::from_bytes(&payload).expect("decodes");
        Self { pack, root }
    }

    /// Changes the payload of one file of a section, and gives the file's new name.
    fn change(
        &mut self,
        section: fn(&mut Root) -> &mut Section,
        n: usize,
        change: impl FnOnce(&mut Vec<u8>),
    ) -> String {
        let child = &mut section(&mut self.root).children[n];
        let file = find(&self.pack, &child.file);
        let (kind, mut payload) = envelope::open(&file.file, &file.bytes, None).expect("opens");
        change(&mut payload);
        let sealed = envelope::seal(kind, &payload);
        self.pack.files.retain(|f| f.file != child.file);
        child.file = sealed.file;
        let name = sealed.file.name();
        self.pack.files.push(sealed);
        name
    }

    /// Writes it as a folder `pack`, and verifies: the faults as JSON.
    fn verify(mut self, bench: &Bench) -> (Option<i32>, String) {
        let sealed = envelope::seal(
            Kind::Root,
            &postcard::to_allocvec(&self.root).expect("encodes"),
        );
        let old = self.pack.latest.root;
        self.pack.files.retain(|f| f.file != old);
        self.pack.latest.root = sealed.file;
        self.pack.files.push(sealed);
        let _ = std::fs::remove_dir_all(bench.path("pack"));
        for file in &self.pack.files {
            bench.file(&format!("pack/{}", file.file.name()), &file.bytes);
        }
        bench.file("pack/latest.json", self.pack.latest.to_json());
        bench.file("pack/manifest.json", self.pack.manifest());
        let run = bench.run("verify pack --json");
        (run.code, run.out)
    }
}

fn find<'a>(pack: &'a Pack, file: &FileRef) -> &'a PackFile {
    let mut files = pack.files.iter();
    files.find(|f| f.file == *file).expect("a file of the pack")
}

/// An ISBN-10 with its check digit.
fn isbn(n: usize) -> String {
    let digits = format!("0{n:08}");
    let sum: usize = digits
        .bytes()
        .zip((2..=10).rev())
        .map(|(d, weight)| usize::from(d - b'0') * weight)
        .sum();
    match (11 - sum % 11) % 11 {
        10 => format!("{digits}X"),
        check => format!("{digits}{check}"),
    }
}

/// One fault alone, of that file (of any, when empty) and with these words.
#[track_caller]
fn check(bench: &Bench, forge: Forge, file: &str, words: &str) {
    let (code, said) = forge.verify(bench);
    assert_eq!(code, Some(3), "{words}: {said}");
    assert!(said.contains(words), "{words}: {said}");
    assert!(said.contains(file), "{words}: {said}");
    assert_eq!(said.matches("\"finding\"").count(), 1, "{words}: {said}");
}

#[test]
fn a_pack_put_together_again_is_sound() {
    let bench = Bench::new("forged");
    let (code, said) = Forge::new().verify(&bench);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn lists_that_do_not_decode_are_found() {
    let bench = Bench::new("forged-lists");
    // Behind the map stands the list of the first word: its count, its length, its first record.
    for (at, words) in [
        (0, "leads to a list that does not decode"),
        (1, "leads to a list"),
        (3, "leads to a list"),
    ] {
        let mut forge = Forge::new();
        forge.change(
            |root| &mut root.words,
            0,
            |payload| {
                let map = dict::split(payload).expect("comes apart").0.len();
                payload[map + at] ^= 0x15;
            },
        );
        let (code, said) = forge.verify(&bench);
        assert_eq!(code, Some(3), "{at}: {said}");
        assert!(said.contains(words), "{at}: {said}");
    }
    let mut forge = Forge::new();
    assert!(forge.root.postings.children.is_empty());
    let last = forge.root.words.children.len() - 1;
    forge.change(
        |root| &mut root.words,
        last,
        |payload| {
            // One byte more of lists, and their length in the last sixteen.
            let tail = payload.len() - 16;
            payload.insert(tail, 0);
            let lists = tail + 9;
            payload[lists] += 1;
            assert!(payload[lists] > 0);
        },
    );
    check(&bench, forge, "", "no word leads there");
}

/// Only the cards' and the dictionaries' first keys were compared.
#[test]
fn files_under_a_wrong_first_key_are_found() {
    type Of = fn(&mut Root) -> &mut Section;
    let bench = Bench::new("forged-keys");
    let sections: [(Of, &str); 7] = [
        (|r| &mut r.words, "its first word is not the one"),
        (|r| &mut r.full, "it is filed under record"),
        (|r| &mut r.cards, "it is filed under record"),
        (|r| &mut r.shelf, "it is filed under record"),
        (|r| &mut r.columns[13], "it is filed under record"),
        (|r| &mut r.ids, "its first number is not the one"),
        (|r| &mut r.isbns, "its first number is not the one"),
    ];
    for (section, words) in sections {
        let mut forge = Forge::new();
        let child = &mut section(&mut forge.root).children[0];
        *child.first.last_mut().expect("a key") += 1;
        let name = child.file.name();
        let (code, said) = forge.verify(&bench);
        assert_eq!(code, Some(3), "{words}: {said}");
        assert!(
            said.contains(words) && said.contains(&name),
            "{words}: {said}"
        );
    }
}

/// A block of cards that does not decode counted as fine, and the next one was blamed.
#[test]
fn what_does_not_decode_is_named_itself() {
    type Of = fn(&mut Root) -> &mut Section;
    let bench = Bench::new("forged-blocks");
    let sections: [(Of, &str); 4] = [
        (|r| &mut r.cards, "its cards do not decode"),
        (|r| &mut r.full, "its records do not decode"),
        (|r| &mut r.shelf, "its order does not decode"),
        (|r| &mut r.columns[0], "its column does not decode"),
    ];
    for (section, words) in sections {
        let mut forge = Forge::new();
        let name = forge.change(section, 0, |block| *block = vec![0xFF; 9]);
        check(&bench, forge, &name, words);
    }
}

#[test]
fn numbers_that_are_not_the_records_are_found() {
    let bench = Bench::new("forged-numbers");
    let mut forge = Forge::new();
    forge.change(
        |root| &mut root.isbns,
        0,
        |pairs| pairs.truncate(pairs.len() / 2),
    );
    let (code, said) = forge.verify(&bench);
    assert!(
        code == Some(3) && said.contains("the ISBNs by which"),
        "{said}"
    );
    let mut forge = Forge::new();
    forge.root.items += 1;
    let (code, said) = forge.verify(&bench);
    assert!(code == Some(3) && said.contains("copies, found"), "{said}");
}

/// A manifest in the right form that lists nothing was let through.
#[test]
fn an_empty_manifest_is_a_fault() {
    let bench = Bench::new("forged-manifest");
    let forge = Forge::new();
    assert_eq!(forge.verify(&bench).0, Some(0));
    let text = std::fs::read_to_string(bench.path("pack/manifest.json")).expect("read");
    let (head, _) = text.split_once('[').expect("a list");
    bench.file("pack/manifest.json", format!("{head}[\n]}}\n"));
    let run = bench.run("verify pack");
    assert_eq!(run.code, Some(3), "{}", run.out);
    assert!(run.out.contains("it does not list"), "{}", run.out);
    assert!(!run.out.contains("not as carrel writes it"), "{}", run.out);
}
