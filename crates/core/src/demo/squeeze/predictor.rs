//! Foretells the next bit of a text from what has been read.
//!
//! Several models, each looking at another part of what stands before, say how
//! likely a set bit is; a small network that learns from its mistakes weighs
//! them. That is context mixing as in M. Mahoney's lpaq ("Data Compression
//! Explained", section 4.3), cut down to what pays for a few hundred bytes.

use super::coder::Chance;

/// Bits of the index into the table of a model.
const TABLE_BITS: u32 = 18;
/// Models that look up what followed a context.
const CONTEXTS: usize = 10;
/// Inputs of the mixer: two for each context, two for the match, one constant.
const INPUTS: usize = 2 * CONTEXTS + 3;
/// Sets of weights that are mixed by; each is chosen by something else.
const SETS: usize = 3;
const SET_SIZE: usize = 256;
/// A match is looked for when this many bytes agree.
const MATCH_BYTES: usize = 5;
const MATCH_BITS: u32 = 16;
/// What a weight of one is.
const ONE: i32 = 1 << 16;
/// How fast the weights follow their mistakes.
const RATE: i32 = 10;

/// How often a bit was clear and set after a context: four bits each.
type Counts = u8;

fn count(counts: Counts, bit: bool) -> Counts {
    let (clear, set) = (counts >> 4, counts & 15);
    let (same, other) = if bit { (set, clear) } else { (clear, set) };
    let same = (same + 1).min(15);
    // What no longer holds is soon forgotten.
    let other = if other > 2 { (other + 3) / 2 } else { other };
    if bit { other << 4 | same } else { same << 4 | other }
}

/// What followed a context in a table, and a part of the context's hash, since
/// contexts share places.
#[derive(Clone, Copy, Default)]
struct Slot {
    check: u8,
    counts: Counts,
}

/// A chance in 4,096ths as the logarithm of its odds, in 256ths.
fn stretch_table() -> Vec<i16> {
    let mut table = Vec::with_capacity(4096);
    let mut from = 0;
    for odds in -2047..=2047 {
        let to = squash(odds);
        while from <= to {
            table.push(odds as i16);
            from += 1;
        }
    }
    table.resize(4096, 2047);
    table
}

/// The logistic function at every 128th, in 4,096ths.
const SQUASHED: [i32; 33] = [
    1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785,
    3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
];

/// The chance in 4,096ths that belongs to the logarithm of odds.
fn squash(odds: i32) -> i32 {
    let odds = odds.clamp(-2047, 2047) + 2048;
    let (at, between) = ((odds >> 7) as usize, odds & 127);
    (SQUASHED[at] * (128 - between) + SQUASHED[at + 1] * between + 64) >> 7
}

/// Learns how likely a set bit is in each of some situations.
#[derive(Clone)]
struct Adaptive {
    /// The chance in the upper 22 bits, how often it was seen in the lower 10.
    rows: Vec<u32>,
    most_seen: u32,
}

impl Adaptive {
    fn new(rows: usize, most_seen: u32, begin: impl Fn(usize) -> u32) -> Self {
        Self { rows: (0..rows).map(|row| begin(row) << 10).collect(), most_seen }
    }

    /// In 4,096ths.
    fn chance(&self, row: usize) -> i32 {
        (self.rows[row] >> 20) as i32
    }

    fn learn(&mut self, row: usize, bit: bool) {
        let it = &mut self.rows[row];
        let (chance, seen) = ((*it >> 10) as i64, *it & 1023);
        let goal = if bit { (1 << 22) - 1 } else { 0 };
        let chance = chance + (goal - chance) * 2 / (2 * i64::from(seen) + 3);
        *it = (chance as u32) << 10 | (seen + 1).min(self.most_seen);
    }
}

