//! A token and its chance.

/// A token that may come next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chance {
    /// Its number in the model's vocabulary, where it is known.
    pub id: Option<u32>,
    /// What it spells; need not be whole characters.
    pub bytes: Vec<u8>,
    /// Natural logarithm of its probability at temperature 1; at most 0.
    pub logprob: f64,
}

impl Chance {
    /// A token of this text.
    #[must_use]
    pub fn new(text: &str, logprob: f64) -> Self {
        Self { id: None, bytes: text.as_bytes().to_vec(), logprob }
    }

    /// Its probability, from 0 to 1.
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.logprob.exp()
    }

    /// Whether both are the same token: by number where both have one, else by
    /// what they spell.
    #[must_use]
    pub fn is_same_token(&self, other: &Self) -> bool {
        match (self.id, other.id) {
            (Some(one), Some(two)) => one == two,
            _ => self.bytes == other.bytes,
        }
    }
}

/// A token that a model wrote, and what it could have written in its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The token that came.
    pub chosen: Chance,
    /// The likeliest tokens at its place, best first; that which came may be
    /// among them. Empty where nothing was said of them.
    pub top: Vec<Chance>,
}

impl Written {
    /// How many tokens at its place are known to be likelier; `None` where the
    /// list does not tell.
    #[must_use]
    pub fn rank(&self) -> Option<usize> {
        self.top.iter().position(|it| it.is_same_token(&self.chosen))
    }
}
