//! candle's quantised llama, behind three functions.

use std::io::Cursor;

use candle_core::{Device, Tensor, quantized::gguf_file};
use candle_transformers::models::quantized_llama::ModelWeights;
use lollipop_bpe::{Tokenizer, import_gguf};
use wasm_bindgen::prelude::*;

/// A model that is loaded.
#[wasm_bindgen]
pub struct Model {
    weights: ModelWeights,
    tokenizer: Tokenizer,
}

fn said(error: impl std::fmt::Debug) -> JsError {
    JsError::new(&format!("{error:?}"))
}

#[wasm_bindgen]
impl Model {
    /// From the bytes of its file.
    #[wasm_bindgen(constructor)]
    pub fn new(file: Vec<u8>) -> Result<Self, JsError> {
        let tokenizer = Tokenizer::import(import_gguf(&file).map_err(said)?).map_err(said)?;
        let mut reader = Cursor::new(file);
        let content = gguf_file::Content::read(&mut reader)?;
        let weights = ModelWeights::from_gguf(content, &mut reader, &Device::Cpu)?;
        Ok(Self { weights, tokenizer })
    }

    /// The tokens of a text.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        self.tokenizer.encode(text)
    }

    /// The text of tokens.
    pub fn decode(&self, ids: &[u32]) -> String {
        String::from_utf8_lossy(&self.tokenizer.decode(ids).unwrap_or_default()).into_owned()
    }

    /// Reads tokens that stand at a position, and gives the likeliest next one.
    pub fn next(&mut self, ids: &[u32], position: usize) -> Result<u32, JsError> {
        let input = Tensor::new(ids, &Device::Cpu)?.unsqueeze(0)?;
        let scores = self.weights.forward(&input, position)?.squeeze(0)?;
        Ok(scores.argmax(0)?.to_scalar()?)
    }
}
