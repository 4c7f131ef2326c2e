//! The text of a lesson: the Markdown of the notes, with terms in it.

use crate::notes::{Note, notes};

/// What the link of a term begins with. No note can have such a link: those
/// lead to http, https or mailto.
const TERM: &str = "term:";

/// Reads a text. `[[token]]` becomes a link that [`term_of`] recognises, in the
/// words that `name_of` has for it; `[[token|tokens]]` in its own.
///
/// Cost: linear in the text.
#[must_use]
pub fn prose(markdown: &str, name_of: &impl Fn(&str) -> Option<String>) -> Vec<Note> {
    linked(notes(markdown), name_of)
}

/// The term that a link leads to; `None` for a link to somewhere else.
#[must_use]
pub fn term_of(address: &str) -> Option<&str> {
    address.strip_prefix(TERM)
}

/// The words of a text, without its markup, on one line.
#[must_use]
pub fn plain(markdown: &str, name_of: &impl Fn(&str) -> Option<String>) -> String {
    fn gather(notes: &[Note], into: &mut String) {
        for note in notes {
            match note {
                Note::Text(text) | Note::Code(text) | Note::CodeBlock(text) => into.push_str(text),
                Note::Break | Note::Rule => into.push(' '),
                _ => {}
            }
            if let Some(inner) = inner(note) {
                gather(inner, into);
            }
            if matches!(note, Note::Paragraph(_) | Note::Item(_) | Note::Heading(_)) {
                into.push(' ');
            }
        }
    }
    let mut words = String::new();
    gather(&prose(markdown, name_of), &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The ids of the terms in a text, in order.
#[must_use]
pub fn terms(markdown: &str) -> Vec<String> {
    fn gather(notes: &[Note], into: &mut Vec<String>) {
        for note in notes {
            if let Note::Link(to, _) = note {
                into.extend(term_of(to).map(str::to_owned));
            }
            if let Some(inner) = inner(note) {
                gather(inner, into);
            }
        }
    }
    let mut found = Vec::new();
    gather(&prose(markdown, &|_| None), &mut found);
    found
}

fn inner(note: &Note) -> Option<&[Note]> {
    match note {
        Note::Paragraph(it)
        | Note::Heading(it)
        | Note::List(_, it)
        | Note::Item(it)
        | Note::Quote(it)
        | Note::Emphasis(it)
        | Note::Strong(it)
        | Note::Link(_, it) => Some(it),
        Note::CodeBlock(_) | Note::Code(_) | Note::Text(_) | Note::Break | Note::Rule => None,
    }
}

fn linked(notes: Vec<Note>, name_of: &impl Fn(&str) -> Option<String>) -> Vec<Note> {
    let mut out = Vec::with_capacity(notes.len());
    for note in notes {
        let inside = |it| linked(it, name_of);
        out.push(match note {
            Note::Text(text) => {
                split(&text, name_of, &mut out);
                continue;
            }
            Note::Paragraph(it) => Note::Paragraph(inside(it)),
            Note::Heading(it) => Note::Heading(inside(it)),
            Note::List(first, it) => Note::List(first, inside(it)),
            Note::Item(it) => Note::Item(inside(it)),
            Note::Quote(it) => Note::Quote(inside(it)),
            Note::Emphasis(it) => Note::Emphasis(inside(it)),
            Note::Strong(it) => Note::Strong(inside(it)),
            // A link in a link would be none.
            other => other,
        });
    }
    out
}

fn split(text: &str, name_of: &impl Fn(&str) -> Option<String>, out: &mut Vec<Note>) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((term, behind)) = after.split_once("]]") else { break };
        if !before.is_empty() {
            out.push(Note::Text(before.to_owned()));
        }
        let (id, words) = match term.split_once('|') {
            Some((id, words)) => (id, words.to_owned()),
            None => (term, name_of(term).unwrap_or_else(|| term.to_owned())),
        };
        out.push(Note::Link(format!("{TERM}{id}"), vec![Note::Text(words)]));
        rest = behind;
    }
    if !rest.is_empty() {
        out.push(Note::Text(rest.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(it: &str) -> Note {
        Note::Text(it.to_owned())
    }

    #[test]
    fn terms_are_links_in_their_own_words_or_in_ours() {
        let name = |id: &str| (id == "token").then(|| "词元".to_owned());
        assert_eq!(
            prose("A [[token]], **[[token|two tokens]]** `[[code]]`", &name),
            [Note::Paragraph(vec![
                text("A "),
                Note::Link("term:token".to_owned(), vec![text("词元")]),
                text(", "),
                Note::Strong(vec![Note::Link("term:token".to_owned(), vec![text("two tokens")])]),
                text(" "),
                Note::Code("[[code]]".to_owned()),
            ])]
        );
        assert_eq!(terms("- [[a]]\n- b [[c|d]] [[open"), ["a", "c"]);
    }

    #[test]
    fn words_are_left_of_a_text() {
        let name = |id: &str| (id == "token").then(|| "词元".to_owned());
        assert_eq!(
            plain("How many\n[[token|tokens]], *really*?\n\n- `a`", &name),
            "How many tokens, really? a"
        );
        assert_eq!(plain("几个[[token]]？", &name), "几个词元？");
    }

    #[test]
    fn no_link_of_a_note_passes_for_a_term() {
        assert_eq!(prose("[x](term:token)", &|_| None), [Note::Paragraph(vec![text("x")])]);
    }
}
