//! What was done in all lessons as one file, so that it goes on at another computer. No account, no server: the student
//! carries it.
//!
//! Layout: `CLWK`, one byte of version, the SHA-256 of what follows, then in postcard for each lesson its id and the bytes that
//! [`Player::save`](crate::player::Player::save) gave. The hash finds damage; it is no lock, as the work is the student's own.

use sha2::{Digest, Sha256};

use crate::decode;
use crate::player::Progress;

const MAGIC: &[u8; 4] = b"CLWK";
const VERSION: u8 = 1;
const HEAD: usize = 4 + 1 + 32;

/// A lesson's id, and the bytes that are kept of it.
pub type Kept = (String, Vec<u8>);

/// Why bytes are no work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another kind of file.
    NoWork,
    /// Made by a newer Carrel.
    Newer,
    /// Cut off or changed on its way.
    Damaged,
}

/// The file. The same work gives the same bytes.
#[must_use]
pub fn write(lessons: &[Kept]) -> Vec<u8> {
    let body = postcard::to_allocvec(lessons).unwrap_or_default();
    let mut out = Vec::with_capacity(HEAD + body.len());
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    out.extend_from_slice(&Sha256::digest(&body));
    out.extend_from_slice(&body);
    out
}

/// The lessons in a file; what says to be of another lesson than it stands under is left out.
///
/// # Errors
/// [`Refusal`] for other bytes. Never panics, whatever they are.
pub fn read(bytes: &[u8]) -> Result<Vec<Kept>, Refusal> {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(Refusal::NoWork);
    };
    match rest.first() {
        Some(&version) if version > VERSION => return Err(Refusal::Newer),
        Some(&VERSION) => {}
        _ => return Err(Refusal::Damaged),
    }
    let body = bytes.get(HEAD..).ok_or(Refusal::Damaged)?;
    if bytes[5..HEAD] != Sha256::digest(body)[..] {
        return Err(Refusal::Damaged);
    }
    let mut lessons: Vec<Kept> = decode::whole(body).ok_or(Refusal::Damaged)?;
    lessons.retain(|(id, bytes)| Progress::decode(bytes).is_some_and(|own| own.lesson == *id));
    Ok(lessons)
}

/// What is kept of a lesson when the same lesson comes from another computer: the work that is further, whole, as answers of two
/// beginnings do not fit together; and of the cards for review each from where it was shown last. None where that is
/// what is here already.
#[must_use]
pub fn join(own: Option<&[u8]>, other: &[u8]) -> Option<Vec<u8>> {
    let (theirs, their_tabs) = Progress::split(other)?;
    let Some((ours, our_tabs)) = own.and_then(Progress::split) else {
        return Some(other.to_vec());
    };
    if ours.lesson != theirs.lesson {
        return None;
    }
    let before = ours.clone();
    let (mut best, tabs, rest) = if far(&theirs) > far(&ours) {
        (theirs, their_tabs, ours)
    } else {
        (ours, our_tabs, theirs)
    };
    for card in rest.cards {
        match best.cards.iter_mut().find(|own| own.skill == card.skill) {
            Some(own) if (card.shown, card.due) > (own.shown, own.due) => *own = card,
            Some(_) => {}
            None => best.cards.push(card),
        }
    }
    if best == before {
        return None;
    }
    let mut out = best.encode();
    out.extend_from_slice(tabs);
    Some(out)
}

