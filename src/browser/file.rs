//! Files that a person brings to the page or takes away.

use gloo_timers::callback::Timeout;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DragEvent, Event, File, HtmlAnchorElement, HtmlInputElement, Url};

/// How long a browser has to take a file, in milliseconds.
const TAKEN_AFTER_MS: u32 = 60_000;

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

    /// Whether its name is that of a model's file.
    pub fn is_gguf(&self) -> bool {
        self.name().to_ascii_lowercase().ends_with(".gguf")
    }

    /// Its size.
    pub fn bytes(&self) -> u64 {
        // Sizes are whole numbers that a double holds.
        self.0.size() as u64
    }

    /// The file itself, to be posted to a worker.
    pub(super) fn as_js(&self) -> JsValue {
        self.0.clone().into()
    }

    /// Its first `most_bytes` bytes; nothing where it cannot be read.
    pub async fn front(&self, most_bytes: u32) -> Option<ArrayBuffer> {
        let front = self.0.slice_with_f64_and_f64(0.0, f64::from(most_bytes)).ok()?;
        JsFuture::from(front.array_buffer()).await.ok()?.dyn_into().ok()
    }

    /// As [`Self::front`], copied.
    pub async fn front_bytes(&self, most_bytes: u32) -> Option<Vec<u8>> {
        let front = self.front(most_bytes).await?;
        Some(Uint8Array::new(&front.into()).to_vec())
    }
}

/// Offers a text as a file to be saved. Returns whether the browser took it.
pub fn save_as(name: &str, media_type: &str, text: &str) -> bool {
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type);
    let parts = Array::of1(&text.into());
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &properties) else { return false };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return false };
    let anchor = web_sys::window()
        .and_then(|it| it.document())
        .and_then(|it| it.create_element("a").ok())
        .and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = &anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    let forget = move || {
        // Refused only for an address that was never made.
        let _ = Url::revoke_object_url(&url);
    };
    Timeout::new(TAKEN_AFTER_MS, forget).forget();
    anchor.is_some()
}
