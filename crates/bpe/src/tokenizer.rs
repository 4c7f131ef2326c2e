//! Text to tokens and back.

use std::{fmt, sync::Mutex};

use thiserror::Error;

#[cfg(feature = "import")]
use crate::import::Imported;
use crate::{
    cache::{Key, LANES},
    encoding::{Encoding, Pattern},
    file::{self, Contents, LoadError},
    layout::cut_at_most,
    memory::Memory,
    pieces::{block, cl100k, end_of, gpt2, o200k, pieces},
    special::{Recogniser, Stretch},
    vocabulary::{NONE, Vocabulary},
    words::{TOPS, Window},
};

/// Bytes of text that are encoded in one go.
const BATCH: usize = 4096;
/// Tokens that are kept at hand before they go where all are.
const KNOWN: usize = 512;

/// The number of a token in its vocabulary.
pub type TokenId = u32;

/// A token of a text, and the bytes of the text that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its number in the vocabulary.
    pub id: TokenId,
    /// The byte of the text at which it begins, perhaps inside a character.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// Why ids cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// An id belongs to no token of the vocabulary.
    #[error("no token has the id {id}")]
    UnknownToken {
        /// The first such id.
        id: TokenId,
    },
}

/// An encoding, ready for use.
///
/// Memory: in proportion to the vocabulary: 1.9 MB for `r50k_base`, 7 MB for
/// `o200k_base`; and up to 10 MB more for what texts have asked for and taught.
pub struct Tokenizer {
    encoding: Option<Encoding>,
    pattern: Pattern,
    vocabulary: Vocabulary,
    /// Whether a piece that is a token is that token, whatever merging would
    /// make of it.
    whole_pieces: bool,
    /// In the order of their ids.
    specials: Vec<(String, TokenId)>,
    /// What one text leaves for the next.
    memory: Mutex<Memory>,
}

impl Tokenizer {
    /// Opens a vocabulary file that [`crate::pack`] wrote.
    ///
    /// No file panics or takes more memory than the largest vocabulary that the
    /// format allows.
    ///
    /// Cost: about a tenth of a microsecond a token.
    pub fn load(file: &[u8]) -> Result<Self, LoadError> {
        Self::from_contents(file::read(file)?)
    }

    pub(crate) fn from_contents(contents: Contents) -> Result<Self, LoadError> {
        Ok(Self {
            encoding: Some(contents.encoding),
            pattern: contents.encoding.pattern(),
            vocabulary: Vocabulary::new(contents.rows)?,
            whole_pieces: contents.whole_pieces,
            specials: contents.specials,
            memory: Mutex::default(),
        })
    }

    /// Makes a tokenizer of what was read from another file. A byte that is no
    /// token there becomes one with an id past all others.
    ///
    /// Errors: those of a vocabulary, which [`crate::import_tokenizer_json`] and
    /// [`crate::import_gguf`] never lead to.
    #[cfg(feature = "import")]
    pub fn import(imported: Imported) -> Result<Self, LoadError> {
        let (pattern, whole_pieces) = (imported.pattern, imported.whole_pieces);
        let (rows, late, specials) = imported.into_rows();
        Ok(Self {
            encoding: None,
            pattern,
            vocabulary: Vocabulary::with_late_pairs(rows, &late)?,
            whole_pieces,
            specials,
            memory: Mutex::default(),
        })
    }

    /// The encoding that the file was packed for; `None` where it was imported.
    pub const fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// How it cuts text before it looks for tokens.
    pub const fn pattern(&self) -> Pattern {
        self.pattern
    }

    /// The tokens of `text`. A special token that is written in it is ordinary
    /// text, as everywhere but in [`Self::encode_with_special`].
    ///
    /// Cost: linear in the text, for any text.
    pub fn encode(&self, text: &str) -> Vec<TokenId> {
        let mut ids = Vec::new();
        self.encode_onto(text, &mut ids);
        ids
    }

    /// Appends what [`Self::encode`] gives to `ids`.
    pub fn encode_onto(&self, text: &str, ids: &mut Vec<TokenId>) {
        // A token of English has four to five bytes.
        ids.reserve(text.len() / 4 + 8);
        self.with_memory(|memory| self.append(text, memory, ids));
    }

    /// The tokens of `text`, in which those special tokens that `recognised`
    /// names are tokens of their own. Names of no special token do nothing.
    ///
    /// Cost: as [`Self::encode`], and a search of each place at which a name could
    /// begin.
    pub fn encode_with_special(&self, text: &str, recognised: &[&str]) -> Vec<TokenId> {
        let specials = self.specials.iter();
        let specials = specials.map(|(name, id)| (name.as_str(), *id));
        let recogniser = Recogniser::new(specials.filter(|(name, _)| recognised.contains(name)));
        let mut ids = Vec::new();
        self.with_memory(|memory| {
            for stretch in recogniser.split(text) {
                match stretch {
                    Stretch::Text(text) => self.append(text, memory, &mut ids),
                    Stretch::Special(id) => ids.push(id),
                }
            }
        });
        ids
    }

