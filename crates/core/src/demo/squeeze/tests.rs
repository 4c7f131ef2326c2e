use super::*;

#[track_caller]
fn check(json: &str) {
    let packed = pack(json.as_bytes()).unwrap();
    assert_eq!(unpack(&packed).as_deref(), Some(json.as_bytes()), "{json:.200}");
}

#[test]
fn objects_come_back() {
    for json in ["{}", r#"{"x":"}{\"\\"}"#, r#"{"c":[{"r":"user"},[]],"x":{}}"#, "{\"x\":\"鲸鱼🐳\u{0}\"}"]
    {
        check(json);
    }
    check(&format!(r#"{{"x":"{}"}}"#, "\0".repeat(40_000)));
    check(&format!(r#"{{"x":"{}"}}"#, "a中".repeat(16_000)));
}

#[test]
fn what_is_not_one_object_is_not_packed() {
    for json in ["", "{", "[]x", "{}{}", "{} ", "null", r#"{"x":"}"#] {
        assert_eq!(pack(json.as_bytes()), None, "{json}");
    }
    let of_size = |bytes: usize| format!(r#"{{"x":"{}"}}"#, "a".repeat(bytes - 8));
    assert!(pack(of_size(MOST_BYTES).as_bytes()).is_some());
    assert_eq!(pack(of_size(MOST_BYTES + 1).as_bytes()), None);
}

#[test]
fn damage_is_noticed() {
    let json = r#"{"x":"Write me a short poem about a happy little whale, 然后翻译成中文"}"#;
    let packed = pack(json.as_bytes()).unwrap();
    for length in 0..packed.len() {
        assert_eq!(unpack(&packed[..length]), None, "cut at {length}");
    }
    for at in 0..packed.len() {
        for flip in [1, 0x10, 0x80] {
            let mut other = packed.clone();
            other[at] ^= flip;
            assert_eq!(unpack(&other), None, "byte {at} is another by {flip}");
        }
    }
    let mut longer = packed;
    longer.extend([0; 4]);
    assert_eq!(unpack(&longer), None, "more follows");
}

/// Links are unreadable with any other dictionary or another predictor.
#[test]
fn the_way_of_packing_is_frozen() {
    assert_eq!(DICTIONARY.len(), 12_021);
    assert_eq!(check_of(DICTIONARY), 49_561);
    let mut predictor = PRIMED.clone();
    let mut chances = Vec::new();
    for byte in *b"{\"m\":\"text\",\"x\":\"Whales sing. \xE9\xB2\xB8\xE9\xB1\xBC" {
        for shift in (0..8).rev() {
            chances.extend(predictor.chance().to_le_bytes());
            predictor.learn(byte >> shift & 1 == 1);
        }
    }
    assert_eq!(check_of(&chances), 31_521);
}
