//! Reading a vocabulary file that may be anything.

use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress, inflate_flags},
};
use thiserror::Error;

use super::{
    MAGIC, MAX_IDS, MAX_PAYLOAD_BYTES, MAX_TOKEN_BYTES, MAX_TOKENS_BYTES, NO_LEFT, NO_TOKEN, ROW_BYTES,
    VERSION, checksum::checksum,
};
use crate::{TokenId, encoding::Encoding, vocabulary::Vocabulary};

/// The most that deflate can shrink something: 258 bytes into two bits.
const MAX_RATIO: usize = 1032;

/// Why a file cannot be used as a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LoadError {
    /// It begins like no vocabulary file: an error page, perhaps.
    #[error("not a vocabulary file")]
    NotAVocabulary,
    /// It was written by another version of the packer.
    #[error("the vocabulary file has version {found}")]
    Version {
        /// The version in the file.
        found: u8,
    },
    /// Its encoding is none of [`Encoding::ALL`].
    #[error("the vocabulary file is for an unknown encoding")]
    UnknownEncoding,
    /// It ends before its contents do: the download was cut.
    #[error("the vocabulary file ends too early, after {bytes} bytes")]
    Cut {
        /// How many there are.
        bytes: usize,
    },
    /// Its contents are not what was packed.
    #[error("the vocabulary file is damaged")]
    Damaged,
    /// It claims to be larger than any vocabulary.
    #[error("the vocabulary file is too large")]
    TooLarge,
    /// It is whole, and yet describes no vocabulary.
    #[error("the vocabulary file makes no sense at the token {id}")]
    BadToken {
        /// The first token that is wrong.
        id: TokenId,
    },
    /// Some text could not be encoded.
    #[error("the vocabulary has no token for the byte {byte}")]
    MissingByte {
        /// The first such byte.
        byte: u8,
    },
}

/// Special tokens: their text and id.
pub(crate) type Specials = Vec<(String, TokenId)>;

/// Reads what [`pack`](super::pack()) wrote.
///
/// Memory: in proportion to the file's own claim, which is refused where it is
/// larger than the format, or the length of the file, allows.
pub(crate) fn read(file: &[u8]) -> Result<(Encoding, Specials, Vocabulary), LoadError> {
    let cut = LoadError::Cut { bytes: file.len() };
    let mut rest = Reader(file);
    let magic = &file[..file.len().min(MAGIC.len())];
    if !MAGIC.starts_with(magic) {
        return Err(LoadError::NotAVocabulary);
    }
    rest.take(MAGIC.len()).ok_or(cut.clone())?;
    match rest.u8().ok_or(cut.clone())? {
        VERSION => {}
        found => return Err(LoadError::Version { found }),
    }
    let name_length = rest.u8().ok_or(cut.clone())?;
    let name = rest.take(usize::from(name_length)).ok_or(cut.clone())?;
    let encoding =
        std::str::from_utf8(name).ok().and_then(Encoding::from_name).ok_or(LoadError::UnknownEncoding)?;
    let length = rest.u32().ok_or(cut.clone())? as usize;
    let head = &file[..file.len() - rest.0.len()];
    let sum = rest.u32().ok_or(cut.clone())?;

    let payload = inflate(rest.0, length, cut)?;
    if checksum([head, &payload]) != sum {
        return Err(LoadError::Damaged);
    }
    let mut payload = Reader(&payload);
    let specials = read_specials(&mut payload)?;
    let vocabulary = read_rows(&mut payload)?;
    Ok((encoding, specials, vocabulary))
}

/// The payload, which must be exactly `length` bytes and end with the file.
fn inflate(packed: &[u8], length: usize, cut: LoadError) -> Result<Vec<u8>, LoadError> {
    if length > MAX_PAYLOAD_BYTES {
        return Err(LoadError::TooLarge);
    }
    if length > packed.len().saturating_mul(MAX_RATIO) {
        return Err(cut);
    }
    let mut payload = vec![0; length];
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut inflater = Box::<DecompressorOxide>::default();
    let (status, read, written) = decompress(&mut inflater, packed, &mut payload, 0, flags);
    match status {
        TINFLStatus::Done if read == packed.len() && written == length => Ok(payload),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => Err(cut),
        _ => Err(LoadError::Damaged),
    }
}

