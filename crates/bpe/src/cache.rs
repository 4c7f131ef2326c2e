//! The short pieces met before, with their tokens.
//!
//! Text repeats itself: nearly every piece of up to fifteen bytes that it has
//! was met before. One look here is much cheaper than merging it again.

use crate::{
    TokenId,
    words::{FACTOR, Window},
};

/// Bits of the index at first, and at most. Memory that is not touched costs
/// nothing, and the first text is often a short one.
const FIRST_BITS: u32 = 8;
const MOST_BITS: u32 = 16;
/// The longest piece that is kept, in bytes.
const LONGEST: usize = 15;
/// The most tokens of a piece that lie with it.
pub(crate) const LANES: usize = 4;
/// The most tokens of pieces that have more, before all is forgotten.
const MOST_MORE: usize = 1 << 17;

/// A piece is at the place that its hash names, its home; or beside it, where
/// that was free and another piece came home later.
///
/// Memory: 8 KiB, and up to 2.5 MiB when it has been asked for much.
pub(crate) struct Cache {
    entries: Vec<Entry>,
    /// What the hash of a key is shifted by to be an index.
    shift: u32,
    /// How many pieces may yet be put in before there is more room.
    spare: usize,
    /// The tokens of pieces that have more than [`LANES`].
    more: Vec<TokenId>,
}

/// Half a line of the processor's cache.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Entry {
    /// In the highest four bits, how many tokens there are; zero where there are
    /// more than [`LANES`].
    key: Key,
    /// The tokens; or where in [`Cache::more`] they begin and end.
    ids: [TokenId; LANES],
}

/// The bit of a key from which on an entry counts its tokens.
const COUNT: u32 = 60;

impl Entry {
    /// Without the count; all zeros where nothing is.
    #[inline(always)]
    const fn key(&self) -> Key {
        Key { first: self.key.first, second: self.key.second & !(0xF << COUNT) }
    }

    #[inline(always)]
    const fn count(&self) -> usize {
        (self.key.second >> COUNT) as usize
    }
}

/// The bytes of a piece, and above them its length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key {
    first: u64,
    second: u64,
}

impl Key {
    /// The key of the first `length` bytes of the window, if they are few.
    #[inline(always)]
    pub(crate) fn of(window: Window, length: usize) -> Option<Self> {
        if length > LONGEST {
            return None;
        }
        let Window { first, second } = window.low(length);
        Some(Self { first, second: second | (length as u64) << 56 })
    }

    #[inline(always)]
    const fn hash(self) -> u64 {
        let first = self.first.wrapping_mul(FACTOR);
        let second = self.second.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        first ^ second
    }
}

impl Cache {
    pub(crate) fn new() -> Self {
        Self::with_bits(FIRST_BITS)
    }

    fn with_bits(bits: u32) -> Self {
        Self {
            entries: vec![Entry::default(); 1 << bits],
            shift: 64 - bits,
            spare: 1 << (bits - 1),
            more: Vec::new(),
        }
    }

    #[inline(always)]
    const fn home(&self, key: Key) -> usize {
        (key.hash() >> self.shift) as usize
    }

    /// The tokens of the piece, the first so many of these, where it is at home
    /// and has few.
    #[inline(always)]
    pub(crate) fn few(&self, key: Key) -> Option<(&[TokenId; LANES], usize)> {
        let entry = &self.entries[self.home(key)];
        (entry.key() == key && entry.count() > 0).then_some((&entry.ids, entry.count()))
    }

    /// The tokens of the piece, where it is known. It is at home afterwards.
    pub(crate) fn get(&mut self, key: Key) -> Option<&[TokenId]> {
        let home = self.home(key);
        let beside = home ^ 1;
        if self.entries[beside].key() == key {
            self.entries.swap(home, beside);
        }
        let entry = &self.entries[home];
        match entry.count() {
            _ if entry.key() != key => None,
            0 => self.more.get(entry.ids[0] as usize..entry.ids[1] as usize),
            few => entry.ids.get(..few),
        }
    }

