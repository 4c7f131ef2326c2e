//! The painted layer behind a field, changed only where it has to be.
//!
//! It is drawn again at every key, so nothing of it is made anew that is there
//! already: of a key in the middle of a text only the stretch around it is.

use web_sys::{Document, Element};

/// A part of a stretch: text, and the mark that is laid over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What kind of mark, as the style sheet names it.
    pub mark: Option<&'static str>,
    /// What stands there.
    pub text: String,
}

/// One stretch of text to paint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its text, in order.
    pub pieces: Vec<Piece>,
    /// `None` is text that is not counted yet.
    pub tint: Option<u32>,
    /// Tokens that share it.
    pub parts: u32,
    /// Its last token goes on in the next stretch.
    pub open: bool,
}

impl Stretch {
    /// Whether both look alike but for the tint.
    fn reads_like(&self, other: &Self) -> bool {
        self.tint.is_some() == other.tint.is_some()
            && (self.parts, self.open) == (other.parts, other.open)
            && self.pieces == other.pieces
    }
}

/// What is painted in an element.
#[derive(Debug)]
pub struct PaintLayer {
    within: Element,
    document: Document,
    painted: Vec<(Stretch, Element)>,
}

impl PaintLayer {
    /// A layer within an element that is empty but for what stays at its end.
    pub fn new(within: Element) -> Option<Self> {
        let document = within.owner_document()?;
        Some(Self { within, document, painted: Vec::new() })
    }

    /// Paints these stretches and no others.
    ///
    /// Cost: for the browser, what differs from the last time; here, linear.
    pub fn paint(&mut self, stretches: Vec<Stretch>) {
        let shorter = stretches.len().min(self.painted.len());
        let alike = |(new, old): &(&Stretch, &(Stretch, Element))| new.reads_like(&old.0);
        let head = stretches.iter().zip(&self.painted).take_while(alike).count();
        let tail = stretches.iter().rev().zip(self.painted.iter().rev());
        let tail = tail.take(shorter - head).take_while(alike).count();
        let (old_end, new_end) = (self.painted.len() - tail, stretches.len() - tail);
        for (_, element) in &self.painted[head..old_end] {
            element.remove();
        }
        let after = self.painted.get(old_end).map(|(_, element)| element.clone());
        let after = after.map(Into::into).or_else(|| self.within.last_child());
        let fresh: Vec<_> = stretches[head..new_end]
            .iter()
            .filter_map(|stretch| {
                let element = self.element(stretch)?;
                // Refused only if the end of the layer were gone.
                self.within.insert_before(&element, after.as_ref()).ok()?;
                Some((stretch.clone(), element))
            })
            .collect();
        self.painted.splice(head..old_end, fresh);
        for ((old, element), new) in self.painted.iter_mut().zip(stretches) {
            if old.tint != new.tint {
                old.tint = new.tint;
                tint(element, new.tint);
            }
        }
    }

    fn element(&self, stretch: &Stretch) -> Option<Element> {
        let element = self.document.create_element("span").ok()?;
        if stretch.tint.is_some() {
            element.set_class_name("token");
            tint(&element, stretch.tint);
        }
        let parts = match stretch.parts {
            0 | 1 => None,
            parts @ 2..=4 => Some(parts.to_string()),
            _ => Some("many".to_owned()),
        };
        if let Some(parts) = parts {
            element.set_attribute("data-parts", &parts).ok()?;
        }
        if stretch.open {
            element.set_attribute("data-open", "").ok()?;
        }
        for piece in &stretch.pieces {
            let text = self.document.create_text_node(&piece.text);
            match piece.mark {
                Some(mark) => {
                    let marked = self.document.create_element("span").ok()?;
                    marked.set_class_name("mark");
                    marked.set_attribute("data-mark", mark).ok()?;
                    marked.append_child(&text).ok()?;
                    element.append_child(&marked).ok()?;
                }
                None => {
                    element.append_child(&text).ok()?;
                }
            }
        }
        Some(element)
    }
}

fn tint(element: &Element, tint: Option<u32>) {
    if let Some(tint) = tint {
        // The name is ours: it is not refused.
        let _ = element.set_attribute("data-tint", &tint.to_string());
    }
}
