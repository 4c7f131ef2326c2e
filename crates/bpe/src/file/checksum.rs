//! CRC-32 as in zlib, PNG and Ethernet (polynomial 0xEDB88320, reflected), four
//! bytes at a time ("slicing-by-4": M. E. Kounavis and F. L. Berry, "A systematic
//! approach to building high performance, software-based, CRC generators").

/// What a byte adds to the sum when none to three more follow it in its word.
/// Made when needed: that takes microseconds, and to download them more.
struct Tables([[u32; 256]; 4]);

impl Tables {
    fn new() -> Self {
        let mut tables = [[0; 256]; 4];
        for (value, byte) in tables[0].iter_mut().zip(0..) {
            *value = byte;
            for _ in 0..8 {
                *value = (*value >> 1) ^ (0xEDB8_8320 * (*value & 1));
            }
        }
        for more in 1..4 {
            for byte in 0..256 {
                let value = tables[more - 1][byte];
                tables[more][byte] = (value >> 8) ^ tables[0][usize::from(value as u8)];
            }
        }
        Self(tables)
    }

    /// The sum with these bytes behind those that it is of.
    #[inline(never)]
    fn add(&self, sum: u32, bytes: &[u8]) -> u32 {
        let Self([last, third, second, first]) = self;
        let (words, rest) = bytes.as_chunks();
        let sum = words.iter().fold(sum, |sum, &word| {
            let [a, b, c, d] = (sum ^ u32::from_le_bytes(word)).to_le_bytes().map(usize::from);
            first[a] ^ second[b] ^ third[c] ^ last[d]
        });
        rest.iter().fold(sum, |sum, &byte| (sum >> 8) ^ last[usize::from(sum as u8 ^ byte)])
    }
}

/// Bytes of one call, a multiple of four.
const CALL: usize = 1 << 14;

/// The checksum of the parts, one after the other.
pub(super) fn checksum(parts: [&[u8]; 2]) -> u32 {
    let tables = Tables::new();
    // Call by call, so that a browser uses the faster code that it makes meanwhile.
    !parts.into_iter().flat_map(|part| part.chunks(CALL)).fold(!0, |sum, some| tables.add(sum, some))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value that the catalogue of CRC algorithms gives.
    #[test]
    fn known_value() {
        for cut in 0..=9 {
            let (one, other) = b"123456789".split_at(cut);
            assert_eq!(checksum([one, other]), 0xCBF4_3926);
        }
    }
}
