//! One file a command.

pub(crate) mod cite;
pub(crate) mod desk;
pub(crate) mod index;
pub(crate) mod inspect;
pub(crate) mod lessons;
pub(crate) mod query;
pub(crate) mod site;
pub(crate) mod verify;
