//! Texts at which an answer ends, wherever tokens cut them.

/// Looks for them in what comes.
#[derive(Clone, Debug, Default)]
pub struct Stops {
    stops: Vec<String>,
    held: String,
}

/// More of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// It goes on.
    Open(String),
    /// It ends here: one of the texts came next, and is left out.
    Stopped(String),
}

impl Stops {
    /// Empty ones never come.
    pub fn new(stops: impl IntoIterator<Item = String>) -> Self {
        Self { stops: stops.into_iter().filter(|it| !it.is_empty()).collect(), held: String::new() }
    }

    /// Takes the next text. What may be the beginning of a stop is kept back.
    pub fn push(&mut self, text: &str) -> Stretch {
        self.held.push_str(text);
        let found = self.stops.iter().filter_map(|stop| self.held.find(stop.as_str())).min();
        if let Some(at) = found {
            self.held.truncate(at);
            return Stretch::Stopped(std::mem::take(&mut self.held));
        }
        let starts = self.held.char_indices().map(|(at, _)| at);
        let begins = |at: &usize| self.stops.iter().any(|stop| stop.starts_with(&self.held[*at..]));
        let longest = self.stops.iter().map(String::len).max().unwrap_or(0);
        let near = self.held.len().saturating_sub(longest);
        let keep = starts.skip_while(|at| *at < near).find(begins).unwrap_or(self.held.len());
        let rest = self.held.split_off(keep);
        Stretch::Open(std::mem::replace(&mut self.held, rest))
    }

    /// What was kept back, when nothing more comes.
    pub fn finish(&mut self) -> String {
        std::mem::take(&mut self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the text is cut, the same comes out.
    #[track_caller]
    fn check(stops: &[&str], text: &str, expected: &str, stopped: bool) {
        for cut in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let mut looking = Stops::new(stops.iter().map(|&it| it.to_owned()));
            let mut out = String::new();
            let mut ended = false;
            for part in [&text[..cut], &text[cut..]] {
                match looking.push(part) {
                    Stretch::Open(text) => out.push_str(&text),
                    Stretch::Stopped(text) => {
                        out.push_str(&text);
                        ended = true;
                        break;
                    }
                }
            }
            if !ended {
                out.push_str(&looking.finish());
            }
            assert_eq!((out.as_str(), ended), (expected, stopped), "cut at {cut}");
        }
    }

    #[test]
    fn stops_are_found_wherever_they_are_cut() {
        check(&["\n\n"], "a\nb\n\nc", "a\nb", true);
        check(&["END", "E"], "xEND", "x", true);
        check(&["。"], "北京。上海", "北京", true);
        check(&["aab"], "aaab", "a", true);
        check(&["abc"], "abab", "abab", false);
        check(&["", "xyz"], "plain", "plain", false);
        check(&[], "plain", "plain", false);
    }
}
