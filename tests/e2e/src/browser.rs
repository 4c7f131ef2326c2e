//! A browser of its own for each test: fresh profile, own site server, and a
//! clean console at the end.

use std::{
    env,
    panic::{AssertUnwindSafe, resume_unwind},
    process::Stdio,
    thread,
    time::Duration,
};

use futures::FutureExt;
use serde_json::json;
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, TimeoutConfiguration, WebDriver,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};
use xtask::server::{Kept, Site};

use crate::{Page, console, root};

const DRIVER_ATTEMPTS: u32 = 5;
/// The longest that a test may take, so that one that hangs is shown.
const LIMIT: Duration = Duration::from_secs(240);

/// What the browser is like.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The languages of the person, as a browser names them.
    pub languages: &'static str,
    /// Of the page, in CSS pixels.
    pub width: u32,
    /// Of the page, in CSS pixels.
    pub height: u32,
    /// The person prefers dark pages.
    pub dark: bool,
    /// The person was here before, so the workbench comes at once.
    pub visited: bool,
    /// How long the page may take to show what it should.
    pub patience: Duration,
    /// Every request is written down, for [`Page::requests`].
    pub network: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            languages: "en-US,en",
            width: 1280,
            height: 800,
            dark: false,
            visited: true,
            patience: Duration::from_secs(20),
            network: false,
        }
    }
}

impl Options {
    /// Those of a person who reads Chinese.
    #[must_use]
    pub fn chinese() -> Self {
        Self { languages: "zh-CN,zh", ..Self::default() }
    }
}

/// Serves the release build, opens a browser, and does what `test` says.
///
/// The page is not open yet when `test` begins. Afterwards the console must
/// hold no severe message and the content policy must have held. A test that
/// fails leaves a picture in `target/e2e-screenshots`, named after it.
///
/// # Panics
/// When the test does, and when something that it needs is missing.
pub async fn browse<T>(options: Options, test: impl AsyncFnOnce(&Page) -> T) -> T {
    let site = root().join("dist");
    assert!(site.join("index.html").is_file(), "there is no built site: run `cargo xtask build`");
    let site = Site::bind(&site, 0, Kept::Offline).await.expect("a free port");
    let url = site.url();
    let server = tokio::spawn(site.run());

    let (mut driver, driver_url) = start_driver().await;
    let profile = tempfile::tempdir().expect("a folder for the profile");
    let session = WebDriver::new(driver_url, capabilities(options, profile.path()))
        .await
        .expect("a Chromium that starts");
    let page = Page::new(session.clone(), url, options.patience);

    let outcome = AssertUnwindSafe(timeout(LIMIT, async {
        prepare(&page, options).await;
        let value = test(&page).await;
        console::check(&page).await;
        value
    }))
    .catch_unwind()
    .await;

    if !matches!(outcome, Ok(Ok(_))) {
        let name = thread::current().name().unwrap_or("test").replace("::", "-");
        page.screenshot(&format!("failed-{name}")).await;
        eprintln!("console:\n{}", console::messages(&page).await.join("\n"));
    }
    // The browser must not outlive the test; that it is gone already is fine.
    let _ = session.quit().await;
    let _ = driver.kill().await;
    server.abort();
    match outcome {
        Ok(Ok(value)) => value,
        Ok(Err(_)) => panic!("the test took longer than {LIMIT:?}"),
        Err(panic) => resume_unwind(panic),
    }
}

/// A driver that listens. It takes one free port twice, for IPv4 and for IPv6,
/// and ends when another program was quicker with the second: then once more.
async fn start_driver() -> (Child, String) {
    for _ in 0..DRIVER_ATTEMPTS {
        if let Some(driver) = try_start_driver().await {
            return driver;
        }
    }
    panic!("chromedriver ended {DRIVER_ATTEMPTS} times before it had a port");
}

async fn try_start_driver() -> Option<(Child, String)> {
    let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let mut driver = Command::new(program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("chromedriver on the path, or at $CHROMEDRIVER");
    let mut lines = BufReader::new(driver.stdout.take().expect("stdout is piped")).lines();
    while let Some(line) = lines.next_line().await.expect("chromedriver speaks UTF-8") {
        // `ChromeDriver was started successfully on port 38211.`
        if let Some((_, port)) = line.split_once("successfully on port ") {
            let url = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
            // What it says later must not fill the pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Some((driver, url));
        }
    }
    None
}

fn capabilities(options: Options, profile: &std::path::Path) -> thirtyfour::Capabilities {
    let mut chrome = DesiredCapabilities::chrome();
    let size = format!("--window-size={},{}", options.width, options.height);
    let profile = format!("--user-data-dir={}", profile.display());
    for flag in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        &size,
        &profile,
    ] {
        chrome.add_arg(flag).expect("a flag is a string");
    }
    if let Ok(chromium) = env::var("CHROMIUM") {
        chrome.set_binary(&chromium).expect("a path is a string");
    }
    chrome
        .add_experimental_option("prefs", json!({ "intl.accept_languages": options.languages }))
        .expect("preferences are JSON");
    chrome.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a level is a string");
    if options.network {
        chrome.set_logging_prefs("performance", LoggingPrefsLogLevel::All).expect("a level is a string");
    }
    chrome.into()
}

async fn prepare(page: &Page, options: Options) {
    let timeouts =
        TimeoutConfiguration::new(Some(Duration::from_secs(120)), Some(Duration::from_secs(60)), None);
    page.session().update_timeouts(timeouts).await.expect("timeouts are set");
    page.resize(options.width, options.height).await;
    page.prefer_dark(options.dark).await;
    page.before_load(WATCHERS).await;
    if options.visited {
        page.before_load("try { localStorage.setItem('lollipop.visited', 'true'); } catch {}").await;
    }
}

/// Keeps what the tests look at later: violations of the content policy, and
/// the workers that the page starts.
const WATCHERS: &str = "
window.violations = [];
document.addEventListener('securitypolicyviolation', event => {
  window.violations.push(`${event.violatedDirective}: ${event.blockedURI} at ${event.sourceFile}`);
});
window.workers = [];
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    window.workers.push(this);
  }
};";
