//! Addresses, as they are typed and as they are asked for. These tests run twice,
//! since a page has its browser read addresses: natively, and in a browser.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use lollipop_core::{
    demo::{BadAddress, DemoAddress, address_in, demo_address},
    endpoint::{
        BaseUrlError, Origin, Reach,
        Target::{ChatCompletions, Completions, Models},
        base_url, resolve,
    },
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// What is typed, and the address of a chat completion that comes of it.
#[track_caller]
fn check(typed: &str, url: &str) {
    let resolved = resolve(typed, ChatCompletions).unwrap();
    assert_eq!(resolved.url, url, "{typed}");
    let pieces = [&*resolved.before_host, &resolved.host, &resolved.after_host];
    assert_eq!(pieces.concat(), url, "the pieces make the whole");
    assert!(url.starts_with(resolved.origin.as_str()));
    // The form that is kept and shared means the same, and is stable.
    let base = base_url(typed).unwrap();
    assert_eq!(resolve(&base, ChatCompletions).unwrap().url, url, "{base}");
    assert_eq!(base_url(&base).unwrap(), base);
}

#[track_caller]
fn check_error(typed: &str, error: BaseUrlError) {
    assert_eq!(resolve(typed, ChatCompletions), Err(error.clone()), "{typed}");
    assert_eq!(base_url(typed), Err(error), "{typed}");
}

#[test]
fn with_or_without_v1() {
    const OPENAI: &str = "https://api.openai.com/v1/chat/completions";
    for typed in [
        "https://api.openai.com/v1",
        "https://api.openai.com/v1/",
        "https://api.openai.com/v1//",
        "https://api.openai.com//v1",
        "https://api.openai.com",
        "https://api.openai.com/",
        "https://api.openai.com:443",
        "HTTPS://API.OPENAI.COM/v1",
        "https:api.openai.com",
        "api.openai.com",
        "api.openai.com/v1",
        "  api.openai.com/v1 \n",
        "\u{3000}https://api.openai.com\u{A0}",
        "//api.openai.com",
        "https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1/chat/completions/",
        "https://api.openai.com/v1/completions",
        "https://api.openai.com/v1/models",
        "https://api.openai.com/v1?key=secret",
        "https://api.openai.com/v1#models",
        "https://api.ope\nnai.com/v1",
        "https:\\\\api.openai.com\\v1",
    ] {
        check(typed, OPENAI);
    }
}

#[test]
fn other_paths_are_kept() {
    check(
        "https://generativelanguage.googleapis.com/v1beta/openai/",
        "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
    );
    check("https://api.groq.com/openai/v1", "https://api.groq.com/openai/v1/chat/completions");
    check("openrouter.ai/api/v1", "https://openrouter.ai/api/v1/chat/completions");
    check(
        "https://ark.cn-beijing.volces.com/api/v3",
        "https://ark.cn-beijing.volces.com/api/v3/chat/completions",
    );
    check("https://api.deepseek.com/beta", "https://api.deepseek.com/beta/chat/completions");
    // A whole address at the root says that there is no `/v1`.
    check("https://api.deepseek.com/chat/completions", "https://api.deepseek.com/chat/completions");
    check("https://a.example/models", "https://a.example/chat/completions");
    check("https://a.example/my models", "https://a.example/my%20models/chat/completions");
    check("https://a.example/a/../v1", "https://a.example/v1/chat/completions");
}

#[test]
fn the_version_of_azure_stays() {
    check(
        "https://x.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-06-01&k=v",
        "https://x.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-06-01",
    );
}

#[test]
fn this_machine_gets_http() {
    check("localhost:11434", "http://localhost:11434/v1/chat/completions");
    check("localhost", "http://localhost/v1/chat/completions");
    check("LOCALHOST:8080/v1/", "http://localhost:8080/v1/chat/completions");
    check("127.0.0.1:8080", "http://127.0.0.1:8080/v1/chat/completions");
    check("[::1]:8080", "http://[::1]:8080/v1/chat/completions");
    check("0.0.0.0:8000", "http://0.0.0.0:8000/v1/chat/completions");
    check("https://localhost:8443", "https://localhost:8443/v1/chat/completions");
    check("//localhost:1234", "http://localhost:1234/v1/chat/completions");
}

