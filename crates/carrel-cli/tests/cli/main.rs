//! The carrel command from the outside: what goes in, what comes out, what it says when it cannot.

mod bench;
mod catalogue;
mod cite;
mod errors;
mod forged;
mod interrupted;
mod lessons;
mod publish;
mod safety;
mod shared;
mod site;
mod verify;
