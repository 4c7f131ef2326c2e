//! Other vendors' encodings, and a tokenizer of one's own.

use std::io::Write as _;

use lollipop_e2e::{Options, browse};
use serde_json::json;

const TEXT: &str = "ルイス・キャロル";

#[tokio::test]
async fn other_vendors_encodings() {
    browse(Options::default(), async |page| {
        page.open_in("text").await;
        page.fill("text-input", TEXT).await;
        for (encoding, tokens) in [("deepseek_v4", 7), ("llama3", 6)] {
            page.choose("encoding", encoding).await;
            page.wait_vocabulary(encoding).await;
            page.wait_number("token-count", tokens).await;
        }
        page.wait_says("licence", "Built with Meta Llama 3").await;
        page.wait_says("licence", "Llama 3 Community License").await;
    })
    .await;
}

/// A vocabulary of the ASCII letters and the space, `lo` and `low`.
fn tokenizer_json() -> String {
    let mut vocabulary: serde_json::Map<_, _> =
        ('a'..='z').zip(0..).map(|(letter, id)| (letter.to_string(), json!(id))).collect();
    vocabulary.extend([("Ġ".into(), json!(26)), ("lo".into(), json!(27)), ("low".into(), json!(28))]);
    json!({
        "pre_tokenizer": { "type": "ByteLevel", "add_prefix_space": false, "use_regex": true },
        "model": { "type": "BPE", "vocab": vocabulary, "merges": ["l o", "lo w"] },
        // What the page names and does not do.
        "normalizer": { "type": "NFC" },
        "truncation": { "max_length": 512 },
        "post_processor": { "type": "BertProcessing", "sep": ["b", 1], "cls": ["a", 0] },
        "added_tokens": [{ "id": 40, "content": "<tool_call>", "special": false }],
    })
    .to_string()
}

#[tokio::test]
async fn a_tokenizer_of_ones_own() {
    browse(Options::default(), async |page| {
        let mut good = tempfile::Builder::new().suffix("-good.json").tempfile().expect("a file");
        good.write_all(tokenizer_json().as_bytes()).expect("written");
        let mut bad = tempfile::Builder::new().suffix("-bad.json").tempfile().expect("a file");
        bad.write_all(br#"{ "model": { "type": "Unigram", "vocab": [] } }"#).expect("written");

        page.open_in("text").await;
        page.choose("encoding", "r50k_base").await;
        page.wait_vocabulary("r50k_base").await;
        page.fill("text-input", "low lo").await;
        page.wait_number("token-count", 2).await;

        page.by("tokenizer-file").await.send_keys(bad.path().to_string_lossy()).await.expect("chosen");
        page.wait_says("import-error", "Unigram").await;
        page.wait_number("token-count", 2).await;

        page.by("tokenizer-file").await.send_keys(good.path().to_string_lossy()).await.expect("chosen");
        page.wait_says("imported", "-good.json").await;
        page.wait_number("token-count", 3).await;
        assert_eq!(page.attributes("token", "data-id").await, ["28", "26", "27"]);

        page.wait_says("licence", "Vocabulary: your file").await;
        page.wait_says("licence", "bytes without a token").await;

        page.click("imported-drop").await;
        page.wait_count("imported", 0).await;
        page.wait_number("token-count", 2).await;
        page.wait_says("licence", "OpenAI").await;
    })
    .await;
}

/// Wherever it is let go, and on the first page too.
#[tokio::test]
async fn a_tokenizer_dropped_on_the_page() {
    browse(Options::default(), async |page| {
        page.open("").await;
        page.fill("text-input", "low lo").await;
        let name = "a-tokenizer-with-a-name-that-goes-on-and-on-as-names-of-models-do.json";
        page.drop_text("text-input", name, &tokenizer_json()).await;
        page.wait_says("imported", name).await;
        page.wait_number("token-count", 3).await;
        for said in ["as typed", "not cut off", "start or end tokens", "as text: 1", "without a token: 216"] {
            page.wait_says("licence", said).await;
        }
        page.check_no_overflow("a tokenizer of one's own").await;

        page.drop_text("text-input", "unigram.json", r#"{"added_tokens":[],"model":{"type":"Unigram"}}"#)
            .await;
        page.wait_says("import-error", "Unigram").await;
        page.drop_text("text-input", "notes.json", r#"{"some":"thing"}"#).await;
        page.wait_says("file-error", "holds no demo").await;
        page.wait_number("token-count", 3).await;

        // What it was read into is gone with the worker.
        page.end_worker().await;
        page.wait_says("worker-notice", name).await;
        page.wait_count("imported", 0).await;
        page.wait_says("licence", "Hugging Face").await;
    })
    .await;
}
