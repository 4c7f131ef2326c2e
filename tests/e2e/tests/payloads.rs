//! What others wrote is only ever text: no payload makes an element, runs, or
//! asks anybody for anything; and what hides in it is named.

use lollipop_e2e::{
    Options, Page, browse,
    fake::{Cors, Fake},
};
use serde_json::{Value, json};

/// `TRAP` is the address of a server that must never hear of it.
const PAYLOADS: [&str; 31] = [
    "<script>window.owned = 1</script>",
    "<script src=TRAP/x.js></script>",
    "<img src=x onerror=\"window.owned = 1\">",
    "<img src=\"TRAP/x.png\">",
    "<svg onload=\"window.owned = 1\"></svg>",
    "<svg><script>window.owned = 1</script></svg>",
    "<svg><image href=\"TRAP/x.svg\"/></svg>",
    "<svg><animate onbegin=window.owned=1 attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=window.owned=1>",
    "<math href=\"javascript:window.owned=1\">click</math>",
    "<iframe src=\"javascript:parent.owned=1\"></iframe>",
    "<iframe srcdoc=\"<script>parent.owned=1</script>\"></iframe>",
    "<object data=\"TRAP/x.swf\"></object>",
    "<embed src=\"TRAP/x.pdf\">",
    "<a href=\"javascript:window.owned=1\">click</a>",
    "<a href=\"data:text/html,<script>opener.owned=1</script>\">click</a>",
    "[click](javascript:window.owned=1)",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![pixel](TRAP/pixel.png)",
    "<link rel=\"stylesheet\" href=\"TRAP/x.css\">",
    "<style>@import url(TRAP/y.css); body { display: none }</style>",
    "<div style=\"background: url(TRAP/z.png)\">x</div>",
    "<meta http-equiv=\"refresh\" content=\"0;url=TRAP/away\">",
    "<base href=\"TRAP/\">",
    "<form action=\"TRAP/form\"><input autofocus onfocus=\"window.owned=1\"></form>",
    "<video><source onerror=\"window.owned=1\"></video>",
    "<details open ontoggle=\"window.owned=1\">x</details>",
    "\"'><img src=x onerror=window.owned=1>",
    "</textarea><script>window.owned=1</script>",
    "</title><svg/onload=window.owned=1>",
    "{{constructor.constructor('window.owned=1')()}} ${window.owned=1} <%= 7*7 %>",
];

/// How many elements of each kind the page has that show, run or fetch
/// something, and every attribute that could.
const INVENTORY: &str = "
const kinds = 'script,style,link,meta,base,img,image,picture,video,audio,source,track,iframe,frame,object,embed,form,math,animate,set,foreignObject,portal';
const count = {};
for (const element of document.querySelectorAll(kinds)) count[element.localName] = (count[element.localName] ?? 0) + 1;
const bad = [];
for (const element of document.querySelectorAll('*')) {
  for (const { name, value } of element.attributes) {
    if (name.startsWith('on') || name === 'style' || name === 'srcdoc') bad.push(`${element.localName} ${name}`);
    if (['href', 'src', 'action', 'data', 'xlink:href'].includes(name) && !/^(https:|\\.\\/|#|[\\w.-]+(\\?|$))/.test(value)) {
      bad.push(`${element.localName} ${name}=${value}`);
    }
  }
}
return [count, bad, window.owned ?? null, window.violations];";

/// A link whose title, notes, text and messages all say this, by the browser's
/// own encoder.
async fn link_saying(page: &Page, payload: &str) -> String {
    let said = json!({
        "t": payload,
        "n": payload,
        "x": payload,
        "c": [{ "r": "system", "c": payload }, { "r": "user", "c": payload }],
        "o": "gpt-4o-mini",
    });
    let script = format!(
        "{{ const stream = new Blob([{}]).stream().pipeThrough(new CompressionStream('deflate-raw'));
            const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
            const text = Array.from(bytes, byte => String.fromCharCode(byte)).join('');
            return '1.' + btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''); }}",
        json!(said.to_string())
    );
    page.settled(&script).await.as_str().unwrap().to_owned()
}

