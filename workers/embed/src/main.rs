//! The page that other pages embed: the demo in its fragment, read-only, with
//! its tokens.
//!
//! It keeps nothing, knows no key, and asks for nothing but its own files: the
//! content policy of `embed.html` allows no more. What a demo says is only ever
//! the text of an element.

mod sheet;
mod words;

use js_sys::Uint8Array;
use lollipop_bpe::{Encoding, Tokenizer};
use lollipop_core::{
    chat::Role,
    demo::{Demo, DemoError, decode_fragment},
    model::facts,
};
use sheet::{Part, Stretch, parts, pieces, sheet};
use wasm_bindgen::{JsCast as _, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, Element, Response, Window};
use words::{Words, of_languages};

fn main() {
    show();
    let Some(window) = web_sys::window() else { return };
    let on_change = Closure::<dyn Fn()>::new(show);
    let listener = on_change.as_ref().unchecked_ref();
    if window.add_event_listener_with_callback("hashchange", listener).is_ok() {
        on_change.forget();
    }
}

/// Shows the demo in the address.
fn show() {
    spawn_local(async {
        // Without a window or a document there is nobody to show it to.
        let _ = shown().await;
    });
}

async fn shown() -> Option<()> {
    let window = web_sys::window()?;
    let fragment = window.location().hash().ok()?;
    let demo = decode_fragment(&fragment);
    let of_demo = demo.as_ref().ok().and_then(language);
    let of_browser = window.navigator().languages();
    let of_browser = of_browser.iter().filter_map(|it| it.as_string());
    let (words, tag) = of_languages(of_demo.into_iter().chain(of_browser));
    let page = Page { document: window.document()?, words };
    page.document.document_element()?.set_attribute("lang", tag).ok()?;
    let demo = match demo {
        Ok(demo) => demo,
        Err(error) => {
            let fault = match error {
                DemoError::Empty | DemoError::NotADemoLink => words.no_demo,
                DemoError::UnknownVersion { .. } => words.newer,
                DemoError::TooLong { .. }
                | DemoError::TooLarge { .. }
                | DemoError::TooManyMessages { .. } => words.too_large,
                _ => words.damaged,
            };
            return page.put(&[page.says(fault)?, page.foot("")?]);
        }
    };
    let facts = facts(&demo.model, demo.encoding, demo.window);
    let parts = parts(&demo);
    let plain: Vec<_> =
        parts.iter().map(|it| vec![Stretch { text: it.text, tint: None, parts: 1, open: false }]).collect();
    page.put_demo(&demo, &parts, &plain, words.loading, &fragment)?;
    let tokenizer = vocabulary(&window, facts.encoding).await;
    if window.location().hash().ok()? != fragment {
        // Another demo came meanwhile, and is shown by its own call.
        return Some(());
    }
    let Some(tokenizer) = tokenizer else {
        return page.put_demo(&demo, &parts, &plain, words.no_vocabulary, &fragment);
    };
    let sheet = sheet(&parts, &facts, &tokenizer);
    let is_chat = parts.iter().any(|it| it.role.is_some());
    let counted = if is_chat { words.prompt_tokens } else { words.tokens };
    let mut figures = counted.replace("{{ count }}", &figure(sheet.count));
    figures = format!("{figures} · {}", facts.encoding.name());
    if sheet.estimated {
        figures = format!("{figures} · {}", words.estimate);
    }
    page.put_demo(&demo, &parts, &sheet.stretches, &figures, &fragment)?;
    page.document.document_element()?.set_attribute("data-ready", "true").ok()
}

/// The language that a demo names as its own.
fn language(demo: &Demo) -> Option<String> {
    (!demo.language.is_empty()).then(|| demo.language.clone())
}

async fn vocabulary(window: &Window, encoding: Encoding) -> Option<Tokenizer> {
    let root = window.document()?.document_element()?;
    let release = root.get_attribute("data-release").unwrap_or_default();
    let vocabularies = release.split_once('-').map_or("", |it| it.1);
    let url = format!("vocab/{}?{vocabularies}", encoding.file_name());
    let response: Response = JsFuture::from(window.fetch_with_str(&url)).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    let tokenizer = Tokenizer::load(&Uint8Array::new(&bytes).to_vec()).ok()?;
    (tokenizer.encoding() == Some(encoding)).then_some(tokenizer)
}

