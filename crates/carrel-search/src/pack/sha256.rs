//! SHA-256 (FIPS 180-4, section 6.2) in the least code: half of what the crate's is in every visitor's wasm, which keeps a
//! buffer for what comes in parts. Files come whole. The crate says in tests what is right.

/// The first 32 bits of the cube roots' fractions of the first 64 primes (4.2.2).
const ROUNDS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// The same of the square roots of the first eight (5.3.3).
const FIRST: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/// The hash of these bytes.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut state = FIRST;
    let (blocks, rest) = bytes.as_chunks();
    blocks.iter().for_each(|block| compress(&mut state, block));
    // Behind the bytes a one, zeros, and their number in bits at the end of a block (5.1.1).
    let mut last = [0; 128];
    let end = if rest.len() < 56 { 64 } else { 128 };
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] = 0x80;
    last[end - 8..end].copy_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    let (blocks, _) = last[..end].as_chunks();
    blocks.iter().for_each(|block| compress(&mut state, block));
    let mut out = [0; 32];
    for (to, from) in out.as_chunks_mut().0.iter_mut().zip(state) {
        *to = from.to_be_bytes();
    }
    out
}

#[inline(never)]
#[cfg_attr(feature = "fast", optimize(speed))]
fn compress(state: &mut [u32; 8], block: &[u8; 64]) {
    let mut words = [0u32; 64];
    for (word, four) in words.iter_mut().zip(block.as_chunks().0) {
        *word = u32::from_be_bytes(*four);
    }
    for n in 16..64 {
        let (two, fifteen) = (words[n - 2], words[n - 15]);
        let one = fifteen.rotate_right(7) ^ fifteen.rotate_right(18) ^ fifteen >> 3;
        let other = two.rotate_right(17) ^ two.rotate_right(19) ^ two >> 10;
        let before = words[n - 16].wrapping_add(words[n - 7]);
        words[n] = before.wrapping_add(one).wrapping_add(other);
    }
    let mut all = *state;
    for (word, round) in words.iter().zip(ROUNDS) {
        let [a, b, c, d, e, f, g, h] = all;
        let sum = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = g ^ e & (f ^ g);
        let one = h.wrapping_add(sum).wrapping_add(choice);
        let one = one.wrapping_add(round).wrapping_add(*word);
        let sum = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let most = a & b | c & (a | b);
        let two = sum.wrapping_add(most);
        all = [one.wrapping_add(two), a, b, c, d.wrapping_add(one), e, f, g];
    }
    for (own, more) in state.iter_mut().zip(all) {
        *own = own.wrapping_add(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn it_is_the_crates() {
        let mut seed = 1u32;
        let mut bytes = Vec::new();
        for len in 0..500 {
            assert_eq!(sha256(&bytes), *Sha256::digest(&bytes), "{len}");
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.push((seed >> 24) as u8);
        }
        let many = vec![0xA5; 1 << 16];
        assert_eq!(sha256(&many), *Sha256::digest(&many));
    }
}
