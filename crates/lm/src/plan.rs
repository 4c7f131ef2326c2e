//! What is to be read of a file, and whether it can be: everything that it
//! claims is checked here, before memory is taken for any of it.

use lollipop_bpe::Imported;
use lollipop_core::lm::LmFailure;

use crate::{
    acts::BLOCK,
    attention::Heads,
    cache::Cache,
    format::Format,
    gguf::{Header, TensorInfo},
    matrix::Matrix,
    model::Shape,
    rope::Rope,
};

/// The most layers, and the widest of anything: beyond that, a file lies.
const MAX_LAYERS: usize = 512;
const MAX_WIDTH: usize = 1 << 17;

/// A header, and the length of the file that it stands in.
pub struct Plan<'a> {
    pub header: &'a Header,
    pub length: u64,
}

impl Plan<'_> {
    /// A number that must be there, neither nothing nor beyond all measure.
    fn number(&self, key: &str) -> Result<usize, LmFailure> {
        let number = self.header.whole(&format!("llama.{key}")).ok_or(LmFailure::Broken)?;
        usize::try_from(number).ok().filter(|it| (1..=MAX_WIDTH).contains(it)).ok_or(LmFailure::Broken)
    }

    /// The model's sizes, and how it turns queries and keys, if that is a llama
    /// whose parts are all known.
    pub fn shape(&self, imported: &Imported) -> Result<(Shape, Rope), LmFailure> {
        let unlike = |what: &str| Err(LmFailure::Architecture(format!("llama, {what}")));
        if self.header.whole("llama.expert_count").unwrap_or(0) > 0 {
            return unlike("expert_count");
        }
        let queries = self.number("attention.head_count")?;
        let width = self.number("embedding_length")?;
        let keys = if self.header.metadata.contains_key("llama.attention.head_count_kv") {
            self.number("attention.head_count_kv")?
        } else {
            queries
        };
        let size = self.number("attention.key_length").unwrap_or(width / queries);
        let values = self.number("attention.value_length").unwrap_or(size);
        let ids = imported.tokens.len() + imported.unmerged.len() + imported.specials.len();
        let vocabulary = self.tensor("token_embd.weight")?.dimensions.get(1).copied().unwrap_or(0);
        let shape = Shape {
            layers: self
                .number("block_count")
                .ok()
                .filter(|it| *it <= MAX_LAYERS)
                .ok_or(LmFailure::Broken)?,
            width,
            inner: self.number("feed_forward_length")?,
            heads: Heads { queries, keys, size },
            vocabulary: usize::try_from(vocabulary).map_err(|_| LmFailure::Broken)?,
            window: usize::try_from(self.header.whole("llama.context_length").unwrap_or(0))
                .ok()
                .filter(|it| *it > 0)
                .ok_or(LmFailure::Broken)?
                .min(MAX_WIDTH),
            epsilon: self.header.float("llama.attention.layer_norm_rms_epsilon").ok_or(LmFailure::Broken)?
                as f32,
        };
        let whole = |number: usize| number > 0 && number.is_multiple_of(BLOCK);
        let fits = whole(width)
            && whole(shape.inner)
            && whole(shape.query_width())
            && whole(shape.key_width())
            && queries.is_multiple_of(keys)
            && size.is_multiple_of(2)
            && values == size
            && shape.query_width() <= MAX_WIDTH
            && shape.vocabulary >= ids
            && shape.vocabulary <= 1 << 20
            && shape.epsilon.is_finite();
        if !fits {
            return Err(LmFailure::Broken);
        }
        let scaling = self.header.text("llama.rope.scaling.type").unwrap_or("none");
        let stretch = match scaling {
            "none" | "" => 1.0,
            "linear" => self.header.float("llama.rope.scaling.factor").unwrap_or(1.0) as f32,
            other => return unlike(&format!("rope scaling {other}")),
        };
        let base = self.header.float("llama.rope.freq_base").unwrap_or(10_000.0) as f32;
        let turned = self.number("rope.dimension_count").unwrap_or(size);
        if !turned.is_multiple_of(2) || turned > size || !(base > 1.0 && base.is_finite() && stretch >= 1.0) {
            return Err(LmFailure::Broken);
        }
        // What else there is, the model would be wrong without.
        for name in self.header.tensors.keys() {
            let known = TENSORS.contains(&name.as_str())
                || name.strip_prefix("blk.").and_then(|rest| rest.split_once('.')).is_some_and(
                    |(layer, part)| {
                        layer.parse().is_ok_and(|layer: usize| layer < shape.layers) && PARTS.contains(&part)
                    },
                );
            if !known {
                return unlike(name);
            }
        }
        Ok((shape, Rope::new(base, turned, stretch)))
    }

    /// What the model will take with its first page of cache.
    pub fn memory(&self, shape: &Shape) -> Result<u64, LmFailure> {
        let mut bytes = Cache::page_bytes(shape.layers, shape.key_width()) as u64;
        for (name, tensor) in &self.header.tensors {
            let format = Format::of(tensor.format).map_err(LmFailure::Weights)?;
            let numbers = tensor.dimensions.iter().try_fold(1_u64, |all, it| all.checked_mul(*it));
            let numbers = numbers.ok_or(LmFailure::Broken)?;
            let (file_bytes, in_memory) = match tensor.dimensions[..] {
                [cols, rows] => {
                    let size = |it: u64| usize::try_from(it).map_err(|_| LmFailure::Broken);
                    if !cols.is_multiple_of(format.unit() as u64) {
                        return Err(LmFailure::Broken);
                    }
                    let units = numbers / format.unit() as u64;
                    let in_memory = Matrix::bytes(size(rows)?, size(cols)?, format);
                    (units.checked_mul(format.unit_bytes() as u64), in_memory)
                }
                [_] if matches!(format, Format::F32) => (numbers.checked_mul(4), numbers.saturating_mul(4)),
                [_] => return Err(LmFailure::Weights(format!("{format:?}, {name}"))),
                _ => return Err(LmFailure::Broken),
            };
            let start = self.header.data_start.checked_add(tensor.offset);
            let end = start.zip(file_bytes).and_then(|(start, bytes)| start.checked_add(bytes));
            if end.is_none_or(|end| end > self.length) {
                return Err(LmFailure::Broken);
            }
            bytes = bytes.saturating_add(in_memory);
        }
        Ok(bytes)
    }

    /// A tensor that must be there.
    pub fn tensor(&self, name: &str) -> Result<&TensorInfo, LmFailure> {
        self.header.tensors.get(name).ok_or(LmFailure::Broken)
    }
}

const TENSORS: [&str; 4] = ["token_embd.weight", "output_norm.weight", "output.weight", "rope_freqs.weight"];
const PARTS: [&str; 9] = [
    "attn_norm.weight",
    "attn_q.weight",
    "attn_k.weight",
    "attn_v.weight",
    "attn_output.weight",
    "ffn_norm.weight",
    "ffn_gate.weight",
    "ffn_up.weight",
    "ffn_down.weight",
];
