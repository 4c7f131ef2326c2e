//! One message of a chat.

use leptos::{ev, prelude::*};
use lollipop_core::{chat::Role, draft::CardId};

use super::PromptField;
use crate::{
    actions::edit,
    browser::dom,
    said, say,
    state::use_state,
    ui::{icon, icon_button::IconButton},
    words::{figure, role_name},
};

/// A card: role, receipt, switch, order, text.
#[component]
pub fn MessageCard(id: CardId) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let role =
        Memo::new(move |_| state.draft.with(|draft| draft.card(id).map_or(Role::User, |it| it.message.role)));
    let enabled =
        Memo::new(move |_| state.draft.with(|draft| draft.card(id).is_some_and(|it| it.message.enabled)));
    let place = Memo::new(move |_| {
        state.draft.with(|draft| {
            let at = draft.cards.iter().position(|card| card.id == id).unwrap_or(0);
            (at, draft.cards.len())
        })
    });
    let name = move || role_name(language, role.get());
    // The same word for every card would leave a screen reader lost.
    let nth = move || (place.get().0 + 1).to_string();
    let shift = move |steps: isize| {
        let mut moved = false;
        state.draft.update(|draft| moved = draft.shift(id, steps));
        if moved {
            let (same, other) = if steps < 0 { ("move-up", "move-down") } else { ("move-down", "move-up") };
            let button = |name| format!("[data-card=\"{}\"] [data-testid={name}]:not([disabled])", id.0);
            // At the end of the list the button just pressed can do no more.
            dom::focus_soon([button(same), button(other)]);
        }
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        if event.alt_key() {
            let steps = match event.key().as_str() {
                "ArrowUp" => -1,
                "ArrowDown" => 1,
                _ => return,
            };
            event.prevent_default();
            state.draft.update(|draft| {
                draft.shift(id, steps);
            });
            dom::focus_soon([format!("[data-card=\"{}\"] textarea", id.0)]);
        }
    };
    let choose_role = move |value: String| {
        if let Some(role) = Role::ALL.into_iter().find(|it| it.as_str() == value) {
            state.draft.update(|draft| {
                if let Some(message) = draft.message_mut(id) {
                    message.role = role;
                }
            });
        }
    };
    view! {
        <article
            class="message"
            data-testid="message"
            data-card=id.0.to_string()
            data-role=move || role.get().as_str()
            data-off=move || (!enabled.get()).then_some("")
            aria-label=move || say!(language, card.label, n = nth(), role = name())
            on:keydown=on_keydown
        >
            <header class="message-head">
                <span class="message-role">
                    <select
                        class="select"
                        data-kind="inline"
                        data-testid="message-role"
                        aria-label=move || say!(language, card.role, n = nth())
                        prop:value=move || role.get().as_str()
                        on:change:target=move |ev| choose_role(ev.target().value())
                    >
                        {Role::ALL
                            .into_iter()
                            .map(|it| view! {
                                <option value=it.as_str() prop:selected=move || role.get() == it>
                                    {move || role_name(language, it)}
                                </option>
                            })
                            .collect_view()}
                    </select>
                </span>
                <CardReceipt id enabled/>
                <label class="switch" title=said!(language, card.switch)>
                    <input
                        type="checkbox"
                        role="switch"
                        data-testid="message-enabled"
                        aria-label=move || say!(language, card.send, n = nth(), role = name())
                        prop:checked=enabled
                        on:change:target=move |ev| {
                            let on = ev.target().checked();
                            state.draft.update(|draft| {
                                if let Some(message) = draft.message_mut(id) {
                                    message.enabled = on;
                                }
                            });
                        }
                    />
                </label>
                <IconButton
                    testid="move-up"
                    path=icon::UP
                    label=Signal::derive(move || say!(language, card.move_up, n = nth()))
                    disabled=Signal::derive(move || place.get().0 == 0)
                    on_press=move || shift(-1)
                />
                <IconButton
                    testid="move-down"
                    path=icon::DOWN
                    label=Signal::derive(move || say!(language, card.move_down, n = nth()))
                    disabled=Signal::derive(move || place.get().0 + 1 == place.get().1)
                    on_press=move || shift(1)
                />
                <IconButton
                    testid="delete-message"
                    path=icon::CROSS
                    label=Signal::derive(move || say!(language, card.delete, n = nth()))
                    on_press=move || edit::delete_card(state, id)
                />
            </header>
            <div class="message-body">
                <PromptField
                    doc=id.0
                    label=Signal::derive(move || say!(language, card.content, n = nth(), role = name()))
                    placeholder=Signal::derive(move || placeholder(language, role.get()))
                    testid="message-input"
                    painted=enabled
                />
            </div>
        </article>
    }
}

fn placeholder(language: RwSignal<crate::i18n::Locale>, role: Role) -> String {
    match role {
        Role::System => say!(language, card.system_placeholder),
        Role::User => say!(language, card.user_placeholder),
        Role::Assistant => say!(language, card.assistant_placeholder),
    }
}

/// `34 = 3 + 1 + 30`, each summand explained.
#[component]
fn CardReceipt(id: CardId, #[prop(into)] enabled: Signal<bool>) -> impl IntoView {
    let state = use_state();
    let language = state.language;
    let row = Memo::new(move |_| {
        let at = state.draft.with(|draft| draft.cards.iter().position(|card| card.id == id))?;
        state.receipt.with(|receipt| *receipt.as_ref()?.messages.get(at)?)
    });
    let popover = format!("receipt-{}", id.0);
    let explained = move || {
        row.get().map(|row| {
            let line = |number: u32, text: String| view! { <div class="fact"><dt>{text}</dt><dd>{figure(number)}</dd></div> };
            view! {
                {line(row.framing, say!(language, card.framing_hint))}
                {line(row.role, say!(language, card.role_hint))}
                {line(row.content, say!(language, card.content_hint))}
                {line(row.total(), say!(language, card.total_hint))}
            }
        })
    };
    let hint = move || row.get().map(|_| say!(language, card.receipt_hint));
    view! {
        <button
            class="message-tokens"
            type="button"
            data-testid="message-tokens"
            title=hint
            popovertarget=popover.clone()
        >
            {move || match (enabled.get(), row.get()) {
                (false, _) => say!(language, card.off).into_any(),
                (true, None) => "…".into_any(),
                (true, Some(row)) => view! {
                    <b>{figure(row.total())}</b>
                    {format!(" = {} + {} + {}", row.framing, row.role, figure(row.content))}
                }
                .into_any(),
            }}
        </button>
        <div class="menu" popover="auto" id=popover role="note">
            <dl class="explained">{explained}</dl>
        </div>
    }
}
