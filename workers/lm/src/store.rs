//! What the browser keeps of models: files in its private file system, under
//! the hash of what they hold. Where it has none, or no room, a model stays in
//! the browser's hands for this session.
//!
//! A file counts as whole when another one beside it says so, which is made
//! last.

use js_sys::{Array, Uint8Array};
use lollipop_core::lm::{KEPT_FOLDER, kept_mark, kept_name};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemReadWriteOptions, FileSystemRemoveOptions,
    FileSystemSyncAccessHandle,
};

use crate::{file::ModelFile, scope};

/// The kept file with this hash, if it is whole and as long as it should be.
pub async fn kept(sha256: &str, bytes: u64) -> Option<ModelFile> {
    let folder = folder().await.ok()?;
    file_handle(&folder, &kept_mark(sha256), false).await.ok()?;
    let file = file_handle(&folder, &kept_name(sha256), false).await.ok()?;
    // Another tab may hold it just now; then it can be read all the same.
    if let Ok(access) = JsFuture::from(file.create_sync_access_handle()).await {
        let access: FileSystemSyncAccessHandle = access.unchecked_into();
        let is_whole = access.get_size().is_ok_and(|it| it as u64 == bytes);
        let held = ModelFile::Held(access);
        return is_whole.then_some(held);
    }
    let file: Blob = JsFuture::from(file.get_file()).await.ok()?.unchecked_into();
    (file.size() as u64 == bytes).then_some(ModelFile::Blob(file))
}

/// Deletes all that is kept.
pub async fn forget() {
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    if let Ok(root) = root().await {
        // What is not there need not be deleted.
        let _ = JsFuture::from(root.remove_entry_with_options(KEPT_FOLDER, &options)).await;
    }
}

/// A file on its way into the store.
pub struct Incoming {
    sha256: String,
    access: Option<FileSystemSyncAccessHandle>,
    written: f64,
    /// What the store does not take.
    parts: Array,
}

impl Incoming {
    /// Begins a file.
    pub async fn new(sha256: &str) -> Self {
        let access = access(sha256).await.ok();
        Self { sha256: sha256.to_owned(), access, written: 0.0, parts: Array::new() }
    }

    /// Takes the next bytes.
    pub fn write(&mut self, bytes: &Uint8Array) {
        if let Some(access) = &self.access {
            let options = FileSystemReadWriteOptions::new();
            options.set_at(self.written);
            let count = access.write_with_js_u8_array_and_options(bytes, &options);
            if count.is_ok_and(|count| count == f64::from(bytes.length())) {
                self.written += f64::from(bytes.length());
                return;
            }
            // No more room: what was written comes back.
            self.take_back();
        }
        // Its buffer is used again.
        self.parts.push(&bytes.slice(0, bytes.length()));
    }

    fn take_back(&mut self) {
        let Some(access) = self.access.take() else { return };
        let before = Uint8Array::new_with_length(self.written as u32);
        let options = FileSystemReadWriteOptions::new();
        options.set_at(0.0);
        // Bytes that cannot be read back differ from the hash, which refuses them.
        let _ = access.read_with_js_u8_array_and_options(&before, &options);
        let _ = access.truncate_with_f64(0.0);
        access.close();
        self.parts.push(&before);
    }

    /// Drops the file.
    pub async fn cancel(self) {
        if let Some(access) = self.access {
            access.close();
            if let Ok(folder) = folder().await {
                let _ = JsFuture::from(folder.remove_entry(&kept_name(&self.sha256))).await;
            }
        }
    }

    /// The file as it can be read, and whether the store keeps it.
    pub async fn finish(self) -> Option<(ModelFile, bool)> {
        let Some(access) = self.access else {
            let blob = Blob::new_with_u8_array_sequence(&self.parts).ok()?;
            return Some((ModelFile::Blob(blob), false));
        };
        let held = ModelFile::Held(access.clone());
        access.flush().ok()?;
        let whole = file_handle(&folder().await.ok()?, &kept_mark(&self.sha256), true).await;
        Some((held, whole.is_ok()))
    }
}

/// Access for writing, which only one tab has at a time.
async fn access(sha256: &str) -> Result<FileSystemSyncAccessHandle, JsValue> {
    let folder = folder().await?;
    // Half a file of an earlier visit is not whole any more, if it ever was.
    let _ = JsFuture::from(folder.remove_entry(&kept_mark(sha256))).await;
    let file = file_handle(&folder, &kept_name(sha256), true).await?;
    let access: FileSystemSyncAccessHandle =
        JsFuture::from(file.create_sync_access_handle()).await?.unchecked_into();
    access.truncate_with_f64(0.0)?;
    Ok(access)
}

async fn root() -> Result<FileSystemDirectoryHandle, JsValue> {
    let storage = scope().navigator().storage();
    // Missing where the page is not of a secure origin.
    if storage.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    Ok(JsFuture::from(storage.get_directory()).await?.unchecked_into())
}

async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let folder = root().await?.get_directory_handle_with_options(KEPT_FOLDER, &options);
    Ok(JsFuture::from(folder).await?.unchecked_into())
}

async fn file_handle(
    folder: &FileSystemDirectoryHandle,
    name: &str,
    create: bool,
) -> Result<FileSystemFileHandle, JsValue> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(create);
    Ok(JsFuture::from(folder.get_file_handle_with_options(name, &options)).await?.unchecked_into())
}