/// How far it is: whether the lesson was finished, how many questions are at their end, their points, and how many were tried.
/// Of two that are as far, the later one.
fn far(progress: &Progress) -> (bool, usize, u32, usize, i32) {
    let attempts = || progress.attempts.iter();
    (
        progress.ended.is_some(),
        attempts().filter(|a| a.done).count(),
        attempts().map(|a| u32::from(a.score)).sum(),
        attempts().filter(|a| a.tries > 0).count(),
        progress.ended.unwrap_or(progress.began),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::{Attempt, Card};

    /// Work with these points, of which those above 70 are at their end.
    fn work(seed: u32, scores: &[u8], ended: Option<i32>) -> Progress {
        let attempts = scores.iter().enumerate();
        let attempt = |(n, score): (usize, &u8)| Attempt {
            id: format!("q{n}"),
            tries: 1,
            score: *score,
            done: *score > 70,
            ..Attempt::default()
        };
        Progress {
            lesson: "L08".to_owned(),
            seed,
            began: 20_000,
            ended,
            attempts: attempts.map(attempt).collect(),
            ..Progress::default()
        }
    }

    fn card(skill: u16, shown: u16, due: i32) -> Card {
        Card {
            skill,
            stage: 1,
            due,
            shown,
        }
    }

    /// Which of two computers' work stays.
    fn check(own: &Progress, other: &Progress, stays: u32) {
        let joined = join(Some(&own.encode()), &other.encode());
        let seed = joined.map_or(own.seed, |bytes| Progress::decode(&bytes).unwrap().seed);
        assert_eq!(seed, stays, "{own:?}\n{other:?}");
    }

    #[test]
    fn the_work_that_is_further_stays() {
        let ended = work(1, &[100, 100], Some(20_001));
        check(&ended, &work(2, &[100, 100, 100], None), 1);
        check(&work(1, &[100], None), &work(2, &[100, 80], None), 2);
        check(&work(1, &[100, 75], None), &work(2, &[100, 100], None), 2);
        check(&work(1, &[100, 10], None), &work(2, &[100, 40], None), 2);
        check(&work(1, &[], None), &work(2, &[0], None), 2);
        // Nothing is gained: what is here stays.
        check(&ended, &work(2, &[100, 100], Some(20_001)), 1);
        check(&ended, &work(2, &[100, 100], Some(20_009)), 2);
        check(&work(1, &[50], None), &work(2, &[50], None), 1);
    }

    #[test]
    fn the_order_does_not_matter() {
        let all = [
            work(1, &[100, 100], Some(20_001)),
            work(2, &[100, 40], None),
            work(3, &[], None),
        ];
        for a in &all {
            for b in &all {
                let join = |a: &Progress, b: &Progress| {
                    let bytes = join(Some(&a.encode()), &b.encode());
                    Progress::decode(&bytes.unwrap_or(a.encode())).unwrap()
                };
                assert_eq!(join(a, b), join(b, a));
            }
        }
    }

    #[test]
    fn each_card_goes_on_where_it_was_shown_last() {
        let mut own = work(1, &[100], Some(20_001));
        let mut other = work(2, &[100, 100], Some(20_001));
        own.cards = vec![card(0, 3, 20_030), card(1, 1, 20_010)];
        other.cards = vec![card(0, 1, 20_008), card(1, 1, 20_017), card(2, 0, 20_003)];
        let joined = join(Some(&own.encode()), &other.encode()).unwrap();
        let joined = Progress::decode(&joined).unwrap();
        assert_eq!(joined.seed, 2);
        let expected = [card(0, 3, 20_030), card(1, 1, 20_017), card(2, 0, 20_003)];
        assert_eq!(joined.cards, expected);
        // The same file once more changes nothing.
        assert_eq!(join(Some(&joined.encode()), &other.encode()), None);
    }

    #[test]
    fn a_first_visit_takes_all_and_open_tabs_come_along() {
        let mut bytes = work(1, &[100], None).encode();
        bytes.extend_from_slice(b"tabs");
        assert_eq!(join(None, &bytes), Some(bytes.clone()));
        assert_eq!(join(Some(b"no progress"), &bytes), Some(bytes.clone()));
        let further = work(2, &[100, 100], None).encode();
        assert_eq!(join(Some(&further), &bytes), None);
        let joined = join(Some(&work(3, &[], None).encode()), &bytes);
        assert_eq!(joined, Some(bytes));
        assert_eq!(join(None, b"no progress"), None);
    }

    #[test]
    fn a_file_is_read_back_and_others_are_named() {
        let one = ("L08".to_owned(), work(1, &[100, 20], None).encode());
        let strange = ("L09".to_owned(), one.1.clone());
        let file = write(&[one.clone(), strange]);
        // A lesson that stands under another's name is left out.
        assert_eq!(read(&file), Ok(vec![one]));
        assert_eq!(read(&write(&[])), Ok(Vec::new()));
        for other in [&b""[..], b"CLW", b"CLES\x01", b"# L08\n0VF3-"] {
            assert_eq!(read(other), Err(Refusal::NoWork));
        }
        let mut newer = file.clone();
        newer[4] = VERSION + 1;
        assert_eq!(read(&newer), Err(Refusal::Newer));
        for end in 4..file.len() {
            assert_eq!(read(&file[..end]), Err(Refusal::Damaged), "{end}");
        }
        for at in 5..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 4;
            assert_eq!(read(&changed), Err(Refusal::Damaged), "{at}");
        }
    }

    /// With a good hash, too, hostile bytes are an answer and no panic.
    #[test]
    fn any_bytes_behind_a_good_hash_are_read_or_refused() {
        let file = write(&[("L08".to_owned(), work(1, &[100, 20], None).encode())]);
        for at in HEAD..file.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = file.clone();
                changed[at] = value;
                let sum = Sha256::digest(&changed[HEAD..]);
                changed[5..HEAD].copy_from_slice(&sum);
                if let Ok(lessons) = read(&changed) {
                    for (id, bytes) in lessons {
                        assert_eq!(Progress::decode(&bytes).unwrap().lesson, id);
                    }
                }
            }
        }
    }
}
