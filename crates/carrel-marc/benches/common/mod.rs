//! What the benches share.

/// A whole file; a `.zst` is unpacked first.
pub(crate) fn unpacked(name: &str) -> Option<Vec<u8>> {
    let bytes = std::fs::read(name).ok()?;
    if !name.ends_with(".zst") {
        return Some(bytes);
    }
    let mut plain = Vec::new();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(bytes.as_slice()).ok()?;
    std::io::Read::read_to_end(&mut decoder, &mut plain).ok()?;
    Some(plain)
}