#[test]
fn other_hosts_get_https() {
    check("my-box:8000", "https://my-box:8000/v1/chat/completions");
    check("192.168.1.5:11434", "https://192.168.1.5:11434/v1/chat/completions");
    check("http://192.168.1.5:11434", "http://192.168.1.5:11434/v1/chat/completions");
    check("localhost.evil.example", "https://localhost.evil.example/v1/chat/completions");
    check("//evil", "https://evil/v1/chat/completions");
    check("https://api.openai.com.evil", "https://api.openai.com.evil/v1/chat/completions");
    check("https://api.openai.com./v1", "https://api.openai.com./v1/chat/completions");
    check("https://evil\\@api.openai.com", "https://evil/@api.openai.com/chat/completions");
    check("https://xn--bcher-kva.example", "https://xn--bcher-kva.example/v1/chat/completions");
}

#[test]
fn every_target_has_its_path() {
    let of = |target| resolve("localhost:8080/v1/chat/completions", target).unwrap().url;
    assert_eq!(of(ChatCompletions), "http://localhost:8080/v1/chat/completions");
    assert_eq!(of(Completions), "http://localhost:8080/v1/completions");
    assert_eq!(of(Models), "http://localhost:8080/v1/models");
}

#[test]
fn no_address_at_all() {
    check_error("", BaseUrlError::Empty);
    check_error(" \t\n\u{3000}", BaseUrlError::Empty);
    check_error("/", BaseUrlError::NoHost);
    check_error("//", BaseUrlError::NoHost);
    check_error("/v1/chat/completions", BaseUrlError::NoHost);
    check_error("https://", BaseUrlError::NoHost);
    check_error(":8080", BaseUrlError::NoHost);
    check_error("https://a b", BaseUrlError::Invalid);
    check_error("https://a*b", BaseUrlError::Invalid);
    check_error("https://a;b.example", BaseUrlError::Invalid);
    check_error("localhost:99999", BaseUrlError::Invalid);
    check_error("https://[::1", BaseUrlError::Invalid);
    check_error("https://a.example:port", BaseUrlError::Invalid);
    check_error("1.2.3.4.5", BaseUrlError::Invalid);
}

#[test]
fn other_schemes_are_refused() {
    for (typed, scheme) in [
        ("javascript:alert(1)", "javascript"),
        ("java\nscript:alert(1)", "javascript"),
        ("JavaScript:1", "JavaScript"),
        ("data:text/html,x", "data"),
        ("blob:https://api.openai.com/1", "blob"),
        ("file:///etc/passwd", "file"),
        ("mailto:a@b.example", "mailto"),
        ("ftp://a.example", "ftp"),
        ("ws://localhost:1", "ws"),
    ] {
        check_error(typed, BaseUrlError::Scheme { scheme: scheme.to_owned() });
    }
}

#[test]
fn a_user_before_the_host_is_refused() {
    check_error("https://api.openai.com@evil", BaseUrlError::UserInfo);
    check_error("https://user:pass@api.openai.com/v1", BaseUrlError::UserInfo);
    check_error("api.openai.com@evil", BaseUrlError::UserInfo);
    check_error("api.openai.com:443@evil", BaseUrlError::UserInfo);
    check_error("//api.openai.com:sk@evil", BaseUrlError::UserInfo);
    check_error("https://@evil", BaseUrlError::UserInfo);
}

#[test]
fn letters_that_only_look_alike_are_refused() {
    check_error("https://api.opеnai.com", BaseUrlError::NonAsciiHost);
    check_error("例子.example", BaseUrlError::NonAsciiHost);
    check_error("https://api.openai。com", BaseUrlError::NonAsciiHost);
    check_error("１２７.0.0.1:8080", BaseUrlError::NonAsciiHost);
    check_error("A\u{61D}", BaseUrlError::NonAsciiHost);
    check_error("https://%61pi.openai.com", BaseUrlError::Invalid);
    check_error("https://A%D8%9D", BaseUrlError::Invalid);
}

#[track_caller]
fn check_reach(typed: &str, host: &str, origin: &str, reach: Reach) {
    let resolved = resolve(typed, Models).unwrap();
    assert_eq!((&*resolved.host, resolved.origin.as_str(), resolved.reach), (host, origin, reach));
}

#[test]
fn hosts_are_shown_with_their_port() {
    check_reach("api.openai.com", "api.openai.com", "https://api.openai.com", Reach::Secure);
    check_reach("a.example:8443", "a.example:8443", "https://a.example:8443", Reach::Secure);
    check_reach("localhost:1234", "localhost:1234", "http://localhost:1234", Reach::Loopback);
    check_reach("127.0.0.1", "127.0.0.1", "http://127.0.0.1", Reach::Loopback);
    check_reach("http://[::1]:80", "[::1]", "http://[::1]", Reach::PlainRemote);
    check_reach("http://10.0.0.2", "10.0.0.2", "http://10.0.0.2", Reach::PlainRemote);
    check_reach("http://localhost./", "localhost.", "http://localhost.", Reach::PlainRemote);
}

