//! Characters that hide, or that turn the order of the text around.
//!
//! A prompt may carry what its reader does not see; this finds it, so that the
//! view can mark it before anything is sent. Emoji sequences, flags and the
//! variants of Han characters use such characters for what they are meant for
//! and are left alone.

/// Every hidden or reordering character of a text in its order, with the byte
/// at which it begins.
///
/// Cost: linear in the text; a text without any allocates nothing.
#[must_use]
pub fn flagged(text: &str) -> Vec<(usize, char)> {
    let mut found = Vec::new();
    // What the character before leaves to be joined or varied.
    let mut before = Before::Other;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        if c == BLACK_FLAG
            && let Some(tags) = flag_tags(&text[next..])
        {
            at = next + tags;
            before = Before::Emoji;
            continue;
        }
        before = match c {
            ZWJ if before.joins() && text[next..].chars().next().is_some_and(is_emoji) => Before::Other,
            '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => match before {
                Before::Emoji => Before::VariedEmoji,
                Before::Han => Before::Other,
                Before::VariedEmoji | Before::Other => {
                    found.push((at, c));
                    Before::Other
                }
            },
            _ if hides(c) => {
                found.push((at, c));
                Before::Other
            }
            _ if is_emoji(c) => Before::Emoji,
            _ if is_han(c) => Before::Han,
            _ => Before::Other,
        };
        at = next;
    }
    found
}

const ZWJ: char = '\u{200D}';
const BLACK_FLAG: char = '\u{1F3F4}';
const CANCEL_TAG: char = '\u{E007F}';

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Emoji,
    VariedEmoji,
    Han,
    Other,
}

impl Before {
    const fn joins(self) -> bool {
        matches!(self, Self::Emoji | Self::VariedEmoji)
    }
}

/// Source: Trojan Source (CVE-2021-42574), Unicode's `Default_Ignorable_Code_Point`.
const fn hides(c: char) -> bool {
    matches!(c,
        '\u{00AD}' // soft hyphen
        | '\u{034F}' // combining grapheme joiner
        | '\u{061C}' // Arabic letter mark
        | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // Hangul fillers
        | '\u{17B4}' | '\u{17B5}' // Khmer inherent vowels
        | '\u{180B}'..='\u{180F}' // Mongolian variation selectors and vowel separator
        | '\u{200B}'..='\u{200F}' // zero width space and joiners, direction marks
        | '\u{202A}'..='\u{202E}' // embeddings and overrides
        | '\u{2060}'..='\u{206F}' // word joiner, invisible operators, isolates
        | '\u{FEFF}' // byte order mark
        | '\u{FFF0}'..='\u{FFFB}' // interlinear annotation
        | '\u{1BCA0}'..='\u{1BCA3}' // shorthand format controls
        | '\u{1D173}'..='\u{1D17A}' // musical format controls
        | '\u{E0000}'..='\u{E00FF}' // tags
        | '\u{E01F0}'..='\u{E0FFF}')
}

/// Length in bytes of the tags of a region's flag, such as Scotland's, with the
/// cancel tag that ends them. Anything else behind a flag is hidden text.
fn flag_tags(text: &str) -> Option<usize> {
    let (end, _) = text.char_indices().find(|&(_, c)| !is_flag_tag(c))?;
    let tags = end / CANCEL_TAG.len_utf8();
    ((3..=6).contains(&tags) && text[end..].starts_with(CANCEL_TAG)).then_some(end + CANCEL_TAG.len_utf8())
}

/// A tag that stands for a digit or a small letter.
const fn is_flag_tag(c: char) -> bool {
    matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}')
}

/// The blocks that hold emoji, and what a keycap begins with. Wider than the
/// Unicode property: it only decides what a joiner or a variation may touch.
const fn is_emoji(c: char) -> bool {
    matches!(c,
        '#' | '*' | '0'..='9' | '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '〰' | '〽' | '㊗' | '㊙'
        | '\u{20E3}' // keycap
        | '\u{2190}'..='\u{21FF}' // arrows
        | '\u{2300}'..='\u{23FF}' // technical
        | '\u{24C2}'
        | '\u{25A0}'..='\u{27BF}' // shapes, symbols, dingbats
        | '\u{2900}'..='\u{297F}'
        | '\u{2B00}'..='\u{2BFF}'
        | '\u{1F000}'..='\u{1FAFF}')
}

const fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3001}' | '\u{3002}' | '\u{3005}' | '\u{3007}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF01}' | '\u{FF0C}' | '\u{FF0E}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}'
        | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::flagged;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, char)]) {
        assert_eq!(flagged(text), expected, "{text:?}");
    }

    #[test]
    fn bidirectional_and_invisible_characters_are_flagged() {
        for c in [
            '\u{061C}',
            '\u{200B}',
            '\u{200C}',
            '\u{200D}',
            '\u{200E}',
            '\u{200F}',
            '\u{202A}',
            '\u{202B}',
            '\u{202C}',
            '\u{202D}',
            '\u{202E}',
            '\u{2066}',
            '\u{2067}',
            '\u{2068}',
            '\u{2069}',
            '\u{2060}',
            '\u{FEFF}',
            '\u{00AD}',
            '\u{3164}',
            '\u{E0000}',
            '\u{E0001}',
            '\u{E0041}',
            '\u{E007F}',
            '\u{180E}',
            '\u{2063}',
            '\u{115F}',
        ] {
            check(&format!("a{c}b"), &[(1, c)]);
            check(&format!("中{c}文"), &[(3, c)]);
            check(&format!("{c}"), &[(0, c)]);
        }
    }

    #[test]
    fn offsets_are_bytes_and_all_are_found() {
        check("é\u{202E}x\u{200B}\u{200B}", &[(2, '\u{202E}'), (6, '\u{200B}'), (9, '\u{200B}')]);
    }

    #[test]
    fn ordinary_text_is_clean() {
        check("", &[]);
        check("Learning new things is fun!\r\n\t中国的首都是哪里？ naïve e\u{301} ﬁ", &[]);
        check("\u{A0}\u{3000}\u{2009}", &[]);
    }

    #[test]
    fn emoji_are_clean() {
        check("👩\u{200D}👩\u{200D}👧\u{200D}👦", &[]);
        check("🏳\u{FE0F}\u{200D}🌈", &[]);
        check("👩🏽\u{200D}🚀 ❤\u{FE0F}\u{200D}🔥", &[]);
        check("☎\u{FE0E} 1\u{FE0F}\u{20E3} ©\u{FE0F}", &[]);
        check("🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}!", &[]);
        check("🇨🇳🇬🇧", &[]);
    }

    #[test]
    fn variants_of_han_are_clean() {
        check("葛\u{E0100}城", &[]);
        check("葛\u{E0100}\u{E0101}", &[(7, '\u{E0101}')]);
    }

    #[test]
    fn what_only_looks_like_an_emoji_sequence_is_flagged() {
        check("👩\u{200D}", &[(4, '\u{200D}')]);
        check("👩\u{200D}x", &[(4, '\u{200D}')]);
        check("x\u{200D}👩", &[(1, '\u{200D}')]);
        check("👩\u{200D}\u{200D}👩", &[(4, '\u{200D}'), (7, '\u{200D}')]);
        check("a\u{FE0F}", &[(1, '\u{FE0F}')]);
        check("😀\u{FE0F}\u{FE01}\u{E0101}", &[(7, '\u{FE01}'), (10, '\u{E0101}')]);
    }

    #[test]
    fn text_hidden_behind_a_flag_is_flagged() {
        let hidden = ['\u{E0068}', '\u{E0069}', '\u{E0020}', '\u{E0079}', '\u{E007F}'];
        let text: String = std::iter::once('🏴').chain(hidden).collect();
        let expected: Vec<_> = (0..).step_by(4).skip(1).zip(hidden).collect();
        check(&text, &expected);
        check("🏴\u{E0067}\u{E0062}", &[(4, '\u{E0067}'), (8, '\u{E0062}')]);
        let long: String = std::iter::repeat_n('\u{E0061}', 7).collect();
        assert_eq!(flagged(&format!("🏴{long}\u{E007F}")).len(), 8);
    }
}