/// Foretells bit after bit.
///
/// Size: five megabytes. Cost of a bit: ten lookups and a sum of 69 products.
#[derive(Clone)]
pub(super) struct Predictor {
    stretched: Vec<i16>,
    /// Everything read, the dictionary first.
    read: Vec<u8>,
    /// The bits of the byte that is being read, behind a set bit.
    partial: usize,
    tables: Vec<Slot>,
    /// Hashes of what each model looks at.
    contexts: [u32; CONTEXTS],
    /// Where in `tables` each looked last.
    slots: [usize; CONTEXTS],
    trusted: Vec<Adaptive>,
    /// Where the text last stood that was just read; 0 for nowhere.
    last_at: Vec<u32>,
    /// The byte that followed it then, and for how many bytes it has agreed.
    match_at: usize,
    match_length: usize,
    match_trust: Adaptive,
    /// Hashes of the word that is being read and of the one before.
    word: u32,
    word_before: u32,
    weights: Vec<i32>,
    inputs: [i32; INPUTS],
    /// Which weights of each set are in use, and what they said, in 4,096ths.
    chosen: [usize; SETS],
    said: [i32; SETS],
    chance: Chance,
}

impl Predictor {
    /// One that has read `dictionary`.
    pub(super) fn primed(dictionary: &[u8]) -> Self {
        let trusted = |_| {
            // Until it knows better: the share of what was seen, with caution.
            Adaptive::new(256, 255, |counts| {
                let (clear, set) = ((counts >> 4) as u32, (counts & 15) as u32);
                ((set * 10 + 3) << 22) / ((set + clear) * 10 + 6)
            })
        };
        let mut predictor = Self {
            stretched: stretch_table(),
            read: Vec::with_capacity(dictionary.len() + 4096),
            partial: 1,
            tables: vec![Slot::default(); CONTEXTS << TABLE_BITS],
            contexts: [0; CONTEXTS],
            slots: [0; CONTEXTS],
            trusted: (0..CONTEXTS).map(trusted).collect(),
            last_at: vec![0; 1 << MATCH_BITS],
            match_at: 0,
            match_length: 0,
            match_trust: Adaptive::new(64, 1023, |_| 1 << 21),
            word: 0,
            word_before: 0,
            weights: vec![ONE / 9; SETS * SET_SIZE * INPUTS],
            inputs: [0; INPUTS],
            chosen: [0; SETS],
            said: [0; SETS],
            chance: 1 << 15,
        };
        predictor.look();
        for &byte in dictionary {
            for shift in (0..8).rev() {
                predictor.learn(byte >> shift & 1 == 1);
            }
        }
        predictor
    }

    /// How likely the next bit is set.
    pub(super) const fn chance(&self) -> Chance {
        self.chance
    }

    /// Takes in the next bit.
    pub(super) fn learn(&mut self, bit: bool) {
        self.weigh(bit);
        for (model, &slot) in self.slots.iter().enumerate() {
            let counts = &mut self.tables[slot].counts;
            self.trusted[model].learn(usize::from(*counts), bit);
            *counts = count(*counts, bit);
        }
        if let Some((row, foretold)) = self.match_row() {
            self.match_trust.learn(row, bit == foretold);
            if bit != foretold {
                self.match_length = 0;
            }
        }
        self.partial = self.partial << 1 | usize::from(bit);
        if self.partial > 255 {
            self.take_byte(self.partial as u8);
            self.partial = 1;
        }
        self.look();
    }

    /// Moves the weights towards what would have been right.
    fn weigh(&mut self, bit: bool) {
        for set in 0..SETS {
            let error = ((i32::from(bit) << 12) - self.said[set]) * RATE;
            let at = self.chosen[set];
            for (weight, &input) in self.weights[at..at + INPUTS].iter_mut().zip(&self.inputs) {
                *weight += (input * error + 0x2000) >> 14;
            }
        }
    }

    fn take_byte(&mut self, byte: u8) {
        self.read.push(byte);
        let at = self.read.len();
        let back = |distance| at.checked_sub(distance).map_or(0, |it: usize| u32::from(self.read[it]));
        // A word is a run of letters, or one character beyond ASCII.
        if byte.is_ascii_alphabetic() {
            self.word = mix(self.word, u32::from(byte.to_ascii_lowercase()));
        } else if byte < 128 {
            if self.word != 0 {
                self.word_before = self.word;
            }
            self.word = 0;
        } else if byte >= 0xC0 {
            self.word_before = mix(back(2) << 16 | back(3) << 8 | back(4), 7);
            self.word = mix(0, u32::from(byte));
        } else {
            self.word = mix(self.word, u32::from(byte));
        }
        let four = back(1) | back(2) << 8 | back(3) << 16 | back(4) << 24;
        let five = mix(four, back(5));
        let six = mix(five, back(6));
        self.contexts = [
            0,
            four & 0xFF,
            four & 0xFFFF,
            four & 0xFF_FFFF,
            four,
            five,
            six,
            mix(six, back(7) << 8 | back(8)),
            mix(self.word, u32::from(byte)),
            mix(mix(self.word, self.word_before), 3),
        ];
        for (model, context) in self.contexts.iter_mut().enumerate() {
            *context = mix(*context, model as u32 + 1);
        }
        self.find_match(five);
    }

