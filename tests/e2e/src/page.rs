//! The page as a person has it: found, read, waited for.
//!
//! Everything waits for what it needs, and says what it saw last when that
//! never comes.

use std::{fs, time::Duration};

use serde_json::{Value, json};
use thirtyfour::{By, WebDriver, WebElement};
use tokio::time::{Instant, sleep};

use crate::{console, hands::FIND, target};

const PAUSE: Duration = Duration::from_millis(50);

/// One open page.
#[derive(Debug)]
pub struct Page {
    session: WebDriver,
    url: String,
    /// How long the page may take to show what it should.
    patience: Duration,
}

impl Page {
    pub(crate) fn new(session: WebDriver, url: String, patience: Duration) -> Self {
        Self { session, url, patience }
    }

    /// The WebDriver session, for what has no method here.
    #[must_use]
    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// The origin of the site, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Loads the page anew and waits until the app is there. `fragment` is
    /// empty or begins with `#`.
    pub async fn open(&self, fragment: &str) {
        // Without a stop in between, another fragment would load nothing.
        self.session.goto("about:blank").await.expect("an empty page");
        self.session.goto(format!("{}/{fragment}", self.url)).await.expect("the page");
        self.wait_ready().await;
    }

    /// Loads the page again, as a person does.
    pub async fn reload(&self) {
        self.session.refresh().await.expect("the page again");
        self.wait_ready().await;
    }

    /// Waits until the app is there.
    pub async fn wait_ready(&self) {
        self.wait_until("document.documentElement.dataset.ready === 'true'").await;
    }

    /// Waits until the vocabulary of `encoding` has arrived.
    pub async fn wait_vocabulary(&self, encoding: &str) {
        self.wait_until(&format!("document.documentElement.dataset.vocabulary === '{encoding}'")).await;
    }

    /// Runs a script; null when it returns nothing.
    pub async fn js(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.session.execute(script, arguments).await {
            Ok(answer) => answer.json().clone(),
            Err(error) => panic!("{script}\n{error}"),
        }
    }

    /// Waits until this JavaScript expression is true.
    pub async fn wait_until(&self, condition: &str) {
        let end = Instant::now() + self.patience;
        // A page that is being left has no context to answer in.
        let script = format!("return Boolean({condition});");
        loop {
            let answer = self.session.execute(script.as_str(), vec![]).await;
            if answer.as_ref().is_ok_and(|answer| answer.json() == &Value::Bool(true)) {
                return;
            }
            assert!(Instant::now() < end, "waited in vain until {condition} ({answer:?})");
            sleep(PAUSE).await;
        }
    }

    /// Panics when the page scrolls sideways at a usual width. `state` says for the reader what it
    /// shows.
    pub async fn check_no_overflow(&self, state: &str) {
        for width in [360, 390, 720, 960, 1280, 2560] {
            self.resize(width, 800).await;
            let over = "const page = document.scrollingElement; return page.scrollWidth - page.clientWidth";
            assert_eq!(self.js(over, vec![]).await, 0, "{state} scrolls sideways at {width} pixels");
        }
    }

    /// The first element of this testid, as soon as it is there.
    pub async fn by(&self, testid: &str) -> WebElement {
        self.nth(testid, 0).await
    }

    /// The element number `index` of this testid, counted from 0.
    pub async fn nth(&self, testid: &str, index: usize) -> WebElement {
        self.wait_until(&format!("document.querySelectorAll('[data-testid=\"{testid}\"]').length > {index}"))
            .await;
        let found = self.session.find_all(By::Testid(testid)).await.expect("elements");
        found.into_iter().nth(index).unwrap_or_else(|| panic!("{testid} went away"))
    }

    /// How many elements of this testid are on the page now.
    pub async fn count(&self, testid: &str) -> usize {
        self.texts(testid).await.len()
    }

    /// Waits until there are `count` elements of this testid.
    pub async fn wait_count(&self, testid: &str, count: usize) {
        self.wait_until(&format!(
            "document.querySelectorAll('[data-testid=\"{testid}\"]').length === {count}"
        ))
        .await;
    }

    /// The text of every element of this testid, now.
    pub async fn texts(&self, testid: &str) -> Vec<String> {
        self.strings(testid, "element.textContent.trim()").await
    }

    /// An attribute of every element of this testid, now; empty where it is
    /// missing.
    pub async fn attributes(&self, testid: &str, name: &str) -> Vec<String> {
        self.strings(testid, &format!("element.getAttribute('{name}') ?? ''")).await
    }

