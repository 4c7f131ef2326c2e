//! How a local server is told to answer this page.

use super::Origin;

/// What has to be done at a server before a browser may read its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CorsHelp {
    /// Nothing, or nothing that can be done from here.
    None,
    /// Ollama answers origins of this machine; others it has to be told.
    OllamaOrigins,
    /// LM Studio answers no browser until its server is started with `--cors`.
    LmStudioCors,
    /// vLLM answers every origin unless it was started with a list.
    VllmOrigins,
    /// llama.cpp's server answers every origin; it may listen elsewhere.
    LlamaCppHost,
}

/// The system that a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// macOS, in the Terminal.
    MacOs,
    /// Linux with systemd, in a shell.
    Linux,
    /// Windows, in the command prompt or PowerShell.
    Windows,
    /// Any of them.
    Any,
}

/// The commands that let a page in, with the page's own origin filled in.
///
/// Empty when there is nothing to do, or when the page has no origin that a
/// server could be told, as one that was opened from a file.
///
/// Sources: the environment variable is Ollama's own (its FAQ), the flags are
/// those of LM Studio's `lms server start`, `vllm serve` and `llama-server`;
/// read on 2026-11-22, not tried on each system.
#[must_use]
pub fn cors_commands(help: CorsHelp, page_origin: &str) -> Vec<(System, String)> {
    // The text is pasted into a shell: nothing but an origin's plain letters.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:/[]".contains(&byte);
    let Some(page) = Origin::parse(page_origin).filter(|page| page.as_str().bytes().all(plain)) else {
        return Vec::new();
    };
    match help {
        CorsHelp::None => Vec::new(),
        CorsHelp::OllamaOrigins => vec![
            (System::MacOs, format!(r#"launchctl setenv OLLAMA_ORIGINS "{page}""#)),
            (
                System::Linux,
                format!(
                    "sudo mkdir -p /etc/systemd/system/ollama.service.d && \
                     printf '[Service]\\nEnvironment=\"OLLAMA_ORIGINS={page}\"\\n' | \
                     sudo tee /etc/systemd/system/ollama.service.d/lollipop.conf && \
                     sudo systemctl daemon-reload && sudo systemctl restart ollama"
                ),
            ),
            (System::Windows, format!(r#"setx OLLAMA_ORIGINS "{page}""#)),
        ],
        CorsHelp::LmStudioCors => vec![(System::Any, "lms server start --cors".to_owned())],
        CorsHelp::VllmOrigins => {
            vec![(System::Any, format!(r#"vllm serve MODEL --allowed-origins '["{page}"]'"#))]
        }
        CorsHelp::LlamaCppHost => {
            let command = "llama-server -m MODEL.gguf --host 127.0.0.1 --port 8080";
            vec![(System::Any, command.to_owned())]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CorsHelp::{self, LlamaCppHost, LmStudioCors, OllamaOrigins, VllmOrigins};
    use super::System::{self, Any, Linux, MacOs, Windows};
    use super::cors_commands;

    #[track_caller]
    fn check(help: CorsHelp, origin: &str, expected: &[(System, &str)]) {
        let commands = cors_commands(help, origin);
        let commands: Vec<_> = commands.iter().map(|(system, text)| (*system, &**text)).collect();
        assert_eq!(commands, expected);
    }

    #[test]
    fn commands_name_the_origin_of_the_page() {
        const PAGE: &str = "https://lollipop.example";
        check(
            OllamaOrigins,
            PAGE,
            &[
                (MacOs, r#"launchctl setenv OLLAMA_ORIGINS "https://lollipop.example""#),
                (
                    Linux,
                    "sudo mkdir -p /etc/systemd/system/ollama.service.d && printf '[Service]\\n\
                 Environment=\"OLLAMA_ORIGINS=https://lollipop.example\"\\n' | sudo tee \
                 /etc/systemd/system/ollama.service.d/lollipop.conf && sudo systemctl \
                 daemon-reload && sudo systemctl restart ollama",
                ),
                (Windows, r#"setx OLLAMA_ORIGINS "https://lollipop.example""#),
            ],
        );
        check(
            VllmOrigins,
            "http://127.0.0.1:8080",
            &[(Any, r#"vllm serve MODEL --allowed-origins '["http://127.0.0.1:8080"]'"#)],
        );
        check(LmStudioCors, PAGE, &[(Any, "lms server start --cors")]);
        check(LlamaCppHost, PAGE, &[(Any, "llama-server -m MODEL.gguf --host 127.0.0.1 --port 8080")]);
        check(CorsHelp::None, PAGE, &[]);
    }

    #[test]
    fn what_is_no_plain_origin_never_reaches_a_shell() {
        for origin in [
            "null",
            "",
            "https://a.example/;x",
            "https://a.example$(x)",
            "https://a`x`",
            "https://a\"b",
            "https://a';x'",
        ] {
            check(OllamaOrigins, origin, &[]);
        }
    }
}
