//! What the rows so far say about the next one.
//!
//! Writer and reader keep the same statistics, so only what they do not foretell
//! has to be in the file. It says first the left token of every row, then the
//! right ones:
//!
//! 1. *Left.* The tokens are sorted into levels by how often they have been a
//!    left, doubling from level to level. The level is a symbol, its frequencies
//!    adapting; the place in the list of that level is a plain number, since
//!    tokens of one level are about equally likely.
//! 2. *Class of the right.* Tokens have classes by how they begin: in ASCII
//!    vowels, consonants, capitals, digits, space and so on, elsewhere by script
//!    as far as the first two bytes tell. The group of the class is a symbol
//!    with frequencies that depend on the left token (on its last byte where
//!    that is ASCII, else on its script), and the member of the group another.
//! 3. *Right.* As for the left: among the tokens of that class, the level by how
//!    often they have been a right is a symbol with frequencies for each class,
//!    and the place a plain number.
//!
//! That a token is chosen in proportion to its past uses is what pays: some 24
//! bits for the two of `cl100k_base`, where their numbers alone have 34.
//!
//! Opening has to be quick without an optimising compiler, and is, because each
//! step is a table lookup. What takes time is waiting for memory; saying all
//! lefts first makes the next row independent of what is waited for.

use crate::TokenId;

/// One of [`SYMBOLS`].
pub(super) type Symbol = u8;

/// The size of every alphabet.
const SYMBOLS: usize = 16;
/// Shares are fractions of two to this power.
pub(super) const TOTAL_BITS: u32 = 14;
const TOTAL: u32 = 1 << TOTAL_BITS;
/// What one symbol adds to its count, which begins at 1.
const STEP: u16 = 24;
/// Where the sum of counts exceeds this, all are halved: the past fades.
const MAX_SUM: u32 = 400 * STEP as u32;
/// The most symbols between two adjustments of the shares.
const MAX_PAUSE: u16 = 128;

/// How likely each symbol is, as learnt from those before it.
#[derive(Clone)]
pub(super) struct Frequencies {
    counts: [u16; SYMBOLS],
    /// Where the share of each symbol begins, and the total.
    starts: [u16; SYMBOLS + 1],
    /// Symbols to come before the shares are adjusted.
    pause: u16,
    last_pause: u16,
}

impl Frequencies {
    fn new() -> Self {
        let mut new = Self { counts: [1; SYMBOLS], starts: [0; SYMBOLS + 1], pause: 0, last_pause: 0 };
        new.adjust();
        new
    }

    /// The symbol whose share has this slot.
    #[inline(always)]
    pub(super) fn symbol_at(&self, slot: u32) -> Symbol {
        // Nobody can foretell which it is, so all shares are asked, four at a time:
        // the highest bit of sixteen stays where one has begun. Starts and slots
        // have fewer bits.
        const HIGHEST: u64 = LOWEST << 15;
        const LOWEST: u64 = 0x0001_0001_0001_0001;
        let slots = (u64::from(slot) * LOWEST) | HIGHEST;
        let (fours, _) = self.starts.as_chunks();
        let begun = |&[a, b, c, d]: &[u16; 4]| {
            let starts = u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48;
            ((slots - starts) & HIGHEST) >> 15
        };
        let sums: u64 = fours.iter().map(begun).sum();
        (sums.wrapping_mul(LOWEST) >> 48) as Symbol - 1
    }

    /// Where the share of a symbol begins, and its width, which is never zero
    /// and never the total.
    #[inline(always)]
    pub(super) fn share(&self, symbol: Symbol) -> (u32, u32) {
        let symbol = usize::from(symbol) % SYMBOLS;
        let start = u32::from(self.starts[symbol]);
        (start, u32::from(self.starts[symbol + 1]) - start)
    }

    /// Learns that a symbol came.
    #[inline(always)]
    pub(super) fn count(&mut self, symbol: Symbol) {
        self.counts[usize::from(symbol) % SYMBOLS] += STEP;
        self.pause -= 1;
        if self.pause == 0 {
            self.adjust();
        }
    }

    /// Makes the shares follow the counts: after each symbol at first, then
    /// less and less often.
    #[inline(never)]
    fn adjust(&mut self) {
        let sum = |counts: &[u16]| counts.iter().map(|&count| u32::from(count)).sum::<u32>();
        let mut all = sum(&self.counts);
        if all > MAX_SUM {
            self.counts.iter_mut().for_each(|count| *count = count.div_ceil(2));
            all = sum(&self.counts);
        }
        let mut before = 0;
        for symbol in 0..SYMBOLS {
            let share = before * (TOTAL - SYMBOLS as u32) / all;
            self.starts[symbol] = symbol as u16 + share as u16;
            before += u32::from(self.counts[symbol]);
        }
        self.starts[SYMBOLS] = TOTAL as u16;
        self.last_pause = (self.last_pause + self.last_pause / 4 + 1).min(MAX_PAUSE);
        self.pause = self.last_pause;
    }
}

