//! Text from tokens that end inside characters.

/// Gives out whole characters, and keeps the beginning of one back until it is
/// whole. Bytes that are no part of any character are left out.
#[derive(Clone, Debug, Default)]
pub struct WholeCharacters {
    held: Vec<u8>,
}

impl WholeCharacters {
    /// Takes the next bytes, and returns the characters that are whole by now.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.held.extend_from_slice(bytes);
        let mut text = String::new();
        let mut done = 0;
        for chunk in self.held.utf8_chunks() {
            text.push_str(chunk.valid());
            done += chunk.valid().len();
            let odd = chunk.invalid();
            if done + odd.len() == self.held.len() && may_become_whole(odd) {
                break;
            }
            done += odd.len();
        }
        self.held.drain(..done);
        text
    }
}

/// Whether more bytes could make a character of these.
fn may_become_whole(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pieces: &[&[u8]], expected: &[&str]) {
        let mut characters = WholeCharacters::default();
        let texts: Vec<_> = pieces.iter().map(|bytes| characters.push(bytes)).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_character_waits_until_it_is_whole() {
        check(&[b"a\xE4\xB8", b"\xAD\xE5", b"\x9B", b"\xBD!"], &["a", "中", "", "国!"]);
        check(&[b"\xF0", b"\x9F", b"\x91", b"\x8B"], &["", "", "", "👋"]);
    }

    #[test]
    fn bytes_of_no_character_are_left_out() {
        check(&[b"a\xFFb", b"\xB8c", b"\xE4\xB8d"], &["ab", "c", "d"]);
        check(&[b"\xE4", b"\xE4\xB8\xAD"], &["", "中"]);
        check(&["\u{FFFD}".as_bytes()], &["\u{FFFD}"]);
    }
}
