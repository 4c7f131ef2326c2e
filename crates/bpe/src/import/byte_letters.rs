//! The letters that stand for bytes in vocabularies that follow GPT-2: what is
//! printable stands for itself, and the rest for U+0100 and on.
//!
//! Source: `bytes_to_unicode` of `encoder.py` in openai/gpt-2.

/// The letter of every byte.
pub(super) fn letters() -> [char; 256] {
    let mut letters = ['\0'; 256];
    let mut next = 0x100_u32;
    for byte in 0..=u8::MAX {
        let itself = matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
        letters[usize::from(byte)] = if itself {
            char::from(byte)
        } else {
            next += 1;
            char::from_u32(next - 1).unwrap_or_default()
        };
    }
    letters
}

/// The bytes that a token is written for.
pub(super) struct Bytes {
    /// By letter; there are no letters beyond.
    of: [Option<u8>; 0x144],
}

impl Bytes {
    pub(super) fn new() -> Self {
        let mut of = [None; 0x144];
        for (byte, letter) in (0..=u8::MAX).zip(letters()) {
            of[letter as usize] = Some(byte);
        }
        Self { of }
    }

    /// The bytes of a token, unless it has another character.
    pub(super) fn of(&self, token: &str) -> Option<Vec<u8>> {
        token.chars().map(|letter| self.of.get(letter as usize).copied().flatten()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_bytes() {
        let bytes = Bytes::new();
        assert_eq!(bytes.of("Ġa"), Some(b" a".to_vec()));
        assert_eq!(bytes.of("Ċ"), Some(b"\n".to_vec()));
        assert_eq!(bytes.of("ä¸Ń"), Some("中".as_bytes().to_vec()));
        assert_eq!(bytes.of("Ń"), Some(vec![0xAD]));
        assert_eq!(bytes.of("中"), None);
        assert_eq!(bytes.of(" a"), None);
        for (byte, letter) in (0..=u8::MAX).zip(letters()) {
            assert_eq!(bytes.of(letter.encode_utf8(&mut [0; 4])), Some(vec![byte]));
        }
    }
}
