//! The text that tokens spell together, where tokens may end inside characters.

/// Some consecutive tokens and what they spell: whole characters, or the bytes
/// of no character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// The first of its tokens, counted from 0.
    pub first: usize,
    /// The one after its last.
    pub last: usize,
    /// What they spell; `None`: it is no text, `bytes` is all there is.
    pub text: Option<String>,
    /// The same as bytes.
    pub bytes: Vec<u8>,
}

/// The smallest parts of a row of tokens that are text in themselves. Bytes
/// that never become a character are parts without text, a token each, the
/// last unfinished character included. Cost: linear.
pub fn parts<'a>(tokens: impl IntoIterator<Item = &'a [u8]>) -> Vec<Part> {
    let tokens: Vec<&[u8]> = tokens.into_iter().collect();
    let mut parts = Vec::new();
    let mut first = 0;
    while first < tokens.len() {
        let (mut bytes, mut checked) = (Vec::new(), 0);
        let whole = (first..tokens.len()).find_map(|at| {
            bytes.extend_from_slice(tokens[at]);
            match std::str::from_utf8(&bytes[checked..]) {
                Ok(_) => Some(Some(at + 1)),
                // An unfinished character may be finished by the next token.
                Err(error) if error.error_len().is_none() => {
                    checked += error.valid_up_to();
                    None
                }
                Err(_) => Some(None),
            }
        });
        let part = match whole {
            Some(Some(last)) => Part { first, last, text: String::from_utf8(bytes.clone()).ok(), bytes },
            _ => Part { first, last: first + 1, text: None, bytes: tokens[first].to_vec() },
        };
        first = part.last;
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::parts;

    #[track_caller]
    fn check(tokens: &[&[u8]], expected: &[(usize, usize, Option<&str>)]) {
        let parts = parts(tokens.iter().copied());
        let found: Vec<_> = parts.iter().map(|it| (it.first, it.last, it.text.as_deref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn half_characters_are_joined() {
        check(&[b" a", "鲸".as_bytes()], &[(0, 1, Some(" a")), (1, 2, Some("鲸"))]);
        check(&[b"\xe9", b"\xb2", b"\xb8!"], &[(0, 3, Some("鲸!"))]);
        check(&[b"\xf0\x9f", b"\x90\xb3", b"x"], &[(0, 2, Some("🐳")), (2, 3, Some("x"))]);
        check(&[b"", b"a"], &[(0, 1, Some("")), (1, 2, Some("a"))]);
    }

    #[test]
    fn what_is_no_text_stays_bytes() {
        check(&[b"a", b"\xe9"], &[(0, 1, Some("a")), (1, 2, None)]);
        check(&[b"\xe9", b"a"], &[(0, 1, None), (1, 2, Some("a"))]);
        check(&[b"\xff", b"\xe9", b"\xb2\xb8"], &[(0, 1, None), (1, 3, Some("鲸"))]);
    }

    proptest! {
        #[test]
        fn parts_tile_the_tokens(text in "\\PC{0,20}", cuts in prop::collection::vec(1_usize..4, 0..60)) {
            let mut rest = text.as_bytes();
            let mut tokens = Vec::new();
            for cut in cuts.into_iter().chain([usize::MAX]) {
                if rest.is_empty() {
                    break;
                }
                let (now, later) = rest.split_at(cut.min(rest.len()));
                tokens.push(now);
                rest = later;
            }
            let parts = parts(tokens.iter().copied());
            let spelt: String = parts.iter().filter_map(|it| it.text.clone()).collect();
            prop_assert_eq!(&spelt, &text);
            let mut next = 0;
            for part in &parts {
                prop_assert_eq!(part.first, next);
                next = part.last;
            }
            prop_assert_eq!(next, tokens.len());
        }
    }
}
