//! Messages as a model was taught to read them.
//!
//! A file brings its template as a program for a template engine (Jinja). Ours
//! is none: it knows templates by their text, and a file with another one does
//! not chat.

use lollipop_bpe::{TokenId, Tokenizer};

const BEGIN: &str = "<|im_start|>";
const END: &str = "<|im_end|>";

/// ChatML, as a file wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What the model is told first where the messages do not begin with a
    /// system message.
    system: Option<String>,
    begin: TokenId,
    end: TokenId,
}

impl Template {
    /// The template of a file, if it is one that is known and the tokenizer has
    /// its tokens.
    pub fn of(template: &str, tokenizer: &Tokenizer) -> Option<Self> {
        let id = |name: &str| {
            let special = tokenizer.special_tokens().iter().find(|(text, _)| text == name);
            special.map(|(_, id)| *id)
        };
        Some(Self { system: system_of(template)?, begin: id(BEGIN)?, end: id(END)? })
    }

    /// The tokens of messages, with the beginning of the answer at the end.
    /// Special tokens that are written in a message are ordinary text.
    pub fn tokens(&self, messages: &[(String, String)], tokenizer: &Tokenizer) -> Vec<TokenId> {
        let mut ids = Vec::new();
        let mut say = |role: &str, content: &str| {
            ids.push(self.begin);
            ids.extend(tokenizer.encode(&format!("{role}\n{content}")));
            ids.push(self.end);
            ids.extend(tokenizer.encode("\n"));
        };
        if let (Some(system), Some((role, _))) = (&self.system, messages.first())
            && role != "system"
        {
            say("system", system);
        }
        for (role, content) in messages {
            say(role, content);
        }
        ids.push(self.begin);
        ids.extend(tokenizer.encode("assistant\n"));
        ids
    }
}

/// The default system message of a ChatML template, which may have none.
/// `None`: it is another template.
///
/// Two are known: the plain one, and that of SmolLM2
/// (<https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct>,
/// `tokenizer_config.json`), with whatever default it names.
fn system_of(template: &str) -> Option<Option<String>> {
    // Files write line ends inside texts as `\n` or as they are.
    let text = template.replace("\\n", "\n");
    let loop_start = "{% for message in messages %}";
    let rest = text.trim().strip_prefix(loop_start)?;
    let first = "{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n";
    let (system, rest) = match rest.strip_prefix(first) {
        Some(rest) => {
            let (system, rest) = rest.split_once("<|im_end|>\n' }}{% endif %}")?;
            (Some(system), rest)
        }
        None => (None, rest),
    };
    let plain = "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}\
                 {% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
    let simple = system.is_none_or(|it| !it.contains(['\'', '\\', '{', '}']) && !it.contains("<|"));
    (simple && squeezed(rest) == squeezed(plain)).then(|| system.map(str::to_owned))
}

/// Without the spaces, which mean nothing in the fixed part.
fn squeezed(text: &str) -> String {
    text.chars().filter(|it| *it != ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, expected: Option<Option<&str>>) {
        assert_eq!(system_of(template), expected.map(|it| it.map(str::to_owned)));
    }

    const REST: &str = "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}\
                        {% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    #[test]
    fn templates_are_known_by_their_text() {
        let start = "{% for message in messages %}";
        let system = "{% if loop.first and messages[0]['role'] != 'system' %}\
                      {{ '<|im_start|>system\nBe kind.<|im_end|>\n' }}{% endif %}";
        check(&format!("{start}{REST}"), Some(None));
        check(&format!("{start}{system}{REST}").replace('\n', "\\n"), Some(Some("Be kind.")));
        check(&format!("{start}{system}{REST}"), Some(Some("Be kind.")));
        check("", None);
        check("{{ bos_token }}{% for message in messages %}[INST]{% endfor %}", None);
        check(&format!("{start}{}", REST.replace("message['content']", "message['content'] | trim")), None);
        check(&format!("{start}{system}{REST}").replace("kind", "' + x + '"), None);
    }
}
