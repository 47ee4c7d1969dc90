//! The lesson format and everything made of it, tried on examples.

mod format;