/// How a token begins: a group in the upper half, its member in the lower.
pub(super) type Class = u8;

const CLASSES: usize = 1 << 8;
/// The groups below this are of ASCII and have one member each.
const FIRST_LARGE_GROUP: u8 = 7;
/// A space and something behind it; its group is the member.
const SPACED: u8 = 15;

/// The group and member of what begins with these bytes.
const fn class(first: u8, second: u8) -> Class {
    // Of three bytes a character: the second tells the script.
    let member = match first {
        // The scripts of India, Thai, Lao: two blocks to a script.
        0xE0 => second >> 1 & 15,
        // Georgian, Ethiopic, Vietnamese; punctuation and symbols.
        0xE1 | 0xE2 => (first & 1) << 3 | (second >> 3 & 7),
        // Punctuation, hiragana, katakana, the first of the Han.
        0xE3 => match second {
            0x81..=0x83 => second & 3,
            0x84.. => 4,
            _ => 0,
        },
        _ => 0,
    };
    CLASS_OF_BYTE[first as usize] | member
}

/// The classes of tokens that are one byte.
static CLASS_OF_BYTE: [Class; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (group, member) = match byte as u8 {
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' => (0, 0),
            b'a'..=b'z' => (1, 0),
            b'A'..=b'Z' => (2, 0),
            b'0'..=b'9' => (3, 0),
            b' ' | b'\t' | b'\n' | b'\r' => (4, 0),
            b'(' | b'<' | b'[' | b'{' | b'"' | b'\'' => (5, 0),
            0..=0x7F => (6, 0),
            // Continuation bytes: the token begins inside a character.
            0x80..=0xBF => (FIRST_LARGE_GROUP, byte as u8 >> 4 & 3),
            // Two bytes a character: Latin, Greek, Cyrillic, Hebrew, Arabic.
            0xC0..=0xDF => (8, byte as u8 >> 1 & 15),
            0xE0 => (9, 0),
            0xE1 | 0xE2 => (10, 0),
            0xE3 => (11, 0),
            // Han, then Hangul.
            0xE4..=0xE9 => (12, 0),
            0xEA..=0xEF => (12, 1),
            0xF0.. => (13, 0),
        };
        classes[byte] = group << 4 | member;
        byte += 1;
    }
    classes
};

/// What the statistics know of a token's bytes.
#[derive(Clone, Copy, Default)]
pub(super) struct Shape {
    first: u8,
    last: u8,
    /// The class of the bytes, without the space at the beginning of several.
    script: Class,
    /// How many bytes there are, up to three.
    length: u8,
}

impl Shape {
    pub(super) fn byte(byte: u8) -> Self {
        Self { first: byte, last: byte, script: class(byte, 0), length: 1 }
    }

    /// The shape of one token behind the other.
    pub(super) fn join(self, right: Self) -> Self {
        let script = match (self.length, self.first) {
            (1, b' ') if right.spaced() => class(b' ', 0),
            (1, b' ') => right.script,
            (1, _) | (2, b' ') => class(self.last, right.first),
            _ => self.script,
        };
        let length = (self.length + right.length).min(3);
        Self { first: self.first, last: right.last, script, length }
    }

    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        bytes.iter().map(|&byte| Self::byte(byte)).reduce(Self::join)
    }

    const fn spaced(self) -> bool {
        self.first == b' ' && self.length > 1
    }

    pub(super) const fn class(self) -> Class {
        if self.spaced() { SPACED << 4 | self.script >> 4 } else { self.script }
    }

    /// Which frequencies foretell the group of what follows.
    fn before_group(self) -> usize {
        let group = class(self.last, 0) >> 4;
        match group < FIRST_LARGE_GROUP {
            true => usize::from(group << 1 | u8::from(self.spaced())),
            false => 2 * usize::from(FIRST_LARGE_GROUP) + usize::from(self.script),
        }
    }

    /// Which frequencies foretell the member of the group of what follows.
    fn before_member(self, group: u8) -> usize {
        let member = match self.script >> 4 == group {
            true => self.script & 15,
            false => 16,
        };
        17 * usize::from(group) + usize::from(member)
    }
}

/// The highest level by uses; there are [`SYMBOLS`], and one is for the rows
/// that are no pair.
const MAX_LEVEL: u8 = 14;
/// The level that says that a row is no pair.
pub(super) const NO_PAIR: Symbol = MAX_LEVEL + 1;
/// Uses beyond this change nothing.
const MAX_USES: u16 = (1 << MAX_LEVEL) - 1;

