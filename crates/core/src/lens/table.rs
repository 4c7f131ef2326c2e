//! What is drawn of a distribution: some rows, and the rest in lumps.

use super::{Chance, Distribution, Fate, Range, Shaped};

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its place among all tokens, counted from 0.
    pub rank: usize,
    /// The token, with its chance as the model gives it.
    pub token: Chance,
    /// Its probability under the settings.
    pub now: Range,
    /// What the settings do to it.
    pub fate: Fate,
}

/// Several tokens taken together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lump {
    /// How many; `None`: nobody said.
    pub tokens: Option<usize>,
    /// Their probability under the settings.
    pub now: Range,
    /// Their probability as the model gives it.
    pub model: f64,
}

/// A distribution to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The likeliest tokens.
    pub rows: Vec<Row>,
    /// Tokens after them that can still be rolled, if there are any.
    pub more: Option<Lump>,
    /// Tokens after them that were cut off, if there are any.
    pub cut: Option<Lump>,
    /// Tokens that are not listed, if there are any, and what became of them.
    pub unseen: Option<(Lump, Fate)>,
    /// The largest probability in it, which the widest bar stands for.
    pub widest: f64,
}

/// Lays out the likeliest `most_rows` tokens. `spell` gives the bytes of a
/// token by its number.
#[must_use]
pub fn table(
    distribution: &Distribution,
    shaped: &Shaped,
    most_rows: usize,
    spell: impl Fn(u32) -> Vec<u8>,
) -> Table {
    let rows: Vec<_> = (0..most_rows)
        .map_while(|rank| {
            let token = distribution.chance(rank, &spell)?;
            Some(Row { rank, token, now: shaped.now(rank), fate: shaped.fate(rank) })
        })
        .collect();
    let model = |from: usize, to: usize| (from..to).map(|rank| distribution.probability(rank)).sum::<f64>();
    let lump = |from: usize, to: usize| {
        (to > from).then(|| Lump {
            tokens: Some(to - from),
            now: shaped.mass(from, to),
            model: model(from, to),
        })
    };
    let kept = shaped.kept().max(rows.len());
    let more = lump(rows.len(), kept);
    let mut cut = lump(kept, distribution.len());
    if let (Some(cut), Some(vocabulary)) = (&mut cut, distribution.vocabulary()) {
        // Those without any chance are cut off, too.
        cut.tokens = Some((vocabulary as usize).saturating_sub(kept));
    }
    let unseen = distribution.unseen();
    let unseen = (distribution.vocabulary().is_none() && unseen > 0.0)
        .then(|| (Lump { tokens: None, now: shaped.unseen(), model: unseen }, shaped.unseen_fate()));
    let lumps = [more, cut, unseen.map(|it| it.0)].into_iter().flatten();
    let bars = rows.iter().map(|it| (it.now.most, it.token.probability()));
    let widest = bars.chain(lumps.map(|it| (it.now.most, it.model))).map(|(a, b)| a.max(b));
    let widest = widest.fold(0.0_f64, f64::max);
    Table { rows, more, cut, unseen, widest: if widest > 0.0 { widest.min(1.0) } else { 1.0 } }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, shape};
    use super::*;

    #[test]
    fn everything_is_in_a_row_or_in_a_lump() {
        let shares = [0.4_f32, 0.3, 0.1, 0.1, 0.05, 0.05, 0.0];
        let it = Distribution::of_all(&shares.map(f32::ln));
        let shaped = shape(&it, &Settings { top_k: Some(4), ..Settings::default() });
        let table = table(&it, &shaped, 2, |id| vec![id as u8]);
        assert_eq!(table.rows.iter().map(|it| it.token.bytes[0]).collect::<Vec<_>>(), [0, 1]);
        let (more, cut) = (table.more.unwrap(), table.cut.unwrap());
        assert_eq!((more.tokens, cut.tokens, table.unseen), (Some(2), Some(3), None));
        assert!((more.now.most - 0.2 / 0.9).abs() < 1e-6 && (more.model - 0.2).abs() < 1e-6);
        assert!(cut.now.most == 0.0 && (cut.model - 0.1).abs() < 1e-6);
        assert!((table.widest - 0.4 / 0.9).abs() < 1e-6);
    }

    #[test]
    fn rows_that_are_cut_off_are_still_rows() {
        let it = Distribution::of_list(&[Chance::new("a", 0.5_f64.ln()), Chance::new("b", 0.2_f64.ln())]);
        let shaped = shape(&it, &Settings { temperature: 0.0, ..Settings::default() });
        let table = table(&it, &shaped, 12, |_| Vec::new());
        assert_eq!(table.rows.iter().map(|it| it.fate).collect::<Vec<_>>(), [Fate::Kept, Fate::Cut]);
        assert_eq!((table.more, table.cut), (None, None));
        let (unseen, fate) = table.unseen.unwrap();
        assert_eq!((unseen.tokens, fate, unseen.now.most), (None, Fate::Cut, 0.0));
        assert!((unseen.model - 0.3).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let it = Distribution::of_all(&[]);
        let table = table(&it, &shape(&it, &Settings::default()), 12, |_| Vec::new());
        assert_eq!((table.rows.len(), table.unseen, table.widest), (0, None, 1.0));
    }
}
