//! Packing of short JSON texts, for links.
//!
//! A link has a hundred to some thousand bytes, too few for deflate to learn
//! anything. So both sides know a dictionary of what demos are made of and a
//! [`Predictor`] that has read it; what is sent are only the decisions that
//! the predictor gets wrong, in an arithmetic code. Everything is in integers
//! and the same on every machine.
//!
//! Frozen: the dictionary, and every number in here and in `predictor.rs`.
//! Links of version 2 are unreadable by anything else; a better way is a new
//! version of links.

mod coder;
mod predictor;

use std::sync::LazyLock;

use coder::{Reader, Writer};
use predictor::Predictor;

/// The most bytes of JSON that are packed this way. Unpacking takes the same
/// time as packing, in proportion to the text: at this size a tenth of a
/// second, natively far less.
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// What the predictor has read before: JSON of demos, and the words and
/// phrases that prompts are made of, in English and in Chinese.
const DICTIONARY: &[u8] = include_bytes!("squeeze/dictionary.txt");

/// Reading the dictionary takes longer than most links do, so it is read once.
static PRIMED: LazyLock<Predictor> = LazyLock::new(|| Predictor::primed(DICTIONARY));

/// Packs the JSON of an object.
///
/// `None`: it is too long, or it is not exactly one object.
pub(super) fn pack(json: &[u8]) -> Option<Vec<u8>> {
    if json.len() > MOST_BYTES {
        return None;
    }
    let mut predictor = PRIMED.clone();
    let mut writer = Writer::default();
    let mut end = ObjectEnd::default();
    let (last, before) = json.split_last()?;
    if before.iter().any(|&byte| end.is_after(byte)) || !end.is_after(*last) {
        return None;
    }
    for &byte in json {
        for shift in (0..8).rev() {
            let bit = byte >> shift & 1 == 1;
            writer.bit(predictor.chance(), bit);
            predictor.learn(bit);
        }
    }
    writer.even_bits(check_of(json));
    Some(writer.finish())
}

/// The JSON that [`pack`] packed; `None` for anything that it did not write,
/// but for one in 65,536.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut predictor = PRIMED.clone();
    let mut reader = Reader::new(packed);
    let mut end = ObjectEnd::default();
    let mut json = Vec::new();
    loop {
        let mut byte = 0;
        for _ in 0..8 {
            let bit = reader.bit(predictor.chance());
            predictor.learn(bit);
            byte = byte << 1 | u8::from(bit);
        }
        json.push(byte);
        if end.is_after(byte) {
            break;
        }
        if json.len() == MOST_BYTES || reader.is_beyond_end() {
            return None;
        }
    }
    let check = reader.even_bits();
    (check == check_of(&json) && reader.is_at_end()).then_some(json)
}

/// Tells a damaged link from a whole one. FNV-1a of 32 bits, folded.
fn check_of(json: &[u8]) -> u16 {
    let hash =
        json.iter().fold(0x811C_9DC5_u32, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 16 ^ hash) as u16
}

/// Finds the byte that closes a JSON object, so that no length has to be sent.
#[derive(Default)]
struct ObjectEnd {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl ObjectEnd {
    /// Takes in the next byte. Returns whether the object is closed after it;
    /// what does not begin as an object is closed at once.
    fn is_after(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth == 0
    }
}

#[cfg(test)]
mod tests;
