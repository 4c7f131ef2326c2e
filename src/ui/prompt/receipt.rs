//! The prompt's tokens as a sum, and as cells: one cell a token.

use leptos::prelude::*;
use lollipop_core::{
    chat::{Mode, Role},
    count::{MessageReceipt, PromptReceipt},
};

use crate::{
    said, say,
    state::use_state,
    ui::icon::{self, Icon},
    words::{figure, role_name},
};

/// Above so many tokens a row of cells becomes a bar to scale.
const CELLS: u32 = 160;

/// Total, sum, and a row for each message.
#[component]
pub fn ReceiptView() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let rows = Memo::new(move |_| {
        let Some(receipt) = state.receipt.get() else { return Vec::new() };
        state.draft.with(|draft| match draft.mode {
            Mode::Chat => draft
                .cards
                .iter()
                .zip(&receipt.messages)
                .filter_map(|(card, row)| Some((card.message.role, (*row)?)))
                .collect::<Vec<_>>(),
            _ => receipt.messages.iter().flatten().map(|row| (Role::User, *row)).collect(),
        })
    });
    let is_raw = move || state.draft.with(|draft| draft.mode == Mode::Completion);
    view! {
        <section class="section" aria-label=said!(language, receipt.name)>
            <div class="receipt-sum">
                <b
                    class="receipt-total"
                    data-testid="prompt-tokens"
                    data-waiting=move || state.receipt.with(Option::is_none).then_some("")
                >
                    {move || {
                        let least = if state.is_counting() { "≥ " } else { "" };
                        let total = |it: &PromptReceipt| format!("{least}{}", figure(it.total()));
                        state.receipt.with(|it| it.as_ref().map_or("…".to_owned(), total))
                    }}
                </b>
                <span>
                    {said!(language, receipt.prompt_tokens)}
                    {move || state.receipt.with(|it| it.as_ref().map(|it| sum(it, is_raw())))}
                </span>
                <Officialness/>
            </div>
            <Show when=move || !is_raw() && !rows.with(Vec::is_empty)>
                <div class="receipt-rows">
                    <Preamble/>
                    {move || rows.get().into_iter().map(|(role, row)| view! { <Row role row/> }).collect_view()}
                    <Priming/>
                </div>
                <p class="section-note">{said!(language, receipt.note)}</p>
            </Show>
            <Show when=move || state.draft.with(|draft| draft.mode == Mode::Text)>
                <p class="section-note">{said!(language, receipt.text_note)}</p>
            </Show>
        </section>
    }
}

/// ` = (3 + 1 + 30) + (3 + 1 + 26) + 3`
fn sum(receipt: &PromptReceipt, is_raw: bool) -> String {
    let rows: Vec<_> = receipt
        .messages
        .iter()
        .flatten()
        .map(|it| format!("({} + {} + {})", it.framing, it.role, figure(it.content)))
        .collect();
    // A long chat would be a wall of numbers; its cards carry their sums.
    if is_raw || rows.is_empty() || rows.len() > 6 {
        return String::new();
    }
    let first = if receipt.preamble > 0 { format!("{} + ", receipt.preamble) } else { String::new() };
    format!(" = {first}{} + {}", rows.join(" + "), receipt.priming)
}

/// Whether the sum is what the server will say.
#[component]
fn Officialness() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let source = move || {
        state
            .facts
            .with(|it| say!(language, receipt.source, source = it.framing.source, date = it.framing.checked))
    };
    move || {
        if state.count_is_official() {
            view! {
                <span class="badge" data-verdict="good" title=source>
                    <Icon path=icon::CHECK/>
                    {said!(language, receipt.official)}
                </span>
            }
            .into_any()
        } else {
            view! {
                <span class="badge" data-verdict="warn" title=said!(language, receipt.estimate_hint)>
                    {said!(language, receipt.estimate)}
                </span>
            }
            .into_any()
        }
    }
}

#[component]
fn Row(role: Role, row: MessageReceipt) -> impl IntoView {
    let state = use_state();
    let label = format!("{} + {} + {}", row.framing, row.role, row.content);
    let cells = (row.total() <= CELLS).then(|| {
        let frame = std::iter::repeat_n(Some("frame"), row.framing as usize);
        let name = std::iter::repeat_n(Some("role"), row.role as usize);
        let content = std::iter::repeat_n(None, row.content as usize);
        frame
            .chain(name)
            .chain(content)
            .map(|part| view! { <i class="unit" data-part=part></i> })
            .collect_view()
    });
    let bar = (row.total() > CELLS).then(|| {
        let total = row.total();
        let content = row.content.to_string();
        view! {
            <svg class="meter-bar" data-size="thin" viewBox=format!("0 0 {total} 10") preserveAspectRatio="none" aria-hidden="true">
                <rect data-part="frame" x="0" width=(row.framing + row.role).to_string() height="10"></rect>
                <rect data-part=role.as_str() x=(row.framing + row.role).to_string() width=content height="10"></rect>
            </svg>
        }
    });
    view! {
        <div class="receipt-row">
            <span class="receipt-name">{move || role_name(state.language, role)}</span>
            <div class="units" data-role=role.as_str() role="img" aria-label=label.clone()>
                {cells}
                {bar}
            </div>
            <span class="receipt-figure">
                {format!("{} + {} + {} ", row.framing, row.role, figure(row.content))}
                <b>{figure(row.total())}</b>
            </span>
        </div>
    }
}

/// What the template itself says before the messages.
#[component]
fn Preamble() -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let preamble = Memo::new(move |_| state.receipt.with(|it| it.as_ref().map_or(0, |it| it.preamble)));
    view! {
        <Show when=move || { preamble.get() > 0 }>
            <div class="receipt-row" data-testid="preamble">
                <span class="receipt-name" title=said!(language, receipt.preamble_hint)>
                    {said!(language, receipt.preamble)}
                </span>
                <div class="units" role="img" aria-label=move || preamble.get().to_string()>
                    {move || (0..preamble.get()).map(|_| view! { <i class="unit" data-part="frame"></i> }).collect_view()}
                </div>
                <span class="receipt-figure"><b>{preamble}</b></span>
            </div>
        </Show>
    }
}

#[component]
fn Priming() -> impl IntoView {
    let state = use_state();
    let priming = move || state.receipt.with(|it| it.as_ref().map_or(0, |it| it.priming));
    view! {
        <div class="receipt-row">
            <span class="receipt-name" title=said!(state.language, receipt.priming_hint)>
                {said!(state.language, meter.priming)}
            </span>
            <div class="units" role="img" aria-label=move || priming().to_string()>
                {move || (0..priming()).map(|_| view! { <i class="unit" data-part="frame"></i> }).collect_view()}
            </div>
            <span class="receipt-figure"><b>{priming}</b></span>
        </div>
    }
}
