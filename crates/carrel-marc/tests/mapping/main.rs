//! From records and tables to titles and copies: small cases written here, and whole files of the shared data.

mod records;
mod shared;
mod support;
