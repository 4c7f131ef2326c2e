//! A demo as a file: JSON that a person can read.

use super::{Demo, DemoError, MAX_INFLATED_BYTES, MAX_MESSAGES};

/// The end of a demo file's name.
pub const FILE_ENDING: &str = ".lollipop.json";

/// The file of a demo: indented JSON with the names that links have.
#[must_use]
pub fn encode_file(demo: &Demo) -> String {
    // A demo is strings, numbers and maps with string keys: it always has JSON.
    serde_json::to_string_pretty(demo).unwrap_or_default() + "\n"
}

/// The demo of a file. Bounded like a link.
///
/// # Errors
///
/// See [`DemoError`]; an object that has nothing of a demo is none.
pub fn decode_file(bytes: &[u8]) -> Result<Demo, DemoError> {
    if bytes.len() > MAX_INFLATED_BYTES {
        return Err(DemoError::TooLarge { most: MAX_INFLATED_BYTES });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let demo: Demo = serde_json::from_slice(bytes).map_err(|_| DemoError::NotADemo)?;
    let is_empty = demo.text.is_empty()
        && demo.messages.is_empty()
        && demo.title.is_empty()
        && demo.notes.is_empty()
        && demo.recorded.is_none();
    match demo.messages.len() {
        _ if is_empty => Err(DemoError::NotADemo),
        count if count > MAX_MESSAGES => Err(DemoError::TooManyMessages { count, most: MAX_MESSAGES }),
        _ => Ok(demo),
    }
}

/// The name of a demo's file: its title without what file systems refuse.
#[must_use]
pub fn file_name(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|c| if c.is_alphanumeric() || "-_.()，。、！？".contains(c) { c } else { ' ' })
        .collect();
    let words: Vec<_> = plain.split_whitespace().collect();
    let stem: String = words.join("-").trim_matches(['.', '-']).chars().take(60).collect();
    format!("{}{FILE_ENDING}", if stem.is_empty() { "demo" } else { &stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_comes_back_from_its_file() {
        let demo = Demo { title: "鲸鱼".to_owned(), text: "a\nb".to_owned(), ..Demo::default() };
        let file = encode_file(&demo);
        assert_eq!(file, "{\n  \"t\": \"鲸鱼\",\n  \"x\": \"a\\nb\"\n}\n");
        assert_eq!(decode_file(file.as_bytes()), Ok(demo.clone()));
        assert_eq!(decode_file(format!("\u{FEFF}{file}").as_bytes()), Ok(demo));
    }

    #[test]
    fn other_files_are_no_demos() {
        for text in ["", "{}", "[]", "hello", r#"{"name":"left-pad","version":"1.0.0"}"#, r#"{"x":1}"#] {
            assert_eq!(decode_file(text.as_bytes()), Err(DemoError::NotADemo), "{text}");
        }
        assert_eq!(decode_file(b"{\"x\":\"\xFF\"}"), Err(DemoError::NotADemo));
        let most = MAX_INFLATED_BYTES;
        assert_eq!(decode_file(&vec![b' '; most + 1]), Err(DemoError::TooLarge { most }));
    }

    #[test]
    fn names_are_plain() {
        for (title, name) in [
            ("", "demo.lollipop.json"),
            ("../../etc/passwd", "etc-passwd.lollipop.json"),
            ("A happy \"whale\" <b>", "A-happy-whale-b.lollipop.json"),
            ("鲸鱼 🐳 的诗", "鲸鱼-的诗.lollipop.json"),
            ("\u{202E}x", "x.lollipop.json"),
        ] {
            assert_eq!(file_name(title), name);
        }
        assert_eq!(file_name(&"长".repeat(500)).chars().count(), 60 + FILE_ENDING.len());
    }
}
