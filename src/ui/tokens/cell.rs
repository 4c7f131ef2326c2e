//! The tokens on a page of the token view, as plain data: what has not changed
//! since the last count is equal, and is not drawn again.

use lollipop_bpe::layout::{self, Group};

use crate::state::Window;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Its place in the document, counted from 0.
    pub nth: u32,
    pub id: u32,
    pub bytes: Vec<u8>,
}

/// The tokens that share a character, or one token that shares none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellGroup {
    pub cells: Vec<Cell>,
    pub text: String,
}

impl CellGroup {
    /// The token of this place in the document.
    pub fn cell(&self, nth: u32) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.nth == nth)
    }
}

/// The tokens from `first` up to `last` (places in the document), a row for
/// each line of the text. Groups are not parted: the one that `first` lies in
/// belongs to the page before.
pub fn lines(window: &Window, first: u32, last: u32) -> Vec<Vec<CellGroup>> {
    let mut lines = vec![Vec::new()];
    for group in layout::groups(&window.text, &window.tokens) {
        if !(first..last).contains(&(window.first + group.first)) {
            continue;
        }
        let group = of(window, group);
        let ends_line = group.text.ends_with('\n');
        if let Some(line) = lines.last_mut() {
            line.push(group);
        }
        if ends_line {
            lines.push(Vec::new());
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn of(window: &Window, group: Group) -> CellGroup {
    let bytes = window.text.as_bytes();
    let cells = (group.first..group.last).filter_map(|at| {
        let token = window.tokens.get(at as usize)?;
        let bytes = bytes.get(token.start as usize..token.end as usize).unwrap_or_default();
        Some(Cell { nth: window.first + at, id: token.id, bytes: bytes.to_vec() })
    });
    let text = window.text.get(group.start as usize..group.end as usize).unwrap_or_default();
    CellGroup { cells: cells.collect(), text: text.to_owned() }
}
