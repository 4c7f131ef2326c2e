//! A run that travels with its demo, to be shown without asking anybody.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::lens::{Chance, Written};
use crate::run::{Piece, Run, RunId, RunStatus};
use crate::wire::{FinishReason, Usage, bytes_of, name_of};

/// What a model once answered, and how it came. Where it was asked is left
/// out: an address says more of the person than of the answer.
///
/// Its serde form is that of a link; names are frozen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recorded {
    /// The answer.
    #[serde(rename = "x", skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The reasoning, which was shown apart.
    #[serde(rename = "h", skip_serializing_if = "String::is_empty")]
    pub reasoning: String,
    /// The pieces in which the answer came. What they do not cover came with
    /// the last of them.
    #[serde(
        rename = "i",
        serialize_with = "write_pieces",
        deserialize_with = "read_pieces",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub pieces: Vec<Piece>,
    /// For each token of the answer that token, then the others that were
    /// likely, best first; empty where the endpoint did not say. Of a long
    /// answer only the beginning.
    #[serde(rename = "k", skip_serializing_if = "Vec::is_empty")]
    pub top: Vec<Vec<Candidate>>,
    /// The figures that the server reported.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub usage: Option<RecordedUsage>,
    /// Why the answer ended.
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    pub finish: Option<FinishReason>,
    /// The model that answered.
    #[serde(rename = "m", skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// The day on which it answered: `2026-11-22`. Of a link, anything.
    #[serde(rename = "d", skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

/// Of so many tokens the chances are kept.
const MAX_TOKENS: usize = 600;
/// So many that did not come are kept for each.
const MAX_OTHERS: usize = 5;

/// A token that could have come, and the natural logarithm of its probability.
/// One that is no text is written `bytes:\xe9\xb2`, as completions write it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate(pub String, pub f64);

/// The token figures of a recorded run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordedUsage {
    /// Tokens of the prompt.
    #[serde(rename = "p")]
    pub prompt_tokens: u32,
    /// Tokens of the completion.
    #[serde(rename = "c")]
    pub completion_tokens: u32,
    /// The total where it is not the sum of both.
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<u32>,
    /// Of the completion, what was spent on reasoning.
    #[serde(rename = "h", skip_serializing_if = "Option::is_none")]
    pub reasoning_tokens: Option<u32>,
    /// Of the prompt, what came from a cache.
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<u32>,
    /// Fields of a later version.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

impl From<Usage> for RecordedUsage {
    fn from(usage: Usage) -> Self {
        let sum = usage.prompt_tokens.saturating_add(usage.completion_tokens);
        Self {
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            total_tokens: (usage.total_tokens != sum).then_some(usage.total_tokens),
            reasoning_tokens: usage.reasoning_tokens,
            cached_tokens: usage.cached_tokens,
            unknown: serde_json::Map::new(),
        }
    }
}

impl From<&RecordedUsage> for Usage {
    fn from(usage: &RecordedUsage) -> Self {
        let sum = usage.prompt_tokens.saturating_add(usage.completion_tokens);
        Self {
            prompt_tokens: usage.prompt_tokens,
            completion_tokens: usage.completion_tokens,
            total_tokens: usage.total_tokens.unwrap_or(sum),
            reasoning_tokens: usage.reasoning_tokens,
            cached_tokens: usage.cached_tokens,
        }
    }
}

impl Recorded {
    /// The record of a run that is over and brought an answer; `None` for any
    /// other. `asked_for` is the model's name where the server said none;
    /// `today` is the ISO day.
    #[must_use]
    pub fn of(run: &Run, asked_for: &str, today: String) -> Option<Self> {
        if run.is_active() || run.text.is_empty() {
            return None;
        }
        Some(Self {
            text: run.text.clone(),
            reasoning: run.reasoning.clone(),
            pieces: run.pieces.clone(),
            top: run.tokens.iter().take(MAX_TOKENS).map(|it| candidates(it)).collect(),
            usage: run.usage.map(RecordedUsage::from),
            finish: run.finish.clone(),
            model: run.model.clone().unwrap_or_else(|| asked_for.to_owned()),
            date: today,
            unknown: serde_json::Map::new(),
        })
    }

