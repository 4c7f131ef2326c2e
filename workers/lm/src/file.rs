//! A file of the browser's, read as one of ours: what is asked for comes from
//! the disk, and the whole is never in memory.

use std::io::{Error, Read, Result, Seek, SeekFrom};

use js_sys::Uint8Array;
use web_sys::{Blob, FileReaderSync, FileSystemReadWriteOptions, FileSystemSyncAccessHandle};

/// Bytes of a blob that are read ahead of small reads.
const AHEAD: u64 = 1 << 20;

/// Where a model's file is.
pub enum ModelFile {
    /// In the browser's private file system, and no other tab can open it
    /// meanwhile: it is read straight into our memory.
    Held(FileSystemSyncAccessHandle),
    /// Anywhere else.
    Blob(Blob),
}

impl Drop for ModelFile {
    fn drop(&mut self) {
        if let Self::Held(access) = self {
            access.close();
        }
    }
}

/// Reads a file.
pub struct ModelReader {
    file: ModelFile,
    blobs: FileReaderSync,
    length: u64,
    position: u64,
    /// What was read last of a blob, and where it begins.
    ahead: Option<(u64, Uint8Array)>,
}

impl ModelReader {
    /// From its beginning. Nothing outside of workers.
    pub fn new(file: ModelFile) -> Option<Self> {
        let length = match &file {
            ModelFile::Held(access) => access.get_size().ok()?,
            ModelFile::Blob(blob) => blob.size(),
        };
        Some(Self {
            file,
            blobs: FileReaderSync::new().ok()?,
            length: length as u64,
            position: 0,
            ahead: None,
        })
    }

    fn read_blob(&mut self, out: &mut [u8]) -> Result<usize> {
        let ModelFile::Blob(blob) = &self.file else { return Ok(0) };
        let holds = |(start, bytes): &&(u64, Uint8Array)| {
            (*start..start + u64::from(bytes.length())).contains(&self.position)
        };
        let (start, bytes) = match self.ahead.as_ref().filter(holds) {
            Some(ahead) => ahead,
            None => {
                let end = self.length.min(self.position + (out.len() as u64).max(AHEAD));
                let part = blob.slice_with_f64_and_f64(self.position as f64, end as f64).map_err(failed)?;
                let buffer = self.blobs.read_as_array_buffer(&part).map_err(failed)?;
                self.ahead.insert((self.position, Uint8Array::new(&buffer)))
            }
        };
        let from = (self.position - *start) as u32;
        let most = u32::try_from(out.len()).unwrap_or(u32::MAX);
        let count = bytes.length().saturating_sub(from).min(most);
        bytes.subarray(from, from + count).copy_to(&mut out[..count as usize]);
        Ok(count as usize)
    }
}

fn failed<T>(_: T) -> Error {
    Error::other("the file cannot be read")
}

impl Read for ModelReader {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.position >= self.length || out.is_empty() {
            return Ok(0);
        }
        let count = match &self.file {
            ModelFile::Held(access) => {
                let options = FileSystemReadWriteOptions::new();
                options.set_at(self.position as f64);
                access.read_with_u8_array_and_options(out, &options).map_err(failed)? as usize
            }
            ModelFile::Blob(_) => self.read_blob(out)?,
        };
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for ModelReader {
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
