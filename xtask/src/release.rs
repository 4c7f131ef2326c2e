//! Makes a release of the built site: its files name each other by what they
//! contain, and the service worker learns which files belong together.
//!
//! The release's name is a hash over all of its files, and behind a `-` one
//! over the vocabularies, which stay the same over many releases.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::server::is_hashed;

/// What the service worker says until it is told of a release.
pub const UNTOLD: &str = "const BUILT = null;";
/// Where the style sheets of the embedded page go: those of the main page.
const STYLES: &str = "<!--styles-->";
/// The vocabulary that a first visit needs.
const FIRST: &str = "smollm2";
/// Files that no page asks for.
const UNASKED: [&str; 3] = ["_headers", "robots.txt", "sw.js"];

/// A file of the site.
struct File {
    /// Below the site's folder, with `/`.
    path: String,
    /// Of its content.
    hash: String,
}

/// Writes the release into the pages and into the service worker, in `folder`.
///
/// # Errors
/// Those of the disk, and where a page or the worker is not as it should be.
pub fn seal(folder: &Path) -> Result<()> {
    let (vocabularies, files): (Vec<_>, Vec<_>) =
        files(folder)?.into_iter().partition(|file| file.path.starts_with("vocab/"));
    let release = format!("{}-{}", name(&files), name(&vocabularies));
    let sheets = sheets(&read(folder, "index.html")?);
    for page in ["index.html", "embed.html"] {
        let text = late(&read(folder, page)?).replace(STYLES, &sheets);
        fs::write(folder.join(page), sealed(&text, &release).with_context(|| page.to_owned())?)?;
    }
    let mut kept = Map::new();
    for file in files.iter().filter(|it| !UNASKED.contains(&it.path.as_str())) {
        let content = fs::read(folder.join(&file.path))?;
        kept.insert(address(&file.path, &release), Value::String(hash(&content)));
    }
    let of_vocabulary = |file: &File| {
        let name = file.path.trim_start_matches("vocab/").trim_end_matches(".vocab");
        (name.to_owned(), Value::String(file.hash.clone()))
    };
    let vocabularies: Map<_, _> = vocabularies.iter().map(of_vocabulary).collect();
    ensure!(vocabularies.contains_key(FIRST), "the vocabulary {FIRST} is missing");
    let built = json!({ "release": release, "first": FIRST, "files": kept, "vocabularies": vocabularies });
    let worker = read(folder, "sw.js")?;
    ensure!(worker.contains(UNTOLD), "sw.js has no place for the release");
    fs::write(folder.join("sw.js"), worker.replace(UNTOLD, &format!("const BUILT = {built};")))?;
    Ok(())
}

fn read(folder: &Path, name: &str) -> Result<String> {
    fs::read_to_string(folder.join(name)).with_context(|| format!("the site has no {name}"))
}

/// Every file below `folder`, sorted by path, but for packed copies.
fn files(folder: &Path) -> Result<Vec<File>> {
    let mut found = Vec::new();
    for path in files_below(folder)? {
        let content = fs::read(&path)?;
        let below = path.strip_prefix(folder)?.components();
        let parts: Vec<_> = below.map(|part| part.as_os_str().to_string_lossy()).collect();
        let path = parts.join("/");
        if !path.ends_with(".br") {
            found.push(File { path, hash: hash(&content) });
        }
    }
    Ok(found)
}

/// Every file at any depth below `folder`, sorted.
///
/// # Errors
/// Those of the disk.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The first half of SHA-256, in hexadecimal: what the service worker compares.
#[must_use]
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A name for these files together.
fn name(files: &[File]) -> String {
    let list: String = files.iter().map(|file| format!("{} {}\n", file.path, file.hash)).collect();
    hash(list.as_bytes())[..12].to_owned()
}

/// The links to the style sheets of the main page.
fn sheets(page: &str) -> String {
    page.lines().filter(|line| line.starts_with("<link rel=\"stylesheet\"")).collect::<Vec<_>>().join("\n")
}

/// A page that does not fetch the style sheets of which its source says
/// `data-late`, until they are asked for.
fn late(page: &str) -> String {
    let line = |line: &str| {
        let rel = if line.contains("data-late") { "rel=\"later\"" } else { "rel=\"stylesheet\"" };
        line.replace("rel=\"stylesheet\"", rel) + "\n"
    };
    page.lines().map(line).collect()
}