    /// The run as it was when it was over, on a clock that began with it.
    #[must_use]
    pub fn to_run(&self, id: RunId) -> Run {
        let mut run = Run::start(id, 0.0);
        run.text.clone_from(&self.text);
        run.tokens = self.tokens().into_iter().map(Arc::new).collect();
        run.reasoning.clone_from(&self.reasoning);
        run.usage = self.usage.as_ref().map(Usage::from);
        run.finish.clone_from(&self.finish);
        run.model = (!self.model.is_empty()).then(|| self.model.clone());
        run.first_token_ms = self.pieces.first().map(|piece| f64::from(piece.at_ms));
        run.last_token_ms = self.pieces.last().map(|piece| f64::from(piece.at_ms));
        run.ended_ms = run.last_token_ms;
        run.deltas = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX).max(1);
        run.pieces.clone_from(&self.pieces);
        run.status = RunStatus::Done;
        run
    }

    /// The tokens with their chances, as far as they were kept.
    #[must_use]
    pub fn tokens(&self) -> Vec<Written> {
        let chance = |it: &Candidate| Chance { id: None, bytes: bytes_of(&it.0), logprob: it.1.min(0.0) };
        let rows = self.top.iter().filter_map(|row| {
            let chosen = chance(row.first()?);
            let mut top: Vec<_> = row.iter().map(chance).filter(|it| it.logprob.is_finite()).collect();
            top.sort_by(|one, two| two.logprob.total_cmp(&one.logprob));
            Some(Written { chosen, top })
        });
        rows.collect()
    }

    /// The pieces of the answer, each with the time at which it came. Unit:
    /// milliseconds after sending. Together they spell the answer.
    pub fn replay(&self) -> impl Iterator<Item = (u32, &str)> {
        let mut rest = self.text.as_str();
        let last = self.pieces.len().saturating_sub(1);
        let pieces = self.pieces.iter().enumerate().map(move |(at, piece)| {
            let chars = if at == last { usize::MAX } else { piece.chars as usize };
            let cut = rest.char_indices().nth(chars).map_or(rest.len(), |(byte, _)| byte);
            let (now, later) = rest.split_at(cut);
            rest = later;
            (piece.at_ms, now)
        });
        let whole = self.pieces.is_empty().then_some((0, self.text.as_str()));
        pieces.chain(whole)
    }
}

/// A token that came, before the likeliest of those that did not.
fn candidates(written: &Written) -> Vec<Candidate> {
    let others = written.top.iter().filter(|it| !it.is_same_token(&written.chosen)).take(MAX_OTHERS);
    // Four decimals are more than anyone reads, and keep links short.
    let rounded = |it: f64| (it * 1e4).round() / 1e4;
    let one = |it: &Chance| Candidate(name_of(&it.bytes), rounded(it.logprob));
    std::iter::once(&written.chosen).chain(others).map(one).collect()
}

/// Digits of six bits, of which the upper says that more follow, the lowest
/// five bits first.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// For each piece its characters and the milliseconds since the one before.
fn write_pieces<S: Serializer>(pieces: &[Piece], to: S) -> Result<S::Ok, S::Error> {
    let mut text = String::with_capacity(pieces.len() * 3);
    let mut before = 0;
    for piece in pieces {
        for mut number in [piece.chars, piece.at_ms.saturating_sub(before)] {
            while number > 31 {
                text.push(char::from(DIGITS[(number & 31 | 32) as usize]));
                number >>= 5;
            }
            text.push(char::from(DIGITS[number as usize]));
        }
        before = piece.at_ms.max(before);
    }
    to.serialize_str(&text)
}

fn read_pieces<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Piece>, D::Error> {
    let text = String::deserialize(from)?;
    pieces_of(&text).ok_or_else(|| D::Error::custom("no times"))
}

