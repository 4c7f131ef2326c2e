//! Reading a vocabulary file that may be anything.

use thiserror::Error;

use super::{
    MAGIC, MAX_IDS, MAX_ROWS_PER_BYTE, NO_LEFT, NO_TOKEN, Rows, SPELLED, STRETCH, VERSION, WHOLE_PIECES,
    checksum::checksum,
    coder::{BitReader, SymbolReader},
    statistics::{Lefts, NO_PAIR, Rights, Shape},
};
use crate::{TokenId, encoding::Encoding};

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
        /// A token that is wrong; of several that there are twice, any.
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

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) encoding: Encoding,
    /// Whether a piece that is a token is taken whole, without merging.
    pub(crate) whole_pieces: bool,
    /// In the order of their ids, which differ.
    pub(crate) specials: Specials,
    pub(crate) rows: Rows,
}

/// Reads what [`pack`](super::pack()) wrote.
///
/// Memory: in proportion to the file, about 300 bytes a byte at worst; a real
/// vocabulary takes 20 bytes a token while it is read, and 8 afterwards.
/// Cost: about a tenth of a microsecond a token.
pub(crate) fn read(file: &[u8]) -> Result<Contents, LoadError> {
    let mut body = Reader(body(file)?);
    let damaged = LoadError::Damaged;
    let flags = body.u8().ok_or(damaged.clone())?;
    if flags & !WHOLE_PIECES != 0 {
        return Err(damaged);
    }
    let encoding = body.text().and_then(Encoding::from_name).ok_or(LoadError::UnknownEncoding)?;
    let rows = body.u32().ok_or(damaged.clone())? as usize;
    if rows > MAX_IDS {
        return Err(LoadError::TooLarge);
    }
    if rows > file.len().saturating_mul(MAX_ROWS_PER_BYTE) {
        return Err(damaged);
    }
    let specials = body.u16().ok_or(damaged.clone())?;
    let mut lengths = [0; 3];
    for length in &mut lengths {
        *length = body.u32().ok_or(damaged.clone())? as usize;
    }

    let specials = read_specials(&mut body, specials)?;
    let mut part = |length: usize| body.take(length).map(Reader).ok_or(damaged.clone());
    let [ids, spelled, symbols] = [part(lengths[0])?, part(lengths[1])?, part(lengths[2])?];
    let mut rows = read_rows(rows, spelled, symbols.0, body.0)?;
    rows.ids = read_ids(ids, &rows)?;
    Ok(Contents { encoding, whole_pieces: flags & WHOLE_PIECES != 0, specials, rows })
}

/// What stands behind the checksum, which is right.
fn body(file: &[u8]) -> Result<&[u8], LoadError> {
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
    let length = rest.u32().ok_or(cut.clone())? as usize;
    let head = &file[..file.len() - rest.0.len()];
    let sum = rest.u32().ok_or(cut.clone())?;
    if file.len() < length {
        return Err(cut);
    }
    if file.len() > length || checksum([head, rest.0]) != sum {
        return Err(LoadError::Damaged);
    }
    Ok(rest.0)
}

fn read_specials(body: &mut Reader<'_>, count: u16) -> Result<Specials, LoadError> {
    let mut specials = Specials::new();
    let mut last = Vec::new();
    for _ in 0..count {
        let id = body.u32().ok_or(LoadError::Damaged)?;
        if specials.last().is_some_and(|&(_, before)| before >= id) {
            return Err(LoadError::BadToken { id });
        }
        let shared = body.u8().ok_or(LoadError::Damaged)?;
        let length = body.u8().ok_or(LoadError::Damaged)?;
        let rest = body.take(length.into()).ok_or(LoadError::Damaged)?;
        last.truncate(shared.into());
        last.extend(rest);
        let text = std::str::from_utf8(&last).ok().filter(|text| !text.is_empty());
        specials.push((text.ok_or(LoadError::BadToken { id })?.to_owned(), id));
    }
    Ok(specials)
}

fn read_rows(count: usize, mut spelled: Reader<'_>, symbols: &[u8], bits: &[u8]) -> Result<Rows, LoadError> {
    let mut symbols = SymbolReader::new(symbols);
    let mut bits = BitReader::new(bits);
    let mut rows = Rows { parts: Vec::with_capacity(count), ..Rows::default() };
    let mut lefts = Lefts::new(count);
    while rows.parts.len() < count {
        let next = count.min(rows.parts.len() + STRETCH) as u32;
        read_lefts(next, &mut rows, &mut lefts, &mut spelled, &mut symbols, &mut bits)?;
    }
    let mut rights = Rights::new(count);
    let mut bytes = rows.spelled.iter().map(|(_, bytes)| &**bytes);
    for some in rows.parts.chunks_mut(STRETCH) {
        read_rights(some, &mut rights, &mut bytes, &mut symbols, &mut bits)?;
    }
    match symbols.finished() && bits.finished() && spelled.0.is_empty() {
        true => Ok(rows),
        false => Err(LoadError::Damaged),
    }
}

