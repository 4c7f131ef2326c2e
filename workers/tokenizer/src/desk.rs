//! What lies open before the worker, and what is to be done next.
//!
//! Knows no browser: the time is passed in, and what there is to say comes
//! back. The count always goes first; what else there is to know of a long
//! text waits until nothing has changed for a moment.

use std::{collections::BTreeMap, sync::Arc};

use lollipop_bpe::{Encoding, Tokenizer};
use lollipop_core::{
    merging::{Assembly, MOST_PIECE_BYTES},
    text_edit::TextEdit,
    tokenizing::{Answer, FromWorker, Piece},
};

pub use crate::sheet::Step;
use crate::sheet::{Counting, Sheet};

/// The open texts.
#[derive(Default)]
pub struct Desk {
    counting: Option<Counting>,
    sheets: BTreeMap<u32, Sheet>,
}

impl Desk {
    /// Counts every open text with another vocabulary from now on.
    pub fn use_tokenizer(&mut self, tokenizer: Tokenizer, encoding: Encoding, now_ms: f64) {
        let counting = Counting { tokenizer: Arc::new(tokenizer), encoding };
        for sheet in self.sheets.values_mut() {
            sheet.use_tokenizer(&counting, now_ms);
        }
        self.counting = Some(counting);
    }

    /// Takes a text.
    pub fn open(&mut self, doc: u32, revision: u32, text: String, now_ms: f64) {
        self.sheets.insert(doc, Sheet::new(self.counting.as_ref(), revision, text, now_ms));
    }

    /// Changes a text. Returns `Lost` if that does not lead to the text that
    /// the page has; the text is dropped then, until it is opened again.
    pub fn edit(
        &mut self,
        doc: u32,
        revision: u32,
        edit: TextEdit,
        length_after: u32,
        now_ms: f64,
    ) -> Option<FromWorker> {
        let sheet = self.sheets.get_mut(&doc)?;
        if sheet.edit(revision, edit, length_after, now_ms) {
            return None;
        }
        self.sheets.remove(&doc);
        Some(FromWorker::Lost { doc })
    }

    /// Says what the count will be after a key that is typed at `at`.
    pub fn foresee(&mut self, doc: u32, at: u32) {
        if let Some(sheet) = self.sheets.get_mut(&doc) {
            sheet.expect_key(at as usize);
        }
    }

    /// Sends this window of a text from now on.
    pub fn show(&mut self, doc: u32, first: u32, len: u32) {
        if let Some(sheet) = self.sheets.get_mut(&doc) {
            sheet.show(first as usize, len as usize);
        }
    }

    /// Stops counting a text, or goes on.
    pub fn hold(&mut self, doc: u32, held: bool) {
        if let Some(sheet) = self.sheets.get_mut(&doc) {
            sheet.hold(held);
        }
    }

    /// How the tokens of a piece come about; `None` while there is no vocabulary.
    pub fn assemble(&self, id: u32, of: Piece) -> Option<Answer> {
        let counting = self.counting.as_ref()?;
        let tokenizer = &*counting.tokenizer;
        let (mut pieces, mut too_long) = (Vec::new(), 0);
        let mut take = |piece: &str| {
            if piece.len() > MOST_PIECE_BYTES {
                too_long += piece.len();
            } else {
                pieces.push(Assembly::of(tokenizer, piece));
            }
        };
        match of {
            Piece::Of { doc, token } => {
                let piece = self.sheets.get(&doc).and_then(|it| it.piece_of(token as usize));
                piece.iter().for_each(|piece| take(piece));
            }
            Piece::Typed(text) => tokenizer.pieces(&text).for_each(take),
        }
        let too_long_bytes = u32::try_from(too_long).unwrap_or(u32::MAX);
        let encoding = counting.encoding.name().to_owned();
        Some(Answer::Assembled { id, encoding, pieces, too_long_bytes })
    }

    /// The tokenizer in use, if it is that of the encoding itself.
    pub fn tokenizer_of(&self, encoding: Encoding) -> Option<Arc<Tokenizer>> {
        let counting = self.counting.as_ref()?;
        (counting.tokenizer.encoding() == Some(encoding)).then(|| counting.tokenizer.clone())
    }

