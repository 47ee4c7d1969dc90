//! Files in, answers out: the sample library is read, indexed and searched as a reader would.

mod exercises;
mod like;
mod queries;
mod sample;
