//! Round trips, hashes and refusals of the log and its messages, over random values.

use carrel_circ::entry::{Choice, Entry, Fact, Kind, OpId, PatronKey};
use carrel_circ::exception::ExceptionKind;
use carrel_circ::{Moment, Operation};
use carrel_core::CalendarDate;
use carrel_sync::Reading;
use carrel_sync::cbor::Writer;
use carrel_sync::hash::sha256;
use carrel_sync::message::{Outcome, Pull, Pulled, PulledBody, Push, Pushed, Record};
use carrel_sync::op::{Auth, Op, Patron, chain_hash, commit, redact};
use proptest::prelude::*;

fn kinds() -> impl Strategy<Value = Kind> {
    let target = any::<u128>().prop_map(OpId);
    prop_oneof![
        Just(Kind::Checkout),
        Just(Kind::Return),
        Just(Kind::Renew),
        Just(Kind::Hold),
        Just(Kind::Unhold),
        Just(Kind::Seen),
        target.clone().prop_map(|target| Kind::Correct { target }),
        (target, 0..ExceptionKind::ALL.len(), 0..3usize).prop_map(|(target, about, choice)| {
            Kind::Settle {
                target,
                about: ExceptionKind::ALL[about],
                choice: [Choice::Confirm, Choice::Earlier, Choice::OnShelf][choice],
            }
        }),
    ]
}

fn patrons() -> impl Strategy<Value = Patron> {
    prop_oneof![
        Just(Patron::None),
        ("\\PC{1,16}", any::<[u8; 16]>()).prop_map(|(card, salt)| Patron::Known { card, salt }),
        any::<[u8; 32]>().prop_map(Patron::Erased),
    ]
}

prop_compose! {
    fn ops()(
        kind in kinds(),
        patron in patrons(),
        copy in "\\PC{1,16}",
        ids in any::<(u128, u128, u64, [u8; 32])>(),
        seq in 1..u64::MAX,
        due in proptest::option::of(any::<i32>()),
        clocks in any::<(i64, i64, u64)>(),
        offset in proptest::option::of(any::<(i64, u32)>()),
        numbers in any::<(u32, u64, u64)>(),
        catalogue in proptest::collection::vec(any::<u8>(), 0..=32),
        flags in any::<(bool, bool, bool)>(),
        before in proptest::option::of(any::<u64>()),
        auth in 0..3usize,
        why in "\\PC{0,20}",
        extensions in proptest::collection::btree_map(66u64.., any::<u64>(), 0..3),
        v in 1..=3u64,
        answered in any::<u64>(),
    ) -> Op {
        let mut op = Op::new(OpId(ids.0), kind, Reading { wall_ms: clocks.0, mono_ms: clocks.1, run: clocks.2 });
        op.v = v;
        op.origin.device = ids.1;
        op.origin.epoch = ids.2;
        op.origin.seq = seq;
        op.prev = ids.3;
        if !matches!(kind, Kind::Correct { .. } | Kind::Settle { .. }) {
            op.copy = copy;
        }
        op.patron = patron;
        op.due = due.map(CalendarDate::from_days);
        op.policy = numbers.0;
        op.cursor_seen = numbers.1;
        op.staff = numbers.2;
        op.catalogue = catalogue;
        op.offset_ms = offset.map(|(ms, _)| ms);
        op.offset_err_ms = offset.map_or(0, |(_, err)| err);
        (op.typed, op.in_step, op.overridden) = flags;
        op.answered = if v >= 2 { answered } else { 0 };
        op.auth = [Auth::Card, Auth::CardPin, Auth::Staff][auth];
        op.why = why;
        let mut pairs: Vec<(u64, u64)> = extensions.into_iter().collect();
        if let Some(value) = before {
            // Then key 65 lies between two newer ones.
            let named = (op.answered != 0).then_some((65, op.answered));
            pairs.splice(0..0, [(64, value)].into_iter().chain(named));
        }
        let mut writer = Writer::new();
        for (key, value) in &pairs {
            writer.uint(*key).uint(*value);
        }
        op.extension_count = pairs.len() as u8;
        op.extensions = writer.finish();
        op
    }
}

