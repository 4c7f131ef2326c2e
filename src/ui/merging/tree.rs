//! The merges as a tree that grows downwards from the bytes.

use leptos::prelude::*;
use lollipop_core::merging::{Assembly, Node};

use super::label;
use crate::{
    say,
    state::use_state,
    words::{figure, text_lang},
};

/// How wide the column of a byte is, in pixels.
const COLUMN: f64 = 46.0;
/// How far one level is from the next.
const LEVEL: f64 = 70.0;
/// Half a box's height: a box of a byte, a box with its rank.
const HALF: (f64, f64) = (15.0, 19.0);
/// Room above for the characters that the bytes belong to.
const CHARACTERS: f64 = 34.0;
const EDGE: f64 = 4.0;

/// Where everything stands.
#[derive(Clone, Copy)]
struct Place {
    top: f64,
}

impl Place {
    fn y(self, node: &Node) -> f64 {
        self.top + HALF.1 + LEVEL * node.level as f64
    }

    fn half(node: &Node) -> f64 {
        if node.rank.is_some() { HALF.1 } else { HALF.0 }
    }

    /// From a part down to what it becomes part of.
    fn line(self, from: &Node, to: &Node) -> String {
        let (x, from_y) = (COLUMN * from.middle, self.y(from) + Self::half(from));
        let (to_x, to_y) = (COLUMN * to.middle, self.y(to) - Self::half(to));
        let turn_y = to_y - 14.0;
        let bend = ((to_x - x).abs() / 2.0).min(7.0);
        if bend < 0.5 {
            return format!("M{x} {from_y}V{to_y}");
        }
        let side = bend * (to_x - x).signum();
        format!(
            "M{x} {from_y}V{}q0 {bend} {side} {bend}H{}q{side} 0 {side} {bend}V{to_y}",
            turn_y - bend,
            to_x - side
        )
    }
}

/// The picture; what it shows stands beside it in words.
#[component]
pub fn Tree(shown: Memo<Option<Assembly>>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    move || {
        let it = shown.get()?;
        let nodes = it.tree();
        let place = Place { top: if it.text.is_ascii() { EDGE } else { CHARACTERS + EDGE } };
        let levels = nodes.iter().map(|node| node.level).max().unwrap_or(0);
        let width = COLUMN * it.text.len() as f64;
        let height = place.top + LEVEL * levels as f64 + 2.0 * HALF.1 + EDGE;
        let name = say!(language, merging.picture, word = label(it.text.as_bytes()));
        let region = name.clone();
        let lang = text_lang(&it.text);
        let lines = nodes
            .iter()
            .filter_map(|node| Some((node, node.made_of?)))
            .flat_map(|(node, (left, right))| [(node, left), (node, right)])
            .map(|(node, part)| line(place.line(&nodes[part], node), node.step))
            .collect_view();
        let boxes = nodes.iter().map(|node| boxed(&it, shown, *node, place.y(node))).collect_view();
        Some(view! {
            <div class="ruler-scroll" tabindex="0" role="group" aria-label=region>
                <svg
                    class="merge-tree"
                    viewBox=format!("0 0 {width} {height}")
                    width=width.to_string()
                    height=height.to_string()
                    role="img"
                    aria-label=name
                    lang=lang
                >
                    {characters(&it)}
                    {lines}
                    {boxes}
                </svg>
            </div>
        })
    }
}

/// The characters over their bytes, where a character has several.
fn characters(it: &Assembly) -> Option<impl IntoView + use<>> {
    let characters = it.text.char_indices().map(|(start, c)| {
        let (from, upto) = (COLUMN * start as f64, COLUMN * (start + c.len_utf8()) as f64);
        let text = label(c.to_string().as_bytes());
        view! {
            <text class="merge-character" x=f64::midpoint(from, upto).to_string() y="12">{text}</text>
            <path class="merge-brace" d=format!("M{} 31v-5H{}v5", from + 8.0, upto - 8.0)></path>
        }
    });
    (!it.text.is_ascii()).then(|| characters.collect_view())
}

fn line(path: String, step: usize) -> impl IntoView {
    let step_now = use_state().merging.step;
    view! {
        <path class="merge-line" d=path data-later=move || (step_now.get() < step).then_some("")></path>
    }
}

fn boxed(it: &Assembly, shown: Memo<Option<Assembly>>, node: Node, y: f64) -> impl IntoView + use<> {
    let step = use_state().merging.step;
    let text = label(it.bytes_of(node.part.start, node.part.end));
    let rank = node.rank.map(figure);
    let width = box_width(&text, rank.as_deref());
    let (x, half) = (COLUMN * node.middle, Place::half(&node));
    // A token of this step has the tint of its place among them.
    let tint = move || {
        let parts = shown.with(|it| it.as_ref().map(|it| it.parts(step.get())).unwrap_or_default());
        let at = parts.iter().position(|it| *it == node.part)?;
        Some((at % 5).to_string())
    };
    view! {
        <g
            class="merge-node"
            data-later=move || (step.get() < node.step).then_some("")
            data-now=move || (node.step > 0 && step.get() == node.step).then_some("")
            data-tint=tint
        >
            <rect
                class="merge-box"
                x=(x - width / 2.0).to_string()
                y=(y - half).to_string()
                width=width.to_string()
                height=(2.0 * half).to_string()
                rx="2"
            ></rect>
            <text x=x.to_string() y=(if rank.is_some() { y - 6.0 } else { y }).to_string()>{text}</text>
            {rank.map(|rank| view! {
                <text class="merge-rank" x=x.to_string() y=(y + 10.0).to_string()>{rank}</text>
            })}
        </g>
    }
}

/// Wide enough for what stands in it.
fn box_width(text: &str, rank: Option<&str>) -> f64 {
    let of = |c: char| if c.is_ascii() { 8.5 } else { 17.0 };
    let text: f64 = text.chars().map(of).sum();
    let rank = rank.map_or(0.0, |it| it.len() as f64 * 6.5);
    (text.max(rank) + 12.0).max(30.0)
}
