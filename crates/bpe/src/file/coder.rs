//! The bits of a file: symbols by probability, everything else as plain bits.
//!
//! Symbols are coded by range asymmetric numeral systems (J. Duda, "Asymmetric
//! numeral systems", arXiv:1311.2540; the form with a state of 32 bits that
//! takes in 16 at a time is that of F. Giesen, "Interleaved entropy coders",
//! arXiv:1402.3392): decoding takes one multiplication and no division. The
//! state works like a stack, so the encoder keeps its symbols and writes them
//! from the last to the first.
//!
//! What stands in these bits is for `load` and `pack` to know.

use super::statistics::{Frequencies, Symbol, TOTAL_BITS};

/// The state never falls below this between symbols, and begins with it where
/// the encoder does, which is where the decoder ends.
const LOWEST: u32 = 1 << 16;

/// Reads symbols. Where the file has no more, it reads zeros
/// and has not finished.
pub(super) struct SymbolReader<'f> {
    state: u32,
    words: &'f [[u8; 2]],
    /// How many of the words the state has taken in, or more than there are.
    taken: usize,
}

impl<'f> SymbolReader<'f> {
    /// Of an odd number of bytes the last is never read.
    pub(super) fn new(bytes: &'f [u8]) -> Self {
        let mut reader = Self { state: 0, words: bytes.as_chunks().0, taken: 0 };
        reader.state = reader.word() << 16;
        reader.taken += 1;
        reader.state |= reader.word();
        reader.taken += 1;
        reader
    }

    /// The word to be taken in next.
    fn word(&self) -> u32 {
        self.words.get(self.taken).map_or(0, |&word| u16::from_le_bytes(word).into())
    }

    /// The next symbol, which the frequencies then count.
    pub(super) fn symbol(&mut self, frequencies: &mut Frequencies) -> Symbol {
        let slot = self.state & ((1 << TOTAL_BITS) - 1);
        let symbol = frequencies.symbol_at(slot);
        let (start, width) = frequencies.share(symbol);
        let state = width * (self.state >> TOTAL_BITS) + slot - start;
        // Nobody can foretell which it is, so no branch is made of it.
        let low = state < LOWEST;
        let more = state << 16 | self.word();
        self.state = if low { more } else { state };
        self.taken += usize::from(low);
        frequencies.count(symbol);
        symbol
    }

    /// Whether exactly what was written has been read.
    pub(super) const fn finished(&self) -> bool {
        self.taken == self.words.len() && self.state == LOWEST
    }
}

/// Keeps symbols until all are known.
#[derive(Default)]
pub(super) struct SymbolWriter {
    /// Start and width of each symbol's share.
    shares: Vec<(u32, u32)>,
}

impl SymbolWriter {
    /// Writes a symbol, which the frequencies then count.
    pub(super) fn symbol(&mut self, frequencies: &mut Frequencies, symbol: Symbol) {
        self.shares.push(frequencies.share(symbol));
        frequencies.count(symbol);
    }

    /// The bytes that [`SymbolReader`] reads.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut state = LOWEST;
        let mut words = Vec::new();
        for (start, width) in self.shares.into_iter().rev() {
            // Shares are narrower than the total, so this stays below 2^32.
            if state >= width << (32 - TOTAL_BITS) {
                words.push(state as u16);
                state >>= 16;
            }
            state = (state / width) << TOTAL_BITS | (state % width + start);
        }
        words.extend([state as u16, (state >> 16) as u16]);
        words.into_iter().rev().flat_map(u16::to_le_bytes).collect()
    }
}

/// Bytes of no meaning behind the bits, so that each number can be taken from
/// eight bytes at once.
const PADDING: usize = 8;

/// Reads numbers of which all are equally likely. Where the file has no more,
/// it reads zeros
/// and has not finished.
pub(super) struct BitReader<'f> {
    bytes: &'f [u8],
    taken_bits: usize,
}

impl<'f> BitReader<'f> {
    pub(super) const fn new(bytes: &'f [u8]) -> Self {
        Self { bytes, taken_bits: 0 }
    }

    /// A number below `count`, which is at least 1 and at most 2^30.
    ///
    /// The code is truncated binary: of the two lengths that are needed, the
    /// shorter for the small numbers. That costs a twentieth of a bit more than
    /// is possible, and no division.
    pub(super) fn below(&mut self, count: u32) -> u32 {
        let held = self.bytes.get(self.taken_bits / 8..).and_then(|rest| rest.first_chunk());
        let held = held.map_or(0, |&held| u64::from_le_bytes(held));
        let next = (held >> (self.taken_bits % 8)) as u32;
        let (bits, short) = lengths(count);
        let low = next & ((1 << bits) - 1);
        // Nobody can foretell which it is, so no branch is made of it.
        let long = u32::from(low >= short);
        self.taken_bits += (bits + long) as usize;
        (low << long | (next >> bits & long)) - long * short
    }

    /// Whether exactly what was written has been read.
    pub(super) const fn finished(&self) -> bool {
        self.taken_bits.div_ceil(8) + PADDING == self.bytes.len()
    }
}

/// Writes what [`BitReader`] reads.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    held_bits: u32,
}

impl BitWriter {
    /// A number below `count`, which is at least 1 and at most 2^30.
    pub(super) fn below(&mut self, count: u32, value: u32) {
        let (bits, short) = lengths(count);
        if value < short {
            self.push(value, bits);
        } else {
            let long = value + short;
            self.push(long >> 1, bits);
            self.push(long & 1, 1);
        }
    }

    fn push(&mut self, value: u32, bits: u32) {
        self.held |= u64::from(value) << self.held_bits;
        self.held_bits += bits;
        while self.held_bits >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.held_bits -= 8;
        }
    }

    /// The bytes that [`BitReader`] reads.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.held_bits > 0 {
            self.bytes.push(self.held as u8);
        }
        self.bytes.extend([0; PADDING]);
        self.bytes
    }
}

/// The length of the shorter code for numbers below `count`, in bits, and how
/// many numbers have it; the others take a bit more.
const fn lengths(count: u32) -> (u32, u32) {
    let bits = u32::BITS - 1 - (count | 1).leading_zeros();
    (bits, (2 << bits) - count)
}
