//! From a file to a model, one tensor at a time: what is in memory is what the
//! model needs, and never the file beside it.

use std::io::{Read, Seek, SeekFrom};

use lollipop_bpe::{ImportError, Imported, Tokenizer, import_gguf};
use lollipop_core::lm::LmFailure;

use crate::{
    acts::BLOCK,
    attention::Heads,
    cache::Cache,
    format::Format,
    gguf::{Header, TensorInfo},
    matrix::Matrix,
    memory::{OutOfMemory, zeros},
    model::{Layer, Model, Shape},
    rope::Rope,
};

/// What is read of a file in one go, about. Unit: bytes.
const STRETCH_BYTES: usize = 1 << 20;
/// The most layers, and the widest of anything: beyond that, a file lies.
const MAX_LAYERS: usize = 512;
const MAX_WIDTH: usize = 1 << 17;

/// What loading may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most memory. Unit: bytes.
    pub memory_bytes: u64,
}

/// What a file holds.
pub struct Loaded {
    pub model: Model,
    pub tokenizer: Tokenizer,
    pub header: Header,
    pub parameters: u64,
}

/// The name of a model from that of its file: without path, ending and format,
/// as in `SmolLM2-135M-Instruct.Q4_1.gguf`.
pub fn name_of(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name.split(['?', '#']).next().unwrap_or(name);
    let name = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.eq_ignore_ascii_case("gguf") => stem,
        _ => name,
    };
    let is_format = |part: &str| {
        let part = part.to_ascii_uppercase();
        let part = part.strip_prefix('I').unwrap_or(&part);
        let digit = part.strip_prefix('Q').and_then(|rest| rest.chars().next());
        digit.is_some_and(|it| it.is_ascii_digit()) || ["F16", "F32", "BF16"].contains(&part)
    };
    match name.rsplit_once(['.', '-']) {
        Some((stem, part)) if is_format(part) && !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}

/// Reads a model.
///
/// # Errors
/// [`LmFailure::Broken`] and all those that name what is not supported;
/// [`LmFailure::Memory`] before memory is taken, where the limit tells, or when
/// it is refused.
pub fn load(file: &mut (impl Read + Seek), limits: Limits) -> Result<Loaded, LmFailure> {
    let (header, bytes) = Header::of(file).map_err(|_| LmFailure::Broken)?;
    match header.text("general.architecture") {
        Some("llama") => {}
        Some(name) => return Err(LmFailure::Architecture(name.to_owned())),
        None => return Err(LmFailure::Broken),
    }
    let imported = import_gguf(&bytes).map_err(tokenizer_failure)?;
    drop(bytes);
    let length = file.seek(SeekFrom::End(0)).map_err(|_| LmFailure::Broken)?;
    let plan = Plan { header: &header, length };
    let (shape, rope) = plan.shape(&imported)?;
    let wanted = plan.memory(&shape)?;
    if wanted > limits.memory_bytes {
        return Err(LmFailure::Memory { wanted });
    }
    let tokenizer = Tokenizer::import(imported).map_err(|_| LmFailure::Broken)?;
    let mut reader = Reader { file, plan: &plan, wanted };
    let model = reader.model(shape, rope)?;
    let parameters = header.tensors.values().map(|it| it.dimensions.iter().product::<u64>()).sum();
    Ok(Loaded { model, tokenizer, parameters, header })
}

fn tokenizer_failure(error: ImportError) -> LmFailure {
    match error {
        ImportError::Model { name } => LmFailure::Tokenizer(name),
        ImportError::PreTokenizer { name } => LmFailure::Tokenizer(name),
        ImportError::PrefixSpace => LmFailure::Tokenizer("add_space_prefix".to_owned()),
        _ => LmFailure::Broken,
    }
}

/// What is to be read, and whether it can be.
struct Plan<'a> {
    header: &'a Header,
    length: u64,
}

