//! Icons: 16 px strokes, drawn from our own paths.

use leptos::prelude::*;

pub const ADD: &str = r#"<path d="M8 3.5v9M3.5 8h9"/>"#;
pub const BACK: &str = r#"<path d="M10 3.5 5.5 8l4.5 4.5"/>"#;
pub const BIN: &str = r#"<path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4"/>"#;
pub const BOOKS: &str = r#"<path d="M3 2.5h3v11H3ZM6 2.5h3v11H6ZM9.6 3.6l2.8-.8 2.4 10-2.8.8Z"/>"#;
pub const CHECK: &str = r#"<path d="m3 8.5 3.2 3.2L13 4.8"/>"#;
pub const CHEVRON: &str = r#"<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>"#;
pub const COPY: &str =
    r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3.5v-1h-8v8h1"/>"#;
pub const CROSS: &str = r#"<path d="m4 4 8 8M12 4l-8 8"/>"#;
pub const DICE: &str = r#"<rect x="2.5" y="2.5" width="11" height="11" rx="2"/><path d="M5.7 5.7h.01M10.3 10.3h.01M8 8h.01M10.3 5.7h.01M5.7 10.3h.01" stroke-width="1.8"/>"#;
pub const DOWN: &str = r#"<path d="M8 3v10M4 9l4 4 4-4"/>"#;
pub const FIRST: &str = r#"<path d="M4 3.5v9M12 3.5 6.5 8l5.5 4.5Z"/>"#;
pub const INFO: &str = r#"<circle cx="8" cy="8" r="5.7"/><path d="M8 7.3v3.5M8 5.2h.01"/>"#;
pub const NEXT: &str = r#"<path d="M6 3.5 10.5 8 6 12.5"/>"#;
pub const LAST: &str = r#"<path d="M12 3.5v9M4 3.5 9.5 8 4 12.5Z"/>"#;
pub const PAUSE: &str = r#"<path d="M5.5 3.5v9M10.5 3.5v9"/>"#;
pub const LEFT: &str = r#"<path d="M10 3.5 5.5 8l4.5 4.5"/>"#;
pub const LESSONS: &str =
    r#"<path d="M8 3.2 14.5 6 8 8.8 1.5 6ZM4 7.2v3.6c1.2 1.2 6.8 1.2 8 0V7.2M14.5 6v4"/>"#;
pub const MORE: &str = r#"<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.5"/>"#;
pub const PEN: &str = r#"<path d="m3 13 .6-3L10.5 3.2l2.3 2.3L6 12.4ZM9 4.7 11.3 7"/>"#;
pub const PIN: &str =
    r#"<path d="m8 2.3 1.7 3.6 3.9.5-2.9 2.7.8 3.9L8 11.1 4.5 13l.8-3.9-2.9-2.7 3.9-.5Z"/>"#;
pub const PLAY: &str = r#"<path d="M5 3.5v9l7-4.5Z"/>"#;
pub const REDO: &str = r#"<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.8v3h-3"/>"#;
pub const SHARE: &str = r#"<path d="M8 10V2.5M5 5l3-3 3 3M3.5 8.5v4a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1v-4"/>"#;
pub const STOP: &str = r#"<rect x="4" y="4" width="8" height="8" rx="1"/>"#;
pub const THEME: &str =
    r#"<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor"/>"#;
pub const UP: &str = r#"<path d="M8 13V3M4 7l4-4 4 4"/>"#;
pub const WARN: &str = r#"<path d="M8 2.2 14.3 13H1.7Z"/><path d="M8 6.5v3M8 11.3h.01"/>"#;

/// The brand's swirl on a stick.
const BRAND: &str = r#"<circle cx="13" cy="9.5" r="8.5" stroke-width="1.5"/><path d="M13 9.5a1.7 1.7 0 0 1 3.4 0 3.4 3.4 0 0 1-6.8 0 5.1 5.1 0 0 1 10.2 0" stroke-width="1.7"/><path d="M13 18v1.6M13 21.2v4" stroke-width="1.9"/>"#;

/// One of the icons above; silent for a screen reader.
#[component]
pub fn Icon(
    /// The path, from this module.
    path: &'static str,
) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" inner_html=path></svg> }
}

/// The mark beside the name.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg
            class="brand-mark"
            viewBox="0 0 26 26"
            fill="none"
            stroke="currentColor"
            stroke-linecap="round"
            aria-hidden="true"
            inner_html=BRAND
        ></svg>
    }
}
