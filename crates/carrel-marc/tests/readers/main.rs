//! The readers on whole files: made here, and from the shared data where they are.

mod crashers;
mod damage;
mod files;
mod oracle;
mod properties;
mod support;
mod swallowed;
