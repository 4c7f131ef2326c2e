use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lollipop_bpe::Encoding;
use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;
use serde_json::json;

use super::{Demo, DemoError, MAX_MESSAGES, Params, View, decode_fragment, encode_fragment};
use crate::chat::{Message, Mode, Role};

/// A fragment around JSON that we did not write.
fn fragment(json: &[u8]) -> String {
    format!("1.{}", URL_SAFE_NO_PAD.encode(compress_to_vec(json, 6)))
}

#[track_caller]
fn check_error(fragment: &str, error: DemoError) {
    assert_eq!(decode_fragment(fragment), Err(error));
}

#[track_caller]
fn check_json(json: &str, expected: Result<Demo, DemoError>) {
    assert_eq!(decode_fragment(&fragment(json.as_bytes())), expected, "{json:.200}");
}

fn poem() -> Demo {
    Demo {
        title: "鲸鱼 🐳".to_owned(),
        messages: vec![
            Message::new(Role::System, "你是一个助理, 并以 Seuss 苏斯博士的风格作出回答。"),
            Message { enabled: false, ..Message::new(Role::Assistant, "\u{202E}<b>&\"\\\n") },
            Message::new(Role::User, "就快乐的小鲸鱼为主题给我写一首短诗"),
        ],
        model: "gpt-3.5-turbo-0613".to_owned(),
        encoding: Some(Encoding::Cl100kBase),
        window: Some(4096),
        params: Params { temperature: Some(1.0), max_tokens: None, top_p: Some(0.95) },
        base_url: Some("http://localhost:11434/v1".to_owned()),
        view: View::Run,
        ..Demo::default()
    }
}

/// A link of the first version, as it was once shared: it opens for ever.
#[test]
fn a_frozen_link_keeps_opening() {
    let link = "#1.NZBdS8JQGMe_ynguupq64Qt4iL5Ely1iyspobbJzZoQMJMKiKA3C1CIlKSgxtSDmG32XOmdzd32ETk1vf\
        8_z_z1_niIQQBC8ucFwKvy0qu8gQhbQRhEszvEhJtp-iIDO2l69T90SdV_Y2bNfLYsCG33QyaOwrtkYC_Pzi\
        lfrs4sm63T95nHQufTaUzq7Yydjdnvv966_S0fgiKFaxXgXE9UgC_tX6XU1s7aigKIoBmemAWhb1bG2DNhYs\
        xa7bDBkn106qvIrbFAJ21N3TN1J8FD3Jw3v9IqVG7xq8FTzW715_wacTe7k2Z08icSjyQixrYwZkVJynEs1P\
        sjqsiTtbWVUrHFyACghpVMi5AEV_34kRyUReCfD1vV_KkXTSUcEm0dzhORRLKabWVXPmZggWU7EE7GCzEUFP\
        rdsA5xf";
    assert_eq!(decode_fragment(link).unwrap(), poem());
}