#[track_caller]
fn check_origin(text: &str, expected: Option<&str>) {
    assert_eq!(Origin::parse(text).as_ref().map(Origin::as_str), expected, "{text}");
}

#[test]
fn origins_are_normalised() {
    check_origin("https://api.openai.com", Some("https://api.openai.com"));
    check_origin("HTTPS://API.OpenAI.com:443/", Some("https://api.openai.com"));
    check_origin("http://localhost:80", Some("http://localhost"));
    check_origin("http://localhost:11434", Some("http://localhost:11434"));
    check_origin("http://[::1]:8080", Some("http://[::1]:8080"));
    check_origin("https://api.openai.com.", Some("https://api.openai.com."));
    check_origin("tab:", Some("tab:"));
}

#[test]
fn an_address_is_no_origin() {
    for text in [
        "",
        "null",
        "localhost",
        "api.openai.com",
        "https://a.example/v1",
        "https://a.example?q",
        "https://a.example#f",
        "https://u@a.example",
        "https://:p@a.example",
        "file:///",
        "javascript:1",
        "blob:https://a.example/1",
        "tab:x",
        "tab://a.example",
        "https://пример.example",
    ] {
        check_origin(text, None);
    }
}

#[track_caller]
fn check_demo(typed: &str, url: &str, host: &str) {
    let expected = DemoAddress { url: url.to_owned(), host: host.to_owned() };
    assert_eq!(demo_address(typed), Ok(expected), "{typed}");
}

#[test]
fn https_and_this_machine_are_asked() {
    check_demo("https://a.example/d.json?x=1#frag", "https://a.example/d.json?x=1", "a.example");
    check_demo(" HTTPS://A.Example:8443 ", "https://a.example:8443/", "a.example:8443");
    check_demo("http://localhost:8080/d.json", "http://localhost:8080/d.json", "localhost:8080");
    check_demo(
        "https://gist.github.com/ann/0123abc",
        "https://gist.githubusercontent.com/ann/0123abc/raw",
        "gist.githubusercontent.com",
    );
    check_demo(
        "https://github.com/ann/demos/blob/main/a/b.json",
        "https://raw.githubusercontent.com/ann/demos/main/a/b.json",
        "raw.githubusercontent.com",
    );
}

#[test]
fn nobody_else_is() {
    for typed in [
        "",
        "a.example",
        "//a.example/x",
        "http://a.example/x",
        "http://localhost.evil.example/x",
        "https://user@a.example/x",
        "https://user:pass@a.example/x",
        "https://api.openai.com%40evil/x",
        "https://",
        "https:///x",
        "javascript://a.example/%0aalert(1)",
        "data://text/html,x",
        "file:///etc/passwd",
        "https://中文.example/x",
        "https://a.example\\@evil.example",
        "https://a.exa mple/x",
        "https://a*b.example/x",
    ] {
        assert_eq!(demo_address(typed), Err(BadAddress), "{typed}");
    }
}

#[test]
fn a_fragment_may_name_one() {
    let url = |fragment: &str| address_in(fragment).map(|it| it.map(|it| it.url));
    let expected = Some(Ok("https://a.example/d.json?a=1&b=2".to_owned()));
    assert_eq!(url("#url=https://a.example/d.json?a=1&b=2"), expected);
    assert_eq!(url("url=https%3A%2F%2Fa.example%2Fd.json%3Fa%3D1%26b%3D2"), expected);
    assert_eq!(url("#url="), Some(Err(BadAddress)));
    assert_eq!(url("#url=javascript:alert(1)"), Some(Err(BadAddress)));
    assert_eq!(url("#2.abc"), None);
    assert_eq!(url("#curl=https://a.example"), None);
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    /// Whatever is typed, the pieces tile the address and no user stands in it.
    #[test]
    fn nothing_typed_panics(
        typed in r"(https?:|[a-z]{1,4}:)?[/\\]{0,3}(xn--)?([a-zA-Z0-9.:%@-]{0,12}|\PC{0,9})\PC{0,20}",
    ) {
        if let Ok(resolved) = resolve(&typed, ChatCompletions) {
            let pieces = [resolved.before_host, resolved.host, resolved.after_host].concat();
            proptest::prop_assert_eq!(&pieces, &resolved.url);
            proptest::prop_assert!(resolved.url.starts_with("http"));
            let base = base_url(&typed).unwrap();
            proptest::prop_assert_eq!(resolve(&base, ChatCompletions).unwrap().url, resolved.url);
        }
    }
}
