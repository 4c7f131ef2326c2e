//! The beginning of a GGUF file: what the model is, and where its tensors lie.
//!
//! Format: `docs/gguf.md` of ggml-org/ggml, versions 2 and 3, read on
//! 2026-11-24. All numbers are little-endian. Memory: no more than the
//! beginning is long, whatever counts the file claims.

use std::{
    collections::BTreeMap,
    io::{Read, Seek, SeekFrom},
};

/// The longest beginning that is read. The metadata of the largest
/// vocabularies take some ten megabytes.
const MAX_HEADER_BYTES: u64 = 64 << 20;
/// What is read of it at first.
const FIRST_BYTES: u64 = 2 << 20;
/// The most dimensions of a tensor (`GGML_MAX_DIMS`).
const MAX_DIMENSIONS: u32 = 4;
/// The most arrays inside one another.
const MAX_DEPTH: u32 = 8;

/// A value of the metadata.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Any kind of whole number; those beyond `i64` stand as its largest.
    Whole(i64),
    /// Either kind of float.
    Float(f64),
    /// A truth value.
    Truth(bool),
    /// A text; bytes that are no UTF-8 are replaced.
    Text(String),
    /// An array, of which only the length is kept.
    Array(u64),
}

/// A tensor, as the file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorInfo {
    /// How many numbers it has along each dimension, the innermost first.
    pub dimensions: Vec<u64>,
    /// The number of its format (`ggml_type`).
    pub format: u32,
    /// Where it begins, from the beginning of all tensors. Unit: bytes.
    pub offset: u64,
}

/// All that stands before the tensors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// By key.
    pub metadata: BTreeMap<String, Value>,
    /// By name.
    pub tensors: BTreeMap<String, TensorInfo>,
    /// Where the tensors begin. Unit: bytes from the beginning of the file.
    pub data_start: u64,
}

/// Why there is no header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoHeader {
    /// It is no GGUF file, or says what cannot be.
    Broken,
    /// It is longer than what is there.
    Cut,
}

