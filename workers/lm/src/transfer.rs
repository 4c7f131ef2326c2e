//! The bytes of a response as they arrive, in one buffer again and again where
//! the browser can do that: a file of a hundred megabytes would otherwise leave
//! as many behind, for the browser to clear away when it likes.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamByobReader, ReadableStreamDefaultReader};

/// Room for what arrives at once. Unit: bytes.
const ROOM: u32 = 1 << 20;

/// A transfer that goes on.
pub enum Transfer {
    /// Into this buffer, which comes back with each piece.
    Again(ReadableStreamByobReader, Uint8Array),
    /// Each piece in a buffer of its own.
    Anew(ReadableStreamDefaultReader),
}

impl Transfer {
    /// Begins to read a body.
    pub fn of(body: &ReadableStream) -> Self {
        // Safari has such readers since version 26 only.
        let there = Reflect::has(&js_sys::global(), &"ReadableStreamBYOBReader".into());
        let again = there.unwrap_or(false).then(|| ReadableStreamByobReader::new(body).ok()).flatten();
        match again {
            Some(reader) => Self::Again(reader, Uint8Array::new_with_length(ROOM)),
            None => Self::Anew(body.get_reader().unchecked_into()),
        }
    }

    /// The next piece, which holds until the one after it; none at the end.
    pub async fn next(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        let read = match self {
            Self::Again(reader, buffer) => JsFuture::from(reader.read_with_array_buffer_view(buffer)).await?,
            Self::Anew(reader) => JsFuture::from(reader.read()).await?,
        };
        if field(&read, "done").is_truthy() {
            return Ok(None);
        }
        let piece: Uint8Array = field(&read, "value").unchecked_into();
        if let Self::Again(_, buffer) = self {
            *buffer = Uint8Array::new(&piece.buffer());
        }
        Ok(Some(piece))
    }

    /// Ends it early.
    pub async fn cancel(self) {
        let ended = match &self {
            Self::Again(reader, _) => reader.cancel(),
            Self::Anew(reader) => reader.cancel(),
        };
        // There is nobody to tell.
        let _ = JsFuture::from(ended).await;
    }
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