/// Reads the left of the next rows up to `end`, and the right of those that are
/// no pair. The right of a pair is 0 for now.
#[inline(never)]
fn read_lefts(
    end: u32,
    rows: &mut Rows,
    lefts: &mut Lefts,
    spelled: &mut Reader<'_>,
    symbols: &mut SymbolReader<'_>,
    bits: &mut BitReader<'_>,
) -> Result<(), LoadError> {
    for id in rows.parts.len() as u32..end {
        let level = symbols.symbol(&mut lefts.level);
        let (left, right) = if level != NO_PAIR {
            let list = lefts.uses.list(0, level).len() as u32;
            let place = if list > 0 { bits.below(list) } else { 0 };
            let left = lefts.uses.take(0, level, place);
            (left.ok_or(LoadError::BadToken { id })?, 0)
        } else {
            match bits.below(3) {
                0 => (NO_LEFT, bits.below(1 << 8)),
                1 => {
                    rows.spelled.push((id, read_spelled(id, spelled)?));
                    (NO_LEFT, SPELLED)
                }
                _ => (NO_LEFT, NO_TOKEN),
            }
        };
        lefts.uses.add(((left, right) != (NO_LEFT, NO_TOKEN)).then_some(0));
        rows.parts.push((left, right));
    }
    Ok(())
}

/// Reads the bytes of a token that is no pair.
#[cold]
#[inline(never)]
fn read_spelled(id: TokenId, spelled: &mut Reader<'_>) -> Result<Vec<u8>, LoadError> {
    let length = spelled.u16().ok_or(LoadError::Damaged)?;
    match spelled.take(length.into()).ok_or(LoadError::Damaged)? {
        [] => Err(LoadError::BadToken { id }),
        bytes => Ok(bytes.to_vec()),
    }
}

/// Reads the right of those of the next rows that are a pair.
#[inline(never)]
fn read_rights<'r>(
    parts: &mut [(u32, u32)],
    rights: &mut Rights,
    spelled: &mut impl Iterator<Item = &'r [u8]>,
    symbols: &mut SymbolReader<'_>,
    bits: &mut BitReader<'_>,
) -> Result<(), LoadError> {
    for (left, right) in parts {
        let left = *left;
        let shape = match (left, *right) {
            (NO_LEFT, NO_TOKEN) => None,
            (NO_LEFT, SPELLED) => spelled.next().and_then(Shape::of),
            (NO_LEFT, byte) => Some(Shape::byte(byte as u8)),
            _ => {
                let shape = rights.shape(left);
                let class = rights.class_after(shape, |frequencies, _| symbols.symbol(frequencies));
                let level = symbols.symbol(rights.level(class));
                let list = rights.uses.list(class, level).len() as u32;
                let place = if list > 0 { bits.below(list) } else { 0 };
                let taken = rights.uses.take(class, level, place);
                *right = taken.ok_or_else(|| LoadError::BadToken { id: rights.next() })?;
                Some(shape.join(rights.shape(*right)))
            }
        };
        rights.add(shape);
    }
    Ok(())
}

/// The id of each row, or nothing where ids are ranks.
fn read_ids(mut part: Reader<'_>, rows: &Rows) -> Result<Vec<TokenId>, LoadError> {
    if part.0.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids = Vec::with_capacity(rows.parts.len());
    let mut taken = Vec::new();
    let (mut next, mut run) = (0_u32, 0);
    for &(left, right) in &rows.parts {
        if (left, right) == (NO_LEFT, NO_TOKEN) {
            ids.push(NO_TOKEN);
            continue;
        }
        if run == 0 {
            let step = part.number().ok_or(LoadError::Damaged)?;
            next = next.wrapping_add(step >> 1 ^ (step & 1).wrapping_neg());
            run = part.number().filter(|&run| run > 0).ok_or(LoadError::Damaged)?;
        }
        let id = next;
        let index = id as usize;
        if index >= MAX_IDS {
            return Err(LoadError::TooLarge);
        }
        if taken.len() <= index {
            taken.resize(index + 1, false);
        }
        if std::mem::replace(&mut taken[index], true) {
            return Err(LoadError::BadToken { id });
        }
        ids.push(id);
        next += 1;
        run -= 1;
    }
    match run == 0 && part.0.is_empty() {
        true => Ok(ids),
        false => Err(LoadError::Damaged),
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

    /// Up to 255 bytes of UTF-8, behind their length.
    fn text(&mut self) -> Option<&'f str> {
        let length = self.u8()?;
        std::str::from_utf8(self.take(length.into())?).ok()
    }

    /// A number of the ids part: seven bits a byte, at most 28.
    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in [0, 7, 14, 21] {
            let byte = u32::from(self.u8()?);
            number |= (byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}
