//! The headers that go with the site, for whoever serves it.
//!
//! One source for three: the server of the chores sends them, `public/_headers`
//! tells hosts that read such a file, and the `<meta>` of each page carries what
//! a `<meta>` can. The tests hold the three together.

/// The whole content policy of the main page, and of all files but those of
/// the embedded one.
pub const CONTENT_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; \
    img-src 'self' data:; \
    font-src 'self'; \
    connect-src 'self' https: http://localhost:* http://127.0.0.1:*; \
    worker-src 'self'; \
    manifest-src 'self'; \
    base-uri 'none'; \
    form-action 'none'; \
    frame-ancestors 'none'";

/// The content policy of the page that other sites may frame: it reaches
/// nothing but its own files.
pub const EMBED_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; \
    img-src 'self'; \
    connect-src 'self'; \
    base-uri 'none'; \
    form-action 'none'";

/// The one rule that only a header can carry.
pub const HEADER_ONLY: &str = "; frame-ancestors 'none'";

/// What goes with every file, whatever it is.
pub const ALWAYS: [(&str, &str); 2] =
    [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")];

/// The documents and the workers, for which a policy is obeyed. Each has one
/// rule: hosts differ in what they make of two rules for one path. Some hosts
/// leave the ending of a page away.
const PAGES: [&str; 6] = ["/", "/index.html", "/worker.js", "/sw.js", "/embed.html", "/embed"];

/// The content policy of the file at `path`, an absolute path of the site.
#[must_use]
pub fn policy(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    if matches!(name, "embed.html" | "embed") { EMBED_POLICY } else { CONTENT_POLICY }
}

/// The text of `public/_headers`, as Netlify and Cloudflare Pages read it.
#[must_use]
pub fn file() -> String {
    let mut text = String::from("/*\n");
    for (name, value) in ALWAYS {
        text += &format!("  {name}: {value}\n");
    }
    for path in PAGES {
        text += &format!("{path}\n  Content-Security-Policy: {}\n", policy(path));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_the_same() {
        assert_eq!(include_str!("../../public/_headers"), file(), "write it anew: it is made of this module");
    }

    #[track_caller]
    fn check_meta(page: &str, policy: &str) {
        let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        assert!(page.contains(&meta), "the page lacks {meta}");
    }

    #[test]
    fn the_pages_carry_what_a_page_can() {
        check_meta(include_str!("../../index.html"), &CONTENT_POLICY.replace(HEADER_ONLY, ""));
        check_meta(include_str!("../../public/embed.html"), EMBED_POLICY);
    }

    #[test]
    fn all_but_the_embedded_page_refuse_to_be_framed() {
        for path in
            ["/", "/index.html", "/deep/", "/NOTICE.txt", "/worker.js", "/embed.js", "/not-embed.html"]
        {
            assert!(policy(path).ends_with(HEADER_ONLY), "{path}");
        }
        for path in ["/embed.html", "/embed", "/deep/embed.html"] {
            assert!(!policy(path).contains("frame-ancestors"), "{path}");
        }
    }
}
