//! Every reader of a part of a pack by itself, on any bytes: thousands of inputs in the time of one catalogue.

use carrel_search::pack::latest::Latest;
use carrel_search::pack::section::{Child, read_node};
use carrel_search::pack::{
    FileRef, Kind, Root, cards, columns, dict, envelope, express::Index, keys, postings, starts,
};

use super::{SHELVES, damaged};

thread_local! {
    /// Sound payloads of every kind, and a table.
    static SOUND: Vec<(Kind, Vec<u8>)> = SHELVES.with(|shelves| {
        let mut all: Vec<(Kind, Vec<u8>)> = shelves.iter().flat_map(|s| s.payloads()).collect();
        let child = |file: u32| Child {
            first: file.to_be_bytes().to_vec(),
            file: FileRef::of(&file.to_le_bytes()),
        };
        let table: Vec<Child> = (0..9).map(child).collect();
        all.push((Kind::Node, postcard::to_allocvec(&table).expect("a table is written")));
        // One of each kind and catalogue is enough.
        all.sort();
        all.dedup_by(|a, b| a.0 == b.0 && a.1.len() == b.1.len());
        all
    });
}

/// Reads a damaged payload ([`damaged`]; the first byte says which) with the reader of its kind, and as a file.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_decode(data: &[u8]) {
    let [which, how, rest @ ..] = data else {
        return;
    };
    crate::within_time(data.len(), || {
        SOUND.with(
            |sound| match sound.get(usize::from(*which) % (sound.len() + 3)) {
                Some((kind, payload)) => section(*kind, &damaged(payload, *how, rest)),
                None => outside(*which, *how, rest),
            },
        );
    });
}

fn section(kind: Kind, payload: &[u8]) {
    match kind {
        Kind::Root => {
            // What serde reads is read by hand, too, and is the same.
            let read = Root::read(payload);
            if let Ok(root) = postcard::from_bytes::<Root>(payload) {
                assert_eq!(read, Some(root));
            }
        }
        Kind::Node => {
            let read = read_node(payload);
            if let Ok(table) = postcard::from_bytes::<Vec<Child>>(payload) {
                assert_eq!(read, Some(table));
            }
        }
        Kind::Dict => {
            if let Some(part) = dict::read(payload.to_vec()) {
                for word in ["", "the", "war", "niño", "三国", "ألف"] {
                    let _ = part.map.get(word.as_bytes());
                }
                lists(part.lists());
                let _ = starts::cards(part.cards(), &mut (0..9));
                let _ = part.map.len();
            }
        }
        Kind::Postings => lists(payload),
        Kind::Keys => {
            for (key, record) in keys::pairs(payload).into_iter().take(3) {
                let _ = keys::find(payload, key).contains(&record);
            }
        }
        Kind::Cards => {
            let marks = cards::Marks::new(payload);
            let all = cards::read(payload);
            if let (Some(marks), Some(all)) = (marks, all) {
                for n in 0..all.cards.len() {
                    let one = (all.cards[n].clone(), all.ranks[n]);
                    assert_eq!(marks.one(payload, n), Some(one));
                }
            }
        }
        Kind::Records => {
            let _ = cards::is_full(payload);
            let _ = cards::read_full(payload);
        }
        Kind::Column => {
            if let Some(values) = columns::read(payload) {
                for record in 0..40 {
                    let _ = values.codes_of(record);
                }
            }
        }
        Kind::Shelf => {
            let _ = postcard::from_bytes::<Vec<u32>>(payload);
        }
        Kind::Overview => {
            let _ = postcard::from_bytes::<carrel_search::wire::Overview>(payload);
        }
        Kind::Starts => {
            let _ = starts::find(payload, "t");
            let _ = starts::cards(payload, &mut (0..9));
        }
        Kind::Whole => {}
    }
}

/// A stream of lists: walked from its beginning, and with steps as without.
fn lists(stream: &[u8]) {
    let Some((_, head, body)) = postings::read_head(stream) else {
        return;
    };
    let rest = &stream[head.min(stream.len())..];
    let body = &rest[..body.min(rest.len())];
    let mut all = Vec::new();
    postings::each(body, &mut |posting| all.push(posting));
    let steps = postings::steps(body);
    let mut again = Vec::new();
    postings::each_among(body, None, &steps, |posting| again.push(posting));
    assert_eq!(all, again);
    let mut few = Vec::new();
    postings::each_among(body, Some(&[0x5555]), &steps, |posting| few.push(posting));
    assert!(few.iter().all(|posting| posting.record < 64));
}

/// What else comes from a server: a file with its head, `latest.json`, the words of `start.bin`.
fn outside(which: u8, how: u8, rest: &[u8]) {
    match which % 3 {
        0 => {
            // Past its hash; and as it came: the hash refuses what is not the file.
            let file = [b"crl", &[how & 15, how >> 4 & 1][..], rest].concat();
            if file.len() < 2048 {
                let _ = envelope::open(&FileRef::of(&file), &file, None);
            }
            let mut other = FileRef::of(&file);
            other.sha256[0] ^= 1;
            assert!(envelope::open(&other, &file, None).is_err());
        }
        1 => {
            let text = String::from_utf8_lossy(rest);
            if let Ok(latest) = Latest::from_json(&text) {
                assert_eq!(Latest::from_json(&latest.to_json()), Ok(latest));
            }
        }
        _ => {
            let text = [&"0f".repeat(16), "\n", &String::from_utf8_lossy(rest)].concat();
            let mut root = Root {
                records: u32::MAX >> (how & 31),
                ..Root::default()
            };
            root.cards.height = how >> 5;
            if let Some(index) = Index::parse(&text, &root) {
                let (file, first) = index.card(root.records);
                assert!(first <= root.records && index.open(&file, rest).is_err());
                for word in ["", "a", "the", "three", "三国"] {
                    let _ = index.files(word.as_bytes(), Some(word.as_bytes()));
                    let _ = index.files(word.as_bytes(), None);
                }
                for (file, _) in index.all().into_iter().take(2) {
                    assert!(index.open(&file, rest).is_err());
                }
                if root.records < 1_000 {
                    let cards = index.all_cards();
                    assert_eq!(
                        cards.is_empty(),
                        root.cards.height == 0 || root.records == 0
                    );
                }
            }
        }
    }
}
