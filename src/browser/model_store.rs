//! What the browser keeps of models. Their worker writes and deletes it; the
//! page only looks.

use lollipop_core::lm::{KEPT_FOLDER, kept_mark};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemDirectoryHandle, StorageManager};

/// Missing where the page is not of a secure origin.
fn storage() -> Option<StorageManager> {
    let storage = web_sys::window()?.navigator().storage();
    (!storage.is_undefined()).then_some(storage)
}

/// Whether the browser keeps the whole file with this hash.
pub async fn keeps(sha256: &str) -> bool {
    look(sha256).await.is_some()
}

async fn look(sha256: &str) -> Option<()> {
    let root = JsFuture::from(storage()?.get_directory()).await.ok()?;
    let root: FileSystemDirectoryHandle = root.dyn_into().ok()?;
    let folder = JsFuture::from(root.get_directory_handle(KEPT_FOLDER)).await.ok()?;
    let folder: FileSystemDirectoryHandle = folder.dyn_into().ok()?;
    JsFuture::from(folder.get_file_handle(&kept_mark(sha256))).await.ok().map(|_| ())
}

/// Asks the browser not to delete what it keeps when space gets tight. Returns
/// whether it promises that.
pub async fn ask_to_last() -> bool {
    let Some(asked) = storage().and_then(|it| it.persist().ok()) else { return false };
    JsFuture::from(asked).await.is_ok_and(|it| it.is_truthy())
}
