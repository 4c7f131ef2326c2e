//! How a model wants to be asked, as far as its name and earlier refusals tell.

use super::{Field, Quirks};

/// The spelling of the completion limit that the endpoint has not refused yet.
pub(super) fn limit_field(reasons: bool, quirks: &Quirks) -> Option<Field> {
    let newer_first = reasons || quirks.max_completion_tokens;
    let (first, second) = if newer_first {
        (Field::MaxCompletionTokens, Field::MaxTokens)
    } else {
        (Field::MaxTokens, Field::MaxCompletionTokens)
    };
    [first, second].into_iter().find(|&field| quirks.allows(field))
}

/// Whether the name is one of OpenAI's o-series or of gpt-5 and later, with or without a vendor.
pub(super) fn is_reasoning_model(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let generation = |rest: &str| -> Option<u32> {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        let ends = after.is_empty() || after.starts_with(['-', '.', ':']);
        if ends { number.parse().ok() } else { None }
    };
    let o_series = name.strip_prefix('o').and_then(generation).is_some();
    let gpt = name.strip_prefix("gpt-").and_then(generation);
    o_series || gpt.is_some_and(|number| number >= 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasoning_models_are_known_by_name() {
        for name in [
            "o1",
            "o3-mini",
            "openai/o4-mini",
            "O1-preview",
            "gpt-5",
            "gpt-5.1",
            "gpt-5-nano:free",
            "gpt-6",
            "gpt-12-x",
        ] {
            assert!(is_reasoning_model(name), "{name}");
        }
        for name in [
            "",
            "o",
            "gpt-",
            "gpt-4o",
            "gpt-4.1",
            "gpt-oss-20b",
            "o1x",
            "olmo",
            "marco-o1",
            "gpt-3.5-turbo",
            "gpt-5x",
            "o99999999999",
        ] {
            assert!(!is_reasoning_model(name), "{name}");
        }
    }
}