    async fn strings(&self, testid: &str, of_element: &str) -> Vec<String> {
        let script = format!(
            "return Array.from(document.querySelectorAll(`[data-testid=\"${{arguments[0]}}\"]`), element => {of_element})"
        );
        let found = self.js(&script, vec![json!(testid)]).await;
        let texts = found.as_array().into_iter().flatten();
        texts.map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The text of the first element of this testid, as soon as it is there.
    pub async fn text(&self, testid: &str) -> String {
        self.wait_text(testid, |_| true).await
    }

    /// Waits until the text of the first element of this testid is right, and
    /// returns it.
    pub async fn wait_text(&self, testid: &str, is_right: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + self.patience;
        loop {
            let seen = self.texts(testid).await;
            if let Some(text) = seen.first().filter(|text| is_right(text)) {
                return text.clone();
            }
            assert!(Instant::now() < end, "{testid} never became right; it says {seen:?}");
            sleep(PAUSE).await;
        }
    }

    /// Waits until the text of this testid holds `part`.
    pub async fn wait_says(&self, testid: &str, part: &str) {
        self.wait_text(testid, |text| text.contains(part)).await;
    }

    /// Waits until this testid shows the number.
    pub async fn wait_number(&self, testid: &str, number: u64) {
        let end = Instant::now() + self.patience;
        loop {
            let seen = self.texts(testid).await;
            if seen.first().and_then(|text| parse_number(text)) == Some(number) {
                return;
            }
            assert!(Instant::now() < end, "{testid} never showed {number}; it says {seen:?}");
            sleep(PAUSE).await;
        }
    }

    /// The number that this testid shows, as soon as it shows one.
    pub async fn number(&self, testid: &str) -> u64 {
        let text = self.wait_text(testid, |text| parse_number(text).is_some()).await;
        parse_number(&text).expect("it was read a moment ago")
    }

    /// The value of the first field of this testid.
    pub async fn value(&self, testid: &str) -> String {
        self.value_nth(testid, 0).await
    }

    /// The value of the field number `index` of this testid.
    pub async fn value_nth(&self, testid: &str, index: usize) -> String {
        self.nth(testid, index).await;
        let value =
            self.js(&format!("{FIND} return element.value;"), vec![json!(testid), json!(index)]).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Forgets what the console and the content policy said so far: it was
    /// the point of the test.
    pub async fn forgive(&self) {
        console::messages(self).await;
        self.js("window.violations = []", vec![]).await;
    }

    /// Everything that the browser's own log says of requests since the last
    /// call: addresses, headers as they went out, bodies. Needs
    /// [`Options::network`](crate::Options).
    pub async fn requests(&self) -> Vec<Value> {
        let log = self.session.get_log("performance").await.expect("the network is written down");
        let messages = log.iter().filter_map(|entry| serde_json::from_str::<Value>(&entry.message).ok());
        let sent = messages.map(|it| it["message"].clone());
        sent.filter(|it| {
            it["method"].as_str().is_some_and(|name| name.starts_with("Network.requestWillBeSent"))
        })
        .map(|it| it["params"].clone())
        .collect()
    }

    /// What the console says since the last call.
    pub async fn console(&self) -> Vec<String> {
        console::messages(self).await
    }

    /// What an expression, or a block that returns, gives in the end; it may
    /// wait for promises.
    pub async fn settled(&self, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[0];
             (async () => {expression})().then(done, error => done(`threw ${{error}}`));"
        );
        match self.session.execute_async(script.as_str(), vec![]).await {
            Ok(answer) => answer.json().clone(),
            Err(error) => panic!("{expression}\n{error}"),
        }
    }

    /// Sends a command of the DevTools protocol.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        match self.session.cdp().send_raw(method, parameters).await {
            Ok(answer) => answer,
            Err(error) => panic!("{method}: {error}"),
        }
    }

    /// Runs a script before each page that is loaded from now on.
    pub async fn before_load(&self, script: &str) {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Puts a picture of the page into `target/e2e-screenshots`.
    pub async fn screenshot(&self, name: &str) {
        let folder = target().join("e2e-screenshots");
        let saved = match fs::create_dir_all(&folder) {
            Ok(()) => self.session.screenshot(&folder.join(format!("{name}.png"))).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = saved {
            eprintln!("no picture {name}: {error}");
        }
    }
}

/// `1,234` and `34 = 3 + 1 + 30`, but not `12 ms`.
fn parse_number(text: &str) -> Option<u64> {
    let figure = text.split('=').next().unwrap_or(text).trim();
    figure.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u64>) {
        assert_eq!(parse_number(text), expected, "{text}");
    }

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        check("67", Some(67));
        check("1,234,567", Some(1_234_567));
        check("34 = 3 + 1 + 30", Some(34));
        check("not reported", None);
        check("", None);
    }
}
