//! What a prompt and its answer leave of the context window.
//!
//! Arithmetic only: it warns and never blocks. Every number is in tokens, and
//! nothing here overflows.

use crate::chat::Role;

/// The state of the context window around one prompt.
///
/// Unit: tokens, of the model's own encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    /// What prompt and completion may have together; `None` when unknown.
    pub window: Option<u32>,
    /// The whole prompt, with framing and priming.
    pub prompt: u32,
    /// What is kept free for the completion: the maximum that is asked for.
    pub reserve: u32,
    /// What the completion has, after a run.
    pub completion: Option<u32>,
}

/// What a stretch of the meter stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// One message of the prompt.
    Role(Role),
    /// The rest of the prompt: what primes the reply.
    Frame,
    /// What the model has answered.
    Completion,
    /// Reserved for the completion and not used.
    Reserve,
    /// What is left of the window.
    Left,
}

impl Meter {
    /// What prompt and completion take together: the completion counts with
    /// its reserve or its own length, whichever is more.
    #[must_use]
    pub fn taken(&self) -> u32 {
        let completion = self.completion.unwrap_or(0).max(self.reserve);
        self.prompt.saturating_add(completion)
    }

    /// The most completion tokens that still fit beside the prompt, and that
    /// the model gives at all (`max_output`).
    ///
    /// `None` when neither bound is known.
    #[must_use]
    pub fn ceiling(&self, max_output: Option<u32>) -> Option<u32> {
        let beside = self.window.map(|window| window.saturating_sub(self.prompt));
        match (beside, max_output) {
            (Some(beside), Some(most)) => Some(beside.min(most)),
            (bound, None) | (None, bound) => bound,
        }
    }

    /// What nothing has taken or reserved; `None` when the window is unknown.
    #[must_use]
    pub fn left(&self) -> Option<u32> {
        self.window.map(|window| window.saturating_sub(self.taken()))
    }

    /// By how much prompt and completion exceed the window; `None` when they
    /// fit, or the window is unknown.
    #[must_use]
    pub fn over(&self) -> Option<u32> {
        let over = self.taken().checked_sub(self.window?)?;
        (over > 0).then_some(over)
    }

    /// The width of the whole picture: the window, or all that is taken when
    /// the window is unknown.
    #[must_use]
    pub fn scale(&self) -> u32 {
        self.window.unwrap_or_else(|| self.taken())
    }

    /// What each part takes, in the order of the picture and unclipped; nothing
    /// that takes nothing is among them.
    ///
    /// `messages` are the totals of the messages that are sent, in order.
    #[must_use]
    pub fn shares(&self, messages: &[(Role, u32)]) -> Vec<(Part, u32)> {
        let said = messages.iter().fold(0_u32, |sum, (_, total)| sum.saturating_add(*total));
        let completion = self.completion.unwrap_or(0);
        messages
            .iter()
            .map(|&(role, total)| (Part::Role(role), total))
            .chain([
                (Part::Frame, self.prompt.saturating_sub(said)),
                (Part::Completion, completion),
                (Part::Reserve, self.reserve.saturating_sub(completion)),
                (Part::Left, self.left().unwrap_or(0)),
            ])
            .filter(|(_, width)| *width > 0)
            .collect()
    }

