//! Long pieces that text repeats, with their tokens.
//!
//! Where a script puts no spaces between words, a piece is a phrase, and most
//! phrases are met once. So the first time only a hash is kept, and the tokens
//! when the phrase comes again.

use crate::{TokenId, words::hash};

/// Bits of the index, at first and at most.
const FIRST_BITS: u32 = 8;
const MOST_BITS: u32 = 16;
/// The longest phrase that is kept, in bytes.
const LONGEST: usize = 256;
/// The most bytes and tokens that are kept before all is forgotten.
const MOST_BYTES: usize = 1 << 20;
const MOST_IDS: usize = 1 << 19;

/// Memory: 6 KiB, and when it has been asked for much up to 1.5 MiB, and 3 MiB
/// for what came twice.
pub(crate) struct Phrases {
    slots: Vec<Slot>,
    /// What a hash is shifted by to be an index.
    shift: u32,
    /// How many phrases may yet be put in before there is more room.
    spare: usize,
    bytes: Vec<u8>,
    ids: Vec<TokenId>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    hash: u64,
    /// Where its bytes and its tokens begin.
    bytes: u32,
    ids: u32,
    /// How many there are; no bytes where it was met once.
    bytes_count: u16,
    ids_count: u16,
}

impl Phrases {
    pub(crate) fn new() -> Self {
        Self {
            slots: vec![Slot::default(); 1 << FIRST_BITS],
            shift: 64 - FIRST_BITS,
            spare: 1 << (FIRST_BITS - 1),
            bytes: Vec::new(),
            ids: Vec::new(),
        }
    }

    /// Appends the tokens of `phrase` to `ids`: those known, or what `merge`
    /// appends.
    pub(crate) fn append(
        &mut self,
        phrase: &[u8],
        ids: &mut Vec<TokenId>,
        merge: impl FnOnce(&mut Vec<TokenId>),
    ) {
        if phrase.len() > LONGEST {
            return merge(ids);
        }
        let hash = hash(phrase);
        // Two places: the later phrase in the first.
        let place = self.place(hash);
        for place in [place, place + 1] {
            if let Some(known) = self.tokens_at(place, hash, phrase) {
                return ids.extend_from_slice(known);
            }
        }
        let first = ids.len();
        merge(ids);
        if let Some(again) = [place, place + 1].into_iter().find(|&place| self.slots[place].hash == hash) {
            self.keep(again, phrase, &ids[first..]);
        } else {
            self.put(Slot { hash, ..Slot::default() });
            if self.spare == 0 {
                self.grow();
            }
            self.spare -= 1;
        }
    }

    /// The first of the two places for a hash.
    #[inline(always)]
    const fn place(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize & !1
    }

    fn put(&mut self, slot: Slot) {
        let place = self.place(slot.hash);
        self.slots[place + 1] = self.slots[place];
        self.slots[place] = slot;
    }

    /// Makes four times the room, until there is the most.
    #[inline(never)]
    fn grow(&mut self) {
        let bits = 64 - self.shift;
        if bits == MOST_BITS {
            self.spare = usize::MAX;
            return;
        }
        let less = std::mem::replace(&mut self.slots, vec![Slot::default(); 4 << bits]);
        (self.shift, self.spare) = (self.shift - 2, 2 << bits);
        // Of two, the later stands first and comes last.
        for slot in less.into_iter().rev().filter(|slot| slot.hash != 0) {
            self.put(slot);
        }
    }

    #[inline(always)]
    fn tokens_at(&self, place: usize, hash: u64, phrase: &[u8]) -> Option<&[TokenId]> {
        let slot = &self.slots[place];
        if slot.hash != hash {
            return None;
        }
        let bytes = slot.bytes as usize..slot.bytes as usize + usize::from(slot.bytes_count);
        let ids = slot.ids as usize..slot.ids as usize + usize::from(slot.ids_count);
        if self.bytes.get(bytes) == Some(phrase) { self.ids.get(ids) } else { None }
    }

    #[inline(never)]
    fn keep(&mut self, index: usize, phrase: &[u8], ids: &[TokenId]) {
        if self.bytes.len() + phrase.len() > MOST_BYTES || self.ids.len() + ids.len() > MOST_IDS {
            self.bytes.clear();
            self.ids.clear();
            self.slots.fill(Slot::default());
        }
        let slot = &mut self.slots[index];
        slot.hash = hash(phrase);
        // All of these are bounded by the constants above.
        (slot.bytes, slot.bytes_count) = (self.bytes.len() as u32, phrase.len() as u16);
        (slot.ids, slot.ids_count) = (self.ids.len() as u32, ids.len() as u16);
        self.bytes.extend_from_slice(phrase);
        self.ids.extend_from_slice(ids);
    }
}
