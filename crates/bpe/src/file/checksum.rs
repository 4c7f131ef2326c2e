//! CRC-32 as in zlib, PNG and Ethernet (polynomial 0xEDB88320, reflected).

static TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = (value >> 1) ^ (0xEDB8_8320 * (value & 1));
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
    }
    table
}

/// The checksum of the parts, one after the other.
pub(super) fn checksum(parts: [&[u8]; 2]) -> u32 {
    let bytes = parts.into_iter().flatten();
    !bytes.fold(!0, |sum, &byte| (sum >> 8) ^ TABLE[usize::from(sum.to_le_bytes()[0] ^ byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value that the catalogue of CRC algorithms gives.
    #[test]
    fn known_value() {
        assert_eq!(checksum([b"1234", b"56789"]), 0xCBF4_3926);
    }
}
