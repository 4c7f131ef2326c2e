//! What a person does again and again, as steps.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::{Page, fake::Fake};

impl Page {
    /// Loads the page in a mode: `text`, `chat` or `completion`.
    pub async fn open_in(&self, mode: &str) {
        self.open("").await;
        self.click(&format!("mode-{mode}")).await;
        let field = if mode == "chat" { "message-input" } else { "text-input" };
        self.by(field).await;
    }

    /// Loads the page with a prompt of one message that goes to a fake
    /// endpoint.
    pub async fn open_prompt(&self, fake: &Fake, model: &str) {
        self.open_in("chat").await;
        self.write_messages(&[("user", "Say hello")]).await;
        self.use_endpoint(&fake.url, model).await;
    }

    /// Makes the prompt exactly these messages: role and content.
    pub async fn write_messages(&self, messages: &[(&str, &str)]) {
        loop {
            let count = self.count("message").await;
            if count < messages.len() {
                self.click("add-message").await;
                self.wait_count("message", count + 1).await;
            } else if count > messages.len() {
                self.click("delete-message").await;
                self.wait_count("message", count - 1).await;
            } else {
                break;
            }
        }
        for (index, (role, content)) in messages.iter().enumerate() {
            self.choose_nth("message-role", index, role).await;
            self.fill_nth("message-input", index, content).await;
        }
    }

    /// The role and the content of every message.
    pub async fn messages(&self) -> Vec<(String, String)> {
        let mut messages = Vec::new();
        for index in 0..self.count("message").await {
            let role = self.value_nth("message-role", index).await;
            messages.push((role, self.value_nth("message-input", index).await));
        }
        messages
    }

    /// Sets where the prompt goes.
    pub async fn use_endpoint(&self, url: &str, model: &str) {
        self.set("base-url", url).await;
        self.set("model", model).await;
        let host = url.trim_start_matches("http://");
        self.wait_says("resolved-url", host).await;
    }

    /// Loads a demo from the menu.
    pub async fn load_demo(&self, id: &str) {
        self.click("demo-menu").await;
        let demo = format!("document.querySelector('[data-testid=demo][data-demo=\"{id}\"]')");
        self.wait_until(&demo).await;
        self.js(&format!("{demo}.click()"), vec![]).await;
    }

    /// Sends, and waits until the run has ended. `fake` must be the endpoint
    /// that is set, since what it received tells this run from the one before.
    pub async fn run(&self, fake: &Fake) {
        let before = fake.completions().len();
        self.click("send").await;
        let arrival = async {
            while fake.completions().len() == before {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(20), arrival).await.expect("the request arrives");
        self.wait_end().await;
    }

    /// Waits until nothing runs.
    pub async fn wait_end(&self) {
        self.wait_count("stop", 0).await;
    }

    /// The link to what is on the page, from `#` on.
    pub async fn share(&self) -> String {
        self.click("share").await;
        self.by("share-url").await;
        self.wait_until("document.querySelector('[data-testid=share-url]').value.includes('#')").await;
        let link = self.value("share-url").await;
        assert!(link.starts_with(self.url()), "{link} leads away from the page");
        self.press("Escape", 27).await;
        link.split_once('#').map(|(_, fragment)| format!("#{fragment}")).expect("it was just there")
    }

    /// What is wrong with the last run: the kind of the error.
    pub async fn error_kind(&self) -> Option<String> {
        self.attributes("run-error", "data-error").await.pop()
    }
}
