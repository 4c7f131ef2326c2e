//! What a person's hands do: click, type, choose; and what the person's
//! screen and system are like.

use serde_json::json;

use crate::Page;

/// `arguments[0]` is a testid, `arguments[1]` which one of them.
pub(crate) const FIND: &str =
    "const element = document.querySelectorAll(`[data-testid=\"${arguments[0]}\"]`)[arguments[1]];";

/// What a browser says after a person changed a field.
const CHANGED: &str =
    "for (const name of ['input', 'change']) element.dispatchEvent(new Event(name, { bubbles: true }));";

impl Page {
    /// Clicks the first element of this testid.
    pub async fn click(&self, testid: &str) {
        self.click_nth(testid, 0).await;
    }

    /// Clicks the element number `index` of this testid.
    pub async fn click_nth(&self, testid: &str, index: usize) {
        self.nth(testid, index).await;
        self.wait_until(&format!(
            "!document.querySelectorAll('[data-testid=\"{testid}\"]')[{index}].disabled"
        ))
        .await;
        let script = format!("{FIND} element.scrollIntoView({{ block: 'nearest' }}); element.click();");
        self.js(&script, vec![json!(testid), json!(index)]).await;
    }

    /// Replaces what the first field of this testid holds, by typing.
    pub async fn fill(&self, testid: &str, text: &str) {
        self.fill_nth(testid, 0, text).await;
    }

    /// Replaces what the field number `index` of this testid holds.
    pub async fn fill_nth(&self, testid: &str, index: usize, text: &str) {
        self.nth(testid, index).await;
        let script = format!("{FIND} element.focus(); element.select();");
        self.js(&script, vec![json!(testid), json!(index)]).await;
        if text.is_empty() {
            self.press("Delete", 46).await;
        } else {
            // Keys would lose what lies outside of 16 bits.
            self.cdp("Input.insertText", json!({ "text": text })).await;
        }
    }

    /// Gives a field a value that need not be typed: settings may lie in a
    /// closed part of the page.
    pub async fn set(&self, testid: &str, value: &str) {
        self.nth(testid, 0).await;
        let script = format!("{FIND} element.value = arguments[2]; {CHANGED}");
        self.js(&script, vec![json!(testid), json!(0), json!(value)]).await;
    }

    /// Replaces what a field holds with a text too large to type, as pasting
    /// does.
    pub async fn paste(&self, testid: &str, text_expression: &str) {
        self.nth(testid, 0).await;
        let script = format!(
            "{FIND} element.focus(); element.value = {text_expression};
             element.dispatchEvent(new InputEvent('input', {{ bubbles: true, inputType: 'insertFromPaste' }}));"
        );
        self.js(&script, vec![json!(testid), json!(0)]).await;
    }

    /// Chooses an option of the first select of this testid, by its value.
    pub async fn choose(&self, testid: &str, value: &str) {
        self.choose_nth(testid, 0, value).await;
    }

    /// Chooses an option of the select number `index`, by its value.
    pub async fn choose_nth(&self, testid: &str, index: usize, value: &str) {
        self.nth(testid, index).await;
        let script = format!("{FIND} element.value = arguments[2]; {CHANGED} return element.value;");
        let chosen = self.js(&script, vec![json!(testid), json!(index), json!(value)]).await;
        assert_eq!(chosen, value, "{testid} has no such option");
    }

    /// Presses and releases a key; `code` is its Windows virtual key code.
    pub async fn press(&self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            self.cdp("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Makes the page this large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Says which colours the person's system prefers.
    pub async fn prefer_dark(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        // Transitions would let a colour be measured half-way.
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.cdp("Emulation.setEmulatedMedia", features).await;
    }

    /// Keeps the next file that the page saves in `window.savedText`, instead
    /// of downloading it.
    pub async fn before_save(&self) {
        let script = "URL.createObjectURL = blob => {
                blob.text().then(text => { window.savedText = text; });
                return '#';
            };
            HTMLAnchorElement.prototype.click = () => {};";
        self.js(script, vec![]).await;
    }

    /// Lets the tokenizer's worker die.
    pub async fn end_worker(&self) {
        let script =
            "window.workers.at(-1).dispatchEvent(new ErrorEvent('error', { message: 'unreachable' }))";
        self.js(script, vec![]).await;
    }

    /// Lets a file with this text go over an element.
    pub async fn drop_text(&self, testid: &str, name: &str, text: &str) {
        self.by(testid).await;
        let script = format!(
            "{FIND} const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File([arguments[3]], arguments[2]));
             element.dispatchEvent(new DragEvent('drop', {{ dataTransfer, bubbles: true, cancelable: true }}));"
        );
        self.js(&script, vec![json!(testid), json!(0), json!(name), json!(text)]).await;
    }

    /// Brings `window.savedText` as a file of this name.
    pub async fn choose_file(&self, testid: &str, name: &str) {
        self.nth(testid, 0).await;
        let script = format!(
            "{FIND} const files = new DataTransfer();
             files.items.add(new File([window.savedText], arguments[2]));
             element.files = files.files; {CHANGED}"
        );
        self.js(&script, vec![json!(testid), json!(0), json!(name)]).await;
    }
}
