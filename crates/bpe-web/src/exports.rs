//! What `lollipop.js` calls.
//!
//! Every length is one of the input buffer, in the unit that the function names.
//! Nothing panics: a length beyond the buffer stops at its end, and an unknown
//! session has no tokens.

use std::{cell::RefCell, sync::Arc};

use lollipop_bpe::{LoadError, Tokenizer, VocabularyFile};
use simdutf8::compat::from_utf8;

use crate::session::Session;

/// Everything that lives between two calls.
struct Engine {
    input: Vec<u8>,
    output: Vec<u32>,
    /// Until [`build`] takes it.
    file: Option<VocabularyFile>,
    tokenizer: Option<Arc<Tokenizer>>,
    /// By handle; a closed one leaves its place to the next.
    sessions: Vec<Option<Session>>,
}

thread_local! {
    static ENGINE: RefCell<Engine> = const {
        RefCell::new(Engine {
            input: Vec::new(),
            output: Vec::new(),
            file: None,
            tokenizer: None,
            sessions: Vec::new(),
        })
    };
}

fn with<R>(action: impl FnOnce(&mut Engine) -> R) -> R {
    ENGINE.with_borrow_mut(action)
}

impl Engine {
    fn bytes(&self, length: usize) -> &[u8] {
        &self.input[..length.min(self.input.len())]
    }

    /// The text in the input buffer, as far as it is UTF-8. `encodeInto` writes
    /// nothing else.
    fn text(&self, bytes: usize) -> &str {
        match from_utf8(self.bytes(bytes)) {
            Ok(text) => text,
            Err(error) => from_utf8(self.bytes(error.valid_up_to())).unwrap_or_default(),
        }
    }

    fn units(&self, units: usize) -> Vec<u16> {
        let bytes = self.bytes(units.saturating_mul(2));
        bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect()
    }

    /// Puts a fault into the input buffer and gives the length of what is said.
    fn say(&mut self, fault: &LoadError) -> usize {
        self.input = fault.to_string().into_bytes();
        self.input.len()
    }

    fn session(&mut self, handle: usize) -> Option<&mut Session> {
        self.sessions.get_mut(handle)?.as_mut()
    }
}

/// Makes room for `bytes` bytes in the input buffer and says where it is.
///
/// What was in it stays. The place is good until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn input(bytes: usize) -> usize {
    with(|engine| {
        if engine.input.len() < bytes {
            engine.input.resize(bytes, 0);
        }
        engine.input.as_mut_ptr() as usize
    })
}

/// Where the ids of the last [`encode`] or [`ids`] are.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> usize {
    with(|engine| engine.output.as_ptr() as usize)
}

/// Reads the vocabulary file in the input buffer: 0, or the bytes of UTF-8 in
/// which that buffer now says why not. Only [`first`] can be asked for before
/// [`build`].
#[unsafe(no_mangle)]
pub extern "C" fn open(bytes: usize) -> usize {
    with(|engine| match VocabularyFile::read(engine.bytes(bytes)) {
        Ok(file) => {
            engine.file = Some(file);
            // The file is as large as many a document, and no longer needed.
            engine.input = Vec::new();
            0
        }
        Err(fault) => engine.say(&fault),
    })
}

/// As [`encode`], for a short text and before [`build`]; `usize::MAX` where
/// that has to come first.
#[unsafe(no_mangle)]
pub extern "C" fn first(bytes: usize) -> usize {
    with(|engine| {
        let ids = engine.file.as_ref().and_then(|file| file.encode_short(engine.text(bytes)));
        let Some(ids) = ids else { return usize::MAX };
        engine.output = ids;
        engine.output.len()
    })
}

/// Builds what every other function needs: 0, or as [`open`] why that cannot be.
#[unsafe(no_mangle)]
pub extern "C" fn build() -> usize {
    with(|engine| match engine.file.take().map(VocabularyFile::build) {
        Some(Ok(tokenizer)) => {
            engine.tokenizer = Some(Arc::new(tokenizer));
            0
        }
        Some(Err(fault)) => engine.say(&fault),
        None => 0,
    })
}

/// Puts the ids of a text of so many bytes where [`output`] says, and counts
/// them.
#[unsafe(no_mangle)]
pub extern "C" fn encode(bytes: usize) -> usize {
    with(|engine| {
        let mut output = std::mem::take(&mut engine.output);
        output.clear();
        if let Some(tokenizer) = &engine.tokenizer {
            tokenizer.encode_onto(engine.text(bytes), &mut output);
        }
        engine.output = output;
        engine.output.len()
    })
}

/// Counts the tokens of a text of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn count(bytes: usize) -> usize {
    with(|engine| engine.tokenizer.as_ref().map_or(0, |tokenizer| tokenizer.count(engine.text(bytes))))
}

/// Opens a session on a text of so many bytes and gives its handle.
#[unsafe(no_mangle)]
pub extern "C" fn session(bytes: usize) -> usize {
    with(|engine| {
        let Some(tokenizer) = engine.tokenizer.clone() else { return usize::MAX };
        let session = Some(Session::new(tokenizer, engine.text(bytes)));
        match engine.sessions.iter().position(Option::is_none) {
            Some(free) => {
                engine.sessions[free] = session;
                free
            }
            None => {
                engine.sessions.push(session);
                engine.sessions.len() - 1
            }
        }
    })
}

/// Replaces `deleted` UTF-16 units from `start` on by a text of so many bytes,
/// and gives the new count.
#[unsafe(no_mangle)]
pub extern "C" fn edit(handle: usize, start: usize, deleted: usize, bytes: usize) -> usize {
    with(|engine| {
        let Some(mut session) = engine.sessions.get_mut(handle).and_then(Option::take) else { return 0 };
        let count = session.edit(start, deleted, engine.text(bytes));
        engine.sessions[handle] = Some(session);
        count
    })
}

/// As [`edit`], for a text that holds lone surrogates: so many UTF-16 units,
/// little-endian, lie in the input buffer.
#[unsafe(no_mangle)]
pub extern "C" fn edit_units(handle: usize, start: usize, deleted: usize, units: usize) -> usize {
    with(|engine| {
        let units = engine.units(units);
        engine.session(handle).map_or(0, |session| session.edit_units(start, deleted, &units))
    })
}

/// Puts the ids of a session where [`output`] says, and counts them.
#[unsafe(no_mangle)]
pub extern "C" fn ids(handle: usize) -> usize {
    with(|engine| {
        engine.output = engine.session(handle).map(|session| session.ids()).unwrap_or_default();
        engine.output.len()
    })
}

/// Ends a session; its handle may be given to another one.
#[unsafe(no_mangle)]
pub extern "C" fn close(handle: usize) {
    with(|engine| {
        if let Some(place) = engine.sessions.get_mut(handle) {
            *place = None;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever a page calls, in whatever order, there is an answer.
    #[test]
    fn nothing_needs_a_vocabulary() {
        assert_eq!((build(), first(9)), (0, usize::MAX));
        assert_eq!((encode(9), count(9), session(9)), (0, 0, usize::MAX));
        assert_eq!((edit(usize::MAX, 0, 1, 2), edit_units(0, 0, 1, 2), ids(3)), (0, 0, 0));
        close(3);
        input(4);
        assert_eq!(open(1000), "not a vocabulary file".len());
    }
}
