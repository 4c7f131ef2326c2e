use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lollipop_bpe::Encoding;
use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;
use serde_json::json;

use super::{
    Candidate, Demo, DemoError, MAX_MESSAGES, Params, Recorded, RecordedUsage, View, decode_fragment,
    encode_fragment,
};
use crate::chat::{Message, Mode, Role};
use crate::classic::{self, ClassicId};
use crate::run::Piece;
use crate::wire::FinishReason;

/// One that has everything.
fn whole() -> Demo {
    let recorded = Recorded {
        text: "鲸鱼, whale!".to_owned(),
        reasoning: "Hm.".to_owned(),
        pieces: vec![Piece { chars: 2, at_ms: 301 }, Piece { chars: 8, at_ms: 340 }],
        top: vec![vec![Candidate("鲸".to_owned(), -0.25), Candidate(" Whale".to_owned(), -1.5)]],
        usage: Some(RecordedUsage {
            prompt_tokens: 67,
            completion_tokens: 9,
            total_tokens: Some(80),
            reasoning_tokens: Some(2),
            cached_tokens: Some(64),
            ..RecordedUsage::default()
        }),
        finish: Some(FinishReason::Other("eos".to_owned())),
        model: "gpt-4o-mini-2024-07-18".to_owned(),
        date: "2026-11-22".to_owned(),
        ..Recorded::default()
    };
    Demo {
        notes: "Look at **鲸鱼**: [why](https://example.org)?".to_owned(),
        language: "en".to_owned(),
        recorded: Some(recorded),
        ..poem()
    }
}

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
        params: Params { temperature: Some(1.0), max_tokens: None, top_p: Some(0.95), ..Params::default() },
        base_url: Some("http://localhost:11434/v1".to_owned()),
        view: View::Run,
        ..Demo::default()
    }
}

/// Links as they were once shared: they open for ever.
const POEM_1: &str = "#1.NZBdS8JQGMe_ynguupq64Qt4iL5Ely1iyspobbJzZoQMJMKiKA3C1CIlKSgxtSDmG32XOmdzd32ETk1vf\
    8_z_z1_niIQQBC8ucFwKvy0qu8gQhbQRhEszvEhJtp-iIDO2l69T90SdV_Y2bNfLYsCG33QyaOwrtkYC_Pzi\
    lfrs4sm63T95nHQufTaUzq7Yydjdnvv966_S0fgiKFaxXgXE9UgC_tX6XU1s7aigKIoBmemAWhb1bG2DNhYs\
    xa7bDBkn106qvIrbFAJ21N3TN1J8FD3Jw3v9IqVG7xq8FTzW715_wacTe7k2Z08icSjyQixrYwZkVJynEs1P\
    sjqsiTtbWVUrHFyACghpVMi5AEV_34kRyUReCfD1vV_KkXTSUcEm0dzhORRLKabWVXPmZggWU7EE7GCzEUFP\
    rdsA5xf";
const POEM_2: &str = "#2.AZB2ifxK2F5uaM4r3iHvkknP2z62I6Gm7TuRhlE-UsOpOxNQW4EHXA6cWfKJjDNqDmyB";
const WHOLE_2: &str = "#2.AZB2ifxK2F5uaM4q9V0DOxWHicWjCQ-OoSjuJY0Z-fIiFR4Vk0HtklDvuMB9YdPqkxV4bSelCFLikBRra\
    CtweH4Ujhyhh3hIz6MhXoGhO2HOPX0FNbGb3CaqijG6FyOe5PQaQ8zpD0FOuiTxs68LaY61ZeETBf6IAE5Rgg1zEx18KwforDe7WWqY8Irf";

#[test]
fn frozen_links_keep_opening() {
    assert_eq!(decode_fragment(POEM_1).unwrap(), poem());
    assert_eq!(decode_fragment(POEM_2).unwrap(), poem());
    assert_eq!(decode_fragment(WHOLE_2).unwrap(), whole());
}