    fn find_match(&mut self, recent: u32) {
        let at = self.read.len();
        let entry = &mut self.last_at[(recent >> (32 - MATCH_BITS)) as usize];
        if self.match_length > 0 {
            self.match_at += 1;
            self.match_length += 1;
        } else {
            self.match_at = *entry as usize;
            let agree = |length: &usize| {
                self.match_at > *length && self.read[self.match_at - 1 - length] == self.read[at - 1 - length]
            };
            self.match_length = (0..64).take_while(agree).count();
            if self.match_length < MATCH_BYTES {
                self.match_length = 0;
            }
        }
        *entry = at as u32;
    }

    /// What the match foretells, and with how much trust.
    fn match_row(&self) -> Option<(usize, bool)> {
        let byte = usize::from(*self.read.get(self.match_at)?) | 256;
        let known = usize::BITS - 1 - self.partial.leading_zeros();
        if self.match_length == 0 || byte >> (8 - known) != self.partial {
            return None;
        }
        Some((self.match_length.min(63), byte >> (7 - known) & 1 == 1))
    }

    /// Makes `chance` what is known now.
    fn look(&mut self) {
        let spread = (self.partial as u32).wrapping_mul(0x2F0B_4C47);
        for model in 0..CONTEXTS {
            let hash = (self.contexts[model] ^ spread).wrapping_mul(0x9E37_79B1);
            let slot = model << TABLE_BITS | (hash >> (32 - TABLE_BITS)) as usize;
            let check = (hash >> 4) as u8;
            if self.tables[slot].check != check {
                self.tables[slot] = Slot { check, counts: 0 };
            }
            self.slots[model] = slot;
            let counts = usize::from(self.tables[slot].counts);
            let (odds, lean) = if counts == 0 && model > 1 {
                (0, 0)
            } else {
                let chance = self.trusted[model].chance(counts);
                (i32::from(self.stretched[chance as usize]), (chance - 2048) / 4)
            };
            self.inputs[2 * model] = odds;
            self.inputs[2 * model + 1] = lean;
        }
        let (odds, lean) = self.match_row().map_or((0, 0), |(row, foretold)| {
            let chance = self.match_trust.chance(row);
            let sign = if foretold { 1 } else { -1 };
            (sign * i32::from(self.stretched[chance as usize]), sign * (chance - 2048) / 4)
        });
        self.inputs[INPUTS - 3] = odds;
        self.inputs[INPUTS - 2] = lean;
        self.inputs[INPUTS - 1] = 256;
        let before = self.read.last().copied().unwrap_or(0);
        let length = self.match_length.min(15);
        let hits = self.slots[2..8].iter().filter(|slot| self.tables[**slot].counts != 0).count();
        let choice = [self.partial, length << 3 | hits, usize::from(before)];
        let mut sum = 0;
        for (set, row) in choice.into_iter().enumerate() {
            let at = (set * SET_SIZE + row % SET_SIZE) * INPUTS;
            let weighed = self.weights[at..at + INPUTS].iter().zip(&self.inputs);
            let odds = (weighed.map(|(weight, input)| i64::from(*weight) * i64::from(*input)).sum::<i64>()
                >> 16) as i32;
            let odds = odds.clamp(-2047, 2047);
            self.chosen[set] = at;
            self.said[set] = squash(odds);
            sum += odds;
        }
        let chance = squash(sum / SETS as i32);
        self.chance = (chance * 16 + 8).clamp(32, 65_535 - 32) as Chance;
    }
}

/// Stirs one number into another.
const fn mix(into: u32, number: u32) -> u32 {
    let stirred = (into ^ number.wrapping_mul(0x85EB_CA6B)).wrapping_mul(0xC2B2_AE35);
    stirred ^ stirred >> 15
}