/// The tokens by class, and within it by how often they were used.
pub(super) struct Uses {
    /// By class times [`SYMBOLS`] plus level.
    lists: Vec<Vec<TokenId>>,
    /// By rank.
    uses: Vec<u16>,
}

impl Uses {
    fn new(classes: usize, tokens: usize) -> Self {
        Self { lists: vec![Vec::new(); classes * SYMBOLS], uses: Vec::with_capacity(tokens) }
    }

    /// Adds the token of the next rank, without uses, or a gap.
    pub(super) fn add(&mut self, class: Option<Class>) {
        let rank = self.uses.len() as TokenId;
        self.uses.push(0);
        if let Some(class) = class {
            self.lists[usize::from(class) * SYMBOLS].push(rank);
        }
    }

    /// The level of a token: how many bits its uses have.
    pub(super) fn level(&self, rank: TokenId) -> Symbol {
        (u16::BITS - self.uses[rank as usize].leading_zeros()) as Symbol
    }

    /// The tokens of a class and a level, in an order that only this type knows.
    pub(super) fn list(&self, class: Class, level: Symbol) -> &[TokenId] {
        &self.lists[usize::from(class) * SYMBOLS + usize::from(level) % SYMBOLS]
    }

    /// Uses the token at a place of a list, if there is one. Where its level
    /// rises, the last of the list takes its place, and it becomes the last of
    /// the next.
    pub(super) fn take(&mut self, class: Class, level: Symbol, place: u32) -> Option<TokenId> {
        let place = place as usize;
        let list = usize::from(class) * SYMBOLS + usize::from(level) % SYMBOLS;
        let rank = *self.lists[list].get(place)?;
        let uses = self.uses.get_mut(rank as usize)?;
        *uses = (*uses + 1).min(MAX_USES);
        // Where they begin to have a bit more.
        if uses.is_power_of_two() {
            self.lists[list].swap_remove(place);
            self.lists[list + 1].push(rank);
        }
        Some(rank)
    }
}

/// What writer and reader know before a left.
pub(super) struct Lefts {
    pub(super) level: Frequencies,
    pub(super) uses: Uses,
}

impl Lefts {
    /// Room for so many tokens.
    pub(super) fn new(tokens: usize) -> Self {
        let mut uses = Uses::new(1, tokens);
        // Where all begin.
        uses.lists[0].reserve(tokens);
        Self { level: Frequencies::new(), uses }
    }
}

/// What writer and reader know before a right.
pub(super) struct Rights {
    /// By rank; a gap has an empty one.
    shapes: Vec<Shape>,
    pub(super) uses: Uses,
    groups: Vec<Frequencies>,
    members: Vec<Frequencies>,
    levels: Vec<Frequencies>,
}

impl Rights {
    /// Room for so many tokens.
    pub(super) fn new(tokens: usize) -> Self {
        let fresh = |count| vec![Frequencies::new(); count];
        Self {
            shapes: Vec::with_capacity(tokens),
            uses: Uses::new(CLASSES, tokens),
            groups: fresh(2 * usize::from(FIRST_LARGE_GROUP) + CLASSES),
            members: fresh(17 * SYMBOLS),
            levels: fresh(CLASSES),
        }
    }

    /// The rank that [`Self::add`] will be about.
    pub(super) fn next(&self) -> TokenId {
        self.shapes.len() as TokenId
    }

    pub(super) fn shape(&self, rank: TokenId) -> Shape {
        self.shapes[rank as usize]
    }

    /// Adds the token of the next rank, or a gap.
    pub(super) fn add(&mut self, shape: Option<Shape>) {
        self.shapes.push(shape.unwrap_or_default());
        self.uses.add(shape.map(Shape::class));
    }

    /// The class of a token that is on the right of another, by way of two
    /// symbols, of which the second is often none. `symbol` reads or writes one,
    /// given the frequencies.
    pub(super) fn class_after(
        &mut self,
        left: Shape,
        mut symbol: impl FnMut(&mut Frequencies, fn(Class) -> Symbol) -> Symbol,
    ) -> Class {
        let group = symbol(&mut self.groups[left.before_group()], |class| class >> 4);
        let member = match group < FIRST_LARGE_GROUP {
            true => 0,
            false => symbol(&mut self.members[left.before_member(group)], |class| class & 15),
        };
        group << 4 | member
    }

    pub(super) fn level(&mut self, class: Class) -> &mut Frequencies {
        &mut self.levels[usize::from(class)]
    }
}