/// Nothing came of it: the inventory is that of the page without it.
async fn check_inert(page: &Page, trap: &Fake, before: &Value, place: &str, payload: &str) {
    let now = page.js(INVENTORY, vec![]).await;
    assert_eq!(&now, before, "{payload} in {place}");
    assert!(trap.requests().is_empty(), "{payload} in {place} asked {:?}", trap.requests());
}

#[tokio::test]
async fn payloads_are_text_everywhere() {
    let fake = Fake::start(Cors::Reflected).await.unwrap();
    let trap = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open_prompt(&fake, "fake-ok").await;
        page.run(&fake).await;
        let before = page.js(INVENTORY, vec![]).await;
        assert_eq!(before[1], json!([]), "the page itself has what it must not");
        for payload in PAYLOADS {
            let payload = payload.replace("TRAP", &trap.url);
            let fragment = link_saying(page, &payload).await;
            page.js("location.hash = arguments[0]", vec![json!(fragment)]).await;
            page.wait_until(&format!(
                "document.querySelectorAll('[data-testid=message-input]')[1]?.value === {}",
                json!(payload)
            ))
            .await;
            page.click("tab-tokens").await;
            page.by("token").await;
            page.click_nth("token", 0).await;
            check_inert(page, &trap, &before, "title, messages and chips", &payload).await;
            assert!(page.session().title().await.unwrap().contains(payload.trim()), "{payload}");
            for model in ["fake-echo", "fake-echo-error", "fake-echo-page"] {
                page.use_endpoint(&fake.url, model).await;
                page.run(&fake).await;
                if model == "fake-echo" {
                    let shown = page.wait_text("completion", |text| !text.is_empty()).await;
                    assert_eq!(shown, payload.trim(), "the answer is not shown as it came");
                }
                check_inert(page, &trap, &before, model, &payload).await;
                page.click("tab-wire").await;
                check_inert(page, &trap, &before, "the wire", &payload).await;
            }
            let text = page.share().await;
            assert!(text.len() > 10);
        }
    })
    .await;
    assert!(trap.requests().is_empty(), "{:?}", trap.requests());
}

#[tokio::test]
async fn payloads_are_text_in_the_embedded_page() {
    let trap = Fake::start(Cors::Reflected).await.unwrap();
    browse(Options::default(), async |page| {
        page.open("").await;
        let mut fragments = Vec::new();
        for payload in PAYLOADS {
            let payload = payload.replace("TRAP", &trap.url);
            fragments.push((link_saying(page, &payload).await, payload));
        }
        let plain = link_saying(page, "plain").await;
        page.session().goto(format!("{}/embed.html#{plain}", page.url())).await.unwrap();
        page.wait_ready().await;
        let before = page.js(INVENTORY, vec![]).await;
        for (fragment, payload) in fragments {
            page.js("location.hash = arguments[0]", vec![json!(fragment)]).await;
            page.wait_until(&format!(
                "document.querySelectorAll('.embed-text')[1]?.textContent === {} && document.querySelector('.token')",
                json!(payload)
            ))
            .await;
            check_inert(page, &trap, &before, "the embedded page", &payload).await;
        }
    })
    .await;
}

/// Each hides in a text, or turns it around.
const HIDDEN: [u32; 24] = [
    0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066,
    0x2067, 0x2068, 0x2069, 0xFEFF, 0x00AD, 0x3164, 0x180E, 0xE0001, 0xE0041, 0xE007F, 0x034F,
];

#[tokio::test]
async fn each_character_that_hides_is_named_before_it_is_sent() {
    browse(Options::default(), async |page| {
        page.open_in("chat").await;
        page.write_messages(&[("user", "plain")]).await;
        for code in HIDDEN {
            page.paste("message-input", &format!("`a${{String.fromCodePoint({code})}}b`")).await;
            page.wait_text("hidden-characters", |text| text.contains(&format!("U+{code:04X}"))).await;
            // It is ringed where it stands, too.
            page.wait_until(
                "document.querySelectorAll('.prompt-paint .mark[data-mark=hidden]').length === 1",
            )
            .await;
        }
        page.paste("message-input", "'plain 👩\\u200d👩\\u200d👧 🇨🇳 葛\\u{e0100}城'").await;
        page.wait_count("hidden-characters", 0).await;
    })
    .await;
}
