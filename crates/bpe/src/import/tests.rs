//! What is read, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use std::{collections::HashMap, sync::Arc};

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::{
    ImportError, Imported, LeftOut, byte_letters::letters, import_gguf, import_tokenizer_json,
    is_tokenizer_file, merges::Listed,
};
use crate::{Document, TokenId, Tokenizer, encoding::Pattern};

const EXPRESSION: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

/// A vocabulary of the 256 bytes, `lo`, `low`, ` low`, and one that no merge
/// makes; its ids are not its ranks.
fn file() -> Value {
    let mut vocabulary: serde_json::Map<_, _> =
        (0..).zip(letters()).map(|(id, letter)| (letter.to_string(), json!(id + 10))).collect();
    for (text, id) in [("Ġlow", 300), ("lo", 400), ("low", 350), ("wol", 7), ("<|end|>", 3)] {
        vocabulary.insert(text.to_owned(), json!(id));
    }
    json!({
        "version": "1.0",
        "added_tokens": [{ "id": 3, "content": "<|end|>", "special": true }],
        "normalizer": null,
        "pre_tokenizer": { "type": "ByteLevel", "add_prefix_space": false, "use_regex": true },
        "model": {
            "type": "BPE",
            "dropout": null,
            "continuing_subword_prefix": "",
            "vocab": vocabulary,
            "merges": ["l o", "lo w", "Ġ low"],
        },
    })
}

fn import(file: &Value) -> Result<Imported, ImportError> {
    import_tokenizer_json(file.to_string().as_bytes())
}

/// The same file with another value at a place such as `/model/type`.
fn with(place: &str, value: Value) -> Value {
    let mut file = file();
    let (parent, key) = place.rsplit_once('/').unwrap();
    file.pointer_mut(parent).unwrap()[key] = value;
    file
}

#[test]
fn what_a_file_says() {
    let imported = import(&file()).unwrap();
    assert_eq!(imported.pattern, Pattern::Gpt2);
    assert!(!imported.whole_pieces && imported.left_out.is_empty());
    assert_eq!(imported.specials, [("<|end|>".to_owned(), 3)]);
    assert_eq!(imported.unmerged, [(7, b"wol".to_vec())]);
    assert!(imported.missing_bytes.is_empty());
    assert_eq!(imported.tokens.len(), 259);
    let made: Vec<_> =
        imported.tokens[256..].iter().map(|it| (it.rank, it.id, it.bytes.as_slice())).collect();
    assert_eq!(made, [(256, 400, &b"lo"[..]), (257, 350, b"low"), (258, 300, b" low")]);
    let space = &imported.tokens[usize::from(b' ')];
    assert_eq!((space.rank, space.id, space.bytes.as_slice()), (32, 42, &b" "[..]));
}

#[test]
fn merges_as_pairs_say_the_same() {
    let pairs = with("/model/merges", json!([["l", "o"], ["lo", "w"], ["Ġ", "low"]]));
    assert_eq!(import(&pairs), import(&file()));
    let mut untyped = file();
    untyped["model"].as_object_mut().unwrap().remove("type");
    assert_eq!(import(&untyped), import(&file()));
}

#[test]
fn flags() {
    assert!(import(&with("/model/ignore_merges", json!(true))).unwrap().whole_pieces);
    let nothing = json!({ "type": "Sequence", "normalizers": [] });
    assert!(import(&with("/normalizer", nothing)).unwrap().left_out.is_empty());
    let mut missing = file();
    missing["model"]["vocab"].as_object_mut().unwrap().remove("Ā");
    assert_eq!(import(&missing).unwrap().missing_bytes, [0]);
}

