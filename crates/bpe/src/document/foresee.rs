//! What the count would be after an edit that is not made.

use std::ops::Range;

use super::{Document, Head, reach::certain_before};
use crate::words::part;

/// Up to so many bytes before an edit may be another piece after it; where there
/// are more, nothing is foreseen.
const MOST_BEFORE: usize = 512;
/// Pieces after an edit that end further away than this are not encoded again and
/// again; nothing is foreseen before them.
const MOST_AFTER: usize = 1024;
/// How much of the text after an edit is looked at, at least: far enough for
/// pieces to begin again where they begin now.
const LEAST_AFTER: usize = if cfg!(test) { 24 } else { 256 };

impl Document {
    /// How many tokens the text would have with each of `texts` in the place of
    /// a range, which is in UTF-16 units. `None` where there is no such range,
    /// where text waits for [`Self::settle`], and where the pieces around are so
    /// long that it would cost as much as the edits.
    ///
    /// Cost: a few pieces for each text, and a look at each chunk of 2 KiB.
    pub fn foresee_utf16<'a>(
        &self,
        range: Range<usize>,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Option<Vec<usize>> {
        let (start, end) = (self.place_utf16(range.start).ok()?, self.place_utf16(range.end).ok()?);
        if start > end || self.pending() > 0 {
            return None;
        }
        let uncertain = self.uncertain(start, MOST_BEFORE);
        if uncertain > MOST_BEFORE {
            return None;
        }
        let Head { chunk: at, text: head, certain } = self.head(start, uncertain);
        let kept = self.chunks.get(at).map(|chunk| chunk.before(certain));
        let (kept_bytes, kept_tokens) = kept.map_or((0, 0), |kept| (kept.bytes, kept.tokens));
        if head.len() - kept_bytes > MOST_BEFORE {
            return None;
        }
        let before: usize = self.chunks[..at].iter().map(|chunk| chunk.tokens().len()).sum();
        let after = self.after(end.chunk, end.byte)?;
        let certain =
            if after.is_all { usize::MAX } else { certain_before(&after.text, self.tokenizer.pattern()) };
        if certain == 0 {
            return None;
        }

        let mut text = part(&head, kept_bytes..head.len()).to_owned();
        let head_bytes = text.len();
        self.tokenizer.with_memory(|memory| {
            let mut ids = Vec::new();
            let count = |inserted: &str| {
                text.truncate(head_bytes);
                text.push_str(inserted);
                let edited = text.len();
                text.push_str(&after.text);
                ids.clear();
                let mut at = 0_usize;
                loop {
                    if let Some(same_after) = at.checked_sub(edited).and_then(|at| after.tokens_from(at)) {
                        return Some(before + kept_tokens + ids.len() + same_after);
                    }
                    let limit = edited.saturating_add(certain);
                    at = self.tokenizer.piece_before(limit, &text, at, memory, &mut ids)?;
                }
            };
            texts.into_iter().map(count).collect()
        })
    }

    /// The text that follows a place, as far as it is of use. `None` where a piece
    /// reaches too far.
    fn after(&self, chunk: usize, byte: usize) -> Option<After> {
        let mut after = After { is_all: true, ..After::default() };
        let mut left: usize = self.chunks.iter().skip(chunk).map(|chunk| chunk.tokens().len()).sum();
        let mut skip = byte;
        for chunk in self.chunks.iter().skip(chunk) {
            let mut begin = 0;
            for piece in chunk.pieces() {
                if begin >= skip {
                    if after.text.len() >= LEAST_AFTER {
                        after.is_all = false;
                        return Some(after);
                    }
                    after.joints.push((after.text.len(), left));
                }
                let end = begin + piece.bytes;
                let here = begin.max(skip).min(end)..end;
                if after.text.len() + here.len() > MOST_AFTER {
                    return None;
                }
                after.text.push_str(part(chunk.text(), here));
                left -= piece.tokens;
                begin = end;
            }
            skip = 0;
        }
        after.joints.push((after.text.len(), 0));
        Some(after)
    }
}

/// Text that follows an edit.
#[derive(Default)]
struct After {
    text: String,
    /// It goes on to the end of the document.
    is_all: bool,
    /// Where a piece begins now, ascending, and how many tokens follow from
    /// there on in the whole document.
    joints: Vec<(usize, usize)>,
}

impl After {
    /// How many tokens follow from here on, if a piece begins here.
    fn tokens_from(&self, at: usize) -> Option<usize> {
        let found = self.joints.binary_search_by_key(&at, |joint| joint.0).ok()?;
        Some(self.joints[found].1)
    }
}
