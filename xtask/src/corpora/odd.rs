//! Short strings around every rule of a pre-tokenizer.

use super::random::Random;

const STRINGS: usize = 11_000;
/// Those up to here are put together from [`ATOMS`].
const PUT_TOGETHER: usize = 8_000;
/// Those up to here are random code points; the rest are cut from real text.
const RANDOM: usize = 9_000;

#[rustfmt::skip]
const ATOMS: &[&str] = &[
    " ", "  ", "   ", "\n", "\r\n", "\r", "\t", "\u{a0}", "\u{85}", "\u{2028}", "\u{2029}", "\u{3000}", "\u{feff}",
    "\u{180e}", "\u{200b}", "\u{200d}", "\u{1c}", "\u{1f}", "\u{b}", "\u{c}",
    "'s", "'S", "'ſ", "'ll", "'LL", "'Ve", "'RE", "'t", "'d", "'m", "'", "’s",
    "a", "Z", "don", "Don't", "HELLO", "hello", "HelloWorld", "camelCaseXMLHttp", "é", "e\u{301}", "Å", "ǅ", "ß", "ﬁ",
    "ʰ", "ª", "ⅷ", "²", "½", "٣", "१२३", "𝟘", "𝐀", "𐍈", "𞤀",
    "1", "12", "123", "1234", "3.14", "0x1F", "_", "__init__", "-", "--", "...", "!", "!!!", "/", "//", "\\", "/*",
    "*/", "</", "/>", "{}", "();", "=>", "```", "#", "@",
    "中", "文字", "。", "日本語", "かな", "한국어", "ㅋㅋ", "ไทย", "हिन्दी", "العربية", "שלום",
    "😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇨🇳", "\u{fe0f}", "\u{300}", "\0", "\u{7}", "\u{7f}", "\u{e000}", "\u{10ffff}", "\u{1f9ff}",
    "\u{1fae8}", "\u{11f00}", "\u{2ebf0}", "\u{1c89}", "\u{a7dc}", "\u{1e5d0}", "\u{10d40}",
    "constructor", "toString", "__proto__", "hasOwnProperty", "valueOf",
    "<|endoftext|>", "<|endofprompt|>", "<|fim_prefix|>", "<|im_start|>",
];

/// 11,000 strings: atoms alone and in context, atoms in a row, random code
/// points, and pieces of each of `texts`.
pub fn strings(texts: &[&str]) -> Vec<String> {
    let mut random = Random::new(99);
    let mut strings: Vec<String> = ATOMS.iter().map(|&atom| atom.to_owned()).collect();
    for atom in ATOMS {
        strings.extend([
            format!(" {atom}"),
            format!("{atom} "),
            format!("{atom}\n"),
            format!("x{atom}y"),
            atom.repeat(3),
            format!("  {atom}"),
            format!("\n{atom}"),
        ]);
    }
    while strings.len() < PUT_TOGETHER {
        let atoms = 1 + random.below(8);
        strings.push((0..atoms).map(|_| random.pick(ATOMS)).collect());
    }
    while strings.len() < RANDOM {
        strings.push(code_points(&mut random));
    }
    while strings.len() < STRINGS {
        let text = texts[strings.len() % texts.len()];
        let start = text.floor_char_boundary(random.below(text.len()));
        let end = text.ceil_char_boundary(start + 20 + random.below(240));
        strings.push(text[start..end].to_owned());
    }
    strings
}

/// Six code points of the whole range, half of them of the earlier scripts.
fn code_points(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..6 {
        let bound = if random.below(2) == 0 { 0x3000 } else { 0x2_0000 };
        // A surrogate is no character.
        text.extend(char::from_u32(random.below(bound) as u32));
        if random.below(5) == 0 {
            text.push(' ');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_as_promised() {
        let strings = strings(&["real text, 中文"]);
        assert_eq!(strings.len(), STRINGS);
        assert!(strings.iter().any(|string| string.contains("<|im_start|>")));
    }
}