#[test]
fn what_is_left_out_is_said() {
    #[track_caller]
    fn check(place: &str, value: Value, expected: &[LeftOut]) {
        assert_eq!(import(&with(place, value)).unwrap().left_out, expected);
    }
    let template = |single: Value| json!({ "type": "TemplateProcessing", "single": single, "pair": [] });
    let text = json!({ "Sequence": { "id": "A", "type_id": 0 } });
    let beginning = json!({ "SpecialToken": { "id": "<|end|>", "type_id": 0 } });
    let bytes = json!({ "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false });
    check("/normalizer", json!({ "type": "NFC" }), &[LeftOut::Composing]);
    check("/truncation", json!({ "max_length": 512, "strategy": "LongestFirst" }), &[LeftOut::Truncating]);
    check("/post_processor", bytes.clone(), &[]);
    check("/post_processor", template(json!([text])), &[]);
    let surrounding = template(json!([beginning, text]));
    check("/post_processor", surrounding.clone(), &[LeftOut::Surrounding]);
    let steps = json!({ "type": "Sequence", "processors": [bytes, surrounding] });
    check("/post_processor", steps, &[LeftOut::Surrounding]);
    let added = json!([
        { "id": 3, "content": "<|end|>", "special": true },
        { "id": 4, "content": "<tool_call>", "special": false },
        { "id": 5, "content": "/nothink" },
    ]);
    check("/added_tokens", added, &[LeftOut::AddedTokens { example: "<tool_call>".into(), count: 2 }]);

    let mut missing = file();
    let vocabulary = missing["model"]["vocab"].as_object_mut().unwrap();
    for (byte, letter) in (0..=u8::MAX).zip(letters()) {
        // Two in every text of ASCII, and one in none.
        if matches!(byte, b'\n' | b'~' | 0xFF) {
            vocabulary.remove(&letter.to_string());
        }
    }
    assert_eq!(import(&missing).unwrap().left_out, [LeftOut::MissingBytes { count: 2 }]);
}

#[test]
fn a_tokenizer_file_is_told_by_its_beginning() {
    assert!(is_tokenizer_file(b"GGUF\x03\0\0\0"));
    assert!(is_tokenizer_file(file().to_string().as_bytes()));
    assert!(is_tokenizer_file(br#"{"version":"1.0","truncation":null,"added_tokens":[{"id":0"#));
    assert!(!is_tokenizer_file(b""));
    assert!(!is_tokenizer_file(br#"{"title":"GGUF","text":"a \"merges\" list"}"#));
}

fn split(expression: &str) -> Value {
    json!({ "type": "Split", "pattern": { "Regex": expression }, "behavior": "Isolated", "invert": false })
}

fn then_bytes(steps: &[Value], use_regex: bool) -> Value {
    let bytes = json!({ "type": "ByteLevel", "add_prefix_space": false, "use_regex": use_regex });
    let steps = [steps, &[bytes]].concat();
    json!({ "type": "Sequence", "pretokenizers": steps })
}

#[test]
fn pre_tokenizers() {
    #[track_caller]
    fn check(pre_tokenizer: Value, expected: Result<Pattern, ImportError>) {
        let imported = import(&with("/pre_tokenizer", pre_tokenizer));
        assert_eq!(imported.map(|it| it.pattern), expected);
    }
    let unknown = |name: &str| Err(ImportError::PreTokenizer { name: name.to_owned() });
    let digits = |individual: bool| json!({ "type": "Digits", "individual_digits": individual });
    for (expression, pattern) in super::EXPRESSIONS {
        check(then_bytes(&[split(expression)], false), Ok(pattern));
    }
    check(then_bytes(&super::DEEPSEEK_V3.map(split), false), Ok(Pattern::DeepseekV3));
    check(then_bytes(&[digits(true)], true), Ok(Pattern::Gpt2Digits));
    let removed =
        json!({ "type": "Split", "pattern": { "Regex": EXPRESSION }, "behavior": "Removed", "invert": true });
    check(then_bytes(&[removed], false), Ok(Pattern::Gpt2));

    let removed = json!({ "type": "Split", "pattern": { "Regex": EXPRESSION }, "behavior": "Removed" });
    check(then_bytes(&[removed], false), unknown("Split + ByteLevel"));
    let plain = json!({ "type": "Split", "pattern": { "String": " " }, "behavior": "Isolated" });
    check(then_bytes(&[plain], false), unknown("Split + ByteLevel"));
    check(then_bytes(&[split(EXPRESSION)], true), unknown("Split + ByteLevel"));
    check(then_bytes(&[digits(false)], true), unknown("Digits + ByteLevel"));
    check(then_bytes(&[], false), unknown("ByteLevel"));
    check(json!({ "type": "Metaspace", "replacement": "▁" }), unknown("Metaspace"));
    check(Value::Null, unknown(""));
    let expression = |expression: &str| Err(ImportError::Expression { expression: expression.to_owned() });
    check(then_bytes(&[split("a|b")], false), expression("a|b"));
    check(then_bytes(&["a", "b", "c"].map(split), false), expression("c"));
    check(json!({ "type": "ByteLevel" }), Err(ImportError::PrefixSpace));
}

#[test]
fn what_is_refused_by_name() {
    #[track_caller]
    fn check(place: &str, value: Value, expected: ImportError) {
        assert_eq!(import(&with(place, value)), Err(expected));
    }
    let model = |name: &str| ImportError::Model { name: name.to_owned() };
    check("/model", json!({ "type": "Unigram", "vocab": [["a", 0.5]] }), model("Unigram"));
    check("/model/type", json!("WordPiece"), model("WordPiece"));
    check("/model/type", json!("WordLevel"), model("WordLevel"));
    check(
        "/normalizer",
        json!({ "type": "Lowercase" }),
        ImportError::Normalizer { name: "Lowercase".into() },
    );
    let lower = json!({ "type": "Sequence", "normalizers": [{ "type": "NFC" }, { "type": "NFKC" }] });
    check("/normalizer", lower, ImportError::Normalizer { name: "NFKC".into() });
    check("/model/byte_fallback", json!(true), ImportError::ByteFallback);
    check("/model/dropout", json!(0.1), ImportError::Dropout);
    check("/model/continuing_subword_prefix", json!("##"), ImportError::Marker { marker: "##".into() });
    check("/model/end_of_word_suffix", json!("</w>"), ImportError::Marker { marker: "</w>".into() });
    check("/model/merges", json!(["l o", "x y"]), ImportError::BadMerge { index: 1 });
    check("/model/merges", json!(["lo"]), ImportError::BadMerge { index: 0 });
    check("/model/merges", json!(["▁ t"]), ImportError::BadMerge { index: 0 });
    check("/model/vocab/low", json!(400), ImportError::Duplicate { id: 400 });
    check("/model/vocab/low", json!(1 << 20), ImportError::TooLarge);
    check("/model/vocab/▁low", json!(500), ImportError::NotBytes { id: 500 });
    check("/model/vocab/", json!(500), ImportError::NotBytes { id: 500 });
    let spaces = json!([{ "id": 600, "content": "   ", "special": false }]);
    check("/added_tokens", spaces, ImportError::AddedText { text: "   ".into() });
}

#[test]
fn what_is_no_tokenizer() {
    let error = |line, column| Err(ImportError::NotATokenizerJson { line, column });
    assert_eq!(import_tokenizer_json(b""), error(1, 0));
    assert_eq!(import_tokenizer_json(b"{\n \"a\": 1 }"), error(2, 9));
    assert_eq!(import_tokenizer_json(b"\xFF\xFE"), error(1, 1));
    assert!(matches!(import(&json!([])), Err(ImportError::NotATokenizerJson { .. })));
    let listed = with("/model/vocab", json!([1, 2]));
    assert!(matches!(import(&listed), Err(ImportError::NotATokenizerJson { .. })));
    let file = file().to_string();
    for end in (0..file.len()).step_by(97) {
        let cut = import_tokenizer_json(&file.as_bytes()[..end]);
        assert!(matches!(cut, Err(ImportError::NotATokenizerJson { .. })), "{end}");
    }
}

/// The metadata of a GGUF file.
#[derive(Default)]
struct Gguf(Vec<Vec<u8>>);

impl Gguf {
    fn string(text: &str) -> Vec<u8> {
        [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat()
    }

    fn entry(mut self, key: &str, kind: u32, value: &[u8]) -> Self {
        self.0.push([Self::string(key).as_slice(), &kind.to_le_bytes(), value].concat());
        self
    }

    fn text(self, key: &str, text: &str) -> Self {
        self.entry(key, 8, &Self::string(text))
    }

    fn array(self, key: &str, kind: u32, items: &[Vec<u8>]) -> Self {
        let head = [&kind.to_le_bytes()[..], &(items.len() as u64).to_le_bytes()].concat();
        self.entry(key, 9, &[head, items.concat()].concat())
    }

    fn strings(self, key: &str, items: &[&str]) -> Self {
        let items: Vec<_> = items.iter().map(|item| Self::string(item)).collect();
        self.array(key, 8, &items)
    }

    fn file(&self) -> Vec<u8> {
        let head = [b"GGUF".as_slice(), &3_u32.to_le_bytes(), &1_u64.to_le_bytes()].concat();
        [head, (self.0.len() as u64).to_le_bytes().to_vec(), self.0.concat(), b"tensors".to_vec()].concat()
    }
}

/// The vocabulary of [`file`] in the order of its ids, as far as there is one.
fn gguf(pre: &str) -> Gguf {
    let letters = letters().map(String::from);
    let mut tokens = vec!["<|end|>"];
    tokens.extend(letters.iter().map(String::as_str));
    tokens.extend(["Ġlow", "low", "lo"]);
    let kinds: Vec<_> = (0..tokens.len()).map(|id| if id == 0 { 3_i32 } else { 1 }).collect();
    let kinds: Vec<_> = kinds.into_iter().map(|kind| kind.to_le_bytes().to_vec()).collect();
    Gguf::default()
        .text("general.architecture", "llama")
        .entry("llama.block_count", 4, &30_u32.to_le_bytes())
        .array("general.nested", 9, &[[8_u32.to_le_bytes().to_vec(), vec![0; 8]].concat()])
        .text("tokenizer.ggml.model", "gpt2")
        .text("tokenizer.ggml.pre", pre)
        .strings("tokenizer.ggml.tokens", &tokens)
        .array("tokenizer.ggml.token_type", 5, &kinds)
        .strings("tokenizer.ggml.merges", &["l o", "lo w", "Ġ low"])
}

#[test]
fn gguf_metadata() {
    let imported = import_gguf(&gguf("smollm").file()).unwrap();
    assert_eq!(imported.pattern, Pattern::Gpt2Digits);
    assert_eq!(imported.specials, [("<|end|>".to_owned(), 0)]);
    let made: Vec<_> =
        imported.tokens[256..].iter().map(|it| (it.rank, it.id, it.bytes.as_slice())).collect();
    assert_eq!(made, [(256, 259, &b"lo"[..]), (257, 258, b"low"), (258, 257, b" low")]);
    let pattern = |pre: &str| import_gguf(&gguf(pre).file()).map(|it| (it.pattern, it.whole_pieces));
    assert_eq!(pattern("gpt-2"), Ok((Pattern::Gpt2, false)));
    assert_eq!(pattern("llama-bpe"), Ok((Pattern::Llama3, true)));
    assert_eq!(pattern("qwen2"), Ok((Pattern::Qwen2, false)));
    assert_eq!(pattern("viking"), Err(ImportError::PreTokenizer { name: "viking".into() }));
}

#[test]
fn gguf_that_is_refused() {
    let of = |gguf: Gguf| import_gguf(&gguf.file()).map(|_| ());
    let model = Gguf::default().text("tokenizer.ggml.model", "llama");
    assert_eq!(of(model), Err(ImportError::Model { name: "llama".into() }));
    assert_eq!(of(Gguf::default()), Err(ImportError::NoMetadata { key: "tokenizer.ggml.model".into() }));
    let spaced = gguf("gpt-2").entry("tokenizer.ggml.add_space_prefix", 7, &[1]);
    assert_eq!(of(spaced), Err(ImportError::PrefixSpace));
    let numbers = gguf("gpt-2").array("tokenizer.ggml.tokens", 4, &[vec![0; 4]]);
    assert_eq!(of(numbers), Err(ImportError::NoMetadata { key: "tokenizer.ggml.tokens".into() }));
    assert_eq!(import_gguf(b"<!doctype html>"), Err(ImportError::NotGguf));
    assert_eq!(import_gguf(b"GGUF\x01\0\0\0"), Err(ImportError::NotGguf));

    let whole = gguf("gpt-2").file();
    let metadata = whole.len() - b"tensors".len();
    assert!(import_gguf(&whole[..metadata]).is_ok());
    for bytes in (4..metadata).step_by(7) {
        assert_eq!(import_gguf(&whole[..bytes]), Err(ImportError::Cut { bytes }));
    }
    // Claims that no file could hold end with it.
    let claim = [&whole[..16], &u64::MAX.to_le_bytes(), &whole[24..]].concat();
    assert_eq!(import_gguf(&claim), Err(ImportError::Cut { bytes: claim.len() }));
}

#[test]
fn an_imported_tokenizer_counts() {
    #[track_caller]
    fn check(file: &Value, text: &str, expected: &[TokenId]) {
        let tokenizer = Tokenizer::import(import(file).unwrap()).unwrap();
        assert_eq!(tokenizer.encode(text), expected);
        assert_eq!(tokenizer.count(text), expected.len());
        assert_eq!(tokenizer.decode(expected).unwrap(), text.as_bytes());
        let tokens = tokenizer.tokens(text);
        assert!(tokens.iter().map(|token| token.id).eq(expected.iter().copied()));
        let document = Document::new(Arc::new(tokenizer), text);
        assert_eq!(document.ids(), expected);
    }
    let byte = |byte: u8| TokenId::from(byte) + 10;
    check(&file(), "low low lo", &[350, 300, byte(b' '), 400]);
    // No merge makes it, so only whole pieces are it.
    check(&file(), "wol", &[byte(b'w'), byte(b'o'), byte(b'l')]);
    check(&with("/model/ignore_merges", json!(true)), "wol", &[7]);
    check(&with("/model/ignore_merges", json!(true)), "wolf", &[b'w', b'o', b'l', b'f'].map(byte));
    // A merge of later tokens.
    check(&with("/model/merges", json!(["Ġ low", "lo w", "l o"])), " lowlo", &[300, 400]);
    // A byte that is no token is one past the end.
    let mut missing = file();
    missing["model"]["vocab"].as_object_mut().unwrap().remove("Ā");
    check(&missing, "lo\0", &[400, 401]);
}

#[test]
fn an_imported_tokenizer_knows_its_tokens() {
    let tokenizer = Tokenizer::import(import(&file()).unwrap()).unwrap();
    assert_eq!(tokenizer.encoding(), None);
    assert_eq!(tokenizer.pattern(), Pattern::Gpt2);
    assert_eq!(tokenizer.token_bytes(350), Some(b"low".as_slice()));
    assert_eq!(tokenizer.token_bytes(7), Some(b"wol".as_slice()));
    assert_eq!(tokenizer.token_bytes(3), Some(b"<|end|>".as_slice()));
    assert_eq!(tokenizer.token_bytes(8), None);
    assert_eq!(tokenizer.encode_with_special("lo<|end|>low", &["<|end|>"]), [400, 3, 350]);
    let merges = tokenizer.merges(b" low");
    let merges: Vec<_> = merges.iter().map(|it| (it.left, it.right, it.into)).collect();
    assert_eq!(merges, [(118, 121, 400), (400, 129, 350), (42, 350, 300)]);
}

/// The rule of a list of merges: the pair that stands first in it is joined
/// first, the leftmost of several.
fn by_merges(text: &[u8], merges: &[(Vec<u8>, Vec<u8>)]) -> Vec<Vec<u8>> {
    let mut parts: Vec<_> = text.iter().map(|&byte| vec![byte]).collect();
    loop {
        let place = |at: usize| {
            let pair = (&parts[at], &parts[at + 1]);
            merges.iter().rposition(|(left, right)| (left, right) == pair)
        };
        let next = (1..parts.len()).filter_map(|at| Some((place(at - 1)?, at - 1))).min();
        let Some((_, at)) = next else { return parts };
        let right = parts.remove(at + 1);
        parts[at].extend(right);
    }
}

/// The rule of ranks, as the engine has it.
fn by_ranks(text: &[u8], ranks: &HashMap<&[u8], u32>) -> Vec<Vec<u8>> {
    let mut parts: Vec<_> = text.iter().map(|&byte| vec![byte]).collect();
    loop {
        let rank = |at: usize| ranks.get([parts[at].as_slice(), &parts[at + 1]].concat().as_slice()).copied();
        let next = (1..parts.len()).filter_map(|at| Some((rank(at - 1)?, at - 1))).min();
        let Some((_, at)) = next else { return parts };
        let right = parts.remove(at + 1);
        parts[at].extend(right);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Lists of merges in any order, with several merges for one token and some
    /// that never come about.
    #[test]
    fn ranks_do_what_merges_do(
        joints in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..24),
        swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..6),
        texts in prop::collection::vec(prop::collection::vec(select(b"abc".to_vec()), 0..24), 1..8),
    ) {
        let mut known: Vec<Vec<u8>> = (0..=u8::MAX).map(|byte| vec![byte]).collect();
        let mut merges = Vec::new();
        for (left, right) in joints {
            // Among the three letters and what was made of them.
            let some: Vec<_> = known[97..100].iter().chain(&known[256..]).cloned().collect();
            let (left, right) = (left.get(&some).clone(), right.get(&some).clone());
            let joined = [left.as_slice(), &right].concat();
            if joined.len() < 30 && !merges.contains(&(left.clone(), right.clone())) {
                merges.push((left, right));
                if !known.contains(&joined) {
                    known.push(joined);
                }
            }
        }
        for (one, other) in swaps {
            let (one, other) = (one.index(merges.len().max(1)), other.index(merges.len().max(1)));
            if !merges.is_empty() {
                merges.swap(one, other);
            }
        }
        let tokens = (0..).zip(known).collect::<Vec<(TokenId, _)>>();
        let listed = Listed { tokens, merges: merges.clone(), ..Listed::default() };
        let imported = listed.rank(Pattern::Gpt2, false, Vec::new()).unwrap();
        let ranks = imported.tokens.iter().map(|token| (token.bytes.as_slice(), token.rank)).collect();
        let tokenizer = Tokenizer::import(imported.clone()).unwrap();
        for text in texts {
            let expected = by_merges(&text, &merges);
            prop_assert_eq!(&by_ranks(&text, &ranks), &expected);
            // One piece of letters, for the engine as well.
            let ids = tokenizer.encode(std::str::from_utf8(&text).unwrap());
            let parts: Vec<_> = ids.iter().map(|&id| tokenizer.token_bytes(id).unwrap().to_vec()).collect();
            prop_assert_eq!(parts, expected);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(import_gguf(&bytes).is_err());
        prop_assert!(import_gguf(&[b"GGUF\x03\0\0\0".as_slice(), &bytes].concat()).is_err());
        prop_assert!(import_tokenizer_json(&bytes).is_err());
    }
}
