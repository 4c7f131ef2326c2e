//! Files that a person brings to the page or takes from it.

use js_sys::ArrayBuffer;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, Event, File, HtmlAnchorElement, HtmlInputElement, Url, Window,
};

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

    /// All of it; nothing where it cannot be read. At most `most_bytes` and
    /// one byte more, by which a larger one is known.
    pub async fn bytes(&self, most_bytes: u32) -> Option<Vec<u8>> {
        let front = self.front(most_bytes.saturating_add(1)).await?;
        Some(js_sys::Uint8Array::new(&front).to_vec())
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

/// Gives the person a file, as a download.
pub fn save(name: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = js_sys::Array::of1(&text.into());
    let link = web_sys::window()
        .as_ref()
        .and_then(Window::document)
        .and_then(|it| it.create_element("a").ok())
        .and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok());
    let Some(link) = link else { return };
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has begun when the click returns; the address is kept a
    // while for browsers that ask where to put the file.
    gloo_timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
}
