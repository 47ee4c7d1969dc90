//! Operations and envelopes from devices that are broken, old, new or hostile.

use carrel_circ::Board;
use carrel_sync::ledger::Ledger;
use carrel_sync::memory::MemoryLedger;
use carrel_sync::message::{Pull, Pulled, Push, Pushed};
use carrel_sync::op::{Op, chain_hash, redact};
use carrel_sync::server::{Server, accept};

use crate::within_time;

/// What reads as an operation is written as the same bytes, and can lose its card without losing its hash.
///
/// # Panics
/// When that does not hold.
pub fn try_operation(data: &[u8]) {
    within_time(data.len(), || {
        let Ok(op) = Op::decode(data) else {
            assert!(chain_hash(data).is_err());
            return;
        };
        assert_eq!(op.encode(), data, "two encodings of one operation");
        let erased = redact(data).expect("an operation");
        assert_eq!(chain_hash(&erased), chain_hash(data));
        let _ = op.operation(&[7; 32], carrel_circ::Moment::good(0));
    });
}

/// Any push a decoder takes can be accepted: nothing panics, every operation that was looked at is kept, and the same push
/// again changes nothing.
///
/// # Panics
/// When that does not hold.
pub fn try_push(data: &[u8]) {
    within_time(data.len(), || {
        let _ = (
            Pushed::decode(data),
            Pull::decode(data),
            Pulled::decode(data),
        );
        let Ok(push) = Push::decode(data) else { return };
        assert_eq!(push.encode(), data, "two encodings of one push");
        let server = Server {
            epoch: 1,
            school_key: &[7; 32],
            now_ms: 1_800_000_000_000,
            may_settle: true,
        };
        let (mut ledger, mut board) = (MemoryLedger::new(), Board::new());
        let Ok(first) = accept(server, &push, &mut ledger, &mut board);
        ledger.commit();
        assert_eq!(ledger.slots().count(), first.results.len());
        assert_eq!(Pushed::decode(&first.encode()), Ok(first.clone()));
        let before = board.clone();
        let Ok(again) = accept(server, &push, &mut ledger, &mut board);
        assert_eq!((again.acked, again.head), (first.acked, first.head));
        assert_eq!(board, before, "a repeated push acted twice");
        assert_eq!(board, Board::fold(ledger.rows()));
        let Ok(log) = ledger.log(push.device, push.epoch);
        assert_eq!(log.map_or(0, |log| log.acked), first.acked);
    });
}
