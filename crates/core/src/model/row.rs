//! How a row of the table is written.

use lollipop_bpe::Encoding;

use super::table::CHECKED;
use super::{ContextWindow, Model, Price, Provider};

/// A model whose figures all come from one source.
pub(super) const fn model(
    id: &'static str,
    provider: Provider,
    window_tokens: u32,
    source: &'static str,
) -> Model {
    Model {
        id,
        provider,
        window: ContextWindow { tokens: window_tokens, source, checked: CHECKED },
        max_output: None,
        price: None,
        encoding: None,
        encoding_assumed: false,
        retired: None,
        historic: false,
        source,
        vendor_page: None,
    }
}

impl Model {
    pub(super) const fn window_from(mut self, source: &'static str) -> Self {
        self.window.source = source;
        self
    }

    pub(super) const fn max_output(mut self, tokens: u32) -> Self {
        self.max_output = Some(tokens);
        self
    }

    pub(super) const fn usd(mut self, input_per_mtok: f64, output_per_mtok: f64) -> Self {
        self.price = Some(Price {
            input_usd_per_mtok: input_per_mtok,
            output_usd_per_mtok: output_per_mtok,
            disputed: false,
        });
        self
    }

    pub(super) const fn disputed(mut self) -> Self {
        if let Some(price) = &mut self.price {
            price.disputed = true;
        }
        self
    }

    pub(super) const fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    pub(super) const fn assumed(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self.encoding_assumed = true;
        self
    }

    pub(super) const fn retired(mut self, date: &'static str) -> Self {
        self.retired = Some(date);
        self
    }

    pub(super) const fn historic(mut self) -> Self {
        self.historic = true;
        self
    }

    pub(super) const fn page(mut self, address: &'static str) -> Self {
        self.vendor_page = Some(address);
        self
    }
}
