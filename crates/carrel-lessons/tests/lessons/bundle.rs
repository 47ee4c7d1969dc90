//! Bundles: the same again, refused when broken, never a panic.

use carrel_lessons::bundle::{self, Refusal};

use crate::support::everything;

#[test]
fn built_decoded_and_built_again_is_the_same() {
    let lesson = everything();
    let bytes = bundle::encode(&lesson);
    let again = bundle::decode(&bytes).unwrap();
    assert_eq!(again, lesson);
    assert_eq!(bundle::encode(&again), bytes);
    let files = bundle::files(&[lesson]);
    assert_eq!(files.len(), 2);
    let index = bundle::index(&files.iter().find(|f| f.0 == "lessons.bin").unwrap().1).unwrap();
    assert_eq!(index.lessons[0].bytes as usize, bytes.len());
    assert!(files.iter().any(|f| f.0 == index.lessons[0].file));
}

#[test]
fn a_lesson_of_two_languages_is_listed_once() {
    let entry = |id: &str, lang: &str| bundle::Entry {
        id: id.to_owned(),
        slug: id.to_lowercase(),
        lang: lang.to_owned(),
        ..Default::default()
    };
    let index = bundle::Index {
        lessons: vec![
            entry("L1", "en"),
            entry("L2", "en"),
            entry("L2", "es"),
            entry("L3", "es"),
        ],
    };
    let check = |lang: &str, expected: &str| {
        let listed: Vec<String> = index
            .listed(lang)
            .iter()
            .map(|(first, others)| {
                let others: Vec<&str> = others.iter().map(|e| e.lang.as_str()).collect();
                format!("{} {} ({})", first.id, first.lang, others.join(" "))
            })
            .collect();
        assert_eq!(listed.join(", "), expected);
    };
    check("en", "L1 en (), L2 en (es), L3 es ()");
    check("es", "L1 en (), L2 es (en), L3 es ()");
    check("fr", "L1 en (), L2 en (es), L3 es ()");
    assert_eq!(index.find("l2", "es").map(|e| e.lang.as_str()), Some("es"));
    assert_eq!(index.find("l9", "es"), None);
}

#[test]
fn broken_bundles_are_refused() {
    let bytes = bundle::encode(&everything());
    assert_eq!(bundle::decode(&[]), Err(Refusal::NoBundle));
    assert_eq!(bundle::decode(&bytes[..20]), Err(Refusal::NoBundle));
    assert_eq!(
        bundle::decode(&bytes[..bytes.len() - 1]),
        Err(Refusal::Damaged)
    );
    let mut newer = bytes.clone();
    newer[4] = 9;
    assert_eq!(
        bundle::decode(&newer),
        Err(Refusal::Version(9, bundle::VERSION))
    );
    for at in (0..bytes.len()).step_by(97) {
        let mut wrong = bytes.clone();
        wrong[at] ^= 0x10;
        assert!(bundle::decode(&wrong).is_err(), "byte {at}");
    }
}

/// A body whose hash is right, but whose blocks nest without end, must not exhaust the stack.
#[test]
fn deep_nesting_is_refused() {
    use sha2::{Digest, Sha256};
    let lesson = carrel_lessons::model::Lesson {
        steps: vec![carrel_lessons::model::Step {
            title: Vec::new(),
            pieces: vec![carrel_lessons::model::Piece::Text(vec![
                carrel_lessons::rich::Block::Code("MARK".to_owned()),
            ])],
        }],
        ..Default::default()
    };
    let plain = postcard::to_allocvec(&lesson).unwrap();
    let at = plain.windows(4).position(|w| w == b"MARK").unwrap();
    // Code is tag 5, then its length; quote is tag 4, then one block.
    let mut hostile = plain[..at - 2].to_vec();
    for _ in 0..200_000 {
        hostile.extend([4, 1]);
    }
    hostile.extend(&plain[at - 2..]);
    let body = miniz_oxide::deflate::compress_to_vec(&hostile, 6);
    let mut bytes = b"CLES".to_vec();
    bytes.push(bundle::VERSION);
    bytes.extend(Sha256::digest(&body));
    bytes.extend(body);
    assert_eq!(bundle::decode(&bytes), Err(Refusal::Damaged));
}

/// Read by hand or by serde: the same of whole bytes, and of bytes that were cut or changed nothing that serde refuses.
#[test]
fn bytes_are_read_as_serde_reads_them() {
    let plain = bundle::encode_plain(&everything());
    let theirs = |bytes: &[u8]| postcard::from_bytes::<carrel_lessons::model::Lesson>(bytes).ok();
    assert_eq!(bundle::decode_plain(&plain).ok(), theirs(&plain));
    for cut in (0..plain.len()).step_by(7) {
        assert_eq!(
            bundle::decode_plain(&plain[..cut]).ok(),
            theirs(&plain[..cut]),
            "{cut}"
        );
    }
    let mut seed = 0x2545_f491_u32;
    let mut same = 0;
    for _ in 0..20_000 {
        let mut bytes = plain.clone();
        for _ in 0..3 {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            let at = seed as usize % bytes.len();
            bytes[at] ^= 1 << (seed >> 28 & 7);
        }
        let (ours, theirs) = (bundle::decode_plain(&bytes).ok(), theirs(&bytes));
        // Serde refuses a flag written in two bytes; nothing else tells them apart.
        if ours == theirs {
            same += 1;
        } else {
            assert_eq!(theirs, None);
        }
    }
    assert!(same > 19_900, "{same}");
}