    /// Drops a text.
    pub fn close(&mut self, doc: u32) {
        self.sheets.remove(&doc);
    }

    /// Does the most urgent thing that there is to do.
    pub fn step(&mut self, now_ms: f64) -> Step {
        if let Some(said) = self.sheets.iter_mut().find_map(|(doc, it)| it.tell(*doc, now_ms)) {
            return Step::Say(said);
        }
        if let Some(said) = self.sheets.iter_mut().find_map(|(doc, it)| it.tell_window(*doc)) {
            return Step::Say(said);
        }
        if let Some(step) = self.sheets.values_mut().find_map(|it| it.count_on(now_ms)) {
            return step;
        }
        if let Some(said) = self.sheets.iter_mut().find_map(|(doc, it)| it.tell_foresight(*doc)) {
            return Step::Say(said);
        }
        let mut next = Step::Done;
        for (doc, sheet) in &mut self.sheets {
            match (sheet.measure(*doc, now_ms), &next) {
                (Step::Done, _) => {}
                (Step::Wait(ms), Step::Wait(other)) if ms >= *other => {}
                (Step::Wait(ms), _) => next = Step::Wait(ms),
                (step, _) => return step,
            }
        }
        next
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use lollipop_bpe::pack;
    use lollipop_core::tokenizing::{Tally, TokenWindow};

    use super::*;

    /// All bytes, and a few pairs of letters.
    fn tokenizer() -> Tokenizer {
        let mut tokens: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        tokens.extend([b"ab".to_vec(), b"cd".to_vec(), "中".as_bytes()[..2].to_vec(), b" x".to_vec()]);
        let tokens: Vec<_> = (0_u32..).zip(tokens.iter().map(Vec::as_slice)).collect();
        Tokenizer::load(&pack(Encoding::R50kBase, &tokens, &[]).unwrap()).unwrap()
    }

    fn desk(text: &str) -> Desk {
        let mut desk = Desk::default();
        desk.use_tokenizer(tokenizer(), Encoding::R50kBase, 0.0);
        desk.open(1, 1, text.to_owned(), 0.0);
        desk
    }

    /// Everything that is said until there is nothing to do, waiting included.
    fn all(desk: &mut Desk) -> Vec<FromWorker> {
        let (mut said, mut now_ms) = (Vec::new(), 1000.0);
        loop {
            match desk.step(now_ms) {
                Step::Say(message) => said.push(message),
                Step::Worked => {}
                Step::Wait(ms) => now_ms += ms,
                Step::Done => return said,
            }
        }
    }

    #[test]
    fn a_piece_is_taken_apart_by_its_token_or_as_typed() {
        let mut desk = desk("abab cd");
        all(&mut desk);
        let pieces = |desk: &Desk, of| match desk.assemble(7, of) {
            Some(Answer::Assembled { id: 7, pieces, too_long_bytes, .. }) => {
                let shown = |it: &Assembly| (it.text.clone(), it.steps());
                (pieces.iter().map(shown).collect::<Vec<_>>(), too_long_bytes)
            }
            other => panic!("{other:?}"),
        };
        let piece = |text: &str, steps| (text.to_owned(), steps);
        assert_eq!(pieces(&desk, Piece::Of { doc: 1, token: 1 }), (vec![piece("abab", 2)], 0));
        assert_eq!(pieces(&desk, Piece::Of { doc: 1, token: 2 }), (vec![piece(" cd", 1)], 0));
        for nowhere in [Piece::Of { doc: 1, token: 9 }, Piece::Of { doc: 5, token: 0 }] {
            assert_eq!(pieces(&desk, nowhere), (vec![], 0));
        }
        let typed = Piece::Typed("ab cd".to_owned());
        assert_eq!(pieces(&desk, typed), (vec![piece("ab", 1), piece(" cd", 1)], 0));
        let long = Piece::Typed("a".repeat(MOST_PIECE_BYTES + 1));
        assert_eq!(pieces(&desk, long), (vec![], 193));
        assert_eq!(Desk::default().assemble(1, Piece::Typed("ab".to_owned())), None);
    }

    fn tally(said: &[FromWorker]) -> Tally {
        let tally = said.iter().rev().find_map(|it| match it {
            FromWorker::Counted { tally, .. } => Some(*tally),
            _ => None,
        });
        tally.expect("a count")
    }

    fn window(said: &[FromWorker]) -> Option<TokenWindow> {
        said.iter().rev().find_map(|it| match it {
            FromWorker::Window { window, .. } => Some(window.clone()),
            _ => None,
        })
    }

    fn edit(desk: &mut Desk, revision: u32, edit: (u32, u32, &str), length_after: u32) -> Option<FromWorker> {
        let (start, deleted, inserted) = edit;
        let edit = TextEdit { start, deleted, inserted: inserted.to_owned() };
        desk.edit(1, revision, edit, length_after, 0.0)
    }

    #[test]
    fn an_edit_gives_the_count_of_the_whole() {
        let mut desk = desk("abab");
        assert_eq!(tally(&all(&mut desk)).count, 2);
        assert_eq!(edit(&mut desk, 2, (2, 0, "x"), 5), None);
        let said = all(&mut desk);
        assert_eq!(tally(&said), Tally { count: 3, pending_bytes: 0, bytes: 5, held: false });
        assert!(matches!(said[0], FromWorker::Counted { revision: 2, .. }), "the count comes first");
        assert!(matches!(said[1], FromWorker::Figures { revision: 2, .. }));
        assert_eq!(said.len(), 2, "no window was asked for");
    }

    #[test]
    fn the_next_key_is_foreseen_where_it_is_expected() {
        let mut desk = desk("中aba");
        let foresight = |desk: &mut Desk| {
            all(desk).into_iter().find_map(|it| match it {
                FromWorker::Foreseen { foresight, .. } => Some(foresight),
                _ => None,
            })
        };
        assert_eq!(foresight(&mut desk), None, "nobody asked");
        let mut text: Vec<char> = "中aba".chars().collect();
        let mut revision = 1;
        for (at, key) in [(4, "c"), (0, "x"), (5, "b"), (2, "，"), (2, "")] {
            revision += 1;
            let deleted = usize::from(key.is_empty());
            text.splice(at..at + deleted, key.chars());
            let length = u32::try_from(text.len()).unwrap();
            let start = u32::try_from(at).unwrap();
            assert_eq!(edit(&mut desk, revision, (start, u32::from(key.is_empty()), key), length), None);
            desk.foresee(1, start + u32::try_from(key.chars().count()).unwrap());
            let foresight = foresight(&mut desk).unwrap();
            for next in ["b", "d", "\n", "，", ""] {
                let place = if next.is_empty() { foresight.at.saturating_sub(1) } else { foresight.at };
                let deleted = u32::from(next.is_empty());
                let edit = TextEdit { start: place, deleted, inserted: next.to_owned() };
                let mut after: String = text.iter().collect();
                if edit.clone().apply(&mut after).is_err() || (next.is_empty() && foresight.at == 0) {
                    continue;
                }
                let tally = foresight.after(&edit).unwrap();
                assert_eq!(tally.count as usize, tokenizer().count(&after), "{after:?}");
                assert_eq!(tally.bytes as usize, after.len());
            }
        }
        desk.foresee(1, 2);
        assert_eq!(edit(&mut desk, revision + 1, (0, 0, "a"), u32::try_from(text.len()).unwrap() + 1), None);
        assert_eq!(foresight(&mut desk), None, "the text is another now");
    }

    #[test]
    fn what_does_not_fit_is_lost_and_opened_again() {
        for (revision, change, length_after) in
            [(3, (0, 0, "x"), 5), (2, (0, 0, "x"), 6), (2, (5, 0, "x"), 5), (2, (0, 9, ""), 0)]
        {
            let mut desk = desk("abab");
            let lost = edit(&mut desk, revision, change, length_after);
            assert_eq!(lost, Some(FromWorker::Lost { doc: 1 }), "{change:?}");
            assert_eq!(edit(&mut desk, revision + 1, (0, 0, "x"), 5), None);
            assert!(all(&mut desk).is_empty());
            desk.open(1, 9, "ab".to_owned(), 0.0);
            assert_eq!(tally(&all(&mut desk)).count, 1);
        }
    }

    #[test]
    fn edits_before_there_is_a_vocabulary_are_made() {
        let mut desk = Desk::default();
        desk.open(1, 1, "a中\u{1F433}".to_owned(), 0.0);
        assert_eq!(edit(&mut desk, 2, (1, 3, "b"), 2), None);
        assert!(all(&mut desk).is_empty());
        desk.use_tokenizer(tokenizer(), Encoding::R50kBase, 0.0);
        assert_eq!(tally(&all(&mut desk)), Tally { count: 1, pending_bytes: 0, bytes: 2, held: false });
    }

    #[test]
    fn a_window_is_sent_when_it_has_changed() {
        let mut desk = desk("abababcd");
        desk.show(1, 0, 2);
        let first = window(&all(&mut desk)).unwrap();
        assert_eq!((first.first, first.text.as_str(), first.ends), (0, "abab", vec![2, 4]));
        assert_eq!(edit(&mut desk, 2, (8, 0, "cd"), 10), None);
        assert_eq!(window(&all(&mut desk)), None, "only the end is another");
        assert_eq!(edit(&mut desk, 3, (0, 2, "x"), 9), None);
        assert_eq!(window(&all(&mut desk)).unwrap().text, "xab");
        desk.show(1, 4, 2);
        let last = window(&all(&mut desk)).unwrap();
        assert_eq!((last.first, last.start_byte, last.text.as_str()), (4, 7, "cd"));
    }

    #[test]
    fn a_window_begins_and_ends_between_characters() {
        // Two tokens each: the first two bytes, and the last.
        let mut desk = desk("中中中");
        desk.show(1, 1, 1);
        let one = window(&all(&mut desk)).unwrap();
        assert_eq!((one.first, one.text.as_str(), one.ends), (0, "中", vec![2, 3]));
        desk.show(1, 3, 1);
        let two = window(&all(&mut desk)).unwrap();
        assert_eq!((two.first, two.start_byte, two.text.as_str()), (2, 3, "中"));
    }

    #[test]
    fn a_long_text_is_counted_in_steps_that_can_be_stopped() {
        let mut desk = desk(&" x".repeat(500_000));
        assert_eq!(desk.step(0.0), Step::Worked, "it may be over in a moment");
        let Step::Say(FromWorker::Counted { tally: begun, .. }) = desk.step(100.0) else {
            panic!("it is said how far it is")
        };
        assert!(begun.count > 0 && begun.pending_bytes > 0 && begun.bytes == 1_000_000, "{begun:?}");
        desk.hold(1, true);
        let held = tally(&all(&mut desk));
        assert!(held.held && held.count == begun.count, "{held:?}");
        // Typing goes on all the same, and the rest still waits.
        assert_eq!(edit(&mut desk, 2, (0, 0, "x"), 1_000_001), None);
        let typed = tally(&all(&mut desk));
        assert!(typed.held && typed.bytes == 1_000_001, "{typed:?}");
        desk.hold(1, false);
        let said = all(&mut desk);
        assert_eq!(tally(&said), Tally { count: 500_001, pending_bytes: 0, bytes: 1_000_001, held: false });
        let Some(FromWorker::Figures { figures, .. }) = said.last() else { panic!("{said:?}") };
        assert_eq!((figures.bytes, figures.words), (1_000_001, 500_001));
    }

    #[test]
    fn another_vocabulary_counts_everything_again() {
        let mut desk = desk("abcd");
        desk.open(2, 1, "中".to_owned(), 0.0);
        desk.show(2, 0, 10);
        all(&mut desk);
        desk.use_tokenizer(tokenizer(), Encoding::R50kBase, 0.0);
        let said = all(&mut desk);
        assert_eq!(said.iter().filter(|it| matches!(it, FromWorker::Counted { .. })).count(), 2);
        assert_eq!(window(&said).unwrap().text, "中");
        let han = said.iter().find_map(|it| match it {
            FromWorker::Figures { doc: 2, figures, .. } => Some((figures.han, figures.han_tokens)),
            _ => None,
        });
        assert_eq!(han, Some((1, 2)));
    }

    #[test]
    fn a_closed_text_is_not_spoken_of() {
        let mut desk = desk("abcd");
        desk.close(1);
        assert!(all(&mut desk).is_empty());
    }
}
