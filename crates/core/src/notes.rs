//! The notes of a demo: a subset of Markdown, as a tree that the view shows.
//!
//! Paragraphs, headings, lists, quotes, code, emphasis and links. There is no
//! HTML in the tree and none comes out of it: markup is text like any other,
//! an image is its description, and a link leads to http, https or mailto or
//! is no link.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Deeper nesting is shown at this depth.
const MOST_DEPTH: usize = 16;

/// A part of the notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A paragraph.
    Paragraph(Vec<Note>),
    /// A heading of any level.
    Heading(Vec<Note>),
    /// A list, with the number of its first item if they are numbered.
    List(Option<u64>, Vec<Note>),
    /// An item of a list.
    Item(Vec<Note>),
    /// A quotation.
    Quote(Vec<Note>),
    /// Lines of code.
    CodeBlock(String),
    /// A word of code.
    Code(String),
    /// Stressed.
    Emphasis(Vec<Note>),
    /// Stressed more.
    Strong(Vec<Note>),
    /// A link, with where it leads: http, https or mailto.
    Link(String, Vec<Note>),
    /// Plain text.
    Text(String),
    /// A new line.
    Break,
    /// A line between parts.
    Rule,
}

/// Reads notes. Any text is notes.
///
/// Cost: linear in the text.
#[must_use]
pub fn notes(markdown: &str) -> Vec<Note> {
    // What is open, the outermost first, with what is in it so far.
    let mut open: Vec<(Option<TagEnd>, Vec<Note>)> = vec![(None, Vec::new())];
    let mut hrefs = Vec::new();
    let mut starts = Vec::new();
    for event in Parser::new_ext(markdown, Options::empty()) {
        match event {
            Event::Start(tag) => {
                match &tag {
                    Tag::Link { dest_url, .. } => hrefs.push(safe(dest_url)),
                    Tag::List(start) => starts.push(*start),
                    _ => {}
                }
                open.push((Some(tag.to_end()), Vec::new()));
            }
            Event::End(end) => {
                let Some((_, inner)) = open.pop_if(|it| it.0 == Some(end)) else { continue };
                let too_deep = open.len() > MOST_DEPTH;
                let Some((_, outer)) = open.last_mut() else { break };
                match end {
                    _ if too_deep => outer.extend(inner),
                    TagEnd::Paragraph => outer.push(Note::Paragraph(inner)),
                    TagEnd::Heading(_) => outer.push(Note::Heading(inner)),
                    TagEnd::List(_) => outer.push(Note::List(starts.pop().flatten(), inner)),
                    TagEnd::Item => outer.push(Note::Item(inner)),
                    TagEnd::BlockQuote(_) => outer.push(Note::Quote(inner)),
                    TagEnd::CodeBlock => outer.push(Note::CodeBlock(plain(&inner))),
                    TagEnd::Emphasis => outer.push(Note::Emphasis(inner)),
                    TagEnd::Strong => outer.push(Note::Strong(inner)),
                    TagEnd::Link => match hrefs.pop().flatten() {
                        Some(href) => outer.push(Note::Link(href, inner)),
                        None => outer.extend(inner),
                    },
                    _ => outer.extend(inner),
                }
            }
            event => {
                let Some((_, inner)) = open.last_mut() else { break };
                match event {
                    Event::Code(code) => inner.push(Note::Code(code.into_string())),
                    Event::HardBreak => inner.push(Note::Break),
                    Event::SoftBreak => push_text(inner, "\n"),
                    Event::Rule => inner.push(Note::Rule),
                    Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                        push_text(inner, &text)
                    }
                    _ => {}
                }
            }
        }
    }
    open.into_iter().next().map(|it| it.1).unwrap_or_default()
}

fn push_text(to: &mut Vec<Note>, text: &str) {
    if let Some(Note::Text(last)) = to.last_mut() {
        last.push_str(text);
    } else {
        to.push(Note::Text(text.to_owned()));
    }
}

fn plain(notes: &[Note]) -> String {
    notes.iter().map(|it| if let Note::Text(text) = it { text.as_str() } else { "" }).collect()
}

/// The address, if it may be followed.
fn safe(address: &str) -> Option<String> {
    // Browsers drop control characters out of an address before they read it.
    let is_plain = address.chars().all(|c| !c.is_control() && !c.is_whitespace());
    let lower = address.to_ascii_lowercase();
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    (is_plain && known).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Note::*;
    use super::*;

    fn text(it: &str) -> Note {
        Text(it.to_owned())
    }

    #[track_caller]
    fn check(markdown: &str, expected: &[Note]) {
        assert_eq!(notes(markdown), expected, "{markdown}");
    }

    #[test]
    fn the_subset_is_read() {
        check("", &[]);
        check(
            "a **b** *c* `d`",
            &[Paragraph(vec![
                text("a "),
                Strong(vec![text("b")]),
                text(" "),
                Emphasis(vec![text("c")]),
                text(" "),
                Code("d".to_owned()),
            ])],
        );
        check(
            "# 标题\n\n> q\n\n---",
            &[Heading(vec![text("标题")]), Quote(vec![Paragraph(vec![text("q")])]), Rule],
        );
        check("3. a\n4. b", &[List(Some(3), vec![Item(vec![text("a")]), Item(vec![text("b")])])]);
        check("```\nlet a;\n\nb\n```", &[CodeBlock("let a;\n\nb\n".to_owned())]);
        check("a\nb  \nc", &[Paragraph(vec![text("a\nb"), Break, text("c")])]);
    }

    #[track_caller]
    fn check_link(address: &str, leads: bool) {
        let got = notes(&format!("[x](<{address}>)"));
        let inner = vec![text("x")];
        let expected = if leads { vec![Link(address.to_owned(), inner)] } else { inner };
        assert_eq!(got, [Paragraph(expected)], "{address}");
    }

    #[test]
    fn links_lead_to_web_and_mail_only() {
        check_link("https://example.org/a?b#c", true);
        check_link("HTTP://example.org", true);
        check_link("mailto:a@example.org", true);
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:https://a",
            "file:///etc/passwd",
            "//evil.example",
            "/page",
            "#1.abc",
            "https:evil",
            "",
        ] {
            check_link(address, false);
        }
        check("[x](java&#10;script:alert(1))", &[Paragraph(vec![text("x")])]);
    }

    #[test]
    fn markup_is_text_and_an_image_its_description() {
        check("<b onclick=x>hi</b>", &[Paragraph(vec![text("<b onclick=x>hi</b>")])]);
        check("<script>\nalert(1)\n</script>", &[text("<script>\nalert(1)\n</script>")]);
        check("![a cat](https://example.org/cat.png)", &[Paragraph(vec![text("a cat")])]);
    }

    #[test]
    fn deep_nesting_ends() {
        fn depth(notes: &[Note]) -> usize {
            let inner = |it: &Note| match it {
                Quote(inner) | Paragraph(inner) | List(_, inner) | Item(inner) => depth(inner),
                _ => 0,
            };
            1 + notes.iter().map(inner).max().unwrap_or(0)
        }
        let deep = depth(&notes(&format!("{}x", "> ".repeat(5000))));
        assert!((2..MOST_DEPTH + 4).contains(&deep), "{deep}");
    }
}
