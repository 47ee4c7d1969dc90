//! The lesson format and everything made of it, tried on examples.

mod bundle;
mod format;
mod oracles;
mod player;
mod rtl;
mod rules;
mod shipped;
mod support;
mod wall;
