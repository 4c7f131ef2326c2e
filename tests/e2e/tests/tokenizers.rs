//! Other vendors' encodings.

use lollipop_e2e::{Options, browse};

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