/// A number as both languages write it: 12,345.
fn figure(number: u32) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

struct Page {
    document: Document,
    words: &'static Words,
}

impl Page {
    /// Makes these the whole page.
    fn put(&self, children: &[Element]) -> Option<()> {
        let main = self.make("main", "embed", "")?;
        for child in children {
            main.append_child(child).ok()?;
        }
        let body = self.document.body()?;
        body.set_text_content(None);
        body.append_child(&main).ok()?;
        Some(())
    }

    fn put_demo(
        &self,
        demo: &Demo,
        parts: &[Part<'_>],
        stretches: &[Vec<Stretch<'_>>],
        figures: &str,
        fragment: &str,
    ) -> Option<()> {
        let mut children = Vec::new();
        if !demo.title.is_empty() {
            children.push(self.make("h1", "embed-title", &demo.title)?);
            self.document.set_title(&demo.title);
        }
        for (part, stretches) in parts.iter().zip(stretches) {
            children.push(self.part(part, stretches)?);
        }
        children.push(self.says(figures)?);
        children.push(self.foot(fragment)?);
        self.put(&children)
    }

    fn says(&self, words: &str) -> Option<Element> {
        let line = self.make("p", "embed-figures", words)?;
        line.set_attribute("role", "status").ok()?;
        Some(line)
    }

    fn part(&self, part: &Part<'_>, stretches: &[Stretch<'_>]) -> Option<Element> {
        let section = self.make("section", "embed-part message", "")?;
        if let Some(role) = part.role {
            section.set_attribute("data-role", role.as_str()).ok()?;
            let name = match role {
                Role::System => self.words.system,
                Role::User => self.words.user,
                Role::Assistant => self.words.assistant,
            };
            let off = format!("{name} · {}", self.words.off);
            let head = self.make("h2", "message-role", if part.enabled { name } else { &off })?;
            section.append_child(&head).ok()?;
            if !part.enabled {
                section.set_attribute("data-off", "").ok()?;
            }
        }
        let text = self.make("p", "embed-text", "")?;
        text.set_attribute("dir", "auto").ok()?;
        for stretch in stretches {
            let stretch = self.stretch(stretch)?;
            text.append_child(&stretch).ok()?;
        }
        section.append_child(&text).ok()?;
        Some(section)
    }

    /// As the app paints it, so that one style sheet does for both.
    fn stretch(&self, stretch: &Stretch<'_>) -> Option<Element> {
        let element = self.make("span", "", "")?;
        if let Some(tint) = stretch.tint {
            element.set_class_name("token");
            element.set_attribute("data-tint", &tint.to_string()).ok()?;
        }
        match stretch.parts {
            0 | 1 => {}
            parts @ 2..=4 => element.set_attribute("data-parts", &parts.to_string()).ok()?,
            _ => element.set_attribute("data-parts", "many").ok()?,
        }
        if stretch.open {
            element.set_attribute("data-open", "").ok()?;
        }
        for (text, hides) in pieces(stretch.text) {
            if hides {
                let mark = self.make("span", "mark", text)?;
                mark.set_attribute("data-mark", "hidden").ok()?;
                let name: Vec<_> = text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
                mark.set_attribute("title", &name.join(" ")).ok()?;
                element.append_child(&mark).ok()?;
            } else {
                element.append_child(&self.document.create_text_node(text)).ok()?;
            }
        }
        Some(element)
    }

    /// The way to the whole page, with the same demo; `fragment` is empty or
    /// begins with `#`.
    fn foot(&self, fragment: &str) -> Option<Element> {
        let foot = self.make("p", "embed-foot", "")?;
        let link = self.make("a", "", self.words.open)?;
        link.set_attribute("href", &format!("./{fragment}")).ok()?;
        link.set_attribute("target", "_blank").ok()?;
        link.set_attribute("rel", "noopener").ok()?;
        foot.append_child(&link).ok()?;
        Some(foot)
    }

    fn make(&self, tag: &str, class: &str, text: &str) -> Option<Element> {
        let element = self.document.create_element(tag).ok()?;
        if !class.is_empty() {
            element.set_class_name(class);
        }
        if !text.is_empty() {
            element.set_text_content(Some(text));
        }
        Some(element)
    }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 67, 999, 1_000, 1_234_567].map(figure), ["0", "67", "999", "1,000", "1,234,567"]);
    }
}
