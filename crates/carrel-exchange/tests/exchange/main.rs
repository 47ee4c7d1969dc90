//! Files in, files out: what the shared data and our own fixtures must give.

mod shared;
mod sip2;
