//! One thread owns the database and the board. Work that waits at the same time shares one commit, and nobody hears before it.

use std::sync::mpsc;
use std::thread::JoinHandle;

use carrel_circ::Board;
use carrel_sync::hand_in::TARGET;
use carrel_sync::server::Server;
use tokio::sync::oneshot;

use crate::collect;
use crate::store::{Store, StoreError, Stored};

/// Most pieces of work in one transaction.
const GROUP: usize = 64;
/// Rows after which the board is kept with the next commit: a start folds at most so many.
const CHECKPOINT_ROWS: u64 = 20_000;

/// What work may touch.
pub struct Core {
    /// The database.
    pub store: Box<dyn Store>,
    /// The board, as of what this transaction has done so far.
    pub board: Board,
    /// The server's life.
    pub epoch: u64,
    /// Key of the patron keys.
    pub school_key: [u8; 32],
    /// Desks hand in as files what is settled. Not where the gateway delivers by itself.
    pub hands_in: bool,
    /// Whoever runs it says that files are handed in: what leaves the board waits for one, also before the first was made.
    pub keeps_for_files: bool,
}

impl Core {
    /// The server half's view of itself.
    #[must_use]
    pub fn server(&self, now_ms: i64) -> Server<'_> {
        Server {
            epoch: self.epoch,
            school_key: &self.school_key,
            now_ms,
            may_settle: true,
        }
    }

    /// Opens a database: reads or mints its epoch and key, and folds the board.
    ///
    /// # Errors
    /// The database's.
    pub fn open(mut store: Box<dyn Store>, random: impl Fn() -> [u8; 32]) -> Stored<Self> {
        let epoch = match store.value("server_epoch")? {
            Some(bytes) => u64::from_be_bytes(bytes.try_into().unwrap_or_default()),
            None => 0,
        };
        let key = store.value("school_key")?;
        let (epoch, school_key) = match (epoch, key.and_then(|key| key.try_into().ok())) {
            (epoch, Some(key)) if epoch != 0 => (epoch, key),
            (_, key) => {
                let mut first = [0; 8];
                first.copy_from_slice(&random()[..8]);
                let epoch = u64::from_be_bytes(first) | 1;
                let key = key.unwrap_or_else(&random);
                store.begin()?;
                store.set_value("server_epoch", &epoch.to_be_bytes())?;
                store.set_value("school_key", &key)?;
                if store.last_seq()? == 0 {
                    // Nothing happened yet: no desk handed in anything of it by itself.
                    collect::begun(store.as_mut(), TARGET)?;
                }
                store.commit()?;
                (epoch, key)
            }
        };
        let board = store.board()?;
        Ok(Self {
            store,
            board,
            epoch,
            school_key,
            hands_in: true,
            keeps_for_files: false,
        })
    }
}

/// A piece of work: it may run twice, when its group failed because of another.
trait Work: Send {
    fn run(&mut self, core: &mut Core) -> Stored<()>;
    fn finish(self: Box<Self>, outcome: Stored<()>);
}

struct Task<F, T> {
    act: F,
    value: Option<T>,
    reply: oneshot::Sender<Stored<T>>,
}

impl<F, T> Work for Task<F, T>
where
    F: FnMut(&mut Core) -> Stored<T> + Send,
    T: Send,
{
    fn run(&mut self, core: &mut Core) -> Stored<()> {
        self.value = Some((self.act)(core)?);
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Stored<()>) {
        let value = self
            .value
            .ok_or_else(|| StoreError::Failed("it was not run".to_owned()));
        // Who asked may have gone away; what was done stands.
        let _ = self.reply.send(outcome.and(value));
    }
}

/// A way to the writer; cheap to clone.
#[derive(Clone)]
pub struct Writer {
    sender: mpsc::Sender<Box<dyn Work>>,
}

impl Writer {
    /// Starts the thread. It ends when the last way to it is gone, after its last commit.
    #[must_use]
    pub fn start(core: Core) -> (Self, JoinHandle<Core>) {
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || work(core, &receiver));
        (Self { sender }, thread)
    }

    /// Does something within a transaction and waits until it is durable.
    ///
    /// # Errors
    /// The database's, or that the writer is gone.
    pub async fn run<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Core) -> Stored<T> + Send + 'static,
    ) -> Stored<T> {
        self.send(act)?.await.map_err(|_| gone())?
    }

    /// The same for a thread of its own; never call it on an executor.
    ///
    /// # Errors
    /// The database's, or that the writer is gone.
    pub fn run_blocking<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Core) -> Stored<T> + Send + 'static,
    ) -> Stored<T> {
        self.send(act)?.blocking_recv().map_err(|_| gone())?
    }

    fn send<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Core) -> Stored<T> + Send + 'static,
    ) -> Stored<oneshot::Receiver<Stored<T>>> {
        let (reply, heard) = oneshot::channel();
        let task = Box::new(Task {
            act,
            value: None,
            reply,
        });
        self.sender.send(task).map_err(|_| gone())?;
        Ok(heard)
    }
}

fn gone() -> StoreError {
    StoreError::Failed("the writer has stopped".to_owned())
}

fn work(mut core: Core, receiver: &mpsc::Receiver<Box<dyn Work>>) -> Core {
    let mut kept = core.board.at;
    while let Ok(first) = receiver.recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            match receiver.try_recv() {
                Ok(next) => group.push(next),
                Err(_) => break,
            }
        }
        if core.board.at >= kept + CHECKPOINT_ROWS {
            kept = core.board.at;
            group.push(checkpoint());
        }
        match transact(&mut core, &mut group) {
            Ok(()) => {
                for task in group {
                    task.finish(Ok(()));
                }
            }
            Err(_) if group.len() > 1 => {
                // One of them is to blame: each gets its own transaction.
                for task in group {
                    let mut alone = vec![task];
                    let outcome = transact(&mut core, &mut alone);
                    for task in alone {
                        task.finish(outcome.clone());
                    }
                }
            }
            Err(error) => {
                for task in group {
                    task.finish(Err(error.clone()));
                }
            }
        }
    }
    core
}

fn checkpoint() -> Box<dyn Work> {
    let (reply, _) = oneshot::channel();
    Box::new(Task {
        act: |core: &mut Core| {
            let board = core.board.clone();
            core.store.checkpoint(&board)
        },
        value: None,
        reply,
    })
}

fn transact(core: &mut Core, group: &mut [Box<dyn Work>]) -> Stored<()> {
    core.store.begin()?;
    let done = group
        .iter_mut()
        .try_for_each(|task| task.run(core))
        .and_then(|()| core.store.commit());
    if done.is_err() {
        core.store.roll_back();
        // The board may be ahead of what is durable.
        match core.store.board() {
            Ok(board) => core.board = board,
            Err(error) => {
                // Nothing can be said about the state: better no server than a wrong one. The supervisor starts it anew.
                crate::log::say(
                    "board",
                    &format!("it cannot be read after a rollback: {error}"),
                );
                std::process::abort();
            }
        }
    }
    done
}
