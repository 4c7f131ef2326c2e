//! Markdown as elements; its text is never anything but text.

use leptos::prelude::*;
use lollipop_core::notes::Note;

/// Notes as elements. `link` makes the links.
pub fn shown(notes: Vec<Note>, link: &impl Fn(String, Vec<AnyView>) -> AnyView) -> Vec<AnyView> {
    notes.into_iter().map(|note| one(note, link)).collect()
}

/// A link that leads away from the page.
pub fn outside(to: String, inner: Vec<AnyView>) -> AnyView {
    view! {
        <a href=to.clone() title=to target="_blank" rel="noopener noreferrer nofollow">{inner}</a>
    }
    .into_any()
}

fn one(note: Note, link: &impl Fn(String, Vec<AnyView>) -> AnyView) -> AnyView {
    let shown = |inner| shown(inner, link);
    match note {
        Note::Paragraph(inner) => view! { <p>{shown(inner)}</p> }.into_any(),
        Note::Heading(inner) => view! { <h3>{shown(inner)}</h3> }.into_any(),
        Note::List(None, items) => view! { <ul>{shown(items)}</ul> }.into_any(),
        Note::List(Some(first), items) => {
            view! { <ol start=first.to_string()>{shown(items)}</ol> }.into_any()
        }
        Note::Item(inner) => view! { <li>{shown(inner)}</li> }.into_any(),
        Note::Quote(inner) => view! { <blockquote>{shown(inner)}</blockquote> }.into_any(),
        Note::CodeBlock(text) => view! { <pre><code>{text}</code></pre> }.into_any(),
        Note::Code(text) => view! { <code>{text}</code> }.into_any(),
        Note::Emphasis(inner) => view! { <em>{shown(inner)}</em> }.into_any(),
        Note::Strong(inner) => view! { <strong>{shown(inner)}</strong> }.into_any(),
        Note::Link(to, inner) => link(to, shown(inner)),
        Note::Text(text) => text.into_any(),
        Note::Break => view! { <br/> }.into_any(),
        Note::Rule => view! { <hr/> }.into_any(),
    }
}