    /// The pieces of `text`, which no token crosses; together they are the text.
    ///
    /// Cost: linear in what is taken.
    pub fn pieces<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        pieces(self.pattern, text)
    }

    /// The token that a whole piece is taken for without any merging, where the
    /// encoding looks a piece up first (tiktoken does; others call it
    /// `ignore_merges`) and the piece is a token. Of Llama 3 and GLM some such
    /// tokens are none that merging would make.
    pub fn whole_piece(&self, piece: &[u8]) -> Option<TokenId> {
        let rank = self.vocabulary.find(piece, 0, piece.len());
        (self.whole_pieces && rank != NONE).then(|| self.vocabulary.id(rank))
    }

    /// How many tokens [`Self::encode`] gives, without keeping them.
    ///
    /// Cost: as [`Self::encode`].
    ///
    /// Memory: in proportion to the longest run that the pre-tokenizer does not
    /// cut, not to the text.
    pub fn count(&self, text: &str) -> usize {
        let mut ids = Vec::with_capacity(BATCH);
        let (mut at, mut count) = (0, 0);
        self.with_memory(|memory| {
            while at < text.len() {
                at = self.batch(text, at, memory, &mut ids);
                count += ids.len();
                ids.clear();
            }
        });
        count
    }

    /// The tokens of `text` with their spans, which tile it.
    ///
    /// Beyond 4 GiB of text, spans stay at the largest number.
    ///
    /// Cost: as [`Self::encode`], and 12 bytes a token.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut start = 0_u32;
        let spanned = |id| {
            let token = Token {
                id,
                start,
                end: start.saturating_add(self.vocabulary.length_of(self.vocabulary.rank(id)) as u32),
            };
            start = token.end;
            token
        };
        self.encode(text).into_iter().map(spanned).collect()
    }

    /// Cuts `text` after its first `limit` tokens, or before them where they end
    /// inside a grapheme cluster.
    ///
    /// The parts are cut from one text: encoded by itself, the first may have
    /// more tokens than it had, or fewer. [`Self::truncate`] heeds that.
    ///
    /// Cost: that of encoding all of the text.
    pub fn split_at<'t>(&self, text: &'t str, limit: usize) -> (&'t str, &'t str) {
        let tokens = self.tokens(text);
        let count = cut_at_most(text, &tokens, limit);
        text.split_at(count.checked_sub(1).map_or(0, |last| tokens[last].end as usize))
    }

    /// The longest beginning that [`Self::split_at`] finds for a number of
    /// tokens up to `limit` and that by itself has no more than `limit` tokens.
    ///
    /// Cost: that of encoding the text once, and what is left once or twice.
    pub fn truncate<'t>(&self, text: &'t str, limit: usize) -> &'t str {
        let tokens = self.tokens(text);
        let mut most = limit;
        loop {
            let count = cut_at_most(text, &tokens, most);
            let end = count.checked_sub(1).map_or(0, |last| tokens[last].end as usize);
            if count == 0 || self.count(&text[..end]) <= limit {
                return &text[..end];
            }
            most = count - 1;
        }
    }

    fn append(&self, text: &str, memory: &mut Memory, ids: &mut Vec<TokenId>) {
        let mut at = 0;
        while at < text.len() {
            at = self.batch(text, at, memory, ids);
        }
    }

    /// Appends the tokens of the next pieces; says where it stopped, between
    /// pieces. A browser replaces code by faster code only between calls, so a
    /// long text must not be one call.
    fn batch(&self, text: &str, at: usize, memory: &mut Memory, ids: &mut Vec<TokenId>) -> usize {
        match self.pattern {
            Pattern::Gpt2 => self.batch_of(text, at, memory, ids, gpt2::end, |_| 0),
            Pattern::Cl100k => self.batch_of(text, at, memory, ids, cl100k::end, cl100k::starts),
            Pattern::O200k => self.batch_of(text, at, memory, ids, o200k::end, o200k::starts),
            pattern => self.batch_of(text, at, memory, ids, end_of(pattern), |_| 0),
        }
    }

    #[inline(never)]
    fn batch_of(
        &self,
        text: &str,
        mut at: usize,
        memory: &mut Memory,
        ids: &mut Vec<TokenId>,
        cut: impl Fn(&str, usize, Window) -> usize,
        starts: impl Fn(&[u8; block::BYTES]) -> u64,
    ) -> usize {
        let bytes = text.as_bytes();
        let stop = text.len().min(at + BATCH);
        let mut known = [NONE; KNOWN];
        let mut count = 0;
        // Where the next pieces end: the places of the bits, from `base` on.
        let (mut ends, mut base) = (0_u64, at);
        while at < stop {
            let start = at;
            let window = Window::at(bytes, start);
            if block::IS_FAST
                && ends == 0
                && window.first & TOPS == 0
                && let Some(block) = bytes.get(start..).and_then(<[u8]>::first_chunk)
            {
                ends = starts(block) & !1;
                base = start;
            }
            if ends == 0 {
                at = cut(text, start, window);
            } else {
                at = base + ends.trailing_zeros() as usize;
                ends &= ends - 1;
            }
            if count + LANES > KNOWN {
                ids.extend_from_slice(&known[..count]);
                count = 0;
            }
            let token = self.short_token(window, at - start);
            if let (Some(token), Some(room)) = (token, known.get_mut(count)) {
                *room = token;
                count += 1;
                continue;
            }
            let key = Key::of(window, at - start);
            let few = key.and_then(|key| memory.words.few(key));
            if let (Some((lanes, few)), Some(room)) = (few, known.get_mut(count..count + LANES)) {
                room.copy_from_slice(lanes);
                count += few;
            } else {
                ids.extend_from_slice(&known[..count]);
                count = 0;
                self.append_piece(bytes, start..at, key, memory, ids);
            }
        }
        ids.extend_from_slice(&known[..count]);
        at
    }

    /// Appends the tokens of the piece that begins at `at`, where the text goes
    /// on, and says where it ends; `None`, and no tokens, where that is not before
    /// `limit`.
    #[inline(never)]
    pub(crate) fn piece_before(
        &self,
        limit: usize,
        text: &str,
        at: usize,
        memory: &mut Memory,
        ids: &mut Vec<TokenId>,
    ) -> Option<usize> {
        let window = Window::at(text.as_bytes(), at);
        let end = end_of(self.pattern)(text, at, window);
        if end >= limit {
            return None;
        }
        match self.short_token(window, end - at) {
            Some(token) => ids.push(token),
            None => {
                let key = Key::of(window, end - at);
                self.append_piece(text.as_bytes(), at..end, key, memory, ids);
            }
        }
        Some(end)
    }

    /// The token that a piece is, the first `length` bytes of the window, where
    /// one look into the vocabulary finds it.
    #[inline(always)]
    fn short_token(&self, window: Window, length: usize) -> Option<TokenId> {
        if !self.whole_pieces && !self.vocabulary.is_regular() {
            return None;
        }
        let rank = self.vocabulary.peek(window, length);
        (rank != NONE).then(|| self.vocabulary.id(rank))
    }

    /// Whether a piece that is a token is that token, whatever merging makes of it.
    pub(crate) const fn has_whole_pieces(&self) -> bool {
        self.whole_pieces
    }

    pub(crate) const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The length of an ordinary token in bytes; 0 where there is none.
    pub(crate) fn length_of(&self, id: TokenId) -> usize {
        self.vocabulary.length_of(self.vocabulary.rank(id))
    }

    /// Lends what earlier texts have left. While another thread has it, this one
    /// begins anew.
    pub(crate) fn with_memory<T>(&self, job: impl FnOnce(&mut Memory) -> T) -> T {
        match self.memory.try_lock() {
            Ok(mut memory) => job(&mut memory),
            Err(_) => job(&mut Memory::default()),
        }
    }

    /// The bytes of a token, ordinary or special; they may be no whole
    /// characters.
    ///
    /// Cost: constant; of a special token, a search among these.
    pub fn token_bytes(&self, id: TokenId) -> Option<&[u8]> {
        self.vocabulary.bytes_of(self.vocabulary.rank(id)).or_else(|| {
            let index = self.specials.binary_search_by_key(&id, |&(_, id)| id);
            Some(self.specials[index.ok()?].0.as_bytes())
        })
    }

    /// The bytes of tokens in a row; they need not be valid UTF-8.
    ///
    /// Cost: linear in the bytes.
    pub fn decode(&self, ids: &[TokenId]) -> Result<Vec<u8>, DecodeError> {
        let mut bytes = Vec::new();
        for &id in ids {
            let token = self.token_bytes(id);
            bytes.extend(token.ok_or(DecodeError::UnknownToken { id })?);
        }
        Ok(bytes)
    }

    /// The special tokens in the order of their ids.
    pub fn special_tokens(&self) -> &[(String, TokenId)] {
        &self.specials
    }
}

/// Without the vocabulary, which would be megabytes of text.
impl fmt::Debug for Tokenizer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokenizer").field("encoding", &self.encoding).finish_non_exhaustive()
    }
}
