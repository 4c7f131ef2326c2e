//! Merges one by one, and texts cut by tokens.

use lollipop_bpe::Encoding;
use proptest::{prelude::*, test_runner::TestRunner};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::{
    common::{oracle, tokenizer},
    random_text,
};

/// The merges as `left+right`.
fn shown(encoding: Encoding, piece: &str) -> Vec<String> {
    let tokenizer = tokenizer(encoding);
    let text = |id| String::from_utf8_lossy(tokenizer.token_bytes(id).unwrap()).into_owned();
    let merges = tokenizer.merges(piece.as_bytes());
    merges.iter().map(|merge| format!("{}+{}", text(merge.left), text(merge.right))).collect()
}

#[test]
fn lollipop() {
    assert_eq!(shown(Encoding::R50kBase, "lollipop"), ["l+l", "o+p", "i+p", "o+ll", "ip+op"]);
    assert_eq!(shown(Encoding::R50kBase, "l"), [""; 0]);
    assert_eq!(shown(Encoding::R50kBase, ""), [""; 0]);
}

/// What two tokens become is what merging their bytes says.
#[test]
fn joins() {
    let tokenizer = tokenizer(Encoding::R50kBase);
    let id = |text: &str| tokenizer.encode(text)[0];
    let (l, o) = (tokenizer.byte_token(b'l'), tokenizer.byte_token(b'o'));
    assert_eq!((l, o), (75, 78));
    assert_eq!(tokenizer.join(l, l), Some((297, 297)));
    assert_eq!(tokenizer.join(id("ip"), id("op")), Some((42_800, 42_800)));
    assert_eq!(tokenizer.join(l, id("oll")), None);
    // A token's bytes are not enough: it has to be made of these two.
    assert_eq!(tokenizer.join(id("ipo"), tokenizer.byte_token(b'p')), None);
    for nowhere in [50_256, u32::MAX] {
        assert_eq!(tokenizer.join(nowhere, l), None);
        assert_eq!(tokenizer.join(l, nowhere), None);
    }
}

/// Pieces are the text, and no token crosses them.
#[test]
fn pieces() {
    let shown = |encoding, text| tokenizer(encoding).pieces(text).collect::<Vec<_>>();
    assert_eq!(shown(Encoding::R50kBase, "lollipop 你好!"), ["lollipop", " 你好", "!"]);
    assert_eq!(shown(Encoding::R50kBase, ""), [""; 0]);
    let run = |text: String| {
        for encoding in Encoding::ALL {
            let tokenizer = tokenizer(encoding);
            let pieces: Vec<_> = tokenizer.pieces(&text).collect();
            prop_assert_eq!(pieces.concat(), text.as_str());
            let ids: Vec<_> = pieces.iter().flat_map(|piece| tokenizer.encode(piece)).collect();
            prop_assert_eq!(ids.len(), tokenizer.count(&text), "{:?}", encoding);
        }
        Ok(())
    };
    let config = ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config).run(&"[a-zé 你好👋]{0,20}", run).unwrap();
}

/// Who looks a piece up before merging comes to what merging would make, but for
/// some tokens of Llama 3 that no merge makes.
#[test]
fn whole_pieces() {
    let made = |encoding, piece: &str| {
        let tokenizer = tokenizer(encoding);
        let last = tokenizer.merges(piece.as_bytes()).last().map(|it| it.into);
        (tokenizer.whole_piece(piece.as_bytes()), last.filter(|&it| tokenizer.encode(piece) == [it]))
    };
    let (whole, merged) = made(Encoding::O200kBase, "hello");
    assert!(whole.is_some() && whole == merged);
    assert_eq!(made(Encoding::R50kBase, "lollipop"), (None, None));
    let llama = tokenizer(Encoding::Llama3);
    let unmade = (0..128_000).find(|&id| {
        let piece =
            llama.token_bytes(id).filter(|it| it.len() > 1).and_then(|it| std::str::from_utf8(it).ok());
        piece.is_some_and(|it| {
            llama.encode(it) == [id] && llama.merges(it.as_bytes()).last().map(|it| it.into) != Some(id)
        })
    });
    assert!(unmade.is_some(), "Llama 3 has tokens that no merge makes");
    println!("{:?}", unmade.and_then(|it| llama.token_bytes(it)).map(String::from_utf8_lossy));
}

/// Every merge joins neighbours, no other could have been earlier, and what is
/// left in the end are the tokens.
#[test]
fn merges_follow_the_rule() {
    for encoding in [Encoding::R50kBase, Encoding::Cl100kBase, Encoding::O200kBase] {
        let tokenizer = tokenizer(encoding);
        let id = |bytes: &[u8]| tokenizer.merges(bytes).last().map(|merge| merge.into);
        let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
        let run = |piece: String| {
            let byte = |byte: u8| oracle(encoding).encode(&char::from(byte).to_string())[0];
            let mut tokens: Vec<_> = piece.bytes().map(|it| (byte(it), vec![it])).collect();
            for merge in tokenizer.merges(piece.as_bytes()) {
                let mut at = 0;
                let index = tokens.iter().position(|(_, bytes)| {
                    at += bytes.len();
                    at - bytes.len() == merge.start
                });
                let index = index.unwrap();
                prop_assert_eq!((tokens[index].0, tokens[index + 1].0), (merge.left, merge.right));
                let best = tokens.windows(2).filter_map(|pair| {
                    let both = [&*pair[0].1, &*pair[1].1].concat();
                    id(&both).filter(|&id| tokenizer.token_bytes(id) == Some(&both))
                });
                prop_assert_eq!(best.min(), Some(merge.into));
                let (_, right) = tokens.remove(index + 1);
                tokens[index].0 = merge.into;
                tokens[index].1.extend(right);
            }
            let left: Vec<_> = tokens.iter().map(|(id, _)| *id).collect();
            prop_assert_eq!(left, oracle(encoding).encode(&piece));
            Ok(())
        };
        TestRunner::new(config).run(&"[a-z]{0,12}", run).unwrap();
    }
}

#[test]
fn cut_by_tokens() {
    let tokenizer = tokenizer(Encoding::Cl100kBase);
    assert_eq!(tokenizer.split_at("Hello, world!", 2), ("Hello,", " world!"));
    assert_eq!(tokenizer.split_at("👩‍👩‍👧!", 3), ("", "👩‍👩‍👧!"));
    assert_eq!(tokenizer.truncate("Hello, world!", 0), "");
    assert_eq!(tokenizer.truncate("Hello, world!", 99), "Hello, world!");
}

#[test]
fn a_cut_is_never_inside_a_grapheme() {
    for encoding in [Encoding::Cl100kBase, Encoding::O200kBase, Encoding::KimiK2, Encoding::Smollm2] {
        let tokenizer = tokenizer(encoding);
        let config = ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() };
        let run = |(text, limit): (String, usize)| {
            let (head, tail) = tokenizer.split_at(&text, limit);
            prop_assert_eq!([head, tail].concat(), text.as_str());
            let front = tokenizer.truncate(&text, limit);
            prop_assert!(text.starts_with(front) && tokenizer.count(front) <= limit);
            for at in [head.len(), front.len()] {
                let is_edge = at == text.len() || text.grapheme_indices(true).any(|(edge, _)| edge == at);
                prop_assert!(is_edge, "{:?} is cut at {}", text, at);
            }
            Ok(())
        };
        TestRunner::new(config).run(&(random_text::text(), 0..60_usize), run).unwrap();
    }
}
