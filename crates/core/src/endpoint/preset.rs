//! The servers that are known by name.

use super::{CorsHelp, Origin, Target, resolve};
use crate::lm::{SITE_MODEL, TAB_BASE_URL};

/// An endpoint to choose instead of typing its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name in settings.
    pub id: &'static str,
    /// Its proper name, the same in every language; that of the model for the
    /// one in this tab.
    pub name: &'static str,
    /// Its base URL.
    pub base_url: &'static str,
    /// A model that it may have, to show what a name looks like there.
    pub example_model: &'static str,
    /// Whether it answers only with a key.
    pub needs_key: bool,
    /// Whether it runs on the person's own machine, or in the tab itself.
    pub local: bool,
    /// What lets this page in.
    pub cors: CorsHelp,
}

const fn hosted(
    id: &'static str,
    name: &'static str,
    base_url: &'static str,
    example_model: &'static str,
) -> Preset {
    let cors = CorsHelp::None;
    Preset { id, name, base_url, example_model, needs_key: true, local: false, cors }
}

const fn local(
    id: &'static str,
    name: &'static str,
    base_url: &'static str,
    example_model: &'static str,
    cors: CorsHelp,
) -> Preset {
    Preset { id, name, base_url, example_model, needs_key: false, local: true, cors }
}

/// The name of the preset that is the model in this tab.
pub const TAB_PRESET: &str = "tab";

/// Every preset, in the order in which a chooser lists them.
///
/// The addresses are each project's documented defaults, read on 2026-11-22.
#[rustfmt::skip]
pub static PRESETS: [Preset; 8] = [
    local(TAB_PRESET, SITE_MODEL.name, TAB_BASE_URL, SITE_MODEL.name, CorsHelp::None),
    hosted("openai", "OpenAI", "https://api.openai.com/v1", "gpt-4o-mini"),
    hosted("deepseek", "DeepSeek", "https://api.deepseek.com/v1", "deepseek-v4-flash"),
    hosted("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", "openai/gpt-4o-mini"),
    local("ollama", "Ollama", "http://localhost:11434/v1", "llama3.2", CorsHelp::OllamaOrigins),
    local("llama-cpp", "llama.cpp", "http://localhost:8080/v1", "SmolLM2-135M-Instruct", CorsHelp::LlamaCppHost),
    local("lm-studio", "LM Studio", "http://localhost:1234/v1", "qwen2.5-7b-instruct", CorsHelp::LmStudioCors),
    local("vllm", "vLLM", "http://localhost:8000/v1", "Qwen/Qwen2.5-1.5B-Instruct", CorsHelp::VllmOrigins),
];

/// The preset that an origin belongs to; `127.0.0.1` stands for `localhost`.
#[must_use]
pub fn preset_of(origin: &Origin) -> Option<&'static Preset> {
    let wanted = origin.as_str().replacen("://127.0.0.1", "://localhost", 1);
    PRESETS.iter().find(|preset| {
        resolve(preset.base_url, Target::Models).is_ok_and(|resolved| resolved.origin.as_str() == wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::{PRESETS, TAB_PRESET, preset_of};
    use crate::endpoint::{Origin, Reach, Target, base_url, resolve};

    #[test]
    fn every_preset_resolves_to_itself() {
        for preset in &PRESETS {
            let resolved = resolve(preset.base_url, Target::Models).unwrap();
            assert_eq!(base_url(preset.base_url).unwrap(), preset.base_url);
            assert_eq!(preset_of(&resolved.origin), Some(preset));
            let reach = match preset.local {
                _ if preset.id == TAB_PRESET => Reach::Tab,
                true => Reach::Loopback,
                false => Reach::Secure,
            };
            assert_eq!(resolved.reach, reach, "{}", preset.id);
            assert_eq!(preset.needs_key, !preset.local, "{}", preset.id);
        }
    }

    #[track_caller]
    fn check(origin: &str, id: Option<&str>) {
        let origin = Origin::parse(origin).unwrap();
        assert_eq!(preset_of(&origin).map(|preset| preset.id), id);
    }

    #[test]
    fn presets_are_found_by_their_origin() {
        check("tab:", Some("tab"));
        check("http://127.0.0.1:11434", Some("ollama"));
        check("http://localhost:8080", Some("llama-cpp"));
        check("https://api.openai.com", Some("openai"));
        check("https://api.openai.com.evil.example", None);
        check("http://127.0.0.100:11434", None);
        check("http://localhost:9999", None);
    }
}