#[test]
fn defaults_are_left_out() {
    assert_eq!(serde_json::to_string(&Demo::default()).unwrap(), "{}");
    check_json("{}", Ok(Demo::default()));
    let text = Demo { mode: Mode::Text, text: "hi".to_owned(), ..Demo::default() };
    assert_eq!(serde_json::to_string(&text).unwrap(), r#"{"m":"text","x":"hi"}"#);
}

#[test]
fn names_agree_with_serde() {
    for view in View::ALL {
        assert_eq!(serde_json::to_value(view).unwrap(), view.as_str());
    }
}

#[test]
fn what_is_left_to_the_endpoint_is_not_the_default() {
    let params = Params { temperature: None, max_tokens: None, top_p: None };
    let demo = Demo { params, ..Demo::default() };
    assert_eq!(serde_json::to_string(&demo).unwrap(), r#"{"p":{"t":null,"n":null}}"#);
    assert_eq!(decode_fragment(&encode_fragment(&demo)).unwrap().params, params);
}

#[test]
fn fields_of_a_later_version_are_kept() {
    let json = r#"{"m":"text","zz":{"deep":[1,2.5,null]},"__proto__":{"polluted":true}}"#;
    let demo = decode_fragment(&fragment(json.as_bytes())).unwrap();
    assert_eq!(demo.mode, Mode::Text);
    assert_eq!(demo.unknown["zz"], json!({"deep": [1, 2.5, null]}));
    assert_eq!(demo.unknown["__proto__"], json!({"polluted": true}));
    assert_eq!(decode_fragment(&encode_fragment(&demo)).unwrap(), demo);
}

#[test]
fn an_unknown_encoding_is_none() {
    check_json(r#"{"e":"o400k_base"}"#, Ok(Demo::default()));
    check_json(r#"{"e":null}"#, Ok(Demo::default()));
}

#[track_caller]
fn check_base_url(typed: &str, shared: Option<&str>) {
    let demo = Demo { base_url: Some(typed.to_owned()), ..Demo::default() };
    let encoded = encode_fragment(&demo);
    assert_eq!(decode_fragment(&encoded).unwrap().base_url.as_deref(), shared);
    // A link that somebody else made is read with the same care.
    let foreign = fragment(json!({ "u": typed }).to_string().as_bytes());
    assert_eq!(decode_fragment(&foreign).unwrap().base_url.as_deref(), shared);
    let json = serde_json::to_string(&demo).unwrap();
    assert!(!json.contains("secret"), "{json}");
}

#[test]
fn a_base_url_carries_no_secret() {
    check_base_url("localhost:11434", Some("http://localhost:11434/v1"));
    check_base_url("https://api.example/v1?key=secret#secret", Some("https://api.example/v1"));
    check_base_url("https://user:secret@api.example/v1", None);
    check_base_url("https://secret@api.example/v1", None);
    check_base_url("javascript:secret", None);
    check_base_url("data:text/html,secret", None);
    check_base_url("", None);
}

#[test]
fn what_is_no_demo_link_is_told_apart() {
    check_error("", DemoError::Empty);
    check_error("#", DemoError::Empty);
    for fragment in ["#tokens", "#/room/1.", "#.", "#-1.x", "#1", "v1.x", "#１.x", &"x".repeat(100_000)] {
        check_error(fragment, DemoError::NotADemoLink);
    }
}

#[test]
fn a_later_version_is_said_so() {
    check_error("2.abc", DemoError::UnknownVersion { version: 2 });
    check_error("#0.", DemoError::UnknownVersion { version: 0 });
    check_error("99999999999.", DemoError::UnknownVersion { version: u32::MAX });
}

#[test]
fn damaged_links_are_errors() {
    check_error("1.a", DemoError::NotBase64);
    check_error("1.????", DemoError::NotBase64);
    check_error("1.中文", DemoError::NotBase64);
    check_error("1.", DemoError::NotDeflate);
    check_error("1._____w", DemoError::NotDeflate);
    let whole = encode_fragment(&poem());
    for length in 2..whole.len() {
        let error = decode_fragment(&whole[..length]).unwrap_err();
        assert!(matches!(error, DemoError::NotBase64 | DemoError::NotDeflate), "{error}");
    }
}

#[test]
fn the_fragment_is_bounded() {
    let long = format!("1.{}", "A".repeat(64 * 1024 - 2));
    assert_ne!(
        decode_fragment(&long),
        Err(DemoError::TooLong { bytes: 65_536, most: 65_536 }),
        "64 KiB exactly are read"
    );
    check_error(&format!("{long}A"), DemoError::TooLong { bytes: 65_537, most: 65_536 });
    let huge = format!("1.{}", "A".repeat(10 * 1024 * 1024));
    check_error(&huge, DemoError::TooLong { bytes: 10_485_762, most: 65_536 });
}

#[test]
fn the_inflated_demo_is_bounded() {
    const MOST: usize = 1_048_576;
    let of_size = |bytes: usize| format!(r#"{{"x":"{}"}}"#, "a".repeat(bytes - 8));
    assert_eq!(decode_fragment(&fragment(of_size(MOST).as_bytes())).unwrap().text.len(), MOST - 8);
    check_error(&fragment(of_size(MOST + 1).as_bytes()), DemoError::TooLarge { most: MOST });
    let bomb = fragment(&vec![b' '; 40 * MOST]);
    assert!(bomb.len() < 64 * 1024, "the bomb itself is small: {}", bomb.len());
    check_error(&bomb, DemoError::TooLarge { most: MOST });
}

#[test]
fn nesting_is_bounded() {
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    check_json(&deep(20_000), Err(DemoError::NotADemo));
    check_json(&format!(r#"{{"zz":{}}}"#, deep(20_000)), Err(DemoError::NotADemo));
    check_json(&format!(r#"{{"c":{}}}"#, deep(20_000)), Err(DemoError::NotADemo));
    let demo = decode_fragment(&fragment(format!(r#"{{"zz":{}}}"#, deep(100)).as_bytes())).unwrap();
    assert_eq!(decode_fragment(&encode_fragment(&demo)).unwrap(), demo);
}

#[test]
fn messages_are_bounded() {
    let of = |count| format!(r#"{{"c":[{}]}}"#, vec![r#"{"r":"user","c":""}"#; count].join(","));
    assert_eq!(decode_fragment(&fragment(of(MAX_MESSAGES).as_bytes())).unwrap().messages.len(), 1000);
    check_json(&of(1001), Err(DemoError::TooManyMessages { count: 1001, most: 1000 }));
    check_json(&of(50_000), Err(DemoError::TooManyMessages { count: 50_000, most: 1000 }));
    check_json(&of(100_000), Err(DemoError::TooLarge { most: 1_048_576 }));
}

#[test]
fn other_json_is_no_demo() {
    for json in [
        "",
        "null",
        "1",
        "\"x\"",
        "[]",
        "[1,2]",
        "{",
        "{}x",
        "\u{0}",
        r#"{"m":"text""#,
        r#"{"t":1}"#,
        r#"{"m":"image"}"#,
        r#"{"m":0}"#,
        r#"{"x":null}"#,
        r#"{"c":{}}"#,
        r#"{"c":[1]}"#,
        r#"{"c":[{"r":"root","c":""}]}"#,
        r#"{"c":[{"r":"user"}]}"#,
        r#"{"c":[{"r":"user","c":"","on":"no"}]}"#,
        r#"{"w":-1}"#,
        r#"{"w":4294967296}"#,
        r#"{"w":1.5}"#,
        r#"{"p":1}"#,
        r#"{"p":{"t":"hot"}}"#,
        r#"{"p":{"t":1e999}}"#,
        r#"{"u":1}"#,
        r#"{"v":"admin"}"#,
        r#"{"e":1}"#,
        r#"{"m":"text","m":"chat"}"#,
    ] {
        check_json(json, Err(DemoError::NotADemo));
    }
    check_error(&fragment(b"{\"x\":\"\xFF\"}"), DemoError::NotADemo);
}

fn messages() -> impl Strategy<Value = Vec<Message>> {
    let role = prop::sample::select(&Role::ALL[..]);
    let message = (role, any::<String>(), any::<bool>()).prop_map(|(role, content, enabled)| Message {
        role,
        content,
        enabled,
    });
    prop::collection::vec(message, 0..6)
}

fn params() -> impl Strategy<Value = Params> {
    // As people set them: hundredths.
    let number = || prop::option::of((0..=200_u32).prop_map(|n| f64::from(n) / 100.0));
    (number(), prop::option::of(any::<u32>()), number()).prop_map(|(temperature, max_tokens, top_p)| Params {
        temperature,
        max_tokens,
        top_p,
    })
}

fn demos() -> impl Strategy<Value = Demo> {
    let base_urls = ["http://localhost:8080/v1", "https://a.example/chat/completions"];
    let head = (any::<String>(), prop::sample::select(&Mode::ALL[..]), any::<String>(), messages());
    let model = (
        ".{0,20}",
        prop::option::of(prop::sample::select(Encoding::ALL.to_vec())),
        prop::option::of(any::<u32>()),
    );
    let rest = (
        params(),
        prop::option::of(prop::sample::select(base_urls.to_vec())),
        prop::sample::select(&View::ALL[..]),
        prop::collection::btree_map("z[a-z]{1,5}", any::<i64>(), 0..3),
    );
    (head, model, rest).prop_map(
        |((title, mode, text, messages), (model, encoding, window), (params, base_url, view, extra))| {
            let base_url = base_url.map(str::to_owned);
            let unknown = extra.into_iter().map(|(name, value)| (name, value.into())).collect();
            Demo { title, mode, text, messages, model, encoding, window, params, base_url, view, unknown }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_demo_comes_back_from_its_link(demo in demos()) {
        let link = encode_fragment(&demo);
        prop_assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
        prop_assert_eq!(decode_fragment(&format!("#{link}")).unwrap(), demo);
    }

    #[test]
    fn no_fragment_panics(body in "[A-Za-z0-9_-]{0,200}", raw in any::<String>()) {
        let _ = decode_fragment(&format!("1.{body}"));
        let _ = decode_fragment(&raw);
    }

    #[test]
    fn a_damaged_link_never_panics(at in any::<prop::sample::Index>(), by in b'0'..=b'z') {
        let mut link = encode_fragment(&poem()).into_bytes();
        let at = at.index(link.len());
        link[at] = by;
        let _ = decode_fragment(&String::from_utf8_lossy(&link));
    }
}
