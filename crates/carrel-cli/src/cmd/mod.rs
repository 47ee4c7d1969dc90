//! One file a command.

pub(crate) mod index;
pub(crate) mod query;
