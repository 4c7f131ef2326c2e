//! Tokenizing the text that waits, until it joins what follows.

use std::{collections::VecDeque, sync::Arc};

use super::{Document, chunk::Chunk, reach::certain_before};
use crate::{TokenId, words::part};

/// The bytes of text that a chunk has where nothing else matters; it may have
/// twice as many, and more where a single piece has.
const CHUNK_BYTES: usize = if cfg!(test) { 48 } else { 2048 };
/// The most bytes of a chunk of text that waits.
const RAW_BYTES: usize = if cfg!(test) { 64 } else { 1 << 16 };
/// How much text is looked at in one go, at least.
const LEAST_BYTES: usize = if cfg!(test) { 16 } else { 1024 };

impl Document {
    /// Tokenizes the raw text that begins with this chunk, until it has joined
    /// what follows, or until `budget` bytes have been looked at. Answers with
    /// the number of bytes, and of tokens that follow and are the same.
    pub(super) fn settle_from(&mut self, place: usize, budget: usize) -> (usize, usize) {
        let tokenizer = Arc::clone(&self.tokenizer);
        let small = |chunk: &&Chunk| !chunk.is_raw() && chunk.text().len() < CHUNK_BYTES;
        let from = place - usize::from(self.chunks[..place].last().filter(small).is_some());
        let mut built: Vec<Chunk> = self.chunks[from..place].iter_mut().map(std::mem::take).collect();

        let mut work = Work::default();
        let mut ids = Vec::new();
        let mut at = 0;
        tokenizer.with_memory(|memory| {
            loop {
                work.take_from(&self.chunks[place..], at);
                let is_all = place + work.ends.len() == self.chunks.len();
                let limit = if is_all { usize::MAX } else { certain_before(&work.text, tokenizer.pattern()) };
                while at < work.text.len() {
                    if at >= budget || work.joins(at) {
                        return;
                    }
                    ids.clear();
                    let Some(end) = tokenizer.piece_before(limit, &work.text, at, memory, &mut ids) else {
                        break;
                    };
                    push_piece(&mut built, part(&work.text, at..end), &ids);
                    at = end;
                }
                if is_all {
                    return;
                }
            }
        });

        // The chunk in which this stopped; those before it are used up.
        let within = work.ends.partition_point(|&end| end <= at);
        let begin = within.checked_sub(1).map_or(0, |before| work.ends[before]);
        let mut used = place + within;
        let mut same_after = 0;
        if at > begin {
            let (raw, rest) = self.chunks[used].rest_from(at - begin);
            push_raw(&mut built, raw);
            same_after += rest.tokens().len();
            match built.last_mut() {
                Some(last) if !last.is_raw() && last.text().len() + rest.text().len() <= 2 * CHUNK_BYTES => {
                    last.append(&rest);
                }
                _ if rest.text().is_empty() => {}
                _ => built.push(rest),
            }
            used += 1;
        }
        let after = self.chunks[used..].iter();
        same_after += after.map(|chunk| chunk.tokens().len()).sum::<usize>();
        self.chunks.splice(from..used, built);
        (at, same_after)
    }
}

/// Text that is being cut into pieces, taken from chunks.
#[derive(Default)]
struct Work {
    text: String,
    /// Where each chunk taken ends.
    ends: Vec<usize>,
    /// Where a piece began before, ascending.
    joints: VecDeque<usize>,
}

impl Work {
    /// Takes more of the chunks that it is made of: as much as has been looked
    /// at in vain.
    fn take_from(&mut self, chunks: &[Chunk], at: usize) {
        let enough = self.text.len() + (self.text.len() - at).max(LEAST_BYTES);
        for chunk in &chunks[self.ends.len()..] {
            if self.text.len() >= enough {
                break;
            }
            let mut begin = self.text.len();
            for piece in chunk.pieces() {
                self.joints.push_back(begin);
                begin += piece.bytes;
            }
            self.text.push_str(chunk.text());
            self.ends.push(self.text.len());
        }
    }

    /// Whether a piece began here before.
    fn joins(&mut self, at: usize) -> bool {
        while self.joints.front().is_some_and(|&joint| joint < at) {
            self.joints.pop_front();
        }
        self.joints.front() == Some(&at)
    }
}

fn push_piece(chunks: &mut Vec<Chunk>, text: &str, ids: &[TokenId]) {
    match chunks.last_mut() {
        Some(last) if last.text().len() < CHUNK_BYTES => last.push(text, ids),
        _ => {
            let mut chunk = Chunk::default();
            chunk.push(text, ids);
            chunks.push(chunk);
        }
    }
}

pub(super) fn push_raw(chunks: &mut Vec<Chunk>, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.floor_char_boundary(RAW_BYTES);
        chunks.push(Chunk::raw(part(rest, 0..end)));
        rest = part(rest, end..rest.len());
    }
}
