//! From a file to a model, one tensor at a time: what is in memory is what the
//! model needs, and never the file beside it.

use std::io::{Read, Seek, SeekFrom};

use lollipop_bpe::{ImportError, Tokenizer, import_gguf};
use lollipop_core::lm::LmFailure;

use crate::{
    acts::BLOCK,
    format::Format,
    gguf::Header,
    matrix::Matrix,
    memory::{OutOfMemory, zeros},
    model::{Layer, Model, Shape},
    plan::Plan,
    rope::Rope,
};

/// What is read of a file in one go, about. Unit: bytes.
const STRETCH_BYTES: usize = 1 << 20;

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
    /// Memory that it takes with the first page of cache, about.
    pub wanted_bytes: u64,
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
    Ok(Loaded { model, tokenizer, parameters, header, wanted_bytes: wanted })
}

fn tokenizer_failure(error: ImportError) -> LmFailure {
    match error {
        ImportError::Model { name } => LmFailure::Tokenizer(name),
        ImportError::PreTokenizer { name } => LmFailure::Tokenizer(name),
        ImportError::PrefixSpace => LmFailure::Tokenizer("add_space_prefix".to_owned()),
        _ => LmFailure::Broken,
    }
}

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
