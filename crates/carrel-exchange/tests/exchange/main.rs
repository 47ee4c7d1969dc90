//! Files in, files out: what the shared data and our own fixtures must give, and what the importers of four systems make of them.

mod chance;
mod files;
mod frames;
mod histories;
mod lists;
mod models;
mod shared;
mod sip2;
