//! Takes the words of the embedded page out of `locales/`, so that one that is
//! missing in a language is a build error.

use std::{env, error::Error, fs, path::PathBuf};

use serde_json::Value;

/// The field, and the group and the key in `locales/`.
const WORDS: [(&str, &str, &str); 14] = [
    ("system", "role", "system"),
    ("user", "role", "user"),
    ("assistant", "role", "assistant"),
    ("off", "card", "off"),
    ("tokens", "embed", "tokens"),
    ("prompt_tokens", "embed", "prompt_tokens"),
    ("estimate", "embed", "estimate"),
    ("open", "embed", "open"),
    ("loading", "embed", "loading"),
    ("no_demo", "embed", "no_demo"),
    ("damaged", "embed", "damaged"),
    ("newer", "embed", "newer"),
    ("too_large", "embed", "too_large"),
    ("no_vocabulary", "embed", "no_vocabulary"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let locales = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../locales");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", locales.display());
    let mut code = String::from("/// What the page says, in one language.\npub struct Words {\n");
    for (field, group, key) in WORDS {
        code += &format!("    /// `{group}.{key}`\n    pub {field}: &'static str,\n");
    }
    code += "}\n";
    for (name, file) in [("EN", "en.json"), ("ZH", "zh.json")] {
        let words: Value = serde_json::from_str(&fs::read_to_string(locales.join(file))?)?;
        code += &format!("/// From `locales/{file}`.\npub const {name}: Words = Words {{\n");
        for (field, group, key) in WORDS {
            let word = words[group][key].as_str().ok_or(format!("{file} lacks {group}.{key}"))?;
            code += &format!("    {field}: {word:?},\n");
        }
        code += "};\n";
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}
