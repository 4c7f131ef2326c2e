//! The context window as a picture, drawn to scale in tokens.

use leptos::prelude::*;
use lollipop_core::{
    chat::Role,
    window::{Meter, Part},
};

use crate::{i18n::Locale, say, words::figure};

/// The name of a stretch, for a `data-part`.
pub const fn part_name(part: Part) -> &'static str {
    match part {
        Part::Role(role) => role.as_str(),
        Part::Frame => "frame",
        Part::Completion => "assistant",
        Part::Reserve => "reserve",
        Part::Left => "left",
    }
}

/// What a stretch is called.
pub fn part_label(language: RwSignal<Locale>, part: Part) -> String {
    match part {
        Part::Role(Role::System) => say!(language, role.system),
        Part::Role(Role::User) => say!(language, role.user),
        Part::Role(Role::Assistant) => say!(language, role.assistant),
        Part::Frame => say!(language, meter.priming),
        Part::Completion => say!(language, meter.completion),
        Part::Reserve => say!(language, meter.reserve),
        Part::Left => say!(language, meter.free),
    }
}

/// The bar.
#[component]
pub fn MeterBar(
    language: RwSignal<Locale>,
    meter: Signal<Meter>,
    /// What to draw: stretch, start, width, in tokens.
    #[prop(into)]
    parts: Signal<Vec<(Part, u32, u32)>>,
) -> impl IntoView {
    let label = move || {
        let meter = meter.get();
        let prompt = figure(meter.prompt);
        let reserve = figure(meter.reserve);
        match (meter.window, meter.over()) {
            (Some(window), Some(over)) => {
                say!(language, meter.aria_over, window = figure(window), prompt, reserve, over = figure(over))
            }
            (Some(window), None) => {
                let left = figure(meter.left().unwrap_or(0));
                say!(language, meter.aria, window = figure(window), prompt, reserve, left)
            }
            (None, _) => say!(language, meter.aria_unknown, prompt, reserve),
        }
    };
    let view_box = move || format!("0 0 {} 10", meter.with(|it| it.scale()).max(1));
    let ticks = move || {
        let scale = meter.with(|it| it.scale());
        (1..4)
            .map(|quarter| {
                let x = (u64::from(scale) * quarter / 4).to_string();
                view! { <line data-part="tick" x1=x.clone() x2=x y1="6" y2="10"></line> }
            })
            .collect_view()
    };
    let stretches = move || {
        parts.with(|parts| {
            parts
                .iter()
                .map(|&(part, start, width)| {
                    view! {
                        <rect
                            data-part=part_name(part)
                            x=start.to_string()
                            width=width.to_string()
                            height="10"
                        ></rect>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <svg class="meter-bar" viewBox=view_box preserveAspectRatio="none" role="img" aria-label=label>
            {stretches}
            {ticks}
        </svg>
    }
}
