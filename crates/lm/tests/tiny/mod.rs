//! A model with a vocabulary of bytes and two small layers, as a GGUF file.

/// What such a file says.
pub struct Tiny {
    pub architecture: &'static str,
    pub tokenizer: &'static str,
    pub template: &'static str,
    pub layers: u32,
    pub width: u32,
    pub heads: u32,
    /// The format of the matrices: 2, 3 or 8 are there, others are claimed.
    pub format: u32,
    /// A tensor that no llama has.
    pub extra: Option<&'static str>,
    /// More layers, each of seven matrices of 4,096 × 4,096 in format 2. They all
    /// lie in the same place, at the beginning of the data, which is shorter.
    pub claimed: u32,
}

const TEMPLATE: &str = "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}\
    {{ '<|im_start|>system\nBe kind.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + \
    message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}\
    {{ '<|im_start|>assistant\n' }}{% endif %}";

const WIDTH: u64 = 64;
const INNER: u64 = 96;
const KEYS: u64 = 32;
const LAYERS: u32 = 2;

impl Default for Tiny {
    fn default() -> Self {
        Self {
            architecture: "llama",
            tokenizer: "gpt2",
            template: TEMPLATE,
            layers: LAYERS,
            width: WIDTH as u32,
            heads: 4,
            format: 3,
            extra: None,
            claimed: 0,
        }
    }
}

impl Tiny {
    /// The bytes of the file.
    pub fn file(&self) -> Vec<u8> {
        let specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|other|>"];
        let letters: Vec<String> = byte_letters().into_iter().map(String::from).collect();
        let tokens: Vec<&str> = letters.iter().map(String::as_str).chain(specials).collect();
        let mut entries = Entries::default();
        entries.text("general.architecture", self.architecture);
        entries.text("tokenizer.ggml.model", self.tokenizer);
        entries.text("tokenizer.ggml.pre", "smollm");
        entries.text("tokenizer.chat_template", self.template);
        entries.number("tokenizer.ggml.eos_token_id", 258);
        entries.number("llama.block_count", self.layers + self.claimed);
        entries.number("llama.context_length", 64);
        entries.number("llama.embedding_length", self.width);
        entries.number("llama.feed_forward_length", INNER as u32);
        entries.number("llama.attention.head_count", self.heads);
        entries.number("llama.attention.head_count_kv", 2);
        entries.float("llama.attention.layer_norm_rms_epsilon", 1e-5);
        entries.texts("tokenizer.ggml.tokens", &tokens);
        entries.texts("tokenizer.ggml.merges", &[]);
        let kinds: Vec<u32> = (0..tokens.len()).map(|id| if id < 256 { 1 } else { 3 }).collect();
        entries.kinds("tokenizer.ggml.token_type", &kinds);

        let mut tensors = Tensors::default();
        tensors.matrix("token_embd.weight", WIDTH, tokens.len() as u64, 8);
        for layer in 0..LAYERS {
            let name = |part: &str| format!("blk.{layer}.{part}.weight");
            tensors.floats(&name("attn_norm"), WIDTH);
            tensors.matrix(&name("attn_q"), WIDTH, WIDTH, self.format);
            tensors.matrix(&name("attn_k"), WIDTH, KEYS, self.format);
            tensors.matrix(&name("attn_v"), WIDTH, KEYS, self.format);
            tensors.matrix(&name("attn_output"), WIDTH, WIDTH, self.format);
            tensors.floats(&name("ffn_norm"), WIDTH);
            tensors.matrix(&name("ffn_gate"), WIDTH, INNER, self.format);
            tensors.matrix(&name("ffn_up"), WIDTH, INNER, self.format);
            tensors.matrix(&name("ffn_down"), INNER, WIDTH, self.format);
        }
        let parts = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];
        for layer in LAYERS..LAYERS + self.claimed {
            parts.iter().for_each(|part| tensors.claim(&format!("blk.{layer}.{part}.weight")));
        }
        tensors.floats("output_norm.weight", WIDTH);
        if let Some(name) = self.extra {
            tensors.floats(name, WIDTH);
        }
        let mut file = b"GGUF".to_vec();
        file.extend(3_u32.to_le_bytes());
        file.extend(tensors.count.to_le_bytes());
        file.extend(entries.count.to_le_bytes());
        file.extend(entries.bytes);
        file.extend(tensors.infos);
        file.resize(file.len().next_multiple_of(32), 0);
        file.extend(tensors.data);
        file
    }
}

