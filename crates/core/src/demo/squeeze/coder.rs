//! Decisions as bits: a binary arithmetic code.
//!
//! The code is a number between 0 and 1. Each decision cuts the interval in
//! which it lies in two, in proportion to how likely each outcome is; what is
//! written is the shortest number in the last interval. The carry-free form
//! with 32 bits is that of M. Mahoney, "Data Compression Explained", section
//! 4.2.

/// The chance that a bit is set, in 65,536ths; never 0, never all of them.
pub(super) type Chance = u16;

const EVEN: Chance = 1 << 15;

/// The last point of the lower part of an interval, which stands for a set bit.
const fn middle(low: u32, high: u32, chance: Chance) -> u32 {
    low + (((high - low) as u64 * chance as u64) >> 16) as u32
}

/// Writes decisions.
pub(super) struct Writer {
    low: u32,
    high: u32,
    bytes: Vec<u8>,
}

impl Default for Writer {
    fn default() -> Self {
        Self { low: 0, high: u32::MAX, bytes: Vec::new() }
    }
}

impl Writer {
    pub(super) fn bit(&mut self, chance: Chance, bit: bool) {
        let middle = middle(self.low, self.high, chance);
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.bytes.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 0xFF;
        }
    }

    /// Sixteen bits of which nothing is known.
    pub(super) fn even_bits(&mut self, bits: u16) {
        for shift in (0..16).rev() {
            self.bit(EVEN, bits >> shift & 1 == 1);
        }
    }

    /// The shortest bytes that lie in the interval, if zeros follow.
    pub(super) fn finish(mut self) -> Vec<u8> {
        for free_bits in [32, 24, 16, 8, 0] {
            let rest = ((1_u64 << free_bits) - 1) as u32;
            let rounded = (u64::from(self.low) + u64::from(rest)) & !u64::from(rest);
            if rounded <= u64::from(self.high) {
                let bytes = (rounded as u32).to_be_bytes();
                self.bytes.extend(&bytes[..(32 - free_bits as usize) / 8]);
                break;
            }
        }
        self.bytes
    }
}

/// Reads decisions. Where the code has no more, it reads zeros and knows it.
pub(super) struct Reader<'c> {
    low: u32,
    high: u32,
    code: u32,
    bytes: &'c [u8],
    taken: usize,
}

/// So many bytes are taken in before the first decision.
const AHEAD: usize = 4;

impl<'c> Reader<'c> {
    pub(super) fn new(bytes: &'c [u8]) -> Self {
        let mut reader = Self { low: 0, high: u32::MAX, code: 0, bytes, taken: 0 };
        for _ in 0..AHEAD {
            reader.take();
        }
        reader
    }

    fn take(&mut self) {
        let byte = self.bytes.get(self.taken).copied().unwrap_or(0);
        self.code = self.code << 8 | u32::from(byte);
        self.taken += 1;
    }

    pub(super) fn bit(&mut self, chance: Chance) -> bool {
        let middle = middle(self.low, self.high, chance);
        let bit = self.code <= middle;
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 0xFF;
            self.take();
        }
        bit
    }

    pub(super) fn even_bits(&mut self) -> u16 {
        (0..16).fold(0, |bits, _| bits << 1 | u16::from(self.bit(EVEN)))
    }

    /// Whether more was decided than a code of this length can say.
    pub(super) const fn is_beyond_end(&self) -> bool {
        self.taken > self.bytes.len() + AHEAD
    }

    /// Whether the code ends where its last decision does.
    pub(super) const fn is_at_end(&self) -> bool {
        self.taken >= self.bytes.len() && !self.is_beyond_end()
    }
}