/// A page that knows its release, and asks for the scripts of that release.
fn sealed(page: &str, release: &str) -> Result<String> {
    let html = "<html lang=\"en\"";
    ensure!(page.contains(html), "the page does not begin as expected");
    let mut page = page.replacen(html, &format!("{html} data-release=\"{release}\""), 1);
    for script in ["early.js", "boot.js", "embed.js"] {
        page = page.replace(&format!("{script}\""), &format!("{script}?{release}\""));
    }
    Ok(page)
}

/// How a page asks for a file. Names with a hash in them say enough, and those
/// of scripts and modules without one are asked for with the release behind.
fn address(path: &str, release: &str) -> String {
    let is_code = path.ends_with(".js") || path.ends_with(".wasm") || path.ends_with(".json");
    match path {
        "index.html" => "./".to_owned(),
        _ if is_code && !is_hashed(path) => format!("{path}?{release}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A small site, sealed.
    fn site(name: &str, words: &str) -> (PathBuf, String, String) {
        let folder = std::env::temp_dir().join(format!("lollipop-release-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("vocab")).unwrap();
        let sheet = "<link rel=\"stylesheet\" href=\"./a-5d7c5e4a0f2b1c3d.css\"/>";
        let late = "<link rel=\"stylesheet\" href=\"./b-5d7c5e4a0f2b1c3d.css\" data-late/>";
        let page = format!("<html lang=\"en\">\n{sheet}\n{late}\n<script src=\"early.js\"></script>{words}");
        for (path, content) in [
            ("index.html", page.as_str()),
            ("embed.html", "<html lang=\"en\"><!--styles--><script src=\"embed.js\"></script>"),
            ("sw.js", "// worker\nconst BUILT = null;\n"),
            ("early.js", "1"),
            ("early.js.br", "packed"),
            ("a-5d7c5e4a0f2b1c3d.css", ""),
            ("_headers", ""),
            ("vocab/smollm2.vocab", "tokens"),
        ] {
            fs::write(folder.join(path), content).unwrap();
        }
        seal(&folder).unwrap();
        let worker = read(&folder, "sw.js").unwrap();
        let page = read(&folder, "index.html").unwrap();
        (folder, worker, page)
    }

    #[test]
    fn the_worker_knows_every_file_as_the_page_asks_for_it() {
        let (folder, worker, page) = site("files", "");
        let line = worker.lines().find(|line| line.starts_with("const BUILT = ")).unwrap();
        let built = line.trim_start_matches("const BUILT = ").trim_end_matches(';');
        let built: Value = serde_json::from_str(built).unwrap();
        let release = built["release"].as_str().unwrap();
        let files: Vec<_> = built["files"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(files, ["./", "a-5d7c5e4a0f2b1c3d.css", &format!("early.js?{release}"), "embed.html"]);
        assert_eq!(built["vocabularies"]["smollm2"], hash(b"tokens"));
        assert_eq!(built["files"]["./"], hash(page.as_bytes()), "the page is hashed as it is served");
        assert!(page.contains(&format!("data-release=\"{release}\"")), "{page}");
        assert!(page.contains(&format!("src=\"early.js?{release}\"")), "{page}");
        let embed = read(&folder, "embed.html").unwrap();
        assert!(embed.contains("a-5d7c5e4a0f2b1c3d.css"), "{embed}");
        assert!(page.contains("rel=\"stylesheet\" href=\"./a-5d7c"), "{page}");
        assert!(page.contains("rel=\"later\" href=\"./b-5d7c"), "{page}");
        assert!(embed.contains("rel=\"stylesheet\" href=\"./b-5d7c"), "{embed}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn another_word_is_another_release_with_the_same_vocabularies() {
        let (one, two) = (site("one", "one"), site("two", "two"));
        let release = |page: &str| page.split("data-release=\"").nth(1).unwrap()[..25].to_owned();
        let (a, b) = (release(&one.2), release(&two.2));
        assert_ne!(a, b);
        assert_eq!(a.split('-').nth(1), b.split('-').nth(1));
        assert_eq!(site("one", "one").2, one.2, "the same site has the same name");
        for folder in [one.0, two.0] {
            fs::remove_dir_all(folder).unwrap();
        }
    }
}
