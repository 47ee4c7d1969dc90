//! A zip archive of stored files (PKWARE APPNOTE 6.3.3): what a `.docx` is wrapped in. A list of sources is a few KB, so
//! nothing is compressed.

/// CRC-32 (ISO 3309), bit by bit: the files are small.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = !0u32;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

/// An archive of these files. Every file has the same date (1 January 1980): same input, same bytes.
pub(crate) fn stored(files: &[(&str, &str)]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut directory: Vec<u8> = Vec::new();
    for (name, text) in files {
        let start = out.len() as u32;
        // Version, flags (names are UTF-8), method "stored", time, date.
        let mut common: Vec<u8> = Vec::new();
        for part in [20u16, 0x0800, 0, 0, 0x0021] {
            common.extend(part.to_le_bytes());
        }
        for part in [crc(text.as_bytes()), text.len() as u32, text.len() as u32] {
            common.extend(part.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02");
        directory.extend(20u16.to_le_bytes());
        directory.extend(&common);
        // Comment, disk, attributes.
        directory.extend([0u8; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
    out.extend(directory);
    out.extend(b"PK\x05\x06");
    out.extend([0u8; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0u8; 2]);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_is_the_one_of_the_standard() {
        assert_eq!(super::crc(b"123456789"), 0xCBF4_3926);
    }
}
