//! How another page embeds a demo.

/// The HTML of a frame that shows the demo of `link` on the page `embed.html`
/// beside the page of that link; empty if the link carries no demo.
#[must_use]
pub fn frame(link: &str, title: &str) -> String {
    let Some((page, fragment)) = link.split_once('#').filter(|it| !it.1.is_empty()) else {
        return String::new();
    };
    let folder = page.rfind('/').map_or("", |at| &page[..=at]);
    let (folder, fragment, title) = (escaped(folder), escaped(fragment), escaped(title));
    format!(
        "<iframe src=\"{folder}embed.html#{fragment}\" title=\"{title}\" width=\"100%\" height=\"320\" \
         loading=\"lazy\" referrerpolicy=\"no-referrer\"></iframe>"
    )
}

/// Fit for an attribute in double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::frame;

    #[test]
    fn the_frame_shows_the_demo_of_the_link() {
        let html = frame("https://host.example/deep/index.html#1.abc_-", "A \"title\" & <b>");
        assert!(html.starts_with("<iframe src=\"https://host.example/deep/embed.html#1.abc_-\" "), "{html}");
        assert!(html.contains(" title=\"A &quot;title&quot; &amp; &lt;b&gt;\" "), "{html}");
        assert_eq!(frame("", "x"), "");
        assert_eq!(frame("https://host.example/#", "x"), "");
    }
}
