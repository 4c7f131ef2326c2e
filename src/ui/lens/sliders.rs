//! Temperature, top-k and top-p: the draft's own parameters, with handles.

use leptos::prelude::*;
use lollipop_core::lens::Order;

use crate::{said, say, state::use_state};

/// The slider's right end of top-k, which is off.
const TOP_K_OFF: u32 = 101;

/// Reshape the distribution as they are moved. What they set is sent, too.
#[component]
pub fn Sliders() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let settings = state.chances().settings;
    let temperature = Memo::new(move |_| settings.get().temperature);
    let top_k = Memo::new(move |_| settings.get().top_k);
    let top_p = Memo::new(move |_| settings.get().top_p);
    // An empty field leaves it to the server, which mostly takes 1.
    let is_left = Memo::new(move |_| state.draft.with(|it| it.temperature.trim().is_empty()));
    view! {
        <div class="sliders">
            <label class="slider">
                <span class="slider-head">
                    {said!(language, lens.temperature)}
                    <output data-testid="lens-temperature-value">{move || format!("{:.2}", temperature.get())}</output>
                </span>
                <input
                    type="range"
                    min="0"
                    max="2"
                    step="0.05"
                    data-testid="lens-temperature"
                    prop:value=move || temperature.get().to_string()
                    on:input:target=move |ev| {
                        let value = ev.target().value();
                        state.draft.update(|draft| draft.temperature = value);
                    }
                />
                <span class="slider-ends" aria-hidden="true">
                    <span>{said!(language, lens.temperature_low)}</span>
                    <span>{said!(language, lens.temperature_high)}</span>
                </span>
            </label>
            <label class="slider">
                <span class="slider-head">
                    {said!(language, lens.top_k)}
                    <output data-testid="lens-top-k-value">
                        {move || top_k.get().map_or_else(|| say!(language, lens.off), |it| it.to_string())}
                    </output>
                </span>
                <input
                    type="range"
                    min="1"
                    max=TOP_K_OFF.to_string()
                    step="1"
                    data-testid="lens-top-k"
                    aria-valuetext=move || top_k.get().map_or_else(|| say!(language, lens.off), |it| it.to_string())
                    prop:value=move || top_k.get().unwrap_or(TOP_K_OFF).min(TOP_K_OFF).to_string()
                    on:input:target=move |ev| {
                        let value = ev.target().value();
                        let is_off = value.parse::<u32>() == Ok(TOP_K_OFF);
                        state.draft.update(|draft| draft.top_k = if is_off { String::new() } else { value });
                    }
                />
                <span class="slider-ends" aria-hidden="true">
                    <span>"1"</span>
                    <span>{said!(language, lens.off)}</span>
                </span>
            </label>
            <label class="slider">
                <span class="slider-head">
                    {said!(language, lens.top_p)}
                    <output data-testid="lens-top-p-value">{move || format!("{:.2}", top_p.get())}</output>
                </span>
                <input
                    type="range"
                    min="0.05"
                    max="1"
                    step="0.05"
                    data-testid="lens-top-p"
                    prop:value=move || top_p.get().to_string()
                    on:input:target=move |ev| {
                        let value = ev.target().value();
                        let is_off = value.parse::<f64>() == Ok(1.0);
                        state.draft.update(|draft| draft.top_p = if is_off { String::new() } else { value });
                    }
                />
                <span class="slider-ends" aria-hidden="true"><span>"0.05"</span><span>"1.00"</span></span>
            </label>
        </div>
        <p class="section-note">
            {move || match settings.get().order {
                Order::TemperatureFirst => say!(language, lens.order_first),
                Order::TemperatureLast => say!(language, lens.order_last),
            }}
            {move || is_left.get().then(|| {
                let value = format!("{:.2}", temperature.get());
                format!(" {}: {}", say!(language, lens.temperature), say!(language, lens.server_sets, value))
            })}
        </p>
    }
}
