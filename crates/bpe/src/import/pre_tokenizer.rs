//! Which of our patterns the normalizer and the pre-tokenizer of a
//! `tokenizer.json` come down to.

use serde::Deserialize;

use super::{
    ImportError,
    expressions::{DEEPSEEK_V3, EXPRESSIONS},
};
use crate::encoding::Pattern;

/// A part of either, as far as we look into it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Part {
    #[serde(rename = "type", default)]
    name: String,
    #[serde(default)]
    normalizers: Vec<Self>,
    #[serde(default)]
    pretokenizers: Vec<Self>,
    pattern: Option<Cutter>,
    behavior: Option<String>,
    #[serde(default)]
    invert: bool,
    /// Both are on where nothing is said.
    add_prefix_space: Option<bool>,
    use_regex: Option<bool>,
    #[serde(default)]
    individual_digits: bool,
}

/// What a `Split` splits at: an expression, or a plain string, which none of our
/// patterns is.
#[derive(Clone, Debug, Deserialize)]
struct Cutter {
    #[serde(rename = "Regex")]
    expression: Option<String>,
}

/// Whether the text is composed (NFC) first. Errors: a normalizer that does
/// anything else.
pub(super) fn composes(normalizer: Option<&Part>) -> Result<bool, ImportError> {
    let Some(normalizer) = normalizer else {
        return Ok(false);
    };
    match normalizer.name.as_str() {
        "NFC" => Ok(true),
        "Sequence" => {
            let each = normalizer.normalizers.iter().map(|part| composes(Some(part)));
            each.into_iter().try_fold(false, |sum, part| Ok(sum | part?))
        }
        name => Err(ImportError::Normalizer { name: name.to_owned() }),
    }
}

/// The pattern that a pre-tokenizer follows.
pub(super) fn pattern(pre_tokenizer: Option<&Part>) -> Result<Pattern, ImportError> {
    let mut steps = Vec::new();
    if let Some(part) = pre_tokenizer {
        flatten(part, &mut steps);
    }
    let unknown = || {
        let names: Vec<_> = steps.iter().map(|step| step.name.as_str()).collect();
        ImportError::PreTokenizer { name: names.join(" + ") }
    };
    let Some((bytes, cutters)) = steps.split_last().filter(|(last, _)| last.name == "ByteLevel") else {
        return Err(unknown());
    };
    if bytes.add_prefix_space.unwrap_or(true) {
        return Err(ImportError::PrefixSpace);
    }
    let cuts_itself = bytes.use_regex.unwrap_or(true);
    match (cutters, cuts_itself) {
        ([], true) => Ok(Pattern::Gpt2),
        ([digits], true) if digits.name == "Digits" && digits.individual_digits => Ok(Pattern::Gpt2Digits),
        ([split], false) => {
            // Every text matches from its first character to its last, so that
            // to keep the matches is to keep everything.
            let keeps = matches!(split.behavior.as_deref(), Some("Isolated"))
                || (split.behavior.as_deref() == Some("Removed") && split.invert);
            let expression = split.expression().filter(|_| keeps).ok_or_else(unknown)?;
            let known = EXPRESSIONS.iter().find(|(known, _)| *known == expression);
            let (_, pattern) =
                known.ok_or_else(|| ImportError::Expression { expression: expression.to_owned() })?;
            Ok(*pattern)
        }
        ([_, _, last], false) => {
            let isolates = |step: &&&Part| step.behavior.as_deref() == Some("Isolated") && !step.invert;
            let expressions: Option<Vec<_>> =
                cutters.iter().map(|step| Some(step).filter(isolates)?.expression()).collect();
            match expressions.ok_or_else(unknown)? {
                expressions if expressions == DEEPSEEK_V3 => Ok(Pattern::DeepseekV3),
                _ => Err(ImportError::Expression {
                    expression: last.expression().unwrap_or_default().to_owned(),
                }),
            }
        }
        _ => Err(unknown()),
    }
}

fn flatten<'p>(part: &'p Part, steps: &mut Vec<&'p Part>) {
    match part.name.as_str() {
        "Sequence" => part.pretokenizers.iter().for_each(|part| flatten(part, steps)),
        _ => steps.push(part),
    }
}

impl Part {
    /// The expression of a `Split` by one.
    fn expression(&self) -> Option<&str> {
        let cutter = self.pattern.as_ref().filter(|_| self.name == "Split")?;
        cutter.expression.as_deref()
    }
}
