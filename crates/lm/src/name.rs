//! Names of models.

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
