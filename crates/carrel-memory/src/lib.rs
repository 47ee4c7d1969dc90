//! Where the wasm takes its memory from.
//!
//! *Owns:* the global allocator of everything that visitors download.
//! *Never does:* anything on the host; tests and commands use the system's allocator.
//! *Start at:* the one static. A wasm has it when a crate in it says `use carrel_memory as _;`.

#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::GlobalTlsf = rlsf::GlobalTlsf::new();
