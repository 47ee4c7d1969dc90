//! One after the other: what writes the log waits for its turn.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// Whose turn it is.
#[derive(Debug, Default)]
pub struct Turn {
    is_taken: Cell<bool>,
    waiting: RefCell<VecDeque<Waker>>,
}

/// The turn; it goes on to the next when this is dropped.
#[derive(Debug)]
pub struct Mine<'a>(&'a Turn);

impl Turn {
    /// Waits until nobody else has it.
    pub async fn mine(&self) -> Mine<'_> {
        poll_fn(|context| {
            if self.is_taken.replace(true) {
                self.waiting.borrow_mut().push_back(context.waker().clone());
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
        Mine(self)
    }
}

impl Drop for Mine<'_> {
    fn drop(&mut self) {
        self.0.is_taken.set(false);
        if let Some(next) = self.0.waiting.borrow_mut().pop_front() {
            next.wake();
        }
    }
}
