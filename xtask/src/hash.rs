//! SHA-256, the one hash of this project.

use sha2::{Digest, Sha256};

/// SHA-256 as 64 hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The part of a hash that goes into a file name: 64 bits, enough for the few hundred files of one site.
pub(crate) fn short(bytes: &[u8]) -> String {
    hex(bytes)[..16].to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_answer() {
        assert_eq!(
            super::hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(super::short(b"abc"), "ba7816bf8f01cfea");
    }
}
