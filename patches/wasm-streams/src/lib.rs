//! In place of the crate `wasm-streams`, which comes with Leptos for streams to and from its server functions.
//!
//! A site of plain files has no server functions. But the real crate exports classes to JavaScript, and an export is never
//! taken out: it and what it calls would be 8 KB of every visitor's wasm. Here are the names that `server_fn` needs to
//! compile; who called them would get a message, and nobody does.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::{JsValue, throw_str};

const ABSENT: &str = "Carrel is built without streams to a server (patches/wasm-streams)";

/// A stream of JavaScript that nothing can be read from.
#[derive(Debug)]
pub struct ReadableStream(());

impl ReadableStream {
    /// Would wrap a stream of the browser; throws.
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        throw_str(ABSENT)
    }

    /// Would make a stream for the browser; throws.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        throw_str(ABSENT)
    }

    /// Would be the browser's stream; throws.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        throw_str(ABSENT)
    }

    /// Itself: nothing comes out of it.
    pub fn into_stream(self) -> Self {
        self
    }
}

impl Stream for ReadableStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        throw_str(ABSENT)
    }
}