#[derive(Default)]
struct Entries {
    bytes: Vec<u8>,
    count: u64,
}

impl Entries {
    fn key(&mut self, key: &str, kind: u32) {
        self.count += 1;
        text(&mut self.bytes, key);
        self.bytes.extend(kind.to_le_bytes());
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key, 8);
        text(&mut self.bytes, value);
    }

    fn number(&mut self, key: &str, value: u32) {
        self.key(key, 4);
        self.bytes.extend(value.to_le_bytes());
    }

    fn float(&mut self, key: &str, value: f32) {
        self.key(key, 6);
        self.bytes.extend(value.to_le_bytes());
    }

    fn texts(&mut self, key: &str, values: &[&str]) {
        self.key(key, 9);
        self.bytes.extend(8_u32.to_le_bytes());
        self.bytes.extend((values.len() as u64).to_le_bytes());
        values.iter().for_each(|value| text(&mut self.bytes, value));
    }

    fn kinds(&mut self, key: &str, values: &[u32]) {
        self.key(key, 9);
        self.bytes.extend(5_u32.to_le_bytes());
        self.bytes.extend((values.len() as u64).to_le_bytes());
        values.iter().for_each(|value| self.bytes.extend(value.to_le_bytes()));
    }
}

#[derive(Default)]
struct Tensors {
    infos: Vec<u8>,
    data: Vec<u8>,
    count: u64,
    seed: u32,
}

impl Tensors {
    fn info(&mut self, name: &str, dimensions: &[u64], format: u32) {
        self.data.resize(self.data.len().next_multiple_of(32), 0);
        self.info_at(name, dimensions, format, self.data.len());
    }

    fn info_at(&mut self, name: &str, dimensions: &[u64], format: u32, offset: usize) {
        self.count += 1;
        text(&mut self.infos, name);
        self.infos.extend((dimensions.len() as u32).to_le_bytes());
        dimensions.iter().for_each(|it| self.infos.extend(it.to_le_bytes()));
        self.infos.extend(format.to_le_bytes());
        self.infos.extend((offset as u64).to_le_bytes());
    }

    fn claim(&mut self, name: &str) {
        self.info_at(name, &[4096, 4096], 2, 0);
    }

    fn floats(&mut self, name: &str, count: u64) {
        self.info(name, &[count], 0);
        (0..count).for_each(|_| self.data.extend(1.0_f32.to_le_bytes()));
    }

    fn matrix(&mut self, name: &str, cols: u64, rows: u64, format: u32) {
        self.info(name, &[cols, rows], format);
        let (numbers, quants) = match format {
            3 => (2, 16),
            8 => (1, 32),
            _ => (1, 16),
        };
        for _ in 0..rows * cols / 32 {
            // Scales of about 0.02.
            (0..numbers).for_each(|_| self.data.extend(0x2500_u16.to_le_bytes()));
            for _ in 0..quants {
                self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                self.data.push((self.seed >> 16) as u8);
            }
        }
    }
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(text.as_bytes());
}

/// The letter of each byte in byte-level vocabularies.
fn byte_letters() -> Vec<char> {
    let mut next = 256;
    let shown = |byte: u32| matches!(byte, 0x21..=0x7E | 0xA1..=0xAC | 0xAE..=0xFF);
    let letter = |byte: u32| {
        let number = if shown(byte) {
            byte
        } else {
            next += 1;
            next - 1
        };
        char::from_u32(number).unwrap_or_default()
    };
    (0..256).map(letter).collect()
}