impl Plan<'_> {
    fn number(&self, key: &str) -> Result<usize, LmFailure> {
        let number = self.header.whole(&format!("llama.{key}")).ok_or(LmFailure::Broken)?;
        usize::try_from(number).ok().filter(|it| (1..=MAX_WIDTH).contains(it)).ok_or(LmFailure::Broken)
    }

    fn shape(&self, imported: &Imported) -> Result<(Shape, Rope), LmFailure> {
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
    fn memory(&self, shape: &Shape) -> Result<u64, LmFailure> {
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

    fn tensor(&self, name: &str) -> Result<&TensorInfo, LmFailure> {
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

struct Reader<'a, F> {
    file: &'a mut F,
    plan: &'a Plan<'a>,
    wanted: u64,
}

impl<F: Read + Seek> Reader<'_, F> {
    fn model(&mut self, shape: Shape, mut rope: Rope) -> Result<Model, LmFailure> {
        let (width, keys, queries) = (shape.width, shape.key_width(), shape.query_width());
        let embedding = self.matrix("token_embd.weight", shape.vocabulary, width)?;
        let mut layers = Vec::new();
        for number in 0..shape.layers {
            let name = |part: &str| format!("blk.{number}.{part}.weight");
            layers.push(Layer {
                attention_norm: self.floats(&name("attn_norm"), width)?,
                query: self.matrix(&name("attn_q"), queries, width)?,
                key: self.matrix(&name("attn_k"), keys, width)?,
                value: self.matrix(&name("attn_v"), keys, width)?,
                output: self.matrix(&name("attn_output"), width, queries)?,
                inner_norm: self.floats(&name("ffn_norm"), width)?,
                gate: self.matrix(&name("ffn_gate"), shape.inner, width)?,
                up: self.matrix(&name("ffn_up"), shape.inner, width)?,
                down: self.matrix(&name("ffn_down"), width, shape.inner)?,
            });
        }
        let has = |name| self.plan.header.tensors.contains_key(name);
        if has("rope_freqs.weight") {
            let slowed = self.floats("rope_freqs.weight", rope.turned / 2)?;
            if slowed.iter().any(|it| it.is_nan() || *it <= 0.0) {
                return Err(LmFailure::Broken);
            }
            rope = rope.slowed(slowed);
        }
        let scores = if has("output.weight") {
            Some(self.matrix("output.weight", shape.vocabulary, width)?)
        } else {
            None
        };
        let norm = self.floats("output_norm.weight", width)?;
        Ok(Model { shape, layers, embedding, norm, scores, rope })
    }

    fn begin(&mut self, name: &str, dimensions: &[usize]) -> Result<Format, LmFailure> {
        let tensor = self.plan.tensor(name)?;
        if !tensor.dimensions.iter().copied().eq(dimensions.iter().map(|it| *it as u64)) {
            return Err(LmFailure::Broken);
        }
        let start = self.plan.header.data_start + tensor.offset;
        self.file.seek(SeekFrom::Start(start)).map_err(|_| LmFailure::Broken)?;
        Format::of(tensor.format).map_err(LmFailure::Weights)
    }

    fn matrix(&mut self, name: &str, rows: usize, cols: usize) -> Result<Matrix, LmFailure> {
        let format = self.begin(name, &[cols, rows])?;
        let mut matrix = Matrix::new(rows, cols, format).map_err(|it| self.refused(it))?;
        let (units, at_once) = (rows * (cols / format.unit()), STRETCH_BYTES / format.unit_bytes());
        let mut bytes = zeros(at_once.min(units) * format.unit_bytes()).map_err(|it| self.refused(it))?;
        let mut first = 0;
        while first < units {
            let count = at_once.min(units - first);
            let bytes = &mut bytes[..count * format.unit_bytes()];
            self.file.read_exact(bytes).map_err(|_| LmFailure::Broken)?;
            matrix.take(first * (format.unit() / BLOCK), bytes, format);
            first += count;
        }
        Ok(matrix)
    }

    fn floats(&mut self, name: &str, count: usize) -> Result<Vec<f32>, LmFailure> {
        self.begin(name, &[count])?;
        let mut bytes = zeros(count * 4).map_err(|it| self.refused(it))?;
        self.file.read_exact(&mut bytes).map_err(|_| LmFailure::Broken)?;
        let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        Ok(bytes.chunks_exact(4).map(number).collect())
    }

    fn refused(&self, _: OutOfMemory) -> LmFailure {
        LmFailure::Memory { wanted: self.wanted }
    }
}