fn pieces_of(text: &str) -> Option<Vec<Piece>> {
    let mut numbers = Vec::with_capacity(text.len() / 2);
    let (mut number, mut shift) = (0_u64, 0);
    for byte in text.bytes() {
        let digit = DIGITS.iter().position(|it| *it == byte)? as u64;
        number |= (digit & 31) << shift;
        shift += 5;
        if digit < 32 {
            numbers.push(u32::try_from(number).ok()?);
            (number, shift) = (0, 0);
        } else if shift > 30 {
            return None;
        }
    }
    let (pairs, rest) = numbers.as_chunks::<2>();
    if shift > 0 || !rest.is_empty() {
        return None;
    }
    let mut at_ms = 0_u32;
    let pieces = pairs.iter().map(|&[chars, after]| {
        at_ms = at_ms.saturating_add(after);
        Piece { chars, at_ms }
    });
    Some(pieces.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::RunEvent;

    fn pieces(of: &[(u32, u32)]) -> Vec<Piece> {
        of.iter().map(|&(chars, at_ms)| Piece { chars, at_ms }).collect()
    }

    fn recorded(text: &str, of: &[(u32, u32)]) -> Recorded {
        Recorded { text: text.to_owned(), pieces: pieces(of), ..Recorded::default() }
    }

    #[track_caller]
    fn check_json(record: &Recorded, json: &str) {
        assert_eq!(serde_json::to_string(record).unwrap(), json);
        assert_eq!(&serde_json::from_str::<Recorded>(json).unwrap(), record);
    }

    #[test]
    fn times_are_short() {
        check_json(&recorded("鲸鱼!", &[(1, 31), (1, 63), (1, 63)]), r#"{"x":"鲸鱼!","i":"BfBgBBA"}"#);
        check_json(
            &recorded("a", &[(u32::MAX, u32::MAX)]),
            r#"{"x":"a","i":"_______D_______D"}"#.replace("_______D", "______D").as_str(),
        );
    }

    #[test]
    fn other_times_are_none() {
        for text in ["B", "BfB", "Bf!", "g", "_", "gggggggggB", "______EA", "中文"] {
            assert_eq!(pieces_of(text), None, "{text}");
        }
        assert_eq!(pieces_of(""), Some(Vec::new()));
    }

    #[track_caller]
    fn check_replay(record: &Recorded, expected: &[(u32, &str)]) {
        assert_eq!(record.replay().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_replay_spells_the_answer_whatever_the_pieces_say() {
        check_replay(&recorded("鲸鱼!", &[(1, 31), (1, 63), (1, 70)]), &[(31, "鲸"), (63, "鱼"), (70, "!")]);
        check_replay(&recorded("鲸鱼!", &[(1, 31), (0, 63)]), &[(31, "鲸"), (63, "鱼!")]);
        check_replay(&recorded("鲸", &[(9, 31), (9, 63)]), &[(31, "鲸"), (63, "")]);
        check_replay(&recorded("鲸", &[]), &[(0, "鲸")]);
    }

    #[test]
    fn the_chances_come_along() {
        let mut run = Run::start(RunId(1), 0.0);
        let top = [" b", " a", " c"].map(|text| Chance::new(text, -1.234_56)).to_vec();
        let half = Chance { id: Some(3), bytes: vec![0xe9], logprob: -0.5 };
        let tokens = vec![
            Written { chosen: Chance::new(" a", -1.234_56), top },
            Written { chosen: half, top: Vec::new() },
        ];
        run.apply(RunId(1), RunEvent::Delta(" a".to_owned()), 1.0);
        run.apply(RunId(1), RunEvent::Tokens(tokens), 1.0);
        run.apply(RunId(1), RunEvent::Done, 2.0);
        let record = Recorded::of(&run, "m", String::new()).unwrap();
        check_json(
            &record,
            r#"{"x":" a","i":"CB","k":[[[" a",-1.2346],[" b",-1.2346],[" c",-1.2346]],[["bytes:\\xe9",-0.5]]],"m":"m"}"#,
        );
        let again = record.to_run(RunId(2)).tokens;
        assert_eq!(again[0].chosen, Chance::new(" a", -1.2346));
        assert_eq!((again[0].top.len(), again[0].rank()), (3, Some(0)));
        assert_eq!(again[1].chosen.bytes, [0xe9]);
    }

    #[test]
    fn a_run_comes_back_from_its_record() {
        let mut run = Run::start(RunId(7), 1000.0);
        let usage = Usage { prompt_tokens: 67, completion_tokens: 2, total_tokens: 69, ..Usage::default() };
        for (at, event) in [
            (1250.4, RunEvent::Delta("鲸".to_owned())),
            (1300.0, RunEvent::Delta("鱼!".to_owned())),
            (1300.0, RunEvent::Finish(FinishReason::Stop)),
            (1301.0, RunEvent::Usage(usage)),
        ] {
            run.apply(RunId(7), event, at);
        }
        assert_eq!(Recorded::of(&run, "gpt-4o", String::new()), None, "it is not over");
        run.apply(RunId(7), RunEvent::Done, 1302.0);
        let record = Recorded::of(&run, "gpt-4o", "2026-11-22".to_owned()).unwrap();
        check_json(
            &record,
            r#"{"x":"鲸鱼!","i":"B6HCyB","u":{"p":67,"c":2},"f":"stop","m":"gpt-4o","d":"2026-11-22"}"#,
        );
        let again = record.to_run(RunId(8));
        assert_eq!(
            (&*again.text, again.usage, again.finish.clone()),
            ("鲸鱼!", Some(usage), Some(FinishReason::Stop))
        );
        assert_eq!(again.time_to_first_token_ms(), Some(250.0));
        assert_eq!(again.tokens_per_second(), Some(20.0));
        assert!(!again.is_active());
    }
}
