//! The drawings of the lessons, which are put into the page as they are.
//!
//! So they must not hold anything but shapes and words: no styles, no scripts,
//! no colours of their own, and nothing that is asked for from elsewhere.

use std::{fs, path::Path};

use lollipop_core::lesson::{Both, Either, Lesson};

use crate::fault::{Fault, Place};

/// What a drawing is made of.
const ELEMENTS: [&str; 13] = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
    "desc",
];

/// What may stand on its elements.
const ATTRIBUTES: [&str; 34] = [
    "viewBox",
    "xmlns",
    "class",
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "points",
    "transform",
    "dx",
    "dy",
    "text-anchor",
    "dominant-baseline",
    "font-size",
    "font-weight",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-dasharray",
    "opacity",
    "role",
    "aria-hidden",
    "textLength",
    "lang",
];

/// Puts the drawings of a lesson into it.
pub(crate) fn put_in(file: &str, lesson: &mut Lesson, folder: &Path, faults: &mut Vec<Fault>) {
    for (at, step) in lesson.steps.iter_mut().enumerate() {
        let Some(picture) = &mut step.picture else { continue };
        let mut place = Place { file, step: format!("step {} ({})", at + 1, step.id), faults };
        let mut read = |ending: &str| {
            let name = format!("{}{ending}", picture.name);
            let text = fs::read_to_string(folder.join(&name)).ok()?;
            if let Some(what) = fault_of(&text) {
                place.fault("picture", format!("pictures/{name}: {what}"));
            }
            Some(text.trim().to_owned())
        };
        let both = read(".svg").map(|it| Both { en: it.clone(), zh: it });
        let both = both.or_else(|| Some(Both { en: read(".en.svg")?, zh: read(".zh.svg")? }));
        if both.is_none() {
            place.fault("picture", format!("there is no lessons/pictures/{}.svg", picture.name));
        }
        picture.svg = both.map(Either::of);
    }
}

/// What a drawing must not have.
fn fault_of(svg: &str) -> Option<String> {
    if !svg.trim_start().starts_with("<svg ") || !svg.contains("viewBox=") {
        return Some("it does not begin with <svg and a viewBox".to_owned());
    }
    if svg.contains("<!") || svg.contains("<?") || svg.contains('&') && svg.contains("&#") {
        return Some("no declarations, comments or numbered entities".to_owned());
    }
    let tags = svg.split('<').skip(1);
    for tag in tags {
        let Some((inside, _)) = tag.split_once('>') else { return Some("a tag does not end".to_owned()) };
        let inside = inside.trim_start_matches('/').trim_end_matches('/');
        let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if !ELEMENTS.contains(&name) {
            return Some(format!("<{name}> is not allowed"));
        }
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                break;
            }
            let Some((attribute, value)) = rest.split_once("=\"") else {
                return Some(format!("`{rest}` is no attribute"));
            };
            if !ATTRIBUTES.contains(&attribute) {
                return Some(format!("the attribute `{attribute}` is not allowed"));
            }
            let Some((_, behind)) = value.split_once('"') else {
                return Some("a value does not end".to_owned());
            };
            rest = behind;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fault_of;

    #[test]
    fn only_shapes_and_words_are_drawn() {
        let svg = |inner: &str| format!("<svg viewBox=\"0 0 10 10\">{inner}</svg>");
        assert_eq!(fault_of(&svg("<rect class=\"ink\" x=\"1\"/><text x=\"1\" y=\"2\">a</text>")), None);
        for bad in [
            "<script>alert(1)</script>",
            "<rect onclick=\"x()\"/>",
            "<rect style=\"fill:red\"/>",
            "<rect fill=\"#fff\"/>",
            "<image href=\"https://example.org/a.png\"/>",
            "<a href=\"x\"><rect/></a>",
            "<!-- x -->",
            "<rect x='1'/>",
            "<rect",
        ] {
            assert!(fault_of(&svg(bad)).is_some(), "{bad}");
        }
        assert!(fault_of("<div></div>").is_some());
    }
}