    /// The stretches to draw, each with its start and width, to `scale`.
    ///
    /// `messages` are the totals of the messages that are sent, in order; what
    /// the prompt has beyond them is the frame. Stretches follow each other
    /// from 0 without a gap, are never empty, and end at the window.
    #[must_use]
    pub fn parts(&self, messages: &[(Role, u32)]) -> Vec<(Part, u32, u32)> {
        let wanted = self.shares(messages);
        let scale = self.scale();
        let mut start = 0;
        let mut parts = Vec::new();
        for (part, width) in wanted {
            let width = width.min(scale - start);
            if width > 0 {
                parts.push((part, start, width));
                start += width;
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::{Meter, Part};
    use crate::chat::Role::{System, User};

    #[test]
    fn the_numbers_are_true_where_the_picture_ends() {
        let meter = Meter { window: Some(100), prompt: 150, reserve: 50, completion: None };
        let shares = meter.shares(&[(User, 147)]);
        assert_eq!(shares, [(Part::Role(User), 147), (Part::Frame, 3), (Part::Reserve, 50)]);
        assert_eq!(meter.parts(&[(User, 147)]), [(Part::Role(User), 0, 100)]);
    }

    const POEM: Meter = Meter { window: Some(4096), prompt: 67, reserve: 500, completion: Some(293) };

    #[track_caller]
    fn check(
        meter: Meter,
        max_output: Option<u32>,
        ceiling: Option<u32>,
        left: Option<u32>,
        over: Option<u32>,
    ) {
        assert_eq!(meter.ceiling(max_output), ceiling, "ceiling");
        assert_eq!(meter.left(), left, "left");
        assert_eq!(meter.over(), over, "over");
    }

    #[test]
    fn the_poem_leaves_3529() {
        check(POEM, None, Some(4029), Some(3529), None);
        check(Meter { completion: None, ..POEM }, Some(4096), Some(4029), Some(3529), None);
        check(Meter { completion: Some(600), ..POEM }, None, Some(4029), Some(3429), None);
    }

    #[test]
    fn the_ceiling_falls_as_the_prompt_grows() {
        let at = |prompt| Meter { prompt, ..POEM }.ceiling(Some(4000));
        assert_eq!(at(0), Some(4000));
        assert_eq!(at(96), Some(4000));
        assert_eq!(at(97), Some(3999));
        assert_eq!(at(4095), Some(1));
        assert_eq!(at(4096), Some(0));
    }

    #[test]
    fn edges_of_the_window() {
        let exact = Meter { window: Some(567), completion: None, ..POEM };
        check(exact, None, Some(500), Some(0), None);
        check(Meter { window: Some(566), ..exact }, None, Some(499), Some(0), Some(1));
        check(Meter { window: Some(50), ..exact }, None, Some(0), Some(0), Some(517));
        check(Meter { window: Some(0), ..exact }, Some(9), Some(0), Some(0), Some(567));
    }

    #[test]
    fn an_unknown_window_bounds_nothing() {
        let meter = Meter { window: None, ..POEM };
        check(meter, None, None, None, None);
        check(meter, Some(16_384), Some(16_384), None, None);
    }

    #[test]
    fn nothing_overflows() {
        let most = Some(u32::MAX);
        let meter = Meter { window: most, prompt: u32::MAX, reserve: u32::MAX, completion: most };
        check(meter, most, Some(0), Some(0), None);
        assert_eq!(meter.parts(&[(User, u32::MAX), (User, u32::MAX)]), [(Part::Role(User), 0, u32::MAX)]);
    }

    #[track_caller]
    fn check_parts(meter: Meter, messages: &[(crate::chat::Role, u32)], expected: &[(Part, u32, u32)]) {
        let parts = meter.parts(messages);
        assert_eq!(parts, expected);
        let end = parts.iter().fold(0, |end, &(_, start, width)| {
            assert_eq!(start, end, "no gap");
            assert!(width > 0, "no empty part");
            end + width
        });
        assert!(end <= meter.scale());
        if meter.window.is_some() {
            assert_eq!(end, meter.scale(), "the whole window is drawn");
        }
    }

    #[test]
    fn parts_are_drawn_to_scale() {
        check_parts(
            POEM,
            &[(System, 34), (User, 30)],
            &[
                (Part::Role(System), 0, 34),
                (Part::Role(User), 34, 30),
                (Part::Frame, 64, 3),
                (Part::Completion, 67, 293),
                (Part::Reserve, 360, 207),
                (Part::Left, 567, 3529),
            ],
        );
    }

    #[test]
    fn parts_are_clipped_to_the_window() {
        let meter = Meter { window: Some(100), completion: None, ..POEM };
        check_parts(
            meter,
            &[(System, 34), (User, 30)],
            &[
                (Part::Role(System), 0, 34),
                (Part::Role(User), 34, 30),
                (Part::Frame, 64, 3),
                (Part::Reserve, 67, 33),
            ],
        );
        check_parts(
            Meter { window: Some(40), ..meter },
            &[(System, 34), (User, 30)],
            &[(Part::Role(System), 0, 34), (Part::Role(User), 34, 6)],
        );
        check_parts(Meter { window: Some(0), ..meter }, &[(System, 34)], &[]);
    }

    #[test]
    fn without_a_window_the_picture_ends_with_what_is_taken() {
        let meter = Meter { window: None, reserve: 100, completion: None, prompt: 10 };
        check_parts(
            meter,
            &[(User, 7)],
            &[(Part::Role(User), 0, 7), (Part::Frame, 7, 3), (Part::Reserve, 10, 100)],
        );
        check_parts(Meter::default(), &[], &[]);
    }
}