fn read_specials(payload: &mut Reader<'_>) -> Result<Specials, LoadError> {
    let count = payload.u16().ok_or(LoadError::Damaged)?;
    let mut specials = Specials::new();
    for _ in 0..count {
        let id = payload.u32().ok_or(LoadError::Damaged)?;
        let length = payload.u8().ok_or(LoadError::Damaged)?;
        let text = payload
            .take(usize::from(length))
            .and_then(|text| std::str::from_utf8(text).ok())
            .filter(|text| !text.is_empty())
            .ok_or(LoadError::BadToken { id })?;
        specials.push((text.to_owned(), id));
    }
    specials.sort_by_key(|&(_, id)| id);
    match specials.windows(2).find(|pair| pair[0].1 == pair[1].1) {
        Some(pair) => Err(LoadError::BadToken { id: pair[0].1 }),
        None => Ok(specials),
    }
}

fn read_rows(payload: &mut Reader<'_>) -> Result<Vocabulary, LoadError> {
    let count = payload.u32().ok_or(LoadError::Damaged)? as usize;
    if count > MAX_IDS {
        return Err(LoadError::TooLarge);
    }
    let planes = payload.take(count * ROW_BYTES).ok_or(LoadError::Damaged)?;
    if !payload.0.is_empty() {
        return Err(LoadError::Damaged);
    }
    let number = |plane: usize, row: usize| {
        let byte = |plane: usize| u32::from(planes[plane * count + row]);
        byte(plane) << 16 | byte(plane + 1) << 8 | byte(plane + 2)
    };

    let mut tokens = Tokens::with_capacity(count);
    for (row, id) in (0..count).zip(0..) {
        let bad = LoadError::BadToken { id };
        match (number(0, row), number(3, row)) {
            (NO_LEFT, NO_TOKEN) => tokens.close((TokenId::MAX, TokenId::MAX)),
            (NO_LEFT, byte) => {
                tokens.bytes.push(u8::try_from(byte).map_err(|_| bad)?);
                tokens.close((TokenId::MAX, TokenId::MAX));
            }
            (left, right) => tokens.join(left, right).ok_or(bad)?,
        }
        if tokens.bytes.len() > MAX_TOKENS_BYTES {
            return Err(LoadError::TooLarge);
        }
    }
    Vocabulary::new(tokens.bytes, tokens.ends, tokens.pairs)
}

/// The bytes of the tokens so far, in id order, and where each ends.
struct Tokens {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    pairs: Vec<(TokenId, TokenId)>,
}

impl Tokens {
    fn with_capacity(count: usize) -> Self {
        Self { bytes: Vec::new(), ends: Vec::with_capacity(count), pairs: Vec::with_capacity(count) }
    }

    /// Ends the token that was being written. The bytes are bounded, so their
    /// number fits.
    fn close(&mut self, pair: (TokenId, TokenId)) {
        self.pairs.push(pair);
        self.ends.push(self.bytes.len() as u32);
    }

    /// Writes the next token: two earlier ones in a row.
    fn join(&mut self, left: TokenId, right: TokenId) -> Option<()> {
        let start = self.bytes.len();
        for part in [left, right] {
            let end = *self.ends.get(part as usize)? as usize;
            let begin = match part {
                0 => 0,
                _ => self.ends[part as usize - 1] as usize,
            };
            if begin == end {
                return None;
            }
            self.bytes.extend_from_within(begin..end);
        }
        self.close((left, right));
        (self.bytes.len() - start <= MAX_TOKEN_BYTES).then_some(())
    }
}

/// What is left to read.
struct Reader<'f>(&'f [u8]);

impl<'f> Reader<'f> {
    fn take(&mut self, count: usize) -> Option<&'f [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_le_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
}