/// What is written now is what was written when the version was frozen.
#[test]
fn links_are_written_as_they_were() {
    assert_eq!(format!("#{}", encode_fragment(&poem())), POEM_2);
    assert_eq!(format!("#{}", encode_fragment(&whole())), WHOLE_2);
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
    let params = Params { temperature: None, max_tokens: None, ..Params::default() };
    let demo = Demo { params: params.clone(), ..Demo::default() };
    assert_eq!(serde_json::to_string(&demo).unwrap(), r#"{"p":{"t":null,"n":null}}"#);
    assert_eq!(decode_fragment(&encode_fragment(&demo)).unwrap().params, params);
}

#[test]
fn parameters_have_short_names() {
    let params = Params { top_k: Some(40), seed: Some(7), stop: vec!["\n".to_owned()], ..Params::default() };
    let json = r#"{"p":{"k":40,"s":7,"x":["\n"]}}"#;
    assert_eq!(serde_json::to_string(&Demo { params: params.clone(), ..Demo::default() }).unwrap(), json);
    check_json(json, Ok(Demo { params, ..Demo::default() }));
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
fn fields_of_a_later_version_are_kept_at_every_level() {
    let json = r#"{"c":[{"r":"user","c":"","name":"Ann"}],"p":{"seed":7},"r":{"x":"a","u":{"p":1,"c":1,"z":[0]},"zz":{}},"zz":1}"#;
    let demo = decode_fragment(&fragment(json.as_bytes())).unwrap();
    assert_eq!(demo.messages[0].unknown["name"], "Ann");
    assert_eq!(demo.params.unknown["seed"], 7);
    let recorded = demo.recorded.as_ref().unwrap();
    assert_eq!(recorded.unknown["zz"], json!({}));
    assert_eq!(recorded.usage.as_ref().unwrap().unknown["z"], json!([0]));
    assert_eq!(serde_json::to_string(&demo).unwrap(), json);
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
    check_error("3.abc", DemoError::UnknownVersion { version: 3 });
    check_error("#0.", DemoError::UnknownVersion { version: 0 });
    check_error("99999999999.", DemoError::UnknownVersion { version: u32::MAX });
}

#[test]
fn damaged_links_are_errors() {
    check_error("1.a", DemoError::NotBase64);
    check_error("1.????", DemoError::NotBase64);
    check_error("1.中文", DemoError::NotBase64);
    check_error("1.", DemoError::NotWhole);
    check_error("1._____w", DemoError::NotWhole);
    check_error("2.a", DemoError::NotBase64);
    check_error("2.", DemoError::NotWhole);
    check_error("2._____w", DemoError::NotWhole);
    check_error("2.~a", DemoError::NotBase64);
    check_error("2.~", DemoError::NotWhole);
    check_error("1.~", DemoError::NotBase64);
    let long = Demo { text: "whale ".repeat(20_000), ..poem() };
    for whole in [encode_fragment(&poem()), encode_fragment(&long), POEM_1.to_owned()] {
        for length in 3..whole.len() {
            let error = decode_fragment(&whole[..length]).unwrap_err();
            assert!(matches!(error, DemoError::NotBase64 | DemoError::NotWhole), "{error} at {length}");
        }
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

type Fields = serde_json::Map<String, serde_json::Value>;

/// Fields of a later version.
fn later() -> impl Strategy<Value = Fields> {
    let value = prop_oneof![
        any::<i64>().prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
        prop::collection::vec(any::<bool>(), 0..3).prop_map(serde_json::Value::from),
    ];
    prop::collection::btree_map("z[a-z]{1,5}", value, 0..3).prop_map(|them| them.into_iter().collect())
}

fn messages() -> impl Strategy<Value = Vec<Message>> {
    let role = prop::sample::select(&Role::ALL[..]);
    let message = (role, any::<String>(), any::<bool>(), later());
    let message =
        message.prop_map(|(role, content, enabled, unknown)| Message { role, content, enabled, unknown });
    prop::collection::vec(message, 0..6)
}

fn params() -> impl Strategy<Value = Params> {
    // As people set them: hundredths.
    let number = || prop::option::of((0..=200_u32).prop_map(|n| f64::from(n) / 100.0));
    let whole = || prop::option::of(any::<u32>());
    let stop = prop::collection::vec(".{0,5}", 0..3);
    let seed = prop::option::of(any::<u64>());
    (number(), whole(), number(), whole(), seed, stop, any::<bool>(), later()).prop_map(|it| Params {
        temperature: it.0,
        max_tokens: it.1,
        top_p: it.2,
        top_k: it.3,
        seed: it.4,
        stop: it.5,
        alternatives: it.6,
        unknown: it.7,
    })
}

fn recorded() -> impl Strategy<Value = Recorded> {
    let pieces = prop::collection::vec((any::<u32>(), 0..3_000_u32), 0..40).prop_map(|them| {
        let mut at_ms = 0;
        let piece = |(chars, after)| {
            at_ms += after;
            Piece { chars, at_ms }
        };
        them.into_iter().map(piece).collect()
    });
    let number = || prop::option::of(any::<u32>());
    let usage =
        (any::<u32>(), any::<u32>(), number(), number(), number(), later()).prop_map(|it| RecordedUsage {
            prompt_tokens: it.0,
            completion_tokens: it.1,
            total_tokens: it.2,
            reasoning_tokens: it.3,
            cached_tokens: it.4,
            unknown: it.5,
        });
    let thousandths = (-20_000..0_i32).prop_map(|n| f64::from(n) / 1000.0);
    let candidate = (any::<String>(), thousandths).prop_map(|(text, chance)| Candidate(text, chance));
    let top = prop::collection::vec(prop::collection::vec(candidate, 0..3), 0..3);
    let finish = prop_oneof![
        Just(FinishReason::Stop),
        Just(FinishReason::Length),
        any::<String>().prop_map(FinishReason::Other)
    ];
    let text = (any::<String>(), any::<String>(), pieces, top);
    let about = (prop::option::of(usage), prop::option::of(finish), ".{0,20}", ".{0,10}", later());
    (text, about).prop_map(|((text, reasoning, pieces, top), (usage, finish, model, date, unknown))| {
        Recorded { text, reasoning, pieces, top, usage, finish, model, date, unknown }
    })
}

fn demos() -> impl Strategy<Value = Demo> {
    let base_urls = ["http://localhost:8080/v1", "https://a.example/chat/completions"];
    let head = (any::<String>(), any::<String>(), "[a-z]{0,3}", prop::sample::select(&Mode::ALL[..]));
    let prompt = (any::<String>(), messages(), prop::option::of(recorded()));
    let model = (
        ".{0,20}",
        prop::option::of(prop::sample::select(Encoding::ALL.to_vec())),
        prop::option::of(any::<u32>()),
    );
    let base_url = prop::option::of(prop::sample::select(base_urls.to_vec()));
    let rest = (params(), base_url, prop::sample::select(&View::ALL[..]), later());
    (head, prompt, model, rest).prop_map(|(head, prompt, model, rest)| Demo {
        title: head.0,
        notes: head.1,
        language: head.2,
        mode: head.3,
        text: prompt.0,
        messages: prompt.1,
        recorded: prompt.2,
        model: model.0,
        encoding: model.1,
        window: model.2,
        params: rest.0,
        base_url: rest.1.map(str::to_owned),
        view: rest.2,
        unknown: rest.3,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_demo_comes_back_from_its_link(demo in demos()) {
        let link = encode_fragment(&demo);
        prop_assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)));
        prop_assert_eq!(decode_fragment(&format!("#{link}")).unwrap(), demo);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn no_fragment_panics(body in "[A-Za-z0-9_-]{0,200}", raw in any::<String>()) {
        let _ = decode_fragment(&format!("1.{body}"));
        let _ = decode_fragment(&format!("2.{body}"));
        let _ = decode_fragment(&format!("2.~{body}"));
        let _ = decode_fragment(&raw);
    }

    #[test]
    fn a_damaged_link_is_an_error(at in any::<prop::sample::Index>(), by in b'0'..=b'z') {
        let mut link = encode_fragment(&whole()).into_bytes();
        let at = at.index(link.len());
        if link[at] != by && at > 1 {
            link[at] = by;
            // The last digit has bits that are not used.
            if let Ok(demo) = decode_fragment(&String::from_utf8_lossy(&link)) {
                prop_assert_eq!(demo, whole());
            }
        }
    }
}

/// The prompts that `docs/links.md` measures with.
struct Measured {
    name: String,
    demo: Demo,
    lz_string: usize,
    brotli: usize,
}

fn measured() -> Vec<Measured> {
    let all = include_str!("../../tests/fixtures/prompts.json");
    let all: Vec<serde_json::Value> = serde_json::from_str(all).unwrap();
    let one = |it: &serde_json::Value| Measured {
        name: it["name"].as_str().unwrap().to_owned(),
        demo: serde_json::from_value(it["demo"].clone()).unwrap(),
        lz_string: usize::try_from(it["lz_string"].as_u64().unwrap()).unwrap(),
        brotli: usize::try_from(it["brotli"].as_u64().unwrap()).unwrap(),
    };
    all.iter().map(one).collect()
}

/// Lengths without the version: the others have none either.
#[test]
fn links_are_shorter_than_others_would_be() {
    let docs = include_str!("../../../../docs/links.md");
    let all = measured();
    assert_eq!(all.len(), 50);
    let mut shortest = 0;
    let mut missing = Vec::new();
    for Measured { name, demo, lz_string, brotli } in all {
        let json = serde_json::to_vec(&demo).unwrap();
        let ours = encode_fragment(&demo).len() - 2;
        let deflate = URL_SAFE_NO_PAD.encode(compress_to_vec(&json, 10)).len();
        shortest += usize::from(ours < deflate && ours < lz_string && ours < brotli);
        let row = format!("| {name} | {} | {lz_string} | {deflate} | {brotli} | **{ours}** |", json.len());
        if !docs.contains(&row) {
            missing.push(row);
        }
    }
    assert!(shortest >= 45, "{shortest} of 50");
    assert!(missing.is_empty(), "docs/links.md lacks these rows:\n{}", missing.join("\n"));
}

#[test]
fn classic_demos_fit_in_200_characters() {
    for id in ClassicId::ALL {
        for chinese in [false, true] {
            let length = encode_fragment(&classic::demo(id, chinese)).len();
            assert!(length < 200, "{id:?}: {length}");
        }
    }
}

/// What no other test has thought of: links that were damaged, cut, joined and
/// spelt anew. Runs for the seconds that `LINK_FUZZ_SECONDS` says.
#[test]
#[ignore = "runs for as long as one likes: LINK_FUZZ_SECONDS=600"]
fn damaged_links_for_a_long_time() {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~#";
    const MARKS: &[u8] = b" {}[]:,\"\\0123456789eE.-truefalsn\x00\xFF";
    let seconds = std::env::var("LINK_FUZZ_SECONDS").ok().and_then(|it| it.parse().ok()).unwrap_or(10);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    let mut seeds: Vec<String> = measured().iter().map(|it| encode_fragment(&it.demo)).collect();
    seeds.extend([encode_fragment(&whole()), POEM_1[1..].to_owned(), "2.~".to_owned(), "2.".to_owned()]);
    for it in measured() {
        let deflated = compress_to_vec(&serde_json::to_vec(&it.demo).unwrap(), 9);
        seeds.push(format!("2.~{}", URL_SAFE_NO_PAD.encode(deflated)));
    }
    // xorshift64: the same links on every machine.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % most.max(1) as u64) as usize
    };
    let (mut tried, mut opened) = (0_u64, 0_u64);
    while std::time::Instant::now() < end {
        let mut link = seeds[below(seeds.len())].clone().into_bytes();
        for _ in 0..=below(4) {
            let at = below(link.len());
            match below(5) {
                0 => link.truncate(at),
                1 => link.insert(at, DIGITS[below(DIGITS.len())]),
                2 => link.extend_from_slice(&seeds[below(seeds.len())].as_bytes()[2..]),
                _ if at < link.len() => link[at] = DIGITS[below(DIGITS.len())],
                _ => {}
            }
        }
        let link = String::from_utf8(link).unwrap();
        tried += 1;
        if let Ok(demo) = decode_fragment(&link) {
            opened += 1;
            // Whatever opens can be shared again, and says the same.
            assert_eq!(decode_fragment(&encode_fragment(&demo)).as_ref(), Ok(&demo), "{link}");
        }
        // The JSON behind a link, damaged before it is packed.
        let mut json = serde_json::to_vec(&whole()).unwrap();
        for _ in 0..=below(3) {
            let at = below(json.len());
            json[at] = MARKS[below(MARKS.len())];
        }
        if let Ok(demo) = decode_fragment(&fragment(&json)) {
            opened += 1;
            assert_eq!(decode_fragment(&encode_fragment(&demo)).as_ref(), Ok(&demo), "{json:?}");
        }
        tried += 1;
    }
    println!("{tried} links tried, {opened} opened");
    assert!(opened > 0 && opened < tried);
}
