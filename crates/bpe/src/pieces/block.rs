//! Sixty-four bytes of text cut at once.
//!
//! Byte by byte, each piece waits for the end of the one before. Here sets of
//! bytes are compared and shifted instead, all bytes at the same time: where a
//! piece begins follows from what stands beside a byte. What a set cannot tell
//! (characters outside ASCII, and what depends on bytes beyond) is left to the
//! patterns: a block says only what is certain.

use wide::u8x16;

/// The bytes of a block. A block begins where a piece begins.
pub(crate) const BYTES: usize = 64;

/// Whether the target compares sixteen bytes at once; otherwise a block takes
/// longer than its pieces one by one.
pub(crate) const IS_FAST: bool =
    cfg!(any(target_feature = "simd128", target_feature = "sse2", target_feature = "neon"));

/// Bytes of a block, the first in the lowest bit.
pub(super) type Set = u64;

/// The bytes of a block by what the patterns tell apart.
pub(super) struct Block<'t> {
    bytes: &'t [u8; BYTES],
    capitals: Set,
    letters: Set,
    digits: Set,
    /// Of the spaces, only these may begin with symbols.
    spaces: Set,
    /// White space but the ends of lines.
    blanks: Set,
    line_ends: Set,
    symbols: Set,
    /// Ends of lines that belong to the symbols before them.
    taken: Set,
    /// Outside ASCII.
    wide: Set,
}

impl<'t> Block<'t> {
    #[inline(always)]
    pub(super) fn of(bytes: &'t [u8; BYTES]) -> Self {
        let (quarters, _) = bytes.as_chunks::<16>();
        let set = |test: &dyn Fn(u8x16) -> u8x16| {
            let quarters = quarters.iter().rev();
            quarters.fold(0, |set, &quarter| set << 16 | Set::from(test(u8x16::new(quarter)).to_bitmask()))
        };
        let wide = set(&|bytes| bytes);
        let capitals = set(&|bytes| within(bytes, b'A', b'Z'));
        let letters = set(&|bytes| within(bytes | u8x16::splat(0x20), b'a', b'z'));
        let digits = set(&|bytes| within(bytes, b'0', b'9'));
        let spaces = set(&|bytes| is(bytes, b' '));
        let controls = set(&|bytes| within(bytes, b'\t', b'\r'));
        let line_ends = set(&|bytes| is(bytes, b'\n') | is(bytes, b'\r'));
        let blanks = spaces | controls & !line_ends;
        let symbols = !(letters | digits | blanks | line_ends | wide);
        let taken = run(symbols << 1 & line_ends, line_ends);
        Self { bytes, capitals, letters, digits, spaces, blanks, line_ends, symbols, taken, wide }
    }

    /// The set of a byte.
    #[inline(always)]
    pub(super) fn all(&self, byte: u8) -> Set {
        let (quarters, _) = self.bytes.as_chunks::<16>();
        let quarters = quarters.iter().rev();
        quarters.fold(0, |set, &quarter| set << 16 | Set::from(is(u8x16::new(quarter), byte).to_bitmask()))
    }

    /// Where pieces begin, contractions and the case of letters apart.
    #[inline(always)]
    pub(super) fn starts(&self) -> Set {
        let free = self.line_ends & !self.taken;
        self.letters & !(self.letters << 1 | (self.blanks | self.prefixes()) << 1)
            | self.thirds()
            | first_of(self.symbols) & !(self.spaces << 1)
            | first_of(self.blanks)
            | last_of(self.blanks)
            | first_of(free)
    }

    /// Symbols that begin a word, if letters follow: those that stand alone.
    #[inline(always)]
    pub(super) fn prefixes(&self) -> Set {
        first_of(self.symbols) & last_of(self.symbols) & !(self.spaces << 1)
    }

    /// The first digit of a run, and every third.
    #[inline(always)]
    fn thirds(&self) -> Set {
        let digits = self.digits;
        let mut starts = first_of(digits);
        let behind_three = digits & digits << 1 & digits << 2 & digits << 3;
        let mut more = starts << 3 & behind_three;
        while more != 0 {
            starts |= more;
            more = more << 3 & behind_three;
        }
        starts
    }

    /// Capitals behind small letters.
    #[inline(always)]
    pub(super) fn humps(&self) -> Set {
        self.capitals & (self.letters & !self.capitals) << 1
    }

    /// Line ends that belong to the symbols before them.
    #[inline(always)]
    pub(super) const fn taken(&self) -> Set {
        self.taken
    }

    #[inline(always)]
    pub(super) const fn letters(&self) -> Set {
        self.letters
    }

    /// Where what [`Self::starts`] says does not depend on bytes beyond the
    /// block, on those outside ASCII, or on those from `barrier` on.
    #[inline(always)]
    pub(super) fn certain(&self, barrier: Set) -> Set {
        // White space before a line end is one piece with it, however long.
        let trailing = self.blanks & self.line_ends >> 1;
        let end = (self.wide | barrier | trailing << 1).trailing_zeros();
        let mut limit = end.saturating_sub(3);
        if end > 0 && self.blanks >> (end - 1) & 1 == 1 {
            let others = !(self.blanks | self.line_ends) & below(end);
            limit = limit.min(Set::BITS - others.leading_zeros() + 1);
        }
        below(limit)
    }

    /// How many bytes the contraction has that begins with the apostrophe at a
    /// place, if it is one.
    #[inline(always)]
    pub(super) fn contraction(&self, place: u32) -> Option<u32> {
        let byte = |ahead: usize| self.bytes.get(place as usize + ahead).map(|byte| byte | 0x20);
        match (byte(1)?, byte(2)?) {
            (b's' | b'd' | b'm' | b't', _) => Some(2),
            (b'l', b'l') | (b'v' | b'r', b'e') => Some(3),
            _ => None,
        }
    }
}

/// The places of a set, ascending.
#[inline(always)]
pub(super) fn places(mut set: Set) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = set.trailing_zeros();
        set &= set.wrapping_sub(1);
        (place < Set::BITS).then_some(place)
    })
}

/// All places below one.
#[inline(always)]
pub(super) const fn below(place: u32) -> Set {
    if place < Set::BITS { (1 << place) - 1 } else { Set::MAX }
}

/// The first place of each run.
#[inline(always)]
const fn first_of(set: Set) -> Set {
    set & !(set << 1)
}

/// The last place of each run.
#[inline(always)]
const fn last_of(set: Set) -> Set {
    set & !(set >> 1)
}

/// The runs of `set` that begin with one of `firsts`.
#[inline(always)]
const fn run(firsts: Set, set: Set) -> Set {
    // Adding carries a bit from the first place of a run to behind its last.
    (set.wrapping_add(firsts) ^ set | firsts) & set
}

#[inline(always)]
fn is(bytes: u8x16, byte: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(byte))
}

#[inline(always)]
fn within(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    let beyond = (bytes - u8x16::splat(first)).saturating_sub(u8x16::splat(last - first));
    beyond.simd_eq(u8x16::splat(0))
}
