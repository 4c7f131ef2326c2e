//! What a stage optimises, drawn over one figure that a slider moves.

use std::fmt::Write as _;

use leptos::prelude::*;
use lollipop_core::lesson::{Curve, StageId};

use super::{axis, decimal};
use crate::{said, say, state::use_state};

/// The drawing, in units of its view box.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 140.0;
/// How finely a curve is drawn, and how far one press of a key moves.
const PARTS: u32 = 80;

/// Where a point lies in the drawing.
#[derive(Clone, Copy)]
pub struct Paper(pub Curve);

impl Paper {
    /// From the left.
    pub fn x(self, x: f64) -> f64 {
        (x - self.0.from) / (self.0.to - self.0.from) * WIDTH
    }

    /// From the top; what is higher than the paper lies on its edge.
    pub fn y(self, y: f64) -> f64 {
        HEIGHT - ((y - self.0.bottom) / (self.0.top - self.0.bottom)).clamp(0.0, 1.0) * HEIGHT
    }

    /// The curve of a stage as a path.
    pub fn path(self, stage: StageId) -> String {
        let mut path = String::new();
        for at in 0..=PARTS {
            let x = self.0.from + (self.0.to - self.0.from) * f64::from(at) / f64::from(PARTS);
            let sign = if at == 0 { 'M' } else { 'L' };
            // Writing into a string cannot fail.
            let _ = write!(path, "{sign}{:.1} {:.1}", self.x(x), self.y(stage.value(x)));
        }
        path
    }
}

/// The frame of a drawing.
pub const VIEW_BOX: &str = "-8 -8 336 156";

/// The curve and its slider.
#[component]
pub fn CurveView(stage: StageId) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let curve = stage.curve();
    let paper = Paper(curve);
    let x = RwSignal::new(curve.start);
    let y = Memo::new(move |_| stage.value(x.get()));
    let gains = stage == StageId::Ppo;
    let value = move || {
        let (x, y) = (decimal(x.get()), decimal(y.get()));
        if gains {
            say!(language, pipeline.gain_at, x = x, y = y)
        } else {
            say!(language, pipeline.loss_at, x = x, y = y)
        }
    };
    view! {
        <figure class="curve">
            <svg viewBox=VIEW_BOX role="img" aria-label=move || format!("{}. {}", axis(language, stage), value())>
                <path class="curve-axis" d="M0 0V140H320"></path>
                <path class="curve-line" d=paper.path(stage)></path>
                <line class="curve-drop" x1=move || paper.x(x.get()) x2=move || paper.x(x.get()) y1=move || paper.y(y.get()) y2="140"></line>
                <circle class="curve-dot" r="6" cx=move || paper.x(x.get()) cy=move || paper.y(y.get())></circle>
            </svg>
            <label class="curve-slider">
                <span>{move || axis(language, stage)}</span>
                <input
                    type="range"
                    data-testid="curve-slider"
                    min=curve.from.to_string()
                    max=curve.to.to_string()
                    step=((curve.to - curve.from) / f64::from(PARTS)).to_string()
                    prop:value=move || x.get().to_string()
                    aria-valuetext=value
                    on:input:target=move |ev| x.set(ev.target().value().parse().unwrap_or(curve.start))
                />
            </label>
            <figcaption class="mono" data-testid="curve-value">{value}</figcaption>
            <p class="visually-hidden">{said!(language, pipeline.curve_hint)}</p>
        </figure>
    }
}