    /// Keeps the tokens of a piece that is not known.
    pub(crate) fn put(&mut self, key: Key, tokens: &[TokenId]) {
        if self.spare == 0 {
            self.grow();
        }
        self.spare -= 1;
        let mut entry = Entry { key, ids: [0; LANES] };
        if tokens.len() <= LANES {
            entry.key.second |= (tokens.len() as u64) << COUNT;
            for (id, &token) in entry.ids.iter_mut().zip(tokens) {
                *id = token;
            }
        } else {
            if self.more.len() > MOST_MORE {
                self.more.clear();
                self.entries.fill(Entry::default());
            }
            entry.ids[0] = self.more.len() as u32;
            self.more.extend_from_slice(tokens);
            entry.ids[1] = self.more.len() as u32;
        }
        self.set(entry);
    }

    /// Puts an entry at its home. What was there moves beside it, unless another
    /// one is at home there.
    fn set(&mut self, entry: Entry) {
        let home = self.home(entry.key());
        let beside = home ^ 1;
        let neighbour = self.entries[beside].key();
        if neighbour == Key::default() || self.home(neighbour) != beside {
            self.entries[beside] = self.entries[home];
        }
        self.entries[home] = entry;
    }

    /// Makes four times the room, until there is the most.
    #[inline(never)]
    fn grow(&mut self) {
        let bits = 64 - self.shift;
        if bits == MOST_BITS {
            self.spare = usize::MAX;
            return;
        }
        let more = std::mem::take(&mut self.more);
        let less = std::mem::replace(self, Self { more, ..Self::with_bits(bits + 2) });
        for entry in less.entries.into_iter().filter(|entry| entry.key() != Key::default()) {
            self.set(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: usize) -> Key {
        let bytes = format!("{number:015}");
        Key::of(Window::at(bytes.as_bytes(), 0), LONGEST).unwrap_or_default()
    }

    /// What is put in for a number: one to seven tokens.
    fn tokens(number: usize) -> Vec<TokenId> {
        (0..=number % 7).map(|place| (number * 7 + place) as TokenId).collect()
    }

    #[test]
    fn what_is_known_is_right() {
        let mut cache = Cache::new();
        let mut known = 0;
        for number in 0..200_000 {
            assert_eq!(cache.get(key(number)), None);
            cache.put(key(number), &tokens(number));
            assert_eq!(cache.get(key(number)), Some(&*tokens(number)));
            let earlier = number / 3;
            if let Some(found) = cache.get(key(earlier)) {
                known += 1;
                assert_eq!(found, tokens(earlier));
            }
            match cache.few(key(earlier)) {
                Some((lanes, count)) => assert_eq!(lanes[..count], tokens(earlier)),
                None => assert!(tokens(earlier).len() > LANES || cache.get(key(earlier)).is_none()),
            }
        }
        assert!(known > 30_000, "{known}");
        assert!(cache.more.len() <= MOST_MORE + 7);
    }

    #[test]
    fn half_of_the_room_forgets_next_to_nothing() {
        let mut cache = Cache::with_bits(MOST_BITS);
        let all = 0..1 << (MOST_BITS - 1);
        for number in all.clone() {
            cache.put(key(number), &[number as TokenId]);
        }
        let known = all.clone().filter(|&number| cache.get(key(number)).is_some()).count();
        assert!(known * 10 > all.len() * 9, "{known} of {}", all.len());
    }

    #[test]
    fn a_piece_beside_its_home_comes_home_when_asked_for() {
        let mut cache = Cache::with_bits(2);
        let home = |cache: &Cache, number| cache.home(key(number));
        let first = 0;
        let second = (1..).find(|&number| home(&cache, number) == home(&cache, first)).unwrap_or_default();
        cache.put(key(first), &[1]);
        cache.put(key(second), &[2]);
        assert_eq!((cache.few(key(first)), cache.few(key(second)).map(|(ids, _)| ids[0])), (None, Some(2)));
        assert_eq!(cache.get(key(first)), Some(&[1][..]));
        assert_eq!((cache.few(key(first)).map(|(ids, _)| ids[0]), cache.few(key(second))), (Some(1), None));
        assert_eq!(cache.get(key(second)), Some(&[2][..]));
    }
}
