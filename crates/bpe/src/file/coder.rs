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

/// Reads symbols. Where the file has no more, it reads zeros and knows it.
pub(super) struct SymbolReader<'f> {
    state: u32,
    words: std::slice::Iter<'f, [u8; 2]>,
    overrun: bool,
}

impl<'f> SymbolReader<'f> {
    /// `bytes` in pairs; an odd one at the end is an overrun.
    pub(super) fn new(bytes: &'f [u8]) -> Self {
        let (words, odd) = bytes.as_chunks();
        let mut reader = Self { state: 0, words: words.iter(), overrun: !odd.is_empty() };
        reader.state = reader.word() << 16;
        reader.state |= reader.word();
        reader
    }

    fn word(&mut self) -> u32 {
        match self.words.next() {
            Some(&word) => u32::from(u16::from_le_bytes(word)),
            None => {
                self.overrun = true;
                0
            }
        }
    }

    /// The next symbol, which the frequencies then count.
    pub(super) fn symbol(&mut self, frequencies: &mut Frequencies) -> Symbol {
        let slot = self.state & ((1 << TOTAL_BITS) - 1);
        let symbol = frequencies.symbol_at(slot);
        let (start, width) = frequencies.share(symbol);
        self.state = width * (self.state >> TOTAL_BITS) + slot - start;
        if self.state < LOWEST {
            self.state = self.state << 16 | self.word();
        }
        frequencies.count(symbol);
        symbol
    }

    /// Whether more was read than there is.
    pub(super) const fn overrun(&self) -> bool {
        self.overrun
    }

    /// Whether exactly what was written has been read.
    pub(super) fn finished(&self) -> bool {
        !self.overrun && self.words.len() == 0 && self.state == LOWEST
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

/// Reads numbers of which all are equally likely. Where the file has no more,
/// it reads zeros and knows it.
pub(super) struct BitReader<'f> {
    words: std::slice::Iter<'f, [u8; 4]>,
    /// The bits that were taken in and not yet used, the next one lowest.
    held: u64,
    held_bits: u32,
    /// How many of the bits taken in were never in the file.
    missing_bits: u32,
}

impl<'f> BitReader<'f> {
    /// `bytes` in fours; odd ones at the end are an overrun.
    pub(super) fn new(bytes: &'f [u8]) -> Self {
        let (words, odd) = bytes.as_chunks();
        let missing_bits = if odd.is_empty() { 0 } else { u32::MAX };
        Self { words: words.iter(), held: 0, held_bits: 0, missing_bits }
    }

    /// A number below `count`, which is at least 1 and at most 2^30.
    ///
    /// The code is truncated binary: of the two lengths that are needed, the
    /// shorter for the small numbers. That costs a twentieth of a bit more than
    /// is possible, and no division.
    pub(super) fn below(&mut self, count: u32) -> u32 {
        if self.held_bits < 32 {
            match self.words.next() {
                Some(&word) => self.held |= u64::from(u32::from_le_bytes(word)) << self.held_bits,
                None => self.missing_bits = self.missing_bits.saturating_add(32),
            }
            self.held_bits += 32;
        }
        let (bits, short) = lengths(count);
        let next = self.held as u32;
        let low = next & ((1 << bits) - 1);
        let (value, used) = match low < short {
            true => (low, bits),
            false => ((low << 1 | (next >> bits & 1)) - short, bits + 1),
        };
        self.held >>= used;
        self.held_bits -= used;
        value
    }

    /// Whether more was read than there is.
    pub(super) const fn overrun(&self) -> bool {
        self.missing_bits > self.held_bits
    }

    /// Whether exactly what was written has been read.
    pub(super) fn finished(&self) -> bool {
        let left_bits = self.held_bits.checked_sub(self.missing_bits);
        left_bits.is_some_and(|bits| bits < 32) && self.words.len() == 0 && self.held == 0
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
        if self.held_bits >= 32 {
            self.bytes.extend((self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.held_bits -= 32;
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.held_bits > 0 {
            self.bytes.extend((self.held as u32).to_le_bytes());
        }
        self.bytes
    }
}

/// The length of the shorter code for numbers below `count`, in bits, and how
/// many numbers have it; the others take a bit more.
const fn lengths(count: u32) -> (u32, u32) {
    let bits = u32::BITS - 1 - (count | 1).leading_zeros();
    (bits, (2 << bits) - count)
}
