//! The lesson format and everything made of it, tried on examples.

mod bundle;
mod format;
mod player;
mod support;
