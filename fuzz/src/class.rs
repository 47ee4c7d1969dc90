//! What people hand in: class keys, members, result codes, a kept roster, and a picture of a code.

use carrel_lessons::class_key::{ClassKey, Member};
use carrel_lessons::roster::Roster;
use carrel_lessons::{code, qr, qr_read};

/// Takes `data` for what was typed, chosen or kept: lines of codes, a class key, a member, the bytes of a roster.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_class_codes(data: &[u8]) {
    crate::within_time(data.len(), || codes(data));
}

/// Takes `data` for a picture: its own bits, or a code of its text with some pixels turned over.
///
/// # Panics
/// When something that must hold does not. That is what it is for.
pub fn try_qr_read(data: &[u8]) {
    crate::within_time(data.len(), || picture(data));
}

fn codes(data: &[u8]) {
    let (head, rest) = data.split_at(data.len().min(5));
    let mut key = [0; 5];
    key[..head.len()].copy_from_slice(head);
    let key = ClassKey(key);
    let text = String::from_utf8_lossy(rest);

    let mut roster = Roster::new("7b", key, u16::from(key.0[0]) + 1);
    let other = Roster::new("7c", ClassKey([1, 2, 3, 4, 5]), 20);
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let expected = lines.count();
    let taken = roster.take(&text, "typed", std::slice::from_ref(&other));
    let all = usize::from(taken.fresh) + usize::from(taken.known) + taken.faults.len();
    assert_eq!(all, expected, "every line is taken or told about");
    assert_eq!(usize::from(taken.fresh), roster.handed.len());
    // The same again is known already.
    assert_eq!(roster.take(&text, "again", &[other]).fresh, 0);
    let _ = roster.twice();
    assert_eq!(Roster::decode(&roster.encode()).as_ref(), Some(&roster));
    if let Some(kept) = Roster::decode(data) {
        assert_eq!(Roster::decode(&kept.encode()), Some(kept));
    }

    if let Ok(outcome) = code::read(&text, &key.0) {
        let written = code::write(&outcome, &key.0);
        let again = code::read(&written, &key.0);
        assert!(again == Ok(outcome) || outcome.percent > 100);
    }
    if let Ok(read) = ClassKey::read(&text) {
        assert_eq!(ClassKey::read(&read.code()), Ok(read));
    }
    let _ = ClassKey::of_query(&text);
    if let Some(member) = Member::read(&text) {
        assert_eq!(Member::read(&member.write()), Some(member));
    }
    if let Some(member) = Member::of(key, &text) {
        assert_eq!(Member::read(&member.write()), Some(member));
        for lang in ["en", "es"] {
            assert_eq!(
                key.student(&key.pair(member.student, lang)),
                Some(member.student)
            );
        }
    }
}

fn picture(data: &[u8]) {
    let [first, rest @ ..] = data else { return };
    let width = 21 + usize::from(first >> 1) / 2;
    if first & 1 == 0 {
        let bit = |n: usize| rest.get(n / 8).is_some_and(|byte| byte >> (n % 8) & 1 == 1);
        let grey: Vec<u8> = (0..width * width)
            .map(|n| if bit(n) { 0 } else { 255 })
            .collect();
        let _ = qr_read::read(&grey, width, width);
        // As it comes, too; sides that promise more than there is are refused.
        let _ = qr_read::read(rest, width, rest.len() / width);
        let _ = qr_read::read(rest, usize::MAX / 2, 30);
        return;
    }
    let at = rest.iter().position(|b| *b == 0).unwrap_or(rest.len());
    let (text, turned) = rest.split_at(at);
    let text = String::from_utf8_lossy(text);
    let Some(code) = qr::encode(&text) else {
        return;
    };
    let scale = 2;
    let side = (code.size() + 8) * scale;
    let mut grey = vec![255_u8; side * side];
    for y in 0..side {
        for x in 0..side {
            let module = |n: usize| (n / scale).wrapping_sub(4);
            if code.dark(module(x), module(y)) {
                grey[y * side + x] = 0;
            }
        }
    }
    if turned.len() < 2 {
        assert_eq!(qr_read::read(&grey, side, side).as_deref(), Some(&*text));
    }
    for pair in turned.chunks_exact(2) {
        let pixels = grey.len();
        let at = usize::from(u16::from_be_bytes([pair[0], pair[1]])) % pixels;
        grey[at] = !grey[at];
    }
    let _ = qr_read::read(&grey, side, side);
}
