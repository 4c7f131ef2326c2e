//! Files that a person brings to the page.

use js_sys::ArrayBuffer;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, HtmlInputElement};

/// A file that can be read.
#[derive(Clone)]
pub struct Brought(File);

impl Brought {
    /// The file that was let go over the page.
    pub fn dropped(event: &DragEvent) -> Option<Self> {
        event.data_transfer()?.files()?.get(0).map(Self)
    }

    /// The file that was chosen; the field is ready for the same one again.
    pub fn chosen(event: &Event) -> Option<Self> {
        let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
        let file = field.files()?.get(0);
        field.set_value("");
        file.map(Self)
    }

    /// Its name, without a path.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its first `most_bytes` bytes; nothing where it cannot be read.
    pub async fn front(&self, most_bytes: u32) -> Option<ArrayBuffer> {
        let front = self.0.slice_with_f64_and_f64(0.0, f64::from(most_bytes)).ok()?;
        JsFuture::from(front.array_buffer()).await.ok()?.dyn_into().ok()
    }
}
