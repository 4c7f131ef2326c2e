//! Small reaches into the DOM that the view cannot express.

use js_sys::JsString;
use wasm_bindgen::JsCast as _;
use web_sys::{
    Element, Event, HtmlDialogElement, HtmlElement, HtmlTextAreaElement, InputEvent, KeyboardEvent,
};

/// Enough of a text to tell its language.
const BEGINNING_UNITS: u32 = 400;

/// Sets the field's text unless it has it already (line ends aside: a
/// textarea turns every line end into LF).
pub fn set_text_if_other(field: &HtmlTextAreaElement, text: &str) {
    let shown = field.value();
    if shown != text && shown != text.replace("\r\n", "\n").replace('\r', "\n") {
        field.set_value(text);
    }
}

/// The text field that an event comes from.
pub fn field_of(event: &Event) -> Option<HtmlTextAreaElement> {
    event.target()?.dyn_into().ok()
}

/// Whether an event comes from something that takes keys itself.
pub fn is_field(event: &Event) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.matches("input, textarea, select").unwrap_or(false))
}

/// Whether what stands beside an element has more in it than it can show.
pub fn next_overflows(element: &Element) -> bool {
    element.next_element_sibling().is_some_and(|it| it.scroll_height() > it.client_height())
}

/// How the text begins that the change announced by an event brings; `None`
/// where it has at most `units` UTF-16 units, or the event does not say.
pub fn beginning_to_come(event: &InputEvent, units: u32) -> Option<String> {
    let text: JsString = js_sys::Reflect::get(event, &"data".into()).ok()?.dyn_into().ok()?;
    (text.length() > units).then(|| String::from(text.slice(0, BEGINNING_UNITS)))
}

/// Focuses, once the view has caught up, what the first of `selectors` finds,
/// or the second if there is none, and so on.
pub fn focus_soon<const N: usize>(selectors: [String; N]) {
    wasm_bindgen_futures::spawn_local(async move {
        gloo_timers::future::TimeoutFuture::new(0).await;
        selectors.iter().any(|selector| focus(selector));
    });
}

/// The first element that `selector` finds.
fn find(selector: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(selector).ok().flatten()
}

/// Focuses the first element that `selector` finds. Returns whether there was one.
pub fn focus(selector: &str) -> bool {
    let found = find(selector).and_then(|it| it.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|it| it.focus().is_ok())
}

/// Whether a dialog or a popover is open, which Escape would close.
pub fn something_floats() -> bool {
    find("dialog[open], :popover-open").is_some()
}

/// Scrolls what `selector` finds to the top if it starts below the fold, as the
/// second half does where the halves are stacked.
pub fn reveal(selector: &str) {
    let Some(window) = web_sys::window() else { return };
    let found = find(selector);
    let height = window.inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(f64::MAX);
    if let Some(element) = found.filter(|it| it.get_bounding_client_rect().top() > height * 0.7) {
        element.scroll_into_view();
    }
}

/// Scrolls until what `selector` finds is to be seen.
pub fn bring_to_view(selector: &str) {
    if let Some(element) = find(selector) {
        element.scroll_into_view();
    }
}

/// Scrolls `room` back to its beginning.
pub fn scroll_to_start(room: &str) {
    if let Some(room) = find(room) {
        room.set_scroll_top(0);
    }
}

/// Scrolls `room` on until the end of `last` is in sight, but not beyond the
/// beginning of `first`. Nothing where the room does not scroll by itself.
pub fn show_within(room: &str, first: &str, last: &str) {
    let (Some(room), Some(first), Some(last)) = (find(room), find(first), find(last)) else { return };
    let bounds = |it: &Element| it.get_bounding_client_rect();
    let below = bounds(&last).bottom() - bounds(&room).bottom();
    let before = bounds(&first).top() - bounds(&room).top();
    let by = below.min(before).ceil() as i32;
    if by > 0 {
        room.set_scroll_top(room.scroll_top() + by);
    }
}

/// Opens a dialog over the page, or closes it.
pub fn show_dialog(dialog: &HtmlDialogElement, open: bool) {
    if open && !dialog.open() {
        // Refused only for a dialog that is not in the page.
        let _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}

/// Whether the `details` that an event comes from is open now.
pub fn is_open(event: &Event) -> bool {
    event.target().is_some_and(|it| it.dyn_into::<Element>().is_ok_and(|it| it.has_attribute("open")))
}

/// Whether a key that was pressed belongs to what has the focus: a field, or
/// something that is moved by keys itself. Outside of `room`
/// that is everything but the page as a whole.
pub fn key_is_taken(event: &KeyboardEvent, room: &str) -> bool {
    const MOVED_BY_KEYS: &str = "input, textarea, select, [role=tab], [role=slider], .letters";
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let Some(target) = target else { return false };
    let inside = |selector: &str| target.closest(selector).is_ok_and(|it| it.is_some());
    inside(MOVED_BY_KEYS) || !(target.tag_name() == "BODY" || inside(room))
}