proptest! {
    #[test]
    fn an_operation_reads_as_it_was_written(op in ops()) {
        let bytes = op.encode();
        let again = Op::decode(&bytes);
        prop_assert_eq!(again.as_ref(), Ok(&op));
        prop_assert_eq!(again.map(|op| op.encode()), Ok(bytes));
    }

    #[test]
    fn erasing_the_card_keeps_the_hash(op in ops()) {
        let bytes = op.encode();
        let erased = redact(&bytes).expect("an operation");
        prop_assert_eq!(chain_hash(&erased), chain_hash(&bytes));
        prop_assert_eq!(Op::decode(&erased).map(|op| op.content()), Ok(op.content()));
        if let Patron::Known { card, salt } = &op.patron {
            // The definition, spelled out.
            let mut plain = op.clone();
            plain.patron = Patron::Erased(commit(salt, card));
            prop_assert_eq!(chain_hash(&bytes), Ok(sha256(&[&op.prev, &plain.encode()])));
        }
    }

    #[test]
    fn one_changed_byte_never_keeps_the_hash(op in ops(), at in any::<prop::sample::Index>(), bit in 0..8u8) {
        let bytes = op.encode();
        let mut other = bytes.clone();
        let at = at.index(other.len());
        other[at] ^= 1 << bit;
        if let Ok(hash) = chain_hash(&other) {
            prop_assert_ne!(Ok(hash), chain_hash(&bytes));
        }
    }

    #[test]
    fn messages_read_as_they_were_written(
        ops in proptest::collection::vec((any::<[u8; 32]>(), proptest::collection::vec(any::<u8>(), 0..40)), 0..5),
        ids in any::<(u128, u64, [u8; 16], u64)>(),
        first in 1..1_000u64,
        clocks in any::<(i64, i64, u64)>(),
        fork in proptest::option::of(1..u64::MAX),
        outcomes in proptest::collection::vec(0..16usize, 0..6),
    ) {
        let push = Push {
            device: ids.0, epoch: ids.1, first, oldest: 1, nonce: ids.2,
            sent: Reading { wall_ms: clocks.0, mono_ms: clocks.1, run: clocks.2 },
            ops: ops.into_iter().map(|(hash, bytes)| Record { hash, bytes }).collect(),
        };
        prop_assert_eq!(Push::decode(&push.encode()), Ok(push.clone()));
        let results = outcomes.iter().enumerate().map(|(seq, n)| (seq as u64, match n {
            0 => Outcome::Applied,
            1 => Outcome::Known,
            2 => Outcome::Quarantined,
            n => Outcome::Exception(ExceptionKind::ALL[n - 3]),
        })).collect();
        let pushed = Pushed { nonce: ids.2, server_epoch: ids.1, server_seq: ids.3, server_ms: clocks.0, acked: first, head: [7; 32], fork_at: fork, results };
        prop_assert_eq!(Pushed::decode(&pushed.encode()), Ok(pushed));
        let pull = Pull { device: ids.0, server_epoch: ids.1, cursor: ids.3, limit: 9, nonce: ids.2 };
        prop_assert_eq!(Pull::decode(&pull.encode()), Ok(pull));
    }

    #[test]
    fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = (Op::decode(&bytes), Push::decode(&bytes), Pushed::decode(&bytes), Pull::decode(&bytes), Pulled::decode(&bytes));
    }
}

#[test]
fn answers_to_a_pull_read_as_they_were_written() {
    let mut scan = Operation::new(OpId(5), Kind::Checkout, Moment::good(9));
    scan.copy = "A".to_owned();
    scan.patron = Some(PatronKey(3));
    let rows = vec![
        Entry::op(7, scan),
        Entry::fact(9, Fact::Forget { key: PatronKey(3) }),
    ];
    for body in [
        PulledBody::Rows { rows, more: true },
        PulledBody::Gone {
            acked: vec![(4, 5, [1; 32]), (6, 7, [2; 32])],
        },
        PulledBody::Snapshot {
            at: 3,
            board: vec![1, 2],
        },
    ] {
        let pulled = Pulled {
            nonce: [1; 16],
            server_epoch: 2,
            server_ms: -3,
            body,
        };
        assert_eq!(Pulled::decode(&pulled.encode()), Ok(pulled));
    }
}

#[test]
fn one_operation_byte_by_byte() {
    let mut op = Op::new(
        OpId(1),
        Kind::Checkout,
        Reading {
            wall_ms: 1_000,
            mono_ms: 20,
            run: 3,
        },
    );
    op.origin.device = 2;
    op.origin.epoch = 4;
    op.origin.seq = 1;
    op.copy = "T1".to_owned();
    op.patron = Patron::Known {
        card: "P1".to_owned(),
        salt: [0; 16],
    };
    let mut expected = vec![0xb0, 0x01, 0x01, 0x02, 0x50];
    expected.extend([0; 15]);
    expected.extend([1, 0x03, 0x50]);
    expected.extend([0; 15]);
    expected.extend([2, 0x04, 0x04, 0x05, 0x01, 0x06, 0x58, 0x20]);
    expected.extend([0; 32]);
    expected.extend([0x07, 0x01, 0x08, 0x62, b'T', b'1', 0x09, 0x83, 0x00, 0x50]);
    expected.extend([0; 16]);
    expected.extend([
        0x62, b'P', b'1', 0x0d, 0x00, 0x0e, 0x19, 0x03, 0xe8, 0x0f, 0x14, 0x10, 0x03,
    ]);
    expected.extend([0x14, 0x00, 0x15, 0x00, 0x16, 0x00]);
    assert_eq!(op.encode(), expected);
}
