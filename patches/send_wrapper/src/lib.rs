//! In place of the crate `send_wrapper`, by which Leptos tells the compiler that what belongs to the page stays on its thread.
//!
//! The real crate asks at every use which thread it is, and says so in words when it is the wrong one. Wasm without shared
//! memory has one thread: there the question has one answer, and asking it brought the standard library's threads and a
//! second allocator into every visitor's wasm. Elsewhere (an editor, a build for the host) it is asked as ever, and a value
//! that is dropped on another thread ends the program.

use core::future::Future;
use core::ops::{Deref, DerefMut};
use core::pin::Pin;
use core::task::{Context, Poll};

use keeper::Keeper;

/// Wasm whose memory no second thread can see.
#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
mod keeper {
    /// There is one thread, and this is it.
    pub(crate) struct Keeper;

    impl Keeper {
        pub(crate) fn this() -> Keeper {
            Keeper
        }

        pub(crate) fn is_here(&self) -> bool {
            true
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", not(target_feature = "atomics"))))]
mod keeper {
    use std::thread::{self, ThreadId};

    /// The thread that a value belongs to.
    pub(crate) struct Keeper(ThreadId);

    impl Keeper {
        pub(crate) fn this() -> Keeper {
            Keeper(thread::current().id())
        }

        pub(crate) fn is_here(&self) -> bool {
            self.0 == thread::current().id()
        }
    }

    impl Drop for Keeper {
        fn drop(&mut self) {
            if !self.is_here() {
                std::process::abort();
            }
        }
    }
}

/// A value that may travel to another thread, but only be used, and dropped, on the one that made it.
pub struct SendWrapper<T> {
    // First, because fields are dropped in their order, and nothing may touch the value on another thread.
    keeper: Keeper,
    value: T,
}

// SAFETY: every way to the value, and its drop, first makes sure that this is the thread that made it.
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: as above: a reference that another thread holds gives it nothing.
unsafe impl<T> Sync for SendWrapper<T> {}

impl<T> SendWrapper<T> {
    /// Keeps `value` for this thread.
    #[must_use]
    pub fn new(value: T) -> SendWrapper<T> {
        SendWrapper {
            keeper: Keeper::this(),
            value,
        }
    }

    /// Whether the value may be used here.
    #[must_use]
    pub fn valid(&self) -> bool {
        self.keeper.is_here()
    }

    /// The value.
    ///
    /// # Panics
    /// On another thread than the one that made it.
    #[must_use]
    pub fn take(self) -> T {
        self.check();
        self.value
    }

    fn check(&self) {
        assert!(self.valid(), "this value belongs to another thread");
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.check();
        &self.value
    }
}

impl<T> DerefMut for SendWrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.check();
        &mut self.value
    }
}

impl<T: core::fmt::Debug> core::fmt::Debug for SendWrapper<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("SendWrapper").field(&**self).finish()
    }
}

impl<T: Clone> Clone for SendWrapper<T> {
    fn clone(&self) -> Self {
        SendWrapper::new((**self).clone())
    }
}

/// The value of a pinned wrapper, pinned.
fn inner<T>(wrapper: Pin<&mut SendWrapper<T>>) -> Pin<&mut T> {
    // SAFETY: the value is a field of the wrapper and is moved out of it by `take` alone, which no pinned wrapper can call.
    unsafe { wrapper.map_unchecked_mut(|wrapper| &mut **wrapper) }
}

impl<F: Future> Future for SendWrapper<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        inner(self).poll(cx)
    }
}

#[cfg(feature = "futures")]
impl<S: futures_core::Stream> futures_core::Stream for SendWrapper<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        inner(self).poll_next(cx)
    }
}