impl Header {
    /// Reads the header of a file; also returns the bytes that it takes.
    pub fn of(file: &mut (impl Read + Seek)) -> Result<(Self, Vec<u8>), NoHeader> {
        let length = file.seek(SeekFrom::End(0)).map_err(|_| NoHeader::Broken)?;
        let most = length.min(MAX_HEADER_BYTES);
        let mut wanted = most.min(FIRST_BYTES);
        loop {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(0)).map_err(|_| NoHeader::Broken)?;
            file.by_ref().take(wanted).read_to_end(&mut bytes).map_err(|_| NoHeader::Broken)?;
            match Self::read(&bytes) {
                Err(NoHeader::Cut) if wanted < most => wanted = most.min(wanted * 2),
                Err(_) => return Err(NoHeader::Broken),
                Ok(header) => return Ok((header, bytes)),
            }
        }
    }

    /// Reads a header from the beginning of a file.
    pub fn read(file: &[u8]) -> Result<Self, NoHeader> {
        let mut rest = file;
        if rest.split_off(..4) != Some(b"GGUF") {
            return Err(NoHeader::Broken);
        }
        let version = u32(&mut rest)?;
        if !matches!(version, 2 | 3) {
            return Err(NoHeader::Broken);
        }
        let (tensors, entries) = (u64(&mut rest)?, u64(&mut rest)?);
        let mut header = Self::default();
        for _ in 0..entries {
            let key = text(&mut rest)?;
            let kind = u32(&mut rest)?;
            header.metadata.insert(key, value(&mut rest, kind, 0)?);
        }
        for _ in 0..tensors {
            let name = text(&mut rest)?;
            let count = u32(&mut rest)?;
            if count > MAX_DIMENSIONS {
                return Err(NoHeader::Broken);
            }
            let dimensions = (0..count).map(|_| u64(&mut rest)).collect::<Result<_, _>>()?;
            let (format, offset) = (u32(&mut rest)?, u64(&mut rest)?);
            header.tensors.insert(name, TensorInfo { dimensions, format, offset });
        }
        let alignment = header.whole("general.alignment").unwrap_or(32);
        let alignment =
            u64::try_from(alignment).ok().filter(|it| it.is_power_of_two()).ok_or(NoHeader::Broken)?;
        let end = (file.len() - rest.len()) as u64;
        header.data_start = end.checked_next_multiple_of(alignment).ok_or(NoHeader::Broken)?;
        Ok(header)
    }

    /// The text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        if let Some(Value::Text(text)) = self.metadata.get(key) { Some(text) } else { None }
    }

    /// The whole number under a key.
    pub fn whole(&self, key: &str) -> Option<i64> {
        if let Some(Value::Whole(number)) = self.metadata.get(key) { Some(*number) } else { None }
    }

    /// The number under a key.
    pub fn float(&self, key: &str) -> Option<f64> {
        match self.metadata.get(key)? {
            Value::Float(number) => Some(*number),
            Value::Whole(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// The truth value under a key.
    pub fn truth(&self, key: &str) -> Option<bool> {
        if let Some(Value::Truth(truth)) = self.metadata.get(key) { Some(*truth) } else { None }
    }
}

fn value(rest: &mut &[u8], kind: u32, depth: u32) -> Result<Value, NoHeader> {
    let whole = |number: i64| Ok(Value::Whole(number));
    match kind {
        0 => whole(i64::from(number::<1>(rest)?[0])),
        1 => whole(i64::from(i8::from_le_bytes(number(rest)?))),
        2 => whole(i64::from(u16::from_le_bytes(number(rest)?))),
        3 => whole(i64::from(i16::from_le_bytes(number(rest)?))),
        4 => whole(i64::from(u32(rest)?)),
        5 => whole(i64::from(i32::from_le_bytes(number(rest)?))),
        6 => Ok(Value::Float(f64::from(f32::from_le_bytes(number(rest)?)))),
        7 => Ok(Value::Truth(number::<1>(rest)?[0] != 0)),
        8 => text(rest).map(Value::Text),
        9 if depth < MAX_DEPTH => {
            let (kind, count) = (u32(rest)?, u64(rest)?);
            for _ in 0..count {
                skip(rest, kind, depth + 1)?;
            }
            Ok(Value::Array(count))
        }
        10 => whole(i64::try_from(u64(rest)?).unwrap_or(i64::MAX)),
        11 => whole(i64::from_le_bytes(number(rest)?)),
        12 => Ok(Value::Float(f64::from_le_bytes(number(rest)?))),
        _ => Err(NoHeader::Broken),
    }
}

/// As [`value`], without making texts of texts: vocabularies have many.
fn skip(rest: &mut &[u8], kind: u32, depth: u32) -> Result<(), NoHeader> {
    if kind == 8 {
        let length = usize::try_from(u64(rest)?).map_err(|_| NoHeader::Cut)?;
        return rest.split_off(..length).map(|_| ()).ok_or(NoHeader::Cut);
    }
    value(rest, kind, depth).map(|_| ())
}

fn text(rest: &mut &[u8]) -> Result<String, NoHeader> {
    let length = usize::try_from(u64(rest)?).map_err(|_| NoHeader::Cut)?;
    let bytes = rest.split_off(..length).ok_or(NoHeader::Cut)?;
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

fn number<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NoHeader> {
    let bytes = rest.split_off(..N).ok_or(NoHeader::Cut)?;
    bytes.try_into().map_err(|_| NoHeader::Cut)
}

fn u32(rest: &mut &[u8]) -> Result<u32, NoHeader> {
    number(rest).map(u32::from_le_bytes)
}

fn u64(rest: &mut &[u8]) -> Result<u64, NoHeader> {
    number(rest).map(u64::from_le_bytes)
}
