//! The browser's console, and what may stand in it.

use serde_json::Value;

use crate::Page;

/// Every message since the last call, with its level.
pub(crate) async fn messages(page: &Page) -> Vec<String> {
    let log = page.session().browser_log().await.unwrap_or_default();
    log.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)).collect()
}

/// Panics on a severe message that is not expected, or on a violation of the
/// content policy.
pub(crate) async fn check(page: &Page) {
    let severe: Vec<String> = messages(page)
        .await
        .into_iter()
        .filter(|message| message.starts_with("SEVERE"))
        .filter(|message| !is_expected(message, page.url()))
        .collect();
    assert!(severe.is_empty(), "the console holds severe messages:\n{}", severe.join("\n"));
    let violations = page.js("return window.violations ?? []", vec![]).await;
    assert_eq!(violations, Value::Array(vec![]), "the content policy was violated");
}

/// A browser logs every request that fails. Those to the endpoint under test
/// fail on purpose; those to the site itself must not.
fn is_expected(message: &str, site: &str) -> bool {
    let is_about_site = message.starts_with(&format!("SEVERE {site}"));
    (message.contains("Failed to load resource") && !is_about_site)
        || message.contains("has been blocked by CORS policy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, expected: bool) {
        assert_eq!(is_expected(message, "http://127.0.0.1:8080"), expected, "{message}");
    }

    #[test]
    fn only_failures_of_the_endpoint_are_expected() {
        check(
            "SEVERE http://127.0.0.1:9000/v1/models - Failed to load resource: the server responded with a status of 404",
            true,
        );
        check(
            "SEVERE http://127.0.0.1:8080/ - Access to fetch at 'http://127.0.0.1:9000/' has been blocked by CORS policy",
            true,
        );
        check(
            "SEVERE http://127.0.0.1:8080/vocab/x - Failed to load resource: the server responded with a status of 404",
            false,
        );
        check("SEVERE http://127.0.0.1:8080/a.js 1:2 \"panicked at\"", false);
    }
}
