//! A file of the browser's, read as one of ours: what is asked for comes from
//! the disk, and the whole is never in memory.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use js_sys::Uint8Array;
use web_sys::{Blob, FileReaderSync};

/// Bytes that are read ahead of small reads.
const AHEAD: u64 = 4 << 20;

/// Reads a blob.
pub struct BlobReader {
    blob: Blob,
    reader: FileReaderSync,
    length: u64,
    position: u64,
    /// What was read last, and where it begins.
    ahead: Option<(u64, Uint8Array)>,
}

impl BlobReader {
    /// From its beginning. Nothing outside of workers.
    pub fn new(blob: Blob) -> Option<Self> {
        let length = blob.size() as u64;
        Some(Self { blob, reader: FileReaderSync::new().ok()?, length, position: 0, ahead: None })
    }

    fn fetch(&mut self, wanted: u64) -> Result<()> {
        let end = self.length.min(self.position + wanted.max(AHEAD));
        let failed = |_| Error::other("the file cannot be read");
        let part = self.blob.slice_with_f64_and_f64(self.position as f64, end as f64).map_err(failed)?;
        let buffer = self.reader.read_as_array_buffer(&part).map_err(failed)?;
        self.ahead = Some((self.position, Uint8Array::new(&buffer)));
        Ok(())
    }
}

impl Read for BlobReader {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.position >= self.length || out.is_empty() {
            return Ok(0);
        }
        let holds = |(start, bytes): &(u64, Uint8Array)| {
            (*start..start + u64::from(bytes.length())).contains(&self.position)
        };
        if !self.ahead.as_ref().is_some_and(holds) {
            self.fetch(out.len() as u64)?;
        }
        let Some((start, bytes)) = &self.ahead else { return Ok(0) };
        let from = (self.position - start) as u32;
        let count = bytes.length().saturating_sub(from).min(u32::try_from(out.len()).unwrap_or(u32::MAX));
        bytes.subarray(from, from + count).copy_to(&mut out[..count as usize]);
        self.position += u64::from(count);
        Ok(count as usize)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or_else(|| Error::other("before the beginning"))?;
        Ok(self.position)
    }
}
